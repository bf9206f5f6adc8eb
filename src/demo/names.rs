//! Names and numbers that are plainly made up and formally right: every firm begins with 示例, every code has its check
//! characters (GB 11714 inside GB 32100).

use crate::load::code::check_character;

const FIRST: [&str; 24] = [
    "晨光", "远山", "新禾", "石泉", "青峰", "北辰", "长河", "云岭", "南坪", "金穗", "白杨", "东风", "平川", "红叶",
    "沃野", "明湖", "松涛", "涑水", "玉溪", "春晓", "秋实", "泰安", "恒基", "瑞禾",
];
const SECOND: [&str; 20] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬",
    "癸",
];
const TRADES: [(&str, &str); 14] = [
    ("水泥厂", ""),
    ("砖瓦厂", ""),
    ("养殖场", ""),
    ("食品加工厂", ""),
    ("铸造厂", ""),
    ("洗煤厂", ""),
    ("印刷厂", "危险废物产生"),
    ("汽车修理厂", "危险废物产生"),
    ("加油站", ""),
    ("化工厂", "危险废物产生"),
    ("建材厂", ""),
    ("木器厂", ""),
    ("医院", "核技术利用"),
    ("机械厂", "危险废物产生"),
];
const KEY_TRADES: [(&str, &str); 6] = [
    ("焦化厂", "危险废物产生"),
    ("钢铁厂", "碳排放重点单位"),
    ("热电厂", "碳排放重点单位"),
    ("制药厂", "危险废物产生"),
    ("危险废物处置站", "危险废物经营"),
    ("造纸厂", ""),
];

/// Name and element tag of the `n`th general object.
pub(super) fn general(n: usize) -> (String, &'static str) {
    let (trade, element) = TRADES[n % TRADES.len()];
    (firm(n / TRADES.len() + n, trade), element)
}

/// Name and element tag of the `n`th key object.
pub(super) fn key(n: usize) -> (String, &'static str) {
    let (trade, element) = KEY_TRADES[n % KEY_TRADES.len()];
    (firm(7 * n + 3, trade), element)
}

/// A firm's name; beyond the words at hand it carries a number.
fn firm(n: usize, trade: &str) -> String {
    let (first, second) = (FIRST[n % FIRST.len()], SECOND[n / FIRST.len() % SECOND.len()]);
    match n / (FIRST.len() * SECOND.len()) {
        0 => format!("示例{first}{second}{trade}"),
        more => format!("示例{first}{second}{trade}{more}号"),
    }
}

/// The `n`th project.
pub(super) fn project(n: usize) -> String {
    const KINDS: [&str; 5] = ["扩建项目", "技术改造项目", "新建生产线项目", "搬迁项目", "环保提升项目"];
    let base = firm(5 * n + 11, ["机械厂", "建材厂", "食品加工厂", "化工厂"][n % 4]);
    format!("{base}{}", KINDS[n % KINDS.len()])
}

/// The `n`th sewage works.
pub(super) fn sewage(n: usize) -> String {
    format!("示例{}生活污水处理中心", FIRST[(n * 3 + 1) % FIRST.len()])
}

/// The `n`th person. The family name alone is shown to the public.
pub(super) fn person(n: usize) -> String {
    const FAMILY: [&str; 20] = [
        "张", "王", "李", "赵", "刘", "陈", "杨", "郭", "高", "马", "孙", "周", "吴", "郑", "冯", "韩", "曹", "许",
        "丁", "任",
    ];
    format!("{}示例{}", FAMILY[n % FAMILY.len()], SECOND[n / FAMILY.len() % SECOND.len()])
}

/// A credit code of the region: 91, region, an organisation code that begins with MA, check character.
pub(super) fn credit_code(region: &str, n: usize) -> String {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut rest = n;
    let mut tail = [b'0'; 4];
    for place in tail.iter_mut().rev() {
        *place = ALPHABET[rest % ALPHABET.len()];
        rest /= ALPHABET.len();
    }
    let organisation = format!("MA0E{}", String::from_utf8_lossy(&tail));
    let body = format!("91{region}{organisation}{}", organisation_check(&organisation));
    let check = check_character(&body).expect("the characters are of the alphabet");
    format!("{body}{check}")
}

/// Check character of an organisation code (GB 11714).
fn organisation_check(code: &str) -> char {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = code.chars().zip(WEIGHTS).map(|(c, weight)| c.to_digit(36).unwrap_or(0) * weight).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).expect("a remainder below ten"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_right_and_different() {
        assert_eq!(organisation_check("M000100Y"), '4');
        assert_eq!(organisation_check("69922961"), '7');
        assert_eq!(organisation_check("MA62K026"), '0');
        let codes: BTreeSet<String> = (0..30_000).map(|n| credit_code("140826", n)).collect();
        assert_eq!(codes.len(), 30_000);
        assert!(codes.iter().all(|code| check_character(code) == code.chars().last()));
    }

    #[test]
    fn names_are_plainly_examples() {
        let names: BTreeSet<String> = (0..10_000).map(|n| general(n).0).collect();
        assert_eq!(names.len(), 10_000);
        assert!(names.iter().all(|name| name.starts_with("示例")));
        assert!((0..40).all(|n| person(n).contains("示例")));
    }
}
