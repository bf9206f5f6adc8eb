//! The log against the crates `tlog_tiles` and `signed_note`, written by others from the same pages: each proves, the other checks.

use base64::{Engine, prelude::BASE64_STANDARD};
use mingchou::log::{
    Checkpoint, KeyKind, Node, Note, Signature, SigningKey, VerifierKey, consistency_proof, cosign, cosigned_at,
    inclusion_path, is_consistent, leaf_hash, root, root_of_leaves, root_of_path,
};
use mingchou::model::parse_time;
use signed_note::{Signer, StandardSigner, StandardVerifier, Verifier, VerifierList};
use tlog_tiles::{Hash, HashReader};

const ORIGIN: &str = "lots.example.gov.cn/140826";

/// A log of theirs: every hash it stores.
#[derive(Default)]
struct Theirs(Vec<Hash>);

impl HashReader for Theirs {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        Ok(indexes.iter().map(|at| self.0[usize::try_from(*at).unwrap()]).collect())
    }
}

fn lines(size: usize) -> Vec<Vec<u8>> {
    // Lengths of none, of half a block, of a block and of more.
    (0..size).map(|n| format!("{n}\n{}", "x".repeat(n * 37 % 150)).into_bytes()).collect()
}

fn theirs(lines: &[Vec<u8>]) -> Theirs {
    let mut log = Theirs::default();
    for (at, line) in lines.iter().enumerate() {
        let more = tlog_tiles::stored_hashes(at as u64, line, &log).unwrap();
        log.0.extend(more);
    }
    log
}

fn slices(lines: &[Vec<u8>]) -> impl Iterator<Item = &[u8]> {
    lines.iter().map(Vec::as_slice)
}

fn hashes(nodes: &[Node]) -> Vec<Hash> {
    nodes.iter().copied().map(Hash).collect()
}

fn nodes(hashes: &[Hash]) -> Vec<Node> {
    hashes.iter().map(|hash| hash.0).collect()
}

/// A proof, and what somebody could make of it.
fn forged(proof: &[Node]) -> Vec<Vec<Node>> {
    let mut all = vec![proof.to_vec()];
    for at in 0..proof.len() {
        let mut flipped = proof.to_vec();
        flipped[at][31] ^= 0x80;
        let mut shorter = proof.to_vec();
        shorter.remove(at);
        let mut longer = proof.to_vec();
        longer.insert(at, proof[at]);
        let mut turned = proof.to_vec();
        turned.swap(at, 0);
        all.extend([flipped, shorter, longer, turned]);
    }
    all.push([proof, &[[7; 32]]].concat());
    all
}

#[test]
fn roots_are_the_same() {
    let all = lines(300);
    let log = theirs(&all);
    let leaves: Vec<Node> = slices(&all).map(leaf_hash).collect();
    for size in 0..=all.len() {
        let foreign = tlog_tiles::tree_hash(size as u64, &log).unwrap().0;
        assert_eq!(root(slices(&all[..size])), foreign, "{size}");
        assert_eq!(root_of_leaves(&leaves[..size]), foreign, "{size}");
    }
}

#[test]
fn inclusion_proofs_are_the_same_and_judged_the_same() {
    let all = lines(70);
    let log = theirs(&all);
    let mut judged = [0, 0];
    for size in 1..=all.len() {
        let (n, tree) = (size as u64, tlog_tiles::tree_hash(size as u64, &log).unwrap());
        for at in 0..size {
            let own = inclusion_path(slices(&all[..size]), at).unwrap();
            assert_eq!(own, nodes(&tlog_tiles::prove_record(n, at as u64, &log).unwrap()), "{at} of {size}");
            for proof in forged(&own) {
                let foreign =
                    tlog_tiles::check_record(&hashes(&proof), n, tree, at as u64, Hash(leaf_hash(&all[at]))).is_ok();
                let here = root_of_path(&all[at], at, size, &proof) == Some(tree.0);
                assert_eq!(here, foreign, "{at} of {size}: {proof:?}");
                judged[usize::from(here)] += 1;
            }
        }
        assert!(tlog_tiles::prove_record(n, n, &log).is_err() && inclusion_path(slices(&all[..size]), size).is_none());
    }
    assert!(judged[0] > 20_000 && judged[1] >= 70 * 71 / 2, "{judged:?}");
}

#[test]
fn consistency_proofs_are_the_same_and_judged_the_same() {
    let all = lines(70);
    let log = theirs(&all);
    let leaves: Vec<Node> = slices(&all).map(leaf_hash).collect();
    let mut judged = [0, 0];
    for size in 1..=all.len() {
        let (n, tree) = (size as u64, root_of_leaves(&leaves[..size]));
        for old in 1..=size {
            let before = root_of_leaves(&leaves[..old]);
            let own = consistency_proof(&leaves[..size], old).unwrap();
            assert_eq!(own, nodes(&tlog_tiles::prove_tree(n, old as u64, &log).unwrap()), "{old} of {size}");
            for proof in forged(&own) {
                let foreign = tlog_tiles::check_tree(&hashes(&proof), n, Hash(tree), old as u64, Hash(before)).is_ok();
                let here = is_consistent(old, &before, size, &tree, &proof);
                assert_eq!(here, foreign, "{old} of {size}: {proof:?}");
                judged[usize::from(here)] += 1;
            }
        }
        assert!(tlog_tiles::prove_tree(n, 0, &log).is_err() && consistency_proof(&leaves[..size], 0).is_none());
        assert!(tlog_tiles::prove_tree(n, n + 1, &log).is_err());
    }
    assert!(judged[0] > 20_000 && judged[1] >= 70 * 71 / 2, "{judged:?}");
}

fn key(kind: KeyKind, byte: u8) -> SigningKey {
    SigningKey::from_seed(if kind == KeyKind::Log { ORIGIN } else { "witness.example" }, kind, &[byte; 32]).unwrap()
}

fn known(key: &VerifierKey) -> VerifierList {
    VerifierList::new(vec![Box::new(StandardVerifier::new(&key.to_string()).unwrap())])
}

/// What the foreign crates say of a checkpoint's file: size and root if its note is signed and its text a checkpoint.
fn foreign(bytes: &[u8], key: &VerifierKey) -> Option<(usize, Node)> {
    let note = signed_note::Note::from_bytes(bytes).ok()?;
    note.verify(&known(key)).ok()?;
    let found = tlog_tiles::Checkpoint::from_bytes(note.text()).ok()?;
    let plain = found.origin() == key.name && found.extension().is_empty();
    plain.then(|| (usize::try_from(found.size()).unwrap(), found.hash().0))
}

/// What we say of it.
fn ours(bytes: &[u8], key: &VerifierKey) -> Option<(usize, Node)> {
    let note = Note::parse(bytes).filter(|note| note.is_signed_by(key))?;
    let found = Checkpoint::parse(&note.text).filter(|found| found.origin == key.name)?;
    Some((found.size, found.root))
}

#[test]
fn either_opens_the_checkpoints_of_the_other() {
    let key = key(KeyKind::Log, 1);
    let signer = StandardSigner::new(key.to_secret().trim_end()).unwrap();
    assert_eq!(signer.key_id().to_be_bytes(), key.verifier().id);
    for size in [0, 1, 7, 1000, 123_456_789] {
        let head = Checkpoint { origin: ORIGIN.into(), size, root: [u8::try_from(size % 251).unwrap(); 32] };
        let own = head.sign(&key).to_bytes();
        assert_eq!(foreign(&own, &key.verifier()), Some((size, head.root)));
        let text = tlog_tiles::Checkpoint::new(ORIGIN, size as u64, Hash(head.root), "").unwrap().to_bytes();
        let mut note = signed_note::Note::new(&text, &[]).unwrap();
        note.add_sigs(&[&signer]).unwrap();
        assert_eq!(note.to_bytes(), own, "Ed25519 has one signature, and the form one spelling");
        assert_eq!(ours(&note.to_bytes(), &key.verifier()), Some((size, head.root)));
    }
}

#[test]
fn a_changed_checkpoint_is_judged_the_same() {
    let (key, other) = (key(KeyKind::Log, 1), key(KeyKind::Witness, 2));
    let mut note = Checkpoint { origin: ORIGIN.into(), size: 305, root: [9; 32] }.sign(&key);
    note.signatures.push(cosign(&note, &other, parse_time("2026-11-05T09:00:00+08:00").unwrap()).unwrap());
    let bytes = note.to_bytes();
    let mut accepted = 0;
    let mut judge = |changed: Vec<u8>, what: String| {
        let (own, foreign) = (ours(&changed, &key.verifier()), foreign(&changed, &key.verifier()));
        assert_eq!(own, foreign, "{what}: {}", String::from_utf8_lossy(&changed));
        assert!(own.is_none_or(|found| found == (305, [9; 32])), "{what}");
        accepted += usize::from(own.is_some());
    };
    judge(bytes.clone(), "as it was".into());
    for at in 0..bytes.len() {
        for byte in [bytes[at] ^ 1, bytes[at] ^ 0x20, b'\n', b' ', b'+', b'=', b'\r', 0, 0xff] {
            let mut changed = bytes.clone();
            changed[at] = byte;
            judge(changed, format!("byte {at} as {byte}"));
            let mut longer = bytes.clone();
            longer.insert(at, byte);
            judge(longer, format!("{byte} before byte {at}"));
        }
        let mut shorter = bytes.clone();
        shorter.remove(at);
        judge(shorter, format!("without byte {at}"));
        judge(bytes[..at].to_vec(), format!("cut at byte {at}"));
    }
    // Only the line of the witness may change: who does not know the witness cannot tell.
    let witness = note.signatures[1].to_line().len() + 1;
    assert!(accepted > 100 && accepted < witness * 20, "{accepted}");
}

/// Ours is the stricter of the two in three places, all of them outside what either writes.
#[test]
fn where_ours_refuses_more() {
    let key = key(KeyKind::Log, 1);
    let note = Checkpoint { origin: ORIGIN.into(), size: 3, root: [9; 32] }.sign(&key);
    let mut twice = note.clone();
    twice.signatures.push(Signature { bytes: vec![0; 64], ..note.signatures[0].clone() });
    let line = |name: &str| [note.to_bytes(), format!("\u{2014} {name} AAAAAAAA\n").into_bytes()].concat();
    for changed in [twice.to_bytes(), line("d\u{e9}p\u{f4}t"), line("a\u{7f}b")] {
        assert_eq!(foreign(&changed, &key.verifier()), Some((3, [9; 32])));
        assert_eq!(ours(&changed, &key.verifier()), None);
    }
}

#[test]
fn a_cosignature_is_a_signature_of_its_own_text() {
    let (log, witness) = (key(KeyKind::Log, 1), key(KeyKind::Witness, 2));
    let head = Checkpoint { origin: ORIGIN.into(), size: 12, root: [9; 32] };
    let time = parse_time("2026-05-06T09:30:00+08:00").unwrap();
    let note = head.sign(&log);
    let line = cosign(&note, &witness, time).unwrap();
    // Their reading of the line, and their name of the key: kind 0x04 and the key.
    let found = signed_note::Signature::from_bytes(line.to_line().as_bytes()).unwrap();
    let spelled = witness.verifier().to_string();
    // A digit of base64 may itself be `+`: the key is all that follows the second one.
    let data = BASE64_STANDARD.decode(spelled.splitn(3, '+').nth(2).unwrap()).unwrap();
    assert_eq!((found.name(), found.id()), ("witness.example", signed_note::key_id("witness.example", &data)));
    assert_eq!((data[0], found.signature().len()), (4, 72));
    // 2026-05-06 09:30 in Beijing, by the calendar of another: 20,579 days and an hour and a half after 1970 began.
    let seconds = 20_579 * 86_400 + 5_400_u64;
    assert_eq!(found.signature()[..8], seconds.to_be_bytes());
    // Tell them that it is a key of kind 0x01, and what it signed is a plain text.
    let plain = SigningKey::from_seed("witness.example", KeyKind::Log, &[2; 32]).unwrap();
    let text = format!("cosignature/v1\ntime {seconds}\n{}", head.to_text());
    assert!(
        StandardVerifier::new(&plain.verifier().to_string()).unwrap().verify(text.as_bytes(), &found.signature()[8..])
    );
    // And what they sign, with the time before it, is a cosignature for us.
    let signer = StandardSigner::new(plain.to_secret().trim_end()).unwrap();
    let signature = [seconds.to_be_bytes().as_slice(), &signer.sign(text.as_bytes()).unwrap()].concat();
    let theirs = Signature { name: found.name().into(), id: found.id().to_be_bytes(), bytes: signature };
    assert_eq!(cosigned_at(&note, &theirs, &witness.verifier()), Some(time));
    assert_eq!(theirs, line);
}
