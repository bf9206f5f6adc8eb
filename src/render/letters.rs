//! First letters of Chinese characters (首字母), for searching by initials and for lists by letter. In: characters. Out:
//! lower-case letters. Every reading of a character counts in a search, because nobody should miss a firm for a reading that
//! a table thinks rare; a list needs one place for a name, so there the first reading decides.

use pinyin::{ToPinyin, ToPinyinMulti};
use std::collections::{BTreeMap, BTreeSet};

/// First letter of the most usual reading; a Latin letter stands for itself; none of digits and signs.
pub(crate) fn first(character: char) -> Option<char> {
    let character = narrow(character);
    if character.is_ascii_alphabetic() {
        return Some(character.to_ascii_lowercase());
    }
    character.to_pinyin().and_then(|reading| letter(reading.plain()))
}

/// The characters of texts that have a reading, by the first letters of all their readings.
pub(crate) fn table<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeMap<char, String> {
    // An old script takes a character beyond the first plane for two.
    let is_one = |character: &char| !character.is_ascii() && u32::from(*character) < 0x1_0000;
    let known: BTreeSet<char> = texts.flat_map(str::chars).filter(is_one).collect();
    let mut table: BTreeMap<char, String> = BTreeMap::new();
    for character in known {
        let readings = character.to_pinyin_multi().into_iter().flatten();
        let letters: BTreeSet<char> = readings.filter_map(|reading| letter(reading.plain())).collect();
        for letter in letters {
            table.entry(letter).or_default().push(character);
        }
    }
    table
}

/// Full-width letters and digits as a Chinese keyboard types them, in the usual width.
fn narrow(character: char) -> char {
    match u32::from(character) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
        _ => character,
    }
}

/// `ê̄` and the syllabic nasals have no letter of their own.
fn letter(reading: &str) -> Option<char> {
    reading.chars().next().filter(char::is_ascii_lowercase)
}

/// Beginnings that so many names share that they tell nothing (绛县, 山西, 示例): of 2 to 4 characters, borne by at least
/// a fifth of the names and by ten of them; the longest first.
pub(crate) fn common_beginnings<'t>(names: &[&'t str]) -> Vec<&'t str> {
    let mut counts: BTreeMap<&'t str, usize> = BTreeMap::new();
    for name in names {
        for (end, _) in name.char_indices().skip(2).take(3) {
            *counts.entry(&name[..end]).or_default() += 1;
        }
    }
    let common = counts.into_iter().filter(|(_, count)| *count >= 10 && count * 5 >= names.len());
    let mut common: Vec<&str> = common.map(|(beginning, _)| beginning).collect();
    common.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    common
}

/// The letter a name is filed under: that of the first character after a common beginning.
pub(crate) fn filed_under(name: &str, common: &[&str]) -> Option<char> {
    let stripped = common.iter().find_map(|beginning| name.strip_prefix(beginning).filter(|rest| !rest.is_empty()));
    stripped.unwrap_or(name).chars().next().and_then(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_counts_in_a_search_and_the_first_in_a_list() {
        let table = table(["长重，A１"].into_iter());
        assert_eq!(table[&'c'], "重长");
        assert_eq!(table[&'z'], "重长");
        assert!(!table.values().any(|characters| characters.contains(['，', 'A', '１'])));
        assert_eq!(
            [first('水'), first('Ｂ'), first('b'), first('7'), first('（')],
            [Some('s'), Some('b'), Some('b'), None, None]
        );
    }

    #[test]
    fn names_are_filed_after_what_many_share() {
        let firms: Vec<String> = "晨远新石青北长云南金".chars().map(|c| format!("示例{c}光水泥厂")).collect();
        let names: Vec<&str> = firms.iter().map(String::as_str).collect();
        let common = common_beginnings(&names);
        assert_eq!(common, ["示例"]);
        assert_eq!(filed_under("示例晨光水泥厂", &common), Some('c'));
        assert_eq!(filed_under("示例", &common), Some('s'));
        assert_eq!(filed_under("3号井", &common), None);
        assert!(common_beginnings(&names[..9]).is_empty());
    }
}
