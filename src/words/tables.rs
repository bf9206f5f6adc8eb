//! A word file as keys and sentences. In: its TOML text. Out: every sentence with the dotted key of its table. The build script
//! reads this file too: it compiles the built-in words, so that no command has to.

/// Keys and sentences of a word file. Errors: the text of the TOML error, or the key that holds something else than a text.
pub(super) fn sentences(text: &str) -> Result<Vec<(String, String)>, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let mut found = Vec::new();
    flatten("", table, &mut found)?;
    Ok(found)
}

fn flatten(prefix: &str, table: toml::Table, found: &mut Vec<(String, String)>) -> Result<(), String> {
    for (key, value) in table {
        let key = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::String(text) => found.push((key, text)),
            toml::Value::Table(inner) => flatten(&key, inner, found)?,
            other => return Err(format!("{key}: a text was expected, found {}", other.type_str())),
        }
    }
    Ok(())
}
