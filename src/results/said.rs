//! What the clerk says of one visit, as words → rows of tables. In: arguments or answers to questions, the items that apply, the moment. Out:
//! the rows, or every fault of what was said, each at its argument. Never completes an answer that was not given.

use super::phrase::near;
use crate::diag::{Diagnostic, Place, Report, blot};
use crate::load::{Column, Record, columns, examine_cell};
use crate::model::{Day, DrawId, Item, ObjectId, Phrase, Time, parse_day, write_minute};
use std::collections::{BTreeMap, BTreeSet};

/// 未发现问题, 发现问题, 不涉及.
pub(crate) const ANSWERS: [&str; 3] = ["未发现问题", "发现问题", "不涉及"];
/// Headings of the papers, with their English names.
pub(crate) const PAPERS: [(&str, &str); 4] =
    [("现场检查表", "form"), ("企业签字", "signed"), ("现场检查笔录", "record"), ("询问笔录", "inquiry")];
/// The word for exactly the papers the plan asks for.
const AS_THE_PLAN_ASKS: &str = "规定";

/// What was said; a cell that was not given is none.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    /// Cells of the row of the visit by English column name.
    pub(crate) cells: BTreeMap<&'static str, String>,
    /// `ITEM=ANSWER`.
    pub(crate) answers: Vec<String>,
    /// All other items: 未发现问题.
    pub(crate) rest: bool,
    /// Papers, joined, or 规定.
    pub(crate) papers: Option<String>,
}

/// What the words are held against.
pub(crate) struct Frame<'a> {
    /// The draw.
    pub(crate) draw: &'a DrawId,
    /// When its outcome was fixed.
    pub(crate) sealed: Option<Time>,
    /// The object.
    pub(crate) object: &'a ObjectId,
    /// Now.
    pub(crate) moment: Time,
    /// Phrases of `site.toml` beyond the five.
    pub(crate) phrases: &'a [String],
    /// The items that apply.
    pub(crate) items: &'a [&'a Item],
}

/// The rows of a visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// `results/YYYY.csv`.
    pub(crate) visit: Record,
    /// `YYYY-items.csv`.
    pub(crate) items: Vec<Record>,
    /// `YYYY-documents.csv`.
    pub(crate) papers: Option<Record>,
}

/// The option that gives a cell, as messages name it.
pub(crate) fn option(column: &str) -> Place {
    let name = match column {
        "result" => "phrase",
        "answer" | "item" => "answer",
        other => other,
    };
    Place::file(&format!("--{}", name.replace('_', "-")))
}

/// What the loader would say of a cell, at its option. A phrase that another wording stands for is proposed (MC1055).
pub(crate) fn cell_fault(column: &Column, text: &str, phrases: &[String]) -> Option<Diagnostic> {
    let fault = examine_cell(column.kind, text, phrases).err()?;
    let mut place = option(column.en);
    column.zh.clone_into(&mut place.heading);
    if fault.code == "MC0221"
        && let Some(near) = near(text, phrases)
    {
        return Some(Diagnostic::error("MC1055", place).value(text).arg("near", near));
    }
    let made = Diagnostic::error(fault.code, place).value(&blot(text));
    Some(Diagnostic { args: fault.args, ..made })
}

/// Faults of the cells of one table, and of its days: none may lie after today (MC1059).
pub(crate) fn cells_faults(
    path: &str,
    cells: &BTreeMap<&'static str, String>,
    phrases: &[String],
    today: Day,
) -> Report {
    let mut faults = Report::default();
    for column in columns(path).unwrap_or_default() {
        let Some(text) = cells.get(column.en).filter(|text| !text.is_empty()) else { continue };
        match cell_fault(column, text, phrases) {
            Some(fault) => faults.push(fault),
            None => {
                if parse_day(text).is_some_and(|day| day > today) {
                    let fault = Diagnostic::error("MC1059", option(column.en)).value(text);
                    faults.push(fault.arg("heading", column.zh).arg("today", today));
                }
            }
        }
    }
    faults
}

impl Said {
    fn day(&self, column: &str) -> Option<Day> {
        self.cells.get(column).and_then(|text| parse_day(text))
    }

    /// The phrase that was said.
    pub(crate) fn phrase(&self, phrases: &[String]) -> Option<Phrase> {
        self.cells.get("result").and_then(|text| Phrase::parse(text, phrases))
    }

    /// Whether phrase and answers contradict each other, as far as they were said.
    pub(crate) fn contradiction(&self, phrases: &[String]) -> Option<Diagnostic> {
        let said = self.answers.iter().filter_map(|text| text.split_once('='));
        let mut answers: BTreeMap<String, String> =
            said.map(|(item, answer)| (item.to_owned(), answer.to_owned())).collect();
        if self.rest {
            answers.entry(String::new()).or_insert_with(|| ANSWERS[0].to_owned());
        }
        contradiction(self.phrase(phrases).as_ref(), &answers)
    }

    /// The rows, or every fault.
    pub(crate) fn entry(&self, frame: &Frame<'_>) -> Result<Entry, Report> {
        let mut faults = cells_faults("results/YYYY.csv", &self.cells, frame.phrases, frame.moment.date());
        self.needed(&mut faults);
        self.order(frame, &mut faults);
        let phrase = self.phrase(frame.phrases);
        let answers = self.given(frame, phrase.as_ref(), &mut faults);
        contradiction(phrase.as_ref(), &answers).into_iter().for_each(|fault| faults.push(fault));
        let papers = self.papers(phrase.as_ref(), &answers, &mut faults);
        let (document, day) = (self.cells.contains_key("penalty"), self.cells.contains_key("penalty_date"));
        if document != day {
            faults.push(Diagnostic::error("MC1060", option(if document { "penalty_date" } else { "penalty" })));
        }
        if faults.has_errors() {
            return Err(faults);
        }
        let key = || Record::from([("draw", frame.draw.to_string()), ("object", frame.object.to_string())]);
        let mut visit = key();
        visit.extend(self.cells.iter().map(|(name, value)| (*name, value.clone())));
        let row = |(item, answer): (String, String)| {
            let mut row = key();
            row.extend([("item", item), ("answer", answer)]);
            row
        };
        let papers = papers.map(|made| {
            let mut row = key();
            row.extend(PAPERS.iter().zip(made).map(|((_, en), made)| (*en, yes(made))));
            row
        });
        // In the order of the list, so that the table reads like the form.
        let place = |id: &str| frame.items.iter().position(|item| item.id.as_str() == id);
        let mut answers: Vec<_> = answers.into_iter().collect();
        answers.sort_by_key(|(id, _)| place(id));
        Ok(Entry { visit, items: answers.into_iter().map(row).collect(), papers })
    }

    /// Draw, visit, determination: in this order (MC1058, MC0528).
    fn order(&self, frame: &Frame<'_>, faults: &mut Report) {
        let (visited, determined) = (self.day("visited"), self.day("determined"));
        if let (Some(day), Some(sealed)) = (visited, frame.sealed)
            && day < sealed.date()
        {
            let fault = Diagnostic::error("MC1058", option("visited")).value(&day.to_string());
            faults.push(fault.arg("draw", frame.draw).arg("sealed", sealed.date()));
        }
        if determined.is_some_and(|day| visited.is_none_or(|visit| visit > day)) {
            faults.push(Diagnostic::error("MC0528", option("determined")).value(&text(determined)));
        }
    }

    /// What a visit cannot do without (MC1057): day, way, outcome, papers, agency.
    fn needed(&self, faults: &mut Report) {
        let outcome = self.cells.contains_key("withheld");
        for column in columns("results/YYYY.csv").unwrap_or_default() {
            let needed = match column.en {
                "visited" | "method" | "agency" => true,
                "result" => !outcome,
                _ => false,
            };
            if needed && !self.cells.contains_key(column.en) {
                faults.push(Diagnostic::error("MC1057", option(column.en)).arg("heading", column.zh));
            }
        }
        if self.papers.is_none() {
            let headings: Vec<&str> = PAPERS.iter().map(|(zh, _)| *zh).collect();
            faults.push(Diagnostic::error("MC1057", option("papers")).arg("heading", headings.join("、")));
        }
    }

    /// Answers by item; every item that applies must have one (MC1053), no other may (MC1054), and each once.
    fn given(&self, frame: &Frame<'_>, phrase: Option<&Phrase>, faults: &mut Report) -> BTreeMap<String, String> {
        let mut answers = BTreeMap::new();
        let known: BTreeSet<&str> = frame.items.iter().map(|item| item.id.as_str()).collect();
        for text in &self.answers {
            let (item, answer) =
                text.split_once('=').map_or((text.as_str(), ""), |(item, answer)| (item.trim(), answer.trim()));
            let place = || option("answer");
            if !known.contains(item) {
                let known: Vec<&str> = frame.items.iter().map(|item| item.id.as_str()).collect();
                faults.push(
                    Diagnostic::error("MC1054", place()).value(text).arg("item", item).arg("known", known.join("、")),
                );
            }
            if !ANSWERS.contains(&answer) {
                faults.push(Diagnostic::error("MC1061", place()).value(text).arg("item", item));
            }
            if answers.insert(item.to_owned(), answer.to_owned()).is_some() {
                faults.push(Diagnostic::error("MC1062", place()).value(text).arg("item", item));
            }
        }
        // Where nothing the items are about goes on, none of them is concerned.
        let rest = match phrase {
            Some(Phrase::Inactive) => Some(ANSWERS[2]),
            _ => self.rest.then_some(ANSWERS[0]),
        };
        let mut missing = Vec::new();
        for item in frame.items.iter().filter(|item| !answers.contains_key(item.id.as_str())) {
            missing.push((item.id.to_string(), item.name.clone()));
        }
        match rest {
            Some(answer) => answers.extend(missing.into_iter().map(|(id, _)| (id, answer.to_owned()))),
            None if !missing.is_empty() => {
                let names: Vec<String> = missing.iter().map(|(id, name)| format!("{id} {name}")).collect();
                let fault = Diagnostic::error("MC1053", option("answer")).arg("count", missing.len());
                faults.push(fault.arg("object", frame.object).arg("items", names.join("；")));
            }
            None => {}
        }
        answers
    }

    fn papers(
        &self,
        phrase: Option<&Phrase>,
        answers: &BTreeMap<String, String>,
        faults: &mut Report,
    ) -> Option<[bool; 4]> {
        let text = self.papers.as_deref()?;
        let problem = phrase.is_some_and(Phrase::is_problem) || answers.values().any(|answer| answer == ANSWERS[1]);
        if text == AS_THE_PLAN_ASKS {
            return Some(asked(problem));
        }
        let mut made = [false; 4];
        for part in text.split([',', '，', '、', ';', '；']).map(str::trim).filter(|part| !part.is_empty()) {
            match PAPERS.iter().position(|(zh, en)| part == *zh || part == *en) {
                Some(at) => made[at] = true,
                None => faults.push(Diagnostic::error("MC1063", option("papers")).value(part)),
            }
        }
        Some(made)
    }
}

/// The papers that 四（六） asks for: of a visit that found nothing the form with its signature, else the records too.
pub(crate) fn asked(problem: bool) -> [bool; 4] {
    [true, true, problem, problem]
}

/// 是 or 否.
pub(crate) fn yes(flag: bool) -> String {
    if flag { "是" } else { "否" }.to_owned()
}

fn text(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// A phrase that says otherwise than the items (MC1056, MC1064).
fn contradiction(phrase: Option<&Phrase>, answers: &BTreeMap<String, String>) -> Option<Diagnostic> {
    let phrase = phrase?;
    let bad: Vec<&str> =
        answers.iter().filter(|(_, answer)| *answer == ANSWERS[1]).map(|(item, _)| item.as_str()).collect();
    let code = match phrase {
        Phrase::Clean if !bad.is_empty() => "MC1056",
        Phrase::Ordered | Phrase::Filed if bad.is_empty() && !answers.is_empty() => "MC1064",
        _ => return None,
    };
    let fault = Diagnostic::error(code, option("result")).value(phrase.zh());
    Some(fault.arg("phrase", phrase.zh()).arg("items", bad.join("、")))
}

impl Entry {
    /// The same as if it were published, as far as it can be: what a publication would be refused for is said at once.
    pub(crate) fn as_published(&self, moment: Time) -> Self {
        let filled = |column: &str| self.visit.get(column).is_some_and(|cell| !cell.is_empty());
        let mut next = self.clone();
        if filled("determined") && (filled("result") || filled("withheld")) {
            next.visit.insert("published_at", write_minute(moment));
        }
        next
    }
}
