//! What a column of a table is: headings, kind of value, duties. In: nothing. Out: the words the tables are declared with.
//! Never reads a file.

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Words for people.
    Text,
    /// An object id.
    Object,
    /// A certificate number.
    Inspector,
    /// Id of a draw, task or item, or a tag: `[a-z0-9][a-z0-9-]{0,31}`.
    Word,
    /// 统一社会信用代码 with a right check character.
    Code,
    /// 排污许可证编号 or 排污登记编号.
    Permit,
    /// `YYYY-MM-DD`.
    Day,
    /// `YYYY-MM-DD hh:mm`.
    Minute,
    /// A whole number within bounds.
    Number(u32, u32),
    /// `5%`, kept as basis points.
    Rate,
    /// `2026q2`.
    Quarter,
    /// 是 or 否.
    Flag,
    /// One of some words; each as (word in the table, word in the program).
    Choice(Words),
    /// Several of them.
    Choices(Words),
    /// Several texts.
    Texts,
    /// Several `Word`s.
    Several,
    /// Legal bases, 《法》第X条.
    Bases,
    /// 检查结果.
    Phrase,
}

/// Chinese words of a column and the word each stands for; the latter may stand in the table too.
pub(crate) type Words = &'static [(&'static str, &'static str)];

/// A column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// Chinese heading.
    pub(crate) zh: &'static str,
    /// English name.
    pub(crate) en: &'static str,
    /// Other headings seen in the wild.
    pub(crate) aliases: &'static [&'static str],
    /// What its cells hold.
    pub(crate) kind: Kind,
    /// Must be filled (`!` in docs/formats.md).
    pub(crate) required: bool,
    /// No value twice (`#`).
    pub(crate) unique: bool,
    /// The column itself may be missing (`~`).
    pub(crate) missing: bool,
}

/// A column that may be left empty.
pub(super) const fn column(zh: &'static str, en: &'static str, kind: Kind) -> Column {
    Column { zh, en, aliases: &[], kind, required: false, unique: false, missing: false }
}

impl Column {
    /// `!`: must be filled.
    pub(super) const fn must(self) -> Self {
        Self { required: true, ..self }
    }

    /// `!#`: must be filled, no value twice.
    pub(super) const fn key(self) -> Self {
        Self { required: true, unique: true, ..self }
    }

    /// `~`: the column may be missing.
    pub(super) const fn may_lack(self) -> Self {
        Self { missing: true, ..self }
    }

    /// With other headings.
    pub(super) const fn or(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// Whether a heading cell names this column: the Chinese word, the English name, both, or an alias.
    pub(crate) fn is(&self, heading: &str) -> bool {
        heading == self.zh
            || heading == self.en
            || self.aliases.contains(&heading)
            || heading.strip_prefix(self.zh).and_then(|rest| rest.strip_prefix(' ')) == Some(self.en)
    }
}

/// 现场检查 and 书面检查.
pub(super) const METHODS: Words = &[("现场检查", "site"), ("书面检查", "paper")];
/// 不公开理由.
pub(super) const WITHHELD: Words =
    &[("国家秘密", "state-secret"), ("商业秘密", "trade-secret"), ("个人隐私", "privacy")];
/// The five classes.
pub(super) const CLASSES: Words = &[
    ("一般排污单位", "general"),
    ("重点排污单位", "key"),
    ("特殊监管对象", "special"),
    ("在建工程建设项目", "project"),
    ("联合抽查对象", "joint"),
];
