//! Rows of the two registries and of the events that change them. What must not be published (address, representative,
//! names of inspectors beyond the policy) never enters a row.

use super::specs::Part;
use crate::model::{Day, InspectorNaming, Period, SpecialKind, Status, write_minute};
use crate::render::Still;
use crate::site::Site;
use std::collections::BTreeSet;

/// A day, or nothing.
pub(super) fn day(value: Option<Day>) -> String {
    value.map(|day| day.to_string()).unwrap_or_default()
}

/// 是 or 否, the words of the tables.
pub(super) fn yes(value: bool) -> String {
    if value { "是" } else { "否" }.to_owned()
}

/// Words joined by `;`.
pub(super) fn list<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> String {
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push(';');
        }
        out.push_str(word.as_ref());
    }
    out
}

pub(super) fn objects(context: &Still<'_>, _part: Part) -> Vec<Vec<String>> {
    let row = |object: &crate::model::Object| {
        let status = match object.status {
            Status::Active => "正常",
            Status::Suspended => "停产",
            Status::Closed => "关闭",
        };
        vec![
            object.id.to_string(),
            object.name.clone(),
            object.code.clone().unwrap_or_default(),
            object.permit.clone().unwrap_or_default(),
            object.town.clone(),
            list(object.classes.iter().map(|class| class.as_str())),
            list(&object.elements),
            object.tag.as_ref().map(ToString::to_string).unwrap_or_default(),
            object.source.clone(),
            object.deadline.map(|period| period.to_string()).unwrap_or_default(),
            status.to_owned(),
            object.registered.to_string(),
        ]
    };
    context.site.objects.values().map(row).collect()
}

/// The name as the privacy policy allows it (domain.md 7.2).
fn person(naming: InspectorNaming, name: &str) -> String {
    match naming {
        InspectorNaming::Full => name.to_owned(),
        InspectorNaming::Surname => name.chars().next().map(String::from).unwrap_or_default(),
        InspectorNaming::Number => String::new(),
    }
}

pub(super) fn inspectors(context: &Still<'_>, _part: Part) -> Vec<Vec<String>> {
    let naming = context.site.config.privacy.inspectors;
    let row = |inspector: &crate::model::Inspector| {
        vec![
            inspector.id.to_string(),
            person(naming, &inspector.name),
            inspector.department.clone(),
            inspector.post.clone(),
            list(inspector.tags.iter().map(|tag| tag.as_str())),
            inspector.valid_to.to_string(),
            yes(inspector.available),
            inspector.registered.to_string(),
        ]
    };
    context.site.inspectors.values().map(row).collect()
}

pub(super) fn changes(context: &Still<'_>, _part: Part) -> Vec<Vec<String>> {
    let site = context.site;
    let full = site.config.privacy.inspectors == InspectorNaming::Full;
    let row = |change: &crate::model::Change| {
        let of_person = site.inspectors.contains_key(change.subject.as_str());
        let hidden = matches!(change.field.as_str(), "address" | "representative")
            || (of_person && !full && matches!(change.field.as_str(), "name" | "added" | "removed"));
        let shown = |value: &str| if hidden { String::new() } else { value.to_owned() };
        vec![
            change.date.to_string(),
            change.recorded.to_string(),
            change.subject.clone(),
            change.field.clone(),
            shown(&change.old),
            shown(&change.new),
            change.reason.clone(),
            change.evidence.clone(),
        ]
    };
    site.changes.iter().map(row).collect()
}

/// The quarters for which an event makes an object special: the one after the quarter of the decision (R29).
pub(super) fn special_quarters(site: &Site) -> Vec<Part> {
    let quarters: BTreeSet<Period> =
        site.special_events.iter().map(|event| Period::quarter_of(event.decided).next()).collect();
    quarters.into_iter().map(Part::Quarter).collect()
}

pub(super) fn special(context: &Still<'_>, part: Part) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for event in &context.site.special_events {
        if part != Part::Quarter(Period::quarter_of(event.decided).next()) {
            continue;
        }
        let case = match event.kind {
            SpecialKind::Supervised => "挂牌督办",
            SpecialKind::Exceedance => "超标通报",
            SpecialKind::Penalty => "行政处罚",
            SpecialKind::Complaint => "举报查实",
        };
        rows.push(vec![
            event.object.to_string(),
            context.object_name(&event.object),
            case.to_owned(),
            event.decided.to_string(),
            event.document.clone(),
            write_minute(event.recorded),
        ]);
    }
    rows.sort();
    rows
}

pub(super) fn superior(context: &Still<'_>, _part: Part) -> Vec<Vec<String>> {
    let row = |check: &crate::model::SuperiorCheck| {
        vec![
            check.object.to_string(),
            check.body.clone(),
            check.date.to_string(),
            check.document.clone(),
            check.result.clone(),
            write_minute(check.recorded),
        ]
    };
    context.site.superior.iter().map(row).collect()
}
