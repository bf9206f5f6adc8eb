//! A draw on its folder alone, through the command: its whole life, what it refuses, what stays secret.

use crate::support::{mingchou, read_folder};
use mingchou::draw::{Commit, Stage, examine, lists};
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) const TERMS: &str = "mingchou/terms/1
log lots.example.gov.cn/14
draw 2026q4-key
task key-2026
class key
period 2026q4
plan data/plans/2026-v1.csv c1e79ede1207737be20bb95430f21c6f642233bf3647c0727ff05ca0805584d4
rate 1000
slot object
slot any
slack 1
beacon ssq 2026129 2026-11-10T21:15:00+08:00
seal-by 2026-11-12T21:15:00+08:00
reveal-by 2027-01-31
";
const BEFORE: &str = "2026-11-10T10:00:00+08:00";
const AFTER: &str = "2026-11-11T10:00:00+08:00";
const VALUE: [&str; 4] =
    ["--beacon", "ssq:2026129=02-07-11-19-23-30+08", "--evidence", "ssq=https://www.example.com/2026129.html"];

/// A folder with three lists, terms beside it and nobody recused.
struct Home(tempfile::TempDir);

/// Puts the lists of a draw into a folder, and nobody recused beside it.
pub(crate) fn lay(root: &Path, name: &str) {
    let put = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let mut roster = String::from("id,name,stratum,tag\n");
    for row in 0..300 {
        let (stratum, tag) = (["fresh", "fresh", "seen"][row % 3], ["", "radiation"][usize::from(row % 50 == 0)]);
        roster.push_str(&format!("9114{row:014}001P,某某热电有限公司,{stratum},{tag}\n"));
    }
    put(&format!("{name}/roster.csv"), &roster);
    let excluded = "id,name,rule,evidence\n9115000000000000001P,某某水泥有限公司,closed,晋环函〔2026〕8号\n";
    put(&format!("{name}/excluded.csv"), excluded);
    let inspectors = "id,name,tags,load\n01,张一,radiation,0\n02,李二,,1\n03,王三,radiation,0\n";
    put(&format!("{name}/inspectors.csv"), inspectors);
    put(&format!("{name}-secrets/recusals.csv"), "object,inspector\n");
}

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        lay(home.0.path(), "draw");
        home.put("terms.txt", TERMS);
        home
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join("draw")
    }

    fn put(&self, path: &str, text: &str) {
        fs::write(self.0.path().join(path), text).unwrap();
    }

    /// Runs a step. Out: exit code and everything said, with the folder's place left out.
    fn run(&self, lang: &str, step: &str, more: &[&str]) -> (i32, String) {
        let mut command = mingchou();
        command.current_dir(self.0.path()).args(["--lang", lang, "draw", "alone", step, "--draw", "draw"]).args(more);
        let output = command.output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let place = self.0.path().canonicalize().unwrap();
        (output.status.code().unwrap(), said.replace(&format!("{}/", place.display()), ""))
    }

    #[track_caller]
    fn good(&self, step: &str, more: &[&str]) -> String {
        let (code, said) = self.run("en", step, more);
        assert_eq!(code, 0, "{said}");
        said
    }

    fn commit(&self) -> String {
        self.good("commit", &["--terms", "terms.txt", "--at", BEFORE])
    }

    fn seal(&self) -> String {
        self.good("seal", &[&VALUE[..], &["--at", AFTER]].concat())
    }

    #[track_caller]
    fn stage(&self) -> Stage {
        examine(&read_folder(&self.folder()), None).unwrap().stage
    }

    fn verify(&self) -> (i32, String) {
        let output =
            mingchou().current_dir(self.0.path()).args(["--lang", "en", "verify", "--draw", "draw"]).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    }
}

#[test]
fn a_draw_lives_in_its_folder_alone() {
    let home = Home::new();
    let said = home.commit();
    let commit = Commit::parse(&fs::read(home.folder().join("commit.txt")).unwrap()).unwrap();
    assert_eq!(
        (commit.quotas.clone(), commit.roster.1, commit.excluded.1),
        (vec![("fresh".into(), 31), ("seen".into(), 0)], 300, 1)
    );
    assert_eq!(
        said,
        format!(
            "Draw 2026q4-key: task key-2026, period 2026q4; 31 of 300 objects will be drawn, 1 more cannot be drawn this time, 3 inspectors.\n  \
             stratum fresh: 31 of 200\n  stratum seen: 0 of 100\n  team: object + any\n\
             2026q4-key is committed to, commitment {}. The bureau's nonce lies in draw-secrets: keep a copy safe. Publish the whole folder \
             now and enter it in your own log, so that the public can see it before 2026-11-10 21:15:00; there is no log here, and no site \
             is built.\n",
            commit.digest()
        )
    );
    assert_eq!(home.stage(), Stage::Committed);
    let (code, said) = home.run("zh", "commit", &["--terms", "terms.txt", "--at", BEFORE]);
    assert_eq!(code, 1);
    assert!(
        said.contains("错误[MC1110]") && said.contains("抽取 2026q4-key 的文件夹里已经有承诺 commit.txt。"),
        "{said}"
    );
    let (code, said) = home.run("en", "reveal", &["--at", AFTER]);
    assert!(code == 1 && said.contains("MC1113"), "{said}");
    home.seal();
    assert_eq!(home.stage(), Stage::Sealed);
    let (code, said) = home.run("en", "seal", &[&VALUE[..], &["--at", AFTER]].concat());
    assert_eq!(
        (code, said.as_str()),
        (
            1,
            "error[MC1115]: The draw 2026q4-key is sealed already: seal.txt stands in its folder.\n--> draw\n \
             = do: Go on with mingchou draw alone reveal when it is to be published. A seal is never made anew.\n\nNothing was written.\n"
        )
    );
    let secrets: Vec<String> = read_folder(&home.0.path().join("draw-secrets")).into_keys().collect();
    assert_eq!(
        secrets,
        [".step/lock", "assign.csv", "leaves.txt", "nonce-bureau.txt", "recusals.csv", "result.csv", "seed.txt"]
    );
    home.good("reveal", &["--at", AFTER]);
    assert_eq!(home.stage(), Stage::Revealed);
    let (code, said) = home.run("zh", "seal", &[&VALUE[..], &["--at", AFTER]].concat());
    assert!(code == 1 && said.contains("错误[MC1112]") && said.contains("已经有 seed.txt：它已经结束"), "{said}");
    assert_eq!(read_folder(&home.0.path().join("draw-secrets")).into_keys().collect::<Vec<_>>(), [".step/lock"]);
    let (code, said) = home.verify();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("2026q4-key  recomputed"), "{said}");
    // The folder in memory and the lists in pieces are one verdict; a changed list is found.
    let list = fs::read_to_string(home.folder().join("roster.csv")).unwrap();
    fs::write(home.folder().join("roster.csv"), list.replacen("某某", "某其", 1)).unwrap();
    let (code, said) = home.verify();
    assert!(code == 1 && said.contains("roster.csv: is not the file that was committed to"), "{said}");
    fs::write(home.folder().join("roster.csv"), list.replace('\n', "\r\n")).unwrap();
    let (code, said) = home.verify();
    assert!(code == 1 && said.contains("roster.csv: changed by the host (CR LF)"), "{said}");
}

/// What another party commits to, an envelope of its own nonce, and recusals that are kept apart.
#[test]
fn other_parties_take_part() {
    let home = Home::new();
    let first = lists::parse_roster(&fs::read(home.folder().join("roster.csv")).unwrap()).unwrap().remove(0).id;
    home.put("draw-secrets/recusals.csv", &format!("object,inspector\n{first},02\n"));
    let nonce = "ab".repeat(32);
    let hash = mingchou::draw::commit::nonce_commit("lots.example.gov.cn/14", "2026q4-key", "discipline", &nonce);
    let key = age::x25519::Identity::generate().to_public().to_string();
    home.good(
        "commit",
        &[
            "--terms",
            "terms.txt",
            "--at",
            BEFORE,
            "--party",
            &format!("discipline:{hash}"),
            "--escrow",
            &format!("市局={key}"),
        ],
    );
    assert_eq!(home.stage(), Stage::Committed);
    assert!(home.folder().join("escrow-bureau.txt").is_file());
    let (code, said) = home.run("en", "seal", &[&VALUE[..], &["--at", AFTER]].concat());
    assert!(code == 1 && said.contains("MC0734"), "{said}");
    home.good("seal", &[&VALUE[..], &["--at", AFTER, "--nonce", &format!("discipline={nonce}")]].concat());
    home.good("reveal", &["--at", AFTER]);
    assert_eq!(home.stage(), Stage::Revealed);
}

/// Each has a nonce of its own: were two to succeed, a commitment would have been told whose nonce is gone.
#[test]
fn of_steps_taken_at_once_one_is_taken() {
    let home = Home::new();
    let once = |step: &str, more: &[&str]| {
        let home = &home;
        let codes: Vec<i32> = std::thread::scope(|scope| {
            let runs: Vec<_> = (0..6).map(|_| scope.spawn(move || home.run("en", step, more).0)).collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        let taken = codes.iter().filter(|code| **code == 0).count();
        assert!(taken <= 1, "{step}: {codes:?}");
        // All may have been in each other's way.
        if taken == 0 {
            home.good(step, more);
        }
    };
    once("commit", &["--terms", "terms.txt", "--at", BEFORE]);
    once("seal", &[&VALUE[..], &["--at", AFTER]].concat());
    home.good("reveal", &["--at", "2026-12-20T10:00:00+08:00"]);
    assert_eq!(home.verify().0, 0);
}

/// What an engine returned is compared with all that the folder tells of S, and is not kept once the draw has ended.
#[test]
fn a_selection_for_another_seed_or_of_an_ended_draw_is_refused_at_once() {
    let home = Home::new();
    home.commit();
    let import = |lang: &str, file: &str, more: &[&str]| {
        let mut command = mingchou();
        command.current_dir(home.0.path()).args(["--lang", lang, "draw", "import-selection", "draw", file]).args(more);
        let output = command.output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let place = home.0.path().canonicalize().unwrap();
        (output.status.code().unwrap(), said.replace(&format!("{}/", place.display()), ""))
    };
    let kept = home.0.path().join("draw-secrets/selection.csv");
    home.seal();
    fs::copy(home.0.path().join("draw-secrets/result.csv"), home.0.path().join("returned.csv")).unwrap();
    let other = "1".repeat(64);
    assert_eq!(
        import("en", "returned.csv", &["--seed", &other]),
        (
            2,
            "This S is not the one of 2026q4-key, the SHA-256 of its seed.txt. Leave --seed or --beacon out.\n"
                .to_owned()
        )
    );
    // Without seed.txt the seal and the nonce that is kept tell the same.
    let seed = home.0.path().join("draw-secrets/seed.txt");
    let bytes = fs::read(&seed).unwrap();
    fs::remove_file(&seed).unwrap();
    assert_eq!(
        import("en", "returned.csv", &["--seed", &other]),
        (
            2,
            "This S is not the one of 2026q4-key: the public values in seal.txt and the nonces that are kept lead to another. \
             Leave --seed or --beacon out.\n"
                .to_owned()
        )
    );
    assert_eq!(
        import("zh", "returned.csv", &["--beacon", "ssq:2026129=02-07-11-19-23-30+09"]),
        (
            2,
            "给出的 S 不是 2026q4-key 的 S：用 seal.txt 里的公开号码和保管的随机数算出来的是另一个。请去掉 --seed 或 --beacon。\n".to_owned()
        )
    );
    assert!(!kept.exists());
    let (code, said) = import("en", "returned.csv", &["--seed", &mingchou::draw::text::sha(&bytes)]);
    assert!(code == 0 && !said.contains("cannot be seen") && kept.exists(), "{said}");
    fs::write(&seed, &bytes).unwrap();
    home.good("reveal", &["--at", AFTER]);
    assert!(!kept.exists());
    for (lang, wanted) in [
        (
            "en",
            "error[MC1114]: The draw 2026q4-key has ended: its folder holds result.csv. A selection is no longer needed.\n\
             --> draw/result.csv\n = do: To compare what the engine returned, run the step check of draw sql, or mingchou verify --draw \
             draw.\n\nNothing was written.\n",
        ),
        (
            "zh",
            "错误[MC1114]: 抽取 2026q4-key 已经结束：文件夹里有 result.csv，不再需要导入抽中名单。\n--> draw/result.csv\n = 怎么办: \
             要核对引擎返回的名单，请运行 draw sql 的 check 这一步，或者 mingchou verify --draw draw。\n\n没有写入任何文件。\n",
        ),
    ] {
        assert_eq!(import(lang, "draw/result.csv", &[]), (1, wanted.to_owned()));
        assert!(!kept.exists());
    }
}

/// Before the last public value nobody knows S; only a rehearsal simulates moments.
#[test]
fn a_seed_is_refused_before_it_can_be_known() {
    let home = Home::new();
    let terms =
        TERMS.replace("2026q4", "2099q4").replace("ssq 2026129 2026-11-10T21:15:00", "kl8 2099314 2099-11-10T21:30:00");
    let terms = terms.replace("seal-by 2026-11-12", "seal-by 2099-11-12").replace("2027-01-31", "2100-01-31");
    home.put("terms.txt", &terms.replace("lots.example.gov.cn", "lots.shanxi.gov.cn"));
    home.good("commit", &["--terms", "terms.txt"]);
    home.put("returned.csv", "id,name,stratum,rank,ticket\n");
    let seed = "1".repeat(64);
    for (lang, wanted) in [
        (
            "en",
            "S of 2099q4-key cannot be known before 2099-11-10 21:30:00: kl8 2099314 has no value until then. So what was given is not its \
             S; give it when the value is public.\n",
        ),
        (
            "zh",
            "2099q4-key 的 S 在 2099-11-10 21:30:00 以前不可能知道：kl8 2099314 到那时才有号码。所以给出的不是它的 S；请等号码公开以后再给。\n",
        ),
    ] {
        for step in [
            &["import-selection", "draw", "returned.csv"][..],
            &["sql", "--engine", "duckdb", "--step", "select", "--roster", "r", "--excluded", "e", "--draw", "draw"],
        ] {
            let mut command = mingchou();
            command.current_dir(home.0.path()).args(["--lang", lang, "draw"]).args(step).args(["--seed", &seed]);
            let output = command.output().unwrap();
            assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(2), wanted));
        }
    }
    assert!(!home.0.path().join("draw-secrets/selection.csv").exists());
}

#[test]
fn every_fault_of_the_lists_is_told_at_once() {
    let home = Home::new();
    home.put("draw/roster.csv", "id,name,stratum,tag\nA2,甲厂,fresh,\nA1,乙厂,fresh,\n");
    home.put("draw/excluded.csv", "id,name,rule,evidence\nB1,丙厂,shut,函\n");
    home.put("draw/inspectors.csv", "id,name,tags,load\n01,张一,,-1\n");
    fs::remove_file(home.0.path().join("draw-secrets/recusals.csv")).unwrap();
    for (lang, words) in [
        ("zh", ["roster.csv:3", "excluded.csv:2", "inspectors.csv:2", "draw-secrets/recusals.csv", "MC1111"]),
        ("en", ["roster.csv:3", "excluded.csv:2", "inspectors.csv:2", "draw-secrets/recusals.csv", "MC1111"]),
    ] {
        let (code, said) = home.run(lang, "commit", &["--terms", "terms.txt", "--at", BEFORE]);
        assert_eq!(code, 1, "{said}");
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    }
    assert!(!home.folder().join("commit.txt").exists());
}

#[test]
fn what_cannot_be_kept_apart_or_is_no_rehearsal_is_refused() {
    let home = Home::new();
    let (code, said) = home.run("en", "commit", &["--terms", "terms.txt", "--at", BEFORE, "--secrets", "draw/secrets"]);
    assert!(
        code != 0 && !home.folder().join("secrets").exists() && !home.folder().join("commit.txt").exists(),
        "{said}"
    );
    home.put("terms.txt", &TERMS.replace("lots.example.gov.cn", "lots.shanxi.gov.cn"));
    let (code, said) = home.run("en", "commit", &["--terms", "terms.txt", "--at", BEFORE]);
    assert_eq!(
        (code, said.as_str()),
        (
            2,
            "--at 2026-11-10T10:00:00+08:00 is for rehearsals only: the log of the terms is lots.shanxi.gov.cn/14, whose host has no label example.\n"
        )
    );
    home.put("terms.txt", &TERMS.replace("rate 1000", "rate 0"));
    let (code, said) = home.run("en", "commit", &["--terms", "terms.txt", "--at", BEFORE]);
    assert_eq!(
        (code, said.as_str()),
        (1, "terms.txt:8: the rate is not between 1 and 10000 basis points (0)\nNothing was written.\n")
    );
}

#[cfg(unix)]
#[test]
fn secrets_are_their_owners() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    home.commit();
    home.seal();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = home.0.path().join("draw-secrets");
    assert_eq!(mode(&folder), 0o700);
    for name in ["assign.csv", "leaves.txt", "nonce-bureau.txt", "result.csv", "seed.txt"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
}
