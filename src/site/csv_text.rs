//! One way to write a cell of a published table. In: text. Out: CSV bytes (RFC 4180 quoting, LF line ends). Never repairs
//! a value, with one exception that the dictionary names: a cell a spreadsheet would run as a formula gets an apostrophe.

/// UTF-8 byte order mark, without which spreadsheets of the clerk's machine misread Chinese text.
pub const BOM: &str = "\u{feff}";

/// Whether a spreadsheet would take the cell for a formula (domain.md 8.6): it begins with `=`, `+`, `-`, `@`, tab or CR.
pub fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Adds one row and its LF. A cell with a comma, a quote or a line end is quoted; a formula gets a leading apostrophe.
pub fn push_row<S: AsRef<str>>(out: &mut String, cells: impl IntoIterator<Item = S>) {
    for (index, cell) in cells.into_iter().enumerate() {
        let cell = cell.as_ref();
        if index > 0 {
            out.push(',');
        }
        let mark = if is_formula(cell) { "'" } else { "" };
        if cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(mark);
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(mark);
            out.push_str(cell);
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> String {
        let mut out = String::new();
        push_row(&mut out, cells);
        out
    }

    #[test]
    fn plain_cells_stay_as_they_are() {
        assert_eq!(row(&["甲", "", "a b", "7"]), "甲,,a b,7\n");
    }

    #[test]
    fn commas_quotes_and_line_ends_are_quoted() {
        assert_eq!(row(&["a,b", "say \"x\"", "1\n2"]), "\"a,b\",\"say \"\"x\"\"\",\"1\n2\"\n");
    }

    #[test]
    fn formulas_get_an_apostrophe() {
        assert_eq!(row(&["=1+1", "+86", "-3", "@x", "\tx", "=a,b"]), "'=1+1,'+86,'-3,'@x,'\tx,\"'=a,b\"\n");
    }
}
