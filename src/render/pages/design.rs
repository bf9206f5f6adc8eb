//! design/index.html: every component of the theme in every state, for who changes the theme and for the tools that look at
//! it. In: the words. Out: one page, and only in a demonstration: a real bureau publishes no samples.

use crate::output::{Made, OutputTree};
use crate::qr::{self, Label};
use crate::render::{Context, Download, Fact, Frame, PageKind, Pager};
use serde::Serialize;

const PATH: &str = "design/index.html";

/// States by group, and the key of each word. A test below compares them with the rules of the sheet.
const STATES: [(&str, &[(&str, &str)]); 4] = [
    (
        "draws",
        &[
            ("planned", "design.board.planned"),
            ("committed", "draw-state.committed"),
            ("sealed", "draw-state.sealed"),
            ("revealed", "draw-state.revealed"),
            ("void", "draw-state.void"),
            ("void-unopened", "draw-state.void-unopened"),
            ("lost", "draw-state.lost"),
            ("shortfall", "draw-state.shortfall"),
        ],
    ),
    (
        "times",
        &[
            ("on-time", "plans.state.met"),
            ("late", "show.rule-state.late"),
            ("overdue", "show.rule-state.overdue"),
            ("pending", "show.rule-state.pending"),
            ("met", "show.rule-state.met"),
            ("broken", "show.rule-state.broken"),
            ("unknown", "show.rule-state.unknown"),
            ("remark", "show.rule-state.remark"),
        ],
    ),
    (
        "results",
        &[
            ("clean", "phrase.clean"),
            ("problem", "phrase.ordered"),
            ("open", "object-page.badge-open"),
            ("withheld", "show.withheld"),
            ("drawn", "draw.is-drawn"),
            ("published", "home.figure.published"),
            ("note", "phrase.inactive"),
        ],
    ),
    ("others", &[("example", "beacon.example"), ("off", "items.removed")]),
];

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    if context.site.config.demo {
        tree.add(PATH, move || make(context));
    }
}

#[derive(Serialize)]
struct State {
    state: &'static str,
    word: String,
}

#[derive(Serialize)]
struct Group {
    key: &'static str,
    title: String,
    states: Vec<State>,
}

#[derive(Serialize)]
struct View {
    groups: Vec<Group>,
    facts: Vec<Fact>,
    files: Vec<Download>,
    pager: Option<Pager>,
    columns: Vec<usize>,
    code: String,
}

fn make(context: &Context<'_>) -> Result<Made, String> {
    let word = |key: &str| context.words.get(key);
    let group = |(key, states): &(&'static str, &'static [(&'static str, &'static str)])| Group {
        key,
        title: word(&format!("design.page.states-{key}")),
        states: states.iter().map(|(state, key)| State { state, word: word(key) }).collect(),
    };
    let sentence = word("design.page.sentence");
    let facts = vec![
        Fact::new(word("frame.phone"), "12345"),
        Fact::new(word("frame.published"), "2026-11-09 15:18").note(sentence.as_str()),
        Fact::new(word("frame.sitemap"), word("frame.sitemap")).to("sitemap.html"),
        Fact::new(word("frame.address"), ""),
        Fact::code("SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ];
    let title = word("design.address");
    let code =
        qr::svg(PATH, &Label { id: "sample", title: &title, description: PATH }).map_err(|fault| fault.to_string())?;
    // A page of a list that has no second page leads to itself, so that no sample is a broken link.
    let mut pager = Pager::of("design", 3, 9);
    if let Some(pager) = &mut pager {
        let here = || Some(PATH.to_owned());
        (pager.previous, pager.next) = (here(), here());
        pager.links.iter_mut().filter(|link| link.number > 0).for_each(|link| link.href = here());
    }
    let view = View {
        groups: STATES.iter().map(group).collect(),
        facts,
        files: vec![Download::of("sample.txt", sentence.as_str(), "index.html", sentence.as_bytes())],
        pager,
        columns: (1..=12).collect(),
        code,
    };
    let frame = Frame {
        title: word("design.page.title"),
        kind: PageKind::List,
        column: "pages",
        description: word("design.page.about"),
        published_at: None,
        trail: vec![(word("frame.sitemap"), "sitemap.html".to_owned())],
    };
    context.page(PATH, "design.html", &frame, &view)
}

#[cfg(test)]
mod tests {
    use super::STATES;
    use std::collections::BTreeSet;

    #[test]
    fn the_page_shows_every_state_the_sheet_draws() {
        let sheet = include_str!("../../../themes/gov/assets/site.css");
        let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect::<String>();
        let drawn: BTreeSet<String> = sheet.split(".badge-").skip(1).map(name).collect();
        let shown: BTreeSet<String> =
            STATES.iter().flat_map(|(_, states)| *states).map(|(s, _)| (*s).to_owned()).collect();
        // What stands without a shape of its own keeps the dot of all badges.
        let plain: BTreeSet<String> = ["remark", "note"].map(str::to_owned).into();
        assert_eq!(shown.difference(&drawn).cloned().collect::<BTreeSet<_>>(), plain);
        assert_eq!(drawn.difference(&shown).count(), 0, "{drawn:?}");
    }
}
