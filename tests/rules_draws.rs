//! What the rules of inspectors, rates and draws say, R20 to R27, R31 and R49; how rates round; which items apply.

use crate::county::{OBJECTS, day, draw_id, minute, object_id};
use crate::rules::{Case, DRAWS, first, good, roster, run};
use crate::rules_lists::again;
use mingchou::check::{applicable_items, least};
use mingchou::draw::ExcludedRow;
use mingchou::model::*;
use mingchou::site::{DrawRecord, DrawState, Site};

#[test]
fn rates_and_draws_say_this() {
    run(CASES);
}

/// The first or second draw.
pub(crate) fn draw(site: &mut Site, at: usize) -> &mut DrawRecord {
    site.draws.get_mut(&draw_id(DRAWS[at])).unwrap()
}

/// Makes the county's plan and first draw one of another class, and drops the second.
fn of_class(site: &mut Site, class: Class, rate: u32, drawn: u32) {
    site.plans[0].tasks[0].class = class;
    site.plans[0].tasks[0].rate = rate;
    site.draws.remove(&draw_id(DRAWS[1]));
    let draw = draw(site, 0);
    draw.class = class;
    draw.rate = rate;
    draw.commit.as_mut().unwrap().quotas[0].1 = drawn;
}

/// As many objects in the first draw.
fn size(site: &mut Site, size: u32) {
    draw(site, 0).roster = (0..size).map(|n| roster(&format!("A-{n}"))).collect();
}

/// The same for a class whose draw is that of a year.
fn of_year(site: &mut Site, class: Class, drawn: u32) {
    of_class(site, class, 10_000, drawn);
    site.plans[0].tasks[0].cycle = Cycle::Year;
    draw(site, 0).period = Period::parse("2026").unwrap();
}

/// A row of a list of excluded objects.
pub(crate) fn excluded(id: &str, rule: &str) -> ExcludedRow {
    ExcludedRow { id: object_id(id), name: "示例".into(), rule: rule.into(), evidence: "运环〔2026〕5号".into() }
}

/// Rates and draws.
pub(crate) const CASES: &[Case] = &[
    (
        "R20",
        |_| {},
        &[
            "Compute Remark 2026 | Visits per inspector: least 3, median 3, most 3. | 每人检查次数：最少3，居中3，最多3。",
        ],
    ),
    (
        "R20",
        |site| again(site, false),
        &[
            "Compute Remark 2026 | Visits per inspector: least 4, median 4, most 4. | 每人检查次数：最少4，居中4，最多4。",
        ],
    ),
    (
        "R21",
        |_| {},
        &["Refuse Met 2026 | 0 auxiliary persons, none counted in a team. | 辅助名录库0个，均未计入检查组。"],
    ),
    (
        "R21",
        |site| {
            site.auxiliary = vec![Auxiliary {
                id: "04110900124".into(),
                name: "示例监测站".into(),
                organisation: "市局".into(),
                expertise: "废气监测".into(),
            }];
        },
        &["Refuse Broken 2026q1-key | An auxiliary person stands in a team. | 检查组中有辅助人员。"],
    ),
    ("R22", |_| {}, &[]),
    (
        "R22",
        |site| {
            of_class(site, Class::General, 500, 12);
            size(site, 227);
        },
        &["Compute Met 2026q1-key | 12 drawn of 227; at least 12 were due. | 共227个，至少应抽12个，抽取12个。"],
    ),
    (
        "R22",
        |site| {
            of_class(site, Class::General, 500, 11);
            size(site, 227);
        },
        &["Compute Broken 2026q1-key | 12 were due of 227; only 11 drawn. | 共227个，应抽12个，只抽取11个。"],
    ),
    (
        "R22",
        |site| {
            of_class(site, Class::General, 500, 1);
            size(site, 1);
            draw(site, 0).excluded = (0..39).map(|n| excluded(&format!("B-{n}"), "closed")).collect();
        },
        &[
            "Compute Remark 2026q1-key | 2 were due of 40; all 1 that could be drawn were. | 共40个，应抽2个，可抽的1个全部抽取。",
        ],
    ),
    (
        "R22",
        |site| {
            of_class(site, Class::General, 500, 0);
            draw(site, 0).state = DrawState::Shortfall;
            draw(site, 0).commit = None;
            size(site, 0);
            draw(site, 0).excluded = [excluded("B-1", "closed")].into();
        },
        &[
            "Compute Remark 2026q1-key | None of the 1 objects could be drawn; that is published. | 1个对象这一期全部不能抽取，已照实公布。",
        ],
    ),
    (
        "R22",
        |site| {
            of_class(site, Class::General, 500, 1);
            draw(site, 0).state = DrawState::Void;
        },
        &["Compute Overdue 2026q1 | No draw in 2026q1. | 2026q1没有抽取。 | due 2026-03-31"],
    ),
    (
        "R23",
        |_| {},
        &[
            "Compute Met 2026q1-key | 3 drawn of 3; at least 1 were due. | 共3个，至少应抽1个，抽取3个。",
            "Compute Met 2026q2-key | 1 drawn of 3; at least 1 were due. | 共3个，至少应抽1个，抽取1个。",
            "Compute Met 2026 | All are to be drawn in the year: 3 of 3 so far. | 全年应全部抽到：名单上3个，已公开抽中3个。",
        ],
    ),
    (
        "R23",
        |site| {
            draw(site, 0).drawn.truncate(1);
            draw(site, 0).commit.as_mut().unwrap().quotas[0].1 = 1;
        },
        &[
            "Compute Met 2026q1-key | 1 drawn of 3; at least 1 were due. | 共3个，至少应抽1个，抽取1个。",
            "Compute Met 2026q2-key | 1 drawn of 3; at least 1 were due. | 共3个，至少应抽1个，抽取1个。",
            "Compute Pending 2026 | All are to be drawn in the year: 1 of 3 so far. | 全年应全部抽到：名单上3个，已公开抽中1个。",
        ],
    ),
    (
        "R23",
        |site| {
            draw(site, 0).drawn.truncate(1);
            draw(site, 1).state = DrawState::Lost;
            site.plans[0].tasks[0].cycle = Cycle::Year;
            site.as_of = day("2027-01-01");
        },
        &[
            "Compute Met 2026q1-key | 3 drawn of 3; at least 1 were due. | 共3个，至少应抽1个，抽取3个。",
            "Compute Met 2026q2-key | 1 drawn of 3; at least 1 were due. | 共3个，至少应抽1个，抽取1个。",
            "Compute Overdue 2026 | No draw in 2026. | 2026没有抽取。 | due 2026-12-31",
            "Compute Broken 2026 | All are to be drawn in the year: 1 of 3 so far. | 全年应全部抽到：名单上3个，已公开抽中1个。",
        ],
    ),
    ("R24", |_| {}, &[]),
    (
        "R24",
        |site| {
            of_class(site, Class::Special, 3000, 1);
        },
        &["Compute Met 2026q1-key | 1 drawn of 3; at least 1 were due. | 共3个，至少应抽1个，抽取1个。"],
    ),
    (
        "R24",
        |site| {
            of_class(site, Class::Special, 3000, 1);
            size(site, 4);
        },
        &["Compute Broken 2026q1-key | 2 were due of 4; only 1 drawn. | 共4个，应抽2个，只抽取1个。"],
    ),
    ("R25", |_| {}, &[]),
    (
        "R25",
        |site| of_year(site, Class::Project, 3),
        &["Compute Met 2026q1-key | 3 drawn of 3; at least 3 were due. | 共3个，至少应抽3个，抽取3个。"],
    ),
    (
        "R25",
        |site| {
            of_year(site, Class::Project, 3);
            for object in site.objects.values_mut() {
                object.deadline = Some(Period::quarter(2026, 1));
            }
            first(site).visited = Some(day("2026-04-01"));
        },
        &[
            "Compute Met 2026q1-key | 3 drawn of 3; at least 3 were due. | 共3个，至少应抽3个，抽取3个。",
            "Compute Late 2026q1-key/91140826MA0JXC0153 | Not visited within its deadline. | 没有在检查时限内检查。 | due 2026-03-31 | done 2026-04-01",
            "Compute Overdue 2026q1-key/121408194001011422 | Not visited within its deadline. | 没有在检查时限内检查。 | due 2026-03-31",
        ],
    ),
    ("R26", |_| {}, &[]),
    (
        "R26",
        |site| of_year(site, Class::Joint, 2),
        &["Compute Broken 2026q1-key | 3 were due of 3; only 2 drawn. | 共3个，应抽3个，只抽取2个。"],
    ),
    (
        "R26",
        |site| of_year(site, Class::Joint, 3),
        &["Compute Met 2026q1-key | 3 drawn of 3; at least 3 were due. | 共3个，至少应抽3个，抽取3个。"],
    ),
    (
        "R27",
        |_| {},
        &[
            "Publish Remark 2026 | Not applied: 演示县未采用信用风险等级分类：上级尚未下发分类结果。 | 未应用：演示县未采用信用风险等级分类：上级尚未下发分类结果。",
        ],
    ),
    ("R27", |site| site.config.rules.credit_classes = "applied".into(), &["Publish Met 2026 | Applied. | 已应用。"]),
    (
        "R27",
        |site| site.config.rules.credit_classes = String::new(),
        &["Publish Broken 2026 | Not applied, and no reason given. | 未应用，也没有说明理由。"],
    ),
    ("R31", |_| {}, &[]),
    (
        "R31",
        |site| {
            size(site, 1);
            draw(site, 0).excluded = (0..4).map(|n| excluded(&format!("B-{n}"), "closed")).collect();
        },
        &[
            "Publish Remark 2026q1-key | Only 1 could be drawn, 4 were excluded: fewer than the rate asks of the whole. | 可抽的只有1个，剔除4个，少于按总数应抽的数。",
        ],
    ),
    (
        "R49",
        |_| {},
        &[
            "Publish Met 2026q1-key | Revealed in time. | 已按时揭示。 | due 2026-02-28 | done 2026-02-20",
            "Publish Pending 2026q2-key | Sealed, to be revealed. | 已封存，等待揭示。 | due 2026-07-31",
        ],
    ),
    (
        "R49",
        |site| {
            site.as_of = day("2026-08-01");
            draw(site, 0).times.ended = Some(minute("2026-03-01 10:00"));
        },
        &[
            "Publish Late 2026q1-key | Revealed late. | 揭示晚了。 | due 2026-02-28 | done 2026-03-01",
            "Publish Overdue 2026q2-key | Not revealed in time. | 逾期未揭示。 | due 2026-07-31",
        ],
    ),
    (
        "R49",
        |site| {
            draw(site, 0).state = DrawState::Committed;
            draw(site, 1).state = DrawState::Void;
        },
        &[
            "Publish Overdue 2026q1-key | Not sealed in time. | 逾期未封存。 | due 2026-01-21",
            "Publish Remark 2026q2-key | Void; everything about it stays. | 已作废，材料全部保留。",
        ],
    ),
    (
        "R49",
        |site| {
            site.as_of = day("2026-01-21");
            draw(site, 0).state = DrawState::Committed;
            draw(site, 1).state = DrawState::Lost;
        },
        &[
            "Publish Pending 2026q1-key | Committed, to be sealed. | 已承诺，等待封存。 | due 2026-01-21",
            "Publish Broken 2026q2-key | A nonce was lost; it cannot be recomputed. | 随机数遗失，无法重算。",
        ],
    ),
];

#[test]
fn the_least_is_rounded_up_in_integers() {
    // domain.md 1.3, the rounding table of R22, R23, R24 and R31.
    for (class, size, wanted) in [
        (Class::General, 227, 12),
        (Class::General, 20, 1),
        (Class::General, 21, 2),
        (Class::General, 7, 1),
        (Class::General, 0, 0),
        (Class::Key, 9, 3),
        (Class::Key, 8, 2),
        (Class::Key, 56, 14),
        (Class::Key, 1, 1),
        (Class::Special, 1, 1),
        (Class::Special, 4, 2),
        (Class::Special, 10, 3),
        (Class::Project, 28, 28),
        (Class::Joint, 1, 1),
        (Class::Key, u32::MAX, 1_073_741_824),
    ] {
        assert_eq!(least(class, size), wanted, "{class:?} {size}");
    }
}

#[test]
fn four_quarters_reach_every_key_object_and_none_thrice() {
    for size in 2..500 {
        let year = 4 * least(Class::Key, size);
        assert!(year >= size && year <= 2 * size, "{size}: {year}");
    }
}

#[test]
fn items_apply_by_class_by_element_and_by_the_class_drawn() {
    let site = good();
    let mut object = site.objects[&object_id(OBJECTS[0])].clone();
    object.classes = vec![Class::General];
    let mut items = vec![site.items[0].clone()];
    let asked =
        |items: &[Item], object: &Object, class, today: &str| applicable_items(items, object, class, day(today)).len();
    assert_eq!(asked(&items, &object, Class::General, "2026-01-01"), 0, "an item for key objects only");
    assert_eq!(asked(&items, &object, Class::Key, "2026-01-01"), 1, "drawn as a key object");
    object.classes = vec![Class::General, Class::Key];
    assert_eq!(asked(&items, &object, Class::General, "2026-01-01"), 1, "a key object too");
    assert_eq!(asked(&items, &object, Class::Key, "2025-02-12"), 0, "the day before it came into the list");
    assert_eq!(asked(&items, &object, Class::Key, "2025-02-13"), 1, "the first day");
    items[0].valid_to = Some(day("2026-01-01"));
    assert_eq!(asked(&items, &object, Class::Key, "2026-01-01"), 1, "the last day");
    assert_eq!(asked(&items, &object, Class::Key, "2026-01-02"), 0, "the day after");
    items[0].valid_to = None;
    items[0].applies = vec!["sewage-plant".into()];
    assert_eq!(asked(&items, &object, Class::Joint, "2026-01-01"), 1, "by its element");
    items[0].bases.clear();
    assert_eq!(asked(&items, &object, Class::Key, "2026-01-01"), 0, "no legal basis, no question");
}
