//! What the rules of items, plans, registries and visits say: R1 to R18.

use crate::county::{OBJECTS, day, draw_id, inspector_id, minute, object_id};
use crate::rules::{Case, DRAWS, first, run};
use mingchou::draw::{Slot, Substitution};
use mingchou::model::*;
use mingchou::site::{DrawState, Site};

#[test]
fn items_plans_registries_and_visits_say_this() {
    run(CASES);
}

/// Items, plans, registries, visits.
pub(crate) const CASES: &[Case] = &[
    (
        "R1",
        |_| {},
        &[
            "Refuse Met 2026-v1 | All 1 tasks rest on listed items with a legal basis. | 1项任务的事项都在清单里，都有依据。",
        ],
    ),
    (
        "R1",
        |site| site.items[0].bases.clear(),
        &[
            "Refuse Broken 1 | “落实情况” names no legal basis; nothing is drawn on it. | “落实情况”没有写明检查依据，不得据此抽查。",
            "Refuse Broken 2026-v1 | Only 0 of 1 tasks rest on listed items with a legal basis. | 1项任务中只有0项的事项都在清单里并有依据。",
        ],
    ),
    (
        "R1",
        |site| site.items.clear(),
        &[
            "Refuse Broken 2026-v1 | Only 0 of 1 tasks rest on listed items with a legal basis. | 1项任务中只有0项的事项都在清单里并有依据。",
        ],
    ),
    ("R2", |_| {}, &[]),
    (
        "R2",
        |site| site.exempt = vec![exempt("E1", 4, None), exempt("E2", 9, Some(" "))],
        &[
            "Warn Broken E2 | E2 was visited on ground 9 without a written reason. | E2以第9种情形检查，没有写明理由。",
            "Publish Remark 2026 | 1 visits on ground 4. | 第4种情形的检查1次。",
            "Publish Remark 2026 | 1 visits on ground 9. | 第9种情形的检查1次。",
        ],
    ),
    (
        "R2",
        |site| site.exempt = vec![exempt("E1", 9, Some("学校要求")), exempt("E2", 9, Some("防汛"))],
        &["Publish Remark 2026 | 2 visits on ground 9. | 第9种情形的检查2次。"],
    ),
    (
        "R3",
        |_| {},
        &[
            "Compute Remark 2026 | 2 visits by lot, 0 others; 100.0% by lot. | 随机检查2次，其他检查0次，随机检查占100.0%。",
        ],
    ),
    (
        "R3",
        |site| site.exempt = vec![exempt("E1", 4, None)],
        &[
            "Compute Remark 2026 | 2 visits by lot, 1 others; 66.7% by lot. | 随机检查2次，其他检查1次，随机检查占66.7%。",
        ],
    ),
    (
        "R4",
        |_| {},
        &[
            "Publish Pending 2026-v1 | Not yet passed on to the province's platform. | 尚未推送省平台。",
            "Publish Pending 2026q1-key | Not yet passed on to the province's platform. | 尚未推送省平台。",
        ],
    ),
    (
        "R4",
        |site| {
            let push = |kind: &str, subject: &str, date| Push { kind: kind.into(), subject: subject.into(), date };
            site.pushes =
                vec![push("plan", "2026-v1", day("2026-02-01")), push("results", DRAWS[0], day("2026-03-02"))];
        },
        &[
            "Publish Met 2026-v1 | Passed on to the province's platform. | 已推送省平台。 | done 2026-02-01",
            "Publish Met 2026q1-key | Passed on to the province's platform. | 已推送省平台。 | done 2026-03-02",
        ],
    ),
    ("R5", |_| {}, &["Compute Remark 2026 | 2 visits on site. | 全年入企现场检查2次。"]),
    (
        "R5",
        |site| {
            site.items[0].methods.push(Method::Paper);
            let draw = site.draws.get_mut(&draw_id(DRAWS[0])).unwrap();
            draw.commit.as_mut().unwrap().slots.push(Slot::Object);
            first(site).method = Some(Method::Paper);
        },
        &[
            "Warn Remark 2026-v1 | “重点排污单位抽查” sends people although item 1 can be checked on paper. | “重点排污单位抽查”派人到现场，而事项1可以书面检查。",
            "Warn Remark 2026q1-key | 3 people per object, more than the 2 the bureau allows itself. | 每个对象派3人，多于本单位自定的2人。",
            "Compute Remark 2026 | 1 visits on site. | 全年入企现场检查1次。",
        ],
    ),
    ("R6", |_| {}, &["Compute Remark 2026 | 1 visits, 1.0 items each on average. | 1次检查，平均每次查1.0个事项。"]),
    (
        "R6",
        |site| site.answers.clear(),
        &["Compute Remark 2026 | 0 visits, 0.0 items each on average. | 0次检查，平均每次查0.0个事项。"],
    ),
    ("R7", |_| {}, &[]),
    (
        "R7",
        |site| site.items[0].upstream = None,
        &["Warn Remark 1 | “落实情况” has no number in the upper list. | “落实情况”没有上级清单编号。"],
    ),
    (
        "R7",
        |site| {
            site.items[0].upstream = None;
            site.items[0].example = true;
        },
        &[
            "Warn Remark 1 | “落实情况” is an example without a number in the upper list. | “落实情况”是演示用的示例事项，没有上级清单编号。",
        ],
    ),
    ("R9", |_| {}, &["Refuse Met 2026-v1 | All columns of 1 tasks are filled in. | 1项任务的各栏都已填写。"]),
    (
        "R9",
        |site| site.plans[0].tasks[0].guide.clear(),
        &["Refuse Broken 2026-v1 | Some column of the 1 tasks is empty. | 1项任务中有的栏目是空的。"],
    ),
    ("R10", |_| {}, &[]),
    (
        "R10",
        |site| before(site, &["1"]),
        &["Warn Met 2026-v1 | All items of the year before are kept. | 上年的事项全部保留。"],
    ),
    (
        "R10",
        |site| before(site, &["1", "6"]),
        &[
            "Warn Broken 2026-v1 | Item 6 of the year before is missing without a reason. | 上年的事项6没有列入，也没有说明理由。",
        ],
    ),
    (
        "R10",
        |site| {
            before(site, &["1", "6"]);
            site.plans[0].removed_items = vec![(ItemId::parse("6").unwrap(), "依据已废止".into())];
        },
        &["Warn Remark 2026-v1 | Item 6 of the year before is left out: 依据已废止 | 上年的事项6不再列入：依据已废止"],
    ),
    ("R11", |_| {}, &[]),
    (
        "R11",
        |site| again(site, false),
        &[
            "Warn Broken 2026q1-special/91140826MA0JXC0153 | Drawn twice in the quarter (also 2026q1-key) and not merged. | 同期两次抽中（另一次是2026q1-key），没有合并检查。",
        ],
    ),
    (
        "R11",
        |site| again(site, true),
        &[
            "Warn Met 2026q1-special/91140826MA0JXC0153 | Drawn twice in the quarter, visited once, by the team of 2026q1-key. | 同期两次抽中，合并为一次检查，由2026q1-key的检查组去查。",
        ],
    ),
    (
        "R12",
        |_| {},
        &[
            "Compute Met 2026-v1 | The plan of 2026 was made in time. | 2026年计划按时制定。 | due 2026-03-31 | done 2026-01-20",
        ],
    ),
    (
        "R12",
        |site| site.plans[0].issued = day("2026-03-31"),
        &[
            "Compute Met 2026-v1 | The plan of 2026 was made in time. | 2026年计划按时制定。 | due 2026-03-31 | done 2026-03-31",
        ],
    ),
    (
        "R12",
        |site| site.plans[0].issued = day("2026-04-01"),
        &[
            "Compute Late 2026-v1 | The plan of 2026 was made late. | 2026年计划制定晚了。 | due 2026-03-31 | done 2026-04-01",
        ],
    ),
    (
        "R12",
        |site| {
            site.plans.clear();
            site.as_of = day("2026-03-31");
        },
        &[
            "Compute Pending 2026 | The plan of 2026 is not made yet; it is not due. | 2026年计划尚未制定，期限未到。 | due 2026-03-31",
        ],
    ),
    (
        "R12",
        |site| site.plans.clear(),
        &["Compute Overdue 2026 | The plan of 2026 is overdue. | 2026年计划逾期未定。 | due 2026-03-31"],
    ),
    (
        "R13",
        |_| {},
        &[
            "Compute Met 2026-v1 | Issued on 2026-01-20, published in time. | 2026-01-20印发，按时公布。 | due 2026-02-24 | done 2026-01-22",
        ],
    ),
    (
        "R13",
        |site| published(site, "2026-01-29", Some("2026-03-04 23:59")),
        &[
            "Compute Met 2026-v1 | Issued on 2026-01-29, published in time. | 2026-01-29印发，按时公布。 | due 2026-03-04 | done 2026-03-04",
        ],
    ),
    (
        "R13",
        |site| published(site, "2026-01-29", Some("2026-03-05 00:00")),
        &[
            "Compute Late 2026-v1 | Issued on 2026-01-29, published late. | 2026-01-29印发，公布晚了。 | due 2026-03-04 | done 2026-03-05",
        ],
    ),
    (
        "R13",
        |site| {
            published(site, "2026-01-29", None);
            site.as_of = day("2026-03-04");
        },
        &[
            "Compute Pending 2026-v1 | Issued on 2026-01-29, not published yet, not due. | 2026-01-29印发，尚未公布，期限未到。 | due 2026-03-04",
        ],
    ),
    (
        "R13",
        |site| published(site, "2026-01-29", None),
        &["Compute Overdue 2026-v1 | Issued on 2026-01-29, overdue. | 2026-01-29印发，逾期未公布。 | due 2026-03-04"],
    ),
    (
        "R13",
        |site| published(site, "2026-12-04", None),
        &[
            "Compute Unknown 2026-v1 | Issued on 2026-12-04; the deadline is provisional, for a calendar is missing. | 2026-12-04印发，公布期限暂定：缺少当年的放假安排。",
        ],
    ),
    (
        "R13",
        |site| published(site, "2026-12-04", Some("2026-12-31 09:00")),
        &[
            "Compute Met 2026-v1 | Issued on 2026-12-04, published in time. | 2026-12-04印发，按时公布。 | done 2026-12-31",
        ],
    ),
    ("R14", |_| {}, &[]),
    ("R14", |site| site.laws = vec![law("第二十四条", Some("2026-06-30"), None)], &[]),
    ("R14", |site| site.laws = vec![law("第二十五条", Some("2022-06-04"), None)], &[]),
    (
        "R14",
        |site| site.laws = vec![law("第二十四条", Some("2022-06-04"), None)],
        &["Warn Broken 1 | Rests on 环境保护法, repealed on 2022-06-04. | 依据《环境保护法》已于2022-06-04失效。"],
    ),
    (
        "R14",
        |site| site.laws = vec![law("", Some("2022-06-04"), Some("新法"))],
        &[
            "Warn Broken 1 | Rests on 环境保护法, repealed on 2022-06-04 and replaced by 新法; the list still cites it. | 依据《环境保护法》已于2022-06-04失效，由《新法》取代，清单尚未更新。",
        ],
    ),
    (
        "R15",
        |_| {},
        &[
            "Publish Remark 一般排污单位 | 0 objects. | 共0个。",
            "Publish Remark 重点排污单位 | 3 objects. | 共3个。",
            "Publish Remark 在建工程建设项目 | 0 objects. | 共0个。",
            "Publish Remark 联合抽查对象 | 0 objects. | 共0个。",
        ],
    ),
    (
        "R15",
        |site| site.objects.get_mut(&object_id(OBJECTS[0])).unwrap().classes = vec![Class::General, Class::Key],
        &[
            "Publish Remark 一般排污单位 | 1 objects. | 共1个。",
            "Publish Remark 重点排污单位 | 3 objects. | 共3个。",
            "Publish Remark 在建工程建设项目 | 0 objects. | 共0个。",
            "Publish Remark 联合抽查对象 | 0 objects. | 共0个。",
        ],
    ),
    ("R16", |_| {}, &[]),
    (
        "R16",
        |site| site.objects.get_mut(&object_id(OBJECTS[0])).unwrap().status = Status::Closed,
        &[
            "Warn Broken 91140826MA0JXC0153 | Suspended or closed without a dated change. | 停产或关闭，却没有带日期的变更记录。",
        ],
    ),
    (
        "R16",
        |site| {
            site.objects.get_mut(&object_id(OBJECTS[0])).unwrap().status = Status::Suspended;
            site.changes = vec![Change {
                date: day("2026-02-01"),
                recorded: day("2026-02-02"),
                subject: OBJECTS[0].into(),
                field: "status".into(),
                old: "active".into(),
                new: "suspended".into(),
                reason: "停产".into(),
                evidence: "现场核实".into(),
            }];
        },
        &["Publish Remark 2026 | 1 changes of the registries are recorded. | 记录名录库变更1次。"],
    ),
    (
        "R17",
        |_| {},
        &[
            "Refuse Met 2026 | The data of 3 objects are complete and their codes right. | 3个对象的信息完整，代码校验无误。",
        ],
    ),
    (
        "R17",
        |site| {
            site.objects.get_mut(&object_id(OBJECTS[0])).unwrap().code = None;
            site.objects.get_mut(&object_id(OBJECTS[1])).unwrap().name = " 示例 水泥厂".into();
        },
        &[
            "Warn Remark 91140826MA0JXC0153 | Neither a credit code nor a permit. | 没有信用代码，也没有排污许可证编号。",
            "Warn Remark 91140826MA0K000138 | Bears the name of 91140826MA0JXC0153; check whether they are one. | 与91140826MA0JXC0153同名，请核实是否同一单位。",
        ],
    ),
    ("R18", |_| {}, &["Refuse Met 2026 | 2 inspectors hold a valid certificate. | 2名检查人员的执法证有效。"]),
    (
        "R18",
        |site| site.inspectors.get_mut(&inspector_id("04110900123")).unwrap().valid_to = day("2026-06-29"),
        &[
            "Refuse Remark 04110900123 | The certificate ran out on 2026-06-29; not sent any more. | 执法证已于2026-06-29到期，不再派出。",
            "Refuse Met 2026 | 1 inspectors hold a valid certificate. | 1名检查人员的执法证有效。",
        ],
    ),
];

/// An exempt visit of the third object.
pub(crate) fn exempt(id: &str, ground: u8, reason: Option<&str>) -> ExemptVisit {
    ExemptVisit {
        id: id.into(),
        object: object_id(OBJECTS[2]),
        visited: day("2026-05-06"),
        ground,
        reason: reason.map(str::to_owned),
        method: Method::Site,
        determined: None,
        published_at: None,
        result: None,
        withheld: None,
    }
}

/// A plan of the year before with these items.
fn before(site: &mut Site, items: &[&str]) {
    let mut plan = site.plans[0].clone();
    plan.year = 2025;
    plan.tasks[0].items = items.iter().map(|id| ItemId::parse(id).unwrap()).collect();
    site.plans.push(plan);
}

/// A second revealed draw of the first quarter with the first object in it, its visit merged or not.
pub(crate) fn again(site: &mut Site, merged: bool) {
    let mut draw = site.draws[&draw_id(DRAWS[0])].clone();
    draw.id = draw_id("2026q1-special");
    draw.class = Class::Special;
    draw.drawn.truncate(1);
    if merged {
        draw.substitutions = vec![Substitution {
            seq: 0,
            object: object_id(OBJECTS[0]),
            slot: 0,
            from: inspector_id("04110900123"),
            to: Some(inspector_id("04110900124")),
            ground: "merged-visit".into(),
            evidence: DRAWS[0].into(),
        }];
    }
    assert_eq!(draw.state, DrawState::Revealed);
    site.draws.insert(draw.id.clone(), draw);
}

fn published(site: &mut Site, issued: &str, at: Option<&str>) {
    site.plans[0].issued = day(issued);
    site.plans[0].published_at = at.map(minute);
}

fn law(article: &str, valid_to: Option<&str>, replaced_by: Option<&str>) -> Law {
    Law {
        name: "环境保护法".into(),
        article: article.into(),
        valid_from: None,
        valid_to: valid_to.map(day),
        replaced_by: replaced_by.map(str::to_owned),
        source: "公报".into(),
    }
}
