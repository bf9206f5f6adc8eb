//! Secrets of draws in the bureau's own texts. In: the texts as read, the draws. Out: a fault for every nonce of a draw that is
//! not over. Nothing secret is read for it: a nonce is known by the commitment to it that everybody can see.

use crate::diag::{Diagnostic, Place, Report};
use crate::draw::Commit;
use crate::draw::commit::nonce_commit;
use crate::load::Raw;
use crate::model::DrawId;
use crate::site::{DrawRecord, DrawState};
use std::collections::BTreeMap;

/// MC0538 for each line that holds a nonce of a committed or sealed draw. The value is never repeated.
pub(super) fn nonces(raw: &Raw, draws: &BTreeMap<DrawId, DrawRecord>, found: &mut Report) {
    let open: Vec<_> = draws
        .values()
        .filter(|draw| matches!(draw.state, DrawState::Committed | DrawState::Sealed))
        .filter_map(|draw| draw.commit.as_ref())
        .collect();
    if open.is_empty() {
        return;
    }
    for (path, text) in &raw.texts {
        scan(path, text, &open, found);
    }
    // An envelope is ciphertext. One that is not encrypted would publish the nonce with the commitment.
    for draw in draws.values().filter(|draw| draw.commit.as_ref().is_some_and(|commit| open.contains(&commit))) {
        for (name, bytes) in draw.files.iter().filter(|(name, _)| name.starts_with("escrow-")) {
            let path = format!("content/draws/{}/{name}", draw.id);
            scan(&path, &String::from_utf8_lossy(&bytes.bytes()), &open, found);
        }
    }
}

fn scan(path: &str, text: &str, open: &[&Commit], found: &mut Report) {
    let mut start = 0;
    for (row, line) in (1u32..).zip(text.split_inclusive('\n')) {
        let mut at = start;
        start += line.len();
        for token in line.split(|c: char| !c.is_ascii_hexdigit()) {
            let span = (at, token.len());
            // What parts two tokens is one character of the line; its length is looked up in the text.
            at += token.len() + text[at + token.len()..].chars().next().map_or(0, char::len_utf8);
            if token.len() != 64 {
                continue;
            }
            let nonce = token.to_ascii_lowercase();
            for commit in open {
                let committed = |party: &str| nonce_commit(&commit.log, commit.draw.as_str(), party, &nonce);
                for (party, hash) in &commit.nonce_commits {
                    if committed(party) == *hash {
                        let place = Place { row, span, ..Place::file(path) };
                        let fault = Diagnostic::error("MC0538", place).arg("draw", &commit.draw);
                        found.push(fault.arg("party", party));
                    }
                }
            }
        }
    }
}
