//! How many objects of a class were drawn never, once, twice in a year, against what was to be expected. In: revealed draws.
//! Out: tables and a chart.
//!
//! The chance of an object in a draw is K/n of its stratum, as published. Where the never visited come before the visited
//! (protocol section 3), the stratum depends on earlier outcomes of the same object. So its year is computed as a chain: for
//! each number of times it may have been drawn so far, the stratum it would then stand in, and that stratum's K/n. Taking
//! only the strata in which it did stand would be wrong: of nine objects drawn three a quarter without repetition, none can
//! be left out, and yet those chances alone would make one expect three. Visits by other draws are taken as they were.

use super::number::{Count, tenths, write};
use super::table::{Cell, Section, Table};
use crate::model::{Class, ObjectId};
use crate::render::Still;
use crate::render::pages::figure::{self, Figure};
use crate::render::svg::{Plot, Range, Ranges};
use crate::site::DrawRecord;
use std::collections::{BTreeMap, BTreeSet};

/// Visits a year after which an object is not drawn again (R28).
const YEARLY_CAP: i32 = 2;

/// K and n of the strata of a draw.
struct Stakes<'a> {
    strata: BTreeMap<&'a str, (u32, u32)>,
    total: u32,
}

impl<'a> Stakes<'a> {
    fn new(draw: &'a DrawRecord) -> Self {
        let mut strata: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        for row in draw.roster.iter() {
            strata.entry(&row.stratum).or_default().1 += 1;
        }
        for (stratum, k) in draw.commit.iter().flat_map(|commit| &commit.quotas) {
            strata.entry(stratum).or_default().0 = *k;
        }
        Self { strata, total: draw.quota_total() }
    }

    /// K/n. A stratum that nobody stands in gets what the rule of quotas would give to a single object in it.
    fn chance(&self, stratum: &str) -> f64 {
        match self.strata.get(stratum) {
            Some((k, n)) if *n > 0 => f64::from(*k) / f64::from(*n),
            _ => {
                let before = if stratum == "seen" { self.strata.get("fresh").map_or(0, |(_, n)| *n) } else { 0 };
                if self.total > before { 1.0 } else { 0.0 }
            }
        }
    }
}

/// Where an object stood in a draw.
enum Standing<'a> {
    /// In a stratum that does not depend on earlier draws.
    Always(&'a str),
    /// Fresh, seen or at its cap: visits so far less the times it was drawn by draws of this table.
    Visits(i32),
    /// Excluded for another reason.
    Out,
}

impl Standing<'_> {
    /// Chance to be drawn after having been drawn `times` times.
    fn chance(&self, stakes: &Stakes<'_>, times: usize) -> f64 {
        match self {
            Self::Always(stratum) => stakes.chance(stratum),
            Self::Out => 0.0,
            Self::Visits(others) => match others + i32::try_from(times).unwrap_or(YEARLY_CAP) {
                visits if visits <= 0 => stakes.chance("fresh"),
                visits if visits < YEARLY_CAP => stakes.chance("seen"),
                _ => 0.0,
            },
        }
    }
}

/// One object through the draws of a class and year.
#[derive(Default)]
struct Path<'a> {
    /// Number of the draw and where it stood.
    steps: Vec<(usize, Standing<'a>)>,
    listed: bool,
    drawn: u32,
}

/// Chances of having been drawn 0, 1, 2, … times: the Poisson-binomial law, step by step.
fn law(path: &Path<'_>, stakes: &[Stakes<'_>]) -> Vec<f64> {
    let mut law = vec![1.0];
    for (draw, standing) in &path.steps {
        let mut next = vec![0.0; law.len() + 1];
        for (times, probability) in law.iter().enumerate() {
            let chance = standing.chance(&stakes[*draw], times);
            next[times] += probability * (1.0 - chance);
            next[times + 1] += probability * chance;
        }
        law = next;
    }
    law
}

/// The draws of a class and year in the order of time.
fn paths<'a>(draws: &[&'a DrawRecord]) -> BTreeMap<&'a ObjectId, Path<'a>> {
    let mut paths: BTreeMap<&ObjectId, Path<'_>> = BTreeMap::new();
    for (number, draw) in draws.iter().enumerate() {
        for row in draw.roster.iter() {
            let path = paths.entry(&row.id).or_default();
            path.listed = true;
            let drawn = i32::try_from(path.drawn).unwrap_or(YEARLY_CAP);
            let standing = match row.stratum.as_str() {
                "fresh" => Standing::Visits(-drawn),
                "seen" => Standing::Visits(1 - drawn),
                stratum => Standing::Always(stratum),
            };
            path.steps.push((number, standing));
        }
        for row in draw.excluded.iter() {
            let path = paths.entry(&row.id).or_default();
            let drawn = i32::try_from(path.drawn).unwrap_or(YEARLY_CAP);
            let capped = row.rule == "yearly-cap";
            let standing = if capped { Standing::Visits(YEARLY_CAP - drawn) } else { Standing::Out };
            path.steps.push((number, standing));
        }
        for drawn in &draw.drawn {
            paths.entry(&drawn.object).or_default().drawn += 1;
        }
    }
    paths
}

/// A class in a year.
struct Numbers {
    objects: usize,
    /// By the number of times drawn.
    counts: Vec<Count>,
}

impl Numbers {
    fn is_left_to_chance(&self) -> bool {
        self.counts.iter().any(|count| count.remark() != "fixed")
    }
}

fn numbers(draws: &[&DrawRecord]) -> Numbers {
    let stakes: Vec<Stakes<'_>> = draws.iter().map(|draw| Stakes::new(draw)).collect();
    let mut numbers = Numbers { objects: 0, counts: vec![Count::default(); draws.len() + 1] };
    for path in paths(draws).values().filter(|path| path.listed) {
        numbers.objects += 1;
        for (times, probability) in law(path, &stakes).into_iter().enumerate() {
            numbers.counts[times].expected += probability;
            numbers.counts[times].variance += probability * (1.0 - probability);
        }
        if let Some(count) = numbers.counts.get_mut(path.drawn as usize) {
            count.observed += 1;
        }
    }
    // Numbers of times that cannot happen are not shown.
    while numbers.counts.last().is_some_and(|count| count.observed == 0 && count.expected < 1e-9) {
        numbers.counts.pop();
    }
    numbers
}

/// Draws by year (the latest first) and class, each list in the order of time.
fn groups<'a>(draws: &[&'a DrawRecord]) -> Vec<((i32, Class), Vec<&'a DrawRecord>)> {
    let keys: BTreeSet<(i32, Class)> = draws.iter().map(|draw| (draw.period.year, draw.class)).collect();
    let mut keys: Vec<(i32, Class)> = keys.into_iter().collect();
    keys.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    keys.into_iter()
        .map(|key| {
            let mut own: Vec<&DrawRecord> =
                draws.iter().copied().filter(|draw| (draw.period.year, draw.class) == key).collect();
            own.sort_by(|a, b| (a.period, a.times.committed, &a.id).cmp(&(b.period, b.times.committed, &b.id)));
            (key, own)
        })
        .collect()
}

pub(super) fn section(context: &Still<'_>, draws: &[&DrawRecord]) -> Section {
    let mut tables = Vec::new();
    let groups = groups(draws);
    let latest = groups.first().map(|((year, _), _)| *year);
    for ((year, class), own) in &groups {
        let numbers = numbers(own);
        let is_open = Some(*year) == latest && numbers.is_left_to_chance();
        tables.push(table(context, *year, *class, own.len(), &numbers).folded(!is_open));
    }
    let mut section = Section::new(context, "times", &["about", "chain"], tables);
    let chart = latest.map(|year| chart(context, draws, year)).filter(|chart| chart.plot.is_some());
    section.chart = chart.zip(latest).map(|(chart, year)| chart.view(&figure::path(year, chart.key)));
    section
}

/// The chart of a year: each number of times of each class that leaves something to chance.
pub(super) fn chart(context: &Still<'_>, draws: &[&DrawRecord], year: i32) -> Figure {
    let own = groups(draws).into_iter().filter(|((of, _), _)| *of == year);
    let counted = own.map(|((_, class), own)| (class, numbers(&own))).filter(|(_, n)| n.is_left_to_chance());
    let rows: Vec<Range> =
        counted.enumerate().flat_map(|(at, (class, numbers))| ranges(context, at, class, &numbers)).collect();
    if rows.is_empty() {
        return Figure::empty(context, "often", &year.to_string());
    }
    let word = |name: &str| context.words.get(&format!("charts.often.{name}"));
    let row = |row: &Range| vec![row.label.clone(), row.texts[1].clone(), row.texts[0].clone()];
    Figure {
        key: "often",
        title: context.say("charts.often.title", [("year", year.to_string().as_str())]),
        about: word("about"),
        notes: vec![word("few")],
        head: vec![word("times"), word("observed"), word("expected")],
        rows: rows.iter().map(row).collect(),
        plot: Some(Plot::Ranges(Ranges {
            rows,
            range: word("usual"),
            expected: word("expected"),
            observed: word("observed"),
            outside: word("outside"),
        })),
    }
}

fn times(context: &Still<'_>, times: usize) -> String {
    match times {
        0 => context.words.get("chance.times.never"),
        _ => context.say("chance.times.n", [("n", times.to_string().as_str())]),
    }
}

fn table(context: &Still<'_>, year: i32, class: Class, draws: usize, numbers: &Numbers) -> Table {
    let word = |name: &str| context.words.get(&format!("chance.times.{name}"));
    let values = [year.to_string(), context.class(class), numbers.objects.to_string(), draws.to_string()];
    let names = ["year", "class", "objects", "draws"].into_iter();
    let caption = context.say("chance.times.caption", names.zip(values.iter().map(String::as_str)));
    let row = |(n, count): (usize, &Count)| {
        vec![
            Cell::text(times(context, n)),
            Cell::number(write(count.expected)),
            Cell::number(count.observed),
            Cell::text(count.sentence(context)),
        ]
    };
    let rows: Vec<Vec<Cell>> = numbers.counts.iter().enumerate().map(row).collect();
    let head = vec![word("times"), word("expected"), word("observed"), context.words.get("chance.remark.head")];
    Table::new(format!("times-{year}-{}", class.as_str()), caption, head, rows)
}

fn ranges(context: &Still<'_>, group: usize, class: Class, numbers: &Numbers) -> Vec<Range> {
    let range = |(n, count): (usize, &Count)| {
        let label = [("class", context.class(class)), ("times", times(context, n))];
        let (low, high) = count.usual();
        Range {
            group,
            label: context.say("charts.often.row", label.iter().map(|(name, value)| (*name, value.as_str()))),
            expected: tenths(count.expected),
            low,
            high,
            observed: u64::from(count.observed) * 10,
            few: count.remark() == "few",
            texts: [write(count.expected), count.observed.to_string()],
        }
    };
    numbers.counts.iter().enumerate().map(range).collect()
}
