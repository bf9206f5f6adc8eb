//! The lines a reader types to recompute a draw with nothing but the computer's own programs (protocol sections 4 to 6), in the
//! draw's folder.

use super::sql::seed_text;
use crate::render::Still;
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;

/// One thing to check: what is asked, the line, the answer it must give.
#[derive(Serialize)]
pub(super) struct Line {
    about: String,
    shell: String,
    answer: Option<String>,
}

fn line(context: &Still<'_>, key: &str, shell: String, answer: Option<String>) -> Line {
    Line { about: context.words.get(&format!("draw.verify.{key}")), shell, answer }
}

/// The lines that apply in the draw's state.
pub(super) fn lines(context: &Still<'_>, record: &DrawRecord) -> Vec<Line> {
    let mut lines = lists(context, record);
    if record.state == DrawState::Revealed {
        lines.push(line(context, "seed", "sha256sum seed.txt".into(), record.seed_digest.clone()));
    }
    if let (Some(seed), Some(text)) = (&record.seed_digest, seed_text(record)) {
        // No part of the seed is free: it is built from its parts, never believed (protocol section 5).
        let shell = format!("printf '%s\\n' {} | sha256sum", text.lines().map(word).collect::<Vec<_>>().join(" "));
        lines.push(line(context, "rebuild", shell, Some(seed.clone())));
        if let Some(first) = record.drawn.first() {
            let shell = format!("printf '%s%s' {seed} {} | sha256sum", first.object);
            lines.push(line(context, "ticket", shell, Some(first.ticket.clone())));
        }
        lines.push(line(context, "tickets", tickets(seed), None));
    }
    lines.push(line(context, "program", "mingchou verify --draw .".into(), None));
    lines
}

/// Commitment, lists and nonces: what is fixed before anything is known.
fn lists(context: &Still<'_>, record: &DrawRecord) -> Vec<Line> {
    let sum =
        |key: &str, file: &str, answer: &String| line(context, key, format!("sha256sum {file}"), Some(answer.clone()));
    let mut lines = Vec::new();
    if let (Some(commit), Some(digest)) = (&record.commit, &record.commit_digest) {
        lines.push(sum("commit", "commit.txt", digest));
        lines.push(sum("roster", "roster.csv", &commit.roster.0));
        lines.push(sum("excluded", "excluded.csv", &commit.excluded.0));
        lines.push(sum("inspectors", "inspectors.csv", &commit.inspectors));
        if record.files.contains_key("recusals.csv") {
            lines.push(sum("recusals", "recusals.csv", &commit.recusals));
        }
        let windows = "certutil -hashfile commit.txt SHA256".to_owned();
        lines.push(line(context, "windows", windows, Some(digest.clone())));
        for (party, envelope) in &commit.escrows {
            lines.push(sum("escrow", &format!("escrow-{party}.txt"), envelope));
        }
        for (party, nonce) in nonces(record) {
            let committed = commit.nonce_commits.iter().find(|(name, _)| *name == party).map(|(_, hex)| hex.clone());
            let parts = ["mingchou/nonce/1", &commit.log, commit.draw.as_str(), &party, &nonce].map(word);
            let shell = format!("printf '%s\\n' {} | sha256sum", parts.join(" "));
            lines.push(line(context, "nonce", shell, committed));
        }
    }
    if let Some(short) = record.examined.as_ref().and_then(|found| found.shortfall.as_ref()) {
        lines.push(sum("shortfall", "excluded.csv", &short.excluded.0));
    }
    lines
}

/// Every ticket of the list, the smallest of each stratum first: `STRATUM TICKET ID`.
fn tickets(seed: &str) -> String {
    format!(
        "tail -n +2 roster.csv | while IFS=, read -r id name stratum tag; do printf '%s%s' {seed} \"$id\" | sha256sum | \
         {{ read -r ticket dash; echo \"$stratum $ticket $id\"; }}; done | LC_ALL=C sort"
    )
}

/// A value as one word of a shell. A log's origin may hold any visible ASCII.
fn word(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-' | b'_' | b'+' | b':' | b'@' | b',');
    match !value.is_empty() && value.bytes().all(plain) {
        true => value.to_owned(),
        false => format!("'{}'", value.replace('\'', r"'\''")),
    }
}

/// `nonce PARTY HEX` lines of the seed, or of the void or lost draw.
fn nonces(record: &DrawRecord) -> Vec<(String, String)> {
    let file = ["seed.txt", "void.txt", "lost.txt"].iter().find_map(|name| record.files.get(*name));
    let text = file.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    text.split('\n')
        .filter_map(|line| line.strip_prefix("nonce "))
        .filter_map(|rest| rest.split_once(' '))
        .map(|(party, nonce)| (party.to_owned(), nonce.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn a_word_of_a_shell_stays_one_word() {
        assert_eq!(word("lots.example.gov.cn/140826"), "lots.example.gov.cn/140826");
        assert_eq!(word("nonce bureau 00"), "'nonce bureau 00'");
        assert_eq!(word("a';rm$(x)`y`"), r"'a'\'';rm$(x)`y`'");
        assert_eq!(word(""), "''");
    }
}
