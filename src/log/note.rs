//! C2SP signed-note: a text whose every line ends in LF, an empty line, then lines `— NAME BASE64` with key id and signature.

use super::keys::{KeyKind, SigningKey, VerifierKey};
use base64::{Engine, prelude::BASE64_STANDARD};

/// Signatures a note may carry; more are refused.
const MOST: usize = 100;

/// A signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Name of the key.
    pub name: String,
    /// Key id.
    pub id: [u8; 4],
    /// What follows the key id: of a log 64 bytes, of a witness eight bytes of time and 64.
    pub bytes: Vec<u8>,
}

impl Signature {
    /// Whether this line names the key.
    pub fn is_by(&self, key: &VerifierKey) -> bool {
        self.name == key.name && self.id == key.id
    }

    /// The line, without its end.
    pub fn to_line(&self) -> String {
        let data = [self.id.as_slice(), self.bytes.as_slice()].concat();
        format!("\u{2014} {} {}", self.name, BASE64_STANDARD.encode(data))
    }

    /// Reads a line without its end.
    pub fn parse(line: &str) -> Option<Self> {
        let (name, data) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
        let data = BASE64_STANDARD.decode(data).ok()?;
        let (id, bytes) = data.split_first_chunk::<4>()?;
        let plain = !name.is_empty() && name.bytes().all(|b| (b'!'..=b'~').contains(&b) && b != b'+');
        (plain && !bytes.is_empty()).then(|| Self { name: name.to_owned(), id: *id, bytes: bytes.to_vec() })
    }
}

/// A signed note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What is signed, the last LF included.
    pub text: String,
    /// Signature lines, as they stand.
    pub signatures: Vec<Signature>,
}

impl Note {
    /// Reads a note. None where the form is broken: no empty line, no signature, a control character, a line that is none.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let whole = std::str::from_utf8(bytes).ok()?;
        if whole.chars().any(|c| c.is_control() && c != '\n') {
            return None;
        }
        let at = whole.rfind("\n\n")?;
        let (text, lines) = (&whole[..=at], whole[at + 2..].strip_suffix('\n')?);
        let signatures: Vec<Signature> = lines.split('\n').map(Signature::parse).collect::<Option<_>>()?;
        (signatures.len() <= MOST).then(|| Self { text: text.to_owned(), signatures })
    }

    /// The note as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lines: String = self.signatures.iter().map(|signature| signature.to_line() + "\n").collect();
        format!("{}\n{lines}", self.text).into_bytes()
    }

    /// Signs a text with a log's key.
    pub fn sign(text: String, key: &SigningKey) -> Self {
        let verifier = key.verifier();
        let signature = Signature { name: verifier.name, id: verifier.id, bytes: key.sign(text.as_bytes()).to_vec() };
        Self { text, signatures: vec![signature] }
    }

    /// Whether a log's key has signed this text, and no line in its name is wrong.
    pub fn is_signed_by(&self, key: &VerifierKey) -> bool {
        let mut own = self.signatures.iter().filter(|signature| signature.is_by(key)).peekable();
        key.kind == KeyKind::Log
            && own.peek().is_some()
            && own.all(|signature| key.verifies(self.text.as_bytes(), &signature.bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_note_is_not_signed() {
        let key = SigningKey::from_seed("log.example", KeyKind::Log, &[1; 32]).unwrap();
        let other = SigningKey::from_seed("log.example", KeyKind::Log, &[2; 32]).unwrap();
        let note = Note::sign("log.example\n3\nAAAA\n".into(), &key);
        let bytes = note.to_bytes();
        assert_eq!(Note::parse(&bytes), Some(note.clone()));
        assert!(note.is_signed_by(&key.verifier()));
        assert!(!note.is_signed_by(&other.verifier()));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(Note::parse(&changed).is_none_or(|note| !note.is_signed_by(&key.verifier())), "byte {at}");
        }
        assert_eq!(Note::parse(b"a\n\n"), None);
        assert_eq!(Note::parse(b"a\r\n\n\xe2\x80\x94 n AAAAAAAA\n"), None);
    }
}
