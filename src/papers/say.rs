//! Sentences of the papers. In: keys below `papers.`, values. Out: text, raw or ready to stand in HTML.

use super::html::escaped;
use crate::model::{Class, Period};
use crate::site::DrawRecord;
use crate::words::Words;

/// The words of the papers.
#[derive(Clone, Copy)]
pub(super) struct Say<'a> {
    pub(super) words: &'a Words,
}

impl Say<'_> {
    /// A sentence as it is.
    pub(super) fn raw(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.words.fill(&format!("papers.{key}"), args.iter().copied())
    }

    /// A sentence for HTML; its values are escaped with it.
    pub(super) fn text(&self, key: &str, args: &[(&str, &str)]) -> String {
        escaped(&self.raw(key, args))
    }

    /// A word of the site's own files.
    pub(super) fn word(&self, key: &str) -> String {
        self.words.get(key)
    }

    /// A class of objects.
    pub(super) fn class(&self, class: Class) -> String {
        self.word(&format!("class.{}", class.as_str()))
    }

    /// A period.
    pub(super) fn period(&self, Period { year, quarter }: Period) -> String {
        let key = quarter.map_or_else(|| "period.year".to_owned(), |quarter| format!("period.q{quarter}"));
        self.words.fill(&key, [("year", year.to_string().as_str())])
    }

    /// A stratum: `fresh`, `seen`, `all`, or the quarter of a deadline.
    pub(super) fn stratum(&self, stratum: &str) -> String {
        match Period::parse(&stratum.to_lowercase()) {
            Some(period) => self.raw("deadline-in", &[("period", &self.period(period))]),
            None if self.words.has(&format!("stratum.{stratum}")) => self.word(&format!("stratum.{stratum}")),
            None => stratum.to_owned(),
        }
    }

    /// What a draw is called.
    pub(super) fn draw(&self, record: &DrawRecord) -> String {
        let (period, class) = (self.period(record.period), self.class(record.class));
        self.words.fill("draw.title", [("period", period.as_str()), ("class", class.as_str())])
    }

    /// Several things in a row.
    pub(super) fn list<T: AsRef<str>>(&self, parts: &[T]) -> String {
        let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
        parts.join(&self.raw("comma", &[]))
    }
}
