//! 《随机抽查情况统计表》 of a round or a year: a row a draw, a line of sums. In: counts of published rows. Out: a workbook, or the identities
//! of the form that its numbers break.

use super::{Block, Head, Wanted, column, head, is_blank, signatures, standing, unit, wanted};
use crate::model::report::SUMMARY;
use crate::model::{Period, Phrase, Task, TaskKind};
use crate::office::{Book, Sheet, Table};
use crate::render::counts::{Counts, IDENTITIES};
use crate::render::view::{Draws, share};
use crate::render::{Context, percent};
use crate::site::{DrawRecord, DrawState};

/// An identity that a draw's numbers do not keep: key below `summary.identity`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The draw.
    pub(crate) draw: String,
    /// The identity.
    pub(crate) identity: &'static str,
}

/// A row of the form.
struct Line<'a> {
    draw: &'a DrawRecord,
    task: Option<&'a Task>,
    counts: Counts,
}

impl Line<'_> {
    /// Whether what the draw found is known as a whole.
    fn is_open(&self) -> bool {
        matches!(self.draw.state, DrawState::Revealed | DrawState::Lost)
    }
}

/// Not known before the reveal.
const DASH: &str = "—";

/// The workbook. Errors: every identity a draw breaks.
pub(crate) fn summary(context: &Context<'_>, scope: Period) -> Result<Book, Vec<Broken>> {
    let draws = Draws::new(context.site);
    let lines: Vec<Line<'_>> = standing(context, scope)
        .into_iter()
        .map(|draw| Line { draw, task: task_of(context, draw), counts: Counts::of(context.site, &draws, draw) })
        .collect();
    let broken = broken(&lines);
    if broken.is_empty() { Ok(book(context, scope, &lines)) } else { Err(broken) }
}

fn broken(lines: &[Line<'_>]) -> Vec<Broken> {
    let of = |line: &Line<'_>| {
        let lost = IDENTITIES.into_iter().filter(|identity| !line.counts.keeps(identity, line.draw));
        lost.map(|identity| Broken { draw: line.draw.id.to_string(), identity }).collect::<Vec<_>>()
    };
    lines.iter().flat_map(of).collect()
}

/// The task of a draw in the plan version it was committed under.
pub(super) fn task_of<'a>(context: &Context<'a>, draw: &DrawRecord) -> Option<&'a Task> {
    let plans = context.site.plans.iter().filter(|plan| plan.record_path() == draw.plan.0);
    plans.flat_map(|plan| &plan.tasks).find(|task| task.id == draw.task)
}

fn book(context: &Context<'_>, scope: Period, lines: &[Line<'_>]) -> Book {
    let words = context.words;
    let columns = expanded(context, wanted(context, "summary", &SUMMARY, &context.site.config.report.summary));
    let mut rows: Vec<Vec<String>> = (1..)
        .zip(lines)
        .map(|(number, line)| {
            columns.iter().map(|(wish, phrase)| cell(context, number, line, &wish.key, phrase.as_ref())).collect()
        })
        .collect();
    if lines.len() > 1 {
        rows.push(totals(context, lines, &columns));
    }
    let period = context.period(scope);
    let title = context.say("report.summary.title", [("period", period.as_str())]);
    let mut blocks = head(context, title.clone(), &period);
    let heads: Vec<Head> = columns.iter().map(|(wish, _)| column(wish.heading.clone(), width(&wish.key))).collect();
    let count = heads.len();
    blocks.push(Block::Table(Table { columns: heads, rows, lines: 2, ..Table::default() }));
    blocks.push(Block::Gap);
    blocks.push(Block::Note(words.get("report.source")));
    let kept =
        |identity: &&str| context.say("report.kept", [("text", &*words.get(&format!("summary.identity.{identity}")))]);
    blocks.extend(IDENTITIES.iter().map(|identity| Block::Note(kept(identity))));
    blocks.extend(signatures(context, count));
    let sheet = Sheet { name: words.get("report.summary.sheet"), landscape: true, blocks, ..Sheet::default() };
    Book { title, sheets: vec![sheet], ..Book::default() }
}

/// The phrases that `site.toml` adds take a column each.
fn expanded(context: &Context<'_>, wishes: Vec<Wanted>) -> Vec<(Wanted, Option<Phrase>)> {
    let extra = &context.site.config.rules.extra_phrases;
    let of = |wish: Wanted| -> Vec<(Wanted, Option<Phrase>)> {
        if wish.key == "other" {
            let phrase = |text: &String| {
                (Wanted { key: wish.key.clone(), heading: text.clone() }, Some(Phrase::Other(text.clone())))
            };
            return extra.iter().map(phrase).collect();
        }
        let phrase = phrase_of(&wish.key);
        vec![(wish, phrase)]
    };
    wishes.into_iter().flat_map(of).collect()
}

fn phrase_of(key: &str) -> Option<Phrase> {
    Some(match key {
        "clean" => Phrase::Clean,
        "ordered" => Phrase::Ordered,
        "filed" => Phrase::Filed,
        "uncooperative" => Phrase::Uncooperative,
        "inactive" => Phrase::Inactive,
        _ => return None,
    })
}

/// Narrow, so that the form can be read on A4: its headings break into lines.
fn width(key: &str) -> usize {
    match key {
        "name" | "unit" => 15,
        "draw" => 14,
        "task" | "partner" | "period" => 10,
        "class" | "kind" | "note" | "fines" => 8,
        "number" | "joint" => 4,
        _ => 6,
    }
}

/// A value of a draw. What follows from visits is not known before the reveal.
fn cell(context: &Context<'_>, number: usize, line: &Line<'_>, key: &str, phrase: Option<&Phrase>) -> String {
    let (draw, counts) = (line.draw, &line.counts);
    match key {
        "number" => number.to_string(),
        "draw" => draw.id.to_string(),
        "task" => draw.task.to_string(),
        "name" => line.task.map(|task| task.name.clone()).unwrap_or_default(),
        "class" => context.class(draw.class),
        "kind" => line.task.map(|task| kind(context, task)).unwrap_or_default(),
        "joint" => if line.task.is_some_and(|task| task.partner.is_some()) { "是" } else { "否" }.to_owned(),
        "partner" => line.task.and_then(|task| task.partner.clone()).unwrap_or_default(),
        "rate" => percent(draw.rate),
        "note" => context.draw_state(draw.state),
        "unit" => unit(context),
        "period" => context.period(draw.period),
        "year" => draw.period.year.to_string(),
        "inspectors" if line.is_open() => counts.inspectors.to_string(),
        key if is_blank(key) => String::new(),
        key => counted(counts, key, phrase, line.is_open()),
    }
}

pub(super) fn kind(context: &Context<'_>, task: &Task) -> String {
    context.words.get(match task.kind {
        TaskKind::Directed => "summary.directed",
        TaskKind::Undirected => "summary.undirected",
    })
}

/// A number of a draw or of the sum.
fn counted(counts: &Counts, key: &str, phrase: Option<&Phrase>, open: bool) -> String {
    match key {
        "class-size" => return counts.class_size.to_string(),
        "due" => return counts.due.to_string(),
        "drawn" => return counts.drawn.to_string(),
        "superior" => return counts.superior.to_string(),
        _ if !open => return DASH.to_owned(),
        "discovery" => return share(counts.problems, counts.published),
        "in-time" => return counts.in_time.map_or_else(|| DASH.to_owned(), |(met, all)| share(met, all)),
        _ => {}
    }
    if let Some(phrase) = phrase {
        return counts.phrases.get(phrase).copied().unwrap_or(0).to_string();
    }
    let number = match key {
        "visited" => counts.visited,
        "on-site" => counts.on_site,
        "on-paper" => counts.on_paper,
        "person-visits" => counts.person_visits,
        "transferred" => counts.transferred,
        "penalties" => counts.penalties,
        "fines" => counts.fines,
        "to-publish" => counts.published + counts.visited_pending,
        "published" => counts.published,
        "mended" => counts.mended,
        "withheld" => counts.withheld,
        "pending" => counts.pending,
        // People are not summed: the same person works on many draws.
        _ => return DASH.to_owned(),
    };
    number.to_string()
}

/// The line of sums: what is known of all draws, and of the revealed ones.
fn totals(context: &Context<'_>, lines: &[Line<'_>], columns: &[(Wanted, Option<Phrase>)]) -> Vec<String> {
    let all = Counts::sum(lines.iter().map(|line| &line.counts));
    let open = || lines.iter().filter(|line| line.is_open());
    let in_time = open().filter_map(|line| line.counts.in_time).reduce(|a, b| (a.0 + b.0, a.1 + b.1));
    let known = Counts { in_time, ..Counts::sum(open().map(|line| &line.counts)) };
    let mut cells: Vec<String> = columns
        .iter()
        .map(|(wish, phrase)| match wish.key.as_str() {
            "draw" | "task" | "name" | "class" | "kind" | "joint" | "partner" | "note" | "unit" | "period" | "year"
            | "number" => String::new(),
            key if is_blank(key) => String::new(),
            "rate" => DASH.to_owned(),
            key @ ("class-size" | "due" | "drawn" | "superior") => counted(&all, key, None, true),
            key => counted(&known, key, phrase.as_ref(), true),
        })
        .collect();
    if let Some(first) = cells.iter_mut().find(|cell| cell.is_empty()) {
        *first = context.words.get("report.total");
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Class, DrawId, TaskId};
    use crate::site::DrawTimes;

    /// A revealed draw with nothing in it but what the counts say.
    fn line(counts: Counts) -> (DrawRecord, Counts) {
        let id = DrawId::parse("2026q1-key").expect("an id");
        let record = DrawRecord {
            id,
            task: TaskId::parse("key-2026").expect("an id"),
            class: Class::Key,
            period: Period::quarter(2026, 1),
            rate: 2500,
            plan: (String::new(), String::new()),
            state: DrawState::Revealed,
            commit: None,
            commit_digest: None,
            roster: [].into(),
            excluded: [].into(),
            inspectors: [].into(),
            seal: None,
            seed_digest: None,
            drawn: Vec::new(),
            slips: Vec::new(),
            substitutions: Vec::new(),
            ended_because: None,
            times: DrawTimes::default(),
            holders: Vec::new(),
            files: Default::default(),
            examined: None,
        };
        (record, counts)
    }

    #[test]
    fn every_broken_identity_is_told_and_kept_ones_are_not() {
        let told = |counts: Counts| {
            let (draw, counts) = line(counts);
            let lines = [Line { draw: &draw, task: None, counts }];
            broken(&lines).into_iter().map(|one| one.identity).collect::<Vec<_>>()
        };
        let phrases = |n: u64| [(Phrase::Clean, n)].into();
        let good = Counts { drawn: 2, visited: 2, published: 2, phrases: phrases(2), ..Counts::default() };
        assert_eq!(told(good.clone()), Vec::<&str>::new());
        assert_eq!(told(Counts { phrases: phrases(3), ..good.clone() }), ["phrases"]);
        assert_eq!(told(Counts { published: 3, drawn: 3, ..good.clone() }), ["published"]);
        assert_eq!(told(Counts { drawn: 1, ..good }), ["ledger"]);
    }
}
