//! What an object's page says first, in every standing an object can have; the boxes of visits; the table of draws; address,
//! citation, badge; and that none of it depends on a sealed outcome.

use crate::four_firms::{
    county, day, does_not_say, draw, draw_id, drawn, finding, inspector_id, minute, object, object_id, page, put, says,
    visit, with_draw,
};
use crate::support::{mingchou, read_folder};
use crate::vector_sites::{pages_in, pages_of};
use mingchou::draw::{ExcludedRow, Substitution};
use mingchou::model::*;
use mingchou::site::{DrawState, OpenedSlip, Site};
use std::collections::BTreeMap;
use std::io::Write;

/// The text of every `<tag …>…</tag>` between two marks of a page.
fn inside<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("no {from:?} in:\n{page}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no {to:?} after {from:?}")).0
}

/// Badges, then sentences, of the standing.
fn standing(page: &str) -> (Vec<String>, Vec<String>) {
    let section = inside(page, "<section class=\"standing standing-", "</section>");
    let badges = section.split("<span class=\"badge badge-").skip(1);
    let badges = badges.map(|rest| rest.split("</span>").next().unwrap().replace("\">", " ")).collect();
    let sentences = section.split("<p>").skip(1).map(|rest| rest.split("</p>").next().unwrap());
    let sentences = sentences.map(|said| said.replace("<span class=\"moment\">", "").replace("</span>", "")).collect();
    (badges, sentences)
}

#[track_caller]
fn stands(site: &Site, id: &str, badges: &[&str], sentences: &[&str]) -> String {
    let pages = pages_of(site);
    let page = page(&pages, &format!("objects/{id}.html")).to_owned();
    let (shown, said) = standing(&page);
    assert_eq!(shown, badges, "{page}");
    assert_eq!(said, sentences, "{page}");
    page
}

fn key() -> (DrawId, ObjectId) {
    (draw_id("2026q2-key"), object_id("A1"))
}

/// The second quarter drew A1, which was visited with this result.
fn drawn_with(result: Phrase) -> Site {
    let mut site = with_draw(DrawState::Revealed);
    put(&mut site, visit("2026q2-key", "A1", Some(result)));
    site
}

fn step(site: &mut Site, date: &str, state: &str) {
    site.followups.entry(key()).or_default().push(FollowUp {
        draw: key().0,
        object: key().1,
        date: day(date),
        state: state.into(),
        note: Some("复查合格".into()),
        published_at: minute(&format!("{date} 16:30")),
    });
}

const DRAWN: &str = "2026年抽中1次，随机检查1次。";

#[test]
fn one_that_never_stood_on_a_list_says_so_and_that_it_means_nothing() {
    let mut site = with_draw(DrawState::Revealed);
    let mut new = object("B9", "示例新厂");
    new.classes = vec![Class::General];
    site.objects.insert(new.id.clone(), new);
    let said = ["它还没有列入过任何一次抽取的名单，所以没有随机检查的记录。"];
    let page = stands(&site, "b9", &["unseen 没有检查记录"], &said);
    says(&page, "没有检查记录，不等于没有问题，只是还没有查。");
    says(&page, "古绛镇，一般排污单位。方案规定：每季度至少抽查这一类的5%。");
    says(&page, "它还没有列入过任何一次抽取的名单。</p>");
    does_not_say(&page, "badges/");
}

#[test]
fn one_that_was_listed_and_not_drawn_says_of_how_many_draws() {
    let mut site = with_draw(DrawState::Revealed);
    let once = ["有它的抽取，已经公开1次，没有抽中它，所以没有随机检查的记录。"];
    stands(&site, "a3", &["unseen 没有检查记录"], &once);
    let second = draw("2026q3-key", "2026q3", DrawState::Revealed);
    site.draws.insert(second.id.clone(), second);
    let twice = ["有它的抽取，已经公开2次，一次也没有抽中它，所以没有随机检查的记录。"];
    let page = stands(&site, "a3", &["unseen 没有检查记录"], &twice);
    assert_eq!(page.matches("<span class=\"badge badge-not-drawn\">没有抽中</span>").count(), 2);
    says(&page, "2026年列了它的2次抽取合在一起，至少抽中一次的机会大约是75%。");
    let only_void = ["有它的抽取，还没有一次公开了抽中的名单，所以没有随机检查的记录。"];
    let page = stands(&with_draw(DrawState::Void), "a3", &["unseen 没有检查记录"], &only_void);
    says(&page, "<span class=\"badge badge-void\">抽取作废</span>");
    does_not_say(&page, "合在一起，至少");
}

#[test]
fn clean_speaks_of_one_day_only() {
    let said = [DRAWN, "最近一次随机检查（2026-05-06）没有发现问题。"];
    let page = stands(&drawn_with(Phrase::Clean), "a1", &["clean 未发现问题"], &said);
    says(&page, "没有发现问题，说的是检查那一天、查到的那几项，不能保证它平时一直守规矩。");
    says(&page, "被检查单位还没有答复。 <a href=\"#reply\">怎样答复</a>");
    // The next year starts with the old visit, not with a count of nothing.
    let mut later = drawn_with(Phrase::Clean);
    later.as_of = day("2027-02-01");
    let said = ["最近一次随机检查（2026-05-06）没有发现问题。", "2027年还没有公开过有它的抽取。"];
    stands(&later, "a1", &["clean 未发现问题"], &said);
}

#[test]
fn an_open_problem_says_since_when_and_what_has_to_come() {
    let mut site = drawn_with(Phrase::Ordered);
    site.items = vec![];
    let answer = |item: &str, answer: &str| ItemAnswer {
        draw: key().0,
        object: key().1,
        item: ItemId::parse(item).unwrap(),
        answer: answer.into(),
    };
    site.answers.insert(key(), vec![answer("1", "发现问题"), answer("2", "未发现问题"), answer("3", "不涉及")]);
    let badges = ["problem 发现问题已责令整改", "open 还没有公布改完"];
    let said = [DRAWN, "最近一次随机检查（2026-05-06）发现问题，已责令整改，还没有公布改完。"];
    let mut fresh = site.clone();
    fresh.answers.clear();
    let page = stands(&fresh, "a1", &badges, &said);
    says(
        &page,
        "<span class=\"moment\">还没有</span> <strong>等公布改完</strong><br>从2026-05-29公开结果算起，一直没有公布改完。",
    );
    says(&page, "没有公布改完，不等于没有在改。改正的期限写在给单位的通知里，本站的数据没有这一项；");
    says(&page, "接下来：单位要在通知写的期限里改好，检查人员再去复查，复查结果公布在本页。</p>\n<ol");
    site.items = crate::vector_sites::with("small").items.clone();
    site.answers.get_mut(&key()).unwrap().truncate(2);
    let pages = pages_of(&site);
    says(
        crate::four_firms::page(&pages, "objects/a1.html"),
        "发现了问题，已经要求限期改正。 查了2项，有问题的是：排污许可。",
    );
}

#[test]
fn a_mended_problem_says_when_and_an_older_open_one_is_not_forgotten() {
    let mut site = drawn_with(Phrase::Ordered);
    step(&mut site, "2026-06-20", "已整改");
    let badges = ["problem 发现问题已责令整改", "met 已整改"];
    let said = [DRAWN, "最近一次随机检查（2026-05-06）发现问题，已责令整改。2026-06-20公布：已整改。"];
    let page = stands(&site, "a1", &badges, &said);
    says(&page, "<span class=\"moment\">2026-06-20</span> <strong>已整改</strong><br>复查合格</li>");
    does_not_say(&page, "等公布改完");
    let earlier = draw("2026q1-key", "2026q1", DrawState::Revealed);
    site.draws.insert(earlier.id.clone(), earlier);
    let mut old = visit("2026q1-key", "A1", Some(Phrase::Filed));
    old.visited = Some(day("2026-02-03"));
    put(&mut site, old);
    let last = "另外，以前有1次检查发现的问题，还没有公布改完。";
    let page = stands(&site, "a1", &badges, &["2026年抽中2次，随机检查2次。", said[1], last]);
    says(&page, "<section class=\"standing standing-open\"");
}

#[test]
fn a_case_says_penalty_and_end() {
    let mut site = drawn_with(Phrase::Filed);
    let badges = ["problem 发现问题已立案调查", "open 还没有公布改完"];
    let open = [DRAWN, "最近一次随机检查（2026-05-06）发现问题，已立案调查，还没有公布处理结果。"];
    stands(&site, "a1", &badges, &open);
    let row = site.visits.get_mut(&key()).unwrap();
    row.penalty = Some("绛环罚〔2026〕示例1号".into());
    row.penalty_date = Some(day("2026-07-01"));
    row.fine = Some(20_000);
    let fined = "最近一次随机检查（2026-05-06）发现问题，已立案调查，2026-07-01作出了处罚决定，还没有公布结案。";
    let page = stands(&site, "a1", &badges, &[DRAWN, fined]);
    says(&page, "<strong>处罚决定</strong><br>绛环罚〔2026〕示例1号<br>罚款20000元。");
    step(&mut site, "2026-08-01", "已结案");
    let ended = "最近一次随机检查（2026-05-06）发现问题，已立案调查。2026-08-01公布：已结案。";
    stands(&site, "a1", &["problem 发现问题已立案调查", "met 已结案"], &[DRAWN, ended]);
}

#[test]
fn a_withheld_result_says_the_ground_and_nothing_of_the_result() {
    let mut site = drawn_with(Phrase::Filed);
    site.visits.get_mut(&key()).unwrap().withheld = Some(Withheld::TradeSecret);
    let said = [DRAWN, "最近一次随机检查（2026-05-06）的结果依法不公开，理由是商业秘密。"];
    let page = stands(&site, "a1", &["withheld 依法不予公开"], &said);
    says(&page, "不公开的只是结果。查过这件事、哪一天查的、为什么不公开，都要写明。");
    does_not_say(&page, "badge-problem");
}

#[test]
fn drawn_and_not_visited_and_visited_without_a_result_say_what_is_awaited() {
    let site = with_draw(DrawState::Revealed);
    let said = ["2026年抽中1次，还没有检查记录。", "2026年第二季度重点排污单位抽取抽中了它，还没有检查记录。"];
    let page = stands(&site, "a1", &["unseen 没有检查记录"], &said);
    says(&page, "<strong>等检查</strong><br>检查人员：张某（04110900123）、王某（04110900124）");
    let mut site = drawn_with(Phrase::Filed);
    site.visits.get_mut(&key()).unwrap().published_at = None;
    site.findings.push(finding("R37", RuleState::Pending, "2026q2-key/A1", None));
    let said = [DRAWN, "最近一次随机检查是2026-05-06，结果还没有公开。"];
    let page = stands(&site, "a1", &["pending 已检查，结果待公开"], &said);
    says(&page, "<strong>等公开结果</strong><br>最晚应在2026-06-10公开。");
    says(
        &page,
        "为什么还没有结果：查完先要认定，认定以后应当在20个工作日之内公开。过了期限还没有公开的，下面标明“逾期”。",
    );
}

#[test]
fn one_closed_at_the_gate_says_what_was_seen() {
    let said = [DRAWN, "最近一次随机检查（2026-05-06）到了现场，没有看到它在做这次要查的生产经营。"];
    let page = stands(&drawn_with(Phrase::Inactive), "a1", &["note 未发现开展本次抽查涉及的经营活动"], &said);
    says(&page, "没有看到生产经营，不等于以前没有污染。");
}

#[test]
fn evidence_of_an_exclusion_leads_to_the_draws_it_names() {
    let mut site = with_draw(DrawState::Revealed);
    for period in ["2026q3", "2026q4"] {
        let mut record = draw(&format!("{period}-key"), period, DrawState::Revealed);
        record.roster = record.roster[1..].into();
        record.drawn.remove(0);
        record.excluded = [ExcludedRow {
            id: object_id("A1"),
            name: "示例化工厂".into(),
            rule: "yearly-cap".into(),
            evidence: "2026q2-key;2026q2-key".into(),
        }]
        .into();
        site.draws.insert(record.id.clone(), record);
    }
    put(&mut site, visit("2026q2-key", "A1", Some(Phrase::Clean)));
    let said = [
        DRAWN,
        "最近一次随机检查（2026-05-06）没有发现问题。",
        "2026年第四季度重点排污单位抽取不抽它，原因：今年已经查过两次。",
    ];
    let page = stands(&site, "a1", &["clean 未发现问题"], &said);
    let row = "<a href=\"../draws/2026q4-key/index.html\">第四季度重点排污单位</a><br>\
               <a href=\"../draws/2026q3-key/index.html\">第三季度重点排污单位</a></th><td colspan=\"2\">\
               <span class=\"badge badge-excluded\">不抽它</span><br>今年已经查过两次<br>同一个污染源的几个对象，查几次合在一起算。\
               <br>依据：<a href=\"../draws/2026q2-key/index.html\">2026年第二季度重点排污单位抽取（2次）</a></td></tr>";
    says(&page, row);
}

fn swap(ground: &str, evidence: &str) -> Substitution {
    Substitution {
        seq: 0,
        object: object_id("A1"),
        slot: 0,
        from: inspector_id("04110900123"),
        to: Some(inspector_id("04110900124")),
        ground: ground.into(),
        evidence: evidence.into(),
    }
}

#[test]
fn a_substitution_stands_with_the_visit_and_a_merged_visit_names_the_other_draw() {
    let mut site = drawn_with(Phrase::Clean);
    site.draws.get_mut(&key().0).unwrap().substitutions = vec![swap("leave", "请假条")];
    let pages = pages_of(&site);
    let whole = "人员顶替：张某（04110900123）由王某（04110900124）顶替，事由：请假或出差";
    says(page(&pages, "objects/a1.html"), whole);
    let mut site = with_draw(DrawState::Revealed);
    site.draws.get_mut(&key().0).unwrap().substitutions = vec![swap("merged-visit", "2026q1-key")];
    let other = draw("2026q1-key", "2026q1", DrawState::Revealed);
    site.draws.insert(other.id.clone(), other);
    put(&mut site, visit("2026q1-key", "A1", Some(Phrase::Clean)));
    let said = ["2026年抽中2次，随机检查1次。", "最近一次随机检查（2026-05-06）没有发现问题。"];
    let page = stands(&site, "a1", &["clean 未发现问题"], &said);
    says(&page, "同一时期两次抽取都抽中了它，并成一次检查，结果看2026年第一季度重点排污单位抽取那一次。");
}

#[test]
fn replies_stand_beside_the_result_and_corrections_stay() {
    let mut site = drawn_with(Phrase::Ordered);
    site.replies.push(Reply {
        object: key().1,
        draw: Some(key().0),
        text: "我厂已换<新>滤袋。".into(),
        published_at: minute("2026-06-02 09:00"),
    });
    site.corrections.push(Correction {
        draw: key().0,
        object: key().1,
        field: "visited".into(),
        old: "2026-05-07".into(),
        new: "2026-05-06".into(),
        reason: "笔误".into(),
        published_at: minute("2026-06-03 10:00"),
    });
    let pages = pages_of(&site);
    let page = page(&pages, "objects/a1.html");
    let box_ = inside(page, "id=\"v-2026q2-key\"", "</section>");
    says(box_, "<p>我厂已换&lt;新&gt;滤袋。</p><footer>检查对象的答复， 2026-06-02 09:00</footer>");
    does_not_say(box_, "还没有答复");
    says(box_, "<strong>更正</strong><br>检查日期：原为“2026-05-07”，现为“2026-05-06”。理由：笔误</li>");
    says(page, "<dt>资料更新到</dt><dd>2026-06-03</dd>");
}

#[test]
fn a_change_of_class_stands_with_reason_and_evidence() {
    let mut site = with_draw(DrawState::Revealed);
    site.changes.push(Change {
        date: day("2026-03-01"),
        recorded: day("2026-03-03"),
        subject: "A1".into(),
        field: "classes".into(),
        old: "general".into(),
        new: "key".into(),
        reason: "列入重点名录".into(),
        evidence: "运环〔2026〕示例5号".into(),
    });
    let pages = pages_of(&site);
    let change = "<dt>2026-03-01</dt><dd>类别由“一般排污单位”改为“重点排污单位”。\
                  理由：列入重点名录（运环〔2026〕示例5号，2026-03-03录入）</dd>";
    says(page(&pages, "objects/a1.html"), change);
    says(page(&pages, "objects/a1.html"), "<dt>2025-01-02</dt><dd>列入名录库。</dd>");
}

#[test]
fn a_visit_outside_the_draw_says_its_ground_and_never_fills_a_draw() {
    let mut site = county();
    let exempt = ExemptVisit {
        id: "F1".into(),
        object: object_id("A1"),
        visited: day("2026-03-02"),
        ground: 4,
        reason: Some("群众反映异味".into()),
        method: Method::Site,
        determined: Some(day("2026-03-05")),
        published_at: Some(minute("2026-03-10 10:00")),
        result: Some(Phrase::Ordered),
        withheld: None,
    };
    site.exempt.push(exempt);
    let said = [
        "它还没有列入过任何一次抽取的名单，所以没有随机检查的记录。",
        "不经抽取的检查有1次，最近一次是2026-03-02，结果：发现问题已责令整改。",
    ];
    let page = stands(&site, "a1", &["problem 发现问题已责令整改"], &said);
    says(&page, "id=\"e-1\"");
    says(&page, "不用随机抽查的第4种情形：被投诉举报，涉嫌违法违规。<br>理由：群众反映异味");
    says(&page, "不经抽取的检查，后来改得怎样，本站的数据没有这一项。");
    does_not_say(&page, "badges/a1.svg");
}

#[test]
fn who_cannot_be_drawn_any_more_says_why() {
    let mut site = drawn_with(Phrase::Clean);
    let (clean, badge) = ("最近一次随机检查（2026-05-06）没有发现问题。", "clean 未发现问题");
    site.objects.get_mut(&key().1).unwrap().status = Status::Suspended;
    stands(&site, "a1", &["note 停产停工", badge], &["它现在停产停工，停产期间不会被抽到。", DRAWN, clean]);
    site.objects.get_mut(&key().1).unwrap().status = Status::Closed;
    stands(&site, "a1", &["note 已关闭", badge], &["它已经关闭。以前的记录仍然保留。", DRAWN, clean]);
    site.objects.remove(&key().1);
    stands(&site, "a1", &["note 已移出名录库", badge], &["它已经移出名录库。以前的记录仍然保留。", DRAWN, clean]);
}

#[test]
fn while_sealed_the_drawn_and_the_others_read_alike_and_no_badge_tells_them_apart() {
    let mut site = with_draw(DrawState::Sealed);
    let said = [
        "有它的抽取，还没有一次公开了抽中的名单，所以没有随机检查的记录。",
        "2026年第二季度重点排污单位抽取已经抽完封存。抽没抽中它，最晚2026-07-31公开。",
    ];
    let one = stands(&site, "a1", &["unseen 没有检查记录"], &said);
    let other = stands(&site, "a4", &["unseen 没有检查记录"], &said);
    says(&one, "先封存，是为了不让被抽中的单位提前知道。封存以后谁也改不了。");
    let neutral = |page: &str| {
        page.replace("示例化工厂", "名").replace("示例造纸厂", "名").replace("A4", "A1").replace("a4", "a1")
    };
    assert_eq!(neutral(&one), neutral(&other));
    let before = pages_of(&site);
    assert!(!before.keys().any(|path| path.starts_with("badges/")));
    let record = site.draws.get_mut(&key().0).unwrap();
    record.drawn = vec![drawn("A1", 1), drawn("A3", 2)];
    record.substitutions = vec![swap("merged-visit", "2026q1-key")];
    put(&mut site, visit("2026q2-key", "A1", Some(Phrase::Filed)));
    step(&mut site, "2026-06-20", "已整改");
    let after = pages_of(&site);
    let changed: Vec<&String> = before.keys().filter(|path| before[*path] != after[*path]).collect();
    assert!(changed.iter().all(|path| path.starts_with("draws/")), "{changed:?}");
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let waiting = "2026年第二季度重点排污单位抽取的名单里有它，还没有抽。";
    stands(&with_draw(DrawState::Committed), "a1", &["unseen 没有检查记录"], &[said[0], waiting]);
}

/// Lists and quotas are public from the commitment on, so what follows from them may be said.
#[test]
fn a_sealed_draw_that_leaves_no_chance_or_no_doubt_says_so() {
    let unknown = "有它的抽取，还没有一次公开了抽中的名单，所以没有随机检查的记录。";
    let none = "2026年第二季度重点排污单位抽取轮不到它：先抽今年还没查过的，名额已经用完。";
    let all = "2026年第二季度重点排污单位抽取的名单上每一家都要查，它也在内。先后和检查人员已经抽完封存，最晚2026-07-31公开。";
    for (quota, sentence) in [(0, none), (4, all)] {
        let mut site = with_draw(DrawState::Sealed);
        let record = site.draws.get_mut(&key().0).unwrap();
        record.commit.as_mut().unwrap().quotas = vec![("fresh".into(), quota)];
        stands(&site, "a1", &["unseen 没有检查记录"], &[unknown, sentence]);
    }
}

#[test]
fn an_opened_slip_has_no_badge_before_its_result() {
    let mut site = with_draw(DrawState::Sealed);
    site.draws.get_mut(&key().0).unwrap().slips = vec![OpenedSlip {
        index: 0,
        object: object_id("A1"),
        stratum: "fresh".into(),
        rank: 1,
        team: vec![inspector_id("04110900123")],
    }];
    assert!(!pages_of(&site).contains_key("badges/a1.svg"));
    put(&mut site, visit("2026q2-key", "A1", Some(Phrase::Clean)));
    let pages = pages_of(&site);
    assert!(pages.contains_key("badges/a1.svg") && !pages.contains_key("badges/a2.svg"));
}

#[test]
fn a_badge_tells_day_and_phrase_escapes_the_name_and_has_a_line_to_paste() {
    let mut site = drawn_with(Phrase::Ordered);
    site.objects.get_mut(&key().1).unwrap().name = "甲&乙\"<厂>".into();
    let pages = pages_of(&site);
    let svg = page(&pages, "badges/a1.svg");
    let text = "最近一次 2026-05-06 · 发现问题已责令整改 · 还没有公布改完";
    says(svg, &format!("<title id=\"t\">甲&amp;乙&quot;&lt;厂&gt;：双随机抽查，{text}</title>"));
    says(svg, &format!("lengthAdjust=\"spacingAndGlyphs\">{text}</text>"));
    says(svg, "由运城市生态环境局绛县分局公布。只说这一次随机抽查，不说平时，也不是合格证。</desc>");
    for bad in ["<script", "style=", "<a ", "href", "http://www.example"] {
        does_not_say(svg, bad);
    }
    // A2 was drawn too, and nobody has been there.
    says(page(&pages, "badges/a2.svg"), "还没有检查记录</text>");
    let object = page(&pages, "objects/a1.html");
    says(object, "本站还没有填写自己的网址，所以没有可以贴的代码。");
    says(object, "本站 objects/a1.html.");
    site.config.government.base_url = "https://www.example.gov.cn/ssj/".into();
    let pages = pages_of(&site);
    let object = page(&pages, "objects/a1.html");
    says(object, "<code>https://www.example.gov.cn/ssj/objects/a1.html</code>");
    says(
        object,
        "运城市生态环境局绛县分局. 甲&amp;乙&quot;&lt;厂&gt;双随机抽查记录[DB/OL]. (2026-05-29)[引用日期]. https://www.example.gov.cn/ssj/objects/a1.html.",
    );
    let paste = inside(object, "<pre class=\"shell shell-wrap\" tabindex=\"0\"><code>", "</code>");
    says(
        paste,
        "&lt;a href=&quot;https://www.example.gov.cn/ssj/objects/a1.html&quot;&gt;&lt;img src=&quot;https://www.example.gov.cn/ssj/badges/a1.svg&quot;",
    );
    says(paste, "alt=&quot;甲&amp;amp;乙&amp;quot;&amp;lt;厂&amp;gt;：");
}

#[test]
fn the_class_is_told_with_the_rate_of_this_years_plan() {
    let site = crate::county::county();
    let pages = pages_of(&site);
    let page = page(&pages, &format!("objects/{}.html", crate::county::OBJECTS[0].to_lowercase()));
    says(page, "古绛镇，重点排污单位。2026年计划：每季度至少抽查这一类的25%。");
    says(page, "一年之内每家都要查到，一个污染源最多随机检查两次。 <a href=\"../plans/2026.html\">2026年计划</a>");
}

#[test]
fn the_page_reads_in_english() {
    let pages = pages_in(&drawn_with(Phrase::Ordered), "en");
    let (_, said) = standing(page(&pages, "objects/a1.html"));
    let last =
        "The latest visit by lot (2026-05-06) found a problem and ordered it mended; nothing published says it is.";
    assert_eq!(said, ["Times drawn in 2026: 1; visited by lot: 1.", last]);
}

#[test]
fn no_object_page_of_the_demonstration_weighs_more_than_thirty_kilobytes() {
    let out = tempfile::tempdir().unwrap();
    let done =
        mingchou().args(["build", "--root", env!("CARGO_MANIFEST_DIR"), "--out"]).arg(out.path()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let files: BTreeMap<String, Vec<u8>> = read_folder(&out.path().join("objects"));
    let own = files.iter().filter(|(path, _)| path.starts_with("9114"));
    let weights: Vec<(usize, &String)> = own
        .map(|(path, bytes)| {
            let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            packer.write_all(bytes).unwrap();
            (packer.finish().unwrap().len(), path)
        })
        .collect();
    assert!(weights.len() > 200, "{}", weights.len());
    let heaviest = weights.iter().max().unwrap();
    assert!(heaviest.0 <= 30_000, "{heaviest:?}");
}
