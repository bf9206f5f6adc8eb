//! After a step: the log, the built site, what to upload. In: the county as it stands. Out: the commands `log key`, `log publish` and `build`,
//! each only after a yes; what is still to be done by hand.

use super::clerk::{Clerk, Heard, Leave};
use super::minute;
use crate::cmd::desk::County;
use crate::cmd::log::keys::KEY;
use crate::model::Time;
use crate::steps::publish::gaps;

/// Whether something is not logged, or not in the built site.
pub(super) fn is_behind(clerk: &Clerk<'_>, county: &County) -> Heard<bool> {
    if county.site.draws.is_empty() {
        return Ok(false);
    }
    Ok(is_stale(clerk, county) || (county.site.log.is_some() && !unlogged(clerk, county)?))
}

/// Whether the log has every record as it stands.
fn unlogged(clerk: &Clerk<'_>, county: &County) -> Heard<bool> {
    let records = clerk.desk.records(&county.site)?;
    Ok(gaps(county.site.log.as_ref(), &records).is_empty())
}

/// Whether `public/` lacks a file of a draw or of the log as it stands. A site that was never built lacks all.
fn is_stale(clerk: &Clerk<'_>, county: &County) -> bool {
    let root = clerk.desk.root;
    let same =
        |path: &str, bytes: &[u8]| std::fs::read(root.join("public").join(path)).is_ok_and(|built| built == bytes);
    let draws =
        county.site.draws.values().all(|draw| {
            draw.files.iter().all(|(name, bytes)| same(&format!("draws/{}/{name}", draw.id), &bytes.bytes()))
        });
    let head = std::fs::read(root.join("content/log/checkpoint.txt"));
    !draws || head.is_ok_and(|head| !same("log/checkpoint.txt", &head))
}

/// Offers to log and to build, then says what is left. `until`: the public must see it before.
pub(super) fn publish(clerk: &Clerk<'_>, until: Option<Time>) -> Heard<()> {
    let county = clerk.desk.county(clerk.at)?;
    if let Some(until) = until {
        clerk.tell("day.publish.until", &[("time", &minute(until))]);
    }
    log(clerk, &county)?;
    if !clerk.yes("day.publish.build", &[])? {
        clerk.tell("day.publish.later", &[]);
        return Ok(());
    }
    let day = county.moment.date().to_string();
    let words: &[&str] = if clerk.at.is_some() { &["build", "--as-of", &day] } else { &["build"] };
    done(clerk, words)?;
    clerk.tell("day.publish.upload", &[]);
    Ok(())
}

fn log(clerk: &Clerk<'_>, county: &County) -> Heard<()> {
    if !clerk.desk.root.join("secrets").join(KEY).exists() {
        if !clerk.yes("day.publish.key", &[])? {
            clerk.tell("day.publish.no-log", &[]);
            return Ok(());
        }
        done(clerk, &["log", "key"])?;
    } else if county.site.log.is_some() && unlogged(clerk, county)? {
        clerk.tell("day.publish.logged", &[]);
        return Ok(());
    }
    if !clerk.yes("day.publish.log", &[])? {
        clerk.tell("day.publish.log-later", &[]);
        return Ok(());
    }
    let at: Vec<&str> = clerk.at.map(|at| vec!["--at", at]).unwrap_or_default();
    done(clerk, &[&["log", "publish"], at.as_slice()].concat())
}

/// Runs a command; one that stops has said why.
fn done(clerk: &Clerk<'_>, words: &[&str]) -> Heard<()> {
    match clerk.command(words) {
        Some(0) => Ok(()),
        _ => {
            clerk.tell("day.publish.stopped", &[("command", &words.join(" "))]);
            Err(Leave::Back)
        }
    }
}
