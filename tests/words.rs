//! The word files: both languages say the same things with the same values, and what the code asks for exists.

use mingchou::words::Words;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Sentences of one word file, by key.
fn sentences(text: &str) -> BTreeMap<String, String> {
    fn walk(prefix: &str, table: &toml::Table, out: &mut BTreeMap<String, String>) {
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => walk(&format!("{prefix}{key}."), inner, out),
                value => drop(out.insert(format!("{prefix}{key}"), value.as_str().unwrap().to_owned())),
            }
        }
    }
    let mut out = BTreeMap::new();
    walk("", &text.parse().unwrap(), &mut out);
    out
}

/// Word files of a language, by name.
fn files(lang: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/gov/words").join(lang);
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, sentences(&fs::read_to_string(&path).unwrap()))
        })
        .collect()
}

/// The `{name}`s of a sentence.
fn names(sentence: &str) -> BTreeSet<&str> {
    let name = |part: &'_ str| part.split_once('}').map(|(name, _)| name.len());
    sentence.split('{').skip(1).filter_map(|part| name(part).map(|len| &part[..len])).collect()
}

#[test]
fn both_languages_have_the_same_files_keys_and_values() {
    let (chinese, english) = (files("zh-CN"), files("en"));
    assert_eq!(chinese.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
    for (file, sentences) in &chinese {
        let other = &english[file];
        assert_eq!(sentences.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{file}");
        for (key, sentence) in sentences {
            assert_eq!(names(sentence), names(&other[key]), "{file}: {key}");
            assert!(!sentence.trim().is_empty() && !other[key].trim().is_empty(), "{file}: {key} is empty");
        }
    }
}

#[test]
fn the_program_carries_the_sentences_of_the_word_files() {
    for lang in ["zh-CN", "en"] {
        let words = Words::built_in(lang).unwrap();
        let carried = words.keys().map(|key| (key.to_owned(), words.get(key))).collect::<BTreeMap<_, _>>();
        assert_eq!(carried, files(lang).into_values().flatten().collect(), "{lang}");
    }
    assert_eq!(Words::built_in("fr"), None);
}

#[test]
fn no_key_stands_in_two_files() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (file, sentences) in files("zh-CN") {
        for key in sentences.into_keys() {
            if let Some(first) = seen.insert(key.clone(), file.clone()) {
                panic!("{key} stands in {first} and in {file}");
            }
        }
    }
}

#[test]
fn english_sentences_are_english() {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let quoted =
        |text: &str| text.split(['“', '”', '"', '(', ')', '（', '）', '《', '》']).step_by(2).collect::<String>();
    for (file, sentences) in files("en") {
        for (key, sentence) in sentences {
            let bare = quoted(&sentence);
            if bare.chars().filter(|c| is_chinese(*c)).count() > bare.chars().filter(char::is_ascii_alphabetic).count()
            {
                panic!("{file}: {key} = {sentence:?}");
            }
        }
    }
}

/// Keys the page templates and the renderer name in full.
fn asked() -> BTreeSet<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut asked = BTreeSet::new();
    for (folder, openings) in [
        ("themes/gov/templates", &["t(key=\""][..]),
        ("src/render", &["words.get(\"", "context.say(\"", "words.fill(\"", "words.has(\""][..]),
    ] {
        for entry in walkdir::WalkDir::new(root.join(folder)).into_iter().map(Result::unwrap) {
            if !entry.file_type().is_file() {
                continue;
            }
            let text = fs::read_to_string(entry.path()).unwrap();
            for opening in openings {
                for rest in text.split(opening).skip(1) {
                    let (key, after) = rest.split_once('"').unwrap();
                    let is_whole = after.starts_with([')', ',']);
                    if is_whole && !key.ends_with('.') && key != "a.b" {
                        asked.insert((key.to_owned(), entry.file_name().to_string_lossy().into_owned()));
                    }
                }
            }
        }
    }
    asked
}

#[test]
fn every_key_the_pages_name_exists() {
    let known: BTreeSet<String> = files("zh-CN").into_values().flat_map(BTreeMap::into_keys).collect();
    let asked = asked();
    assert!(asked.len() > 200, "{}", asked.len());
    let missing: Vec<_> = asked.iter().filter(|(key, _)| !known.contains(key)).collect();
    assert_eq!(missing, Vec::<&(String, String)>::new());
}

/// `draw::SENTENCES` and `fault.CODE` of both languages speak of the same rules.
#[test]
fn every_rule_of_the_protocol_has_its_sentence_in_both_languages() {
    let codes: BTreeSet<String> = mingchou::draw::SENTENCES.iter().map(|(code, _)| format!("fault.{code}")).collect();
    for lang in ["zh-CN", "en"] {
        let known = files(lang).into_values().flat_map(BTreeMap::into_keys);
        let told: BTreeSet<String> = known.filter(|key| key.starts_with("fault.")).collect();
        let missing: Vec<_> = codes.difference(&told).collect();
        let idle: Vec<_> = told.difference(&codes).collect();
        assert_eq!((missing, idle), (Vec::new(), Vec::new()), "{lang}");
    }
}
