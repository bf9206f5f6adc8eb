//! `draw sql` and `draw import-selection` through the binary: what is taken from an engine, everything that is refused, what is kept and
//! who may read it.

use crate::draw_commands::{COMMIT, bureau, draw, good, seal_args};
use crate::draws::BALLS;
use snapbox::str;
use std::fs;
use std::path::Path;

const NAMES: [&str; 6] = ["示例甲水泥厂", "示例乙焦化厂", "示例丙医院", "示例丁污水处理厂", "示例戊铸造厂", "示例己养殖场"];

/// A folder with what is known of a draw once its seed is; the result beside it.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for name in ["commit.txt", "roster.csv", "excluded.csv", "seed.txt"] {
        fs::create_dir_all(dir.path().join("draw")).unwrap();
        fs::copy(Path::new("tests/vectors/small").join(name), dir.path().join("draw").join(name)).unwrap();
    }
    dir
}

fn result() -> String {
    fs::read_to_string("tests/vectors/small/result.csv").unwrap()
}

/// Imports these bytes into a folder's draw. Out: exit code, output, errors, with the temporary folder's name taken out.
fn import(root: &Path, lang: &str, bytes: &[u8]) -> (i32, String, String) {
    fs::write(root.join("returned.csv"), bytes).unwrap();
    let (file, folder) = (root.join("returned.csv"), root.join("draw"));
    let (code, out, err) = draw(root, lang, &["import-selection", folder.to_str().unwrap(), file.to_str().unwrap()]);
    let plain = |text: String| text.replace(root.to_str().unwrap(), "DIR");
    (code, plain(out), plain(err))
}

#[track_caller]
fn same(found: String, wanted: impl snapbox::IntoData) {
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(found, wanted);
}

#[test]
fn a_right_selection_is_kept_in_private_whatever_an_engine_made_of_its_form() {
    let plain = result();
    let quoted: String = plain.lines().map(|line| format!("\"{}\"\r\n", line.replace(',', "\",\""))).collect();
    let forms = [
        plain.clone(),
        plain.replace('\n', "\r\n"),
        format!("\u{feff}{plain}"),
        plain.trim_end().to_owned(),
        quoted,
        plain.replace("示例丙医院", "\"示例丙医院\""),
    ];
    for form in forms {
        let dir = folder();
        let (code, out, err) = import(dir.path(), "en", form.as_bytes());
        assert_eq!((code, err.as_str()), (0, ""), "{form}");
        same(
            out,
            str![[r#"
2023q3-key: 5 drawn objects verified one by one and against the whole roster; kept in DIR/draw/secrets/selection.csv. While the draw is sealed nobody else may read this file.

"#]],
        );
        let kept = dir.path().join("draw/secrets/selection.csv");
        assert_eq!(fs::read_to_string(&kept).unwrap(), plain);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&kept), mode(kept.parent().unwrap())), (0o600, 0o700));
        }
    }
    let dir = folder();
    let (code, out, _) = import(dir.path(), "zh", plain.as_bytes());
    assert_eq!(code, 0);
    same(
        out,
        str![[r#"
"#]],
    );
}

/// Every row has something wrong, and a row is missing.
fn spoilt() -> String {
    let rows: Vec<String> = result().lines().map(str::to_owned).collect();
    let mut fields: Vec<Vec<String>> = rows.iter().map(|row| row.split(',').map(str::to_owned).collect()).collect();
    // Another name, another stratum, a ticket of somebody else, a rank that cannot be, somebody who is not in the list.
    fields[1][1] = "别的名称".into();
    fields[3][2] = "seen".into();
    fields[4][4] = fields[2][4].clone();
    fields[5][3] = "7".into();
    fields.push(["Z1", "示例", "fresh", "4", &"0".repeat(64)].map(str::to_owned).to_vec());
    fields.push(["91140826MA0TEX0011", "示例甲水泥厂", "special", "2", &"0".repeat(64)].map(str::to_owned).to_vec());
    let mut text: String = fields.iter().map(|row| row.join(",") + "\n").collect();
    text.push_str("a b,\"x\u{200b}\",fresh,01,ABC\nA1,x,fresh\nA2,\"x,fresh,1,2\n");
    text
}

#[test]
fn every_fault_is_told_at_once_in_both_languages() {
    for (lang, wanted) in [
        (
            "en",
            str![[r#"
"#]],
        ),
        (
            "zh",
            str![[r#"
"#]],
        ),
    ] {
        let dir = folder();
        let (code, out, err) = import(dir.path(), lang, spoilt().as_bytes());
        assert_eq!((code, out.as_str()), (1, ""));
        same(err, wanted);
        assert!(!dir.path().join("draw/secrets").exists());
    }
}

#[test]
fn a_row_less_names_the_one_that_was_left_out() {
    let dir = folder();
    let plain = result();
    let less = plain.replace(plain.lines().nth(3).unwrap(), "").replace("\n\n", "\n");
    let (code, _, err) = import(dir.path(), "en", less.as_bytes());
    assert_eq!(code, 1);
    same(
        err,
        str![[r#"
"#]],
    );
}

#[test]
fn ranks_and_rows_must_be_in_their_order() {
    let dir = folder();
    let mut rows: Vec<String> = result().lines().map(str::to_owned).collect();
    rows[1] = rows[1].replace("fresh,2", "fresh,1");
    rows[2] = rows[2].replace("fresh,1", "fresh,2");
    rows.swap(3, 4);
    let (code, _, err) = import(dir.path(), "en", (rows.join("\n") + "\n").as_bytes());
    assert_eq!(code, 1);
    same(
        err,
        str![[r#"
"#]],
    );
}

#[test]
fn what_is_no_table_or_meets_another_roster_is_refused() {
    let whole = |bytes: &[u8]| {
        let dir = folder();
        let (code, _, err) = import(dir.path(), "en", bytes);
        assert_eq!(code, 1);
        err
    };
    same(
        whole(b"id,name\n\xb0\xa1\n"),
        str![[r#"
"#]],
    );
    same(
        whole(b"id\tname\n"),
        str![[r#"
"#]],
    );
    let dir = folder();
    let roster = fs::read_to_string(dir.path().join("draw/roster.csv")).unwrap();
    fs::write(dir.path().join("draw/roster.csv"), roster.replace(NAMES[5], "示例")).unwrap();
    let (code, _, err) = import(dir.path(), "en", result().as_bytes());
    assert_eq!(code, 1);
    same(
        err,
        str![[r#"
"#]],
    );
}

#[test]
fn more_than_a_hundred_faults_of_a_kind_are_counted() {
    let dir = folder();
    let mut text = result();
    (0..150).for_each(|n| text.push_str(&format!("{n} ,x,fresh,1,{}\n", "0".repeat(64))));
    let (code, _, err) = import(dir.path(), "en", text.as_bytes());
    assert_eq!((code, err.matches("[MC1124]").count()), (1, 100), "{err}");
    assert!(err.contains("There are 50 more faults with code MC1124."), "{err}");
}

#[test]
fn a_county_keeps_an_import_until_its_own_selection_is_the_same() {
    let dir = bureau();
    let root = dir.path();
    good(root, &COMMIT);
    let sealed = root.join("secrets/draws/2026q1-key");
    let file = root.join("returned.csv");
    let file = file.to_str().unwrap();
    let import = |seed: &str| draw(root, "en", &["import-selection", "2026q1-key", file, "--seed", seed]);
    // Before the beacon nobody knows S; the right form of a wrong one is told by the seal.
    let ids: Vec<String> = (1..=5).map(|n| format!("K{n}")).collect();
    let other = "1".repeat(64);
    let tickets = mingchou::draw::ticket::Tickets::new(&other);
    let smallest = ids.iter().min_by_key(|id| tickets.of(id)).unwrap();
    let ticket = mingchou::draw::text::hex(&tickets.of(smallest));
    let name = smallest.replace('K', "示例厂");
    let commit = fs::read_to_string(root.join("content/draws/2026q1-key/commit.txt")).unwrap();
    assert!(commit.contains("\nquota fresh 2\n"), "{commit}");
    let mut order: Vec<&String> = ids.iter().collect();
    order.sort_by_key(|id| tickets.of(id));
    let mut rows: Vec<String> = order[..2]
        .iter()
        .zip(1..)
        .map(|(id, rank)| {
            let ticket = mingchou::draw::text::hex(&tickets.of(id));
            format!("{id},{},fresh,{rank},{ticket}\n", id.replace('K', "示例厂"))
        })
        .collect();
    rows.sort();
    assert!(rows.concat().contains(&format!("{smallest},{name},fresh,1,{ticket}")));
    fs::write(file, format!("id,name,stratum,rank,ticket\n{}", rows.concat())).unwrap();
    let (code, _, err) = import(&other);
    assert_eq!((code, err.as_str()), (0, ""));
    let (code, _, err) = draw(root, "en", &seal_args(&format!("kl8:2026033={BALLS}")));
    assert_eq!(code, 1);
    same(
        err,
        str![[r#"
"#]],
    );
    assert!(!sealed.join("seed.txt").exists());
    fs::remove_file(sealed.join("selection.csv")).unwrap();
    good(root, &seal_args(&format!("kl8:2026033={BALLS}")));
    // Now S is known: another is refused, and the right selection is kept until the reveal.
    let (code, _, err) = import(&other);
    assert_eq!(code, 2);
    same(
        err,
        str![[r#"
"#]],
    );
    fs::copy(sealed.join("result.csv"), file).unwrap();
    good(root, &["import-selection", "2026q1-key", file]);
    assert_eq!(fs::read(sealed.join("selection.csv")).unwrap(), fs::read(sealed.join("result.csv")).unwrap());
    good(root, &["reveal", "2026q1-key", "--at", "2026-04-01T10:00:00+08:00"]);
    assert!(!sealed.join("selection.csv").exists());
    let (code, _, err) = draw(root, "en", &["import-selection", "2026q1-key", file]);
    assert_eq!(code, 1);
    same(
        err,
        str![[r#"
"#]],
    );
}

#[test]
fn a_job_is_private_and_never_where_it_would_be_published() {
    let dir = folder();
    let root = dir.path();
    fs::create_dir_all(root.join("public")).unwrap();
    let given = root.join("draw");
    let seed = mingchou::draw::text::sha(&fs::read(given.join("seed.txt")).unwrap());
    let job = |engine: &str, step: &str, out: &Path| {
        let (roster, excluded) = match engine {
            "postgres" => ("list.roster", "list.excluded"),
            _ => ("./roster.parquet", "./excluded.parquet"),
        };
        let args = ["sql", "--engine", engine, "--step", step, "--roster", roster, "--excluded", excluded, "--draw"];
        draw(root, "en", &[&args[..], &[given.to_str().unwrap(), "--out", out.to_str().unwrap()]].concat())
    };
    for engine in ["spark", "duckdb", "postgres", "datafusion"] {
        for step in ["freeze", "select", "check"] {
            let path = root.join(format!("{engine}-{step}.py"));
            let (code, _, err) = job(engine, step, &path);
            assert_eq!((code, err.as_str()), (0, ""), "{engine} {step}");
            let text = fs::read_to_string(&path).unwrap();
            assert_eq!(text.contains(&seed), step != "freeze", "{engine} {step}");
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            }
        }
    }
    let (code, _, err) = job("duckdb", "select", &root.join("public/select.sql"));
    assert_eq!(code, 3, "{err}");
    let (code, _, err) = job("duckdb", "select", &root.join("duckdb-select.py"));
    assert_eq!(code, 3, "{err}");
    let (code, _, err) = job("spark", "select", &root.join("select.sql"));
    assert_eq!((code, err.contains("ends in .py")), (2, true), "{err}");
}

#[test]
fn wrong_arguments_of_a_job_are_named() {
    let dir = folder();
    let root = dir.path();
    let folder = root.join("draw");
    let folder = folder.to_str().unwrap();
    let one = |args: &[&str]| {
        let (code, out, err) = draw(root, "en", &[&["sql", "--engine", "duckdb", "--roster", "./r.parquet"], args].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        err.replace(root.to_str().unwrap(), "DIR")
    };
    let seed = "a".repeat(64);
    let cases: Vec<Vec<&str>> = vec![
        vec!["--step", "freeze", "--rate", "5%", "--order", "all"],
        vec!["--step", "freeze", "--rate", "0", "--order", "all"],
        vec!["--step", "freeze", "--rate", "10001", "--order", "all"],
        vec!["--step", "freeze", "--rate", "500", "--order", "seen,fresh"],
        vec!["--step", "freeze", "--rate", "500", "--order", "all,fresh"],
        vec!["--step", "freeze", "--rate", "500", "--order", "2026q2,2026q2"],
        vec!["--step", "freeze", "--rate", "500", "--order", "all", "--seed", &seed],
        vec!["--step", "select", "--rate", "500", "--order", "all"],
        vec!["--step", "select", "--rate", "500", "--order", "all", "--seed", "ABC"],
        vec!["--step", "select", "--draw", folder],
        vec!["--step", "select", "--draw", folder, "--excluded", "./e.parquet", "--seed", &seed],
        vec!["--step", "select", "--draw", "2026q1-none"],
        vec!["--step", "select", "--draw", "No such"],
    ];
    let said: String = cases.iter().map(|args| one(args)).collect();
    same(
        said,
        str![[r#"
"#]],
    );
}
