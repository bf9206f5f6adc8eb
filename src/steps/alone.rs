//! A draw on its folder alone, without a county: the lists are there already, the terms stand in a file. In: the folder's other files,
//! its lists as streams, what is secret, a moment, random bytes. Out: a [`Step`], examined by the checker's own code like every step.

use super::commit::{beacons_ahead, check_parties};
use super::recover::{SALTS, check_envelopes};
use super::seal::{in_time, outcome, right_nonces, salts, sealed};
use super::{BUREAU, DrawFolder, SealRequest, Step, end, one, protocol_fault};
use crate::diag::{Diagnostic, Place, Report};
use crate::draw::commit::nonce_commit;
use crate::draw::escrow::{self, Escrow};
use crate::draw::text::sha;
use crate::draw::{
    Commit, Elsewhere, Examined, Fault, Files, Frozen, InspectorRow, RecusalRow, Stage, Terms, assign, examine_frozen,
    examine_lists, lists, seed,
};
use crate::freeze::shown;
use crate::model::Time;
use std::collections::{BTreeMap, BTreeSet};

/// A commitment before it is written: all but what is put into escrow.
pub struct AloneDraft<'a> {
    /// The commitment, without `escrow` lines.
    pub commit: Commit,
    /// What the lists hold.
    pub frozen: Frozen,
    /// How many inspectors.
    pub inspectors: usize,
    folder: &'a DrawFolder,
    lists: Elsewhere<'a>,
    recusals: Vec<RecusalRow>,
    nonce: String,
    moment: Time,
}

/// Reads the lists and makes the commitment to them. `folder`: the draw's files but the two long lists, and `recusals.csv` below what is
/// secret. `parties`: others and their nonce commitments. `nonce`: the bureau's, 64 hex digits. Errors: every fault of the lists, a
/// commitment that is there already (MC1110), what any commitment is refused for.
pub fn alone_draft<'a>(
    folder: &'a DrawFolder,
    lists: Elsewhere<'a>,
    terms: &Terms,
    parties: &[(String, String)],
    nonce: &str,
    moment: Time,
) -> Result<AloneDraft<'a>, Report> {
    let mut report = Report::default();
    if folder.files.contains_key("commit.txt") {
        return Err(one(folder.refuse("MC1110")));
    }
    beacons_ahead(&folder.id, &terms.beacons, moment, &mut report);
    let own = nonce_commit(&terms.log, folder.id.as_str(), BUREAU, nonce);
    let parties = check_parties(&folder.id, own, parties, &BTreeSet::new(), &mut report);
    if terms.reveal_by < terms.seal_by.date() {
        let fault = folder.refuse("MC0723").arg("period", terms.period).arg("reveal", terms.reveal_by);
        report.push(fault.arg("seal", shown(terms.seal_by)));
    }
    let (recusals, inspectors) = (recusals(folder, &mut report), inspectors(folder, &mut report));
    let look = recusals.iter().map(|row| row.object.to_string()).collect();
    let frozen = Frozen::walk(lists, None, &look);
    for fault in list_faults(lists, &frozen) {
        report.push(protocol_fault(&folder.id, &fault));
    }
    if report.has_errors() {
        return Err(report);
    }
    let roster = &frozen.roster;
    if let Some((object, slot, tag)) = assign::infeasible(&roster.samples, &inspectors, &recusals, &terms.slots) {
        let fault = folder.refuse("MC0718").value(object.as_str()).arg("object", object);
        report.push(fault.arg("slot", slot).arg("tag", tag.map_or("any", |tag| tag.as_str())));
    }
    report.has_errors().then_some(()).map_or(Ok(()), |()| Err(std::mem::take(&mut report)))?;
    let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
    let commit = Commit {
        log: terms.log.clone(),
        draw: terms.draw.clone(),
        task: terms.task.clone(),
        class: terms.class,
        period: terms.period,
        replaces: terms.replaces.clone(),
        plan: terms.plan.clone(),
        rate: terms.rate,
        roster: (roster.sha256.clone(), count(roster.rows)),
        excluded: (frozen.excluded.sha256.clone(), count(frozen.excluded.rows)),
        quotas: roster.quotas(frozen.excluded.rows, terms.rate),
        inspectors: sha(&folder.files["inspectors.csv"]),
        recusals: sha(folder.secret_file("recusals.csv")?),
        slots: terms.slots.clone(),
        slack: terms.slack,
        nonce_commits: parties,
        escrows: Vec::new(),
        beacons: terms.beacons.clone(),
        seal_by: terms.seal_by,
        reveal_by: terms.reveal_by,
    };
    let (nonce, inspectors) = (nonce.to_owned(), inspectors.len());
    Ok(AloneDraft { commit, frozen, inspectors, folder, lists, recusals, nonce, moment })
}

/// What is wrong with the lists, in any order of reading them.
fn list_faults(lists: Elsewhere<'_>, frozen: &Frozen) -> Vec<Fault> {
    let missing = [("roster.csv", lists.roster.is_none()), ("excluded.csv", lists.excluded.is_none())];
    let mut faults: Vec<Fault> =
        missing.iter().filter(|(_, is)| *is).map(|(name, _)| Fault::new(name, "file-missing", "")).collect();
    faults.extend(frozen.faults(lists, [None, None]));
    if faults.is_empty() {
        if frozen.roster.rows == 0 {
            faults.push(Fault::new("roster.csv", "rows-range", ""));
        }
        faults.extend(frozen.roster.ids.clone());
    }
    faults
}

/// Errors: MC1111 where there is no file, for an empty one says that nobody is recused.
fn recusals(folder: &DrawFolder, report: &mut Report) -> Vec<RecusalRow> {
    let path = format!("secrets/draws/{}/recusals.csv", folder.id);
    let Some(bytes) = folder.secret.get("recusals.csv") else {
        report.push(Diagnostic::error("MC1111", Place::file(&path)).arg("draw", &folder.id).arg("path", &path));
        return Vec::new();
    };
    lists::parse_recusals(bytes).unwrap_or_else(|fault| {
        report.push(protocol_fault(&folder.id, &fault));
        Vec::new()
    })
}

fn inspectors(folder: &DrawFolder, report: &mut Report) -> Vec<InspectorRow> {
    let name = "inspectors.csv";
    let missing = || Fault::new(name, "file-missing", "");
    let read = folder.files.get(name).ok_or_else(missing).and_then(|bytes| lists::parse_inspectors(bytes));
    read.unwrap_or_else(|fault| {
        report.push(protocol_fault(&folder.id, &fault));
        Vec::new()
    })
}

impl AloneDraft<'_> {
    /// How many salts the draw needs.
    pub fn salts_needed(&self) -> usize {
        escrow::drawn(&self.commit)
    }

    /// What the bureau's envelope holds.
    pub fn plain(&self, salts: &[String]) -> Escrow {
        Escrow {
            draw: self.commit.draw.clone(),
            party: BUREAU.to_owned(),
            nonce: self.nonce.clone(),
            salts: salts.to_vec(),
            recusals: self.recusals.clone(),
        }
    }

    /// The step, and the commitment as it is written. `salts`: none, unless they lie in the bureau's envelope.
    pub fn finish(&self, salts: &[String], envelopes: &BTreeMap<String, Vec<u8>>) -> Result<(Step, Commit), Report> {
        let mut commit = self.commit.clone();
        check_envelopes(&commit, envelopes)?;
        let escrow = |(party, _): &(String, String)| Some((party.clone(), sha(envelopes.get(party)?)));
        commit.escrows = commit.nonce_commits.iter().filter_map(escrow).collect();
        let mut files: Files =
            envelopes.iter().map(|(party, bytes)| (escrow::file_name(party), bytes.clone())).collect();
        files.insert("commit.txt".to_owned(), commit.to_bytes());
        let mut step = self.folder.step(files, self.folder.times);
        self.folder.keep(&mut step, &format!("nonce-{BUREAU}.txt"), format!("{}\n", self.nonce).into_bytes());
        if !salts.is_empty() {
            self.folder.keep(&mut step, SALTS, escrow::write_salts(salts));
        }
        beacons_ahead_of(&commit, self.moment)?;
        Ok((after(self.folder, step, self.lists, &self.frozen, Stage::Committed)?, commit))
    }
}

/// The commitment may have taken long to compute.
fn beacons_ahead_of(commit: &Commit, moment: Time) -> Result<(), Report> {
    let mut report = Report::default();
    beacons_ahead(&commit.draw, &commit.beacons, moment, &mut report);
    if report.has_errors() { Err(report) } else { Ok(()) }
}

/// Hands a step out when the folder it leads to is accepted and stands at `stage`.
fn after(folder: &DrawFolder, step: Step, lists: Elsewhere<'_>, frozen: &Frozen, stage: Stage) -> Result<Step, Report> {
    let after = folder.clone().after(&step);
    at_stage(folder, examine_frozen(&after.files, lists, frozen), stage).map(|_| step)
}

fn at_stage(folder: &DrawFolder, found: Result<Examined, Vec<Fault>>, stage: Stage) -> Result<Examined, Report> {
    let found = found.map_err(|faults| folder.faults(faults))?;
    if found.stage == stage {
        return Ok(found);
    }
    Err(one(folder.refuse("MC0730").arg("stage", super::stage_word(found.stage))))
}

/// The commitment of a folder, where there is one.
pub fn alone_commit(folder: &DrawFolder) -> Result<Commit, Report> {
    let missing = || Fault::new("commit.txt", "file-missing", "");
    let read = folder.files.get("commit.txt").ok_or_else(missing).and_then(|bytes| Commit::parse(bytes));
    let commit = read.map_err(|fault| one(protocol_fault(&folder.id, &fault)))?;
    if commit.draw == folder.id { Ok(commit) } else { Err(one(folder.refuse("MC0730"))) }
}

/// How many salts [`alone_seal`] needs: one per drawn object, none where they were made at the commitment.
pub fn alone_salts_needed(folder: &DrawFolder) -> Result<usize, Report> {
    let commit = alone_commit(folder)?;
    Ok(if folder.secret.contains_key(SALTS) { 0 } else { escrow::drawn(&commit) })
}

/// Computes the draw and seals it, in one walk along the lists. As [`super::seal()`].
pub fn alone_seal(
    folder: &DrawFolder,
    lists: Elsewhere<'_>,
    request: &SealRequest,
    given: &[String],
    moment: Time,
) -> Result<Step, Report> {
    let commit = alone_commit(folder)?;
    let holds = |name: &&str| folder.files.contains_key(*name);
    if let Some(name) = ["void.txt", "lost.txt", "seed.txt", "result.csv"].iter().find(|name| holds(name)) {
        return Err(one(folder.refuse("MC1112").arg("file", name)));
    }
    if holds(&"seal.txt") {
        return Err(one(folder.refuse("MC1115")));
    }
    in_time(folder, &commit, moment)?;
    let nonces = folder.nonces(&commit, &request.nonces);
    right_nonces(folder, &commit, &nonces)?;
    let digest = sha(&folder.files["commit.txt"]);
    let seed = seed::build(&digest, &nonces, &request.values);
    let salts = salts(folder, &commit, given)?;
    let frozen = Frozen::walk(lists, Some((&seed::digest(&seed), &commit.quotas)), &BTreeSet::new());
    let found = at_stage(folder, examine_frozen(&folder.files, lists, &frozen), Stage::Committed)?;
    let outcome = outcome(folder, &found, &commit, &seed, &salts)?;
    super::selection::is_imported(folder, &outcome.result)?;
    let step = sealed(folder, &commit, &digest, request, &nonces, (outcome, seed), moment)?;
    after(folder, step, lists, &frozen, Stage::Sealed)
}

/// Publishes seed, result, assignment, leaves, recusals of a sealed draw, recomputed in one walk along the lists.
pub fn alone_reveal(folder: &DrawFolder, lists: Elsewhere<'_>, moment: Time) -> Result<Step, Report> {
    alone_commit(folder)?;
    if !folder.files.contains_key("seal.txt") || folder.files.contains_key("seed.txt") {
        return Err(one(folder.refuse("MC1113")));
    }
    let step = end::revealed(folder, moment)?;
    let after = folder.clone().after(&step);
    at_stage(folder, examine_lists(&after.files, lists, &[]), Stage::Revealed).map(|_| step)
}
