//! draws/DRAW/changes.html: the lists of a draw beside those of the draw before, and one sentence of it for the draw's page.
//! In: what `check::rosters` finds. Out: every difference with what is on record for it, and a mark where nothing is. Shows
//! public lists and the registry, never a drawn list of a sealed draw.

use super::own::{Lists, Rosters};
use super::rows::shown;
use super::{reasons, title};
use crate::check::rosters::{Comparison, LoadRow, PersonRow, Place, Row, previous, special_of};
use crate::output::{Made, OutputTree};
use crate::render::context::Gathered;
use crate::render::view::{Badge, Link};
use crate::render::{Context, Frame, PageKind, Still, draw_page};
use crate::site::DrawRecord;
use serde::Serialize;
use std::sync::Arc;

/// The comparison in one sentence, for the draw's own page.
#[derive(Serialize)]
pub(super) struct Short {
    text: String,
    /// What contradicts the registry or the draws revealed before.
    warnings: Vec<String>,
    /// Whether there is a page with more.
    href: Option<String>,
    previous: Option<Link>,
}

#[derive(Serialize)]
struct View {
    summary: String,
    warnings: Vec<String>,
    draw: Link,
    previous: Option<Link>,
    files: Vec<Link>,
    sections: Vec<Section>,
}

/// One kind of difference.
#[derive(Serialize)]
struct Section {
    id: &'static str,
    title: String,
    about: String,
    of_people: bool,
    rows: Vec<RowView>,
    /// How many rows are left out, in words.
    rest: Option<String>,
}

#[derive(Serialize)]
struct RowView {
    name: String,
    href: Option<String>,
    id: String,
    change: String,
    because: String,
    badge: Option<Badge>,
}

fn page_of(record: &DrawRecord) -> String {
    format!("draws/{}/changes.html", record.id)
}

/// Adds the page where there is a draw to compare with, or something that contradicts the registry.
pub(super) fn add<'a>(
    context: &'a Context<'a>,
    tree: &mut OutputTree<'a>,
    record: &'a DrawRecord,
    rosters: &Arc<Gathered<'a, Rosters<'a>>>,
) {
    let contradicts = || rosters.tell(&record.id, &special_of(context.site, record), Comparison::contradicts);
    if previous(context.site, record).is_some() || contradicts().is_ok_and(|found| found) {
        let (path, rosters) = (page_of(record), Arc::clone(rosters));
        tree.add(&path.clone(), move || {
            let own = Lists { id: &record.id, path: &path, special: special_of(context.site, record) };
            rosters.file(&path, &own, make)
        });
    }
}

fn make(context: &Still<'_>, rosters: &Rosters<'_>, own: &Lists<'_>) -> Result<Made, String> {
    let record = super::draw(context, own.id)?;
    rosters.tell(own.id, &own.special, |found| page(context, own.path, record, found))?
}

fn page(context: &Still<'_>, path: &str, record: &DrawRecord, found: &Comparison<'_>) -> Result<Made, String> {
    let name = title(context, record);
    let summary = sentence(context, found);
    let frame = Frame {
        title: context.say("changes.title", [("draw", name.as_str())]),
        kind: PageKind::Article,
        column: "draws",
        description: summary.clone(),
        published_at: record.times.committed,
        trail: vec![context.column_step("draws"), (name.clone(), draw_page(record.id.as_str()))],
    };
    let view = View {
        summary,
        warnings: warnings(context, found),
        draw: Link { href: draw_page(record.id.as_str()), text: name },
        previous: found.previous.map(|draw| link(context, draw)),
        files: [Some(record), found.previous].into_iter().flatten().flat_map(list_files).collect(),
        sections: sections(context, found),
    };
    context.page(path, "draw-changes.html", &frame, &view)
}

/// The lists of a draw as files.
fn list_files(draw: &DrawRecord) -> Vec<Link> {
    let names = ["roster.csv", "excluded.csv"].into_iter().filter(|name| draw.files.contains_key(*name));
    names.map(|name| Link { href: format!("draws/{}/{name}", draw.id), text: format!("{}/{name}", draw.id) }).collect()
}

fn link(context: &Still<'_>, draw: &DrawRecord) -> Link {
    Link { href: draw_page(draw.id.as_str()), text: title(context, draw) }
}

/// For the draw's page.
pub(super) fn short(context: &Still<'_>, record: &DrawRecord, found: &Comparison<'_>) -> Short {
    let warnings = warnings(context, found);
    let has_page = found.previous.is_some() || found.contradicts();
    Short {
        text: sentence(context, found),
        warnings,
        href: has_page.then(|| page_of(record)),
        previous: found.previous.map(|draw| link(context, draw)),
    }
}

fn count(context: &Still<'_>, key: &str, number: usize) -> Option<String> {
    let number_word = number.to_string();
    (number > 0).then(|| context.say(&format!("changes.{key}"), [("number", number_word.as_str())]))
}

/// How many came and left, and for how many nothing is on record.
fn sentence(context: &Still<'_>, found: &Comparison<'_>) -> String {
    if found.previous.is_none() {
        return context.words.get("changes.first") + &context.words.get("changes.stop");
    }
    let (added, left) = (found.added.len().to_string(), found.left.len().to_string());
    let args = [("added", added.as_str()), ("left", left.as_str())];
    let same = found.added.is_empty() && found.left.is_empty();
    let mut text = context.say(if same { "changes.same" } else { "changes.count" }, args);
    text.extend(count(context, "and-excluded", found.excluded.len()));
    text.extend(count(context, "and-returned", found.returned.len()));
    text.extend(count(context, "and-moved", found.moved.len()));
    text.extend(count(context, "unexplained", found.unexplained().len()));
    text + &context.words.get("changes.stop")
}

/// What no hash would ever show: sentences for the reader who has a minute.
fn warnings(context: &Still<'_>, found: &Comparison<'_>) -> Vec<String> {
    let wrong_loads = found.loads.iter().filter(|row| !row.early).count();
    let gone = found.gone.iter().filter(|row| row.because.is_none()).count();
    let rows = [
        ("warn-missing", found.missing.len()),
        ("warn-misplaced", found.misplaced.len()),
        ("warn-loads", wrong_loads),
        ("warn-gone", gone),
        ("warn-early", found.early()),
    ];
    rows.into_iter().filter_map(|(key, number)| count(context, key, number)).collect()
}

/// Takes the rows that a page does not hold. Out: how many, in words.
fn rest(context: &Still<'_>, rows: &mut Vec<RowView>) -> Option<String> {
    let shown = shown(rows.len());
    let rest = rows.len().checked_sub(shown).filter(|rest| *rest > 0)?;
    rows.truncate(shown);
    let (shown, rest) = (shown.to_string(), rest.to_string());
    Some(context.say("county.changes-rest", [("shown", shown.as_str()), ("rest", rest.as_str())]))
}

/// Sections with rows, those first that nothing but this comparison shows.
fn sections(context: &Still<'_>, found: &Comparison<'_>) -> Vec<Section> {
    let objects = [
        ("left", &found.left),
        ("missing", &found.missing),
        ("misplaced", &found.misplaced),
        ("excluded", &found.excluded),
        ("added", &found.added),
        ("returned", &found.returned),
        ("moved", &found.moved),
    ];
    let section = |id: &'static str, mut rows: Vec<RowView>| {
        let number = rows.len().to_string();
        Section {
            id,
            title: context.say(&format!("changes.{id}.title"), [("number", number.as_str())]),
            about: context.words.get(&format!("changes.{id}.about")),
            of_people: matches!(id, "gone" | "joined" | "loads"),
            rest: rest(context, &mut rows),
            rows,
        }
    };
    let objects =
        objects.into_iter().map(|(id, rows)| section(id, rows.iter().map(|row| object(context, id, row)).collect()));
    let people = [("gone", &found.gone), ("joined", &found.joined)];
    let people =
        people.into_iter().map(|(id, rows)| section(id, rows.iter().map(|row| person(context, row)).collect()));
    let loads = section("loads", found.loads.iter().map(|row| load(context, row)).collect());
    objects.chain(people).chain([loads]).filter(|section| !section.rows.is_empty()).collect()
}

fn place(context: &Still<'_>, place: Place<'_>) -> String {
    match place {
        Place::Nowhere => context.words.get("changes.place.nowhere"),
        Place::Stratum(name) => {
            let stratum = context.stratum(name);
            context.say("changes.place.stratum", [("stratum", stratum.as_str())])
        }
        Place::Excluded(rule, evidence) => {
            let rule = context.words.get(&format!("excluded.{rule}"));
            context.say("changes.place.excluded", [("rule", rule.as_str()), ("evidence", evidence)])
        }
    }
}

fn bare(context: &Still<'_>) -> Badge {
    Badge { kind: "late", text: context.words.get("changes.no-reason") }
}

fn object(context: &Still<'_>, id: &str, row: &Row<'_>) -> RowView {
    let (from, to) = (place(context, row.from), place(context, row.to));
    let change = match id {
        "missing" => context.words.get("changes.missing.row"),
        "misplaced" => to,
        "moved" => {
            let name =
                |place: Place<'_>| if let Place::Stratum(name) = place { context.stratum(name) } else { String::new() };
            context.say("changes.from-to", [("from", name(row.from).as_str()), ("to", name(row.to).as_str())])
        }
        _ => context.say("changes.from-to", [("from", from.as_str()), ("to", to.as_str())]),
    };
    let (because, badge) = match (id, &row.because) {
        ("misplaced", None) => (context.words.get("changes.misplaced.never"), Some(bare(context))),
        ("misplaced", Some(because)) => (reasons::text(context, because, false), Some(bare(context))),
        ("left", None) if row.registered => (context.words.get("changes.left.still"), Some(bare(context))),
        (_, None) => (context.words.get("changes.nothing"), Some(bare(context))),
        (_, Some(because)) => (reasons::text(context, because, false), None),
    };
    RowView {
        name: row.name.to_owned(),
        href: context.object_href(row.id),
        id: row.id.to_string(),
        change,
        because,
        badge,
    }
}

fn person(context: &Still<'_>, row: &PersonRow<'_>) -> RowView {
    let because = row.because.as_ref().map(|because| reasons::text(context, because, true));
    RowView {
        name: context.inspector(row.id, Some(row.name)),
        href: None,
        id: String::new(),
        change: String::new(),
        badge: because.is_none().then(|| bare(context)),
        because: because.unwrap_or_else(|| context.words.get("changes.nothing")),
    }
}

fn load(context: &Still<'_>, row: &LoadRow<'_>) -> RowView {
    let (load, counted) = (row.load.to_string(), row.counted.to_string());
    let before = row.before.map_or_else(|| context.words.get("frame.dash"), |load| load.to_string());
    let args = [("load", load.as_str()), ("counted", counted.as_str()), ("before", before.as_str())];
    RowView {
        name: context.inspector(row.id, Some(row.name)),
        href: None,
        id: String::new(),
        change: context.say("changes.loads.row", args),
        because: context.words.get(if row.early { "changes.loads.early" } else { "changes.loads.wrong" }),
        badge: (!row.early).then(|| bare(context)),
    }
}
