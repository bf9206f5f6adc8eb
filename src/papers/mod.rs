//! What is printed around a draw: the record that those present sign, the sealed list, a task list for each team, a form for
//! each visit, and an index that says which to print how often. In: the county, the draw, who goes where, what the clerk
//! says of place and persons. Out: files by name, each secret or not. No IO, no clock: the same input gives the same bytes.

mod form;
mod html;
mod index;
mod list;
mod record;
mod say;
mod tasks;
mod visits;

pub use visits::{Outcome, Team, Visit, arrange};

use crate::draw::Commit;
use crate::model::{Plan, Task};
use crate::qr;
use crate::site::{DrawRecord, DrawState, Site};
use crate::words::Words;
use say::Say;
use std::collections::BTreeMap;

/// What the papers are made from.
pub struct Input<'a> {
    /// The county.
    pub site: &'a Site,
    /// Words of the language of the papers.
    pub words: &'a Words,
    /// The draw.
    pub record: &'a DrawRecord,
    /// Its visits in draw order; none before the seal.
    pub visits: &'a [Visit<'a>],
    /// Where the draw is held; empty: a line to fill in.
    pub place: &'a str,
    /// Who is present: a name, perhaps a blank and what they are.
    pub present: &'a [String],
    /// Address of the site with its last `/`; none: no code of the draw's page.
    pub base: Option<&'a str>,
    /// The style sheet, to stand inside each page.
    pub css: &'a str,
    /// The slips of all drawn objects as one page, where there are any.
    pub slips: Option<Vec<u8>>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it shows what the draw has sealed.
    pub secret: bool,
}

/// Files by name.
pub type Papers = BTreeMap<String, Paper>;

/// Most signatures that the record has room for, at least.
const SIGNATURES: usize = 16;

/// All papers of the draw as it stands. Errors: an address too long for a code.
pub fn make(input: &Input<'_>) -> Result<Papers, qr::TooLong> {
    let desk = Desk::new(input);
    let mut papers = Papers::new();
    let mut add = |name: String, body: String, title: &str, secret: bool| {
        let bytes = html::page(&desk.say, title, input.css, &body).into_bytes();
        papers.insert(name, Paper { bytes, secret });
    };
    let stage = input.record.state.as_str();
    let title = desk.say.raw(&format!("record.title.{stage}"), &[]);
    add(format!("record-{stage}.html"), record::body(&desk)?, &title, false);
    if !input.visits.is_empty() {
        let secret = desk.is_sealed();
        add("list.html".into(), list::body(&desk), &desk.say.raw("list.title", &[]), secret);
        add("tasks.html".into(), tasks::body(&desk), &desk.say.raw("tasks.title", &[]), secret);
        let forms: Vec<(&Visit<'_>, String)> = desk.own_forms().map(|visit| (visit, form::body(&desk, visit))).collect();
        let all: String = forms.iter().map(|(_, body)| body.as_str()).collect();
        add("forms.html".into(), all, &desk.say.raw("form.title", &[]), secret);
        for (visit, body) in forms {
            let title = format!("{} {}", desk.say.raw("form.title", &[]), desk.number(visit));
            add(format!("form-{}.html", desk.short(visit)), body, &title, secret);
        }
    }
    if let Some(bytes) = &input.slips {
        papers.insert("slips.html".into(), Paper { bytes: bytes.clone(), secret: desk.is_sealed() });
    }
    let body = index::body(&desk, &papers);
    let bytes = html::page(&desk.say, &desk.say.raw("index.title", &[]), input.css, &body).into_bytes();
    // It tells how many teams there are and which objects are visited together.
    papers.insert("index.html".into(), Paper { bytes, secret: desk.is_sealed() });
    Ok(papers)
}

/// What every paper needs.
struct Desk<'a> {
    input: &'a Input<'a>,
    say: Say<'a>,
    site: &'a Site,
    record: &'a DrawRecord,
    plan: Option<&'a Plan>,
    task: Option<&'a Task>,
}

impl<'a> Desk<'a> {
    fn new(input: &'a Input<'a>) -> Self {
        let (site, record) = (input.site, input.record);
        let plan = site.plans.iter().find(|plan| plan.record_path() == record.plan.0);
        let task = plan.and_then(|plan| plan.tasks.iter().find(|task| task.id == record.task));
        Self { input, say: Say { words: input.words }, site, record, plan, task }
    }

    fn is_sealed(&self) -> bool {
        self.record.state == DrawState::Sealed
    }

    fn commit(&self) -> Option<&'a Commit> {
        self.record.commit.as_ref()
    }

    /// Visits that this draw's own teams make: a merged one is made for the draw that was sealed first.
    fn own_forms(&self) -> impl Iterator<Item = &'a Visit<'a>> {
        self.input.visits.iter().filter(|visit| visit.host.is_none())
    }

    /// Number of a visit within the draw, with leading zeros.
    fn short(&self, visit: &Visit<'_>) -> String {
        let width = self.input.visits.len().to_string().len().max(2);
        format!("{:0width$}", visit.number)
    }

    /// Number of a visit's form.
    fn number(&self, visit: &Visit<'_>) -> String {
        format!("{}-{}", self.record.id, self.short(visit))
    }

    /// The line at the head of what is secret.
    fn secrecy(&self) -> String {
        if !self.is_sealed() {
            return String::new();
        }
        format!("<p class=\"secret\"><strong>{}</strong> {}</p>\n", self.say.text("secret", &[]), self.say.text("secret-do", &[]))
    }

    /// The line that says that everything is invented.
    fn demo(&self) -> String {
        if self.site.config.demo { format!("<p class=\"demo\">{}</p>\n", self.say.text("demo", &[])) } else { String::new() }
    }

    fn code(&self, id: &str, text: &str, caption: &str) -> Result<String, qr::TooLong> {
        let title = self.say.raw(caption, &[]);
        let code = qr::svg(text, &qr::Label { id, title: &title, description: text })?;
        Ok(format!("<figure>{code}<figcaption>{}</figcaption></figure>\n", html::escaped(&title)))
    }
}
