//! data/: every table as CSV and XLSX, the dictionary, and all of it as a data package. Nothing here depends on the day of
//! the build (protocol section 10) or on a sealed outcome. `specs` says what the rows are, `package` makes the archive,
//! `page` the overview.

mod draws;
mod package;
mod page;
mod plans;
mod registry;
mod results;
mod specs;

use crate::model::{DrawId, ObjectId};
use crate::output::OutputTree;
use crate::render::Context;
use crate::render::table::{self, Sheet};
use crate::site::{DrawState, Site};
use specs::{Part, SPECS, Spec};
use std::sync::{Arc, OnceLock};

/// A table of one group and part, whose bytes are made once and then shared by its own file, the archive and the overview.
struct File {
    spec: &'static Spec,
    part: Part,
    bytes: OnceLock<Vec<u8>>,
}

impl File {
    /// `data/results/2026.csv`.
    fn path(&self) -> String {
        format!("data/{}.csv", self.part.path(self.spec.group))
    }

    /// The CSV. A plan record stands as it was frozen, byte for byte.
    fn csv(&self, context: &Context<'_>) -> &[u8] {
        self.bytes.get_or_init(|| match context.site.plan_records.get(&self.path()) {
            Some(record) => record.clone(),
            None => table::csv(self.spec.columns, &(self.spec.rows)(context, self.part)),
        })
    }
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let mut files = Vec::new();
    for spec in &SPECS {
        for part in (spec.parts)(context.site) {
            files.push(File { spec, part, bytes: OnceLock::new() });
        }
    }
    let files: Arc<[File]> = files.into();
    for (index, file) in files.iter().enumerate() {
        let files = Arc::clone(&files);
        tree.add(&file.path(), move || Ok(files[index].csv(context).to_vec()));
    }
    for spec in &SPECS {
        if files.iter().any(|file| file.spec.group == spec.group) {
            let files = Arc::clone(&files);
            tree.add(&format!("data/{}.xlsx", spec.group), move || workbook(context, spec, &files));
        }
    }
    tree.add("data/dictionary.csv", move || Ok(package::dictionary(context)));
    let shared = Arc::clone(&files);
    tree.add("data/datapackage.txt", move || package::description(context, &shared));
    let shared = Arc::clone(&files);
    tree.add("data/data.zip", move || package::archive(context, &shared));
    tree.add("data/licence.txt", move || Ok(package::licence(context)));
    tree.add("data/index.html", move || page::index(context, &files));
}

/// One workbook a group: the cover, then a sheet for each part.
fn workbook(context: &Context<'_>, spec: &Spec, files: &[File]) -> Result<Vec<u8>, String> {
    let parts: Vec<Part> = files.iter().filter(|file| file.spec.group == spec.group).map(|file| file.part).collect();
    let names: Vec<String> = parts.iter().map(|part| part.sheet(spec.group)).collect();
    let rows: Vec<Vec<Vec<String>>> = parts.iter().map(|part| (spec.rows)(context, *part)).collect();
    let sheets: Vec<Sheet<'_>> =
        names.iter().zip(&rows).map(|(name, rows)| Sheet { name, columns: spec.columns, rows }).collect();
    let word = |key: &str| context.words.get(&format!("data.cover.{key}"));
    let mut notes = vec![
        (word("table"), spec.title(context)),
        (word("about"), spec.about(context)),
        (word("publisher"), context.site.config.bureau.name.clone()),
        (word("licence"), context.words.get("data.licence.text")),
        (word("cells"), word("cells-text")),
    ];
    if context.site.config.demo {
        notes.push((word("demo"), word("demo-text")));
    }
    for column in spec.columns {
        notes.push((column.heading(), spec.meaning(context, column)));
    }
    table::workbook((&word("sheet"), &notes), &sheets)
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
