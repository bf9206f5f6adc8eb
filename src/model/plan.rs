//! Items, laws and the annual plan: what may be inspected, on which basis, how often. In and out: plain data.

use super::{Cycle, Day, ItemId, TaskId, Time};
use serde::{Deserialize, Serialize};

/// One of the five classes of objects (四(三)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// 一般排污单位.
    General,
    /// 重点排污单位.
    Key,
    /// 特殊监管对象, derived from events and never typed.
    Special,
    /// 在建工程建设项目.
    Project,
    /// 联合抽查对象.
    Joint,
}

impl Class {
    /// All five, in the order of the plan.
    pub const ALL: [Self; 5] = [Self::General, Self::Key, Self::Special, Self::Project, Self::Joint];

    /// The word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Key => "key",
            Self::Special => "special",
            Self::Project => "project",
            Self::Joint => "joint",
        }
    }

    /// From the word used in files.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }

    /// The plan's own Chinese name.
    pub fn zh(self) -> &'static str {
        match self {
            Self::General => "一般排污单位",
            Self::Key => "重点排污单位",
            Self::Special => "特殊监管对象",
            Self::Project => "在建工程建设项目",
            Self::Joint => "联合抽查对象",
        }
    }

    /// Least rate the plan's source allows, in basis points of the whole class per cycle (R22–R26).
    pub fn floor_rate(self) -> u32 {
        match self {
            Self::General => 500,
            Self::Key => 2500,
            Self::Special => 3000,
            Self::Project | Self::Joint => 10_000,
        }
    }
}

/// A law with its validity (domain.md 2.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Law {
    /// Name without 《》.
    pub name: String,
    /// The article, or empty for the whole law.
    pub article: String,
    /// First day in force, if known.
    pub valid_from: Option<Day>,
    /// Last day in force, none while in force.
    pub valid_to: Option<Day>,
    /// The law that took its place.
    pub replaced_by: Option<String>,
    /// Where this is known from.
    pub source: String,
}

/// 重点检查事项 or 一般检查事项 (R33; not the class of an object).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// 重点检查事项.
    Major,
    /// 一般检查事项.
    Minor,
}

/// 现场检查 or 书面检查.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// 现场检查.
    Site,
    /// 书面检查.
    Paper,
}

/// A legal basis as cited by an item: 《law》article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Basis {
    /// Name without 《》.
    pub law: String,
    /// e.g. 第二十四条; may be empty.
    pub article: String,
}

/// 抽查事项: a row of the item list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Number as printed.
    pub id: ItemId,
    /// 抽查类别.
    pub category: String,
    /// 抽查事项.
    pub name: String,
    /// 检查对象, as printed.
    pub scope: String,
    /// 事项类别.
    pub kind: ItemKind,
    /// 检查方式, at least one.
    pub methods: Vec<Method>,
    /// 检查主体.
    pub body: String,
    /// 检查依据; empty means no legal basis (R1).
    pub bases: Vec<Basis>,
    /// Words of 适用: an object to which one of these applies must be asked about this item (R8). A word is a class
    /// (`key`) or an element tag of the object (`sewage-plant`).
    pub applies: Vec<String>,
    /// Reference in the upper list; none is warned about (R7).
    pub upstream: Option<String>,
    /// Marked as an example awaiting the city's list.
    pub example: bool,
    /// First day in the list.
    pub valid_from: Day,
    /// Last day in the list.
    pub valid_to: Option<Day>,
    /// Why it left the list, published (R10).
    pub removal_reason: Option<String>,
}

/// 定向 or 不定向.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaskKind {
    /// 定向: a condition narrows the range.
    Directed,
    /// 不定向.
    Undirected,
}

/// 抽查任务: a row of the plan (R9 and domain.md 3.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// 任务编号.
    pub id: TaskId,
    /// 任务名称.
    pub name: String,
    /// 抽查类型.
    pub kind: TaskKind,
    /// 抽查事项编号.
    pub items: Vec<ItemId>,
    /// 类别.
    pub class: super::Class,
    /// 对象范围 in words.
    pub scope: String,
    /// A named group of objects for a task of higher rate (element tag), else the whole class.
    pub group: Option<String>,
    /// 抽查基数 as planned; the real one is in each draw.
    pub base: Option<u32>,
    /// 抽查比例 in basis points of the whole class per cycle.
    pub rate: u32,
    /// 抽取数量 as planned.
    pub count: Option<u32>,
    /// 周期.
    pub cycle: Cycle,
    /// 抽取时间 in words.
    pub draw_time: String,
    /// 检查时间 in words.
    pub visit_time: String,
    /// 检查方式.
    pub methods: Vec<Method>,
    /// 发起主体.
    pub initiator: String,
    /// 指导单位.
    pub guide: String,
    /// 配合部门.
    pub partner: Option<String>,
    /// 检查依据 in words.
    pub basis: String,
    /// 信用风险要求.
    pub credit: String,
    /// 备注.
    pub note: Option<String>,
}

/// What the plan does, once for all, with objects a superior body has checked clean this year (R30).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SuperiorPolicy {
    /// All such objects are excluded.
    Exclude,
    /// None is.
    Include,
}

/// A numbered version of a year's plan (R12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// The year.
    pub year: i32,
    /// From 1.
    pub version: u32,
    /// Title.
    pub title: String,
    /// Document number (文号).
    pub document: String,
    /// 印发日.
    pub issued: Day,
    /// 公开时间, none while unpublished.
    pub published_at: Option<Time>,
    /// Why this version was made; needed from version 2 on.
    pub note: Option<String>,
    /// R30.
    pub superior_checked: SuperiorPolicy,
    /// Items of last year's plan that are missing on purpose, with the published reason (R10).
    pub removed_items: Vec<(ItemId, String)>,
    /// Its tasks in the order of the table.
    pub tasks: Vec<Task>,
}

impl Plan {
    /// `data/plans/YYYY-vN.csv`, the record a commitment names (protocol section 10).
    pub fn record_path(&self) -> String {
        format!("data/plans/{}-v{}.csv", self.year, self.version)
    }
}
