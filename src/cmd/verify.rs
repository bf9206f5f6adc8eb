//! `verify`: read a published site or one draw's folder, wherever it lies, say a verdict a draw. Exit 0 only when nothing failed.

use super::language::{printable, words};
use super::{Exit, source};
use crate::cli::{Cli, VerifyArgs};
use crate::draw::{BeaconValue, Elsewhere, Fault, Files, beacon};
use crate::log::{Checkpoint, KeyKind, VerifierKey};
use crate::model::{Day, parse_day, write_time};
use crate::verify::{Options, Reader, Unchecked, Verdict, verify_draw, verify_draw_lists, verify_site};
use crate::words::Words;
use serde::Serialize;
use std::io;

pub(super) fn run(cli: &Cli, args: &VerifyArgs) -> Exit {
    let words = words(cli);
    let options = match options(args) {
        Ok(options) => options,
        Err((key, value)) => {
            eprintln!("{}", words.fill(key, [("value", value.as_str())]));
            return Exit::Usage;
        }
    };
    #[cfg(feature = "site")]
    if let Some(packed) = &args.packed {
        return super::live::run(cli, args, packed, &options);
    }
    match checked(&words, args, &options) {
        Ok((read, verdicts, true)) if verdicts.is_empty() => {
            print!(
                "{}",
                if args.json { json(&verdicts, &words) } else { read + &words.get("verify.no-draw-yet") + "\n" }
            );
            Exit::Good
        }
        Ok((_, verdicts, false)) if verdicts.is_empty() => {
            eprintln!("{}", words.get("verify.nothing"));
            Exit::Environment
        }
        Ok((read, verdicts, _)) => {
            print!("{}", if args.json { json(&verdicts, &words) } else { read + &text(&verdicts, &words) });
            if verdicts.iter().any(Verdict::is_failed) { Exit::Findings } else { Exit::Good }
        }
        Err((text, exit)) => {
            eprint!("{text}");
            exit
        }
    }
}

/// What was read, the verdicts on it, and whether there was a log. Errors: it cannot be read.
fn checked(words: &Words, args: &VerifyArgs, options: &Options) -> Result<(String, Vec<Verdict>, bool), source::Said> {
    let unreadable = |fault: io::Error| source::failed(words, &fault);
    if let Some(location) = &args.draw {
        let draw = source::open_draw(words, location, &args.source)?;
        let (count, verdicts) = one_draw(&draw, options).map_err(unreadable)?;
        return Ok((source::described(words, &draw, count, false), verdicts, false));
    }
    let site = source::open(words, args.path.as_deref().unwrap_or_default(), &args.source)?;
    let verdicts = verify_site(&site, options).map_err(unreadable)?;
    let paths = site.paths().map_err(unreadable)?;
    let logged = paths.iter().any(|path| path == "log/entries.txt");
    Ok((source::described(words, &site, paths.len(), true), verdicts, logged))
}

/// Errors: key of the sentence and the offending value.
fn options(args: &VerifyArgs) -> Result<Options, (&'static str, String)> {
    let known = |text: &String| typed(text).ok_or_else(|| ("verify.bad-beacon", text.clone()));
    let typed: Vec<(BeaconValue, Option<Day>)> = args.beacons.iter().map(known).collect::<Result<_, _>>()?;
    let beacon_days = typed.iter().filter_map(|(own, day)| Some((own.kind, own.round, (*day)?))).collect();
    let beacons = typed.into_iter().map(|(own, _)| own).collect();
    let as_of = match &args.as_of {
        Some(text) => Some(parse_day(text).ok_or_else(|| ("verify.bad-day", text.clone()))?),
        None => Some(super::clock::today()),
    };
    let log_key = args.log_key.as_deref().map(|text| key(text, KeyKind::Log)).transpose()?;
    let witnesses = args.witnesses.iter().map(|text| key(text, KeyKind::Witness)).collect::<Result<_, _>>()?;
    let head = |text: &String| Checkpoint::parse_line(text.trim()).ok_or_else(|| ("verify.bad-head", text.clone()));
    let heads = args.heads.iter().map(head).collect::<Result<_, _>>()?;
    Ok(Options { beacons, beacon_days, as_of, log_key, witnesses, heads, skip_sums: false })
}

/// `KIND:ROUND=VALUE`, or with the day on which the issue was drawn `KIND:ROUND@DAY=VALUE`.
fn typed(text: &str) -> Option<(BeaconValue, Option<Day>)> {
    let (head, value) = text.split_once('=')?;
    match head.split_once('@') {
        None => Some((beacon::parse_typed(text)?, None)),
        Some((head, day)) => Some((beacon::parse_typed(&format!("{head}={value}"))?, Some(parse_day(day)?))),
    }
}

/// A verifier key as C2SP writes it. Errors: the sentence and the text.
fn key(text: &str, kind: KeyKind) -> Result<VerifierKey, (&'static str, String)> {
    let code = if kind == KeyKind::Log { "verify.bad-log-key" } else { "verify.bad-witness" };
    VerifierKey::parse(text.trim()).filter(|key| key.kind == kind).ok_or_else(|| (code, text.to_owned()))
}

/// The verdict on one draw's folder, and how many files it has; pages beside its `.txt` and `.csv` files do not count. Long lists are not
/// held in memory where they lie on a disk.
fn one_draw(reader: &dyn Reader, options: &Options) -> io::Result<(usize, Vec<Verdict>)> {
    let paths: Vec<String> =
        reader.paths()?.into_iter().filter(|path| path.ends_with(".txt") || path.ends_with(".csv")).collect();
    let listed = |name: &str| reader.stream(name).filter(|_| paths.iter().any(|path| path == name));
    let (roster, excluded) = (listed("roster.csv"), listed("excluded.csv"));
    for list in roster.iter().chain(&excluded) {
        // What may not be read at all is told as such, not as a fault of the draw.
        list.open()?;
    }
    let is_elsewhere = |path: &str| match path {
        "roster.csv" => roster.is_some(),
        "excluded.csv" => excluded.is_some(),
        _ => false,
    };
    let elsewhere = paths.iter().filter(|path| is_elsewhere(path)).count();
    let files = files(reader, paths.into_iter().filter(|path| !is_elsewhere(path)).collect())?;
    let count = files.len() + elsewhere;
    let verdict = match elsewhere {
        0 if files.is_empty() => return Ok((0, Vec::new())),
        0 => verify_draw(&files, options),
        _ => verify_draw_lists(&files, Elsewhere { roster: roster.as_deref(), excluded: excluded.as_deref() }, options),
    };
    Ok((count, vec![verdict]))
}

fn files(reader: &dyn Reader, paths: Vec<String>) -> io::Result<Files> {
    reader.expect(&paths)?;
    // What a manifest names and nobody finds is missing; the draw is judged without it.
    let there = paths.into_iter().map(|path| match reader.read(&path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        bytes => bytes.map(|bytes| Some((path, bytes))),
    });
    there.filter_map(Result::transpose).collect()
}

/// One verdict for a program; the sentences follow the language of messages.
#[derive(Serialize)]
struct Line<'a> {
    draw: &'a str,
    verdict: &'a str,
    overdue: bool,
    unchecked: Vec<String>,
    /// What was not checked: code and the name it speaks of.
    not_checked: Vec<(&'a str, &'a str)>,
    /// Broken rules: file, line, code, detail.
    faults: &'a [Fault],
    reason: Option<String>,
    drawn: Vec<String>,
}

fn json(verdicts: &[Verdict], words: &Words) -> String {
    let lines: Vec<Line<'_>> = verdicts
        .iter()
        .map(|verdict| Line {
            draw: &verdict.draw,
            verdict: verdict.word.as_str(),
            overdue: verdict.overdue,
            unchecked: verdict.unchecked.iter().map(|name| unchecked(name, words)).collect(),
            not_checked: verdict.unchecked.iter().map(|name| (name.code, name.name.as_str())).collect(),
            faults: &verdict.faults,
            reason: reason(verdict, words),
            drawn: verdict.drawn.iter().map(ToString::to_string).collect(),
        })
        .collect();
    serde_json::to_string_pretty(&lines).expect("verdicts are plain data") + "\n"
}

fn unchecked(name: &Unchecked, words: &Words) -> String {
    let key = match name.code {
        "upload-incomplete" => "release.upload-note".to_owned(),
        code => format!("verify.unchecked.{code}"),
    };
    words.fill(&key, [("name", name.name.as_str())])
}

fn reason(verdict: &Verdict, words: &Words) -> Option<String> {
    if verdict.is_failed() {
        return Some(verdict.faults.iter().map(|f| fault(f, words)).collect::<Vec<_>>().join("; "));
    }
    verdict.ended_because.as_ref().map(|(code, note)| format!("{code}: {note}"))
}

/// Several faults as one line each, the first on the line that names them.
pub(super) fn faults(faults: &[Fault], words: &Words) -> String {
    faults.iter().map(|f| fault(f, words)).collect::<Vec<_>>().join("\n  ")
}

/// `file:line: sentence (detail)`.
pub(super) fn fault(fault: &Fault, words: &Words) -> String {
    let mut out = String::new();
    if !fault.file.is_empty() {
        out.push_str(&fault.file);
        if fault.line > 0 {
            out.push_str(&format!(":{}", fault.line));
        }
        out.push_str(": ");
    }
    out.push_str(&words.get(&format!("fault.{}", fault.code)));
    if !fault.detail.is_empty() {
        out.push_str(&format!(" ({})", printable(&fault.detail)));
    }
    out
}

/// Key of the word that stands for a verdict. An upload under way is told as such, not as a site that somebody changed.
fn word(verdict: &Verdict) -> String {
    match verdict.unchecked.iter().any(|name| name.code == "upload-incomplete") {
        true => "release.upload-incomplete".to_owned(),
        false => format!("verify.word.{}", verdict.word.key()),
    }
}

pub(super) fn text(verdicts: &[Verdict], words: &Words) -> String {
    let mut out = String::new();
    for verdict in verdicts {
        let name = if verdict.draw.is_empty() { words.get("verify.whole") } else { printable(&verdict.draw) };
        out.push_str(&format!("{name}  {}", words.get(&word(verdict))));
        if verdict.overdue {
            out.push_str(&format!("  {}", words.get("verify.word.overdue")));
        }
        out.push('\n');
        for broken in &verdict.faults {
            out.push_str(&format!("  ✗ {}\n", fault(broken, words)));
        }
        if let Some((code, note)) = &verdict.ended_because {
            out.push_str(&format!("  {code}: {note}\n"));
        }
        if !verdict.drawn.is_empty() {
            let count = verdict.drawn.len().to_string();
            let key = if verdict.ended_because.is_some() { "verify.would" } else { "verify.drawn" };
            out.push_str(&format!("  {}\n", words.fill(key, [("count", count.as_str())])));
        }
        for (witness, time) in &verdict.witnessed {
            let args = [("witness", witness.as_str()), ("time", &write_time(*time))];
            out.push_str(&format!("  ✓ {}\n", words.fill("verify.witnessed", args)));
        }
        for name in &verdict.unchecked {
            out.push_str(&format!("  ? {}\n", unchecked(name, words)));
        }
    }
    let failed = verdicts.iter().filter(|verdict| verdict.is_failed()).count().to_string();
    let all = verdicts.iter().filter(|verdict| !verdict.draw.is_empty()).count().to_string();
    out.push_str(&words.fill("verify.sum", [("all", all.as_str()), ("failed", failed.as_str())]));
    out.push('\n');
    out
}
