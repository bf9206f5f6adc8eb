//! How many objects of each town were drawn and how many chance would lead one to expect. In: revealed draws of a year. Out: a
//! figure. Expected is the sum of the chances of a town's objects, K of n in each stratum; the usual range is two standard
//! deviations of the hypergeometric law. Strata drawn whole leave nothing to chance and are not counted.

use crate::render::Context;
use crate::render::pages::figure::Figure;
use crate::render::svg::{Plot, Range, Ranges};
use crate::render::view::{DrawFacts, Draws, Fate};
use crate::site::DrawState;
use std::collections::BTreeMap;

/// A million: numbers are counted in millionths, so that no float is needed.
const MILLION: u128 = 1_000_000;
/// Below this expected number, in tenths, a count tells nothing.
const FEW: u64 = 50;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Town {
    /// In millionths.
    expected: u128,
    /// In millionths.
    variance: u128,
    drawn: u64,
}

impl Town {
    /// Adds `m` of the `n` objects of a stratum from which `k` are drawn.
    fn add(&mut self, (k, n): (u32, u32), m: u32, drawn: u64) {
        let (k, n, m) = (u128::from(k), u128::from(n), u128::from(m));
        self.expected += k * m * MILLION / n;
        self.variance += k * m * (n - m) * (n - k) * MILLION / (n * n * (n - 1).max(1));
        self.drawn += drawn;
    }

    fn range(&self, label: &str) -> Range {
        // A root of millionths is in thousandths; two of them in tenths are divided by fifty.
        let usual = tenths(self.variance.isqrt() * 2000);
        let expected = tenths(self.expected);
        let text = format!("{}.{}", expected / 10, expected % 10);
        Range {
            group: 0,
            label: label.to_owned(),
            expected,
            low: expected.saturating_sub(usual),
            high: expected + usual,
            observed: self.drawn * 10,
            few: expected < FEW,
            texts: [text, self.drawn.to_string()],
        }
    }
}

/// Tenths of millionths, rounded half up.
fn tenths(millionths: u128) -> u64 {
    u64::try_from((millionths + MILLION / 20) / (MILLION / 10)).unwrap_or(u64::MAX)
}

fn add_draw<'a>(context: &'a Context<'_>, facts: &DrawFacts<'_>, towns: &mut BTreeMap<&'a str, Town>) {
    let mut strata: BTreeMap<&str, BTreeMap<&str, (u32, u64)>> = BTreeMap::new();
    for row in facts.draw.roster.iter() {
        let Some(object) = context.site.objects.get(&row.id) else { continue };
        let town = strata.entry(row.stratum.as_str()).or_default().entry(object.town.as_str()).or_default();
        town.0 += 1;
        town.1 += u64::from(matches!(facts.fate(&row.id), Fate::Drawn(_)));
    }
    for (stratum, members) in strata {
        let Some((k, n)) = facts.stratum(stratum).filter(|(k, n)| k < n) else { continue };
        for (town, (m, drawn)) in members {
            towns.entry(town).or_default().add((k, n), m, drawn);
        }
    }
}

pub(super) fn figure(context: &Context<'_>, draws: &Draws<'_>, year: i32) -> Figure {
    let mut towns: BTreeMap<&str, Town> = BTreeMap::new();
    let is_open = |facts: &&DrawFacts<'_>| matches!(facts.draw.state, DrawState::Revealed | DrawState::Lost);
    for facts in draws.latest_first().into_iter().filter(is_open).filter(|facts| facts.draw.period.year == year) {
        add_draw(context, facts, &mut towns);
    }
    if towns.is_empty() {
        return Figure::empty(context, "towns", &year.to_string());
    }
    let named = context.site.config.bureau.towns.iter().map(String::as_str).filter(|town| towns.contains_key(town));
    let mut order: Vec<&str> = named.collect();
    order.extend(towns.keys().copied().filter(|town| !order.contains(town)).collect::<Vec<_>>());
    let rows: Vec<Range> = order.into_iter().map(|town| towns[town].range(town)).collect();
    let word = |key: &str| context.words.get(&format!("charts.towns.{key}"));
    let judged = rows.iter().filter(|row| !row.few).count() as u64;
    let odd = rows.iter().filter(|row| row.is_outside()).count() as u64;
    let args = [("towns", rows.len() as u64), ("judged", judged), ("odd", odd)];
    let key = match (judged, odd) {
        (0, _) => "towns.about-few",
        (_, 0) => "towns.about",
        _ => "towns.about-odd",
    };
    let write = |tenths: u64| format!("{}.{}", tenths / 10, tenths % 10);
    let row = |row: &Range| {
        let usual = format!("{}–{}", write(row.low), write(row.high));
        vec![row.label.clone(), row.texts[1].clone(), row.texts[0].clone(), usual]
    };
    Figure {
        key: "towns",
        title: context.say("charts.towns.title", [("year", year.to_string().as_str())]),
        about: super::charts::say(context, key, &args),
        notes: vec![word("note"), word("few")],
        head: vec![word("town"), word("drawn"), word("expected"), word("usual")],
        rows: rows.iter().map(row).collect(),
        plot: Some(Plot::Ranges(Ranges {
            rows,
            range: word("usual"),
            expected: word("expected"),
            observed: word("drawn"),
            outside: word("outside"),
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectation_and_range_are_those_of_drawing_without_putting_back() {
        let mut town = Town::default();
        // 4 of 8 objects, 4 drawn: mean 2, variance 4·½·½·4/7 = 0.571428.
        town.add((4, 8), 4, 3);
        assert_eq!((town.expected, town.variance, town.drawn), (2_000_000, 571_428, 3));
        let range = town.range("古绛镇");
        assert_eq!((range.expected, range.low, range.high, range.observed), (20, 5, 35, 30));
        assert!(range.few && !range.is_outside());
        assert_eq!(range.texts, ["2.0", "3"]);
    }

    #[test]
    fn what_was_expected_in_number_and_lies_far_off_is_outside() {
        let mut town = Town::default();
        town.add((20, 100), 50, 20);
        let range = town.range("横水镇");
        // Variance 20·½·½·80/99 = 4.04, two deviations 4.0.
        assert_eq!((range.expected, range.low, range.high), (100, 60, 140));
        assert!(range.is_outside());
    }
}
