//! Where what is published comes from. In: what `load` read, the checked county, a path or the name of a number. Out: files and rows of
//! `content/`, from the very records and by the very counting of the pages. Pure; looks at nothing secret.

mod number;
mod page;
mod rows;

pub use number::{Field, Number};
pub use page::Origin;
pub use rows::Rows;

use crate::load::Raw;
use crate::model::{Class, DrawId, Finding, Period};
use crate::site::{DrawRecord, Site};
use rows::Index;

/// Explains one county.
pub struct Explainer<'a> {
    index: Index,
    site: &'a Site,
}

impl<'a> Explainer<'a> {
    /// `raw` is what the checked county was made of.
    pub fn new(raw: &Raw, site: &'a Site) -> Self {
        Self { index: Index::new(raw, site), site }
    }

    /// Where a published file comes from; none if the site has no such kind of file. `bytes`: what it holds.
    pub fn page(&self, path: &str, bytes: &[u8]) -> Option<Origin> {
        page::origin(&self.index, self.site, path, bytes)
    }

    /// Draws that a name means: a draw, a period (`2026q2`), a year, with all its periods.
    pub fn draws(&self, scope: &str) -> Vec<&'a DrawRecord> {
        if let Some(draw) = DrawId::parse(scope).ok().and_then(|id| self.site.draws.get(&id)) {
            return vec![draw];
        }
        let Some(period) = Period::parse(scope) else { return Vec::new() };
        let within =
            |draw: &&DrawRecord| draw.period == period || (period.quarter.is_none() && draw.period.year == period.year);
        self.site.draws.values().filter(within).collect()
    }

    /// A number over some draws. `closed`: of a page that says nothing of draws which are not revealed.
    pub fn number(&self, draws: &[&DrawRecord], field: &Field, closed: bool) -> Number {
        let mut number = Number::default();
        for draw in draws {
            number.append(number::of_draw(&self.index, self.site, draw, field, closed));
        }
        number
    }

    /// The findings of a rule, those about `scope` alone where it is not empty.
    pub fn findings(&self, rule: &str, scope: &str) -> Vec<&'a Finding> {
        let about = |subject: &str| scope.is_empty() || subject.starts_with(scope);
        self.site.findings.iter().filter(|found| found.rule == rule && about(&found.subject)).collect()
    }

    /// The rows that the subject of a finding of `rule` names: a visit, a draw, a plan, a period, an object, an inspector, an item.
    pub fn subject(&self, rule: &str, subject: &str) -> Rows {
        let mut rows = Rows::default();
        if let Some((draw, object)) = subject.split_once('/') {
            rows.extend(self.index.find(|row| row.draw == draw && row.object == object));
            return rows;
        }
        let is = |value: &str| value == subject;
        rows.extend(self.index.find(|row| is(&row.object) || is(&row.inspector) || is(&row.subject)));
        rows.extend(self.index.find(|row| is(&row.item) && row.object.is_empty()));
        let year = subject.len() == 4;
        rows.extend(self.index.find(|row| is(&row.plan) || year && row.plan.starts_with(&format!("{subject}-v"))));
        let class = class_of(rule);
        for draw in self.draws(subject).into_iter().filter(|draw| class.is_none_or(|class| draw.class == class)) {
            self.index.below(&format!("content/draws/{}/", draw.id)).for_each(|file| rows.file(file));
        }
        rows
    }
}

/// The class that a rule of rates is about.
fn class_of(rule: &str) -> Option<Class> {
    Some(match rule {
        "R22" => Class::General,
        "R23" => Class::Key,
        "R24" => Class::Special,
        "R25" => Class::Project,
        "R26" => Class::Joint,
        _ => return None,
    })
}
