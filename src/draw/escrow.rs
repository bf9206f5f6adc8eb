//! What is inside an envelope (protocol sections 4 and 9): the plain text `mingchou/escrow/1` of `docs/formats.md`. In: a party's
//! nonce, and of the bureau also salts and recusals. Out: its one spelling, and back; never encrypted here.

use super::commit::nonce_commit;
use super::text::{Message, is_hex64};
use super::{Commit, Fault, RecusalRow, lists};
use crate::model::{DrawId, InspectorId, ObjectId};
use std::collections::BTreeSet;

const FORMAT: &str = "mingchou/escrow/1";
/// Name under which faults of the plain text are told; no file of this name exists.
const FILE: &str = "escrow";

/// What a party put into escrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escrow {
    /// The draw.
    pub draw: DrawId,
    /// The party.
    pub party: String,
    /// Its nonce, 64 hex digits.
    pub nonce: String,
    /// The bureau's: one salt for each object that will be drawn, in draw order. Others: none.
    pub salts: Vec<String>,
    /// The bureau's: the rows of `recusals.csv`. Others: none.
    pub recusals: Vec<RecusalRow>,
}

/// Name of the file a party's envelope is published in.
pub fn file_name(party: &str) -> String {
    format!("escrow-{party}.txt")
}

impl Escrow {
    /// Reads the plain text.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let keys = ["draw", "party", "nonce", "salt", "recusal"];
        let mut m = Message::open(FILE, bytes, FORMAT, &keys)?;
        let text = m.one("draw", 1)?[0];
        let draw = m.value(text, "word", |t| DrawId::parse(t).ok())?;
        let text = m.one("party", 1)?[0];
        let party = m.word(text)?;
        // A secret: what is not one is not said again.
        let hidden = |m: &Message<'_>, text: &str| {
            if is_hex64(text) { Ok(text.to_owned()) } else { Err(m.fault("hex", "")) }
        };
        let text = m.one("nonce", 1)?[0];
        let nonce = hidden(&m, text)?;
        let mut salts = Vec::new();
        let mut seen = BTreeSet::new();
        while let Some(fields) = m.optional("salt", 1)? {
            let salt = hidden(&m, fields[0])?;
            if !seen.insert(salt.clone()) {
                return Err(m.fault("salt-twice", ""));
            }
            salts.push(salt);
        }
        let mut recusals: Vec<RecusalRow> = Vec::new();
        while let Some(fields) = m.optional("recusal", 2)? {
            let object = ObjectId::parse(fields[0]).map_err(|_| m.fault("object-id", ""))?;
            let inspector = InspectorId::parse(fields[1]).map_err(|_| m.fault("inspector-id", ""))?;
            let row = RecusalRow { object, inspector };
            if recusals.last().is_some_and(|last| *last >= row) {
                return Err(m.fault("unsorted", ""));
            }
            recusals.push(row);
        }
        m.end()?;
        Ok(Self { draw, party, nonce, salts, recusals })
    }

    /// The plain text.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = format!("{FORMAT}\ndraw {}\nparty {}\nnonce {}\n", self.draw, self.party, self.nonce);
        for salt in &self.salts {
            out.push_str(&format!("salt {salt}\n"));
        }
        for row in &self.recusals {
            out.push_str(&format!("recusal {} {}\n", row.object, row.inspector));
        }
        out.into_bytes()
    }

    /// Reads what a party encrypted by itself: this format, or the file of its nonce as it is.
    pub fn of_party(draw: &DrawId, party: &str, bytes: &[u8]) -> Result<Self, Fault> {
        let bare = std::str::from_utf8(bytes).ok().and_then(|text| text.strip_suffix('\n')).filter(|t| is_hex64(t));
        match bare {
            Some(nonce) => Ok(Self {
                draw: draw.clone(),
                party: party.to_owned(),
                nonce: nonce.to_owned(),
                salts: Vec::new(),
                recusals: Vec::new(),
            }),
            None => Self::parse(bytes),
        }
    }

    /// Whether this is what `commit` fixed for the party: its nonce; the bureau's salts and recusals as well.
    pub fn check(&self, commit: &Commit, party: &str, whole: bool) -> Result<(), Fault> {
        if self.draw != commit.draw {
            return Err(Fault::new(FILE, "wrong-draw", self.draw.as_str()));
        }
        if self.party != party {
            return Err(Fault::new(FILE, "party-unknown", self.party.as_str()));
        }
        let hash = nonce_commit(&commit.log, commit.draw.as_str(), party, &self.nonce);
        if !commit.nonce_commits.iter().any(|(name, committed)| name == party && *committed == hash) {
            return Err(Fault::new(FILE, "nonce-commitment", party));
        }
        if !whole {
            // Only the bureau has salts and recusals to keep.
            let is_bare = self.salts.is_empty() && self.recusals.is_empty();
            return if is_bare { Ok(()) } else { Err(Fault::new(FILE, "unknown-key", "")) };
        }
        if self.salts.len() != drawn(commit) {
            return Err(Fault::new(FILE, "drawn-differs", self.salts.len().to_string()));
        }
        if super::text::sha(&lists::write_recusals(&self.recusals)) != commit.recusals {
            return Err(Fault::new("recusals.csv", "hash-differs", ""));
        }
        Ok(())
    }
}

/// How many objects a commitment draws: the sum of its quotas.
pub fn drawn(commit: &Commit) -> usize {
    commit.quotas.iter().map(|(_, k)| usize::try_from(*k).unwrap_or(0)).sum()
}

/// The bytes of `salts.txt` below `secrets/`: a line for each salt, in draw order.
pub fn write_salts(salts: &[String]) -> Vec<u8> {
    salts.iter().map(|salt| format!("{salt}\n")).collect::<String>().into_bytes()
}

/// Reads `salts.txt`.
pub fn parse_salts(bytes: &[u8]) -> Result<Vec<String>, Fault> {
    let file = "salts.txt";
    let mut seen = BTreeSet::new();
    let lines = super::text::lines(file, bytes)?.into_iter().enumerate();
    lines
        .map(|(at, line)| match is_hex64(line) {
            false => Err(Fault::at(file, at + 1, "hex", "")),
            true if !seen.insert(line) => Err(Fault::at(file, at + 1, "salt-twice", "")),
            true => Ok(line.to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escrow() -> Escrow {
        let row = |object: &str| RecusalRow {
            object: ObjectId::parse(object).expect("an id"),
            inspector: InspectorId::parse("I1").expect("an id"),
        };
        Escrow {
            draw: DrawId::parse("2026q1-key").expect("an id"),
            party: "bureau".into(),
            nonce: "a".repeat(64),
            salts: vec!["1".repeat(64), "2".repeat(64)],
            recusals: vec![row("K1"), row("K2")],
        }
    }

    #[test]
    fn it_has_one_spelling() {
        let bytes = escrow().to_bytes();
        assert_eq!(Escrow::parse(&bytes), Ok(escrow()));
        let bare = Escrow { salts: vec![], recusals: vec![], ..escrow() };
        assert_eq!(Escrow::parse(&bare.to_bytes()), Ok(bare.clone()));
        let nonce = format!("{}\n", "a".repeat(64));
        assert_eq!(Escrow::of_party(&bare.draw, "bureau", nonce.as_bytes()), Ok(bare));
    }

    #[test]
    fn anything_else_is_refused_without_saying_a_secret() {
        let text = String::from_utf8(escrow().to_bytes()).expect("ASCII");
        for (from, to, code) in [
            ("escrow/1", "escrow/2", "format-line"),
            ("draw 2026q1-key", "draw Q1", "word"),
            ("party bureau", "party", "field-count"),
            ("nonce aa", "nonce Aa", "hex"),
            (&*"1".repeat(64), &*"2".repeat(64), "salt-twice"),
            ("recusal K1", "recusal K3", "unsorted"),
            ("recusal K1", "recusal K2", "unsorted"),
            ("recusal K1 I1", "recusal K1 _", "inspector-id"),
            ("recusal K1 I1", "recusal .K I1", "object-id"),
            ("recusal K1 I1\n", "pad 0\n", "unknown-key"),
            ("K2 I1\n", "K2 I1\r\n", "cr"),
            ("K2 I1\n", "K2 I1", "no-final-lf"),
            ("\ndraw", "\n\ndraw", "blank-line"),
            ("party bureau\n", "party bureau\nparty bureau\n", "key-twice"),
        ] {
            let broken = text.replacen(from, to, 1);
            assert_ne!(broken, text, "{from}");
            let fault = Escrow::parse(broken.as_bytes()).expect_err(from);
            assert_eq!(fault.code, code, "{from} -> {to}");
            assert!(fault.detail.len() < 64, "{fault:?}");
        }
    }

    #[test]
    fn only_the_bureau_keeps_more_than_a_nonce() {
        let text = include_bytes!("../../tests/vectors/committed/commit.txt");
        let mut commit = Commit::parse(text).expect("a good commitment");
        let draw = commit.draw.clone();
        let plain = Escrow { draw, party: commit.nonce_commits[0].0.clone(), ..escrow() };
        commit.nonce_commits[0].1 = nonce_commit(&commit.log, commit.draw.as_str(), &plain.party, &plain.nonce);
        let bare = Escrow { salts: vec![], recusals: vec![], ..plain.clone() };
        let code = |plain: &Escrow, whole| plain.check(&commit, &plain.party, whole).map_err(|fault| fault.code);
        assert_eq!(code(&bare, false), Ok(()));
        assert_eq!(code(&plain, false), Err("unknown-key"));
        assert_eq!(code(&bare, true), Err("drawn-differs"));
        let salts = (0..drawn(&commit)).map(|n| format!("{n:064}")).collect();
        assert_eq!(code(&Escrow { salts, ..plain }, true), Err("hash-differs"));
    }

    #[test]
    fn salts_are_lines_that_differ() {
        assert_eq!(parse_salts(&write_salts(&escrow().salts)), Ok(escrow().salts));
        let twice = write_salts(&["1".repeat(64), "1".repeat(64)]);
        assert_eq!(parse_salts(&twice).map_err(|fault| fault.code), Err("salt-twice"));
        assert_eq!(parse_salts(b"12\n").map_err(|fault| fault.code), Err("hex"));
    }
}
