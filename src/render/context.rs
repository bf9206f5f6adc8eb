//! What every page may see: the county, the theme, the words, the frame of a page, and the few spellings all pages share
//! (periods, rates, classes, inspectors by the privacy policy, where an object's page stands).

use super::Theme;
use super::press::{Around, FrameView, Given, Press, Step};
use super::standing::{Addresses, Standings};
use super::{pages, view};
use crate::log::Sightings;
use crate::model::{
    Class, InspectorId, InspectorNaming, ItemId, ObjectId, Period, Phrase, Time, Withheld, write_minute,
};
use crate::output::{Key, Known, Made, OutPath};
use crate::site::{DrawState, Ground, Site};
use crate::words::Words;
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Everything a page kind gets: what [`Still`] holds, whose fields and methods stand here too, and what came of visits.
pub struct Context<'a> {
    /// The county.
    pub site: &'a Site,
    still: Still<'a>,
    /// The same county in the other languages that the site speaks; none in a context that is itself one of them.
    pub(super) others: Vec<Context<'a>>,
    sightings: OnceLock<Sightings>,
    past: Option<pages::Past<'a>>,
    standings: Arc<Standings<'a>>,
}

/// Hears what a page is made of, as JSON: `path`, `root`, `template`, `around` (frame, column, tongues, code) and `view`.
pub type Hear<'h> = dyn Fn(&[u8]) + Sync + 'h;

/// What a page kind gets that tells of no visit. No way leads from here to a result, so that a file made of this and of `own` rows
/// needs a key over these alone: see `Still::file`.
pub struct Still<'a> {
    /// The county but for what came of its visits.
    pub site: &'a Ground,
    /// Templates and assets.
    pub theme: &'a Theme,
    /// Sentences of the language of these pages.
    pub words: &'a Words,
    /// Folder of this language from the root: empty for the site's own, else `en/`.
    folder: String,
    tongues: Vec<Tongue>,
    press: Press<'a>,
    /// Where the site tells of objects. Results decide it in a large county; it is part of the key.
    addresses: Arc<Addresses<'a>>,
    /// What all of this was made from; none where that cannot be told.
    print: Option<Key>,
    heard: Option<(&'a str, &'a Hear<'a>)>,
}

/// What was gathered from a [`Still`] and from nothing else.
pub(super) struct Gathered<'a, T> {
    still: &'a Still<'a>,
    made: T,
}

impl<'a, T> Gathered<'a, T> {
    /// As [`Still::file`], for a function that is given what was gathered besides. Errors: those of `make`.
    pub(super) fn file<I: Serialize>(
        &self,
        path: &str,
        own: &I,
        make: for<'x> fn(&'x Still<'a>, &'x T, &'x I) -> Result<Made, String>,
    ) -> Result<Made, String> {
        self.still.press.early(path, self.still.print, own, || make(self.still, &self.made, own))
    }
}

impl<T> Deref for Gathered<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.made
    }
}

impl<'a> Deref for Context<'a> {
    type Target = Still<'a>;

    fn deref(&self) -> &Still<'a> {
        &self.still
    }
}

/// Another language of the site.
struct Tongue {
    lang: String,
    name: String,
    folder: String,
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

impl Frame {
    fn view(&self) -> FrameView<'_> {
        FrameView {
            title: &self.title,
            kind: self.kind.as_str(),
            description: &self.description,
            published_at: self.published_at.map(write_minute),
            trail: self.trail.iter().map(|(title, href)| Step { title, href }).collect(),
        }
    }
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
        let still = Still {
            site: site.ground(),
            theme,
            words,
            folder: folder.to_owned(),
            tongues: others.map(tongue).collect(),
            press: Press::new(site, theme, words, folder)?,
            addresses: Arc::clone(standings.addresses()),
            print: site.print().map(|print| Key::of(&[&print, standings.addresses().print().as_bytes()])),
            heard: None,
        };
        Ok(Self {
            site,
            still,
            others: Vec::new(),
            sightings: OnceLock::new(),
            past: pages::Past::of(site),
            standings: Arc::clone(standings),
        })
    }

    /// What tells of no visit.
    pub(super) fn still(&self) -> &Still<'a> {
        &self.still
    }

    /// What the log holds; none of a county without one.
    pub(super) fn past(&self) -> Option<&pages::Past<'a>> {
        self.past.as_ref()
    }

    /// Lets files be kept that stand in the folder as `known` knows them, and gives every file its keys.
    #[must_use]
    pub fn knowing(mut self, known: &'a Known) -> Self {
        self.still.press.remember(known);
        self.others.iter_mut().for_each(|other| other.still.press.remember(known));
        self
    }

    /// Lets `hear` know, before a page of `template` is printed, what it is made of: so that another program can be given the same.
    #[must_use]
    pub fn heard(mut self, template: &'a str, hear: &'a Hear<'a>) -> Self {
        self.still.heard = Some((template, hear));
        self
    }

    /// What the bureau's witnesses saw of the log; their lines are checked when first asked for.
    pub fn sightings(&self) -> &Sightings {
        let of = |book: &crate::log::Book| book.sightings(&self.site.witnesses());
        self.sightings.get_or_init(|| self.site.log.as_ref().map(of).unwrap_or_default())
    }

    /// How each object stands in public.
    pub(crate) fn standings(&self) -> &Standings<'a> {
        &self.standings
    }

    /// Where the site tells of an object, from the root; none of an object the site knows nothing of.
    pub fn object_href(&self, id: &ObjectId) -> Option<String> {
        self.standings().get(id).map(|_| self.object_page(id))
    }
}

impl<'a> Still<'a> {
    /// The file `path`, which `make` makes of this and of its `own` rows and, being a function without surroundings, of nothing
    /// else. Where neither changed since the file was made it is kept and `make` is not even asked. Errors: those of `make`.
    pub(super) fn file<I: Serialize>(
        &self,
        path: &str,
        own: &I,
        make: for<'x> fn(&'x Self, &'x I) -> Result<Made, String>,
    ) -> Result<Made, String> {
        self.press.early(path, self.print, own, || make(self, own))
    }

    /// As [`Still::file`], for a function that is given what the log holds besides. Errors: those of `make`.
    pub(super) fn file_of_log<I: Serialize>(
        &self,
        past: &pages::Past<'_>,
        path: &str,
        own: &I,
        make: for<'x> fn(&'x Still<'_>, &'x pages::Past<'_>, &'x I) -> Result<Made, String>,
    ) -> Result<Made, String> {
        let print = self.print.map(|print| Key::of(&[print.as_bytes(), past.print().as_bytes()]));
        self.press.early(path, print, own, || make(self, past, own))
    }

    /// What a page kind needs for all its files, made once by a function that sees nothing but this.
    pub(super) fn gather<T>(&'a self, make: fn(&'a Self) -> T) -> Gathered<'a, T> {
        Gathered { still: self, made: make(self) }
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

    /// The file `path`, a page of `template`. The template sees `view` (the page's own struct), `frame`, `column`, `root`
    /// (`../` as often as needed), `path` and `site`; the head of `base.html` describes them. Errors: the template
    /// engine's own words, with the page's path.
    pub fn page(&self, path: &str, template: &str, frame: &Frame, view: &impl Serialize) -> Result<Made, String> {
        let around = Around {
            frame: frame.view(),
            column: frame.column,
            tongues: self.tongues(path),
            code: self.address_code(path, frame),
        };
        let given = Given { path, root: &self.root(path)?, template, around: Some(around), view };
        if let Some((_, hear)) = self.heard.filter(|(wanted, _)| *wanted == template) {
            hear(&serde_json::to_vec(&given).map_err(|error| format!("{path}: {error}"))?);
        }
        self.press.file(&given)
    }

    /// Address and title of the QR code of a page's printed foot: on articles and in the column of objects, if the site says where
    /// it stands.
    fn address_code(&self, path: &str, frame: &Frame) -> Option<(String, String)> {
        let base = self.base();
        let has = !base.is_empty() && (frame.kind == PageKind::Article || frame.column == "objects");
        has.then(|| (format!("{base}{path}"), self.words.get("design.address")))
    }

    /// The file `path` without a frame (a feed, a list for a script): its template sees `view`, `root`, `path` and `site` only.
    pub fn plain(&self, path: &str, template: &str, view: &impl Serialize) -> Result<Made, String> {
        self.press.file(&Given { path, root: &self.root(path)?, template, around: None, view })
    }

    /// The file `path`, which `make` makes of `input` and, being a function without surroundings, of nothing else.
    pub fn made_of<I: Serialize>(
        &self,
        path: &str,
        input: &I,
        make: fn(&I) -> Result<Vec<u8>, String>,
    ) -> Result<Made, String> {
        self.press.made_of(path, input, make)
    }

    /// A part of the page `path`, which sees what [`Still::plain`] shows.
    pub fn bare(&self, path: &str, template: &str, view: &impl Serialize) -> Result<Vec<u8>, String> {
        self.press.print(&Given { path, root: &self.root(path)?, template, around: None, view })
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

    /// Where the site stands, ending in `/`; empty while it has no address.
    pub fn base(&self) -> String {
        self.site.config.government.base()
    }

    /// Where the site tells of an object, from the root: its own page, or its place on a page it shares.
    pub fn object_page(&self, id: &ObjectId) -> String {
        self.addresses.page(id)
    }

    /// The page of an object that stands in the registry or on a list; of any other none.
    pub(super) fn object_href(&self, id: &ObjectId) -> Option<String> {
        let listed = || self.site.draws.values().any(|draw| view::listed_name(draw, id).is_some());
        (self.site.objects.contains_key(id) || listed()).then(|| self.object_page(id))
    }

    /// Which objects have pages of their own.
    pub(crate) fn addresses(&self) -> &Addresses<'a> {
        &self.addresses
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
