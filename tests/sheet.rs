//! The discipline of the style sheet (docs/site-design.md). Its sections are layers that old engines understand, which holds
//! only as long as no rule shouts over the order; its colours are tokens, so an engine drops all of them or none; and every
//! pair of them that carries words can be read, in every scheme.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

/// What the whole sheet may weigh for the reader, compressed.
const BUDGET: usize = 8 * 1024;
/// Sections in the order in which later rules win.
const SECTIONS: [&str; 10] =
    ["Reset", "Tokens", "Base", "Frame", "Words", "Parts", "States", "Pages", "Modes", "Print"];
/// Places inside Pages for what only one kind of page has.
const PLACES: [&str; 5] = ["Finding", "Objects", "Draws", "Charts", "Data"];
/// Selectors that may shout.
const LOUD: [&str; 1] = ["[hidden]"];

fn sheet() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/gov/assets/site.css")).unwrap()
}

/// A rule: the section and the at-rules around it, its selectors, its declarations.
struct Rule {
    section: String,
    around: Vec<String>,
    selectors: Vec<String>,
    declarations: Vec<(String, String)>,
}

/// Splits at a mark outside of parentheses and quotes.
fn split(text: &str, mark: char) -> Vec<String> {
    let (mut parts, mut depth, mut quoted) = (vec![String::new()], 0, false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        if c == mark && depth == 0 && !quoted {
            parts.push(String::new());
        } else {
            parts.last_mut().unwrap().push(c);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// The rules of the sheet in order. A sheet that does not close what it opens fails.
fn rules(sheet: &str) -> Vec<Rule> {
    let (mut found, mut around, mut section) = (Vec::new(), Vec::<String>::new(), String::new());
    let mut rest = sheet;
    while let Some(at) = rest.find(['{', '}']) {
        let mut head = &rest[..at];
        while let Some(open) = head.find("/*") {
            let close = head.find("*/").expect("a comment ends before the next rule");
            if let Some(name) = head[open..close].strip_prefix("/* ======== ") {
                section = name.trim_end_matches([' ', '=']).to_owned();
            }
            head = &head[close + 2..];
        }
        let head = head.trim();
        if rest.as_bytes()[at] == b'}' {
            assert!(head.is_empty(), "{head} stands between rules");
            around.pop().expect("a brace too many");
            rest = &rest[at + 1..];
            continue;
        }
        rest = &rest[at + 1..];
        let nests = head.starts_with("@media") || head.starts_with("@supports");
        if nests {
            around.push(head.to_owned());
            continue;
        }
        let end = rest.find('}').expect("a rule ends");
        let declaration = |text: &String| {
            let (name, value) = text.split_once(':').unwrap_or_else(|| panic!("{head}: {text}"));
            (name.trim().to_owned(), value.trim().to_owned())
        };
        let declarations = split(&rest[..end], ';').iter().map(declaration).collect();
        found.push(Rule {
            section: section.clone(),
            around: around.clone(),
            selectors: split(head, ','),
            declarations,
        });
        rest = &rest[end + 1..];
    }
    assert!(around.is_empty(), "{around:?} stay open");
    found
}

/// What a selector weighs: ids, classes, elements. `:not()`, `:has()` weigh what is inside.
fn weight(selector: &str) -> (usize, usize, usize) {
    let (mut ids, mut classes, mut elements) = (0, 0, 0);
    let mut chars = selector.chars().peekable();
    let mut fresh = true;
    while let Some(c) = chars.next() {
        match c {
            '#' => ids += 1,
            '.' => classes += 1,
            '[' => {
                classes += 1;
                let _ = chars.by_ref().find(|c| *c == ']');
            }
            ':' if chars.peek() == Some(&':') => {
                chars.next();
                elements += 1;
            }
            ':' => {
                let mut name = String::new();
                while let Some(c) = chars.next_if(|c| c.is_ascii_alphabetic() || *c == '-') {
                    name.push(c);
                }
                classes += usize::from(!matches!(name.as_str(), "not" | "has" | "is" | "where"));
            }
            c if c.is_ascii_alphabetic() && fresh => elements += 1,
            _ => {}
        }
        fresh = matches!(c, ' ' | '>' | '+' | '~' | '(');
    }
    (ids, classes, elements)
}

#[test]
fn weights_are_counted() {
    let cases = [
        ("a:focus:not(:focus-visible)", (0, 2, 1)),
        ("html:has(.size-large:checked)", (0, 2, 1)),
        (".stack td[data-label]::before", (0, 2, 2)),
        ("#id .a > b", (1, 1, 1)),
        ("*::before", (0, 0, 1)),
    ];
    for (selector, expected) in cases {
        assert_eq!(weight(selector), expected, "{selector}");
    }
}

#[test]
fn sections_stand_in_order_and_the_sheet_is_light() {
    let sheet = sheet();
    let heads: Vec<&str> =
        sheet.lines().filter_map(|line| line.strip_prefix("/* ======== ")?.split(' ').next()).collect();
    assert_eq!(heads, SECTIONS);
    let at = |text: &str| sheet.find(text).unwrap_or_else(|| panic!("no {text}"));
    let mut last = at("/* ======== Pages");
    for place in PLACES {
        for mark in [format!("/* ==== {place} ==== */"), format!("/* ==== end of {place} ==== */")] {
            assert!(at(&mark) > last, "{mark} stands too early");
            last = at(&mark);
        }
    }
    assert!(last < at("/* ======== Modes"));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(sheet.as_bytes()).unwrap();
    let size = packed.finish().unwrap().len();
    assert!(size <= BUDGET, "the sheet takes {size} bytes of {BUDGET}");
}

#[test]
fn no_rule_shouts_over_the_order() {
    let rules = rules(&sheet());
    assert!(rules.len() > 200, "{} rules", rules.len());
    for rule in &rules {
        for selector in &rule.selectors {
            if selector.starts_with('@') || selector.ends_with('%') {
                assert!(selector == "@page", "{selector} is no rule every engine keeps to");
                continue;
            }
            let (ids, classes, elements) = weight(selector);
            assert!(ids == 0 && classes <= 3 && elements <= 3, "{selector} weighs {ids},{classes},{elements}");
            // An engine drops the whole list for one selector it does not know.
            let new = [":has(", "::details-content", ":is(", ":where("].iter().any(|new| selector.contains(new));
            assert!(!new || rule.selectors.len() == 1, "{selector} stands in a list");
        }
        for (name, value) in &rule.declarations {
            let loud = rule.selectors.iter().all(|selector| LOUD.contains(&selector.as_str()));
            assert!(loud || !value.contains('!'), "{:?} {name}: {value}", rule.selectors);
        }
    }
}

/// The tokens of a value: what stands in `var()`.
fn used(value: &str) -> impl Iterator<Item = &str> {
    value.split("var(").skip(1).map(|rest| rest.split([')', ',']).next().unwrap().trim())
}

#[test]
fn every_token_is_defined_and_used_and_colours_are_tokens() {
    let rules = rules(&sheet());
    let named =
        ["white", "black", "red", "green", "blue", "gray", "grey", "silver", "gold", "navy", "orange", "rgb", "hsl"];
    let (mut defined, mut asked) = (BTreeSet::new(), BTreeSet::new());
    for rule in &rules {
        for (name, value) in &rule.declarations {
            asked.extend(used(value).map(str::to_owned));
            let is_token = name.starts_with("--");
            if is_token && rule.section == "Tokens" && rule.around.is_empty() && rule.selectors == [":root"] {
                defined.insert(name.clone());
            }
            let home = is_token && matches!(rule.section.as_str(), "Tokens" | "Print");
            assert!(!is_token || home, "{name} is set in {}", rule.section);
            let mut words = value.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '#' | '-'));
            let literal = words.any(|word| word.starts_with('#') || named.contains(&word));
            let quoted = value.contains('"') && !value.contains('#');
            assert!(!literal || quoted || rule.section == "Tokens", "{:?} {name}: {value}", rule.selectors);
        }
    }
    let missing: Vec<_> = asked.difference(&defined).collect();
    assert!(missing.is_empty(), "not defined: {missing:?}");
    let idle: Vec<_> = defined.difference(&asked).collect();
    assert!(idle.is_empty(), "not used: {idle:?}");
    assert!(defined.len() > 30, "{}", defined.len());
}

#[test]
fn sizes_grow_with_the_type_and_only_hairlines_are_pixels() {
    for rule in rules(&sheet()) {
        for (name, value) in &rule.declarations {
            for word in value.split([' ', '(', ')', ',', '/']) {
                let digits = word.trim_start_matches('-').trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
                let number = &word[..word.len() - digits.len()];
                let Ok(number) = number.parse::<f64>() else { continue };
                let fits = match digits {
                    "px" => number.abs() <= 4.0 || (name == "font" && rule.selectors == [".chart"]),
                    "pt" | "mm" => rule.around.iter().any(|around| around == "@media print"),
                    "" | "rem" | "em" | "%" | "deg" | "fr" | "s" => true,
                    _ => false,
                };
                assert!(fits, "{:?} {name}: {value}", rule.selectors);
            }
        }
    }
}

type Scheme = BTreeMap<String, (u8, u8, u8)>;

fn colour(value: &str) -> Option<(u8, u8, u8)> {
    let hex = value.strip_prefix('#')?;
    let digits: Vec<u8> = hex.chars().map(|c| u8::try_from(c.to_digit(16).unwrap()).unwrap()).collect();
    match digits[..] {
        [r, g, b] => Some((r * 17, g * 17, b * 17)),
        [a, b, c, d, e, f] => Some((a * 16 + b, c * 16 + d, e * 16 + f)),
        _ => panic!("{value} is no colour"),
    }
}

/// The colours of each scheme. Where a scheme is asked for in several ways, all of them must give the same.
fn schemes() -> BTreeMap<&'static str, Scheme> {
    let mut found: BTreeMap<&'static str, Vec<Scheme>> = BTreeMap::new();
    for rule in rules(&sheet()).iter().filter(|rule| rule.section == "Tokens") {
        let set = |(name, value): &(String, String)| Some((name.clone(), colour(value)?));
        let set: Scheme = rule.declarations.iter().filter_map(set).collect();
        if set.is_empty() {
            continue;
        }
        let around = rule.around.join(" ");
        let more = around.contains("prefers-contrast") || rule.selectors[0] != ":root";
        let name = match (around.contains("scheme: dark"), more) {
            (false, false) => "light",
            (true, false) => "dark",
            (false, true) => "light, high contrast",
            (true, true) => "dark, high contrast",
        };
        found.entry(name).or_default().push(set);
    }
    let one = |(name, sets): (&'static str, Vec<Scheme>)| {
        let ways = if name.ends_with("contrast") { 3 } else { 1 };
        assert_eq!(sets.len(), ways, "{name}");
        assert!(sets.windows(2).all(|pair| pair[0] == pair[1]), "{name} is not the same in all ways");
        (name, sets.into_iter().next().unwrap())
    };
    found.into_iter().map(one).collect()
}

/// Relative luminance (WCAG 2.2).
fn luminance((r, g, b): (u8, u8, u8)) -> f64 {
    let part = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
}

fn contrast(scheme: &Scheme, a: &str, b: &str) -> f64 {
    let of = |name: &str| luminance(scheme[&format!("--{name}")]) + 0.05;
    let (a, b) = (of(a), of(b));
    if a > b { a / b } else { b / a }
}

/// Words on a ground, as rules or nesting of the pages bring them together.
fn pairs() -> Vec<(&'static str, &'static str)> {
    let grounds = ["paper", "mist", "pine-soft", "seal-soft", "sky-soft", "amber-soft"];
    let mut pairs: Vec<_> =
        grounds.iter().flat_map(|ground| [("ink", *ground), ("soft", ground), ("pine", ground)]).collect();
    for (words, own) in [("seal", "seal-soft"), ("sky", "sky-soft"), ("amber", "amber-soft")] {
        pairs.extend([(words, own), (words, "paper"), (words, "mist")]);
    }
    pairs.extend([("paper", "pine"), ("paper", "ink"), ("paper", "seal"), ("paper", "sky"), ("head-ink", "head")]);
    pairs
}

#[test]
fn words_can_be_read_in_every_scheme() {
    let schemes = schemes();
    assert_eq!(schemes.len(), 4);
    let known: BTreeSet<&String> = schemes["light"].keys().filter(|name| *name != "--white").collect();
    for (name, scheme) in &schemes {
        assert_eq!(scheme.keys().filter(|name| *name != "--white").collect::<BTreeSet<_>>(), known, "{name}");
        let enough = if name.ends_with("contrast") { 7.0 } else { 4.5 };
        for (words, ground) in pairs() {
            let ratio = contrast(scheme, words, ground);
            assert!(ratio >= enough, "{name}: {words} on {ground} is {ratio:.2}");
        }
        // Borders of fields and parts of charts are no words, and need less.
        for part in ["edge", "pine", "seal", "sky", "amber", "soft"] {
            for ground in ["paper", "mist"] {
                let ratio = contrast(scheme, part, ground);
                assert!(ratio >= 3.0, "{name}: {part} beside {ground} is {ratio:.2}");
            }
        }
    }
    let black = BTreeMap::from([("--a".to_owned(), (0, 0, 0)), ("--b".to_owned(), (255, 255, 255))]);
    assert!((contrast(&black, "a", "b") - 21.0).abs() < 1e-9);
}
