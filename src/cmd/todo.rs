//! `todo`: what is due, by date. In: the bureau's folder and a day. Out: one line an errand on standard output, the same as JSON, and on
//! demand a calendar file. Ends with 1 where something is overdue.

use super::Exit;
use super::desk::{Desk, Stop};
use crate::check::{start, without_missing};
use crate::cli::{Cli, TodoArgs};
use crate::model::{Config, ObjectId, Time};
use crate::output::sha256_hex;
use crate::site::Site;
use crate::steps::publish::gaps;
use crate::todo::{Errand, Found, Line, Page, beginning, errands, html, ics};
use crate::words::Words;
use serde::Serialize;

/// The sheet of the page for the wall, which is of the program and not of a theme.
const STYLE: &str = include_str!("../../themes/gov/assets/todo.css");

pub(super) fn run(cli: &Cli, args: &TodoArgs) -> Exit {
    let desk = Desk::new(cli);
    match todo(&desk, args) {
        Ok((text, overdue)) => {
            print!("{text}");
            if overdue { Exit::Findings } else { Exit::Good }
        }
        Err(stop) => {
            eprint!("{}", stop.text);
            stop.exit
        }
    }
}

/// What is due, and of which county.
pub(super) struct Due {
    pub(super) list: Vec<Errand>,
    pub(super) moment: Time,
    pub(super) config: Config,
    /// None in a county that has only begun.
    site: Option<Site>,
}

impl Due {
    /// Each errand with its sentence.
    pub(super) fn told<'a>(&'a self, words: &'a Words) -> impl Iterator<Item = (&'a Errand, String)> {
        self.list.iter().map(|errand| (errand, sentence(errand, self.site.as_ref(), words)))
    }
}

/// What to say, and whether anything is overdue.
fn todo(desk: &Desk<'_>, args: &TodoArgs) -> Result<(String, bool), Stop> {
    let due = due(desk, args.as_of.as_deref())?;
    let (words, moment) = (desk.words(), due.moment);
    let told: Vec<(&Errand, String)> = due.told(words).collect();
    let name = words.fill("todo.calendar-name", [("bureau", due.config.bureau.name.as_str())]);
    for path in [&args.ics, &args.html].into_iter().flatten() {
        desk.refuse_own(path)?;
    }
    if let Some(path) = &args.ics {
        let lines = told.iter().map(|(errand, sentence)| (*errand, sentence.as_str()));
        std::fs::write(path, ics(&name, host(&due.config), moment, lines)).map_err(|fault| desk.io(path, &fault))?;
    }
    if let Some(path) = &args.html {
        let page = html(&page(&name, &told, moment, words), STYLE);
        std::fs::write(path, page).map_err(|fault| desk.io(path, &fault))?;
    }
    let overdue = due.list.iter().any(|errand| errand.overdue);
    Ok((if args.json { json(&told, moment) } else { text(&told, moment, words) }, overdue))
}

/// What is due. A county that lacks nothing but what a county begins with is told that; any other fault stops.
pub(super) fn due(desk: &Desk<'_>, as_of: Option<&str>) -> Result<Due, Stop> {
    let (raw, moment) = desk.raw_as_of(as_of)?;
    let (steps, config) = (start(&raw), raw.config.as_ref().map(|config| config.value.clone()));
    if let (Some(steps), Some(config)) = (steps, config) {
        let mut report = raw.report.clone();
        let drafts = without_missing(&mut report, &steps);
        let has_plan = !raw.plans.is_empty();
        if !report.has_errors() && !has_plan {
            let list = beginning(&steps, &drafts, &raw.calendar.years, moment);
            return Ok(Due { list, moment, config, site: None });
        }
    }
    let county = desk.checked(raw, moment)?;
    let list = errands(&county.site, moment, &unlogged(desk, &county.site)?, &archives(desk, &county.site));
    Ok(Due { list, moment, config: county.site.config.clone(), site: Some(county.site) })
}

/// The name that makes the ids of the calendar the bureau's own.
fn host(config: &Config) -> &str {
    config.log.origin.split('/').next().unwrap_or_default()
}

/// Records that the log does not have as they stand; none where no log is kept yet.
fn unlogged(desk: &Desk<'_>, site: &Site) -> Result<Vec<String>, Stop> {
    if site.log.is_none() {
        return Ok(Vec::new());
    }
    let records = desk.records(site)?;
    Ok(gaps(site.log.as_ref(), &records).into_keys().collect())
}

/// What stands in the place of each archive of the list.
pub(super) fn archives(desk: &Desk<'_>, site: &Site) -> Vec<Found> {
    let look = |archive: &crate::model::Archive| match std::fs::read(desk.root.join(&archive.file)) {
        Ok(bytes) if sha256_hex(&bytes) == archive.sha256 => Found::Same,
        Ok(_) => Found::Changed,
        Err(_) => Found::Missing,
    };
    site.archives.iter().map(look).collect()
}

/// One errand in words, without its date.
pub(super) fn sentence(errand: &Errand, site: Option<&Site>, words: &Words) -> String {
    let rule = errand.text.map(|key| {
        words.fill(&format!("rules.{key}"), errand.args.iter().map(|(name, value)| (*name, value.as_str())))
    });
    let (from, due) = (moment_text(errand.from), moment_text(errand.due));
    let subject = named(&errand.subject, site, words);
    let value = |name| errand.args.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str());
    let args = [
        ("subject", subject.as_str()),
        ("rule", errand.rule.unwrap_or_default()),
        ("text", rule.as_deref().unwrap_or_default()),
        ("from", &from),
        ("due", &due),
        ("n", value("n")),
        ("object", &named(value("object"), site, words)),
        ("period", value("period")),
        ("task", value("task")),
        ("file", value("file")),
        ("keep", value("keep")),
    ];
    let mut said = words.fill(&format!("todo.{}", errand.kind.as_str()), args);
    if !value("more").is_empty() {
        said.push_str(&words.fill("todo.more", [("n", value("more"))]));
    }
    said
}

/// A subject as people know it: an object, alone or in a draw, with its name.
fn named(subject: &str, site: Option<&Site>, words: &Words) -> String {
    let (draw, id) = subject.split_once('/').map_or(("", subject), |(draw, id)| (draw, id));
    let object = ObjectId::parse(id).ok().and_then(|id| site?.objects.get(&id));
    match object {
        Some(object) => {
            let args = [("draw", draw), ("name", object.name.as_str()), ("id", id)];
            words.fill(if draw.is_empty() { "todo.object" } else { "todo.visit" }, args)
        }
        None => subject.to_owned(),
    }
}

fn moment_text(time: Option<Time>) -> String {
    time.map(|time| time.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

fn text(told: &[(&Errand, String)], moment: Time, words: &Words) -> String {
    let day = moment.date().to_string();
    if told.is_empty() {
        return words.fill("todo.nothing", [("day", day.as_str())]) + "\n";
    }
    let late = told.iter().filter(|(errand, _)| errand.overdue).count().to_string();
    let all = told.len().to_string();
    let mut out = words.fill("todo.head", [("day", day.as_str()), ("n", &all), ("overdue", &late)]) + "\n";
    for (heading, lines) in groups(told, words) {
        out.push_str(&format!("\n{heading}\n"));
        for (errand, sentence) in lines {
            let due = errand.due.map(|due| format!("{}  ", due.date())).unwrap_or_default();
            let rule = errand.rule.map(|rule| format!("{rule}  ")).unwrap_or_default();
            out.push_str(&format!("  {due}{rule}{sentence}\n"));
        }
    }
    out
}

/// Lines by heading: what is overdue, what has a date, the rest; no heading without a line.
fn groups<'a>(told: &'a [(&'a Errand, String)], words: &Words) -> Vec<(String, Vec<&'a (&'a Errand, String)>)> {
    let group = |errand: &Errand| match (errand.overdue, errand.due) {
        (true, _) => "overdue",
        (false, Some(_)) => "dated",
        (false, None) => "undated",
    };
    let of = |key: &str| {
        let lines: Vec<_> = told.iter().filter(|(errand, _)| group(errand) == key).collect();
        (words.get(&format!("todo.group.{key}")), lines)
    };
    ["overdue", "dated", "undated"].into_iter().map(of).filter(|(_, lines)| !lines.is_empty()).collect()
}

/// The sheet for the wall.
fn page(name: &str, told: &[(&Errand, String)], moment: Time, words: &Words) -> Page {
    let line = |(errand, sentence): &(&Errand, String)| Line {
        due: errand.due.map(|due| due.date().to_string()).unwrap_or_default(),
        rule: errand.rule.unwrap_or_default().to_owned(),
        text: sentence.clone(),
    };
    let rows = |lines: Vec<&(&Errand, String)>| lines.into_iter().map(line).collect();
    let day = moment.date().to_string();
    let late = told.iter().filter(|(errand, _)| errand.overdue).count().to_string();
    let all = told.len().to_string();
    let head = if told.is_empty() { "todo.nothing" } else { "todo.head" };
    Page {
        lang: words.lang.clone(),
        title: name.to_owned(),
        head: words.fill(head, [("day", day.as_str()), ("n", &all), ("overdue", &late)]),
        columns: ["due", "rule", "what", "done"].map(|key| words.get(&format!("todo-page.{key}"))),
        groups: groups(told, words).into_iter().map(|(heading, lines)| (heading, rows(lines))).collect(),
        foot: words.get("todo-page.foot"),
    }
}

/// An errand as a program reads it.
#[derive(Serialize)]
struct Entry<'a> {
    #[serde(flatten)]
    errand: &'a Errand,
    from: Option<String>,
    due: Option<String>,
    sentence: &'a str,
}

/// Everything for a program.
#[derive(Serialize)]
struct Everything<'a> {
    moment: String,
    errands: Vec<Entry<'a>>,
}

fn json(told: &[(&Errand, String)], moment: Time) -> String {
    let time = |time: Time| crate::model::write_time(time);
    let errands = told
        .iter()
        .map(|(errand, sentence)| Entry { errand, from: errand.from.map(time), due: errand.due.map(time), sentence })
        .collect();
    let all = Everything { moment: time(moment), errands };
    serde_json::to_string_pretty(&all).expect("errands are plain data") + "\n"
}
