//! `archive`: build, gather what is public of the bureau's folder, write one zip and note it in `archives.csv`. In: the round. Out: the zip;
//! never anything of `secrets/`. `archive restore` stands in `restore`.

mod restore;

use super::Exit;
use super::desk::{County, Desk, Done, Stop, said};
use super::language::style;
use super::report::{bytes, summary_of, with_context};
use super::site::{self, Job};
use super::template::refusal;
use crate::archive::{About, LIST, can_hold, complete};
use crate::cli::{ArchiveArgs, ArchiveCommand, Cli};
use crate::diag::{Diagnostic, Place};
use crate::load;
use crate::model::Period;
use crate::output::{self, MANIFEST, sha256_hex, zipped};
use crate::store;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) fn run(cli: &Cli, args: &ArchiveArgs) -> Exit {
    let desk = Desk::new(cli);
    match &args.command {
        Some(ArchiveCommand::Restore { zip }) => said(restore::restore(&desk, zip)),
        None => said(made(&desk, args)),
    }
}

fn made(desk: &Desk<'_>, args: &ArchiveArgs) -> Done {
    let text = args.round.as_deref().unwrap_or_default();
    let round = Period::parse(text).ok_or_else(|| desk.wrong("report.cmd.period", &[("value", text)]))?;
    desk.complete()?;
    let county = desk.county_as_of(args.as_of.as_deref())?;
    if !county.site.draws.values().any(|draw| crate::office::report::concerns(round, draw)) {
        return Err(refusal(desk, Diagnostic::error("MC0985", Place::file("content/draws")).arg("period", round)));
    }
    let as_of = county.site.as_of.to_string();
    let public = desk.root.join("public");
    let job = Job {
        root: desk.root,
        out: public.clone(),
        as_of: Some(&as_of),
        release: false,
        full: false,
        words: desk.words(),
        style: style(),
    };
    eprint!("{}", site::build(&job)?.remarks);
    let zip = zip(desk, &county, round, &public)?;
    let sha256 = sha256_hex(&zip);
    let to = place(desk, args, round, &zip)?;
    write_whole(desk, &to, &zip)?;
    let about = about(&county, round);
    note(desk, &county, &about, &to, (zip.len(), &sha256))?;
    let (to, keep) = (to.display().to_string(), about.keep_until().to_string());
    let size = site::amount(zip.len() as u64, desk.words());
    let values = [("to", to.as_str()), ("round", text), ("size", &size), ("hash", &sha256), ("keep", &keep)];
    Ok(desk.tell("archive.cmd.done", &values))
}

fn about(county: &County, round: Period) -> About {
    About { round, bureau: county.site.config.bureau.name.clone(), as_of: county.site.as_of }
}

/// Everything of the archive as one zip.
fn zip(desk: &Desk<'_>, county: &County, round: Period, public: &Path) -> Result<Vec<u8>, Stop> {
    let mut files = BTreeMap::new();
    gather(desk, "content", &mut files)?;
    gather(desk, "themes", &mut files)?;
    let manifest = public.join(MANIFEST);
    let sums = fs::read(&manifest).map_err(|fault| desk.io(&manifest, &fault))?;
    files.insert(format!("site/{MANIFEST}"), sums);
    let all = with_context(desk, &county.site, |context| {
        let report = bytes(desk, &summary_of(desk, context, round)?)?;
        files.insert(format!("report/summary-{round}.xlsx"), report);
        if let Some(list) = others(desk, county, round)? {
            files.insert(LIST.to_owned(), list.into_bytes());
        }
        Ok(complete(files, &about(county, round), context.words))
    })?;
    zipped(&all).map_err(|fault| desk.wrong("office.cmd.unwritable", &[("fault", &fault.to_string())]))
}

/// The rows of `archives.csv` that are about other rounds: an archive cannot name its own digest. None where there are none.
fn others(desk: &Desk<'_>, county: &County, round: Period) -> Result<Option<String>, Stop> {
    let own = round.to_string();
    let rows: Vec<_> = county.site.archives.iter().filter(|row| row.round != own).map(restore::row).collect();
    let columns = load::columns(LIST).unwrap_or_default();
    let text = load::with_rows(LIST, columns, None, &rows).map_err(|report| desk.refused_alone(report))?;
    Ok((!rows.is_empty()).then_some(text))
}

/// Reads a folder of the bureau. What programs leave behind is passed over, as reading does; a link that leads out of the folder could
/// lead to a secret (MC1042), and a name no archive can hold is said (MC1043).
fn gather(desk: &Desk<'_>, folder: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Stop> {
    let top = desk.root.join(folder);
    if !top.is_dir() {
        return Ok(());
    }
    let inside = top.canonicalize().map_err(|fault| desk.io(&top, &fault))?;
    let root = desk.root.canonicalize().map_err(|fault| desk.io(desk.root, &fault))?;
    if inside != root.join(folder) {
        return Err(refusal(desk, Diagnostic::error("MC1042", Place::file(folder)).arg("path", folder)));
    }
    // What lies in content/ is known by its table or its draw; anything may lie beside a theme's files.
    let secret = if folder == "themes" { secrets(desk)? } else { BTreeSet::new() };
    let is_meant =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !load::is_litter(&entry.file_name().to_string_lossy());
    for entry in walkdir::WalkDir::new(&top).follow_links(true).sort_by_file_name().into_iter().filter_entry(is_meant) {
        let entry = entry.map_err(|fault| desk.io(&top, &std::io::Error::from(fault)))?;
        let path = entry.path().strip_prefix(desk.root).unwrap_or(entry.path()).to_string_lossy().replace('\\', "/");
        let fault = |code| refusal(desk, Diagnostic::error(code, Place::file(&path)).arg("path", &path));
        let real = entry.path().canonicalize().map_err(|fault| desk.io(entry.path(), &fault))?;
        if !real.starts_with(&inside) {
            return Err(fault("MC1042"));
        }
        if entry.file_type().is_dir() {
            continue;
        }
        if !can_hold(&path) {
            return Err(fault("MC1043"));
        }
        let bytes = fs::read(entry.path()).map_err(|fault| desk.io(entry.path(), &fault))?;
        if output::is_secret_name(&path) || secret.contains(&sha256_hex(&bytes)) {
            return Err(fault("MC0986"));
        }
        files.insert(path, bytes);
    }
    Ok(())
}

/// Digests of everything below `secrets/`.
fn secrets(desk: &Desk<'_>) -> Result<BTreeSet<String>, Stop> {
    let top = desk.root.join("secrets");
    let mut found = BTreeSet::new();
    if !top.is_dir() {
        return Ok(found);
    }
    for entry in walkdir::WalkDir::new(&top) {
        let entry = entry.map_err(|fault| desk.io(&top, &std::io::Error::from(fault)))?;
        if entry.file_type().is_file() {
            let bytes = fs::read(entry.path()).map_err(|fault| desk.io(entry.path(), &fault))?;
            found.insert(sha256_hex(&bytes));
        }
    }
    Ok(found)
}

/// Where the zip goes. An archive is never overwritten by another (MC1044): the older one must be kept, too.
fn place(desk: &Desk<'_>, args: &ArchiveArgs, round: Period, zip: &[u8]) -> Result<PathBuf, Stop> {
    let free = |path: &Path| !path.exists() || fs::read(path).is_ok_and(|old| old == zip);
    if let Some(to) = &args.to {
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        store::refuse_published(desk.root, folder).map_err(|fault| desk.store_fault(&fault))?;
        let path = to.display().to_string();
        let taken = || refusal(desk, Diagnostic::error("MC1044", Place::file(&path)).arg("path", &path));
        return if free(to) { Ok(to.clone()) } else { Err(taken()) };
    }
    let folder = desk.root.join("archives");
    fs::create_dir_all(&folder).map_err(|fault| desk.io(&folder, &fault))?;
    let name = |number: u32| match number {
        1 => folder.join(format!("archive-{round}.zip")),
        number => folder.join(format!("archive-{round}-{number}.zip")),
    };
    Ok((1..).map(name).find(|path| free(path)).unwrap_or_else(|| name(1)))
}

/// Writes a file beside its place and renames it, so that it is never seen half written.
pub(super) fn write_whole(desk: &Desk<'_>, to: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let name = to.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let draft = to.with_file_name(format!(".{name}.new"));
    let write = || {
        let mut file = fs::File::create(&draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&draft, to)
    };
    write().map_err(|fault| desk.io(to, &fault))
}

/// Notes the archive in `archives.csv`, unless it stands there already.
fn note(desk: &Desk<'_>, county: &County, about: &About, to: &Path, of: (usize, &str)) -> Result<(), Stop> {
    let real = to.canonicalize().map_err(|fault| desk.io(to, &fault))?;
    let root = desk.root.canonicalize().map_err(|fault| desk.io(desk.root, &fault))?;
    let file = real.strip_prefix(&root).unwrap_or(&real).to_string_lossy().replace('\\', "/");
    let row = restore::noted(about, &file, of, county.moment.date());
    let known = county
        .site
        .archives
        .iter()
        .any(|old| old.round == row.round && old.file == row.file && old.sha256 == row.sha256);
    if known {
        return Ok(());
    }
    let path = desk.root.join(LIST);
    let old = path.exists().then(|| fs::read_to_string(&path)).transpose().map_err(|fault| desk.io(&path, &fault))?;
    let columns = load::columns(LIST).unwrap_or_default();
    let text = load::with_rows(LIST, columns, old.as_deref(), &[restore::row(&row)]);
    write_whole(desk, &path, text.map_err(|report| desk.refused_alone(report))?.as_bytes())
}
