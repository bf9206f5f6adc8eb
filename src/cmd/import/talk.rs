//! Consent and questions. In: what is open. Out: answers from the keyboard, or the list of what is open for somebody who wants to be asked
//! nothing.

use super::Work;
use super::show::{self, line};
use crate::cmd::Exit;
use crate::cmd::ask::Ask;
use crate::cmd::desk::Stop;
use crate::import::{Answers, Choice, Findings, Question};
use crate::words::Words;

/// Asks all that is open now.
pub(super) fn talk(work: &Work<'_>, findings: &Findings, answers: &mut Answers) -> Result<(), Stop> {
    let words = work.desk.words();
    let ask = Ask::new(work.desk);
    let first = findings.questions.iter().any(Question::is_first);
    for question in findings.questions.iter().filter(|question| question.is_first() == first) {
        let answer = put(words, &ask, question)?;
        answers.said.insert(question.key.clone(), answer);
    }
    if first {
        return Ok(());
    }
    for (group, members) in findings.undecided(answers) {
        let (names, _) = show::kinds(words, &group);
        let count = members.len().to_string();
        println!("{}", words.fill("cli.import.consent", [("kinds", names.as_str()), ("count", count.as_str())]));
        let first = members.len().min(3);
        members[..first].iter().for_each(|member| print!("{}", show::proposal(words, member)));
        let mut options = vec![words.get("cli.import.accept"), words.get("cli.import.refuse")];
        if first < members.len() {
            options.push(words.get("cli.import.show"));
        }
        let consent = loop {
            match ask.choose(&words.get("cli.import.choose"), &options)? {
                Some(0) => break true,
                Some(1) => break false,
                Some(_) => members.iter().for_each(|member| print!("{}", show::proposal(words, member))),
                None => {}
            }
        };
        answers.groups.insert(group, consent);
    }
    let declined = findings.declined(answers);
    if declined.has_errors() { Err(work.desk.refused_alone(declined)) } else { Ok(()) }
}

fn put(words: &Words, ask: &Ask<'_>, question: &Question) -> Result<String, Stop> {
    let text = sentence(words, &format!("import.ask.{}", question.text), &question.args);
    if question.options.is_empty() {
        return ask.line(&text);
    }
    println!("{text}");
    let options: Vec<String> = question.options.iter().map(|option| meaning(words, option)).collect();
    loop {
        if let Some(chosen) = ask.choose(&words.get("cli.import.choose"), &options)? {
            return Ok(question.options[chosen].word.clone());
        }
    }
}

fn meaning(words: &Words, option: &Choice) -> String {
    sentence(words, &format!("import.answer.{}", option.text), &option.args)
}

fn sentence(words: &Words, key: &str, args: &[(&'static str, String)]) -> String {
    words.fill(key, args.iter().map(|(name, value)| (*name, value.as_str())))
}

/// Everything that is open, with the words that answer it on the command line.
pub(super) fn list(work: &Work<'_>, findings: &Findings, answers: &Answers) -> Stop {
    let words = work.desk.words();
    let mut text = show::proposals(words, findings, answers);
    for question in &findings.questions {
        text += &(sentence(words, &format!("import.ask.{}", question.text), &question.args) + "\n");
        for option in &question.options {
            let flag = format!("{}={}", question.key, option.word);
            text += &line(words, "option", &[("flag", &flag), ("meaning", &meaning(words, option))]);
        }
        if question.options.is_empty() {
            text += &line(words, "free", &[("key", &question.key)]);
        }
    }
    let declined = findings.declined(answers);
    if declined.has_errors() {
        text += &work.desk.refused_alone(declined).text;
    } else {
        text += &line(words, "open", &[]);
    }
    Stop { text, exit: Exit::Findings }
}
