//! What the system, the zip reader and the network say, in words of ours. In: their message, or an IO error. Out: a sentence of the word
//! files for the usual reasons; what is unusual stays as it was said.

use crate::words::Words;
use std::io;

/// What an IO error says.
pub(super) fn of(words: &Words, fault: &io::Error) -> String {
    let kind = match fault.kind() {
        io::ErrorKind::NotFound => Some("not-found"),
        io::ErrorKind::AlreadyExists => Some("exists"),
        io::ErrorKind::PermissionDenied => Some("denied"),
        io::ErrorKind::IsADirectory => Some("folder"),
        io::ErrorKind::NotADirectory => Some("no-folder"),
        io::ErrorKind::InvalidData => Some("not-text"),
        io::ErrorKind::StorageFull => Some("full"),
        io::ErrorKind::ReadOnlyFilesystem => Some("read-only"),
        io::ErrorKind::TimedOut => Some("timeout"),
        io::ErrorKind::ConnectionRefused => Some("refused"),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => Some("reset"),
        io::ErrorKind::UnexpectedEof => Some("cut"),
        _ => None,
    };
    // Windows tells a file in use as a denial of its own kind; the number says more than the kind.
    let exact = fault.raw_os_error().and_then(|code| of_code(code, cfg!(windows)));
    match exact.or(kind) {
        Some(key) => word(words, key),
        None => plain(words, &fault.to_string()),
    }
}

/// A message in which the system has the last word: `FILE: Permission denied (os error 13)`. What stands before that stays.
pub(super) fn plain(words: &Words, text: &str) -> String {
    let Some(key) = key_of(text, cfg!(windows)) else { return text.to_owned() };
    let reason = word(words, key);
    match text.rsplit_once(": ").map(|(before, _)| before).filter(|before| names_something(before)) {
        Some(before) => words.fill("system.at", [("place", before), ("reason", reason.as_str())]),
        None => reason,
    }
}

/// Whether what stands before a reason is a path or an address and not a name of an error.
fn names_something(before: &str) -> bool {
    before.contains(['/', '\\', '.'])
}

fn word(words: &Words, key: &str) -> String {
    words.get(&format!("system.{key}"))
}

/// The word of a message, if it is a usual one.
fn key_of(text: &str, windows: bool) -> Option<&'static str> {
    let code = text.rsplit_once("(os error ").and_then(|(_, rest)| rest.strip_suffix(')')?.parse().ok());
    let lower = text.to_ascii_lowercase();
    let said = [
        ("unknownissuer", "tls-issuer"),
        ("unknown issuer", "tls-issuer"),
        ("expired", "tls-expired"),
        ("notvalidyet", "tls-expired"),
        ("notvalidforname", "tls-name"),
        ("not valid for name", "tls-name"),
        ("invalid peer certificate", "tls-other"),
        ("received fatal alert", "tls-none"),
        ("corrupt message", "tls-none"),
        ("invalidcontenttype", "tls-none"),
        ("failed to lookup address", "host"),
        ("name or service not known", "host"),
        ("no such host is known", "host"),
        ("connection refused", "refused"),
        ("connection reset", "reset"),
        ("peer disconnected", "reset"),
        ("broken pipe", "reset"),
        ("timed out", "timeout"),
        ("invalid zip archive", "zip"),
        ("could not find eocd", "zip"),
        ("invalid checksum", "zip-sum"),
        ("unexpected end of file", "cut"),
        ("failed to fill whole buffer", "cut"),
        ("valid utf-8", "not-text"),
    ];
    let known = said.iter().find(|(part, _)| lower.contains(part)).map(|(_, key)| *key);
    code.and_then(|code| of_code(code, windows)).or(known)
}

/// The word of a number of the system.
fn of_code(code: i32, windows: bool) -> Option<&'static str> {
    Some(match (windows, code) {
        (_, 2) | (true, 3) => "not-found",
        (false, 1 | 13) | (true, 5) => "denied",
        (false, 16 | 26) | (true, 32 | 33) => "in-use",
        (false, 17) | (true, 80 | 183) => "exists",
        (false, 20) | (true, 267) => "no-folder",
        (false, 21) => "folder",
        (false, 28 | 122) | (true, 39 | 112) => "full",
        (false, 30) | (true, 19) => "read-only",
        (false, 36) | (true, 206) => "long",
        (false, 5) | (true, 21 | 1117) => "device",
        (true, 53 | 64 | 67) => "share",
        (false, 101 | 113) | (true, 10051 | 10065) => "unreachable",
        (false, 104) | (true, 10053 | 10054) => "reset",
        (false, 110) | (true, 10060) => "timeout",
        (false, 111) | (true, 10061) => "refused",
        (true, 11001 | 11004) => "host",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::key_of;

    #[test]
    fn the_usual_messages_have_a_word_on_both_systems() {
        for (text, unix, windows) in [
            ("a/b: No such file or directory (os error 2)", Some("not-found"), Some("not-found")),
            ("另一个程序正在使用此文件，进程无法访问。 (os error 32)", None, Some("in-use")),
            ("拒绝访问。 (os error 5)", Some("device"), Some("denied")),
            ("磁盘空间不足。 (os error 112)", None, Some("full")),
            ("io: Connection refused (os error 111)", Some("refused"), Some("refused")),
            ("io: 由于目标计算机积极拒绝，无法连接。 (os error 10061)", None, Some("refused")),
            ("invalid peer certificate: UnknownIssuer", Some("tls-issuer"), Some("tls-issuer")),
            ("invalid Zip archive: Could not find EOCD", Some("zip"), Some("zip")),
            ("something else", None, None),
        ] {
            assert_eq!((key_of(text, false), key_of(text, true)), (unix, windows), "{text}");
        }
    }
}
