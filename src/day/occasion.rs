//! When public numbers come and which issue to expect. In: a kind of public value, a moment, the issue used last. Out: moments, rounds,
//! a span of issues. The number of an issue cannot be computed safely (lotteries pause over holidays), so it is typed and only compared.

use crate::draw::{Beacon, BeaconKind, beacon};
use crate::model::{Day, Time};
use chrono::{Datelike, Duration};

/// A commitment is refused less than this before the earliest value (protocol section 4).
const AHEAD_HOURS: i64 = 1;
/// Days over which no lottery was drawn at most: around the Spring Festival, and from 1 October.
const SPRING: ((u32, u32), (u32, u32), u32) = ((1, 15), (3, 5), 12);
const AUTUMN: ((u32, u32), (u32, u32), u32) = ((10, 1), (10, 8), 5);

/// The next occasions of the lotteries that a commitment may still wait for, `each` of every kind, by time.
pub fn lotteries(from: Time, each: usize) -> Vec<(BeaconKind, Time)> {
    let kinds = BeaconKind::ALL.into_iter().filter(|kind| kind.is_lottery());
    let mut all: Vec<(BeaconKind, Time)> = kinds
        .flat_map(|kind| {
            let days = from.date().iter_days();
            days.filter_map(move |day| moment_of(kind, day))
                .filter(move |time| *time >= from + Duration::hours(AHEAD_HOURS))
                .take(each)
                .map(move |time| (kind, time))
        })
        .collect();
    all.sort_by_key(|(kind, time)| (*time, *kind));
    all
}

/// When the value of a lottery comes on a day; none where it is not drawn on that day of the week.
pub fn moment_of(kind: BeaconKind, day: Day) -> Option<Time> {
    let clock = match kind {
        BeaconKind::DrandQuicknet => return None,
        BeaconKind::Kl8 => (21, 30),
        BeaconKind::Ssq => (21, 15),
        BeaconKind::Dlt => (21, 25),
    };
    let time = day.and_hms_opt(clock.0, clock.1, 0)?;
    // The protocol's own rule says which days are right.
    let first = Beacon { kind, round: u32::try_from(day.year()).ok()? * 1000 + 1, time };
    beacon::check_time("", 0, &first).is_ok().then_some(time)
}

/// The first round of drand-quicknet whose value is known at a moment or after it; none before its beginning.
pub fn drand_round(at: Time) -> Option<u32> {
    let seconds = (at - beacon::drand_time(1)).num_seconds();
    let round = u32::try_from(seconds.div_euclid(3)).ok()? + 1;
    Some(if beacon::drand_time(round) < at { round + 1 } else { round })
}

/// The least and the greatest issue to expect at an occasion, from the issue used last where it is of the same year, else from the
/// beginning of the year. Between the two lie the days over which lotteries pause.
pub fn expected(kind: BeaconKind, last: Option<(u32, Time)>, at: Time) -> Option<(u32, u32)> {
    let year = u32::try_from(at.year()).ok()?;
    let same = last.filter(|(round, time)| time.year() == at.year() && round / 1000 == year && *time < at);
    let (round, since) = match same {
        Some((round, time)) => (round, time.date().succ_opt()?),
        None => (year * 1000, Day::from_ymd_opt(at.year(), 1, 1)?),
    };
    let days: Vec<Day> = since.iter_days().take_while(|day| *day <= at.date()).collect();
    let drawn = days.iter().filter(|day| moment_of(kind, **day).is_some()).count();
    let most = round + u32::try_from(drawn).ok()?;
    let paused = [SPRING, AUTUMN].iter().map(|(from, to, most)| {
        let inside = |day: &&Day| {
            let at = (day.month(), day.day());
            *from <= at && at <= *to && moment_of(kind, **day).is_some()
        };
        u32::try_from(days.iter().filter(inside).count()).unwrap_or(u32::MAX).min(*most)
    });
    let least = most.saturating_sub(paused.sum()).max(round + 1);
    Some((least, most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_time;

    fn time(text: &str) -> Time {
        parse_time(text).unwrap()
    }

    #[test]
    fn occasions_follow_the_calendar_with_an_hour_to_spare() {
        let shown = |from: &str| -> Vec<String> {
            let all = lotteries(time(from), 1);
            all.iter().map(|(kind, time)| format!("{} {time}", kind.as_str())).collect()
        };
        // A Thursday.
        let thursday = ["ssq 2026-07-09 21:15:00", "kl8 2026-07-09 21:30:00", "dlt 2026-07-11 21:25:00"];
        assert_eq!(shown("2026-07-09T20:15:00+08:00"), thursday);
        let later = ["kl8 2026-07-09 21:30:00", "dlt 2026-07-11 21:25:00", "ssq 2026-07-12 21:15:00"];
        assert_eq!(shown("2026-07-09T20:15:01+08:00"), later);
    }

    #[test]
    fn a_round_is_the_first_that_is_not_before_the_moment() {
        for (text, shift) in
            [("2026-07-09T21:00:00+08:00", 0), ("2026-07-09T21:00:01+08:00", 1), ("2026-07-09T21:00:02+08:00", 2)]
        {
            let round = drand_round(time(text)).unwrap();
            assert!(beacon::drand_time(round) >= time(text), "{shift}");
            assert!(beacon::drand_time(round - 1) < time(text), "{shift}");
        }
        assert_eq!(drand_round(beacon::drand_time(1)), Some(1));
        assert_eq!(drand_round(time("2020-01-01T00:00:00+08:00")), None);
    }

    #[test]
    fn issues_are_expected_by_counting_from_the_last_one() {
        let at = time("2026-07-09T21:30:00+08:00");
        let last = Some((2_026_180, time("2026-07-01T21:30:00+08:00")));
        assert_eq!(expected(BeaconKind::Kl8, last, at), Some((2_026_188, 2_026_188)));
        // From the beginning of the year: 190 days, of which at most twelve were holidays.
        assert_eq!(expected(BeaconKind::Kl8, None, at), Some((2_026_178, 2_026_190)));
        // An issue of another year says nothing.
        let old = Some((2_025_300, time("2025-11-01T21:30:00+08:00")));
        assert_eq!(expected(BeaconKind::Kl8, old, at), Some((2_026_178, 2_026_190)));
        let first = time("2026-01-01T21:30:00+08:00");
        assert_eq!(expected(BeaconKind::Kl8, None, first), Some((2_026_001, 2_026_001)));
    }
}
