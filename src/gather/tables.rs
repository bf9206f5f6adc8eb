//! The overview as open data. In: the counties. Out: CSV with byte order mark and headings in two languages; a cell that a spreadsheet
//! would run as a formula has an apostrophe before it.

use super::Overview;
use super::facts::{County, Found, Log};
use super::sum::{Counts, WORDS, exceptions, state};
use super::view::Voice;
use crate::model::write_minute;
use crate::site::csv_text::{BOM, push_row};
use crate::verify::Word;

const COUNTIES: [&str; 31] = [
    "行政区划代码 region",
    "名称 name",
    "网址 web",
    "状态 state",
    "原因 reason",
    "日志名称 origin",
    "日志条数 log_size",
    "最后登记时间 log_time",
    "公钥来源 key_from",
    "见证人数 witnesses",
    "日志违约次数 breaches",
    "已验证 verified",
    "已重算 recomputed",
    "已承诺 committed",
    "已封存 sealed",
    "不可重算 fixed",
    "已作废 void",
    "作废未公开随机数 void_unopened",
    "对象不足 shortfall",
    "不合格 failed",
    "抽取逾期 overdue",
    "应抽未抽 missing",
    "低于最低比例 below",
    "抽中数 drawn",
    "已公开数 published",
    "待公开数 pending",
    "不公开数 withheld",
    "封存数 sealed_objects",
    "超期公开数 late",
    "超期未公开数 results_overdue",
    "页面 page",
];

const DRAWS: [&str; 19] = [
    "行政区划代码 region",
    "名称 name",
    "抽取编号 draw",
    "类别 class",
    "期间 period",
    "结论 verdict",
    "是否逾期 overdue",
    "期限 due",
    "对象总数 class_size",
    "抽取数 drawn",
    "最低抽取数 least",
    "比例是否达标 floor",
    "已公开数 published",
    "待公开数 pending",
    "不公开数 withheld",
    "封存数 sealed_objects",
    "超期公开数 late",
    "超期未公开数 results_overdue",
    "县级页面 county_page",
];

const EXCEPTIONS: [&str; 5] = ["行政区划代码 region", "名称 name", "种类 kind", "抽取编号 draw", "说明 text"];

fn file(headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = BOM.to_owned();
    push_row(&mut out, headings);
    rows.into_iter().for_each(|row| push_row(&mut out, row));
    out.into_bytes()
}

/// A row a county.
pub(super) fn counties(overview: &Overview, voice: &Voice<'_>) -> Vec<u8> {
    file(&COUNTIES, overview.counties.iter().map(|county| county_row(county, voice)))
}

fn county_row(county: &County, voice: &Voice<'_>) -> Vec<String> {
    let listed = &county.listed;
    let reason = exceptions(county).first().map(|first| voice.exception(first)).unwrap_or_default();
    let mut row = vec![
        listed.region.clone(),
        listed.name.clone(),
        listed.web.clone(),
        state(county).as_str().to_owned(),
        if state(county).is_broken() { reason } else { String::new() },
    ];
    let head = match &county.found {
        Found::Read(facts) => match &facts.log {
            Log::Sound(head) => Some((head, facts.trust)),
            Log::None | Log::Broken(_) => None,
        },
        Found::Unread(_) | Found::Personal(_) => None,
    };
    row.extend(match head {
        Some((head, trust)) => [
            super::clean::plain(&head.key.name),
            head.size.to_string(),
            head.time.map(write_minute).unwrap_or_default(),
            trust.as_str().to_owned(),
            head.witnessed.len().to_string(),
        ],
        None => Default::default(),
    });
    row.push(county.incidents.len().to_string());
    let numbers = matches!(county.found, Found::Read(_)).then(|| Counts::of(county));
    let results = |c: &Counts| {
        let r = c.results;
        [c.drawn, r.published, r.pending, r.withheld, r.sealed, r.late, r.overdue]
    };
    match &numbers {
        Some(c) => {
            let all =
                c.words.iter().chain(&[c.overdue, c.missing, c.below]).copied().chain(results(c)).collect::<Vec<u32>>();
            row.extend(all.iter().map(ToString::to_string));
        }
        None => row.extend(std::iter::repeat_n(String::new(), WORDS.len() + 10)),
    }
    row.push(format!("counties/{}.html", listed.slug));
    row
}

/// A row a draw.
pub(super) fn draws(overview: &Overview) -> Vec<u8> {
    file(&DRAWS, overview.counties.iter().flat_map(draw_rows))
}

pub(super) fn draw_rows(county: &County) -> Vec<Vec<String>> {
    let Found::Read(facts) = &county.found else { return Vec::new() };
    let row = |draw: &super::Draw| {
        let r = draw.results;
        let judged = draw.class.is_some() && !matches!(draw.word, Word::Void | Word::VoidUnopened);
        let least = draw.class.filter(|_| judged).map(|class| crate::check::least(class, draw.class_size).to_string());
        let mut row = vec![
            county.listed.region.clone(),
            county.listed.name.clone(),
            super::clean::plain(&draw.id),
            draw.class.map(|class| class.as_str().to_owned()).unwrap_or_default(),
            draw.period.map(|period| period.to_string()).unwrap_or_default(),
            draw.word.key().to_owned(),
            if draw.overdue { "是".to_owned() } else { "否".to_owned() },
            draw.due.map(|day| day.to_string()).unwrap_or_default(),
            draw.class_size.to_string(),
            draw.drawn.to_string(),
            least.unwrap_or_default(),
            draw.floor.as_str().to_owned(),
        ];
        let numbers = [r.published, r.pending, r.withheld, r.sealed, r.late, r.overdue];
        row.extend(numbers.iter().map(ToString::to_string));
        row.push(super::view::draw_link(&county.listed, &draw.id).unwrap_or_default());
        row
    };
    facts.draws.iter().map(row).collect()
}

/// A row for everything that stands out.
pub(super) fn standing_out(overview: &Overview, voice: &Voice<'_>) -> Vec<u8> {
    file(&EXCEPTIONS, overview.counties.iter().flat_map(|county| exception_rows(county, voice)))
}

pub(super) fn exception_rows(county: &County, voice: &Voice<'_>) -> Vec<Vec<String>> {
    let row = |found: super::Exception| {
        vec![
            county.listed.region.clone(),
            county.listed.name.clone(),
            found.kind.as_str().to_owned(),
            super::clean::plain(&found.draw),
            voice.exception(&found),
        ]
    };
    exceptions(county).into_iter().map(row).collect()
}
