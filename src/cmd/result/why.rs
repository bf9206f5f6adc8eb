//! `result why`: everything that follows from the tables and is typed nowhere, each with its why. In: an object or an inspector, the moment.
//! Out: sentences; every value comes from the code that freezes a draw or checks the county.

use super::work::pick;
use crate::check::applicable_items;
use crate::check::special::{SpecialGround, SpecialList, as_frozen};
use crate::cli::WhyArgs;
use crate::cmd::desk::{County, Desk, Done};
use crate::diag::{Diagnostic, Place};
use crate::freeze::{lists, loads, plan_in_force, visits_of_year};
use crate::model::{Class, Cycle, Object, ObjectId, Period, SpecialExit, write_minute};
use crate::results::target::{Candidate, one, only, registered};
use crate::site::{DrawRecord, DrawState};
use chrono::Datelike;

pub(super) fn why(desk: &Desk<'_>, args: &WhyArgs) -> Done {
    let county = desk.county(args.moment.at.as_deref())?;
    match &args.inspector {
        Some(text) => inspector(desk, &county, text),
        None => {
            let objects = registered(&county.site);
            let id = pick(desk, &county, &objects, args.object.as_deref(), None)?.id.clone();
            Ok(object(desk, &county, &county.site.objects[&id]))
        }
    }
}

fn object(desk: &Desk<'_>, county: &County, object: &Object) -> String {
    let classes: Vec<&str> = object.classes.iter().map(|class| class.zh()).collect();
    let args = [("name", object.name.as_str()), ("id", object.id.as_str()), ("classes", &classes.join("、"))];
    let mut out = desk.tell("result.why.object", &args);
    out.push_str(&special(desk, county, &object.id));
    out.push_str(&visits(desk, county, object));
    out.push_str(&in_draws(desk, county, &object.id));
    out.push_str(&now(desk, county, object));
    out.push_str(&asked(desk, county, object));
    out
}

/// The special lists of the year up to the next quarter, with the grounds of each.
fn special(desk: &Desk<'_>, county: &County, id: &ObjectId) -> String {
    let current = Period::quarter_of(county.moment.date());
    let mut out = desk.tell("result.why.special", &[]);
    let mut quarter = Period::quarter(county.moment.year(), 1);
    while quarter <= current.next() {
        let list = as_frozen(&county.site, quarter, county.moment);
        let name = quarter.to_string();
        let key = match (list.contains_key(id), quarter > current) {
            (true, false) => "on",
            (true, true) => "on-next",
            (false, false) => "off",
            (false, true) => "off-next",
        };
        out.push_str(&desk.tell(&format!("result.why.special-{key}"), &[("quarter", name.as_str())]));
        out.push_str(&grounds(desk, &list, id));
        quarter = quarter.next();
    }
    let exit = match county.site.config.rules.special_exit {
        SpecialExit::OnlyIfInspected => "result.why.exit-inspected",
        _ => "result.why.exit",
    };
    out + &desk.tell(exit, &[])
}

fn grounds(desk: &Desk<'_>, list: &SpecialList, id: &ObjectId) -> String {
    let mut out = String::new();
    for ground in list.get(id).into_iter().flatten() {
        out.push_str(&match ground {
            SpecialGround::Event { kind, document, decided, late } => {
                let kind = desk.words().get(&format!("show.special.{kind}"));
                let day = decided.to_string();
                let key = if *late { "result.why.event-late" } else { "result.why.event" };
                desk.tell(key, &[("kind", kind.as_str()), ("document", document), ("day", &day)])
            }
            SpecialGround::Violation { visit, visited } => {
                desk.tell("result.why.violation", &[("visit", visit), ("day", visited.to_string().as_str())])
            }
            SpecialGround::NotInspected => desk.tell("result.why.not-inspected", &[]),
        });
    }
    out
}

/// How often the pollution source was drawn this year, and visits outside the draws, which do not count.
fn visits(desk: &Desk<'_>, county: &County, object: &Object) -> String {
    let year = county.moment.year();
    let all = visits_of_year(&county.site, year, county.moment);
    let draws: Vec<&str> = all.get(&object.source).into_iter().flatten().map(|draw| draw.as_str()).collect();
    let none = desk.words().get("result.none");
    let (year_text, count) = (year.to_string(), draws.len().to_string());
    let names = if draws.is_empty() { none.clone() } else { draws.join("、") };
    let args = [("year", year_text.as_str()), ("count", &count), ("draws", &names), ("source", &object.source)];
    let mut out = desk.tell("result.why.visits", &args);
    if object.source != object.id.as_str() {
        out.push_str(&desk.tell("result.why.source", &args));
    }
    let outside = county.site.exempt.iter().filter(|visit| visit.object == object.id && visit.visited.year() == year);
    for visit in outside {
        let (day, ground) = (visit.visited.to_string(), visit.ground.to_string());
        out.push_str(&desk.tell("result.why.outside", &[("id", &visit.id), ("day", &day), ("ground", &ground)]));
    }
    out
}

/// What each draw of the year made of the object, as its published lists say.
fn in_draws(desk: &Desk<'_>, county: &County, id: &ObjectId) -> String {
    let mut out = desk.tell("result.why.draws", &[]);
    for draw in
        county.site.draws.values().filter(|draw| draw.period.year == county.moment.year() && !draw.state.is_void())
    {
        let args = |key: &str, extra: &[(&str, &str)]| {
            let mut all = vec![("draw", draw.id.as_str())];
            all.extend_from_slice(extra);
            desk.tell(&format!("result.why.{key}"), &all)
        };
        if let Some(row) = draw.excluded.iter().find(|row| row.id == *id) {
            let rule = desk.words().get(&format!("cli.draw.rule.{}", row.rule));
            out.push_str(&args("excluded", &[("rule", &rule), ("evidence", &row.evidence)]));
        } else if let Some(row) = draw.roster.iter().find(|row| row.id == *id) {
            let key = match draw.state {
                DrawState::Revealed | DrawState::Lost if is_drawn(draw, id) => "drawn",
                DrawState::Revealed | DrawState::Lost => "not-drawn",
                _ => "sealed",
            };
            out.push_str(&args(key, &[("stratum", &stratum_words(desk, &row.stratum))]));
        }
    }
    out
}

fn is_drawn(draw: &DrawRecord, id: &ObjectId) -> bool {
    draw.drawn.iter().any(|drawn| drawn.object == *id)
}

/// What a freeze at this moment would make of it, for every task of the plan in force.
fn now(desk: &Desk<'_>, county: &County, object: &Object) -> String {
    let (site, moment) = (&county.site, county.moment);
    let at = write_minute(moment);
    let mut out = desk.tell("result.why.now", &[("at", at.as_str())]);
    let Some(plan) = plan_in_force(site, moment.year(), moment) else {
        return out + &desk.tell("result.why.no-plan", &[("year", moment.year().to_string().as_str())]);
    };
    for task in &plan.tasks {
        let quarter = Period::quarter_of(moment.date());
        let period = if task.cycle == Cycle::Year { Period { quarter: None, ..quarter } } else { quarter };
        let Ok(lists) = lists(site, task, period, moment) else { continue };
        let args = [("task", task.name.as_str()), ("period", &period.to_string())];
        if let Some(row) = lists.excluded.iter().find(|row| row.id == object.id) {
            let rule = desk.words().get(&format!("cli.draw.rule.{}", row.rule));
            let all = [args[0], args[1], ("rule", rule.as_str()), ("evidence", row.evidence.as_str())];
            out.push_str(&desk.tell("result.why.would-exclude", &all));
        } else if let Some(row) = lists.roster.iter().find(|row| row.id == object.id) {
            let stratum = stratum_words(desk, &row.stratum);
            let all = [args[0], args[1], ("stratum", stratum.as_str())];
            out.push_str(&desk.tell("result.why.would-list", &all));
        }
    }
    out
}

/// A stratum in words; that of a project is the quarter of its deadline.
fn stratum_words(desk: &Desk<'_>, stratum: &str) -> String {
    let key = if matches!(stratum, "fresh" | "seen" | "all") { stratum } else { "deadline" };
    desk.words().fill(&format!("object.stratum.{key}"), [("period", stratum)])
}

/// The items that a visit today would have to answer (R8).
fn asked(desk: &Desk<'_>, county: &County, object: &Object) -> String {
    let class = object.classes.first().copied().unwrap_or(Class::Special);
    let items = applicable_items(&county.site.items, object, class, county.moment.date());
    let names: Vec<String> = items.iter().map(|item| format!("{} {}", item.id, item.name)).collect();
    let (count, elements) = (names.len().to_string(), object.elements.join("、"));
    let none = desk.words().get("result.none");
    let elements = if elements.is_empty() { none.clone() } else { elements };
    let args = [("count", count.as_str()), ("items", &names.join("；")), ("elements", &elements)];
    desk.tell("result.why.items", &args)
}

fn inspector(desk: &Desk<'_>, county: &County, text: &str) -> Done {
    let candidates: Vec<(String, Candidate)> = county
        .site
        .inspectors
        .values()
        .filter_map(|inspector| {
            let id = ObjectId::parse(inspector.id.as_str()).ok()?;
            let candidate = Candidate { id, name: inspector.name.clone(), team: Vec::new(), open: true };
            Some((inspector.id.to_string(), candidate))
        })
        .collect();
    let known: Vec<Candidate> = candidates.iter().map(|(_, candidate)| candidate.clone()).collect();
    let found = only(&known, text, None).map_err(|mut fault: Box<Diagnostic>| {
        fault.place = Place::file("--inspector");
        desk.refused(one(*fault), county)
    })?;
    let Some(inspector) = county.site.inspectors.values().find(|inspector| inspector.id.as_str() == found.id.as_str())
    else {
        return Ok(String::new());
    };
    let year = county.moment.year();
    let loads = loads(&county.site, year, county.moment);
    let count = loads.get(&inspector.id).copied().unwrap_or(0).to_string();
    let yes = desk.words().get(if inspector.available { "result.yes" } else { "result.no" });
    let (valid, year) = (inspector.valid_to.to_string(), year.to_string());
    let args = [
        ("name", inspector.name.as_str()),
        ("id", inspector.id.as_str()),
        ("valid", &valid),
        ("available", &yes),
        ("year", &year),
        ("count", &count),
    ];
    let mut out = desk.tell("result.why.inspector", &args);
    let all = loads.len();
    let least = county.site.inspectors.keys().map(|id| loads.get(id).copied().unwrap_or(0)).min().unwrap_or(0);
    let most = loads.values().copied().max().unwrap_or(0);
    let numbers = [all.to_string(), least.to_string(), most.to_string()];
    out.push_str(
        &desk.tell("result.why.loads", &[("people", &numbers[0]), ("least", &numbers[1]), ("most", &numbers[2])]),
    );
    let open = |draw: &&DrawRecord| {
        matches!(draw.state, DrawState::Revealed | DrawState::Lost) && draw.period.year.to_string() == year
    };
    for draw in county.site.draws.values().filter(open) {
        let objects: Vec<&str> = draw
            .drawn
            .iter()
            .filter(|drawn| drawn.final_team.contains(&inspector.id))
            .map(|drawn| drawn.name.as_str())
            .collect();
        if !objects.is_empty() {
            let count = objects.len().to_string();
            let args = [("draw", draw.id.as_str()), ("count", &count), ("objects", &objects.join("、"))];
            out.push_str(&desk.tell("result.why.goes", &args));
        }
    }
    Ok(out)
}
