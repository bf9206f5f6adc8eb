//! What the list before packing has to know. In: the bureau's folder and the built site. Out: [`Facts`]. Reads everything, writes nothing.

use crate::check;
use crate::cmd::desk::{Desk, Stop};
use crate::cmd::language;
use crate::cmd::site::{Job, as_of, input};
use crate::cmd::{clock, todo};
use crate::diag::{self, Report, Style};
use crate::embedded;
use crate::load;
use crate::model::{Day, RuleState};
use crate::output::{self, Gate, Last, MANIFEST, Manifest, absolute};
use crate::release::{Dead, Facts, Outline, bad_names, dead_links, is_empty_page};
use crate::render::gate;
use crate::site::Site;
use crate::steps::publish::gaps;
use crate::todo::{Errand, Kind, errands};
use crate::verify::{FolderReader, Options, Reader, verify_site};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Files of the theme that people check draws with.
fn is_checker(name: &str) -> bool {
    (name.starts_with("check-") && name.ends_with(".js"))
        || matches!(name, "check.py.txt" | "recompute.txt" | "slip-by-hand.txt" | "nonce.js" | "slip.js")
}

/// Gathers everything. Errors: the disk's, a wrong day.
pub(super) fn facts(desk: &Desk<'_>, out: &Path, day: Option<&str>, limit: Option<u64>) -> Result<Facts, Stop> {
    let mut facts = Facts::default();
    if let Err(found) = output::compare(out) {
        facts.differs = found.iter().map(|difference| super::difference_text(difference, desk.words())).collect();
    }
    let site = of_content(desk, day, &mut facts)?;
    facts.fresh = fresh(desk, out, day);
    let base = site.as_ref().map(|site| site.config.government.base_url.clone()).unwrap_or_default();
    let gate = site.as_ref().map(gate);
    // What the folder shows does not hang on it any more.
    drop(site);
    of_folder(desk, out, gate, (&base, limit), &mut facts)?;
    Ok(facts)
}

/// What the tables say. Out: the county, if they have no fault.
fn of_content(desk: &Desk<'_>, day: Option<&str>, facts: &mut Facts) -> Result<Option<Site>, Stop> {
    if !desk.root.join("content").is_dir() {
        return Ok(None);
    }
    let raw = load::load(desk.root);
    let pinned = raw.config.as_ref().and_then(|config| config.value.as_of);
    let day = as_of(day, pinned).map_err(|value| desk.wrong("cli.build.as-of", &[("value", &value)]))?;
    let checked = check::check(raw, day);
    let mut report = checked.report.sorted();
    report.diagnostics.retain(|diagnostic| diagnostic.severity == diag::Severity::Error);
    facts.content = Some(sentences(desk, &report));
    let Some(site) = checked.value.filter(|_| !report.has_errors()) else { return Ok(None) };
    duties(desk, &site, facts);
    due(desk, &site, day, facts)?;
    facts.scripts = Some(scripts(desk, &site));
    Ok(Some(site))
}

fn sentences(desk: &Desk<'_>, report: &Report) -> Vec<String> {
    diag::entries(report, desk.words()).iter().map(diag::Entry::sentence).collect()
}

/// What a release must not lack, each to its line.
fn duties(desk: &Desk<'_>, site: &Site, facts: &mut Facts) {
    let report = check::release(site);
    let of = |wanted: &dyn Fn(&str, &str) -> bool| {
        let mut part = report.clone();
        part.diagnostics.retain(|found| wanted(found.code, &found.place.heading));
        sentences(desk, &part)
    };
    let id = "government.site_id_code";
    facts.code = Some(of(&|code, heading| code == "MC0602" || (code == "MC0601" && heading == id)));
    facts.footer = Some(of(&|code, heading| code == "MC0601" && heading != id));
    facts.address = Some(of(&|code, _| matches!(code, "MC0603" | "MC0604")));
    facts.demo = of(&|code, _| code == "MC0605");
    facts.calendar = Some((of(&|code, _| code == "MC0606"), Vec::new()));
}

/// What is due, overdue, without a reason, not logged.
fn due(desk: &Desk<'_>, site: &Site, day: Day, facts: &mut Facts) -> Result<(), Stop> {
    let unlogged: Vec<String> = match site.log.is_some() {
        true => gaps(site.log.as_ref(), &desk.records(site)?).into_keys().collect(),
        false => Vec::new(),
    };
    facts.log = Some((site.log.is_some(), unlogged));
    let moment = day.and_hms_opt(23, 59, 59).unwrap_or_else(clock::now);
    let all = errands(site, moment, &[], &todo::archives(desk, site));
    let told = |errand: &Errand| {
        let due = errand.due.map(|due| format!("{}  ", due.date())).unwrap_or_default();
        let rule = errand.rule.map(|rule| format!("{rule}  ")).unwrap_or_default();
        format!("{due}{rule}{}", todo::sentence(errand, Some(site), desk.words()))
    };
    let of =
        |wanted: &dyn Fn(&Errand) -> bool| all.iter().filter(|errand| wanted(errand)).map(told).collect::<Vec<_>>();
    facts.overdue = Some(of(&|errand| errand.overdue && errand.kind != Kind::Reason));
    let is_bare = |state| matches!(state, RuleState::Late | RuleState::Overdue | RuleState::Broken);
    let bare = site.findings.iter().filter(|finding| is_bare(finding.state) && finding.reason.is_none());
    let bare =
        bare.filter(|finding| finding.rule != "R49").map(|finding| format!("{}  {}", finding.rule, finding.subject));
    facts.reasons = Some(bare.collect::<BTreeSet<_>>().into_iter().collect());
    if let Some((_, next)) = &mut facts.calendar {
        *next = of(&|errand| errand.kind == Kind::Calendar);
    }
    Ok(())
}

/// Checkers that the bureau's own theme replaces by others.
fn scripts(desk: &Desk<'_>, site: &Site) -> Vec<String> {
    let name = &site.config.theme.name;
    let folder = desk.root.join("themes").join(name).join("assets");
    let ours = embedded::theme("gov");
    let is_other = |path: &str| {
        let file = folder.join(path);
        file.is_file() && fs::read(file).ok().as_deref() != ours.get(&format!("assets/{path}")).map(Vec::as_slice)
    };
    let names = ours.keys().filter_map(|path| path.strip_prefix("assets/"));
    names.filter(|path| is_checker(path) && is_other(path)).map(|path| format!("themes/{name}/assets/{path}")).collect()
}

/// Whether the folder was built from what stands in `content/` and `themes/` now, and whether for release; none: nobody remembers.
fn fresh(desk: &Desk<'_>, out: &Path, day: Option<&str>) -> Option<(bool, bool)> {
    let last = Last::read(desk.root).filter(|last| last.out == absolute(out))?;
    // The last build may have spoken another language, and been one for release or not.
    for release in [true, false] {
        for lang in ["zh-CN", "en"] {
            let words = language::of(lang);
            let root = desk.root;
            let out = out.to_path_buf();
            let job = Job { root, out, as_of: day, release, full: false, words: &words, style: Style::Plain };
            if input(&job).is_ok_and(|input| input.print == last.input) {
                return Some((true, release));
            }
        }
    }
    Some((false, false))
}

/// What the built folder shows by itself.
fn of_folder(
    desk: &Desk<'_>,
    out: &Path,
    gate: Option<Gate>,
    (base, limit): (&str, Option<u64>),
    facts: &mut Facts,
) -> Result<(), Stop> {
    let reader = FolderReader::new(out);
    if !out.is_dir() {
        return Ok(());
    }
    let all = reader.paths().map_err(|fault| desk.io(out, &fault))?;
    let manifest = fs::read_to_string(out.join(MANIFEST)).ok().and_then(|text| Manifest::parse(&text).ok());
    let ours: BTreeSet<String> = match &manifest {
        Some(manifest) => manifest.files.keys().map(ToString::to_string).chain([MANIFEST.to_owned()]).collect(),
        None => all.iter().cloned().collect(),
    };
    facts.foreign = all.iter().filter(|path| !ours.contains(*path) && *path != "README.md").cloned().collect();
    // One file after the other: what a large county publishes is more than anybody holds in memory.
    let looks: Vec<(&String, Look)> = ours
        .par_iter()
        .map(|path| (path, Look::at(path, &reader.read(path).unwrap_or_default(), gate.as_ref(), (&ours, base))))
        .collect();
    if gate.is_some() {
        let places = looks.iter().flat_map(|(_, look)| &look.leaks.diagnostics);
        // The place, never the number.
        facts.privacy = Some(places.map(|leak| format!("{}  {}", leak.code, leak.place.file)).collect());
    }
    facts.empty = looks.iter().filter(|(_, look)| look.is_empty).map(|(path, _)| (*path).clone()).collect();
    let sizes: Vec<(&str, u64)> = looks.iter().map(|(path, look)| (path.as_str(), look.bytes)).collect();
    let pages = looks.iter().filter(|(_, look)| look.outline.is_some()).count();
    facts.size = (pages, ours.len(), large(desk, out, &sizes, limit)?);
    let pages = looks.into_iter().filter_map(|(path, look)| Some((path.clone(), look.outline?))).collect();
    let dead = dead_links(&pages, base);
    drop(pages);
    let of = |is_place: bool| dead.iter().filter(move |dead| dead.is_place == is_place);
    let told = |dead: &Dead| format!("{} → {}", dead.page, dead.target);
    facts.links = (of(false).map(told).collect(), of(true).map(told).collect());
    facts.names = bad_names(&ours);
    let options = Options { as_of: Some(clock::today()), skip_sums: true, ..Options::default() };
    let verdicts = verify_site(&reader, &options).map_err(|fault| desk.unreadable(&fault))?;
    let failed = verdicts.iter().filter(|verdict| verdict.is_failed());
    let failed: Vec<String> =
        failed.map(|verdict| format!("{}  {}", verdict.draw, desk.faults_of(&verdict.faults))).collect();
    facts.draws = (verdicts.len() - failed.len(), failed);
    Ok(())
}

/// What one file shows by itself.
struct Look {
    bytes: u64,
    leaks: Report,
    /// Of a page.
    outline: Option<Outline>,
    is_empty: bool,
}

impl Look {
    fn at(path: &str, bytes: &[u8], gate: Option<&Gate>, (ours, base): (&BTreeSet<String>, &str)) -> Self {
        let leaks = gate.map(|gate| gate.check(path, bytes)).unwrap_or_default();
        let page = path.ends_with(".html").then(|| String::from_utf8_lossy(bytes));
        let outline = page.as_ref().map(|html| Outline::of(path, html, ours, base));
        Self {
            bytes: bytes.len() as u64,
            leaks,
            outline,
            is_empty: page.is_some_and(|html| is_empty_page(path, &html)),
        }
    }
}

/// Files that do not fit into a part, with their size as a zip. `files`: with their lengths.
fn large(desk: &Desk<'_>, out: &Path, files: &[(&str, u64)], limit: Option<u64>) -> Result<Vec<String>, Stop> {
    let Some(limit) = limit else { return Ok(Vec::new()) };
    let suspects = files.iter().filter(|(_, bytes)| bytes * 2 > limit);
    let names: Vec<&str> = suspects.map(|(path, _)| *path).collect();
    let sizes = output::zipped_sizes(out, &names).map_err(|fault| super::io(desk, &fault))?;
    Ok(sizes.into_iter().filter(|(_, size)| *size > limit).map(|(path, size)| format!("{path}  {size}")).collect())
}
