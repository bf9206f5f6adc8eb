//! Every draw of an object's classes as a table for each year: was it on the list, with what chance, was it drawn; if it could
//! not be drawn, why, with the evidence. In: the [`Book`] and one history. Out: [`YearView`]. While a draw is sealed the row
//! is the same for the drawn and the others.

use super::history::{Book, History, Stand, stratum_words};
use super::visit::anchor;
use crate::draw::ExcludedRow;
use crate::model::*;
use crate::render::view::{self, Badge, Fate, Link};
use crate::render::{Still, draw_page};
use crate::site::{DrawRecord, DrawState};
use rustc_hash::FxHashMap;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// One chance of all, in billionths.
const WHOLE: u64 = 1_000_000_000;

/// The draws of one year.
#[derive(Serialize)]
pub(super) struct YearView {
    year: i32,
    title: String,
    #[serde(serialize_with = "texts")]
    rows: Vec<Arc<str>>,
    /// Draws of the class that list it nowhere, in one row.
    absent: Option<String>,
    /// The chance of the year as a whole.
    chance: Option<String>,
}

fn texts<S: Serializer>(rows: &[Arc<str>], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(rows.iter().map(|row| &**row))
}

/// A row of the table.
#[derive(Serialize)]
struct Round<'b> {
    /// The draws it tells of: one, or all of a year that could not draw the object for one reason.
    links: Vec<Link>,
    badge: Badge,
    /// `12/178`, and its share.
    odds: Option<Odds>,
    /// Why it could not be drawn.
    rule: Option<String>,
    evidence: Vec<Link>,
    /// Whether visits of other objects of its source count.
    shared: bool,
    /// Anchor of the box that tells the visit.
    anchor: Option<&'b str>,
}

#[derive(Serialize)]
struct Odds {
    quota: u32,
    size: u32,
    share: String,
    stratum: String,
}

/// The years, the latest first. Errors: the template engine's own words.
pub(super) fn tell<'b>(
    context: &'b Still<'_>,
    book: &'b Book<'b>,
    history: &'b History<'b>,
    path: &str,
) -> Result<Vec<YearView>, String> {
    let mut years: BTreeMap<i32, Vec<(usize, Stand<'b>)>> = BTreeMap::new();
    for (place, stand) in &history.stands {
        years.entry(book.shared[*place].period.year).or_default().push((*place, *stand));
    }
    let year = |(year, stands): (i32, Vec<(usize, Stand<'b>)>)| {
        let mut rows = Vec::with_capacity(stands.len());
        for group in groups(&stands) {
            rows.extend(row(context, book, &group, path).transpose()?);
        }
        let word = year.to_string();
        Ok(YearView {
            year,
            title: context.words.fill("period.year", [("year", word.as_str())]),
            rows,
            absent: absent(context, book, &stands),
            chance: chance(context, book, year, &stands),
        })
    };
    years.into_iter().rev().map(year).collect()
}

/// Draws of a year that could not draw the object for the same reason and with the same evidence stand together; any other
/// draw stands alone.
fn groups<'b>(stands: &[(usize, Stand<'b>)]) -> Vec<Vec<(usize, Stand<'b>)>> {
    let mut groups: Vec<Vec<(usize, Stand<'b>)>> = Vec::new();
    for (place, stand) in stands {
        let same = |group: &&mut Vec<(usize, Stand<'b>)>| match (stand, group[0].1) {
            (Stand::Excluded(row), Stand::Excluded(other)) => row.rule == other.rule && row.evidence == other.evidence,
            _ => false,
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push((*place, *stand)),
            None => groups.push(vec![(*place, *stand)]),
        }
    }
    groups
}

/// The draws a row names, by their places, and what else it turns on.
type Key = (Vec<usize>, String);

/// Rows made before, by the draws they name and what else they turn on: thousands of objects have the same.
#[derive(Default)]
pub(super) struct Rows(Mutex<FxHashMap<Key, Arc<str>>>);

impl Rows {
    /// The row of a key, made if nobody has. Errors: whatever stops `make`.
    fn get(&self, key: Key, make: impl FnOnce() -> Result<String, String>) -> Result<Arc<str>, String> {
        let rows = || self.0.lock().expect("no thread panics while it holds the rows");
        let known = rows().get(&key).map(Arc::clone);
        if let Some(row) = known {
            return Ok(row);
        }
        let row: Arc<str> = make()?.into();
        Ok(Arc::clone(rows().entry(key).or_insert(row)))
    }
}

fn row<'b>(
    context: &'b Still<'_>,
    book: &'b Book<'b>,
    group: &[(usize, Stand<'b>)],
    path: &str,
) -> Option<Result<Arc<str>, String>> {
    let (place, stand) = *group.first()?;
    let same = match stand {
        Stand::Roster(row, fate) => Some(format!("{} {}", kind_of(fate), row.stratum)),
        // Any other evidence is that of one object.
        Stand::Excluded(row) if row.rule == "yearly-cap" => Some(format!("{} {}", is_shared(book, row), row.evidence)),
        Stand::Excluded(_) => None,
        Stand::Absent => return None,
    };
    let make = || {
        let shared = book.shared.get(place).ok_or_else(|| format!("no draw {place}"))?;
        let draw = book.draws.get(shared.id).ok_or_else(|| format!("no draw {}", shared.id))?.draw;
        let anchor = anchor(&draw.id);
        let bytes = context.bare(path, "object-round.html", &round(context, book, group, draw, &anchor))?;
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    };
    Some(match same {
        Some(same) => book.rows.get((group.iter().map(|(place, _)| *place).collect(), same), make),
        None => make().map(Arc::from),
    })
}

/// Whether an outcome is public, and which; what is not is the same for all of the stratum.
fn kind_of(fate: Fate<'_>) -> &'static str {
    match fate {
        Fate::Opened(_) => "opened",
        Fate::Drawn(_) => "drawn",
        Fate::Waiting | Fate::Embargoed | Fate::NotDrawn | Fate::Ended => "listed",
    }
}

/// Whether a yearly cap counts visits of other objects of the source.
fn is_shared(book: &Book<'_>, row: &ExcludedRow) -> bool {
    row.rule == "yearly-cap" && !drew(book, row)
}

fn round<'r>(
    context: &Still<'_>,
    book: &Book<'_>,
    group: &[(usize, Stand<'_>)],
    draw: &DrawRecord,
    anchor: &'r str,
) -> Round<'r> {
    let words = context.words;
    let (place, stand) = group[0];
    let (kind, key) = match stand {
        Stand::Absent => ("absent", "absent"),
        Stand::Excluded(_) => ("excluded", "excluded"),
        Stand::Roster(_, fate) => mark(draw, fate),
    };
    let listed = match stand {
        Stand::Roster(row, _) if draw.state != DrawState::Shortfall => Some(row),
        _ => None,
    };
    let odds = listed.and_then(|row| {
        let (quota, size) = *book.shared[place].odds.get(&row.stratum)?;
        let share = view::share(u64::from(quota), u64::from(size));
        Some(Odds { quota, size, share, stratum: stratum_words(&row.stratum, context) })
    });
    let (rule, evidence, shared) = match stand {
        Stand::Excluded(row) => {
            let rule = words.get(&format!("object.excluded.{}", row.rule));
            (Some(rule), evidence(context, row), is_shared(book, row))
        }
        _ => (None, Vec::new(), false),
    };
    let public = matches!(stand, Stand::Roster(_, fate) if fate.is_public());
    let link = |place: usize| {
        let shared = &book.shared[place];
        Link { href: draw_page(shared.id.as_str()), text: shared.short.clone() }
    };
    Round {
        links: group.iter().map(|(place, _)| link(*place)).collect(),
        badge: Badge { kind, text: words.get(&format!("object-page.fate.{key}")) },
        odds,
        rule,
        evidence,
        shared,
        anchor: public.then_some(anchor),
    }
}

/// Whether the draws named as evidence are different ones and all drew this very object.
fn drew(book: &Book<'_>, row: &ExcludedRow) -> bool {
    let parts: Vec<&str> = row.evidence.split(';').map(str::trim).collect();
    let own = |part: &&str| DrawId::parse(part).is_ok_and(|draw| book.draws.shows(&draw, &row.id));
    parts.iter().all(own) && parts.windows(2).all(|pair| pair[0] != pair[1])
}

fn mark(draw: &DrawRecord, fate: Fate<'_>) -> (&'static str, &'static str) {
    match fate {
        Fate::Waiting => ("committed", "waiting"),
        Fate::Embargoed => ("sealed", "sealed"),
        Fate::Opened(_) => ("drawn", "opened"),
        Fate::Drawn(_) => ("drawn", "drawn"),
        Fate::NotDrawn => ("not-drawn", "not-drawn"),
        Fate::Ended if draw.state == DrawState::Shortfall => ("shortfall", "shortfall"),
        Fate::Ended => ("void", "void"),
    }
}

/// What shows that an object could not be drawn: the draws it was visited for as links, anything else as it was written down.
fn evidence(context: &Still<'_>, row: &ExcludedRow) -> Vec<Link> {
    let mut parts: Vec<(&str, u32)> = Vec::new();
    for part in row.evidence.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        match parts.iter_mut().find(|(known, _)| *known == part) {
            Some((_, times)) => *times += 1,
            None => parts.push((part, 1)),
        }
    }
    let link = |(part, times): (&str, u32)| {
        let draw = DrawId::parse(part).ok().and_then(|id| context.site.draws.get(&id));
        let Some(draw) = draw else { return Link { href: String::new(), text: part.to_owned() } };
        let link = view::draw_link(context, draw);
        let n = times.to_string();
        let args = [("draw", link.text.as_str()), ("n", n.as_str())];
        let text = if times > 1 { context.words.fill("object-page.times", args) } else { link.text };
        Link { href: link.href, text }
    };
    parts.into_iter().map(link).collect()
}

fn absent(context: &Still<'_>, book: &Book<'_>, stands: &[(usize, Stand<'_>)]) -> Option<String> {
    let names = stands.iter().filter(|(_, stand)| matches!(stand, Stand::Absent));
    let names: Vec<&str> = names.map(|(place, _)| book.shared[*place].short.as_str()).collect();
    let list = names.join(&context.words.get("show.comma"));
    (!names.is_empty()).then(|| context.words.fill("object-page.absent", [("rounds", list.as_str())]))
}

/// The chance to be drawn at least once in the draws of the year that listed it, whether or not they are public yet: lists and
/// quotas are public from the commitment on.
fn chance(context: &Still<'_>, book: &Book<'_>, year: i32, stands: &[(usize, Stand<'_>)]) -> Option<String> {
    let (mut missed, mut rounds) = (WHOLE, 0_usize);
    for (place, stand) in stands {
        let Stand::Roster(row, fate) = stand else { continue };
        if matches!(fate, Fate::Ended) {
            continue;
        }
        let Some((quota, size)) = book.shared[*place].odds.get(&row.stratum).filter(|(_, size)| *size > 0) else {
            continue;
        };
        missed = missed * u64::from(size.saturating_sub(*quota)) / u64::from(*size);
        rounds += 1;
    }
    let (year, rounds_text) = (year.to_string(), rounds.to_string());
    let share = view::share(WHOLE - missed, WHOLE);
    let args = [("year", year.as_str()), ("n", rounds_text.as_str()), ("share", share.as_str())];
    match (rounds, missed) {
        (0 | 1, _) => None,
        (_, 0) => Some(context.words.fill("object-page.chance-sure", args)),
        _ => Some(context.words.fill("object-page.chance-year", args)),
    }
}
