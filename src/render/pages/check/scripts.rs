//! What the scripts of the pages on which people check draws need to know, as scripts themselves, because a page opened from
//! a disk may not ask for a file: `check/words.js`, `check/seals.js`, and `draws/DRAW/files.js`.

use super::super::draws;
use crate::model::{InspectorId, write_minute};
use crate::render::{Still, draw_page};
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;
use std::collections::BTreeMap;

/// Which sentences scripts show.
const WORDS: [&str; 5] = ["fault.", "check-script.", "stratum.", "draw-state.", "beacon."];
/// Most bytes of a draw's files that are put into a script; above it the page asks for the files themselves.
const MOST: usize = 3_000_000;

/// An object of plain values in a script that old browsers read: no `<` that could end an element, no line end of Unicode.
fn json(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("texts are plain JSON");
    let escaped = text.replace('<', "\\u003c").replace('>', "\\u003e");
    escaped.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// One line an entry, so that two versions can be compared.
fn assign<'a>(name: &str, entries: impl IntoIterator<Item = (&'a str, String)>) -> Vec<u8> {
    let lines: Vec<String> = entries.into_iter().map(|(key, value)| format!("{}: {value}", json(&key))).collect();
    let head = "window.mingchou = window.mingchou || {};\n";
    format!("{head}window.mingchou.{name} = {{\n{}\n}};\n", lines.join(",\n")).into_bytes()
}

/// `check/words.js`: sentences by key, in the language of the site.
pub(super) fn words(context: &Still<'_>) -> Vec<u8> {
    let keys = context.words.keys().filter(|key| WORDS.iter().any(|prefix| key.starts_with(prefix)));
    assign("words", keys.map(|key| (key, json(&context.words.get(key)))))
}

/// What is published of a draw's seal, and what the page of a slip says about it.
#[derive(Serialize)]
struct SealOf<'a> {
    title: String,
    href: String,
    class: String,
    stage: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    root: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    drawn: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    committed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<String>,
    #[serde(rename = "revealBy", skip_serializing_if = "Option::is_none")]
    reveal_by: Option<String>,
    /// Inspectors of the draw by id, named as the privacy setting allows.
    inspectors: BTreeMap<&'a str, String>,
    /// Once the draw is open: who goes now, by object, where somebody was exchanged since.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    changed: BTreeMap<&'a str, Vec<String>>,
}

impl<'a> SealOf<'a> {
    fn of(context: &Still<'_>, record: &'a DrawRecord) -> Self {
        let named = |row: &'a crate::draw::InspectorRow| (row.id.as_str(), context.inspector(&row.id, Some(&row.name)));
        Self {
            title: draws::title(context, record),
            href: draw_page(record.id.as_str()),
            class: context.class(record.class),
            stage: record.state.as_str(),
            root: record.seal.as_ref().map(|seal| seal.tree_root.as_str()),
            drawn: record.seal.as_ref().map(|seal| seal.drawn),
            committed: record.times.committed.map(write_minute),
            sealed: record.times.sealed.map(write_minute),
            ended: record.times.ended.map(write_minute),
            reveal_by: record.commit.as_ref().map(|commit| commit.reveal_by.to_string()),
            inspectors: record.inspectors.iter().map(named).collect(),
            changed: changed(context, record),
        }
    }
}

/// Teams that are no longer the drawn ones, by object; nothing of a draw that is still sealed.
fn changed<'a>(context: &Still<'_>, record: &'a DrawRecord) -> BTreeMap<&'a str, Vec<String>> {
    if !matches!(record.state, DrawState::Revealed | DrawState::Lost) {
        return BTreeMap::new();
    }
    let name = |id: &InspectorId| {
        let row = record.inspectors.iter().find(|row| row.id == *id);
        context.inspector(id, row.map(|row| row.name.as_str()))
    };
    let rows = record.drawn.iter().filter(|drawn| drawn.team != drawn.final_team);
    rows.map(|drawn| (drawn.object.as_str(), drawn.final_team.iter().map(name).collect())).collect()
}

/// `check/seals.js`: per draw what is published of it, for the slips.
pub(super) fn seals(context: &Still<'_>) -> Vec<u8> {
    let draws = context.site.draws.values();
    assign("seals", draws.map(|record| (record.id.as_str(), json(&SealOf::of(context, record)))))
}

/// The day a demonstration is told as of; elsewhere a reader's own day decides what is overdue.
pub(in crate::render::pages) fn today(context: &Still<'_>) -> Option<String> {
    context.site.config.demo.then(|| context.site.as_of.to_string())
}

/// Whether a draw's files are few enough for [`files`].
pub(in crate::render::pages) fn fits(record: &DrawRecord) -> bool {
    record.files.values().map(Vec::len).sum::<usize>() <= MOST
}

/// `draws/DRAW/files.js`: the published files of one draw, the same text. Each line is a text of its own: what stands
/// beside a number here stands beside it there too, for the privacy gate as for a reader.
pub(in crate::render::pages) fn files(record: &DrawRecord) -> Vec<u8> {
    let text = |bytes: &Vec<u8>| {
        let text = String::from_utf8_lossy(bytes);
        let lines: Vec<String> = text.split('\n').map(|line| json(&line)).collect();
        format!("[{}].join(\"\\n\")", lines.join(",\n"))
    };
    assign("files", record.files.iter().map(|(name, bytes)| (name.as_str(), text(bytes))))
}
