//! Results, papers and what follows: R8, R34, R35, R37 to R41, R46.

use super::visits::is_open;
use super::{With, finding, term};
use crate::check::applicable_items;
use crate::diag::{Diagnostic, Place};
use crate::model::{Correction, Day, DrawId, Finding, Phrase, RuleState, Verb, Visit};
use crate::site::Site;
use std::collections::{BTreeMap, BTreeSet};

fn subject(visit: &Visit) -> String {
    format!("{}/{}", visit.draw, visit.object)
}

/// Visits whose being drawn is public and that have a result.
fn results(site: &Site) -> impl Iterator<Item = (&Visit, &Phrase)> {
    site.visits.values().filter(|visit| is_open(site, visit)).filter_map(|v| Some((v, v.result.as_ref()?)))
}

fn published(site: &Site) -> impl Iterator<Item = (&Visit, &Phrase)> {
    results(site).filter(|(visit, _)| visit.published_at.is_some() && visit.withheld.is_none())
}

/// Items that a result leaves without an answer.
fn missing<'a>(site: &'a Site, visit: &Visit) -> Vec<&'a str> {
    let (Some(draw), Some(object)) = (site.draws.get(&visit.draw), site.objects.get(&visit.object)) else {
        return Vec::new();
    };
    let day = visit.visited.unwrap_or(site.as_of);
    let answers = site.answers.get(&(visit.draw.clone(), visit.object.clone()));
    let answered: BTreeSet<&str> = answers.into_iter().flatten().map(|answer| answer.item.as_str()).collect();
    let wanted = applicable_items(&site.items, object, draw.class, day);
    wanted.into_iter().map(|item| item.id.as_str()).filter(|id| !answered.contains(id)).collect()
}

/// A published result answers every item that applies, or it is refused (MC0536).
pub(super) fn missing_answers(site: &Site) -> Vec<Diagnostic> {
    published(site)
        .filter_map(|(visit, phrase)| {
            let missing = missing(site, visit);
            let fault = !missing.is_empty() && *phrase != Phrase::Inactive;
            let year = site.draws.get(&visit.draw).map_or(0, |draw| draw.period.year);
            fault.then(|| {
                let place = Place::file(&format!("content/results/{year}-items.csv"));
                let fault = Diagnostic::error("MC0536", place).value(visit.object.as_str());
                fault.arg("draw", &visit.draw).arg("object", &visit.object).arg("items", missing.join(", "))
            })
        })
        .collect()
}

/// A published phrase says what the items say: nothing found with a problem among them (MC1056), or a problem with none (MC1064), is refused.
pub(super) fn contradictions(site: &Site) -> Vec<Diagnostic> {
    published(site)
        .filter_map(|(visit, phrase)| {
            let answers = site.answers.get(&(visit.draw.clone(), visit.object.clone()))?;
            let bad: Vec<&str> = answers.iter().filter(|a| a.answer == "发现问题").map(|a| a.item.as_str()).collect();
            let code = match phrase {
                Phrase::Clean if !bad.is_empty() => "MC1056",
                Phrase::Ordered | Phrase::Filed if bad.is_empty() => "MC1064",
                _ => return None,
            };
            let year = site.draws.get(&visit.draw).map_or(0, |draw| draw.period.year);
            let place = Place::file(&format!("content/results/{year}.csv"));
            let fault = Diagnostic::error(code, place).value(&subject(visit));
            Some(fault.arg("phrase", phrase.zh()).arg("items", bad.join("、")))
        })
        .collect()
}

/// Columns whose values the public sees only with a published result that is not withheld.
const OUTCOME: [&str; 4] = ["result", "penalty", "penalty_date", "fine"];

/// A correction shows no value of a result that is not public: not before it is published, not while it is withheld (R38, MC1070). Handing
/// over is never shown.
pub(super) fn loud_corrections(site: &Site) -> Vec<Diagnostic> {
    let columns = crate::load::columns("results/YYYY.csv").unwrap_or_default();
    let loud = |row: &&Correction| {
        let named = columns.iter().find(|column| column.zh == row.field || column.en == row.field);
        let hidden = match named.map(|column| column.en) {
            Some("transferred") => return true,
            Some(column) => OUTCOME.contains(&column),
            // Answers to items, papers.
            None => true,
        };
        let visit = site.visits.get(&(row.draw.clone(), row.object.clone()));
        hidden && visit.is_some_and(|visit| visit.published_at.is_none() || visit.withheld.is_some())
    };
    let fault = |row: &Correction| {
        let year = site.draws.get(&row.draw).map_or(0, |draw| draw.period.year);
        let place = Place::file(&format!("content/results/{year}-corrections.csv"));
        let fault = Diagnostic::error("MC1070", place).value(row.object.as_str());
        fault.arg("field", &row.field).arg("object", &row.object)
    };
    site.corrections.iter().filter(loud).map(fault).collect()
}

/// R8, refuse: all items that concern the object are answered on one visit.
pub(super) fn r8(site: &Site) -> Vec<Finding> {
    per_draw(published(site).map(|(visit, _)| visit))
        .into_iter()
        .map(|(draw, visits)| {
            finding("R8", Verb::Refuse, RuleState::Met, draw, "R8.answered").with("count", visits.len())
        })
        .collect()
}

fn per_draw<'a>(visits: impl Iterator<Item = &'a Visit>) -> BTreeMap<&'a DrawId, Vec<&'a Visit>> {
    let mut draws: BTreeMap<&DrawId, Vec<&Visit>> = BTreeMap::new();
    for visit in visits {
        draws.entry(&visit.draw).or_default().push(visit);
    }
    draws
}

/// R34, warn: nothing found, no record of the visit; only the form, signed.
pub(super) fn r34(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    for (visit, phrase) in published(site).filter(|(_, phrase)| **phrase == Phrase::Clean) {
        let papers = site.documents.get(&(visit.draw.clone(), visit.object.clone()));
        let text = match papers {
            None => Some("R34.no-papers"),
            Some(papers) if !papers.form || !papers.signed => Some("R34.no-form"),
            Some(papers) if papers.record => Some("R34.needless"),
            Some(_) => None,
        };
        if let Some(text) = text {
            let state = if text == "R34.needless" { RuleState::Remark } else { RuleState::Broken };
            found.push(finding("R34", Verb::Warn, state, subject(visit), text).with("result", phrase.zh()));
        }
    }
    found
}

/// R35, warn: something found, then record, inquiry and form.
pub(super) fn r35(site: &Site) -> Vec<Finding> {
    let bad = published(site).filter(|(_, phrase)| phrase.is_problem());
    bad.filter(|(visit, _)| {
        let papers = site.documents.get(&(visit.draw.clone(), visit.object.clone()));
        papers.is_none_or(|papers| !(papers.form && papers.record && papers.inquiry))
    })
    .map(|(visit, phrase)| {
        finding("R35", Verb::Warn, RuleState::Broken, subject(visit), "R35.missing").with("result", phrase.zh())
    })
    .collect()
}

/// R37, compute: public within 20 working days of the determination; and the time before it, which nothing limits.
pub(super) fn r37(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut kept: BTreeMap<&DrawId, usize> = BTreeMap::new();
    let drawn = site.visits.values().filter(|visit| is_open(site, visit));
    for visit in drawn {
        let Some(determined) = visit.determined else { continue };
        let done = visit.published_at.map(|time| time.date());
        match on_time(site, determined, done) {
            (RuleState::Met, ..) => *kept.entry(&visit.draw).or_default() += 1,
            (state, text, last) => {
                let row = finding("R37", Verb::Compute, state, subject(visit), text).with("determined", determined);
                found.push(row.due(last).done(done));
            }
        }
        let wait = visit.visited.map_or(0, |visited| (determined - visited).num_days());
        if wait > i64::from(site.config.rules.determination_days) {
            let row = finding("R37", Verb::Warn, RuleState::Remark, subject(visit), "R37.slow");
            found.push(row.with("days", wait));
        }
    }
    for visit in &site.exempt {
        let Some(determined) = visit.determined else { continue };
        let done = visit.published_at.map(|time| time.date());
        let (state, text, last) = on_time(site, determined, done);
        if state != RuleState::Met {
            let row = finding("R37", Verb::Compute, state, &visit.id, text).with("determined", determined);
            found.push(row.due(last).done(done));
        }
    }
    found.extend(
        kept.into_iter()
            .map(|(draw, count)| finding("R37", Verb::Compute, RuleState::Met, draw, "R37.met").with("count", count)),
    );
    found
}

fn on_time(site: &Site, determined: Day, done: Option<Day>) -> (RuleState, &'static str, Option<Day>) {
    let (last, state) = term(site, determined, done);
    let text = match state {
        RuleState::Late => "R37.late",
        RuleState::Pending => "R37.pending",
        RuleState::Overdue => "R37.overdue",
        _ => "R37.unknown",
    };
    (state, text, last)
}

/// R38, publish: what is withheld keeps its row with the ground.
pub(super) fn r38(site: &Site) -> Vec<Finding> {
    let open = site.visits.values().filter(|visit| is_open(site, visit));
    open.filter_map(|visit| {
        let ground = visit.withheld?;
        Some(
            finding("R38", Verb::Publish, RuleState::Remark, subject(visit), "R38.withheld")
                .with("ground", ground.zh()),
        )
    })
    .collect()
}

/// R39, refuse: the five phrases, others only where the bureau lists them. An unknown one is refused when the table is read.
pub(super) fn r39(site: &Site) -> Vec<Finding> {
    let mut counts: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for (_, phrase) in published(site) {
        *counts.entry((matches!(phrase, Phrase::Other(_)), phrase.zh())).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|((other, phrase), count)| {
            let (state, text) = if other { (RuleState::Remark, "R39.added") } else { (RuleState::Met, "R39.five") };
            finding("R39", Verb::Refuse, state, phrase, text).with("count", count)
        })
        .collect()
}

/// R40, publish: a penalty stands with document and day.
pub(super) fn r40(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    for (visit, _) in published(site) {
        let row = match (&visit.penalty, visit.penalty_date) {
            (Some(document), Some(day)) => finding("R40", Verb::Publish, RuleState::Met, subject(visit), "R40.penalty")
                .with("document", document)
                .with("day", day),
            (None, None) => continue,
            _ => finding("R40", Verb::Publish, RuleState::Broken, subject(visit), "R40.half"),
        };
        found.push(row);
    }
    found
}

/// R41, publish: a problem stays open until a step says it is mended or closed.
pub(super) fn r41(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut closed: BTreeMap<&DrawId, usize> = BTreeMap::new();
    for (visit, _) in published(site).filter(|(_, phrase)| phrase.is_problem()) {
        let steps = site.followups.get(&(visit.draw.clone(), visit.object.clone()));
        let last = steps.and_then(|steps| steps.last());
        match last.map(|step| step.state.as_str()) {
            Some("已整改" | "已结案") => *closed.entry(&visit.draw).or_default() += 1,
            Some(_) => found.push(finding("R41", Verb::Publish, RuleState::Pending, subject(visit), "R41.open")),
            None => found.push(finding("R41", Verb::Publish, RuleState::Broken, subject(visit), "R41.none")),
        }
    }
    found.extend(
        closed.into_iter().map(|(draw, count)| {
            finding("R41", Verb::Publish, RuleState::Met, draw, "R41.closed").with("count", count)
        }),
    );
    found
}

/// R46, publish: how many cases were handed over, never to whom.
pub(super) fn r46(site: &Site) -> Vec<Finding> {
    let row = |year: i32| {
        let count = published(site)
            .filter(|(visit, _)| visit.transferred.is_some())
            .filter(|(visit, _)| site.draws.get(&visit.draw).is_some_and(|draw| draw.period.year == year))
            .count();
        finding("R46", Verb::Publish, RuleState::Remark, year, "R46.count").with("count", count)
    };
    super::years(site).into_iter().map(row).collect()
}
