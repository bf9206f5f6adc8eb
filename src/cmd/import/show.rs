//! What was understood, in words. In: values of `import`. Out: text. Never shows a personal number or what stands in a dropped cell.

use crate::diag::{Place, blot};
use crate::import::{
    Answers, Book, Findings, Imported, Layout, Merged, Proposal, Repair, Seen, Taken, Target, letters,
};
use crate::words::Words;
use std::collections::{BTreeMap, BTreeSet};

/// A sentence below `cli.import.` with its line end.
pub(super) fn line(words: &Words, key: &str, args: &[(&str, &str)]) -> String {
    words.fill(&format!("cli.import.{key}"), args.iter().copied()) + "\n"
}

/// A place as people name it: sheet and cell, row, or file.
pub(super) fn spot(words: &Words, place: &Place) -> String {
    let sheet = place.sheet.as_deref().unwrap_or_default();
    let cell = place.cell();
    let row = place.row.to_string();
    let here = match () {
        () if !cell.is_empty() => cell,
        () if place.row > 0 => words.fill("cli.import.row-n", [("row", row.as_str())]),
        () => String::new(),
    };
    let parts = [sheet, here.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { place.file.clone() } else { parts.join("!") }
}

/// What readers decided of their own.
pub(super) fn notes(words: &Words, books: &[Book]) -> String {
    let notes = books.iter().flat_map(|book| book.notes.iter().map(move |note| (book, note)));
    notes.map(|(book, note)| line(words, &format!("read.{note}"), &[("file", &book.file)])).collect()
}

/// Each sheet: headings, columns, body, what is left out and why.
pub(super) fn layouts(words: &Words, found: &Imported, target: &Target) -> String {
    found.layouts.iter().map(|layout| one(words, layout, target)).collect()
}

fn one(words: &Words, layout: &Layout, target: &Target) -> String {
    let key = if layout.sheet.is_empty() { "file" } else { "sheet" };
    let mut out = line(words, key, &[("file", &layout.file), ("sheet", &layout.sheet)]);
    let heading = rows(words, &[layout.heading.0, layout.heading.1].into());
    out += &line(words, "heading", &[("rows", &heading)]);
    let body: BTreeSet<u32> = layout.body.iter().map(|(row, _)| *row).collect();
    let count = body.len().to_string();
    out += &line(words, "body", &[("rows", &rows(words, &body)), ("count", &count)]);
    for seen in &layout.columns {
        out += &column(words, seen, target);
    }
    let mut reasons: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for (row, why) in &layout.ignored {
        reasons.entry(why).or_default().insert(*row);
    }
    let mut reasons: Vec<(&str, BTreeSet<u32>)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(_, numbers)| numbers.first().copied());
    for (why, numbers) in reasons {
        let why = words.get(&format!("import.row.{why}"));
        out += &line(words, "ignored", &[("rows", &rows(words, &numbers)), ("why", &why)]);
    }
    out
}

fn column(words: &Words, seen: &Seen, target: &Target) -> String {
    let letters = letters(seen.column);
    let heading = if seen.heading.is_empty() { words.get("cli.import.no-heading") } else { blot(&seen.heading) };
    let hidden = if seen.hidden { words.get("cli.import.hidden-column") } else { String::new() };
    let name = |wanted: &str| target.fields.iter().find(|field| field.name == wanted).map_or("", |field| field.zh);
    let (key, what) = match &seen.taken {
        Taken::Field(field) => ("column-taken", name(field).to_owned()),
        Taken::Unknown(_) => ("column-unknown", String::new()),
        Taken::Personal(kind) => ("column-personal", words.get(&format!("import.personal.{kind}"))),
    };
    line(words, key, &[("letters", &letters), ("heading", &heading), ("what", &what), ("hidden", &hidden)])
}

/// `4—57、59`.
fn rows(words: &Words, rows: &BTreeSet<u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => runs.push((*row, *row)),
        }
    }
    let runs =
        runs.iter().map(|(first, last)| if first == last { first.to_string() } else { format!("{first}—{last}") });
    runs.collect::<Vec<_>>().join(&words.get("cli.import.comma"))
}

/// Personal data left at the door: places and kinds.
pub(super) fn dropped(words: &Words, findings: &Findings) -> String {
    let dropped: BTreeSet<_> = findings.dropped.iter().collect();
    let told = dropped.into_iter().map(|dropped| {
        let kind = words.get(&format!("import.personal.{}", dropped.kind));
        line(
            words,
            "dropped",
            &[("spot", &spot(words, &dropped.place)), ("heading", &dropped.place.heading), ("kind", &kind)],
        )
    });
    told.collect()
}

/// The kinds of repair of a group, in words, and as words of `--accept`.
pub(super) fn kinds(words: &Words, kinds: &BTreeSet<Repair>) -> (String, String) {
    let names: Vec<String> = kinds.iter().map(|kind| words.get(&format!("import.repair.{}", kind.word()))).collect();
    let flags: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
    (names.join(&words.get("cli.import.comma")), flags.join(","))
}

/// One proposal: cell, old, new.
pub(super) fn proposal(words: &Words, proposal: &Proposal) -> String {
    let key = match () {
        () if proposal.kinds.contains(&Repair::Fill) => "fill",
        () if proposal.kinds.contains(&Repair::OwnId) => "own-id",
        () if proposal.kinds.contains(&Repair::Derived) => "derived",
        () => "repair",
    };
    let args = [
        ("spot", spot(words, &proposal.place)),
        ("heading", proposal.place.heading.clone()),
        ("old", visible(&proposal.old)),
        ("new", proposal.new.clone()),
    ];
    line(words, key, &args.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// A value with its blanks and line ends made visible.
fn visible(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == '\n' {
                '↵'
            } else if c.is_whitespace() || crate::diag::is_invisible(c) {
                '␣'
            } else {
                c
            }
        })
        .collect()
}

/// Every proposal that nobody has decided, group by group.
pub(super) fn proposals(words: &Words, findings: &Findings, answers: &Answers) -> String {
    let mut out = String::new();
    for (group, members) in findings.undecided(answers) {
        let (names, flags) = kinds(words, &group);
        let count = members.len().to_string();
        out += &line(words, "group", &[("kinds", &names), ("flags", &flags), ("count", &count)]);
        members.iter().for_each(|member| out += &proposal(words, member));
    }
    out
}

/// Every repair that the clerk accepted, group by group: what is written differs from the file in these cells.
pub(super) fn accepted(words: &Words, findings: &Findings) -> String {
    let mut groups: BTreeMap<&BTreeSet<Repair>, Vec<&Proposal>> = BTreeMap::new();
    for proposal in &findings.proposals {
        groups.entry(&proposal.kinds).or_default().push(proposal);
    }
    let mut out = String::new();
    for (group, members) in groups {
        let (names, _) = kinds(words, group);
        let count = members.len().to_string();
        out += &line(words, "accepted", &[("kinds", &names), ("count", &count)]);
        members.iter().for_each(|member| out += &proposal(words, member));
    }
    out
}

/// What changes in a table.
pub(super) fn changes(words: &Words, merged: &Merged) -> String {
    let count = |number: usize| number.to_string();
    let table = match super::waiting::path(&merged.table) {
        Some(_) => merged.table.clone(),
        None => format!("content/{}", merged.table),
    };
    if !merged.is_changed() {
        return line(words, "unchanged", &[("table", &table), ("count", &count(merged.before))]);
    }
    let args = [
        ("table", table),
        ("before", count(merged.before)),
        ("after", count(merged.lines.len())),
        ("added", count(merged.added.len())),
        ("changed", count(merged.changed.len())),
    ];
    let mut out = line(words, "changes", &args.each_ref().map(|(name, value)| (*name, value.as_str())));
    if merged.before > 0 {
        for subject in &merged.added {
            out += &line(words, "change-added", &[("id", &subject.id), ("name", &subject.name)]);
        }
    }
    for changed in &merged.changed {
        let (old, new) = (visible_or_none(words, &changed.old), visible_or_none(words, &changed.new));
        let args = [("id", changed.subject.id.as_str()), ("name", &changed.subject.name), ("field", changed.zh)];
        let args: Vec<(&str, &str)> = args.into_iter().chain([("old", old.as_str()), ("new", new.as_str())]).collect();
        out += &line(words, "change-field", &args);
    }
    for (subject, fate) in &merged.gone {
        let fate = words.get(&format!("import.answer.{fate}"));
        out += &line(words, "change-gone", &[("id", &subject.id), ("name", &subject.name), ("fate", &fate)]);
    }
    out
}

fn visible_or_none(words: &Words, text: &str) -> String {
    if text.is_empty() { words.get("cli.import.empty") } else { text.to_owned() }
}
