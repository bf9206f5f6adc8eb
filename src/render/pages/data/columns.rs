//! The columns of every table. The first columns of `RESULTS` and `EXEMPT` are read by checkers (protocol section 10). What may be
//! empty, which words may stand there and what refers to what is what `load` and `check` let through, not what the demonstration
//! happens to hold.

use crate::render::table::Kind::{self, Day, Hash, Integer, List, Minute, Text};
use crate::render::table::{Column, Holder, Unit};

const fn c(zh: &'static str, name: &'static str, kind: Kind) -> Column {
    Column::new(zh, name, kind)
}

/// 是 and 否.
const FLAG: &[&str] = &["是", "否"];
/// Classes of objects.
const CLASSES: &[&str] = &["general", "key", "special", "project", "joint"];
/// A quarter or a year.
const PERIODS: &str = "[0-9]{4}(q[1-4])?";
/// A quarter.
const QUARTERS: &str = "[0-9]{4}q[1-4]";
/// A word of the program: draws, tasks, items, tags.
const WORD: &str = "[a-z0-9][a-z0-9-]*";
/// A credit code.
const CODE: &str = "[0-9A-Z]{18}";
/// A file of a draw.
const COMMIT: &str = "draws/DRAW/commit.txt";
const SEAL: &str = "draws/DRAW/seal.txt";
const RESULT_FILE: &str = "draws/DRAW/result.csv";
const TIMES: &str = "times.toml";
const OBJECTS_FILE: &str = "registry/objects.csv";

const DRAW: Column = c("抽取编号", "draw", Text).like(WORD).to("draws", "draw");
const OBJECT: Column = c("对象编号", "object", Text).to("objects", "id").names(Holder::Firm);
const NAME: Column = c("主体名称", "name", Text).from(OBJECTS_FILE).names(Holder::Firm);
const ID: Column = c("编号", "id", Text);
const VISITED: Column = c("检查日期", "visited", Day);
const DETERMINED: Column = c("认定日期", "determined", Day).or_empty();
const PUBLISHED: Column = c("公开时间", "published", Minute);
const RESULT: Column = c("检查结果", "result", Text);
const WITHHELD: Column = c("不公开理由", "withheld", Text).of(&["国家秘密", "商业秘密", "个人隐私"]).or_empty();
const METHOD: Column = c("检查方式", "method", Text).of(&["现场检查", "书面检查"]);
const DOCUMENT: Column = c("文号", "document", Text);
const RECORDED: Column = c("录入时间", "recorded", Minute);
const REASON: Column = c("理由", "reason", Text).names(Holder::Words);
const CLASS: Column = c("类别", "class", Text).of(CLASSES);
const PERIOD: Column = c("期间", "period", Text).like(PERIODS);
const TASK: Column = c("任务编号", "task", Text).like(WORD);
const RATE: Column = c("比例", "rate", Integer).in_unit(Unit::BasisPoint);

/// A number of objects.
const fn count(zh: &'static str, name: &'static str) -> Column {
    c(zh, name, Integer).in_unit(Unit::Objects)
}

pub(super) const RESULTS: &[Column] = &[
    DRAW.from(RESULT_FILE),
    OBJECT.from(RESULT_FILE),
    VISITED.or_empty(),
    DETERMINED,
    PUBLISHED.or_empty(),
    RESULT.or_empty(),
    WITHHELD,
    NAME,
    METHOD.or_empty(),
    c("检查机关", "agency", Text).or_empty(),
    c("处罚决定书文号", "penalty", Text).or_empty(),
    c("处罚决定日期", "penalty_date", Day).or_empty(),
    c("罚款额", "fine", Integer).in_unit(Unit::Yuan).or_empty(),
    c("直接委派", "direct", Text).of(FLAG).or_empty(),
];

pub(super) const ANSWERS: &[Column] = &[
    DRAW,
    OBJECT,
    c("事项编号", "item", Text).like(WORD).to("items", "id"),
    c("结论", "answer", Text).of(&["未发现问题", "发现问题", "不涉及"]),
];

pub(super) const DOCUMENTS: &[Column] = &[
    DRAW,
    OBJECT,
    c("现场检查表", "form", Text).of(FLAG),
    c("企业签字", "signed", Text).of(FLAG),
    c("现场检查笔录", "record", Text).of(FLAG),
    c("询问笔录", "inquiry", Text).of(FLAG),
];

pub(super) const FOLLOWUPS: &[Column] = &[
    DRAW,
    OBJECT,
    c("日期", "date", Day),
    c("状态", "state", Text).of(&["整改中", "已整改", "已结案"]),
    c("说明", "note", Text).or_empty().names(Holder::Words),
    PUBLISHED,
];

pub(super) const CORRECTIONS: &[Column] = &[
    DRAW,
    OBJECT,
    c("字段", "field", Text),
    c("原值", "old", Text).or_empty().names(Holder::Words),
    c("新值", "new", Text).or_empty().names(Holder::Words),
    REASON,
    PUBLISHED,
];

pub(super) const EXEMPT: &[Column] = &[
    OBJECT,
    VISITED,
    c("不适用情形", "ground", Integer).of(&["1", "2", "3", "4", "5", "6", "7", "8", "9"]),
    ID,
    NAME,
    REASON.or_empty(),
    METHOD,
    DETERMINED,
    PUBLISHED.or_empty(),
    RESULT.or_empty(),
    WITHHELD,
];

pub(super) const DRAWS: &[Column] = &[
    c("抽取编号", "draw", Text).like(WORD),
    TASK.to("plans", "task"),
    CLASS,
    PERIOD,
    RATE,
    c("状态", "state", Text).of(&["committed", "sealed", "revealed", "void", "void-unopened", "lost", "shortfall"]),
    c("计划记录", "plan", Text).like("data/plans/[0-9]{4}-v[0-9]+\\.csv"),
    count("可抽对象数", "roster").from("draws/DRAW/roster.csv"),
    count("不可抽对象数", "excluded").from("draws/DRAW/excluded.csv"),
    count("应抽数", "quota"),
    count("实抽数", "drawn").from(SEAL),
    c("承诺时间", "committed", Minute).or_empty().from(TIMES),
    c("封存时间", "sealed", Minute).or_empty().from(TIMES),
    c("揭示或终止时间", "ended", Minute).or_empty().from(TIMES),
    c("最迟揭示日", "reveal_by", Day).or_empty(),
    c("承诺摘要", "commit", Hash).or_empty(),
    c("种子摘要", "seed", Hash).or_empty().from("draws/DRAW/seed.txt"),
    c("树根", "tree_root", Hash).or_empty().from(SEAL),
    c("公共随机值", "beacons", List).or_empty().from(SEAL),
    c("替代", "replaces", Text).like(WORD).or_empty().to("draws", "draw"),
    c("终止原因", "because", Text).or_empty().from("draws/DRAW/void.txt; draws/DRAW/lost.txt"),
];

pub(super) const DRAWN: &[Column] = &[
    DRAW,
    OBJECT,
    c("主体名称", "name", Text).from("draws/DRAW/roster.csv").names(Holder::Firm),
    CLASS.from(COMMIT),
    PERIOD.from(COMMIT),
    c("层", "stratum", Text).like(WORD),
    c("名次", "rank", Integer).in_unit(Unit::Place),
    c("票号", "ticket", Hash).or_empty(),
    c("抽取的检查人员", "team", List)
        .to("inspectors", "inspector")
        .from("draws/DRAW/assign.csv")
        .names(Holder::Certificate),
    c("实际检查人员", "final_team", List)
        .or_empty()
        .to("inspectors", "inspector")
        .from("draws/DRAW/substitutions.csv")
        .names(Holder::Certificate),
];

pub(super) const LEDGER: &[Column] = &[
    DRAW,
    count("实抽数", "drawn"),
    count("已公开数", "published"),
    count("待公开数", "pending"),
    count("不公开数", "withheld"),
    count("封存数", "sealed"),
];

/// The columns of a plan record, in the order of `site::plan_record`.
pub(super) const PLANS: &[Column] = &[
    TASK,
    CLASS,
    c("周期", "cycle", Text).of(&["quarter", "year"]),
    RATE,
    c("任务名称", "name", Text),
    c("抽查类型", "kind", Text).of(&["定向", "不定向"]),
    c("抽查事项", "items", List).to("items", "id"),
    c("对象范围", "scope", Text),
    c("对象组", "group", Text).or_empty(),
    count("抽查基数", "base").or_empty(),
    count("抽取数量", "count").or_empty(),
    c("抽取时间", "draw_time", Text),
    c("检查时间", "visit_time", Text),
    c("检查方式", "methods", List),
    c("发起主体", "initiator", Text),
    c("指导单位", "guide", Text),
    c("配合部门", "partner", Text).or_empty(),
    c("检查依据", "basis", Text),
    c("信用风险要求", "credit", Text),
    c("备注", "note", Text).or_empty().names(Holder::Words),
];

pub(super) const ITEMS: &[Column] = &[
    c("编号", "id", Text).like(WORD),
    c("抽查类别", "category", Text),
    c("抽查事项", "item", Text),
    c("检查对象", "scope", Text),
    c("事项类别", "kind", Text).of(&["重点检查事项", "一般检查事项"]),
    c("检查方式", "methods", List),
    c("检查主体", "body", Text),
    c("检查依据", "bases", List).or_empty(),
    c("适用", "applies", List),
    c("上级清单编号", "upstream", Text).or_empty(),
    c("示例", "example", Text).of(FLAG),
    c("列入日期", "valid_from", Day),
    c("移出日期", "valid_to", Day).or_empty(),
    c("移出理由", "removal_reason", Text).or_empty(),
];

pub(super) const LAWS: &[Column] = &[
    c("法律名称", "law", Text),
    c("条款", "article", Text).or_empty(),
    c("施行日期", "valid_from", Day).or_empty(),
    c("失效日期", "valid_to", Day).or_empty(),
    c("被何替代", "replaced_by", Text).or_empty(),
    c("来源", "source", Text),
];

pub(super) const OBJECTS: &[Column] = &[
    ID.names(Holder::Firm),
    c("主体名称", "name", Text).names(Holder::Firm),
    c("统一社会信用代码", "code", Text).like(CODE).or_empty().names(Holder::Firm),
    c("排污许可证编号", "permit", Text).or_empty().names(Holder::Firm),
    c("乡镇", "town", Text),
    c("类别", "classes", List).or_empty(),
    c("要素标签", "elements", List).or_empty(),
    c("专业要求", "tag", Text).like(WORD).or_empty(),
    c("污染源", "source", Text),
    c("检查时限", "deadline", Text).like(QUARTERS).or_empty(),
    c("状态", "status", Text).of(&["正常", "停产", "关闭"]),
    c("入库日期", "registered", Day),
];

pub(super) const INSPECTORS: &[Column] = &[
    c("执法证号", "inspector", Text).names(Holder::Certificate),
    c("姓名", "person", Text).or_empty().names(Holder::Inspector),
    c("所属部门", "department", Text),
    c("岗位", "post", Text),
    c("业务专长", "tags", List).or_empty(),
    c("执法证有效期至", "valid_to", Day),
    c("在岗", "available", Text).of(FLAG),
    c("入库日期", "registered", Day),
];

pub(super) const CHANGES: &[Column] = &[
    c("日期", "date", Day),
    c("录入日期", "entered", Day),
    c("变更对象", "subject", Text),
    c("字段", "field", Text),
    c("原值", "old", Text).or_empty().names(Holder::Words),
    c("新值", "new", Text).or_empty().names(Holder::Words),
    REASON,
    c("依据", "evidence", Text),
];

pub(super) const SPECIAL: &[Column] = &[
    OBJECT,
    NAME,
    c("情形", "case", Text).of(&["挂牌督办", "超标通报", "行政处罚", "举报查实"]),
    c("决定日期", "decided", Day),
    DOCUMENT,
    RECORDED,
];

pub(super) const SUPERIOR: &[Column] =
    &[OBJECT, c("上级机关", "body", Text), c("日期", "date", Day), DOCUMENT, RESULT, RECORDED];

pub(super) const FINDINGS: &[Column] = &[
    c("规则", "rule", Text).like("R[0-9]+a?"),
    c("事由对象", "subject", Text),
    c("情况", "finding", Text).of(&["met", "late"]),
    c("期限", "due", Day).or_empty(),
    c("完成日期", "done", Day),
    REASON.or_empty().from("reasons.csv"),
];

pub(super) const REASONS: &[Column] =
    &[c("规则", "rule", Text).like("R[0-9]+a?"), c("事由对象", "subject", Text), REASON, PUBLISHED];

pub(super) const REPLIES: &[Column] =
    &[OBJECT, DRAW.or_empty(), c("内容", "text", Text).names(Holder::Words), PUBLISHED];

pub(super) const PUSHES: &[Column] =
    &[c("类别", "push", Text).of(&["plan", "registry", "results"]), c("内容", "subject", Text), c("日期", "date", Day)];

pub(super) const CALENDAR: &[Column] =
    &[c("日期", "date", Day), c("类型", "day_kind", Text).of(&["holiday", "workday"]), c("名称", "day_name", Text)];
