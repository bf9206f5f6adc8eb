//! A fictional county of any size, with eight quarters of draws made by the program's own steps. In: how many general objects,
//! a seed, an empty folder. Out: a bureau's folder that checks and builds. The same arguments give the same bytes. Its
//! nonces follow from the seed, so nothing here is fit for a real draw.

mod chance;
mod events;
mod names;
pub mod past;
mod plans;
mod registry;
mod results;
mod story;
mod table;
mod visits;
mod world;

use crate::diag::Report;
use crate::load::load;
use crate::store;
use results::Files;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use world::World;

/// Tables and pages that every county of the demonstration shares: the seed's own item list, its laws, the calendars.
const FIXED: [(&str, &str); 10] = [
    ("site.toml", include_str!("../../content/site.toml")),
    ("laws.csv", include_str!("../../content/laws.csv")),
    ("items.csv", include_str!("../../content/items.csv")),
    ("calendar/2024.csv", include_str!("../../content/calendar/2024.csv")),
    ("calendar/2025.csv", include_str!("../../content/calendar/2025.csv")),
    ("calendar/2026.csv", include_str!("../../content/calendar/2026.csv")),
    ("pages/about.md", include_str!("../../content/pages/about.md")),
    ("pages/complaints.md", include_str!("../../content/pages/complaints.md")),
    ("pages/limits.md", include_str!("../../content/pages/limits.md")),
    ("pages/privacy.md", include_str!("../../content/pages/privacy.md")),
];

/// Fewest general objects: the story needs a few of them by name.
pub const LEAST: u32 = 40;

/// Why there is no county.
#[derive(Debug, thiserror::Error)]
pub enum DemoFault {
    /// The folder holds something.
    #[error("{0} is not empty")]
    NotEmpty(String),
    /// Fewer than [`LEAST`] objects.
    #[error("at least {LEAST} objects")]
    TooFew,
    /// The system refused.
    #[error("{0}: {1}")]
    Io(String, io::Error),
    /// A secret could not be written.
    #[error(transparent)]
    Store(#[from] store::StoreFault),
    /// The program refused a step of its own story.
    #[error("a step of the story was refused")]
    Refused(Report),
}

impl From<Report> for DemoFault {
    fn from(report: Report) -> Self {
        Self::Refused(report)
    }
}

/// Writes a county of `objects` general objects into an empty or missing folder.
pub fn write(dir: &Path, objects: u32, seed: u64) -> Result<(), DemoFault> {
    write_named(dir, objects, seed, &Named::default())
}

/// Another name for the same county, so that several can stand beside each other: each has a log of its own.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// Name of the county, such as 青石县.
    pub county: Option<String>,
    /// 行政区划代码, six digits; the log's origin ends in it.
    pub region: Option<String>,
}

impl Named {
    /// `site.toml` with this name. Keys of witnesses are bound to their own names and stay.
    fn site(&self, text: &str) -> String {
        let region = |line: &str| match &self.region {
            Some(region) if !line.starts_with("  ") => line.replace("140826", region),
            _ => line.to_owned(),
        };
        let county = |line: String| match &self.county {
            Some(county) => line.replace("绛县", county),
            None => line,
        };
        text.lines().map(|line| county(region(line)) + "\n").collect()
    }
}

/// [`write()`] with another name.
pub fn write_named(dir: &Path, objects: u32, seed: u64, named: &Named) -> Result<(), DemoFault> {
    if objects < LEAST {
        return Err(DemoFault::TooFew);
    }
    let empty =
        fs::read_dir(dir).map_or(Ok(true), |mut entries| entries.next().transpose().map(|entry| entry.is_none()));
    if !empty.map_err(|fault| DemoFault::Io(dir.display().to_string(), fault))? {
        return Err(DemoFault::NotEmpty(dir.display().to_string()));
    }
    let registry = registry::registry(usize::try_from(objects).unwrap_or(usize::MAX), seed);
    let mut base: BTreeMap<String, Vec<u8>> =
        FIXED.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    if let Some(site) = base.get_mut("site.toml") {
        *site = named.site(&String::from_utf8_lossy(site)).into_bytes();
    }
    base.extend(plans::files(registry.sizes));
    base.insert("registry/objects.csv".into(), registry::objects_table(registry.objects.values()));
    base.insert("registry/inspectors.csv".into(), registry::inspectors_table(&registry.inspectors));
    base.insert("registry/recusals.csv".into(), registry::recusals_table(&registry.recusals));
    base.insert("registry/auxiliary.csv".into(), registry::auxiliary_table());
    put(dir, &base)?;
    let mut world = begin(dir, seed)?;
    story::tell(&mut world, &registry)?;
    let files = finish(&mut world);
    put(dir, &files.public)?;
    for (path, bytes) in &files.secret {
        store::write_private(&dir.join("secrets").join(path), bytes)?;
    }
    Ok(())
}

/// The county as the program itself reads it, before its first draw.
fn begin(dir: &Path, seed: u64) -> Result<World, DemoFault> {
    let raw = load(dir);
    let as_of = raw.config.as_ref().and_then(|config| config.value.as_of).unwrap_or_default();
    let checked = crate::check::check(raw, as_of);
    let Some(site) = checked.value else { return Err(DemoFault::Refused(checked.report)) };
    Ok(World { seed, site, folders: BTreeMap::new(), records: BTreeMap::new(), as_of })
}

/// Everything the story wrote.
fn finish(world: &mut World) -> Files {
    let reasons = results::states(world);
    let mut files = results::results(world);
    files.public.insert("registry/objects.csv".into(), registry::objects_table(world.site.objects.values()));
    files.public.insert("registry/changes.csv".into(), registry::changes_table(&world.site.changes));
    files.public.extend(events::tables(world, &reasons));
    files.public.extend(std::mem::take(&mut world.records));
    for (id, draw) in std::mem::take(&mut world.folders) {
        let folder = draw.into_folder();
        for (name, bytes) in folder.files {
            files.public.insert(format!("draws/{id}/{name}"), bytes);
        }
        let times = toml::to_string(&folder.times).expect("three times are a table");
        files.public.insert(format!("draws/{id}/times.toml"), times.into_bytes());
        for (name, bytes) in folder.secret {
            files.secret.insert(format!("draws/{id}/{name}"), bytes);
        }
    }
    files
}

/// Removes a file below `content/` that the county takes back.
pub(crate) fn take_back(dir: &Path, path: &str) -> Result<(), DemoFault> {
    let target = dir.join("content").join(path);
    match fs::remove_file(&target) {
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => {
            Err(DemoFault::Io(target.display().to_string(), fault))
        }
        _ => Ok(()),
    }
}

/// Writes files below `content/`, by path.
pub(crate) fn put(dir: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), DemoFault> {
    for (path, bytes) in files {
        let target = dir.join("content").join(path);
        let io = |fault| DemoFault::Io(target.display().to_string(), fault);
        fs::create_dir_all(target.parent().expect("a file stands in a folder")).map_err(io)?;
        fs::write(&target, bytes).map_err(io)?;
    }
    Ok(())
}
