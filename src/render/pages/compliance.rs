//! compliance/: every rule of the plan with its clause, how it stands, and the bureau's reason or the place for it. In: the
//! findings of the checked county. Out: `compliance/index.html`, and `compliance/rNN.html` for a rule with many findings.
//! Never a bare verdict: what is late stands with rule, due day, day done and reason.

use crate::model::*;
use crate::output::OutputTree;
use crate::render::view::{self, Badge, Draws, Link};
use crate::render::{Context, Frame, PageKind, Pager};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Findings of a rule shown on the first page; more stand on a page of the rule.
const SHOWN: usize = 20;

#[derive(Serialize)]
struct IndexView {
    as_of: String,
    counts: Vec<Count>,
    late: Vec<Row>,
    rules: Vec<RuleView>,
}

#[derive(Serialize)]
struct Count {
    badge: Badge,
    count: usize,
}

#[derive(Serialize)]
struct RuleView {
    anchor: String,
    rule: String,
    title: String,
    clause: String,
    counts: Vec<Count>,
    rows: Vec<Row>,
    /// The page with all of them, if there are more.
    more: Option<Link>,
}

#[derive(Serialize)]
struct PageView {
    clause: String,
    rows: Vec<Row>,
    pager: Option<Pager>,
}

#[derive(Serialize, Clone)]
struct Row {
    rule: String,
    anchor: String,
    badge: Badge,
    subject: Vec<Link>,
    text: String,
    due: Option<String>,
    done: Option<String>,
    /// The bureau's reason; where one is due and missing, the words that say so.
    reason: Option<String>,
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

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let rules = Arc::new(by_rule(context));
    for (rule, findings) in rules.iter() {
        if findings.len() > SHOWN {
            add_rule(context, tree, rule, findings);
        }
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

/// Findings of each rule, what is open first. Findings about an outcome still secret are not shown.
fn by_rule<'a>(context: &'a Context<'a>) -> Vec<(&'static str, Vec<&'a Finding>)> {
    let draws = Draws::new(context.site);
    let mut rules: BTreeMap<(u32, &'static str), Vec<&'a Finding>> = BTreeMap::new();
    for finding in context.site.findings.iter().filter(|finding| draws.shows_subject(&finding.subject)) {
        rules.entry((number(finding.rule), finding.rule)).or_default().push(finding);
    }
    let rank = |state: RuleState| STATES.iter().position(|known| *known == state).unwrap_or(STATES.len());
    let mut sorted: Vec<(&'static str, Vec<&'a Finding>)> =
        rules.into_iter().map(|((_, rule), findings)| (rule, findings)).collect();
    for (_, findings) in &mut sorted {
        findings.sort_by_key(|finding| rank(finding.state));
    }
    sorted
}

/// 29 of `R29a`.
fn number(rule: &str) -> u32 {
    rule.trim_start_matches('R').trim_end_matches(|c: char| c.is_ascii_lowercase()).parse().unwrap_or(u32::MAX)
}

fn index(context: &Context<'_>, rules: &[(&'static str, Vec<&Finding>)]) -> IndexView {
    let all: Vec<&Finding> = rules.iter().flat_map(|(_, findings)| findings.iter().copied()).collect();
    let open = |finding: &&&Finding| is_open(finding.state);
    IndexView {
        as_of: view::day(Some(context.site.as_of), context.words),
        counts: counts(context, &all),
        late: all.iter().filter(open).take(SHOWN).map(|finding| row(context, finding)).collect(),
        rules: rules.iter().map(|(rule, findings)| rule_view(context, rule, findings)).collect(),
    }
}

/// Due and not done, or not kept.
fn is_open(state: RuleState) -> bool {
    matches!(state, RuleState::Overdue | RuleState::Broken)
}

fn counts(context: &Context<'_>, findings: &[&Finding]) -> Vec<Count> {
    let of = |state: RuleState| findings.iter().filter(|finding| finding.state == state).count();
    let all = STATES.into_iter().map(|state| Count { badge: view::rule_badge(state, context.words), count: of(state) });
    all.filter(|count| count.count > 0).collect()
}

fn rule_view(context: &Context<'_>, rule: &str, findings: &[&Finding]) -> RuleView {
    RuleView {
        anchor: rule.to_ascii_lowercase(),
        rule: rule.to_owned(),
        title: context.words.get(&format!("rules.{rule}.title")),
        clause: context.words.get(&format!("rules.{rule}.clause")),
        counts: counts(context, findings),
        rows: findings.iter().take(SHOWN).map(|finding| row(context, finding)).collect(),
        more: (findings.len() > SHOWN).then(|| Link {
            href: format!("compliance/{}.html", rule.to_ascii_lowercase()),
            text: context.say("compliance.more", [("n", findings.len().to_string().as_str())]),
        }),
    }
}

fn row(context: &Context<'_>, finding: &Finding) -> Row {
    let wants_reason = matches!(finding.state, RuleState::Late | RuleState::Overdue | RuleState::Broken);
    Row {
        rule: finding.rule.to_owned(),
        anchor: finding.rule.to_ascii_lowercase(),
        badge: view::rule_badge(finding.state, context.words),
        subject: view::subject(context, &finding.subject),
        text: view::finding_text(finding, context.words),
        due: finding.due.map(|day| view::day(Some(day), context.words)),
        done: finding.done.map(|day| view::day(Some(day), context.words)),
        reason: match &finding.reason {
            None if wants_reason => Some(context.words.get("show.no-reason")),
            reason => reason.clone(),
        },
    }
}

fn add_rule<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>, rule: &'static str, findings: &[&'a Finding]) {
    let stem = format!("compliance/{}", rule.to_ascii_lowercase());
    let pages = view::split(&stem, findings);
    let count = pages.len();
    for (n, (path, rows)) in pages.into_iter().enumerate() {
        let (rows, file) = (rows.to_vec(), path.clone());
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
            let view = PageView {
                clause: context.words.get(&format!("rules.{rule}.clause")),
                rows: rows.iter().map(|finding| row(context, finding)).collect(),
                pager: pager.clone(),
            };
            context.page(&file, "compliance-rule.html", &frame, &view)
        });
    }
}
