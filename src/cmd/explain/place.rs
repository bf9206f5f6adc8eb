//! Where a page or a number of the site comes from. In: the checked county, a path or address, the name of a number. Out: files and rows.

use crate::cli::ExplainArgs;
use crate::cmd::desk::{Desk, Done, Stop};
use crate::cmd::themes::{SITE_LANG, theme};
use crate::explain::{Explainer, Field, Number, Rows};
use crate::model::Phrase;
use crate::output::MANIFEST;
use crate::render::{Context, Mark, made, render};
use crate::site::Site;
use crate::words::Words;
use std::collections::{BTreeMap, BTreeSet};

/// Rows of a table that are told one by one; above it their number alone is.
const MOST: usize = 40;

/// Numbers with a heading on a page: the key of the heading, and what is counted.
fn headings() -> Vec<(&'static str, Field)> {
    vec![
        ("summary.class-size", Field::ClassSize),
        ("summary.due", Field::Due),
        ("summary.drawn", Field::Drawn),
        ("ledger.drawn", Field::Drawn),
        ("summary.superior", Field::Superior),
        ("summary.visited", Field::Mark(Mark::Visited)),
        ("method.site", Field::Mark(Mark::OnSite)),
        ("method.paper", Field::Mark(Mark::OnPaper)),
        ("summary.transferred", Field::Mark(Mark::Transferred)),
        ("summary.penalties", Field::Mark(Mark::Penalty)),
        ("summary.fines", Field::Fines),
        ("charts.sheet.to-publish", Field::ToPublish),
        ("summary.published", Field::Mark(Mark::Published)),
        ("ledger.published", Field::Mark(Mark::Published)),
        ("summary.problems", Field::Mark(Mark::Problem)),
        ("summary.mended", Field::Mark(Mark::Mended)),
        ("charts.sheet.withheld", Field::Mark(Mark::Withheld)),
        ("ledger.withheld", Field::Mark(Mark::Withheld)),
        ("ledger.pending", Field::Mark(Mark::Pending)),
        ("ledger.sealed", Field::Sealed),
    ]
}

pub(super) fn explain(desk: &Desk<'_>, args: &ExplainArgs) -> Done {
    let (raw, moment) = desk.raw_as_of(args.as_of.as_deref())?;
    let county = desk.checked(raw.clone(), moment)?;
    let site = &county.site;
    let path = path(&args.what, site).ok_or_else(|| desk.wrong("explain.unknown", &[("what", &args.what)]))?;
    let explainer = Explainer::new(&raw, site);
    if let Some(number) = told(desk, &explainer, site, &path, &args.number)? {
        return Ok(number);
    }
    let bytes = bytes(desk, site, &path)?.ok_or_else(|| desk.wrong("explain.unknown", &[("what", &args.what)]))?;
    let origin = explainer.page(&path, &bytes).ok_or_else(|| desk.wrong("explain.unknown", &[("what", &args.what)]))?;
    let words = desk.words();
    let mut out = words.fill(
        "explain.head",
        [("path", path.as_str()), ("kind", &words.get(&format!("explain.page.{}", origin.kind)))],
    ) + "\n";
    if origin.rows.0.is_empty() {
        out.push_str(&desk.tell("explain.nothing", &[]));
    } else {
        out.push_str(&desk.tell("explain.from", &[]));
        out.push_str(&rows(&origin.rows, words));
    }
    Ok(out)
}

/// A path from the root of the site: without the address of the site, what stands behind `#` and `?`, and with the name of a folder's page.
fn path(what: &str, site: &Site) -> Option<String> {
    let base = site.config.government.base();
    let rest = match what.strip_prefix(base.as_str()).filter(|_| !base.is_empty()) {
        Some(rest) => rest.to_owned(),
        None => match what.split_once("://") {
            // An address of another host, such as a preview, whose folders are those of the site.
            Some((_, rest)) => rest.split_once('/').map(|(_, rest)| rest.to_owned()).unwrap_or_default(),
            None => what.replace('\\', "/"),
        },
    };
    let rest = rest.split(['#', '?']).next().unwrap_or_default();
    let rest = rest.trim_start_matches("./").trim_start_matches("public/").trim_start_matches('/');
    let last = rest.rsplit('/').next().unwrap_or_default();
    let whole = match last {
        "" => format!("{rest}index.html"),
        last if !last.contains('.') => format!("{rest}/index.html"),
        _ => rest.to_owned(),
    };
    (!whole.contains("..")).then_some(whole)
}

/// The bytes of a file of the site as a build would write it; none if it has no such file.
fn bytes(desk: &Desk<'_>, site: &Site, path: &str) -> Result<Option<Vec<u8>>, Stop> {
    if path == MANIFEST {
        return Ok(Some(Vec::new()));
    }
    let bad = |fault: String| desk.wrong("cli.build.theme", &[("name", &site.config.theme.name), ("fault", &fault)]);
    let theme = theme(desk.root, &site.config.theme).map_err(|fault| bad(fault.say(desk.words())))?;
    let words = theme.words(SITE_LANG).ok_or_else(|| bad(SITE_LANG.to_owned()))?;
    let context = Context::new(site, &theme, words).map_err(bad)?;
    let tree = render(&context);
    // An object may be named as its table writes it; its page is in small letters.
    let wanted = |known: &str| known == path || known.eq_ignore_ascii_case(path);
    Ok(made(&tree, wanted).map_err(bad)?.into_values().next())
}

/// A number of a page, or the findings of a rule; none if no number was asked for.
fn told(
    desk: &Desk<'_>,
    explainer: &Explainer<'_>,
    site: &Site,
    path: &str,
    asked: &[String],
) -> Result<Option<String>, Stop> {
    let Some(first) = asked.first() else { return Ok(None) };
    if path.starts_with("compliance/") {
        return findings(desk, explainer, first, asked.get(1).map_or("", String::as_str)).map(Some);
    }
    if !path.starts_with("summary/") && !path.starts_with("ledger/") {
        return Err(desk.wrong("explain.no-numbers", &[("path", path)]));
    }
    let (scope, label) = match asked {
        [label] => (site.as_of.format("%Y").to_string(), label.clone()),
        [scope, label @ ..] => (scope.clone(), label.join(" ")),
        [] => return Ok(None),
    };
    let draws = explainer.draws(&scope);
    if draws.is_empty() {
        return Err(desk.wrong("explain.no-scope", &[("scope", &scope)]));
    }
    let field = field(desk.words(), site, &label).ok_or_else(|| {
        let mut known: Vec<String> = headings().iter().map(|(key, _)| desk.words().get(key)).collect();
        known.extend(Phrase::FIVE.iter().map(|phrase| phrase.zh().to_owned()));
        known.dedup();
        desk.wrong("explain.no-label", &[("label", &label), ("known", &known.join(&desk.words().get("start.comma")))])
    })?;
    let number = explainer.number(&draws, &field, path.starts_with("summary/"));
    Ok(Some(number_text(desk.words(), (path, &scope, &label), &field, &number)))
}

fn field(words: &Words, site: &Site, label: &str) -> Option<Field> {
    let known = headings().into_iter().find(|(key, _)| words.get(key).eq_ignore_ascii_case(label));
    // The headings of the site are Chinese, whatever the language of messages.
    let chinese = || {
        let own = crate::cmd::language::of(SITE_LANG);
        headings().into_iter().find(|(key, _)| own.get(key) == label)
    };
    let phrase = || Phrase::parse(label, &site.config.rules.extra_phrases).map(Field::Phrase);
    known.or_else(chinese).map(|(_, field)| field).or_else(phrase)
}

fn number_text(words: &Words, (path, scope, label): (&str, &str, &str), field: &Field, number: &Number) -> String {
    let value = number.value.to_string();
    let args = [("path", path), ("scope", scope), ("label", label), ("value", value.as_str())];
    let mut out = words.fill("explain.number", args) + "\n";
    let way = match field {
        Field::Due => "due",
        Field::Fines => "fines",
        Field::Sealed => "sealed",
        Field::ClassSize | Field::Superior | Field::Drawn => "lists",
        Field::ToPublish | Field::Mark(_) | Field::Phrase(_) => "rows",
    };
    out.push_str(&(words.get(&format!("explain.way.{way}")) + "\n"));
    if !number.secret.is_empty() {
        let secret = number.secret.join(&words.get("start.comma"));
        out.push_str(&(words.fill("explain.secret", [("draws", secret.as_str())]) + "\n"));
    }
    out + &rows(&number.rows, words)
}

fn findings(desk: &Desk<'_>, explainer: &Explainer<'_>, rule: &str, scope: &str) -> Done {
    let words = desk.words();
    let found = explainer.findings(&rule.to_uppercase().replace('A', "a"), scope);
    if found.is_empty() {
        return Err(desk.wrong("explain.no-findings", &[("rule", rule)]));
    }
    let count = found.len().to_string();
    let mut out = words.fill("explain.findings", [("rule", rule), ("n", count.as_str())]) + "\n";
    for finding in found {
        let (state, text) =
            (crate::cmd::check::state_word(finding.state, words), crate::cmd::check::sentence(finding, words));
        let args = [("subject", finding.subject.as_str()), ("state", &state), ("text", &text)];
        out.push_str(&(words.fill("explain.finding", args) + "\n"));
        out.push_str(&rows(&explainer.subject(finding.rule, &finding.subject), words));
    }
    Ok(out)
}

/// A line a file, its rows as ranges. Whole files of one folder of a draw or of the log share a line.
fn rows(rows: &Rows, words: &Words) -> String {
    let mut lines: BTreeMap<String, String> = BTreeMap::new();
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (file, numbers) in &rows.0 {
        let count = numbers.len().to_string();
        match (ranges(numbers), folder(file)) {
            (text, Some(folder)) if text.is_empty() => folders.entry(folder).or_default().push(file),
            (text, None) if text.is_empty() => {
                lines.insert(file.clone(), words.fill("explain.file", [("file", file.as_str())]));
            }
            (text, _) => {
                let args = [("file", file.as_str()), ("rows", &text), ("n", &count)];
                lines.insert(file.clone(), words.fill("explain.rows", args));
            }
        }
    }
    for (folder, files) in folders {
        let count = files.len().to_string();
        let line = match files.as_slice() {
            [file] => words.fill("explain.file", [("file", *file)]),
            _ => words.fill("explain.folder", [("folder", folder), ("n", &count)]),
        };
        lines.insert(folder.to_owned(), line);
    }
    lines.into_values().map(|line| line + "\n").collect()
}

/// The folder of a draw or of the log that a file lies in.
fn folder(file: &str) -> Option<&str> {
    if file.starts_with("content/log/") {
        return Some("content/log/");
    }
    let rest = file.strip_prefix("content/draws/")?;
    let end = rest.find('/')? + "content/draws/".len();
    file.get(..=end)
}

/// `2-5, 9`; a long list of single rows is cut, with its number beside it.
fn ranges(numbers: &BTreeSet<u32>) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => parts.push((*number, *number)),
        }
    }
    let more = parts.len() > MOST;
    let text = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    let mut all: Vec<String> = parts.iter().take(MOST).map(text).collect();
    if more {
        all.push("…".to_owned());
    }
    all.join(", ")
}
