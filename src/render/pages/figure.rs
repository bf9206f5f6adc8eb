//! A chart with its sentence and its numbers, as several page kinds show it. In: plots and rows of other pages. Out: a view for
//! `chart.html`, and the chart as a file below `summary/`. The table always holds every number of the picture.

use crate::output::OutputTree;
use crate::render::svg::{Chart, Plot};
use crate::render::{Context, Still};
use serde::Serialize;
use std::sync::Arc;

/// Tables up to this many rows stand open beside their picture.
const SHORT: usize = 6;

/// A chart before it is drawn.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    /// Key below `charts.` and prefix of ids.
    pub(super) key: &'static str,
    pub(super) title: String,
    /// What there is to see, in one sentence.
    pub(super) about: String,
    /// How it was counted.
    pub(super) notes: Vec<String>,
    /// None where there is nothing to draw: then the table is empty, too, and the page says so.
    pub(super) plot: Option<Plot>,
    pub(super) head: Vec<String>,
    /// The first cell of a row is its heading.
    pub(super) rows: Vec<Vec<String>>,
}

/// What `chart.html` shows.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FigureView {
    id: &'static str,
    title: String,
    about: String,
    notes: Vec<String>,
    svg: String,
    file: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    short: bool,
}

impl Figure {
    /// A figure without picture: nothing to count.
    pub(super) fn empty(context: &Still<'_>, key: &'static str, year: &str) -> Self {
        Self {
            key,
            title: context.say(&format!("charts.{key}.title"), [("year", year)]),
            about: context.words.get(&format!("charts.{key}.empty")),
            notes: Vec::new(),
            plot: None,
            head: Vec::new(),
            rows: Vec::new(),
        }
    }

    fn chart(&self) -> Option<Chart> {
        let plot = self.plot.clone()?;
        Some(Chart { id: self.key.to_owned(), title: self.title.clone(), about: self.about.clone(), plot })
    }

    /// For a page; `file` is where the chart stands as a file.
    pub(super) fn view(&self, file: &str) -> FigureView {
        FigureView {
            id: self.key,
            title: self.title.clone(),
            about: self.about.clone(),
            notes: self.notes.clone(),
            svg: self.chart().map(|chart| chart.on_page()).unwrap_or_default(),
            file: file.to_owned(),
            head: self.head.clone(),
            rows: self.rows.clone(),
            short: self.rows.len() <= SHORT,
        }
    }

    /// The chart as a file.
    pub(super) fn file(&self, context: &Still<'_>, page: &str) -> Vec<u8> {
        let day = context.site.as_of.to_string();
        let address = format!("{}{page}", context.base());
        let args = [("bureau", context.site.config.bureau.name.as_str()), ("date", &day), ("page", &address)];
        let source = context.say(if context.site.config.demo { "charts.source-demo" } else { "charts.source" }, args);
        let chart = self.chart().unwrap_or_else(|| Chart {
            id: self.key.to_owned(),
            title: self.title.clone(),
            about: self.about.clone(),
            plot: Plot::nothing(),
        });
        chart.alone(&context.words.lang, &source).into_bytes()
    }
}

/// Where the chart of a year stands as a file.
pub(super) fn path(year: i32, key: &str) -> String {
    format!("summary/{year}-{key}.svg")
}

/// Adds a chart as a file. `page`: where it is shown.
pub(super) fn add<'a>(
    context: &'a Context<'a>,
    tree: &mut OutputTree<'a>,
    path: &str,
    page: String,
    make: Arc<dyn Fn() -> Figure + Send + Sync + 'a>,
) {
    tree.add(path, move || Ok(make().file(context, &page)));
}
