//! Long lists walked in pieces, against a reading of the whole list written from the protocol: same faults, same drawn.

use mingchou::draw::survey::{Ask, excluded, roster};
use mingchou::draw::text::{is_forbidden, sha};
use mingchou::draw::ticket::Tickets;
use mingchou::draw::{Fault, Stream};
use mingchou::model::{is_object_id, is_word};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::io::{self, Read};

const SEED: &str = "c1e79ede1207737be20bb95430f21c6f642233bf3647c0727ff05ca0805584d4";

/// A list that does not stand in memory, and comes in bites.
struct Far(Vec<u8>);

impl Stream for Far {
    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(Box::new(Bites(&self.0, 1)))
    }
}

struct Bites<'a>(&'a [u8], usize);

impl Read for Bites<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = self.1 * 7 % 65_521 + 1;
        let n = self.0.len().min(buffer.len()).min(self.1);
        buffer[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

/// The first broken rule of a list of four columns, rule by rule over the whole of it (protocol section 2).
fn broken(
    file: &str,
    header: &str,
    bytes: &[u8],
    row: impl Fn(&[&str]) -> Option<(&'static str, String)>,
) -> Option<Fault> {
    let whole = |code, detail: String| Some(Fault::new(file, code, detail));
    let at = |line, (code, detail): (&'static str, String)| Some(Fault::at(file, line, code, detail));
    if bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).starts_with(b"<html") {
        return whole("host-page", String::new());
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return whole("bom", String::new());
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return whole("not-utf8", format!("byte {}", error.valid_up_to())),
    };
    if text.is_empty() {
        return whole("empty-file", String::new());
    }
    if let Some(line) = text.split('\n').position(|line| line.contains('\r')) {
        return at(line + 1, ("cr", String::new()));
    }
    let Some(text) = text.strip_suffix('\n') else { return whole("no-final-lf", String::new()) };
    let lines: Vec<&str> = text.split('\n').collect();
    if lines[0] != header {
        return at(1, ("header", lines[0].chars().take(80).collect()));
    }
    let rows = || (2..).zip(&lines[1..]);
    for (line, text) in rows() {
        if let Some(c) = text.chars().find(|c| *c == '"' || is_forbidden(*c)) {
            return at(line, ("forbidden-character", format!("U+{:04X}", u32::from(c))));
        }
        if text.split(',').count() != 4 {
            return at(line, ("field-count", String::new()));
        }
    }
    for (line, text) in rows() {
        let fields: Vec<&str> = text.split(',').collect();
        if let Some(fault) = row(&fields) {
            return at(line, fault);
        }
    }
    for ((_, before), (line, text)) in rows().zip(rows().skip(1)) {
        let id = |line: &str| line.split(',').next().unwrap().to_owned();
        if id(before) >= id(text) {
            let code = if id(before) == id(text) { "duplicate-id" } else { "unsorted" };
            return at(line, (code, id(text)));
        }
    }
    None
}

fn broken_roster(bytes: &[u8]) -> Option<Fault> {
    broken("roster.csv", "id,name,stratum,tag", bytes, |f| {
        if !is_object_id(f[0]) {
            return Some(("object-id", f[0].to_owned()));
        }
        if f[1].is_empty() {
            return Some(("empty-name", String::new()));
        }
        let word = [f[2]].into_iter().chain([f[3]].into_iter().filter(|tag| !tag.is_empty())).find(|w| !is_word(w));
        word.map(|word| ("word", word.to_owned()))
    })
}

fn broken_excluded(bytes: &[u8]) -> Option<Fault> {
    broken("excluded.csv", "id,name,rule,evidence", bytes, |f| {
        if !["superior-checked", "yearly-cap", "suspended", "closed", "other"].contains(&f[2]) {
            return Some(("rule-code", f[2].to_owned()));
        }
        if f[3].is_empty() {
            return Some(("empty-evidence", f[0].to_owned()));
        }
        if !is_object_id(f[0]) {
            return Some(("object-id", f[0].to_owned()));
        }
        f[1].is_empty().then(|| ("empty-name", String::new()))
    })
}

/// The first broken rule of ids over both lists, with one look-up by small letters.
fn broken_ids(roster: &[u8], excluded: &[u8]) -> Option<Fault> {
    let ids = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
    };
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (file, id) in
        ids(roster).iter().map(|id| ("roster.csv", id)).chain(ids(excluded).iter().map(|id| ("excluded.csv", id)))
    {
        if let Some(other) = seen.insert(id.to_ascii_lowercase(), id.clone()) {
            let code = if other == *id { "duplicate-id" } else { "case-twin" };
            return Some(Fault::new(file, code, format!("{other} {id}")));
        }
    }
    let is_bare = |id: &str| id.len() == 18 && id.bytes().all(|b| b.is_ascii_alphanumeric());
    let begins =
        |id: &String| (18 < id.len()) && id.is_char_boundary(18) && is_bare(&id[..18]) && seen.contains_key(&id[..18]);
    let shown = seen.iter().find(|(id, _)| begins(id)).map(|(_, shown)| shown.clone());
    shown.map(|shown| Fault::new("roster.csv", "code-prefix", shown))
}

/// Ids of all shapes, some with small letters, in the order of their bytes.
fn ids(count: usize, from: u64) -> Vec<String> {
    let mut state = from.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut ids: Vec<String> = (0..count)
        .map(|row| match next() % 40 {
            0 => format!("91{row:016}"),
            1 => format!("91{row:012}MA0K001p"),
            2 => format!("jl_{row:07}-a"),
            3 => format!("AB.{row:07}_Z9"),
            _ => format!("91{row:012}MA0K001P"),
        })
        .collect();
    ids.sort();
    ids
}

fn lists(count: usize, from: u64) -> (Vec<String>, Vec<String>) {
    let (mut roster, mut excluded) = (vec!["id,name,stratum,tag".to_owned()], vec!["id,name,rule,evidence".to_owned()]);
    for (row, id) in ids(count, from).into_iter().enumerate() {
        if row % 16 == 5 {
            excluded.push(format!("{id},某某化工有限公司（{row}）,closed,晋环〔2026〕{row}号"));
        } else {
            let (stratum, tag) = (["fresh", "seen"][row % 2], ["", "", "water"][row % 3]);
            roster.push(format!("{id},某某化工有限公司（{row}）,{stratum},{tag}"));
        }
    }
    (roster, excluded)
}

fn bytes(lines: &[String]) -> Vec<u8> {
    (lines.join("\n") + "\n").into_bytes()
}

/// Both lists in memory and far away have the faults of the reference.
fn compare(objects: &[u8], others: &[u8]) {
    let wanted = (broken_roster(objects), broken_excluded(others));
    let ids = if wanted == (None, None) { broken_ids(objects, others) } else { None };
    let near = excluded(others).unwrap();
    let far = excluded(&Far(others.to_vec())).unwrap();
    for one in [&near, &far] {
        assert_eq!((&one.fault, &one.sha256), (&wanted.1, &sha(others)));
    }
    for found in [
        roster(objects, &near, &Ask::default()).unwrap(),
        roster(&Far(objects.to_vec()), &far, &Ask::default()).unwrap(),
    ] {
        assert_eq!((found.fault, found.ids, found.sha256), (wanted.0.clone(), ids.clone(), sha(objects)));
    }
}

/// A change of one list: which, where, what.
fn spoil(lines: &mut Vec<String>, at: usize, kind: u8) {
    let at = 1 + at % (lines.len() - 1);
    let id = lines[at].split(',').next().unwrap().to_owned();
    match kind {
        0 => {
            let middle = lines.len() / 2;
            lines.swap(at, middle);
        }
        1 => lines.insert(at, lines[at].clone()),
        2 => lines[at].push('\r'),
        3 => lines[at] = lines[at].replace("某某", "某\u{200b}某"),
        4 => lines[at] = lines[at].replacen(',', "", 1),
        5 => lines[at] = lines[at].replace(&id, &format!("{id}-")),
        6 => lines[at] = lines[at].replace("fresh", "Fresh").replace("closed", "shut"),
        7 => lines[at] = lines[at].replace("某某", "\"某"),
        8 => lines[at] = String::new(),
        9 => lines[0].push(' '),
        10 => lines[0].insert(0, '\u{feff}'),
        11 => lines[at] = lines[at].replace("某某化工有限公司", "").replace(['（', '）'], ""),
        12 => lines[0].insert_str(0, "<html>"),
        _ => {
            // A row that stands right for itself and may be another's twin or begin with its code.
            let new = match kind {
                13 => id.to_ascii_lowercase(),
                14 => format!("{id}X1"),
                15 => id.chars().take(18).collect(),
                16 => format!("{}_z", id.to_ascii_lowercase()),
                _ => id.to_ascii_uppercase(),
            };
            let row = lines[at].replacen(&id, &new, 1);
            lines.push(row);
            lines[1..].sort();
            lines.dedup();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn faults_are_those_of_the_whole_list(
        from in 1_u64..1000,
        count in prop_oneof![Just(3_usize), Just(40), Just(9000)],
        changes in prop::collection::vec((any::<bool>(), any::<usize>(), 0_u8..18), 0..4),
        tail in 0_u8..12,
    ) {
        let (mut objects, mut others) = lists(count.max(20), from);
        for (of_roster, at, kind) in changes {
            spoil(if of_roster { &mut objects } else { &mut others }, at, kind);
        }
        let (mut objects, mut others) = (bytes(&objects), bytes(&others));
        match tail {
            0 => drop(objects.pop()),
            1 => drop(others.pop()),
            2 => {
                let middle = objects.len() * 2 / 3;
                objects[middle] = 0xff;
            }
            3 => objects.clear(),
            _ => {}
        }
        compare(&objects, &others);
    }
}

/// Rows, strata and the drawn of a list that is read in several goes; and what spans the places where it is cut.
#[test]
fn a_long_list_is_drawn_from_as_a_short_one() {
    let (mut objects, others) = lists(150_000, 7);
    let list = bytes(&objects);
    assert!(list.len() > 8 << 20, "{}", list.len());
    let quotas = [("fresh".to_owned(), 40_000), ("seen".to_owned(), 3)];
    let ask = Ask { draw: Some((SEED, &quotas)), ..Ask::default() };
    let shut = excluded(&bytes(&others)).unwrap();
    let found = roster(&Far(list.clone()), &shut, &ask).unwrap();
    assert_eq!((found.fault, found.ids, found.rows, found.sha256), (None, None, objects.len() - 1, sha(&list)));
    let tickets = Tickets::new(SEED);
    let mut wanted = Vec::new();
    for (stratum, k) in &quotas {
        let of: Vec<Vec<&str>> =
            objects[1..].iter().map(|line| line.split(',').collect()).filter(|f: &Vec<&str>| f[2] == stratum).collect();
        assert_eq!(found.strata[stratum], of.len());
        let mut ids: Vec<_> = of.iter().map(|f| (tickets.of(f[0]), f[0])).collect();
        ids.sort();
        wanted.extend(
            ids.into_iter().take(*k as usize).zip(1..).map(|((ticket, id), rank)| (ticket, id.to_owned(), rank)),
        );
    }
    let drawn: Vec<_> = found.drawn.iter().map(|row| (row.ticket, row.id.to_string(), row.rank)).collect();
    assert!(drawn == wanted, "the drawn differ");
    // One that is not sorted where the second go begins, and a twin that stands far behind.
    let (mut lines, length) = (1, objects[0].len() + 1);
    let mut at = length;
    while at + objects[lines].len() + 1 < 8 << 20 {
        at += objects[lines].len() + 1;
        lines += 1;
    }
    let moved = objects[lines].clone();
    objects.swap(lines - 1, lines);
    compare(&bytes(&objects), &bytes(&others));
    objects.swap(lines - 1, lines);
    let id = moved.split(',').next().unwrap();
    objects.push(moved.replacen(id, &id.to_ascii_lowercase().replace("ma0k", "mA0k"), 1));
    objects[1..].sort();
    compare(&bytes(&objects), &bytes(&others));
}

/// A name may be longer than what is read at a time.
#[test]
fn a_row_may_be_long() {
    let name = "长".repeat(4 << 20);
    let list = format!("id,name,stratum,tag\nA1,{name},all,\nA2,{name},all,\nA3,短,all,\n").into_bytes();
    let found =
        roster(&Far(list.clone()), &excluded(b"id,name,rule,evidence\n".as_slice()).unwrap(), &Ask::default()).unwrap();
    assert_eq!((found.fault, found.rows, found.sha256), (None, 3, sha(&list)));
}
