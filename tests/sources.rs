//! Folders and zips as sources: what is read, each bound and its whole sentence, and what a host did to files, by name.

use crate::host::{Files, Site, Tree};
use crate::support::{mingchou, read_folder, vectors};
use mingchou::draw::text::{sha, undo_host};
use mingchou::verify::{Access, Limits, OpenFault, Options, Reader, open, open_draw, verify_draw, verify_site};
use mingchou::words::Words;
use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

fn words(lang: &str) -> Words {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/gov/words").join(lang);
    let text = std::fs::read_to_string(folder.join("source.toml")).unwrap();
    Words::from_toml(lang, [text.as_str()]).unwrap()
}

/// The sentence of a fault; both languages have it, with all values filled in.
pub(crate) fn sentence(fault: &OpenFault) -> String {
    let args = [("name", fault.name.as_str()), ("detail", fault.detail.as_str())];
    let key = format!("source.fault.{}", fault.code);
    let chinese = words("zh-CN").fill(&key, args);
    assert!(!chinese.contains(['⟦', '{']), "{chinese}");
    words("en").fill(&key, args)
}

/// A zip of files, each below `top`.
fn zipped(top: &str, files: &Files) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (path, bytes) in files {
        archive.start_file(format!("{top}{path}"), options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

struct Temporary(tempfile::TempDir);

impl Temporary {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> String {
        let path: PathBuf = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

/// Exit code, what was printed, what was complained of.
fn run(args: &[&str]) -> (i32, String, String) {
    let out = mingchou().args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

#[test]
fn a_site_verifies_alike_from_a_folder_and_a_zip_at_the_top_or_one_folder_down() {
    let site = Site::revealed();
    let place = Temporary::new();
    site.write(&place.0.path().join("site"));
    let folder = place.0.path().join("site").to_str().unwrap().to_owned();
    let top = place.put("top.zip", &zipped("", &site.files));
    let below = place.put("below.zip", &zipped("公示/", &site.files));
    let files = site.files.len();
    let hash = sha(&site.files["SHA256SUMS.txt"]);
    let verify = |location: &str| {
        let (code, out, _) = run(&["verify", "--lang", "en", "--as-of", "2023-11-20", location]);
        let (first, rest) = out.split_once('\n').unwrap();
        (code, first.to_owned(), rest.to_owned())
    };
    let (code, first, rest) = verify(&folder);
    assert_eq!(code, 0, "{rest}");
    assert_eq!(first, format!("Read: the folder {folder}, {files} files. Manifest: SHA256SUMS.txt, SHA-256 {hash}."));
    assert!(rest.starts_with("2023q3-key  recomputed\n"), "{rest}");
    for zip in [top, below] {
        let first = format!("Read: the zip {zip}, {files} files. Manifest: SHA256SUMS.txt, SHA-256 {hash}.");
        assert_eq!(verify(&zip), (0, first, rest.clone()));
    }
}

#[test]
fn one_draw_in_a_zip() {
    let place = Temporary::new();
    let files = read_folder(&vectors().join("small-drand"));
    let count = files.len();
    for (name, top) in [("a.zip", ""), ("b.zip", "2023q3-key/")] {
        let zip = place.put(name, &zipped(top, &files));
        let (code, out, _) = run(&["verify", "--lang", "en", "--as-of", "2023-11-20", "--draw", &zip]);
        assert_eq!(code, 0);
        assert!(out.starts_with(&format!("Read: the zip {zip}, {count} files.\n2023q3-key  verified\n")), "{out}");
    }
    let site = place.put("site.zip", &zipped("", &Site::revealed().files));
    let fault = open_draw(&site, &Access::default()).err().unwrap();
    assert_eq!(
        sentence(&fault),
        format!(
            "The zip {site} holds no draw: neither commit.txt nor shortfall.txt stands at the top or in a folder at \
             the top."
        )
    );
}

/// Writes over every place where the bytes stand.
fn patched(zip: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut out = zip.to_vec();
    let places: Vec<usize> =
        zip.windows(from.len()).enumerate().filter(|(_, w)| *w == from).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        out[at..at + to.len()].copy_from_slice(to);
    }
    out
}

/// Changes a field of every header of the list and of the files; offsets are those of the two kinds of header.
fn headers(zip: &[u8], local: usize, central: usize, change: impl Fn(&mut [u8])) -> Vec<u8> {
    let mut out = zip.to_vec();
    for at in 0..zip.len() - 4 {
        match &zip[at..at + 4] {
            b"PK\x03\x04" => change(&mut out[at + local..]),
            b"PK\x01\x02" => change(&mut out[at + central..]),
            _ => {}
        }
    }
    out
}

#[test]
fn every_bound_of_a_zip_has_its_sentence() {
    let place = Temporary::new();
    let tiny = |path: &str| zipped("", &Files::from([(path.to_owned(), vec![b'a'; 3 << 20])]));
    let limits = Limits { files: 3, file: 4 << 20, total: 5 << 20, unpacked: 6 << 20, ..Limits::default() };
    let access = Access { limits, ..Access::default() };
    let many = |count: usize, size: usize| {
        zipped("", &(0..count).map(|n| (format!("draws/{n}.txt"), vec![b'a'; size])).collect())
    };
    let two = zipped("", &Files::from([("draws/a.txt".into(), vec![1]), ("draws/b.txt".into(), vec![2])]));
    let names = |bad: &str| patched(&tiny("draws/evil.txt"), b"draws/evil.txt", bad.as_bytes());
    let name = |bad: &str| {
        (
            names(bad),
            format!(
                "The zip ZIP holds a name that leads out of its folder or is written for one system only: {bad}. It was \
             not opened. Pack it again with relative names and / between folders."
            ),
        )
    };
    let cases: Vec<(Vec<u8>, String)> = vec![
        (b"no zip".to_vec(), "ZIP is a file, but not a zip that can be opened: ".into()),
        (many(4, 1), "The zip ZIP holds more than 3 files. No site is that large; it was not opened.".into()),
        (
            many(1, (4 << 20) + 1),
            "ZIP!draws/0.txt unpacks to more than 4 MiB. No file of a site is that large; the zip was not opened."
                .into(),
        ),
        (many(2, 3 << 20), "The zip ZIP unpacks to more than 5 MiB. No site is that large; it was not opened.".into()),
        (
            zipped("", &(0..3).map(|n| (format!("draws/{n}.html"), vec![b'a'; 3 << 20])).collect()),
            "The zip ZIP unpacks to more than 6 MiB. No site is that large; it was not opened.".into(),
        ),
        (
            vec![0; (6 << 20) + 1],
            "The zip ZIP unpacks to more than 6 MiB. No site is that large; it was not opened.".into(),
        ),
        name("../../evil.txt"),
        name("/raws/evil.txt"),
        name("draws\\evil.txt"),
        name("C:aws/evil.txt"),
        name("draws//vil.txt"),
        (
            patched(&two, b"draws/b.txt", b"draws/a.txt"),
            "The zip ZIP holds two files of the same name; which of them was published cannot be told. Pack it again."
                .into(),
        ),
        (
            headers(&tiny("draws/a.txt"), 6, 8, |flags| flags[0] |= 1),
            "The zip ZIP is locked with a password (first locked file: draws/a.txt). What is published is for \
             everybody; get it without a password."
                .into(),
        ),
        (
            headers(&tiny("draws/a.txt"), 8, 10, |method| method[0] = 12),
            "In the zip ZIP the file draws/a.txt is packed in a way that is not read here. Pack it again in the \
             ordinary way (deflate)."
                .into(),
        ),
        (
            zipped("", &Files::from([("a/draws/x.txt".into(), vec![]), ("b/log/y.txt".into(), vec![])])),
            "The zip ZIP holds several sites or draws: a, b. Give a zip of one of them.".into(),
        ),
        (
            tiny("a/b/draws/x.txt"),
            "The zip ZIP holds no published site: neither draws/ nor log/ nor SHA256SUMS.txt stands at the top or in \
             a folder at the top."
                .into(),
        ),
    ];
    for (bytes, wanted) in cases {
        let zip = place.put("case.zip", &bytes);
        let fault = open(&zip, &access).err().unwrap_or_else(|| panic!("opened, but: {wanted}"));
        let said = sentence(&fault).replace(&zip, "ZIP");
        let is_whole = said == wanted || (wanted.ends_with(": ") && said.starts_with(&wanted));
        assert!(is_whole, "\n{said}\n{wanted}");
    }
}

#[test]
fn a_damaged_or_lying_zip_is_unreadable_and_no_failed_verdict() {
    let place = Temporary::new();
    let good = zipped("", &Site::revealed().files);
    let cases = [
        (
            headers(&good, 14, 16, |crc| crc[0] ^= 1),
            "cannot be unpacked (its check sum does not fit). Get the zip again.\n",
        ),
        // A bomb says that it is small.
        (
            headers(&good, 22, 24, |size| size[..4].copy_from_slice(&[5, 0, 0, 0])),
            "cannot be unpacked (File is larger than its declared uncompressed size). Get the zip again.\n",
        ),
        (
            headers(&good, 22, 24, |size| size[..4].copy_from_slice(&[0, 0, 1, 0])),
            "does not unpack to the 65536 bytes it is said to have. Get the zip again.\n",
        ),
    ];
    for (bytes, end) in cases {
        let zip = place.put("case.zip", &bytes);
        let (code, out, fault) = run(&["verify", "--lang", "en", &zip]);
        assert_eq!((code, out.as_str()), (3, ""), "{fault}");
        assert!(fault.starts_with("The zip is damaged: ") && fault.ends_with(end), "{fault}");
    }
}

#[test]
fn what_is_neither_folder_nor_zip_nor_address_is_said_in_both_languages() {
    let missing = Temporary::new().0.path().join("missing").to_str().unwrap().to_owned();
    for (location, code, english, chinese) in [
        (
            missing.as_str(),
            3,
            "There is no LOCATION here. Name a folder, a zip, or an address that begins with http:// or https://.\n",
            "这里没有 LOCATION。请写文件夹、压缩包，或以 http:// 或 https:// 开头的网址。\n",
        ),
        #[cfg(unix)]
        (
            "/dev/null",
            3,
            "LOCATION is neither a folder, nor a zip, nor an address that begins with http:// or https://.\n",
            "LOCATION 不是文件夹，不是压缩包，也不是以 http:// 或 https:// 开头的网址。\n",
        ),
        (
            "https://抽查.cn/",
            2,
            "LOCATION is not an address that can be asked for. Write http:// or https://, the host in ASCII (xn-- for \
             Chinese names), and no user or password.\n",
            "LOCATION 不是能访问的网址。请写 http:// 或 https://，主机名用英文字母（中文域名写成 xn-- 的形式），不要带用户名和密码。\n",
        ),
    ] {
        for (lang, wanted) in [("en", english), ("zh", chinese)] {
            let (found, out, fault) = run(&["verify", "--lang", lang, location]);
            assert_eq!((found, out, fault), (code, String::new(), wanted.replace("LOCATION", location)));
        }
    }
    let args = ["--lang", "en", "verify", "--draw", "http://127.0.0.1:9/draws"];
    let wanted = "http://127.0.0.1:9/draws is not the address of a draw. It must end in /draws/NAME/.\n";
    assert_eq!(run(&args), (2, String::new(), wanted.to_owned()));
}

/// Every key the readers use has a sentence, and no sentence is left over.
#[test]
fn every_reason_has_a_sentence_and_every_sentence_a_reason() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut used = BTreeSet::new();
    for path in ["address", "client", "folder", "mod", "web", "zip"] {
        let text = std::fs::read_to_string(source.join(format!("verify/reader/{path}.rs"))).unwrap();
        for opening in ["OpenFault::new(\"", " fault(\"", "(fault(\""] {
            used.extend(text.split(opening).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
        }
        let wrong = text.split("OpenFault::new(\n").skip(1);
        used.extend(wrong.map(|rest| rest.split('"').nth(1).unwrap().to_owned()));
    }
    let words = words("en");
    let known: BTreeSet<String> =
        words.keys().filter_map(|key| key.strip_prefix("source.fault.")).map(str::to_owned).collect();
    assert_eq!(used, known);
}

/// What a host makes of a text.
pub(crate) fn gbk(bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    encoding_rs::GB18030.encode(text.trim_start_matches('\u{feff}')).0.into_owned()
}

pub(crate) fn crlf(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|b| if *b == b'\n' { vec![b'\r', b'\n'] } else { vec![*b] }).collect()
}

#[test]
fn every_mixture_of_what_hosts_do_is_undone_and_named() {
    let plain = "id,name\n1,晋岭县某某有限公司𠮷\n".as_bytes();
    let marked = [b"\xef\xbb\xbf", plain].concat();
    let last = |bytes: &[u8]| bytes[..bytes.len() - 1].to_vec();
    for (original, damaged, name) in [
        (plain, gbk(plain), "GBK"),
        (plain, crlf(&gbk(plain)), "GBK + CR LF"),
        (plain, last(&gbk(plain)), "GBK + no last LF"),
        (&marked, gbk(&marked), "GBK + BOM"),
        (&marked, crlf(&gbk(&marked)), "GBK + BOM + CR LF"),
        (plain, crlf(&marked), "BOM + CR LF"),
        (&marked, plain.to_vec(), "BOM"),
        (plain, crlf(plain), "CR LF"),
        (plain, last(plain), "no last LF"),
    ] {
        assert_eq!(undo_host(&damaged, |text| text == original).as_deref(), Some(name));
    }
    assert_eq!(undo_host(&gbk("1,晋岭县\n".as_bytes()), |text| text == plain), None);
    assert_eq!(undo_host(plain, |text| text == b"other"), None);
}

#[test]
fn a_host_that_changes_files_is_named_at_list_sum_and_record() {
    let faults = |site: &Site| -> Vec<String> {
        let verdicts = verify_site(&Tree(site.files.clone()), &Options::default()).unwrap();
        verdicts.iter().flat_map(|v| v.faults.iter().map(move |f| format!("{}{f}", v.draw))).collect()
    };
    let good = Site::revealed();
    assert_eq!(faults(&good), [""; 0]);
    let roster = "draws/2023q3-key/roster.csv";
    for (damage, name) in [(gbk as fn(&[u8]) -> Vec<u8>, "GBK"), (|b| crlf(&gbk(b)), "GBK + CR LF"), (crlf, "CR LF")] {
        let mut site = good.clone();
        let damaged = damage(&site.files[roster]);
        site.files.insert(roster.to_owned(), damaged);
        let found = faults(&site);
        let whole = format!("{roster}: changed by the host ({name})");
        assert_eq!(found.iter().filter(|fault| **fault == whole).count(), 2, "sum and record: {found:?}");
        assert!(found.contains(&format!("2023q3-keyroster.csv: changed by the host ({name})")), "{found:?}");
    }
    // The manifest itself: told, and every file compared all the same.
    let mut site = good.clone();
    let damaged = crlf(&site.files["SHA256SUMS.txt"]);
    site.files.insert("SHA256SUMS.txt".to_owned(), damaged);
    assert_eq!(faults(&site), ["SHA256SUMS.txt: changed by the host (CR LF)"]);
    let mut site = good;
    site.files.insert(roster.to_owned(), b"\n<HTML><body>502</body>".to_vec());
    let found = faults(&site);
    for wanted in ["2023q3-keyroster.csv", roster] {
        let wanted = format!("{wanted}: a web page of the host or of a proxy stands in place of the file");
        assert!(found.contains(&wanted), "{wanted}: {found:?}");
    }
}

/// A seal whose value is the hash of its evidence, so that only the signature itself can tell.
#[test]
fn a_beacon_signed_by_nobody_fails() {
    let good = read_folder(&vectors().join("small-drand"));
    assert!(!verify_draw(&good, &Options::default()).is_failed());
    let seal = String::from_utf8(good["seal.txt"].clone()).unwrap();
    let signature = seal.split("evidence drand-quicknet ").nth(1).unwrap().lines().next().unwrap().to_owned();
    let value = seal.split("beacon drand-quicknet 1000 ").nth(1).unwrap().lines().next().unwrap().to_owned();
    let bytes = |hex: &str| mingchou::draw::text::unhex(hex).unwrap();
    assert_eq!(sha(&bytes(&signature)), value);
    // Another point of the curve: the sign bit of a compressed point picks the other root.
    let mut other = bytes(&signature);
    other[0] ^= 0x20;
    let other = mingchou::draw::text::hex(&other);
    let mut files = good;
    for text in files.values_mut() {
        let changed = String::from_utf8(text.clone()).unwrap();
        let changed = changed.replace(&signature, &other).replace(&value, &sha(&bytes(&other)));
        *text = changed.into_bytes();
    }
    let verdict = verify_draw(&files, &Options::default());
    assert_eq!(verdict.faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["drand-signature"]);
}

#[test]
fn a_name_no_file_can_have_is_missing_and_a_folder_is_no_file() {
    let place = Temporary::new();
    let site = Site::revealed();
    site.write(place.0.path());
    let source = open(place.0.path().to_str().unwrap(), &Access::default()).unwrap();
    for path in ["draws", "draws/none.txt", "SHA256SUMS.txt/x", "a\0b"] {
        assert_eq!(source.read(path).map_err(|fault| fault.kind()), Err(std::io::ErrorKind::NotFound), "{path:?}");
    }
}
