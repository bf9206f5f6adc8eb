//! What the rules of results say, R8 and R34 to R46, and the calendar of working days.

use crate::county::{OBJECTS, day, draw_id, minute, object_id};
use crate::rules::{Case, DRAWS, calendar, first, run};
use mingchou::check::{Due, due, is_working_day, working_days_between};
use mingchou::model::*;
use mingchou::site::Site;

#[test]
fn results_and_what_follows_say_this() {
    run(CASES);
}

fn key() -> (DrawId, ObjectId) {
    (draw_id(DRAWS[0]), object_id(OBJECTS[0]))
}

fn papers(site: &mut Site) -> &mut Documents {
    site.documents.get_mut(&key()).unwrap()
}

fn clean(site: &mut Site) {
    first(site).result = Some(Phrase::Clean);
}

fn step(site: &mut Site, state: &str) {
    site.followups.get_mut(&key()).unwrap()[0].state = state.into();
}

/// Results and what follows them.
pub(crate) const CASES: &[Case] = &[
    (
        "R8",
        |_| {},
        &["Refuse Met 2026q1-key | All 1 published results answer every item. | 已公开的1个结果，逐项都有结论。"],
    ),
    ("R8", |site| first(site).published_at = None, &[]),
    ("R34", |_| {}, &[]),
    (
        "R34",
        clean,
        &[
            "Warn Remark 2026q1-key/91140826MA0JXC0153 | Nothing found, yet a record was made. | 未发现问题，却制作了现场检查笔录。",
        ],
    ),
    (
        "R34",
        |site| {
            clean(site);
            papers(site).record = false;
        },
        &[],
    ),
    (
        "R34",
        |site| {
            clean(site);
            papers(site).signed = false;
        },
        &["Warn Broken 2026q1-key/91140826MA0JXC0153 | Form or signature is missing. | 缺少现场检查表或企业签字。"],
    ),
    (
        "R34",
        |site| {
            clean(site);
            site.documents.clear();
        },
        &["Warn Broken 2026q1-key/91140826MA0JXC0153 | No papers are recorded. | 没有文书记录。"],
    ),
    ("R35", |_| {}, &[]),
    (
        "R35",
        |site| papers(site).inquiry = false,
        &[
            "Warn Broken 2026q1-key/91140826MA0JXC0153 | Something found, but not all three papers. | 发现问题，但三份文书不全。",
        ],
    ),
    ("R37", |_| {}, &["Compute Met 2026q1-key | 2 results published in time. | 2个结果按时公布。"]),
    (
        "R37",
        |site| first(site).published_at = Some(minute("2026-03-16 23:59")),
        &["Compute Met 2026q1-key | 2 results published in time. | 2个结果按时公布。"],
    ),
    (
        "R37",
        |site| first(site).published_at = Some(minute("2026-03-17 09:00")),
        &[
            "Compute Late 2026q1-key/91140826MA0JXC0153 | Determined on 2026-02-10, published late. | 2026-02-10认定，公布晚了。 | due 2026-03-16 | done 2026-03-17",
            "Compute Met 2026q1-key | 1 results published in time. | 1个结果按时公布。",
        ],
    ),
    (
        "R37",
        |site| first(site).published_at = None,
        &[
            "Compute Overdue 2026q1-key/91140826MA0JXC0153 | Determined on 2026-02-10, overdue. | 2026-02-10认定，逾期未公布。 | due 2026-03-16",
            "Compute Met 2026q1-key | 1 results published in time. | 1个结果按时公布。",
        ],
    ),
    (
        "R37",
        |site| {
            first(site).published_at = None;
            site.as_of = day("2026-03-16");
        },
        &[
            "Compute Pending 2026q1-key/91140826MA0JXC0153 | Determined on 2026-02-10, not published yet, not due. | 2026-02-10认定，尚未公布，期限未到。 | due 2026-03-16",
            "Compute Met 2026q1-key | 1 results published in time. | 1个结果按时公布。",
        ],
    ),
    (
        "R37",
        |site| {
            first(site).determined = Some(day("2026-03-06"));
            first(site).published_at = Some(minute("2026-03-06 09:00"));
        },
        &[
            "Warn Remark 2026q1-key/91140826MA0JXC0153 | Determined 31 days after the visit. | 检查后过了31天才认定结果。",
            "Compute Met 2026q1-key | 2 results published in time. | 2个结果按时公布。",
        ],
    ),
    (
        "R37",
        |site| {
            first(site).determined = Some(day("2026-12-10"));
            first(site).visited = Some(day("2026-12-09"));
            first(site).published_at = None;
        },
        &[
            "Compute Unknown 2026q1-key/91140826MA0JXC0153 | Determined on 2026-12-10; the deadline is provisional, for a calendar is missing. | 2026-12-10认定，公布期限暂定：缺少当年的放假安排。",
            "Compute Met 2026q1-key | 1 results published in time. | 1个结果按时公布。",
        ],
    ),
    (
        "R37",
        |site| {
            first(site).determined = Some(day("2026-12-10"));
            first(site).visited = Some(day("2026-12-09"));
            first(site).published_at = Some(minute("2026-12-31 09:00"));
        },
        &["Compute Met 2026q1-key | 2 results published in time. | 2个结果按时公布。"],
    ),
    ("R38", |site| site.visits.values_mut().for_each(|visit| visit.withheld = None), &[]),
    (
        "R38",
        |_| {},
        &["Publish Remark 2026q1-key/91140826MA0K000138 | Withheld by law: 商业秘密. | 依法不公开：商业秘密。"],
    ),
    ("R39", |_| {}, &["Refuse Met 发现问题已责令整改 | 1 results in this phrase. | 用这一表述公布1个结果。"]),
    (
        "R39",
        |site| first(site).result = Some(Phrase::Other("已停产".into())),
        &["Refuse Remark 已停产 | 1 results in this phrase, which the bureau added. | 本单位增加的表述，公布1个结果。"],
    ),
    ("R40", |_| {}, &[]),
    (
        "R40",
        |site| first(site).penalty = Some("绛环罚〔2026〕1号".into()),
        &[
            "Publish Broken 2026q1-key/91140826MA0JXC0153 | Document or day of the penalty is missing. | 处罚文号和决定日期缺一项。",
        ],
    ),
    (
        "R40",
        |site| {
            first(site).penalty = Some("绛环罚〔2026〕1号".into());
            first(site).penalty_date = Some(day("2026-03-02"));
        },
        &[
            "Publish Met 2026q1-key/91140826MA0JXC0153 | 绛环罚〔2026〕1号, decided on 2026-03-02. | 绛环罚〔2026〕1号，2026-03-02决定。",
        ],
    ),
    ("R41", |_| {}, &["Publish Met 2026q1-key | 1 problems mended or closed. | 1个问题已整改或结案。"]),
    ("R41", |site| step(site, "整改中"), &["Publish Pending 2026q1-key/91140826MA0JXC0153 | Still open. | 尚在整改。"]),
    (
        "R41",
        |site| site.followups.clear(),
        &["Publish Broken 2026q1-key/91140826MA0JXC0153 | No follow-up is recorded. | 没有后续处理的记录。"],
    ),
    ("R43", |_| {}, &["Compute Met 2026 | 1 draws stand in the summary table. | 1次抽取已计入统计表。"]),
    (
        "R43",
        |site| site.draws.clear(),
        &["Compute Met 2026 | 0 draws stand in the summary table. | 0次抽取已计入统计表。"],
    ),
    ("R44", |_| {}, &["Refuse Met 2026 | All data since 2026 are on this site. | 自2026年起的数据都在本站。"]),
    (
        "R44",
        |site| {
            let mut plan = site.plans[0].clone();
            plan.year = 2024;
            site.plans.push(plan);
        },
        &["Refuse Broken 2025 | The data of 2025 are missing. | 缺少2025年的数据。"],
    ),
    (
        "R44",
        |site| site.as_of = day("2027-01-15"),
        &["Refuse Met 2026 | All data since 2026 are on this site. | 自2026年起的数据都在本站。"],
    ),
    ("R46", |_| {}, &["Publish Remark 2026 | 0 cases handed over. | 移送案件0件。"]),
    (
        "R46",
        |site| first(site).transferred = Some("司法机关".into()),
        &["Publish Remark 2026 | 1 cases handed over. | 移送案件1件。"],
    ),
];

#[test]
fn terms_of_twenty_working_days_end_then() {
    for (start, last) in [
        ("2024-01-31", "2024-03-04"),
        ("2025-01-02", "2025-02-06"),
        ("2025-01-20", "2025-02-21"),
        ("2025-02-13", "2025-03-13"),
        ("2025-03-31", "2025-04-28"),
        ("2025-04-25", "2025-05-27"),
        ("2025-09-15", "2025-10-17"),
        ("2025-09-26", "2025-10-30"),
        ("2026-01-29", "2026-03-04"),
        ("2026-03-31", "2026-04-29"),
        ("2026-09-10", "2026-10-14"),
        ("2026-12-01", "2026-12-29"),
        ("2026-12-03", "2026-12-31"),
    ] {
        assert_eq!(due(calendar(), day(start), 20), Due::Known(day(last)), "{start}");
        assert_eq!(working_days_between(calendar(), day(start), day(last)), Some(20), "{start}");
    }
    assert_eq!(due(calendar(), day("2026-12-04"), 20), Due::Unknown { year: 2027 });
    assert_eq!(working_days_between(calendar(), day("2026-12-04"), day("2027-01-04")), None);
    assert_eq!(working_days_between(calendar(), day("2026-12-04"), day("2026-12-04")), Some(0));
    assert_eq!(due(calendar(), day("2026-12-05"), 0), Due::Known(day("2026-12-05")));
}

#[test]
fn years_have_so_many_working_days() {
    for (year, wanted) in [(2024, 251), (2025, 248), (2026, 248)] {
        let days = day(&format!("{year}-01-01"))
            .iter_days()
            .take_while(|day| *day < self::day(&format!("{}-01-01", year + 1)));
        assert_eq!(days.filter(|day| is_working_day(calendar(), *day) == Some(true)).count(), wanted, "{year}");
    }
    // New Year's Eve of 2024 was a working day in law; the Sunday of 2026-01-04 was adjusted; 2027 is unknown.
    assert_eq!(is_working_day(calendar(), day("2024-02-09")), Some(true));
    assert_eq!(is_working_day(calendar(), day("2026-01-04")), Some(true));
    assert_eq!(is_working_day(calendar(), day("2026-01-10")), Some(false));
    assert_eq!(is_working_day(calendar(), day("2027-01-04")), None);
}
