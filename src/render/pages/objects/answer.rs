//! The first words of an object's page: how it stands today, in short sentences, and what they do not mean. In: a history and
//! the times it was seen. Out: [`Answer`]. Counts only what is public; of a draw that is sealed it says the same of the
//! drawn and the others.

use super::history::{Book, History, Stand};
use super::seen::{Seen, Stage};
use crate::model::*;
use crate::render::Still;
use crate::render::view::{self, Badge, Fate};
use chrono::Datelike;
use serde::Serialize;
use std::collections::BTreeSet;

/// How an object stands.
#[derive(Serialize)]
pub(super) struct Answer {
    /// Name the theme colours by: `open`, `mended`, `clean`, `quiet`.
    pub(super) mark: &'static str,
    /// The latest result as shape and word, and whether it is open.
    pub(super) badges: Vec<Badge>,
    /// The sentences, the most pressing first.
    pub(super) says: Vec<String>,
    /// What they do not mean, and what comes next.
    pub(super) notes: Vec<String>,
}

/// What the sentences are made from.
struct Teller<'b> {
    context: &'b Still<'b>,
    seen: &'b [Seen<'b>],
    history: &'b History<'b>,
    book: &'b Book<'b>,
    year: i32,
}

/// The standing of one object.
pub(super) fn tell<'b>(
    context: &'b Still<'b>,
    book: &'b Book<'b>,
    history: &'b History<'b>,
    seen: &'b [Seen<'b>],
) -> Answer {
    let teller = Teller { context, seen, history, book, year: context.site.as_of.year() };
    let by_lot = teller.by_lot();
    let mut says: Vec<String> = Vec::new();
    says.extend(teller.status());
    // An old visit goes before the count of a year in which there was none.
    let now = by_lot.is_none_or(|seen| seen.year() == teller.year);
    says.extend(teller.counts().filter(|_| now));
    says.extend(by_lot.map(|seen| teller.visited(seen)));
    says.extend(teller.counts().filter(|_| !now));
    says.extend(teller.waiting_visit(by_lot));
    says.extend(teller.also_open(by_lot));
    says.extend(teller.exempt());
    says.extend(teller.now());
    let latest = seen.iter().find(|seen| seen.took_place());
    Answer { mark: mark(latest, seen), badges: teller.badges(latest), says, notes: teller.notes(latest) }
}

fn mark(latest: Option<&Seen<'_>>, seen: &[Seen<'_>]) -> &'static str {
    let problem = |seen: &Seen<'_>| matches!(seen.stage(), Stage::Told(phrase) if phrase.is_problem());
    match latest {
        _ if seen.iter().any(Seen::is_open) => "open",
        Some(seen) if problem(seen) => {
            if seen.exempt.is_some() {
                "open"
            } else {
                "mended"
            }
        }
        Some(seen) if seen.stage() == Stage::Told(&Phrase::Clean) => "clean",
        _ => "quiet",
    }
}

impl<'b> Teller<'b> {
    fn say<'k>(&self, key: &str, args: impl IntoIterator<Item = (&'k str, &'k str)>) -> String {
        self.context.words.fill(&format!("object-page.standing.{key}"), args)
    }

    /// The latest visit that followed from a draw.
    fn by_lot(&self) -> Option<&'b Seen<'b>> {
        self.seen.iter().find(|seen| seen.lot.is_some() && seen.took_place())
    }

    fn status(&self) -> Option<String> {
        let key = match self.history.object.map(|object| object.status) {
            Some(Status::Active) => return None,
            Some(Status::Suspended) => "suspended",
            Some(Status::Closed) => "closed",
            None => "removed",
        };
        Some(self.say(key, []))
    }

    /// How often drawn and visited this year, or ever, or why there is nothing to count.
    fn counts(&self) -> Option<String> {
        let year = self.year.to_string();
        let lots: Vec<&Seen<'_>> = self.seen.iter().filter(|seen| seen.lot.is_some()).collect();
        let this_year: Vec<&&Seen<'_>> = lots.iter().filter(|seen| seen.year() == self.year).collect();
        if !this_year.is_empty() {
            let days: BTreeSet<Day> = this_year.iter().filter_map(|seen| seen.day()).collect();
            let (drawn, visited) = (this_year.len().to_string(), days.len().to_string());
            let args = [("year", year.as_str()), ("drawn", &drawn), ("visited", &visited)];
            return Some(self.say(if days.is_empty() { "drawn-unseen" } else { "drawn" }, args));
        }
        let known = |of_year: bool| {
            let stands = self.history.stands.iter().filter(|(place, stand)| {
                let public = matches!(stand, Stand::Roster(_, Fate::NotDrawn | Fate::Drawn(_) | Fate::Opened(_)));
                public && (!of_year || self.book.shared[*place].period.year == self.year)
            });
            stands.count()
        };
        let (all, now) = (known(false), known(true));
        let (all_text, now_text) = (all.to_string(), now.to_string());
        let args = [("year", year.as_str()), ("known", &all_text), ("now", &now_text)];
        let key = match (lots.is_empty(), all, now) {
            (true, 0, _) => self.nothing_known(),
            (true, 1, _) => "never-once",
            (true, ..) => "never",
            (false, _, 0) => "not-yet",
            (false, ..) => "not-drawn",
        };
        Some(self.say(key, args))
    }

    fn nothing_known(&self) -> &'static str {
        let listed = self.history.stands.iter().any(|(_, stand)| matches!(stand, Stand::Roster(..)));
        let excluded = self.history.stands.iter().any(|(_, stand)| matches!(stand, Stand::Excluded(_)));
        match (listed, excluded) {
            (true, _) => "listed",
            (false, true) => "excluded",
            (false, false) => "unlisted",
        }
    }

    /// What the latest visit by lot led to, in one sentence.
    fn visited(&self, seen: &Seen<'_>) -> String {
        let words = self.context.words;
        let date = |day: Option<Day>| day.map_or_else(|| words.get("object-page.no-day"), |day| day.to_string());
        let day = date(seen.day());
        let result = match seen.stage() {
            Stage::Withheld(ground) => {
                let ground = self.context.withheld(ground);
                return self.say("withheld", [("day", day.as_str()), ("ground", &ground)]);
            }
            Stage::Told(phrase) => phrase,
            Stage::Pending | Stage::Merged | Stage::Unseen => return self.say("pending", [("day", day.as_str())]),
        };
        let (key, phrase) = (view::phrase_key(result), self.context.phrase(result));
        if !result.is_problem() {
            return self.say(key, [("day", day.as_str()), ("phrase", &phrase)]);
        }
        if let Some(step) = seen.ended() {
            let ended = date(Some(step.date));
            let args = [("day", day.as_str()), ("ended", &ended), ("state", &step.state)];
            return self.say(&format!("{key}-ended"), args);
        }
        match seen.row.filter(|row| row.penalty.is_some()).and_then(|row| row.penalty_date) {
            Some(fined) => {
                let fined = date(Some(fined));
                self.say(&format!("{key}-fined"), [("day", day.as_str()), ("penalty", &fined)])
            }
            None => self.say(&format!("{key}-open"), [("day", day.as_str())]),
        }
    }

    /// Drawn after the latest visit, and not visited yet.
    fn waiting_visit(&self, latest: Option<&Seen<'_>>) -> Option<String> {
        let newer = |seen: &&Seen<'_>| latest.is_none_or(|latest| seen.moment() >= latest.moment());
        let seen = self.seen.iter().filter(newer).find(|seen| seen.stage() == Stage::Unseen)?;
        let title = view::draw_title(self.context, seen.lot?.draw);
        Some(self.say("unseen", [("draw", title.as_str())]))
    }

    /// Older problems that nobody said are mended.
    fn also_open(&self, latest: Option<&Seen<'_>>) -> Option<String> {
        let same = |seen: &Seen<'_>| latest.is_some_and(|latest| std::ptr::eq(latest, seen));
        let open = self.seen.iter().filter(|seen| seen.is_open() && !same(seen)).count();
        (open > 0).then(|| self.say("also-open", [("n", open.to_string().as_str())]))
    }

    /// Visits outside the draw.
    fn exempt(&self) -> Option<String> {
        let visits: Vec<&Seen<'_>> = self.seen.iter().filter(|seen| seen.exempt.is_some()).collect();
        let newest = visits.first()?;
        let (day, n) = (view::day(newest.day(), self.context.words), visits.len().to_string());
        let result = match newest.stage() {
            Stage::Told(phrase) => self.context.phrase(phrase),
            Stage::Withheld(_) => self.context.words.get("show.withheld"),
            _ => self.context.words.get("object-page.standing.no-result"),
        };
        Some(self.say("exempt", [("n", n.as_str()), ("day", &day), ("result", &result)]))
    }

    /// Where the draws of today's periods stand: waiting, sealed, or it cannot be drawn. The sealed sentence knows nothing of
    /// the lot.
    fn now(&self) -> Vec<String> {
        let newest = self.history.stands.iter().map(|(place, _)| self.book.shared[*place].period).max();
        let mut says = Vec::new();
        for (place, stand) in &self.history.stands {
            let shared = &self.book.shared[*place];
            let Some(facts) = self.book.draws.get(shared.id) else { continue };
            let last = facts.draw.commit.as_ref().map(|commit| view::day(Some(commit.reveal_by), self.context.words));
            let args = [("draw", shared.title.as_str()), ("day", last.as_deref().unwrap_or_default())];
            match stand {
                Stand::Roster(_, Fate::Waiting) => says.push(self.say("waiting", args)),
                Stand::Roster(row, Fate::Embargoed) => {
                    // Quotas are public from the commitment on: where none or all are drawn there is nothing to keep secret.
                    let key = match shared.odds.get(&row.stratum) {
                        Some((0, _)) => "sealed-none",
                        Some((quota, size)) if quota == size => "sealed-all",
                        _ => "sealed",
                    };
                    says.push(self.say(key, args));
                }
                Stand::Excluded(row) if Some(shared.period) == newest && !facts.draw.state.is_void() => {
                    let active = self.history.object.is_some_and(|object| object.status == Status::Active);
                    let rule = self.context.words.get(&format!("object.excluded.{}", row.rule));
                    let args = [("draw", shared.title.as_str()), ("rule", rule.as_str())];
                    says.extend(active.then(|| self.say("now-excluded", args)));
                }
                _ => {}
            }
        }
        says
    }

    fn badges(&self, latest: Option<&Seen<'_>>) -> Vec<Badge> {
        let words = self.context.words;
        let mut badges = Vec::new();
        let status = match self.history.object.map(|object| object.status) {
            Some(Status::Active) => None,
            Some(Status::Suspended) => Some("suspended"),
            Some(Status::Closed) => Some("closed"),
            None => Some("removed"),
        };
        badges.extend(status.map(|key| Badge { kind: "note", text: words.get(&format!("show.status.{key}")) }));
        match latest {
            Some(seen) => badges.extend(result_badges(self.context, seen)),
            None => badges.push(Badge { kind: "unseen", text: words.get("object-page.badge-none") }),
        }
        badges
    }

    fn notes(&self, latest: Option<&Seen<'_>>) -> Vec<String> {
        let mut keys: Vec<&str> = Vec::new();
        match latest.map(Seen::stage) {
            None => keys.push("never"),
            Some(Stage::Told(Phrase::Clean)) => keys.push("clean"),
            Some(Stage::Told(Phrase::Inactive)) => keys.push("inactive"),
            Some(Stage::Pending) => keys.push("pending"),
            Some(Stage::Withheld(_)) => keys.push("withheld"),
            Some(Stage::Told(phrase)) if phrase.is_problem() && latest.is_some_and(|seen| seen.exempt.is_some()) => {
                keys.push("exempt-problem");
            }
            Some(_) => {}
        }
        if self.seen.iter().any(Seen::is_open) {
            keys.push("open");
        }
        let sealed = |(_, stand): &(usize, Stand<'_>)| matches!(stand, Stand::Roster(_, Fate::Embargoed));
        if self.history.stands.iter().any(sealed) {
            keys.push("sealed");
        }
        keys.iter().map(|key| self.context.words.get(&format!("object-page.note.{key}"))).collect()
    }
}

/// The result of one time as shape and word, and whether it is open or over.
pub(super) fn result_badges(context: &Still<'_>, seen: &Seen<'_>) -> Vec<Badge> {
    let words = context.words;
    let one = |kind, key: &str| vec![Badge { kind, text: words.get(key) }];
    match seen.stage() {
        Stage::Told(phrase) => {
            let mut badges = vec![view::phrase_badge(context, phrase)];
            if seen.is_open() {
                badges.push(Badge { kind: "open", text: words.get("object-page.badge-open") });
            } else if let Some(step) = seen.ended() {
                badges.push(Badge { kind: "met", text: step.state.clone() });
            }
            badges
        }
        Stage::Withheld(_) => vec![view::withheld_badge(words)],
        Stage::Pending => one("pending", "object-page.badge-pending"),
        Stage::Unseen => one("pending", "object-page.badge-unseen"),
        Stage::Merged => one("note", "object-page.badge-merged"),
    }
}
