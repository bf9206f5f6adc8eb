//! Errands of draws: those the plan asks for, those on the way, results of those that were revealed.

use super::{Errand, Kind, end_of};
use crate::model::{Class, Cycle, Period, Plan, Time};
use crate::site::{DrawRecord, DrawState, Site};
use crate::steps::{Next, Standing, standing};
use chrono::Datelike;

pub(super) fn errands(site: &Site, moment: Time) -> Vec<Errand> {
    let on_the_way = standing(site, moment).into_iter().filter_map(|line| next(&line, moment));
    on_the_way.chain(planned(site, moment)).chain(results(site)).collect()
}

fn next(line: &Standing, moment: Time) -> Option<Errand> {
    let kind = match line.next {
        Next::Log => Kind::Log,
        Next::Late => Kind::LoggedLate,
        Next::Wait => Kind::Wait,
        Next::Seal => Kind::Seal,
        Next::Void => Kind::Void,
        Next::Reveal => Kind::Reveal,
        Next::Replace => Kind::Replace,
        Next::Nothing => return None,
    };
    let mut errand = Errand::new(kind, &line.draw).until(line.due, moment);
    errand.from = line.from;
    errand.rule = Some("R49");
    Some(errand)
}

/// Tasks of the newest plan whose period has begun and is not over, and which have no draw. A period that is over without a draw
/// is told by the rule of its class.
fn planned(site: &Site, moment: Time) -> Vec<Errand> {
    let today = moment.date();
    let of_year = site.plans.iter().filter(|plan| plan.year == today.year());
    let Some(plan) = of_year.max_by_key(|plan: &&Plan| plan.version) else { return Vec::new() };
    let mut found = Vec::new();
    for task in &plan.tasks {
        let quarter = today.month0() / 3 + 1;
        let period = match task.cycle {
            Cycle::Quarter => Period::quarter(plan.year, quarter),
            Cycle::Year => Period { year: plan.year, quarter: None },
        };
        let stands = |draw: &DrawRecord| {
            draw.task == task.id
                && draw.period == period
                && !matches!(draw.state, DrawState::Void | DrawState::VoidUnopened)
        };
        if site.draws.values().any(stands) {
            continue;
        }
        let mut errand = Errand::new(Kind::Commit, &task.id).with("period", period).with("task", &task.name);
        errand.from = period.first_day().and_hms_opt(0, 0, 0);
        errand.rule = Some(rate_rule(task.class));
        found.push(errand.until(end_of(period.last_day()), moment));
    }
    found
}

/// The rule that sets the rate of a class.
fn rate_rule(class: Class) -> &'static str {
    match class {
        Class::General => "R22",
        Class::Key => "R23",
        Class::Special => "R24",
        Class::Project => "R25",
        Class::Joint => "R26",
    }
}

/// Revealed draws with objects that have no result yet: neither a phrase nor a ground of withholding.
fn results(site: &Site) -> Vec<Errand> {
    let revealed = site.draws.values().filter(|draw| draw.state == DrawState::Revealed);
    let errand = |draw: &DrawRecord| {
        let has = |object| {
            let visit = site.visits.get(&(draw.id.clone(), object));
            visit.is_some_and(|visit| visit.result.is_some() || visit.withheld.is_some())
        };
        let mut open = draw.drawn.iter().filter(|row| !has(row.object.clone()));
        let first = open.next()?;
        Some(Errand::new(Kind::Results, &draw.id).with("n", open.count() + 1).with("object", &first.object))
    };
    revealed.filter_map(errand).collect()
}
