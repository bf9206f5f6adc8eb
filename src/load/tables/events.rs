//! `events/`: checks by a superior body, events of the special list, exempt visits.

use super::{Table, method, withheld};
use crate::load::spec::{Kind, METHODS, WITHHELD, column};
use crate::model::*;

/// `events/superior.csv`.
pub(in crate::load) const SUPERIOR: Table<SuperiorCheck> = Table {
    columns: &[
        column("对象编号", "object", Kind::Object).must(),
        column("上级机关", "body", Kind::Text).must(),
        column("检查日期", "date", Kind::Day).must(),
        column("文号", "document", Kind::Text).must(),
        column("检查结果", "result", Kind::Text).must(),
        column("录入时间", "recorded", Kind::Minute).must(),
    ],
    make: |row| SuperiorCheck {
        object: row.id("object", ObjectId::parse),
        body: row.text("body"),
        date: row.day("date"),
        document: row.text("document"),
        result: row.text("result"),
        recorded: row.minute("recorded"),
    },
};

/// `events/special.csv`.
pub(in crate::load) const SPECIAL: Table<SpecialEvent> = Table {
    columns: &[
        column("对象编号", "object", Kind::Object).must(),
        column(
            "情形",
            "kind",
            Kind::Choice(&[
                ("挂牌督办", "supervised"),
                ("超标通报", "exceedance"),
                ("行政处罚", "penalty"),
                ("举报查实", "complaint"),
            ]),
        )
        .must(),
        column("决定日期", "decided", Kind::Day).must(),
        column("文号", "document", Kind::Text).must(),
        column("录入时间", "recorded", Kind::Minute).must(),
    ],
    make: |row| SpecialEvent {
        object: row.id("object", ObjectId::parse),
        kind: match row.choice("kind") {
            "supervised" => SpecialKind::Supervised,
            "exceedance" => SpecialKind::Exceedance,
            "penalty" => SpecialKind::Penalty,
            _ => SpecialKind::Complaint,
        },
        decided: row.day("decided"),
        document: row.text("document"),
        recorded: row.minute("recorded"),
    },
};

/// `events/exempt.csv`.
pub(in crate::load) const EXEMPT: Table<ExemptVisit> = Table {
    columns: &[
        column("编号", "id", Kind::Text).key(),
        column("对象编号", "object", Kind::Object).must(),
        column("检查日期", "visited", Kind::Day).must(),
        column("不适用情形", "ground", Kind::Number(1, 9)).must(),
        column("理由", "reason", Kind::Text),
        column("检查方式", "method", Kind::Choice(METHODS)).must(),
        column("认定日期", "determined", Kind::Day),
        column("公开时间", "published_at", Kind::Minute),
        column("检查结果", "result", Kind::Phrase),
        column("不公开理由", "withheld", Kind::Choice(WITHHELD)),
    ],
    make: |row| ExemptVisit {
        id: row.text("id"),
        object: row.id("object", ObjectId::parse),
        visited: row.day("visited"),
        ground: u8::try_from(row.number("ground")).expect("the column's numbers end at 9"),
        reason: row.opt_text("reason"),
        method: method(row.choice("method")),
        determined: row.opt_day("determined"),
        published_at: row.opt_minute("published_at"),
        result: row.phrase("result"),
        withheld: row.opt_choice("withheld").map(withheld),
    },
};
