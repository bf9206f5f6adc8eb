//! `commit.txt` (protocol section 4) and the rules that bind it to its lists. In: bytes. Out: a [`Commit`], and back to the
//! same bytes.

use super::beacon::check_time;
use super::survey::Roster;
use super::text::{Message, is_path, is_printable, sha};
use super::{Beacon, BeaconKind, Commit, Fault, InspectorRow, RecusalRow, RosterRow, Slot};
use crate::model::{Class, Day, DrawId, Period, Tag, TaskId, Time, is_word, write_time};
use chrono::Duration;

const FILE: &str = "commit.txt";
const FORMAT: &str = "mingchou/commit/1";
const KEYS: [&str; 22] = [
    "log",
    "draw",
    "task",
    "class",
    "period",
    "replaces",
    "plan",
    "rate",
    "roster-sha256",
    "roster-rows",
    "excluded-sha256",
    "excluded-rows",
    "quota",
    "inspectors-sha256",
    "recusals-sha256",
    "slot",
    "slack",
    "nonce-commit",
    "escrow",
    "beacon",
    "seal-by",
    "reveal-by",
];

impl Slot {
    /// From `any`, `object` or `tag:TAG`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "any" => Some(Self::Any),
            "object" => Some(Self::Object),
            _ => Tag::parse(text.strip_prefix("tag:")?).ok().map(Self::Tag),
        }
    }

    /// REQUIREMENT.
    pub fn write(&self) -> String {
        match self {
            Self::Any => "any".into(),
            Self::Object => "object".into(),
            Self::Tag(tag) => format!("tag:{tag}"),
        }
    }

    /// The tag an inspector needs for this slot at an object, if any.
    pub fn needs<'a>(&'a self, object_tag: Option<&'a Tag>) -> Option<&'a Tag> {
        match self {
            Self::Any => None,
            Self::Object => object_tag,
            Self::Tag(tag) => Some(tag),
        }
    }
}

/// Fields that `commit.txt` and `shortfall.txt` share: log, draw, task, class, period.
pub(super) type Head = (String, DrawId, TaskId, Class, Period);

/// Reads them.
pub(super) fn head(m: &mut Message<'_>) -> Result<Head, Fault> {
    let text = m.one("log", 1)?[0];
    let log = m.value(text, "origin", |t| is_printable(t).then(|| t.to_owned()))?;
    let text = m.one("draw", 1)?[0];
    let draw = m.value(text, "word", |t| DrawId::parse(t).ok())?;
    let text = m.one("task", 1)?[0];
    let task = m.value(text, "word", |t| TaskId::parse(t).ok())?;
    let text = m.one("class", 1)?[0];
    let class = m.value(text, "class", Class::parse)?;
    let text = m.one("period", 1)?[0];
    let period = m.value(text, "period", Period::parse)?;
    Ok((log, draw, task, class, period))
}

/// Reads `plan PATH HEX`.
pub(super) fn plan(m: &mut Message<'_>) -> Result<(String, String), Fault> {
    let fields = m.one("plan", 2)?;
    let path = m.value(fields[0], "path", |t| is_path(t).then(|| t.to_owned()))?;
    Ok((path, m.hex(fields[1])?))
}

/// Reads `replaces DRAW`, if it is there.
pub(super) fn replaces(m: &mut Message<'_>) -> Result<Option<DrawId>, Fault> {
    match m.optional("replaces", 1)? {
        Some(f) => m.value(f[0], "word", |t| DrawId::parse(t).ok()).map(Some),
        None => Ok(None),
    }
}

/// Reads `rate BP`.
pub(super) fn rate(m: &mut Message<'_>) -> Result<u32, Fault> {
    let text = m.one("rate", 1)?[0];
    let rate = m.value(text, "integer", super::text::integer)?;
    if (1..=10_000).contains(&rate) { Ok(rate) } else { Err(m.fault("rate-range", text)) }
}

/// Reads the `slot` lines and `slack`.
pub(super) fn team(m: &mut Message<'_>) -> Result<(Vec<Slot>, u32), Fault> {
    let slots = m.some("slot", 1)?.iter().map(|f| m.value(f[0], "slot", Slot::parse)).collect::<Result<Vec<_>, _>>()?;
    if !(2..=9).contains(&slots.len()) {
        return Err(m.fault("slot-count", slots.len().to_string()));
    }
    let text = m.one("slack", 1)?[0];
    let slack = m.integer(text)?;
    if slack > 9 { Err(m.fault("slack-range", text)) } else { Ok((slots, slack)) }
}

/// Reads the `beacon` lines, `seal-by` and `reveal-by`.
pub(super) fn times(m: &mut Message<'_>, period: Period) -> Result<(Vec<Beacon>, Time, Day), Fault> {
    let beacons = beacons(m)?;
    let text = m.one("seal-by", 1)?[0];
    let seal_by = m.time(text)?;
    let last = beacons.iter().map(|b| b.time).max().expect("there is at least one beacon");
    if seal_by < last {
        return Err(m.fault("seal-early", text));
    }
    if seal_by > last + Duration::days(10) {
        return Err(m.fault("seal-late", text));
    }
    let text = m.one("reveal-by", 1)?[0];
    let reveal_by = m.day(text)?;
    if reveal_by > period.last_day() + Duration::days(31) {
        return Err(m.fault("reveal-late", text));
    }
    Ok((beacons, seal_by, reveal_by))
}

/// Reads `NAME-sha256 HEX` and `NAME-rows N`.
pub(super) fn hashed(m: &mut Message<'_>, name: &str) -> Result<(String, u32), Fault> {
    let text = m.one(&format!("{name}-sha256"), 1)?[0];
    let hash = m.hex(text)?;
    let text = m.one(&format!("{name}-rows"), 1)?[0];
    Ok((hash, m.integer(text)?))
}

impl Commit {
    /// Reads and checks all that can be told without the lists.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let mut m = Message::open(FILE, bytes, FORMAT, &KEYS)?;
        let (log, draw, task, class, period) = head(&mut m)?;
        let replaces = replaces(&mut m)?;
        let plan = plan(&mut m)?;
        let rate = rate(&mut m)?;
        let roster = hashed(&mut m, "roster")?;
        if roster.1 == 0 {
            return Err(m.fault("rows-range", ""));
        }
        let excluded = hashed(&mut m, "excluded")?;
        let quotas = quotas(&mut m, class)?;
        let text = m.one("inspectors-sha256", 1)?[0];
        let inspectors = m.hex(text)?;
        let text = m.one("recusals-sha256", 1)?[0];
        let recusals = m.hex(text)?;
        let (slots, slack) = team(&mut m)?;
        let nonce_commits = parties(&mut m)?;
        let escrows = escrows(&mut m, &nonce_commits)?;
        let (beacons, seal_by, reveal_by) = times(&mut m, period)?;
        m.end()?;
        Ok(Self {
            log,
            draw,
            task,
            class,
            period,
            replaces,
            plan,
            rate,
            roster,
            excluded,
            quotas,
            inspectors,
            recusals,
            slots,
            slack,
            nonce_commits,
            escrows,
            beacons,
            seal_by,
            reveal_by,
        })
    }

    /// The bytes of `commit.txt`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = format!(
            "{FORMAT}\nlog {}\ndraw {}\ntask {}\nclass {}\nperiod {}\n",
            self.log,
            self.draw,
            self.task,
            self.class.as_str(),
            self.period
        );
        let mut line = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        if let Some(draw) = &self.replaces {
            line(format!("replaces {draw}"));
        }
        line(format!("plan {} {}", self.plan.0, self.plan.1));
        line(format!("rate {}", self.rate));
        line(format!("roster-sha256 {}\nroster-rows {}", self.roster.0, self.roster.1));
        line(format!("excluded-sha256 {}\nexcluded-rows {}", self.excluded.0, self.excluded.1));
        for (stratum, k) in &self.quotas {
            line(format!("quota {stratum} {k}"));
        }
        line(format!("inspectors-sha256 {}\nrecusals-sha256 {}", self.inspectors, self.recusals));
        for slot in &self.slots {
            line(format!("slot {}", slot.write()));
        }
        line(format!("slack {}", self.slack));
        for (party, hash) in &self.nonce_commits {
            line(format!("nonce-commit {party} {hash}"));
        }
        for (party, hash) in &self.escrows {
            line(format!("escrow {party} {hash}"));
        }
        for b in &self.beacons {
            line(format!("beacon {} {} {}", b.kind.as_str(), b.round, write_time(b.time)));
        }
        line(format!("seal-by {}\nreveal-by {}", write_time(self.seal_by), self.reveal_by));
        out.into_bytes()
    }

    /// C.
    pub fn digest(&self) -> String {
        sha(&self.to_bytes())
    }

    /// Checks rows, total and quotas against the lists, and that every object alone can be served (recusals are secret yet).
    /// `excluded`: how many rows there are.
    pub fn check_lists(&self, roster: &Roster, excluded: usize, inspectors: &[InspectorRow]) -> Result<(), Fault> {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        for (name, said, found) in
            [("roster.csv", self.roster.1, roster.rows), ("excluded.csv", self.excluded.1, excluded)]
        {
            if said != count(found) {
                return Err(Fault::new(name, "rows-differ", format!("{said} {found}")));
            }
        }
        roster.ids.clone().map_or(Ok(()), Err)?;
        check_quotas(self, roster, excluded)?;
        self.check_feasible(&roster.samples, inspectors, &[])
    }

    /// Checks that every object of the roster, taken alone, can be served under these recusals (section 4). `roster`: all rows, or in
    /// their order those that recusals name and the first of each tag.
    pub fn check_feasible(
        &self,
        roster: &[RosterRow],
        inspectors: &[InspectorRow],
        recusals: &[RecusalRow],
    ) -> Result<(), Fault> {
        match super::assign::infeasible(roster, inspectors, recusals, &self.slots) {
            None => Ok(()),
            Some((object, slot, tag)) => {
                let tag = tag.map_or_else(|| "any".into(), |t| t.to_string());
                Err(Fault::new(FILE, "infeasible", format!("{object} slot {slot} {tag}")))
            }
        }
    }
}

fn check_quotas(commit: &Commit, roster: &Roster, excluded: usize) -> Result<(), Fault> {
    let strata = &roster.strata;
    if let Some(stratum) = strata.keys().find(|s| !commit.quotas.iter().any(|(q, _)| q == *s)) {
        return Err(Fault::new(FILE, "stratum-without-quota", stratum));
    }
    if let Some((stratum, _)) = commit.quotas.iter().find(|(q, _)| !strata.contains_key(q)) {
        return Err(Fault::new(FILE, "quota-without-stratum", stratum));
    }
    let wanted = roster.quotas(excluded, commit.rate);
    let sum = |q: &[(String, u32)]| q.iter().map(|(_, k)| u64::from(*k)).sum::<u64>();
    if sum(&wanted) != sum(&commit.quotas) {
        return Err(Fault::new(FILE, "quota-sum", format!("{} {}", sum(&commit.quotas), sum(&wanted))));
    }
    if wanted != commit.quotas { Err(Fault::new(FILE, "quota-order", "")) } else { Ok(()) }
}

/// Position of a stratum in the order of service and the family it belongs to; none for a name that does not exist.
pub fn stratum_order(stratum: &str) -> Option<(Class, Period)> {
    let none = Period { year: 0, quarter: None };
    match stratum {
        "fresh" => Some((Class::Key, none)),
        "seen" => Some((Class::Key, Period { year: 1, quarter: None })),
        "all" => Some((Class::Special, none)),
        _ => Period::parse(stratum).filter(|p| p.quarter.is_some()).map(|p| (Class::Project, p)),
    }
}

fn quotas(m: &mut Message<'_>, class: Class) -> Result<Vec<(String, u32)>, Fault> {
    let family = match class {
        Class::General | Class::Key => Class::Key,
        Class::Special | Class::Joint => Class::Special,
        Class::Project => Class::Project,
    };
    let mut found: Vec<(String, u32)> = Vec::new();
    for fields in m.some("quota", 2)? {
        let stratum = m.word(fields[0])?;
        let k = m.integer(fields[1])?;
        if found.iter().any(|(other, _)| *other == stratum) {
            return Err(m.fault("stratum-twice", stratum));
        }
        match stratum_order(&stratum) {
            Some((of, _)) if of == family => {}
            _ => return Err(m.fault("strata-class", stratum)),
        }
        if found.last().is_some_and(|(other, _)| stratum_order(other) > stratum_order(&stratum)) {
            return Err(m.fault("strata-order", stratum));
        }
        found.push((stratum, k));
    }
    Ok(found)
}

fn parties(m: &mut Message<'_>) -> Result<Vec<(String, String)>, Fault> {
    let mut found: Vec<(String, String)> = Vec::new();
    for fields in m.some("nonce-commit", 2)? {
        let party = m.word(fields[0])?;
        if found.iter().any(|(other, _)| *other == party) {
            return Err(m.fault("party-twice", party));
        }
        found.push((party, m.hex(fields[1])?));
    }
    if found.len() > 9 { Err(m.fault("party-count", found.len().to_string())) } else { Ok(found) }
}

fn escrows(m: &mut Message<'_>, parties: &[(String, String)]) -> Result<Vec<(String, String)>, Fault> {
    let mut found: Vec<(String, String)> = Vec::new();
    for fields in m.many("escrow", 2)? {
        let party = m.word(fields[0])?;
        if !parties.iter().any(|(other, _)| *other == party) {
            return Err(m.fault("party-unknown", party));
        }
        if found.iter().any(|(other, _)| *other == party) {
            return Err(m.fault("party-twice", party));
        }
        found.push((party, m.hex(fields[1])?));
    }
    Ok(found)
}

fn beacons(m: &mut Message<'_>) -> Result<Vec<Beacon>, Fault> {
    let mut found: Vec<Beacon> = Vec::new();
    for fields in m.some("beacon", 3)? {
        let kind = m.value(fields[0], "beacon-kind", BeaconKind::parse)?;
        let beacon = Beacon { kind, round: m.integer(fields[1])?, time: m.time(fields[2])? };
        check_time(m.file(), 0, &beacon)?;
        if found.iter().any(|other| (other.kind, other.round) == (beacon.kind, beacon.round)) {
            return Err(m.fault("beacon-twice", format!("{} {}", kind.as_str(), beacon.round)));
        }
        found.push(beacon);
    }
    if found.len() > 3 { Err(m.fault("beacon-count", found.len().to_string())) } else { Ok(found) }
}

/// `nonce-commit` of a party (protocol section 4). `nonce`: 64 hex digits.
pub fn nonce_commit(origin: &str, draw: &str, party: &str, nonce: &str) -> String {
    sha(format!("mingchou/nonce/1\n{origin}\n{draw}\n{party}\n{nonce}\n").as_bytes())
}

/// Whether a party name may stand in a commitment.
pub fn is_party(text: &str) -> bool {
    is_word(text)
}
