//! The steps of a draw as values: commit, seal, slip, reveal, and how a draw ends otherwise. In: the county or the draw's
//! folder, what the clerk says, a moment, random bytes. Out: a [`Step`], the files to write as one. No IO, no clock, no
//! random source. Every step is examined by the checker's own code before it is handed out.

mod alone;
mod commit;
mod end;
mod followed;
mod merged;
mod planned;
pub mod publish;
mod recover;
mod seal;
mod selection;
mod shortfall;
mod status;
mod substitute;

pub use alone::{AloneDraft, alone_commit, alone_draft, alone_reveal, alone_salts_needed, alone_seal};
pub use commit::{BUREAU, CommitRequest, Draft, Escrows, commit, draft};
pub use end::{LostRequest, VoidRequest, has_results, lost, reveal, void};
pub use followed::Followed;
pub use merged::{Substituted, substitute_among};
pub use planned::{Planned, planned};
pub use recover::{Restored, recover};
pub use seal::{SealRequest, open_slip, salts_needed, seal, slip, slips};
pub use selection::{SELECTION, import_selection, seed};
pub use shortfall::shortfall;
pub use status::{Next, Standing, is_logged_in_time, standing};
pub use substitute::{SubstituteRequest, substitute};

use crate::diag::{Diagnostic, Place, Report};
use crate::draw::{Commit, Examined, Fault, Files, Stage, examine, fault_cure};
use crate::model::{DrawId, Time};
use crate::site::DrawTimes;
use std::collections::BTreeMap;

/// Who can open a draw's envelopes, beside its files in `content/`; not published itself.
const HOLDERS: &str = "escrow.toml";

/// Tables of `secrets/draws/DRAW/` that hold results of visits whose being drawn is not public: the visits, their answers to items, their
/// papers, each in the form of `results/YYYY.csv`, `YYYY-items.csv` and `YYYY-documents.csv`.
pub const WAITING: [&str; 3] = ["visits.csv", "visits-items.csv", "visits-documents.csv"];

/// The files of one step, to be written all or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// Bytes by path below `content/`.
    pub public: BTreeMap<String, Vec<u8>>,
    /// Bytes by path below `secrets/`.
    pub secret: BTreeMap<String, Vec<u8>>,
    /// Paths below `secrets/` that go once all else is written.
    pub remove_secret: Vec<String>,
}

/// A draw as it lies in the bureau's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawFolder {
    /// Its name.
    pub id: DrawId,
    /// Protocol files of `content/draws/DRAW/` by name, `slips/0.txt` included, `times.toml` and `escrow.toml` not.
    pub files: Files,
    /// `times.toml`.
    pub times: DrawTimes,
    /// Files of `secrets/draws/DRAW/` by name.
    pub secret: Files,
}

impl DrawFolder {
    /// The folder after a step, for those who go on without reading it again.
    #[must_use]
    pub fn after(mut self, step: &Step) -> Self {
        let (public, secret) = (format!("draws/{}/", self.id), format!("draws/{}/", self.id));
        for (path, bytes) in &step.public {
            match path.strip_prefix(&public) {
                Some("times.toml") => {
                    let text = String::from_utf8_lossy(bytes);
                    self.times = toml::from_str(&text).unwrap_or(self.times);
                }
                Some(HOLDERS) => {}
                Some(name) => {
                    self.files.insert(name.to_owned(), bytes.clone());
                }
                None => {}
            }
        }
        for (path, bytes) in &step.secret {
            if let Some(name) = path.strip_prefix(&secret) {
                self.secret.insert(name.to_owned(), bytes.clone());
            }
        }
        for path in &step.remove_secret {
            if let Some(name) = path.strip_prefix(&secret) {
                self.secret.remove(name);
            }
        }
        self
    }

    /// A draw that does not exist yet, to begin with.
    pub fn new(id: DrawId) -> Self {
        Self { id, files: Files::new(), times: DrawTimes::default(), secret: Files::new() }
    }

    /// What the public files say. Errors: MC0717 for each broken rule.
    pub fn examine(&self) -> Result<Examined, Report> {
        examine(&self.files, Some(self.id.as_str())).map_err(|faults| self.faults(faults))
    }

    fn faults(&self, faults: impl IntoIterator<Item = Fault>) -> Report {
        let mut report = Report::default();
        for fault in faults {
            report.push(protocol_fault(&self.id, &fault));
        }
        report
    }

    /// The folder's state, which must be one of `stages` (MC0730).
    fn at_stage(&self, stages: &[Stage]) -> Result<(Examined, Commit, String), Report> {
        let found = self.examine()?;
        let (commit, digest) = self.standing(&found, stages)?;
        Ok((found, commit, digest))
    }

    /// The same of a folder that was examined before.
    fn standing(&self, found: &Examined, stages: &[Stage]) -> Result<(Commit, String), Report> {
        match (&found.commit, &found.commit_digest) {
            (Some(commit), Some(digest)) if stages.contains(&found.stage) => Ok((commit.clone(), digest.clone())),
            _ => Err(one(self.refuse("MC0730").arg("stage", stage_word(found.stage)))),
        }
    }

    /// A refusal that concerns this draw.
    fn refuse(&self, code: &'static str) -> Diagnostic {
        Diagnostic::error(code, Place::file(&crate::freeze::folder(&self.id))).arg("draw", &self.id)
    }

    /// A file below `secrets/` that the step cannot do without (MC0732).
    fn secret_file(&self, name: &str) -> Result<&Vec<u8>, Report> {
        self.secret.get(name).ok_or_else(|| {
            let path = format!("secrets/draws/{}/{name}", self.id);
            one(Diagnostic::error("MC0732", Place::file(&path)).arg("draw", &self.id).arg("path", &path))
        })
    }

    /// Hands a step out when the folder it leads to is accepted and stands at `stage`.
    fn checked(&self, step: Step, stage: Stage) -> Result<Step, Report> {
        self.clone().after(&step).reached(stage).map(|_| step)
    }

    /// What this folder says, which must stand at `stage` (MC0730).
    fn reached(&self, stage: Stage) -> Result<Examined, Report> {
        let found = self.examine()?;
        if found.stage == stage {
            Ok(found)
        } else {
            Err(one(self.refuse("MC0730").arg("stage", stage_word(found.stage))))
        }
    }

    /// A step that writes public files and the times.
    fn step(&self, files: impl IntoIterator<Item = (String, Vec<u8>)>, times: DrawTimes) -> Step {
        let mut step = Step::default();
        for (name, bytes) in files {
            step.public.insert(format!("draws/{}/{name}", self.id), bytes);
        }
        let text = toml::to_string(&times).expect("three times are a table");
        step.public.insert(format!("draws/{}/times.toml", self.id), text.into_bytes());
        step
    }

    /// Adds a secret file to a step.
    fn keep(&self, step: &mut Step, name: &str, bytes: Vec<u8>) {
        step.secret.insert(format!("draws/{}/{name}", self.id), bytes);
    }

    /// Removes what the public files now say, or what nobody needs any more. Results of visits and the notes for the record stay.
    fn drop_secrets(&self, step: &mut Step) {
        let stays = |name: &str| name == "day.toml" || WAITING.contains(&name);
        let names = self.secret.keys().filter(|name| !stays(name));
        step.remove_secret = names.map(|name| format!("draws/{}/{name}", self.id)).collect();
    }

    /// The nonces kept for this draw, in the order of the commitment; `given` ones stand in for those not kept.
    fn nonces(&self, commit: &Commit, given: &BTreeMap<String, String>) -> crate::draw::Nonces {
        let kept = |party: &str| {
            let bytes = self.secret.get(&format!("nonce-{party}.txt"))?;
            Some(std::str::from_utf8(bytes).ok()?.trim_end_matches('\n').to_owned())
        };
        let all = commit.nonce_commits.iter();
        all.filter_map(|(party, _)| {
            let nonce = given.get(party).cloned().or_else(|| kept(party))?;
            Some((party.clone(), nonce))
        })
        .collect()
    }
}

/// A broken rule of the protocol as a diagnostic. Its sentence stands below `fault.CODE` in the word files.
pub fn protocol_fault(draw: &DrawId, fault: &Fault) -> Diagnostic {
    let folder = crate::freeze::folder(draw);
    let path = if fault.file.is_empty() { folder } else { format!("{folder}/{}", fault.file) };
    let mut place = Place::file(&path);
    place.row = u32::try_from(fault.line).unwrap_or(0);
    let broken = Diagnostic::error("MC0717", place).value(&fault.detail).arg("fault", fault.code);
    broken.arg("detail", &fault.detail).arg("cure", format!("@{}", fault_cure(fault.code)))
}

/// A report with one fault.
fn one(fault: Diagnostic) -> Report {
    let mut report = Report::default();
    report.push(fault);
    report
}

/// Word of a stage, below `draw.stage.` in the word files.
pub fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Committed => "committed",
        Stage::Sealed => "sealed",
        Stage::Revealed => "revealed",
        Stage::Void => "void",
        Stage::Lost => "lost",
        Stage::Shortfall => "shortfall",
    }
}

/// `times` with the moment of the end.
fn ended(times: DrawTimes, moment: Time) -> DrawTimes {
    DrawTimes { ended: Some(moment), ..times }
}
