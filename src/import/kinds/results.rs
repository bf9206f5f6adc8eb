//! `import results`: what inspectors hand in and what offices keep of it. In: rows. Out: rows of the tables of a year's results, or of those
//! that wait in `secrets/` while the draw is sealed. A row must mean exactly one drawn object; its result is one of the plan's phrases.

use super::cells;
use super::draft::{Draft, once};
use super::drawn::DrawnObject;
use super::named::{self, CODE, NAME, OBJECT};
use crate::import::findings::{Findings, Question, Repair};
use crate::import::say::plain;
use crate::import::target::{Context, Field, How, Need, Record, Row, Target};
use crate::load::Kind;
use crate::model::{Item, Phrase, parse_day};
use std::collections::BTreeMap;

const WITHHELD: Kind =
    Kind::Choice(&[("国家秘密", "state-secret"), ("商业秘密", "trade-secret"), ("个人隐私", "privacy")]);

const fn field(name: &'static str, zh: &'static str, heads: &'static [&'static str], how: How) -> Field {
    Field { name, zh, heads, how, need: Need::Free }
}

/// Results.
pub(crate) static RESULTS: Target = Target {
    word: "results",
    fields: &[
        field("draw", "抽取编号", &["批次编号"], How::As(Kind::Word)),
        OBJECT,
        NAME,
        CODE,
        field("visited", "检查日期", &["检查时间", "现场检查时间"], How::As(Kind::Day)),
        field("method", "检查方式", &[], How::By(cells::method)),
        field("determined", "认定日期", &["结果认定日期", "检查结果认定日期"], How::As(Kind::Day)),
        field("published_at", "公开时间", &["公示时间"], How::As(Kind::Minute)),
        field("result", "检查结果", &["抽查结果", "检查结论"], How::By(cells::phrase)),
        field("withheld", "不公开理由", &[], How::As(WITHHELD)),
        field("agency", "检查机关", &["检查单位", "抽查机关", "执法机关"], How::As(Kind::Text)),
        field("penalty", "处罚决定书文号", &[], How::As(Kind::Text)),
        field("penalty_date", "处罚决定日期", &[], How::As(Kind::Day)),
        field("fine", "罚款额", &["罚款金额"], How::As(Kind::Number(0, u32::MAX))),
        field("transferred", "移送", &[], How::As(Kind::Text)),
        field("direct", "直接委派", &[], How::By(cells::flag)),
        field("item", "事项编号", &["抽查事项编号"], How::As(Kind::Word)),
        field("item_name", "抽查事项", &["抽查事项名称", "检查事项", "事项名称"], How::By(cells::later)),
        field("answer", "结论", &["事项结论"], How::By(cells::answer)),
        field("form", "现场检查表", &["检查表"], How::By(cells::flag)),
        field("signed", "企业签字", &["企业签字确认"], How::By(cells::flag)),
        field("record", "现场检查笔录", &["检查笔录"], How::By(cells::flag)),
        field("inquiry", "询问笔录", &["调查询问笔录"], How::By(cells::flag)),
    ],
    anchors: &[],
    whole: false,
    every_sheet: true,
    fit,
};

/// Columns of a visit that are taken as they are.
const VISIT: [&str; 12] = [
    "visited",
    "method",
    "determined",
    "published_at",
    "result",
    "withheld",
    "agency",
    "penalty",
    "penalty_date",
    "fine",
    "transferred",
    "direct",
];
const PAPERS: [&str; 4] = ["form", "signed", "record", "inquiry"];

fn fit(rows: &[Row], context: &Context<'_>, found: &mut Findings) -> Vec<Record> {
    let mut out = Out { context, found, visits: BTreeMap::new(), others: Vec::new() };
    for row in rows {
        out.row(row);
    }
    let mut records: Vec<Record> = out.visits.into_values().collect();
    records.extend(out.others);
    records
}

struct Out<'a, 'b> {
    context: &'a Context<'b>,
    found: &'a mut Findings,
    visits: BTreeMap<(String, String), Record>,
    others: Vec<Record>,
}

impl Out<'_, '_> {
    fn row(&mut self, row: &Row) {
        let Some(drawn) = &self.drawn(row) else { return };
        // Whose visit it is and who makes it a blank sheet says already.
        if VISIT.iter().any(|field| !matches!(*field, "agency" | "direct") && !row.text(field).is_empty()) {
            self.visit(row, drawn);
        }
        if !row.text("item").is_empty() || !row.text("item_name").is_empty() {
            self.answer(row, drawn);
        }
        if PAPERS.iter().any(|field| !row.text(field).is_empty()) {
            self.papers(row, drawn);
        }
    }

    /// The one drawn object a row means.
    fn drawn(&mut self, row: &Row) -> Option<DrawnObject> {
        let draw = row.text("draw");
        if !draw.is_empty() && !self.context.known.draws.contains_key(draw) {
            self.found.refuse(row.refuse("draw", "MC0962"));
            return None;
        }
        if !named::names_any(row) {
            self.found.refuse(row.refuse("name", "MC0974"));
            return None;
        }
        let meant = named::meant(row, self.context);
        if meant.is_empty() {
            self.found.refuse(named::nobody(row, self.context));
            return None;
        }
        let of = |drawn: &&DrawnObject| meant.iter().any(|object| object.id.as_str() == drawn.object);
        let all: Vec<&DrawnObject> = self.context.draws.objects.iter().filter(of).collect();
        let here: Vec<&DrawnObject> =
            all.iter().copied().filter(|drawn| draw.is_empty() || drawn.draw == draw).collect();
        let open: Vec<&DrawnObject> = here.iter().copied().filter(|drawn| !drawn.done).collect();
        match (&here[..], &open[..]) {
            ([], _) if self.context.draws.unseen.iter().any(|name| name == draw) => {
                self.found.refuse(row.refuse("draw", "MC0977").arg("draw", draw));
                None
            }
            ([], _) => {
                let draws: Vec<&str> = all.iter().map(|drawn| drawn.draw.as_str()).collect();
                let code = if draw.is_empty() { "MC0959" } else { "MC0968" };
                self.found.refuse(row.refuse("name", code).arg("draw", draw).arg("draws", draws.join("、")));
                None
            }
            ([one], _) | (_, [one]) => self.unpublished(row, one),
            _ => {
                let key = format!("draw-{}", here[0].object);
                let mut question = Question::new(key, "results.which-draw", &[("name", row.text("name").to_owned())]);
                for drawn in here {
                    let args = [("draw", drawn.draw.clone()), ("object", drawn.object.clone())];
                    question = question.or(&drawn.draw, "results.draw", &args);
                }
                let said = self.found.ask(question, self.context.answers)?;
                let drawn = all.iter().find(|drawn| drawn.draw == said)?;
                self.unpublished(row, drawn)
            }
        }
    }

    /// A result that is public is corrected openly, not typed over.
    fn unpublished(&mut self, row: &Row, drawn: &DrawnObject) -> Option<DrawnObject> {
        if drawn.public && !row.text("result").is_empty() {
            self.found.refuse(row.refuse("result", "MC0978").arg("draw", &drawn.draw).arg("object", &drawn.object));
            return None;
        }
        Some(drawn.clone())
    }

    fn record(&self, draft: Draft, drawn: &DrawnObject, part: &str, key: &'static [&'static str], row: &Row) -> Record {
        let pattern = match part {
            "-items" => "results/YYYY-items.csv",
            "-documents" => "results/YYYY-documents.csv",
            _ => "results/YYYY.csv",
        };
        // While nobody outside may know who was drawn, the rows wait beside the draw's other secrets.
        let table = if drawn.sealed {
            format!("secrets/draws/{}/visits{part}.csv", drawn.draw)
        } else {
            format!("results/{:04}{part}.csv", drawn.year)
        };
        draft.record(table, pattern, key, row.place.clone())
    }

    fn begin(drawn: &DrawnObject) -> Draft {
        let mut draft = Draft::new();
        draft.set("draw", drawn.draw.clone());
        draft.set("object", drawn.object.clone());
        draft
    }

    fn visit(&mut self, row: &Row, drawn: &DrawnObject) {
        let mut draft = Self::begin(drawn);
        draft.take(row, &VISIT);
        for (column, sentence) in [("visited", "results.visited"), ("determined", "results.determined")] {
            if !draft.has(column) && !row.is_lost(column) {
                let said = self.context.answers.get(column).filter(|said| *said == "-" || parse_day(said).is_some());
                match said {
                    Some("-") => {}
                    Some(day) => draft.set(column, day),
                    None => drop(self.found.ask(Question::new(column.to_owned(), sentence, &[]), &Default::default())),
                }
            }
        }
        if !draft.has("method") && !row.is_lost("method") {
            let question = Question::new("method".to_owned(), "results.method", &[])
                .or("现场检查", "results.site", &[])
                .or("书面检查", "results.paper", &[]);
            if let Some(method) = self.found.ask(question, self.context.answers) {
                draft.set("method", method);
            }
        }
        if !draft.has("agency")
            && let Some(config) = &self.context.known.config
        {
            let name = config.value.bureau.name.clone();
            super::same::fill_all(row, "检查机关", &name, self.found);
            draft.set("agency", name);
        }
        let record = self.record(draft, drawn, "", &["draw", "object"], row);
        let key = (drawn.draw.clone(), drawn.object.clone());
        match self.visits.get(&key) {
            None => drop(self.visits.insert(key, record)),
            // A row an item: all of them tell of one visit.
            Some(first) if first.values == record.values => {}
            Some(first) => {
                let first = first.place.row;
                self.found.refuse(row.refuse("result", "MC0979").arg("row", first));
            }
        }
    }

    fn answer(&mut self, row: &Row, drawn: &DrawnObject) {
        let empty = |field: &str| row.text(field).is_empty() && !row.is_lost(field);
        if empty("answer") && empty("result") {
            return;
        }
        let field = if row.text("item").is_empty() { "item_name" } else { "item" };
        let text = row.text(field);
        let wanted = plain(text);
        let fits = |item: &&Item| {
            item.valid_to.is_none()
                && (item.id.as_str() == text || plain(&item.name) == wanted || plain(&item.category) == wanted)
        };
        let all: Vec<&Item> = self.context.known.items.iter().map(|item| &item.value).filter(fits).collect();
        let own: Vec<&Item> =
            all.iter().copied().filter(|item| item.applies.iter().any(|word| word == drawn.class.as_str())).collect();
        let item = match (&all[..], &own[..]) {
            ([item], _) | (_, [item]) => item.id.to_string(),
            _ => {
                self.found.refuse(row.refuse(field, "MC0952").arg("part", text));
                return;
            }
        };
        if item != text {
            once(self.found, row.at(field), text, &format!("事项编号：{item}"), Repair::Word);
        }
        let mut draft = Self::begin(drawn);
        draft.put(row, field, "item", item);
        if row.text("answer").is_empty() {
            let meant = match Phrase::FIVE.iter().find(|phrase| phrase.zh() == row.text("result")) {
                Some(Phrase::Clean) => "未发现问题",
                Some(Phrase::Ordered | Phrase::Filed) => "发现问题",
                _ => {
                    if !row.is_lost("answer") && !row.is_lost("result") {
                        self.found.refuse(row.refuse("answer", "MC0967").arg("part", row.text("result")));
                    }
                    return;
                }
            };
            once(self.found, row.at("result"), row.text("result"), &format!("结论：{meant}"), Repair::Derived);
            draft.put(row, "result", "answer", meant.to_owned());
        } else {
            draft.take(row, &["answer"]);
        }
        let record = self.record(draft, drawn, "-items", &["draw", "object", "item"], row);
        self.others.push(record);
    }

    fn papers(&mut self, row: &Row, drawn: &DrawnObject) {
        let mut draft = Self::begin(drawn);
        draft.take(row, &PAPERS);
        for paper in PAPERS {
            if !draft.has(paper) && !row.is_lost(paper) {
                let question = Question::new("papers".to_owned(), "results.papers", &[])
                    .or("no", "results.no-paper", &[])
                    .or("stop", "results.stop", &[]);
                match self.found.ask(question, self.context.answers).as_deref() {
                    Some("no") => draft.set(paper, "否"),
                    Some(_) => {}
                    None => continue,
                }
            }
            if !draft.has(paper) && !row.is_lost(paper) {
                let zh = RESULTS.fields.iter().find(|field| field.name == paper).map_or("", |field| field.zh);
                self.found.refuse(row.refuse("name", "MC0969").arg("column", zh));
            }
        }
        let record = self.record(draft, drawn, "-documents", &["draw", "object"], row);
        self.others.push(record);
    }
}
