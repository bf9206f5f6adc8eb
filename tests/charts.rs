//! Pictures of pages: the numbers of the picture are those of the table beside it, on a page and in the file; empty counties
//! say so; nothing of a sealed draw. And the pages that were made short.

use crate::county::{county, day, draw_id, files, object_id, visit};
use crate::support::mingchou;
use crate::vector_sites::{bare_county, pages_in, pages_of};
use mingchou::model::*;
use mingchou::site::{DrawState, Drawn, Site};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

/// A checked demonstration county.
fn demo() -> &'static BTreeMap<String, String> {
    static PAGES: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let out = mingchou().arg("--root").arg(root).arg("build").arg("--out").arg(dir.path()).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let files = crate::support::read_folder(dir.path()).into_iter();
        files.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
    })
}

/// The figures of a page.
fn figures(page: &str) -> Vec<&str> {
    page.split("<figure class=\"chart-box\"").skip(1).filter_map(|rest| rest.split("</figure>").next()).collect()
}

fn inside<'t>(text: &'t str, open: &str, close: &str) -> Vec<&'t str> {
    text.split(open).skip(1).filter_map(|rest| rest.split(close).next()).collect()
}

/// Numbers that a picture writes.
fn pictured(svg: &str) -> Vec<String> {
    inside(svg, "font-weight=\"700\">", "</tspan>").into_iter().map(str::to_owned).collect()
}

/// Rows of a figure's table, heading first.
fn rows(figure: &str) -> Vec<Vec<String>> {
    let body = inside(figure, "<tbody>", "</tbody>");
    let cell = |cell: &str| cell.split_once('>').unwrap().1.split('<').next().unwrap().to_owned();
    let row = |row: &str| row.split("<t").filter(|c| c.starts_with("h ") || c.starts_with("d ")).map(cell).collect();
    inside(body[0], "<tr>", "</tr>").into_iter().map(row).collect()
}

fn sorted(mut numbers: Vec<String>) -> Vec<String> {
    numbers.sort();
    numbers
}

/// Numbers of a table that its picture must write; what is nothing need not be drawn.
fn tabled(id: &str, figure: &str) -> Vec<String> {
    let rows = rows(figure);
    let cells = rows.iter().flat_map(|row| {
        let last = match id {
            // Sums, ranges and shares are drawn, not written.
            "results" | "towns" | "years" => row.len() - 1,
            _ => row.len(),
        };
        row[1..last].to_vec()
    });
    cells.filter(|cell| cell.starts_with(|c: char| c.is_ascii_digit())).collect()
}

fn without_nothing(numbers: Vec<String>) -> Vec<String> {
    numbers.into_iter().filter(|number| number != "0").collect()
}

fn id(figure: &str) -> &str {
    inside(figure, "id=\"figure-", "\"")[0]
}

#[test]
fn numbers_of_a_picture_are_those_of_the_table_beside_it() {
    let mut seen = BTreeSet::new();
    let pages =
        ["summary/2025.html", "summary/index.html", "exempt/index.html", "inspectors/index.html", "chance/index.html"];
    for path in pages {
        for figure in figures(&demo()[path]) {
            let id = id(figure);
            seen.insert(id.to_owned());
            let svg = inside(figure, "<svg ", "</svg>");
            assert_eq!(svg.len(), 1, "{path} {id}");
            let (picture, table) = (pictured(svg[0]), tabled(id, figure));
            assert!(picture.len() > 2, "{path} {id}: {picture:?}");
            assert_eq!(sorted(without_nothing(picture)), sorted(without_nothing(table)), "{path} {id}");
        }
    }
    let all = ["days", "loads", "often", "plan", "results", "towns", "visits", "years"];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), all);
}

#[test]
fn a_file_holds_the_same_picture_with_title_sentence_and_source() {
    for path in ["summary/2026.html", "summary/2025.html", "exempt/index.html", "chance/index.html"] {
        for figure in figures(&demo()[path]) {
            let href = inside(figure, "href=\"../", "\"").into_iter().find(|href| href.ends_with(".svg")).unwrap();
            let file = demo().get(href).unwrap_or_else(|| panic!("{href} of {path} is missing"));
            let title = inside(figure, "<h3>", "</h3>")[0];
            assert!(file.contains(&format!("<title id=\"{}-title\">{title}</title>", id(figure))), "{href}");
            let svg = inside(figure, "<svg ", "</svg>")[0];
            assert_eq!(pictured(file), pictured(svg), "{href}");
            let words: String =
                inside(file, "<text ", "</text>").iter().map(|text| text.split_once('>').unwrap().1).collect();
            let source = "演示数据，不是真实情况。来源：运城市生态环境局绛县分局（演示），数据截至2026-11-20。";
            assert!(words.contains(source), "{href}: {words}");
            assert!(file.starts_with("<svg ") && !file.contains("class=") && !file.contains("currentColor"), "{href}");
        }
    }
}

#[test]
fn pictures_count_what_the_form_counts() {
    let page = &demo()["summary/2026.html"];
    let total = inside(page, "<tfoot>", "</tfoot>")[0];
    let cells: Vec<String> =
        inside(total, "<td", "</td>").iter().map(|cell| cell.rsplit('>').next().unwrap().to_owned()).collect();
    let heads: Vec<String> = inside(page, "<th scope=\"col\"", "</th>")
        .iter()
        .map(|cell| cell.split_once('>').unwrap().1.to_owned())
        .collect();
    let of =
        |name: &str| cells[heads.iter().position(|head| head == name).unwrap_or_else(|| panic!("{name}")) - 1].clone();
    let figure = |name: &str| figures(page).into_iter().find(|figure| id(figure) == name).unwrap();
    let results = rows(figure("results"));
    for row in results.iter().filter(|row| row[0] != "待公开") {
        let head = if row[0] == "依法不公开" { "依法不公开数" } else { row[0].as_str() };
        assert_eq!(&of(head), row.last().unwrap(), "{head}");
    }
    let sum =
        |at: usize| rows(figure("plan")).iter().map(|row| row[at].parse::<u64>().unwrap_or(0)).sum::<u64>().to_string();
    assert_eq!([of("应抽数"), of("实查数")], [sum(1), sum(2)]);
}

#[test]
fn results_in_time_are_all_that_the_rule_judges() {
    let page = &demo()["summary/2026.html"];
    // Of the open draws of 2026 fifty-nine results and a withholding were published in time, and one result is overdue.
    assert!(
        inside(page, "<tfoot>", "</tfoot>")[0].contains("<td class=\"n\">59</td><td class=\"n\">98.4%</td>"),
        "{page}"
    );
    assert!(demo()["summary/2025.html"].contains("<td class=\"n\">97.5%</td>"), "two of 79 were late");
}

#[test]
fn the_form_has_the_columns_of_the_plan_in_their_order() {
    let page = &demo()["summary/2026.html"];
    let head = inside(page, "<thead>", "</thead>")[0];
    let columns: Vec<&str> =
        inside(head, "<th scope=\"col\"", "</th>").into_iter().map(|cell| cell.split_once('>').unwrap().1).collect();
    assert_eq!(
        columns,
        [
            "统计期间和类别",
            "任务名称",
            "抽查类型",
            "配合部门",
            "对象库总数",
            "应抽数",
            "实抽数",
            "抽查比例",
            "上级已查剔除数",
            "实查数",
            "现场检查",
            "书面检查",
            "参与检查人员数",
            "检查人次",
            "未发现问题",
            "发现问题已责令整改",
            "发现问题已立案调查",
            "不配合检查情节严重",
            "未发现开展本次抽查涉及的经营活动",
            "移送数",
            "行政处罚数",
            "罚款额（元）",
            "问题发现率",
            "应公示数",
            "已公示数",
            "按期公示率",
            "已整改数",
            "依法不公开数",
            "备注"
        ]
    );
    assert!(page.find("id=\"sheet\"") < page.find("<svg"), "the form comes before the pictures");
    assert!(page.contains(&format!("表有{}栏", columns.len())), "the note counts the columns");
}

#[test]
fn the_form_is_a_file_with_the_same_rows() {
    let page = &demo()["summary/2026.html"];
    assert!(page.contains("<a href=\"../summary/2026.csv\">"));
    let file = demo()["summary/2026.csv"].strip_prefix('\u{feff}').expect("a byte order mark, for spreadsheets");
    let lines: Vec<Vec<&str>> = file.lines().map(|line| line.split(',').collect()).collect();
    let text = |cell: &str| cell.split('<').map(|part| part.rsplit('>').next().unwrap()).collect::<String>();
    let body = inside(page, "<tbody>", "</tbody>")[0];
    for (row, line) in inside(body, "<tr>", "</tr>").into_iter().zip(&lines[1..]) {
        let cells: Vec<String> = row.split("</t").map(|cell| text(cell).trim().to_owned()).collect();
        assert_eq!(cells[..cells.len() - 1], line[1..], "{line:?}");
        assert!(row.contains(&format!("draws/{}/index.html", line[0])), "{line:?}");
    }
    assert_eq!(lines.len(), 15, "fourteen draws that stand, and the headings");
}

#[test]
fn every_year_has_its_page_and_the_latest_two() {
    let now = &demo()["summary/index.html"];
    assert!(now.contains("<h1>2026年随机抽查情况统计表</h1>"));
    assert!(now.contains("<a href=\"../summary/2025.html\">2025年</a>"));
    assert!(now.contains("<a href=\"../summary/2026.html\">"), "the permanent address");
    assert!(demo()["summary/2025.html"].contains("<a href=\"../summary/2026.html\">2026年</a>"));
}

#[test]
fn a_county_without_draws_shows_no_picture_and_says_so() {
    for lang in ["zh-CN", "en"] {
        let pages = pages_in(&bare_county(), lang);
        for path in ["summary/index.html", "exempt/index.html", "inspectors/index.html", "chance/index.html"] {
            assert!(!pages[path].contains("<svg"), "{path}");
        }
        assert!(!pages.keys().any(|path| path.starts_with("summary/2")), "no year, no file");
        let file = &pages["summary/random-by-year.svg"];
        assert!(!file.contains("NaN") && !file.contains("inf"), "{file}");
        assert!(file.contains(if lang == "en" { "nothing to show" } else { "没有可以画的数字" }), "{file}");
    }
}

#[test]
fn a_county_whose_only_draw_is_sealed_shows_what_is_due_and_no_result() {
    let mut site = county();
    site.draws.remove(&draw_id("2026q1-key"));
    site.visits.clear();
    let pages = pages_of(&site);
    let page = &pages["summary/2026.html"];
    for (name, words) in
        [("results", "还没有揭示过的抽取"), ("days", "还没有公开的结果"), ("towns", "还没有凭机会抽取")]
    {
        let figure = figures(page).into_iter().find(|figure| id(figure) == name).unwrap();
        assert!(figure.contains(words) && !figure.contains("<svg"), "{name}: {figure}");
    }
    let plan = figures(page).into_iter().find(|figure| id(figure) == "plan").unwrap();
    assert!(plan.contains("尚未揭示") && plan.contains("<svg"), "{plan}");
}

#[test]
fn no_picture_depends_on_what_a_sealed_draw_chose() {
    let pictures = |site: &Site| -> BTreeMap<String, Vec<u8>> {
        let all = files(site).into_iter();
        all.filter(|(path, _)| path.starts_with("summary/") || path.starts_with("inspectors/")).collect()
    };
    let fair = county();
    let mut other = county();
    let draw = other.draws.get_mut(&draw_id("2026q2-key")).unwrap();
    assert_eq!(draw.state, DrawState::Sealed);
    let team: Vec<InspectorId> = draw.slips[0].team.clone();
    draw.drawn = crate::county::OBJECTS
        .iter()
        .map(|id| Drawn {
            object: object_id(id),
            name: "示例".into(),
            stratum: "fresh".into(),
            rank: 1,
            ticket: "b".repeat(64),
            team: team.clone(),
            final_team: team.clone(),
        })
        .collect();
    // A result of an object whose slip is closed.
    let secret = visit("2026q2-key", crate::county::OBJECTS[2]);
    other.visits.insert((secret.draw.clone(), secret.object.clone()), secret);
    assert_eq!(pictures(&fair), pictures(&other));
}

#[test]
fn a_late_result_stands_beyond_the_line_with_a_triangle() {
    let mut site = county();
    site.calendar.years = vec![2026];
    let key = (draw_id("2026q1-key"), object_id(crate::county::OBJECTS[0]));
    let figure = |site: &Site| {
        let pages = pages_of(site);
        figures(&pages["summary/2026.html"]).into_iter().find(|figure| id(figure) == "days").unwrap().to_owned()
    };
    let in_time = figure(&site);
    assert!(in_time.contains("1个已公开的结果，从认定到公开最长2个工作日，都没有超过20个工作日。"), "{in_time}");
    let triangles = |figure: &str| figure.matches("l5 9h-10Z").count();
    site.visits.get_mut(&key).unwrap().determined = Some(day("2026-01-05"));
    let late = figure(&site);
    assert!(late.contains("有1个从认定到公开超过了20个工作日，最长28个工作日。"), "{late}");
    assert_eq!(triangles(&late), triangles(&in_time) + 1);
    assert_eq!(rows(&late)[5], ["26–30", "0", "1"]);
    // Without the holidays of a year nobody knows its working days.
    site.calendar.years.clear();
    assert!(figure(&site).contains("还没有公开的结果"), "nothing is guessed");
}

#[test]
fn names_in_pictures_are_escaped_and_follow_the_policy() {
    let mut site = crate::vector_sites::with("small");
    site.config.privacy.inspectors = InspectorNaming::Full;
    let year = site.as_of.format("%Y").to_string();
    let draw = site.draws.values_mut().next().unwrap();
    draw.period = Period::parse(&year).unwrap();
    let named = draw.inspectors.iter().map(|row| {
        let name = format!("<示\"例{}", row.id);
        mingchou::draw::InspectorRow { name, ..row.clone() }
    });
    draw.inspectors = named.collect::<Vec<_>>().into();
    let full = pages_of(&site);
    assert!(full["inspectors/index.html"].contains("&lt;示&quot;例"), "full names are shown");
    assert!(!full["inspectors/index.html"].contains("<示"));
    site.config.privacy.inspectors = InspectorNaming::Number;
    let numbers = pages_of(&site);
    for (path, page) in &numbers {
        let is_ours = path.starts_with("inspectors/") || path.ends_with(".svg");
        assert!(!is_ours || !page.contains("示&quot;例"), "{path} names somebody");
    }
}

#[test]
fn every_rule_has_a_line_with_its_anchor_and_a_page_with_its_clause() {
    let overview = &demo()["compliance/index.html"];
    let lines = inside(overview, "<li id=\"r", "</li>");
    assert!(lines.len() > 35, "{}", lines.len());
    for line in lines {
        let href = inside(line, "href=\"../", "\"")[0];
        let page = demo().get(href).unwrap_or_else(|| panic!("{href} is missing"));
        assert_eq!(page.matches("<blockquote class=\"clause\"").count(), 1, "{href}");
        assert_eq!(line.matches("class=\"badge ").count(), 1, "{line}");
        let back = format!("compliance/index.html#r{}\"", line.split('"').next().unwrap());
        assert!(page.contains(&back), "{href} leads back to its line: {back}");
    }
}

#[test]
fn what_is_late_comes_first_with_rule_clause_and_reason() {
    let overview = &demo()["compliance/index.html"];
    let due = inside(overview, "<section class=\"due\">", "</section>");
    assert!(due.len() > 3, "{}", due.len());
    for section in &due {
        assert_eq!(section.matches("<p class=\"clause\">").count(), 1, "{section}");
        for finding in inside(section, "<li class=\"finding\">", "</li>") {
            assert!(finding.contains("本局说明："), "a verdict stands without its reason: {finding}");
        }
    }
    let state = |section: &str| inside(section, "badge-", "\"")[0].to_owned();
    let states: Vec<String> = due.iter().map(|section| state(section)).collect();
    let rank = |state: &String| ["overdue", "broken", "late"].iter().position(|known| known == state).unwrap();
    assert!(states.windows(2).all(|two| rank(&two[0]) <= rank(&two[1])), "{states:?}");
    assert!(overview.rfind("class=\"due\"") < overview.find("class=\"chapter\""));
}

#[test]
fn findings_that_read_alike_stand_once_with_their_number() {
    let mut site = county();
    let finding = |subject: &str| Finding {
        rule: "R37",
        verb: Verb::Compute,
        state: RuleState::Late,
        subject: subject.into(),
        text: "R37.late",
        args: vec![("determined", "2026-02-10".into())],
        due: Some(day("2026-03-10")),
        done: Some(day("2026-03-12")),
        reason: Some("等待监测报告".into()),
    };
    site.findings = vec![finding("2026q1-key"), finding("2026q1-key"), finding("2026-v1")];
    let pages = pages_of(&site);
    for path in ["compliance/index.html", "compliance/r37.html"] {
        let page = &pages[path];
        assert_eq!(page.matches("<li class=\"finding\">").count(), 2, "{path}");
        assert!(page.contains("（相同的共2项）"), "{path}");
    }
    assert!(pages["compliance/index.html"].contains("R37：3项<"), "all of them are counted");
}

#[test]
fn an_exempt_visit_that_is_late_is_named_by_its_object() {
    let overview = &demo()["compliance/index.html"];
    assert!(overview.contains("<a href=\"../exempt/index.html\">非随机检查F2026-020</a>"), "{overview}");
}
