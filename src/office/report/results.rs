//! The result table of a round or a year: a row for every result that is public, and for every one withheld by law (R38). In: visits the
//! public may know of. Out: a workbook in the office's columns.

use super::plan::methods;
use super::summary::task_of;
use super::{Block, column, concerns, head, is_blank, signatures, unit, wanted};
use crate::check::due;
use crate::model::report::RESULTS;
use crate::model::{Period, Phrase, Visit, write_minute};
use crate::office::{Book, Sheet, Table};
use crate::render::Context;
use crate::render::view::{Draws, is_published};
use crate::site::{DrawRecord, DrawState};

/// Working days from the determination to publication (R37).
const TERM: u32 = 20;

/// Visits of the scope that stand in the table, each with its draw.
pub(super) fn shown<'a>(context: &Context<'a>, scope: Period) -> Vec<(&'a DrawRecord, &'a Visit)> {
    let site = context.site;
    let draws = Draws::new(site);
    let told = |visit: &&Visit| is_published(visit) || visit.withheld.is_some();
    let row = |visit: &'a Visit| site.draws.get(&visit.draw).map(|draw| (draw, visit));
    let all = draws.visits(site).filter(told).filter_map(row);
    let mut all: Vec<_> = all.filter(|(draw, _)| concerns(scope, draw) && !draw.state.is_void()).collect();
    all.sort_by(|(a, x), (b, y)| (a.period, a.class, &a.id, &x.object).cmp(&(b.period, b.class, &b.id, &y.object)));
    all
}

/// The workbook.
pub(crate) fn results(context: &Context<'_>, scope: Period) -> Book {
    let columns = wanted(context, "results", &RESULTS, &context.site.config.report.results);
    let row = |(number, (draw, visit)): (usize, (&DrawRecord, &Visit))| -> Vec<String> {
        columns.iter().map(|wish| cell(context, number, draw, visit, &wish.key)).collect()
    };
    let rows = (1..).zip(shown(context, scope)).map(row).collect();
    let period = context.period(scope);
    let title = context.say("report.results.title", [("period", period.as_str())]);
    let mut blocks = head(context, title.clone(), &period);
    let heads: Vec<_> = columns.iter().map(|wish| column(wish.heading.clone(), width(&wish.key))).collect();
    let count = heads.len();
    blocks.push(Block::Table(Table { columns: heads, rows, ..Table::default() }));
    blocks.push(Block::Gap);
    blocks.push(Block::Note(context.words.get("report.source")));
    blocks.extend(signatures(context, count));
    let sheet = Sheet { name: context.words.get("report.results.sheet"), landscape: true, blocks, ..Sheet::default() };
    Book { title, sheets: vec![sheet], ..Book::default() }
}

/// Narrow, so that the table can be read on A4.
fn width(key: &str) -> usize {
    match key {
        "number" => 4,
        "code" | "object" => 20,
        "answers" | "team" => 18,
        "name" | "task-name" => 16,
        "result" | "agency" | "unit" | "draw" | "penalty" => 13,
        "followup" | "withheld" | "method" => 8,
        _ => 11,
    }
}

/// The team that went, by the privacy policy.
fn team(context: &Context<'_>, draw: &DrawRecord, visit: &Visit) -> String {
    let ids = match draw.state {
        DrawState::Sealed => {
            draw.slips.iter().find(|slip| slip.object == visit.object).map(|slip| slip.team.as_slice())
        }
        _ => draw.drawn.iter().find(|drawn| drawn.object == visit.object).map(|drawn| drawn.final_team.as_slice()),
    };
    crate::render::view::team(context, ids.unwrap_or_default())
}

fn cell(context: &Context<'_>, number: usize, draw: &DrawRecord, visit: &Visit, key: &str) -> String {
    let site = context.site;
    let object = site.objects.get(&visit.object);
    let at = (visit.draw.clone(), visit.object.clone());
    let open = visit.withheld.is_none();
    let day = |value: Option<crate::model::Day>| value.map(|day| day.to_string()).unwrap_or_default();
    match key {
        "number" => number.to_string(),
        "task" => draw.task.to_string(),
        "task-name" => task_of(context, draw).map(|task| task.name.clone()).unwrap_or_default(),
        "draw" => draw.id.to_string(),
        "object" => visit.object.to_string(),
        "name" => context.object_name(&visit.object),
        "code" => object.and_then(|object| object.code.clone()).unwrap_or_default(),
        "class" => context.class(draw.class),
        "town" => object.map(|object| object.town.clone()).unwrap_or_default(),
        "visited" => day(visit.visited),
        "method" => methods(context, visit.method.as_slice()),
        "answers" if open => answers(context, visit),
        "result" if open => visit.result.as_ref().map(Phrase::zh).unwrap_or_default().to_owned(),
        "withheld" => visit.withheld.map(|ground| ground.zh().to_owned()).unwrap_or_default(),
        "determined" => day(visit.determined),
        "due" => day(visit.determined.and_then(|determined| due(&site.calendar, determined, TERM).day())),
        "published" => visit.published_at.map(write_minute).unwrap_or_default(),
        "followup" if open => {
            site.followups.get(&at).and_then(|steps| steps.last()).map(|step| step.state.clone()).unwrap_or_default()
        }
        "penalty" if open => visit.penalty.clone().unwrap_or_default(),
        "penalty-date" if open => day(visit.penalty_date),
        "fine" if open => visit.fine.map(|fine| fine.to_string()).unwrap_or_default(),
        "agency" => visit.agency.clone(),
        "team" => team(context, draw, visit),
        "plan" => draw.plan.0.trim_start_matches("data/plans/").trim_end_matches(".csv").to_owned(),
        "unit" => unit(context),
        "period" => context.period(draw.period),
        key => {
            debug_assert!(is_blank(key) || !open, "{key} is declared and not written");
            String::new()
        }
    }
}

/// The answers item by item, those that found something first told by number.
fn answers(context: &Context<'_>, visit: &Visit) -> String {
    let at = (visit.draw.clone(), visit.object.clone());
    let all = context.site.answers.get(&at).map(Vec::as_slice).unwrap_or_default();
    let one = |answer: &crate::model::ItemAnswer| {
        context.say("report.answer", [("item", answer.item.as_str()), ("answer", answer.answer.as_str())])
    };
    all.iter().map(one).collect::<Vec<_>>().join("；")
}
