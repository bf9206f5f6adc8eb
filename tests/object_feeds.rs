//! Feeds by town, class, draw and result, the page that names them, and the site map.

use crate::four_firms::{does_not_say, draw_id, minute, object_id, page, put, says, visit, with_draw};
use crate::vector_sites::pages_of;
use mingchou::model::*;
use mingchou::site::{DrawState, Site};
use std::collections::BTreeSet;

fn published() -> Site {
    let mut site = with_draw(DrawState::Revealed);
    put(&mut site, visit("2026q2-key", "A1", Some(Phrase::Ordered)));
    let mut held = visit("2026q2-key", "A2", None);
    held.withheld = Some(Withheld::Privacy);
    held.published_at = Some(minute("2026-06-01 10:00"));
    put(&mut site, held);
    site.draws.get_mut(&draw_id("2026q2-key")).unwrap().times.ended = Some(minute("2026-07-20 09:00"));
    site.objects.get_mut(&object_id("A2")).unwrap().town = "横水镇".into();
    site
}

/// Titles of the entries of a feed, in order.
fn titles(feed: &str) -> Vec<&str> {
    feed.split("<entry>\n<title>").skip(1).map(|rest| rest.split("</title>").next().unwrap()).collect()
}

#[test]
fn each_feed_takes_its_own_and_the_newest_stands_first() {
    let pages = pages_of(&published());
    let results = page(&pages, "feeds/results.xml");
    assert_eq!(titles(results), ["示例印染厂：结果依法不公开（个人隐私）", "示例化工厂：发现问题已责令整改"]);
    says(results, "<updated>2026-06-01T10:00:00+08:00</updated>\n<author>");
    says(results, "<id>tag:www.example.gov.cn,2026:result/2026q2-key/A1</id>");
    says(results, "<summary>2026-05-06检查，来自2026年第二季度重点排污单位抽取。</summary>");
    // Towns bear the number of their place in the configuration, objects or none.
    assert_eq!(titles(page(&pages, "feeds/town-1.xml")), ["示例化工厂：发现问题已责令整改"]);
    assert_eq!(titles(page(&pages, "feeds/town-2.xml")), ["示例印染厂：结果依法不公开（个人隐私）"]);
    assert_eq!(titles(page(&pages, "feeds/town-3.xml")), Vec::<&str>::new());
    let draws = ["2026年第二季度重点排污单位抽取：已揭示", "2026年第二季度重点排污单位抽取：已承诺"];
    assert_eq!(titles(page(&pages, "feeds/draws.xml")), draws);
    assert_eq!(titles(page(&pages, "feeds/class-key.xml")).len(), 4);
    assert_eq!(titles(page(&pages, "feeds/class-joint.xml")), Vec::<&str>::new());
}

#[test]
fn follow_ups_corrections_and_replies_are_news_and_those_of_a_sealed_draw_are_none() {
    let mut site = published();
    let (draw, object) = (draw_id("2026q2-key"), object_id("A1"));
    site.followups.insert(
        (draw.clone(), object.clone()),
        vec![FollowUp {
            draw: draw.clone(),
            object: object.clone(),
            date: parse_day("2026-07-01").unwrap(),
            state: "已整改".into(),
            note: None,
            published_at: minute("2026-07-02 10:00"),
        }],
    );
    site.corrections.push(Correction {
        draw: draw.clone(),
        object: object.clone(),
        field: "检查日期".into(),
        old: "2026-05-07".into(),
        new: "2026-05-06".into(),
        reason: "笔误".into(),
        published_at: minute("2026-07-03 10:00"),
    });
    site.replies.push(Reply {
        object: object.clone(),
        draw: Some(draw.clone()),
        text: "已换滤袋 & 加高烟囱".into(),
        published_at: minute("2026-07-04 10:00"),
    });
    let pages = pages_of(&site);
    let town = page(&pages, "feeds/town-1.xml");
    let news =
        ["示例化工厂：被检查单位的答复", "示例化工厂：更正", "示例化工厂：已整改", "示例化工厂：发现问题已责令整改"];
    assert_eq!(titles(town), news);
    says(town, "<summary>已换滤袋 &amp; 加高烟囱</summary>");
    says(town, "correction/2026q2-key/A1/%E6%A3%80%E6%9F%A5%E6%97%A5%E6%9C%9F/2026-07-03%2010%3A00</id>");
    site.draws.get_mut(&draw).unwrap().state = DrawState::Sealed;
    let sealed = pages_of(&site);
    for path in ["feeds/town-1.xml", "feeds/results.xml", "feeds/class-key.xml"] {
        does_not_say(page(&sealed, path), "示例化工厂");
    }
}

#[test]
fn addresses_are_relative_until_the_site_has_one() {
    let mut site = published();
    let pages = pages_of(&site);
    says(page(&pages, "feeds/results.xml"), "href=\"../objects/a1.html#v-2026q2-key\"/>");
    does_not_say(page(&pages, "feeds/results.xml"), "rel=\"self\"");
    says(page(&pages, "objects/a1.html"), "title=\"古绛镇\" href=\"../feeds/town-1.xml\">");
    says(page(&pages, "feeds/index.html"), "<code>feeds/draws.xml</code>");
    says(page(&pages, "feeds/index.html"), "本站还没有填写自己的网址。");
    site.config.government.base_url = "https://www.example.gov.cn/ssj".into();
    let pages = pages_of(&site);
    let results = page(&pages, "feeds/results.xml");
    says(results, "href=\"https://www.example.gov.cn/ssj/objects/a1.html#v-2026q2-key\"/>");
    says(
        results,
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://www.example.gov.cn/ssj/feeds/results.xml\"/>",
    );
    says(page(&pages, "feeds/index.html"), "<code>https://www.example.gov.cn/ssj/feeds/draws.xml</code>");
    does_not_say(page(&pages, "feeds/index.html"), "本站还没有填写自己的网址。");
}

#[test]
fn the_page_of_feeds_names_each_of_them() {
    let pages = pages_of(&published());
    let index = page(&pages, "feeds/index.html");
    let feeds: Vec<&String> =
        pages.keys().filter(|path| path.starts_with("feeds/") && path.ends_with(".xml")).collect();
    assert_eq!(feeds.len(), 2 + 5 + 10);
    for feed in feeds {
        says(index, &format!("href=\"../{feed}\""));
    }
    says(index, "href=\"../feed.xml\"");
}

#[test]
fn the_site_map_leads_to_every_column_of_the_tree() {
    let pages = pages_of(&published());
    let map = page(&pages, "sitemap.html");
    let columns: BTreeSet<&str> = pages.keys().filter_map(|path| path.strip_suffix("/index.html")).collect();
    let columns: Vec<&&str> = columns.iter().filter(|folder| !folder.contains('/')).collect();
    assert!(columns.len() > 12, "{columns:?}");
    for folder in columns {
        says(map, &format!("href=\"{folder}/index.html\""));
    }
    assert!(map.contains("href=\"chance/index.html\"") && map.contains("href=\"feeds/index.html\""));
}
