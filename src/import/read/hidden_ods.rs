//! What calamine does not tell of an OpenDocument sheet: merged ranges, rows and columns that are not shown (OpenDocument 1.2, 19.600,
//! 19.676, 19.679, 19.749). In: the archive. Out: them, by sheet.

use super::hidden_xlsx::{attribute, walk};
use super::limits::{MOST_CELLS, MOST_ROWS};
use super::workbook::Unseen;
use crate::import::grid::Area;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Where the reading stands.
#[derive(Default)]
struct Walk {
    found: BTreeMap<String, Unseen>,
    sheet: String,
    row: u32,
    column: u32,
    /// Rows the present one stands for.
    repeated: u32,
    cell: u32,
}

pub(super) fn read(bytes: &[u8]) -> Result<BTreeMap<String, Unseen>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|fault| fault.to_string())?;
    let mut text = String::new();
    let mut part = archive.by_name("content.xml").map_err(|fault| fault.to_string())?;
    part.read_to_string(&mut text).map_err(|fault| fault.to_string())?;
    let mut state = Walk::default();
    walk(&text, |event| match event {
        Event::Start(element) | Event::Empty(element) => state.element(element),
        _ => {}
    })?;
    Ok(state.found)
}

impl Walk {
    fn element(&mut self, element: &BytesStart<'_>) {
        let number = |key: &str| attribute(element, key).and_then(|text| text.parse::<u32>().ok()).unwrap_or(1);
        let hidden = || matches!(attribute(element, "visibility").as_deref(), Some("collapse" | "filter"));
        match element.local_name().as_ref() {
            "table" => {
                self.sheet = attribute(element, "name").unwrap_or_default();
                self.found.entry(self.sheet.clone()).or_default();
                (self.row, self.column, self.repeated, self.cell) = (1, 1, 0, 1);
            }
            "table-column" => {
                let end = self.column.saturating_add(number("number-columns-repeated"));
                if hidden() {
                    let (from, cells) = (self.column, MOST_CELLS as u32);
                    self.unseen().columns.extend(from..end.min(cells));
                }
                self.column = end;
            }
            "table-row" => {
                self.row = self.row.saturating_add(self.repeated);
                self.repeated = number("number-rows-repeated");
                self.cell = 1;
                if hidden() {
                    let (from, end) = (self.row, self.row.saturating_add(self.repeated));
                    self.unseen().rows.extend(from..end.min(MOST_ROWS + 1));
                }
            }
            "table-cell" | "covered-table-cell" => {
                let (rows, columns) = (number("number-rows-spanned"), number("number-columns-spanned"));
                if rows > 1 || columns > 1 {
                    let (top, left) = (self.row, self.cell);
                    let bottom = top.saturating_add(rows.saturating_sub(1));
                    let right = left.saturating_add(columns.saturating_sub(1));
                    self.unseen().merged.push(Area { top, left, bottom, right });
                }
                self.cell = self.cell.saturating_add(number("number-columns-repeated"));
            }
            _ => {}
        }
    }

    fn unseen(&mut self) -> &mut Unseen {
        self.found.entry(self.sheet.clone()).or_default()
    }
}
