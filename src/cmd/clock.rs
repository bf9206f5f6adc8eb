//! The clock, in the bureau's time (UTC+8). Nothing else in the program asks what time it is.

use crate::model::{Day, Time};
use chrono::{FixedOffset, Timelike};
use std::time::{SystemTime, UNIX_EPOCH};

/// The present moment to the second.
pub(super) fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |span| span.as_secs());
    let utc = chrono::DateTime::from_timestamp(i64::try_from(since).unwrap_or(0), 0).unwrap_or_default();
    let china = FixedOffset::east_opt(8 * 3600).expect("eight hours are an offset");
    let local = utc.with_timezone(&china).naive_local();
    local.with_nanosecond(0).unwrap_or(local)
}

/// The present day.
pub(super) fn today() -> Day {
    now().date()
}
