//! The commitment (protocol sections 3 and 4). In: the county, what is asked, the bureau's nonce, the moment. Out: the
//! frozen lists, `commit.txt`, the plan record, and what is kept secret; or every refusal.

use super::recover::SALTS;
use super::{DrawFolder, HOLDERS, Step, one, protocol_fault};
use crate::diag::{Diagnostic, Place, Report};
use crate::draw::commit::nonce_commit;
use crate::draw::escrow::{self, Escrow};
use crate::draw::text::{is_hex64, sha};
use crate::draw::{Beacon, Commit, Fault, Slot, Stage, assign, lists as files, select};
use crate::freeze::{Lists, check_replaces, folder, lists, order_of_draws, shown, task_in_force};
use crate::model::{Day, DrawId, EnvelopeHolder, Period, Plan, Task, TaskId, Time, is_word};
use crate::site::plan_record::task_cells;
use crate::site::{DrawTimes, Site};
use chrono::Duration;
use std::collections::{BTreeMap, BTreeSet};

/// Name of the bureau's own party.
pub const BUREAU: &str = "bureau";
/// A program refuses to commit less than this before the earliest beacon (protocol section 4).
const AHEAD_HOURS: i64 = 1;

/// What a commitment is asked to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitRequest {
    /// The draw.
    pub draw: DrawId,
    /// The task of the plan.
    pub task: TaskId,
    /// The period.
    pub period: Period,
    /// The void draw it replaces.
    pub replaces: Option<DrawId>,
    /// 1 to 3.
    pub beacons: Vec<Beacon>,
    /// Other parties and their nonce commitments.
    pub parties: Vec<(String, String)>,
    /// Requirements of the team; empty: those of `site.toml`.
    pub slots: Vec<Slot>,
}

/// A commitment before it is written: all but what is put into escrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The commitment, without `escrow` lines.
    pub commit: Commit,
    /// Its lists.
    pub lists: Lists,
    nonce: String,
    record: (String, Vec<u8>),
    moment: Time,
}

/// What goes into escrow with a commitment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Escrows {
    /// One salt for each object that will be drawn, 64 hex digits, all different; none: the seal brings them.
    pub salts: Vec<String>,
    /// Envelopes by party, encrypted.
    pub envelopes: BTreeMap<String, Vec<u8>>,
    /// Who can open them, as the draw's page says it.
    pub holders: Vec<EnvelopeHolder>,
}

/// Freezes the lists and commits to them, nothing in escrow. `nonce`: the bureau's, 64 hex digits.
pub fn commit(site: &Site, request: &CommitRequest, nonce: &str, moment: Time) -> Result<Step, Report> {
    draft(site, request, nonce, moment)?.finish(&Escrows::default()).map(|(step, _)| step)
}

/// Freezes the lists and makes the commitment to them. `nonce`: the bureau's, 64 hex digits.
pub fn draft(site: &Site, request: &CommitRequest, nonce: &str, moment: Time) -> Result<Draft, Report> {
    let (plan, task) = task_in_force(site, &request.task, request.period, moment)?;
    let mut report = Report::default();
    order_of_draws(site, &request.draw, task, request.period, moment, &mut report);
    check_replaces(site, &request.draw, task, request.period, request.replaces.as_ref(), &mut report);
    beacons_ahead(&request.draw, &request.beacons, moment, &mut report);
    let slots = slots(site, request, &mut report);
    let parties = parties(site, request, nonce, &mut report);
    let lists = match lists(site, task, request.period, moment) {
        Ok(lists) => lists,
        Err(more) => {
            report.append(more);
            return Err(report);
        }
    };
    check_people(&lists, task, request, &slots, &mut report);
    let (seal_by, reveal_by) = deadlines(site, request, &mut report);
    if report.has_errors() {
        return Err(report);
    }
    let record = plan_record(site, plan, task)?;
    let commit = Commit {
        log: site.config.log.origin.clone(),
        draw: request.draw.clone(),
        task: task.id.clone(),
        class: task.class,
        period: request.period,
        replaces: request.replaces.clone(),
        plan: (plan.record_path(), sha(record)),
        rate: task.rate,
        roster: hashed(&files::write_roster(&lists.roster), lists.roster.len()),
        excluded: hashed(&files::write_excluded(&lists.excluded), lists.excluded.len()),
        quotas: select::quotas(&lists.roster, lists.excluded.len(), task.rate),
        inspectors: sha(&files::write_inspectors(&lists.inspectors)),
        recusals: sha(&files::write_recusals(&lists.recusals)),
        slots,
        slack: site.config.draw.slack,
        nonce_commits: parties,
        escrows: Vec::new(),
        beacons: request.beacons.clone(),
        seal_by,
        reveal_by,
    };
    Ok(Draft { commit, lists, nonce: nonce.to_owned(), record: (record_file(plan), record.to_vec()), moment })
}

impl Draft {
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
            recusals: self.lists.recusals.clone(),
        }
    }

    /// The step, and the commitment as it is written. Errors: an envelope that is none (MC0852), of a party that does not take
    /// part (MC0853), a rule of the protocol.
    pub fn finish(&self, escrows: &Escrows) -> Result<(Step, Commit), Report> {
        let (step, commit) = self.committing(escrows)?;
        Ok((DrawFolder::new(commit.draw.clone()).checked(step, Stage::Committed)?, commit))
    }

    /// The same; what the step leads to is not examined yet.
    pub(super) fn committing(&self, escrows: &Escrows) -> Result<(Step, Commit), Report> {
        let mut commit = self.commit.clone();
        super::recover::check_envelopes(&commit, &escrows.envelopes)?;
        commit.escrows = commit
            .nonce_commits
            .iter()
            .filter_map(|(party, _)| Some((party.clone(), sha(escrows.envelopes.get(party)?))))
            .collect();
        let folder = DrawFolder::new(commit.draw.clone());
        let recusals = files::write_recusals(&self.lists.recusals);
        files::parse_recusals(&recusals).map_err(|fault| one(protocol_fault(&commit.draw, &fault)))?;
        let public = [
            ("commit.txt", commit.to_bytes()),
            ("roster.csv", files::write_roster(&self.lists.roster)),
            ("excluded.csv", files::write_excluded(&self.lists.excluded)),
            ("inspectors.csv", files::write_inspectors(&self.lists.inspectors)),
        ];
        let public = public.into_iter().map(|(name, bytes)| (name.to_owned(), bytes));
        let envelopes = escrows.envelopes.iter().map(|(party, bytes)| (escrow::file_name(party), bytes.clone()));
        let times = DrawTimes { committed: Some(self.moment), ..DrawTimes::default() };
        let mut step = folder.step(public.chain(envelopes), times);
        step.public.insert(self.record.0.clone(), self.record.1.clone());
        if !escrows.holders.is_empty() {
            let path = format!("draws/{}/{HOLDERS}", commit.draw);
            step.public.insert(path, write_holders(&escrows.holders));
        }
        folder.keep(&mut step, &format!("nonce-{BUREAU}.txt"), format!("{}\n", self.nonce).into_bytes());
        folder.keep(&mut step, "recusals.csv", recusals);
        if !escrows.salts.is_empty() {
            folder.keep(&mut step, SALTS, escrow::write_salts(&escrows.salts));
        }
        Ok((step, commit))
    }
}

/// The bytes of `escrow.toml`.
fn write_holders(holders: &[EnvelopeHolder]) -> Vec<u8> {
    #[derive(serde::Serialize)]
    struct File<'a> {
        holder: &'a [EnvelopeHolder],
    }
    toml::to_string(&File { holder: holders }).expect("names and keys are a table").into_bytes()
}

/// Where the frozen record of a plan stands below `content/`.
pub(super) fn record_file(plan: &Plan) -> String {
    format!("plans/{}/v{}/record.csv", plan.year, plan.version)
}

/// The published bytes of a plan's record, frozen by the first draw that names it. Errors: there is none (MC0720); the task
/// was changed after it was frozen (MC0724).
pub(super) fn plan_record<'a>(site: &'a Site, plan: &Plan, task: &Task) -> Result<&'a [u8], Report> {
    let path = plan.record_path();
    let fault = |code| {
        let place = Place::file(&format!("content/{}", record_file(plan)));
        one(Diagnostic::error(code, place).arg("task", &task.id).arg("version", plan.version))
    };
    let record = site.plan_records.get(&path).map(Vec::as_slice).ok_or_else(|| fault("MC0720"))?;
    let text = record.strip_prefix(b"\xef\xbb\xbf").unwrap_or(record);
    let wanted = task_cells(task);
    let mut rows = csv::Reader::from_reader(text).into_records().filter_map(Result::ok);
    // What a checker reads: task, class, cycle, rate.
    let same = rows.any(|row| row.iter().take(4).eq(wanted.iter().take(4).map(String::as_str)));
    if same { Ok(record) } else { Err(fault("MC0724")) }
}

fn hashed(bytes: &[u8], rows: usize) -> (String, u32) {
    (sha(bytes), u32::try_from(rows).unwrap_or(u32::MAX))
}

/// Nobody may know a beacon's value yet, with an hour to spare (MC0714).
pub(super) fn beacons_ahead(draw: &DrawId, beacons: &[Beacon], moment: Time, report: &mut Report) {
    for beacon in beacons {
        if beacon.time < moment + Duration::hours(AHEAD_HOURS) {
            let fault = Diagnostic::error("MC0714", Place::file(&folder(draw)));
            let name = format!("{} {}", beacon.kind.as_str(), beacon.round);
            report.push(fault.value(&name).arg("beacon", &name).arg("time", shown(beacon.time)));
        }
    }
}

fn slots(site: &Site, request: &CommitRequest, report: &mut Report) -> Vec<Slot> {
    if !request.slots.is_empty() {
        return request.slots.clone();
    }
    let mut slots = Vec::new();
    for text in &site.config.draw.slots {
        match Slot::parse(text) {
            Some(slot) => slots.push(slot),
            None => {
                report
                    .push(Diagnostic::error("MC0719", Place::file("content/site.toml")).value(text).arg("slot", text));
            }
        }
    }
    slots
}

/// Nonce commitments, the bureau's first. One that another draw of this site used is refused (MC0721), so are names and
/// hashes that are none (MC0722).
fn parties(site: &Site, request: &CommitRequest, nonce: &str, report: &mut Report) -> Vec<(String, String)> {
    let own = nonce_commit(&site.config.log.origin, request.draw.as_str(), BUREAU, nonce);
    let used: BTreeSet<&str> = site
        .draws
        .values()
        .filter_map(|draw| draw.commit.as_ref())
        .flat_map(|commit| commit.nonce_commits.iter().map(|(_, hash)| hash.as_str()))
        .collect();
    check_parties(&request.draw, own, &request.parties, &used, report)
}

/// The bureau's nonce commitment and those of the others, where they are right. `used`: those of other draws.
pub(super) fn check_parties(
    draw: &DrawId,
    own: String,
    others: &[(String, String)],
    used: &BTreeSet<&str>,
    report: &mut Report,
) -> Vec<(String, String)> {
    let mut parties = vec![(BUREAU.to_owned(), own)];
    let at = || Place::file(&folder(draw));
    for (party, hash) in others {
        if !is_word(party) || !is_hex64(hash) || parties.iter().any(|(other, _)| other == party) {
            report.push(Diagnostic::error("MC0722", at()).value(party).arg("party", party));
        } else if used.contains(hash.as_str()) || parties.iter().any(|(_, other)| other == hash) {
            report.push(Diagnostic::error("MC0721", at()).value(party).arg("party", party));
        }
        parties.push((party.clone(), hash.clone()));
    }
    parties
}

/// Somebody can be drawn (MC0708; MC0739 where the class is empty), and everybody of the roster, taken alone, can be served without a recused inspector
/// (MC0718).
fn check_people(lists: &Lists, task: &Task, request: &CommitRequest, slots: &[Slot], report: &mut Report) {
    let at = || Place::file(&folder(&request.draw));
    if lists.roster.is_empty() {
        // Where nobody was left out there is no shortfall to record either (MC0739).
        let code = if lists.excluded.is_empty() { "MC0739" } else { "MC0708" };
        let fault = Diagnostic::error(code, at()).arg("task", &task.id).arg("excluded", lists.excluded.len());
        report.push(fault.arg("period", request.period));
        return;
    }
    if let Err(fault) = files::check_ids(&lists.roster, &lists.excluded) {
        report.push(protocol_fault(&request.draw, &fault));
    }
    if let Some((object, slot, tag)) = assign::infeasible(&lists.roster, &lists.inspectors, &lists.recusals, slots) {
        let tag = tag.map_or("any", |tag| tag.as_str());
        let fault = Diagnostic::error("MC0718", at()).value(object.as_str()).arg("object", object);
        report.push(fault.arg("slot", slot).arg("tag", tag));
    }
}

/// `seal-by` and `reveal-by` by the days of `site.toml`. A reveal that would be due before the seal is refused (MC0723).
fn deadlines(site: &Site, request: &CommitRequest, report: &mut Report) -> (Time, Day) {
    let days = |n: u32| Duration::days(i64::from(n));
    let last = request.beacons.iter().map(|beacon| beacon.time).max();
    let Some(last) = last else {
        let fault = Fault::new("commit.txt", "beacon-count", "0");
        report.push(protocol_fault(&request.draw, &fault));
        return (Time::default(), Day::default());
    };
    let seal_by = last + days(site.config.draw.seal_days);
    let reveal_by = request.period.last_day() + days(site.config.draw.reveal_days);
    if reveal_by < seal_by.date() {
        let fault = Diagnostic::error("MC0723", Place::file(&folder(&request.draw)));
        report.push(fault.arg("period", request.period).arg("reveal", reveal_by).arg("seal", shown(seal_by)));
    }
    (seal_by, reveal_by)
}
