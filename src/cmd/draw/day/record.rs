//! The notes for the written record: where, when, who. In: answers. Out: `day.toml` of the draw, through the store. They are kept before the
//! step they belong to, so that nobody types them twice.

use super::clerk::{Clerk, Heard};
use super::minute;
use crate::day::notes::{FILE, Notes};
use crate::model::{DrawId, Time, parse_minute};
use crate::steps::Step;
use crate::store;
use std::collections::BTreeMap;

/// The notes of a draw as they are kept; empty ones where there are none.
pub(super) fn kept(clerk: &Clerk<'_>, draw: &DrawId) -> Heard<Notes> {
    let secret = store::secrets_of(clerk.desk.root, draw.as_str()).map_err(|fault| clerk.desk.store_fault(&fault))?;
    let notes = secret.get(FILE).map(|bytes| Notes::parse(draw, bytes)).transpose();
    Ok(notes.map_err(|report| clerk.desk.refused_alone(report))?.unwrap_or_default())
}

/// Writes the notes of a draw.
pub(super) fn keep(clerk: &Clerk<'_>, draw: &DrawId, notes: &Notes) -> Heard<()> {
    let secret = BTreeMap::from([(format!("draws/{draw}/{FILE}"), notes.to_bytes())]);
    Ok(clerk.desk.apply(&Step { secret, ..Step::default() })?)
}

/// Asks for the notes; what is kept is proposed.
pub(super) fn ask(clerk: &Clerk<'_>, draw: &DrawId, moment: Time) -> Heard<Notes> {
    let mut notes = kept(clerk, draw)?;
    clerk.tell("day.record.head", &[]);
    notes.place = clerk.proposed("day.record.place", &notes.place)?;
    let proposal = if notes.time.is_empty() { minute(moment) } else { notes.time.clone() };
    notes.time = loop {
        let time = clerk.proposed("day.record.time", &proposal)?.replace('：', ":");
        if parse_minute(&time).is_some() {
            break time;
        }
        clerk.tell("day.bad-minute", &[("value", &time)]);
    };
    notes.host = clerk.proposed("day.record.host", &notes.host)?;
    notes.recorder = clerk.proposed("day.record.recorder", &notes.recorder)?;
    let before = notes.present.join("；");
    let present = clerk.proposed("day.record.present", &before)?;
    notes.present =
        present.split(['；', ';', '、']).map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
    Ok(notes)
}
