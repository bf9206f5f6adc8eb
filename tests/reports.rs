//! `report`: what is handed over, counted a second time from the published folder alone; the office's own columns; what was handed over.

use crate::support::{mingchou, read_folder};
use calamine::{Reader, Xlsx, open_workbook_from_rs};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Output;
use std::sync::OnceLock;

/// The fictional county, built once. Nobody writes into it.
fn county() -> &'static Path {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        assert!(mingchou().arg("demo").arg(folder.path()).output().unwrap().status.success());
        assert!(mingchou().arg("--root").arg(folder.path()).arg("build").output().unwrap().status.success());
        folder
    })
    .path()
}

/// Its tables alone, to change.
fn tables() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in read_folder(&county().join("content")) {
        let to = folder.path().join("content").join(path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, bytes).unwrap();
    }
    folder
}

fn run(root: &Path, lang: &str, args: &[&str]) -> Output {
    mingchou().args(["--lang", lang, "--root"]).arg(root).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a report writes.
fn report(root: &Path, args: &[&str]) -> Vec<u8> {
    let out = tempfile::tempdir().unwrap();
    let to = out.path().join("file");
    let done = run(root, "zh", &[&["report"], args, &["--to", to.to_str().unwrap()]].concat());
    assert!(done.status.success(), "{}", text(&done.stderr));
    std::fs::read(to).unwrap()
}

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// The rows below the headings up to the line of sums, as maps from heading to cell.
fn table(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let all = rows(bytes);
    let head = all.iter().position(|row| row[0] == "序号").unwrap();
    let body = all[head + 1..].iter().take_while(|row| row[0].parse::<u32>().is_ok());
    body.map(|row| all[head].iter().cloned().zip(row.iter().cloned()).collect()).collect()
}

/// A published table, by the English names of its columns.
fn published(path: &str) -> Vec<BTreeMap<String, String>> {
    let bytes = std::fs::read(county().join("public/data").join(path)).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
    let names: Vec<String> =
        reader.headers().unwrap().iter().map(|name| name.rsplit(' ').next().unwrap().to_owned()).collect();
    let row = |record: csv::StringRecord| names.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// The form of 2026 worked out from `data/` and the draws' own files, without a line of the program.
fn recomputed() -> BTreeMap<String, BTreeMap<&'static str, String>> {
    let results = published("results/2026.csv");
    let drawn = published("drawn.csv");
    let followups = published("followups.csv");
    let mut form = BTreeMap::new();
    for draw in published("draws.csv").into_iter().filter(|draw| draw["period"].starts_with("2026")) {
        if draw["state"].starts_with("void") {
            continue;
        }
        let id = draw["draw"].clone();
        let number = |name: &str| draw[name].parse::<u64>().unwrap_or(0);
        let class_size = number("roster") + number("excluded");
        let excluded = std::fs::read_to_string(county().join(format!("public/draws/{id}/excluded.csv"))).unwrap();
        let mut row: BTreeMap<&'static str, String> = [
            ("对象库总数", class_size.to_string()),
            ("应抽数", (class_size * number("rate")).div_ceil(10_000).to_string()),
            ("实抽数", number("drawn").to_string()),
            ("上级已查剔除数", excluded.lines().filter(|line| line.contains("superior-checked")).count().to_string()),
        ]
        .into();
        if draw["state"] == "revealed" {
            let own: Vec<_> = results.iter().filter(|result| result["draw"] == id).collect();
            let count = |test: &dyn Fn(&BTreeMap<String, String>) -> bool| own.iter().filter(|r| test(r)).count();
            let told = |r: &BTreeMap<String, String>| !r["result"].is_empty();
            let visited: BTreeSet<&str> =
                own.iter().filter(|r| !r["visited"].is_empty()).map(|r| r["object"].as_str()).collect();
            let team = |object: &str| -> Vec<String> {
                let row = drawn.iter().find(|row| row["draw"] == id && row["object"] == object).unwrap();
                row["team"].split(';').map(str::to_owned).collect()
            };
            let people: Vec<String> = visited.iter().flat_map(|object| team(object)).collect();
            let problem = |r: &BTreeMap<String, String>| {
                ["发现问题已责令整改", "发现问题已立案调查", "不配合检查情节严重"].contains(&r["result"].as_str())
            };
            row.extend([
                ("实查数", visited.len().to_string()),
                ("现场检查数", count(&|r| !r["visited"].is_empty() && r["method"] == "现场检查").to_string()),
                ("书面检查数", count(&|r| !r["visited"].is_empty() && r["method"] == "书面检查").to_string()),
                ("参与检查人员数", people.iter().collect::<BTreeSet<_>>().len().to_string()),
                ("检查人次", people.len().to_string()),
                ("未发现问题数", count(&|r| r["result"] == "未发现问题").to_string()),
                ("已责令整改数", count(&|r| r["result"] == "发现问题已责令整改").to_string()),
                ("立案调查数", count(&|r| r["result"] == "发现问题已立案调查").to_string()),
                ("不配合情节严重数", count(&|r| r["result"] == "不配合检查情节严重").to_string()),
                ("未开展经营活动数", count(&|r| r["result"] == "未发现开展本次抽查涉及的经营活动").to_string()),
                ("行政处罚数", count(&|r| !r["penalty"].is_empty()).to_string()),
                ("罚款额（元）", own.iter().map(|r| r["fine"].parse::<u64>().unwrap_or(0)).sum::<u64>().to_string()),
                ("已公示数", count(&told).to_string()),
                ("依法不公开数", count(&|r| !r["withheld"].is_empty()).to_string()),
            ]);
            let share = |part: usize, whole: usize| {
                let tenths = (part * 2000 + whole) / (whole * 2);
                if tenths.is_multiple_of(10) {
                    format!("{}%", tenths / 10)
                } else {
                    format!("{}.{}%", tenths / 10, tenths % 10)
                }
            };
            row.insert("问题发现率", share(count(&problem), count(&told)));
            let over = |r: &BTreeMap<String, String>| {
                let mut steps = followups.iter().filter(|step| step["draw"] == id && step["object"] == r["object"]);
                steps.next_back().is_some_and(|step| step["state"] != "整改中")
            };
            row.insert("已整改数", count(&|r| problem(r) && over(r)).to_string());
        }
        form.insert(id, row);
    }
    form
}

#[test]
fn the_summary_is_what_anybody_counts_in_the_published_folder() {
    let folder = tables();
    let toml = folder.path().join("content/site.toml");
    let wanted: Vec<String> = mingchou::model::report::SUMMARY
        .iter()
        .filter(|key| **key != "blank")
        .map(|key| format!("{{ column = \"{key}\" }}"))
        .collect();
    let before = std::fs::read_to_string(&toml).unwrap();
    std::fs::write(&toml, format!("{before}\n[report]\nsummary = [{}]\n", wanted.join(", "))).unwrap();
    let found = table(&report(folder.path(), &["summary", "2026"]));
    let form = recomputed();
    assert!(form.len() > 10);
    let named: BTreeSet<&str> = found.iter().map(|row| row["抽取编号"].as_str()).collect();
    assert_eq!(named, form.keys().map(String::as_str).collect());
    for row in &found {
        let id = &row["抽取编号"];
        for (heading, value) in &form[id] {
            assert_eq!(row[*heading], *value, "{id} {heading}");
        }
        let number = |heading: &str| row[heading].parse::<u64>().ok();
        if let Some(visited) = number("实查数") {
            let phrases = ["未发现问题数", "已责令整改数", "立案调查数", "不配合情节严重数", "未开展经营活动数"];
            let told: u64 = phrases.iter().map(|phrase| number(phrase).unwrap()).sum();
            assert!(told <= visited && number("已公示数").unwrap() <= visited, "{id}");
        } else {
            assert!(row.values().any(|cell| cell == "—"), "{id}: what is sealed is a dash");
            assert!(!form[id].contains_key("实查数"), "{id}");
        }
    }
    // The page of the site and the form say the same.
    let sheet = std::fs::read(county().join("public/summary/2026.csv")).unwrap();
    let mut page = csv::Reader::from_reader(sheet.strip_prefix("\u{feff}".as_bytes()).unwrap());
    let heads = page.headers().unwrap().clone();
    for (line, row) in page.records().map(Result::unwrap).zip(&found) {
        assert_eq!(line[0], row["抽取编号"]);
        for heading in ["实查数", "检查人次", "按期公示率", "移送数", "行政处罚数", "已整改数"]
        {
            let at = heads.iter().position(|head| head == heading).unwrap_or_else(|| panic!("{heading} in {heads:?}"));
            assert_eq!(line[at], row[heading], "{heading}");
        }
    }
}

#[test]
fn the_same_tables_give_the_same_bytes_and_ink_is_left_room() {
    for args in [["summary", "2026q3"], ["plan", "2026"], ["results", "2026"], ["platform", "2026"]] {
        let first = report(county(), &args);
        assert!(first == report(county(), &args), "{args:?}");
        if args[0] != "platform" {
            let cells: BTreeSet<String> = rows(&first).into_iter().flatten().collect();
            assert!(["填报人：", "审核人：", "填报日期："].iter().all(|word| cells.contains(*word)), "{args:?}");
        }
    }
}

#[test]
fn nothing_of_a_sealed_draw_is_in_any_report() {
    let slips = |draw: &str| read_folder(&county().join(format!("public/draws/{draw}/slips"))).len();
    let opened = slips("2026q4-general") + slips("2026q4-key");
    let leaves = std::fs::read_to_string(county().join("secrets/draws/2026q4-general/leaves.txt")).unwrap();
    let found = table(&report(county(), &["results", "2026q4"]));
    assert!(found.len() <= opened && opened < leaves.lines().count(), "{} {opened}", found.len());
    let results = table(&report(county(), &["results", "2026"]));
    let public = published("results/2026.csv").into_iter();
    let told = public.filter(|row| !row["result"].is_empty() || !row["withheld"].is_empty()).count();
    assert_eq!(results.len(), told);
    let codes = |rows: &[BTreeMap<String, String>]| rows.iter().filter(|row| row["检查结果"].is_empty()).count();
    assert_eq!(codes(&results), results.iter().filter(|row| !row["不公开理由"].is_empty()).count());
}

#[test]
fn an_office_orders_names_and_leaves_out_columns() {
    let folder = tables();
    let toml = folder.path().join("content/site.toml");
    let before = std::fs::read_to_string(&toml).unwrap();
    let own = "\n[report]\nunit = \"示例县局\"\nsummary = [{ column = \"number\" }, { column = \"drawn\", heading = \"实抽户数\" }, \
               { column = \"name\" }, { column = \"blank\", heading = \"科室意见\" }]\n";
    std::fs::write(&toml, before.clone() + own).unwrap();
    let found = rows(&report(folder.path(), &["summary", "2026q1"]));
    assert_eq!(found[0][0], "2026年第一季度随机抽查情况统计表");
    assert!(found[1][0].starts_with("填报单位：示例县局　"), "{}", found[1][0]);
    assert_eq!(found[2], ["序号", "实抽户数", "任务名称", "科室意见"]);
    assert_eq!(found[3], ["1", "12", "2026年一般排污单位随机抽查", ""]);
    let faulty = "\n[report]\nsumary = []\nplan = [{ column = \"nme\" }, { colum = \"name\" }]\n\
                  results = [{ column = \"name\" }, { column = \"name\" }, { column = \"blank\" }]\n";
    std::fs::write(&toml, before.clone() + faulty).unwrap();
    let done = run(folder.path(), "zh", &["report", "summary", "2026q1"]);
    let said = text(&done.stderr);
    assert_eq!(done.status.code(), Some(1));
    for part in ["report.sumary", "summary", "nme", "colum", "item-names"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let twice = "\n[report]\nresults = [{ column = \"name\" }, { column = \"name\" }, { column = \"blank\" }]\n";
    std::fs::write(&toml, before + twice).unwrap();
    let done = run(folder.path(), "en", &["report", "summary", "2026q1"]);
    let said = text(&done.stderr);
    assert!(said.contains("error[MC0982]: the column “name” stands twice in report.results"), "{said}");
    assert!(said.contains("error[MC0983]: an empty column (blank) in report.results has no heading"), "{said}");
}

#[test]
fn a_period_that_is_none_or_holds_nothing_is_said() {
    let said = |args: &[&str]| {
        let done = run(county(), "zh", &[&["report"], args].concat());
        (done.status.code(), text(&done.stderr))
    };
    assert_eq!(said(&["summary", "2026Q5"]), (Some(2), "“2026Q5”不是期间：季度写 2026q2，全年写 2026。\n".into()));
    assert_eq!(said(&["plan", "2026q1"]), (Some(2), "计划表按年：写 2026，不写“2026q1”。\n".into()));
    assert_eq!(
        said(&["summary", "--pushed", "2026-01-01"]),
        (Some(2), "--pushed 只用于 mingchou report platform。\n".into())
    );
    let nothing = "错误[MC0985]: 1999 没有可以统计的计划或抽取\n--> content/plans\n = 怎么办: 核对期间的写法：季度 2026q2，全年 2026；计划要先公布\n\n没有写入任何文件。\n";
    assert_eq!(said(&["summary", "1999"]), (Some(1), nothing.into()));
}

fn unzipped(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut file = |name: &String| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    names.iter().map(|name| (name.clone(), file(name))).collect()
}

#[test]
fn the_platform_gets_the_columns_of_the_national_system_and_no_private_one() {
    let files = unzipped(&report(county(), &["platform", "2026"]));
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "inspectors.csv",
            "inspectors.xlsx",
            "objects.csv",
            "objects.xlsx",
            "plan.csv",
            "plan.xlsx",
            "readme.txt",
            "results.csv",
            "results.xlsx",
            "tasks.csv",
            "tasks.xlsx"
        ]
    );
    let first = |name: &str| text(&files[name]).lines().next().unwrap().trim_start_matches('\u{feff}').to_owned();
    assert_eq!(
        first("tasks.csv"),
        "抽查计划编号,抽查计划名称,抽查任务编号,抽查任务名称,抽查类型,抽查机关,抽查完成日期"
    );
    assert_eq!(
        first("results.csv"),
        "序号,抽查计划编号,抽查计划名称,抽查任务编号,抽查任务名称,抽查类型,抽查机关,抽查完成日期,统一社会信用代码,对象编号,\
         抽查对象名称,检查日期,抽查事项,抽查结果,检查结论"
    );
    assert!(!first("objects.csv").contains("地址") && !first("objects.csv").contains("法定代表人"));
    // Each workbook holds what its CSV holds.
    for name in ["tasks", "results", "objects", "inspectors", "plan"] {
        let csv = &files[&format!("{name}.csv")];
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(csv.strip_prefix("\u{feff}".as_bytes()).unwrap());
        let cells = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(rows(&files[&format!("{name}.xlsx")]), cells.collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn what_was_handed_over_is_noted_once_and_the_site_says_so() {
    let folder = tables();
    let pushes = folder.path().join("content/pushes.csv");
    let before = std::fs::read_to_string(&pushes).unwrap();
    let push = |day: &str| run(folder.path(), "zh", &["report", "platform", "2026q3", "--pushed", day]);
    let future = push("2026-11-21");
    assert_eq!(
        (future.status.code(), text(&future.stderr)),
        (Some(2), "报送日期 2026-11-21 还没有到（今天 2026-11-20）。报送以后再登记。\n".into())
    );
    let wrong = push("2026.11.1");
    assert_eq!(
        (wrong.status.code(), text(&wrong.stderr)),
        (Some(2), "“2026.11.1”不是日期：写成 2026-07-10。\n".into())
    );
    assert_eq!(std::fs::read_to_string(&pushes).unwrap(), before);
    let done = push("2026-10-30");
    assert_eq!(
        text(&done.stdout),
        "已在 pushes.csv 登记 5 项于 2026-10-30 报送省平台：2026-v2、2026q3、2026q3-general、2026q3-key、2026q3-special。\
         请运行 mingchou log publish 和 mingchou build，再上传网站。\n",
        "{}",
        text(&done.stderr)
    );
    let after = before
        + "计划,2026-v2,2026-10-30\n两库,2026q3,2026-10-30\n结果,2026q3-general,2026-10-30\n结果,2026q3-key,2026-10-30\n\
           结果,2026q3-special,2026-10-30\n";
    assert_eq!(std::fs::read_to_string(&pushes).unwrap(), after);
    assert_eq!(text(&push("2026-10-30").stdout), "2026-10-30 的报送已经登记过，pushes.csv 没有变化。\n");
    assert_eq!(std::fs::read_to_string(&pushes).unwrap(), after);
    let found = run(folder.path(), "zh", &["todo"]);
    assert!(!text(&found.stdout).contains("2026q3-general没有报送"), "{}", text(&found.stdout));
}
