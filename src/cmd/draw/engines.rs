//! `draw sql`: the job of a step for an engine. In: where the lists stand, the draw's commitment and seed. Out: a text.

use super::alone::{as_typed, secrets_beside};
use super::args;
use crate::cli::{EngineName, JobStep, SeedArgs, SqlArgs};
use crate::cmd::clock;
use crate::cmd::desk::{Desk, Done, Stop};
use crate::draw::terms::is_rehearsal;
use crate::draw::text::{integer, is_hex64, sha};
use crate::draw::{Beacon, Commit, Fault, Seal};
use crate::engines::{CODES, Engine, Job, Part, Source, SourceFault, is_order};
use crate::freeze::shown;
use crate::steps::{self, DrawFolder};
use crate::store;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// What can be read of a draw where it stands.
pub(super) struct Found {
    /// The folder with `commit.txt`.
    pub(super) folder: PathBuf,
    /// Whether it is a draw of the bureau's.
    is_county: bool,
    /// The commitment.
    pub(super) commit: Commit,
    /// Where the draw's secrets belong.
    pub(super) secrets: PathBuf,
    /// The commitment, `seed.txt` and `seal.txt` where they are there, and what is secret.
    pub(super) draw: DrawFolder,
}

/// Writes the job.
pub(super) fn sql(desk: &Desk<'_>, args: &SqlArgs) -> Done {
    let job = job(desk, args)?;
    let text = job.text().map_err(|fault| {
        let source = args.excluded.as_ref().filter(|_| readable(&job.roster, job.engine)).unwrap_or(&args.roster);
        refused(desk, fault, source)
    })?;
    let Some(out) = &args.out else { return Ok(text) };
    if job.engine == Engine::Spark && out.extension().is_none_or(|ending| ending != "py") {
        return Err(desk.wrong("engines.not-py", &[("path", &out.display().to_string())]));
    }
    // A job may hold S, which tells what is drawn.
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    store::refuse_published(desk.root, folder).map_err(|fault| desk.store_fault(&fault))?;
    if let Some(draw) = args.draw.as_ref().map(Path::new).filter(|draw| draw.join("commit.txt").is_file()) {
        store::refuse_inside(draw, folder).map_err(|fault| desk.store_fault(&fault))?;
    }
    store::write_private(out, text.as_bytes()).map_err(|fault| desk.store_fault(&fault))?;
    let key = if job.part == Part::Freeze { "engines.done" } else { "engines.done-secret" };
    Ok(desk.tell(key, &[("path", &out.display().to_string()), ("run", run(job.engine))]))
}

fn run(engine: Engine) -> &'static str {
    match engine {
        Engine::Spark => "spark-submit",
        Engine::Duck => "duckdb -bail -f",
        Engine::Postgres => "psql -X -q -f",
        Engine::DataFusion => "python3",
    }
}

fn readable(source: &Source, engine: Engine) -> bool {
    match source {
        Source::Path(_) => engine != Engine::Postgres,
        Source::Table(_) => engine != Engine::DataFusion,
    }
}

fn job(desk: &Desk<'_>, args: &SqlArgs) -> Result<Job, Stop> {
    let source = |text: &str| Source::parse(text).map_err(|fault| refused(desk, fault, text));
    let (roster, excluded) = (source(&args.roster)?, args.excluded.as_deref().map(source).transpose()?);
    let found = args.draw.as_deref().map(|draw| find(desk, draw, &args.seed)).transpose()?;
    let (rate, order) = match &found {
        Some(found) => (found.commit.rate, found.commit.quotas.iter().map(|(name, _)| name.clone()).collect()),
        None => (rate(desk, args.rate.as_deref())?, order(desk, args.order.as_deref())?),
    };
    let part = match args.step {
        JobStep::Freeze => Part::Freeze,
        JobStep::Select => Part::Select,
        JobStep::Check => Part::Check,
    };
    let given = &args.seed;
    let seed = match part {
        Part::Freeze if given.seed.is_some() || !given.beacons.is_empty() => {
            return Err(desk.wrong("engines.seed-early", &[]));
        }
        Part::Freeze => None,
        _ => Some(seed(desk, given, found.as_ref())?),
    };
    if let Some(commit) = found.as_ref().map(|found| &found.commit).filter(|c| c.excluded.1 > 0 && excluded.is_none()) {
        let args = [("draw", commit.draw.as_str()), ("count", &commit.excluded.1.to_string())];
        return Err(desk.wrong("engines.no-excluded", &args));
    }
    let sentences = CODES.map(|code| (code, desk.words().get(&format!("fault.{code}")))).to_vec();
    let engine = match args.engine {
        EngineName::Spark => Engine::Spark,
        EngineName::Duckdb => Engine::Duck,
        EngineName::Postgres => Engine::Postgres,
        EngineName::Datafusion => Engine::DataFusion,
    };
    let about = desk.tell(&format!("engines.about.{}", part.as_str()), &[]).trim_end().to_owned();
    let commit = found.map(|found| found.commit);
    Ok(Job { engine, part, roster, excluded, rate, order, commit, seed, sentences, about })
}

fn refused(desk: &Desk<'_>, fault: SourceFault, source: &str) -> Stop {
    let key = match fault {
        SourceFault::Invisible => "engines.source.invisible",
        SourceFault::Name => "engines.source.name",
        SourceFault::Hidden => "engines.source.hidden",
        SourceFault::NeedsTable => "engines.source.needs-table",
        SourceFault::NeedsPath => "engines.source.needs-path",
    };
    let shown: String = source.chars().filter(|c| !c.is_control() && !crate::draw::text::is_forbidden(*c)).collect();
    desk.wrong(key, &[("source", &shown)])
}

fn rate(desk: &Desk<'_>, text: Option<&str>) -> Result<u32, Stop> {
    let text = text.unwrap_or_default();
    let rate = integer(text).filter(|rate| (1..=10_000).contains(rate));
    rate.ok_or_else(|| desk.wrong("engines.rate", &[("value", text)]))
}

fn order(desk: &Desk<'_>, text: Option<&str>) -> Result<Vec<String>, Stop> {
    let text = text.unwrap_or_default();
    let order: Vec<String> = text.split(',').map(str::to_owned).collect();
    if is_order(&order) { Ok(order) } else { Err(desk.wrong("engines.order", &[("value", text)])) }
}

/// S: what is given must not contradict what is known, and cannot be known before the last public value.
pub(super) fn seed(desk: &Desk<'_>, args: &SeedArgs, found: Option<&Found>) -> Result<String, Stop> {
    let known = found.and_then(Found::seed);
    let given = match (&args.seed, args.beacons.is_empty(), found) {
        (Some(seed), ..) if !is_hex64(seed) => return Err(desk.wrong("engines.seed-form", &[("value", seed)])),
        (Some(seed), ..) => Some(seed.clone()),
        (None, false, Some(found)) => Some(worked_out(desk, args, found)?),
        (None, false, None) => return Err(desk.wrong("engines.beacon-without-draw", &[])),
        (None, true, _) => None,
    };
    match (given, known) {
        (Some(given), Some(known)) if given != known => {
            let found = found.ok_or_else(|| desk.wrong("engines.no-seed", &[]))?;
            let key = if found.seed_file().is_some() { "engines.seed-differs" } else { "engines.seed-differs-seal" };
            Err(desk.wrong(key, &[("draw", found.commit.draw.as_str())]))
        }
        (_, Some(seed)) => Ok(seed),
        (Some(seed), None) => found.map_or(Ok(()), |found| found.can_be_known(desk)).map(|()| seed),
        (None, None) => Err(desk.wrong("engines.no-seed", &[])),
    }
}

/// S out of the values that became known and the nonces that are kept or given.
fn worked_out(desk: &Desk<'_>, args: &SeedArgs, found: &Found) -> Result<String, Stop> {
    let values = args::values(desk, &args.beacons, &found.commit.beacons)?;
    let nonces = args::nonces(desk, &args.nonces)?;
    steps::seed(&found.draw, &found.commit, &values, &nonces).map_err(|report| {
        desk.refused_alone(match found.is_county {
            true => report,
            false => as_typed(report, &found.draw.id, &found.folder, &found.secrets),
        })
    })
}

impl Found {
    fn seed_file(&self) -> Option<&Vec<u8>> {
        self.draw.files.get("seed.txt").or_else(|| self.draw.secret.get("seed.txt"))
    }

    /// S as the draw's own files tell it: the hash of `seed.txt`, or built of the sealed values and the nonces that are kept.
    pub(super) fn seed(&self) -> Option<String> {
        let sealed = || {
            let seal = Seal::parse(self.draw.files.get("seal.txt")?).ok()?;
            steps::seed(&self.draw, &self.commit, &seal.beacons, &BTreeMap::new()).ok()
        };
        self.seed_file().map(|bytes| sha(bytes)).or_else(sealed)
    }

    /// Before the last public value nobody knows S; in a rehearsal moments are simulated, and a seal says that it is past.
    fn can_be_known(&self, desk: &Desk<'_>) -> Result<(), Stop> {
        let early = |beacon: &&Beacon| clock::now() < beacon.time;
        let is_past = is_rehearsal(&self.commit.log) || self.draw.files.contains_key("seal.txt");
        match self.commit.beacons.iter().filter(early).max_by_key(|beacon| beacon.time) {
            Some(beacon) if !is_past => {
                let (name, time) = (format!("{} {}", beacon.kind.as_str(), beacon.round), shown(beacon.time));
                let args = [("draw", self.commit.draw.as_str()), ("beacon", &name), ("time", &time)];
                Err(desk.wrong("engines.seed-unknowable", &args))
            }
            _ => Ok(()),
        }
    }
}

/// The folders of a draw on its own: its files, its secrets.
pub(super) fn folders(desk: &Desk<'_>, draw: &str, args: &SeedArgs) -> Result<(PathBuf, PathBuf), Stop> {
    let secrets = args.secrets.clone().or_else(|| secrets_beside(Path::new(draw)));
    Ok((PathBuf::from(draw), secrets.ok_or_else(|| desk.wrong("alone.no-secrets", &[("path", draw)]))?))
}

/// Reads a draw's commitment and seed: of a folder that holds `commit.txt`, else of the bureau's draw of that name.
pub(super) fn find(desk: &Desk<'_>, draw: &str, args: &SeedArgs) -> Result<Found, Stop> {
    let is_county = !Path::new(draw).join("commit.txt").is_file();
    let (folder, secrets) = if is_county {
        let id = desk.draw_id(draw)?;
        (desk.root.join("content/draws").join(id.as_str()), desk.root.join("secrets/draws").join(id.as_str()))
    } else {
        folders(desk, draw, args)?
    };
    let read = |name: &str| {
        let file = folder.join(name);
        match std::fs::read(&file) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(desk.io(&file, &error)),
        }
    };
    let no_draw = || desk.wrong("engines.no-draw", &[("draw", draw), ("path", &folder.display().to_string())]);
    let bytes = read("commit.txt")?.ok_or_else(no_draw)?;
    let commit = Commit::parse(&bytes).map_err(|fault| broken(desk, &folder, &fault))?;
    let mut draw = DrawFolder::new(commit.draw.clone());
    draw.files.insert("commit.txt".to_owned(), bytes);
    for name in ["seed.txt", "seal.txt"] {
        draw.files.extend(read(name)?.map(|bytes| (name.to_owned(), bytes)));
    }
    draw.secret = store::secrets_in(&secrets).map_err(|fault| desk.store_fault(&fault))?;
    Ok(Found { folder, is_county, commit, secrets, draw })
}

fn broken(desk: &Desk<'_>, folder: &Path, fault: &Fault) -> Stop {
    let said = desk.faults_of(std::slice::from_ref(fault));
    desk.finding("engines.broken", &[("path", &folder.display().to_string()), ("fault", said.trim_end())])
}
