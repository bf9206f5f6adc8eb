//! What is known of the visits of a draw before anybody has typed anything: a row a visit, a row for every item that concerns the object,
//! a row for its papers. In: the drawn objects. Out: [`Known`] rows. Objects whose result stands in the tables are left out.

use super::Known;
use crate::check::applicable_items;
use crate::model::{Class, Day, DrawId, ObjectId};
use crate::site::Site;
use std::collections::BTreeMap;

/// Rows of the three tables of results for the drawn objects. `day`: that of the item list in force.
pub(crate) fn visits(site: &Site, draw: &DrawId, class: Class, drawn: &[ObjectId], day: Day) -> Known {
    let mut known = Known::new();
    for object in drawn {
        let key = (draw.clone(), object.clone());
        let Some(entry) = site.objects.get(object) else { continue };
        let row = || -> BTreeMap<&'static str, String> {
            [("draw", draw.to_string()), ("object", object.to_string()), ("name", entry.name.clone())].into()
        };
        if site.visits.get(&key).is_none_or(|visit| visit.result.is_none() && visit.withheld.is_none()) {
            let mut visit = row();
            visit.insert("agency", site.config.bureau.name.clone());
            known.entry("results").or_default().push(visit);
        }
        if !site.answers.contains_key(&key) {
            for item in applicable_items(&site.items, entry, class, day) {
                let mut answer = row();
                answer.extend([("item", item.id.to_string()), ("item_name", item.name.clone())]);
                known.entry("answers").or_default().push(answer);
            }
        }
        if !site.documents.contains_key(&key) {
            known.entry("documents").or_default().push(row());
        }
    }
    known
}
