//! The list that `search.js` looks through. In: how each object stands. Out: files of one assignment each, which an old browser
//! reads from a disk too. A column is one text with a line a row: that is half the bytes of a list of rows, and a browser
//! makes it faster. What many rows share (towns, classes, states) stands in a table and is named by its place.
//!
//! A part of a number or of a name may stand anywhere, so a search has to see every row: in a large county the list comes in
//! several files that are read one after the other, and hits appear as they come. An index by pairs of characters would be
//! read in pieces, but would be larger than the list in all and would still need the rows to show.

use crate::model::{Phrase, sha256_hex};
use crate::render::standing::{Latest, Standing};
use crate::render::{Context, glance, letters};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What `search.js` needs beside the rows; stands in the first file.
#[derive(Serialize)]
struct Head {
    /// Objects in all files.
    total: usize,
    /// Number of files.
    files: usize,
    /// Number of pages that objects without a page of their own share.
    shared: u32,
    /// Says which files belong together: the list may change between two of them.
    mark: String,
    towns: Vec<String>,
    kinds: Vec<String>,
    /// `badge kind`, word.
    states: Vec<[String; 2]>,
    /// A letter and the characters one of whose readings begins with it.
    letters: Vec<String>,
}

/// The rows of one file, column by column.
#[derive(Serialize, Default)]
struct Rows {
    mark: String,
    names: String,
    /// Each id as the number of characters it shares with the one before, in base 36, and the rest.
    ids: String,
    /// Credit codes of those whose id does not begin with it: row, blank, code.
    codes: String,
    towns: String,
    kinds: String,
    /// Place in `states`, and where there was a visit `:YYYYMMDD`.
    states: String,
    /// `1` for a page of one's own, `0` for a shared one; empty where everybody has one.
    own: String,
}

/// The whole list.
pub(super) struct List {
    head: Head,
    files: Vec<Rows>,
}

/// Texts and their places.
#[derive(Default)]
struct Table {
    places: BTreeMap<String, usize>,
    texts: Vec<String>,
}

impl Table {
    fn place(&mut self, text: String) -> usize {
        *self.places.entry(text).or_insert_with_key(|text| {
            self.texts.push(text.clone());
            self.texts.len() - 1
        })
    }
}

/// Tables that all files share.
struct Tables<'c, 'a> {
    context: &'c Context<'a>,
    towns: Table,
    kinds: Table,
    states: Vec<[String; 2]>,
    phrases: Vec<Phrase>,
}

impl List {
    /// Writes all rows, sorted by id.
    pub(super) fn new(context: &Context<'_>) -> Self {
        let standings = context.standings();
        let mut tables = Tables::new(context);
        let chunks = standings.all().chunks(standings.search_rows());
        let mut files: Vec<Rows> = chunks.map(|rows| tables.rows(rows)).collect();
        if files.is_empty() {
            files.push(Rows::default());
        }
        let names = standings.all().iter().map(Standing::name).chain(tables.towns.texts.iter().map(String::as_str));
        let letters = letters::table(names).into_iter().map(|(letter, characters)| format!("{letter}{characters}"));
        let letters = letters.collect();
        let mut head = Head {
            total: standings.all().len(),
            files: files.len(),
            shared: standings.shared_pages(),
            mark: String::new(),
            letters,
            towns: tables.towns.texts,
            kinds: tables.kinds.texts,
            states: tables.states,
        };
        head.mark = mark(&head, &files);
        files.iter_mut().for_each(|rows| rows.mark.clone_from(&head.mark));
        Self { head, files }
    }

    /// Paths of the files in their order.
    pub(super) fn files(&self) -> impl Iterator<Item = String> + use<> {
        (1..=self.files.len()).map(|number| match number {
            1 => "search/names.js".to_owned(),
            _ => format!("search/names-{number}.js"),
        })
    }

    /// The bytes of a file, from 0.
    pub(super) fn write(&self, number: usize) -> Vec<u8> {
        let mut out = String::new();
        if number == 0 {
            assign(&mut out, "mingchouNames", &self.head);
        }
        assign(&mut out, "mingchouRows", &self.files[number]);
        out.into_bytes()
    }
}

/// An assignment that is safe in any script: line ends of Unicode end a line of an old one, and a tag must not end it.
fn assign(out: &mut String, name: &str, value: &impl Serialize) {
    let text = serde_json::to_string(value).expect("texts and numbers are plain JSON");
    let text = text.replace("</", "<\\/").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    let _ = writeln!(out, "window.{name}={text};");
}

fn mark(head: &Head, files: &[Rows]) -> String {
    let text = serde_json::to_string(&(head, files)).expect("texts and numbers are plain JSON");
    sha256_hex(text.as_bytes())[..8].to_owned()
}

impl<'c, 'a> Tables<'c, 'a> {
    fn new(context: &'c Context<'a>) -> Self {
        let extra = context.site.config.rules.extra_phrases.iter().map(|text| Phrase::Other(text.clone()));
        let phrases: Vec<Phrase> = Phrase::FIVE.into_iter().chain(extra).collect();
        let fixed = [Latest::Never, Latest::Pending, Latest::Visited, Latest::Withheld];
        let states = fixed.into_iter().chain(phrases.iter().map(Latest::Result)).map(|latest| {
            let badge = glance::state(context, latest);
            [badge.kind.to_owned(), badge.text]
        });
        Self { context, towns: Table::default(), kinds: Table::default(), states: states.collect(), phrases }
    }

    fn state(&self, latest: Latest<'_>) -> usize {
        match latest {
            Latest::Never => 0,
            Latest::Pending => 1,
            Latest::Visited => 2,
            Latest::Withheld => 3,
            Latest::Result(phrase) => self.phrases.iter().position(|known| known == phrase).map_or(2, |at| at + 4),
        }
    }

    fn rows(&mut self, rows: &[Standing<'_>]) -> Rows {
        let standings = self.context.standings();
        let mut out = Rows::default();
        let mut before = "";
        for (number, row) in rows.iter().enumerate() {
            if number > 0 {
                [&mut out.names, &mut out.ids].into_iter().for_each(|column| column.push('\n'));
                [&mut out.towns, &mut out.kinds, &mut out.states].into_iter().for_each(|column| column.push(','));
            }
            out.names.push_str(&one_line(row.name()));
            let id = row.id.as_str();
            let same = before.bytes().zip(id.bytes()).take_while(|(a, b)| a == b).count().min(35);
            out.ids.push(char::from_digit(same as u32, 36).unwrap_or('0'));
            out.ids.push_str(&id[same..]);
            before = id;
            let code = row.object.and_then(|object| object.code.as_deref()).filter(|code| !id.starts_with(code));
            if let Some(code) = code {
                let _ = writeln!(out.codes, "{number} {code}");
            }
            let (town, kind) =
                (self.towns.place(row.town().to_owned()), self.kinds.place(glance::kind(self.context, row)));
            let _ = write!(out.towns, "{town}");
            let _ = write!(out.kinds, "{kind}");
            let _ = write!(out.states, "{}", self.state(row.latest));
            if let Some(day) = row.latest_day {
                let _ = write!(out.states, ":{}", day.format("%Y%m%d"));
            }
            if standings.is_large() {
                out.own.push(if standings.owns(row.id) { '1' } else { '0' });
            }
        }
        out
    }
}

/// A name without line ends, which separate the rows.
fn one_line(name: &str) -> String {
    name.replace(char::is_control, " ")
}
