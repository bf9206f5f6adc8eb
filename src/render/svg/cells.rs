//! Small pictures side by side: for each class and period what the plan asks for beside what was done. Every class has a
//! scale of its own, or the small ones could not be seen beside the large.

use super::canvas::{Anchor, Canvas, Ink, Key, LABEL, SMALL, Say, WIDTH};
use super::text::wrap;

/// The classes, and what the two bars mean.
#[derive(Debug, Clone)]
pub(crate) struct Cells {
    pub(crate) due: String,
    pub(crate) done: String,
    pub(crate) groups: Vec<CellGroup>,
}

/// A class: four periods fill a line, a single one half of it.
#[derive(Debug, Clone)]
pub(crate) struct CellGroup {
    pub(crate) label: String,
    pub(crate) cells: Vec<Cell>,
}

/// A period.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) label: String,
    pub(crate) due: u64,
    /// None while it is secret.
    pub(crate) done: Option<u64>,
    /// What is to be said of the period: not revealed yet, nobody to draw.
    pub(crate) state: Option<String>,
}

const COLUMN: f64 = 80.0;
const COLUMNS: usize = 4;
const HIGH: f64 = 40.0;
const BAR: f64 = 24.0;

impl Cells {
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>) {
        canvas.legend(&[(Key::Ink(Ink::Pale), &self.due), (Key::Ink(Ink::Solid), &self.done)]);
        let mut line: Vec<&CellGroup> = Vec::new();
        for group in &self.groups {
            let used: usize = line.iter().map(|group| group.columns()).sum();
            if used + group.columns() > COLUMNS {
                draw_line(canvas, &line);
                line.clear();
            }
            line.push(group);
        }
        if !line.is_empty() {
            draw_line(canvas, &line);
        }
    }
}

impl CellGroup {
    fn columns(&self) -> usize {
        if self.cells.len() < 2 { 2 } else { self.cells.len() }
    }
}

/// Groups that share a line.
fn draw_line(canvas: &mut Canvas<'_>, groups: &[&CellGroup]) {
    let mut x = 0.0;
    let top = canvas.y;
    let mut lowest = top;
    for group in groups {
        canvas.y = top;
        let room = group.columns() as f64 * COLUMN;
        for line in wrap(&group.label, LABEL, room.min(WIDTH) - 4.0) {
            canvas.text((x, canvas.y + LABEL), LABEL, Anchor::Start, &[Say::Words(&line)]);
            canvas.skip(18.0);
        }
        let most = group.cells.iter().map(|cell| cell.due.max(cell.done.unwrap_or(0))).max().unwrap_or(0).max(1);
        let states: Vec<Vec<String>> = group.cells.iter().map(Cell::state_lines).collect();
        for ((at, cell), state) in group.cells.iter().enumerate().zip(&states) {
            cell.draw(canvas, x + at as f64 * COLUMN, HIGH / most as f64, state);
        }
        let states = states.iter().map(Vec::len).max().unwrap_or(0);
        canvas.skip(16.0 + HIGH + 17.0 + states as f64 * 15.0 + 12.0);
        lowest = lowest.max(canvas.y);
        x += room;
    }
    canvas.y = lowest;
}

impl Cell {
    fn state_lines(&self) -> Vec<String> {
        self.state.as_ref().map(|state| wrap(state, SMALL, COLUMN - 4.0)).unwrap_or_default()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, x: f64, scale: f64, state: &[String]) {
        let floor = canvas.y + 16.0 + HIGH;
        let mut bar = |at: f64, value: u64, ink: Ink| {
            let height = value as f64 * scale;
            if value > 0 {
                canvas.block((at, floor - height), (BAR, height), ink);
            }
            let text = value.to_string();
            canvas.text((at + BAR / 2.0, floor - height - 4.0), SMALL, Anchor::Middle, &[Say::Number(&text)]);
        };
        bar(x + 3.0, self.due, Ink::Pale);
        if let Some(done) = self.done {
            bar(x + 31.0, done, Ink::Solid);
        }
        canvas.stroke((x, floor), (x + 60.0, floor), 1.0, false);
        canvas.text((x, floor + 15.0), SMALL, Anchor::Start, &[Say::Soft(&self.label)]);
        for (at, line) in state.iter().enumerate() {
            canvas.text((x, floor + 30.0 + at as f64 * 15.0), SMALL, Anchor::Start, &[Say::Words(line)]);
        }
    }
}
