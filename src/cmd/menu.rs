//! No command at all: in a terminal a menu of what is due and what can be done about it; elsewhere the same list once, so that no script
//! hangs. In: the bureau's folder, answers. Out: the chosen commands, run one after the other until an empty answer.

use super::ask::Ask;
use super::desk::{Desk, Stop};
use super::{Exit, help, run as run_cli, todo};
use crate::cli::Cli;
use crate::todo::{Errand, Kind};
use clap::FromArgMatches;
use std::io::{self, IsTerminal, Write};

/// Errands that are shown with a number of their own; `todo` shows all.
const SHOWN: usize = 9;
/// Commands that the menu offers where this program has them, in the order of a clerk's work.
const COMMANDS: [&[&str]; 12] = [
    &["draw"],
    &["import"],
    &["result"],
    &["template"],
    &["check"],
    &["log", "publish"],
    &["build"],
    &["pack"],
    &["handout"],
    &["report"],
    &["archive"],
    &["todo"],
];

/// A word that a command cannot do without, as the menu asks for it.
enum Need {
    /// One of these, each with its sentence below `menu.word`.
    Word(&'static [&'static str]),
    /// A text, asked for by a sentence below `menu.ask`.
    Text(&'static str),
}

const TABLES: &[&str] = &["objects", "inspectors", "items", "tasks", "results", "events"];

/// What a command of [`COMMANDS`] needs beside its name.
fn needs(command: &[String]) -> &'static [Need] {
    match command {
        [word] => match word.as_str() {
            "import" => &[Need::Word(TABLES), Need::Text("file")],
            "template" => &[Need::Word(TABLES)],
            "report" => &[Need::Word(&["summary", "plan", "results", "platform"]), Need::Text("round")],
            "archive" => &[Need::Text("round")],
            "result" => &[Need::Word(&["add", "publish", "list"]), Need::Text("draw")],
            "demo" => &[Need::Text("folder")],
            _ => &[],
        },
        _ => &[],
    }
}

/// The whole command; none where a question was left without an answer.
fn completed(desk: &Desk<'_>, command: &[String]) -> Option<Vec<String>> {
    let (ask, mut words) = (Ask::new(desk), command.to_vec());
    for need in needs(command) {
        match need {
            Need::Word(all) => {
                let own = &command[0];
                let options: Vec<String> =
                    all.iter().map(|word| desk.words().get(&format!("menu.word.{own}.{word}"))).collect();
                let at = ask.choose(&desk.words().get("menu.ask.which"), &options).ok()??;
                words.push(all[at].to_owned());
            }
            Need::Text(key) => {
                // A path that was dragged into the window comes in quotes.
                let text = ask.line(&desk.words().get(&format!("menu.ask.{key}"))).ok()?;
                let text = text.trim_matches(['"', '\'']).to_owned();
                if text.is_empty() {
                    return None;
                }
                words.push(text);
            }
        }
    }
    Some(words)
}

/// Something to choose.
struct Entry {
    text: String,
    /// The command; empty: only a sentence is said.
    command: Vec<String>,
    /// What is said instead, or before.
    hint: String,
}

/// `mingchou` alone. Without a terminal nobody can choose: what is due is printed, and the exit says that a command is missing.
pub(super) fn bare(cli: &Cli) -> Exit {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return run(cli);
    }
    let desk = Desk::new(cli);
    if desk.root.join("content").is_dir() {
        match list(&desk) {
            Ok((head, entries)) => {
                print!("{head}");
                entries.iter().for_each(|entry| println!("  {}", entry.text));
            }
            Err(stop) => eprint!("{}", stop.text),
        }
    }
    eprint!("{}", desk.tell("menu.no-terminal", &[]));
    Exit::Usage
}

/// The menu, whatever answers: again and again until nothing is chosen.
pub(super) fn run(cli: &Cli) -> Exit {
    let desk = Desk::new(cli);
    loop {
        let entries = if desk.root.join("content").is_dir() { at_the_bureau(&desk) } else { nowhere(&desk) };
        let options: Vec<String> = entries.iter().map(|entry| entry.text.clone()).collect();
        match Ask::new(&desk).choose(&desk.words().get("menu.which"), &options) {
            Ok(Some(at)) => chosen(cli, &desk, &entries[at]),
            Ok(None) => return Exit::Good,
            Err(_) => {
                eprint!("{}", desk.tell("menu.ended", &[]));
                return Exit::Usage;
            }
        }
    }
}

/// Bureau, day and what is due. Errors: the county is not whole.
fn list(desk: &Desk<'_>) -> Result<(String, Vec<Entry>), Stop> {
    let due = todo::due(desk, None)?;
    let (day, n) = (due.moment.date().to_string(), due.list.len().to_string());
    let overdue = due.list.iter().filter(|errand| errand.overdue).count().to_string();
    let bureau = due.config.bureau.name.as_str();
    let args = [("bureau", bureau), ("day", &day), ("n", &n), ("overdue", &overdue)];
    let head = desk.tell(if due.list.is_empty() { "menu.nothing" } else { "menu.head" }, &args);
    Ok((head, due.told(desk.words()).map(|(errand, sentence)| entry(desk, errand, &sentence)).collect()))
}

/// An errand and what can be done about it from here.
fn entry(desk: &Desk<'_>, errand: &Errand, sentence: &str) -> Entry {
    let word = |key: &str| desk.words().get(key);
    let late = if errand.overdue { word("menu.late") } else { String::new() };
    let (command, hint): (&[&str], &str) = match errand.kind {
        Kind::Commit
        | Kind::Log
        | Kind::LoggedLate
        | Kind::Wait
        | Kind::Seal
        | Kind::Void
        | Kind::Reveal
        | Kind::Replace => (&["draw"], ""),
        Kind::Visit | Kind::Results if help::has(&["result"]) => (&["result"], ""),
        Kind::Visit | Kind::Results => (&[], "menu.hint.results"),
        Kind::Items | Kind::Objects | Kind::Inspectors | Kind::Plan => (&[], "menu.hint.begin"),
        Kind::Draft => (&[], "menu.hint.draft"),
        Kind::Archive => (&["archive"], ""),
        Kind::ArchiveGone | Kind::ArchiveChanged | Kind::ArchiveKept => (&[], "menu.hint.archive"),
        Kind::Publish => (&["log", "publish"], ""),
        Kind::Rule | Kind::Reason => (&[], "menu.hint.reason"),
        Kind::Certificate => (&[], "menu.hint.certificate"),
        Kind::Calendar => (&[], "menu.hint.calendar"),
    };
    let hint = if hint.is_empty() { String::new() } else { desk.tell(hint, &[("subject", &errand.subject)]) };
    let mut command = owned(command);
    if errand.kind == Kind::Archive {
        command.push(errand.subject.clone());
    }
    Entry { text: format!("{late}{sentence}"), command, hint }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// What is due, then the commands.
fn at_the_bureau(desk: &Desk<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    match list(desk) {
        Ok((head, due)) => {
            print!("\n{head}");
            let more = due.len().saturating_sub(SHOWN);
            entries.extend(due.into_iter().take(SHOWN));
            if more > 0 {
                print!("{}", desk.tell("menu.more", &[("n", &more.to_string())]));
            }
        }
        Err(stop) => {
            // The faults themselves are what `check` says.
            print!("\n{}", desk.tell("menu.faulty", &[("lines", &stop.text.lines().count().to_string())]));
        }
    }
    for words in COMMANDS.into_iter().filter(|words| help::has(words)) {
        let text = desk.words().get(&format!("menu.command.{}", words.join("-")));
        entries.push(Entry { text, command: owned(words), hint: String::new() });
    }
    entries
}

/// A folder that is no bureau's: how to begin.
fn nowhere(desk: &Desk<'_>) -> Vec<Entry> {
    print!("\n{}", desk.tell("menu.nowhere", &[("root", &desk.root.display().to_string())]));
    let begin: [&[&str]; 3] = [&["init"], &["demo"], &["--help"]];
    let known = begin.into_iter().filter(|words| words[0].starts_with('-') || help::has(words));
    known
        .map(|words| {
            let text = desk.words().get(&format!("menu.command.{}", words[0].trim_start_matches('-')));
            Entry { text, command: owned(words), hint: String::new() }
        })
        .collect()
}

/// Says the hint, or runs the command as if it had been typed.
fn chosen(cli: &Cli, desk: &Desk<'_>, entry: &Entry) {
    print!("{}", entry.hint);
    if entry.command.is_empty() {
        return;
    }
    let Some(words) = completed(desk, &entry.command) else { return };
    println!("{}", desk.words().fill("menu.runs", [("command", words.join(" ").as_str())]));
    io::stdout().flush().ok();
    let root = cli.root.display().to_string();
    let lang = if desk.words().lang == "en" { "en" } else { "zh" };
    let line = ["mingchou", "--root", &root, "--lang", lang].into_iter().chain(words.iter().map(String::as_str));
    let matches = help::command(desk.words()).try_get_matches_from(line);
    match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => {
            let code = run_cli(&cli);
            println!("{}", desk.words().get(if code == 0 { "menu.done" } else { "menu.stopped" }));
        }
        Err(error) if !error.use_stderr() => print!("{error}"),
        Err(error) => eprint!("{}", help::sentence(&error, desk.words(), &format!("mingchou {}", words.join(" ")))),
    }
}
