//! 抽取记录: what those present sign at the commitment and at the seal. In: the draw. Out: the page's body. While the draw is
//! sealed it names no drawn object and nothing that follows from the outcome except the published root.

use super::html::{blank, digest, escaped, facts, table};
use super::{Desk, SIGNATURES};
use crate::draw::Commit;
use crate::draw::text::sha;
use crate::model::{Time, write_minute};
use crate::qr::TooLong;
use crate::site::DrawState;

/// The whole record.
pub(super) fn body(desk: &Desk<'_>) -> Result<String, TooLong> {
    let Some(commit) = desk.commit() else { return Ok(String::new()) };
    let parts = [
        desk.demo(),
        head(desk),
        section(desk, "basics", &basics(desk, commit)),
        section(desk, "lists", &lists(desk, commit)),
        section(desk, "rules", &rules(desk, commit)),
        section(desk, "beacons", &beacons(desk, commit)),
        section(desk, "parties", &parties(desk, commit)),
        section(desk, "outcome", &outcome(desk, commit)),
        section(desk, "check", &by_hand(desk, commit)?),
        section(desk, "signatures", &signatures(desk)),
    ];
    Ok(format!("<article class=\"record\">\n{}</article>\n", parts.concat()))
}

fn head(desk: &Desk<'_>) -> String {
    let title = desk.say.text(&format!("record.title.{}", desk.record.state.as_str()), &[]);
    let draw = escaped(&desk.say.draw(desk.record));
    let bureau = desk.bureaus();
    let about = desk.say.text(&format!("record.about.{}", desk.record.state.as_str()), &[]);
    format!(
        "<p class=\"bureau\">{bureau}</p>\n<h1>{title}</h1>\n<p class=\"sub\">{draw}（{id}）</p>\n<p class=\"about\">{about}</p>\n",
        id = desk.record.id
    )
}

fn section(desk: &Desk<'_>, key: &str, inside: &str) -> String {
    format!(
        "<section class=\"part {key}\">\n<h2>{}</h2>\n{inside}</section>\n",
        desk.say.text(&format!("record.part.{key}"), &[])
    )
}

fn time(desk: &Desk<'_>, time: Option<Time>) -> String {
    time.map_or_else(|| desk.say.text("no-time", &[]), |time| escaped(&write_minute(time)))
}

fn basics(desk: &Desk<'_>, commit: &Commit) -> String {
    let fact = |key: &str, value: String, wide: bool| (desk.say.raw(&format!("record.{key}"), &[]), value, wide);
    let place = if desk.input.place.is_empty() { blank("line") } else { escaped(desk.input.place) };
    let task = desk.task.map_or_else(String::new, |task| escaped(&task.name) + "，");
    let plan = desk.plan.map_or_else(String::new, |plan| {
        desk.say.text(
            "record.plan-is",
            &[("title", &plan.title), ("document", &plan.document), ("issued", &plan.issued.to_string())],
        )
    });
    let plan = format!("{plan}<br><span class=\"file\">{}</span> {}", escaped(&commit.plan.0), digest(&commit.plan.1));
    let mut rows = vec![
        fact("draw", format!("{}", desk.record.id), false),
        fact("period", escaped(&desk.say.period(commit.period)), false),
        fact("committed", time(desk, desk.record.times.committed), false),
    ];
    match desk.record.state {
        DrawState::Committed => rows.push(fact("seal-by", time(desk, Some(commit.seal_by)), false)),
        _ => rows.push(fact("sealed", time(desk, desk.record.times.sealed), false)),
    }
    if !matches!(desk.record.state, DrawState::Committed | DrawState::Sealed) {
        rows.push(fact("ended", time(desk, desk.record.times.ended), true));
    }
    rows.push(fact("place", place, true));
    rows.push(fact("task", format!("{task}{}", escaped(commit.task.as_str())), true));
    rows.push(fact("plan", plan, true));
    if let Some(task) = desk.task {
        let who = [("initiator", task.initiator.as_str()), ("partner", task.partner.as_deref().unwrap_or(""))];
        let key = if task.partner.is_some() { "record.with-partner" } else { "record.alone" };
        rows.push(fact("who", desk.say.text(key, &who), true));
    }
    if let Some(replaced) = &commit.replaces {
        rows.push(fact("replaces", escaped(replaced.as_str()), true));
    }
    facts(&rows)
}

/// Name of a list, its rows, its SHA-256.
fn files<'a>(desk: &'a Desk<'_>, commit: &'a Commit) -> Vec<(&'static str, Option<usize>, &'a str)> {
    let record = desk.record;
    vec![
        ("commit.txt", None, record.commit_digest.as_deref().unwrap_or_default()),
        ("roster.csv", Some(record.roster.len()), &commit.roster.0),
        ("excluded.csv", Some(record.excluded.len()), &commit.excluded.0),
        ("inspectors.csv", Some(record.inspectors.len()), &commit.inspectors),
        ("recusals.csv", None, &commit.recusals),
    ]
}

fn lists(desk: &Desk<'_>, commit: &Commit) -> String {
    let heads = ["file", "what", "rows", "digest"].map(|key| desk.say.raw(&format!("record.{key}"), &[]));
    let rows: Vec<Vec<String>> = files(desk, commit)
        .into_iter()
        .map(|(name, rows, hex)| {
            let what = desk.say.text(&format!("record.list.{}", name.split('.').next().unwrap_or(name)), &[]);
            let rows = rows.map_or_else(|| "—".to_owned(), |rows| rows.to_string());
            vec![format!("<span class=\"file\">{name}</span>"), what, rows, digest(hex)]
        })
        .collect();
    let frozen = desk.say.text("record.frozen", &[]);
    format!("{}<p>{frozen}</p>\n", table("files", &heads, &rows))
}

fn rules(desk: &Desk<'_>, commit: &Commit) -> String {
    let size = desk.record.class_size().to_string();
    let (whole, part) = (commit.rate / 100, commit.rate % 100);
    let rate = if part == 0 {
        format!("{whole}%")
    } else {
        format!("{whole}.{}%", format!("{part:02}").trim_end_matches('0'))
    };
    let total = desk.record.quota_total().to_string();
    let of_stratum = |stratum: &str| desk.record.roster.iter().filter(|row| row.stratum == stratum).count().to_string();
    let quotas: Vec<String> = commit
        .quotas
        .iter()
        .map(|(stratum, k)| {
            let args = [("stratum", desk.say.stratum(stratum)), ("size", of_stratum(stratum)), ("k", k.to_string())];
            desk.say.raw("record.quota", &args.each_ref().map(|(name, value)| (*name, value.as_str())))
        })
        .collect();
    let slots: Vec<String> = commit.slots.iter().map(|slot| slot_words(desk, slot)).collect();
    let fact = |key: &str, value: String, wide: bool| (desk.say.raw(&format!("record.{key}"), &[]), value, wide);
    facts(&[
        fact("size", size, false),
        fact("rate", rate, false),
        fact("total", total, false),
        fact("deadline", escaped(&commit.reveal_by.to_string()), false),
        fact("quotas", escaped(&desk.say.list(&quotas)), true),
        fact(
            "team",
            desk.say.text("record.team-is", &[("slots", &desk.say.list(&slots)), ("slack", &commit.slack.to_string())]),
            true,
        ),
    ])
}

fn slot_words(desk: &Desk<'_>, slot: &crate::draw::Slot) -> String {
    match slot {
        crate::draw::Slot::Any => desk.say.raw("record.slot.any", &[]),
        crate::draw::Slot::Object => desk.say.raw("record.slot.object", &[]),
        crate::draw::Slot::Tag(tag) => desk.say.raw("record.slot.tag", &[("tag", tag.as_str())]),
    }
}

fn beacons(desk: &Desk<'_>, commit: &Commit) -> String {
    let heads = ["kind", "round", "known", "value", "evidence", "read-by"]
        .map(|key| desk.say.raw(&format!("record.{key}"), &[]));
    let seal = desk.record.seal.as_ref();
    let rows: Vec<Vec<String>> = (0..)
        .zip(&commit.beacons)
        .map(|(at, beacon)| {
            let at: usize = at;
            let value = seal.and_then(|seal| seal.beacons.get(at)).map(|value| value.value.as_str());
            let evidence = seal.and_then(|seal| seal.evidence.get(at)).map(|(_, text)| text.as_str());
            let value = value.map_or_else(
                || desk.say.text("record.value-later", &[]),
                |value| format!("<strong class=\"value\">{}</strong>", escaped(value)),
            );
            vec![
                escaped(&desk.say.word(&format!("beacon.{}", beacon.kind.as_str()))),
                beacon.round.to_string(),
                escaped(&write_minute(beacon.time)),
                value,
                evidence.map_or_else(
                    || blank("short"),
                    |text| format!("<span class=\"evidence\">{}</span>", escaped(text)),
                ),
                blank("short"),
            ]
        })
        .collect();
    let about = desk.say.text(if seal.is_some() { "record.beacons-known" } else { "record.beacons-later" }, &[]);
    format!("{}<p>{about}</p>\n", table("beacons", &heads, &rows))
}

fn parties(desk: &Desk<'_>, commit: &Commit) -> String {
    let heads =
        ["party", "nonce", "envelope", "holders", "party-sign"].map(|key| desk.say.raw(&format!("record.{key}"), &[]));
    let rows: Vec<Vec<String>> = commit
        .nonce_commits
        .iter()
        .map(|(party, hash)| {
            let envelope = commit.escrows.iter().find(|(of, _)| of == party);
            let envelope = envelope.map_or_else(|| desk.say.text("record.no-envelope", &[]), |(_, hash)| digest(hash));
            let holders: Vec<&str> =
                desk.record.holders.iter().filter(|h| h.party == *party).map(|h| h.name.as_str()).collect();
            let holders = if holders.is_empty() { "—".to_owned() } else { escaped(&desk.say.list(&holders)) };
            let party = if party == crate::steps::BUREAU {
                desk.say.text("record.own", &[("party", party)])
            } else {
                escaped(party)
            };
            vec![party, digest(hash), envelope, holders, blank("short")]
        })
        .collect();
    format!("{}<p>{}</p>\n", table("parties", &heads, &rows), desk.say.text("record.parties-about", &[]))
}

fn outcome(desk: &Desk<'_>, commit: &Commit) -> String {
    let total = desk.record.quota_total().to_string();
    let mut out = match desk.record.state {
        DrawState::Committed => format!("<p>{}</p>\n", desk.say.text("record.outcome-committed", &[("k", &total)])),
        DrawState::Sealed => format!("<p>{}</p>\n", desk.say.text("record.outcome-sealed", &[("k", &total)])),
        _ => format!(
            "<p>{}</p>\n",
            desk.say.text("record.outcome-revealed", &[("k", &total), ("date", &commit.reveal_by.to_string())])
        ),
    };
    let line = |key: &str, hex: &str| {
        format!(
            "<p class=\"fingerprint\"><b>{}</b> {}</p>\n",
            desk.say.text(&format!("record.{key}"), &[]),
            digest(hex)
        )
    };
    if let Some(seal) = &desk.record.seal {
        out.push_str(&line("root", &seal.tree_root));
    }
    // The seed's fingerprint is the outcome itself: it is public only once the draw is revealed.
    if let (DrawState::Revealed, Some(seed)) = (desk.record.state, &desk.record.seed_digest) {
        out.push_str(&line("seed", seed));
    }
    out
}

/// Commands whose answer must be the printed fingerprint, in the shell of either system, and codes to scan.
fn by_hand(desk: &Desk<'_>, commit: &Commit) -> Result<String, TooLong> {
    let mut out = format!("<p>{}</p>\n", desk.say.text("record.by-hand", &[]));
    let mut names: Vec<(&str, String)> = files(desk, commit)
        .into_iter()
        .filter(|(name, ..)| desk.record.files.contains_key(*name))
        .map(|(name, _, hex)| (name, hex.to_owned()))
        .collect();
    if let Some(bytes) = desk.record.files.get("seal.txt") {
        names.push(("seal.txt", sha(&bytes.bytes())));
    }
    let heads = ["windows", "other", "first"].map(|key| desk.say.raw(&format!("record.{key}"), &[]));
    let rows: Vec<Vec<String>> = names
        .iter()
        .map(|(name, hex)| {
            vec![
                format!("<code>certutil -hashfile {name} SHA256</code>"),
                format!("<code>sha256sum {name}</code>"),
                format!("<code>{}…</code>", escaped(hex.get(..16).unwrap_or(hex))),
            ]
        })
        .collect();
    out.push_str(&table("lines", &heads, &rows));
    if let (DrawState::Revealed, Some(seed)) = (desk.record.state, &desk.record.seed_digest) {
        let key = [("seed", seed.as_str())];
        out.push_str(&format!("<p>{}</p>\n", desk.say.text("record.ticket", &key)));
    }
    out.push_str("<div class=\"codes\">\n");
    out.push_str(&desk.code(
        "commit-code",
        desk.record.commit_digest.as_deref().unwrap_or_default(),
        "record.code-commit",
    )?);
    match desk.input.base {
        Some(base) => {
            let address = format!("{base}draws/{}/index.html", desk.record.id);
            out.push_str(&desk.code("page-code", &address, "record.code-page")?);
            out.push_str(&format!(
                "<p class=\"beside\">{}<br><span class=\"file\">{}</span></p>\n",
                desk.say.text("record.page", &[]),
                escaped(&address)
            ));
        }
        None => out.push_str(&format!("<p class=\"beside\">{}</p>\n", desk.say.text("record.no-page", &[]))),
    }
    out.push_str("</div>\n");
    let version = desk.say.text("record.version", &[("version", env!("CARGO_PKG_VERSION"))]);
    out.push_str(&format!("<p>{version}</p>\n"));
    Ok(out)
}

/// Room for those present: the names given, then blank lines, two beside each other, at least sixteen; then those who answer for it.
fn signatures(desk: &Desk<'_>) -> String {
    let room = SIGNATURES.max(desk.input.present.len().next_multiple_of(2));
    let heads: Vec<String> = ["no", "name", "office", "sign"]
        .repeat(2)
        .iter()
        .map(|key| desk.say.raw(&format!("record.{key}"), &[]))
        .collect();
    let person = |at: usize| {
        let text = desk.input.present.get(at).map(String::as_str).unwrap_or_default();
        let (name, office) = text.split_once(|c: char| c.is_whitespace() || "，,".contains(c)).unwrap_or((text, ""));
        [(at + 1).to_string(), escaped(name), escaped(office.trim()), String::new()]
    };
    let half = room / 2;
    let rows: Vec<Vec<String>> = (0..half).map(|at| [person(at), person(at + half)].concat()).collect();
    let roles: String = ["host", "operator", "supervisor", "recorder"]
        .iter()
        .map(|key| format!("<p><b>{}</b>{}</p>\n", desk.say.text(&format!("record.{key}"), &[]), blank("line")))
        .collect();
    format!(
        "<p>{}</p>\n<p class=\"fingerprint\"><b>{}</b> {}</p>\n{}<div class=\"roles\">\n{roles}</div>\n<p class=\"date\">{}</p>\n<p class=\"sealplace\">{}</p>\n",
        desk.say.text("record.signatures-about", &[]),
        desk.say.text("record.bound", &[("draw", desk.record.id.as_str())]),
        digest(desk.record.commit_digest.as_deref().unwrap_or_default()),
        table("signs", &heads, &rows),
        desk.say.text("blank-date", &[]),
        desk.say.text("record.stamp", &[]),
    )
}
