//! data/: every table as CSV and XLSX, the dictionary, all of it as a data package, and what the log says of earlier versions.
//! Nothing here depends on the day of the build (protocol section 10) or on a sealed outcome. `specs` and `columns` say what
//! the tables are, `plans`, `registry`, `results`, `draws` what their rows are; `package` and `schema` describe them for programs,
//! `dictionary`, `page` and `snapshots` for people; `history` reads the log.

mod columns;
mod dictionary;
mod draws;
mod history;
mod package;
mod page;
mod plans;
mod registry;
mod results;
mod schema;
mod snapshots;
mod specs;
mod workbook;

use crate::model::{DrawId, ObjectId, sha256_hex};
use crate::output::OutputTree;
use crate::render::table;
use crate::render::{Context, Frame, PageKind, Still};
use crate::site::{DrawState, Site};
pub(in crate::render::pages) use history::{Head, heads};
use specs::{Part, SPECS, Spec};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// Bytes of a table that is kept while the site is made; a longer one is made again for each file that holds it, which costs a
/// large county less than to hold all of them.
const KEPT: usize = 4_000_000;

/// A table of one group and part, shared by its own file, the archive, the workbook and the overview.
struct File {
    spec: &'static Spec,
    part: Part,
    bytes: OnceLock<Vec<u8>>,
    facts: OnceLock<Facts>,
}

/// What other files say of a table.
struct Facts {
    bytes: usize,
    sha256: String,
    /// Rows without the headings.
    rows: usize,
}

impl Facts {
    fn of(csv: &[u8]) -> Self {
        Self { bytes: csv.len(), sha256: sha256_hex(csv), rows: page::rows(csv) }
    }
}

impl File {
    /// `data/results/2026.csv`.
    fn path(&self) -> String {
        format!("data/{}.csv", self.part.path(self.spec.group))
    }

    /// The title of the table, with its year or quarter where the group has several files.
    fn title(&self, context: &Context<'_>) -> String {
        super::log::table_name(context, &self.path())
    }

    /// The CSV. A plan record stands as it was frozen, byte for byte.
    fn csv(&self, context: &Context<'_>) -> Cow<'_, [u8]> {
        if let Some(bytes) = self.bytes.get() {
            return Cow::Borrowed(bytes);
        }
        let made = match context.site.plan_records.get(&self.path()) {
            Some(record) => record.clone(),
            None => table::csv(self.spec.columns, &self.spec.rows(context, self.part)),
        };
        self.facts.get_or_init(|| Facts::of(&made));
        if made.len() > KEPT { Cow::Owned(made) } else { Cow::Borrowed(self.bytes.get_or_init(|| made)) }
    }

    /// Its length, hash and number of rows.
    fn facts(&self, context: &Context<'_>) -> &Facts {
        if let Some(facts) = self.facts.get() {
            return facts;
        }
        // Made before the cell is asked to fill itself: making it fills the cell.
        let csv = self.csv(context);
        self.facts.get_or_init(|| Facts::of(&csv))
    }
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let mut files = Vec::new();
    for spec in &SPECS {
        for part in (spec.parts)(context.site) {
            files.push(File { spec, part, bytes: OnceLock::new(), facts: OnceLock::new() });
        }
    }
    let files: Arc<[File]> = files.into();
    for (index, file) in files.iter().enumerate() {
        let files = Arc::clone(&files);
        tree.add(&file.path(), move || Ok(files[index].csv(context).into_owned()));
    }
    for spec in SPECS.iter().filter(|spec| files.iter().any(|file| file.spec.group == spec.group)) {
        let files = Arc::clone(&files);
        tree.add(&format!("data/{}.xlsx", spec.group), move || workbook::of(context, spec, &files));
    }
    tree.add("data/dictionary.csv", move || Ok(package::dictionary(context)));
    tree.add("data/dictionary.xlsx", move || dictionary::book(context));
    tree.add("data/dictionary.html", move || dictionary::page(context));
    tree.add("data/schema.txt", move || schema::description(context));
    let shared = Arc::clone(&files);
    tree.add("data/datapackage.txt", move || package::description(context, &shared));
    let shared = Arc::clone(&files);
    tree.add("data/data.zip", move || package::archive(context, &shared));
    tree.add("data/licence.txt", move || Ok(package::licence(context)));
    tree.add("data/index.html", move || page::index(context, &files));
    snapshots::add(context, tree);
}

/// Columns and rows of a published table that is one file, for those who hand it on in another form; none where there is no such table.
pub(crate) fn published(context: &Context<'_>, group: &str) -> Option<(&'static [table::Column], Vec<Vec<String>>)> {
    let spec = SPECS.iter().find(|spec| spec.group == group)?;
    Some((spec.columns, spec.rows(context, Part::All)))
}

/// The frame of a page below `data/index.html`.
fn data_frame(context: &Still<'_>, title: &str, description: &str) -> Frame {
    Frame {
        title: context.words.get(title),
        kind: PageKind::List,
        column: "data",
        description: context.words.get(description),
        published_at: None,
        trail: vec![context.column_step("data")],
    }
}

/// Whether it is public that this object was drawn in this draw: the draw is revealed or lost, or the object's slip is
/// opened. Everything that hangs on a draw and an object passes here, so that no table can tell a sealed outcome.
fn is_public(site: &Site, draw: &DrawId, object: &ObjectId) -> bool {
    site.draws.get(draw).is_some_and(|record| match record.state {
        DrawState::Revealed | DrawState::Lost => true,
        DrawState::Sealed => record.slips.iter().any(|slip| slip.object == *object),
        _ => false,
    })
}
