//! Tables to hand over: 《随机抽查情况统计表》 (R43), the plan table, the result table, the export for the provincial platform (R4). In: the
//! site as a build would publish it. Out: workbooks in the columns the office wants (`[report]` of `site.toml`). Every number is counted
//! from published rows; nothing of a sealed draw is told; who fills in and who checks is left blank for ink.

mod plan;
pub(crate) mod platform;
mod results;
mod summary;

pub(crate) use plan::{current_plan, plan};
pub(crate) use results::results;
pub(crate) use summary::{Broken, summary};

use super::{Block, Cell, Grid, Head, Look};
use crate::model::Period;
use crate::model::report::{BLANK, ON_DEMAND, ReportColumn};
use crate::render::Context;
use crate::site::DrawRecord;

/// Whether a draw belongs to what is reported: a year holds all its draws, a quarter its own.
pub(crate) fn concerns(scope: Period, draw: &DrawRecord) -> bool {
    draw.period == scope || (scope.quarter.is_none() && draw.period.year == scope.year)
}

/// Draws of the scope that stand, by period, class and id: the order of the published form.
fn standing<'a>(context: &Context<'a>, scope: Period) -> Vec<&'a DrawRecord> {
    let of_scope = context.site.draws.values().filter(|draw| concerns(scope, draw) && !draw.state.is_void());
    let mut all: Vec<&DrawRecord> = of_scope.collect();
    all.sort_by(|a, b| (a.period, a.class, &a.id).cmp(&(b.period, b.class, &b.id)));
    all
}

/// A column to write: its key and heading.
struct Wanted {
    key: String,
    heading: String,
}

/// The columns the office wants of a table (`summary`, `plan`, `results`), else its usual ones.
fn wanted(context: &Context<'_>, table: &str, all: &[&str], own: &[ReportColumn]) -> Vec<Wanted> {
    let usual = |key: &str| context.words.get(&format!("report.{table}.{key}"));
    let column = |key: &str, heading: Option<&String>| Wanted {
        key: key.to_owned(),
        heading: heading.cloned().unwrap_or_else(|| usual(key)),
    };
    if own.is_empty() {
        let shown = all.iter().filter(|key| !ON_DEMAND.contains(key));
        return shown.map(|key| column(key, None)).collect();
    }
    own.iter().map(|wish| column(&wish.column, wish.heading.as_ref())).collect()
}

/// The unit that reports.
fn unit(context: &Context<'_>) -> String {
    let config = &context.site.config;
    if config.report.unit.is_empty() { config.bureau.name.clone() } else { config.report.unit.clone() }
}

/// The head of a table: title, unit and scope.
fn head(context: &Context<'_>, title: String, scope: &str) -> Vec<Block> {
    let as_of = context.site.as_of.to_string();
    let args = [("unit", unit(context)), ("scope", scope.to_owned()), ("day", as_of)];
    let line = context.say("report.line", args.iter().map(|(name, value)| (*name, value.as_str())));
    vec![Block::Title(title), Block::Note(line)]
}

/// Who filled in, who checked, when: blank for ink.
fn signatures(context: &Context<'_>, columns: usize) -> Vec<Block> {
    let third = u16::try_from(columns / 3).unwrap_or(1).max(1);
    let cell = |key: &str| Cell::value(context.words.get(&format!("report.{key}"))).over(third).look(Look::Bare);
    vec![Block::Gap, Block::Grid(Grid { rows: vec![vec![cell("filled-by"), cell("checked-by"), cell("filled-on")]] })]
}

fn is_blank(key: &str) -> bool {
    key == BLANK
}

/// A heading of a given width.
fn column(heading: String, width: usize) -> Head {
    Head { heading, width, ..Head::default() }
}
