//! `draw slip --html`: the notice that a drawn object is handed, one A4 page with the slip as a QR code (protocol section 8).
//! In: the slip, the county, the site's address. Out: one HTML file with everything inside it; it is no part of the site, so
//! its style may stand in it.

use crate::cmd::desk::{County, Desk, Done, Stop};
use crate::draw::{Slip, Substitution};
use crate::model::{InspectorId, Period, write_minute};
use crate::qr;
use crate::site::DrawRecord;
use crate::store;
use crate::words::Words;
use std::path::Path;

const STYLE: &str = "@page{size:A4;margin:16mm}\
body{max-width:178mm;margin:0 auto;padding:1rem;color:#000;background:#fff;font:11pt/1.6 \"Songti SC\",\"SimSun\",\"Noto Serif CJK SC\",serif}\
h1{margin:0 0 6mm;font-size:20pt;text-align:center;letter-spacing:.1em}\
.top{display:flex;gap:8mm;align-items:flex-start}\
.top>div{flex:1 1 auto;min-width:0}\
figure{flex:none;width:62mm;margin:0;text-align:center;font-size:9pt}\
.qr{display:block;width:62mm;height:62mm}\
dl{margin:0}dt{font-size:9pt;color:#444}dd{margin:0 0 2.5mm;overflow-wrap:anywhere}\
p{margin:3mm 0}.demo{padding:1mm 3mm;border:1px solid #000;text-align:center}\
.foot{margin-top:5mm;padding-top:3mm;border-top:1px solid #000}\
pre,.address{font:7.5pt/1.45 Consolas,\"DejaVu Sans Mono\",monospace;white-space:pre-wrap;overflow-wrap:anywhere;margin:1mm 0}\
section+section{break-before:page}\
@media print{body{padding:0;font-size:10pt;line-height:1.5}}\
@media(max-width:34em){.top{display:block}figure{margin:0 auto 5mm}}";

/// Writes the notice; an existing file is refused, and so is a folder that is published.
pub(super) fn write(
    desk: &Desk<'_>,
    county: &County,
    slip: &Slip,
    changes: &[Substitution],
    path: &Path,
    base: Option<&str>,
) -> Done {
    let base = address(desk, base.unwrap_or(&county.site.config.government.base_url))?;
    let record =
        county.site.draws.get(&slip.leaf.draw).ok_or_else(|| desk.usage("no-draw", slip.leaf.draw.as_str()))?;
    let notice = Notice { words: desk.words(), county, slip, record, changes };
    let address = format!("{base}check/slip.html#{}", slip.to_fragment());
    let page =
        notice.page(&address).map_err(|fault| desk.wrong("notice.too-long", &[("fault", &fault.to_string())]))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    store::refuse_published(desk.root, folder).map_err(|fault| desk.store_fault(&fault))?;
    store::write_private(path, page.as_bytes()).map_err(|fault| desk.store_fault(&fault))?;
    let args = [("object", slip.leaf.id.as_str()), ("path", &path.display().to_string())];
    Ok(desk.tell("notice.written", &args))
}

/// The site's address with its last slash.
pub(super) fn address(desk: &Desk<'_>, text: &str) -> Result<String, Stop> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        None if text.is_empty() => Err(desk.wrong("notice.no-base", &[])),
        Some(host) if !host.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && !b"#?\"<>".contains(&b)) => {
            Ok(format!("{}/", text.trim_end_matches('/')))
        }
        _ => Err(desk.wrong("notice.bad-base", &[("value", text)])),
    }
}

/// The notices of several slips as one page, a sheet each, each with the substitutions so far. `base` ends in `/`.
pub(super) fn all(
    desk: &Desk<'_>,
    county: &County,
    record: &DrawRecord,
    slips: &[(Slip, Vec<Substitution>)],
    base: &str,
) -> Result<String, Stop> {
    let mut sheets = String::new();
    for (at, (slip, changes)) in slips.iter().enumerate() {
        let notice = Notice { words: desk.words(), county, slip, record, changes };
        let address = format!("{base}check/slip.html#{}", slip.to_fragment());
        let body = notice.body(&address, &format!("slip-{at}"));
        let body = body.map_err(|fault| desk.wrong("notice.too-long", &[("fault", &fault.to_string())]))?;
        sheets.push_str(&format!("<section>\n{body}</section>\n"));
    }
    Ok(shell(desk.words(), &escaped(&desk.words().get("notice.title")), &sheets))
}

/// A page with its style in it. Title and body are HTML.
fn shell(words: &Words, title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        words.lang
    )
}

/// What the page is made of.
struct Notice<'a> {
    words: &'a Words,
    county: &'a County,
    slip: &'a Slip,
    record: &'a DrawRecord,
    /// Substitutions of the draw so far.
    changes: &'a [Substitution],
}

impl Notice<'_> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        escaped(&self.words.fill(&format!("notice.{key}"), args.iter().copied()))
    }

    fn page(&self, address: &str) -> Result<String, qr::TooLong> {
        let body = self.body(address, "slip")?;
        Ok(shell(self.words, &self.say("title", &[]), &body))
    }

    /// What stands on the sheet. `id`: prefix of the code's ids.
    fn body(&self, address: &str, id: &str) -> Result<String, qr::TooLong> {
        let code = self.words.get("notice.code");
        let code = qr::svg(address, &qr::Label { id, title: &code, description: address })?;
        let config = &self.county.site.config;
        let contact = [
            ("bureau", config.bureau.name.as_str()),
            ("phone", config.bureau.phone.as_str()),
            ("complaint", config.bureau.complaint_phone.as_str()),
        ];
        let demo =
            if config.demo { format!("<p class=\"demo\">{}</p>\n", self.say("demo", &[])) } else { String::new() };
        let title = self.say("title", &[]);
        Ok(format!(
            "{demo}<h1>{title}</h1>\n<div class=\"top\">\n<div>\n<dl>\n{facts}</dl>\n</div>\n\
             <figure>\n{code}\n<figcaption>{caption}</figcaption>\n</figure>\n</div>\n<p>{says}</p>\n<p>{rights}</p>\n\
             <p>{forged} {contact}</p>\n<p>{keep}</p>\n<div class=\"foot\">\n<p>{content}</p>\n<pre>{slip}</pre>\n\
             <p>{place}</p>\n<p class=\"address\">{address}</p>\n</div>\n",
            facts = self.facts(),
            caption = self.say("code", &[]),
            says = self.say("says", &[]),
            rights = self.say("rights", &[]),
            forged = self.say("forged", &[]),
            contact = self.say("contact", &contact),
            keep = self.say("keep", &[]),
            content = self.say("slip", &[]),
            slip = escaped(&String::from_utf8_lossy(&self.slip.to_bytes())),
            place = self.say("address", &[]),
            address = escaped(address),
        ))
    }

    fn facts(&self) -> String {
        let leaf = &self.slip.leaf;
        let object = self.record.roster.iter().find(|row| row.id == leaf.id);
        let object = object.map_or_else(String::new, |row| escaped(&row.name) + "<br>") + &escaped(leaf.id.as_str());
        let mut team: Vec<String> = leaf.team.iter().map(|id| self.person(id)).collect();
        team.extend(self.changes.iter().filter(|change| change.object == leaf.id).map(|change| self.change(change)));
        let time = |time: Option<crate::model::Time>| time.map(write_minute).unwrap_or_default();
        let times = (time(self.record.times.sealed), time(self.record.times.committed));
        let fixed = self.say("fixed-at", &[("sealed", &times.0), ("committed", &times.1)]);
        let (rank, size) = ((self.slip.index + 1).to_string(), self.slip.size.to_string());
        let rank = self.say("rank-of", &[("r", &rank), ("k", &size)]);
        let draw = format!("{} {}", escaped(&self.draw()), escaped(leaf.draw.as_str()));
        let rows = [("object", object), ("team", team.join("<br>")), ("draw", draw), ("fixed", fixed), ("rank", rank)];
        rows.iter().map(|(key, value)| format!("<dt>{}</dt><dd>{value}</dd>\n", self.say(key, &[]))).collect()
    }

    fn person(&self, id: &InspectorId) -> String {
        let row = self.record.inspectors.iter().find(|row| row.id == *id);
        let name = row.map_or(id.as_str(), |row| row.name.as_str());
        self.say("person", &[("name", name), ("id", id.as_str())])
    }

    /// Who comes in whose place: the code holds the team as drawn, the one who stands at the door may be another.
    fn change(&self, change: &Substitution) -> String {
        let to = change.to.as_ref().map_or_else(|| self.say("nobody", &[]), |to| self.person(to));
        let ground = escaped(&self.words.get(&format!("show.substitution.{}", change.ground)));
        // The parts are escaped already.
        let sentence = escaped(&self.words.get("notice.change"));
        sentence.replace("{from}", &self.person(&change.from)).replace("{to}", &to).replace("{ground}", &ground)
    }

    /// The draw's title in the language of the notice.
    fn draw(&self) -> String {
        let Period { year, quarter } = self.record.period;
        let year = year.to_string();
        let key = quarter.map_or_else(|| "period.year".to_owned(), |quarter| format!("period.q{quarter}"));
        let period = self.words.fill(&key, [("year", year.as_str())]);
        let class = self.words.get(&format!("class.{}", self.record.class.as_str()));
        self.words.fill("draw.title", [("period", period.as_str()), ("class", class.as_str())])
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
