//! From books to records, step by step. In: [`Input`]. Out: [`Imported`], as far as the clerk's answers go: while it is open which sheet
//! or column is meant, no cell is read.

use super::cells;
use super::findings::{Answers, Findings, Question, Repair};
use super::grid::{Book, Sheet, Value, letters};
use super::layout::{Layout, Said, Taken, heading_rows, layout};
use super::personal;
use super::target::{Cell, Context, Field, How, Need, RawCell, Reading, Record, Row, Target};
use crate::diag::{Diagnostic, Place};
use crate::load::Raw;
use crate::model::Day;
use crate::site::csv_text::is_formula;

/// What an import works with.
pub(crate) struct Input<'a> {
    /// The files, in the order given.
    pub(crate) books: &'a [Book],
    /// What they are.
    pub(crate) target: &'a Target,
    /// What the clerk has said so far. Keys that the core knows: `column:FIELD` (letters, or `-` for none), `heading` (`3` or `3-4`),
    /// `sheet:FILE` (a sheet's name or `*`), `hidden-rows` (`take` or `leave`).
    pub(crate) answers: &'a Answers,
    /// The day of the import.
    pub(crate) today: Day,
    /// What `content/` holds.
    pub(crate) known: &'a Raw,
    /// Whether the files are the whole list.
    pub(crate) whole: bool,
    /// What is drawn, and the moment.
    pub(crate) draws: &'a super::kinds::drawn::Drawn,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    /// Each sheet as it was understood.
    pub(crate) layouts: Vec<Layout>,
    /// What has to be said before anything is written.
    pub(crate) findings: Findings,
    /// The rows of tables as they would be, proposals taken for granted; only complete where nothing is refused or open.
    pub(crate) records: Vec<Record>,
    /// Rows of the body that were read.
    pub(crate) rows: usize,
}

/// Understands the files.
pub(crate) fn run(input: &Input<'_>) -> Imported {
    let mut out = Imported::default();
    let said = said(input.answers);
    let mut sheets = Vec::new();
    for book in input.books {
        for sheet in chosen(book, input, &said, &mut out.findings) {
            let Some(heading) = heading_rows(sheet, input.target, &said) else { continue };
            sheets.push(sheet);
            out.layouts.push(layout(&book.file, sheet, heading, input.target, &said));
        }
    }
    let mut open = !out.findings.questions.is_empty();
    for (layout, sheet) in out.layouts.iter().zip(&sheets) {
        open |= columns(layout, sheet, input, &mut out.findings);
        hidden(layout, input.answers, &mut out.findings);
    }
    if open || out.findings.refused.has_errors() {
        return out;
    }
    let context = Context {
        today: input.today,
        known: input.known,
        answers: input.answers,
        whole: input.whole,
        draws: input.draws,
    };
    let mut rows = Vec::new();
    for (layout, sheet) in out.layouts.iter().zip(&sheets) {
        rows.extend(body(layout, sheet, input, &context, &mut out.findings));
    }
    out.rows = rows.len();
    if rows.is_empty() && !out.findings.refused.has_errors() {
        let file = input.books.first().map_or("", |book| book.file.as_str());
        out.findings.refuse(Diagnostic::error("MC0935", Place::file(file)));
    }
    out.records = (input.target.fit)(&rows, &context, &mut out.findings);
    out
}

/// What the answers say about headings.
fn said(answers: &Answers) -> Said {
    let columns =
        answers.said.iter().filter_map(|(key, word)| Some((key.strip_prefix("column:")?.to_owned(), word.clone())));
    let heading = answers.get("heading").and_then(|rows| {
        let (top, bottom) = rows.split_once('-').unwrap_or((rows, rows));
        Some((top.parse().ok()?, bottom.parse().ok()?)).filter(|(top, bottom)| 0 < *top && top <= bottom)
    });
    Said { columns: columns.collect(), heading }
}

/// The sheets of a book to read: the one that has the headings, or those the clerk names.
fn chosen<'a>(book: &'a Book, input: &Input<'_>, said: &Said, findings: &mut Findings) -> Vec<&'a Sheet> {
    let file = book.file.as_str();
    let key = format!("sheet:{file}");
    if let Some(name) = input.answers.get(&key).or_else(|| input.answers.get("sheet")).filter(|name| *name != "*") {
        let named: Vec<&Sheet> = book.sheets.iter().filter(|sheet| sheet.name == name).collect();
        if named.is_empty() {
            let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            let fault = Diagnostic::error("MC0933", Place::file(file)).arg("sheet", name);
            findings.refuse(fault.arg("sheets", names.join("、")));
        } else if heading_rows(named[0], input.target, said).is_none() {
            findings.refuse(headless(book, input.target));
        }
        return named;
    }
    let able = |sheet: &&Sheet| heading_rows(sheet, input.target, said).is_some();
    let seen: Vec<&Sheet> = book.sheets.iter().filter(|sheet| !sheet.hidden).filter(able).collect();
    let all = input.answers.get(&key).is_some() || input.answers.get("sheet").is_some();
    match seen.as_slice() {
        [] => {
            findings.refuse(headless(book, input.target));
            Vec::new()
        }
        [one] => vec![one],
        several if all || input.target.every_sheet => several.to_vec(),
        several => {
            let mut question = Question::new(key, "sheet", &[("file", file.to_owned())]);
            for sheet in several {
                question = question.or(&sheet.name, "sheet", &[("sheet", sheet.name.clone())]);
            }
            findings.ask(question.or("*", "sheets", &[]), input.answers);
            Vec::new()
        }
    }
}

/// No sheet has the headings.
fn headless(book: &Book, target: &Target) -> Diagnostic {
    let wanted = target.fields.iter().filter(|field| field.need != Need::Free || target.anchors.contains(&field.name));
    let wanted: Vec<&str> = wanted.map(|field| field.zh).collect();
    Diagnostic::error("MC0932", Place::file(&book.file))
        .arg("wanted", wanted.join("、"))
        .arg("example", wanted.first().unwrap_or(&""))
}

/// Columns that are missing, or that more than one could be. Out: whether the cells cannot be read before that is answered.
fn columns(layout: &Layout, sheet: &Sheet, input: &Input<'_>, findings: &mut Findings) -> bool {
    let mut open = false;
    for field in input.target.fields {
        let key = format!("column:{}", field.name);
        let same: Vec<u32> = of(layout, |taken| *taken == Taken::Field(field.name));
        let near: Vec<u32> = of(layout, |taken| matches!(taken, Taken::Unknown(near) if near.contains(&field.name)));
        let told = input.answers.get(&key);
        let options = if same.len() > 1 { &same } else { &near };
        let args = || vec![("column", field.zh.to_owned()), ("file", named(&layout.file, &sheet.name))];
        if told.is_none() && (same.len() > 1 || (same.is_empty() && !near.is_empty())) {
            let text = if same.len() > 1 { "two-columns" } else { "near-column" };
            let mut question = Question::new(key, text, &args());
            for column in options {
                let heading =
                    layout.columns.iter().find(|seen| seen.column == *column).map(|seen| seen.heading.clone());
                let letters = letters(*column);
                let args = [("letters", letters.clone()), ("heading", heading.unwrap_or_default())];
                question = question.or(&letters, "column", &args);
            }
            if field.need == Need::Free {
                question = question.or("-", "no-column", &[]);
            }
            open |= field.need != Need::Free || same.len() > 1;
            findings.ask(question, input.answers);
        } else if same.is_empty() && field.need != Need::Free {
            let place = sheet.place(&layout.file, layout.heading.1, 0, "");
            findings.refuse(Diagnostic::error("MC0934", place).arg("column", field.zh));
        }
    }
    open
}

/// A file, or a sheet of it, as questions name it.
fn named(file: &str, sheet: &str) -> String {
    if sheet.is_empty() { file.to_owned() } else { format!("{file}“{sheet}”") }
}

fn of(layout: &Layout, wanted: impl Fn(&Taken) -> bool) -> Vec<u32> {
    layout.columns.iter().filter(|seen| wanted(&seen.taken)).map(|seen| seen.column).collect()
}

/// Rows nobody sees in the clerk's program: she says whether they are meant.
fn hidden(layout: &Layout, answers: &Answers, findings: &mut Findings) {
    if layout.hidden.is_empty() {
        return;
    }
    let rows: Vec<String> = layout.hidden.iter().map(u32::to_string).collect();
    let args = [("file", named(&layout.file, &layout.sheet)), ("rows", rows.join("、"))];
    let question = Question::new("hidden-rows".to_owned(), "hidden-rows", &args);
    findings.ask(question.or("take", "take-hidden", &[]).or("leave", "leave-hidden", &[]), answers);
}

/// The rows of the body with their cells read.
fn body(layout: &Layout, sheet: &Sheet, input: &Input<'_>, context: &Context<'_>, findings: &mut Findings) -> Vec<Row> {
    let leave = input.answers.get("hidden-rows") == Some("leave");
    let rows = layout.body.iter().filter(|(row, _)| !(leave && layout.hidden.contains(row)));
    let mut reader = Reader { layout, sheet, context, findings };
    let mut before: Option<Row> = None;
    let mut all = Vec::new();
    for (number, section) in rows {
        let row = reader.row(*number, section.clone(), input.target.fields, before.as_ref());
        before = Some(row.clone());
        all.push(row);
    }
    all
}

struct Reader<'a> {
    layout: &'a Layout,
    sheet: &'a Sheet,
    context: &'a Context<'a>,
    findings: &'a mut Findings,
}

impl Reader<'_> {
    fn row(&mut self, number: u32, section: Option<String>, fields: &'static [Field], before: Option<&Row>) -> Row {
        let place = self.sheet.place(&self.layout.file, number, 0, "");
        let mut row = Row { place, section, cells: Default::default(), lost: Vec::new(), personal: Vec::new() };
        for field in fields {
            let Some(seen) = self.layout.column(field.name) else { continue };
            let (column, heading) = (seen.column, seen.heading.clone());
            let own = self.sheet.merged_at(number, column).map_or((number, column), |area| (area.top, area.left));
            let place = self.sheet.place(&self.layout.file, own.0, own.1, &heading);
            let Some(value) = self.sheet.cells.get(&own) else {
                if field.need == Need::Filled {
                    let place = self.sheet.place(&self.layout.file, number, column, &heading);
                    self.findings.refuse(Diagnostic::error("MC0939", place).arg("column", field.zh));
                    row.lost.push(field.name);
                }
                continue;
            };
            self.cell(field, value, place, &mut row, before);
        }
        row
    }

    fn cell(&mut self, field: &Field, value: &Value, place: Place, row: &mut Row, before: Option<&Row>) {
        if is_ditto(value) {
            return self.ditto(field, value, place, row, before);
        }
        let raw = RawCell { value, since_1904: self.sheet.since_1904 };
        match reading(field, &raw, self.context) {
            Reading::Taken(text) if text.is_empty() => {}
            Reading::Taken(text) | Reading::Repaired(text, _) if is_formula(&text) => {
                self.findings.refuse(Diagnostic::error("MC0945", place).value(&text));
                row.lost.push(field.name);
            }
            Reading::Taken(text) => {
                row.cells.insert(field.name, Cell { place, text });
            }
            Reading::Repaired(text, kinds) => {
                self.findings.propose(place.clone(), &value.text(), &text, kinds);
                if !text.is_empty() {
                    row.cells.insert(field.name, Cell { place, text });
                }
            }
            Reading::Refused(code, args) => {
                let shown = personal::number(&value.text()).map_or_else(|| value.text(), |_| String::new());
                let fault = Diagnostic { args, ..Diagnostic::error(code, place).value(&shown) };
                self.findings.refuse(fault);
                row.lost.push(field.name);
            }
            Reading::Personal => {
                let kind = personal::number(&value.text()).unwrap_or("identity");
                if field.need == Need::Filled {
                    let fault = Diagnostic::error("MC0938", place.clone()).arg("column", field.zh);
                    self.findings.refuse(fault.arg("kind", format!("@import.personal.{kind}")));
                } else {
                    self.findings.drop(place, kind);
                }
                row.personal.push(field.name);
            }
        }
    }

    /// 同上: the value of the row above.
    fn ditto(&mut self, field: &Field, value: &Value, place: Place, row: &mut Row, before: Option<&Row>) {
        match before.and_then(|before| before.cells.get(field.name)) {
            Some(above) => {
                self.findings.propose(place.clone(), &value.text(), &above.text, [Repair::Ditto]);
                row.cells.insert(field.name, Cell { place, text: above.text.clone() });
            }
            None => {
                let fault = Diagnostic::error("MC0940", place).value(&value.text());
                if !before.is_some_and(|before| before.is_lost(field.name)) {
                    self.findings.refuse(fault.arg("column", field.zh));
                }
                row.lost.push(field.name);
            }
        }
    }
}

fn is_ditto(value: &Value) -> bool {
    matches!(value, Value::Text(text) if matches!(text.trim(), "同上" | "〃" | "″" | "\"" | "''" | "（同上）" | "(同上)"))
}

/// What a formula shows that failed; where the file keeps it as a text, it is no text all the same.
const FAILED: [&str; 8] = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "Err:502"];

fn reading(field: &Field, cell: &RawCell<'_>, context: &Context<'_>) -> Reading {
    if let Value::Error(fault) | Value::Text(fault) = cell.value
        && (matches!(cell.value, Value::Error(_)) || FAILED.contains(&fault.trim()))
    {
        return Reading::Refused("MC0936", vec![("fault", fault.trim().to_owned())]);
    }
    let phrases = context.known.config.as_ref().map_or(&[][..], |config| config.value.rules.extra_phrases.as_slice());
    match field.how {
        How::As(kind) => cells::read(kind, &[], cell, phrases),
        How::Words(kind, words) => cells::read(kind, words, cell, phrases),
        How::Name => cells::name(cell.value),
        How::By(own) => own(cell, context),
    }
}
