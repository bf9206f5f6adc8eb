//! Events, exempt visits, replies, reasons and pushes as tables. In: the county after its story. Out: files below `content/`.

use super::table::{Table, maybe};
use super::world::{World, later};
use crate::model::{Method, SpecialKind, Time, write_minute};
use crate::site::DrawState;
use std::collections::BTreeMap;

pub(super) fn tables(world: &World, reasons: &[(String, String, String, Time)]) -> BTreeMap<String, Vec<u8>> {
    BTreeMap::from([
        ("events/superior.csv".to_owned(), superior(world)),
        ("events/special.csv".to_owned(), special(world)),
        ("events/exempt.csv".to_owned(), exempt(world)),
        ("replies.csv".to_owned(), replies(world)),
        ("reasons.csv".to_owned(), reasons_table(reasons)),
        ("pushes.csv".to_owned(), pushes(world)),
    ])
}

fn superior(world: &World) -> Vec<u8> {
    let mut table = Table::new(&["对象编号", "上级机关", "检查日期", "文号", "检查结果", "录入时间"]);
    for c in &world.site.superior {
        table.row(&[
            c.object.to_string(),
            c.body.clone(),
            c.date.to_string(),
            c.document.clone(),
            c.result.clone(),
            write_minute(c.recorded),
        ]);
    }
    table.bytes()
}

fn special(world: &World) -> Vec<u8> {
    let mut table = Table::new(&["对象编号", "情形", "决定日期", "文号", "录入时间"]);
    for e in &world.site.special_events {
        let kind = match e.kind {
            SpecialKind::Supervised => "挂牌督办",
            SpecialKind::Exceedance => "超标通报",
            SpecialKind::Penalty => "行政处罚",
            SpecialKind::Complaint => "举报查实",
        };
        table.row(&[
            e.object.to_string(),
            kind.to_owned(),
            e.decided.to_string(),
            e.document.clone(),
            write_minute(e.recorded),
        ]);
    }
    table.bytes()
}

fn exempt(world: &World) -> Vec<u8> {
    let mut table = Table::new(&[
        "编号",
        "对象编号",
        "检查日期",
        "不适用情形",
        "理由",
        "检查方式",
        "认定日期",
        "公开时间",
        "检查结果",
        "不公开理由",
    ]);
    for e in &world.site.exempt {
        table.row(&[
            e.id.clone(),
            e.object.to_string(),
            e.visited.to_string(),
            e.ground.to_string(),
            e.reason.clone().unwrap_or_default(),
            match e.method {
                Method::Site => "现场检查",
                Method::Paper => "书面检查",
            }
            .to_owned(),
            maybe(e.determined),
            e.published_at.map(write_minute).unwrap_or_default(),
            e.result.as_ref().map(|phrase| phrase.zh().to_owned()).unwrap_or_default(),
            String::new(),
        ]);
    }
    table.bytes()
}

fn replies(world: &World) -> Vec<u8> {
    let mut table = Table::new(&["对象编号", "抽取编号", "内容", "公开时间"]);
    for r in &world.site.replies {
        table.row(&[r.object.to_string(), maybe(r.draw.as_ref()), r.text.clone(), write_minute(r.published_at)]);
    }
    table.bytes()
}

fn reasons_table(reasons: &[(String, String, String, Time)]) -> Vec<u8> {
    let mut table = Table::new(&["规则", "事由对象", "理由", "公开时间"]);
    for (rule, subject, text, time) in reasons {
        table.row(&[rule.clone(), subject.clone(), text.clone(), write_minute(*time)]);
    }
    table.bytes()
}

/// Plans and results of the draws that were revealed by the end of June 2026 went to the provincial platform.
fn pushes(world: &World) -> Vec<u8> {
    let mut table = Table::new(&["类别", "内容", "日期"]);
    for plan in &world.site.plans {
        if let Some(published) = plan.published_at {
            let day = world.working(later(published.date(), 2)).to_string();
            table.row(&["计划".to_owned(), format!("{}-v{}", plan.year, plan.version), day]);
        }
    }
    for draw in world.site.draws.values().filter(|draw| draw.state == DrawState::Revealed) {
        if let Some(ended) = draw.times.ended.filter(|ended| ended.date() < super::registry::day("2026-07-01")) {
            let day = world.working(later(ended.date(), 21)).to_string();
            table.row(&["结果".to_owned(), draw.id.to_string(), day]);
        }
    }
    table.bytes()
}
