//! The files of the overview. In: an [`Overview`], a theme. Out: an [`OutputTree`]: the list of counties, a page a county, what stands
//! out, tables; each page in every language.

use super::facts::{County, Found};
use super::view::{self, Voice};
use super::{Overview, tables};
use crate::output::{Gate, OutputTree};
use crate::render::{Theme, alone};
use crate::words::Words;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The languages of the overview with their folders; the first is that of the tables.
const TONGUES: [(&str, &str); 2] = [("zh-CN", ""), ("en", "en/")];
/// What of the theme's `assets/` the pages use.
const ASSETS: [&str; 3] = ["site.css", "seal.svg", "size.js"];
/// The file that says that a folder holds an overview.
pub const MARKER: &str = "gather.txt";

/// A page of the frame.
#[derive(Serialize)]
struct Framed<'a, T: Serialize> {
    /// Name of the overview.
    name: &'a str,
    title: &'a str,
    /// `index`, `exceptions`, `county`.
    kind: &'a str,
    /// The same page in the other language: language, name, address from the root.
    other: [String; 3],
    page: T,
}

#[derive(Serialize)]
struct Index {
    summary: String,
    figures: Vec<view::Figure>,
    rows: Vec<view::Row>,
    rates: Vec<view::Rate>,
    states: Vec<(view::Badge, String)>,
}

#[derive(Serialize)]
struct Exceptions {
    sections: Vec<view::Section>,
}

/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

/// One language of the overview.
struct Tongue<'a> {
    theme: &'a Theme,
    words: &'a Words,
    folder: &'static str,
    name: String,
    other: (&'static str, String, &'static str),
}

impl<'a> Tongue<'a> {
    fn all(theme: &'a Theme, title: &str) -> Result<Vec<Self>, String> {
        let words = |lang: &str| theme.words(lang).ok_or_else(|| format!("the theme has no words in {lang:?}"));
        let tongue = |(at, (lang, folder)): (usize, &(&str, &'static str))| {
            let (other, elsewhere) = TONGUES[1 - at];
            let (words, theirs) = (words(lang)?, words(other)?);
            let name = if title.is_empty() { words.get("gather.title") } else { title.to_owned() };
            Ok(Self { theme, words, folder, name, other: (other, theirs.get("frame.language"), elsewhere) })
        };
        TONGUES.iter().enumerate().map(tongue).collect()
    }

    /// Renders a page; `path` from the folder of the language.
    fn page(&self, kind: &str, path: &str, title: &str, page: impl Serialize) -> Result<(String, Vec<u8>), String> {
        let (lang, name, folder) = &self.other;
        let other = [(*lang).to_owned(), name.clone(), format!("{folder}{path}")];
        let framed = Framed { name: &self.name, title, kind, other, page };
        let path = format!("{}{path}", self.folder);
        let template = format!("gather/{kind}.html");
        let bytes = alone(self.theme, (&self.words.lang, self.folder), &template, &path, &framed)?;
        Ok((path, bytes))
    }

    fn county(&self, overview: &Overview, county: &County) -> Result<(String, Vec<u8>), String> {
        let cosigned = overview.cosigned.get(&county.listed.slug);
        let page = view::page(county, self.folder, cosigned, &Voice(self.words));
        self.page("county", &format!("counties/{}.html", county.listed.slug), &county.listed.name, page)
    }

    fn index(&self, overview: &Overview) -> Result<(String, Vec<u8>), String> {
        let voice = Voice(self.words);
        let (n, day) = (overview.counties.len().to_string(), overview.as_of.to_string());
        let about = |state: &super::State| (voice.state(*state), voice.word(&format!("about.{}", state.as_str())));
        let index = Index {
            summary: voice.say("summary", &[("n", &n), ("day", &day)]),
            figures: view::figures(&overview.counties, &voice),
            rows: overview.counties.iter().map(|county| view::row(county, self.folder, &voice)).collect(),
            rates: view::rates(&overview.counties, &voice),
            states: super::State::ALL.iter().map(about).collect(),
        };
        self.page("index", "index.html", &self.name, index)
    }

    fn exceptions(&self, overview: &Overview) -> Result<(String, Vec<u8>), String> {
        let voice = Voice(self.words);
        let page = Exceptions { sections: view::sections(&overview.counties, self.folder, &voice) };
        self.page("exceptions", "exceptions.html", &voice.word("exceptions.title"), page)
    }
}

/// All files of the overview. Errors: the first that could not be made.
pub fn overview(theme: &Theme, overview: &Overview) -> Result<OutputTree<'static>, String> {
    let tongues = Tongue::all(theme, &overview.title)?;
    let mut files = Files::new();
    for tongue in &tongues {
        let counties = overview.counties.par_iter().map(|county| tongue.county(overview, county));
        files.extend(counties.collect::<Result<Vec<_>, String>>()?);
        files.extend([tongue.index(overview)?, tongue.exceptions(overview)?]);
    }
    let voice = Voice(tongues[0].words);
    files.insert("data/counties.csv".to_owned(), tables::counties(overview, &voice));
    files.insert("data/draws.csv".to_owned(), tables::draws(overview));
    files.insert("data/exceptions.csv".to_owned(), tables::standing_out(overview, &voice));
    for (slug, line) in &overview.cosigned {
        files.insert(format!("witness/{slug}.txt"), format!("{line}\n").into_bytes());
    }
    for name in ASSETS {
        let bytes = theme.assets().get(name).ok_or_else(|| format!("the theme lacks assets/{name}"))?;
        files.insert(format!("assets/{name}"), bytes.clone());
    }
    files.insert(MARKER.to_owned(), format!("{}\n", voice.word("marker")).into_bytes());
    let mut tree = OutputTree::default();
    files.into_iter().for_each(|(path, bytes)| tree.add_bytes(&path, bytes));
    Ok(tree)
}

/// The codes of what the privacy gate finds in everything that the overview would copy of one county. Errors: a page cannot be made.
pub fn personal(theme: &Theme, overview: &Overview, county: &County, gate: &Gate) -> Result<Vec<&'static str>, String> {
    if !matches!(county.found, Found::Read(_) | Found::Unread(_)) {
        return Ok(Vec::new());
    }
    let tongues = Tongue::all(theme, &overview.title)?;
    let one = Overview { counties: vec![county.clone()], ..overview.clone() };
    let mut codes = BTreeSet::new();
    let mut judge = |path: &str, bytes: &[u8]| {
        codes.extend(gate.check(path, bytes).diagnostics.into_iter().map(|found| found.code));
    };
    for tongue in &tongues {
        for (path, bytes) in [tongue.county(&one, county)?, tongue.exceptions(&one)?] {
            judge(&path, &bytes);
        }
    }
    let voice = Voice(tongues[0].words);
    for bytes in [tables::counties(&one, &voice), tables::draws(&one), tables::standing_out(&one, &voice)] {
        judge("data/county.csv", &bytes);
    }
    Ok(codes.into_iter().collect())
}
