//! Ready settings of web servers. In: the page on hosting, whose blocks the project's tests run. Out: files by name, word for word.

use std::collections::BTreeMap;

/// The page.
const PAGE: &str = include_str!("../../docs/hosting.md");

/// Name of a block on the page, and of the file it becomes. A name with a leading dot would be hidden, and lost when files are copied.
const FILES: [(&str, &str); 5] = [
    ("mingchou.rules", "nginx-mingchou.rules"),
    ("mingchou.conf", "nginx-mingchou.conf"),
    ("location", "nginx-location.conf"),
    (".htaccess", "apache-htaccess.txt"),
    ("web.config", "iis-web.config"),
];

/// Files by name, with LF.
pub fn snippets() -> BTreeMap<&'static str, String> {
    FILES.iter().map(|(block, file)| (*file, text(block))).collect()
}

fn text(name: &str) -> String {
    let page = PAGE.replace("\r\n", "\n");
    let is_head =
        |line: &str| line.strip_prefix("```").and_then(|rest| rest.split_once(' ')).is_some_and(|(_, own)| own == name);
    let lines = page.lines().skip_while(|line| !is_head(line)).skip(1).take_while(|line| *line != "```");
    lines.map(|line| format!("{line}\n")).collect()
}
