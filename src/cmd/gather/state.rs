//! What a province remembers between two runs, one file each, replaced as a whole: the heads of logs (`log/memory.rs`), breaches, which
//! are never removed, and the witness's lines. In: a folder. Out: values, and files below it.

use crate::cmd::log::memory::{self, Seen, replace};
use crate::draw::text::sha;
use crate::gather::{Breach, Broke, Incident, Known, Listed};
use crate::log::{Signature, VerifierKey};
use crate::model::{Day, parse_day};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

const FORMAT: &str = "mingchou/gather-breach/1";

/// What a county is remembered by: its code, so that it cannot leave its past behind with its address.
pub(super) fn subject(listed: &Listed) -> &str {
    if listed.region.is_empty() { listed.site.trim_end_matches('/') } else { &listed.region }
}

/// A head as the reading of a site compares it.
pub(super) fn known(seen: Seen) -> Known {
    Known { key: seen.key, head: seen.head, note: seen.note }
}

/// The log that stood at a county's place before. Errors: what is remembered cannot be read.
pub(super) fn before(folder: &Path, listed: &Listed) -> io::Result<Option<Known>> {
    Ok(memory::at(folder, subject(listed))?.map(known))
}

/// All heads that were seen of a log. Errors: as for [`before`].
pub(super) fn seen(folder: &Path, origin: &str) -> io::Result<Vec<Known>> {
    let both = [memory::newest(folder, origin)?, memory::read(folder, origin)?];
    Ok(both.into_iter().flatten().map(known).collect())
}

fn file(folder: &Path, kind: &str, name: &str) -> PathBuf {
    folder.join(format!("{kind}-{}.txt", &sha(name.as_bytes())[..32]))
}

/// Breaches by county, the oldest first.
pub(super) type Breaches = BTreeMap<String, Vec<Incident>>;

/// Reads every breach. Errors: a file is there and cannot be read, or is no such file.
pub(super) fn breaches(folder: &Path) -> io::Result<Breaches> {
    let mut found = Breaches::new();
    let entries = match std::fs::read_dir(folder) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    let named = |path: &&PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("breach-") && name.ends_with(".txt")
    };
    for path in paths.iter().filter(named) {
        let text = std::fs::read_to_string(path)?;
        let broken = || io::Error::new(io::ErrorKind::InvalidData, path.display().to_string());
        let (county, incident) = parse(&text).ok_or_else(broken)?;
        found.entry(county).or_default().push(incident);
    }
    for incidents in found.values_mut() {
        incidents.sort_by(|a, b| (a.first, a.breach, &a.ours).cmp(&(b.first, b.breach, &b.ours)));
    }
    Ok(found)
}

fn parse(text: &str) -> Option<(String, Incident)> {
    let rest = text.strip_prefix(FORMAT)?.strip_prefix("\ncounty ")?;
    let (county, rest) = rest.split_once("\nbreach ")?;
    let (breach, rest) = rest.split_once("\nday ")?;
    let (day, rest) = rest.split_once("\nours ")?;
    let (ours, rest) = rest.split_once('\n')?;
    let ours: usize = ours.parse().ok()?;
    let (ours, theirs) = (rest.get(..ours)?.to_owned(), rest.get(ours..)?.to_owned());
    let incident = Incident { breach: Breach::parse(breach)?, first: parse_day(day)?, now: false, ours, theirs };
    Some((county.to_owned(), incident))
}

/// Remembers a breach, if it is new. Out: the county's breaches with those of this visit marked. Errors: it cannot be written.
pub(super) fn add(
    folder: &Path,
    county: &str,
    mut incidents: Vec<Incident>,
    broke: &[Broke],
    day: Day,
) -> io::Result<Vec<Incident>> {
    for new in broke {
        let same = |old: &&mut Incident| old.breach == new.breach && old.ours == new.ours;
        if let Some(old) = incidents.iter_mut().find(same) {
            old.now = true;
            continue;
        }
        let head =
            format!("{FORMAT}\ncounty {county}\nbreach {}\nday {day}\nours {}\n", new.breach.as_str(), new.ours.len());
        std::fs::create_dir_all(folder)?;
        let name = format!("{county}\n{}\n{}", new.breach.as_str(), new.ours);
        replace(&file(folder, "breach", &name), (head + &new.ours + &new.theirs).as_bytes())?;
        incidents.push(Incident {
            breach: new.breach,
            first: day,
            now: true,
            ours: new.ours.clone(),
            theirs: new.theirs.clone(),
        });
    }
    Ok(incidents)
}

/// The line with which a witness signed this head before; none if it has not. Errors: the file cannot be read.
pub(super) fn cosigned(folder: &Path, head: &str, key: &VerifierKey) -> io::Result<Option<String>> {
    let text = match std::fs::read_to_string(file(folder, "cosigned", &format!("{head}\n{key}"))) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text?,
    };
    let line = text.trim_end_matches('\n');
    Ok(Signature::parse(line).filter(|line| line.is_by(key)).map(|_| line.to_owned()))
}

/// Remembers a line.
pub(super) fn keep_line(folder: &Path, head: &str, key: &VerifierKey, line: &str) -> io::Result<()> {
    replace(&file(folder, "cosigned", &format!("{head}\n{key}")), format!("{line}\n").as_bytes())
}
