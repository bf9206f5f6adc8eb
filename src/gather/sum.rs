//! What stands out. In: a county. Out: its state in one word, and everything that somebody must look at, without a language.

use super::clean::plain;
use super::facts::{Breach, County, Facts, Floor, Found, Log, Results, Said};
use crate::draw::Fault;
use crate::model::{Class, Day, Period};
use crate::verify::Word;

/// The state of a county, the worst that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It could not be read.
    Unread,
    /// What it published must not be copied.
    Personal,
    /// Its log broke a promise, now or at an earlier visit.
    Breach,
    /// Something does not verify.
    Failed,
    /// An upload seems to be under way.
    Uploading,
    /// Everything verifies; something is overdue, missing or below a floor.
    Behind,
    /// Everything verifies and is in time.
    Good,
}

impl State {
    /// All, the worst first.
    pub const ALL: [Self; 7] =
        [Self::Unread, Self::Personal, Self::Breach, Self::Failed, Self::Uploading, Self::Behind, Self::Good];

    /// Part of a key of the word files, and the word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::Personal => "personal",
            Self::Breach => "breach",
            Self::Failed => "failed",
            Self::Uploading => "uploading",
            Self::Behind => "behind",
            Self::Good => "good",
        }
    }

    /// The shape that stands before the word.
    pub(super) fn badge(self) -> &'static str {
        match self {
            Self::Unread => "unknown",
            Self::Personal | Self::Breach | Self::Failed => "broken",
            Self::Uploading => "late",
            Self::Behind => "overdue",
            Self::Good => "met",
        }
    }

    /// Whether the county is shown as broken.
    pub fn is_broken(self) -> bool {
        !matches!(self, Self::Behind | Self::Good)
    }
}

/// The state of a county.
pub fn state(county: &County) -> State {
    if !county.incidents.is_empty() {
        return State::Breach;
    }
    let facts = match &county.found {
        Found::Unread(_) => return State::Unread,
        Found::Personal(_) => return State::Personal,
        Found::Read(facts) => facts,
    };
    let is_failed = !facts.whole.is_empty()
        || matches!(facts.log, Log::Broken(_) | Log::None)
        || facts.draws.iter().any(|draw| draw.word == Word::Failed);
    let kinds: Vec<Kind> = of_facts(facts).into_iter().map(|found| found.kind).collect();
    match (is_failed, facts.uploading) {
        (true, true) => State::Uploading,
        (true, false) => State::Failed,
        _ if kinds.iter().any(|kind| kind.is_behind()) => State::Behind,
        _ => State::Good,
    }
}

/// Kinds of what stands out, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A log that broke its promise.
    Breach,
    /// A site that could not be read.
    Unread,
    /// A site that holds personal data.
    Personal,
    /// A site without a log.
    NoLog,
    /// A draw or site that does not verify.
    Failed,
    /// A void draw that was never opened, or a draw that replaces one.
    Unopened,
    /// A draw whose nonce was lost.
    Lost,
    /// A draw past its day.
    Overdue,
    /// A draw that was not made.
    Missing,
    /// A draw below the floor of its class.
    Below,
    /// A plan below the floor of a class.
    PlanBelow,
    /// Results past their term.
    ResultsOverdue,
    /// A void draw.
    Void,
    /// A plan published late.
    PlanLate,
    /// Results published late.
    ResultsLate,
}

impl Kind {
    /// All, in their order.
    pub const ALL: [Self; 15] = [
        Self::Breach,
        Self::Unread,
        Self::Personal,
        Self::NoLog,
        Self::Failed,
        Self::Unopened,
        Self::Lost,
        Self::Overdue,
        Self::Missing,
        Self::Below,
        Self::PlanBelow,
        Self::ResultsOverdue,
        Self::Void,
        Self::PlanLate,
        Self::ResultsLate,
    ];

    /// Part of a key of the word files, and the word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breach => "breach",
            Self::Unread => "unread",
            Self::Personal => "personal",
            Self::NoLog => "no-log",
            Self::Failed => "failed",
            Self::Unopened => "unopened",
            Self::Lost => "lost",
            Self::Overdue => "overdue",
            Self::Missing => "missing",
            Self::Below => "below",
            Self::PlanBelow => "plan-below",
            Self::ResultsOverdue => "results-overdue",
            Self::Void => "void",
            Self::PlanLate => "plan-late",
            Self::ResultsLate => "results-late",
        }
    }

    /// Whether the county can still mend it, and has not.
    fn is_behind(self) -> bool {
        matches!(self, Self::Overdue | Self::Missing | Self::Below | Self::PlanBelow | Self::ResultsOverdue)
    }
}

/// Something that stands out at a county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// What kind.
    pub kind: Kind,
    /// The draw concerned; empty: the site.
    pub draw: String,
    /// What is to be said of it.
    pub what: What,
}

/// The values of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// How a log broke its promise, and since when that is known.
    Breach(Breach, Day),
    /// Why a site was not read.
    Reason(Said),
    /// Codes of the privacy gate.
    Codes(Vec<&'static str>),
    /// Broken rules.
    Faults(Vec<Fault>),
    /// Reason code and words of an end.
    Because(String, String),
    /// The day that was due.
    Due(Option<Day>),
    /// A class and a period.
    Of(Class, Period),
    /// Drawn, class size.
    Rate(u32, u32),
    /// Class, planned and least rate.
    Planned(Class, u32, u32),
    /// A number of results.
    Count(u32),
    /// Year, day of the log, last day.
    Plan(i32, Option<Day>, Option<Day>),
    /// Nothing more.
    Bare,
}

/// Everything that stands out at a county, in the order of [`Kind`].
pub fn exceptions(county: &County) -> Vec<Exception> {
    let mut found = Vec::new();
    let site = |kind, what| Exception { kind, draw: String::new(), what };
    found.extend(
        county.incidents.iter().map(|incident| site(Kind::Breach, What::Breach(incident.breach, incident.first))),
    );
    match &county.found {
        Found::Unread(said) => found.push(site(Kind::Unread, What::Reason(said.clone()))),
        Found::Personal(codes) => found.push(site(Kind::Personal, What::Codes(codes.clone()))),
        Found::Read(facts) => found.extend(of_facts(facts)),
    }
    found.sort_by_key(|exception| exception.kind);
    found
}

fn of_facts(facts: &Facts) -> Vec<Exception> {
    let site = |kind, what| Exception { kind, draw: String::new(), what };
    let mut found = Vec::new();
    match &facts.log {
        Log::None => found.push(site(Kind::NoLog, What::Bare)),
        Log::Broken(faults) if facts.whole.is_empty() => found.push(site(Kind::Failed, What::Faults(faults.clone()))),
        Log::Broken(_) | Log::Sound(_) => {}
    }
    if !facts.whole.is_empty() {
        found.push(site(Kind::Failed, What::Faults(facts.whole.clone())));
    }
    for draw in &facts.draws {
        let mut of = |kind, what| found.push(Exception { kind, draw: draw.id.clone(), what });
        let because = || {
            let (code, note) = draw.because.clone().unwrap_or_default();
            What::Because(code, plain(&note))
        };
        match draw.word {
            Word::Failed => of(Kind::Failed, What::Faults(draw.faults.clone())),
            Word::VoidUnopened => of(Kind::Unopened, because()),
            Word::Void => of(Kind::Void, because()),
            Word::Fixed => of(Kind::Lost, because()),
            _ => {}
        }
        if draw.replaces_unopened {
            of(Kind::Unopened, What::Bare);
        }
        if draw.overdue {
            of(Kind::Overdue, What::Due(draw.due));
        }
        if draw.floor == Floor::Below {
            of(Kind::Below, What::Rate(draw.drawn, draw.class_size));
        }
        if draw.results.overdue > 0 {
            of(Kind::ResultsOverdue, What::Count(draw.results.overdue));
        }
        if draw.results.late > 0 {
            of(Kind::ResultsLate, What::Count(draw.results.late));
        }
    }
    found.extend(facts.missing.iter().map(|gap| site(Kind::Missing, What::Of(gap.class, gap.period))));
    for plan in &facts.plans {
        let below = plan.below.iter().map(|(class, rate, floor)| What::Planned(*class, *rate, *floor));
        found.extend(below.map(|what| site(Kind::PlanBelow, what)));
        if plan.is_late() {
            found.push(site(Kind::PlanLate, What::Plan(plan.year, plan.logged, plan.due)));
        }
    }
    found.sort_by_key(|exception| exception.kind);
    found
}

/// The verdicts that are counted, with the name of their column.
pub(super) const WORDS: [(Word, &str); 9] = [
    (Word::Verified, "verified"),
    (Word::Recomputed, "recomputed"),
    (Word::Committed, "committed"),
    (Word::Sealed, "sealed"),
    (Word::Fixed, "fixed"),
    (Word::Void, "void"),
    (Word::VoidUnopened, "void-unopened"),
    (Word::Shortfall, "shortfall"),
    (Word::Failed, "failed"),
];

/// Numbers of one county or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Draws by verdict, in the order of [`WORDS`].
    pub(super) words: [u32; 9],
    /// Past their day.
    pub(super) overdue: u32,
    /// Not made.
    pub(super) missing: u32,
    /// Below their floor.
    pub(super) below: u32,
    /// Objects drawn, of draws that are sealed or have ended.
    pub(super) drawn: u32,
    /// What became of them.
    pub(super) results: Results,
}

impl Counts {
    /// Of one county; of one that was not read, nothing.
    pub(super) fn of(county: &County) -> Self {
        let mut counts = Self::default();
        let Found::Read(facts) = &county.found else { return counts };
        for draw in &facts.draws {
            let place = WORDS.iter().position(|(word, _)| *word == draw.word).expect("all verdicts are counted");
            counts.words[place] += 1;
            counts.overdue += u32::from(draw.overdue);
            counts.below += u32::from(draw.floor == Floor::Below);
            counts.results.add(&draw.results);
        }
        let results = &counts.results;
        counts.drawn = results.published + results.pending + results.withheld + results.sealed;
        counts.missing = u32::try_from(facts.missing.len()).unwrap_or(u32::MAX);
        counts
    }

    /// Adds another county's.
    pub(super) fn add(&mut self, other: &Self) {
        self.words.iter_mut().zip(other.words).for_each(|(own, more)| *own += more);
        self.overdue += other.overdue;
        self.missing += other.missing;
        self.below += other.below;
        self.drawn += other.drawn;
        self.results.add(&other.results);
    }

    /// All draws.
    pub(super) fn draws(&self) -> u32 {
        self.words.iter().sum()
    }

    /// Draws that were recomputed here.
    pub(super) fn recomputed(&self) -> u32 {
        self.words[0] + self.words[1]
    }
}
