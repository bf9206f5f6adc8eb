//! The charts of a year: plan against done, results by phrase, days until publication, visits by ground. In: counts of draws
//! and public rows. Out: figures, each with its sentence and the table of the same numbers. Of a draw that is not revealed
//! nothing but its committed number enters.

use super::Counted;
use crate::model::{Class, Period, Phrase};
use crate::render::Context;
use crate::render::counts::Counts;
use crate::render::pages::exempt;
use crate::render::pages::figure::Figure;
use crate::render::svg::{Bar, Bars, Cell, CellGroup, Cells, Ink, Part, Plot, Share, Shares};
use crate::render::view;
use crate::site::DrawState;
use std::collections::BTreeMap;

/// Sentence of a chart with its numbers.
pub(super) fn say(context: &Context<'_>, key: &str, args: &[(&str, u64)]) -> String {
    let texts: Vec<(&str, String)> = args.iter().map(|(name, value)| (*name, value.to_string())).collect();
    context.say(&format!("charts.{key}"), texts.iter().map(|(name, value)| (*name, value.as_str())))
}

fn title(context: &Context<'_>, key: &str, year: i32) -> String {
    context.say(&format!("charts.{key}.title"), [("year", year.to_string().as_str())])
}

/// Draws of one class and period that stand, taken together: a supplementary draw belongs to the same quarter.
#[derive(Default)]
struct Slot {
    due: u64,
    done: u64,
    open: usize,
    short: usize,
    all: usize,
}

impl Slot {
    fn state(&self, context: &Context<'_>) -> Option<String> {
        let word = |key: &str| context.words.get(&format!("charts.plan.{key}"));
        match () {
            () if self.open + self.short == self.all && self.open > 0 => None,
            () if self.short == self.all => Some(word("nobody")),
            () if self.open > 0 => Some(word("partly")),
            () => Some(word("closed")),
        }
    }
}

/// What the plan asks for against what was visited, by class and quarter.
pub(super) fn plan(context: &Context<'_>, stands: &[&Counted<'_>], year: i32) -> Figure {
    let mut slots: BTreeMap<Class, BTreeMap<Period, Slot>> = BTreeMap::new();
    for one in stands {
        let slot = slots.entry(one.draw.class).or_default().entry(one.draw.period).or_default();
        slot.all += 1;
        slot.due += one.counts.due;
        if one.is_open() {
            slot.open += 1;
            slot.done += one.counts.visited;
        }
        slot.short += usize::from(one.draw.state == DrawState::Shortfall);
    }
    if slots.is_empty() {
        return Figure::empty(context, "plan", &year.to_string());
    }
    let word = |key: &str| context.words.get(&format!("charts.plan.{key}"));
    let mut groups = Vec::new();
    let mut rows = Vec::new();
    for (class, periods) in &slots {
        let cell = |(period, slot): (&Period, &Slot)| {
            let (done, state) = ((slot.open > 0).then_some(slot.done), slot.state(context));
            let shown = [done.map(|done| done.to_string()), state.clone()];
            let shown: Vec<String> = shown.into_iter().flatten().collect();
            let names = [context.class(*class), context.period(*period)];
            let label = context.say("charts.plan.row", [("class", names[0].as_str()), ("period", names[1].as_str())]);
            rows.push(vec![label, slot.due.to_string(), shown.join(&context.words.get("show.comma"))]);
            let quarter = period.quarter.map_or_else(|| "year".to_owned(), |quarter| format!("q{quarter}"));
            Cell { label: context.words.get(&format!("charts.quarter.{quarter}")), due: slot.due, done, state }
        };
        groups.push(CellGroup { label: context.class(*class), cells: periods.iter().map(cell).collect() });
    }
    let open = || stands.iter().filter(|one| one.is_open());
    let sum = |of: fn(&Counts) -> u64| open().map(|one| of(&one.counts)).sum::<u64>();
    let closed = stands.iter().filter(|one| !one.is_open() && one.draw.state != DrawState::Shortfall).count() as u64;
    let key = if closed == 0 { "plan.about" } else { "plan.about-closed" };
    let args = [
        ("draws", open().count() as u64),
        ("due", sum(|counts| counts.due)),
        ("done", sum(|counts| counts.visited)),
        ("closed", closed),
    ];
    Figure {
        key: "plan",
        title: title(context, "plan", year),
        about: say(context, key, &args),
        notes: vec![word("note")],
        plot: Some(Plot::Cells(Cells { due: word("due"), done: word("done"), groups })),
        head: vec![word("draw"), word("due"), word("done")],
        rows,
    }
}

/// How a phrase is filled; what is no problem is pale, what is graver is darker.
fn ink(phrase: &Phrase) -> Ink {
    match phrase {
        Phrase::Clean => Ink::Pale,
        Phrase::Ordered => Ink::Hatch,
        Phrase::Filed => Ink::Cross,
        Phrase::Uncooperative => Ink::Full,
        Phrase::Inactive | Phrase::Other(_) => Ink::Dots,
    }
}

/// Results by phrase, with what is pending and withheld, class by class: together all that were drawn.
pub(super) fn results(context: &Context<'_>, open: &[&Counted<'_>], phrases: &[Phrase], year: i32) -> Figure {
    let of = |class: Class| Counts::sum(open.iter().filter(|one| one.draw.class == class).map(|one| &one.counts));
    let classes: Vec<(Class, Counts)> = Class::ALL.into_iter().map(|class| (class, of(class))).collect();
    let classes: Vec<_> = classes.into_iter().filter(|(_, counts)| counts.drawn > 0).collect();
    if classes.is_empty() {
        return Figure::empty(context, "results", &year.to_string());
    }
    let word = |key: &str| context.words.get(&format!("charts.results.{key}"));
    let count = |counts: &Counts, phrase: &Phrase| counts.phrases.get(phrase).copied().unwrap_or(0);
    let parts = |counts: &Counts| {
        let told = phrases.iter().map(|phrase| (context.phrase(phrase), count(counts, phrase), ink(phrase)));
        let rest = [(word("pending"), counts.pending, Ink::Empty), (word("withheld"), counts.withheld, Ink::Lines)];
        told.chain(rest).map(|(label, value, ink)| Part { label, value, ink }).collect::<Vec<_>>()
    };
    let share = |(class, counts): &(Class, Counts)| Share {
        label: context.class(*class),
        whole: say(context, "results.whole", &[("n", counts.drawn)]),
        parts: parts(counts),
    };
    let shares: Vec<Share> = classes.iter().map(share).collect();
    let total = Counts::sum(classes.iter().map(|(_, counts)| counts));
    let names: Vec<Part> = parts(&total);
    let row = |(at, name): (usize, &Part)| {
        let cells = shares.iter().map(|share| share.parts[at].value.to_string());
        [name.label.clone()].into_iter().chain(cells).chain([name.value.to_string()]).collect()
    };
    let mut head = vec![word("phrase")];
    head.extend(classes.iter().map(|(class, _)| context.class(*class)));
    head.push(context.words.get("ledger.total"));
    let rows: Vec<Vec<String>> = names.iter().enumerate().map(row).collect();
    let args = [
        ("drawn", total.drawn),
        ("published", total.published),
        ("clean", count(&total, &Phrase::Clean)),
        ("problems", total.problems),
        ("pending", total.pending),
        ("withheld", total.withheld),
    ];
    Figure {
        key: "results",
        title: title(context, "results", year),
        about: say(context, "results.about", &args),
        notes: vec![word("note")],
        plot: Some(Plot::Shares(Shares { rows: shares })),
        head,
        rows,
    }
}

/// Visits that came from draws, and the others by ground.
pub(super) fn visits(context: &Context<'_>, year: i32) -> Figure {
    let tally = exempt::Tally::new(context);
    let (random, others) = (tally.random(year), tally.exempt(year));
    if random + others == 0 {
        return Figure::empty(context, "visits", &year.to_string());
    }
    let word = |key: &str| context.words.get(&format!("charts.visits.{key}"));
    let label = |ground: u8| {
        let text = context.words.get(&format!("show.exempt.{ground}"));
        context.say("charts.visits.ground", [("n", ground.to_string().as_str()), ("text", text.as_str())])
    };
    let mut all = vec![(word("random"), random, Ink::Solid)];
    all.extend((1..=9).map(|ground| (label(ground), tally.ground(ground, year), Ink::Hatch)));
    let bar = |(label, value, ink): &(String, u64, Ink)| Bar {
        label: label.clone(),
        value: *value,
        ink: *ink,
        expected: None,
    };
    let unused: Vec<String> =
        (1..=9).filter(|ground| tally.ground(*ground, year) == 0).map(|ground| ground.to_string()).collect();
    let mut notes = vec![word("note")];
    if !unused.is_empty() {
        let list = unused.join(&context.words.get("show.comma"));
        notes.push(context.say("charts.visits.unused", [("list", list.as_str())]));
    }
    let percent = view::share(random, random + others);
    let numbers = [random.to_string(), others.to_string(), year.to_string()];
    let args = [
        ("year", numbers[2].as_str()),
        ("random", numbers[0].as_str()),
        ("others", numbers[1].as_str()),
        ("share", percent.as_str()),
    ];
    Figure {
        key: "visits",
        title: title(context, "visits", year),
        about: context.say("charts.visits.about", args),
        notes,
        plot: Some(Plot::Bars(Bars { rows: all.iter().filter(|row| row.1 > 0).map(bar).collect(), legend: None })),
        head: vec![word("kind"), word("count")],
        rows: all.into_iter().map(|(label, value, _)| vec![label, value.to_string()]).collect(),
    }
}
