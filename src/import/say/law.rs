//! 检查依据 as lists are typed: numbered, over several lines, several articles after one law, the document's number in brackets, 等 at the end.
//! In: a cell. Out: 《法》第X条;… or the words that are neither. No law's name is corrected.

use super::Said;
use crate::model::Basis;

/// What a cell of laws comes to.
pub(crate) type Laws = Result<(Said, Vec<Basis>), String>;

/// Reads a list. Errors: the words that are neither a law nor an article.
pub(crate) fn laws(text: &str) -> Laws {
    let mut found: Vec<Basis> = Vec::new();
    let mut why = Vec::new();
    let mut note = |key| {
        if !why.contains(&key) {
            why.push(key);
        }
    };
    let (before, mut rest) = text.split_once('《').ok_or_else(|| text.trim().to_owned())?;
    numbering(before, &mut note)?;
    loop {
        let Some((law, after)) = rest.split_once('》') else { return Err(format!("《{rest}")) };
        let law = law.trim();
        if law.is_empty() || law.contains('《') {
            return Err(format!("《{law}》"));
        }
        let (tail, next) = match after.split_once('《') {
            Some((tail, next)) => (tail, Some(next)),
            None => (after, None),
        };
        for article in articles(tail, next.is_some(), &mut note)? {
            let basis = Basis { law: law.to_owned(), article };
            if found.contains(&basis) {
                note("law-twice");
            } else {
                found.push(basis);
            }
        }
        match next {
            Some(next) => rest = next,
            None => break,
        }
    }
    let value = found.iter().map(|basis| format!("《{}》{}", basis.law, basis.article)).collect::<Vec<_>>().join(";");
    if value != text && why.is_empty() {
        why.push("law-separated");
    }
    Ok((Said { value, why }, found))
}

/// What stands before a law: nothing, or its number in the list.
fn numbering(text: &str, note: &mut impl FnMut(&'static str)) -> Result<(), String> {
    let inner = text.trim();
    if inner.is_empty() {
        return Ok(());
    }
    if number_at_end(inner) == Some(0) {
        note("law-numbered");
        return Ok(());
    }
    Err(inner.to_owned())
}

/// Where a number of a list begins that ends the text: `2.`, `2、`, `（2）`, `②`; none if it does not end so.
fn number_at_end(text: &str) -> Option<usize> {
    let end = text.trim_end();
    let last = end.chars().next_back()?;
    if ('①'..='⑳').contains(&last) {
        return Some(end.len() - last.len_utf8());
    }
    if !matches!(last, '.' | '．' | '、' | ')' | '）') {
        return None;
    }
    let body = &end[..end.len() - last.len_utf8()];
    let digits = body.trim_end_matches(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    if digits.len() == body.len() {
        return None;
    }
    let open = digits.trim_end_matches(['(', '（']);
    Some(if matches!(last, ')' | '）') { open.len() } else { digits.len() })
}

/// The articles that follow a law. One empty text: the law as a whole.
fn articles(tail: &str, more: bool, note: &mut impl FnMut(&'static str)) -> Result<Vec<String>, String> {
    let mut text = tail.trim().to_owned();
    if more && let Some(at) = number_at_end(&text) {
        note("law-numbered");
        text.truncate(at);
        text = text.trim_end().to_owned();
    }
    let trimmed = text.trim_end_matches([';', '；', '。', '、', '，', ',', ' ', '\n', '\r']).to_owned();
    text = trimmed;
    if let Some(short) =
        text.strip_suffix("等有关规定").or_else(|| text.strip_suffix("等规定")).or_else(|| text.strip_suffix('等'))
    {
        note("law-and-others");
        text = short.trim_end().to_owned();
    }
    if let Some((inner, rest)) = bracketed(&text) {
        note(if inner.contains('第') || inner.contains('号') { "law-number" } else { "law-remark" });
        text = rest.trim_start().to_owned();
    }
    if text.is_empty() {
        return Ok(vec![String::new()]);
    }
    let mut found = Vec::new();
    for part in text.split(['、', '，', ',', '；', ';', '和', '及', '\n']) {
        let part: String = part.chars().filter(|c| !c.is_whitespace()).collect();
        if part.is_empty() {
            continue;
        }
        if !is_article(&part) {
            return Err(part);
        }
        found.push(part);
    }
    if found.len() > 1 {
        note("law-articles");
    }
    Ok(found)
}

/// A text in brackets at the beginning, and what follows it.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix(['（', '('])?;
    let end = inner.find(['）', ')'])?;
    let close = inner[end..].chars().next()?.len_utf8();
    Some((&inner[..end], &inner[end + close..]))
}

/// 第二十四条, 第24条, 第五十条第二款, 第十条第（三）项, 第十条之一.
fn is_article(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('第') else { return false };
    let numeral = |c: char| c.is_ascii_digit() || "零〇一二三四五六七八九十百千".contains(c);
    let after = rest.trim_start_matches(numeral);
    let Some(mut tail) = after.strip_prefix('条').filter(|_| after.len() < rest.len()) else { return false };
    if let Some(more) = tail.strip_prefix('之') {
        let next = more.trim_start_matches(numeral);
        if next.len() == more.len() {
            return false;
        }
        tail = next;
    }
    while !tail.is_empty() {
        let Some(next) = tail.strip_prefix('第') else { return false };
        let next = next.trim_start_matches(['（', '(']).trim_start_matches(numeral).trim_start_matches(['）', ')']);
        let Some(end) = next.strip_prefix('款').or_else(|| next.strip_prefix('项')) else { return false };
        tail = end;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Vec<&'static str>) {
        let (said, _) = laws(text).unwrap();
        (said.value, said.why)
    }

    #[test]
    fn the_annex_becomes_a_list() {
        let (value, why) =
            read("1.《环境保护法》第二十四条\n2.《水污染防治法》第三十条\n3.《建设项目环境保护管理条例》第二十条等");
        assert_eq!(value, "《环境保护法》第二十四条;《水污染防治法》第三十条;《建设项目环境保护管理条例》第二十条");
        assert_eq!(why, ["law-numbered", "law-and-others"]);
    }

    #[test]
    fn articles_of_one_law_become_bases_of_their_own() {
        assert_eq!(
            read("《水污染防治法》第五十条、第八十五条"),
            ("《水污染防治法》第五十条;《水污染防治法》第八十五条".to_owned(), vec!["law-articles"])
        );
        let (value, why) =
            read("（1）《危险废物经营许可证管理办法》（国务院令第408号）第十七条第（三）项；（2）《环境保护法》");
        assert_eq!(value, "《危险废物经营许可证管理办法》第十七条第（三）项;《环境保护法》");
        assert_eq!(why, ["law-numbered", "law-number"]);
    }

    #[test]
    fn what_the_table_would_hold_needs_no_word() {
        assert_eq!(read("《环境保护法》第二十四条;《水法》"), ("《环境保护法》第二十四条;《水法》".to_owned(), vec![]));
        assert_eq!(read("《环境保护法》第十条 《水法》").1, ["law-separated"]);
    }

    #[test]
    fn what_is_no_law_is_named() {
        for (text, bad) in [
            ("环境保护法第二十四条", "环境保护法第二十四条"),
            ("根据《环境保护法》第二十四条", "根据"),
            ("《环境保护法》第二十四", "第二十四"),
            ("《环境保护法》的规定", "的规定"),
            ("《环境保护法", "《环境保护法"),
            ("", ""),
        ] {
            assert_eq!(laws(text), Err(bad.to_owned()), "{text}");
        }
    }
}
