//! Cell → value by the kind of its column. In: the text of a cell. Out: a value, or why it is none. Never trims, repairs or
//! completes: a cell that needs it is refused.

use super::code;
use super::spec::{Kind, Words};
use crate::diag::is_invisible;
use crate::model::*;
use chrono::Datelike;

/// What a cell held.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Nothing.
    Empty,
    /// Text, an id, a code.
    Text,
    /// A day.
    Day(Day),
    /// A minute.
    Minute(Time),
    /// A number or a rate.
    Number(u32),
    /// A quarter.
    Quarter(Period),
    /// Yes or no.
    Flag(bool),
    /// The program's word.
    Choice(&'static str),
    /// The program's words.
    Choices(Vec<&'static str>),
    /// Several texts.
    Texts(Vec<String>),
    /// Legal bases.
    Bases(Vec<Basis>),
    /// 检查结果.
    Phrase(Phrase),
}

/// Why a cell is refused: the code, arguments of its sentence, and whether it only warns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CellFault {
    /// MC code.
    pub(crate) code: &'static str,
    /// Values of its sentence.
    pub(crate) args: Vec<(&'static str, String)>,
}

fn fault<T>(code: &'static str) -> Result<T, CellFault> {
    Err(CellFault { code, args: Vec::new() })
}

fn fault_with<T>(code: &'static str, name: &'static str, value: String) -> Result<T, CellFault> {
    Err(CellFault { code, args: vec![(name, value)] })
}

/// Reads a filled cell. `phrases`: result phrases of site.toml beyond the five; none where site.toml could not be read, so
/// that its fault does not bring forth one for every result.
pub(super) fn read(kind: Kind, text: &str, phrases: Option<&[String]>) -> Result<Value, CellFault> {
    clean(text)?;
    if matches!(kind, Kind::Text | Kind::Texts | Kind::Inspector | Kind::Object) && code::has_identity_number(text) {
        return fault("MC0227");
    }
    match kind {
        Kind::Text => Ok(Value::Text),
        Kind::Object => id(text, |text| is_object_id(text) && !is_reserved(text), "MC0213"),
        Kind::Inspector => id(text, is_inspector_id, "MC0214"),
        Kind::Word => id(text, is_word, "MC0215"),
        Kind::Code => spoilt(text).and_then(|()| code::credit_code(text)),
        Kind::Permit => spoilt(text).and_then(|()| code::permit(text)),
        Kind::Day => day(text).map(Value::Day),
        Kind::Minute => minute(text).map(Value::Minute),
        Kind::Number(least, most) => number(text, least, most),
        Kind::Rate => rate(text),
        Kind::Quarter => match Period::parse(text) {
            Some(period) if period.quarter.is_some() => Ok(Value::Quarter(period)),
            _ => fault("MC0220"),
        },
        Kind::Flag => match text {
            "是" => Ok(Value::Flag(true)),
            "否" => Ok(Value::Flag(false)),
            _ => fault_with("MC0212", "choices", "是、否".to_owned()),
        },
        Kind::Choice(words) => choice(text, words).map(Value::Choice),
        Kind::Choices(words) => {
            let found = parts(text)?.into_iter().map(|part| choice(part, words));
            found.collect::<Result<Vec<_>, _>>().map(Value::Choices)
        }
        Kind::Texts => Ok(Value::Texts(parts(text)?.into_iter().map(str::to_owned).collect())),
        Kind::Several => {
            let found = parts(text)?;
            if let Some(bad) = found.iter().find(|part| !is_word(part)) {
                spoilt(bad)?;
                return fault("MC0215");
            }
            Ok(Value::Texts(found.into_iter().map(str::to_owned).collect()))
        }
        Kind::Bases => bases(text),
        Kind::Phrase => match (Phrase::parse(text, phrases.unwrap_or_default()), phrases) {
            (Some(phrase), _) => Ok(Value::Phrase(phrase)),
            (None, None) => Ok(Value::Phrase(Phrase::Other(text.to_owned()))),
            (None, Some(phrases)) => {
                let all = Phrase::FIVE.iter().map(Phrase::zh).chain(phrases.iter().map(String::as_str));
                fault_with("MC0221", "choices", all.collect::<Vec<_>>().join("、"))
            }
        },
    }
}

/// Control and invisible characters, and blanks at the ends.
fn clean(text: &str) -> Result<(), CellFault> {
    // The common case: printable ASCII without blanks at the ends.
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    if let Some(found) = text.chars().find(|c| is_invisible(*c)) {
        return fault_with("MC0202", "character", format!("U+{:04X}", u32::from(found)));
    }
    if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) { fault("MC0203") } else { Ok(()) }
}

/// What a spreadsheet makes of a long number.
fn spoilt(text: &str) -> Result<(), CellFault> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if let Some((mantissa, power)) = text.split_once(['e', 'E'])
        && let Some(power) = power.strip_prefix('+')
        && digits(power)
        && mantissa.split_once('.').map_or(digits(mantissa), |(whole, rest)| digits(whole) && digits(rest))
    {
        return fault("MC0204");
    }
    match text.split_once('.') {
        Some((whole, rest)) if digits(whole) && !rest.is_empty() && rest.bytes().all(|b| b == b'0') => {
            fault_with("MC0205", "number", whole.to_owned())
        }
        _ => Ok(()),
    }
}

fn id(text: &str, test: fn(&str) -> bool, code: &'static str) -> Result<Value, CellFault> {
    spoilt(text)?;
    if test(text) { Ok(Value::Text) } else { fault(code) }
}

/// Whether an object of this id would take the page of a list of objects, or a file name that Windows keeps for devices.
fn is_reserved(text: &str) -> bool {
    let name = text.to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let device = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    matches!(stem, "con" | "prn" | "aux" | "nul" | "index" | "code" | "never" | "removed")
        || device.is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']))
        || ["class-", "code-", "letter-", "never-", "removed-", "rest-", "town-", "visited-"]
            .iter()
            .any(|list| name.starts_with(list))
}

/// The parts of a cell with several values: none empty, none twice.
fn parts(text: &str) -> Result<Vec<&str>, CellFault> {
    let parts: Vec<&str> = text.split([';', '；', '、']).collect();
    for (at, part) in parts.iter().enumerate() {
        if part.trim().is_empty() || part.trim() != *part {
            return fault("MC0223");
        }
        if parts[..at].contains(part) {
            return fault_with("MC0224", "part", (*part).to_owned());
        }
    }
    Ok(parts)
}

fn choice(text: &str, words: Words) -> Result<&'static str, CellFault> {
    match words.iter().find(|(zh, word)| *zh == text || *word == text) {
        Some((_, word)) => Ok(word),
        None => fault_with("MC0212", "choices", words.iter().map(|(zh, _)| *zh).collect::<Vec<_>>().join("、")),
    }
}

/// Numbers of a day as people write it, whatever stands between them.
fn numbers(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect()
}

fn day(text: &str) -> Result<Day, CellFault> {
    if let Some(day) = parse_day(text) {
        return if (1949..=2999).contains(&day.year()) { Ok(day) } else { fault("MC0209") };
    }
    spoilt(text)?;
    let found = numbers(text);
    let lengths: Vec<usize> = found.iter().map(|part| part.len()).collect();
    match lengths[..] {
        [4, 2, 2] if text.len() == 10 && text.bytes().filter(|b| *b == b'-').count() == 2 => fault("MC0209"),
        [1..=2, 1..=2, 1..=2] => fault("MC0210"),
        _ => fault("MC0208"),
    }
}

fn minute(text: &str) -> Result<Time, CellFault> {
    if let Some(time) = parse_minute(text) {
        return Ok(time);
    }
    let Some((date, clock)) = text.split_once(' ') else { return fault("MC0211") };
    match day(date) {
        Ok(_) if clock.len() == 5 && numbers(clock).len() == 2 && clock.contains(':') => fault("MC0209"),
        Err(found) if matches!(found.code, "MC0209" | "MC0210") => Err(found),
        _ => fault("MC0211"),
    }
}

fn number(text: &str, least: u32, most: u32) -> Result<Value, CellFault> {
    spoilt(text)?;
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    match text.parse::<u32>() {
        Ok(number) if plain && (least..=most).contains(&number) => Ok(Value::Number(number)),
        _ => Err(CellFault { code: "MC0216", args: vec![("least", least.to_string()), ("most", most.to_string())] }),
    }
}

/// `5%` or `12.5%` as basis points, above 0 and at most 100 %.
fn rate(text: &str) -> Result<Value, CellFault> {
    let Some(body) = text.strip_suffix('%') else { return fault("MC0217") };
    let (whole, rest) = body.split_once('.').unwrap_or((body, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || rest.len() > 2 || !digits(whole) || !digits(rest) || body.ends_with('.') {
        return fault("MC0217");
    }
    match format!("{whole}{rest:0<2}").parse::<u32>() {
        Ok(points) if (1..=10_000).contains(&points) => Ok(Value::Number(points)),
        _ => fault("MC0217"),
    }
}

/// 《law》article, separated by semicolons, or by 、 before the next 《.
fn bases(text: &str) -> Result<Value, CellFault> {
    let text = text.replace("、《", ";《").replace('；', ";");
    let mut found: Vec<Basis> = Vec::new();
    for part in text.split(';') {
        let Some((law, article)) = part.strip_prefix('《').and_then(|rest| rest.split_once('》')) else {
            return fault_with("MC0219", "part", part.to_owned());
        };
        if law.trim().is_empty() || law.contains('《') || !(article.is_empty() || article.starts_with('第')) {
            return fault_with("MC0219", "part", part.to_owned());
        }
        let basis = Basis { law: law.to_owned(), article: article.to_owned() };
        if found.contains(&basis) {
            return fault_with("MC0224", "part", part.to_owned());
        }
        found.push(basis);
    }
    Ok(Value::Bases(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_other_pages_and_devices_are_no_object_ids() {
        for id in [
            "index",
            "Code",
            "code-2",
            "class-key",
            "town-1",
            "Rest-001",
            "never",
            "letter-c",
            "CON",
            "nul.1",
            "com1",
            "LPT9",
        ] {
            assert_eq!(read(Kind::Object, id, None), fault("MC0213"), "{id}");
        }
        for id in ["91140826MA0JXC0153", "A-1", "com10", "coder", "township"] {
            assert_eq!(read(Kind::Object, id, None), Ok(Value::Text), "{id}");
        }
    }
}
