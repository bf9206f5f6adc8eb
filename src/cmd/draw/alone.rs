//! `draw alone`: a draw on its folder alone. In: the folder, a folder of secrets, terms, the clock, the system's random source. Out: the
//! draw's files, all of a step or none; the two long lists are read in pieces and never held in memory.

use super::args;
use super::begin::lists_and_quotas;
use crate::cli::{AloneArgs, AloneCommand, AloneCommitArgs, AloneSealArgs, AloneStepArgs};
use crate::cmd::desk::{Desk, Done, Stop};
use crate::cmd::envelope;
use crate::diag::Report;
use crate::draw::terms::is_rehearsal;
use crate::draw::text::sha;
use crate::draw::{Commit, Elsewhere, Files, Seal, Slot, Stream, Terms};
use crate::model::{DrawId, Time};
use crate::site::DrawTimes;
use crate::steps::{self, AloneDraft, BUREAU, DrawFolder, SealRequest, Step};
use crate::store::{self, Recovered, Seen};
use crate::verify::{FileStream, FolderReader, Reader};
use std::path::{Path, PathBuf};

pub(super) fn alone(desk: &Desk<'_>, args: &AloneArgs) -> Done {
    match &args.command {
        AloneCommand::Commit(args) => commit(desk, args),
        AloneCommand::Seal(args) => seal(desk, args),
        AloneCommand::Reveal(args) => reveal(desk, args),
    }
}

/// Where the secrets of a draw's folder lie, if nobody says otherwise.
pub(super) fn secrets_beside(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    let name = folder.file_name()?.to_string_lossy().into_owned();
    Some(folder.with_file_name(format!("{name}-secrets")))
}

/// A report whose places lie in a draw's own folders instead of a county's.
pub(super) fn as_typed(mut report: Report, id: &DrawId, folder: &Path, secrets: &Path) -> Report {
    let moved = |text: &str| {
        let of = |side: &str, home: &Path| {
            let rest = text.strip_prefix(&format!("{side}/draws/{id}"))?;
            Some(format!("{}{rest}", home.display()))
        };
        of("content", folder).or_else(|| of("secrets", secrets)).unwrap_or_else(|| text.to_owned())
    };
    for diagnostic in &mut report.diagnostics {
        diagnostic.place.file = moved(&diagnostic.place.file);
        for (_, value) in &mut diagnostic.args {
            *value = moved(value);
        }
    }
    report
}

/// The two folders of a draw, as they were typed.
struct Home {
    folder: PathBuf,
    secrets: PathBuf,
    /// What stood in both before anything was read.
    seen: Seen,
}

/// The two long lists on the disk.
struct Lists {
    roster: Option<FileStream>,
    excluded: Option<FileStream>,
}

impl Lists {
    fn elsewhere(&self) -> Elsewhere<'_> {
        Elsewhere {
            roster: self.roster.as_ref().map(|list| list as &dyn Stream),
            excluded: self.excluded.as_ref().map(|list| list as &dyn Stream),
        }
    }
}

impl Home {
    fn new(desk: &Desk<'_>, args: &AloneStepArgs) -> Result<Self, Stop> {
        let folder = args.folder.clone();
        let shown = folder.display().to_string();
        if !folder.is_dir() {
            return Err(desk.wrong("alone.no-folder", &[("path", &shown)]));
        }
        let secrets = args.secrets.clone().or_else(|| secrets_beside(&folder));
        let secrets = secrets.ok_or_else(|| desk.wrong("alone.no-secrets", &[("path", &shown)]))?;
        let mut home = Self { folder, secrets, seen: Seen::default() };
        if home.secrets.exists() {
            match store::recover_between(&home.folder, &home.secrets).map_err(|fault| desk.store_fault(&fault))? {
                Recovered::Nothing => {}
                Recovered::KeptOld => eprint!("{}", desk.say("kept-old", &[])),
                Recovered::CompletedNew => eprint!("{}", desk.say("completed", &[])),
            }
        }
        home.seen = Seen::between(&home.folder, &home.secrets).map_err(|fault| desk.store_fault(&fault))?;
        Ok(home)
    }

    fn lists(&self) -> Lists {
        let list = |name: &str| Some(FileStream(self.folder.join(name))).filter(|list| list.0.is_file());
        Lists { roster: list("roster.csv"), excluded: list("excluded.csv") }
    }

    /// All files but the two long lists.
    fn read(&self, desk: &Desk<'_>, id: DrawId) -> Result<DrawFolder, Stop> {
        let reader = FolderReader::new(&self.folder);
        let io = |fault: &std::io::Error| desk.io(&self.folder, fault);
        let mut files = Files::new();
        for path in reader.paths().map_err(|fault| io(&fault))? {
            let is_message = path.ends_with(".txt") || path.ends_with(".csv");
            if is_message && path != "roster.csv" && path != "excluded.csv" {
                let bytes = reader.read(&path).map_err(|fault| io(&fault))?;
                files.insert(path, bytes);
            }
        }
        let secret = store::secrets_in(&self.secrets).map_err(|fault| desk.store_fault(&fault))?;
        Ok(DrawFolder { id, files, times: DrawTimes::default(), secret })
    }

    /// A folder with a commitment.
    fn committed(&self, desk: &Desk<'_>) -> Result<(DrawFolder, Commit), Stop> {
        let nobody = DrawId::parse("draw").map_err(|_| desk.usage("draw", "draw"))?;
        let mut folder = self.read(desk, nobody)?;
        let id = folder.files.get("commit.txt").and_then(|bytes| Commit::parse(bytes).ok()).map(|commit| commit.draw);
        folder.id = id.unwrap_or(folder.id);
        let commit = steps::alone_commit(&folder).map_err(|report| self.refused(desk, report, &folder.id))?;
        Ok((folder, commit))
    }

    /// The sentences of a refusal, with the folders as they were typed.
    fn refused(&self, desk: &Desk<'_>, report: Report, id: &DrawId) -> Stop {
        desk.refused_alone(as_typed(report, id, &self.folder, &self.secrets))
    }

    /// Writes a step: all of it or nothing.
    fn apply(&mut self, desk: &Desk<'_>, step: &Step, id: &DrawId) -> Result<(), Stop> {
        let prefix = format!("draws/{id}/");
        let inside = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
            let named = files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?, bytes)));
            // The times of the steps are for a site to show.
            named.filter(|(name, _)| *name != "times.toml").map(|(name, b)| (name.to_owned(), b.clone())).collect()
        };
        let remove = step.remove_secret.iter().filter_map(|path| path.strip_prefix(&prefix)).map(str::to_owned);
        let step = Step { public: inside(&step.public), secret: inside(&step.secret), remove_secret: remove.collect() };
        store::apply_between(&self.folder, &self.secrets, &step, &mut self.seen)
            .map_err(|fault| desk.store_fault(&fault))
    }
}

/// The moment of a step; another than now only in a rehearsal.
fn moment(desk: &Desk<'_>, args: &AloneStepArgs, origin: &str) -> Result<Time, Stop> {
    match &args.at {
        Some(at) if !is_rehearsal(origin) => Err(desk.wrong("alone.at", &[("value", at), ("log", origin)])),
        at => desk.moment(at.as_deref(), true),
    }
}

fn commit(desk: &Desk<'_>, args: &AloneCommitArgs) -> Done {
    let mut home = Home::new(desk, &args.step)?;
    let name = args.terms.display().to_string();
    let bytes = std::fs::read(&args.terms).map_err(|fault| desk.io(&args.terms, &fault))?;
    let terms = Terms::parse(&name, &bytes).map_err(|fault| Stop {
        text: desk.faults_of(&[fault]) + "\n" + &desk.say("nothing-written", &[]),
        exit: crate::cmd::Exit::Findings,
    })?;
    let moment = moment(desk, &args.step, &terms.log)?;
    let folder = home.read(desk, terms.draw.clone())?;
    let parties = args::parties(desk, &args.parties)?;
    let lists = home.lists();
    let nonce = desk.random()?;
    let draft = steps::alone_draft(&folder, lists.elsewhere(), &terms, &parties, &nonce, moment);
    let draft = draft.map_err(|report| home.refused(desk, report, &terms.draw))?;
    let own = envelope::holders(desk, &[], &args.own)?;
    let mut envelopes = args::envelopes(desk, &args.envelopes)?;
    let mut salts = Vec::new();
    if !own.is_empty() {
        salts = (0..draft.salts_needed()).map(|_| desk.random()).collect::<Result<Vec<_>, _>>()?;
        envelopes.insert(BUREAU.to_owned(), envelope::seal(desk, &draft.plain(&salts).to_bytes(), &own)?);
    }
    let (step, commit) = draft.finish(&salts, &envelopes).map_err(|report| home.refused(desk, report, &terms.draw))?;
    let summary = summary(desk, &commit, &draft);
    if args.dry_run {
        return Ok(summary + &desk.say("done.dry-run", &[]));
    }
    home.apply(desk, &step, &terms.draw)?;
    let first = commit.beacons.iter().map(|beacon| beacon.time).min().unwrap_or(moment);
    let time = first.format("%Y-%m-%d %H:%M:%S").to_string();
    let path = home.secrets.display().to_string();
    let args = [("draw", commit.draw.as_str()), ("digest", &commit.digest()), ("time", &time), ("path", &path)];
    Ok(summary + &desk.tell("alone.done.commit", &args))
}

/// What a commitment says, for the record of the draw.
fn summary(desk: &Desk<'_>, commit: &Commit, draft: &AloneDraft<'_>) -> String {
    let size = |stratum: &str| draft.frozen.roster.strata.get(stratum).copied().unwrap_or(0);
    let out = lists_and_quotas(desk, commit, draft.inspectors, size);
    let slots: Vec<String> = commit.slots.iter().map(Slot::write).collect();
    out + &desk.say("summary.slots", &[("slots", &slots.join(" + "))])
}

fn seal(desk: &Desk<'_>, args: &AloneSealArgs) -> Done {
    let mut home = Home::new(desk, &args.step)?;
    let (folder, commit) = home.committed(desk)?;
    let moment = moment(desk, &args.step, &commit.log)?;
    let refused = |report| home.refused(desk, report, &folder.id);
    let request = SealRequest {
        values: args::values(desk, &args.beacons, &commit.beacons)?,
        evidence: args::evidence(desk, &args.evidence, &commit.beacons)?,
        nonces: args::nonces(desk, &args.nonces)?,
    };
    let needed = steps::alone_salts_needed(&folder).map_err(refused)?;
    let salts = (0..needed).map(|_| desk.random()).collect::<Result<Vec<_>, _>>()?;
    let lists = home.lists();
    let step = steps::alone_seal(&folder, lists.elsewhere(), &request, &salts, moment);
    let step = step.map_err(|report| home.refused(desk, report, &folder.id))?;
    home.apply(desk, &step, &folder.id)?;
    let after = folder.after(&step);
    let seal = after.files.get("seal.txt").and_then(|bytes| Seal::parse(bytes).ok());
    let (drawn, root) = seal.map(|seal| (seal.drawn.to_string(), seal.tree_root)).unwrap_or_default();
    let path = home.secrets.display().to_string();
    let args = [("draw", after.id.as_str()), ("drawn", &drawn), ("root", &root), ("path", &path)];
    Ok(desk.tell("alone.done.seal", &args))
}

fn reveal(desk: &Desk<'_>, args: &AloneStepArgs) -> Done {
    let mut home = Home::new(desk, args)?;
    let (folder, commit) = home.committed(desk)?;
    let moment = moment(desk, args, &commit.log)?;
    let lists = home.lists();
    let step = steps::alone_reveal(&folder, lists.elsewhere(), moment);
    let step = step.map_err(|report| home.refused(desk, report, &folder.id))?;
    home.apply(desk, &step, &folder.id)?;
    let after = folder.after(&step);
    let seed = after.files.get("seed.txt").map(|bytes| sha(bytes)).unwrap_or_default();
    let path = home.folder.display().to_string();
    Ok(desk.tell("alone.done.reveal", &[("draw", after.id.as_str()), ("seed", &seed), ("path", &path)]))
}
