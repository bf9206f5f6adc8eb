//! 检查人员名录库. In: rows of a list of staff. Out: rows of `registry/inspectors.csv`. The certificate's number is the id; nothing is
//! ever taken from an identity number, and two people may have one name.

use super::same;
use crate::import::cells;
use crate::import::findings::{Findings, Repair};
use crate::import::grid::Value;
use crate::import::target::{Context, Field, How, Need, RawCell, Reading, Record, Row, Target};
use crate::load::Kind;
use std::collections::BTreeMap;

/// `mingchou import inspectors`.
pub(crate) static INSPECTORS: Target =
    Target { word: "inspectors", fields: FIELDS, anchors: &["id", "name"], whole: true, every_sheet: false, fit };

const PATH: &str = "registry/inspectors.csv";

/// Words for specialities.
pub(super) const TAGS: &[(&str, &str)] = &[
    ("辐射", "radiation"),
    ("辐射安全", "radiation"),
    ("核与辐射", "nuclear"),
    ("核技术", "nuclear"),
    ("核技术利用", "nuclear"),
    ("生态", "ecology"),
    ("生态环境", "ecology"),
    ("自然生态", "ecology"),
    ("固废", "waste"),
    ("危废", "waste"),
    ("危险废物", "waste"),
    ("固体废物", "waste"),
    ("监测", "monitoring"),
    ("环境监测", "monitoring"),
    ("自动监控", "auto-monitoring"),
    ("在线监控", "auto-monitoring"),
    ("水", "water"),
    ("水环境", "water"),
    ("大气", "air"),
    ("大气环境", "air"),
    ("土壤", "soil"),
    ("噪声", "noise"),
];

const fn field(name: &'static str, zh: &'static str, heads: &'static [&'static str], how: How) -> Field {
    Field { name, zh, heads, how, need: Need::Free }
}

const FIELDS: &[Field] = &[
    Field { need: Need::Filled, ..field("id", "执法证号", CERTIFICATES, How::As(Kind::Inspector)) },
    Field {
        need: Need::Filled,
        ..field("name", "姓名", &["执法人员", "执法人员姓名", "检查人员", "检查人员姓名", "人员姓名"], How::Name)
    },
    field(
        "department",
        "所属部门",
        &["部门", "单位", "所属单位", "工作单位", "所在单位", "执法单位", "执法机构", "所在部门"],
        How::As(Kind::Text),
    ),
    Field {
        need: Need::Filled,
        ..field(
            "post",
            "岗位",
            &["职务", "岗位职务", "职务/岗位", "部门岗位", "工作岗位", "职务岗位", "所在科室", "科室"],
            How::As(Kind::Text),
        )
    },
    field(
        "tags",
        "业务专长",
        &["专长", "业务类别", "专业", "专业特长", "专业领域", "业务专业", "专业专长"],
        How::Words(Kind::Several, TAGS),
    ),
    Field { need: Need::Filled, ..field("valid_to", "执法证有效期至", VALID, How::By(valid_to)) },
    field("available", "在岗", &["是否在岗", "在岗情况", "在岗状态", "是否在职", "在职情况"], How::As(Kind::Flag)),
    field("registered", "入库日期", &["入库时间", "纳入日期"], How::As(Kind::Day)),
];

const CERTIFICATES: &[&str] = &[
    "行政执法证号",
    "执法证编号",
    "执法证件号",
    "执法证件编号",
    "执法证号码",
    "行政执法证编号",
    "行政执法证件号",
    "行政执法证件编号",
    "执法证件号码",
    "行政执法证号码",
    "证号",
];
const VALID: &[&str] = &[
    "有效期至",
    "有效期",
    "证件有效期",
    "证件有效期至",
    "有效期限",
    "执法证有效期",
    "发证日期至有效期",
    "执法证件有效期",
    "有效截止日期",
];

/// The last day of a certificate; of a range its end.
fn valid_to(cell: &RawCell<'_>, _: &Context<'_>) -> Reading {
    let text = cell.value.text();
    let end =
        ["至", "—", "~", "～", "到"].into_iter().find_map(|mark| text.split_once(mark)).map(|(_, end)| end.trim());
    let Some(end) = end.filter(|end| !end.is_empty()) else { return cells::read(Kind::Day, &[], cell, &[]) };
    let value = Value::Text(end.to_owned());
    match cells::read(Kind::Day, &[], &RawCell { value: &value, ..*cell }, &[]) {
        Reading::Taken(day) | Reading::Repaired(day, _) => Reading::Repaired(day, vec![Repair::Day]),
        other => other,
    }
}

fn fit(rows: &[Row], context: &Context<'_>, findings: &mut Findings) -> Vec<Record> {
    let good: Vec<&Row> = rows.iter().filter(|row| !row.text("id").is_empty()).collect();
    same::ids(good.iter().map(|row| (*row, row.text("id"))), findings);
    good.into_iter().map(|row| record(row, context, findings)).collect()
}

fn record(row: &Row, context: &Context<'_>, findings: &mut Findings) -> Record {
    let mut values: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut places = BTreeMap::new();
    for field in FIELDS {
        if let Some(cell) = row.cells.get(field.name) {
            values.insert(field.name, cell.text.clone());
            places.insert(field.name, cell.place.clone());
        }
    }
    let mut known = context.known.inspectors.iter().map(|known| known.value.id.as_str());
    let there = known.any(|id| id.eq_ignore_ascii_case(row.text("id")));
    let bureau = context.known.config.as_ref().map(|config| config.value.bureau.name.clone()).unwrap_or_default();
    let blanks = [
        ("department", "所属部门", bureau),
        ("available", "在岗", "是".to_owned()),
        ("registered", "入库日期", context.today.to_string()),
    ];
    for (field, zh, text) in blanks {
        if !values.contains_key(field) && !row.is_lost(field) && !there && !text.is_empty() {
            same::fill_all(row, zh, &text, findings);
            values.insert(field, text);
        }
    }
    Record { table: PATH.to_owned(), pattern: PATH, key: &["id"], values, places, place: row.place.clone() }
}
