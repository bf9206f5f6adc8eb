//! The list of what is due: the demonstration through the command, whole and in both languages; each kind of errand on a small county.

use crate::county::{county, day, draw_id, inspector_id, minute};
use crate::support::mingchou;
use mingchou::model::{Finding, RuleState, Time, Verb};
use mingchou::site::{DrawState, Site};
use mingchou::todo::{Errand, Kind, errands, ics};

fn todo(args: &[&str]) -> (Option<i32>, String) {
    let root = env!("CARGO_MANIFEST_DIR");
    let run = mingchou().args(["--root", root, "todo"]).args(args).output().unwrap();
    assert!(run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    (run.status.code(), String::from_utf8(run.stdout).unwrap())
}

#[test]
fn the_demonstration_says_what_is_due_and_ends_with_one_while_something_is_overdue() {
    let (code, zh) = todo(&["--lang", "zh"]);
    assert_eq!((code, zh.as_str()), (Some(1), include_str!("snapshots/todo.zh-CN.txt")));
    let (code, en) = todo(&["--lang", "en", "--as-of", "2026-12-20"]);
    assert_eq!((code, en.as_str()), (Some(1), include_str!("snapshots/todo.en.txt")));
}

#[test]
fn a_program_reads_the_same_errands() {
    let (_, text) = todo(&["--json"]);
    let all: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(all["moment"], "2026-11-20T23:59:59+08:00");
    let first = &all["errands"][0];
    assert_eq!(
        *first,
        serde_json::json!({
            "kind": "certificate", "subject": "04110900132", "rule": "R18", "text": null, "args": [], "overdue": true,
            "from": null, "due": "2025-12-31T23:59:59+08:00",
            "sentence": "the certificate of 04110900132 is valid to 2025-12-31 23:59: renew it and change the inspectors table, or nobody is sent with it"
        })
    );
}

#[test]
fn a_wrong_day_is_refused() {
    let root = env!("CARGO_MANIFEST_DIR");
    let run = mingchou().args(["--lang", "en", "--root", root, "todo", "--as-of", "2026-13-01"]).output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&run.stderr), "--as-of wants a day such as 2026-01-31, not 2026-13-01.\n");
}

fn at(text: &str) -> Time {
    minute(text)
}

/// A county in which nothing is due in the second quarter of 2026.
fn quiet() -> Site {
    let mut site = county();
    site.calendar.years = vec![2026];
    site.draws.retain(|id, _| *id == draw_id("2026q1-key"));
    let first = site.draws.get_mut(&draw_id("2026q1-key")).unwrap();
    first.drawn.truncate(2);
    first.period = mingchou::model::Period::parse("2026q2").unwrap();
    site
}

fn kinds(site: &Site, moment: &str) -> Vec<(Kind, String)> {
    errands(site, at(moment), &[], &[]).into_iter().map(|errand| (errand.kind, errand.subject)).collect()
}

#[test]
fn nothing_is_due_where_everything_is_done() {
    assert_eq!(kinds(&quiet(), "2026-06-30 10:00"), []);
}

#[test]
fn a_task_of_the_plan_without_a_draw_is_due_until_the_end_of_its_period() {
    let mut site = quiet();
    let errand = |site: &Site| {
        let mut all = errands(site, at("2026-07-02 09:00"), &[], &[]);
        // The quarter before is over and has no archive.
        let is_archive = |errand: &Errand| (errand.kind, errand.subject.as_str()) == (Kind::Archive, "2026q2");
        assert!(all.iter().any(is_archive), "{all:?}");
        all.retain(|errand| !is_archive(errand));
        assert_eq!(all.len(), 1, "{all:?}");
        (all[0].kind, all[0].subject.clone(), all[0].rule, all[0].due, all[0].overdue, all[0].args.clone())
    };
    let due = day("2026-09-30").and_hms_opt(23, 59, 59);
    let args = vec![("period", "2026q3".to_owned()), ("task", "重点排污单位抽查".to_owned())];
    let expected = (Kind::Commit, "key-2026".to_owned(), Some("R23"), due, false, args);
    assert_eq!(errand(&site), expected);
    // A void draw does not count as one.
    site.draws.get_mut(&draw_id("2026q1-key")).unwrap().state = DrawState::Void;
    let void = kinds(&site, "2026-06-30 10:00");
    assert_eq!(void, [(Kind::Commit, "key-2026".to_owned()), (Kind::Replace, "2026q1-key".to_owned())]);
}

#[test]
fn objects_without_a_result_are_counted_by_draw() {
    let mut site = quiet();
    site.visits.retain(|_, visit| visit.withheld.is_some());
    let all = errands(&site, at("2026-06-30 10:00"), &[], &[]);
    let told: Vec<_> = all.iter().map(|errand| (errand.kind, errand.args.clone())).collect();
    let args = vec![("n", "1".to_owned()), ("object", "91140826MA0JXC0153".to_owned())];
    assert_eq!(told, [(Kind::Results, args)]);
}

#[test]
fn a_visit_whose_slip_is_open_wants_its_result_while_the_draw_is_sealed() {
    let mut site = county();
    site.calendar.years = vec![2026];
    let sealed = draw_id("2026q2-key");
    let slips = site.draws[&sealed].slips.clone();
    assert_eq!((site.draws[&sealed].state, slips.len()), (DrawState::Sealed, 1));
    let told = |site: &Site| {
        let all =
            errands(site, at("2026-06-30 10:00"), &[], &[]).into_iter().filter(|errand| errand.kind == Kind::Visit);
        all.map(|errand| (errand.subject, errand.rule, errand.args)).collect::<Vec<_>>()
    };
    site.visits.retain(|(draw, _), _| *draw != sealed);
    let args = vec![("n", "1".to_owned()), ("object", slips[0].object.to_string())];
    assert_eq!(told(&site), [("2026q2-key".to_owned(), Some("R37"), args)]);
    let visit = crate::county::visit("2026q2-key", slips[0].object.as_str());
    site.visits.insert((sealed.clone(), slips[0].object.clone()), visit);
    assert_eq!(told(&site), []);
}

#[test]
fn a_draft_and_a_year_without_calendar_are_due() {
    let mut site = quiet();
    site.calendar.years.clear();
    site.pages.push(mingchou::site::Page {
        slug: "about".into(),
        title: "关于".into(),
        order: 1,
        published_at: minute("2026-01-01 09:00"),
        html: "<p>待完善：</p>".into(),
    });
    let file = "content/pages/about.md".to_owned();
    let wanted = [(Kind::Draft, file), (Kind::Calendar, "2026".to_owned())];
    assert_eq!(kinds(&site, "2026-06-30 10:00"), wanted);
}

#[test]
fn a_new_county_is_told_what_to_do_although_it_has_no_plan() {
    let dir = crate::init::fresh();
    for (lang, wanted) in
        [("zh", include_str!("snapshots/todo-new.zh-CN.txt")), ("en", include_str!("snapshots/todo-new.en.txt"))]
    {
        let args = ["--root", "county", "--lang", lang, "todo", "--as-of", "2026-04-01"];
        let run = mingchou().current_dir(dir.path()).args(args).output().unwrap();
        assert_eq!((run.status.code(), String::from_utf8(run.stdout).unwrap().as_str()), (Some(1), wanted));
        assert_eq!(String::from_utf8(run.stderr).unwrap(), "");
    }
    // A real fault still stops.
    std::fs::write(dir.path().join("county/content/pushes.csv"), "类别\n").unwrap();
    let run = mingchou().current_dir(dir.path()).args(["--root", "county", "--lang", "zh", "todo"]).output().unwrap();
    assert_eq!((run.status.code(), run.stdout.len()), (Some(1), 0));
    assert!(String::from_utf8(run.stderr).unwrap().contains("错误[MC0109]"));
}

#[test]
fn the_sheet_for_the_wall_holds_every_line_and_never_lies_where_it_would_be_published() {
    let dir = crate::init::fresh();
    let sheet = dir.path().join("墙上.html");
    let run = |args: &[&str]| {
        mingchou()
            .current_dir(dir.path())
            .args(["--root", "county", "--lang", "zh", "todo"])
            .args(args)
            .output()
            .unwrap()
    };
    run(&["--as-of", "2026-02-01", "--html", "墙上.html"]);
    assert_eq!(std::fs::read_to_string(sheet).unwrap(), include_str!("snapshots/todo-new.html"));
    let out = run(&["--html", "county/content/x.html"]);
    assert_eq!((out.status.code(), dir.path().join("county/content/x.html").exists()), (Some(2), false));
    let demonstration = dir.path().join("demo.html");
    let (_, text) = todo(&["--lang", "zh", "--html", demonstration.to_str().unwrap()]);
    let page = std::fs::read_to_string(demonstration).unwrap();
    for line in text.lines().filter(|line| line.starts_with("  ")) {
        let sentence = line.rsplit("  ").next().unwrap();
        assert!(page.contains(&format!("<td>{sentence}</td>")), "{line}");
    }
    assert!(!page.contains("<script"));
}

#[test]
fn certificates_calendars_and_the_log_are_remembered() {
    let mut site = quiet();
    site.inspectors.get_mut(&inspector_id("04110900123")).unwrap().valid_to = day("2026-08-29");
    assert_eq!(kinds(&site, "2026-06-30 10:00"), [(Kind::Certificate, "04110900123".to_owned())]);
    assert_eq!(kinds(&site, "2026-06-29 10:00"), []);
    site.inspectors.get_mut(&inspector_id("04110900123")).unwrap().available = false;
    assert_eq!(kinds(&site, "2026-06-30 10:00"), []);
    let calendar = |moment| kinds(&site, moment).contains(&(Kind::Calendar, "2027".to_owned()));
    assert_eq!((calendar("2026-10-31 10:00"), calendar("2026-11-01 10:00")), (false, true));
    let logged = errands(&site, at("2026-06-30 10:00"), &["data/objects.csv".to_owned(), "data/x.csv".to_owned()], &[]);
    assert_eq!(logged.len(), 1);
    assert_eq!(
        (logged[0].kind, logged[0].subject.as_str(), logged[0].args[0].1.as_str()),
        (Kind::Publish, "data/objects.csv", "2")
    );
}

fn finding(state: RuleState, subject: &str, due: Option<&str>, reason: Option<&str>) -> Finding {
    Finding {
        rule: "R37",
        verb: Verb::Compute,
        state,
        subject: subject.into(),
        text: "R37.pending",
        args: vec![("determined", "2026-06-01".into())],
        due: due.map(day),
        done: None,
        reason: reason.map(str::to_owned),
    }
}

#[test]
fn rules_are_told_by_date_and_what_is_late_asks_for_its_reason() {
    let mut site = quiet();
    site.findings = vec![
        finding(RuleState::Met, "done", Some("2026-06-20"), None),
        finding(RuleState::Pending, "later", Some("2026-07-20"), None),
        finding(RuleState::Overdue, "missed", Some("2026-06-29"), Some("假期")),
        finding(RuleState::Late, "late-a", Some("2026-05-29"), None),
        finding(RuleState::Late, "late-b", Some("2026-05-29"), None),
        finding(RuleState::Late, "late-c", Some("2026-05-29"), Some("停电")),
        finding(RuleState::Broken, "broken-a", None, Some("上级")),
        finding(RuleState::Broken, "broken-b", None, Some("上级")),
    ];
    let all = errands(&site, at("2026-06-30 10:00"), &[], &[]);
    let told: Vec<(Kind, &str, bool, usize)> =
        all.iter().map(|errand| (errand.kind, errand.subject.as_str(), errand.overdue, errand.args.len())).collect();
    assert_eq!(
        told,
        [
            (Kind::Rule, "missed", true, 1),
            (Kind::Rule, "later", false, 1),
            (Kind::Rule, "broken-a", false, 2),
            (Kind::Reason, "late-a", false, 1),
        ]
    );
}

#[test]
fn the_calendar_file_holds_what_has_a_date_and_escapes_it() {
    let dated = Errand { due: Some(at("2026-07-20 23:59")), ..errand("2026q3-key/甲") };
    let undated = errand("x");
    let text =
        ics("绛县; 待办", "lots.example.gov.cn", at("2026-06-30 10:00"), [(&dated, "甲, 乙\n丙"), (&undated, "无")]);
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines.last(), Some(&""));
    assert_eq!(
        lines[..lines.len() - 1],
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//mingchou//todo//ZH",
            "CALSCALE:GREGORIAN",
            "X-WR-CALNAME:绛县\\; 待办",
            "BEGIN:VEVENT",
            "UID:rule.none.2026q3-key..@lots.example.gov.cn",
            "DTSTAMP:20260630T020000Z",
            "DTSTART;VALUE=DATE:20260720",
            "DTEND;VALUE=DATE:20260721",
            "SUMMARY:甲\\, 乙\\n丙",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-P3D",
            "DESCRIPTION:甲\\, 乙\\n丙",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    );
}

fn errand(subject: &str) -> Errand {
    Errand {
        kind: Kind::Rule,
        subject: subject.into(),
        rule: None,
        text: None,
        args: vec![],
        from: None,
        due: None,
        overdue: false,
    }
}
