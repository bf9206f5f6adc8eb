//! Finding an object: the search list, the lists without script, and what changes when objects share pages.

use crate::county::{OBJECTS, county, day, minute, object_id};
use crate::markup::follow_links;
use crate::rules_lists::exempt;
use crate::vector_sites::pages_of;
use mingchou::model::*;
use mingchou::site::{DrawState, Site};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A row as `search.js` reads it.
#[derive(Debug, PartialEq)]
struct Row {
    name: String,
    id: String,
    code: String,
    town: String,
    kind: String,
    state: String,
    page: String,
}

/// The value of an assignment of a script.
fn assigned(script: &str, name: &str) -> Value {
    let line = script.lines().find_map(|line| line.strip_prefix(&format!("window.{name}="))).expect(name);
    serde_json::from_str(line.strip_suffix(';').expect("a statement ends")).expect("plain JSON")
}

fn column<'v>(rows: &'v Value, name: &str, by: char) -> Vec<&'v str> {
    match rows[name].as_str().unwrap() {
        "" => Vec::new(),
        text => text.split(by).collect(),
    }
}

/// The list, read by a second hand.
fn search(pages: &BTreeMap<String, String>) -> Vec<Row> {
    let head = assigned(&pages["search/names.js"], "mingchouNames");
    let mut out = Vec::new();
    for number in 1..=head["files"].as_u64().unwrap() {
        let file = if number == 1 { "search/names.js".to_owned() } else { format!("search/names-{number}.js") };
        let rows = assigned(&pages[&file], "mingchouRows");
        assert_eq!(rows["mark"], head["mark"], "{file}");
        let codes: BTreeMap<usize, &str> = column(&rows, "codes", '\n')
            .into_iter()
            .filter_map(|line| line.split_once(' '))
            .map(|(row, code)| (row.parse().unwrap(), code))
            .collect();
        let (names, ids) = (column(&rows, "names", '\n'), column(&rows, "ids", '\n'));
        let (towns, kinds) = (column(&rows, "towns", ','), column(&rows, "kinds", ','));
        let states = column(&rows, "states", ',');
        assert_eq!([names.len(), towns.len(), kinds.len(), states.len()], [ids.len(); 4], "{file}");
        let word = |table: &str, place: &str| &head[table][place.parse::<usize>().unwrap()];
        let mut id = String::new();
        for (n, rest) in ids.iter().enumerate() {
            let same = usize::from_str_radix(&rest[..1], 36).unwrap();
            id = format!("{}{}", &id[..same], &rest[1..]);
            let (state, day) = states[n].split_once(':').unwrap_or((states[n], ""));
            out.push(Row {
                name: names[n].to_owned(),
                page: page(&head, &id, rows["own"].as_str().unwrap().as_bytes().get(n) != Some(&b'0')),
                id: id.clone(),
                code: codes.get(&n).copied().unwrap_or_default().to_owned(),
                town: word("towns", towns[n]).as_str().unwrap().to_owned(),
                kind: word("kinds", kinds[n]).as_str().unwrap().to_owned(),
                state: format!("{} {day}", word("states", state)[1].as_str().unwrap()).trim().to_owned(),
            });
        }
    }
    assert_eq!(out.len() as u64, head["total"].as_u64().unwrap());
    out
}

/// Where a hit leads.
fn page(head: &Value, id: &str, own: bool) -> String {
    let id = id.to_ascii_lowercase();
    if own {
        return format!("objects/{id}.html");
    }
    let sum = id.bytes().fold(0_u64, |sum, byte| (sum * 31 + u64::from(byte)) % 65_521);
    format!("objects/rest-{:03}.html#{id}", sum % head["shared"].as_u64().unwrap())
}

/// A made-up county of some size in which objects share pages above `own_pages`.
fn large(objects: u32, own_pages: u32) -> Site {
    let folder = crate::demo::county(objects, 7);
    let (mut site, _) = crate::demo::read(folder.path());
    site.config.theme.own_pages = own_pages;
    site
}

/// A county in which everybody has a page, and its pages.
static SMALL: LazyLock<(Site, BTreeMap<String, String>)> = LazyLock::new(|| {
    let site = large(300, 30_000);
    let pages = pages_of(&site);
    (site, pages)
});

/// One in which most share pages, on more than one.
static SHARED: LazyLock<(Site, BTreeMap<String, String>)> = LazyLock::new(|| {
    let site = large(1800, 1500);
    let pages = pages_of(&site);
    (site, pages)
});

/// Follows a hit: its page exists and, on a shared one, its place.
fn leads_somewhere(pages: &BTreeMap<String, String>, row: &Row) {
    let (file, mark) = row.page.split_once('#').unwrap_or((&row.page, ""));
    let there = pages.get(file).unwrap_or_else(|| panic!("no {file}"));
    assert!(mark.is_empty() || there.contains(&format!(" id=\"{mark}\"")), "{file} has no place {mark}");
}

#[test]
fn the_list_tells_name_town_class_and_the_latest_public_result() {
    let mut site = county();
    let gone = ObjectId::parse("91140826MA0K000999").unwrap();
    site.objects.get_mut(&object_id(OBJECTS[1])).unwrap().status = Status::Closed;
    site.objects.get_mut(&object_id(OBJECTS[2])).unwrap().code = Some("91140826MA0K000777".into());
    let row = ExemptVisit { object: gone.clone(), visited: day("2023-01-05"), ..exempt("e1", 1, None) };
    site.exempt.push(row);
    let rows = search(&pages_of(&site));
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut all: Vec<&str> = OBJECTS.into_iter().chain([gone.as_str()]).collect();
    all.sort_unstable();
    assert_eq!(ids, all, "in the order of ids, those that left included");
    let of = |id: &str| rows.iter().find(|row| row.id == id).unwrap();
    assert_eq!(of(OBJECTS[1]).kind, "重点排污单位、已关闭");
    assert_eq!(of(OBJECTS[2]).code, "91140826MA0K000777", "a code that the id does not begin with");
    assert_eq!(of(OBJECTS[0]).code, "", "a code that the id is");
    assert_eq!((of("91140826MA0K000999").kind.as_str(), of("91140826MA0K000999").town.as_str()), ("已移出名录库", ""));
    assert_eq!(of("91140826MA0K000999").state, "已检查，结果还没公开 20230105");
    let told: Vec<&str> = OBJECTS.iter().map(|id| of(id).state.as_str()).collect();
    let pages = pages_of(&site);
    for (id, state) in OBJECTS.iter().zip(&told) {
        let word = state.split(' ').next().unwrap();
        let list = &pages["objects/code.html"];
        let row = list.split("<li class=\"hit\">").find(|row| row.contains(&format!("<small>{id}"))).unwrap();
        assert!(row.contains(word), "{id}: the list says otherwise than the search: {state}\n{row}");
    }
    assert!(told.iter().any(|state| state.starts_with("未发现问题 2") || state.starts_with("发现问题")), "{told:?}");
}

#[test]
fn a_hostile_name_stays_one_row_of_the_list() {
    let mut site = county();
    let names = ["甲\u{2028}\u{2029}</script><!--", "\"\\\n';alert(1)//", "乙\r\n丙,丁:戊"];
    for (id, name) in OBJECTS.iter().zip(names) {
        site.objects.get_mut(&object_id(id)).unwrap().name = name.into();
    }
    site.objects.get_mut(&object_id(OBJECTS[0])).unwrap().town = "古,绛\"镇</script>".into();
    let pages = pages_of(&site);
    let script = &pages["search/names.js"];
    assert!(!script.contains("</") && !script.contains(['\u{2028}', '\u{2029}']), "{script}");
    assert_eq!(script.lines().count(), 2, "two assignments, a line each");
    let rows = search(&pages);
    let of = |id: &str| rows.iter().find(|row| row.id == id).unwrap();
    assert_eq!(of(OBJECTS[0]).name, names[0]);
    assert_eq!(of(OBJECTS[0]).town, "古,绛\"镇</script>");
    assert_eq!(of(OBJECTS[1]).name, "\"\\ ';alert(1)//");
    assert_eq!(of(OBJECTS[2]).name, "乙  丙,丁:戊");
}

#[test]
fn the_list_of_a_small_county_is_one_file_and_the_same_twice() {
    let (site, pages) = &*SMALL;
    let again = pages_of(site);
    assert!(!pages.contains_key("search/names-2.js") && !pages.contains_key("objects/rest-000.html"));
    assert_eq!(pages["search/names.js"], again["search/names.js"]);
    let rows = search(pages);
    rows.iter().for_each(|row| leads_somewhere(pages, row));
    assert!(rows.iter().all(|row| !row.page.contains('#')), "everybody has a page");
    let lists: Vec<&String> = pages.keys().filter(|path| path.starts_with("objects/letter-")).collect();
    assert!(lists.len() > 10, "{lists:?}");
}

#[test]
fn exactly_above_the_threshold_objects_share_pages() {
    let (site, pages) = &*SMALL;
    let all = search(pages).len() as u32;
    let mut at = site.clone();
    at.config.theme.own_pages = all;
    assert!(!pages_of(&at).keys().any(|path| path.contains("rest-") || path.contains("names-")));
    let mut above = site.clone();
    above.config.theme.own_pages = all - 1;
    let pages = pages_of(&above);
    assert!(pages.contains_key("search/names-4.js") && pages.contains_key("objects/rest-000.html"));
}

#[test]
fn in_a_county_that_shares_pages_every_link_and_every_hit_leads_to_its_object() {
    let (_, pages) = &*SHARED;
    follow_links("shared", pages);
    let rows = search(pages);
    rows.iter().for_each(|row| leads_somewhere(pages, row));
    let shared = rows.iter().filter(|row| row.page.contains('#')).count();
    assert!(shared > 700 && shared < rows.len(), "{shared} of {}", rows.len());
    let files: BTreeSet<&str> = rows.iter().filter_map(|row| row.page.split_once('#')).map(|(file, _)| file).collect();
    assert!(files.len() > 1 && files.len() < 17, "{files:?}");
    for file in files {
        let page = &pages[file];
        assert!(page.contains("不等于没有问题") && page.contains("data-label=\"抽中的机会\""), "{file}");
    }
}

#[test]
fn an_object_with_a_history_keeps_its_page_and_its_place_on_the_shared_one() {
    let (site, pages) = &*SHARED;
    let noted = |visit: &&Visit| visit.withheld.is_some() || visit.result.as_ref().is_some_and(Phrase::is_problem);
    let revealed = |visit: &&Visit| site.draws[&visit.draw].state == DrawState::Revealed;
    let visits = site.visits.values().filter(revealed).filter(noted);
    let drawn: BTreeSet<&ObjectId> = visits.map(|visit| &visit.object).collect();
    assert!(drawn.len() > 20, "{}", drawn.len());
    let special = site.special_events.iter().map(|event| &event.object);
    let told = drawn.into_iter().chain(special).chain(site.exempt.iter().map(|visit| &visit.object));
    for id in told.chain(site.objects.values().filter(|o| o.classes != [Class::General]).map(|o| &o.id)) {
        let low = id.as_str().to_ascii_lowercase();
        assert!(pages.contains_key(&format!("objects/{low}.html")), "{id} has no page");
        let place = format!("id=\"{low}\"");
        let on = pages.iter().filter(|(path, page)| path.starts_with("objects/rest-") && page.contains(&place)).count();
        assert_eq!(on, usize::from(site.objects.contains_key(id)), "{id}");
    }
}

/// Where more objects have a history than may have pages, nobody has one, and a place tells what the page would have told.
#[test]
fn where_too_many_have_a_history_everybody_shares_and_nothing_is_left_out() {
    let mut site = large(300, 30);
    let draw = site.draws.values().find(|draw| draw.id.as_str() == "2025q4-general").unwrap().id.clone();
    let id = site.draws[&draw].drawn[3].object.clone();
    site.visits.get_mut(&(draw.clone(), id.clone())).unwrap().result = Some(Phrase::Ordered);
    let reply = |text: &str, draw: Option<DrawId>| Reply {
        object: id.clone(),
        draw,
        text: text.to_owned(),
        published_at: minute("2026-01-21 09:00"),
    };
    site.replies.extend([reply("我厂已经整改。", Some(draw.clone())), reply("我厂不排废水。", None)]);
    site.special_events.push(SpecialEvent {
        object: id.clone(),
        kind: SpecialKind::Complaint,
        decided: day("2026-02-03"),
        document: "绛环〔2026〕示例99号".to_owned(),
        recorded: minute("2026-02-04 10:00"),
    });
    let pages = pages_of(&site);
    follow_links("crowded", &pages);
    let rows = search(&pages);
    rows.iter().for_each(|row| leads_somewhere(&pages, row));
    assert!(rows.iter().all(|row| row.page.contains('#')), "somebody has a page");
    let own = pages.keys().filter(|path| path.starts_with("objects/91") || path.starts_with("badges/")).count();
    let shared: Vec<&String> = pages.keys().filter(|path| path.starts_with("objects/rest-")).collect();
    assert_eq!((own, shared.len()), (0, 4), "{shared:?}");
    let row = rows.iter().find(|row| row.id == id.as_str()).unwrap();
    let (file, anchor) = row.page.split_once('#').unwrap();
    let place = pages[file].split(&format!("<li class=\"hit\" id=\"{anchor}\"")).nth(1).unwrap();
    let place = place.split("<li class=\"hit\"").next().unwrap();
    for told in [
        &format!("id=\"{anchor}-v-{draw}\""),
        "发现问题已责令整改",
        "我厂已经整改。",
        "我厂不排废水。",
        "绛环〔2026〕示例99号",
        "检查人员",
        "<details class=\"lot",
    ] {
        assert!(place.contains(told), "{told}\n{place}");
    }
    assert!(!place.contains("href=\"#reply\""), "{place}");
    let text = &pages["objects/class-general.html"];
    assert!(
        text.contains(&format!("{}#{anchor}", file.trim_start_matches("objects/"))),
        "the list of a class leads there"
    );
}

/// A visit that found nothing is one line on the shared page: the draw, the result and the day.
#[test]
fn a_visit_that_found_nothing_is_a_line_on_the_shared_page() {
    let (site, pages) = &*SHARED;
    let rows = search(pages);
    let mut seen = 0;
    for visit in
        site.visits.values().filter(|visit| visit.result == Some(Phrase::Clean) && visit.published_at.is_some())
    {
        let Some(row) = rows.iter().find(|row| row.id == visit.object.as_str()) else { continue };
        let Some((file, anchor)) = row.page.split_once('#') else { continue };
        let item = pages[file].split(&format!("id=\"{anchor}\"")).nth(1).unwrap().split("</li>").next().unwrap();
        assert!(item.contains(&format!("../draws/{}/index.html", visit.draw)), "{item}");
        assert!(item.contains("未发现问题") && item.contains(&visit.visited.unwrap().to_string()), "{item}");
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}

/// Whether an object has a page of its own tells nothing of a lot that is still secret.
#[test]
fn a_sealed_outcome_gives_nobody_a_page() {
    let mut site = SMALL.0.clone();
    site.config.theme.own_pages = 30;
    let before = pages_of(&site);
    let sealed = site.draws.values().find(|draw| draw.id.as_str() == "2026q4-general").unwrap().clone();
    let shared: BTreeSet<String> = search(&before)
        .into_iter()
        .filter(|row| row.page.contains('#') && row.state == "尚无抽中记录")
        .map(|row| row.id)
        .collect();
    let row = sealed.roster.iter().find(|row| shared.contains(row.id.as_str())).expect("somebody who shares a page");
    let mut told = site.clone();
    let mut visit = crate::county::visit("2026q4-general", row.id.as_str());
    visit.published_at = None;
    told.visits.insert((sealed.id.clone(), row.id.clone()), visit);
    assert_eq!(before.keys().collect::<Vec<_>>(), pages_of(&told).keys().collect::<Vec<_>>());
    assert_eq!(before["search/names.js"], pages_of(&told)["search/names.js"]);
    let mut opened = site;
    let draw = opened.draws.get_mut(&sealed.id).unwrap();
    let slip = mingchou::site::OpenedSlip {
        index: 0,
        object: row.id.clone(),
        stratum: row.stratum.clone(),
        rank: 1,
        team: vec![],
    };
    draw.slips.push(slip);
    let after = search(&pages_of(&opened));
    let found = after.iter().find(|found| found.id == row.id.as_str()).unwrap();
    assert_eq!((found.state.as_str(), found.page.contains('#')), ("已抽中，结果还没公开", true));
}

#[test]
fn no_list_is_empty_and_each_says_what_its_number_is_part_of() {
    for pages in [&SMALL.1, &SHARED.1] {
        let is_list = |path: &&String| {
            ["class-", "town-", "letter-", "visited-", "never", "code", "removed"]
                .iter()
                .any(|list| path.starts_with(&format!("objects/{list}")))
        };
        let lists: Vec<&String> = pages.keys().filter(is_list).collect();
        assert!(lists.len() > 15, "{lists:?}");
        for path in lists {
            let page = &pages[path];
            assert!(page.contains("<li class=\"hit\">"), "{path} is empty");
            let counted = page.contains("家有公开的检查结果") && page.contains("家尚无抽中记录");
            assert!(counted || page.contains("，占名录库"), "{path}");
            assert_eq!(page.matches("不等于没有问题").count(), 1, "{path}");
        }
        for path in pages.keys().filter(|path| path.starts_with("results/2")) {
            assert!(pages[path].contains("次抽取共抽中"), "{path}");
        }
    }
}

#[test]
fn lists_by_letter_hold_everybody_once_and_towns_jump_to_letters() {
    // Long enough for headings.
    let mut site = SMALL.0.clone();
    site.objects.values_mut().for_each(|object| object.town = "古绛镇".into());
    let pages = pages_of(&site);
    let hits = |prefix: &str| -> usize {
        let of = pages.iter().filter(|(path, _)| path.starts_with(prefix));
        of.map(|(_, page)| page.matches("<li class=\"hit\">").count()).sum()
    };
    assert_eq!(hits("objects/letter-"), site.objects.len());
    assert_eq!(hits("objects/town-"), site.objects.len());
    assert_eq!(hits("objects/code"), site.objects.len());
    let town = &pages["objects/town-1.html"];
    assert!(town.contains("<h2 id=\"letter-c\">C</h2>") && town.contains("town-1.html#letter-c\">C</a>"), "{town}");
    let under = town.split("<h2 id=\"letter-c\">").nth(1).unwrap().split("<h2").next().unwrap();
    let names: Vec<&str> = under.split("html\">").skip(1).map(|row| row.split('<').next().unwrap()).collect();
    assert!(!names.is_empty(), "{under}");
    for name in names {
        assert!(["示例长", "示例晨", "示例春"].iter().any(|start| name.starts_with(start)), "{name}");
    }
}

/// What happened last is what is known last: a lot that is drawn again stands before an older result.
#[test]
fn a_newer_visit_without_a_result_stands_before_an_older_result() {
    let state = |site: &Site| {
        let rows = search(&pages_of(site));
        rows.into_iter().find(|row| row.id == OBJECTS[1]).unwrap().state
    };
    let mut site = county();
    assert_eq!(state(&site), "已抽中，结果还没公开");
    site.draws.get_mut(&crate::county::draw_id("2026q2-key")).unwrap().slips.clear();
    assert_eq!(state(&site), "依法不予公开 20260203");
}
