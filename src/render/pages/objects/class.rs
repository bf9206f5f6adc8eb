//! What the class of an object means: in plain words, how often it may or must be checked by this year's plan, and where that
//! stands. In: an object and the plans. Out: [`ClassView`].

use super::history::Book;
use super::own::Own;
use crate::model::*;
use crate::render::view::Link;
use crate::render::{Still, percent};
use chrono::Datelike;
use serde::Serialize;
use std::collections::BTreeSet;

/// The rules of how often the objects of a class are drawn.
pub(super) const RULES: [&str; 5] = ["R22", "R23", "R24", "R25", "R26"];

/// One class of the object.
#[derive(Serialize)]
pub(super) struct ClassView {
    /// Its name.
    pub(super) name: String,
    /// Who belongs to it.
    meaning: String,
    /// The rate of this year's plan, or of the rule where no plan is public.
    pub(super) rate: String,
    /// The most and the least a year.
    limits: String,
    links: Vec<Link>,
}

/// The classes of an object today, that of the special list included.
pub(super) fn of(context: &Still<'_>, book: &Book<'_>, own: &Own<'_>, object: &Object) -> Vec<ClassView> {
    let mut all: Vec<Class> = object.classes.clone();
    if book.special_now.binary_search(&own.id).is_ok() {
        all.push(Class::Special);
    }
    all.into_iter().map(|class| view(context, class, object, own.rules)).collect()
}

fn view(context: &Still<'_>, class: Class, object: &Object, rules: &BTreeSet<&str>) -> ClassView {
    let words = context.words;
    let name = class.as_str();
    let plan = plan(context);
    let task = plan.and_then(|plan| task(plan, class, object));
    let year = plan.map_or_else(|| context.site.as_of.year(), |plan| plan.year).to_string();
    let (rate, cycle) = task.map_or((class.floor_rate(), Cycle::of_class(class)), |task| (task.rate, task.cycle));
    let rate = percent(rate);
    let key = match (task.is_some(), cycle) {
        (true, Cycle::Quarter) => "rate-quarter",
        (true, Cycle::Year) => "rate-year",
        (false, Cycle::Quarter) => "floor-quarter",
        (false, Cycle::Year) => "floor-year",
    };
    let mut links = Vec::new();
    links.extend(task.and(plan).map(|plan| Link {
        href: format!("plans/{}.html", plan.year),
        text: words.fill("frame.plan-of", [("year", year.as_str())]),
    }));
    links.extend(rule(context, class, rules));
    ClassView {
        name: context.class(class),
        meaning: words.get(&format!("object-page.class.{name}.meaning")),
        rate: words.fill(&format!("object-page.class.{key}"), [("year", year.as_str()), ("rate", rate.as_str())]),
        limits: words.get(&format!("object-page.class.{name}.limits")),
        links,
    }
}

/// The newest public version of the plan of the year that holds today, or of the last year that has one.
fn plan<'c>(context: &Still<'c>) -> Option<&'c Plan> {
    let today = context.site.as_of;
    let public = context.site.plans.iter().filter(|plan| plan.published_at.is_some_and(|at| at.date() <= today));
    public.filter(|plan| plan.year <= today.year()).max_by_key(|plan| (plan.year, plan.version))
}

/// The task of the class the object falls under: that of its group, else the one of the whole class.
fn task<'p>(plan: &'p Plan, class: Class, object: &Object) -> Option<&'p Task> {
    let of_class = |task: &&Task| task.class == class;
    let of_group = |task: &&Task| task.group.as_ref().is_some_and(|group| object.elements.contains(group));
    let mut tasks = plan.tasks.iter().filter(of_class);
    tasks.clone().find(of_group).or_else(|| tasks.find(|task| task.group.is_none()))
}

/// Where the rule of the class stands with how it was kept.
fn rule(context: &Still<'_>, class: Class, rules: &BTreeSet<&str>) -> Option<Link> {
    let rule = match class {
        Class::General => RULES[0],
        Class::Key => RULES[1],
        Class::Special => RULES[2],
        Class::Project => RULES[3],
        Class::Joint => RULES[4],
    };
    rules.contains(rule).then(|| Link {
        href: format!("compliance/index.html#{}", rule.to_ascii_lowercase()),
        text: context.words.get("object-page.class.rule"),
    })
}
