//! `results/YYYY*.csv`: visits, answers to items, papers, follow-up, corrections.

use super::{Table, method, withheld};
use crate::load::spec::{Kind, METHODS, WITHHELD, column};
use crate::model::*;

/// `results/YYYY.csv`.
pub(in crate::load) const VISITS: Table<Visit> = Table {
    columns: &[
        column("抽取编号", "draw", Kind::Word).must(),
        column("对象编号", "object", Kind::Object).must(),
        column("检查日期", "visited", Kind::Day),
        column("检查方式", "method", Kind::Choice(METHODS)),
        column("认定日期", "determined", Kind::Day),
        column("公开时间", "published_at", Kind::Minute),
        column("检查结果", "result", Kind::Phrase),
        column("不公开理由", "withheld", Kind::Choice(WITHHELD)),
        column("检查机关", "agency", Kind::Text).must(),
        column("处罚决定书文号", "penalty", Kind::Text).may_lack(),
        column("处罚决定日期", "penalty_date", Kind::Day).may_lack(),
        column("罚款额", "fine", Kind::Number(0, u32::MAX)).may_lack(),
        column("移送", "transferred", Kind::Text).may_lack(),
        column("直接委派", "direct", Kind::Flag).may_lack(),
    ],
    make: |row| Visit {
        draw: row.id("draw", DrawId::parse),
        object: row.id("object", ObjectId::parse),
        visited: row.opt_day("visited"),
        method: row.opt_choice("method").map(method),
        determined: row.opt_day("determined"),
        published_at: row.opt_minute("published_at"),
        result: row.phrase("result"),
        withheld: row.opt_choice("withheld").map(withheld),
        agency: row.text("agency"),
        penalty: row.opt_text("penalty"),
        penalty_date: row.opt_day("penalty_date"),
        fine: row.opt_number("fine"),
        transferred: row.opt_text("transferred"),
        direct: row.flag("direct"),
    },
};

/// `results/YYYY-items.csv`.
pub(in crate::load) const ANSWERS: Table<ItemAnswer> = Table {
    columns: &[
        column("抽取编号", "draw", Kind::Word).must(),
        column("对象编号", "object", Kind::Object).must(),
        column("事项编号", "item", Kind::Word).must(),
        column(
            "结论",
            "answer",
            Kind::Choice(&[("未发现问题", "未发现问题"), ("发现问题", "发现问题"), ("不涉及", "不涉及")]),
        )
        .must(),
    ],
    make: |row| ItemAnswer {
        draw: row.id("draw", DrawId::parse),
        object: row.id("object", ObjectId::parse),
        item: row.id("item", ItemId::parse),
        answer: row.choice("answer").to_owned(),
    },
};

/// `results/YYYY-documents.csv`.
pub(in crate::load) const DOCUMENTS: Table<Documents> = Table {
    columns: &[
        column("抽取编号", "draw", Kind::Word).must(),
        column("对象编号", "object", Kind::Object).must(),
        column("现场检查表", "form", Kind::Flag).must(),
        column("企业签字", "signed", Kind::Flag).must(),
        column("现场检查笔录", "record", Kind::Flag).must(),
        column("询问笔录", "inquiry", Kind::Flag).must(),
    ],
    make: |row| Documents {
        draw: row.id("draw", DrawId::parse),
        object: row.id("object", ObjectId::parse),
        form: row.flag("form"),
        signed: row.flag("signed"),
        record: row.flag("record"),
        inquiry: row.flag("inquiry"),
    },
};

/// `results/YYYY-followups.csv`.
pub(in crate::load) const FOLLOWUPS: Table<FollowUp> = Table {
    columns: &[
        column("抽取编号", "draw", Kind::Word).must(),
        column("对象编号", "object", Kind::Object).must(),
        column("日期", "date", Kind::Day).must(),
        column("状态", "state", Kind::Choice(&[("整改中", "整改中"), ("已整改", "已整改"), ("已结案", "已结案")]))
            .must(),
        column("说明", "note", Kind::Text),
        column("公开时间", "published_at", Kind::Minute).must(),
    ],
    make: |row| FollowUp {
        draw: row.id("draw", DrawId::parse),
        object: row.id("object", ObjectId::parse),
        date: row.day("date"),
        state: row.choice("state").to_owned(),
        note: row.opt_text("note"),
        published_at: row.minute("published_at"),
    },
};

/// `results/YYYY-corrections.csv`.
pub(in crate::load) const CORRECTIONS: Table<Correction> = Table {
    columns: &[
        column("抽取编号", "draw", Kind::Word).must(),
        column("对象编号", "object", Kind::Object).must(),
        column("字段", "field", Kind::Text).must(),
        column("原值", "old", Kind::Text),
        column("新值", "new", Kind::Text),
        column("理由", "reason", Kind::Text).must(),
        column("公开时间", "published_at", Kind::Minute).must(),
    ],
    make: |row| Correction {
        draw: row.id("draw", DrawId::parse),
        object: row.id("object", ObjectId::parse),
        field: row.text("field"),
        old: row.text("old"),
        new: row.text("new"),
        reason: row.text("reason"),
        published_at: row.minute("published_at"),
    },
};
