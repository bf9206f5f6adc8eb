//! The plans of a site. In: plan records, the log, the draws. Out: what was planned below a floor or published late, and which draws are
//! missing.

use super::facts::{Draw, Missing, Plan};
use super::results::{Tables, table};
use crate::check::due;
use crate::log::Book;
use crate::model::{Class, Day, Period};
use crate::site::Calendar;
use crate::verify::{Reader, Word};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Working days in which a plan must be public (R13), counted from the last day on which it may be made (R12).
const TERM: u32 = 20;

/// A task of a plan.
pub(super) struct Task {
    class: Class,
    quarterly: bool,
    rate: u32,
}

/// Tasks of the newest version of each year, with the version's number.
pub(super) type Records = BTreeMap<i32, (u32, Vec<Task>)>;

/// Reads the plan records. Errors: a file cannot be read.
pub(super) fn records(reader: &dyn Reader, paths: &[String]) -> io::Result<Records> {
    let mut records = Records::new();
    for path in paths {
        let Some((year, version)) = version_of(path) else { continue };
        if records.get(&year).is_some_and(|(newest, _)| *newest >= version) {
            continue;
        }
        let rows = table(reader, path, ["class", "cycle", "rate"])?;
        let task = |[class, cycle, rate]: [String; 3]| {
            Some(Task { class: Class::parse(&class)?, quarterly: cycle == "quarter", rate: rate.parse().ok()? })
        };
        records.insert(year, (version, rows.into_iter().filter_map(task).collect()));
    }
    Ok(records)
}

/// Year and version in `data/plans/YYYY-vN.csv`.
fn version_of(path: &str) -> Option<(i32, u32)> {
    let (year, version) = path.strip_prefix("data/plans/")?.strip_suffix(".csv")?.split_once("-v")?;
    let year = year.parse().ok().filter(|year| (2000..2100).contains(year))?;
    Some((year, version.parse().ok()?))
}

/// Each year's plan against floors and terms.
pub(super) fn plans(records: &Records, book: Option<&Book>, calendar: &Calendar) -> Vec<Plan> {
    let plan = |(year, (_, tasks)): (&i32, &(u32, Vec<Task>))| {
        let below = tasks.iter().filter(|task| task.rate < task.class.floor_rate());
        let first = |book: &Book| {
            let of_year = |path: &str| version_of(path).is_some_and(|(of, _)| of == *year);
            book.entries.iter().find(|entry| entry.is_record() && of_year(&entry.path)).map(|entry| entry.time.date())
        };
        Plan {
            year: *year,
            logged: book.and_then(first),
            due: Day::from_ymd_opt(*year, 3, 31).and_then(|day| due(calendar, day, TERM).day()),
            below: below.map(|task| (task.class, task.rate, task.class.floor_rate())).collect(),
        }
    };
    records.iter().map(plan).collect()
}

/// Periods that are over and have no draw of a class that the plan draws. A special list without anybody needs none.
pub(super) fn missing(records: &Records, draws: &[Draw], tables: &Tables, as_of: Day) -> Vec<Missing> {
    let standing: BTreeSet<(Class, Period)> = draws
        .iter()
        .filter(|draw| !matches!(draw.word, Word::Void | Word::VoidUnopened))
        .filter_map(|draw| draw.class.zip(draw.period))
        .collect();
    let mut found = BTreeSet::new();
    for (year, (_, tasks)) in records {
        for task in tasks {
            let periods = match task.quarterly {
                true => (1..=4).map(|quarter| Period::quarter(*year, quarter)).collect(),
                false => vec![Period { year: *year, quarter: None }],
            };
            for period in periods.into_iter().filter(|period| period.last_day() < as_of) {
                let nobody = task.class == Class::Special && !tables.special.contains(&period);
                if !nobody && !standing.contains(&(task.class, period)) {
                    found.insert(Missing { period, class: task.class });
                }
            }
        }
    }
    found.into_iter().collect()
}
