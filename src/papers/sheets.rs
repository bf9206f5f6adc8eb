//! Task lists and forms as workbooks, for an office that changes something before it prints. In: the draw's visits. Out: XLSX
//! bytes by name. They say what the pages say.

use super::Desk;
use super::form;
use super::tasks::{cells, duty_keys, heads, members, who};
use super::visits::{Team, Visit, teams};
use crate::office::{Block, Book, Cell, Grid, Head, Look, Sheet, Table, workbook};

/// All workbooks: one a team, one a form.
pub(super) fn all(desk: &Desk<'_>) -> Result<Vec<(String, Vec<u8>)>, String> {
    let teams = teams(desk.input.visits);
    let width = teams.len().to_string().len().max(2);
    let mut out = Vec::new();
    for (at, team) in teams.iter().enumerate() {
        let name = format!("tasks-{:0width$}.xlsx", at + 1);
        out.push((name, workbook(&book(desk.say.raw("tasks.title", &[]), tasks(desk, at + 1, teams.len(), team)))?));
    }
    for visit in desk.own_forms() {
        let name = format!("form-{}.xlsx", desk.short(visit));
        out.push((name, workbook(&book(desk.say.raw("form.title", &[]), form(desk, visit)))?));
    }
    Ok(out)
}

fn book(title: String, sheet: Sheet) -> Book {
    Book { title, sheets: vec![sheet], lists: String::new() }
}

/// What stands above the title: invented, secret.
fn warnings(desk: &Desk<'_>) -> Vec<Block> {
    let demo = desk.site.config.demo.then(|| desk.say.raw("demo", &[]));
    let secret = desk.is_sealed().then(|| desk.say.raw("secret", &[]) + &desk.say.raw("secret-do", &[]));
    [demo, secret].into_iter().flatten().map(Block::Note).collect()
}

fn tasks(desk: &Desk<'_>, number: usize, count: usize, team: &Team) -> Sheet {
    let say = |key: &str, args: &[(&str, &str)]| desk.say.raw(key, args);
    let mut blocks = warnings(desk);
    blocks.push(Block::Title(say("tasks.title", &[])));
    let which = say("tasks.which", &[("number", &number.to_string()), ("count", &count.to_string())]);
    blocks.push(Block::Note(format!("{}（{}）　{which}", desk.say.draw(desk.record), desk.record.id)));
    if let Some(task) = desk.task {
        let mut line = vec![
            say("tasks.of", &[("name", &task.name), ("id", task.id.as_str())]),
            say("tasks.when", &[("time", &task.visit_time)]),
        ];
        line.extend(task.partner.as_deref().map(|partner| say("tasks.partner", &[("partner", partner)])));
        blocks.push(Block::Note(line.join("　")));
    }
    let vacant = (0..team.vacant).map(|_| None);
    let people = members(desk, team.members.iter().map(Some).chain(vacant));
    blocks.push(Block::Note(say("tasks.team", &[]) + &people.join("　")));
    let widths = [18, 26, 24, 28, 8, 22, 14];
    let names = heads(desk).into_iter().chain([say("tasks.date", &[])]);
    let columns = names.zip(widths).map(|(heading, width)| Head { heading, width, ..Head::default() }).collect();
    let rows = team.visits.iter().map(|at| cells(desk, &desk.input.visits[*at]).to_vec()).collect();
    blocks.push(Block::Table(Table { columns, rows, lines: 2, ..Table::default() }));
    let duties = duty_keys(desk);
    blocks.extend((1..).zip(duties).map(|(at, key): (usize, _)| Block::Note(format!("{at}. {}", say(key, &[])))));
    blocks.push(Block::Gap);
    let sign = |key: &str| Cell::value(say(key, &[])).over(2).high(2).look(Look::Bare);
    blocks.push(Block::Grid(Grid {
        rows: vec![vec![sign("tasks.issued"), sign("tasks.taken"), sign("tasks.returned")]],
    }));
    Sheet {
        name: say("tasks.title", &[]),
        landscape: true,
        widths: widths.to_vec(),
        blocks,
        foot: desk.record.id.to_string(),
    }
}

/// Widths of a form's columns: number; label; rest of the item; method; answer; what was found.
const FORM: [usize; 6] = [6, 15, 27, 11, 15, 26];

fn form(desk: &Desk<'_>, visit: &Visit<'_>) -> Sheet {
    let say = |key: &str| desk.say.raw(key, &[]);
    let number = desk.number(visit);
    let mut blocks = warnings(desk);
    blocks.push(Block::Title(say("form.title")));
    blocks.push(Block::Note(desk.say.raw("form.number", &[("number", &number)])));
    blocks.push(Block::Grid(Grid { rows: head(desk, visit) }));
    blocks.push(Block::Note(told(desk)));
    blocks.push(Block::Note(desk.say.raw("form.items-about", &[("n", &visit.items.len().to_string())])));
    blocks.push(Block::Grid(Grid { rows: items(desk, visit) }));
    blocks.push(Block::Gap);
    blocks.push(Block::Note(say("form.outcome")));
    blocks.push(Block::Note(
        form::phrases(desk).iter().map(|phrase| format!("□{phrase}")).collect::<Vec<_>>().join("　"),
    ));
    let wide = |text: String, lines: u32| vec![Cell::value(text).over(6).high(lines)];
    blocks.push(Block::Grid(Grid { rows: vec![wide(say("form.opinion"), 5)] }));
    blocks.extend(["form.papers.clean", "form.papers.problem", "form.declared"].map(|key| Block::Note(say(key))));
    blocks.push(Block::Grid(Grid { rows: signatures(desk, visit) }));
    // What the object is told stands on a sheet of its own, which can be left there.
    blocks.push(Block::Page);
    blocks.push(Block::Title(say("form.rights")));
    blocks.extend((1..).zip(form::RIGHTS).map(|(at, key): (usize, _)| Block::Note(format!("{at}. {}", say(key)))));
    let bureau = &desk.site.config.bureau;
    let contact = [("bureau", bureau.name.as_str()), ("phone", &bureau.phone), ("complaint", &bureau.complaint_phone)];
    blocks.push(Block::Note(desk.say.raw("form.contact-bureau", &contact)));
    Sheet { name: say("form.sheet"), landscape: false, widths: FORM.to_vec(), blocks, foot: number }
}

fn head(desk: &Desk<'_>, visit: &Visit<'_>) -> Vec<Vec<Cell>> {
    let rows = form::head(desk, visit);
    let row = |(label, text): (String, String)| vec![Cell::label(label).over(2), Cell::value(text).over(4)];
    rows.into_iter().map(row).collect()
}

fn told(desk: &Desk<'_>) -> String {
    let say = |key: &str| desk.say.raw(key, &[]);
    let ticks = |keys: &[&str]| keys.iter().map(|key| format!("□{}　", say(key))).collect::<String>();
    let asked = ticks(&["form.told.none", "form.told.asked"]);
    format!("{}{}\n{}{asked}", say("form.told.head"), ticks(&form::TOLD), say("form.told.answer"))
}

fn items(desk: &Desk<'_>, visit: &Visit<'_>) -> Vec<Vec<Cell>> {
    let [no, item, method, answer, problem] = form::item_heads(desk).map(Cell::label);
    let mut rows = vec![vec![no, item.over(2), method, answer, problem]];
    let answers: Vec<String> = form::ANSWERS.iter().map(|answer| format!("□{answer}")).collect();
    for (at, item) in (1..).zip(&visit.items) {
        let at: usize = at;
        let bases: Vec<String> = item.bases.iter().map(form::basis).collect();
        let bases = desk.say.raw("form.basis", &[("bases", &desk.say.list(&bases))]);
        let text = format!("{}\n{} {}\n{bases}", item.category, item.id, item.name);
        rows.push(vec![
            Cell::value(at.to_string()).look(Look::Centre),
            Cell::value(text).over(2),
            Cell::value(form::methods(desk, item).join("\n")).look(Look::Centre),
            Cell::value(answers.join("\n")),
            Cell::value("").high(4),
        ]);
    }
    rows
}

fn signatures(desk: &Desk<'_>, visit: &Visit<'_>) -> Vec<Vec<Cell>> {
    let mut labels: Vec<String> = (1..)
        .zip(&visit.planned.team)
        .map(|(at, member): (usize, _)| {
            let name = member.as_ref().map(|id| who(desk, id).0).unwrap_or_default();
            desk.say.raw("form.sign-inspector", &[("n", &at.to_string()), ("name", &name)])
        })
        .collect();
    labels.extend(
        ["form.sign-object", "form.sign-aside", "form.sign-refused", "blank-date"].map(|key| desk.say.raw(key, &[])),
    );
    let row = |pair: &[String]| pair.iter().map(|label| Cell::value(label.as_str()).over(3).high(2)).collect();
    labels.chunks(2).map(row).collect()
}
