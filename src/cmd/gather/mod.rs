//! `gather`: read many counties' sites, remember their heads, write the overview of a province. Needs no bureau's folder. The day, the
//! state and the witness's key come in here; the work is in `gather`.

mod state;
mod visit;

use super::desk::{Desk, Stop};
use super::language::style;
use super::log::{keys, memory};
use super::themes::theme;
use super::{Exit, clock};
use crate::cli::{Cli, GatherArgs};
use crate::diag::{self, Diagnostic, Place, Report, is_invisible};
use crate::gather::{
    Before, County, Facts, Found, Listed, Log, MARKER, Overview, Said, Trust, exceptions, list, ordered, overview,
    personal, state as state_of, typed, with_user,
};
use crate::log::{KeyKind, Note, SigningKey, VerifierKey, cosign};
use crate::model::{Day, ThemeConfig, parse_day};
use crate::output::{self, Failure, Gate, MANIFEST, Manifest};
use crate::render::Theme;
use crate::store;
use crate::verify::{Access, is_address};
use crate::words::Words;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;
use visit::{Came, Tour};

/// Longest list that is read.
const LIST: u64 = 4 << 20;

pub(super) fn run(cli: &Cli, args: &GatherArgs) -> Exit {
    let desk = Desk::new(cli);
    match gathered(&desk, args) {
        Ok((text, exit)) => {
            print!("{text}");
            exit
        }
        Err(stop) => {
            eprint!("{}", stop.text);
            stop.exit
        }
    }
}

/// Everything but the terminal. Out: what was done. Errors: why nothing was written.
fn gathered(desk: &Desk<'_>, args: &GatherArgs) -> Result<(String, Exit), Stop> {
    let sites = sites(desk, args)?;
    title(desk, args)?;
    let as_of = match &args.as_of {
        Some(text) => parse_day(text).ok_or_else(|| desk.wrong("verify.bad-day", &[("value", text)]))?,
        None => clock::today(),
    };
    let trusted = |text: &String| {
        let key = VerifierKey::parse(text.trim()).filter(|key| key.kind == KeyKind::Witness);
        key.ok_or_else(|| desk.wrong("verify.bad-witness", &[("value", text)]))
    };
    let witnesses = args.trusted.iter().map(trusted).collect::<Result<Vec<_>, _>>()?;
    places(desk, args, &sites)?;
    let looks = ThemeConfig { languages: vec!["en".to_owned()], ..ThemeConfig::default() };
    let theme = theme(desk.root, &looks).map_err(|fault| bad_theme(desk, &looks, &fault.say(desk.words())))?;
    let witness = args.witness.as_ref().map(|path| keys::open(desk, path, &args.passphrase)).transpose()?;
    let _lock = memory::lock(&args.state).map_err(|fault| desk.io(&args.state, &fault))?.ok_or_else(|| {
        let state = args.state.display().to_string();
        Stop { text: desk.tell("memory.busy", &[("path", &state)]), exit: Exit::Environment }
    })?;
    let remembered = state::breaches(&args.state).map_err(|fault| desk.io(&args.state, &fault))?;
    let all = sites.len();
    let progress = |done: usize| {
        if std::io::stderr().is_terminal() {
            let text = desk.tell("gather.cli.progress", &[("done", &done.to_string()), ("all", &all.to_string())]);
            if done == all { eprint!("\r\x1b[K") } else { eprint!("\r{}\x1b[K\r", text.trim_end()) }
        }
    };
    let tour =
        Tour { state: &args.state, access: access(desk, args)?, witnesses, as_of, words: both(), done: &progress };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut came = visit::all(&tour, &sites, args.jobs.unwrap_or(cores.min(4)));
    twice(&sites, &mut came);
    let kept = Kept { desk, folder: &args.state, witness, as_of };
    let overview = kept.overview(sites, came, remembered, args.title.clone().unwrap_or_default())?;
    write(desk, args, &theme, overview)
}

/// The languages of the overview.
fn both() -> [Words; 2] {
    ["en", "zh-CN"].map(super::language::of)
}

/// The sites of the list, then those that were typed. Errors: there is none; faults of the list.
fn sites(desk: &Desk<'_>, args: &GatherArgs) -> Result<Vec<Listed>, Stop> {
    if let Some(shown) = args.sites.iter().find_map(|site| with_user(site)) {
        return Err(desk.wrong("gather.cli.user", &[("site", &shown)]));
    }
    let mut sites = typed(&args.sites);
    if let Some(path) = &args.list {
        let shown = path.display().to_string();
        let size = std::fs::metadata(path).map_err(|fault| desk.io(path, &fault))?.len();
        if size > LIST {
            let mut report = Report::default();
            report.push(Diagnostic::error("MC1140", Place::file(&shown)));
            return Err(desk.refused_alone(report));
        }
        let bytes = std::fs::read(path).map_err(|fault| desk.io(path, &fault))?;
        let listed = list(&shown, &bytes)
            .map_err(|(report, text)| desk.faults(report, &BTreeMap::from([(shown.clone(), text.into())])))?;
        sites.splice(0..0, listed);
    }
    if sites.is_empty() {
        return Err(desk.wrong("gather.cli.no-site", &[]));
    }
    Ok(ordered(sites))
}

/// That the name of the overview is one line of text that is seen.
fn title(desk: &Desk<'_>, args: &GatherArgs) -> Result<(), Stop> {
    let is_odd = |c: char| c.is_control() || is_invisible(c);
    let title = args.title.as_deref().unwrap_or_default();
    if !title.chars().any(is_odd) {
        return Ok(());
    }
    let seen = |c: char| if is_odd(c) { c.escape_unicode().to_string() } else { c.to_string() };
    Err(desk.wrong("gather.cli.title", &[("title", &title.chars().map(seen).collect::<String>())]))
}

/// That neither folder takes the place of something else. The state is not published, and a county's copy stays as it came.
fn places(desk: &Desk<'_>, args: &GatherArgs, sites: &[Listed]) -> Result<(), Stop> {
    let in_each_other = |one: &Path, other: &Path| store::is_inside(one, other) || store::is_inside(other, one);
    let (out, state) = (args.out.display().to_string(), args.state.display().to_string());
    if in_each_other(&args.out, &args.state) {
        return Err(desk.wrong("gather.cli.places", &[("out", &out), ("state", &state)]));
    }
    let copies = sites.iter().filter(|site| !is_address(&site.site)).map(|site| site.site.as_str());
    let told = |(option, folder, site): (&str, &str, &str)| {
        desk.tell("gather.cli.place-of-site", &[("option", option), ("folder", folder), ("site", site)])
    };
    let own = |site| [("--out", &args.out, &*out, site), ("--state", &args.state, &*state, site)];
    let met = copies.flat_map(own).filter(|(_, folder, _, site)| in_each_other(folder, Path::new(site)));
    let text: String = met.map(|(option, _, shown, site)| told((option, shown, site))).collect();
    if !text.is_empty() {
        return Err(Stop { text, exit: Exit::Usage });
    }
    let manifest = std::fs::read_to_string(args.out.join(MANIFEST)).ok().and_then(|text| Manifest::parse(&text).ok());
    if manifest.is_some_and(|manifest| !manifest.files.keys().any(|path| path.as_str() == MARKER)) {
        let mut report = Report::default();
        report.push(Diagnostic::error("MC1149", Place::file(&args.out.display().to_string())));
        return Err(desk.refused_alone(report));
    }
    Ok(())
}

fn bad_theme(desk: &Desk<'_>, looks: &ThemeConfig, fault: &str) -> Stop {
    let args = [("name", looks.name.as_str()), ("fault", fault)];
    Stop { text: desk.tell("cli.build.theme", &args), exit: Exit::Environment }
}

fn access(desk: &Desk<'_>, args: &GatherArgs) -> Result<Access, Stop> {
    let read = |path: &std::path::PathBuf| std::fs::read(path).map_err(|fault| desk.io(path, &fault));
    let ca = args.source.ca.as_ref().map(read).transpose()?;
    Ok(Access { ca, limits: visit::limits(), stranger: true, ..Access::default() })
}

/// Two places that show one log: at most one of them can be the county's. Believed is where the key is that of the list, else where that
/// log stood at the last visit: otherwise anybody could take a county out of the overview with a copy of its site.
fn twice(sites: &[Listed], came: &mut [Came]) {
    let origin = |came: &Came| match came.found.as_ref().map(|visit| &visit.facts.log) {
        Ok(Log::Sound(head)) => Some(head.key.name.clone()),
        _ => None,
    };
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, came) in came.iter().enumerate() {
        if let Some(origin) = origin(came) {
            places.entry(origin).or_default().push(at);
        }
    }
    let is_given = |came: &Came| came.found.as_ref().is_ok_and(|visit| visit.facts.trust == Trust::Given);
    let stood_here = |came: &Came| came.before.as_ref().map(|known| known.head.origin.clone()) == origin(came);
    for places in places.into_values().filter(|places| places.len() > 1) {
        let any_given = places.iter().any(|at| is_given(&came[*at]));
        for at in &places {
            let is_believed = if any_given { is_given(&came[*at]) } else { stood_here(&came[*at]) };
            if is_believed {
                continue;
            }
            let other = places.iter().find(|other| *other != at).expect("there are two");
            let name = sites[*other].name.clone();
            let detail = origin(&came[*at]).unwrap_or_default();
            let key = "gather.reason.same-log".to_owned();
            came[*at].found = Err(Said { key, name, detail_zh: detail.clone(), detail });
        }
    }
}

/// What is remembered and cosigned.
struct Kept<'a> {
    desk: &'a Desk<'a>,
    folder: &'a Path,
    witness: Option<SigningKey>,
    as_of: Day,
}

impl Kept<'_> {
    /// Remembers what was seen, one county after the other, and lays everything side by side.
    fn overview(
        &self,
        sites: Vec<Listed>,
        came: Vec<Came>,
        mut remembered: state::Breaches,
        title: String,
    ) -> Result<Overview, Stop> {
        let mut overview = Overview { title, as_of: self.as_of, counties: Vec::new(), cosigned: BTreeMap::new() };
        for (listed, came) in sites.into_iter().zip(came) {
            let subject = state::subject(&listed).to_owned();
            let before =
                came.before.as_ref().map(|known| Before { origin: known.head.origin.clone(), size: known.head.size });
            let broke = came.found.as_ref().map_or(&came.broke, |visit| &visit.broke);
            let old = remembered.remove(&subject).unwrap_or_default();
            let incidents =
                state::add(self.folder, &subject, old, broke, self.as_of).map_err(|fault| self.io(&fault))?;
            let found = match came.found {
                Err(said) => Found::Unread(said),
                Ok(visit) => {
                    if let Some((key, note)) = &visit.keep
                        && let Some(line) = self.keep(&subject, &visit.facts, key, note)?
                    {
                        overview.cosigned.insert(listed.slug.clone(), line);
                    }
                    Found::Read(Box::new(visit.facts))
                }
            };
            overview.counties.push(County { listed, found, before, incidents });
        }
        Ok(overview)
    }

    fn io(&self, fault: &std::io::Error) -> Stop {
        self.desk.io(self.folder, fault)
    }

    /// Remembers a head that broke nothing, and cosigns it. A key that is only the site's own is not cosigned: what it says of its
    /// past nobody has seen.
    fn keep(&self, subject: &str, facts: &Facts, key: &VerifierKey, note: &Note) -> Result<Option<String>, Stop> {
        memory::write_newest_head(self.folder, subject, key, note).map_err(|fault| self.io(&fault))?;
        let fails = !facts.whole.is_empty() || facts.draws.iter().any(|draw| draw.word == crate::verify::Word::Failed);
        if !fails {
            memory::write_head(self.folder, key, note).map_err(|fault| self.io(&fault))?;
        }
        let (Some(witness), Log::Sound(head)) = (&self.witness, &facts.log) else { return Ok(None) };
        if facts.trust == Trust::First {
            return Ok(None);
        }
        let own = witness.verifier();
        if let Some(line) = state::cosigned(self.folder, &head.line, &own).map_err(|fault| self.io(&fault))? {
            return Ok(Some(line));
        }
        let line = cosign(note, witness, clock::now()).ok_or_else(|| self.desk.wrong("cli.log.no-witness-key", &[]))?;
        let line = line.to_line();
        state::keep_line(self.folder, &head.line, &own, &line).map_err(|fault| self.io(&fault))?;
        Ok(Some(line))
    }
}

/// Writes the overview. A county whose texts must not be copied is shown as such, and the rest as it is.
fn write(desk: &Desk<'_>, args: &GatherArgs, theme: &Theme, mut whole: Overview) -> Result<(String, Exit), Stop> {
    let bad = |fault: String| bad_theme(desk, &ThemeConfig::default(), &fault);
    let known = whole.counties.iter().map(|county| county.listed.region.clone()).collect();
    let gate = Gate { known, ..Gate::default() };
    let judged = whole.counties.par_iter().map(|county| personal(theme, &whole, county, &gate));
    let judged: Vec<Vec<&'static str>> = judged.collect::<Result<_, String>>().map_err(bad)?;
    for (county, codes) in whole.counties.iter_mut().zip(judged) {
        if !codes.is_empty() {
            county.found = Found::Personal(codes);
        }
    }
    let tree = overview(theme, &whole).map_err(bad)?;
    let written = output::write(&tree, &args.out, &gate).map_err(|failure| match failure {
        Failure::Faults(report) => desk.refused_alone(report),
        Failure::Io(fault) => {
            desk.environment("store.io", &[("path", &args.out.display().to_string()), ("fault", &fault.to_string())])
        }
    })?;
    eprint!("{}", diag::print(&written.warnings, desk.words(), &BTreeMap::new(), style()));
    said(desk, args, &whole, written.files)
}

/// What is said at the end: the broken ones by name, the numbers, where the overview stands.
fn said(desk: &Desk<'_>, args: &GatherArgs, whole: &Overview, files: usize) -> Result<(String, Exit), Stop> {
    let mut text = String::new();
    let broken: Vec<&County> = whole.counties.iter().filter(|county| state_of(county).is_broken()).collect();
    for county in &broken {
        let state = desk.words().get(&format!("gather.state.{}", state_of(county).as_str()));
        let name = super::language::printable(&county.listed.name);
        text.push_str(&match &county.found {
            Found::Unread(said) => {
                let reason = super::language::printable(&said.sentence(desk.words()));
                desk.tell("gather.cli.unread", &[("name", &name), ("state", &state), ("reason", &reason)])
            }
            _ => desk.tell("gather.cli.broken", &[("name", &name), ("state", &state)]),
        });
    }
    let standing_out: usize = whole.counties.iter().map(|county| exceptions(county).len()).sum();
    let numbers = [
        ("out", args.out.display().to_string()),
        ("all", whole.counties.len().to_string()),
        ("broken", broken.len().to_string()),
        ("exceptions", standing_out.to_string()),
        ("files", files.to_string()),
    ];
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text.push_str(&desk.tell("gather.cli.done", &numbers));
    if args.witness.is_some() {
        text.push_str(&desk.tell("gather.cli.cosigned", &[("n", &whole.cosigned.len().to_string())]));
    }
    Ok((text, if broken.is_empty() { Exit::Good } else { Exit::Findings }))
}
