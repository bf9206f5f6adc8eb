//! How a draw ends otherwise (protocol section 9): `void.txt`, `lost.txt`, `shortfall.txt`. In: bytes. Out: values and back.

use super::commit::{Head, hashed, head, plan};
use super::seal::evidence;
use super::seed::values;
use super::text::Message;
use super::{BeaconKind, BeaconValue, Commit, Fault, Nonces};
use crate::model::{Class, DrawId, Period, TaskId};

/// Reasons of a void draw.
pub const VOID_REASONS: [&str; 6] =
    ["roster-error", "party-withheld", "nonce-lost", "beacon-cancelled", "no-legal-basis", "other"];

/// `void.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Void {
    /// DRAW.
    pub draw: DrawId,
    /// C.
    pub commit: String,
    /// All beacon values are known.
    pub after_beacon: bool,
    /// One of [`VOID_REASONS`].
    pub reason: String,
    /// Words for the public.
    pub note: String,
    /// After the beacon: all values.
    pub beacons: Vec<BeaconValue>,
    /// Evidence as in a seal.
    pub evidence: Vec<(BeaconKind, String)>,
    /// Opened nonces.
    pub nonces: Vec<(String, String)>,
    /// Parties whose nonce is missing.
    pub missing: Vec<String>,
}

/// `lost.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// DRAW.
    pub draw: DrawId,
    /// C.
    pub commit: String,
    /// The other nonces.
    pub nonces: Vec<(String, String)>,
    /// Parties whose nonce is missing, at least one.
    pub missing: Vec<String>,
    /// Words for the public.
    pub note: String,
}

/// `shortfall.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// ORIGIN.
    pub log: String,
    /// DRAW.
    pub draw: DrawId,
    /// TASK.
    pub task: TaskId,
    /// CLASS.
    pub class: Class,
    /// PERIOD.
    pub period: Period,
    /// Record of the plan.
    pub plan: (String, String),
    /// Basis points.
    pub rate: u32,
    /// Hash and rows of the excluded.
    pub excluded: (String, u32),
}

fn draw_and_commit(m: &mut Message<'_>) -> Result<(DrawId, String), Fault> {
    let text = m.one("draw", 1)?[0];
    let draw = m.value(text, "word", |t| DrawId::parse(t).ok())?;
    let text = m.one("commit", 1)?[0];
    Ok((draw, m.hex(text)?))
}

fn nonces(m: &mut Message<'_>) -> Result<(Nonces, Vec<String>), Fault> {
    let opened =
        m.many("nonce", 2)?.iter().map(|f| Ok((m.word(f[0])?, m.hex(f[1])?))).collect::<Result<Vec<_>, Fault>>()?;
    let missing = m.many("missing", 1)?.iter().map(|f| m.word(f[0])).collect::<Result<Vec<_>, Fault>>()?;
    Ok((opened, missing))
}

fn write_nonces(out: &mut String, nonces: &[(String, String)], missing: &[String]) {
    for (party, nonce) in nonces {
        out.push_str(&format!("nonce {party} {nonce}\n"));
    }
    for party in missing {
        out.push_str(&format!("missing {party}\n"));
    }
}

/// Every party is either opened, with a nonce that matches, or named as missing; both in the order of the commitment.
pub fn check_nonces(file: &str, commit: &Commit, nonces: &[(String, String)], missing: &[String]) -> Result<(), Fault> {
    for (party, _) in &commit.nonce_commits {
        let opened = nonces.iter().filter(|(p, _)| p == party).count();
        if opened + missing.iter().filter(|p| *p == party).count() != 1 {
            return Err(Fault::new(file, "nonce-unaccounted", party.as_str()));
        }
    }
    let order: Vec<&String> = commit.nonce_commits.iter().map(|(party, _)| party).collect();
    let place = |party: &String| order.iter().position(|p| *p == party);
    let sorted = |parties: Vec<&String>| {
        parties.iter().all(|p| place(p).is_some()) && parties.windows(2).all(|pair| place(pair[0]) < place(pair[1]))
    };
    if !sorted(nonces.iter().map(|(p, _)| p).collect()) || !sorted(missing.iter().collect()) {
        return Err(Fault::new(file, "nonce-order", ""));
    }
    for (party, nonce) in nonces {
        let hash = super::commit::nonce_commit(&commit.log, commit.draw.as_str(), party, nonce);
        if !commit.nonce_commits.iter().any(|(p, h)| p == party && *h == hash) {
            return Err(Fault::new(file, "nonce-commitment", party.as_str()));
        }
    }
    Ok(())
}

impl Void {
    /// Reads `void.txt`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let keys = ["draw", "commit", "stage", "reason", "note", "beacon", "evidence", "nonce", "missing"];
        let mut m = Message::open("void.txt", bytes, "mingchou/void/1", &keys)?;
        let (draw, commit) = draw_and_commit(&mut m)?;
        let text = m.one("stage", 1)?[0];
        let after_beacon = m.value(text, "stage", |t| match t {
            "after-beacon" => Some(true),
            "before-beacon" => Some(false),
            _ => None,
        })?;
        let text = m.one("reason", 1)?[0];
        let reason = m.value(text, "reason", |t| VOID_REASONS.contains(&t).then(|| t.to_owned()))?;
        let note = m.one("note", 1)?[0].to_owned();
        let lines = m.many("beacon", 3)?;
        let beacons = values(&mut m, &lines)?;
        let evidence = evidence(&mut m)?;
        let (nonces, missing) = nonces(&mut m)?;
        m.end()?;
        Ok(Self { draw, commit, after_beacon, reason, note, beacons, evidence, nonces, missing })
    }

    /// The bytes of `void.txt`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let stage = if self.after_beacon { "after-beacon" } else { "before-beacon" };
        let mut out = format!(
            "mingchou/void/1\ndraw {}\ncommit {}\nstage {stage}\nreason {}\nnote {}\n",
            self.draw, self.commit, self.reason, self.note
        );
        for b in &self.beacons {
            out.push_str(&format!("beacon {} {} {}\n", b.kind.as_str(), b.round, b.value));
        }
        for (kind, text) in &self.evidence {
            out.push_str(&format!("evidence {} {text}\n", kind.as_str()));
        }
        write_nonces(&mut out, &self.nonces, &self.missing);
        out.into_bytes()
    }
}

impl Lost {
    /// Reads `lost.txt`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let keys = ["draw", "commit", "nonce", "missing", "note"];
        let mut m = Message::open("lost.txt", bytes, "mingchou/lost/1", &keys)?;
        let (draw, commit) = draw_and_commit(&mut m)?;
        let (nonces, missing) = nonces(&mut m)?;
        if missing.is_empty() {
            return Err(m.fault("missing-none", ""));
        }
        let note = m.one("note", 1)?[0].to_owned();
        m.end()?;
        Ok(Self { draw, commit, nonces, missing, note })
    }

    /// The bytes of `lost.txt`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = format!("mingchou/lost/1\ndraw {}\ncommit {}\n", self.draw, self.commit);
        write_nonces(&mut out, &self.nonces, &self.missing);
        out.push_str(&format!("note {}\n", self.note));
        out.into_bytes()
    }
}

impl Shortfall {
    /// Reads `shortfall.txt`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let keys = ["log", "draw", "task", "class", "period", "plan", "rate", "excluded-sha256", "excluded-rows"];
        let mut m = Message::open("shortfall.txt", bytes, "mingchou/shortfall/1", &keys)?;
        let (log, draw, task, class, period): Head = head(&mut m)?;
        let plan = plan(&mut m)?;
        let text = m.one("rate", 1)?[0];
        let rate = m.integer(text)?;
        if !(1..=10_000).contains(&rate) {
            return Err(m.fault("shortfall-rate", text));
        }
        let excluded = hashed(&mut m, "excluded")?;
        if excluded.1 == 0 {
            return Err(m.fault("excluded-none", ""));
        }
        m.end()?;
        Ok(Self { log, draw, task, class, period, plan, rate, excluded })
    }

    /// The bytes of `shortfall.txt`.
    pub fn to_bytes(&self) -> Vec<u8> {
        format!(
            "mingchou/shortfall/1\nlog {}\ndraw {}\ntask {}\nclass {}\nperiod {}\nplan {} {}\nrate {}\nexcluded-sha256 {}\nexcluded-rows {}\n",
            self.log, self.draw, self.task, self.class.as_str(), self.period, self.plan.0, self.plan.1, self.rate,
            self.excluded.0, self.excluded.1
        )
        .into_bytes()
    }
}
