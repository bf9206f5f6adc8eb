//! Small sites and their pages as texts: the county of `county.rs` with the draws of `vectors/` put in, and one with next to nothing.

use crate::county::{county, day, minute};
use crate::support::{read_folder, vectors};
use mingchou::embedded;
use mingchou::model::*;
use mingchou::render::{Context, Theme, render};
use mingchou::site::{DrawRecord, DrawTimes, Page, Site};
use std::collections::BTreeMap;

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

pub(crate) fn item(id: &str, name: &str) -> Item {
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
