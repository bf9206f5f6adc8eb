//! Templates, assets and words of a theme as values. (being built)

use super::{Context, context::Frame};
use serde::Serialize;

/// A loaded theme.
pub struct Theme {}

impl Theme {
    /// Renders one page.
    pub(super) fn render(
        &self,
        context: &Context<'_>,
        template: &str,
        root: &str,
        path: &str,
        frame: &Frame,
        view: &impl Serialize,
    ) -> Result<Vec<u8>, String> {
        let _ = (context, template, root, path, frame, serde_json::to_value(view).map_err(|e| e.to_string())?);
        Err("no theme".into())
    }
}
