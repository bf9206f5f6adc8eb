//! What words of an office's table say: law lists, rates, cycles, classes, methods, results, grounds. In: the text of a cell. Out: a value of
//! the program's tables with what was done to get it, or nothing. Never chooses where a text can mean two things.

pub(crate) mod law;
pub(crate) mod rate;
pub(crate) mod word;

/// A value for a cell: the cell's own, or one to be agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// The value as the program's table holds it.
    pub(crate) value: String,
    /// What was done to get it: word keys below `import-kinds.why`; none where the cell says exactly this.
    pub(crate) why: Vec<&'static str>,
}

impl Said {
    /// The cell says exactly this.
    pub(crate) fn exactly(value: impl Into<String>) -> Self {
        Self { value: value.into(), why: Vec::new() }
    }

    /// To be agreed to.
    pub(crate) fn proposed(value: impl Into<String>, why: &'static str) -> Self {
        Self { value: value.into(), why: vec![why] }
    }
}

/// Digits, letters and signs of double width as their plain forms; every kind of blank gone. For comparing, never for keeping.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !crate::diag::is_invisible(*c))
        .map(|c| match c {
            '－' | '—' | '–' | '～' | '〜' => '-',
            '∶' | '︰' => ':',
            '﹪' => '%',
            '〔' | '【' => '[',
            '〕' | '】' => ']',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect()
}
