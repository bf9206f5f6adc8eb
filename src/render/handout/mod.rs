//! What a bureau hands to a host that takes no folder, and to paper: one self-contained file a draw and a year, tables and
//! announcements to paste into an article, the same as plain text, notices for the board, and an index that tells the clerk which
//! is for what. In: the county and the site as it would be built. Out: a tree of its own. The site decides what is public; nothing
//! here shows more.

mod file;
mod frame;
mod index;
mod notice;
mod page;
mod single;
mod table;
mod tables;

use super::Context;
use super::view::{Draws, draw_title};
use crate::model::DrawId;
use crate::output::{OutPath, OutputTree};
use crate::site::DrawRecord;
use notice::{Notice, Step};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use table::Table;
use tables::Of;

/// The file that says whose folder this is: a folder of ours without it holds something else of ours.
pub const MARKER: &str = "handout.txt";
/// Assets that only handouts and what is printed for the bureau use; the site does not publish them.
pub(super) const ASSETS: [&str; 6] =
    ["handout.css", "handout-notice.css", "handout.js", "papers.css", "preflight.css", "todo.css"];

/// Most rows of a year's results that are pasted at once; above it each draw's own table is.
const LONGEST: usize = 500;

/// Something made, or why not.
type Made<T> = Result<T, String>;
/// Files by path.
type Files = BTreeMap<String, Vec<u8>>;

/// The pages and scripts of the site that handouts are made of.
struct Site<'s>(&'s OutputTree<'s>);

impl Site<'_> {
    /// One file as text. Errors: the site has none of this name, or it could not be made.
    fn page(&self, path: &str) -> Made<String> {
        let make = self.0.files().get(&OutPath::new(path)?).ok_or_else(|| format!("the site has no {path}"))?;
        Ok(String::from_utf8_lossy(&make()?.bytes()?).into_owned())
    }
}

/// Everything to hand out: of the `wanted` draws, or of all draws and years if none is named. Errors: the first file that could
/// not be made.
pub fn handout(context: &Context<'_>, tree: &OutputTree<'_>, wanted: &BTreeSet<DrawId>) -> Made<OutputTree<'static>> {
    let draws = Draws::new(context.site);
    let site = Site(tree);
    let records: Vec<&DrawRecord> = draws.latest_first().into_iter().map(|facts| facts.draw).collect();
    let records: Vec<&DrawRecord> =
        records.into_iter().filter(|record| wanted.is_empty() || wanted.contains(&record.id)).collect();
    let of_draws: Vec<Files> =
        records.par_iter().map(|record| of_draw(context, &site, &draws, record)).collect::<Made<_>>()?;
    let mut files: Files = of_draws.into_iter().flatten().collect();
    let years = if wanted.is_empty() { years(context) } else { Vec::new() };
    for year in &years {
        files.extend(of_year(context, &site, &draws, *year, years.first() == Some(year))?);
    }
    files.insert("index.html".into(), index::page(context, &records, &years, &files)?);
    files.insert(MARKER.into(), text(&format!("{}\n", context.words.get("handout.marker"))));
    let mut out = OutputTree::default();
    files.into_iter().for_each(|(path, bytes)| out.add_bytes(&path, bytes));
    Ok(out)
}

/// Years that have draws or a published plan, the latest first.
fn years(context: &Context<'_>) -> Vec<i32> {
    let planned = context.site.plans.iter().filter(|plan| plan.published_at.is_some()).map(|plan| plan.year);
    let years: BTreeSet<i32> = context.site.draws.values().map(|draw| draw.period.year).chain(planned).collect();
    years.into_iter().rev().collect()
}

fn title(context: &Context<'_>, record: &DrawRecord) -> String {
    draw_title(context, record)
}

/// Text as Windows shows it in any editor: CR LF, and a mark that says it is UTF-8.
fn text(text: &str) -> Vec<u8> {
    format!("\u{FEFF}{}", text.replace('\n', "\r\n")).into_bytes()
}

fn of_draw(context: &Context<'_>, site: &Site<'_>, draws: &Draws<'_>, record: &DrawRecord) -> Made<Files> {
    let mut files = Files::new();
    files.insert(format!("single/{}.html", record.id), single::draw(context, site, record)?);
    for step in Step::of(record) {
        let notice = Notice::of(context, record, step)?;
        let stem = format!("{}-{}", record.id, step.name());
        let fragment = format!("fragments/{stem}.html");
        files.insert(fragment.clone(), context.bare(&fragment, "handout/fragment-notice.html", &notice)?);
        files.insert(format!("fragments/{stem}.txt"), text(&notice.text(context)));
        let paper = Paper { inside: frame::Inside::new(context, &["handout-notice.css"], Vec::new())?, notice };
        let path = format!("notices/{stem}.html");
        files.insert(path.clone(), context.bare(&path, "handout/notice.html", &paper)?);
    }
    let results = tables::results(context, draws, &Of::Draw(record));
    if !results.rows.is_empty() {
        let url = single::url(context, &crate::render::draw_page(record.id.as_str()));
        let (title, about) = (results.caption.clone(), told_by(context));
        let example = context.site.config.demo;
        let told = Tables { title, about, tables: vec![results.bare()], url, example };
        told.add(context, &format!("{}-results", record.id), &mut files)?;
    }
    Ok(files)
}

/// A notice for paper.
#[derive(Serialize)]
struct Paper {
    inside: frame::Inside,
    notice: Notice,
}

/// Tables with a title and a line about them.
#[derive(Serialize)]
struct Tables {
    title: String,
    about: Vec<String>,
    tables: Vec<Table>,
    url: Option<String>,
    example: bool,
}

impl Tables {
    fn add(&self, context: &Context<'_>, stem: &str, files: &mut Files) -> Made<()> {
        let path = format!("fragments/{stem}.html");
        files.insert(path.clone(), context.bare(&path, "handout/fragment-tables.html", self)?);
        let colon = context.words.get("frame.colon");
        let mut out = format!("{}\n\n", self.title);
        if self.example {
            out.push_str(&format!("{}\n\n", context.words.get("handout.example")));
        }
        self.about.iter().for_each(|line| out.push_str(&format!("{line}\n")));
        self.tables.iter().for_each(|table| out.push_str(&format!("\n{}", table.text(&colon))));
        if let Some(url) = &self.url {
            out.push_str(&format!("\n{}{colon}{url}\n", context.words.get("handout.page")));
        }
        files.insert(format!("fragments/{stem}.txt"), text(&out));
        Ok(())
    }
}

/// Who filled a table in, and as of which day.
fn told_by(context: &Context<'_>) -> Vec<String> {
    let day = context.site.as_of.to_string();
    let bureau = context.site.config.bureau.name.as_str();
    vec![context.say("handout.told-by", [("bureau", bureau), ("day", day.as_str())])]
}

fn of_year(context: &Context<'_>, site: &Site<'_>, draws: &Draws<'_>, year: i32, latest: bool) -> Made<Files> {
    let mut files = Files::new();
    let example = context.site.config.demo;
    let said = year.to_string();
    let word = |key: &str| context.say(key, [("year", said.as_str())]);
    if let Some(plan) = tables::published_plan(context, year) {
        let published = crate::render::view::minute(plan.published_at, context.words);
        let about = context.say("handout.plan-about", [("document", plan.document.as_str()), ("time", &published)]);
        let url = single::url(context, &format!("plans/{year}.html"));
        let (title, tables) = (plan.title.clone(), vec![tables::plan(context, plan).bare()]);
        Tables { title, about: vec![about], tables, url, example }.add(context, &format!("plan-{year}"), &mut files)?;
    }
    if !context.site.draws.values().any(|draw| draw.period.year == year) {
        return Ok(files);
    }
    let results = tables::results(context, draws, &Of::Year(year));
    let name = if latest { "single/summary.html".to_owned() } else { format!("single/summary-{year}.html") };
    files.insert(name.clone(), single::summary(context, site, &name, year, results.clone())?);
    let about = told_by(context);
    if results.rows.len() <= LONGEST {
        let url = single::url(context, "results/index.html");
        let (title, tables) = (results.caption.clone(), vec![results.bare()]);
        let of_results = Tables { title, about: about.clone(), tables, url, example };
        of_results.add(context, &format!("results-{year}"), &mut files)?;
    }
    let url = single::url(context, &format!("summary/{year}.html"));
    let (title, tables) = (word("summary.title-year"), tables::summary(context, draws, year));
    Tables { title, about, tables, url, example }.add(context, &format!("summary-{year}"), &mut files)?;
    Ok(files)
}
