//! Where in a file a byte stands, as a person would say it.

/// Line from 1, and in a CSV the column from 1 (else 0).
pub(super) fn of(bytes: &[u8], at: usize, csv: bool) -> (u32, u32) {
    let (mut row, mut column, mut quoted) = (1u32, 1u32, false);
    for byte in &bytes[..at.min(bytes.len())] {
        match byte {
            b'"' if csv => quoted = !quoted,
            b',' if csv && !quoted => column += 1,
            b'\n' if !quoted => (row, column) = (row + 1, 1),
            _ => {}
        }
    }
    (row, if csv { column } else { 0 })
}

/// Column and row of a cell name such as `C17`; zeros if it is none.
pub(super) fn of_cell(name: &str) -> (u32, u32) {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let column = name.bytes().take(letters).fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
    match name[letters..].parse() {
        Ok(row) if letters > 0 => (column, row),
        _ => (0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_columns_and_cells() {
        let text = b"a,b\n\"x,\ny\",HERE";
        let at = text.windows(4).position(|window| window == b"HERE").expect("it is there");
        assert_eq!(of(text, at, true), (2, 2));
        assert_eq!(of(text, at, false), (3, 0));
        assert_eq!(of_cell("C17"), (3, 17));
        assert_eq!(of_cell("AB2"), (28, 2));
        assert_eq!(of_cell("17"), (0, 0));
    }
}
