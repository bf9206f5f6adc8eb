//! The terms of a draw: those lines of `commit.txt` that do not follow from its lists (`docs/formats.md`). In: bytes. Out: [`Terms`].

use super::commit::{head, plan, rate, replaces, team, times};
use super::text::Message;
use super::{Beacon, Fault, Slot};
use crate::model::{Class, Day, DrawId, Period, TaskId, Time};

const FORMAT: &str = "mingchou/terms/1";
const KEYS: [&str; 13] = [
    "log",
    "draw",
    "task",
    "class",
    "period",
    "replaces",
    "plan",
    "rate",
    "slot",
    "slack",
    "beacon",
    "seal-by",
    "reveal-by",
];

/// `terms.txt`. Every line means what it means in a commitment (protocol section 4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
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
    /// The void draw it replaces.
    pub replaces: Option<DrawId>,
    /// Path and hash of the plan record.
    pub plan: (String, String),
    /// Basis points.
    pub rate: u32,
    /// Requirements of the team.
    pub slots: Vec<Slot>,
    /// 0 to 9.
    pub slack: u32,
    /// 1 to 3.
    pub beacons: Vec<Beacon>,
    /// `seal-by`.
    pub seal_by: Time,
    /// `reveal-by`.
    pub reveal_by: Day,
}

impl Terms {
    /// Reads the terms; `file` is the name under which faults are told.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, Fault> {
        let mut m = Message::open(file, bytes, FORMAT, &KEYS)?;
        let (log, draw, task, class, period) = head(&mut m)?;
        let replaces = replaces(&mut m)?;
        let plan = plan(&mut m)?;
        let rate = rate(&mut m)?;
        let (slots, slack) = team(&mut m)?;
        let (beacons, seal_by, reveal_by) = times(&mut m, period)?;
        m.end()?;
        Ok(Self { log, draw, task, class, period, replaces, plan, rate, slots, slack, beacons, seal_by, reveal_by })
    }

    /// Whether the log is one that nobody has: its host has a label `example` (RFC 2606), as in a rehearsal.
    pub fn is_rehearsal(&self) -> bool {
        is_rehearsal(&self.log)
    }
}

/// Whether an ORIGIN is one that nobody has: its host has a label `example` (RFC 2606).
pub fn is_rehearsal(origin: &str) -> bool {
    origin.split('/').next().unwrap_or("").split('.').any(|label| label == "example")
}
