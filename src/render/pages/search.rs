//! search.html and search/names.js: find an object by a part of its name, number or town. In: the registry. The page works
//! without script too: it then shows the ways to browse.

use crate::output::OutputTree;
use crate::render::{Context, Frame, PageKind};
use serde::Serialize;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    tree.add("search.html", move || make(context));
    tree.add("search/names.js", move || Ok(names(context).into_bytes()));
}

#[derive(Serialize)]
struct View {
    objects: usize,
}

fn make(context: &Context<'_>) -> Result<Vec<u8>, String> {
    let frame = Frame {
        title: context.column_name("search"),
        kind: PageKind::List,
        column: "search",
        description: context.words.get("columns.search.about"),
        published_at: None,
        trail: Vec::new(),
    };
    context.page("search.html", "search.html", &frame, &View { objects: context.site.objects.len() })
}

/// One assignment that an old browser reads: `[name, id, town, code]` a row, sorted by id; the code only where the id does
/// not begin with it.
fn names(context: &Context<'_>) -> String {
    let mut out = String::from("window.mingchouNames=[\n");
    for (index, object) in context.site.objects.values().enumerate() {
        let id = object.id.as_str();
        let code = object.code.as_deref().filter(|code| !id.starts_with(code)).unwrap_or_default();
        if index > 0 {
            out.push_str(",\n");
        }
        let row = serde_json::to_string(&[&object.name, id, &object.town, code]).expect("texts are plain JSON");
        // Line ends of Unicode end a line of an old script.
        out.push_str(&row.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"));
    }
    out.push_str("\n];\n");
    out
}
