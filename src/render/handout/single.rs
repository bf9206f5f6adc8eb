//! `single/DRAW.html` and `single/summary.html`: one file that is complete alone. In: the page as the site has it, the draw's files,
//! the checker's scripts. Out: the page with everything inside. What is secret stays so: nothing is read that the page does not show.

use super::file::embedded;
use super::frame::{Inside, asset};
use super::page::{Links, main_of, scripts_of};
use super::table::Table;
use super::{Made, Site};
use crate::model::sha256_hex;
use crate::render::view::draw_file;
use crate::render::{Context, draw_page, size};
use crate::site::{DrawRecord, Packed};
use serde::Serialize;
use std::collections::BTreeMap;

/// Most bytes of files in one page; the site's own page has the same limit.
const MOST: usize = 3_000_000;
/// Above [`MOST`] altogether, files larger than this stay out.
const LARGE: usize = 200_000;
/// The script that takes the files out of the page. It stands before the one that starts the check.
const TAKE: &str = "handout.js";
/// Sheets of the files for a screen.
pub(super) const SHEETS: [&str; 2] = ["site.css", "handout.css"];

/// One file of the draw.
#[derive(Serialize)]
struct FileView {
    id: String,
    name: String,
    about: String,
    size: String,
    sha256: String,
    /// The text, escaped; none if it is not inside.
    inside: Option<String>,
    /// Where it stands in the site.
    place: String,
}

#[derive(Serialize)]
struct DrawView {
    title: String,
    inside: Inside,
    main: String,
    id: String,
    url: Option<String>,
    files: Vec<FileView>,
    complete: bool,
}

/// The file of one draw. Errors: a page of the site without a main part, or the template engine's words.
pub(super) fn draw(context: &Context<'_>, site: &Site<'_>, record: &DrawRecord) -> Made<Vec<u8>> {
    let path = draw_page(record.id.as_str());
    let page = site.page(&path)?;
    let files = files(context, record);
    let here = files.iter().map(|file| (file.place.clone(), file.id.clone())).collect();
    let links = Links { path: &path, base: &context.base(), here };
    let main = main_of(&page).ok_or_else(|| format!("{path}: no main part"))?;
    let view = DrawView {
        title: super::title(context, record),
        inside: Inside::new(context, &SHEETS, scripts(context, site, &path, &page)?)?,
        main: links.told(main),
        id: record.id.to_string(),
        url: url(context, &path),
        complete: files.iter().all(|file| file.inside.is_some()),
        files,
    };
    context.bare(&format!("single/{}.html", record.id), "handout/draw.html", &view)
}

/// The checker's scripts, as the page of the site names them, with the one that takes the files out of this page.
fn scripts(context: &Context<'_>, site: &Site<'_>, path: &str, page: &str) -> Made<Vec<String>> {
    let checks = |script: &String| script.starts_with("assets/check-") || script == "check/words.js";
    let mut scripts = Vec::new();
    for script in scripts_of(path, page).iter().filter(|script| checks(script)) {
        if script.ends_with("/check-page.js") {
            scripts.push(asset(context, TAKE)?);
        }
        scripts.push(site.page(script)?);
    }
    Ok(scripts)
}

fn files(context: &Context<'_>, record: &DrawRecord) -> Vec<FileView> {
    let all: usize = record.files.values().map(Packed::len).sum();
    let fits = |file: &Packed| all <= MOST || file.len() <= LARGE;
    let file = |(n, (name, file)): (usize, (&String, &Packed))| {
        let bytes = file.bytes();
        FileView {
            id: format!("file-{}", n + 1),
            about: draw_file(context, name),
            size: size(bytes.len()),
            sha256: sha256_hex(&bytes),
            inside: fits(file).then(|| embedded(&bytes)).flatten(),
            place: format!("draws/{}/{name}", record.id),
            name: name.clone(),
        }
    };
    record.files.iter().enumerate().map(file).collect()
}

/// Address of a page, if the site has one.
pub(super) fn url(context: &Context<'_>, path: &str) -> Option<String> {
    let base = context.base();
    (!base.is_empty()).then(|| base + path)
}

#[derive(Serialize)]
struct SummaryView {
    title: String,
    inside: Inside,
    main: String,
    url: Option<String>,
    results: Table,
}

/// The file of a year: counts, charts and every published result.
pub(super) fn summary(context: &Context<'_>, site: &Site<'_>, name: &str, year: i32, results: Table) -> Made<Vec<u8>> {
    let path = format!("summary/{year}.html");
    let page = site.page(&path)?;
    let main = main_of(&page).ok_or_else(|| format!("{path}: no main part"))?;
    let links = Links { path: &path, base: &context.base(), here: BTreeMap::new() };
    let view = SummaryView {
        title: context.say("summary.title-year", [("year", year.to_string().as_str())]),
        inside: Inside::new(context, &SHEETS, Vec::new())?,
        main: links.told(main),
        url: url(context, &path),
        results,
    };
    context.bare(name, "handout/summary.html", &view)
}
