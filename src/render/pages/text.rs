//! pages/SLUG.html: the bureau's own Markdown pages.

use crate::output::{Made, OutputTree};
use crate::render::{Context, Frame, PageKind};
use crate::site::Page;
use serde::Serialize;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    for page in &context.site.pages {
        let path = format!("pages/{}.html", page.slug);
        let at = path.clone();
        tree.add(&path, move || make(context, &at, page));
    }
}

#[derive(Serialize)]
struct View<'a> {
    html: &'a str,
}

fn make(context: &Context<'_>, path: &str, page: &Page) -> Result<Made, String> {
    let frame = Frame {
        title: page.title.clone(),
        kind: PageKind::Article,
        column: "pages",
        description: context.words.get("columns.pages.about"),
        published_at: Some(page.published_at),
        trail: Vec::new(),
    };
    context.page(path, "text.html", &frame, &View { html: &page.html })
}
