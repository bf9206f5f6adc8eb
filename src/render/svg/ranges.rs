//! Counted against expected: a line over the usual range, a short upright line at what was to be expected, a dot at what was
//! counted, a diamond where that lies outside of the range.

use super::canvas::{Anchor, Canvas, Key, LABEL, SMALL, Say, Shape, WIDTH};
use super::text::{width, wrap};

/// Rows, and what the marks mean. Rows of one group share a scale.
#[derive(Debug, Clone)]
pub(crate) struct Ranges {
    pub(crate) rows: Vec<Range>,
    pub(crate) range: String,
    pub(crate) expected: String,
    pub(crate) observed: String,
    pub(crate) outside: String,
}

/// A row; its numbers are tenths.
#[derive(Debug, Clone)]
pub(crate) struct Range {
    pub(crate) group: usize,
    pub(crate) label: String,
    pub(crate) expected: u64,
    pub(crate) low: u64,
    pub(crate) high: u64,
    pub(crate) observed: u64,
    /// Whether so few were expected that nothing can be said.
    pub(crate) few: bool,
    /// The same as they are written: expected, counted.
    pub(crate) texts: [String; 2],
}

impl Range {
    /// Whether what was counted lies outside of the usual range, where enough was expected to speak of one.
    pub(crate) fn is_outside(&self) -> bool {
        !self.few && (self.observed < self.low || self.observed > self.high)
    }
}

impl Ranges {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        let mut keys = vec![
            (Key::Shape(Shape::Dot), self.observed.as_str()),
            (Key::Tick, self.expected.as_str()),
            (Key::Whisker, self.range.as_str()),
        ];
        if self.rows.iter().any(Range::is_outside) {
            keys.push((Key::Shape(Shape::Diamond), self.outside.as_str()));
        }
        canvas.legend(&keys);
        for group in self.rows.chunk_by(|a, b| a.group == b.group) {
            let most = group.iter().map(|row| row.high.max(row.observed)).max().unwrap_or(0).max(10) as f64;
            group.iter().for_each(|row| row.draw(canvas, (WIDTH - 16.0) / most));
        }
    }
}

impl Range {
    fn draw(&self, canvas: &mut Canvas<'_>, scale: f64) {
        let [expected, observed] = &self.texts;
        let numbers = width(expected, SMALL) + width(observed, SMALL) + 20.0;
        let lines = wrap(&self.label, LABEL, WIDTH - numbers - 8.0);
        for line in &lines {
            canvas.text((0.0, canvas.y + LABEL), LABEL, Anchor::Start, &[Say::Words(line)]);
            canvas.skip(17.0);
        }
        let says = [Say::Number(observed), Say::Soft(" / "), Say::Number(expected)];
        canvas.text((WIDTH, canvas.y - 4.0), SMALL, Anchor::End, &says);
        let y = canvas.y + 9.0;
        let at = |tenths: u64| 8.0 + tenths as f64 * scale;
        canvas.stroke((8.0, y), (WIDTH - 8.0, y), 0.5, false);
        canvas.whisker(at(self.low), at(self.high), y);
        canvas.tick((at(self.expected), y - 7.0), 14.0);
        canvas.shape((at(self.observed), y), if self.is_outside() { Shape::Diamond } else { Shape::Dot });
        canvas.skip(27.0);
    }
}
