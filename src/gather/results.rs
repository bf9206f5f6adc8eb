//! What became of those who were drawn. In: the tables of results, the calendar, the special lists of a site, a draw. Out: numbers.
//! The verdict has already said whether the tables fit the draws; here they are counted.

use super::facts::{Draw, Results};
use crate::check::due;
use crate::draw::{Examined, Stage};
use crate::model::{Day, Period, parse_day};
use crate::site::Calendar;
use crate::verify::Reader;
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Working days in which a result must be public (R37).
const TERM: u32 = 20;

/// What a site publishes as tables.
pub(super) struct Tables {
    /// Rows of results by draw.
    rows: BTreeMap<String, Vec<Row>>,
    /// Holidays, as the county publishes them.
    pub(super) calendar: Calendar,
    /// Periods whose list of special objects is not empty.
    pub(super) special: BTreeSet<Period>,
}

/// One result.
struct Row {
    object: String,
    determined: Option<Day>,
    published: Option<Day>,
    withheld: bool,
}

impl Tables {
    /// Reads them; a table that is none counts as empty, for the verdict has told it. Errors: a file cannot be read.
    pub(super) fn read(reader: &dyn Reader, paths: &[String]) -> io::Result<Self> {
        let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        let results = ["draw", "object", "determined", "published", "withheld"];
        for path in paths.iter().filter(|path| is_in(path, "data/results/")) {
            for [draw, object, determined, published, withheld] in table(reader, path, results)? {
                let day = |cell: &str| cell.get(..10).and_then(parse_day);
                let row = Row {
                    object,
                    determined: day(&determined),
                    published: day(&published),
                    withheld: !withheld.is_empty(),
                };
                rows.entry(draw).or_default().push(row);
            }
        }
        let mut calendar = Calendar::default();
        for [date, kind] in table(reader, "data/calendar.csv", ["date", "day_kind"])? {
            let Some(date) = parse_day(&date) else { continue };
            calendar.days.insert(date, kind == "workday");
            if calendar.years.last() != Some(&date.year()) && !calendar.years.contains(&date.year()) {
                calendar.years.push(date.year());
            }
        }
        let mut special = BTreeSet::new();
        for path in paths.iter().filter(|path| is_in(path, "data/special/")) {
            let name = path["data/special/".len()..].trim_end_matches(".csv");
            if let Some(period) = Period::parse(name)
                && !table(reader, path, ["object"])?.is_empty()
            {
                special.insert(period);
            }
        }
        Ok(Self { rows, calendar, special })
    }
}

fn is_in(path: &str, folder: &str) -> bool {
    path.starts_with(folder) && path.ends_with(".csv")
}

/// Some columns of a table by their English names; nothing where it is no such table. Errors: it cannot be read.
pub(super) fn table<const N: usize>(
    reader: &dyn Reader,
    path: &str,
    columns: [&str; N],
) -> io::Result<Vec<[String; N]>> {
    let bytes = match reader.read(path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        bytes => bytes?,
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut rows = csv::Reader::from_reader(bytes);
    let Ok(headings) = rows.headers() else { return Ok(Vec::new()) };
    let names: Vec<&str> = headings.iter().map(|heading| heading.rsplit(' ').next().unwrap_or(heading)).collect();
    let places = columns.map(|column| names.iter().position(|name| *name == column));
    if places.contains(&None) {
        return Ok(Vec::new());
    }
    let cells = |row: csv::StringRecord| places.map(|at| at.and_then(|at| row.get(at)).unwrap_or("").to_owned());
    Ok(rows.records().map_while(Result::ok).map(cells).collect())
}

/// What became of the drawn of a draw, as of a day.
pub(super) fn of(found: &Examined, draw: &Draw, tables: &Tables, as_of: Day) -> Results {
    let mut count = Results::default();
    let open: BTreeSet<&str> = match found.stage {
        Stage::Revealed | Stage::Lost => found.drawn.iter().map(|row| row.id.as_str()).collect(),
        Stage::Sealed => found.slips.iter().map(|slip| slip.leaf.id.as_str()).collect(),
        _ => return count,
    };
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for row in tables.rows.get(&draw.id).into_iter().flatten() {
        // A row of nobody, or a second one, is told by the verdict and counts for nothing.
        if open.contains(row.object.as_str()) && told.insert(&row.object) {
            judge(row, &tables.calendar, as_of, &mut count);
        }
    }
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    count.pending = count.pending.saturating_add(number(open.len() - told.len()));
    count.sealed = draw.drawn.saturating_sub(number(open.len()));
    count
}

fn judge(row: &Row, calendar: &Calendar, as_of: Day, count: &mut Results) {
    let last = row.determined.and_then(|day| due(calendar, day, TERM).day());
    if row.withheld {
        count.withheld += 1;
    } else if let Some(published) = row.published {
        count.published += 1;
        count.late += u32::from(last.is_some_and(|last| published > last));
    } else {
        count.pending += 1;
        count.overdue += u32::from(last.is_some_and(|last| as_of > last));
    }
}
