//! Parts of a whole: one bar for each whole, all of one length, with every part named and counted below it. The whole stands
//! in words beside the label, because a bar of three looks like one of three hundred.

use super::canvas::{Anchor, Canvas, Ink, Key, LABEL, SMALL, Say, WIDTH};
use super::text::{width, wrap};

/// The wholes, from above.
#[derive(Debug, Clone)]
pub(crate) struct Shares {
    pub(crate) rows: Vec<Share>,
}

/// A whole.
#[derive(Debug, Clone)]
pub(crate) struct Share {
    /// What it is.
    pub(crate) label: String,
    /// How much it is, in words.
    pub(crate) whole: String,
    /// Its parts; those of nothing are not drawn.
    pub(crate) parts: Vec<Part>,
}

/// A part.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) label: String,
    pub(crate) value: u64,
    pub(crate) ink: Ink,
}

const BAR: f64 = 16.0;

impl Shares {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        for row in &self.rows {
            row.draw(canvas);
        }
    }
}

impl Share {
    fn draw(&self, canvas: &mut Canvas<'_>) {
        let apart = width(&self.label, LABEL) + width(&self.whole, SMALL) + 12.0 > WIDTH;
        for line in wrap(&self.label, LABEL, WIDTH) {
            canvas.text((0.0, canvas.y + LABEL), LABEL, Anchor::Start, &[Say::Words(&line)]);
            canvas.skip(19.0);
        }
        if apart {
            canvas.text((0.0, canvas.y + SMALL), SMALL, Anchor::Start, &[Say::Soft(&self.whole)]);
            canvas.skip(18.0);
        } else {
            canvas.text((WIDTH, canvas.y - 6.0), SMALL, Anchor::End, &[Say::Soft(&self.whole)]);
        }
        let parts: Vec<&Part> = self.parts.iter().filter(|part| part.value > 0).collect();
        let total: u64 = parts.iter().map(|part| part.value).sum();
        let mut x = 0.5;
        for part in &parts {
            let length = (WIDTH - 1.0) * part.value as f64 / total as f64;
            canvas.block((x, canvas.y + 0.5), (length, BAR - 1.0), part.ink);
            x += length;
        }
        canvas.skip(BAR + 3.0);
        keys(canvas, &parts);
        canvas.skip(12.0);
    }
}

/// Name and number of every part, as many to a line as fit.
fn keys(canvas: &mut Canvas<'_>, parts: &[&Part]) {
    let mut x = 0.0;
    for part in parts {
        let value = part.value.to_string();
        let room = 25.0 + width(&part.label, SMALL) + width(&value, SMALL);
        if x > 0.0 && x + room > WIDTH {
            x = 0.0;
            canvas.skip(18.0);
        }
        canvas.key(Key::Ink(part.ink), (x, canvas.y + 1.0));
        let says = [Say::Words(&part.label), Say::Words(" "), Say::Number(&value)];
        canvas.text((x + 20.0, canvas.y + 12.5), SMALL, Anchor::Start, &says);
        x += room + 10.0;
    }
    canvas.skip(18.0);
}
