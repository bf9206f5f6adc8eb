//! Which rows and columns of a sheet are what. In: a sheet and the columns wanted. Out: the heading rows, each column with what it is taken
//! for, the rows of the body, every other row with why it is none. Takes a heading for a column only where the words are the same; what
//! merely resembles one is asked.

use super::grid::{Sheet, column_of, letters};
use super::headings::{Match, heading_text, match_heading};
use super::personal;
use super::rows::{Sort, sort};
use super::target::{Field, Need, Target};
use std::collections::{BTreeMap, BTreeSet};

/// Rows among which the heading row is looked for.
const HEAD: u32 = 30;
/// Most rows of a heading.
const STOREYS: u32 = 3;

/// What a sheet was understood to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    /// The file.
    pub(crate) file: String,
    /// The sheet's name; empty for CSV.
    pub(crate) sheet: String,
    /// First and last heading row.
    pub(crate) heading: (u32, u32),
    /// Columns with a heading or a value, left to right.
    pub(crate) columns: Vec<Seen>,
    /// Rows of the body, each with the dividing heading above it.
    pub(crate) body: Vec<(u32, Option<String>)>,
    /// Rows with something in them that is not taken, and why: word key below `import.row`.
    pub(crate) ignored: BTreeMap<u32, &'static str>,
    /// Rows of the body that are not shown in the clerk's program.
    pub(crate) hidden: BTreeSet<u32>,
}

/// A column of the sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    /// Its number.
    pub(crate) column: u32,
    /// Its heading; of several storeys joined by `/`.
    pub(crate) heading: String,
    /// Whether it is not shown in the clerk's program.
    pub(crate) hidden: bool,
    /// What it is taken for.
    pub(crate) taken: Taken,
}

/// What a column is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Taken {
    /// A field of the target.
    Field(&'static str),
    /// None. The fields its heading resembles.
    Unknown(Vec<&'static str>),
    /// Personal data: kind below `import.personal`.
    Personal(&'static str),
}

impl Layout {
    /// The column of a field.
    pub(crate) fn column(&self, field: &str) -> Option<&Seen> {
        self.columns.iter().find(|seen| seen.taken == Taken::Field(self.name(field)))
    }

    fn name(&self, field: &str) -> &'static str {
        let taken =
            self.columns.iter().filter_map(|seen| if let Taken::Field(name) = seen.taken { Some(name) } else { None });
        taken.into_iter().find(|name| *name == field).unwrap_or("")
    }
}

/// What the clerk said about headings: fields by name with the letters of their column, `-` for none; and the heading rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// Letters by field.
    pub(crate) columns: BTreeMap<String, String>,
    /// First and last heading row.
    pub(crate) heading: Option<(u32, u32)>,
}

/// The heading rows of a sheet: those that name most of the fields, as few rows as possible; none where too little is named.
pub(crate) fn heading_rows(sheet: &Sheet, target: &Target, said: &Said) -> Option<(u32, u32)> {
    if let Some(rows) = said.heading {
        return Some(rows);
    }
    let last = sheet.size().0.min(HEAD);
    let mut best: Option<(usize, (u32, u32))> = None;
    for storeys in 1..=STOREYS {
        for top in 1..=last {
            let bottom = top + storeys - 1;
            let named = named(sheet, (top, bottom), target.fields);
            let anchored =
                target.anchors.iter().all(|anchor| named.contains(anchor) || said.columns.contains_key(*anchor));
            let enough = anchored && named.len() >= if said.columns.is_empty() { 2 } else { 1 };
            if enough && bottom <= last && best.is_none_or(|(most, _)| named.len() > most) {
                best = Some((named.len(), (top, bottom)));
            }
        }
    }
    best.map(|(_, rows)| stretched(sheet, rows))
}

/// Fields whose heading stands in the rows.
fn named(sheet: &Sheet, rows: (u32, u32), fields: &'static [Field]) -> BTreeSet<&'static str> {
    let texts = (1..=sheet.size().1).flat_map(|column| heading_text(sheet, rows, column).into_iter());
    texts
        .filter_map(|text| fields.iter().find(|field| match_heading(field, &text) == Match::Same))
        .map(|f| f.name)
        .collect()
}

/// Heading rows with the rows that heading cells merged downwards or from above reach into.
fn stretched(sheet: &Sheet, (top, bottom): (u32, u32)) -> (u32, u32) {
    let touching = |area: &&super::grid::Area| {
        area.top <= bottom && area.bottom >= top && area.top < area.bottom && area.bottom - area.top < STOREYS
    };
    let areas = || sheet.merged.iter().filter(touching);
    (
        areas().map(|area| area.top).min().unwrap_or(top).min(top),
        areas().map(|area| area.bottom).max().unwrap_or(bottom).max(bottom),
    )
}

/// Understands a sheet whose heading rows are known.
pub(crate) fn layout(file: &str, sheet: &Sheet, heading: (u32, u32), target: &Target, said: &Said) -> Layout {
    let columns = columns(sheet, heading, target.fields, said);
    let mut found = Layout {
        file: file.to_owned(),
        sheet: sheet.name.clone(),
        heading,
        columns,
        body: Vec::new(),
        ignored: BTreeMap::new(),
        hidden: BTreeSet::new(),
    };
    for row in 1..heading.0 {
        if sheet.row(row).next().is_some() {
            found.ignored.insert(row, "title");
        }
    }
    let fields: Vec<(u32, Need)> = found.columns.iter().filter_map(|seen| duty(seen, target.fields)).collect();
    let mut section = None;
    for row in heading.1 + 1..=sheet.size().0 {
        match sort(sheet, row, heading, &fields) {
            Sort::Body if sheet.hidden_rows.contains(&row) => {
                found.hidden.insert(row);
                found.body.push((row, section.clone()));
            }
            Sort::Body => found.body.push((row, section.clone())),
            Sort::Blank => {}
            Sort::Section(text) => {
                section = Some(text);
                found.ignored.insert(row, "section");
            }
            Sort::Other(why) => {
                found.ignored.insert(row, why);
            }
        }
    }
    found
}

fn duty(seen: &Seen, fields: &[Field]) -> Option<(u32, Need)> {
    let Taken::Field(name) = seen.taken else { return None };
    fields.iter().find(|field| field.name == name).map(|field| (seen.column, field.need))
}

fn columns(sheet: &Sheet, heading: (u32, u32), fields: &'static [Field], said: &Said) -> Vec<Seen> {
    let mut seen = Vec::new();
    for column in 1..=sheet.size().1 {
        let texts = heading_text(sheet, heading, column);
        let filled = || (heading.1 + 1..=sheet.size().0).any(|row| sheet.cells.contains_key(&(row, column)));
        if texts.is_empty() && !filled() {
            continue;
        }
        let shown = texts.last().cloned().unwrap_or_default();
        let taken = taken(sheet, heading, column, &texts, fields, said);
        seen.push(Seen { column, heading: shown, hidden: sheet.hidden_columns.contains(&column), taken });
    }
    // What the clerk named by letters is that column and no other.
    for (field, place) in &said.columns {
        let own = fields.iter().find(|known| known.name == field);
        for seen in &mut seen {
            let here = column_of(place) == Some(seen.column);
            match (own, &seen.taken) {
                (Some(field), _) if here => seen.taken = Taken::Field(field.name),
                (Some(field), Taken::Field(name)) if *name == field.name => seen.taken = Taken::Unknown(Vec::new()),
                _ => {}
            }
        }
    }
    seen
}

/// What a column is by its heading, and by personal numbers below it.
fn taken(
    sheet: &Sheet,
    heading: (u32, u32),
    column: u32,
    texts: &[String],
    fields: &'static [Field],
    said: &Said,
) -> Taken {
    let by = |wanted: Match| {
        let known = fields.iter().filter(move |field| texts.iter().any(|text| match_heading(field, text) == wanted));
        known.map(|field| field.name).collect::<Vec<_>>()
    };
    if let Some(name) = by(Match::Same).first() {
        return Taken::Field(name);
    }
    if let Some(kind) = texts.iter().find_map(|text| personal::heading(text)) {
        return Taken::Personal(kind);
    }
    let named = said.columns.values().any(|place| place.eq_ignore_ascii_case(&letters(column)));
    let below = || (heading.1 + 1..=sheet.size().0).filter_map(|row| sheet.cells.get(&(row, column)));
    match below().find_map(|value| personal::number(&value.text())) {
        Some(kind) if !named => Taken::Personal(kind),
        _ => Taken::Unknown(by(Match::Near)),
    }
}
