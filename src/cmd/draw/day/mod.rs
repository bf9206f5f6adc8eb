//! `draw` without a step: the day of a draw, question by question. In: answers, the state on disk. Out: the same steps that the commands
//! take one by one. Where it begins is read anew each time from the protocol's files and `secrets/`, so that it goes on after a crash where
//! that state says; all questions of a step come before its first write.

mod begin;
mod clerk;
mod lists;
mod numbers;
mod open;
mod publish;
mod record;
mod visits;
mod wrong;

use crate::check::{self, Planned};
use crate::cmd::Exit;
use crate::cmd::desk::{County, Desk};
use crate::model::{DrawId, Time};
use crate::site::Site;
use crate::steps::{Next, Standing, standing};
use chrono::Duration;
use clerk::{Clerk, Leave};

/// A draw of a period that is over is offered this long: a reveal is due by then.
const LATE_DAYS: i64 = 31;

/// What can be gone on with.
enum Item {
    /// A draw that the plan asks for.
    New(Planned),
    /// A draw on its way.
    Open(Standing),
    /// Something is not logged or not in the built site.
    Publish,
}

/// Asks and does, until the person stops.
pub(super) fn run(desk: &Desk<'_>, at: Option<&str>) -> Exit {
    let clerk = Clerk::new(desk, at);
    clerk.tell("day.hello", &[]);
    loop {
        let left = match desk.county(at) {
            // A wrong argument or folder is not mended by reading again.
            Err(stop) if matches!(stop.exit, Exit::Usage | Exit::Environment) => {
                clerk.refused(&stop);
                return stop.exit;
            }
            Err(stop) => {
                clerk.refused(&stop);
                clerk.yes("day.again", &[])
            }
            Ok(county) => turn(&clerk, &county),
        };
        match left {
            Ok(true) | Err(Leave::Back) => {}
            Ok(false) => return clerk.goodbye(),
            Err(Leave::Ended) => return clerk.cut_off(),
            Err(Leave::Refused(stop)) => clerk.refused(&stop),
        }
    }
}

/// One round: what there is, which one, its step. Out: whether to go on.
fn turn(clerk: &Clerk<'_>, county: &County) -> Result<bool, Leave> {
    let items = items(clerk, county)?;
    let day = county.moment.format("%Y-%m-%d %H:%M").to_string();
    let bureau = county.site.config.bureau.name.as_str();
    if items.is_empty() {
        clerk.tell("day.nothing", &[("bureau", bureau), ("day", &day)]);
        return Ok(false);
    }
    clerk.tell("day.head", &[("bureau", bureau), ("day", &day)]);
    let options: Vec<String> = items.iter().map(|item| shown(clerk, county, item)).collect();
    let Some(chosen) = clerk.choose("day.which", &options)? else { return Ok(false) };
    match &items[chosen] {
        Item::New(planned) => begin::begin(clerk, county, planned)?,
        Item::Open(line) => open::go_on(clerk, county, line)?,
        Item::Publish => publish::publish(clerk, None)?,
    }
    Ok(true)
}

/// Draws on their way, the most urgent first, then those the plan asks for, then what is not published yet.
fn items(clerk: &Clerk<'_>, county: &County) -> Result<Vec<Item>, Leave> {
    let today = county.moment.date();
    let running = |draw: &Planned| draw.period.first_day() <= today && today <= draw.due + Duration::days(LATE_DAYS);
    let planned: Vec<Planned> = check::planned(&county.site).into_iter().filter(running).collect();
    let again = |line: &Standing| {
        let draw = county.site.draws.get(&line.draw);
        draw.is_some_and(|draw| planned.iter().any(|p| p.task == draw.task && p.period == draw.period))
    };
    let mut open: Vec<Standing> = standing(&county.site, county.moment)
        .into_iter()
        .filter(|line| {
            !matches!(line.next, Next::Nothing | Next::Replace) || (line.next == Next::Replace && !again(line))
        })
        // What no plan asks for any more cannot be drawn again; its page says so.
        .filter(|line| line.next != Next::Replace)
        .collect();
    open.sort_by_key(|line| (line.due.is_none(), line.due, line.draw.clone()));
    let mut items: Vec<Item> = open.into_iter().map(Item::Open).chain(planned.into_iter().map(Item::New)).collect();
    if publish::is_behind(clerk, county)? {
        items.push(Item::Publish);
    }
    Ok(items)
}

/// An item on one line.
fn shown(clerk: &Clerk<'_>, county: &County, item: &Item) -> String {
    match item {
        Item::New(planned) => {
            let (period, due) = (planned.period.to_string(), planned.due.to_string());
            let args = [("task", planned.name.as_str()), ("period", &period), ("due", &due), ("when", &planned.when)];
            let key = if planned.again { "day.item.again" } else { "day.item.new" };
            let late = if planned.due < county.moment.date() { clerk.word("day.item.late") } else { String::new() };
            clerk.fill(key, &args) + &late
        }
        Item::Open(line) => {
            let state = clerk.word(&format!("cli.draw.stage.{}", line.state.as_str()));
            let next = next(clerk, line);
            let late = if line.overdue { clerk.word("day.item.late") } else { String::new() };
            clerk.fill("day.item.open", &[("draw", line.draw.as_str()), ("state", &state), ("next", &next)]) + &late
        }
        Item::Publish => clerk.word("day.item.publish"),
    }
}

/// What comes next for a draw, in words without commands.
fn next(clerk: &Clerk<'_>, line: &Standing) -> String {
    let time = |time: Option<Time>| time.map(minute).unwrap_or_default();
    let (from, due) = (time(line.from), time(line.due));
    clerk.fill(&format!("day.next.{}", line.next.as_str()), &[("from", &from), ("due", &due)])
}

/// A moment as people say it.
fn minute(time: Time) -> String {
    time.format("%Y-%m-%d %H:%M").to_string()
}

/// An object's name where the county knows it.
fn object_name(site: &Site, id: &str) -> String {
    site.objects.get(id).map_or_else(|| id.to_owned(), |object| format!("{}（{id}）", object.name))
}

/// A name for a new draw that nobody has yet: the period and the class, then a number.
fn free_name(site: &Site, planned: &Planned) -> Option<String> {
    let stem = format!("{}-{}", planned.period, planned.class.as_str());
    let stem = if is_free(site, &stem) || is_own(site, planned, &stem) {
        stem
    } else {
        format!("{}-{}", planned.period, planned.task)
    };
    let names = std::iter::once(stem.clone()).chain((2..100).map(|n| format!("{stem}-{n}")));
    names.into_iter().find(|name| DrawId::parse(name).is_ok() && is_free(site, name))
}

fn is_free(site: &Site, name: &str) -> bool {
    !site.draws.keys().any(|id| id.as_str() == name)
}

/// Whether the name is that of an earlier draw of the same task, which the new one replaces.
fn is_own(site: &Site, planned: &Planned, name: &str) -> bool {
    site.draws
        .values()
        .any(|draw| draw.id.as_str() == name && draw.task == planned.task && draw.period == planned.period)
}
