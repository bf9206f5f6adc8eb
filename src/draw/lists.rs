//! The frozen lists of protocol section 3. In: bytes. Out: rows, and back to the same bytes.

use super::stream::has_small;
use super::table::Table;
use super::text::{ascending, integer, rows};
use super::unique::{Held, Walk};
use super::{ExcludedRow, Fault, InspectorRow, RecusalRow, RosterRow, survey};
use crate::model::{InspectorId, ObjectId, Tag, is_word, object_id_shape};
use std::collections::BTreeSet;

/// Header of `roster.csv`.
pub const ROSTER: &str = "id,name,stratum,tag";
/// Header of `excluded.csv`.
pub const EXCLUDED: &str = "id,name,rule,evidence";
/// Header of `inspectors.csv`.
pub const INSPECTORS: &str = "id,name,tags,load";
/// Header of `recusals.csv`.
pub const RECUSALS: &str = "object,inspector";
/// Rules of exclusion.
pub const EXCLUSION_RULES: [&str; 5] = ["superior-checked", "yearly-cap", "suspended", "closed", "other"];

fn object(file: &str, line: usize, text: &str) -> Result<ObjectId, Fault> {
    ObjectId::parse(text).map_err(|_| Fault::at(file, line, "object-id", text))
}

fn inspector(file: &str, line: usize, text: &str) -> Result<InspectorId, Fault> {
    InspectorId::parse(text).map_err(|_| Fault::at(file, line, "inspector-id", text))
}

fn named<'t>(file: &str, line: usize, text: &'t str) -> Result<&'t str, Fault> {
    if text.is_empty() { Err(Fault::at(file, line, "empty-name", "")) } else { Ok(text) }
}

fn name(file: &str, line: usize, text: &str) -> Result<String, Fault> {
    named(file, line, text).map(str::to_owned)
}

impl Table for RosterRow {
    const FILE: &'static str = "roster.csv";
    const HEADER: &'static str = ROSTER;

    fn row(line: usize, f: &[&str]) -> Result<Self, Fault> {
        let file = Self::FILE;
        let tag = |text: &str| Tag::parse(text).map_err(|_| Fault::at(file, line, "word", text));
        Ok(Self {
            id: object(file, line, f[0])?,
            name: named(file, line, f[1])?.into(),
            stratum: is_word(f[2]).then(|| f[2].to_owned()).ok_or_else(|| Fault::at(file, line, "word", f[2]))?,
            tag: if f[3].is_empty() { None } else { Some(tag(f[3])?) },
        })
    }
}

/// Reads `roster.csv`.
pub fn parse_roster(bytes: &[u8]) -> Result<Vec<RosterRow>, Fault> {
    survey::rows(bytes)
}

/// Writes `roster.csv`; the rows must be sorted.
pub fn write_roster(rows: &[RosterRow]) -> Vec<u8> {
    let mut out = format!("{ROSTER}\n");
    for row in rows {
        let tag = row.tag.as_ref().map_or("", Tag::as_str);
        out.push_str(&format!("{},{},{},{tag}\n", row.id, row.name, row.stratum));
    }
    out.into_bytes()
}

impl Table for ExcludedRow {
    const FILE: &'static str = "excluded.csv";
    const HEADER: &'static str = EXCLUDED;

    fn row(line: usize, f: &[&str]) -> Result<Self, Fault> {
        let file = Self::FILE;
        if !EXCLUSION_RULES.contains(&f[2]) {
            return Err(Fault::at(file, line, "rule-code", f[2]));
        }
        if f[3].is_empty() {
            return Err(Fault::at(file, line, "empty-evidence", f[0]));
        }
        let (id, name) = (object(file, line, f[0])?, name(file, line, f[1])?);
        Ok(Self { id, name, rule: f[2].to_owned(), evidence: f[3].to_owned() })
    }
}

/// Reads `excluded.csv`.
pub fn parse_excluded(bytes: &[u8]) -> Result<Vec<ExcludedRow>, Fault> {
    survey::rows(bytes)
}

/// Writes `excluded.csv`.
pub fn write_excluded(rows: &[ExcludedRow]) -> Vec<u8> {
    let mut out = format!("{EXCLUDED}\n");
    for row in rows {
        out.push_str(&format!("{},{},{},{}\n", row.id, row.name, row.rule, row.evidence));
    }
    out.into_bytes()
}

/// Reads `inspectors.csv`.
pub fn parse_inspectors(bytes: &[u8]) -> Result<Vec<InspectorRow>, Fault> {
    let file = "inspectors.csv";
    let rows: Vec<(usize, InspectorRow)> = rows(file, bytes, INSPECTORS)?
        .into_iter()
        .map(|(line, f)| {
            let words: Vec<&str> = if f[2].is_empty() { Vec::new() } else { f[2].split(';').collect() };
            let tags = words
                .iter()
                .map(|text| Tag::parse(text).map_err(|_| Fault::at(file, line, "word", *text)))
                .collect::<Result<Vec<Tag>, Fault>>()?;
            if tags.windows(2).any(|pair| pair[0] >= pair[1]) {
                return Err(Fault::at(file, line, "tags", f[2]));
            }
            let row = InspectorRow {
                id: inspector(file, line, f[0])?,
                name: name(file, line, f[1])?,
                tags,
                load: integer(f[3]).ok_or_else(|| Fault::at(file, line, "integer", f[3]))?,
            };
            Ok((line, row))
        })
        .collect::<Result<_, Fault>>()?;
    ascending(file, rows.iter().map(|(line, row)| (*line, &row.id)))?;
    let mut seen = BTreeSet::new();
    for (line, row) in &rows {
        if !seen.insert(row.id.as_str().to_ascii_lowercase()) {
            return Err(Fault::at(file, *line, "case-twin", row.id.as_str()));
        }
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Writes `inspectors.csv`.
pub fn write_inspectors(rows: &[InspectorRow]) -> Vec<u8> {
    let mut out = format!("{INSPECTORS}\n");
    for row in rows {
        let tags: Vec<&str> = row.tags.iter().map(Tag::as_str).collect();
        out.push_str(&format!("{},{},{},{}\n", row.id, row.name, tags.join(";"), row.load));
    }
    out.into_bytes()
}

/// Reads `recusals.csv`.
pub fn parse_recusals(bytes: &[u8]) -> Result<Vec<RecusalRow>, Fault> {
    let file = "recusals.csv";
    let rows: Vec<(usize, RecusalRow)> = rows(file, bytes, RECUSALS)?
        .into_iter()
        .map(|(line, f)| {
            Ok((line, RecusalRow { object: object(file, line, f[0])?, inspector: inspector(file, line, f[1])? }))
        })
        .collect::<Result<_, Fault>>()?;
    for pair in rows.windows(2) {
        let (line, row) = &pair[1];
        match pair[0].1.cmp(row) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => return Err(Fault::at(file, *line, "duplicate-id", row.object.as_str())),
            std::cmp::Ordering::Greater => return Err(Fault::at(file, *line, "unsorted", row.object.as_str())),
        }
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Writes `recusals.csv`.
pub fn write_recusals(rows: &[RecusalRow]) -> Vec<u8> {
    let mut out = format!("{RECUSALS}\n");
    for row in rows {
        out.push_str(&format!("{},{}\n", row.object, row.inspector));
    }
    out.into_bytes()
}

/// Over roster and excluded together: ids unique without regard to case, and no id begins with another's bare code of 18
/// characters (protocol section 2). Both are sorted by id.
pub fn check_ids(roster: &[RosterRow], excluded: &[ExcludedRow]) -> Result<(), Fault> {
    let mut held = Held::default();
    excluded.iter().for_each(|row| held.push(row.id.as_str().as_bytes(), true));
    let roster = || roster.iter().map(|row| row.id.as_str().as_bytes());
    roster().filter(|id| has_small(id)).for_each(|id| held.push(id, false));
    held.sort();
    let mut walk = Walk::after(&held, b"");
    for id in roster().filter(|id| !has_small(id)) {
        walk.plain(id, object_id_shape(id).is_some_and(|shape| shape.is_bare));
    }
    walk.end().fault().map_or(Ok(()), Err)
}
