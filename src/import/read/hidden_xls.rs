//! What calamine does not tell of a BIFF workbook: rows and columns that are not shown, and whether it is enciphered ([MS-XLS] 2.4.28
//! `BoundSheet8`, 2.4.53 `ColInfo`, 2.4.117 `FilePass`, 2.4.221 `Row`). In: the compound file. Out: them, by sheet.

use super::workbook::Unseen;
use encoding_rs::{GBK, UTF_16LE};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

const EOF: u16 = 0x000a;
const FILE_PASS: u16 = 0x002f;
const COL_INFO: u16 = 0x007d;
const BOUND_SHEET: u16 = 0x0085;
const ROW: u16 = 0x0208;
const BOF: u16 = 0x0809;

/// Names of the streams of a compound file. Errors: what is wrong with it.
pub(super) fn streams(bytes: &[u8]) -> Result<Vec<String>, String> {
    let file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|fault| fault.to_string())?;
    Ok(file.walk().filter(cfb::Entry::is_stream).map(|entry| entry.name().to_owned()).collect())
}

/// Whether the workbook is enciphered.
pub(super) fn password(bytes: &[u8]) -> bool {
    stream(bytes)
        .is_ok_and(|stream| records(&stream, 0).take_while(|(kind, _)| *kind != EOF).any(|(kind, _)| kind == FILE_PASS))
}

/// Whether the workbook is BIFF8, whose texts are Unicode whatever code page it names.
pub(super) fn is_unicode(bytes: &[u8]) -> bool {
    stream(bytes).is_ok_and(|stream| word(&stream, 0) == Some(BOF) && word(&stream, 4) == Some(0x0600))
}

pub(super) fn read(bytes: &[u8]) -> Result<BTreeMap<String, Unseen>, String> {
    let stream = stream(bytes)?;
    let bounds = records(&stream, 0).take_while(|(kind, _)| *kind != EOF).filter(|(kind, _)| *kind == BOUND_SHEET);
    Ok(bounds.filter_map(|(_, body)| bound(body)).map(|(name, at)| (name, sheet(&stream, at))).collect())
}

fn stream(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|fault| fault.to_string())?;
    let name =
        file.walk().find(|entry| matches!(entry.name(), "Workbook" | "Book")).map(|entry| entry.path().to_owned());
    let mut stream = file.open_stream(name.unwrap_or_default()).map_err(|fault| fault.to_string())?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all).map_err(|fault| fault.to_string())?;
    Ok(all)
}

/// Records from an offset to the end of the stream or to one that is cut off.
fn records(stream: &[u8], from: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = from;
    std::iter::from_fn(move || {
        let (kind, length) = (word(stream, at)?, usize::from(word(stream, at + 2)?));
        let body = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, body))
    })
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

/// A sheet's name and the offset of its first record.
fn bound(body: &[u8]) -> Option<(String, usize)> {
    let at = usize::from(word(body, 0)?) | usize::from(word(body, 2)?) << 16;
    let length = usize::from(*body.get(6)?);
    // Flags: one byte a character, or two. A name of BIFF5 has no flags and is in the code page of the machine.
    let name = match body.get(7)? {
        0 => body.get(8..8 + length)?.iter().map(|byte| char::from(*byte)).collect(),
        1 => UTF_16LE.decode_without_bom_handling(body.get(8..8 + 2 * length)?).0.into_owned(),
        _ => GBK.decode_without_bom_handling(body.get(7..7 + length)?).0.into_owned(),
    };
    Some((name, at))
}

fn sheet(stream: &[u8], from: usize) -> Unseen {
    let mut unseen = Unseen::default();
    // A chart inside the sheet has records of its own between its BOF and EOF.
    let mut depth = 0;
    for (kind, body) in records(stream, from) {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            ROW if depth == 1 && word(body, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                unseen.rows.extend(word(body, 0).map(|row| u32::from(row) + 1));
            }
            COL_INFO if depth == 1 && word(body, 8).is_some_and(|flags| flags & 1 != 0) => {
                if let (Some(first), Some(last)) = (word(body, 0), word(body, 2)) {
                    unseen.columns.extend((u32::from(first)..=u32::from(last.min(255))).map(|column| column + 1));
                }
            }
            _ => {}
        }
    }
    unseen
}
