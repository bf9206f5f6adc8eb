//! `draws/DRAW/page-N.html`: who was drawn, beyond the rows that the draw's own page holds. In: a draw. Out: pages of at most
//! [`part_of`] them, and the pager that they share with the draw's page. A draw of few rows has none.

use super::own::{More, Owns};
use super::page::{drawn_about, drawn_title, has_many_strata};
use super::rows::{DrawnRow, PageOf};
use super::title;
use crate::output::{Made, OutputTree};
use crate::render::parts::parts_of;
use crate::render::{Frame, PageKind, Pager, Still, draw_page, list_page};
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct View {
    summary: String,
    state: &'static str,
    drawn_title: String,
    drawn_about: String,
    has_tickets: bool,
    many_strata: bool,
    has_roster: bool,
    drawn: Vec<DrawnRow>,
    drawn_pager: Option<Pager>,
}

/// The pages of the drawn rows, the draw's own page first; none where that holds them all.
pub(super) fn pager(record: &DrawRecord, number: usize) -> Option<Pager> {
    Pager::of(&format!("draws/{}", record.id), number, parts_of(record.drawn.len()))
}

pub(super) fn add<'a>(context: &'a Still<'a>, tree: &mut OutputTree<'a>, record: &'a DrawRecord, owns: &Arc<Owns<'a>>) {
    if drawn_title(context, record).is_none() {
        return;
    }
    for number in 2..=parts_of(record.drawn.len()) {
        let path = list_page(&format!("draws/{}", record.id), number);
        let owns = Arc::clone(owns);
        tree.add(&path.clone(), move || {
            let more = More { id: &record.id, path: &path, number, visits: owns.visits(&record.id) };
            context.file(&path, &more, make)
        });
    }
}

fn make(context: &Still<'_>, own: &More<'_>) -> Result<Made, String> {
    let (record, number) = (super::draw(context, own.id)?, own.number);
    let name = title(context, record);
    let (page, total) = (number.to_string(), record.drawn.len().to_string());
    let summary = context.say("county.drawn-summary", [("total", total.as_str())]);
    let frame = Frame {
        title: context.say("county.drawn-title", [("draw", name.as_str()), ("page", page.as_str())]),
        kind: PageKind::List,
        column: "draws",
        description: summary.clone(),
        published_at: None,
        trail: vec![context.column_step("draws"), (name, draw_page(record.id.as_str()))],
    };
    let view = View {
        summary,
        state: record.state.as_str(),
        drawn_title: drawn_title(context, record).unwrap_or_default(),
        drawn_about: drawn_about(context, record),
        has_tickets: record.state != DrawState::Lost,
        many_strata: has_many_strata(record),
        has_roster: record.files.contains_key("roster.csv"),
        drawn: PageOf::new(context, record, own.visits).drawn(number),
        drawn_pager: pager(record, number),
    };
    context.page(own.path, "draw-more.html", &frame, &view)
}
