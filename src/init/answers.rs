//! Answers of `init`: keys of `site.toml` with their values. In: a TOML text of the shape of `site.toml`, or single values as people type
//! them. Out: every key of `site.toml` with a value, or every fault at its line.

use crate::check;
use crate::diag::{Diagnostic, Place, Report};
use crate::load;
use crate::model::{Config, InspectorNaming};
use crate::source::Source;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Value;

/// How an answer is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// Several texts, separated by `;`, `；` or `、`.
    Several,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// One thing `init` asks; its sentence stands below `init.ask.` in the word files.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// The key of `site.toml`.
    pub key: &'static str,
    /// How the answer is typed.
    pub shape: Shape,
    /// An empty answer is refused.
    pub needed: bool,
}

const fn need(key: &'static str) -> Question {
    Question { key, shape: Shape::Text, needed: true }
}

const fn may(key: &'static str, shape: Shape) -> Question {
    Question { key, shape, needed: false }
}

/// What is asked, in this order.
pub const QUESTIONS: [Question; 19] = [
    need("bureau.name"),
    need("bureau.county"),
    need("bureau.region"),
    need("bureau.address"),
    need("bureau.phone"),
    need("bureau.complaint_phone"),
    need("bureau.office"),
    may("bureau.towns", Shape::Several),
    may("government.site_name", Shape::Text),
    may("government.site_domain", Shape::Text),
    may("government.site_id_code", Shape::Text),
    may("government.base_url", Shape::Text),
    may("log.origin", Shape::Text),
    may("privacy.inspectors", Shape::Word(&["full", "surname", "number"])),
    may("draw.slots", Shape::Several),
    may("draw.slack", Shape::Number),
    may("draw.seal_days", Shape::Number),
    may("draw.reveal_days", Shape::Number),
    may("rules.superior_checked", Shape::Word(&["exclude", "include"])),
];

/// Values by key of `site.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers(BTreeMap<String, Value>);

impl Default for Answers {
    /// What a county has that has not answered yet: the program's own defaults, and empty texts.
    fn default() -> Self {
        let text = "[bureau]\nname=\"\"\ncounty=\"\"\nregion=\"\"\naddress=\"\"\nphone=\"\"\ncomplaint_phone=\"\"\noffice=\"\"\n\
                    [government]\n[log]\norigin=\"\"\n";
        let config: Config = toml::from_str(text).expect("these are the needed keys");
        let table = toml::Table::try_from(&config).expect("a configuration is a table");
        let mut values = BTreeMap::new();
        flatten(&table, &mut values);
        values.remove("demo");
        Self(values)
    }
}

fn flatten(table: &toml::Table, to: &mut BTreeMap<String, Value>) {
    for (section, inner) in table {
        match inner {
            Value::Table(inner) => {
                to.extend(inner.iter().map(|(key, value)| (format!("{section}.{key}"), value.clone())));
            }
            value => drop(to.insert(section.clone(), value.clone())),
        }
    }
}

impl Answers {
    /// Answers out of a file that is written like `site.toml`; what it leaves out keeps its default. Errors: every fault at its line.
    pub fn read(path: &str, text: &str) -> Result<Self, Report> {
        let mut report = Report::default();
        let source = Arc::new(Source::new(path, text.to_owned()));
        let mut answers = Self::default();
        if let Some(table) = load::answers(&source, &mut report) {
            flatten(&table.value, &mut answers.0);
            answers.complete();
            let config = answers.config();
            let shapes = config.map(|config| check::shapes(&config, &|key| table.at(key))).unwrap_or_default();
            report.append(shapes);
        }
        if report.has_errors() { Err(report) } else { Ok(answers) }
    }

    /// Takes an answer as people type it; an empty one keeps the default. Errors: the sentences of what is wrong with it.
    pub fn set(&mut self, question: &Question, typed: &str) -> Result<(), Box<Diagnostic>> {
        let key = question.key;
        let place = || Place { heading: key.to_owned(), ..Place::file("site.toml") };
        if typed.is_empty() {
            let missing = question.needed && self.text(key).is_empty();
            return if missing { Err(Box::new(Diagnostic::error("MC0303", place()).arg("key", key))) } else { Ok(()) };
        }
        let value = match question.shape {
            Shape::Text | Shape::Word(_) => Value::String(typed.to_owned()),
            Shape::Number => typed.parse().map_or_else(|_| Value::String(typed.to_owned()), Value::Integer),
            Shape::Several => {
                let parts = typed.split([';', '；', '、']).map(str::trim).filter(|part| !part.is_empty());
                Value::Array(parts.map(|part| Value::String(part.to_owned())).collect())
            }
        };
        let mut report = Report::default();
        load::examine_key(key, &value, &mut report);
        let mut next = self.clone();
        next.0.insert(key.to_owned(), value);
        if !report.has_errors()
            && let Some(config) = next.config()
        {
            let shapes = check::shapes(&config, &|key| Place { heading: key.to_owned(), ..Place::file("site.toml") });
            report.diagnostics.extend(shapes.diagnostics.into_iter().filter(|fault| fault.place.heading == key));
        }
        match report.diagnostics.into_iter().next() {
            Some(fault) => Err(Box::new(fault)),
            None => {
                *self = next;
                Ok(())
            }
        }
    }

    /// Fills what follows from other answers where it was left empty: the name of the site, the origin of the log.
    pub fn complete(&mut self) {
        for key in ["government.site_name", "log.origin"] {
            if self.text(key).is_empty() {
                let proposed = self.proposed(key);
                self.0.insert(key.to_owned(), Value::String(proposed));
            }
        }
    }

    /// What an empty answer will mean, as it is shown; empty where there is nothing to propose.
    pub fn proposed(&self, key: &str) -> String {
        let now = self.text(key);
        if !now.is_empty() {
            return now;
        }
        match key {
            "government.site_name" => format!("{}“双随机、一公开”公示", self.text("bureau.name")),
            "log.origin" => {
                let region = self.text("bureau.region");
                match self.text("government.site_domain") {
                    domain if domain.is_empty() => format!("mingchou-{region}"),
                    domain => format!("{domain}/{region}"),
                }
            }
            _ => String::new(),
        }
    }

    /// A value as people type it.
    fn text(&self, key: &str) -> String {
        match self.0.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("；"),
            Some(value) => value.to_string(),
            None => String::new(),
        }
    }

    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        self.0.keys().map(|key| (key.clone(), self.text(key))).collect()
    }

    /// Values as TOML writes them.
    pub(super) fn literals(&self) -> BTreeMap<String, String> {
        self.0.iter().map(|(key, value)| (key.clone(), value.to_string())).collect()
    }

    pub(super) fn naming(&self) -> InspectorNaming {
        self.config().map_or(InspectorNaming::Surname, |config| config.privacy.inspectors)
    }

    fn config(&self) -> Option<Config> {
        let mut table = toml::Table::new();
        for (key, value) in &self.0 {
            let (section, name) = key.split_once('.')?;
            let inner = table.entry(section).or_insert_with(|| Value::Table(toml::Table::new()));
            inner.as_table_mut()?.insert(name.to_owned(), value.clone());
        }
        table.try_into().ok()
    }
}
