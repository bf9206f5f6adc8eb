//! C2SP tlog-checkpoint and tlog-cosignature: `ORIGIN`, size, root, signed by the log; a witness adds a line with the time at
//! which it saw this tree as an extension of what it had seen before.

use super::Node;
use super::keys::{KeyKind, SigningKey, VerifierKey};
use super::note::{Note, Signature};
use crate::model::Time;
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, TimeDelta};

/// Beijing time is eight hours ahead of the seconds in a cosignature.
const EAST: TimeDelta = TimeDelta::hours(8);

/// The head of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log.
    pub origin: String,
    /// Number of entries.
    pub size: usize,
    /// Root of the tree.
    pub root: Node,
}

impl Checkpoint {
    /// The three lines that are signed.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64_STANDARD.encode(self.root))
    }

    /// Reads the text of a note. None where it is not exactly three lines in their spelling.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let root: Node = BASE64_STANDARD.decode(root).ok()?.try_into().ok()?;
        let found = Self { origin: origin.to_owned(), size: size.parse().ok()?, root };
        // Written again it must be the same text: no `+7`, no `007`, no other spelling of the root.
        (lines.next().is_none() && !origin.is_empty() && found.to_text() == text).then_some(found)
    }

    /// Origin, size and root on one line, for paper: `lots.example.gov.cn/140826 12 BASE64`.
    pub fn to_line(&self) -> String {
        self.to_text().trim_end().replace('\n', " ")
    }

    /// Reads a line from paper. None where it is not in its one spelling.
    pub fn parse_line(line: &str) -> Option<Self> {
        Self::parse(&(line.split(' ').collect::<Vec<_>>().join("\n") + "\n"))
    }

    /// Signs with the log's key.
    pub fn sign(&self, key: &SigningKey) -> Note {
        Note::sign(self.to_text(), key)
    }
}

fn message(text: &str, seconds: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {seconds}\n{text}").into_bytes()
}

/// The line a witness adds to the note of a checkpoint. None where the key is no witness's or the time lies before 1970.
pub fn cosign(note: &Note, key: &SigningKey, time: Time) -> Option<Signature> {
    let verifier = key.verifier();
    let seconds = u64::try_from((time - EAST).and_utc().timestamp()).ok()?;
    let signature = key.sign(&message(&note.text, seconds));
    let bytes = [seconds.to_be_bytes().as_slice(), &signature].concat();
    (verifier.kind == KeyKind::Witness).then_some(Signature { name: verifier.name, id: verifier.id, bytes })
}

/// When a witness saw this note, if the line is its own and right.
pub fn cosigned_at(note: &Note, line: &Signature, key: &VerifierKey) -> Option<Time> {
    let (seconds, signature) = line.bytes.split_first_chunk::<8>()?;
    let seconds = u64::from_be_bytes(*seconds);
    let good =
        key.kind == KeyKind::Witness && line.is_by(key) && key.verifies(&message(&note.text, seconds), signature);
    let moment = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?.naive_utc().checked_add_signed(EAST)?;
    good.then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::parse_time;

    #[test]
    fn a_checkpoint_has_one_spelling() {
        let text = Checkpoint { origin: "o".into(), size: 12, root: [9; 32] }.to_text();
        assert_eq!(Checkpoint::parse(&text).map(|c| c.size), Some(12));
        for bad in [
            text.replace("12", "012"),
            text.replace("12", "+12"),
            format!("{text}more\n"),
            text.trim_end().to_owned(),
            text.replace('o', ""),
            text.replace('=', ""),
        ] {
            assert_eq!(Checkpoint::parse(&bad), None, "{bad:?}");
        }
        let line = Checkpoint::parse(&text).unwrap().to_line();
        assert_eq!(line, "o 12 CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=");
        assert_eq!(Checkpoint::parse_line(&line).map(|c| c.size), Some(12));
        assert_eq!(Checkpoint::parse_line(&format!("{line} more")), None);
    }

    #[test]
    fn a_cosignature_tells_its_time_and_no_other() {
        let log = SigningKey::from_seed("o", KeyKind::Log, &[1; 32]).unwrap();
        let witness = SigningKey::from_seed("w", KeyKind::Witness, &[2; 32]).unwrap();
        let note = Checkpoint { origin: "o".into(), size: 12, root: [9; 32] }.sign(&log);
        let time = parse_time("2026-05-06T09:30:00+08:00").unwrap();
        let line = cosign(&note, &witness, time).unwrap();
        assert_eq!(cosigned_at(&note, &line, &witness.verifier()), Some(time));
        assert_eq!(cosigned_at(&note, &line, &log.verifier()), None);
        assert_eq!(cosign(&note, &log, time), None);
        let mut later = line.clone();
        later.bytes[7] ^= 1;
        assert_eq!(cosigned_at(&note, &later, &witness.verifier()), None);
        let other = Checkpoint { origin: "o".into(), size: 13, root: [9; 32] }.sign(&log);
        assert_eq!(cosigned_at(&other, &line, &witness.verifier()), None);
    }
}
