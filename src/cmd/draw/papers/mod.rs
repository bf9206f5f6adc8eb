//! `draw papers`: writes what is printed around a draw. In: the draw, the place, those present, perhaps a folder. Out: the
//! papers below `secrets/draws/DRAW/papers/`, all or none of them, or in the folder; remarks; how to go on.

mod outcomes;
mod place;

use super::notice;
use crate::cli::PapersArgs;
use crate::cmd::Exit;
use crate::cmd::desk::{County, Desk, Done, Stop};
use crate::cmd::language::style;
use crate::diag::{self, Diagnostic, Place, Report};
use crate::embedded;
use crate::papers::{self, Input, Papers, Visit};
use crate::render::gate;
use crate::site::{DrawRecord, DrawState};
use crate::steps::DrawFolder;
use std::collections::BTreeMap;

/// Makes and writes the papers.
pub(super) fn papers(desk: &Desk<'_>, args: &PapersArgs) -> Done {
    let county = desk.county(args.at.as_deref())?;
    let folder = desk.folder(&county, &args.draw)?;
    let record = county.site.draws.get(&folder.id).ok_or_else(|| desk.usage("no-draw", &args.draw))?;
    refused_at_once(desk, &county, record, args)?;
    let sealed = record.state == DrawState::Sealed;
    let target = place::find(desk, &county, record, args.to.as_deref())?;
    let base = base(desk, &county, args)?;
    let known = outcomes::known(desk, &county, &folder)?;
    let visits = known.as_ref().map(|known| papers::arrange(&county.site, &known.this, &known.others));
    let visits = visits.unwrap_or_default();
    unknown_objects(desk, &county, record, &visits)?;
    let slips = match (&base, visits.is_empty()) {
        (Some(base), false) => Some(slips(desk, &county, &folder, record, &visits, base)?),
        _ => None,
    };
    let css = embedded::theme("gov").remove("assets/papers.css").unwrap_or_default();
    let input = Input {
        site: &county.site,
        words: desk.words(),
        record,
        visits: &visits,
        place: args.place.as_deref().unwrap_or_default().trim(),
        present: &args.present,
        base: base.as_deref(),
        css: &String::from_utf8_lossy(&css),
        slips,
    };
    let made = papers::make(&input);
    let made = made.map_err(|fault| desk.wrong("papers.cli.failed", &[("fault", &fault)]))?;
    clean(desk, &county, &made)?;
    let remarks = remarks(record, &visits, base.is_none(), (sealed && args.to.is_some()).then(|| target.shown()));
    let count = made.len().to_string();
    target.write(desk, &county, made)?;
    eprint!("{}", diag::print(&remarks, desk.words(), &BTreeMap::new(), style()));
    let said = [("draw", record.id.as_str()), ("n", &count), ("path", &target.shown())];
    let mut out = desk.tell("papers.cli.done", &said);
    if sealed {
        out.push_str(&desk.tell("papers.cli.secret", &said));
    }
    Ok(out)
}

/// What needs no look at the secrets: a draw that leads to no visit (MC1020), numbers of persons among the words (MC1024).
fn refused_at_once(desk: &Desk<'_>, county: &County, record: &DrawRecord, args: &PapersArgs) -> Result<(), Stop> {
    let mut report = Report::default();
    if matches!(record.state, DrawState::Void | DrawState::VoidUnopened | DrawState::Shortfall) {
        let stage = if record.state == DrawState::Shortfall { "shortfall" } else { "void" };
        let at = Place::file(&format!("content/draws/{}", record.id));
        report.push(Diagnostic::error("MC1020", at).arg("draw", &record.id).arg("stage", stage));
    }
    let words = args.place.iter().map(|text| ("--place", 0, text));
    let words = words.chain((1..).zip(&args.present).map(|(at, text)| ("--present", at, text)));
    for (option, at, text) in words {
        if diag::blot(text) != *text || text.chars().any(char::is_control) {
            let at = if at == 0 { option.to_owned() } else { format!("{option} ({at})") };
            report.push(Diagnostic::error("MC1024", Place::file(&at)).arg("option", option));
        }
    }
    if report.has_errors() { Err(desk.refused(report, county)) } else { Ok(()) }
}

/// The site's address with its last slash; none where nobody gave one.
fn base(desk: &Desk<'_>, county: &County, args: &PapersArgs) -> Result<Option<String>, Stop> {
    let given = args.base.as_deref().unwrap_or(&county.site.config.government.base_url);
    if given.is_empty() { Ok(None) } else { notice::address(desk, given).map(Some) }
}

/// A drawn object that stands in no registry any more has no address and no items (MC1029).
fn unknown_objects(desk: &Desk<'_>, county: &County, record: &DrawRecord, visits: &[Visit<'_>]) -> Result<(), Stop> {
    let mut report = Report::default();
    for visit in visits.iter().filter(|visit| visit.object.is_none()) {
        let fault = Diagnostic::error("MC1029", Place::file("content/registry/objects.csv"));
        report.push(fault.arg("object", &visit.planned.object).arg("name", &visit.name).arg("draw", &record.id));
    }
    if report.has_errors() { Err(desk.refused(report, county)) } else { Ok(()) }
}

/// All slips of the draw as one page.
fn slips(
    desk: &Desk<'_>,
    county: &County,
    folder: &DrawFolder,
    record: &DrawRecord,
    visits: &[Visit<'_>],
    base: &str,
) -> Result<Vec<u8>, Stop> {
    let slips = crate::steps::slips(folder).map_err(|report| desk.refused(report, county))?;
    let changes = |at: usize| visits.get(at).map(|visit| visit.planned.changes.clone()).unwrap_or_default();
    let slips: Vec<_> = slips.into_iter().enumerate().map(|(at, slip)| (slip, changes(at))).collect();
    notice::all(desk, county, record, &slips, base).map(String::into_bytes)
}

/// Nothing that looks like a person's number may reach paper. Slips are made of codes alone and are left out: random letters and
/// digits say nothing.
fn clean(desk: &Desk<'_>, county: &County, made: &Papers) -> Result<(), Stop> {
    let gate = gate(&county.site);
    let mut report = Report::default();
    for (name, paper) in made.iter().filter(|(name, _)| *name != "slips.html") {
        report.append(gate.check(name, &paper.bytes));
    }
    report.diagnostics.retain(|diagnostic| diagnostic.severity == diag::Severity::Error);
    if report.has_errors() { Err(desk.refused(report, county)) } else { Ok(()) }
}

/// What the clerk should know beside the papers. `elsewhere`: the folder outside `secrets/` where secret papers lie.
fn remarks(record: &DrawRecord, visits: &[Visit<'_>], no_base: bool, elsewhere: Option<String>) -> Report {
    let mut report = Report::default();
    let at = || Place::file(&format!("content/draws/{}", record.id));
    if let Some(folder) = elsewhere {
        report.push(Diagnostic::warning("MC1026", Place::file(&folder)).arg("path", &folder));
    }
    if no_base {
        report.push(Diagnostic::warning("MC1027", Place::file("content/site.toml")).arg("draw", &record.id));
    }
    for visit in visits.iter().filter(|visit| visit.is_unregistered) {
        let pairs =
            visit.host.map(|host| (host, record)).into_iter().chain(visit.guests.iter().map(|guest| (record, *guest)));
        for (first, later) in pairs {
            let remark =
                Diagnostic::warning("MC1025", at()).arg("object", &visit.planned.object).arg("name", &visit.name);
            report.push(remark.arg("first", &first.id).arg("later", &later.id));
        }
    }
    let vacant = |visit: &&Visit<'_>| visit.host.is_none() && visit.planned.team.iter().any(Option::is_none);
    for visit in visits.iter().filter(vacant) {
        report.push(Diagnostic::warning("MC1028", at()).arg("object", &visit.planned.object).arg("name", &visit.name));
    }
    report
}

/// A refusal about the folder.
fn stop(desk: &Desk<'_>, county: &County, report: Report) -> Stop {
    let stop = desk.refused(report, county);
    Stop { exit: Exit::Usage, ..stop }
}
