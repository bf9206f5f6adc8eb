//! Requests as bytes, answers as a reader sees them.

use super::*;

fn preview(out: &Path) -> Preview {
    let texts = Texts { fault: "内容有误".into(), missing: "没有这一页".into() };
    Preview::bind(0, out, texts).expect("a free port")
}

fn ask(preview: &Preview, text: &str) -> (u16, String) {
    let answer = match Request::read(text.as_bytes()) {
        Ok(request) => preview.answer(&request),
        Err(status) => Answer::plain(status, ""),
    };
    (answer.status, String::from_utf8(answer.body).expect("UTF-8"))
}

fn get(preview: &Preview, path: &str) -> (u16, String) {
    ask(preview, &format!("GET {path} HTTP/1.1\r\nHost: localhost:1\r\n\r\n"))
}

fn site() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(dir.path().join("public/a")).expect("a folder");
    std::fs::write(dir.path().join("secret.txt"), "secret").expect("a file");
    for (name, text) in [("index.html", "<body class=\"x\"><p>1</p></body>"), ("a/index.html", "a"), ("b.csv", "x")] {
        std::fs::write(dir.path().join("public").join(name), text).expect("a file");
    }
    dir
}

#[test]
fn pages_carry_the_reload_script_and_other_files_stay_as_they_are() {
    let dir = site();
    let preview = preview(&dir.path().join("public"));
    let script = "<script id=\"mingchou-live\" data-version=\"0\" src=\"/-live/live.js\"></script>";
    assert_eq!(get(&preview, "/"), (200, format!("<body class=\"x\"><p>1</p>{script}</body>")));
    assert_eq!(get(&preview, "/b.csv?x=1"), (200, "x".into()));
    assert_eq!(get(&preview, "/a").0, 301);
    assert_eq!(get(&preview, "/a/").0, 200);
    assert_eq!(get(&preview, "/none.html").0, 404);
}

#[test]
fn a_fault_is_shown_above_the_last_good_page() {
    let dir = site();
    let preview = preview(&dir.path().join("public"));
    assert_eq!(get(&preview, "/-live/ask.js?version=0&time=1").1, "");
    preview.built(Some("第 3 行 <x>".into()));
    let page = get(&preview, "/").1;
    assert!(page.starts_with(
        "<body class=\"x\"><div role=\"alert\"><h2>内容有误</h2><pre>第 3 行 &lt;x&gt;</pre></div><p>1</p>"
    ));
    assert_eq!(get(&preview, "/-live/ask.js?version=0&time=1").1, "location.reload();");
}

#[test]
fn nothing_outside_the_folder_is_served() {
    let dir = site();
    let preview = preview(&dir.path().join("public"));
    for path in ["/../secret.txt", "/%2e%2e/secret.txt", "/a/..%2f..%2fsecret.txt", "//secret.txt", "/..%5csecret.txt"]
    {
        assert_eq!(get(&preview, path).0, 404, "{path}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(dir.path().join("secret.txt"), dir.path().join("public/link.txt")).expect("a link");
        assert_eq!(get(&preview, "/link.txt").0, 404);
    }
}

#[test]
fn other_hosts_and_methods_are_refused() {
    let dir = site();
    let preview = preview(&dir.path().join("public"));
    assert_eq!(ask(&preview, "GET / HTTP/1.1\r\nHost: 127.0.0.1:8326\r\n\r\n").0, 200);
    assert_eq!(ask(&preview, "GET / HTTP/1.1\r\nHost: [::1]:8326\r\n\r\n").0, 200);
    assert_eq!(ask(&preview, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").0, 421);
    assert_eq!(ask(&preview, "GET / HTTP/1.1\r\nHost: localhost.evil.example:8326\r\n\r\n").0, 421);
    assert_eq!(ask(&preview, "GET / HTTP/1.1\r\n\r\n").0, 400);
    assert_eq!(ask(&preview, "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n").0, 400);
    assert_eq!(ask(&preview, "POST / HTTP/1.1\r\nHost: localhost\r\n\r\n").0, 405);
    assert_eq!(ask(&preview, "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n").0, 400);
}
