//! Small things several page kinds show: links, days, shares, periods, badges, names of inspectors, and the one question
//! the embargo turns on: what may the public know of this object in this draw? In: the checked county and the words. Out:
//! plain values that serialise into templates. Never looks at a drawn list of a draw that is still sealed.

use super::{Pager, Still, draw_page, item_page};
use crate::model::*;
use crate::site::{DrawRecord, DrawState, Drawn, Ground, OpenedSlip, Site};
use crate::words::Words;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A link within the site; the template puts `root` in front of `href`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Link {
    /// Address from the root of the site.
    pub(crate) href: String,
    /// Words of the link.
    pub(crate) text: String,
}

/// A state as shape and word; the theme draws the shape and colours by `kind`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Badge {
    /// Name the theme colours by: a state of a draw or a rule, `clean`, `problem`, `withheld`, `note`.
    pub(crate) kind: &'static str,
    /// The word.
    pub(crate) text: String,
}

/// What the public may know of one object in one draw whose roster names it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fate<'a> {
    /// Committed: the list is fixed, the lot is not cast.
    Waiting,
    /// Sealed: the same words whether drawn or not.
    Embargoed,
    /// Sealed, and this object's slip has been opened.
    Opened(&'a OpenedSlip),
    /// Revealed or lost: drawn.
    Drawn(&'a Drawn),
    /// Revealed or lost: not drawn.
    NotDrawn,
    /// The draw was void or short.
    Ended,
}

impl Fate<'_> {
    /// Whether results of this object in this draw may be shown.
    pub(crate) fn is_public(self) -> bool {
        matches!(self, Self::Opened(_) | Self::Drawn(_))
    }
}

/// A draw with its outcome by object, where that outcome is public.
pub(crate) struct DrawFacts<'a> {
    /// The draw.
    pub(crate) draw: &'a DrawRecord,
    drawn: FxHashMap<&'a ObjectId, &'a Drawn>,
    sizes: BTreeMap<&'a str, u32>,
}

impl<'a> DrawFacts<'a> {
    fn new(draw: &'a DrawRecord) -> Self {
        let mut sizes = BTreeMap::new();
        for run in draw.roster.chunk_by(|a, b| a.stratum == b.stratum) {
            *sizes.entry(run[0].stratum.as_str()).or_insert(0) += u32::try_from(run.len()).unwrap_or(u32::MAX);
        }
        let open = matches!(draw.state, DrawState::Revealed | DrawState::Lost);
        let drawn =
            if open { draw.drawn.iter().map(|drawn| (&drawn.object, drawn)).collect() } else { FxHashMap::default() };
        Self { draw, drawn, sizes }
    }

    /// What may be known of an object of the roster.
    pub(crate) fn fate(&self, object: &ObjectId) -> Fate<'a> {
        match self.draw.state {
            DrawState::Committed => Fate::Waiting,
            DrawState::Sealed => match self.draw.slips.iter().find(|slip| &slip.object == object) {
                Some(slip) => Fate::Opened(slip),
                None => Fate::Embargoed,
            },
            DrawState::Revealed | DrawState::Lost => match self.drawn.get(object) {
                Some(drawn) => Fate::Drawn(drawn),
                None => Fate::NotDrawn,
            },
            DrawState::Void | DrawState::VoidUnopened | DrawState::Shortfall => Fate::Ended,
        }
    }

    /// Quota and size of a stratum, as committed.
    pub(crate) fn stratum(&self, stratum: &str) -> Option<(u32, u32)> {
        let quotas = &self.draw.commit.as_ref()?.quotas;
        let (_, quota) = quotas.iter().find(|(name, _)| name == stratum)?;
        Some((*quota, self.sizes.get(stratum).copied().unwrap_or(0)))
    }
}

/// All draws with their public outcomes, built once for a page kind.
pub(crate) struct Draws<'a> {
    facts: BTreeMap<&'a DrawId, DrawFacts<'a>>,
}

impl<'a> Draws<'a> {
    /// Reads every draw once.
    pub(crate) fn new(site: &'a Ground) -> Self {
        Self { facts: site.draws.iter().map(|(id, draw)| (id, DrawFacts::new(draw))).collect() }
    }

    /// One draw.
    pub(crate) fn get(&self, id: &DrawId) -> Option<&DrawFacts<'a>> {
        self.facts.get(id)
    }

    /// All draws, the latest period first, then by id.
    pub(crate) fn latest_first(&self) -> Vec<&DrawFacts<'a>> {
        let mut all: Vec<_> = self.facts.values().collect();
        all.sort_by(|a, b| b.draw.period.cmp(&a.draw.period).then_with(|| a.draw.id.cmp(&b.draw.id)));
        all
    }

    /// Whether what the tables say about this object in this draw may be shown. Everything about a draw that is still
    /// secret stays away, whatever the tables hold.
    pub(crate) fn shows(&self, draw: &DrawId, object: &ObjectId) -> bool {
        self.get(draw).is_some_and(|facts| facts.fate(object).is_public())
    }

    /// As [`Draws::shows`] for the subject of a finding or reason: `DRAW/OBJECT`; any other subject may be shown.
    pub(crate) fn shows_subject(&self, subject: &str) -> bool {
        match subject.split_once('/') {
            Some((draw, object)) => match (DrawId::parse(draw), ObjectId::parse(object)) {
                (Ok(draw), Ok(object)) if self.get(&draw).is_some() => self.shows(&draw, &object),
                _ => true,
            },
            None => true,
        }
    }

    /// The visits that may be shown, in the order of draws and objects.
    pub(crate) fn visits(&self, site: &'a Site) -> impl Iterator<Item = &'a Visit> {
        site.visits.values().filter(|visit| self.shows(&visit.draw, &visit.object))
    }
}

/// Whether a result is out: a phrase with its time of publication. A withheld row is not a published result.
pub(crate) fn is_published(visit: &Visit) -> bool {
    visit.withheld.is_none() && visit.result.is_some() && visit.published_at.is_some()
}

/// `YYYY-MM-DD`, or the word for none.
pub(crate) fn day(value: Option<Day>, words: &Words) -> String {
    value.map_or_else(|| words.get("show.none"), |day| day.to_string())
}

/// `YYYY-MM-DD hh:mm`, or the word for none.
pub(crate) fn minute(value: Option<Time>, words: &Words) -> String {
    value.map_or_else(|| words.get("show.none"), write_minute)
}

/// `part` of `whole` in per cent with at most one decimal, rounded half up; `—` of nothing.
pub(crate) fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    let tenths = (part * 2000 + whole) / (whole * 2);
    if tenths.is_multiple_of(10) { format!("{}%", tenths / 10) } else { format!("{}.{}%", tenths / 10, tenths % 10) }
}

/// 2026年第二季度重点排污单位抽取.
pub(crate) fn draw_title(context: &Still<'_>, draw: &DrawRecord) -> String {
    let (period, class) = (context.period(draw.period), context.class(draw.class));
    context.say("show.draw", [("period", period.as_str()), ("class", class.as_str())])
}

/// What a file of a draw is, in words; empty of one that the words do not know.
pub(crate) fn draw_file(context: &Still<'_>, name: &str) -> String {
    let stem = match name {
        name if name.starts_with("slips/") => "slip",
        name if name.starts_with("escrow-") => "escrow",
        name if name.starts_with("substitutions") => "substitutions",
        name => name.split('.').next().unwrap_or(name),
    };
    let key = format!("draw.file.{stem}");
    if context.words.has(&key) { context.words.get(&key) } else { String::new() }
}

/// Link to a draw.
pub(crate) fn draw_link(context: &Still<'_>, draw: &DrawRecord) -> Link {
    Link { href: draw_page(draw.id.as_str()), text: draw_title(context, draw) }
}

/// Link to an object by its name in the registry, else by its name on a list, else by its id.
pub(crate) fn object_link(context: &Still<'_>, id: &ObjectId, listed: Option<&str>) -> Link {
    let name = context.site.objects.get(id).map(|object| object.name.as_str()).or(listed).unwrap_or(id.as_str());
    Link { href: context.object_page(id), text: name.to_owned() }
}

/// State of a draw.
pub(crate) fn draw_badge(state: DrawState, words: &Words) -> Badge {
    Badge { kind: state.as_str(), text: words.get(&format!("draw-state.{}", state.as_str())) }
}

/// A result phrase. A problem is marked, not condemned: the phrase is the plan's own.
pub(crate) fn phrase_badge(context: &Still<'_>, phrase: &Phrase) -> Badge {
    let kind = match phrase {
        Phrase::Clean => "clean",
        Phrase::Inactive | Phrase::Other(_) => "note",
        Phrase::Ordered | Phrase::Filed | Phrase::Uncooperative => "problem",
    };
    Badge { kind, text: context.phrase(phrase) }
}

/// How a rule stands.
pub(crate) fn rule_badge(state: RuleState, words: &Words) -> Badge {
    let kind = match state {
        RuleState::Met => "met",
        RuleState::Pending => "pending",
        RuleState::Late => "late",
        RuleState::Overdue => "overdue",
        RuleState::Broken => "broken",
        RuleState::Remark => "remark",
        RuleState::Unknown => "unknown",
    };
    Badge { kind, text: words.get(&format!("show.rule-state.{kind}")) }
}

/// The badge of a withheld result.
pub(crate) fn withheld_badge(words: &Words) -> Badge {
    Badge { kind: "withheld", text: words.get("show.withheld") }
}

/// Word-file name of a phrase: `clean`, `ordered`, `filed`, `uncooperative`, `inactive`, `other`.
pub(crate) fn phrase_key(phrase: &Phrase) -> &'static str {
    match phrase {
        Phrase::Clean => "clean",
        Phrase::Ordered => "ordered",
        Phrase::Filed => "filed",
        Phrase::Uncooperative => "uncooperative",
        Phrase::Inactive => "inactive",
        Phrase::Other(_) => "other",
    }
}

/// A team in one line: each by the privacy policy.
pub(crate) fn team(context: &Still<'_>, ids: &[InspectorId]) -> String {
    let names: Vec<String> = ids.iter().map(|id| context.inspector(id, None)).collect();
    names.join(&context.words.get("show.comma"))
}

/// The sentence of a finding.
pub(crate) fn finding_text(finding: &Finding, words: &Words) -> String {
    words.fill(&format!("rules.{}", finding.text), finding.args.iter().map(|(name, value)| (*name, value.as_str())))
}

/// A correction in one sentence: what was changed, from what, to what, why, when.
pub(crate) fn correction_text(row: &Correction, words: &Words) -> String {
    let field = field_word(&row.field, words);
    let at = minute(Some(row.published_at), words);
    let key = if row.new.is_empty() { "show.withdrawn" } else { "show.corrected" };
    let args = [("at", at.as_str()), ("field", &field), ("old", &row.old), ("new", &row.new), ("reason", &row.reason)];
    words.fill(key, args)
}

/// The heading of a column in words; a heading that is no English name is shown as it is.
pub(crate) fn field_word(field: &str, words: &Words) -> String {
    let key = format!("show.field.{field}");
    if words.has(&key) { words.get(&key) } else { field.to_owned() }
}

/// What a finding or reason is about, as links: a draw, an object in a draw, a plan, an item, a year; else the bare words.
pub(crate) fn subject(context: &Still<'_>, subject: &str) -> Vec<Link> {
    let site = context.site;
    let draw = |text: &str| DrawId::parse(text).ok().and_then(|id| site.draws.get(&id));
    let plain = |text: &str| Link { href: String::new(), text: text.to_owned() };
    if let Some(record) = draw(subject) {
        return vec![draw_link(context, record)];
    }
    if let Some((first, object)) = subject.split_once('/')
        && let (Some(record), Ok(id)) = (draw(first), ObjectId::parse(object))
    {
        return vec![object_link(context, &id, listed_name(record, &id)), draw_link(context, record)];
    }
    let plan = |plan: &&Plan| format!("{}-v{}", plan.year, plan.version) == subject || plan.year.to_string() == subject;
    if let Some(plan) = site.plans.iter().find(plan) {
        let numbers = [plan.year.to_string(), plan.version.to_string()];
        let key = if subject.contains('v') { "show.plan" } else { "period.year" };
        let text = context.say(key, [("year", numbers[0].as_str()), ("version", numbers[1].as_str())]);
        return vec![Link { href: format!("plans/{}.html", plan.year), text }];
    }
    if let Some(item) = site.items.iter().find(|item| item.id.as_str() == subject) {
        return vec![Link { href: item_page(&item.id), text: item.name.clone() }];
    }
    match ObjectId::parse(subject).ok().filter(|id| site.objects.contains_key(id)) {
        Some(id) => vec![object_link(context, &id, None)],
        None => vec![plain(subject)],
    }
}

/// The name of an object on the lists of a draw.
pub(crate) fn listed_name<'d>(draw: &'d DrawRecord, id: &ObjectId) -> Option<&'d str> {
    let on = draw.roster.binary_search_by(|row| row.id.cmp(id)).ok().map(|at| draw.roster[at].name.as_str());
    on.or_else(|| draw.excluded.iter().find(|row| &row.id == id).map(|row| row.name.as_str()))
}

/// A problem is open until the last step says it is mended or closed (R41).
pub(crate) fn is_open(visit: &Visit, steps: &[FollowUp]) -> bool {
    let problem = visit.result.as_ref().is_some_and(Phrase::is_problem);
    problem && !steps.last().is_some_and(|step| step.state == "已整改" || step.state == "已结案")
}

/// Speciality tags in words.
pub(crate) fn tags(tags: &[Tag], words: &Words) -> String {
    let word = |tag: &Tag| {
        let key = format!("show.tag.{tag}");
        if words.has(&key) { words.get(&key) } else { tag.to_string() }
    };
    if tags.is_empty() {
        return words.get("show.none");
    }
    tags.iter().map(word).collect::<Vec<_>>().join(&words.get("show.comma"))
}

/// Everybody who has a page: the objects of the registry and those that left it but stood on a list or were visited.
pub(crate) fn object_ids(site: &Site) -> BTreeSet<&ObjectId> {
    let mut ids = listed_ids(site.ground());
    ids.extend(site.exempt.iter().map(|visit| &visit.object));
    ids
}

/// The same but for those who were visited and stand on no list.
pub(crate) fn listed_ids(ground: &Ground) -> BTreeSet<&ObjectId> {
    // Collected at once: long rows that are sorted already are merged, not inserted one by one.
    let draws = ground.draws.values();
    let listed = draws.clone().flat_map(|draw| draw.roster.iter().map(|row| &row.id));
    let excluded = draws.flat_map(|draw| draw.excluded.iter().map(|row| &row.id));
    ground.objects.keys().chain(listed).chain(excluded).collect()
}

/// Splits a long list into pages of at most 200 rows, 500 where it is longer than 600: the file of each page and its rows.
/// The first page has no number.
pub(crate) fn split<'r, T>(stem: &str, rows: &'r [T]) -> Vec<(String, &'r [T])> {
    let size = if rows.len() > 600 { 500 } else { 200 };
    let name = |n: usize| if n == 0 { format!("{stem}.html") } else { format!("{stem}-{}.html", n + 1) };
    if rows.is_empty() {
        return vec![(name(0), rows)];
    }
    rows.chunks(size).enumerate().map(|(n, chunk)| (name(n), chunk)).collect()
}

/// The title of part `n` (from 0) of a list split into `count` files.
pub(crate) fn part_title(context: &Still<'_>, title: &str, n: usize, count: usize) -> String {
    if count < 2 {
        return title.to_owned();
    }
    context.say("show.part", [("title", title), ("n", (n + 1).to_string().as_str())])
}

/// The pager of page `current` (from 1) of a split list; none if one page holds everything.
pub(crate) fn pager(stem: &str, current: usize, total: usize) -> Option<Pager> {
    let name = |href: String| href.replace("/index.html", ".html").replace("/page-", "-");
    let mut pager = Pager::of(stem, current, total)?;
    for link in &mut pager.links {
        link.href = link.href.take().map(name);
    }
    pager.previous = pager.previous.map(name);
    pager.next = pager.next.map(name);
    Some(pager)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_round_half_up_to_one_decimal() {
        assert_eq!(share(3, 12), "25%");
        assert_eq!(share(1, 3), "33.3%");
        assert_eq!(share(2, 3), "66.7%");
        assert_eq!(share(1, 16), "6.3%");
        assert_eq!(share(0, 9), "0%");
        assert_eq!(share(0, 0), "—");
    }

    #[test]
    fn long_lists_split_and_short_ones_do_not() {
        let rows: Vec<u32> = (0..401).collect();
        let pages = split("objects/class-key", &rows);
        let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["objects/class-key.html", "objects/class-key-2.html", "objects/class-key-3.html"]);
        assert_eq!(pages[2].1, [400]);
        assert_eq!(split::<u32>("x", &[]).len(), 1);
        assert_eq!(split("x", &(0..10_000).collect::<Vec<u32>>()).len(), 20);
    }
}
