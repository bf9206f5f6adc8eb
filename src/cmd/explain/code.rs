//! What a code, a rule, a verdict or a fault of a checker means. In: a word. Out: sentences of the word files, which alone hold the text.

use crate::check::RULES;
use crate::draw::{SENTENCES, fault_group};
use crate::words::Words;

/// Words of verdicts, as the checker says them.
const VERDICTS: [&str; 10] = [
    "verified",
    "recomputed",
    "committed",
    "sealed",
    "fixed",
    "void",
    "void-unopened",
    "shortfall",
    "overdue",
    "failed",
];

/// The explanation; none if the word is none of these.
pub(super) fn explain(words: &Words, what: &str) -> Option<String> {
    message(words, &what.to_ascii_uppercase())
        .or_else(|| rule(words, what))
        .or_else(|| verdict(words, what))
        .or_else(|| fault(words, what))
}

fn line(out: &mut String, words: &Words, label: &str, text: &str) {
    if !text.is_empty() {
        out.push_str(
            &words.fill("explain.line", [("label", words.get(&format!("explain.{label}")).as_str()), ("text", text)]),
        );
        out.push('\n');
    }
}

/// Sentences with `…` in place of their values.
fn blank(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((_, tail)) => {
                out.push('…');
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}

fn optional(words: &Words, key: &str) -> String {
    if words.has(key) { words.get(key) } else { String::new() }
}

fn message(words: &Words, code: &str) -> Option<String> {
    let what = words.has(&format!("{code}.what")).then(|| words.get(&format!("{code}.what")))?;
    let mut out = format!("{code}\n");
    line(&mut out, words, "means", &blank(&what));
    line(&mut out, words, "why", &optional(words, &format!("explain-code.{code}.why")));
    let cure = match words.get(&format!("{code}.do")).as_str() {
        // The fault itself says it; here no fault is at hand.
        "{cure}" => words.get("explain.by-fault"),
        cure => blank(cure),
    };
    line(&mut out, words, "cure", &cure);
    line(&mut out, words, "wrong", &optional(words, &format!("explain-code.{code}.wrong")));
    line(&mut out, words, "right", &optional(words, &format!("explain-code.{code}.right")));
    line(&mut out, words, "stands", &optional(words, &format!("explain-block.{}", code.get(..4)?)));
    Some(out)
}

/// A rule by its name, in any case of its letters. Some are kept by reading or by a page and have no function.
fn rule(words: &Words, what: &str) -> Option<String> {
    let name = format!("R{}", what.strip_prefix(['R', 'r'])?.to_ascii_lowercase());
    if RULES.iter().all(|(known, _)| *known != name) {
        return kept_elsewhere(words, &name);
    }
    let mut out = format!("{name}  {}\n", words.get(&format!("rules.{name}.title")));
    line(&mut out, words, "clause", &words.get(&format!("rules.{name}.clause")));
    let prefix = format!("rules.{name}.");
    let own = words.keys().filter_map(|key| key.strip_prefix(&prefix));
    for key in own.filter(|key| !matches!(*key, "title" | "clause")) {
        line(&mut out, words, "says", &blank(&words.get(&format!("{prefix}{key}"))));
    }
    line(&mut out, words, "cure", &words.fill("explain.rule-cure", [("rule", name.as_str())]));
    line(&mut out, words, "stands", &words.fill("explain.rule-stands", [("rule", name.as_str())]));
    Some(out)
}

fn kept_elsewhere(words: &Words, name: &str) -> Option<String> {
    let key = format!("explain-rule.{name}");
    let title = words.has(&format!("{key}.title")).then(|| words.get(&format!("{key}.title")))?;
    let mut out = format!("{name}  {title}\n");
    line(&mut out, words, "kept", &words.get(&format!("{key}.kept")));
    line(&mut out, words, "stands", &words.fill("explain.rule-stands", [("rule", name)]));
    Some(out)
}

fn verdict(words: &Words, what: &str) -> Option<String> {
    let is = |key: &&&str| **key == what || words.get(&format!("cli.verdict.{key}")).eq_ignore_ascii_case(what);
    let key = VERDICTS.iter().find(is)?;
    let mut out = format!("{}  {key}\n", words.get(&format!("cli.verdict.{key}")));
    for label in ["means", "cure"] {
        line(&mut out, words, label, &words.get(&format!("explain-verdict.{key}.{label}")));
    }
    line(&mut out, words, "stands", &words.get("explain.verdict-stands"));
    Some(out)
}

fn fault(words: &Words, what: &str) -> Option<String> {
    let (code, _) = SENTENCES.iter().find(|(code, _)| *code == what)?;
    let (group, section) = fault_group(code);
    let mut out = format!("{code}\n");
    line(&mut out, words, "means", &words.get(&format!("fault.{code}")));
    line(&mut out, words, "why", &words.get(&format!("explain-fault-group.{group}.why")));
    let own = format!("explain-fault.{code}");
    let cure = if words.has(&own) { own } else { format!("explain-fault-group.{group}.do") };
    line(&mut out, words, "cure", &words.get(&cure));
    line(&mut out, words, "wrong", &words.get(&format!("explain-fault-group.{group}.wrong")));
    line(&mut out, words, "right", &words.get(&format!("explain-fault-group.{group}.right")));
    line(&mut out, words, "stands", &words.fill("explain.fault-stands", [("section", section)]));
    Some(out)
}
