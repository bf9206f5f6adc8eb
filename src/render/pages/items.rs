//! items/. (being built)

use crate::output::OutputTree;
use crate::render::Context;

pub(super) fn add<'a>(_context: &'a Context<'a>, _tree: &mut OutputTree<'a>) {}
