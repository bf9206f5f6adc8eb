//! What the pages of a draw tell besides the ground: results, deadlines of results, what the log says. In: the checked county. Out:
//! [`Owns`], gathered once. Of a draw that is still sealed only rows of opened slips.

use crate::check::rosters::{Changes, Comparison, compare_with, special_of};
use crate::check::special::SpecialList;
use crate::model::{DrawId, ObjectId, RuleState, Visit};
use crate::render::counts::Counts;
use crate::render::pages::log::{Attested, attested};
use crate::render::{Context, Still};
use crate::site::{DrawRecord, DrawState, Ground};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

/// Visits of a draw by object.
pub(super) type Visits<'a> = BTreeMap<&'a ObjectId, &'a Visit>;

/// What the page of a draw gets besides the ground.
#[derive(Serialize)]
pub(super) struct Own<'b> {
    /// The draw.
    pub(super) id: &'b DrawId,
    /// File of the site.
    pub(super) path: &'b str,
    /// Its visits.
    pub(super) visits: &'b Visits<'b>,
    /// How the 20 working days of each result stand (R37).
    pub(super) timing: &'b [RuleState],
    /// The special list it was held over.
    pub(super) special: SpecialList,
    /// Results that are due, out, to come and withheld.
    pub(super) counts: [u64; 4],
    /// What the log says of its commitment.
    pub(super) attested: Option<Attested>,
}

/// What a further page of the drawn gets.
#[derive(Serialize)]
pub(super) struct More<'b> {
    /// The draw.
    pub(super) id: &'b DrawId,
    /// File of the site.
    pub(super) path: &'b str,
    /// Number of the page, from 1.
    pub(super) number: usize,
    /// Visits.
    pub(super) visits: &'b Visits<'b>,
}

/// What the page of changes gets.
#[derive(Serialize)]
pub(super) struct Lists<'b> {
    /// The draw.
    pub(super) id: &'b DrawId,
    /// File of the site.
    pub(super) path: &'b str,
    /// The special list it was held over.
    pub(super) special: SpecialList,
}

/// Rows by draw.
pub(super) struct Owns<'a> {
    visits: BTreeMap<&'a DrawId, Visits<'a>>,
    timing: BTreeMap<&'a str, Vec<RuleState>>,
    nothing: Visits<'a>,
}

impl<'a> Owns<'a> {
    /// Reads the county once.
    pub(super) fn new(context: &Context<'a>) -> Self {
        let (site, draws) = (context.site, context.standings().draws());
        let mut owns = Self { visits: BTreeMap::new(), timing: BTreeMap::new(), nothing: BTreeMap::new() };
        let open = |draw: &DrawId| {
            let state = site.draws.get(draw).map(|record| record.state);
            matches!(state, Some(DrawState::Revealed | DrawState::Lost))
        };
        for ((draw, object), visit) in &site.visits {
            if open(draw) || draws.shows(draw, object) {
                owns.visits.entry(draw).or_default().insert(object, visit);
            }
        }
        for finding in site.findings.iter().filter(|finding| finding.rule == "R37") {
            if let Some((draw, _)) = finding.subject.split_once('/').filter(|_| draws.shows_subject(&finding.subject)) {
                owns.timing.entry(draw).or_default().push(finding.state);
            }
        }
        owns
    }

    /// What the page `path` of a draw gets.
    pub(super) fn own<'b>(&'b self, context: &Context<'_>, record: &'b DrawRecord, path: &'b str) -> Own<'b> {
        let counts = Counts::of(context.site, context.standings().draws(), record);
        Own {
            id: &record.id,
            path,
            visits: self.visits(&record.id),
            timing: self.timing.get(record.id.as_str()).map(Vec::as_slice).unwrap_or_default(),
            special: special_of(context.site, record),
            counts: [counts.drawn, counts.published, counts.pending, counts.withheld],
            attested: attested(context, record),
        }
    }

    /// The visits of a draw.
    pub(super) fn visits(&self, id: &DrawId) -> &Visits<'a> {
        self.visits.get(id).unwrap_or(&self.nothing)
    }
}

/// Comparisons of lists by draw and special list, each made when first asked for.
type Compared<'a> = BTreeMap<(&'a DrawId, SpecialList), Arc<OnceLock<Comparison<'a>>>>;

/// The lists of draws beside those of the draws before: two pages tell of each.
pub(super) struct Rosters<'a> {
    site: &'a Ground,
    changes: Changes<'a>,
    compared: Mutex<Compared<'a>>,
}

impl<'a> Rosters<'a> {
    /// Compares nothing yet.
    pub(super) fn new(still: &'a Still<'a>) -> Self {
        Self { site: still.site, changes: Changes::of(still.site), compared: Mutex::default() }
    }

    /// Hands the comparison of a draw's lists to `tell`. Errors: there is no such draw.
    pub(super) fn tell<T>(
        &self,
        id: &DrawId,
        special: &SpecialList,
        tell: impl FnOnce(&Comparison<'a>) -> T,
    ) -> Result<T, String> {
        let record = self.site.draws.get(id).ok_or_else(|| format!("no draw {id}"))?;
        let made = {
            let mut compared = self.compared.lock().expect("no thread panics while it looks for a comparison");
            Arc::clone(compared.entry((&record.id, special.clone())).or_default())
        };
        Ok(tell(made.get_or_init(|| compare_with(self.site, &self.changes, record, special))))
    }
}
