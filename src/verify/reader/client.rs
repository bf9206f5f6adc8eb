//! Requests over http and https. In: an address. Out: the bytes of the answer, that there is no such file, or why nobody knows.
//! Redirects are followed here and not by the library, for each step is judged: at most five, and never from https to http.

use super::address::Address;
use super::{Access, Limits, OpenFault};
use std::collections::BTreeSet;
use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use ureq::http::Response;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Error};

/// Redirects that are followed.
const REDIRECTS: usize = 5;

/// An answer.
pub(super) struct Answer {
    /// The address that gave it, after redirects.
    pub(super) from: Address,
    /// The bytes; none: there is no such file.
    pub(super) bytes: Option<Vec<u8>>,
}

/// Asks hosts, and counts.
pub(super) struct Client {
    agent: Agent,
    limits: Limits,
    fetched: AtomicU64,
    began: Instant,
    stranger: bool,
    elsewhere: Mutex<BTreeSet<String>>,
}

/// What one request came to.
enum Step {
    Done(Option<Vec<u8>>),
    Moved(Address),
    /// Nobody answered; it may be tried again.
    Again(OpenFault),
}

impl Client {
    /// Errors: the certificates are none.
    pub(super) fn new(access: &Access, address: &Address) -> Result<Self, OpenFault> {
        let limits = access.limits.clone();
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("mingchou/", env!("CARGO_PKG_VERSION")))
            .accept("text/plain, text/csv, */*;q=0.1")
            .timeout_resolve(Some(limits.connect))
            .timeout_connect(Some(limits.connect))
            .timeout_recv_response(Some(limits.answer))
            .timeout_recv_body(Some(limits.body))
            .max_idle_connections_per_host(limits.connections);
        if address.is_this_machine() {
            config = config.proxy(None);
        }
        if let Some(pem) = &access.ca {
            let roots = RootCerts::from(certificates(pem)?);
            config = config.tls_config(TlsConfig::builder().root_certs(roots).build());
        }
        let agent = Agent::new_with_config(config.build());
        Ok(Self {
            agent,
            limits,
            fetched: AtomicU64::new(0),
            began: Instant::now(),
            stranger: access.stranger,
            elsewhere: Mutex::default(),
        })
    }

    /// Hosts that answered in place of the one that was asked.
    pub(super) fn elsewhere(&self) -> BTreeSet<String> {
        self.elsewhere.lock().map(|hosts| hosts.clone()).unwrap_or_default()
    }

    /// Bytes so far.
    pub(super) fn fetched(&self) -> u64 {
        self.fetched.load(Ordering::Relaxed)
    }

    /// Asks for a file. Errors: nobody answered, or with something that says nothing about the file.
    pub(super) fn get(&self, asked: &Address) -> Result<Answer, OpenFault> {
        let mut address = asked.clone();
        for _ in 0..=REDIRECTS {
            match self.patiently(&address)? {
                Step::Moved(next) if address.is_secure && !next.is_secure => {
                    return Err(OpenFault::new("downgrade", address.to_string(), next.to_string()));
                }
                Step::Moved(next) if self.stranger && !next.is_same_host(asked) => {
                    return Err(OpenFault::new("elsewhere", asked.to_string(), next.to_string()));
                }
                Step::Moved(next) => address = next,
                Step::Done(bytes) => {
                    if !address.is_same_host(asked) {
                        self.elsewhere.lock().expect("no holder of the list panics").insert(address.host.clone());
                    }
                    return Ok(Answer { from: address, bytes });
                }
                Step::Again(fault) => return Err(fault),
            }
        }
        Err(OpenFault::new("redirects", asked.to_string(), REDIRECTS.to_string()))
    }

    /// One request, made again where the connection failed.
    fn patiently(&self, address: &Address) -> Result<Step, OpenFault> {
        let mut pause = self.limits.pause;
        for _ in 1..self.limits.tries {
            match self.once(address)? {
                Step::Again(_) => std::thread::sleep(pause),
                step => return Ok(step),
            }
            pause *= 2;
        }
        self.once(address)
    }

    fn once(&self, address: &Address) -> Result<Step, OpenFault> {
        if let Some(most) = self.limits.whole.filter(|most| self.began.elapsed() > *most) {
            return Err(OpenFault::new("slow", address.to_string(), most.as_secs().div_ceil(60).to_string()));
        }
        // A copy of yesterday in some store on the way would be compared with a manifest of today.
        let request = self.agent.get(address.to_string()).header("Cache-Control", "no-cache");
        let mut response = match request.call() {
            Ok(response) => response,
            Err(error) => return self.failed(address, error),
        };
        match response.status().as_u16() {
            200 => self.body(address, &mut response),
            404 | 410 => Ok(Step::Done(None)),
            301 | 302 | 303 | 307 | 308 => {
                let location = response.headers().get("location").and_then(|value| value.to_str().ok());
                let next = location.and_then(|location| address.resolve(location).ok());
                next.map(Step::Moved).ok_or_else(|| OpenFault::new("location", address.to_string(), ""))
            }
            status @ (401 | 403 | 407) => Err(OpenFault::new("denied", address.to_string(), status.to_string())),
            status @ (408 | 429 | 500..=599) => {
                Ok(Step::Again(OpenFault::new("status", address.to_string(), status.to_string())))
            }
            status => Err(OpenFault::new("status", address.to_string(), status.to_string())),
        }
    }

    fn body(&self, address: &Address, response: &mut Response<Body>) -> Result<Step, OpenFault> {
        let encoding = response.headers().get("content-encoding").and_then(|value| value.to_str().ok());
        if let Some(encoding) = encoding.filter(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
            return Err(OpenFault::new("encoding", address.to_string(), encoding));
        }
        let left = self.limits.total.saturating_sub(self.fetched());
        let most = self.limits.file.min(left);
        let mut bytes = Vec::new();
        match response.body_mut().with_config().limit(most).reader().read_to_end(&mut bytes) {
            Ok(_) => {
                self.fetched.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                Ok(Step::Done(Some(bytes)))
            }
            Err(error) => match Error::from(error) {
                Error::BodyExceedsLimit(_) if left < self.limits.file => {
                    Err(OpenFault::new("total-large", address.to_string(), (self.limits.total >> 20).to_string()))
                }
                Error::BodyExceedsLimit(_) => {
                    Err(OpenFault::new("file-large", address.to_string(), (self.limits.file >> 20).to_string()))
                }
                error => self.failed(address, error),
            },
        }
    }

    /// Which failures time may heal.
    fn failed(&self, address: &Address, error: Error) -> Result<Step, OpenFault> {
        let fault = |code, detail: String| OpenFault::new(code, address.to_string(), detail);
        match error {
            Error::Timeout(_) => Ok(Step::Again(fault("timeout", String::new()))),
            Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
                Ok(Step::Again(fault("timeout", String::new())))
            }
            Error::HostNotFound => Ok(Step::Again(fault("host", String::new()))),
            Error::Io(error) if is_certificate(&error.to_string()) => Err(fault("certificate", error.to_string())),
            Error::Rustls(error) if is_certificate(&error.to_string()) => Err(fault("certificate", error.to_string())),
            Error::Decompress(_, error) => Err(fault("encoding", error.to_string())),
            Error::Http(_) | Error::BadUri(_) => Err(fault("address", String::new())),
            error => Ok(Step::Again(fault("connection", error.to_string()))),
        }
    }
}

/// How the library of TLS begins what it says of a certificate.
fn is_certificate(message: &str) -> bool {
    message.contains("invalid peer certificate")
}

/// The certificates of a PEM file; keys and other parts are passed over.
fn certificates(pem: &[u8]) -> Result<Vec<ureq::tls::Certificate<'static>>, OpenFault> {
    let wrong = |detail: String| OpenFault::new("ca", "", detail);
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|error| wrong(error.to_string()))? {
            found.push(certificate);
        }
    }
    if found.is_empty() { Err(wrong(String::new())) } else { Ok(found) }
}
