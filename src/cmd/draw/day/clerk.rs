//! The person at the keyboard during the day of a draw. In: questions by their key. Out: answers; or why a step is left: the input ended,
//! the person went back, the step was refused.

use crate::cli::Cli;
use crate::cmd::ask::Ask;
use crate::cmd::desk::{Desk, Stop};
use crate::cmd::{Exit, help, run};
use clap::FromArgMatches;
use std::io::{self, IsTerminal, Write};

/// Why a step is left.
#[derive(Debug)]
pub(super) enum Leave {
    /// There are no more answers.
    Ended,
    /// An empty answer where one was needed: back to what can be done.
    Back,
    /// The step was refused.
    Refused(Stop),
}

impl From<Stop> for Leave {
    fn from(stop: Stop) -> Self {
        Self::Refused(stop)
    }
}

/// An answer, or why there is none.
pub(super) type Heard<T> = Result<T, Leave>;

/// Who asks, where, at which moment.
pub(super) struct Clerk<'a> {
    /// The desk.
    pub(super) desk: &'a Desk<'a>,
    /// `--at`.
    pub(super) at: Option<&'a str>,
    ask: Ask<'a>,
}

impl<'a> Clerk<'a> {
    pub(super) fn new(desk: &'a Desk<'a>, at: Option<&'a str>) -> Self {
        Self { desk, at, ask: Ask::new(desk) }
    }

    /// A word by its key.
    pub(super) fn word(&self, key: &str) -> String {
        self.desk.words().get(key)
    }

    /// A sentence by its key.
    pub(super) fn fill(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.desk.words().fill(key, args.iter().copied())
    }

    /// Says a sentence.
    pub(super) fn tell(&self, key: &str, args: &[(&str, &str)]) {
        self.show(&self.desk.tell(key, args));
    }

    /// Shows text that has its line ends.
    pub(super) fn show(&self, text: &str) {
        print!("{text}");
        io::stdout().flush().ok();
    }

    /// Shows why something was refused; the day goes on.
    pub(super) fn refused(&self, stop: &Stop) {
        self.show(&format!("\n{}", stop.text));
    }

    /// A line that may be empty.
    pub(super) fn line(&self, key: &str, args: &[(&str, &str)]) -> Heard<String> {
        self.ask.line(&self.fill(key, args)).map_err(|_| Leave::Ended)
    }

    /// A line; an empty one goes back.
    pub(super) fn filled(&self, key: &str, args: &[(&str, &str)]) -> Heard<String> {
        let line = self.line(key, args)?;
        if line.is_empty() { Err(Leave::Back) } else { Ok(line) }
    }

    /// A line; an empty one takes what is proposed, if anything is.
    pub(super) fn proposed(&self, key: &str, proposal: &str) -> Heard<String> {
        let shown = if proposal.is_empty() { String::new() } else { self.fill("day.proposal", &[("value", proposal)]) };
        let line = self.line(key, &[("proposal", &shown)])?;
        Ok(if line.is_empty() { proposal.to_owned() } else { line })
    }

    /// Yes or no.
    pub(super) fn yes(&self, key: &str, args: &[(&str, &str)]) -> Heard<bool> {
        self.ask.yes(&self.fill(key, args)).map_err(|_| Leave::Ended)
    }

    /// One of several; none goes back.
    pub(super) fn choose(&self, key: &str, options: &[String]) -> Heard<Option<usize>> {
        self.ask.choose(&self.fill(key, &[]), options).map_err(|_| Leave::Ended)
    }

    /// Takes what stands above out of sight, so that the next person does not see it. A terminal is cleared with what it scrolled away; one
    /// that does not know how still moves it up by more than a screen.
    pub(super) fn hide(&self) {
        if io::stdout().is_terminal() {
            let clear =
                if cfg!(windows) && std::env::var_os("WT_SESSION").is_none() { "" } else { "\x1b[3J\x1b[2J\x1b[H" };
            self.show(&format!("{}{clear}", "\n".repeat(100)));
        }
    }

    /// Runs another command of this program in the same folder and language, as if it had been typed. Out: how it ended; none where this
    /// program has no such command.
    pub(super) fn command(&self, words: &[&str]) -> Option<u8> {
        let lang = if self.desk.words().lang == "en" { "en" } else { "zh" };
        let root = self.desk.root.display().to_string();
        let line = ["mingchou", "--root", &root, "--lang", lang].into_iter().chain(words.iter().copied());
        let matches = help::command(self.desk.words()).try_get_matches_from(line).ok()?;
        let cli = Cli::from_arg_matches(&matches).ok()?;
        io::stdout().flush().ok();
        Some(run(&cli))
    }

    /// Whether this program has a command of that name.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        help::has(words)
    }

    /// Everything was said.
    pub(super) fn goodbye(&self) -> Exit {
        self.tell("day.bye", &[]);
        Exit::Good
    }

    /// The answers ended before the questions did.
    pub(super) fn cut_off(&self) -> Exit {
        eprint!("{}", self.desk.tell("day.cut-off", &[]));
        Exit::Usage
    }
}
