//! Every folder of `tests/vectors/` gets its verdict, and the good ones are rebuilt to the byte.

use crate::support::{read_folder, vectors};
use mingchou::draw::{Stage, examine};

/// Folder of `refuse/` and the rule that refuses it: a mere difference of hashes would not do.
const REFUSED: [(&str, &str); 69] = [
    ("commit-beacon-twice", "beacon-twice"),
    ("commit-drand-wrong-time", "drand-time"),
    ("commit-duplicate-roster-hash", "key-twice"),
    ("commit-fullwidth-digit", "not-ascii"),
    ("commit-issue-of-another-year", "issue-year"),
    ("commit-keys-out-of-order", "key-order"),
    ("commit-no-beacon", "key-missing"),
    ("commit-no-such-day", "no-such-day"),
    ("commit-one-slot", "slot-count"),
    ("commit-party-twice", "party-twice"),
    ("commit-period-grammar", "period"),
    ("commit-quota-not-in-order", "quota-order"),
    ("commit-quota-sum", "quota-sum"),
    ("commit-rate-over", "rate-range"),
    ("commit-rate-zero", "rate-range"),
    ("commit-reveal-far-away", "reveal-late"),
    ("commit-seal-late", "seal-late"),
    ("commit-seen-before-fresh", "strata-order"),
    ("commit-slack-ten", "slack-range"),
    ("commit-ssq-on-a-monday", "lottery-day"),
    ("commit-stratum-twice", "stratum-twice"),
    ("commit-stratum-without-quota", "stratum-without-quota"),
    ("commit-unknown-key", "unknown-key"),
    ("escrow-file-missing", "escrow-missing"),
    ("infeasible-no-speciality", "infeasible"),
    ("inspector-case-twin", "case-twin"),
    ("lost-other-list", "root-differs"),
    ("lost-team-not-as-leaves", "assign-not-as-leaves"),
    ("part-of-a-reveal", "part-of-a-reveal"),
    ("recusals-before-the-reveal", "unexpected-file"),
    ("roster-bom", "bom"),
    ("roster-case-twin", "case-twin"),
    ("roster-crlf", "cr"),
    ("roster-dot-id", "object-id"),
    ("roster-duplicate", "duplicate-id"),
    ("roster-empty-name", "empty-name"),
    ("roster-extra-field", "field-count"),
    ("roster-header", "header"),
    ("roster-id-space", "object-id"),
    ("roster-no-final-lf", "no-final-lf"),
    ("roster-quote", "forbidden-character"),
    ("roster-right-to-left", "forbidden-character"),
    ("roster-unsorted", "unsorted"),
    ("roster-zero-width", "forbidden-character"),
    ("salt-twice", "salt-twice"),
    ("seal-drand-signature", "drand-signature"),
    ("seal-evidence-missing", "evidence-missing"),
    ("seed-blank-line", "blank-line"),
    ("seed-bom", "host-changed"),
    ("seed-crlf", "host-changed"),
    ("seed-double-space", "double-space"),
    ("seed-extra-line", "unknown-key"),
    ("seed-leading-zero-round", "integer"),
    ("seed-no-final-lf", "host-changed"),
    ("seed-nonces-swapped", "nonce-order"),
    ("seed-trailing-space", "trailing-space"),
    ("seed-unsorted-balls", "beacon-not-canonical"),
    ("seed-uppercase-beacon", "beacon-not-canonical"),
    ("shortfall-with-roster", "unexpected-file"),
    ("slip-other-inspector", "slip-not-in-tree"),
    ("slip-path-short", "path-length"),
    ("substitution-skips-the-next", "substitution-not-next"),
    ("substitutions-empty", "no-rows"),
    ("unknown-file", "unexpected-file"),
    ("void-and-revealed", "mixture"),
    ("void-beacon-not-the-signed-one", "drand-value"),
    ("void-before-beacon-hides-nonces", "nonce-unaccounted"),
    ("void-hides-nonce", "nonce-unaccounted"),
    ("void-wrong-nonce", "nonce-commitment"),
];

#[test]
fn every_refused_folder_is_refused_by_its_rule() {
    let folders: Vec<String> = std::fs::read_dir(vectors().join("refuse"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(folders.len(), REFUSED.len());
    let mut wrong = Vec::new();
    for (folder, code) in REFUSED {
        let files = read_folder(&vectors().join("refuse").join(folder));
        let codes: Vec<&str> = match examine(&files, None) {
            Ok(found) => {
                wrong.push(format!("{folder}: accepted as {:?}", found.stage));
                continue;
            }
            Err(faults) => faults.iter().map(|fault| fault.code).collect(),
        };
        if codes != [code] {
            wrong.push(format!("{folder}: {codes:?} instead of {code}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_good_folder_has_its_stage() {
    for (folder, stage) in [
        ("small", Stage::Revealed),
        ("small-drand", Stage::Revealed),
        ("substituted", Stage::Revealed),
        ("committed", Stage::Committed),
        ("sealed", Stage::Sealed),
        ("void", Stage::Void),
        ("void-unopened", Stage::Void),
        ("lost", Stage::Lost),
        ("shortfall", Stage::Shortfall),
    ] {
        let found = examine(&read_folder(&vectors().join(folder)), None).unwrap_or_else(|f| panic!("{folder}: {f:?}"));
        assert_eq!(found.stage, stage, "{folder}");
    }
}
