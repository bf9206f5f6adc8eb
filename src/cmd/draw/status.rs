//! `draw status`: where every draw stands, what comes next and until when.

use crate::cli::StatusArgs;
use crate::cmd::clock;
use crate::cmd::desk::{Desk, Done};
use crate::model::{Time, parse_day, write_time};
use crate::steps::{Standing, standing};
use serde::Serialize;

/// One draw for a program.
#[derive(Serialize)]
struct Line<'a> {
    draw: &'a str,
    state: &'a str,
    next: &'a str,
    from: Option<String>,
    due: Option<String>,
    overdue: bool,
}

/// Says where draws stand.
pub(super) fn status(desk: &Desk<'_>, args: &StatusArgs) -> Done {
    let moment = match &args.as_of {
        None => clock::now(),
        Some(text) => {
            let day = parse_day(text).ok_or_else(|| desk.usage("as-of", text))?;
            day.and_hms_opt(23, 59, 59).ok_or_else(|| desk.usage("as-of", text))?
        }
    };
    let county = desk.county(None)?;
    let mut lines = standing(&county.site, moment);
    if let Some(draw) = &args.draw {
        let id = desk.draw_id(draw)?;
        lines.retain(|line| line.draw == id);
        if lines.is_empty() {
            return Err(desk.usage("no-draw", draw));
        }
    }
    Ok(if args.json { json(&lines) } else { text(desk, &lines) })
}

fn json(lines: &[Standing]) -> String {
    let lines: Vec<Line<'_>> = lines
        .iter()
        .map(|line| Line {
            draw: line.draw.as_str(),
            state: line.state.as_str(),
            next: line.next.as_str(),
            from: line.from.map(write_time),
            due: line.due.map(write_time),
            overdue: line.overdue,
        })
        .collect();
    serde_json::to_string_pretty(&lines).expect("standings are plain data") + "\n"
}

fn text(desk: &Desk<'_>, lines: &[Standing]) -> String {
    if lines.is_empty() {
        return desk.say("status.none", &[]);
    }
    let shown = |time: Option<Time>| time.map_or_else(String::new, |t| t.format("%Y-%m-%d %H:%M:%S").to_string());
    let one = |line: &Standing| {
        let state = desk.word(&format!("stage.{}", line.state.as_str()));
        let (from, due) = (shown(line.from), shown(line.due));
        let next = desk.say(&format!("next.{}", line.next.as_str()), &[("from", &from), ("due", &due)]);
        let mark = if line.overdue { desk.word("status.overdue") } else { String::new() };
        format!("{}  {state}{mark}  {next}", line.draw)
    };
    lines.iter().map(one).collect()
}
