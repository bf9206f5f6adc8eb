//! The list of sites that a province keeps. In: a table (地址 `site`, 名称 `name`, 行政区划代码 `region`, and if known 日志公钥 `key`,
//! 日志名称 `origin`, 网址 `web`), or locations as they are typed. Out: the sites in the order of their codes, or every fault of the table.

use crate::diag::{Diagnostic, Place, Report};
use crate::load::decode;
use crate::log::{KeyKind, VerifierKey};
use crate::output::Gate;
use crate::source::Source;
use std::collections::BTreeMap;

/// A site to visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Folder, zip or address.
    pub site: String,
    /// Name shown.
    pub name: String,
    /// 行政区划代码: 6, 9 or 12 digits; empty for a site that was typed.
    pub region: String,
    /// The log's key, known from elsewhere than the site.
    pub key: Option<VerifierKey>,
    /// The log's origin, known from elsewhere than the site.
    pub origin: Option<String>,
    /// Where readers find the site, ending in `/`; empty where there is no such place.
    pub web: String,
    /// The name of its files in the overview.
    pub slug: String,
}

/// The columns: Chinese word, English name, whether a row must have it.
const COLUMNS: [(&str, &str, bool); 6] = [
    ("地址", "site", true),
    ("名称", "name", true),
    ("行政区划代码", "region", true),
    ("日志公钥", "key", false),
    ("日志名称", "origin", false),
    ("网址", "web", false),
];

/// Longest name that is shown.
const NAME: usize = 60;

/// Reads the list. Errors: every fault with its cell (MC1140 to MC1148), and the text in which the cells stand.
pub fn list(path: &str, bytes: &[u8]) -> Result<Vec<Listed>, (Report, String)> {
    let mut report = Report::default();
    match decode(bytes) {
        Ok(text) => {
            let source = Source::new(path, text);
            let sites = rows(&source, &mut report);
            if !report.has_errors() {
                return Ok(sites);
            }
            let report = report.sorted();
            if records(&source.text)
                .is_some_and(|rows| rows.iter().flat_map(|row| &row.cells).any(|c| with_user(c).is_some()))
            {
                return Err((without_lines(report), String::new()));
            }
            Err((report, source.text.to_string()))
        }
        Err(_) => {
            report.push(Diagnostic::error("MC1140", Place::file(path)));
            Err((report, String::new()))
        }
    }
}

/// Cells alone: the lines would show a password.
fn without_lines(mut report: Report) -> Report {
    for fault in &mut report.diagnostics {
        let Place { row, column, heading, .. } = fault.place.clone();
        fault.place = Place { row, column, heading, ..Place::file(&fault.place.file) };
    }
    report
}

/// A record: its line and where it begins, and its cells.
struct Record {
    line: u32,
    start: usize,
    cells: Vec<String>,
}

/// Every record that is not empty; none where the text is no table.
fn records(text: &str) -> Option<Vec<Record>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        let place = record.position()?;
        let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            let line = u32::try_from(place.line()).unwrap_or(u32::MAX);
            records.push(Record { line, start: usize::try_from(place.byte()).unwrap_or(0), cells });
        }
    }
    Some(records)
}

/// The sites of a table. Faults go into the report.
fn rows(source: &Source, report: &mut Report) -> Vec<Listed> {
    let found = records(&source.text).unwrap_or_default();
    let Some((headings, rows)) = found.split_first().filter(|(_, rows)| !rows.is_empty()) else {
        report.push(Diagnostic::error("MC1140", Place::file(&source.path)));
        return Vec::new();
    };
    let columns = headings_of(source, headings, report);
    if report.has_errors() {
        return Vec::new();
    }
    let mut seen = Seen::default();
    let row = |record| Row { source, record, columns: &columns };
    rows.iter().filter_map(|record| row(record).site(&mut seen, report)).collect()
}

/// Locations as they were typed, after those of the list: each is shown by what stands last in it.
pub fn typed(locations: &[String]) -> Vec<Listed> {
    let site = |(n, location): (usize, &String)| Listed {
        site: location.clone(),
        name: shown_name(location),
        region: String::new(),
        key: None,
        origin: None,
        web: web_of(location).unwrap_or_default(),
        slug: format!("s{:03}", n + 1),
    };
    locations.iter().enumerate().map(site).collect()
}

/// In the order of the codes; those without one last, as they were typed.
pub fn ordered(mut sites: Vec<Listed>) -> Vec<Listed> {
    sites.sort_by(|a, b| (a.region.is_empty(), &a.region, &a.slug).cmp(&(b.region.is_empty(), &b.region, &b.slug)));
    sites
}

/// The host of an address, the last part of a path.
fn shown_name(location: &str) -> String {
    let bare = location.split_once("://").map_or(location, |(_, rest)| rest).trim_end_matches(['/', '\\']);
    let parts: Vec<&str> = bare.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".").collect();
    let name = if location.contains("://") { bare } else { last_of(&parts).unwrap_or(bare) };
    name.chars().take(NAME).collect()
}

/// An address with a user and perhaps a password, as it may be shown; none of any other location. An `@` has no other business in the
/// address of a site.
pub fn with_user(location: &str) -> Option<String> {
    let (scheme, rest) = location.split_once("://")?;
    rest.rsplit_once('@').map(|(_, rest)| format!("{scheme}://…@{rest}"))
}

/// The name is what stands last in a path, but for the folder that every site is built into.
fn last_of<'a>(parts: &[&'a str]) -> Option<&'a str> {
    parts.iter().rev().find(|part| **part != "public").or(parts.last()).copied()
}

/// Where readers find what stands at an address; none of a folder or zip.
fn web_of(location: &str) -> Option<String> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| location.starts_with(scheme))?;
    let plain = location.len() > scheme.len()
        && location.chars().all(|c| c.is_ascii_graphic() && !"\"<>\\^`{|}?#@".contains(c));
    plain.then(|| format!("{}/", location.trim_end_matches("index.html").trim_end_matches('/')))
}

/// The place of each column in the table.
type Columns = BTreeMap<&'static str, usize>;

fn headings_of(source: &Source, record: &Record, report: &mut Report) -> Columns {
    let mut columns = Columns::new();
    let known = || COLUMNS.map(|(zh, en, _)| format!("{zh} {en}")).join(", ");
    for (at, heading) in record.cells.iter().enumerate() {
        let fits =
            |(zh, en, _): &&(&str, &str, bool)| heading == zh || heading == en || *heading == format!("{zh} {en}");
        match COLUMNS.iter().find(fits) {
            Some((_, en, _)) if !columns.contains_key(en) => drop(columns.insert(en, at)),
            _ => {
                let place = cell(source, record, at, heading);
                report.push(Diagnostic::error("MC1141", place).value(heading).arg("known", known()));
            }
        }
    }
    for (zh, en, _) in COLUMNS.iter().filter(|(_, en, needed)| *needed && !columns.contains_key(en)) {
        let place = Place { row: record.line, ..Place::file(&source.path) };
        report.push(Diagnostic::error("MC1142", place).arg("column", format!("{zh} {en}")));
    }
    columns
}

fn cell(source: &Source, record: &Record, at: usize, heading: &str) -> Place {
    let column = u32::try_from(at + 1).unwrap_or(u32::MAX);
    let span = source.cell_range(record.start, at);
    Place { row: record.line, column, heading: heading.to_owned(), ..source.place(span) }
}

/// Rows in which a value stood first.
#[derive(Default)]
struct Seen {
    sites: BTreeMap<String, u32>,
    regions: BTreeMap<String, u32>,
}

struct Row<'a> {
    source: &'a Source,
    record: &'a Record,
    columns: &'a Columns,
}

impl Row<'_> {
    fn get(&self, name: &str) -> &str {
        self.columns.get(name).and_then(|at| self.record.cells.get(*at)).map_or("", String::as_str)
    }

    fn fault(&self, code: &'static str, name: &str) -> Diagnostic {
        let heading = COLUMNS.iter().find(|(_, en, _)| *en == name).map_or("", |(zh, ..)| zh);
        let at = self.columns.get(name).copied().unwrap_or(0);
        Diagnostic::error(code, cell(self.source, self.record, at, heading)).value(self.get(name))
    }

    /// The site of this row; none where it has a fault.
    fn site(&self, seen: &mut Seen, report: &mut Report) -> Option<Listed> {
        let before = report.diagnostics.len();
        for (zh, en, _) in COLUMNS.iter().filter(|(_, en, needed)| *needed && self.get(en).is_empty()) {
            report.push(self.fault("MC1143", en).arg("column", format!("{zh} {en}")));
        }
        let region = self.get("region");
        if !region.is_empty() && !is_region(region) {
            report.push(self.fault("MC1144", "region"));
        }
        for (name, known) in [("site", &mut seen.sites), ("region", &mut seen.regions)] {
            let value = self.get(name).trim_end_matches('/').to_owned();
            let first = *known.entry(value.clone()).or_insert(self.record.line);
            if !value.is_empty() && first != self.record.line {
                report.push(self.fault("MC1145", name).arg("first", first));
            }
        }
        let key = VerifierKey::parse(self.get("key")).filter(|key| key.kind == KeyKind::Log);
        if !self.get("key").is_empty() && key.is_none() {
            report.push(self.fault("MC1146", "key"));
        }
        if let Some(shown) = with_user(self.get("site")) {
            report.push(self.fault("MC1147", "site").value(&shown));
        }
        let web = web_of(if self.get("web").is_empty() { self.get("site") } else { self.get("web") });
        if !self.get("web").is_empty() && web.is_none() {
            let shown = with_user(self.get("web")).unwrap_or_else(|| self.get("web").to_owned());
            report.push(self.fault("MC1147", "web").value(&shown));
        }
        self.shown(report);
        (report.diagnostics.len() == before).then(|| Listed {
            site: self.get("site").to_owned(),
            name: self.get("name").to_owned(),
            region: region.to_owned(),
            key,
            origin: Some(self.get("origin").to_owned()).filter(|origin| !origin.is_empty()),
            web: web.unwrap_or_default(),
            slug: region.to_owned(),
        })
    }

    /// What the overview shows of the list itself must be fit to be shown.
    fn shown(&self, report: &mut Report) {
        let name = self.get("name");
        let strange =
            name.chars().any(|c| c.is_control() || crate::diag::is_invisible(c)) || name.chars().count() > NAME;
        let personal = |text: &str| Gate::default().check("list.txt", text.as_bytes()).has_errors();
        for (column, bad) in [("name", strange || personal(name)), ("web", personal(self.get("web")))] {
            if bad {
                report.push(self.fault("MC1148", column).arg("most", NAME));
            }
        }
    }
}

/// 6 digits of a county, 9 of a town, 12 of a village.
fn is_region(text: &str) -> bool {
    matches!(text.len(), 6 | 9 | 12) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(with_user("https://a:b@c.cn/x@y").as_deref(), Some("https://…@y"));
        assert_eq!(with_user("http://a:b/c@d.cn/").as_deref(), Some("http://…@d.cn/"));
        assert_eq!((with_user("https://c.cn/lots/"), with_user("b@c/public")), (None, None));
        assert_eq!(web_of("https://a:b@c.cn/"), None);
    }

    #[test]
    fn typed_sites_are_named_by_what_stands_last() {
        let names = ["https://a.gov.cn/lots/", "b/c.zip", "./d/", "e/public/", "public"].map(String::from);
        let sites = typed(&names);
        let shown: Vec<_> =
            sites.iter().map(|site| (site.name.as_str(), site.slug.as_str(), site.web.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("a.gov.cn/lots", "s001", "https://a.gov.cn/lots/"),
                ("c.zip", "s002", ""),
                ("d", "s003", ""),
                ("e", "s004", ""),
                ("public", "s005", "")
            ]
        );
    }
}
