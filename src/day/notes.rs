//! `secrets/draws/DRAW/day.toml`: what the record of a draw needs and no protocol file says: where it was, who was there, who typed the
//! numbers. In: its bytes. Out: the notes, and bytes again. It decides nothing: where a draw stands is read from its own files.

use crate::diag::{Diagnostic, Place, Report};
use crate::model::DrawId;
use serde::{Deserialize, Serialize};

/// Name of the file in the draw's folder below `secrets/`.
pub const FILE: &str = "day.toml";

/// The notes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Notes {
    /// Where the draw was held.
    pub place: String,
    /// When it began, as it was typed: `YYYY-MM-DD hh:mm`.
    pub time: String,
    /// Who led it.
    pub host: String,
    /// Who wrote the record.
    pub recorder: String,
    /// Everybody else present, each with unit and post as it was typed.
    pub present: Vec<String>,
    /// What others wrote into the file; kept as it is.
    #[serde(flatten)]
    pub rest: toml::Table,
    /// Who typed which public number.
    pub entered: Vec<Entered>,
}

/// A public number that two people typed, each without seeing the other's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entered {
    /// `KIND ROUND`.
    pub beacon: String,
    /// Who typed it first.
    pub first: String,
    /// Who typed it again; empty for a signature, which proves itself.
    pub second: String,
    /// Where it was read.
    pub source: String,
}

impl Notes {
    /// From the file of a draw. Errors: it cannot be read (MC1000).
    pub fn parse(draw: &DrawId, bytes: &[u8]) -> Result<Self, Report> {
        let text = std::str::from_utf8(bytes).ok();
        text.and_then(|text| toml::from_str(text).ok()).ok_or_else(|| {
            let path = format!("secrets/draws/{draw}/{FILE}");
            let mut report = Report::default();
            report.push(Diagnostic::error("MC1000", Place::file(&path)).arg("path", &path));
            report
        })
    }

    /// The bytes of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        toml::to_string(self).expect("texts and lists of texts are a table").into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_come_back_with_what_others_wrote() {
        let text = "place = \"一楼会议室\"\ncopies = 2\n\n[seat]\nleft = \"张\"\n";
        let draw = DrawId::parse("d").unwrap();
        let mut notes = Notes::parse(&draw, text.as_bytes()).unwrap();
        notes.present.push("李四（县纪委）".into());
        notes.entered.push(Entered { beacon: "kl8 2026033".into(), ..Entered::default() });
        let again = Notes::parse(&draw, &notes.to_bytes()).unwrap();
        assert_eq!(again, notes);
        assert_eq!(again.rest["copies"].as_integer(), Some(2));
        assert_eq!(Notes::parse(&draw, b"place = ").unwrap_err().diagnostics[0].code, "MC1000");
    }
}
