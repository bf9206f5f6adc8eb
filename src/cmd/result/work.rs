//! What every command of results begins with and ends with: the draw, the object that is meant, the texts of tables; the check of a step as it
//! would stand, and its writing.

use crate::check::{Due, due};
use crate::cmd::ask::Ask;
use crate::cmd::desk::{County, Desk, Stop};
use crate::diag::Report;
use crate::load::Record;
use crate::load::table_text;
use crate::model::{Day, Method, ObjectId};
use crate::results::draft::{Draft, Shelf};
use crate::results::target::{Candidate, drawn, matching, one, only};
use crate::results::waiting::moved;
use crate::site::csv_text::BOM;
use crate::site::{DrawRecord, DrawState};
use crate::steps::{self, DrawFolder, Step, WAITING};
use std::collections::BTreeMap;

/// Working days a result may take to be public (R37).
const TERM: u32 = 20;

/// A draw whose results are worked on.
pub(super) struct Work<'d, 'c> {
    /// Words and folder.
    pub(super) desk: &'d Desk<'c>,
    /// The county as it is.
    pub(super) county: County,
    /// The draw's folder.
    pub(super) folder: DrawFolder,
    /// What it has drawn.
    pub(super) drawn: Vec<Candidate>,
    waiting: BTreeMap<String, String>,
}

impl<'d, 'c> Work<'d, 'c> {
    /// Reads the county and the draw. Errors: every fault of the county, a draw that has drawn nobody.
    pub(super) fn open(desk: &'d Desk<'c>, draw: &str, at: Option<&str>) -> Result<Self, Stop> {
        let county = desk.county(at)?;
        let folder = desk.folder(&county, draw)?;
        let mut faults = Report::default();
        let record = &county.site.draws[&folder.id];
        let drawn = drawn(record, &folder).unwrap_or_else(|report| {
            faults.append(report);
            Vec::new()
        });
        let mut waiting = BTreeMap::new();
        for name in WAITING {
            let Some(bytes) = folder.secret.get(name) else { continue };
            let path = format!("secrets/draws/{}/{name}", folder.id);
            match table_text(&path, bytes) {
                Ok(text) => drop(waiting.insert(path, text)),
                Err(report) => faults.append(report),
            }
        }
        if faults.has_errors() {
            return Err(desk.refused(faults, &county));
        }
        Ok(Self { desk, county, folder, drawn, waiting })
    }

    /// The draw.
    pub(super) fn record(&self) -> &DrawRecord {
        &self.county.site.draws[&self.folder.id]
    }

    /// The object that a text names, or asks where several fit and an answer can be had. Errors: none does.
    pub(super) fn object(&self, text: Option<&str>) -> Result<&Candidate, Stop> {
        let draw = self.folder.id.as_str();
        pick(self.desk, &self.county, &self.drawn, text, Some(draw))
    }

    /// Where the results of an object stand.
    pub(super) fn shelf(&self, object: &Candidate) -> Shelf {
        Shelf { draw: self.folder.id.clone(), year: self.record().period.year, waits: !object.open }
    }

    /// The present text of a table; a path that begins with `secrets/` is one that waits.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        if path.starts_with("secrets/") {
            self.waiting.get(path).cloned()
        } else {
            self.county.text(path).map(|text| text.to_string())
        }
    }

    /// A step put together by `change`. Errors: tables that cannot be changed.
    pub(super) fn step(&self, change: impl FnOnce(&mut Draft<'_>)) -> Result<Step, Stop> {
        let read = |path: &str| self.text(path);
        let mut draft = Draft::new(&read);
        change(&mut draft);
        draft.step().map_err(|report| self.desk.refused(report, &self.county))
    }

    /// The county as it would be with a step; what waits is looked at as it will stand after the reveal. Errors: every fault.
    pub(super) fn checked(&self, step: &Step) -> Result<County, Stop> {
        let mut files = step.public.clone();
        if self.record().state == DrawState::Sealed {
            let after = self.folder.clone().after(step);
            if after.secret.contains_key(WAITING[0]) {
                let text = |path: &str| match step.public.get(path) {
                    Some(bytes) => without_mark(bytes),
                    None => self.county.text(path).map(|text| text.to_string()),
                };
                let refused = |report| self.desk.refused(report, &self.county);
                let reveal = steps::reveal(&after, self.county.moment).map_err(refused)?;
                files.extend(reveal.public);
                let moved = moved(&after, self.record().period.year, &text).map_err(refused)?;
                files.extend(moved.step.public);
            }
        }
        self.desk.county_with(&files, self.county.moment)
    }

    /// A sentence below `result.`, with its line end.
    pub(super) fn tell(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.desk.tell(&format!("result.{key}"), args)
    }

    /// The visit that is entered of an object, published or not, waiting or not.
    pub(super) fn visit(&self, object: &Candidate) -> Option<Record> {
        let path = self.shelf(object).path(0);
        let waits = format!("secrets/draws/{}/{}", self.folder.id, WAITING[0]);
        let read = |path: &str| self.text(path);
        let mut draft = Draft::new(&read);
        let mine =
            |row: &Record| cell(row, "draw") == self.folder.id.as_str() && cell(row, "object") == object.id.as_str();
        let found = draft.rows(&path).into_iter().find(mine);
        // A slip may have been opened after the row was put aside.
        found.or_else(|| draft.rows(&waits).into_iter().find(mine))
    }
}

/// The text of a table that a step is about to write.
pub(super) fn without_mark(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok().map(|text| text.trim_start_matches(BOM).to_owned())
}

/// A cell, empty where it is not there.
pub(super) fn cell<'r>(row: &'r Record, column: &str) -> &'r str {
    row.get(column).map_or("", String::as_str)
}

/// The object that a text names among several; asks which one where more than one fits.
pub(super) fn pick<'p>(
    desk: &Desk<'_>,
    county: &County,
    candidates: &'p [Candidate],
    text: Option<&str>,
    scope: Option<&str>,
) -> Result<&'p Candidate, Stop> {
    let refused = |fault: Box<crate::diag::Diagnostic>| desk.refused(one(*fault), county);
    if let Some(text) = text {
        return only(candidates, text, scope).map_err(refused);
    }
    let ask = Ask::new(desk);
    let mut question = desk.words().get("result.ask.object");
    let mut found: Vec<usize> = Vec::new();
    loop {
        let text = ask.filled(&question)?;
        // The number of one of those that were just listed, else another name.
        let numbered = text.parse::<usize>().ok().and_then(|number| found.get(number.checked_sub(1)?));
        let object = match numbered {
            Some(at) => Ok(&candidates[*at]),
            None => only(candidates, &text, scope),
        };
        match object {
            Ok(object) => {
                print!("{}", desk.tell("result.ask.picked", &[("object", &object.said())]));
                return Ok(object);
            }
            Err(fault) => println!("{}", fault.say(desk.words(), "what")),
        }
        found = matching(candidates, &text);
        for (at, place) in found.iter().enumerate() {
            println!("  {:>2}  {}", at + 1, candidates[*place].said());
        }
        question = desk.words().get(if found.is_empty() { "result.ask.object" } else { "result.ask.which" });
    }
}

/// The last day on which a result may be published (R37), in words; where a year has no calendar, that.
pub(super) fn due_words(desk: &Desk<'_>, county: &County, determined: Day) -> String {
    match due(&county.site.calendar, determined, TERM) {
        Due::Known(day) => day.to_string(),
        Due::Unknown { year } => desk.words().fill("result.due-unknown", [("year", year.to_string().as_str())]),
    }
}

/// The name of an object, with its id.
pub(super) fn named(county: &County, object: &ObjectId) -> String {
    match county.site.objects.get(object) {
        Some(known) => format!("{}（{object}）", known.name),
        None => object.to_string(),
    }
}

/// 现场检查 or 书面检查.
pub(super) fn method_word(method: Method) -> &'static str {
    match method {
        Method::Site => "现场检查",
        Method::Paper => "书面检查",
    }
}
