//! The embargo, the reveal, and how a draw ends otherwise.

use super::draft::{Draft, friend};
use super::forge::{REVEALED, Reader, SEALED, Site, secret, time, verify_draw};
use chrono::Datelike;
use mingchou::draw::seal::{parse_leaves, tree_root, write_leaves};
use mingchou::draw::{Files, Lost, Seal, Slip, Stage, Void};
use mingchou::model::DrawId;

/// The seal with another list behind it: the friend's leaf is exchanged for that of a firm that was not drawn.
fn swapped(site: &Site) -> (Draft, Vec<mingchou::draw::Leaf>, Seal) {
    let draft = Draft::of(site, SEALED);
    let mut leaves = parse_leaves(&secret(SEALED, "leaves.txt")).unwrap();
    let drawn: Vec<String> = draft.ids();
    let other =
        draft.roster.iter().find(|row| row.stratum == leaves[0].stratum && !drawn.contains(&row.id.to_string()));
    leaves[0].id = other.unwrap().id.clone();
    let seal = Seal::parse(&site.folder(SEALED)["seal.txt"]).unwrap();
    let seal = Seal { tree_root: tree_root(&leaves), ..seal };
    (draft, leaves, seal)
}

#[test]
fn the_seal_swapped_during_the_embargo() {
    let honest = Site::honest();
    let path = format!("draws/{SEALED}/seal.txt");
    let (_, leaves, seal) = swapped(&honest);
    let mut site = honest.clone();
    site.put(&path, seal.to_bytes());
    // The log and the slip that was published early stand against it.
    site.verify(&[]).fails(&[": log-record-differs", "2026q4-general: slip-not-in-tree"]);
    // Log rewritten, public slips made anew for the new list: nothing public contradicts.
    let slips: Vec<String> = honest.folder(SEALED).into_keys().filter(|name| name.starts_with("slips/")).collect();
    assert!(!slips.is_empty());
    let mut table = site.text("data/results/2026.csv");
    for name in &slips {
        let index = name["slips/".len()..].trim_end_matches(".txt").parse().unwrap();
        let old = Slip::parse(name, &honest.folder(SEALED)[name]).unwrap();
        let new = Slip::of(&leaves, index).unwrap();
        table = table.replace(&format!("{SEALED},{},", old.leaf.id), &format!("{SEALED},{},", new.leaf.id));
        site.put(&format!("draws/{SEALED}/{name}"), new.to_bytes());
    }
    site.put("data/results/2026.csv", table);
    site.rewrite(&|_| unreachable!());
    site.verify(&[]).passes().says(SEALED, "sealed").names("2026q4-general: outcome");
    site.carefully().fails(&[": log-head-differs"]);
    // The firm that was really drawn has its own slip at home, and it no longer fits.
    let own = Slip::of(&parse_leaves(&secret(SEALED, "leaves.txt")).unwrap(), 0).unwrap();
    let mut at_home = site.folder(SEALED);
    at_home.insert("slips/0.txt".into(), own.to_bytes());
    verify_draw(&at_home, &[]).fails(&["2026q4-general: slip-not-in-tree"]);
    // And at the reveal the swapped list is not what the seed draws.
    let (draft, leaves, seal) = swapped(&honest);
    let mut files = draft.revealed();
    files.extend([("seal.txt".into(), seal.to_bytes()), ("leaves.txt".into(), write_leaves(&leaves))]);
    verify_draw(&files, &[]).fails(&["2026q4-general: leaf-differs"]);
}

#[test]
fn the_result_swapped_at_the_reveal() {
    let honest = Site::honest();
    let draft = Draft::of(&honest, SEALED);
    verify_draw(&draft.revealed(), &[]).passes().says(SEALED, "recomputed");
    let friend = friend(&draft);
    let drawn = draft.ids();
    let other = draft.roster.iter().find(|row| !drawn.contains(&row.id.to_string())).unwrap().id.to_string();
    let refused = |names: &[&str], code: &str| {
        let mut files = draft.revealed();
        for name in names {
            let text = String::from_utf8(files[*name].clone()).unwrap();
            assert!(text.contains(&friend), "{name}");
            let header = text.lines().next().filter(|_| name.ends_with(".csv")).map(|line| format!("{line}\n"));
            let mut rows: Vec<String> =
                text.lines().skip(header.iter().count()).map(|line| line.replace(&friend, &other) + "\n").collect();
            if header.is_some() {
                rows.sort();
            }
            files.insert((*name).into(), (header.unwrap_or_default() + &rows.concat()).into_bytes());
        }
        verify_draw(&files, &[]).fails(&[&format!("{SEALED}: {code}")]);
    };
    refused(&["result.csv"], "result-differs");
    refused(&["assign.csv"], "assign-differs");
    refused(&["leaves.txt"], "leaf-differs");
    refused(&["result.csv", "assign.csv", "leaves.txt"], "result-differs");
    // A salt may be anything, but the sealed root holds it.
    let mut salted = draft.clone();
    salted.salts[0] = mingchou::draw::text::sha(b"another");
    let mut files = salted.revealed();
    files.insert("seal.txt".into(), draft.revealed()["seal.txt"].clone());
    verify_draw(&files, &[]).fails(&["2026q4-general: root-differs"]);
    // Only a part of the reveal is published, so that nobody can recompute it.
    let mut files = draft.revealed();
    files.remove("seed.txt");
    verify_draw(&files, &[]).fails(&["2026q4-general: part-of-a-reveal"]);
}

/// The sealed draw ended as void; `missing`: its second party's nonce is not opened.
fn void(draft: &Draft, missing: bool) -> Void {
    let (opened, kept) = draft.nonces.split_at(if missing { 1 } else { draft.nonces.len() });
    Void {
        draw: draft.commit.draw.clone(),
        commit: draft.commit.digest(),
        after_beacon: true,
        reason: if missing { "party-withheld" } else { "other" }.to_owned(),
        note: "x".to_owned(),
        beacons: draft.values.clone(),
        evidence: draft.evidence.clone(),
        nonces: opened.to_vec(),
        missing: kept.iter().map(|(party, _)| party.clone()).collect(),
    }
}

/// A further draw that replaces another one.
fn next(draft: &Draft, name: &str, replaces: &str) -> Draft {
    let mut next = draft.clone();
    next.commit.draw = DrawId::parse(name).unwrap();
    next.commit.replaces = Some(DrawId::parse(replaces).unwrap());
    next.commit.beacons[0].round += 1;
    // 双色球 draws on Tuesdays, Thursdays and Sundays.
    let days = if next.commit.beacons[0].time.weekday() == chrono::Weekday::Tue { 2 } else { 3 };
    next.commit.beacons[0].time += chrono::Duration::days(days);
    next.commit.seal_by += chrono::Duration::days(days);
    next.values[0].round += 1;
    next.nonces.iter_mut().for_each(|(_, nonce)| *nonce = mingchou::draw::text::sha(nonce.as_bytes()));
    next.bind();
    next
}

/// The sealed draw voided, and its published slips with the rows of results that hang on them taken away.
fn voided(site: &mut Site, draft: &Draft, missing: bool) {
    let mut files = draft.sealed();
    files.insert("void.txt".into(), void(draft, missing).to_bytes());
    site.put_draw(SEALED, files);
    let text = site.text("data/results/2026.csv");
    let kept = text.split_inclusive('\n').filter(|line| !line.starts_with(&format!("{SEALED},")));
    site.put("data/results/2026.csv", kept.collect::<String>());
}

#[test]
fn a_nonce_withheld_after_the_beacon() {
    let mut site = Site::honest();
    let draft = Draft::of(&site, SEALED);
    voided(&mut site, &draft, true);
    let b = next(&draft, "2026q4-general-b", SEALED);
    site.put_draw("2026q4-general-b", b.committed());
    site.rewrite(&|path| time(if path.contains("general-b") { "2026-10-15T11:00" } else { "2026-10-15T10:00" }));
    let seen = site.verify(&[]);
    seen.passes().says(SEALED, "void, unopened").says("2026q4-general-b", "committed");
    seen.names("2026q4-general: void-missing").names("2026q4-general-b: replaces-unopened 2026q4-general");
    // A draw voided properly in between does not wash it off.
    let mut files = b.committed();
    let early = Void { after_beacon: false, beacons: Vec::new(), evidence: Vec::new(), ..void(&b, false) };
    files.insert("void.txt".into(), early.to_bytes());
    site.put_draw("2026q4-general-b", files);
    site.put_draw("2026q4-general-c", next(&b, "2026q4-general-c", "2026q4-general-b").committed());
    site.rewrite(&|path| time(if path.contains("general-c") { "2026-10-15T13:00" } else { "2026-10-15T12:00" }));
    let seen = site.verify(&[]);
    seen.passes().says("2026q4-general-b", "void").names("2026q4-general-c: replaces-unopened 2026q4-general");
    // A void that is silent about a nonce, or says another, is none.
    let mut files = draft.sealed();
    let hides = Void { missing: Vec::new(), ..void(&draft, true) };
    files.insert("void.txt".into(), hides.to_bytes());
    verify_draw(&files, &[]).fails(&["2026q4-general: nonce-unaccounted"]);
    let mut wrong = void(&draft, false);
    wrong.nonces[1].1 = mingchou::draw::text::sha(b"x");
    files.insert("void.txt".into(), wrong.to_bytes());
    verify_draw(&files, &[]).fails(&["2026q4-general: nonce-commitment"]);
}

#[test]
fn an_outcome_thrown_away_in_public() {
    // Void with all nonces: the verdict shows who would have been drawn, so that anybody can ask why.
    let mut site = Site::honest();
    let draft = Draft::of(&site, SEALED);
    voided(&mut site, &draft, false);
    let folder = site.folder(SEALED);
    let found = mingchou::draw::examine(&folder, None).unwrap();
    let would: Vec<String> = found.drawn.iter().map(|row| row.id.to_string()).collect();
    assert_eq!((found.stage, would), (Stage::Void, draft.ids()));
    verify_draw(&folder, &[]).passes().says(SEALED, "void");
}

#[test]
fn a_void_said_to_be_before_the_beacon() {
    let mut site = Site::honest();
    let draft = Draft::of(&site, SEALED);
    let early = Void { after_beacon: false, beacons: Vec::new(), evidence: Vec::new(), ..void(&draft, false) };
    // With the seal in the folder it is refused.
    let mut files = draft.sealed();
    files.insert("void.txt".into(), early.to_bytes());
    verify_draw(&files, &[]).fails(&["2026q4-general: stage"]);
    // Without it the log shows when the void became public.
    voided(&mut site, &draft, false);
    let mut files = draft.committed();
    files.insert("void.txt".into(), early.to_bytes());
    site.put_draw(SEALED, files);
    let mut before = site.clone();
    site.rewrite(&|_| time("2026-10-15T10:00"));
    site.verify(&[]).passes().says(SEALED, "void").names("2026q4-general: void-stage 2026-10-15T10:00:00+08:00");
    before.rewrite(&|_| time("2026-10-13T12:00"));
    assert_eq!(before.verify(&[]).passes().noted("void-stage"), [""; 0]);
}

#[test]
fn a_nonce_lost_to_choose_the_outcome() {
    // The bureau seals a list it likes and then says that the nonce is lost: nobody can ever recompute it, and it is never green.
    let honest = Site::honest();
    let (draft, leaves, seal) = swapped(&honest);
    let lost = Lost {
        draw: draft.commit.draw.clone(),
        commit: draft.commit.digest(),
        nonces: draft.nonces[1..].to_vec(),
        missing: vec!["bureau".to_owned()],
        note: "x".to_owned(),
    };
    let table: Vec<_> = leaves.iter().map(|leaf| (&leaf.id, &leaf.team)).collect();
    let mut files: Files = draft.committed();
    files.extend([
        ("seal.txt".into(), seal.to_bytes()),
        ("leaves.txt".into(), write_leaves(&leaves)),
        ("assign.csv".into(), mingchou::draw::assign::write_assign(table)),
        ("recusals.csv".into(), secret(SEALED, "recusals.csv")),
        ("lost.txt".into(), lost.to_bytes()),
    ]);
    let seen = verify_draw(&files, &[]);
    seen.passes().says(SEALED, "fixed, not recomputable").names("2026q4-general: lost");
    // Who keeps the honest log sees that this was not what was sealed.
    let mut site = honest.clone();
    let mut table = site.text("data/results/2026.csv");
    table = table.split_inclusive('\n').filter(|line| !line.starts_with(&format!("{SEALED},"))).collect();
    site.put("data/results/2026.csv", table);
    site.put_draw(SEALED, files.clone());
    site.rewrite(&|_| time("2026-11-19T10:00"));
    let faults = site.carefully().faults;
    assert!(faults.contains(": log-head-differs"), "{faults:?}");
    // A list that the quotas cannot have given is refused even so.
    let mut twice = leaves.clone();
    twice[1].id = twice[0].id.clone();
    files.insert("leaves.txt".into(), write_leaves(&twice));
    let other = Seal { tree_root: tree_root(&twice), ..seal };
    files.insert("seal.txt".into(), other.to_bytes());
    verify_draw(&files, &[]).fails(&["2026q4-general: lost-object"]);
    // An honest reveal, with the nonce called lost beside it.
    let mut files = draft.revealed();
    files.insert("lost.txt".into(), lost.to_bytes());
    verify_draw(&files, &[]).fails(&["2026q4-general: mixture"]);
}

#[test]
fn a_reveal_that_never_comes() {
    let site = Site::honest();
    let seen = site.verify(&["--as-of", "2027-02-01"]);
    seen.passes().says(SEALED, "sealed");
    assert!(seen.overdue.contains(SEALED) && seen.overdue.contains("2026q4-special"), "{:?}", seen.overdue);
    let early = site.verify(&["--as-of", "2027-01-31"]);
    assert!(!early.overdue.contains(SEALED));
    // Giving oneself more time changes the commitment.
    let mut later = site.clone();
    later.edit(&format!("draws/{SEALED}/commit.txt"), "reveal-by 2027-01-31", "reveal-by 2027-12-31");
    later.rewrite(&|_| unreachable!());
    later.verify(&[]).fails(&["2026q4-general: reveal-late"]);
    let mut later = site;
    later.edit(&format!("draws/{SEALED}/commit.txt"), "reveal-by 2027-01-31", "reveal-by 2027-01-30");
    later.rewrite(&|_| unreachable!());
    later.verify(&[]).fails(&["2026q4-general: wrong-commit"]);
}

#[test]
fn a_seal_before_the_beacon_or_long_after() {
    let sealed_at = |when: &str| {
        let mut site = Site::honest();
        let path = format!("draws/{REVEALED}/seal.txt");
        site.change_entries(|entries| {
            let at = entries.iter().position(|e| e.path == path).unwrap();
            let mut own = entries.remove(at);
            own.time = time(when);
            let at = entries.partition_point(|e| e.time <= own.time);
            entries.insert(at, own);
        });
        site.verify(&[])
    };
    sealed_at("2026-07-07T20:00").fails(&["2026q3-general: log-seal-early"]);
    sealed_at("2026-07-20T09:00").fails(&["2026q3-general: log-seal-late"]);
    let reader = Reader::of(&Site::honest());
    assert!(reader.beacons.iter().any(|beacon| beacon.starts_with("ssq:2026081@2026-07-07=")));
}

#[test]
fn a_tip_before_the_reveal() {
    // Publishing a result of a sealed draw tells who was drawn; only a slip may do so.
    let mut site = Site::honest();
    let draft = Draft::of(&site, SEALED);
    let slips = site.folder(SEALED).into_iter().filter(|(name, _)| name.starts_with("slips/"));
    let open: Vec<String> =
        slips.map(|(name, bytes)| Slip::parse(&name, &bytes).unwrap().leaf.id.to_string()).collect();
    let secret = draft.ids().into_iter().find(|id| !open.contains(id)).unwrap();
    assert!(!site.0.iter().any(|(path, bytes)| {
        let list = path.ends_with("roster.csv") || path.starts_with("data/") || path.starts_with("log/");
        path.starts_with(&format!("draws/{SEALED}")) && !list && String::from_utf8_lossy(bytes).contains(&secret)
    }));
    let columns = site.text("data/results/2026.csv").lines().next().unwrap().split(',').count();
    let row = format!("{SEALED},{secret}{}\n", ",".repeat(columns - 2));
    let text = site.text("data/results/2026.csv") + &row;
    site.put("data/results/2026.csv", text);
    site.append("2026-11-20T18:00");
    site.verify(&[]).fails(&["2026q4-general: result-not-drawn"]);
    // Files of the reveal have no place there yet.
    site = Site::honest();
    site.put(&format!("draws/{SEALED}/leaves.txt"), super::forge::secret(SEALED, "leaves.txt"));
    site.append("2026-11-20T18:00");
    let faults = site.verify(&[]).faults;
    assert!(faults.contains("2026q4-general: unexpected-file"), "{faults:?}");
}
