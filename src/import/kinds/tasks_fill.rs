//! The other columns of a task: number, name, items, times, bodies. In: a row and what it draws. Out: a whole task. What the layout lacks is
//! asked once for all rows.

use super::draft::{Draft, asked, once};
use super::tasks_rates::{Drawing, drawings, name_of};
use crate::diag::Place;
use crate::import::findings::{Findings, Question, Repair};
use crate::import::say::plain;
use crate::import::target::{Context, Row};
use crate::model::{Class, Item, Plan, TaskId};
use std::collections::BTreeSet;

pub(super) struct Filling<'a, 'b> {
    context: &'a Context<'b>,
    found: &'a mut Findings,
    year: i32,
    /// The version this one replaces.
    last: Option<&'b Plan>,
    used: BTreeSet<String>,
}

impl<'a, 'b> Filling<'a, 'b> {
    pub(super) fn new(context: &'a Context<'b>, found: &'a mut Findings, year: i32, last: Option<&'b Plan>) -> Self {
        Self { context, found, year, last, used: BTreeSet::new() }
    }

    /// The tasks of a row.
    pub(super) fn tasks(&mut self, row: &Row) -> Vec<(Draft, Place)> {
        if !matches!(plain(row.text("random")).as_str(), "" | "是" | "√") {
            let name = name_of(row);
            let question = Question::new(format!("random-{name}"), "tasks.random", &[("name", name)])
                .or("leave", "tasks.leave", &[])
                .or("take", "tasks.take", &[]);
            if self.found.ask(question, self.context.answers).as_deref() != Some("take") {
                return Vec::new();
            }
        }
        let drawings = drawings(row, self.context, self.found);
        let many = drawings.len() > 1;
        drawings
            .into_iter()
            .filter_map(|drawing| self.task(row, &drawing, many).map(|draft| (draft, row.place.clone())))
            .collect()
    }

    fn task(&mut self, row: &Row, drawing: &Drawing, many: bool) -> Option<Draft> {
        let mut draft = Draft::new();
        draft.put(row, "rate", "rate", drawing.rate.clone());
        draft.set("class", drawing.class.zh());
        draft.set("cycle", crate::import::say::rate::cycle_word(drawing.cycle));
        let name = self.name(row, drawing.class, many);
        draft.put(row, "name", "name", name.clone());
        draft.take(
            row,
            &[
                "base",
                "methods",
                "partner",
                "basis",
                "credit",
                "note",
                "group",
                "visit_time",
                "draw_time",
                "scope",
                "kind",
            ],
        );
        // Numbers of a row with several classes are those of all of them together.
        if !many {
            draft.take(row, &["count"]);
        }
        self.bodies(row, &mut draft);
        self.times(row, &mut draft);
        let items = self.items(row, drawing.class);
        if let Some(items) = items {
            draft.put(row, "items", "items", items);
        }
        let id = self.id(row, &name, drawing.class);
        draft.put(row, "task", "task", id);
        self.lacking(&mut draft);
        draft.has("items").then_some(draft)
    }

    fn name(&mut self, row: &Row, class: Class, many: bool) -> String {
        let own = row.text("name");
        let name = match (own.is_empty(), many) {
            (true, _) => format!("{}年{}随机抽查", self.year, class.zh()),
            (false, true) => format!("{own}（{}）", class.zh()),
            (false, false) => return own.to_owned(),
        };
        once(self.found, row.at("name"), own, &format!("任务名称：{name}"), Repair::Derived);
        name
    }

    /// The number the task had in the version before, else class and year.
    fn id(&mut self, row: &Row, name: &str, class: Class) -> String {
        if !row.text("task").is_empty() {
            return row.text("task").to_owned();
        }
        let before = self.last.and_then(|plan| plan.tasks.iter().find(|task| plain(&task.name) == plain(name)));
        let base = format!("{}-{}", class.as_str(), self.year);
        let more = ('b'..='z').map(|letter| format!("{base}-{letter}"));
        let taken = |id: &String| self.used.contains(id) || TaskId::parse(id).is_err();
        let id = before
            .map(|task| task.id.to_string())
            .into_iter()
            .chain(std::iter::once(base.clone()))
            .chain(more)
            .find(|id| !taken(id))
            .unwrap_or(base.clone());
        self.used.insert(id.clone());
        once(self.found, row.at("name"), row.text("name"), &format!("任务编号：{id}"), Repair::Derived);
        id
    }

    /// Numbers of the items that a cell names, by number, name or category.
    fn items(&mut self, row: &Row, class: Class) -> Option<String> {
        let text = row.text("items");
        if text.is_empty() {
            if !row.is_lost("items") {
                let args = [("name", name_of(row))];
                return asked(&format!("items-{}", name_of(row)), "tasks.items", &args, self.context, self.found);
            }
            return None;
        }
        let mut ids: Vec<String> = Vec::new();
        let whole = self.item(row, text, class);
        let parts: Vec<&str> = match whole {
            Found::Nothing => {
                text.split(['、', ';', '；', ',', '，', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect()
            }
            _ => vec![text],
        };
        for part in parts {
            match self.item(row, part, class) {
                Found::One(id) if !ids.contains(&id) => ids.push(id),
                Found::One(_) => {}
                Found::Asked => return None,
                Found::Nothing => {
                    let args = [("name", name_of(row)), ("item", part.to_owned())];
                    let key = format!("items-{}", name_of(row));
                    return asked(&key, "tasks.unknown-item", &args, self.context, self.found);
                }
            }
        }
        let value = ids.join(";");
        if value != text {
            once(self.found, row.at("items"), text, &format!("事项编号：{value}"), Repair::Word);
        }
        Some(value)
    }

    fn item(&mut self, row: &Row, text: &str, class: Class) -> Found {
        let wanted = plain(text);
        let all: Vec<&Item> = self
            .context
            .known
            .items
            .iter()
            .map(|item| &item.value)
            .filter(|item| item.valid_to.is_none())
            .filter(|item| item.id.as_str() == text || plain(&item.name) == wanted || plain(&item.category) == wanted)
            .collect();
        let own: Vec<&Item> =
            all.iter().copied().filter(|item| item.applies.iter().any(|word| word == class.as_str())).collect();
        match (&all[..], &own[..]) {
            ([], _) => Found::Nothing,
            ([item], _) | (_, [item]) => Found::One(item.id.to_string()),
            _ => {
                let name = name_of(row);
                let args = [("name", name.clone()), ("item", text.to_owned())];
                let mut question = Question::new(format!("items-{name}"), "tasks.which-item", &args);
                for item in all {
                    let args = [("category", item.category.clone()), ("name", item.name.clone())];
                    question = question.or(item.id.as_str(), "tasks.item", &args);
                }
                self.found.ask(question, self.context.answers).map_or(Found::Asked, Found::One)
            }
        }
    }

    /// 发起主体及指导单位 in one cell: 「甲（指导单位：乙）」.
    fn bodies(&mut self, row: &Row, draft: &mut Draft) {
        draft.take(row, &["initiator", "guide"]);
        let text = row.text("both");
        if text.is_empty() {
            return;
        }
        let marks = [
            "（指导单位：",
            "(指导单位：",
            "（指导单位:",
            "(指导单位:",
            "，指导单位：",
            "；指导单位：",
            ";指导单位:",
            "\n指导单位：",
        ];
        match marks.iter().find_map(|mark| text.split_once(mark)) {
            Some((initiator, guide)) => {
                let initiator = initiator.trim().trim_start_matches("发起主体：").to_owned();
                let guide = guide.trim().trim_end_matches(['）', ')']).to_owned();
                let new = format!("发起主体：{initiator}；指导单位：{guide}");
                once(self.found, row.at("both"), text, &new, Repair::Several);
                draft.put(row, "both", "initiator", initiator);
                draft.put(row, "both", "guide", guide);
            }
            None => draft.put(row, "both", "initiator", text.to_owned()),
        }
    }

    fn times(&mut self, row: &Row, draft: &mut Draft) {
        let (from, until) = (row.text("draw_from"), row.text("draw_until"));
        if !from.is_empty() && !until.is_empty() {
            let value = format!("{from}至{until}");
            once(self.found, row.at("draw_from"), from, &format!("抽取时间：{value}"), Repair::Derived);
            draft.put(row, "draw_from", "draw_time", value);
        }
    }

    /// Columns that must be filled and that neither the row nor its layout fills: asked once, the same for all.
    fn lacking(&mut self, draft: &mut Draft) {
        if !draft.has("kind") {
            let question = Question::new("kind".to_owned(), "tasks.kind", &[])
                .or("不定向", "tasks.undirected", &[])
                .or("定向", "tasks.directed", &[]);
            if let Some(kind) = self.found.ask(question, self.context.answers) {
                draft.set("kind", kind);
            }
        }
        for (column, sentence) in [
            ("scope", "tasks.scope"),
            ("draw_time", "tasks.draw-time"),
            ("visit_time", "tasks.visit-time"),
            ("methods", "tasks.methods"),
            ("initiator", "tasks.initiator"),
            ("guide", "tasks.guide"),
            ("basis", "tasks.basis"),
            ("credit", "tasks.credit"),
        ] {
            if !draft.has(column)
                && let Some(said) = asked(column, sentence, &[], self.context, self.found)
            {
                draft.set(column, said);
            }
        }
    }
}

enum Found {
    One(String),
    Asked,
    Nothing,
}
