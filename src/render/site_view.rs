//! What the frame of every page shows, as templates see it. In: the county, the words, the folder of the language. Out: `site`.

use crate::site::Site;
use crate::words::Words;
use serde::Serialize;
use std::collections::BTreeMap;

/// `site` in templates: what the frame of every page shows. Nothing here depends on the day.
#[derive(Serialize)]
pub(super) struct SiteView<'a> {
    lang: &'a str,
    local: &'a str,
    demo: bool,
    has_log: bool,
    name: &'a str,
    bureau: &'a str,
    county: &'a str,
    office: &'a str,
    address: &'a str,
    phone: &'a str,
    complaint_phone: &'a str,
    domain: &'a str,
    id_code: &'a str,
    icp: &'a str,
    police: &'a str,
    mark_url: &'a str,
    fault_url: &'a str,
    base_url: String,
    complaints_page: Option<String>,
    footer_pages: Vec<BTreeMap<&'static str, String>>,
}

impl<'a> SiteView<'a> {
    pub(super) fn new(site: &'a Site, words: &'a Words, folder: &'a str) -> Self {
        let (bureau, government) = (&site.config.bureau, &site.config.government);
        let name = match government.site_name.as_str() {
            "" => bureau.name.as_str(),
            name => name,
        };
        let page = |slug: &str| format!("pages/{slug}.html");
        Self {
            lang: &words.lang,
            local: folder,
            demo: site.config.demo,
            has_log: site.log.is_some(),
            name,
            bureau: &bureau.name,
            county: &bureau.county,
            office: &bureau.office,
            address: &bureau.address,
            phone: &bureau.phone,
            complaint_phone: &bureau.complaint_phone,
            domain: &government.site_domain,
            id_code: &government.site_id_code,
            icp: &government.icp,
            police: &government.police,
            mark_url: &government.mark_url,
            fault_url: &government.fault_url,
            base_url: government.base(),
            complaints_page: site.pages.iter().find(|p| p.slug == "complaints").map(|p| page(&p.slug)),
            footer_pages: site
                .pages
                .iter()
                .map(|p| BTreeMap::from([("title", p.title.clone()), ("href", page(&p.slug))]))
                .collect(),
        }
    }
}
