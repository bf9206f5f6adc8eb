//! Results and what hangs on them as tables, and the few rows that show each state of a rule. In: the county after its story.
//! Out: files below `content/`, and the visits of sealed draws that stay below `secrets/`.

use super::registry::day;
use super::table::{Table, maybe, yes};
use super::world::{World, at, draw_id, later};
use crate::model::{
    Correction, Day, Documents, DrawId, ExemptVisit, Method, ObjectId, Phrase, Reply, Time, Visit, Withheld,
    write_minute,
};
use crate::site::DrawState;
use std::collections::{BTreeMap, BTreeSet};

/// Files by path below `content/` and below `secrets/`.
#[derive(Default)]
pub(super) struct Files {
    pub(super) public: BTreeMap<String, Vec<u8>>,
    pub(super) secret: BTreeMap<String, Vec<u8>>,
}

const VISITS: [&str; 14] = [
    "抽取编号",
    "对象编号",
    "检查日期",
    "检查方式",
    "认定日期",
    "公开时间",
    "检查结果",
    "不公开理由",
    "检查机关",
    "处罚决定书文号",
    "处罚决定日期",
    "罚款额",
    "移送",
    "直接委派",
];

fn minute(time: Option<Time>) -> String {
    time.map(write_minute).unwrap_or_default()
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Site => "现场检查",
        Method::Paper => "书面检查",
    }
}

fn visit_cells(v: &Visit) -> Vec<String> {
    vec![
        v.draw.to_string(),
        v.object.to_string(),
        maybe(v.visited),
        v.method.map(method).unwrap_or_default().to_owned(),
        maybe(v.determined),
        minute(v.published_at),
        v.result.as_ref().map(|phrase| phrase.zh().to_owned()).unwrap_or_default(),
        v.withheld.map(Withheld::zh).unwrap_or_default().to_owned(),
        v.agency.clone(),
        v.penalty.clone().unwrap_or_default(),
        maybe(v.penalty_date),
        maybe(v.fine),
        v.transferred.clone().unwrap_or_default(),
        yes(v.direct),
    ]
}

const ANSWERS: [&str; 4] = ["抽取编号", "对象编号", "事项编号", "结论"];
const PAPERS: [&str; 6] = ["抽取编号", "对象编号", "现场检查表", "企业签字", "现场检查笔录", "询问笔录"];

fn paper_cells(d: &Documents) -> Vec<String> {
    let flags = [d.form, d.signed, d.record, d.inquiry].map(yes);
    [&[d.draw.to_string(), d.object.to_string()], &flags[..]].concat()
}

/// What may stand in `content/results/`: the draw's outcome is public, or the object's slip is open.
fn is_open(world: &World, draw: &DrawId, object: &ObjectId) -> bool {
    let record = &world.site.draws[draw];
    match record.state {
        DrawState::Revealed | DrawState::Lost => true,
        _ => record.slips.iter().any(|slip| slip.object == *object),
    }
}

/// All tables of results by year of the draw.
pub(super) fn results(world: &World) -> Files {
    let mut files = Files::default();
    for year in [2025, 2026] {
        let mine = |draw: &DrawId, object: &ObjectId| {
            world.site.draws[draw].period.year == year && is_open(world, draw, object)
        };
        let mut visits = Table::new(&VISITS);
        world.site.visits.values().filter(|v| mine(&v.draw, &v.object)).for_each(|v| visits.row(&visit_cells(v)));
        let mut answers = Table::new(&ANSWERS);
        for a in world.site.answers.values().flatten().filter(|a| mine(&a.draw, &a.object)) {
            answers.row(&[a.draw.as_str(), a.object.as_str(), a.item.as_str(), &a.answer]);
        }
        let mut papers = Table::new(&PAPERS);
        for d in world.site.documents.values().filter(|d| mine(&d.draw, &d.object)) {
            papers.row(&paper_cells(d));
        }
        let mut steps = Table::new(&["抽取编号", "对象编号", "日期", "状态", "说明", "公开时间"]);
        for f in world.site.followups.values().flatten().filter(|f| mine(&f.draw, &f.object)) {
            steps.row(&[
                f.draw.to_string(),
                f.object.to_string(),
                f.date.to_string(),
                f.state.clone(),
                f.note.clone().unwrap_or_default(),
                write_minute(f.published_at),
            ]);
        }
        let mut corrections = Table::new(&["抽取编号", "对象编号", "字段", "原值", "新值", "理由", "公开时间"]);
        for c in world.site.corrections.iter().filter(|c| mine(&c.draw, &c.object)) {
            corrections.row(&[
                c.draw.to_string(),
                c.object.to_string(),
                c.field.clone(),
                c.old.clone(),
                c.new.clone(),
                c.reason.clone(),
                write_minute(c.published_at),
            ]);
        }
        for (name, table) in [
            ("", visits),
            ("-items", answers),
            ("-documents", papers),
            ("-followups", steps),
            ("-corrections", corrections),
        ] {
            files.public.insert(format!("results/{year}{name}.csv"), table.bytes());
        }
    }
    files.secret = kept_back(world);
    files
}

/// Results of sealed draws whose slip is not open: the visits, with their answers and papers.
fn kept_back(world: &World) -> BTreeMap<String, Vec<u8>> {
    let mut tables: BTreeMap<(&DrawId, &str), Table> = BTreeMap::new();
    for v in world.site.visits.values().filter(|v| !is_open(world, &v.draw, &v.object)) {
        tables.entry((&v.draw, "")).or_insert_with(|| Table::new(&VISITS)).row(&visit_cells(v));
    }
    for a in world.site.answers.values().flatten().filter(|a| !is_open(world, &a.draw, &a.object)) {
        let table = tables.entry((&a.draw, "-items")).or_insert_with(|| Table::new(&ANSWERS));
        table.row(&[a.draw.as_str(), a.object.as_str(), a.item.as_str(), &a.answer]);
    }
    for d in world.site.documents.values().filter(|d| !is_open(world, &d.draw, &d.object)) {
        tables.entry((&d.draw, "-documents")).or_insert_with(|| Table::new(&PAPERS)).row(&paper_cells(d));
    }
    tables.into_iter().map(|((draw, part), table)| (format!("draws/{draw}/visits{part}.csv"), table.bytes())).collect()
}

/// Rows that make late, overdue and withheld visible, with and without a reason; a correction, a reply.
pub(super) fn states(world: &mut World) -> Vec<(String, String, String, Time)> {
    let mut reasons = vec![
        ("R13", "2025-v1", "公开栏目改版期间无法上传，改版完成后即予公布。", "2025-03-18 09:40"),
        ("R10", "2026-v1", "危险废物经营单位的日常监管改由市局统一安排。", "2026-01-22 10:10"),
    ]
    .into_iter()
    .map(|(rule, subject, text, time)| (rule.to_owned(), subject.to_owned(), text.to_owned(), moment(time)))
    .collect::<Vec<_>>();
    for (n, object) in of_draw(world, "2025q2-general").into_iter().take(2).enumerate() {
        let due = world.visit_of("2025q2-general", &object).determined.and_then(|day| world.due(day));
        let Some(late) = due.map(|day| world.working(later(day, 4 + n * 3))) else { continue };
        world.visit_mut("2025q2-general", &object).published_at = Some(at(late, 9, 15));
        if n == 0 {
            let subject = format!("2025q2-general/{object}");
            let text = "监测报告复核耗时，结果晚公布。".to_owned();
            reasons.push(("R37".to_owned(), subject, text, at(late, 9, 20)));
        }
    }
    if let Some(object) = of_draw(world, "2026q3-key").into_iter().next() {
        let visit = world.visit_mut("2026q3-key", &object);
        (visit.published_at, visit.determined) = (None, Some(day("2026-09-21")));
        visit.visited = visit.visited.min(Some(day("2026-09-18")));
    }
    if let Some(object) = of_draw(world, "2025q3-key").into_iter().last() {
        let key = (draw_id("2025q3-key"), object.clone());
        let visit = world.visit_mut("2025q3-key", &object);
        (visit.result, visit.withheld) = (None, Some(Withheld::TradeSecret));
        world.site.answers.remove(&key);
        world.site.documents.remove(&key);
    }
    correction_and_reply(world);
    old_visit(world);
    waiting_visit(world);
    reasons
}

fn correction_and_reply(world: &mut World) {
    let Some(object) = of_draw(world, "2025q4-general").into_iter().next() else { return };
    let visited = world.visit_of("2025q4-general", &object).visited.unwrap_or(world.as_of);
    world.site.corrections.push(Correction {
        draw: draw_id("2025q4-general"),
        object: object.clone(),
        field: "检查日期".to_owned(),
        old: later(visited, 1).to_string(),
        new: visited.to_string(),
        reason: "录入时误写一天，经办人核对现场检查表后更正。".to_owned(),
        published_at: moment("2026-01-20 10:00"),
    });
    world.site.replies.push(Reply {
        object,
        draw: Some(draw_id("2025q4-general")),
        text: "我厂对检查结果没有异议。".to_owned(),
        published_at: moment("2026-01-21 09:00"),
    });
}

/// A visit from before the calendars begin: its deadline stays provisional.
fn old_visit(world: &mut World) {
    let object = world.site.objects.keys().next().expect("the county has objects").clone();
    let visited: Day = day("2023-12-11");
    world.site.exempt.push(ExemptVisit {
        id: "F2023-001".to_owned(),
        object,
        visited,
        ground: 6,
        reason: Some("省厅交办。".to_owned()),
        method: Method::Site,
        determined: Some(day("2023-12-20")),
        published_at: Some(moment("2024-01-05 10:00")),
        result: Some(Phrase::Clean),
        withheld: None,
    });
}

/// A visit determined this week: neither public nor due.
fn waiting_visit(world: &mut World) {
    let object = world.site.objects.keys().nth(1).expect("the county has objects").clone();
    // The story of a large county may have come as far as this number itself.
    let is_taken = |number: &usize| world.site.exempt.iter().any(|visit| visit.id == format!("F2026-{number}"));
    let number = [900, world.site.exempt.len() + 900].into_iter().find(|n| !is_taken(n)).unwrap_or(900);
    world.site.exempt.push(ExemptVisit {
        id: format!("F2026-{number}"),
        object,
        visited: day("2026-11-12"),
        ground: 4,
        reason: Some("群众来电反映噪声。".to_owned()),
        method: Method::Site,
        determined: Some(day("2026-11-17")),
        published_at: None,
        result: Some(Phrase::Clean),
        withheld: None,
    });
}

fn moment(text: &str) -> Time {
    crate::model::parse_minute(text).expect("a minute written in the demonstration")
}

/// Objects of a draw with a visit of its own at which nothing was found, in the order of their ids. No list made meanwhile
/// hangs on such a result, so it may be told later or not at all.
fn of_draw(world: &World, draw: &str) -> Vec<ObjectId> {
    let id = draw_id(draw);
    let visits = || world.site.visits.values().filter(|visit| visit.published_at.is_some());
    let others: BTreeSet<(&ObjectId, Option<Day>)> =
        visits().filter(|visit| visit.draw != id).map(|visit| (&visit.object, visit.visited)).collect();
    let shared = |visit: &Visit| others.contains(&(&visit.object, visit.visited));
    let clean = visits().filter(|visit| visit.draw == id && visit.result == Some(Phrase::Clean));
    clean.filter(|visit| !shared(visit)).map(|visit| visit.object.clone()).collect()
}

impl World {
    fn visit_of(&self, draw: &str, object: &ObjectId) -> &Visit {
        &self.site.visits[&(draw_id(draw), object.clone())]
    }

    fn visit_mut(&mut self, draw: &str, object: &ObjectId) -> &mut Visit {
        self.site.visits.get_mut(&(draw_id(draw), object.clone())).expect("a visit of the story")
    }
}
