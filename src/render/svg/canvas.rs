//! The paper the charts are drawn on: it keeps the height used so far and writes marks either with classes (on a page) or
//! with colours (in a file). In: marks. Out: the inside of an `<svg>` and its height.

use super::text::{escaped, width};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Width of a drawing.
pub(super) const WIDTH: f64 = 320.0;
/// Size of labels; the smallest text is [`SMALL`].
pub(super) const LABEL: f64 = 13.0;
/// Smallest text.
pub(super) const SMALL: f64 = 12.0;

/// How an area is filled. Each differs from the others in black and white.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ink {
    /// Full, of the site's green.
    Solid,
    /// Full, of the red of problems. Never beside [`Ink::Solid`].
    Full,
    /// Pale with an outline.
    Pale,
    /// Slanting lines.
    Hatch,
    /// Crossed lines.
    Cross,
    /// Dots.
    Dots,
    /// Upright lines.
    Lines,
    /// Nothing but a broken outline.
    Empty,
}

impl Ink {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Solid => "solid",
            Self::Full => "full",
            Self::Pale => "pale",
            Self::Hatch => "hatch",
            Self::Cross => "cross",
            Self::Dots => "dots",
            Self::Lines => "lines",
            Self::Empty => "empty",
        }
    }

    /// Ground and outline in a file.
    fn colours(self) -> (&'static str, &'static str) {
        match self {
            Self::Solid => ("#0e5847", "#0e5847"),
            Self::Full => ("#a3261c", "#a3261c"),
            Self::Pale => ("#cfe3dc", "#0e5847"),
            Self::Hatch => ("#fdf3dd", "#7a4b00"),
            Self::Cross => ("#fbecea", "#a3261c"),
            Self::Dots => ("#f3f6f4", "#55605a"),
            Self::Lines => ("#e8eff7", "#24476b"),
            Self::Empty => ("#fff", "#55605a"),
        }
    }

    /// What is repeated over the ground.
    fn texture(self) -> Option<&'static str> {
        match self {
            Self::Hatch => Some("M-1 7L7 -1M-1 1L1 -1M5 7L7 5"),
            Self::Cross => Some("M0 0L6 6M6 0L0 6"),
            Self::Dots => Some("M2 3H4M5 0H6M0 0H1M5 6H6M0 6H1"),
            Self::Lines => Some("M1.5 0V6M4.5 0V6"),
            Self::Solid | Self::Full | Self::Pale | Self::Empty => None,
        }
    }
}

/// Where a text stands to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Words of a text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Say<'t> {
    /// A label.
    Words(&'t str),
    /// A headline.
    Title(&'t str),
    /// An explanation, softer.
    Soft(&'t str),
    /// A number that the table has, too.
    Number(&'t str),
}

pub(super) struct Canvas<'a> {
    out: String,
    /// Where the next line begins.
    pub(super) y: f64,
    id: &'a str,
    file: bool,
    textures: BTreeSet<Ink>,
}

/// A number with at most one decimal.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

impl<'a> Canvas<'a> {
    pub(super) fn new(id: &'a str, file: bool) -> Self {
        Self { out: String::new(), y: 0.0, id, file, textures: BTreeSet::new() }
    }

    /// Everything drawn, and its height.
    pub(super) fn finish(mut self) -> (String, f64) {
        if !self.textures.is_empty() {
            let mut defs = String::from("<defs>");
            for ink in &self.textures {
                let (name, path) = (ink.name(), ink.texture().unwrap_or_default());
                let look = if self.file {
                    format!("stroke=\"{}\"", ink.colours().1)
                } else {
                    format!("class=\"chart-{name}\" stroke=\"currentColor\"")
                };
                let _ = write!(
                    defs,
                    "<pattern id=\"{}-{name}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
                     <path {look} stroke-width=\"1.3\" fill=\"none\" d=\"{path}\"/></pattern>",
                    self.id
                );
            }
            defs.push_str("</defs>");
            self.out.insert_str(0, &defs);
        }
        (self.out, self.y.ceil())
    }

    pub(super) fn skip(&mut self, height: f64) {
        self.y += height;
    }

    /// An area. What is there is never thinner than one unit.
    pub(super) fn block(&mut self, (x, y): (f64, f64), (w, h): (f64, f64), ink: Ink) {
        let name = ink.name();
        let (w, h) = (w.max(1.0), h.max(1.0));
        let place = format!("x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", number(x), number(y), number(w), number(h));
        let look = if self.file {
            let (ground, outline) = ink.colours();
            format!("fill=\"{ground}\" stroke=\"{outline}\"")
        } else {
            let fill = if matches!(ink, Ink::Solid | Ink::Full) { "currentColor" } else { "none" };
            format!("class=\"bar bar-{name}\" fill=\"{fill}\" stroke=\"currentColor\"")
        };
        let dash = if ink == Ink::Empty { " stroke-dasharray=\"3 2\"" } else { "" };
        let _ = write!(self.out, "<rect {place} {look}{dash}/>");
        if ink.texture().is_some() {
            self.textures.insert(ink);
            let _ = write!(self.out, "<rect {place} fill=\"url(#{}-{name})\"/>", self.id);
        }
    }

    /// A straight line of the scale.
    pub(super) fn stroke(&mut self, from: (f64, f64), to: (f64, f64), thick: f64, dashed: bool) {
        let look = if self.file { "stroke=\"#55605a\"" } else { "class=\"chart-line\" stroke=\"currentColor\"" };
        let dash = if dashed { " stroke-dasharray=\"4 3\"" } else { "" };
        let d = format!("M{} {}L{} {}", number(from.0), number(from.1), number(to.0), number(to.1));
        let _ = write!(self.out, "<path {look} fill=\"none\" stroke-width=\"{}\"{dash} d=\"{d}\"/>", number(thick));
    }

    /// A closed shape: the dot of what was counted, the diamond or triangle of what stands out.
    pub(super) fn shape(&mut self, (x, y): (f64, f64), shape: Shape) {
        let (class, colour, d) = match shape {
            Shape::Dot => {
                ("dot", "#0e5847", format!("M{} {}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z", number(x - 5.0), number(y)))
            }
            Shape::Diamond => ("odd", "#a3261c", format!("M{} {}l7 7l-7 7l-7 -7Z", number(x), number(y - 7.0))),
            Shape::Triangle => ("odd", "#a3261c", format!("M{} {}l5 9h-10Z", number(x), number(y - 9.0))),
        };
        let look = if self.file {
            format!("fill=\"{colour}\" stroke=\"#fff\"")
        } else {
            format!("class=\"chart-mark chart-{class}\"")
        };
        let _ = write!(self.out, "<path {look} d=\"{d}\"/>");
    }

    /// One line of text.
    pub(super) fn text(&mut self, (x, y): (f64, f64), size: f64, anchor: Anchor, says: &[Say<'_>]) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let _ = write!(self.out, "<text x=\"{}\" y=\"{}\" font-size=\"{size}\"{anchor}>", number(x), number(y));
        for say in says {
            let _ = match say {
                Say::Words(words) => write!(self.out, "{}", escaped(words)),
                Say::Title(words) => write!(self.out, "<tspan font-weight=\"600\">{}</tspan>", escaped(words)),
                Say::Soft(words) if self.file => write!(self.out, "<tspan fill=\"#55605a\">{}</tspan>", escaped(words)),
                Say::Soft(words) => write!(self.out, "<tspan class=\"chart-soft\">{}</tspan>", escaped(words)),
                Say::Number(words) if self.file => {
                    write!(self.out, "<tspan font-weight=\"700\">{}</tspan>", escaped(words))
                }
                Say::Number(words) => {
                    write!(self.out, "<tspan class=\"chart-n\" font-weight=\"700\">{}</tspan>", escaped(words))
                }
            };
        }
        self.out.push_str("</text>");
    }

    /// A line of text below what is there.
    pub(super) fn line_of(&mut self, words: &str, size: f64, bold: bool) {
        let say = if bold { Say::Title(words) } else { Say::Words(words) };
        self.text((0.0, self.y + size), size, Anchor::Start, &[say]);
        self.y += size * 1.4;
    }

    /// What the marks mean, as many to a line as fit.
    pub(super) fn legend(&mut self, entries: &[(Key, &str)]) {
        let mut x = 0.0;
        self.y += 1.0;
        for (key, words) in entries {
            let room = 22.0 + width(words, SMALL);
            if x > 0.0 && x + room > WIDTH {
                x = 0.0;
                self.y += 18.0;
            }
            self.key(*key, (x, self.y));
            self.text((x + 22.0, self.y + 12.0), SMALL, Anchor::Start, &[Say::Words(words)]);
            x += room + 14.0;
        }
        self.y += 26.0;
    }

    /// One mark of a legend, in a box of 16 by 14.
    pub(super) fn key(&mut self, key: Key, (x, y): (f64, f64)) {
        match key {
            Key::Ink(ink) => self.block((x + 1.0, y + 2.0), (14.0, 10.0), ink),
            Key::Shape(shape) => {
                let down = if shape == Shape::Triangle { 12.0 } else { 7.0 };
                self.shape((x + 8.0, y + down), shape);
            }
            Key::Tick => self.tick((x + 8.0, y + 1.0), 12.0),
            Key::Whisker => self.whisker(x + 1.0, x + 15.0, y + 7.0),
            Key::Limit => self.stroke((x + 8.0, y), (x + 8.0, y + 14.0), 1.5, true),
        }
    }

    /// A short upright line: what was to be expected.
    pub(super) fn tick(&mut self, (x, y): (f64, f64), height: f64) {
        let (casing, line) = if self.file {
            ("stroke=\"#fff\"", "stroke=\"#1d2521\"")
        } else {
            ("class=\"chart-case\" stroke=\"none\"", "class=\"chart-tick\" stroke=\"currentColor\"")
        };
        let d = format!("M{} {}v{}", number(x), number(y), number(height));
        let _ = write!(self.out, "<path {casing} stroke-width=\"5\" fill=\"none\" d=\"{d}\"/>");
        let _ = write!(self.out, "<path {line} stroke-width=\"2\" fill=\"none\" d=\"{d}\"/>");
    }

    /// A lying line with ends: the usual range.
    pub(super) fn whisker(&mut self, from: f64, to: f64, y: f64) {
        self.stroke((from, y), (to, y), 2.0, false);
        for end in [from, to] {
            self.stroke((end, y - 4.0), (end, y + 4.0), 2.0, false);
        }
    }
}

/// Shapes of single counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Dot,
    Diamond,
    Triangle,
}

/// What a legend can show.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key {
    Ink(Ink),
    Shape(Shape),
    Tick,
    Whisker,
    Limit,
}
