//! The life of a draw as values: freeze, commit, seal, slip, reveal and the other ends, over a county made by hand.

use crate::county::{county, day, draw_id, inspector_id, minute, object_id};
use mingchou::diag::Report;
use mingchou::draw::{Beacon, BeaconKind, BeaconValue, Stage, text::hex};
use mingchou::freeze::{Lists, lists};
use mingchou::model::*;
use mingchou::site::{DrawRecord, Site};
use mingchou::steps::{self, CommitRequest, DrawFolder, SealRequest};
use std::collections::BTreeMap;

/// Nonce and salts of the tests: one byte, repeated.
pub(crate) fn nonce(byte: u8) -> String {
    hex(&[byte; 32])
}

pub(crate) fn salts(count: usize) -> Vec<String> {
    (0..count).map(|n| hex(&[u8::try_from(n).unwrap(); 32])).collect()
}

/// An active key object.
fn object(site: &Site, id: &str) -> Object {
    let first = site.objects.values().next().unwrap().clone();
    Object { id: object_id(id), name: format!("示例{id}"), code: None, source: id.into(), ..first }
}

/// A county that can draw: nine key objects, four inspectors, one item with a law, no draws yet.
pub(crate) fn bureau() -> Site {
    let mut site = county();
    site.draws.clear();
    site.visits.clear();
    site.objects = (1..=9).map(|n| object(&site, &format!("K{n}"))).map(|o| (o.id.clone(), o)).collect();
    let first = site.inspectors.values().next().unwrap().clone();
    site.inspectors = (1..=4)
        .map(|n| Inspector { id: inspector_id(&format!("I{n}")), name: format!("检{n}"), ..first.clone() })
        .map(|i| (i.id.clone(), i))
        .collect();
    site.items = vec![Item {
        id: ItemId::parse("1").unwrap(),
        category: "水".into(),
        name: "排放".into(),
        scope: "排污单位".into(),
        kind: ItemKind::Major,
        methods: vec![Method::Site],
        body: "绛县分局".into(),
        bases: vec![Basis { law: "水污染防治法".into(), article: "第三十条".into() }],
        applies: vec!["key".into()],
        upstream: None,
        example: false,
        valid_from: day("2025-01-01"),
        valid_to: None,
        removal_reason: None,
    }];
    site
}

pub(crate) fn moment(text: &str) -> Time {
    parse_time(&format!("{text}+08:00")).unwrap()
}

/// 快乐8 of a day of 2026.
pub(crate) fn kl8(day_text: &str) -> Beacon {
    use chrono::Datelike;
    let day = day(day_text);
    Beacon { kind: BeaconKind::Kl8, round: 2_026_000 + day.ordinal(), time: day.and_hms_opt(21, 30, 0).unwrap() }
}

/// A canonical value of 快乐8.
pub(crate) const BALLS: &str = "01-02-03-04-05-06-07-08-09-10-11-12-13-14-15-16-17-18-19-20";

pub(crate) fn request(draw: &str, period: &str, beacon: &str) -> CommitRequest {
    CommitRequest {
        draw: draw_id(draw),
        task: TaskId::parse("key-2026").unwrap(),
        period: Period::parse(period).unwrap(),
        replaces: None,
        beacons: vec![kl8(beacon)],
        parties: vec![],
        slots: vec![],
    }
}

pub(crate) fn seal_request(commit: &CommitRequest) -> SealRequest {
    let values =
        commit.beacons.iter().map(|b| BeaconValue { kind: b.kind, round: b.round, value: BALLS.into() }).collect();
    let evidence = commit.beacons.iter().map(|b| (b.kind, "paper-p2".to_owned())).collect();
    SealRequest { values, evidence, nonces: BTreeMap::new() }
}

/// Puts a folder into the county as the loader would.
pub(crate) fn put(site: &mut Site, folder: &DrawFolder) {
    let record = DrawRecord::from_files(&folder.id, folder.files.clone(), folder.times).unwrap();
    site.draws.insert(folder.id.clone(), record);
}

/// The codes of all faults.
pub(crate) fn codes(report: Report) -> Vec<String> {
    report.diagnostics.iter().map(|d| d.code.to_owned()).collect()
}

pub(crate) fn committed(site: &Site, request: &CommitRequest, at: &str) -> DrawFolder {
    let step = steps::commit(site, request, &nonce(7), moment(at)).unwrap_or_else(|r| panic!("{r:?}"));
    DrawFolder::new(request.draw.clone()).after(&step)
}

pub(crate) fn sealed(site: &Site, request: &CommitRequest, at: &str) -> DrawFolder {
    let folder = committed(site, request, at);
    let by = request.beacons[0].time + chrono::Duration::hours(1);
    let count = steps::salts_needed(&folder).unwrap();
    let step = steps::seal(&folder, &seal_request(request), &salts(count), by).unwrap_or_else(|r| panic!("{r:?}"));
    folder.after(&step)
}

pub(crate) fn revealed(site: &Site, request: &CommitRequest, at: &str) -> DrawFolder {
    let folder = sealed(site, request, at);
    let step = steps::reveal(&folder, folder.times.sealed.unwrap()).unwrap_or_else(|r| panic!("{r:?}"));
    folder.after(&step)
}

pub(crate) fn q1() -> CommitRequest {
    request("2026q1-key", "2026q1", "2026-02-02")
}

pub(crate) const Q1: &str = "2026-02-02T10:00:00";

#[test]
fn a_draw_lives_from_commitment_to_reveal() {
    let site = bureau();
    let folder = committed(&site, &q1(), Q1);
    let found = folder.examine().unwrap();
    assert_eq!(found.stage, Stage::Committed);
    assert_eq!(found.commit.as_ref().unwrap().quotas, [("fresh".to_owned(), 3)]);
    assert_eq!(folder.secret.keys().collect::<Vec<_>>(), ["nonce-bureau.txt", "recusals.csv"]);
    assert_eq!(folder.times.committed, Some(moment(Q1)));

    let folder = sealed(&site, &q1(), Q1);
    assert_eq!(folder.examine().unwrap().stage, Stage::Sealed);
    assert_eq!(
        folder.secret.keys().collect::<Vec<_>>(),
        ["assign.csv", "leaves.txt", "nonce-bureau.txt", "recusals.csv", "result.csv", "seed.txt"]
    );

    let step = steps::reveal(&folder, moment("2026-03-30T09:00:00")).unwrap();
    let folder = folder.after(&step);
    let found = folder.examine().unwrap();
    assert_eq!((found.stage, found.drawn.len()), (Stage::Revealed, 3));
    assert!(folder.secret.is_empty());
    assert_eq!(folder.times.ended, Some(moment("2026-03-30T09:00:00")));
}

#[test]
fn the_first_commitment_freezes_the_plans_record() {
    let site = bureau();
    let step = steps::commit(&site, &q1(), &nonce(7), moment(Q1)).unwrap();
    assert_eq!(step.public["plans/2026/v1/record.csv"], site.plan_records["data/plans/2026-v1.csv"]);
}

#[test]
fn nothing_secret_is_in_the_public_files_before_the_reveal() {
    let folder = sealed(&bureau(), &q1(), Q1);
    let leaves = String::from_utf8(folder.secret["leaves.txt"].clone()).unwrap();
    for (name, bytes) in &folder.files {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(!text.contains(&nonce(7)), "{name} tells the nonce");
        assert!(leaves.lines().all(|leaf| !text.contains(leaf)), "{name} tells a leaf");
    }
}

#[test]
fn a_slip_belongs_to_one_drawn_object() {
    let folder = sealed(&bureau(), &q1(), Q1);
    let leaves = String::from_utf8(folder.secret["leaves.txt"].clone()).unwrap();
    let drawn = object_id(leaves.lines().nth(1).unwrap().split(' ').nth(4).unwrap());
    let slip = steps::slip(&folder, &drawn).unwrap();
    assert_eq!((slip.index, slip.size), (1, 3));
    let opened = folder.clone().after(&steps::open_slip(&folder, &drawn).unwrap());
    assert_eq!(opened.examine().unwrap().slips.len(), 1);
    let other = (1..=9).map(|n| object_id(&format!("K{n}"))).find(|id| !leaves.contains(&format!(" {id} "))).unwrap();
    assert_eq!(codes(steps::slip(&folder, &other).unwrap_err()), ["MC0735"]);
}

#[test]
fn fresh_objects_are_served_before_seen_ones_and_two_visits_are_enough() {
    let mut site = bureau();
    let beacons = ["2026-02-02", "2026-05-02", "2026-08-02", "2026-11-02"];
    let mut strata = Vec::new();
    for (n, beacon) in beacons.iter().enumerate() {
        let request = request(&format!("2026q{}-key", n + 1), &format!("2026q{}", n + 1), beacon);
        let folder = revealed(&site, &request, &format!("{beacon}T10:00:00"));
        strata.push(folder.examine().unwrap().commit.unwrap().quotas);
        put(&mut site, &folder);
    }
    let fresh = |k| ("fresh".to_owned(), k);
    let seen = |k| ("seen".to_owned(), k);
    assert_eq!(strata[0], [fresh(3)]);
    assert_eq!(strata[1], [fresh(3), seen(0)]);
    assert_eq!(strata[2], [fresh(3), seen(0)]);
    assert_eq!(strata[3], [seen(3)]);
    let task = site.plans[0].tasks[0].clone();
    let end = lists(&site, &task, Period::parse("2026q4").unwrap(), moment("2026-12-01T10:00:00")).unwrap();
    assert_eq!((end.roster.len(), end.excluded.len()), (6, 3));
    assert!(end.excluded.iter().all(|row| row.rule == "yearly-cap" && row.evidence.ends_with(";2026q4-key")));
    assert_eq!(end.inspectors.iter().map(|i| i.load).sum::<u32>(), 24);
}

/// A commitment of the demonstration may be made at an earlier moment, and a clock may have been wrong: what was revealed
/// after the moment of the freeze shapes nothing.
#[test]
fn what_is_revealed_after_the_moment_of_the_freeze_shapes_no_list() {
    let mut site = bureau();
    let folder = sealed(&site, &q1(), Q1);
    let step = steps::reveal(&folder, moment("2026-03-30T09:00:00")).unwrap();
    put(&mut site, &folder.after(&step));
    let mut task = site.plans[0].tasks[0].clone();
    task.id = TaskId::parse("more-2026").unwrap();
    let at = |text: &str| {
        let lists = lists(&site, &task, Period::parse("2026q2").unwrap(), moment(text)).unwrap();
        let seen = lists.roster.iter().filter(|row| row.stratum == "seen").count();
        (seen, lists.inspectors.iter().map(|i| i.load).sum::<u32>())
    };
    assert_eq!(at("2026-03-30T08:59:59"), (0, 0));
    assert_eq!(at("2026-03-30T09:00:00"), (3, 6));
    // Of the class's own earlier draw it is not even asked: the draw has not ended then.
    let second = request("2026q2-key", "2026q2", "2026-03-30");
    let refused = steps::commit(&site, &second, &nonce(8), moment("2026-03-30T08:59:59")).unwrap_err();
    assert_eq!(codes(refused), ["MC0711"]);
    assert!(steps::commit(&site, &second, &nonce(8), moment("2026-03-30T09:00:00")).is_ok());
}

/// The lists of another draw hold an object from their commitment on, not before.
#[test]
fn lists_committed_after_the_moment_hold_nobody() {
    let mut site = bureau();
    let first = committed(&site, &q1(), Q1);
    put(&mut site, &first);
    let mut task = site.plans[0].tasks[0].clone();
    task.id = TaskId::parse("more-2026").unwrap();
    let at = |text: &str| lists(&site, &task, Period::parse("2026q1").unwrap(), moment(text)).unwrap().roster.len();
    assert_eq!((at("2026-02-02T09:59:59"), at(Q1)), (9, 0));
}

fn frozen(site: &Site) -> Lists {
    lists(site, &site.plans[0].tasks[0], Period::parse("2026q1").unwrap(), moment(Q1)).unwrap()
}

#[test]
fn a_superior_check_excludes_only_with_its_five_facts_and_by_the_plans_policy() {
    let check = |object: &str, date: &str, result: &str, document: &str, recorded: &str| SuperiorCheck {
        object: object_id(object),
        body: "省生态环境厅".into(),
        date: day(date),
        document: document.into(),
        result: result.into(),
        recorded: minute(recorded),
    };
    let mut site = bureau();
    site.superior = vec![
        check("K1", "2026-01-10", "未发现问题", "晋环执〔2026〕1号", "2026-01-12 09:00"),
        check("K2", "2025-12-10", "未发现问题", "晋环执〔2025〕9号", "2026-01-12 09:00"),
        check("K3", "2026-01-10", "发现问题", "晋环执〔2026〕2号", "2026-01-12 09:00"),
        check("K4", "2026-01-10", "未发现问题", "", "2026-01-12 09:00"),
        check("K5", "2026-01-10", "未发现问题", "晋环执〔2026〕3号", "2026-02-12 09:00"),
    ];
    let rows = frozen(&site).excluded;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].id.as_str(), rows[0].rule.as_str()), ("K1", "superior-checked"));
    assert_eq!(rows[0].evidence, "省生态环境厅 2026-01-10 晋环执〔2026〕1号");
    site.plans[0].superior_checked = SuperiorPolicy::Include;
    assert_eq!(frozen(&site).excluded, []);
}

#[test]
fn suspended_and_closed_objects_need_a_document() {
    let mut site = bureau();
    site.objects.get_mut("K1").unwrap().status = Status::Suspended;
    let task = site.plans[0].tasks[0].clone();
    let refused = lists(&site, &task, Period::parse("2026q1").unwrap(), moment(Q1)).unwrap_err();
    assert_eq!(codes(refused), ["MC0716"]);
    site.changes = vec![Change {
        date: day("2026-01-05"),
        recorded: day("2026-01-06"),
        subject: "K1".into(),
        field: "status".into(),
        old: "正常".into(),
        new: "停产".into(),
        reason: "检修".into(),
        evidence: "停产报告,2026-1".into(),
    }];
    let rows = frozen(&site).excluded;
    assert_eq!((rows[0].rule.as_str(), rows[0].evidence.as_str()), ("suspended", "停产报告，2026-1"));
}

#[test]
fn inspectors_without_a_valid_certificate_or_on_leave_are_not_listed() {
    let mut site = bureau();
    site.inspectors.get_mut("I1").unwrap().valid_to = day("2026-02-01");
    site.inspectors.get_mut("I2").unwrap().available = false;
    site.inspectors.get_mut("I3").unwrap().valid_to = day("2026-02-02");
    let listed: Vec<String> = frozen(&site).inspectors.iter().map(|i| i.id.to_string()).collect();
    assert_eq!(listed, ["I3", "I4"]);
}

#[test]
fn recusals_count_from_their_day_and_only_among_the_listed() {
    let recusal = |object: &str, inspector: &str, from: &str| Recusal {
        object: object_id(object),
        inspector: inspector_id(inspector),
        ground: "relative".into(),
        from: day(from),
    };
    let mut site = bureau();
    site.recusals = vec![
        recusal("K2", "I2", "2026-01-01"),
        recusal("K1", "I1", "2026-02-02"),
        recusal("K1", "I2", "2026-02-03"),
        recusal("X1", "I2", "2026-01-01"),
    ];
    let rows = frozen(&site).recusals;
    let pairs: Vec<(&str, &str)> = rows.iter().map(|r| (r.object.as_str(), r.inspector.as_str())).collect();
    assert_eq!(pairs, [("K1", "I1"), ("K2", "I2")]);
}
