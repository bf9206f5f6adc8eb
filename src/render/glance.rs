//! What a list row and a search hit say of an object: name, town, class, the latest result or that it was never drawn. In:
//! its [`Standing`]. Out: plain values that serialise into templates.

use super::Context;
use super::standing::{Latest, Standing};
use super::view::{self, Badge};
use crate::model::*;
use serde::Serialize;

/// A row of a list.
#[derive(Serialize)]
pub(crate) struct Glance<'s> {
    href: String,
    name: &'s str,
    id: &'s str,
    town: &'s str,
    kind: String,
    state: Badge,
    /// Day of the visit behind the state; empty if there is none.
    day: String,
    visits: u32,
}

impl<'s> Glance<'s> {
    /// Of one object.
    pub(crate) fn of(context: &Context<'_>, row: &Standing<'s>) -> Self {
        Self {
            href: context.object_page(row.id),
            name: row.name(),
            id: row.id.as_str(),
            town: row.town(),
            kind: kind(context, row),
            state: state(context, row.latest),
            day: row.latest_day.map(|day| day.to_string()).unwrap_or_default(),
            visits: row.visits,
        }
    }

    /// Without the town, on the list of a town.
    #[must_use]
    pub(crate) fn at_home(self) -> Self {
        Self { town: "", ..self }
    }
}

/// The classes of an object, those of this quarter's special list included, and whether it still works.
pub(crate) fn kind(context: &Context<'_>, row: &Standing<'_>) -> String {
    let words = context.words;
    let Some(object) = row.object else { return words.get("show.status.removed") };
    let special = row.special.then_some(Class::Special);
    let mut parts: Vec<String> =
        object.classes.iter().copied().chain(special).map(|class| context.class(class)).collect();
    match object.status {
        Status::Active => {}
        Status::Suspended => parts.push(words.get("show.status.suspended")),
        Status::Closed => parts.push(words.get("show.status.closed")),
    }
    parts.join(&words.get("show.comma"))
}

/// The latest thing known, as shape and word.
pub(crate) fn state(context: &Context<'_>, latest: Latest<'_>) -> Badge {
    let words = context.words;
    match latest {
        Latest::Never => Badge { kind: "never", text: words.get("find.never") },
        Latest::Pending => Badge { kind: "pending", text: words.get("find.pending") },
        Latest::Visited => Badge { kind: "pending", text: words.get("find.seen") },
        Latest::Withheld => view::withheld_badge(words),
        Latest::Result(phrase) => view::phrase_badge(context, phrase),
    }
}
