//! compliance/: every rule of the plan with its clause, how it stands, and the bureau's reason or the place for it. In: the
//! findings of the checked county. Out: `compliance/index.html` with a line for each rule, and `compliance/rNN.html` with its
//! findings. Never a bare verdict: what is late stands with rule, due day, day done and reason (domain.md 11.1).

mod chapters;

use super::exempt;
use crate::model::*;
use crate::output::OutputTree;
use crate::render::view::{self, Badge, Draws, Link};
use crate::render::{Context, Frame, PageKind, Pager};
use chapters::CHAPTERS;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Findings of one rule shown on the overview where something is open or was late; its page has all of them.
const SHOWN: usize = 3;

#[derive(Serialize)]
struct IndexView {
    as_of: String,
    counts: Vec<Count>,
    /// Rules with something late, overdue or broken, the findings that are.
    attention: Vec<Attention>,
    chapters: Vec<ChapterView>,
}

#[derive(Serialize)]
struct Count {
    badge: Badge,
    count: usize,
}

#[derive(Serialize)]
struct Attention {
    rule: Link,
    number: String,
    clause: String,
    rows: Vec<Row>,
    /// The page with the others, if there are more.
    more: Option<Link>,
}

#[derive(Serialize)]
struct ChapterView {
    title: String,
    rules: Vec<Line>,
}

/// A rule in one line.
#[derive(Serialize)]
struct Line {
    anchor: String,
    rule: Link,
    number: String,
    badge: Badge,
    said: String,
}

#[derive(Serialize)]
struct PageView {
    number: String,
    chapter: String,
    clause: String,
    counts: Vec<Count>,
    rows: Vec<Row>,
    pager: Option<Pager>,
    before: Option<Link>,
    after: Option<Link>,
}

#[derive(Serialize, Clone, PartialEq)]
struct Row {
    badge: Badge,
    subject: Vec<Link>,
    text: String,
    due: Option<String>,
    done: Option<String>,
    /// The bureau's reason; where one is due and missing, the words that say so.
    reason: Option<String>,
    /// How many findings say the same, where more than one does.
    same: Option<usize>,
}

/// The order in which states are read: what is open first.
const STATES: [RuleState; 7] = [
    RuleState::Overdue,
    RuleState::Broken,
    RuleState::Late,
    RuleState::Unknown,
    RuleState::Pending,
    RuleState::Remark,
    RuleState::Met,
];

/// A rule with its findings, what is open first.
type Ruled<'a> = (&'static str, Vec<&'a Finding>);

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let rules = Arc::new(by_rule(context));
    for at in 0..rules.len() {
        add_rule(context, tree, &rules, at);
    }
    tree.add("compliance/index.html", move || {
        let view = index(context, &rules);
        let frame = Frame {
            title: context.words.get("compliance.title"),
            kind: PageKind::List,
            column: "compliance",
            description: context.words.get("compliance.description"),
            published_at: None,
            trail: Vec::new(),
        };
        context.page("compliance/index.html", "compliance.html", &frame, &view)
    });
}

/// Findings of each rule, chapter by chapter. Findings about an outcome still secret are not shown.
fn by_rule<'a>(context: &'a Context<'a>) -> Vec<Ruled<'a>> {
    let draws = Draws::new(context.site);
    let mut rules: BTreeMap<(usize, u32, &'static str), Vec<&'a Finding>> = BTreeMap::new();
    for finding in context.site.findings.iter().filter(|finding| draws.shows_subject(&finding.subject)) {
        let key = (chapter(finding.rule), number(finding.rule), finding.rule);
        rules.entry(key).or_default().push(finding);
    }
    let mut sorted: Vec<Ruled<'a>> = rules.into_iter().map(|((.., rule), findings)| (rule, findings)).collect();
    for (_, findings) in &mut sorted {
        findings.sort_by_key(|finding| rank(finding.state));
    }
    sorted
}

fn rank(state: RuleState) -> usize {
    STATES.iter().position(|known| *known == state).unwrap_or(STATES.len())
}

/// Place of a rule's chapter; a rule of no chapter comes last.
fn chapter(rule: &str) -> usize {
    CHAPTERS.iter().position(|chapter| chapter.holds(rule)).unwrap_or(CHAPTERS.len() - 1)
}

fn chapter_title(context: &Context<'_>, at: usize) -> String {
    context.words.get(&format!("charts.chapter.{}", CHAPTERS[at].key))
}

/// 29 of `R29a`.
fn number(rule: &str) -> u32 {
    rule.trim_start_matches('R').trim_end_matches(|c: char| c.is_ascii_lowercase()).parse().unwrap_or(u32::MAX)
}

fn stem(rule: &str) -> String {
    format!("compliance/{}", rule.to_ascii_lowercase())
}

fn rule_link(context: &Context<'_>, rule: &str) -> Link {
    Link { href: format!("{}.html", stem(rule)), text: context.words.get(&format!("rules.{rule}.title")) }
}

fn index(context: &Context<'_>, rules: &[Ruled<'_>]) -> IndexView {
    let all: Vec<&Finding> = rules.iter().flat_map(|(_, findings)| findings.iter().copied()).collect();
    let mut attention: Vec<(usize, Attention)> =
        rules.iter().filter_map(|(rule, findings)| attention(context, rule, findings)).collect();
    attention.sort_by_key(|(rank, _)| *rank);
    let lines = |at: usize| rules.iter().filter(move |(rule, _)| chapter(rule) == at);
    IndexView {
        as_of: view::day(Some(context.site.as_of), context.words),
        counts: counts(context, &all),
        attention: attention.into_iter().map(|(_, rule)| rule).collect(),
        chapters: (0..CHAPTERS.len())
            .map(|at| ChapterView {
                title: chapter_title(context, at),
                rules: lines(at).map(|(rule, findings)| line(context, rule, findings)).collect(),
            })
            .filter(|chapter| !chapter.rules.is_empty())
            .collect(),
    }
}

/// Due and not done, not kept, or done late: what needs a reason beside it.
fn wants_reason(state: RuleState) -> bool {
    matches!(state, RuleState::Late | RuleState::Overdue | RuleState::Broken)
}

/// The findings of a rule that need a reason, with the rank of the gravest.
fn attention(context: &Context<'_>, rule: &str, findings: &[&Finding]) -> Option<(usize, Attention)> {
    let open: Vec<&Finding> = findings.iter().copied().filter(|finding| wants_reason(finding.state)).collect();
    let first = open.first()?;
    // Three items of one name may rest on one repealed law: here they are one line, on the rule's page three links.
    let rows = rows(context, &open, Row::reads_like);
    let count = open.len().to_string();
    let more = Link {
        href: format!("{}.html", stem(rule)),
        text: context.say("charts.compliance.more", [("n", count.as_str())]),
    };
    let view = Attention {
        rule: rule_link(context, rule),
        number: rule.to_owned(),
        clause: context.words.get(&format!("rules.{rule}.clause")),
        more: (rows.len() > SHOWN).then_some(more),
        rows: rows.into_iter().take(SHOWN).collect(),
    };
    Some((rank(first.state), view))
}

fn counts(context: &Context<'_>, findings: &[&Finding]) -> Vec<Count> {
    let of = |state: RuleState| findings.iter().filter(|finding| finding.state == state).count();
    let all = STATES.into_iter().map(|state| Count { badge: view::rule_badge(state, context.words), count: of(state) });
    all.filter(|count| count.count > 0).collect()
}

/// The gravest state as a badge, all states counted in words; a single state is told by the badge.
fn line(context: &Context<'_>, rule: &str, findings: &[&Finding]) -> Line {
    let gravest = findings.first().map_or(RuleState::Met, |finding| finding.state);
    let part = |count: Count| {
        let number = count.count.to_string();
        context.say("charts.compliance.part", [("n", number.as_str()), ("state", count.badge.text.as_str())])
    };
    let counts = counts(context, findings);
    let said = match counts.as_slice() {
        [only] => context.say("charts.compliance.n", [("n", only.count.to_string().as_str())]),
        _ => {
            let parts: Vec<String> = counts.into_iter().map(part).collect();
            parts.join(&context.words.get("charts.compliance.and"))
        }
    };
    Line {
        anchor: rule.to_ascii_lowercase(),
        rule: rule_link(context, rule),
        number: rule.to_owned(),
        badge: view::rule_badge(gravest, context.words),
        said,
    }
}

fn row(context: &Context<'_>, finding: &Finding) -> Row {
    Row {
        badge: view::rule_badge(finding.state, context.words),
        subject: exempt::subject(context, &finding.subject),
        text: view::finding_text(finding, context.words),
        due: finding.due.map(|day| view::day(Some(day), context.words)),
        done: finding.done.map(|day| view::day(Some(day), context.words)),
        reason: match &finding.reason {
            None if wants_reason(finding.state) => Some(context.words.get("show.no-reason")),
            reason => reason.clone(),
        },
        same: None,
    }
}

impl Row {
    /// Whether a reader sees no difference; the links may lead to different things of one name.
    fn reads_like(&self, other: &Self) -> bool {
        let names = |row: &Self| row.subject.iter().map(|link| link.text.clone()).collect::<Vec<_>>();
        let rest = |row: &Self| Self { subject: Vec::new(), ..row.clone() };
        names(self) == names(other) && rest(self) == rest(other)
    }
}

/// Findings as rows; those that are alike stand once, counted.
fn rows(context: &Context<'_>, findings: &[&Finding], alike: fn(&Row, &Row) -> bool) -> Vec<Row> {
    let all: Vec<Row> = findings.iter().map(|finding| row(context, finding)).collect();
    let groups = all.chunk_by(alike);
    groups.map(|rows| Row { same: (rows.len() > 1).then_some(rows.len()), ..rows[0].clone() }).collect()
}

fn add_rule<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>, rules: &Arc<Vec<Ruled<'a>>>, at: usize) {
    let (rule, findings) = &rules[at];
    let rule = *rule;
    let stem = stem(rule);
    let pages = view::split(&stem, findings);
    let count = pages.len();
    for (n, (path, rows)) in pages.into_iter().enumerate() {
        let (rows, file, rules) = (rows.to_vec(), path.clone(), Arc::clone(rules));
        let pager = view::pager(&stem, n + 1, count);
        tree.add(&path, move || {
            let title = context.words.get(&format!("rules.{rule}.title"));
            let frame = Frame {
                title: view::part_title(context, &title, n, count),
                kind: PageKind::List,
                column: "compliance",
                description: context.say("compliance.of-rule", [("title", title.as_str())]),
                published_at: None,
                trail: vec![context.column_step("compliance")],
            };
            let neighbour = |at: Option<usize>| at.and_then(|at| rules.get(at)).map(|(r, _)| rule_link(context, r));
            let view = PageView {
                number: rule.to_owned(),
                chapter: chapter_title(context, chapter(rule)),
                clause: context.words.get(&format!("rules.{rule}.clause")),
                counts: counts(context, &rules[at].1),
                rows: self::rows(context, &rows, Row::eq),
                pager: pager.clone(),
                before: neighbour(at.checked_sub(1)),
                after: neighbour(Some(at + 1)),
            };
            context.page(&file, "compliance-rule.html", &frame, &view)
        });
    }
}
