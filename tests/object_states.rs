//! An object's page by what became of it in a draw: sealed, opened, drawn, withheld, excluded, gone; names that try to be markup.

use crate::four_firms::*;
use crate::vector_sites::pages_of;
use mingchou::draw::{ExcludedRow, Substitution};
use mingchou::model::*;
use mingchou::site::{DrawState, OpenedSlip};
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
