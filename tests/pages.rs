//! Pages as a reader's browser sees them: one h1, nothing inline, every link inside the site leads somewhere.

use mingchou::embedded;
use mingchou::model::{Config, parse_day, parse_minute};
use mingchou::render::{Context, Theme, render};
use mingchou::site::{Calendar, Page, Site};
use std::collections::BTreeMap;

/// A county with a configuration, one text page and nothing else.
pub(crate) fn bare_county() -> Site {
    let config: Config = toml::from_str(include_str!("../content/site.toml")).expect("site.toml is well formed");
    Site {
        config,
        as_of: parse_day("2026-11-20").expect("a day"),
        laws: Vec::new(),
        items: Vec::new(),
        calendar: Calendar::default(),
        plans: Vec::new(),
        plan_records: BTreeMap::new(),
        objects: BTreeMap::new(),
        inspectors: BTreeMap::new(),
        auxiliary: Vec::new(),
        recusals: Vec::new(),
        changes: Vec::new(),
        superior: Vec::new(),
        special_events: Vec::new(),
        exempt: Vec::new(),
        visits: BTreeMap::new(),
        answers: BTreeMap::new(),
        documents: BTreeMap::new(),
        followups: BTreeMap::new(),
        corrections: Vec::new(),
        replies: Vec::new(),
        reasons: Vec::new(),
        pushes: Vec::new(),
        draws: BTreeMap::new(),
        pages: vec![Page {
            slug: "about".into(),
            title: "关于本站".into(),
            order: 1,
            published_at: parse_minute("2025-02-14 09:00").expect("a minute"),
            html: "<p>本站公开随机抽查。</p>".into(),
        }],
        findings: Vec::new(),
    }
}

pub(crate) fn pages_of(site: &Site) -> BTreeMap<String, String> {
    let theme = Theme::from_files(&embedded::theme("gov")).expect("the theme is sound");
    let words = theme.words("zh-CN").expect("the theme speaks Chinese");
    let context = Context::new(site, &theme, words).expect("what all pages share");
    let tree = render(&context);
    assert_eq!(tree.clashes(), Vec::<String>::new());
    let make = |(path, make): (&_, &mingchou::output::Make<'_>)| {
        let path: &mingchou::output::OutPath = path;
        let bytes = make().unwrap_or_else(|fault| panic!("{path}: {fault}"));
        (path.to_string(), String::from_utf8_lossy(&bytes).into_owned())
    };
    tree.files().iter().map(make).collect()
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
