//! Workbooks for readers. In: a cover and sheets of text. Out: XLSX bytes, the same for the same input.

use super::book::{A4, LINE, begin, lines, measure, points, text};
use super::{Column, Kind};
use rust_xlsxwriter::{Format, IgnoreError, Worksheet, XlsxError};
use serde::Serialize;

/// Rows a sheet of a workbook can hold, the headings included.
const ROW_LIMIT: usize = 1_048_576;

/// From this many rows on a sheet is written row by row into a file without a name that the system takes back, its texts standing in
/// their cells: held as a whole, the cells of three hundred thousand objects are half a gigabyte.
const LONG: usize = 50_000;

/// Rows looked at for the width of a column; the first tell enough of ten thousand.
const MEASURED: usize = 500;

/// Widths in characters: a column is never narrower, never wider, and a digest is cut short.
const NARROW: usize = 8;
const WIDE: usize = 44;
const DIGEST: usize = 18;

/// Space for the arrow of the filter.
const ARROW: usize = 3;

/// Widths of the columns of a cover.
const COVER: (usize, usize) = (30, 90);

/// One table on one sheet.
#[derive(Serialize)]
pub struct Sheet<'a> {
    /// Name on the tab, at most 31 characters.
    pub name: &'a str,
    /// Columns.
    pub columns: &'a [Column],
    /// Rows.
    pub rows: &'a [Vec<String>],
}

/// The first sheet: what the workbook is, a note a row.
#[derive(Serialize)]
pub struct Cover<'a> {
    /// Name on the tab.
    pub name: &'a str,
    /// What the workbook is called; also its title among the properties of the document.
    pub title: &'a str,
    /// Label and text; a note without a text is a heading of those that follow.
    pub notes: &'a [(String, String)],
}

/// A workbook: the cover, then the sheets. Errors: the writer's own words, or a table that no sheet can hold.
pub fn workbook(cover: &Cover<'_>, sheets: &[Sheet<'_>]) -> Result<Vec<u8>, String> {
    if let Some(sheet) = sheets.iter().find(|sheet| sheet.rows.len() >= ROW_LIMIT) {
        return Err(format!("the table {} has more rows than a sheet can hold", sheet.name));
    }
    write(cover, sheets).map_err(|error| error.to_string())
}

/// How cells look.
struct Styles {
    title: Format,
    label: Format,
    text: Format,
    head: Format,
    cell: Format,
    long: Format,
}

impl Styles {
    fn new() -> Self {
        Self {
            title: text().set_bold().set_font_size(14),
            label: text().set_bold().set_text_wrap(),
            text: text().set_text_wrap(),
            head: text().set_bold().set_text_wrap(),
            cell: text(),
            long: text().set_text_wrap(),
        }
    }
}

fn write(cover: &Cover<'_>, sheets: &[Sheet<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = begin(cover.title)?;
    let styles = Styles::new();
    front(book.add_worksheet(), cover, &styles)?;
    for sheet in sheets {
        if sheet.rows.len() < LONG {
            table(book.add_worksheet(), sheet, &styles)?;
        } else {
            long_table(book.add_worksheet_with_constant_memory()?, sheet, &styles)?;
        }
    }
    book.save_to_buffer()
}

fn front(page: &mut Worksheet, cover: &Cover<'_>, styles: &Styles) -> Result<(), XlsxError> {
    let (narrow, wide) = COVER;
    page.set_name(cover.name)?.set_column_width(0, points(narrow))?.set_column_width(1, points(wide))?;
    page.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    page.write_string_with_format(0, 0, cover.title, &styles.title)?.set_row_height(0, 2 * LINE)?;
    for (row, (label, text)) in (1u32..).zip(cover.notes) {
        page.write_string_with_format(row, 0, label, &styles.label)?;
        if !text.is_empty() {
            page.write_string_with_format(row, 1, text, &styles.text)?;
        }
        page.set_row_height(row, LINE * lines(label, narrow).max(lines(text, wide)))?;
    }
    Ok(())
}

/// What concerns the whole of a sheet, up to the height of its headings.
fn set_up(page: &mut Worksheet, sheet: &Sheet<'_>) -> Result<(), XlsxError> {
    page.set_name(sheet.name)?.set_freeze_panes(1, 0)?;
    page.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    page.set_row_height(0, 2 * LINE)?;
    Ok(())
}

fn table(page: &mut Worksheet, sheet: &Sheet<'_>, styles: &Styles) -> Result<(), XlsxError> {
    set_up(page, sheet)?;
    let mut long = Vec::new();
    for (at, column) in (0u16..).zip(sheet.columns) {
        page.write_string_with_format(0, at, column.heading(), &styles.head)?;
        let (width, is_long) = width(column, sheet.rows, usize::from(at));
        page.set_column_width(at, points(width))?.set_column_format(at, &styles.cell)?;
        long.extend(is_long.then_some((usize::from(at), width)));
        for (row, cells) in (1u32..).zip(sheet.rows) {
            if let Some(cell) = cells.get(usize::from(at)).filter(|cell| !cell.is_empty()) {
                // A cell without a format of its own takes the column's.
                match is_long {
                    true => page.write_string_with_format(row, at, cell, &styles.long)?,
                    false => page.write_string(row, at, cell)?,
                };
            }
        }
    }
    for (row, cells) in (1u32..).zip(sheet.rows).filter(|_| !long.is_empty()) {
        let of_cell = |(at, width): &(usize, usize)| cells.get(*at).map_or(1, |cell| lines(cell, *width));
        let most = long.iter().map(of_cell).max().unwrap_or(1);
        if most > 1 {
            page.set_row_height(row, LINE * most)?;
        }
    }
    marks(page, sheet)
}

/// The same sheet, one row after the other.
fn long_table(page: &mut Worksheet, sheet: &Sheet<'_>, styles: &Styles) -> Result<(), XlsxError> {
    set_up(page, sheet)?;
    let widths: Vec<(usize, bool)> =
        sheet.columns.iter().enumerate().map(|(at, column)| width(column, sheet.rows, at)).collect();
    for (at, (column, (width, _))) in (0u16..).zip(sheet.columns.iter().zip(&widths)) {
        page.set_column_width(at, points(*width))?.set_column_format(at, &styles.cell)?;
        page.write_string_with_format(0, at, column.heading(), &styles.head)?;
    }
    for (row, cells) in (1u32..).zip(sheet.rows) {
        // The height comes first: a row that is written cannot be changed.
        let of_cell = |(cell, (width, is_long)): (&String, &(usize, bool))| is_long.then(|| lines(cell, *width));
        let most = cells.iter().zip(&widths).filter_map(of_cell).max().unwrap_or(1);
        if most > 1 {
            page.set_row_height(row, LINE * most)?;
        }
        for (at, (cell, (_, is_long))) in (0u16..).zip(cells.iter().zip(&widths)).filter(|(_, (c, _))| !c.is_empty()) {
            match is_long {
                true => page.write_string_with_format(row, at, cell, &styles.long)?,
                false => page.write_string(row, at, cell)?,
            };
        }
    }
    marks(page, sheet)
}

/// The filter, and no green corners.
fn marks(page: &mut Worksheet, sheet: &Sheet<'_>) -> Result<(), XlsxError> {
    let last_row = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    if last_row > 0 {
        page.autofilter(0, 0, last_row, last_column)?;
        // Codes are text on purpose; no green corner has to tell anybody.
        page.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}

/// How wide a column is, and whether its longest cells run over several lines.
fn width(column: &Column, rows: &[Vec<String>], at: usize) -> (usize, bool) {
    let cells = rows.iter().take(MEASURED).filter_map(|row| row.get(at));
    let longest = cells.map(|cell| measure(cell)).max().unwrap_or_default();
    let head = measure(column.zh).max(measure(column.name)) + ARROW;
    match column.kind {
        Kind::Hash => (DIGEST, false),
        _ => ((longest + 2).max(head).clamp(NARROW, WIDE), longest + 2 > WIDE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_as_wide_as_its_cells_within_bounds() {
        let rows = |cell: &str| vec![vec![cell.to_owned()]];
        let column = Column::new("编号", "id", Kind::Text);
        assert_eq!(width(&column, &rows(""), 0), (8, false));
        assert_eq!(width(&column, &rows("91140826MA0E00042B"), 0), (20, false));
        assert_eq!(width(&column, &rows(&"长".repeat(30)), 0), (44, true));
        assert_eq!(width(&Column::new("摘要", "hash", Kind::Hash), &rows(&"0".repeat(64)), 0), (18, false));
    }

    /// Every cell of the second sheet, as a spreadsheet program reads it.
    fn read(bytes: Vec<u8>) -> Vec<Vec<String>> {
        use calamine::{Reader, Xlsx};
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range_at(1).unwrap().unwrap();
        sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }

    #[test]
    fn a_long_sheet_reads_as_a_short_one_and_is_the_same_each_time() {
        let columns = [Column::new("编号", "id", Kind::Text), Column::new("名称", "name", Kind::Text)];
        let cell = |n: usize| match n % 3 {
            0 => String::new(),
            1 => format!("示例厂{n}"),
            _ => "长".repeat(40),
        };
        let rows: Vec<Vec<String>> = (0..LONG).map(|n| vec![format!("9114082{n:07}"), cell(n)]).collect();
        let cover = Cover { name: "说明", title: "对象", notes: &[("表".to_owned(), "文".to_owned())] };
        let book = |rows| workbook(&cover, &[Sheet { name: "objects", columns: &columns, rows }]).unwrap();
        let (long, again, short) = (book(&rows), book(&rows), book(&rows[..LONG - 1]));
        assert!(long == again);
        let (long, short) = (read(long), read(short));
        assert_eq!((long.len(), short.len()), (LONG + 1, LONG));
        assert!(long[..LONG] == short[..] && long[LONG] == rows[LONG - 1]);
    }
}
