//! Section `[report]` of `site.toml`: the tables an office wants handed over, in its own columns. In: TOML. Out: plain data. Which columns
//! there are stands here; what they hold, in `office/report`.

use serde::{Deserialize, Serialize};

/// A column that holds nothing, for what the office writes by hand; it may stand several times and needs a heading.
pub const BLANK: &str = "blank";

/// Columns of 《随机抽查情况统计表》 (domain.md 3.6), in the order of the form.
pub const SUMMARY: [&str; 39] = [
    "number",
    "draw",
    "task",
    "name",
    "class",
    "kind",
    "joint",
    "partner",
    "class-size",
    "due",
    "drawn",
    "rate",
    "superior",
    "visited",
    "on-site",
    "on-paper",
    "inspectors",
    "person-visits",
    "clean",
    "ordered",
    "filed",
    "uncooperative",
    "inactive",
    "other",
    "transferred",
    "penalties",
    "fines",
    "discovery",
    "to-publish",
    "published",
    "in-time",
    "mended",
    "withheld",
    "pending",
    "note",
    "unit",
    "period",
    "year",
    BLANK,
];

/// Columns of the plan table (domain.md 3.5).
pub const PLAN: [&str; 24] = [
    "number",
    "task",
    "name",
    "kind",
    "items",
    "item-names",
    "class",
    "scope",
    "group",
    "base",
    "rate",
    "count",
    "cycle",
    "draw-time",
    "visit-time",
    "methods",
    "initiator",
    "guide",
    "partner",
    "basis",
    "credit",
    "note",
    "plan",
    BLANK,
];

/// Columns of the result table (domain.md 3.7).
pub const RESULTS: [&str; 27] = [
    "number",
    "task",
    "task-name",
    "draw",
    "object",
    "name",
    "code",
    "class",
    "town",
    "visited",
    "method",
    "answers",
    "result",
    "withheld",
    "determined",
    "due",
    "published",
    "followup",
    "penalty",
    "penalty-date",
    "fine",
    "agency",
    "team",
    "plan",
    "unit",
    "period",
    BLANK,
];

/// Columns that a table has only where `site.toml` asks for them.
pub const ON_DEMAND: [&str; 14] = [
    "draw",
    "unit",
    "period",
    "year",
    "plan",
    "item-names",
    "group",
    "town",
    "object",
    "task-name",
    "penalty",
    "penalty-date",
    "fine",
    BLANK,
];

/// What an office wants of the tables.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReportConfig {
    /// 填报单位; empty: the bureau's name.
    pub unit: String,
    /// Columns of the summary table, in their order; empty: all but those on demand.
    pub summary: Vec<ReportColumn>,
    /// Columns of the plan table.
    pub plan: Vec<ReportColumn>,
    /// Columns of the result table.
    pub results: Vec<ReportColumn>,
}

/// A column the office wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportColumn {
    /// One of the columns there are.
    pub column: String,
    /// What the office calls it; none: its usual heading.
    pub heading: Option<String>,
}
