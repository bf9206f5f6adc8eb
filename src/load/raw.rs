//! What `load` hands to `check`: typed records that still know their place.

use crate::diag::{Place, Report};
use crate::model::*;
use crate::site::{Calendar, DrawTimes, Packed, Page};
use crate::source::Source;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A record and where it stands.
#[derive(Debug, Clone)]
pub struct Located<T> {
    /// The record.
    pub value: T,
    spot: Spot,
}

/// Where a record stands; places are worked out only when somebody asks.
#[derive(Debug, Clone)]
pub(super) enum Spot {
    /// Only one place is known.
    Whole(Place),
    /// A row of a table, by number and byte offset.
    Row {
        /// The table.
        sheet: Arc<Sheet>,
        /// Number as the clerk's program shows it.
        row: u32,
        /// First byte of the row.
        start: usize,
    },
    /// A TOML file; columns are its keys.
    Keys(Arc<Source>),
}

/// What all rows of a table share.
#[derive(Debug)]
pub(super) struct Sheet {
    /// The text.
    pub(super) source: Arc<Source>,
    /// English name, position from 0 and heading as it stands in the file.
    pub(super) columns: Vec<(&'static str, usize, String)>,
    /// Number of columns of the heading row.
    pub(super) width: usize,
    /// Positions of columns without a heading.
    pub(super) nameless: Vec<usize>,
}

impl Sheet {
    /// The whole row.
    pub(super) fn row_place(&self, row: u32, start: usize) -> Place {
        let line = self.source.line_range(self.source.line_number(start));
        Place { row, span: (start, line.end.saturating_sub(start)), ..Place::file(&self.source.path) }
    }

    /// A cell by English column name; the row if the table has no such column.
    pub(super) fn cell_place(&self, row: u32, start: usize, column: &str) -> Place {
        let Some((_, index, heading)) = self.columns.iter().find(|(name, ..)| *name == column) else {
            return self.row_place(row, start);
        };
        let range = self.source.cell_range(start, *index);
        Place {
            row,
            column: u32::try_from(index + 1).unwrap_or(u32::MAX),
            heading: heading.clone(),
            span: (range.start, range.len()),
            ..Place::file(&self.source.path)
        }
    }
}

impl<T> Located<T> {
    /// A record at one known place.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, spot: Spot::Whole(place) }
    }

    pub(super) fn with_spot(value: T, spot: Spot) -> Self {
        Self { value, spot }
    }

    /// The whole row, or the whole file for a TOML file.
    pub fn place(&self) -> Place {
        match &self.spot {
            Spot::Whole(place) => place.clone(),
            Spot::Row { sheet, row, start } => sheet.row_place(*row, *start),
            Spot::Keys(source) => Place::file(&source.path),
        }
    }

    /// The place of a column's cell by its English name (of a TOML file: a key, `bureau.region`), or of the row if the
    /// column is missing.
    pub fn at(&self, column: &str) -> Place {
        match &self.spot {
            Spot::Whole(place) => place.clone(),
            Spot::Row { sheet, row, start } => sheet.cell_place(*row, *start, column),
            Spot::Keys(source) => key_place(source, column),
        }
    }
}

/// The line of a TOML file that sets a key or opens its section; the whole file if no line does.
fn key_place(source: &Source, key: &str) -> Place {
    let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
    let mut here = String::new();
    let mut offset = 0;
    for line in source.text.split_inclusive('\n') {
        let text = line.trim();
        if text.starts_with('[') {
            text.trim_matches(['[', ']']).trim().clone_into(&mut here);
            if here == key {
                return Place { heading: name.to_owned(), ..source.place(offset..offset + line.trim_end().len()) };
            }
        } else if here == section
            && let Some((left, _)) = text.split_once('=')
            && left.trim() == name
        {
            let lead = line.len() - line.trim_start().len();
            return Place { heading: name.to_owned(), ..source.place(offset + lead..offset + lead + text.len()) };
        }
        offset += line.len();
    }
    Place::file(&source.path)
}

/// A plan with its tasks located; `plan.value.tasks` is filled too.
#[derive(Debug, Clone)]
pub struct RawPlan {
    /// The plan; its cells are the keys of `plan.toml`.
    pub plan: Located<Plan>,
    /// Its tasks, same order as `plan.value.tasks`.
    pub tasks: Vec<Located<Task>>,
    /// Bytes of `record.csv`, if a commitment froze it.
    pub record: Option<Vec<u8>>,
}

/// The folder of a draw, unparsed.
#[derive(Debug, Clone)]
pub struct RawDraw {
    /// The folder.
    pub place: Place,
    /// Protocol files by name, `slips/0.txt` included; `times.toml` and `escrow.toml` are not among them.
    pub files: BTreeMap<String, Vec<u8>>,
    /// `times.toml`.
    pub times: DrawTimes,
    /// `escrow.toml`.
    pub holders: Vec<EnvelopeHolder>,
}

/// Everything below `content/`, each record typed and located.
#[derive(Debug, Clone, Default)]
pub struct Raw {
    /// `site.toml`; none if missing or faulty.
    pub config: Option<Located<Config>>,
    /// `laws.csv`.
    pub laws: Vec<Located<Law>>,
    /// `items.csv`.
    pub items: Vec<Located<Item>>,
    /// `calendar/*.csv`.
    pub calendar: Calendar,
    /// `plans/`.
    pub plans: Vec<RawPlan>,
    /// `registry/objects.csv`.
    pub objects: Vec<Located<Object>>,
    /// `registry/inspectors.csv`.
    pub inspectors: Vec<Located<Inspector>>,
    /// `registry/auxiliary.csv`.
    pub auxiliary: Vec<Located<Auxiliary>>,
    /// `registry/recusals.csv`.
    pub recusals: Vec<Located<Recusal>>,
    /// `registry/changes.csv`.
    pub changes: Vec<Located<Change>>,
    /// `events/superior.csv`.
    pub superior: Vec<Located<SuperiorCheck>>,
    /// `events/special.csv`.
    pub special_events: Vec<Located<SpecialEvent>>,
    /// `events/exempt.csv`.
    pub exempt: Vec<Located<ExemptVisit>>,
    /// `results/YYYY.csv`.
    pub visits: Vec<Located<Visit>>,
    /// `results/YYYY-items.csv`.
    pub answers: Vec<Located<ItemAnswer>>,
    /// `results/YYYY-documents.csv`.
    pub documents: Vec<Located<Documents>>,
    /// `results/YYYY-followups.csv`.
    pub followups: Vec<Located<FollowUp>>,
    /// `results/YYYY-corrections.csv`.
    pub corrections: Vec<Located<Correction>>,
    /// `replies.csv`.
    pub replies: Vec<Located<Reply>>,
    /// `reasons.csv`.
    pub reasons: Vec<Located<Reason>>,
    /// `pushes.csv`.
    pub pushes: Vec<Located<Push>>,
    /// `archives.csv` beside `content/`.
    pub archives: Vec<Located<Archive>>,
    /// `draws/DRAW/`, by folder name.
    pub draws: BTreeMap<String, RawDraw>,
    /// `log/`: files by their path below it, those of `versions` apart; none if nothing was ever logged.
    pub log: Option<BTreeMap<String, Vec<u8>>>,
    /// `log/records/`: hash and bytes of the versions kept, by their path below `log/`.
    pub versions: BTreeMap<String, (String, Packed)>,
    /// `pages/*.md`.
    pub pages: Vec<Page>,
    /// Decoded text of each table by path, for carets.
    pub texts: BTreeMap<String, Arc<str>>,
    /// SHA-256 of each file that was read for the ground, by path.
    pub prints: BTreeMap<String, [u8; 32]>,
    /// Faults of reading.
    pub report: Report,
}
