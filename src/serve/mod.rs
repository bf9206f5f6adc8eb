//! Loopback preview of a built folder. In: the folder, what to watch, how to build again. Out: pages over HTTP on
//! 127.0.0.1 only, with a script that reloads them after a build. Never writes a file, never leaves the folder, never
//! answers under another host's name.

mod http;
mod watch;

pub use watch::Watch;

use http::{Answer, Request};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The script that asks whether a newer build exists.
const LIVE: &str = include_str!("live.js");

/// What is shown now.
#[derive(Debug, Clone, Default)]
struct State {
    /// Counts builds, good and bad.
    version: u64,
    /// Every diagnostic of the last build, if it failed.
    fault: Option<String>,
}

/// Sentences of the preview.
#[derive(Debug, Clone)]
pub struct Texts {
    /// Heading above the diagnostics.
    pub fault: String,
    /// Where there is no such page.
    pub missing: String,
}

/// A preview that is listening.
#[derive(Debug)]
pub struct Preview {
    listener: TcpListener,
    out: PathBuf,
    texts: Texts,
    state: Arc<Mutex<State>>,
}

impl Preview {
    /// Listens on 127.0.0.1; port 0 takes a free one. Errors: the port is taken.
    pub fn bind(port: u16, out: &Path, texts: Texts) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        Ok(Self { listener, out: out.to_path_buf(), texts, state: Arc::default() })
    }

    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Tells the pages that a build ended: good, or with these diagnostics.
    pub fn built(&self, fault: Option<String>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.version += 1;
        state.fault = fault;
    }

    /// Answers until the process ends, each connection on its own thread.
    pub fn run(self: Arc<Self>) {
        for stream in self.listener.incoming().flatten() {
            let preview = Arc::clone(&self);
            std::thread::spawn(move || preview.connection(stream));
        }
    }

    fn connection(&self, mut stream: TcpStream) {
        let limit = Some(Duration::from_secs(10));
        if stream.set_read_timeout(limit).and_then(|()| stream.set_write_timeout(limit)).is_err() {
            return;
        }
        let answer = match Request::read(&mut stream) {
            Ok(request) => self.answer(&request),
            Err(status) => Answer::plain(status, ""),
        };
        // A reader that went away is nobody's fault.
        let _ = answer.write(&mut stream);
    }

    /// The answer to a request.
    fn answer(&self, request: &Request) -> Answer {
        if !request.is_for_loopback() {
            return Answer::plain(421, "");
        }
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match request.path.as_str() {
            "/-live/live.js" => Answer::of("js", LIVE.into()),
            "/-live/ask.js" => {
                let same = request.query.split('&').any(|pair| pair == format!("version={}", state.version));
                Answer::of("js", if same { Vec::new() } else { b"location.reload();".to_vec() })
            }
            path => self.file(path, &state),
        }
        .without_body(request.head_only)
    }

    /// A file of the site. Errors become pages.
    fn file(&self, path: &str, state: &State) -> Answer {
        let inside = path.trim_start_matches('/');
        let name =
            if inside.is_empty() || inside.ends_with('/') { format!("{inside}index.html") } else { inside.to_owned() };
        let Some(file) = self.locate(&name) else {
            if self.locate(&format!("{name}/index.html")).is_some() {
                return Answer::redirect(&format!("/{inside}/"));
            }
            let page = self.locate("404.html").and_then(|file| std::fs::read(file).ok());
            let page = page.unwrap_or_else(|| bare(&self.texts.missing));
            return Answer::of("html", self.dressed(page, state)).status(404);
        };
        let Ok(bytes) = std::fs::read(file) else { return Answer::plain(500, "") };
        let kind = name.rsplit_once('.').map_or("txt", |(_, kind)| kind);
        Answer::of(kind, if kind == "html" { self.dressed(bytes, state) } else { bytes })
    }

    /// The file of a path of the site; none for anything that could leave the folder.
    fn locate(&self, name: &str) -> Option<PathBuf> {
        let path = crate::output::OutPath::new(name).ok()?;
        let root = self.out.canonicalize().ok()?;
        let file = root.join(path.as_str()).canonicalize().ok()?;
        (file.starts_with(&root) && file.is_file()).then_some(file)
    }

    /// A page with the diagnostics of a failed build on top and the reload script at the end.
    fn dressed(&self, page: Vec<u8>, state: &State) -> Vec<u8> {
        let Ok(mut page) = String::from_utf8(page) else { return Vec::new() };
        if let Some(fault) = &state.fault {
            let at = page.find("<body").and_then(|body| page[body..].find('>').map(|end| body + end + 1)).unwrap_or(0);
            let title = escape(&self.texts.fault);
            page.insert_str(at, &format!("<div role=\"alert\"><h2>{title}</h2><pre>{}</pre></div>", escape(fault)));
        }
        let script =
            format!("<script id=\"mingchou-live\" data-version=\"{}\" src=\"/-live/live.js\"></script>", state.version);
        let at = page.rfind("</body>").unwrap_or(page.len());
        page.insert_str(at, &script);
        page.into_bytes()
    }
}

/// A page of one sentence.
fn bare(text: &str) -> Vec<u8> {
    let text = escape(text);
    format!("<!doctype html><html><head><meta charset=\"utf-8\"><title>{text}</title></head><body><p>{text}</p></body></html>")
        .into_bytes()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
