//! draws/index.html, draws/DRAW/index.html and beside it the protocol's files, byte for byte, and the SQL that
//! recomputes it. In: the county's draws. Of a
//! sealed draw nothing is shown but what its commitment, its seal and its opened slips say (design section 5).

mod beacons;
mod changes;
mod drawn;
mod escrow;
mod list;
mod numbers;
mod own;
mod page;
mod reasons;
mod rows;
mod sql;
mod steps;
mod verify;

use super::check::scripts;
use crate::model::{DrawId, Period};
use crate::output::{Made, OutputTree};
use crate::render::{Context, Still, draw_page};
use crate::site::{DrawRecord, DrawState};
use std::cmp::Reverse;
use std::sync::Arc;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    tree.add("draws/index.html", move || list::make(context));
    let (still, owns) = (context.still(), Arc::new(own::Owns::new(context)));
    let rosters = Arc::new(still.gather(own::Rosters::new));
    for record in context.site.draws.values() {
        let path = draw_page(record.id.as_str());
        let (all, lists) = (Arc::clone(&owns), Arc::clone(&rosters));
        tree.add(&path.clone(), move || lists.file(&path, &all.own(context, record, &path), page::make));
        for name in record.files.keys() {
            let path = format!("draws/{}/{name}", record.id);
            tree.add(&path.clone(), move || still.file(&path, &(&record.id, name), of_draw));
        }
        drawn::add(still, tree, record, &owns);
        changes::add(context, tree, record, &rosters);
        sql::add(tree, record);
        if scripts::fits(record) {
            let path = format!("draws/{}/files.js", record.id);
            tree.add(&path.clone(), move || {
                still.file(&path, &record.id, |still, id| Ok(scripts::files(draw(still, id)?).into()))
            });
        }
    }
}

fn draw<'s>(still: &'s Still<'_>, id: &DrawId) -> Result<&'s DrawRecord, String> {
    still.site.draws.get(id).ok_or_else(|| format!("no draw {id}"))
}

/// A file of the protocol, byte for byte.
fn of_draw(still: &Still<'_>, (id, name): &(&DrawId, &String)) -> Result<Made, String> {
    let bytes = draw(still, id)?.files.get(*name).ok_or_else(|| format!("no {name} of {id}"))?;
    Ok(bytes.clone().into())
}

/// `2026年第二季度重点排污单位抽取`.
pub(super) fn title(context: &Still<'_>, record: &DrawRecord) -> String {
    let (period, class) = (context.period(record.period), context.class(record.class));
    context.say("draw.title", [("period", period.as_str()), ("class", class.as_str())])
}

/// Whether a committed or sealed draw is past its own date (protocol section 11).
pub(super) fn overdue(context: &Still<'_>, record: &DrawRecord) -> bool {
    match (&record.commit, record.state) {
        (Some(commit), DrawState::Committed) => context.site.as_of > commit.seal_by.date(),
        (Some(commit), DrawState::Sealed) => context.site.as_of > commit.reveal_by,
        _ => false,
    }
}

/// Newest period first, classes in the order of the plan.
pub(super) fn newest_first<'a>(context: &Still<'a>) -> Vec<&'a DrawRecord> {
    let mut records: Vec<&DrawRecord> = context.site.draws.values().collect();
    records.sort_by_key(|record| {
        let Period { year, quarter } = record.period;
        (Reverse(year), Reverse(quarter), record.class, &record.id)
    });
    records
}

/// The draw that replaces a void one.
fn replacing<'a>(context: &Still<'a>, record: &DrawRecord) -> Option<&'a DrawRecord> {
    context.site.draws.values().find(|other| {
        other.commit.as_ref().and_then(|commit| commit.replaces.as_ref()).is_some_and(|replaced| *replaced == record.id)
    })
}
