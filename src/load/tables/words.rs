//! `replies.csv`, `reasons.csv`, `pushes.csv`, `calendar/YYYY.csv`; `archives.csv` beside `content/`.

use super::Table;
use crate::load::spec::{Kind, column};
use crate::model::*;

/// `replies.csv`.
pub(in crate::load) const REPLIES: Table<Reply> = Table {
    columns: &[
        column("对象编号", "object", Kind::Object).must(),
        column("抽取编号", "draw", Kind::Word),
        column("内容", "text", Kind::Text).must(),
        column("公开时间", "published_at", Kind::Minute).must(),
    ],
    make: |row| Reply {
        object: row.id("object", ObjectId::parse),
        draw: row.opt_id("draw", DrawId::parse),
        text: row.text("text"),
        published_at: row.minute("published_at"),
    },
};

/// `reasons.csv`.
pub(in crate::load) const REASONS: Table<Reason> = Table {
    columns: &[
        column("规则", "rule", Kind::Text).must(),
        column("事由对象", "subject", Kind::Text).must(),
        column("理由", "text", Kind::Text).must(),
        column("公开时间", "published_at", Kind::Minute).must(),
    ],
    make: |row| Reason {
        rule: row.text("rule"),
        subject: row.text("subject"),
        text: row.text("text"),
        published_at: row.minute("published_at"),
    },
};

/// `pushes.csv`.
pub(in crate::load) const PUSHES: Table<Push> = Table {
    columns: &[
        column("类别", "kind", Kind::Choice(&[("计划", "plan"), ("两库", "registry"), ("结果", "results")])).must(),
        column("内容", "subject", Kind::Text).must(),
        column("日期", "date", Kind::Day).must(),
    ],
    make: |row| Push { kind: row.choice("kind").to_owned(), subject: row.text("subject"), date: row.day("date") },
};

/// `archives.csv`, beside `content/`.
pub(in crate::load) const ARCHIVES: Table<Archive> = Table {
    columns: &[
        column("批次", "round", Kind::Word).must(),
        column("文件", "file", Kind::Text).must(),
        column("字节数", "bytes", Kind::Number(0, u32::MAX)).must(),
        column("摘要", "sha256", Kind::Text).must(),
        column("制作日期", "made", Kind::Day).must(),
        column("保管至", "keep_until", Kind::Day).must(),
    ],
    make: |row| Archive {
        round: row.text("round"),
        file: row.text("file"),
        bytes: row.number("bytes"),
        sha256: row.text("sha256"),
        made: row.day("made"),
        keep_until: row.day("keep_until"),
    },
};

/// A row of `calendar/YYYY.csv`.
pub(in crate::load) struct CalendarDay {
    /// The day.
    pub(in crate::load) date: Day,
    /// Whether it is a working day.
    pub(in crate::load) works: bool,
    /// What it is called.
    pub(in crate::load) name: String,
}

/// `calendar/YYYY.csv`.
pub(in crate::load) const CALENDAR: Table<CalendarDay> = Table {
    columns: &[
        column("日期", "date", Kind::Day).key(),
        column("类型", "kind", Kind::Choice(&[("放假", "holiday"), ("上班", "workday")])).must(),
        column("名称", "name", Kind::Text).must(),
        column("来源", "source", Kind::Text).must(),
    ],
    make: |row| CalendarDay { date: row.day("date"), works: row.choice("kind") == "workday", name: row.text("name") },
};
