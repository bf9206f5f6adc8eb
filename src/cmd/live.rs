//! `verify LIVE --packed`: after an upload. In: a site as it stands on its host, and what was packed for it. Out: every file that is not as
//! packed, by name and with what to do; proof that what was taken away is gone; then the verdicts on the draws.

use super::desk::{Desk, Done, Stop};
use super::language::printable;
use super::pack::{Kept, kept, state};
use super::{Exit, source, verify};
use crate::cli::{Cli, VerifyArgs};
use crate::log::{Entry, read_entries};
use crate::output::{MANIFEST, Manifest, sha256_hex};
use crate::release::{gone, withdrawn};
use crate::verify::{Options, Outcome, Packed, Reader, Source, Verdict, Wrong, compare_live, verify_site};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Paths of one kind that are named; the rest is counted.
const SHOWN: usize = 20;

/// In the order in which they are told, the most serious first.
const KINDS: [&str; 9] = ["there", "unproven", "inserted", "other", "host", "page", "refused", "missing", "old"];

pub(super) fn run(cli: &Cli, args: &VerifyArgs, packed: &str, options: &Options) -> Exit {
    let desk = Desk::new(cli);
    match compared(&desk, args, packed, options) {
        Ok((text, is_good)) => {
            print!("{text}");
            if is_good { Exit::Good } else { Exit::Findings }
        }
        Err(stop) => super::desk::said(Done::Err(stop)),
    }
}

/// What to say, and whether everything is as packed.
fn compared(desk: &Desk<'_>, args: &VerifyArgs, what: &str, options: &Options) -> Result<(String, bool), Stop> {
    let earlier = kept(desk)?;
    let manifest = state(desk, what, &args.source, &earlier)?;
    let own = own(desk, args, what)?;
    let original = |path: &str| own.as_ref().and_then(|own| own.read(path).ok());
    let live = source::open_whole(desk.words(), args.path.as_deref().unwrap_or_default(), &args.source)
        .map_err(|(text, exit)| Stop { text, exit })?;
    let packed = Packed {
        files: hashes(&manifest),
        earlier: versions(&earlier, &manifest),
        gone: to_be_gone(&earlier, &manifest, &original, &live),
        original: &original,
    };
    let wrong = compare_live(&live, &packed).map_err(|fault| desk.unreadable(&fault))?;
    let mut verdicts = Vec::new();
    if wrong.is_empty() {
        verdicts = verify_site(&live, options).map_err(|fault| desk.unreadable(&fault))?;
    }
    let is_good = wrong.is_empty() && !verdicts.iter().any(Verdict::is_failed);
    let text = if args.json { json(&packed, &wrong, &verdicts) } else { text(desk, &packed, &wrong, &verdicts) };
    Ok((text, is_good))
}

/// Where the bytes of the packed files are: the zip or folder itself, else the built site.
fn own(desk: &Desk<'_>, args: &VerifyArgs, what: &str) -> Result<Option<Source>, Stop> {
    if what != "last" && std::path::Path::new(what).exists() {
        // A manifest by itself brings no files.
        return Ok(source::attempt(desk.words(), what, &args.source).map_err(|(text, exit)| Stop { text, exit })?.ok());
    }
    let public = desk.root.join("public");
    let found = source::attempt(desk.words(), &public.display().to_string(), &args.source);
    Ok(found.map_err(|(text, exit)| Stop { text, exit })?.ok())
}

/// Hash by path, the manifest among them.
fn hashes(manifest: &Manifest) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> =
        manifest.files.iter().map(|(path, hash)| (path.to_string(), hash.clone())).collect();
    files.insert(MANIFEST.to_owned(), sha256_hex(manifest.to_text().as_bytes()));
    files
}

/// What other packs had at each path.
fn versions(earlier: &[Kept], now: &Manifest) -> BTreeMap<String, BTreeSet<String>> {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for kept in earlier.iter().filter(|kept| kept.manifest != *now) {
        for (path, hash) in hashes(&kept.manifest) {
            versions.entry(path).or_default().insert(hash);
        }
    }
    versions
}

/// What earlier packs had and this one has not, and what the log took back.
fn to_be_gone(
    earlier: &[Kept],
    now: &Manifest,
    original: &dyn Fn(&str) -> Option<Vec<u8>>,
    live: &Source,
) -> BTreeSet<String> {
    let mut paths = gone(earlier.iter().map(|kept| &kept.manifest), now);
    let files = hashes(now);
    let entries = "log/entries.txt";
    let logged = |bytes: Vec<u8>| -> Option<Vec<Entry>> {
        (files.get(entries) == Some(&sha256_hex(&bytes))).then(|| read_entries(entries, &bytes).ok()).flatten()
    };
    let found = original(entries).and_then(logged).or_else(|| live.read(entries).ok().and_then(logged));
    let back = withdrawn(&found.unwrap_or_default());
    paths.extend(back.into_iter().filter(|path| !files.contains_key(path)));
    paths
}

/// The state of the upload in a word.
fn state_of(wrong: &[Outcome]) -> &'static str {
    let is = |kinds: &[&str]| wrong.iter().all(|(_, wrong)| kinds.contains(&wrong.as_str()));
    if wrong.is_empty() {
        "complete"
    } else if is(&["there"]) {
        "to-delete"
    } else if is(&["missing", "old", "there"]) {
        "incomplete"
    } else {
        "differs"
    }
}

fn text(desk: &Desk<'_>, packed: &Packed<'_>, wrong: &[Outcome], verdicts: &[Verdict]) -> String {
    let in_place = wrong.iter().filter(|(_, wrong)| !matches!(wrong, Wrong::There | Wrong::Unproven(_))).count();
    let (files, gone) = (packed.files.len().to_string(), packed.gone.len().to_string());
    let same = (packed.files.len() - in_place).to_string();
    let args = [("files", files.as_str()), ("same", &same), ("gone", &gone)];
    let mut text = desk.tell(&format!("release.live.{}", state_of(wrong)), &args);
    for kind in KINDS {
        let of_kind: Vec<&Outcome> = wrong.iter().filter(|(_, wrong)| wrong.as_str() == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        text.push_str(&desk.tell(&format!("release.live-{kind}"), &[("n", &of_kind.len().to_string())]));
        for (path, wrong) in of_kind.iter().take(SHOWN) {
            let detail = printable(wrong.detail());
            let detail = if detail.is_empty() { detail } else { format!("  {detail}") };
            text.push_str(&format!("  {path}{detail}\n"));
        }
        if of_kind.len() > SHOWN {
            text.push_str(&desk.tell("release.live-more", &[("n", &(of_kind.len() - SHOWN).to_string())]));
        }
    }
    if wrong.is_empty() && !verdicts.is_empty() {
        text.push_str(&verify::text(verdicts, desk.words()));
    }
    text
}

/// The comparison for a program.
#[derive(Serialize)]
struct Report<'a> {
    state: &'a str,
    files: usize,
    /// Paths that were proved to be gone, or not.
    gone: usize,
    wrong: Vec<Place<'a>>,
    failed_draws: Vec<&'a str>,
}

/// One path.
#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    what: &'a str,
    detail: &'a str,
}

fn json(packed: &Packed<'_>, wrong: &[Outcome], verdicts: &[Verdict]) -> String {
    fn place((path, wrong): &Outcome) -> Place<'_> {
        Place { path, what: wrong.as_str(), detail: wrong.detail() }
    }
    let report = Report {
        state: state_of(wrong),
        files: packed.files.len(),
        gone: packed.gone.len(),
        wrong: wrong.iter().map(place).collect(),
        failed_draws: verdicts.iter().filter(|v| v.is_failed()).map(|v| v.draw.as_str()).collect(),
    };
    serde_json::to_string_pretty(&report).expect("a comparison is plain data") + "\n"
}
