//! `badges/ID.svg`: what draws say of one object, for other sites to embed. In: the times it was seen. Out: one SVG with a title,
//! a description and its day, readable on light and dark pages, with no script, no link, no style. There is none before a
//! result or a revealed draw is public, so a sealed outcome neither makes nor changes one.

use super::seen::{Seen, Stage};
use crate::model::*;
use crate::render::Still;
use crate::render::theme::escape;
use crate::site::DrawState;
use std::fmt::Write;

/// Height of a badge in pixels.
pub(super) const HEIGHT: u32 = 28;
const FONT: u32 = 13;
const PAD: u32 = 10;
const SHAPE: u32 = 14;
const FAMILY: &str =
    "PingFang SC, Microsoft YaHei, Source Han Sans SC, Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif";

/// A badge yet to be drawn.
pub(super) struct Mark {
    /// What it says beside the label.
    pub(super) text: String,
    /// Title: the object's name and the text.
    pub(super) title: String,
    label: String,
    about: String,
    kind: Kind,
}

/// Shape and colours. Both texts stand on their own ground, so the page around does not matter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Clean,
    Problem,
    Plain,
}

impl Kind {
    fn ground(self) -> &'static str {
        match self {
            Self::Clean => "#0e5847",
            Self::Problem => "#a3261c",
            Self::Plain => "#55605a",
        }
    }

    /// A tick, a triangle, a circle: 14 units wide around (7, 0).
    fn shape(self) -> &'static str {
        match self {
            Self::Clean => "M1.5 0.5 5.5 4.5 12.5-4.5",
            Self::Problem => "M7-5.5 13 5.5H1Z",
            Self::Plain => "M2 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
        }
    }
}

/// Where a badge stands, from the root.
pub(super) fn path(id: &ObjectId) -> String {
    format!("badges/{}.svg", id.as_str().to_ascii_lowercase())
}

/// What the badge of an object tells, if it has one: a public result, or a draw that is revealed and drew it. Visits outside the draw
/// never show in it.
pub(super) fn shown<'s, 'b>(context: &Still<'_>, seen: &'s [Seen<'b>]) -> Option<&'s Seen<'b>> {
    // A file each is too many for the host of a large county.
    if context.addresses().is_large() {
        return None;
    }
    let shown = |seen: &&Seen<'_>| {
        let revealed = seen.lot.is_some_and(|lot| matches!(lot.draw.state, DrawState::Revealed | DrawState::Lost));
        let out = matches!(seen.stage(), Stage::Told(_) | Stage::Withheld(_));
        seen.lot.is_some() && (out || revealed && seen.stage() != Stage::Merged)
    };
    seen.iter().find(shown)
}

/// The badge of an object, if it has one.
pub(super) fn of(context: &Still<'_>, name: &str, seen: &[Seen<'_>]) -> Option<Mark> {
    let seen = shown(context, seen)?;
    let words = context.words;
    let day = seen.moment().to_string();
    let (kind, key, phrase) = match seen.stage() {
        Stage::Told(phrase) => {
            let kind = match phrase {
                Phrase::Clean => Kind::Clean,
                _ if phrase.is_problem() && seen.is_open() => Kind::Problem,
                _ => Kind::Plain,
            };
            let key = match (phrase.is_problem(), seen.is_open()) {
                (true, true) => "open",
                (true, false) => "ended",
                (false, _) => "told",
            };
            (kind, key, context.phrase(phrase))
        }
        Stage::Withheld(_) => (Kind::Plain, "told", words.get("show.withheld")),
        Stage::Pending => (Kind::Plain, "told", words.get("object-page.badge-pending")),
        Stage::Unseen | Stage::Merged => (Kind::Plain, "drawn", words.get("object-page.badge-unseen")),
    };
    let state = seen.ended().map_or("", |step| step.state.as_str());
    let args = [("day", day.as_str()), ("phrase", &phrase), ("state", state)];
    let text = words.fill(&format!("badge.{key}"), args);
    let label = words.get("badge.label");
    let title = words.fill("badge.title", [("name", name), ("label", &label), ("text", &text)]);
    let about = words.fill("badge.about", [("bureau", context.site.config.bureau.name.as_str())]);
    Some(Mark { text, title, label, about, kind })
}

/// Width of a text in pixels: an ideograph or full-width sign is as wide as the type is high, letters and digits are a little
/// more than half as wide, signs between them a third.
fn width(text: &str) -> u32 {
    let share = |c: char| match c {
        '“' | '”' | '—' | '…' => 100,
        c if u32::from(c) >= 0x2e80 => 100,
        c if c.is_alphanumeric() => 56,
        _ => 30,
    };
    (text.chars().map(share).sum::<u32>() * FONT).div_ceil(100)
}

impl Mark {
    /// Width of the whole in pixels.
    pub(super) fn width(&self) -> u32 {
        self.split() + PAD + SHAPE + 6 + width(&self.text) + PAD
    }

    fn split(&self) -> u32 {
        width(&self.label) + 2 * PAD
    }

    /// The file. `textLength` makes the words fill the place kept for them, whatever type the reader has.
    pub(super) fn svg(&self) -> String {
        let (whole, split, ground) = (self.width(), self.split(), self.kind.ground());
        let (title, about) = (escaped(&self.title), escaped(&self.about));
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"{HEIGHT}\" viewBox=\"0 0 {whole} {HEIGHT}\" \
             role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">{title}</title>\n<desc id=\"d\">{about}</desc>\n"
        );
        let right = whole - split;
        let _ = write!(
            out,
            "<rect width=\"{whole}\" height=\"{HEIGHT}\" rx=\"4\" fill=\"#fff\"/>\n\
             <rect x=\"1\" y=\"1\" width=\"{split}\" height=\"{}\" rx=\"3\" fill=\"#1d2521\"/>\n\
             <rect x=\"{split}\" y=\"1\" width=\"{}\" height=\"{}\" rx=\"3\" fill=\"{ground}\"/>\n",
            HEIGHT - 2,
            right - 1,
            HEIGHT - 2
        );
        let fill = if self.kind == Kind::Clean { "none" } else { "#fff" };
        let middle = HEIGHT / 2;
        let _ = writeln!(
            out,
            "<path transform=\"translate({} {middle})\" d=\"{}\" fill=\"{fill}\" stroke=\"#fff\" stroke-width=\"2\"/>",
            split + PAD,
            self.kind.shape()
        );
        for (x, text) in [(PAD, &self.label), (split + PAD + SHAPE + 6, &self.text)] {
            let _ = writeln!(
                out,
                "<text x=\"{x}\" y=\"{}\" fill=\"#fff\" font-family=\"{FAMILY}\" font-size=\"{FONT}\" textLength=\"{}\" \
                 lengthAdjust=\"spacingAndGlyphs\">{}</text>",
                middle + 5,
                width(text),
                escaped(text)
            );
        }
        out.push_str("</svg>\n");
        out
    }
}

/// Escaped, and without the signs XML knows no spelling for.
pub(super) fn escaped(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    let mut out = String::with_capacity(plain.len());
    escape(&plain, &mut out);
    out
}
