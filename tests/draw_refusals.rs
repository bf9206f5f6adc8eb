//! Every refusal of a draw, with its exact sentence in both languages.

use crate::county::{day, draw_id, minute, object_id};
use crate::draws::{
    Q1, bureau, committed, kl8, moment, nonce, put, q1, request, revealed, salts, seal_request, sealed,
};
use mingchou::diag::Report;
use mingchou::draw::commit::nonce_commit;
use mingchou::draw::{Beacon, BeaconKind};
use mingchou::model::*;
use mingchou::site::Site;
use mingchou::steps::{self, CommitRequest, DrawFolder, SubstituteRequest, VoidRequest};
use mingchou::words::Words;
use std::collections::BTreeSet;

fn words(lang: &str) -> Words {
    let files = mingchou::embedded::theme("gov");
    let prefix = format!("words/{lang}/");
    let texts =
        files.iter().filter(|(path, _)| path.starts_with(&prefix)).map(|(_, b)| std::str::from_utf8(b).unwrap());
    Words::from_toml(lang, texts).unwrap()
}

/// `CODE what`, one line a fault.
fn sentences(report: &Report, lang: &str) -> Vec<String> {
    let words = words(lang);
    let fill = |code: &str, part: &str, args: &[(&'static str, String)]| {
        words.fill(&format!("{code}.{part}"), args.iter().map(|(name, value)| (*name, value.as_str())))
    };
    report
        .diagnostics
        .iter()
        .map(|d| {
            let what = fill(d.code, "what", &d.args);
            let todo = fill(d.code, "do", &d.args);
            assert!(!what.contains(['{', '⟦']) && !todo.contains(['{', '⟦']), "{what} {todo}");
            format!("{} {what}", d.code)
        })
        .collect()
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Report>, zh: &str, en: &str) {
    let report = result.unwrap_err();
    assert_eq!(sentences(&report, "zh-CN"), [zh]);
    assert_eq!(sentences(&report, "en"), [en]);
}

fn commit(site: &Site, request: &CommitRequest) -> Result<steps::Step, Report> {
    steps::commit(site, request, &nonce(7), moment(Q1))
}

/// Commits with one thing changed in the county.
fn with(change: impl FnOnce(&mut Site)) -> Result<steps::Step, Report> {
    let mut site = bureau();
    change(&mut site);
    commit(&site, &q1())
}

#[test]
fn no_basis_no_item_no_plan_no_inspection() {
    refused(
        with(|site| site.plans[0].published_at = Some(minute("2026-02-03 10:00"))),
        "MC0701 到 2026-02-02 10:00:00 为止，2026 年没有已公开的年度抽查工作计划，不能抽取。",
        "MC0701 Up to 2026-02-02 10:00:00 no plan of 2026 was public, so nothing can be drawn.",
    );
    let newer = |site: &mut Site| {
        let mut plan = site.plans[0].clone();
        plan.version = 2;
        plan.tasks[0].id = TaskId::parse("other-2026").unwrap();
        site.plans.push(plan);
    };
    refused(
        with(newer),
        "MC0702 任务 key-2026 不在现行计划（第 2 版）里。",
        "MC0702 Task key-2026 is not in the plan in force (version 2).",
    );
    refused(
        with(|site| site.plans[0].tasks[0].items.clear()),
        "MC0704 任务 key-2026 没有写抽查事项。",
        "MC0704 Task key-2026 names no item.",
    );
    refused(
        with(|site| site.items[0].valid_to = Some(day("2026-02-01"))),
        "MC0705 任务 key-2026 的抽查事项 1 不在现行抽查事项清单里。",
        "MC0705 Item 1 of task key-2026 is not in the item list in force.",
    );
    let no_basis = (
        "MC0706 任务 key-2026 的抽查事项 1 没有现行有效的检查依据。",
        "MC0706 Item 1 of task key-2026 has no legal basis in force.",
    );
    refused(with(|site| site.items[0].bases.clear()), no_basis.0, no_basis.1);
    let law = |to: &str| Law {
        name: "水污染防治法".into(),
        article: String::new(),
        valid_from: None,
        valid_to: Some(day(to)),
        replaced_by: None,
        source: "示例".into(),
    };
    refused(with(|site| site.laws = vec![law("2026-02-01")]), no_basis.0, no_basis.1);
    assert!(with(|site| site.laws = vec![law("2026-02-02")]).is_ok());
}

#[test]
fn the_period_and_the_rate_must_be_the_plans() {
    let site = bureau();
    refused(
        commit(&site, &request("2026-key", "2026", "2026-02-02")),
        "MC0703 任务 key-2026 的周期与时段 2026 不符。",
        "MC0703 The cycle of task key-2026 does not fit the period 2026.",
    );
    refused(
        with(|site| site.plans[0].tasks[0].rate = 2499),
        "MC0707 任务 key-2026 的比例是万分之 2499，低于这一类对象的下限万分之 2500。",
        "MC0707 The rate of task key-2026 is 2499 basis points, below the floor of its class, 2500.",
    );
    refused(
        commit(&site, &CommitRequest { beacons: vec![kl8("2026-04-28")], ..q1() }),
        "MC0723 时段 2026q1 的揭示期限 2026-05-01 早于封存期限 2026-05-03 21:30:00。",
        "MC0723 The reveal of period 2026q1 would be due on 2026-05-01, before the seal at 2026-05-03 21:30:00.",
    );
    refused(
        with(|site| {
            site.plan_records.clear();
        }),
        "MC0720 任务 key-2026 所在计划第 1 版的公开记录不见了。",
        "MC0720 The published record of the plan of task key-2026, version 1, is missing.",
    );
    refused(
        with(|site| site.plans[0].tasks[0].rate = 3000),
        "MC0724 任务 key-2026 在计划第 1 版公开记录冻结之后被改动了。",
        "MC0724 Task key-2026 was changed after the record of plan version 1 had been frozen.",
    );
}

/// A void of a draw that is only committed.
fn voided(folder: &DrawFolder) -> DrawFolder {
    let request = VoidRequest { reason: "roster-error".into(), note: "名单有误".into(), ..VoidRequest::default() };
    let step = steps::void(folder, &request, moment("2026-02-02T12:00:00")).unwrap();
    folder.clone().after(&step)
}

#[test]
fn draws_follow_one_another() {
    let mut site = bureau();
    let first = committed(&site, &q1(), Q1);
    put(&mut site, &first);
    refused(
        commit(&site, &request("2026q1-again", "2026q1", "2026-02-02")),
        "MC0709 任务 key-2026 在 2026q1 已有抽取 2026q1-key，同一批对象不能再承诺一次。",
        "MC0709 Task key-2026 already has draw 2026q1-key in 2026q1; the same objects cannot be committed to twice.",
    );
    refused(
        commit(&site, &request("2026q2-key", "2026q2", "2026-02-02")),
        "MC0711 同一类对象本年较早时段的抽取 2026q1-key 还没有结束。",
        "MC0711 Draw 2026q1-key of the same class for an earlier period of the year has not ended.",
    );
    put(&mut site, &voided(&first));
    refused(
        commit(&site, &request("2026q1-again", "2026q1", "2026-02-02")),
        "MC0710 任务 key-2026 在这一时段最后作废的抽取是 2026q1-key，新的抽取必须写明替换它。",
        "MC0710 The last void draw of task key-2026 in this period is 2026q1-key; a new draw must say that it replaces it.",
    );
    let replacing =
        |draw: &str| CommitRequest { replaces: Some(draw_id("2026q1-key")), ..request(draw, "2026q1", "2026-02-02") };
    refused(
        commit(&site, &replacing("2026q1-key")),
        "MC0712 抽取编号 2026q1-key 已经用过。",
        "MC0712 The draw id 2026q1-key has been used.",
    );
    assert!(commit(&site, &replacing("2026q1-again")).is_ok());
    refused(
        commit(&bureau(), &replacing("2026q1-again")),
        "MC0713 任务 key-2026 在这一时段没有作废的抽取可以替换。",
        "MC0713 Task key-2026 has no void draw in this period that could be replaced.",
    );
}

#[test]
fn nobody_may_know_the_beacon_yet() {
    let site = bureau();
    let at = |time: &str| steps::commit(&site, &q1(), &nonce(7), moment(time));
    assert!(at("2026-02-02T20:30:00").is_ok());
    refused(
        at("2026-02-02T20:30:01"),
        "MC0714 kl8 2026033 在 2026-02-02 21:30:00 就要产生，离现在不足一小时。",
        "MC0714 kl8 2026033 becomes known at 2026-02-02 21:30:00, less than one hour from now.",
    );
    let wrong = Beacon { kind: BeaconKind::Ssq, round: 2_026_013, time: moment("2026-02-02T21:15:00") };
    let report = commit(&site, &CommitRequest { beacons: vec![wrong], ..q1() }).unwrap_err();
    let fault = &report.diagnostics[0];
    assert_eq!((fault.code, fault.args[0].1.as_str()), ("MC0717", "lottery-day"));
    let cure = ["zh-CN", "en"].map(|lang| fault.say(crate::rules::words(lang), "do"));
    let wanted = [
        "那一天不开这种彩票（双色球周二、四、日，大乐透周一、三、六，快乐8每天）；请换开奖日和对应的期号。",
        "That lottery is not drawn on this day (ssq on Tuesday, Thursday and Sunday, dlt on Monday, Wednesday and Saturday, kl8 \
         daily); take one of its days and the issue of that day.",
    ];
    assert_eq!(cure, wanted);
    assert_eq!(fault.place.file, "content/draws/2026q1-key/commit.txt");
}

#[test]
fn objects_and_inspectors_must_allow_the_draw() {
    let suspend = |site: &mut Site| {
        let all: Vec<ObjectId> = site.objects.keys().cloned().collect();
        for id in all {
            site.objects.get_mut(&id).unwrap().status = Status::Suspended;
            site.changes.push(Change {
                date: day("2026-01-05"),
                recorded: day("2026-01-05"),
                subject: id.to_string(),
                field: "status".into(),
                old: "正常".into(),
                new: "停产".into(),
                reason: "检修".into(),
                evidence: "停产报告".into(),
            });
        }
    };
    refused(
        with(suspend),
        "MC0708 任务 key-2026 在 2026q1 没有可抽的对象（9 个都不能抽）。",
        "MC0708 Task key-2026 has nobody to draw in 2026q1 (all 9 cannot be drawn).",
    );
    refused(
        with(|site| {
            suspend(site);
            site.changes.retain(|change| change.subject != "K3");
        }),
        "MC0716 对象 K3 标为停产或关闭，但没有一条变动记录说明依据，不能就此剔除。",
        "MC0716 Object K3 is marked as suspended or closed, but no change shows on which document, so it cannot be excluded.",
    );
    refused(
        with(|site| site.objects.get_mut("K5").unwrap().tag = Some(Tag::parse("radiation").unwrap())),
        "MC0718 对象 K5 的第 0 个位置无人可派（专长：radiation）。",
        "MC0718 Nobody can take place 0 at object K5 (speciality: radiation).",
    );
    let recuse = |inspector: &str| Recusal {
        object: object_id("K2"),
        inspector: crate::county::inspector_id(inspector),
        ground: "interest".into(),
        from: day("2026-01-01"),
    };
    refused(
        with(|site| site.recusals = ["I1", "I2", "I3"].map(recuse).to_vec()),
        "MC0718 对象 K2 的第 1 个位置无人可派（专长：any）。",
        "MC0718 Nobody can take place 1 at object K2 (speciality: any).",
    );
    refused(
        with(|site| site.config.draw.slots = vec!["object".into(), "two".into()]),
        "MC0719 site.toml 的 draw.slots 里，two 不是人员要求。",
        "MC0719 In draw.slots of site.toml, two is not a requirement.",
    );
    let project = |site: &mut Site| {
        let task = &mut site.plans[0].tasks[0];
        (task.class, task.rate, task.cycle) = (Class::Project, 10_000, Cycle::Year);
        for object in site.objects.values_mut() {
            object.classes = vec![Class::Project];
            object.deadline = Period::parse("2026q3");
        }
        site.objects.get_mut("K4").unwrap().deadline = None;
    };
    let mut site = bureau();
    project(&mut site);
    refused(
        commit(&site, &request("2026-project", "2026", "2026-02-02")),
        "MC0715 在建项目 K4 没有写检查时限，不知道该排在哪个季度。",
        "MC0715 Project K4 has no deadline, so its quarter is not known.",
    );
}

#[test]
fn a_partys_commitment_is_used_once() {
    let mut site = bureau();
    let hash = nonce_commit(&site.config.log.origin, "2026q1-key", "discipline", &nonce(9));
    let party = |name: &str, hash: &str| CommitRequest { parties: vec![(name.into(), hash.into())], ..q1() };
    let mut folder = committed(&site, &party("discipline", &hash), Q1);
    folder.secret.insert("nonce-discipline.txt".into(), format!("{}\n", nonce(9)).into_bytes());
    let void = voided(&folder);
    put(&mut site, &void);
    let again = CommitRequest {
        draw: draw_id("2026q1-again"),
        replaces: Some(draw_id("2026q1-key")),
        ..party("discipline", &hash)
    };
    refused(
        commit(&site, &again),
        "MC0721 参与方 discipline 的承诺值已经用过。",
        "MC0721 The nonce commitment of party discipline has been used before.",
    );
    refused(
        commit(&bureau(), &party("bureau", &hash)),
        "MC0722 bureau 不能作为参与方：名称重复、写法不对，或承诺值不是 64 位小写十六进制。",
        "MC0722 bureau cannot be a party: named twice, misspelt, or its commitment is not 64 lower-case hex digits.",
    );
}

#[test]
fn a_seal_comes_in_its_time_with_everything_it_needs() {
    let site = bureau();
    let hash = nonce_commit(&site.config.log.origin, "2026q1-key", "discipline", &nonce(9));
    let asked = CommitRequest { parties: vec![("discipline".into(), hash)], ..q1() };
    let folder = committed(&site, &asked, Q1);
    let mut request = seal_request(&asked);
    let at = |request: &steps::SealRequest, folder: &DrawFolder, time: &str| {
        steps::seal(folder, request, &salts(3), moment(time))
    };
    refused(
        at(&request, &folder, "2026-02-02T21:29:59"),
        "MC0731 kl8 2026033 要到 2026-02-02 21:30:00 才产生，现在还不可能知道。",
        "MC0731 kl8 2026033 becomes known at 2026-02-02 21:30:00; nobody can know it yet.",
    );
    refused(
        at(&request, &folder, "2026-02-07T21:30:01"),
        "MC0733 抽取 2026q1-key 的封存期限 2026-02-07 21:30:00 已过。",
        "MC0733 The time of the seal of draw 2026q1-key, 2026-02-07 21:30:00, has passed.",
    );
    refused(
        at(&request, &folder, "2026-02-02T22:00:00"),
        "MC0734 缺少参与方 discipline 的随机数。",
        "MC0734 The nonce of party discipline is missing.",
    );
    request.nonces.insert("discipline".into(), nonce(8));
    refused(
        at(&request, &folder, "2026-02-02T22:00:00"),
        "MC0742 discipline 的随机数不是承诺时的那一个。",
        "MC0742 The nonce given for discipline is not the one that was committed to.",
    );
    request.nonces.insert("discipline".into(), nonce(9));
    let mut lacking = folder.clone();
    lacking.secret.remove("recusals.csv");
    refused(
        at(&request, &lacking, "2026-02-02T22:00:00"),
        "MC0732 缺少保密文件 secrets/draws/2026q1-key/recusals.csv。",
        "MC0732 The secret file secrets/draws/2026q1-key/recusals.csv is missing.",
    );
    assert!(at(&request, &folder, "2026-02-02T22:00:00").is_ok());
    assert!(at(&request, &folder, "2026-02-07T21:30:00").is_ok());
    let mut other = request.clone();
    other.values[0].value.replace_range(0..2, "1x");
    let report = at(&other, &folder, "2026-02-02T22:00:00").unwrap_err();
    assert_eq!(report.diagnostics[0].args[0].1, "beacon-not-canonical");
    other = request;
    other.evidence.clear();
    let report = at(&other, &folder, "2026-02-02T22:00:00").unwrap_err();
    assert_eq!(report.diagnostics[0].args[0].1, "evidence-missing");
}

#[test]
fn a_step_is_taken_only_at_its_stage() {
    let site = bureau();
    let folder = committed(&site, &q1(), Q1);
    let stage = report_of(steps::reveal(&folder, moment("2026-03-01T09:00:00")));
    assert_eq!(stage, ["MC0730 Draw 2026q1-key is “committed” now; this step cannot be taken."]);
    let ended = revealed(&site, &q1(), Q1);
    for report in [
        report_of(steps::reveal(&ended, moment("2026-03-01T09:00:00"))),
        report_of(steps::seal(&ended, &seal_request(&q1()), &salts(3), moment("2026-02-02T22:00:00"))),
        report_of(steps::void(&ended, &VoidRequest::default(), moment("2026-03-01T09:00:00"))),
        report_of(steps::slip(&ended, &object_id("K1"))),
    ] {
        assert_eq!(report, ["MC0730 Draw 2026q1-key is “revealed” now; this step cannot be taken."]);
    }
    refused(
        steps::slip(&sealed(&site, &q1(), Q1), &object_id("X9")),
        "MC0735 对象 X9 没有被 2026q1-key 抽中。",
        "MC0735 Object X9 was not drawn by 2026q1-key.",
    );
}

fn report_of<T: std::fmt::Debug>(result: Result<T, Report>) -> Vec<String> {
    sentences(&result.unwrap_err(), "en")
}

#[test]
fn the_other_ends_are_refused_where_they_are_not_true() {
    let site = bureau();
    let folder = committed(&site, &q1(), Q1);
    let void = VoidRequest { reason: "other".into(), note: "示例".into(), ..VoidRequest::default() };
    refused(
        steps::void(&folder, &void, moment("2026-02-02T21:30:00")),
        "MC0736 公开随机值在 2026-02-02 21:30:00 已经产生，作废时必须写明。",
        "MC0736 The public values were known at 2026-02-02 21:30:00; a void must name them.",
    );
    refused(
        steps::lost(&sealed(&site, &q1(), Q1), &steps::LostRequest::default(), moment("2026-03-01T09:00:00")),
        "MC0737 抽取 2026q1-key 的种子还在，没有遗失，不能按遗失处理。",
        "MC0737 The seed of draw 2026q1-key is still here; nothing is lost.",
    );
    let short = |site: &Site| {
        let task = TaskId::parse("key-2026").unwrap();
        steps::shortfall(site, &draw_id("2026q1-key"), &task, Period::parse("2026q1").unwrap(), moment(Q1))
    };
    refused(
        short(&site),
        "MC0738 任务 key-2026 还有 9 个对象可抽，不是不足额。",
        "MC0738 Task key-2026 still has 9 objects that can be drawn; this is no shortfall.",
    );
    let mut empty = bureau();
    empty.objects.clear();
    refused(
        short(&empty),
        "MC0739 任务 key-2026 所指的这一类没有任何对象，没有什么可记。",
        "MC0739 The class of task key-2026 has no object at all, so there is nothing to record.",
    );
    let merged = SubstituteRequest {
        object: object_id("K1"),
        slot: None,
        ground: "merged-visit".into(),
        evidence: "2026q1-general".into(),
    };
    refused(
        steps::substitute(&sealed(&site, &q1(), Q1), &merged, None),
        "MC0740 2026q1-general 不是同一时段里先封存的抽取，不能把 2026q1-key 的检查并给它的人员。",
        "MC0740 2026q1-general is not a draw of the same period that was sealed first, so the visit of 2026q1-key cannot go to its team.",
    );
}

#[test]
fn every_code_of_the_draw_has_its_sentences_in_both_languages() {
    let mut used = BTreeSet::new();
    for entry in walkdir::WalkDir::new("src").into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let found = text.split("\"MC07").skip(1).map(|rest| format!("MC07{}", &rest[..2]));
        used.extend(found);
    }
    assert!(used.len() > 30, "{used:?}");
    for lang in ["zh-CN", "en"] {
        let words = words(lang);
        let said: BTreeSet<String> = words
            .keys()
            .filter(|key| key.starts_with("MC07") && key.ends_with(".what"))
            .map(|key| key[..6].to_owned())
            .collect();
        assert_eq!(said, used, "{lang}");
        assert!(used.iter().all(|code| words.has(&format!("{code}.do"))), "{lang}");
    }
}
