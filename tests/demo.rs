//! The fictional county: every size of it is without fault, the same arguments give the same bytes, each state the rules
//! know is there, nothing sealed is public, and `content/` is what the command writes.

use crate::support::{mingchou, read_folder};
use mingchou::check::{Due, due, special::special_list};
use mingchou::draw::examine;
use mingchou::model::{Class, Day, DrawId, Period, RuleState, Status, Time};
use mingchou::render::gate;
use mingchou::site::{DrawState, Site};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Output;
use std::sync::LazyLock;
use tempfile::TempDir;

/// A county in a folder of its own.
pub(crate) fn county(objects: u32, seed: u64) -> TempDir {
    let dir = TempDir::new().unwrap();
    mingchou::demo::write(dir.path(), objects, seed).unwrap();
    dir
}

/// The county as the program reads it, with every fault in words.
pub(crate) fn read(root: &Path) -> (Site, Vec<String>) {
    let raw = mingchou::load::load(root);
    let as_of = raw.config.as_ref().unwrap().value.as_of.unwrap();
    let checked = mingchou::check::check(raw, as_of);
    let said = |d: &mingchou::diag::Diagnostic| format!("{} {} {}", d.code, d.place.file, d.place.row);
    let faults: Vec<String> = checked.report.diagnostics.iter().map(said).collect();
    (checked.value.unwrap_or_else(|| panic!("{faults:?}")), faults)
}

/// The county of the repository.
static HOME: LazyLock<Site> = LazyLock::new(|| read(Path::new(env!("CARGO_MANIFEST_DIR"))).0);

fn id(text: &str) -> DrawId {
    DrawId::parse(text).unwrap()
}

fn run(args: &[&str], dir: &Path) -> Output {
    mingchou().args(args).arg("demo").arg(dir).output().unwrap()
}

#[test]
fn the_content_of_the_repository_is_what_the_command_writes() {
    let dir = TempDir::new().unwrap();
    let output = run(&["--lang", "en"], dir.path());
    assert_eq!(output.status.code(), Some(0));
    let path = dir.path().display();
    let said = format!("A fictional county stands in {path}. Build it with: mingchou --root {path} build\n");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), said);
    let ours = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"));
    let made = read_folder(&dir.path().join("content"));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&ours), names(&made));
    let differing: Vec<&String> = ours.iter().filter(|(path, bytes)| made[*path] != **bytes).map(|(p, _)| p).collect();
    assert_eq!(differing, Vec::<&String>::new());
}

#[test]
fn a_county_of_any_size_and_seed_has_no_fault() {
    for (objects, seed) in [(40, 0), (41, 9), (100, 7), (300, 1), (900, u64::MAX)] {
        let dir = county(objects, seed);
        let (site, faults) = read(dir.path());
        assert_eq!(faults, Vec::<String>::new(), "{objects} objects, seed {seed}");
        let general = site.objects.values().filter(|object| object.classes == [Class::General]).count();
        assert_eq!(general, usize::try_from(objects).unwrap());
        for (draw, record) in &site.draws {
            let examined = examine(&record.unpacked(), Some(draw.as_str()));
            assert!(examined.is_ok(), "{draw} of {objects} objects, seed {seed}: {:?}", examined.err());
        }
        assert_eq!(personal(&site, dir.path()), Vec::<String>::new(), "{objects} objects, seed {seed}");
        // What is late or broken is so because the story says it, not by accident.
        let wrong = site.findings.iter().filter(|f| matches!(f.state, RuleState::Late | RuleState::Broken));
        let wrong: Vec<String> = wrong.map(|f| format!("{} {}", f.rule, f.subject)).filter(|f| !told(f)).collect();
        assert_eq!(wrong, Vec::<String>::new(), "{objects} objects, seed {seed}");
    }
}

/// Whether the story wants a rule to be broken there, or kept late.
fn told(finding: &str) -> bool {
    let (rule, subject) = finding.split_once(' ').unwrap();
    match rule {
        "R1" => subject == "5b",
        "R2" => subject.starts_with('F'),
        "R13" => subject == "2025-v1",
        "R14" => matches!(subject, "1" | "2" | "3"),
        "R37" => subject.starts_with("2025q2-general/"),
        _ => false,
    }
}

/// What the privacy gate finds in `content/`, by code and file.
fn personal(site: &Site, root: &Path) -> Vec<String> {
    let gate = gate(site);
    let files = read_folder(&root.join("content"));
    let found = files.iter().flat_map(|(path, bytes)| gate.check(path, bytes).diagnostics);
    found.map(|d| format!("{} {} {}", d.code, d.place.file, d.place.row)).collect()
}

#[test]
fn the_gate_would_find_a_number_in_the_county() {
    let dir = county(40, 3);
    let (site, _) = read(dir.path());
    let replies = dir.path().join("content/replies.csv");
    let text = std::fs::read_to_string(&replies).unwrap();
    std::fs::write(&replies, text.replace("没有异议", "没有异议，电话13800138000")).unwrap();
    assert_eq!(personal(&site, dir.path()).len(), 1);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    let (one, again, other) = (county(60, 5), county(60, 5), county(60, 6));
    let (one, again, other) = (read_folder(one.path()), read_folder(again.path()), read_folder(other.path()));
    assert!(one == again, "the same arguments gave other bytes");
    for path in [
        "content/registry/objects.csv",
        "content/results/2025.csv",
        "content/draws/2025q1-general/commit.txt",
        "content/draws/2026q4-general/seal.txt",
        "secrets/draws/2026q4-general/nonce-bureau.txt",
    ] {
        assert_ne!(one[path], other[path], "{path}");
    }
    // The plan of the real county does not hang on the seed.
    assert_eq!(one["content/items.csv"], other["content/items.csv"]);
}

#[test]
fn a_folder_that_holds_something_and_a_tiny_county_are_refused() {
    let full = TempDir::new().unwrap();
    std::fs::write(full.path().join("note.txt"), "x").unwrap();
    let path = full.path().display();
    for (lang, said) in [
        ("en", format!("{path} is not empty; name an empty or a new folder.\n")),
        ("zh", format!("{path} 不是空文件夹；请给一个空的或新的文件夹。\n")),
    ] {
        let output = run(&["--lang", lang], full.path());
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(2), said));
    }
    assert_eq!(read_folder(full.path()).len(), 1);
    let small = TempDir::new().unwrap();
    for (lang, said) in [
        ("en", "A county of the demonstration has at least 40 general objects.\n"),
        ("zh", "演示县至少要有40个一般排污单位。\n"),
    ] {
        let output = mingchou().args(["--lang", lang, "demo", "--objects", "39"]).arg(small.path()).output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(2), said.to_owned()));
    }
    assert!(read_folder(small.path()).is_empty());
}

/// How a determined result stands (R37), by the days alone.
fn standing(determined: Option<Day>, published: Option<Time>, as_of: Day, reason: bool) -> &'static str {
    let Some(determined) = determined else { return "not determined" };
    match (due(&HOME.calendar, determined, 20), published) {
        (Due::Unknown { .. }, _) => "provisional",
        (Due::Known(last), Some(at)) if at.date() <= last => "on time",
        (Due::Known(_), Some(_)) if reason => "late with reason",
        (Due::Known(_), Some(_)) => "late without reason",
        (Due::Known(last), None) if as_of > last => "overdue",
        (Due::Known(_), None) => "pending",
    }
}

#[test]
fn every_state_of_publishing_is_there() {
    let site = &*HOME;
    let reasons: BTreeSet<(&str, &str)> =
        site.reasons.iter().map(|reason| (reason.rule.as_str(), reason.subject.as_str())).collect();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for visit in site.visits.values() {
        let subject = format!("{}/{}", visit.draw, visit.object);
        let reason = reasons.contains(&("R37", subject.as_str()));
        *seen.entry(standing(visit.determined, visit.published_at, site.as_of, reason)).or_default() += 1;
        if visit.withheld.is_some() {
            *seen.entry("withheld").or_default() += 1;
        }
    }
    for visit in &site.exempt {
        *seen.entry(standing(visit.determined, visit.published_at, site.as_of, false)).or_default() += 1;
    }
    let wanted =
        ["late with reason", "late without reason", "on time", "overdue", "pending", "provisional", "withheld"];
    assert_eq!(seen.keys().copied().collect::<Vec<_>>(), wanted, "{seen:?}");
    // A plan published late says why.
    let plan = &site.plans[0];
    let last = due(&site.calendar, plan.issued, 20).day().unwrap();
    assert!(plan.published_at.unwrap().date() > last && reasons.contains(&("R13", "2025-v1")));
}

#[test]
fn draws_stand_in_every_state_the_story_tells() {
    let site = &*HOME;
    let state = |draw: &str| site.draws[&id(draw)].state;
    assert_eq!(site.draws.len(), 29);
    let others: BTreeMap<&str, DrawState> = site
        .draws
        .iter()
        .filter(|(_, draw)| draw.state != DrawState::Revealed)
        .map(|(name, draw)| (name.as_str(), draw.state))
        .collect();
    let wanted = [
        ("2025q3-special", DrawState::Shortfall),
        ("2026q2-general", DrawState::Void),
        ("2026q4-general", DrawState::Sealed),
        ("2026q4-key", DrawState::Sealed),
        ("2026q4-special", DrawState::Committed),
    ];
    assert_eq!(others, BTreeMap::from(wanted));
    let void = String::from_utf8(site.draws[&id("2026q2-general")].files["void.txt"].bytes().into_owned()).unwrap();
    assert_eq!(void.lines().filter(|line| line.starts_with("nonce ")).count(), 2);
    assert!(void.contains("\nstage after-beacon\n"), "{void}");
    let again = &site.draws[&id("2026q2-general-b")];
    assert_eq!(again.commit.as_ref().unwrap().replaces, Some(id("2026q2-general")));
    assert_eq!(state("2025q1-special"), DrawState::Revealed);
    assert_eq!(site.draws[&id("2025q1-special")].class_size(), 1);
    // The one that waits: its number is drawn after the day of the site.
    let waiting = site.draws[&id("2026q4-special")].commit.as_ref().unwrap();
    assert!(waiting.beacons.iter().all(|beacon| beacon.time.date() > site.as_of));
    let grounds: BTreeSet<&str> =
        site.draws.values().flat_map(|draw| &draw.substitutions).map(|row| row.ground.as_str()).collect();
    assert_eq!(grounds, BTreeSet::from(["leave", "merged-visit", "recusal"]));
}

#[test]
fn quotas_are_the_rates_of_the_plan_over_the_whole_class() {
    for draw in HOME.draws.values().filter(|draw| draw.commit.is_some()) {
        let rate = match (draw.class, draw.period) {
            (Class::General, _) => 5,
            (Class::Key, _) => 25,
            // The second version of the plan of 2026 raised it.
            (Class::Special, period) if period >= Period::quarter(2026, 3) => 40,
            (Class::Special, _) => 30,
            (Class::Project | Class::Joint, _) => 100,
        };
        let wanted = (draw.class_size() * rate).div_ceil(100).min(u32::try_from(draw.roster.len()).unwrap());
        assert_eq!(draw.quota_total(), wanted, "{}", draw.id);
    }
    for year in [2025, 2026] {
        let drawn: BTreeSet<_> = HOME
            .draws
            .values()
            .filter(|draw| draw.class == Class::Key && draw.period.year == year)
            .flat_map(|draw| &draw.drawn)
            .map(|drawn| &drawn.object)
            .collect();
        // By the third quarter of 2026 twelve of thirteen, the fourth is still sealed.
        assert!(drawn.len() >= 12, "{year}: {}", drawn.len());
    }
}

#[test]
fn special_lists_follow_from_events_as_known_at_each_commitment() {
    let mut lists = 0;
    for draw in HOME.draws.values().filter(|draw| draw.class == Class::Special) {
        let list = special_list(&HOME, draw.period, draw.times.committed.unwrap());
        let listed: BTreeSet<_> = list.keys().collect();
        let frozen: BTreeSet<_> =
            draw.roster.iter().map(|row| &row.id).chain(draw.excluded.iter().map(|row| &row.id)).collect();
        assert_eq!(frozen, listed, "{}", draw.id);
        lists += 1;
    }
    assert_eq!(lists, 8);
}

#[test]
fn the_registry_holds_what_the_plan_makes_difficult() {
    let site = &*HOME;
    let of = |class: Class| site.objects.values().filter(|object| object.classes.contains(&class)).count();
    assert_eq!([Class::General, Class::Key, Class::Project, Class::Joint].map(of), [230, 13, 14, 3]);
    let both = site.objects.values().filter(|o| o.classes == [Class::Key, Class::Joint]).count();
    assert_eq!(both, 1);
    let mut sources: BTreeMap<&str, Vec<&mingchou::model::Object>> = BTreeMap::new();
    site.objects.values().for_each(|object| sources.entry(&object.source).or_default().push(object));
    let shared: Vec<_> = sources.values().filter(|objects| objects.len() > 1).collect();
    assert_eq!(shared.len(), 1);
    assert_eq!(shared[0].len(), 3);
    assert_eq!(shared[0].iter().filter(|object| object.classes == [Class::Project]).count(), 2);
    assert!(shared[0].iter().any(|object| object.permit.is_some()));
    let twice = site.special_events.iter().any(|event| {
        let key = site.objects[&event.object].classes.contains(&Class::Key);
        key && site.special_events.iter().filter(|other| other.object == event.object).count() == 2
    });
    assert!(twice, "a key object is special twice");
    let out: Vec<_> = site.objects.values().filter(|object| object.status != Status::Active).collect();
    let changed: BTreeSet<&str> =
        site.changes.iter().filter(|change| change.field == "status").map(|change| change.subject.as_str()).collect();
    assert!(out.len() > 8 && out.iter().all(|object| changed.contains(object.id.as_str())));
    assert!(site.superior.iter().any(|check| check.result != "未发现问题"));
    let rules: BTreeSet<&str> =
        site.draws.values().flat_map(|draw| draw.excluded.iter()).map(|row| row.rule.as_str()).collect();
    assert_eq!(rules, BTreeSet::from(["closed", "superior-checked", "suspended", "yearly-cap"]));
    let grounds: BTreeSet<u8> = site.exempt.iter().map(|visit| visit.ground).collect();
    assert_eq!(grounds, (1..=9).collect());
    let versions: Vec<(i32, u32, bool)> =
        site.plans.iter().map(|plan| (plan.year, plan.version, plan.note.is_some())).collect();
    assert_eq!(versions, [(2025, 1, false), (2026, 1, false), (2026, 2, true)]);
    assert!(site.objects.values().all(|object| object.name.starts_with("示例")));
    assert!(site.inspectors.values().all(|inspector| inspector.name.contains("示例")));
}

#[test]
fn nothing_of_a_sealed_draw_is_public_but_its_opened_slips() {
    let dir = county(230, 2026);
    let (site, _) = read(dir.path());
    let public: String =
        read_folder(&dir.path().join("content")).into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    let secrets = read_folder(&dir.path().join("secrets"));
    for draw in ["2026q4-general", "2026q4-key"] {
        let record = &site.draws[&id(draw)];
        let open: BTreeSet<_> = record.slips.iter().map(|slip| &slip.object).collect();
        assert!(!open.is_empty() && open.len() < usize::try_from(record.quota_total()).unwrap());
        let shown = site.visits.keys().filter(|(of, _)| of.as_str() == draw).map(|(_, object)| object);
        assert_eq!(shown.collect::<BTreeSet<_>>(), open, "{draw}");
        let kept = String::from_utf8(secrets[&format!("draws/{draw}/visits.csv")].clone()).unwrap();
        assert!(kept.lines().count() > 1);
        assert!(open.iter().all(|object| !kept.contains(object.as_str())), "{draw}");
    }
    let words: BTreeSet<&str> = secrets
        .iter()
        .filter(|(path, _)| path.contains("nonce-") || path.ends_with("leaves.txt"))
        .flat_map(|(_, bytes)| std::str::from_utf8(bytes).unwrap().split([' ', ',', '\n']))
        .filter(|word| word.len() == 64)
        .collect();
    assert!(words.len() > 10);
    let opened = site.draws.values().filter(|draw| draw.state == DrawState::Sealed).map(|draw| draw.slips.len());
    let known = words.iter().filter(|word| public.contains(**word)).count();
    // An opened slip shows the salt of its own leaf and nothing else.
    assert_eq!(known, opened.sum::<usize>());
}

#[test]
fn lottery_values_are_marked_as_examples() {
    let mut values: BTreeMap<(String, u32), String> = BTreeMap::new();
    let mut evidence = 0;
    for seal in HOME.draws.values().filter_map(|draw| draw.seal.as_ref()) {
        for (_, text) in &seal.evidence {
            assert_eq!(text, "example-not-a-real-draw");
            evidence += 1;
        }
        for beacon in &seal.beacons {
            let key = (beacon.kind.as_str().to_owned(), beacon.round);
            let value = values.entry(key).or_insert_with(|| beacon.value.clone());
            assert_eq!(*value, beacon.value, "one issue, two values");
        }
    }
    assert!(evidence > 25);
    assert!(HOME.config.demo);
}

/// The log is written for every size and seed, and a stranger finds nothing wrong with site and log together.
#[test]
fn the_log_of_any_county_holds() {
    let dir = TempDir::new().unwrap();
    let output = mingchou().args(["demo", "--objects", "40", "--seed", "3"]).arg(dir.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let built = mingchou().arg("--root").arg(dir.path()).arg("build").output().unwrap();
    assert_eq!(built.status.code(), Some(0), "{}", String::from_utf8_lossy(&built.stderr));
    let [first, second] = mingchou::demo::past::witness_keys().map(|key| key.verifier().to_string());
    let key = std::fs::read_to_string(dir.path().join("content/log/key.txt")).unwrap();
    let site = dir.path().join("public");
    let mut verify = mingchou();
    verify.args(["--lang", "en", "verify", "--witness", &first, "--witness", &second, "--log-key", key.trim()]);
    let output = verify.arg(&site).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    // On one day the witness came too late, and that is told of the commitments of that day alone.
    let late: Vec<&str> =
        said.split("\n20").filter(|part| part.contains("none of your witnesses saw it before")).collect();
    assert!(!late.is_empty() && late.iter().all(|part| part.starts_with("25q2-")), "{late:?}");
}
