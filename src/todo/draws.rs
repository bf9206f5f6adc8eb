//! Errands of draws: those the plan asks for, those on the way, results of those that were revealed.

use super::{Errand, Kind, end_of};
use crate::check;
use crate::model::{Class, ObjectId, Time};
use crate::site::{DrawRecord, DrawState, Site};
use crate::steps::{Next, Standing, standing};

pub(super) fn errands(site: &Site, moment: Time) -> Vec<Errand> {
    let on_the_way = standing(site, moment).into_iter().filter_map(|line| next(&line, moment));
    on_the_way.chain(planned(site, moment)).chain(results(site)).chain(visits(site)).collect()
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

/// Draws that the published plan asks for in the period that is running. A period that is over without a draw is told by the rule of
/// its class.
fn planned(site: &Site, moment: Time) -> Vec<Errand> {
    let today = moment.date();
    let running = check::planned(site).into_iter().filter(|draw| draw.period.first_day() <= today && today <= draw.due);
    let errand = |draw: check::Planned| {
        let errand = Errand::new(Kind::Commit, &draw.task).with("period", draw.period).with("task", &draw.name);
        let from = draw.period.first_day().and_hms_opt(0, 0, 0);
        Errand { from, rule: Some(rate_rule(draw.class)), ..errand }.until(end_of(draw.due), moment)
    };
    running.map(errand).collect()
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
        let mut open = draw.drawn.iter().filter(|row| !has_result(site, draw, &row.object));
        let first = open.next()?;
        let errand = Errand::new(Kind::Results, &draw.id).with("n", open.count() + 1).with("object", &first.object);
        Some(Errand { rule: Some("R37"), ..errand })
    };
    revealed.filter_map(errand).collect()
}

/// Sealed draws with visits that are over, because their slip is open, and have no result yet. Nothing secret is looked at.
fn visits(site: &Site) -> Vec<Errand> {
    let sealed = site.draws.values().filter(|draw| draw.state == DrawState::Sealed);
    let errand = |draw: &DrawRecord| {
        let mut open = draw.slips.iter().filter(|slip| !has_result(site, draw, &slip.object));
        let first = open.next()?;
        let errand = Errand::new(Kind::Visit, &draw.id).with("n", open.count() + 1).with("object", &first.object);
        Some(Errand { rule: Some("R37"), ..errand })
    };
    sealed.filter_map(errand).collect()
}

/// A phrase or a ground of withholding.
fn has_result(site: &Site, draw: &DrawRecord, object: &ObjectId) -> bool {
    let visit = site.visits.get(&(draw.id.clone(), object.clone()));
    visit.is_some_and(|visit| visit.result.is_some() || visit.withheld.is_some())
}
