//! Building again after a change: the site is to the byte the one that a build from nothing makes, whatever changed, and what is
//! not made again is just what did not change.

use crate::support::{mingchou, read_folder};
use mingchou::output::{Fact, Keys, sha256_hex};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A fictional county with its log, and a copy that is always built from nothing.
struct Twins {
    _temp: TempDir,
    root: PathBuf,
    scratch: PathBuf,
    /// Tables as they were before a result was taken out of them.
    tables: Option<Vec<(String, String)>>,
}

impl Twins {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let (root, scratch) = (temp.path().join("county"), temp.path().join("scratch"));
        let done = mingchou().args(["demo", "--objects", "40", "--seed", "6"]).arg(&root).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Self { _temp: temp, root, scratch, tables: None }
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Puts `to` in place of the first `from`.
    fn change(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Takes the result of a row out of every table of its year.
    fn forget(&mut self, row: &str) -> String {
        let key: String = row.split_inclusive(',').take(2).collect();
        let tables: Vec<(String, String)> = ["", "-items", "-documents", "-followups", "-corrections"]
            .map(|part| format!("content/results/2026{part}.csv"))
            .into_iter()
            .map(|path| (path.clone(), self.read(&path)))
            .collect();
        for (path, text) in &tables {
            let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with(&key)).collect();
            self.write(path, &(kept.join("\n") + "\n"));
        }
        self.tables = Some(tables);
        key
    }

    fn site(&self) -> BTreeMap<String, Vec<u8>> {
        read_folder_or_none(&self.root.join("public"))
    }

    /// Builds again. Out: written, unchanged, removed.
    fn build(&self, args: &[&str]) -> [usize; 3] {
        changes(&run(&mingchou_path(), &self.root, args))
    }

    /// The site as a build from nothing makes it.
    fn built_from_nothing(&self) -> BTreeMap<String, Vec<u8>> {
        let _ = fs::remove_dir_all(&self.scratch);
        for folder in ["content", "themes", "secrets"] {
            for (name, bytes) in read_folder_or_none(&self.root.join(folder)) {
                let to = self.scratch.join(folder).join(name);
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::write(to, bytes).unwrap();
            }
        }
        run(&mingchou_path(), &self.scratch, &[]);
        read_folder(&self.scratch.join("public"))
    }

    /// Builds again and compares with a build from nothing and with what the build says it did.
    fn check(&self, what: &str) -> [usize; 3] {
        let before = self.site();
        let said = self.build(&[]);
        let after = self.site();
        let wanted = self.built_from_nothing();
        assert_eq!(after.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>(), "{what}");
        for (path, bytes) in &wanted {
            assert!(after[path] == *bytes, "{what}: {path} is not as made from nothing");
        }
        let same = after.iter().filter(|(path, bytes)| before.get(*path) == Some(bytes)).count();
        let gone = before.keys().filter(|path| !after.contains_key(*path)).count();
        assert_eq!(said, [after.len() - same, same, gone], "{what}");
        said
    }
}

fn read_folder_or_none(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    if folder.exists() { read_folder(folder) } else { BTreeMap::new() }
}

fn mingchou_path() -> PathBuf {
    PathBuf::from(mingchou().get_program())
}

/// What `build` says in English.
fn run(program: &Path, root: &Path, args: &[&str]) -> String {
    let mut command = std::process::Command::new(program);
    command.args(["--lang", "en", "--root"]).arg(root).arg("build").args(args);
    let done = command.output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    said
}

/// `3 written, 40 unchanged, 0 removed.`, or the number of files of a site that nothing changed.
fn changes(said: &str) -> [usize; 3] {
    if said.starts_with("Nothing changed") {
        let (files, _) = said.split_once(" files").unwrap();
        return [0, files.rsplit(' ').next().unwrap().parse().unwrap(), 0];
    }
    let line = said.lines().find(|line| line.ends_with(" removed.")).unwrap_or_else(|| panic!("{said}"));
    let mut numbers = line.split(|c: char| !c.is_ascii_digit()).filter(|word| !word.is_empty());
    std::array::from_fn(|_| numbers.next().unwrap().parse().unwrap())
}

/// Numbers in no order one sees, always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(n).unwrap()).unwrap()
    }

    /// A row of a table, without its line end.
    fn row(&mut self, table: &str) -> String {
        let rows: Vec<&str> = table.lines().skip(1).collect();
        rows[self.below(rows.len())].to_owned()
    }
}

/// A cell of each table: kind, file, column, and whether it tells what came of visits.
const CELLS: [(&str, &str, usize, bool); 10] = [
    ("reason", "content/reasons.csv", 2, true),
    ("reply", "content/replies.csv", 2, true),
    ("exempt", "content/events/exempt.csv", 4, true),
    ("followup", "content/results/2026-followups.csv", 4, true),
    ("papers", "content/results/2026-documents.csv", 5, true),
    ("correction", "content/results/2025-corrections.csv", 5, true),
    ("event", "content/events/special.csv", 3, false),
    ("superior", "content/events/superior.csv", 3, false),
    ("change", "content/registry/changes.csv", 6, false),
    ("item", "content/items.csv", 2, false),
];

/// One change of each kind, of a row or file the dice choose.
const KINDS: [&str; 22] = [
    "result",
    "result",
    "agency",
    "name",
    "town",
    "page",
    "sentence",
    "sheet",
    "day",
    "public edited",
    "public deleted",
    "inspector",
    "reason",
    "reply",
    "exempt",
    "followup",
    "papers",
    "correction",
    "event",
    "superior",
    "change",
    "item",
];

/// Another text of the same kind in the place of a cell.
fn another(cell: &str, n: usize) -> String {
    match cell {
        "是" => "否".to_owned(),
        "否" => "是".to_owned(),
        "未发现问题" => "未发现开展本次抽查涉及的经营活动".to_owned(),
        "未发现开展本次抽查涉及的经营活动" => "未发现问题".to_owned(),
        text if text.ends_with('号') => format!("{}{n}号", text.trim_end_matches('号')),
        text => format!("{text}（{n}）"),
    }
}

fn change(county: &mut Twins, dice: &mut Dice, kind: &str) -> String {
    let n = dice.below(90) + 10;
    if let Some((_, path, column, _)) = CELLS.iter().find(|(name, ..)| *name == kind) {
        let table = county.read(path);
        let row = dice.row(&table);
        let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
        cells[*column] = another(&cells[*column], n);
        county.change(path, &row, &cells.join(","));
        return row;
    }
    match kind {
        // Gone from every table of results, the next time back.
        "result" => match county.tables.take() {
            Some(tables) => {
                tables.iter().for_each(|(path, text)| county.write(path, text));
                "put back".to_owned()
            }
            None => county.forget(&dice.row(&county.read("content/results/2026.csv"))),
        },
        "agency" => {
            let table = county.read("content/results/2026.csv");
            let row = dice.row(&table);
            county.change("content/results/2026.csv", &row, &row.replacen("分局", &format!("分局{n}"), 1));
            row
        }
        "name" | "town" => {
            let table = county.read("content/registry/objects.csv");
            let row = dice.row(&table);
            let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            match kind {
                "name" => cells[1] = format!("示例新名{n}厂"),
                _ => cells[4] = ["古绛镇", "横水镇", "陈村镇"][dice.below(3)].to_owned(),
            }
            county.change("content/registry/objects.csv", &row, &cells.join(","));
            row
        }
        "page" => {
            let page = ["about", "limits", "privacy"][dice.below(3)];
            let path = format!("content/pages/{page}.md");
            county.write(&path, &format!("{}\n\n第{n}次说明。\n", county.read(&path)));
            path
        }
        "sentence" => {
            county.write("themes/gov/words/zh-CN/own.toml", &format!("[frame]\ncolon = \"：{n}\"\n"));
            format!("colon {n}")
        }
        "sheet" => {
            county.write("themes/gov/assets/own.css", &format!("h1 {{ font-size: {n}px }}\n"));
            format!("sheet {n}")
        }
        "day" => {
            let toml = county.read("content/site.toml");
            let line = toml.lines().find(|line| line.starts_with("as_of")).unwrap().to_owned();
            let day = format!("as_of = \"2026-11-{:02}\"", 20 + dice.below(9));
            county.change("content/site.toml", &line, &day);
            day
        }
        "inspector" => {
            let table = county.read("content/registry/inspectors.csv");
            let row = dice.row(&table);
            let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            cells[1] = format!("演示{n}");
            county.change("content/registry/inspectors.csv", &row, &cells.join(","));
            row
        }
        _ => {
            let site = county.site();
            let path = site.keys().filter(|path| *path != "SHA256SUMS.txt").nth(dice.below(site.len() - 1)).unwrap();
            let file = county.root.join("public").join(path);
            match kind {
                "public edited" => fs::write(&file, "edited by hand").unwrap(),
                _ => fs::remove_file(&file).unwrap(),
            }
            path.clone()
        }
    }
}

#[test]
fn after_any_changes_the_site_is_the_one_made_built_from_nothing() {
    let mut county = Twins::new();
    let all = county.check("first");
    assert_eq!([all[1], all[2]], [0, 0]);
    let mut dice = Dice(0x5eed_0006);
    for round in 0..KINDS.len() + 6 {
        // Each kind once, then two kinds at a time.
        let kinds: Vec<&str> = match KINDS.get(round) {
            Some(kind) => vec![kind],
            None => (0..2).map(|_| KINDS[dice.below(KINDS.len())]).collect(),
        };
        let what: Vec<String> =
            kinds.iter().map(|kind| format!("{kind}: {}", change(&mut county, &mut dice, kind))).collect();
        let what = format!("round {round}, {}", what.join(" and "));
        let said = county.check(&what);
        match kinds[..] {
            ["public edited" | "public deleted"] => assert_eq!(said[0], 1, "{what}"),
            ["result" | "agency" | "name" | "page"] => assert!(said[0] < all[0] / 4, "{what}: {said:?} of {all:?}"),
            _ => {}
        }
    }
}

#[test]
#[cfg(unix)]
fn a_link_to_the_right_bytes_is_replaced_by_a_file() {
    let county = Twins::new();
    county.build(&[]);
    let (page, beside) = (county.root.join("public/index.html"), county.root.join("index.html"));
    std::fs::rename(&page, &beside).unwrap();
    std::os::unix::fs::symlink(&beside, &page).unwrap();
    assert_eq!(county.build(&[])[0], 1);
    assert!(std::fs::symlink_metadata(&page).unwrap().is_file());
    assert_eq!(std::fs::read(&page).unwrap(), std::fs::read(&beside).unwrap());
}

#[test]
fn the_ground_is_the_same_whatever_came_of_visits() {
    let county = Twins::new();
    let checked = |over: &BTreeMap<String, Vec<u8>>| {
        let raw = mingchou::load::load_over(&county.root, over);
        mingchou::check::check(raw, mingchou::model::parse_day("2026-11-20").unwrap()).value.unwrap()
    };
    let before = checked(&BTreeMap::new());
    let results = ("result", "content/results/2026.csv", 8, true);
    for (kind, path, column, of_visits) in CELLS.into_iter().chain([results]) {
        let table = county.read(path);
        let row = table.lines().nth(1).unwrap();
        let mut cells: Vec<String> = row.split(',').map(str::to_owned).collect();
        cells[column] = another(&cells[column], 7);
        let table = table.replacen(row, &cells.join(","), 1);
        let inside = path.strip_prefix("content/").unwrap().to_owned();
        let after = checked(&BTreeMap::from([(inside, table.into_bytes())]));
        let same = format!("{:?}", before.ground()) == format!("{:?}", after.ground());
        assert_eq!((same, before.print() == after.print()), (of_visits, of_visits), "{kind}");
        assert!(before.print().is_some());
    }
    let mut touched = before.clone();
    touched.objects.clear();
    assert_eq!(touched.print(), None, "a ground that was touched is no longer that of the files");
}

/// Where the notes of the last build stand.
const KEYS: &str = ".mingchou/keys.txt";
/// A page that no table and no day changes.
const PAGE: &str = "pages/limits.html";

/// Writes another text over a page and notes it as if the last build had made it: whoever believes the notes keeps it.
fn forge(county: &Twins) {
    let text = "<!doctype html><title>forged</title>";
    county.write(&format!("public/{PAGE}"), text);
    let notes = county.read(KEYS);
    let (_, body) = notes.split_once('\n').unwrap();
    let forged = |line: &str| match line.split(' ').collect::<Vec<_>>()[..] {
        [key, early, .., path] if path == PAGE => {
            assert_ne!(key, "-");
            let fact = Fact::of(text.as_bytes(), Keys::default());
            format!("{key} {early} {} {:032x} {} - {path}\n", fact.sha256, fact.print, fact.bytes)
        }
        _ => format!("{line}\n"),
    };
    let body: String = body.lines().map(forged).collect();
    county.write(KEYS, &format!("mingchou/keys/2 {}\n{body}", sha256_hex(body.as_bytes())));
}

fn is_forged(county: &Twins) -> bool {
    county.read(&format!("public/{PAGE}")).contains("forged")
}

/// The county built, then something of every page's own changed, so that the short way of a build is closed.
fn forged() -> Twins {
    let county = Twins::new();
    county.build(&[]);
    forge(&county);
    county.change("content/pages/about.md", "\n\n", "\n\n又一句。\n\n");
    county
}

#[test]
fn a_page_with_the_key_of_the_last_build_is_kept_and_full_makes_every_page() {
    let county = forged();
    county.build(&[]);
    assert!(is_forged(&county), "the page was made although nothing it is made from changed");
    county.build(&["--full"]);
    assert!(!is_forged(&county));
}

#[test]
fn another_theme_or_other_words_make_every_page() {
    for (path, text) in [
        ("themes/gov/templates/text.html", None),
        ("themes/gov/words/zh-CN/own.toml", Some("[frame]\ncolon = \"：：\"\n")),
        ("themes/gov/assets/own.css", Some("h1 { margin: 0 }\n")),
    ] {
        let county = forged();
        let template = mingchou::embedded::theme("gov")["templates/text.html"].clone();
        let template =
            String::from_utf8(template).unwrap().replacen("</div>{% endblock", "<!-- own --></div>{% endblock", 1);
        county.write(path, text.unwrap_or(&template));
        county.build(&[]);
        assert!(!is_forged(&county), "{path}");
    }
}

#[test]
fn another_program_believes_nothing() {
    let county = forged();
    let other = county.root.join("mingchou");
    // A byte behind the end changes no instruction.
    let mut bytes = fs::read(mingchou_path()).unwrap();
    bytes.push(0);
    fs::copy(mingchou_path(), &other).unwrap();
    fs::write(&other, bytes).unwrap();
    run(&other, &county.root, &[]);
    assert!(!is_forged(&county));
}

#[test]
fn damaged_or_missing_notes_are_no_notes() {
    for damage in [0, 1, 2] {
        let county = forged();
        let notes = county.read(KEYS);
        match damage {
            0 => county.write(KEYS, &notes[..notes.len() / 2]),
            1 => county.write(KEYS, &notes.replacen(" 1", " 2", 1)),
            _ => fs::remove_file(county.root.join(KEYS)).unwrap(),
        }
        county.build(&[]);
        assert!(!is_forged(&county), "damage {damage}");
    }
}
