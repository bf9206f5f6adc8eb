//! Static bar charts as SVG text. In: labelled numbers and words. Out: one `<svg>` with title and description, coloured by
//! the style sheet through classes, readable without it. No script, no inline style, no address. The table beside the chart
//! holds the same numbers; the chart adds nothing to them.

use super::theme::escape;
use std::fmt::Write;

/// One bar of a group.
pub(crate) struct Bar {
    /// Which series it belongs to, from 0: the class `bar-a`, `bar-b`, …
    pub(crate) series: usize,
    /// Its length.
    pub(crate) value: u64,
    /// What stands at its end, usually the number.
    pub(crate) text: String,
}

/// Bars that belong to one label.
pub(crate) struct Group {
    /// What the bars are about.
    pub(crate) label: String,
    /// The bars, from above.
    pub(crate) bars: Vec<Bar>,
}

/// A chart of horizontal bars: a label line above each group, so that long Chinese names fit a phone.
pub(crate) struct Chart {
    /// Prefix of the ids inside the page.
    pub(crate) id: &'static str,
    /// Title.
    pub(crate) title: String,
    /// What it shows, in one sentence.
    pub(crate) description: String,
    /// Names of the series, shown as a legend if there is more than one.
    pub(crate) series: Vec<String>,
    /// The groups, from above.
    pub(crate) groups: Vec<Group>,
}

/// Width of the drawing in its own units; the style sheet scales it to the page.
const WIDTH: u64 = 360;
/// Longest bar.
const LONGEST: u64 = 280;
const LINE: u64 = 18;
const BAR: u64 = 12;

impl Chart {
    /// The SVG text. The same chart always gives the same bytes; lengths are whole units, rounded half up.
    pub(crate) fn svg(&self) -> String {
        let legend = if self.series.len() > 1 { LINE * self.series.len() as u64 } else { 0 };
        let bars: u64 = self.groups.iter().map(|group| LINE + 4 + group.bars.len() as u64 * (BAR + 4)).sum();
        let height = legend + bars + 8;
        let most = self.groups.iter().flat_map(|group| &group.bars).map(|bar| bar.value).max().unwrap_or(0).max(1);
        let mut out = String::new();
        let id = self.id;
        let _ = write!(
            out,
            "<svg class=\"chart\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {WIDTH} {height}\" \
             xmlns=\"http://www.w3.org/2000/svg\" fill=\"currentColor\" font-size=\"13\">"
        );
        let _ = write!(out, "<title id=\"{id}-title\">{}</title>", escaped(&self.title));
        let _ = write!(out, "<desc id=\"{id}-desc\">{}</desc>", escaped(&self.description));
        let mut y = 4;
        if legend > 0 {
            for (n, name) in self.series.iter().enumerate() {
                rect(&mut out, n, (0, y + 3), 14);
                text(&mut out, (20, y + 13), name);
                y += LINE;
            }
        }
        for group in &self.groups {
            text(&mut out, (0, y + 13), &group.label);
            y += LINE;
            for bar in &group.bars {
                let length = (bar.value * LONGEST * 2 + most) / (most * 2);
                rect(&mut out, bar.series, (0, y), length.max(1));
                text(&mut out, (length.max(1) + 6, y + 11), &bar.text);
                y += BAR + 4;
            }
            y += 4;
        }
        out.push_str("</svg>");
        out
    }
}

fn rect(out: &mut String, series: usize, (x, y): (u64, u64), width: u64) {
    let letter = char::from(b'a' + u8::try_from(series.min(5)).unwrap_or(5));
    let pale = if series % 2 == 1 { " fill-opacity=\"0.4\" stroke=\"currentColor\"" } else { "" };
    let _ =
        write!(out, "<rect class=\"bar bar-{letter}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{BAR}\"{pale}/>");
}

fn text(out: &mut String, (x, y): (u64, u64), words: &str) {
    let _ = write!(out, "<text x=\"{x}\" y=\"{y}\">{}</text>", escaped(words));
}

fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    escape(words, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> Chart {
        let bar = |series, value| Bar { series, value, text: format!("{value}家") };
        Chart {
            id: "plan",
            title: "计划 & <实查>".into(),
            description: "按类别".into(),
            series: vec!["应抽".into(), "实查".into()],
            groups: vec![
                Group { label: "重点".into(), bars: vec![bar(0, 9), bar(1, 3)] },
                Group { label: "一般".into(), bars: vec![bar(0, 0)] },
            ],
        }
    }

    #[test]
    fn every_element_closes_and_words_are_escaped() {
        let svg = chart().svg();
        let mut open: Vec<String> = Vec::new();
        for tag in svg.split('<').skip(1) {
            let (inside, _) = tag.split_once('>').expect("a tag ends");
            if let Some(name) = inside.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name));
            } else if !inside.ends_with('/') {
                open.push(inside.split(' ').next().unwrap_or("").to_owned());
            }
            assert_eq!(inside.matches('"').count() % 2, 0, "{inside}");
        }
        assert!(open.is_empty(), "{open:?} stay open");
        assert!(svg.contains("<title id=\"plan-title\">计划 &amp; &lt;实查&gt;</title>"), "{svg}");
        assert!(svg.contains("role=\"img\" aria-labelledby=\"plan-title plan-desc\""), "{svg}");
        assert!(!svg.contains("style="), "{svg}");
    }

    #[test]
    fn the_longest_bar_is_as_long_as_allowed_and_the_others_in_proportion() {
        let svg = chart().svg();
        assert!(svg.contains("width=\"280\" height=\"12\"/>"), "{svg}");
        assert!(svg.contains("width=\"93\" height=\"12\""), "{svg}");
    }
}
