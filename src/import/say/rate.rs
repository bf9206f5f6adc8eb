//! 抽查比例 and 频次 as plans write them: several rates in a cell, a cycle beside a rate, ratios. In: a cell. Out: its parts, or the words that
//! are neither. A ratio stays one: 1:5 may be one object of five or one inspector for five objects.

use super::{plain, word};
use crate::model::{Class, Cycle};

/// A rate as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rate {
    /// In basis points.
    Percent(u32),
    /// `1:5`.
    Ratio(u32, u32),
}

/// A part of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Part {
    /// Whose rate it is, where the cell says.
    pub(crate) class: Option<Class>,
    /// The rate.
    pub(crate) rate: Option<Rate>,
    /// How often.
    pub(crate) cycle: Option<Cycle>,
    /// At least so much, says the cell.
    pub(crate) floor: bool,
}

/// Words for once in a quarter, the longer ones first.
const QUARTER: [&str; 21] = [
    "每年抽查4次",
    "每季度抽查1次",
    "每季度1次",
    "每季度一次",
    "一季度一次",
    "1季度1次",
    "1次/季度",
    "一次/季度",
    "1次/每季度",
    "每季1次",
    "每季一次",
    "1次/季",
    "一次/季",
    "4次/年",
    "每年4次",
    "全年4次",
    "/每季度",
    "/季度",
    "每季度",
    "每季",
    "/季",
];
/// Words for once in a year.
const YEAR: [&str; 20] = [
    "每年抽查1次",
    "每年度1次",
    "每年1次",
    "每年一次",
    "一年一次",
    "一年1次",
    "1年1次",
    "1次/年度",
    "1次/年",
    "一次/年",
    "年度1次",
    "年度一次",
    "1次/每年",
    "全年1次",
    "全年一次",
    "/年度",
    "/年",
    "每年",
    "全年",
    "每年度",
];

/// A rate as the table holds it: `12.5%`.
pub(crate) fn percent(points: u32) -> String {
    let (whole, rest) = (points / 100, points % 100);
    match rest {
        0 => format!("{whole}%"),
        _ if rest % 10 == 0 => format!("{whole}.{}%", rest / 10),
        _ => format!("{whole}.{rest:02}%"),
    }
}

/// The word of a cycle in the table.
pub(crate) fn cycle_word(cycle: Cycle) -> &'static str {
    if cycle == Cycle::Year { "每年" } else { "每季度" }
}

/// 频次 alone: once a quarter or once a year.
pub(crate) fn cycle(text: &str) -> Option<Cycle> {
    match parts(text).ok()?[..] {
        [Part { class: None, rate: None, cycle, floor: false }] => cycle,
        _ => None,
    }
}

/// The parts of a cell. Errors: the words that are none.
pub(crate) fn parts(text: &str) -> Result<Vec<Part>, String> {
    let text = plain(&text.replace(['\n', '\r'], ";"));
    let mut found: Vec<Part> = Vec::new();
    for segment in text.split([',', ';', '、', '。']).filter(|segment| !segment.is_empty()) {
        let part = part(segment)?;
        // A frequency behind its rate: 「100%，每年1次」.
        match found.last_mut() {
            Some(last) if part.rate.is_none() && part.class.is_none() && last.cycle.is_none() => {
                last.cycle = part.cycle;
            }
            Some(last) if last.rate.is_none() && last.class.is_none() && part.cycle.is_none() => {
                *last = Part { cycle: last.cycle, ..part };
            }
            _ => found.push(part),
        }
    }
    // 「每季度5%，全年20%」 says one thing twice.
    let quarters: Vec<(Option<Class>, u32)> = found
        .iter()
        .filter(|part| part.cycle == Some(Cycle::Quarter))
        .filter_map(|part| match part.rate {
            Some(Rate::Percent(points)) => Some((part.class, points * 4)),
            _ => None,
        })
        .collect();
    found.retain(|part| match (part.cycle, part.rate) {
        (Some(Cycle::Year), Some(Rate::Percent(points))) => !quarters.contains(&(part.class, points)),
        _ => true,
    });
    Ok(found)
}

fn part(segment: &str) -> Result<Part, String> {
    let mut part = Part::default();
    let mut rest = segment.to_owned();
    for (words, cycle) in [(&QUARTER[..], Cycle::Quarter), (&YEAR[..], Cycle::Year)] {
        if part.cycle.is_none()
            && let Some(word) = words.iter().find(|word| rest.contains(**word))
        {
            part.cycle = Some(cycle);
            rest = rest.replacen(word, "", 1);
        }
    }
    for word in ["不少于", "不低于", "至少"] {
        if rest.contains(word) {
            part.floor = true;
            rest = rest.replacen(word, "", 1);
        }
    }
    for word in ["抽查比例", "抽查", "比例", "抽取"] {
        rest = rest.replacen(word, "", 1);
    }
    if let Some((rate, left)) = rate(&rest)? {
        part.rate = Some(rate);
        rest = left;
    }
    if !rest.is_empty() {
        part.class = Some(word::class_word(&rest).ok_or_else(|| segment.to_owned())?);
    }
    if part.rate.is_none() && part.cycle.is_none() {
        return Err(segment.to_owned());
    }
    Ok(part)
}

/// A rate and what stands around it. Errors: a number that is no rate.
fn rate(text: &str) -> Result<Option<(Rate, String)>, String> {
    if let Some(at) = text.find("百分之") {
        let rest = &text[at + "百分之".len()..];
        let numeral: String = rest.chars().take_while(|c| "零一二三四五六七八九十百".contains(*c)).collect();
        let number = chinese(&numeral).ok_or_else(|| text.to_owned())?;
        let left = format!("{}{}", &text[..at], &rest[numeral.len()..]);
        return Ok(Some((Rate::Percent(number * 100), left)));
    }
    let Some(start) = text.find(|c: char| c.is_ascii_digit()) else { return Ok(None) };
    let digits = |text: &str| text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').count();
    let first = &text[start..start + digits(&text[start..])];
    let after = &text[start + first.len()..];
    let bad = || text.to_owned();
    if let Some(left) = after.strip_prefix('%') {
        let points = points(first).ok_or_else(bad)?;
        return Ok(Some((Rate::Percent(points), format!("{}{left}", &text[..start]))));
    }
    if let Some(more) = after.strip_prefix(':') {
        let second = &more[..digits(more)];
        // 「1:2.5」 in tenths, so that both are whole.
        let (a, b) = (tenths(first).ok_or_else(bad)?, tenths(second).ok_or_else(bad)?);
        if a == 0 || b < a {
            return Err(bad());
        }
        return Ok(Some((Rate::Ratio(a, b), format!("{}{}", &text[..start], &more[second.len()..]))));
    }
    Err(bad())
}

fn points(text: &str) -> Option<u32> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    if rest.len() > 2 || whole.len() > 3 {
        return None;
    }
    let points = format!("{whole}{rest:0<2}").parse().ok()?;
    (1..=10_000).contains(&points).then_some(points)
}

fn tenths(text: &str) -> Option<u32> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    if rest.len() != 1 || whole.len() > 4 { None } else { format!("{whole}{rest}").parse().ok() }
}

/// 1 to 100 in Chinese numerals.
fn chinese(text: &str) -> Option<u32> {
    if text == "百" || text == "一百" {
        return Some(100);
    }
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c).and_then(|at| u32::try_from(at).ok());
    let (tens, ones) = match text.split_once('十') {
        None => (0, text),
        Some(("", ones)) => (1, ones),
        Some((tens, ones)) => (one(tens).and_then(digit)?, ones),
    };
    let ones = if ones.is_empty() && tens > 0 { 0 } else { one(ones).and_then(digit)? };
    Some(tens * 10 + ones).filter(|number| *number > 0)
}

fn one(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// The percentage a ratio is if it means one object of so many; none where that is no whole basis point.
pub(crate) fn of_objects(a: u32, b: u32) -> Option<u32> {
    let scaled = a * 10_000;
    scaled.is_multiple_of(b).then_some(scaled / b)
}

/// A ratio as it is written: `1:2.5`.
pub(crate) fn ratio(a: u32, b: u32) -> String {
    let number = |tenths: u32| {
        if tenths.is_multiple_of(10) { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
    };
    format!("{}:{}", number(a), number(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        match parts(text) {
            Err(bad) => vec![format!("?{bad}")],
            Ok(parts) => parts
                .into_iter()
                .map(|part| {
                    let rate = match part.rate {
                        Some(Rate::Percent(points)) => percent(points),
                        Some(Rate::Ratio(a, b)) => ratio(a, b),
                        None => "-".to_owned(),
                    };
                    let cycle = part.cycle.map_or("-", cycle_word);
                    format!("{} {rate} {cycle}", part.class.map_or("-", Class::as_str))
                })
                .collect(),
        }
    }

    #[test]
    fn several_rates_in_a_cell() {
        assert_eq!(
            said("重点12.5%/季，一般1:2.5，特殊25%/季"),
            ["key 12.5% 每季度", "general 1:2.5 -", "special 25% 每季度"]
        );
        assert_eq!(said("重点源100%；一般源 1∶10"), ["key 100% -", "general 1:10 -"]);
        assert_eq!(said("每季度5%，全年20%"), ["- 5% 每季度"]);
        assert_eq!(said("每季度5%，全年30%"), ["- 5% 每季度", "- 30% 每年"]);
        assert_eq!(said("100%，每年1次"), ["- 100% 每年"]);
        assert_eq!(said("每年1次，100％"), ["- 100% 每年"]);
        assert_eq!(said("5%\n每季度1次"), ["- 5% 每季度"]);
    }

    #[test]
    fn what_is_lost_is_not_completed() {
        for (text, bad) in [
            ("3%；1/1—12", "?1/1-12"),
            ("抽查14—10", "?14-10"),
            ("100", "?100"),
            ("1/", "?1/"),
            ("2次/年", "?2次"),
            ("0%", "?0%"),
            ("120%", "?120%"),
        ] {
            assert_eq!(said(text)[0], bad, "{text}");
        }
    }

    #[test]
    fn cycles_in_many_spellings() {
        for text in ["1次/年", "１次／年", "每年1次", "每年一次", "一年一次", "年度1次", "1次/年度", "每年"]
        {
            assert_eq!(cycle(text), Some(Cycle::Year), "{text}");
        }
        for text in ["1次/季度", "每季一次", "每季度1次", "每季度", "1 次 / 季"] {
            assert_eq!(cycle(text), Some(Cycle::Quarter), "{text}");
        }
        for text in ["次/年", "1/", "随时", "2次/年", "每半年1次", "每月1次", "每年1次 每季度1次"] {
            assert_eq!(cycle(text), None, "{text}");
        }
    }

    #[test]
    fn numerals_and_ratios() {
        assert_eq!(said("百分之百"), ["- 100% -"]);
        assert_eq!(said("百分之二十五"), ["- 25% -"]);
        assert_eq!((of_objects(10, 50), of_objects(10, 25), of_objects(10, 30)), (Some(2000), Some(4000), None));
    }
}
