//! assets/*: style, script and pictures of the theme, byte for byte.

use crate::output::{OutPath, OutputTree};
use crate::render::Context;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    for (name, bytes) in context.theme.assets() {
        let path = format!("assets/{name}");
        // What stands at its own place in the site (the scripts of `check/`) or is no file of a site is not put here too.
        if OutPath::new(&path).is_ok() && !super::check::SCRIPTS.contains(&name.as_str()) {
            tree.add(&path, move || Ok(bytes.clone()));
        }
    }
}
