//! index.html of the handouts: which file is for which occasion, how large it is, and what to do with it. In: the files. Out: the
//! page.

use super::frame::Inside;
use super::notice::Step;
use super::single::SHEETS;
use super::{Files, Made};
use crate::render::view::{Badge, draw_badge};
use crate::render::{Context, size};
use crate::site::DrawRecord;
use serde::Serialize;

/// A file of the folder.
#[derive(Serialize)]
struct Link {
    href: String,
    name: String,
    size: String,
}

/// The three forms of one announcement or table.
#[derive(Serialize)]
struct Row {
    when: String,
    fragment: Option<Link>,
    text: Option<Link>,
    notice: Option<Link>,
    single: Option<Link>,
}

#[derive(Serialize)]
struct Draw {
    title: String,
    id: String,
    badge: Badge,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Year {
    title: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct View {
    title: String,
    inside: Inside,
    years: Vec<Year>,
    draws: Vec<Draw>,
    count: usize,
    total: String,
}

pub(super) fn page(context: &Context<'_>, records: &[&DrawRecord], years: &[i32], files: &Files) -> Made<Vec<u8>> {
    let view = View {
        title: context.words.get("handout.title"),
        inside: Inside::new(context, &SHEETS, Vec::new())?,
        years: years.iter().map(|year| of_year(context, *year, years.first() == Some(year), files)).collect(),
        draws: records.iter().map(|record| of_draw(context, record, files)).collect(),
        count: files.len(),
        total: size(files.values().map(Vec::len).sum()),
    };
    context.bare("index.html", "handout/index.html", &view)
}

/// A link, if the file was made.
fn link(files: &Files, path: String) -> Option<Link> {
    let bytes = files.get(&path)?;
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    Some(Link { name, size: size(bytes.len()), href: path })
}

/// The forms whose names begin with `stem`.
fn row(when: String, stem: &str, files: &Files) -> Row {
    Row {
        when,
        fragment: link(files, format!("fragments/{stem}.html")),
        text: link(files, format!("fragments/{stem}.txt")),
        notice: link(files, format!("notices/{stem}.html")),
        single: None,
    }
}

fn of_draw(context: &Context<'_>, record: &DrawRecord, files: &Files) -> Draw {
    let steps = Step::of(record);
    let last = steps.len().saturating_sub(1);
    let of_step = |(n, step): (usize, &Step)| {
        let when = context.words.get(&format!("handout.when.{}", step.name()));
        let row = row(when, &format!("{}-{}", record.id, step.name()), files);
        // The file of the draw goes up with the newest announcement: it holds what is public now.
        let single = (n == last).then(|| link(files, format!("single/{}.html", record.id))).flatten();
        Row { single, ..row }
    };
    let results = row(context.words.get("handout.when.results"), &format!("{}-results", record.id), files);
    let steps = steps.iter().enumerate().map(of_step);
    Draw {
        title: super::title(context, record),
        id: record.id.to_string(),
        badge: draw_badge(record.state, context.words),
        rows: steps.chain(Some(results).filter(|row| row.fragment.is_some())).collect(),
    }
}

fn of_year(context: &Context<'_>, year: i32, latest: bool, files: &Files) -> Year {
    let of_kind = |kind: &str| {
        let when = context.words.get(&format!("handout.when.{kind}"));
        let name = if latest { "single/summary.html".to_owned() } else { format!("single/summary-{year}.html") };
        let single = (kind == "summary").then(|| link(files, name)).flatten();
        Row { single, ..row(when, &format!("{kind}-{year}"), files) }
    };
    let rows = ["plan", "results", "summary"].map(of_kind);
    Year {
        title: context.say("period.year", [("year", year.to_string().as_str())]),
        rows: rows.into_iter().filter(|row| row.fragment.is_some()).collect(),
    }
}
