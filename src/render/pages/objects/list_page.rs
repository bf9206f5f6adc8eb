//! The pages of one list of objects. In: a [`List`]. Out: `STEM.html`, `STEM-2.html`, …, each with the whole list's counts in
//! one sentence; a list filed by letters names the place of each letter on its first page and all others.

use crate::output::OutputTree;
use crate::render::glance::Glance;
use crate::render::standing::{Latest, Standing};
use crate::render::view;
use crate::render::{Context, Frame, PageKind, Pager};
use serde::Serialize;
use std::sync::Arc;

/// Rows below which letters would be more headings than list.
const FEW: usize = 40;

/// A list to be made: where, under which title, which objects.
pub(super) struct List<'a> {
    /// Path of the first page without its ending.
    pub(super) stem: String,
    /// Name in the index.
    pub(super) short: String,
    /// Heading of the page.
    pub(super) title: String,
    /// What kind of objects these are.
    pub(super) lead: String,
    /// Those the pages name.
    pub(super) rows: Vec<&'a Standing<'a>>,
    /// How many there are, named or not.
    pub(super) total: usize,
    /// The counts of all of them in one sentence.
    pub(super) summary: String,
    /// Headings between the rows.
    pub(super) group: Group,
}

impl<'a> List<'a> {
    /// A list that names everybody, under its title everywhere.
    pub(super) fn new(
        context: &Context<'_>,
        stem: impl Into<String>,
        title: String,
        lead: String,
        rows: Vec<&'a Standing<'a>>,
    ) -> Self {
        let summary = count(context, "find.summary", &[("title", title.as_str())], &rows);
        let (total, short) = (rows.len(), title.clone());
        Self { stem: stem.into(), short, title, lead, rows, total, summary, group: Group::None }
    }

    /// Under a shorter name in the index.
    #[must_use]
    pub(super) fn short(mut self, short: String) -> Self {
        self.short = short;
        self
    }
}

/// Headings of a list.
pub(super) enum Group {
    /// None.
    None,
    /// Of one town: the letter of each row; the rows are sorted by it.
    Letters(Vec<Option<char>>),
}

#[derive(Serialize)]
struct View<'s> {
    lead: &'s str,
    summary: &'s str,
    jumps: &'s [Jump],
    groups: Vec<Rows<'s>>,
    pager: &'s Option<Pager>,
}

/// Rows under one letter.
#[derive(Serialize)]
struct Rows<'s> {
    anchor: String,
    heading: String,
    rows: Vec<Glance<'s>>,
}

/// Where a letter begins.
#[derive(Serialize)]
struct Jump {
    href: String,
    text: String,
}

/// What the pages of one list share.
struct Shared {
    title: String,
    lead: String,
    summary: String,
    jumps: Vec<Jump>,
    /// For each row the place of its letter among the list's letters; empty without headings.
    letters: Vec<Option<char>>,
    /// Whether all rows are of one town.
    town: bool,
}

/// Name of a letter in a path, and as people read it; `~` is what has none.
pub(super) fn letter_name(context: &Context<'_>, letter: char) -> (String, String) {
    match letter {
        '~' => ("other".to_owned(), context.words.get("find.letter-other")),
        letter => (letter.to_string(), letter.to_ascii_uppercase().to_string()),
    }
}

/// A sentence with counts: all, those with a result, those whose result is not out, those never drawn.
pub(super) fn count(context: &Context<'_>, key: &str, args: &[(&str, &str)], rows: &[&Standing<'_>]) -> String {
    let of = |is: fn(Latest<'_>) -> bool| rows.iter().filter(|row| is(row.latest)).count().to_string();
    let result = of(|latest| matches!(latest, Latest::Result(_)));
    let other = of(|latest| matches!(latest, Latest::Pending | Latest::Visited | Latest::Withheld));
    let never = of(|latest| latest == Latest::Never);
    let total = rows.len().to_string();
    let counts =
        [("total", total.as_str()), ("result", result.as_str()), ("other", other.as_str()), ("never", never.as_str())];
    context.say(key, args.iter().copied().chain(counts))
}

/// Adds the pages of one list.
pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>, list: List<'a>) {
    let pages = view::split(&list.stem, &list.rows);
    let town = matches!(list.group, Group::Letters(_));
    let letters = match list.group {
        Group::Letters(letters) if list.rows.len() > FEW => letters,
        _ => Vec::new(),
    };
    let size = pages.first().map_or(1, |(_, rows)| rows.len()).max(1);
    let files: Vec<&str> = pages.iter().map(|(path, _)| path.as_str()).collect();
    let shared = Arc::new(Shared {
        summary: list.summary,
        jumps: jumps(context, &letters, size, &files),
        title: list.title,
        lead: list.lead,
        letters,
        town,
    });
    let total = pages.len();
    for (n, (path, rows)) in pages.iter().enumerate() {
        let (shared, rows, file) = (Arc::clone(&shared), rows.to_vec(), path.clone());
        let pager = view::pager(&list.stem, n + 1, total);
        let title = view::part_title(context, &shared.title, n, total);
        tree.add(path, move || {
            let letters = shared.letters.get(n * size..n * size + rows.len()).unwrap_or_default();
            let view = View {
                lead: &shared.lead,
                summary: &shared.summary,
                jumps: &shared.jumps,
                groups: groups(context, &rows, letters, shared.town),
                pager: &pager,
            };
            let frame = Frame {
                title: title.clone(),
                kind: PageKind::List,
                column: "objects",
                description: shared.summary.clone(),
                published_at: None,
                trail: vec![context.column_step("objects")],
            };
            context.page(&file, "objects-list.html", &frame, &view)
        });
    }
}

/// Links to the first row of each letter.
fn jumps(context: &Context<'_>, letters: &[Option<char>], size: usize, files: &[&str]) -> Vec<Jump> {
    let mut jumps = Vec::new();
    let mut last = None;
    for (place, letter) in letters.iter().enumerate() {
        if last == Some(letter) {
            continue;
        }
        last = Some(letter);
        let (anchor, text) = letter_name(context, letter.unwrap_or('~'));
        let file = files.get(place / size).copied().unwrap_or_default();
        jumps.push(Jump { href: format!("{file}#letter-{anchor}"), text });
    }
    jumps
}

fn groups<'s>(context: &Context<'_>, rows: &[&Standing<'s>], letters: &[Option<char>], town: bool) -> Vec<Rows<'s>> {
    let one = |row: &&Standing<'s>| {
        let glance = Glance::of(context, row);
        if town { glance.at_home() } else { glance }
    };
    let glance = |rows: &[&Standing<'s>]| rows.iter().map(one).collect::<Vec<_>>();
    if letters.is_empty() {
        return vec![Rows { anchor: String::new(), heading: String::new(), rows: glance(rows) }];
    }
    let mut from = 0;
    let runs = letters.chunk_by(|a, b| a == b).map(|run| {
        let (anchor, heading) = letter_name(context, run[0].unwrap_or('~'));
        let rows = glance(&rows[from..from + run.len()]);
        from += run.len();
        Rows { anchor, heading, rows }
    });
    runs.collect()
}
