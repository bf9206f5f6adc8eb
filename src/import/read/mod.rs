//! Bytes → [`Book`]. In: the name and bytes of a file of the bureau. Out: its sheets, or why it cannot be read, each reason with its own
//! sentence. What a file is, its bytes say. Never opens a file and never changes what a cell holds.

mod csv;
mod hidden_ods;
mod hidden_xls;
mod hidden_xlsx;
mod limits;
mod workbook;

use super::grid::{Book, BookKind};
use crate::diag::{Diagnostic, Place};

/// What a file turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Book(BookKind),
    /// Known, but no table: word key below `import.kind`.
    Other(&'static str),
    Locked,
}

/// Reads a file. Errors: MC0911 to MC0918, about the file as a whole or a line of it.
pub(crate) fn read(file: &str, bytes: &[u8]) -> Result<Book, Box<Diagnostic>> {
    let place = || Place::file(file);
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    if name.starts_with("~$") || name.starts_with(".~") {
        return Err(Box::new(Diagnostic::error("MC0912", place())));
    }
    if bytes.is_empty() {
        return Err(Box::new(Diagnostic::error("MC0911", place())));
    }
    limits::file(bytes.len()).map_err(|fault| fault.at(place()))?;
    match seen(bytes).map_err(|fault| Diagnostic::error("MC0915", place()).arg("fault", fault))? {
        Seen::Other(kind) => {
            Err(Box::new(Diagnostic::error("MC0914", place()).arg("kind", format!("@import.kind.{kind}"))))
        }
        Seen::Locked => Err(Box::new(Diagnostic::error("MC0913", place()))),
        Seen::Book(BookKind::Csv) => csv::read(file, bytes),
        Seen::Book(kind) => workbook::read(file, kind, bytes),
    }
}

/// Tells a file by its bytes. Errors: it begins as an archive or compound file and is none.
fn seen(bytes: &[u8]) -> Result<Seen, String> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return limits::names(bytes).map(|names| archive(&names));
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return hidden_xls::streams(bytes).map(|names| compound(&names));
    }
    Ok(plain(bytes))
}

fn archive(names: &[String]) -> Seen {
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    match () {
        () if has("xl/workbook.xml") => Seen::Book(BookKind::Xlsx),
        () if has("xl/workbook.bin") => Seen::Other("xlsb"),
        () if has("word/document.xml") => Seen::Other("word"),
        () if has("ppt/presentation.xml") => Seen::Other("slides"),
        () if has("content.xml") && has("mimetype") => Seen::Book(BookKind::Ods),
        () => Seen::Other("zip"),
    }
}

fn compound(streams: &[String]) -> Seen {
    let has = |wanted: &str| streams.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    match () {
        () if has("EncryptedPackage") => Seen::Locked,
        () if has("Workbook") || has("Book") => Seen::Book(BookKind::Xls),
        () if has("WordDocument") => Seen::Other("word"),
        () => Seen::Other("compound"),
    }
}

/// Neither an archive nor a compound file.
fn plain(bytes: &[u8]) -> Seen {
    let head = &bytes[..bytes.len().min(2048)];
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match head {
        [b'%', b'P', b'D', b'F', ..] => Seen::Other("pdf"),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => {
            Seen::Other("picture")
        }
        [0x09, 0x00 | 0x02 | 0x04 | 0x08, 0x04 | 0x06 | 0x08 | 0x10, 0x00, ..] => Seen::Other("old"),
        [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xbc, 0xaf, ..] => Seen::Other("zip"),
        _ if text.starts_with("mime-version:") || is_markup(text) => Seen::Other("web"),
        _ => Seen::Book(BookKind::Csv),
    }
}

/// A web page or XML that calls itself a spreadsheet, as many platforms export it.
fn is_markup(text: &str) -> bool {
    ["<!doctype", "<html", "<table", "<?xml", "<meta", "<head"].iter().any(|tag| text.starts_with(tag))
}
