//! 抽查任务单: what a team is sent out for. In: the draw's visits. Out: the body of one page a team. Secret while the draw is sealed.

use super::Desk;
use super::html::{blank, escaped, table};
use super::visits::{Team, Visit, teams};
use crate::model::{InspectorId, Method};

/// All teams, each on a page of its own; then what other draws' teams do for this one.
pub(super) fn body(desk: &Desk<'_>) -> String {
    let teams = teams(desk.input.visits);
    let count = teams.len();
    let mut out: String = teams.iter().enumerate().map(|(at, team)| page(desk, at + 1, count, team)).collect();
    let elsewhere: Vec<&Visit<'_>> = desk.input.visits.iter().filter(|visit| visit.host.is_some()).collect();
    if !elsewhere.is_empty() {
        out.push_str(&by_others(desk, &elsewhere));
    }
    out
}

/// Name, certificate number and department of each member; an empty place is named as one.
pub(super) fn members<'i>(desk: &Desk<'_>, team: impl Iterator<Item = Option<&'i InspectorId>>) -> Vec<String> {
    team.map(|member| escaped(&member.map_or_else(|| desk.say.raw("vacant", &[]), |id| person(desk, id)))).collect()
}

/// An inspector as text.
pub(super) fn person(desk: &Desk<'_>, id: &InspectorId) -> String {
    let (name, department) = who(desk, id);
    // The bureau's own people are the rule; another department is said.
    let key =
        if department.is_empty() || department == desk.site.config.bureau.name { "person-alone" } else { "person" };
    desk.say.raw(key, &[("name", &name), ("id", id.as_str()), ("department", &department)])
}

/// Name and department; the name of the draw's list where the registry has none any more.
pub(super) fn who(desk: &Desk<'_>, id: &InspectorId) -> (String, String) {
    let listed = desk.record.inspectors.iter().find(|row| row.id == *id).map(|row| row.name.as_str());
    match desk.site.inspectors.get(id) {
        Some(inspector) => (inspector.name.clone(), inspector.department.clone()),
        None => (listed.unwrap_or(id.as_str()).to_owned(), String::new()),
    }
}

fn page(desk: &Desk<'_>, number: usize, count: usize, team: &Team) -> String {
    let vacant = (0..team.vacant).map(|_| None);
    let people = members(desk, team.members.iter().map(Some).chain(vacant));
    let people: String = people.iter().map(|person| format!("<li>{person}</li>")).collect();
    let visits: Vec<&Visit<'_>> = team.visits.iter().map(|at| &desk.input.visits[*at]).collect();
    let (number, count) = (number.to_string(), count.to_string());
    let terms = desk.task.map_or_else(String::new, |task| {
        let partner = task.partner.as_deref().map(|partner| desk.say.text("tasks.partner", &[("partner", partner)]));
        let when = desk.say.text("tasks.when", &[("time", &task.visit_time)]);
        format!(
            "<p>{}　{when}　{}</p>\n",
            desk.say.text("tasks.of", &[("name", &task.name), ("id", task.id.as_str())]),
            partner.unwrap_or_default()
        )
    });
    format!(
        "<article class=\"tasks\">\n{demo}{secret}<p class=\"bureau\">{bureau}</p>\n<h1>{title}</h1>\n<p class=\"sub\">{draw}（{id}）　{which}</p>\n\
         {terms}<p><b>{team}</b></p>\n<ul class=\"people\">{people}</ul>\n{table}<ol class=\"duties\">{duties}</ol>\n\
         <div class=\"roles\">\n<p><b>{issued}</b>{line}</p>\n<p><b>{taken}</b>{line}</p>\n<p><b>{returned}</b>{line}</p>\n</div>\n<p class=\"date\">{date}</p>\n</article>\n",
        demo = desk.demo(),
        secret = desk.secrecy(),
        bureau = desk.bureaus(),
        title = desk.say.text("tasks.title", &[]),
        draw = escaped(&desk.say.draw(desk.record)),
        id = desk.record.id,
        which = desk.say.text("tasks.which", &[("number", &number), ("count", &count)]),
        team = desk.say.text("tasks.team", &[]),
        table = rows(desk, &visits),
        duties = duties(desk),
        issued = desk.say.text("tasks.issued", &[]),
        taken = desk.say.text("tasks.taken", &[]),
        returned = desk.say.text("tasks.returned", &[]),
        line = blank("line"),
        date = desk.say.text("blank-date", &[]),
    )
}

/// Cells of a task list: form number, object, id, address, number of items, remarks. Text, not HTML.
pub(super) fn cells(desk: &Desk<'_>, visit: &Visit<'_>) -> [String; 6] {
    let address = visit.object.map(|object| place(&object.town, &object.address)).unwrap_or_default();
    [
        desk.number(visit),
        visit.name.clone(),
        visit.planned.object.to_string(),
        address,
        visit.items.len().to_string(),
        remarks(desk, visit).join("\n"),
    ]
}

/// Township and address; the township once where the address begins with it.
pub(super) fn place(town: &str, address: &str) -> String {
    if address.starts_with(town) { address.to_owned() } else { format!("{town}{address}") }
}

/// What is special about a visit: draws it serves too, that nobody need go there (R5), who stands in for whom.
pub(super) fn remarks(desk: &Desk<'_>, visit: &Visit<'_>) -> Vec<String> {
    let mut remarks: Vec<String> =
        visit.guests.iter().map(|guest| desk.say.raw("tasks.also", &[("draw", guest.id.as_str())])).collect();
    if !visit.items.is_empty() && visit.items.iter().all(|item| item.methods.contains(&Method::Paper)) {
        remarks.push(desk.say.raw("tasks.paper", &[]));
    }
    for change in visit.planned.changes.iter().filter(|change| change.ground != "merged-visit") {
        let to = change.to.as_ref().map_or_else(|| desk.say.raw("vacant", &[]), |to| who(desk, to).0);
        let ground = desk.say.word(&format!("show.substitution.{}", change.ground));
        remarks.push(
            desk.say.raw("tasks.change", &[("from", &who(desk, &change.from).0), ("to", &to), ("ground", &ground)]),
        );
    }
    remarks
}

fn rows(desk: &Desk<'_>, visits: &[&Visit<'_>]) -> String {
    let mut heads: Vec<String> = heads(desk).to_vec();
    heads.push(desk.say.raw("tasks.date", &[]));
    let rows: Vec<Vec<String>> = visits
        .iter()
        .map(|visit| {
            let [number, name, id, address, items, remarks] = cells(desk, visit).map(|cell| escaped(&cell));
            let id = format!("<span class=\"file\">{id}</span>");
            vec![number, name, id, address, items, remarks.replace('\n', "<br>"), String::new()]
        })
        .collect();
    table("visits", &heads, &rows)
}

/// Headings of [`cells`].
pub(super) fn heads(desk: &Desk<'_>) -> [String; 6] {
    ["number", "object", "id", "address", "items", "remark"].map(|key| desk.say.raw(&format!("tasks.{key}"), &[]))
}

/// What the team has to keep to, a sentence each.
pub(super) fn duty_keys(desk: &Desk<'_>) -> Vec<&'static str> {
    let secret = if desk.is_sealed() { Some("tasks.duty.secret") } else { None };
    secret
        .into_iter()
        .chain(["tasks.duty.two", "tasks.duty.form", "tasks.duty.recusal", "tasks.duty.record", "tasks.duty.back"])
        .collect()
}

fn duties(desk: &Desk<'_>) -> String {
    duty_keys(desk).iter().map(|key| format!("<li>{}</li>", desk.say.text(key, &[]))).collect()
}

fn by_others(desk: &Desk<'_>, visits: &[&Visit<'_>]) -> String {
    let heads = ["object", "id", "who-goes"].map(|key| desk.say.raw(&format!("tasks.{key}"), &[]));
    let rows: Vec<Vec<String>> = visits
        .iter()
        .map(|visit| {
            let host = visit.host.map_or("", |host| host.id.as_str());
            vec![
                escaped(&visit.name),
                escaped(visit.planned.object.as_str()),
                desk.say.text("tasks.by-other", &[("draw", host)]),
            ]
        })
        .collect();
    format!(
        "<article class=\"tasks\">\n{}{}<h1>{}</h1>\n<p class=\"sub\">{}（{}）</p>\n<p>{}</p>\n{}</article>\n",
        desk.demo(),
        desk.secrecy(),
        desk.say.text("tasks.others", &[]),
        escaped(&desk.say.draw(desk.record)),
        desk.record.id,
        desk.say.text("tasks.others-about", &[]),
        table("visits", &heads, &rows),
    )
}
