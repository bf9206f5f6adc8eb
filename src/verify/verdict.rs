//! What a checker says of a draw: a word of protocol section 11, what was not checked, and for a failure which bytes.

use crate::draw::Fault;
use crate::model::{ObjectId, Time};

/// The verdicts of protocol section 11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// All of it recomputed and every beacon confirmed.
    Verified,
    /// Recomputed; a lottery value rests on the bureau's word.
    Recomputed,
    /// Committed.
    Committed,
    /// Sealed.
    Sealed,
    /// A nonce was lost.
    Fixed,
    /// Void, and open.
    Void,
    /// Void; a nonce is missing.
    VoidUnopened,
    /// Nobody could be drawn.
    Shortfall,
    /// A broken rule.
    Failed,
}

impl Word {
    /// The words of the protocol.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Recomputed => "recomputed",
            Self::Committed => "committed",
            Self::Sealed => "sealed",
            Self::Fixed => "fixed, not recomputable",
            Self::Void => "void",
            Self::VoidUnopened => "void, unopened",
            Self::Shortfall => "shortfall",
            Self::Failed => "failed",
        }
    }

    /// The part of a word-file key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::VoidUnopened => "void-unopened",
            word => word.as_str(),
        }
    }
}

/// Something that was not checked, and why: a key below `verify.unchecked.` and the name it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unchecked {
    /// Key.
    pub code: &'static str,
    /// A beacon, a path, a draw; may be empty.
    pub name: String,
}

impl Unchecked {
    pub(super) fn new(code: &'static str, name: impl Into<String>) -> Self {
        Self { code, name: name.into() }
    }
}

/// A verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The draw; empty for what concerns the folder as a whole.
    pub draw: String,
    /// The word.
    pub word: Word,
    /// Committed past `seal-by`, or sealed past `reveal-by`.
    pub overdue: bool,
    /// What was not checked.
    pub unchecked: Vec<Unchecked>,
    /// Failed: the broken rules.
    pub faults: Vec<Fault>,
    /// Void, lost: reason code and the bureau's words.
    pub ended_because: Option<(String, String)>,
    /// Who saw the commitment before its beacon could be known, of the witnesses the reader trusts: name and time.
    pub witnessed: Vec<(String, Time)>,
    /// Recomputed here: the drawn; of a void draw: who would have been.
    pub drawn: Vec<ObjectId>,
}

impl Verdict {
    pub(super) fn new(draw: &str, word: Word) -> Self {
        Self {
            draw: draw.to_owned(),
            word,
            overdue: false,
            unchecked: Vec::new(),
            faults: Vec::new(),
            ended_because: None,
            witnessed: Vec::new(),
            drawn: Vec::new(),
        }
    }

    pub(super) fn failed(draw: &str, faults: Vec<Fault>) -> Self {
        Self { faults, ..Self::new(draw, Word::Failed) }
    }

    /// Adds broken rules: the word becomes *failed*.
    pub(super) fn fail(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.faults.extend(faults);
        if !self.faults.is_empty() {
            self.word = Word::Failed;
        }
    }

    /// Whether it counts against the exit status.
    pub fn is_failed(&self) -> bool {
        self.word == Word::Failed
    }
}
