//! What an import has to say before it may write: proposals, refusals, questions, what was dropped. In: facts from reading and fitting.
//! Out: one value with all of it. Nothing is decided here; decisions come in as [`Answers`].

use super::personal::number;
use crate::diag::{Diagnostic, Place, Report, blot};
use std::collections::{BTreeMap, BTreeSet};

/// A kind of repair. Each needs the clerk's consent once for all its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Repair {
    /// Blanks and characters nobody sees.
    Blank,
    /// Full-width letters, digits and signs in a code, number or day.
    Width,
    /// Lower-case letters of a code.
    Case,
    /// `O` for `0`, `I` for `1`, where the check character then fits and only one way fits.
    Lookalike,
    /// An apostrophe that was to keep digits as text.
    Apostrophe,
    /// A day in another spelling.
    Day,
    /// A day that lost its format and is a bare number.
    Serial,
    /// A number where a code belongs: zeros at its beginning may be gone.
    Number,
    /// Several values separated in another way, or not at all.
    Several,
    /// 同上.
    Ditto,
    /// Another word for one of the table's words.
    Word,
    /// A comma, which the files of a draw cannot hold.
    Comma,
    /// A column the file lacks, filled for all rows alike.
    Fill,
    /// Taken out of another cell, such as the town out of the address.
    Derived,
    /// A number of its own, because the file's must not be used.
    OwnId,
}

impl Repair {
    /// Every kind.
    pub(crate) const ALL: [Self; 15] = [
        Self::Blank,
        Self::Width,
        Self::Case,
        Self::Lookalike,
        Self::Apostrophe,
        Self::Day,
        Self::Serial,
        Self::Number,
        Self::Several,
        Self::Ditto,
        Self::Word,
        Self::Comma,
        Self::Fill,
        Self::Derived,
        Self::OwnId,
    ];

    /// Its word on the command line, and of its sentences below `import.repair`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Width => "width",
            Self::Case => "case",
            Self::Lookalike => "lookalike",
            Self::Apostrophe => "apostrophe",
            Self::Day => "day",
            Self::Serial => "serial",
            Self::Number => "number",
            Self::Several => "several",
            Self::Ditto => "ditto",
            Self::Word => "word",
            Self::Comma => "comma",
            Self::Fill => "fill",
            Self::Derived => "derived",
            Self::OwnId => "own-id",
        }
    }

    /// The kind of a word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A repair that waits for consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proposal {
    /// The cell, or the column for [`Repair::Fill`].
    pub(crate) place: Place,
    /// What stands there, without personal numbers.
    pub(crate) old: String,
    /// What would be taken.
    pub(crate) new: String,
    /// What is done to it.
    pub(crate) kinds: BTreeSet<Repair>,
}

/// A question only the clerk can answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    /// Names it in `--answer KEY=WORD`.
    pub(crate) key: String,
    /// Key of its sentence below `import.ask`.
    pub(crate) text: &'static str,
    /// Values its sentence names.
    pub(crate) args: Vec<(&'static str, String)>,
    /// The answers; none: any text that `fits`.
    pub(crate) options: Vec<Choice>,
}

/// An answer to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Its word in `--answer KEY=WORD`.
    pub(crate) word: String,
    /// Key of what it means below `import.answer`.
    pub(crate) text: &'static str,
    /// Values its sentence names.
    pub(crate) args: Vec<(&'static str, String)>,
}

/// Something personal that was left at the door.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Dropped {
    /// The cell or column.
    pub(crate) place: Place,
    /// Its kind, below `import.personal`: `heading`, `identity`, `phone`.
    pub(crate) kind: &'static str,
}

/// What the clerk has said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answers {
    /// Repairs she consents to wherever they are met.
    pub(crate) accept: BTreeSet<Repair>,
    /// Whether she consents to the cells that need exactly these repairs.
    pub(crate) groups: BTreeMap<BTreeSet<Repair>, bool>,
    /// Answers to questions by key.
    pub(crate) said: BTreeMap<String, String>,
}

/// Everything an import found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Findings {
    /// Waits for consent.
    pub(crate) proposals: Vec<Proposal>,
    /// Cannot be taken.
    pub(crate) refused: Report,
    /// Waits for an answer.
    pub(crate) questions: Vec<Question>,
    /// Personal data left out.
    pub(crate) dropped: Vec<Dropped>,
}

impl Answers {
    /// The answer to a question.
    pub(crate) fn get(&self, key: &str) -> Option<&str> {
        self.said.get(key).map(String::as_str)
    }

    /// Whether cells that need these repairs are taken, as far as anybody has said.
    pub(crate) fn decided(&self, kinds: &BTreeSet<Repair>) -> Option<bool> {
        self.groups.get(kinds).copied().or_else(|| kinds.is_subset(&self.accept).then_some(true))
    }
}

impl Question {
    /// Whether other questions depend on its answer, so that it is put first: which sheet, column or rows, whether the list is whole.
    pub(crate) fn is_first(&self) -> bool {
        let word = self.key.split(':').next().unwrap_or_default();
        matches!(word, "sheet" | "column" | "hidden-rows" | "list")
    }

    /// A question with answers to choose from.
    pub(crate) fn new(key: String, text: &'static str, args: &[(&'static str, String)]) -> Self {
        Self { key, text, args: args.to_vec(), options: Vec::new() }
    }

    /// With one more answer.
    #[must_use]
    pub(crate) fn or(mut self, word: &str, text: &'static str, args: &[(&'static str, String)]) -> Self {
        self.options.push(Choice { word: word.to_owned(), text, args: args.to_vec() });
        self
    }
}

/// What stands for a value that is not said.
const HIDDEN: &str = "＊＊＊";

impl Findings {
    /// A cell or row that cannot be taken.
    pub(crate) fn refuse(&mut self, fault: Diagnostic) {
        self.refused.push(fault);
    }

    /// A repair that waits for consent.
    pub(crate) fn propose(&mut self, place: Place, old: &str, new: &str, kinds: impl IntoIterator<Item = Repair>) {
        let kinds = kinds.into_iter().collect();
        // Neither side of a repair says a personal number, however it is spelt.
        let shown = |text: &str| if number(text).is_some() { HIDDEN.to_owned() } else { blot(text) };
        self.proposals.push(Proposal { place, old: shown(old), new: shown(new), kinds });
    }

    /// The answer to a question: what was said if that is one of its answers; otherwise it is asked.
    pub(crate) fn ask(&mut self, question: Question, answers: &Answers) -> Option<String> {
        let said = answers.get(&question.key);
        let known =
            said.filter(|said| question.options.is_empty() || question.options.iter().any(|o| o.word == **said));
        if known.is_none() && !self.questions.iter().any(|asked| asked.key == question.key) {
            self.questions.push(question);
        }
        known.map(str::to_owned)
    }

    /// Something personal was left out.
    pub(crate) fn drop(&mut self, place: Place, kind: &'static str) {
        self.dropped.push(Dropped { place, kind });
    }

    /// The answer to a question if it passes a test; otherwise it is asked, again if need be.
    pub(crate) fn ask_such(&mut self, question: Question, answers: &Answers, test: fn(&str) -> bool) -> Option<String> {
        let said = answers.get(&question.key).filter(|said| test(said)).map(str::to_owned);
        if said.is_none() && !self.questions.iter().any(|asked| asked.key == question.key) {
            self.questions.push(question);
        }
        said
    }

    /// Proposals nobody has decided yet, by what is done to their cells.
    pub(crate) fn undecided(&self, answers: &Answers) -> BTreeMap<BTreeSet<Repair>, Vec<&Proposal>> {
        let mut groups: BTreeMap<BTreeSet<Repair>, Vec<&Proposal>> = BTreeMap::new();
        for proposal in self.proposals.iter().filter(|proposal| answers.decided(&proposal.kinds).is_none()) {
            groups.entry(proposal.kinds.clone()).or_default().push(proposal);
        }
        groups
    }

    /// Proposals the clerk refused: their cells must be typed anew.
    pub(crate) fn declined(&self, answers: &Answers) -> Report {
        let mut report = Report::default();
        for proposal in self.proposals.iter().filter(|proposal| answers.decided(&proposal.kinds) == Some(false)) {
            report.push(
                Diagnostic::error("MC0944", proposal.place.clone()).value(&proposal.old).arg("new", &proposal.new),
            );
        }
        report
    }
}
