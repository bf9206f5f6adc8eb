//! check/index.html: how to recompute a draw in this page and without this site's program, what that proves, and what it
//! does not. In: the newest revealed draw, as an example. Out: lines to type; beside the page the short script of the selection,
//! the checker of everything published, the pages of slips and nonces, and the scripts these need.

mod hand;
pub(super) mod scripts;

use super::draws;
use crate::output::{Made, OutputTree};
use crate::render::{Context, Frame, PageKind, Still, draw_page};
use crate::site::DrawState;
use serde::Serialize;

/// The short script's name among the theme's assets and below `check/`.
const SCRIPT: &str = "recompute.txt";
/// Assets that stand below `check/` and nowhere else: the script of the selection, the checker of everything, a slip by hand.
pub(super) const BESIDE: [&str; 3] = [SCRIPT, "check.py.txt", "slip-by-hand.txt"];

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let still = context.still();
    let path = context.here("check/index.html");
    tree.add(&path.clone(), move || still.file(&path, &(), make));
    for name in BESIDE {
        if let Some(script) = context.theme.assets().get(name).filter(|_| !context.is_translated()) {
            tree.add(&format!("check/{name}"), move || Ok(script.clone()));
        }
    }
    let path = context.beside("check/words.js");
    tree.add(&path.clone(), move || still.file(&path, &(), |still, ()| Ok(scripts::words(still).into())));
    let path = context.beside("check/seals.js");
    tree.add(&path.clone(), move || still.file(&path, &(), |still, ()| Ok(scripts::seals(still).into())));
    hand::add(still, tree);
}

/// The example of the page: a draw whose values everybody has.
#[derive(Serialize)]
struct Example {
    title: String,
    href: String,
    draw: String,
    seed: String,
    commit: String,
    object: String,
    name: String,
    ticket: String,
    ticket_line: String,
    sql_line: String,
    program_line: String,
}

#[derive(Serialize)]
struct View {
    example: Option<Example>,
    script: Option<String>,
    today: Option<String>,
}

fn make(context: &Still<'_>, _own: &()) -> Result<Made, String> {
    let script = context.theme.assets().get(SCRIPT).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let view = View { example: example(context), script, today: scripts::today(context) };
    let frame = Frame {
        title: context.column_name("check"),
        kind: PageKind::List,
        column: "check",
        description: context.words.get("columns.check.about"),
        published_at: None,
        trail: Vec::new(),
    };
    context.page(&context.here("check/index.html"), "check.html", &frame, &view)
}

fn example(context: &Still<'_>) -> Option<Example> {
    let record = draws::newest_first(context).into_iter().find(|record| record.state == DrawState::Revealed)?;
    let (first, seed) = (record.drawn.first()?, record.seed_digest.clone()?);
    let quotas = &record.commit.as_ref()?.quotas;
    let quota = quotas.iter().find(|(stratum, _)| *stratum == first.stratum).map_or(0, |(_, k)| *k);
    Some(Example {
        title: draws::title(context, record),
        href: draw_page(record.id.as_str()),
        draw: record.id.to_string(),
        commit: record.commit_digest.clone()?,
        object: first.object.to_string(),
        name: first.name.clone(),
        ticket: first.ticket.clone(),
        ticket_line: format!("printf '%s%s' {seed} {} | sha256sum", first.object),
        sql_line: format!(
            "SELECT id, name, sha256('{seed}' || id) AS ticket\n  FROM read_csv('roster.csv', all_varchar = true)\n WHERE stratum = '{}'\n ORDER BY ticket, id LIMIT {quota};",
            first.stratum
        ),
        program_line: format!("mingchou verify --draw draws/{}", record.id),
        seed,
    })
}
