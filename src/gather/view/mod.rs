//! What the templates see. In: counties, the words of one language. Out: serialisable views. Every text of a stranger passes `clean`
//! here, and the template engine escapes it.

mod county;

pub(super) use county::page;

use super::clean::plain;
use super::facts::{County, Found, Listed, Log, Said};
use super::sum::{Counts, Exception, Kind, State, WORDS, What, exceptions, state};
use crate::draw::Fault;
use crate::model::{Class, Day, Period, write_minute};
use crate::render::percent;
use crate::verify::Word;
use crate::words::Words;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Broken rules that are told one by one.
const FAULTS: usize = 20;

/// Sentences of one language.
pub(super) struct Voice<'a>(pub(super) &'a Words);

/// A state as shape and word.
#[derive(Serialize, Clone)]
pub(super) struct Badge {
    kind: &'static str,
    text: String,
}

impl Voice<'_> {
    pub(super) fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.0.fill(&format!("gather.{key}"), args.iter().copied())
    }

    pub(super) fn word(&self, key: &str) -> String {
        self.0.get(&format!("gather.{key}"))
    }

    fn class(&self, class: Class) -> String {
        self.0.get(&format!("class.{}", class.as_str()))
    }

    fn period(&self, period: Period) -> String {
        let year = period.year.to_string();
        let key = period.quarter.map_or("period.year".to_owned(), |quarter| format!("period.q{quarter}"));
        self.0.fill(&key, [("year", year.as_str())])
    }

    fn verdict(&self, word: Word) -> String {
        self.word(&format!("verdict.{}", word.key()))
    }

    pub(super) fn state(&self, state: State) -> Badge {
        Badge { kind: state.badge(), text: self.word(&format!("state.{}", state.as_str())) }
    }

    /// `file:line: sentence (detail)`.
    fn fault(&self, fault: &Fault) -> String {
        let place = match (fault.file.is_empty(), fault.line) {
            (true, _) => String::new(),
            (false, 0) => format!("{}: ", plain(&fault.file)),
            (false, line) => format!("{}:{line}: ", plain(&fault.file)),
        };
        let sentence = self.0.get(&format!("fault.{}", fault.code));
        let detail = if fault.detail.is_empty() { String::new() } else { format!(" ({})", plain(&fault.detail)) };
        format!("{place}{sentence}{detail}")
    }

    /// The first broken rules, and how many more there are.
    fn faults(&self, faults: &[Fault]) -> Vec<String> {
        let mut told: Vec<String> = faults.iter().take(FAULTS).map(|fault| self.fault(fault)).collect();
        if faults.len() > FAULTS {
            told.push(self.say("more", &[("n", &(faults.len() - FAULTS).to_string())]));
        }
        told
    }

    /// Why a site was not read.
    pub(super) fn reason(&self, said: &Said) -> String {
        said.sentence(self.0)
    }

    /// What stands out, in a sentence.
    pub(super) fn exception(&self, found: &Exception) -> String {
        let key = format!("what.{}", found.kind.as_str());
        let day = |day: Option<Day>| day.map_or_else(|| self.word("unknown"), |day| day.to_string());
        match &found.what {
            What::Breach(breach, first) => {
                self.say(&format!("breach.{}", breach.as_str()), &[("day", &first.to_string())])
            }
            What::Reason(said) => self.reason(said),
            What::Codes(codes) => {
                let kinds: Vec<String> = codes.iter().map(|code| self.word(&format!("personal.{code}"))).collect();
                self.say(&key, &[("kinds", &kinds.join(&self.word("comma")))])
            }
            What::Faults(faults) => {
                let first = faults.first().map(|fault| self.fault(fault)).unwrap_or_default();
                match faults.len() {
                    0 | 1 => first,
                    n => self.say("and-more", &[("first", &first), ("n", &(n - 1).to_string())]),
                }
            }
            What::Because(code, note) => {
                let word = format!("show.ended.{code}");
                let code = if self.0.has(&word) { self.0.get(&word) } else { plain(code) };
                self.say(&key, &[("code", code.as_str()), ("note", note)])
            }
            What::Due(due) => self.say(&key, &[("day", &day(*due))]),
            What::Of(class, period) => {
                self.say(&key, &[("class", &self.class(*class)), ("period", &self.period(*period))])
            }
            What::Rate(drawn, size) => self.say(&key, &[("drawn", &drawn.to_string()), ("size", &size.to_string())]),
            What::Planned(class, rate, floor) => {
                let (class, rate, floor) = (self.class(*class), percent(*rate), percent(*floor));
                self.say(&key, &[("class", &class), ("rate", &rate), ("floor", &floor)])
            }
            What::Count(n) => self.say(&key, &[("n", &n.to_string())]),
            What::Plan(year, logged, due) => {
                self.say(&key, &[("year", &year.to_string()), ("logged", &day(*logged)), ("due", &day(*due))])
            }
            What::Bare => self.say(&format!("{key}-bare"), &[]),
        }
    }
}

/// Where the county tells of a draw; none where its site has no address, or the name is none.
pub(super) fn draw_link(listed: &Listed, id: &str) -> Option<String> {
    let named = crate::model::DrawId::parse(id).is_ok();
    (named && !listed.web.is_empty()).then(|| format!("{}draws/{id}/index.html", listed.web))
}

/// A number with its label.
#[derive(Serialize)]
pub(super) struct Figure {
    label: String,
    number: String,
    bad: bool,
}

/// A county in the list.
#[derive(Serialize)]
pub(super) struct Row {
    name: String,
    region: String,
    href: String,
    badge: Badge,
    log: String,
    log_note: String,
    draws: String,
    behind: String,
    results: String,
    results_note: String,
    rates: String,
}

/// What the list of counties shows of one.
pub(super) fn row(county: &County, folder: &str, voice: &Voice<'_>) -> Row {
    let mut row = Row {
        name: county.listed.name.clone(),
        region: county.listed.region.clone(),
        href: format!("{folder}counties/{}.html", county.listed.slug),
        badge: voice.state(state(county)),
        log: String::new(),
        log_note: String::new(),
        draws: String::new(),
        behind: String::new(),
        results: String::new(),
        results_note: String::new(),
        rates: String::new(),
    };
    let Found::Read(facts) = &county.found else {
        row.log_note = last_seen(county, voice);
        return row;
    };
    let counts = Counts::of(county);
    if let Log::Sound(head) = &facts.log {
        row.log = voice.say("log.size", &[("size", &head.size.to_string())]);
        row.log_note = head.time.map(write_minute).unwrap_or_default();
    } else {
        row.log = voice.word(if matches!(facts.log, Log::None) { "log.none" } else { "log.broken" });
    }
    row.draws = words(&counts, voice);
    row.behind = behind(&counts, voice);
    row.results = spread(&counts, voice);
    row.results_note = terms(&counts, voice);
    row.rates = match counts.below {
        0 => voice.word("rate.met"),
        n => voice.say("rate.below", &[("n", &n.to_string())]),
    };
    row
}

fn last_seen(county: &County, voice: &Voice<'_>) -> String {
    let said = |before: &super::Before| voice.say("log.last-seen", &[("size", &before.size.to_string())]);
    county.before.as_ref().map(said).unwrap_or_default()
}

/// Draws by verdict, those that there are.
fn words(counts: &Counts, voice: &Voice<'_>) -> String {
    let told = WORDS.iter().zip(counts.words).filter(|(_, n)| *n > 0);
    let told: Vec<String> = told.map(|((word, _), n)| format!("{} {n}", voice.verdict(*word))).collect();
    if told.is_empty() { voice.word("none") } else { told.join(&voice.word("comma")) }
}

fn behind(counts: &Counts, voice: &Voice<'_>) -> String {
    let parts = [("behind.overdue", counts.overdue), ("behind.missing", counts.missing)];
    let told = parts.iter().filter(|(_, n)| *n > 0).map(|(key, n)| voice.say(key, &[("n", &n.to_string())]));
    let told: Vec<String> = told.collect();
    if told.is_empty() { voice.word("none") } else { told.join(&voice.word("comma")) }
}

/// Where the drawn are: the sum is shown, so that it can be checked.
fn spread(counts: &Counts, voice: &Voice<'_>) -> String {
    let r = counts.results;
    let numbers = [
        ("drawn", counts.drawn),
        ("published", r.published),
        ("pending", r.pending),
        ("withheld", r.withheld),
        ("sealed", r.sealed),
    ];
    let numbers = numbers.map(|(name, n)| (name, n.to_string()));
    voice.say("coverage", &numbers.each_ref().map(|(name, n)| (*name, n.as_str())))
}

fn terms(counts: &Counts, voice: &Voice<'_>) -> String {
    let parts = [("terms.overdue", counts.results.overdue), ("terms.late", counts.results.late)];
    let told = parts.iter().filter(|(_, n)| *n > 0).map(|(key, n)| voice.say(key, &[("n", &n.to_string())]));
    told.collect::<Vec<_>>().join(&voice.word("comma"))
}

/// Numbers of all counties.
pub(super) fn figures(counties: &[County], voice: &Voice<'_>) -> Vec<Figure> {
    let mut all = Counts::default();
    counties.iter().for_each(|county| all.add(&Counts::of(county)));
    let read = counties.iter().filter(|county| matches!(county.found, Found::Read(_))).count();
    let broken = counties.iter().filter(|county| state(county).is_broken()).count();
    let breaches: usize = counties.iter().map(|county| county.incidents.len()).sum();
    let figure =
        |key: &str, number: String, bad: bool| Figure { label: voice.word(&format!("figure.{key}")), number, bad };
    let count = |key: &str, n: u32, bad: bool| figure(key, n.to_string(), bad && n > 0);
    vec![
        figure("counties", counties.len().to_string(), false),
        figure("read", read.to_string(), false),
        figure("broken", broken.to_string(), broken > 0),
        figure("breaches", breaches.to_string(), breaches > 0),
        count("draws", all.draws(), false),
        count("recomputed", all.recomputed(), false),
        count("failed", all.words[8], true),
        count("void", all.words[5] + all.words[6], false),
        count("overdue", all.overdue, true),
        count("missing", all.missing, true),
        count("drawn", all.drawn, false),
        count("published", all.results.published, false),
        count("pending", all.results.pending, false),
        count("withheld", all.results.withheld, false),
        count("sealed", all.results.sealed, false),
        count("results-overdue", all.results.overdue, true),
    ]
}

/// A class in a year, over all counties.
#[derive(Serialize)]
pub(super) struct Rate {
    year: i32,
    class: String,
    counties: usize,
    draws: usize,
    drawn: u64,
    size: u64,
    rate: String,
    floor: String,
    below: usize,
}

/// Sums of a class in a year.
#[derive(Default)]
struct Sums {
    counties: BTreeSet<usize>,
    draws: usize,
    drawn: u64,
    size: u64,
    below: usize,
}

/// Rates against floors, the newest year first.
pub(super) fn rates(counties: &[County], voice: &Voice<'_>) -> Vec<Rate> {
    let mut cells: BTreeMap<(Reverse<i32>, Class), Sums> = BTreeMap::new();
    for (at, county) in counties.iter().enumerate() {
        let Found::Read(facts) = &county.found else { continue };
        for draw in facts.draws.iter().filter(|draw| draw.word != Word::Failed && draw.drawn > 0) {
            let Some((class, period)) = draw.class.zip(draw.period) else { continue };
            let cell = cells.entry((Reverse(period.year), class)).or_default();
            cell.counties.insert(at);
            cell.draws += 1;
            cell.drawn += u64::from(draw.drawn);
            cell.size += u64::from(draw.class_size);
            cell.below += usize::from(draw.floor == super::Floor::Below);
        }
    }
    let rate = |((Reverse(year), class), sums): ((Reverse<i32>, Class), Sums)| {
        let points = (sums.drawn * 10_000).checked_div(sums.size).unwrap_or(0);
        Rate {
            year,
            class: voice.class(class),
            counties: sums.counties.len(),
            draws: sums.draws,
            drawn: sums.drawn,
            size: sums.size,
            rate: percent(u32::try_from(points).unwrap_or(u32::MAX)),
            floor: percent(class.floor_rate()),
            below: sums.below,
        }
    };
    cells.into_iter().map(rate).collect()
}

/// A line about something that stands out.
#[derive(Serialize)]
pub(super) struct Line {
    name: String,
    href: String,
    draw: String,
    link: Option<String>,
    text: String,
}

/// A kind of what stands out, with its lines.
#[derive(Serialize)]
pub(super) struct Section {
    anchor: &'static str,
    title: String,
    about: String,
    lines: Vec<Line>,
}

/// What stands out at these counties, by kind.
pub(super) fn sections(counties: &[County], folder: &str, voice: &Voice<'_>) -> Vec<Section> {
    let all: Vec<(&County, Exception)> =
        counties.iter().flat_map(|county| exceptions(county).into_iter().map(move |found| (county, found))).collect();
    let line = |(county, found): &(&County, Exception)| Line {
        name: county.listed.name.clone(),
        href: format!("{folder}counties/{}.html", county.listed.slug),
        draw: plain(&found.draw),
        link: draw_link(&county.listed, &found.draw),
        text: voice.exception(found),
    };
    let section = |kind: &Kind| Section {
        anchor: kind.as_str(),
        title: voice.word(&format!("kind.{}.name", kind.as_str())),
        about: voice.word(&format!("kind.{}.about", kind.as_str())),
        lines: all.iter().filter(|(_, found)| found.kind == *kind).map(line).collect(),
    };
    Kind::ALL.iter().map(section).filter(|section| !section.lines.is_empty()).collect()
}
