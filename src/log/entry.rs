//! Entries of the log (protocol section 10). In: `entries.txt`, each entry followed by one empty line. Out: entries, or every
//! broken rule with its line.

use super::LogFault;
use crate::model::{Time, parse_time, write_time};
use std::collections::{BTreeMap, BTreeSet};

const FORMAT: &str = "mingchou/entry/1";

/// Why a version may be taken back.
pub const WITHDRAWALS: [&str; 5] = ["personal-data", "state-secret", "trade-secret", "court-order", "error"];

/// What an entry says of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// This version is public, with so many bytes.
    Record {
        /// Length.
        bytes: u64,
    },
    /// This version is taken back.
    Withdraw {
        /// One of [`WITHDRAWALS`].
        reason: String,
    },
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path of the file in the site.
    pub path: String,
    /// SHA-256 of the version, hex.
    pub sha256: String,
    /// Record or withdrawal.
    pub action: Action,
    /// When it was appended.
    pub time: Time,
}

impl Entry {
    /// The leaf: five lines, the last LF included.
    pub fn to_text(&self) -> String {
        let (word, line) = match &self.action {
            Action::Record { bytes } => ("record", format!("bytes {bytes}")),
            Action::Withdraw { reason } => ("withdraw", format!("reason {reason}")),
        };
        format!("{FORMAT}\n{word} {}\nsha256 {}\n{line}\ntime {}\n", self.path, self.sha256, write_time(self.time))
    }

    /// Whether it makes a version public.
    pub fn is_record(&self) -> bool {
        matches!(self.action, Action::Record { .. })
    }

    fn parse(lines: &[&str]) -> Result<Self, (usize, &'static str, String)> {
        let value = |at: usize, key: &str| {
            let line: &str = lines[at];
            line.strip_prefix(key).and_then(|rest| rest.strip_prefix(' ')).ok_or((at, "entry-key", line.to_owned()))
        };
        if lines[0] != FORMAT {
            return Err((0, "format-line", lines[0].to_owned()));
        }
        let withdraws = lines[1].starts_with("withdraw ");
        let path = value(1, if withdraws { "withdraw" } else { "record" })?;
        if !is_path(path) {
            return Err((1, "path", path.to_owned()));
        }
        let sha256 = value(2, "sha256")?;
        if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err((2, "hex", sha256.to_owned()));
        }
        let action = if withdraws {
            let reason = value(3, "reason")?;
            if !WITHDRAWALS.contains(&reason) {
                return Err((3, "entry-reason", reason.to_owned()));
            }
            Action::Withdraw { reason: reason.to_owned() }
        } else {
            let bytes = value(3, "bytes")?;
            let number = bytes.parse::<u64>().ok().filter(|n| n.to_string() == bytes && *n < 1_000_000_000);
            Action::Record { bytes: number.ok_or((3, "integer", bytes.to_owned()))? }
        };
        let time = value(4, "time")?;
        let time = parse_time(time).ok_or((4, "time", time.to_owned()))?;
        Ok(Self { path: path.to_owned(), sha256: sha256.to_owned(), action, time })
    }
}

/// Whether a file of the site is a record (protocol section 10): every CSV below `data/`, every `.txt` and `.csv` of a draw.
pub fn is_record(path: &str) -> bool {
    let table = path.ends_with(".csv");
    (path.starts_with("data/") && table) || (path.starts_with("draws/") && (table || path.ends_with(".txt")))
}

/// PATH of protocol section 10.
fn is_path(text: &str) -> bool {
    let segment = |s: &str| {
        s.as_bytes().first().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    };
    text.len() <= 200 && !text.contains("..") && text.split('/').all(segment)
}

/// `entries.txt` of these entries.
pub fn entries_text(entries: &[Entry]) -> String {
    entries.iter().map(|entry| entry.to_text() + "\n").collect()
}

/// Reads `entries.txt`. Errors: the first broken line, or every entry that may not follow those before it.
pub fn read_entries(file: &str, bytes: &[u8]) -> Result<Vec<Entry>, Vec<LogFault>> {
    let fault = |line: usize, code, detail: String| vec![LogFault::new(file, line, code, detail)];
    let text = std::str::from_utf8(bytes).map_err(|_| fault(0, "not-utf8", String::new()))?;
    if text.starts_with('\u{feff}') {
        return Err(fault(1, "bom", String::new()));
    }
    if let Some(at) = text.split('\n').position(|line| line.contains('\r')) {
        return Err(fault(at + 1, "cr", String::new()));
    }
    let lines: Vec<&str> =
        text.strip_suffix('\n').ok_or_else(|| fault(0, "no-final-lf", String::new()))?.split('\n').collect();
    let mut entries = Vec::new();
    for (at, chunk) in lines.chunks(6).enumerate() {
        if chunk.len() < 6 || !chunk[5].is_empty() {
            return Err(fault(at * 6 + chunk.len(), "entry-shape", String::new()));
        }
        let entry = Entry::parse(chunk).map_err(|(line, code, detail)| fault(at * 6 + line + 1, code, detail))?;
        entries.push(entry);
    }
    let faults = sequence(file, &entries);
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

/// What may follow what: times, one entry a path below `draws/`, withdrawals of what was recorded.
fn sequence(file: &str, entries: &[Entry]) -> Vec<LogFault> {
    let mut faults = Vec::new();
    let mut spelt: BTreeMap<String, &str> = BTreeMap::new();
    let mut newest: BTreeMap<&str, &Entry> = BTreeMap::new();
    let mut recorded: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut withdrawn: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut before: Option<Time> = None;
    for (at, entry) in entries.iter().enumerate() {
        let mut fault = |line: usize, code, detail: &str| faults.push(LogFault::new(file, at * 6 + line, code, detail));
        if before.is_some_and(|before| entry.time < before) {
            fault(5, "entry-time", &write_time(entry.time));
        }
        before = Some(entry.time);
        let spelling = *spelt.entry(entry.path.to_ascii_lowercase()).or_insert(&entry.path);
        if spelling != entry.path {
            fault(2, "entry-case", &entry.path);
        }
        let version = (entry.path.as_str(), entry.sha256.as_str());
        let last = newest.get(version.0);
        match &entry.action {
            Action::Record { .. } if entry.path.starts_with("draws/") && last.is_some() => {
                fault(2, "entry-draw-twice", &entry.path);
            }
            Action::Record { .. } if last.is_some_and(|last| last.is_record() && last.sha256 == entry.sha256) => {
                fault(3, "entry-same", &entry.path);
            }
            Action::Record { .. } if withdrawn.contains(&version) => fault(3, "entry-again", &entry.path),
            Action::Record { .. } => {
                recorded.insert(version);
                newest.insert(version.0, entry);
            }
            Action::Withdraw { .. } if entry.path.starts_with("draws/") => {
                fault(2, "entry-draw-withdrawn", &entry.path);
            }
            Action::Withdraw { .. } if !recorded.contains(&version) || !withdrawn.insert(version) => {
                fault(3, "entry-withdraws-nothing", &entry.path);
            }
            Action::Withdraw { .. } => {
                // Of an older version it says nothing about the file that stands now.
                if last.is_some_and(|last| last.sha256 == entry.sha256) {
                    newest.insert(version.0, entry);
                }
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, hash: char, action: Action, time: &str) -> Entry {
        let time = parse_time(&format!("2026-05-06T{time}:00+08:00")).unwrap();
        Entry { path: path.into(), sha256: hash.to_string().repeat(64), action, time }
    }

    fn record(path: &str, hash: char, time: &str) -> Entry {
        entry(path, hash, Action::Record { bytes: 3 }, time)
    }

    fn withdraw(path: &str, hash: char, time: &str) -> Entry {
        entry(path, hash, Action::Withdraw { reason: "error".into() }, time)
    }

    fn codes(entries: &[Entry]) -> Vec<(usize, &'static str)> {
        match read_entries("entries.txt", entries_text(entries).as_bytes()) {
            Ok(read) => {
                assert_eq!(read, entries);
                Vec::new()
            }
            Err(faults) => faults.into_iter().map(|fault| (fault.line, fault.code)).collect(),
        }
    }

    #[test]
    fn a_log_reads_as_it_is_written() {
        let (a, b) = ("data/a.csv", "data/b.csv");
        assert_eq!(codes(&[record(a, '1', "09:00"), record(a, '2', "09:00"), withdraw(a, '1', "09:01")]), []);
        assert_eq!(codes(&[record(a, '1', "09:00"), record(a, '2', "09:00"), record(a, '1', "09:00")]), []);
        assert_eq!(codes(&[record(a, '1', "09:00"), record(b, '1', "08:59")]), [(11, "entry-time")]);
        assert_eq!(
            codes(&[record("data/xa.csv", '1', "09:00"), record("data/xA.csv", '2', "09:00")]),
            [(8, "entry-case")]
        );
        assert_eq!(codes(&[record(a, '1', "09:00"), record(a, '1', "09:00")]), [(9, "entry-same")]);
        assert_eq!(codes(&[withdraw(a, '1', "09:00")]), [(3, "entry-withdraws-nothing")]);
        let twice = [record(a, '1', "09:00"), withdraw(a, '1', "09:00"), withdraw(a, '1', "09:00")];
        assert_eq!(codes(&twice), [(15, "entry-withdraws-nothing")]);
        let again = [record(a, '1', "09:00"), withdraw(a, '1', "09:00"), record(a, '1', "09:00")];
        assert_eq!(codes(&again), [(15, "entry-again")]);
        let draw = "draws/2026q1-key/commit.txt";
        assert_eq!(codes(&[record(draw, '1', "09:00"), record(draw, '2', "09:00")]), [(8, "entry-draw-twice")]);
        assert_eq!(codes(&[record(draw, '1', "09:00"), withdraw(draw, '1', "09:00")]), [(8, "entry-draw-withdrawn")]);
    }

    #[test]
    fn every_other_spelling_is_refused() {
        let text = entries_text(&[record("data/a.csv", '1', "09:00"), withdraw("data/a.csv", '1', "09:01")]);
        let read = |text: &str| read_entries("entries.txt", text.as_bytes()).map_err(|faults| faults[0].code);
        assert!(read(&text).is_ok());
        for (from, to, code) in [
            ("entry/1", "entry/2", "format-line"),
            ("record data", "record  data", "path"),
            ("record data", "record ../data", "path"),
            ("record ", "Record ", "entry-key"),
            ("sha256 1111", "sha256 111A", "hex"),
            ("bytes 3", "bytes 03", "integer"),
            ("reason error", "reason none", "entry-reason"),
            ("T09:01", "T25:01", "time"),
            ("\n\n", "\n", "entry-shape"),
            ("\n\n", "\n\n\n", "entry-shape"),
            ("bytes 3\n", "bytes 3\r\n", "cr"),
        ] {
            assert_eq!(read(&text.replacen(from, to, 1)), Err(code), "{from:?}");
        }
        assert_eq!(read(text.trim_end()), Err("no-final-lf"));
        assert_eq!(read(&text[..text.len() - 1]), Err("entry-shape"));
        assert_eq!(read(&format!("\u{feff}{text}")), Err("bom"));
    }
}
