//! `import`: the bureau's own files → tables of `content/`. In: the files, and the clerk's consent and answers. Out: what was understood,
//! what is proposed, refused and asked; then the tables, all of them or none. Everything is asked before anything is written.

mod drawn;
mod said;
mod show;
mod talk;
mod waiting;
mod write;

use super::Exit;
use super::desk::{Desk, Done, Stop, said as tell};
use super::language::style;
use crate::cli::{Cli, ImportArgs};
use crate::diag::{Diagnostic, Place, Report};
use crate::import::{self, ALL, Answers, Book, Drawn, Imported, Input, Reason, Target};
use crate::load::Raw;
use crate::model::Time;
use std::io;
use std::path::Path;

pub(super) fn run(cli: &Cli, args: &ImportArgs) -> Exit {
    let desk = Desk::new(cli);
    tell(import(&desk, args))
}

/// What does not change while the clerk answers.
struct Work<'a> {
    desk: &'a Desk<'a>,
    args: &'a ImportArgs,
    target: &'static Target,
    books: Vec<Book>,
    raw: Raw,
    moment: Time,
    reasons: Vec<Reason>,
    draws: Drawn,
}

fn import(desk: &Desk<'_>, args: &ImportArgs) -> Done {
    if !desk.root.join("content").is_dir() {
        return Err(desk.environment("no-content", &[("root", &desk.root.display().to_string())]));
    }
    // A preview changes nothing, so it also leaves alone what another command may be writing.
    if !args.dry_run {
        desk.complete()?;
    }
    let raw = crate::load::load(desk.root);
    let demo = raw.config.as_ref().is_some_and(|config| config.value.demo);
    let moment = desk.moment(args.at.as_deref(), demo)?;
    let target = ALL.into_iter().find(|target| target.word == args.what.as_str());
    let target = target.expect("every word of the command line has its target");
    let mut answers = said::answers(desk, args, target)?;
    let reasons = said::reasons(desk, args)?;
    let books = books(desk, args)?;
    // Only results look at who was drawn, and only they need the whole county in order.
    let draws =
        if target.word == "results" { drawn::drawn(desk, moment)? } else { Drawn { now: moment, ..Drawn::default() } };
    let work = Work { desk, args, target, books, raw, moment, reasons, draws };
    print!("{}", show::notes(desk.words(), &work.books));
    let mut shown = None;
    loop {
        let found = work.understand(&answers);
        if shown.as_ref() != Some(&found.layouts) {
            print!("{}", show::layouts(desk.words(), &found, target));
        }
        if found.findings.refused.has_errors() {
            print!("{}", show::dropped(desk.words(), &found.findings));
            print!("{}", show::proposals(desk.words(), &found.findings, &answers));
            return Err(desk.refused_alone(found.findings.refused));
        }
        let (mut findings, layouts) = (found.findings, found.layouts);
        if shown.is_none() && !findings.refused.diagnostics.is_empty() {
            // Only warnings are left.
            let warnings = std::mem::take(&mut findings.refused).sorted();
            print!("{}", crate::diag::print(&warnings, desk.words(), &work.raw.texts, style()));
        }
        let mut plan = None;
        // A blank sheet comes to no record and leaves nothing open.
        let blank = findings.questions.is_empty() && findings.undecided(&answers).is_empty();
        if !found.records.is_empty() || blank {
            plan = Some(write::plan(&work, &found.records, &answers, &mut findings)?);
        }
        if shown.is_none() {
            print!("{}", show::dropped(desk.words(), &findings));
        }
        shown = Some(layouts);
        let open = !findings.questions.is_empty() || !findings.undecided(&answers).is_empty();
        match plan.filter(|_| !open) {
            Some(plan) => return write::finish(&work, &plan, &findings),
            None if args.dry_run || args.no_questions => return Err(talk::list(&work, &findings, &answers)),
            None => talk::talk(&work, &findings, &mut answers)?,
        }
    }
}

impl Work<'_> {
    fn understand(&self, answers: &Answers) -> Imported {
        let whole = self.is_whole(answers);
        let input = Input {
            books: &self.books,
            target: self.target,
            answers,
            today: self.moment.date(),
            known: &self.raw,
            whole,
            draws: &self.draws,
        };
        import::run(&input)
    }

    /// Whether the files are the whole list, as far as anybody has said.
    fn is_whole(&self, answers: &Answers) -> bool {
        answers.get("list").map_or(self.target.whole, |word| word == "whole")
    }
}

/// Reads the files; all that cannot be read are told at once.
fn books(desk: &Desk<'_>, args: &ImportArgs) -> Result<Vec<Book>, Stop> {
    let mut report = Report::default();
    let mut books = Vec::new();
    for path in &args.files {
        match book(path) {
            Ok(book) => books.push(book),
            Err(fault) => report.push(*fault),
        }
    }
    if report.has_errors() { Err(desk.refused_alone(report)) } else { Ok(books) }
}

fn book(path: &Path) -> Result<Book, Box<Diagnostic>> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|fault| {
        let place = Place::file(&name);
        Box::new(match () {
            () if is_held(&fault) => Diagnostic::error("MC0919", place),
            () if fault.kind() == io::ErrorKind::NotFound => Diagnostic::error("MC0946", place),
            () => Diagnostic::error("MC0102", place).arg("fault", fault),
        })
    })?;
    import::read(&name, &bytes)
}

/// Another program holds the file: ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION of Windows.
fn is_held(fault: &io::Error) -> bool {
    let code = fault.raw_os_error().filter(|_| cfg!(windows));
    matches!(code, Some(32 | 33)) || fault.kind() == io::ErrorKind::ResourceBusy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_another_program_holds_is_told_from_other_faults() {
        assert!(is_held(&io::Error::from(io::ErrorKind::ResourceBusy)));
        assert!(!is_held(&io::Error::from(io::ErrorKind::PermissionDenied)));
        assert_eq!(is_held(&io::Error::from_raw_os_error(32)), cfg!(windows));
    }
}
