//! Which tables there are: group, columns, parts, rows. The first columns of `plans`, `results` and `exempt` are read by
//! checkers (protocol section 10).

use super::{draws, plans, registry, results};
use crate::model::Period;
use crate::render::Context;
use crate::render::table::Kind::{Day, Hash, Integer, List, Minute, Text};
use crate::render::table::{Column, Kind};
use crate::site::Site;

/// A part of a group that is a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The whole group.
    All,
    /// One year.
    Year(i32),
    /// A version of a year's plan.
    Plan(i32, u32),
    /// One quarter.
    Quarter(Period),
}

impl Part {
    /// Path below `data/`, without the ending.
    pub(super) fn path(self, group: &str) -> String {
        match self {
            Self::All => group.to_owned(),
            part => format!("{group}/{}", part.sheet(group)),
        }
    }

    /// Name of the sheet.
    pub(super) fn sheet(self, group: &str) -> String {
        match self {
            Self::All => group.to_owned(),
            Self::Year(year) => format!("{year:04}"),
            Self::Plan(year, version) => format!("{year}-v{version}"),
            Self::Quarter(period) => period.to_string(),
        }
    }
}

/// A group of tables with the same columns.
pub(super) struct Spec {
    /// Name below `data/`, key below `data.table.`.
    pub(super) group: &'static str,
    /// Columns.
    pub(super) columns: &'static [Column],
    /// English names of the columns that together are unique; none where rows may repeat.
    pub(super) key: &'static [&'static str],
    /// Its files.
    pub(super) parts: fn(&Site) -> Vec<Part>,
    /// The rows of a part.
    pub(super) rows: fn(&Context<'_>, Part) -> Vec<Vec<String>>,
}

impl Spec {
    /// Title in the site's language.
    pub(super) fn title(&self, context: &Context<'_>) -> String {
        context.words.get(&format!("data.table.{}.title", self.group))
    }

    /// What the table holds, in a sentence.
    pub(super) fn about(&self, context: &Context<'_>) -> String {
        context.words.get(&format!("data.table.{}.about", self.group))
    }

    /// What a column means: the table's own sentence if it has one, else the one all tables share.
    pub(super) fn meaning(&self, context: &Context<'_>, column: &Column) -> String {
        let own = format!("data.column-of.{}.{}", self.group, column.name);
        if context.words.has(&own) {
            context.words.get(&own)
        } else {
            context.words.get(&format!("data.column.{}", column.name))
        }
    }
}

fn whole(_site: &Site) -> Vec<Part> {
    vec![Part::All]
}

const fn c(zh: &'static str, name: &'static str, kind: Kind) -> Column {
    Column::new(zh, name, kind)
}

const DRAW: Column = c("抽取编号", "draw", Text);
const OBJECT: Column = c("对象编号", "object", Text);
const NAME: Column = c("主体名称", "name", Text);
const ID: Column = c("编号", "id", Text);
const VISITED: Column = c("检查日期", "visited", Day);
const DETERMINED: Column = c("认定日期", "determined", Day);
const PUBLISHED: Column = c("公开时间", "published", Minute);
const RESULT: Column = c("检查结果", "result", Text);
const WITHHELD: Column = c("不公开理由", "withheld", Text);
const METHOD: Column = c("检查方式", "method", Text);
const DOCUMENT: Column = c("文号", "document", Text);
const RECORDED: Column = c("录入时间", "recorded", Minute);
const REASON: Column = c("理由", "reason", Text);
const CLASS: Column = c("类别", "class", Text);
const PERIOD: Column = c("期间", "period", Text);
const TASK: Column = c("任务编号", "task", Text);
const RATE: Column = c("比例", "rate", Integer);

/// Every group, in the order of the overview.
pub(super) const SPECS: [Spec; 22] = [
    Spec {
        group: "results",
        columns: &[
            DRAW,
            OBJECT,
            VISITED,
            DETERMINED,
            PUBLISHED,
            RESULT,
            WITHHELD,
            NAME,
            METHOD,
            c("检查机关", "agency", Text),
            c("处罚决定书文号", "penalty", Text),
            c("处罚决定日期", "penalty_date", Day),
            c("罚款额", "fine", Integer),
            c("直接委派", "direct", Text),
        ],
        key: &["draw", "object"],
        parts: results::result_years,
        rows: results::results,
    },
    Spec {
        group: "answers",
        columns: &[DRAW, OBJECT, c("事项编号", "item", Text), c("结论", "answer", Text)],
        key: &["draw", "object", "item"],
        parts: results::answer_years,
        rows: results::answers,
    },
    Spec {
        group: "documents",
        columns: &[
            DRAW,
            OBJECT,
            c("现场检查表", "form", Text),
            c("企业签字", "signed", Text),
            c("现场检查笔录", "record", Text),
            c("询问笔录", "inquiry", Text),
        ],
        key: &["draw", "object"],
        parts: whole,
        rows: results::documents,
    },
    Spec {
        group: "followups",
        columns: &[DRAW, OBJECT, c("日期", "date", Day), c("状态", "state", Text), c("说明", "note", Text), PUBLISHED],
        key: &[],
        parts: whole,
        rows: results::followups,
    },
    Spec {
        group: "corrections",
        columns: &[
            DRAW,
            OBJECT,
            c("字段", "field", Text),
            c("原值", "old", Text),
            c("新值", "new", Text),
            REASON,
            PUBLISHED,
        ],
        key: &[],
        parts: whole,
        rows: results::corrections,
    },
    Spec {
        group: "exempt",
        columns: &[
            OBJECT,
            VISITED,
            c("不适用情形", "ground", Integer),
            ID,
            NAME,
            REASON,
            METHOD,
            DETERMINED,
            PUBLISHED,
            RESULT,
            WITHHELD,
        ],
        key: &["id"],
        parts: results::exempt_years,
        rows: results::exempt,
    },
    Spec {
        group: "draws",
        columns: &[
            DRAW,
            TASK,
            CLASS,
            PERIOD,
            RATE,
            c("状态", "state", Text),
            c("计划记录", "plan", Text),
            c("可抽对象数", "roster", Integer),
            c("不可抽对象数", "excluded", Integer),
            c("应抽数", "quota", Integer),
            c("实抽数", "drawn", Integer),
            c("承诺时间", "committed", Minute),
            c("封存时间", "sealed", Minute),
            c("揭示或终止时间", "ended", Minute),
            c("最迟揭示日", "reveal_by", Day),
            c("承诺摘要", "commit", Hash),
            c("种子摘要", "seed", Hash),
            c("树根", "tree_root", Hash),
            c("公共随机值", "beacons", List),
            c("替代", "replaces", Text),
            c("终止原因", "because", Text),
        ],
        key: &["draw"],
        parts: whole,
        rows: draws::draws,
    },
    Spec {
        group: "drawn",
        columns: &[
            DRAW,
            OBJECT,
            NAME,
            CLASS,
            PERIOD,
            c("层", "stratum", Text),
            c("名次", "rank", Integer),
            c("票号", "ticket", Hash),
            c("抽取的检查人员", "team", List),
            c("实际检查人员", "final_team", List),
        ],
        key: &["draw", "object"],
        parts: whole,
        rows: draws::drawn,
    },
    Spec {
        group: "ledger",
        columns: &[
            DRAW,
            c("实抽数", "drawn", Integer),
            c("已公开数", "published", Integer),
            c("待公开数", "pending", Integer),
            c("不公开数", "withheld", Integer),
            c("封存数", "sealed", Integer),
        ],
        key: &["draw"],
        parts: whole,
        rows: draws::ledger,
    },
    Spec { group: "plans", columns: plans::TASK_COLUMNS, key: &["task"], parts: plans::versions, rows: plans::tasks },
    Spec {
        group: "items",
        columns: &[
            ID,
            c("抽查类别", "category", Text),
            c("抽查事项", "item", Text),
            c("检查对象", "scope", Text),
            c("事项类别", "kind", Text),
            c("检查方式", "methods", List),
            c("检查主体", "body", Text),
            c("检查依据", "bases", List),
            c("适用", "applies", List),
            c("上级清单编号", "upstream", Text),
            c("示例", "example", Text),
            c("列入日期", "valid_from", Day),
            c("移出日期", "valid_to", Day),
            c("移出理由", "removal_reason", Text),
        ],
        key: &[],
        parts: whole,
        rows: plans::items,
    },
    Spec {
        group: "laws",
        columns: &[
            c("法律名称", "law", Text),
            c("条款", "article", Text),
            c("施行日期", "valid_from", Day),
            c("失效日期", "valid_to", Day),
            c("被何替代", "replaced_by", Text),
            c("来源", "source", Text),
        ],
        key: &[],
        parts: whole,
        rows: plans::laws,
    },
    Spec {
        group: "objects",
        columns: &[
            ID,
            NAME,
            c("统一社会信用代码", "code", Text),
            c("排污许可证编号", "permit", Text),
            c("乡镇", "town", Text),
            c("类别", "classes", List),
            c("要素标签", "elements", List),
            c("专业要求", "tag", Text),
            c("污染源", "source", Text),
            c("检查时限", "deadline", Text),
            c("状态", "status", Text),
            c("入库日期", "registered", Day),
        ],
        key: &["id"],
        parts: whole,
        rows: registry::objects,
    },
    Spec {
        group: "inspectors",
        columns: &[
            c("执法证号", "inspector", Text),
            c("姓名", "person", Text),
            c("所属部门", "department", Text),
            c("岗位", "post", Text),
            c("业务专长", "tags", List),
            c("执法证有效期至", "valid_to", Day),
            c("在岗", "available", Text),
            c("入库日期", "registered", Day),
        ],
        key: &["inspector"],
        parts: whole,
        rows: registry::inspectors,
    },
    Spec {
        group: "changes",
        columns: &[
            c("日期", "date", Day),
            c("录入日期", "entered", Day),
            c("变更对象", "subject", Text),
            c("字段", "field", Text),
            c("原值", "old", Text),
            c("新值", "new", Text),
            REASON,
            c("依据", "evidence", Text),
        ],
        key: &[],
        parts: whole,
        rows: registry::changes,
    },
    Spec {
        group: "special",
        columns: &[OBJECT, NAME, c("情形", "case", Text), c("决定日期", "decided", Day), DOCUMENT, RECORDED],
        key: &[],
        parts: registry::special_quarters,
        rows: registry::special,
    },
    Spec {
        group: "superior",
        columns: &[OBJECT, c("上级机关", "body", Text), c("日期", "date", Day), DOCUMENT, RESULT, RECORDED],
        key: &[],
        parts: whole,
        rows: registry::superior,
    },
    Spec {
        group: "findings",
        columns: &[
            c("规则", "rule", Text),
            c("事由对象", "subject", Text),
            c("情况", "finding", Text),
            c("期限", "due", Day),
            c("完成日期", "done", Day),
            REASON,
        ],
        key: &[],
        parts: whole,
        rows: results::findings,
    },
    Spec {
        group: "reasons",
        columns: &[c("规则", "rule", Text), c("事由对象", "subject", Text), REASON, PUBLISHED],
        key: &[],
        parts: whole,
        rows: results::reasons,
    },
    Spec {
        group: "replies",
        columns: &[OBJECT, DRAW, c("内容", "text", Text), PUBLISHED],
        key: &[],
        parts: whole,
        rows: results::replies,
    },
    Spec {
        group: "pushes",
        columns: &[c("类别", "push", Text), c("内容", "subject", Text), c("日期", "date", Day)],
        key: &[],
        parts: whole,
        rows: results::pushes,
    },
    Spec {
        group: "calendar",
        columns: &[c("日期", "date", Day), c("类型", "day_kind", Text), c("名称", "day_name", Text)],
        key: &["date"],
        parts: whole,
        rows: plans::calendar,
    },
];
