//! 检查对象名录库. In: rows of a list of firms. Out: rows of `registry/objects.csv`. The id is the permit, else the code, else a number of
//! its own (protocol section 2); an object that is there already keeps its id. Never merges two firms because they look alike.

use super::same;
use super::town;
use crate::diag::{Diagnostic, Place};
use crate::import::findings::{Findings, Question, Repair};
use crate::import::target::{Context, Field, How, Need, Record, Row, Target};
use crate::load::{Kind, Located, columns};
use crate::model::{Class, Object, is_object_id};
use std::collections::{BTreeMap, BTreeSet};

/// `mingchou import objects`.
pub(crate) static OBJECTS: Target =
    Target { word: "objects", fields: FIELDS, anchors: &["name"], whole: true, every_sheet: false, fit };

const PATH: &str = "registry/objects.csv";

/// Words for the five classes.
pub(super) const CLASSES: &[(&str, &str)] = &[
    ("重点", "重点排污单位"),
    ("重点源", "重点排污单位"),
    ("重点单位", "重点排污单位"),
    ("重点企业", "重点排污单位"),
    ("重点污染源", "重点排污单位"),
    ("一般", "一般排污单位"),
    ("一般源", "一般排污单位"),
    ("一般单位", "一般排污单位"),
    ("一般企业", "一般排污单位"),
    ("一般污染源", "一般排污单位"),
    ("在建", "在建工程建设项目"),
    ("在建项目", "在建工程建设项目"),
    ("在建工程", "在建工程建设项目"),
    ("建设项目", "在建工程建设项目"),
    ("在建建设项目", "在建工程建设项目"),
    ("联合", "联合抽查对象"),
    ("联合抽查", "联合抽查对象"),
    ("特殊", "特殊监管对象"),
    ("特殊监管", "特殊监管对象"),
];

const STATES: &[(&str, &str)] = &[
    ("在业", "正常"),
    ("存续", "正常"),
    ("在产", "正常"),
    ("生产", "正常"),
    ("正常生产", "正常"),
    ("正常运行", "正常"),
    ("在营", "正常"),
    ("营业", "正常"),
    ("开业", "正常"),
    ("在营（开业）", "正常"),
    ("停业", "停产"),
    ("停工", "停产"),
    ("停产停工", "停产"),
    ("长期停产", "停产"),
    ("季节性停产", "停产"),
    ("临时停产", "停产"),
    ("注销", "关闭"),
    ("已注销", "关闭"),
    ("吊销", "关闭"),
    ("关停", "关闭"),
    ("已关停", "关闭"),
    ("已关闭", "关闭"),
    ("已注销关闭", "关闭"),
];

const KIND_OF: fn(&str) -> Kind = |name| {
    let found = columns(PATH).unwrap_or_default().iter().find(|column| column.en == name);
    found.map_or(Kind::Text, |column| column.kind)
};

const fn field(name: &'static str, zh: &'static str, heads: &'static [&'static str], how: How) -> Field {
    Field { name, zh, heads, how, need: Need::Free }
}

const FIELDS: &[Field] = &[
    field("id", "对象编号", &["检查对象编号"], How::As(Kind::Object)),
    Field { need: Need::Filled, ..field("name", "主体名称", NAMES, How::Name) },
    field("code", "统一社会信用代码", CODES, How::As(Kind::Code)),
    field("permit", "排污许可证编号", PERMITS, How::As(Kind::Permit)),
    field("town", "乡镇", TOWNS, How::As(Kind::Text)),
    Field { need: Need::Filled, ..field("address", "单位地址", ADDRESSES, How::As(Kind::Text)) },
    field(
        "classes",
        "类别",
        &[
            "对象类别",
            "监管类别",
            "管理类别",
            "企业类别",
            "单位类别",
            "监管级别",
            "污染源类别",
            "污染源级别",
            "检查对象类别",
        ],
        How::By(class_cell),
    ),
    field("elements", "要素标签", &["标签", "要素", "环境要素"], How::As(Kind::Texts)),
    field("tag", "专业要求", &["专业"], How::Words(Kind::Word, super::inspectors::TAGS)),
    field("source", "污染源", &["污染源编号"], How::As(Kind::Text)),
    field("deadline", "检查时限", &["检查期限"], How::As(Kind::Quarter)),
    field(
        "status",
        "状态",
        &["生产状态", "经营状态", "运行状态", "企业状态", "存续状态", "登记状态", "单位状态"],
        How::By(status_cell),
    ),
    field("registered", "入库日期", &["入库时间", "纳入日期", "纳入名录日期"], How::As(Kind::Day)),
];

const NAMES: &[&str] = &[
    "企业名称",
    "单位名称",
    "对象名称",
    "市场主体名称",
    "检查对象",
    "检查对象名称",
    "被检查单位",
    "被检查单位名称",
    "被检查对象",
    "抽查对象",
    "抽查对象名称",
    "排污单位名称",
    "排污单位",
    "单位全称",
    "企业全称",
    "名称",
    "建设单位",
    "建设单位名称",
    "单位企业名称",
    "企业单位名称",
];
const CODES: &[&str] = &[
    "社会信用代码",
    "信用代码",
    "统一信用代码",
    "社会统一信用代码",
    "统一社会信用代码证号",
    "统一社会信用代码号",
    "纳税人识别号",
    "统一社会信用代码/注册号",
    "机构代码",
    "统一社会信用代码/组织机构代码",
];
const PERMITS: &[&str] = &[
    "排污许可证号",
    "许可证编号",
    "许可证号",
    "排污许可编号",
    "排污许可证书编号",
    "排污登记编号",
    "登记编号",
    "排污许可证编号/登记编号",
    "排污许可证/登记编号",
    "排污许可证或登记编号",
];
const TOWNS: &[&str] =
    &["所在乡镇", "所属乡镇", "乡镇街道", "乡镇/街道", "乡", "所在乡", "所属乡", "所在镇", "街道", "属地", "所属街道"];
const ADDRESSES: &[&str] = &[
    "地址",
    "企业地址",
    "详细地址",
    "生产经营场所地址",
    "生产经营场所",
    "生产经营地址",
    "经营地址",
    "生产地址",
    "经营场所",
    "住所",
    "单位住所",
    "厂址",
    "项目地址",
    "建设地点",
];

fn class_cell(cell: &crate::import::target::RawCell<'_>, _: &Context<'_>) -> crate::import::target::Reading {
    crate::import::cells::read(KIND_OF("classes"), CLASSES, cell, &[])
}

fn status_cell(cell: &crate::import::target::RawCell<'_>, _: &Context<'_>) -> crate::import::target::Reading {
    crate::import::cells::read(KIND_OF("status"), STATES, cell, &[])
}

/// Objects there are, to be found again.
struct Known<'a> {
    by_id: BTreeMap<String, &'a Located<Object>>,
    by_permit: BTreeMap<&'a str, Vec<&'a Object>>,
    by_code: BTreeMap<&'a str, Vec<&'a Object>>,
    by_name: BTreeMap<String, Vec<&'a Object>>,
}

impl<'a> Known<'a> {
    fn new(objects: &'a [Located<Object>]) -> Self {
        let mut known = Self {
            by_id: BTreeMap::new(),
            by_permit: BTreeMap::new(),
            by_code: BTreeMap::new(),
            by_name: BTreeMap::new(),
        };
        for object in objects {
            let value = &object.value;
            known.by_id.insert(value.id.as_str().to_ascii_lowercase(), object);
            if let Some(permit) = &value.permit {
                known.by_permit.entry(permit).or_default().push(value);
            }
            if let Some(code) = &value.code {
                known.by_code.entry(code).or_default().push(value);
            }
            known.by_name.entry(same::plain_name(&value.name)).or_default().push(value);
        }
        known
    }
}

fn only<'a>(found: Option<&Vec<&'a Object>>) -> Option<&'a Object> {
    found.filter(|found| found.len() == 1).map(|found| found[0])
}

/// A row with the id it gets.
struct Named<'a> {
    row: &'a Row,
    id: String,
}

fn fit(rows: &[Row], context: &Context<'_>, findings: &mut Findings) -> Vec<Record> {
    let known = Known::new(&context.known.objects);
    let rows = same::without_twins(rows, context, findings);
    let shared = shared_codes(&rows);
    let mut own = OwnIds::new(context);
    let mut named: Vec<Named<'_>> = Vec::new();
    for row in &rows {
        if let Some(id) = id_of(row, &known, &shared, &mut own, context, findings) {
            named.push(Named { row, id });
        }
    }
    renumbered(&mut named, &known, context, findings);
    same::ids(named.iter().map(|named| (named.row, named.id.as_str())), findings);
    let fresh: BTreeSet<&str> = named
        .iter()
        .filter(|named| !known.by_id.contains_key(&named.id.to_ascii_lowercase()))
        .map(|named| named.id.as_str())
        .collect();
    let mut records: Vec<Record> = Vec::new();
    for entry in &named {
        records.push(record(entry, !fresh.contains(entry.id.as_str()), context, findings));
    }
    records
}

/// A new id under the name of an object that the file does not list otherwise: perhaps it is that object with another code.
fn renumbered(named: &mut [Named<'_>], known: &Known<'_>, context: &Context<'_>, findings: &mut Findings) {
    let listed: BTreeSet<String> = named.iter().map(|named| named.id.to_ascii_lowercase()).collect();
    for entry in named.iter_mut().filter(|entry| !known.by_id.contains_key(&entry.id.to_ascii_lowercase())) {
        let there = only(known.by_name.get(&same::plain_name(entry.row.text("name"))));
        let Some(there) = there.filter(|there| !listed.contains(&there.id.as_str().to_ascii_lowercase())) else {
            continue;
        };
        let place = entry.row.at("name");
        let args = [
            ("cell", same::spot(&place)),
            ("name", there.name.clone()),
            ("old", there.id.to_string()),
            ("new", entry.id.clone()),
        ];
        let question = Question::new(format!("same:{}", same::spot(&place)), "same", &args);
        let question =
            question.or("same", "same", &[("id", there.id.to_string())]).or("new", "new", &[("id", entry.id.clone())]);
        if findings.ask(question, context.answers).as_deref() == Some("same") {
            entry.id = there.id.to_string();
        }
    }
}

/// Codes that stand in more than one row.
fn shared_codes(rows: &[&Row]) -> BTreeSet<String> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    rows.iter()
        .map(|row| row.text("code"))
        .filter(|code| !code.is_empty())
        .for_each(|code| *count.entry(code).or_default() += 1);
    count.into_iter().filter(|(_, count)| *count > 1).map(|(code, _)| code.to_owned()).collect()
}

/// The id of a row: its own, that of the object it is, or by the rule of protocol section 2. None where something must be said first.
fn id_of(
    row: &Row,
    known: &Known<'_>,
    shared: &BTreeSet<String>,
    own: &mut OwnIds,
    context: &Context<'_>,
    findings: &mut Findings,
) -> Option<String> {
    let (id, code, permit) = (row.text("id"), row.text("code"), row.text("permit"));
    if !id.is_empty() {
        return Some(id.to_owned());
    }
    // What must be typed anew decides about the id, so nothing is made up for it.
    if ["id", "permit"].iter().any(|field| row.is_lost(field)) || row.lost.contains(&"code") || row.is_lost("name") {
        return None;
    }
    if !permit.is_empty() {
        let there = only(known.by_permit.get(permit));
        let by_code = only(known.by_code.get(code)).filter(|object| object.permit.is_none() && !shared.contains(code));
        return Some(there.or(by_code).map_or_else(|| permit.to_owned(), |object| object.id.to_string()));
    }
    if !code.is_empty() {
        if shared.contains(code) {
            return site_part(row, known, context, findings);
        }
        return Some(only(known.by_code.get(code)).map_or_else(|| code.to_owned(), |object| object.id.to_string()));
    }
    let there = only(known.by_name.get(&same::plain_name(row.text("name")))).filter(|object| object.code.is_none());
    if let Some(object) = there {
        return Some(object.id.to_string());
    }
    let id = own.next();
    findings.propose(row.at("name"), row.text("name"), &id, [Repair::OwnId]);
    Some(id)
}

/// One code, several sites without a permit: the clerk says what tells them apart.
fn site_part(row: &Row, known: &Known<'_>, context: &Context<'_>, findings: &mut Findings) -> Option<String> {
    let code = row.text("code");
    let there = known.by_code.get(code).into_iter().flatten();
    let plain = same::plain_name(row.text("address"));
    let mut same_place = there.filter(|object| same::plain_name(&object.address) == plain);
    if let (Some(object), None) = (same_place.next(), same_place.next()) {
        return Some(object.id.to_string());
    }
    let args = [
        ("cell", same::spot(&row.at("code"))),
        ("name", row.text("name").to_owned()),
        ("code", code.to_owned()),
        ("address", row.text("address").to_owned()),
    ];
    let key = format!("site:{}", same::spot(&row.at("code")));
    let part = findings.ask(Question::new(key, "site", &args), context.answers)?;
    let id = format!("{code}-{part}");
    if is_object_id(&id) {
        return Some(id);
    }
    findings.refuse(Diagnostic::error("MC0941", row.at("code")).arg("part", part).arg("code", code));
    None
}

/// Numbers of their own: the region, a letter, a count.
struct OwnIds {
    region: String,
    last: u32,
}

impl OwnIds {
    fn new(context: &Context<'_>) -> Self {
        let region =
            context.known.config.as_ref().map_or_else(String::new, |config| config.value.bureau.region.clone());
        let start = format!("{region}-Z");
        let numbers = context
            .known
            .objects
            .iter()
            .filter_map(|object| object.value.id.as_str().strip_prefix(&start)?.parse().ok());
        let last = numbers.max().unwrap_or(0);
        Self { region, last }
    }

    fn next(&mut self) -> String {
        self.last += 1;
        format!("{}-Z{:04}", if self.region.is_empty() { "X" } else { &self.region }, self.last)
    }
}

fn record(entry: &Named<'_>, there: bool, context: &Context<'_>, findings: &mut Findings) -> Record {
    let row = entry.row;
    let mut values: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut places: BTreeMap<&'static str, Place> = BTreeMap::new();
    values.insert("id", entry.id.clone());
    for field in FIELDS.iter().filter(|field| field.name != "id") {
        if let Some(cell) = row.cells.get(field.name) {
            values.insert(field.name, cell.text.clone());
            places.insert(field.name, cell.place.clone());
        }
    }
    let id_from = if row.text("permit") == entry.id {
        "permit"
    } else if row.text("id").is_empty() {
        "code"
    } else {
        "id"
    };
    places.insert("id", row.at(id_from));
    town::fill(row, &mut values, there, context, findings);
    class(row, &mut values, there, context, findings);
    for (field, zh, text) in
        [("status", "状态", "正常".to_owned()), ("registered", "入库日期", context.today.to_string())]
    {
        if !values.contains_key(field) && !row.is_lost(field) && !there {
            same::fill_all(row, zh, &text, findings);
            values.insert(field, text);
        }
    }
    Record { table: PATH.to_owned(), pattern: PATH, key: &["id"], values, places, place: row.place.clone() }
}

/// The class where no column tells it: by the heading that divides the list or by the sheet's name; otherwise it is asked once.
fn class(
    row: &Row,
    values: &mut BTreeMap<&'static str, String>,
    there: bool,
    context: &Context<'_>,
    findings: &mut Findings,
) {
    if values.contains_key("classes") || row.is_lost("classes") || there {
        return;
    }
    let above = row.section.clone().or_else(|| row.place.sheet.clone()).unwrap_or_default();
    if let Some(class) = class_of(&above) {
        let place = Place { heading: above, row: 0, ..row.place.clone() };
        if !findings.proposals.iter().any(|known| known.place == place) {
            findings.propose(place.clone(), &place.heading, class, [Repair::Derived]);
        }
        values.insert("classes", class.to_owned());
        return;
    }
    let above = if above.is_empty() { same::file_name(&row.place).to_owned() } else { above };
    let mut question = Question::new(
        format!("class:{above}"),
        "class",
        &[("above", above.clone()), ("cell", same::spot(&row.at("name")))],
    );
    for class in [Class::General, Class::Key, Class::Project, Class::Joint] {
        question = question.or(class.as_str(), "class", &[("class", class.zh().to_owned())]);
    }
    let answer = findings.ask(question.or("none", "no-class", &[]), context.answers);
    if let Some(class) = answer.and_then(|word| Class::ALL.into_iter().find(|class| class.as_str() == word)) {
        values.insert("classes", class.zh().to_owned());
    }
}

/// The class that a heading such as `一、重点排污单位（共9家）` names.
fn class_of(text: &str) -> Option<&'static str> {
    // What numbers the heading ends with a sign: 一、 (一) 1.
    let bare = text.trim().trim_start_matches(['(', '（']);
    let rest = bare.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let rest = if rest.len() < bare.len() { rest.strip_prefix(['、', '.', '．', ')', '）']) } else { None };
    let plain = crate::import::headings::plain(rest.unwrap_or(bare));
    let bare = plain.trim_end_matches("名单").trim_end_matches("名录").trim_end_matches("库");
    let own = Class::ALL.into_iter().map(|class| (class.zh(), class.zh()));
    let mut found = own.chain(CLASSES.iter().copied()).filter(|(word, _)| *word == bare).map(|(_, meant)| meant);
    found.next().filter(|meant| *meant != Class::Special.zh())
}
