//! Simulated years of assignments and a simulated bureau that tries nonces. In: sizes and a number that names the run. Out:
//! figures. Every random choice is a SHA-256, so the figures are the same on every machine. Used by the example `year`, which
//! prints the tables of `docs/statistics.md`, and by the tests, which hold the inequalities those tables show.

use mingchou::draw::assign::{Place, assign, assign_head, is_candidate, recused};
use mingchou::draw::seed::{build, digest};
use mingchou::draw::text::sha;
use mingchou::draw::ticket::Tickets;
use mingchou::draw::{BeaconKind, BeaconValue, InspectorRow, RecusalRow, Slot};
use mingchou::model::{InspectorId, ObjectId, Tag};
use std::collections::BTreeSet;

/// Random numbers out of SHA-256 over a name and a counter.
pub(crate) struct Lots {
    name: String,
    count: u64,
}

impl Lots {
    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), count: 0 }
    }

    /// 64 hex digits.
    pub(crate) fn seed(&mut self) -> String {
        self.count += 1;
        sha(format!("{}/{}", self.name, self.count).as_bytes())
    }

    /// A number below `bound`; 64 bits are multiplied, so no value is likelier than another by more than 1 in 2^50.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bits = u64::from_str_radix(&self.seed()[..16], 16).expect("16 hex digits are a number");
        usize::try_from((u128::from(bits) * bound as u128) >> 64).expect("below a bound of this type")
    }

    /// Some of `0..of`, all different.
    pub(crate) fn some(&mut self, count: usize, of: usize) -> Vec<usize> {
        let mut left: Vec<usize> = (0..of).collect();
        (0..count).map(|_| left.swap_remove(self.below(left.len()))).collect()
    }
}

/// How a team is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// The protocol's, with this slack.
    LookAhead(u32),
    /// The smallest e alone, whatever the loads.
    TicketsOnly,
    /// The least loaded, e only among equals; no look-ahead.
    LeastLoaded,
}

/// Forty inspectors with one or two of four specialities; objects with one speciality and two recusals each.
pub(crate) struct Bureau {
    inspectors: Vec<InspectorRow>,
    objects: Vec<(ObjectId, Tag)>,
    recusals: Vec<RecusalRow>,
    slots: [Slot; 2],
    lots: Lots,
}

impl Bureau {
    pub(crate) fn new(name: &str) -> Self {
        let mut lots = Lots::new(name);
        let tags = ["air", "noise", "nuclear", "water"].map(|word| Tag::parse(word).expect("a tag"));
        let inspectors: Vec<InspectorRow> = (0..40)
            .map(|n| {
                let many = 1 + lots.below(2);
                let own: BTreeSet<Tag> = lots.some(many, 4).into_iter().map(|t| tags[t].clone()).collect();
                InspectorRow {
                    id: InspectorId::parse(&format!("0411{n:07}")).expect("an inspector id"),
                    name: "示例".into(),
                    tags: own.into_iter().collect(),
                    load: 0,
                }
            })
            .collect();
        let objects: Vec<(ObjectId, Tag)> = (0..400)
            .map(|n| (ObjectId::parse(&format!("OBJECT-{n:03}")).expect("an object id"), tags[lots.below(4)].clone()))
            .collect();
        let mut recusals: Vec<RecusalRow> = Vec::new();
        for (object, _) in &objects {
            for inspector in lots.some(2, 40) {
                recusals.push(RecusalRow { object: object.clone(), inspector: inspectors[inspector].id.clone() });
            }
        }
        recusals.sort();
        Self { inspectors, objects, recusals, slots: [Slot::Object, Slot::Any], lots }
    }

    /// Draws objects and gives each a team; loads stay as they are.
    fn draw(&mut self, size: usize, way: Way) -> Vec<(usize, Vec<usize>)> {
        let drawn = self.lots.some(size, self.objects.len());
        let seed = self.lots.seed();
        let places: Vec<Place<'_>> =
            drawn.iter().map(|o| Place { id: &self.objects[*o].0, tag: Some(&self.objects[*o].1) }).collect();
        let slack = match way {
            Way::LookAhead(slack) => slack,
            Way::TicketsOnly => 1_000_000,
            Way::LeastLoaded => return drawn.iter().copied().zip(self.least_loaded(&places, &seed)).collect(),
        };
        let found = assign(&places, &self.inspectors, &self.recusals, &self.slots, slack, &seed);
        let teams = found.expect("forty inspectors are enough").teams;
        let number = |id: &InspectorId| self.inspectors.iter().position(|i| i.id == *id).expect("a listed inspector");
        drawn.into_iter().zip(teams.iter().map(|team| team.iter().map(number).collect())).collect()
    }

    fn least_loaded(&self, places: &[Place<'_>], seed: &str) -> Vec<Vec<usize>> {
        let (tickets, recused) = (Tickets::new(&assign_head(seed)), recused(&self.recusals));
        let mut loads: Vec<u32> = self.inspectors.iter().map(|i| i.load).collect();
        let team = |place: &Place<'_>| {
            let mut team: Vec<usize> = Vec::new();
            for slot in &self.slots {
                let may = |n: &usize| !team.contains(n) && is_candidate(&self.inspectors[*n], *place, slot, &recused);
                let order =
                    |n: &usize| (loads[*n], tickets.of_pair(place.id.as_str(), self.inspectors[*n].id.as_str()));
                let next = (0..self.inspectors.len()).filter(may).min_by_key(order).expect("somebody is left");
                loads[next] += 1;
                team.push(next);
            }
            team
        };
        places.iter().map(team).collect()
    }

    fn add(&mut self, teams: &[(usize, Vec<usize>)]) {
        for inspector in teams.iter().flat_map(|(_, team)| team) {
            self.inspectors[*inspector].load += 1;
        }
    }

    /// Whether a team breaks a rule: a recused inspector, one person twice, a missing speciality.
    fn is_wrong(&self, object: usize, team: &[usize]) -> bool {
        let (id, tag) = &self.objects[object];
        let recused =
            |n: &usize| self.recusals.iter().any(|row| row.object == *id && row.inspector == self.inspectors[*n].id);
        team.iter().any(recused) || team[0] == team[1] || !self.inspectors[team[0]].tags.contains(tag)
    }
}

/// Loads after a year, and how many teams broke a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Year {
    pub(crate) least: u32,
    pub(crate) most: u32,
    pub(crate) wrong: usize,
}

/// A year of `draws` draws of `size` objects.
pub(crate) fn year(name: &str, draws: usize, size: usize, way: Way) -> Year {
    let mut bureau = Bureau::new(name);
    let mut wrong = 0;
    for _ in 0..draws {
        let teams = bureau.draw(size, way);
        wrong += teams.iter().filter(|(object, team)| bureau.is_wrong(*object, team)).count();
        bureau.add(&teams);
    }
    let loads = bureau.inspectors.iter().map(|i| i.load);
    Year { least: loads.clone().min().unwrap_or(0), most: loads.max().unwrap_or(0), wrong }
}

/// How surely somebody who knows all but the seed can name an inspector of the next draw of five objects: how often the
/// likeliest one is in it, in thousandths, at the worst of eight draws in a row.
pub(crate) fn predictability(name: &str, tries: usize, way: Way) -> usize {
    let mut bureau = Bureau::new(name);
    let mut worst = 0;
    for _ in 0..8 {
        let mut served = vec![0; bureau.inspectors.len()];
        let mut last = Vec::new();
        for _ in 0..tries {
            last = bureau.draw(5, way);
            let present: BTreeSet<usize> = last.iter().flat_map(|(_, team)| team.iter().copied()).collect();
            for inspector in present {
                served[inspector] += 1;
            }
        }
        worst = worst.max(served.into_iter().max().unwrap_or(0));
        bureau.add(&last);
    }
    (worst * 1000 + tries / 2) / tries
}

/// A class from which some are drawn, and one of them the bureau's friend.
pub(crate) struct Friend {
    pub(crate) objects: usize,
    pub(crate) drawn: usize,
}

impl Friend {
    /// Whether the friend is drawn with nonce `nonce` when the beacon takes its value number `value`.
    fn is_drawn(&self, name: &str, nonce: usize, value: usize) -> bool {
        let beacon = BeaconValue { kind: BeaconKind::Kl8, round: 2_026_001, value: value.to_string() };
        let secret = sha(format!("{name}/nonce/{nonce}").as_bytes());
        let commit = sha(format!("{name}/commit/{nonce}").as_bytes());
        let tickets = Tickets::new(&digest(&build(&commit, &[("bureau".to_owned(), secret)], &[beacon])));
        let own = tickets.of("friend");
        // Drawn unless as many tickets as there are places are smaller: mostly known after a few of them.
        (1..self.objects).filter(|n| tickets.of(&n.to_string()) < own).take(self.drawn).count() < self.drawn
    }

    fn count(&self, name: &str, nonce: usize, values: std::ops::Range<usize>) -> usize {
        values.filter(|value| self.is_drawn(name, nonce, *value)).count()
    }

    /// The bureau tries `nonces` nonces against the `values` values a beacon can take, or against as many as it can try, and
    /// keeps the one with which the friend is drawn least often. Out: that nonce, and how often it is.
    pub(crate) fn grind(&self, name: &str, nonces: usize, values: usize) -> (usize, usize) {
        (0..nonces).map(|nonce| (self.count(name, nonce, 0..values), nonce)).min().map_or((0, 0), |(n, at)| (at, n))
    }

    /// How often the friend is drawn with that nonce over values the bureau has not tried.
    pub(crate) fn afterwards(&self, name: &str, nonce: usize, tried: usize, values: usize) -> usize {
        self.count(name, nonce, tried..tried + values)
    }
}
