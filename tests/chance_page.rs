//! The page of drawn against expected: numbers worked out by hand, warnings in words, nothing of a draw that is not revealed.

use crate::county::{day, draw_id, inspector_id, minute, object_id};
use crate::vector_sites::{bare_county, pages_of};
use mingchou::draw::ticket::Tickets;
use mingchou::draw::{Commit, ExcludedRow, InspectorRow, RosterRow, Slot, Substitution};
use mingchou::model::*;
use mingchou::site::{DrawRecord, DrawState, DrawTimes, Drawn, Site};
use std::collections::BTreeMap;

const SEED: &str = "c1e79ede1207737be20bb95430f21c6f642233bf3647c0727ff05ca0805584d4";

fn commit(id: &str, class: Class, period: &str, quotas: &[(&str, u32)]) -> Commit {
    Commit {
        log: "lots.example.gov.cn/140826".into(),
        draw: draw_id(id),
        task: TaskId::parse("key-2026").unwrap(),
        class,
        period: Period::parse(period).unwrap(),
        replaces: None,
        plan: ("data/plans/2026-v1.csv".into(), "0".repeat(64)),
        rate: 2500,
        roster: ("0".repeat(64), 0),
        excluded: ("0".repeat(64), 0),
        quotas: quotas.iter().map(|(stratum, k)| ((*stratum).to_owned(), *k)).collect(),
        inspectors: "0".repeat(64),
        recusals: "0".repeat(64),
        slots: vec![Slot::Any, Slot::Any],
        slack: 1,
        nonce_commits: vec![],
        escrows: vec![],
        beacons: vec![],
        seal_by: minute("2026-04-20 12:00"),
        reveal_by: day("2026-07-31"),
    }
}

fn drawn(id: &str, rank: u32, stratum: &str) -> Drawn {
    let team = vec![inspector_id("I1"), inspector_id("I2")];
    Drawn {
        object: object_id(id),
        name: id.into(),
        stratum: stratum.into(),
        rank,
        ticket: "0".repeat(64),
        team: team.clone(),
        final_team: team,
    }
}

/// A revealed draw: strata with their quota, their objects and how many of these, the first, are drawn.
struct Stratum<'a>(&'a str, u32, &'a [&'a str], &'a [&'a str]);

fn draw(id: &str, class: Class, period: &str, strata: &[Stratum<'_>]) -> DrawRecord {
    let quotas: Vec<(&str, u32)> = strata.iter().map(|Stratum(name, k, ..)| (*name, *k)).collect();
    let row =
        |id: &str, stratum: &str| RosterRow { id: object_id(id), name: id.into(), stratum: stratum.into(), tag: None };
    let mut roster: Vec<RosterRow> =
        strata.iter().flat_map(|Stratum(name, _, ids, _)| ids.iter().map(|id| row(id, name))).collect();
    roster.sort_by(|a, b| a.id.cmp(&b.id));
    let list = strata.iter().flat_map(|Stratum(name, _, _, ids)| ids.iter().zip(1..).map(|(id, n)| drawn(id, n, name)));
    let commit = commit(id, class, period, &quotas);
    DrawRecord {
        id: draw_id(id),
        task: commit.task.clone(),
        class,
        period: commit.period,
        rate: 2500,
        plan: commit.plan.clone(),
        state: DrawState::Revealed,
        commit_digest: Some("0".repeat(64)),
        commit: Some(commit),
        roster: roster.into(),
        excluded: [].into(),
        inspectors: ["I1", "I2", "I3", "I4"]
            .map(|id| InspectorRow { id: inspector_id(id), name: format!("示{id}"), tags: vec![], load: 0 })
            .into(),
        seal: None,
        seed_digest: Some(SEED.into()),
        drawn: list.collect(),
        slips: vec![],
        substitutions: vec![],
        ended_because: None,
        holders: vec![],
        times: DrawTimes::default(),
        files: BTreeMap::new().into(),
        examined: None,
    }
}

fn site(draws: impl IntoIterator<Item = DrawRecord>) -> Site {
    let mut site = bare_county();
    site.draws = draws.into_iter().map(|draw| (draw.id.clone(), draw)).collect();
    site
}

fn page(site: &Site) -> String {
    pages_of(site).remove("chance/index.html").unwrap()
}

/// The cells of the rows below the headings of a table, as text.
#[track_caller]
fn table(page: &str, id: &str) -> Vec<Vec<String>> {
    let start = page.find(&format!("<table id=\"{id}\"")).unwrap_or_else(|| panic!("no table {id} in:\n{page}"));
    let body = &page[start..];
    let body = &body[body.find("<tbody>").unwrap()..body.find("</tbody>").unwrap()];
    let text = |cell: &str| {
        let inside = cell.split_once('>').unwrap().1;
        let parts = inside.split('<').map(|part| part.rsplit('>').next().unwrap());
        parts.collect::<String>().trim().to_owned()
    };
    let cells = |row: &str| {
        row.split("<t").filter(|cell| cell.starts_with("d") || cell.starts_with("h ")).map(text).collect::<Vec<_>>()
    };
    body.split("<tr>").skip(1).map(cells).collect()
}

fn rows<const N: usize>(wanted: &[[&str; N]]) -> Vec<Vec<String>> {
    wanted.iter().map(|row| row.map(str::to_owned).to_vec()).collect()
}

const FEW: &str = "预期不到5，得不出结论";

/// Nine key objects, three a quarter: 3 of 9, 3 of 6, the last 3, then 3 of 9 a second time.
fn nine() -> Vec<DrawRecord> {
    let all = ["K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K9"];
    let key = |id, period, strata: &[Stratum<'_>]| draw(id, Class::Key, period, strata);
    vec![
        key("2026q1-key", "2026q1", &[Stratum("fresh", 3, &all, &all[..3])]),
        key("2026q2-key", "2026q2", &[Stratum("fresh", 3, &all[3..], &all[3..6]), Stratum("seen", 0, &all[..3], &[])]),
        key("2026q3-key", "2026q3", &[Stratum("fresh", 3, &all[6..], &all[6..]), Stratum("seen", 0, &all[..6], &[])]),
        key("2026q4-key", "2026q4", &[Stratum("seen", 3, &all, &["K1", "K4", "K7"])]),
    ]
}

#[test]
fn nine_objects_drawn_in_turn_are_all_expected_once_and_three_twice() {
    let page = page(&site(nine()));
    let wanted = [
        ["一次没抽中", "0.0", "0", "名额已经定死，不靠机会"],
        ["抽中1次", "6.0", "6", "和预期一样"],
        ["抽中2次", "3.0", "3", FEW],
    ];
    assert_eq!(table(&page, "times-2026-key"), rows(&wanted));
    assert!(page.contains("2026年重点排污单位：9个单位，4次抽取"), "{page}");
}

#[test]
fn objects_that_keep_their_chances_follow_the_poisson_binomial_law() {
    // 2 of 4, then 1 of the same 4: never 1/2·3/4, once 1/2·3/4 + 1/2·1/4, twice 1/2·1/4, times four.
    let all = ["S1", "S2", "S3", "S4"];
    let special = |id, period, k, drawn| draw(id, Class::Special, period, &[Stratum("all", k, &all, drawn)]);
    let draws =
        [special("2026q1-special", "2026q1", 2, &["S1", "S2"]), special("2026q2-special", "2026q2", 1, &["S1"])];
    let wanted = [["一次没抽中", "1.5", "2", FEW], ["抽中1次", "2.0", "1", FEW], ["抽中2次", "0.5", "1", FEW]];
    assert_eq!(table(&page(&site(draws)), "times-2026-special"), rows(&wanted));
}

#[test]
fn a_visit_by_another_draw_and_an_exclusion_are_taken_as_they_were() {
    // G1 was visited by another draw, so it stands among the seen: 0, then 1/3. The others: 2/3 fresh; after that 1/3 as
    // seen, or certain as the last fresh one. Never 2/3; once 1/3 + 3·7/9; twice 3·2/9. G9 was closed and never listed.
    let mut first = draw(
        "2026q1-general",
        Class::General,
        "2026q1",
        &[Stratum("fresh", 2, &["G2", "G3", "G4"], &["G2", "G3"]), Stratum("seen", 0, &["G1"], &[])],
    );
    first.excluded =
        [ExcludedRow { id: object_id("G9"), name: "G9".into(), rule: "closed".into(), evidence: "文件".into() }].into();
    let second = draw(
        "2026q2-general",
        Class::General,
        "2026q2",
        &[Stratum("fresh", 1, &["G4"], &["G4"]), Stratum("seen", 1, &["G1", "G2", "G3"], &["G1"])],
    );
    let page = page(&site([first, second]));
    let wanted = [["一次没抽中", "0.7", "0", FEW], ["抽中1次", "2.7", "4", FEW], ["抽中2次", "0.7", "0", FEW]];
    assert_eq!(table(&page, "times-2026-general"), rows(&wanted));
    assert!(page.contains("2026年一般排污单位：4个单位，2次抽取"), "{page}");
    assert_eq!(
        table(&page, "excluded-2026"),
        rows(&[["2026年第二季度", "4", "0", "0", "0", "0", "0"], ["2026年第一季度", "4", "0", "0", "0", "1", "0"]])
    );
}

#[test]
fn an_object_at_its_cap_has_no_chance_left_unless_it_had_not_been_drawn() {
    // Two objects, one place a quarter. Q1: 1 of 2. Q2: the other one. Q3: 1 of 2 seen. Q4: the drawn one is at its cap, the
    // other is certain. So each is drawn twice, whatever happens.
    let mut last = draw("2026q4-key", Class::Key, "2026q4", &[Stratum("seen", 1, &["K2"], &["K2"])]);
    last.excluded = [ExcludedRow {
        id: object_id("K1"),
        name: "K1".into(),
        rule: "yearly-cap".into(),
        evidence: "2026q1-key;2026q3-key".into(),
    }]
    .into();
    let draws = [
        draw("2026q1-key", Class::Key, "2026q1", &[Stratum("fresh", 1, &["K1", "K2"], &["K1"])]),
        draw(
            "2026q2-key",
            Class::Key,
            "2026q2",
            &[Stratum("fresh", 1, &["K2"], &["K2"]), Stratum("seen", 0, &["K1"], &[])],
        ),
        draw("2026q3-key", Class::Key, "2026q3", &[Stratum("seen", 1, &["K1", "K2"], &["K1"])]),
        last,
    ];
    let fixed = "名额已经定死，不靠机会";
    let wanted = [["一次没抽中", "0.0", "0", fixed], ["抽中1次", "0.0", "0", fixed], ["抽中2次", "2.0", "2", fixed]];
    assert_eq!(table(&page(&site(draws)), "times-2026-key"), rows(&wanted));
}

#[test]
fn strata_say_their_chance_and_how_many_were_drawn() {
    let page = page(&site(nine()));
    let rows_of = table(&page, "strata-2026");
    assert_eq!(rows_of.len(), 6);
    assert_eq!(rows_of[0], ["2026年第四季度重点排污单位抽取", "本年查过一次", "9", "3", "33.3%", "3"]);
    assert_eq!(rows_of[4], ["2026年第二季度重点排污单位抽取", "本年查过一次", "3", "0", "0%", "0"]);
}

#[test]
fn the_place_in_the_list_is_compared_in_quarters() {
    // Twelve draws of 2 of 8 take the first two of the list: the first quarter has 24 instead of 6.
    let ids = ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8"];
    let draws = (1..=12).map(|n| {
        let (year, quarter) = (2024 + (n - 1) / 4, (n - 1) % 4 + 1);
        let period = format!("{year}q{quarter}");
        draw(&format!("{period}-special"), Class::Special, &period, &[Stratum("all", 2, &ids, &ids[..2])])
    });
    let page = page(&site(draws));
    let far = "偶然很少会差这么多，应当请组织抽取的部门说明";
    let wanted = [
        ["第一个四分之一", "6.0", "24", far],
        ["第二个四分之一", "6.0", "0", "出入比常见的大：二十处里约有一处会这样，不等于做手脚"],
        ["第三个四分之一", "6.0", "0", "出入比常见的大：二十处里约有一处会这样，不等于做手脚"],
        ["最后四分之一", "6.0", "0", "出入比常见的大：二十处里约有一处会这样，不等于做手脚"],
    ];
    assert_eq!(table(&page, "place-list"), rows(&wanted));
    // Tickets are recomputed from the seed: the same eight, twelve times.
    let mut parts = [0; 4];
    ids.iter().for_each(|id| parts[usize::from(Tickets::new(SEED).of(id)[0] >> 6)] += 12);
    let counted: Vec<String> = table(&page, "place-tickets").into_iter().map(|row| row[2].clone()).collect();
    assert_eq!(counted, parts.map(|n: u32| n.to_string()));
    assert!(table(&page, "place-tickets").iter().all(|row| row[1] == "24.0"));
}

#[test]
fn people_are_compared_with_those_who_could_hold_the_place() {
    // S1: I4 is recused, so 2/3 each for three; S2: 1/2 each for four. Pairs: 1/3 and 1/6.
    let mut one =
        draw("2026q1-special", Class::Special, "2026q1", &[Stratum("all", 2, &["S1", "S2", "S3"], &["S1", "S2"])]);
    std::sync::Arc::make_mut(&mut one.files)
        .insert("recusals.csv".into(), b"object,inspector\nS1,I4\n".to_vec().into());
    one.drawn[1].final_team = vec![inspector_id("I3"), inspector_id("I2")];
    let page = page(&site([one]));
    let wanted = [
        ["示某（I1）", "1.2", "2", "1"],
        ["示某（I2）", "1.2", "2", "2"],
        ["示某（I3）", "1.2", "0", "1"],
        ["示某（I4）", "0.5", "0", "0"],
    ];
    assert_eq!(table(&page, "loads-2026"), rows(&wanted));
    assert!(page.contains("有人的平均份额不到5次，差一两次说明不了什么。"), "{page}");
    assert_eq!(table(&page, "met-2026"), rows(&[["0", "5"], ["2", "1"]]));
    assert_eq!(table(&page, "pairs-2026"), rows(&[["示某（I1）、示某（I2）", "0.5", "2"]]));
    assert!(page.contains("平均份额不到5次，次数多一些也得不出结论"), "{page}");
}

#[test]
fn draws_are_counted_by_state_beside_the_plan() {
    let mut draws = nine();
    draws[1].state = DrawState::Sealed;
    draws[2].state = DrawState::Void;
    draws[3].state = DrawState::Shortfall;
    let mut site = site(draws);
    site.plans = crate::county::county().plans.clone();
    let wanted = [["2026年", "4", "3", "0", "1", "1", "1", "0", "0", "1"]];
    assert_eq!(table(&page(&site), "states-all"), rows(&wanted));
    assert_eq!(table(&page(&site), "excluded-2026").len(), 3, "the void draw is not counted");
}

#[test]
fn nothing_enters_of_a_draw_that_is_not_revealed() {
    use DrawState::{Committed, Lost, Sealed, Shortfall, Void, VoidUnopened};
    for state in [Committed, Sealed, Void, VoidUnopened, Lost, Shortfall] {
        let mut one = nine();
        one[3].state = state;
        let mut other = nine();
        other[3].state = state;
        other[3].drawn = vec![drawn("K9", 1, "seen"), drawn("K8", 2, "seen")];
        other[3].drawn[0].team = vec![inspector_id("I4"), inspector_id("I3")];
        other[3].substitutions = vec![Substitution {
            seq: 0,
            object: object_id("K9"),
            slot: 0,
            from: inspector_id("I4"),
            to: None,
            ground: "leave".into(),
            evidence: "请假条".into(),
        }];
        other[3].seed_digest = Some("1".repeat(64));
        let (one, other) = (page(&site(one)), page(&site(other)));
        assert_eq!(one, other, "{state:?}");
        assert!(one.contains("共算入已揭示的3次抽取") && one.contains("9个单位，3次抽取"), "{state:?}");
    }
}

#[test]
fn a_county_without_revealed_draws_says_so() {
    let page = page(&site([]));
    assert!(page.contains("还没有揭示过的抽取，没有可比的数字。"), "{page}");
    assert!(!page.contains("<svg class=\"chart\""), "{page}");
}

#[test]
fn the_page_warns_in_words_and_names_no_p_value() {
    let page = page(&site(nine()));
    assert!(page.contains("大约每二十处也会有一处看起来偏"), "{page}");
    assert!(page.contains("数字都正常也不证明抽取公平"), "{page}");
    for word in ["p值", "P值", "显著", "卡方"] {
        assert!(!page.contains(word), "{word}");
    }
}

#[test]
fn names_are_escaped() {
    let mut draws = nine();
    for draw in &mut draws {
        let rows = draw.inspectors.iter().map(|row| InspectorRow { name: "<示\"例".into(), ..row.clone() });
        draw.inspectors = rows.collect::<Vec<_>>().into();
    }
    let mut site = site(draws);
    site.config.privacy.inspectors = InspectorNaming::Full;
    let page = page(&site);
    assert!(page.contains("&lt;示&quot;例"), "{page}");
    assert!(!page.contains("<示"), "{page}");
}

#[test]
fn draws_and_summary_lead_to_the_page() {
    let pages = pages_of(&site(nine()));
    for path in ["draws/index.html", "summary/index.html"] {
        assert!(
            pages[path].contains("<a href=\"../chance/index.html\">抽得均不均：实际抽中和预期比一比</a>"),
            "{path}"
        );
    }
}

/// A county of many inspectors: nobody is left out, and each page stays light enough for a phone.
#[test]
fn rows_of_many_inspectors_go_on_on_further_pages() {
    let mut draws = nine();
    let ids: Vec<InspectorId> = (1..=601).map(|n| inspector_id(&format!("I{n}"))).collect();
    let row = |id: &InspectorId| InspectorRow { id: id.clone(), name: format!("示{id}"), tags: vec![], load: 0 };
    for draw in &mut draws {
        draw.inspectors = ids.iter().map(row).collect();
    }
    let mut site = site(draws);
    let first = crate::county::county().inspectors.pop_first().unwrap().1;
    let person = |id: &InspectorId| (id.clone(), Inspector { id: id.clone(), ..first.clone() });
    site.inspectors = ids.iter().map(person).collect();
    let pages = pages_of(&site);
    let counted = |name: &str| pages[name].matches("<tr id=\"i-").count();
    assert_eq!(["index", "page-2", "page-3"].map(|n| counted(&format!("inspectors/{n}.html"))), [300, 300, 1]);
    assert!(!pages.contains_key("inspectors/page-4.html"));
    assert_eq!(pages["inspectors/index.html"].matches("名录库现有601名检查人员").count(), 2);
    let listed = |name: &str| table(&pages[name], "loads-2026");
    let rows = ["index", "page-2", "page-3"].map(|n| listed(&format!("chance/{n}.html")));
    assert_eq!(rows.each_ref().map(Vec::len), [300, 300, 1]);
    let named: std::collections::BTreeSet<&String> = rows.iter().flatten().map(|row| &row[0]).collect();
    assert_eq!(named.len(), 601, "everybody once");
    let last = site.inspectors.keys().last().unwrap();
    for (page, to) in [("index", "page-2"), ("page-2", "page-3"), ("page-3", "page-2")] {
        for of in ["inspectors", "chance"] {
            assert!(pages[&format!("{of}/{page}.html")].contains(&format!("{of}/{to}.html\"")), "{of} {page} {to}");
        }
    }
    assert!(pages["chance/page-3.html"].contains(&format!("inspectors/page-3.html#i-{last}\"")));
    assert!(pages["inspectors/page-3.html"].contains(&format!("<tr id=\"i-{last}\"")));
    assert_eq!(table(&pages["inspectors/index.html"], "loads").len(), 40, "the table of the picture is as long as it");
}
