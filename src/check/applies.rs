//! Which items a visit must answer (R8). In: the item list, an object, the class it was drawn in, the day. Out: the items in
//! the order of the list.

use crate::model::{Class, Day, Item, Object};

/// Items in the list on the day whose `applies` names one of the object's classes, the class it was drawn in, or one of its
/// elements. An item without a legal basis is not asked (R1).
pub fn applicable_items<'a>(items: &'a [Item], object: &Object, class: Class, today: Day) -> Vec<&'a Item> {
    let concerns = |word: &String| match Class::parse(word) {
        Some(named) => named == class || object.classes.contains(&named),
        None => object.elements.contains(word),
    };
    items
        .iter()
        .filter(|item| item.valid_from <= today && item.valid_to.is_none_or(|last| today <= last))
        .filter(|item| !item.bases.is_empty() && item.applies.iter().any(concerns))
        .collect()
}
