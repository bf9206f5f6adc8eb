//! What every workbook of the program is. In: its title, texts. Out: an empty workbook that is the same for the same input (a
//! fixed moment, no author), the format of its cells, and how much room a text takes. Every cell is text and its format says
//! so: no program rounds a long number, none runs a formula, and a cell that is clicked into and left again keeps its zeros.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

/// 文本 among the formats every spreadsheet knows by number.
const TEXT_FORMAT: u8 = 49;

/// Lines of a cell shown at most; the format allows no row much higher.
const LINES: usize = 24;

/// Height of a line, in points. Not every program finds the height of a row by itself.
pub(crate) const LINE: u32 = 15;

/// A4 in the numbers of the format.
pub(crate) const A4: u8 = 9;

/// A workbook without sheets. Errors: a title too long for the properties of a document.
pub(crate) fn begin(title: &str) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    // A slower level makes a large county wait longer than its readers' downloads gain.
    book.set_zip_compression_level(1);
    let time = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&time).set_title(title));
    Ok(book)
}

/// The format of a cell: text, at the top.
pub(crate) fn text() -> Format {
    Format::new().set_num_format_index(TEXT_FORMAT).set_align(FormatAlign::Top)
}

/// A width as the writer takes it.
pub(crate) fn points(width: usize) -> u32 {
    u32::try_from(width).unwrap_or_default()
}

/// Lines a text takes in a column of this width. Words break early and fonts differ, so a tenth is left free.
pub(crate) fn lines(text: &str, width: usize) -> u32 {
    let of_line = |line: &str| (measure(line) * 11).div_ceil(width * 10).max(1);
    u32::try_from(text.split('\n').map(of_line).sum::<usize>().min(LINES)).unwrap_or(1)
}

/// Width of a text in half-width characters: what is not ASCII takes two.
pub(crate) fn measure(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_takes_lines() {
        assert_eq!(
            ["", "短", &"长".repeat(41), "a\nb", &"x".repeat(9000)].map(|text| lines(text, 90)),
            [1, 1, 2, 2, 24]
        );
    }
}
