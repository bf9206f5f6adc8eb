//! What every page may see: the county, the theme, the words, the frame of a page, and the few spellings all pages share
//! (periods, rates, classes, inspectors by the privacy policy, where an object's page stands).

use super::Theme;
use super::pages;
use super::site_view::SiteView;
use super::standing::Standings;
use crate::log::Sightings;
use crate::model::{
    Class, InspectorId, InspectorNaming, ItemId, ObjectId, Period, Phrase, Time, Withheld, write_minute,
};
use crate::output::OutPath;
use crate::qr::{self, Label};
use crate::site::{DrawState, Site};
use crate::words::Words;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};
use tera::Value;

/// Everything a page kind gets.
pub struct Context<'a> {
    /// The county.
    pub site: &'a Site,
    /// Templates and assets.
    pub theme: &'a Theme,
    /// Sentences of the language of these pages.
    pub words: &'a Words,
    /// The same county in the other languages that the site speaks; none in a context that is itself one of them.
    pub(super) others: Vec<Context<'a>>,
    /// Folder of this language from the root: empty for the site's own, else `en/`.
    folder: String,
    tongues: Vec<Tongue>,
    shared: Shared,
    edges: Mutex<BTreeMap<(&'static str, String), Edges>>,
    sightings: OnceLock<Sightings>,
    standings: Arc<Standings<'a>>,
}

/// Another language of the site.
struct Tongue {
    lang: String,
    name: String,
    folder: String,
}

/// Head and foot of the pages of one column at one depth, as HTML. Ten thousand pages share them.
#[derive(Clone)]
struct Edges {
    menu: Value,
    foot: Value,
}

/// Values that are the same on every page, converted once.
struct Shared {
    site: Value,
    columns: BTreeMap<String, Value>,
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

impl PageKind {
    /// The word templates compare with.
    fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::List => "list",
            Self::Article => "article",
        }
    }
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

/// A step of 当前位置 as the template sees it.
#[derive(Serialize)]
struct Step<'a> {
    title: &'a str,
    href: &'a str,
}

impl<'a> Context<'a> {
    /// Converts what all pages share. Errors: the template engine's own words, a language the theme has no words for.
    pub fn new(site: &'a Site, theme: &'a Theme, words: &'a Words) -> Result<Self, String> {
        let mut all = vec![(words, String::new())];
        for lang in &site.config.theme.languages {
            let other = theme.words(lang).ok_or_else(|| format!("the theme has no words in {lang:?}"))?;
            all.push((other, format!("{lang}/")));
        }
        let standings = Arc::new(Standings::new(site));
        let context = |(words, folder): &(&'a Words, String)| Self::of((site, theme), words, folder, &all, &standings);
        let mut made = all.iter().map(context);
        let mut own = made.next().expect("a site has a language")?;
        own.others = made.collect::<Result<_, _>>()?;
        Ok(own)
    }

    /// The context of one language of `all`.
    fn of(
        (site, theme): (&'a Site, &'a Theme),
        words: &'a Words,
        folder: &str,
        all: &[(&'a Words, String)],
        standings: &Arc<Standings<'a>>,
    ) -> Result<Self, String> {
        let others = all.iter().filter(|(other, _)| other.lang != words.lang);
        let tongue = |(other, folder): &(&Words, String)| Tongue {
            lang: other.lang.clone(),
            name: other.get("frame.language"),
            folder: folder.clone(),
        };
        Ok(Self {
            site,
            theme,
            words,
            others: Vec::new(),
            folder: folder.to_owned(),
            tongues: others.map(tongue).collect(),
            shared: Shared::new(site, words, folder)?,
            edges: Mutex::default(),
            sightings: OnceLock::new(),
            standings: Arc::clone(standings),
        })
    }

    /// Where a page stands in this language: in the language's own folder if it is one of those that every language has.
    pub fn here(&self, path: &str) -> String {
        if pages::IN_EVERY_LANGUAGE.contains(&path) { format!("{}{path}", self.folder) } else { path.to_owned() }
    }

    /// Where a file that belongs to the pages of a language stands.
    pub fn beside(&self, path: &str) -> String {
        format!("{}{path}", self.folder)
    }

    /// Whether these pages are in another language than the site.
    pub fn is_translated(&self) -> bool {
        !self.folder.is_empty()
    }

    /// The page `path` of this language in the others; where it has no counterpart, their home page.
    fn tongues(&self, path: &str) -> Vec<BTreeMap<&'static str, String>> {
        let plain = path.strip_prefix(self.folder.as_str()).unwrap_or(path);
        let everywhere = pages::IN_EVERY_LANGUAGE.contains(&plain);
        let target = if everywhere { plain } else { "index.html" };
        let link = |tongue: &Tongue| {
            BTreeMap::from([
                ("lang", tongue.lang.clone()),
                ("name", tongue.name.clone()),
                ("href", format!("{}{target}", tongue.folder)),
                ("same", if everywhere { "same".to_owned() } else { String::new() }),
            ])
        };
        self.tongues.iter().map(link).collect()
    }

    /// Renders `template` for the file `path`. The template sees `view` (the page's own struct), `frame`, `column`, `root`
    /// (`../` as often as needed), `path` and `site`; the head of `base.html` describes them. Errors: the template
    /// engine's own words, with the page's path.
    pub fn page(&self, path: &str, template: &str, frame: &Frame, view: &impl Serialize) -> Result<Vec<u8>, String> {
        let mut data = tera::Context::new();
        data.insert_value("frame", self.frame(frame).map_err(|fault| format!("{path}: {fault}"))?);
        data.insert_value("column", self.column(frame.column).map_err(|fault| format!("{path}: {fault}"))?);
        let edges = self.edges(frame.column, self.root(path)?)?;
        data.insert_value("menu", edges.menu);
        data.insert_value("foot", edges.foot);
        data.insert_value("tongues", value(&self.tongues(path))?);
        data.insert_value("qr", Value::normal_string(&self.address_code(path, frame)?));
        self.render(path, template, data, view)
    }

    /// The QR code of the page's own address for its printed foot: on articles and in the column of objects, if the site says
    /// where it stands; else empty. On paper it is the way back to the page.
    fn address_code(&self, path: &str, frame: &Frame) -> Result<String, String> {
        let base = self.base();
        if base.is_empty() || !(frame.kind == PageKind::Article || frame.column == "objects") {
            return Ok(String::new());
        }
        let (address, title) = (format!("{base}{path}"), self.words.get("design.address"));
        let label = Label { id: "address", title: &title, description: &address };
        qr::svg(&address, &label).map_err(|fault| format!("{path}: {fault}"))
    }

    /// Renders a file that has no frame (a feed, a list for a script): `view`, `root`, `path` and `site` only.
    pub fn bare(&self, path: &str, template: &str, view: &impl Serialize) -> Result<Vec<u8>, String> {
        self.render(path, template, tera::Context::new(), view)
    }

    fn render(
        &self,
        path: &str,
        template: &str,
        mut data: tera::Context,
        view: &impl Serialize,
    ) -> Result<Vec<u8>, String> {
        let root = self.root(path)?;
        let view = Value::try_from_serializable(view).map_err(|error| format!("{path}: {error}"))?;
        data.insert_value("view", view);
        data.insert_value("site", self.shared.site.clone());
        data.insert_value("root", Value::normal_string(&root));
        data.insert_value("path", Value::normal_string(path));
        self.theme.render(&self.words.lang, template, &data).map_err(|fault| format!("{path}: {fault}"))
    }

    /// How a page's links begin. A host shows 404.html at addresses of any depth, so where the site's own address is known, that
    /// page's links begin at the top of the host.
    fn root(&self, path: &str) -> Result<String, String> {
        let root = OutPath::new(path)?.to_root();
        let base = self.base();
        let folder = base.split_once("://").and_then(|(_, address)| address.split_once('/'));
        Ok(match folder {
            Some((_, folder)) if path == "404.html" => format!("/{folder}"),
            _ => root,
        })
    }

    /// Head and foot of the pages of a column that stand `root` below the top, made when first asked for.
    fn edges(&self, column: &'static str, root: String) -> Result<Edges, String> {
        let key = (column, root);
        if let Some(edges) = self.edges.lock().expect("no thread panics while it holds the heads and feet").get(&key) {
            return Ok(edges.clone());
        }
        let mut data = tera::Context::new();
        data.insert_value("site", self.shared.site.clone());
        data.insert_value("column", self.column(column)?);
        data.insert_value("root", Value::normal_string(&key.1));
        let part = |template: &str| {
            let bytes = self.theme.render(&self.words.lang, template, &data)?;
            Ok::<Value, String>(Value::normal_string(String::from_utf8_lossy(&bytes).trim()))
        };
        let edges = Edges { menu: part("menu.html")?, foot: part("foot.html")? };
        let mut known = self.edges.lock().expect("no thread panics while it holds the heads and feet");
        Ok(known.entry(key).or_insert(edges).clone())
    }

    fn column(&self, key: &str) -> Result<Value, String> {
        self.shared.columns.get(key).cloned().ok_or_else(|| format!("no words for the column {key:?}"))
    }

    fn frame(&self, frame: &Frame) -> Result<Value, String> {
        #[derive(Serialize)]
        struct View<'a> {
            title: &'a str,
            kind: &'a str,
            description: &'a str,
            published_at: Option<String>,
            trail: Vec<Step<'a>>,
        }
        let view = View {
            title: &frame.title,
            kind: frame.kind.as_str(),
            description: &frame.description,
            published_at: frame.published_at.map(write_minute),
            trail: frame.trail.iter().map(|(title, href)| Step { title, href }).collect(),
        };
        Value::try_from_serializable(&view).map_err(|error| error.to_string())
    }

    /// What the bureau's witnesses saw of the log; their lines are checked when first asked for.
    pub fn sightings(&self) -> &Sightings {
        let of = |book: &crate::log::Book| book.sightings(&self.site.witnesses());
        self.sightings.get_or_init(|| self.site.log.as_ref().map(of).unwrap_or_default())
    }

    /// Where the site stands, ending in `/`; empty while it has no address.
    pub fn base(&self) -> String {
        self.site.config.government.base()
    }

    /// How each object stands in public.
    pub(crate) fn standings(&self) -> &Standings<'a> {
        &self.standings
    }

    /// Where the site tells of an object, from the root: its own page, or its place on a page it shares.
    pub fn object_page(&self, id: &ObjectId) -> String {
        self.standings().page(id)
    }

    /// As [`Context::object_page`]; none of an object the site knows nothing of.
    pub fn object_href(&self, id: &ObjectId) -> Option<String> {
        self.standings().get(id).map(|_| self.object_page(id))
    }

    /// The sentence of a key with its arguments.
    pub fn say<'b>(&self, key: &str, args: impl IntoIterator<Item = (&'b str, &'b str)>) -> String {
        self.words.fill(key, args)
    }

    /// Name of a column, for the trail.
    pub fn column_name(&self, key: &str) -> String {
        self.words.get(&format!("columns.{key}.name"))
    }

    /// A step of the trail that leads to the list of a column.
    pub fn column_step(&self, key: &str) -> (String, String) {
        (self.column_name(key), self.here(&format!("{key}/index.html")))
    }

    /// A class in the site's language.
    pub fn class(&self, class: Class) -> String {
        self.words.get(&format!("class.{}", class.as_str()))
    }

    /// The state of a draw in the site's language.
    pub fn draw_state(&self, state: DrawState) -> String {
        self.words.get(&format!("draw-state.{}", state.as_str()))
    }

    /// `2026年第二季度`, `2026年`.
    pub fn period(&self, period: Period) -> String {
        let year = period.year.to_string();
        match period.quarter {
            Some(quarter) => self.say(&format!("period.q{quarter}"), [("year", year.as_str())]),
            None => self.say("period.year", [("year", year.as_str())]),
        }
    }

    /// A stratum of a draw in words; the quarter of a deadline as a period.
    pub fn stratum(&self, stratum: &str) -> String {
        match Period::parse(stratum) {
            Some(period) => self.period(period),
            None if self.words.has(&format!("stratum.{stratum}")) => self.words.get(&format!("stratum.{stratum}")),
            None => stratum.to_owned(),
        }
    }

    /// A result phrase in the site's language; a configured phrase as it is.
    pub fn phrase(&self, phrase: &Phrase) -> String {
        let key = match phrase {
            Phrase::Clean => "clean",
            Phrase::Ordered => "ordered",
            Phrase::Filed => "filed",
            Phrase::Uncooperative => "uncooperative",
            Phrase::Inactive => "inactive",
            Phrase::Other(text) => return text.clone(),
        };
        self.words.get(&format!("phrase.{key}"))
    }

    /// Ground of withholding in the site's language.
    pub fn withheld(&self, ground: Withheld) -> String {
        self.words.get(&format!("withheld.{}", ground.as_str()))
    }

    /// An inspector by the privacy policy (domain.md 7.2). `name` is the name as the source of the page has it.
    pub fn inspector(&self, id: &InspectorId, name: Option<&str>) -> String {
        let name = name.or_else(|| self.site.inspectors.get(id).map(|inspector| inspector.name.as_str()));
        let shown = match (self.site.config.privacy.inspectors, name) {
            (InspectorNaming::Number, _) | (_, None) => return id.to_string(),
            (InspectorNaming::Full, Some(name)) => name.to_owned(),
            (InspectorNaming::Surname, Some(name)) => name.chars().next().map(String::from).unwrap_or_default(),
        };
        let key = match self.site.config.privacy.inspectors {
            InspectorNaming::Full => "inspector.full",
            _ => "inspector.surname",
        };
        self.say(key, [("name", shown.as_str()), ("id", id.as_str())])
    }

    /// Name of an object as the registry has it today; its id if it has left the registry.
    pub fn object_name(&self, id: &ObjectId) -> String {
        self.site.objects.get(id).map_or_else(|| id.to_string(), |object| object.name.clone())
    }
}

/// `12.5%` of basis points; never a float.
pub fn percent(basis_points: u32) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    match rest {
        0 => format!("{whole}%"),
        _ => format!("{}%", format!("{whole}.{rest:02}").trim_end_matches('0')),
    }
}

/// Where an inspector's page stands, from the root.
pub fn inspector_page(id: &InspectorId) -> String {
    format!("inspectors/{}.html", id.as_str().to_ascii_lowercase())
}

/// Where an item's page stands, from the root.
pub fn item_page(id: &ItemId) -> String {
    format!("items/{id}.html")
}

/// Where a draw's page stands, from the root.
pub fn draw_page(id: &str) -> String {
    format!("draws/{id}/index.html")
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
            columns.insert(column.to_owned(), value(&view)?);
        }
        Ok(Self { site: value(&SiteView::new(site, words, folder))?, columns })
    }
}

fn value(view: &impl Serialize) -> Result<Value, String> {
    Value::try_from_serializable(view).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn rates_are_written_without_floats() {
        assert_eq!(
            [500, 2500, 10_000, 1250, 1, 3330].map(percent),
            ["5%", "25%", "100%", "12.5%", "0.01%", "33.3%"].map(String::from)
        );
    }
}
