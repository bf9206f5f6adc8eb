//! Prints pages: the only place where a template meets its data. In: the theme, what the pages of one language share, and for
//! each page a [`Given`]. Out: bytes, with a key over everything they were made from.
//!
//! A page that has the key of the one that stands in the folder is not printed again, so the key must leave out nothing. It
//! cannot: a page is made of [`Given`], which is hashed as a whole, and of the press, which looks at no county: program,
//! theme and what pages share stand in its own key.

use super::Theme;
use super::site_view::SiteView;
use crate::output::{Fact, Key, Keys, Known, Made};
use crate::qr::{self, Label};
use crate::site::Site;
use crate::words::Words;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Mutex;
use tera::Value;

/// Prints the pages of one language.
pub(super) struct Press<'a> {
    theme: &'a Theme,
    lang: &'a str,
    shared: Shared,
    edges: Mutex<BTreeMap<(&'static str, String), Edges>>,
    memory: Option<Memory<'a>>,
}

/// What earlier builds made, and the key of theme, program and shared values.
struct Memory<'a> {
    known: &'a Known,
    key: Key,
}

/// Values that are the same on every page, converted once.
struct Shared {
    site: Value,
    columns: BTreeMap<String, Value>,
    /// The same values as they go into a key.
    text: Vec<u8>,
}

/// Head and foot of the pages of one column at one depth, as HTML. Ten thousand pages share them.
#[derive(Clone)]
struct Edges {
    menu: Value,
    foot: Value,
}

/// Everything that one page has for itself.
#[derive(Serialize)]
pub(super) struct Given<'v, V: Serialize> {
    /// File of the site.
    pub(super) path: &'v str,
    /// How its links begin.
    pub(super) root: &'v str,
    /// Template of the theme.
    pub(super) template: &'v str,
    /// Head and foot; none of a file that is no page.
    pub(super) around: Option<Around<'v>>,
    /// What it tells.
    pub(super) view: &'v V,
}

/// What stands around what a page tells.
#[derive(Serialize)]
pub(super) struct Around<'v> {
    /// Title, kind, trail.
    pub(super) frame: FrameView<'v>,
    /// Column.
    pub(super) column: &'static str,
    /// Its counterparts in other languages.
    pub(super) tongues: Vec<BTreeMap<&'static str, String>>,
    /// Address and title of the code in its printed foot.
    pub(super) code: Option<(String, String)>,
}

/// The frame as templates see it.
#[derive(Serialize)]
pub(super) struct FrameView<'v> {
    /// Title, without the site's name.
    pub(super) title: &'v str,
    /// Word templates compare with.
    pub(super) kind: &'v str,
    /// Description.
    pub(super) description: &'v str,
    /// Time of publication.
    pub(super) published_at: Option<String>,
    /// Pages above.
    pub(super) trail: Vec<Step<'v>>,
}

/// A step of 当前位置 as the template sees it.
#[derive(Serialize)]
pub(super) struct Step<'v> {
    /// What it is called.
    pub(super) title: &'v str,
    /// Where it stands, from the root.
    pub(super) href: &'v str,
}

impl<'a> Press<'a> {
    /// Errors: the template engine's own words.
    pub(super) fn new(site: &Site, theme: &'a Theme, words: &'a Words, folder: &str) -> Result<Self, String> {
        let shared = Shared::new(site, words, folder)?;
        Ok(Self { theme, lang: &words.lang, shared, edges: Mutex::default(), memory: None })
    }

    /// Lets pages be kept that `known` knows, and gives every page its key.
    pub(super) fn remember(&mut self, known: &'a Known) {
        let parts = [known.program.as_bytes(), self.theme.key().as_bytes(), self.lang.as_bytes(), &self.shared.text];
        self.memory = Some(Memory { known, key: Key::of(&parts) });
    }

    /// A file of the site. Errors: the template engine's own words, with the path.
    pub(super) fn file<V: Serialize>(&self, given: &Given<'_, V>) -> Result<Made, String> {
        self.keyed(given.path, &("page", given), || self.print(given))
    }

    /// A file that a function makes of its `input` and, being without surroundings, of nothing else. Errors: the function's.
    pub(super) fn made_of<I: Serialize>(
        &self,
        path: &str,
        input: &I,
        make: fn(&I) -> Result<Vec<u8>, String>,
    ) -> Result<Made, String> {
        self.keyed(path, &("file", path, input), || make(input))
    }

    /// Keeps the file `path` if it has the early key: that of what the press holds, of `print` and of `own`. Else `make` makes it, or
    /// keeps it by what it is made from in the end. What `make` looks at stands in one of the three.
    pub(super) fn early(
        &self,
        path: &str,
        print: Option<Key>,
        own: &impl Serialize,
        make: impl FnOnce() -> Result<Made, String>,
    ) -> Result<Made, String> {
        let (Some(memory), Some(print)) = (&self.memory, print) else { return make() };
        let text = rmp_serde::to_vec_named(own).map_err(|error| format!("{path}: {error}"))?;
        let key = Key::of(&[b"early", memory.key.as_bytes(), print.as_bytes(), path.as_bytes(), &text]);
        match memory.known.kept(path, Keys { whole: None, early: Some(key) }) {
            Some(fact) => Ok(Made::Kept(fact)),
            None => Ok(make()?.with_early(key)),
        }
    }

    /// Keeps the file `path` if it has the key of `input`, else makes it. What `make` looks at stands in `input` or in the press.
    fn keyed(
        &self,
        path: &str,
        input: &impl Serialize,
        make: impl FnOnce() -> Result<Vec<u8>, String>,
    ) -> Result<Made, String> {
        let Some(memory) = &self.memory else { return make().map(Made::from) };
        // Names and lengths stand in it as in JSON, but nothing is escaped.
        let text = rmp_serde::to_vec_named(input).map_err(|error| format!("{path}: {error}"))?;
        let key = Key::of(&[memory.key.as_bytes(), &text]);
        let keys = Keys { whole: Some(key), early: None };
        match memory.known.kept(path, keys) {
            Some(fact) => Ok(Made::Kept(Fact { keys, ..fact })),
            None => Ok(Made::Bytes(make()?, keys)),
        }
    }

    /// The bytes, in any case.
    pub(super) fn print<V: Serialize>(&self, given: &Given<'_, V>) -> Result<Vec<u8>, String> {
        let fault = |fault: String| format!("{}: {fault}", given.path);
        let mut data = tera::Context::new();
        if let Some(around) = &given.around {
            data.insert_value("frame", value(&around.frame).map_err(fault)?);
            data.insert_value("column", self.column(around.column).map_err(fault)?);
            let edges = self.edges(around.column, given.root)?;
            data.insert_value("menu", edges.menu);
            data.insert_value("foot", edges.foot);
            data.insert_value("tongues", value(&around.tongues).map_err(fault)?);
            data.insert_value("qr", Value::normal_string(&around.svg().map_err(fault)?));
        }
        data.insert_value("view", value(given.view).map_err(fault)?);
        data.insert_value("site", self.shared.site.clone());
        data.insert_value("root", Value::normal_string(given.root));
        data.insert_value("path", Value::normal_string(given.path));
        self.theme.render(self.lang, given.template, &data).map_err(fault)
    }

    /// Head and foot of the pages of a column that stand `root` below the top, made when first asked for.
    fn edges(&self, column: &'static str, root: &str) -> Result<Edges, String> {
        let key = (column, root.to_owned());
        if let Some(edges) = self.edges.lock().expect("no thread panics while it holds the heads and feet").get(&key) {
            return Ok(edges.clone());
        }
        let mut data = tera::Context::new();
        data.insert_value("site", self.shared.site.clone());
        data.insert_value("column", self.column(column)?);
        data.insert_value("root", Value::normal_string(root));
        let part = |template: &str| {
            let bytes = self.theme.render(self.lang, template, &data)?;
            Ok::<Value, String>(Value::normal_string(String::from_utf8_lossy(&bytes).trim()))
        };
        let edges = Edges { menu: part("menu.html")?, foot: part("foot.html")? };
        let mut known = self.edges.lock().expect("no thread panics while it holds the heads and feet");
        Ok(known.entry(key).or_insert(edges).clone())
    }

    fn column(&self, key: &str) -> Result<Value, String> {
        self.shared.columns.get(key).cloned().ok_or_else(|| format!("no words for the column {key:?}"))
    }
}

impl Around<'_> {
    /// The QR code of the printed foot: on paper it is the way back to the page. Empty without an address.
    fn svg(&self) -> Result<String, String> {
        let Some((address, title)) = &self.code else { return Ok(String::new()) };
        qr::svg(address, &Label { id: "address", title, description: address }).map_err(|fault| fault.to_string())
    }
}

impl Shared {
    fn new(site: &Site, words: &Words, folder: &str) -> Result<Self, String> {
        let mut columns = BTreeMap::new();
        for key in words.keys() {
            let Some(column) = key.strip_prefix("columns.").and_then(|rest| rest.strip_suffix(".name")) else {
                continue;
            };
            let word = |name: &str| words.get(&format!("columns.{column}.{name}"));
            let view = BTreeMap::from([
                ("key", column.to_owned()),
                ("name", word("name")),
                ("about", word("about")),
                ("keywords", word("keywords")),
                ("type", word("type")),
            ]);
            columns.insert(column.to_owned(), view);
        }
        let site = SiteView::new(site, words, folder);
        let text = serde_json::to_vec(&(&site, &columns)).map_err(|error| error.to_string())?;
        let columns = columns.into_iter().map(|(key, view)| Ok((key, value(&view)?))).collect::<Result<_, String>>()?;
        Ok(Self { site: value(&site)?, columns, text })
    }
}

fn value(view: &impl Serialize) -> Result<Value, String> {
    Value::try_from_serializable(view).map_err(|error| error.to_string())
}
