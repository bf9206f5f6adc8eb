//! How each object stands in public, at a glance: the latest result, visits, lists, and where the site tells of it. In: the
//! checked county. Out: [`Standings`], which lists, the search and every link to an object ask.
//!
//! In a county of at most `theme.own_pages` objects each has a page of its own. In a larger one a general object of which a line a
//! draw says everything (the lists it stood on, visits that found nothing) shares a page with others, or the site would have
//! more files than hosts carry. Where even those with more to tell are more than `theme.own_pages`, everybody shares: a place
//! on a page then tells of the visits too, and fewer objects stand on a page. Whether an object has a page of its own turns on
//! public facts alone: of a sealed draw, on its lists and opened slips.

use super::view::{self, Draws, Fate};
use crate::model::*;
use crate::output::Key;
use crate::site::{DrawRecord, Site};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Objects on a shared page, about: the number of pages is a power of two, so that addresses stay while a county grows.
const SHARED: usize = 600;
/// The same where everybody shares, and many places tell of visits: a phone has to open the page.
const CROWDED: usize = 100;
/// Rows of one file of the search list.
const SEARCHED: usize = 10_000;

/// The latest thing the public may know of an object's visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Latest<'a> {
    /// Never drawn, as far as draws are revealed, and never visited.
    Never,
    /// Drawn; no visit is public yet.
    Pending,
    /// Visited; the result is not out yet.
    Visited,
    /// Visited; the result is withheld by law.
    Withheld,
    /// A published result.
    Result(&'a Phrase),
}

/// One object.
#[derive(Debug)]
pub(crate) struct Standing<'a> {
    /// Its id.
    pub(crate) id: &'a ObjectId,
    /// Its row in the registry; none if it has left.
    pub(crate) object: Option<&'a Object>,
    /// Its name on a list.
    pub(crate) listed_as: Option<&'a str>,
    /// What is known last.
    pub(crate) latest: Latest<'a>,
    /// The day of the visit behind `latest`.
    pub(crate) latest_day: Option<Day>,
    /// When that happened: the day of the visit, else the day the draw's lists were fixed.
    latest_at: Option<Day>,
    /// Public visits, exempt ones included.
    pub(crate) visits: u32,
    /// Day of the last public visit.
    pub(crate) visited: Option<Day>,
    /// Lists it could be drawn from.
    pub(crate) lists: u32,
    /// Period of the first of these.
    pub(crate) since: Option<Period>,
    /// On the special list of the quarter that holds today.
    pub(crate) special: bool,
    /// The draws that drew it, as far as they are public, in the order of their ids.
    pub(crate) drawn_in: Vec<&'a DrawRecord>,
    /// Has more to tell than a line a draw.
    history: bool,
}

impl<'a> Standing<'a> {
    fn new(id: &'a ObjectId, object: Option<&'a Object>) -> Self {
        let plain = object.is_some_and(|object| object.classes == [Class::General]);
        Self {
            id,
            object,
            listed_as: None,
            latest: Latest::Never,
            latest_day: None,
            latest_at: None,
            visits: 0,
            visited: None,
            lists: 0,
            since: None,
            special: false,
            drawn_in: Vec::new(),
            history: !plain,
        }
    }

    /// Whether there is more to tell of it than a line a draw.
    pub(crate) fn has_history(&self) -> bool {
        self.history
    }

    /// By the registry, else by a list, else by its id.
    pub(crate) fn name(&self) -> &'a str {
        self.object.map(|object| object.name.as_str()).or(self.listed_as).unwrap_or(self.id.as_str())
    }

    /// Its town; empty of one that has left the registry.
    pub(crate) fn town(&self) -> &'a str {
        self.object.map_or("", |object| object.town.as_str())
    }

    /// What happened last is what is known last: a visit whose result is not out yet stands before an older result.
    fn learn(&mut self, latest: Latest<'a>, day: Option<Day>, fixed: Option<Day>) {
        let rank = |latest| match latest {
            Latest::Never => 0,
            Latest::Pending => 1,
            Latest::Visited => 2,
            Latest::Withheld | Latest::Result(_) => 3,
        };
        let at = day.or(fixed);
        if (at, rank(latest)) >= (self.latest_at, rank(self.latest)) {
            (self.latest, self.latest_day, self.latest_at) = (latest, day, at);
        }
    }

    fn visit(&mut self, day: Option<Day>, quiet: bool) {
        self.history |= !quiet;
        if day.is_some() {
            self.visits += 1;
            self.visited = self.visited.max(day);
        }
    }
}

/// The day a draw's lists were fixed; every visit of it comes later.
fn fixed(draw: &DrawRecord) -> Day {
    draw.times.committed.map_or(draw.period.first_day(), |time| time.date())
}

/// Whether one line says everything of a visit: no problem, nothing withheld, nobody sent without the draw.
fn is_quiet(visit: &Visit) -> bool {
    let plain = visit.withheld.is_none() && visit.penalty.is_none() && visit.transferred.is_none() && !visit.direct;
    plain && !visit.result.as_ref().is_some_and(|phrase| phrase.is_problem() || matches!(phrase, Phrase::Other(_)))
}

/// Where the site tells of objects: what links need of how all of them stand.
#[derive(Default)]
pub(crate) struct Addresses<'a> {
    /// Whether objects share pages.
    large: bool,
    /// Whether too many have more to tell than a line a draw.
    crowded: bool,
    /// Number of shared pages.
    shared: u32,
    /// Where objects share pages, those of whom a line a draw says all.
    plain: FxHashSet<&'a ObjectId>,
}

impl Addresses<'_> {
    /// Whether objects share pages.
    pub(crate) fn is_large(&self) -> bool {
        self.large
    }

    /// Whether more is told of an object than a line a draw, on a page of its own or at its place on a shared one.
    pub(crate) fn tells_of(&self, id: &ObjectId) -> bool {
        !self.plain.contains(id)
    }

    /// Whether an object has a page of its own.
    pub(crate) fn owns(&self, id: &ObjectId) -> bool {
        !self.large || (!self.crowded && self.tells_of(id))
    }

    /// Where the site tells of an object, from the root.
    pub(crate) fn page(&self, id: &ObjectId) -> String {
        let low = id.as_str().to_ascii_lowercase();
        if self.owns(id) {
            return format!("objects/{low}.html");
        }
        format!("{}#{low}", shared_page(self.place(id)))
    }

    /// Number of the shared page an object belongs to, from 0.
    pub(crate) fn place(&self, id: &ObjectId) -> u32 {
        place(id.as_str(), self.shared)
    }

    /// A fingerprint of all of it.
    pub(super) fn print(&self) -> Key {
        let mut plain: Vec<&str> = self.plain.iter().map(|id| id.as_str()).collect();
        plain.sort_unstable();
        let facts = [u8::from(self.large), u8::from(self.crowded)];
        Key::of(&[&facts, &self.shared.to_be_bytes(), plain.join("\n").as_bytes()])
    }
}

/// All objects of the site, by id.
pub(crate) struct Standings<'a> {
    rows: Vec<Standing<'a>>,
    /// Place of each object in `rows`.
    places: FxHashMap<&'a ObjectId, usize>,
    draws: Arc<Draws<'a>>,
    own_pages: usize,
    addresses: Arc<Addresses<'a>>,
}

impl<'a> Standings<'a> {
    /// Reads the county once.
    pub(crate) fn new(site: &'a Site) -> Self {
        let rows = view::object_ids(site).into_iter().map(|id| Standing::new(id, site.objects.get(id)));
        let rows: Vec<Standing<'a>> = rows.collect();
        let own_pages = site.config.theme.own_pages as usize;
        let places = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        let draws = Arc::new(Draws::new(site));
        let mut all = Self { rows, places, draws: Arc::clone(&draws), own_pages, addresses: Arc::default() };
        for draw in site.draws.values() {
            all.listed(draw, site.as_of);
            all.drawn(&draws, draw);
        }
        all.visited(site, &draws);
        all.told(site, &draws);
        let large = all.rows.len() > own_pages;
        let crowded = all.rows.iter().filter(|row| row.history).count() > own_pages;
        let pages = all.rows.len() / if crowded { CROWDED } else { SHARED };
        let shared = u32::try_from(pages).unwrap_or(u32::MAX / 2).next_power_of_two();
        let plain = all.rows.iter().filter(|row| large && !row.history).map(|row| row.id).collect();
        all.addresses = Arc::new(Addresses { large, crowded, shared, plain });
        all
    }

    /// Where the site tells of them.
    pub(crate) fn addresses(&self) -> &Arc<Addresses<'a>> {
        &self.addresses
    }

    /// One object.
    pub(crate) fn get(&self, id: &ObjectId) -> Option<&Standing<'a>> {
        self.places.get(id).map(|at| &self.rows[*at])
    }

    /// The id of an object that is written so.
    pub(crate) fn id(&self, text: &str) -> Option<&'a ObjectId> {
        let id = ObjectId::parse(text).ok()?;
        self.get(&id).map(|row| row.id)
    }

    fn get_mut(&mut self, id: &ObjectId) -> Option<&mut Standing<'a>> {
        self.places.get(id).map(|at| &mut self.rows[*at])
    }

    /// All draws with their public outcomes.
    pub(crate) fn draws(&self) -> &Draws<'a> {
        &self.draws
    }

    /// All, by id.
    pub(crate) fn all(&self) -> &[Standing<'a>] {
        &self.rows
    }

    /// Whether objects share pages.
    pub(crate) fn is_large(&self) -> bool {
        self.addresses.large
    }

    /// Whether everybody shares pages, and the places there tell of visits too.
    pub(crate) fn is_crowded(&self) -> bool {
        self.addresses.crowded
    }

    /// Rows of one file of the search list.
    pub(crate) fn search_rows(&self) -> usize {
        match self.own_pages {
            _ if !self.is_large() => self.rows.len().max(1),
            few @ 0..SEARCHED => (few / 3).max(1),
            _ => SEARCHED,
        }
    }

    /// Whether an object has a page of its own.
    pub(crate) fn owns(&self, id: &ObjectId) -> bool {
        self.addresses.owns(id)
    }

    /// Ids of those of whom more is told than a line a draw, on a page of their own or at their place on a shared one.
    pub(crate) fn told_of(&self) -> impl Iterator<Item = &'a ObjectId> + '_ {
        let large = self.is_large();
        self.rows.iter().filter(move |row| !large || row.history).map(|row| row.id)
    }

    /// Number of shared pages; none in a county where everybody has a page.
    pub(crate) fn shared_pages(&self) -> u32 {
        if self.is_large() { self.addresses.shared } else { 0 }
    }

    /// Number of the shared page an object belongs to, from 0.
    pub(crate) fn place(&self, id: &ObjectId) -> u32 {
        self.addresses.place(id)
    }

    /// Lists and exclusions are public from the commitment on. Both are sorted by id, as the rows are.
    fn listed(&mut self, draw: &'a DrawRecord, today: Day) {
        let stands = !draw.state.is_void();
        let now = draw.class == Class::Special && stands && draw.period == Period::quarter_of(today);
        let mut rows = self.rows.iter_mut();
        for entry in draw.roster.iter() {
            let Some(row) = rows.find(|row| row.id == &entry.id) else { break };
            row.listed_as.get_or_insert(&entry.name);
            row.lists += 1;
            row.since = Some(row.since.map_or(draw.period, |since| since.min(draw.period)));
            row.special |= now;
            row.history |= draw.class != Class::General;
        }
        let mut rows = self.rows.iter_mut();
        for entry in draw.excluded.iter() {
            let Some(row) = rows.find(|row| row.id == &entry.id) else { break };
            row.listed_as.get_or_insert(&entry.name);
            row.special |= now;
            row.history = true;
        }
    }

    fn drawn(&mut self, draws: &Draws<'a>, draw: &'a DrawRecord) {
        let drawn = draw.drawn.iter().map(|drawn| &drawn.object);
        for object in drawn.chain(draw.slips.iter().map(|slip| &slip.object)) {
            if let Some(Fate::Drawn(_) | Fate::Opened(_)) = draws.get(&draw.id).map(|facts| facts.fate(object))
                && let Some(row) = self.get_mut(object)
            {
                row.drawn_in.push(draw);
                // One visit for two draws stands in the row of the other: this one awaits nothing.
                let merged = draw.substitutions.iter().any(|row| row.ground == "merged-visit" && &row.object == object);
                row.learn(Latest::Pending, None, (!merged).then(|| fixed(draw)));
            }
        }
    }

    fn visited(&mut self, site: &'a Site, draws: &Draws<'a>) {
        for visit in draws.visits(site) {
            let Some(row) = self.get_mut(&visit.object) else { continue };
            row.visit(visit.visited, is_quiet(visit));
            let of = site.draws.get(&visit.draw).map(fixed);
            if visit.withheld.is_some() {
                row.learn(Latest::Withheld, visit.visited, of);
            } else if let (true, Some(phrase)) = (view::is_published(visit), &visit.result) {
                row.learn(Latest::Result(phrase), visit.visited, of);
            } else if visit.visited.is_some() {
                row.learn(Latest::Visited, visit.visited, of);
            }
        }
        for visit in &site.exempt {
            let Some(row) = self.get_mut(&visit.object) else { continue };
            row.visit(Some(visit.visited), false);
            match (visit.withheld, &visit.result, visit.published_at) {
                (Some(_), _, _) => row.learn(Latest::Withheld, Some(visit.visited), None),
                (None, Some(phrase), Some(_)) => row.learn(Latest::Result(phrase), Some(visit.visited), None),
                _ => row.learn(Latest::Visited, Some(visit.visited), None),
            }
        }
    }

    /// What else is told of single objects. Being added to the registry is no history: everybody was.
    fn told(&mut self, site: &'a Site, draws: &Draws<'a>) {
        let mut told: Vec<ObjectId> = Vec::new();
        let changes = site.changes.iter().filter(|change| change.field != "added");
        told.extend(changes.filter_map(|change| ObjectId::parse(&change.subject).ok()));
        told.extend(site.superior.iter().map(|check| check.object.clone()));
        told.extend(site.special_events.iter().map(|event| event.object.clone()));
        let shown = |reply: &&Reply| reply.draw.as_ref().is_none_or(|draw| draws.shows(draw, &reply.object));
        let corrected = site.corrections.iter().filter(|row| draws.shows(&row.draw, &row.object));
        told.extend(corrected.map(|row| row.object.clone()));
        told.extend(site.replies.iter().filter(shown).map(|reply| reply.object.clone()));
        for id in told {
            if let Some(row) = self.get_mut(&id) {
                row.history = true;
            }
        }
    }
}

/// Where shared page `number` stands, from the root.
pub(crate) fn shared_page(number: u32) -> String {
    format!("objects/rest-{number:03}.html")
}

/// Which of `pages` an id belongs to: a sum that `search.js` works out alike, so that the list need not say it.
fn place(id: &str, pages: u32) -> u32 {
    let sum = id.bytes().fold(0, |sum, byte| (sum * 31 + u32::from(byte.to_ascii_lowercase())) % 65_521);
    sum % pages
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn ids_spread_over_shared_pages_and_case_does_not_matter() {
        let mut counts = [0; 16];
        for n in 0..9600 {
            counts[place(&format!("91140826MA0E{n:05}X"), 16) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (300..900).contains(count)), "{counts:?}");
        assert_eq!(place("91140826MA0E00042B", 512), place("91140826ma0e00042b", 512));
        assert_eq!(place("b-7.X", 512), 188, "as a browser works it out");
    }
}
