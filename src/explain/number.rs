//! Which rows make a number of the summary and the ledger. In: draws, what is counted. Out: the number, worked out as the pages work it
//! out, and the rows whose count it is. Of a sealed draw nothing is told but what is public.

use super::rows::{Index, Rows};
use crate::model::Phrase;
use crate::render::{Mark, members};
use crate::site::{DrawRecord, DrawState, Site};

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// 对象库总数: rows of the lists, excluded included.
    ClassSize,
    /// 应抽数: worked out of the class and the rate.
    Due,
    /// 实抽数.
    Drawn,
    /// 上级已查剔除数.
    Superior,
    /// 尚在封存.
    Sealed,
    /// 罚款额: a sum.
    Fines,
    /// 应公示数: published, or visited and not published yet.
    ToPublish,
    /// What a drawn object counts towards by one.
    Mark(Mark),
    /// Results with one phrase.
    Phrase(Phrase),
}

/// A number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Number {
    /// What the page shows.
    pub value: u64,
    /// The rows it is made of; of a plain count each is one.
    pub rows: Rows,
    /// Draws whose list is still secret: what is not known of them is not in the number.
    pub secret: Vec<String>,
}

/// The number of one draw. `closed`: a page that says nothing of draws which are not revealed (the summary).
pub(super) fn of_draw(index: &Index, site: &Site, draw: &DrawRecord, field: &Field, closed: bool) -> Number {
    let mut number = Number::default();
    let id = draw.id.as_str();
    let open = matches!(draw.state, DrawState::Revealed | DrawState::Lost);
    let list = |name: &str| format!("content/draws/{id}/{name}");
    match field {
        Field::ClassSize | Field::Due => {
            let (roster, excluded) = (list("roster.csv"), list("excluded.csv"));
            number.rows.extend(index.find(|row| row.file == roster || row.file == excluded));
            number.value = u64::from(draw.class_size());
            if *field == Field::Due {
                number.value = (number.value * u64::from(draw.rate)).div_ceil(10_000);
                number.rows.extend(index.find(|row| !row.plan.is_empty() && row.subject == draw.task.as_str()));
            }
        }
        Field::Superior => {
            let is = |object: &str| {
                draw.excluded.iter().any(|row| row.rule == "superior-checked" && row.id.as_str() == object)
            };
            let excluded = list("excluded.csv");
            number.rows.extend(index.find(|row| row.file == excluded && is(&row.object)));
            number.value = number.rows.count() as u64;
        }
        Field::Drawn => {
            number.value = u64::from(draw.drawn_count());
            let result = list("result.csv");
            match draw.state {
                DrawState::Revealed => number.rows.extend(index.find(|row| row.file == result)),
                DrawState::Sealed | DrawState::Lost if number.value > 0 => number.rows.file(&list("commit.txt")),
                _ => {}
            }
        }
        Field::Sealed => {
            let known = members(site, draw).len() as u64;
            if draw.state == DrawState::Sealed {
                number.value = u64::from(draw.drawn_count()).saturating_sub(known);
                number.rows.file(&list("commit.txt"));
            }
        }
        _ if closed && !open => {}
        _ => marked(index, site, draw, field, &mut number),
    }
    if draw.state == DrawState::Sealed && !matches!(field, Field::ClassSize | Field::Due | Field::Superior) {
        number.secret.push(id.to_owned());
    }
    number
}

/// Drawn objects that count towards the field: the row of the result, or of the list where there is no result yet.
fn marked(index: &Index, site: &Site, draw: &DrawRecord, field: &Field, number: &mut Number) {
    for (object, marks) in members(site, draw) {
        let counts = match field {
            Field::Mark(mark) => marks.contains(mark),
            Field::Phrase(phrase) => marks.contains(&Mark::Phrase(phrase.clone())),
            Field::ToPublish => marks.contains(&Mark::Published) || marks.contains(&Mark::VisitedPending),
            Field::Fines => marks.contains(&Mark::Published),
            _ => false,
        };
        let visit = site.visits.get(&(draw.id.clone(), object.clone()));
        let fine = visit.and_then(|visit| visit.fine).map_or(0, u64::from);
        if !counts || (*field == Field::Fines && fine == 0) {
            continue;
        }
        number.value += if *field == Field::Fines { fine } else { 1 };
        let is_result = |file: &str| file.starts_with("content/results/") && !file.contains('-');
        let own = |file: &str| match visit {
            Some(_) => is_result(file),
            None => file == format!("content/draws/{}/result.csv", draw.id),
        };
        let of =
            |row: &super::rows::Row| row.draw == draw.id.as_str() && row.object == object.as_str() && own(&row.file);
        let before = number.rows.count();
        number.rows.extend(index.find(of));
        // A drawn object of a lost draw, or one whose slip alone is open, stands in no list with rows.
        if number.rows.count() == before {
            let slip = draw.slips.iter().find(|slip| slip.object == object);
            let file = slip.map_or("leaves.txt".to_owned(), |slip| format!("slips/{}.txt", slip.index));
            number.rows.file(&format!("content/draws/{}/{file}", draw.id));
        }
    }
}

impl Number {
    pub(super) fn append(&mut self, other: Self) {
        self.value += other.value;
        for (file, rows) in other.rows.0 {
            self.rows.0.entry(file).or_default().extend(rows);
        }
        self.secret.extend(other.secret);
    }
}
