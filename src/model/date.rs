//! Days, times and periods. In: text in the one spelling the formats allow. Out: calendar values. Never reads a clock.

use super::Class;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar day in Beijing.
pub type Day = NaiveDate;
/// A moment in Beijing time (UTC+8), to the second.
pub type Time = NaiveDateTime;

/// Parses `YYYY-MM-DD`, an existing day, exactly ten ASCII characters.
pub fn parse_day(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if !shape {
        return None;
    }
    NaiveDate::from_ymd_opt(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?)
}

/// Parses `YYYY-MM-DDThh:mm:ss+08:00`, the only spelling of a time in protocol files.
pub fn parse_time(text: &str) -> Option<Time> {
    let body = text.strip_suffix("+08:00")?;
    let (day, clock) = body.split_once('T')?;
    let bytes = clock.as_bytes();
    let shape = bytes.len() == 8
        && bytes.iter().enumerate().all(|(i, b)| if i == 2 || i == 5 { *b == b':' } else { b.is_ascii_digit() });
    let (hour, minute, second): (u32, u32, u32) = if shape {
        (clock[0..2].parse().ok()?, clock[3..5].parse().ok()?, clock[6..8].parse().ok()?)
    } else {
        return None;
    };
    parse_day(day)?.and_hms_opt(hour, minute, second)
}

/// Writes a time as protocol files do.
pub fn write_time(time: Time) -> String {
    format!("{}T{:02}:{:02}:{:02}+08:00", time.date(), time.hour(), time.minute(), time.second())
}

/// Parses `YYYY-MM-DD hh:mm`, the spelling of `published_at` in tables (domain.md 8.2, PubDate).
pub fn parse_minute(text: &str) -> Option<Time> {
    let (day, clock) = text.split_once(' ')?;
    let bytes = clock.as_bytes();
    let shape =
        bytes.len() == 5 && bytes.iter().enumerate().all(|(i, b)| if i == 2 { *b == b':' } else { b.is_ascii_digit() });
    if !shape {
        return None;
    }
    parse_day(day)?.and_hms_opt(clock[0..2].parse().ok()?, clock[3..5].parse().ok()?, 0)
}

/// Writes `YYYY-MM-DD hh:mm`.
pub fn write_minute(time: Time) -> String {
    format!("{} {:02}:{:02}", time.date(), time.hour(), time.minute())
}

/// A quarter (`2026q2`) or a year (`2026`) of the plan (protocol section 2, PERIOD). Orders by year, then quarter; a year
/// stands before its quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    /// Four-digit year.
    pub year: i32,
    /// 1 to 4, or none where the plan's cycle is the year.
    pub quarter: Option<u32>,
}

impl Period {
    /// A quarter.
    pub fn quarter(year: i32, quarter: u32) -> Self {
        Self { year, quarter: Some(quarter) }
    }

    /// Parses `YYYYqN` or `YYYY`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, quarter) = match text.split_once('q') {
            Some((year, q @ ("1" | "2" | "3" | "4"))) => (year, Some(q.parse().ok()?)),
            Some(_) => return None,
            None => (text, None),
        };
        if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) {
            Some(Self { year: year.parse().ok()?, quarter })
        } else {
            None
        }
    }

    /// The quarter that holds a day.
    pub fn quarter_of(day: Day) -> Self {
        Self::quarter(day.year(), day.month0() / 3 + 1)
    }

    /// First day of the period.
    pub fn first_day(self) -> Day {
        let month = self.quarter.map_or(1, |q| q * 3 - 2);
        NaiveDate::from_ymd_opt(self.year, month, 1).expect("the first of a month exists")
    }

    /// Last day of the period.
    pub fn last_day(self) -> Day {
        let (year, month) = match self.quarter {
            Some(q) if q < 4 => (self.year, q * 3 + 1),
            _ => (self.year + 1, 1),
        };
        NaiveDate::from_ymd_opt(year, month, 1)
            .expect("the first of a month exists")
            .pred_opt()
            .expect("years are far from the end of time")
    }

    /// The quarter before a quarter, the year before a year.
    pub fn previous(self) -> Self {
        match self.quarter {
            Some(1) => Self::quarter(self.year - 1, 4),
            Some(q) => Self::quarter(self.year, q - 1),
            None => Self { year: self.year - 1, quarter: None },
        }
    }

    /// The quarter after a quarter, the year after a year.
    pub fn next(self) -> Self {
        match self.quarter {
            Some(4) => Self::quarter(self.year + 1, 1),
            Some(q) => Self::quarter(self.year, q + 1),
            None => Self { year: self.year + 1, quarter: None },
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quarter {
            Some(q) => write!(f, "{:04}q{q}", self.year),
            None => write!(f, "{:04}", self.year),
        }
    }
}

impl TryFrom<String> for Period {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or(format!("{text:?} is not a period"))
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.to_string()
    }
}

/// How often a task of the plan is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cycle {
    /// Once a quarter.
    Quarter,
    /// Once a year.
    Year,
}

impl Cycle {
    /// `quarter` or `year`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The seed's cycle for a class: projects and joint objects once a year, the others once a quarter (四(五)).
    pub fn of_class(class: Class) -> Self {
        match class {
            Class::Project | Class::Joint => Self::Year,
            _ => Self::Quarter,
        }
    }
}
