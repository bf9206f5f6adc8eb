//! Laws of every drawing: sound markup, escaped words, nothing beyond the paper, nothing too small, lengths in proportion.

use super::canvas::{SMALL, WIDTH};
use super::text::width;
use super::*;

fn bar(label: &str, value: u64, expected: Option<(u64, &str)>) -> Bar {
    let expected = expected.map(|(tenths, text)| Tick { tenths, text: text.into() });
    Bar { label: label.into(), value, ink: Ink::Solid, expected }
}

fn range(label: &str, numbers: [u64; 4], few: bool) -> Range {
    let [expected, low, high, observed] = numbers;
    let texts = [format!("{expected}"), format!("{observed}")];
    Range { group: 0, label: label.into(), expected, low, high, observed, few, texts }
}

/// One of every kind, with long and awkward words.
fn plots() -> Vec<Plot> {
    let long = "第2种：国务院、部委或省市县政府有专门要求或重点工作部署 & <一处> \"引号\"";
    let inks = [Ink::Pale, Ink::Hatch, Ink::Cross, Ink::Full, Ink::Dots, Ink::Empty, Ink::Lines];
    let part = |(at, ink): (usize, Ink)| Part { label: format!("第{at}种结果的说法"), value: at as u64, ink };
    let cell = |label: &str, due, done| Cell { label: label.into(), due, done, state: None };
    let closed = Cell { state: Some("尚未揭示".into()), ..cell("第四季度", 3, None) };
    let bins = |values: [u64; 3]| values.map(|value| Bin { label: format!("{value}–"), value }).to_vec();
    vec![
        Plot::Cells(Cells {
            due: "应抽".into(),
            done: "实查".into(),
            groups: vec![
                CellGroup {
                    label: long.into(),
                    cells: vec![cell("一", 12, Some(9)), cell("二", 12, Some(0)), cell("三", 1200, Some(1)), closed],
                },
                CellGroup { label: "在建".into(), cells: vec![cell("全年", 7, Some(7))] },
                CellGroup { label: "联合".into(), cells: vec![cell("全年", 0, Some(0))] },
            ],
        }),
        Plot::Shares(Shares {
            rows: vec![
                Share {
                    label: long.into(),
                    whole: "抽中21家次".into(),
                    parts: inks.into_iter().enumerate().map(part).collect(),
                },
                Share { label: "没有".into(), whole: "抽中0家次".into(), parts: vec![] },
            ],
        }),
        Plot::Bars(Bars {
            rows: vec![bar("张某（04110900121）", 14, Some((138, "13.8"))), bar("王某", 0, Some((15, "1.5")))],
            legend: Some(("抽中".into(), "应有".into())),
        }),
        Plot::Bars(Bars { rows: vec![bar(long, 3, None), bar("短", 1_000_000, None)], legend: None }),
        Plot::Days(Days {
            panels: vec![
                Panel { label: long.into(), bins: bins([3, 0, 1]), within: Some(2) },
                Panel { label: "无".into(), bins: bins([0, 0, 0]), within: None },
            ],
            limit: "20个工作日的期限".into(),
            late: "超过期限".into(),
        }),
        Plot::Ranges(Ranges {
            rows: vec![
                range(long, [50, 20, 80, 90], false),
                range("少", [10, 0, 20, 90], true),
                range("准", [60, 60, 60, 60], false),
            ],
            range: "通常范围".into(),
            expected: "应有".into(),
            observed: "抽中".into(),
            outside: "在外".into(),
        }),
        Plot::nothing(),
    ]
}

fn charts() -> Vec<Chart> {
    let of = |plot: Plot| Chart {
        id: "plan".into(), title: "计划 & <实查>".into(), about: "按\"类别\"".into(), plot
    };
    plots().into_iter().map(of).collect()
}

/// Both looks of every chart.
fn drawings() -> Vec<String> {
    charts().iter().flat_map(|chart| [chart.on_page(), chart.alone("zh-CN", "来源：本局 & 其他")]).collect()
}

/// Tags of a drawing with their attributes.
fn tags(svg: &str) -> Vec<&str> {
    svg.split('<').skip(1).map(|part| part.split_once('>').expect("a tag ends").0).collect()
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

fn float(tag: &str, name: &str) -> f64 {
    attribute(tag, name).unwrap_or_else(|| panic!("{name} of {tag}")).parse().expect("a number")
}

#[test]
fn every_element_closes_words_are_escaped_and_the_picture_has_a_name() {
    for svg in drawings() {
        let mut open: Vec<&str> = Vec::new();
        for tag in tags(&svg) {
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{svg}");
            } else if !tag.ends_with('/') {
                open.push(tag.split(' ').next().unwrap_or(""));
            }
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        }
        assert!(open.is_empty(), "{open:?} stay open");
        assert!(svg.contains("<title id=\"plan-title\">计划 &amp; &lt;实查&gt;</title>"), "{svg}");
        assert!(svg.contains("<desc id=\"plan-desc\">按&quot;类别&quot;</desc>"), "{svg}");
        assert!(svg.contains("role=\"img\"") && svg.contains("aria-labelledby=\"plan-title plan-desc\""), "{svg}");
        assert!(!svg.contains("style") && !svg.contains("href") && !svg.contains("<script"), "{svg}");
        assert_eq!(svg.matches("http").count(), 1, "only the name of the format: {svg}");
    }
}

#[test]
fn a_drawing_is_the_same_every_time() {
    assert_eq!(drawings(), drawings());
}

#[test]
fn a_page_names_classes_and_a_file_colours() {
    for chart in charts() {
        let (page, file) = (chart.on_page(), chart.alone("en", "source"));
        assert!(!page.contains('#') || page.contains("url(#plan-"), "{page}");
        assert!(!page.replace("url(#plan-", "").contains("\"#"), "a colour stands on a page: {page}");
        assert!(!file.contains("class=") && !file.contains("currentColor"), "{file}");
        assert!(file.contains("<rect x=\"-14\" y=\"-14\"") && file.contains("fill=\"#fff\"/>"), "{file}");
    }
}

#[test]
fn textures_that_are_named_are_there() {
    for svg in drawings() {
        for name in svg.split("url(#").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert_eq!(svg.matches(&format!("<pattern id=\"{name}\"")).count(), 1, "{name} in {svg}");
        }
    }
}

#[test]
fn nothing_lies_beyond_the_paper_and_no_text_is_too_small() {
    for chart in charts() {
        let svg = chart.on_page();
        let height = attribute(&svg, "viewBox").and_then(|box_| box_.rsplit(' ').next()).expect("a height");
        let height: f64 = height.parse().expect("a number");
        for part in svg.split('<').filter(|part| part.starts_with("rect ")) {
            assert!(float(part, "x") >= 0.0 && float(part, "x") + float(part, "width") <= WIDTH + 0.1, "{part}");
            assert!(float(part, "y") >= 0.0 && float(part, "y") + float(part, "height") <= height, "{part}");
        }
        for text in svg.split("<text ").skip(1).filter_map(|rest| rest.split("</text>").next()) {
            let (tag, inside) = text.split_once('>').expect("a tag ends");
            let tag = format!(" {tag}");
            let words: String = inside.split('<').map(|part| part.rsplit('>').next().unwrap_or("")).collect();
            let words = words.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
            let (size, x) = (float(&tag, "font-size"), float(&tag, "x"));
            assert!(size >= SMALL, "{text}");
            let wide = width(&words, size);
            let (from, to) = match attribute(&tag, "text-anchor") {
                Some("end") => (x - wide, x),
                Some(_) => (x - wide / 2.0, x + wide / 2.0),
                None => (x, x + wide),
            };
            assert!(from >= -6.0 && to <= WIDTH + 6.0, "{words}: {from} to {to}");
            assert!(float(&tag, "y") <= height, "{text}");
        }
    }
}

#[test]
fn lengths_are_in_proportion() {
    let rows = vec![bar("一", 100, None), bar("二", 25, None), bar("三", 0, None)];
    let svg =
        Chart { id: "x".into(), title: "x".into(), about: "x".into(), plot: Plot::Bars(Bars { rows, legend: None }) }
            .on_page();
    let widths: Vec<f64> =
        svg.split('<').filter(|part| part.starts_with("rect ")).map(|part| float(part, "width")).collect();
    assert_eq!(widths.len(), 2, "nothing has no bar: {svg}");
    assert!((widths[0] / widths[1] - 4.0).abs() < 0.01, "{widths:?}");
}

#[test]
fn few_are_never_called_outside() {
    assert!(range("多", [50, 20, 80, 90], false).is_outside());
    assert!(!range("少", [10, 0, 20, 90], true).is_outside());
}
