//! Rows of plans, items, laws and the calendar.

use super::registry::{day, list, yes};
use super::specs::Part;
use crate::model::{ItemKind, Method};
use crate::render::Still;
use crate::site::Site;
use crate::site::plan_record::task_cells;

/// Every version of every plan.
pub(super) fn versions(site: &Site) -> Vec<Part> {
    site.plans.iter().map(|plan| Part::Plan(plan.year, plan.version)).collect()
}

pub(super) fn tasks(context: &Still<'_>, part: Part) -> Vec<Vec<String>> {
    let plans = context.site.plans.iter().filter(|plan| part == Part::Plan(plan.year, plan.version));
    plans.flat_map(|plan| plan.tasks.iter().map(task_cells)).collect()
}

pub(super) fn items(context: &Still<'_>, _part: Part) -> Vec<Vec<String>> {
    let row = |item: &crate::model::Item| {
        let kind = match item.kind {
            ItemKind::Major => "重点检查事项",
            ItemKind::Minor => "一般检查事项",
        };
        vec![
            item.id.to_string(),
            item.category.clone(),
            item.name.clone(),
            item.scope.clone(),
            kind.to_owned(),
            list(item.methods.iter().map(|method| method_word(*method))),
            item.body.clone(),
            list(item.bases.iter().map(|basis| format!("《{}》{}", basis.law, basis.article))),
            list(&item.applies),
            item.upstream.clone().unwrap_or_default(),
            yes(item.example),
            item.valid_from.to_string(),
            day(item.valid_to),
            item.removal_reason.clone().unwrap_or_default(),
        ]
    };
    context.site.items.iter().map(row).collect()
}

/// The plan's own word for a method.
pub(super) fn method_word(method: Method) -> &'static str {
    match method {
        Method::Site => "现场检查",
        Method::Paper => "书面检查",
    }
}

pub(super) fn laws(context: &Still<'_>, _part: Part) -> Vec<Vec<String>> {
    let row = |law: &crate::model::Law| {
        vec![
            law.name.clone(),
            law.article.clone(),
            day(law.valid_from),
            day(law.valid_to),
            law.replaced_by.clone().unwrap_or_default(),
            law.source.clone(),
        ]
    };
    context.site.laws.iter().map(row).collect()
}

pub(super) fn calendar(context: &Still<'_>, _part: Part) -> Vec<Vec<String>> {
    let calendar = &context.site.calendar;
    let row = |(date, workday): (&crate::model::Day, &bool)| {
        let name = calendar.names.get(date).cloned().unwrap_or_default();
        vec![date.to_string(), if *workday { "workday" } else { "holiday" }.to_owned(), name]
    };
    calendar.days.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use crate::render::pages::data::columns::PLANS;
    use crate::render::table::Column;
    use crate::site::plan_record::HEADINGS;

    #[test]
    fn the_columns_are_those_of_the_record() {
        assert_eq!(PLANS.iter().map(Column::heading).collect::<Vec<_>>(), HEADINGS);
    }
}
