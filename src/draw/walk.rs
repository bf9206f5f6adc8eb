//! The roster walked once, and its ids once more where some have small letters. In: a stream, the ids of the excluded, what is asked.
//! Out: the answers of [`Roster`].

use super::select::{Smallest, ranked};
use super::small::{self, Lookup};
use super::stream::{Job, Piece, Stream, Whole, fields_at_end, first_field, has_small, run};
use super::survey::{Ask, Excluded, Roster};
use super::table::{Fields, Progress, Trouble, each, trouble};
use super::ticket::{Ticket, Tickets};
use super::unique::{Broken, Held, Walk};
use super::{Fault, RosterRow};
use crate::model::{is_word_of, object_id_shape};
use std::collections::BTreeSet;
use std::io;
use std::ops::Bound;

pub(super) fn walk(stream: &(impl Stream + ?Sized), excluded: &Excluded, ask: &Ask<'_>) -> io::Result<Roster> {
    let mut job = Rows::new(excluded, ask);
    let whole = run(stream, &mut job)?;
    let mut found = job.found;
    found.rows = job.progress.rows();
    found.fault = job.progress.end();
    if found.fault.is_none() && excluded.fault.is_none() {
        found.ids = ids(stream, excluded, job.broken, job.small, &whole)?;
    }
    found.drawn = job.picks.into_iter().flat_map(|(_, smallest)| ranked(smallest.drawn().into_iter())).collect();
    found.samples.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    found.sha256 = whole.sha256;
    Ok(found)
}

/// Rows of the roster, all that is asked of them.
struct Rows<'a> {
    held: &'a Held,
    look: Option<&'a BTreeSet<String>>,
    keeps: bool,
    tickets: Option<Tickets>,
    picks: Vec<(&'a str, Smallest<RosterRow>)>,
    tags: BTreeSet<String>,
    small: Small,
    broken: Broken,
    progress: Progress,
    found: Roster,
}

/// Ids with small letters.
#[derive(Default)]
struct Small {
    ids: Held,
    /// Those whose capital form would stand in an earlier piece.
    far: Held,
    /// One of the others breaks a rule.
    clash: bool,
}

/// What came of a piece.
struct Part {
    lines: usize,
    trouble: Option<Trouble>,
    sizes: Vec<(String, usize)>,
    picks: Vec<(usize, Vec<(Ticket, RosterRow)>)>,
    tags: Vec<RosterRow>,
    looked: Vec<RosterRow>,
    kept: Vec<RosterRow>,
    small: Small,
    broken: Broken,
}

impl<'a> Rows<'a> {
    fn new(excluded: &'a Excluded, ask: &Ask<'a>) -> Self {
        let quotas = ask.draw.map_or(&[][..], |(_, quotas)| quotas);
        Self {
            held: &excluded.ids,
            look: ask.look,
            keeps: ask.keep,
            tickets: ask.draw.map(|(seed, _)| Tickets::new(seed)),
            picks: quotas.iter().map(|(stratum, k)| (stratum.as_str(), Smallest::new(*k))).collect(),
            tags: BTreeSet::new(),
            small: Small::default(),
            broken: Broken::default(),
            progress: Progress::default(),
            found: Roster::default(),
        }
    }
}

/// What is gathered of a piece.
struct Look<'j, 'p> {
    job: &'j Rows<'j>,
    piece: Piece<'p>,
    strata: Vec<Stratum<'p>>,
    /// The stratum of the row before, which is mostly that of the next.
    last: usize,
    tags: Vec<(&'p [u8], Fields<'p>)>,
    wanted: Wanted<'j>,
    looked: Vec<RosterRow>,
    kept: Vec<RosterRow>,
    small: Held,
    walk: Walk<'j>,
}

struct Stratum<'p> {
    name: &'p [u8],
    size: usize,
    pick: Option<(usize, Smallest<Fields<'p>>)>,
}

impl<'j, 'p> Look<'j, 'p> {
    fn new(job: &'j Rows<'j>, piece: &Piece<'p>) -> Self {
        Self {
            job,
            piece: *piece,
            strata: Vec::new(),
            last: 0,
            tags: Vec::new(),
            wanted: Wanted::after(job.look, piece.before),
            looked: Vec::new(),
            kept: Vec::new(),
            small: Held::default(),
            walk: Walk::after(job.held, piece.plain),
        }
    }

    /// Takes a row, or refuses it.
    fn row(&mut self, fields: Fields<'p>) -> Option<()> {
        let [name, stratum, tag] = fields.rest;
        if name.is_empty() {
            return None;
        }
        let tickets = self.job.tickets.as_ref();
        let stratum = self.stratum(stratum)?;
        stratum.size += 1;
        if let (Some((_, smallest)), Some(tickets)) = (&mut stratum.pick, tickets) {
            smallest.offer(tickets.of_bytes(fields.id), fields);
        }
        if fields.shape.is_small {
            self.small.push(fields.id, false);
        } else {
            self.walk.plain(fields.id, fields.shape.is_bare);
        }
        if self.wanted.has(fields.id) {
            self.looked.push(fields.row()?);
        } else if !self.tags.iter().any(|(known, _)| *known == tag) {
            if !tag.is_empty() && !is_word_of(tag) {
                return None;
            }
            self.tags.push((tag, fields));
        }
        if self.job.keeps {
            self.kept.push(fields.row()?);
        }
        Some(())
    }

    fn stratum(&mut self, name: &'p [u8]) -> Option<&mut Stratum<'p>> {
        if self.strata.get(self.last).is_none_or(|stratum| stratum.name != name) {
            self.last = match self.strata.iter().position(|stratum| stratum.name == name) {
                Some(at) => at,
                None if is_word_of(name) => {
                    let served = self.job.picks.iter().position(|(of, k)| of.as_bytes() == name && k.is_served());
                    let pick = served.map(|at| (at, self.job.picks[at].1.beside()));
                    self.strata.push(Stratum { name, size: 0, pick });
                    self.strata.len() - 1
                }
                None => return None,
            };
        }
        self.strata.get_mut(self.last)
    }

    fn done(self, lines: usize) -> Option<Part> {
        let (mut sizes, mut picks) = (Vec::new(), Vec::new());
        for stratum in self.strata {
            sizes.push((String::from_utf8(stratum.name.to_vec()).ok()?, stratum.size));
            if let Some((at, smallest)) = stratum.pick {
                let rows = smallest.left().into_iter().map(|(ticket, fields)| Some((ticket, fields.row()?)));
                picks.push((at, rows.collect::<Option<_>>()?));
            }
        }
        let (clash, far) = small::look(&self.piece, &self.small, self.job.held);
        Some(Part {
            lines,
            trouble: None,
            sizes,
            picks,
            tags: self.tags.iter().map(|(_, fields)| fields.row()).collect::<Option<_>>()?,
            looked: self.looked,
            kept: self.kept,
            small: Small { ids: self.small, far, clash },
            broken: self.walk.broken(),
        })
    }
}

impl Part {
    fn refused(lines: usize, trouble: Trouble) -> Self {
        Self {
            lines,
            trouble: Some(trouble),
            sizes: Vec::new(),
            picks: Vec::new(),
            tags: Vec::new(),
            looked: Vec::new(),
            kept: Vec::new(),
            small: Small::default(),
            broken: Broken::default(),
        }
    }
}

impl Job for Rows<'_> {
    type Part = Part;

    fn part(&self, piece: &Piece<'_>) -> Part {
        let mut look = Look::new(self, piece);
        match each::<RosterRow>(piece, |fields| look.row(fields)) {
            Ok(lines) => look.done(lines).unwrap_or_else(|| Part::refused(lines, trouble::<RosterRow>(piece))),
            Err(lines) => Part::refused(lines, trouble::<RosterRow>(piece)),
        }
    }

    fn merge(&mut self, part: Part) {
        self.progress.add(part.lines, part.trouble);
        if !self.progress.is_good() {
            return;
        }
        for (name, size) in part.sizes {
            *self.found.strata.entry(name).or_default() += size;
        }
        for (at, rows) in part.picks {
            for (ticket, row) in rows {
                self.picks[at].1.offer(ticket, row);
            }
        }
        for row in part.tags {
            if self.tags.insert(row.tag.as_ref().map_or_else(String::new, ToString::to_string)) {
                self.found.samples.push(row);
            }
        }
        self.found.samples.extend(part.looked);
        self.found.kept.extend(part.kept);
        self.small.ids.append(&part.small.ids);
        self.small.far.append(&part.small.far);
        self.small.clash |= part.small.clash;
        self.broken.merge(part.broken);
    }
}

/// Ids that are looked for, in their order.
struct Wanted<'a> {
    rest: Option<std::iter::Peekable<std::collections::btree_set::Range<'a, String>>>,
}

impl<'a> Wanted<'a> {
    fn after(ids: Option<&'a BTreeSet<String>>, before: &[u8]) -> Self {
        let from = std::str::from_utf8(before).map_or(Bound::Unbounded, Bound::Excluded);
        let rest = ids.filter(|ids| !ids.is_empty());
        Self { rest: rest.map(|ids| ids.range::<str, _>((from, Bound::Unbounded)).peekable()) }
    }

    fn has(&mut self, id: &[u8]) -> bool {
        let Some(rest) = &mut self.rest else { return false };
        while rest.next_if(|wanted| wanted.as_bytes() < id).is_some() {}
        rest.peek().is_some_and(|wanted| wanted.as_bytes() == id)
    }
}

/// The first broken rule of ids over both lists. `broken`: what the first walk found, which left out ids with small letters.
fn ids(
    stream: &(impl Stream + ?Sized),
    excluded: &Excluded,
    mut broken: Broken,
    mut small: Small,
    whole: &Whole,
) -> io::Result<Option<Fault>> {
    broken.merge(Walk::after(&excluded.ids, &whole.plain).end());
    small.ids.sort();
    small.clash |= small.ids.clash();
    if !small.clash && !small.far.is_empty() {
        small.far.sort();
        let mut job = Far { keys: &small.far, clash: false };
        run(stream, &mut job)?;
        small.clash = job.clash;
    }
    let mut all;
    let mut held = &excluded.ids;
    if !small.ids.is_empty() && (small.clash || !broken.is_none()) {
        all = excluded.ids.clone();
        all.append(&small.ids);
        all.sort();
        held = &all;
        let mut job = Ids { held, broken: Broken::default() };
        let whole = run(stream, &mut job)?;
        broken = job.broken;
        broken.merge(Walk::after(held, &whole.plain).end());
    }
    if broken.is_none() || whole.pieces < 2 {
        return Ok(broken.fault());
    }
    // Which one is told first depends on more than a piece: the list is read once more, from one end to the other.
    let mut job = OneByOne { walk: Walk::after(held, b"") };
    run(stream, &mut job)?;
    Ok(job.walk.end().fault())
}

/// Calls `id` with every id of a piece that has no small letter.
fn plain_ids(piece: &Piece<'_>, mut id: impl FnMut(&[u8], bool)) {
    let lines = piece.bytes.split(|byte| *byte == b'\n').skip(usize::from(piece.is_first()));
    for field in lines.map(first_field).filter(|field| !field.is_empty() && !has_small(field)) {
        id(field, field.len() == 18 && object_id_shape(field).is_some_and(|shape| shape.is_bare));
    }
}

/// Capital forms of ids with small letters, each looked up in the piece where it would stand.
struct Far<'a> {
    keys: &'a Held,
    clash: bool,
}

impl Job for Far<'_> {
    type Part = bool;

    fn part(&self, piece: &Piece<'_>) -> bool {
        let (lookup, (_, last)) = (Lookup::new(piece), fields_at_end(piece));
        self.keys.between(piece.plain, last).any(|key| lookup.clashes(key))
    }

    fn merge(&mut self, part: bool) {
        self.clash |= part;
    }

    fn hashes(&self) -> bool {
        false
    }
}

/// Ids alone, beside all that are held.
struct Ids<'a> {
    held: &'a Held,
    broken: Broken,
}

impl Job for Ids<'_> {
    type Part = Broken;

    fn part(&self, piece: &Piece<'_>) -> Broken {
        let mut walk = Walk::after(self.held, piece.plain);
        plain_ids(piece, |id, is_bare| walk.plain(id, is_bare));
        walk.broken()
    }

    fn merge(&mut self, part: Broken) {
        self.broken.merge(part);
    }

    fn hashes(&self) -> bool {
        false
    }
}

/// The same in one walk.
struct OneByOne<'a> {
    walk: Walk<'a>,
}

impl Job for OneByOne<'_> {
    type Part = Vec<(Vec<u8>, bool)>;

    fn part(&self, piece: &Piece<'_>) -> Self::Part {
        let mut ids = Vec::new();
        plain_ids(piece, |id, is_bare| ids.push((id.to_vec(), is_bare)));
        ids
    }

    fn merge(&mut self, part: Self::Part) {
        part.iter().for_each(|(id, is_bare)| self.walk.plain(id, *is_bare));
    }

    fn hashes(&self) -> bool {
        false
    }
}
