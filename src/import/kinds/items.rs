//! `import items`: the list of items as the city's annex or another city's list prints it. In: rows. Out: rows of `items.csv`. An item is the
//! one that bears the same category and name; its number never changes again. A law that is repealed is told; an item leaves only with a reason.

use super::cells;
use super::draft::{Draft, asked, asked_day, once};
use crate::diag::{Diagnostic, Place};
use crate::import::findings::{Findings, Question, Repair};
use crate::import::say::plain;
use crate::import::say::word::classes;
use crate::import::target::{Context, Field, How, Need, Record, Row, Target};
use crate::load::{Kind, Located};
use crate::model::{Basis, Item, ItemId, Law};
use std::collections::{BTreeMap, BTreeSet};

const KINDS: &[(&str, &str)] = &[
    ("重点检查事项", "重点检查事项"),
    ("重点事项", "重点检查事项"),
    ("重点", "重点检查事项"),
    ("一般检查事项", "一般检查事项"),
    ("一般事项", "一般检查事项"),
    ("一般", "一般检查事项"),
];

const KIND: Kind = Kind::Choice(&[("重点检查事项", "major"), ("一般检查事项", "minor")]);

/// Lists of items.
pub(crate) static ITEMS: Target = Target {
    word: "items",
    fields: &[
        Field { name: "no", zh: "序号", heads: &["编号"], how: How::By(cells::later), need: Need::Free },
        Field {
            name: "id", zh: "事项编号", heads: &["抽查事项编号"], how: How::As(Kind::Word), need: Need::Free
        },
        Field {
            name: "category",
            zh: "抽查类别",
            heads: &["检查类别"],
            how: How::By(cells::joined),
            need: Need::Filled,
        },
        Field {
            name: "name",
            zh: "抽查事项",
            heads: &["抽查事项名称", "事项名称", "检查事项"],
            how: How::By(cells::joined),
            need: Need::Filled,
        },
        Field {
            name: "scope", zh: "检查对象", heads: &["抽查对象"], how: How::By(cells::joined), need: Need::Filled
        },
        Field {
            name: "kind", zh: "事项类别", heads: &["事项类型"], how: How::Words(KIND, KINDS), need: Need::Filled
        },
        Field {
            name: "methods",
            zh: "检查方式",
            heads: &["抽查方式"],
            how: How::By(cells::methods),
            need: Need::Filled,
        },
        Field {
            name: "body",
            zh: "检查主体",
            heads: &["检查部门", "实施主体", "抽查主体"],
            how: How::By(cells::joined),
            need: Need::Filled,
        },
        Field {
            name: "bases",
            zh: "检查依据",
            heads: &["依据", "抽查依据", "法律依据"],
            how: How::By(cells::laws),
            need: Need::Column,
        },
        Field { name: "applies", zh: "适用", heads: &[], how: How::As(Kind::Texts), need: Need::Free },
        Field { name: "upstream", zh: "上级清单编号", heads: &[], how: How::As(Kind::Text), need: Need::Free },
        Field { name: "valid_from", zh: "列入日期", heads: &[], how: How::As(Kind::Day), need: Need::Free },
        Field { name: "example", zh: "示例", heads: &[], how: How::As(Kind::Flag), need: Need::Free },
        Field { name: "valid_to", zh: "移出日期", heads: &[], how: How::As(Kind::Day), need: Need::Free },
        Field { name: "removal_reason", zh: "移出理由", heads: &[], how: How::As(Kind::Text), need: Need::Free },
    ],
    anchors: &["category", "name"],
    whole: true,
    every_sheet: false,
    fit,
};

fn fit(rows: &[Row], context: &Context<'_>, found: &mut Findings) -> Vec<Record> {
    let mut list = List { context, found, seen: BTreeMap::new(), used: used_ids(context) };
    let numbers = numbers(rows);
    let mut records: Vec<Record> = rows.iter().filter_map(|row| list.item(row, &numbers)).collect();
    records.extend(list.removed());
    records
}

/// How many rows bear each 序号: 5 over two rows makes 5a and 5b.
fn numbers(rows: &[Row]) -> BTreeMap<String, usize> {
    let mut numbers = BTreeMap::new();
    for row in rows {
        *numbers.entry(plain(row.text("no"))).or_insert(0) += 1;
    }
    numbers
}

fn used_ids(context: &Context<'_>) -> BTreeSet<String> {
    context.known.items.iter().map(|item| item.value.id.to_string()).collect()
}

struct List<'a, 'b> {
    context: &'a Context<'b>,
    found: &'a mut Findings,
    /// Items of this file by category and name, and their row.
    seen: BTreeMap<(String, String), Place>,
    used: BTreeSet<String>,
}

impl<'b> List<'_, 'b> {
    fn item(&mut self, row: &Row, numbers: &BTreeMap<String, usize>) -> Option<Record> {
        let key = (plain(row.text("category")), plain(row.text("name")));
        if key.0.is_empty() || key.1.is_empty() {
            return None;
        }
        if let Some(first) = self.seen.get(&key) {
            let first = first.row;
            self.found.refuse(row.refuse("name", "MC0970").arg("row", first));
            return None;
        }
        self.seen.insert(key, row.place.clone());
        let known = self.known(row);
        let mut draft = Draft::new();
        draft.take(
            row,
            &[
                "category",
                "name",
                "scope",
                "kind",
                "methods",
                "body",
                "bases",
                "applies",
                "upstream",
                "valid_from",
                "example",
                "valid_to",
                "removal_reason",
            ],
        );
        let id = self.id(row, known, numbers)?;
        draft.set("id", id.clone());
        // What the list does not print stays as it is. An item without a basis could not be checked before it got one (R1).
        let gained = known.is_some_and(|item| item.bases.is_empty() && !row.text("bases").is_empty());
        if known.is_some() && !gained {
            return Some(self.done(draft, row));
        }
        if !draft.has("applies") && !gained {
            draft.set("applies", self.applies(row, &id)?);
        }
        if !draft.has("valid_from") {
            draft.set("valid_from", asked_day("valid_from", "items.since", &[], self.context, self.found)?);
        }
        Some(self.done(draft, row))
    }

    fn done(&mut self, draft: Draft, row: &Row) -> Record {
        let day = self.context.today;
        if let Ok((_, bases)) = crate::import::say::law::laws(row.text("bases")) {
            for (basis, law) in repealed(&bases, &self.context.known.laws, day) {
                let until = law.valid_to.map(|day| day.to_string()).unwrap_or_default();
                let by = law.replaced_by.clone().unwrap_or_default();
                let code = "MC0950";
                let warning = Diagnostic::warning(code, row.at("bases"));
                self.found.refuse(warning.arg("law", &basis.law).arg("until", until).arg("by", by));
            }
        }
        draft.record("items.csv".to_owned(), "items.csv", &["id"], row.place.clone())
    }

    /// The item of the list in force that bears the number, or the category and the name.
    fn known(&self, row: &Row) -> Option<&'b Item> {
        let id = row.text("id");
        let same = |item: &&Located<Item>| {
            let item = &item.value;
            item.valid_to.is_none()
                && if id.is_empty() {
                    plain(&item.category) == plain(row.text("category")) && plain(&item.name) == plain(row.text("name"))
                } else {
                    item.id.as_str() == id
                }
        };
        self.context.known.items.iter().find(same).map(|item| &item.value)
    }

    /// Its number: the file's own, the one it has, or one proposed from 序号.
    fn id(&mut self, row: &Row, known: Option<&Item>, numbers: &BTreeMap<String, usize>) -> Option<String> {
        if !row.text("id").is_empty() {
            return Some(row.text("id").to_owned());
        }
        if row.is_lost("id") {
            return None;
        }
        if let Some(known) = known {
            return Some(known.id.to_string());
        }
        let number = plain(row.text("no")).to_lowercase();
        let several = numbers.get(&plain(row.text("no"))).is_some_and(|count| *count > 1);
        let id = self.free_id(&number, several);
        self.used.insert(id.clone());
        once(self.found, row.at("no"), row.text("no"), &format!("事项编号：{id}"), Repair::Derived);
        Some(id)
    }

    /// 序号 where it is free, with a letter where several rows share it; else the next number of the list.
    fn free_id(&self, number: &str, several: bool) -> String {
        let free = |id: &String| ItemId::parse(id).is_ok() && !self.used.contains(id);
        let own = (!several && !number.is_empty()).then(|| number.to_owned());
        let lettered = ('a'..='z').filter(|_| several && !number.is_empty()).map(|letter| format!("{number}{letter}"));
        let last = self.used.iter().filter_map(|id| id.trim_end_matches(char::is_alphabetic).parse::<u32>().ok()).max();
        let counted = (last.unwrap_or(0) + 1..).map(|n| n.to_string());
        own.into_iter().chain(lettered).chain(counted).find(free).unwrap_or_default()
    }

    /// 适用: the class that 检查对象 names, else a word of the registry that the clerk gives.
    fn applies(&mut self, row: &Row, id: &str) -> Option<String> {
        if let [class] = classes(row.text("scope"))[..] {
            let new = format!("适用：{}", class.as_str());
            once(self.found, row.at("scope"), row.text("scope"), &new, Repair::Derived);
            return Some(class.as_str().to_owned());
        }
        let elements: BTreeSet<&str> = self
            .context
            .known
            .objects
            .iter()
            .flat_map(|object| object.value.elements.iter().map(String::as_str))
            .collect();
        let elements = elements.into_iter().collect::<Vec<_>>().join("、");
        let args =
            [("name", row.text("name").to_owned()), ("scope", row.text("scope").to_owned()), ("elements", elements)];
        asked(&format!("applies-{id}"), "items.applies", &args, self.context, self.found)
    }

    /// Items in force that the list no longer holds: each stays, or leaves on a day with a reason that is published (R10).
    fn removed(&mut self) -> Vec<Record> {
        if !self.context.whole {
            return Vec::new();
        }
        let mut records = Vec::new();
        for item in &self.context.known.items {
            let place = item.place();
            let item = &item.value;
            let here = self.seen.contains_key(&(plain(&item.category), plain(&item.name)));
            // An example was never part of the city's list.
            if here || item.valid_to.is_some() || item.example {
                continue;
            }
            let args = [("id", item.id.to_string()), ("category", item.category.clone()), ("name", item.name.clone())];
            let key = format!("missing-{}", item.id);
            let question = Question::new(key, "items.missing", &args).or("keep", "items.keep", &[]).or(
                "remove",
                "items.remove",
                &[],
            );
            if self.found.ask(question, self.context.answers).as_deref() != Some("remove") {
                continue;
            }
            let reason = asked(&format!("reason-{}", item.id), "items.reason", &args, self.context, self.found);
            let last = asked_day("valid_to", "items.until", &[], self.context, self.found);
            if let (Some(reason), Some(last)) = (reason, last) {
                let mut draft = Draft::new();
                draft.set("id", item.id.to_string());
                draft.set("valid_to", last);
                draft.set("removal_reason", reason);
                records.push(draft.record("items.csv".to_owned(), "items.csv", &["id"], place));
            }
        }
        records
    }
}

/// Bases whose law, or whose article, is no longer in force on a day.
fn repealed<'a>(bases: &[Basis], laws: &'a [Located<Law>], day: crate::model::Day) -> Vec<(Basis, &'a Law)> {
    let over = |basis: &Basis| {
        let same = |law: &&Law| {
            law.name == basis.law
                && (law.article.is_empty() || law.article == basis.article)
                && law.valid_to.is_some_and(|last| last < day)
        };
        laws.iter().map(|law| &law.value).find(same)
    };
    bases.iter().filter_map(|basis| over(basis).map(|law| (basis.clone(), law))).collect()
}
