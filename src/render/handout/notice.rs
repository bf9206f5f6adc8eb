//! What a bureau says aloud at each step of a draw: one text for the notice board, for the article of a host and for WeChat. In: a
//! draw. Out: [`Notice`]s. Of a sealed draw nothing is said but what its commitment and its seal say.

use super::single::url;
use super::table::Table;
use crate::model::{InspectorId, Time, sha256_hex, write_minute};
use crate::qr::{self, Label};
use crate::render::{Context, Fact, draw_page, percent};
use crate::site::{DrawRecord, DrawState, Drawn};
use serde::Serialize;

/// At which step something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The commitment, before the public value.
    Commitment,
    /// The seal, while the list is secret.
    Sealed,
    /// The revealed list, or the list of a lost draw.
    Result,
    /// The draw is void.
    Void,
    /// Nobody could be drawn.
    Shortfall,
}

impl Step {
    /// As in file names and below `handout.notice.`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Commitment => "commitment",
            Self::Sealed => "sealed",
            Self::Result => "result",
            Self::Void => "void",
            Self::Shortfall => "shortfall",
        }
    }

    /// What there is to say about a draw, in the order it happened.
    pub(super) fn of(record: &DrawRecord) -> Vec<Self> {
        let begun = record.commit.is_some().then_some(Self::Commitment);
        let now = match record.state {
            DrawState::Committed => None,
            DrawState::Sealed => Some(Self::Sealed),
            DrawState::Revealed | DrawState::Lost => Some(Self::Result),
            DrawState::Void | DrawState::VoidUnopened => Some(Self::Void),
            DrawState::Shortfall => Some(Self::Shortfall),
        };
        begun.into_iter().chain(now).collect()
    }

    /// When the bureau says it was taken.
    fn time(self, record: &DrawRecord) -> Option<Time> {
        match self {
            Self::Commitment | Self::Shortfall => record.times.committed,
            Self::Sealed => record.times.sealed,
            Self::Result | Self::Void => record.times.ended,
        }
    }
}

/// A fingerprint people copy down.
#[derive(Serialize)]
struct Digest {
    label: String,
    about: String,
    whole: String,
    /// Groups of four, so that a reader keeps the place.
    groups: Vec<String>,
}

/// A picture for a camera and what it holds.
#[derive(Serialize)]
struct Code {
    svg: String,
    about: String,
}

/// One announcement.
#[derive(Serialize)]
pub(super) struct Notice {
    /// Its title.
    pub(super) title: String,
    step: &'static str,
    paragraphs: Vec<String>,
    facts: Vec<Fact>,
    digest: Option<Digest>,
    table: Option<Table>,
    how: String,
    url: Option<String>,
    codes: Vec<Code>,
    bureau: String,
    date: Option<String>,
    contact: String,
    example: bool,
}

impl Notice {
    /// What is said of a draw at a step. Errors: a picture that cannot be made.
    pub(super) fn of(context: &Context<'_>, record: &DrawRecord, step: Step) -> Result<Self, String> {
        let word = |part: &str| context.words.get(&format!("handout.notice.{}.{part}", step.name()));
        let (period, class) = (context.period(record.period), context.class(record.class));
        let args = [("period", period.as_str()), ("class", class.as_str())];
        let digest = digest(context, record, step);
        let url = url(context, &draw_page(record.id.as_str()));
        let bureau = &context.site.config.bureau;
        Ok(Self {
            title: context.say(&format!("handout.notice.{}.title", step.name()), args),
            step: step.name(),
            paragraphs: paragraphs(context, record, step),
            facts: facts(context, record, step),
            table: (step == Step::Result).then(|| drawn(context, record)),
            how: word("how"),
            codes: codes(context, record, step, digest.as_ref(), url.as_deref())?,
            digest,
            url,
            bureau: bureau.name.clone(),
            date: step.time(record).map(|time| date(context, time)),
            contact: bureau.phone.clone(),
            example: context.site.config.demo,
        })
    }

    /// As a text for a post: no table, no picture, every line short.
    pub(super) fn text(&self, context: &Context<'_>) -> String {
        let colon = context.words.get("frame.colon");
        let mut out = format!("{}\n\n", self.title);
        if self.example {
            out.push_str(&format!("{}\n\n", context.words.get("handout.example")));
        }
        self.paragraphs.iter().for_each(|paragraph| out.push_str(&format!("{paragraph}\n\n")));
        for fact in &self.facts {
            out.push_str(&format!("{}{colon}{}\n", fact.label, fact.value));
        }
        if let Some(digest) = &self.digest {
            out.push_str(&format!("\n{}\n{}\n{}\n", digest.label, digest.whole, digest.about));
        }
        if let Some(table) = &self.table {
            out.push_str(&format!("\n{}", table.text(&colon)));
        }
        out.push_str(&format!("\n{}\n", self.how));
        if let Some(url) = &self.url {
            out.push_str(&format!("{}{colon}{url}\n", context.words.get("handout.page")));
        }
        out.push_str(&format!("\n{}\n", self.bureau));
        self.date.iter().for_each(|date| out.push_str(&format!("{date}\n")));
        out
    }
}

/// `2026年7月1日`.
fn date(context: &Context<'_>, time: Time) -> String {
    let day = time.format("%Y %-m %-d").to_string();
    let parts: Vec<&str> = day.split(' ').collect();
    context.say("handout.date", [("year", parts[0]), ("month", parts[1]), ("day", parts[2])])
}

fn paragraphs(context: &Context<'_>, record: &DrawRecord, step: Step) -> Vec<String> {
    let summary = || {
        let (period, class) = (context.period(record.period), context.class(record.class));
        let (size, total) = (record.class_size().to_string(), record.quota_total().to_string());
        let args = [("period", period.as_str()), ("class", class.as_str()), ("size", &size), ("total", &total)];
        context.say(&format!("draw.summary.{}", record.state.as_str()), args)
    };
    let reveal = record.commit.as_ref().map(|commit| commit.reveal_by.to_string()).unwrap_or_default();
    let lead = context.say(&format!("handout.notice.{}.lead", step.name()), [("day", reveal.as_str())]);
    match step {
        Step::Commitment => vec![lead],
        Step::Void => {
            let because = record.ended_because.as_ref().map(|(code, note)| {
                let key = format!("draw.void-reason.{code}");
                let reason = if context.words.has(&key) { context.words.get(&key) } else { code.clone() };
                context.say("draw.ended-because", [("reason", reason.as_str()), ("note", note.as_str())])
            });
            [Some(summary()), because, Some(lead)].into_iter().flatten().collect()
        }
        Step::Sealed | Step::Result | Step::Shortfall => vec![summary(), lead],
    }
}

fn facts(context: &Context<'_>, record: &DrawRecord, step: Step) -> Vec<Fact> {
    let word = |key: &str| context.words.get(&format!("draw.fact.{key}"));
    let tasks = context.site.plans.iter().filter(|plan| plan.record_path() == record.plan.0);
    let task = tasks.flat_map(|plan| &plan.tasks).find(|task| task.id == record.task);
    let mut facts = vec![
        Fact::new(word("id"), record.id.to_string()),
        Fact::new(word("task"), task.map_or_else(|| record.task.to_string(), |task| task.name.clone())),
        Fact::new(context.words.get("handout.sizes"), sizes(context, record)),
        Fact::new(word("rate"), percent(record.rate)),
    ];
    let Some(commit) = &record.commit else { return facts };
    facts.push(Fact::new(word("total"), record.quota_total().to_string()));
    if let Some(replaced) = &commit.replaces {
        facts.push(Fact::new(word("replaces"), replaced.to_string()));
    }
    facts.extend(beacons(context, record, step));
    if step == Step::Commitment {
        facts.push(Fact::new(word("seal-by"), write_minute(commit.seal_by)));
    }
    if matches!(step, Step::Commitment | Step::Sealed) {
        facts.push(Fact::new(word("reveal-by"), commit.reveal_by.to_string()));
    }
    facts
}

/// 共20家：参加抽取18家，未参加2家.
fn sizes(context: &Context<'_>, record: &DrawRecord) -> String {
    let (all, roster) = (record.class_size().to_string(), record.roster.len().to_string());
    let excluded = record.excluded.len().to_string();
    context.say("handout.of-class", [("all", all.as_str()), ("roster", &roster), ("excluded", &excluded)])
}

/// The public numbers: which they will be, and from the seal on which they were.
fn beacons(context: &Context<'_>, record: &DrawRecord, step: Step) -> Vec<Fact> {
    let values = || {
        let void = record.examined.as_ref().and_then(|found| found.void.as_ref()).map(|void| void.beacons.clone());
        record.seal.as_ref().map(|seal| seal.beacons.clone()).or(void).unwrap_or_default()
    };
    let values = if step == Step::Commitment { Vec::new() } else { values() };
    let beacons = record.commit.iter().flat_map(|commit| &commit.beacons);
    let fact = |beacon: &crate::draw::Beacon| {
        let round = beacon.round.to_string();
        let name = context.words.get(&format!("beacon.{}", beacon.kind.as_str()));
        let which = name + &context.say("beacon.round", [("round", round.as_str())]);
        let value = values.iter().find(|value| value.kind == beacon.kind && value.round == beacon.round);
        let text = match value {
            Some(value) => context.say("handout.beacon-was", [("which", which.as_str()), ("value", &value.value)]),
            None => {
                let time = write_minute(beacon.time);
                context.say("handout.beacon-will", [("which", which.as_str()), ("time", &time)])
            }
        };
        Fact::new(context.words.get("handout.beacon"), text)
    };
    beacons.map(fact).collect()
}

/// The fingerprint that fixes what this step says.
fn digest(context: &Context<'_>, record: &DrawRecord, step: Step) -> Option<Digest> {
    let root = || record.seal.as_ref().map(|seal| seal.tree_root.clone());
    let (key, whole) = match step {
        Step::Commitment | Step::Void => ("commit-digest", record.commit_digest.clone()),
        Step::Sealed => ("tree-root", root()),
        Step::Result if record.seed_digest.is_some() => ("seed-digest", record.seed_digest.clone()),
        Step::Result => ("tree-root", root()),
        Step::Shortfall => {
            ("shortfall-digest", record.files.get("shortfall.txt").map(|file| sha256_hex(&file.bytes())))
        }
    };
    let whole = whole?;
    let groups = whole.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let label = match key {
        "shortfall-digest" => context.words.get("handout.shortfall-digest"),
        key => context.words.get(&format!("draw.fact.{key}")),
    };
    Some(Digest { label, about: context.words.get(&format!("handout.digest.{key}")), whole, groups })
}

/// Pictures for a camera: the fingerprint, the page, and the head of the log, which a reader can hold against it later.
fn codes(
    context: &Context<'_>,
    record: &DrawRecord,
    step: Step,
    digest: Option<&Digest>,
    url: Option<&str>,
) -> Result<Vec<Code>, String> {
    let head = context.site.log.as_ref().filter(|_| step == Step::Commitment).map(|book| book.head_now().to_line());
    let said = digest.map(|digest| format!("mingchou {} {} {}", step.name(), record.id, digest.whole));
    let texts = [("digest", said), ("page", url.map(str::to_owned)), ("log", head)];
    let code = |(id, text): (&str, Option<String>)| {
        let text = text?;
        let title = context.words.get(&format!("handout.code.{id}"));
        let label = Label { id, title: &title, description: &text };
        Some(qr::svg(&text, &label).map(|svg| Code { svg, about: title.clone() }).map_err(|fault| fault.to_string()))
    };
    texts.into_iter().filter_map(code).collect()
}

/// The list of a draw whose list is public.
fn drawn(context: &Context<'_>, record: &DrawRecord) -> Table {
    let words = context.words;
    let keys = ["number", "object", "id", "stratum", "rank", "people"];
    let row = |(n, drawn): (usize, &Drawn)| {
        let name = |id: &InspectorId| record.inspectors.iter().find(|row| row.id == *id).map(|row| row.name.as_str());
        let people: Vec<String> = drawn.final_team.iter().map(|id| context.inspector(id, name(id))).collect();
        vec![
            (n + 1).to_string(),
            drawn.name.clone(),
            drawn.object.to_string(),
            context.stratum(&drawn.stratum),
            drawn.rank.to_string(),
            people.join(&words.get("show.comma")),
        ]
    };
    Table {
        caption: words.get("draw.drawn"),
        head: keys.iter().map(|key| words.get(&format!("handout.column.{key}"))).collect(),
        rows: record.drawn.iter().enumerate().map(row).collect(),
        foot: Vec::new(),
        empty: words.get("handout.no-rows"),
    }
}
