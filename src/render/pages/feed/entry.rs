//! Entries of feeds: steps of draws, results, follow-ups, corrections and replies, plans and pages. In: the county. Out: every
//! [`Entry`], the newest first, with what it is about, so that each feed takes its own. Holds back whatever belongs to a draw
//! that is still secret.

use crate::model::{
    Class, Day, DrawId, ExemptVisit, ItemAnswer, ObjectId, Phrase, Time, Visit, Withheld, write_minute, write_time,
};
use crate::render::pages::{draws, objects};
use crate::render::view::{self, Draws};
use crate::render::{Context, draw_page};
use crate::site::DrawState;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An entry of a feed.
#[derive(Serialize, Clone)]
pub(super) struct Entry {
    id: String,
    title: String,
    href: String,
    updated: String,
    summary: String,
    /// When it was published.
    #[serde(skip)]
    pub(super) at: Time,
    /// What it is about.
    #[serde(skip)]
    pub(super) kind: Kind,
    /// Class of the draw it came from.
    #[serde(skip)]
    pub(super) class: Option<Class>,
    /// Town of the object.
    #[serde(skip)]
    pub(super) town: Option<String>,
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

/// `tag:DOMAIN,YEAR:PATH`: an id that stays when the site moves.
pub(super) fn tag(context: &Context<'_>, year: &str, path: &str) -> String {
    let domain = match context.site.config.government.site_domain.as_str() {
        "" => context.site.config.log.origin.split('/').next().unwrap_or_default(),
        domain => domain,
    };
    format!("tag:{domain},{year}:{}", plain(path))
}

/// Letters, digits and the signs of paths as they are, all other bytes as `%XX`.
pub(super) fn plain(path: &str) -> String {
    let keep = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/' | b'#');
    path.bytes().map(|b| if keep(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// Signs XML cannot hold are left out.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

struct Teller<'c> {
    context: &'c Context<'c>,
    draws: Draws<'c>,
    entries: Vec<Entry>,
}

/// All entries, the newest first.
pub(super) fn all(context: &Context<'_>) -> Vec<Entry> {
    let mut teller = Teller { context, draws: Draws::new(context.site), entries: Vec::new() };
    teller.steps();
    teller.batches();
    teller.texts();
    teller.results();
    teller.exempt();
    teller.after();
    teller.replies();
    let mut entries = teller.entries;
    entries.sort_by(|a, b| (Reverse(a.at), &a.id).cmp(&(Reverse(b.at), &b.id)));
    entries
}

impl<'c> Teller<'c> {
    fn push(&mut self, kind: Kind, at: Time, id: &str, href: String, title: &str, summary: &str) -> &mut Entry {
        let id = tag(self.context, &at.format("%Y").to_string(), id);
        let (title, summary) = (clean(title), clean(summary));
        self.entries.push(Entry {
            id,
            title,
            href,
            updated: write_time(at),
            summary,
            at,
            kind,
            class: None,
            town: None,
        });
        self.entries.last_mut().expect("one was just pushed")
    }

    /// What happened to a draw, a step an entry; the words are those of the state it led to.
    fn steps(&mut self) {
        for record in self.context.site.draws.values() {
            let title = draws::title(self.context, record);
            let times = record.times;
            let first = if record.commit.is_some() { DrawState::Committed } else { DrawState::Shortfall };
            let steps = [(times.committed, first), (times.sealed, DrawState::Sealed), (times.ended, record.state)];
            for (at, state) in steps {
                let Some(at) = at else { continue };
                let word = self.context.draw_state(state);
                let title = self.context.say("feed.draw", [("title", title.as_str()), ("state", word.as_str())]);
                let page = draw_page(record.id.as_str());
                let id = format!("{page}#{}", state.as_str());
                self.push(Kind::Draw, at, &id, page, &title, &word).class = Some(record.class);
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
        for ((draw, at), visits) in batches {
            let Some(record) = site.draws.get(draw) else { continue };
            let (title, count) = (draws::title(self.context, record), visits.len().to_string());
            let title = self.context.say("feed.results", [("title", title.as_str()), ("n", count.as_str())]);
            let names: Vec<String> = visits.iter().map(|visit| self.context.object_name(&visit.object)).collect();
            let names = names.join(&self.context.words.get("show.comma"));
            let page = draw_page(draw.as_str());
            let id = format!("{page}#results-{}", at.format("%Y%m%d%H%M"));
            self.push(Kind::Batch, at, &id, page, &title, &names);
        }
    }

    fn texts(&mut self) {
        for plan in &self.context.site.plans {
            if let Some(at) = plan.published_at {
                let page = format!("plans/{}.html", plan.year);
                let id = format!("{page}#v{}", plan.version);
                self.push(Kind::Text, at, &id, page, &plan.title, plan.note.as_deref().unwrap_or_default());
            }
        }
        for text in &self.context.site.pages {
            let page = format!("pages/{}.html", text.slug);
            let id = format!("{page}#page");
            self.push(Kind::Text, text.published_at, &id, page, &text.title, "");
        }
    }

    /// An entry about one object. `draw`: the draw it followed from.
    fn object(&mut self, draw: Option<&DrawId>, object: &ObjectId, at: Time, id: &str, title: &str, summary: &str) {
        let site = self.context.site;
        let page = objects::address(self.context, object);
        let href = match draw {
            Some(draw) if !page.contains('#') => format!("{page}#v-{draw}"),
            _ => page,
        };
        let class = draw.and_then(|draw| site.draws.get(draw)).map(|draw| draw.class);
        let town = site.objects.get(object).map(|object| object.town.clone());
        let entry = self.push(Kind::Object, at, id, href, title, summary);
        (entry.class, entry.town) = (class, town);
    }

    /// The name of an object: in the registry, else on the list of its draw.
    fn name(&self, object: &ObjectId, draw: Option<&DrawId>) -> String {
        let record = draw.and_then(|draw| self.context.site.draws.get(draw));
        let listed = record.and_then(|record| view::listed_name(record, object));
        view::object_link(self.context, object, listed).text
    }

    fn title_of(&self, name: &str, result: Option<&Phrase>, withheld: Option<Withheld>) -> Option<String> {
        let context = self.context;
        match (withheld, result) {
            (Some(ground), _) => {
                let ground = context.withheld(ground);
                Some(context.say("feeds.entry.withheld", [("name", name), ("ground", ground.as_str())]))
            }
            (None, Some(phrase)) => {
                let phrase = context.phrase(phrase);
                Some(context.say("feeds.entry.result", [("name", name), ("phrase", phrase.as_str())]))
            }
            (None, None) => None,
        }
    }

    fn draw_title(&self, draw: &DrawId) -> String {
        self.context.site.draws.get(draw).map_or_else(|| draw.to_string(), |draw| draws::title(self.context, draw))
    }

    fn results(&mut self) {
        let visits: Vec<&Visit> = self.draws.visits(self.context.site).collect();
        for visit in visits {
            let name = self.name(&visit.object, Some(&visit.draw));
            let title = self.title_of(&name, visit.result.as_ref(), visit.withheld);
            let (Some(at), Some(title)) = (visit.published_at, title) else { continue };
            let (day, draw) = (self.day(visit.visited), self.draw_title(&visit.draw));
            let args = [("day", day.as_str()), ("draw", draw.as_str())];
            let mut summary = self.context.say("feeds.entry.result-about", args);
            if visit.withheld.is_none() {
                summary.extend(self.found(&visit.draw, &visit.object));
            }
            let id = format!("result/{}/{}", visit.draw, visit.object);
            self.object(Some(&visit.draw), &visit.object, at, &id, &title, &summary);
        }
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

    fn exempt(&mut self) {
        let visits: Vec<&ExemptVisit> = self.context.site.exempt.iter().collect();
        for visit in visits {
            let name = self.name(&visit.object, None);
            let title = self.title_of(&name, visit.result.as_ref(), visit.withheld);
            let (Some(at), Some(title)) = (visit.published_at, title) else { continue };
            let day = self.day(Some(visit.visited));
            let mut summary = self.context.say("feeds.entry.exempt-about", [("day", day.as_str())]);
            let (n, text) =
                (visit.ground.to_string(), self.context.words.get(&format!("show.exempt.{}", visit.ground)));
            summary += &self.context.say("object.exempt-ground", [("n", n.as_str()), ("text", text.as_str())]);
            self.object(None, &visit.object, at, &format!("exempt/{}", visit.id), &title, &summary);
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
            let (name, title) = (self.name(object, Some(draw)), self.draw_title(draw));
            for (number, step) in steps.iter().enumerate() {
                let heading = self.context.say("feeds.entry.step", [("name", name.as_str()), ("state", &step.state)]);
                let day = step.date.to_string();
                let args = [("day", day.as_str()), ("draw", title.as_str())];
                let summary = self.context.say("feeds.entry.step-about", args);
                let id = format!("step/{draw}/{object}/{}", number + 1);
                self.object(Some(draw), object, step.published_at, &id, &heading, &summary);
            }
        }
        for row in &site.corrections {
            if !self.draws.shows(&row.draw, &row.object) {
                continue;
            }
            let name = self.name(&row.object, Some(&row.draw));
            let title = self.context.say("feeds.entry.correction", [("name", name.as_str())]);
            let summary = view::correction_text(row, self.context.words);
            let id = format!("correction/{}/{}/{}/{}", row.draw, row.object, row.field, write_minute(row.published_at));
            self.object(Some(&row.draw), &row.object, row.published_at, &id, &title, &summary);
        }
    }

    fn replies(&mut self) {
        for row in &self.context.site.replies {
            if row.draw.as_ref().is_some_and(|draw| !self.draws.shows(draw, &row.object)) {
                continue;
            }
            let name = self.name(&row.object, row.draw.as_ref());
            let title = self.context.say("feeds.entry.reply", [("name", name.as_str())]);
            let draw = row.draw.as_ref().map_or("", DrawId::as_str);
            let id = format!("reply/{draw}/{}/{}", row.object, write_minute(row.published_at));
            self.object(row.draw.as_ref(), &row.object, row.published_at, &id, &title, &row.text);
        }
    }
}
