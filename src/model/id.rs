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

/// Object id grammar: 1 to 48 of `[0-9A-Za-z._-]`, first and last alphanumeric, no `..`.
pub fn is_object_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..=48).contains(&bytes.len())
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        && bytes[0].is_ascii_alphanumeric()
        && bytes[bytes.len() - 1].is_ascii_alphanumeric()
        && !text.contains("..")
}

/// Grammar of draw, task, class, party, stratum and tag: `[a-z0-9][a-z0-9-]{0,31}`.
pub fn is_word(text: &str) -> bool {
    let bytes = text.as_bytes();
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
