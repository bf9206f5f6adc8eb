//! One visit to every site, a few at a time. In: the list, what is remembered. Out: what was found at each, in the order of the list. A
//! site that cannot be read, or on which the checker itself gives up, is a finding about that site and stops no other.

use super::state;
use crate::cmd::reason;
use crate::gather::{Breach, Broke, Brought, Known, Listed, Said, Visit, read};
use crate::log::VerifierKey;
use crate::model::Day;
use crate::verify::{Access, Limits, OpenFault, open};
use crate::words::Words;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// What all visits share.
pub(super) struct Tour<'a> {
    pub(super) state: &'a Path,
    pub(super) access: Access,
    pub(super) witnesses: Vec<VerifierKey>,
    pub(super) as_of: Day,
    /// English and Chinese: what the system says is said in both.
    pub(super) words: [Words; 2],
    /// Told after each site: how many are done.
    pub(super) done: &'a (dyn Fn(usize) + Sync),
}

/// What a visit came to.
pub(super) struct Came {
    /// The log that stood there before.
    pub(super) before: Option<Known>,
    /// The site, or why it was not read.
    pub(super) found: Result<Visit, Said>,
    /// Breaches of a site that was not read.
    pub(super) broke: Vec<Broke>,
}

/// Bounds of a stranger's site: far above any county, far below what would stop the others.
pub(super) fn limits() -> Limits {
    Limits {
        files: 300_000,
        file: 128 << 20,
        total: 1 << 30,
        unpacked: 4 << 30,
        body: Duration::from_secs(120),
        tries: 2,
        whole: Some(Duration::from_secs(30 * 60)),
        ..Limits::default()
    }
}

/// Visits all. `jobs` sites are read at a time, each with the helpers of the checker, and no more of them stand in memory.
pub(super) fn all(tour: &Tour<'_>, sites: &[Listed], jobs: usize) -> Vec<Came> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let came: Vec<Mutex<Option<Came>>> = sites.iter().map(|_| Mutex::new(None)).collect();
    let work = || {
        while let Some((site, place)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            sites.get(at).zip(came.get(at))
        } {
            let visit = catch_unwind(AssertUnwindSafe(|| one(tour, site)));
            let gave_up =
                || Came { before: None, found: Err(said(tour, "gather.reason.gave-up", "", "")), broke: Vec::new() };
            *place.lock().expect("nobody else holds this place") = Some(visit.unwrap_or_else(|_| gave_up()));
            (tour.done)(done.fetch_add(1, Ordering::Relaxed) + 1);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, sites.len().max(1)) {
            scope.spawn(work);
        }
    });
    let taken = came.into_iter().map(|place| place.into_inner().expect("no visit panics while it holds its place"));
    taken.map(|came| came.expect("every site was visited")).collect()
}

fn said(tour: &Tour<'_>, key: &str, name: &str, detail: &str) -> Said {
    let [detail, detail_zh] = tour.words.each_ref().map(|words| reason::plain(words, detail));
    Said { key: key.to_owned(), name: name.to_owned(), detail, detail_zh }
}

fn one(tour: &Tour<'_>, listed: &Listed) -> Came {
    let unread = |before: Option<Known>, found: Said| Came { before, found: Err(found), broke: Vec::new() };
    let before = match state::before(tour.state, listed) {
        Ok(before) => before,
        Err(fault) => return unread(None, said(tour, "gather.reason.memory", "", &last_part(&fault.to_string()))),
    };
    let site = match open(&listed.site, &tour.access) {
        Ok(site) => site,
        Err(fault) => {
            // The host answers, and nothing of the site is there any more.
            let gone = |known: &Known| Broke {
                breach: Breach::Vanished,
                ours: String::from_utf8_lossy(&known.note.to_bytes()).into_owned(),
                theirs: String::new(),
            };
            let broke = before.iter().filter(|_| fault.code == "no-manifest").map(gone).collect();
            return Came { broke, ..unread(before, opened(tour, &fault, listed)) };
        }
    };
    let brought = Brought {
        key: listed.key.as_ref(),
        origin: listed.origin.as_deref(),
        before: before.as_ref(),
        seen: &|origin| state::seen(tour.state, origin),
        witnesses: &tour.witnesses,
        as_of: tour.as_of,
    };
    match read(&site, &brought) {
        Ok(visit) => Came { before, found: Ok(visit), broke: Vec::new() },
        Err(fault) => unread(before, of_io(tour, &fault, listed)),
    }
}

/// Why a site could not be opened. Where the clerk keeps a copy is nobody's business.
fn opened(tour: &Tour<'_>, fault: &OpenFault, listed: &Listed) -> Said {
    let short = |text: &str| match listed.site.contains("://") {
        true => text.to_owned(),
        false => text.replace(listed.site.as_str(), &last_part(&listed.site)),
    };
    said(tour, &format!("source.fault.{}", fault.code), &short(&fault.name), &short(&fault.detail))
}

fn of_io(tour: &Tour<'_>, fault: &io::Error, listed: &Listed) -> Said {
    match fault.get_ref().and_then(|inner| inner.downcast_ref::<OpenFault>()) {
        Some(own) => opened(tour, own, listed),
        None => said(tour, "gather.reason.io", "", &fault.to_string()),
    }
}

fn last_part(path: &str) -> String {
    path.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}
