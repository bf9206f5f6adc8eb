//! What is due (处务清单): plans, draws, results, the log, by date. In: the checked county, a moment, the records the log lacks.
//! Out: one [`Errand`] for each thing somebody must do, the overdue ones first. It is read by the clerk and never published.

mod archives;
mod begin;
mod calendar;
mod draws;
mod page;
mod rules;

pub use archives::Found;
pub use begin::beginning;
pub use calendar::ics;
pub use page::{Line, Page, html};

use crate::model::Time;
use crate::site::Site;
use serde::Serialize;

/// What must be done; its word below `todo.` in the word files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Fill the item list of a new county.
    Items,
    /// Fill the register of objects of a new county.
    Objects,
    /// Fill the register of inspectors of a new county.
    Inspectors,
    /// Make the plan of a year.
    Plan,
    /// Finish a draft of a page.
    Draft,
    /// Commit a draw of the plan.
    Commit,
    /// Log a commitment before its first public value.
    Log,
    /// End a draw whose commitment was logged too late.
    LoggedLate,
    /// Wait for the public value.
    Wait,
    /// Enter the values and seal.
    Seal,
    /// End a draw that was not sealed in time.
    Void,
    /// Open the slips of the visits, then reveal.
    Reveal,
    /// Draw again for a void draw.
    Replace,
    /// Enter the result of a visit whose slip is open.
    Visit,
    /// Enter results of a revealed draw.
    Results,
    /// What a rule of the plan asks for.
    Rule,
    /// Say why something was late or not done.
    Reason,
    /// Renew a certificate.
    Certificate,
    /// Enter the holidays of a year.
    Calendar,
    /// Log what was changed.
    Publish,
    /// Archive a round that is over.
    Archive,
    /// Find an archive that is not in its place.
    ArchiveGone,
    /// Replace an archive that was changed.
    ArchiveChanged,
    /// Keep archives until a day.
    ArchiveKept,
}

impl Kind {
    /// Word below `todo.`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Objects => "objects",
            Self::Inspectors => "inspectors",
            Self::Plan => "plan",
            Self::Draft => "draft",
            Self::Visit => "visit-result",
            Self::Commit => "commit",
            Self::Log => "log",
            Self::LoggedLate => "logged-late",
            Self::Wait => "wait",
            Self::Seal => "seal",
            Self::Void => "void",
            Self::Reveal => "reveal",
            Self::Replace => "replace",
            Self::Results => "results",
            Self::Rule => "rule",
            Self::Reason => "reason",
            Self::Certificate => "certificate",
            Self::Calendar => "calendar",
            Self::Publish => "publish",
            Self::Archive => "archive",
            Self::ArchiveGone => "archive-gone",
            Self::ArchiveChanged => "archive-changed",
            Self::ArchiveKept => "archive-kept",
        }
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Errand {
    /// What.
    pub kind: Kind,
    /// What about: a draw, a plan, `DRAW/OBJECT`, an inspector, a year.
    pub subject: String,
    /// The rule of the plan that asks for it, `R1` … `R49`.
    pub rule: Option<&'static str>,
    /// Key of the rule's sentence below `rules.`.
    pub text: Option<&'static str>,
    /// Values of the sentence.
    pub args: Vec<(&'static str, String)>,
    /// Not before.
    #[serde(skip)]
    pub from: Option<Time>,
    /// Not after.
    #[serde(skip)]
    pub due: Option<Time>,
    /// `due` has passed.
    pub overdue: bool,
}

impl Errand {
    fn new(kind: Kind, subject: impl ToString) -> Self {
        let subject = subject.to_string();
        Self { kind, subject, rule: None, text: None, args: Vec::new(), from: None, due: None, overdue: false }
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    fn until(mut self, due: Option<Time>, moment: Time) -> Self {
        self.due = due;
        self.overdue = due.is_some_and(|due| moment > due);
        self
    }
}

/// Everything that is to be done at `moment`: overdue first, then by date, then what has none. `unlogged` are the paths of records
/// that the log does not have as they stand; `archives` is what was found in the place of each archive of the list.
pub fn errands(site: &Site, moment: Time, unlogged: &[String], archives: &[Found]) -> Vec<Errand> {
    let mut all = draws::errands(site, moment);
    all.extend(rules::errands(site, moment));
    all.extend(archives::errands(site, moment, archives));
    if let Some(first) = unlogged.first() {
        all.push(Errand::new(Kind::Publish, first).with("n", unlogged.len()));
    }
    all.sort_by_key(|errand| (!errand.overdue, errand.due.is_none(), errand.due, errand.kind, errand.subject.clone()));
    all
}

/// The last second of a day.
fn end_of(day: crate::model::Day) -> Option<Time> {
    day.and_hms_opt(23, 59, 59)
}
