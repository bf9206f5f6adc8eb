//! `site.toml`. In: its source. Out: the configuration, or every fault with line and key.

use super::keys::{Form, Key, keys, may, need};
use super::raw::{Located, Spot};
use crate::diag::{Diagnostic, Report, is_invisible};
use crate::log::{KeyKind, VerifierKey};
use crate::model::{report, *};
use crate::source::Source;
use std::sync::Arc;

const BUREAU: &[Key] = &[
    need("name", Form::Filled),
    need("county", Form::Filled),
    need("region", Form::Such(is_region, "region")),
    need("address", Form::Filled),
    need("phone", Form::Filled),
    need("complaint_phone", Form::Filled),
    need("office", Form::Filled),
    may("towns", Form::Several(is_filled, "texts")),
];

const GOVERNMENT: &[Key] = &[
    may("site_name", Form::Text),
    may("site_domain", Form::Text),
    may("site_id_code", Form::Text),
    may("icp", Form::Text),
    may("police", Form::Text),
    may("mark_url", Form::Such(is_address, "address")),
    may("fault_url", Form::Such(is_address, "address")),
    may("base_url", Form::Such(is_address, "address")),
];

const LOG: &[Key] =
    &[need("origin", Form::Such(is_origin, "origin")), may("witnesses", Form::Several(is_witness, "witnesses"))];

const DRAW: &[Key] = &[
    may("slots", Form::Several(is_slot, "slots")),
    may("slack", Form::Number(0, 9)),
    may("seal_days", Form::Number(0, 10)),
    may("reveal_days", Form::Number(0, 31)),
    may("escrow", Form::Sections(&[need("name", Form::Filled), need("key", Form::Such(is_age_key, "age-key"))])),
];

const PRIVACY: &[Key] = &[
    may("inspectors", Form::Word(&["full", "surname", "number"])),
    may("allowed_phones", Form::Several(is_filled, "texts")),
    may("allowed", Form::Sections(&[need("sha256", Form::Such(is_hex64, "hash")), need("reason", Form::Filled)])),
];

const RULES: &[Key] = &[
    may("extra_phrases", Form::Several(is_filled, "texts")),
    may("special_exit", Form::Word(&["literal", "only-if-inspected"])),
    may("determination_days", Form::Number(0, 366)),
    may("max_inspectors", Form::Number(2, 20)),
    may("credit_classes", Form::Text),
    may("superior_checked", Form::Word(&["exclude", "include"])),
];

const THEME: &[Key] = &[
    may("name", Form::Such(is_word, "id")),
    may("languages", Form::Several(is_language, "texts")),
    may("own_pages", Form::Number(3, 1_000_000)),
];

const REPORT: &[Key] = &[
    may("unit", Form::Filled),
    may("summary", Form::Sections(&[need("column", Form::Word(&report::SUMMARY)), may("heading", Form::Filled)])),
    may("plan", Form::Sections(&[need("column", Form::Word(&report::PLAN)), may("heading", Form::Filled)])),
    may("results", Form::Sections(&[need("column", Form::Word(&report::RESULTS)), may("heading", Form::Filled)])),
];

const SITE: &[Key] = &[
    may("demo", Form::Flag),
    may("as_of", Form::Day),
    need("bureau", Form::Section(BUREAU)),
    need("government", Form::Section(GOVERNMENT)),
    need("log", Form::Section(LOG)),
    may("draw", Form::Section(DRAW)),
    may("privacy", Form::Section(PRIVACY)),
    may("rules", Form::Section(RULES)),
    may("theme", Form::Section(THEME)),
    may("report", Form::Section(REPORT)),
];

/// The sections that answers of `init` may hold, none of them needed as a whole.
const ANSWERS: &[Key] = &[
    need("bureau", Form::Section(BUREAU)),
    may("government", Form::Section(GOVERNMENT)),
    may(
        "log",
        Form::Section(&[
            may("origin", Form::Such(is_origin, "origin")),
            may("witnesses", Form::Several(is_witness, "witnesses")),
        ]),
    ),
    may("draw", Form::Section(DRAW)),
    may("privacy", Form::Section(PRIVACY)),
    may("rules", Form::Section(RULES)),
    may("theme", Form::Section(THEME)),
];

/// Reads a file of answers: sections and keys of `site.toml`, the bureau's own needed, the rest as somebody likes.
pub(crate) fn answers(source: &Arc<Source>, report: &mut Report) -> Option<Located<toml::Table>> {
    let table = keys(source, 0..source.text.len(), ANSWERS, report)?;
    Some(Located::with_spot(table, Spot::Keys(Arc::clone(source))))
}

/// What the loader says of the value of one key of `site.toml` (`bureau.region`).
pub(crate) fn examine_key(key: &str, value: &toml::Value, report: &mut Report) {
    let Some((section, name)) = key.split_once('.') else { return };
    let keys = SITE.iter().find(|known| known.name == section).map(|known| known.form);
    let Some(Form::Section(keys)) = keys else { return };
    let Some(found) = keys.iter().find(|known| known.name == name) else { return };
    super::keys::one(key, found.form, value, report);
}

/// Reads the configuration.
pub(super) fn config(source: &Arc<Source>, report: &mut Report) -> Option<Located<Config>> {
    let mut table = keys(source, 0..source.text.len(), SITE, report)?;
    // A bare date is as good as one between quotes.
    if let Some(day) = super::keys::text(&table, "as_of") {
        table.insert("as_of".to_owned(), toml::Value::String(day));
    }
    match table.try_into::<Config>() {
        Ok(config) => {
            let config = Located::with_spot(config, Spot::Keys(Arc::clone(source)));
            holders(&config, report);
            report_columns(&config, report);
            Some(config)
        }
        Err(fault) => {
            let place = crate::diag::Place::file(&source.path);
            report.push(super::keys::not_toml(place, fault.message()));
            None
        }
    }
}

/// One name, one key: an envelope made twice for the same key would pass for two holders (MC0851).
fn holders(config: &Located<Config>, report: &mut Report) {
    let holders = &config.value.draw.escrow;
    for (at, holder) in holders.iter().enumerate() {
        if holders[..at].iter().any(|other| other.name == holder.name || other.key == holder.key) {
            let fault = Diagnostic::error("MC0851", config.at("draw.escrow")).value(&holder.name);
            report.push(fault.arg("name", &holder.name));
        }
    }
}

/// A column stands once in a table (MC0982) and an empty one says what it is for (MC0983).
fn report_columns(config: &Located<Config>, faults: &mut Report) {
    let wanted = &config.value.report;
    for (table, columns) in [("summary", &wanted.summary), ("plan", &wanted.plan), ("results", &wanted.results)] {
        let key = format!("report.{table}");
        for (at, column) in columns.iter().enumerate() {
            let name = &column.column;
            let code = match name.as_str() {
                report::BLANK if column.heading.is_none() => "MC0983",
                name if name != report::BLANK && columns[..at].iter().any(|other| other.column == name) => "MC0982",
                _ => continue,
            };
            let fault = Diagnostic::error(code, config.at(&key)).value(name);
            faults.push(fault.arg("column", name).arg("table", &key));
        }
    }
}

fn is_filled(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(is_invisible)
}

/// A tag that can name a folder of the site and is none of its folders: two or three letters.
fn is_language(text: &str) -> bool {
    (2..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_region(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Empty, or an absolute address of the web.
fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    text.is_empty() || rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic()))
}

fn is_slot(text: &str) -> bool {
    matches!(text, "any" | "object") || text.strip_prefix("tag:").is_some_and(is_word)
}

/// The key of a witness as C2SP writes it.
fn is_witness(text: &str) -> bool {
    VerifierKey::parse(text).is_some_and(|key| key.kind == KeyKind::Witness)
}

/// The public key of an `age` identity.
pub(crate) fn is_age_key(text: &str) -> bool {
    text.starts_with("age1") && text.parse::<age::x25519::Recipient>().is_ok()
}

/// ORIGIN of the protocol, section 10.
fn is_origin(text: &str) -> bool {
    (1..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
