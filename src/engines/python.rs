//! Jobs in Python, for Spark and DataFusion: the same text around the same queries, and what is particular to the engine. In: a job.
//! Out: a script.

use super::{CODES, Dialect, Engine, Job, Source, pieces};
use crate::draw::lists::{EXCLUDED, ROSTER};
use std::collections::BTreeMap;

const FRAME: &str = include_str!("job.py");
const SPARK: &str = include_str!("spark.py");
const DATAFUSION: &str = include_str!("datafusion.py");

pub(super) fn text(job: &Job, dialect: &dyn Dialect) -> String {
    let (engine, run) = match job.engine {
        Engine::Spark => (SPARK, "spark-submit"),
        _ => (DATAFUSION, "python3"),
    };
    let setup: Vec<String> =
        pieces::lists(job, dialect, true).iter().map(|query| format!("r\"\"\"{query}\"\"\"")).collect();
    let quoted = |values: Vec<String>| format!("[{}]", values.join(", "));
    let sentences = job.sentences.iter().filter(|(code, _)| CODES.contains(code));
    let sentences: Vec<String> =
        sentences.map(|(code, text)| format!("    {}: {},\n", literal(code), literal(text))).collect();
    let candidates = format!("SELECT * FROM (\n  {}) ticketed WHERE @BOUNDS@", pieces::ticketed(job, dialect));
    let quota = "SELECT stratum, k FROM (VALUES @VALUES@) AS q (stratum, k)";
    let slots = BTreeMap::from([
        ("ABOUT", job.about.replace('\n', "\n# ")),
        ("RUN", run.to_owned()),
        ("STEP", job.part.as_str().to_owned()),
        ("RATE", job.rate.to_string()),
        ("ORDER", quoted(job.order.iter().map(|stratum| literal(stratum)).collect())),
        ("COMMITTED", committed(job)),
        ("ROSTER", path(Some(&job.roster))),
        ("EXCLUDED", path(job.excluded.as_ref())),
        ("RESULT", literal("result.csv")),
        ("SENTENCES", format!("{{\n{}}}", sentences.concat())),
        ("SETUP", format!("\n    {},\n", setup.join(",\n    "))),
        ("FAULTS", format!("{}\nORDER BY list, id, codes, detail", pieces::faults(job, dialect))),
        ("ROSTER_LINES", pieces::lines(ROSTER, "mc_roster")),
        ("EXCLUDED_LINES", pieces::lines(EXCLUDED, "mc_excluded")),
        ("TICKETED", dialect.view("candidate", &candidates)),
        ("QUOTA", dialect.view("quota", quota)),
        ("DRAWN", dialect.view("drawn", &pieces::drawn(dialect, "candidate"))),
        ("RESULT_LINES", pieces::lines(super::HEADER, "drawn")),
        ("ENGINE", engine.trim_end().to_owned()),
    ]);
    filled(FRAME, &slots)
}

/// Puts values in place of `@NAME@`, in one pass: what stands in a value is never a slot.
fn filled(frame: &str, slots: &BTreeMap<&str, String>) -> String {
    let mut out = String::new();
    let mut rest = frame;
    while let Some(at) = rest.find('@') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        match after.find('@').and_then(|end| Some((slots.get(&after[..end])?, end))) {
            Some((value, end)) => {
                out.push_str(value);
                rest = &after[end + 1..];
            }
            None => {
                out.push('@');
                rest = after;
            }
        }
    }
    out + rest
}

/// A literal of Python. Texts hold no control characters here.
fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn path(source: Option<&Source>) -> String {
    match source {
        Some(Source::Path(path)) => literal(path),
        _ => "None".to_owned(),
    }
}

fn committed(job: &Job) -> String {
    let Some(commit) = &job.commit else { return "None".to_owned() };
    let quotas: Vec<String> = commit.quotas.iter().map(|(stratum, k)| format!("({}, {k})", literal(stratum))).collect();
    format!(
        "{{\n    \"roster-sha256\": {}, \"roster-rows\": {},\n    \"excluded-sha256\": {}, \"excluded-rows\": {},\n    \"quotas\": [{}],\n}}",
        literal(&commit.roster.0),
        commit.roster.1,
        literal(&commit.excluded.0),
        commit.excluded.1,
        quotas.join(", ")
    )
}
