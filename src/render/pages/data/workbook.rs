//! data/GROUP.xlsx: the cover, then a sheet for each part of the group. The cover says where the table comes from, since when it
//! stands like this, and what each column means, so that the file can be read when it has left the site.

use super::File;
use super::dictionary::entry;
use super::history::since;
use super::package::common_notes;
use super::specs::{Part, Rows, Spec};
use crate::output::Made;
use crate::render::table::{self, Column, Cover, Sheet};
use crate::render::{Context, Still};
use serde::Serialize;

/// What a workbook tells besides the rows of its group.
#[derive(Serialize)]
struct Own {
    group: &'static str,
    /// Each part, and what the cover says of it.
    parts: Vec<(Part, String)>,
}

/// One workbook a group.
pub(super) fn of(context: &Context<'_>, spec: &'static Spec, files: &[File]) -> Result<Made, String> {
    let own = files.iter().filter(|file| file.spec.group == spec.group);
    let parts = own.map(|file| (file.part, part(context, file))).collect();
    let own = Own { group: spec.group, parts };
    match spec.rows {
        Rows::Still(_) => context.still().file(&path(spec), &own, still),
        Rows::All(rows) => book(context, spec, &own, |part| rows(context, part)),
    }
}

fn path(spec: &Spec) -> String {
    format!("data/{}.xlsx", spec.group)
}

/// A workbook of a group that tells of no visit.
fn still(context: &Still<'_>, own: &Own) -> Result<Made, String> {
    let spec = Spec::of(own.group)?;
    match spec.rows {
        Rows::Still(rows) => book(context, spec, own, |part| rows(context, part)),
        Rows::All(_) => Err(format!("{} tells of visits", own.group)),
    }
}

fn book(context: &Still<'_>, spec: &Spec, own: &Own, rows: impl Fn(Part) -> Vec<Vec<String>>) -> Result<Made, String> {
    let names: Vec<String> = own.parts.iter().map(|(part, _)| part.sheet(spec.group)).collect();
    let rows: Vec<Vec<Vec<String>>> = own.parts.iter().map(|(part, _)| rows(*part)).collect();
    let sheets: Vec<Sheet<'_>> =
        names.iter().zip(&rows).map(|(name, rows)| Sheet { name, columns: spec.columns, rows }).collect();
    let word = |key: &str| context.words.get(&format!("data.cover.{key}"));
    let mut notes = vec![(word("about"), spec.about(context))];
    notes.extend(common_notes(context));
    notes.push((context.words.get("data-page.source"), spec.source.to_owned()));
    notes.push((context.words.get("data-page.sheets"), String::new()));
    notes.extend(names.iter().zip(&own.parts).map(|(name, (_, said))| (name.clone(), said.clone())));
    notes.push((context.words.get("data-page.columns"), String::new()));
    notes.extend(spec.columns.iter().map(|own| (own.heading(), column(context, spec, own))));
    let title = context.say(
        "data-page.book-title",
        [("title", spec.title(context).as_str()), ("bureau", context.site.config.bureau.name.as_str())],
    );
    let name = word("sheet");
    let book = (Cover { name: &name, title: &title, notes: &notes }, sheets);
    context.made_of(&path(spec), &book, |(cover, sheets)| table::workbook(cover, sheets))
}

/// What a sheet holds: its rows, its CSV, since when it stands like this.
fn part(context: &Context<'_>, file: &File) -> String {
    let (path, facts) = (file.path(), file.facts(context));
    let (rows, digest) = (facts.rows.to_string(), facts.sha256.as_str());
    let args = [("rows", rows.as_str()), ("path", path.as_str()), ("sha256", digest)];
    let mut text = context.say("data-page.sheet", args);
    let logged = since(context.site.log.as_ref(), &path, digest);
    text.push_str(&match &logged {
        Some((size, time)) => {
            context.say("data-page.sheet-since", [("time", time.as_str()), ("size", size.to_string().as_str())])
        }
        None => context.words.get("data-page.sheet-unlogged"),
    });
    text
}

/// What a column means, in one cell.
fn column(context: &Still<'_>, spec: &Spec, column: &Column) -> String {
    let entry = entry(spec, context.words, column);
    let mut parts = vec![entry.meaning, entry.kind];
    parts.push(entry.unit);
    if !entry.values.is_empty() {
        parts.push(format!("{}{}", context.words.get("dictionary.values-colon"), entry.values.join(" / ")));
    }
    if column.may_be_empty {
        parts.push(format!("{}{}", context.words.get("dictionary.empty-colon"), entry.empty));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(&context.words.get("dictionary.stop"))
}
