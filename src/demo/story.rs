//! Eight quarters of the county, told in the order of time. In: the county without draws. Out: draws in every state, visits,
//! events, and each state of the rules at least once.

use super::chance::Chance;
use super::registry::{Registry, day};
use super::visits::{Grave, Window};
use super::world::{World, at, draw_id, later};
use crate::check::special::special_list;
use crate::diag::Report;
use crate::draw::BeaconKind::{Dlt, Kl8, Ssq};
use crate::freeze;
use crate::model::{
    Change, Class, Day, ExemptVisit, Method, ObjectId, Period, Phrase, SpecialEvent, SpecialKind, Status,
    SuperiorCheck, TaskId,
};
use std::collections::{BTreeMap, BTreeSet};

/// A quarter: when its draws are committed, and when they are revealed.
struct Quarter {
    period: Period,
    commit: Day,
    reveal: Option<Day>,
}

fn quarters() -> Vec<Quarter> {
    let quarter = |year, number, commit, reveal: Option<&str>| Quarter {
        period: Period::quarter(year, number),
        commit: day(commit),
        reveal: reveal.map(day),
    };
    vec![
        quarter(2025, 1, "2025-03-19", Some("2025-04-18")),
        quarter(2025, 2, "2025-04-22", Some("2025-06-24")),
        quarter(2025, 3, "2025-07-08", Some("2025-09-23")),
        quarter(2025, 4, "2025-10-14", Some("2025-12-23")),
        quarter(2026, 1, "2026-02-03", Some("2026-03-27")),
        quarter(2026, 2, "2026-04-09", Some("2026-06-25")),
        quarter(2026, 3, "2026-07-07", Some("2026-09-24")),
        quarter(2026, 4, "2026-10-13", None),
    ]
}

/// The whole story.
pub(super) fn tell(world: &mut World, registry: &Registry) -> Result<(), Report> {
    beginnings(world, registry);
    // Each has its moment of publication, and the special lists ask for it.
    exempt(world, registry);
    for quarter in quarters() {
        events(world, registry, &quarter);
        if quarter.period == Period::quarter(2025, 3) {
            suspend(world, registry);
        }
        yearly(world, &quarter)?;
        draws(world, &quarter)?;
    }
    committed_and_waiting(world)
}

/// Changes and superior checks that stand from the start.
fn beginnings(world: &mut World, registry: &Registry) {
    let active = registry.ordinary.iter().skip(9).step_by(23).take(registry.ordinary.len() / 25);
    for (n, id) in active.enumerate() {
        let (status, word) =
            if n.is_multiple_of(4) { (Status::Closed, "关闭") } else { (Status::Suspended, "停产") };
        set_status(world, id, status, word, day("2025-01-06"), &format!("绛县示例停产核查〔2025〕{}号", n + 1));
    }
    for (n, id) in registry.ordinary.iter().skip(4).step_by(37).enumerate() {
        let year = 2025 + i32::try_from(n % 2).unwrap_or(0);
        // One of five lacks what the exclusion needs: the check found something.
        let result = if n % 5 == 3 { "发现问题已责令整改" } else { "未发现问题" };
        world.site.superior.push(SuperiorCheck {
            object: id.clone(),
            body: "运城市生态环境局".to_owned(),
            date: day(&format!("{year}-02-{:02}", 3 + n % 15)),
            document: format!("运环查〔{year}〕示例{}号", n + 1),
            result: result.to_owned(),
            recorded: at(day(&format!("{year}-02-{:02}", 20 + n % 7)), 10, 30),
        });
    }
    let added = newcomer(registry);
    let registered = day("2025-09-10");
    world.site.objects.get_mut(added).expect("an object of the registry").registered = registered;
    world.site.changes.push(change(registered, added, "added", "", "新增", "新取得排污许可证", "排污许可证核发记录"));
}

fn change(date: Day, id: &ObjectId, field: &str, old: &str, new: &str, reason: &str, evidence: &str) -> Change {
    Change {
        date,
        recorded: later(date, 1),
        subject: id.to_string(),
        field: field.to_owned(),
        old: old.to_owned(),
        new: new.to_owned(),
        reason: reason.to_owned(),
        evidence: evidence.to_owned(),
    }
}

fn set_status(world: &mut World, id: &ObjectId, status: Status, word: &str, date: Day, evidence: &str) {
    world.site.objects.get_mut(id).expect("an object of the registry").status = status;
    let reason = if status == Status::Closed { "企业已注销" } else { "企业报告停产" };
    world.site.changes.push(change(date, id, "status", "正常", word, reason, evidence));
}

/// The object that is new in September 2025.
fn newcomer(registry: &Registry) -> &ObjectId {
    registry.ordinary.last().expect("the county has general objects")
}

/// Objects that are there from the start, without those of the story.
fn settled(registry: &Registry) -> &[ObjectId] {
    &registry.ordinary[10..registry.ordinary.len() - 1]
}

/// The key object that is special twice, with a year between.
fn twice(registry: &Registry) -> &ObjectId {
    &registry.key[4 % registry.key.len()]
}

/// The object whose penalty alone makes the special list of 2025q3, and which then stops working.
fn lonely(registry: &Registry) -> &ObjectId {
    &registry.ordinary[2]
}

fn suspend(world: &mut World, registry: &Registry) {
    let id = lonely(registry).clone();
    set_status(world, &id, Status::Suspended, "停产", day("2025-07-01"), "绛县示例停产核查〔2025〕31号");
}

/// Events decided in the quarter before, so that the special list is what the story needs.
fn events(world: &mut World, registry: &Registry, quarter: &Quarter) {
    let before = quarter.period.previous();
    let size = registry.sizes.general;
    let mut chance = Chance::new(world.seed, &format!("events {before}"));
    let decided = |n: usize| later(before.first_day(), 12 + n % 60);
    let objects: Vec<ObjectId> = match (before.year, before.quarter) {
        (2024, _) => vec![registry.ordinary[5].clone()],
        (2025, Some(2)) => vec![lonely(registry).clone()],
        (2025, Some(1)) | (2026, Some(1)) => {
            let more = (0..2 + size / 200).map(|_| chance.one(settled(registry)).clone());
            std::iter::once(twice(registry).clone()).chain(more).collect()
        }
        _ => (0..3 + size / 150).map(|_| chance.one(settled(registry)).clone()).collect(),
    };
    const KINDS: [SpecialKind; 4] =
        [SpecialKind::Penalty, SpecialKind::Complaint, SpecialKind::Exceedance, SpecialKind::Supervised];
    for (n, object) in objects.into_iter().enumerate() {
        let date = world.working(decided(n * 17 + 5));
        let recorded = at(world.working(later(date, 2)), 10, 0);
        world.site.special_events.push(SpecialEvent {
            object,
            kind: KINDS[n % KINDS.len()],
            decided: date,
            document: format!("绛环〔{}〕示例{}{}号", before.year, before.quarter.unwrap_or(0), n + 1),
            recorded,
        });
    }
}

/// A whole year as a period.
fn whole(year: i32) -> Period {
    Period { year, quarter: None }
}

/// Projects in the first quarter, joint objects when the plan says.
fn yearly(world: &mut World, quarter: &Quarter) -> Result<(), Report> {
    let year = quarter.period.year;
    if quarter.period.quarter == Some(1) {
        let (draw, task) = (format!("{year}-project"), format!("project-{year}"));
        // The plan of 2025 came so late that the first quarter could not wait for this draw; in 2026 its lists know it.
        let commit = if year == 2025 { quarter.commit } else { day("2026-01-26") };
        let drawn = world.commit(&draw, &task, whole(year), commit, &[Ssq, Kl8], None)?;
        world.seal(&draw, drawn)?;
        // Everybody is drawn; order and inspectors alone are random, so nothing is kept back.
        let reveal = later(drawn.date(), 4);
        world.reveal(&draw, reveal)?;
        let deadlines: Vec<(ObjectId, Day)> = world
            .site
            .objects
            .values()
            .filter_map(|object| object.deadline.map(|deadline| (object.id.clone(), deadline)))
            .filter(|(_, deadline)| deadline.year == year)
            .map(|(id, deadline)| (id, deadline.last_day()))
            .collect();
        for (object, last) in deadlines {
            let window =
                Window { from: last - chrono::Duration::days(50), to: last - chrono::Duration::days(12), open: reveal };
            world.visit(&draw_id(&draw), &object, window, Grave::Mild);
        }
    }
    let joint = match (year, quarter.period.quarter) {
        (2025, Some(2)) => Some(("2025-05-12", "2025-06-20", ("2025-05-26", "2025-06-20"))),
        // Revealed before the lists of the quarter are frozen, which count it: nobody is visited a third time.
        (2026, Some(3)) => Some(("2026-07-01", "2026-07-06", ("2026-07-13", "2026-08-21"))),
        _ => None,
    };
    if let Some((commit, reveal, (from, to))) = joint {
        let (draw, task) = (format!("{year}-joint"), format!("joint-{year}"));
        let drawn = world.commit(&draw, &task, whole(year), day(commit), &[Kl8], None)?;
        world.seal(&draw, drawn)?;
        world.reveal(&draw, day(reveal))?;
        // Visits begin late enough for a result to be published in time after the reveal.
        let window = Window { from: day(from), to: day(to), open: day(reveal) };
        visit_all(world, &draw, window, Grave::Mild);
    }
    Ok(())
}

/// The quarterly draws: general, key, special, one after the other.
fn draws(world: &mut World, quarter: &Quarter) -> Result<(), Report> {
    let mut made: Vec<String> = Vec::new();
    let second = Period::quarter(2026, 2);
    for (class, kind) in [(Class::General, Ssq), (Class::Key, Kl8), (Class::Special, Dlt)] {
        if class == Class::Special && quarter.period == Period::quarter(2026, 4) {
            continue;
        }
        let (draw, task) = (format!("{}-{}", quarter.period, class.as_str()), task(class, quarter.period.year));
        match can_draw(world, &task, quarter)? {
            Draw::Nobody => continue,
            Draw::Short => {
                world.shortfall(&draw, &task, quarter.period, quarter.commit)?;
                continue;
            }
            Draw::Some => {}
        }
        let drawn = world.commit(&draw, &task, quarter.period, quarter.commit, &[kind], None)?;
        if (class, quarter.period) == (Class::General, second) {
            made.push(void_and_again(world, &draw, &task, quarter, drawn.date())?);
            continue;
        }
        world.seal(&draw, drawn)?;
        made.push(draw);
    }
    merge(world, &made)?;
    substitute(world, &made)?;
    match quarter.reveal {
        Some(reveal) => reveal_all(world, quarter, &made, reveal),
        None => early(world, &made),
    }
}

fn task(class: Class, year: i32) -> String {
    format!("{}-{year}", class.as_str())
}

enum Draw {
    Some,
    Short,
    Nobody,
}

/// Whether a class has anybody who can be drawn.
fn can_draw(world: &World, task: &str, quarter: &Quarter) -> Result<Draw, Report> {
    let moment = at(quarter.commit, 10, 0);
    let id = TaskId::parse(task).expect("the name of a task");
    let (_, task) = freeze::task_in_force(&world.site, &id, quarter.period, moment)?;
    let lists = freeze::lists(&world.site, task, quarter.period, moment)?;
    Ok(match (lists.roster.is_empty(), lists.excluded.is_empty()) {
        (false, _) => Draw::Some,
        (true, false) => Draw::Short,
        (true, true) => Draw::Nobody,
    })
}

/// A list was found wrong after the numbers were drawn: void in public, and again.
fn void_and_again(world: &mut World, draw: &str, task: &str, quarter: &Quarter, drawn: Day) -> Result<String, Report> {
    let note = "名册中有一家企业的类别录入有误，开号以后发现，本次抽取作废，更正后重新抽取。";
    world.void(draw, later(drawn, 1), "roster-error", note)?;
    let again = format!("{draw}-b");
    let drawn = world.commit(&again, task, quarter.period, later(drawn, 4), &[Ssq, Kl8], Some(draw))?;
    world.seal(&again, drawn)?;
    Ok(again)
}

/// An object drawn twice in a quarter is visited once, by the team of the draw sealed first.
fn merge(world: &mut World, made: &[String]) -> Result<(), Report> {
    for (n, draw) in made.iter().enumerate() {
        for first in &made[..n] {
            let sealed = |draw: &str| world.folder(draw).times.sealed;
            let (first, later) = if sealed(first) <= sealed(draw) { (first, draw) } else { (draw, first) };
            let theirs: BTreeSet<ObjectId> = world.sealed(first).into_iter().map(|(id, _)| id).collect();
            let both: Vec<ObjectId> =
                world.sealed(later).into_iter().map(|(id, _)| id).filter(|id| theirs.contains(id)).collect();
            if !both.is_empty() {
                world.merge(later, first, &both)?;
            }
        }
    }
    Ok(())
}

/// Two inspectors could not go. Whoever is visited for two draws at once keeps the team: a merged visit was written with it already.
fn substitute(world: &mut World, made: &[String]) -> Result<(), Report> {
    for draw in made {
        let (ground, evidence) = match draw.as_str() {
            "2025q4-key" => ("leave", "请假单〔2025〕示例7号"),
            "2026q1-general" => ("recusal", "回避申请〔2026〕示例2号"),
            _ => continue,
        };
        let others = made.iter().filter(|other| *other != draw);
        let shared: BTreeSet<ObjectId> = others.flat_map(|other| world.sealed(other)).map(|(id, _)| id).collect();
        let first = world.sealed(draw).into_iter().find(|(id, _)| !shared.contains(id));
        if let Some((object, _)) = first {
            world.substitute(draw, &object, 1, ground, evidence)?;
        }
    }
    Ok(())
}

fn reveal_all(world: &mut World, quarter: &Quarter, made: &[String], reveal: Day) -> Result<(), Report> {
    for draw in made {
        world.reveal(draw, reveal)?;
    }
    let span = (reveal - quarter.commit).num_days().min(26);
    for draw in made {
        let sealed = world.folder(draw).times.sealed.map_or(quarter.commit, |time| time.date());
        let from = (reveal - chrono::Duration::days(span)).max(later(sealed, 3));
        let window = Window { from, to: reveal - chrono::Duration::days(2), open: reveal };
        let grave = match (quarter.period.year, quarter.period.quarter, world.class(&draw_id(draw))) {
            (2025, Some(2), Class::Special) => Grave::Clean,
            (2025, Some(1), _) => Grave::Mild,
            _ => Grave::Any,
        };
        visit_all(world, draw, window, grave);
    }
    Ok(())
}

fn visit_all(world: &mut World, draw: &str, window: Window, grave: Grave) {
    let id = draw_id(draw);
    let record = &world.site.draws[&id];
    let objects: Vec<ObjectId> = record.drawn.iter().map(|drawn| drawn.object.clone()).collect();
    let merged: BTreeMap<ObjectId, String> = record
        .substitutions
        .iter()
        .rev()
        .filter(|row| row.ground == "merged-visit" && row.slot == 0)
        .map(|row| (row.object.clone(), row.evidence.clone()))
        .collect();
    for object in objects {
        match merged.get(&object) {
            Some(first) => world.merged(&id, &draw_id(first), &object),
            None => world.visit(&id, &object, window, grave),
        }
    }
}

/// The present quarter: some objects are visited, some results public with their slips, the rest secret.
fn early(world: &mut World, made: &[String]) -> Result<(), Report> {
    for draw in made {
        let drawn = world.sealed(draw);
        let visited = (drawn.len() * 2).div_ceil(5).max(1);
        let window = Window { from: day("2026-10-19"), to: day("2026-10-30"), open: day("2026-10-30") };
        for (n, (object, _)) in drawn.into_iter().take(visited).enumerate() {
            world.visit(&draw_id(draw), &object, window, Grave::Mild);
            let key = (draw_id(draw), object.clone());
            // A dozen early results are enough to show what a slip is, however large the county.
            if n < 36 && n.is_multiple_of(3) && n + 1 < visited || n == 0 {
                world.open_slip(draw, &object)?;
            } else if let Some(visit) = world.site.visits.get_mut(&key) {
                // Nothing of it is public before the reveal.
                visit.published_at = None;
                world.site.followups.remove(&key);
            }
        }
    }
    Ok(())
}

/// The special draw of the present quarter is late: committed, its numbers are drawn tomorrow.
fn committed_and_waiting(world: &mut World) -> Result<(), Report> {
    let period = Period::quarter(2026, 4);
    let commit = world.as_of - chrono::Duration::days(1);
    if special_list(&world.site, period, at(commit, 10, 0)).is_empty() {
        return Ok(());
    }
    let from = later(world.as_of, 1);
    let task = task(Class::Special, 2026);
    world.commit_to(&format!("{period}-special"), &task, period, commit, from, Dlt)
}

/// Visits outside the draw, on each of the nine grounds.
fn exempt(world: &mut World, registry: &Registry) {
    let mut chance = Chance::new(world.seed, "exempt");
    let count = 18 + registry.sizes.general / 100;
    for n in 0..count {
        let object = chance.one(settled(registry)).clone();
        let visited = world.working(later(day("2025-01-13"), n * 640 / count + chance.below(9)));
        let ground = u8::try_from(1 + (n * 4) % 9).unwrap_or(1);
        let determined = world.working(later(visited, 3 + chance.below(8)));
        let published = world.working(later(determined, 3 + chance.below(9)));
        let known = determined <= world.as_of;
        let result = if chance.permille(300) { Phrase::Ordered } else { Phrase::Clean };
        let public = published <= world.as_of && n != count - 1;
        world.site.exempt.push(ExemptVisit {
            id: format!("F{}-{:03}", visited.format("%Y"), n + 1),
            object,
            visited,
            ground,
            reason: match ground {
                // One lacks the written reason that this ground needs.
                9 if (10..19).contains(&n) => None,
                9 => Some("配合市局开展走航监测，需当日进入厂区核对点位。".to_owned()),
                4 => Some("群众来电反映异味。".to_owned()),
                _ => None,
            },
            method: if n % 6 == 5 { Method::Paper } else { Method::Site },
            determined: known.then_some(determined),
            published_at: public.then(|| at(published, 10, 20)),
            result: known.then_some(result),
            withheld: None,
        });
    }
}
