//! What the frame and the front page show: the board of a year's draws, the address of a page and its code, the page of
//! components.

use crate::county::{OBJECTS, county, day, files};
use mingchou::site::Site;
use std::collections::BTreeMap;

fn pages(site: &Site) -> BTreeMap<String, String> {
    let pages = files(site).into_iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

/// The badges of the board, in its order; what stands above the board only counts them.
fn board(site: &Site) -> Vec<String> {
    let page = pages(site).remove("index.html").unwrap();
    let body = page.split("<table id=\"board\"").nth(1).unwrap().split("</table>").next().unwrap();
    let word = |rest: &str| rest.split(['>', '<']).nth(1).unwrap().to_owned();
    body.split("<span class=\"badge").skip(1).map(word).collect()
}

#[test]
fn the_board_shows_every_planned_draw_and_what_was_not_drawn_in_time() {
    let mut site = county();
    assert_eq!(site.plans[0].tasks.len(), 1);
    assert_eq!(board(&site), ["已揭示", "已封存", "待抽取", "待抽取"]);
    site.as_of = day("2026-10-15");
    // The sealed draw has no commitment in this county, so it has no day of its own to miss.
    assert_eq!(board(&site), ["已揭示", "已封存", "到期未抽", "待抽取"]);
    let page = pages(&site).remove("index.html").unwrap();
    assert!(
        page.contains("href=\"draws/2026q1-key/index.html\" aria-label=\"2026年第一季度重点排污单位抽取，已揭示\""),
        "{page}"
    );
    assert!(page.contains("到期未抽</span> 1</li>"), "{page}");
}

#[test]
fn a_draw_of_a_task_that_the_newest_plan_no_longer_has_stays_on_the_board() {
    let mut site = county();
    site.plans[0].tasks.clear();
    assert_eq!(board(&site), ["已揭示", "已封存"]);
    site.plans.clear();
    assert_eq!(board(&site), ["已揭示", "已封存"]);
    site.draws.clear();
    site.visits.clear();
    let page = pages(&site).remove("index.html").unwrap();
    assert!(!page.contains("id=\"board\"") && page.contains("class=\"empty\""), "{page}");
}

#[test]
fn a_page_names_its_address_and_papers_carry_it_as_a_code() {
    let mut site = county();
    let draw = "draws/2026q1-key/index.html";
    let bare = pages(&site);
    assert!(bare[draw].contains(&format!("本页地址：<code>{draw}</code>")));
    assert!(!bare.values().any(|page| page.contains("page-qr")));
    assert!(!bare["404.html"].contains("page-end") && !bare["index.html"].contains("page-end"));
    site.config.government.base_url = "https://www.example.gov.cn/ssjyg".into();
    let full = pages(&site);
    let object = format!("objects/{}.html", OBJECTS[0].to_ascii_lowercase());
    for path in [draw, object.as_str(), "plans/2026.html"] {
        let address = format!("https://www.example.gov.cn/ssjyg/{path}");
        assert!(full[path].contains(&format!("<desc id=\"address-desc\">{address}</desc>")), "{path}");
        assert!(full[path].contains(&format!("本页地址：<code>{address}</code>")), "{path}");
    }
    assert!(!full["draws/index.html"].contains("page-qr") && full["index.html"].contains("page-end"));
}

#[test]
fn only_a_demonstration_publishes_the_page_of_components() {
    let mut site = county();
    let demo = pages(&site);
    assert!(demo["design/index.html"].contains("class=\"badge badge-planned\""));
    assert!(demo["sitemap.html"].contains("href=\"design/index.html\""));
    site.config.demo = false;
    let real = pages(&site);
    assert!(!real.contains_key("design/index.html") && !real["sitemap.html"].contains("design/index.html"));
}
