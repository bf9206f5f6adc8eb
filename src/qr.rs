//! QR codes (ISO/IEC 18004) as SVG text. In: a text, mostly an address, and the words that say what it leads to. Out: one
//! `<svg>` with title, description and quiet zone; no script, no inline style, nothing outside itself. The same text gives
//! the same bytes.

use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// Modules of white that the standard wants around the code.
const QUIET: usize = 4;
/// Most bytes of a text: what the largest code holds at the medium level, whatever the characters.
pub const LONGEST: usize = 2331;

/// What stands beside the picture for those who do not see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'a> {
    /// Prefix of the ids of title and description, unique in its page: `[a-z][a-z0-9-]*`.
    pub id: &'a str,
    /// What the code is.
    pub title: &'a str,
    /// Where it leads; best the text itself.
    pub description: &'a str,
}

/// A text that no QR code holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a text of {bytes} bytes does not fit a QR code, which holds {LONGEST}")]
pub struct TooLong {
    /// Length of the text.
    pub bytes: usize,
}

/// The code of `text` at the medium level of error correction: a sixth of it may be dirty. The style sheet sizes it by the
/// class `qr`; without a style sheet it is three units a module. Errors: a text longer than [`LONGEST`].
pub fn svg(text: &str, label: &Label<'_>) -> Result<String, TooLong> {
    let code = code(text)?;
    let side = code.width() + 2 * QUIET;
    let (pixels, id) = (side * 3, label.id);
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg class=\"qr\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" width=\"{pixels}\" height=\"{pixels}\" \
         viewBox=\"0 0 {side} {side}\" xmlns=\"http://www.w3.org/2000/svg\" shape-rendering=\"crispEdges\">"
    );
    let _ = write!(out, "<title id=\"{id}-title\">{}</title>", escaped(label.title));
    let _ = write!(out, "<desc id=\"{id}-desc\">{}</desc>", escaped(label.description));
    let _ = write!(out, "<rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"");
    for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
        runs(row, |x, length| {
            let _ = write!(out, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
        });
    }
    out.push_str("\"/></svg>");
    Ok(out)
}

fn code(text: &str) -> Result<QrCode, TooLong> {
    let too_long = TooLong { bytes: text.len() };
    if text.len() > LONGEST {
        return Err(too_long);
    }
    QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| too_long)
}

/// Start and length of each run of dark modules.
fn runs(row: &[Color], mut found: impl FnMut(usize, usize)) {
    let mut x = 0;
    while x < row.len() {
        let length = row[x..].iter().take_while(|module| **module == Color::Dark).count();
        if length > 0 {
            found(x, length);
        }
        x += length + 1;
    }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: Label<'_> = Label { id: "code", title: "甲 & <乙>", description: "https://example.gov.cn/?a&b" };

    /// What a reader of QR codes sees in the SVG: its rectangles are painted, four pixels a module.
    fn read(svg: &str) -> String {
        let between = |start: &str, end: &str| svg.split_once(start).and_then(|(_, rest)| rest.split_once(end));
        let side: usize = between("viewBox=\"0 0 ", " ").expect("a view box").0.parse().expect("a number");
        let mut dark = vec![false; side * side];
        for run in between(" d=\"", "\"").expect("a path").0.split('z').filter(|run| !run.is_empty()) {
            let (at, rest) = run.strip_prefix('M').and_then(|run| run.split_once('h')).expect("a rectangle");
            let (x, y) = at.split_once(' ').expect("a point");
            let (x, y): (usize, usize) = (x.parse().expect("x"), y.parse().expect("y"));
            let length: usize = rest.split('v').next().expect("a length").parse().expect("a number");
            assert_eq!(rest, format!("{length}v1h-{length}"));
            dark[y * side + x..y * side + x + length].fill(true);
        }
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * 4, side * 4, |x, y| {
            if dark[(y / 4) * side + x / 4] { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code is seen");
        grids[0].decode().expect("it can be read").1
    }

    #[test]
    fn a_reader_reads_what_was_written() {
        let slip = format!("https://lots.example.gov.cn/check/slip.html#1/{}", "7KQX".repeat(180));
        for text in
            ["a", "https://example.gov.cn/draws/2026q2-key/", "抽取结果：运城市生态环境局绛县分局", slip.as_str()]
        {
            assert_eq!(read(&svg(text, &LABEL).expect("it fits")), text);
        }
    }

    #[test]
    fn the_same_text_gives_the_same_bytes_and_words_are_escaped() {
        let made = svg("https://example.gov.cn/", &LABEL).expect("it fits");
        assert_eq!(svg("https://example.gov.cn/", &LABEL), Ok(made.clone()));
        assert!(made.contains("<title id=\"code-title\">甲 &amp; &lt;乙&gt;</title>"), "{made}");
        assert!(made.contains("<desc id=\"code-desc\">https://example.gov.cn/?a&amp;b</desc>"), "{made}");
        assert!(made.contains("viewBox=\"0 0 33 33\"") && !made.contains("style"), "{made}");
    }

    #[test]
    fn a_text_that_fits_no_code_is_refused() {
        assert!(svg(&"\u{1}".repeat(LONGEST), &LABEL).is_ok());
        let error = svg(&"a".repeat(LONGEST + 1), &LABEL).expect_err("too long");
        assert_eq!(error.to_string(), "a text of 2332 bytes does not fit a QR code, which holds 2331");
    }
}
