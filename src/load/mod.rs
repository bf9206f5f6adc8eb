//! Files → tables → raw records, each value with its file, row and column heading. The only reader of `content/`. In: the
//! bureau's folder. Out: [`Raw`] with every fault of reading. Never repairs, completes or guesses, and never stops at the
//! first fault.

pub(crate) mod code;
mod config;
mod decode;
mod folder;
mod folders;
mod headings;
mod keys;
mod pages;
mod raw;
mod sheet;
mod spec;
mod tables;
mod value;

pub(crate) use config::is_age_key;
pub use raw::{Located, Raw, RawDraw, RawPlan};

use crate::diag::{Diagnostic, Place, Report};
use crate::model::Object;
use crate::source::Source;
use folder::Folder;
use std::path::Path;
use std::sync::Arc;
use tables::{Table, events, plan, registry, words};

/// Files with a fixed name, to name the nearest one where a name is wrong.
const FILES: [&str; 17] = [
    "site.toml",
    "laws.csv",
    "items.csv",
    "replies.csv",
    "reasons.csv",
    "pushes.csv",
    "registry/objects.csv",
    "registry/inspectors.csv",
    "registry/auxiliary.csv",
    "registry/recusals.csv",
    "registry/changes.csv",
    "events/superior.csv",
    "events/special.csv",
    "events/exempt.csv",
    "calendar/YYYY.csv",
    "results/YYYY.csv",
    "plans/YYYY/v1/tasks.csv",
];

/// Reads `ROOT/content/`. Faults stand in [`Raw::report`]; rows with a fault are not among the records.
pub fn load(root: &Path) -> Raw {
    let mut raw = Raw::default();
    if !root.join("content").is_dir() {
        raw.report.push(Diagnostic::error("MC0115", Place::file("content")));
        return raw;
    }
    let mut folder = Folder::open(root, &mut raw.report);
    let source = folder.source("content/site.toml", true, &mut raw.report);
    raw.config = source.and_then(|source| config::config(&source, &mut raw.report));
    let phrases = raw.config.as_ref().map(|config| config.value.rules.extra_phrases.clone());
    let phrases = phrases.as_deref();
    // The longest table by far is read beside all the others.
    let objects = folder.source("content/registry/objects.csv", true, &mut raw.report);
    let (objects, ()) = rayon::join(
        || objects.map(|source| registry_objects(&source, phrases)),
        || {
            tables(&mut folder, phrases, &mut raw);
            folders::calendar(&mut folder, &mut raw);
            folders::plans(&mut folder, &mut raw);
            folders::results(&mut folder, phrases, &mut raw);
            folders::draws(&mut folder, &mut raw);
            folders::log(&mut folder, &mut raw);
            pages::pages(&mut folder, &mut raw);
        },
    );
    if let Some((objects, report)) = objects {
        raw.objects = objects;
        raw.report.append(report);
    }
    folder.strangers(&mut raw.report);
    raw.texts = folder.texts;
    raw
}

/// Tables with a fixed name.
fn tables(folder: &mut Folder, phrases: Option<&[String]>, raw: &mut Raw) {
    let report = &mut raw.report;
    let mut reader = Reader { folder, phrases, report };
    raw.laws = reader.table("laws.csv", false, &plan::LAWS);
    raw.items = reader.table("items.csv", true, &plan::ITEMS);
    raw.inspectors = reader.table("registry/inspectors.csv", true, &registry::INSPECTORS);
    raw.auxiliary = reader.table("registry/auxiliary.csv", false, &registry::AUXILIARY);
    raw.recusals = reader.table("registry/recusals.csv", false, &registry::RECUSALS);
    raw.changes = reader.table("registry/changes.csv", false, &registry::CHANGES);
    raw.superior = reader.table("events/superior.csv", false, &events::SUPERIOR);
    raw.special_events = reader.table("events/special.csv", false, &events::SPECIAL);
    raw.exempt = reader.table("events/exempt.csv", false, &events::EXEMPT);
    raw.replies = reader.table("replies.csv", false, &words::REPLIES);
    raw.reasons = reader.table("reasons.csv", false, &words::REASONS);
    raw.pushes = reader.table("pushes.csv", false, &words::PUSHES);
}

fn registry_objects(source: &Arc<Source>, phrases: Option<&[String]>) -> (Vec<Located<Object>>, Report) {
    let mut report = Report::default();
    let table = &registry::OBJECTS;
    let objects = sheet::rows(source, table.columns, phrases, &mut report, table.make);
    (objects, report)
}

struct Reader<'a> {
    folder: &'a mut Folder,
    phrases: Option<&'a [String]>,
    report: &'a mut crate::diag::Report,
}

impl Reader<'_> {
    fn table<T>(&mut self, path: &str, needed: bool, table: &Table<T>) -> Vec<Located<T>> {
        match self.folder.source(&format!("content/{path}"), needed, self.report) {
            Some(source) => sheet::rows(&source, table.columns, self.phrases, self.report, table.make),
            None => Vec::new(),
        }
    }
}
