//! `pack --text` and `pack --snippets`: what else leaves the built site. In: the built folder. Out: one text file; a folder of settings.

use super::{Kept, differs, state};
use crate::cli::PackArgs;
use crate::cmd::desk::{Desk, Done};
use crate::output::{self, Manifest};
use crate::release::{Changes, Dump, dump, snippets};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Writes the visible text of all pages, or of the new and changed ones.
pub(super) fn text(desk: &Desk<'_>, args: &PackArgs, (out, to): (&Path, &Path), earlier: &[Kept]) -> Done {
    let manifest = output::compare(out).map_err(|found| differs(desk, out, &found))?;
    let old = match &args.since {
        Some(old) => state(desk, old, &args.source, earlier)?,
        None => Manifest::default(),
    };
    let wanted: BTreeSet<String> = Changes::between(&old, &manifest).sent();
    let mut pages = Vec::new();
    for path in wanted.into_iter().filter(|path| path.ends_with(".html")) {
        let file = out.join(&path);
        let bytes = fs::read(&file).map_err(|fault| desk.io(&file, &fault))?;
        pages.push((path, String::from_utf8_lossy(&bytes).into_owned()));
    }
    let words = desk.words();
    let word = |key: &str| words.get(&format!("release.text.{key}"));
    let labels = Dump { page: word("page"), meta: word("meta"), aside: word("aside") };
    let body = dump(pages.iter().map(|(path, html)| (path.as_str(), html.as_str())), &labels).replace('\n', "\r\n");
    let bytes = if args.gb18030 {
        encoding_rs::GB18030.encode(&body).0.into_owned()
    } else {
        [b"\xef\xbb\xbf", body.as_bytes()].concat()
    };
    fs::write(to, bytes).map_err(|fault| desk.io(to, &fault))?;
    let (n, letters) = (pages.len().to_string(), body.chars().filter(|c| !c.is_whitespace()).count().to_string());
    let to = to.display().to_string();
    Ok(desk.tell("release.text.done", &[("to", &to), ("n", &n), ("letters", &letters)]))
}

/// Writes the settings of web servers, with a page that says where each goes.
pub(super) fn settings(desk: &Desk<'_>, folder: &Path) -> Done {
    fs::create_dir_all(folder).map_err(|fault| desk.io(folder, &fault))?;
    let about = format!("\u{feff}{}", desk.words().get("release.settings-about")).replace('\n', "\r\n");
    let files = snippets().into_iter().chain([("README.txt", about)]);
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|fault| desk.io(&path, &fault))?;
    }
    Ok(desk.tell("release.settings", &[("folder", &folder.display().to_string())]))
}
