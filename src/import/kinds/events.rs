//! `import events`: checks by a superior body, events that make an object special, visits outside the draw. In: rows. Out: rows of one of the
//! three tables of `events/`. Which one follows from the headings or is asked. When a row was recorded is the moment of the import.

use super::cells;
use super::draft::{Draft, asked, once};
use super::named::{self, CODE, NAME, OBJECT};
use crate::import::findings::{Findings, Question, Repair};
use crate::import::target::{Context, Field, How, Need, Record, Row, Target};
use crate::load::Kind;
use crate::model::write_minute;
use std::collections::BTreeSet;

const WITHHELD: Kind =
    Kind::Choice(&[("国家秘密", "state-secret"), ("商业秘密", "trade-secret"), ("个人隐私", "privacy")]);

const fn field(name: &'static str, zh: &'static str, heads: &'static [&'static str], how: How) -> Field {
    Field { name, zh, heads, how, need: Need::Free }
}

/// Events.
pub(crate) static EVENTS: Target = Target {
    word: "events",
    fields: &[
        field("id", "编号", &["检查编号"], How::By(cells::later)),
        OBJECT,
        NAME,
        CODE,
        field("body", "上级机关", &["检查单位", "检查机关", "上级部门"], How::As(Kind::Text)),
        field("date", "检查日期", &["检查时间", "日期"], How::As(Kind::Day)),
        field("document", "文号", &["检查文号", "决定书文号", "处罚决定书文号"], How::As(Kind::Text)),
        field("kind", "情形", &["违法情形", "列入情形", "列入原因"], How::By(cells::event)),
        field("decided", "决定日期", &["处罚决定日期", "认定为特殊监管对象日期"], How::As(Kind::Day)),
        field("ground", "不适用情形", &["不适用双随机情形"], How::By(cells::ground)),
        field("reason", "理由", &["情况说明"], How::As(Kind::Text)),
        field("method", "检查方式", &[], How::By(cells::method)),
        field("determined", "认定日期", &["结果认定日期"], How::As(Kind::Day)),
        field("published_at", "公开时间", &["公示时间"], How::As(Kind::Minute)),
        field("result", "检查结果", &["检查结论"], How::By(cells::later)),
        field("withheld", "不公开理由", &[], How::As(WITHHELD)),
        field("recorded", "录入时间", &[], How::As(Kind::Minute)),
    ],
    anchors: &[],
    whole: false,
    every_sheet: true,
    fit,
};

/// Which of the three tables.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Table {
    Superior,
    Special,
    Exempt,
}

fn fit(rows: &[Row], context: &Context<'_>, found: &mut Findings) -> Vec<Record> {
    let mut used: BTreeSet<String> = context.known.exempt.iter().map(|visit| visit.value.id.clone()).collect();
    let mut records = Vec::new();
    let sheet_of = |row: &Row| (row.place.file.clone(), row.place.sheet.clone());
    let sheets: Vec<&[Row]> = rows.chunk_by(|a, b| sheet_of(a) == sheet_of(b)).collect();
    let tables: Vec<Option<Table>> = sheets.iter().map(|rows| table(rows, context, found)).collect();
    let known = sheets.into_iter().zip(tables).filter_map(|(rows, table)| Some((rows, table?)));
    for (row, table) in known.flat_map(|(rows, table)| rows.iter().map(move |row| (row, table))) {
        let Some(object) = named::one(row, context, found) else { continue };
        let mut draft = Draft::new();
        draft.set("object", object.id.to_string());
        let record = match table {
            Table::Superior => superior(row, draft, context, found),
            Table::Special => special(row, draft, context, found),
            Table::Exempt => {
                draft.take(row, &["ground", "reason", "method", "determined", "published_at", "withheld"]);
                exempt(row, draft, &mut used, context, found)
            }
        };
        records.extend(record);
    }
    records
}

fn table(rows: &[Row], context: &Context<'_>, found: &mut Findings) -> Option<Table> {
    let any = |field: &str| rows.iter().any(|row| !row.text(field).is_empty() || row.is_lost(field));
    let signs: Vec<Table> = [("ground", Table::Exempt), ("kind", Table::Special), ("body", Table::Superior)]
        .into_iter()
        .filter(|(field, _)| any(field))
        .map(|(_, table)| table)
        .collect();
    if let ([table], None) = (&signs[..], context.answers.get("table")) {
        return Some(*table);
    }
    let question = Question::new("table".to_owned(), "events.table", &[])
        .or("superior", "events.superior", &[])
        .or("special", "events.special", &[])
        .or("exempt", "events.exempt", &[]);
    found.ask(question, context.answers).map(|word| match word.as_str() {
        "superior" => Table::Superior,
        "special" => Table::Special,
        _ => Table::Exempt,
    })
}

/// Fields without which a row says too little.
fn lacking(row: &Row, draft: &Draft, columns: &[(&'static str, &'static str)], found: &mut Findings) -> bool {
    let mut whole = true;
    for (column, zh) in columns {
        if !draft.has(column) {
            whole = false;
            if !row.is_lost(column) {
                found.refuse(row.refuse("name", "MC0969").arg("column", zh));
            }
        }
    }
    !whole
}

/// When it was recorded: as the file says, else now.
fn recorded(row: &Row, draft: &mut Draft, context: &Context<'_>, found: &mut Findings) {
    draft.take(row, &["recorded"]);
    if !draft.has("recorded") {
        let now = write_minute(context.draws.now);
        super::same::fill_all(row, "录入时间", &now, found);
        draft.set("recorded", now);
    }
}

fn superior(row: &Row, mut draft: Draft, context: &Context<'_>, found: &mut Findings) -> Option<Record> {
    draft.take(row, &["body", "date", "document", "result"]);
    recorded(row, &mut draft, context, found);
    let columns = [("body", "上级机关"), ("date", "检查日期"), ("document", "文号"), ("result", "检查结果")];
    if lacking(row, &draft, &columns, found) {
        return None;
    }
    Some(draft.record(
        "events/superior.csv".to_owned(),
        "events/superior.csv",
        &["object", "document"],
        row.place.clone(),
    ))
}

fn special(row: &Row, mut draft: Draft, context: &Context<'_>, found: &mut Findings) -> Option<Record> {
    draft.take(row, &["kind", "document"]);
    let day = if row.text("decided").is_empty() { "date" } else { "decided" };
    if !row.text(day).is_empty() {
        draft.put(row, day, "decided", row.text(day).to_owned());
    }
    recorded(row, &mut draft, context, found);
    if lacking(row, &draft, &[("kind", "情形"), ("decided", "决定日期"), ("document", "文号")], found) {
        return None;
    }
    Some(draft.record(
        "events/special.csv".to_owned(),
        "events/special.csv",
        &["object", "document"],
        row.place.clone(),
    ))
}

fn exempt(
    row: &Row,
    mut draft: Draft,
    used: &mut BTreeSet<String>,
    context: &Context<'_>,
    found: &mut Findings,
) -> Option<Record> {
    if !row.text("date").is_empty() {
        draft.put(row, "date", "visited", row.text("date").to_owned());
    }
    let added =
        context.known.config.as_ref().map(|config| config.value.rules.extra_phrases.clone()).unwrap_or_default();
    let text = row.text("result");
    match crate::import::say::word::phrase(text, &added) {
        Some(said) => {
            if !said.why.is_empty() {
                found.propose(row.at("result"), text, &said.value, [Repair::Word]);
            }
            draft.put(row, "result", "result", said.value);
        }
        None if text.is_empty() => {}
        None => found.refuse(row.refuse("result", "MC0961").arg("part", text)),
    }
    if lacking(row, &draft, &[("visited", "检查日期"), ("ground", "不适用情形"), ("method", "检查方式")], found)
    {
        return None;
    }
    if draft.values.get("ground").is_some_and(|ground| ground == "9") && !draft.has("reason") {
        let (object, day) = (draft.values["object"].clone(), draft.values["visited"].clone());
        let args = [("name", row.text("name").to_owned()), ("day", day.clone())];
        draft.set("reason", asked(&format!("reason-{object}-{day}"), "events.reason", &args, context, found)?);
    }
    let id = match row.text("id") {
        "" => {
            let year = draft.values.get("visited").and_then(|day| day.get(..4)).unwrap_or_default().to_owned();
            let id = (1..)
                .map(|number: u32| format!("F{year}-{number:03}"))
                .find(|id| !used.contains(id))
                .unwrap_or_default();
            once(found, row.at("name"), row.text("name"), &format!("编号：{id}"), Repair::Derived);
            id
        }
        own => own.to_owned(),
    };
    used.insert(id.clone());
    draft.set("id", id);
    Some(draft.record("events/exempt.csv".to_owned(), "events/exempt.csv", &["id"], row.place.clone()))
}
