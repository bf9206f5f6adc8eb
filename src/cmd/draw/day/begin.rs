//! The first half of a draw's day: lists shown, other parties, public numbers, the notes of the record, what will be fixed; then the
//! commitment. In: a draw that the plan asks for. Out: a committed draw, or a shortfall, or nothing.

use super::clerk::{Clerk, Heard, Leave};
use super::{free_name, lists, minute, publish, record};
use crate::check::Planned;
use crate::cli::{CommitArgs, EscrowArgs, ShortfallArgs, StepArgs};
use crate::cmd::desk::County;
use crate::cmd::draw::begin as steps_of;
use crate::day::occasion::{drand_round, expected, lotteries};
use crate::day::typed::hex64;
use crate::draw::commit::is_party;
use crate::draw::{Beacon, BeaconKind, Commit, beacon};
use crate::model::{Time, parse_minute, write_time};
use crate::steps::{BUREAU, CommitRequest};
use chrono::Duration;
use std::path::Path;

/// Public numbers of one commitment at most (protocol section 4).
const MOST_BEACONS: usize = 3;
/// Occasions of each lottery that are offered.
const OFFERED: usize = 2;

/// What the other parties brought.
#[derive(Default)]
struct Parties {
    commits: Vec<String>,
    envelopes: Vec<String>,
    holders: Vec<String>,
}

/// From the lists to the commitment, and its publication.
pub(super) fn begin(clerk: &Clerk<'_>, county: &County, planned: &Planned) -> Heard<()> {
    let period = planned.period.to_string();
    clerk.tell("day.begin.head", &[("task", &planned.name), ("period", &period)]);
    let request = named(clerk, county, planned)?;
    let step = || StepArgs { draw: request.draw.to_string(), at: clerk.at.map(str::to_owned) };
    let draft = match lists::draft(county, &request) {
        Ok(draft) => draft,
        Err(report) => {
            let nobody = report.diagnostics.iter().all(|fault| fault.code == "MC0708");
            clerk.refused(&clerk.desk.refused(report, county));
            return if nobody { shortfall(clerk, planned, step()) } else { Err(Leave::Back) };
        }
    };
    lists::show(clerk, county, &draft)?;
    if let Some(replaces) = &request.replaces {
        clerk.tell("day.begin.replaces", &[("draw", replaces.as_str())]);
    }
    if !clerk.yes("day.begin.right", &[])? {
        clerk.tell("day.begin.mend", &[]);
        return Err(Leave::Back);
    }
    let parties = parties(clerk, county)?;
    let beacons = beacons(clerk, county)?;
    let notes = record::ask(clerk, &request.draw, county.moment)?;
    let mut args = CommitArgs {
        step: step(),
        task: request.task.to_string(),
        period,
        replaces: request.replaces.as_ref().map(ToString::to_string),
        beacons: beacons.iter().map(written).collect(),
        parties: parties.commits,
        slots: Vec::new(),
        escrow: EscrowArgs { own: Vec::new(), envelopes: parties.envelopes, holders: parties.holders },
        dry_run: true,
    };
    // Everything is checked with the real numbers before the last question; its text is for those who type the command.
    steps_of::commit(clerk.desk, &args)?;
    summary(clerk, county, &draft.commit, &args, &beacons);
    if !clerk.yes("day.begin.sure", &[("draw", request.draw.as_str())])? {
        clerk.tell("day.begin.not", &[]);
        return Err(Leave::Back);
    }
    record::keep(clerk, &request.draw, &notes)?;
    args.dry_run = false;
    let done = steps_of::commit(clerk.desk, &args)?;
    // The lists and numbers were shown just now; what is new stands below the deadlines.
    let told = |line: &&str| !line.starts_with("  ") && !line.starts_with(clerk.word("day.begin.told").as_str());
    let news: Vec<&str> = done.lines().filter(told).collect();
    clerk.show(&format!("{}\n", news.join("\n")));
    publish::publish(clerk, beacons.iter().map(|beacon| beacon.time).min())
}

/// The draw's name, and what is asked of it beside the public numbers.
fn named(clerk: &Clerk<'_>, county: &County, planned: &Planned) -> Heard<CommitRequest> {
    let proposal = free_name(&county.site, planned).unwrap_or_default();
    let draw = loop {
        let name = clerk.proposed("day.begin.name", &proposal)?;
        if name.is_empty() {
            return Err(Leave::Back);
        }
        match clerk.desk.draw_id(&name) {
            Ok(draw) => break draw,
            Err(stop) => clerk.refused(&stop),
        }
    };
    let mut request = CommitRequest {
        draw,
        task: planned.task.clone(),
        period: planned.period,
        replaces: None,
        beacons: Vec::new(),
        parties: Vec::new(),
        slots: Vec::new(),
    };
    request.replaces = lists::replaced(&county.site, &request);
    Ok(request)
}

/// Nobody can be drawn: that is recorded, so that no draw looks hidden.
fn shortfall(clerk: &Clerk<'_>, planned: &Planned, step: StepArgs) -> Heard<()> {
    if !clerk.yes("day.begin.shortfall", &[])? {
        return Err(Leave::Back);
    }
    let args = ShortfallArgs { step, task: planned.task.to_string(), period: planned.period.to_string() };
    clerk.show(&steps_of::shortfall(clerk.desk, &args)?);
    publish::publish(clerk, None)
}

/// Commitments and envelopes of the other parties.
fn parties(clerk: &Clerk<'_>, county: &County) -> Heard<Parties> {
    let mut found = Parties::default();
    let names: Vec<&str> = county.site.config.draw.escrow.iter().map(|holder| holder.name.as_str()).collect();
    if names.is_empty() {
        clerk.tell("day.party.no-escrow", &[]);
    } else {
        clerk.tell("day.party.escrow", &[("names", &names.join(&clerk.word("cli.draw.comma")))]);
    }
    let mut key = "day.party.any";
    while clerk.yes(key, &[])? {
        let (party, commit) = party(clerk)?;
        let taken = |known: &String| known.split(':').next() == Some(party.as_str());
        if found.commits.iter().any(taken) {
            clerk.tell("day.party.twice", &[("party", &party)]);
        } else {
            found.commits.push(format!("{party}:{commit}"));
            envelope(clerk, &party, &mut found)?;
        }
        key = "day.party.more";
    }
    Ok(found)
}

/// `nonce-commit PARTY HEX` as the party's machine printed it, typed or in a file.
fn party(clerk: &Clerk<'_>) -> Heard<(String, String)> {
    loop {
        let line = clerk.filled("day.party.line", &[])?;
        let text = if Path::new(&line).is_file() { std::fs::read_to_string(&line).unwrap_or_default() } else { line };
        // In a file other sentences may stand around it.
        let line = text.lines().find(|line| line.contains("nonce-commit")).unwrap_or(text.trim());
        let line = line.replace(['：', ':'], " ");
        let words: Vec<&str> =
            line.split_whitespace().filter(|word| !matches!(*word, "nonce-commit" | "--party")).collect();
        if let [party, rest @ ..] = words.as_slice()
            && let Some(hash) = hex64(&rest.concat())
            && is_party(party)
            && *party != BUREAU
        {
            return Ok(((*party).to_owned(), hash));
        }
        clerk.tell("day.party.wrong", &[]);
    }
}

fn envelope(clerk: &Clerk<'_>, party: &str, found: &mut Parties) -> Heard<()> {
    loop {
        let path = clerk.line("day.party.envelope", &[("party", party)])?;
        if path.is_empty() {
            return Ok(());
        }
        if Path::new(&path).is_file() {
            found.envelopes.push(format!("{party}={path}"));
            break;
        }
        clerk.tell("day.no-file", &[("path", &path)]);
    }
    loop {
        let name = clerk.line("day.party.holder", &[("party", party)])?;
        if name.is_empty() {
            return Ok(());
        }
        found.holders.push(format!("{party}={name}"));
    }
}

/// `KIND:ROUND:TIME`.
fn written(beacon: &Beacon) -> String {
    format!("{}:{}:{}", beacon.kind.as_str(), beacon.round, write_time(beacon.time))
}

/// One to three public numbers.
fn beacons(clerk: &Clerk<'_>, county: &County) -> Heard<Vec<Beacon>> {
    let mut found: Vec<Beacon> = Vec::new();
    clerk.tell("day.beacon.head", &[]);
    loop {
        let next = beacon(clerk, county)?;
        if found.contains(&next) {
            clerk.tell("day.beacon.twice", &[]);
        } else {
            found.push(next);
        }
        if found.len() == MOST_BEACONS || !clerk.yes("day.beacon.more", &[])? {
            return Ok(found);
        }
    }
}

/// The name of a kind of public number.
pub(super) fn kind_name(clerk: &Clerk<'_>, kind: BeaconKind) -> String {
    clerk.word(&format!("day.beacon.kind.{}", kind.as_str()))
}

fn beacon(clerk: &Clerk<'_>, county: &County) -> Heard<Beacon> {
    let offers = lotteries(county.moment, OFFERED);
    let weekday = |time: Time| clerk.word(&format!("day.weekday.{}", time.format("%u")));
    let line = |(kind, time): &(BeaconKind, Time)| {
        let args = [("kind", &*kind_name(clerk, *kind)), ("time", &minute(*time)), ("weekday", &weekday(*time))];
        clerk.fill("day.beacon.offer", &args)
    };
    let mut options: Vec<String> = offers.iter().map(line).collect();
    options.push(clerk.word("day.beacon.drand"));
    let chosen = clerk.choose("day.beacon.which", &options)?.ok_or(Leave::Back)?;
    match offers.get(chosen) {
        Some((kind, time)) => issue(clerk, county, *kind, *time),
        None => drand(clerk, county),
    }
}

/// The issue, typed; the protocol's rule is applied at once, and one that looks off must be confirmed.
fn issue(clerk: &Clerk<'_>, county: &County, kind: BeaconKind, time: Time) -> Heard<Beacon> {
    let last = last_used(county, kind);
    if let Some((round, at)) = last {
        let args = [("kind", &*kind_name(clerk, kind)), ("round", &round.to_string()), ("time", &minute(at))];
        clerk.tell("day.beacon.last", &args);
    }
    loop {
        let text = clerk.filled(
            "day.beacon.issue",
            &[("kind", &kind_name(clerk, kind)), ("year", &time.format("%Y").to_string())],
        )?;
        let digits: String = text.chars().map(narrow).filter(char::is_ascii_digit).collect();
        let round = digits.parse().unwrap_or(0);
        let beacon = Beacon { kind, round, time };
        if let Err(fault) = beacon::check_time("", 0, &beacon) {
            let sentence = clerk.word(&format!("fault.{}", fault.code));
            clerk.tell("day.beacon.wrong", &[("value", &text), ("fault", &sentence)]);
            continue;
        }
        let span = expected(kind, last, time);
        let (round, text) = (beacon.round, beacon.round.to_string());
        match span.filter(|(least, most)| !(*least..=*most).contains(&round)) {
            None => return Ok(beacon),
            Some((least, most)) => {
                let args = [("round", &*text), ("least", &least.to_string()), ("most", &most.to_string())];
                if clerk.yes("day.beacon.off", &args)? {
                    return Ok(beacon);
                }
            }
        }
    }
}

fn narrow(c: char) -> char {
    match u32::from(c) {
        code @ 0xFF10..=0xFF19 => char::from_u32(code - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// The issue of this kind that a commitment of this site named last.
fn last_used(county: &County, kind: BeaconKind) -> Option<(u32, Time)> {
    let commits = county.site.draws.values().filter_map(|draw| draw.commit.as_ref());
    let used = commits.flat_map(|commit| &commit.beacons).filter(|beacon| beacon.kind == kind);
    used.map(|beacon| (beacon.time, beacon.round)).max().map(|(time, round)| (round, time))
}

fn drand(clerk: &Clerk<'_>, county: &County) -> Heard<Beacon> {
    loop {
        let text = clerk.filled("day.beacon.drand-time", &[])?;
        let asked = parse_minute(&text.replace('：', ":"));
        let Some(round) = asked.and_then(drand_round) else {
            clerk.tell("day.bad-minute", &[("value", &text)]);
            continue;
        };
        let beacon = Beacon { kind: BeaconKind::DrandQuicknet, round, time: beacon::drand_time(round) };
        if beacon.time < county.moment + Duration::hours(1) {
            clerk.tell("day.beacon.soon", &[("value", &text)]);
            continue;
        }
        let time = beacon.time.format("%Y-%m-%d %H:%M:%S").to_string();
        clerk.tell("day.beacon.round", &[("round", &round.to_string()), ("time", &time)]);
        return Ok(beacon);
    }
}

/// What will be committed, in plain words; what nobody can change afterwards, and what happens if the number does not come.
fn summary(clerk: &Clerk<'_>, county: &County, commit: &Commit, args: &CommitArgs, beacons: &[Beacon]) {
    let drawn: u32 = commit.quotas.iter().map(|(_, k)| k).sum();
    let (rows, excluded) = (commit.roster.1.to_string(), commit.excluded.1.to_string());
    let own = [("draw", commit.draw.as_str()), ("rows", &rows), ("k", &drawn.to_string()), ("excluded", &excluded)];
    clerk.tell("day.begin.summary", &own);
    for beacon in beacons {
        let kind = kind_name(clerk, beacon.kind);
        let args = [("kind", kind.as_str()), ("round", &beacon.round.to_string()), ("time", &minute(beacon.time))];
        clerk.tell("day.begin.number", &args);
    }
    let others: Vec<&str> = args.parties.iter().filter_map(|party| party.split(':').next()).collect();
    let parties = std::iter::once(clerk.word("day.begin.bureau")).chain(others.into_iter().map(str::to_owned));
    let parties: Vec<String> = parties.collect();
    clerk.tell("day.begin.parties", &[("parties", &parties.join(&clerk.word("cli.draw.comma")))]);
    let last = beacons.iter().map(|beacon| beacon.time).max().unwrap_or(county.moment);
    let seal_by = last + Duration::days(i64::from(county.site.config.draw.seal_days));
    clerk.tell("day.begin.deadlines", &[("seal", &minute(seal_by)), ("reveal", &commit.reveal_by.to_string())]);
    let first = beacons.iter().map(|beacon| beacon.time).min().unwrap_or(county.moment);
    clerk.tell("day.begin.fixed", &[("time", &minute(first))]);
    clerk.tell("day.begin.fallback", &[]);
}
