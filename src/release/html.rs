//! The site's own pages, read back tag by tag. In: HTML as the templates write it. Out: pieces in their order, entities resolved. It is no
//! parser for the web: what it does not know it takes for text.

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text between tags.
    Text(String),
    /// A tag that opens: name in lower case, attributes.
    Open(String, Vec<(String, String)>),
    /// A tag that closes.
    Close(String),
}

/// Elements whose content is not text.
const RAW: [&str; 2] = ["script", "style"];

/// All pieces of a page.
pub(super) fn pieces(html: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(at) = rest.find('<') else {
            found.push(Piece::Text(resolved(rest)));
            break;
        };
        if at > 0 {
            found.push(Piece::Text(resolved(&rest[..at])));
        }
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if rest.starts_with("<!") {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        } else {
            rest = tag(rest, &mut found);
        }
    }
    found
}

/// Reads one tag; for an element without text all of it. Out: what follows.
fn tag<'a>(text: &'a str, found: &mut Vec<Piece>) -> &'a str {
    let is_close = text.starts_with("</");
    let body = &text[if is_close { 2 } else { 1 }..];
    let end = body.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(body.len());
    if end == 0 {
        found.push(Piece::Text("<".to_owned()));
        return &text[1..];
    }
    let name = body[..end].to_ascii_lowercase();
    let (attributes, rest) = attributes(&body[end..]);
    if is_close {
        found.push(Piece::Close(name));
        return rest;
    }
    let is_raw = RAW.contains(&name.as_str());
    let closing = format!("</{name}");
    found.push(Piece::Open(name, attributes));
    if is_raw { rest.find(&closing).map_or("", |at| &rest[at..]) } else { rest }
}

/// Attributes up to the end of the tag, and what follows it.
fn attributes(text: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return (found, "");
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (found, after);
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len()).max(1);
        let end = if rest.is_char_boundary(end) { end } else { rest.len() };
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            found.push((name, String::new()));
            continue;
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(value.len())),
        };
        found.push((name, resolved(value)));
        rest = after;
    }
}

/// Text with its entities resolved.
fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = rest.find(';').filter(|end| *end <= 10).and_then(|end| Some((entity(&rest[1..end])?, end)));
        match known {
            Some((letter, end)) => {
                out.push(letter);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    let number = |text: &str, base| u32::from_str_radix(text, base).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        "ensp" => Some('\u{2002}'),
        "emsp" => Some('\u{2003}'),
        "middot" => Some('·'),
        "hellip" => Some('…'),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        "times" => Some('×'),
        "shy" => Some('\u{ad}'),
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => number(&hex[1..], 16),
            decimal => number(decimal, 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_text_and_tags_in_their_order() {
        let html = "<!DOCTYPE html><!-- no --><p class=\"a b\" title='x &gt; y' hidden>1 &lt; 2 &amp; 3&#x4e2d;<br/>\
                    <script src=a.js>if (a < b) {}</script></P>5 < 6";
        let open = |name: &str, attributes: &[(&str, &str)]| {
            let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            Piece::Open(name.to_owned(), attributes.iter().map(owned).collect())
        };
        let text = |text: &str| Piece::Text(text.to_owned());
        let close = |name: &str| Piece::Close(name.to_owned());
        assert_eq!(
            pieces(html),
            [
                open("p", &[("class", "a b"), ("title", "x > y"), ("hidden", "")]),
                text("1 < 2 & 3中"),
                open("br", &[]),
                open("script", &[("src", "a.js")]),
                close("script"),
                close("p"),
                text("5 "),
                text("<"),
                text(" 6"),
            ]
        );
    }
}
