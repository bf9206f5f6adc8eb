//! The lists of a draw beside those of the draw before: every kind of difference, once with a record and once without, on
//! small counties made by hand; and that an honest county has nothing to explain.

use crate::county::{county, day, draw_id, inspector_id, minute, object_id};
use crate::draws::bureau;
use mingchou::check::rosters::{Because, Changes, Comparison, Place, Row, compare, previous};
use mingchou::draw::{ExcludedRow, InspectorRow, RosterRow};
use mingchou::model::*;
use mingchou::site::{DrawRecord, DrawState, Drawn, Site};
use std::path::Path;

const BEFORE: &str = "2026q1-key";
const NOW: &str = "2026q2-key";

fn row(id: &str, stratum: &str) -> RosterRow {
    RosterRow { id: object_id(id), name: format!("示例{id}").into(), stratum: stratum.into(), tag: None }
}

fn excluded(id: &str, rule: &str, evidence: &str) -> ExcludedRow {
    ExcludedRow { id: object_id(id), name: format!("示例{id}"), rule: rule.into(), evidence: evidence.into() }
}

fn person(id: &str, load: u32) -> InspectorRow {
    InspectorRow { id: inspector_id(id), name: format!("检{id}"), tags: vec![], load }
}

fn drawn(id: &str, team: &[&str]) -> Drawn {
    let team: Vec<InspectorId> = team.iter().map(|id| inspector_id(id)).collect();
    Drawn {
        object: object_id(id),
        name: format!("示例{id}"),
        stratum: "fresh".into(),
        rank: 1,
        ticket: "0".repeat(64),
        team: team.clone(),
        final_team: team,
    }
}

/// A revealed draw of the class of key objects without anybody in it.
fn draw(id: &str, period: &str, committed: &str, ended: &str) -> DrawRecord {
    let mut record = county().draws.values().next().cloned().unwrap();
    record.id = draw_id(id);
    record.period = Period::parse(period).unwrap();
    record.state = DrawState::Revealed;
    record.commit = crate::vector_sites::vector("committed").commit;
    record.commit.as_mut().unwrap().replaces = None;
    record.times.committed = Some(minute(committed));
    record.times.ended = Some(minute(ended));
    record.drawn = Vec::new();
    record.slips = Vec::new();
    record.substitutions = Vec::new();
    record.roster = [].into();
    record.excluded = [].into();
    record.inspectors = [].into();
    record
}

/// Nine objects in two quarters; K1 is drawn in the first and visited by I1 and I2.
fn quarters() -> (Site, DrawRecord, DrawRecord) {
    let ids: Vec<String> = (1..=9).map(|n| format!("K{n}")).collect();
    let mut before = draw(BEFORE, "2026q1", "2026-01-10 10:00", "2026-03-20 16:00");
    before.roster = ids.iter().map(|id| row(id, "fresh")).collect();
    before.inspectors = ["I1", "I2", "I3", "I4"].map(|id| person(id, 0)).into();
    before.drawn = vec![drawn("K1", &["I1", "I2"])];
    let mut now = draw(NOW, "2026q2", "2026-04-10 10:00", "2026-06-20 16:00");
    now.roster = ids.iter().map(|id| row(id, if id == "K1" { "seen" } else { "fresh" })).collect();
    now.inspectors = [person("I1", 1), person("I2", 1), person("I3", 0), person("I4", 0)].into();
    (bureau(), before, now)
}

fn change(subject: &str, field: &str, old: &str, new: &str, date: &str) -> Change {
    Change {
        date: day(date),
        recorded: day(date),
        subject: subject.into(),
        field: field.into(),
        old: old.into(),
        new: new.into(),
        reason: "示例理由".into(),
        evidence: "示例1号".into(),
    }
}

/// What the comparison of the second quarter finds after `edit`, told by `tell`.
fn found<T>(
    edit: impl FnOnce(&mut Site, &mut DrawRecord, &mut DrawRecord),
    tell: impl FnOnce(&Comparison<'_>) -> T,
) -> T {
    let (mut site, mut before, mut now) = quarters();
    edit(&mut site, &mut before, &mut now);
    for record in [before, now] {
        site.draws.insert(record.id.clone(), record);
    }
    tell(&compare(&site, &Changes::of(&site), &site.draws[&draw_id(NOW)]))
}

fn without(record: &mut DrawRecord, id: &str) {
    record.roster = record.roster.iter().filter(|row| row.id.as_str() != id).cloned().collect();
}

/// `ID from>to because`, one a row.
fn told(rows: &[Row<'_>]) -> Vec<String> {
    let place = |place: Place<'_>| match place {
        Place::Nowhere => "-".to_owned(),
        Place::Stratum(name) => name.to_owned(),
        Place::Excluded(rule, _) => rule.to_owned(),
    };
    let because = |because: &Option<Because<'_>>| match because {
        None => "nothing".to_owned(),
        Some(Because::Change(change)) => format!("{} {}", change.field, change.date),
        Some(Because::Drawn(draws)) => format!("drawn {draws:?}").replace("DrawId(", "").replace(')', ""),
        Some(Because::DrawnEarly(_)) => "drawn early".to_owned(),
        Some(Because::Superior(check)) => check.document.clone(),
        Some(Because::Elsewhere(draw)) => format!("listed in {draw}"),
        Some(Because::NewYear) => "new year".to_owned(),
        Some(other) => format!("{other:?}"),
    };
    rows.iter()
        .map(|row| format!("{} {}>{} {}", row.id, place(row.from), place(row.to), because(&row.because)))
        .collect()
}

#[test]
fn honest_lists_have_nothing_to_explain() {
    found(
        |_, _, _| {},
        |found| {
            assert_eq!(told(&found.moved), ["K1 fresh>seen drawn [\"2026q1-key\"]"]);
            for rows in [&found.added, &found.left, &found.excluded, &found.returned, &found.missing, &found.misplaced]
            {
                assert!(rows.is_empty(), "{:?}", told(rows));
            }
            assert!(found.gone.is_empty() && found.joined.is_empty() && found.loads.is_empty());
            assert!(found.unexplained().is_empty() && !found.contradicts());
        },
    );
}

#[test]
fn a_quiet_removal_shows_and_a_recorded_one_names_its_record() {
    let left = |edit: &dyn Fn(&mut Site)| {
        found(
            |site, _, now| {
                without(now, "K5");
                edit(site);
            },
            |found| (told(&found.left), found.left[0].registered, found.unexplained().len()),
        )
    };
    let with =
        |field: &str, new: &str, date: &str| left(&|site| site.changes = vec![change("K5", field, "", new, date)]);
    let bare = (vec!["K5 fresh>- nothing".to_owned()], true, 1);
    assert_eq!(left(&|_| {}), bare);
    assert_eq!(with("status", "停产", "2026-02-01"), bare, "a suspended one is excluded, not dropped");
    assert_eq!(with("classes", "重点排污单位;联合抽查对象", "2026-02-01"), bare, "it still belongs to the class");
    assert_eq!(with("status", "关闭", "2026-05-01"), bare, "closed after the lists were fixed");
    for (field, new) in [("status", "关闭"), ("removed", ""), ("classes", "一般排污单位")] {
        let (rows, _, open) = with(field, new, "2026-02-01");
        assert_eq!((rows, open), (vec![format!("K5 fresh>- {field} 2026-02-01")], 0));
    }
    // Entered again after it was removed: the removal explains nothing.
    let again = |site: &mut Site| {
        site.changes = vec![change("K5", "removed", "", "", "2026-01-20"), change("K5", "added", "", "", "2026-02-20")];
    };
    assert_eq!(left(&again), bare);
}

#[test]
fn a_firm_that_the_registry_has_and_no_list_shows() {
    let missing = |registered: &str, edit: &dyn Fn(&mut Site)| {
        found(
            |site, _, _| {
                let other = site.objects.values().next().unwrap().clone();
                let new = Object { id: object_id("K0"), source: "K0".into(), registered: day(registered), ..other };
                site.objects.insert(new.id.clone(), new);
                edit(site);
            },
            |found| (told(&found.missing), found.contradicts()),
        )
    };
    let seen = (vec!["K0 ->- nothing".to_owned()], true);
    let unseen = (Vec::new(), false);
    assert_eq!(missing("2026-02-01", &|_| {}), seen);
    assert_eq!(missing("2026-04-10", &|_| {}), unseen, "nobody knows which came first on the day");
    assert_eq!(missing("2026-05-01", &|_| {}), unseen);
    let changed = |rows: Vec<Change>| missing("2026-02-01", &|site| site.changes.clone_from(&rows));
    assert_eq!(changed(vec![change("K0", "classes", "一般排污单位", "重点排污单位", "2026-05-01")]), unseen);
    assert_eq!(changed(vec![change("K0", "classes", "一般排污单位", "重点排污单位", "2026-03-01")]), seen);
    assert_eq!(changed(vec![change("K0", "status", "关闭", "正常", "2026-05-01")]), unseen);
    assert_eq!(changed(vec![change("K0", "status", "正常", "停产", "2026-04-10")]), unseen, "entered on the day");
    let closed = |site: &mut Site| site.objects.get_mut(&object_id("K0")).unwrap().status = Status::Closed;
    assert_eq!(missing("2026-02-01", &closed), unseen);
    // In the task of another group.
    let grouped = |site: &mut Site| {
        let other =
            Task { id: TaskId::parse("big").unwrap(), group: Some("big".into()), ..site.plans[0].tasks[0].clone() };
        site.plans[0].tasks.push(other);
        site.objects.get_mut(&object_id("K0")).unwrap().elements = vec!["big".into()];
    };
    assert_eq!(missing("2026-02-01", &grouped), unseen);
}

#[test]
fn a_wrong_stratum_shows_either_way() {
    let with = |id: &str, stratum: &str| {
        found(
            |_, _, now| {
                let place = |row: &RosterRow| RosterRow {
                    stratum: if row.id.as_str() == id { stratum.into() } else { row.stratum.clone() },
                    ..row.clone()
                };
                now.roster = now.roster.iter().map(place).collect();
            },
            |found| (told(&found.moved), told(&found.misplaced)),
        )
    };
    let (moved, misplaced) = with("K5", "seen");
    assert_eq!(moved[1], "K5 fresh>seen nothing");
    assert_eq!(misplaced, ["K5 ->seen nothing"]);
    let (moved, misplaced) = with("K1", "fresh");
    assert!(moved.is_empty());
    assert_eq!(misplaced, ["K1 ->fresh drawn [\"2026q1-key\"]"]);
}

#[test]
fn a_draw_revealed_too_late_explains_but_is_named() {
    let late = |_: &mut Site, before: &mut DrawRecord, _: &mut DrawRecord| {
        before.times.ended = Some(minute("2026-04-20 16:00"));
    };
    found(late, |found| {
        assert_eq!(told(&found.moved), ["K1 fresh>seen drawn early"]);
        assert!(found.misplaced.is_empty() && found.loads.iter().all(|row| row.early));
        assert_eq!((found.early(), found.contradicts()), (3, false));
    });
}

#[test]
fn a_draw_revealed_too_late_is_not_named_where_the_public_ones_are_enough() {
    let with = |evidence: Option<&'static str>, public: bool| {
        let edit = move |site: &mut Site, _: &mut DrawRecord, now: &mut DrawRecord| {
            let early = if public { "2026-02-20 16:00" } else { "2026-05-20 16:00" };
            for (id, ended) in [("2026-joint", "2026-05-20 16:00"), ("2026-extra", early)] {
                let mut other = draw(id, "2026", "2026-02-10 10:00", ended);
                other.drawn = vec![drawn("K1", &[])];
                site.draws.insert(other.id.clone(), other);
            }
            if let Some(evidence) = evidence {
                without(now, "K1");
                now.excluded = [excluded("K1", "yearly-cap", evidence)].into();
            }
        };
        found(edit, |found| ([&found.moved, &found.excluded].map(|rows| told(rows)).concat(), found.early()))
    };
    let drawn = |draws: &str| format!("drawn [{draws}]");
    let both = "\"2026-extra\", \"2026q1-key\"";
    assert_eq!(with(None, false), (vec![format!("K1 fresh>seen {}", drawn("\"2026q1-key\""))], 0));
    assert_eq!(with(None, true), (vec![format!("K1 fresh>seen {}", drawn(both))], 0));
    let cap = |because: &str| vec![format!("K1 fresh>yearly-cap {because}")];
    assert_eq!(with(Some("2026-extra;2026q1-key"), true), (cap(&drawn(both)), 0));
    assert_eq!(with(Some("2026-extra;2026q1-key"), false), (cap("drawn early"), 1));
    assert_eq!(with(Some("2026-joint;2026q1-key"), true), (cap("drawn early"), 1));
}

#[test]
fn an_exclusion_needs_the_record_it_names() {
    let excluded = |rule: &str, evidence: &str, edit: &dyn Fn(&mut Site)| {
        found(
            |site, _, now| {
                without(now, "K5");
                now.excluded = [excluded("K5", rule, evidence)].into();
                edit(site);
            },
            |found| told(&found.excluded).remove(0),
        )
    };
    let suspended = |site: &mut Site| site.changes = vec![change("K5", "status", "正常", "停产", "2026-02-01")];
    assert_eq!(excluded("suspended", "示例1号", &suspended), "K5 fresh>suspended status 2026-02-01");
    assert_eq!(excluded("suspended", "示例2号", &suspended), "K5 fresh>suspended nothing");
    assert_eq!(excluded("suspended", "示例1号", &|_| {}), "K5 fresh>suspended nothing");
    let checked = |site: &mut Site| {
        site.superior = vec![SuperiorCheck {
            object: object_id("K5"),
            body: "市局".into(),
            date: day("2026-02-01"),
            document: "运环查1号".into(),
            result: "未发现问题".into(),
            recorded: minute("2026-02-02 09:00"),
        }];
    };
    assert_eq!(
        excluded("superior-checked", "市局 2026-02-01 运环查1号", &checked),
        "K5 fresh>superior-checked 运环查1号"
    );
    assert_eq!(
        excluded("superior-checked", "市局 2026-02-01 运环查9号", &checked),
        "K5 fresh>superior-checked nothing"
    );
    assert_eq!(excluded("yearly-cap", "2026q1-key;2026q1-key", &|_| {}), "K5 fresh>yearly-cap nothing");
    assert_eq!(excluded("other", "示例1号", &|_| {}), "K5 fresh>other nothing");
}

#[test]
fn newcomers_and_those_who_come_back_are_told_with_their_record() {
    let comes = |edit: &dyn Fn(&mut Site, &mut DrawRecord)| {
        found(|site, before, _| edit(site, before), |found| (told(&found.added), told(&found.returned)))
    };
    let (added, _) = comes(&|_, before| without(before, "K9"));
    assert_eq!(added, ["K9 ->fresh nothing"]);
    let (added, _) = comes(&|site, before| {
        without(before, "K9");
        site.changes = vec![change("K9", "added", "", "新增", "2026-03-01")];
    });
    assert_eq!(added, ["K9 ->fresh added 2026-03-01"]);
    let (_, returned) = comes(&|site, before| {
        without(before, "K9");
        before.excluded = [excluded("K9", "suspended", "示例0号")].into();
        site.changes = vec![change("K9", "status", "停产", "正常", "2026-03-01")];
    });
    assert_eq!(returned, ["K9 suspended>fresh status 2026-03-01"]);
}

#[test]
fn inspectors_who_come_leave_or_carry_a_wrong_load_show() {
    let leaves = |edit: &dyn Fn(&mut Site)| {
        found(
            |site, _, now| {
                now.inspectors = now.inspectors.iter().filter(|row| row.id.as_str() != "I4").cloned().collect();
                edit(site);
            },
            |found| found.gone.iter().map(|row| format!("{} {}", row.id, row.because.is_some())).collect::<Vec<_>>(),
        )
    };
    assert_eq!(leaves(&|_| {}), ["I4 false"]);
    assert_eq!(leaves(&|site| site.changes = vec![change("I4", "available", "是", "否", "2026-02-01")]), ["I4 true"]);
    let expired = |site: &mut Site| site.inspectors.get_mut(&inspector_id("I4")).unwrap().valid_to = day("2026-03-31");
    assert_eq!(leaves(&expired), ["I4 true"]);
    let heavy = |_: &mut Site, _: &mut DrawRecord, now: &mut DrawRecord| {
        now.inspectors = [person("I1", 1), person("I2", 1), person("I3", 7), person("I4", 0), person("I5", 0)].into();
    };
    found(heavy, |found| {
        let rows: Vec<_> =
            found.loads.iter().map(|row| (row.id.as_str(), row.before, row.load, row.counted, row.early)).collect();
        assert_eq!(rows, [("I3", Some(0), 7, 0, false)]);
        assert!(found.contradicts());
        let joined: Vec<&str> = found.joined.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(joined, ["I5"]);
    });
}

#[test]
fn the_draw_before_is_of_the_same_task_or_the_void_one_or_of_last_year() {
    let (mut site, before, now) = quarters();
    let mut last_year = draw("2025q4-key", "2025q4", "2025-10-10 10:00", "2025-12-20 16:00");
    last_year.task = TaskId::parse("key-2025").unwrap();
    last_year.roster = before.roster.clone();
    let mut other = last_year.clone();
    other.id = draw_id("2025q4-key-a");
    other.roster = [row("K1", "fresh")].into();
    let mut void = now.clone();
    void.id = draw_id("2026q2-key-a");
    void.state = DrawState::Void;
    let mut project = before.clone();
    project.id = draw_id("2026-project");
    project.class = Class::Project;
    let mut now = now;
    now.commit.as_mut().unwrap().replaces = Some(void.id.clone());
    for record in [before, now, last_year, other, void, project] {
        site.draws.insert(record.id.clone(), record);
    }
    let of = |id: &str| previous(&site, &site.draws[&draw_id(id)]).map(|draw| draw.id.to_string());
    assert_eq!(of("2026q2-key"), Some("2026q2-key-a".to_owned()));
    assert_eq!(of("2026q2-key-a"), Some("2026q1-key".to_owned()));
    assert_eq!(of("2026q1-key"), Some("2025q4-key".to_owned()), "the one that lists more of the same objects");
    assert_eq!(of("2025q4-key"), None);
    assert_eq!(of("2026-project"), None, "projects are listed by the year of their deadline");
    let found = compare(&site, &Changes::of(&site), &site.draws[&draw_id("2026q1-key")]);
    assert!(found.moved.is_empty(), "strata begin anew with the year");
}

#[test]
fn the_fictional_county_has_a_record_for_everything() {
    let raw = mingchou::load::load(Path::new(env!("CARGO_MANIFEST_DIR")));
    let as_of = raw.config.as_ref().unwrap().value.as_of.unwrap();
    let site = mingchou::check::check(raw, as_of).value.unwrap();
    assert!(explained(&site) > 20);
}

/// A county where every list follows from what was public when it was made. Out: how many lists had one before.
fn explained(site: &Site) -> usize {
    let mut compared = 0;
    for record in site.draws.values() {
        let found = compare(site, &Changes::of(site), record);
        assert!(found.unexplained().is_empty(), "{}: {:?}", record.id, found.unexplained());
        assert!(!found.contradicts(), "{}: {found:?}", record.id);
        assert_eq!(found.early(), 0, "{}: {found:?}", record.id);
        compared += usize::from(found.previous.is_some());
    }
    compared
}

#[test]
fn no_list_of_a_fictional_county_uses_what_was_not_public_yet() {
    let mut capped = 0;
    for (objects, seed) in [(40, 4), (60, 1), (60, 17)] {
        let dir = crate::demo::county(objects, seed);
        let mut site = crate::demo::read(dir.path()).0;
        assert!(explained(&site) > 15);
        capped += cited(&site);
        // The same lists, had a yearly draw been revealed after them: then they do use it.
        let joint = site.draws.get_mut(&draw_id("2025-joint")).unwrap();
        joint.times.ended = Some(minute("2025-12-30 16:00"));
        let late = compare(&site, &Changes::of(&site), &site.draws[&draw_id("2025q4-general")]);
        assert!(late.early() > 0, "seed {seed}");
    }
    assert!(capped > 0, "no county shows the yearly limit");
}

/// Exclusions by the yearly limit; each names draws of the year that had been revealed.
fn cited(site: &Site) -> usize {
    let mut cited = 0;
    for draw in site.draws.values() {
        for row in draw.excluded.iter().filter(|row| row.rule == "yearly-cap") {
            for evidence in row.evidence.split(';') {
                let ended = site.draws[&draw_id(evidence)].times.ended;
                assert!(ended.is_some() && ended <= draw.times.committed, "{}: {evidence}", draw.id);
            }
            cited += 1;
        }
    }
    cited
}
