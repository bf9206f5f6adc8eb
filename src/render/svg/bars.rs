//! Lying bars, from above, each with its number; perhaps with a short line where the number was to be expected. Short labels
//! stand beside their bar, long ones above it.

use super::canvas::{Anchor, Canvas, Ink, Key, LABEL, SMALL, Say, WIDTH};
use super::text::{width, wrap};

/// A list of bars on one scale.
#[derive(Debug, Clone)]
pub(crate) struct Bars {
    pub(crate) rows: Vec<Bar>,
    /// What bar and line mean; without it the label says all.
    pub(crate) legend: Option<(String, String)>,
}

/// A bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub(crate) label: String,
    pub(crate) value: u64,
    pub(crate) ink: Ink,
    pub(crate) expected: Option<Tick>,
}

/// What was to be expected.
#[derive(Debug, Clone)]
pub(crate) struct Tick {
    /// In tenths.
    pub(crate) tenths: u64,
    /// As it is written.
    pub(crate) text: String,
}

/// Labels up to this width stand beside their bar.
const BESIDE: f64 = 132.0;
const THICK: f64 = 13.0;

impl Bars {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        if let Some((bar, tick)) = &self.legend {
            let ink = self.rows.first().map_or(Ink::Solid, |row| row.ink);
            canvas.legend(&[(Key::Ink(ink), bar), (Key::Tick, tick)]);
        }
        let beside = self.rows.iter().map(|row| width(&row.label, SMALL)).fold(0.0, f64::max);
        let is_beside = beside <= BESIDE;
        let left = if is_beside { beside + 8.0 } else { 0.0 };
        let texts = self.rows.iter().map(|row| width(&row.text(), SMALL)).fold(0.0, f64::max);
        let longest = WIDTH - left - texts - 8.0;
        let tenths = |row: &Bar| (row.value * 10).max(row.expected.as_ref().map_or(0, |tick| tick.tenths));
        let most = self.rows.iter().map(tenths).max().unwrap_or(0).max(10) as f64;
        for row in &self.rows {
            if is_beside {
                canvas.text((0.0, canvas.y + 11.5), SMALL, Anchor::Start, &[Say::Words(&row.label)]);
            } else {
                for line in wrap(&row.label, LABEL, WIDTH) {
                    canvas.text((0.0, canvas.y + LABEL), LABEL, Anchor::Start, &[Say::Words(&line)]);
                    canvas.skip(18.0);
                }
            }
            row.draw(canvas, left, longest / most);
            canvas.skip(if is_beside { 22.0 } else { 24.0 });
        }
    }
}

impl Bar {
    fn text(&self) -> String {
        let tick = self.expected.as_ref().map(|tick| format!(" / {}", tick.text)).unwrap_or_default();
        format!("{}{tick}", self.value)
    }

    fn draw(&self, canvas: &mut Canvas<'_>, left: f64, scale: f64) {
        let length = self.value as f64 * 10.0 * scale;
        let mut end = left;
        if self.value > 0 {
            canvas.block((left + 0.5, canvas.y + 1.0), (length, THICK), self.ink);
            end += length;
        }
        if let Some(tick) = &self.expected {
            let at = left + tick.tenths as f64 * scale;
            canvas.tick((at, canvas.y - 1.0), THICK + 4.0);
            end = end.max(at);
        }
        let value = self.value.to_string();
        let mut says = vec![Say::Number(&value)];
        if let Some(tick) = &self.expected {
            says.extend([Say::Soft(" / "), Say::Number(&tick.text)]);
        }
        canvas.text((end + 6.0, canvas.y + 12.0), SMALL, Anchor::Start, &says);
    }
}
