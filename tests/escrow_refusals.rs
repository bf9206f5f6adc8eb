//! Envelopes that are refused: by the command, by the loader, by the checker, by the gate. Each code with its sentence in both
//! languages, and nothing written.

use crate::draw_commands::{COMMIT, bureau, draw, good, seal_args};
use crate::draws::BALLS;
use crate::escrow::{DRAW, Holder, Office, build};
use crate::support::{mingchou, read_folder, vectors};
use mingchou::draw::text::sha;
use mingchou::model::Envelope;
use mingchou::output::Gate;
use std::fs;
use std::path::Path;

/// A command that is refused with `code`, in exact words, and writes nothing.
#[track_caller]
fn refused(root: &Path, args: &[&str], code: &str, zh: &str, en: &str) {
    let before = read_folder(root);
    for (lang, what, nothing) in [("zh", zh, "没有写入任何文件。\n"), ("en", en, "Nothing was written.\n")] {
        let (exit, out, err) = draw(root, lang, args);
        assert_eq!((exit, out.as_str()), (1, ""), "{err}");
        assert!(err.contains(&format!("[{code}]: {what}\n")), "{err}");
        assert!(err.ends_with(nothing), "{err}");
    }
    let lock = |mut files: std::collections::BTreeMap<String, Vec<u8>>| {
        files.remove("secrets/.step/lock");
        files
    };
    assert_eq!(lock(read_folder(root)), lock(before));
}

/// Wrong usage, exit 2.
#[track_caller]
fn wrong(root: &Path, args: &[&str], en: &str) {
    let (exit, _, err) = draw(root, "en", args);
    assert_eq!((exit, err.as_str()), (2, format!("{en}\n").as_str()));
}

fn encrypted(holder: &Holder, plain: &[u8]) -> String {
    age::encrypt_and_armor(&holder.identity.to_public(), plain).unwrap()
}

#[test]
fn what_is_no_envelope_is_not_published() {
    let office = Office::new();
    let (party, to) = office.party(&office.city);
    let good_one = fs::read_to_string(to.join("escrow-discipline.txt")).unwrap();
    let nonce = fs::read_to_string(to.join("nonce-discipline.txt")).unwrap();
    let binary = age::encrypt(&office.city.identity.to_public(), nonce.as_bytes()).unwrap();
    let mut weak = age::scrypt::Recipient::new("six grey herons stand".to_owned().into());
    weak.set_work_factor(8);
    let locked = age::encrypt_and_armor(&weak, nonce.as_bytes()).unwrap();
    let cases: [(Vec<u8>, &str, &str); 8] = [
        (nonce.clone().into_bytes(), "里面的随机数没有加密", "the number stands in it in the open"),
        (
            format!("nonce={nonce}{good_one}").into_bytes(),
            "里面的随机数没有加密",
            "the number stands in it in the open",
        ),
        (binary, "没有转成可见字符（age 命令要加 -a）", "it is not in ASCII armour"),
        (
            locked.into_bytes(),
            "是用口令加密的，公开以后谁都可以一直猜下去",
            "a passphrase opens it, which anybody may go on guessing once it is published",
        ),
        (vec![b'A'; (1 << 20) + 1], "大于 1 MiB", "it is larger than one MiB"),
        (
            good_one.replace('\n', "\r\n").into_bytes(),
            "不是一个完整的、以 LF 换行的 age 文件",
            "it is not a whole file of the age format with LF line ends",
        ),
        (
            good_one.trim_end().to_owned().into_bytes(),
            "不是一个完整的、以 LF 换行的 age 文件",
            "it is not a whole file of the age format with LF line ends",
        ),
        (
            Vec::new(),
            "不是一个完整的、以 LF 换行的 age 文件",
            "it is not a whole file of the age format with LF line ends",
        ),
    ];
    let file = office.away.path().join("their.txt");
    let arg = format!("discipline={}", file.display());
    let args = [&COMMIT[..], &["--party", &party, "--envelope", &arg]].concat();
    for (bytes, zh, en) in cases {
        fs::write(&file, bytes).unwrap();
        let zh = format!("discipline 的密封件不能公开：{zh}。");
        let en = format!("The envelope of discipline cannot be published: {en}.");
        refused(office.root(), &args, "MC0852", &zh, &en);
    }
    fs::write(&file, &good_one).unwrap();
    let other = format!("court={}", file.display());
    refused(
        office.root(),
        &[&COMMIT[..], &["--party", &party, "--envelope", &other]].concat(),
        "MC0853",
        "有一份 court 的密封件，可是 court 不是这次承诺的参与方。",
        "There is an envelope of court, which takes no part in the commitment.",
    );
    good(office.root(), &args);
}

#[test]
fn wrong_arguments_are_said() {
    let office = Office::new();
    let root = office.root();
    let bad = |more: &[&str]| [&COMMIT[..], more].concat().into_iter().map(str::to_owned).collect::<Vec<String>>();
    let say = |more: &[&str], en: &str| {
        let args = bad(more);
        wrong(root, &args.iter().map(String::as_str).collect::<Vec<_>>(), en);
    };
    let want = "--escrow wants NAME=age1…, a name and the public key of an age identity, not ";
    let key = office.city.key();
    let last = if key.ends_with('q') { "p" } else { "q" };
    let misspelt = format!("市局={}{last}", &key[..key.len() - 1]);
    for text in ["市局", "市局=age1abc", &misspelt, &format!("={key}"), &format!("市局={}", key.to_uppercase())] {
        say(&["--escrow", text], &format!("{want}{text}."));
    }
    say(&["--escrow", &format!("省厅={key}")], "市局 has this key already; give every holder a key of their own.");
    let envelope = "--envelope wants PARTY=FILE, once for each other party; the bureau's own envelope is made here. ";
    for text in ["x", "bureau=x"] {
        say(&["--envelope", text], &format!("{envelope}{text} will not do."));
    }
    say(&["--envelope", "discipline=/nowhere"], "The envelope /nowhere cannot be read.");
    say(
        &["--holder", "discipline=市局"],
        "--holder wants PARTY=NAME for a party whose --envelope is given, not discipline=市局.",
    );
    good(root, &COMMIT);
    let nothing = office.away.path().join("nothing.txt");
    for text in ["", "# only a remark\n", "hello\n", "AGE-SECRET-KEY-1ABC\n"] {
        fs::write(&nothing, text).unwrap();
        let path = nothing.to_str().unwrap();
        let said = format!(
            "{path} cannot be read as an identity file: lines AGE-SECRET-KEY-1…, empty lines and lines that begin with #."
        );
        wrong(root, &["recover", DRAW, "--identity", path], &said);
    }
    let holder = office.city.path();
    wrong(root, &["recover", "2026q2-key", "--identity", holder], "There is no draw 2026q2-key.");
    let none = office.away.path().join("none.txt");
    let args = ["recover", DRAW, "--identity", none.to_str().unwrap()];
    let (code, _, said) = crate::draw_commands::draw(root, "zh", &args);
    let wanted = format!("读写 {} 失败：没有这个文件或文件夹。\n", none.display());
    assert_eq!((code, said), (3, wanted), "what is not there is not called malformed");
    wrong(
        root,
        &["recover", DRAW, "--identity", holder, "--from", "/nowhere"],
        "/nowhere is not a published site that holds this draw.",
    );
}

#[test]
fn an_identity_that_opens_nothing_is_told_so() {
    let office = Office::new();
    good(office.root(), &COMMIT);
    let stranger = Holder::new(office.away.path(), "stranger.txt");
    refused(
        office.root(),
        &["recover", DRAW, "--identity", stranger.path()],
        "MC0854",
        "这个身份打不开 2026q1-key 的任何密封件（bureau）。",
        "This identity opens no envelope of 2026q1-key (bureau).",
    );
    let plain = bureau();
    good(plain.path(), &COMMIT);
    refused(
        plain.path(),
        &["recover", DRAW, "--identity", stranger.path()],
        "MC0858",
        "2026q1-key 没有随承诺公开密封件。",
        "No envelope was published with 2026q1-key.",
    );
}

#[test]
fn a_plain_text_that_was_not_committed_to_is_not_restored() {
    let nonce = "ab".repeat(32);
    let text = |draw: &str, party: &str| format!("mingchou/escrow/1\ndraw {draw}\nparty {party}\nnonce {nonce}\n");
    let cases = [
        (format!("{nonce}\n"), "a nonce does not match its commitment"),
        (text(DRAW, "discipline"), "a nonce does not match its commitment"),
        (text("2026q2-key", "discipline"), "names another draw"),
        (text(DRAW, "court"), "a party that has no nonce commitment"),
        (text(DRAW, "discipline").replace("escrow/1", "escrow/2"), "the first line does not name the format"),
        (text(DRAW, "discipline") + "more\n", "a key that this format does not have"),
        ("\u{0}\u{1}".into(), "the last line does not end in LF"),
    ];
    for (plain, en) in cases {
        let office = Office::new();
        let (party, to) = office.party(&office.city);
        let file = to.join("escrow-discipline.txt");
        fs::write(&file, encrypted(&office.city, plain.as_bytes())).unwrap();
        let arg = format!("discipline={}", file.display());
        good(office.root(), &[&COMMIT[..], &["--party", &party, "--envelope", &arg]].concat());
        let words = format!("What is in the envelope of discipline is not what the commitment fixed: {en}.");
        let (code, _, err) = draw(office.root(), "en", &["recover", DRAW, "--identity", office.city.path()]);
        assert_eq!(code, 1);
        assert!(err.contains(&format!("[MC0855]: {words}\n")), "{err}");
        let (_, _, err) = draw(office.root(), "zh", &["recover", DRAW, "--identity", office.city.path()]);
        assert!(err.contains("[MC0855]: discipline 的密封件里装的不是承诺时定下的内容："), "{err}");
        assert!(!err.contains('{') && !err.contains('⟦') && !err.contains(&nonce), "{err}");
    }
}

#[test]
fn a_different_secret_file_is_not_overwritten() {
    let office = Office::new();
    good(office.root(), &COMMIT);
    for (name, text) in [("nonce-bureau.txt", "0\n"), ("salts.txt", "1\n"), ("recusals.csv", "object,inspector\nA,B\n")]
    {
        let path = office.secrets().join(name);
        let kept = fs::read(&path).unwrap();
        fs::write(&path, text).unwrap();
        refused(
            office.root(),
            &["recover", DRAW, "--identity", office.city.path()],
            "MC0856",
            &format!("secrets/draws/{DRAW}/{name} 已经有了，而且与密封件里的不同。"),
            &format!("secrets/draws/{DRAW}/{name} is there and differs from what the envelope holds."),
        );
        fs::write(&path, kept).unwrap();
    }
    let given = format!("bureau={}", "0".repeat(64));
    refused(
        office.root(),
        &["recover", DRAW, "--identity", office.city.path(), "--nonce", &given],
        "MC0742",
        "bureau 的随机数不是承诺时的那一个。",
        "The nonce given for bureau is not the one that was committed to.",
    );
}

#[test]
fn a_list_that_is_not_the_sealed_one_is_not_restored() {
    let office = Office::new();
    good(office.root(), &COMMIT);
    // A seal made with other salts than those in escrow.
    let salts = office.secrets().join("salts.txt");
    fs::remove_file(&salts).unwrap();
    let seal = seal_args(&format!("kl8:2026033={BALLS}")).join("\n");
    let seal: Vec<&str> = seal.lines().collect();
    let path = format!("secrets/draws/{DRAW}/salts.txt");
    refused(
        office.root(),
        &seal,
        "MC0732",
        &format!("缺少保密文件 {path}。"),
        &format!("The secret file {path} is missing."),
    );
    fs::write(&salts, format!("{}\n{}\n", "1".repeat(64), "2".repeat(64))).unwrap();
    good(office.root(), &seal);
    fs::remove_dir_all(office.root().join("secrets")).unwrap();
    let (code, _, err) = office.recover(&office.city, &[]);
    let said = format!("The list of {DRAW} as it comes out of the envelopes does not have the sealed root.");
    assert!(code == 1 && err.contains(&format!("[MC0857]: {said}\n")), "{err}");
    let (_, _, err) = draw(office.root(), "zh", &["recover", DRAW, "--identity", office.city.path()]);
    assert!(err.contains(&format!("[MC0857]: 用密封件重算出的 {DRAW} 名单，根值与封存的不同。\n")), "{err}");
    assert!(!office.secrets().exists());
}

#[test]
fn salts_that_are_none_are_not_sealed_with() {
    let office = Office::new();
    good(office.root(), &COMMIT);
    let seal = format!("kl8:2026033={BALLS}");
    let one = "1".repeat(64);
    for (text, en) in [
        (format!("{one}\n{one}\n"), "two leaves have the same salt"),
        (format!("{one}\nx\n"), "not 64 lower-case hex digits"),
        (format!("{one}\n"), "a line is not a leaf"),
    ] {
        fs::write(office.secrets().join("salts.txt"), text).unwrap();
        let (code, _, err) = draw(office.root(), "en", &seal_args(&seal));
        assert!(code == 1 && err.contains("[MC0717]") && err.contains(en), "{err}");
    }
}

#[test]
fn a_site_that_differs_from_the_folder_is_not_mixed_with_it() {
    let office = Office::new();
    good(office.root(), &COMMIT);
    let site = build(office.root());
    let roster = site.join("draws").join(DRAW).join("roster.csv");
    fs::write(&roster, fs::read_to_string(&roster).unwrap().replace("示例厂1", "示例厂9")).unwrap();
    let path = format!("content/draws/{DRAW}/roster.csv");
    refused(
        office.root(),
        &["recover", DRAW, "--identity", office.city.path(), "--from", site.to_str().unwrap()],
        "MC0859",
        &format!("{path} 与已公布的网站上的同一个文件不同。"),
        &format!("{path} differs from the same file of the published site."),
    );
    // From that site alone: its list is not the one that was committed to.
    let alone = tempfile::tempdir().unwrap();
    let args = ["recover", DRAW, "--identity", office.city.path(), "--from", site.to_str().unwrap()];
    let (code, _, err) = draw(alone.path(), "en", &args);
    assert!(code == 1 && err.contains("is not the file that was committed to"), "{err}");
    assert!(!alone.path().join("secrets").exists());
}

#[test]
fn a_draw_that_is_over_has_nothing_to_put_back() {
    let office = Office::new();
    good(office.root(), &COMMIT);
    office.seal();
    good(office.root(), &["reveal", DRAW, "--at", "2026-03-30T09:00:00+08:00"]);
    refused(
        office.root(),
        &["recover", DRAW, "--identity", office.city.path()],
        "MC0730",
        "抽取 2026q1-key 现在是“已揭示”，不能做这一步。",
        "Draw 2026q1-key is “revealed” now; this step cannot be taken.",
    );
}

#[test]
fn holders_of_site_toml_are_checked_where_they_stand() {
    let office = Office::new();
    let config = office.root().join("content/site.toml");
    let text = fs::read_to_string(&config).unwrap();
    let check = |text: &str, lang: &str| {
        fs::write(&config, text).unwrap();
        let output = mingchou().arg("--root").arg(office.root()).args(["--lang", lang, "check"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    };
    let line = text.lines().position(|line| line.starts_with("escrow = ")).unwrap() + 1;
    let twice = text.replace(&office.court.key(), &office.city.key());
    let said = check(&twice, "zh");
    let what = "[MC0851]: draw.escrow 里的保管人 法院 写了两次，或者与别人用了同一把公钥。";
    assert!(said.contains(what) && said.contains(&format!("content/site.toml:{line}")), "{said}");
    let said = check(&text.replace("法院", "市局"), "en");
    assert!(
        said.contains("[MC0851]: 市局 stands twice among the holders of draw.escrow, by name or by key."),
        "{said}"
    );
    let key = office.court.key();
    let said = check(&text.replace(&key, "age1example"), "en");
    assert!(said.contains("[MC0304]") && said.contains(&format!("content/site.toml:{line}")), "{said}");
    assert!(said.contains("Write the public key of an age identity: age1 and 58 small letters and digits."), "{said}");
    let said = check(&text.replace(&key, "age1example"), "zh");
    assert!(said.contains("请写 age 身份的公钥：age1 加 58 个小写字母和数字。"), "{said}");
    let said = check(&text.replace("name = \"法院\", ", ""), "en");
    assert!(said.contains("[MC0303]") && said.contains("draw.escrow.name"), "{said}");
    let tables = text.lines().filter(|line| !line.starts_with("escrow = ")).collect::<Vec<_>>().join("\n");
    let tables = tables + &format!("\n[[draw.escrow]]\nname = \"市局\"\nkey = \"{}\"\n", office.city.key());
    let said = check(&tables, "en");
    assert!(!said.contains("error["), "{said}");
}

/// A copy of a committed draw with `lines` behind its nonce commitments and `files` beside it; what the checker says.
fn examined(lines: &str, files: &[(&str, &[u8])]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in read_folder(&vectors().join("committed")) {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let commit = folder.path().join("commit.txt");
    let text = fs::read_to_string(&commit).unwrap();
    let before: String =
        text.lines().filter(|line| !line.starts_with("escrow ")).map(|line| format!("{line}\n")).collect();
    let at = before.find("\nbeacon ").unwrap() + 1;
    fs::write(&commit, format!("{}{lines}{}", &before[..at], &before[at..])).unwrap();
    for (name, _) in read_folder(folder.path()).iter().filter(|(name, _)| name.starts_with("escrow-")) {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let output = mingchou().args(["verify", "--json", "--draw"]).arg(folder.path()).output().unwrap();
    let verdict: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let faults = verdict[0]["faults"].as_array().cloned().unwrap_or_default();
    let told =
        |fault: &serde_json::Value| format!("{} {}", fault["file"].as_str().unwrap(), fault["code"].as_str().unwrap());
    faults.iter().map(told).collect()
}

#[test]
fn the_checker_holds_envelopes_against_the_commitment() {
    let bytes = &b"an envelope of any kind\n"[..];
    let line = |party: &str| format!("escrow {party} {}\n", sha(bytes));
    let text = fs::read_to_string(vectors().join("committed/commit.txt")).unwrap();
    let parties: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("nonce-commit "))
        .map(|l| l.split(' ').next().unwrap())
        .collect();
    let (first, last) = (parties[0], parties[parties.len() - 1]);
    let (name, other) = (format!("escrow-{first}.txt"), format!("escrow-{last}.txt"));
    assert_ne!(first, last);
    assert_eq!(examined("", &[]), [""; 0]);
    assert_eq!(examined(&line(first), &[(&name, bytes)]), [""; 0]);
    assert_eq!(examined(&(line(first) + &line(last)), &[(&name, bytes), (&other, bytes)]), [""; 0]);
    assert_eq!(examined("", &[(&name, bytes)]), [format!("{name} unexpected-file")]);
    assert_eq!(examined(&line(first), &[(&name, bytes), (&other, bytes)]), [format!("{other} unexpected-file")]);
    assert_eq!(examined(&line(first), &[]), ["commit.txt escrow-missing"]);
    assert_eq!(examined(&line(first), &[(&name, b"another\n")]), [format!("{name} hash-differs")]);
    assert_eq!(examined(&(line(first) + &line(first)), &[(&name, bytes)]), ["commit.txt party-twice"]);
    assert_eq!(examined(&line("nobody"), &[("escrow-nobody.txt", bytes)]), ["commit.txt party-unknown"]);
    assert_eq!(examined(&line("Bad"), &[]), ["commit.txt word"]);
    assert_eq!(examined(&format!("escrow {first} 12\n"), &[(&name, bytes)]), ["commit.txt hex"]);
    assert_eq!(examined(&format!("escrow {first}\n"), &[(&name, bytes)]), ["commit.txt field-count"]);
}

#[test]
fn the_gate_lets_ciphertext_pass_at_its_place_only() {
    let holder = Holder::new(tempfile::tempdir().unwrap().path(), "k.txt");
    let gate = Gate::default();
    let path = format!("draws/{DRAW}/escrow-bureau.txt");
    let codes = |path: &str, text: &str| -> Vec<&str> {
        gate.check(path, text.as_bytes()).diagnostics.iter().map(|found| found.code).collect()
    };
    for n in 0..500usize {
        let envelope = encrypted(&holder, &vec![b'x'; 10 * n]);
        assert_eq!(codes(&path, &envelope), [""; 0], "{envelope}");
    }
    // Nobody waits for the one envelope among billions in which a phone number stands between two signs.
    let envelope = encrypted(&holder, &[b'x'; 1000]);
    let mut lines: Vec<String> = envelope.lines().map(str::to_owned).collect();
    let unlucky = format!("{}/13800138000/{}", "A".repeat(20), "A".repeat(31));
    lines.insert(lines.len() - 3, unlucky);
    let unlucky = lines.join("\n") + "\n";
    assert!(Envelope::parse(unlucky.as_bytes()).is_some());
    assert_eq!(codes(&path, &unlucky), [""; 0]);
    for elsewhere in
        ["data/escrow-bureau.txt", "escrow-bureau.txt", "draws/x/notes.txt", "pages/draws/x/y/escrow-a.txt"]
    {
        assert_eq!(codes(elsewhere, &unlucky), ["MC0924"], "{elsewhere}");
    }
    for around in [format!("13800138000\n{unlucky}"), format!("{unlucky}13800138000\n"), "13800138000\n".to_owned()] {
        assert!(codes(&path, &around).contains(&"MC0924"), "{around}");
    }
}

#[test]
fn a_nonce_in_the_open_is_no_envelope_for_a_build() {
    let office = Office::new();
    let (party, to) = office.party(&office.city);
    let arg = format!("discipline={}", to.join("escrow-discipline.txt").display());
    good(office.root(), &[&COMMIT[..], &["--party", &party, "--envelope", &arg]].concat());
    // Somebody swaps the envelope by hand and makes the commitment fit.
    let (file, commit) = (office.public("escrow-discipline.txt"), office.public("commit.txt"));
    let nonce = fs::read_to_string(to.join("nonce-discipline.txt")).unwrap();
    let text = fs::read_to_string(&commit).unwrap();
    fs::write(&commit, text.replace(&sha(&fs::read(&file).unwrap()), &sha(nonce.as_bytes()))).unwrap();
    fs::write(&file, &nonce).unwrap();
    let output = mingchou().arg("--root").arg(office.root()).args(["--lang", "zh", "build"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("[MC0538]: discipline 为抽取 2026q1-key 保管的随机数写在了这里，会被公开。"), "{said}");
    assert!(
        said.contains(&format!("content/draws/{DRAW}/escrow-discipline.txt")) && !said.contains(nonce.trim()),
        "{said}"
    );
    assert!(!office.root().join("public").exists());
}
