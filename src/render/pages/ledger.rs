//! ledger/: for every draw, drawn = published + pending + withheld + sealed, and what is overdue. In: counts of public rows.
//! Out: `ledger/index.html`. A row whose sum does not come out says so; nothing is ever left out of the sum.

use crate::model::*;
use crate::output::OutputTree;
use crate::render::counts::Counts;
use crate::render::view::{self, Badge, Draws, Link};
use crate::render::{Context, Frame, PageKind};
use crate::site::DrawRecord;
use serde::Serialize;

#[derive(Serialize)]
struct View {
    as_of: String,
    years: Vec<Year>,
    total: Numbers,
    wrong: usize,
    overdue: Vec<Overdue>,
}

/// The draws of a year; those of the latest stand open.
#[derive(Serialize)]
struct Year {
    year: i32,
    open: bool,
    rows: Vec<Row>,
    total: Numbers,
}

#[derive(Serialize)]
struct Row {
    draw: Link,
    badge: Badge,
    numbers: Numbers,
}

#[derive(Serialize)]
struct Numbers {
    drawn: u64,
    published: u64,
    pending: u64,
    withheld: u64,
    sealed: u64,
    adds_up: bool,
}

#[derive(Serialize)]
struct Overdue {
    subject: Vec<Link>,
    text: String,
    due: String,
    reason: String,
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    tree.add("ledger/index.html", move || {
        let view = view(context);
        let numbers = [view.total.drawn, view.total.published].map(|number| number.to_string());
        let frame = Frame {
            title: context.words.get("ledger.title"),
            kind: PageKind::List,
            column: "ledger",
            description: context
                .say("ledger.description", [("drawn", numbers[0].as_str()), ("published", numbers[1].as_str())]),
            published_at: None,
            trail: Vec::new(),
        };
        context.page("ledger/index.html", "ledger.html", &frame, &view)
    });
}

fn view(context: &Context<'_>) -> View {
    let draws = Draws::new(context.site);
    let counted: Vec<(&DrawRecord, Counts)> = draws
        .latest_first()
        .into_iter()
        .map(|facts| (facts.draw, Counts::of(context.site, &draws, facts.draw)))
        .collect();
    let wrong = counted.iter().filter(|(_, counts)| !counts.adds_up()).count();
    let total = numbers(&Counts::sum(counted.iter().map(|(_, counts)| counts)));
    let years = counted.chunk_by(|a, b| a.0.period.year == b.0.period.year).enumerate();
    View {
        as_of: view::day(Some(context.site.as_of), context.words),
        total,
        wrong,
        years: years.map(|(at, counted)| year(context, counted, at == 0)).collect(),
        overdue: overdue(context, &draws),
    }
}

/// Draws of one year.
fn year(context: &Context<'_>, counted: &[(&DrawRecord, Counts)], open: bool) -> Year {
    let row = |(draw, counts): &(&DrawRecord, Counts)| Row {
        draw: view::draw_link(context, draw),
        badge: view::draw_badge(draw.state, context.words),
        numbers: numbers(counts),
    };
    Year {
        year: counted[0].0.period.year,
        open,
        rows: counted.iter().map(row).collect(),
        total: numbers(&Counts::sum(counted.iter().map(|(_, counts)| counts))),
    }
}

fn numbers(counts: &Counts) -> Numbers {
    Numbers {
        drawn: counts.drawn,
        published: counts.published,
        pending: counts.pending,
        withheld: counts.withheld,
        sealed: counts.sealed,
        adds_up: counts.adds_up(),
    }
}

/// What is due and not done, of whatever is about a draw or a visit.
fn overdue(context: &Context<'_>, draws: &Draws<'_>) -> Vec<Overdue> {
    let about_draw = |finding: &&Finding| {
        let draw = finding.subject.split('/').next().unwrap_or("");
        DrawId::parse(draw).is_ok_and(|id| draws.get(&id).is_some())
    };
    let rows = context.site.findings.iter().filter(|finding| finding.state == RuleState::Overdue).filter(about_draw);
    rows.filter(|finding| draws.shows_subject(&finding.subject))
        .map(|finding| Overdue {
            subject: view::subject(context, &finding.subject),
            text: view::finding_text(finding, context.words),
            due: view::day(finding.due, context.words),
            reason: finding.reason.clone().unwrap_or_else(|| context.words.get("show.no-reason")),
        })
        .collect()
}
