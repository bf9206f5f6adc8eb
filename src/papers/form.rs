//! 现场检查表: one form a visit that carries every item the object must be asked about (R6, R8). In: a visit. Out: the form's
//! body.

use super::Desk;
use super::html::{blank, escaped, facts, table, tick};
use super::tasks::{place, who};
use super::visits::Visit;
use crate::model::{Basis, InspectorId, Item, Phrase};

/// The whole form. `id`: of its part of the page.
pub(super) fn body(desk: &Desk<'_>, visit: &Visit<'_>, id: &str) -> String {
    let parts = [
        desk.demo(),
        desk.secrecy(),
        title(desk, visit),
        facts(&head_cells(desk, visit)),
        told(desk),
        items(desk, visit),
        outcome(desk),
        papers(desk),
        signatures(desk, visit),
        rights(desk),
    ];
    format!("<article class=\"form\" id=\"{id}\">\n{}</article>\n", parts.concat())
}

fn title(desk: &Desk<'_>, visit: &Visit<'_>) -> String {
    let number = desk.say.text("form.number", &[("number", &desk.number(visit))]);
    let bureau = desk.bureaus();
    format!(
        "<p class=\"bureau\">{bureau}</p>\n<h1>{}</h1>\n<p class=\"formnumber\">{number}</p>\n",
        desk.say.text("form.title", &[])
    )
}

/// Tasks and draws the visit serves, in words: the draw's own first.
pub(super) fn tasks(desk: &Desk<'_>, visit: &Visit<'_>) -> Vec<String> {
    let draws = std::iter::once(desk.record).chain(visit.guests.iter().copied());
    draws
        .map(|draw| {
            let plan = desk.site.plans.iter().find(|plan| plan.record_path() == draw.plan.0);
            let task = plan.and_then(|plan| plan.tasks.iter().find(|task| task.id == draw.task));
            let name = task.map_or("", |task| task.name.as_str());
            desk.say.raw("form.task-is", &[("name", name), ("task", draw.task.as_str()), ("draw", draw.id.as_str())])
        })
        .collect()
}

/// How often the object was visited this year, in words.
pub(super) fn count(desk: &Desk<'_>, visit: &Visit<'_>) -> String {
    let (drawn, other) = visit.this_year;
    let [all, drawn, other] = [drawn + other, drawn, other].map(|n| n.to_string());
    let year = desk.record.period.year.to_string();
    desk.say.raw("form.count-is", &[("year", &year), ("n", &all), ("drawn", &drawn), ("other", &other)])
}

/// Rows of the head: label and text. What is left open is filled in by hand.
pub(super) fn head(desk: &Desk<'_>, visit: &Visit<'_>) -> Vec<(String, String)> {
    let fact = |key: &str, value: String| (desk.say.raw(&format!("form.{key}"), &[]), value);
    let object = visit.object;
    let id = visit.planned.object.as_str();
    let code = object.and_then(|object| object.code.as_deref());
    let permit = object.and_then(|object| object.permit.as_deref());
    let classes =
        std::iter::once(desk.record).chain(visit.guests.iter().copied()).map(|draw| desk.say.class(draw.class));
    let classes: Vec<String> = classes.collect();
    let methods = ["method.site", "method.paper"].map(|key| format!("□{}", desk.say.word(key)));
    let mut rows = vec![
        fact("task", tasks(desk, visit).join("\n")),
        fact("object", visit.name.clone()),
        fact("code", code.unwrap_or("—").to_owned()),
        fact("permit", permit.unwrap_or("—").to_owned()),
    ];
    if code != Some(id) && permit != Some(id) {
        rows.push(fact("id", id.to_owned()));
    }
    rows.extend([
        fact("address", object.map(|object| place(&object.town, &object.address)).unwrap_or_default()),
        fact("source", desk.say.raw("form.source-is", &[])),
        fact("class", desk.say.list(&classes)),
        fact("when", desk.say.raw("form.when-is", &[])),
        fact("count", count(desk, visit)),
        fact("contact", String::new()),
        fact("method", methods.join("　")),
    ]);
    rows.extend((1..).zip(&visit.planned.team).map(|(at, member): (usize, _)| {
        (desk.say.raw("form.inspector", &[("n", &at.to_string())]), inspector(desk, member.as_ref()))
    }));
    rows
}

/// The head as cells of a page: short facts stand two in a row.
fn head_cells(desk: &Desk<'_>, visit: &Visit<'_>) -> Vec<(String, String, bool)> {
    let short =
        ["code", "permit", "source", "class", "contact", "method"].map(|key| desk.say.raw(&format!("form.{key}"), &[]));
    let cell = |(label, text): (String, String)| {
        let is_wide = !short.contains(&label);
        (label, escaped(&text).replace('\n', "<br>"), is_wide)
    };
    head(desk, visit).into_iter().map(cell).collect()
}

fn inspector(desk: &Desk<'_>, member: Option<&InspectorId>) -> String {
    let Some(id) = member else { return desk.say.raw("form.vacant", &[]) };
    let (name, department) = who(desk, id);
    format!("{name}　{}　{department}", desk.say.raw("form.certificate", &[("id", id.as_str())]))
}

/// What the team does before anything else, each to tick.
pub(super) const TOLD: [&str; 4] = ["form.told.shown", "form.told.rights", "form.told.count", "form.told.recusal"];

fn told(desk: &Desk<'_>) -> String {
    let ticks: String = TOLD.iter().map(|key| tick(&desk.say.raw(key, &[]))).collect();
    let answer: String =
        ["form.told.none", "form.told.asked"].iter().map(|key| tick(&desk.say.raw(key, &[]))).collect();
    format!(
        "<p class=\"told\"><b>{}</b>{ticks}<br><b>{}</b>{answer}</p>\n",
        desk.say.text("form.told.head", &[]),
        desk.say.text("form.told.answer", &[])
    )
}

/// A basis as it is cited.
pub(super) fn basis(basis: &Basis) -> String {
    format!("《{}》{}", basis.law, basis.article)
}

/// Methods of an item, in words.
pub(super) fn methods(desk: &Desk<'_>, item: &Item) -> Vec<String> {
    let word = |method: &crate::model::Method| match method {
        crate::model::Method::Site => desk.say.word("method.site"),
        crate::model::Method::Paper => desk.say.word("method.paper"),
    };
    item.methods.iter().map(word).collect()
}

/// The three answers to an item, as they are entered later.
pub(super) const ANSWERS: [&str; 3] = ["未发现问题", "发现问题", "不涉及"];

/// Headings of the items' table.
pub(super) fn item_heads(desk: &Desk<'_>) -> [String; 5] {
    ["no", "item", "method", "answer", "problem"].map(|key| desk.say.raw(&format!("form.{key}"), &[]))
}

fn items(desk: &Desk<'_>, visit: &Visit<'_>) -> String {
    let about = desk.say.text("form.items-about", &[("n", &visit.items.len().to_string())]);
    let rows: Vec<Vec<String>> = visit
        .items
        .iter()
        .map(|item| {
            let bases: Vec<String> = item.bases.iter().map(basis).collect();
            let name = format!(
                "<b>{}</b> {}<br><span class=\"basis\">{}</span>",
                escaped(item.id.as_str()),
                escaped(&item.name),
                escaped(&desk.say.raw("form.basis", &[("bases", &desk.say.list(&bases))])),
            );
            let answers: Vec<String> = ANSWERS.iter().map(|answer| tick(answer)).collect();
            let category = format!("<span class=\"category\">{}</span><br>", escaped(&item.category));
            vec![
                String::new(),
                format!("{category}{name}"),
                methods(desk, item).iter().map(|m| escaped(m)).collect::<Vec<_>>().join("<br>"),
                answers.join("<br>"),
                String::new(),
            ]
        })
        .enumerate()
        .map(|(at, mut row)| {
            row[0] = (at + 1).to_string();
            row
        })
        .collect();
    format!(
        "<h2>{}</h2>\n<p>{about}</p>\n{}",
        desk.say.text("form.items", &[]),
        table("items", &item_heads(desk), &rows)
    )
}

/// The phrases a result may have: the plan's five, then those of the configuration.
pub(super) fn phrases(desk: &Desk<'_>) -> Vec<String> {
    let five = Phrase::FIVE.iter().map(|phrase| phrase.zh().to_owned());
    five.chain(desk.site.config.rules.extra_phrases.iter().cloned()).collect()
}

fn outcome(desk: &Desk<'_>) -> String {
    let ticks: String = phrases(desk).iter().map(|phrase| tick(phrase)).collect();
    format!(
        "<section class=\"keep\">\n<h2>{}</h2>\n<p class=\"phrases\">{ticks}</p>\n<p><b>{}</b></p>\n<div class=\"write\"></div>\n</section>\n",
        desk.say.text("form.outcome", &[]),
        desk.say.text("form.opinion", &[]),
    )
}

/// Which papers go with which outcome (R34, R35).
fn papers(desk: &Desk<'_>) -> String {
    let lines: String = ["form.papers.clean", "form.papers.problem"]
        .iter()
        .map(|key| format!("<li>{}</li>", desk.say.text(key, &[])))
        .collect();
    format!(
        "<section class=\"keep\">\n<h2>{}</h2>\n<ul class=\"papers\">{lines}</ul>\n</section>\n",
        desk.say.text("form.papers.head", &[])
    )
}

fn signatures(desk: &Desk<'_>, visit: &Visit<'_>) -> String {
    let signs: String = (1..)
        .zip(&visit.planned.team)
        .map(|(at, member): (usize, _)| {
            let name = member.as_ref().map(|id| who(desk, id)).map(|(name, _)| name).unwrap_or_default();
            let label = desk.say.text("form.sign-inspector", &[("n", &at.to_string()), ("name", &name)]);
            format!("<p><b>{label}</b>{}</p>\n", blank("line"))
        })
        .collect();
    let others: String = ["form.sign-object", "form.sign-aside", "form.sign-refused"]
        .iter()
        .map(|key| format!("<p><b>{}</b>{}</p>\n", desk.say.text(key, &[]), blank("line")))
        .collect();
    format!(
        "<section class=\"keep signing\">\n<h2>{}</h2>\n<p>{}</p>\n<div class=\"roles\">\n{signs}{others}</div>\n<p class=\"date\">{}</p>\n</section>\n",
        desk.say.text("form.signatures", &[]),
        desk.say.text("form.declared", &[]),
        desk.say.text("blank-date", &[]),
    )
}

/// Sentences of the rights and duties an object is told.
pub(super) const RIGHTS: [&str; 6] = [
    "form.right.refuse",
    "form.right.recusal",
    "form.right.say",
    "form.right.sign",
    "form.right.free",
    "form.right.duty",
];

fn rights(desk: &Desk<'_>) -> String {
    let lines: String = RIGHTS.iter().map(|key| format!("<li>{}</li>", desk.say.text(key, &[]))).collect();
    let bureau = &desk.site.config.bureau;
    let contact = desk.say.text(
        "form.contact-bureau",
        &[("bureau", &bureau.name), ("phone", &bureau.phone), ("complaint", &bureau.complaint_phone)],
    );
    format!(
        "<section class=\"keep rights\">\n<h2>{}</h2>\n<ol>{lines}</ol>\n<p>{contact}</p>\n</section>\n",
        desk.say.text("form.rights", &[])
    )
}
