//! 打印清单: which paper to print how often, who gets it, which are secret, and what to mend before printing. In: the papers.
//! Out: the page's body.

use super::html::{escaped, table};
use super::visits::teams;
use super::{Desk, Papers};

/// The list.
pub(super) fn body(desk: &Desk<'_>, papers: &Papers) -> String {
    let heads = ["what", "file", "copies", "whom", "secrecy"].map(|key| desk.say.raw(&format!("index.{key}"), &[]));
    let rows: Vec<Vec<String>> = kinds(desk)
        .into_iter()
        .filter(|kind| papers.keys().any(|name| kind.holds(name)))
        .map(|kind| {
            let names: Vec<&String> = papers.keys().filter(|name| kind.holds(name)).collect();
            let secret = papers.iter().any(|(name, paper)| paper.secret && kind.holds(name));
            let mark = if secret {
                format!("<strong>{}</strong>", desk.say.text("index.is-secret", &[]))
            } else {
                desk.say.text("index.is-open", &[])
            };
            vec![
                desk.say.text(&format!("index.kind.{}", kind.key), &[]),
                links(desk, &names),
                desk.say.text(&format!("index.copies-of.{}", kind.key), &kind.copies()),
                desk.say.text(&format!("index.whom-of.{}", kind.key), &[]),
                mark,
            ]
        })
        .collect();
    let remarks: String = remarks(desk).iter().map(|line| format!("<li>{}</li>", escaped(line))).collect();
    let remarks = if remarks.is_empty() {
        String::new()
    } else {
        format!("<h2>{}</h2>\n<ul>{remarks}</ul>\n", desk.say.text("index.remarks", &[]))
    };
    let how: String = ["paper", "browser", "edit", "again"]
        .iter()
        .map(|key| format!("<li>{}</li>", desk.say.text(&format!("index.how.{key}"), &[])))
        .collect();
    let stage = desk.say.word(&format!("draw-state.{}", desk.record.state.as_str()));
    format!(
        "<article class=\"index\">\n{demo}{secret}<h1>{title}</h1>\n<p class=\"sub\">{draw}（{id}）　{stage}</p>\n{table}{remarks}<h2>{how_head}</h2>\n<ol>{how}</ol>\n</article>\n",
        demo = desk.demo(),
        secret = desk.secrecy(),
        title = desk.say.text("index.title", &[]),
        draw = escaped(&desk.say.draw(desk.record)),
        id = desk.record.id,
        stage = escaped(&stage),
        table = table("index", &heads, &rows),
        how_head = desk.say.text("index.how-head", &[]),
    )
}

/// A kind of paper: word of its keys, how its files begin, and a number its copies depend on.
struct Kind {
    key: &'static str,
    stem: &'static str,
    ending: &'static str,
    count: String,
}

impl Kind {
    fn holds(&self, name: &str) -> bool {
        name.starts_with(self.stem) && name.ends_with(self.ending)
    }

    fn copies(&self) -> [(&'static str, &str); 1] {
        [("n", &self.count)]
    }
}

fn kinds(desk: &Desk<'_>) -> Vec<Kind> {
    let kind = |key, stem, ending, count: usize| Kind { key, stem, ending, count: count.to_string() };
    let parties = desk.commit().map_or(1, |commit| commit.nonce_commits.len());
    let forms = desk.own_forms().count();
    vec![
        kind("record", "record-", ".html", parties + 1),
        kind("list", "list", ".html", 1),
        kind("tasks", "tasks.", ".html", teams(desk.input.visits).len()),
        kind("tasks-edit", "tasks-", ".xlsx", 0),
        kind("forms", "forms.", ".html", forms),
        kind("form", "form-", ".html", 0),
        kind("form-edit", "form-", ".xlsx", 0),
        kind("slips", "slips", ".html", desk.input.visits.len()),
    ]
}

/// The files as links; of many the first and the last.
fn links(desk: &Desk<'_>, names: &[&String]) -> String {
    let link = |name: &&String| format!("<a href=\"{0}\">{0}</a>", escaped(name));
    match names {
        [first, .., last] if names.len() > 3 => {
            let count = names.len().to_string();
            format!(
                "{}{}{}<br>{}",
                link(first),
                escaped(&desk.say.raw("index.to", &[])),
                link(last),
                desk.say.text("index.files", &[("n", &count)])
            )
        }
        few => few.iter().map(link).collect::<Vec<_>>().join("<br>"),
    }
}

/// What the clerk should know before printing, a sentence each.
fn remarks(desk: &Desk<'_>) -> Vec<String> {
    let mut out = Vec::new();
    for visit in desk.input.visits {
        let object = visit.planned.object.as_str();
        if let Some(host) = visit.host {
            out.push(
                desk.say
                    .raw("index.remark.host", &[("name", &visit.name), ("object", object), ("host", host.id.as_str())]),
            );
        }
        for guest in &visit.guests {
            out.push(desk.say.raw(
                "index.remark.guest",
                &[
                    ("name", &visit.name),
                    ("object", object),
                    ("guest", guest.id.as_str()),
                    ("number", &desk.number(visit)),
                ],
            ));
        }
        if visit.host.is_none() && visit.planned.team.iter().any(Option::is_none) {
            out.push(desk.say.raw("index.remark.vacant", &[("name", &visit.name), ("object", object)]));
        }
        if visit.host.is_none() && visit.items.is_empty() {
            out.push(desk.say.raw("index.remark.no-items", &[("name", &visit.name), ("object", object)]));
        }
    }
    if desk.input.base.is_none() {
        out.push(desk.say.raw("index.remark.no-base", &[]));
    }
    out
}
