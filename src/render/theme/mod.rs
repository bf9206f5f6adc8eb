//! Templates, assets and words of a theme as values. In: the theme's files as bytes, by path. Out: rendered pages. The only
//! place that knows Tera. Never reads a file: who loads the theme decides where it comes from.
//!
//! There is one engine for each language the theme has words for, because a sentence without arguments is put into the
//! template when the theme is loaded: a missing key is found then, and ten thousand pages never look it up again.

mod layers;

pub use layers::{Files, ThemeFault, lay_over};

use crate::embedded;
use crate::output::Key;
use crate::words::{Words, placeholders};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{Kwargs, State, Tera};

/// A loaded theme.
pub struct Theme {
    languages: BTreeMap<String, Language>,
    assets: BTreeMap<String, Vec<u8>>,
    key: Key,
}

/// The theme in one language; an engine only where pages are made in it.
struct Language {
    words: Arc<Words>,
    engine: Option<Tera>,
}

impl Theme {
    /// Takes `templates/*`, `assets/*` and `words/LANG/*.toml`; pages are made in the languages named. Errors: the template engine's
    /// or the word file's own words, a template that names a missing key or leaves out an argument, a language without words.
    pub fn from_files(files: &Files, langs: &[&str]) -> Result<Self, String> {
        let mut templates = Vec::new();
        let mut assets = BTreeMap::new();
        let mut texts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (path, bytes) in files {
            let text = || std::str::from_utf8(bytes).map_err(|_| format!("{path} is not UTF-8"));
            if let Some(name) = path.strip_prefix("templates/") {
                templates.push((name, text()?));
            } else if let Some(name) = path.strip_prefix("assets/") {
                assets.insert(name.to_owned(), bytes.clone());
            } else if let Some((lang, _)) = path.strip_prefix("words/").and_then(|rest| rest.split_once('/')) {
                texts.entry(lang.to_owned()).or_default().push(text()?);
            }
        }
        if let Some(lang) = langs.iter().find(|lang| !texts.contains_key(**lang)) {
            return Err(format!("the theme has no words in {lang:?}"));
        }
        let language = |(lang, texts): (String, Vec<&str>)| {
            let words = Arc::new(embedded::words(&lang, &texts)?);
            let engine = langs.contains(&lang.as_str()).then(|| engine(&templates, &words)).transpose()?;
            Ok::<_, String>((lang, Language { words, engine }))
        };
        let languages: Vec<_> = texts.into_par_iter().map(language).collect();
        let parts: Vec<&[u8]> = files.iter().flat_map(|(path, bytes)| [path.as_bytes(), bytes]).collect();
        let key = Key::of(&parts);
        Ok(Self { languages: languages.into_iter().collect::<Result<_, _>>()?, assets, key })
    }

    /// Fingerprint of all its files: templates, assets and words.
    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// The theme's words of a language.
    pub fn words(&self, lang: &str) -> Option<&Words> {
        self.languages.get(lang).map(|language| language.words.as_ref())
    }

    /// Files below `assets/`, by name.
    pub fn assets(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.assets
    }

    /// Renders one template. Errors: the template engine's own words, with file, line and column.
    pub(super) fn render(&self, lang: &str, template: &str, data: &tera::Context) -> Result<Vec<u8>, String> {
        let engine = self.languages.get(lang).and_then(|language| language.engine.as_ref());
        let engine = engine.ok_or_else(|| format!("the theme makes no pages in {lang:?}"))?;
        let mut page = Vec::with_capacity(32 * 1024);
        engine.render_to(template, data, &mut page).map_err(|error| chain(&error))?;
        Ok(page)
    }
}

/// The engine of one language: functions first, because Tera refuses a template that names an unknown one.
fn engine(templates: &[(&str, &str)], words: &Arc<Words>) -> Result<Tera, String> {
    let mut engine = Tera::new();
    let sentences = Arc::clone(words);
    engine.register_function("t", move |kwargs: Kwargs, _: &State| sentence(&sentences, &kwargs));
    engine.register_filter("moments", |text: &str, _: Kwargs, _: &State| super::moments::mark(text));
    let mut ready = Vec::with_capacity(templates.len());
    for (name, text) in templates {
        if walks_fields(text) {
            return Err(format!("{name}: walks over the fields of a value, which stand in no order"));
        }
        ready.push((*name, fixed_sentences(name, text, words)?));
    }
    engine.add_raw_templates(ready).map_err(|error| chain(&error))?;
    Ok(engine)
}

/// `t(key="…", name=value, …)`: the sentence of a key. A missing key or argument is an error, never an empty place.
fn sentence(words: &Words, kwargs: &Kwargs) -> tera::TeraResult<String> {
    let key: &str = kwargs.must_get("key")?;
    let args: Vec<(String, String)> = kwargs
        .iter()
        .filter(|(name, _)| name.as_str() != Some("key"))
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect();
    let Some(pattern) = words.find(key) else {
        return Err(tera::Error::message(format!("no sentence {key:?} in {}", words.lang)));
    };
    if let Some(name) = unfilled(pattern, |name| args.iter().any(|(given, _)| given == name)) {
        return Err(tera::Error::message(format!("the sentence {key:?} needs {name:?}")));
    }
    Ok(words.fill(key, args.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
}

/// The first `{name}` of a sentence that nobody gives a value.
fn unfilled(sentence: &str, given: impl Fn(&str) -> bool) -> Option<String> {
    placeholders(sentence).find(|name| !given(name)).map(str::to_owned)
}

/// Puts every `{{ t(key="…") }}` without arguments into the template, escaped as the engine would.
fn fixed_sentences(name: &str, text: &str, words: &Words) -> Result<String, String> {
    const OPEN: &str = "{{ t(key=\"";
    const CLOSE: &str = "\") }}";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(OPEN) {
        let tail = &rest[start + OPEN.len()..];
        let Some(end) = tail.find('"').filter(|end| tail[*end..].starts_with(CLOSE)) else {
            out.push_str(&rest[..start + OPEN.len()]);
            rest = tail;
            continue;
        };
        let key = &tail[..end];
        if !words.has(key) {
            return Err(format!("{name}: no sentence {key:?} in {}", words.lang));
        }
        let sentence = words.get(key);
        if let Some(argument) = unfilled(&sentence, |_| false) {
            return Err(format!("{name}: the sentence {key:?} needs {argument:?}"));
        }
        if ["{{", "{%", "{#"].iter().any(|mark| sentence.contains(mark)) {
            return Err(format!("{name}: the sentence {key:?} holds a mark of the template engine"));
        }
        out.push_str(&rest[..start]);
        escape(&sentence, &mut out);
        rest = &tail[end + CLOSE.len()..];
    }
    out.push_str(rest);
    Ok(out)
}

/// The five characters that HTML and XML need escaped.
pub(crate) fn escape(text: &str, out: &mut String) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let spelled = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(spelled);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

/// Whether a template has `{% for name, value in … %}`. The engine keeps fields unordered, and the same input must make the
/// same bytes.
fn walks_fields(text: &str) -> bool {
    let loops =
        text.split("{%").skip(1).filter_map(|tag| tag.trim_start_matches('-').trim_start().strip_prefix("for "));
    loops.into_iter().any(|rest| rest.split(" in ").next().is_some_and(|names| names.contains(',')))
}

/// An error with everything below it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut inner = error.source();
    while let Some(error) = inner {
        text.push_str(": ");
        text.push_str(&error.to_string());
        inner = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(page: &str, words: &str) -> Result<Theme, String> {
        let files = BTreeMap::from([
            ("templates/page.html".to_owned(), page.as_bytes().to_vec()),
            ("words/zh-CN/a.toml".to_owned(), words.as_bytes().to_vec()),
        ]);
        Theme::from_files(&files, &["zh-CN"])
    }

    fn render(page: &str, words: &str) -> Result<String, String> {
        let mut data = tera::Context::new();
        data.insert("count", &3);
        data.insert("which", "b");
        theme(page, words)?
            .render("zh-CN", "page.html", &data)
            .map(|bytes| String::from_utf8(bytes).expect("a page is UTF-8"))
    }

    #[test]
    fn sentences_are_filled_and_escaped() {
        assert_eq!(render(r#"{{ t(key="a") }}"#, "a = '甲 & <乙>'"), Ok("甲 &amp; &lt;乙&gt;".into()));
        assert_eq!(render(r#"{{ t(key="a", n=count) }}"#, "a = '共{n}家'"), Ok("共3家".into()));
        assert_eq!(render(r#"{{ t(key="a." ~ which) }}"#, "[a]\nb = '丙'"), Ok("丙".into()));
    }

    #[test]
    fn a_missing_key_or_argument_is_an_error() {
        let missing = render(r#"{{ t(key="b") }}"#, "a = '甲'");
        assert_eq!(missing, Err("page.html: no sentence \"b\" in zh-CN".into()));
        let unfilled = render(r#"{{ t(key="a") }}"#, "a = '共{n}家'");
        assert_eq!(unfilled, Err("page.html: the sentence \"a\" needs \"n\"".into()));
        let late = render(r#"{{ t(key="a." ~ which) }}"#, "a = '甲'").expect_err("no such key");
        assert!(late.contains("no sentence \"a.b\" in zh-CN"), "{late}");
        let argument = render(r#"{{ t(key="a", m=count) }}"#, "a = '共{n}家'").expect_err("no such argument");
        assert!(argument.contains("the sentence \"a\" needs \"n\""), "{argument}");
    }

    #[test]
    fn fields_of_a_value_are_not_walked() {
        let fault = theme("{%- for name, value in view %}{{ name }}{% endfor %}", "a = '甲'").err();
        assert_eq!(fault, Some("page.html: walks over the fields of a value, which stand in no order".into()));
        assert_eq!(render("{% for n in [count] %}{{ n }}{% endfor %}", "a = '甲'"), Ok("3".into()));
    }

    #[test]
    fn a_theme_without_words_is_refused() {
        let fault = Theme::from_files(&BTreeMap::new(), &["zh-CN"]).err();
        assert_eq!(fault, Some("the theme has no words in \"zh-CN\"".into()));
    }
}
