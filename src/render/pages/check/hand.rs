//! check/slip.html and check/nonce.html: what somebody outside the bureau holds in the hand, the slip of a visit or a nonce.
//! In: the words and the open draws. Out: pages that say without script how to do it by hand.

use crate::output::{Made, OutputTree};
use crate::render::{Frame, PageKind, Still, draw_page};
use crate::site::DrawState;
use serde::Serialize;

/// Adds the pages and what they offer for download.
pub(super) fn add<'a>(context: &'a Still<'a>, tree: &mut OutputTree<'a>) {
    let path = context.here("check/slip.html");
    tree.add(&path.clone(), move || context.file(&path, &(), slip));
    let path = context.here("check/nonce.html");
    tree.add(&path.clone(), move || context.file(&path, &(), nonce));
}

fn frame(context: &Still<'_>, page: &str) -> Frame {
    Frame {
        title: context.words.get(&format!("check-page.{page}.title")),
        kind: PageKind::List,
        column: "check",
        description: context.words.get(&format!("check-page.{page}.about")),
        published_at: None,
        trail: vec![context.column_step("check")],
    }
}

/// A draw whose seal stands.
#[derive(Serialize)]
struct Sealed {
    id: String,
    title: String,
    href: String,
    drawn: u32,
    root: String,
}

#[derive(Serialize)]
struct SlipView {
    sealed: Vec<Sealed>,
    by_hand: Option<String>,
}

fn slip(context: &Still<'_>, _own: &()) -> Result<Made, String> {
    let by_hand =
        context.theme.assets().get("slip-by-hand.txt").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let records = super::super::draws::newest_first(context).into_iter();
    let sealed = records.filter(|record| record.state == DrawState::Sealed).filter_map(|record| {
        let seal = record.seal.as_ref()?;
        Some(Sealed {
            id: record.id.to_string(),
            title: super::super::draws::title(context, record),
            href: draw_page(record.id.as_str()),
            drawn: seal.drawn,
            root: seal.tree_root.clone(),
        })
    });
    let view = SlipView { sealed: sealed.collect(), by_hand };
    context.page(&context.here("check/slip.html"), "slip.html", &frame(context, "slip"), &view)
}

#[derive(Serialize)]
struct NonceView<'a> {
    origin: &'a str,
    by_hand: String,
}

fn nonce(context: &Still<'_>, _own: &()) -> Result<Made, String> {
    let origin = context.site.config.log.origin.as_str();
    let by_hand = format!(
        "nonce=$(head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \\n')\n\
         printf '%s\\n' \"$nonce\" > nonce-PARTY.txt\n\
         printf 'mingchou/nonce/1\\n%s\\n%s\\n%s\\n%s\\n' {origin} DRAW PARTY \"$nonce\" | sha256sum"
    );
    context.page(
        &context.here("check/nonce.html"),
        "nonce.html",
        &frame(context, "nonce"),
        &NonceView { origin, by_hand },
    )
}
