//! The town of an object. In: a row without a town. Out: the one town whose name stands in its address, as a proposal. Never taken where
//! the address names none or several.

use crate::import::findings::{Findings, Repair};
use crate::import::target::{Context, Row};
use std::collections::{BTreeMap, BTreeSet};

/// Fills `town`, or refuses a row whose town nobody can tell. An object that is there already keeps the town it has.
pub(super) fn fill(
    row: &Row,
    values: &mut BTreeMap<&'static str, String>,
    there: bool,
    context: &Context<'_>,
    findings: &mut Findings,
) {
    if values.contains_key("town") || row.is_lost("town") || row.is_lost("address") || there {
        return;
    }
    let address = row.text("address");
    let known = towns(context);
    let named: BTreeSet<&str> = known.iter().copied().filter(|town| address.contains(town)).collect();
    let mut found = if known.is_empty() { shaped(address) } else { named.into_iter().map(str::to_owned).collect() };
    match (found.pop(), found.is_empty()) {
        (Some(town), true) => {
            findings.propose(row.at("address"), address, &town, [Repair::Derived]);
            values.insert("town", town);
        }
        _ => findings
            .refuse(row.refuse("address", "MC0943").arg("towns", known.into_iter().collect::<Vec<_>>().join("、"))),
    }
}

/// The towns of the county: those of site.toml and those that objects have.
fn towns<'a>(context: &Context<'a>) -> BTreeSet<&'a str> {
    let config = context.known.config.iter().flat_map(|config| &config.value.bureau.towns);
    let objects = context.known.objects.iter().map(|object| &object.value.town);
    config.chain(objects).map(String::as_str).filter(|town| !town.is_empty()).collect()
}

/// Words of an address that end as a town's name does, behind the county; where the county's towns are not known.
fn shaped(address: &str) -> Vec<String> {
    let start =
        address.rfind(['县', '区', '市']).map_or(0, |at| at + address[at..].chars().next().map_or(0, char::len_utf8));
    let rest = &address[start..];
    let ends = ["街道", "镇", "乡"].into_iter().filter_map(|end| rest.find(end).map(|at| at + end.len()));
    ends.min()
        .map(|end| rest[..end].to_owned())
        .filter(|town| (2..=6).contains(&town.chars().count()))
        .into_iter()
        .collect()
}
