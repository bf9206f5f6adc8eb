//! Which rows and columns of an Office Open XML workbook are not shown (ECMA-376 Part 1, 18.3.1.13 and 18.3.1.73). In: the archive. Out:
//! them, by sheet. A part that is missing hides nothing.

use super::workbook::Unseen;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// No column of a sheet lies beyond it.
const LAST_COLUMN: u32 = 16_384;

pub(super) fn read(bytes: &[u8]) -> Result<BTreeMap<String, Unseen>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|fault| fault.to_string())?;
    let mut targets = BTreeMap::new();
    each(&part(&mut archive, "xl/_rels/workbook.xml.rels"), |name, element| {
        if name == "Relationship"
            && let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target"))
        {
            targets.insert(id, target);
        }
    })?;
    let mut sheets = Vec::new();
    each(&part(&mut archive, "xl/workbook.xml"), |name, element| {
        if name == "sheet"
            && let (Some(name), Some(id)) = (attribute(element, "name"), attribute(element, "id"))
        {
            sheets.push((name, id));
        }
    })?;
    let mut found = BTreeMap::new();
    for (name, id) in sheets {
        let Some(target) = targets.get(&id) else { continue };
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        found.insert(name, sheet(&part(&mut archive, &path))?);
    }
    Ok(found)
}

fn sheet(xml: &str) -> Result<Unseen, String> {
    let mut unseen = Unseen::default();
    let mut row = 0;
    each(xml, |name, element| {
        let number = |key: &str| attribute(element, key).and_then(|text| text.parse::<u32>().ok());
        let hidden = || matches!(attribute(element, "hidden").as_deref(), Some("1" | "true"));
        match name {
            "row" => {
                row = number("r").unwrap_or(row + 1);
                if hidden() {
                    unseen.rows.insert(row);
                }
            }
            "col" if hidden() => {
                let (first, last) = (number("min").unwrap_or(1), number("max").unwrap_or(0));
                unseen.columns.extend(first..=last.min(LAST_COLUMN));
            }
            _ => {}
        }
    })?;
    Ok(unseen)
}

/// A part as text; empty where it is missing or cannot be read.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> String {
    let mut text = String::new();
    let name =
        archive.file_names().flatten().find(|name| name.eq_ignore_ascii_case(path)).map(|name| name.into_owned());
    if let Some(name) = name
        && let Ok(mut part) = archive.by_name(&name)
    {
        part.read_to_string(&mut text).ok();
    }
    text
}

/// Calls `seen` for the begin of every element, by its name without prefix.
pub(super) fn each(xml: &str, mut seen: impl FnMut(&str, &BytesStart<'_>)) -> Result<(), String> {
    walk(xml, |event| {
        if let Event::Start(element) | Event::Empty(element) = event {
            seen(element.local_name().as_ref(), element);
        }
    })
}

/// Calls `seen` for every event.
pub(super) fn walk(xml: &str, mut seen: impl FnMut(&Event<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|fault| fault.to_string())? {
            Event::Eof => return Ok(()),
            event => seen(&event),
        }
    }
}

/// An attribute's value by its name without prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes().flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let text: &str = found.value.as_ref();
    quick_xml::escape::unescape(text).ok().map(|value| value.into_owned())
}
