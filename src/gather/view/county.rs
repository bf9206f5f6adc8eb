//! A county's own page. In: a county, the words of one language. Out: its view.

use super::{Badge, Section, Voice, draw_link, sections, spread, terms};
use crate::gather::clean::plain;
use crate::gather::facts::{County, Draw, Facts, Floor, Found, Incident, Listed, Log};
use crate::gather::sum::{Counts, state};
use crate::model::{Time, write_minute};
use crate::render::percent;
use crate::verify::Word;
use serde::Serialize;

/// A label and its value on a county's page.
#[derive(Serialize)]
pub(in crate::gather) struct Fact {
    label: String,
    value: String,
    href: Option<String>,
    code: bool,
    note: Option<String>,
}

/// A breach with its proof.
#[derive(Serialize)]
pub(in crate::gather) struct Proof {
    text: String,
    now: bool,
    ours: String,
    theirs: String,
}

/// A draw on a county's page.
#[derive(Serialize)]
pub(in crate::gather) struct DrawRow {
    id: String,
    link: Option<String>,
    about: String,
    badge: Badge,
    late: bool,
    due: String,
    rate: String,
    floor: Option<Badge>,
    results: String,
    results_note: String,
    faults: Vec<String>,
}

/// A county's page.
#[derive(Serialize)]
pub(in crate::gather) struct Page {
    pub(in crate::gather) badge: Badge,
    pub(in crate::gather) state_about: String,
    pub(in crate::gather) facts: Vec<Fact>,
    pub(in crate::gather) proofs: Vec<Proof>,
    pub(in crate::gather) whole: Vec<String>,
    pub(in crate::gather) sections: Vec<Section>,
    pub(in crate::gather) draws: Vec<DrawRow>,
    pub(in crate::gather) is_read: bool,
    pub(in crate::gather) witness: String,
}

pub(in crate::gather) fn page(county: &County, folder: &str, cosigned: Option<&String>, voice: &Voice<'_>) -> Page {
    let of = state(county);
    let is_personal = matches!(county.found, Found::Personal(_));
    let proof = |incident: &Incident| Proof {
        text: voice.say(&format!("breach.{}", incident.breach.as_str()), &[("day", &incident.first.to_string())]),
        now: incident.now,
        ours: note(&incident.ours),
        theirs: note(&incident.theirs),
    };
    let mut page = Page {
        badge: voice.state(of),
        state_about: voice.word(&format!("about.{}", of.as_str())),
        facts: facts(county, voice),
        // A site that holds personal data may hold them in the name of its log as well.
        proofs: county.incidents.iter().filter(|_| !is_personal).map(proof).collect(),
        whole: Vec::new(),
        sections: sections(std::slice::from_ref(county), folder, voice),
        draws: Vec::new(),
        is_read: false,
        witness: cosigned.cloned().unwrap_or_default(),
    };
    if let Found::Read(facts) = &county.found {
        page.is_read = true;
        page.whole = voice.faults(&facts.whole);
        if let Log::Broken(faults) = &facts.log
            && facts.whole.is_empty()
        {
            page.whole = voice.faults(faults);
        }
        page.draws = facts.draws.iter().map(|draw| draw_row(draw, &county.listed, voice)).collect();
    }
    page
}

/// A signed head line by line; other lines than those of a note cannot stand in one.
fn note(text: &str) -> String {
    text.lines().take(40).map(plain).collect::<Vec<_>>().join("\n")
}

fn facts(county: &County, voice: &Voice<'_>) -> Vec<Fact> {
    let plain_fact = |key: &str, value: String| Fact {
        label: voice.word(&format!("fact.{key}")),
        value,
        href: None,
        code: false,
        note: None,
    };
    let code = |key: &str, value: String| Fact { code: true, ..plain_fact(key, value) };
    let mut facts = Vec::new();
    if !county.listed.region.is_empty() {
        facts.push(plain_fact("region", county.listed.region.clone()));
    }
    if !county.listed.web.is_empty() {
        let web = county.listed.web.clone();
        facts.push(Fact { href: Some(web.clone()), ..plain_fact("web", web) });
    }
    if let Found::Read(found) = &county.found {
        facts.extend(of_log(found, voice, &plain_fact, &code));
        if !found.manifest.is_empty() {
            let files = voice.say("files", &[("n", &found.files.to_string())]);
            facts.push(Fact { note: Some(files), ..code("manifest", found.manifest.clone()) });
        }
    } else if let (Found::Unread(_), Some(before)) = (&county.found, &county.before) {
        let size = voice.say("log.size", &[("size", &before.size.to_string())]);
        facts.push(Fact { note: Some(plain(&before.origin)), ..plain_fact("last-seen", size) });
    }
    facts
}

fn of_log(
    found: &Facts,
    voice: &Voice<'_>,
    fact: &dyn Fn(&str, String) -> Fact,
    code: &dyn Fn(&str, String) -> Fact,
) -> Vec<Fact> {
    let head = match &found.log {
        Log::Sound(head) => head,
        Log::None => return vec![fact("log", voice.word("log.none"))],
        Log::Broken(_) => return vec![fact("log", voice.word("log.broken"))],
    };
    let size = voice.say("log.size", &[("size", &head.size.to_string())]);
    let time = head.time.map(|time| voice.say("log.time", &[("time", &write_minute(time))]));
    let trust = voice.word(&format!("trust.{}", found.trust.as_str()));
    let seen = |(name, time): &(String, Time)| format!("{} {}", plain(name), write_minute(*time));
    let mut seen: Vec<String> = head.witnessed.iter().map(seen).collect();
    if head.unknown > 0 {
        seen.push(voice.say("witness-unknown", &[("n", &head.unknown.to_string())]));
    }
    let seen = if seen.is_empty() { voice.word("none") } else { seen.join(&voice.word("comma")) };
    vec![
        Fact { note: time, ..fact("log", size) },
        code("head", plain(&head.line)),
        Fact { note: Some(trust), ..code("key", plain(&head.key.to_string())) },
        fact("witness", seen),
    ]
}

fn draw_row(draw: &Draw, listed: &Listed, voice: &Voice<'_>) -> DrawRow {
    let about: Vec<String> = draw
        .class
        .map(|class| voice.class(class))
        .into_iter()
        .chain(draw.period.map(|period| voice.period(period)))
        .collect();
    let counts = Counts {
        drawn: draw.results.published + draw.results.pending + draw.results.withheld + draw.results.sealed,
        results: draw.results,
        ..Counts::default()
    };
    let badge = match draw.word {
        Word::Verified | Word::Recomputed => "revealed",
        Word::Committed => "committed",
        Word::Sealed => "sealed",
        Word::Fixed => "lost",
        Word::Void => "void",
        Word::VoidUnopened => "void-unopened",
        Word::Shortfall => "shortfall",
        Word::Failed => "broken",
    };
    let floor = match draw.floor {
        Floor::None | Floor::Shortfall => None,
        Floor::Met => Some("met"),
        Floor::All => Some("late"),
        Floor::Below => Some("broken"),
    };
    let points = (u64::from(draw.drawn) * 10_000).checked_div(u64::from(draw.class_size));
    let rate = points.filter(|_| draw.drawn > 0).map(|points| {
        let rate = percent(u32::try_from(points).unwrap_or(u32::MAX));
        let (drawn, size) = (draw.drawn.to_string(), draw.class_size.to_string());
        voice.say("rate.of", &[("drawn", &drawn), ("size", &size), ("rate", &rate)])
    });
    DrawRow {
        id: plain(&draw.id),
        link: draw_link(listed, &draw.id),
        about: about.join(&voice.word("space")),
        badge: Badge { kind: badge, text: voice.verdict(draw.word) },
        late: draw.overdue,
        due: draw.due.map(|day| voice.say("due", &[("day", &day.to_string())])).unwrap_or_default(),
        rate: rate.unwrap_or_default(),
        floor: floor.map(|kind| Badge { kind, text: voice.word(&format!("floor.{}", draw.floor.as_str())) }),
        results: if counts.drawn > 0 { spread(&counts, voice) } else { String::new() },
        results_note: terms(&counts, voice),
        faults: voice.faults(&draw.faults),
    }
}
