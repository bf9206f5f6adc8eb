//! What each rule of the plan says, in both languages. The cases stand in tables: a change to a good small county and the
//! lines the rule then has to say. This file holds the frame; the tables stand in
//! `rules_lists.rs`, `rules_draws.rs`, `rules_special.rs` and `rules_results.rs`.

use crate::county::{OBJECTS, county, day, draw_id, inspector_id, minute, object_id};
use mingchou::check::RULES;
use mingchou::draw::{Commit, InspectorRow, RosterRow, Slot};
use mingchou::model::*;
use mingchou::site::{Calendar, Site};
use mingchou::words::Words;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// A rule, a change to the good county, and the lines the rule then says.
pub(crate) type Case = (&'static str, fn(&mut Site), &'static [&'static str]);

/// The calendar of the repository.
pub(crate) fn calendar() -> &'static Calendar {
    static CALENDAR: OnceLock<Calendar> = OnceLock::new();
    CALENDAR.get_or_init(|| {
        let folder = crate::folder::Folder::empty();
        for year in [2024, 2025, 2026] {
            let name = format!("calendar/{year}.csv");
            let text = std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content").join(&name));
            folder.write(&name, text.unwrap());
        }
        mingchou::load::load(folder.path()).calendar
    })
}

/// Words of the built-in theme.
pub(crate) fn words(lang: &'static str) -> &'static Words {
    static WORDS: OnceLock<[Words; 2]> = OnceLock::new();
    let both = WORDS.get_or_init(|| {
        let theme = crate::county::theme();
        ["en", "zh-CN"].map(|lang| theme.words(lang).unwrap().clone())
    });
    &both[usize::from(lang == "zh-CN")]
}

/// A commitment to draw `drawn` of the three objects.
pub(crate) fn commit(draw: &str, drawn: u32, reveal_by: &str) -> Commit {
    let draw = draw_id(draw);
    let period = Period::parse(draw.as_str().split('-').next().unwrap()).unwrap();
    Commit {
        log: "lots.example.gov.cn/140826".into(),
        task: TaskId::parse("key-2026").unwrap(),
        class: Class::Key,
        period,
        replaces: None,
        plan: ("data/plans/2026-v1.csv".into(), "0".repeat(64)),
        rate: 2500,
        roster: ("0".repeat(64), 3),
        excluded: ("0".repeat(64), 0),
        quotas: vec![("fresh".into(), drawn)],
        inspectors: "0".repeat(64),
        recusals: "0".repeat(64),
        slots: vec![Slot::Any, Slot::Any],
        slack: 1,
        nonce_commits: vec![],
        escrows: vec![],
        beacons: vec![],
        seal_by: period.first_day().and_hms_opt(17, 0, 0).unwrap() + chrono::Days::new(20),
        reveal_by: day(reveal_by),
        draw,
    }
}

/// A row of a roster.
pub(crate) fn roster(id: &str) -> RosterRow {
    RosterRow { id: object_id(id), name: "示例".into(), stratum: "fresh".into(), tag: None }
}

/// The first draw of the county (revealed) and the second (sealed).
pub(crate) const DRAWS: [&str; 2] = ["2026q1-key", "2026q2-key"];

/// The visit with a published result.
pub(crate) fn first(site: &mut Site) -> &mut Visit {
    site.visits.get_mut(&(draw_id(DRAWS[0]), object_id(OBJECTS[0]))).unwrap()
}

fn item(id: &str) -> Item {
    Item {
        id: ItemId::parse(id).unwrap(),
        category: "重点".into(),
        name: "落实情况".into(),
        scope: "重点排污单位".into(),
        kind: ItemKind::Major,
        methods: vec![Method::Site],
        body: "县级以上生态环境部门".into(),
        bases: vec![Basis { law: "环境保护法".into(), article: "第二十四条".into() }],
        applies: vec!["key".into()],
        upstream: Some("1".into()),
        example: false,
        valid_from: day("2025-02-13"),
        valid_to: None,
        removal_reason: None,
    }
}

/// The county with everything a rule asks for.
pub(crate) fn good() -> Site {
    let mut site = county();
    site.calendar = calendar().clone();
    site.items = vec![item("1")];
    for (id, drawn, reveal_by) in [(DRAWS[0], 3, "2026-02-28"), (DRAWS[1], 1, "2026-07-31")] {
        let draw = site.draws.get_mut(&draw_id(id)).unwrap();
        draw.commit = Some(commit(id, drawn, reveal_by));
        draw.roster = OBJECTS.map(roster).into();
        draw.inspectors = ["04110900123", "04110900124"]
            .map(|id| InspectorRow { id: inspector_id(id), name: "示例".into(), tags: vec![], load: 0 })
            .into();
    }
    site.draws.get_mut(&draw_id(DRAWS[0])).unwrap().times.ended = Some(minute("2026-02-20 10:00"));
    let (draw, object) = (draw_id(DRAWS[0]), object_id(OBJECTS[0]));
    let key = (draw.clone(), object.clone());
    let answer = ItemAnswer {
        draw: draw.clone(),
        object: object.clone(),
        item: ItemId::parse("1").unwrap(),
        answer: "发现问题".into(),
    };
    site.answers.insert(key.clone(), vec![answer]);
    let papers =
        Documents { draw: draw.clone(), object: object.clone(), form: true, signed: true, record: true, inquiry: true };
    site.documents.insert(key.clone(), papers);
    let step = FollowUp {
        draw,
        object,
        date: day("2026-03-10"),
        state: "已整改".into(),
        note: None,
        published_at: minute("2026-03-11 09:00"),
    };
    site.followups.insert(key, vec![step]);
    site
}

/// What a rule says of a county, one line a finding.
pub(crate) fn said(rule: &str, site: &Site) -> Vec<String> {
    let (_, judge) = RULES.iter().find(|(name, _)| *name == rule).unwrap_or_else(|| panic!("no rule {rule}"));
    judge(site).iter().map(|finding| line(rule, finding)).collect()
}

fn line(rule: &str, finding: &Finding) -> String {
    assert_eq!(finding.rule, rule);
    let key = format!("rules.{}", finding.text);
    let args = || finding.args.iter().map(|(name, value)| (*name, value.as_str()));
    let mut line = format!("{:?} {:?} {}", finding.verb, finding.state, finding.subject);
    for lang in ["en", "zh-CN"] {
        let words = words(lang);
        assert!(words.has(&key), "{key} has no sentence in {lang}");
        line += &format!(" | {}", words.fill(&key, args()));
    }
    for (word, day) in [("due", finding.due), ("done", finding.done)] {
        if let Some(day) = day {
            line += &format!(" | {word} {day}");
        }
    }
    line
}

/// Runs a table and tells every difference at once.
pub(crate) fn run(cases: &[Case]) {
    let mut wrong = String::new();
    for (at, (rule, change, wanted)) in cases.iter().enumerate() {
        let mut site = good();
        change(&mut site);
        let said = said(rule, &site);
        if said != *wanted {
            wrong += &format!("case {at}, {rule}:\n  wanted {wanted:#?}\n  said {said:#?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// All tables.
fn cases() -> impl Iterator<Item = &'static Case> {
    crate::rules_lists::CASES
        .iter()
        .chain(crate::rules_special::CASES)
        .chain(crate::rules_draws::CASES)
        .chain(crate::rules_results::CASES)
}

/// The verbs of what a rule says in its cases.
pub(crate) fn verbs(rule: &str) -> BTreeSet<String> {
    let lines = cases().filter(|case| case.0 == rule).flat_map(|case| case.2);
    lines.map(|line| line.split(' ').next().unwrap().to_lowercase()).collect()
}

#[test]
fn every_rule_has_two_cases_that_differ() {
    for (rule, _) in RULES {
        let lines: BTreeSet<&[&str]> = cases().filter(|case| case.0 == *rule).map(|case| case.2).collect();
        assert!(lines.len() >= 2, "{rule} has {} different cases", lines.len());
    }
}

#[test]
fn every_rule_has_a_title_and_a_clause_and_every_sentence_is_said() {
    let mut texts: BTreeSet<String> = BTreeSet::new();
    for (rule, change, _) in cases() {
        let mut site = good();
        change(&mut site);
        let (_, judge) = RULES.iter().find(|(name, _)| name == rule).unwrap();
        texts.extend(judge(&site).iter().map(|finding| format!("rules.{}", finding.text)));
    }
    texts.extend(RULES.iter().flat_map(|(rule, _)| ["title", "clause"].map(|part| format!("rules.{rule}.{part}"))));
    for lang in ["en", "zh-CN"] {
        let known = words(lang).keys().filter(|key| key.starts_with("rules.")).map(str::to_owned);
        assert_eq!(known.collect::<BTreeSet<_>>(), texts, "{lang}");
    }
}

#[test]
fn a_published_reason_stands_with_its_finding() {
    let folder = crate::folder::Folder::good();
    folder.change("plans/2026/v1/plan.toml", "\"9\"", "\"1\"");
    for path in ["results/2026.csv", "results/2026-items.csv", "results/2026-documents.csv"] {
        folder.remove(path);
    }
    for path in ["results/2026-followups.csv", "results/2026-corrections.csv"] {
        folder.remove(path);
    }
    std::fs::remove_dir_all(folder.path().join("content/draws")).unwrap();
    let checked = mingchou::check::check(mingchou::load::load(folder.path()), day("2026-11-20"));
    let site = checked.value.unwrap_or_else(|| panic!("{:?}", checked.report.diagnostics));
    let with: Vec<_> =
        site.findings.iter().filter_map(|f| Some((f.rule, f.subject.as_str(), f.reason.as_deref()?))).collect();
    assert_eq!(with, [("R13", "2026-v1", "会议推迟")]);
}
