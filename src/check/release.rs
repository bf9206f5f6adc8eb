//! What a release must not lack: the duties of a government site (domain.md 8.2, 8.3) and a calendar of the present year
//! (domain.md 9). In: the county. Out: every fault, at `site.toml`.

use crate::diag::{Diagnostic, Place, Report};
use crate::load::DRAFT;
use crate::model::Config;
use crate::site::{Page, Site};
use chrono::Datelike;

fn at(key: &str) -> Place {
    Place { heading: key.to_owned(), ..Place::file("content/site.toml") }
}

/// Faults that stop `--release`.
pub fn release(site: &Site) -> Report {
    let mut found = Report::default();
    for (key, value) in needed(&site.config) {
        if is_empty(value) {
            found.push(Diagnostic::error("MC0601", at(key)).value(value).arg("key", key));
        }
    }
    found.append(shapes(&site.config, &at));
    for page in drafts(site) {
        let place = Place::file(&format!("content/pages/{}.md", page.slug));
        found.push(Diagnostic::error("MC1102", place).arg("title", &page.title));
    }
    if site.config.demo {
        found.push(Diagnostic::error("MC0605", at("demo")));
    }
    if !site.calendar.years.contains(&site.as_of.year()) {
        let year = site.as_of.year();
        found.push(Diagnostic::error("MC0606", Place::file(&format!("content/calendar/{year}.csv"))).arg("year", year));
    }
    found
}

/// What is written but cannot be right: the site's code, its domain, its address. `place`: where a key stands.
pub fn shapes(config: &Config, place: &dyn Fn(&str) -> Place) -> Report {
    let mut found = Report::default();
    let (bureau, government) = (&config.bureau, &config.government);
    let code = government.site_id_code.as_str();
    let shaped = code.len() == 10 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    let fits = code.is_empty() || (shaped && code.starts_with(&bureau.region));
    if !fits {
        let fault = Diagnostic::error("MC0602", place("government.site_id_code")).value(code);
        found.push(fault.arg("region", &bureau.region));
    }
    let domain = government.site_domain.as_str();
    if domain.contains("://") || domain.contains('/') {
        found.push(Diagnostic::error("MC0603", place("government.site_domain")).value(domain));
    }
    let base = government.base_url.as_str();
    if !base.is_empty() && !((base.starts_with("https://") || base.starts_with("http://")) && base.ends_with('/')) {
        found.push(Diagnostic::error("MC0604", place("government.base_url")).value(base));
    }
    found
}

/// Keys that a release needs, with their values.
fn needed(config: &Config) -> [(&'static str, &str); 9] {
    let (bureau, government) = (&config.bureau, &config.government);
    [
        ("government.site_name", &government.site_name),
        ("government.site_domain", &government.site_domain),
        ("government.site_id_code", &government.site_id_code),
        ("government.icp", &government.icp),
        ("government.police", &government.police),
        ("bureau.name", &bureau.name),
        ("bureau.address", &bureau.address),
        ("bureau.phone", &bureau.phone),
        ("bureau.complaint_phone", &bureau.complaint_phone),
    ]
}

fn is_empty(value: &str) -> bool {
    value.trim().is_empty() || matches!(value.trim(), "null" | "无" | "-")
}

/// Keys of `site.toml` that a release needs and that say nothing yet.
pub fn empty_keys(config: &Config) -> Vec<&'static str> {
    needed(config).into_iter().filter(|(_, value)| is_empty(value)).map(|(key, _)| key).collect()
}

/// Pages that still say that they are not finished.
pub fn drafts(site: &Site) -> impl Iterator<Item = &Page> {
    site.pages.iter().filter(|page| page.title.contains(DRAFT) || page.html.contains(DRAFT))
}
