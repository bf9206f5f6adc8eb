//! What is known of each object but for its visits, gathered once: every list it stood on, every change and event. In: the ground of
//! the county. Out: a [`Book`] of histories by id. Holds back whatever belongs to a draw still secret.

use super::page::Foot;
use super::rounds::Rows;
use crate::draw::{ExcludedRow, RosterRow};
use crate::model::*;
use crate::render::Still;
use crate::render::pages::feed::towns;
use crate::render::view::{self, DrawFacts, Draws, Fate};
use crate::site::{DrawRecord, Ground};
use std::collections::BTreeMap;

/// How an object stood on the list of one draw.
#[derive(Clone, Copy)]
pub(super) enum Stand<'a> {
    /// It could be drawn; and what became of it, as far as that is public.
    Roster(&'a RosterRow, Fate<'a>),
    /// It was of the class and could not be drawn, with the evidence.
    Excluded(&'a ExcludedRow),
    /// It is of the class today and stands on neither list.
    Absent,
}

/// Everything about one object but its own rows.
#[derive(Default)]
pub(super) struct History<'a> {
    /// Its row in the registry; none if it has left.
    pub(super) object: Option<&'a Object>,
    /// Its name on the latest list, for one that has left.
    pub(super) listed_as: Option<&'a str>,
    /// Its lists, the latest period first: the draw's place in [`Book::shared`], and how it stood.
    pub(super) stands: Vec<(usize, Stand<'a>)>,
    /// Changes of its row, by date.
    pub(super) changes: Vec<&'a Change>,
    /// Events that put it on the special list.
    pub(super) events: Vec<&'a SpecialEvent>,
    /// Checks by superior bodies.
    pub(super) superior: Vec<&'a SuperiorCheck>,
}

/// What draws have in common on every page: made once, not ten thousand times.
pub(super) struct Shared<'a> {
    /// The draw.
    pub(super) id: &'a DrawId,
    /// Its period.
    pub(super) period: Period,
    /// 2026年第二季度重点排污单位抽取.
    pub(super) title: String,
    /// 第二季度重点排污单位, for tables of one year.
    pub(super) short: String,
    /// Quota and size by stratum.
    pub(super) odds: BTreeMap<String, (u32, u32)>,
}

/// All histories.
pub(super) struct Book<'a> {
    /// By id.
    histories: BTreeMap<&'a ObjectId, History<'a>>,
    /// Draws with their public outcomes.
    pub(super) draws: Draws<'a>,
    /// Texts of each draw, the latest period first.
    pub(super) shared: Vec<Shared<'a>>,
    /// Rows of the tables of draws, made when first asked for.
    pub(super) rows: Rows,
    /// Names of items.
    pub(super) items: BTreeMap<&'a ItemId, &'a str>,
    /// Ids on the special list of the period that holds today.
    pub(super) special_now: Vec<&'a ObjectId>,
    /// Number of each town in names of files.
    pub(super) towns: BTreeMap<&'a str, usize>,
    /// What stands at the end of every page.
    pub(super) foot: Foot,
    nothing: History<'a>,
}

impl<'a> Book<'a> {
    /// Reads the county once.
    pub(super) fn new(context: &'a Still<'a>) -> Self {
        let site = context.site;
        let draws = Draws::new(site);
        let told = view::listed_ids(site).into_iter().filter(|id| context.addresses().tells_of(id));
        let mut histories: BTreeMap<&'a ObjectId, History<'a>> = told.map(|id| (id, History::default())).collect();
        for (id, object) in &site.objects {
            if let Some(history) = histories.get_mut(id) {
                history.object = Some(object);
            }
        }
        let mut shared = Vec::new();
        for (place, facts) in draws.latest_first().into_iter().enumerate() {
            stand_on(place, facts, &mut histories);
            shared.push(share(&draws, facts.draw, context));
        }
        gather(site, &mut histories);
        Self {
            histories,
            draws,
            shared,
            rows: Rows::default(),
            items: site.items.iter().map(|item| (&item.id, item.name.as_str())).collect(),
            special_now: special_now(site),
            towns: towns::numbers(site),
            foot: Foot::new(),
            nothing: History::default(),
        }
    }

    /// One object; of one that was visited and stands on no list nothing is known here.
    pub(super) fn history(&self, id: &ObjectId) -> &History<'a> {
        self.histories.get(id).unwrap_or(&self.nothing)
    }
}

/// Notes on whom one draw listed; members of its class today that it did not list are noted as absent. Lists and histories
/// are both sorted by id, so that each is walked once.
fn stand_on<'a>(place: usize, facts: &DrawFacts<'a>, histories: &mut BTreeMap<&'a ObjectId, History<'a>>) {
    let draw = facts.draw;
    let fixed = draw.times.committed.map(|time| time.date());
    let (mut roster, mut excluded) = (draw.roster.iter().peekable(), draw.excluded.iter().peekable());
    for (id, history) in histories {
        while roster.next_if(|row| row.id < **id).is_some() {}
        while excluded.next_if(|row| row.id < **id).is_some() {}
        let stand = if let Some(row) = roster.next_if(|row| row.id == **id) {
            history.listed_as.get_or_insert(&row.name);
            Stand::Roster(row, facts.fate(id))
        } else if let Some(row) = excluded.next_if(|row| row.id == **id) {
            history.listed_as.get_or_insert(&row.name);
            Stand::Excluded(row)
        } else {
            let of_class = |object: &Object| object.classes.contains(&draw.class);
            let was_there = |object: &Object| fixed.is_some_and(|day| object.registered <= day);
            match history.object {
                Some(object) if of_class(object) && was_there(object) => Stand::Absent,
                _ => continue,
            }
        };
        history.stands.push((place, stand));
    }
}

fn gather<'a>(site: &'a Ground, histories: &mut BTreeMap<&'a ObjectId, History<'a>>) {
    for event in &site.special_events {
        if let Some(history) = histories.get_mut(&event.object) {
            history.events.push(event);
        }
    }
    for check in &site.superior {
        if let Some(history) = histories.get_mut(&check.object) {
            history.superior.push(check);
        }
    }
    for change in &site.changes {
        let id = ObjectId::parse(&change.subject).ok();
        if let Some(history) = id.and_then(|id| histories.get_mut(&id)) {
            history.changes.push(change);
        }
    }
    for history in histories.values_mut() {
        history.events.sort_by_key(|event| std::cmp::Reverse(event.decided));
    }
}

fn share<'a>(draws: &Draws<'a>, draw: &'a DrawRecord, context: &Still<'_>) -> Shared<'a> {
    let mut odds = BTreeMap::new();
    if let (Some(facts), Some(commit)) = (draws.get(&draw.id), &draw.commit) {
        for (stratum, _) in &commit.quotas {
            odds.extend(facts.stratum(stratum).map(|numbers| (stratum.clone(), numbers)));
        }
    }
    let class = context.class(draw.class);
    let quarter = draw.period.quarter.map_or_else(|| "year".to_owned(), |quarter| format!("q{quarter}"));
    Shared {
        id: &draw.id,
        period: draw.period,
        title: view::draw_title(context, draw),
        short: context.words.fill(&format!("object-page.round.{quarter}"), [("class", class.as_str())]),
        odds,
    }
}

/// What a stratum is, in words.
pub(super) fn stratum_words(stratum: &str, context: &Still<'_>) -> String {
    match Period::parse(stratum) {
        Some(deadline) => context.say("object.stratum.deadline", [("period", context.period(deadline).as_str())]),
        None if context.words.has(&format!("object.stratum.{stratum}")) => {
            context.words.get(&format!("object.stratum.{stratum}"))
        }
        None => stratum.to_owned(),
    }
}

/// The special list of the quarter that holds today, as the draw of that quarter fixed it.
fn special_now(site: &Ground) -> Vec<&ObjectId> {
    let now = Period::quarter_of(site.as_of);
    let lists = site.draws.values().filter(|draw| draw.class == Class::Special && draw.period == now);
    let mut ids: Vec<&ObjectId> = lists
        .filter(|draw| !draw.state.is_void())
        .flat_map(|draw| draw.roster.iter().map(|row| &row.id).chain(draw.excluded.iter().map(|row| &row.id)))
        .collect();
    ids.sort();
    ids.dedup();
    ids
}
