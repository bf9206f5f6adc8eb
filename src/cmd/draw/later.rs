//! `draw seal`, `draw slip`, `draw substitute`: between the commitment and the end.

use super::{args, notice};
use crate::cli::{SealArgs, SlipArgs, SubstituteArgs};
use crate::cmd::desk::{County, Desk, Done, Stop};
use crate::draw::Seal;
use crate::draw::substitute::parse as parse_substitutions;
use crate::model::ObjectId;
use crate::steps::{self, DrawFolder, SealRequest, SubstituteRequest, Substituted};

/// Enters the public values, computes, publishes the seal.
pub(super) fn seal(desk: &Desk<'_>, args: &SealArgs) -> Done {
    let county = desk.county(args.step.at.as_deref())?;
    let folder = desk.folder(&county, &args.step.draw)?;
    let record = county.site.draws.get(&folder.id);
    if record.is_some_and(|draw| draw.seal.is_none() && !steps::is_logged_in_time(&county.site, draw)) {
        return Err(desk.finding("cli.draw.late", &[("draw", folder.id.as_str())]));
    }
    let needed = steps::salts_needed(&folder).map_err(|report| desk.refused(report, &county))?;
    let committed = county.site.draws.get(&folder.id).and_then(|draw| draw.commit.as_ref());
    let committed = committed.map_or(&[][..], |commit| commit.beacons.as_slice());
    let request = SealRequest {
        values: args::values(desk, &args.beacons, committed)?,
        evidence: args::evidence(desk, &args.evidence, committed)?,
        nonces: args::nonces(desk, &args.nonces)?,
    };
    let salts = (0..needed).map(|_| desk.random()).collect::<Result<Vec<_>, _>>()?;
    let step = steps::seal(&folder, &request, &salts, county.moment);
    let step = step.map_err(|report| desk.refused(report, &county))?;
    desk.apply(&step)?;
    let after = folder.after(&step);
    let seal = after.files.get("seal.txt").and_then(|bytes| Seal::parse(bytes).ok());
    let (drawn, root) = seal.map(|seal| (seal.drawn.to_string(), seal.tree_root)).unwrap_or_default();
    Ok(desk.say("done.seal", &[("draw", after.id.as_str()), ("drawn", &drawn), ("root", &root)]))
}

/// Prints the slip of one object, writes it as a notice, or publishes it.
pub(super) fn slip(desk: &Desk<'_>, args: &SlipArgs) -> Done {
    let county = desk.county(None)?;
    let folder = desk.folder(&county, &args.draw)?;
    let object = ObjectId::parse(&args.object).map_err(|_| desk.usage("object", &args.object))?;
    if !args.open {
        let slip = steps::slip(&folder, &object).map_err(|report| desk.refused(report, &county))?;
        if let Some(path) = &args.html {
            let name = "substitutions.csv";
            let rows = folder.secret.get(name).or(folder.files.get(name));
            let rows = rows.and_then(|bytes| parse_substitutions(name, bytes, 0).ok()).unwrap_or_default();
            return notice::write(desk, &county, &slip, &rows, path, args.base.as_deref());
        }
        return Ok(String::from_utf8_lossy(&slip.to_bytes()).into_owned());
    }
    let step = steps::open_slip(&folder, &object).map_err(|report| desk.refused(report, &county))?;
    desk.apply(&step)?;
    Ok(desk.say("done.slip", &[("draw", folder.id.as_str()), ("object", object.as_str())]))
}

/// Replaces an inspector by the next in order.
pub(super) fn substitute(desk: &Desk<'_>, args: &SubstituteArgs) -> Done {
    let county = desk.county(args.step.at.as_deref())?;
    let folder = desk.folder(&county, &args.step.draw)?;
    let object = ObjectId::parse(&args.object).map_err(|_| desk.usage("object", &args.object))?;
    let request =
        SubstituteRequest { object, slot: args.slot, ground: args.ground.clone(), evidence: args.evidence.clone() };
    let made = substituted(desk, &county, &folder, &request)?;
    desk.apply(&made.step)?;
    let mut out = String::new();
    for row in &made.rows {
        let slot = row.slot.to_string();
        let name = |id: &crate::model::InspectorId| {
            county.site.inspectors.get(id).map_or_else(|| id.to_string(), |i| format!("{} {id}", i.name))
        };
        let to = row.to.as_ref().map_or_else(|| desk.word("nobody"), name);
        let args = [("object", row.object.as_str()), ("slot", &slot), ("from", &name(&row.from)), ("to", &to)];
        out.push_str(&desk.say("done.substitute", &args));
    }
    out.push_str(&carried(desk, &made));
    Ok(out)
}

/// A substitution with all that follows from it in the other draws of the period.
pub(in crate::cmd) fn substituted(
    desk: &Desk<'_>,
    county: &County,
    folder: &DrawFolder,
    request: &SubstituteRequest,
) -> Result<Substituted, Stop> {
    let period = county.site.draws.get(&folder.id).map(|draw| draw.period);
    let others = county.site.draws.values().filter(|draw| draw.seal.is_some() && Some(draw.period) == period);
    let mut others =
        others.map(|draw| desk.folder(county, draw.id.as_str())).collect::<Result<Vec<DrawFolder>, Stop>>()?;
    if request.ground == "merged-visit" && !others.iter().any(|other| other.id.as_str() == request.evidence) {
        others.push(desk.folder(county, &request.evidence)?);
    }
    steps::substitute_among(folder, request, &others).map_err(|report| desk.refused(report, county))
}

/// What changed in other draws, a line for each.
pub(in crate::cmd) fn carried(desk: &Desk<'_>, made: &Substituted) -> String {
    let lines = made.carried.iter().map(|(draw, row)| {
        let args = [("draw", draw.as_str()), ("object", row.object.as_str()), ("first", row.evidence.as_str())];
        desk.say("done.carried", &args)
    });
    lines.collect()
}
