//! The assignment against brute force: a search written anew from protocol section 7, for thousands of small instances.

use mingchou::draw::assign::{Place, assign, assign_head, infeasible};
use mingchou::draw::text::sha;
use mingchou::draw::{InspectorRow, RecusalRow, RosterRow, Slot};
use mingchou::model::{InspectorId, ObjectId, Tag};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

struct Instance {
    objects: Vec<(ObjectId, Option<Tag>)>,
    inspectors: Vec<InspectorRow>,
    recusals: Vec<RecusalRow>,
    slots: Vec<Slot>,
    slack: u32,
    seed: String,
}

fn tag(name: &str) -> Tag {
    Tag::parse(name).unwrap()
}

fn instance(rng: &mut StdRng, number: u32) -> Instance {
    let tags = ["acoustics", "nuclear"];
    let inspectors = (0..rng.random_range(2..=5u32)).map(|n| InspectorRow {
        id: InspectorId::parse(&format!("0411{n:07}")).unwrap(),
        name: "示例".into(),
        tags: tags.iter().filter(|_| rng.random_bool(0.5)).map(|t| tag(t)).collect(),
        load: rng.random_range(0..4),
    });
    let inspectors: Vec<InspectorRow> = inspectors.collect();
    let objects = (0..rng.random_range(1..=3u32)).map(|n| {
        let tag = (rng.random_bool(0.4)).then(|| tag(tags[rng.random_range(0..2)]));
        (ObjectId::parse(&format!("OBJECT-{n}")).unwrap(), tag)
    });
    let objects: Vec<_> = objects.collect();
    let slots = vec![
        if rng.random_bool(0.5) { Slot::Object } else { Slot::Any },
        match rng.random_range(0..3) {
            0 => Slot::Tag(tag(tags[0])),
            1 => Slot::Object,
            _ => Slot::Any,
        },
    ];
    let mut recusals = Vec::new();
    for (object, _) in &objects {
        for inspector in &inspectors {
            if rng.random_bool(0.15) {
                recusals.push(RecusalRow { object: object.clone(), inspector: inspector.id.clone() });
            }
        }
    }
    let seed = sha(number.to_string().as_bytes());
    Instance { objects, inspectors, recusals, slots, slack: rng.random_range(0..3), seed }
}

impl Instance {
    fn candidate(&self, object: usize, slot: usize, inspector: usize) -> bool {
        let (id, own) = &self.objects[object];
        let i = &self.inspectors[inspector];
        let fits = match &self.slots[slot] {
            Slot::Any => true,
            Slot::Object => own.as_ref().is_none_or(|tag| i.tags.contains(tag)),
            Slot::Tag(tag) => i.tags.contains(tag),
        };
        fits && !self.recusals.iter().any(|r| r.object == *id && r.inspector == i.id)
    }

    /// Whether slots from `at` on can be filled after `chosen`, with the room each inspector has left: tried one by one.
    fn completes(&self, chosen: &mut Vec<usize>, room: &mut [u32]) -> bool {
        let (at, width) = (chosen.len(), self.slots.len());
        if at == self.objects.len() * width {
            return true;
        }
        let object = at / width;
        for i in 0..self.inspectors.len() {
            if room[i] > 0 && self.candidate(object, at % width, i) && !chosen[object * width..].contains(&i) {
                chosen.push(i);
                room[i] -= 1;
                let good = self.completes(chosen, room);
                room[i] += 1;
                chosen.pop();
                if good {
                    return true;
                }
            }
        }
        false
    }

    fn room(&self, level: u32) -> Vec<u32> {
        self.inspectors.iter().map(|i| level.saturating_sub(i.load)).collect()
    }

    fn brute(&self) -> Option<(u32, Vec<Vec<InspectorId>>)> {
        let level = (0..20).find(|level| self.completes(&mut Vec::new(), &mut self.room(*level)))?;
        let head = assign_head(&self.seed);
        let mut room = self.room(level + self.slack);
        let mut chosen: Vec<usize> = Vec::new();
        let width = self.slots.len();
        for at in 0..self.objects.len() * width {
            let object = at / width;
            let mut order: Vec<(String, &InspectorId, usize)> = (0..self.inspectors.len())
                .filter(|i| room[*i] > 0 && self.candidate(object, at % width, *i))
                .filter(|i| !chosen[object * width..].contains(i))
                .map(|i| {
                    let id = &self.inspectors[i].id;
                    (sha(format!("{head}{}/{id}", self.objects[object].0).as_bytes()), id, i)
                })
                .collect();
            order.sort();
            let next = order.iter().map(|(_, _, i)| *i).find(|i| {
                let mut tried = chosen.clone();
                let mut left = room.clone();
                tried.push(*i);
                left[*i] -= 1;
                self.completes(&mut tried, &mut left)
            });
            let next = next.expect("the level was found to be enough");
            room[next] -= 1;
            chosen.push(next);
        }
        let teams = chosen.chunks(width).map(|team| team.iter().map(|i| self.inspectors[*i].id.clone()).collect());
        Some((level, teams.collect()))
    }
}

#[test]
fn the_assignment_is_that_of_brute_force() {
    let mut rng = StdRng::seed_from_u64(20_260_320);
    let (mut assigned, mut refused) = (0, 0);
    for number in 0..6000 {
        let case = instance(&mut rng, number);
        let places: Vec<Place<'_>> = case.objects.iter().map(|(id, tag)| Place { id, tag: tag.as_ref() }).collect();
        let ours = assign(&places, &case.inspectors, &case.recusals, &case.slots, case.slack, &case.seed);
        let brute = case.brute();
        assert_eq!(ours.map(|a| (a.level, a.teams)), brute, "instance {number}");
        let roster: Vec<RosterRow> = case.objects.iter().map(|(id, tag)| row(id, tag.clone())).collect();
        let alone = infeasible(&roster, &case.inspectors, &case.recusals, &case.slots);
        assert_eq!(alone.is_none(), brute.is_some(), "instance {number}: each object alone decides");
        if brute.is_some() { assigned += 1 } else { refused += 1 }
    }
    assert!(assigned > 2000 && refused > 500, "{assigned} assigned, {refused} refused");
}

fn row(id: &ObjectId, tag: Option<Tag>) -> RosterRow {
    RosterRow { id: id.clone(), name: "示例".into(), stratum: "all".into(), tag }
}

/// The level leaps: somebody who is needed and is said to have had a thousand million visits does not stop the search.
#[test]
fn a_huge_load_of_a_needed_inspector_is_reached() {
    let row = |id: &str, load| InspectorRow {
        id: InspectorId::parse(id).unwrap(),
        name: "示例".into(),
        tags: vec![tag("nuclear")],
        load,
    };
    let mut inspectors = vec![row("04110000001", 999_999_999), row("04110000002", 3)];
    inspectors.extend((3..9).map(|n| InspectorRow { tags: vec![], ..row(&format!("0411000000{n}"), 0) }));
    let object = ObjectId::parse("A-1").unwrap();
    let objects = [Place { id: &object, tag: None }];
    let slots = [Slot::Tag(tag("nuclear")), Slot::Tag(tag("nuclear"))];
    let found = assign(&objects, &inspectors, &[], &slots, 1, &sha(b"x")).unwrap();
    assert_eq!(found.level, 1_000_000_000);
    assert_eq!(found.teams[0].len(), 2);
}
