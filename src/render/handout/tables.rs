//! The tables a bureau pastes: 年度抽查工作计划表, 抽查结果公示表, 随机抽查情况统计表, with the columns the office uses (domain.md 3.5
//! to 3.7). In: the county. Out: tables of public values. What the pages of the site keep back is kept back here.

use super::table::Table;
use crate::check::due;
use crate::model::*;
use crate::render::counts::Counts;
use crate::render::view::{self, Draws};
use crate::render::{Context, percent};
use crate::site::{DrawRecord, DrawState};

/// Working days from the determination to the last day for publication (R37).
const TERM: u32 = 20;

/// Headings of a table below `handout.column.`.
fn head(context: &Context<'_>, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| context.words.get(&format!("handout.column.{key}"))).collect()
}

/// The newest published version of a year's plan.
pub(super) fn published_plan<'a>(context: &Context<'a>, year: i32) -> Option<&'a Plan> {
    let plans = context.site.plans.iter().filter(|plan| plan.year == year && plan.published_at.is_some());
    plans.max_by_key(|plan| plan.version)
}

/// 年度抽查工作计划表.
pub(super) fn plan(context: &Context<'_>, plan: &Plan) -> Table {
    let keys = ["number", "task", "kind", "items", "scope", "rate", "draw-time", "initiator", "basis"];
    let rows = plan.tasks.iter().zip(1..).map(|(task, n)| task_row(context, task, n));
    Table { caption: plan.title.clone(), head: head(context, &keys), rows: rows.collect(), ..none(context) }
}

fn none(context: &Context<'_>) -> Table {
    Table { empty: context.words.get("handout.no-rows"), ..Table::default() }
}

fn task_row(context: &Context<'_>, task: &Task, n: usize) -> Vec<String> {
    let words = context.words;
    let name = |id: &ItemId| {
        let item = context.site.items.iter().find(|item| item.id == *id);
        item.map_or_else(|| id.to_string(), |item| item.name.clone())
    };
    let comma = words.get("show.comma");
    let kind = match task.kind {
        TaskKind::Directed => "summary.directed",
        TaskKind::Undirected => "summary.undirected",
    };
    let count = task.count.map(|count| context.say("handout.count", [("n", count.to_string().as_str())]));
    let rate = [Some(percent(task.rate)), count].into_iter().flatten().collect::<Vec<_>>().join(&comma);
    let bodies = [&task.initiator, &task.guide].into_iter().filter(|body| !body.is_empty()).cloned();
    vec![
        n.to_string(),
        task.name.clone(),
        words.get(kind),
        task.items.iter().map(name).collect::<Vec<_>>().join(&comma),
        context.say("handout.scope", [("class", context.class(task.class).as_str()), ("scope", task.scope.as_str())]),
        rate,
        task.draw_time.clone(),
        bodies.chain(task.partner.clone()).collect::<Vec<_>>().join(&comma),
        task.basis.clone(),
    ]
}

/// Of which draws a table tells the results.
pub(super) enum Of<'a> {
    /// Of all draws of a year.
    Year(i32),
    /// Of one draw.
    Draw(&'a DrawRecord),
}

/// 抽查结果公示表: every result that is published or withheld on a ground, in the order of draws and objects.
pub(super) fn results(context: &Context<'_>, draws: &Draws<'_>, of: &Of<'_>) -> Table {
    let keys = [
        "number",
        "object",
        "code",
        "task-id",
        "class",
        "visited",
        "method",
        "answers",
        "result",
        "determined",
        "due",
        "published",
        "follow-up",
        "agency",
        "people",
    ];
    let asked = |visit: &&Visit| match of {
        Of::Year(year) => draws.get(&visit.draw).is_some_and(|facts| facts.draw.period.year == *year),
        Of::Draw(draw) => visit.draw == draw.id,
    };
    let told = |visit: &&Visit| view::is_published(visit) || visit.withheld.is_some();
    let visits = draws.visits(context.site).filter(asked).filter(told);
    let rows = visits.zip(1..).filter_map(|(visit, n)| result_row(context, draws, visit, n));
    let caption = match of {
        Of::Year(year) => context.say("handout.results-title", [("year", year.to_string().as_str())]),
        Of::Draw(draw) => {
            let (period, class) = (context.period(draw.period), context.class(draw.class));
            context.say("handout.results-of", [("period", period.as_str()), ("class", class.as_str())])
        }
    };
    Table { caption, head: head(context, &keys), rows: rows.collect(), ..none(context) }
}

fn result_row(context: &Context<'_>, draws: &Draws<'_>, visit: &Visit, n: usize) -> Option<Vec<String>> {
    let draw = draws.get(&visit.draw)?.draw;
    let (site, words) = (context.site, context.words);
    let key = (visit.draw.clone(), visit.object.clone());
    let object = site.objects.get(&visit.object);
    let name = object.map(|object| object.name.as_str()).or_else(|| view::listed_name(draw, &visit.object));
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    let result = match (visit.withheld, &visit.result) {
        (Some(ground), _) => context.say("draw.result.withheld", [("ground", context.withheld(ground).as_str())]),
        (None, phrase) => phrase.as_ref().map(|phrase| context.phrase(phrase)).unwrap_or_default(),
    };
    let open = visit.withheld.is_none();
    let follow_up = site.followups.get(&key).filter(|_| open).and_then(|steps| steps.last());
    let method = visit.method.map(|method| match method {
        Method::Site => words.get("method.site"),
        Method::Paper => words.get("method.paper"),
    });
    Some(vec![
        n.to_string(),
        name.unwrap_or(visit.object.as_str()).to_owned(),
        object.and_then(|object| object.code.clone()).unwrap_or_else(|| visit.object.to_string()),
        draw.task.to_string(),
        context.class(draw.class),
        day(visit.visited),
        method.unwrap_or_default(),
        if open { answers(context, &key) } else { String::new() },
        result,
        day(visit.determined),
        day(visit.determined.and_then(|day| due(&site.calendar, day, TERM).day())),
        visit.published_at.map(write_minute).unwrap_or_default(),
        follow_up.map(|step| step.state.clone()).unwrap_or_default(),
        visit.agency.clone(),
        people(context, draw, &visit.object),
    ])
}

/// The answers to the items, problems first: what applies to nobody is left out.
fn answers(context: &Context<'_>, key: &(DrawId, ObjectId)) -> String {
    let name = |id: &ItemId| {
        let item = context.site.items.iter().find(|item| item.id == *id);
        item.map_or_else(|| id.to_string(), |item| item.name.clone())
    };
    let answers = context.site.answers.get(key).into_iter().flatten().filter(|answer| answer.answer != "不涉及");
    let text = |answer: &ItemAnswer| {
        context.say("handout.answer", [("item", name(&answer.item).as_str()), ("answer", answer.answer.as_str())])
    };
    answers.map(text).collect::<Vec<_>>().join(&context.words.get("handout.semicolon"))
}

/// The team that went, by the privacy policy.
fn people(context: &Context<'_>, draw: &DrawRecord, object: &ObjectId) -> String {
    let drawn = draw.drawn.iter().find(|drawn| drawn.object == *object).map(|drawn| drawn.final_team.as_slice());
    let slip = || draw.slips.iter().find(|slip| slip.object == *object).map(|slip| slip.team.as_slice());
    let open = matches!(draw.state, DrawState::Revealed | DrawState::Lost);
    let team = if open { drawn } else { slip() };
    view::team(context, team.unwrap_or_default())
}

/// A draw with its counts.
struct Counted<'a> {
    draw: &'a DrawRecord,
    counts: Counts,
}

/// 随机抽查情况统计表 of a year, in three parts: what was drawn, what was visited, what was published.
pub(super) fn summary(context: &Context<'_>, draws: &Draws<'_>, year: i32) -> Vec<Table> {
    let standing = |draw: &DrawRecord| !draw.state.is_void();
    let of_year = context.site.draws.values().filter(|draw| draw.period.year == year && standing(draw));
    let mut all: Vec<Counted<'_>> =
        of_year.map(|draw| Counted { draw, counts: Counts::of(context.site, draws, draw) }).collect();
    all.sort_by(|a, b| (a.draw.period, a.draw.class, &a.draw.id).cmp(&(b.draw.period, b.draw.class, &b.draw.id)));
    let is_open = |one: &&Counted<'_>| matches!(one.draw.state, DrawState::Revealed | DrawState::Lost);
    let open: Vec<&Counted<'_>> = all.iter().filter(is_open).collect();
    let sum = Counts::sum(open.iter().map(|one| &one.counts));
    vec![drawn(context, &all), visited(context, &open, &sum), published(context, &open, &sum)]
}

/// A part of the summary: the draws, their columns, the line of totals.
fn part(context: &Context<'_>, title: &str, columns: Vec<String>, rows: Vec<Vec<String>>, foot: Vec<String>) -> Table {
    let mut head = vec![context.words.get("summary.draw")];
    head.extend(columns);
    let mut total = vec![context.words.get("ledger.total")];
    total.extend(foot);
    let foot = if rows.is_empty() { Vec::new() } else { total };
    Table { caption: context.words.get(title), head, rows, foot, ..none(context) }
}

fn row(context: &Context<'_>, one: &Counted<'_>, cells: impl IntoIterator<Item = String>) -> Vec<String> {
    std::iter::once(view::draw_title(context, one.draw)).chain(cells).collect()
}

fn drawn(context: &Context<'_>, all: &[Counted<'_>]) -> Table {
    let words = context.words;
    let keys =
        ["task", "class-size", "rate", "due", "drawn", "superior"].map(|key| words.get(&format!("summary.{key}")));
    let numbers = |counts: &Counts| [counts.due, counts.drawn, counts.superior].map(|number| number.to_string());
    let plans = |draw: &DrawRecord| {
        let of_draw = context.site.plans.iter().filter(|plan| plan.record_path() == draw.plan.0);
        let task = of_draw.flat_map(|plan| &plan.tasks).find(|task| task.id == draw.task);
        task.map_or_else(|| draw.task.to_string(), |task| task.name.clone())
    };
    let cells = |one: &Counted<'_>| {
        let first = [plans(one.draw), one.counts.class_size.to_string(), percent(one.draw.rate)];
        row(context, one, first.into_iter().chain(numbers(&one.counts)))
    };
    let total = Counts::sum(all.iter().map(|one| &one.counts));
    let foot = [String::new(), total.class_size.to_string(), String::new()].into_iter().chain(numbers(&total));
    part(context, "handout.form.drawn-title", keys.to_vec(), all.iter().map(cells).collect(), foot.collect())
}

fn visited(context: &Context<'_>, open: &[&Counted<'_>], sum: &Counts) -> Table {
    let words = context.words;
    let extra = context.site.config.rules.extra_phrases.iter().map(|text| Phrase::Other(text.clone()));
    let phrases: Vec<Phrase> = Phrase::FIVE.into_iter().chain(extra).collect();
    let keys = ["summary.visited", "method.site", "method.paper", "summary.inspectors", "summary.person-visits"];
    let columns = keys.iter().map(|key| words.get(key)).chain(phrases.iter().map(|phrase| context.phrase(phrase)));
    // The same person works on many draws, so people are not summed.
    let numbers = |counts: &Counts, people: String| {
        let mut cells: Vec<String> = [counts.visited, counts.on_site, counts.on_paper].map(|n| n.to_string()).to_vec();
        cells.extend([people, counts.person_visits.to_string()]);
        cells.extend(phrases.iter().map(|phrase| counts.phrases.get(phrase).copied().unwrap_or(0).to_string()));
        cells
    };
    let cells = |one: &&Counted<'_>| row(context, one, numbers(&one.counts, one.counts.inspectors.to_string()));
    let rows = open.iter().map(cells).collect();
    part(context, "handout.form.visits-title", columns.collect(), rows, numbers(sum, String::new()))
}

fn published(context: &Context<'_>, open: &[&Counted<'_>], sum: &Counts) -> Table {
    let words = context.words;
    let keys = [
        "summary.published",
        "ledger.pending",
        "ledger.withheld",
        "summary.in-time",
        "summary.problems",
        "summary.discovery",
        "summary.mended",
        "summary.transferred",
        "summary.penalties",
        "summary.fines",
    ];
    let numbers = |counts: &Counts, in_time: Option<(u64, u64)>| {
        let mut cells: Vec<String> =
            [counts.published, counts.pending, counts.withheld].map(|n| n.to_string()).to_vec();
        cells.push(in_time.map_or_else(|| words.get("frame.dash"), |(met, all)| view::share(met, all)));
        cells.extend([counts.problems.to_string(), view::share(counts.problems, counts.published)]);
        cells.extend([counts.mended, counts.transferred, counts.penalties, counts.fines].map(|n| n.to_string()));
        cells
    };
    let cells = |one: &&Counted<'_>| row(context, one, numbers(&one.counts, one.counts.in_time));
    let in_time = open.iter().filter_map(|one| one.counts.in_time).reduce(|a, b| (a.0 + b.0, a.1 + b.1));
    let columns = keys.iter().map(|key| words.get(key)).collect();
    part(context, "handout.form.results-title", columns, open.iter().map(cells).collect(), numbers(sum, in_time))
}
