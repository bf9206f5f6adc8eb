//! The frozen lists of protocol section 3. In: bytes. Out: rows, and back to the same bytes.

use super::text::{ascending, integer, rows};
use super::{ExcludedRow, Fault, InspectorRow, RecusalRow, RosterRow};
use crate::model::{InspectorId, ObjectId, Tag, is_word};
use std::collections::{BTreeMap, BTreeSet};

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

fn name(file: &str, line: usize, text: &str) -> Result<String, Fault> {
    if text.is_empty() { Err(Fault::at(file, line, "empty-name", "")) } else { Ok(text.to_owned()) }
}

/// Reads `roster.csv`.
pub fn parse_roster(bytes: &[u8]) -> Result<Vec<RosterRow>, Fault> {
    let file = "roster.csv";
    let rows: Vec<(usize, RosterRow)> = rows(file, bytes, ROSTER)?
        .into_iter()
        .map(|(line, f)| {
            let tag = |text: &str| Tag::parse(text).map_err(|_| Fault::at(file, line, "word", text));
            let row = RosterRow {
                id: object(file, line, f[0])?,
                name: name(file, line, f[1])?,
                stratum: is_word(f[2]).then(|| f[2].to_owned()).ok_or_else(|| Fault::at(file, line, "word", f[2]))?,
                tag: if f[3].is_empty() { None } else { Some(tag(f[3])?) },
            };
            Ok((line, row))
        })
        .collect::<Result<_, Fault>>()?;
    ascending(file, rows.iter().map(|(line, row)| (*line, &row.id)))?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
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

/// Reads `excluded.csv`.
pub fn parse_excluded(bytes: &[u8]) -> Result<Vec<ExcludedRow>, Fault> {
    let file = "excluded.csv";
    let rows: Vec<(usize, ExcludedRow)> = rows(file, bytes, EXCLUDED)?
        .into_iter()
        .map(|(line, f)| {
            if !EXCLUSION_RULES.contains(&f[2]) {
                return Err(Fault::at(file, line, "rule-code", f[2]));
            }
            if f[3].is_empty() {
                return Err(Fault::at(file, line, "empty-evidence", f[0]));
            }
            let row = ExcludedRow {
                id: object(file, line, f[0])?,
                name: name(file, line, f[1])?,
                rule: f[2].to_owned(),
                evidence: f[3].to_owned(),
            };
            Ok((line, row))
        })
        .collect::<Result<_, Fault>>()?;
    ascending(file, rows.iter().map(|(line, row)| (*line, &row.id)))?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
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
/// characters (protocol section 2).
pub fn check_ids(roster: &[RosterRow], excluded: &[ExcludedRow]) -> Result<(), Fault> {
    let mut ids: BTreeMap<String, &str> = BTreeMap::new();
    let all = roster.iter().map(|r| ("roster.csv", &r.id)).chain(excluded.iter().map(|r| ("excluded.csv", &r.id)));
    for (file, id) in all {
        if let Some(other) = ids.insert(id.as_str().to_ascii_lowercase(), id.as_str()) {
            let code = if other == id.as_str() { "duplicate-id" } else { "case-twin" };
            return Err(Fault::new(file, code, format!("{other} {id}")));
        }
    }
    // In sorted order an id that begins with a bare code stands right behind it.
    let mut bare: Option<&String> = None;
    for (id, shown) in &ids {
        if bare.is_some_and(|code| id.starts_with(code.as_str())) {
            return Err(Fault::new("roster.csv", "code-prefix", *shown));
        }
        if id.len() == 18 && id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            bare = Some(id);
        }
    }
    Ok(())
}
