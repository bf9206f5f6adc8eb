//! The style sheet and the markup know the same classes: none without a rule, no rule without a use.

use std::collections::BTreeSet;
use std::path::Path;

fn theme() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/gov")
}

/// Class names of a template; what an expression makes at run time ends in `*`.
fn classes(template: &str) -> BTreeSet<String> {
    let values = template.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut found = BTreeSet::new();
    for value in values {
        let mut rest = value;
        let mut plain = String::new();
        while let Some(at) = rest.find('{') {
            let close = if rest[at..].starts_with("{{") { "}}" } else { "%}" };
            let end = rest[at..].find(close).expect("an expression ends") + at + 2;
            plain.push_str(&rest[..at]);
            plain.push_str(if close == "}}" { "*" } else { " " });
            rest = &rest[end..];
        }
        plain.push_str(rest);
        found.extend(plain.split_whitespace().map(str::to_owned));
    }
    found
}

/// Class names that the sheet has rules for.
fn styled(sheet: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for selectors in sheet.split('}').filter_map(|rule| rule.rsplit_once('{').map(|(selectors, _)| selectors)) {
        let selectors = selectors.rsplit("*/").next().expect("a split has a last part");
        for (at, _) in selectors.match_indices('.') {
            let name: String =
                selectors[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                found.insert(name);
            }
        }
    }
    found
}

#[test]
fn every_class_has_a_rule_and_every_rule_a_class() {
    let mut used = BTreeSet::new();
    for entry in walkdir::WalkDir::new(theme().join("templates")) {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|kind| kind == "html") {
            used.extend(classes(&std::fs::read_to_string(entry.path()).unwrap()));
        }
    }
    // What Rust writes: the charts and the QR codes.
    used.extend(["chart", "chart-*", "bar", "bar-*", "qr"].map(str::to_owned));
    // What only scripts write, because without script there is no check in the page: its steps, the list that sorts itself,
    // the verdict, the details, and the buttons beside a new nonce.
    let scripted = [
        "pick-over",
        "check-box",
        "check-own",
        "check-one",
        "check-now",
        "check-steps",
        "now",
        "bad",
        "check-caption",
        "balls",
        "ball",
        "ball-rank",
        "ball-name",
        "ball-ticket",
        "ball-drawn",
        "balls-title",
        "balls-cut",
        "balls-gap",
        "verdict",
        "verdict-*",
        "check-faults",
        "check-compared",
        "check-open",
        "nonce-acts",
    ];
    used.extend(scripted.map(str::to_owned));
    let styled = styled(&std::fs::read_to_string(theme().join("assets/site.css")).unwrap());
    assert!(used.len() > 40 && styled.len() > 60, "{} used, {} styled", used.len(), styled.len());
    let made: Vec<&str> = used.iter().filter_map(|name| name.strip_suffix('*')).collect();
    let bare: Vec<&String> = used.iter().filter(|name| !name.contains('*') && !styled.contains(*name)).collect();
    assert!(bare.is_empty(), "classes without a rule: {bare:?}");
    let fits = |name: &String| used.contains(name) || made.iter().any(|prefix| name.starts_with(prefix));
    let idle: Vec<&String> = styled.iter().filter(|name| !fits(name)).collect();
    assert!(idle.is_empty(), "rules without a class: {idle:?}");
    for prefix in made {
        assert!(styled.iter().any(|name| name.starts_with(prefix)), "{prefix}* has no rule");
    }
}
