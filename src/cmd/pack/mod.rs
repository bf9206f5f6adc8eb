//! `pack`: the built site as it goes to the host. Whole or only what changed, in one zip or in parts, with a list of what to delete there;
//! before that the list of what is in order. In: the bureau's folder. Out: files beside the zip, and `.mingchou/packed/`.

mod facts;
mod list;
mod memory;
mod since;
mod text;

pub(super) use memory::{Kept, kept};
pub(super) use since::state;

use super::Exit;
use super::desk::{Desk, Done, Stop, said};
use super::site::{amount, interrupted};
use crate::cli::{Cli, PackArgs};
use crate::output::{self, Difference, MANIFEST, Manifest, Packed};
use crate::release::{self, Changes, Removal, State};
use crate::words::Words;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn run(cli: &Cli, args: &PackArgs) -> Exit {
    let desk = Desk::new(cli);
    said(packed(&desk, args))
}

fn packed(desk: &Desk<'_>, args: &PackArgs) -> Done {
    for path in [&args.snippets, &args.to, &args.text, &args.html].into_iter().flatten() {
        desk.refuse_own(path)?;
    }
    if let Some(folder) = &args.snippets {
        return text::settings(desk, folder);
    }
    let out = args.out.clone().unwrap_or_else(|| desk.root.join("public"));
    let limit = args.limit.as_deref().map(|text| limit(desk, text)).transpose()?;
    let recovered = interrupted(&out, desk.words()).map_err(|fault| io(desk, &fault))?;
    recovered.iter().for_each(|text| eprintln!("{text}"));
    if args.out.is_some() && !out.is_dir() {
        return Err(desk.wrong("cli.pack.no-folder", &[("out", &out.display().to_string())]));
    }
    let earlier = kept(desk)?;
    if args.preflight {
        return preflight(desk, args, &out, limit);
    }
    if let Some(to) = &args.text {
        return text::text(desk, args, (&out, to), &earlier);
    }
    let manifest = output::compare(&out).map_err(|found| differs(desk, &out, &found))?;
    let plan = plan(desk, args, &manifest, &earlier)?;
    if plan.changes.is_nothing() {
        return Ok(desk.tell("release.nothing", &[("old", args.since.as_deref().unwrap_or_default())]));
    }
    let lines = release::lines(&facts::facts(desk, &out, args.as_of.as_deref(), limit)?);
    let open = list::open(desk, &lines);
    if lines.iter().any(|line| line.stops) {
        return Err(Stop { text: open + &desk.tell("preflight.stopped", &[]), exit: Exit::Findings });
    }
    eprint!("{open}");
    let default = if args.since.is_some() { "site-changes.zip" } else { "site.zip" };
    let to = args.to.clone().unwrap_or_else(|| PathBuf::from(default));
    let mut text = write(desk, &out, &to, &plan, limit)?;
    text.push_str(&removals(desk, &to, &plan.changes)?);
    memory::remember(desk, &earlier, &manifest)?;
    Ok(text)
}

/// Only the list. Ends with 1 where something must be changed.
fn preflight(desk: &Desk<'_>, args: &PackArgs, out: &Path, limit: Option<u64>) -> Done {
    let lines = release::lines(&facts::facts(desk, out, args.as_of.as_deref(), limit)?);
    let text = if args.json { list::json(desk, &lines) } else { list::text(desk, &lines) };
    if let Some(path) = &args.html {
        fs::write(path, list::page(desk, &lines)).map_err(|fault| desk.io(path, &fault))?;
    }
    if release::worst(&lines) == State::Must {
        // The list is what was asked for, whatever it says.
        print!("{text}");
        return Err(Stop { text: String::new(), exit: Exit::Findings });
    }
    Ok(text)
}

/// What goes into the zip, and what differs from the old state.
struct Plan {
    changes: Changes,
    sent: BTreeSet<String>,
    is_whole: bool,
}

fn plan(desk: &Desk<'_>, args: &PackArgs, manifest: &Manifest, earlier: &[Kept]) -> Result<Plan, Stop> {
    if let Some(old) = &args.since {
        let old = state(desk, old, &args.source, earlier)?;
        let changes = Changes::between(&old, manifest);
        return Ok(Plan { sent: changes.sent(), changes, is_whole: false });
    }
    let mut changes = Changes::between(&Manifest::default(), manifest);
    // Unpacked over an older state, a whole site leaves behind what it no longer has.
    changes.gone = release::gone(earlier.iter().map(|kept| &kept.manifest), manifest);
    let mut sent = changes.sent();
    sent.insert(MANIFEST.to_owned());
    changes.changed.insert(MANIFEST.to_owned());
    Ok(Plan { changes, sent, is_whole: true })
}

fn write(desk: &Desk<'_>, out: &Path, to: &Path, plan: &Plan, limit: Option<u64>) -> Result<String, Stop> {
    let names = release::in_order(plan.sent.iter().map(String::as_str));
    let mut text = String::new();
    if !plan.is_whole {
        let numbers = [plan.changes.new.len(), plan.changes.changed.len(), plan.changes.gone.len()];
        let [new, changed, gone] = numbers.map(|number| number.to_string());
        text.push_str(&desk.tell("release.changes", &[("new", &new), ("changed", &changed), ("gone", &gone)]));
    }
    let parts = match limit {
        None => vec![names.iter().map(|name| (*name).to_owned()).collect()],
        Some(limit) => cut(desk, out, &names, limit)?,
    };
    forget_parts(desk, to)?;
    for (index, part) in parts.iter().enumerate() {
        let path = if parts.len() == 1 { to.to_path_buf() } else { part_name(to, index + 1, parts.len()) };
        let names: Vec<&str> = part.iter().map(String::as_str).collect();
        let done = output::pack_files(out, &path, &names).map_err(|fault| io(desk, &fault))?;
        text.push_str(&done_text(&done, &path, desk.words()));
    }
    if parts.len() > 1 {
        text.push_str(&desk.tell("release.parts", &[("n", &parts.len().to_string())]));
    }
    Ok(text)
}

/// Cuts into parts. Errors: files that are larger than a part.
fn cut(desk: &Desk<'_>, out: &Path, names: &[&str], limit: u64) -> Result<Vec<Vec<String>>, Stop> {
    let sizes = output::zipped_sizes(out, names).map_err(|fault| io(desk, &fault))?;
    release::parts(&sizes, limit).map_err(|large| {
        let line = |file: &release::TooLarge| {
            let (size, limit) = (file.bytes.to_string(), limit.to_string());
            desk.tell("release.too-large", &[("path", &file.path), ("size", &size), ("limit", &limit)])
        };
        Stop { text: large.iter().map(line).collect(), exit: Exit::Findings }
    })
}

/// `site.zip` → `site`.
fn stem(to: &Path) -> String {
    to.file_stem().map_or_else(|| "site".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

fn part_name(to: &Path, number: usize, all: usize) -> PathBuf {
    to.with_file_name(format!("{}-{number}of{all}.zip", stem(to)))
}

/// Removes the parts of an earlier pack of this name: one of them beside the new ones would be sent too.
fn forget_parts(desk: &Desk<'_>, to: &Path) -> Result<(), Stop> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    let head = format!("{}-", stem(to));
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let middle = name.strip_prefix(&head).and_then(|rest| rest.strip_suffix(".zip"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if middle.and_then(|m| m.split_once("of")).is_some_and(|(a, b)| is_number(a) && is_number(b)) {
            fs::remove_file(entry.path()).map_err(|fault| desk.io(&entry.path(), &fault))?;
        }
    }
    Ok(())
}

/// Writes the lists of what to delete, or removes those of an earlier pack where there is nothing.
fn removals(desk: &Desk<'_>, to: &Path, changes: &Changes) -> Result<String, Stop> {
    let count = changes.gone.len().to_string();
    let heading = desk.words().fill("release.delete-heading", [("n", count.as_str())]);
    let lists = Removal::of(&changes.gone, &heading);
    let files = [("txt", lists.list), ("bat", lists.batch), ("sh", lists.shell)];
    let path = |ending: &str| to.with_file_name(format!("{}-delete.{ending}", stem(to)));
    for (ending, bytes) in files {
        let path = path(ending);
        let done = match changes.gone.is_empty() {
            true if !path.exists() => Ok(()),
            true => fs::remove_file(&path),
            false => fs::write(&path, bytes),
        };
        done.map_err(|fault| desk.io(&path, &fault))?;
    }
    if changes.gone.is_empty() {
        return Ok(String::new());
    }
    Ok(desk.tell("release.delete", &[("n", &count), ("list", &path("txt").display().to_string())]))
}

/// Bytes of `20MB`, `500 kb`, `20MiB`. Where a host counts in 1024s, counting in thousands stays below its limit.
fn limit(desk: &Desk<'_>, text: &str) -> Result<u64, Stop> {
    let lower = text.trim().to_ascii_lowercase();
    let digits = lower.trim_end_matches(|c: char| !c.is_ascii_digit());
    let factor = match lower[digits.len()..].trim() {
        "" | "b" => Some(1),
        "k" | "kb" => Some(1000),
        "m" | "mb" => Some(1_000_000),
        "g" | "gb" => Some(1_000_000_000),
        "kib" => Some(1 << 10),
        "mib" => Some(1 << 20),
        _ => None,
    };
    let bytes = digits.parse::<u64>().ok().zip(factor).and_then(|(number, factor)| number.checked_mul(factor));
    bytes.filter(|bytes| *bytes >= 1000).ok_or_else(|| desk.wrong("release.bad-limit", &[("value", text)]))
}

fn done_text(done: &Packed, to: &Path, words: &Words) -> String {
    let (files, size, to) = (done.files.to_string(), amount(done.bytes, words), to.display().to_string());
    let values = [("to", to.as_str()), ("files", &files), ("size", &size), ("hash", &done.sha256)];
    words.fill("cli.pack.done", values) + "\n"
}

/// A built folder that is not what was built.
fn differs(desk: &Desk<'_>, out: &Path, found: &[Difference]) -> Stop {
    let mut text: String = found.iter().map(|difference| difference_text(difference, desk.words()) + "\n").collect();
    text.push_str(&desk.tell("cli.pack.refused", &[("out", &out.display().to_string())]));
    Stop { text, exit: Exit::Findings }
}

/// One difference as a sentence.
fn difference_text(difference: &Difference, words: &Words) -> String {
    match difference {
        Difference::NoManifest => words.get("cli.pack.no-manifest"),
        Difference::BadLine(line) => words.fill("cli.pack.bad-line", [("line", line.to_string().as_str())]),
        Difference::Missing(path) => words.fill("cli.pack.missing", [("path", path.as_str())]),
        Difference::Changed(path) => words.fill("cli.pack.changed", [("path", path.as_str())]),
    }
}

fn io(desk: &Desk<'_>, fault: &output::IoFault) -> Stop {
    desk.io(Path::new(&fault.path), &fault.source)
}
