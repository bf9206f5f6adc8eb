//! Choosing the outcome: nonces, beacons, bytes of the seed, a second draw.

use super::draft::{Draft, friend};
use super::forge::{REVEALED, Reader, Site, time, verify_draw};
use crate::support::{read_folder, vectors};
use mingchou::draw::text::sha;
use mingchou::draw::{BeaconKind, Files, Selected, seed, select};
use mingchou::model::DrawId;

/// The draw ground until the friend gets off, as a whole site with a log that tells the same story; `logged`: when the commitment
/// is said to have been made.
fn ground(logged: &str) -> (Site, String) {
    let mut site = Site::honest();
    let honest = Draft::of(&site, REVEALED);
    let (friend, before) = (friend(&honest), honest.ids());
    let mut forged = honest.clone();
    let tried = forged.grind(|draft| !draft.ids().contains(&friend));
    assert!(tried < 20, "a drawn firm gets off after a few nonces");
    site.put_draw(REVEALED, forged.revealed());
    site.follow(REVEALED, &before, &forged.ids());
    let first = ["commit.txt", "roster.csv", "excluded.csv", "inspectors.csv"];
    site.rewrite(&|_| unreachable!("every file had its entry"));
    if logged != "as it was" {
        let own: Vec<String> = first.iter().map(|name| format!("draws/{REVEALED}/{name}")).collect();
        site.change_entries(|entries| {
            let mut moved: Vec<_> = entries.extract_if(.., |e| own.contains(&e.path)).collect();
            moved.iter_mut().for_each(|e| e.time = time(logged));
            let at = entries.partition_point(|e| e.time < time(logged));
            entries.splice(at..at, moved);
        });
    }
    (site, friend)
}

#[test]
fn many_nonces_after_the_beacon() {
    let (site, _) = ground("2026-07-08T09:00");
    site.verify(&[]).fails(&["2026q3-general: log-commit-late"]);
}

#[test]
fn many_nonces_and_a_date_set_back() {
    let (site, friend) = ground("as it was");
    assert!(!site.text(&format!("draws/{REVEALED}/result.csv")).contains(&friend));
    // Alone the forgery is perfect, and the program says what it could not know.
    site.verify(&[]).passes().says(REVEALED, "recomputed").names("2026q3-general: date");
    // A witness who saw the real commitment never saw this one.
    let reader = Reader::of(&Site::honest());
    let seen = site.verify(&reader.witnesses());
    seen.passes().says(REVEALED, "recomputed").names("2026q3-general: date-late");
    assert!(
        seen.noted("date-late").contains(&"2026q4-general"),
        "what came later is undated with it: {:?}",
        seen.notes
    );
    Site::honest().verify(&reader.witnesses()).passes().silent("2026q3-general: date-late");
    // A line of paper from before or after decides.
    site.verify(&["--head", &reader.head]).fails(&[": log-head-differs"]);
    site.carefully().fails(&[": log-head-differs"]);
}

#[test]
fn a_nonce_changed_after_the_commitment() {
    let mut site = Site::honest();
    let honest = Draft::of(&site, REVEALED);
    let mut forged = honest.clone();
    forged.nonces[0].1 = sha(b"a better one");
    site.put_draw(REVEALED, forged.revealed());
    site.follow(REVEALED, &honest.ids(), &forged.ids());
    site.rewrite(&|_| unreachable!());
    site.verify(&[]).fails(&["2026q3-general: nonce-commitment"]);
}

#[test]
fn a_small_lottery_as_beacon() {
    let mut site = Site::honest();
    site.edit(&format!("draws/{REVEALED}/commit.txt"), "beacon ssq 2026081", "beacon fc3d 2026081");
    site.rewrite(&|_| unreachable!());
    site.verify(&[]).fails(&["2026q3-general: beacon-kind"]);
}

#[test]
fn one_of_several_lotteries_picked_afterwards() {
    let mut site = Site::honest();
    let mut forged = Draft::of(&site, REVEALED);
    forged.values[0] =
        mingchou::draw::BeaconValue { kind: BeaconKind::Dlt, round: 2026080, value: "01-02-03-04-05+01-02".to_owned() };
    forged.evidence[0].0 = BeaconKind::Dlt;
    let before = Draft::of(&site, REVEALED).ids();
    site.put_draw(REVEALED, forged.revealed());
    site.follow(REVEALED, &before, &forged.ids());
    site.rewrite(&|_| unreachable!());
    site.verify(&[]).fails(&["2026q3-general: beacon-not-committed"]);
}

#[test]
fn an_invented_lottery_value() {
    let mut site = Site::honest();
    let honest = Draft::of(&site, REVEALED);
    let (friend, before) = (friend(&honest), honest.ids());
    let mut forged = honest.clone();
    // The commitment stays, so every witness stands by it; the forger tries values of the lottery.
    let serves = |blue: &u32| {
        let mut trial = forged.clone();
        trial.values[0].value = format!("08-16-20-26-28-33+{blue:02}");
        !trial.ids().contains(&friend)
    };
    let blue = (1..=16).find(serves).unwrap();
    forged.values[0].value = format!("08-16-20-26-28-33+{blue:02}");
    site.put_draw(REVEALED, forged.revealed());
    site.follow(REVEALED, &before, &forged.ids());
    site.rewrite(&|_| unreachable!());
    let reader = Reader::of(&Site::honest());
    site.verify(&reader.witnesses()).passes().says(REVEALED, "recomputed").names("2026q3-general: beacon ssq:2026081");
    site.verify(&reader.newspapers()).fails(&["2026q3-general: beacon-other-than-yours"]);
    // With the second party's newspaper for another draw nothing is confirmed either.
    site.verify(&["--beacon", "ssq:2026082=01-02-03-04-05-06+07"]).passes().names("2026q3-general: beacon ssq:2026081");
}

#[test]
fn a_lottery_value_that_two_draws_tell_differently() {
    let mut site = Site::honest();
    let draw = "2025q1-general";
    let honest = Draft::of(&site, draw);
    let issue = format!("beacon ssq {} ", honest.commit.beacons[0].round);
    assert!(site.text("draws/2025-project/commit.txt").contains(&issue));
    let mut forged = honest.clone();
    let red = forged.values[0].value.split_once('+').unwrap().0.to_owned();
    forged.values[0].value =
        (1..=16).map(|blue| format!("{red}+{blue:02}")).find(|value| *value != honest.values[0].value).unwrap();
    site.put_draw(draw, forged.revealed());
    site.follow(draw, &honest.ids(), &forged.ids());
    site.rewrite(&|_| unreachable!());
    let seen = site.verify(&[]);
    assert!(seen.faults.contains("2025q1-general: beacon-contradicts"), "{:?}", seen.faults);
    let mut alone = Site::honest();
    alone.put_draw(draw, forged.revealed());
    let seen = verify_draw(&alone.folder(draw), &[]);
    seen.passes().says(draw, "recomputed");
}

/// The draw committed to an issue that had been drawn a week before, whose moment the commitment puts a week later.
fn old_issue() -> Site {
    let mut site = Site::honest();
    let honest = Draft::of(&site, REVEALED);
    let friend = friend(&honest);
    let mut forged = honest.clone();
    forged.commit.beacons[0].round = 2026078;
    forged.values[0].round = 2026078;
    forged.values[0].value = "02-07-11-19-23-30+08".to_owned();
    forged.grind(|draft| !draft.ids().contains(&friend));
    site.put_draw(REVEALED, forged.revealed());
    site.follow(REVEALED, &honest.ids(), &forged.ids());
    site.rewrite(&|_| unreachable!());
    site
}

#[test]
fn an_issue_that_was_known_before() {
    let site = old_issue();
    // The value is true; only its day is not. A reader who looks up the value alone is told to look up the day too.
    let own = "ssq:2026078=02-07-11-19-23-30+08";
    site.verify(&["--beacon", own])
        .passes()
        .says(REVEALED, "verified")
        .names("2026q3-general: beacon-day ssq:2026078 2026-07-07");
    let own = "ssq:2026078@2026-06-30=02-07-11-19-23-30+08";
    site.verify(&["--beacon", own]).fails(&["2026q3-general: beacon-other-day"]);
    let own = "ssq:2026078@2026-07-07=02-07-11-19-23-30+08";
    site.verify(&["--beacon", own]).passes().silent("2026q3-general: beacon-day ssq:2026078 2026-07-07");
}

#[test]
fn an_issue_that_two_draws_put_on_different_days() {
    let mut site = Site::honest();
    let draw = "2025q1-general";
    let honest = Draft::of(&site, draw);
    let mut forged = honest.clone();
    // 2025-project commits to this issue on 20 March.
    forged.commit.beacons[0].time += chrono::Duration::days(3);
    forged.commit.seal_by += chrono::Duration::days(3);
    forged.bind();
    site.put_draw(draw, forged.revealed());
    site.follow(draw, &honest.ids(), &forged.ids());
    site.rewrite(&|_| unreachable!());
    let seen = site.verify(&[]);
    assert!(seen.faults.contains("2025q1-general: beacon-contradicts"), "{:?}", seen.faults);
}

/// A draw with drand as its only beacon, in the forger's hands.
fn drand() -> Draft {
    Draft::from(&read_folder(&vectors().join("small-drand")), &|name| panic!("{name} is public"))
}

#[test]
fn an_invented_drand_value() {
    let honest = drand();
    verify_draw(&honest.revealed(), &[]).passes().says("2023q3-key", "verified");
    let refused = |change: &dyn Fn(&mut Draft)| {
        let mut forged = honest.clone();
        change(&mut forged);
        verify_draw(&forged.revealed(), &[])
    };
    // A value without its signature, a signature of one's own with its value, a true one of another round.
    refused(&|draft| draft.values[0].value = sha(b"a better value")).fails(&["2023q3-key: drand-value"]);
    let own = |draft: &mut Draft| {
        let mut signature = draft.evidence[0].1.clone();
        signature.replace_range(94..96, "00");
        draft.values[0].value = mingchou::draw::beacon::drand_value(&signature).unwrap();
        draft.evidence[0].1 = signature;
    };
    refused(&own).fails(&["2023q3-key: drand-signature"]);
    let round = |draft: &mut Draft| {
        draft.commit.beacons[0].round += 1;
        draft.commit.beacons[0].time += chrono::Duration::seconds(3);
        draft.values[0].round += 1;
        draft.bind();
    };
    refused(&round).fails(&["2023q3-key: drand-signature"]);
    // A round that was known long ago under a later moment.
    refused(&|draft| draft.commit.beacons[0].time += chrono::Duration::days(1)).fails(&["2023q3-key: drand-time"]);
}

/// The draw with another spelling of its seed, and everything that follows from that spelling.
fn spelt(change: impl Fn(&str) -> Vec<u8>) -> Site {
    let mut site = Site::honest();
    let draft = Draft::of(&site, REVEALED);
    let seed = change(&String::from_utf8(draft.seed()).unwrap());
    assert_ne!(seed, draft.seed());
    let drawn: Vec<Selected> = select::select(&draft.commit, &draft.roster, &seed::digest(&seed));
    let ids: Vec<String> = drawn.iter().map(|row| row.id.to_string()).collect();
    assert_ne!(ids, draft.ids(), "another spelling draws others");
    site.put_draw(REVEALED, draft.outcome(&seed, &drawn));
    site.follow(REVEALED, &draft.ids(), &ids);
    site.rewrite(&|_| unreachable!());
    site
}

#[test]
fn harmless_bytes_in_the_seed() {
    let text = |from: &'static str, to: &'static str| {
        move |seed: &str| {
            assert!(seed.contains(from), "{from}");
            seed.replacen(from, to, 1).into_bytes()
        }
    };
    type Spelling = Box<dyn Fn(&str) -> Vec<u8>>;
    let bureau = |seed: &str| seed.lines().nth(2).unwrap().to_owned();
    let cases: Vec<(&str, Spelling)> = vec![
        ("blank-line", Box::new(text("\nbeacon", "\n\nbeacon"))),
        ("unknown-key", Box::new(text("\nbeacon", "\nx 1\nbeacon"))),
        (
            "hex",
            Box::new(move |seed| seed.replace(&bureau(seed)[13..], &bureau(seed)[13..].to_uppercase()).into_bytes()),
        ),
        ("beacon-not-canonical", Box::new(text("08-16-", "16-08-"))),
        ("beacon-not-canonical", Box::new(text("08-16-", "8-16-"))),
        ("integer", Box::new(text("ssq 2026081", "ssq 02026081"))),
        ("double-space", Box::new(text("beacon ssq", "beacon  ssq"))),
        ("trailing-space", Box::new(text("+11\n", "+11 \n"))),
        ("tab", Box::new(text("beacon ssq", "beacon\tssq"))),
        ("host-changed", Box::new(|seed| seed.replace('\n', "\r\n").into_bytes())),
        ("host-changed", Box::new(|seed| format!("\u{feff}{seed}").into_bytes())),
        ("host-changed", Box::new(|seed| seed.trim_end().as_bytes().to_vec())),
        (
            "nonce-order",
            Box::new(move |seed| {
                let (first, second) = (bureau(seed), seed.lines().nth(3).unwrap().to_owned());
                seed.replace(&format!("{first}\n{second}\n"), &format!("{second}\n{first}\n")).into_bytes()
            }),
        ),
        ("beacon-not-sealed", Box::new(text("+11\n", "+12\n"))),
    ];
    for (code, change) in cases {
        spelt(change).verify(&[]).fails(&[&format!("{REVEALED}: {code}")]);
    }
}

/// The reveal of a further draw of the same task and period with nonces and beacons of its own.
fn again(site: &Site, name: &str, replaces: Option<&str>) -> (Draft, Files) {
    let mut again = Draft::of(site, REVEALED);
    let friend = friend(&again);
    again.commit.draw = DrawId::parse(name).unwrap();
    again.commit.replaces = replaces.map(|id| DrawId::parse(id).unwrap());
    again.nonces[1].1 = sha(name.as_bytes());
    again.grind(|draft| !draft.ids().contains(&friend));
    let files = again.revealed();
    (again, files)
}

/// Rows of results for a new draw.
fn pending(site: &mut Site, draft: &Draft) {
    let columns = site.text("data/results/2026.csv").lines().next().unwrap().split(',').count();
    let rows = draft.ids().into_iter().map(|id| format!("{},{id}{}\n", draft.commit.draw, ",".repeat(columns - 2)));
    let text = site.text("data/results/2026.csv") + &rows.collect::<String>();
    site.put("data/results/2026.csv", text);
}

#[test]
fn a_second_draw_while_the_first_stands() {
    let mut site = Site::honest();
    let (draft, files) = again(&site, "2026q3-general-b", None);
    site.put_draw("2026q3-general-b", files);
    pending(&mut site, &draft);
    site.rewrite(&|path| {
        if path.ends_with("commit.txt") { time("2026-07-07T11:00") } else { time("2026-07-08T09:30") }
    });
    site.verify(&[]).fails(&[
        "2026q3-general-b: log-replaces",
        "2026q3-general-b: log-second-draw",
        "2026q3-general-b: replaces-not",
        "2026q3-general-b: task-period-twice",
        "2026q3-general: task-period-twice",
    ]);
    // The first one taken away, as if only the second had been held: the log remembers it, and so does whoever remembers the log.
    let mut hidden = site.clone();
    hidden.drop_draw(REVEALED);
    let text = hidden.text("data/results/2026.csv");
    let kept = text.split_inclusive('\n').filter(|line| !line.starts_with("2026q3-general,"));
    hidden.put("data/results/2026.csv", kept.collect::<String>());
    let seen = hidden.verify(&[]);
    seen.fails(&[": log-record-gone", ": log-record-differs"]);
    hidden.rewrite(&|_| unreachable!());
    hidden.verify(&[]).passes().says("2026q3-general-b", "recomputed").names("2026q3-general-b: date");
    hidden.carefully().fails(&[": log-head-differs"]);
}

#[test]
fn a_second_commitment_before_the_first_is_void() {
    let mut site = Site::honest();
    let early =
        ["commit.txt", "roster.csv", "excluded.csv", "inspectors.csv"].map(|n| format!("draws/2026q2-general-b/{n}"));
    site.change_entries(|entries| {
        let mut moved: Vec<_> = entries.extract_if(.., |e| early.contains(&e.path)).collect();
        let at = entries.iter().position(|e| e.path == "draws/2026q2-general/void.txt").unwrap();
        let before = entries[at - 1].time;
        moved.iter_mut().for_each(|e| e.time = before);
        entries.splice(at..at, moved);
    });
    site.verify(&[]).fails(&["2026q2-general-b: log-second-draw"]);
}

#[test]
fn parallel_commitments_against_one_beacon() {
    let mut site = Site::honest();
    let others = ["2026q3-general-b", "2026q3-general-c"];
    for name in others {
        let (draft, _) = again(&site, name, None);
        site.put_draw(name, draft.committed());
    }
    let mut open = site.clone();
    open.rewrite(&|_| time("2026-07-07T10:30"));
    let seen = open.verify(&[]);
    seen.fails(&[
        "2026q3-general-b: log-replaces",
        "2026q3-general-b: log-second-draw",
        "2026q3-general-b: replaces-not",
        "2026q3-general-b: task-period-twice",
        "2026q3-general-c: log-replaces",
        "2026q3-general-c: log-second-draw",
        "2026q3-general-c: replaces-not",
        "2026q3-general-c: task-period-twice",
        "2026q3-general: task-period-twice",
        "2026q4-general: earlier-open",
        "2026q4-general: log-earlier-open",
    ]);
    // Those that were not used vanish: they were in the log before the beacon.
    let mut abandoned = open.clone();
    others.iter().for_each(|name| abandoned.drop_draw(name));
    abandoned.verify(&[]).fails(&[": log-record-gone"]);
    // They were never shown to anybody, and the one that serves is logged afterwards.
    let (draft, files) = again(&site, "2026q3-general-b", None);
    let mut late = Site::honest();
    late.put_draw(REVEALED, Files::new());
    late.put_draw("2026q3-general-b", files);
    let text = late.text("data/results/2026.csv");
    let kept: String = text.split_inclusive('\n').filter(|line| !line.starts_with("2026q3-general,")).collect();
    late.put("data/results/2026.csv", kept);
    pending(&mut late, &draft);
    late.rewrite(&|_| time("2026-07-08T09:30"));
    late.verify(&[]).fails(&["2026q3-general-b: log-commit-late"]);
}

#[test]
fn replacing_what_is_not_the_last_void_draw() {
    let mut site = Site::honest();
    let honest = Draft::of(&site, "2026q2-general-b");
    let mut replaced = |by: &str| {
        let mut forged = honest.clone();
        forged.commit.replaces = Some(DrawId::parse(by).unwrap());
        site.put_draw("2026q2-general-b", forged.committed());
        let text = Site::honest().text("data/results/2026.csv");
        let kept = text.split_inclusive('\n').filter(|line| !line.starts_with("2026q2-general-b,"));
        site.put("data/results/2026.csv", kept.collect::<String>());
        site.rewrite(&|_| unreachable!());
        site.verify(&[]).faults
    };
    let faults = replaced("2026q1-general");
    assert!(
        faults.contains("2026q2-general-b: replaces") && faults.contains("2026q2-general-b: log-replaces"),
        "{faults:?}"
    );
    let faults = replaced("2026q2-general");
    assert!(!faults.iter().any(|fault| fault.contains("replaces")), "{faults:?}");
}

#[test]
fn a_copied_nonce_commitment() {
    let mut site = Site::honest();
    // The bureau copies the other party's commitment of another draw, hoping to answer with what that party opens.
    let other = Draft::of(&site, "2026q3-key").commit.nonce_commits[1].1.clone();
    let honest = Draft::of(&site, REVEALED);
    let mut forged = honest.clone();
    forged.commit.nonce_commits[0].1 = other.clone();
    site.put_draw(REVEALED, forged.committed());
    let text = site.text("data/results/2026.csv");
    let kept = text.split_inclusive('\n').filter(|line| !line.starts_with("2026q3-general,"));
    site.put("data/results/2026.csv", kept.collect::<String>());
    site.rewrite(&|_| unreachable!());
    let faults = site.verify(&[]).faults;
    assert!(faults.contains("2026q3-key: nonce-commit-reused"), "{faults:?}");
    // The copy can never be opened, for draw and party are hashed with it.
    forged.nonces[0].1 = Draft::of(&Site::honest(), "2026q3-key").nonces[1].1.clone();
    site.put_draw(REVEALED, forged.revealed());
    verify_draw(&site.folder(REVEALED), &[]).fails(&["2026q3-general: nonce-commitment"]);
    // The same within one draw.
    let mut site = Site::honest();
    let mut forged = honest;
    forged.commit.nonce_commits[0].1 = forged.commit.nonce_commits[1].1.clone();
    site.put_draw(REVEALED, forged.committed());
    let faults = site.verify(&[]).faults;
    assert!(faults.contains("2026q3-general: nonce-commit-reused"), "{faults:?}");
}

#[test]
fn a_supplementary_draw_with_the_old_seed() {
    let site = Site::honest();
    let honest = Draft::of(&site, REVEALED);
    // Three more of the order that everybody knows by now.
    let mut more = honest.clone();
    more.commit.quotas[0].1 += 3;
    let drawn = more.drawn();
    let mut files =
        honest.outcome(&honest.seed(), &select::select(&more.commit, &honest.roster, &seed::digest(&honest.seed())));
    verify_draw(&files, &[]).fails(&["2026q3-general: drawn-differs"]);
    assert_eq!(drawn.len(), 15);
    // The seal stays as it was, only the table of the drawn grows.
    files.insert("seal.txt".into(), honest.revealed()["seal.txt"].clone());
    verify_draw(&files, &[]).fails(&["2026q3-general: result-differs"]);
    // The old seed under another name is bound to the old commitment.
    let mut other = honest.clone();
    other.commit.draw = DrawId::parse("2026q3-general-more").unwrap();
    let files = other.outcome(&honest.seed(), &honest.drawn());
    verify_draw(&files, &[]).fails(&["2026q3-general-more: wrong-commit"]);
    // The old nonces do not open its commitments.
    verify_draw(&other.revealed(), &[]).fails(&["2026q3-general-more: nonce-commitment"]);
}
