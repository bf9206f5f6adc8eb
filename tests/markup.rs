//! Every page of a site as a browser and a harvester see it: one h1, nothing inline, sound markup, meta tags, both languages, every link
//! inside the site leads somewhere, feeds and site maps. One county for every state of a draw.

use crate::county::{OBJECTS, county, object_id};
use crate::vector_sites::{bare_county, item, pages_in, pages_of, with};
use mingchou::embedded;
use mingchou::render::{Context, Theme, render};
use mingchou::site::Site;
use std::collections::{BTreeMap, BTreeSet};
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
