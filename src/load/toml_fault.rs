//! What the TOML reader says of a fault, as a key of the word files. In: its English sentence. Out: the key of our own sentence below `load.toml`.
//! The reader's sentences are not part of its interface: one that is not known here is shown as it is.

/// Beginnings of its sentences and the key of each.
const KNOWN: [(&str, &str); 24] = [
    ("string values must be quoted", "load.toml.quoted"),
    ("key with no value", "load.toml.no-value"),
    ("missing assignment", "load.toml.no-value"),
    ("invalid basic string", "load.toml.open-quote"),
    ("invalid literal string", "load.toml.open-quote"),
    ("invalid multi-line", "load.toml.open-quote"),
    ("missing opening quote", "load.toml.quoted"),
    ("duplicate key", "load.toml.twice"),
    ("unclosed table", "load.toml.heading"),
    ("unclosed array table", "load.toml.heading"),
    ("unclosed array", "load.toml.list"),
    ("unclosed inline table", "load.toml.brace"),
    ("missing comma", "load.toml.comma"),
    ("extra comma", "load.toml.commas"),
    ("unexpected leading zero", "load.toml.zero"),
    ("invalid date", "load.toml.date"),
    ("invalid time", "load.toml.date"),
    ("invalid datetime", "load.toml.date"),
    ("unexpected key or value", "load.toml.more"),
    ("extra `=`", "load.toml.equals"),
    ("invalid unquoted key", "load.toml.key"),
    ("unquoted keys cannot be empty", "load.toml.key"),
    ("invalid boolean", "load.toml.flag"),
    ("missing escaped value", "load.toml.backslash"),
];

/// The key of our sentence.
pub(super) fn word(said: &str) -> &'static str {
    let known = KNOWN.iter().find(|(beginning, _)| said.starts_with(beginning));
    known.map_or("load.toml.other", |(_, word)| word)
}
