//! Working days from the visit to the determination and from there to publication. In: public results of a year's draws and
//! the calendar. Out: a figure. The plan limits the second span alone (R37), so only there stands the line of 20 days.

use super::charts::say;
use crate::check::working_days_between;
use crate::model::{RuleState, Visit};
use crate::render::Context;
use crate::render::pages::figure::Figure;
use crate::render::svg::{Bin, Days, Panel, Plot};
use crate::render::view::{self, DrawFacts, Draws};
use crate::site::{DrawRecord, DrawState};

/// Last working day of each span; what is longer stands in one more.
const ENDS: [u32; 6] = [5, 10, 15, 20, 25, 30];
/// Spans within the 20 working days of R37.
const WITHIN: usize = 4;

#[derive(Default)]
struct Counted {
    determined: [u64; ENDS.len() + 1],
    published: [u64; ENDS.len() + 1],
    /// Longest time from the determination to publication.
    longest: u32,
    /// Results without a day, or in a year without calendar.
    unknown: u64,
}

impl Counted {
    fn add(&mut self, context: &Context<'_>, visit: &Visit) {
        let calendar = &context.site.calendar;
        let first = visit.visited.zip(visit.determined).and_then(|(a, b)| working_days_between(calendar, a, b));
        let published = visit.published_at.map(|time| time.date());
        let second = visit.determined.zip(published).and_then(|(a, b)| working_days_between(calendar, a, b));
        let (Some(first), Some(second)) = (first, second) else {
            self.unknown += 1;
            return;
        };
        self.determined[span(first)] += 1;
        self.published[span(second)] += 1;
        self.longest = self.longest.max(second);
    }
}

/// Number of the span a number of days falls into.
fn span(days: u32) -> usize {
    ENDS.iter().position(|end| days <= *end).unwrap_or(ENDS.len())
}

fn labels() -> Vec<String> {
    let starts = [0].into_iter().chain(ENDS.iter().map(|end| end + 1));
    let ends = ENDS.iter().map(Some).chain([None]);
    starts.zip(ends).map(|(from, to)| to.map_or(format!("{from}+"), |to| format!("{from}–{to}"))).collect()
}

pub(super) fn figure(context: &Context<'_>, draws: &Draws<'_>, year: i32) -> Figure {
    // Of a sealed draw single slips may be open; like every other picture this one waits for the whole list.
    let is_open = |draw: &DrawRecord| matches!(draw.state, DrawState::Revealed | DrawState::Lost);
    let is_of_year = |facts: &DrawFacts<'_>| facts.draw.period.year == year && is_open(facts.draw);
    let is_counted = |visit: &&Visit| draws.get(&visit.draw).is_some_and(is_of_year) && view::is_published(visit);
    let mut counted = Counted::default();
    for visit in draws.visits(context.site).filter(is_counted) {
        counted.add(context, visit);
    }
    let all: u64 = counted.published.iter().sum();
    if all == 0 {
        return Figure::empty(context, "days", &year.to_string());
    }
    let word = |key: &str| context.words.get(&format!("charts.days.{key}"));
    let late: u64 = counted.published[WITHIN..].iter().sum();
    let overdue = overdue(context, draws, year);
    let args = [("n", all), ("late", late), ("longest", u64::from(counted.longest)), ("overdue", overdue)];
    let key = if late == 0 { "days.about" } else { "days.about-late" };
    let mut notes = vec![word("note")];
    notes.extend((overdue > 0).then(|| say(context, "days.overdue", &args)));
    notes.extend((counted.unknown > 0).then(|| say(context, "days.unknown", &[("n", counted.unknown)])));
    let bins = |values: &[u64]| {
        labels().into_iter().zip(values).map(|(label, value)| Bin { label, value: *value }).collect::<Vec<_>>()
    };
    let panels = vec![
        Panel { label: word("determined"), bins: bins(&counted.determined), within: None },
        Panel { label: word("published"), bins: bins(&counted.published), within: Some(WITHIN) },
    ];
    let rows = labels().into_iter().zip(counted.determined.iter().zip(&counted.published));
    Figure {
        key: "days",
        title: context.say("charts.days.title", [("year", year.to_string().as_str())]),
        about: say(context, key, &args),
        notes,
        plot: Some(Plot::Days(Days { panels, limit: word("limit"), late: word("late") })),
        head: vec![word("span"), word("determined"), word("published")],
        rows: rows.map(|(label, (a, b))| vec![label, a.to_string(), b.to_string()]).collect(),
    }
}

/// Results of the year's draws that are overdue and still not public (R37).
fn overdue(context: &Context<'_>, draws: &Draws<'_>, year: i32) -> u64 {
    let is_overdue = |finding: &&crate::model::Finding| {
        let draw = finding.subject.split_once('/').and_then(|(draw, _)| crate::model::DrawId::parse(draw).ok());
        finding.rule == "R37"
            && finding.state == RuleState::Overdue
            && draws.shows_subject(&finding.subject)
            && draw.and_then(|id| draws.get(&id)).is_some_and(|facts| facts.draw.period.year == year)
    };
    context.site.findings.iter().filter(is_overdue).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twentieth_working_day_is_in_time_and_the_next_is_late() {
        assert_eq!([0, 5, 6, 20, 21, 30, 31, 400].map(span), [0, 0, 1, 3, 4, 5, 6, 6]);
        assert!(span(20) < WITHIN && span(21) >= WITHIN);
        assert_eq!(labels(), ["0–5", "6–10", "11–15", "16–20", "21–25", "26–30", "31+"]);
    }
}
