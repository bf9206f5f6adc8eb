//! data/GROUP.xlsx: the cover, then a sheet for each part of the group. The cover says where the table comes from, since when it
//! stands like this, and what each column means, so that the file can be read when it has left the site.

use super::File;
use super::dictionary::entry;
use super::history::since;
use super::package::common_notes;
use super::specs::{Part, Spec};
use crate::output::Made;
use crate::render::Context;
use crate::render::table::{self, Column, Cover, Sheet};

/// One workbook a group.
pub(super) fn of(context: &Context<'_>, spec: &Spec, files: &[File]) -> Result<Made, String> {
    let own: Vec<&File> = files.iter().filter(|file| file.spec.group == spec.group).collect();
    let parts: Vec<Part> = own.iter().map(|file| file.part).collect();
    let names: Vec<String> = parts.iter().map(|part| part.sheet(spec.group)).collect();
    let rows: Vec<Vec<Vec<String>>> = parts.iter().map(|part| (spec.rows)(context, *part)).collect();
    let sheets: Vec<Sheet<'_>> =
        names.iter().zip(&rows).map(|(name, rows)| Sheet { name, columns: spec.columns, rows }).collect();
    let word = |key: &str| context.words.get(&format!("data.cover.{key}"));
    let mut notes = vec![(word("about"), spec.about(context))];
    notes.extend(common_notes(context));
    notes.push((context.words.get("data-page.source"), spec.source.to_owned()));
    notes.push((context.words.get("data-page.sheets"), String::new()));
    for ((file, name), rows) in own.iter().zip(&names).zip(&rows) {
        notes.push((name.clone(), part(context, file, rows.len())));
    }
    notes.push((context.words.get("data-page.columns"), String::new()));
    notes.extend(spec.columns.iter().map(|own| (own.heading(), column(context, spec, own))));
    let title = context.say(
        "data-page.book-title",
        [("title", spec.title(context).as_str()), ("bureau", context.site.config.bureau.name.as_str())],
    );
    let name = word("sheet");
    let book = (Cover { name: &name, title: &title, notes: &notes }, sheets);
    let path = format!("data/{}.xlsx", spec.group);
    context.made_of(&path, &book, |(cover, sheets)| table::workbook(cover, sheets))
}

/// What a sheet holds: its rows, its CSV, since when it stands like this.
fn part(context: &Context<'_>, file: &File, rows: usize) -> String {
    let (path, digest) = (file.path(), file.facts(context).sha256.as_str());
    let rows = rows.to_string();
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
fn column(context: &Context<'_>, spec: &Spec, column: &Column) -> String {
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
