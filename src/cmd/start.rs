//! What a new county still lacks, in words. In: what was read, its report. Out: a list in the order in which a clerk works, in place of the
//! faults that would only say the same.

use crate::check::{Part, Start, start, without_missing};
use crate::diag::Report;
use crate::load::Raw;
use crate::model::{Day, SuperiorPolicy};
use crate::words::Words;
use chrono::Datelike;

/// What a county that has only begun is told.
#[derive(Debug)]
pub(super) struct Begun {
    /// How far each part has come.
    pub(super) steps: Vec<Start>,
    superior: SuperiorPolicy,
    /// Keys of `site.toml` that a release needs and that are empty.
    open: Vec<&'static str>,
}

impl Begun {
    /// None where nothing is missing, or where `site.toml` cannot be read.
    pub(super) fn of(raw: &Raw) -> Option<Self> {
        let config = &raw.config.as_ref()?.value;
        let open = crate::check::empty_keys(config);
        Some(Self { steps: start(raw)?, superior: config.rules.superior_checked, open })
    }

    /// The list; takes what it says out of `report`. `day`: the day everything is told as of.
    pub(super) fn tell(&self, report: &mut Report, day: Day, words: &Words) -> String {
        let drafts = without_missing(report, &self.steps);
        let mut lines = vec![words.get("start.head")];
        let mut number = 0;
        for step in &self.steps {
            number += 1;
            lines.push(self.line(*step, number, day, words));
        }
        if !drafts.is_empty() {
            number += 1;
            let (n, number) = (drafts.len().to_string(), number.to_string());
            let files = drafts.join(&words.get("start.comma"));
            lines.push(words.fill("start.pages", [("number", number.as_str()), ("n", &n), ("files", &files)]));
        }
        if !self.open.is_empty() {
            number += 1;
            let keys = self.open.join(&words.get("start.comma"));
            lines.push(words.fill("start.site", [("number", number.to_string().as_str()), ("keys", &keys)]));
        }
        lines.push(words.get("start.foot"));
        lines.join("\n") + "\n"
    }

    fn line(&self, step: Start, number: usize, day: Day, words: &Words) -> String {
        let (part, table) = (step.part, step.part.table());
        let (number, rows, year) = (number.to_string(), step.rows.to_string(), day.year().to_string());
        let name = words.get(&format!("start.name.{}", part.as_str()));
        let columns = part.needed().join(&words.get("start.comma"));
        let superior = match self.superior {
            SuperiorPolicy::Exclude => "exclude",
            SuperiorPolicy::Include => "include",
        };
        let args = [
            ("number", number.as_str()),
            ("rows", &rows),
            ("year", &year),
            ("name", &name),
            ("word", part.as_str()),
            ("table", table),
            ("columns", &columns),
            ("superior", superior),
        ];
        match (step.rows, part) {
            (0, Part::Plan) => words.fill("start.plan", args),
            (0, _) => words.fill("start.table", args),
            (_, Part::Plan) => words.fill("start.done-plan", args),
            _ => words.fill("start.done", args),
        }
    }
}
