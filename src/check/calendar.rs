//! Working days (domain.md 9). In: the calendar of the county and a day. Out: the day a term of working days ends, or the
//! year that has no calendar. Never guesses a holiday.

use crate::model::Day;
use crate::site::Calendar;
use chrono::{Datelike, Weekday};

/// When a term of working days ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// The last day allowed.
    Known(Day),
    /// 暂定: the calendar of this year is missing.
    Unknown {
        /// The year.
        year: i32,
    },
}

impl Due {
    /// The day, if it is known.
    pub fn day(self) -> Option<Day> {
        match self {
            Self::Known(day) => Some(day),
            Self::Unknown { .. } => None,
        }
    }
}

/// Whether a day is a working day; none where the year has no calendar.
pub fn is_working_day(calendar: &Calendar, day: Day) -> Option<bool> {
    if !calendar.years.contains(&day.year()) {
        return None;
    }
    let usual = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    Some(calendar.days.get(&day).copied().unwrap_or(usual))
}

/// The end of a term: the day of the event is not counted, the term ends with its last working day.
pub fn due(calendar: &Calendar, start: Day, working_days: u32) -> Due {
    let mut day = start;
    let mut left = working_days;
    while left > 0 {
        day = day.succ_opt().expect("terms end long before the last day there is");
        match is_working_day(calendar, day) {
            Some(true) => left -= 1,
            Some(false) => {}
            None => return Due::Unknown { year: day.year() },
        }
    }
    Due::Known(day)
}

/// Working days after `from` up to and including `to`; 0 if `to` is not later. None where a year has no calendar.
pub fn working_days_between(calendar: &Calendar, from: Day, to: Day) -> Option<u32> {
    let mut count = 0;
    for day in from.iter_days().skip(1).take_while(|day| *day <= to) {
        count += u32::from(is_working_day(calendar, day)?);
    }
    Some(count)
}
