//! As much HTTP/1.1 as a preview needs. In: bytes of a connection. Out: a request, or the status that refuses it; an answer
//! as bytes.

use std::io::{self, BufRead, BufReader, Read, Write};

/// Longest head of a request, in bytes.
const HEAD_LIMIT: u64 = 16 * 1024;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    /// HEAD instead of GET.
    pub(super) head_only: bool,
    /// Decoded path, beginning with `/`.
    pub(super) path: String,
    /// What stands behind `?`.
    pub(super) query: String,
    /// The `Host` header.
    host: String,
}

impl Request {
    /// Reads the head of a request. Errors: the status that refuses it.
    pub(super) fn read(stream: impl Read) -> Result<Self, u16> {
        let mut reader = BufReader::new(stream.take(HEAD_LIMIT));
        let mut line = || {
            let mut text = String::new();
            match reader.read_line(&mut text) {
                Ok(_) if text.ends_with('\n') => Ok(text.trim_end().to_owned()),
                _ => Err(400u16),
            }
        };
        let first = line()?;
        let mut words = first.split(' ');
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default().to_owned());
        let mut hosts = Vec::new();
        loop {
            let header = line()?;
            if header.is_empty() {
                break;
            }
            if let Some((_, value)) = header.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("host")) {
                hosts.push(value.trim().to_ascii_lowercase());
            }
        }
        let head_only = match method {
            "GET" => false,
            "HEAD" => true,
            _ => return Err(405),
        };
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let path = decoded(path).filter(|path| path.starts_with('/')).ok_or(400u16)?;
        match hosts.as_slice() {
            [host] => Ok(Self { head_only, path, query: query.to_owned(), host: host.clone() }),
            _ => Err(400),
        }
    }

    /// Whether the reader asked for this machine by a loopback name. Another name means that a foreign page made the
    /// browser ask (DNS rebinding).
    pub(super) fn is_for_loopback(&self) -> bool {
        let name = match self.host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => &self.host,
        };
        matches!(name, "127.0.0.1" | "localhost" | "[::1]")
    }
}

/// Percent decoding. None: not UTF-8 or a broken escape.
fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let pair = [bytes.next()?, bytes.next()?];
            out.push(u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// Status code.
    pub(super) status: u16,
    /// Content type.
    kind: &'static str,
    /// Where to go instead.
    location: Option<String>,
    /// Body.
    pub(super) body: Vec<u8>,
    /// Whether only the head is sent.
    head_only: bool,
}

impl Answer {
    /// A file by the ending of its name.
    pub(super) fn of(ending: &str, body: Vec<u8>) -> Self {
        let kind = match ending {
            "html" => "text/html; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "csv" => "text/csv; charset=utf-8",
            "xml" => "application/xml; charset=utf-8",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "zip" => "application/zip",
            "ics" => "text/calendar; charset=utf-8",
            "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _ => "text/plain; charset=utf-8",
        };
        Self { status: 200, kind, location: None, body, head_only: false }
    }

    /// A status with a line of text.
    pub(super) fn plain(status: u16, text: &str) -> Self {
        Self::of("txt", text.as_bytes().to_vec()).status(status)
    }

    /// With another status.
    pub(super) fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// To another path.
    pub(super) fn redirect(to: &str) -> Self {
        Self { location: Some(to.to_owned()), ..Self::plain(301, "") }
    }

    /// Sends the head only, if asked so.
    pub(super) fn without_body(self, head_only: bool) -> Self {
        Self { head_only, ..self }
    }

    /// Writes the answer and ends the connection.
    pub(super) fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        let reason = match self.status {
            200 => "OK",
            301 => "Moved Permanently",
            400 => "Bad Request",
            404 => "Not Found",
            405 => "Method Not Allowed",
            421 => "Misdirected Request",
            _ => "Internal Server Error",
        };
        let mut head = format!(
            "HTTP/1.1 {} {reason}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nConnection: close\r\n",
            self.status,
            self.kind,
            self.body.len()
        );
        if let Some(location) = &self.location {
            head.push_str(&format!("Location: {location}\r\n"));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        if !self.head_only {
            stream.write_all(&self.body)?;
        }
        stream.flush()
    }
}
