//! assets/*: style, script and pictures of the theme, byte for byte; what only other files carry stays out.

use crate::output::{OutPath, OutputTree};
use crate::render::Context;
use crate::render::handout::ASSETS;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    for (name, bytes) in context.theme.assets() {
        let path = format!("assets/{name}");
        let elsewhere = super::check::BESIDE.contains(&name.as_str()) || ASSETS.contains(&name.as_str());
        if OutPath::new(&path).is_ok() && !elsewhere {
            tree.add(&path, move || Ok(bytes.clone()));
        }
    }
}
