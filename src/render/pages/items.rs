//! items/index.html and items/ID.html: what may be inspected and on which basis. In: the item list, the laws, the plans and
//! the published answers.

use crate::model::{Basis, Class, Item, ItemId, ItemKind, Law, Method};
use crate::output::{Made, OutputTree};
use crate::render::view::{self, Draws};
use crate::render::{Context, Fact, Frame, PageKind, item_page};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    tree.add("items/index.html", move || list(context));
    let counts = Arc::new(answers(context));
    for item in &context.site.items {
        let path = item_page(&item.id);
        let at = path.clone();
        let counts = Arc::clone(&counts);
        tree.add(&path, move || page(context, &at, item, &counts));
    }
}

/// A legal basis, and what has become of the law.
#[derive(Serialize)]
struct BasisView {
    text: String,
    repealed: Option<String>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    href: String,
    category: String,
    name: String,
    scope: String,
    kind: String,
    methods: String,
    example: bool,
    removed: bool,
    repealed: usize,
    no_basis: bool,
}

#[derive(Serialize)]
struct List {
    rows: Vec<Row>,
    repealed: usize,
}

#[derive(Serialize)]
struct TaskLink {
    name: String,
    href: String,
}

#[derive(Serialize)]
struct View {
    example: bool,
    summary: String,
    facts: Vec<Fact>,
    bases: Vec<BasisView>,
    applies: Vec<String>,
    history: Vec<Fact>,
    tasks: Vec<TaskLink>,
    answers: Vec<Fact>,
}

/// Methods joined as a newspaper would.
pub(super) fn methods(context: &Context<'_>, methods: &[Method]) -> String {
    let word = |method: &Method| match method {
        Method::Site => context.words.get("method.site"),
        Method::Paper => context.words.get("method.paper"),
    };
    methods.iter().map(word).collect::<Vec<_>>().join(&context.words.get("show.comma"))
}

fn kind(context: &Context<'_>, kind: ItemKind) -> String {
    match kind {
        ItemKind::Major => context.words.get("items.kind.major"),
        ItemKind::Minor => context.words.get("items.kind.minor"),
    }
}

/// The law a basis cites: the row of its article, else the row of the whole law.
fn law<'a>(laws: &'a [Law], basis: &Basis) -> Option<&'a Law> {
    let named = |law: &&Law| law.name == basis.law;
    let exact = laws.iter().filter(named).find(|law| law.article == basis.article);
    exact.or_else(|| laws.iter().filter(named).find(|law| law.article.is_empty()))
}

fn basis(context: &Context<'_>, basis: &Basis) -> BasisView {
    let known = law(&context.site.laws, basis);
    let repealed = known.and_then(|law| {
        let last = law.valid_to?.to_string();
        let by = law.replaced_by.as_deref();
        Some(match by {
            Some(by) => context.say("items.replaced", [("day", last.as_str()), ("by", by)]),
            None => context.say("items.repealed", [("day", last.as_str())]),
        })
    });
    let text = context.say("items.basis", [("law", basis.law.as_str()), ("article", basis.article.as_str())]);
    BasisView { text, repealed }
}

fn list(context: &Context<'_>) -> Result<Made, String> {
    let row = |item: &Item| Row {
        id: item.id.to_string(),
        href: item_page(&item.id),
        category: item.category.clone(),
        name: item.name.clone(),
        scope: item.scope.clone(),
        kind: kind(context, item.kind),
        methods: methods(context, &item.methods),
        example: item.example,
        removed: item.valid_to.is_some(),
        repealed: item.bases.iter().filter(|one| basis(context, one).repealed.is_some()).count(),
        no_basis: item.bases.is_empty(),
    };
    let rows: Vec<Row> = context.site.items.iter().map(row).collect();
    let repealed = rows.iter().filter(|row| row.repealed > 0).count();
    let frame = Frame {
        title: context.column_name("items"),
        kind: PageKind::List,
        column: "items",
        description: context.words.get("columns.items.about"),
        published_at: None,
        trail: Vec::new(),
    };
    context.page("items/index.html", "items.html", &frame, &List { rows, repealed })
}

fn page(context: &Context<'_>, path: &str, item: &Item, counts: &Answers<'_>) -> Result<Made, String> {
    let word = |key: &str| context.words.get(&format!("items.fact.{key}"));
    let scope = item.scope.as_str();
    let method = methods(context, &item.methods);
    let summary = context.say("items.summary-one", [("scope", scope), ("methods", method.as_str())]);
    let facts = vec![
        Fact::new(word("id"), item.id.to_string()),
        Fact::new(word("category"), &item.category),
        Fact::new(word("scope"), &item.scope),
        Fact::new(word("kind"), kind(context, item.kind)),
        Fact::new(word("methods"), &method),
        Fact::new(word("body"), &item.body),
        Fact::new(word("upstream"), item.upstream.clone().unwrap_or_default()),
    ];
    let view = View {
        example: item.example,
        summary: summary.clone(),
        facts,
        bases: item.bases.iter().map(|one| basis(context, one)).collect(),
        applies: item.applies.iter().map(|applies| applies_word(context, applies)).collect(),
        history: history(context, item),
        tasks: tasks(context, item),
        answers: counts
            .get(&item.id)
            .into_iter()
            .flatten()
            .map(|(answer, n)| Fact::new(*answer, n.to_string()))
            .collect(),
    };
    let frame = Frame {
        title: item.name.clone(),
        kind: PageKind::List,
        column: "items",
        description: summary,
        published_at: None,
        trail: vec![context.column_step("items")],
    };
    context.page(path, "item.html", &frame, &view)
}

/// A class by its name; an element tag as the bureau writes it.
fn applies_word(context: &Context<'_>, word: &str) -> String {
    Class::parse(word).map_or_else(|| word.to_owned(), |class| context.class(class))
}

fn history(context: &Context<'_>, item: &Item) -> Vec<Fact> {
    let word = |key: &str| context.words.get(&format!("items.fact.{key}"));
    let mut facts = vec![Fact::new(word("valid-from"), item.valid_from.to_string())];
    if let Some(last) = item.valid_to {
        let reason = item.removal_reason.clone().unwrap_or_default();
        facts.push(Fact::new(word("valid-to"), last.to_string()).note(reason));
    }
    for plan in context.site.plans.iter().filter(|plan| plan.published_at.is_some()) {
        for (_, reason) in plan.removed_items.iter().filter(|(id, _)| *id == item.id) {
            let version = context.say(
                "plans.version",
                [("year", plan.year.to_string().as_str()), ("version", plan.version.to_string().as_str())],
            );
            facts.push(Fact::new(word("removed-from"), version).to(format!("plans/{}.html", plan.year)).note(reason));
        }
    }
    facts
}

/// Tasks of each year's newest plan that ask for the item.
fn tasks(context: &Context<'_>, item: &Item) -> Vec<TaskLink> {
    let mut newest: BTreeMap<i32, &crate::model::Plan> = BTreeMap::new();
    for plan in context.site.plans.iter().filter(|plan| plan.published_at.is_some()) {
        let best = newest.entry(plan.year).or_insert(plan);
        if plan.version > best.version {
            *best = plan;
        }
    }
    let mut links = Vec::new();
    for (year, plan) in newest.into_iter().rev() {
        for task in plan.tasks.iter().filter(|task| task.items.contains(&item.id)) {
            let year_word = year.to_string();
            let name = context.say("items.task", [("year", year_word.as_str()), ("name", task.name.as_str())]);
            links.push(TaskLink { name, href: format!("plans/{year}.html") });
        }
    }
    links
}

/// Published answers by item, counted once for all pages.
type Answers<'a> = BTreeMap<&'a ItemId, BTreeMap<&'a str, usize>>;

/// Counts of published answers. Nothing of a visit whose result is not public is counted.
fn answers<'a>(context: &Context<'a>) -> Answers<'a> {
    let open = Draws::new(context.site);
    let mut counts = Answers::new();
    for visit in open.visits(context.site).filter(|visit| view::is_published(visit)) {
        let key = (visit.draw.clone(), visit.object.clone());
        for answer in context.site.answers.get(&key).into_iter().flatten() {
            *counts.entry(&answer.item).or_default().entry(answer.answer.as_str()).or_default() += 1;
        }
    }
    counts
}
