//! Errands that the rules of the plan set: what is pending or overdue, what has no reason yet, what will expire.

use super::{Errand, Kind, end_of};
use crate::check;
use crate::model::{Finding, RuleState, Time};
use crate::site::Site;
use chrono::{Datelike, Days};
use std::collections::BTreeMap;

/// Days before the end of a certificate on which it is told.
const CERTIFICATE: u64 = 60;
/// Month from which the calendar of the next year is asked for: the State Council announces it in November.
const ANNOUNCED: u32 = 11;

pub(super) fn errands(site: &Site, moment: Time) -> Vec<Errand> {
    let mut all = findings(site, moment);
    all.extend(certificates(site, moment));
    all.extend(check::drafts(site).map(|page| Errand::new(Kind::Draft, format!("content/pages/{}.md", page.slug))));
    if !site.calendar.years.contains(&moment.year()) {
        all.push(Errand::new(Kind::Calendar, moment.year()));
    }
    let next = moment.year() + 1;
    if moment.month() >= ANNOUNCED && !site.calendar.years.contains(&next) {
        all.push(Errand::new(Kind::Calendar, next));
    }
    all
}

/// What is open, each with its own sentence; what has no date, and what has no reason, is told once for all subjects of a rule. The states of draws (R49)
/// and missing results are errands of the draws.
fn findings(site: &Site, moment: Time) -> Vec<Errand> {
    let mut all = Vec::new();
    let mut undated: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    let mut unexplained: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in site.findings.iter().filter(|finding| finding.rule != "R49") {
        match finding.state {
            RuleState::Pending | RuleState::Overdue if finding.due.is_some() => {
                all.push(of(finding).until(finding.due.and_then(end_of), moment));
            }
            RuleState::Pending | RuleState::Broken => undated.entry(finding.text).or_default().push(finding),
            RuleState::Overdue => all.push(Errand { overdue: true, ..of(finding) }),
            _ => {}
        }
        let unkept = matches!(finding.state, RuleState::Late | RuleState::Overdue | RuleState::Broken);
        if unkept && finding.reason.is_none() {
            unexplained.entry(finding.rule).or_default().push(finding);
        }
    }
    all.extend(unexplained.into_values().map(|rows| {
        let first = Errand { rule: Some(rows[0].rule), ..Errand::new(Kind::Reason, &rows[0].subject) };
        if rows.len() > 1 { first.with("more", rows.len() - 1) } else { first }
    }));
    all.extend(undated.into_values().map(|rows| {
        let first = of(rows[0]);
        if rows.len() > 1 { first.with("more", rows.len() - 1) } else { first }
    }));
    all
}

fn of(finding: &Finding) -> Errand {
    let mut errand = Errand::new(Kind::Rule, &finding.subject);
    errand.rule = Some(finding.rule);
    errand.text = Some(finding.text);
    errand.args = finding.args.clone();
    errand
}

/// Certificates of inspectors on duty that end soon or have ended (R18).
fn certificates(site: &Site, moment: Time) -> Vec<Errand> {
    let until = moment.date().checked_add_days(Days::new(CERTIFICATE)).unwrap_or(moment.date());
    let soon = site.inspectors.values().filter(|inspector| inspector.available && inspector.valid_to <= until);
    let errand = |inspector: &crate::model::Inspector| {
        let mut errand = Errand::new(Kind::Certificate, &inspector.id).until(end_of(inspector.valid_to), moment);
        errand.rule = Some("R18");
        errand
    };
    soon.map(errand).collect()
}
