//! What a column of a published table promises: its heading, what its values are, which words may stand there, whether it may
//! be empty, where the value comes from, what it says about a person. In: constants. Out: the dictionary, the schemas and the
//! headings are all made from them. Nothing here changes a byte of a CSV.

use super::Kind;
use serde::Serialize;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Unit {
    /// 元.
    Yuan,
    /// 万分之一.
    BasisPoint,
    /// 家、个：objects.
    Objects,
    /// A place in an order, from 1.
    Place,
}

impl Unit {
    /// Its key below `dictionary.unit.`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yuan => "yuan",
            Self::BasisPoint => "basis-point",
            Self::Objects => "objects",
            Self::Place => "place",
        }
    }
}

/// Why a value is published although it names somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Holder {
    /// A firm's name, code or permit: the public register has it.
    Firm,
    /// An inspector's certificate number.
    Certificate,
    /// An inspector's name, as far as the bureau's policy lets it show.
    Inspector,
    /// What somebody wrote; the gate has read it.
    Words,
}

impl Holder {
    /// Its key below `dictionary.person.`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Firm => "firm",
            Self::Certificate => "certificate",
            Self::Inspector => "inspector",
            Self::Words => "words",
        }
    }
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The Chinese word of the heading.
    pub zh: &'static str,
    /// The English name of the heading.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// The only words that may stand there; none where any may.
    pub values: &'static [&'static str],
    /// Regular expression of the values, for what has a form but no list.
    pub form: Option<&'static str>,
    /// Whether it may be empty.
    pub may_be_empty: bool,
    /// What a number counts.
    pub unit: Option<Unit>,
    /// Table and column whose values stand here.
    pub refers: Option<(&'static str, &'static str)>,
    /// The bureau's file it comes from, where that is not the table's own.
    pub source: Option<&'static str>,
    /// Whom it names.
    pub person: Option<Holder>,
}

impl Column {
    /// A column that is always filled.
    pub const fn new(zh: &'static str, name: &'static str, kind: Kind) -> Self {
        Self {
            zh,
            name,
            kind,
            values: &[],
            form: None,
            may_be_empty: false,
            unit: None,
            refers: None,
            source: None,
            person: None,
        }
    }

    /// With the only words that may stand there.
    #[must_use]
    pub const fn of(self, values: &'static [&'static str]) -> Self {
        Self { values, ..self }
    }

    /// With a form.
    #[must_use]
    pub const fn like(self, form: &'static str) -> Self {
        Self { form: Some(form), ..self }
    }

    /// That may be empty.
    #[must_use]
    pub const fn or_empty(self) -> Self {
        Self { may_be_empty: true, ..self }
    }

    /// That counts something.
    #[must_use]
    pub const fn in_unit(self, unit: Unit) -> Self {
        Self { unit: Some(unit), ..self }
    }

    /// That holds a value of another table.
    #[must_use]
    pub const fn to(self, table: &'static str, column: &'static str) -> Self {
        Self { refers: Some((table, column)), ..self }
    }

    /// That comes from a file of its own.
    #[must_use]
    pub const fn from(self, source: &'static str) -> Self {
        Self { source: Some(source), ..self }
    }

    /// That names somebody.
    #[must_use]
    pub const fn names(self, person: Holder) -> Self {
        Self { person: Some(person), ..self }
    }

    /// The heading as checkers read it: the Chinese word, one space, the name (protocol section 10).
    pub fn heading(&self) -> String {
        format!("{} {}", self.zh, self.name)
    }
}
