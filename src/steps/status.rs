//! Where draws stand and what comes next. In: the county and a moment. Out: one line a draw. Reads nothing secret.

use crate::model::{DrawId, Time};
use crate::site::{DrawRecord, DrawState, Site};

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Log the commitment before its first beacon can be known.
    Log,
    /// The commitment was not logged in time, so no checker will accept the draw: end it.
    Late,
    /// Wait until the beacon's value is known.
    Wait,
    /// Enter the values and seal.
    Seal,
    /// The time of the seal has passed: end it as void.
    Void,
    /// Reveal when the visits are over.
    Reveal,
    /// Draw again with `--replaces`.
    Replace,
    /// Nothing.
    Nothing,
}

impl Next {
    /// Word, below `draw.next.` in the word files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Seal => "seal",
            Self::Void => "void",
            Self::Log => "log",
            Self::Late => "late",
            Self::Reveal => "reveal",
            Self::Replace => "replace",
            Self::Nothing => "nothing",
        }
    }
}

/// Where one draw stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The draw.
    pub draw: DrawId,
    /// State.
    pub state: DrawState,
    /// What comes next.
    pub next: Next,
    /// Not before.
    pub from: Option<Time>,
    /// Not after.
    pub due: Option<Time>,
    /// `due` has passed.
    pub overdue: bool,
}

/// All draws, by id.
pub fn standing(site: &Site, moment: Time) -> Vec<Standing> {
    site.draws.values().map(|draw| of(site, draw, moment)).collect()
}

fn of(site: &Site, draw: &DrawRecord, moment: Time) -> Standing {
    let end_of = |day: crate::model::Day| day.and_hms_opt(23, 59, 59);
    let (mut from, mut due) = (None, None);
    let next = match (draw.state, &draw.commit) {
        (DrawState::Committed, Some(commit)) => {
            from = commit.beacons.iter().map(|beacon| beacon.time).max();
            due = Some(commit.seal_by);
            let first = commit.beacons.iter().map(|beacon| beacon.time).min();
            if !is_logged_in_time(site, draw) {
                due = first;
                if first.is_some_and(|first| moment < first) { Next::Log } else { Next::Late }
            } else if moment > commit.seal_by {
                Next::Void
            } else if from.is_some_and(|known| moment < known) {
                Next::Wait
            } else {
                Next::Seal
            }
        }
        (DrawState::Sealed, Some(commit)) => {
            due = end_of(commit.reveal_by);
            Next::Reveal
        }
        (DrawState::Void | DrawState::VoidUnopened, _) if !followed(site, draw) => Next::Replace,
        _ => Next::Nothing,
    };
    let overdue = due.is_some_and(|due| moment > due);
    Standing { draw: draw.id.clone(), state: draw.state, next, from, due, overdue }
}

/// Whether the commitment is in the log with a time before its first beacon (protocol section 11, step 2). True for a county that keeps
/// no log yet, and for a shortfall.
pub fn is_logged_in_time(site: &Site, draw: &DrawRecord) -> bool {
    let (Some(book), Some(commit)) = (&site.log, &draw.commit) else { return true };
    let path = format!("draws/{}/commit.txt", draw.id);
    let logged = book.entries.iter().find(|entry| entry.path == path);
    logged.is_some_and(|entry| commit.beacons.iter().all(|beacon| entry.time < beacon.time))
}

/// Whether another draw of the task and period took the place of a void one.
fn followed(site: &Site, draw: &DrawRecord) -> bool {
    site.draws.values().any(|other| {
        let replaces = other.commit.as_ref().and_then(|commit| commit.replaces.as_ref());
        replaces == Some(&draw.id)
            || ((&other.task, other.period) == (&draw.task, draw.period) && other.state == DrawState::Shortfall)
    })
}
