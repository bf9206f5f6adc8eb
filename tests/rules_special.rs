//! What the rules of the twice-a-year limit, of the special list and of superior checks say: R28, R29, R29a, R30.

use crate::county::{OBJECTS, day, draw_id, minute, object_id};
use crate::rules::{Case, DRAWS, run};
use crate::rules_draws::{draw, excluded};
use crate::rules_lists::exempt;
use mingchou::model::*;
use mingchou::site::Site;

#[test]
fn limits_and_special_lists_say_this() {
    run(CASES);
}

fn event(object: &str, decided: &str, recorded: &str) -> SpecialEvent {
    SpecialEvent {
        object: object_id(object),
        kind: SpecialKind::Penalty,
        decided: day(decided),
        document: "绛环罚〔2026〕1号".into(),
        recorded: minute(recorded),
    }
}

fn superior(result: &str) -> SuperiorCheck {
    SuperiorCheck {
        object: object_id(OBJECTS[2]),
        body: "市局".into(),
        date: day("2026-02-01"),
        document: "运环〔2026〕5号".into(),
        result: result.into(),
        recorded: minute("2026-02-02 09:00"),
    }
}

/// Three visits of one object in the year.
fn thrice(site: &mut Site, special: bool) {
    let row = site.visits[&(draw_id(DRAWS[0]), object_id(OBJECTS[0]))].clone();
    for id in ["2026q3-key", "2026q4-key"] {
        let mut draw = site.draws[&draw_id(DRAWS[0])].clone();
        draw.id = draw_id(id);
        if special {
            draw.class = Class::Special;
        }
        site.draws.insert(draw.id.clone(), draw);
        let mut visit = row.clone();
        visit.draw = draw_id(id);
        site.visits.insert((visit.draw.clone(), visit.object.clone()), visit);
    }
}

/// The yearly limit, the special list, superior checks.
pub(crate) const CASES: &[Case] = &[
    (
        "R28",
        |_| {},
        &[
            "Refuse Met 2026 | No source was visited more than 1 times (special visits included). | 同一污染源最多检查1次（含特殊监管）。",
        ],
    ),
    (
        "R28",
        |site| thrice(site, false),
        &[
            "Refuse Broken 91140826MA0JXC0153 | Visited 3 times in 2026. | 2026年检查3次，超过两次。",
            "Refuse Remark 2026 | No source was visited more than 3 times (special visits included). | 同一污染源最多检查3次（含特殊监管）。",
        ],
    ),
    (
        "R28",
        |site| thrice(site, true),
        &[
            "Refuse Met 2026 | No source was visited more than 3 times (special visits included). | 同一污染源最多检查3次（含特殊监管）。",
        ],
    ),
    (
        "R29",
        |_| {},
        &[
            "Compute Met 2026q1 | 0 special objects in 2026q1, all derived from events. | 2026q1的特殊监管对象0个，全部由事件得出。",
            "Compute Met 2026q2 | 0 special objects in 2026q2, all derived from events. | 2026q2的特殊监管对象0个，全部由事件得出。",
        ],
    ),
    (
        "R29",
        |site| site.special_events = vec![event(OBJECTS[0], "2026-02-01", "2026-02-02 09:00")],
        &[
            "Compute Met 2026q1 | 0 special objects in 2026q1, all derived from events. | 2026q1的特殊监管对象0个，全部由事件得出。",
            "Compute Met 2026q2 | 1 special objects in 2026q2, all derived from events. | 2026q2的特殊监管对象1个，全部由事件得出。",
        ],
    ),
    (
        "R29",
        |site| site.special_events = vec![event(OBJECTS[0], "2025-11-01", "2026-05-02 09:00")],
        &[
            "Compute Met 2026q1 | 0 special objects in 2026q1, all derived from events. | 2026q1的特殊监管对象0个，全部由事件得出。",
            "Compute Met 2026q2 | 1 special objects in 2026q2, all derived from events. | 2026q2的特殊监管对象1个，全部由事件得出。",
            "Warn Remark 91140826MA0JXC0153 | 绛环罚〔2026〕1号, decided on 2025-11-01, was recorded late and counts for 2026q2. | 绛环罚〔2026〕1号（2025-11-01决定）录入晚了，计入2026q2的名录。",
        ],
    ),
    ("R29a", |_| {}, &[]),
    (
        "R29a",
        |site| site.special_events = vec![event(OBJECTS[0], "2025-11-01", "2025-11-02 09:00")],
        &[
            "Publish Remark 2026q1 | Of 1 special objects in 2026q1, 0 left without an inspection. | 2026q1的1个特殊监管对象中，0个未经检查退出。",
        ],
    ),
    (
        "R29a",
        |site| {
            site.special_events = vec![event(OBJECTS[0], "2025-11-01", "2025-11-02 09:00")];
            site.draws.clear();
            site.visits.clear();
        },
        &[
            "Publish Remark 2026q1 | Of 1 special objects in 2026q1, 1 left without an inspection. | 2026q1的1个特殊监管对象中，1个未经检查退出。",
        ],
    ),
    (
        "R29a",
        |site| {
            site.special_events = vec![event(OBJECTS[2], "2025-11-01", "2025-11-02 09:00")];
            site.draws.clear();
            site.visits.clear();
            site.exempt = vec![exempt("E1", 4, None)];
            site.exempt[0].visited = day("2026-03-31");
        },
        &[
            "Publish Remark 2026q1 | Of 1 special objects in 2026q1, 0 left without an inspection. | 2026q1的1个特殊监管对象中，0个未经检查退出。",
        ],
    ),
    (
        "R30",
        |_| {},
        &[
            "Publish Remark 2026 | 0 clean checks by superiors; 0 objects left out on them, all alike. | 上级检查且未发现问题0次，据此剔除对象0个；对所有此类对象一律剔除。",
        ],
    ),
    (
        "R30",
        |site| {
            site.superior = vec![superior("未发现问题")];
            draw(site, 1).excluded = [excluded(OBJECTS[2], "superior-checked"), excluded("B-1", "closed")].into();
        },
        &[
            "Publish Remark 2026 | 1 clean checks by superiors; 1 objects left out on them, all alike. | 上级检查且未发现问题1次，据此剔除对象1个；对所有此类对象一律剔除。",
        ],
    ),
    (
        "R30",
        |site| {
            site.superior = vec![superior("未发现问题")];
            site.plans[0].superior_checked = SuperiorPolicy::Include;
        },
        &[
            "Publish Remark 2026 | 1 clean checks by superiors; by the plan none of these objects is left out. | 上级检查且未发现问题1次；按照计划，此类对象一律不剔除。",
        ],
    ),
    (
        "R30",
        |site| site.superior = vec![superior("发现问题已责令整改")],
        &[
            "Refuse Remark 121408194001011422 | The check by 市局 (运环〔2026〕5号) found “发现问题已责令整改”; it does not exclude. | 市局的检查（运环〔2026〕5号）结果是“发现问题已责令整改”，不予剔除。",
            "Publish Remark 2026 | 0 clean checks by superiors; 0 objects left out on them, all alike. | 上级检查且未发现问题0次，据此剔除对象0个；对所有此类对象一律剔除。",
        ],
    ),
];
