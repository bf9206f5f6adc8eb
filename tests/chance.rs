//! Statistics of selection and assignment: exact distributions on small populations, each with a biased procedure that fails
//! the same test; consistency of the order; inspectors that are alike are treated alike; a year's loads; a bureau that tries
//! nonces. Seeds are fixed, so every figure is the same on every run; p > 0.0001 was decided before the first one.

use crate::simulation::{Friend, Way, predictability, year};
use mingchou::draw::assign::{Place, assign, assign_head};
use mingchou::draw::select::{Selected, quotas, select};
use mingchou::draw::text::{hex, sha};
use mingchou::draw::ticket::Tickets;
use mingchou::draw::{Commit, InspectorRow, RosterRow, Slot};
use mingchou::model::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const LEAST: f64 = 1e-4;

/// Probability that chi-square of `freedom` degrees exceeds `x`: 1 − P(a, z) with a = freedom/2, z = x/2, P by the series
/// z^a e^−z / Γ(a+1) · Σ z^n / ((a+1)…(a+n)) (Abramowitz and Stegun 6.5.29); Γ of whole and half numbers is a product.
fn tail(x: f64, freedom: u32) -> f64 {
    let (a, z) = (f64::from(freedom) / 2.0, x / 2.0);
    let mut log_gamma = if freedom.is_multiple_of(2) { 0.0 } else { std::f64::consts::PI.sqrt().ln() };
    let mut factor = a;
    while factor > 0.0 {
        log_gamma += factor.ln();
        factor -= 1.0;
    }
    let (mut term, mut sum, mut n) = (1.0, 1.0, a);
    while term > sum * 1e-16 {
        n += 1.0;
        term *= z / n;
        sum += term;
    }
    (1.0 - (a * z.ln() - z - log_gamma + sum.ln()).exp()).max(0.0)
}

#[test]
fn the_chi_square_tail_is_that_of_the_printed_tables() {
    // Abramowitz and Stegun, table 26.8.
    for (x, freedom, p) in [
        (3.84146, 1, 0.05),
        (6.63490, 1, 0.01),
        (18.3070, 10, 0.05),
        (29.5883, 10, 0.001),
        (40.1133, 27, 0.05),
        (124.342, 100, 0.05),
        (149.449, 100, 0.001),
    ] {
        assert!((tail(x, freedom) / p - 1.0).abs() < 2e-3, "{x} {freedom}: {}", tail(x, freedom));
    }
}

/// p of counts that should all be equal.
fn uniform(counts: &[u32]) -> f64 {
    let expected = f64::from(counts.iter().sum::<u32>()) / counts.len() as f64;
    let x = counts.iter().map(|n| (f64::from(*n) - expected).powi(2) / expected).sum();
    tail(x, u32::try_from(counts.len()).unwrap() - 1)
}

/// p of how often each of n was among k drawn without putting back, over `times` draws: the counts have variance
/// times·q(1−q), q = k/n, and sum to a fixed number, so (n−1)/n · Σ (count − times·q)² / (times·q(1−q)) has n−1 degrees.
fn drawn_evenly(counts: &[u32], k: u32, times: u32) -> f64 {
    let n = counts.len() as f64;
    let q = f64::from(k) / n;
    let expected = f64::from(times) * q;
    assert_eq!(counts.iter().sum::<u32>(), k * times);
    let x: f64 = counts.iter().map(|c| (f64::from(*c) - expected).powi(2)).sum();
    tail(x * (n - 1.0) / n / (expected * (1.0 - q)), u32::try_from(counts.len()).unwrap() - 1)
}

fn row(id: &str, stratum: &str) -> RosterRow {
    RosterRow { id: ObjectId::parse(id).unwrap(), name: "示例".into(), stratum: stratum.into(), tag: None }
}

fn commit(quotas: Vec<(String, u32)>) -> Commit {
    let day = parse_day("2026-02-02").unwrap();
    Commit {
        log: "lots.example.gov.cn/140826".into(),
        draw: DrawId::parse("2026q1-key").unwrap(),
        task: TaskId::parse("key-2026").unwrap(),
        class: Class::Key,
        period: Period::parse("2026q1").unwrap(),
        replaces: None,
        plan: ("data/plans/2026-v1.csv".into(), "0".repeat(64)),
        rate: 2500,
        roster: ("0".repeat(64), 0),
        excluded: ("0".repeat(64), 0),
        quotas,
        inspectors: "0".repeat(64),
        recusals: "0".repeat(64),
        slots: vec![Slot::Any, Slot::Any],
        slack: 1,
        nonce_commits: Vec::new(),
        escrows: Vec::new(),
        beacons: Vec::new(),
        seal_by: day.and_hms_opt(22, 0, 0).unwrap(),
        reveal_by: day,
    }
}

fn seed(number: u32) -> String {
    sha(format!("chance/{number}").as_bytes())
}

const IDS: [&str; 8] =
    ["91140826MA0AAA0011", "91140826MA0AAA0012", "9", "A-1", "a-1.2", "project_7", "zz", "91140826MA0TEX0011-X"];

/// The first k of the first n ids, as numbers, in the order of a procedure.
type Procedure = fn(&str, usize, usize) -> Vec<usize>;

fn ours(seed: &str, n: usize, k: usize) -> Vec<usize> {
    let mut roster: Vec<RosterRow> = IDS[..n].iter().map(|id| row(id, "all")).collect();
    roster.sort_by(|a, b| a.id.cmp(&b.id));
    let drawn = select(&commit(vec![("all".into(), u32::try_from(k).unwrap())]), &roster, seed);
    drawn.iter().map(|row| IDS.iter().position(|id| *id == row.id.as_str()).unwrap()).collect()
}

/// Biased: the first hexadecimal digit of the ticket decides, equal ones stand in the order of the list.
fn first_digit(seed: &str, n: usize, k: usize) -> Vec<usize> {
    let tickets = Tickets::new(seed);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|at| tickets.of(IDS[*at])[0] >> 4);
    order.truncate(k);
    order
}

/// Biased: a card from what is left by a digit modulo their number, although 16 is no multiple of it.
fn modulo(seed: &str, n: usize, k: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..n).collect();
    seed.bytes()
        .take(k)
        .map(|digit| left.remove(char::from(digit).to_digit(16).unwrap() as usize % left.len()))
        .collect()
}

/// Biased: every place is exchanged with any place, which makes n^n ways for n! orders.
fn careless_shuffle(seed: &str, n: usize, k: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    for at in 0..n {
        let bits = u32::from_str_radix(&seed[at * 6..at * 6 + 6], 16).unwrap();
        order.swap(at, bits as usize % n);
    }
    order.truncate(k);
    order
}

/// p of all orders of 5, over 24,000 seeds: 200 expected of each of the 120.
fn orders(procedure: Procedure) -> f64 {
    let mut counts: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
    for number in 0..24_000 {
        *counts.entry(procedure(&seed(number), 5, 5)).or_default() += 1;
    }
    let mut counts: Vec<u32> = counts.into_values().collect();
    counts.resize(120, 0);
    uniform(&counts)
}

/// p of all pairs of 8, over 14,000 seeds: 500 expected of each of the 28.
fn pairs(procedure: Procedure) -> f64 {
    let mut counts: BTreeMap<BTreeSet<usize>, u32> = BTreeMap::new();
    for number in 0..14_000 {
        *counts.entry(procedure(&seed(number), 8, 2).into_iter().collect()).or_default() += 1;
    }
    let mut counts: Vec<u32> = counts.into_values().collect();
    counts.resize(28, 0);
    uniform(&counts)
}

#[test]
fn all_orders_of_five_are_equally_frequent_and_the_test_finds_biased_procedures() {
    assert!(orders(ours) > LEAST, "{}", orders(ours));
    for biased in [first_digit as Procedure, modulo, careless_shuffle] {
        assert!(orders(biased) < LEAST, "{}", orders(biased));
    }
}

#[test]
fn all_pairs_of_eight_are_equally_frequent_and_the_test_finds_biased_procedures() {
    assert!(pairs(ours) > LEAST, "{}", pairs(ours));
    for biased in [first_digit as Procedure, modulo, careless_shuffle] {
        assert!(pairs(biased) < LEAST, "{}", pairs(biased));
    }
}

/// How often each object was drawn, over 6,000 seeds, with the quotas of the protocol.
fn frequencies(roster: &[RosterRow], rate: u32, biased: bool) -> BTreeMap<String, Vec<u32>> {
    let commit = commit(quotas(roster, 0, rate));
    let mut counts: BTreeMap<&str, u32> = roster.iter().map(|row| (row.id.as_str(), 0)).collect();
    for number in 0..6_000 {
        let seed = seed(number);
        let drawn = if biased {
            by_first_digit(&commit, roster, &seed)
        } else {
            select(&commit, roster, &seed).into_iter().map(|row| row.id).collect()
        };
        drawn.iter().for_each(|id| *counts.get_mut(id.as_str()).unwrap() += 1);
    }
    let mut by_stratum: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for row in roster {
        by_stratum.entry(row.stratum.clone()).or_default().push(counts[row.id.as_str()]);
    }
    by_stratum
}

/// The biased selection by the first digit of the ticket, stratum by stratum.
fn by_first_digit(commit: &Commit, roster: &[RosterRow], seed: &str) -> Vec<ObjectId> {
    let tickets = Tickets::new(seed);
    let mut drawn = Vec::new();
    for (stratum, k) in &commit.quotas {
        let mut order: Vec<&RosterRow> = roster.iter().filter(|row| row.stratum == *stratum).collect();
        order.sort_by_key(|row| tickets.of(row.id.as_str())[0] >> 4);
        drawn.extend(order[..*k as usize].iter().map(|row| row.id.clone()));
    }
    drawn
}

#[test]
fn every_object_of_a_stratum_is_drawn_as_often_as_its_quota_says() {
    // 12 objects at 25 %: 3. Five are fresh: 3 of 5, none of the seen. Two are fresh: both, and 1 of the 10 seen.
    for (fresh, quota) in [(5, [3, 0]), (2, [2, 1])] {
        let mut roster: Vec<RosterRow> =
            (0..12).map(|n| row(&format!("K{n:02}"), if n < fresh { "fresh" } else { "seen" })).collect();
        roster.sort_by(|a, b| a.id.cmp(&b.id));
        let counts = frequencies(&roster, 2500, false);
        assert_eq!(quotas(&roster, 0, 2500), [("fresh".to_owned(), quota[0]), ("seen".to_owned(), quota[1])]);
        let (chancy, fixed, k) = if fresh == 5 { ("fresh", ("seen", 0), 3) } else { ("seen", ("fresh", 6_000), 1) };
        assert!(counts[fixed.0].iter().all(|count| *count == fixed.1), "{counts:?}");
        assert!(drawn_evenly(&counts[chancy], k, 6_000) > LEAST, "{counts:?}");
        let biased = frequencies(&roster, 2500, true);
        assert!(drawn_evenly(&biased[chancy], k, 6_000) < LEAST, "{biased:?}");
    }
}

fn order(ids: &BTreeSet<String>, k: usize, seed: &str) -> Vec<Selected> {
    let roster: Vec<RosterRow> = ids.iter().map(|id| row(id, "all")).collect();
    select(&commit(vec![("all".into(), u32::try_from(k.min(ids.len())).unwrap())]), &roster, seed)
}

fn names(drawn: &[Selected]) -> Vec<String> {
    drawn.iter().map(|row| row.id.to_string()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn taking_objects_out_or_in_never_reorders_the_others(
        ids in prop::collection::btree_set("[0-9A-Z]{1,12}", 1..40), mask in any::<u64>(), number in any::<u32>(),
    ) {
        let kept: BTreeSet<String> =
            ids.iter().enumerate().filter(|(n, _)| mask >> n & 1 == 1).map(|(_, id)| id.clone()).collect();
        let whole = order(&ids, ids.len(), &seed(number));
        let left: Vec<String> = names(&whole).into_iter().filter(|id| kept.contains(id)).collect();
        prop_assert_eq!(names(&order(&kept, kept.len(), &seed(number))), left);
    }

    #[test]
    fn the_first_of_the_parts_merged_are_the_first_of_the_whole(
        ids in prop::collection::btree_set("[0-9A-Z]{1,12}", 1..40), parts in 1usize..5, k in 0usize..20, number in any::<u32>(),
    ) {
        let seed = seed(number);
        let mut merged: Vec<Selected> = Vec::new();
        for part in 0..parts {
            let ids = ids.iter().enumerate().filter(|(n, _)| n % parts == part).map(|(_, id)| id.clone()).collect();
            merged.extend(order(&ids, k, &seed));
        }
        merged.sort_by(|a, b| (a.ticket, &a.id).cmp(&(b.ticket, &b.id)));
        merged.truncate(k);
        prop_assert_eq!(names(&merged), names(&order(&ids, k, &seed)));
    }

    #[test]
    fn one_more_is_drawn_after_the_others(
        ids in prop::collection::btree_set("[0-9A-Z]{1,12}", 2..40), k in 0usize..39, number in any::<u32>(),
    ) {
        let (fewer, more) = (order(&ids, k, &seed(number)), order(&ids, k + 1, &seed(number)));
        prop_assert_eq!(&more[..fewer.len()], &fewer[..]);
        prop_assert_eq!(more.len(), (k + 1).min(ids.len()));
    }
}

fn inspectors(ids: &[String], name: &str) -> Vec<InspectorRow> {
    let mut rows: Vec<InspectorRow> = ids
        .iter()
        .map(|id| InspectorRow { id: InspectorId::parse(id).unwrap(), name: name.into(), tags: vec![], load: 0 })
        .collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows
}

/// Teams of four objects as numbers of inspectors.
type Teams = fn(&[InspectorRow], &[ObjectId], usize, u32, &str) -> Vec<Vec<usize>>;

fn our_teams(people: &[InspectorRow], objects: &[ObjectId], width: usize, slack: u32, seed: &str) -> Vec<Vec<usize>> {
    let places: Vec<Place<'_>> = objects.iter().map(|id| Place { id, tag: None }).collect();
    let found = assign(&places, people, &[], &vec![Slot::Any; width], slack, seed).unwrap();
    let number = |id: &InspectorId| people.iter().position(|row| row.id == *id).unwrap();
    found.teams.iter().map(|team| team.iter().map(number).collect()).collect()
}

/// Biased: the least loaded, and among equals by the first digit of e and then by the list.
fn biased_teams(people: &[InspectorRow], objects: &[ObjectId], width: usize, _: u32, seed: &str) -> Vec<Vec<usize>> {
    let tickets = Tickets::new(&assign_head(seed));
    let mut loads = vec![0; people.len()];
    let mut teams = Vec::new();
    for object in objects {
        let mut order: Vec<usize> = (0..people.len()).collect();
        order.sort_by_key(|n| (loads[*n], tickets.of_pair(object.as_str(), people[*n].id.as_str())[0] >> 4));
        order.truncate(width);
        order.iter().for_each(|n| loads[*n] += 1);
        teams.push(order);
    }
    teams
}

fn four() -> Vec<ObjectId> {
    ["K3", "K1", "K4", "K2"].map(|id| ObjectId::parse(id).unwrap()).to_vec()
}

/// Three ways to name people: numbers, letters in the opposite order, names of which one begins the next.
fn namings(count: usize) -> [Vec<String>; 3] {
    [
        (0..count).map(|n| format!("0411{n:07}")).collect(),
        (0..count).map(|n| char::from(b'Z' - u8::try_from(n).unwrap()).to_string()).collect(),
        (0..count).map(|n| "7".repeat(n + 1)).collect(),
    ]
}

/// p of the 24 ways to give four objects to four alike inspectors, one each, over 4,800 seeds.
fn outcomes(teams: Teams, ids: &[String]) -> f64 {
    let people = inspectors(ids, "示例");
    let mut counts: BTreeMap<Vec<Vec<usize>>, u32> = BTreeMap::new();
    for number in 0..4_800 {
        *counts.entry(teams(&people, &four(), 1, 0, &seed(number))).or_default() += 1;
    }
    let mut counts: Vec<u32> = counts.into_values().collect();
    counts.resize(24, 0);
    uniform(&counts)
}

#[test]
fn inspectors_that_are_alike_are_exchangeable_whatever_they_are_called() {
    for ids in namings(4) {
        assert!(outcomes(our_teams, &ids) > LEAST, "{ids:?}: {}", outcomes(our_teams, &ids));
        assert!(outcomes(biased_teams, &ids) < LEAST, "{ids:?}: {}", outcomes(biased_teams, &ids));
    }
}

/// The least p, over four objects, of how often each of six alike inspectors was in its team of two, over 3,000 seeds.
fn meetings(teams: Teams, slack: u32, ids: &[String]) -> f64 {
    let people = inspectors(ids, "示例");
    let mut counts = [[0; 6]; 4];
    for number in 0..3_000 {
        for (object, team) in teams(&people, &four(), 2, slack, &seed(number)).iter().enumerate() {
            assert!(team[0] != team[1]);
            team.iter().for_each(|inspector| counts[object][*inspector] += 1);
        }
    }
    counts.iter().map(|of_object| drawn_evenly(of_object, 2, 3_000)).fold(1.0, f64::min)
}

#[test]
fn every_object_meets_every_inspector_equally_often_where_all_are_alike() {
    for ids in namings(6) {
        for slack in [0, 1, 2] {
            assert!(meetings(our_teams, slack, &ids) > LEAST, "{ids:?} {slack}: {}", meetings(our_teams, slack, &ids));
        }
        assert!(meetings(biased_teams, 0, &ids) < LEAST, "{ids:?}: {}", meetings(biased_teams, 0, &ids));
    }
}

#[test]
fn names_of_people_change_no_assignment_but_ids_do() {
    let [numbers, letters, _] = namings(6);
    let mut differ = 0;
    for number in 0..50 {
        let teams = |people: &[InspectorRow]| our_teams(people, &four(), 2, 1, &seed(number));
        let first = teams(&inspectors(&numbers, "甲"));
        assert_eq!(first, teams(&inspectors(&numbers, "乙")));
        differ += u32::from(first != teams(&inspectors(&letters, "甲")));
    }
    assert!(differ > 40, "{differ} of 50");
}

#[test]
fn slack_widens_the_loads_of_a_year_and_no_team_breaks_a_rule() {
    let all = [0, 1, 2].map(|slack| year("test", 50, 20, Way::LookAhead(slack)));
    let spread = all.map(|found| found.most - found.least);
    assert!(all.iter().all(|found| found.wrong == 0), "{all:?}");
    assert!(spread[0] <= 2 && spread[0] < spread[1] && spread[1] <= spread[2], "{all:?}");
    let free = year("test", 50, 20, Way::TicketsOnly);
    assert!(free.most - free.least > spread[2], "{free:?} {all:?}");
    // The mean is 50 visits a head, so the loads lie around it.
    assert!(all.iter().all(|found| found.least <= 50 && found.most >= 50), "{all:?}");
}

#[test]
fn slack_makes_the_next_team_of_a_small_draw_harder_to_foresee() {
    let [none, one, two] = [0, 1, 2].map(|slack| predictability("test", 60, Way::LookAhead(slack)));
    assert_eq!(predictability("test", 60, Way::LeastLoaded), 1000, "somebody is certain");
    assert!(none > one + 200 && one > two && two < 700, "{none} {one} {two}");
}

#[test]
fn trying_nonces_pays_against_a_small_beacon_and_not_against_a_large_one() {
    let friend = Friend { objects: 60, drawn: 12 };
    let (nonce, count) = friend.grind("test", 150, 40);
    // One in five by right: 8 of 40. The best of 150 nonces halves that at least, if these 40 values are all there are.
    assert!(count <= 4, "{count} of 40");
    // If they are a drop in the sea, the same nonce is worth nothing.
    let after = friend.afterwards("test", nonce, 40, 4_000);
    assert!((700..=900).contains(&after), "{after} of 4000");
}

#[test]
fn tickets_are_spread_evenly() {
    let tickets = Tickets::new(&seed(0));
    let mut counts = [0; 16];
    for number in 0..16_000 {
        counts[usize::from(tickets.of(&format!("K{number}"))[0] >> 4)] += 1;
    }
    assert!(uniform(&counts) > LEAST, "{counts:?}");
    let zeros = hex(&tickets.of("K0")).bytes().filter(|digit| *digit == b'0').count();
    assert!(zeros < 20, "{zeros}");
}
