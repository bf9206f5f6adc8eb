//! What needs no expectation: places and lists of each revealed draw, draws by state and year, exclusions by rule and period.
//! In: the county's draws and plans. Out: tables. The last two count all draws, by what was public from the commitment on.

use super::table::{Cell, Section, Table};
use crate::model::{Cycle, Period, Plan};
use crate::render::Still;
use crate::render::view::{draw_link, share};
use crate::site::{DrawRecord, DrawState};
use std::collections::{BTreeMap, BTreeSet};

/// Rules of exclusion (protocol section 3).
const RULES: [&str; 5] = ["superior-checked", "yearly-cap", "suspended", "closed", "other"];

/// Each revealed draw, stratum by stratum.
pub(super) fn strata(context: &Still<'_>, draws: &[&DrawRecord]) -> Section {
    let word = |name: &str| context.words.get(&format!("chance.strata.{name}"));
    let mut years: BTreeMap<i32, Vec<Vec<Cell>>> = BTreeMap::new();
    for draw in draws {
        let rows = years.entry(draw.period.year).or_default();
        for (stratum, k) in draw.commit.iter().flat_map(|commit| &commit.quotas) {
            let n = draw.roster.iter().filter(|row| row.stratum == *stratum).count();
            let drawn = draw.drawn.iter().filter(|drawn| drawn.stratum == *stratum).count();
            rows.push(vec![
                draw_link(context, draw).into(),
                Cell::text(context.stratum(stratum)),
                Cell::number(n),
                Cell::number(k),
                Cell::number(share(u64::from(*k), n as u64)),
                Cell::number(drawn),
            ]);
        }
    }
    let tables = years.into_iter().rev().map(|(year, rows)| {
        let head = vec![word("draw"), word("stratum"), word("size"), word("quota"), word("chance"), word("drawn")];
        let caption = context.say("chance.strata.caption", [("year", year.to_string().as_str())]);
        Table::new(format!("strata-{year}"), caption, head, rows).folded(true)
    });
    Section::new(context, "strata", &["about"], tables.collect())
}

/// Draws the latest version of a year's plan asks for.
fn planned(context: &Still<'_>, year: i32) -> Option<usize> {
    let plans = context.site.plans.iter().filter(|plan| plan.year == year);
    let latest: &Plan = plans.max_by_key(|plan| plan.version)?;
    let draws = |cycle: Cycle| match cycle {
        Cycle::Quarter => 4,
        Cycle::Year => 1,
    };
    Some(latest.tasks.iter().map(|task| draws(task.cycle)).sum())
}

/// How many draws were planned, and what became of them.
pub(super) fn states(context: &Still<'_>) -> Section {
    use DrawState::{Committed, Lost, Revealed, Sealed, Shortfall, Void, VoidUnopened};
    let word = |name: &str| context.words.get(&format!("chance.states.{name}"));
    let all = [Committed, Sealed, Revealed, Void, VoidUnopened, Lost, Shortfall];
    let draws = || context.site.draws.values();
    let years: BTreeSet<i32> =
        draws().map(|draw| draw.period.year).chain(context.site.plans.iter().map(|plan| plan.year)).collect();
    let rows: Vec<Vec<Cell>> = years
        .into_iter()
        .rev()
        .map(|year| {
            let own = || draws().filter(move |draw| draw.period.year == year);
            let planned = planned(context, year).map_or_else(|| context.words.get("show.none"), |n| n.to_string());
            let made = own().filter(|draw| draw.state != Shortfall).count();
            let counts = all.map(|state| Cell::number(own().filter(|draw| draw.state == state).count()));
            let first = [
                Cell::text(context.say("period.year", [("year", year.to_string().as_str())])),
                Cell::number(planned),
                Cell::number(made),
            ];
            first.into_iter().chain(counts).collect()
        })
        .collect();
    let mut head = vec![word("year"), word("planned"), word("made")];
    head.extend(all.map(|state| if state == Committed { word("waiting") } else { context.draw_state(state) }));
    let table = (!rows.is_empty()).then(|| Table::new("states-all".into(), word("caption"), head, rows));
    Section::new(context, "states", &["about"], table.into_iter().collect())
}

/// Excluded objects by rule, period by period. Void draws do not stand, so their lists are not counted.
pub(super) fn excluded(context: &Still<'_>) -> Section {
    let word = |name: &str| context.words.get(&format!("chance.excluded.{name}"));
    let mut periods: BTreeMap<Period, (usize, [usize; RULES.len()])> = BTreeMap::new();
    for draw in context.site.draws.values() {
        if draw.state.is_void() {
            continue;
        }
        let entry = periods.entry(draw.period).or_default();
        entry.0 += draw.roster.len();
        for row in draw.excluded.iter() {
            if let Some(rule) = RULES.iter().position(|rule| row.rule == *rule) {
                entry.1[rule] += 1;
            }
        }
    }
    let mut years: BTreeMap<i32, Vec<Vec<Cell>>> = BTreeMap::new();
    for (period, (listed, rules)) in periods.iter().rev() {
        let first = [Cell::text(context.period(*period)), Cell::number(listed)];
        let row = first.into_iter().chain(rules.iter().map(Cell::number)).collect();
        years.entry(period.year).or_default().push(row);
    }
    let tables = years.into_iter().rev().enumerate().map(|(at, (year, rows))| {
        let mut head = vec![word("period"), word("listed")];
        head.extend(RULES.map(|rule| context.words.get(&format!("excluded.{rule}"))));
        let caption = context.say("chance.excluded.caption", [("year", year.to_string().as_str())]);
        Table::new(format!("excluded-{year}"), caption, head, rows).folded(at > 0)
    });
    Section::new(context, "excluded", &["about"], tables.collect())
}
