//! Entries of feeds: steps of draws, results, follow-ups, corrections and replies, plans and pages. In: the county. Out:
//! [`Entries`], the newest first, with what each is about, so that each feed takes its own; what one says is put into words when a
//! feed shows it, since of tens of thousands the feeds show a few hundred. Holds back whatever belongs to a draw that is still secret.

use crate::model::{
    Class, Correction, Day, DrawId, ExemptVisit, FollowUp, ItemAnswer, ObjectId, Phrase, Plan, Reply, Time, Visit,
    Withheld, write_minute, write_time,
};
use crate::render::pages::{draws, objects};
use crate::render::view::{self, Draws};
use crate::render::{Context, draw_page};
use crate::site::{DrawRecord, DrawState, Page};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An entry of a feed.
pub(super) struct Entry<'c> {
    /// What comes behind domain and year in its id.
    id: String,
    /// When it was published.
    pub(super) at: Time,
    /// What it is about.
    pub(super) kind: Kind,
    /// Class of the draw it came from.
    pub(super) class: Option<Class>,
    /// Town of the object.
    pub(super) town: Option<&'c str>,
    tells: Tells<'c>,
}

/// What an entry is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A step of a draw.
    Draw,
    /// One object: a result or what followed from it.
    Object,
    /// Results of a draw that came out together: one entry in the feed of everything.
    Batch,
    /// A plan or a page.
    Text,
}

/// Of what an entry tells.
enum Tells<'c> {
    /// A draw, and the state a step led to.
    Step(&'c DrawRecord, DrawState),
    Results(&'c DrawId, Vec<&'c Visit>),
    Plan(&'c Plan),
    Page(&'c Page),
    Result(&'c Visit),
    Exempt(&'c ExemptVisit),
    FollowUp((&'c DrawId, &'c ObjectId), &'c FollowUp),
    Correction(&'c Correction),
    Reply(&'c Reply),
}

/// An entry in words.
#[derive(Serialize)]
pub(super) struct Told {
    id: String,
    title: String,
    href: String,
    updated: String,
    summary: String,
}

/// `tag:DOMAIN,YEAR:PATH`: an id that stays when the site moves.
pub(super) fn tag(context: &Context<'_>, year: &str, path: &str) -> String {
    spelled(context, year, &plain(path))
}

/// The same of a path that is spelled already.
fn spelled(context: &Context<'_>, year: &str, path: &str) -> String {
    let domain = match context.site.config.government.site_domain.as_str() {
        "" => context.site.config.log.origin.split('/').next().unwrap_or_default(),
        domain => domain,
    };
    format!("tag:{domain},{year}:{path}")
}

/// Letters, digits and the signs of paths as they are, all other bytes as `%XX`.
pub(super) fn plain(path: &str) -> String {
    let keep = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/' | b'#');
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if keep(byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// Signs XML cannot hold are left out.
fn clean(text: &str) -> String {
    text.replace(|c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'), "")
}

/// All entries of the county.
pub(super) struct Entries<'c> {
    context: &'c Context<'c>,
    draws: Draws<'c>,
    /// What each draw is called.
    titles: BTreeMap<&'c DrawId, String>,
    /// The newest first.
    all: Vec<Entry<'c>>,
}

impl<'c> Entries<'c> {
    pub(super) fn of(context: &'c Context<'c>) -> Self {
        let titles = context.site.draws.values().map(|record| (&record.id, draws::title(context, record))).collect();
        let mut entries = Self { context, draws: Draws::new(context.site), titles, all: Vec::new() };
        entries.steps();
        entries.batches();
        entries.texts();
        entries.results();
        entries.exempt();
        entries.after();
        entries.replies();
        entries.all.sort_by(|a, b| (Reverse(a.at), &a.id).cmp(&(Reverse(b.at), &b.id)));
        entries
    }

    /// The newest first.
    pub(super) fn all(&self) -> &[Entry<'c>] {
        &self.all
    }

    fn push(&mut self, kind: Kind, at: Time, id: &str, tells: Tells<'c>) -> &mut Entry<'c> {
        self.all.push(Entry { id: plain(id), at, kind, class: None, town: None, tells });
        self.all.last_mut().expect("one was just pushed")
    }

    /// An entry about one object. `draw`: the draw it followed from.
    fn object(&mut self, draw: Option<&DrawId>, object: &ObjectId, at: Time, id: &str, tells: Tells<'c>) {
        let site = self.context.site;
        let class = draw.and_then(|draw| site.draws.get(draw)).map(|draw| draw.class);
        let town = site.objects.get(object).map(|object| object.town.as_str());
        let entry = self.push(Kind::Object, at, id, tells);
        (entry.class, entry.town) = (class, town);
    }

    /// What happened to a draw, a step an entry.
    fn steps(&mut self) {
        for record in self.context.site.draws.values() {
            let times = record.times;
            let first = if record.commit.is_some() { DrawState::Committed } else { DrawState::Shortfall };
            let steps = [(times.committed, first), (times.sealed, DrawState::Sealed), (times.ended, record.state)];
            for (at, state) in steps {
                let Some(at) = at else { continue };
                let id = format!("{}#{}", draw_page(record.id.as_str()), state.as_str());
                self.push(Kind::Draw, at, &id, Tells::Step(record, state)).class = Some(record.class);
            }
        }
    }

    fn batches(&mut self) {
        let site = self.context.site;
        let mut batches: BTreeMap<(&DrawId, Time), Vec<&Visit>> = BTreeMap::new();
        for visit in self.draws.visits(site) {
            if let Some(at) = visit.published_at {
                batches.entry((&visit.draw, at)).or_default().push(visit);
            }
        }
        for ((draw, at), visits) in batches.into_iter().filter(|((draw, _), _)| site.draws.contains_key(*draw)) {
            let id = format!("{}#results-{}", draw_page(draw.as_str()), at.format("%Y%m%d%H%M"));
            self.push(Kind::Batch, at, &id, Tells::Results(draw, visits));
        }
    }

    fn texts(&mut self) {
        for plan in &self.context.site.plans {
            if let Some(at) = plan.published_at {
                self.push(Kind::Text, at, &format!("plans/{}.html#v{}", plan.year, plan.version), Tells::Plan(plan));
            }
        }
        for page in &self.context.site.pages {
            self.push(Kind::Text, page.published_at, &format!("pages/{}.html#page", page.slug), Tells::Page(page));
        }
    }

    fn results(&mut self) {
        let site = self.context.site;
        let visits: Vec<&Visit> = self.draws.visits(site).collect();
        for visit in visits {
            let Some(at) = visit.published_at.filter(|_| visit.result.is_some() || visit.withheld.is_some()) else {
                continue;
            };
            let id = format!("result/{}/{}", visit.draw, visit.object);
            self.object(Some(&visit.draw), &visit.object, at, &id, Tells::Result(visit));
        }
    }

    fn exempt(&mut self) {
        for visit in &self.context.site.exempt {
            let Some(at) = visit.published_at.filter(|_| visit.result.is_some() || visit.withheld.is_some()) else {
                continue;
            };
            self.object(None, &visit.object, at, &format!("exempt/{}", visit.id), Tells::Exempt(visit));
        }
    }

    /// Steps of follow-up and corrections of what is public.
    fn after(&mut self) {
        let site = self.context.site;
        for ((draw, object), steps) in &site.followups {
            let row = site.visits.get(&(draw.clone(), object.clone()));
            if !self.draws.shows(draw, object) || !row.is_some_and(view::is_published) {
                continue;
            }
            for (number, step) in steps.iter().enumerate() {
                let id = format!("step/{draw}/{object}/{}", number + 1);
                self.object(Some(draw), object, step.published_at, &id, Tells::FollowUp((draw, object), step));
            }
        }
        for row in &site.corrections {
            if !self.draws.shows(&row.draw, &row.object) {
                continue;
            }
            let id = format!("correction/{}/{}/{}/{}", row.draw, row.object, row.field, write_minute(row.published_at));
            self.object(Some(&row.draw), &row.object, row.published_at, &id, Tells::Correction(row));
        }
    }

    fn replies(&mut self) {
        for row in &self.context.site.replies {
            if row.draw.as_ref().is_some_and(|draw| !self.draws.shows(draw, &row.object)) {
                continue;
            }
            let draw = row.draw.as_ref().map_or("", DrawId::as_str);
            let id = format!("reply/{draw}/{}/{}", row.object, write_minute(row.published_at));
            self.object(row.draw.as_ref(), &row.object, row.published_at, &id, Tells::Reply(row));
        }
    }

    /// An entry in words.
    pub(super) fn told(&self, entry: &Entry<'_>) -> Told {
        let (href, title, summary) = match &entry.tells {
            Tells::Step(record, state) => self.step(record, *state),
            Tells::Results(draw, visits) => self.batch(draw, visits),
            Tells::Plan(plan) => {
                let page = format!("plans/{}.html", plan.year);
                (page, plan.title.clone(), plan.note.clone().unwrap_or_default())
            }
            Tells::Page(page) => (format!("pages/{}.html", page.slug), page.title.clone(), String::new()),
            Tells::Result(visit) => self.result(visit),
            Tells::Exempt(visit) => self.exempted(visit),
            Tells::FollowUp(visit, step) => self.follow_up(*visit, step),
            Tells::Correction(row) => self.correction(row),
            Tells::Reply(row) => self.reply(row),
        };
        Told {
            id: spelled(self.context, &entry.at.format("%Y").to_string(), &entry.id),
            title: clean(&title),
            href,
            updated: write_time(entry.at),
            summary: clean(&summary),
        }
    }

    /// The words are those of the state a step led to.
    fn step(&self, record: &DrawRecord, state: DrawState) -> Said {
        let (title, word) = (self.draw_title(&record.id), self.context.draw_state(state));
        let title = self.context.say("feed.draw", [("title", title.as_str()), ("state", word.as_str())]);
        (draw_page(record.id.as_str()), title, word)
    }

    fn batch(&self, draw: &DrawId, visits: &[&Visit]) -> Said {
        let (title, count) = (self.draw_title(draw), visits.len().to_string());
        let title = self.context.say("feed.results", [("title", title.as_str()), ("n", count.as_str())]);
        let names: Vec<String> = visits.iter().map(|visit| self.context.object_name(&visit.object)).collect();
        (draw_page(draw.as_str()), title, names.join(&self.context.words.get("show.comma")))
    }

    /// Where an object is told of. `draw`: the draw an entry followed from.
    fn href(&self, draw: Option<&DrawId>, object: &ObjectId) -> String {
        let page = objects::address(self.context, object);
        match draw {
            Some(draw) if !page.contains('#') => format!("{page}#v-{draw}"),
            _ => page,
        }
    }

    /// The name of an object: in the registry, else on the list of its draw.
    fn name(&self, object: &ObjectId, draw: Option<&DrawId>) -> String {
        let record = draw.and_then(|draw| self.context.site.draws.get(draw));
        let listed = record.and_then(|record| view::listed_name(record, object));
        view::object_link(self.context, object, listed).text
    }

    fn title_of(&self, name: &str, result: Option<&Phrase>, withheld: Option<Withheld>) -> String {
        let context = self.context;
        match (withheld, result) {
            (Some(ground), _) => {
                let ground = context.withheld(ground);
                context.say("feeds.entry.withheld", [("name", name), ("ground", ground.as_str())])
            }
            (None, result) => {
                let phrase = result.map(|phrase| context.phrase(phrase)).unwrap_or_default();
                context.say("feeds.entry.result", [("name", name), ("phrase", phrase.as_str())])
            }
        }
    }

    fn draw_title(&self, draw: &DrawId) -> String {
        self.titles.get(draw).cloned().unwrap_or_else(|| draw.to_string())
    }

    fn result(&self, visit: &Visit) -> Said {
        let name = self.name(&visit.object, Some(&visit.draw));
        let (day, draw) = (self.day(visit.visited), self.draw_title(&visit.draw));
        let args = [("day", day.as_str()), ("draw", draw.as_str())];
        let mut summary = self.context.say("feeds.entry.result-about", args);
        if visit.withheld.is_none() {
            summary.extend(self.found(&visit.draw, &visit.object));
        }
        let title = self.title_of(&name, visit.result.as_ref(), visit.withheld);
        (self.href(Some(&visit.draw), &visit.object), title, summary)
    }

    /// Names of the items with a problem.
    fn found(&self, draw: &DrawId, object: &ObjectId) -> Option<String> {
        let site = self.context.site;
        let answers: &Vec<ItemAnswer> = site.answers.get(&(draw.clone(), object.clone()))?;
        let bad = answers.iter().filter(|answer| answer.answer == "发现问题");
        let name = |id| site.items.iter().find(|item| &item.id == id).map_or("", |item| item.name.as_str());
        let names: Vec<&str> = bad.map(|answer| name(&answer.item)).filter(|name| !name.is_empty()).collect();
        let all = answers.iter().filter(|answer| answer.answer != "不涉及").count().to_string();
        let list = names.join(&self.context.words.get("show.comma"));
        let args = [("all", all.as_str()), ("items", list.as_str())];
        (!names.is_empty()).then(|| self.context.say("object-page.visit.found", args))
    }

    fn day(&self, day: Option<Day>) -> String {
        day.map_or_else(|| self.context.words.get("object-page.no-day"), |day| day.to_string())
    }

    fn exempted(&self, visit: &ExemptVisit) -> Said {
        let name = self.name(&visit.object, None);
        let day = self.day(Some(visit.visited));
        let mut summary = self.context.say("feeds.entry.exempt-about", [("day", day.as_str())]);
        let (n, text) = (visit.ground.to_string(), self.context.words.get(&format!("show.exempt.{}", visit.ground)));
        summary += &self.context.say("object.exempt-ground", [("n", n.as_str()), ("text", text.as_str())]);
        (self.href(None, &visit.object), self.title_of(&name, visit.result.as_ref(), visit.withheld), summary)
    }

    fn follow_up(&self, (draw, object): (&DrawId, &ObjectId), step: &FollowUp) -> Said {
        let (name, title) = (self.name(object, Some(draw)), self.draw_title(draw));
        let heading = self.context.say("feeds.entry.step", [("name", name.as_str()), ("state", &step.state)]);
        let day = step.date.to_string();
        let args = [("day", day.as_str()), ("draw", title.as_str())];
        (self.href(Some(draw), object), heading, self.context.say("feeds.entry.step-about", args))
    }

    fn correction(&self, row: &Correction) -> Said {
        let name = self.name(&row.object, Some(&row.draw));
        let title = self.context.say("feeds.entry.correction", [("name", name.as_str())]);
        (self.href(Some(&row.draw), &row.object), title, view::correction_text(row, self.context.words))
    }

    fn reply(&self, row: &Reply) -> Said {
        let name = self.name(&row.object, row.draw.as_ref());
        let title = self.context.say("feeds.entry.reply", [("name", name.as_str())]);
        (self.href(row.draw.as_ref(), &row.object), title, row.text.clone())
    }
}

/// Address, title and summary of an entry.
type Said = (String, String, String);
