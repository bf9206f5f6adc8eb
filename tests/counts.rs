//! Pages that count: ledger, summary, lateness, exceptions, inspectors and results, and that their sums add up.

use crate::four_firms::*;
use crate::rules_lists::exempt;
use crate::vector_sites::pages_of;
use mingchou::draw::Substitution;
use mingchou::model::*;
use mingchou::site::{DrawState, Site};
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
