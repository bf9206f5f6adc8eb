//! `registry/`: objects, inspectors, auxiliary persons, recusals, changes.

use super::{Table, class};
use crate::load::sheet::Row;
use crate::load::spec::{CLASSES, Kind, column};
use crate::model::*;

/// `registry/objects.csv`.
pub(in crate::load) const OBJECTS: Table<Object> = Table {
    columns: &[
        column("对象编号", "id", Kind::Object).key().or(&["检查对象编号", "object"]),
        column("主体名称", "name", Kind::Text).must().or(&["企业名称", "单位名称", "对象名称"]),
        column("统一社会信用代码", "code", Kind::Code).or(&["信用代码", "社会信用代码"]),
        column("排污许可证编号", "permit", Kind::Permit).or(&["排污许可证号", "许可证编号"]),
        column("乡镇", "town", Kind::Text).must(),
        column("单位地址", "address", Kind::Text).must().or(&["地址"]),
        column("法定代表人", "representative", Kind::Text).may_lack().or(&["法人代表"]),
        column("类别", "classes", Kind::Choices(CLASSES)).or(&["对象类别"]),
        column("要素标签", "elements", Kind::Texts),
        column("专业要求", "tag", Kind::Word),
        column("污染源", "source", Kind::Text).may_lack(),
        column("检查时限", "deadline", Kind::Quarter).may_lack(),
        column("状态", "status", Kind::Choice(&[("正常", "active"), ("停产", "suspended"), ("关闭", "closed")])).must(),
        column("入库日期", "registered", Kind::Day).must(),
    ],
    make: object,
};

fn object(row: &Row<'_>) -> Object {
    let id = row.id("id", ObjectId::parse);
    let mut classes: Vec<Class> = row.choices("classes").iter().map(|word| class(word)).collect();
    classes.sort_unstable();
    let mut elements = row.texts("elements");
    elements.sort_unstable();
    Object {
        name: row.text("name"),
        code: row.opt_text("code"),
        permit: row.opt_text("permit"),
        town: row.text("town"),
        address: row.text("address"),
        has_representative: row.opt_text("representative").is_some(),
        classes,
        elements,
        tag: row.opt_id("tag", Tag::parse),
        source: row.opt_text("source").unwrap_or_else(|| id.to_string()),
        deadline: row.quarter("deadline"),
        status: match row.choice("status") {
            "suspended" => Status::Suspended,
            "closed" => Status::Closed,
            _ => Status::Active,
        },
        registered: row.day("registered"),
        id,
    }
}

/// `registry/inspectors.csv`.
pub(in crate::load) const INSPECTORS: Table<Inspector> = Table {
    columns: &[
        column("执法证号", "id", Kind::Inspector).key().or(&["行政执法证号", "执法证编号"]),
        column("姓名", "name", Kind::Text).must(),
        column("所属部门", "department", Kind::Text).must().or(&["部门"]),
        column("岗位", "post", Kind::Text).must(),
        column("业务专长", "tags", Kind::Several).or(&["专长"]),
        column("执法证有效期至", "valid_to", Kind::Day).must().or(&["有效期至"]),
        column("在岗", "available", Kind::Flag).must(),
        column("入库日期", "registered", Kind::Day).must(),
    ],
    make: |row| {
        let mut tags = row.ids("tags", Tag::parse);
        tags.sort_unstable();
        Inspector {
            id: row.id("id", InspectorId::parse),
            name: row.text("name"),
            department: row.text("department"),
            post: row.text("post"),
            tags,
            valid_to: row.day("valid_to"),
            available: row.flag("available"),
            registered: row.day("registered"),
        }
    },
};

/// `registry/auxiliary.csv`.
pub(in crate::load) const AUXILIARY: Table<Auxiliary> = Table {
    columns: &[
        column("编号", "id", Kind::Text).key(),
        column("姓名或机构", "name", Kind::Text).must().or(&["姓名"]),
        column("所属机构", "organisation", Kind::Text).must(),
        column("专长", "expertise", Kind::Text).must(),
    ],
    make: |row| Auxiliary {
        id: row.text("id"),
        name: row.text("name"),
        organisation: row.text("organisation"),
        expertise: row.text("expertise"),
    },
};

/// `registry/recusals.csv`.
pub(in crate::load) const RECUSALS: Table<Recusal> = Table {
    columns: &[
        column("对象编号", "object", Kind::Object).must(),
        column("执法证号", "inspector", Kind::Inspector).must(),
        column(
            "回避事由",
            "ground",
            Kind::Choice(&[
                ("近亲属", "relative"),
                ("利害关系", "interest"),
                ("曾任职", "former-staff"),
                ("对象申请", "requested"),
                ("其他", "other"),
            ]),
        )
        .must(),
        column("生效日期", "from", Kind::Day).must(),
    ],
    make: |row| Recusal {
        object: row.id("object", ObjectId::parse),
        inspector: row.id("inspector", InspectorId::parse),
        ground: row.choice("ground").to_owned(),
        from: row.day("from"),
    },
};

/// `registry/changes.csv`.
pub(in crate::load) const CHANGES: Table<Change> = Table {
    columns: &[
        column("日期", "date", Kind::Day).must(),
        column("录入日期", "recorded", Kind::Day).must(),
        column("编号", "subject", Kind::Text).must(),
        column("字段", "field", Kind::Text).must(),
        column("原值", "old", Kind::Text),
        column("新值", "new", Kind::Text),
        column("理由", "reason", Kind::Text).must(),
        column("依据", "evidence", Kind::Text).must(),
    ],
    make: |row| Change {
        date: row.day("date"),
        recorded: row.day("recorded"),
        subject: row.text("subject"),
        field: row.text("field"),
        old: row.text("old"),
        new: row.text("new"),
        reason: row.text("reason"),
        evidence: row.text("evidence"),
    },
};
