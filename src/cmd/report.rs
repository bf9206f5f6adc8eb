//! `report`: tables to hand over. In: the checked county, what is wanted, the round or year. Out: one new file; with `--pushed`, rows of
//! `pushes.csv`.

use super::Exit;
use super::desk::{County, Desk, Done, Stop, said};
use super::template::{exists, refusal, write_new};
use super::themes::{SITE_LANG, theme};
use crate::cli::{Cli, ReportArgs, ReportKind};
use crate::diag::{Diagnostic, Place, Report};
use crate::load;
use crate::model::{Period, parse_day};
use crate::office::report::{Broken, current_plan, plan, platform, results, summary};
use crate::office::{Book, workbook};
use crate::output::zipped;
use crate::render::{Context, ThemeFault};
use crate::site::Site;
use crate::steps::Step;
use chrono::Datelike;
use std::collections::BTreeMap;
use std::path::PathBuf;

pub(super) fn run(cli: &Cli, args: &ReportArgs) -> Exit {
    let desk = Desk::new(cli);
    said(made(&desk, args))
}

fn made(desk: &Desk<'_>, args: &ReportArgs) -> Done {
    if args.pushed.is_some() && args.kind != ReportKind::Platform {
        return Err(desk.wrong("report.cmd.only-platform", &[]));
    }
    desk.complete()?;
    let county = desk.county_as_of(args.as_of.as_deref())?;
    let scope = scope(desk, args, &county)?;
    with_context(desk, &county.site, |context| match args.kind {
        ReportKind::Platform => handed_over(desk, args, &county, context, scope),
        _ => written(desk, args, scope, &bytes(desk, &book(desk, args.kind, context, scope)?)?),
    })
}

/// The round or year; a plan is one of a year.
fn scope(desk: &Desk<'_>, args: &ReportArgs, county: &County) -> Result<Period, Stop> {
    let Some(text) = &args.period else { return Ok(Period { year: county.site.as_of.year(), quarter: None }) };
    let period = Period::parse(text).ok_or_else(|| desk.wrong("report.cmd.period", &[("value", text)]))?;
    match args.kind {
        ReportKind::Plan if period.quarter.is_some() => Err(desk.wrong("report.cmd.year", &[("value", text)])),
        _ => Ok(period),
    }
}

/// Does something with the site as a build would render it.
pub(super) fn with_context<T>(
    desk: &Desk<'_>,
    site: &Site,
    act: impl FnOnce(&Context<'_>) -> Result<T, Stop>,
) -> Result<T, Stop> {
    let bad = |fault: ThemeFault| {
        let args = [("name", site.config.theme.name.as_str()), ("fault", &fault.say(desk.words()))];
        Stop { text: desk.tell("cli.build.theme", &args), exit: Exit::Environment }
    };
    let theme = theme(desk.root, &site.config.theme).map_err(bad)?;
    let words = theme.words(SITE_LANG).ok_or_else(|| bad(ThemeFault::Engine(SITE_LANG.to_owned())))?;
    let context = Context::new(site, &theme, words).map_err(|fault| bad(ThemeFault::Engine(fault)))?;
    act(&context)
}

/// The summary table of a round. Errors: what its numbers break (MC0984), or nothing to count (MC0985).
pub(super) fn summary_of(desk: &Desk<'_>, context: &Context<'_>, scope: Period) -> Result<Book, Stop> {
    summary(context, scope).map_err(|broken| identities(desk, &broken))
}

fn book(desk: &Desk<'_>, kind: ReportKind, context: &Context<'_>, scope: Period) -> Result<Book, Stop> {
    let nothing = || {
        let fault = Diagnostic::error("MC0985", Place::file("content/plans")).arg("period", scope);
        refusal(desk, fault)
    };
    match kind {
        ReportKind::Plan => current_plan(context, scope.year).map(|found| plan(context, found)).ok_or_else(nothing),
        ReportKind::Summary if !has_draws(&context.site.draws, scope) => Err(nothing()),
        ReportKind::Summary => summary_of(desk, context, scope),
        _ if !has_draws(&context.site.draws, scope) => Err(nothing()),
        _ => Ok(results(context, scope)),
    }
}

fn has_draws<K>(draws: &BTreeMap<K, crate::site::DrawRecord>, scope: Period) -> bool {
    draws.values().any(|draw| crate::office::report::concerns(scope, draw))
}

fn identities(desk: &Desk<'_>, broken: &[Broken]) -> Stop {
    let mut report = Report::default();
    for one in broken {
        let text = desk.words().get(&format!("summary.identity.{}", one.identity));
        let place = Place::file(&format!("content/draws/{}", one.draw));
        report.push(Diagnostic::error("MC0984", place).arg("draw", &one.draw).arg("text", text));
    }
    desk.refused_alone(report)
}

/// The workbook's bytes.
pub(super) fn bytes(desk: &Desk<'_>, book: &Book) -> Result<Vec<u8>, Stop> {
    workbook(book).map_err(|fault| desk.wrong("office.cmd.unwritable", &[("fault", &fault)]))
}

fn written(desk: &Desk<'_>, args: &ReportArgs, scope: Period, bytes: &[u8]) -> Done {
    let (name, ending) = match args.kind {
        ReportKind::Summary => ("summary", "xlsx"),
        ReportKind::Plan => ("plan", "xlsx"),
        ReportKind::Results => ("results", "xlsx"),
        ReportKind::Platform => ("platform", "zip"),
    };
    let to = args.to.clone().unwrap_or_else(|| PathBuf::from(format!("{name}-{scope}.{ending}")));
    let to = write_new(desk, &to, bytes)?;
    Ok(desk.tell(&format!("report.cmd.{name}"), &[("to", &to), ("period", &scope.to_string())]))
}

/// The export, or the record that it was handed over.
fn handed_over(desk: &Desk<'_>, args: &ReportArgs, county: &County, context: &Context<'_>, scope: Period) -> Done {
    let Some(text) = &args.pushed else { return export(desk, args, context, scope) };
    let day = parse_day(text).ok_or_else(|| desk.wrong("report.cmd.day", &[("value", text)]))?;
    if day > county.moment.date() {
        return Err(desk.wrong("report.cmd.future", &[("value", text), ("today", &county.moment.date().to_string())]));
    }
    if let Some(to) = args.to.as_ref().filter(|to| to.exists()) {
        return Err(exists(desk, to));
    }
    let known = |kind: &str, subject: &str| {
        let word = |push: &crate::model::Push| push.kind == kind_word(kind);
        county.site.pushes.iter().any(|push| word(push) && push.subject == subject && push.date == day)
    };
    let all = platform::pushed(context, scope);
    let new: Vec<_> = all.iter().filter(|(kind, subject)| !known(kind, subject)).collect();
    let rows: Vec<BTreeMap<&str, String>> = new
        .iter()
        .map(|(kind, subject)| {
            [("kind", (*kind).to_owned()), ("subject", subject.clone()), ("date", day.to_string())].into()
        })
        .collect();
    let mut text = String::new();
    if args.to.is_some() {
        text.push_str(&export(desk, args, context, scope)?);
    }
    if rows.is_empty() {
        return Ok(text + &desk.tell("report.cmd.known", &[("day", &day.to_string())]));
    }
    record(desk, county, &rows)?;
    let subjects: Vec<&str> = new.iter().map(|(_, subject)| subject.as_str()).collect();
    let comma = desk.words().get("report.comma");
    let values = [("n", rows.len().to_string()), ("day", day.to_string()), ("what", subjects.join(&comma))];
    Ok(text + &desk.tell("report.cmd.pushed", &values.each_ref().map(|(name, value)| (*name, value.as_str()))))
}

/// The program's word for a kind of push.
fn kind_word(kind: &str) -> &'static str {
    match kind {
        "计划" => "plan",
        "两库" => "registry",
        _ => "results",
    }
}

fn export(desk: &Desk<'_>, args: &ReportArgs, context: &Context<'_>, scope: Period) -> Done {
    let files =
        platform::files(context, scope).map_err(|fault| desk.wrong("office.cmd.unwritable", &[("fault", &fault)]))?;
    let zip = zipped(&files).map_err(|fault| desk.wrong("office.cmd.unwritable", &[("fault", &fault.to_string())]))?;
    written(desk, args, scope, &zip)
}

/// Adds rows to `pushes.csv`, once the county with them has been checked.
fn record(desk: &Desk<'_>, county: &County, rows: &[BTreeMap<&str, String>]) -> Result<(), Stop> {
    let path = "pushes.csv";
    let text = county.text(path);
    let columns = load::columns(path).unwrap_or_default();
    let table = load::with_rows(path, columns, text.as_deref(), rows).map_err(|report| desk.refused_alone(report))?;
    let files: BTreeMap<String, Vec<u8>> = [(path.to_owned(), table.into_bytes())].into();
    desk.county_with(&files, county.moment)?;
    desk.apply(&Step { public: files, ..Step::default() })
}
