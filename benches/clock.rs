//! Seconds this thread has spent on a processor, so that what else the machine does is not counted; Linux keeps
//! count in steps of a few milliseconds, so what is timed must be longer. Where the system does not
//! tell, seconds that have passed.

use std::time::Instant;

/// A running clock.
pub(crate) struct Clock {
    passed: Instant,
    spent: Option<u64>,
}

impl Clock {
    /// Starts it.
    pub(crate) fn start() -> Self {
        Self { spent: spent(), passed: Instant::now() }
    }

    /// What it shows.
    pub(crate) fn seconds(&self) -> f64 {
        match (self.spent, spent()) {
            (Some(before), Some(after)) if after > before => (after - before) as f64 / 1e9,
            _ => self.passed.elapsed().as_secs_f64(),
        }
    }
}

fn spent() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok()
}
