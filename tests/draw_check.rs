//! What a draw's page gives its readers to check with, for a draw of every end: the lines for a shell, and the SQL.

use crate::vector_sites::{pages_of, vector, with};
use mingchou::draw::text::sha;
use mingchou::site::DrawRecord;

/// Line and shown answer, in the order of the page.
fn lines(page: &str) -> Vec<(String, Option<String>)> {
    let list = page.split("<h2 id=\"verify\">").nth(1).unwrap().split("</ol>").next().unwrap();
    let inside =
        |item: &str, open: &str| item.split(open).nth(1).map(|rest| rest.split('<').next().unwrap().to_owned());
    list.split("<li>")
        .skip(1)
        .map(|item| (inside(item, "<code>").unwrap(), inside(item, "class=\"digest\">")))
        .collect()
}

/// The first words of each line, a nonce and a seed told apart by what they hash.
fn kinds(lines: &[(String, Option<String>)]) -> Vec<String> {
    let kind = |shell: &String| match shell.split(' ').collect::<Vec<_>>().as_slice() {
        ["sha256sum", file] => (*file).to_owned(),
        ["printf", _, format, ..] if format.starts_with("mingchou/") => format.split('/').nth(1).unwrap().to_owned(),
        ["printf", ..] => "ticket".to_owned(),
        [first, ..] => (*first).to_owned(),
        [] => String::new(),
    };
    lines.iter().map(|(shell, _)| kind(shell)).collect()
}

const FIXED: &str = "commit.txt roster.csv excluded.csv inspectors.csv";

#[test]
fn every_end_of_a_draw_has_its_lines() {
    let opened = "seed ticket tail mingchou";
    for (folder, wanted) in [
        ("committed", format!("{FIXED} certutil mingchou")),
        ("sealed", format!("{FIXED} certutil mingchou")),
        ("small", format!("{FIXED} recusals.csv certutil nonce nonce seed.txt {opened}")),
        ("small-drand", format!("{FIXED} recusals.csv certutil nonce nonce seed.txt {opened}")),
        ("substituted", format!("{FIXED} recusals.csv certutil nonce nonce seed.txt {opened}")),
        ("void", format!("{FIXED} certutil nonce nonce {opened}")),
        ("void-unopened", format!("{FIXED} certutil nonce mingchou")),
        ("lost", format!("{FIXED} recusals.csv certutil nonce mingchou")),
        ("shortfall", "excluded.csv mingchou".to_owned()),
    ] {
        let record = vector(folder);
        let lines = lines(&pages_of(&with(folder))[&format!("draws/{}/index.html", record.id)]);
        assert_eq!(kinds(&lines).join(" "), wanted, "{folder}");
        let mut compared = 0;
        for (shell, answer) in &lines {
            if let Some(file) = shell.strip_prefix("sha256sum ") {
                assert_eq!(answer.as_deref(), Some(sha(&record.files[file].bytes()).as_str()), "{folder}: {file}");
                compared += 1;
            }
        }
        assert!(compared > 0, "{folder}");
    }
}

#[test]
fn sql_stands_where_the_seed_is_known_and_nowhere_else() {
    for (folder, known) in [
        ("committed", false),
        ("sealed", false),
        ("small", true),
        ("small-drand", true),
        ("substituted", true),
        ("void", true),
        ("void-unopened", false),
        ("lost", false),
        ("shortfall", false),
    ] {
        let record = vector(folder);
        let pages = pages_of(&with(folder));
        let page = &pages[&format!("draws/{}/index.html", record.id)];
        let files: Vec<&String> = pages.keys().filter(|path| path.starts_with("check/sql/")).collect();
        let wanted: Vec<String> = match known {
            true => ["duckdb", "postgres"].map(|name| format!("check/sql/{}-{name}.txt", record.id)).to_vec(),
            false => Vec::new(),
        };
        assert_eq!(files, wanted.iter().collect::<Vec<_>>(), "{folder}");
        assert_eq!(page.contains("id=\"sql\""), known, "{folder}");
        for path in files {
            let text = &pages[path];
            assert!(text.is_ascii() && text.contains(record.seed_digest.as_deref().unwrap()), "{path}");
            for (stratum, quota) in &record.commit.as_ref().unwrap().quotas {
                assert!(text.contains(&format!("  ('{stratum}', {quota})")), "{path}: {stratum}");
            }
            assert_eq!(text.contains("result.csv'"), folder != "void", "{path}");
            assert!(page.contains(&format!("href=\"../../{path}\"")), "{path}");
        }
    }
}

#[test]
fn an_envelope_in_escrow_has_its_line() {
    let mut site = with("committed");
    let (id, record) = site.draws.pop_first().unwrap();
    let mut files = record.unpacked();
    let commit = String::from_utf8(files["commit.txt"].clone()).unwrap();
    let envelope = sha(b"sealed\n");
    let commit = commit.replacen("beacon ", &format!("escrow bureau {envelope}\nbeacon "), 1);
    files.insert("commit.txt".into(), commit.into_bytes());
    files.insert("escrow-bureau.txt".into(), b"sealed\n".to_vec());
    let record = DrawRecord::from_files(&id, files, record.times).unwrap();
    site.draws.insert(id.clone(), record);
    let lines = lines(&pages_of(&site)[&format!("draws/{id}/index.html")]);
    assert!(lines.contains(&("sha256sum escrow-bureau.txt".to_owned(), Some(envelope))), "{lines:?}");
}
