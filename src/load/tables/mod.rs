//! Every table of `docs/formats.md`: its columns, and how a row becomes a record. In: rows without faults. Out: records.
//! Never reads a file and never compares one row with another.

pub(super) mod events;
pub(super) mod plan;
pub(super) mod registry;
pub(super) mod results;
pub(super) mod words;

use super::sheet::Row;
use super::spec::Column;
use crate::model::{Class, Method, Withheld};

/// A table: its columns and its record.
pub(super) struct Table<T> {
    /// Columns in the order of docs/formats.md.
    pub(super) columns: &'static [Column],
    /// Makes the record.
    pub(super) make: fn(&Row<'_>) -> T,
}

fn method(word: &str) -> Method {
    if word == "paper" { Method::Paper } else { Method::Site }
}

fn methods(words: &[&str]) -> Vec<Method> {
    words.iter().map(|word| method(word)).collect()
}

fn withheld(word: &str) -> Withheld {
    match word {
        "state-secret" => Withheld::StateSecret,
        "trade-secret" => Withheld::TradeSecret,
        _ => Withheld::Privacy,
    }
}

fn class(word: &str) -> Class {
    Class::parse(word).expect("the words of the column are the five classes")
}
