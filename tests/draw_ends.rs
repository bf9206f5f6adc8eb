//! The other ends of a draw as values: void before and after the beacon, lost, shortfall; substitutions before and after
//! the reveal; projects and special objects.

use crate::county::{county, day, draw_id, inspector_id, minute, object_id};
use crate::draws::{BALLS, Q1, bureau, committed, moment, nonce, put, q1, request, revealed, sealed};
use mingchou::check::special::{SpecialGround, special_list};
use mingchou::draw::{BeaconKind, BeaconValue, Stage, Substitution, commit::nonce_commit, substitute};
use mingchou::freeze::lists;
use mingchou::model::*;
use mingchou::site::{DrawRecord, DrawState, Site};
use mingchou::steps::{self, CommitRequest, DrawFolder, LostRequest, Next, SubstituteRequest, VoidRequest};

fn void_request(reason: &str) -> VoidRequest {
    VoidRequest { reason: reason.into(), note: "对象库有误，重抽".into(), ..VoidRequest::default() }
}

/// The folder after a void, and its record.
fn void(folder: &DrawFolder, request: &VoidRequest, at: &str) -> (DrawFolder, DrawRecord) {
    let step = steps::void(folder, request, moment(at)).unwrap_or_else(|report| panic!("{report:?}"));
    let folder = folder.clone().after(&step);
    let record = DrawRecord::from_files(&folder.id, folder.files.clone(), folder.times).unwrap();
    (folder, record)
}

#[test]
fn a_void_before_the_beacon_opens_the_nonce_and_leaves_nothing_secret() {
    let folder = committed(&bureau(), &q1(), Q1);
    let (folder, record) = void(&folder, &void_request("roster-error"), "2026-02-02T20:00:00");
    assert_eq!(record.state, DrawState::Void);
    assert!(String::from_utf8(folder.files["void.txt"].clone()).unwrap().contains(&nonce(7)));
    assert!(folder.secret.is_empty());
    assert_eq!(record.times.ended, Some(moment("2026-02-02T20:00:00")));
}

#[test]
fn a_void_after_the_beacon_shows_what_would_have_been_drawn() {
    let folder = committed(&bureau(), &q1(), Q1);
    let mut asked = void_request("roster-error");
    asked.values = vec![BeaconValue { kind: BeaconKind::Kl8, round: 2_026_033, value: BALLS.into() }];
    asked.evidence = vec![(BeaconKind::Kl8, "paper-p2".into())];
    let early = steps::void(&folder, &asked, moment("2026-02-02T21:00:00")).unwrap_err();
    assert_eq!(early.diagnostics[0].code, "MC0731");
    let (_, record) = void(&folder, &asked, "2026-02-02T22:00:00");
    assert_eq!((record.state, record.drawn.len()), (DrawState::Void, 3));
    let (_, sealed_first) = void(&sealed(&bureau(), &q1(), Q1), &void_request("other"), "2026-02-03T09:00:00");
    assert_eq!(sealed_first.drawn, record.drawn);
}

#[test]
fn a_cancelled_round_and_a_withheld_nonce_are_said() {
    let folder = committed(&bureau(), &q1(), Q1);
    let (_, record) = void(&folder, &void_request("beacon-cancelled"), "2026-02-03T09:00:00");
    assert_eq!(record.state, DrawState::Void);
    let hash = nonce_commit("lots.example.gov.cn/140826", "2026q1-key", "discipline", &nonce(9));
    let asked = CommitRequest { parties: vec![("discipline".into(), hash)], ..q1() };
    let folder = committed(&bureau(), &asked, Q1);
    let mut request = void_request("party-withheld");
    request.missing = vec!["discipline".into()];
    let (_, record) = void(&folder, &request, "2026-02-02T20:00:00");
    assert_eq!(record.state, DrawState::VoidUnopened);
}

#[test]
fn a_lost_draw_publishes_its_list_without_its_seed() {
    let mut folder = sealed(&bureau(), &q1(), Q1);
    for name in ["seed.txt", "nonce-bureau.txt"] {
        folder.secret.remove(name);
    }
    let asked = LostRequest { note: "硬盘损坏".into(), missing: vec!["bureau".into()] };
    let step = steps::lost(&folder, &asked, moment("2026-03-01T09:00:00")).unwrap_or_else(|r| panic!("{r:?}"));
    let folder = folder.after(&step);
    assert_eq!(folder.examine().unwrap().stage, Stage::Lost);
    assert!(folder.secret.is_empty());
}

#[test]
fn a_shortfall_lists_who_could_not_be_drawn() {
    let mut site = bureau();
    let closed = site.objects.values_mut().map(|object| {
        object.status = Status::Closed;
        Change {
            date: day("2026-01-05"),
            recorded: day("2026-01-05"),
            subject: object.id.to_string(),
            field: "status".into(),
            old: "正常".into(),
            new: "关闭".into(),
            reason: "注销".into(),
            evidence: "注销公告".into(),
        }
    });
    site.changes = closed.collect();
    let task = TaskId::parse("key-2026").unwrap();
    let (q1, q2) = (Period::parse("2026q1").unwrap(), Period::parse("2026q2").unwrap());
    let step = steps::shortfall(&site, &draw_id("2026q1-key"), &task, q1, moment(Q1)).unwrap();
    let folder = DrawFolder::new(draw_id("2026q1-key")).after(&step);
    assert_eq!(folder.examine().unwrap().stage, Stage::Shortfall);
    put(&mut site, &folder);
    // Listed once as closed, they leave the class.
    let next = lists(&site, &site.plans[0].tasks[0], q2, moment("2026-05-02T10:00:00")).unwrap();
    assert_eq!(next.excluded, []);
}

fn rows(folder: &DrawFolder) -> Vec<Substitution> {
    let bytes = folder.files.get("substitutions.csv").or(folder.secret.get("substitutions.csv")).unwrap();
    substitute::parse("substitutions.csv", bytes, 0).unwrap()
}

/// The first drawn object of a sealed draw and its team.
fn first_leaf(folder: &DrawFolder) -> (ObjectId, Vec<String>) {
    let leaves = String::from_utf8(folder.secret["leaves.txt"].clone()).unwrap();
    let fields: Vec<&str> = leaves.lines().next().unwrap().split(' ').collect();
    (object_id(fields[4]), fields[5].split(',').map(str::to_owned).collect())
}

fn leave(object: &ObjectId) -> SubstituteRequest {
    SubstituteRequest {
        object: object.clone(), slot: Some(0), ground: "leave".into(), evidence: "请假单,1号".into()
    }
}

#[test]
fn a_substitution_stays_secret_until_the_reveal_and_is_a_file_of_its_own_after_it() {
    let folder = sealed(&bureau(), &q1(), Q1);
    let (object, team) = first_leaf(&folder);
    let (step, made) = steps::substitute(&folder, &leave(&object), None).unwrap();
    assert!(step.public.is_empty());
    let folder = folder.after(&step);
    let kept = rows(&folder);
    assert_eq!(kept, made);
    assert_eq!((kept[0].from.as_str(), kept[0].evidence.as_str()), (team[0].as_str(), "请假单，1号"));
    let to = kept[0].to.clone().unwrap();
    assert!(!team.contains(&to.to_string()));
    let folder = folder.clone().after(&steps::reveal(&folder, moment("2026-03-30T09:00:00")).unwrap());
    let (step, _) = steps::substitute(&folder, &leave(&object), None).unwrap();
    let folder = folder.after(&step);
    let found = folder.examine().unwrap();
    assert_eq!(found.substitutions.len(), 2);
    assert_eq!(found.substitutions[1].from, to);
    assert!(folder.files.contains_key("substitutions-2.csv"));
}

#[test]
fn a_wrong_substitution_is_refused_by_the_protocol() {
    let folder = sealed(&bureau(), &q1(), Q1);
    let (object, _) = first_leaf(&folder);
    let fault = |request: SubstituteRequest| {
        steps::substitute(&folder, &request, None).unwrap_err().diagnostics[0].args[0].1.clone()
    };
    assert_eq!(fault(SubstituteRequest { slot: Some(2), ..leave(&object) }), "substitution-slot");
    assert_eq!(fault(SubstituteRequest { slot: None, ..leave(&object) }), "substitution-slot");
    assert_eq!(fault(leave(&object_id("X9"))), "substitution-object");
    assert_eq!(fault(SubstituteRequest { ground: "holiday".into(), ..leave(&object) }), "ground");
    assert_eq!(fault(SubstituteRequest { evidence: String::new(), ..leave(&object) }), "empty-evidence");
}

/// A county with a second task over everything, so that every object is drawn twice.
fn two_tasks() -> Site {
    let mut site = bureau();
    let mut joint = site.plans[0].tasks[0].clone();
    (joint.id, joint.class) = (TaskId::parse("special-2026").unwrap(), Class::General);
    joint.rate = 10_000;
    site.plans[0].tasks[0].rate = 10_000;
    site.plans[0].tasks.push(joint);
    let record = mingchou::site::plan_record(&site.plans[0]);
    site.plan_records.insert("data/plans/2026-v1.csv".into(), record);
    for object in site.objects.values_mut() {
        object.classes = vec![Class::General, Class::Key];
    }
    site
}

#[test]
fn an_object_drawn_twice_is_visited_once_by_the_team_sealed_first() {
    let mut site = two_tasks();
    let first = sealed(&site, &q1(), Q1);
    let asked = CommitRequest {
        task: TaskId::parse("special-2026").unwrap(),
        ..request("2026q1-general", "2026q1", "2026-02-05")
    };
    let second = sealed(&site, &asked, "2026-02-05T10:00:00");
    let (object, _) = first_leaf(&second);
    let merged = SubstituteRequest {
        object: object.clone(),
        slot: None,
        ground: "merged-visit".into(),
        evidence: "2026q1-key".into(),
    };
    let (step, made) = steps::substitute(&second, &merged, Some(&first)).unwrap();
    assert_eq!(made.len(), 2);
    let second = second.clone().after(&step);
    let first = first.clone().after(&steps::reveal(&first, moment("2026-03-30T09:00:00")).unwrap());
    let second = second.clone().after(&steps::reveal(&second, moment("2026-03-30T09:00:00")).unwrap());
    put(&mut site, &first);
    put(&mut site, &second);
    let team = |draw: &str| {
        let drawn = site.draws[&draw_id(draw)].drawn.iter().find(|drawn| drawn.object == object).unwrap();
        drawn.final_team.clone()
    };
    assert_eq!(team("2026q1-key"), team("2026q1-general"));
    let visits = mingchou::freeze::visits_of_year(&site, 2026, moment("2026-03-30T09:00:00"));
    assert_eq!(visits[object.as_str()], [draw_id("2026q1-key")]);
    let back = SubstituteRequest { evidence: "2026q1-general".into(), ..merged };
    let refused = steps::substitute(&first, &back, Some(&second)).unwrap_err();
    assert_eq!(refused.diagnostics[0].code, "MC0740");
}

#[test]
fn a_merged_visit_is_not_merged_into_another_merged_one() {
    let site = two_tasks();
    let mut first = sealed(&site, &q1(), Q1);
    let asked = CommitRequest {
        task: TaskId::parse("special-2026").unwrap(),
        ..request("2026q1-general", "2026q1", "2026-02-05")
    };
    let later = sealed(&site, &asked, "2026-02-05T10:00:00");
    let (object, team) = first_leaf(&later);
    let merged = SubstituteRequest {
        object: object.clone(),
        slot: None,
        ground: "merged-visit".into(),
        evidence: "2026q1-key".into(),
    };
    // The later draw rests on this one; what this one would rest on is no longer its own to choose.
    let step = steps::substitute(&later, &merged, Some(&first)).unwrap().0;
    let resting = later.clone().after(&step);
    let others = [resting.clone()];
    let slotted =
        SubstituteRequest { slot: Some(0), ground: "leave".into(), evidence: "假条3号".into(), ..merged.clone() };
    assert_eq!(steps::substitute_among(&first, &slotted, &others).unwrap().carried.len(), 1);
    let mut earliest = resting.clone();
    earliest.id = draw_id("2026q1-older");
    let chain = SubstituteRequest { evidence: "2026q1-older".into(), ..merged.clone() };
    assert!(steps::substitute_among(&first, &chain, &[resting, earliest]).is_err());
    let holder = steps::substitute(&first, &slotted, None).unwrap().1.remove(0);
    let rows: Vec<Substitution> = (0u32..)
        .zip(&team)
        .map(|(slot, _)| Substitution {
            seq: slot,
            object: object.clone(),
            slot,
            from: steps::substitute(&first, &SubstituteRequest { slot: Some(slot), ..slotted.clone() }, None)
                .unwrap()
                .1
                .remove(0)
                .from,
            to: holder.to.clone(),
            ground: "merged-visit".into(),
            evidence: "2026q1-older".into(),
        })
        .collect();
    first.secret.insert("substitutions.csv".into(), substitute::write(&rows));
    let refused = steps::substitute(&later, &merged, Some(&first)).unwrap_err();
    assert_eq!(refused.diagnostics[0].code, "MC0740");
}

#[test]
fn projects_stand_in_the_quarters_of_their_deadlines() {
    let mut site = bureau();
    let task = &mut site.plans[0].tasks[0];
    (task.class, task.cycle, task.rate) = (Class::Project, Cycle::Year, 10_000);
    for (object, deadline) in site.objects.values_mut().zip(["2026q3", "2026q1", "2027q1", "2026q1"]) {
        object.classes = vec![Class::Project];
        object.deadline = Period::parse(deadline);
    }
    let lists = lists(&site, &site.plans[0].tasks[0], Period::parse("2026").unwrap(), moment(Q1)).unwrap();
    let strata: Vec<(&str, &str)> = lists.roster.iter().map(|r| (r.id.as_str(), r.stratum.as_str())).collect();
    assert_eq!(strata, [("K1", "2026q3"), ("K2", "2026q1"), ("K4", "2026q1")]);
}

fn penalty(object: &str, decided: &str, recorded: &str) -> SpecialEvent {
    SpecialEvent {
        object: object_id(object),
        kind: SpecialKind::Penalty,
        decided: day(decided),
        document: "绛环罚〔2026〕1号".into(),
        recorded: minute(recorded),
    }
}

fn special(site: &Site, quarter: &str, at: &str) -> Vec<String> {
    let list = special_list(site, Period::parse(quarter).unwrap(), moment(at));
    list.into_keys().map(|id| id.to_string()).collect()
}

#[test]
fn an_event_makes_an_object_special_in_the_next_quarter_alone() {
    let mut site = bureau();
    site.special_events =
        vec![penalty("K1", "2026-02-10", "2026-02-12 09:00"), penalty("K2", "2026-02-10", "2026-04-20 09:00")];
    assert_eq!(special(&site, "2026q1", "2026-03-30T09:00:00"), [""; 0]);
    assert_eq!(special(&site, "2026q2", "2026-04-15T09:00:00"), ["K1"]);
    // Recorded before a later freeze of the same quarter it counts there.
    assert_eq!(special(&site, "2026q2", "2026-04-20T09:00:00"), ["K1", "K2"]);
    assert_eq!(special(&site, "2026q3", "2026-07-15T09:00:00"), [""; 0]);
    // A freeze on 15 April stands: K2 moves to the third quarter, with its delay.
    let mut frozen = DrawRecord { class: Class::Special, ..county().draws.values().next().cloned().unwrap() };
    (frozen.id, frozen.period) = (draw_id("2026q2-special"), Period::parse("2026q2").unwrap());
    frozen.times.committed = Some(moment("2026-04-15T09:00:00"));
    site.draws.insert(frozen.id.clone(), frozen);
    let list = special_list(&site, Period::parse("2026q3").unwrap(), moment("2026-07-15T09:00:00"));
    let grounds: Vec<_> = list.values().flatten().collect();
    assert!(matches!(grounds[..], [SpecialGround::Event { late: true, .. }]), "{list:?}");
    assert_eq!(list.keys().map(ObjectId::as_str).collect::<Vec<_>>(), ["K2"]);
}

#[test]
fn a_violation_keeps_an_object_on_the_list_and_a_withheld_one_does_not() {
    let mut site = bureau();
    site.special_events = vec![penalty("K1", "2026-02-10", "2026-02-12 09:00")];
    let mut visit = crate::county::visit("2026q2-key", "K1");
    visit.visited = Some(day("2026-05-10"));
    visit.published_at = Some(minute("2026-05-20 09:00"));
    site.visits.insert((visit.draw.clone(), visit.object.clone()), visit.clone());
    assert_eq!(special(&site, "2026q3", "2026-07-15T09:00:00"), ["K1"]);
    assert_eq!(special(&site, "2026q4", "2026-10-15T09:00:00"), [""; 0]);
    visit.withheld = Some(Withheld::TradeSecret);
    site.visits.insert((visit.draw.clone(), visit.object.clone()), visit);
    assert_eq!(special(&site, "2026q3", "2026-07-15T09:00:00"), [""; 0]);
    site.config.rules.special_exit = SpecialExit::OnlyIfInspected;
    assert_eq!(special(&site, "2026q3", "2026-07-15T09:00:00"), ["K1"]);
}

#[test]
fn the_standing_of_a_draw_says_what_comes_next() {
    let mut site = bureau();
    let folder = committed(&site, &q1(), Q1);
    put(&mut site, &folder);
    let at = |site: &Site, time: &str| {
        let line = steps::standing(site, moment(time)).remove(0);
        (line.next, line.due, line.overdue)
    };
    let seal_by = Some(moment("2026-02-07T21:30:00"));
    assert_eq!(at(&site, "2026-02-02T21:29:59"), (Next::Wait, seal_by, false));
    assert_eq!(at(&site, "2026-02-02T21:30:00"), (Next::Seal, seal_by, false));
    assert_eq!(at(&site, "2026-02-07T21:30:01"), (Next::Void, seal_by, true));
    let folder = sealed(&bureau(), &q1(), Q1);
    put(&mut site, &folder);
    let reveal_by = Some(moment("2026-05-01T23:59:59"));
    assert_eq!(at(&site, "2026-05-01T23:59:59"), (Next::Reveal, reveal_by, false));
    assert_eq!(at(&site, "2026-05-02T00:00:00"), (Next::Reveal, reveal_by, true));
    put(&mut site, &revealed(&bureau(), &q1(), Q1));
    assert_eq!(at(&site, "2026-05-02T00:00:00"), (Next::Nothing, None, false));
    let (folder, _) = void(&committed(&bureau(), &q1(), Q1), &void_request("other"), "2026-02-02T12:00:00");
    put(&mut site, &folder);
    assert_eq!(at(&site, "2026-05-02T00:00:00"), (Next::Replace, None, false));
}

#[test]
fn an_inspector_who_is_not_registered_yet_is_not_sent() {
    let mut site = bureau();
    site.inspectors.get_mut("I1").unwrap().registered = day("2026-02-03");
    let lists = lists(&site, &site.plans[0].tasks[0], Period::parse("2026q1").unwrap(), moment(Q1)).unwrap();
    assert!(!lists.inspectors.iter().any(|i| i.id == inspector_id("I1")));
}
