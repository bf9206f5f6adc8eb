//! The rules R1–R49, one function a rule, in the order of the plan's source (domain.md 1). In: the county. Out: findings. No
//! finding depends on an outcome that is still sealed: only opened slips count.

mod draws;
mod items;
mod people;
mod plans;
mod publication;
mod results;
mod special;
mod visits;

pub use draws::least;

use crate::check::{due, working_days_between};
use crate::diag::Diagnostic;
use crate::model::{Day, Finding, RuleState, Verb};
use crate::site::Site;
use rayon::prelude::*;

/// A rule's name and its function.
pub type Rule = (&'static str, fn(&Site) -> Vec<Finding>);

/// Every rule that looks at data; what the others ask for stands in `docs/rules.md`.
pub const RULES: &[Rule] = &[
    ("R1", items::r1),
    ("R2", visits::r2),
    ("R3", visits::r3),
    ("R4", publication::r4),
    ("R5", visits::r5),
    ("R6", visits::r6),
    ("R7", items::r7),
    ("R8", results::r8),
    ("R9", plans::r9),
    ("R10", plans::r10),
    ("R11", visits::r11),
    ("R12", plans::r12),
    ("R13", plans::r13),
    ("R14", items::r14),
    ("R15", people::r15),
    ("R16", people::r16),
    ("R17", people::r17),
    ("R18", people::r18),
    ("R20", people::r20),
    ("R21", people::r21),
    ("R22", draws::r22),
    ("R23", draws::r23),
    ("R24", draws::r24),
    ("R25", draws::r25),
    ("R26", draws::r26),
    ("R27", plans::r27),
    ("R28", visits::r28),
    ("R29", special::r29),
    ("R29a", special::r29a),
    ("R30", special::r30),
    ("R31", draws::r31),
    ("R34", results::r34),
    ("R35", results::r35),
    ("R37", results::r37),
    ("R38", results::r38),
    ("R39", results::r39),
    ("R40", results::r40),
    ("R41", results::r41),
    ("R43", publication::r43),
    ("R44", publication::r44),
    ("R46", results::r46),
    ("R49", draws::r49),
];

/// What every rule says, in the order of the rules, with the bureau's published reasons.
pub fn all(site: &Site) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RULES.par_iter().flat_map_iter(|(_, rule)| rule(site)).collect();
    for finding in &mut findings {
        let reason = site.reasons.iter().find(|row| row.rule == finding.rule && row.subject == finding.subject);
        finding.reason = reason.map(|row| row.text.clone());
    }
    findings
}

/// What stops the work: a result without an answer for each item that applies (R8), a year that must still be kept and is gone (R44).
pub(super) fn refusals(site: &Site) -> Vec<Diagnostic> {
    [
        results::missing_answers(site),
        results::contradictions(site),
        results::loud_corrections(site),
        publication::lost_years(site),
    ]
    .concat()
}

/// One finding.
fn finding(rule: &'static str, verb: Verb, state: RuleState, subject: impl ToString, text: &'static str) -> Finding {
    Finding {
        rule,
        verb,
        state,
        subject: subject.to_string(),
        text,
        args: Vec::new(),
        due: None,
        done: None,
        reason: None,
    }
}

/// Additions to a finding.
trait With: Sized {
    fn with(self, name: &'static str, value: impl ToString) -> Self;
    fn due(self, due: Option<Day>) -> Self;
    fn done(self, done: Option<Day>) -> Self;
}

impl With for Finding {
    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    fn due(mut self, due: Option<Day>) -> Self {
        self.due = due;
        self
    }

    fn done(mut self, done: Option<Day>) -> Self {
        self.done = done;
        self
    }
}

/// How a deadline stands: kept, missed, still open, or unknown for want of a calendar.
fn deadline(due: Option<Day>, done: Option<Day>, today: Day) -> RuleState {
    match (due, done) {
        (None, _) => RuleState::Unknown,
        (Some(due), Some(done)) if done <= due => RuleState::Met,
        (Some(_), Some(_)) => RuleState::Late,
        (Some(due), None) if today <= due => RuleState::Pending,
        (Some(_), None) => RuleState::Overdue,
    }
}

/// A term of 20 working days from `start` (R13, R37): its last day and how it stands. What was done while every working day
/// since `start` is known and fewer than 20 had passed is kept, even where the last day itself is not known.
fn term(site: &Site, start: Day, done: Option<Day>) -> (Option<Day>, RuleState) {
    let last = due(&site.calendar, start, 20).day();
    let surely = last.is_none() && done.is_some_and(|done| working_days_between(&site.calendar, start, done).is_some());
    (last, if surely { RuleState::Met } else { deadline(last, done, site.as_of) })
}

/// Basis points of a count out of a total, as a percentage with one decimal.
fn percent(part: usize, total: usize) -> String {
    let tenths = (part * 1000 + total / 2).checked_div(total).unwrap_or(0);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// Years the county has plans for.
fn years(site: &Site) -> Vec<i32> {
    let mut years: Vec<i32> = site.plans.iter().map(|plan| plan.year).collect();
    years.sort_unstable();
    years.dedup();
    years
}
