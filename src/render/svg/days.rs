//! How many took how long: upright bars over spans of days, a broken line at the limit, a triangle over what is beyond it.

use super::canvas::{Anchor, Canvas, Ink, Key, LABEL, SMALL, Say, Shape, WIDTH};
use super::text::wrap;

/// Pictures below each other on the same spans.
#[derive(Debug, Clone)]
pub(crate) struct Days {
    pub(crate) panels: Vec<Panel>,
    /// Words for the broken line and for what is beyond it.
    pub(crate) limit: String,
    pub(crate) late: String,
}

/// A picture.
#[derive(Debug, Clone)]
pub(crate) struct Panel {
    pub(crate) label: String,
    pub(crate) bins: Vec<Bin>,
    /// How many spans lie within the limit.
    pub(crate) within: Option<usize>,
}

/// A span of days.
#[derive(Debug, Clone)]
pub(crate) struct Bin {
    pub(crate) label: String,
    pub(crate) value: u64,
}

const HIGH: f64 = 64.0;

impl Days {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        canvas.legend(&[(Key::Limit, &self.limit), (Key::Shape(Shape::Triangle), &self.late)]);
        for panel in &self.panels {
            panel.draw(canvas);
        }
    }
}

impl Panel {
    fn draw(&self, canvas: &mut Canvas<'_>) {
        for line in wrap(&self.label, LABEL, WIDTH) {
            canvas.text((0.0, canvas.y + LABEL), LABEL, Anchor::Start, &[Say::Words(&line)]);
            canvas.skip(18.0);
        }
        let step = WIDTH / self.bins.len().max(1) as f64;
        let floor = canvas.y + 30.0 + HIGH;
        let most = self.bins.iter().map(|bin| bin.value).max().unwrap_or(0).max(1) as f64;
        for (at, bin) in self.bins.iter().enumerate() {
            let is_late = self.within.is_some_and(|within| at >= within);
            let (x, height) = (at as f64 * step, bin.value as f64 * HIGH / most);
            let middle = x + step / 2.0;
            if bin.value > 0 {
                let ink = if is_late { Ink::Hatch } else { Ink::Solid };
                canvas.block((x + 5.0, floor - height), (step - 10.0, height), ink);
                if is_late {
                    canvas.shape((middle, floor - height - 17.0), Shape::Triangle);
                }
            }
            let value = bin.value.to_string();
            canvas.text((middle, floor - height - 4.0), SMALL, Anchor::Middle, &[Say::Number(&value)]);
            canvas.text((middle, floor + 15.0), SMALL, Anchor::Middle, &[Say::Soft(&bin.label)]);
        }
        canvas.stroke((0.0, floor), (WIDTH, floor), 1.0, false);
        if let Some(within) = self.within {
            let x = within as f64 * step;
            canvas.stroke((x, floor - HIGH - 26.0), (x, floor + 4.0), 1.5, true);
        }
        canvas.y = floor + 30.0;
    }
}
