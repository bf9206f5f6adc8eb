//! `template`: a workbook to fill in. In: the checked county, the kind, perhaps a draw. Out: one new file; nothing is overwritten. The drawn
//! list of a sealed draw goes below `secrets/`, or where the person confirms outside the bureau's folder.

use super::Exit;
use super::ask::Ask;
use super::desk::{Desk, Done, Stop, said};
use crate::check::begun;
use crate::cli::{Cli, TemplateArgs};
use crate::diag::{Diagnostic, Place, Report};
use crate::model::ObjectId;
use crate::office::template::{KINDS, Known, template, visits};
use crate::office::workbook;
use crate::site::{DrawState, Site};
use crate::steps::{Step, planned};
use crate::store;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) fn run(cli: &Cli, args: &TemplateArgs) -> Exit {
    let desk = Desk::new(cli);
    said(made(&desk, args))
}

fn made(desk: &Desk<'_>, args: &TemplateArgs) -> Done {
    is_kind(desk, args)?;
    desk.complete()?;
    let mut known = Known::new();
    let mut secret = false;
    let (raw, moment) = desk.raw_as_of(args.as_of.as_deref())?;
    // A new county takes its first forms before it has a plan.
    if let (None, Some(site)) = (&args.draw, begun(&raw, moment.date())) {
        return write(desk, args, &site, &known, secret);
    }
    let county = desk.checked(raw, moment)?;
    if let Some(draw) = &args.draw {
        let folder = desk.folder(&county, draw)?;
        let planned = planned(&folder).map_err(|report| desk.refused(report, &county))?;
        let drawn: Vec<ObjectId> = planned.into_iter().map(|row| row.object).collect();
        let record = &county.site.draws[&folder.id];
        known = visits(&county.site, &folder.id, record.class, &drawn, county.moment.date());
        secret = record.state == DrawState::Sealed;
        if known.is_empty() {
            return Err(desk.finding("office.cmd.nothing-open", &[("draw", draw)]));
        }
    }
    write(desk, args, &county.site, &known, secret)
}

/// Makes the workbook and writes it where it may lie.
fn write(desk: &Desk<'_>, args: &TemplateArgs, site: &Site, known: &Known, secret: bool) -> Done {
    let rows: usize = known.values().map(Vec::len).sum();
    let book = template(&args.kind, site, desk.words(), known).unwrap_or_default();
    let bytes = workbook(&book).map_err(|fault| desk.wrong("office.cmd.unwritable", &[("fault", &fault)]))?;
    let to = match (&args.draw, secret) {
        (Some(draw), true) => write_secret(desk, args, draw, bytes)?,
        _ => write_new(desk, &args.to.clone().unwrap_or_else(|| default_name(args)), &bytes)?,
    };
    let values = [("to", to.as_str()), ("title", &book.title), ("rows", &rows.to_string())];
    let mut text = desk.tell("office.cmd.written", &values);
    if secret {
        text.push_str(&desk.tell("office.cmd.secret", &values));
    }
    Ok(text)
}

/// The kind is one, and only results take a draw.
fn is_kind(desk: &Desk<'_>, args: &TemplateArgs) -> Result<(), Stop> {
    if !KINDS.iter().any(|(word, _)| *word == args.kind) {
        let all: Vec<&str> = KINDS.iter().map(|(word, _)| *word).collect();
        return Err(desk.wrong("office.cmd.kinds", &[("value", &args.kind), ("all", &all.join(" "))]));
    }
    if args.draw.is_some() && args.kind != "results" {
        return Err(desk.wrong("office.cmd.needs-draw", &[("kind", &args.kind)]));
    }
    Ok(())
}

fn default_name(args: &TemplateArgs) -> PathBuf {
    match &args.draw {
        Some(draw) => PathBuf::from(format!("{}-{draw}.xlsx", args.kind)),
        None => PathBuf::from(format!("{}.xlsx", args.kind)),
    }
}

/// Writes a file that is not there yet (MC0980): what stands there may have been filled in.
pub(super) fn write_new(desk: &Desk<'_>, to: &Path, bytes: &[u8]) -> Result<String, Stop> {
    let opened = std::fs::OpenOptions::new().write(true).create_new(true).open(to);
    let mut file = match opened {
        Err(fault) if fault.kind() == std::io::ErrorKind::AlreadyExists => return Err(exists(desk, to)),
        other => other.map_err(|fault| desk.io(to, &fault))?,
    };
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|fault| desk.io(to, &fault))?;
    Ok(to.display().to_string())
}

/// MC0980.
pub(super) fn exists(desk: &Desk<'_>, to: &Path) -> Stop {
    let path = to.display().to_string();
    refusal(desk, Diagnostic::error("MC0980", Place::file(&path)).arg("path", &path))
}

/// One fault as the reason to stop.
pub(super) fn refusal(desk: &Desk<'_>, fault: Diagnostic) -> Stop {
    let mut report = Report::default();
    report.push(fault);
    desk.refused_alone(report)
}

/// Writes the list of a sealed draw: below `secrets/office/`, or outside the bureau's folder once the person confirms (MC0981).
fn write_secret(desk: &Desk<'_>, args: &TemplateArgs, draw: &str, bytes: Vec<u8>) -> Result<String, Stop> {
    let Some(to) = &args.to else {
        let path = format!("office/{}-{draw}.xlsx", args.kind);
        let shown = desk.root.join("secrets").join(&path);
        if shown.exists() {
            return Err(exists(desk, &shown));
        }
        desk.apply(&Step { secret: [(path, bytes)].into(), ..Step::default() })?;
        return Ok(shown.display().to_string());
    };
    let path = to.display().to_string();
    if store::is_inside(to, desk.root) {
        return Err(refusal(desk, Diagnostic::error("MC0981", Place::file(&path)).arg("path", &path)));
    }
    if to.exists() {
        return Err(exists(desk, to));
    }
    let question = desk.words().fill("office.cmd.confirm", [("draw", draw), ("to", path.as_str())]);
    if !Ask::new(desk).yes(&question)? {
        return Err(desk.finding("office.cmd.declined", &[]));
    }
    store::write_private(to, &bytes).map_err(|fault| desk.store_fault(&fault))?;
    Ok(path)
}
