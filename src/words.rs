//! The word files: every sentence shown to people, by key, in one language. In: TOML texts of
//! `themes/NAME/words/LANG/*.toml` (embedded, or overridden key by key). Out: sentences with `{name}` filled in. A missing
//! key is never silent: it comes out as `⟦key⟧`, and a test walks all keys of both languages.

use rustc_hash::FxHashMap;

/// All words of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Language tag, `zh-CN` or `en`.
    pub lang: String,
    entries: FxHashMap<String, String>,
}

impl Words {
    /// Merges TOML texts in order; later ones override. Errors: the text of the TOML error.
    pub fn from_toml<'a>(lang: &str, texts: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut words = Self { lang: lang.to_owned(), entries: FxHashMap::default() };
        for text in texts {
            let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
            words.flatten("", table)?;
        }
        Ok(words)
    }

    fn flatten(&mut self, prefix: &str, table: toml::Table) -> Result<(), String> {
        for (key, value) in table {
            let key = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
            match value {
                toml::Value::String(text) => {
                    self.entries.insert(key, text);
                }
                toml::Value::Table(inner) => self.flatten(&key, inner)?,
                other => return Err(format!("{key}: a text was expected, found {}", other.type_str())),
            }
        }
        Ok(())
    }

    /// The sentence of a key, or `⟦key⟧`.
    pub fn get(&self, key: &str) -> String {
        self.entries.get(key).cloned().unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// The sentence of a key as it stands in the file.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.entries.get(key).map(String::as_str)
    }

    /// Whether the key exists.
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// All keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let mut keys: Vec<&str> = self.entries.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys.into_iter()
    }

    /// The sentence with `{name}` replaced by its argument, in one pass: a value is never searched for names.
    pub fn fill<'a>(&self, key: &str, args: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        let Some(pattern) = self.entries.get(key) else { return self.get(key) };
        let args: Vec<(&str, &str)> = args.into_iter().collect();
        let value = |wanted: &str| args.iter().rfind(|(name, _)| *name == wanted).map(|(_, value)| *value);
        let mut out = String::with_capacity(pattern.len() + 64);
        let mut rest = pattern.as_str();
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            let tail = &rest[open + 1..];
            match tail.find('}').and_then(|close| value(&tail[..close]).map(|value| (close, value))) {
                Some((close, value)) => {
                    out.push_str(value);
                    rest = &tail[close + 1..];
                }
                None => {
                    out.push('{');
                    rest = tail;
                }
            }
        }
        out.push_str(rest);
        out
    }
}

/// The names `{name}` of a sentence, in their order.
pub fn placeholders(sentence: &str) -> impl Iterator<Item = &str> {
    let after = sentence.split('{').skip(1);
    let names = after.filter_map(|rest| rest.split_once('}').map(|(name, _)| name));
    names.filter(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
}
