//! inspectors/: who may inspect, how often each has this year beside an even share, who met whom, and how teams are made
//! (R18–R21). In: the registry, and draws that are public. Out: `inspectors/index.html`, and `page-N.html` beside it where there are many. Names follow the privacy policy. Assignments of a sealed draw never count.

use super::chance;
use super::figure::{self, FigureView};
use crate::model::*;
use crate::output::{Made, OutputTree};
use crate::render::parts::{Pager, list_page, part_of, parts_of};
use crate::render::view::{self, Badge, Draws, Fate};
use crate::render::{Context, Frame, PageKind, Still};
use chrono::Datelike;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// Where they stand.
const DIR: &str = "inspectors";

#[derive(Serialize)]
struct View {
    as_of: String,
    year: i32,
    #[serde(flatten)]
    people: People,
    /// Visits of those who were on duty: lowest, middle, highest.
    spread: Option<Spread>,
    naming: String,
    chart: FigureView,
    /// Who was in a team with whom how often this year.
    pairs: Vec<chance::Table>,
    /// People a visit takes.
    team: usize,
    auxiliary: Vec<Helper>,
}

/// The people on one page.
#[derive(Serialize)]
struct People {
    rows: Vec<Row>,
    pager: Option<Pager>,
}

/// A further page of people.
#[derive(Serialize)]
struct More {
    summary: String,
    #[serde(flatten)]
    people: People,
}

#[derive(Serialize)]
struct Spread {
    min: usize,
    median: String,
    max: usize,
}

#[derive(Clone, Serialize)]
struct Row {
    /// Anchor of the row.
    id: String,
    /// Name by the policy with the certificate number.
    who: String,
    department: String,
    post: String,
    tags: String,
    valid_to: String,
    badge: Badge,
    assigned: usize,
    visits: usize,
}

#[derive(Serialize)]
struct Helper {
    id: String,
    /// Only where full names are published: the registry does not tell persons from organisations.
    name: Option<String>,
    organisation: String,
    expertise: String,
}

/// What one inspector has done this year.
#[derive(Default)]
struct Load<'a> {
    assigned: usize,
    /// Object and day: two draws on one visit count once.
    visits: BTreeSet<(&'a ObjectId, Day)>,
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let rows: Arc<OnceLock<Vec<Row>>> = Arc::default();
    for number in 2..=parts_of(context.site.inspectors.len()) {
        let (path, rows) = (list_page(DIR, number), Arc::clone(&rows));
        tree.add(&path.clone(), move || more(context, &path, number, rows.get_or_init(|| all(context))));
    }
    tree.add("inspectors/index.html", move || {
        let view = view(context, rows.get_or_init(|| all(context)));
        let total = context.site.inspectors.len().to_string();
        let frame = Frame {
            title: context.words.get("inspectors.title"),
            kind: PageKind::List,
            column: "inspectors",
            description: context.say("inspectors.description", [("total", total.as_str())]),
            published_at: None,
            trail: Vec::new(),
        };
        context.page("inspectors/index.html", "inspectors.html", &frame, &view)
    });
}

/// Where an inspector's row stands, from the root.
pub(super) fn row_href(context: &Still<'_>, id: &InspectorId) -> String {
    let all = &context.site.inspectors;
    let number = match parts_of(all.len()) {
        1 => 1,
        _ => all.range::<InspectorId, _>(..id).count() / part_of(all.len()) + 1,
    };
    format!("{}#i-{id}", list_page(DIR, number))
}

/// A further page of people.
fn more(context: &Context<'_>, path: &str, number: usize, rows: &[Row]) -> Result<Made, String> {
    let (page, total) = (number.to_string(), rows.len().to_string());
    let summary = context.say("long.people-summary", [("total", total.as_str())]);
    let frame = Frame {
        title: context.say("long.people-title", [("page", page.as_str())]),
        kind: PageKind::List,
        column: "inspectors",
        description: summary.clone(),
        published_at: None,
        trail: vec![context.column_step("inspectors")],
    };
    context.page(path, "inspectors-more.html", &frame, &More { summary, people: people(rows, number) })
}

fn people(rows: &[Row], number: usize) -> People {
    let own = rows.chunks(part_of(rows.len())).nth(number - 1).unwrap_or_default();
    People { rows: own.to_vec(), pager: Pager::of(DIR, number, parts_of(rows.len())) }
}

/// The rows of everybody.
fn all(context: &Context<'_>) -> Vec<Row> {
    let site = context.site;
    let loads = loads(site, site.as_of.year());
    site.inspectors.values().map(|person| row(context, person, loads.get(&person.id))).collect()
}

fn view(context: &Context<'_>, rows: &[Row]) -> View {
    let site = context.site;
    let people_and_rows = site.inspectors.values().zip(rows);
    let on_duty = people_and_rows.filter(|(person, _)| person.available && person.valid_to >= site.as_of);
    let counts: Vec<usize> = on_duty.map(|(_, row)| row.visits).collect();
    let naming = match site.config.privacy.inspectors {
        InspectorNaming::Full => "full",
        InspectorNaming::Surname => "surname",
        InspectorNaming::Number => "number",
    };
    let year = site.as_of.year();
    View {
        as_of: view::day(Some(site.as_of), context.words),
        year,
        chart: chance::loads_chart(context, year).view(&figure::path(year, "loads")),
        pairs: chance::pairs_in(context, year),
        team: site.config.draw.slots.len(),
        people: people(rows, 1),
        spread: spread(counts),
        naming: context.words.get(&format!("inspectors.naming.{naming}")),
        auxiliary: site.auxiliary.iter().map(|helper| auxiliary(context, helper)).collect(),
    }
}

/// Assignments and visits of a year, from outcomes that are public.
fn loads(site: &crate::site::Site, year: i32) -> BTreeMap<&InspectorId, Load<'_>> {
    let draws = Draws::new(site);
    let mut loads: BTreeMap<&InspectorId, Load<'_>> = BTreeMap::new();
    for facts in draws.latest_first() {
        if facts.draw.period.year != year {
            continue;
        }
        for row in facts.draw.roster.iter() {
            let team = match facts.fate(&row.id) {
                Fate::Drawn(drawn) => &drawn.final_team,
                Fate::Opened(slip) => &slip.team,
                _ => continue,
            };
            let day = site.visits.get(&(facts.draw.id.clone(), row.id.clone())).and_then(|visit| visit.visited);
            for id in team {
                let load = loads.entry(id).or_default();
                load.assigned += 1;
                load.visits.extend(day.map(|day| (&row.id, day)));
            }
        }
    }
    loads
}

fn spread(mut counts: Vec<usize>) -> Option<Spread> {
    counts.sort_unstable();
    let (min, max) = (*counts.first()?, *counts.last()?);
    let middle = counts.len() / 2;
    let median = if counts.len() % 2 == 1 {
        counts[middle].to_string()
    } else {
        let twice = counts[middle - 1] + counts[middle];
        if twice.is_multiple_of(2) { (twice / 2).to_string() } else { format!("{}.5", twice / 2) }
    };
    Some(Spread { min, median, max })
}

fn row(context: &Context<'_>, person: &Inspector, load: Option<&Load<'_>>) -> Row {
    let words = context.words;
    let (kind, key) = if person.valid_to < context.site.as_of {
        ("late", "expired")
    } else if person.available {
        ("met", "available")
    } else {
        ("note", "away")
    };
    Row {
        id: person.id.to_string(),
        who: context.inspector(&person.id, Some(&person.name)),
        department: person.department.clone(),
        post: person.post.clone(),
        tags: view::tags(&person.tags, words),
        valid_to: view::day(Some(person.valid_to), words),
        badge: Badge { kind, text: words.get(&format!("inspectors.{key}")) },
        assigned: load.map_or(0, |load| load.assigned),
        visits: load.map_or(0, |load| load.visits.len()),
    }
}

fn auxiliary(context: &Context<'_>, helper: &Auxiliary) -> Helper {
    Helper {
        id: helper.id.clone(),
        name: (context.site.config.privacy.inspectors == InspectorNaming::Full).then(|| helper.name.clone()),
        organisation: helper.organisation.clone(),
        expertise: helper.expertise.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_even_number_lies_between_two() {
        let of = |counts: &[usize]| spread(counts.to_vec()).map(|s| (s.min, s.median, s.max));
        assert_eq!(of(&[3, 1, 2]), Some((1, "2".into(), 3)));
        assert_eq!(of(&[4, 1, 2, 3]), Some((1, "2.5".into(), 4)));
        assert_eq!(of(&[2, 4]), Some((2, "3".into(), 4)));
        assert_eq!(of(&[]), None);
    }
}
