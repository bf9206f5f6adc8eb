//! What one can do with the page itself: its lasting address, how to cite it, which tables hold its rows, the badge for other
//! sites. In: a history and the times it was seen. Out: [`About`]. The day of the page is that of the newest thing it tells,
//! never that of the build.

use super::badge::{self, Mark};
use super::history::{Book, History, Stand};
use super::own::Rows;
use super::seen::Seen;
use crate::model::*;
use crate::render::Still;
use crate::render::pages::feed::towns;
use crate::render::view::{self, Link};
use chrono::Datelike;
use serde::Serialize;
use std::collections::BTreeSet;

/// The last part of the page.
#[derive(Serialize)]
pub(super) struct About {
    /// The whole address, or the path where the bureau has not said where its site stands.
    permalink: String,
    /// Whether the address is whole.
    absolute: bool,
    updated: String,
    cite: String,
    tables: Vec<Link>,
    badge: Option<BadgeView>,
    /// Feed of its town, from the root.
    pub(super) feed: Option<Link>,
}

#[derive(Serialize)]
struct BadgeView {
    src: String,
    alt: String,
    width: u32,
    height: u32,
    /// The line to paste; none without an address.
    paste: Option<String>,
}

/// What is needed from the page.
pub(super) struct Page<'b> {
    pub(super) id: &'b ObjectId,
    pub(super) name: &'b str,
    pub(super) path: &'b str,
    pub(super) history: &'b History<'b>,
    pub(super) rows: &'b Rows<'b>,
    pub(super) seen: &'b [Seen<'b>],
    pub(super) mark: Option<&'b Mark>,
}

/// Makes it.
pub(super) fn tell(context: &Still<'_>, book: &Book<'_>, page: &Page<'_>) -> About {
    let words = context.words;
    let base = context.base();
    let permalink = format!("{base}{}", page.path);
    let updated = view::day(updated(context, book, page), words);
    let address = match base.as_str() {
        "" => words.fill("object-page.cite-path", [("path", page.path)]),
        _ => permalink.clone(),
    };
    let bureau = context.site.config.bureau.name.as_str();
    let args = [("bureau", bureau), ("name", page.name), ("day", &updated), ("address", &address)];
    let cite = words.fill("object-page.cite", args);
    About {
        absolute: !base.is_empty(),
        cite,
        updated,
        tables: tables(context, page),
        badge: page.mark.map(|mark| badge_view(page, mark, &base, &permalink)),
        feed: feed(context, book, page.history.object),
        permalink,
    }
}

fn badge_view(page: &Page<'_>, mark: &Mark, base: &str, permalink: &str) -> BadgeView {
    let src = badge::path(page.id);
    let (width, height) = (mark.width(), badge::HEIGHT);
    let alt = badge::escaped(&mark.title);
    let image = format!("<img src=\"{base}{src}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\">");
    let paste = (!base.is_empty()).then(|| format!("<a href=\"{permalink}\">{image}</a>"));
    BadgeView { src, alt: mark.title.clone(), width, height, paste }
}

/// The newest day of anything the page tells: public steps of the draws that list it, results, changes, words.
fn updated(context: &Still<'_>, book: &Book<'_>, page: &Page<'_>) -> Option<Day> {
    let mut days = Days { until: context.site.as_of, newest: None };
    let history = page.history;
    for (place, stand) in &history.stands {
        if let (Some(facts), Stand::Roster(..) | Stand::Excluded(_)) = (book.draws.get(book.shared[*place].id), stand) {
            let times = facts.draw.times;
            days.extend([times.committed, times.sealed, times.ended].into_iter().flatten().map(|time| time.date()));
        }
    }
    for seen in page.seen {
        days.extend(seen.day());
        days.extend(seen.published().map(|time| time.date()));
        days.extend(seen.steps.iter().map(|step| step.published_at.date()));
        let Some(lot) = seen.lot else { continue };
        let key = &lot.draw.id;
        let corrections = page.rows.corrections.get(key).into_iter().flatten();
        days.extend(corrections.map(|row| row.published_at.date()));
        days.extend(page.rows.replies.get(key).into_iter().flatten().map(|row| row.published_at.date()));
    }
    days.extend(history.changes.iter().map(|change| change.recorded));
    days.extend(history.events.iter().map(|event| event.recorded.date()));
    days.extend(history.superior.iter().map(|check| check.recorded.date()));
    days.extend(page.rows.words.iter().map(|reply| reply.published_at.date()));
    days.extend(history.object.map(|object| object.registered));
    days.newest
}

/// The newest of many days, as far as they have come.
struct Days {
    until: Day,
    newest: Option<Day>,
}

impl Extend<Day> for Days {
    fn extend<T: IntoIterator<Item = Day>>(&mut self, days: T) {
        let come = days.into_iter().filter(|day| *day <= self.until).max();
        self.newest = self.newest.max(come);
    }
}

/// The tables that hold rows of this object.
fn tables(context: &Still<'_>, page: &Page<'_>) -> Vec<Link> {
    let mut groups: Vec<(&str, String)> = Vec::new();
    let history = page.history;
    groups.extend(history.object.map(|_| ("objects", String::new())));
    groups.extend((!history.changes.is_empty()).then(|| ("changes", String::new())));
    let years = |exempt: bool| -> BTreeSet<i32> {
        let rows = page.seen.iter().filter(|seen| seen.exempt.is_some() == exempt && seen.year() > 0);
        let told = rows.filter(|seen| exempt || seen.row.is_some());
        told.map(|seen| seen.exempt.map_or_else(|| seen.year(), |visit| visit.visited.year())).collect()
    };
    groups.extend(page.seen.iter().any(|seen| seen.lot.is_some()).then(|| ("drawn", String::new())));
    groups.extend(years(false).into_iter().map(|year| ("results", format!("/{year}"))));
    groups.extend(page.seen.iter().any(|seen| !seen.steps.is_empty()).then(|| ("followups", String::new())));
    groups.extend(years(true).into_iter().map(|year| ("exempt", format!("/{year}"))));
    let link = |(group, part): (&str, String)| {
        let title = context.words.get(&format!("data.table.{group}.title"));
        let year = part.trim_start_matches('/');
        let text = if year.is_empty() { title } else { format!("{title} {year}") };
        Link { href: format!("data/{group}{part}.csv"), text }
    };
    groups.into_iter().map(link).collect()
}

fn feed(context: &Still<'_>, book: &Book<'_>, object: Option<&Object>) -> Option<Link> {
    let town = object?.town.as_str();
    let href = towns::feed(*book.towns.get(town)?);
    Some(Link { href, text: context.words.fill("feeds.town-title", [("town", town)]) })
}
