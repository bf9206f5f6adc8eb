//! Pages of objects, inspectors, results and counts: what they say, what they hold back, and that the sums add up.

use crate::pages::{bare_county, pages_of};
use crate::rules_lists::exempt;
use mingchou::draw::{Commit, ExcludedRow, InspectorRow, RosterRow, Slot, Substitution};
use mingchou::model::*;
use mingchou::site::{DrawRecord, DrawState, DrawTimes, Drawn, OpenedSlip, Site};
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

#[test]
fn a_sealed_draw_says_the_same_of_the_drawn_and_the_others() {
    let mut fair = with_draw(DrawState::Sealed);
    let said = pages_of(&fair);
    says(page(&said, "objects/a1.html"), "封存，未公开");
    says(page(&said, "objects/a1.html"), "2/4 <small>50%</small>");
    does_not_say(page(&said, "objects/a1.html"), "badge-drawn");
    does_not_say(page(&said, "objects/a1.html"), "id=\"v-2026q2-key\"");
    // Whatever the tables and the record hold of a sealed draw must not reach a page.
    let secret = draw_id("2026q2-key");
    let record = fair.draws.get_mut(&secret).expect("the draw");
    record.drawn = vec![drawn("A1", 1), drawn("A3", 2)];
    record.substitutions = vec![Substitution {
        seq: 0,
        object: object_id("A1"),
        slot: 0,
        from: inspector_id("04110900123"),
        to: None,
        ground: "leave".into(),
        evidence: "请假条".into(),
    }];
    let mut told = visit("2026q2-key", "A1", Some(Phrase::Filed));
    told.direct = true;
    put(&mut fair, told);
    fair.replies.push(Reply {
        object: object_id("A1"),
        draw: Some(secret.clone()),
        text: "已按要求整改".into(),
        published_at: minute("2026-06-01 10:00"),
    });
    fair.corrections.push(Correction {
        draw: secret.clone(),
        object: object_id("A1"),
        field: "visited".into(),
        old: "2026-05-05".into(),
        new: "2026-05-06".into(),
        reason: "笔误".into(),
        published_at: minute("2026-06-02 10:00"),
    });
    fair.reasons.push(Reason {
        rule: "R37".into(),
        subject: "2026q2-key/A1".into(),
        text: "等待监测报告".into(),
        published_at: minute("2026-06-03 10:00"),
    });
    fair.findings.push(finding("R37", RuleState::Late, "2026q2-key/A1", None));
    let whatever = pages_of(&fair);
    for (path, bytes) in &said {
        let ours = [
            "objects/",
            "badges/",
            "feeds/",
            "inspectors/",
            "results/",
            "exempt/",
            "compliance/",
            "summary/",
            "ledger/",
            "exceptions/",
        ];
        if ours.iter().any(|folder| path.starts_with(folder)) {
            assert_eq!(Some(bytes), whatever.get(path), "{path} depends on a sealed outcome");
        }
    }
    assert_eq!(said.keys().collect::<Vec<_>>(), whatever.keys().collect::<Vec<_>>());
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

#[test]
fn an_opened_slip_tells_of_its_object_and_no_other() {
    let mut site = with_draw(DrawState::Sealed);
    let record = site.draws.get_mut(&draw_id("2026q2-key")).expect("the draw");
    record.slips.push(OpenedSlip {
        index: 0,
        object: object_id("A1"),
        stratum: "fresh".into(),
        rank: 1,
        team: vec![inspector_id("04110900123"), inspector_id("04110900124")],
    });
    put(&mut site, visit("2026q2-key", "A1", Some(Phrase::Ordered)));
    let pages = pages_of(&site);
    says(
        page(&pages, "objects/a1.html"),
        "<span class=\"badge badge-drawn\">抽中</span> <a href=\"#v-2026q2-key\">看检查</a>",
    );
    says(page(&pages, "objects/a1.html"), "发现问题已责令整改");
    says(page(&pages, "objects/a2.html"), "封存，未公开");
}

#[test]
fn a_revealed_draw_tells_chance_team_days_result_and_what_is_open() {
    let mut site = with_draw(DrawState::Revealed);
    put(&mut site, visit("2026q2-key", "A1", Some(Phrase::Ordered)));
    let pages = pages_of(&site);
    let drawn = page(&pages, "objects/a1.html");
    for words in [
        "2/4 <small>50%</small>",
        "“今年还没查过的单位”中第1位",
        "张某（04110900123）、王某（04110900124）",
        "2026-05-06",
        "2026-05-13",
        "2026-05-29 10:00",
        "发现问题已责令整改",
        "发现了问题，已经要求限期改正。",
        "还没有公布改完。",
        "没有公布改完，不等于没有在改。",
        "0359-0000001",
    ] {
        says(drawn, words);
    }
    says(page(&pages, "objects/a3.html"), "没有抽中它");
    says(page(&pages, "objects/a3.html"), "没有检查记录，不等于没有问题");
    does_not_say(page(&pages, "objects/a3.html"), "张某");
    says(page(&pages, "objects/a2.html"), "还没有检查记录。");
}

#[test]
fn a_withheld_result_keeps_its_row_with_the_ground_and_tells_nothing_else() {
    let mut site = with_draw(DrawState::Revealed);
    let mut row = visit("2026q2-key", "A1", Some(Phrase::Filed));
    row.withheld = Some(Withheld::TradeSecret);
    put(&mut site, row);
    let pages = pages_of(&site);
    says(page(&pages, "objects/a1.html"), "该项依法不予公开：商业秘密。");
    does_not_say(page(&pages, "objects/a1.html"), "badge-problem");
}

#[test]
fn an_unpublished_result_is_not_told() {
    let mut site = with_draw(DrawState::Revealed);
    let mut row = visit("2026q2-key", "A1", Some(Phrase::Filed));
    row.published_at = None;
    put(&mut site, row);
    let pages = pages_of(&site);
    says(page(&pages, "objects/a1.html"), "已经检查，结果还没有公开。");
    does_not_say(page(&pages, "objects/a1.html"), "badge-problem");
}

#[test]
fn an_excluded_object_shows_rule_and_evidence() {
    let mut site = with_draw(DrawState::Committed);
    let record = site.draws.get_mut(&draw_id("2026q2-key")).expect("the draw");
    record.roster = record.roster[..3].into();
    record.excluded = [ExcludedRow {
        id: object_id("A4"),
        name: "示例造纸厂".into(),
        rule: "suspended".into(),
        evidence: "停产备案示例2026-3号".into(),
    }]
    .into();
    let pages = pages_of(&site);
    says(page(&pages, "objects/a4.html"), "停产停工<br>依据：停产备案示例2026-3号");
    says(page(&pages, "objects/a1.html"), "2026年第二季度重点排污单位抽取的名单里有它，还没有抽。");
}

#[test]
fn a_hostile_name_is_escaped_everywhere() {
    let mut site = with_draw(DrawState::Revealed);
    let name = "<script>alert(\"1\")</script>'&示例厂";
    site.objects.get_mut(&object_id("A1")).expect("A1").name = name.into();
    put(&mut site, visit("2026q2-key", "A1", Some(Phrase::Ordered)));
    let pages = pages_of(&site);
    for (path, text) in &pages {
        if path.ends_with(".html") {
            assert!(!text.contains("<script>alert"), "{path} lets a name act");
        }
    }
    says(page(&pages, "objects/a1.html"), "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
}

#[test]
fn an_object_that_left_the_registry_keeps_its_page() {
    let mut site = with_draw(DrawState::Revealed);
    site.objects.remove(&object_id("A4"));
    let pages = pages_of(&site);
    says(page(&pages, "objects/a4.html"), "已移出名录库");
    says(page(&pages, "objects/a4.html"), "示例造纸厂");
    says(page(&pages, "objects/removed.html"), "objects/a4.html");
}

/// Two drawn, four on the list: one published, one withheld; and a sealed draw beside it.
fn ledger_county() -> Site {
    let mut site = with_draw(DrawState::Revealed);
    put(&mut site, visit("2026q2-key", "A1", Some(Phrase::Ordered)));
    let mut held = visit("2026q2-key", "A2", None);
    held.withheld = Some(Withheld::Privacy);
    put(&mut site, held);
    let sealed = draw("2026q3-key", "2026q3", DrawState::Sealed);
    site.draws.insert(sealed.id.clone(), sealed);
    site
}

#[test]
fn the_ledger_adds_up_per_draw_and_in_sum() {
    let pages = pages_of(&ledger_county());
    let ledger = page(&pages, "ledger/index.html");
    let row = |numbers: [u32; 5]| {
        let labels = ["抽中", "已公开", "待公开", "依法不公开", "尚在封存"];
        let cells = labels.iter().zip(numbers);
        cells.map(|(label, n)| format!("<td class=\"n\" data-label=\"{label}\">{n}</td>")).collect::<String>()
    };
    says(ledger, &row([2, 0, 0, 0, 2]));
    says(ledger, &row([2, 1, 0, 1, 0]));
    says(ledger, &row([4, 1, 0, 1, 2]));
    says(ledger, "每次抽取的数目都对得上。");
    does_not_say(ledger, "✗");
}

#[test]
fn a_ledger_that_misses_a_row_says_so() {
    let mut site = ledger_county();
    site.draws.get_mut(&draw_id("2026q2-key")).expect("the draw").drawn.pop();
    let pages = pages_of(&site);
    says(page(&pages, "ledger/index.html"), "有1次抽取的数目对不上。");
    says(page(&pages, "ledger/index.html"), "✗ 不符");
}

#[test]
fn the_summary_counts_revealed_draws_and_names_the_others() {
    let pages = pages_of(&ledger_county());
    let summary = page(&pages, "summary/2026.html");
    let row = |cells: &[&str]| cells.iter().map(|cell| format!("<td class=\"n\">{cell}</td>")).collect::<String>();
    // Of the class, due, drawn, rate, left out; then visited, on site, on paper, inspectors, person-visits.
    says(summary, &row(&["4", "2", "2", "50%", "0", "2", "2", "0", "2", "4"]));
    says(summary, &row(&["4", "2", "2", "50%", "0", "—", "—", "—", "—", "—"]));
    says(summary, &row(&["8", "4", "4", "—", "0", "2", "2", "0", "—", "4"]));
    says(summary, "其中1次抽取还没有结果可算：名单尚未揭示，或者无人可抽。");
    says(summary, "<td class=\"n\">100%</td>");
    says(summary, "尚未揭示");
    says(summary, "<svg class=\"chart\" role=\"img\" aria-labelledby=\"plan-title plan-desc\"");
    does_not_say(summary, "✗");
    // The chance of four objects at 2 of 4 is two; A1 to A4 are all in one town.
    says(summary, "<th scope=\"row\">古绛镇</th><td class=\"n\">2</td><td class=\"n\">2.0</td>");
    // Plan, results, visits, towns, loads; days cannot be counted without a calendar.
    assert_eq!(page(&pages, "summary/index.html").matches("<svg").count(), 5);
}

#[test]
fn what_is_late_stands_with_its_reason_or_the_place_for_it() {
    let mut site = with_draw(DrawState::Revealed);
    put(&mut site, visit("2026q2-key", "A1", Some(Phrase::Clean)));
    put(&mut site, visit("2026q2-key", "A2", Some(Phrase::Clean)));
    site.findings.push(finding("R37", RuleState::Late, "2026q2-key/A1", Some("等待监测报告")));
    site.findings.push(finding("R37", RuleState::Late, "2026q2-key/A2", None));
    let pages = pages_of(&site);
    for path in ["objects/a1.html", "compliance/index.html", "exceptions/index.html"] {
        says(page(&pages, path), "：等待监测报告");
    }
    for path in ["objects/a2.html", "compliance/index.html", "exceptions/index.html"] {
        says(page(&pages, path), "：尚未说明");
    }
    does_not_say(page(&pages, "objects/a1.html"), "尚未说明");
    says(page(&pages, "compliance/index.html"), "应完成：2026-06-10");
    says(page(&pages, "compliance/index.html"), "实际完成：2026-06-15");
    says(page(&pages, "objects/a1.html"), "最晚应在2026-06-10公开。");
}

#[test]
fn every_kind_of_exception_is_counted_and_one_that_never_happened_says_none() {
    let pages = pages_of(&county());
    let empty = page(&pages, "exceptions/index.html");
    assert_eq!(empty.matches("：无</dt>").count(), 12);
    says(empty, "没有按常规走完的事，全部列在这一页，共0件。");
    let mut site = with_draw(DrawState::Revealed);
    let record = site.draws.get_mut(&draw_id("2026q2-key")).expect("the draw");
    record.substitutions.push(Substitution {
        seq: 0,
        object: object_id("A1"),
        slot: 0,
        from: inspector_id("04110900123"),
        to: Some(inspector_id("04110900124")),
        ground: "leave".into(),
        evidence: "请假条".into(),
    });
    let mut void = draw("2026q1-key", "2026q1", DrawState::Void);
    void.ended_because = Some(("roster-error".into(), "漏列一家".into()));
    site.draws.insert(void.id.clone(), void);
    let mut direct = visit("2026q2-key", "A1", Some(Phrase::Clean));
    direct.direct = true;
    put(&mut site, direct);
    let visit = ExemptVisit { object: object_id("A3"), visited: day("2026-03-02"), ..exempt("E1", 9, None) };
    site.exempt.push(visit);
    let pages = pages_of(&site);
    let full = page(&pages, "exceptions/index.html");
    assert_eq!(full.matches("：无</dt>").count(), 8);
    says(full, "名单有误 理由：漏列一家");
    says(full, "张某（04110900123）由王某（04110900124）顶替。 理由：请假或出差");
    says(full, "检查人员由本局指定，不是抽出来的。 理由：尚未说明");
    says(full, "其他不适宜随机抽查的情形 理由：尚未说明");
    let exempt = page(&pages, "exempt/index.html");
    says(exempt, "第9种“其他不适宜”最要留意，用过1次");
    says(exempt, "<td class=\"n\">1</td><td class=\"n\">1</td><td class=\"n\">50%</td>");
}

#[test]
fn inspectors_are_counted_from_revealed_draws_only() {
    let mut site = ledger_county();
    site.draws.get_mut(&draw_id("2026q3-key")).expect("the draw").drawn = vec![drawn("A3", 1), drawn("A4", 2)];
    let pages = pages_of(&site);
    let inspectors = page(&pages, "inspectors/index.html");
    let row = "<td class=\"n\" data-label=\"今年被指派\">2</td><td class=\"n\" data-label=\"今年检查\">2</td>";
    assert_eq!(inspectors.matches(row).count(), 2);
    says(inspectors, "张某（04110900123）");
    does_not_say(inspectors, "张示例");
}

#[test]
fn results_stand_by_year_and_phrase_and_a_withheld_one_by_its_ground() {
    let pages = pages_of(&ledger_county());
    says(page(&pages, "results/2026.html"), "个人隐私");
    says(page(&pages, "results/phrase-ordered.html"), "示例化工厂");
    says(page(&pages, "results/withheld.html"), "示例印染厂");
    does_not_say(page(&pages, "results/phrase-ordered.html"), "示例印染厂");
    assert!(!pages.contains_key("results/phrase-clean.html"), "no page without a row");
    says(page(&pages, "results/index.html"), "检查人员按清单逐项查过");
}
