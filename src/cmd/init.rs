//! `init`: the folder of a new county. In: answers from a file, from arguments, from the keyboard. Out: the folder as a whole, or nothing.
//! Everything is asked before anything is written.

use super::ask::Ask;
use super::desk::{Desk, Done, Stop, said};
use super::{Exit, clock};
use crate::cli::{Cli, InitArgs};
use crate::diag::Diagnostic;
use crate::init::{Answers, BESIDE, QUESTIONS, Question, Shape, folder};
use crate::{load, store};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

pub(super) fn run(cli: &Cli, args: &InitArgs) -> Exit {
    let desk = Desk::new(cli);
    said(init(&desk, args, args.dir.as_deref().unwrap_or(&cli.root)))
}

fn init(desk: &Desk<'_>, args: &InitArgs, root: &Path) -> Done {
    let program = std::env::current_exe().ok();
    let occupied = |fault| desk.store_fault(&fault);
    // Nobody answers nineteen questions to hear that the folder is the wrong one.
    store::is_free(root, &BESIDE, program.as_deref()).map_err(occupied)?;
    let answers = answers(desk, args)?;
    let files = folder(&answers, clock::now(), root).map_err(|report| desk.refused_alone(report))?;
    store::found(root, &files.content, &files.beside, program.as_deref()).map_err(occupied)?;
    let shown = root.display().to_string();
    Ok(desk.tell("init.done", &[("folder", &shown)]))
}

fn answers(desk: &Desk<'_>, args: &InitArgs) -> Result<Answers, Stop> {
    let mut answers = match &args.answers {
        Some(path) => from_file(desk, path)?,
        None => Answers::default(),
    };
    let given = set(desk, args, &mut answers)?;
    if args.answers.is_none() {
        ask(desk, &given, &mut answers)?;
    }
    answers.complete();
    Ok(answers)
}

fn from_file(desk: &Desk<'_>, path: &Path) -> Result<Answers, Stop> {
    let bytes = std::fs::read(path).map_err(|fault| desk.io(path, &fault))?;
    let text = load::decode(&bytes).map_err(|_| desk.io(path, &io::Error::from(io::ErrorKind::InvalidData)))?;
    Answers::read(&path.display().to_string(), &text).map_err(|report| desk.refused_alone(report))
}

/// Answers of `--set`, all of them looked at before one is refused. Out: their keys.
fn set<'a>(desk: &Desk<'_>, args: &'a InitArgs, answers: &mut Answers) -> Result<BTreeSet<&'a str>, Stop> {
    let (mut given, mut wrong) = (BTreeSet::new(), String::new());
    for text in &args.set {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        match QUESTIONS.iter().find(|question| question.key == key) {
            Some(question) => match answers.set(question, value.trim()) {
                Ok(()) => drop(given.insert(key)),
                Err(fault) => wrong.push_str(&fault_line(desk, &fault)),
            },
            None => {
                let keys: Vec<&str> = QUESTIONS.iter().map(|question| question.key).collect();
                wrong.push_str(&desk.tell("init.no-key", &[("key", key), ("keys", &keys.join(" "))]));
            }
        }
    }
    if wrong.is_empty() { Ok(given) } else { Err(Stop { text: wrong, exit: Exit::Usage }) }
}

fn fault_line(desk: &Desk<'_>, fault: &Diagnostic) -> String {
    let (what, cure) = (fault.say(desk.words(), "what"), fault.say(desk.words(), "do"));
    desk.tell("init.wrong", &[("what", &what), ("do", &cure)])
}

fn ask(desk: &Desk<'_>, given: &BTreeSet<&str>, answers: &mut Answers) -> Result<(), Stop> {
    let open: Vec<&Question> = QUESTIONS.iter().filter(|question| !given.contains(question.key)).collect();
    if open.is_empty() {
        return Ok(());
    }
    let ask = Ask::new(desk);
    print!("{}", desk.tell("init.begin", &[("n", &open.len().to_string())]));
    for (at, question) in open.iter().enumerate() {
        let number = format!("{}/{}", at + 1, open.len());
        loop {
            let typed = one(desk, &ask, question, &number, answers)?;
            match answers.set(question, &typed) {
                Ok(()) => break,
                Err(fault) => print!("{}", fault_line(desk, &fault)),
            }
        }
    }
    Ok(())
}

/// Asks once. Out: what was typed; for a choice its word.
fn one(desk: &Desk<'_>, ask: &Ask<'_>, question: &Question, number: &str, answers: &Answers) -> Result<String, Stop> {
    let words = desk.words();
    let proposed = answers.proposed(question.key);
    let said = |value: &str| match question.shape {
        Shape::Word(_) => words.get(&format!("init.word.{value}")),
        _ => value.to_owned(),
    };
    let mut line =
        words.fill("init.question", [("n", number), ("question", &words.get(&format!("init.ask.{}", question.key)))]);
    if !proposed.is_empty() {
        line.push_str(&words.fill("init.proposed", [("value", said(&proposed).as_str())]));
    }
    match question.shape {
        Shape::Word(choices) => {
            let options: Vec<String> = choices.iter().map(|word| said(word)).collect();
            let chosen = ask.choose(&line, &options)?;
            Ok(chosen.map(|at| choices[at].to_owned()).unwrap_or_default())
        }
        _ if question.needed => ask.filled(&line),
        _ => ask.line(&line),
    }
}
