//! The checked county: everything `check` let through, with what is derived from it. `render`, `freeze` and the commands
//! read it; nobody changes it. Uses model and draw types only.

pub mod csv_text;
mod draws;
mod packed;
pub mod plan_record;

pub use draws::{DrawRecord, DrawState, DrawTimes, Drawn, OpenedSlip};
pub use packed::Packed;
pub use plan_record::plan_record;

use crate::log::{Book, VerifierKey};
use crate::model::*;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

/// A Markdown page of `content/pages/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// File name without `.md`; the page stands at `pages/SLUG.html` (`about`, `limits`, `complaints`, …).
    pub slug: String,
    /// Title of the front matter.
    pub title: String,
    /// Order in lists.
    pub order: i64,
    /// 公开时间 of the front matter.
    pub published_at: Time,
    /// HTML with raw HTML escaped.
    pub html: String,
}

/// Holidays and adjusted working days (domain.md 9). Years without a file are unknown, never guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// `true`: a working day although Saturday or Sunday; `false`: a holiday.
    pub days: BTreeMap<Day, bool>,
    /// Name of each day, for pages.
    pub names: BTreeMap<Day, String>,
    /// Years that have a file.
    pub years: Vec<i32>,
}

impl Site {
    /// Keys of the witnesses that `site.toml` names.
    pub fn witnesses(&self) -> Vec<VerifierKey> {
        self.config.log.witnesses.iter().filter_map(|text| VerifierKey::parse(text)).collect()
    }
}

/// The county but for what came of its visits: settings, registries, plans, draws. Most pages tell of nothing else, or of this
/// and the rows of one object.
#[derive(Debug, Clone)]
pub struct Ground {
    /// `site.toml`.
    pub config: Config,
    /// The day everything is told as of (数据截至).
    pub as_of: Day,
    /// Laws.
    pub laws: Vec<Law>,
    /// Item list, in the order of the table.
    pub items: Vec<Item>,
    /// Calendar.
    pub calendar: Calendar,
    /// All versions of all plans, by year and version.
    pub plans: Vec<Plan>,
    /// Published bytes of plan records, by record path (`data/plans/2026-v1.csv`). A frozen record of `content/plans/YYYY/vN/record.csv`
    /// is taken byte for byte; else it is made from the tasks.
    pub plan_records: BTreeMap<String, Vec<u8>>,
    /// Objects by id.
    pub objects: BTreeMap<ObjectId, Object>,
    /// Inspectors by id.
    pub inspectors: BTreeMap<InspectorId, Inspector>,
    /// Auxiliary persons.
    pub auxiliary: Vec<Auxiliary>,
    /// Recusals; never rendered, only the draws' own files are.
    pub recusals: Vec<Recusal>,
    /// Changes of the registries, by date.
    pub changes: Vec<Change>,
    /// Superior checks.
    pub superior: Vec<SuperiorCheck>,
    /// Events for the special list.
    pub special_events: Vec<SpecialEvent>,
    /// Draws by id.
    pub draws: BTreeMap<DrawId, DrawRecord>,
    /// Markdown pages, by order.
    pub pages: Vec<Page>,
}

/// The checked county: its [`Ground`], whose fields stand here too, and what came of its visits.
#[derive(Debug, Clone)]
pub struct Site {
    ground: Ground,
    print: Option<[u8; 32]>,
    /// Exempt visits.
    pub exempt: Vec<ExemptVisit>,
    /// Visits of draws, by draw and object.
    pub visits: BTreeMap<(DrawId, ObjectId), Visit>,
    /// Item answers.
    pub answers: BTreeMap<(DrawId, ObjectId), Vec<ItemAnswer>>,
    /// Papers.
    pub documents: BTreeMap<(DrawId, ObjectId), Documents>,
    /// Follow-up steps by date.
    pub followups: BTreeMap<(DrawId, ObjectId), Vec<FollowUp>>,
    /// Corrections.
    pub corrections: Vec<Correction>,
    /// Replies.
    pub replies: Vec<Reply>,
    /// Reasons.
    pub reasons: Vec<Reason>,
    /// Pushes.
    pub pushes: Vec<Push>,
    /// Archives that were made; kept beside `content/` and never rendered.
    pub archives: Vec<Archive>,
    /// The log, if anything was ever logged.
    pub log: Option<Book>,
    /// Versions kept for `log/records/`, by hash.
    pub versions: BTreeMap<String, Packed>,
    /// What the rules say, in the order of the rules.
    pub findings: Vec<Finding>,
}

impl Site {
    /// A county of which nothing is known but its ground.
    pub fn new(ground: Ground) -> Self {
        Self {
            ground,
            print: None,
            exempt: Vec::new(),
            visits: BTreeMap::new(),
            answers: BTreeMap::new(),
            documents: BTreeMap::new(),
            followups: BTreeMap::new(),
            corrections: Vec::new(),
            replies: Vec::new(),
            reasons: Vec::new(),
            pushes: Vec::new(),
            archives: Vec::new(),
            log: None,
            versions: BTreeMap::new(),
            findings: Vec::new(),
        }
    }

    /// The county but for what came of its visits.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// Says which files the ground was read from: `print` is a fingerprint of all of them, that of no others.
    pub fn read_from(&mut self, print: [u8; 32]) {
        self.print = Some(print);
    }

    /// The fingerprint of what the ground was read from; none of a ground that was made otherwise, or touched since.
    pub fn print(&self) -> Option<[u8; 32]> {
        self.print
    }
}

impl Deref for Site {
    type Target = Ground;

    fn deref(&self) -> &Ground {
        &self.ground
    }
}

impl DerefMut for Site {
    fn deref_mut(&mut self) -> &mut Ground {
        // Whoever may change the ground has changed it, for all one knows.
        self.print = None;
        &mut self.ground
    }
}
