//! Workbooks. In: sheets of text. Out: XLSX bytes, the same for the same input: fixed time, no author. Every cell is text,
//! so that no program rounds a long number or runs a formula.

use super::Column;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// Rows a sheet of a workbook can hold, the headings included.
const ROW_LIMIT: usize = 1_048_576;

/// One table on one sheet.
pub struct Sheet<'a> {
    /// Name on the tab, at most 31 characters.
    pub name: &'a str,
    /// Columns.
    pub columns: &'a [Column],
    /// Rows.
    pub rows: &'a [Vec<String>],
}

/// A workbook: a cover named `cover.0` with one note a row, then the sheets. Errors: the writer's own words, or a table
/// that no sheet can hold.
pub fn workbook(cover: (&str, &[(String, String)]), sheets: &[Sheet<'_>]) -> Result<Vec<u8>, String> {
    if let Some(sheet) = sheets.iter().find(|sheet| sheet.rows.len() >= ROW_LIMIT) {
        return Err(format!("the table {} has more rows than a sheet can hold", sheet.name));
    }
    write(cover, sheets).map_err(|error| error.to_string())
}

fn write((name, notes): (&str, &[(String, String)]), sheets: &[Sheet<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A slower level makes a large county wait longer than its readers' downloads gain.
    book.set_zip_compression_level(1);
    let time = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&time));
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap();
    let cover = book.add_worksheet();
    cover.set_name(name)?.set_column_width(0, 24)?.set_column_width(1, 80)?;
    for (row, (label, text)) in (0u32..).zip(notes) {
        cover.write_string_with_format(row, 0, label, &bold)?;
        cover.write_string_with_format(row, 1, text, &wrap)?;
    }
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(sheet.name)?.set_freeze_panes(1, 0)?;
        for (column, heading) in (0u16..).zip(sheet.columns) {
            page.write_string_with_format(0, column, heading.heading(), &bold)?;
            page.set_column_width(column, 18)?;
        }
        for (row, cells) in (1u32..).zip(sheet.rows) {
            for (column, cell) in (0u16..).zip(cells) {
                if !cell.is_empty() {
                    page.write_string(row, column, cell)?;
                }
            }
        }
    }
    book.save_to_buffer()
}
