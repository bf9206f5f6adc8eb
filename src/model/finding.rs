//! What a rule of the plan says about the data: shown by `mingchou check` and on the compliance page.

use super::Day;
use serde::Serialize;

/// What the program does about a rule (domain.md 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verb {
    /// Stops with an error naming the rule.
    Refuse,
    /// Goes on, leaves a remark.
    Warn,
    /// Works a value out.
    Compute,
    /// Shows it.
    Publish,
}

/// How a rule stands for one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleState {
    /// 已做到.
    Met,
    /// Not due yet.
    Pending,
    /// Done late.
    Late,
    /// Due and not done.
    Overdue,
    /// Not kept.
    Broken,
    /// A remark without a verdict.
    Remark,
    /// 暂定: cannot be known, e.g. the calendar of the year is missing.
    Unknown,
}

/// One rule applied to one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `R1` … `R49`, `R29a`.
    pub rule: &'static str,
    /// What the program does.
    pub verb: Verb,
    /// How it stands.
    pub state: RuleState,
    /// What it is about: `2026-v1`, a draw, `DRAW/OBJECT`, an item, a law, or a year. Keys into `reasons.csv`.
    pub subject: String,
    /// Key of the sentence in the word files below `rules.`.
    pub text: &'static str,
    /// Values the sentence names, in a fixed order.
    pub args: Vec<(&'static str, String)>,
    /// Last day allowed.
    pub due: Option<Day>,
    /// Day it was done.
    pub done: Option<Day>,
    /// The bureau's published reason, from `reasons.csv`.
    pub reason: Option<String>,
}
