//! The numbers of a draw: how many there were, how many had to be drawn, by which formula, and everybody's chance.

use crate::model::write_minute;
use crate::render::{Fact, Still, percent};
use crate::site::DrawRecord;
use serde::Serialize;

/// A stratum and its share.
#[derive(Serialize)]
pub(super) struct Quota {
    stratum: String,
    size: usize,
    quota: u32,
    chance: String,
}

/// The numbers of the list and of the rate.
pub(super) fn facts(context: &Still<'_>, record: &DrawRecord) -> Vec<Fact> {
    let word = |key: &str| context.words.get(&format!("draw.fact.{key}"));
    let mut facts = vec![
        Fact::new(word("class-size"), record.class_size().to_string()),
        Fact::new(word("excluded"), record.excluded.len().to_string()),
        Fact::new(word("roster"), record.roster.len().to_string()),
        Fact::new(word("rate"), percent(record.rate)),
    ];
    if let Some(commit) = &record.commit {
        facts.push(Fact::new(word("total"), record.quota_total().to_string()).note(formula(context, record)));
        facts.push(Fact::new(word("slots"), commit.slots.len().to_string()));
    }
    facts
}

/// The total in one line: class times rate, raised, at most the list.
fn formula(context: &Still<'_>, record: &DrawRecord) -> String {
    let (size, rate, roster) = (record.class_size(), percent(record.rate), record.roster.len());
    let raised = (u64::from(size) * u64::from(record.rate)).div_ceil(10_000);
    let (size, raised, roster) = (size.to_string(), raised.to_string(), roster.to_string());
    let args =
        [("size", size.as_str()), ("rate", rate.as_str()), ("raised", raised.as_str()), ("roster", roster.as_str())];
    context.say("draw.total-note", args)
}

/// The same in sentences: how many there are, how many of them had to be drawn, and that nobody chose either number.
pub(super) fn sums(context: &Still<'_>, record: &DrawRecord) -> Vec<String> {
    let (size, roster) = (record.class_size().to_string(), record.roster.len().to_string());
    let (excluded, total) = (record.excluded.len().to_string(), record.quota_total().to_string());
    let exact = exact(u64::from(record.class_size()) * u64::from(record.rate));
    let rate = percent(record.rate);
    let args = [
        ("size", size.as_str()),
        ("roster", roster.as_str()),
        ("excluded", excluded.as_str()),
        ("rate", rate.as_str()),
        ("exact", exact.as_str()),
        ("total", total.as_str()),
    ];
    let mut keys = vec![if record.excluded.is_empty() { "draw.sum.class-whole" } else { "draw.sum.class" }];
    if record.commit.is_some() {
        keys.push(if record.rate == 10_000 { "draw.sum.all" } else { "draw.sum.rate" });
    }
    keys.into_iter().map(|key| context.say(key, args)).collect()
}

/// Ten-thousandths as a decimal number: `11.35`.
fn exact(parts: u64) -> String {
    let text = format!("{}.{:04}", parts / 10_000, parts % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What the draw is filed under, and its deadlines.
pub(super) fn record_facts(context: &Still<'_>, record: &DrawRecord) -> Vec<Fact> {
    let word = |key: &str| context.words.get(&format!("draw.fact.{key}"));
    let mut facts = vec![
        Fact::new(word("id"), record.id.to_string()),
        task(context, record),
        Fact::new(word("class"), context.class(record.class)),
        Fact::new(word("period"), context.period(record.period)),
    ];
    if let Some(commit) = &record.commit {
        facts.push(Fact::new(word("inspectors"), record.inspectors.len().to_string()));
        facts.push(Fact::new(word("seal-by"), write_minute(commit.seal_by)));
        facts.push(Fact::new(word("reveal-by"), commit.reveal_by.to_string()));
    }
    facts
}

/// The task, with the plan of its year if one is published.
fn task(context: &Still<'_>, record: &DrawRecord) -> Fact {
    let fact = Fact::new(context.words.get("draw.fact.task"), record.task.to_string());
    let year = record.period.year;
    let is_published = context.site.plans.iter().any(|plan| plan.year == year && plan.published_at.is_some());
    if is_published { fact.to(format!("plans/{year}.html")) } else { fact }
}

/// Strata in the order of service, each with the chance of every object in it.
pub(super) fn quotas(context: &Still<'_>, record: &DrawRecord) -> Vec<Quota> {
    let quotas = record.commit.iter().flat_map(|commit| &commit.quotas);
    quotas
        .map(|(stratum, quota)| {
            let size = record.roster.iter().filter(|row| row.stratum == *stratum).count();
            Quota { stratum: context.stratum(stratum), size, quota: *quota, chance: chance(context, *quota, size) }
        })
        .collect()
}

/// `3/9（33.3%）`.
fn chance(context: &Still<'_>, quota: u32, size: usize) -> String {
    let (fraction, share) = (format!("{quota}/{size}"), share(quota, size));
    context.say("draw.chance-of", [("fraction", fraction.as_str()), ("share", share.as_str())])
}

/// The share of the stratum that is drawn, rounded down to a tenth of a percent.
fn share(quota: u32, size: usize) -> String {
    let size = u32::try_from(size).unwrap_or(u32::MAX).max(1);
    let tenths = u64::from(quota) * 1000 / u64::from(size);
    percent(u32::try_from(tenths * 10).unwrap_or(10_000))
}

#[cfg(test)]
mod tests {
    use super::{exact, share};

    #[test]
    fn a_product_is_written_without_floats() {
        assert_eq!([1_135_000 / 10, 30_000, 33_333, 0].map(exact), ["11.35", "3", "3.3333", "0"]);
    }

    #[test]
    fn a_share_is_rounded_down() {
        assert_eq!([share(3, 9), share(12, 227), share(1, 1)], ["33.3%", "5.2%", "100%"]);
    }
}
