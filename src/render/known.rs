//! What the privacy gate lets through because of its role. In: the county. Out: a [`Gate`] that knows the site's own ids,
//! codes, permits, certificate numbers and lottery issues, and the phones the bureau publishes.

use super::view::object_ids;
use crate::output::Gate;
use crate::site::Site;
use std::collections::BTreeSet;

/// The gate for a county. Values pass by exact match only, in the spelling of the data or in the lower case of page names.
pub fn gate(site: &Site) -> Gate {
    let config = &site.config;
    let mut known = BTreeSet::new();
    let mut learn = |value: &str| {
        known.insert(value.to_owned());
        known.insert(value.to_ascii_lowercase());
    };
    object_ids(site).into_iter().for_each(|id| learn(id.as_str()));
    for object in site.objects.values() {
        learn(&object.source);
        object.code.iter().chain(&object.permit).for_each(|value| learn(value));
    }
    for inspector in site.inspectors.keys() {
        learn(inspector.as_str());
    }
    site.auxiliary.iter().for_each(|person| learn(&person.id));
    site.exempt.iter().for_each(|visit| learn(&visit.id));
    learn(&config.government.site_id_code);
    for draw in site.draws.values() {
        draw.inspectors.iter().for_each(|row| learn(row.id.as_str()));
        draw.commit.iter().flat_map(|commit| &commit.beacons).for_each(|beacon| learn(&beacon.round.to_string()));
    }
    let phones = config.privacy.allowed_phones.iter().chain([&config.bureau.phone, &config.bureau.complaint_phone]);
    Gate {
        known,
        phones: phones.map(|phone| phone.chars().filter(char::is_ascii_digit).collect()).collect(),
        allowed: config.privacy.allowed.iter().map(|allowed| allowed.sha256.clone()).collect(),
    }
}
