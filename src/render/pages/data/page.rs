//! data/index.html: what can be downloaded, and what each column means.

use super::File;
use super::package::dictionary_rows;
use super::specs::SPECS;
use crate::render::{Context, Frame, PageKind};
use serde::Serialize;

#[derive(Serialize)]
struct View {
    summary: String,
    groups: Vec<Group>,
    licence: String,
    cite: String,
    formula: String,
    personal: String,
    dictionary: Vec<Vec<String>>,
}

/// A group of tables.
#[derive(Serialize)]
struct Group {
    group: String,
    title: String,
    about: String,
    files: Vec<Link>,
    xlsx: String,
    rows: usize,
}

/// One CSV.
#[derive(Serialize)]
struct Link {
    href: String,
    name: String,
}

/// The page.
pub(super) fn index(context: &Context<'_>, files: &[File]) -> Result<Vec<u8>, String> {
    let bureau = context.site.config.bureau.name.as_str();
    let say = |key: &str| context.say(&format!("data.{key}"), [("bureau", bureau)]);
    let groups: Vec<Group> = SPECS
        .iter()
        .filter(|spec| files.iter().any(|file| file.spec.group == spec.group))
        .map(|spec| {
            let own: Vec<&File> = files.iter().filter(|file| file.spec.group == spec.group).collect();
            let link = |file: &&File| Link {
                href: file.path().trim_start_matches("data/").to_owned(),
                name: format!("{}.csv", file.part.sheet(spec.group)),
            };
            Group {
                group: spec.group.to_owned(),
                title: spec.title(context),
                about: spec.about(context),
                files: own.iter().map(link).collect(),
                xlsx: format!("{}.xlsx", spec.group),
                rows: own.iter().map(|file| rows(file.csv(context))).sum(),
            }
        })
        .collect();
    let view = View {
        summary: context.say("data.page.summary", [("count", groups.len().to_string().as_str())]),
        groups,
        licence: say("licence.text"),
        cite: say("licence.cite"),
        formula: say("licence.formula"),
        personal: say("licence.personal"),
        dictionary: dictionary_rows(context),
    };
    let frame = Frame {
        title: context.words.get("data.page.title"),
        kind: PageKind::List,
        column: "data",
        description: context.words.get("data.page.description"),
        published_at: None,
        trail: Vec::new(),
    };
    context.page("data/index.html", "data.html", &frame, &view)
}

/// Rows of a CSV without the headings: line ends outside quotes.
fn rows(csv: &[u8]) -> usize {
    let mut quoted = false;
    let ends = csv.iter().filter(|byte| {
        quoted ^= **byte == b'"';
        **byte == b'\n' && !quoted
    });
    ends.count().saturating_sub(1)
}
