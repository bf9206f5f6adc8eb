//! Reading anything: no bytes make it panic, no text is cut into other cells than RFC 4180 says, and the list of codes is
//! whole.

use crate::folder::Folder;
use mingchou::diag::{Style, print};
use mingchou::load::load;
use mingchou::source::Source;
use mingchou::words::Words;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// Reads and prints; a panic is the only failure.
fn survives(path: &str, bytes: &[u8]) {
    let folder = Folder::good();
    folder.write(path, bytes);
    let raw = load(folder.path());
    print(&raw.report, &Words::default(), &raw.texts, Style::Plain);
    for object in &raw.objects {
        object.at("code");
    }
}

fn files() -> Vec<&'static str> {
    Folder::files().map(|(path, _)| path).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(path in prop::sample::select(files()), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survives(path, &bytes);
    }

    #[test]
    fn any_text_in_a_good_file_is_read_or_refused(
        path in prop::sample::select(files()),
        at in any::<prop::sample::Index>(),
        gone in 0..12_usize,
        put in "[\",;\\r\\n{}=+\\[\\]<>()0-9A-Za-z 《》编号‍\\PC]{0,12}",
    ) {
        let text: Vec<char> = Folder::text(path).chars().collect();
        let from = at.index(text.len());
        let to = (from + gone).min(text.len());
        let changed: String = text[..from].iter().copied().chain(put.chars()).chain(text[to..].iter().copied()).collect();
        survives(path, changed.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cells_are_those_of_the_csv_crate(text in "([a-z,;\\n]|\\r\\n|\"[a-z,\\n]{0,3}\"|\"\"\"\"){0,40}") {
        let source = Source::new("a.csv", text.clone());
        prop_assume!(source.broken_quote().is_none());
        let mut cells = Vec::new();
        let own: Vec<Vec<String>> = source
            .records(0)
            .map(|(_, start)| {
                source.cells(start, &mut cells);
                cells.iter().map(|cell| source.cell_text(cell).into_owned()).collect()
            })
            .collect();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> =
            reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        prop_assert_eq!(own, theirs);
    }
}

#[test]
fn every_code_stands_in_the_list_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(root.join("docs/errors.md")).unwrap();
    let listed: BTreeSet<String> =
        list.lines().filter_map(|line| line.strip_prefix("| MC")).map(|rest| format!("MC{}", &rest[..4])).collect();
    for lang in ["zh-CN", "en"] {
        let mut said = BTreeSet::new();
        for entry in std::fs::read_dir(root.join("themes/gov/words").join(lang)).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            said.extend(
                text.lines().filter_map(|line| line.strip_prefix("[MC")).map(|rest| format!("MC{}", &rest[..4])),
            );
        }
        assert_eq!(said, listed, "add a row to docs/errors.md for every code of {lang}, and remove rows without one");
    }
}
