//! `check`: load, check, and say every fault and what the rules find. In: the bureau's folder. Out: faults on standard error,
//! the findings on standard output, or everything as JSON. Never writes a file.

use super::Exit;
use super::language::{style, words};
use super::site::as_of;
use super::start::Begun;
use crate::check::{check, release};
use crate::cli::{CheckArgs, Cli};
use crate::diag::{self, Report};
use crate::load::load;
use crate::model::{Day, Finding, RuleState};
use crate::render::gate;
use crate::site::Site;
use crate::words::Words;
use serde::Serialize;
use std::collections::BTreeMap;

/// The states of the summary, what is open first.
const STATES: [(RuleState, &str); 7] = [
    (RuleState::Overdue, "overdue"),
    (RuleState::Broken, "broken"),
    (RuleState::Late, "late"),
    (RuleState::Unknown, "unknown"),
    (RuleState::Pending, "pending"),
    (RuleState::Remark, "remark"),
    (RuleState::Met, "met"),
];

pub(super) fn run(cli: &Cli, args: &CheckArgs) -> Exit {
    let words = words(cli);
    if !cli.root.join("content").is_dir() {
        let root = cli.root.display().to_string();
        eprintln!("{}", words.fill("cli.build.no-content", [("root", root.as_str())]));
        return Exit::Environment;
    }
    let raw = load(&cli.root);
    let pinned = raw.config.as_ref().and_then(|config| config.value.as_of);
    let day = match as_of(args.as_of.as_deref(), pinned) {
        Ok(day) => day,
        Err(value) => {
            eprintln!("{}", words.fill("cli.check.as-of", [("value", value.as_str())]));
            return Exit::Usage;
        }
    };
    let texts = raw.texts.clone();
    let begun = Begun::of(&raw);
    let checked = check(raw, day);
    let mut report = checked.report;
    if let Some(site) = checked.value.as_ref().filter(|_| args.release) {
        report.append(release(site));
    }
    let foreseen = checked.value.as_ref().map(|site| gate(site).foresee(&texts)).unwrap_or_default();
    let mut report = report.sorted();
    let missing = report.has_errors() || checked.value.is_none();
    let list = begun.as_ref().filter(|_| !args.json).map(|begun| begun.tell(&mut report, day, &words));
    if !args.json {
        eprint!("{}", diag::print(&report, &words, &texts, style()));
        // Without the texts: a line with a caret would show the number that must not be shown.
        eprint!("{}", diag::print(&foreseen, &words, &BTreeMap::new(), style()));
    }
    report.append(foreseen);
    let report = report.sorted();
    if args.json {
        println!("{}", json(&report, checked.value.as_ref(), day, &words));
    } else {
        let told = list.is_some() && !report.has_errors() && checked.value.is_none();
        print!("{}", list.unwrap_or_default());
        if !told {
            print!("{}", summary(&report, checked.value.as_ref(), &words));
        }
    }
    let unkept = || checked.value.is_some_and(|site| site.findings.iter().any(|finding| is_open(finding.state)));
    if missing || report.has_errors() || args.strict && unkept() { Exit::Findings } else { Exit::Good }
}

/// Counts of faults, then what the rules find: what is open in full, the rest as numbers.
fn summary(report: &Report, site: Option<&Site>, words: &Words) -> String {
    let (errors, warnings) = report.counts();
    let mut out = String::new();
    if errors + warnings > 0 {
        let (errors, warnings) = (errors.to_string(), warnings.to_string());
        line(&mut out, words.fill("cli.check.faults", [("errors", errors.as_str()), ("warnings", &warnings)]));
    }
    let Some(site) = site else {
        line(&mut out, words.get("cli.check.stop"));
        return out;
    };
    if errors == 0 {
        line(&mut out, good(site, words));
    }
    for finding in site.findings.iter().filter(|finding| is_open(finding.state)) {
        line(&mut out, open(finding, words));
    }
    line(&mut out, counts(&site.findings, words));
    out
}

fn line(out: &mut String, text: String) {
    out.push_str(&text);
    out.push('\n');
}

fn good(site: &Site, words: &Words) -> String {
    let numbers = [site.objects.len(), site.inspectors.len(), site.draws.len(), site.visits.len()];
    let [objects, inspectors, draws, visits] = numbers.map(|number| number.to_string());
    let as_of = site.as_of.to_string();
    let args = [("as_of", as_of.as_str()), ("objects", &objects), ("inspectors", &inspectors), ("draws", &draws)];
    words.fill("cli.check.good", args.into_iter().chain([("visits", visits.as_str())]))
}

/// Not kept, or due and not done.
fn is_open(state: RuleState) -> bool {
    matches!(state, RuleState::Overdue | RuleState::Broken | RuleState::Late)
}

pub(super) fn state_word(state: RuleState, words: &Words) -> String {
    let word = STATES.iter().find(|(known, _)| *known == state).map_or("unknown", |(_, word)| word);
    words.get(&format!("show.rule-state.{word}"))
}

pub(super) fn sentence(finding: &Finding, words: &Words) -> String {
    let args = finding.args.iter().map(|(name, value)| (*name, value.as_str()));
    words.fill(&format!("rules.{}", finding.text), args)
}

fn open(finding: &Finding, words: &Words) -> String {
    let (state, text) = (state_word(finding.state, words), sentence(finding, words));
    let args = [("rule", finding.rule), ("state", &state), ("subject", &finding.subject), ("text", &text)];
    let due = finding.due.map(|day| words.fill("cli.check.due", [("due", day.to_string().as_str())]));
    words.fill("cli.check.finding", args) + &due.unwrap_or_default()
}

fn counts(findings: &[Finding], words: &Words) -> String {
    let all = STATES.iter().filter_map(|(state, _)| {
        let number = findings.iter().filter(|finding| finding.state == *state).count();
        let (word, number) = (state_word(*state, words), (number > 0).then(|| number.to_string())?);
        Some(words.fill("cli.check.count", [("state", word.as_str()), ("n", &number)]))
    });
    let all: Vec<String> = all.collect();
    if all.is_empty() {
        return words.get("cli.check.no-rules");
    }
    words.fill("cli.check.rules", [("counts", all.join(&words.get("cli.check.comma")).as_str())])
}

/// A finding as a program reads it.
#[derive(Serialize)]
struct FindingEntry<'a> {
    #[serde(flatten)]
    finding: &'a Finding,
    sentence: String,
}

/// Everything for a program.
#[derive(Serialize)]
struct Everything<'a> {
    as_of: Day,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<diag::Entry>,
    /// Null while errors keep the rules from being looked at.
    findings: Option<Vec<FindingEntry<'a>>>,
}

fn json(report: &Report, site: Option<&Site>, as_of: Day, words: &Words) -> String {
    let (errors, warnings) = report.counts();
    let entry = |finding| FindingEntry { finding, sentence: sentence(finding, words) };
    let findings = site.map(|site| site.findings.iter().map(entry).collect());
    let diagnostics = diag::entries(report, words);
    let everything = Everything { as_of, errors, warnings, diagnostics, findings };
    serde_json::to_string_pretty(&everything).expect("findings and diagnostics are plain data")
}
