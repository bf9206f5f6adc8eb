//! One good and one bad text for each rule.

use super::*;

fn rules_of(text: &str) -> Vec<Rule> {
    scan(text.as_bytes()).into_iter().map(|hit| hit.rule).collect()
}

#[test]
fn identity_numbers_in_every_dress() {
    for text in [
        "身份证11010519491231002X。",
        "身份证１１０１０５１９４９１２３１００２Ｘ。",
        "身份证11010519491231002ｘ",
        "<td>440524188001010014</td>",
        "440524 18800101 0014",
        "4405 2418 8001 0100 14",
        "４４０５２４１８８００１０１００１４",
        "440524\u{200b}188001\u{200b}010014",
        "440524-1880-0101-0014",
        "ID440524188001010014",
        "11010519491231002x,",
    ] {
        assert_eq!(rules_of(text), [Rule::Identity], "{text}");
    }
    assert_eq!(rules_of("440524188001010015"), [Rule::IdentityTypo]);
    assert_eq!(rules_of("440524 18800101 0015"), [Rule::IdentityTypo]);
    assert_eq!(rules_of("440524881301011"), [], "month 13");
    assert_eq!(rules_of("号110105491231002。"), [Rule::OldIdentity]);
}

#[test]
fn phones_in_every_dress() {
    for text in [
        "13800138000",
        "138-0013-8000",
        "138 0013 8000",
        "+86 13800138000",
        "86-138-0013-8000",
        "电话13800138000",
        "Tel13800138000",
        "１３８００１３８０００",
        "138·0013·8000",
        "138\u{61c}0013\u{34f}8000",
        "138\u{3164}00138\u{115f}000",
        "1380\u{fe0f}013\u{e0041}8000",
        "138\u{2028}0013\u{17b4}8000",
    ] {
        assert_eq!(rules_of(text), [Rule::Mobile], "{text}");
    }
    for text in ["0359-6521234", "03596521234", "010 65212345", "0359—6521234", "0359-652-1234"] {
        assert_eq!(rules_of(text), [Rule::Landline], "{text}");
    }
    for text in ["400-810-6666", "12369", "12800138000", "138001380001", "0159-6521234", "1.13800138000"] {
        assert_eq!(rules_of(text), [], "{text}");
    }
}

#[test]
fn cards_mail_and_spreadsheet_leftovers() {
    assert_eq!(rules_of("4111111111111111"), [Rule::Card]);
    assert_eq!(rules_of("4111 1111 1111 1111"), [Rule::Card]);
    assert_eq!(rules_of("4111111111111112"), []);
    assert_eq!(rules_of("写信给 zhang.san@example.cn。"), [Rule::Email]);
    assert_eq!(rules_of("zhang＠example.cn"), [Rule::Email]);
    assert_eq!(rules_of("@media print { a@b } 5 @ 3.yuan"), []);
    assert_eq!(rules_of("编号 9.11E+17"), [Rule::Scientific]);
    assert_eq!(rules_of("9.11408e+17,1.5E+03"), [Rule::Scientific]);
}

#[test]
fn a_number_is_found_behind_short_ones_and_among_full_width_signs() {
    for text in [
        "3、13800138000",
        "，，，１３８００１３８０００。",
        "第2次，13800138000",
        "138\u{a0}0013\u{a0}8000",
        "3 8\u{3000}138 0013 8000",
        "（138－0013－8000）",
        "20260901，13800138000",
    ] {
        assert_eq!(rules_of(text), [Rule::Mobile], "{text}");
    }
    assert_eq!(rules_of("，11010519491231002Ｘ"), [Rule::Identity]);
    assert_eq!(rules_of("123，9.11E+17；"), [Rule::Scientific]);
}

#[test]
fn what_a_site_is_full_of_passes() {
    for text in [
        "91140826MA0JXC0153 91130200699229617X001P 91130200699229617X",
        "beacon ssq 2023097 2023-08-22T21:15:00+08:00",
        "beacon kl8 2026101 03-07-11-14-18-22-25-29-33-36-41-44-48-52-55-59-63-66-71-79",
        "01-05-09-12-22-33+07 2026-04-15 10:30 2026-04-16 11:45",
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451",
        "draws/2026q2-key/roster.csv 2025-2026 1/4 25.00% 100000000",
        "a13800138000b c4405241880010100144",
    ] {
        assert_eq!(rules_of(text), [], "{text}");
    }
}
