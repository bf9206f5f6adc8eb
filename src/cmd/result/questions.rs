//! The questions of `result add`, in the order of the paper form. In: what was said already, answers. Out: what was said, whole. An answer that
//! no table would take is asked again.

use super::add::{Asked, Closure, task};
use super::work::{Work, cell, method_word};
use crate::cmd::ask::Ask;
use crate::diag::Diagnostic;
use crate::load::columns;
use crate::model::{Item, Phrase, Withheld, parse_day};
use crate::results::said::{ANSWERS, Entry, PAPERS, Said, asked, cells_faults};
use crate::results::target::{Candidate, items};
use std::collections::BTreeMap;

/// Asks whatever is missing.
pub(super) fn visit(
    work: &Work<'_, '_>,
    object: &Candidate,
    said: &mut Said,
    closure: &mut Option<Closure>,
) -> Asked<()> {
    let ask = Ask::new(work.desk);
    let today = work.county.moment.date().to_string();
    cell_of(work, &ask, said, "visited", Some(&today))?;
    if !said.cells.contains_key("method") {
        let methods = task(work).map_or(&[][..], |task| &task.methods);
        let words: Vec<String> = methods.iter().map(|method| method_word(*method).to_owned()).collect();
        let at = chosen(work, &ask, "method", &words)?;
        said.cells.insert("method", words[at].clone());
    }
    let phrases = &work.county.site.config.rules.extra_phrases;
    let before = said.clone();
    loop {
        outcome(work, &ask, said)?;
        let inactive = said.phrase(phrases) == Some(Phrase::Inactive);
        if !inactive {
            answers(work, &ask, object, said)?;
        }
        match said.contradiction(phrases).filter(|_| !inactive) {
            None => break,
            Some(fault) => {
                println!("{}{}", fault.say(work.desk.words(), "what"), fault.say(work.desk.words(), "do"));
                let visit = std::mem::take(&mut said.cells);
                said.clone_from(&before);
                said.cells = visit;
                said.cells.remove("result");
                said.answers.clear();
            }
        }
    }
    let phrase = said.phrase(phrases);
    let bad = said.answers.iter().any(|answer| answer.ends_with(&format!("={}", ANSWERS[1])));
    let problem = phrase.as_ref().is_some_and(Phrase::is_problem) || bad;
    papers(work, &ask, said, problem)?;
    cell_of(work, &ask, said, "determined", None)?;
    if problem {
        cell_of(work, &ask, said, "penalty", None)?;
        if said.cells.contains_key("penalty") {
            cell_of(work, &ask, said, "penalty_date", None)?;
            cell_of(work, &ask, said, "fine", None)?;
        }
        cell_of(work, &ask, said, "transferred", None)?;
    }
    if task(work).is_some_and(|task| task.partner.is_some()) {
        let agency = said.cells.remove("agency").unwrap_or_default();
        cell_of(work, &ask, said, "agency", Some(&agency))?;
    }
    if phrase == Some(Phrase::Inactive) && object.open && closure.is_none() {
        *closure = closed(work, &ask)?;
    }
    Ok(())
}

/// Shows what would be written and asks once more.
pub(super) fn confirm(work: &Work<'_, '_>, object: &Candidate, entry: &Entry) -> Asked<bool> {
    let words = work.desk.words();
    let mut out = format!("{}\n", words.fill("result.ask.summary", [("object", object.said().as_str())]));
    for column in columns("results/YYYY.csv").unwrap_or_default() {
        let value = cell(&entry.visit, column.en);
        if !value.is_empty() && !matches!(column.en, "draw" | "object") {
            out.push_str(&format!("  {}  {value}\n", column.zh));
        }
    }
    for row in &entry.items {
        out.push_str(&format!("  {} {}  {}\n", words.get("result.ask.item"), cell(row, "item"), cell(row, "answer")));
    }
    if let Some(papers) = &entry.papers {
        let made: Vec<&str> = PAPERS.iter().filter(|(_, en)| cell(papers, en) == "是").map(|(zh, _)| *zh).collect();
        out.push_str(&format!("  {}  {}\n", words.get("result.ask.papers-made"), made.join("、")));
    }
    print!("{out}");
    Ask::new(work.desk).yes(&words.get("result.ask.write"))
}

/// A cell of the visit. `usual`: what an empty answer means; none: it stays empty.
fn cell_of(
    work: &Work<'_, '_>,
    ask: &Ask<'_>,
    said: &mut Said,
    column: &'static str,
    usual: Option<&str>,
) -> Asked<()> {
    if said.cells.contains_key(column) {
        return Ok(());
    }
    let words = work.desk.words();
    let question = words.fill(&format!("result.ask.{column}"), [("usual", usual.unwrap_or_default())]);
    let phrases = &work.county.site.config.rules.extra_phrases;
    loop {
        let line = ask.line(&question)?;
        let value = if line.is_empty() { usual.unwrap_or_default().to_owned() } else { line };
        if value.is_empty() {
            return Ok(());
        }
        let cells = BTreeMap::from([(column, value.clone())]);
        let faults = cells_faults("results/YYYY.csv", &cells, phrases, work.county.moment.date());
        let early = early(work, said, column, &value);
        match faults.diagnostics.first().or(early.as_ref()) {
            None => {
                said.cells.insert(column, value);
                return Ok(());
            }
            Some(fault) => println!("{}{}", fault.say(words, "what"), fault.say(words, "do")),
        }
    }
}

/// A day before the one it must follow: a visit before the seal, a determination before the visit.
fn early(work: &Work<'_, '_>, said: &Said, column: &str, value: &str) -> Option<Diagnostic> {
    let day = parse_day(value)?;
    let place = crate::results::said::option(column);
    match column {
        "visited" => {
            let sealed = work.record().times.sealed?.date();
            let fault = Diagnostic::error("MC1058", place).value(value);
            (day < sealed).then(|| fault.arg("draw", &work.folder.id).arg("sealed", sealed))
        }
        "determined" => {
            let visited = said.cells.get("visited").and_then(|text| parse_day(text))?;
            (day < visited).then(|| Diagnostic::error("MC0528", place).value(value))
        }
        _ => None,
    }
}

/// A choice that cannot be left out.
fn chosen(work: &Work<'_, '_>, ask: &Ask<'_>, key: &str, options: &[String]) -> Asked<usize> {
    let question = work.desk.words().get(&format!("result.ask.{key}"));
    loop {
        if let Some(at) = ask.choose(&question, options)? {
            return Ok(at);
        }
        print!("{}", work.desk.tell("ask.fill", &[]));
    }
}

/// A phrase, or a ground for withholding it.
fn outcome(work: &Work<'_, '_>, ask: &Ask<'_>, said: &mut Said) -> Asked<()> {
    if said.cells.contains_key("result") || said.cells.contains_key("withheld") {
        return Ok(());
    }
    let added = &work.county.site.config.rules.extra_phrases;
    let mut phrases: Vec<String> = Phrase::FIVE.iter().map(|phrase| phrase.zh().to_owned()).collect();
    phrases.extend(added.iter().cloned());
    let mut options = phrases.clone();
    options.push(work.desk.words().get("result.ask.withheld-option"));
    let at = chosen(work, ask, "result", &options)?;
    if let Some(phrase) = phrases.get(at) {
        said.cells.insert("result", phrase.clone());
        return Ok(());
    }
    let grounds: Vec<String> =
        [Withheld::StateSecret, Withheld::TradeSecret, Withheld::Privacy].iter().map(|g| g.zh().to_owned()).collect();
    let at = chosen(work, ask, "withheld", &grounds)?;
    said.cells.insert("withheld", grounds[at].clone());
    Ok(())
}

/// An answer for every item: those with a problem, those not concerned, all the rest.
fn answers(work: &Work<'_, '_>, ask: &Ask<'_>, object: &Candidate, said: &mut Said) -> Asked<()> {
    let day = said.cells.get("visited").and_then(|text| parse_day(text)).unwrap_or(work.county.moment.date());
    let all = items(&work.county.site, work.record(), &object.id, day);
    let answered = |item: &&&Item| said.answers.iter().any(|a| a.split('=').next() == Some(item.id.as_str()));
    let open: Vec<&Item> = all.iter().filter(|item| !answered(item)).copied().collect();
    if open.is_empty() || said.rest {
        return Ok(());
    }
    let words = work.desk.words();
    println!("{}", words.fill("result.ask.items", [("count", open.len().to_string().as_str())]));
    open.iter().enumerate().for_each(|(at, item)| println!("  {:>2}  {} {}", at + 1, item.id, item.name));
    let bad = numbers(work, ask, "bad", open.len())?;
    let not = numbers(work, ask, "not-concerned", open.len())?;
    let mut rest = Vec::new();
    for (at, item) in open.iter().enumerate() {
        match (bad.contains(&at), not.contains(&at)) {
            (true, _) => said.answers.push(format!("{}={}", item.id, ANSWERS[1])),
            (false, true) => said.answers.push(format!("{}={}", item.id, ANSWERS[2])),
            (false, false) => rest.push(*item),
        }
    }
    let count = rest.len().to_string();
    if rest.is_empty() || ask.yes(&words.fill("result.ask.rest", [("count", count.as_str())]))? {
        said.rest = true;
        return Ok(());
    }
    let options: Vec<String> = ANSWERS.iter().map(|answer| (*answer).to_owned()).collect();
    for item in rest {
        println!("{} {}", item.id, item.name);
        let at = chosen(work, ask, "answer", &options)?;
        said.answers.push(format!("{}={}", item.id, ANSWERS[at]));
    }
    Ok(())
}

/// Places from 0, of numbers joined by commas; asks again until all of them exist.
fn numbers(work: &Work<'_, '_>, ask: &Ask<'_>, key: &str, most: usize) -> Asked<Vec<usize>> {
    let question = work.desk.words().get(&format!("result.ask.{key}"));
    loop {
        let line = ask.line(&question)?;
        let parts = line.split([',', '，', '、', ' ', ';', '；']).map(str::trim).filter(|part| !part.is_empty());
        let read: Option<Vec<usize>> = parts
            .map(|part| {
                part.parse::<usize>().ok().filter(|number| (1..=most).contains(number)).map(|number| number - 1)
            })
            .collect();
        match read {
            Some(read) => return Ok(read),
            None => print!("{}", work.desk.tell("result.ask.numbers", &[("most", &most.to_string())])),
        }
    }
}

/// The papers that were made: those the plan asks for, or each by itself.
fn papers(work: &Work<'_, '_>, ask: &Ask<'_>, said: &mut Said, problem: bool) -> Asked<()> {
    if said.papers.is_some() {
        return Ok(());
    }
    let words = work.desk.words();
    let wanted = asked(problem);
    let names: Vec<&str> = PAPERS.iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|((zh, _), _)| *zh).collect();
    let key = if problem { "result.ask.papers-problem" } else { "result.ask.papers-clean" };
    if ask.yes(&words.fill(key, [("papers", names.join("、").as_str())]))? {
        said.papers = Some(names.join(","));
        return Ok(());
    }
    let mut made = Vec::new();
    for (zh, _) in PAPERS {
        if ask.yes(&words.fill("result.ask.paper", [("paper", zh)]))? {
            made.push(zh);
        }
    }
    said.papers = Some(made.join(","));
    Ok(())
}

/// What the registry is told of an object that nobody works at.
fn closed(work: &Work<'_, '_>, ask: &Ask<'_>) -> Asked<Option<Closure>> {
    let words = work.desk.words();
    let options = ["停产".to_owned(), "关闭".to_owned()];
    let Some(at) = ask.choose(&words.get("result.ask.closed"), &options)? else { return Ok(None) };
    let evidence = ask.filled(&words.get("result.ask.closed-evidence"))?;
    Ok(Some(Closure { status: options[at].clone(), evidence }))
}
