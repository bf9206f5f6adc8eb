//! A county of four firms and two inspectors with one draw, in any state, and what a page must or must not say.

use crate::vector_sites::bare_county;
use mingchou::draw::{Commit, InspectorRow, RosterRow, Slot};
use mingchou::model::*;
use mingchou::site::{DrawRecord, DrawState, DrawTimes, Drawn, Site};
use std::collections::BTreeMap;
pub(crate) fn day(text: &str) -> Day {
    parse_day(text).expect("a day")
}

pub(crate) fn minute(text: &str) -> Time {
    parse_minute(text).expect("a minute")
}

pub(crate) fn object_id(text: &str) -> ObjectId {
    ObjectId::parse(text).expect("an object id")
}

pub(crate) fn draw_id(text: &str) -> DrawId {
    DrawId::parse(text).expect("a draw id")
}

pub(crate) fn inspector_id(text: &str) -> InspectorId {
    InspectorId::parse(text).expect("an inspector id")
}

pub(crate) fn object(id: &str, name: &str) -> Object {
    Object {
        id: object_id(id),
        name: name.into(),
        code: None,
        permit: None,
        town: "古绛镇".into(),
        address: "古绛镇示例街2号".into(),
        has_representative: true,
        classes: vec![Class::Key],
        elements: Vec::new(),
        tag: None,
        source: id.into(),
        deadline: None,
        status: Status::Active,
        registered: day("2025-01-02"),
    }
}

fn inspector(id: &str, name: &str) -> Inspector {
    Inspector {
        id: inspector_id(id),
        name: name.into(),
        department: "综合行政执法队".into(),
        post: "一中队".into(),
        tags: Vec::new(),
        valid_to: day("2028-12-31"),
        available: true,
        registered: day("2025-01-02"),
    }
}

/// Four key objects A1 to A4, two inspectors.
pub(crate) fn county() -> Site {
    let mut site = bare_county();
    for (id, name) in [("A1", "示例化工厂"), ("A2", "示例印染厂"), ("A3", "示例铸造厂"), ("A4", "示例造纸厂")]
    {
        site.objects.insert(object_id(id), object(id, name));
    }
    for (id, name) in [("04110900123", "张示例"), ("04110900124", "王示例")] {
        site.inspectors.insert(inspector_id(id), inspector(id, name));
    }
    site
}

/// A draw of two of the four, committed.
pub(crate) fn draw(id: &str, period: &str, state: DrawState) -> DrawRecord {
    let names = ["示例化工厂", "示例印染厂", "示例铸造厂", "示例造纸厂"];
    let roster: Vec<RosterRow> = names
        .iter()
        .enumerate()
        .map(|(n, name)| RosterRow {
            id: object_id(&format!("A{}", n + 1)),
            name: (*name).into(),
            stratum: "fresh".into(),
            tag: None,
        })
        .collect();
    let period = Period::parse(period).expect("a period");
    let commit = Commit {
        log: "lots.example.gov.cn/140826".into(),
        draw: draw_id(id),
        task: TaskId::parse("key-2026").expect("a task"),
        class: Class::Key,
        period,
        replaces: None,
        plan: ("data/plans/2026-v1.csv".into(), "0".repeat(64)),
        rate: 5000,
        roster: ("0".repeat(64), 4),
        excluded: ("0".repeat(64), 0),
        quotas: vec![("fresh".into(), 2)],
        inspectors: "0".repeat(64),
        recusals: "0".repeat(64),
        slots: vec![Slot::Any, Slot::Any],
        slack: 1,
        nonce_commits: vec![("bureau".into(), "0".repeat(64))],
        escrows: Vec::new(),
        beacons: Vec::new(),
        seal_by: minute("2026-04-20 12:00"),
        reveal_by: day("2026-07-31"),
    };
    let open = matches!(state, DrawState::Revealed | DrawState::Lost);
    DrawRecord {
        id: draw_id(id),
        task: commit.task.clone(),
        class: Class::Key,
        period,
        rate: 5000,
        plan: commit.plan.clone(),
        state,
        commit: Some(commit),
        commit_digest: Some("0".repeat(64)),
        roster: roster.into(),
        excluded: [].into(),
        inspectors: [InspectorRow {
            id: inspector_id("04110900123"), name: "张某".into(), tags: Vec::new(), load: 0
        }]
        .into(),
        seal: None,
        seed_digest: None,
        drawn: if open { vec![drawn("A1", 1), drawn("A2", 2)] } else { Vec::new() },
        slips: Vec::new(),
        substitutions: Vec::new(),
        ended_because: None,
        times: DrawTimes { committed: Some(minute("2026-04-10 10:00")), sealed: None, ended: None },
        holders: vec![],
        files: BTreeMap::new().into(),
        examined: None,
    }
}

pub(crate) fn drawn(id: &str, rank: u32) -> Drawn {
    let team = vec![inspector_id("04110900123"), inspector_id("04110900124")];
    Drawn {
        object: object_id(id),
        name: id.into(),
        stratum: "fresh".into(),
        rank,
        ticket: "0".repeat(64),
        team: team.clone(),
        final_team: team,
    }
}

pub(crate) fn visit(draw: &str, object: &str, result: Option<Phrase>) -> Visit {
    Visit {
        draw: draw_id(draw),
        object: object_id(object),
        visited: Some(day("2026-05-06")),
        method: Some(Method::Site),
        determined: Some(day("2026-05-13")),
        published_at: result.as_ref().map(|_| minute("2026-05-29 10:00")),
        result,
        withheld: None,
        agency: "运城市生态环境局绛县分局".into(),
        penalty: None,
        penalty_date: None,
        fine: None,
        transferred: None,
        direct: false,
    }
}

pub(crate) fn with_draw(state: DrawState) -> Site {
    let mut site = county();
    let record = draw("2026q2-key", "2026q2", state);
    site.draws.insert(record.id.clone(), record);
    site
}

pub(crate) fn put(site: &mut Site, visit: Visit) {
    site.visits.insert((visit.draw.clone(), visit.object.clone()), visit);
}

pub(crate) fn page<'p>(pages: &'p BTreeMap<String, String>, path: &str) -> &'p str {
    pages.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", pages.keys().collect::<Vec<_>>()))
}

#[track_caller]
pub(crate) fn says(page: &str, words: &str) {
    assert!(page.contains(words), "{words:?} is missing in:\n{page}");
}

#[track_caller]
pub(crate) fn does_not_say(page: &str, words: &str) {
    assert!(!page.contains(words), "{words:?} stands in:\n{page}");
}

pub(crate) fn finding(rule: &'static str, state: RuleState, subject: &str, reason: Option<&str>) -> Finding {
    Finding {
        rule,
        verb: Verb::Compute,
        state,
        subject: subject.into(),
        text: "R37.late",
        args: Vec::new(),
        due: Some(day("2026-06-10")),
        done: Some(day("2026-06-15")),
        reason: reason.map(str::to_owned),
    }
}
