//! Published results against the draws (protocol section 11, step 6), and the table of visits that no draw sent (section 10). In:
//! the tables below `data/results/` and `data/exempt/`, and the draws. Out: faults, each at its draw where it has one.

use super::Reader;
use super::site::Checked;
use super::sums::there;
use super::tables::{Row, read};
use crate::draw::{Examined, Fault, Stage};
use crate::model::parse_day;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

const WITHHELD: [&str; 3] = ["国家秘密", "商业秘密", "个人隐私"];

/// Every drawn object has one row of results, and no row hangs on no draw.
/// Errors: a table cannot be read.
pub(super) fn results(
    reader: &dyn Reader,
    paths: &[String],
    draws: &mut BTreeMap<String, Checked>,
) -> io::Result<Vec<Fault>> {
    let mut whole = Vec::new();
    let mut rows: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    let open: BTreeMap<String, BTreeSet<String>> =
        draws.iter().filter_map(|(id, (_, found))| Some((id.clone(), public(found.as_ref()?)))).collect();
    let columns = ["draw", "object", "visited", "determined", "published", "result", "withheld"];
    for (path, table) in tables(reader, paths, "data/results/", &columns)? {
        let table = match table {
            Ok(table) => table,
            Err(fault) => {
                whole.push(fault);
                continue;
            }
        };
        for row in table {
            match draws.get_mut(&row["draw"]) {
                None => whole.push(Fault::new(path, "result-no-draw", name(&row))),
                Some((verdict, _)) => verdict.fail(result(path, &row, open.get(&row["draw"])).err()),
            }
            let found = rows.entry(row["draw"].to_owned()).or_default();
            *found.entry(row["object"].to_owned()).or_default() += 1;
        }
    }
    for (id, wanted) in &open {
        let found = rows.get(id);
        let count = |object: &String| found.and_then(|found| found.get(object)).copied().unwrap_or(0);
        let faults: Vec<Fault> = wanted
            .iter()
            .filter_map(|object| match count(object) {
                1 => None,
                0 => Some(Fault::new("data/results", "result-missing", object.as_str())),
                _ => Some(Fault::new("data/results", "result-twice", object.as_str())),
            })
            .collect();
        draws.get_mut(id).expect("a known draw").0.fail(faults);
    }
    Ok(whole)
}

/// Visits outside the draws: each on a day of the calendar and on one of the nine grounds.
/// Errors: a table cannot be read.
pub(super) fn exempt(reader: &dyn Reader, paths: &[String]) -> io::Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for (path, table) in tables(reader, paths, "data/exempt/", &["object", "visited", "ground"])? {
        match table {
            Ok(rows) => faults.extend(rows.iter().flat_map(|row| exempt_row(path, row))),
            Err(fault) => faults.push(fault),
        }
    }
    Ok(faults)
}

fn exempt_row(path: &str, row: &Row) -> Vec<Fault> {
    let fault = |code, value: &str| Fault::new(path, code, format!("{} {value}", &row["object"]));
    let day = parse_day(&row["visited"]).is_none().then(|| fault("no-such-day", &row["visited"]));
    let ground = !matches!(row["ground"].as_bytes(), [b'1'..=b'9']);
    day.into_iter().chain(ground.then(|| fault("exempt-ground", &row["ground"]))).collect()
}

/// A table by its path, or why it is none.
type Table<'a> = (&'a String, Result<Vec<Row>, Fault>);

/// The tables of a folder, in the order of their paths. Errors: one cannot be read.
fn tables<'a>(reader: &dyn Reader, paths: &'a [String], folder: &str, columns: &[&str]) -> io::Result<Vec<Table<'a>>> {
    let own = paths.par_iter().filter(|path| path.starts_with(folder) && path.ends_with(".csv"));
    own.map(|path| {
        let bytes = there(reader, path)?.ok_or_else(|| Fault::new(path, "file-missing", ""));
        Ok((path, bytes.and_then(|bytes| read(path, &bytes, columns))))
    })
    .collect()
}

/// Objects whose being drawn is public.
fn public(found: &Examined) -> BTreeSet<String> {
    match found.stage {
        Stage::Revealed | Stage::Lost => found.drawn.iter().map(|row| row.id.to_string()).collect(),
        Stage::Sealed => found.slips.iter().map(|slip| slip.leaf.id.to_string()).collect(),
        _ => BTreeSet::new(),
    }
}

/// What a fault calls a row.
fn name(row: &Row) -> String {
    format!("{} {}", &row["draw"], &row["object"])
}

/// One row; `open`: objects of its draw whose being drawn is public, none if the draw itself failed.
fn result(path: &str, row: &Row, open: Option<&BTreeSet<String>>) -> Result<(), Fault> {
    let fault = |code| Err(Fault::new(path, code, name(row)));
    if open.is_some_and(|open| !open.contains(&row["object"])) {
        return fault("result-not-drawn");
    }
    let filled = |column: &str| !row[column].is_empty();
    if filled("result") && filled("withheld") {
        return fault("result-and-withheld");
    }
    if filled("published") && !filled("result") && !filled("withheld") {
        return fault("result-empty");
    }
    if filled("withheld") && !WITHHELD.contains(&&row["withheld"]) {
        return fault("result-ground");
    }
    // ISO days compare as text.
    let day = |column: &str| row[column].chars().take(10).collect::<String>();
    let (visited, determined, published) = (day("visited"), day("determined"), day("published"));
    let late = |first: &str, second: &str| !second.is_empty() && (first.is_empty() || first > second);
    if late(&visited, &determined) || (filled("result") && late(&determined, &published)) {
        return fault("result-order");
    }
    Ok(())
}
