//! The queries that all jobs are made of, and that the SQL on the pages of draws shares with them. In: a dialect. Out: SELECTs,
//! without the statement around them.

use super::{Dialect, Job};
use crate::draw::lists::{EXCLUDED, EXCLUSION_RULES, ROSTER};

/// The selection out of a relation of tickets and a relation `quota` (protocol section 6).
pub fn drawn(dialect: &dyn Dialect, from: &str) -> String {
    let binary = dialect.binary();
    format!(
        "SELECT id, name, stratum, CAST(place AS VARCHAR(9)) AS rank, ticket FROM (\n\
         \x20 SELECT t.*, row_number() OVER (PARTITION BY t.stratum ORDER BY t.ticket{binary}, t.id{binary}) AS place\n\
         \x20 FROM {from} t) ordered\n\
         JOIN quota USING (stratum) WHERE place <= k"
    )
}

/// The SHA-256 of the bytes of `result.csv` for the relation `drawn`.
pub fn result_digest(dialect: &dyn Dialect) -> String {
    let row = "concat_ws(',', id, name, stratum, rank, ticket) || chr(10)";
    let rows = format!("coalesce(string_agg({row}, '' ORDER BY id{}), '')", dialect.binary());
    let text = format!("'id,name,stratum,rank,ticket' || chr(10) || {rows}");
    format!("(SELECT {} FROM drawn)", dialect.sha256(&text))
}

/// Rows of a relation `fact`: what it is, as published, as computed; the last two are expressions.
pub fn facts(dialect: &dyn Dialect, facts: &[(&str, String, String)]) -> String {
    let row = |(what, published, computed): &(&str, String, String)| {
        format!(
            "  SELECT {} AS what, CAST({published} AS VARCHAR(64)) AS published, CAST({computed} AS VARCHAR(64)) AS computed",
            dialect.quoted(what)
        )
    };
    facts.iter().map(row).collect::<Vec<_>>().join("\n  UNION ALL\n")
}

/// Everything in which `fact` differs, and the rows that only one of `published` and `drawn` has.
pub fn differences(dialect: &dyn Dialect, columns: &str) -> String {
    let row = |only: &str, from: &str, other: &str| {
        format!(
            "  UNION ALL\n  SELECT {}, concat_ws(' ', {columns}) FROM (\n    SELECT {columns} FROM {from} EXCEPT SELECT {columns} FROM {other}) {from}_only\n",
            dialect.quoted(only)
        )
    };
    format!(
        "\x20 SELECT what, 'published ' || coalesce(published, 'nothing') || ', computed ' || coalesce(computed, 'nothing') AS detail\n\
         \x20 FROM fact WHERE published IS DISTINCT FROM computed\n{}{}",
        row("published, but not drawn", "published", "drawn"),
        row("drawn, but not published", "drawn", "published").trim_end(),
    )
}

/// Relations that jobs make: a table of one of these names is asked for with its schema, lest it be hidden.
pub(super) const RELATIONS: [&str; 22] = [
    "mc_roster",
    "mc_excluded",
    "everybody",
    "found",
    "service",
    "sizes",
    "total",
    "quota",
    "committed",
    "ticketed",
    "bound",
    "candidate",
    "short",
    "drawn",
    "published",
    "fact",
    "difference",
    "roster_line",
    "excluded_line",
    "result_line",
    "result_lines",
    "commit_line",
];

/// The statements that give the lists their names, `mc_roster`, `mc_excluded` and `everybody`: every value a text, NULL the empty text.
/// `registered`: paths were registered as `roster_source` and `excluded_source`.
pub(super) fn lists(job: &Job, dialect: &dyn Dialect, registered: bool) -> Vec<String> {
    let text = dialect.text_type();
    let column = |name: &str| format!("coalesce(CAST({name} AS {text}), ''){} AS {name}", dialect.plain());
    let columns = |header: &str| header.split(',').map(column).collect::<Vec<_>>().join(", ");
    let place = |name: &'static str| registered.then_some(name);
    let roster = job.roster.from(dialect, place("roster_source"));
    let excluded = match &job.excluded {
        Some(source) => format!("SELECT {} FROM {}", columns(EXCLUDED), source.from(dialect, place("excluded_source"))),
        None => {
            let empty: Vec<String> = EXCLUDED.split(',').map(|name| format!("CAST('' AS {text}) AS {name}")).collect();
            format!("SELECT {} WHERE 1 = 0", empty.join(", "))
        }
    };
    let folded = format!("lower(id{})", dialect.binary());
    let everybody =
        format!("SELECT id, {folded} AS folded FROM mc_roster UNION ALL SELECT id, {folded} FROM mc_excluded");
    vec![
        dialect.view("mc_roster", &format!("SELECT {} FROM {roster}", columns(ROSTER))),
        dialect.view("mc_excluded", &excluded),
        dialect.view("everybody", &everybody),
    ]
}

/// The lines of a list below its header.
pub(super) fn lines(header: &str, from: &str) -> String {
    format!("SELECT concat_ws(',', {}) AS line FROM {from}", header.replace(',', ", "))
}

/// Every fault of the lists (protocol sections 2 and 3): `list`, `id`, `codes` joined by a space, `detail`.
pub(super) fn faults(job: &Job, dialect: &dyn Dialect) -> String {
    let both = "'roster.csv, excluded.csv'";
    let bare = dialect.matches("id", "[^0-9A-Za-z]");
    let (least, largest) = (format!("min(id{})", dialect.binary()), format!("max(id{})", dialect.binary()));
    format!(
        "SELECT 'roster.csv' AS list, id, codes, '' AS detail FROM (\n  SELECT id, {} AS codes FROM mc_roster) r WHERE codes <> ''\n\
         UNION ALL\n\
         SELECT 'excluded.csv', id, codes, '' FROM (\n  SELECT id, {} AS codes FROM mc_excluded) e WHERE codes <> ''\n\
         UNION ALL\n\
         SELECT {both}, {least}, CASE WHEN {least} = {largest} THEN 'duplicate-id' ELSE 'case-twin' END, {largest}\n\
         \x20 FROM everybody GROUP BY folded HAVING count(*) > 1\n\
         UNION ALL\n\
         SELECT {both}, longer.id, 'code-prefix', bare.id FROM (SELECT id, folded FROM everybody WHERE length(id) = 18 AND NOT {bare}) bare\n\
         \x20 JOIN (SELECT id, substr(folded, 1, 18) AS begins FROM everybody WHERE length(id) > 18) longer ON bare.folded = longer.begins\n\
         UNION ALL\n\
         SELECT 'roster.csv', '', 'rows-range', '' FROM (SELECT count(*) AS n FROM mc_roster) counted WHERE n = 0",
        roster_codes(job, dialect),
        excluded_codes(dialect),
    )
}

fn codes(cases: &[(String, &str)]) -> String {
    let case = |(when, code): &(String, &str)| format!("\n    CASE WHEN {when} THEN '{code}' END");
    format!("concat_ws(' ',{})", cases.iter().map(case).collect::<Vec<_>>().join(","))
}

/// What holds of any row of a list. `free`: columns whose text is free; what the others may hold is said one by one.
fn common(dialect: &dyn Dialect, free: &[&str]) -> Vec<(String, &'static str)> {
    let matches = |pattern: &str| dialect.matches("id", pattern);
    let id = format!(
        "NOT {} OR {} OR {}",
        matches("^[0-9A-Za-z]([0-9A-Za-z._-]{0,46}[0-9A-Za-z])?$"),
        matches("[^0-9A-Za-z._-]"),
        matches("[.][.]")
    );
    let forbidden = dialect.forbidden();
    let fields: Vec<String> = free.iter().map(|name| dialect.matches(name, &forbidden)).collect();
    vec![(id, "object-id"), ("name = ''".to_owned(), "empty-name"), (fields.join(" OR "), "forbidden-character")]
}

fn roster_codes(job: &Job, dialect: &dyn Dialect) -> String {
    let mut cases = common(dialect, &["name"]);
    let order: Vec<String> = job.order.iter().map(|stratum| dialect.quoted(stratum)).collect();
    cases.push((format!("stratum NOT IN ({})", order.join(", ")), "strata-class"));
    let word = dialect.matches("tag", "^[a-z0-9][a-z0-9-]{0,31}$");
    let other = dialect.matches("tag", "[^a-z0-9-]");
    cases.push((format!("tag <> '' AND (NOT {word} OR {other})"), "word"));
    codes(&cases)
}

fn excluded_codes(dialect: &dyn Dialect) -> String {
    let mut cases = common(dialect, &["name", "evidence"]);
    let rules = EXCLUSION_RULES.map(|rule| dialect.quoted(rule)).join(", ");
    cases.push((format!("rule NOT IN ({rules})"), "rule-code"));
    cases.push(("evidence = ''".to_owned(), "empty-evidence"));
    codes(&cases)
}

/// Every object with its ticket.
pub(super) fn ticketed(job: &Job, dialect: &dyn Dialect) -> String {
    let seed = job.seed.as_deref().unwrap_or_default();
    let ticket = dialect.sha256(&format!("{} || id", dialect.quoted(seed)));
    format!("SELECT id, name, stratum, {ticket} AS ticket FROM mc_roster")
}
