//! `draw sql` and `draw import-selection` through the binary: what is taken from an engine, everything that is refused, what is kept and
//! who may read it.

use crate::draw_commands::{COMMIT, bureau, draw, good, seal_args};
use crate::draws::BALLS;
use snapbox::str;
use std::fs;
use std::path::Path;

const NAMES: [&str; 6] =
    ["示例甲水泥厂", "示例乙焦化厂", "示例丙医院", "示例丁污水处理厂", "示例戊铸造厂", "示例己养殖场"];

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
2023q3-key: 5 drawn objects verified one by one and against the whole roster; kept in DIR/draw-secrets/selection.csv. While the draw is sealed nobody else may read this file.

"#]],
        );
        let kept = dir.path().join("draw-secrets/selection.csv");
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
2023q3-key：抽中的 5 个对象逐个核对过，也和整份名单核对过；存放在 DIR/draw-secrets/selection.csv。封存期间这个文件不能给别人看。

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
error[MC1132]: Stratum fresh: the quota is 4, returned were 5 rows.
--> DIR/returned.csv
 = do: Return exactly the 4 objects of this stratum with the smallest tickets.

error[MC1132]: Stratum seen: the quota is 1, returned were 2 rows.
--> DIR/returned.csv
 = do: Return exactly the 1 objects of this stratum with the smallest tickets.

error[MC1136]: 91140826MA0TEX0011: returned is “别的名称”, roster.csv says “示例甲水泥厂”.
--> DIR/returned.csv B2 name
 = do: Run the job on the list that the commitment was made of.

error[MC1136]: 91140826MA0TEX0037: returned is “seen”, roster.csv says “fresh”.
--> DIR/returned.csv C4 stratum
 = do: Run the job on the list that the commitment was made of.

error[MC1126]: “3” is not a rank of this stratum.
--> DIR/returned.csv D4 rank
 = do: Ranks are the whole numbers from 1 to the quota, in the order of tickets, in each stratum anew.

error[MC1130]: The ticket of 91140826MA0TEX004A is not the SHA-256 of S and its id.
--> DIR/returned.csv E5 ticket
 = do: Hash the 64 characters of S followed by the id, without blank or line end; look whether S is the one of this draw. By hand: printf '%s%s' S 91140826MA0TEX004A | sha256sum

error[MC1126]: “7” is not a rank of this stratum.
--> DIR/returned.csv D6 rank
 = do: Ranks are the whole numbers from 1 to the quota, in the order of tickets, in each stratum anew.

error[MC1135]: Z1 does not stand in roster.csv.
--> DIR/returned.csv A7 id
 = do: Run the job on the list that the commitment was made of; a row added later cannot be drawn.

error[MC1134]: Rank 4 stands where the rank must be larger than 4, that of 91140826MA0TEX004A in line 5, whose ticket is smaller.
--> DIR/returned.csv D7 rank
 = do: Number each stratum from 1 in the order of tickets (row_number() … ORDER BY ticket, id).

error[MC1130]: The ticket of Z1 is not the SHA-256 of S and its id.
--> DIR/returned.csv E7 ticket
 = do: Hash the 64 characters of S followed by the id, without blank or line end; look whether S is the one of this draw. By hand: printf '%s%s' S Z1 | sha256sum

error[MC1128]: 91140826MA0TEX0011 stands behind Z1: the rows are not sorted.
--> DIR/returned.csv A8 id
 = do: Sort by the bytes of the id, without the rules of a language (COLLATE "C" or binary).

error[MC1129]: 91140826MA0TEX0011 was returned in line 2 already.
--> DIR/returned.csv A8 id
 = do: Nobody is drawn twice; look whether the roster was joined with something that has several rows for an id.

error[MC1131]: The stratum “special” has no quota in this draw.
--> DIR/returned.csv C8 stratum
 = do: Return the stratum column as it stands in roster.csv; look whether this is the draw that the job was written for.

error[MC1130]: The ticket of 91140826MA0TEX0011 is not the SHA-256 of S and its id.
--> DIR/returned.csv E8 ticket
 = do: Hash the 64 characters of S followed by the id, without blank or line end; look whether S is the one of this draw. By hand: printf '%s%s' S 91140826MA0TEX0011 | sha256sum

error[MC1124]: “a b” is not an object id.
--> DIR/returned.csv A9 id
 = do: Return the id column as it stands in roster.csv, as a text, without blanks around it.

error[MC1125]: The name holds a character that no list of a draw may hold (comma, quote, control or invisible character).
--> DIR/returned.csv B9 name
 = do: Return the name column as it stands in roster.csv.

error[MC1126]: “01” is not a rank of this stratum.
--> DIR/returned.csv D9 rank
 = do: Ranks are the whole numbers from 1 to the quota, in the order of tickets, in each stratum anew.

error[MC1127]: “ABC” is not a ticket.
--> DIR/returned.csv E9 ticket
 = do: A ticket is 64 hexadecimal digits in lower case: the SHA-256 of S followed by the id.

error[MC1123]: This row has 3 fields instead of 5.
--> DIR/returned.csv:10
 = do: Look for a comma or a line break inside a name: neither may stand in a list of a draw.

error[MC1122]: The quotes of this line do not fit.
--> DIR/returned.csv:11
 = do: A field stands in quotes as a whole, and a quote within is written twice; or leave all quotes out.

Nothing was written.

"#]],
        ),
        (
            "zh",
            str![[r#"
错误[MC1132]: fresh 层名额是 4，返回了 5 行。
--> DIR/returned.csv
 = 怎么办: 请正好返回这一层签号最小的 4 个对象。

错误[MC1132]: seen 层名额是 1，返回了 2 行。
--> DIR/returned.csv
 = 怎么办: 请正好返回这一层签号最小的 1 个对象。

错误[MC1136]: 91140826MA0TEX0011：返回的是“别的名称”，roster.csv 里是“示例甲水泥厂”。
--> DIR/returned.csv B2 name
 = 怎么办: 请用承诺时的名单运行作业。

错误[MC1136]: 91140826MA0TEX0037：返回的是“seen”，roster.csv 里是“fresh”。
--> DIR/returned.csv C4 stratum
 = 怎么办: 请用承诺时的名单运行作业。

错误[MC1126]: “3”不是这一层的名次。
--> DIR/returned.csv D4 rank
 = 怎么办: 名次是从 1 到名额的整数，按签号从小到大排，每一层重新从 1 开始。

错误[MC1130]: 91140826MA0TEX004A 的签号不是 S 接上编号的 SHA-256。
--> DIR/returned.csv E5 ticket
 = 怎么办: 请对 S 的 64 个字符接上编号求 SHA-256，中间和末尾没有空格和换行；并查看 S 是不是这一次抽取的。手工计算：printf '%s%s' S 91140826MA0TEX004A | sha256sum

错误[MC1126]: “7”不是这一层的名次。
--> DIR/returned.csv D6 rank
 = 怎么办: 名次是从 1 到名额的整数，按签号从小到大排，每一层重新从 1 开始。

错误[MC1135]: Z1 不在 roster.csv 里。
--> DIR/returned.csv A7 id
 = 怎么办: 请用承诺时的名单运行作业；后来加进去的不能抽。

错误[MC1134]: 名次 4 不对：它应大于第 5 行 91140826MA0TEX004A 的名次 4，那一行的签号更小。
--> DIR/returned.csv D7 rank
 = 怎么办: 每一层按签号从小到大从 1 编号（row_number() … ORDER BY ticket, id）。

错误[MC1130]: Z1 的签号不是 S 接上编号的 SHA-256。
--> DIR/returned.csv E7 ticket
 = 怎么办: 请对 S 的 64 个字符接上编号求 SHA-256，中间和末尾没有空格和换行；并查看 S 是不是这一次抽取的。手工计算：printf '%s%s' S Z1 | sha256sum

错误[MC1128]: 91140826MA0TEX0011 排在 Z1 后面：各行没有排好序。
--> DIR/returned.csv A8 id
 = 怎么办: 请按编号的字节排序，不要按某种语言的规则排（COLLATE "C" 或 binary）。

错误[MC1129]: 91140826MA0TEX0011 在第 2 行已经有了。
--> DIR/returned.csv A8 id
 = 怎么办: 同一个对象不会抽中两次；请查看名单是不是和别的表连接后变成了几行。

错误[MC1131]: “special”这一层在这次抽取中没有名额。
--> DIR/returned.csv C8 stratum
 = 怎么办: 分层一列要和 roster.csv 里一样；并查看作业是不是为这一次抽取写的。

错误[MC1130]: 91140826MA0TEX0011 的签号不是 S 接上编号的 SHA-256。
--> DIR/returned.csv E8 ticket
 = 怎么办: 请对 S 的 64 个字符接上编号求 SHA-256，中间和末尾没有空格和换行；并查看 S 是不是这一次抽取的。手工计算：printf '%s%s' S 91140826MA0TEX0011 | sha256sum

错误[MC1124]: “a b”不是对象编号。
--> DIR/returned.csv A9 id
 = 怎么办: 编号要作为文本、原样输出，和 roster.csv 里一样，前后不带空格。

错误[MC1125]: 名称里有抽取名单不允许的字符（逗号、引号、控制字符或看不见的字符）。
--> DIR/returned.csv B9 name
 = 怎么办: 名称要和 roster.csv 里一样原样输出。

错误[MC1126]: “01”不是这一层的名次。
--> DIR/returned.csv D9 rank
 = 怎么办: 名次是从 1 到名额的整数，按签号从小到大排，每一层重新从 1 开始。

错误[MC1127]: “ABC”不是签号。
--> DIR/returned.csv E9 ticket
 = 怎么办: 签号是 64 位小写十六进制数：S 后面接编号，求 SHA-256。

错误[MC1123]: 这一行有 3 格，应为 5 格。
--> DIR/returned.csv:10
 = 怎么办: 请查看名称里是不是有逗号或换行：抽取名单里两者都不能有。

错误[MC1122]: 这一行的引号没有配对。
--> DIR/returned.csv:11
 = 怎么办: 要么整格加引号、格内的引号写两遍，要么全部不加引号。

没有写入任何文件。

"#]],
        ),
    ] {
        let dir = folder();
        let (code, out, err) = import(dir.path(), lang, spoilt().as_bytes());
        assert_eq!((code, out.as_str()), (1, ""));
        same(err, wanted);
        assert!(!dir.path().join("draw-secrets").exists());
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
error[MC1132]: Stratum fresh: the quota is 4, returned were 3 rows.
--> DIR/returned.csv
 = do: Return exactly the 4 objects of this stratum with the smallest tickets.

error[MC1137]: 91140826MA0TEX0037 (示例丙医院) was left out: its ticket in stratum fresh is smaller than that of 91140826MA0TEX004A.
--> DIR/returned.csv A4 id
 = do: Run the job on the whole list and without a filter; return nothing but its result.

Nothing was written.

"#]],
    );
}

/// A slip in one field is one fault: the row is there.
#[test]
fn a_field_that_is_wrong_is_not_a_row_that_is_missing() {
    let plain = result();
    let third = plain.lines().nth(3).unwrap();
    let fields: Vec<&str> = third.split(',').collect();
    for (at, other, code) in
        [(1, "甲\u{200b}", "MC1125"), (3, "03", "MC1126"), (4, &*fields[4].to_uppercase(), "MC1127")]
    {
        let mut changed = fields.clone();
        changed[at] = other;
        let dir = folder();
        let (end, _, err) = import(dir.path(), "en", plain.replace(third, &changed.join(",")).as_bytes());
        assert_eq!((end, err.matches("error[").count()), (1, 1), "{err}");
        assert!(err.contains(code) && err.contains("DIR/returned.csv"), "{err}");
    }
    // A line that is no row may be the one that would be missed.
    let dir = folder();
    let (_, _, err) = import(dir.path(), "en", plain.replace(third, &format!("{third},")).as_bytes());
    assert_eq!((err.matches("error[").count(), err.contains("MC1123")), (1, true), "{err}");
}

#[test]
fn a_first_line_is_told_by_its_beginning_and_hides_nothing() {
    let dir = folder();
    let plain = result();
    let first = |bytes: &str| import(dir.path(), "en", bytes.as_bytes()).2;
    assert!(first(&format!("\u{feff}\u{feff}{plain}")).contains(r"is “\u{feff}id,name,stratum,rank,ticket”, not"));
    let one = first(&plain.replace('\n', "\r"));
    assert!(one.contains("…”, not “id,name,stratum,rank,ticket”") && one.len() < 400, "{one}");
}

/// The folder of a draw on its own is published as it is.
#[test]
fn neither_job_nor_selection_lies_in_the_folder_of_the_draw() {
    let dir = folder();
    let (file, folder) = (dir.path().join("returned.csv"), dir.path().join("draw"));
    fs::write(&file, result()).unwrap();
    let inside = folder.join("kept");
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let told = "Secrets cannot lie in";
    for secrets in [&folder, &inside] {
        let args = ["import-selection", &text(&folder), &text(&file), "--secrets", &text(secrets)];
        let (code, _, err) = draw(dir.path(), "en", &args);
        assert!(code == 3 && err.starts_with(told), "{code} {err}");
    }
    let out = text(&folder.join("select.sql"));
    let draw_folder = text(&folder);
    let args = ["sql", "--engine", "duckdb", "--step", "select", "--roster", "r.parquet", "--excluded", "e.parquet"];
    let (code, _, err) = draw(dir.path(), "en", &[&args[..], &["--draw", &draw_folder, "--out", &out]].concat());
    assert!(code == 3 && err.starts_with(told), "{code} {err}");
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["commit.txt", "excluded.csv", "roster.csv", "seed.txt"]);
}

#[test]
fn a_file_that_cannot_be_a_selection_is_not_read_to_its_end() {
    let dir = folder();
    let long = vec![b'0'; 3 << 20];
    for (lang, wanted) in [
        (
            "en",
            str![[r#"
DIR/returned.csv is longer than 5 drawn rows of this list can be, so it was not read to its end. Give what the step select wrote: result.csv. Nothing was written.

"#]],
        ),
        (
            "zh",
            str![[r#"
DIR/returned.csv 比这份名单抽中的 5 行还长得多，没有读完。请给出 select 这一步写出的 result.csv。什么都没有保存。

"#]],
        ),
    ] {
        let (code, _, err) = import(dir.path(), lang, &long);
        assert_eq!(code, 1);
        same(err, wanted);
        assert!(!dir.path().join("draw-secrets").exists());
    }
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
error[MC1134]: Rank 1 stands where the rank must be larger than 2, that of 91140826MA0TEX0024 in line 3, whose ticket is smaller.
--> DIR/returned.csv D2 rank
 = do: Number each stratum from 1 in the order of tickets (row_number() … ORDER BY ticket, id).

error[MC1128]: 91140826MA0TEX0037 stands behind 91140826MA0TEX004A: the rows are not sorted.
--> DIR/returned.csv A5 id
 = do: Sort by the bytes of the id, without the rules of a language (COLLATE "C" or binary).

Nothing was written.

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
error[MC1120]: This file is not UTF-8.
--> DIR/returned.csv:2
 = do: Have the engine write UTF-8 and import again; do not convert it by hand.

Nothing was written.

"#]],
    );
    same(
        whole(b"id\tname\n"),
        str![[r#"
error[MC1121]: The first line is “id    name”, not “id,name,stratum,rank,ticket”.
--> DIR/returned.csv:1
 = do: Have the engine write these five columns in this order under this header. Separators other than the comma are not taken.

Nothing was written.

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
error[MC1138]: This is not the roster that 2023q3-key is committed to.
--> roster.csv
 = do: Put the roster.csv of the commitment back; its SHA-256 stands in commit.txt.

Nothing was written.

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
    let returned = |seed: &str| {
        let tickets = mingchou::draw::ticket::Tickets::new(seed);
        let mut ids: Vec<String> = (1..=5).map(|n| format!("K{n}")).collect();
        ids.sort_by_key(|id| tickets.of(id));
        let row = |(id, rank): (&String, u32)| {
            let (name, ticket) = (id.replace('K', "示例厂"), mingchou::draw::text::hex(&tickets.of(id)));
            format!("{id},{name},fresh,{rank},{ticket}\n")
        };
        let mut rows: Vec<String> = ids[..2].iter().zip(1..).map(row).collect();
        rows.sort();
        fs::write(file, format!("id,name,stratum,rank,ticket\n{}", rows.concat())).unwrap();
    };
    let commit = fs::read_to_string(root.join("content/draws/2026q1-key/commit.txt")).unwrap();
    assert!(commit.contains("\nquota fresh 2\n"), "{commit}");
    // A selection that is right for another S is told by the seal.
    let other = "1".repeat(64);
    returned(&other);
    let (code, out, err) = import(&other);
    assert_eq!((code, err.as_str()), (0, ""));
    let unproven = "Whether this S is the one of 2026q1-key cannot be seen yet: nothing in its folder tells. The seal compares; with \
                    --beacon instead of --seed it is worked out here.\n";
    assert!(out.ends_with(unproven), "{out}");
    let (code, _, err) = draw(root, "en", &seal_args(&format!("kl8:2026033={BALLS}")));
    assert_eq!(code, 1);
    same(
        err,
        str![[r#"
error[MC1133]: The selection that was imported for 2026q1-key is not the one that this program computes.
--> secrets/draws/2026q1-key/selection.csv
 = do: Look whether S and the lists of the job are those of this draw, and import again. To do without an engine, delete secrets/draws/2026q1-key/selection.csv.

Nothing was written.

"#]],
    );
    assert!(!sealed.join("seed.txt").exists());
    fs::remove_file(sealed.join("selection.csv")).unwrap();
    // The job is written with S out of the nonce that is kept and the number that became known.
    let value = format!("kl8:2026033={BALLS}");
    let from =
        ["sql", "--engine", "duckdb", "--step", "select", "--roster", "objects", "--draw", "2026q1-key", "--beacon"];
    let job = good(root, &[&from[..], &[&value]].concat());
    let seed = job.split("sha256('").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    returned(&seed);
    good(root, &["import-selection", "2026q1-key", file, "--beacon", &value]);
    let wrong = value.replace("2026033", "2026034");
    let (code, _, err) = draw(root, "en", &["import-selection", "2026q1-key", file, "--beacon", &wrong]);
    assert_eq!(code, 1);
    same(
        err,
        str![[r#"
error[MC0717]: Against the protocol: not the beacons of the commitment, in order.
--> content/draws/2026q1-key/seed.txt
 = do: Give one --beacon for each beacon line of commit.txt, in the order of these lines.

Nothing was written.

"#]],
    );
    good(root, &seal_args(&value));
    assert_eq!(fs::read(sealed.join("selection.csv")).unwrap(), fs::read(sealed.join("result.csv")).unwrap());
    // Now S is known: another is refused, and the right selection is kept until the reveal.
    let (code, _, err) = import(&other);
    assert_eq!(code, 2);
    same(
        err,
        str![[r#"
This S is not the one of 2026q1-key, the SHA-256 of its seed.txt. Leave --seed or --beacon out.

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
error[MC0730]: Draw 2026q1-key is “revealed” now; this step cannot be taken.
--> content/draws/2026q1-key
 = do: See with draw status what comes next; for a draw in a folder of its own with verify --draw.

Nothing was written.

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
        let (code, out, err) =
            draw(root, "en", &[&["sql", "--engine", "duckdb", "--roster", "./r.parquet"], args].concat());
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
“5%” is not a rate. Write basis points as a whole number from 1 to 10000: 500 is 5 %.
“0” is not a rate. Write basis points as a whole number from 1 to 10000: 500 is 5 %.
“10001” is not a rate. Write basis points as a whole number from 1 to 10000: 500 is 5 %.
“seen,fresh” is not an order of strata. Write --order fresh,seen or --order all or quarters in ascending order, such as --order 2026q1,2026q2; leave out strata that the list does not have.
“all,fresh” is not an order of strata. Write --order fresh,seen or --order all or quarters in ascending order, such as --order 2026q1,2026q2; leave out strata that the list does not have.
“2026q2,2026q2” is not an order of strata. Write --order fresh,seen or --order all or quarters in ascending order, such as --order 2026q1,2026q2; leave out strata that the list does not have.
--seed has no place in the step freeze: the lists are committed to before S can be known. Leave it out.
S is not known: this draw has no seed.txt yet. Give the public values as for the seal (--beacon KIND:ROUND=VALUE), or the 64 digits with --seed.
“ABC” is not S. S has 64 hexadecimal digits in lower case: sha256sum seed.txt.
2023q3-key excludes 1 objects, which count for the total. Say with --excluded where they stand.
This S is not the one of 2023q3-key, the SHA-256 of its seed.txt. Leave --seed or --beacon out.
There is no draw 2026q1-none: DIR/content/draws/2026q1-none holds no commit.txt. Write the name of a draw, or the path of a folder with commit.txt.
A draw is named with lower-case letters, digits and hyphens, such as 2026q2-key; No such is not.

"#]],
    );
}
