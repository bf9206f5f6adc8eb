//! Static charts as SVG text. In: labelled numbers and words. Out: one `<svg>` with title and description, for a page or as a
//! file of its own. Pure: no words of the site, no script, no inline style, no address.
//!
//! On a page colours come from the style sheet through classes, and every mark also has presentation attributes, so that it
//! can be read without the sheet. A file carries its colours. Series differ by texture, outline or shape before they differ
//! by colour: greyscale, a dark scheme and forced colours keep them apart. The drawing is 320 units wide and its smallest
//! text 12, so that it fits a phone without becoming smaller than 12 pixels.

mod bars;
mod canvas;
mod cells;
mod days;
mod ranges;
mod shares;
mod text;

pub(crate) use bars::{Bar, Bars, Tick};
pub(crate) use canvas::Ink;
pub(crate) use cells::{Cell, CellGroup, Cells};
pub(crate) use days::{Bin, Days, Panel};
pub(crate) use ranges::{Range, Ranges};
pub(crate) use shares::{Part, Share, Shares};

use canvas::{Canvas, WIDTH};
use std::fmt::Write;
use text::{escaped, wrap};

/// A chart.
#[derive(Debug, Clone)]
pub(crate) struct Chart {
    /// Prefix of the ids inside it.
    pub(crate) id: String,
    /// Title.
    pub(crate) title: String,
    /// What there is to see, in one sentence.
    pub(crate) about: String,
    /// What is drawn.
    pub(crate) plot: Plot,
}

/// Kinds of drawing.
#[derive(Debug, Clone)]
pub(crate) enum Plot {
    /// Pairs of upright bars, a small picture for each class.
    Cells(Cells),
    /// Parts of a whole, one bar for each whole.
    Shares(Shares),
    /// Lying bars, perhaps with a mark of what was to be expected.
    Bars(Bars),
    /// How many took how long, with the limit.
    Days(Days),
    /// Counted against the usual range.
    Ranges(Ranges),
}

impl Plot {
    /// A drawing of nothing: the file then holds title and sentence.
    pub(crate) fn nothing() -> Self {
        Self::Bars(Bars { rows: Vec::new(), legend: None })
    }

    fn draw(&self, canvas: &mut Canvas<'_>) {
        match self {
            Self::Cells(plot) => plot.draw(canvas),
            Self::Shares(plot) => plot.draw(canvas),
            Self::Bars(plot) => plot.draw(canvas),
            Self::Days(plot) => plot.draw(canvas),
            Self::Ranges(plot) => plot.draw(canvas),
        }
    }
}

/// Margin of a file around the drawing.
const MARGIN: f64 = 14.0;

impl Chart {
    /// For a page, which shows title and sentence itself. Width and height are those of a page without its sheet.
    pub(crate) fn on_page(&self) -> String {
        let mut canvas = Canvas::new(&self.id, false);
        self.plot.draw(&mut canvas);
        let (body, height) = canvas.finish();
        let id = &self.id;
        let mut out = String::with_capacity(body.len() + 600);
        let _ = write!(
            out,
            "<svg class=\"chart\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\" xmlns=\"http://www.w3.org/2000/svg\" fill=\"currentColor\">"
        );
        self.name(&mut out);
        out.push_str(&body);
        out.push_str("</svg>");
        out
    }

    /// As a file of its own: with title, sentence and source, on white, twice as large.
    pub(crate) fn alone(&self, lang: &str, source: &str) -> String {
        let mut canvas = Canvas::new(&self.id, true);
        for line in wrap(&self.title, 16.0, WIDTH) {
            canvas.line_of(&line, 16.0, true);
        }
        for line in wrap(&self.about, 12.0, WIDTH) {
            canvas.line_of(&line, 12.0, false);
        }
        canvas.skip(10.0);
        self.plot.draw(&mut canvas);
        canvas.skip(8.0);
        for line in wrap(source, 12.0, WIDTH) {
            canvas.line_of(&line, 12.0, false);
        }
        let (body, height) = canvas.finish();
        let (wide, high) = (WIDTH + 2.0 * MARGIN, height + 2.0 * MARGIN);
        let id = &self.id;
        let mut out = String::with_capacity(body.len() + 800);
        let _ = write!(
            out,
            "<svg role=\"img\" lang=\"{lang}\" aria-labelledby=\"{id}-title {id}-desc\" width=\"{}\" height=\"{}\" \
             viewBox=\"-{MARGIN} -{MARGIN} {wide} {high}\" xmlns=\"http://www.w3.org/2000/svg\" fill=\"#1d2521\" color=\"#1d2521\" \
             font-family=\"PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif\">",
            wide * 2.0,
            high * 2.0
        );
        self.name(&mut out);
        let _ = write!(out, "<rect x=\"-{MARGIN}\" y=\"-{MARGIN}\" width=\"{wide}\" height=\"{high}\" fill=\"#fff\"/>");
        out.push_str(&body);
        out.push_str("</svg>\n");
        out
    }

    fn name(&self, out: &mut String) {
        let id = &self.id;
        let _ = write!(out, "<title id=\"{id}-title\">{}</title>", escaped(&self.title));
        let _ = write!(out, "<desc id=\"{id}-desc\">{}</desc>", escaped(&self.about));
    }
}

#[cfg(test)]
mod tests;
