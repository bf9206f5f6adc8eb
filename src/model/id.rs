//! Identifiers, each with the grammar of `docs/protocol.md` section 2. In: text. Out: a checked id. Never trims or
//! repairs: an id that needs repair is refused. Up to 23 bytes stand in the value itself: a large county holds millions of them.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {kind}")]
pub struct IdError {
    /// The offending text.
    pub text: String,
    /// What was expected, in English, for logs and tests.
    pub kind: &'static str,
}

/// What the characters of an object id tell about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdShape {
    /// It holds a letter `a` to `z`.
    pub is_small: bool,
    /// It is a bare code: exactly 18 letters and digits.
    pub is_bare: bool,
}

const ALNUM: u8 = 1;
const SMALL: u8 = 2;
const MARK: u8 = 4;
const DOT: u8 = 8;
const OTHER: u8 = 16;

/// Kinds of all bytes: a list of ten million ids is looked at byte by byte.
const KINDS: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    let mut at = 0;
    while at < 128 {
        kinds[at] = match at as u8 {
            b'0'..=b'9' | b'A'..=b'Z' => ALNUM,
            b'a'..=b'z' => ALNUM | SMALL,
            b'_' | b'-' => MARK,
            b'.' => DOT,
            _ => OTHER,
        };
        at += 1;
    }
    kinds
};

/// Object id grammar: 1 to 48 of `[0-9A-Za-z._-]`, first and last alphanumeric, no `..`. None for what is no object id.
pub fn object_id_shape(bytes: &[u8]) -> Option<IdShape> {
    leading_object_id(bytes).filter(|(len, _)| *len == bytes.len()).map(|(_, shape)| shape)
}

/// The object id that a line begins with: how long it is, and its shape.
pub fn leading_object_id(line: &[u8]) -> Option<(usize, IdShape)> {
    let (mut kinds, mut len) = (0, 0);
    for byte in line.iter().take(49) {
        let kind = KINDS[usize::from(*byte)];
        if kind == OTHER {
            break;
        }
        kinds |= kind;
        len += 1;
    }
    if !(1..=48).contains(&len) {
        return None;
    }
    if kinds & (MARK | DOT) != 0 {
        let (is_alnum, id) = (|byte: u8| KINDS[usize::from(byte)] & ALNUM != 0, &line[..len]);
        if !is_alnum(id[0]) || !is_alnum(id[len - 1]) {
            return None;
        }
        if kinds & DOT != 0 && id.windows(2).any(|pair| pair == b"..") {
            return None;
        }
    }
    let is_bare = len == 18 && kinds & (MARK | DOT) == 0;
    Some((len, IdShape { is_small: kinds & SMALL != 0, is_bare }))
}

/// Whether a text is an object id.
pub fn is_object_id(text: &str) -> bool {
    object_id_shape(text.as_bytes()).is_some()
}

/// Grammar of draw, task, class, party, stratum and tag: `[a-z0-9][a-z0-9-]{0,31}`.
pub fn is_word(text: &str) -> bool {
    is_word_of(text.as_bytes())
}

/// The same of bytes.
pub fn is_word_of(bytes: &[u8]) -> bool {
    (1..=32).contains(&bytes.len())
        && bytes[0] != b'-'
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
}

/// Inspector id grammar: `[0-9A-Za-z-]{1,24}`.
pub fn is_inspector_id(text: &str) -> bool {
    (1..=24).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $test:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(SmolStr);
        impl $name {
            /// Checks the grammar. Errors: [`IdError`] with the text as it came.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                if $test(text) { Ok(Self(SmolStr::new(text))) } else { Err(IdError { text: text.to_owned(), kind: $kind }) }
            }
            /// The id as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> { Self::parse(&text) }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String { id.0.into() }
        }
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str { &self.0 }
        }
    };
}

id!(/** 检查对象编号: permit number, credit code, or register number with a site part. */ ObjectId, "an object id", is_object_id);
id!(/** 执法证号 of an inspector. */ InspectorId, "an inspector id", is_inspector_id);
id!(/** A draw, also the name of its folder, e.g. `2026q2-key`. */ DrawId, "a draw id", is_word);
id!(/** 抽查任务编号, e.g. `key-2026`. */ TaskId, "a task id", is_word);
id!(/** 抽查事项编号 as printed, e.g. `5a`. */ ItemId, "an item id", is_word);
id!(/** A speciality tag such as `radiation`. */ Tag, "a tag", is_word);
