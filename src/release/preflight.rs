//! The list before packing. In: facts that the command gathered. Out: one [`Line`] for each thing somebody must be sure of before an
//! upload, in a fixed order: in order, a remark, or to be changed. Which is which is decided here and nowhere else.

use serde::Serialize;

/// Columns without content at which a check of government sites fails a whole site.
const EMPTY_VETO: usize = 5;
/// Files beyond which hosts that guard every file grow slow.
const MANY_FILES: usize = 10_000;

/// How a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// In order.
    Good,
    /// Somebody should look at it.
    Remind,
    /// To be changed before the upload.
    Must,
}

impl State {
    /// Word of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Remind => "remind",
            Self::Must => "must",
        }
    }
}

/// One line. Its sentence is `preflight.KEY-STATE` of the word files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is about.
    pub key: &'static str,
    /// How it stands.
    pub state: State,
    /// Number of cases, or another number of the sentence.
    pub n: usize,
    /// Places and cases, as sentences.
    pub cases: Vec<String>,
    /// Nothing is packed while it stands so.
    pub stops: bool,
}

/// What is known of the site. A fact that nobody could find out is none, and has no line.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Files that are not as built.
    pub differs: Vec<String>,
    /// Whether the site was built from content/ as it is now, and whether for release.
    pub fresh: Option<(bool, bool)>,
    /// Faults of content/.
    pub content: Option<Vec<String>>,
    /// The demonstration's mark is set.
    pub demo: Vec<String>,
    /// Faults of the site's code.
    pub code: Option<Vec<String>>,
    /// Faults of the duties of the foot.
    pub footer: Option<Vec<String>>,
    /// Faults of the site's addresses.
    pub address: Option<Vec<String>>,
    /// Years whose holidays are not known: now, and to come.
    pub calendar: Option<(Vec<String>, Vec<String>)>,
    /// Personal data, by place.
    pub privacy: Option<Vec<String>>,
    /// Links to files that are not there, and to places that are not in their file.
    pub links: (Vec<String>, Vec<String>),
    /// Columns without content.
    pub empty: Vec<String>,
    /// Whether a log is kept, and the records that it lacks.
    pub log: Option<(bool, Vec<String>)>,
    /// Draws that verified, and what failed.
    pub draws: (usize, Vec<String>),
    /// What is overdue, with its rule.
    pub overdue: Option<Vec<String>>,
    /// What is late and has no published reason.
    pub reasons: Option<Vec<String>>,
    /// Pages, files, and files larger than the host takes.
    pub size: (usize, usize, Vec<String>),
    /// Names that a host may not take.
    pub names: Vec<String>,
    /// Checkers of the theme that are not this program's own.
    pub scripts: Option<Vec<String>>,
    /// Files in the folder that are not of the site.
    pub foreign: Vec<String>,
}

/// The lines, in order.
pub fn lines(facts: &Facts) -> Vec<Line> {
    let mut all = Vec::new();
    let mut put = |key, bad: State, stops: bool, cases: &[String]| {
        let state = if cases.is_empty() { State::Good } else { bad };
        all.push(Line { key, state, n: cases.len(), cases: cases.to_vec(), stops: stops && state == State::Must });
    };
    put("built", State::Must, true, &facts.differs);
    if let Some((is_fresh, is_release)) = facts.fresh {
        let case = |good: bool| if good { Vec::new() } else { vec![String::new()] };
        put("fresh", State::Must, false, &case(is_fresh));
        if is_fresh {
            put("release", State::Remind, false, &case(is_release));
        }
    }
    let of = |fact: &Option<Vec<String>>| fact.clone();
    let musts = [("content", of(&facts.content)), ("demo", facts.code.is_some().then(|| facts.demo.clone()))];
    let duties = [("code", of(&facts.code)), ("footer", of(&facts.footer)), ("address", of(&facts.address))];
    for (key, cases) in musts.into_iter().chain(duties) {
        cases.iter().for_each(|cases| put(key, State::Must, false, cases));
    }
    if let Some((now, next)) = &facts.calendar {
        let state = if now.is_empty() { State::Remind } else { State::Must };
        put("calendar", state, false, &[now.as_slice(), next].concat());
    }
    facts.privacy.iter().for_each(|cases| put("privacy", State::Must, true, cases));
    let (files, places) = &facts.links;
    // A reader who follows a link to a missing place still meets the page.
    let state = if files.is_empty() { State::Remind } else { State::Must };
    put("links", state, false, &[files.as_slice(), places].concat());
    let veto = if facts.empty.len() >= EMPTY_VETO { State::Must } else { State::Remind };
    put("empty", veto, false, &facts.empty);
    if let Some((is_kept, unlogged)) = &facts.log {
        match is_kept {
            true => put("log", State::Must, false, unlogged),
            false => put("no-log", State::Remind, false, &[String::new()]),
        }
    }
    put("draws", State::Must, true, &facts.draws.1);
    facts.overdue.iter().for_each(|cases| put("overdue", State::Remind, false, cases));
    facts.reasons.iter().for_each(|cases| put("reasons", State::Remind, false, cases));
    put("size", State::Must, false, &facts.size.2);
    put("names", State::Remind, false, &facts.names);
    facts.scripts.iter().for_each(|cases| put("scripts", State::Remind, false, cases));
    put("foreign", State::Remind, false, &facts.foreign);
    for line in &mut all {
        match line.key {
            "draws" if line.state == State::Good => line.n = facts.draws.0,
            "size" if line.state == State::Good => {
                line.n = facts.size.0;
                line.state = if facts.size.1 > MANY_FILES { State::Remind } else { State::Good };
            }
            _ => {}
        }
    }
    all
}

/// The worst state of a list.
pub fn worst(lines: &[Line]) -> State {
    lines.iter().map(|line| line.state).max().unwrap_or(State::Good)
}
