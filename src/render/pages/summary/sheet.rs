//! The form itself: one row a draw, the columns of 《随机抽查情况统计表》 in their order (domain.md 3.6), a line of sums. In: counts.
//! Out: a table as the template sees it. What is not known before the reveal is a dash, with the state as a remark.

use super::Counted;
use crate::model::{Phrase, TaskKind};
use crate::render::counts::Counts;
use crate::render::view::{self, Badge, Link};
use crate::render::{Context, percent};
use crate::site::csv_text::{BOM, push_row};
use serde::Serialize;

/// The form.
#[derive(Serialize)]
pub(super) struct Sheet {
    /// Columns with the first and the last.
    count: usize,
    columns: Vec<Cell>,
    rows: Vec<Row>,
    total: Vec<Cell>,
}

impl Sheet {
    /// The same as CSV, each row with the number of its draw; without the sums, which a spreadsheet makes itself.
    pub(super) fn csv(&self, context: &Context<'_>) -> Vec<u8> {
        let mut out = String::from(BOM);
        let word = |key: &str| context.words.get(key);
        let first = [word("charts.sheet.draw"), word("summary.draw")];
        let heads = self.columns.iter().map(|cell| cell.text.clone());
        push_row(&mut out, first.into_iter().chain(heads).chain([word("charts.sheet.remark")]));
        for row in &self.rows {
            let cells = row.cells.iter().map(|cell| cell.text.as_str());
            push_row(&mut out, [row.id.as_str(), &row.draw.text].into_iter().chain(cells).chain([&*row.badge.text]));
        }
        out.into_bytes()
    }
}

#[derive(Serialize)]
struct Row {
    id: String,
    draw: Link,
    cells: Vec<Cell>,
    badge: Badge,
}

/// A heading or a value.
#[derive(Serialize)]
struct Cell {
    text: String,
    /// Set to the right.
    number: bool,
}

fn text(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), number: false }
}

fn number(value: impl ToString) -> Cell {
    Cell { text: value.to_string(), number: true }
}

/// What is not known, or has no sum.
fn dash() -> Cell {
    number("—")
}

pub(super) fn sheet(context: &Context<'_>, stands: &[&Counted<'_>], phrases: &[Phrase]) -> Sheet {
    let rows = stands.iter().map(|one| row(context, one, phrases)).collect();
    let all = Counts::sum(stands.iter().map(|one| &one.counts));
    let open: Vec<&&Counted<'_>> = stands.iter().filter(|one| one.is_open()).collect();
    let known = Counts::sum(open.iter().map(|one| &one.counts));
    let in_time = open.iter().filter_map(|one| one.counts.in_time).reduce(|a, b| (a.0 + b.0, a.1 + b.1));
    let mut total = vec![text(""), text(""), text("")];
    total.extend(drawn(&all, dash()));
    // People are not summed: the same person works on many draws.
    total.extend(found(&Counts { in_time, ..known }, phrases, dash()));
    let columns = columns(context, phrases);
    Sheet { count: columns.len() + 2, columns, rows, total }
}

fn columns(context: &Context<'_>, phrases: &[Phrase]) -> Vec<Cell> {
    let word = |key: &str| context.words.get(key);
    let mut all = vec![text(word("summary.task")), text(word("summary.kind")), text(word("summary.partner"))];
    let before = ["class-size", "due", "drawn", "rate", "superior", "visited"];
    all.extend(before.iter().map(|key| number(word(&format!("summary.{key}")))));
    all.extend(["method.site", "method.paper"].iter().map(|key| number(word(key))));
    all.extend(["inspectors", "person-visits"].iter().map(|key| number(word(&format!("summary.{key}")))));
    all.extend(phrases.iter().map(|phrase| number(context.phrase(phrase))));
    let after = ["transferred", "penalties", "fines", "discovery"];
    all.extend(after.iter().map(|key| number(word(&format!("summary.{key}")))));
    all.push(number(word("charts.sheet.to-publish")));
    all.extend(["published", "in-time", "mended"].iter().map(|key| number(word(&format!("summary.{key}")))));
    all.push(number(word("charts.sheet.withheld")));
    all
}

fn row(context: &Context<'_>, one: &Counted<'_>, phrases: &[Phrase]) -> Row {
    let words = context.words;
    let plans = context.site.plans.iter().filter(|plan| plan.record_path() == one.draw.plan.0);
    let task = plans.flat_map(|plan| &plan.tasks).find(|task| task.id == one.draw.task);
    let kind = task.map(|task| match task.kind {
        TaskKind::Directed => words.get("summary.directed"),
        TaskKind::Undirected => words.get("summary.undirected"),
    });
    let partner = task.and_then(|task| task.partner.clone());
    let mut cells = vec![
        text(task.map_or_else(|| one.draw.task.to_string(), |task| task.name.clone())),
        text(kind.unwrap_or_else(|| words.get("show.none"))),
        text(partner.unwrap_or_else(|| words.get("show.none"))),
    ];
    cells.extend(drawn(&one.counts, number(percent(one.draw.rate))));
    if one.is_open() {
        cells.extend(found(&one.counts, phrases, number(one.counts.inspectors)));
    } else {
        cells.extend(found(&one.counts, phrases, dash()).into_iter().map(|_| dash()));
    }
    Row {
        id: one.draw.id.to_string(),
        draw: Link { text: label(context, one), ..view::draw_link(context, one.draw) },
        cells,
        badge: view::draw_badge(one.draw.state, words),
    }
}

/// The year stands above the form, so a row names quarter and class.
fn label(context: &Context<'_>, one: &Counted<'_>) -> String {
    let quarter = one.draw.period.quarter.map_or_else(|| "year".to_owned(), |quarter| format!("q{quarter}"));
    let names = [context.words.get(&format!("charts.quarter.{quarter}")), context.class(one.draw.class)];
    context.say("charts.sheet.row", [("quarter", names[0].as_str()), ("class", names[1].as_str())])
}

fn drawn(counts: &Counts, rate: Cell) -> [Cell; 5] {
    [number(counts.class_size), number(counts.due), number(counts.drawn), rate, number(counts.superior)]
}

/// What is known once the list is revealed.
fn found(counts: &Counts, phrases: &[Phrase], inspectors: Cell) -> Vec<Cell> {
    let mut cells = vec![number(counts.visited), number(counts.on_site), number(counts.on_paper), inspectors];
    cells.push(number(counts.person_visits));
    cells.extend(phrases.iter().map(|phrase| number(counts.phrases.get(phrase).copied().unwrap_or(0))));
    cells.extend([counts.transferred, counts.penalties, counts.fines].map(number));
    cells.push(number(view::share(counts.problems, counts.published)));
    cells.push(number(counts.published + counts.visited_pending));
    cells.push(number(counts.published));
    cells.push(counts.in_time.map_or_else(dash, |(met, all)| number(view::share(met, all))));
    cells.extend([counts.mended, counts.withheld].map(number));
    cells
}
