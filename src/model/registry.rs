//! 两库: objects and inspectors, and the dated events that change them. In and out: plain data.

use super::{Class, Day, InspectorId, ObjectId, Period, Tag, Time};
use serde::{Deserialize, Serialize};

/// Whether an object can be visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// 正常.
    Active,
    /// 停产停工.
    Suspended,
    /// 已注销关闭.
    Closed,
}

/// 检查对象: a row of the registry (R15–R17). `Special` never stands in `classes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Object {
    /// 对象编号.
    pub id: ObjectId,
    /// 主体名称.
    pub name: String,
    /// 统一社会信用代码, if it has one.
    pub code: Option<String>,
    /// 排污许可证编号.
    pub permit: Option<String>,
    /// 乡镇.
    pub town: String,
    /// 单位地址; published to the township only.
    pub address: String,
    /// Whether 法定代表人 was filled in; the name itself is not kept (domain.md 7.2).
    pub has_representative: bool,
    /// 类别, sorted, unique.
    pub classes: Vec<Class>,
    /// 要素标签, sorted: which items apply (R8).
    pub elements: Vec<String>,
    /// The speciality an inspector needs.
    pub tag: Option<Tag>,
    /// The pollution source the twice-a-year limit counts by (R28): its own id unless several objects share one.
    pub source: String,
    /// 检查时限 of a project: the quarter of its deadline (R25).
    pub deadline: Option<Period>,
    /// 状态.
    pub status: Status,
    /// 入库日期.
    pub registered: Day,
}

/// 检查人员 (R18, R19). The 身份证号 is never read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inspector {
    /// 执法证号.
    pub id: InspectorId,
    /// 姓名.
    pub name: String,
    /// 所属部门 (the bureau, or the partner department).
    pub department: String,
    /// 岗位.
    pub post: String,
    /// 业务专长, sorted.
    pub tags: Vec<Tag>,
    /// 执法证有效期至.
    pub valid_to: Day,
    /// Whether on duty; leave and departures are `changes` events.
    pub available: bool,
    /// 入库日期.
    pub registered: Day,
}

/// 辅助检查人员 (R21): never counts towards the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Auxiliary {
    /// Number in the auxiliary registry.
    pub id: String,
    /// 姓名或机构.
    pub name: String,
    /// 所属机构.
    pub organisation: String,
    /// 专长.
    pub expertise: String,
}

/// A pair that may not meet (回避). Published only with a reveal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Recusal {
    /// The object.
    pub object: ObjectId,
    /// The inspector.
    pub inspector: InspectorId,
    /// Ground code: `relative`, `interest`, `former-staff`, `requested`, `other`.
    pub ground: String,
    /// First day of effect.
    pub from: Day,
}

/// A change of a registry as a dated event with its reason (R16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Day of effect.
    pub date: Day,
    /// Day it was entered.
    pub recorded: Day,
    /// Id of an object or inspector.
    pub subject: String,
    /// Column heading (English name) that changed, or `added`, `removed`.
    pub field: String,
    /// Old value.
    pub old: String,
    /// New value.
    pub new: String,
    /// Why.
    pub reason: String,
    /// Document number.
    pub evidence: String,
}

/// A check by a superior body (R30); valid for exclusion only with all five facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuperiorCheck {
    /// The object.
    pub object: ObjectId,
    /// 上级机关.
    pub body: String,
    /// 检查日期.
    pub date: Day,
    /// 文号.
    pub document: String,
    /// 结果, `未发现问题` or other text.
    pub result: String,
    /// When it was recorded.
    pub recorded: Time,
}

/// Why an object is on the special list (四(五)3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpecialKind {
    /// 挂牌督办.
    Supervised,
    /// 因超标排放被通报.
    Exceedance,
    /// 行政处罚.
    Penalty,
    /// 群众举报查实.
    Complaint,
}

/// An event that makes an object special in the next quarter (R29).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpecialEvent {
    /// The object.
    pub object: ObjectId,
    /// Which of the four.
    pub kind: SpecialKind,
    /// 决定日期.
    pub decided: Day,
    /// 文号.
    pub document: String,
    /// When it was recorded.
    pub recorded: Time,
}
