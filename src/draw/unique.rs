//! Ids of two lists together (protocol section 2): unique without regard to case, and none begins with another's bare code.
//! In: both lists, each in the order of its bytes. Out: the first row that breaks a rule, as if the lists were read one after the other.
//!
//! Ids without small letters that ascend are unique without regard to case already, and one that begins with a bare code stands
//! right behind it. So only the others need to be held in memory: those with small letters, and those of the shorter list.

use super::Fault;
use super::small::clashes;
use super::stream::has_small;
use crate::model::object_id_shape;

/// Ids that are held in memory, by their capital form.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    text: Vec<u8>,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    at: usize,
    len: u8,
    /// The id itself stands behind its capital form.
    is_small: bool,
    is_excluded: bool,
}

impl Held {
    pub(super) fn push(&mut self, id: &[u8], is_excluded: bool) {
        let Ok(len) = u8::try_from(id.len()) else { return };
        let is_small = has_small(id);
        self.entries.push(Entry { at: self.text.len(), len, is_small, is_excluded });
        self.text.extend(id.iter().map(u8::to_ascii_uppercase));
        if is_small {
            self.text.extend_from_slice(id);
        }
    }

    /// Takes all of another's.
    pub(super) fn append(&mut self, other: &Self) {
        let base = self.text.len();
        self.text.extend_from_slice(&other.text);
        self.entries.extend(other.entries.iter().map(|entry| Entry { at: entry.at + base, ..*entry }));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn key(&self, entry: &Entry) -> &[u8] {
        &self.text[entry.at..entry.at + usize::from(entry.len)]
    }

    fn id(&self, entry: &Entry) -> &[u8] {
        let from = entry.at + if entry.is_small { usize::from(entry.len) } else { 0 };
        &self.text[from..from + usize::from(entry.len)]
    }

    /// Capital forms and ids.
    pub(super) fn all(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.entries.iter().map(|entry| (self.key(entry), self.id(entry)))
    }

    /// Capital forms behind one and up to another, of sorted ids.
    pub(super) fn between(&self, after: &[u8], to: &[u8]) -> impl Iterator<Item = &[u8]> {
        let from = self.entries.partition_point(|entry| self.key(entry) <= after);
        self.entries[from..].iter().map(|entry| self.key(entry)).take_while(move |key| *key <= to)
    }

    /// Whether a capital form breaks a rule with one of these, which are sorted.
    pub(super) fn clashes(&self, key: &[u8]) -> bool {
        let at = self.entries.partition_point(|entry| self.key(entry) < key);
        let of = |at: usize| self.entries.get(at).map(|entry| self.key(entry));
        clashes(at.checked_sub(1).and_then(of), key, of(at))
    }

    /// Whether two of these, which are sorted, break a rule.
    pub(super) fn clash(&self) -> bool {
        self.entries.windows(2).any(|pair| clashes(None, self.key(&pair[0]), Some(self.key(&pair[1]))))
    }

    /// Those of one capital form stand in the order of the lists.
    pub(super) fn sort(&mut self) {
        let mut entries = std::mem::take(&mut self.entries);
        let place = |entry: &Entry| (self.key(entry), entry.is_excluded, self.id(entry));
        entries.sort_unstable_by(|a, b| place(a).cmp(&place(b)));
        self.entries = entries;
    }
}

/// What breaks a rule first.
#[derive(Debug, Clone, Default)]
pub(super) struct Broken {
    /// Whether the row is of the excluded, its id, and the id that stood before.
    twin: Option<(bool, Vec<u8>, Vec<u8>)>,
    /// Small form and id of one that begins with a bare code.
    prefix: Option<(Vec<u8>, Vec<u8>)>,
}

impl Broken {
    fn twin(&mut self, new: (bool, Vec<u8>, Vec<u8>)) {
        if self.twin.as_ref().is_none_or(|old| new < *old) {
            self.twin = Some(new);
        }
    }

    fn prefix(&mut self, id: &[u8]) {
        let new = (id.to_ascii_lowercase(), id.to_vec());
        if self.prefix.as_ref().is_none_or(|old| new < *old) {
            self.prefix = Some(new);
        }
    }

    pub(super) fn is_none(&self) -> bool {
        self.twin.is_none() && self.prefix.is_none()
    }

    pub(super) fn merge(&mut self, other: Self) {
        if let Some(twin) = other.twin {
            self.twin(twin);
        }
        if let Some((_, id)) = other.prefix {
            self.prefix(&id);
        }
    }

    pub(super) fn fault(&self) -> Option<Fault> {
        let text = |id: &[u8]| String::from_utf8_lossy(id).into_owned();
        match (&self.twin, &self.prefix) {
            (Some((is_excluded, id, other)), _) => {
                let file = if *is_excluded { "excluded.csv" } else { "roster.csv" };
                let code = if id == other { "duplicate-id" } else { "case-twin" };
                Some(Fault::new(file, code, format!("{} {}", text(other), text(id))))
            }
            (None, Some((_, id))) => Some(Fault::new("roster.csv", "code-prefix", text(id))),
            (None, None) => None,
        }
    }
}

/// Walks along the held ids and, beside them, those of the roster that are not held, all in the order of their capital forms.
pub(super) struct Walk<'a> {
    held: &'a Held,
    next: usize,
    bare: Option<[u8; 18]>,
    broken: Broken,
}

impl<'a> Walk<'a> {
    /// Goes on behind an id that was not held; empty: from the start.
    pub(super) fn after(held: &'a Held, plain: &[u8]) -> Self {
        let next = if plain.is_empty() { 0 } else { held.entries.partition_point(|entry| held.key(entry) <= plain) };
        let bare = object_id_shape(plain).filter(|shape| shape.is_bare).and_then(|_| plain.try_into().ok());
        Self { held, next, bare, broken: Broken::default() }
    }

    /// The next id that is not held; it has no small letter.
    pub(super) fn plain(&mut self, id: &[u8], is_bare: bool) {
        while let Some(entry) = self.held.entries.get(self.next) {
            let key = self.held.key(entry);
            if key > id {
                break;
            }
            self.group((key == id).then_some(id));
            if key == id {
                return;
            }
        }
        self.pass(id, is_bare, id);
    }

    /// All held ids of one capital form, behind the one that is not held.
    fn group(&mut self, plain: Option<&[u8]>) {
        let held = self.held;
        let first = held.entries[self.next];
        let key = held.key(&first);
        let same = held.entries[self.next..].iter().take_while(|entry| held.key(entry) == key).count();
        let entries = &held.entries[self.next..self.next + same];
        self.next += same;
        let members = plain.map(|id| (false, id)).into_iter();
        let mut members = members.chain(entries.iter().map(|entry| (entry.is_excluded, held.id(entry))));
        let (_, shown) = members.next().unwrap_or((false, key));
        if let Some((is_excluded, id)) = members.next() {
            self.broken.twin((is_excluded, id.to_vec(), shown.to_vec()));
        }
        let is_bare = object_id_shape(key).is_some_and(|shape| shape.is_bare);
        self.pass(key, is_bare, shown);
    }

    fn pass(&mut self, key: &[u8], is_bare: bool, shown: &[u8]) {
        if self.bare.is_some_and(|bare| key.starts_with(&bare)) {
            self.broken.prefix(shown);
        }
        if is_bare {
            self.bare = key.try_into().ok();
        }
    }

    /// What was found so far.
    pub(super) fn broken(self) -> Broken {
        self.broken
    }

    /// Passes the held ids that are left.
    pub(super) fn end(mut self) -> Broken {
        while self.next < self.held.entries.len() {
            self.group(None);
        }
        self.broken
    }
}
