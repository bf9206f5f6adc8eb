//! `todo`: what is due, by date. In: the bureau's folder and a day. Out: one line an errand on standard output, the same as JSON, and on
//! demand a calendar file. Ends with 1 where something is overdue.

use super::Exit;
use super::desk::{County, Desk, Stop};
use crate::cli::{Cli, TodoArgs};
use crate::model::{ObjectId, Time};
use crate::site::Site;
use crate::steps::publish::gaps;
use crate::todo::{Errand, errands, ics};
use crate::words::Words;
use serde::Serialize;

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

/// What to say, and whether anything is overdue.
fn todo(desk: &Desk<'_>, args: &TodoArgs) -> Result<(String, bool), Stop> {
    let (county, list) = due(desk, args.as_of.as_deref())?;
    let moment = county.moment;
    let words = desk.words();
    let told: Vec<(&Errand, String)> = list.iter().map(|(errand, sentence)| (errand, sentence.clone())).collect();
    if let Some(path) = &args.ics {
        let name = words.fill("todo.calendar-name", [("bureau", county.site.config.bureau.name.as_str())]);
        let lines = told.iter().map(|(errand, sentence)| (*errand, sentence.as_str()));
        let host = host(&county.site);
        std::fs::write(path, ics(&name, &host, moment, lines)).map_err(|fault| desk.io(path, &fault))?;
    }
    let overdue = list.iter().any(|(errand, _)| errand.overdue);
    Ok((if args.json { json(&told, moment) } else { text(&told, moment, words) }, overdue))
}

/// The county and everything that is due in it, each with its sentence.
pub(super) fn due(desk: &Desk<'_>, as_of: Option<&str>) -> Result<(County, Vec<(Errand, String)>), Stop> {
    let county = desk.county_as_of(as_of)?;
    let list = errands(&county.site, county.moment, &unlogged(desk, &county.site)?);
    let words = desk.words();
    let told = list.into_iter().map(|errand| {
        let sentence = sentence(&errand, &county.site, words);
        (errand, sentence)
    });
    let told = told.collect();
    Ok((county, told))
}

/// The name that makes the ids of the calendar the bureau's own.
fn host(site: &Site) -> String {
    site.config.log.origin.split('/').next().unwrap_or_default().to_owned()
}

/// Records that the log does not have as they stand; none where no log is kept yet.
fn unlogged(desk: &Desk<'_>, site: &Site) -> Result<Vec<String>, Stop> {
    if site.log.is_none() {
        return Ok(Vec::new());
    }
    let records = desk.records(site)?;
    Ok(gaps(site.log.as_ref(), &records).into_keys().collect())
}

/// One errand in words, without its date.
fn sentence(errand: &Errand, site: &Site, words: &Words) -> String {
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
    ];
    let mut said = words.fill(&format!("todo.{}", errand.kind.as_str()), args);
    if !value("more").is_empty() {
        said.push_str(&words.fill("todo.more", [("n", value("more"))]));
    }
    said
}

/// A subject as people know it: an object, alone or in a draw, with its name.
fn named(subject: &str, site: &Site, words: &Words) -> String {
    let (draw, id) = subject.split_once('/').map_or(("", subject), |(draw, id)| (draw, id));
    let object = ObjectId::parse(id).ok().and_then(|id| site.objects.get(&id));
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
    let group = |errand: &Errand| match (errand.overdue, errand.due) {
        (true, _) => "overdue",
        (false, Some(_)) => "dated",
        (false, None) => "undated",
    };
    for key in ["overdue", "dated", "undated"] {
        let lines: Vec<_> = told.iter().filter(|(errand, _)| group(errand) == key).collect();
        if lines.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{}\n", words.get(&format!("todo.group.{key}"))));
        for (errand, sentence) in lines {
            let due = errand.due.map(|due| format!("{}  ", due.date())).unwrap_or_default();
            let rule = errand.rule.map(|rule| format!("{rule}  ")).unwrap_or_default();
            out.push_str(&format!("  {due}{rule}{sentence}\n"));
        }
    }
    out
}

/// An errand as a program reads it.
#[derive(Serialize)]
struct Line<'a> {
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
    errands: Vec<Line<'a>>,
}

fn json(told: &[(&Errand, String)], moment: Time) -> String {
    let time = |time: Time| crate::model::write_time(time);
    let errands = told
        .iter()
        .map(|(errand, sentence)| Line { errand, from: errand.from.map(time), due: errand.due.map(time), sentence })
        .collect();
    let all = Everything { moment: time(moment), errands };
    serde_json::to_string_pretty(&all).expect("errands are plain data") + "\n"
}
