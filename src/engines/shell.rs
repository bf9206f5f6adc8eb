//! Jobs in SQL that the shells of DuckDB and PostgreSQL run. In: a job. Out: a file of statements.

use super::{CODES, Job, Part, Shell, pieces};
use crate::draw::lists::{EXCLUDED, ROSTER};

/// As many tickets as a bound must leave above the quota: eight standard deviations and a few, and all below `g` where that is more than
/// there are.
const SHARE: &str = "k / CAST(size AS FLOAT8) + 8 * sqrt(k / CAST(size AS FLOAT8) / size) + 64 / CAST(size AS FLOAT8)";

pub(super) fn text(job: &Job, dialect: &dyn Shell) -> String {
    let script = Script { job, dialect };
    let (begin, end) = dialect.around();
    let mut parts = vec![script.head(), dialect.job_settings().to_owned(), begin.to_owned()];
    parts.extend(pieces::lists(job, dialect, false).into_iter().map(|view| view + ";\n"));
    match job.part {
        Part::Freeze => parts.extend([script.sound(), script.quotas(), script.frozen()]),
        Part::Select => parts.extend([script.quotas(), script.as_committed(), script.selection(), script.result()]),
        Part::Check => parts.extend([script.sound(), script.quotas(), script.selection(), script.compared()]),
    }
    parts.push(end.to_owned());
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

struct Script<'a> {
    job: &'a Job,
    dialect: &'a dyn Shell,
}

impl Script<'_> {
    fn head(&self) -> String {
        let about = format!("-- {}\n", self.job.about.replace('\n', "\n-- "));
        let known = self.job.sentences.iter().filter(|(code, _)| CODES.contains(code));
        let codes: String = known.map(|(code, text)| format!("--   {code}: {text}\n")).collect();
        let run =
            format!("-- Run, in the folder where files are read and written: {} FILE\n", self.dialect.job_command());
        about + &run + if self.job.part == Part::Select { "" } else { &codes }
    }

    fn sound(&self) -> String {
        format!(
            "-- Every fault of the lists; the first thousand are shown.\n\
             CREATE TEMP TABLE found AS\n{};\n\
             SELECT list, id, codes, detail FROM found ORDER BY list, id, codes, detail LIMIT 1000;\n{}",
            pieces::faults(self.job, self.dialect),
            self.dialect.stop_where("SELECT 1 FROM found", "faults in the lists: nothing is computed"),
        )
    }

    /// Sizes, total and quotas (protocol section 4), in integers.
    fn quotas(&self) -> String {
        let order = self.job.order.iter().zip(1..);
        let order: Vec<String> =
            order.map(|(stratum, n)| format!("  ({n}, {})", self.dialect.quoted(stratum))).collect();
        let wanted = format!(
            "((SELECT count(*) FROM mc_roster) + (SELECT count(*) FROM mc_excluded)) * {} + 9999",
            self.job.rate
        );
        let total = format!(
            "least((SELECT count(*) FROM mc_roster), {})",
            self.dialect.divided(&format!("({wanted})"), "10000")
        );
        format!(
            "-- Strata in order of service; what is left of the total goes to the next.\n\
             CREATE TEMP TABLE service (n INTEGER, name VARCHAR(32));\nINSERT INTO service VALUES\n{};\n\
             CREATE TEMP TABLE sizes AS SELECT stratum, count(*) AS size FROM mc_roster GROUP BY stratum;\n{}\
             CREATE TEMP TABLE total AS SELECT {total} AS k;\n\
             CREATE TEMP TABLE quota AS\n\
             SELECT n, stratum, size, CAST(greatest(0, least(size, total - before)) AS BIGINT) AS k FROM (\n\
             \x20 SELECT n, stratum, size, (SELECT k FROM total) AS total, sum(size) OVER (ORDER BY n) - size AS before\n\
             \x20 FROM sizes JOIN service ON name = stratum) served;\n",
            order.join(",\n"),
            self.dialect.stop_where(
                "SELECT 1 FROM sizes WHERE stratum NOT IN (SELECT name FROM service)",
                "a stratum that the order does not have: nothing is computed",
            ),
        )
    }

    /// The quotas of the commitment as a relation, with its rows.
    fn committed(&self) -> Option<String> {
        let commit = self.job.commit.as_ref()?;
        let quotas: Vec<String> =
            commit.quotas.iter().map(|(name, k)| format!("  ({}, {k})", self.dialect.quoted(name))).collect();
        Some(format!(
            "-- What the commitment says.\n\
             CREATE TEMP TABLE committed (name VARCHAR(32), k BIGINT);\nINSERT INTO committed VALUES\n{};\n",
            quotas.join(",\n")
        ))
    }

    /// Quotas that are not those of the commitment.
    fn other_quotas() -> &'static str {
        "SELECT 1 FROM committed FULL JOIN quota ON name = stratum WHERE committed.k IS DISTINCT FROM quota.k"
    }

    fn as_committed(&self) -> String {
        let (Some(table), Some(commit)) = (self.committed(), &self.job.commit) else { return String::new() };
        let rows =
            |list: &str, n: u32| format!("SELECT 1 FROM (SELECT count(*) AS n FROM mc_{list}) counted WHERE n <> {n}");
        let words = "these are not the lists of the commitment: nothing is selected";
        let stops =
            [rows("roster", commit.roster.1), rows("excluded", commit.excluded.1), Self::other_quotas().to_owned()]
                .map(|query| self.dialect.stop_where(&query, words));
        table + &stops.concat()
    }

    /// The lines of a list with its header, to be ordered by `h` and `id`.
    fn list_lines(&self, name: &str, header: &str, from: &str) -> String {
        let query = format!(
            "SELECT 0 AS h, '' AS id, '{header}' AS line\nUNION ALL SELECT 1, id, concat_ws(',', {}) FROM {from}",
            header.replace(',', ", ")
        );
        self.dialect.view(name, &query) + ";\n"
    }

    fn ordered(&self, name: &str) -> String {
        format!("SELECT line FROM {name} ORDER BY h, id{}", self.dialect.binary())
    }

    fn frozen(&self) -> String {
        let d = self.dialect;
        let lists = self.list_lines("roster_line", ROSTER, "mc_roster")
            + &self.list_lines("excluded_line", EXCLUDED, "mc_excluded");
        let files = d.write(&self.ordered("roster_line"), "roster.csv")
            + &d.write(&self.ordered("excluded_line"), "excluded.csv");
        let hash = |list: &str| {
            let written = d.written(&format!("{list}_line"), &format!("{list}.csv"));
            format!("'{list}-sha256 ' || coalesce({written}, 'TOO-LARGE: sha256sum {list}.csv')")
        };
        let rows = |list: &str| format!("'{list}-rows ' || (SELECT CAST(count(*) AS VARCHAR(9)) FROM mc_{list})");
        let lines =
            [format!("'rate {}'", self.job.rate), hash("roster"), rows("roster"), hash("excluded"), rows("excluded")];
        let lines: Vec<String> =
            lines.iter().zip(0..).map(|(line, n)| format!("SELECT {n} AS n, {line} AS line")).collect();
        format!(
            "-- The lists as they are published and hashed.\n{lists}{files}\
             -- The lines for the commitment.\n\
             CREATE TEMP TABLE commit_line AS\n{}\n\
             UNION ALL SELECT 100 + n, 'quota ' || stratum || ' ' || CAST(k AS VARCHAR(9)) FROM quota;\n\
             {}SELECT line FROM commit_line ORDER BY n;\n",
            lines.join("\nUNION ALL "),
            d.write("SELECT line FROM commit_line ORDER BY n", "commit-lines.txt"),
        )
    }

    /// Tickets that cannot be drawn are left out before anything is sorted. A bound that was too low, which counting shows, is none.
    fn selection(&self) -> String {
        let d = self.dialect;
        let bound = d.hex("CAST(floor(1152921504606846976.0 * share) AS BIGINT)");
        let binary = d.binary();
        let columns = "id, name, ticketed.stratum, ticket";
        format!(
            "-- Tickets. 15 digits below which a stratum has its quota, and eight standard deviations more.\n{};\n\
             CREATE TEMP TABLE bound AS\n\
             SELECT stratum, k, CASE WHEN share >= 0.999 THEN 'g' ELSE {bound} END AS below FROM (\n\
             \x20 SELECT stratum, k, least(1, {SHARE}) AS share FROM quota WHERE k > 0) shares;\n\
             CREATE TEMP TABLE candidate AS\n\
             SELECT {columns} FROM ticketed JOIN bound ON ticketed.stratum = bound.stratum WHERE ticket < below{binary};\n\
             -- Where a stratum has fewer, all others too.\n\
             CREATE TEMP TABLE short AS\n\
             SELECT stratum, below FROM bound WHERE k > (SELECT count(*) FROM candidate c WHERE c.stratum = bound.stratum);\n\
             INSERT INTO candidate\n\
             SELECT {columns} FROM ticketed JOIN short ON ticketed.stratum = short.stratum WHERE ticket >= below{binary};\n\
             CREATE TEMP TABLE drawn AS\n{};\n",
            d.view("ticketed", &pieces::ticketed(self.job, d)),
            pieces::drawn(d, "candidate"),
        )
    }

    fn result(&self) -> String {
        let view = self.list_lines("result_line", super::HEADER, "drawn");
        let written = self.dialect.write(&self.ordered("result_line"), "result.csv");
        format!("-- The result.\n{view}{written}SELECT count(*) AS drawn FROM drawn;\n")
    }

    fn compared(&self) -> String {
        let d = self.dialect;
        let lists = self.list_lines("roster_line", ROSTER, "mc_roster")
            + &self.list_lines("excluded_line", EXCLUDED, "mc_excluded");
        let facts = pieces::facts(d, &self.facts());
        format!(
            "{}{}{lists}-- Fingerprints and counts.\nCREATE TEMP TABLE fact AS\n{facts};\n\
             -- Everything that is not the same.\n\
             CREATE TEMP TABLE difference AS\n{};\n\
             SELECT what, detail FROM difference ORDER BY what, detail LIMIT 1000;\n\
             SELECT CASE WHEN count(*) = 0 THEN 'ok' ELSE 'differs' END AS verdict, count(*) AS differences,\n\
             \x20 (SELECT count(*) FROM mc_roster) AS tickets, (SELECT count(*) FROM drawn) AS drawn FROM difference;\n{}",
            self.committed().unwrap_or_default(),
            d.result(),
            pieces::differences(d, "id, name, stratum, rank, ticket"),
            d.stop_where("SELECT 1 FROM difference", "differs"),
        )
    }

    fn facts(&self) -> Vec<(&'static str, String, String)> {
        let d = self.dialect;
        let count = |from: &str| format!("(SELECT count(*) FROM {from})");
        let mut facts = vec![
            ("number published", count("published"), count("drawn")),
            ("sha256 of result.csv", d.file("result.csv"), pieces::result_digest(d)),
        ];
        if let Some(commit) = &self.job.commit {
            let hash = |list: &str| {
                let text = d.sha256(&format!("string_agg(line || chr(10), '' ORDER BY h, id{})", d.binary()));
                format!("(SELECT {text} FROM {list}_line)")
            };
            facts.extend([
                ("sha256 of roster.csv", d.quoted(&commit.roster.0), hash("roster")),
                ("rows of roster.csv", d.quoted(&commit.roster.1.to_string()), count("mc_roster")),
                ("sha256 of excluded.csv", d.quoted(&commit.excluded.0), hash("excluded")),
                ("rows of excluded.csv", d.quoted(&commit.excluded.1.to_string()), count("mc_excluded")),
                (
                    "quotas that differ",
                    "'0'".to_owned(),
                    format!("(SELECT count(*) FROM ({}) other)", Self::other_quotas()),
                ),
            ]);
        }
        facts
    }
}
