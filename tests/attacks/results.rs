//! What becomes of the drawn, and what the host does to files.

use super::forge::{REVEALED, Site, empty_folder, overwrite, secret, verify};
use mingchou::draw::text::sha;

const RESULTS: &str = "data/results/2026.csv";

/// The first row of results of a draw.
fn row(site: &Site, draw: &str) -> String {
    site.text(RESULTS).lines().find(|line| line.starts_with(&format!("{draw},"))).unwrap().to_owned() + "\n"
}

/// The table with a row changed, logged as a new version.
fn with_row(change: impl FnOnce(&str) -> String) -> Site {
    let mut site = Site::honest();
    let row = row(&site, REVEALED);
    let new = change(&row);
    site.edit(RESULTS, &row, &new);
    site.append("2026-11-20T18:00");
    site
}

#[test]
fn an_inconvenient_visit_left_out() {
    with_row(|_| String::new()).verify(&[]).fails(&["2026q3-general: result-missing"]);
    with_row(|row| row.repeat(2)).verify(&[]).fails(&["2026q3-general: result-twice"]);
    // The row is kept and never filled in: it stands there as pending, for everybody to see.
    let keys = |row: &str| row.split(',').take(2).collect::<Vec<_>>().join(",");
    let empty = |row: &str| format!("{}{}\n", keys(row), ",".repeat(row.matches(',').count() - 1));
    let site = with_row(empty);
    site.verify(&[]).passes().says(REVEALED, "recomputed");
}

#[test]
fn a_result_of_a_firm_that_was_not_drawn() {
    let drawn: Vec<String> = super::draft::Draft::of(&Site::honest(), REVEALED).ids();
    let draft = super::draft::Draft::of(&Site::honest(), REVEALED);
    let other = draft.roster.iter().map(|row| row.id.to_string()).find(|id| !drawn.contains(id)).unwrap();
    let id = |row: &str| row.split(',').nth(1).unwrap().to_owned();
    // Another firm was visited in place of the drawn one.
    with_row(|row| row.replacen(&id(row), &other, 1))
        .verify(&[])
        .fails(&["2026q3-general: result-missing", "2026q3-general: result-not-drawn"]);
    with_row(|row| row.to_owned() + &row.replacen(REVEALED, "2026q5-general", 1))
        .verify(&[])
        .fails(&[": result-no-draw"]);
}

#[test]
fn a_result_withheld_without_a_ground() {
    let cell = |at: usize, text: &'static str| {
        move |row: &str| {
            let mut cells: Vec<&str> = row.trim_end().split(',').collect();
            cells[at] = text;
            cells.join(",") + "\n"
        }
    };
    with_row(cell(5, "")).verify(&[]).fails(&["2026q3-general: result-empty"]);
    with_row(cell(6, "商业秘密")).verify(&[]).fails(&["2026q3-general: result-and-withheld"]);
    let withheld = |row: &str| cell(6, "不便公开")(&cell(5, "")(row));
    with_row(withheld).verify(&[]).fails(&["2026q3-general: result-ground"]);
    with_row(cell(2, "2027-01-01")).verify(&[]).fails(&["2026q3-general: result-order"]);
}

#[test]
fn a_host_that_changes_bytes() {
    let honest = Site::honest();
    type Damage = fn(&[u8]) -> Vec<u8>;
    let damage: [(&str, Damage); 3] = [
        ("CR LF", |bytes| String::from_utf8_lossy(bytes).replace('\n', "\r\n").into_bytes()),
        ("BOM", |bytes| [b"\xef\xbb\xbf", bytes].concat()),
        ("no last LF", |bytes| bytes[..bytes.len() - 1].to_vec()),
    ];
    for file in ["commit.txt", "roster.csv", "seal.txt", "seed.txt", "result.csv", "leaves.txt"] {
        let path = format!("draws/{REVEALED}/{file}");
        for (what, damage) in damage {
            let mut site = honest.clone();
            let bytes = damage(&site.0[&path]);
            site.put(&path, bytes);
            // The manifest is that of the bureau: the host has changed the files on the way.
            let dir = empty_folder();
            site.write(dir.path());
            let sums: String = honest
                .0
                .iter()
                .filter(|(path, _)| *path != "SHA256SUMS.txt")
                .map(|(path, bytes)| format!("{}  {path}\n", sha(bytes)))
                .collect();
            overwrite(&dir.path().join("SHA256SUMS.txt"), sums);
            let faults = verify(dir.path(), &[]).faults;
            assert!(faults.contains("2026q3-general: host-changed"), "{file} {what}: {faults:?}");
            assert!(faults.contains(": host-changed"), "{file} {what}: {faults:?}");
            assert!(faults.iter().all(|fault| fault.ends_with("host-changed")), "{file} {what}: {faults:?}");
        }
    }
    // Names turned into another encoding are no longer text.
    let path = format!("draws/{REVEALED}/roster.csv");
    let mut site = honest.clone();
    let text = site.text(&path);
    // 示 and 例 in GBK are CA BE and C0 FD.
    let line = text.split_once("示例").unwrap();
    let bytes = [line.0.as_bytes(), &[0xca, 0xbe, 0xc0, 0xfd], line.1.as_bytes()].concat();
    site.put(&path, bytes);
    site.verify(&[]).fails(&[": log-record-differs", "2026q3-general: not-utf8"]);
    // A page of the host in place of a file.
    let mut site = honest.clone();
    site.put(&path, "<!DOCTYPE html><title>404</title>\n");
    let faults = site.verify(&[]).faults;
    assert!(faults.contains(": host-page"), "{faults:?}");
    // The log itself.
    let mut site = honest;
    let text = site.text("log/entries.txt").replace('\n', "\r\n");
    site.put("log/entries.txt", text);
    let faults = site.verify(&[]).faults;
    assert!(faults.iter().all(|fault| fault.starts_with(": ")) && !faults.is_empty(), "{faults:?}");
}

#[test]
fn a_host_that_changes_a_result_on_the_way() {
    // Without the bureau's key the host cannot make the log fit, whatever it does to files and manifest.
    let mut site = Site::honest();
    let row = row(&site, REVEALED);
    site.edit(RESULTS, &row, &row.replacen("2026", "2025", 3));
    let faults = site.verify(&[]).faults;
    assert!(faults.contains(": log-record-differs"), "{faults:?}");
    let mut sums = Site::honest();
    sums.edit(RESULTS, &row, &row.replacen("发现", "发 现", 1));
    let dir = empty_folder();
    sums.write(dir.path());
    overwrite(&dir.path().join(RESULTS), &Site::honest().0[RESULTS]);
    verify(dir.path(), &[]).fails(&[": sum-differs"]);
}

#[test]
fn a_weak_nonce() {
    // The program makes every nonce itself from the system's randomness: those of the demonstration's sealed draws share nothing.
    let nonces: Vec<String> = ["2026q4-general", "2026q4-key", "2026q4-special"]
        .iter()
        .map(|draw| String::from_utf8(secret(draw, "nonce-bureau.txt")).unwrap().trim_end().to_owned())
        .collect();
    assert!(nonces.iter().all(|nonce| nonce.len() == 64 && nonce.bytes().all(|b| b.is_ascii_hexdigit())));
    // A draw with a nonce that is a date is consistent; who tries all dates after the beacon knows the outcome during the embargo.
    let mut draft = super::draft::Draft::of(&Site::honest(), super::forge::SEALED);
    draft.nonces = vec![("bureau".to_owned(), format!("{:064}", 20_261_013))];
    draft.bind();
    let found = (20_260_101..=20_261_231).find(|day| {
        let nonce = format!("{day:064}");
        let own = mingchou::draw::commit::nonce_commit(&draft.commit.log, draft.commit.draw.as_str(), "bureau", &nonce);
        own == draft.commit.nonce_commits[0].1
    });
    assert_eq!(found, Some(20_261_013));
    super::forge::verify_draw(&draft.sealed(), &[]).passes().says(super::forge::SEALED, "sealed");
}
