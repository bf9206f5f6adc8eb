//! An envelope in escrow as everybody sees it: a file of the `age` format in ASCII armour. In: bytes. Out: for how many keys it was
//! made; who holds them the file does not tell. Nothing is decrypted here, and no key is known.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// The largest envelope that is accepted: the nonce, and salts and recusals of some thousand objects.
pub const LARGEST_ENVELOPE: usize = 1 << 20;

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";
/// Characters of a full line of armour.
const WIDTH: usize = 64;

/// The head of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Kind of each key it was made for (`X25519`, …), in the order of the file; fillers that open nothing are left out.
    pub keys: Vec<String>,
}

impl Envelope {
    /// Reads an envelope. None: not armoured, not of the format, or with bytes around it.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let binary = armoured(bytes)?;
        let mut rest = binary.strip_prefix(b"age-encryption.org/v1\n")?;
        let mut keys = Vec::new();
        loop {
            let line = line(&mut rest)?;
            if let Some(mac) = line.strip_prefix("--- ") {
                let mac = STANDARD_NO_PAD.decode(mac).ok()?;
                // A nonce of 16 bytes and at least one empty chunk with its tag follow.
                return (mac.len() == 32 && rest.len() >= 32 && !keys.is_empty()).then_some(Self { keys });
            }
            let kind = line.strip_prefix("-> ")?.split(' ').next().filter(|kind| !kind.is_empty())?.to_owned();
            while body(self::line(&mut rest)?)? {}
            if !kind.ends_with("-grease") {
                keys.push(kind);
            }
        }
    }

    /// Whether a passphrase opens it. Such a file may be guessed at for ever once it is published.
    pub fn is_passphrase(&self) -> bool {
        self.keys.iter().any(|kind| kind == "scrypt")
    }
}

/// The bytes inside the armour: full lines of base64, a last one that is not longer, LF after every line.
fn armoured(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let inside = text.strip_prefix(BEGIN)?.strip_prefix('\n')?;
    let inside = inside.strip_suffix('\n')?.strip_suffix(END)?.strip_suffix('\n')?;
    let lines: Vec<&str> = inside.split('\n').collect();
    let (last, full) = lines.split_last()?;
    if full.iter().any(|line| line.len() != WIDTH) || last.is_empty() || last.len() > WIDTH {
        return None;
    }
    STANDARD.decode(lines.concat()).ok()
}

/// The next line of a head, without its LF.
fn line<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let (line, after) = (&rest[..end], &rest[end + 1..]);
    *rest = after;
    std::str::from_utf8(line).ok().filter(|line| line.bytes().all(|byte| (b' '..=b'~').contains(&byte)))
}

/// A line of a key's body. Out: whether another one follows; the last one is shorter than a full line.
fn body(line: &str) -> Option<bool> {
    STANDARD_NO_PAD.decode(line).ok().filter(|_| line.len() <= WIDTH)?;
    Some(line.len() == WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn armour(binary: &[u8]) -> String {
        let text = STANDARD.encode(binary);
        let lines: Vec<&str> =
            text.as_bytes().chunks(WIDTH).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
        format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"))
    }

    fn file(stanzas: &str) -> String {
        let mac = STANDARD_NO_PAD.encode([7; 32]);
        let mut binary = format!("age-encryption.org/v1\n{stanzas}--- {mac}\n").into_bytes();
        binary.extend([9; 40]);
        armour(&binary)
    }

    const KEY: &str = "-> X25519 AAAA\nAAAA\n";

    #[test]
    fn keys_are_counted_and_fillers_are_not() {
        let keys = |text: String| Envelope::parse(text.as_bytes()).map(|envelope| envelope.keys);
        assert_eq!(keys(file(KEY)), Some(vec!["X25519".to_owned()]));
        assert_eq!(keys(file(&format!("{KEY}-> ?x-grease a b\n\n{KEY}"))).map(|keys| keys.len()), Some(2));
        let long = format!("-> ssh-rsa x\n{}\nAAAA\n", "A".repeat(64));
        assert_eq!(keys(file(&long)), Some(vec!["ssh-rsa".to_owned()]));
        assert!(Envelope::parse(file("-> scrypt AAAA 18\nAAAA\n").as_bytes()).is_some_and(|e| e.is_passphrase()));
    }

    #[test]
    fn what_is_not_wholly_an_envelope_is_none() {
        let good = file(KEY);
        for (from, to) in [
            ("-----BEGIN", "\n-----BEGIN"),
            ("FILE-----\n", "FILE-----\r\n"),
            ("END AGE ENCRYPTED FILE-----\n", "END AGE ENCRYPTED FILE-----"),
            ("END AGE ENCRYPTED FILE-----\n", "END AGE ENCRYPTED FILE-----\nnonce\n"),
            ("YWdl", "YWdm"),
            ("YWdl", "Y Wdl"),
            ("YWdl", "YWdl\n"),
        ] {
            let broken = good.replacen(from, to, 1);
            assert_ne!(broken, good, "{from}");
            assert_eq!(Envelope::parse(broken.as_bytes()), None, "{from} -> {to}");
        }
        for stanzas in ["", "-> x-grease a\n\n", "X25519 AAAA\nAAAA\n", "-> \nAAAA\n"] {
            assert_eq!(Envelope::parse(file(stanzas).as_bytes()), None, "{stanzas}");
        }
        let short = armour(format!("age-encryption.org/v1\n{KEY}--- AAAA\n").as_bytes());
        assert_eq!(Envelope::parse(short.as_bytes()), None);
    }
}
