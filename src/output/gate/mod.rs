//! The privacy gate (domain.md 7, 10.3 to 10.5). In: the bytes of every file of the site, workbooks and archives opened.
//! Out: what must not be published, by rule and place. Never says the value it found.

mod container;
mod place;
mod rules;
mod scan;

use crate::diag::{Diagnostic, Place, Report, Severity};
use crate::model::Envelope;
use crate::model::sha256_hex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the gate lets through although it looks like a personal number.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    /// Exact values known by their role: object ids, credit codes, permits, certificate numbers, lottery issues.
    pub known: BTreeSet<String>,
    /// Digits of phones that may be published.
    pub phones: BTreeSet<String>,
    /// SHA-256 of exact values that `site.toml` allows, each with a reason there.
    pub allowed: BTreeSet<String>,
}

impl Gate {
    /// Fingerprint of what it lets through. What passed one gate passes every gate of the same program with this fingerprint.
    pub fn fingerprint(&self) -> String {
        let mut text = String::new();
        for values in [&self.known, &self.phones, &self.allowed] {
            text.push_str(&format!("{}\n", values.len()));
            values.iter().for_each(|value| text.push_str(&format!("{} {value}\n", value.len())));
        }
        sha256_hex(text.as_bytes())
    }

    /// Every personal number or secret in one file, as errors at their places.
    pub fn check(&self, path: &str, bytes: &[u8]) -> Report {
        let mut report = Report::default();
        self.name(path, &mut report);
        match path.rsplit_once('.').map(|(_, kind)| kind) {
            Some("png") => {}
            // Random letters and digits: a find in there would say nothing, and nobody could mend it.
            Some("txt") if is_envelope_name(path) && Envelope::parse(bytes).is_some() => {}
            Some("zip" | "xlsx") => container::check(self, path, bytes, &mut report),
            Some(kind) => self.text(path, kind, bytes, &mut report),
            None => {}
        }
        report
    }

    /// What in the bureau's own `texts` (by path) would stop a build if it reached the site, as warnings: not every column is
    /// published.
    pub fn foresee(&self, texts: &BTreeMap<String, Arc<str>>) -> Report {
        let mut foreseen = Report::default();
        for (path, text) in texts {
            foreseen.append(self.check(path, text.as_bytes()));
        }
        for warning in &mut foreseen.diagnostics {
            warning.severity = Severity::Warning;
        }
        foreseen
    }

    /// The same faults as the clerk can mend them: where a rule also finds something in the bureau's own `texts` (by path),
    /// the cells there, and one remark that names the files of the site; else as they were.
    #[must_use]
    pub fn origins(&self, faults: Report, texts: &BTreeMap<String, Arc<str>>) -> Report {
        let mut origins = Report::default();
        for (path, text) in texts {
            origins.append(self.check(path, text.as_bytes()));
        }
        let told: BTreeSet<&str> = faults.diagnostics.iter().map(|fault| fault.code).collect();
        origins.diagnostics.retain(|origin| told.contains(origin.code));
        let known: BTreeSet<&str> = origins.diagnostics.iter().map(|origin| origin.code).collect();
        let (explained, others): (Vec<_>, Vec<_>) =
            faults.diagnostics.into_iter().partition(|fault| known.contains(fault.code));
        let files: BTreeSet<&str> = explained.iter().map(|fault| fault.place.file.as_str()).collect();
        if !files.is_empty() {
            let names: Vec<&str> = files.iter().take(5).copied().collect();
            let remark = Diagnostic::warning("MC0931", Place::default())
                .arg("count", files.len())
                .arg("codes", known.into_iter().collect::<Vec<_>>().join(", "))
                .arg("names", names.join(", "));
            origins.push(remark);
        }
        origins.diagnostics.extend(others);
        origins
    }

    /// Names of files that only `secrets/` may hold.
    fn name(&self, path: &str, report: &mut Report) {
        if is_secret_name(path) {
            report.push(Diagnostic::error("MC0929", Place::file(path)));
        }
    }

    /// A text file.
    fn text(&self, path: &str, kind: &str, bytes: &[u8], report: &mut Report) {
        for hit in scan::scan(bytes) {
            if !self.lets_pass(bytes, &hit) {
                let (row, column) = place::of(bytes, hit.span.start, kind == "csv");
                let span = (hit.span.start, hit.span.len());
                let place = Place { file: path.to_owned(), row, column, span, ..Place::default() };
                report.push(Diagnostic::error(hit.rule.code(), place));
            }
        }
    }

    /// Whether a find is a known value of the site, an allowed phone, or allowed by its hash.
    fn lets_pass(&self, bytes: &[u8], hit: &scan::Hit) -> bool {
        let raw = String::from_utf8_lossy(&bytes[hit.span.clone()]);
        let phone = matches!(hit.rule, rules::Rule::Landline | rules::Rule::Mobile)
            && (self.phones.contains(&hit.value)
                || hit.value.strip_prefix("86").is_some_and(|rest| self.phones.contains(rest)));
        phone
            || self.known.contains(raw.as_ref())
            || self.known.contains(word_around(bytes, hit).as_ref())
            || !self.allowed.is_empty()
                && [raw.as_ref(), &hit.value]
                    .into_iter()
                    .any(|value| self.allowed.contains(&sha256_hex(value.as_bytes())))
    }
}

/// Whether a path is that of a file only `secrets/` may hold.
pub fn is_secret_name(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with("nonce-") || part == "secrets")
}

/// Whether a path is that of an envelope of a draw (protocol section 4), in a site or in an archive of one.
fn is_envelope_name(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let (name, folder) = (parts.next().unwrap_or(""), parts.nth(1));
    folder == Some("draws") && name.starts_with("escrow-")
}

/// The whole word a find stands in: `[0-9A-Za-z._-]`, without the ending of a page's name.
fn word_around<'a>(bytes: &'a [u8], hit: &scan::Hit) -> std::borrow::Cow<'a, str> {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let start = hit.span.start - bytes[..hit.span.start].iter().rev().take_while(|byte| inside(byte)).count();
    let end = hit.span.end + bytes[hit.span.end..].iter().take_while(|byte| inside(byte)).count();
    let mut word = &bytes[start..end];
    for ending in [&b".html"[..], b".csv", b".txt", b"."] {
        word = word.strip_suffix(ending).unwrap_or(word);
    }
    String::from_utf8_lossy(word)
}
