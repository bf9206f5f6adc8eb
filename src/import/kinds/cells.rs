//! Cells that need more than a kind of the tables: read by `say`, with the repairs that reading was. In: a cell. Out: what comes of it.

use crate::import::cells::read;
use crate::import::findings::Repair;
use crate::import::grid::Value;
use crate::import::say::{Said, law, word};
use crate::import::target::{Context, RawCell, Reading};
use crate::load::Kind;

fn reading(text: &str, said: Option<Said>, repair: Repair, code: &'static str) -> Reading {
    match said {
        Some(said) if said.why.is_empty() => Reading::Taken(said.value),
        Some(said) => Reading::Repaired(said.value, vec![repair]),
        None => Reading::Refused(code, vec![("part", text.to_owned())]),
    }
}

fn text(cell: &RawCell<'_>) -> String {
    cell.value.text()
}

/// 检查依据.
pub(super) fn laws(cell: &RawCell<'_>, _: &Context<'_>) -> Reading {
    match law::laws(&text(cell)) {
        Ok((said, _)) if said.why.is_empty() => Reading::Taken(said.value),
        Ok((said, _)) => Reading::Repaired(said.value, vec![Repair::Several]),
        Err(part) => Reading::Refused("MC0951", vec![("part", part)]),
    }
}

/// 检查方式.
pub(super) fn methods(cell: &RawCell<'_>, _: &Context<'_>) -> Reading {
    let text = text(cell);
    let said = word::methods(&text);
    let several = said.as_ref().is_some_and(|said| said.value.contains(';'));
    reading(&text, said, if several { Repair::Several } else { Repair::Word }, "MC0965")
}

/// 检查方式 of one visit.
pub(super) fn method(cell: &RawCell<'_>, _: &Context<'_>) -> Reading {
    let text = text(cell);
    reading(&text, word::methods(&text).filter(|said| !said.value.contains(';')), Repair::Word, "MC0965")
}

/// 检查结果.
pub(super) fn phrase(cell: &RawCell<'_>, context: &Context<'_>) -> Reading {
    let text = text(cell);
    let added =
        context.known.config.as_ref().map(|config| config.value.rules.extra_phrases.clone()).unwrap_or_default();
    reading(&text, word::phrase(&text, &added), Repair::Word, "MC0961")
}

/// 结论 of an item.
pub(super) fn answer(cell: &RawCell<'_>, _: &Context<'_>) -> Reading {
    let text = text(cell);
    reading(&text, word::answer(&text), Repair::Word, "MC0967")
}

/// A box that is ticked or not.
pub(super) fn flag(cell: &RawCell<'_>, _: &Context<'_>) -> Reading {
    let text = text(cell);
    reading(&text, word::flag(&text), Repair::Word, "MC0966")
}

/// 情形 of a special object.
pub(super) fn event(cell: &RawCell<'_>, _: &Context<'_>) -> Reading {
    let text = text(cell);
    reading(&text, word::event(&text), Repair::Word, "MC0964")
}

/// 不适用情形.
pub(super) fn ground(cell: &RawCell<'_>, _: &Context<'_>) -> Reading {
    let text = text(cell);
    reading(&text, word::ground(&text), Repair::Word, "MC0963")
}

/// A text that is looked at later, with the other cells of its row; blanks at its ends and line feeds are nothing to ask about.
pub(super) fn later(cell: &RawCell<'_>, _: &Context<'_>) -> Reading {
    let text = text(cell);
    match crate::import::personal::number(&text) {
        Some(_) => Reading::Personal,
        None => Reading::Taken(text.trim().replace("\r\n", "\n")),
    }
}

/// 抽查比例: a percentage that a spreadsheet keeps as a share of one is shown as one again.
pub(super) fn rate(cell: &RawCell<'_>, context: &Context<'_>) -> Reading {
    match cell.value {
        Value::Number(share) if *share > 0.0 && *share <= 1.0 => {
            let points = (share * 10_000.0).round();
            let text = format!("{}%", points / 100.0);
            Reading::Repaired(text, vec![Repair::Number])
        }
        _ => later(cell, context),
    }
}

/// Words of Chinese that a blank or a line end tore apart.
pub(super) fn joined(cell: &RawCell<'_>, _: &Context<'_>) -> Reading {
    let text = text(cell);
    let mut whole = String::new();
    for (at, c) in text.char_indices() {
        let before = whole.chars().next_back().is_some_and(|c| !c.is_ascii());
        let after = text[at..].trim_start().chars().next().is_some_and(|c| !c.is_ascii());
        if !(c.is_whitespace() && before && after) {
            whole.push(c);
        }
    }
    let value = Value::Text(whole.clone());
    match read(Kind::Text, &[], &RawCell { value: &value, ..*cell }, &[]) {
        Reading::Taken(own) if whole != text => Reading::Repaired(own, vec![Repair::Blank]),
        Reading::Repaired(own, mut kinds) if whole != text => {
            if !kinds.contains(&Repair::Blank) {
                kinds.push(Repair::Blank);
            }
            Reading::Repaired(own, kinds)
        }
        other => other,
    }
}
