//! `demo`: write a fictional county into an empty folder, with the log it would have kept all along.

use super::language::{style, words};
use super::log::keys;
use super::{Exit, passphrase, site};
use crate::check;
use crate::cli::{Cli, DemoArgs};
use crate::demo::{self, DemoFault, LEAST, Named, past};
use crate::diag::{self, Report};
use crate::load::load;
use crate::log::{Book, cosign};
use crate::site::Site;
use crate::steps::Step;
use crate::steps::publish::{self, Records};
use crate::store;
use std::collections::BTreeMap;
use std::path::Path;

/// The passphrase of the demonstration's key, which is no secret.
const PASSPHRASE: &str = "mingchou-demo";

pub(super) fn run(cli: &Cli, args: &DemoArgs) -> Exit {
    let words = words(cli);
    let (dir, least) = (args.dir.display().to_string(), LEAST.to_string());
    let region = |text: &String| text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = |text: &String| (1..=20).contains(&text.chars().count()) && text.chars().all(char::is_alphanumeric);
    if let Some(wrong) = args.region.iter().find(|text| !region(text)).or(args.county.iter().find(|text| !plain(text)))
    {
        eprintln!("{}", words.fill("gather.cli.demo-name", [("value", wrong.as_str())]));
        return Exit::Usage;
    }
    let named = Named { county: args.county.clone(), region: args.region.clone() };
    match demo::write_named(&args.dir, args.objects, args.seed, &named).and_then(|()| log(&args.dir)) {
        Ok(()) => {
            println!("{}", words.fill("cli.demo.done", [("dir", dir.as_str())]));
            Exit::Good
        }
        Err(DemoFault::NotEmpty(dir)) => {
            eprintln!("{}", words.fill("cli.demo.not-empty", [("dir", dir.as_str())]));
            Exit::Usage
        }
        Err(DemoFault::TooFew) => {
            eprintln!("{}", words.fill("cli.demo.too-few", [("least", least.as_str())]));
            Exit::Usage
        }
        Err(DemoFault::Refused(report)) => {
            eprint!("{}", diag::print(&report, &words, &BTreeMap::new(), style()));
            Exit::Findings
        }
        Err(fault) => {
            eprintln!(
                "{}",
                words.fill("cli.build.io", [("fault", super::reason::plain(&words, &fault.to_string()).as_str())])
            );
            Exit::Environment
        }
    }
}

/// The log of the whole past, signed and witnessed as if it had been kept day by day.
fn log(dir: &Path) -> Result<(), DemoFault> {
    let raw = load(dir);
    let as_of = raw.config.as_ref().and_then(|config| config.value.as_of).unwrap_or_default();
    let checked = check::check(raw, as_of);
    let Some(county) = checked.value else { return Err(DemoFault::Refused(checked.report)) };
    let key = past::log_key(&county.config.log.origin);
    let mut book = Book::new(key.verifier());
    let mut records = Records::new();
    for publication in past::publications(&county) {
        records.extend(publication.records);
        if let Some(then) = &publication.county {
            records.retain(|path, _| path.starts_with("draws/"));
            records.extend(tables(dir, then, &book)?);
        }
        let first = publication.withdrawn.and_then(|(path, reason)| {
            let version = book.entries.iter().find(|entry| entry.path == path)?;
            Some((path, version.sha256.clone(), reason))
        });
        let published = match &first {
            Some((path, hash, reason)) => {
                demo::take_back(dir, &publish::version_file(hash))?;
                publish::withdraw(&book, &records, (path, hash, reason), publication.time, &key)?
            }
            None => publish::publish(&book, &records, publication.time, &key)?,
        };
        let Some(published) = published else { continue };
        book = published.book;
        // Versions go to the disk at once: those of a large county do not fit into memory beside each other.
        let versions = published.step.public.into_iter().filter(|(path, _)| path.starts_with("log/records/"));
        demo::put(dir, &versions.collect())?;
        records.values_mut().for_each(|record| record.kept = None);
        let note = book.notes.get_mut(&book.entries.len()).expect("the head that was just signed");
        let lines = publication.witnesses.iter().filter_map(|(witness, time)| cosign(note, witness, *time));
        let lines: Vec<_> = lines.collect();
        note.signatures.extend(lines);
    }
    let files = book.to_files();
    let mut step = Step::default();
    step.secret.insert("log/last.txt".to_owned(), files["checkpoint.txt"].clone());
    step.public.extend(files.into_iter().map(|(name, bytes)| (format!("log/{name}"), bytes)));
    step.secret.insert(keys::KEY.to_owned(), passphrase::lock_quickly(&key.to_secret(), PASSPHRASE));
    store::apply(dir, &step)?;
    Ok(())
}

/// The tables of the county as it was known, with the bytes of those that the log does not have yet.
fn tables(dir: &Path, then: &Site, book: &Book) -> Result<Records, DemoFault> {
    let wanted = publish::versions_wanted(Some(book));
    site::records_among(dir, then, |path| path.starts_with("data/"), wanted)
        .map_err(|_| DemoFault::Refused(Report::default()))
}
