//! What is to be deleted on the host, for the people there: a list, a batch file and a shell script. In: paths and words. Out: three texts
//! whose lines end as their reader expects. Paths of the site hold letters, digits, `.`, `-`, `_` and `/` only, so none needs a quote.

use crate::output::OutPath;
use std::collections::BTreeSet;

/// Three texts that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// For a person: a heading, then one path a line; UTF-8 with a byte order mark, CRLF.
    pub list: Vec<u8>,
    /// For Windows: ASCII, CRLF; the site's folder is its argument.
    pub batch: Vec<u8>,
    /// For a shell: ASCII, LF; the site's folder is its argument.
    pub shell: Vec<u8>,
}

impl Removal {
    /// Writes the texts. `heading`: what to do with the list, in lines. Paths that could not be paths of a site are left out.
    pub fn of(paths: &BTreeSet<String>, heading: &str) -> Self {
        let paths: Vec<&str> = paths.iter().map(String::as_str).filter(|path| OutPath::new(path).is_ok()).collect();
        Self { list: list(&paths, heading), batch: batch(&paths), shell: shell(&paths) }
    }
}

fn list(paths: &[&str], heading: &str) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for line in heading.lines() {
        text.push_str(&format!("# {line}\r\n"));
    }
    for path in paths {
        text.push_str(&format!("{path}\r\n"));
    }
    text.into_bytes()
}

/// Folders of the paths, inner ones first: they may have become empty.
fn folders<'a>(paths: &[&'a str]) -> Vec<&'a str> {
    let mut all = BTreeSet::new();
    for path in paths {
        let mut rest = *path;
        while let Some((folder, _)) = rest.rsplit_once('/') {
            all.insert(folder);
            rest = folder;
        }
    }
    let mut all: Vec<&str> = all.into_iter().collect();
    all.sort_by_key(|folder| (std::cmp::Reverse(folder.matches('/').count()), *folder));
    all
}

fn batch(paths: &[&str]) -> Vec<u8> {
    let mut text = String::from(
        "@echo off\r\nrem Drop the folder of the site on this file, or name it as the argument.\r\n\
         if not exist \"%~1\\SHA256SUMS.txt\" (\r\n  echo No site in \"%~1\".\r\n  pause\r\n  exit /b 1\r\n)\r\n\
         cd /d \"%~1\"\r\n",
    );
    for path in paths {
        let path = path.replace('/', "\\");
        text.push_str(&format!("if exist \"{path}\" del /f /q \"{path}\"\r\n"));
    }
    for folder in folders(paths) {
        // Without /s only an empty folder goes.
        text.push_str(&format!("rd \"{}\" 2>nul\r\n", folder.replace('/', "\\")));
    }
    text.push_str("exit /b 0\r\n");
    text.into_bytes()
}

fn shell(paths: &[&str]) -> Vec<u8> {
    let mut text = String::from(
        "#!/bin/sh\n# sh THIS-FILE FOLDER-OF-THE-SITE\n\
         test -f \"$1/SHA256SUMS.txt\" || { echo \"No site in $1\" >&2; exit 1; }\ncd \"$1\" || exit 1\n",
    );
    for path in paths {
        text.push_str(&format!("rm -f {path}\n"));
    }
    for folder in folders(paths) {
        text.push_str(&format!("rmdir {folder} 2>/dev/null\n"));
    }
    text.push_str("exit 0\n");
    text.into_bytes()
}
