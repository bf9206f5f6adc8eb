//! draws/index.html, draws/DRAW/index.html and the protocol's files byte for byte. (being built)

use crate::output::OutputTree;
use crate::render::Context;

pub(super) fn add<'a>(_context: &'a Context<'a>, _tree: &mut OutputTree<'a>) {}
