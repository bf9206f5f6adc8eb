//! What was found out about one county, as values without a language.

use super::clean::plain;
pub use super::list::Listed;
use crate::draw::Fault;
use crate::log::VerifierKey;
use crate::model::{Class, Day, Period, Time};
use crate::verify::Word;
use crate::words::Words;

/// A county of the overview.
#[derive(Debug, Clone)]
pub struct County {
    /// Its row of the list.
    pub listed: Listed,
    /// What was found.
    pub found: Found,
    /// The log it had when it was last seen; none: it was never seen.
    pub before: Option<Before>,
    /// Every breach of its log that was ever seen, the oldest first.
    pub incidents: Vec<Incident>,
}

/// What became of a visit.
#[derive(Debug, Clone)]
pub enum Found {
    /// It was read.
    Read(Box<Facts>),
    /// It could not be read.
    Unread(Said),
    /// It was read, but what it published must not be copied; codes of the privacy gate.
    Personal(Vec<&'static str>),
}

/// A sentence by its key below `gather.reason.` or `source.fault.`, with the values it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Key.
    pub key: String,
    /// What it speaks of.
    pub name: String,
    /// A number, a status, what the system says in English; may be empty.
    pub detail: String,
    /// The same in Chinese.
    pub detail_zh: String,
}

impl Said {
    /// The sentence in one language, with what a stranger said on one line.
    pub fn sentence(&self, words: &Words) -> String {
        let detail = if words.lang == "zh-CN" { &self.detail_zh } else { &self.detail };
        let (name, detail) = (plain(&self.name), plain(detail));
        words.fill(&self.key, [("name", name.as_str()), ("detail", detail.as_str())])
    }
}

/// A head that was seen at an earlier visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// The log's name.
    pub origin: String,
    /// Its number of entries.
    pub size: usize,
}

/// How a log broke its promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breach {
    /// It does not begin with the head that was seen.
    Rewritten,
    /// It has fewer entries.
    Smaller,
    /// It is signed with another key.
    OtherKey,
    /// Another log stands at the place.
    Replaced,
    /// There is no log any more.
    Vanished,
}

impl Breach {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Rewritten, Self::Smaller, Self::OtherKey, Self::Replaced, Self::Vanished];

    /// The word in files and keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rewritten => "rewritten",
            Self::Smaller => "smaller",
            Self::OtherKey => "other-key",
            Self::Replaced => "replaced",
            Self::Vanished => "vanished",
        }
    }

    /// From the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|breach| breach.as_str() == text)
    }
}

/// A breach, with both heads as the proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// How.
    pub breach: Breach,
    /// The day on which it was seen first.
    pub first: Day,
    /// Whether it was seen at this visit.
    pub now: bool,
    /// The signed head that was kept.
    pub ours: String,
    /// The signed head that was shown; empty where there was none.
    pub theirs: String,
}

/// Where the log's key is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The list.
    Given,
    /// An earlier visit.
    Remembered,
    /// The site itself, at this first visit.
    First,
    /// There is no log.
    None,
}

impl Trust {
    /// Part of a key of the word files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Remembered => "remembered",
            Self::First => "first",
            Self::None => "none",
        }
    }
}

/// A county's log.
#[derive(Debug, Clone)]
pub enum Log {
    /// There is none.
    None,
    /// Its parts do not agree.
    Broken(Vec<Fault>),
    /// It is sound in itself.
    Sound(Box<Head>),
}

/// The newest head of a log.
#[derive(Debug, Clone)]
pub struct Head {
    /// Key with the log's name.
    pub key: VerifierKey,
    /// Entries.
    pub size: usize,
    /// Origin, size and root on one line.
    pub line: String,
    /// Time of the newest entry.
    pub time: Option<Time>,
    /// Trusted witnesses that saw this head, with their time.
    pub witnessed: Vec<(String, Time)>,
    /// Lines of others below the head; nobody here knows their keys.
    pub unknown: usize,
}

/// Everything about a site that was read.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Files named by the site.
    pub files: usize,
    /// SHA-256 of its manifest; empty where there is none.
    pub manifest: String,
    /// Whose key the log was checked with.
    pub trust: Trust,
    /// The log.
    pub log: Log,
    /// Broken rules of the site as a whole.
    pub whole: Vec<Fault>,
    /// Whether that looks like an upload under way.
    pub uploading: bool,
    /// Draws by id.
    pub draws: Vec<Draw>,
    /// Draws that the plan asks for and nobody made.
    pub missing: Vec<Missing>,
    /// Plans by year.
    pub plans: Vec<Plan>,
}

/// A draw.
#[derive(Debug, Clone)]
pub struct Draw {
    /// Its name.
    pub id: String,
    /// Class; none where nothing of the folder can be trusted.
    pub class: Option<Class>,
    /// Period.
    pub period: Option<Period>,
    /// Verdict.
    pub word: Word,
    /// Committed past `seal-by`, sealed past `reveal-by`.
    pub overdue: bool,
    /// The day it is due next; none where it has ended.
    pub due: Option<Day>,
    /// Broken rules.
    pub faults: Vec<Fault>,
    /// Void, lost: reason code and the bureau's words.
    pub because: Option<(String, String)>,
    /// Whether it replaces a draw that was never opened.
    pub replaces_unopened: bool,
    /// Roster and excluded together.
    pub class_size: u32,
    /// Objects to draw, or drawn.
    pub drawn: u32,
    /// Against the floor.
    pub floor: Floor,
    /// What became of the drawn.
    pub results: Results,
}

/// A draw against the least rate of its class (R22 to R26).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Floor {
    /// Not judged: void, or not readable.
    None,
    /// Reached.
    Met,
    /// Everybody who could be drawn was.
    All,
    /// Too few.
    Below,
    /// Nobody could be drawn.
    Shortfall,
}

impl Floor {
    /// Part of a key of the word files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Met => "met",
            Self::All => "all",
            Self::Below => "below",
            Self::Shortfall => "shortfall",
        }
    }
}

/// What became of those who were drawn: the first four add up to all of them once the draw has ended or been sealed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Results {
    /// Public.
    pub published: u32,
    /// Drawn in public, no result yet.
    pub pending: u32,
    /// Withheld on a named ground.
    pub withheld: u32,
    /// Not public yet who it is.
    pub sealed: u32,
    /// Published after the term of 20 working days.
    pub late: u32,
    /// Not published, and the term is over.
    pub overdue: u32,
}

impl Results {
    /// Adds another draw's.
    pub fn add(&mut self, other: &Self) {
        self.published += other.published;
        self.pending += other.pending;
        self.withheld += other.withheld;
        self.sealed += other.sealed;
        self.late += other.late;
        self.overdue += other.overdue;
    }
}

/// A draw that the plan asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Period, which is over.
    pub period: Period,
    /// Class.
    pub class: Class,
}

/// The plan of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Year.
    pub year: i32,
    /// Day of the first version's entry in the log.
    pub logged: Option<Day>,
    /// The last day allowed: 20 working days after 31 March; none where the calendar of the county does not reach that far.
    pub due: Option<Day>,
    /// Tasks of the newest version whose rate lies below the floor of their class: class, rate, floor in basis points.
    pub below: Vec<(Class, u32, u32)>,
}

impl Plan {
    /// Whether it was published after the last day allowed.
    pub fn is_late(&self) -> bool {
        matches!((self.logged, self.due), (Some(logged), Some(due)) if logged > due)
    }
}
