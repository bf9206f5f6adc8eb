//! What the guided day of a draw works with beside the steps themselves: when public numbers come, how typed numbers are spelt, the notes of
//! the record. In: days, typed texts, files. Out: values. Pure; nothing here is published.

pub mod notes;
pub mod occasion;
pub mod typed;
