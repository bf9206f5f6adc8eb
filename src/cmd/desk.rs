//! What every step needs: words, the checked county, the moment, the folder of a draw, the store, random bytes. In: the
//! command line. Out: values, or a reason to stop with its sentences and exit code.

use crate::cli::{Cli, SourceArgs};
use crate::cmd::language::{style, words};
use crate::cmd::start::Begun;
use crate::cmd::{Exit, clock, reason, source};
use crate::diag::{self, Report};
use crate::draw::Fault;
use crate::draw::text::hex;
use crate::model::{Config, DrawId, Time, parse_day, parse_time};
use crate::site::Site;
use crate::steps::publish::Records;
use crate::steps::{DrawFolder, Step};
use crate::store::{self, Recovered, Seen, StoreFault};
use crate::verify::Source;
use crate::words::Words;
use crate::{check, load};
use rand::TryRng;
use rand::rngs::SysRng;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Why a command ends without having done its work.
#[derive(Debug)]
pub(super) struct Stop {
    /// What to say, each line ended.
    pub(super) text: String,
    /// How it ends.
    pub(super) exit: Exit,
}

/// What a command says when it is done.
pub(super) type Done = Result<String, Stop>;

/// Says what came of a command: on standard output, or why it stopped on standard error.
pub(super) fn said(done: Done) -> Exit {
    match done {
        Ok(text) => {
            print!("{text}");
            Exit::Good
        }
        Err(stop) => {
            eprint!("{}", stop.text);
            stop.exit
        }
    }
}

/// Where a command works.
pub(super) struct Desk<'a> {
    /// The bureau's folder.
    pub(super) root: &'a Path,
    words: Words,
    /// What stood there before anything was read.
    seen: Mutex<Option<Seen>>,
}

/// The checked county and the moment of the step.
pub(super) struct County {
    /// The county.
    pub(super) site: Site,
    /// Now, or what `--at` says.
    pub(super) moment: Time,
    texts: BTreeMap<String, Arc<str>>,
}

impl County {
    /// The text of a table as it was read, by its path below `content/`; none where it is not there.
    pub(super) fn text(&self, path: &str) -> Option<String> {
        self.texts.get(&format!("content/{path}")).map(|text| text.to_string())
    }
}

impl<'a> Desk<'a> {
    pub(super) fn new(cli: &'a Cli) -> Self {
        Self { root: &cli.root, words: words(cli), seen: Mutex::new(None) }
    }

    /// The words in the language of messages.
    pub(super) fn words(&self) -> &Words {
        &self.words
    }

    /// A sentence below `cli.draw.`, with its line end.
    pub(super) fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.words.fill(&format!("cli.draw.{key}"), args.iter().copied()) + "\n"
    }

    /// A sentence by its whole key, with its line end.
    pub(super) fn tell(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.words.fill(key, args.iter().copied()) + "\n"
    }

    /// A command of the log stops: a finding, not a wrong argument.
    pub(super) fn finding(&self, key: &str, args: &[(&str, &str)]) -> Stop {
        Stop { text: self.tell(key, args), exit: Exit::Findings }
    }

    /// A wrong argument or file, by its whole key.
    pub(super) fn wrong(&self, key: &str, args: &[(&str, &str)]) -> Stop {
        Stop { text: self.tell(key, args), exit: Exit::Usage }
    }

    /// A word below `cli.draw.`.
    pub(super) fn word(&self, key: &str) -> String {
        self.words.get(&format!("cli.draw.{key}"))
    }

    /// Opens what is published: a folder, a zip or an address.
    pub(super) fn source(&self, location: &str, args: &SourceArgs) -> Result<Source, Stop> {
        source::open(&self.words, location, args).map_err(|(text, exit)| Stop { text, exit })
    }

    /// A source failed on the way.
    pub(super) fn unreadable(&self, fault: &std::io::Error) -> Stop {
        let (text, exit) = source::failed(&self.words, fault);
        Stop { text, exit }
    }

    /// Faults of a published log in the language of messages.
    pub(super) fn faults_of(&self, faults: &[Fault]) -> String {
        super::verify::faults(faults, &self.words)
    }

    /// Wrong usage.
    pub(super) fn usage(&self, key: &str, value: &str) -> Stop {
        Stop { text: self.say(&format!("usage.{key}"), &[("value", value)]), exit: Exit::Usage }
    }

    /// The environment does not allow it.
    pub(super) fn environment(&self, key: &str, args: &[(&str, &str)]) -> Stop {
        Stop { text: self.say(key, args), exit: Exit::Environment }
    }

    /// The records of the site as a build makes them. Errors: what is wrong with the theme.
    pub(super) fn records(&self, site: &Site) -> Result<Records, Stop> {
        super::site::records(self.root, site).map_err(|fault| {
            let args = [("name", site.config.theme.name.as_str()), ("fault", &fault.say(&self.words))];
            Stop { text: self.tell("cli.build.theme", &args), exit: Exit::Environment }
        })
    }

    /// A file cannot be read or written. What the system says of the usual reasons is said in words.
    pub(super) fn io(&self, path: &Path, fault: &io::Error) -> Stop {
        let reason = reason::of(&self.words, fault);
        self.environment("store.io", &[("path", &path.display().to_string()), ("fault", &reason)])
    }

    /// The sentences of a refusal. Codes of the protocol and of stages become words here.
    pub(super) fn refused(&self, report: Report, county: &County) -> Stop {
        self.faults(report, &county.texts)
    }

    /// The sentences of a refusal where the county was not read.
    pub(super) fn refused_alone(&self, report: Report) -> Stop {
        self.faults(report, &BTreeMap::new())
    }

    /// The sentences of faults, with the lines of those files whose text is known.
    pub(super) fn faults(&self, report: Report, texts: &BTreeMap<String, Arc<str>>) -> Stop {
        let mut report = report.sorted();
        for diagnostic in &mut report.diagnostics {
            let detail = diagnostic.args.iter().find(|(name, _)| *name == "detail").map(|(_, value)| value.clone());
            for (name, value) in &mut diagnostic.args {
                match *name {
                    "fault" if diagnostic.code == "MC0717" => *value = self.broken_rule(value, detail.as_deref()),
                    "stage" => *value = self.word(&format!("stage.{value}")),
                    "tag" if value == "any" => *value = self.word("any"),
                    _ => {}
                }
            }
        }
        let text = diag::print(&report, &self.words, texts, style());
        Stop { text: text + &self.say("nothing-written", &[]), exit: Exit::Findings }
    }

    /// The sentence of a rule of the protocol, with the value concerned.
    fn broken_rule(&self, code: &str, detail: Option<&str>) -> String {
        let sentence = self.words.get(&format!("fault.{code}"));
        match detail.filter(|detail| !detail.is_empty()) {
            Some(detail) => format!("{sentence} ({detail})"),
            None => sentence,
        }
    }

    /// A fault of the disk or of where the secrets lie.
    pub(super) fn store_fault(&self, fault: &StoreFault) -> Stop {
        store_fault(&self.words, fault)
    }

    /// Completes an interrupted step, reads and checks everything. `at`: `--at`, allowed only in a demonstration.
    pub(super) fn county(&self, at: Option<&str>) -> Result<County, Stop> {
        if !self.root.join("content").is_dir() {
            return Err(self.no_content());
        }
        self.complete()?;
        let raw = load::load(self.root);
        let demo = raw.config.as_ref().is_some_and(|config| config.value.demo);
        let moment = self.moment(at, demo)?;
        self.checked(raw, moment)
    }

    /// There is no `content/`.
    fn no_content(&self) -> Stop {
        let root = self.root.display().to_string();
        Stop { text: self.tell("cli.build.no-content", &[("root", &root)]), exit: Exit::Environment }
    }

    /// The county, or every fault of it.
    pub(super) fn checked(&self, raw: load::Raw, moment: Time) -> Result<County, Stop> {
        let texts = raw.texts.clone();
        let begun = Begun::of(&raw);
        let checked = check::check(raw, moment.date());
        match checked.value {
            Some(site) if !checked.report.has_errors() => Ok(County { site, moment, texts }),
            _ => {
                let mut report = checked.report;
                report.diagnostics.retain(|diagnostic| diagnostic.severity == diag::Severity::Error);
                let list = begun.map(|begun| begun.tell(&mut report, moment.date(), &self.words)).unwrap_or_default();
                let mut stop = self.faults(report, &texts);
                stop.text.insert_str(0, &list);
                Err(stop)
            }
        }
    }

    /// The checked county at the end of the day that the argument names or `site.toml` pins, else now. Nothing is written.
    pub(super) fn county_as_of(&self, day: Option<&str>) -> Result<County, Stop> {
        let (raw, moment) = self.raw_as_of(day)?;
        self.checked(raw, moment)
    }

    /// What stands in the folder, unchecked, and the moment everything is told as of.
    pub(super) fn raw_as_of(&self, day: Option<&str>) -> Result<(load::Raw, Time), Stop> {
        if !self.root.join("content").is_dir() {
            return Err(self.no_content());
        }
        let raw = load::load(self.root);
        let pinned = raw.config.as_ref().and_then(|config| config.value.as_of);
        let told = match day {
            Some(text) => Some(parse_day(text).ok_or_else(|| self.usage("as-of", text))?),
            None => pinned,
        };
        let moment = told.and_then(|day| day.and_hms_opt(23, 59, 59)).unwrap_or_else(clock::now);
        Ok((raw, moment))
    }

    /// The county as it would be with these files (bytes by path below `content/`), or every fault of it. Nothing is written.
    pub(super) fn county_with(&self, files: &BTreeMap<String, Vec<u8>>, moment: Time) -> Result<County, Stop> {
        self.checked(load::load_over(self.root, files), moment)
    }

    /// Refuses to write a file of the clerk's choice where the program keeps its own: there it would be published or take the place of
    /// something that nobody can make again.
    pub(super) fn refuse_own(&self, path: &Path) -> Result<(), Stop> {
        let own = ["content", "public", "secrets", "themes", ".mingchou"];
        if own.iter().any(|name| store::is_inside(path, &self.root.join(name))) {
            return Err(self.wrong("release.own-place", &[("path", &path.display().to_string())]));
        }
        Ok(())
    }

    /// Completes an interrupted step, or throws it away, and says so. What is read afterwards and has changed by the time a step is
    /// written stops that step.
    pub(super) fn complete(&self) -> Result<(), Stop> {
        let found = store::recover(self.root).map_err(|fault| self.store_fault(&fault))?;
        eprint!("{}", recovered(&self.words, found));
        let seen = Seen::of(self.root).map_err(|fault| self.store_fault(&fault))?;
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        Ok(())
    }

    /// Now, or what `--at` says, which only a demonstration may.
    pub(super) fn moment(&self, at: Option<&str>, demo: bool) -> Result<Time, Stop> {
        match at {
            None => Ok(clock::now()),
            Some(text) if !demo => Err(self.usage("at-not-demo", text)),
            Some(text) => parse_time(text).ok_or_else(|| self.usage("at", text)),
        }
    }

    /// `site.toml` alone, for a step that needs nothing else of the county.
    pub(super) fn config(&self) -> Option<Config> {
        load::load(self.root).config.map(|config| config.value)
    }

    /// The name of a draw.
    pub(super) fn draw_id(&self, text: &str) -> Result<DrawId, Stop> {
        DrawId::parse(text).map_err(|_| self.usage("draw", text))
    }

    /// The folder of an existing draw with what is secret of it.
    pub(super) fn folder(&self, county: &County, draw: &str) -> Result<DrawFolder, Stop> {
        let id = self.draw_id(draw)?;
        let record = county.site.draws.get(&id).ok_or_else(|| self.usage("no-draw", draw))?;
        let secret = store::secrets_of(self.root, draw).map_err(|fault| self.store_fault(&fault))?;
        Ok(DrawFolder { id, files: record.unpacked(), times: record.times, secret })
    }

    /// Writes a step. Errors: something of what was read has changed since.
    pub(super) fn apply(&self, step: &Step) -> Result<(), Stop> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let written = match seen.as_mut() {
            Some(seen) => store::apply_over(self.root, step, seen),
            None => store::apply(self.root, step),
        };
        written.map_err(|fault| self.store_fault(&fault))
    }

    /// 32 bytes of the system's random source as 64 hex digits.
    pub(super) fn random(&self) -> Result<String, Stop> {
        let mut bytes = [0u8; 32];
        match SysRng.try_fill_bytes(&mut bytes) {
            Ok(()) => Ok(hex(&bytes)),
            Err(error) => Err(self.environment("no-random", &[("fault", &error.to_string())])),
        }
    }
}

/// What became of a step that had been interrupted, with the line end; empty if there was none.
pub(super) fn recovered(words: &Words, found: Recovered) -> String {
    match found {
        Recovered::Nothing => String::new(),
        Recovered::KeptOld => words.get("cli.draw.kept-old") + "\n",
        Recovered::CompletedNew => words.get("cli.draw.completed") + "\n",
    }
}

/// Why the store refuses to read or write, in words.
pub(super) fn store_fault(words: &Words, fault: &StoreFault) -> Stop {
    let stop =
        |key: &str, args: &[(&str, &str)], exit| Stop { text: words.fill(key, args.iter().copied()) + "\n", exit };
    let refused = |key: &str, args: &[(&str, &str)]| stop(&format!("cli.draw.store.{key}"), args, Exit::Environment);
    match fault {
        StoreFault::Io { path, source } => refused("io", &[("path", path), ("fault", &reason::of(words, source))]),
        StoreFault::Published(path) => refused("published", &[("path", path)]),
        StoreFault::Outside(path) => refused("outside", &[("path", path)]),
        StoreFault::Occupied { folder, name } => {
            let key = if name.is_empty() { "init.no-folder" } else { "init.occupied" };
            stop(key, &[("folder", folder), ("name", name)], Exit::Usage)
        }
        StoreFault::Meanwhile(path) => refused("meanwhile", &[("path", path)]),
        StoreFault::Changed(path) => refused("changed", &[("path", path)]),
        StoreFault::Busy => refused("busy", &[]),
        StoreFault::Journal(path) => refused("journal", &[("path", path)]),
    }
}
