//! The word files: every sentence shown to people, by key, in one language. In: TOML texts of
//! `themes/NAME/words/LANG/*.toml`, compiled into the program or read key by key. Out: sentences with `{name}` filled in. A missing
//! key is never silent: it comes out as `⟦key⟧`, and a test walks all keys of both languages.

mod tables;

use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// All words of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Language tag, `zh-CN` or `en`.
    pub lang: String,
    entries: FxHashMap<Cow<'static, str>, Cow<'static, str>>,
}

/// The built-in words of both languages as the build script compiled them: key, NUL, sentence, NUL.
const BUILT_IN: [(&str, &str); 2] = [
    ("zh-CN", include_str!(concat!(env!("OUT_DIR"), "/zh-CN.words"))),
    ("en", include_str!(concat!(env!("OUT_DIR"), "/en.words"))),
];

impl Words {
    /// The words that the program carries: of a checker alone those that it needs. None in a language that it does not speak.
    pub fn built_in(lang: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(tag, _)| *tag == lang)?;
        let mut words = Self { lang: lang.to_owned(), entries: FxHashMap::default() };
        words.entries.reserve(text.bytes().filter(|byte| *byte == 0).count() / 2);
        let mut parts = text.split_terminator('\0');
        while let (Some(key), Some(sentence)) = (parts.next(), parts.next()) {
            words.entries.insert(Cow::Borrowed(key), Cow::Borrowed(sentence));
        }
        Some(words)
    }

    /// Merges TOML texts in order; later ones override. Errors: the text of the TOML error.
    pub fn from_toml<'a>(lang: &str, texts: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        Self { lang: lang.to_owned(), entries: FxHashMap::default() }.overridden(texts)
    }

    /// The same with the sentences of TOML texts, later ones instead of earlier ones and of those that were there. Errors: the text of the
    /// TOML error.
    pub fn overridden<'a>(mut self, texts: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        for text in texts {
            let sentences = tables::sentences(text)?;
            self.entries.extend(sentences.into_iter().map(|(key, text)| (Cow::Owned(key), Cow::Owned(text))));
        }
        Ok(self)
    }

    /// The sentence of a key, or `⟦key⟧`.
    pub fn get(&self, key: &str) -> String {
        self.find(key).map_or_else(|| format!("⟦{key}⟧"), str::to_owned)
    }

    /// The sentence of a key as it stands in the file.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.entries.get(key).map(Cow::as_ref)
    }

    /// Whether the key exists.
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// All keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let mut keys: Vec<&str> = self.entries.keys().map(Cow::as_ref).collect();
        keys.sort_unstable();
        keys.into_iter()
    }

    /// The sentence with `{name}` replaced by its argument, in one pass: a value is never searched for names.
    pub fn fill<'a>(&self, key: &str, args: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        let Some(pattern) = self.find(key) else { return self.get(key) };
        let args: Vec<(&str, &str)> = args.into_iter().collect();
        let value = |wanted: &str| args.iter().rfind(|(name, _)| *name == wanted).map(|(_, value)| *value);
        let mut out = String::with_capacity(pattern.len() + 64);
        let mut rest = pattern;
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
