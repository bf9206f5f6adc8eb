//! What codes, rules, verdicts and faults mean, each explained in both languages; every file of the demonstration's site traced to rows of
//! `content/`; numbers of the summary and the ledger against the rows that make them.

use crate::county::with_tree;
use crate::rules::words;
use crate::support::{mingchou, read_folder};
use mingchou::check::check;
use mingchou::draw::{SENTENCES, fault_cure, fault_group};
use mingchou::explain::{Explainer, Field};
use mingchou::load::{Raw, load, load_over};
use mingchou::model::parse_day;
use mingchou::render::{Mark, made};
use mingchou::site::{DrawState, Site};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn explain(lang: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let run = mingchou().args(["--root", env!("CARGO_MANIFEST_DIR"), "--lang", lang, "explain"]).args(args).output();
    let run = run.unwrap();
    (run.status.code(), String::from_utf8(run.stdout).unwrap(), String::from_utf8(run.stderr).unwrap())
}

#[test]
fn codes_rules_verdicts_and_faults_in_exact_words() {
    for (lang, wanted) in
        [("zh", include_str!("snapshots/explain.zh-CN.txt")), ("en", include_str!("snapshots/explain.en.txt"))]
    {
        let asked: [&[&str]; 10] = [
            &["MC0217"],
            &["mc0717"],
            &["R13"],
            &["r36"],
            &["failed"],
            &["lottery-day"],
            &["bom"],
            &["summary/", "2026q2", "实查数"],
            &["ledger/", "2026q4-key", "尚在封存"],
            &["compliance/", "R12"],
        ];
        let mut said = String::new();
        for args in asked {
            let (code, out, err) = explain(lang, args);
            assert_eq!((code, err.as_str()), (Some(0), ""), "{args:?}");
            said.push_str(&format!("$ mingchou explain {}\n{out}\n", args.join(" ")));
        }
        assert_eq!(said, wanted);
    }
}

#[test]
fn every_code_has_a_reason_an_example_and_a_place() {
    let list = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/errors.md")).unwrap();
    let codes: Vec<&str> = list.lines().filter_map(|line| line.strip_prefix("| ")?.split(' ').next()).collect();
    let codes: Vec<&str> = codes.into_iter().filter(|code| code.starts_with("MC")).collect();
    assert!(codes.len() > 180, "{}", codes.len());
    for lang in ["zh-CN", "en"] {
        let words = words(lang);
        for code in &codes {
            let has = |key: String| assert!(words.has(&key), "{lang}: {key}");
            has(format!("{code}.what"));
            has(format!("{code}.do"));
            has(format!("explain-block.{}", &code[..4]));
            // Codes of later blocks explain themselves by their block until somebody writes an example.
            if code.starts_with("MC0") || code.starts_with("MC110") {
                ["why", "wrong", "right"].into_iter().for_each(|part| has(format!("explain-code.{code}.{part}")));
            }
        }
        let known: BTreeSet<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        for key in words.keys().filter_map(|key| key.strip_prefix("explain-code.")) {
            assert!(known.contains(&key[..6]), "{key} explains a code that is not there");
        }
    }
}

/// What is typed into tables and found in them is Chinese and is quoted as it is; what explains it is English.
#[test]
fn english_explanations_are_english() {
    // Names that nobody has, and what is typed wrongly: no table of the demonstration holds it.
    const EXAMPLES: &str = "甲厂 示例厂 示列厂 示例甲 示例甲厂 示例一 示例水泥厂 示例加油站 示例北辰四养殖厂 示例原名称厂 示例新名称厂 示例路 北楼 号北楼 \
        某村东头 古绛镇某村东头 北区 绛县分局 科室意见 备用列 身份证号 企业名称 对象名称 第一列 第二列 统一社会信用代玛 合计 同上 停业 倒闭 合格 好 有问题 \
        部分 基本正常 没发现问题 其他原因 主要制度落实情况 检查记录 实查数 家 季 条 环保法 环境保护法第二十四条 百分之五 抽查 第二季度 一季度 年二季度 关于 \
        重要 新增事项 待完善 举报投诉电话";
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let runs = |text: &str| -> Vec<String> {
        text.split(|c| !is_chinese(c)).filter(|run| !run.is_empty()).map(str::to_owned).collect()
    };
    let tables = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).into_iter();
    let tables = tables.filter(|(path, _)| path.ends_with(".csv") || path == "site.toml");
    let mut literal: BTreeSet<String> = tables.flat_map(|(_, bytes)| runs(&String::from_utf8_lossy(&bytes))).collect();
    let examples = runs(EXAMPLES);
    assert!(examples.iter().all(|run| !literal.contains(run)), "one of the examples stands in a table");
    literal.extend(examples.iter().cloned());
    let words = words("en");
    let mut used = BTreeSet::new();
    for key in words.keys().filter(|key| key.starts_with("explain-")) {
        let text = words.get(key);
        let mut prose = String::new();
        let (mut rest, mut quoted) = (text.as_str(), Vec::new());
        while let Some(at) = rest.find(['“', '《', '"']) {
            let open = rest[at..].chars().next().unwrap();
            let close = [('“', '”'), ('《', '》'), ('"', '"')].iter().find(|(o, _)| *o == open).unwrap().1;
            prose.push_str(&rest[..at]);
            let (inside, after) =
                rest[at + open.len_utf8()..].split_once(close).unwrap_or_else(|| panic!("{key}: {text}"));
            (quoted, rest) = ([quoted, runs(inside)].concat(), after);
        }
        prose.push_str(rest);
        assert!(!prose.chars().any(is_chinese), "{key} explains in Chinese: {text}");
        if let Some(run) = quoted.iter().find(|run| !literal.contains(*run)) {
            panic!("{key} quotes “{run}”, which no table holds: {text}");
        }
        used.extend(quoted);
    }
    assert!(examples.iter().all(|run| used.contains(run)), "{:?}", examples.iter().find(|run| !used.contains(*run)));
}

#[test]
fn every_fault_every_rule_and_every_verdict_is_explained() {
    for lang in ["zh-CN", "en"] {
        let words = words(lang);
        for (code, _) in SENTENCES {
            assert!(words.has(&fault_cure(code)), "{lang}: {code}");
            for part in ["why", "do", "wrong", "right"] {
                let key = format!("explain-fault-group.{}.{part}", fault_group(code).0);
                assert!(words.has(&key), "{lang}: {key}");
            }
        }
        for key in words.keys().filter_map(|key| key.strip_prefix("explain-fault.")) {
            assert_eq!(fault_cure(key), format!("explain-fault.{key}"), "nobody says this sentence");
        }
        for number in (1..=49).map(|n| format!("R{n}")).chain(["R29a".to_owned()]) {
            let (code, out, _) = explain(if lang == "en" { "en" } else { "zh" }, &[&number]);
            assert!(code == Some(0) && out.starts_with(&format!("{number}  ")) && !out.contains('⟦'), "{out}");
        }
        let verdicts: Vec<&str> = words.keys().filter_map(|key| key.strip_prefix("cli.verdict.")).collect();
        assert_eq!(verdicts.len(), 10);
        for key in verdicts {
            for part in ["means", "cure"] {
                assert!(words.has(&format!("explain-verdict.{key}.{part}")), "{lang}: {key}");
            }
        }
    }
}

#[test]
fn what_is_not_known_is_refused_with_what_can_be_asked() {
    let cases: [(&[&str], &str); 5] = [
        (
            &["MC9999"],
            "“MC9999” is not known. Write a code (MC0217), a rule (R23), a verdict (verified), a fault of a checker",
        ),
        (&["objects/none.html"], "“objects/none.html” is not known."),
        (&["items/", "1"], "Numbers of items/index.html are not explained one by one;"),
        (&["summary/", "2031", "实查数"], "There is no draw “2031”, and no draw of such a period."),
        (&["summary/", "2026", "没有的数"], "There is no number “没有的数”. Write one of: "),
    ];
    for (args, wanted) in cases {
        let (code, out, err) = explain("en", args);
        assert!(code == Some(2) && out.is_empty() && err.starts_with(wanted), "{args:?}: {err}");
    }
}

/// The demonstration as it is checked, with these files of it changed.
fn demonstration(over: &BTreeMap<String, Vec<u8>>) -> (Raw, Site) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let raw = if over.is_empty() { load(root) } else { load_over(root, over) };
    let checked = check(raw.clone(), parse_day("2026-11-20").unwrap());
    let said = checked.report.diagnostics.iter().map(|fault| fault.code).collect::<Vec<_>>();
    (raw, checked.value.unwrap_or_else(|| panic!("{said:?}")))
}

fn pages(site: &Site) -> BTreeMap<String, Vec<u8>> {
    with_tree(site, |tree, _| made(tree, |_| true).unwrap())
}

#[test]
fn every_file_of_the_site_is_traced_and_no_row_changes_a_file_that_is_not_traced_to_it() {
    let (raw, site) = demonstration(&BTreeMap::new());
    let explainer = Explainer::new(&raw, &site);
    let before = pages(&site);
    let mut nothing = BTreeSet::new();
    for (path, bytes) in &before {
        let origin = explainer.page(path, bytes).unwrap_or_else(|| panic!("{path} is not explained"));
        for (file, rows) in &origin.rows.0 {
            let text = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
            let text = text.unwrap_or_else(|fault| panic!("{path}: {file}: {fault}"));
            let lines = text.split(|byte| *byte == b'\n').count() as u32;
            assert!(rows.iter().all(|row| (2..=lines).contains(row)), "{path}: {file}");
        }
        if origin.rows.0.is_empty() {
            nothing.insert(path.split('/').next().unwrap().to_owned());
        }
    }
    let own: Vec<&str> = nothing.iter().map(String::as_str).collect();
    assert!(
        own.iter().all(|folder| ["assets", "check", "data", "design", "en", "404.html"].contains(folder)),
        "{own:?}"
    );
    for (file, from, to) in [
        ("registry/objects.csv", "91140826MA0E042R4F,示例白杨一钢铁厂", "91140826MA0E042R4F,示例白杨一炼钢厂"),
        ("items.csv", "危险废物贮存及转移情况", "危险废物贮存、转移情况"),
        ("reasons.csv", "。", "！"),
    ] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("content").join(file)).unwrap();
        let at = text.find(from).unwrap_or_else(|| panic!("{from} does not stand in {file}"));
        let row = u32::try_from(text[..at].matches('\n').count()).unwrap() + 1;
        let over = BTreeMap::from([(file.to_owned(), text.replacen(from, to, 1).into_bytes())]);
        let (raw, changed) = demonstration(&over);
        let explainer = Explainer::new(&raw, &changed);
        let after = pages(&changed);
        let differ: Vec<&String> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
        assert!(!differ.is_empty(), "{file}");
        let is_named = |path: &str| {
            let origin = explainer.page(path, &after[path]).unwrap();
            origin.rows.0.get(&format!("content/{file}")).is_some_and(|rows| rows.contains(&row))
        };
        let unnamed: Vec<_> = differ.into_iter().filter(|path| !is_named(path)).collect();
        assert!(unnamed.is_empty(), "these depend on row {row} of {file}: {unnamed:?}");
    }
}

/// Tables of the site as rows of cells by heading.
fn table(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let text = std::str::from_utf8(bytes).unwrap().trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let row = |row: csv::StringRecord| head.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn numbers_are_the_count_of_the_rows_that_are_named() {
    let (raw, site) = demonstration(&BTreeMap::new());
    let explainer = Explainer::new(&raw, &site);
    let files = with_tree(&site, |tree, _| {
        made(tree, |path| path.ends_with("ledger.csv") || (path.starts_with("summary/20") && path.ends_with(".csv")))
            .unwrap()
    });
    let fields = [
        ("对象库总数", Field::ClassSize, true),
        ("应抽数", Field::Due, false),
        ("实抽数", Field::Drawn, true),
        ("上级已查剔除数", Field::Superior, true),
        ("实查数", Field::Mark(Mark::Visited), true),
        ("现场检查", Field::Mark(Mark::OnSite), true),
        ("书面检查", Field::Mark(Mark::OnPaper), true),
        ("未发现问题", Field::Phrase(mingchou::model::Phrase::Clean), true),
        ("移送数", Field::Mark(Mark::Transferred), true),
        ("行政处罚数", Field::Mark(Mark::Penalty), true),
        ("罚款额（元）", Field::Fines, false),
        ("应公示数", Field::ToPublish, true),
        ("已公示数", Field::Mark(Mark::Published), true),
        ("已整改数", Field::Mark(Mark::Mended), true),
        ("依法不公开数", Field::Mark(Mark::Withheld), true),
    ];
    let mut seen = 0;
    for path in ["summary/2025.csv", "summary/2026.csv"] {
        for row in table(&files[path]) {
            let id = row.values().find_map(|cell| explainer.draws(cell).first().map(|draw| (*draw).clone()));
            let draw = id.unwrap_or_else(|| panic!("{row:?}"));
            for (heading, field, counted) in &fields {
                let Some(cell) = row.get(*heading) else { panic!("{heading} in {row:?}") };
                let number = explainer.number(&[&draw], field, true);
                let Ok(shown) = cell.parse::<u64>() else {
                    assert_eq!((cell.as_str(), number.value), ("—", 0), "{heading} {}", draw.id);
                    continue;
                };
                assert_eq!(number.value, shown, "{heading} of {}", draw.id);
                // The list of a sealed draw is secret, that of a lost one has no rows: its commitment is named.
                let listed = *field != Field::Drawn || draw.state == DrawState::Revealed;
                if *counted && listed {
                    assert_eq!(number.rows.count() as u64, shown, "{heading} of {}: {:?}", draw.id, number.rows);
                    seen += usize::from(shown > 0);
                }
            }
        }
    }
    assert!(seen > 150, "{seen}");
    let ledger = [
        ("drawn", Field::Drawn),
        ("published", Field::Mark(Mark::Published)),
        ("pending", Field::Mark(Mark::Pending)),
        ("withheld", Field::Mark(Mark::Withheld)),
        ("sealed", Field::Sealed),
    ];
    for row in table(&files["data/ledger.csv"]) {
        let cell = |name: &str| {
            row.iter().find(|(head, _)| head.split(' ').next_back() == Some(name)).map(|(_, cell)| cell.as_str())
        };
        let id = cell("draw").unwrap();
        for (name, field) in &ledger {
            let number = explainer.number(&explainer.draws(id), field, false);
            assert_eq!(number.value.to_string(), cell(name).unwrap(), "{name} of {id}");
        }
    }
}
