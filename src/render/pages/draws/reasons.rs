//! What is on record for a change of the lists, in one sentence. In: a [`Because`]. Out: words. Of people only what the
//! registry's published table of changes shows.

use crate::check::rosters::Because;
use crate::check::special::SpecialGround;
use crate::model::{Change, DrawId};
use crate::render::Still;
use crate::render::view::field_word;

/// The sentence. `of_person`: names of people are left out.
pub(super) fn text(context: &Still<'_>, because: &Because<'_>, of_person: bool) -> String {
    let key = |name: &str| format!("changes.because.{name}");
    match because {
        Because::Change(row) => change(context, row, of_person),
        Because::Superior(check) => {
            let date = check.date.to_string();
            let args = [
                ("body", check.body.as_str()),
                ("date", date.as_str()),
                ("document", check.document.as_str()),
                ("result", check.result.as_str()),
            ];
            context.say(&key("superior"), args)
        }
        Because::Drawn(draws) => context.say(&key("drawn"), [("draws", ids(context, draws).as_str())]),
        Because::DrawnEarly(draws) => context.say(&key("drawn-early"), [("draws", ids(context, draws).as_str())]),
        Because::Elsewhere(draw) => context.say(&key("elsewhere"), [("draw", draw.as_str())]),
        Because::NewYear => context.words.get(&key("new-year")),
        Because::NotSpecial => context.words.get(&key("not-special")),
        Because::Special(grounds) => {
            let grounds: Vec<String> = grounds.iter().map(|one| ground(context, one)).collect();
            let grounds = grounds.join(&context.words.get("show.comma"));
            context.say(&key("special"), [("grounds", grounds.as_str())])
        }
        Because::Expired(day) => context.say(&key("expired"), [("day", day.to_string().as_str())]),
    }
}

fn ids(context: &Still<'_>, draws: &[DrawId]) -> String {
    let ids: Vec<&str> = draws.iter().map(DrawId::as_str).collect();
    ids.join(&context.words.get("show.comma"))
}

/// A change of the registry. Values are quoted only where they say nothing about a person or an address.
fn change(context: &Still<'_>, row: &Change, of_person: bool) -> String {
    let (date, recorded) = (row.date.to_string(), row.recorded.to_string());
    let field = field_word(&row.field, context.words);
    let quoted = !of_person && matches!(row.field.as_str(), "status" | "classes" | "deadline");
    let what = match row.field.as_str() {
        "added" | "removed" => context.words.get(&format!("changes.because.{}", row.field)),
        _ if quoted => {
            let args = [("field", field.as_str()), ("old", row.old.as_str()), ("new", row.new.as_str())];
            context.say("changes.because.value", args)
        }
        _ => context.say("changes.because.field", [("field", field.as_str())]),
    };
    let args = [
        ("date", date.as_str()),
        ("what", what.as_str()),
        ("reason", row.reason.as_str()),
        ("evidence", row.evidence.as_str()),
        ("recorded", recorded.as_str()),
    ];
    context.say("changes.because.change", args)
}

fn ground(context: &Still<'_>, ground: &SpecialGround) -> String {
    match ground {
        SpecialGround::Event { kind, document, decided, .. } => {
            let kind = context.words.get(&format!("show.special.{kind}"));
            let decided = decided.to_string();
            let args = [("kind", kind.as_str()), ("document", document.as_str()), ("decided", decided.as_str())];
            context.say("changes.special.event", args)
        }
        SpecialGround::Violation { visit, visited } => {
            let visited = visited.to_string();
            context.say("changes.special.violation", [("visit", visit.as_str()), ("visited", visited.as_str())])
        }
        SpecialGround::NotInspected => context.words.get("changes.special.not-inspected"),
    }
}
