//! `result event`: events that the special list follows from (R29), and checks by a superior body (R30). In: arguments or answers. Out: a row,
//! and what follows from it, worked out by the same code that freezes a draw.

use super::work::{cell, named, pick};
use crate::check::special::{SpecialGround, as_frozen};
use crate::cli::{SpecialEventArgs, SuperiorEventArgs};
use crate::cmd::ask::Ask;
use crate::cmd::desk::{County, Desk, Done, Stop};
use crate::diag::{Diagnostic, Report};
use crate::freeze::plan_in_force;
use crate::load::{Kind, Record, columns};
use crate::model::{Day, ObjectId, Period, SuperiorPolicy, parse_day, write_minute};
use crate::results::draft::Draft;
use crate::results::said::{cells_faults, option};
use crate::results::target::registered;
use chrono::Datelike;
use std::collections::BTreeMap;
use std::io::IsTerminal;

const SPECIAL: &str = "events/special.csv";
const SUPERIOR: &str = "events/superior.csv";
/// What lets an object be left out of a draw (R30).
const CLEAN: &str = "未发现问题";

type Cells = BTreeMap<&'static str, String>;

pub(super) fn special(desk: &Desk<'_>, args: &SpecialEventArgs) -> Done {
    let given = [("kind", &args.kind), ("decided", &args.decided), ("document", &args.document)];
    let (county, object, cells) = enter(desk, SPECIAL, args.object.as_deref(), &given, args.moment.at.as_deref())?;
    let decided = parse_day(cell(&cells, "decided")).expect("the table took this day");
    let said = named(&county, &object);
    let args = [
        ("object", said.as_str()),
        ("kind", cell(&cells, "kind")),
        ("day", cell(&cells, "decided")),
        ("document", cell(&cells, "document")),
    ];
    let mut out = desk.tell("result.event.special", &args);
    match enters(&county, &object, decided, cell(&cells, "document")) {
        Some((quarter, late)) => {
            let quarter = quarter.to_string();
            let key = if late { "result.event.enters-late" } else { "result.event.enters" };
            out.push_str(&desk.tell(key, &[("object", said.as_str()), ("quarter", quarter.as_str())]));
        }
        None => out.push_str(&desk.tell("result.event.enters-later", &[("object", said.as_str())])),
    }
    Ok(out)
}

/// The first quarter whose list the event puts the object on, and whether it came too late for the list it belonged to.
fn enters(county: &County, object: &ObjectId, decided: Day, document: &str) -> Option<(Period, bool)> {
    let mut quarter = Period::quarter_of(decided).next();
    let last = Period::quarter_of(county.moment.date()).next().max(quarter);
    while quarter <= last {
        let list = as_frozen(&county.site, quarter, county.moment);
        for ground in list.get(object).into_iter().flatten() {
            if let SpecialGround::Event { document: known, late, .. } = ground
                && known == document
            {
                return Some((quarter, *late));
            }
        }
        quarter = quarter.next();
    }
    None
}

pub(super) fn superior(desk: &Desk<'_>, args: &SuperiorEventArgs) -> Done {
    let given = [("body", &args.body), ("date", &args.date), ("document", &args.document), ("result", &args.result)];
    let (county, object, cells) = enter(desk, SUPERIOR, args.object.as_deref(), &given, args.moment.at.as_deref())?;
    let date = parse_day(cell(&cells, "date")).expect("the table took this day");
    let said = named(&county, &object);
    let year = date.year().to_string();
    let args = [
        ("object", said.as_str()),
        ("body", cell(&cells, "body")),
        ("day", cell(&cells, "date")),
        ("document", cell(&cells, "document")),
        ("result", cell(&cells, "result")),
        ("year", &year),
    ];
    let policy = plan_in_force(&county.site, date.year(), county.moment).map(|plan| plan.superior_checked);
    let key = match (cell(&cells, "result") == CLEAN, policy) {
        (false, _) => "result.event.not-clean",
        (true, Some(SuperiorPolicy::Exclude)) => "result.event.excluded",
        (true, Some(SuperiorPolicy::Include)) => "result.event.included",
        (true, None) => "result.event.no-plan",
    };
    Ok(desk.tell("result.event.superior", &args) + &desk.tell(key, &args))
}

/// Asks what is missing, checks and writes a row. Out: the county with it.
fn enter(
    desk: &Desk<'_>,
    table: &'static str,
    object: Option<&str>,
    given: &[(&'static str, &Option<String>)],
    at: Option<&str>,
) -> Result<(County, ObjectId, Cells), Stop> {
    let county = desk.county(at)?;
    let objects = registered(&county.site);
    let object = pick(desk, &county, &objects, object, None)?.id.clone();
    let mut cells = Cells::new();
    for (column, value) in given {
        if let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) {
            cells.insert(column, value.to_owned());
        }
    }
    if cells.is_empty() || std::io::stdin().is_terminal() {
        questions(desk, &county, table, &mut cells)?;
    }
    let mut faults = cells_faults(table, &cells, &[], county.moment.date());
    for column in columns(table).unwrap_or_default() {
        let needed = !matches!(column.en, "object" | "recorded");
        if needed && !cells.contains_key(column.en) {
            faults.push(Diagnostic::error("MC1057", option(column.en)).arg("heading", column.zh));
        }
    }
    refuse(desk, &county, faults)?;
    cells.insert("object", object.to_string());
    cells.insert("recorded", write_minute(county.moment));
    let read = |path: &str| county.text(path).map(|text| text.to_string());
    let mut draft = Draft::new(&read);
    let row: Record = cells.clone();
    draft.add(table, &[row]);
    let step = draft.step().map_err(|report| desk.refused(report, &county))?;
    let after = desk.county_with(&step.public, county.moment)?;
    desk.apply(&step)?;
    Ok((after, object, cells))
}

fn refuse(desk: &Desk<'_>, county: &County, faults: Report) -> Result<(), Stop> {
    if faults.has_errors() { Err(desk.refused(faults, county)) } else { Ok(()) }
}

/// Every column of the table that is not filled yet, in its order.
fn questions(desk: &Desk<'_>, county: &County, table: &'static str, cells: &mut Cells) -> Result<(), Stop> {
    let ask = Ask::new(desk);
    for column in columns(table).unwrap_or_default() {
        while !matches!(column.en, "object" | "recorded") && !cells.contains_key(column.en) {
            let question = desk.words().get(&format!("result.ask.event.{}", column.en));
            let value = match column.kind {
                Kind::Choice(words) => {
                    let options: Vec<String> = words.iter().map(|(zh, _)| (*zh).to_owned()).collect();
                    ask.choose(&question, &options)?.map(|at| options[at].clone())
                }
                _ => Some(ask.filled(&question)?),
            };
            let Some(value) = value else {
                print!("{}", desk.tell("ask.fill", &[]));
                continue;
            };
            let one = Cells::from([(column.en, value.clone())]);
            match cells_faults(table, &one, &[], county.moment.date()).diagnostics.first() {
                None => drop(cells.insert(column.en, value)),
                Some(fault) => println!("{}{}", fault.say(desk.words(), "what"), fault.say(desk.words(), "do")),
            }
        }
    }
    Ok(())
}
