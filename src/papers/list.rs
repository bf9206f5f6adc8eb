//! 抽中名单: who was drawn, in draw order, with teams. In: the draw's visits. Out: the page's body. Secret while the draw is
//! sealed: it is signed, put into an envelope, and opened with the reveal.

use super::Desk;
use super::html::{blank, digest, escaped, table};
use super::tasks::members;

/// The list.
pub(super) fn body(desk: &Desk<'_>) -> String {
    let heads = ["no", "name", "id", "stratum", "team"].map(|key| desk.say.raw(&format!("list.{key}"), &[]));
    let rows: Vec<Vec<String>> = desk
        .input
        .visits
        .iter()
        .map(|visit| {
            let row = visit.planned;
            let rank = row.rank.to_string();
            let stratum = desk.say.text("list.rank", &[("stratum", &desk.say.stratum(&row.stratum)), ("rank", &rank)]);
            // As drawn: this is what the root below stands for; who takes over later stands on the task lists.
            let team = members(desk, row.drawn.iter().map(Some)).join("<br>");
            vec![
                visit.number.to_string(),
                escaped(&visit.name),
                format!("<span class=\"file\">{}</span>", escaped(row.object.as_str())),
                stratum,
                team,
            ]
        })
        .collect();
    let root = desk.record.seal.as_ref().map(|seal| {
        format!(
            "<p class=\"fingerprint\"><b>{}</b> {}</p>\n",
            desk.say.text("record.root", &[]),
            digest(&seal.tree_root)
        )
    });
    let count = desk.input.visits.len().to_string();
    format!(
        "<article class=\"list\">\n{demo}{secret}<p class=\"bureau\">{bureau}</p>\n<h1>{title}</h1>\n<p class=\"sub\">{draw}（{id}）</p>\n\
         <p>{about}</p>\n{table}{root}<div class=\"roles\">\n<p><b>{sealer}</b>{line}</p>\n<p><b>{witness}</b>{line}</p>\n</div>\n<p class=\"date\">{date}</p>\n</article>\n",
        demo = desk.demo(),
        secret = desk.secrecy(),
        bureau = desk.bureaus(),
        title = desk.say.text("list.title", &[]),
        draw = escaped(&desk.say.draw(desk.record)),
        id = desk.record.id,
        about = desk.say.text(if desk.is_sealed() { "list.about-sealed" } else { "list.about" }, &[("n", &count)]),
        table = table("drawn", &heads, &rows),
        root = root.unwrap_or_default(),
        sealer = desk.say.text("list.sealer", &[]),
        witness = desk.say.text("record.supervisor", &[]),
        line = blank("line"),
        date = desk.say.text("blank-date", &[]),
    )
}
