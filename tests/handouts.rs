//! Handouts: what goes to hosts that take no folder, and to paper. The same input gives the same bytes, every published file comes
//! out of its page to the byte, nothing depends on the place or asks for anything, nothing secret or personal is in them, and the
//! command never takes the place of something else.

use crate::county::{OBJECTS, county, draw_id, object_id, visit};
use crate::interference::{self, DRAWS, redraw, replaced};
use crate::support::{mingchou, read_folder};
use crate::vector_sites::{pages_of, vector, with};
use base64::Engine;
use mingchou::draw::text::sha;
use mingchou::embedded;
use mingchou::model::{DrawId, ItemAnswer, ItemId};
use mingchou::render::{Context, Theme, handout, render};
use mingchou::site::Site;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Output;

const STATES: [&str; 9] =
    ["small", "small-drand", "substituted", "committed", "sealed", "void", "void-unopened", "lost", "shortfall"];

/// The handouts of a county, as texts.
fn handouts_in(site: &Site, lang: &str, wanted: &[&DrawId]) -> BTreeMap<String, String> {
    let theme = Theme::from_files(&embedded::theme("gov"), &["zh-CN", "en"]).unwrap();
    let words = theme.words(lang).unwrap();
    let context = Context::new(site, &theme, words).unwrap();
    let wanted: BTreeSet<DrawId> = wanted.iter().map(|id| (*id).clone()).collect();
    let tree = handout(&context, &render(&context), &wanted).unwrap();
    assert_eq!(tree.clashes(), Vec::<String>::new());
    let made = |(path, make): (&mingchou::output::OutPath, &mingchou::output::Make<'_>)| {
        (path.to_string(), String::from_utf8(make().unwrap().bytes().unwrap()).unwrap())
    };
    tree.files().iter().map(made).collect()
}

fn handouts(site: &Site) -> BTreeMap<String, String> {
    handouts_in(site, "zh-CN", &[])
}

/// Opening tags of a page: name, and its attributes as written.
fn tags(html: &str) -> Vec<(String, String)> {
    let mut rest = html;
    let mut found = Vec::new();
    while let Some((_, after)) = rest.split_once('<') {
        rest = after;
        for element in ["script", "style"] {
            if after.starts_with(&format!("{element}>")) {
                rest = after.split_once(&format!("</{element}>")).unwrap().1;
            }
        }
        let (tag, _) = after.split_once('>').unwrap();
        if !tag.starts_with(['/', '!']) {
            let (name, attributes) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
            found.push((name.to_owned(), attributes.to_owned()));
        }
    }
    found
}

fn unescaped(html: &str) -> String {
    let mut out = html.to_owned();
    for (code, character) in [("&lt;", "<"), ("&gt;", ">"), ("&#13;", "\r"), ("&#65279;", "\u{FEFF}"), ("&amp;", "&")] {
        out = out.replace(code, character);
    }
    out
}

/// The draw's files as a page holds them: what stands in each `<pre data-file>` after its first line end.
fn taken(page: &str) -> BTreeMap<String, Vec<u8>> {
    let parts = page.split("data-file=\"").skip(1);
    parts
        .map(|part| {
            let (name, rest) = part.split_once('"').unwrap();
            let (_, rest) = rest.split_once('>').unwrap();
            let (inside, _) = rest.split_once("</pre>").unwrap();
            (name.to_owned(), unescaped(inside.strip_prefix('\n').unwrap()).into_bytes())
        })
        .collect()
}

#[test]
fn every_published_file_comes_out_of_its_page_to_the_byte() {
    for folder in STATES {
        let mut site = with(folder);
        let record = site.draws.values_mut().next().unwrap();
        std::sync::Arc::make_mut(&mut record.files)
            .insert("escrow-other.txt".into(), "\u{FEFF}\n a\t<&lt;&#13;>\"'\r\n\r中\n\n".into());
        let (id, files) = (record.id.clone(), record.unpacked());
        let page = &handouts(&site)[&format!("single/{id}.html")];
        assert_eq!(taken(page), files, "{folder}");
        for bytes in files.values() {
            assert!(page.contains(&format!("data-sha256=\"{}\"", sha(bytes))));
        }
    }
}

#[test]
fn a_list_too_large_for_a_page_is_named_with_its_place() {
    let mut site = with("small");
    let record = site.draws.values_mut().next().unwrap();
    let id = record.id.clone();
    std::sync::Arc::make_mut(&mut record.files).insert("roster.csv".into(), vec![b'a'; 3_000_001].into());
    std::sync::Arc::make_mut(&mut record.files).insert("escrow-x.txt".into(), vec![0xFF].into());
    let page = &handouts(&site)[&format!("single/{id}.html")];
    assert!(page.len() < 400_000, "{}", page.len());
    assert!(!taken(page).contains_key("roster.csv") && taken(page).contains_key("commit.txt"));
    let said = |name: &str, size: &str| {
        format!("<p>{name}（{size}）太大，没有放进来，请到网站下载。 它在网站文件夹的 draws/{id}/{name}。</p>")
    };
    assert!(page.contains(&said("roster.csv", "3.0 MB")), "{page}");
    assert!(page.contains("data-left-out=\"escrow-x.txt\""));
    assert!(page.contains("id=\"pick-folder\""), "the reader can pick the files instead");
    site.config.government.base_url = "https://a.example.gov.cn/lots".into();
    let page = &handouts(&site)[&format!("single/{id}.html")];
    let to = format!("https://a.example.gov.cn/lots/draws/{id}/roster.csv");
    assert!(page.contains(&format!("请到网站下载。 <a href=\"{to}\">{to}</a>")));
}

#[test]
fn each_page_names_its_own_texts_in_its_policy_and_asks_for_nothing() {
    for folder in STATES {
        let site = with(folder);
        let hash = |text: &str| {
            let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()));
            format!("'sha256-{digest}'")
        };
        let ours: BTreeSet<String> =
            pages_of(&site).iter().filter(|(path, _)| path.ends_with(".js")).map(|(_, script)| hash(script)).collect();
        for (path, page) in handouts(&site).iter().filter(|(path, _)| path.ends_with(".html")) {
            let tags = tags(page);
            for (name, attributes) in &tags {
                let asks = ["src=", "srcset=", "action=", "data-worker", "background=", "poster=", "onclick"];
                assert!(asks.iter().all(|word| !attributes.contains(word)), "{path}: <{name} {attributes}>");
                assert!(
                    !["link", "iframe", "object", "embed", "img", "base"].contains(&name.as_str()),
                    "{path}: {name}"
                );
                if let Some(href) = attributes.split("href=\"").nth(1) {
                    let inside = href.starts_with('#');
                    assert!(inside || path == "index.html", "{path}: {href}");
                }
            }
            if path.starts_with("fragments/") {
                continue;
            }
            let inside = |element: &str| -> Vec<String> {
                let (open, close) = (format!("<{element}>"), format!("</{element}>"));
                let parts = page.split(&open).skip(1);
                parts.map(|part| hash(part.split(&close).next().unwrap())).collect()
            };
            let (scripts, style) = (inside("script"), inside("style"));
            let run = if scripts.is_empty() { "'none'".to_owned() } else { scripts.join(" ") };
            let policy = format!(
                "content=\"default-src 'none'; script-src {run}; style-src {}; img-src data:; form-action 'none'; base-uri 'none'\"",
                style.join(" ")
            );
            assert!(page.contains(&policy), "{path}: {policy}");
            let is_draw = path.starts_with("single/") && !path.starts_with("single/summary");
            assert_eq!(scripts.len() > 12, is_draw, "{path}: {}", scripts.len());
            let foreign = scripts.iter().filter(|script| !ours.contains(*script)).count();
            assert_eq!(foreign, usize::from(is_draw), "{path}: all but one stand in the site, byte for byte");
        }
    }
}

#[test]
fn links_within_a_page_lead_somewhere() {
    for folder in STATES {
        for (path, page) in handouts(&with(folder)).iter().filter(|(path, _)| path.starts_with("single/")) {
            let mut ids = BTreeSet::new();
            for (_, attributes) in tags(page) {
                if let Some(id) = format!(" {attributes}").split(" id=\"").nth(1) {
                    let id = id.split('"').next().unwrap();
                    assert!(ids.insert(id.to_owned()), "{path}: two elements are #{id}");
                }
            }
            for href in page.split("href=\"#").skip(1) {
                let id = href.split('"').next().unwrap();
                assert!(ids.contains(id), "{path}: #{id} leads nowhere");
            }
        }
    }
}

/// What editors of hosts leave alone.
const PASTED: [(&str, &[&str]); 17] = [
    ("html", &["lang"]),
    ("head", &[]),
    ("meta", &["charset"]),
    ("title", &[]),
    ("body", &[]),
    ("table", &["style", "width", "border", "cellspacing", "cellpadding"]),
    ("tr", &[]),
    ("th", &["style"]),
    ("td", &["style"]),
    ("p", &["style"]),
    ("h2", &["style"]),
    ("h3", &["style"]),
    ("strong", &[]),
    ("br", &[]),
    ("ul", &["style"]),
    ("li", &["style"]),
    ("a", &["href", "style"]),
];
/// Properties of CSS 2.1, and one that every browser has had since.
const STYLES: [&str; 15] = [
    "margin",
    "padding",
    "border",
    "border-collapse",
    "width",
    "font-size",
    "font-weight",
    "font-family",
    "line-height",
    "text-align",
    "text-indent",
    "vertical-align",
    "background-color",
    "color",
    "word-wrap",
];

#[test]
fn what_is_pasted_holds_only_what_editors_leave_alone() {
    let mut seen = BTreeSet::new();
    for folder in STATES {
        let mut site = with(folder);
        site.config.government.base_url = "https://a.example.gov.cn".into();
        for (path, page) in handouts(&site).iter().filter(|(path, _)| path.starts_with("fragments/")) {
            if path.ends_with(".txt") {
                assert!(
                    page.starts_with('\u{FEFF}') && page.replace("\r\n", "").find(['\n', '\r', '<']).is_none(),
                    "{path}"
                );
                continue;
            }
            for (name, attributes) in tags(page) {
                let (_, allowed) =
                    PASTED.iter().find(|(tag, _)| *tag == name).unwrap_or_else(|| panic!("{path}: {name}"));
                for attribute in attributes.split("\" ").filter(|attribute| !attribute.is_empty()) {
                    let (key, value) = attribute.split_once("=\"").unwrap();
                    assert!(allowed.contains(&key), "{path}: {name} {key}");
                    for style in value.trim_end_matches('"').split(';').filter(|_| key == "style") {
                        let property = style.split(':').next().unwrap();
                        assert!(
                            property.is_empty()
                                || ["word-break", "min-width"].contains(&property)
                                || STYLES.contains(&property),
                            "{path}: {style}"
                        );
                    }
                    assert!(key != "href" || value.starts_with("https://a.example.gov.cn/"), "{path}: {value}");
                }
                seen.insert(name);
            }
        }
    }
    assert!(["table", "th", "td", "h2", "h3", "a", "br"].iter().all(|tag| seen.contains(*tag)), "{seen:?}");
}

#[test]
fn each_state_has_its_announcements() {
    let steps = |folder: &str| -> Vec<String> {
        let names = handouts(&with(folder)).into_keys();
        names.filter_map(|name| Some(name.strip_prefix("notices/")?.rsplit_once('-')?.1.to_owned())).collect()
    };
    let of = |steps: &[&str]| steps.iter().map(|step| format!("{step}.html")).collect::<Vec<_>>();
    for folder in ["small", "small-drand", "substituted", "lost"] {
        assert_eq!(steps(folder), of(&["commitment", "result"]), "{folder}");
    }
    assert_eq!(steps("committed"), of(&["commitment"]));
    assert_eq!(steps("sealed"), of(&["commitment", "sealed"]));
    for folder in ["void", "void-unopened"] {
        assert_eq!(steps(folder), of(&["commitment", "void"]), "{folder}");
    }
    assert_eq!(steps("shortfall"), of(&["shortfall"]));
}

#[test]
fn an_announcement_names_the_number_before_it_is_known_and_its_value_after() {
    let record = vector("small");
    let files = handouts(&with("small"));
    let (id, digest) = (&record.id, record.commit_digest.as_deref().unwrap());
    let before = &files[&format!("fragments/{id}-commitment.txt")];
    assert!(before.contains(digest) && !before.contains(record.seed_digest.as_deref().unwrap()));
    let value = &record.seal.as_ref().unwrap().beacons[0].value;
    assert!(!before.contains(value.as_str()), "{before}");
    let after = &files[&format!("fragments/{id}-result.txt")];
    assert!(after.contains(value.as_str()) && record.drawn.iter().all(|drawn| after.contains(&drawn.name)), "{after}");
    let paper = &files[&format!("notices/{id}-commitment.html")];
    let groups: String = paper.split("<span>").skip(1).take(16).map(|part| part.split('<').next().unwrap()).collect();
    assert_eq!(groups, digest);
    assert!(paper.contains(&format!("<desc id=\"digest-desc\">mingchou commitment {id} {digest}</desc>")), "{paper}");
}

#[test]
fn the_table_of_results_has_the_columns_of_the_office_and_no_secret_row() {
    let mut site = county();
    site.calendar.years = vec![2026];
    let key = |draw: &str, object: usize| (draw_id(draw), object_id(OBJECTS[object]));
    let (draw, object) = key("2026q1-key", 0);
    let answer = |item: &str, answer: &str| ItemAnswer {
        draw: draw.clone(),
        object: object.clone(),
        item: ItemId::parse(item).unwrap(),
        answer: answer.into(),
    };
    let answers = vec![answer("1", "发现问题"), answer("2", "不涉及"), answer("3", "未发现问题")];
    site.answers.insert(key("2026q1-key", 0), answers.clone());
    site.answers.insert(key("2026q1-key", 1), answers);
    // One object of the sealed draw was opened by its slip, the other is secret whatever the tables say.
    for object in [0, 1] {
        site.visits.insert(key("2026q2-key", object), visit("2026q2-key", OBJECTS[object]));
    }
    let page = &handouts(&site)["fragments/results-2026.txt"];
    let rows: Vec<&str> = page.split("\r\n\r\n").filter(|part| part.contains("统一社会信用代码")).collect();
    assert_eq!(rows, ROWS.map(|row| row.replace('\n', "\r\n")), "{page}");
    let of_sealed = &handouts(&site)["fragments/2026q2-key-results.txt"];
    assert!(of_sealed.contains("1. 示例化工厂") && !of_sealed.contains("示例水泥厂"), "{of_sealed}");
}

const ROWS: [&str; 3] = [
    "1. 示例水泥厂
统一社会信用代码或编号：91140826MA0JXC0153
任务编号：key-2026
类别：重点排污单位
检查日期：2026-02-03
检查方式：现场检查
各事项检查结果：1：发现问题；3：未发现问题
检查结果：发现问题已责令整改
认定日期：2026-02-10
应公开日期：2026-03-10
公开时间：2026-02-12 09:30
检查机关：绛县分局
检查人员：张某（04110900123）、李某（04110900124）",
    "2. 示例化工厂
统一社会信用代码或编号：91140826MA0K000138
任务编号：key-2026
类别：重点排污单位
检查日期：2026-02-03
检查方式：现场检查
检查结果：依法不公开：商业秘密
认定日期：2026-02-10
应公开日期：2026-03-10
公开时间：2026-02-12 09:30
检查机关：绛县分局
检查人员：张某（04110900123）、李某（04110900124）",
    "3. 示例化工厂
统一社会信用代码或编号：91140826MA0K000138
任务编号：key-2026
类别：重点排污单位
检查日期：2026-02-03
检查方式：现场检查
检查结果：发现问题已责令整改
认定日期：2026-02-10
应公开日期：2026-03-10
公开时间：2026-02-12 09:30
检查机关：绛县分局
检查人员：张某（04110900123）、李某（04110900124）
",
];

#[test]
fn the_table_of_the_year_counts_what_is_public() {
    let mut site = county();
    site.visits.get_mut(&(draw_id("2026q1-key"), object_id(OBJECTS[0]))).unwrap().fine = Some(20_000);
    let page = &handouts(&site)["fragments/summary-2026.html"];
    let cells = |row: &str| -> Vec<String> {
        row.split("px;\">")
            .skip(1)
            .chain(row.split("top;\">").skip(1))
            .map(|cell| cell.split('<').next().unwrap().to_owned())
            .collect()
    };
    let totals: Vec<Vec<String>> = page
        .split("<tr>")
        .filter(|row| row.contains(">合计<"))
        .map(|row| cells(&row.replace("left;", "left;padding:5px;")))
        .collect();
    let texts = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let visited = texts(&["合计", "2", "2", "0", "", "4", "0", "1", "0", "0", "0"]);
    let published = texts(&["合计", "1", "1", "1", "—", "1", "100%", "0", "0", "0", "20000"]);
    assert_eq!(totals[1..], [visited, published], "{page}");
}

#[test]
fn hostile_names_stay_text() {
    const HOSTILE: &str = "<script>\"&'</pre></td>{{ x }}";
    let mut site = with("small");
    site.config.government.site_name = HOSTILE.into();
    site.config.bureau.name = HOSTILE.into();
    site.config.bureau.phone = HOSTILE.into();
    for plan in &mut site.plans {
        plan.title = HOSTILE.into();
        plan.document = HOSTILE.into();
        plan.tasks[0].scope = HOSTILE.into();
    }
    let record = site.draws.values_mut().next().unwrap();
    for drawn in &mut record.drawn {
        drawn.name = HOSTILE.into();
    }
    std::sync::Arc::make_mut(&mut record.files).insert("roster.csv".into(), HOSTILE.into());
    std::sync::Arc::make_mut(&mut record.files).insert("escrow-<a>.txt".into(), HOSTILE.into());
    for lang in ["zh-CN", "en"] {
        for (path, page) in handouts_in(&site, lang, &[]).iter().filter(|(path, _)| path.ends_with(".html")) {
            assert!(!page.contains("<script>\"") && !page.contains("</pre></td>"), "{path}");
            assert!(!page.contains("escrow-<a>"), "{path}");
            if path.starts_with("fragments/") || path.starts_with("notices/") {
                assert!(page.contains("&lt;script&gt;&quot;&amp;&#39;&lt;/pre&gt;&lt;/td&gt;{{ x }}"), "{path}");
            }
        }
    }
}

#[test]
fn english_words_make_english_handouts() {
    for folder in STATES {
        for (path, page) in handouts_in(&with(folder), "en", &[]) {
            assert!(!page.contains('⟦'), "{path}");
        }
    }
}

/// Runs the command in a bureau's folder.
fn run(root: &Path, lang: &str, args: &[&str]) -> Output {
    mingchou().args(["--lang", lang, "--root"]).arg(root).arg("handout").args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn demo() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    mingchou::demo::write(dir.path(), 40, 5).unwrap();
    dir
}

#[test]
fn the_same_county_gives_the_same_bytes_and_one_draw_can_be_asked_for() {
    let dir = demo();
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut trees = Vec::new();
    for out in [&one, &other] {
        let done = run(dir.path(), "en", &["--out", out.path().to_str().unwrap()]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        trees.push(read_folder(out.path()));
    }
    assert!(trees[0].len() > 150, "{}", trees[0].len());
    assert!(trees[0] == trees[1]);
    let done = run(dir.path(), "en", &["--out", one.path().to_str().unwrap(), "--draw", "2026q2-key"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let left = read_folder(one.path());
    let names: Vec<&str> = left.keys().map(String::as_str).collect();
    let wanted = [
        "SHA256SUMS.txt",
        "fragments/2026q2-key-commitment.html",
        "fragments/2026q2-key-commitment.txt",
        "fragments/2026q2-key-result.html",
        "fragments/2026q2-key-result.txt",
        "fragments/2026q2-key-results.html",
        "fragments/2026q2-key-results.txt",
        "handout.txt",
        "index.html",
        "notices/2026q2-key-commitment.html",
        "notices/2026q2-key-result.html",
        "single/2026q2-key.html",
    ];
    assert_eq!(names, wanted);
    assert!(wanted[1..7].iter().all(|name| left[*name] == trees[0][*name]), "one draw's files are those of all");
}

#[test]
fn without_out_it_stands_beside_the_site() {
    let dir = demo();
    let done = run(dir.path(), "zh", &["--draw", "2026q2-key"]);
    let out = dir.path().join("handout");
    let said = text(&done.stdout);
    let size = said.rsplit_once("个文件，").unwrap().1;
    assert_eq!(said, format!("公示材料已写到 {}：12 个文件，{size}", out.display()));
    assert!(size.ends_with(" KiB。请打开里面的 index.html。\n"), "{size}");
    assert!(out.join(mingchou::render::MARKER).exists());
}

#[test]
fn an_unknown_draw_is_named_with_those_there_are() {
    let dir = demo();
    let mut ids: Vec<String> = fs::read_dir(dir.path().join("content/draws"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    ids.sort();
    for (lang, comma, before, between, after) in [
        ("zh", "、", "没有编号为 ", " 的抽取。现有的抽取：", "。什么也没有写。\n"),
        ("en", ", ", "There is no draw ", ". Draws there are: ", ". Nothing was written.\n"),
    ] {
        for id in ["2026q9-key", "../secrets"] {
            let done = run(dir.path(), lang, &["--draw", "2026q2-key", "--draw", id]);
            assert_eq!(done.status.code(), Some(2));
            assert_eq!(text(&done.stderr), format!("{before}{id}{between}{}{after}", ids.join(comma)));
            assert!(!dir.path().join("handout").exists());
        }
    }
}

#[test]
fn a_folder_that_is_not_ours_or_holds_the_site_is_left_alone() {
    let dir = demo();
    let foreign = dir.path().join("mine");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("letter.docx"), "x").unwrap();
    let done = run(dir.path(), "en", &["--out", foreign.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("MC0904"), "{}", text(&done.stderr));
    assert_eq!(read_folder(&foreign).len(), 1);

    let built = mingchou().args(["--lang", "en", "--root"]).arg(dir.path()).arg("build").output().unwrap();
    assert!(built.status.success());
    let site = dir.path().join("public");
    let before = read_folder(&site);
    let done = run(dir.path(), "en", &["--out", site.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(1));
    let said = text(&done.stderr);
    let place = site.display();
    let whole = format!(
        "error[MC0909]: The folder holds something else that this program made, such as the site; handouts would take its place.\n\
         --> {place}\n = do: Choose another folder with --out.\n\nNothing was written; the old site stands as it was.\n"
    );
    assert!(said.ends_with(&whole), "{said}");
    assert!(read_folder(&site) == before);
}

#[test]
fn a_phone_in_a_table_stops_everything() {
    let dir = demo();
    let path = dir.path().join("content/results/2026.csv");
    let table = fs::read_to_string(&path).unwrap();
    let agency = "运城市生态环境局绛县分局";
    assert!(table.contains(agency));
    fs::write(&path, table.replacen(agency, "王科长13800138000", 1)).unwrap();
    let done = run(dir.path(), "en", &[]);
    assert_eq!(done.status.code(), Some(1));
    let said = text(&done.stderr);
    assert!(said.contains("error[MC0924]") && !said.contains("13800138000"), "{said}");
    assert!(!dir.path().join("handout").exists());
}

#[test]
fn a_sealed_outcome_changes_no_byte_but_its_hash() {
    let (one, other) = (interference::county(), interference::county());
    let mut hashes: BTreeMap<String, String> = BTreeMap::new();
    for draw in DRAWS {
        let (before, after) = redraw(other.path(), draw);
        hashes.insert(after, before);
    }
    let trees: Vec<_> = [&one, &other]
        .iter()
        .map(|dir| {
            let done = run(dir.path(), "en", &[]);
            assert!(done.status.success(), "{}", text(&done.stderr));
            read_folder(&dir.path().join("handout"))
        })
        .collect();
    let [one, other] = [&trees[0], &trees[1]];
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for draw in DRAWS {
        let seal =
            |tree: &BTreeMap<String, Vec<u8>>| sha(&taken(&text(&tree[&format!("single/{draw}.html")]))["seal.txt"]);
        hashes.insert(seal(other), seal(one));
    }
    // A picture of the root and its groups of four differ with it, and so does the size of their file; the root itself stands beside.
    let without = |text: &str, open: &str, close: &str| {
        let parts = text.split(open).enumerate();
        let kept =
            parts.map(|(n, part)| if n == 0 { part } else { part.split_once(close).map_or("", |(_, rest)| rest) });
        kept.collect::<Vec<_>>().join(" ")
    };
    let plain = |bytes: &[u8]| {
        let text = without(&text(bytes), " d=\"M", "\"");
        let text = without(&text, "<small>", "</small>");
        let text = if text.contains("class=\"print\"") { without(&text, "<span>", "</span>") } else { text };
        without(&text, "个文件，共", "。").into_bytes()
    };
    let mut differ = 0;
    for (path, bytes) in other {
        if path != "SHA256SUMS.txt" && *bytes != one[path] {
            differ += 1;
            assert!(replaced(&plain(bytes), &hashes) == plain(&one[path]), "{path} depends on a sealed outcome");
        }
    }
    assert!(differ >= 4, "the roots are shown somewhere: {differ}");
}
