//! Arguments of `result`.

use clap::{Args, Subcommand};

/// `result …`. What is not given is asked.
#[derive(Debug, Subcommand)]
pub enum ResultCommand {
    /// Enter the result of one visit: day, phrase, every item, papers.
    Add(AddArgs),
    /// Publish results that are determined: of a draw (or `exempt`), or of some of its objects.
    Publish(PublishResultsArgs),
    /// Follow up a problem: 整改中, 已整改 or 已结案.
    Follow(FollowArgs),
    /// Correct published values openly: the old value and the reason stay visible.
    Correct(CorrectArgs),
    /// Withhold a result on one of three grounds, or lift that.
    Withhold(WithholdArgs),
    /// Enter a visit outside the draws, on one of nine grounds.
    Exempt(ExemptArgs),
    /// Enter an event: of the special list, or a check by a superior body.
    #[command(subcommand)]
    Event(EventCommand),
    /// Somebody of a team cannot go: who comes next, and why.
    Absent(AbsentArgs),
    /// What is entered, pending, due, withheld, published.
    List(ListArgs),
    /// What follows from the tables about an object or an inspector, each with its why.
    Why(WhyArgs),
}

/// The moment of a step.
#[derive(Debug, Args)]
pub struct MomentArgs {
    /// Simulate this moment (YYYY-MM-DDThh:mm:ss+08:00); only where site.toml says demo = true.
    #[arg(long)]
    pub at: Option<String>,
}

/// `result add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// The draw, e.g. 2026q2-key.
    pub draw: String,
    /// The object: its id, or a part of its name that fits one drawn object.
    pub object: Option<String>,
    /// 检查日期, YYYY-MM-DD.
    #[arg(long)]
    pub visited: Option<String>,
    /// 现场检查 or 书面检查; otherwise as the task says.
    #[arg(long)]
    pub method: Option<String>,
    /// 检查结果: one of the phrases.
    #[arg(long, conflicts_with = "withheld")]
    pub phrase: Option<String>,
    /// 不公开理由 in place of a phrase: 国家秘密, 商业秘密 or 个人隐私.
    #[arg(long)]
    pub withheld: Option<String>,
    /// ITEM=ANSWER: 未发现问题, 发现问题 or 不涉及.
    #[arg(long = "answer", value_name = "ITEM=ANSWER")]
    pub answers: Vec<String>,
    /// All other items that apply: 未发现问题.
    #[arg(long)]
    pub rest: bool,
    /// Papers made, joined by commas: 现场检查表,企业签字,现场检查笔录,询问笔录; or 规定: exactly what the plan asks for.
    #[arg(long)]
    pub papers: Option<String>,
    /// 认定日期, YYYY-MM-DD; may be entered later with --replace.
    #[arg(long)]
    pub determined: Option<String>,
    /// 检查机关; otherwise the bureau, in a joint task with its partner.
    #[arg(long)]
    pub agency: Option<String>,
    /// 处罚决定书文号.
    #[arg(long)]
    pub penalty: Option<String>,
    /// 处罚决定日期.
    #[arg(long)]
    pub penalty_date: Option<String>,
    /// 罚款额 in yuan.
    #[arg(long)]
    pub fine: Option<String>,
    /// 移送: to whom; only counted in public.
    #[arg(long)]
    pub transferred: Option<String>,
    /// Closed at the gate: enter 停产 or 关闭 into the registry as well.
    #[arg(long, requires = "evidence")]
    pub status: Option<String>,
    /// Document that shows the closure.
    #[arg(long)]
    pub evidence: Option<String>,
    /// Take the place of what was entered before and is not published.
    #[arg(long)]
    pub replace: bool,
    /// The moment.
    #[command(flatten)]
    pub moment: MomentArgs,
}

/// `result publish`.
#[derive(Debug, Args)]
pub struct PublishResultsArgs {
    /// The draw, or `exempt` for visits outside the draws.
    pub draw: String,
    /// Objects (or numbers of exempt visits); otherwise all that are determined.
    pub objects: Vec<String>,
    /// The moment.
    #[command(flatten)]
    pub moment: MomentArgs,
}

/// `result follow`.
#[derive(Debug, Args)]
pub struct FollowArgs {
    /// The draw.
    pub draw: String,
    /// The object.
    pub object: String,
    /// 整改中, 已整改 or 已结案.
    pub state: Option<String>,
    /// The day; otherwise today.
    #[arg(long)]
    pub date: Option<String>,
    /// A short remark for the public.
    #[arg(long)]
    pub note: Option<String>,
    /// The moment.
    #[command(flatten)]
    pub moment: MomentArgs,
}

/// `result correct`.
#[derive(Debug, Args)]
pub struct CorrectArgs {
    /// The draw.
    pub draw: String,
    /// The object.
    pub object: String,
    /// Column and new value, several pairs at once: 检查日期 2026-03-05 事项1 发现问题.
    #[arg(required = true, num_args = 2.., value_names = ["FIELD", "NEW"])]
    pub changes: Vec<String>,
    /// Why, for the public.
    #[arg(long)]
    pub reason: Option<String>,
    /// The moment.
    #[command(flatten)]
    pub moment: MomentArgs,
}

/// `result withhold`.
#[derive(Debug, Args)]
pub struct WithholdArgs {
    /// The draw.
    pub draw: String,
    /// The object.
    pub object: String,
    /// 国家秘密, 商业秘密 or 个人隐私.
    #[arg(long, conflicts_with = "lift", required_unless_present = "lift")]
    pub ground: Option<String>,
    /// Publish it after all; needs the phrase.
    #[arg(long, requires = "phrase")]
    pub lift: bool,
    /// 检查结果, when it is lifted.
    #[arg(long, requires = "lift")]
    pub phrase: Option<String>,
    /// Why, for the public; needed once the row is published.
    #[arg(long)]
    pub reason: Option<String>,
    /// The moment.
    #[command(flatten)]
    pub moment: MomentArgs,
}

/// `result exempt`.
#[derive(Debug, Args)]
pub struct ExemptArgs {
    /// The object: its id, or a part of its name that fits one object of the registry.
    pub object: Option<String>,
    /// Number of the visit; otherwise the next of the year.
    #[arg(long)]
    pub id: Option<String>,
    /// 检查日期.
    #[arg(long)]
    pub visited: Option<String>,
    /// 1 to 9.
    #[arg(long)]
    pub ground: Option<String>,
    /// Written reason; needed for ground 9.
    #[arg(long)]
    pub reason: Option<String>,
    /// 现场检查 or 书面检查.
    #[arg(long)]
    pub method: Option<String>,
    /// 检查结果.
    #[arg(long, conflicts_with = "withheld")]
    pub phrase: Option<String>,
    /// 不公开理由 in place of a phrase.
    #[arg(long)]
    pub withheld: Option<String>,
    /// 认定日期.
    #[arg(long)]
    pub determined: Option<String>,
    /// The moment.
    #[command(flatten)]
    pub moment: MomentArgs,
}

/// `result event …`.
#[derive(Debug, Subcommand)]
pub enum EventCommand {
    /// An event that puts an object on the special list of the next quarter.
    Special(SpecialEventArgs),
    /// A check by a superior body.
    Superior(SuperiorEventArgs),
}

/// `result event special`.
#[derive(Debug, Args)]
pub struct SpecialEventArgs {
    /// The object.
    pub object: Option<String>,
    /// 挂牌督办, 超标通报, 行政处罚 or 举报查实.
    #[arg(long)]
    pub kind: Option<String>,
    /// 决定日期.
    #[arg(long)]
    pub decided: Option<String>,
    /// 文号.
    #[arg(long)]
    pub document: Option<String>,
    /// The moment.
    #[command(flatten)]
    pub moment: MomentArgs,
}

/// `result event superior`.
#[derive(Debug, Args)]
pub struct SuperiorEventArgs {
    /// The object.
    pub object: Option<String>,
    /// 上级机关.
    #[arg(long)]
    pub body: Option<String>,
    /// 检查日期.
    #[arg(long)]
    pub date: Option<String>,
    /// 文号.
    #[arg(long)]
    pub document: Option<String>,
    /// 检查结果; only 未发现问题 lets the object be left out.
    #[arg(long)]
    pub result: Option<String>,
    /// The moment.
    #[command(flatten)]
    pub moment: MomentArgs,
}

/// `result absent`.
#[derive(Debug, Args)]
pub struct AbsentArgs {
    /// The draw.
    pub draw: String,
    /// The object.
    pub object: Option<String>,
    /// Who cannot go: name or certificate number.
    #[arg(long)]
    pub who: Option<String>,
    /// recusal (回避), leave (请假) or left (调离).
    #[arg(long)]
    pub ground: Option<String>,
    /// The document that shows it.
    #[arg(long)]
    pub evidence: Option<String>,
    /// Do it without asking once more.
    #[arg(long)]
    pub yes: bool,
    /// The moment.
    #[command(flatten)]
    pub moment: MomentArgs,
}

/// `result list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// One draw; otherwise all that have something to do.
    pub draw: Option<String>,
    /// The moment.
    #[command(flatten)]
    pub moment: MomentArgs,
}

/// `result why`.
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// The object: its id, or a part of its name.
    #[arg(required_unless_present = "inspector")]
    pub object: Option<String>,
    /// An inspector: certificate number, or a part of the name.
    #[arg(long, conflicts_with = "object")]
    pub inspector: Option<String>,
    /// The moment.
    #[command(flatten)]
    pub moment: MomentArgs,
}
