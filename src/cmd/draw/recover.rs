//! `draw recover`: a holder of a key opens the published envelopes of a draw and puts its secrets back. In: the draw's files in
//! `content/` or in the published site, identities. Out: files below `secrets/`, and what to do next.

use super::args;
use crate::cli::RecoverArgs;
use crate::cmd::desk::{Desk, Done, Stop};
use crate::cmd::envelope;
use crate::diag::{Diagnostic, Place, Report};
use crate::draw::{Commit, Files};
use crate::model::DrawId;
use crate::site::DrawTimes;
use crate::steps::{self, BUREAU, DrawFolder, Restored};
use crate::verify::{FolderReader, Reader};
use crate::{load, store};
use std::collections::BTreeMap;
use std::path::Path;

/// A draw as it can be read: from the bureau's folder, the site, or both.
struct Found {
    folder: DrawFolder,
    /// Public files that only the site has.
    added: Files,
}

/// Opens and restores.
pub(super) fn recover(desk: &Desk<'_>, args: &RecoverArgs) -> Done {
    let draw = desk.draw_id(&args.draw)?;
    let given = args::nonces(desk, &args.nonces)?;
    let found = find(desk, &draw, args.from.as_deref())?;
    let mut identities = Vec::new();
    for path in &args.identities {
        identities.extend(envelope::identities(desk, path, &args.passphrase)?);
    }
    let (opened, closed) = open(desk, &found.folder, &identities)?;
    let restored = steps::recover(&found.folder, &opened, &given, &found.added);
    let mut restored = restored.map_err(|report| desk.refused_alone(report))?;
    if let Some(site) = &args.from {
        plan_record(desk, &found.folder, site, &mut restored);
    }
    write(desk, &restored)?;
    Ok(said(desk, &draw, &restored, (found.added.len(), &closed)))
}

/// The draw's public files; those of the site must not differ from those of `content/` (MC0859).
fn find(desk: &Desk<'_>, draw: &DrawId, site: Option<&Path>) -> Result<Found, Stop> {
    let (mut files, mut times) = (Files::new(), DrawTimes::default());
    if desk.root.join("content").is_dir() {
        desk.complete()?;
        if let Some(raw) = load::load(desk.root).draws.remove(draw.as_str()) {
            (files, times) = (raw.files, raw.times);
        }
    }
    let mut added = Files::new();
    for (name, bytes) in site.map(|site| published(desk, draw, site)).transpose()?.unwrap_or_default() {
        match files.get(&name) {
            Some(own) if *own != bytes => {
                let path = format!("{}/{name}", crate::freeze::folder(draw));
                let fault = Diagnostic::error("MC0859", Place::file(&path)).arg("path", path);
                return Err(desk.refused_alone(one(fault)));
            }
            Some(_) => {}
            None => drop(added.insert(name, bytes)),
        }
    }
    files.extend(added.iter().map(|(name, bytes)| (name.clone(), bytes.clone())));
    if files.is_empty() {
        return Err(desk.usage("no-draw", draw.as_str()));
    }
    let secret = store::secrets_of(desk.root, draw.as_str()).map_err(|fault| desk.store_fault(&fault))?;
    Ok(Found { folder: DrawFolder { id: draw.clone(), files, times, secret }, added })
}

/// Protocol files of a draw in a published site.
fn published(desk: &Desk<'_>, draw: &DrawId, site: &Path) -> Result<Files, Stop> {
    let unreadable = || desk.usage("from", &site.display().to_string());
    let (reader, prefix) = (FolderReader::new(site), format!("draws/{draw}/"));
    let paths = reader.paths().map_err(|_| unreadable())?;
    let names = paths.iter().filter_map(|path| path.strip_prefix(&prefix));
    let names = names.filter(|name| name.ends_with(".txt") || name.ends_with(".csv"));
    let read = |name: &str| reader.read(&format!("{prefix}{name}")).map(|bytes| (name.to_owned(), bytes));
    let files = names.map(read).collect::<Result<Files, _>>().map_err(|_| unreadable())?;
    if files.is_empty() { Err(unreadable()) } else { Ok(files) }
}

type Opened = (BTreeMap<String, Vec<u8>>, Vec<String>);

/// What the identities open, and the parties whose envelope they do not open. Errors: there is no envelope (MC0858), none can be
/// opened (MC0854).
fn open(desk: &Desk<'_>, folder: &DrawFolder, identities: &[age::x25519::Identity]) -> Result<Opened, Stop> {
    let refuse = |code, parties: &[String]| {
        let fault = Diagnostic::error(code, Place::file(&crate::freeze::folder(&folder.id)));
        let fault = fault.arg("draw", &folder.id).arg("parties", parties.join(&desk.word("comma")));
        Err(desk.refused_alone(one(fault)))
    };
    let parties = folder
        .files
        .iter()
        .filter_map(|(name, bytes)| Some((name.strip_prefix("escrow-")?.strip_suffix(".txt")?.to_owned(), bytes)));
    let (mut opened, mut closed) = (BTreeMap::new(), Vec::new());
    for (party, bytes) in parties {
        match envelope::open(bytes, identities) {
            Ok(Some(plain)) => drop(opened.insert(party, plain)),
            // A damaged one has another hash than the commitment says, and is refused as that.
            Ok(None) | Err(_) => closed.push(party),
        }
    }
    match (opened.is_empty(), closed.is_empty()) {
        (true, true) => refuse("MC0858", &[]),
        (true, false) => refuse("MC0854", &closed),
        _ => Ok((opened, closed)),
    }
}

fn one(fault: Diagnostic) -> Report {
    let mut report = Report::default();
    report.push(fault);
    report
}

/// The record of the plan that the commitment names, where the plan is here and its record is not.
fn plan_record(desk: &Desk<'_>, folder: &DrawFolder, site: &Path, restored: &mut Restored) {
    let commit = folder.files.get("commit.txt").and_then(|bytes| Commit::parse(bytes).ok());
    let Some((path, hash)) = commit.map(|commit| commit.plan) else { return };
    let version = path.strip_prefix("data/plans/").and_then(|rest| rest.strip_suffix(".csv"));
    let Some((year, version)) = version.and_then(|name| name.split_once('-')) else { return };
    let inside = format!("plans/{year}/{version}");
    let content = desk.root.join("content").join(&inside);
    let bytes = FolderReader::new(site).read(&path).ok().filter(|bytes| crate::draw::text::sha(bytes) == hash);
    if let Some(bytes) = bytes.filter(|_| content.is_dir() && !content.join("record.csv").exists()) {
        restored.step.public.insert(format!("{inside}/record.csv"), bytes);
    }
}

/// Writes the step as a whole; on a machine that is not the bureau's, file by file, never over another one.
fn write(desk: &Desk<'_>, restored: &Restored) -> Result<(), Stop> {
    if desk.root.join("content").is_dir() {
        return desk.apply(&restored.step);
    }
    for (path, bytes) in &restored.step.secret {
        let path = desk.root.join("secrets").join(path);
        store::write_private(&path, bytes).map_err(|fault| desk.store_fault(&fault))?;
    }
    Ok(())
}

fn said(desk: &Desk<'_>, draw: &DrawId, restored: &Restored, (added, closed): (usize, &[String])) -> String {
    let folder = desk.root.join("secrets/draws").join(draw.as_str());
    let id = ("draw", draw.as_str());
    let mut out = match restored.names.is_empty() {
        true => desk.say("recovered.nothing", &[id]),
        false => {
            let path = folder.display().to_string();
            desk.say("recovered.files", &[id, ("path", &path), ("names", &restored.names.join(&desk.word("comma")))])
        }
    };
    if added > 0 && desk.root.join("content").is_dir() {
        out.push_str(&desk.say("recovered.public", &[id, ("count", &added.to_string())]));
    }
    for name in &restored.names {
        let party = name.strip_prefix("nonce-").and_then(|name| name.strip_suffix(".txt"));
        if let Some(party) = party.filter(|party| *party != BUREAU) {
            let path = folder.join(name).display().to_string();
            out.push_str(&desk.say("recovered.nonce", &[("party", party), ("path", &path)]));
        }
    }
    if !closed.is_empty() {
        out.push_str(&desk.say("recovered.closed", &[("parties", &closed.join(&desk.word("comma")))]));
    }
    if !restored.missing.is_empty() {
        out.push_str(&desk.say("recovered.missing", &[("parties", &restored.missing.join(&desk.word("comma")))]));
    }
    let next = match (restored.sealed, restored.outcome) {
        (true, true) => "recovered.sealed",
        (true, false) => "recovered.not-yet",
        (false, _) => "recovered.committed",
    };
    out + &desk.say(next, &[id])
}
