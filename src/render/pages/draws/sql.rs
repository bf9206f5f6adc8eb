//! The SQL that recomputes tickets and selection of a draw (protocol sections 4 to 6), filled in for DuckDB and for PostgreSQL.
//! In: a draw whose seed everybody can know. Out: two ASCII texts, published below `check/sql/`, and what its page shows of them.

use crate::draw::seed;
use crate::engines::{Duck, Postgres, Shell, pieces};
use crate::model::sha256_hex;
use crate::output::OutputTree;
use crate::render::Still;
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;

/// One of the two texts on the page of a draw.
#[derive(Serialize)]
pub(super) struct Query {
    about: String,
    /// From the root of the site.
    href: String,
    name: String,
    /// The line that runs it in the draw's folder of a copy of the site.
    run: String,
    /// The text itself; none where it holds the rows of a large draw.
    text: Option<String>,
}

/// Longer texts are not printed on the page of the draw: the file is there.
const LONG: usize = 64_000;

/// Publishes both texts of every draw that has them.
pub(super) fn add<'a>(tree: &mut OutputTree<'a>, record: &'a DrawRecord) {
    if let Some(seed) = seed_text(record) {
        for dialect in dialects() {
            let seed = seed.clone();
            tree.add(&path(record, dialect), move || {
                text(record, &seed, dialect).ok_or("a seed without commitment".into())
            });
        }
    }
}

/// What the page of the draw shows; nothing while the seed is unknown.
pub(super) fn queries(context: &Still<'_>, record: &DrawRecord) -> Vec<Query> {
    let Some(seed) = seed_text(record) else { return Vec::new() };
    let query = |dialect: &dyn Shell| {
        let href = path(record, dialect);
        Some(Query {
            about: context.words.get(&format!("draw.sql.{}", dialect.name())),
            name: href.rsplit('/').next().unwrap_or_default().to_owned(),
            run: format!("{} ../../{href}", dialect.command()),
            href,
            text: Some(String::from_utf8(text(record, &seed, dialect)?).ok()?).filter(|text| text.len() <= LONG),
        })
    };
    dialects().into_iter().filter_map(query).collect()
}

fn dialects() -> [&'static dyn Shell; 2] {
    [&Duck, &Postgres]
}

fn path(record: &DrawRecord, dialect: &dyn Shell) -> String {
    format!("check/sql/{}-{}.txt", record.id, dialect.name())
}

/// The text of `seed.txt`: as published, or, for a void draw that was opened, rebuilt from what its `void.txt` says. None while
/// S is unknown.
pub(super) fn seed_text(record: &DrawRecord) -> Option<String> {
    let known = record.seed_digest.as_deref()?;
    let bytes = match (record.files.get("seed.txt"), record.examined.as_ref().and_then(|found| found.void.as_ref())) {
        (Some(file), _) => file.bytes().into_owned(),
        (None, Some(void)) => seed::build(record.commit_digest.as_deref()?, &void.nonces, &void.beacons),
        (None, None) => return None,
    };
    (sha256_hex(&bytes) == known).then(|| String::from_utf8(bytes).ok()).flatten()
}

fn text(record: &DrawRecord, seed: &str, dialect: &dyn Shell) -> Option<Vec<u8>> {
    let script = Script { record, seed, dialect, revealed: record.state == DrawState::Revealed };
    let parts = [
        script.head(),
        script.seed(),
        script.quotas()?,
        dialect.roster(),
        script.drawn(),
        script.published(),
        script.facts()?,
        script.differences(),
    ];
    Some(parts.join("\n").into_bytes())
}

struct Script<'a> {
    record: &'a DrawRecord,
    seed: &'a str,
    dialect: &'a dyn Shell,
    /// Else void and opened: there is no `result.csv`, and the page's own list stands in its place.
    revealed: bool,
}

impl Script<'_> {
    fn head(&self) -> String {
        let (id, dialect) = (&self.record.id, self.dialect);
        let compared = if self.revealed {
            "-- and compares them with result.csv, row by row and byte by byte."
        } else {
            "-- The draw is void: there is no result.csv. Compared is who would have been drawn, as the draw's page says."
        };
        format!(
            "-- Draw {id}. Computes every ticket and the selection from roster.csv and the seed (protocol sections 4 to 6)\n\
             {compared}\n\
             -- Run it in the draw's folder, with this file beside the others:\n\
             --   {} {id}-{}.txt\n\
             -- It prints the differences, if there are any, and in the end one row: ok, or differs.\n\
             -- Not checked here: nonces, public numbers, inspectors, log. The program's `mingchou verify` checks them.\n{}",
            dialect.command(),
            dialect.name(),
            dialect.settings()
        )
    }

    fn seed(&self) -> String {
        let lines: Vec<String> = self.seed.split('\n').map(|line| format!("  {}", self.dialect.quoted(line))).collect();
        let text = format!("concat_ws(chr(10),\n{})", lines.join(",\n"));
        format!(
            "-- S: the SHA-256 of the lines of seed.txt. The last, empty one stands for the line end.\n\
             CREATE TEMP TABLE seed AS SELECT {} AS s;\n",
            self.dialect.sha256(&text)
        )
    }

    fn quotas(&self) -> Option<String> {
        let quotas = &self.record.commit.as_ref()?.quotas;
        let rows: Vec<String> =
            quotas.iter().map(|(stratum, k)| format!("  ({}, {k})", self.dialect.quoted(stratum))).collect();
        Some(format!(
            "-- How many of each stratum, as committed.\n\
             CREATE TEMP TABLE quota (stratum VARCHAR(32), k INTEGER);\n\
             INSERT INTO quota VALUES\n{};\n",
            rows.join(",\n")
        ))
    }

    fn drawn(&self) -> String {
        format!(
            "-- Every ticket, and in each stratum the smallest, as many as its quota says.\n\
             CREATE TEMP TABLE ticketed AS\n\
             SELECT id, name, stratum, {} AS ticket FROM roster CROSS JOIN seed;\n\
             CREATE TEMP TABLE drawn AS\n{};\n",
            self.dialect.sha256("s || id"),
            pieces::drawn(self.dialect, "ticketed"),
        )
    }

    fn published(&self) -> String {
        if self.revealed {
            return self.dialect.result();
        }
        let row = |drawn: &crate::site::Drawn| {
            let values = [drawn.object.as_str(), &drawn.stratum, &drawn.rank.to_string(), &drawn.ticket]
                .map(|value| self.dialect.quoted(value));
            format!("  ({})", values.join(", "))
        };
        let rows: Vec<String> = self.record.drawn.iter().map(row).collect();
        format!(
            "-- Who would have been drawn, as the draw's page says.\n\
             CREATE TEMP TABLE published (id VARCHAR(48), stratum VARCHAR(32), rank VARCHAR(9), ticket VARCHAR(64));\n\
             INSERT INTO published VALUES\n{};\n",
            rows.join(",\n")
        )
    }

    /// Single values: what is published, and what comes out here.
    fn facts(&self) -> Option<String> {
        let record = self.record;
        let commit = record.commit.as_ref()?;
        let file = |name: &str| self.dialect.file(name);
        let class = u64::from(commit.roster.1) + u64::from(commit.excluded.1);
        let total =
            format!("(SELECT CAST(least({}, ceil({class} * {} / 10000.0)) AS INTEGER))", commit.roster.1, commit.rate);
        let count = |what: &str| format!("(SELECT {what})");
        let mut facts = vec![
            ("sha256 of commit.txt", self.dialect.quoted(record.commit_digest.as_deref()?), file("commit.txt")),
            ("sha256 of roster.csv", self.dialect.quoted(&commit.roster.0), file("roster.csv")),
            ("rows of roster.csv", self.dialect.quoted(&commit.roster.1.to_string()), count("count(*) FROM roster")),
            ("S", self.dialect.quoted(record.seed_digest.as_deref()?), count("s FROM seed")),
            ("sum of the quotas, from the rate", count("sum(k) FROM quota"), total),
            ("number drawn", count("sum(k) FROM quota"), count("count(*) FROM drawn")),
            ("number published", count("count(*) FROM published"), count("count(*) FROM drawn")),
        ];
        if self.revealed {
            facts.push(("sha256 of seed.txt", file("seed.txt"), count("s FROM seed")));
            facts.push(("sha256 of result.csv", file("result.csv"), pieces::result_digest(self.dialect)));
        }
        Some(format!(
            "{}-- Fingerprints and counts.\nCREATE TEMP TABLE fact AS\n{};\n",
            self.dialect.files(self.revealed),
            pieces::facts(self.dialect, &facts)
        ))
    }

    fn differences(&self) -> String {
        let columns = if self.revealed { "id, name, stratum, rank, ticket" } else { "id, stratum, rank, ticket" };
        format!(
            "-- Everything that is not the same.\n\
             CREATE TEMP TABLE difference AS\n{};\n\
             SELECT what, detail FROM difference ORDER BY what, detail;\n\
             SELECT CASE WHEN count(*) = 0 THEN 'ok' ELSE 'differs' END AS verdict, count(*) AS differences,\n\
             \x20 (SELECT count(*) FROM ticketed) AS tickets, (SELECT count(*) FROM drawn) AS drawn FROM difference;\n",
            pieces::differences(self.dialect, columns),
        )
    }
}
