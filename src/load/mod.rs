//! Files → tables → raw records, each value with its file, row and column heading. The only reader of `content/`.

mod raw;

pub use raw::{Located, Raw, RawDraw, RawPlan};
