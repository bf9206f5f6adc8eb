//! Days, minutes and quarters in the spellings people use. In: a cell. Out: the one spelling of the tables, and what was done. A day whose
//! parts could be read in two ways is refused.

use super::cells::Mended;
use super::findings::Repair;
use super::grid::Value;
use super::target::{RawCell, Reading};
use crate::load::{Kind, examine_cell};
use crate::model::{Day, Time, parse_day, write_minute};
use chrono::{Days, NaiveDate, Timelike};
use unicode_normalization::UnicodeNormalization;

/// Serial days that a clerk's table can mean: 1954 to 2119.
const SERIALS: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;

/// Reads a day or a minute.
pub(super) fn read(kind: Kind, cell: &RawCell<'_>) -> Reading {
    let minutes = kind == Kind::Minute;
    match cell.value {
        Value::Moment(time) if minutes => Reading::Taken(write_minute(*time)),
        Value::Moment(time) if time.num_seconds_from_midnight() == 0 => {
            checked(Mended::new(time.date().to_string()), kind)
        }
        Value::Moment(time) => repaired(cell, time.date().to_string(), Repair::Day, kind),
        Value::Number(number) => match serial(*number, cell.since_1904) {
            _ if written(*number).is_some() && !minutes => {
                repaired(cell, written(*number).unwrap_or_default().to_string(), Repair::Day, kind)
            }
            Some(time) if minutes => repaired(cell, write_minute(time), Repair::Serial, kind),
            Some(time) => repaired(cell, time.date().to_string(), Repair::Serial, kind),
            None => Reading::Refused("MC0208", Vec::new()),
        },
        value => text(&value.text(), kind),
    }
}

fn checked(mended: Mended, kind: Kind) -> Reading {
    mended.checked(kind, &[])
}

fn repaired(cell: &RawCell<'_>, new: String, repair: Repair, kind: Kind) -> Reading {
    let mut mended = Mended::new(cell.value.text());
    mended.to(new, repair);
    checked(mended, kind)
}

/// A serial number of a spreadsheet as a moment.
fn serial(number: f64, since_1904: bool) -> Option<Time> {
    let (year, month, day) = if since_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
    let first = NaiveDate::from_ymd_opt(year, month, day)?;
    if !SERIALS.contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the bounds above")]
    let (days, seconds) = (number.trunc() as u64, (number.fract() * 86_400.0).round() as u32);
    first
        .checked_add_days(Days::new(days))?
        .and_hms_opt(0, 0, 0)?
        .checked_add_signed(chrono::TimeDelta::seconds(seconds.into()))
}

/// `20210520` as a number.
fn written(number: f64) -> Option<Day> {
    let text = number.to_string();
    if text.len() == 8 { parts(&text) } else { None }
}

fn text(text: &str, kind: Kind) -> Reading {
    let mut mended = Mended::new(text.to_owned());
    mended.clean();
    if examine_cell(kind, &mended.text, &[]).is_ok() {
        return mended.done();
    }
    let plain: String = mended.text.nfkc().collect();
    let plain = plain.trim_start_matches('\'');
    if kind == Kind::Day {
        // A clock time behind the day says nothing a day could keep.
        let day = parts(plain).or_else(|| {
            plain.split_once([' ', 'T']).filter(|(_, rest)| clock(rest).is_some()).and_then(|(day, _)| parts(day))
        });
        if let Some(day) = day {
            mended.to(day.to_string(), Repair::Day);
        }
    } else if let Some((day, rest)) = plain.split_once([' ', 'T']).or_else(|| plain.split_once('日'))
        && let (Some(day), Some((hour, minute))) = (parts(day), clock(rest))
    {
        mended.to(format!("{day} {hour:02}:{minute:02}"), Repair::Day);
    }
    mended.checked(kind, &[])
}

/// `9:05`, `09:05:00`, `9时5分`.
fn clock(text: &str) -> Option<(u32, u32)> {
    let numbers: Vec<u32> = digits(text).iter().filter_map(|part| part.parse().ok()).collect();
    let signs = text.chars().all(|c| c.is_ascii_digit() || ":时分秒点 ".contains(c));
    match numbers[..] {
        [hour, minute] | [hour, minute, _] if signs && hour < 24 && minute < 60 => Some((hour, minute)),
        _ => None,
    }
}

/// Runs of digits.
fn digits(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect()
}

/// A day whose year comes first: `2021/5/20`, `2021.5.20`, `2021年5月20日`, `20210520`, a stray slash at the end.
fn parts(text: &str) -> Option<Day> {
    let text: String = text.split_whitespace().collect();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return parse_day(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
    }
    let signs = text.chars().all(|c| c.is_ascii_digit() || "-/.年月日号—–\\".contains(c));
    match digits(&text)[..] {
        [year, month, day]
            if signs && text.starts_with(year) && year.len() == 4 && month.len() < 3 && day.len() < 3 =>
        {
            parse_day(&format!("{year}-{month:0>2}-{day:0>2}"))
        }
        _ => None,
    }
}

/// `2026年第二季度`, `2026年2季度`, `2026Q2`, `2026-2季度` as `2026q2`.
pub(super) fn quarter(text: &str) -> Option<String> {
    let plain: String = text.nfkc().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let year = plain.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let rest = plain[4..].trim_start_matches(['年', '-', '.', '/', '第']);
    let number = rest.strip_prefix('q').or_else(|| rest.strip_suffix("季度")).or_else(|| rest.strip_suffix("季"))?;
    let number = match number {
        "1" | "一" => 1,
        "2" | "二" => 2,
        "3" | "三" => 3,
        "4" | "四" => 4,
        _ => return None,
    };
    Some(format!("{year}q{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(value: Value, since_1904: bool) -> Reading {
        read(Kind::Day, &RawCell { value: &value, since_1904 })
    }

    #[test]
    fn a_day_is_read_in_every_spelling_that_has_one_meaning() {
        for text in [
            "2021/5/20",
            "2021.5.20",
            "2021年5月20日",
            "20210520",
            "2021/5/20/",
            "２０２１－５－２０",
            "2021-05-20 00:00:00",
        ] {
            let wanted = Reading::Repaired("2021-05-20".to_owned(), vec![Repair::Day]);
            assert_eq!(day(Value::Text(text.to_owned()), false), wanted, "{text}");
        }
        assert_eq!(day(Value::Text("2021-05-20".to_owned()), false), Reading::Taken("2021-05-20".to_owned()));
        for text in ["5/20/2021", "21.5.20", "2021年5月", "2021/13/1", "4—10月"] {
            assert!(matches!(day(Value::Text(text.to_owned()), false), Reading::Refused(..)), "{text}");
        }
    }

    #[test]
    fn a_serial_day_counts_from_the_day_its_file_says() {
        let wanted = |text: &str| Reading::Repaired(text.to_owned(), vec![Repair::Serial]);
        assert_eq!(day(Value::Number(44336.0), false), wanted("2021-05-20"));
        assert_eq!(day(Value::Number(44336.0 - 1462.0), true), wanted("2021-05-20"));
        let minute = read(Kind::Minute, &RawCell { value: &Value::Number(44336.5), since_1904: false });
        assert_eq!(minute, wanted("2021-05-20 12:00"));
    }

    #[test]
    fn quarters_need_their_year() {
        for text in ["2026年第二季度", "2026年2季度", "2026Q2", "2026-2季度"] {
            assert_eq!(quarter(text).as_deref(), Some("2026q2"), "{text}");
        }
        assert_eq!(quarter("二季度"), None);
    }
}
