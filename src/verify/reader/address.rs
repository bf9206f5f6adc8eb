//! Addresses of the web, as far as a site needs them. In: what a person typed, a `Location` of a host, a path of a manifest. Out:
//! an address that can be asked for.

use super::OpenFault;

/// Whether a location is meant as an address.
pub fn is_address(location: &str) -> bool {
    scheme(location).is_some()
}

/// Whether it is https, and what follows `://`.
fn scheme(text: &str) -> Option<(bool, &str)> {
    let after = |name: &str| text.get(..name.len()).filter(|s| s.eq_ignore_ascii_case(name)).map(|s| &text[s.len()..]);
    after("https://").map(|rest| (true, rest)).or_else(|| after("http://").map(|rest| (false, rest)))
}

/// An address in parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address {
    /// https.
    pub(super) is_secure: bool,
    /// Host and port, lower case.
    pub(super) host: String,
    /// Path with its first `/`, encoded, and a query if there is one.
    path: String,
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}{}", if self.is_secure { "https" } else { "http" }, self.host, self.path)
    }
}

impl Address {
    /// Reads a whole address. Errors: it is none, or names a user (a password does not belong into an address).
    pub(super) fn parse(text: &str) -> Result<Self, OpenFault> {
        let wrong = || OpenFault::new("address", text, "");
        let (is_secure, rest) = scheme(text.trim()).ok_or_else(wrong)?;
        let rest = rest.split('#').next().unwrap_or("");
        let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
        if host.is_empty() || !host.chars().all(is_host) {
            return Err(wrong());
        }
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Self { is_secure, host: host.to_ascii_lowercase(), path: format!("{slash}{}", encoded(path, false)) })
    }

    /// The folder a site stands in: what a person copies from a browser may name its first page or lack the last `/`.
    pub(super) fn folder(mut self) -> Self {
        let end = self.path.find('?').unwrap_or(self.path.len());
        self.path.truncate(end);
        let last = self.path.rsplit('/').next().unwrap_or("");
        if [".html", ".htm", ".txt"].iter().any(|ending| last.ends_with(ending)) {
            let keep = self.path.len() - last.len();
            self.path.truncate(keep);
        } else if !last.is_empty() {
            self.path.push('/');
        }
        self
    }

    /// A file below this folder.
    pub(super) fn join(&self, path: &str) -> Self {
        Self { path: format!("{}{}", self.path, encoded(path, true)), ..self.clone() }
    }

    /// The folder in which this file, asked for as `path`, stands; none where the host answered with a file of another name.
    pub(super) fn without(&self, path: &str) -> Option<Self> {
        let folder = self.path.strip_suffix(&encoded(path, true)).filter(|folder| folder.ends_with('/'))?;
        Some(Self { path: folder.to_owned(), ..self.clone() })
    }

    /// The site and the folder below it, for the folder of one draw.
    pub(super) fn of_draw(&self) -> Option<(Self, String)> {
        let inner = self.path.strip_suffix('/')?;
        let (rest, id) = inner.rsplit_once('/')?;
        let site = rest.strip_suffix("draws").filter(|site| site.ends_with('/'))?;
        Some((Self { path: site.to_owned(), ..self.clone() }, format!("draws/{id}/")))
    }

    /// Where a `Location` points. Errors: it is no address.
    pub(super) fn resolve(&self, location: &str) -> Result<Self, OpenFault> {
        let location = location.trim();
        if is_address(location) {
            return Self::parse(location);
        }
        if let Some(rest) = location.strip_prefix("//") {
            return Self::parse(&format!("{}://{rest}", if self.is_secure { "https" } else { "http" }));
        }
        let location = location.split('#').next().unwrap_or("");
        // A colon before any slash ends the name of a scheme, and it is neither http nor https.
        if location.split(['/', '?']).next().is_some_and(|first| first.contains(':')) {
            return Err(OpenFault::new("address", location, ""));
        }
        let path = if location.starts_with('/') {
            location.to_owned()
        } else {
            let base = self.path.split('?').next().unwrap_or("");
            format!("{}{location}", &base[..base.rfind('/').map_or(0, |at| at + 1)])
        };
        let (path, query) = path.split_at(path.find('?').unwrap_or(path.len()));
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/').skip(1) {
            match part {
                "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let path = format!("/{}{query}", parts.join("/"));
        Ok(Self { path: encoded(&path, false), ..self.clone() })
    }

    /// The host without its port.
    fn bare(&self) -> &str {
        let end = if self.host.starts_with('[') { self.host.find(']').map(|at| at + 1) } else { self.host.find(':') };
        &self.host[..end.unwrap_or(self.host.len())]
    }

    /// Whether another address has the same host, whatever its port.
    pub(super) fn is_same_host(&self, other: &Self) -> bool {
        self.bare() == other.bare()
    }

    /// Whether this machine is meant: no proxy stands between.
    pub(super) fn is_this_machine(&self) -> bool {
        matches!(self.bare(), "localhost" | "[::1]") || self.bare().starts_with("127.")
    }
}

/// A path as a request may carry it. `strict`: it is a plain name, in which `%`, `?` and the like mean themselves.
fn encoded(path: &str, strict: bool) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
        let reserved = byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
        if plain || (reserved && !strict) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).expect("an address")
    }

    #[test]
    fn what_people_copy_names_the_folder() {
        for (typed, folder) in [
            ("https://a.gov.cn", "https://a.gov.cn/"),
            ("HTTPS://A.gov.cn/", "https://a.gov.cn/"),
            ("http://a.gov.cn:8080/site", "http://a.gov.cn:8080/site/"),
            ("http://a.gov.cn/site/index.html?x=1#top", "http://a.gov.cn/site/"),
            ("http://a.gov.cn/site/SHA256SUMS.txt", "http://a.gov.cn/site/"),
            ("http://a.gov.cn?x=1", "http://a.gov.cn/"),
            ("http://a.gov.cn/抽 查/", "http://a.gov.cn/%E6%8A%BD%20%E6%9F%A5/"),
            ("http://[::1]:80/x", "http://[::1]:80/x/"),
        ] {
            assert_eq!(address(typed).folder().to_string(), folder);
        }
        for wrong in
            ["http://", "https:///x", "http://user:word@a.cn/", "http://抽查.cn/", "ftp://a.cn/", "http://a b/"]
        {
            assert_eq!(Address::parse(wrong).map_err(|fault| fault.code), Err("address"), "{wrong}");
        }
    }

    #[test]
    fn names_mean_themselves_and_locations_are_followed() {
        let base = address("https://a.cn/s/");
        assert_eq!(base.join("data/a%b?c.csv").to_string(), "https://a.cn/s/data/a%25b%3Fc.csv");
        for (location, target) in [
            ("http://b.cn/x?y=z", "http://b.cn/x?y=z"),
            ("//b.cn", "https://b.cn/"),
            ("/t/../u/./v", "https://a.cn/u/v"),
            ("w?q#f", "https://a.cn/s/w?q"),
            ("../w", "https://a.cn/w"),
            ("../../../w", "https://a.cn/w"),
        ] {
            assert_eq!(base.join("x.txt").resolve(location).map(|found| found.to_string()), Ok(target.to_owned()));
        }
        for nowhere in ["file:///etc/passwd", "javascript:alert(1)", "ftp://a.cn/s/", "a:b"] {
            assert!(base.resolve(nowhere).is_err(), "{nowhere}");
        }
        assert_eq!(base.join("log/key.txt").without("log/key.txt"), Some(base.clone()));
        assert_eq!(base.join("login.html").without("log/key.txt"), None);
        let draw = base.join("draws/2026q1-key/").of_draw();
        assert_eq!(draw, Some((base.clone(), "draws/2026q1-key/".to_owned())));
        assert_eq!(base.of_draw(), None);
        assert!(base.is_same_host(&address("http://A.cn:81/")) && !base.is_same_host(&address("http://a.cn.b.cn/")));
        assert!(address("http://127.0.0.1:8/").is_this_machine() && address("http://[::1]/").is_this_machine());
    }
}
