//! What the tests of sources need: a small published site with its log, and a web host inside the test that serves it well or badly.

use crate::support::{read_folder, vectors};
use mingchou::draw::text::sha;
use mingchou::log::{Action, Book, Entry, KeyKind, SigningKey};
use mingchou::model::parse_time;
use mingchou::verify::Reader;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Files of a site by path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

const RESULTS: &str = "\u{feff}抽取编号 draw,对象编号 object,检查日期 visited,认定日期 determined,公开时间 published,\
                       检查结果 result,不公开理由 withheld,备注 note\n";

/// A site that grows: files, the log over them, the manifest over all.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) files: Files,
    pub(crate) book: Book,
    key: Arc<SigningKey>,
}

impl Site {
    /// Nothing but a signed log that is still to come.
    pub(crate) fn new(origin: &str, seed: u8) -> Self {
        let key = SigningKey::from_seed(origin, KeyKind::Log, &[seed; 32]).unwrap();
        Self { files: Files::new(), book: Book::new(key.verifier()), key: Arc::new(key) }
    }

    /// The plan and the commitment of the vector `small`.
    pub(crate) fn committed() -> Self {
        let mut site = Self::new("lots.example.gov.cn/140826", 7);
        let plan = std::fs::read(vectors().join("small-plan/2023-v1.csv")).unwrap();
        site.publish("2023-08-01T09:00:00+08:00", [("data/plans/2023-v1.csv".to_owned(), plan)]);
        let lists = ["commit.txt", "roster.csv", "excluded.csv", "inspectors.csv"];
        site.publish("2023-08-10T09:00:00+08:00", draw("small", |name| lists.contains(&name)));
        site
    }

    /// The same, sealed.
    pub(crate) fn sealed() -> Self {
        let mut site = Self::committed();
        site.publish("2023-08-24T09:00:00+08:00", draw("small", |name| name == "seal.txt"));
        site
    }

    /// The whole vector `small` with a table of results.
    pub(crate) fn revealed() -> Self {
        let mut site = Self::sealed();
        let rest = ["seed.txt", "result.csv", "assign.csv", "leaves.txt", "recusals.csv"];
        site.publish("2023-10-20T09:00:00+08:00", draw("small", |name| rest.contains(&name)));
        let rows =
            ["0024", "0011", "0037", "004A", "005D"].map(|end| format!("2023q3-key,91140826MA0TEX{end},,,,,,\n"));
        let table = format!("{RESULTS}{}", rows.concat()).into_bytes();
        site.publish("2023-10-20T09:00:00+08:00", [("data/results/2023.csv".to_owned(), table)]);
        site
    }

    /// Logs files, signs, writes the manifest; what a file was before stays in the log's folder.
    pub(crate) fn publish(&mut self, time: &str, files: impl IntoIterator<Item = (String, Vec<u8>)>) {
        let time = parse_time(time).unwrap();
        let mut entries = Vec::new();
        for (path, bytes) in files {
            let action = Action::Record { bytes: bytes.len() as u64 };
            entries.push(Entry { path: path.clone(), sha256: sha(&bytes), action, time });
            if let Some(old) = self.files.insert(path, bytes) {
                self.files.insert(format!("log/records/{}.csv", sha(&old)), old);
            }
        }
        self.append(entries);
    }

    /// Appends entries as they are.
    pub(crate) fn append(&mut self, entries: Vec<Entry>) {
        self.book = self.book.appended(entries, &self.key).unwrap();
        for (name, bytes) in self.book.to_files() {
            self.files.insert(format!("log/{name}"), bytes);
        }
        self.sum();
    }

    /// Writes the manifest.
    pub(crate) fn sum(&mut self) {
        self.files.remove("SHA256SUMS.txt");
        let line = |(path, bytes): (&String, &Vec<u8>)| format!("{}  {path}\n", sha(bytes));
        let text: String = self.files.iter().map(line).collect();
        self.files.insert("SHA256SUMS.txt".to_owned(), text.into_bytes());
    }

    /// Writes the site into a folder that holds nothing else.
    pub(crate) fn write(&self, folder: &Path) {
        let _ = std::fs::remove_dir_all(folder);
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}

/// Some files of a vector, as files of its draw.
fn draw(vector: &str, wanted: impl Fn(&str) -> bool) -> Vec<(String, Vec<u8>)> {
    let files = read_folder(&vectors().join(vector)).into_iter().filter(|(name, _)| wanted(name));
    files.map(|(name, bytes)| (format!("draws/2023q3-key/{name}"), bytes)).collect()
}

/// A tree in memory.
pub(crate) struct Tree(pub(crate) Files);

impl Reader for Tree {
    fn paths(&self) -> io::Result<Vec<String>> {
        Ok(self.0.keys().cloned().collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// What a host is asked.
pub(crate) struct Request {
    /// Path, with its first `/`.
    pub(crate) path: String,
    /// The lines of the head.
    pub(crate) head: Vec<String>,
}

/// What it answers.
pub(crate) enum Reply {
    /// Status, more lines of the head, body.
    Send(u16, Vec<String>, Vec<u8>),
    /// A head that promises more than comes, then the end of the connection.
    Cut(Vec<u8>),
    /// Nothing, for so long.
    Hang(std::time::Duration),
}

impl Reply {
    /// The file, or 404.
    pub(crate) fn file(files: &Files, request: &Request) -> Self {
        match files.get(request.path.trim_start_matches('/')) {
            Some(bytes) => Self::Send(200, Vec::new(), bytes.clone()),
            None => Self::Send(404, Vec::new(), b"no".to_vec()),
        }
    }

    /// On to another address.
    pub(crate) fn moved(to: &str) -> Self {
        Self::Send(302, vec![format!("Location: {to}")], Vec::new())
    }
}

/// A host inside the test; it ends with the test's process.
pub(crate) struct Host {
    /// `127.0.0.1:PORT`.
    pub(crate) name: String,
    /// Paths that were asked for, in order.
    pub(crate) asked: Arc<Mutex<Vec<String>>>,
}

impl Host {
    /// Answers over plain http.
    pub(crate) fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::listen(answer, Some)
    }

    /// Answers over what `wrap` makes of a connection.
    pub(crate) fn listen<S: Read + Write + 'static>(
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
        wrap: impl Fn(TcpStream) -> Option<S> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let name = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (shared, seen) = (Arc::new((answer, wrap)), Arc::clone(&asked));
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let (shared, seen) = (Arc::clone(&shared), Arc::clone(&seen));
                std::thread::spawn(move || {
                    // A client that hangs up is what some tests are about.
                    let Some(stream) = (shared.1)(connection) else { return };
                    let _ = talk(stream, &shared.0, &seen);
                });
            }
        });
        Self { name, asked }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.name)
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn talk<S: Read + Write>(stream: S, answer: &impl Fn(&Request) -> Reply, seen: &Mutex<Vec<String>>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(());
        }
        match line.trim_end() {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    let path = head[0].split(' ').nth(1).unwrap_or("").to_owned();
    seen.lock().unwrap().push(path.clone());
    let mut bytes = Vec::new();
    match answer(&Request { path, head }) {
        Reply::Hang(time) => std::thread::sleep(time),
        Reply::Cut(body) => {
            bytes = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len() + 9).into_bytes();
            bytes.extend(body);
        }
        Reply::Send(status, lines, body) => {
            let mut text = format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
            for line in lines {
                text.push_str(&format!("{line}\r\n"));
            }
            bytes = (text + "\r\n").into_bytes();
            bytes.extend(body);
        }
    }
    stream.get_mut().write_all(&bytes)?;
    stream.get_mut().flush()
}
