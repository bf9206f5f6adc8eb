//! Other wordings of the phrases of 四（七）, as offices use them. In: a text. Out: the phrase that is probably meant, to be proposed, never
//! taken silently.

use crate::load::nearest;
use crate::model::Phrase;

/// Wordings of forms and platforms by the phrase they stand for.
const VARIANTS: [(&[&str], Phrase); 5] = [
    (
        &[
            "正常",
            "合格",
            "符合",
            "符合要求",
            "无问题",
            "未见异常",
            "未发现违法行为",
            "未发现违法问题",
            "未发现环境问题",
        ],
        Phrase::Clean,
    ),
    (
        &[
            "发现问题已责令改正",
            "责令改正",
            "责令整改",
            "限期整改",
            "限期改正",
            "已责令整改",
            "已责令改正",
            "发现问题待后续处理",
            "发现问题责令限期改正",
        ],
        Phrase::Ordered,
    ),
    (&["立案", "已立案", "立案调查", "立案查处", "已立案查处", "发现问题已立案"], Phrase::Filed),
    (&["不配合", "拒绝检查", "不配合检查", "拒不配合"], Phrase::Uncooperative),
    (
        &[
            "未经营",
            "未开展经营",
            "停产",
            "人去楼空",
            "大门紧锁",
            "通过登记的住所（经营场所）无法联系",
            "未发现开展经营活动",
        ],
        Phrase::Inactive,
    ),
];

/// The phrase a text probably means. `added`: the phrases of `site.toml`.
pub(crate) fn near(text: &str, added: &[String]) -> Option<String> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !"，。、,.；;".contains(*c)).collect();
    let known = Phrase::FIVE.iter().map(Phrase::zh).chain(added.iter().map(String::as_str));
    if let Some(exact) = known.clone().find(|phrase| *phrase == bare) {
        return Some(exact.to_owned());
    }
    if let Some((_, phrase)) = VARIANTS.iter().find(|(texts, _)| texts.contains(&bare.as_str())) {
        return Some(phrase.zh().to_owned());
    }
    let variants = VARIANTS.iter().flat_map(|(texts, phrase)| texts.iter().map(|text| (*text, phrase.zh())));
    nearest(&bare, known.map(|phrase| (phrase, phrase)).chain(variants)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_wordings_lead_to_the_phrase_that_is_meant_or_to_none() {
        for (text, wanted) in [
            ("发现问题已责令改正", Some("发现问题已责令整改")),
            ("发现问题，已责令整改", Some("发现问题已责令整改")),
            ("未发现问题。", Some("未发现问题")),
            ("未发现违法问题", Some("未发现问题")),
            ("立案查处", Some("发现问题已立案调查")),
            ("不配合检查", Some("不配合检查情节严重")),
            ("未发现开展抽查涉及的经营活动", Some("未发现开展本次抽查涉及的经营活动")),
            ("已停产整顿", Some("已停产")),
            ("天气晴", None),
        ] {
            assert_eq!(near(text, &["已停产".to_owned()]).as_deref(), wanted, "{text}");
        }
    }
}
