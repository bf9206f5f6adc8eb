//! `log publish` and `log withdraw`: the site's records against the log, then new entries and a signed head.

use super::{keys, machine};
use crate::cli::{PublishArgs, SourceArgs, WithdrawArgs};
use crate::cmd::desk::{County, Desk, Done, Stop};
use crate::draw::text::{hex, is_hex64};
use crate::log::{Book, SigningKey, WITHDRAWALS};
use crate::steps::publish::{self, Gap, Published, Records};
use crate::verify::{Options, Reader, Source, read_log};

/// Paths a sentence names at most.
const SHOWN: usize = 20;

/// The county with its records, the log and the key.
struct Ready {
    county: County,
    records: Records,
    book: Book,
    key: SigningKey,
}

fn ready(desk: &Desk<'_>, args: &PublishArgs) -> Result<Ready, Stop> {
    let county = desk.county(args.at.as_deref())?;
    let records = desk.records(&county.site)?;
    let path = desk.root.join("secrets").join(keys::KEY);
    if !path.exists() {
        return Err(desk.wrong("cli.log.no-key-yet", &[("path", &path.display().to_string())]));
    }
    let key = keys::open(desk, &path, &args.passphrase)?;
    let verifier = key.verifier();
    if verifier.name != county.site.config.log.origin {
        let origin = county.site.config.log.origin.as_str();
        return Err(desk.finding("cli.log.key-origin", &[("name", &verifier.name), ("origin", origin)]));
    }
    let book = county.site.log.clone().unwrap_or_else(|| Book::new(verifier.clone()));
    if book.key != verifier {
        return Err(desk.finding("cli.log.key-other", &[("key", &book.key.to_string())]));
    }
    let published = args.published.as_deref().map(|site| published(desk, site, &args.source, &book)).transpose()?;
    machine::compare(desk, &book, published.as_ref().map(|(_, book)| book), county.site.config.demo)?;
    Ok(Ready { county, records, book, key })
}

/// A published site with its log, signed by our key.
pub(super) fn published(desk: &Desk<'_>, site: &str, args: &SourceArgs, own: &Book) -> Result<(Source, Book), Stop> {
    let unusable = |fault: &dyn ToString| desk.wrong("cli.log.site", &[("site", site), ("fault", &fault.to_string())]);
    let reader = desk.source(site, args)?;
    let paths = reader.paths().map_err(|fault| desk.unreadable(&fault))?;
    let options = Options { log_key: Some(own.key.clone()), ..Options::default() };
    match read_log(&reader, &paths, &options).map_err(|fault| desk.unreadable(&fault))? {
        None => Err(unusable(&"log/entries.txt")),
        Some(Ok(book)) => Ok((reader, book)),
        Some(Err(faults)) => Err(unusable(&desk.faults_of(&faults))),
    }
}

/// Logs every new and changed record.
pub(super) fn publish(desk: &Desk<'_>, args: &PublishArgs) -> Done {
    if args.dry_run {
        return rehearsed(desk, args);
    }
    let ready = ready(desk, args)?;
    let text = told(desk, Some(&ready.book), &ready.records);
    let made = publish::publish(&ready.book, &ready.records, ready.county.moment, &ready.key);
    match made.map_err(|report| desk.refused(report, &ready.county))? {
        None => {
            // A run that broke off after its step has not remembered it yet.
            if !ready.book.entries.is_empty() {
                machine::remember(desk, &ready.book, ready.county.site.config.demo)?;
            }
            Ok(desk.tell("cli.log.nothing", &[("size", &ready.book.entries.len().to_string())]))
        }
        Some(published) => Ok(text + &write(desk, &ready, &published)?),
    }
}

/// What would be logged, and what would be refused. Nothing is signed, so nobody is asked for a passphrase.
fn rehearsed(desk: &Desk<'_>, args: &PublishArgs) -> Done {
    let county = desk.county(args.at.as_deref())?;
    let records = desk.records(&county.site)?;
    let book = county.site.log.as_ref();
    if let Some(book) = book {
        let published = args.published.as_deref().map(|site| published(desk, site, &args.source, book)).transpose()?;
        machine::compare(desk, book, published.as_ref().map(|(_, book)| book), county.site.config.demo)?;
    }
    let added = publish::rehearse(book, &records, county.moment).map_err(|report| desk.refused(report, &county))?;
    if added == 0 {
        let size = book.map_or(0, |book| book.entries.len()).to_string();
        return Ok(desk.tell("cli.log.nothing", &[("size", &size)]));
    }
    Ok(told(desk, book, &records) + &desk.tell("cli.log.dry-run", &[]))
}

/// The gaps in words, the first of them by name.
fn told(desk: &Desk<'_>, book: Option<&Book>, records: &Records) -> String {
    let gaps = publish::gaps(book, records);
    let mut text = String::new();
    for (path, gap) in gaps.iter().take(SHOWN) {
        let key = match gap {
            Gap::New => "cli.log.gap.new",
            Gap::Changed => "cli.log.gap.changed",
            Gap::Gone => "cli.log.gap.gone",
        };
        text.push_str(&desk.tell(key, &[("path", path)]));
    }
    if gaps.len() > SHOWN {
        text.push_str(&desk.tell("cli.log.gap.more", &[("count", &(gaps.len() - SHOWN).to_string())]));
    }
    text
}

/// Takes a version back.
pub(super) fn withdraw(desk: &Desk<'_>, args: &WithdrawArgs) -> Done {
    if !WITHDRAWALS.contains(&args.reason.as_str()) {
        let reasons = WITHDRAWALS.join(", ");
        return Err(desk.wrong("cli.log.reason", &[("reason", &args.reason), ("reasons", &reasons)]));
    }
    if !is_hex64(&args.sha256) {
        return Err(desk.wrong("cli.log.hash", &[("hash", &args.sha256)]));
    }
    let ready = ready(desk, &args.publish)?;
    let version = (args.path.as_str(), args.sha256.as_str(), args.reason.as_str());
    let made = publish::withdraw(&ready.book, &ready.records, version, ready.county.moment, &ready.key);
    let Some(published) = made.map_err(|report| desk.refused(report, &ready.county))? else {
        return Ok(desk.tell("cli.log.nothing", &[("size", &ready.book.entries.len().to_string())]));
    };
    if args.publish.dry_run {
        return Ok(desk.tell("cli.log.dry-run", &[]));
    }
    let mut text = write(desk, &ready, &published)?;
    if published.book.is_taken_back(&args.sha256) {
        let kept = desk.root.join(format!("content/log/records/{}.csv", args.sha256));
        match std::fs::remove_file(&kept) {
            Ok(()) => text.push_str(&desk.tell("cli.log.removed", &[("path", &kept.display().to_string())])),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {}
            Err(fault) => return Err(desk.io(&kept, &fault)),
        }
    }
    Ok(text)
}

fn write(desk: &Desk<'_>, ready: &Ready, published: &Published) -> Result<String, Stop> {
    desk.apply(&published.step)?;
    machine::remember(desk, &published.book, ready.county.site.config.demo)?;
    let head = published.book.head_now();
    let (added, size) = (published.added.to_string(), head.size.to_string());
    Ok(desk.tell("cli.log.done", &[("added", &added), ("size", &size), ("root", &hex(&head.root)[..16])]))
}
