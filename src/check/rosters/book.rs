//! What is on record about the objects of a draw's lists. In: the county and the draw. Out: the reason of each difference,
//! who is missing, who stands in the wrong stratum.

use super::{Because, Comparison, Place, Row, stands};
use crate::check::special::SpecialList;
use crate::model::{Change, Class, Day, DrawId, Object, ObjectId, Status, Task};
use crate::site::{DrawRecord, DrawState, Ground};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Changes of the registry by object or inspector, in the order of the table.
pub struct Changes<'a>(FxHashMap<&'a str, Vec<&'a Change>>);

impl<'a> Changes<'a> {
    /// Reads the table once, for all draws.
    pub fn of(site: &'a Ground) -> Self {
        let mut changes: FxHashMap<&str, Vec<&Change>> = FxHashMap::default();
        for change in &site.changes {
            changes.entry(change.subject.as_str()).or_default().push(change);
        }
        Self(changes)
    }

    fn get(&self, subject: &str) -> &[&'a Change] {
        self.0.get(subject).map_or(&[][..], Vec::as_slice)
    }
}

/// The records, ready to be asked.
pub(super) struct Book<'a, 'b> {
    pub(super) site: &'a Ground,
    pub(super) record: &'a DrawRecord,
    /// Day of the commitment; without it nothing can be said about the registry of that day.
    pub(super) day: Option<Day>,
    changes: &'b Changes<'a>,
    special: &'b SpecialList,
    elsewhere: FxHashMap<&'a ObjectId, &'a DrawId>,
    drawn: FxHashMap<&'a str, Vec<Visit<'a>>>,
    /// Tasks of the draw's plan.
    tasks: &'a [Task],
}

/// That a pollution source was drawn in an earlier draw of the year.
struct Visit<'a> {
    draw: &'a DrawId,
    /// Revealed before the commitment.
    public: bool,
    /// Another draw's team went, so the visit counts there (protocol section 7).
    merged: bool,
}

impl<'a, 'b> Book<'a, 'b> {
    pub(super) fn new(
        site: &'a Ground,
        changes: &'b Changes<'a>,
        record: &'a DrawRecord,
        special: &'b SpecialList,
    ) -> Self {
        let mut book = Self {
            site,
            record,
            day: record.times.committed.map(|time| time.date()),
            changes,
            special,
            elsewhere: elsewhere(site, record),
            drawn: FxHashMap::default(),
            tasks: tasks(site, record),
        };
        for (draw, public) in book.earlier() {
            let merged: BTreeSet<&ObjectId> =
                draw.substitutions.iter().filter(|row| row.ground == "merged-visit").map(|row| &row.object).collect();
            for drawn in &draw.drawn {
                let visit = Visit { draw: &draw.id, public, merged: merged.contains(&drawn.object) };
                book.drawn.entry(source(site, &drawn.object)).or_default().push(visit);
            }
        }
        book
    }

    /// Draws of the year that are revealed now, each with whether it was when the lists were frozen; those of later periods
    /// only if it was.
    pub(super) fn earlier(&self) -> Vec<(&'a DrawRecord, bool)> {
        let record = self.record;
        let was_public = |draw: &DrawRecord| match (draw.times.ended, record.times.committed) {
            (Some(ended), Some(committed)) => ended <= committed,
            _ => draw.period < record.period,
        };
        let open = |draw: &&DrawRecord| matches!(draw.state, DrawState::Revealed | DrawState::Lost);
        let of_year = self.site.draws.values().filter(|draw| draw.period.year == record.period.year);
        let revealed = of_year.filter(|draw| draw.id != record.id).filter(open);
        let known = revealed.map(|draw| (draw, was_public(draw)));
        known.filter(|(draw, public)| *public || draw.period < record.period).collect()
    }

    pub(super) fn row(
        &self,
        id: &'a ObjectId,
        name: &'a str,
        from: Place<'a>,
        to: Place<'a>,
        because: Option<Because<'a>>,
    ) -> Row<'a> {
        Row { id, name, from, to, because, registered: self.registered(id) }
    }

    /// Puts an object of the present lists where its difference belongs.
    pub(super) fn changed(&self, previous: &'a DrawRecord, row: Row<'a>, found: &mut Comparison<'a>) {
        let new_year = previous.period.year != self.record.period.year;
        if row.from == Place::Nowhere {
            found.added.push(Row { because: self.came(row.id, previous), ..row.clone() });
        }
        match (row.from, row.to) {
            (Place::Stratum(old), Place::Stratum(new)) if old != new && !new_year => {
                found.moved.push(Row { because: self.moved(row.id, new), ..row });
            }
            (Place::Excluded(..), Place::Stratum(_)) => {
                found.returned.push(Row { because: self.returned(row.id, new_year), ..row });
            }
            (Place::Excluded(old, _), Place::Excluded(new, _)) if old == new => {}
            (_, Place::Excluded(rule, evidence)) => {
                found.excluded.push(Row { because: self.excluded(row.id, rule, evidence), ..row });
            }
            _ => {}
        }
    }

    /// Changes of an object or inspector that had taken effect on the day of the commitment, oldest first.
    pub(super) fn changes(&self, subject: &str) -> impl DoubleEndedIterator<Item = &'a Change> + '_ {
        let rows = self.changes.get(subject);
        rows.iter().copied().filter(move |change| self.day.is_none_or(|day| change.date <= day))
    }

    fn last(&self, subject: &str, field: &str) -> Option<&'a Change> {
        self.changes(subject).rfind(|change| change.field == field)
    }

    /// Why an object left both lists.
    pub(super) fn left(&self, id: &ObjectId) -> Option<Because<'a>> {
        if let Some(draw) = self.elsewhere.get(id) {
            return Some(Because::Elsewhere(draw));
        }
        if self.record.class == Class::Special {
            return (!self.special.contains_key(id)).then_some(Because::NotSpecial);
        }
        let id = id.as_str();
        let coming = self.changes(id).rfind(|change| matches!(change.field.as_str(), "added" | "removed"));
        let removed = coming.filter(|change| change.field == "removed");
        let closed = self.last(id, "status").filter(|change| is_closed(&change.new));
        let reclassed = self.last(id, "classes").filter(|change| !names(&change.new, self.record.class));
        let regrouped = self.last(id, "elements").filter(|_| self.has_groups());
        removed.or(closed).or(reclassed).or(regrouped).map(Because::Change)
    }

    /// Why an object is new on the lists.
    fn came(&self, id: &'a ObjectId, previous: &DrawRecord) -> Option<Because<'a>> {
        if self.record.class == Class::Special {
            return self.special.get(id).map(|grounds| Because::Special(grounds.clone()));
        }
        let other = self.site.draws.values().find(|draw| {
            (draw.class, draw.period) == (previous.class, previous.period)
                && stands(draw)
                && draw.id != previous.id
                && draw.id != self.record.id
                && is_listed(draw, id)
        });
        if let Some(draw) = other {
            return Some(Because::Elsewhere(&draw.id));
        }
        let into = |change: &&Change| match change.field.as_str() {
            "added" => true,
            "status" => !is_closed(&change.new),
            "classes" => names(&change.new, self.record.class),
            "elements" => self.has_groups(),
            "deadline" => self.record.class == Class::Project,
            _ => false,
        };
        self.changes(id.as_str()).rfind(into).map(Because::Change)
    }

    /// Why an object changed its stratum within the year.
    fn moved(&self, id: &ObjectId, new: &str) -> Option<Because<'a>> {
        match new {
            "seen" => self.drew(id, |visits| visits.iter().any(|visit| visit.public && !visit.merged)),
            "fresh" | "all" => None,
            _ => self.last(id.as_str(), "deadline").map(Because::Change),
        }
    }

    fn returned(&self, id: &ObjectId, new_year: bool) -> Option<Because<'a>> {
        let open = self.last(id.as_str(), "status").filter(|change| !is_closed(&change.new));
        open.map(Because::Change).or_else(|| new_year.then_some(Because::NewYear))
    }

    /// Why an object was excluded: the record that the evidence names.
    fn excluded(&self, id: &ObjectId, rule: &str, evidence: &str) -> Option<Because<'a>> {
        match rule {
            "suspended" | "closed" => {
                let status = self.last(id.as_str(), "status")?;
                (plain(&status.evidence) == plain(evidence)).then_some(Because::Change(status))
            }
            "superior-checked" => {
                let mut checks = self.site.superior.iter().filter(|check| check.object == *id);
                let named = |document: &str| !document.is_empty() && plain(evidence).contains(&plain(document));
                checks.find(|check| named(&check.document)).map(Because::Superior)
            }
            "yearly-cap" => {
                let visits = self.visits(id);
                let named = |draw: &str| visits.iter().any(|visit| visit.draw.as_str() == draw);
                let fits = evidence.split(';').all(named) && visits.len() > 1;
                let cites = |visit: &Visit<'_>| evidence.split(';').any(|draw| visit.draw.as_str() == draw);
                let public = |visits: &[Visit<'_>]| visits.iter().all(|visit| visit.public || !cites(visit));
                if fits { self.drew(id, public) } else { None }
            }
            _ => None,
        }
    }

    fn visits(&self, id: &ObjectId) -> &[Visit<'a>] {
        self.drawn.get(source(self.site, id)).map_or(&[][..], Vec::as_slice)
    }

    /// The earlier draws of the year that drew the object's pollution source; none if there was none. Where those that were
    /// public are enough, the later ones explain nothing and are not named.
    fn drew(&self, id: &ObjectId, enough: impl Fn(&[Visit<'_>]) -> bool) -> Option<Because<'a>> {
        let visits = self.visits(id);
        let draws = |all: bool| -> Vec<DrawId> {
            visits.iter().filter(|visit| all || visit.public).map(|visit| visit.draw.clone()).collect()
        };
        match visits.iter().all(|visit| visit.public) || enough(visits) {
            _ if visits.is_empty() => None,
            true => Some(Because::Drawn(draws(false))),
            false => Some(Because::DrawnEarly(draws(true))),
        }
    }

    /// Objects in a stratum that the earlier draws contradict (protocol section 3). Where a visit was merged into another
    /// one, or revealed only later, both strata are believed.
    pub(super) fn misplaced(&self) -> Vec<Row<'a>> {
        if !matches!(self.record.class, Class::General | Class::Key) {
            return Vec::new();
        }
        let contradicts = |stratum: &str, visits: &[Visit<'_>]| match stratum {
            "seen" => visits.is_empty(),
            "fresh" => visits.iter().any(|visit| visit.public && !visit.merged),
            _ => false,
        };
        let rows = self.record.roster.iter().filter(|row| contradicts(&row.stratum, self.visits(&row.id)));
        rows.map(|row| {
            let because = self.drew(&row.id, |visits| visits.iter().any(|visit| visit.public));
            self.row(&row.id, &row.name, Place::Nowhere, Place::Stratum(&row.stratum), because)
        })
        .collect()
    }

    /// Objects of the class that stand on no list.
    pub(super) fn missing(&self, known: impl Fn(&ObjectId) -> bool) -> Vec<Row<'a>> {
        let objects = self.site.objects.values();
        let gone = objects.filter(|object| !known(&object.id) && self.has(object));
        gone.map(|object| self.row(&object.id, &object.name, Place::Nowhere, Place::Nowhere, None)).collect()
    }

    /// Whether the registry had the object in the class, open, before the day of the commitment, and no other draw of the
    /// class and period lists it. Of the day itself nobody can say which came first.
    fn registered(&self, id: &ObjectId) -> bool {
        self.site.objects.get(id).is_some_and(|object| self.has(object))
    }

    /// As [`Book::registered`], of an object of the registry.
    fn has(&self, object: &Object) -> bool {
        let Some(day) = self.day else { return false };
        let changes = self.changes.get(object.id.as_str());
        let was_closed = || value_at(changes, "status", day).map_or(object.status == Status::Closed, is_closed);
        if self.record.class == Class::Special {
            return self.special.contains_key(&object.id) && !was_closed();
        }
        if touched_on(changes, day) {
            return false;
        }
        let of_class = match value_at(changes, "classes", day) {
            Some(classes) => names(classes, self.record.class),
            None => object.classes.contains(&self.record.class),
        };
        let of_year = self.record.class != Class::Project
            || object.deadline.is_some_and(|deadline| deadline.year == self.record.period.year);
        of_class
            && of_year
            && object.registered < day
            && !was_closed()
            && self.in_group(object)
            && !self.elsewhere.contains_key(&object.id)
    }

    fn has_groups(&self) -> bool {
        self.tasks.iter().any(|task| task.class == self.record.class && task.group.is_some())
    }

    /// Whether the object is one of the task's: of its group, or of no other task's.
    fn in_group(&self, object: &Object) -> bool {
        let mut others = self.tasks.iter().filter(|task| task.class == self.record.class);
        let own = others.clone().find(|task| task.id == self.record.task).and_then(|task| task.group.as_ref());
        match own {
            Some(group) => object.elements.contains(group),
            None => !others.any(|task| task.group.as_ref().is_some_and(|group| object.elements.contains(group))),
        }
    }
}

/// Whether something that decides about the lists was entered on the day itself. In: the changes of an object.
fn touched_on(changes: &[&Change], day: Day) -> bool {
    let decides = |field: &str| matches!(field, "added" | "removed" | "status" | "classes" | "elements" | "deadline");
    changes.iter().any(|change| change.recorded == day && decides(&change.field))
}

/// The value a field had on a day, if it was changed since. In: the changes of an object.
fn value_at<'a>(changes: &[&'a Change], field: &str, day: Day) -> Option<&'a str> {
    let since = changes.iter().filter(|change| change.field == field && change.recorded > day);
    since.min_by_key(|change| (change.recorded, change.date)).map(|change| change.old.as_str())
}

/// Tasks of the plan that a draw names.
fn tasks<'a>(site: &'a Ground, record: &DrawRecord) -> &'a [Task] {
    let plan = site.plans.iter().find(|plan| plan.record_path() == record.plan.0);
    plan.map_or(&[][..], |plan| plan.tasks.as_slice())
}

/// Objects that other draws of the class and period list.
fn elsewhere<'a>(site: &'a Ground, record: &DrawRecord) -> FxHashMap<&'a ObjectId, &'a DrawId> {
    let others = site.draws.values().filter(|draw| {
        (draw.class, draw.period) == (record.class, record.period) && draw.task != record.task && stands(draw)
    });
    others
        .flat_map(|draw| {
            let listed = draw.roster.iter().map(|row| &row.id).chain(draw.excluded.iter().map(|row| &row.id));
            listed.map(|id| (id, &draw.id))
        })
        .collect()
}

fn is_listed(draw: &DrawRecord, id: &ObjectId) -> bool {
    draw.roster.binary_search_by(|row| row.id.cmp(id)).is_ok() || draw.excluded.iter().any(|row| row.id == *id)
}

/// The pollution source of an object (R28); its own id where the registry does not know it.
fn source<'a>(site: &'a Ground, id: &'a ObjectId) -> &'a str {
    site.objects.get(id).map_or(id.as_str(), |object| object.source.as_str())
}

fn is_closed(status: &str) -> bool {
    status.contains("关闭") || status.contains("注销") || status == "closed"
}

/// Whether a cell of classes names one, by its Chinese name or the word of the files.
fn names(cell: &str, class: Class) -> bool {
    let mut words = cell.split([';', '；', '、', ',', '，']).map(str::trim);
    words.any(|word| word == class.zh() || word == class.as_str())
}

/// A text as the lists can hold it (protocol section 2), so that both spellings compare equal.
fn plain(text: &str) -> String {
    text.trim()
        .nfc()
        .map(|c| {
            if c == ',' {
                '，'
            } else if c == '"' {
                '”'
            } else {
                c
            }
        })
        .collect()
}
