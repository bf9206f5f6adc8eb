//! Words of a fixed list in the spellings of offices: classes, methods, results, grounds, events, yes and no. In: a cell. Out: the word of
//! the program's table, exactly or proposed; nothing where the text may mean another.

use super::{Said, plain};
use crate::model::{Class, Phrase};

fn found(text: &str, value: &str, why: &'static str) -> Option<Said> {
    Some(if text == value { Said::exactly(value) } else { Said::proposed(value, why) })
}

/// Classes that a description of objects names.
pub(crate) fn classes(text: &str) -> Vec<Class> {
    let mut rest = plain(text);
    let mut out = Vec::new();
    // The longer words first: 非重点排污单位 must not be read as 重点排污单位.
    for (words, class) in [
        (&["非重点排污单位", "一般排污单位", "一般污染源", "一般源", "一般企业", "一般单位"][..], Class::General),
        (&["重点排污单位", "重点污染源", "重点源", "重点企业", "重点单位"], Class::Key),
        (&["特殊监管对象", "特殊对象", "特殊监管"], Class::Special),
        (&["在建工程建设项目", "在建建设项目", "在建项目", "在建工程"], Class::Project),
        (&["联合抽查对象"], Class::Joint),
    ] {
        for word in words {
            if rest.contains(word) {
                rest = rest.replace(word, "");
                if !out.contains(&class) {
                    out.push(class);
                }
            }
        }
    }
    out
}

/// The class of a short word before a rate: 重点, 一般源.
pub(crate) fn class_word(text: &str) -> Option<Class> {
    let text = plain(text);
    let short = text.trim_end_matches([':', '：', '按', '为']);
    match short {
        "重点" => Some(Class::Key),
        "一般" | "非重点" => Some(Class::General),
        "特殊" => Some(Class::Special),
        "在建" => Some(Class::Project),
        "联合" => Some(Class::Joint),
        _ => match classes(short)[..] {
            [class] => Some(class),
            _ => None,
        },
    }
}

/// 检查方式: one or both, whatever stands between them.
pub(crate) fn methods(text: &str) -> Option<Said> {
    let short = plain(text);
    let rest: String = short.replace("现场检查", "\u{1}").replace("书面检查", "\u{2}");
    let rest = rest.replace("现场", "\u{1}").replace("书面", "\u{2}");
    let mut out = Vec::new();
    for sign in rest.chars() {
        match sign {
            '\u{1}' if !out.contains(&"现场检查") => out.push("现场检查"),
            '\u{2}' if !out.contains(&"书面检查") => out.push("书面检查"),
            '、' | ',' | ';' | '/' | '和' | '或' | '及' | '+' => {}
            _ => return None,
        }
    }
    if out.is_empty() { None } else { found(text, &out.join(";"), "methods") }
}

/// 检查结果: one of the five phrases or of those the county added; a near variant is proposed.
pub(crate) fn phrase(text: &str, added: &[String]) -> Option<Said> {
    if Phrase::parse(text, added).is_some() {
        return Some(Said::exactly(text));
    }
    let short: String =
        plain(text).chars().filter(|c| !matches!(c, ',' | '，' | '。' | '、' | ';' | '；' | '.')).collect();
    if let Some(same) = Phrase::FIVE.iter().find(|phrase| phrase.zh() == short) {
        return Some(Said::proposed(same.zh(), "phrase"));
    }
    let meant = match short.as_str() {
        "正常"
        | "合格"
        | "符合要求"
        | "无问题"
        | "未见异常"
        | "无异常"
        | "未发现违法行为"
        | "未发现环境违法行为"
        | "未发现违法违规行为"
        | "未发现环境问题"
        | "未发现生态环境问题"
        | "未发现异常"
        | "检查正常"
        | "未发现环境违法问题"
        | "均正常生产未发现环境违法行为" => Phrase::Clean,
        "发现问题已责令改正"
        | "发现问题责令改正"
        | "发现问题责令整改"
        | "责令改正"
        | "责令整改"
        | "已责令改正"
        | "已责令整改"
        | "发现问题已责令限期改正"
        | "发现问题已责令限期整改" => Phrase::Ordered,
        "发现问题已立案" | "发现问题立案调查" | "已立案调查" | "已立案" | "立案调查" | "发现问题待后续处理已立案" => {
            Phrase::Filed
        }
        "未发现开展本次抽查涉及的经营活动。"
        | "未开展经营活动"
        | "未发现经营活动"
        | "未发现开展经营活动"
        | "未生产"
        | "停产"
        | "已停产" => Phrase::Inactive,
        _ => return None,
    };
    Some(Said::proposed(meant.zh(), "phrase"))
}

/// The answer to an item: 未发现问题, 发现问题, 不涉及.
pub(crate) fn answer(text: &str) -> Option<Said> {
    let short = plain(text);
    match short.as_str() {
        "未发现问题" | "发现问题" | "不涉及" => found(text, &short, "answer"),
        "正常" | "合格" | "符合" | "无问题" | "未发现" => Some(Said::proposed("未发现问题", "answer")),
        "有问题" | "不合格" | "不符合" | "发现" => Some(Said::proposed("发现问题", "answer")),
        "无" | "/" | "-" | "不适用" | "无此项" => Some(Said::proposed("不涉及", "answer")),
        _ if short.starts_with("发现问题") => Some(Said::proposed("发现问题", "answer")),
        _ => None,
    }
}

/// Yes and no as ticked.
pub(crate) fn flag(text: &str) -> Option<Said> {
    let short = plain(text);
    match short.as_str() {
        "是" | "有" | "√" | "✓" | "☑" | "已签" | "已制作" | "已填" | "y" | "Y" | "1" => {
            found(text, "是", "flag")
        }
        "否" | "无" | "×" | "✗" | "x" | "X" | "☐" | "□" | "n" | "N" | "0" | "未制作" | "-" | "/" => {
            found(text, "否", "flag")
        }
        _ => None,
    }
}

/// 情形 of an event that makes an object special.
pub(crate) fn event(text: &str) -> Option<Said> {
    let short = plain(text);
    let words = [
        ("挂牌", "挂牌督办"),
        ("通报", "超标通报"),
        ("处罚", "行政处罚"),
        ("查实", "举报查实"),
        ("举报属实", "举报查实"),
    ];
    let mut meant: Vec<&str> = words.iter().filter(|(part, _)| short.contains(part)).map(|(_, word)| *word).collect();
    meant.dedup();
    match meant[..] {
        [word] => found(text, word, "event"),
        _ => None,
    }
}

/// The nine situations of clause 三(一), by what their sentence is known by.
const GROUNDS: [&[&str]; 9] = [
    &["法律法规规章对监督方式有明确规定"],
    &["对监督检查有专门要求或重点工作部署", "国务院", "省市县级人民政府"],
    &["本部门有专项或重点工作部署", "本部门专项", "本部门的专项"],
    &["被投诉举报", "投诉举报涉嫌"],
    &["突发性事件", "突发事件"],
    &["上级交办", "上级督办", "督办案件"],
    &["履行职责过程中发现", "履职中发现"],
    &["其他部门移交", "移交案件线索", "移交线索"],
    &["其他不适宜"],
];

/// 不适用情形 1–9: a number, a number in a ring, or the plan's sentence.
pub(crate) fn ground(text: &str) -> Option<Said> {
    let short = plain(text);
    let stripped =
        short.trim_start_matches('第').trim_end_matches(['项', '种', '条', '.', '、', ')']).trim_start_matches('(');
    if let Ok(number) = stripped.parse::<u8>()
        && (1..=9).contains(&number)
    {
        return found(text, &number.to_string(), "ground");
    }
    let ring = short.chars().next().filter(|_| short.chars().count() == 1);
    if let Some(sign) = ring.filter(|c| ('①'..='⑨').contains(c)) {
        return Some(Said::proposed((u32::from(sign) - u32::from('①') + 1).to_string(), "ground"));
    }
    let run = short.replace(['、', ','], "");
    let meant: Vec<usize> = (0..9).filter(|at| GROUNDS[*at].iter().any(|part| run.contains(part))).collect();
    match meant[..] {
        [at] => Some(Said::proposed((at + 1).to_string(), "ground")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(said: Option<Said>) -> Option<(String, bool)> {
        said.map(|said| (said.value, said.why.is_empty()))
    }

    fn some(text: &str, exact: bool) -> Option<(String, bool)> {
        Some((text.to_owned(), exact))
    }

    #[test]
    fn classes_are_read_and_not_guessed() {
        assert_eq!(classes("全县非重点排污单位"), [Class::General]);
        assert_eq!(classes("重点源、一般源"), [Class::General, Class::Key]);
        assert_eq!(classes("全县排污单位"), []);
        assert_eq!(classes("生活污水处理中心"), []);
        assert_eq!(class_word("一般源 "), Some(Class::General));
        assert_eq!(class_word("每家"), None);
    }

    #[test]
    fn methods_stand_side_by_side_or_not_at_all() {
        assert_eq!(value(methods("现场检查书面检查")), some("现场检查;书面检查", false));
        assert_eq!(value(methods("现场检查")), some("现场检查", true));
        assert_eq!(value(methods("现场")), some("现场检查", false));
        assert_eq!(value(methods("双随机")), None);
    }

    #[test]
    fn phrases_are_never_stretched() {
        assert_eq!(value(phrase("正常", &[])), some("未发现问题", false));
        assert_eq!(value(phrase("发现问题，已责令改正", &[])), some("发现问题已责令整改", false));
        assert_eq!(value(phrase("未发现问题", &[])), some("未发现问题", true));
        assert_eq!(value(phrase("已停产", &["已停产".to_owned()])), some("已停产", true));
        for text in ["不配合检查", "好", "发现问题", "责令停产整治"] {
            assert_eq!(value(phrase(text, &[])), None, "{text}");
        }
    }

    #[test]
    fn grounds_events_and_ticks() {
        assert_eq!(value(ground("4")), some("4", true));
        assert_eq!(value(ground("⑤")), some("5", false));
        assert_eq!(value(ground("被投诉举报涉嫌违法违规的")), some("4", false));
        assert_eq!(value(ground("10")), None);
        let pages = include_str!("../../../docs/rules.md");
        for number in 1..=9 {
            let row = pages.lines().find_map(|line| line.strip_prefix(&format!("| {number} | "))).unwrap();
            let words = row.split(" | ").next().unwrap();
            assert_eq!(value(ground(words)), some(&number.to_string(), false), "{words}");
        }
        assert_eq!(value(ground("突发性事件、上级交办")), None);
        assert_eq!(value(event("信访举报属实")), some("举报查实", false));
        assert_eq!(value(event("行政处罚并挂牌督办")), None);
        assert_eq!(value(flag("√")), some("是", false));
        assert_eq!(value(flag("是")), some("是", true));
        assert_eq!(value(flag("")), None);
        assert_eq!(value(answer("发现问题：台账不全")), some("发现问题", false));
    }
}
