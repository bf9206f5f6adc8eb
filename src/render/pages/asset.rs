//! assets/*: style, script and pictures of the theme, byte for byte.

use crate::output::{OutPath, OutputTree};
use crate::render::Context;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    for (name, bytes) in context.theme.assets() {
        let path = format!("assets/{name}");
        if OutPath::new(&path).is_ok() && !super::check::BESIDE.contains(&name.as_str()) {
            tree.add(&path, move || Ok(bytes.clone()));
        }
    }
}
