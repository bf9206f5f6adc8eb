//! Envelopes in escrow through the binary: committed, published, opened by their holders, and a draw finished by them after its
//! secrets were lost, before and after the seal, in the bureau's folder and from the published site alone.

use crate::draw_commands::{COMMIT, bureau, draw, good, seal_args, stage};
use crate::draws::BALLS;
use crate::support::{mingchou, read_folder};
use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use mingchou::draw::{Commit, Stage, escrow};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

pub(crate) const DRAW: &str = "2026q1-key";

/// A key and the file its holder keeps.
pub(crate) struct Holder {
    pub(crate) identity: Identity,
    pub(crate) file: PathBuf,
}

impl Holder {
    /// Makes a key; the file looks as `age-keygen` writes it.
    pub(crate) fn new(folder: &Path, name: &str) -> Self {
        let identity = Identity::generate();
        let file = folder.join(name);
        let text = format!(
            "# created: 2026-01-01T00:00:00+08:00\n# public key: {}\n{}\n",
            identity.to_public(),
            identity.to_string().expose_secret()
        );
        fs::write(&file, text).unwrap();
        Self { identity, file }
    }

    pub(crate) fn key(&self) -> String {
        self.identity.to_public().to_string()
    }

    pub(crate) fn path(&self) -> &str {
        self.file.to_str().unwrap()
    }
}

/// A bureau with two holders named in `site.toml`.
pub(crate) struct Office {
    dir: tempfile::TempDir,
    pub(crate) away: tempfile::TempDir,
    pub(crate) city: Holder,
    pub(crate) court: Holder,
}

impl Office {
    pub(crate) fn new() -> Self {
        let (dir, away) = (bureau(), tempfile::tempdir().unwrap());
        let (city, court) = (Holder::new(away.path(), "city.txt"), Holder::new(away.path(), "court.txt"));
        let config = dir.path().join("content/site.toml");
        let holders = format!(
            "slack = 1\nescrow = [{{name = \"市局\", key = \"{}\"}}, {{name = \"法院\", key = \"{}\"}}]\n",
            city.key(),
            court.key()
        );
        let text = fs::read_to_string(&config).unwrap().replace("slack = 1\n", &holders);
        fs::write(&config, text).unwrap();
        Self { dir, away, city, court }
    }

    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn public(&self, name: &str) -> PathBuf {
        self.root().join("content/draws").join(DRAW).join(name)
    }

    pub(crate) fn secrets(&self) -> PathBuf {
        self.root().join("secrets/draws").join(DRAW)
    }

    pub(crate) fn seal(&self) {
        good(self.root(), &seal_args(&format!("kl8:2026033={BALLS}")));
    }

    pub(crate) fn recover(&self, holder: &Holder, more: &[&str]) -> (i32, String, String) {
        draw(self.root(), "en", &[&["recover", DRAW, "--identity", holder.path()], more].concat())
    }

    fn reveal(&self) {
        good(self.root(), &["reveal", DRAW, "--at", "2026-03-30T09:00:00+08:00"]);
        assert_eq!(stage(self.root(), DRAW), Stage::Revealed);
    }

    /// Another party on its own machine, its envelope for one holder. Out: `PARTY:HEX` and the folder.
    pub(crate) fn party(&self, holder: &Holder) -> (String, PathBuf) {
        let to = self.away.path().join("discipline");
        let escrow = format!("市局={}", holder.key());
        let said = good(
            self.root(),
            &["nonce", DRAW, "--party", "discipline", "--to", to.to_str().unwrap(), "--escrow", &escrow],
        );
        let hash = said.lines().next().unwrap().strip_prefix("nonce-commit discipline ").unwrap();
        assert!(said.contains("escrow-discipline.txt; 市局 can open it."), "{said}");
        (format!("discipline:{hash}"), to)
    }
}

/// Builds. Out: the site.
pub(crate) fn build(root: &Path) -> PathBuf {
    let output = mingchou().arg("--root").arg(root).args(["--lang", "zh", "build"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    root.join("public")
}

/// Copies a bureau's folder.
fn copy(from: &Path, to: &Path) {
    for (path, bytes) in read_folder(from) {
        let target = to.join(&path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
    }
}

/// What an envelope holds.
fn opened(bytes: &[u8], identity: &Identity) -> Vec<u8> {
    let decryptor = age::Decryptor::new(age::armor::ArmoredReader::new(bytes)).unwrap();
    let mut plain = Vec::new();
    decryptor.decrypt(std::iter::once(identity as _)).unwrap().read_to_end(&mut plain).unwrap();
    plain
}

fn verified(site: &Path) -> serde_json::Value {
    let output = mingchou().args(["verify", "--json"]).arg(site).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_bureaus_envelope_holds_what_a_successor_needs() {
    let office = Office::new();
    let said = good(office.root(), &COMMIT);
    assert!(said.contains("\n  envelope of bureau, can be opened by: 市局, 法院\n"), "{said}");
    assert!(!said.contains("No envelope was made"), "{said}");
    let envelope = fs::read(office.public("escrow-bureau.txt")).unwrap();
    assert!(envelope.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----\n") && envelope.ends_with(b"FILE-----\n"));
    let commit = Commit::parse(&fs::read(office.public("commit.txt")).unwrap()).unwrap();
    assert_eq!(commit.escrows, [("bureau".to_owned(), mingchou::draw::text::sha(&envelope))]);
    let kept = read_folder(&office.secrets());
    assert_eq!(kept.keys().collect::<Vec<_>>(), ["nonce-bureau.txt", "recusals.csv", "salts.txt"]);
    for holder in [&office.city, &office.court] {
        let plain = escrow::Escrow::parse(&opened(&envelope, &holder.identity)).unwrap();
        assert_eq!((plain.draw.as_str(), plain.party.as_str()), (DRAW, "bureau"));
        assert_eq!(format!("{}\n", plain.nonce).as_bytes(), kept["nonce-bureau.txt"]);
        assert_eq!(escrow::write_salts(&plain.salts), kept["salts.txt"]);
        assert_eq!(plain.check(&commit, "bureau", true), Ok(()));
    }
    office.seal();
    let leaves = fs::read_to_string(office.secrets().join("leaves.txt")).unwrap();
    let salts: String = leaves.lines().map(|line| format!("{}\n", line.rsplit(' ').next().unwrap())).collect();
    assert_eq!(salts.as_bytes(), kept["salts.txt"], "the seal takes the salts of the commitment");
    office.reveal();
    assert!(!office.secrets().exists());
    assert_eq!(verified(&build(office.root()))[0]["verdict"], "recomputed");
}

#[test]
fn holders_are_added_and_replaced_at_the_commitment() {
    let office = Office::new();
    let (other, third) = (Holder::new(office.away.path(), "o.txt"), Holder::new(office.away.path(), "t.txt"));
    let (other_arg, third_arg) = (format!("法院={}", other.key()), format!("省厅={}", third.key()));
    let dry = good(office.root(), &[&COMMIT[..], &["--escrow", &other_arg, "--dry-run"]].concat());
    assert!(dry.contains("can be opened by: 市局, 法院\n") && !office.public("commit.txt").exists(), "{dry}");
    let said = good(office.root(), &[&COMMIT[..], &["--escrow", &other_arg, "--escrow", &third_arg]].concat());
    assert!(said.contains("can be opened by: 市局, 法院, 省厅\n"), "{said}");
    let envelope = fs::read(office.public("escrow-bureau.txt")).unwrap();
    for holder in [&office.city, &other, &third] {
        opened(&envelope, &holder.identity);
    }
    let decryptor = age::Decryptor::new(age::armor::ArmoredReader::new(&envelope[..])).unwrap();
    assert!(decryptor.decrypt(std::iter::once(&office.court.identity as _)).is_err(), "the replaced key opens nothing");
}

#[test]
fn secrets_lost_before_the_seal_are_put_back() {
    let office = Office::new();
    good(office.root(), &COMMIT);
    let kept = read_folder(&office.secrets());
    fs::remove_dir_all(office.root().join("secrets")).unwrap();
    let (code, out, err) = office.recover(&office.court, &[]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let path = office.secrets().display().to_string();
    assert_eq!(
        out,
        format!(
            "{DRAW}: put back into {path}: nonce-bureau.txt, recusals.csv, salts.txt.\n\
             {DRAW} can be sealed when its public values are known (draw seal).\n"
        )
    );
    assert_eq!(read_folder(&office.secrets()), kept);
    #[cfg(unix)]
    for name in kept.keys() {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(office.secrets().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let (code, out, _) = office.recover(&office.city, &[]);
    assert!(code == 0 && out.contains("no secret file was missing"), "{out}");
    office.seal();
    office.reveal();
}

#[test]
fn secrets_lost_after_the_seal_are_computed_again_to_the_byte() {
    let office = Office::new();
    good(office.root(), &COMMIT);
    office.seal();
    let kept = read_folder(&office.secrets());
    assert_eq!(kept.len(), 7);
    fs::remove_dir_all(office.root().join("secrets")).unwrap();
    let (code, out, err) = office.recover(&office.city, &[]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("its root is the sealed one. Substitutions and results"), "{out}");
    assert_eq!(read_folder(&office.secrets()), kept);
    // Some of it lost, the rest kept.
    for names in [&["seed.txt"][..], &["nonce-bureau.txt", "seed.txt"], &["leaves.txt", "assign.csv"], &["salts.txt"]] {
        names.iter().for_each(|name| fs::remove_file(office.secrets().join(name)).unwrap());
        assert_eq!(office.recover(&office.court, &[]).0, 0);
        assert_eq!(read_folder(&office.secrets()), kept, "{names:?}");
    }
    office.reveal();
}

#[test]
fn a_successor_finishes_the_draw_from_the_published_site_alone() {
    let office = Office::new();
    good(office.root(), &COMMIT);
    office.seal();
    let kept = read_folder(&office.secrets());
    let site = build(office.root());
    let from = ["--from", site.to_str().unwrap()];
    // A new folder with the bureau's tables and without its draws.
    let heir = bureau();
    let args = [&["recover", DRAW, "--identity", office.city.path()], &from[..]].concat();
    let said = good(heir.path(), &args);
    assert!(
        said.contains("Public files of 2026q1-key copied from the site into content/draws/2026q1-key/: 6."),
        "{said}"
    );
    assert_eq!(read_folder(&heir.path().join("secrets/draws").join(DRAW)), kept);
    assert!(heir.path().join("content/plans/2026/v1/record.csv").exists());
    good(heir.path(), &["reveal", DRAW, "--at", "2026-03-30T09:00:00+08:00"]);
    assert_eq!(stage(heir.path(), DRAW), Stage::Revealed);
    assert_eq!(verified(&build(heir.path()))[0]["verdict"], "recomputed");
    // A holder without a bureau's folder.
    let alone = tempfile::tempdir().unwrap();
    let said = good(alone.path(), &args);
    assert!(!said.contains("Public files"), "{said}");
    assert_eq!(read_folder(&alone.path().join("secrets/draws").join(DRAW)), kept);
    assert!(!alone.path().join("content").exists());
}

#[test]
fn a_folder_older_than_the_site_is_brought_up_to_it() {
    let office = Office::new();
    good(office.root(), &COMMIT);
    let older = tempfile::tempdir().unwrap();
    copy(office.root(), older.path());
    office.seal();
    let kept = read_folder(&office.secrets());
    let site = build(office.root());
    fs::remove_dir_all(older.path().join("secrets")).unwrap();
    let args = ["recover", DRAW, "--identity", office.court.path(), "--from", site.to_str().unwrap()];
    let said = good(older.path(), &args);
    assert!(
        said.contains("copied from the site into content/draws/2026q1-key/: 1.") && said.contains("the sealed one"),
        "{said}"
    );
    assert_eq!(stage(older.path(), DRAW), Stage::Sealed);
    assert_eq!(read_folder(&older.path().join("secrets/draws").join(DRAW)), kept);
}

#[test]
fn another_partys_envelope_is_published_and_opened_by_its_own_holder() {
    let office = Office::new();
    let (party, to) = office.party(&office.city);
    let envelope = to.join("escrow-discipline.txt");
    let arg = format!("discipline={}", envelope.display());
    let holder = "discipline=市局";
    let said =
        good(office.root(), &[&COMMIT[..], &["--party", &party, "--envelope", &arg, "--holder", holder]].concat());
    assert!(said.contains("\n  envelope of discipline, can be opened by: 市局\n"), "{said}");
    assert_eq!(fs::read(office.public("escrow-discipline.txt")).unwrap(), fs::read(&envelope).unwrap());
    fs::remove_dir_all(office.root().join("secrets")).unwrap();
    let nonce = fs::read_to_string(to.join("nonce-discipline.txt")).unwrap();
    fs::remove_dir_all(&to).unwrap();

    // The court opens the bureau's only.
    let (code, out, _) = office.recover(&office.court, &[]);
    assert_eq!(code, 0);
    assert!(out.contains("This identity does not open the envelope of: discipline.\n"), "{out}");
    assert!(out.contains("The nonce is still missing of: discipline."), "{out}");
    let (code, out, _) = office.recover(&office.city, &[]);
    assert_eq!(code, 0);
    let path = office.secrets().join("nonce-discipline.txt");
    assert!(out.contains(&format!("Nonce of discipline: --nonce discipline=@{}\n", path.display())), "{out}");
    assert_eq!(fs::read_to_string(&path).unwrap(), nonce);
    office.seal();

    // After the seal: one envelope opened, the other nonce given by hand; then with both keys at once.
    let kept = read_folder(&office.secrets());
    fs::remove_dir_all(office.root().join("secrets")).unwrap();
    let (code, out, _) = office.recover(&office.court, &[]);
    assert!(code == 0 && out.contains("is sealed, but its list cannot be computed again until"), "{out}");
    let by_hand = format!("discipline={}", nonce.trim());
    let (code, out, err) = office.recover(&office.court, &["--nonce", &by_hand]);
    assert!(code == 0 && out.contains("its root is the sealed one"), "{out}{err}");
    assert_eq!(read_folder(&office.secrets()), kept);
    fs::remove_dir_all(office.root().join("secrets")).unwrap();
    let (code, ..) = office.recover(&office.court, &["--identity", office.city.path()]);
    assert_eq!((code, read_folder(&office.secrets())), (0, kept));
    office.reveal();
}

#[test]
fn a_locked_identity_file_is_opened_with_its_passphrase() {
    let office = Office::new();
    good(office.root(), &COMMIT);
    fs::remove_dir_all(office.root().join("secrets")).unwrap();
    let mut recipient = age::scrypt::Recipient::new("six grey herons stand".to_owned().into());
    recipient.set_work_factor(10);
    let text = fs::read(&office.city.file).unwrap();
    let locked = office.away.path().join("locked.age");
    fs::write(&locked, age::encrypt(&recipient, &text).unwrap()).unwrap();
    let run = |passphrase: &str| {
        let file = office.away.path().join("passphrase");
        fs::write(&file, passphrase).unwrap();
        let args =
            ["recover", DRAW, "--identity", locked.to_str().unwrap(), "--passphrase-file", file.to_str().unwrap()];
        draw(office.root(), "en", &args)
    };
    let (code, _, err) = run("six grey horses stand");
    assert_eq!((code, err), (2, format!("{} cannot be opened with this passphrase.\n", locked.display())));
    assert_eq!(run("six grey herons stand").0, 0);
    assert!(office.secrets().join("nonce-bureau.txt").exists());
}

#[test]
fn a_draw_without_salts_of_its_commitment_is_sealed_as_before() {
    let dir = bureau();
    let said = good(dir.path(), &COMMIT);
    assert!(said.ends_with("or keep a backup with a second person.\n"), "{said}");
    let secrets = dir.path().join("secrets/draws").join(DRAW);
    fs::remove_file(secrets.join("salts.txt")).unwrap();
    good(dir.path(), &seal_args(&format!("kl8:2026033={BALLS}")));
    assert!(!secrets.join("salts.txt").exists());
    good(dir.path(), &["reveal", DRAW, "--at", "2026-03-30T09:00:00+08:00"]);
    assert_eq!(stage(dir.path(), DRAW), Stage::Revealed);
}

#[test]
fn the_draws_page_says_who_can_open_the_envelopes() {
    let office = Office::new();
    let (party, to) = office.party(&office.city);
    let arg = format!("discipline={}", to.join("escrow-discipline.txt").display());
    good(office.root(), &[&COMMIT[..], &["--party", &party, "--envelope", &arg]].concat());
    let site = build(office.root());
    let page = fs::read_to_string(site.join("draws").join(DRAW).join("index.html")).unwrap();
    let block = page.split("<h2 id=\"escrow\">").nth(1).unwrap().split("</table>").next().unwrap();
    assert!(block.contains(&format!("市局 <code class=\"digest\">{}</code>", office.city.key())), "{block}");
    assert!(block.contains(&format!("法院 <code class=\"digest\">{}</code>", office.court.key())), "{block}");
    assert!(block.contains("<a href=\"escrow-bureau.txt\">") && block.contains(">2</td>"), "{block}");
    assert!(block.contains("discipline") && block.contains("由该参与方自己选定"), "{block}");
    assert!(!site.join("draws").join(DRAW).join("escrow.toml").exists());
    let plain = bureau();
    good(plain.path(), &COMMIT);
    let page = fs::read_to_string(build(plain.path()).join("draws").join(DRAW).join("index.html")).unwrap();
    assert!(!page.contains("id=\"escrow\""));
}

/// Objects drawn, by the list in secrets.
fn drawn(root: &Path) -> Vec<String> {
    let text = fs::read_to_string(root.join("secrets/draws").join(DRAW).join("result.csv")).unwrap();
    text.lines().skip(1).map(|row| row.split(',').next().unwrap().to_owned()).collect()
}

/// A result of a visit, published with the slip of its object.
fn visit(root: &Path, object: &str) {
    good(root, &["slip", DRAW, "--object", object, "--open"]);
    fs::create_dir_all(root.join("content/results")).unwrap();
    let result = format!(
        "抽取编号,对象编号,检查日期,检查方式,认定日期,公开时间,检查结果,不公开理由,检查机关,处罚决定书文号,处罚决定日期,罚款额,移送,直接委派\n\
         {DRAW},{object},2026-02-10,现场检查,2026-02-20,2026-02-25 10:00,未发现问题,,绛县分局,,,,,否\n"
    );
    fs::write(root.join("content/results/2026.csv"), result).unwrap();
    let answer = format!("抽取编号,对象编号,事项编号,结论\n{DRAW},{object},1,未发现问题\n");
    fs::write(root.join("content/results/2026-items.csv"), answer).unwrap();
}

#[test]
fn a_nonce_lost_after_visits_began_ends_in_public_without_escrow_and_is_cured_by_it() {
    let at = ["--at", "2026-03-30T09:00:00+08:00"];
    for with_escrow in [false, true] {
        let office = Office::new();
        let (party, to) = office.party(&office.city);
        let envelope = format!("discipline={}", to.join("escrow-discipline.txt").display());
        let mut args = [&COMMIT[..], &["--party", &party]].concat();
        if with_escrow {
            args.extend(["--envelope", &envelope]);
        } else {
            let config = office.root().join("content/site.toml");
            let text = fs::read_to_string(&config).unwrap();
            let rest: Vec<&str> = text.lines().filter(|line| !line.starts_with("escrow = ")).collect();
            fs::write(config, rest.join("\n")).unwrap();
        }
        good(office.root(), &args);
        let value = format!("kl8:2026033={BALLS}");
        let nonce = format!("discipline=@{}", to.join("nonce-discipline.txt").display());
        good(office.root(), &[&seal_args(&value)[..], &["--nonce", &nonce]].concat());
        let objects = drawn(office.root());
        visit(office.root(), &objects[0]);
        for name in ["seed.txt", "nonce-discipline.txt"] {
            fs::remove_file(office.secrets().join(name)).unwrap();
        }
        fs::remove_dir_all(&to).unwrap();
        let (code, _, err) = draw(office.root(), "en", &[&["reveal", DRAW], &at[..]].concat());
        assert!(code == 1 && err.contains("MC0732") && err.contains("seed.txt"), "{err}");
        if with_escrow {
            let (code, out, err) = office.recover(&office.city, &[]);
            assert_eq!((code, err.as_str()), (0, ""), "{out}");
            office.reveal();
            assert_eq!(verified(&build(office.root()))[0]["verdict"], "recomputed");
            continue;
        }
        let (code, _, err) = office.recover(&office.city, &[]);
        assert!(code == 1 && err.contains("MC0858"), "{err}");
        good(office.root(), &[&["lost", DRAW, "--missing", "discipline", "--note", "U盘损坏"], &at[..]].concat());
        assert_eq!(stage(office.root(), DRAW), Stage::Lost);
        let text = fs::read_to_string(office.public("lost.txt")).unwrap();
        assert!(text.contains("\nnonce bureau ") && text.contains("\nmissing discipline\nnote U盘损坏\n"), "{text}");
        let site = build(office.root());
        let verdict = verified(&site);
        assert_eq!(verdict[0]["verdict"], "fixed, not recomputable");
        assert!(verdict.as_array().unwrap().iter().all(|one| one["verdict"] != "verified"));
        let output = mingchou().args(["--lang", "zh", "verify"]).arg(&site).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8(output.stdout).unwrap().contains("已固定，不可重算"));
        let page = fs::read_to_string(site.join("draws").join(DRAW).join("index.html")).unwrap();
        assert!(page.contains("不可重算") && page.contains("U盘损坏") && page.contains(&objects[1]));
    }
}

/// Commands of the handbook's section, its placeholders filled in.
fn handbook(fill: &BTreeMap<&str, String>) -> Vec<Vec<String>> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/handbook.zh-CN.md")).unwrap();
    let section = text.split("\n## ").find(|section| section.starts_with("七、")).unwrap();
    let blocks = section.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap());
    let lines: Vec<String> =
        blocks.flat_map(|block| block.replace("\\\n", " ").lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let commands = lines.iter().filter_map(|line| line.strip_prefix("mingchou draw "));
    commands
        .map(|line| {
            let mut line = line.to_owned();
            for (from, to) in fill {
                line = line.replace(from, to);
            }
            line.split_whitespace().map(str::to_owned).collect()
        })
        .collect()
}

#[test]
fn every_command_of_the_handbooks_section_works() {
    let office = Office::new();
    let away = office.away.path().join("their");
    let file = |name: &str| away.join(name).display().to_string();
    let fill = BTreeMap::from([
        ("2026q3", "2026q1".to_owned()),
        ("您的记录来源", "lots.example.gov.cn/140826".to_owned()),
        ("age1……", office.city.key()),
        ("ssq:2026078:2026-07-09T21:15:00+08:00", "kl8:2026033:2026-02-02T21:30:00+08:00".to_owned()),
        ("那一行里的64位数", "HASH".to_owned()),
        ("交来的密封件", file("escrow-discipline.txt")),
        ("身份文件", office.city.file.display().to_string()),
        ("网站文件夹", "SITE".to_owned()),
        ("交来的随机数", file("nonce-discipline.txt")),
    ]);
    let commands = handbook(&fill);
    let names: Vec<&str> = commands.iter().map(|words| words[0].as_str()).collect();
    assert_eq!(names, ["nonce", "commit", "recover", "recover", "recover", "void", "lost"]);
    let run = |root: &Path, words: &[String], change: &[(&str, &str)], more: &[&str]| {
        let words =
            words.iter().map(|word| change.iter().fold(word.clone(), |word, (from, to)| word.replace(from, to)));
        let words: Vec<String> = words.collect();
        let words: Vec<&str> = words.iter().map(String::as_str).chain(more.iter().copied()).collect();
        good(root, &words)
    };
    let said = run(office.root(), &commands[0], &[], &["--to", away.to_str().unwrap()]);
    let hash = said.split_whitespace().nth(2).unwrap().to_owned();
    let start = ["--at", "2026-02-02T10:00:00+08:00"];
    run(office.root(), &commands[1], &[("HASH", &hash)], &start);
    let lose = || fs::remove_dir_all(office.root().join("secrets")).unwrap();
    lose();
    assert!(run(office.root(), &commands[2], &[], &[]).contains("put back"));
    let site = build(office.root());
    let site = site.to_str().unwrap();
    lose();
    assert!(run(office.root(), &commands[3], &[("SITE", site)], &[]).contains("put back"));
    lose();
    assert!(run(office.root(), &commands[4], &[], &[]).contains("put back"));

    // Nobody can open anything any more: once before the beacon, once after visits began.
    let copy = tempfile::tempdir().unwrap();
    self::copy(office.root(), copy.path());
    run(copy.path(), &commands[5], &[], &["--at", "2026-02-02T12:00:00+08:00"]);
    assert_eq!(stage(copy.path(), DRAW), Stage::Void);
    office.seal();
    for name in ["seed.txt", "nonce-discipline.txt"] {
        fs::remove_file(office.secrets().join(name)).unwrap();
    }
    run(office.root(), &commands[6], &[], &["--at", "2026-03-30T09:00:00+08:00"]);
    assert_eq!(stage(office.root(), DRAW), Stage::Lost);
}
