//! What makes a file self-contained: its style and scripts inside, and a policy that lets exactly these run and nothing be asked
//! for. In: texts. Out: what `handout/frame.html` writes.

use super::Made;
use crate::render::Context;
use base64::Engine;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Style, scripts and policy of one file.
#[derive(Serialize)]
pub(super) struct Inside {
    policy: String,
    style: String,
    scripts: Vec<String>,
}

impl Inside {
    /// Of theme sheets and scripts. Errors: a sheet the theme lacks, or a text that would end its own element.
    pub(super) fn new(context: &Context<'_>, sheets: &[&str], scripts: Vec<String>) -> Made<Self> {
        let style = sheets.iter().map(|name| asset(context, name)).collect::<Made<Vec<_>>>()?.concat();
        if style.contains("</") {
            return Err("a style sheet that is put into a page must not hold \"</\"".into());
        }
        if scripts.iter().any(|script| script.contains("</") || script.contains("<!--")) {
            return Err("a script that is put into a page must hold neither \"</\" nor \"<!--\"".into());
        }
        let run: Vec<String> = scripts.iter().map(|script| source(script)).collect();
        let run = if run.is_empty() { "'none'".to_owned() } else { run.join(" ") };
        let policy = format!(
            "default-src 'none'; script-src {run}; style-src {}; img-src data:; form-action 'none'; base-uri 'none'",
            source(&style)
        );
        Ok(Self { policy, style, scripts })
    }
}

/// A file of the theme's `assets/` as text.
pub(super) fn asset(context: &Context<'_>, name: &str) -> Made<String> {
    let bytes = context.theme.assets().get(name).ok_or_else(|| format!("the theme lacks assets/{name}"))?;
    // A browser takes CR LF for LF before it compares; the policy must speak of the same text.
    Ok(String::from_utf8_lossy(bytes).replace("\r\n", "\n"))
}

/// As a policy names an inline text.
fn source(text: &str) -> String {
    format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes())))
}
