//! A collection of diagnostics, and a value that carries one.

use super::{Diagnostic, Severity};

/// Every fault found so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// In the order found; [`Report::sorted`] orders them by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Takes over all of another report.
    pub fn append(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
    }

    /// Whether anything stops the work.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// Number of errors and warnings.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        (errors, self.diagnostics.len() - errors)
    }

    /// Ordered by file, row, column, code; the same faults always print in the same order.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.diagnostics.sort_by(|a, b| (&a.place, a.code).cmp(&(&b.place, b.code)));
        self
    }
}

/// A value and everything worth saying about it. `value` is none only when the report has errors.
#[derive(Debug, Clone)]
pub struct Checked<T> {
    /// The value, if it could be made.
    pub value: Option<T>,
    /// Faults and remarks.
    pub report: Report,
}
