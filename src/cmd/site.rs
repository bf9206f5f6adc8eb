//! One build from `content/` to a verified site, shared by `build` and `serve`: load, check, render, write, verify. In: the
//! bureau's folder. Out: sentences, or why there is no new site.

use super::desk::{self, Stop, store_fault};
use super::start::Begun;
use super::themes::{SITE_LANG, theme};
use super::{Exit, clock, reason};
use crate::check;
use crate::diag::{self, Diagnostic, Place, Report, Style};
use crate::draw::{Fault, Files};
use crate::load;
use crate::model::{Day, DrawId, parse_day};
use crate::output::{self, Failure, Found, Input, Known, Last, OutputTree, Recovered, Source, Written, absolute};
use crate::render::{self, Context, Theme, ThemeFault, gate, render};
use crate::site::Site;
use crate::steps::publish::{Records, gaps, versions_wanted};
use crate::store::{self, StoreFault};
use crate::verify::{FolderReader, Options, verify_known};
use crate::words::Words;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What to build.
#[derive(Debug)]
pub(super) struct Job<'a> {
    /// The bureau's folder.
    pub(super) root: &'a Path,
    /// Where the site goes.
    pub(super) out: PathBuf,
    /// `--as-of`.
    pub(super) as_of: Option<&'a str>,
    /// `--release`.
    pub(super) release: bool,
    /// `--full`.
    pub(super) full: bool,
    /// Language of messages.
    pub(super) words: &'a Words,
    /// How diagnostics look.
    pub(super) style: Style,
}

/// A site that stands.
#[derive(Debug)]
pub(super) struct Built {
    /// Warnings and what the build did, for standard error.
    pub(super) remarks: String,
    /// The summary, for standard output.
    pub(super) summary: String,
}

impl Job<'_> {
    pub(super) fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.words.fill(key, args.iter().copied())
    }

    fn environment(&self, key: &str, args: &[(&str, &str)]) -> Stop {
        Stop { text: self.say(key, args) + "\n", exit: Exit::Environment }
    }

    pub(super) fn io(&self, fault: &impl ToString) -> Stop {
        self.environment("cli.build.io", &[("fault", &reason::plain(self.words, &fault.to_string()))])
    }

    /// What is wrong with the theme of a county.
    pub(super) fn theme_fault(&self, site: &Site, fault: &str) -> Stop {
        self.environment("cli.build.theme", &[("name", &site.config.theme.name), ("fault", fault)])
    }

    /// The sentence that says what has become of the old site.
    fn stands(&self) -> String {
        let key = if self.out.join(output::MANIFEST).exists() { "cli.build.old-stands" } else { "cli.build.nothing" };
        self.say(key, &[]) + "\n"
    }

    pub(super) fn faults(&self, report: &Report, texts: &BTreeMap<String, Arc<str>>) -> Stop {
        let text = diag::print(report, self.words, texts, self.style) + &self.stands();
        Stop { text, exit: Exit::Findings }
    }
}

/// Tables below this many bytes are held until the site stands, to show the line of a fault. A longer one is read again for that: nearly
/// every build has no fault, and the tables of a large county are a tenth of its memory.
const LONG: usize = 4_000_000;

/// Builds. Errors: every fault, with the old site standing.
pub(super) fn build(job: &Job<'_>) -> Result<Built, Stop> {
    let began = Instant::now();
    is_bureau(job)?;
    let mut remarks = recovered(job)?;
    let Tables { input, county, theme, known } = match read(job, &mut remarks)? {
        Read::Unchanged(last) => {
            remarks.push_str(&last.remarks);
            let summary = summary(job, "cli.build.unchanged", (last.pages, last.files, last.bytes), began);
            return Ok(Built { remarks, summary: summary + &verdicts(job, &last.verdicts) });
        }
        Read::Tables(tables) => *tables,
    };
    let (site, mut texts, warnings) = county?;
    remarks.push_str(&diag::print(&warnings, job.words, &texts, job.style));
    // What stays true until something changes is said by the builds after this one too, to a terminal or not.
    let mut kept = diag::print(&warnings, job.words, &texts, Style::Plain);
    texts.retain(|_, text| text.len() < LONG);
    let (mut written, pages, counts) = write(job, &site, &texts, theme, &known)?;
    remarks.push_str(&diag::print(&written.warnings, job.words, &texts, job.style));
    kept.push_str(&diag::print(&written.warnings, job.words, &texts, Style::Plain));
    remarks.push_str(&remember(job, (input.print, kept), &mut written, pages, &counts));
    // A large county takes a while to give back its memory; nobody waits for that.
    std::thread::spawn(move || drop((site, texts)));
    let mut text = summary(job, "cli.build.done", (pages, written.files, written.bytes), began);
    let number = |n: usize| n.to_string();
    let (new, same, gone) = (number(written.written), number(written.unchanged), number(written.removed));
    text.push_str(&job.say("cli.build.changes", &[("written", &new), ("unchanged", &same), ("removed", &gone)]));
    text.push('\n');
    Ok(Built { remarks, summary: text + &verdicts(job, &counts) })
}

/// What a build begins with.
enum Read {
    /// Nothing was changed since this build.
    Unchanged(Last),
    Tables(Box<Tables>),
}

/// The county, or what is wrong with it, with its theme and what is known of the files that stand.
struct Tables {
    input: Input,
    county: Result<County, Stop>,
    theme: Result<Theme, ThemeFault>,
    known: Known,
}

/// Reads tables and theme as they stand at one moment: what another command, or an editor, writes meanwhile is read again. A step that
/// another command left half written is completed first, and that is told in `remarks`. Errors: the tables do not come to rest, or the disk.
fn read(job: &Job<'_>, remarks: &mut String) -> Result<Read, Stop> {
    for turn in 0..TRIES {
        if turn > 0 {
            std::thread::sleep(PAUSE);
        }
        remarks.push_str(&step_completed(job)?);
        let (input, found) = rayon::join(|| input(job), || Found::of(job.root, &job.out));
        let (input, found) = (input?, found.map_err(|fault| job.io(&fault))?);
        if !job.full
            && let Some(last) = Last::unchanged(&found, &input.print)
        {
            return Ok(Read::Unchanged(last));
        }
        let (raw, known) = rayon::join(|| load::load(job.root), || known(job, &found));
        // Templates and words are compiled while the tables are compared.
        let look = raw.config.as_ref().map(|config| config.value.theme.clone()).unwrap_or_default();
        let (county, theme) = rayon::join(|| county(job, raw), || theme(job.root, &look));
        if !store::is_unfinished(job.root) && is_still(job, &input)? {
            return Ok(Read::Tables(Box::new(Tables { input, county, theme, known })));
        }
    }
    Err(job.environment("cli.build.moving", &[]))
}

/// How often tables that are being written are read again.
const TRIES: usize = 5;

/// How long they are given to come to rest.
const PAUSE: Duration = Duration::from_millis(200);

/// Completes a step that was interrupted, or throws it away, and says which; waits a little for one that is being written. Errors: it
/// goes on being written, or the disk.
fn step_completed(job: &Job<'_>) -> Result<String, Stop> {
    for _ in 0..TRIES {
        if !store::is_unfinished(job.root) {
            return Ok(String::new());
        }
        match store::recover(job.root) {
            Ok(found) => return Ok(desk::recovered(job.words, found)),
            Err(StoreFault::Busy) => std::thread::sleep(PAUSE),
            Err(fault) => return Err(store_fault(job.words, &fault)),
        }
    }
    Err(store_fault(job.words, &StoreFault::Busy))
}

/// Whether there is a bureau's folder at all.
fn is_bureau(job: &Job<'_>) -> Result<(), Stop> {
    if job.root.join("content").is_dir() {
        return Ok(());
    }
    Err(job.environment("cli.build.no-content", &[("root", &job.root.display().to_string())]))
}

/// The bureau's folder as it was read. Errors: it is none.
pub(super) fn loaded(job: &Job<'_>) -> Result<load::Raw, Stop> {
    is_bureau(job)?;
    Ok(load::load(job.root))
}

/// Completes or undoes what an interrupted build left, and says which.
fn recovered(job: &Job<'_>) -> Result<String, Stop> {
    match interrupted(&job.out, job.words) {
        Ok(said) => Ok(said.map(|text| text + "\n").unwrap_or_default()),
        Err(fault) => Err(job.io(&fault)),
    }
}

/// Recovers an output folder. Out: the sentence to say, if a build had been interrupted. Errors: the disk's.
pub(super) fn interrupted(out: &Path, words: &Words) -> Result<Option<String>, output::IoFault> {
    interrupted_as(out, words, "cli.build")
}

/// As [`interrupted`], in the sentences below `key`.
pub(super) fn interrupted_as(out: &Path, words: &Words, key: &str) -> Result<Option<String>, output::IoFault> {
    Ok(match output::recover(out)? {
        Recovered::Nothing => None,
        Recovered::KeptOld => Some(words.get(&format!("{key}.kept-old"))),
        Recovered::CompletedNew => Some(words.get(&format!("{key}.completed-new"))),
    })
}

/// Everything the site depends on: the program, the day, the switches, the tables, the theme.
pub(super) fn input(job: &Job<'_>) -> Result<Input, Stop> {
    sources(job, |values, sources| Input::of(job.root, values, sources)).map_err(|fault| job.io(&fault))
}

/// Whether nothing of it was touched since.
fn is_still(job: &Job<'_>, input: &Input) -> Result<bool, Stop> {
    sources(job, |values, sources| input.is_still(values, sources)).map_err(|fault| job.io(&fault))
}

/// Hands over what a build reads: values, and folders without what programs leave behind in them.
fn sources<T>(job: &Job<'_>, then: impl FnOnce(&[Vec<u8>], &[Source<'_>]) -> T) -> T {
    // A day that site.toml pins stands below content/.
    let day = job.as_of.map_or_else(|| format!("today {}", clock::today()), |day| format!("as of {day}"));
    let switches = format!("{day} {} {}", job.release, job.words.lang);
    let archives =
        fs::read(job.root.join(load::ARCHIVES)).unwrap_or_else(|fault| fault.kind().to_string().into_bytes());
    let has_signed = signed_before(job.root).to_string();
    let values = [program().into_bytes(), switches.into_bytes(), archives, has_signed.into_bytes()];
    let (content, themes) = (job.root.join("content"), job.root.join("themes"));
    let is_meant = |name: &str| !load::is_litter(name);
    then(&values, &[Source { path: &content, meant: is_meant }, Source { path: &themes, meant: |_| true }])
}

/// Whether this county ever signed a log.
fn signed_before(root: &Path) -> bool {
    root.join("secrets/log/last.txt").exists()
}

/// The program that runs.
fn program() -> String {
    output::program_print(std::env::current_exe().ok().as_deref())
}

/// What earlier builds of this very program know of the files that stand, nothing with `--full`.
fn known(job: &Job<'_>, found: &Found) -> Known {
    let program = program();
    if job.full { Known::nothing(&program) } else { Known::read(found, &program) }
}

/// The checked county with its texts and warnings.
pub(super) type County = (Site, BTreeMap<String, Arc<str>>, Report);

/// Checks what was read. Errors: every fault, or a day that is none.
pub(super) fn county(job: &Job<'_>, raw: load::Raw) -> Result<County, Stop> {
    let pinned = raw.config.as_ref().and_then(|config| config.value.as_of);
    let as_of = as_of(job.as_of, pinned)
        .map_err(|value| Stop { text: job.say("cli.build.as-of", &[("value", &value)]) + "\n", exit: Exit::Usage })?;
    let texts = raw.texts.clone();
    let begun = Begun::of(&raw);
    let checked = check::check(raw, as_of);
    let Some(site) = checked.value else {
        let mut report = checked.report.sorted();
        let list = begun.map(|begun| begun.tell(&mut report, as_of, job.words)).unwrap_or_default();
        let mut stop = job.faults(&report, &texts);
        stop.text.insert_str(0, &list);
        return Err(stop);
    };
    let mut report = checked.report;
    if job.release {
        report.append(check::release(&site));
    }
    let report = report.sorted();
    if report.has_errors() { Err(job.faults(&report, &texts)) } else { Ok((site, texts, report)) }
}

/// The day everything is told as of: the argument, the day `site.toml` pins, today. Errors: the argument, if it is no day.
pub(super) fn as_of(argument: Option<&str>, pinned: Option<Day>) -> Result<Day, String> {
    match argument {
        Some(text) => parse_day(text).ok_or_else(|| text.to_owned()),
        None => Ok(pinned.unwrap_or_else(clock::today)),
    }
}

/// What was written, how many pages, how many draws have which verdict.
type Done = (Written, usize, Vec<(String, usize)>);

fn write(
    job: &Job<'_>,
    site: &Site,
    texts: &BTreeMap<String, Arc<str>>,
    theme: Result<Theme, ThemeFault>,
    known: &Known,
) -> Result<Done, Stop> {
    let bad = |fault: String| job.theme_fault(site, &fault);
    let theme = theme.map_err(|fault| bad(fault.say(job.words)))?;
    let words = theme.words(SITE_LANG).ok_or_else(|| bad(SITE_LANG.to_owned()))?;
    let context = Context::new(site, &theme, words).map_err(bad)?.knowing(known);
    let (tree, gate) = rayon::join(|| render(&context), || gate(site));
    let pages = tree.files().keys().filter(|path| path.as_str().ends_with(".html")).count();
    let unlogged = unlogged(job, site, &tree).map_err(bad)?;
    if unlogged.has_errors() {
        return Err(job.faults(&unlogged, &all_texts(job, texts)));
    }
    let written = output::write_knowing(&tree, &job.out, &gate, known).map_err(|failure| match failure {
        // Without the texts: a line with a caret would show the number that must not be shown.
        Failure::Faults(report) => job.faults(&gate.origins(report, &all_texts(job, texts)), &BTreeMap::new()),
        Failure::Io(fault) => job.io(&fault),
    })?;
    let mut written = written;
    written.warnings.append(unlogged);
    // What made the pages is given back while the site is read.
    let (counts, ()) = rayon::join(|| verified(job, site), || drop((tree, gate)));
    Ok((written, pages, counts?))
}

/// The texts of all tables, those that were let go included.
fn all_texts(job: &Job<'_>, kept: &BTreeMap<String, Arc<str>>) -> BTreeMap<String, Arc<str>> {
    let mut texts = load::load(job.root).texts;
    texts.extend(kept.iter().map(|(path, text)| (path.clone(), Arc::clone(text))));
    texts
}

/// Records the log does not have: they stop a release and are a remark otherwise. A county that never logged anything is told so
/// by a release alone; one whose log is gone is not built at all. Errors: a record that cannot be made.
fn unlogged(job: &Job<'_>, site: &Site, tree: &OutputTree<'_>) -> Result<Report, String> {
    let mut report = Report::default();
    let signed_before = signed_before(job.root);
    if site.log.is_none() && !job.release && !signed_before && !has_log(&job.out) {
        return Ok(report);
    }
    // Without its log the site would lose what everybody has seen of it: its pages, its head, the withdrawals.
    if site.log.is_none() && (signed_before || has_log(&job.out)) {
        report.push(Diagnostic::error("MC1080", Place::file("content/log/entries.txt")));
        return Ok(report);
    }
    let records = render::records(tree, |_| true, |_, _| false)?;
    let gaps = gaps(site.log.as_ref(), &records);
    let mut paths = gaps.keys();
    let Some(first) = paths.next() else { return Ok(report) };
    let place = Place::file("content/log/entries.txt");
    let diagnostic =
        if job.release { Diagnostic::error("MC0816", place) } else { Diagnostic::warning("MC0817", place) };
    report.push(diagnostic.arg("count", gaps.len()).arg("path", first));
    Ok(report)
}

/// Whether a built site shows a log.
fn has_log(out: &Path) -> bool {
    out.join("log/checkpoint.txt").exists()
}

/// The records of the site, rendered as a build renders them (protocol section 10), with the bytes of the versions that the log
/// would keep. Errors: what is wrong with the theme.
pub(super) fn records(root: &Path, site: &Site) -> Result<Records, ThemeFault> {
    records_among(root, site, |_| true, versions_wanted(site.log.as_ref()))
}

/// The records whose path `wanted` picks, with the bytes of those that `kept` picks by path and hash. Errors: what is wrong with
/// the theme.
pub(super) fn records_among(
    root: &Path,
    site: &Site,
    wanted: impl Fn(&str) -> bool + Sync,
    kept: impl Fn(&str, &str) -> bool + Sync,
) -> Result<Records, ThemeFault> {
    let theme = theme(root, &site.config.theme)?;
    let words = theme.words(SITE_LANG).ok_or_else(|| ThemeFault::Engine(SITE_LANG.to_owned()))?;
    let context = Context::new(site, &theme, words).map_err(ThemeFault::Engine)?;
    render::records(&render(&context), wanted, kept).map_err(ThemeFault::Engine)
}

/// What the log says of records that were changed since it was signed. A preview may differ from the log, and MC0817 says that it
/// does; a release may not.
const SINCE_SIGNED: [&str; 3] = ["log-record-differs", "log-record-gone", "log-unlogged"];

/// Reads the site as a stranger would. Out: how many draws have which verdict. Errors: a failed one.
fn verified(job: &Job<'_>, site: &Site) -> Result<Vec<(String, usize)>, Stop> {
    let options = Options { as_of: Some(site.as_of), skip_sums: true, ..Options::default() };
    // What was examined before is not examined again where the same bytes were written.
    let known = |id: &str, files: &Files| {
        let draw = DrawId::parse(id).ok().and_then(|id| site.draws.get(&id))?;
        let same = |(name, bytes): (&String, &Vec<u8>)| draw.files.get(name).is_some_and(|own| own.bytes() == *bytes);
        draw.examined.clone().filter(|_| draw.files.len() == files.len() && files.iter().all(same))
    };
    let verdicts = verify_known(&FolderReader::new(&job.out), &options, &known).map_err(|fault| job.io(&fault))?;
    let mut counts: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut text = String::new();
    for verdict in &verdicts {
        let counted = |fault: &&Fault| job.release || !SINCE_SIGNED.contains(&fault.code);
        let faults: Vec<&Fault> = verdict.faults.iter().filter(counted).collect();
        if verdict.draw.is_empty() && faults.is_empty() {
            continue;
        }
        *counts.entry((verdict.word as usize, verdict.word.key().to_owned())).or_default() += 1;
        if verdict.overdue {
            *counts.entry((usize::MAX, "overdue".to_owned())).or_default() += 1;
        }
        for fault in faults {
            text.push_str(&format!("{}  {}\n", verdict.draw, super::verify::fault(fault, job.words)));
        }
    }
    if text.is_empty() {
        return Ok(counts.into_iter().map(|((_, word), count)| (word, count)).collect());
    }
    text.push_str(&job.say("cli.build.failed-verdict", &[]));
    Err(Stop { text: text + "\n", exit: Exit::Findings })
}

/// Notes for the next build what this one was made from and remarked, and what it knows of its files. Out: a remark, if that cannot be
/// noted: then the next build takes longer, and comes to the same.
fn remember(
    job: &Job<'_>,
    (input, remarks): (String, String),
    written: &mut Written,
    pages: usize,
    counts: &[(String, usize)],
) -> String {
    let last = Last {
        input,
        out: absolute(&job.out),
        files: written.files,
        pages,
        bytes: written.bytes,
        manifest: written.manifest.clone(),
        verdicts: counts.to_vec(),
        remarks,
    };
    let noted = last.save(job.root).and_then(|()| {
        last.settle(job.root, &job.out, written);
        written.known.save(job.root)
    });
    match noted {
        Ok(()) => String::new(),
        Err(fault) => {
            let fault = reason::plain(job.words, &fault.to_string());
            job.say("cli.build.unnoted", &[("fault", &fault)]) + "\n"
        }
    }
}

fn summary(job: &Job<'_>, key: &str, (pages, files, bytes): (usize, usize, u64), began: Instant) -> String {
    let out = job.out.display().to_string();
    let (pages, files) = (pages.to_string(), files.to_string());
    let size = amount(bytes, job.words);
    let time = format!("{:.2}", began.elapsed().as_secs_f64());
    let args = [("out", out.as_str()), ("pages", &pages), ("files", &files), ("size", &size), ("time", &time)];
    job.words.fill(key, args) + "\n"
}

fn verdicts(job: &Job<'_>, counts: &[(String, usize)]) -> String {
    let one = |(word, count): &(String, usize)| {
        let word = job.words.get(&format!("cli.verdict.{word}"));
        job.say("cli.build.verdict", &[("count", &count.to_string()), ("word", &word)])
    };
    let all: Vec<String> = counts.iter().map(one).collect();
    if all.is_empty() {
        return String::new();
    }
    let comma = if job.words.lang == "en" { ", " } else { "，" };
    job.say("cli.build.verdicts", &[("verdicts", &all.join(comma))]) + "\n"
}

/// A size in words, to the nearest KiB or MiB.
pub(super) fn amount(bytes: u64, words: &Words) -> String {
    let (key, number) = match bytes {
        0..1024 => ("cli.size.bytes", bytes),
        1024..1_048_576 => ("cli.size.kib", (bytes + 512) / 1024),
        _ => ("cli.size.mib", (bytes + 524_288) / 1_048_576),
    };
    words.fill(key, [("n", number.to_string().as_str())])
}
