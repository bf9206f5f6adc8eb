//! Reading the bureau's folder: every table good, every fault by its code and exact words, in both languages.

use crate::folder::Folder;
use mingchou::load::load;
use std::path::Path;

#[test]
fn a_good_folder_has_no_fault_and_every_record() {
    let raw = load(Folder::good().path());
    assert_eq!(raw.report.diagnostics, []);
    assert_eq!((raw.laws.len(), raw.items.len(), raw.objects.len(), raw.inspectors.len()), (1, 1, 3, 2));
    assert_eq!((raw.auxiliary.len(), raw.recusals.len(), raw.changes.len()), (1, 1, 1));
    assert_eq!((raw.superior.len(), raw.special_events.len(), raw.exempt.len()), (1, 1, 1));
    assert_eq!((raw.visits.len(), raw.answers.len(), raw.documents.len()), (1, 1, 1));
    assert_eq!((raw.followups.len(), raw.corrections.len()), (1, 1));
    assert_eq!((raw.replies.len(), raw.reasons.len(), raw.pushes.len()), (1, 1, 1));
    assert_eq!((raw.plans.len(), raw.plans[0].tasks.len(), raw.draws.len(), raw.pages.len()), (1, 1, 1, 1));
}

#[test]
fn the_tables_of_the_repository_are_good() {
    let raw = load(Path::new(env!("CARGO_MANIFEST_DIR")));
    let codes: Vec<(&str, &str)> = raw.report.diagnostics.iter().map(|d| (d.code, d.place.file.as_str())).collect();
    // The repository ships items, laws, calendars and pages; the demonstration adds the rest.
    let missing = [
        ("MC0101", "content/registry/objects.csv"),
        ("MC0101", "content/registry/inspectors.csv"),
        ("MC0116", "content/plans"),
    ];
    assert_eq!(codes, missing);
    assert_eq!((raw.items.len(), raw.calendar.years.clone()), (10, vec![2024, 2025, 2026]));
    assert_eq!(raw.pages.len(), 4);
    assert_eq!(raw.config.expect("a configuration").value.bureau.county, "绛县");
}
