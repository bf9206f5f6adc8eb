//! The table of arrows in `docs/architecture.md`, enforced: which module may use which, how long a file may be, and words
//! that must not stand in the code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(dir)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .collect();
    found.sort();
    found
}

/// Module name -> modules it may use, as the table says.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let mut table = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let names = |cell: &str| -> BTreeSet<String> {
            cell.split(',')
                .map(|word| word.split_whitespace().next().unwrap_or("").trim_matches('`').to_owned())
                .collect()
        };
        for module in names(cells[0]) {
            table.insert(module, names(cells[2]));
        }
    }
    table
}

/// The top module a source file belongs to.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// `crate::NAME` in code; doc links and comments do not count.
fn used(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for part in line.split("crate::").skip(1) {
            if let Some(group) = part.strip_prefix('{') {
                for name in group.split(['}', ';']).next().unwrap_or("").split(',') {
                    found.insert(name.trim().split("::").next().unwrap_or("").to_owned());
                }
            } else {
                found.insert(part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect());
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn modules_use_only_what_the_architecture_allows() {
    let allowed = allowed();
    assert!(allowed.len() > 12, "the table of docs/architecture.md was not read");
    let mut wrong = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let module = module_of(&path);
        if matches!(module.as_str(), "main" | "lib" | "cmd") {
            continue;
        }
        let may = allowed.get(&module).unwrap_or_else(|| panic!("{module} is missing in docs/architecture.md"));
        for other in used(&std::fs::read_to_string(&path).unwrap()) {
            if other != module && allowed.contains_key(&other) && !may.contains(&other) {
                wrong.push(format!("{}: {module} uses {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows against the table:\n{}", wrong.join("\n"));
}

#[test]
fn source_files_stay_short() {
    let long: Vec<String> = files(&root().join("src"), "rs")
        .into_iter()
        .map(|path| (std::fs::read_to_string(&path).unwrap().lines().count(), path))
        .filter(|(lines, _)| *lines > 500)
        .map(|(lines, path)| format!("{} has {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn only_commands_ask_the_clock_or_the_random_source() {
    let mut wrong = Vec::new();
    for path in files(&root().join("src"), "rs") {
        if module_of(&path) == "cmd" {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for word in ["SystemTime::now", "Utc::now", "Local::now", "SysRng", "rand::rng(", "HashMap", "HashSet"] {
            // Maps of rustc-hash have no random seed; they are for looking up, and what is told in order is sorted first.
            let named = |line: &str| line.replace("FxHashMap", "").replace("FxHashSet", "").contains(word);
            if text.lines().any(|line| named(line) && !line.trim_start().starts_with("//")) {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn templates_hold_no_inline_style_or_script_and_reach_nothing_outside() {
    let mut wrong = Vec::new();
    for path in files(&root().join("themes"), "html") {
        let mut text = std::fs::read_to_string(&path).unwrap();
        // Handouts stand alone: one frame takes style and scripts in, under a policy that names their hashes, and what is pasted into
        // somebody else's page has its style in its tags.
        let name = path.strip_prefix(root().join("themes/gov/templates")).unwrap_or(&path).to_string_lossy();
        match name.as_ref() {
            "handout/frame.html" => {
                for inside in ["<style>{{ view.inside.style | safe }}</style>", "<script>{{ script | safe }}</script>"]
                {
                    assert_eq!(text.matches(inside).count(), 1, "{inside}");
                    text = text.replace(inside, "");
                }
            }
            "handout/table.html" | "handout/fragment-tables.html" | "handout/fragment-notice.html" => {
                text = text.replace(" style=", " ");
            }
            _ => {}
        }
        for word in [" style=", " onclick=", " onload=", "<style", "src=\"http", "href=\"//", "src=\"//", "@import"] {
            if text.contains(word) {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
        for script in text.split("<script").skip(1) {
            if !script.split('>').next().unwrap_or("").contains("src=") {
                wrong.push(format!("{}: inline script", path.display()));
            }
        }
    }
    for path in files(&root().join("themes"), "css") {
        let text = std::fs::read_to_string(&path).unwrap();
        for word in ["@import", "url(http", "url(//", "@font-face"] {
            if text.contains(word) {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn scripts_are_es5() {
    let mut wrong = Vec::new();
    for path in files(&root().join("themes"), "js") {
        let text = std::fs::read_to_string(&path).unwrap();
        for word in
            ["=>", "`", "let ", "const ", "class ", "async ", "await ", "Promise", "fetch(", "import ", "for (var x of"]
        {
            // Maps of rustc-hash have no random seed; they are for looking up, and what is told in order is sorted first.
            let named = |line: &str| line.replace("FxHashMap", "").replace("FxHashSet", "").contains(word);
            if text.lines().any(|line| named(line) && !line.trim_start().starts_with("//")) {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
