//! What every page may see.

use super::Theme;
use crate::model::Time;
use crate::output::OutPath;
use crate::site::Site;
use crate::words::Words;
use serde::Serialize;

/// Everything a page kind gets.
pub struct Context<'a> {
    /// The county.
    pub site: &'a Site,
    /// Templates and assets.
    pub theme: &'a Theme,
    /// Sentences of the site's language.
    pub words: &'a Words,
}

/// Which meta tags a page carries (domain.md 8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PageKind {
    /// Three tags.
    Home,
    /// Seven tags.
    List,
    /// Ten tags, with the time of publication.
    Article,
}

/// The frame of a page, next to its own view.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// Title, without the site's name.
    pub title: String,
    /// Kind.
    pub kind: PageKind,
    /// Key of the column (栏目) below `columns.`: `items`, `plans`, `objects`, `draws`, …
    pub column: &'static str,
    /// One plain sentence for the description tag.
    pub description: String,
    /// Time of publication from the data; articles have one.
    pub published_at: Option<Time>,
    /// Title and relative-to-root address of the pages above, home excluded.
    pub trail: Vec<(String, String)>,
}

impl Context<'_> {
    /// Renders `template` for the file `path`. The template sees `view` (the page's own struct), `frame`, `root` (`../` as
    /// often as needed), `path`, and the globals of [`Theme`]. Errors: the template engine's own words.
    pub fn page(&self, path: &str, template: &str, frame: &Frame, view: &impl Serialize) -> Result<Vec<u8>, String> {
        let root = OutPath::new(path)?.to_root();
        self.theme.render(self, template, &root, path, frame, view)
    }
}
