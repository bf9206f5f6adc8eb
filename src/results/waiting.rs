//! Results of visits whose being drawn is not public yet wait in `secrets/draws/DRAW/` and move to `content/results/` at the reveal, or row by
//! row once a slip is open. In: a draw's secret files, the year of its period, the texts of the tables of that year. Out: the new texts and
//! the secret files that go. What comes out is checked before it is written.

use super::draft::bytes;
use crate::diag::{Diagnostic, Place, Report};
use crate::load::{Column, Edit, Record, columns, edited, table_text, with_rows};
use crate::model::{Time, parse_minute, write_minute};
use crate::steps::{DrawFolder, Step, WAITING};
use chrono::Timelike;

/// Parts of a year's results, in the order of [`WAITING`]: what follows the year in the table's name.
pub(crate) const PARTS: [&str; 3] = ["", "-items", "-documents"];

/// What a move comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// New tables below `content/`; secret tables that keep rows; secret tables that go.
    pub step: Step,
    /// How many visits move.
    pub visits: usize,
    /// Where rows came from: name below the draw's secrets, path below `content/`, how many.
    pub from: Vec<(&'static str, String, usize)>,
    /// Objects whose empty 公开时间 was filled with the moment of the reveal.
    pub stamped: Vec<String>,
}

/// The path below `content/` of a part of a year's results.
pub(crate) fn table(year: i32, part: &str) -> String {
    format!("results/{year:04}{part}.csv")
}

/// The declared columns of a part of a year's results.
pub(crate) fn columns_of(part: &str) -> &'static [Column] {
    columns(&format!("results/YYYY{part}.csv")).unwrap_or_default()
}

/// Moves all that waits. `year`: that of the draw's period; `text`: the present text of a table by its path below `content/`.
/// Errors: tables whose headings or bytes cannot be read.
pub fn moved(folder: &DrawFolder, year: i32, text: &dyn Fn(&str) -> Option<String>) -> Result<Moved, Report> {
    moved_of(folder, year, text, &|_| true)
}

/// Moves all that waits in the step of the reveal: what is determined and has no time of publication becomes public with it.
/// Errors: as for [`moved`]; a row of another draw (MC1002), a time of publication before the reveal (MC1001).
pub fn revealed(
    folder: &DrawFolder,
    year: i32,
    text: &dyn Fn(&str) -> Option<String>,
    moment: Time,
) -> Result<Moved, Report> {
    let (mut faults, mut stamped) = (Report::default(), Vec::new());
    let found = moving(folder, year, text, &|_| true, &mut |at, number, row| {
        examine(folder, at, number, row, moment, &mut faults);
        if PARTS[at].is_empty() {
            stamp(row, moment, &mut stamped);
        }
    });
    match found {
        Ok(found) if !faults.has_errors() => Ok(Moved { stamped, ..found }),
        Ok(_) => Err(faults.sorted()),
        Err(more) => {
            faults.append(more);
            Err(faults.sorted())
        }
    }
}

/// Moves what waits of some objects, named by their id.
pub fn moved_of(
    folder: &DrawFolder,
    year: i32,
    text: &dyn Fn(&str) -> Option<String>,
    goes: &dyn Fn(&str) -> bool,
) -> Result<Moved, Report> {
    moving(folder, year, text, goes, &mut |_, _, _| {})
}

/// What is done to a row on its way: the place of its part among [`PARTS`], its number, its cells.
type OnTheWay<'a> = &'a mut dyn FnMut(usize, u32, &mut Record);

fn moving(
    folder: &DrawFolder,
    year: i32,
    text: &dyn Fn(&str) -> Option<String>,
    goes: &dyn Fn(&str) -> bool,
    on_the_way: OnTheWay<'_>,
) -> Result<Moved, Report> {
    let mut out = Moved::default();
    let mut faults = Report::default();
    for (at, part) in PARTS.into_iter().enumerate() {
        let path = table(year, part);
        match split(folder, at, goes, on_the_way) {
            Ok(Some(Split { going, left })) => {
                if part.is_empty() {
                    out.visits = going.len();
                }
                let secret = format!("draws/{}/{}", folder.id, WAITING[at]);
                match left {
                    Some(left) if !going.is_empty() => drop(out.step.secret.insert(secret, bytes(&left))),
                    Some(_) => {}
                    None => out.step.remove_secret.push(secret),
                }
                if going.is_empty() {
                    continue;
                }
                match with_rows(&path, columns_of(part), text(&path).as_deref(), &going) {
                    Ok(next) => {
                        out.from.push((WAITING[at], path.clone(), going.len()));
                        out.step.public.insert(path, bytes(&next));
                    }
                    Err(report) => faults.append(report),
                }
            }
            Ok(None) => {}
            Err(report) => faults.append(report),
        }
    }
    if faults.has_errors() { Err(faults) } else { Ok(out) }
}

/// The rows of a table that move, and the text that stays; none where no row does.
struct Split {
    going: Vec<Record>,
    left: Option<String>,
}

fn split(
    folder: &DrawFolder,
    at: usize,
    goes: &dyn Fn(&str) -> bool,
    on_the_way: OnTheWay<'_>,
) -> Result<Option<Split>, Report> {
    let Some(waiting) = text(folder, at)? else { return Ok(None) };
    let (mut going, mut stays) = (Vec::new(), 0);
    let left = edited(&secret_path(folder, at), columns_of(PARTS[at]), &waiting, |number, row| {
        if row.get("object").is_some_and(|object| goes(object)) {
            let mut row = row.clone();
            on_the_way(at, number, &mut row);
            going.push(row);
            Edit::Drop
        } else {
            stays += 1;
            Edit::Keep
        }
    })?;
    Ok(Some(Split { going, left: (stays > 0).then_some(left) }))
}

fn examine(folder: &DrawFolder, at: usize, number: u32, row: &Record, moment: Time, faults: &mut Report) {
    let cell = |name: &str| row.get(name).map_or("", String::as_str);
    let place = || Place { row: number, ..Place::file(&secret_path(folder, at)) };
    if cell("draw") != folder.id.as_str() {
        faults.push(Diagnostic::error("MC1002", place()).value(cell("draw")).arg("draw", &folder.id));
    }
    // Times of publication have no seconds.
    let until = moment.with_second(0).unwrap_or(moment);
    if let Some(time) = parse_minute(cell("published_at")).filter(|time| *time < until) {
        let fault = Diagnostic::error("MC1001", place()).value(cell("published_at")).arg("object", cell("object"));
        faults.push(fault.arg("time", write_minute(time)).arg("moment", write_minute(moment)));
    }
}

/// A result becomes public with the reveal: where nobody wrote another time, that is its time.
fn stamp(row: &mut Record, moment: Time, stamped: &mut Vec<String>) {
    let filled = |name: &str| row.get(name).is_some_and(|cell| !cell.is_empty());
    if (filled("result") || filled("withheld")) && filled("determined") && !filled("published_at") {
        stamped.push(row.get("object").cloned().unwrap_or_default());
        row.insert("published_at", write_minute(moment));
    }
}

/// Where a waiting table stands, for messages.
fn secret_path(folder: &DrawFolder, at: usize) -> String {
    format!("secrets/draws/{}/{}", folder.id, WAITING[at])
}

/// The text of one of the tables of [`WAITING`]; none where it is not there. Errors: bytes that are no text.
fn text(folder: &DrawFolder, at: usize) -> Result<Option<String>, Report> {
    let bytes = folder.secret.get(WAITING[at]);
    bytes.map(|bytes| table_text(&secret_path(folder, at), bytes)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::Files;
    use crate::model::DrawId;

    const VISITS: &str = "抽取编号,对象编号,检查日期,检查方式,认定日期,公开时间,检查结果,不公开理由,检查机关\n\
                          2026q1-key,K1,2026-02-03,现场检查,,,,,\"甲,乙\"\n2026q1-key,K2,2026-02-04,,,,,,丙\n";
    const ITEMS: &str = "抽取编号,对象编号,事项编号,结论\n2026q1-key,K1,1,未发现问题\n";

    fn folder() -> DrawFolder {
        let mut folder = DrawFolder::new(DrawId::parse("2026q1-key").unwrap());
        folder.secret = Files::from([
            ("seed.txt".to_owned(), b"x".to_vec()),
            ("visits.csv".to_owned(), VISITS.into()),
            ("visits-items.csv".to_owned(), ITEMS.into()),
        ]);
        folder
    }

    #[test]
    fn everything_moves_below_what_stands_there() {
        let there = "检查机关 agency,抽取编号,对象编号,检查日期,检查方式,认定日期,公开时间,检查结果,不公开理由\n丁,2026q1-key,K9,,,,,,\n";
        let text = |path: &str| (path == "results/2026.csv").then(|| there.to_owned());
        let Moved { step, visits, .. } = moved(&folder(), 2026, &text).unwrap();
        assert_eq!(visits, 2);
        assert_eq!(step.remove_secret, ["draws/2026q1-key/visits.csv", "draws/2026q1-key/visits-items.csv"]);
        let text = |path: &str| {
            String::from_utf8(step.public[path].clone()).unwrap().trim_start_matches('\u{feff}').to_owned()
        };
        assert_eq!(
            text("results/2026.csv"),
            format!("{there}\"甲,乙\",2026q1-key,K1,2026-02-03,现场检查,,,,\n丙,2026q1-key,K2,2026-02-04,,,,,\n")
        );
        assert_eq!(text("results/2026-items.csv"), ITEMS);
        assert!(step.secret.is_empty());
    }

    #[test]
    fn one_object_moves_and_the_others_wait() {
        let Moved { step, visits, .. } = moved_of(&folder(), 2026, &|_| None, &|object| object == "K1").unwrap();
        assert_eq!(visits, 1);
        assert_eq!(step.remove_secret, ["draws/2026q1-key/visits-items.csv"]);
        let left = String::from_utf8(step.secret["draws/2026q1-key/visits.csv"].clone()).unwrap();
        assert_eq!(
            left.trim_start_matches('\u{feff}'),
            VISITS.replace("2026q1-key,K1,2026-02-03,现场检查,,,,,\"甲,乙\"\n", "")
        );
    }

    #[test]
    fn a_table_that_cannot_be_read_is_said_for_each() {
        let mut folder = folder();
        folder.secret.insert("visits.csv".into(), "编号\n1\n".into());
        folder.secret.insert("visits-items.csv".into(), vec![0xff, 0xff]);
        let faults = moved(&folder, 2026, &|_| None).unwrap_err();
        let codes: Vec<_> = faults.diagnostics.iter().map(|fault| fault.code).collect();
        assert!(codes.contains(&"MC0103") && codes.contains(&"MC0109"), "{codes:?}");
    }
}
