//! Ed25519 keys in the spelling of C2SP signed-note: `NAME+ID+BASE64`, ID the first four bytes of SHA-256 over name, LF, kind
//! and key. A log signs its checkpoints (kind 0x01), a witness cosigns them (kind 0x04, tlog-cosignature).

use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::Signer;
use sha2::{Digest, Sha256};
use std::fmt;

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    /// Checkpoints of a log.
    Log,
    /// Checkpoints of others, with a time.
    Witness,
}

impl KeyKind {
    fn byte(self) -> u8 {
        match self {
            Self::Log => 0x01,
            Self::Witness => 0x04,
        }
    }
}

fn key_id(name: &str, kind: KeyKind, key: &[u8]) -> [u8; 4] {
    let mut hash = Sha256::new();
    hash.update(name.as_bytes());
    hash.update([b'\n', kind.byte()]);
    hash.update(key);
    let hash = hash.finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn is_name(name: &str) -> bool {
    (1..=200).contains(&name.len()) && name.bytes().all(|b| (b'!'..=b'~').contains(&b) && b != b'+')
}

/// A key to check signatures with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    /// Name: the origin of a log, the name of a witness.
    pub name: String,
    /// First four bytes of the hash that names the key.
    pub id: [u8; 4],
    /// What it signs.
    pub kind: KeyKind,
    key: ed25519_dalek::VerifyingKey,
}

impl VerifierKey {
    /// Reads `NAME+ID+BASE64`, one line without its end. None where anything is not as the form has it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '+');
        let (name, id, data) = (parts.next()?, parts.next()?, parts.next()?);
        let data = BASE64_STANDARD.decode(data).ok()?;
        let (first, key) = data.split_first()?;
        let kind = [KeyKind::Log, KeyKind::Witness].into_iter().find(|kind| kind.byte() == *first)?;
        let bytes: [u8; 32] = key.try_into().ok()?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).ok()?;
        let found = Self { name: name.to_owned(), id: key_id(name, kind, &bytes), kind, key };
        (is_name(name) && !key.is_weak() && found.hex_id() == id).then_some(found)
    }

    fn hex_id(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.id))
    }

    /// Whether the key made this signature of these bytes.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = ed25519_dalek::Signature::from_slice(signature) else { return false };
        self.key.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = [&[self.kind.byte()], self.key.as_bytes().as_slice()].concat();
        write!(f, "{}+{}+{}", self.name, self.hex_id(), BASE64_STANDARD.encode(data))
    }
}

/// A key to sign with. Shown by nobody: it has no `Debug` that tells the secret.
pub struct SigningKey {
    name: String,
    kind: KeyKind,
    key: ed25519_dalek::SigningKey,
}

impl SigningKey {
    /// A key out of 32 random bytes. None where the name cannot be that of a key.
    pub fn from_seed(name: &str, kind: KeyKind, seed: &[u8; 32]) -> Option<Self> {
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        is_name(name).then(|| Self { name: name.to_owned(), kind, key })
    }

    /// Reads `PRIVATE+KEY+NAME+ID+BASE64`, the spelling of signed-note for keys that are kept.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim_end().strip_prefix("PRIVATE+KEY+")?.splitn(3, '+');
        let (name, id, data) = (parts.next()?, parts.next()?, parts.next()?);
        let data = BASE64_STANDARD.decode(data).ok()?;
        let (first, seed) = data.split_first()?;
        let kind = [KeyKind::Log, KeyKind::Witness].into_iter().find(|kind| kind.byte() == *first)?;
        let key = Self::from_seed(name, kind, seed.try_into().ok()?)?;
        (key.verifier().hex_id() == id).then_some(key)
    }

    /// As kept: whoever has this line can sign.
    pub fn to_secret(&self) -> String {
        let data = [&[self.kind.byte()], self.key.as_bytes().as_slice()].concat();
        format!("PRIVATE+KEY+{}+{}+{}\n", self.name, self.verifier().hex_id(), BASE64_STANDARD.encode(data))
    }

    /// The key others check with.
    pub fn verifier(&self) -> VerifierKey {
        let key = self.key.verifying_key();
        VerifierKey { name: self.name.clone(), id: key_id(&self.name, self.kind, key.as_bytes()), kind: self.kind, key }
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.verifier())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written_and_refused_otherwise() {
        for kind in [KeyKind::Log, KeyKind::Witness] {
            let key = SigningKey::from_seed("lots.example.gov.cn/140826", kind, &[7; 32]).unwrap();
            let text = key.verifier().to_string();
            assert_eq!(VerifierKey::parse(&text), Some(key.verifier()));
            let again = SigningKey::parse(&key.to_secret()).unwrap();
            assert_eq!(again.verifier(), key.verifier());
            assert!(!format!("{key:?}").contains(&key.to_secret()[40..]));
            for bad in [text.replace("140826", "140827"), text.replace('+', " "), format!("{text}A"), String::new()] {
                assert_eq!(VerifierKey::parse(&bad), None, "{bad}");
            }
        }
        assert!(SigningKey::from_seed("a+b", KeyKind::Log, &[7; 32]).is_none());
        assert!(SigningKey::from_seed("a b", KeyKind::Log, &[7; 32]).is_none());
    }
}
