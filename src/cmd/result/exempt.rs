//! `result exempt`: a visit outside the draws, on one of nine grounds (R2). In: arguments or answers. Out: a row of `events/exempt.csv`.

use super::publish::EXEMPT;
use super::work::{cell, due_words, named, pick};
use crate::check::applicable_items;
use crate::cli::{CorrectArgs, ExemptArgs};
use crate::cmd::ask::Ask;
use crate::cmd::desk::{County, Desk, Done, Stop};
use crate::diag::{Diagnostic, Place, Report};
use crate::load::{Edit, Record, columns};
use crate::model::{Class, Phrase, parse_day};
use crate::results::draft::Draft;
use crate::results::said::{cells_faults, option};
use crate::results::target::{Candidate, one, registered};
use std::collections::BTreeMap;
use std::io::IsTerminal;

const TABLE: &str = "events/exempt.csv";
/// Columns that must be filled, in the order of the questions.
const NEEDED: [&str; 3] = ["visited", "ground", "method"];

pub(super) fn exempt(desk: &Desk<'_>, args: &ExemptArgs) -> Done {
    let county = desk.county(args.moment.at.as_deref())?;
    let objects = registered(&county.site);
    let object = pick(desk, &county, &objects, args.object.as_deref(), None)?;
    let mut cells: BTreeMap<&'static str, String> = BTreeMap::new();
    for (column, value) in [
        ("id", &args.id),
        ("visited", &args.visited),
        ("ground", &args.ground),
        ("reason", &args.reason),
        ("method", &args.method),
        ("result", &args.phrase),
        ("withheld", &args.withheld),
        ("determined", &args.determined),
    ] {
        if let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) {
            cells.insert(column, value.to_owned());
        }
    }
    let nothing = NEEDED.iter().all(|column| !cells.contains_key(column));
    if nothing || std::io::stdin().is_terminal() {
        questions(desk, &county, object, &mut cells)?;
    }
    cells.insert("object", object.id.to_string());
    if !cells.contains_key("id") {
        let year = cells.get("visited").and_then(|day| day.get(..4)).unwrap_or("0000").to_owned();
        cells.insert("id", next_id(&county, &year));
    }
    let faults = faults(&county, &cells);
    if faults.has_errors() {
        return Err(desk.refused(faults, &county));
    }
    let read = |path: &str| county.text(path).map(|text| text.to_string());
    let mut draft = Draft::new(&read);
    let row: Record = cells.clone();
    draft.add(TABLE, &[row]);
    let step = draft.step().map_err(|report| desk.refused(report, &county))?;
    desk.county_with(&step.public, county.moment)?;
    desk.apply(&step)?;
    Ok(told(desk, &county, object, &cells))
}

/// Columns of a visit outside the draws that may be completed or changed before it is published.
const MAY_CHANGE: [&str; 7] = ["visited", "ground", "reason", "method", "determined", "result", "withheld"];

/// Completes or changes a visit outside the draws that is not published yet.
pub(super) fn correct(desk: &Desk<'_>, args: &CorrectArgs) -> Done {
    let county = desk.county(args.moment.at.as_deref())?;
    let id = args.object.as_str();
    let known = county.site.exempt.iter().find(|visit| visit.id == id);
    let code = match known {
        None => Some("MC1072"),
        Some(visit) if visit.published_at.is_some() => Some("MC1074"),
        Some(_) => None,
    };
    if let Some(code) = code {
        let fault = Diagnostic::error(code, Place::file("OBJECT")).value(id);
        return Err(desk.refused(one(fault.arg("object", id).arg("draw", EXEMPT).arg("id", id)), &county));
    }
    let mut cells: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut faults = Report::default();
    for pair in args.changes.chunks(2) {
        let all = columns(TABLE).unwrap_or_default().iter().filter(|column| MAY_CHANGE.contains(&column.en));
        match all.clone().find(|column| column.zh == pair[0] || column.en == pair[0]) {
            Some(column) => drop(cells.insert(column.en, pair[1].clone())),
            None => {
                let known: Vec<&str> = all.map(|column| column.zh).collect();
                faults.push(
                    Diagnostic::error("MC1076", Place::file("FIELD")).value(&pair[0]).arg("known", known.join("、")),
                );
            }
        }
    }
    faults.append(cells_faults(TABLE, &cells, &county.site.config.rules.extra_phrases, county.moment.date()));
    if faults.has_errors() {
        return Err(desk.refused(faults, &county));
    }
    let read = |path: &str| county.text(path).map(|text| text.to_string());
    let mut draft = Draft::new(&read);
    let old = draft.rows(TABLE).into_iter().find(|row| cell(row, "id") == id).unwrap_or_default();
    draft.edit(TABLE, |row| if cell(row, "id") == id { Edit::Change(cells.clone()) } else { Edit::Keep });
    let step = draft.step().map_err(|report| desk.refused(report, &county))?;
    desk.county_with(&step.public, county.moment)?;
    desk.apply(&step)?;
    let empty = desk.words().get("result.empty");
    let said = |text: &str| if text.is_empty() { empty.clone() } else { text.to_owned() };
    let mut out = String::new();
    for (name, new) in &cells {
        let heading =
            columns(TABLE).and_then(|all| all.iter().find(|column| column.en == *name)).map_or(*name, |c| c.zh);
        let (old, new) = (said(cell(&old, name)), said(new));
        let args = [("id", id), ("field", heading), ("old", old.as_str()), ("new", new.as_str())];
        out.push_str(&desk.tell("result.exempt.changed", &args));
    }
    Ok(out)
}

/// The next number of the year, in the form of those that stand there.
fn next_id(county: &County, year: &str) -> String {
    let beginning = format!("F{year}-");
    let numbers = county.site.exempt.iter().filter_map(|visit| visit.id.strip_prefix(&beginning)?.parse::<u32>().ok());
    format!("{beginning}{:03}", numbers.max().unwrap_or(0) + 1)
}

fn questions(
    desk: &Desk<'_>,
    county: &County,
    object: &Candidate,
    cells: &mut BTreeMap<&'static str, String>,
) -> Result<(), Stop> {
    let ask = Ask::new(desk);
    let words = desk.words();
    let today = county.moment.date().to_string();
    question(
        desk,
        county,
        &ask,
        cells,
        "visited",
        &words.fill("result.ask.visited", [("usual", today.as_str())]),
        &today,
    )?;
    let one_of = |key: &str, options: &[String]| -> Result<usize, Stop> {
        loop {
            if let Some(at) = ask.choose(&words.get(&format!("result.ask.{key}")), options)? {
                return Ok(at);
            }
            print!("{}", desk.tell("ask.fill", &[]));
        }
    };
    if !cells.contains_key("ground") {
        let grounds: Vec<String> = (1..=9).map(|n| words.get(&format!("show.exempt.{n}"))).collect();
        let at = one_of("ground", &grounds)?;
        cells.insert("ground", (at + 1).to_string());
    }
    if cells["ground"] == "9" && !cells.contains_key("reason") {
        cells.insert("reason", ask.filled(&words.get("result.ask.ground-reason"))?);
    }
    if !cells.contains_key("method") {
        let methods = ["现场检查".to_owned(), "书面检查".to_owned()];
        let at = one_of("method", &methods)?;
        cells.insert("method", methods[at].clone());
    }
    print!("{}", items(desk, county, object, cells));
    if !cells.contains_key("result") && !cells.contains_key("withheld") {
        let mut phrases: Vec<String> = Phrase::FIVE.iter().map(|phrase| phrase.zh().to_owned()).collect();
        phrases.extend(county.site.config.rules.extra_phrases.iter().cloned());
        if let Some(at) = ask.choose(&words.get("result.ask.result-later"), &phrases)? {
            cells.insert("result", phrases[at].clone());
        }
    }
    question(desk, county, &ask, cells, "determined", &words.get("result.ask.determined"), "")
}

/// A cell; asks again until the table would take it. `usual`: what an empty answer means.
fn question(
    desk: &Desk<'_>,
    county: &County,
    ask: &Ask<'_>,
    cells: &mut BTreeMap<&'static str, String>,
    column: &'static str,
    text: &str,
    usual: &str,
) -> Result<(), Stop> {
    while !cells.contains_key(column) {
        let line = ask.line(text)?;
        let value = if line.is_empty() { usual.to_owned() } else { line };
        if value.is_empty() {
            break;
        }
        let one = BTreeMap::from([(column, value.clone())]);
        let faults = cells_faults(TABLE, &one, &county.site.config.rules.extra_phrases, county.moment.date());
        match faults.diagnostics.first() {
            None => drop(cells.insert(column, value)),
            Some(fault) => println!("{}{}", fault.say(desk.words(), "what"), fault.say(desk.words(), "do")),
        }
    }
    Ok(())
}

/// The items that a visit must look at all the same (R8).
fn items(desk: &Desk<'_>, county: &County, object: &Candidate, cells: &BTreeMap<&'static str, String>) -> String {
    let Some(known) = county.site.objects.get(&object.id) else { return String::new() };
    let day = cells.get("visited").and_then(|text| parse_day(text)).unwrap_or(county.moment.date());
    let class = known.classes.first().copied().unwrap_or(Class::General);
    let items = applicable_items(&county.site.items, known, class, day);
    let names: Vec<String> = items.iter().map(|item| format!("{} {}", item.id, item.name)).collect();
    let count = names.len().to_string();
    desk.tell("result.exempt.items", &[("count", &count), ("items", &names.join("；"))])
}

fn faults(county: &County, cells: &BTreeMap<&'static str, String>) -> Report {
    let mut faults = cells_faults(TABLE, cells, &county.site.config.rules.extra_phrases, county.moment.date());
    for column in columns(TABLE).unwrap_or_default().iter().filter(|column| NEEDED.contains(&column.en)) {
        if !cells.contains_key(column.en) {
            faults.push(Diagnostic::error("MC1057", option(column.en)).arg("heading", column.zh));
        }
    }
    if cells.get("ground").is_some_and(|ground| ground == "9") && !cells.contains_key("reason") {
        faults.push(Diagnostic::error("MC1078", Place::file("--reason")));
    }
    faults
}

fn told(desk: &Desk<'_>, county: &County, object: &Candidate, cells: &BTreeMap<&'static str, String>) -> String {
    let ground = desk.words().get(&format!("show.exempt.{}", cell(cells, "ground")));
    let said = named(county, &object.id);
    let args = [
        ("id", cell(cells, "id")),
        ("object", said.as_str()),
        ("day", cell(cells, "visited")),
        ("ground", ground.as_str()),
    ];
    let mut out = desk.tell("result.exempt.done", &args) + &items(desk, county, object, cells);
    let determined = parse_day(cell(cells, "determined"));
    let outcome = cells.contains_key("result") || cells.contains_key("withheld");
    match determined.filter(|_| outcome) {
        Some(day) => {
            let due = due_words(desk, county, day);
            out.push_str(&desk.tell("result.exempt.publish", &[("id", cell(cells, "id")), ("due", due.as_str())]));
        }
        None => out.push_str(&desk.tell("result.exempt.undetermined", &[("id", cell(cells, "id"))])),
    }
    out
}
