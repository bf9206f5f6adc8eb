//! Help and wrong arguments in the language of messages. In: the arguments of the process, the word files (`help.COMMAND.ARGUMENT`). Out:
//! the parsed command line; or help or a sentence about the wrong argument has been printed, and the exit code.

use super::language::{chosen, of};
use crate::cli::{Cli, Lang};
use crate::words::Words;
use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, CommandFactory, Error, FromArgMatches, Parser};
use std::ffi::OsString;

/// Arguments that every command has; their sentences stand once, below `help`.
const EVERYWHERE: [&str; 4] = ["lang", "root", "help", "version"];

/// Reads the command line.
pub(super) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, u8> {
    let args: Vec<OsString> = args.into_iter().collect();
    // The sentences are for help and for wrong arguments; what is right is read without them.
    if let Ok(cli) = Cli::try_parse_from(&args) {
        return Ok(cli);
    }
    let words = of(chosen(asked(&args)));
    let mut command = command(&words);
    let shown: Vec<String> = args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let found = command.try_get_matches_from_mut(args).and_then(|matches| Cli::from_arg_matches(&matches));
    found.map_err(|error| {
        let is_help = !error.use_stderr();
        if is_help || words.lang == "en" {
            error.print().ok();
        } else {
            eprint!("{}", sentence(&error, &words, &path(&command, &shown)));
        }
        u8::try_from(error.exit_code()).unwrap_or(2)
    })
}

/// Prints the help of the whole: a checker alone has no menu.
#[cfg(not(feature = "site"))]
pub(super) fn shown(cli: &Cli) -> super::Exit {
    let help = command(&super::language::words(cli)).render_help();
    eprint!("{help}");
    super::Exit::Usage
}

/// Behind every option of a command, which are counted from 0.
const LAST: usize = 900;

/// `--lang`, looked for before anything else, since it says in which language a wrong argument is told.
fn asked(args: &[OsString]) -> Option<Lang> {
    let texts: Vec<&str> = args.iter().map(|arg| arg.to_str().unwrap_or_default()).collect();
    let named = texts.iter().enumerate().find_map(|(at, text)| match text.strip_prefix("--lang") {
        Some("") => texts.get(at + 1).copied(),
        Some(value) => value.strip_prefix('='),
        None => None,
    });
    match named? {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// All commands with the sentences of a language. One without a sentence keeps that of the code; a test tells it.
pub(super) fn command(words: &Words) -> Command {
    let mut command = Cli::command();
    command.build();
    localised(command, "help", words)
}

fn localised(command: Command, path: &str, words: &Words) -> Command {
    let mut command = command;
    let about = format!("{path}.about");
    if words.has(&about) {
        command = command.about(words.get(&about)).long_about(Resettable::Reset);
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    if words.lang != "en" {
        command = titled(command, words);
    }
    command = command.mut_args(|arg| explained(arg, path, words));
    for name in names {
        let inside = format!("{path}.{name}");
        command = command.mut_subcommand(&name, |sub| match name.as_str() {
            // Made by clap itself; what stands below it are the same commands again.
            "help" => sub.about(words.get("help.ui.help")),
            _ => localised(sub, &inside, words),
        });
    }
    command
}

/// The fixed words of a help page.
fn titled(command: Command, words: &Words) -> Command {
    let mut command = command;
    let usage = usage(&command.render_usage().to_string(), words);
    let template = format!(
        "{{before-help}}{{about-with-newline}}\n{}{{usage}}\n\n{{all-args}}{{after-help}}",
        words.get("help.ui.usage")
    );
    command.help_template(template).override_usage(usage).subcommand_help_heading(words.get("help.ui.commands"))
}

/// A usage line without its title, in the words of the language.
fn usage(line: &str, words: &Words) -> String {
    let line = line.trim().strip_prefix("Usage:").unwrap_or(line).trim();
    let names = [("[OPTIONS]", "options-word"), ("[COMMAND]", "command"), ("<COMMAND>", "command-must")];
    names.iter().fold(line.to_owned(), |line, (name, key)| line.replace(name, &words.get(&format!("help.ui.{key}"))))
}

/// Positional arguments as they are typed; what every command takes comes behind its own options. Below a heading of its own clap would sort
/// the first by name and put the second between.
fn ordered(arg: Arg) -> Arg {
    let place = match (arg.get_index(), arg.get_id().as_str()) {
        (Some(index), _) => index,
        (None, "lang" | "root") => LAST,
        _ => return arg,
    };
    arg.display_order(place)
}

/// One argument with its sentence.
fn explained(arg: Arg, path: &str, words: &Words) -> Arg {
    let id = arg.get_id().as_str().to_owned();
    let key = if EVERYWHERE.contains(&id.as_str()) { format!("help.{id}") } else { format!("{path}.{id}") };
    if !words.has(&key) {
        return arg;
    }
    let mut help = words.get(&key);
    let mut arg = ordered(arg.long_help(Resettable::Reset));
    if words.lang != "en" {
        let heading = if arg.is_positional() { "help.ui.arguments" } else { "help.ui.options" };
        arg = arg.help_heading(words.get(heading));
        let joined = |values: Vec<String>| values.join(&words.get("help.ui.comma"));
        let possible: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        if arg.get_action().takes_values() && !possible.is_empty() && !arg.is_hide_possible_values_set() {
            help.push_str(&words.fill("help.ui.possible", [("values", joined(possible).as_str())]));
            arg = arg.hide_possible_values(true);
        }
        let default: Vec<String> =
            arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
        if arg.get_action().takes_values() && !default.is_empty() {
            help.push_str(&words.fill("help.ui.default", [("value", joined(default).as_str())]));
            arg = arg.hide_default_value(true);
        }
    }
    arg.help(help)
}

/// The command that the arguments begin with, as it is typed.
pub(super) fn path(command: &Command, args: &[String]) -> String {
    let (mut inside, mut path) = (command, vec!["mingchou"]);
    for arg in args.iter().skip(1) {
        if let Some(found) = inside.find_subcommand(arg) {
            path.push(found.get_name());
            inside = found;
        }
    }
    path.join(" ")
}

/// What is wrong with the arguments, what was meant perhaps, how the command is written, and where all of it stands.
pub(super) fn sentence(error: &Error, words: &Words, command: &str) -> String {
    let get = |kind| error.get(kind).map(text).unwrap_or_default();
    let argument = get(ContextKind::InvalidArg);
    let args = [
        ("argument", argument.as_str()),
        ("value", &get(ContextKind::InvalidValue)),
        ("prior", &get(ContextKind::PriorArg)),
        ("command", &get(ContextKind::InvalidSubcommand)),
        ("valid", &get(ContextKind::ValidValue)),
        ("commands", &get(ContextKind::ValidSubcommand)),
    ];
    let key = match error.kind() {
        ErrorKind::UnknownArgument if !argument.starts_with('-') => "extra",
        ErrorKind::UnknownArgument => "unknown",
        ErrorKind::InvalidSubcommand => "command",
        ErrorKind::InvalidValue if get(ContextKind::InvalidValue).is_empty() => "no-value",
        ErrorKind::InvalidValue if !get(ContextKind::ValidValue).is_empty() => "one-of",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "value",
        ErrorKind::MissingRequiredArgument => "missing",
        ErrorKind::ArgumentConflict if get(ContextKind::PriorArg) == argument => "twice",
        ErrorKind::ArgumentConflict => "conflict",
        ErrorKind::NoEquals => "equals",
        ErrorKind::TooManyValues => "too-many",
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => "number",
        ErrorKind::MissingSubcommand => "no-command",
        ErrorKind::InvalidUtf8 => "utf8",
        // Among them the whole help where a command lacks its subcommand.
        _ => return error.render().to_string(),
    };
    let mut out = words.fill(&format!("help.error.{key}"), args) + "\n";
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    for near in near.into_iter().map(get).filter(|near| !near.is_empty()) {
        out.push_str(&(words.fill("help.error.near", [("near", near.as_str())]) + "\n"));
    }
    let line = usage(&get(ContextKind::Usage), words);
    if !line.is_empty() {
        out.push_str(&format!("\n{}{line}\n", words.get("help.ui.usage")));
    }
    out + &words.fill("help.error.more", [("command", command)]) + "\n"
}

/// A value of an error as text; several ones on one line.
fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(", "),
        ContextValue::StyledStrs(all) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        ContextValue::None => String::new(),
        other => other.to_string(),
    }
}

/// Whether there is a command of these names, one inside the other.
#[cfg(feature = "site")]
pub(super) fn has(names: &[&str]) -> bool {
    let command = Cli::command();
    names.iter().try_fold(&command, |inside, name| inside.find_subcommand(name)).is_some()
}
