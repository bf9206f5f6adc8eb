//! One cell → what goes into a table. In: what the file holds and what is wanted. Out: taken as it stands, taken with named repairs, or
//! refused. What comes out passes the loader's own test; a repair is only proposed where the result is certain.

use super::days;
use super::findings::Repair;
use super::grid::Value;
use super::personal;
use super::target::{RawCell, Reading};
use crate::diag::is_invisible;
use crate::load::code::check_character;
use crate::load::{Kind, examine_cell};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// A text and what was done to it so far.
pub(crate) struct Mended {
    /// The text now.
    pub(crate) text: String,
    kinds: BTreeSet<Repair>,
}

/// A whole number beyond it may have lost digits: spreadsheets keep fifteen.
const MOST_DIGITS: f64 = 1e15;

impl Mended {
    /// Begins with a text as it stands.
    pub(crate) fn new(text: String) -> Self {
        Self { text, kinds: BTreeSet::new() }
    }

    /// Goes on with another text, if it is another.
    pub(crate) fn to(&mut self, text: String, kind: Repair) {
        if text != self.text {
            self.text = text;
            self.kinds.insert(kind);
        }
    }

    /// Without blanks at the ends, characters nobody sees and line ends inside.
    pub(crate) fn clean(&mut self) {
        let seen: String = self.text.chars().filter(|c| !is_invisible(*c)).collect();
        self.to(seen.trim().to_owned(), Repair::Blank);
    }

    /// A code: nothing full-width, no blank anywhere, no apostrophe before it.
    pub(crate) fn tight(&mut self) {
        self.clean();
        self.to(self.text.nfkc().collect(), Repair::Width);
        self.to(self.text.split_whitespace().collect(), Repair::Blank);
        self.to(self.text.trim_start_matches(['\'', '`', '‘', '’']).to_owned(), Repair::Apostrophe);
    }

    /// What is done, if anything.
    pub(crate) fn done(self) -> Reading {
        match self.kinds.is_empty() {
            true => Reading::Taken(self.text),
            false => Reading::Repaired(self.text, self.kinds.into_iter().collect()),
        }
    }

    /// The same once the loader would take it.
    pub(crate) fn checked(self, kind: Kind, phrases: &[String]) -> Reading {
        match examine_cell(kind, &self.text, phrases) {
            Ok(()) => self.done(),
            Err(fault) if fault.code == "MC0226" => self.done(),
            Err(fault) => Reading::Refused(fault.code, fault.args),
        }
    }
}

/// Reads a cell as a kind of the tables. `words`: other words for those of the kind. `phrases`: result phrases beyond the five.
pub(crate) fn read(kind: Kind, words: &[(&str, &str)], cell: &RawCell<'_>, phrases: &[String]) -> Reading {
    match kind {
        Kind::Code | Kind::Permit | Kind::Object | Kind::Inspector | Kind::Word => code(kind, cell.value),
        Kind::Day | Kind::Minute => days::read(kind, cell),
        Kind::Number(..) | Kind::Rate => number(kind, cell.value),
        Kind::Flag | Kind::Choice(_) | Kind::Choices(_) | Kind::Quarter => word(kind, words, cell.value),
        Kind::Text | Kind::Texts | Kind::Several | Kind::Bases | Kind::Phrase => text(kind, words, cell.value, phrases),
    }
}

/// The name of a firm or person: NFC, no comma, no line end.
pub(crate) fn name(value: &Value) -> Reading {
    let mut mended = Mended::new(value.text());
    mended.clean();
    mended.to(mended.text.nfc().collect(), Repair::Width);
    mended.to(close(&mended.text), Repair::Blank);
    mended.to(chinese_signs(&mended.text), Repair::Comma);
    personal_or(mended, Kind::Text, &[])
}

/// A name without the comma and the quotes that files of a draw cannot hold (protocol section 2).
fn chinese_signs(text: &str) -> String {
    let paired = text.matches('"').count().is_multiple_of(2);
    let mut open = false;
    let sign = |c: char| match c {
        ',' => '，',
        '"' if paired => {
            open = !open;
            if open { '“' } else { '”' }
        }
        '"' => '＂',
        c => c,
    };
    text.chars().map(sign).collect()
}

/// Lines as one: nothing between Chinese characters, a blank between words.
fn join_lines(text: &str) -> String {
    text.split('\n')
        .map(str::to_owned)
        .reduce(|before, line| {
            let wide = |c: Option<char>| c.is_some_and(|c| ('\u{2e80}'..='\u{ffef}').contains(&c) || c >= '\u{20000}');
            let close = wide(before.chars().last()) || wide(line.chars().next());
            format!("{before}{}{line}", if close { "" } else { " " })
        })
        .unwrap_or_default()
}

/// A text without blanks that touch a Chinese character or a full-width sign: they only stretch a name.
fn close(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let wide = |c: Option<&char>| c.is_some_and(|c| ('\u{2e80}'..='\u{ffef}').contains(c) || *c >= '\u{20000}');
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = (at..chars.len()).find(|next| !chars[*next].is_whitespace()).unwrap_or(chars.len());
        if end > at {
            if !wide(at.checked_sub(1).and_then(|before| chars.get(before))) && !wide(chars.get(end)) {
                out.push(' ');
            }
            at = end;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

fn personal_or(mended: Mended, kind: Kind, phrases: &[String]) -> Reading {
    match personal::number(&mended.text) {
        Some(_) => Reading::Personal,
        None => mended.checked(kind, phrases),
    }
}

fn text(kind: Kind, words: &[(&str, &str)], value: &Value, phrases: &[String]) -> Reading {
    let mut mended = Mended::new(value.text());
    // Splitting would tear a number that blanks divide.
    if personal::number(&mended.text).is_some() {
        return Reading::Personal;
    }
    if kind == Kind::Text {
        let lines: Vec<&str> = mended.text.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.len() > 1 {
            let joined = lines.join("\n");
            mended.to(join_lines(&joined), Repair::Blank);
        }
    } else {
        split(&mut mended, words);
    }
    mended.clean();
    personal_or(mended, kind, phrases)
}

/// Several values separated in a way that tables know, each by the table's word.
fn split(mended: &mut Mended, words: &[(&str, &str)]) {
    let known = |c: char| matches!(c, ';' | '；' | '、');
    let other = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '/' | '／' | '|');
    let separated = mended.text.trim().contains(other);
    let parts: Vec<&str> = mended.text.split(|c| known(c) || other(c)).filter(|part| !part.is_empty()).collect();
    let meant: Vec<String> = parts.iter().map(|part| meaning(part, words).unwrap_or(part).to_owned()).collect();
    let renamed = parts.iter().zip(&meant).any(|(part, meant)| part != meant);
    if separated {
        mended.to(parts.join(";"), Repair::Several);
    }
    if renamed {
        let mut unique: Vec<String> = Vec::new();
        meant.into_iter().filter(|part| !part.is_empty()).for_each(|part| {
            if !unique.contains(&part) {
                unique.push(part);
            }
        });
        mended.to(unique.join(";"), Repair::Word);
    }
}

/// The table's word for a text.
fn meaning<'a>(text: &str, words: &[(&str, &'a str)]) -> Option<&'a str> {
    let plain = |text: &str| text.nfkc().filter(|c| !c.is_whitespace()).collect::<String>();
    words.iter().find(|(word, _)| plain(word) == plain(text)).map(|(_, meant)| *meant)
}

/// Whether a number, or a text that was one, no longer holds all its digits.
fn is_spoilt(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.abs() >= MOST_DIGITS,
        Value::Text(text) => {
            let text: String = text.nfkc().collect::<String>().trim().to_ascii_uppercase();
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            text.split_once("E+").is_some_and(|(left, right)| digits(right) && left.split('.').all(digits))
        }
        _ => false,
    }
}

fn code(kind: Kind, value: &Value) -> Reading {
    if is_spoilt(value) {
        return Reading::Refused("MC0937", Vec::new());
    }
    let mut mended = Mended::new(value.text());
    if let Value::Number(number) = value {
        if number.fract() != 0.0 {
            return Reading::Refused("MC0937", Vec::new());
        }
        mended.kinds.insert(Repair::Number);
    }
    mended.tight();
    let valid = |text: &str| examine_cell(kind, text, &[]).is_ok();
    if matches!(kind, Kind::Code | Kind::Permit) && !valid(&mended.text) {
        if kind == Kind::Code || !mended.text.to_ascii_uppercase().starts_with("H9") {
            mended.to(mended.text.to_ascii_uppercase(), Repair::Case);
        }
        if let Some(text) = alike(kind, &mended.text) {
            mended.to(text, Repair::Lookalike);
        }
    }
    let identity = crate::diag::is_identity(&mended.text) || personal::is_old_identity(&mended.text);
    match kind {
        Kind::Code if identity && !valid(&mended.text) => Reading::Personal,
        // A certificate number may have the form of a telephone number; an object, a tag or a draw is never called so.
        Kind::Object | Kind::Word if personal::is_mobile(&mended.text) => Reading::Personal,
        Kind::Object | Kind::Inspector | Kind::Word
            if identity && examine_cell(Kind::Code, &mended.text, &[]).is_err() =>
        {
            Reading::Personal
        }
        _ => mended.checked(kind, &[]),
    }
}

/// The code with `O` read as `0` and `I` as `1`, where the check character fits then; neither letter is of its alphabet.
fn alike(kind: Kind, text: &str) -> Option<String> {
    let head = text.get(..18)?;
    let meant: String = head
        .chars()
        .map(|c| {
            if c == 'O' {
                '0'
            } else if c == 'I' {
                '1'
            } else {
                c
            }
        })
        .collect();
    let rest: String = text[18..]
        .chars()
        .enumerate()
        .map(|(at, c)| {
            if c == 'O' && at < 3 {
                '0'
            } else if c == 'I' && at < 3 {
                '1'
            } else {
                c
            }
        })
        .collect();
    let fits = check_character(&meant).is_some() && check_character(&meant) == meant.chars().last();
    let whole = format!("{meant}{rest}");
    (fits && whole != text && examine_cell(kind, &whole, &[]).is_ok()).then_some(whole)
}

/// Units that may stand behind a number.
const UNITS: [char; 12] = ['家', '个', '户', '条', '项', '次', '人', '名', '处', '天', '元', '座'];

fn number(kind: Kind, value: &Value) -> Reading {
    let mut mended = Mended::new(value.text());
    if let (Kind::Rate, Value::Number(number)) = (kind, value) {
        // A cell with the format of per cent holds the hundredth.
        let percent = (number * 1e6).round() / 1e4;
        if (0.0..=1.0).contains(number) {
            mended.to(format!("{percent}%"), Repair::Number);
        }
    }
    mended.tight();
    if matches!(kind, Kind::Number(..)) {
        mended.to(mended.text.trim_end_matches(UNITS).to_owned(), Repair::Word);
    }
    mended.checked(kind, &[])
}

/// Words of yes and no beside the table's.
const YES_NO: [(&str, &str); 18] = [
    ("√", "是"),
    ("✓", "是"),
    ("✔", "是"),
    ("有", "是"),
    ("Y", "是"),
    ("YES", "是"),
    ("1", "是"),
    ("在岗", "是"),
    ("在职", "是"),
    ("×", "否"),
    ("✗", "否"),
    ("无", "否"),
    ("N", "否"),
    ("NO", "否"),
    ("0", "否"),
    ("不在岗", "否"),
    ("离岗", "否"),
    ("X", "否"),
];

fn word(kind: Kind, words: &[(&str, &str)], value: &Value) -> Reading {
    let mut mended = Mended::new(value.text());
    if examine_cell(kind, &mended.text, &[]).is_ok() {
        return mended.done();
    }
    let own: Vec<(&str, &str)> = match kind {
        Kind::Choice(list) | Kind::Choices(list) => list.iter().map(|(zh, _)| (*zh, *zh)).collect(),
        Kind::Flag => YES_NO.to_vec(),
        _ => Vec::new(),
    };
    let all: Vec<(&str, &str)> = words.iter().copied().chain(own).collect();
    match kind {
        Kind::Choices(_) => {
            let joined = together(mended.text.trim(), &all);
            if let Some(parts) = joined {
                mended.to(parts, Repair::Several);
            }
            split(&mut mended, &all);
        }
        Kind::Quarter => {
            if let Some(quarter) = days::quarter(&mended.text) {
                mended.to(quarter, Repair::Word);
            }
        }
        _ => {
            if let Some(meant) = meaning(&mended.text, &all) {
                mended.to(meant.to_owned(), Repair::Word);
            }
        }
    }
    mended.clean();
    mended.checked(kind, &[])
}

/// Words written one behind the other without anything between them, separated; none where there is no or more than one way.
fn together(text: &str, words: &[(&str, &str)]) -> Option<String> {
    fn ways(text: &str, words: &BTreeSet<&str>, so_far: &mut Vec<String>, found: &mut Vec<String>) {
        if text.is_empty() {
            found.push(so_far.join(";"));
            return;
        }
        for word in words {
            if let Some(rest) = text.strip_prefix(word).filter(|_| found.len() < 2) {
                so_far.push((*word).to_owned());
                ways(rest, words, so_far, found);
                so_far.pop();
            }
        }
    }
    let words: BTreeSet<&str> = words.iter().map(|(word, _)| *word).filter(|word| word.chars().count() > 1).collect();
    let mut found = Vec::new();
    ways(text, &words, &mut Vec::new(), &mut found);
    match found.as_slice() {
        [one] if one.contains(';') => Some(one.clone()),
        _ => None,
    }
}
