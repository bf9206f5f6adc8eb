//! The language of messages. In: `--lang`, else the locale of the environment. Out: the word file of that language.

use crate::cli::{Cli, Lang};
use crate::words::Words;

/// Language tag of the word files: `--lang`, else LC_ALL, LC_MESSAGES, LANG (the first that is set), else Chinese on
/// Windows, where the clerk sits, and English elsewhere.
pub(super) fn lang(cli: &Cli) -> &'static str {
    chosen(cli.lang)
}

/// The same, before the arguments are read as a whole.
pub(super) fn chosen(lang: Option<Lang>) -> &'static str {
    let chinese = match lang {
        Some(lang) => lang == Lang::Zh,
        None => ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
            .map_or(cfg!(windows), |locale| locale.starts_with("zh")),
    };
    if chinese { "zh-CN" } else { "en" }
}

/// The built-in words of the language of messages.
pub(super) fn words(cli: &Cli) -> Words {
    of(lang(cli))
}

pub(super) fn of(lang: &str) -> Words {
    Words::built_in(lang).expect("the program speaks Chinese and English")
}

/// Colours only where a person looks and has not asked for none (`NO_COLOR`).
#[cfg(feature = "site")]
pub(super) fn style() -> crate::diag::Style {
    use std::io::IsTerminal;
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if std::io::stderr().is_terminal() && !plain { crate::diag::Style::Colour } else { crate::diag::Style::Plain }
}

/// A value of a foreign file: control characters would act on the terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect()
}
