//! Results of visits whose being drawn is not public yet wait in `secrets/draws/DRAW/` and move to `content/results/` at the reveal, or row by
//! row once a slip is open. In: a draw's secret files, the year of its period, the texts of the tables of that year. Out: the new texts and
//! the secret files that go. What comes out is checked before it is written.

use super::draft::bytes;
use crate::diag::Report;
use crate::load::{Column, Edit, Record, columns, edited, table_text, with_rows};
use crate::steps::{DrawFolder, Step, WAITING};

/// Parts of a year's results, in the order of [`WAITING`]: what follows the year in the table's name.
pub(crate) const PARTS: [&str; 3] = ["", "-items", "-documents"];

/// What a move comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// New tables below `content/`; secret tables that keep rows; secret tables that go.
    pub step: Step,
    /// How many visits move.
    pub visits: usize,
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

/// Moves what waits of some objects, named by their id.
pub fn moved_of(
    folder: &DrawFolder,
    year: i32,
    text: &dyn Fn(&str) -> Option<String>,
    goes: &dyn Fn(&str) -> bool,
) -> Result<Moved, Report> {
    let mut out = Moved::default();
    let mut faults = Report::default();
    for (at, part) in PARTS.into_iter().enumerate() {
        let path = table(year, part);
        match split(folder, at, goes) {
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
                    Ok(next) => drop(out.step.public.insert(path, bytes(&next))),
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

fn split(folder: &DrawFolder, at: usize, goes: &dyn Fn(&str) -> bool) -> Result<Option<Split>, Report> {
    let Some(waiting) = text(folder, at)? else { return Ok(None) };
    let (mut going, mut stays) = (Vec::new(), 0);
    let left = edited(&secret_path(folder, at), columns_of(PARTS[at]), &waiting, |row| {
        if row.get("object").is_some_and(|object| goes(object)) {
            going.push(row.clone());
            Edit::Drop
        } else {
            stays += 1;
            Edit::Keep
        }
    })?;
    Ok(Some(Split { going, left: (stays > 0).then_some(left) }))
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
        let Moved { step, visits } = moved(&folder(), 2026, &text).unwrap();
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
        let Moved { step, visits } = moved_of(&folder(), 2026, &|_| None, &|object| object == "K1").unwrap();
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
