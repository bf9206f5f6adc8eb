//! What is drawn, for whoever enters results: also what is still sealed, which only the bureau's own machine knows. In: nothing. Out: types.

use crate::model::{Class, Time};

/// What an import needs beyond `content/`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drawn {
    /// Drawn objects, by draw and rank.
    pub(crate) objects: Vec<DrawnObject>,
    /// Sealed draws whose list is not on this machine.
    pub(crate) unseen: Vec<String>,
    /// The moment of the import.
    pub(crate) now: Time,
}

/// An object a draw chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DrawnObject {
    /// The draw.
    pub(crate) draw: String,
    /// The object.
    pub(crate) object: String,
    /// Class of the draw's task.
    pub(crate) class: Class,
    /// Year of the draw's period, which names the table.
    pub(crate) year: i32,
    /// Whether the public does not know yet that it was drawn.
    pub(crate) sealed: bool,
    /// Whether a result stands in a table, public or not.
    pub(crate) done: bool,
    /// Whether that result is public.
    pub(crate) public: bool,
}
