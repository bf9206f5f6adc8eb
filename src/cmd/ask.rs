//! Questions to the person at the keyboard. In: standard input, a line an answer; a script may feed it. Out: answers, or a [`Stop`] where
//! the input ends before the last answer: a command asks everything before it writes anything.

use super::desk::{Desk, Stop};
use encoding_rs::GB18030;
use std::io::{self, BufRead, Write};

/// Words that mean yes and no, beside those of the language.
const YES: [&str; 4] = ["y", "yes", "是", "1"];
const NO: [&str; 4] = ["n", "no", "否", "0"];

/// Somebody who answers.
pub(super) struct Ask<'a> {
    desk: &'a Desk<'a>,
}

impl<'a> Ask<'a> {
    pub(super) fn new(desk: &'a Desk<'a>) -> Self {
        Self { desk }
    }

    /// A line of text without blanks at its ends, perhaps empty. Text in GB18030, as a Chinese console may give it, is read too.
    pub(super) fn line(&self, question: &str) -> Result<String, Stop> {
        print!("{question} ");
        io::stdout().flush().ok();
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut bytes);
        match read {
            Ok(0) | Err(_) => {
                println!();
                Err(self.desk.wrong("ask.ended", &[]))
            }
            Ok(_) => {
                let text = match String::from_utf8(bytes) {
                    Ok(text) => text,
                    Err(fault) => GB18030.decode_without_bom_handling(fault.as_bytes()).0.into_owned(),
                };
                Ok(text.trim().to_owned())
            }
        }
    }

    /// A line that is not empty; asks again until it is there.
    pub(super) fn filled(&self, question: &str) -> Result<String, Stop> {
        loop {
            let line = self.line(question)?;
            if !line.is_empty() {
                return Ok(line);
            }
            print!("{}", self.desk.tell("ask.fill", &[]));
        }
    }

    /// Yes or no; asks again until it is one of them.
    pub(super) fn yes(&self, question: &str) -> Result<bool, Stop> {
        let question = format!("{question} {}", self.desk.words().get("ask.yes-no"));
        loop {
            let line = self.line(&question)?.to_lowercase();
            if YES.contains(&line.as_str()) {
                return Ok(true);
            }
            if NO.contains(&line.as_str()) {
                return Ok(false);
            }
            print!("{}", self.desk.tell("ask.again", &[]));
        }
    }

    /// One of several, by its number. Out: its place from 0; none where the answer is empty.
    pub(super) fn choose(&self, question: &str, options: &[String]) -> Result<Option<usize>, Stop> {
        for (at, option) in options.iter().enumerate() {
            println!("  {:>2}  {option}", at + 1);
        }
        loop {
            let line = self.line(question)?;
            if line.is_empty() {
                return Ok(None);
            }
            match line.parse::<usize>() {
                Ok(number) if (1..=options.len()).contains(&number) => return Ok(Some(number - 1)),
                _ => print!("{}", self.desk.tell("ask.number", &[("most", &options.len().to_string())])),
            }
        }
    }
}
