//! Personal data at the door. In: a heading or a cell. Out: the kind of personal data in it, never the data. Kinds are word keys below
//! `import.personal`.

use crate::diag::is_identity;
use unicode_normalization::UnicodeNormalization;

/// Headings of columns that are left out, whatever stands in them: what a heading holds, and the kind.
const HEADS: [(&str, &str); 19] = [
    ("身份证", "identity"),
    ("身份号码", "identity"),
    ("证件号", "identity"),
    ("手机", "phone"),
    ("电话", "phone"),
    ("联系方式", "phone"),
    ("联系人", "contact"),
    ("联络人", "contact"),
    ("联络员", "contact"),
    ("邮箱", "contact"),
    ("微信", "contact"),
    ("QQ", "contact"),
    ("出生", "birth"),
    ("年龄", "birth"),
    ("性别", "birth"),
    ("家庭住址", "home"),
    ("银行", "bank"),
    ("法定代表人", "representative"),
    ("法人", "representative"),
];

/// The kind of personal data a heading announces.
pub(crate) fn heading(text: &str) -> Option<&'static str> {
    let text: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    HEADS.iter().find(|(word, _)| text.contains(word)).map(|(_, kind)| *kind)
}

/// The kind of a personal number within a text: an identity number of 18 or 15 digits, or a telephone number.
pub(crate) fn number(text: &str) -> Option<&'static str> {
    let text: String = text.nfkc().filter(|c| !c.is_control() && !('\u{200b}'..='\u{200f}').contains(c)).collect();
    let joined: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '—' | '–')).collect();
    let runs = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|run| !run.is_empty()).map(str::to_owned).collect()
    };
    let all: Vec<String> = runs(&text).into_iter().chain(runs(&joined)).collect();
    match () {
        () if all.iter().any(|run| is_identity(run) || is_old_identity(run)) => Some("identity"),
        () if all.iter().any(|run| is_mobile(run)) || has_landline(&text) => Some("phone"),
        () => None,
    }
}

/// 15 digits with a month and a day where the birth date stands.
pub(crate) fn is_old_identity(run: &str) -> bool {
    run.len() == 15
        && run.bytes().all(|byte| byte.is_ascii_digit())
        && !run.starts_with('0')
        && ("01"..="12").contains(&&run[8..10])
        && ("01"..="31").contains(&&run[10..12])
}

pub(crate) fn is_mobile(run: &str) -> bool {
    let run = run.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(run);
    let bytes = run.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]) && bytes.iter().all(u8::is_ascii_digit)
}

/// An area code that begins with 0, a dash or bracket, and seven or eight digits.
fn has_landline(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let parts: Vec<&str> = text.split(['-', '—', '–', ')', '(']).collect();
    parts.windows(2).any(|pair| {
        let area: String = pair[0].chars().rev().take_while(char::is_ascii_digit).collect();
        let number = pair[1].chars().take_while(char::is_ascii_digit).count();
        matches!(area.len(), 3 | 4) && area.ends_with('0') && matches!(number, 7 | 8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_numbers_are_seen_in_every_dress() {
        for text in
            ["11010519491231002X", "１１０１０５１９４９１２３１００２ｘ", "110105 19491231 002X", "130503670401001"]
        {
            assert_eq!(number(text), Some("identity"), "{text}");
        }
        for text in ["13800138000", "联系:138-0013-8000", "+86 13800138000", "0359-6522222", "(0359)6522222"] {
            assert_eq!(number(text), Some("phone"), "{text}");
        }
        for text in [
            "91140826MA0JXC0153",
            "91140826MA0JXC0153001P",
            "绛县古绛镇示例路138号",
            "04110900121",
            "2026-01-02",
            "1-1234567",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
