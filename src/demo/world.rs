//! The county while its past is simulated: the site as it was known at each moment, the folders of its draws, and the moments
//! at which steps are taken. In: a checked county without draws. Out: the same with draws, by the steps the commands take.

use super::chance::{Chance, secret};
use crate::check::{due, is_working_day};
use crate::diag::Report;
use crate::draw::{Beacon, BeaconKind, BeaconValue, Files, Slot};
use crate::model::{Day, DrawId, InspectorId, ObjectId, Period, TaskId, Time};
use crate::site::{DrawRecord, Site};
use crate::steps::{self, CommitRequest, DrawFolder, Followed, SealRequest, Step, SubstituteRequest, VoidRequest};
use chrono::{Datelike, Weekday};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The other party of every draw.
const PARTY: &str = "discipline";
/// What stands as evidence of a lottery value: it is none.
pub(super) const EXAMPLE: &str = "example-not-a-real-draw";

pub(super) struct World {
    pub(super) seed: u64,
    pub(super) site: Site,
    pub(super) folders: BTreeMap<DrawId, Followed>,
    /// Plan records frozen by a commitment, by path below `content/`.
    pub(super) records: BTreeMap<String, Vec<u8>>,
    pub(super) as_of: Day,
}

/// A day at an hour and minute.
pub(super) fn at(day: Day, hour: u32, minute: u32) -> Time {
    day.and_hms_opt(hour, minute, 0).expect("an hour of the day")
}

/// The day `n` days later.
pub(super) fn later(day: Day, n: usize) -> Day {
    day + chrono::Duration::days(i64::try_from(n).expect("a small number of days"))
}

pub(super) fn draw_id(text: &str) -> DrawId {
    DrawId::parse(text).expect("the name of a draw")
}

impl World {
    /// The first working day on or after a day.
    pub(super) fn working(&self, day: Day) -> Day {
        let works = |day: &Day| is_working_day(&self.site.calendar, *day).unwrap_or(true);
        day.iter_days().find(works).expect("there is a next working day")
    }

    /// The last day to publish what was determined on a day (R37); none where the calendar is missing.
    pub(super) fn due(&self, determined: Day) -> Option<Day> {
        due(&self.site.calendar, determined, 20).day()
    }

    /// Commits on a day at 10:00 to the next drawing of a lottery. Out: the moment the last number is drawn.
    pub(super) fn commit(
        &mut self,
        draw: &str,
        task: &str,
        period: Period,
        day: Day,
        kinds: &[BeaconKind],
        replaces: Option<&str>,
    ) -> Result<Time, Report> {
        let beacons = kinds.iter().map(|kind| next_beacon(*kind, day)).collect();
        self.commit_with(draw, (task, period), day, beacons, replaces)
    }

    /// Commits on a day to the first drawing of a lottery on or after another day.
    pub(super) fn commit_to(
        &mut self,
        draw: &str,
        task: &str,
        period: Period,
        day: Day,
        from: Day,
        kind: BeaconKind,
    ) -> Result<(), Report> {
        self.commit_with(draw, (task, period), day, vec![next_beacon(kind, from)], None).map(drop)
    }

    fn commit_with(
        &mut self,
        draw: &str,
        (task, period): (&str, Period),
        day: Day,
        beacons: Vec<Beacon>,
        replaces: Option<&str>,
    ) -> Result<Time, Report> {
        let last = beacons.iter().map(|beacon| beacon.time).max().expect("a draw has a beacon");
        let theirs = secret(self.seed, &format!("nonce {PARTY} {draw}"));
        let origin = &self.site.config.log.origin;
        let joint = task.starts_with("joint");
        let request = CommitRequest {
            draw: draw_id(draw),
            task: TaskId::parse(task).expect("the name of a task"),
            period,
            replaces: replaces.map(draw_id),
            beacons,
            parties: vec![(PARTY.to_owned(), crate::draw::commit::nonce_commit(origin, draw, PARTY, &theirs))],
            slots: if joint { joint_slots() } else { Vec::new() },
        };
        let nonce = secret(self.seed, &format!("nonce bureau {draw}"));
        let after = Followed::commit(&self.site, &request, &nonce, at(day, 10, 0))?;
        self.keep(after);
        Ok(last)
    }

    /// Seals on the morning after the numbers were drawn.
    pub(super) fn seal(&mut self, draw: &str, drawn: Time) -> Result<(), Report> {
        let (values, evidence) = self.values(draw);
        let request = SealRequest { values, evidence, nonces: self.nonces(draw) };
        let before = self.take(draw);
        let count = before.salts_needed()?;
        let salts: Vec<String> = (0..count).map(|n| secret(self.seed, &format!("salt {draw} {n}"))).collect();
        let after = before.seal(&request, &salts, at(later(drawn.date(), 1), 9, 30))?;
        self.keep(after);
        Ok(())
    }

    pub(super) fn reveal(&mut self, draw: &str, day: Day) -> Result<(), Report> {
        let after = self.take(draw).reveal(at(day, 16, 0))?;
        self.keep(after);
        Ok(())
    }

    pub(super) fn open_slip(&mut self, draw: &str, object: &ObjectId) -> Result<(), Report> {
        let after = self.take(draw).open_slip(object)?;
        self.keep(after);
        Ok(())
    }

    pub(super) fn void(&mut self, draw: &str, day: Day, reason: &str, note: &str) -> Result<(), Report> {
        let (values, evidence) = self.values(draw);
        let request = VoidRequest {
            reason: reason.to_owned(),
            note: note.to_owned(),
            values,
            evidence,
            nonces: self.nonces(draw),
            missing: Vec::new(),
        };
        let step = steps::void(self.folder(draw), &request, at(day, 9, 0))?;
        let after = Followed::of(self.take(draw).into_folder().after(&step))?;
        self.keep((step, after));
        Ok(())
    }

    pub(super) fn shortfall(&mut self, draw: &str, task: &str, period: Period, day: Day) -> Result<(), Report> {
        let task = TaskId::parse(task).expect("the name of a task");
        let step = steps::shortfall(&self.site, &draw_id(draw), &task, period, at(day, 10, 0))?;
        let after = Followed::of(DrawFolder::new(draw_id(draw)).after(&step))?;
        self.keep((step, after));
        Ok(())
    }

    /// Somebody else goes in one slot of an object.
    pub(super) fn substitute(
        &mut self,
        draw: &str,
        object: &ObjectId,
        slot: u32,
        ground: &str,
        evidence: &str,
    ) -> Result<(), Report> {
        let request = SubstituteRequest {
            object: object.clone(),
            slot: Some(slot),
            ground: ground.to_owned(),
            evidence: evidence.to_owned(),
        };
        let after = self.take(draw).substitute(&request)?;
        self.keep(after);
        Ok(())
    }

    /// The team of another draw goes to these objects.
    pub(super) fn merge(&mut self, draw: &str, first: &str, objects: &[ObjectId]) -> Result<(), Report> {
        let before = self.take(draw);
        let after = before.merge(&self.folders[&draw_id(first)], objects)?;
        self.keep(after);
        Ok(())
    }

    pub(super) fn folder(&self, draw: &str) -> &DrawFolder {
        self.folders.get(&draw_id(draw)).expect("a draw that was committed").folder()
    }

    /// Drawn objects of a sealed draw, in draw order, from its secret leaves.
    pub(super) fn sealed(&self, draw: &str) -> Vec<(ObjectId, Vec<InspectorId>)> {
        let leaves = self.folder(draw).secret.get("leaves.txt").map(Vec::as_slice).unwrap_or_default();
        let leaves = crate::draw::seal::parse_leaves(leaves).expect("leaves that were just written");
        leaves.into_iter().map(|leaf| (leaf.id, leaf.team)).collect()
    }

    fn nonces(&self, draw: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(PARTY.to_owned(), secret(self.seed, &format!("nonce {PARTY} {draw}")))])
    }

    /// Made-up values of a draw's beacons. The same issue has the same value in every draw.
    fn values(&self, draw: &str) -> (Vec<BeaconValue>, Vec<(BeaconKind, String)>) {
        let record = &self.site.draws[&draw_id(draw)];
        let beacons = record.commit.as_ref().map(|commit| commit.beacons.clone()).unwrap_or_default();
        let value = |beacon: &Beacon| BeaconValue {
            kind: beacon.kind,
            round: beacon.round,
            value: made_up(self.seed, beacon.kind, beacon.round),
        };
        let evidence = beacons.iter().map(|beacon| (beacon.kind, EXAMPLE.to_owned())).collect();
        (beacons.iter().map(value).collect(), evidence)
    }

    /// A draw, to take a step.
    fn take(&mut self, draw: &str) -> Followed {
        self.folders.remove(&draw_id(draw)).expect("a draw that was committed")
    }

    /// The county after a step.
    fn keep(&mut self, (step, draw): (Step, Followed)) {
        let is_plan = |(path, _): &(String, Vec<u8>)| path.starts_with("plans/");
        self.records.extend(step.public.into_iter().filter(is_plan));
        let folder = draw.folder();
        // Nobody reads the files out of the county before it is written.
        let record = DrawRecord::of_examined(&folder.id, Files::new(), folder.times, Arc::clone(draw.found()));
        self.site.draws.insert(folder.id.clone(), record);
        self.folders.insert(folder.id.clone(), draw);
    }
}

/// Two of each department.
fn joint_slots() -> Vec<Slot> {
    use super::registry::{ECOLOGY, HOUSING};
    let slot = |tag: &str| Slot::Tag(crate::model::Tag::parse(tag).expect("a tag of the demonstration"));
    [ECOLOGY, ECOLOGY, HOUSING, HOUSING].map(slot).to_vec()
}

/// Weekdays and hour at which a lottery draws.
fn schedule(kind: BeaconKind) -> (&'static [Weekday], u32, u32) {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    match kind {
        BeaconKind::Ssq => (&[Tue, Thu, Sun], 21, 15),
        BeaconKind::Dlt => (&[Mon, Wed, Sat], 21, 25),
        BeaconKind::Kl8 | BeaconKind::DrandQuicknet => (&[Mon, Tue, Wed, Thu, Fri, Sat, Sun], 21, 30),
    }
}

/// The first drawing on or after a day, numbered as if none of the year had been left out.
fn next_beacon(kind: BeaconKind, from: Day) -> Beacon {
    let (days, hour, minute) = schedule(kind);
    let day = from.iter_days().find(|day| days.contains(&day.weekday())).expect("lotteries draw every week");
    let first = Day::from_ymd_opt(day.year(), 1, 1).expect("a year has a first day");
    let number = first.iter_days().take_while(|d| *d <= day).filter(|d| days.contains(&d.weekday())).count();
    let round = u32::try_from(day.year()).unwrap_or(0) * 1000 + u32::try_from(number).unwrap_or(0);
    Beacon { kind, round, time: at(day, hour, minute) }
}

/// A value of the right form that nobody drew.
fn made_up(seed: u64, kind: BeaconKind, round: u32) -> String {
    let mut chance = Chance::new(seed, &format!("beacon {} {round}", kind.as_str()));
    let mut balls = |count: usize, of: usize| {
        let mut all: Vec<usize> = (1..=of).collect();
        let mut taken: Vec<usize> = (0..count).map(|_| all.swap_remove(chance.below(all.len()))).collect();
        taken.sort_unstable();
        taken.iter().map(|ball| format!("{ball:02}")).collect::<Vec<_>>().join("-")
    };
    match kind {
        BeaconKind::Ssq => format!("{}+{}", balls(6, 33), balls(1, 16)),
        BeaconKind::Dlt => format!("{}+{}", balls(5, 35), balls(2, 12)),
        BeaconKind::Kl8 | BeaconKind::DrandQuicknet => balls(20, 80),
    }
}
