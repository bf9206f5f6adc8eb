//! `handout`: check, render the site in memory, make of it what goes to hosts that take no folder and to paper, write that.

use super::Exit;
use super::desk::{Done, Stop, said};
use super::language::{style, words};
use super::site::{self, Job, amount, county, interrupted_as};
use super::themes::{SITE_LANG, theme};
use crate::cli::{Cli, HandoutArgs};
use crate::diag::{self, Diagnostic, Place, Report};
use crate::model::DrawId;
use crate::output::{self, Failure, MANIFEST, Manifest};
use crate::render::{Context, MARKER, gate, handout, render};
use crate::site::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub(super) fn run(cli: &Cli, args: &HandoutArgs) -> Exit {
    let words = words(cli);
    let out = args.out.clone().unwrap_or_else(|| cli.root.join("handout"));
    let as_of = args.as_of.as_deref();
    let job = Job { root: &cli.root, out, as_of, release: false, full: false, words: &words, style: style() };
    said(made(&job, &args.draws))
}

/// Everything but the terminal. Out: what was done. Errors: why nothing was written.
fn made(job: &Job<'_>, asked: &[String]) -> Done {
    let (site, texts, remarks) = county(job, site::loaded(job)?)?;
    eprint!("{}", diag::print(&remarks, job.words, &texts, job.style));
    let wanted = wanted(job, &site, asked)?;
    let faults = not_ours(&job.out);
    if faults.has_errors() {
        return Err(job.faults(&faults, &BTreeMap::new()));
    }
    let bad = |fault: String| job.theme_fault(&site, &fault);
    interrupted_as(&job.out, job.words, "handout.cli")
        .map_err(|fault| job.io(&fault))?
        .iter()
        .for_each(|said| eprintln!("{said}"));
    let theme = theme(job.root, &site.config.theme).map_err(|fault| bad(fault.say(job.words)))?;
    let words = theme.words(SITE_LANG).ok_or_else(|| bad(SITE_LANG.to_owned()))?;
    let context = Context::new(&site, &theme, words).map_err(bad)?;
    let tree = handout(&context, &render(&context), &wanted).map_err(bad)?;
    let gate = gate(&site);
    let written = output::write(&tree, &job.out, &gate).map_err(|failure| match failure {
        Failure::Faults(report) => job.faults(&gate.origins(report, &texts), &BTreeMap::new()),
        Failure::Io(fault) => job.io(&fault),
    })?;
    eprint!("{}", diag::print(&written.warnings, job.words, &texts, job.style));
    let (out, files) = (job.out.display().to_string(), written.files.to_string());
    let size = amount(written.bytes, job.words);
    Ok(job.say("handout.cli.done", &[("out", &out), ("files", &files), ("size", &size)]) + "\n")
}

/// The draws that were asked for. Errors: the first that nobody knows, with those there are.
fn wanted(job: &Job<'_>, site: &Site, asked: &[String]) -> Result<BTreeSet<DrawId>, Stop> {
    let known = |text: &String| DrawId::parse(text).ok().filter(|id| site.draws.contains_key(id));
    let unknown = |text: &String| {
        let all: Vec<&str> = site.draws.keys().map(DrawId::as_str).collect();
        let values = [("id", text.as_str()), ("all", &all.join(&job.words.get("handout.cli.comma")))];
        Stop { text: job.say("handout.cli.no-draw", &values) + "\n", exit: Exit::Usage }
    };
    asked.iter().map(|text| known(text).ok_or_else(|| unknown(text))).collect()
}

/// A folder with a manifest of ours but without our marker holds a site; writing would remove it.
fn not_ours(out: &Path) -> Report {
    let mut report = Report::default();
    let manifest = std::fs::read_to_string(out.join(MANIFEST)).ok().and_then(|text| Manifest::parse(&text).ok());
    if manifest.is_some_and(|manifest| !manifest.files.keys().any(|path| path.as_str() == MARKER)) {
        report.push(Diagnostic::error("MC0909", Place::file(&out.display().to_string())));
    }
    report
}
