//! What the pages of draws, plans and items say in each state, and that feed and front page keep what is sealed.

use crate::county::{OBJECTS, county, object_id};
use crate::vector_sites::{pages_of, vector, with};
use mingchou::model::DrawId;
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
