//! A small county made by hand, for tests of what follows `check`: three objects, two inspectors, a plan, a revealed draw
//! with results, a withheld result, and a sealed draw with one opened slip.

use mingchou::model::*;
use mingchou::output::{Gate, OutputTree};
use mingchou::render::{Context, Theme, gate, render};
use mingchou::site::{Calendar, DrawRecord, DrawState, DrawTimes, Drawn, Ground, OpenedSlip, Site, plan_record};
use mingchou::words::Words;
use std::collections::BTreeMap;

/// A day.
pub(crate) fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

/// A minute.
pub(crate) fn minute(text: &str) -> Time {
    parse_minute(text).unwrap()
}

/// An object id.
pub(crate) fn object_id(text: &str) -> ObjectId {
    ObjectId::parse(text).unwrap()
}

/// A draw id.
pub(crate) fn draw_id(text: &str) -> DrawId {
    DrawId::parse(text).unwrap()
}

/// An inspector id.
pub(crate) fn inspector_id(text: &str) -> InspectorId {
    InspectorId::parse(text).unwrap()
}

/// Ids of the objects: two credit codes and an all-digit one that has the arithmetic of an identity number.
pub(crate) const OBJECTS: [&str; 3] = ["91140826MA0JXC0153", "91140826MA0K000138", "121408194001011422"];

fn object(id: &str, name: &str) -> Object {
    Object {
        id: object_id(id),
        name: name.into(),
        code: Some(id.into()),
        permit: None,
        town: "古绛镇".into(),
        address: "古绛镇示例路9号".into(),
        has_representative: true,
        classes: vec![Class::Key],
        elements: vec!["sewage-plant".into()],
        tag: None,
        source: id.into(),
        deadline: None,
        status: Status::Active,
        registered: day("2024-01-02"),
    }
}

fn inspector(id: &str, name: &str) -> Inspector {
    Inspector {
        id: inspector_id(id),
        name: name.into(),
        department: "绛县分局".into(),
        post: "执法员".into(),
        tags: vec![],
        valid_to: day("2028-12-31"),
        available: true,
        registered: day("2024-01-02"),
    }
}

fn plan() -> Plan {
    Plan {
        year: 2026,
        version: 1,
        title: "2026年度计划".into(),
        document: "绛环发〔2026〕1号".into(),
        issued: day("2026-01-20"),
        published_at: Some(minute("2026-01-22 10:00")),
        note: None,
        superior_checked: SuperiorPolicy::Exclude,
        removed_items: vec![],
        tasks: vec![Task {
            id: TaskId::parse("key-2026").unwrap(),
            name: "重点排污单位抽查".into(),
            kind: TaskKind::Undirected,
            items: vec![ItemId::parse("1").unwrap()],
            class: Class::Key,
            scope: "全县".into(),
            group: None,
            base: Some(3),
            rate: 2500,
            count: Some(1),
            cycle: Cycle::Quarter,
            draw_time: "每季度第一个月".into(),
            visit_time: "当季".into(),
            methods: vec![Method::Site],
            initiator: "绛县分局".into(),
            guide: "市局".into(),
            partner: None,
            basis: "《水污染防治法》".into(),
            credit: "未应用".into(),
            note: None,
        }],
    }
}

fn draw(id: &str, period: &str, state: DrawState) -> DrawRecord {
    DrawRecord {
        id: draw_id(id),
        task: TaskId::parse("key-2026").unwrap(),
        class: Class::Key,
        period: Period::parse(period).unwrap(),
        rate: 2500,
        plan: ("data/plans/2026-v1.csv".into(), "0".repeat(64)),
        state,
        commit: None,
        commit_digest: Some("a".repeat(64)),
        roster: [].into(),
        excluded: [].into(),
        inspectors: [].into(),
        seal: None,
        seed_digest: None,
        drawn: vec![],
        slips: vec![],
        substitutions: vec![],
        ended_because: None,
        times: DrawTimes::default(),
        holders: vec![],
        files: BTreeMap::new().into(),
        examined: None,
    }
}

fn drawn(object: &str, rank: u32) -> Drawn {
    let team: Vec<InspectorId> = ["04110900123", "04110900124"].into_iter().map(inspector_id).collect();
    Drawn {
        object: object_id(object),
        name: "示例".into(),
        stratum: "fresh".into(),
        rank,
        ticket: "b".repeat(64),
        team: team.clone(),
        final_team: team,
    }
}

/// A visit with a published result.
pub(crate) fn visit(draw: &str, object: &str) -> Visit {
    Visit {
        draw: draw_id(draw),
        object: object_id(object),
        visited: Some(day("2026-02-03")),
        method: Some(Method::Site),
        determined: Some(day("2026-02-10")),
        published_at: Some(minute("2026-02-12 09:30")),
        result: Some(Phrase::Ordered),
        withheld: None,
        agency: "绛县分局".into(),
        penalty: None,
        penalty_date: None,
        fine: None,
        transferred: None,
        direct: false,
    }
}

/// The county.
pub(crate) fn county() -> Site {
    let mut config: Config = toml::from_str(&std::fs::read_to_string("content/site.toml").unwrap()).unwrap();
    // The demonstration asks for a speciality in its teams; this county has none.
    config.draw = DrawConfig::default();
    let mut revealed = draw("2026q1-key", "2026q1", DrawState::Revealed);
    revealed.drawn = vec![drawn(OBJECTS[0], 1), drawn(OBJECTS[1], 2), drawn(OBJECTS[2], 3)];
    let mut sealed = draw("2026q2-key", "2026q2", DrawState::Sealed);
    sealed.slips = vec![OpenedSlip {
        index: 0,
        object: object_id(OBJECTS[1]),
        stratum: "fresh".into(),
        rank: 1,
        team: vec![inspector_id("04110900123"), inspector_id("04110900124")],
    }];
    let mut hidden = visit("2026q1-key", OBJECTS[1]);
    hidden.withheld = Some(Withheld::TradeSecret);
    let visits = [visit("2026q1-key", OBJECTS[0]), hidden];
    let plan = plan();
    let mut site = Site::new(Ground {
        as_of: day("2026-06-30"),
        laws: vec![],
        items: vec![],
        calendar: Calendar::default(),
        plan_records: BTreeMap::from([(plan.record_path(), plan_record(&plan))]),
        plans: vec![plan],
        objects: ["示例水泥厂", "示例化工厂", "示例医院"]
            .into_iter()
            .zip(OBJECTS)
            .map(|(name, id)| (object_id(id), object(id, name)))
            .collect(),
        inspectors: [("04110900123", "张示例"), ("04110900124", "李示例")]
            .into_iter()
            .map(|(id, name)| (inspector_id(id), inspector(id, name)))
            .collect(),
        auxiliary: vec![],
        recusals: vec![],
        changes: vec![],
        superior: vec![],
        special_events: vec![],
        draws: [revealed, sealed].into_iter().map(|draw| (draw.id.clone(), draw)).collect(),
        pages: vec![],
        config,
    });
    site.visits = visits.into_iter().map(|visit| ((visit.draw.clone(), visit.object.clone()), visit)).collect();
    site
}

/// The built-in theme.
pub(crate) fn theme() -> Theme {
    Theme::from_files(&mingchou::embedded::theme("gov"), &["zh-CN", "en"]).unwrap()
}

/// All files of a county's site, made.
pub(crate) fn files(site: &Site) -> BTreeMap<String, Vec<u8>> {
    with_tree(site, |tree, _| {
        tree.files()
            .iter()
            .map(|(path, make)| {
                (path.to_string(), make().and_then(|made| made.bytes()).unwrap_or_else(|f| panic!("{f}")))
            })
            .collect()
    })
}

/// Gives the tree of a county and its gate to a function.
pub(crate) fn with_tree<T>(site: &Site, then: impl FnOnce(&OutputTree<'_>, &Gate) -> T) -> T {
    let theme = theme();
    let words: &Words = theme.words("zh-CN").unwrap();
    let context = Context::new(site, &theme, words).unwrap();
    then(&render(&context), &gate(site))
}
