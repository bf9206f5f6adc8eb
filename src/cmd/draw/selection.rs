//! `draw import-selection`: verifies what an engine returned and keeps it for the draw's next step. In: the draw, the file. Out: the
//! selection below `secrets/`, or every fault of it.

use super::engines::{Found, find, folders, seed};
use crate::cli::ImportSelectionArgs;
use crate::cmd::desk::{Desk, Done, Stop};
use crate::diag::{Diagnostic, Place, Report};
use crate::draw::Commit;
use crate::engines::{Selection, verify};
use crate::steps::{self, SELECTION, Step};
use crate::store::{self, Seen};
use crate::verify::FileStream;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

/// What a row has beside its part of the list: rank, ticket, ten quotes, carriage return.
const ROW: u64 = 128;
/// Header and byte order mark, and rows that are too many, so that they are told by name.
const HEAD: u64 = 1 << 20;

/// Files that a draw gets when it ends: the outcome is public then, or there is none.
const ENDS: [&str; 5] = ["result.csv", "leaves.txt", "void.txt", "lost.txt", "shortfall.txt"];

/// Verifies and keeps.
pub(super) fn import_selection(desk: &Desk<'_>, args: &ImportSelectionArgs) -> Done {
    if Path::new(&args.draw).join("commit.txt").is_file() { in_folder(desk, args) } else { in_county(desk, args) }
}

/// A draw of the bureau's: the program's own selection must be the same.
fn in_county(desk: &Desk<'_>, args: &ImportSelectionArgs) -> Done {
    let county = desk.county(None)?;
    let folder = desk.folder(&county, &args.draw)?;
    let found = find(desk, &args.draw, &args.seed)?;
    let (seed, selection) = verified(desk, args, &found)?;
    let step =
        steps::import_selection(&folder, &seed, selection.bytes).map_err(|report| desk.refused(report, &county))?;
    desk.apply(&step)?;
    Ok(done(desk, args, &found, selection.drawn))
}

/// A draw in a folder of its own.
fn in_folder(desk: &Desk<'_>, args: &ImportSelectionArgs) -> Done {
    let (folder, secrets) = folders(desk, &args.draw, &args.seed)?;
    let mut seen = Seen::between(&folder, &secrets).map_err(|fault| desk.store_fault(&fault))?;
    let found = find(desk, &args.draw, &args.seed)?;
    if let Some(name) = ENDS.iter().find(|name| found.folder.join(name).exists()) {
        let place = Place::file(&found.folder.join(name).display().to_string());
        let fault = Diagnostic::error("MC1114", place).arg("draw", &found.commit.draw).arg("file", name);
        let mut report = Report::default();
        report.push(fault.arg("path", found.folder.display()));
        return Err(desk.refused_alone(report));
    }
    let (_, selection) = verified(desk, args, &found)?;
    store::refuse_published(desk.root, &found.secrets).map_err(|fault| desk.store_fault(&fault))?;
    let step = Step { secret: BTreeMap::from([(SELECTION.to_owned(), selection.bytes)]), ..Step::default() };
    store::apply_between(&found.folder, &found.secrets, &step, &mut seen).map_err(|fault| desk.store_fault(&fault))?;
    Ok(done(desk, args, &found, selection.drawn))
}

fn done(desk: &Desk<'_>, args: &ImportSelectionArgs, found: &Found, drawn: usize) -> String {
    let path = found.secrets.join(SELECTION).display().to_string();
    let draw = ("draw", found.commit.draw.as_str());
    let mut said = desk.tell("engines.imported", &[draw, ("drawn", &drawn.to_string()), ("path", &path)]);
    if args.seed.seed.is_some() && found.seed().is_none() {
        said.push_str(&desk.tell("engines.seed-unproven", &[draw]));
    }
    said
}

/// The returned file. Drawn rows are rows of the list with a rank and a ticket, perhaps in quotes; what is longer than all of them is
/// something else and is not read to its end.
fn read(desk: &Desk<'_>, file: &Path, roster: u64, commit: &Commit) -> Result<Vec<u8>, Stop> {
    let drawn: u64 = commit.quotas.iter().map(|(_, k)| u64::from(*k)).sum();
    let most = roster + ROW * drawn + HEAD;
    let mut bytes = Vec::new();
    let taken = fs::File::open(file).and_then(|opened| opened.take(most + 1).read_to_end(&mut bytes));
    taken.map_err(|error| desk.io(file, &error))?;
    if bytes.len() as u64 > most {
        let args = [("path", &*file.display().to_string()), ("drawn", &drawn.to_string())];
        return Err(desk.finding("engines.too-large", &args));
    }
    Ok(bytes)
}

fn verified(desk: &Desk<'_>, args: &ImportSelectionArgs, found: &Found) -> Result<(String, Selection), Stop> {
    let seed = seed(desk, &args.seed, Some(found))?;
    let path = found.folder.join("roster.csv");
    let roster = fs::metadata(&path).map_err(|error| desk.io(&path, &error))?.len();
    let bytes = read(desk, &args.file, roster, &found.commit)?;
    let name = args.file.display().to_string();
    let judged = verify(&name, &bytes, &found.commit, &seed, &FileStream(path.clone()));
    match judged.map_err(|error| desk.io(&path, &error))? {
        Ok(selection) => Ok((seed, selection)),
        Err(report) => Err(desk.refused_alone(report)),
    }
}
