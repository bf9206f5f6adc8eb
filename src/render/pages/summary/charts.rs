//! The charts of the summary page, each with the table of its numbers: plan against done, results by phrase, drawn against
//! expected by town. In: counts. Out: SVG text and rows. Nothing of a draw that is not revealed but its committed number.

use super::Counted;
use crate::render::Context;
use crate::render::counts::Counts;
use crate::render::svg::{Bar, Chart, Group};
use crate::render::view::{Draws, Fate};
use crate::site::DrawState;
use serde::Serialize;
use std::collections::BTreeMap;

/// A chart and its table.
#[derive(Serialize)]
pub(super) struct ChartView {
    id: &'static str,
    title: String,
    about: String,
    svg: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

pub(super) fn all(
    context: &Context<'_>,
    draws: &Draws<'_>,
    stands: &[&Counted<'_>],
    total: &Counts,
    year: Option<i32>,
) -> Vec<ChartView> {
    let charts = [plan(context, stands), results(context, total), towns(context, draws, year)];
    charts.into_iter().flatten().collect()
}

fn view(context: &Context<'_>, id: &'static str, series: Vec<String>, groups: Vec<Group>, table: Table) -> ChartView {
    let word = |name: &str| context.words.get(&format!("summary.chart.{id}.{name}"));
    let chart = Chart { id, title: word("title"), description: word("about"), series, groups };
    ChartView { id, svg: chart.svg(), title: chart.title, about: chart.description, head: table.head, rows: table.rows }
}

/// Head and rows of the table beside a chart.
struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// What the plan asks for against what was visited, by quarter and class.
fn plan(context: &Context<'_>, stands: &[&Counted<'_>]) -> Option<ChartView> {
    let word = |name: &str| context.words.get(&format!("summary.chart.plan.{name}"));
    let mut groups = Vec::new();
    let mut rows = Vec::new();
    for one in stands {
        let label = crate::render::view::draw_title(context, one.draw);
        let due = one.counts.due.to_string();
        let mut bars = vec![Bar { series: 0, value: one.counts.due, text: due.clone() }];
        let done = if one.is_open() {
            bars.push(Bar { series: 1, value: one.counts.visited, text: one.counts.visited.to_string() });
            one.counts.visited.to_string()
        } else {
            let key = if one.draw.state == DrawState::Shortfall { "nobody" } else { "closed" };
            bars[0].text = context.say("summary.chart.plan.bar", [("n", due.as_str()), ("state", word(key).as_str())]);
            word(key)
        };
        groups.push(Group { label: label.clone(), bars });
        rows.push(vec![label, due, done]);
    }
    let head = vec![word("draw"), word("due"), word("done")];
    let series = vec![word("due"), word("done")];
    (!groups.is_empty()).then(|| view(context, "plan", series, groups, Table { head, rows }))
}

/// Published results by phrase.
fn results(context: &Context<'_>, total: &Counts) -> Option<ChartView> {
    let mut groups = Vec::new();
    let mut rows = Vec::new();
    for (phrase, count) in &total.phrases {
        let bar = Bar { series: 0, value: *count, text: count.to_string() };
        groups.push(Group { label: context.phrase(phrase), bars: vec![bar] });
        rows.push(vec![context.phrase(phrase), count.to_string()]);
    }
    let word = |name: &str| context.words.get(&format!("summary.chart.phrases.{name}"));
    let table = Table { head: vec![word("phrase"), word("count")], rows };
    (!groups.is_empty()).then(|| view(context, "phrases", vec![word("count")], groups, table))
}

/// How many objects of each town were drawn and how many chance would lead one to expect: the sum of the chances of its
/// objects over the revealed draws of the year. Strata drawn whole leave nothing to chance and are not counted.
fn towns(context: &Context<'_>, draws: &Draws<'_>, year: Option<i32>) -> Option<ChartView> {
    // Expected numbers in millionths, so that no float is needed.
    let mut by_town: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for facts in draws.latest_first() {
        let open = matches!(facts.draw.state, DrawState::Revealed | DrawState::Lost);
        if !open || Some(facts.draw.period.year) != year {
            continue;
        }
        for row in facts.draw.roster.iter() {
            let Some((quota, size)) = facts.stratum(&row.stratum) else { continue };
            let Some(object) = context.site.objects.get(&row.id) else { continue };
            if quota < size {
                let entry = by_town.entry(object.town.as_str()).or_default();
                entry.0 += u64::from(quota) * 1_000_000 / u64::from(size);
                entry.1 += u64::from(matches!(facts.fate(&row.id), Fate::Drawn(_)));
            }
        }
    }
    let named = context.site.config.bureau.towns.iter().map(String::as_str).filter(|town| by_town.contains_key(town));
    let mut order: Vec<&str> = named.collect();
    let others: Vec<&str> = by_town.keys().copied().filter(|town| !order.contains(town)).collect();
    order.extend(others);
    let word = |name: &str| context.words.get(&format!("summary.chart.towns.{name}"));
    let mut groups = Vec::new();
    let mut rows = Vec::new();
    for town in order {
        let (expected, drawn) = by_town[town];
        let tenths = (expected + 50_000) / 100_000;
        let shown = format!("{}.{}", tenths / 10, tenths % 10);
        let bars = vec![
            Bar { series: 0, value: tenths, text: shown.clone() },
            Bar { series: 1, value: drawn * 10, text: drawn.to_string() },
        ];
        groups.push(Group { label: town.to_owned(), bars });
        rows.push(vec![town.to_owned(), shown, drawn.to_string()]);
    }
    let head = vec![word("town"), word("expected"), word("drawn")];
    let series = vec![word("expected"), word("drawn")];
    (!groups.is_empty()).then(|| view(context, "towns", series, groups, Table { head, rows }))
}
