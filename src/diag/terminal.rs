//! Diagnostics for people (terminal) and programs (JSON). In: a report, words, texts of files. Out: text. Never shows a
//! personal number, neither in a sentence nor in the line of the file.

use super::{Diagnostic, Place, Report, Severity, blot, is_invisible};
use crate::words::Words;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// With colours.
    Colour,
    /// Plain text.
    Plain,
}

/// Draws every diagnostic with the source line and a caret where the text is known. `texts` holds decoded files by path.
pub fn print(report: &Report, words: &Words, texts: &BTreeMap<String, Arc<str>>, style: Style) -> String {
    let renderer = match style {
        Style::Colour => Renderer::styled(),
        Style::Plain => Renderer::plain(),
    };
    let mut out = String::new();
    for diagnostic in &report.diagnostics {
        out.push_str(&one(diagnostic, words, texts.get(&diagnostic.place.file).map(AsRef::as_ref), &renderer));
        out.push_str("\n\n");
    }
    out
}

fn one(diagnostic: &Diagnostic, words: &Words, text: Option<&str>, renderer: &Renderer) -> String {
    let (what, cure) = (diagnostic.say(words, "what"), diagnostic.say(words, "do"));
    let (level, name) = match diagnostic.severity {
        Severity::Error => (Level::ERROR, words.get("diag.error")),
        Severity::Warning => (Level::WARNING, words.get("diag.warning")),
    };
    let place = &diagnostic.place;
    let title = level.with_name(name.as_str()).primary_title(what.as_str()).id(diagnostic.code);
    let mut group = Group::with_title(title);
    let line = text.and_then(|text| line_of(place, text));
    let label = label(place);
    // Without the text, a cell is named as a spreadsheet names it.
    let in_cell = text.is_none() && place.column > 0;
    let file = if in_cell { format!("{} {label}", place.file) } else { place.file.clone() };
    if let Some((number, line, span)) = &line {
        let mark = AnnotationKind::Primary.span(span.clone()).label((!label.is_empty()).then_some(label.as_str()));
        let snippet = Snippet::source(line.as_str()).line_start(*number).path(place.file.as_str());
        group = group.element(snippet.annotation(mark));
    } else if !place.file.is_empty() {
        let origin = Origin::path(file.as_str());
        group = group.element(if place.row > 0 && !in_cell { origin.line(place.row as usize) } else { origin });
    }
    let help = words.get("diag.do");
    group = group.element(Level::HELP.with_name(help.as_str()).message(cure.as_str()));
    renderer.render(&[group])
}

/// What the caret says: the cell as a spreadsheet names it, and the column.
fn label(place: &Place) -> String {
    let sheet = place.sheet.as_ref().map(|sheet| format!("{sheet}!")).unwrap_or_default();
    [format!("{sheet}{}", place.cell()), place.heading.clone()].join(" ").trim().to_owned()
}

/// The line a place begins in: its number, its text with personal numbers blotted out, and the stretch within it. None where
/// the whole file is meant.
fn line_of(place: &Place, text: &str) -> Option<(usize, String, Range<usize>)> {
    let (start, length) = place.span;
    if place.row == 0 || !text.is_char_boundary(start) || !text.is_char_boundary(start + length) {
        return None;
    }
    let begin = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
    let line = &text[begin..end];
    // Old files end their lines by CR alone.
    let end_of_line = if text.contains('\n') { b'\n' } else { b'\r' };
    let number = text[..begin].bytes().filter(|byte| *byte == end_of_line).count() + 1;
    // Blotting keeps the number of characters, not of bytes.
    let shown: String = blot(line).chars().map(|c| if is_invisible(c) { '␣' } else { c }).collect();
    let at = |offset: usize| {
        let before = line[..(offset - begin).min(line.len())].chars().count();
        shown.char_indices().nth(before).map_or(shown.len(), |(at, _)| at)
    };
    let span = at(start)..at((start + length).min(end));
    Some((number, shown, span))
}

/// A diagnostic as a program reads it.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    code: &'static str,
    severity: Severity,
    file: String,
    sheet: Option<String>,
    row: u32,
    column: u32,
    cell: String,
    heading: String,
    value: String,
    message: String,
    what_to_do: String,
}

impl Entry {
    /// In a line: where, what, and what to do.
    pub fn sentence(&self) -> String {
        let place: Vec<&str> =
            [self.file.as_str(), &self.cell, &self.heading].into_iter().filter(|part| !part.is_empty()).collect();
        let parts = [place.join(" "), format!("{} {}", self.message, self.what_to_do)];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
    }
}

/// One entry a diagnostic: code, severity, file, sheet, row, column, cell, heading, value, message, what_to_do.
pub fn entries(report: &Report, words: &Words) -> Vec<Entry> {
    report.diagnostics.iter().map(|diagnostic| entry(diagnostic, words)).collect()
}

/// [`entries`] as a JSON array.
pub fn to_json(report: &Report, words: &Words) -> String {
    serde_json::to_string_pretty(&entries(report, words)).expect("diagnostics are plain data")
}

fn entry(diagnostic: &Diagnostic, words: &Words) -> Entry {
    let place = &diagnostic.place;
    Entry {
        code: diagnostic.code,
        severity: diagnostic.severity,
        file: place.file.clone(),
        sheet: place.sheet.clone(),
        row: place.row,
        column: place.column,
        cell: place.cell(),
        heading: blot(&place.heading),
        value: blot(&diagnostic.value),
        message: diagnostic.say(words, "what"),
        what_to_do: diagnostic.say(words, "do"),
    }
}
