//! Pages as a reader's browser sees them: one h1, nothing inline, sound markup, every link inside the site leads somewhere.
//! The county is that of `county.rs` with the draws of `vectors/` put in, one for every state.

use crate::county::{OBJECTS, county, day, minute, object_id};
use crate::support::{read_folder, vectors};
use mingchou::embedded;
use mingchou::model::*;
use mingchou::render::{Context, Theme, render};
use mingchou::site::{DrawRecord, DrawTimes, Page, Site};
use std::collections::{BTreeMap, BTreeSet};

/// A county without objects, draws or plans.
pub(crate) fn bare_county() -> Site {
    let mut site = county();
    site.as_of = day("2026-11-20");
    site.objects.clear();
    site.inspectors.clear();
    site.draws.clear();
    site.visits.clear();
    site.plans.clear();
    site.plan_records.clear();
    site.pages = vec![text_page()];
    site
}

fn text_page() -> Page {
    Page {
        slug: "about".into(),
        title: "关于本站".into(),
        order: 1,
        published_at: minute("2025-02-14 09:00"),
        html: "<p>本站公开随机抽查。</p>".into(),
    }
}

/// A draw of the vectors under the id it was committed with.
pub(crate) fn vector(folder: &str) -> DrawRecord {
    let mut files = read_folder(&vectors().join(folder));
    files.retain(|name, _| !name.ends_with(".md"));
    let main = files.get("commit.txt").or_else(|| files.get("shortfall.txt")).unwrap();
    let text = String::from_utf8(main.clone()).unwrap();
    let id = text.lines().find_map(|line| line.strip_prefix("draw ")).unwrap();
    let times = DrawTimes { committed: Some(minute("2023-07-20 10:00")), ..DrawTimes::default() };
    DrawRecord::from_files(&DrawId::parse(id).unwrap(), files.clone(), times).unwrap()
}

/// The small county with one draw of the vectors instead of its own, a text page, an item and two versions of its plan.
pub(crate) fn with(folder: &str) -> Site {
    let mut site = county();
    site.draws.clear();
    site.visits.clear();
    let record = vector(folder);
    site.draws.insert(record.id.clone(), record);
    site.pages = vec![text_page()];
    let mut second = site.plans[0].clone();
    second.version = 2;
    second.published_at = Some(minute("2026-06-01 10:00"));
    second.note = Some("重点排污单位增加".into());
    second.tasks[0].base = Some(4);
    site.plan_records.insert(second.record_path(), mingchou::site::plan_record(&second));
    site.plans.push(second);
    site.items = vec![item("1", "排污许可"), item("2", "自动监控")];
    site.items[1].bases = vec![Basis { law: "旧办法".into(), article: "第三条".into() }];
    site.laws = vec![Law {
        name: "旧办法".into(),
        article: String::new(),
        valid_from: None,
        valid_to: Some(day("2025-12-31")),
        replaced_by: Some("新办法".into()),
        source: "公报".into(),
    }];
    site
}

fn item(id: &str, name: &str) -> Item {
    Item {
        id: ItemId::parse(id).unwrap(),
        category: "排污单位".into(),
        name: name.into(),
        scope: "排污单位".into(),
        kind: ItemKind::Major,
        methods: vec![Method::Site, Method::Paper],
        body: "县级".into(),
        bases: vec![],
        applies: vec!["key".into()],
        upstream: None,
        example: id == "2",
        valid_from: day("2024-01-01"),
        valid_to: None,
        removal_reason: None,
    }
}

pub(crate) fn pages_in(site: &Site, lang: &str) -> BTreeMap<String, String> {
    let theme = Theme::from_files(&embedded::theme("gov"), &["zh-CN", "en"]).expect("the theme is sound");
    let words = theme.words(lang).expect("the theme speaks it");
    let context = Context::new(site, &theme, words).expect("what all pages share");
    let tree = render(&context);
    assert_eq!(tree.clashes(), Vec::<String>::new());
    let make = |(path, make): (&_, &mingchou::output::Make<'_>)| {
        let path: &mingchou::output::OutPath = path;
        let bytes = make().and_then(|made| made.bytes()).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        (path.to_string(), String::from_utf8_lossy(&bytes).into_owned())
    };
    tree.files().iter().map(make).collect()
}

pub(crate) fn pages_of(site: &Site) -> BTreeMap<String, String> {
    pages_in(site, "zh-CN")
}

#[test]
fn what_the_pages_of_a_template_are_made_of_can_be_heard() {
    let mut site = bare_county();
    site.items = vec![item("1", "排污许可"), item("2", "自动监控")];
    let theme = Theme::from_files(&embedded::theme("gov"), &["zh-CN", "en"]).expect("the theme is sound");
    let heard = std::sync::Mutex::new(Vec::new());
    let hear = |page: &[u8]| heard.lock().unwrap().push(serde_json::from_slice::<serde_json::Value>(page).unwrap());
    let context = Context::new(&site, &theme, theme.words("zh-CN").unwrap()).unwrap().heard("item.html", &hear);
    let tree = render(&context);
    let pages: Vec<_> = tree.files().iter().filter(|(path, _)| path.as_str().ends_with(".html")).collect();
    pages.iter().for_each(|(_, make)| drop(make().unwrap()));
    let heard = heard.lock().unwrap();
    assert_eq!(
        heard.iter().map(|page| page["path"].as_str().unwrap()).collect::<Vec<_>>(),
        ["items/1.html", "items/2.html"]
    );
    for page in &*heard {
        assert_eq!((&page["template"], &page["root"]), (&"item.html".into(), &"../".into()));
        assert_eq!(page["around"]["column"], "items");
        assert!(page["view"].is_object() && page["around"]["frame"]["title"].is_string(), "{page}");
    }
}

#[test]
fn an_article_carries_its_ten_meta_tags_and_the_footer_its_duties() {
    let pages = pages_of(&bare_county());
    let about = &pages["pages/about.html"];
    for tag in [
        "<meta name=\"SiteName\" content=\"绛县生态环境“双随机、一公开”公示（演示）\">",
        "<meta name=\"SiteDomain\" content=\"www.example.gov.cn\">",
        "<meta name=\"SiteIDCode\" content=\"1408260000\">",
        "<meta name=\"ColumnName\" content=\"说明\">",
        "<meta name=\"ArticleTitle\" content=\"关于本站\">",
        "<meta name=\"PubDate\" content=\"2025-02-14 09:00\">",
        "<meta name=\"ContentSource\" content=\"运城市生态环境局绛县分局\">",
        "<h1>关于本站</h1>",
        "<strong>演示数据</strong>",
        "网站标识码：1408260000",
    ] {
        assert!(about.contains(tag), "{tag}\n{about}");
    }
    assert!(!about.contains("content=\"\""), "{about}");
}

#[test]
fn a_site_that_is_no_demonstration_has_no_banner() {
    let mut site = bare_county();
    site.config.demo = false;
    assert!(!pages_of(&site)["pages/about.html"].contains("演示数据</strong>"));
}

/// One county for each state a draw can be in, and the small and the bare one.
fn counties() -> Vec<(&'static str, Site)> {
    let folders =
        ["committed", "sealed", "small", "small-drand", "substituted", "void", "void-unopened", "lost", "shortfall"];
    let mut all: Vec<(&str, Site)> = folders.into_iter().map(|folder| (folder, with(folder))).collect();
    all.push(("county", county()));
    all.push(("bare", bare_county()));
    all
}

/// The attributes `name="…"` of a page, in order.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let open = format!(" {name}=\"");
    page.split(open.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// Elements that have no end.
const VOID: [&str; 8] = ["meta", "link", "input", "br", "img", "hr", "wbr", "col"];

/// What is wrong with the markup: an element left open, closed in the wrong place, or a bare `<` or `&`.
fn markup_faults(page: &str) -> Vec<String> {
    let (mut faults, mut open, mut rest) = (Vec::new(), Vec::new(), page);
    while let Some(start) = rest.find('<') {
        let tail = &rest[start..];
        let Some(end) = tail.find('>') else {
            faults.push(format!("no end of {:?}", tail.chars().take(30).collect::<String>()));
            break;
        };
        let tag = &tail[1..end];
        rest = &tail[end + 1..];
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap().trim_end_matches('/');
        if tag.starts_with('!') || tag.starts_with('?') || tag.ends_with('/') || VOID.contains(&name) {
            continue;
        }
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            faults.push(format!("no element: <{tag}>"));
        } else if !tag.starts_with('/') {
            open.push(name);
        } else if open.last() == Some(&name) {
            open.pop();
        } else {
            faults.push(format!("</{name}> after {open:?}"));
            return faults;
        }
    }
    faults.extend(open.iter().map(|name| format!("<{name}> is left open")));
    for text in page.split('&').skip(1) {
        let entity = text.split(';').next().unwrap();
        if entity.len() > 8 || !entity.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#') {
            faults.push(format!("a bare & before {:?}", text.chars().take(20).collect::<String>()));
        }
    }
    faults
}

#[test]
fn the_markup_checker_finds_what_it_looks_for() {
    assert_eq!(markup_faults("<p>甲<br>乙 &amp; &#39;</p>"), Vec::<String>::new());
    assert_eq!(markup_faults("<div><p>甲</div>"), ["</div> after [\"div\", \"p\"]"]);
    assert_eq!(markup_faults("<ul><li>甲</li>"), ["<ul> is left open"]);
    assert_eq!(markup_faults("<p>a & b</p>"), ["a bare & before \" b</p>\""]);
}

#[test]
fn the_markup_of_every_page_is_sound_and_nothing_stands_inline() {
    for (county, site) in counties() {
        for (path, page) in pages_of(&site) {
            if !path.ends_with(".html") {
                continue;
            }
            let place = format!("{county}: {path}");
            assert_eq!(markup_faults(&page), Vec::<String>::new(), "{place}");
            assert_eq!(page.matches("<h1").count(), 1, "{place}");
            assert_eq!(page.matches("<title>").count(), 1, "{place}");
            let demo = if path.starts_with("en/") {
                "<strong>Demonstration</strong>"
            } else {
                "<strong>演示数据</strong>"
            };
            assert!(page.contains(demo), "{place}");
            // The name of the SVG language looks like an address and is none.
            let page = page.replace("http://www.w3.org/2000/svg", "");
            for bad in ["<style", " style=", " onclick=", "javascript:", "http://", "https://", "⟦", "<script>"] {
                assert!(!page.contains(bad), "{place} holds {bad}");
            }
            let ids = attributes(&page, "id");
            let mut once = ids.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), ids.len(), "{place}: an id stands twice in {ids:?}");
        }
    }
}

/// Where a link leads, from the root; none if it leaves the site.
fn target(path: &str, link: &str) -> Option<String> {
    let file = link.split('#').next().unwrap().split('?').next().unwrap();
    if file.is_empty() {
        return Some(path.to_owned());
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[test]
fn every_link_leads_to_a_file_of_the_site_and_every_mark_to_a_place_on_its_page() {
    for (county, site) in counties() {
        follow_links(county, &pages_of(&site));
    }
}

/// Follows every link of every page.
pub(crate) fn follow_links(county: &str, pages: &BTreeMap<String, String>) {
    let exists = |file: &str| pages.contains_key(file) || file == "SHA256SUMS.txt";
    let places: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, page)| (path.as_str(), attributes(page, "id").into_iter().collect())).collect();
    for (path, page) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
        let links = ["href", "src", "action"].into_iter().flat_map(|name| attributes(page, name));
        for link in links {
            let file = target(path, link).unwrap_or_else(|| panic!("{county}: {path}: {link} leaves the site"));
            assert!(exists(&file), "{county}: {path}: {link} leads nowhere");
            if let (Some((_, mark)), Some(there)) = (link.split_once('#'), places.get(file.as_str())) {
                assert!(there.contains(mark), "{county}: {path}: no place {link}");
            }
        }
    }
}

#[test]
fn every_page_reads_in_both_languages() {
    for (county, site) in counties() {
        for (path, page) in pages_in(&site, "en") {
            let missing = page.split('⟦').nth(1).map(|rest| rest.split('⟧').next().unwrap());
            assert_eq!(missing, None, "{county}: {path}");
        }
    }
}

fn draw_page_of(folder: &str) -> String {
    let site = with(folder);
    let id = site.draws.keys().next().unwrap().to_string();
    pages_of(&site).remove(&format!("draws/{id}/index.html")).unwrap()
}

#[test]
fn a_revealed_draw_shows_seed_numbers_drawn_and_the_lines_to_type() {
    let page = draw_page_of("small");
    for words in [
        "<h1>2023年第三季度重点排污单位抽取</h1>",
        "sha256sum commit.txt",
        "af84faa21482e6a8da74030748e5615277c96fc9941526018235ae8fef7f069e",
        "beacon ssq 2023097 02-07-11-19-23-30+08",
        "<a href=\"seed.txt\">seed.txt</a>",
        "公式：总数7 × 70%，有零头就进一，得5；但不超过名单上的6个。",
        "4/4（100%）",
        "示例，不是真实开奖号码",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let record = vector("small");
    for drawn in &record.drawn {
        assert!(page.contains(&drawn.ticket) && page.contains(drawn.object.as_str()), "{}", drawn.object);
    }
    for name in record.files.keys() {
        assert!(page.contains(&format!("href=\"{name}\"")), "{name}");
    }
}

#[test]
fn numbers_of_a_bureau_that_is_no_demonstration_are_no_examples() {
    let mut site = with("small");
    site.config.demo = false;
    let page = &pages_of(&site)["draws/2023q3-key/index.html"];
    assert!(page.contains("02-07-11-19-23-30+08") && !page.contains("示例，不是真实开奖号码"), "{page}");
}

#[test]
fn a_sealed_draw_shows_its_opened_slips_and_no_other() {
    let (record, page) = (vector("sealed"), draw_page_of("sealed"));
    let full = vector("small");
    assert!(page.contains("id=\"opened-table\"") && !page.contains("id=\"drawn-table\""), "{page}");
    let (_, table) = page.split_once("id=\"opened-table\"").unwrap();
    let table = table.split("</table>").next().unwrap();
    for drawn in &full.drawn {
        let opened = record.slips.iter().any(|slip| slip.object == drawn.object);
        assert_eq!(table.contains(drawn.object.as_str()), opened, "{}", drawn.object);
        assert!(!page.contains(&drawn.ticket), "a ticket of a sealed draw");
    }
    assert!(!page.contains("nonce bureau"), "{page}");
}

#[test]
fn a_draw_that_ended_otherwise_says_why_and_stays() {
    let void = draw_page_of("void");
    assert!(void.contains("如果没有作废，会抽中谁"), "{void}");
    let unopened = draw_page_of("void-unopened");
    assert!(unopened.contains("而且有随机数没有公开") && !unopened.contains("drawn-table"), "{unopened}");
    let lost = draw_page_of("lost");
    assert!(lost.contains("因随机数遗失不能重算") && !lost.contains("sha256sum seed.txt"), "{lost}");
    let substituted = draw_page_of("substituted");
    assert!(substituted.contains("<h2 id=\"substitutions\">"), "{substituted}");
    let pages = pages_of(&with("shortfall"));
    assert!(pages["draws/2023q4-key/index.html"].contains("没有可以抽取的对象，没有抽取"));
}

#[test]
fn a_plan_keeps_every_version_and_shows_what_changed() {
    let pages = pages_of(&with("small"));
    let plan = &pages["plans/2026.html"];
    for words in ["<del>3</del>", "<ins>4</ins>", "修改说明：重点排污单位增加", "现行版本有1项任务"]
    {
        assert!(plan.contains(words), "{words}\n{plan}");
    }
    let mut hidden = with("small");
    hidden.plans.iter_mut().for_each(|plan| plan.published_at = None);
    assert!(!pages_of(&hidden).contains_key("plans/2026.html"));
}

#[test]
fn an_item_without_a_basis_or_with_a_repealed_one_is_marked() {
    let pages = pages_of(&with("small"));
    assert!(pages["items/1.html"].contains("没有依据的事项不能抽查"), "{}", pages["items/1.html"]);
    let two = &pages["items/2.html"];
    assert!(two.contains("《旧办法》第三条") && two.contains("已于2025-12-31失效，由《新办法》取代"), "{two}");
    assert!(two.contains("这一项是为演示加上的"), "{two}");
}

#[test]
fn the_feed_and_the_front_page_tell_nothing_of_a_sealed_draw() {
    let before = pages_of(&county());
    let mut told = county();
    let key = (DrawId::parse("2026q2-key").unwrap(), object_id(OBJECTS[0]));
    told.visits.insert(key, crate::county::visit("2026q2-key", OBJECTS[0]));
    let after = pages_of(&told);
    for path in ["index.html", "feed.xml", "sitemap.html", "search/names.js", "draws/2026q2-key/index.html"] {
        assert_eq!(before[path], after[path], "{path}");
    }
}

#[test]
fn names_in_the_search_list_cannot_end_the_script() {
    let mut site = county();
    site.objects.get_mut(&object_id(OBJECTS[0])).unwrap().name = "甲\u{2028}\"];alert(1)//</script>".into();
    let list = &pages_of(&site)["search/names.js"];
    assert!(list.contains("甲\\u2028\\\"];alert(1)//"), "{list}");
    assert!(!list.contains('\u{2028}'));
}

#[test]
fn feed_and_site_maps_are_sound_and_absolute_only_with_an_address() {
    let mut site = with("small");
    let bare = pages_of(&site);
    assert!(!bare.contains_key("sitemap.xml"));
    assert_eq!(markup_faults(&bare["feed.xml"]), Vec::<String>::new());
    assert!(bare["feed.xml"].contains("<updated>2026-06-01T10:00:00+08:00</updated>"), "{}", bare["feed.xml"]);
    site.config.government.base_url = "https://www.example.gov.cn/ssjyg".into();
    let pages = pages_of(&site);
    assert!(pages["sitemap.xml"].contains("<loc>https://www.example.gov.cn/ssjyg/draws/2023q3-key/index.html</loc>"));
    assert!(!pages["sitemap.xml"].contains("404.html"));
}

#[test]
fn the_page_for_missing_pages_works_at_any_depth_once_the_address_is_known() {
    let mut site = with("small");
    let own = |site: &Site| {
        let pages = pages_of(site);
        let hrefs = pages["404.html"].split("href=\"").skip(1).map(|part| part.split('"').next().unwrap().to_owned());
        hrefs.filter(|href| !href.starts_with('#') && !href.contains("://")).collect::<Vec<_>>()
    };
    assert!(own(&site).iter().all(|href| !href.starts_with('/')), "{:?}", own(&site));
    for (base, top) in [
        ("https://www.example.gov.cn/a/b/", "/a/b/"),
        ("https://www.example.gov.cn/ssjyg", "/ssjyg/"),
        ("http://www.example.gov.cn:8080", "/"),
        ("http://www.example.gov.cn/", "/"),
    ] {
        site.config.government.base_url = base.into();
        let found = own(&site);
        assert!(
            found.contains(&format!("{top}index.html")) && found.contains(&format!("{top}assets/site.css")),
            "{found:?}"
        );
        assert!(found.iter().all(|href| href.starts_with(top)), "{found:?}");
        assert!(!pages_of(&site)["index.html"].contains(&format!("href=\"{top}search.html\"")));
    }
}
