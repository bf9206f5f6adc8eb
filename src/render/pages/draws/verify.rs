//! The lines a reader types to recompute a draw with nothing but the computer's own programs (protocol sections 5 and 6).

use crate::render::Context;
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;

/// One thing to check: what is asked, the line, the answer it must give.
#[derive(Serialize)]
pub(super) struct Line {
    about: String,
    shell: String,
    answer: Option<String>,
}

fn line(context: &Context<'_>, key: &str, shell: String, answer: Option<String>) -> Line {
    Line { about: context.words.get(&format!("draw.verify.{key}")), shell, answer }
}

/// The lines that apply in the draw's state.
pub(super) fn lines(context: &Context<'_>, record: &DrawRecord) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(commit) = &record.commit {
        lines.push(line(context, "commit", "sha256sum commit.txt".into(), record.commit_digest.clone()));
        lines.push(line(context, "roster", "sha256sum roster.csv".into(), Some(commit.roster.0.clone())));
        lines.push(line(
            context,
            "windows",
            "certutil -hashfile commit.txt SHA256".into(),
            record.commit_digest.clone(),
        ));
        for (party, nonce) in nonces(record) {
            let committed = commit.nonce_commits.iter().find(|(name, _)| *name == party).map(|(_, hex)| hex.clone());
            let shell = format!(
                "printf 'mingchou/nonce/1\\n%s\\n%s\\n%s\\n%s\\n' {} {} {party} {nonce} | sha256sum",
                commit.log, commit.draw
            );
            lines.push(line(context, "nonce", shell, committed));
        }
    }
    if record.state == DrawState::Revealed {
        lines.push(line(context, "seed", "sha256sum seed.txt".into(), record.seed_digest.clone()));
    }
    if let (Some(seed), Some(first)) = (&record.seed_digest, record.drawn.first()) {
        let shell = format!("printf '%s%s' {seed} {} | sha256sum", first.object);
        lines.push(line(context, "ticket", shell, Some(first.ticket.clone())));
    }
    lines.push(line(context, "program", format!("mingchou verify --draw draws/{}", record.id), None));
    lines
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
