//! The numbers of a draw: how many there were, how many had to be drawn, by which formula, and everybody's chance.

use crate::model::write_minute;
use crate::render::{Context, Fact, draw_page, percent};
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

/// Class, list, rate and total in words.
pub(super) fn facts(context: &Context<'_>, record: &DrawRecord) -> Vec<Fact> {
    let word = |key: &str| context.words.get(&format!("draw.fact.{key}"));
    let mut facts = vec![
        Fact::new(word("id"), record.id.to_string()),
        task(context, record),
        Fact::new(word("class"), context.class(record.class)),
        Fact::new(word("period"), context.period(record.period)),
        Fact::new(word("class-size"), record.class_size().to_string()),
        Fact::new(word("roster"), record.roster.len().to_string()),
        Fact::new(word("excluded"), record.excluded.len().to_string()),
        Fact::new(word("rate"), percent(record.rate)),
    ];
    if let Some(commit) = &record.commit {
        let (size, rate, roster) = (record.class_size(), percent(record.rate), record.roster.len());
        let exact = u64::from(size) * u64::from(record.rate);
        let raised = exact.div_ceil(10_000);
        let (size, raised, roster) = (size.to_string(), raised.to_string(), roster.to_string());
        let args = [
            ("size", size.as_str()),
            ("rate", rate.as_str()),
            ("raised", raised.as_str()),
            ("roster", roster.as_str()),
        ];
        facts.push(
            Fact::new(word("total"), record.quota_total().to_string()).note(context.say("draw.total-note", args)),
        );
        facts.push(Fact::new(word("inspectors"), record.inspectors.len().to_string()));
        facts.push(Fact::new(word("slots"), commit.slots.len().to_string()));
        if let Some(replaced) = &commit.replaces {
            facts.push(Fact::new(word("replaces"), replaced.to_string()).to(draw_page(replaced.as_str())));
        }
        facts.push(Fact::new(word("seal-by"), write_minute(commit.seal_by)));
        facts.push(Fact::new(word("reveal-by"), commit.reveal_by.to_string()));
    }
    let replacing = context.site.draws.values().find(|other| {
        other.commit.as_ref().and_then(|commit| commit.replaces.as_ref()).is_some_and(|replaced| *replaced == record.id)
    });
    if let Some(other) = replacing {
        facts.push(Fact::new(word("replaced-by"), other.id.to_string()).to(draw_page(other.id.as_str())));
    }
    facts
}

/// The task, with the plan of its year if one is published.
fn task(context: &Context<'_>, record: &DrawRecord) -> Fact {
    let fact = Fact::new(context.words.get("draw.fact.task"), record.task.to_string());
    let year = record.period.year;
    let is_published = context.site.plans.iter().any(|plan| plan.year == year && plan.published_at.is_some());
    if is_published { fact.to(format!("plans/{year}.html")) } else { fact }
}

/// Strata in the order of service, each with the chance of every object in it.
pub(super) fn quotas(context: &Context<'_>, record: &DrawRecord) -> Vec<Quota> {
    let quotas = record.commit.iter().flat_map(|commit| &commit.quotas);
    quotas
        .map(|(stratum, quota)| {
            let size = record.roster.iter().filter(|row| row.stratum == *stratum).count();
            Quota { stratum: context.stratum(stratum), size, quota: *quota, chance: chance(context, *quota, size) }
        })
        .collect()
}

/// `3/9（33.3%）`.
fn chance(context: &Context<'_>, quota: u32, size: usize) -> String {
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
    use super::share;

    #[test]
    fn a_share_is_rounded_down() {
        assert_eq!([share(3, 9), share(12, 227), share(1, 1)], ["33.3%", "5.2%", "100%"]);
    }
}
