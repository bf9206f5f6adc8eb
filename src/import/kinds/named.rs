//! Which object a row of results or events means. In: its number, code, permit or name. Out: one object of the registry, or why not. The
//! nearest name is told, never taken.

use crate::diag::Diagnostic;
use crate::import::findings::Findings;
use crate::import::say::plain;
use crate::import::target::{Context, Field, How, Need, Row};
use crate::load::{Kind, Located};
use crate::model::Object;

/// Columns by which a row names its object.
pub(super) const OBJECT: Field =
    Field {
        name: "object", zh: "对象编号", heads: &["检查对象编号"], how: How::As(Kind::Object), need: Need::Free
    };
/// Its name.
pub(super) const NAME: Field = Field {
    name: "name",
    zh: "对象名称",
    heads: &[
        "抽查对象名称",
        "检查对象名称",
        "企业名称",
        "单位名称",
        "主体名称",
        "被检查单位",
        "被检查单位名称",
        "当事人",
        "当事人名称",
        "项目名称",
        "检查对象",
    ],
    how: How::As(Kind::Text),
    need: Need::Free,
};
/// Its credit code.
pub(super) const CODE: Field = Field {
    name: "code",
    zh: "统一社会信用代码",
    heads: &["信用代码", "社会信用代码", "企业统一社会信用代码"],
    how: How::As(Kind::Code),
    need: Need::Free,
};

/// A name as it is compared: 有限责任公司 and 有限公司 stay two words.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

/// The objects a row may mean: all of those that fit everything it says.
pub(super) fn meant<'a>(row: &Row, context: &Context<'a>) -> Vec<&'a Object> {
    let fits = |object: &&'a Located<Object>| {
        let object = &object.value;
        let (id, code, name) = (row.text("object"), row.text("code"), row.text("name"));
        (id.is_empty() || object.id.as_str() == id)
            && (code.is_empty() || object.code.as_deref() == Some(code) || object.id.as_str() == code)
            && (name.is_empty() || same_name(&object.name, name))
    };
    context.known.objects.iter().filter(fits).map(|object| &object.value).collect()
}

/// Whether a row names an object in any way.
pub(super) fn names_any(row: &Row) -> bool {
    ["object", "code", "name"].iter().any(|field| !row.text(field).is_empty())
}

/// The one object a row means; otherwise it is refused.
pub(super) fn one<'a>(row: &Row, context: &Context<'a>, found: &mut Findings) -> Option<&'a Object> {
    if !names_any(row) {
        if !["object", "code", "name"].iter().any(|field| row.is_lost(field)) {
            found.refuse(row.refuse("name", "MC0974"));
        }
        return None;
    }
    match meant(row, context)[..] {
        [object] => Some(object),
        [] => {
            found.refuse(nobody(row, context));
            None
        }
        [..] => {
            let all = meant(row, context);
            let ids: Vec<&str> = all.iter().map(|object| object.id.as_str()).collect();
            found.refuse(row.refuse("name", "MC0958").arg("objects", ids.join("、")));
            None
        }
    }
}

/// No object is what the row says: two that are not the same, or none.
pub(super) fn nobody(row: &Row, context: &Context<'_>) -> Diagnostic {
    let by = |test: &dyn Fn(&Object) -> bool| {
        context
            .known
            .objects
            .iter()
            .map(|object| &object.value)
            .find(|object| test(object))
            .map(|o| (o.id.to_string(), o.name.clone()))
    };
    let (id, code, name) = (row.text("object"), row.text("code"), row.text("name"));
    let first = by(&|object| !id.is_empty() && object.id.as_str() == id)
        .or_else(|| by(&|object| !code.is_empty() && object.code.as_deref() == Some(code)));
    let second = by(&|object| !name.is_empty() && same_name(&object.name, name));
    if let (Some(first), Some(second)) = (&first, &second) {
        return row.refuse("name", "MC0960").arg("first", &first.1).arg("second", &second.1).arg("id", &second.0);
    }
    if let Some((id, own)) = first.filter(|_| !name.is_empty()) {
        return row.refuse("name", "MC0973").arg("id", id).arg("own", own);
    }
    match nearest(name, context) {
        Some((id, near)) => row.refuse("name", "MC0957").arg("near", near).arg("id", id),
        None => row.refuse(if name.is_empty() { "object" } else { "name" }, "MC0956"),
    }
}

/// The name that differs least, where it differs by two characters at most.
fn nearest(name: &str, context: &Context<'_>) -> Option<(String, String)> {
    let wanted: Vec<char> = plain(name).chars().collect();
    if wanted.len() < 4 {
        return None;
    }
    let distances = context.known.objects.iter().map(|object| {
        let own: Vec<char> = plain(&object.value.name).chars().collect();
        (distance(&wanted, &own), object.value.id.to_string(), object.value.name.clone())
    });
    distances.filter(|(far, ..)| *far <= 2).min().map(|(_, id, name)| (id, name))
}

/// Characters to change, add or leave out.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            next.push((last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(next[j] + 1));
        }
        last = next;
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_characters() {
        let of = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!((of("示例甲厂", "示例甲场"), of("甲", ""), of("甲乙丙", "甲丙")), (1, 1, 1));
        assert!(same_name("示例（绛县）厂", "示例(绛县) 厂") && !same_name("示例有限公司", "示例有限责任公司"));
    }
}
