//! The reveal rebuilt (protocol section 11, step 4), and what can still be checked of a lost draw (section 9). In: the files of a
//! folder and its commitment. Out: drawn objects and teams, or the first byte that is not as recomputed.

use super::assign::{Place, assign, level, places, recused, write_assign};
use super::ends::{Lost, check_nonces};
use super::examine::{Examined, Files, message, recusals, substitutions};
use super::frozen::Frozen;
use super::seal::{Leaf, parse_leaves, tree_root};
use super::select::{Selected, write_result};
use super::substitute::{self, Teams};
use super::text::{is_web_page, undo_host};
use super::{Commit, Fault, RecusalRow, seed};
use crate::model::{InspectorId, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// Compares published bytes with recomputed ones.
fn same(files: &Files, name: &str, wanted: &[u8], code: &'static str) -> Result<(), Fault> {
    let bytes = &files[name];
    if bytes == wanted {
        return Ok(());
    }
    if is_web_page(bytes) {
        return Err(Fault::new(name, "host-page", ""));
    }
    if let Some(what) = undo_host(bytes, |repaired| repaired == wanted) {
        return Err(Fault::new(name, "host-changed", what));
    }
    let line = bytes.split(|b| *b == b'\n').zip(wanted.split(|b| *b == b'\n')).take_while(|(a, b)| a == b).count() + 1;
    Err(Fault::at(name, line, code, ""))
}

/// Leaves of a draw from its parts; `salts` in draw order.
pub fn leaves(commit: &Commit, drawn: &[Selected], teams: &[Vec<InspectorId>], salts: &[String]) -> Vec<Leaf> {
    drawn
        .iter()
        .zip(teams)
        .zip(salts)
        .map(|((row, team), salt)| Leaf {
            draw: commit.draw.clone(),
            stratum: row.stratum.clone(),
            rank: row.rank,
            id: row.id.clone(),
            team: team.clone(),
            salt: salt.clone(),
        })
        .collect()
}

/// Rebuilds everything a reveal publishes and compares every byte.
pub(super) fn check_reveal(
    files: &Files,
    commit: &Commit,
    digest: &str,
    found: &mut Examined,
    frozen: &Frozen,
) -> Result<(), Fault> {
    let seal = found.seal.clone().expect("a revealed folder holds its seal");
    let seed_digest = check_seed(files, commit, digest, &seal)?;
    let recusals = recusals(files, commit, found, frozen)?;
    let drawn = frozen.drawn(&seed_digest);
    same(files, "result.csv", &write_result(&drawn), "result-differs")?;
    let assignment = assign(&places(&drawn), &found.inspectors, &recusals, &commit.slots, commit.slack, &seed_digest);
    let no_team = || Fault::new("assign.csv", "infeasible", "");
    let teams = assignment.ok_or_else(no_team)?.teams;
    let table = write_assign(drawn.iter().map(|row| &row.id).zip(&teams));
    same(files, "assign.csv", &table, "assign-differs")?;
    let published = message(files, "leaves.txt", parse_leaves)?;
    let salts: Vec<String> = published.iter().map(|leaf| leaf.salt.clone()).collect();
    let rebuilt = leaves(commit, &drawn, &teams, &salts);
    if published != rebuilt || published.len() != drawn.len() {
        let line = published.iter().zip(&rebuilt).take_while(|(a, b)| a == b).count() + 1;
        return Err(Fault::at("leaves.txt", line, "leaf-differs", ""));
    }
    if tree_root(&published) != seal.tree_root {
        return Err(Fault::new("leaves.txt", "root-differs", ""));
    }
    replay(files, commit, &seed_digest, &recusals, &drawn, &teams, found)?;
    (found.drawn, found.teams, found.seed_digest) = (drawn, teams, Some(seed_digest));
    Ok(())
}

/// Rebuilds `seed.txt` from commitment, nonces and the seal's beacon values. Out: S.
pub(super) fn check_seed(files: &Files, commit: &Commit, digest: &str, seal: &super::Seal) -> Result<String, Fault> {
    let file = "seed.txt";
    let (named, nonces, values) = message(files, file, seed::parse)?;
    if named != digest {
        return Err(Fault::new(file, "wrong-commit", ""));
    }
    if !nonces.iter().map(|(party, _)| party).eq(commit.nonce_commits.iter().map(|(party, _)| party)) {
        return Err(Fault::new(file, "nonce-order", ""));
    }
    check_nonces(file, commit, &nonces, &[])?;
    if values != seal.beacons {
        return Err(Fault::new(file, "beacon-not-sealed", ""));
    }
    let rebuilt = seed::build(digest, &nonces, &seal.beacons);
    same(files, file, &rebuilt, "seed-differs")?;
    Ok(seed::digest(&rebuilt))
}

fn replay(
    files: &Files,
    commit: &Commit,
    seed_digest: &str,
    recusals: &[RecusalRow],
    drawn: &[Selected],
    teams: &[Vec<InspectorId>],
    found: &mut Examined,
) -> Result<(), Fault> {
    let as_drawn = drawn.iter().zip(teams).map(|(row, team)| (row.id.clone(), row.tag.clone(), team.clone()));
    let mut state = Teams::new(&found.inspectors, recusals, &commit.slots, seed_digest, as_drawn);
    let mut all = Vec::new();
    for file in substitutions(files) {
        let (name, rows) = file?;
        substitute::check_merged(&name, &rows, commit.slots.len())?;
        for row in &rows {
            state.replay(&name, row)?;
        }
        all.extend(rows);
    }
    found.final_teams = drawn.iter().map(|row| state.team(&row.id)).collect();
    found.substitutions = all;
    Ok(())
}

/// What a lost draw still lets one check: the root, the order, the teams.
pub(super) fn check_lost(
    files: &Files,
    commit: &Commit,
    digest: &str,
    found: &mut Examined,
    frozen: &Frozen,
) -> Result<(), Fault> {
    let seal = found.seal.clone().expect("a lost folder holds its seal");
    let lost = message(files, "lost.txt", Lost::parse)?;
    if lost.draw != commit.draw {
        return Err(Fault::new("lost.txt", "wrong-draw", lost.draw.as_str()));
    }
    if lost.commit != digest {
        return Err(Fault::new("lost.txt", "wrong-commit", ""));
    }
    check_nonces("lost.txt", commit, &lost.nonces, &lost.missing)?;
    let recusals = recusals(files, commit, found, frozen)?;
    let leaves = message(files, "leaves.txt", parse_leaves)?;
    if tree_root(&leaves) != seal.tree_root {
        return Err(Fault::new("leaves.txt", "root-differs", ""));
    }
    let drawn = lost_drawn(commit, &leaves, frozen)?;
    check_lost_teams(commit, &leaves, &drawn, &recusals, found)?;
    let teams: Vec<Vec<InspectorId>> = leaves.into_iter().map(|leaf| leaf.team).collect();
    let table = write_assign(drawn.iter().map(|row| &row.id).zip(&teams));
    same(files, "assign.csv", &table, "assign-not-as-leaves")?;
    found.final_teams = teams.iter().map(|team| team.iter().cloned().map(Some).collect()).collect();
    (found.drawn, found.teams) = (drawn, teams);
    found.lost = Some(lost);
    Ok(())
}

fn lost_drawn(commit: &Commit, leaves: &[Leaf], frozen: &Frozen) -> Result<Vec<Selected>, Fault> {
    let file = "leaves.txt";
    let wanted: Vec<(&str, u32)> =
        commit.quotas.iter().flat_map(|(stratum, k)| (1..=*k).map(move |rank| (stratum.as_str(), rank))).collect();
    let order = leaves.iter().map(|leaf| (leaf.stratum.as_str(), leaf.rank));
    if !order.eq(wanted) || leaves.iter().any(|leaf| leaf.draw != commit.draw) {
        return Err(Fault::new(file, "lost-order", ""));
    }
    let mut seen = BTreeSet::new();
    leaves
        .iter()
        .map(|leaf| match frozen.roster.row(leaf.id.as_str()) {
            Some(row) if row.stratum == leaf.stratum && seen.insert(&leaf.id) => Ok(Selected {
                id: leaf.id.clone(),
                name: row.name.to_string(),
                stratum: leaf.stratum.clone(),
                rank: leaf.rank,
                ticket: [0; 32],
                tag: row.tag.clone(),
            }),
            _ => Err(Fault::new(file, "lost-object", leaf.id.as_str())),
        })
        .collect()
}

fn check_lost_teams(
    commit: &Commit,
    leaves: &[Leaf],
    drawn: &[Selected],
    recusals: &[RecusalRow],
    found: &Examined,
) -> Result<(), Fault> {
    let fault = |id: &ObjectId| Err(Fault::new("leaves.txt", "lost-team", id.as_str()));
    let by_id: BTreeMap<&InspectorId, &super::InspectorRow> = found.inspectors.iter().map(|i| (&i.id, i)).collect();
    let barred = recused(recusals);
    let mut loads: BTreeMap<&InspectorId, u32> = BTreeMap::new();
    for (leaf, row) in leaves.iter().zip(drawn) {
        let place = Place { id: &row.id, tag: row.tag.as_ref() };
        let different: BTreeSet<&InspectorId> = leaf.team.iter().collect();
        let fits =
            leaf.team.len() == commit.slots.len()
                && different.len() == leaf.team.len()
                && leaf.team.iter().zip(&commit.slots).all(|(id, slot)| {
                    by_id.get(id).is_some_and(|i| super::assign::is_candidate(i, place, slot, &barred))
                });
        if !fits {
            return fault(&leaf.id);
        }
        for id in &leaf.team {
            *loads.entry(id).or_default() += 1;
        }
    }
    let level = level(&places(drawn), &found.inspectors, recusals, &commit.slots);
    let Some(level) = level else { return fault(&drawn[0].id) };
    for leaf in leaves {
        let above = |id: &InspectorId| loads[id] > (level + commit.slack).saturating_sub(by_id[id].load);
        if leaf.team.iter().any(above) {
            return fault(&leaf.id);
        }
    }
    Ok(())
}
