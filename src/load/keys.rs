//! TOML files by declared keys. In: text and the keys it may hold. Out: a table that has all needed keys, none unknown, each
//! of its form; or every fault with line and key. Never takes a key for another one.

use super::headings::nearest;
use super::sheet::shown;
use crate::diag::{Diagnostic, Place, Report, is_invisible};
use crate::model::*;
use crate::source::Source;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What the value of a key must be.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// Text, not empty.
    Filled,
    /// Any text.
    Text,
    /// true or false.
    Flag,
    /// A whole number within bounds.
    Number(i64, i64),
    /// `YYYY-MM-DD`.
    Day,
    /// `YYYY-MM-DD hh:mm`.
    Minute,
    /// `YYYY-MM-DDThh:mm:ss`.
    Moment,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Text with a grammar; the word key of its description below `load.form`.
    Such(fn(&str) -> bool, &'static str),
    /// Several texts with a grammar.
    Several(fn(&str) -> bool, &'static str),
    /// A section.
    Section(&'static [Key]),
    /// Any number of sections.
    Sections(&'static [Key]),
}

/// A key.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) form: Form,
    pub(super) needed: bool,
}

/// A key that must be there.
pub(super) const fn need(name: &'static str, form: Form) -> Key {
    Key { name, form, needed: true }
}

/// A key that may be missing.
pub(super) const fn may(name: &'static str, form: Form) -> Key {
    Key { name, form, needed: false }
}

/// Reads the stretch `range` of a source as TOML. None after any fault.
pub(super) fn keys(source: &Source, range: Range<usize>, keys: &[Key], report: &mut Report) -> Option<toml::Table> {
    let before = report.diagnostics.len();
    let text = &source.text[range.clone()];
    let (table, faults) = DeTable::parse_recoverable(text);
    for fault in faults {
        let span = fault.span().unwrap_or(0..0);
        let place = source.place(range.start + span.start..range.start + span.end);
        report.push(not_toml(place, fault.message()));
    }
    if report.diagnostics.len() == before {
        Walk { source, base: range.start, report }.section(&table, keys, "", None);
    }
    if report.diagnostics.len() > before {
        return None;
    }
    match text.parse::<toml::Table>() {
        Ok(table) => Some(table),
        Err(fault) => {
            report.push(not_toml(Place::file(&source.path), fault.message()));
            None
        }
    }
}

/// MC0301, in our own sentence where the reader's is known.
pub(super) fn not_toml(place: Place, said: &str) -> Diagnostic {
    let said = said.lines().next().unwrap_or_default();
    Diagnostic::error("MC0301", place).arg("fault", format!("@{}", super::toml_fault::word(said))).arg("said", said)
}

/// Says what is wrong with one value of a form, at the key `key` of a file that does not exist yet.
pub(super) fn one(key: &str, form: Form, value: &toml::Value, report: &mut Report) {
    let line = format!("value = {value}");
    let source = Source::new("site.toml", line.clone());
    let Ok(table) = DeTable::parse(&line) else { return };
    let mut own = Report::default();
    let mut walk = Walk { source: &source, base: 0, report: &mut own };
    if let Some((name, value)) = table.get_ref().iter().next() {
        walk.value(value, form, key, name.span());
    }
    report.append(own);
}

struct Walk<'a> {
    source: &'a Source,
    base: usize,
    report: &'a mut Report,
}

impl Walk<'_> {
    fn place(&self, span: Range<usize>, key: &str) -> Place {
        let span = self.base + span.start..self.base + span.end;
        Place { heading: key.to_owned(), ..self.source.place(span) }
    }

    fn section(&mut self, table: &Spanned<DeTable<'_>>, keys: &[Key], prefix: &str, head: Option<Range<usize>>) {
        let mut meant = Vec::new();
        for (name, value) in table.get_ref() {
            let full = format!("{prefix}{}", name.get_ref());
            match keys.iter().find(|key| key.name == name.get_ref().as_ref()) {
                Some(key) => self.value(value, key.form, &full, name.span()),
                None => {
                    let near = nearest(name.get_ref(), keys.iter().map(|key| (key.name, key.name)));
                    let place = self.place(name.span(), &full);
                    self.report.push(match near {
                        Some(near) => {
                            meant.push(near);
                            Diagnostic::error("MC0302", place).arg("key", full).arg("near", near)
                        }
                        None => {
                            let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
                            Diagnostic::error("MC0306", place).arg("key", full).arg("known", known.join("、"))
                        }
                    });
                }
            }
        }
        // A key that a misspelt one probably means is not missing on top of that.
        for key in keys.iter().filter(|key| key.needed && !meant.contains(&key.name)) {
            if !table.get_ref().keys().any(|name| name.get_ref().as_ref() == key.name) {
                let full = format!("{prefix}{}", key.name);
                let place = match &head {
                    Some(head) => self.place(head.clone(), &full),
                    None => Place { heading: full.clone(), ..Place::file(&self.source.path) },
                };
                self.report.push(Diagnostic::error("MC0303", place).arg("key", full));
            }
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, form: Form, key: &str, name: Range<usize>) {
        match (form, value.get_ref()) {
            (Form::Section(keys), DeValue::Table(inner)) => {
                let inner = Spanned::new(value.span(), inner.clone());
                self.section(&inner, keys, &format!("{key}."), Some(name));
            }
            (Form::Sections(keys), DeValue::Array(list)) => {
                for entry in list.iter() {
                    match entry.get_ref() {
                        DeValue::Table(inner) => {
                            let inner = Spanned::new(entry.span(), inner.clone());
                            self.section(&inner, keys, &format!("{key}."), Some(name.clone()));
                        }
                        _ => self.wrong(entry, form, key),
                    }
                }
            }
            (Form::Several(test, _), DeValue::Array(list)) => {
                for entry in list.iter() {
                    if !entry.get_ref().as_str().is_some_and(test) {
                        self.wrong(entry, form, key);
                    }
                }
            }
            (_, plain) if !fits(form, plain) => self.wrong(value, form, key),
            _ => {}
        }
    }

    fn wrong(&mut self, value: &Spanned<DeValue<'_>>, form: Form, key: &str) {
        let span = value.span();
        let text = &self.source.text[self.base + span.start..self.base + span.end];
        let fault = Diagnostic::error("MC0304", self.place(span, key)).value(&shown(text)).arg("key", key);
        let fault = fault.arg("form", format!("@load.form.{}", form.word()));
        self.report.push(match form {
            Form::Number(least, most) => fault.arg("least", least).arg("most", most),
            Form::Word(words) => fault.arg("choices", words.join("、")),
            _ => fault,
        });
    }
}

/// The text of a value: a string, or a bare TOML date as it stands.
fn text_of(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Datetime(time) => Some(time.to_string()),
        _ => None,
    }
}

fn visible(text: &str) -> bool {
    !text.chars().any(is_invisible)
}

fn fits(form: Form, value: &DeValue<'_>) -> bool {
    match form {
        Form::Flag => value.is_bool(),
        Form::Number(least, most) => value
            .as_integer()
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok())
            .is_some_and(|number| (least..=most).contains(&number)),
        Form::Day => text_of(value).is_some_and(|text| parse_day(&text).is_some()),
        Form::Minute => text_of(value).is_some_and(|text| parse_minute(&text).is_some()),
        Form::Moment => text_of(value).is_some_and(|text| moment(&text).is_some()),
        Form::Filled => value.as_str().is_some_and(|text| visible(text) && !text.trim().is_empty()),
        Form::Text => value.as_str().is_some_and(visible),
        Form::Word(words) => value.as_str().is_some_and(|text| words.contains(&text)),
        Form::Such(test, _) => value.as_str().is_some_and(test),
        Form::Several(..) | Form::Section(_) | Form::Sections(_) => false,
    }
}

impl Form {
    /// Word key of its description below `load.form`.
    fn word(self) -> &'static str {
        match self {
            Self::Filled => "filled",
            Self::Text => "text",
            Self::Flag => "flag",
            Self::Number(..) => "number",
            Self::Day => "day",
            Self::Minute => "minute",
            Self::Moment => "moment",
            Self::Word(_) => "word",
            Self::Such(_, word) | Self::Several(_, word) => word,
            Self::Section(_) | Self::Sections(_) => "section",
        }
    }
}

/// Parses `YYYY-MM-DDThh:mm:ss`, with or without `+08:00`.
pub(super) fn moment(text: &str) -> Option<Time> {
    parse_time(&format!("{}+08:00", text.strip_suffix("+08:00").unwrap_or(text)))
}

/// A text of a table read by [`keys`]; a bare date as it stands.
pub(super) fn text(table: &toml::Table, key: &str) -> Option<String> {
    match table.get(key)? {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Datetime(time) => Some(time.to_string()),
        _ => None,
    }
}
