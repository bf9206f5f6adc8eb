//! Addresses as sources: a host inside the test that behaves well, badly, slowly, and over https.

use crate::host::{Files, Host, Reply, Request, Site};
use crate::sources::{crlf, gbk, sentence};
use crate::support::mingchou;
use mingchou::verify::{Access, Limits, OpenFault, Options, Reader, Source, Verdict, open, open_draw, verify_site};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Bounds that a test can reach.
fn access() -> Access {
    let limits = Limits { file: 1 << 20, total: 3 << 20, pause: Duration::from_millis(10), ..Limits::default() };
    Access { limits, ..Access::default() }
}

fn opened(url: &str) -> Source {
    open(url, &access()).unwrap_or_else(|fault| panic!("{}", sentence(&fault)))
}

/// Verdicts, or the reason why there are none.
fn verdicts(source: &Source) -> Result<Vec<Verdict>, OpenFault> {
    verify_site(source, &Options::default()).map_err(|error| {
        let inner = error.into_inner().expect("a reason of our own");
        *inner.downcast::<OpenFault>().expect("a reason of our own")
    })
}

fn faults(source: &Source) -> Vec<String> {
    let found = verdicts(source).unwrap_or_else(|fault| panic!("{}", sentence(&fault)));
    found.iter().flat_map(|v| v.faults.iter().map(move |f| format!("{}{f}", v.draw))).collect()
}

/// Why a site cannot be opened or read.
fn refused(url: &str, access: &Access) -> String {
    match open(url, access) {
        Err(fault) => sentence(&fault),
        Ok(source) => sentence(&verdicts(&source).expect_err("it was read")),
    }
}

/// A host that serves files as they are.
fn plain(files: &Files) -> Host {
    let files = files.clone();
    Host::start(move |request| Reply::file(&files, request))
}

#[test]
fn a_site_behind_an_address_verifies_and_only_what_is_needed_is_fetched() {
    let mut site = Site::revealed();
    for path in ["index.html", "data/results/2023.xlsx", "draws/2023q3-key/index.html", "assets/site.css"] {
        site.files.insert(path.to_owned(), b"a view".to_vec());
    }
    site.sum();
    let files = site.files.clone();
    let host = Host::start(move |request| {
        assert!(request.head.iter().any(|line| line == concat!("user-agent: mingchou/", env!("CARGO_PKG_VERSION"))));
        let inner = Request { path: request.path.replacen("/site/", "/", 1), head: Vec::new() };
        if request.path.starts_with("/site/") { Reply::file(&files, &inner) } else { Reply::Send(404, vec![], vec![]) }
    });
    // What people copy from a browser.
    for typed in ["site", "site/", "site/index.html", "site/SHA256SUMS.txt"] {
        let out = mingchou()
            .args(["verify", "--lang", "en", "--as-of", "2023-11-20", &format!("{}{typed}", host.url())])
            .output()
            .unwrap();
        let text = String::from_utf8(out.stdout).unwrap();
        assert_eq!(out.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&out.stderr));
        let (needed, named) = (site.files.len() - 4, site.files.len());
        let hash = mingchou::draw::text::sha(&site.files["SHA256SUMS.txt"]);
        let first = format!(
            "Read: {}site/, {needed} of the {named} files the site names. Pages, spreadsheets and pictures were not \
             fetched; a file that neither the manifest nor the log names cannot be seen from here. Manifest: \
             SHA256SUMS.txt, SHA-256 {hash}.\n2023q3-key  recomputed\n",
            host.url()
        );
        assert!(text.starts_with(&first), "{text}\n{first}");
    }
    let asked = host.asked();
    let wrong = asked.iter().filter(|path| !path.ends_with(".txt") && !path.ends_with(".csv"));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&String>::new());
    // Each file once a run; the manifest again at the end, lest the site changed meanwhile.
    let of = |name: &str| asked.iter().filter(|path| path.ends_with(name)).count();
    assert_eq!((of("/roster.csv"), of("/entries.txt")), (4, 4));
    assert_eq!(of("/SHA256SUMS.txt"), 8);
}

#[test]
fn one_draw_behind_an_address() {
    let host = plain(&Site::revealed().files);
    let url = format!("{}draws/2023q3-key/", host.url());
    let out = mingchou().args(["verify", "--lang", "en", "--as-of", "2023-11-20", "--draw", &url]).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(
        text.contains("\n2023q3-key  recomputed\n  objects drawn, with tickets and teams recomputed: 5\n"),
        "{text}"
    );
    let others = host.asked().into_iter().filter(|path| !path.starts_with("/draws/2023q3-key/"));
    assert_eq!(others.collect::<Vec<_>>(), ["/SHA256SUMS.txt", "/log/entries.txt", "/SHA256SUMS.txt"]);
    let fault = open_draw(&format!("{}draws", host.url()), &access()).err().unwrap();
    assert_eq!(fault.code, "no-draw-address");
}

#[test]
fn files_that_the_manifest_or_the_log_names_and_the_host_lacks_are_missing_by_path() {
    let site = Site::revealed();
    let roster = "draws/2023q3-key/roster.csv";
    let mut files = site.files.clone();
    files.remove(roster);
    let found = faults(&opened(&plain(&files).url()));
    for wanted in [
        "draws/2023q3-key/roster.csv: a file is missing",
        "draws/2023q3-key/roster.csv: recorded in the log, and not here",
        "2023q3-keyroster.csv: a file is missing",
    ] {
        assert!(found.iter().any(|fault| fault == wanted), "{wanted}: {found:?}");
    }
    // A manifest that leaves a draw out does not hide what was logged.
    let mut files = site.files.clone();
    let sums = String::from_utf8(files["SHA256SUMS.txt"].clone()).unwrap();
    let kept: String = sums.lines().filter(|line| !line.contains("  draws/")).map(|line| format!("{line}\n")).collect();
    files.insert("SHA256SUMS.txt".into(), kept.into_bytes());
    let source = opened(&plain(&files).url());
    let words: Vec<_> = verdicts(&source).unwrap().iter().map(|v| (v.draw.clone(), v.word.as_str())).collect();
    assert_eq!(words, [("2023q3-key".to_owned(), "recomputed")]);
    // Without a manifest the log says what there is; that it is missing is a fault.
    files.remove("SHA256SUMS.txt");
    assert_eq!(faults(&opened(&plain(&files).url())), ["SHA256SUMS.txt: a file is missing"]);
    let empty = plain(&Files::new());
    assert_eq!(
        refused(&empty.url(), &access()),
        format!(
            "There is no site of this kind at {}: neither SHA256SUMS.txt nor log/entries.txt is there.",
            empty.url()
        )
    );
}

/// Of a log that the manifest does not name, a page or a refusal in its place says nothing.
#[test]
fn a_site_without_a_log_is_read_from_hosts_that_answer_oddly() {
    let mut site = Site::revealed();
    site.files.retain(|path, _| !path.starts_with("log/"));
    site.sum();
    for reply in [Reply::Send(403, vec![], vec![]), Reply::Send(200, vec![], b"<!DOCTYPE html>none".to_vec())] {
        let Reply::Send(status, _, body) = reply else { unreachable!("both are sent") };
        let files = site.files.clone();
        let host = Host::start(move |request| match Reply::file(&files, request) {
            Reply::Send(404, ..) => Reply::Send(status, vec![], body.clone()),
            other => other,
        });
        assert_eq!(faults(&opened(&host.url())), [""; 0]);
    }
    // Named, it says something.
    let named = but("/log/entries.txt", |_| Reply::Send(403, vec![], vec![]));
    assert_eq!(
        refused(&named.url(), &access()),
        format!("{}log/entries.txt is not given out (status 403).", named.url())
    );
}

#[test]
fn redirects_are_followed_five_times_and_never_out_of_https() {
    let good = plain(&Site::revealed().files);
    let target = good.url();
    let name = format!("localhost:{}", good.name.rsplit(':').next().unwrap());
    let front = Host::start(move |request| Reply::moved(&format!("http://{name}{}", request.path)));
    let source = opened(&front.url());
    assert_eq!(faults(&source), [""; 0]);
    assert_eq!(source.shown, target.replace("127.0.0.1", "localhost"));
    assert_eq!(
        source.elsewhere().into_iter().collect::<Vec<_>>(),
        [target[7..].trim_end_matches('/').replace("127.0.0.1", "localhost")]
    );
    // The whole site moved: told once, not asked again for each file.
    assert_eq!(front.asked(), ["/SHA256SUMS.txt"]);
    let hops = |limit: usize| {
        let files = Site::revealed().files;
        let count = AtomicUsize::new(0);
        Host::start(move |request| match count.fetch_add(1, Ordering::Relaxed) {
            n if n < limit => Reply::moved(&request.path),
            _ => Reply::file(&files, request),
        })
    };
    assert_eq!(faults(&opened(&hops(5).url())), [""; 0]);
    let around = hops(usize::MAX);
    assert_eq!(
        refused(&around.url(), &access()),
        format!("{}SHA256SUMS.txt was sent on more than 5 times without an answer.", around.url())
    );
    assert_eq!(around.asked().len(), 6);
    let nowhere = Host::start(|_| Reply::Send(302, vec![], vec![]));
    assert_eq!(
        refused(&nowhere.url(), &access()),
        format!(
            "{}SHA256SUMS.txt sends the reader on, but not to an address that begins with http:// or https://. It was not followed.",
            nowhere.url()
        )
    );
}

/// A good site but for one file, which the host answers otherwise.
fn but(path: &'static str, answer: impl Fn(&Files) -> Reply + Send + Sync + 'static) -> Host {
    let files = Site::revealed().files;
    Host::start(move |request| if request.path.ends_with(path) { answer(&files) } else { Reply::file(&files, request) })
}

#[test]
fn what_says_nothing_about_a_file_is_no_verdict_on_it() {
    let roster = "/draws/2023q3-key/roster.csv";
    let send = |status: u16| move |_: &Files| Reply::Send(status, vec![], b"sorry".to_vec());
    let cases: Vec<(Host, String, usize)> = vec![
        (but(roster, send(403)), "ROSTER is not given out (status 403).".into(), 1),
        (but(roster, send(503)), "ROSTER could not be fetched: the host answered with status 503.".into(), 3),
        (but(roster, send(206)), "ROSTER could not be fetched: the host answered with status 206.".into(), 1),
        (but(roster, |_| Reply::Hang(Duration::from_secs(60))), "ROSTER did not answer in time.".into(), 3),
        (but(roster, |_| Reply::Cut(b"id,".to_vec())), "ROSTER could not be reached: ".into(), 3),
        (
            but(roster, |_| Reply::Send(200, vec![], vec![b'a'; (1 << 20) + 1])),
            "ROSTER is larger than 1 MiB. No file of a site is that large; reading was stopped.".into(),
            1,
        ),
        (
            but(roster, |_| Reply::Send(200, vec!["Content-Encoding: br".into()], vec![1])),
            "ROSTER came packed in a way that cannot be unpacked (br).".into(),
            1,
        ),
        (
            but(roster, |_| Reply::Send(200, vec!["Content-Encoding: gzip".into()], b"no gzip".to_vec())),
            "ROSTER came packed in a way that cannot be unpacked (".into(),
            1,
        ),
    ];
    let mut hasty = access();
    hasty.limits.answer = Duration::from_millis(400);
    for (host, wanted, tries) in cases {
        let begun = Instant::now();
        let access = if wanted.ends_with("in time.") { hasty.clone() } else { access() };
        let url = format!("{}{}", host.url(), &roster[1..]);
        let said = refused(&host.url(), &access).replace(&url, "ROSTER");
        let is_open = wanted.ends_with([' ', '(']);
        assert!(said == wanted || (is_open && said.starts_with(&wanted)), "\n{said}\n{wanted}");
        assert_eq!(host.asked().iter().filter(|path| *path == roster).count(), tries, "{wanted}");
        assert!(begun.elapsed() < Duration::from_secs(30), "{wanted}");
    }
    let page = but("/SHA256SUMS.txt", |_| Reply::Send(200, vec![], b"<!DOCTYPE html><p>log in".to_vec()));
    assert_eq!(
        refused(&page.url(), &access()),
        format!(
            "{}SHA256SUMS.txt is a web page, not the manifest of a site. Either the address is wrong, or a proxy or \
             login page stands in between.",
            page.url()
        )
    );
    let mut total = access();
    total.limits.total = 2000;
    total.limits.file = 2000;
    let host = plain(&Site::revealed().files);
    assert!(refused(&host.url(), &total).contains(" more than 0 MiB had been fetched. No site is that large;"));
    let mut few = access();
    few.limits.files = 5;
    assert_eq!(
        refused(&host.url(), &few),
        format!("{}SHA256SUMS.txt names more than 5 files. No site is that large; nothing was fetched.", host.url())
    );
}

#[test]
fn a_host_that_nobody_reaches_ends_with_three() {
    // A port the system never hands out: one that was free a moment ago may be another test's host by now.
    let url = "http://127.0.0.1:1/";
    for (command, more) in [("verify", &[][..]), ("log", &["monitor", "--memory", "/nonexistent/memory"][..])] {
        let out = mingchou().args(["--lang", "en", command]).args(more).arg(url).output().unwrap();
        let fault = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(3), "{fault}");
        assert!(fault.starts_with(&format!("{url}SHA256SUMS.txt could not be reached: ")), "{fault}");
    }
}

#[test]
fn a_failed_connection_is_tried_again_and_a_bomb_is_bounded() {
    let count = AtomicUsize::new(0);
    let files = Site::revealed().files;
    let shaky = Host::start(move |request| match count.fetch_add(1, Ordering::Relaxed) % 3 {
        0 | 1 => Reply::Cut(Vec::new()),
        _ => Reply::file(&files, request),
    });
    // One connection at a time, so that each file fails exactly twice.
    let mut one = access();
    one.limits.connections = 1;
    let source = open(&shaky.url(), &one).unwrap();
    assert_eq!(faults(&source), [""; 0]);
    let bomb = || {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packed, &vec![b'a'; 30 << 20]).unwrap();
        Reply::Send(200, vec!["Content-Encoding: gzip".into()], packed.finish().unwrap())
    };
    let host = but("/roster.csv", move |_| bomb());
    assert!(
        refused(&host.url(), &access())
            .ends_with("roster.csv is larger than 1 MiB. No file of a site is that large; reading was stopped.")
    );
    // Packed as it should be, it is the same file.
    let files = Site::revealed().files;
    let packing = Host::start(move |request| match Reply::file(&files, request) {
        Reply::Send(200, _, body) => {
            assert!(request.head.iter().any(|line| line == "accept-encoding: gzip"), "{:?}", request.head);
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            std::io::Write::write_all(&mut packed, &body).unwrap();
            Reply::Send(200, vec!["Content-Encoding: gzip".into()], packed.finish().unwrap())
        }
        other => other,
    });
    assert_eq!(faults(&opened(&packing.url())), [""; 0]);
}

#[test]
fn a_host_that_changes_what_it_serves_is_named() {
    let damaging = |damage: fn(&[u8]) -> Vec<u8>| {
        let files = Site::revealed().files;
        Host::start(move |request| match Reply::file(&files, request) {
            Reply::Send(200, lines, body) => Reply::Send(200, lines, damage(&body)),
            other => other,
        })
    };
    let found = faults(&opened(&damaging(crlf).url()));
    for path in ["SHA256SUMS.txt", "draws/2023q3-key/roster.csv", "log/entries.txt", "2023q3-keycommit.txt"] {
        assert!(found.contains(&format!("{path}: changed by the host (CR LF)")), "{path}: {found:?}");
    }
    let found = faults(&opened(&damaging(gbk).url()));
    for path in ["draws/2023q3-key/roster.csv", "2023q3-keyroster.csv"] {
        assert!(found.contains(&format!("{path}: changed by the host (GBK)")), "{path}: {found:?}");
    }
    assert!(found.contains(&"data/results/2023.csv: changed by the host (GBK + BOM)".to_owned()), "{found:?}");
    let page = but("/draws/2023q3-key/seed.txt", |_| Reply::Send(200, vec![], b"<html>blocked</html>".to_vec()));
    let found = faults(&opened(&page.url()));
    let wanted = "a web page of the host or of a proxy stands in place of the file";
    for path in ["draws/2023q3-key/seed.txt", "2023q3-keyseed.txt"] {
        assert!(found.contains(&format!("{path}: {wanted}")), "{path}: {found:?}");
    }
}

#[test]
fn a_site_that_changes_while_it_is_read_is_neither_good_nor_bad() {
    let (old, new) = (Site::sealed().files, Site::revealed().files);
    let count = AtomicUsize::new(0);
    let host = Host::start(move |request| {
        let is_old = count.fetch_add(1, Ordering::Relaxed) < 6;
        Reply::file(if is_old { &old } else { &new }, request)
    });
    assert_eq!(
        refused(&host.url(), &access()),
        format!("{} was changed while it was being read. Try again in a few minutes.", host.url())
    );
}

#[test]
fn progress_counts_to_the_end() {
    let site = Site::revealed();
    let host = plain(&site.files);
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let progress = Arc::new(move |done, all, bytes| told.lock().unwrap().push((done, all, bytes)));
    let source = open(&host.url(), &Access { progress: Some(progress), ..access() }).unwrap();
    source.expect(&source.paths().unwrap()).unwrap();
    let seen = seen.lock().unwrap();
    // Manifest and entries were read before.
    let all = site.files.len() - 2;
    assert_eq!(seen.iter().map(|(done, ..)| *done).max(), Some(all));
    assert!(seen.len() == all && seen.iter().all(|(_, of, bytes)| *of == all && *bytes > 0));
}

/// A root of an office's own, and a certificate for `localhost` that it signed.
fn office() -> (String, rustls::ServerConfig) {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let root_key = KeyPair::generate().unwrap();
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = root.self_signed(&root_key).unwrap().pem();
    let key = KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned()];
    let leaf = CertificateParams::new(names).unwrap().signed_by(&key, &Issuer::new(root, root_key)).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .unwrap();
    (pem, config)
}

fn secure(config: rustls::ServerConfig, answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> (Host, String) {
    let config = Arc::new(config);
    let host = Host::listen(answer, move |stream| {
        let connection = rustls::ServerConnection::new(Arc::clone(&config)).ok()?;
        Some(rustls::StreamOwned::new(connection, stream))
    });
    let url = format!("https://localhost:{}/", host.name.rsplit(':').next().unwrap());
    (host, url)
}

#[test]
fn a_certificate_of_an_office_of_its_own_needs_ca() {
    let (pem, config) = office();
    let files = Site::revealed().files;
    let (_host, url) = secure(config, move |request| Reply::file(&files, request));
    let place = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        std::fs::write(place.path().join(name), text).unwrap();
        place.path().join(name).to_str().unwrap().to_owned()
    };
    let (own, empty, other) = (file("own.pem", &pem), file("empty.pem", "no"), file("other.pem", &office().0));
    let run = |more: &[&str]| {
        let out =
            mingchou().args(["--lang", "en", "verify", "--as-of", "2023-11-20", &url]).args(more).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
    };
    let (code, out, fault) = run(&["--ca", &own]);
    assert_eq!((code, fault.as_str()), (0, ""));
    assert!(out.starts_with(&format!("Read: {url}, ")), "{out}");
    let refused = format!(
        "The certificate of {url}SHA256SUMS.txt is not trusted (its issuer is not trusted). If this office \
         signs its certificates itself, get its root certificate from a source you trust and give it with --ca FILE.\n"
    );
    assert_eq!(run(&[]), (3, String::new(), refused));
    let (code, _, fault) = run(&["--ca", &other]);
    assert!(code == 3 && fault.starts_with("The certificate of "), "{fault}");
    let wrong = "The file given with --ca holds no certificate in PEM form. \n";
    assert_eq!(run(&["--ca", &empty]), (2, String::new(), wrong.to_owned()));
    let (code, _, fault) = run(&["--ca", "/nonexistent/ca.pem"]);
    assert!(code == 2 && fault.starts_with("/nonexistent/ca.pem cannot be read: "), "{fault}");
}

#[test]
fn https_is_never_left() {
    let (pem, config) = office();
    let good = plain(&Site::revealed().files);
    let target = good.url();
    let (host, url) = secure(config, move |request| Reply::moved(&format!("{target}{}", &request.path[1..])));
    let access = Access { ca: Some(pem.into_bytes()), ..access() };
    assert_eq!(
        refused(&url, &access),
        format!(
            "{url}SHA256SUMS.txt sends the reader on from https to an unprotected address, {}SHA256SUMS.txt. This was \
             not followed.",
            good.url()
        )
    );
    assert_eq!((host.asked().len(), good.asked().len()), (1, 0));
}
