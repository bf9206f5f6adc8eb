//! What the command line says. In: arguments. Out: answers and reasons, or what is wrong with an argument.

use crate::cli::ImportArgs;
use crate::cmd::desk::{Desk, Stop};
use crate::import::{self, Answers, Reason, Repair, Target, Value, column_of};
use crate::model::parse_day;
use std::path::Path;

pub(super) fn answers(desk: &Desk<'_>, args: &ImportArgs, target: &Target) -> Result<Answers, Stop> {
    let mut answers = Answers::default();
    for word in args.accept.iter().map(|word| word.trim()) {
        match (word, Repair::parse(word)) {
            ("all", _) => answers.accept.extend(Repair::ALL),
            (_, Some(kind)) => drop(answers.accept.insert(kind)),
            (_, None) => {
                let known: Vec<&str> = Repair::ALL.into_iter().map(Repair::word).collect();
                return Err(desk.wrong("cli.import.wrong.accept", &[("value", word), ("known", &known.join(", "))]));
            }
        }
    }
    for pair in &args.answers {
        let (key, word) =
            pair.split_once('=').ok_or_else(|| desk.wrong("cli.import.wrong.answer", &[("value", pair)]))?;
        answers.said.insert(key.trim().to_owned(), word.trim().to_owned());
    }
    for pair in &args.columns {
        let (field, letters) = column(pair, target).ok_or_else(|| {
            let known: Vec<&str> = target.fields.iter().map(|field| field.zh).collect();
            desk.wrong("cli.import.wrong.column", &[("value", pair), ("known", &known.join("、"))])
        })?;
        answers.said.insert(format!("column:{field}"), letters);
    }
    let plain = [
        ("sheet", &args.sheet),
        ("heading", &args.heading),
        ("hidden-rows", &args.hidden),
        ("reason", &args.reason),
        ("evidence", &args.evidence),
        ("date", &args.date),
    ];
    for (key, value) in plain {
        if let Some(value) = value {
            answers.said.insert(key.to_owned(), value.trim().to_owned());
        }
    }
    if let Some(rows) = args.heading.as_deref().filter(|rows| !is_rows(rows)) {
        return Err(desk.wrong("cli.import.wrong.heading", &[("value", rows)]));
    }
    if let Some(day) = args.date.as_deref().filter(|day| parse_day(day).is_none()) {
        return Err(desk.wrong("cli.import.wrong.date", &[("value", day)]));
    }
    match (args.whole, args.add) {
        (true, _) => drop(answers.said.insert("list".to_owned(), "whole".to_owned())),
        (_, true) => drop(answers.said.insert("list".to_owned(), "add".to_owned())),
        _ => {}
    }
    Ok(answers)
}

/// `乡镇=D` as the field's name and the letters.
fn column(pair: &str, target: &Target) -> Option<(&'static str, String)> {
    let (heading, letters) = pair.split_once('=')?;
    let (heading, letters) = (heading.trim(), letters.trim().to_ascii_uppercase());
    let field = target.fields.iter().find(|field| field.zh == heading || field.name == heading)?;
    (letters == "-" || column_of(&letters).is_some()).then_some((field.name, letters))
}

fn is_rows(text: &str) -> bool {
    let (top, bottom) = text.split_once('-').unwrap_or((text, text));
    matches!((top.parse::<u32>(), bottom.parse::<u32>()), (Ok(top), Ok(bottom)) if 0 < top && top <= bottom)
}

/// The file of reasons. Errors: it cannot be read, or a line lacks its reason or document or has a wrong day.
pub(super) fn reasons(desk: &Desk<'_>, args: &ImportArgs) -> Result<Vec<Reason>, Stop> {
    let Some(path) = &args.reasons else { return Ok(Vec::new()) };
    let bytes = std::fs::read(path).map_err(|fault| desk.io(path, &fault))?;
    let name = path.display().to_string();
    let book = import::read(&name, &bytes).map_err(|fault| {
        let mut report = crate::diag::Report::default();
        report.push(*fault);
        desk.refused_alone(report)
    })?;
    let sheet = &book.sheets[0];
    let heads: Vec<(u32, String)> = sheet.row(1).map(|(column, value)| (column, value.text())).collect();
    let at = |heading: &str| heads.iter().find(|(_, text)| text.trim() == heading).map(|(column, _)| *column);
    let (Some(reason), Some(evidence)) = (at("理由"), at("依据")) else { return Err(wrong(desk, path, 1)) };
    let mut found = Vec::new();
    for row in 2..=sheet.size().0 {
        let text = |column: Option<u32>| {
            let value = column.and_then(|column| sheet.cells.get(&(row, column)));
            value.map(Value::text).unwrap_or_default().trim().to_owned()
        };
        let line = Reason {
            subject: text(at("编号")),
            field: text(at("字段")),
            date: text(at("日期")),
            reason: text(Some(reason)),
            evidence: text(Some(evidence)),
        };
        if line == Reason::default() {
            continue;
        }
        let day = line.date.is_empty() || parse_day(&line.date).is_some();
        if line.reason.is_empty() || line.evidence.is_empty() || !day {
            return Err(wrong(desk, path, row));
        }
        found.push(line);
    }
    Ok(found)
}

fn wrong(desk: &Desk<'_>, path: &Path, row: u32) -> Stop {
    let args = [("file", path.display().to_string()), ("row", row.to_string())];
    desk.wrong("cli.import.wrong.reasons", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
}
