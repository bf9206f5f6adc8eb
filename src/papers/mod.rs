//! What is printed around a draw: the record that those present sign, the sealed list, a task list for each team, a form for
//! each visit, and an index that says which to print how often. In: the county, the draw, who goes where, what the clerk
//! says of place and persons. Out: files by name, each secret or not. No IO, no clock: the same input gives the same bytes.

mod form;
mod html;
mod index;
mod list;
mod record;
mod say;
mod sheets;
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

/// All papers of the draw as it stands. Errors: an address too long for a code, a text too long for a cell, in the writer's words.
pub fn make(input: &Input<'_>) -> Result<Papers, String> {
    let desk = Desk::new(input);
    let mut papers = Papers::new();
    let stage = input.record.state.as_str();
    let whole = |name: &str| vec![(None, format!("{} {name}", desk.record.id))];
    let record = record::body(&desk).map_err(|fault| fault.to_string())?;
    let title = desk.say.raw(&format!("record.title.{stage}"), &[]);
    papers.insert(format!("record-{stage}.html"), desk.paper(&title, &whole(&title), &record, false));
    if !input.visits.is_empty() {
        let secret = desk.is_sealed();
        for (name, key, body) in
            [("list.html", "list.title", list::body(&desk)), ("tasks.html", "tasks.title", tasks::body(&desk))]
        {
            let title = desk.say.raw(key, &[]);
            papers.insert(name.into(), desk.paper(&title, &whole(&title), &body, secret));
        }
        forms(&desk, &mut papers);
        for (name, bytes) in sheets::all(&desk)? {
            papers.insert(name, Paper { bytes, secret });
        }
    }
    if let Some(bytes) = &input.slips {
        papers.insert("slips.html".into(), Paper { bytes: bytes.clone(), secret: desk.is_sealed() });
    }
    // It tells how many teams there are and which objects are visited together.
    let title = desk.say.raw("index.title", &[]);
    let index = desk.paper(&title, &whole(&title), &index::body(&desk, &papers), desk.is_sealed());
    papers.insert("index.html".into(), index);
    Ok(papers)
}

/// The forms, each alone, so that its pages are counted alone, and all as one page to be printed at once.
fn forms(desk: &Desk<'_>, papers: &mut Papers) {
    let (mut all, mut feet) = (String::new(), Vec::new());
    let name = desk.say.raw("form.title", &[]);
    for visit in desk.own_forms() {
        let (number, id) = (desk.number(visit), format!("form-{}", desk.short(visit)));
        let body = form::body(desk, visit, &id);
        let title = format!("{name} {number}");
        papers.insert(format!("{id}.html"), desk.paper(&title, &[(None, number.clone())], &body, desk.is_sealed()));
        all.push_str(&body);
        feet.push((Some(id), number));
    }
    if !all.is_empty() {
        papers.insert("forms.html".into(), desk.paper(&name, &feet, &all, desk.is_sealed()));
    }
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

    /// A page as a file.
    fn paper(&self, title: &str, feet: &[html::Foot], body: &str, secret: bool) -> Paper {
        Paper { bytes: html::page(&self.say, title, self.input.css, feet, body).into_bytes(), secret }
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

    /// The bureau, and the department it works with in this task.
    fn bureaus(&self) -> String {
        let partner = self.task.and_then(|task| task.partner.as_deref());
        let own = html::escaped(&self.site.config.bureau.name);
        partner.map_or_else(|| own.clone(), |partner| format!("{own}　{}", html::escaped(partner)))
    }

    /// The line at the head of what is secret.
    fn secrecy(&self) -> String {
        if !self.is_sealed() {
            return String::new();
        }
        format!(
            "<p class=\"secret\"><strong>{}</strong> {}</p>\n",
            self.say.text("secret", &[]),
            self.say.text("secret-do", &[])
        )
    }

    /// The line that says that everything is invented.
    fn demo(&self) -> String {
        if self.site.config.demo {
            format!("<p class=\"demo\">{}</p>\n", self.say.text("demo", &[]))
        } else {
            String::new()
        }
    }

    fn code(&self, id: &str, text: &str, caption: &str) -> Result<String, qr::TooLong> {
        let title = self.say.raw(caption, &[]);
        let code = qr::svg(text, &qr::Label { id, title: &title, description: text })?;
        Ok(format!("<figure>{code}<figcaption>{}</figcaption></figure>\n", html::escaped(&title)))
    }
}
