//! Rates and cycles of a row of a plan. In: its cells. Out: one or several (class, rate, cycle), or what is not understood. A ratio becomes a
//! percentage only by an answer.

use super::draft::{asked, once};
use crate::import::findings::{Findings, Question, Repair};
use crate::import::say::rate::{Part, Rate, cycle, cycle_word, of_objects, parts, percent, ratio};
use crate::import::say::{plain, word};
use crate::import::target::{Context, Row};
use crate::model::{Class, Cycle};

/// What one task draws.
pub(super) struct Drawing {
    pub(super) class: Class,
    pub(super) rate: String,
    pub(super) cycle: Cycle,
}

/// All that a row draws; empty where something is refused or waits for an answer.
pub(super) fn drawings(row: &Row, context: &Context<'_>, found: &mut Findings) -> Vec<Drawing> {
    let text = row.text("rate");
    let name = name_of(row);
    let said = context.answers.get(&format!("rate-{name}"));
    let found_parts = match (said, parts(text)) {
        (Some(said), Err(_)) => parts(said).unwrap_or_default(),
        (_, Ok(parts)) => parts,
        (None, Err(part)) => {
            found.refuse(row.refuse("rate", "MC0954").arg("part", part).arg("key", format!("rate-{name}")));
            return Vec::new();
        }
    };
    if row.is_lost("rate") {
        return Vec::new();
    }
    if found_parts.is_empty() {
        let args = [("name", name.clone())];
        let said = asked(&format!("rate-{name}"), "tasks.rate", &args, context, found);
        let parts = said.and_then(|said| parts(&said).ok()).unwrap_or_default();
        return parts.into_iter().filter_map(|part| drawing(row, part, 1, context, found)).collect();
    }
    if found_parts.len() > 1 && found_parts.iter().any(|part| part.class.is_none()) {
        found.refuse(row.refuse("rate", "MC0976").arg("part", text));
        return Vec::new();
    }
    let many = found_parts.len();
    found_parts.into_iter().filter_map(|part| drawing(row, part, many, context, found)).collect()
}

/// How a row is named in keys and questions.
pub(super) fn name_of(row: &Row) -> String {
    let own = ["name", "scope", "items"].into_iter().map(|field| plain(row.text(field))).find(|text| !text.is_empty());
    own.unwrap_or_else(|| row.place.row.to_string())
}

fn drawing(row: &Row, part: Part, many: usize, context: &Context<'_>, found: &mut Findings) -> Option<Drawing> {
    let class = class(row, part, context, found);
    let rate = match class {
        Some(class) => percentage(row, part, class, context, found),
        None => None,
    };
    let cycle = cycle_of(row, part, context, found);
    let (class, rate, cycle) = (class?, rate?, cycle?);
    if many > 1 {
        let new = format!("{} {rate} {}", class.zh(), cycle_word(cycle));
        once(found, row.at("rate"), row.text("rate"), &new, Repair::Several);
    } else if row.text("rate") != rate && !row.text("rate").is_empty() {
        let same = plain(row.text("rate")) == rate;
        let (new, kind) = if same {
            (rate.clone(), Repair::Width)
        } else {
            (format!("{rate} {}", cycle_word(cycle)), Repair::Derived)
        };
        once(found, row.at("rate"), row.text("rate"), &new, kind);
    }
    Some(Drawing { class, rate, cycle })
}

fn class(row: &Row, part: Part, context: &Context<'_>, found: &mut Findings) -> Option<Class> {
    if let Some(class) = part.class {
        return Some(class);
    }
    if !row.text("class").is_empty() {
        let text = row.text("class");
        return Class::parse(text).or_else(|| Class::ALL.into_iter().find(|class| class.zh() == text));
    }
    for field in ["scope", "name"] {
        if let [class] = word::classes(row.text(field))[..] {
            if row.text(field) != class.zh() {
                once(found, row.at(field), row.text(field), &format!("类别：{}", class.zh()), Repair::Derived);
            }
            return Some(class);
        }
    }
    let name = name_of(row);
    let args = [("name", name.clone()), ("scope", row.text("scope").to_owned())];
    let question = Question::new(format!("class-{name}"), "tasks.class", &args);
    let question = Class::ALL.into_iter().fold(question, |question, class| {
        question.or(class.as_str(), "tasks.class-is", &[("class", class.zh().to_owned())])
    });
    found.ask(question, context.answers).and_then(|word| Class::parse(&word))
}

fn percentage(row: &Row, part: Part, class: Class, context: &Context<'_>, found: &mut Findings) -> Option<String> {
    match part.rate {
        Some(Rate::Percent(points)) => Some(percent(points)),
        other => {
            let key = format!("rate-{}-{}", name_of(row), class.as_str());
            let said = context.answers.get(&key).and_then(|said| match parts(said).ok()?[..] {
                [Part { rate: Some(Rate::Percent(points)), class: None, .. }] => Some(percent(points)),
                _ => None,
            });
            if said.is_some() {
                return said;
            }
            let (text, args) = match other {
                Some(Rate::Ratio(a, b)) => {
                    let share = of_objects(a, b).map_or_else(|| "—".to_owned(), percent);
                    (
                        "tasks.ratio",
                        vec![
                            ("name", name_of(row)),
                            ("ratio", ratio(a, b)),
                            ("share", share),
                            ("class", class.zh().to_owned()),
                        ],
                    )
                }
                _ => ("tasks.rate", vec![("name", name_of(row))]),
            };
            found.questions.push(Question::new(key, text, &args));
            None
        }
    }
}

fn cycle_of(row: &Row, part: Part, context: &Context<'_>, found: &mut Findings) -> Option<Cycle> {
    let own = row.text("cycle");
    let cell = if own.is_empty() { None } else { Some(cycle(own)) };
    match (cell, part.cycle) {
        (Some(None), _) => {
            let key = format!("cycle-{}", name_of(row));
            match context.answers.get(&key) {
                Some("quarter") => Some(Cycle::Quarter),
                Some("year") => Some(Cycle::Year),
                _ => {
                    found.refuse(row.refuse("cycle", "MC0955").arg("part", own).arg("key", key));
                    None
                }
            }
        }
        (Some(Some(a)), Some(b)) if a != b => {
            found.refuse(row.refuse("cycle", "MC0975").arg("rate", row.text("rate")).arg("cycle", own));
            None
        }
        (Some(Some(cycle)), _) => {
            if own != cycle_word(cycle) {
                once(found, row.at("cycle"), own, cycle_word(cycle), Repair::Word);
            }
            Some(cycle)
        }
        (None, Some(cycle)) => Some(cycle),
        (None, None) if row.is_lost("cycle") => None,
        (None, None) => {
            let name = name_of(row);
            let question = Question::new(format!("cycle-{name}"), "tasks.cycle", &[("name", name)])
                .or("quarter", "tasks.quarter", &[])
                .or("year", "tasks.yearly", &[]);
            found.ask(question, context.answers).map(|word| if word == "year" { Cycle::Year } else { Cycle::Quarter })
        }
    }
}
