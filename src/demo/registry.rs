//! The two registries of the county. In: how many general objects, the seed. Out: objects, inspectors, recusals as values, and
//! the tables they are kept in.

use super::chance::Chance;
use super::names;
use super::plans::Sizes;
use super::table::{Table, maybe, yes};
use crate::model::{Change, Class, Inspector, Object, ObjectId, Period, Recusal, Status, Tag};
use crate::model::{Day, InspectorId, parse_day};
use std::collections::BTreeMap;

const REGION: &str = "140826";
const TOWNS: [&str; 10] =
    ["古绛镇", "横水镇", "陈村镇", "卫庄镇", "么里镇", "南樊镇", "安峪镇", "大交镇", "郝庄乡", "冷口乡"];

/// Specialities: every object asks for one, every inspector of the bureau has the first.
pub(super) const ECOLOGY: &str = "ecology";
pub(super) const HOUSING: &str = "housing";
const WASTE: &str = "waste";
const NUCLEAR: &str = "nuclear";

/// A day that is written in this module.
pub(super) fn day(text: &str) -> Day {
    parse_day(text).expect("a day written in the demonstration")
}

fn tag(text: &str) -> Tag {
    Tag::parse(text).expect("a tag written in the demonstration")
}

/// Who can be drawn and who can be sent.
pub(super) struct Registry {
    pub(super) objects: BTreeMap<ObjectId, Object>,
    pub(super) inspectors: Vec<Inspector>,
    pub(super) recusals: Vec<Recusal>,
    pub(super) sizes: Sizes,
    /// General and key objects in the order they were made, for events.
    pub(super) ordinary: Vec<ObjectId>,
    pub(super) key: Vec<ObjectId>,
}

/// Share of a class beside the general one, as in the county of 230.
fn share(general: usize, part: usize, least: usize) -> usize {
    (general * part).div_ceil(230).max(least)
}

pub(super) fn registry(general: usize, seed: u64) -> Registry {
    let sizes =
        Sizes { general, key: share(general, 13, 2), projects: share(general, 7, 3), joint: share(general, 3, 3) };
    let mut made = Made { objects: BTreeMap::new(), number: 0, chance: Chance::new(seed, "registry") };
    let ordinary: Vec<ObjectId> = (0..general).map(|n| made.general(n)).collect();
    let key: Vec<ObjectId> = (0..sizes.key - 1).map(|n| made.key(n)).collect();
    let joint: Vec<ObjectId> = (0..sizes.joint).map(|n| made.joint(n)).collect();
    for year in [2025, 2026] {
        (0..sizes.projects).for_each(|n| made.project(year, n));
    }
    made.firm_with_projects(&ordinary[0]);
    let key = [key, vec![joint[0].clone()]].concat();
    let inspectors = inspectors(general);
    let recusals = recusals(&ordinary, &key, &inspectors);
    Registry { objects: made.objects, inspectors, recusals, sizes, ordinary, key }
}

struct Made {
    objects: BTreeMap<ObjectId, Object>,
    number: usize,
    chance: Chance,
}

impl Made {
    fn add(
        &mut self,
        suffix: &str,
        name: String,
        classes: Vec<Class>,
        elements: &[&str],
        speciality: &str,
    ) -> ObjectId {
        let code = names::credit_code(REGION, self.number * 17 + 4);
        self.number += 1;
        let id = ObjectId::parse(&format!("{code}{suffix}")).expect("a code is an object id");
        let town = (*self.chance.one(&TOWNS)).to_owned();
        let year = 2023 + self.chance.below(2);
        let registered = day(&format!("{year}-{:02}-{:02}", 1 + self.chance.below(12), 1 + self.chance.below(28)));
        let address = format!("{town}示例路{}号", 1 + self.chance.below(299));
        let mut elements: Vec<String> = elements.iter().filter(|e| !e.is_empty()).map(|e| (*e).to_owned()).collect();
        elements.sort();
        let object = Object {
            id: id.clone(),
            name,
            code: Some(code),
            permit: None,
            town,
            address,
            has_representative: true,
            classes,
            elements,
            tag: Some(tag(speciality)),
            source: id.to_string(),
            deadline: None,
            status: Status::Active,
            registered,
        };
        self.objects.insert(id.clone(), object);
        id
    }

    fn change(&mut self, id: &ObjectId, then: impl FnOnce(&mut Object)) {
        then(self.objects.get_mut(id).expect("an object that was just made"));
    }

    fn general(&mut self, n: usize) -> ObjectId {
        let (name, element) = names::general(n);
        let licensed = n.is_multiple_of(3);
        let speciality = match element {
            "核技术利用" => NUCLEAR,
            "危险废物产生" => WASTE,
            _ => ECOLOGY,
        };
        let id =
            self.add("", name, vec![Class::General], &[element, if licensed { "排污许可" } else { "" }], speciality);
        if licensed {
            self.change(&id, |object| object.permit = object.code.as_ref().map(|code| format!("{code}001P")));
        }
        id
    }

    fn key(&mut self, n: usize) -> ObjectId {
        let (name, element) = names::key(n);
        let speciality = if element.starts_with("危险废物") { WASTE } else { ECOLOGY };
        let id = self.add("", name, vec![Class::Key], &[element, "排污许可"], speciality);
        self.change(&id, |object| object.permit = object.code.as_ref().map(|code| format!("{code}001P")));
        id
    }

    /// The first sewage works is a key object too.
    fn joint(&mut self, n: usize) -> ObjectId {
        let classes = if n == 0 { vec![Class::Key, Class::Joint] } else { vec![Class::Joint] };
        self.add("", names::sewage(n), classes, &["城镇污水处理厂"], ECOLOGY)
    }

    fn project(&mut self, year: i32, n: usize) {
        let name = names::project(usize::try_from(year - 2025).unwrap_or(0) * 500 + n);
        let id = self.add("-p1", name, vec![Class::Project], &[], ECOLOGY);
        let quarter = u32::try_from(2 + n % 3).unwrap_or(2);
        self.change(&id, |object| object.deadline = Some(Period::quarter(year, quarter)));
    }

    /// One firm holds a permit and builds twice: three objects, one source.
    fn firm_with_projects(&mut self, firm: &ObjectId) {
        let mut owner = self.objects.remove(firm).expect("the first object was made");
        let (name, town, address) = (owner.name.clone(), owner.town.clone(), owner.address.clone());
        owner.permit = Some(format!("{firm}001P"));
        self.objects.insert(firm.clone(), owner);
        let projects: Vec<ObjectId> = self
            .objects
            .values()
            .filter(|object| object.deadline.is_some_and(|deadline| deadline.year == 2026))
            .map(|object| object.id.clone())
            .take(2)
            .collect();
        for (n, id) in projects.iter().enumerate() {
            self.change(id, |object| {
                object.name = format!("{name}{}", ["二期扩建项目", "危险废物贮存间改造项目"][n]);
                (object.town, object.address) = (town.clone(), address.clone());
                object.source = firm.to_string();
            });
        }
    }
}

/// A dozen of the bureau and four of the partner; more where the county is larger.
fn inspectors(general: usize) -> Vec<Inspector> {
    let own = 12 + general / 250;
    let make = |n: usize| {
        let partner = n >= own;
        let mut tags = vec![if partner { tag(HOUSING) } else { tag(ECOLOGY) }];
        if !partner && n.is_multiple_of(2) {
            tags.push(tag(WASTE));
        }
        if !partner && n.is_multiple_of(3) {
            tags.push(tag(NUCLEAR));
        }
        tags.sort();
        Inspector {
            id: InspectorId::parse(&format!("0411{:02}{:05}", if partner { 20 } else { 9 }, 121 + n))
                .expect("a number is an inspector id"),
            name: names::person(n),
            department: if partner {
                "绛县城乡和住房建设管理局"
            } else {
                "运城市生态环境局绛县分局"
            }
            .to_owned(),
            post: ["执法队员", "执法队员", "综合业务股", "执法队中队长"][n % 4].to_owned(),
            tags,
            // One certificate ran out: its holder is shown as not available.
            valid_to: day(if n == 11 { "2025-12-31" } else { "2028-12-31" }),
            available: true,
            registered: day("2024-01-02"),
        }
    };
    (0..own + 4).map(make).collect()
}

/// Every fortieth object has somebody who may not go there.
fn recusals(ordinary: &[ObjectId], key: &[ObjectId], inspectors: &[Inspector]) -> Vec<Recusal> {
    const GROUNDS: [&str; 4] = ["relative", "interest", "former-staff", "requested"];
    let objects = ordinary.iter().step_by(40).chain(key.iter().step_by(6));
    let make = |(n, object): (usize, &ObjectId)| Recusal {
        object: object.clone(),
        inspector: inspectors[(n * 5 + 1) % 11].id.clone(),
        ground: GROUNDS[n % GROUNDS.len()].to_owned(),
        from: day("2025-01-02"),
    };
    objects.enumerate().map(make).collect()
}

/// `registry/objects.csv`.
pub(super) fn objects_table<'a>(objects: impl IntoIterator<Item = &'a Object>) -> Vec<u8> {
    let mut table = Table::new(&[
        "对象编号",
        "主体名称",
        "统一社会信用代码",
        "排污许可证编号",
        "乡镇",
        "单位地址",
        "类别",
        "要素标签",
        "专业要求",
        "污染源",
        "检查时限",
        "状态",
        "入库日期",
    ]);
    for o in objects {
        let classes: Vec<&str> = o.classes.iter().map(|class| class.zh()).collect();
        let status = match o.status {
            Status::Active => "正常",
            Status::Suspended => "停产",
            Status::Closed => "关闭",
        };
        table.row(&[
            o.id.to_string(),
            o.name.clone(),
            o.code.clone().unwrap_or_default(),
            o.permit.clone().unwrap_or_default(),
            o.town.clone(),
            o.address.clone(),
            classes.join(";"),
            o.elements.join(";"),
            maybe(o.tag.as_ref()),
            if o.source == o.id.as_str() { String::new() } else { o.source.clone() },
            maybe(o.deadline),
            status.to_owned(),
            o.registered.to_string(),
        ]);
    }
    table.bytes()
}

/// `registry/inspectors.csv`.
pub(super) fn inspectors_table<'a>(inspectors: impl IntoIterator<Item = &'a Inspector>) -> Vec<u8> {
    let mut table =
        Table::new(&["执法证号", "姓名", "所属部门", "岗位", "业务专长", "执法证有效期至", "在岗", "入库日期"]);
    for i in inspectors {
        let tags: Vec<&str> = i.tags.iter().map(Tag::as_str).collect();
        table.row(&[
            i.id.to_string(),
            i.name.clone(),
            i.department.clone(),
            i.post.clone(),
            tags.join(";"),
            i.valid_to.to_string(),
            yes(i.available),
            i.registered.to_string(),
        ]);
    }
    table.bytes()
}

/// `registry/recusals.csv`.
pub(super) fn recusals_table(recusals: &[Recusal]) -> Vec<u8> {
    let mut table = Table::new(&["对象编号", "执法证号", "回避事由", "生效日期"]);
    for r in recusals {
        let ground = match r.ground.as_str() {
            "relative" => "近亲属",
            "interest" => "利害关系",
            "former-staff" => "曾任职",
            _ => "对象申请",
        };
        table.row(&[r.object.to_string(), r.inspector.to_string(), ground.to_owned(), r.from.to_string()]);
    }
    table.bytes()
}

/// `registry/changes.csv`.
pub(super) fn changes_table(changes: &[Change]) -> Vec<u8> {
    let mut table = Table::new(&["日期", "录入日期", "编号", "字段", "原值", "新值", "理由", "依据"]);
    for c in changes {
        table.row(&[
            c.date.to_string(),
            c.recorded.to_string(),
            c.subject.clone(),
            c.field.clone(),
            c.old.clone(),
            c.new.clone(),
            c.reason.clone(),
            c.evidence.clone(),
        ]);
    }
    table.bytes()
}

/// `registry/auxiliary.csv`: experts who never count towards the two.
pub(super) fn auxiliary_table() -> Vec<u8> {
    let mut table = Table::new(&["编号", "姓名或机构", "所属机构", "专长"]);
    table.row(&["F01", "示例环境监测站", "示例环境监测站", "废水和废气监测"]);
    table.row(&["F02", "钱示例教授", "示例大学环境学院", "危险废物处置"]);
    table.row(&["F03", "孔示例工程师", "示例设计院", "建设项目环境影响评价"]);
    table.bytes()
}
