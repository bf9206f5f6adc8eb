//! 检查结果 and everything that follows a visit. In and out: plain data.

use super::{Day, DrawId, ItemId, Method, ObjectId, Time};
use serde::{Deserialize, Serialize};

/// The five phrases of 四(七), and phrases the configuration adds (R39 has a 等).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub enum Phrase {
    /// 未发现问题.
    Clean,
    /// 发现问题已责令整改.
    Ordered,
    /// 发现问题已立案调查.
    Filed,
    /// 不配合检查情节严重.
    Uncooperative,
    /// 未发现开展本次抽查涉及的经营活动.
    Inactive,
    /// A configured phrase.
    Other(String),
}

impl Phrase {
    /// The five, in the order of the plan.
    pub const FIVE: [Self; 5] = [Self::Clean, Self::Ordered, Self::Filed, Self::Uncooperative, Self::Inactive];

    /// The plan's own words.
    pub fn zh(&self) -> &str {
        match self {
            Self::Clean => "未发现问题",
            Self::Ordered => "发现问题已责令整改",
            Self::Filed => "发现问题已立案调查",
            Self::Uncooperative => "不配合检查情节严重",
            Self::Inactive => "未发现开展本次抽查涉及的经营活动",
            Self::Other(text) => text,
        }
    }

    /// Exact match against the five and the configured phrases; nothing is normalised silently.
    pub fn parse(text: &str, configured: &[String]) -> Option<Self> {
        Self::FIVE
            .into_iter()
            .find(|phrase| phrase.zh() == text)
            .or_else(|| configured.iter().any(|p| p == text).then(|| Self::Other(text.to_owned())))
    }

    /// Whether the visit found a violation (R29, R35).
    pub fn is_problem(&self) -> bool {
        matches!(self, Self::Ordered | Self::Filed | Self::Uncooperative)
    }
}

impl From<Phrase> for String {
    fn from(phrase: Phrase) -> String {
        phrase.zh().to_owned()
    }
}

/// 不公开理由 (R38).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withheld {
    /// 国家秘密.
    StateSecret,
    /// 商业秘密.
    TradeSecret,
    /// 个人隐私.
    Privacy,
}

impl Withheld {
    /// Word used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StateSecret => "state-secret",
            Self::TradeSecret => "trade-secret",
            Self::Privacy => "privacy",
        }
    }

    /// The plan's own words.
    pub fn zh(self) -> &'static str {
        match self {
            Self::StateSecret => "国家秘密",
            Self::TradeSecret => "商业秘密",
            Self::Privacy => "个人隐私",
        }
    }
}

/// A row of `results/YYYY.csv`: the visit a draw led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Visit {
    /// 抽取编号.
    pub draw: DrawId,
    /// 对象编号.
    pub object: ObjectId,
    /// 检查日期, none while not yet visited.
    pub visited: Option<Day>,
    /// 检查方式.
    pub method: Option<Method>,
    /// 认定日期.
    pub determined: Option<Day>,
    /// 公开时间.
    pub published_at: Option<Time>,
    /// 检查结果.
    pub result: Option<Phrase>,
    /// 不公开理由: the row stays, the result does not.
    pub withheld: Option<Withheld>,
    /// 检查机关.
    pub agency: String,
    /// 处罚决定书文号 (R40).
    pub penalty: Option<String>,
    /// 处罚决定日期.
    pub penalty_date: Option<Day>,
    /// 罚款额 in yuan.
    pub fine: Option<u32>,
    /// Handed over to 司法机关 or another department (R46), published as counts only.
    pub transferred: Option<String>,
    /// 直接委派 and other overrides are in `reasons.csv`; this flag marks the assignment.
    pub direct: bool,
}

/// An answer to one item on one visit (R8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemAnswer {
    /// 抽取编号.
    pub draw: DrawId,
    /// 对象编号.
    pub object: ObjectId,
    /// 抽查事项编号.
    pub item: ItemId,
    /// `未发现问题`, `发现问题` or `不涉及`.
    pub answer: String,
}

/// Which papers a visit made (R34, R35).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Documents {
    /// 抽取编号.
    pub draw: DrawId,
    /// 对象编号.
    pub object: ObjectId,
    /// 现场检查表.
    pub form: bool,
    /// 企业签字.
    pub signed: bool,
    /// 现场检查笔录.
    pub record: bool,
    /// 询问笔录.
    pub inquiry: bool,
}

/// A step of follow-up (R41).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FollowUp {
    /// 抽取编号.
    pub draw: DrawId,
    /// 对象编号.
    pub object: ObjectId,
    /// Day.
    pub date: Day,
    /// `整改中`, `已整改`, `已结案`.
    pub state: String,
    /// Short remark.
    pub note: Option<String>,
    /// 公开时间.
    pub published_at: Time,
}

/// A published correction (更正说明).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// 抽取编号.
    pub draw: DrawId,
    /// 对象编号.
    pub object: ObjectId,
    /// Column name.
    pub field: String,
    /// Old value.
    pub old: String,
    /// New value.
    pub new: String,
    /// Why.
    pub reason: String,
    /// 公开时间.
    pub published_at: Time,
}

/// A visit outside the draw, on one of nine grounds (R2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExemptVisit {
    /// Its own number.
    pub id: String,
    /// 对象编号.
    pub object: ObjectId,
    /// 检查日期.
    pub visited: Day,
    /// 1 to 9.
    pub ground: u8,
    /// Written reason; needed for ground 9.
    pub reason: Option<String>,
    /// 检查方式.
    pub method: Method,
    /// 认定日期.
    pub determined: Option<Day>,
    /// 公开时间.
    pub published_at: Option<Time>,
    /// 检查结果.
    pub result: Option<Phrase>,
    /// 不公开理由.
    pub withheld: Option<Withheld>,
}

/// The object's own word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reply {
    /// 对象编号.
    pub object: ObjectId,
    /// 抽取编号, or none for a general word.
    pub draw: Option<DrawId>,
    /// Text as published.
    pub text: String,
    /// 公开时间.
    pub published_at: Time,
}

/// The bureau's reason for being late or for an override of a 原则上 rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Rule number, e.g. `R13`.
    pub rule: String,
    /// What it is about: a plan (`2026-v1`), a draw, or `DRAW/OBJECT`.
    pub subject: String,
    /// Text as published.
    pub text: String,
    /// 公开时间.
    pub published_at: Time,
}

/// An archive that was made, a row of `archives.csv` beside `content/` (R44).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Archive {
    /// The round or year, as [`super::Period`] writes it.
    pub round: String,
    /// Where it was put: a path, below the bureau's folder if relative.
    pub file: String,
    /// Its size.
    pub bytes: u32,
    /// Its SHA-256 in hex.
    pub sha256: String,
    /// The day it was made.
    pub made: Day,
    /// The last day on which it must be there.
    pub keep_until: Day,
}

/// What went to the provincial platform, when (R4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Push {
    /// Kind of data: `plan`, `registry`, `results`.
    pub kind: String,
    /// What, e.g. a draw or plan version.
    pub subject: String,
    /// Day.
    pub date: Day,
}
