//! data/index.html: what can be downloaded, how it may be used and quoted, how people and programs read it.

use super::File;
use super::history::updates;
use super::package::{contact, say};
use super::specs::{SPECS, Spec, Theme};
use crate::log::Book;
use crate::model::write_minute;
use crate::output::Made;
use crate::render::{Context, Frame, PageKind, size};
use chrono::Datelike;
use serde::Serialize;

/// Files of a group shown at once, the newest; the others are folded.
const SHOWN: usize = 2;

#[derive(Serialize)]
struct View {
    summary: String,
    whole: String,
    updated: Option<Updated>,
    themes: Vec<ThemeView>,
    licence: String,
    licence_more: String,
    cite: String,
    formula: String,
    personal: String,
    contact: String,
    base: String,
    has_log: bool,
}

/// How often the tables change, told by the log.
#[derive(Serialize)]
struct Updated {
    last: String,
    rhythm: String,
    cite: String,
}

#[derive(Serialize)]
struct ThemeView {
    key: &'static str,
    title: String,
    groups: Vec<Group>,
}

/// A group of tables.
#[derive(Serialize)]
struct Group {
    group: &'static str,
    title: String,
    about: String,
    rows: usize,
    files: Vec<Link>,
    older: Vec<Link>,
}

/// One CSV.
#[derive(Serialize)]
struct Link {
    href: String,
    /// Year, quarter or version; empty where the group is one file.
    part: String,
    size: String,
}

/// The page.
pub(super) fn index(context: &Context<'_>, files: &[File]) -> Result<Made, String> {
    let themes = Theme::ALL.map(|theme| ThemeView {
        key: theme.as_str(),
        title: context.words.get(&format!("data-page.theme.{}", theme.as_str())),
        groups: groups(context, files, theme),
    });
    let count = files.len().to_string();
    let rows: usize = themes.iter().flat_map(|theme| &theme.groups).map(|group| group.rows).sum();
    let rows = rows.to_string();
    let whole: usize = files.iter().map(|file| file.facts(context).bytes).sum();
    let view = View {
        summary: context.say("data-page.summary", [("count", count.as_str()), ("rows", rows.as_str())]),
        whole: size(whole),
        updated: context.site.log.as_ref().and_then(|book| updated(context, book)),
        themes: themes.into_iter().filter(|theme| !theme.groups.is_empty()).collect(),
        licence: say(context, "data.licence.text"),
        licence_more: context.words.get("data-page.licence-more"),
        cite: say(context, "data.licence.cite"),
        formula: say(context, "data.licence.formula"),
        personal: say(context, "data.licence.personal"),
        contact: contact(context),
        base: context.base(),
        has_log: context.site.log.is_some(),
    };
    let frame = Frame {
        title: context.words.get("data.page.title"),
        kind: PageKind::List,
        column: "data",
        description: context.words.get("data.page.description"),
        published_at: None,
        trail: Vec::new(),
    };
    context.page("data/index.html", "data.html", &frame, &view)
}

fn groups(context: &Context<'_>, files: &[File], theme: Theme) -> Vec<Group> {
    let of_theme = SPECS.iter().filter(|spec| spec.theme == theme);
    of_theme.filter_map(|spec| group(context, files, spec)).collect()
}

fn group(context: &Context<'_>, files: &[File], spec: &Spec) -> Option<Group> {
    let own: Vec<&File> = files.iter().filter(|file| file.spec.group == spec.group).collect();
    let link = |file: &&File| {
        let name = file.part.sheet(spec.group);
        Link {
            href: file.path().trim_start_matches("data/").to_owned(),
            part: if name == spec.group { String::new() } else { name },
            size: size(file.facts(context).bytes),
        }
    };
    let mut links: Vec<Link> = own.iter().rev().map(link).collect();
    let older = links.split_off(SHOWN.min(links.len()));
    (!own.is_empty()).then(|| Group {
        group: spec.group,
        title: spec.title(context),
        about: spec.about(context),
        rows: own.iter().map(|file| file.facts(context).rows).sum(),
        files: links,
        older,
    })
}

/// The last change of a table, how many heads changed one in its year, and how to quote the state it led to.
fn updated(context: &Context<'_>, book: &Book) -> Option<Updated> {
    let changing = updates(book);
    let (size, last) = *changing.last()?;
    let count = changing.iter().filter(|(_, time)| time.year() == last.year()).count().to_string();
    let (year, size, time) = (last.year().to_string(), size.to_string(), write_minute(last));
    let rhythm = context.say("data-page.rhythm", [("year", year.as_str()), ("count", count.as_str())]);
    let bureau = context.site.config.bureau.name.as_str();
    let args = [("bureau", bureau), ("time", &time), ("origin", &book.key.name), ("size", &size)];
    let cite = context.say("data-page.cite-line", args);
    Some(Updated { last: time, rhythm, cite })
}

/// Rows of a CSV without the headings: line ends outside quotes.
pub(super) fn rows(csv: &[u8]) -> usize {
    let mut quoted = false;
    let ends = csv.iter().filter(|byte| {
        quoted ^= **byte == b'"';
        **byte == b'\n' && !quoted
    });
    ends.count().saturating_sub(1)
}
