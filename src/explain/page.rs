//! Where a published file comes from. In: its path, and for lists its bytes. Out: how it is made, as a word, and the rows it is made of.
//! What a page is about is read from its path; whom a list names is read from the list itself.

use super::rows::{Index, Row, Rows};
use crate::site::Site;
use std::collections::BTreeSet;

/// Where a file comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// How it is made; a word below `explain.page.`.
    pub kind: &'static str,
    /// What it is made of. Empty: of nothing that the bureau keeps.
    pub rows: Rows,
}

/// Tables of the data folder whose rows are rows of one table of `content/`, by the beginning of its path.
const TABLES: [(&str, &str); 17] = [
    ("results", "content/results/"),
    ("answers", "content/results/"),
    ("documents", "content/results/"),
    ("followups", "content/results/"),
    ("corrections", "content/results/"),
    ("items", "content/items.csv"),
    ("laws", "content/laws.csv"),
    ("objects", "content/registry/"),
    ("inspectors", "content/registry/"),
    ("changes", "content/registry/changes.csv"),
    ("superior", "content/events/superior.csv"),
    ("exempt", "content/events/exempt.csv"),
    ("special", "content/events/special.csv"),
    ("reasons", "content/reasons.csv"),
    ("replies", "content/replies.csv"),
    ("pushes", "content/pushes.csv"),
    ("calendar", "content/calendar/"),
];

/// Settings that every page shows at its head and foot.
const SETTINGS: &str = "content/site.toml";

/// Where the file at `path` comes from; none if no page of the site is called so. `bytes`: what it holds.
pub(super) fn origin(index: &Index, site: &Site, path: &str, bytes: &[u8]) -> Option<Origin> {
    let (folder, name) = path.split_once('/').unwrap_or(("", path));
    let text = String::from_utf8_lossy(bytes);
    let (kind, mut rows) = match folder {
        "objects" | "badges" => object_or_list(index, site, name, &text),
        "draws" if name != "index.html" => draw(index, site, name)?,
        "data" => data(index, name),
        "log" if name.starts_with("tables/") => ("log-table", all(index)),
        "log" => ("log", files(index, &["content/log/"])),
        "pages" => ("text", files(index, &[&format!("content/pages/{}", name.replace(".html", ".md"))])),
        "plans" if name != "index.html" => ("plan", all(index)),
        // The search list holds names in pieces.
        "search" => ("list", all(index)),
        "items" | "results" | "feeds" | "exempt" | "inspectors" => ("list", named(index, &text)),
        "check" if name.starts_with("sql/") => sql(index, site, name),
        "check" | "en" | "design" => ("program", Rows::default()),
        "" => top(index, name, &text),
        "assets" => ("program", Rows::default()),
        "plans" | "draws" | "ledger" | "summary" | "compliance" | "exceptions" | "rules" | "chance" => {
            ("whole", all(index))
        }
        _ => return None,
    };
    if path.ends_with(".html") || path.ends_with(".xml") {
        rows.file(SETTINGS);
    }
    Some(Origin { kind, rows })
}

fn top<'a>(index: &Index, name: &str, text: &str) -> (&'a str, Rows) {
    match name {
        "404.html" | "robots.txt" => ("program", Rows::default()),
        "search.html" => ("list", named(index, text)),
        name if is_asset(name) => ("program", Rows::default()),
        _ => ("whole", all(index)),
    }
}

fn is_asset(name: &str) -> bool {
    [".js", ".css", ".svg", ".png"].iter().any(|ending| name.ends_with(ending))
}

/// Everything the bureau keeps in the open.
fn all(index: &Index) -> Rows {
    let mut rows = Rows::default();
    rows.extend(&index.rows);
    index.files.iter().for_each(|file| rows.file(file));
    rows
}

fn files(index: &Index, beginnings: &[&str]) -> Rows {
    let mut rows = Rows::default();
    for beginning in beginnings {
        rows.extend(index.find(|row| row.file.starts_with(beginning)));
        index.below(beginning).for_each(|file| rows.file(file));
    }
    rows
}

/// Everything about one object: its own rows, and the plan, the calendar and the items by which they are judged.
fn object_or_list<'a>(index: &Index, site: &Site, name: &str, text: &str) -> (&'a str, Rows) {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let listed = site.objects.keys().chain(site.draws.values().flat_map(|draw| draw.roster.iter().map(|row| &row.id)));
    let found = listed.map(ToString::to_string).find(|id| id.eq_ignore_ascii_case(stem));
    match found {
        Some(id) => ("object", object(index, &id)),
        None => ("list", named(index, text)),
    }
}

fn object(index: &Index, id: &str) -> Rows {
    let mut rows = Rows::default();
    let own: Vec<&Row> = index.find(|row| row.object == id).collect();
    let draws: Vec<&str> = own.iter().map(|row| row.draw.as_str()).filter(|draw| !draw.is_empty()).collect();
    // The page names the items of a visit and the inspectors of a team, and says when something was due.
    let with_it = |draw: &str| draw.is_empty() || draws.contains(&draw);
    rows.extend(index.find(|row| {
        row.object.is_empty() && (!row.item.is_empty() || !row.inspector.is_empty()) && with_it(&row.draw)
    }));
    for draw in &draws {
        index.below(&format!("content/draws/{draw}/")).for_each(|file| rows.file(file));
        rows.extend(index.find(|row| row.draw == *draw && row.object.is_empty()));
    }
    rows.extend(own);
    index.below("content/calendar/").for_each(|file| rows.file(file));
    rows.extend(index.find(|row| !row.plan.is_empty()));
    rows
}

/// Everything about those whom a list names.
fn named(index: &Index, text: &str) -> Rows {
    let mut rows = Rows::default();
    let lower = text.to_ascii_lowercase();
    // A short id, such as the number of an item, stands in any text: its page must be linked.
    let names = |id: &str| id.len() > 3 && lower.contains(&id.to_ascii_lowercase());
    let item = |id: &str| {
        !id.is_empty() && [format!("items/{id}.html"), format!("\"{id}.html")].iter().any(|link| lower.contains(link))
    };
    rows.extend(index.find(|row| names(&row.object) || names(&row.inspector) || names(&row.subject)));
    rows.extend(index.find(|row| row.object.is_empty() && item(&row.item)));
    rows.extend(index.find(|row| row.object.is_empty() && row.inspector.is_empty() && names(&row.draw)));
    rows.extend(index.find(|row| !row.plan.is_empty() || row.file == "content/laws.csv"));
    index.below("content/calendar/").for_each(|file| rows.file(file));
    rows
}

/// A draw: its folder, its task, the results of its objects, the register rows of those on its lists.
fn draw<'a>(index: &Index, site: &Site, name: &str) -> Option<(&'a str, Rows)> {
    let (id, file) = name.split_once('/')?;
    let record = site.draws.values().find(|draw| draw.id.as_str() == id)?;
    let mut rows = Rows::default();
    if record.files.contains_key(file) {
        let path = format!("content/draws/{id}/{file}");
        rows.file(&path);
        return Some(("draw-file", rows));
    }
    index.below("content/draws/").for_each(|file| rows.file(file));
    let task = record.task.to_string();
    rows.extend(index.find(|row| row.draw == id || row.subject == task));
    let listed = |object: &str| record.roster.iter().any(|row| row.id.as_str() == object);
    rows.extend(index.find(|row| row.draw.is_empty() && (listed(&row.object) || !row.inspector.is_empty())));
    rows.extend(index.find(|row| !row.plan.is_empty() || !row.item.is_empty() && row.object.is_empty()));
    index.below("content/calendar/").for_each(|file| rows.file(file));
    Some(("draw", rows))
}

fn sql<'a>(index: &Index, site: &Site, name: &str) -> (&'a str, Rows) {
    let mut rows = Rows::default();
    for draw in site.draws.keys().filter(|draw| name.contains(draw.as_str())) {
        index.below(&format!("content/draws/{draw}/")).for_each(|file| rows.file(file));
    }
    ("sql", rows)
}

/// A table of the data folder: its own rows where they are rows of one table, else everything they are worked out from.
fn data<'a>(index: &Index, name: &str) -> (&'a str, Rows) {
    let (group, part) = name.split_once(['/', '.']).unwrap_or((name, ""));
    let year = part.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
    if group == "plans" && part.starts_with(|c: char| c.is_ascii_digit()) {
        let version = part.trim_end_matches(".csv");
        let mut rows = Rows::default();
        rows.extend(index.find(|row| row.plan == version));
        let (year, number) = version.split_once('-').unwrap_or((version, ""));
        index.below(&format!("content/plans/{year}/{number}/record.csv")).for_each(|file| rows.file(file));
        return ("table", rows);
    }
    let suffix = match group {
        "answers" => "-items.csv".to_owned(),
        "documents" | "followups" | "corrections" => format!("-{group}.csv"),
        "results" => ".csv".to_owned(),
        _ => String::new(),
    };
    let Some((_, beginning)) = TABLES.iter().find(|(known, _)| *known == group) else {
        return match group {
            "dictionary" | "schema" => ("program", Rows::default()),
            _ => ("whole", all(index)),
        };
    };
    let is_of = |file: &str| {
        let stem = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".csv");
        let own = match group {
            "results" => !stem.contains('-'),
            _ => suffix.is_empty() || file.ends_with(&suffix),
        };
        let in_year = *beginning != "content/results/" || year.is_none_or(|year| stem.starts_with(year));
        file.starts_with(beginning) && own && in_year
    };
    let mut rows = Rows::default();
    let own: Vec<&Row> = index.find(|row| is_of(&row.file)).collect();
    // A table names the objects, items and inspectors of its rows by their names.
    let about =
        |key: fn(&Row) -> &str| own.iter().map(|row| key(row)).filter(|key| !key.is_empty()).collect::<BTreeSet<_>>();
    let (objects, items, people) = (about(|row| &row.object), about(|row| &row.item), about(|row| &row.inspector));
    rows.extend(index.find(|row| {
        row.draw.is_empty()
            && match row.file.as_str() {
                "content/registry/objects.csv" => objects.contains(row.object.as_str()),
                "content/items.csv" => items.contains(row.item.as_str()),
                "content/registry/inspectors.csv" => people.contains(row.inspector.as_str()),
                _ => false,
            }
    }));
    rows.extend(own);
    index.files.iter().filter(|file| is_of(file)).for_each(|file| rows.file(file));
    ("table", rows)
}
