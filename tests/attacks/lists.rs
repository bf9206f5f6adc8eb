//! The lists: who can be drawn, how many, by whom they are visited.

use super::draft::{Draft, friend};
use super::forge::{COMMITTED, REVEALED, SEALED, Site, time, verify_draw};
use mingchou::draw::lists;
use mingchou::draw::{Commit, Files};
use mingchou::model::ObjectId;

/// A site whose draw was made otherwise from the beginning: consistent in every file, log and result.
fn made(change: impl FnOnce(&mut Draft)) -> Site {
    let mut site = Site::honest();
    let honest = Draft::of(&site, REVEALED);
    let mut other = honest.clone();
    change(&mut other);
    site.put_draw(REVEALED, other.revealed());
    site.follow(REVEALED, &honest.ids(), &other.ids());
    site.rewrite(&|_| unreachable!());
    site
}

fn without_results(site: &mut Site, draw: &str) {
    let text = site.text("data/results/2026.csv");
    let kept = text.split_inclusive('\n').filter(|line| !line.starts_with(&format!("{draw},")));
    site.put("data/results/2026.csv", kept.collect::<String>());
}

#[test]
fn the_roster_edited_after_the_seed() {
    let honest = Site::honest();
    let draft = Draft::of(&honest, REVEALED);
    let friend = friend(&draft);
    let path = format!("draws/{REVEALED}/roster.csv");
    let line = honest.text(&path).lines().find(|line| line.starts_with(&friend)).unwrap().to_owned() + "\n";
    // The list alone.
    let mut site = honest.clone();
    site.edit(&path, &line, "");
    site.rewrite(&|_| unreachable!());
    site.verify(&[]).fails(&["2026q3-general: hash-differs"]);
    // List and commitment: the seal speaks of another one.
    let mut other = draft.clone();
    other.roster.retain(|row| row.id.as_str() != friend);
    other.bind();
    let mut files = honest.folder(REVEALED);
    files.extend(other.committed());
    site.put_draw(REVEALED, files);
    site.rewrite(&|_| unreachable!());
    site.verify(&[]).fails(&["2026q3-general: wrong-commit"]);
    // And the seal too, with the outcome that was drawn: it is not that of the new commitment.
    site.put_draw(REVEALED, other.outcome(&other.seed(), &draft.drawn()));
    site.rewrite(&|_| unreachable!());
    site.verify(&[]).fails(&["2026q3-general: result-differs"]);
}

#[test]
fn a_number_chosen_at_will() {
    let quota = |stratum: usize, by: i64| {
        move |draft: &mut Draft| {
            let k = &mut draft.commit.quotas[stratum].1;
            *k = u32::try_from(i64::from(*k) + by).unwrap();
        }
    };
    let refused = |change: &dyn Fn(&mut Draft), code: &str| {
        let mut draft = Draft::of(&Site::honest(), REVEALED);
        change(&mut draft);
        verify_draw(&draft.committed(), &[]).fails(&[&format!("{REVEALED}: {code}")]);
    };
    refused(&quota(0, -1), "quota-sum");
    refused(&quota(0, 1), "quota-sum");
    refused(
        &|draft| {
            quota(0, -1)(draft);
            quota(1, 1)(draft);
        },
        "quota-order",
    );
    refused(&|draft| draft.commit.quotas.reverse(), "strata-order");
    // A lower rate than the plan's is consistent in itself; the plan record tells.
    let lower = made(|draft| {
        draft.commit.rate = 400;
        draft.bind();
    });
    let faults = lower.verify(&[]).faults;
    assert!(faults.contains("2026q3-general: plan-rate"), "{faults:?}");
    // A plan that was written for it afterwards.
    let mut site = Site::honest();
    let plan = site
        .text("data/plans/2026-v2.csv")
        .replace("general-2026,general,quarter,500", "general-2026,general,quarter,400");
    site.put("data/plans/2026-v3.csv", plan.clone());
    let mut draft = Draft::of(&site, REVEALED);
    draft.commit.rate = 400;
    draft.commit.plan = ("data/plans/2026-v3.csv".into(), mingchou::draw::text::sha(plan.as_bytes()));
    draft.bind();
    site.put_draw(REVEALED, draft.committed());
    without_results(&mut site, REVEALED);
    site.rewrite(&|_| time("2026-07-08T12:00"));
    let faults = site.verify(&[]).faults;
    assert!(faults.contains("2026q3-general: log-plan-later"), "{faults:?}");
}

#[test]
fn a_stratum_without_a_quota() {
    let mut draft = Draft::of(&Site::honest(), REVEALED);
    draft.commit.quotas.retain(|(stratum, _)| stratum != "seen");
    verify_draw(&draft.committed(), &[]).fails(&["2026q3-general: stratum-without-quota"]);
    // A stratum of one's own, with a quota of none.
    let mut draft = Draft::of(&Site::honest(), REVEALED);
    draft.roster[0].stratum = "vip".into();
    draft.bind();
    verify_draw(&draft.committed(), &[]).fails(&["2026q3-general: strata-class"]);
}

#[test]
fn a_firm_parked_among_the_seen() {
    let honest = Draft::of(&Site::honest(), REVEALED);
    let friend = friend(&honest);
    let site = made(|draft| {
        draft.roster.iter_mut().find(|row| row.id.as_str() == friend).unwrap().stratum = "seen".into();
        draft.bind();
    });
    // Consistent from the beginning, so no file contradicts it, and the firm is never reached.
    site.verify(&[]).passes().says(REVEALED, "recomputed");
    assert!(!site.text(&format!("draws/{REVEALED}/result.csv")).contains(&friend));
    // What the reader compares: it stands among the visited, and no draw of the year drew it before.
    let roster = site.text(&format!("draws/{REVEALED}/roster.csv"));
    assert!(roster.lines().any(|line| line.starts_with(&friend) && line.contains(",seen,")));
    let drawn = site.0.iter().filter(|(path, _)| path.starts_with("draws/2026") && path.ends_with("/result.csv"));
    assert_eq!(drawn.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(&friend)).count(), 0);
}

#[test]
fn a_firm_left_out_between_two_draws() {
    let honest = Draft::of(&Site::honest(), REVEALED);
    let friend = friend(&honest);
    let site = made(|draft| {
        draft.roster.retain(|row| row.id.as_str() != friend);
        draft.bind();
    });
    // A firm that is on no list cannot be missed by a computation. What was published before misses it.
    site.verify(&[]).passes().says(REVEALED, "recomputed");
    let listed = |draw: &str| {
        let folder = site.folder(draw);
        let roster = lists::parse_roster(&folder["roster.csv"]).unwrap().into_iter().map(|row| row.id);
        let excluded = lists::parse_excluded(&folder["excluded.csv"]).unwrap().into_iter().map(|row| row.id);
        roster.chain(excluded).collect::<std::collections::BTreeSet<ObjectId>>()
    };
    let gone: Vec<String> = listed("2026q2-general-b").difference(&listed(REVEALED)).map(ToString::to_string).collect();
    assert_eq!(gone, [friend]);
}

#[test]
fn a_quiet_exclusion() {
    let excluded = |rule: &str, evidence: &str| {
        let mut draft = Draft::of(&Site::honest(), REVEALED);
        let friend = friend(&draft);
        let at = draft.roster.iter().position(|row| row.id.as_str() == friend).unwrap();
        let row = draft.roster.remove(at);
        draft.excluded.push(mingchou::draw::ExcludedRow {
            id: row.id,
            name: row.name.to_string(),
            rule: rule.into(),
            evidence: evidence.into(),
        });
        draft.excluded.sort_by(|a, b| a.id.cmp(&b.id));
        draft.bind();
        verify_draw(&draft.committed(), &[])
    };
    excluded("suspended", "").fails(&["2026q3-general: empty-evidence"]);
    excluded("friend", "绛县示例停产核查〔2026〕99号").fails(&["2026q3-general: rule-code"]);
    // An invented document stands there by name, and the number of drawn stays that of the whole class.
    excluded("suspended", "绛县示例停产核查〔2026〕99号").passes().says(REVEALED, "committed");
    // On both lists.
    let mut draft = Draft::of(&Site::honest(), REVEALED);
    let row = draft.roster[0].clone();
    let (id, name) = (row.id, row.name);
    draft.excluded.push(mingchou::draw::ExcludedRow {
        id,
        name: name.to_string(),
        rule: "other".into(),
        evidence: "x".into(),
    });
    draft.excluded.sort_by(|a, b| a.id.cmp(&b.id));
    draft.bind();
    verify_draw(&draft.committed(), &[]).fails(&["2026q3-general: duplicate-id"]);
}

#[test]
fn two_spellings_of_one_firm() {
    let spelt = |write: &dyn Fn(&str) -> String| {
        let mut draft = Draft::of(&Site::honest(), REVEALED);
        let mut twin = draft.roster[0].clone();
        twin.id = ObjectId::parse(&write(twin.id.as_str())).unwrap();
        draft.roster.push(twin);
        draft.roster.sort_by(|a, b| a.id.cmp(&b.id));
        draft.bind();
        verify_draw(&draft.committed(), &[])
    };
    spelt(&str::to_lowercase).fails(&["2026q3-general: case-twin"]);
    spelt(&|id| format!("{id}-2")).fails(&["2026q3-general: code-prefix"]);
    spelt(&str::to_owned).fails(&["2026q3-general: duplicate-id"]);
    // Spellings that are no ids at all: full-width, a space, an invisible character.
    for (change, code) in [("９", "object-id"), (" 9", "object-id"), ("\u{200b}9", "forbidden-character")] {
        let mut draft = Draft::of(&Site::honest(), REVEALED);
        let text = String::from_utf8(lists::write_roster(&draft.roster)).unwrap();
        let (header, rest) = text.split_once('\n').unwrap();
        let line = rest.lines().next().unwrap();
        let bytes = format!("{header}\n{rest}{}\n", line.replacen('9', change, 1)).into_bytes();
        draft.commit.roster = (mingchou::draw::text::sha(&bytes), draft.commit.roster.1 + 1);
        let mut files: Files = draft.committed();
        files.insert("roster.csv".into(), bytes);
        verify_draw(&files, &[]).fails(&[&format!("{REVEALED}: {code}")]);
    }
}

#[test]
fn made_up_firms_that_dilute_the_list() {
    let honest = Draft::of(&Site::honest(), REVEALED);
    let site = made(|draft| {
        for n in 0..40 {
            let mut row = draft.roster[0].clone();
            row.id = ObjectId::parse(&format!("91140826MA0EDUMM{n:02}")).unwrap();
            row.stratum = "fresh".into();
            draft.roster.push(row);
        }
        draft.roster.sort_by(|a, b| a.id.cmp(&b.id));
        draft.bind();
    });
    let faults = site.verify(&[]).faults;
    // The number drawn grows with the list, so the results lack rows; a bureau would add these too.
    assert!(faults.iter().all(|fault| fault.ends_with("result-missing")), "{faults:?}");
    let draft = Draft::of(&site, REVEALED);
    assert!(draft.ids().len() > honest.ids().len());
    verify_draw(&site.folder(REVEALED), &[]).passes().says(REVEALED, "recomputed");
}

#[test]
fn one_firm_in_the_rosters_of_two_tasks() {
    let mut site = Site::honest();
    let plan = site.text("data/plans/2026-v2.csv");
    let row = plan.lines().find(|line| line.starts_with("general-2026,")).unwrap().to_owned();
    let plan = format!("{plan}{}\n", row.replacen("general-2026", "general-late", 1));
    site.put("data/plans/2026-v3.csv", plan.clone());
    let name = "2026q4-general-late";
    let mut draft = Draft::of(&site, SEALED);
    draft.commit.draw = mingchou::model::DrawId::parse(name).unwrap();
    draft.commit.task = mingchou::model::TaskId::parse("general-late").unwrap();
    draft.commit.plan = ("data/plans/2026-v3.csv".into(), mingchou::draw::text::sha(plan.as_bytes()));
    draft.roster.truncate(20);
    draft.nonces.iter_mut().for_each(|(_, nonce)| *nonce = mingchou::draw::text::sha(nonce.as_bytes()));
    draft.bind();
    site.put_draw(name, draft.committed());
    site.rewrite(&|path| time(if path.starts_with("data/") { "2026-10-12T09:00" } else { "2026-10-13T11:00" }));
    site.verify(&[]).fails(&["2026q4-general-late: rosters-overlap", "2026q4-general: rosters-overlap"]);
}

#[test]
fn a_draw_of_an_earlier_period_kept_open() {
    // The outcome of the third quarter is kept back, so that the lists of the fourth do not follow from it.
    let mut site = Site::honest();
    let reveal = ["seed.txt", "result.csv", "assign.csv", "leaves.txt", "recusals.csv"];
    site.0.retain(|path, _| !reveal.iter().any(|name| *path == format!("draws/2026q3-special/{name}")));
    without_results(&mut site, "2026q3-special");
    site.rewrite(&|_| unreachable!());
    let seen = site.verify(&[]);
    seen.fails(&["2026q4-special: earlier-open", "2026q4-special: log-earlier-open"]);
    assert!(seen.overdue.contains("2026q3-special"));
    // It is revealed in the end, but after the commitment of the next quarter.
    let mut site = Site::honest();
    site.change_entries(|entries| {
        let own = |path: &str| reveal.iter().any(|name| path == format!("draws/2026q3-special/{name}"));
        let mut moved: Vec<_> = entries.extract_if(.., |e| own(&e.path)).collect();
        let commit = format!("draws/{COMMITTED}/commit.txt");
        let at = entries.iter().position(|e| e.path == commit).unwrap() + 1;
        let when = entries[at - 1].time;
        moved.iter_mut().for_each(|e| e.time = when);
        entries.splice(at..at, moved);
    });
    site.verify(&[]).fails(&["2026q4-special: log-earlier-open"]);
}

#[test]
fn an_invented_recusal() {
    let site = Site::honest();
    let mut draft = Draft::of(&site, REVEALED);
    let team = String::from_utf8(draft.revealed()["assign.csv"].clone()).unwrap();
    let first = team.lines().nth(1).unwrap().split(',').collect::<Vec<_>>();
    let pair = mingchou::draw::RecusalRow {
        object: ObjectId::parse(first[0]).unwrap(),
        inspector: mingchou::model::InspectorId::parse(first[2]).unwrap(),
    };
    draft.recusals.push(pair);
    draft.recusals.sort();
    // After the seed: the team changes as wished, the hash of the list does not.
    let files = draft.revealed();
    assert_ne!(String::from_utf8(files["assign.csv"].clone()).unwrap(), team);
    verify_draw(&files, &[]).fails(&["2026q3-general: hash-differs"]);
    // The team alone.
    let mut files = site.folder(REVEALED);
    let inspectors = team.lines().skip(1).map(|line| line.rsplit(',').next().unwrap());
    let other =
        inspectors.clone().find(|id| *id != first[2] && !team.contains(&format!("{},1,{id}\n", first[0]))).unwrap();
    let other = team.replacen(first[2], other, 1);
    files.insert("assign.csv".into(), other.into_bytes());
    verify_draw(&files, &[]).fails(&["2026q3-general: assign-differs"]);
}

/// The draw with a file of substitutions.
fn substituted(draw: &str, rows: &[String]) -> Site {
    let mut site = Site::honest();
    let text = format!("seq,object,slot,from,to,ground,evidence\n{}\n", rows.join("\n"));
    site.put(&format!("draws/{draw}/substitutions.csv"), text);
    site.rewrite(&|_| time("2026-11-19T10:00"));
    site
}

/// Teams as drawn, in the order of `assign.csv`.
fn teams(site: &Site, draw: &str) -> Vec<[String; 3]> {
    let text = site.text(&format!("draws/{draw}/assign.csv"));
    let row = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
    text.lines().skip(1).map(row).collect()
}

#[test]
fn a_substitution_that_skips_the_next() {
    let site = Site::honest();
    let [object, slot, from] = teams(&site, REVEALED)[0].clone();
    let inspectors = lists::parse_inspectors(&site.folder(REVEALED)["inspectors.csv"]).unwrap();
    let tried = |to: &str| {
        let row = format!("0,{object},{slot},{from},{to},leave,请假单〔2026〕示例1号");
        verify_draw(&substituted(REVEALED, &[row]).folder(REVEALED), &[]).faults
    };
    let passed: Vec<&str> =
        inspectors.iter().map(|row| row.id.as_str()).filter(|to| *to != from && tried(to).is_empty()).collect();
    assert_eq!(passed.len(), 1, "one is the next, nobody else passes: {passed:?}");
    assert_eq!(tried(&from).into_iter().collect::<Vec<_>>(), ["2026q3-general: substitution-not-next"]);
    let row = format!("0,{object},{slot},{from},{},leave,", passed[0]);
    substituted(REVEALED, &[row]).verify(&[]).fails(&["2026q3-general: empty-evidence"]);
    let row = format!("0,{object},{slot},{from},{},convenience,x", passed[0]);
    substituted(REVEALED, &[row]).verify(&[]).fails(&["2026q3-general: ground"]);
}

#[test]
fn a_merged_visit_to_reach_any_inspector() {
    let site = Site::honest();
    let own = teams(&site, REVEALED);
    let wished = ["04110900121", "04110900130"];
    let rows = |evidence: &str| -> Vec<String> {
        own[..2]
            .iter()
            .zip(wished)
            .enumerate()
            .map(|(seq, ([object, slot, from], to))| {
                format!("{seq},{object},{slot},{from},{to},merged-visit,{evidence}")
            })
            .collect()
    };
    assert_eq!(own[0][0], own[1][0], "two slots of one object");
    // Merged with itself: whoever is named is then the team that is named.
    substituted(REVEALED, &rows(REVEALED)).verify(&[]).fails(&["2026q3-general: merged-round"]);
    // Merged with a draw that did not draw it.
    substituted(REVEALED, &rows("2026q3-key")).verify(&[]).fails(&["2026q3-general: merged-draw"]);
}

#[test]
fn merged_visits_that_name_each_other() {
    // An object drawn in both: 2026q2-general-b rightly gave it to the team of 2026q2-special.
    let mut site = Site::honest();
    let text = site.text("draws/2026q2-general-b/substitutions.csv");
    let object = text.lines().nth(1).unwrap().split(',').nth(1).unwrap().to_owned();
    let first: Vec<_> = teams(&site, "2026q2-special").into_iter().filter(|row| row[0] == object).collect();
    let now: Vec<String> = text.lines().skip(1).map(|line| line.split(',').nth(4).unwrap().to_owned()).collect();
    let inspectors = lists::parse_inspectors(&site.folder("2026q2-special")["inspectors.csv"]).unwrap();
    let mut wished = inspectors.iter().map(|row| row.id.to_string()).filter(|id| !now.contains(id));
    let to = [wished.next().unwrap(), wished.next().unwrap()];
    let back: Vec<String> = first
        .iter()
        .zip(&to)
        .enumerate()
        .map(|(seq, ([object, slot, from], to))| {
            format!("{seq},{object},{slot},{from},{to},merged-visit,2026q2-general-b")
        })
        .collect();
    site.put(
        "draws/2026q2-special/substitutions.csv",
        format!("seq,object,slot,from,to,ground,evidence\n{}\n", back.join("\n")),
    );
    let mut there = text.clone();
    for (old, new) in now.iter().zip(&to) {
        there = there.replacen(&format!(",{old},merged"), &format!(",{new},merged"), 1);
    }
    site.put("draws/2026q2-general-b/substitutions.csv", there);
    site.rewrite(&|_| time("2026-11-19T10:00"));
    site.verify(&[]).fails(&[
        "2026q2-general-b: merged-round",
        "2026q2-special: log-merged-later",
        "2026q2-special: merged-round",
    ]);
    // The second draw keeps its team, and the first takes it over: the wrong way round.
    let mut site = Site::honest();
    site.0.remove("draws/2026q2-general-b/substitutions.csv");
    let second: Vec<_> = teams(&site, "2026q2-general-b").into_iter().filter(|row| row[0] == object).collect();
    let rows: Vec<String> = first
        .iter()
        .zip(&second)
        .enumerate()
        .map(|(seq, (row, to))| format!("{seq},{object},{},{},{},merged-visit,2026q2-general-b", row[1], row[2], to[2]))
        .collect();
    site.put(
        "draws/2026q2-special/substitutions.csv",
        format!("seq,object,slot,from,to,ground,evidence\n{}\n", rows.join("\n")),
    );
    site.rewrite(&|_| time("2026-11-19T10:00"));
    site.verify(&[]).fails(&["2026q2-special: log-merged-later"]);
}

#[test]
fn an_inspector_kept_out_by_his_load() {
    // Loads are in the commitment; one that is too high is consistent in itself.
    let mut draft = Draft::of(&Site::honest(), REVEALED);
    let own = draft.inspectors[0].id.clone();
    draft.inspectors[0].load += 200;
    draft.bind();
    let files = draft.revealed();
    verify_draw(&files, &[]).passes().says(REVEALED, "recomputed");
    assert!(!String::from_utf8_lossy(&files["assign.csv"]).contains(own.as_str()));
    // Every draw shows the loads, so the reader can count the teams that were revealed before.
    let commit = Commit::parse(&Site::honest().folder(REVEALED)["commit.txt"]).unwrap();
    let counted: usize = [
        "2026-joint",
        "2026-project",
        "2026q1-general",
        "2026q1-key",
        "2026q1-special",
        "2026q2-general-b",
        "2026q2-key",
        "2026q2-special",
    ]
    .iter()
    .map(|draw| teams(&Site::honest(), draw).len())
    .sum();
    let told: u32 = lists::parse_inspectors(&Site::honest().folder(REVEALED)["inspectors.csv"])
        .unwrap()
        .iter()
        .map(|i| i.load)
        .sum();
    assert_eq!((u32::try_from(counted).unwrap(), commit.period.year), (told, 2026));
}
