//! Who is drawn, for results: from the checked county, and for sealed draws from `secrets/`. In: the bureau's folder. Out: values of
//! `import`. Nothing of it is written.

use crate::cmd::desk::{Desk, Stop};
use crate::import::{Drawn, DrawnObject};
use crate::load::{columns, decode, rows_of};
use crate::model::{ObjectId, Time};
use crate::site::{DrawRecord, DrawState, Site};
use crate::store;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

const VISITS: &str = "results/YYYY.csv";

/// All drawn objects. Errors: faults of the county; `secrets/` that cannot be read.
pub(super) fn drawn(desk: &Desk<'_>, moment: Time) -> Result<Drawn, Stop> {
    let site = desk.county_with(&BTreeMap::new(), moment)?.site;
    let mut out = Drawn { objects: Vec::new(), unseen: Vec::new(), now: moment };
    for draw in site.draws.values() {
        match draw.state {
            DrawState::Revealed | DrawState::Lost => {
                out.objects.extend(draw.drawn.iter().map(|drawn| object(&site, draw, &drawn.object)));
            }
            DrawState::Sealed => sealed(desk, &site, draw, &mut out)?,
            _ => {}
        }
    }
    Ok(out)
}

/// An object whose being drawn is public.
fn object(site: &Site, draw: &DrawRecord, id: &ObjectId) -> DrawnObject {
    let visit = site.visits.get(&(draw.id.clone(), id.clone()));
    DrawnObject {
        draw: draw.id.to_string(),
        object: id.to_string(),
        class: draw.class,
        year: draw.period.year,
        sealed: false,
        done: visit.is_some_and(|visit| visit.result.is_some() || visit.withheld.is_some()),
        public: visit.is_some_and(|visit| visit.published_at.is_some()),
    }
}

/// A sealed draw: objects with an open slip are public, the others stand in `secrets/` alone.
fn sealed(desk: &Desk<'_>, site: &Site, draw: &DrawRecord, out: &mut Drawn) -> Result<(), Stop> {
    let open: BTreeSet<&str> = draw.slips.iter().map(|slip| slip.object.as_str()).collect();
    out.objects.extend(draw.slips.iter().map(|slip| object(site, draw, &slip.object)));
    let files = store::secrets_of(desk.root, draw.id.as_str()).map_err(|fault| desk.store_fault(&fault))?;
    let Some(result) = files.get("result.csv").and_then(|bytes| std::str::from_utf8(bytes).ok()) else {
        out.unseen.push(draw.id.to_string());
        return Ok(());
    };
    let path = format!("secrets/draws/{}/visits.csv", draw.id);
    let waiting = match files.get("visits.csv") {
        Some(bytes) => {
            let text =
                decode(bytes).map_err(|_| desk.io(Path::new(&path), &io::Error::from(io::ErrorKind::InvalidData)))?;
            rows_of(&path, columns(VISITS).unwrap_or_default(), &text).map_err(|report| desk.refused_alone(report))?.0
        }
        None => Vec::new(),
    };
    let done = |id: &str| {
        let filled = |name: &str, row: &BTreeMap<&str, String>| row.get(name).is_some_and(|text| !text.is_empty());
        waiting
            .iter()
            .any(|row| row.get("object").is_some_and(|o| o == id) && (filled("result", row) || filled("withheld", row)))
    };
    let ids = result.lines().skip(1).filter_map(|line| line.split(',').next());
    out.objects.extend(ids.filter(|id| !open.contains(id)).map(|id| DrawnObject {
        draw: draw.id.to_string(),
        object: id.to_owned(),
        class: draw.class,
        year: draw.period.year,
        sealed: true,
        done: done(id),
        public: false,
    }));
    Ok(())
}
