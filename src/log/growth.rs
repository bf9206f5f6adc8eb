//! What a witness is shown when it is not handed the whole log (the request body of C2SP tlog-witness): the size it remembers, the
//! proof that the new head extends that head, the signed head. A few hundred bytes, for a stick or a message.

use super::book::Book;
use super::checkpoint::Checkpoint;
use super::merkle::{Node, is_consistent};
use super::note::Note;
use base64::{Engine, prelude::BASE64_STANDARD};

/// Nodes a proof may have; a log of 2^62 entries needs no more.
const MOST: usize = 63;

/// A head and the proof of where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// Size of the head that is extended; 0: none was seen before.
    pub old: usize,
    /// Consistency proof of RFC 6962.
    pub proof: Vec<Node>,
    /// The new head.
    pub note: Note,
}

impl Growth {
    /// From a head of `old` entries to the present one. None where the log has no head or is smaller.
    pub fn of(book: &Book, old: usize) -> Option<Self> {
        let note = book.notes.get(&book.entries.len())?.clone();
        let proof = if old == 0 { Vec::new() } else { book.proof_since(old)? };
        Some(Self { old, proof, note })
    }

    /// `old SIZE`, a node a line, an empty line, the note.
    pub fn to_bytes(&self) -> Vec<u8> {
        let nodes: String = self.proof.iter().map(|node| BASE64_STANDARD.encode(node) + "\n").collect();
        [format!("old {}\n{nodes}\n", self.old).into_bytes(), self.note.to_bytes()].concat()
    }

    /// Whether bytes begin like such a file.
    pub fn is_like(bytes: &[u8]) -> bool {
        bytes.starts_with(b"old ")
    }

    /// Reads such a file. None where it is not in its one spelling.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (head, note) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let old = lines.next()?.strip_prefix("old ")?;
        let size = old.parse::<usize>().ok().filter(|size| size.to_string() == old)?;
        let node = |line: &str| -> Option<Node> { BASE64_STANDARD.decode(line).ok()?.try_into().ok() };
        let proof: Vec<Node> = lines.map(node).collect::<Option<_>>()?;
        let found = Self { old: size, proof, note: Note::parse(note.as_bytes())? };
        (found.proof.len() <= MOST && found.to_bytes() == bytes).then_some(found)
    }

    /// Whether the new head is `seen` or came after it.
    pub fn extends(&self, seen: &Checkpoint, head: &Checkpoint) -> bool {
        seen.origin == head.origin
            && seen.size == self.old
            && is_consistent(seen.size, &seen.root, head.size, &head.root, &self.proof)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::{Action, Entry, KeyKind, SigningKey};
    use crate::model::parse_time;

    fn book(entries: usize) -> Book {
        let key = SigningKey::from_seed("log.example", KeyKind::Log, &[1; 32]).unwrap();
        let time = parse_time("2026-05-06T09:30:00+08:00").unwrap();
        let entry = |n: usize| Entry {
            path: format!("data/t{n}.csv"),
            sha256: format!("{n:064x}"),
            action: Action::Record { bytes: 1 },
            time,
        };
        Book::new(key.verifier()).appended((0..entries).map(entry).collect(), &key).unwrap()
    }

    #[test]
    fn growth_is_read_as_it_is_written_and_proves_itself_from_every_size() {
        let now = book(9);
        for old in 0..=9 {
            let growth = Growth::of(&now, old).unwrap();
            assert_eq!(Growth::parse(&growth.to_bytes()), Some(growth.clone()), "{old}");
            if old > 0 {
                assert!(growth.extends(&book(old).head_now(), &now.head_now()), "{old}");
                assert!(!growth.extends(&book(old % 9 + 1).head_now(), &now.head_now()), "{old}");
            }
        }
        assert_eq!(Growth::of(&now, 10), None);
        let text = String::from_utf8(Growth::of(&now, 3).unwrap().to_bytes()).unwrap();
        for bad in [
            text.replacen("old 3", "old 03", 1),
            text.replacen("old 3", "old  3", 1),
            text.replacen("\n\n", "\n", 1),
            text.replacen('=', "", 1),
            format!("{text}\n"),
        ] {
            assert_eq!(Growth::parse(bad.as_bytes()), None, "{bad:?}");
        }
    }
}
