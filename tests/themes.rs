//! A bureau's theme laid over the built-in one, through the command: one template, one sentence, one colour; a theme of its own
//! name; what is refused, in both languages; the other languages of a site.

use crate::support::{mingchou, read_folder};
use std::collections::BTreeMap;
use std::path::Path;

/// The demonstration county in a folder of its own, in Chinese alone, with files of a theme.
fn county(themes: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    for (path, bytes) in read_folder(&content) {
        write(&dir.path().join("content").join(path), &bytes);
    }
    configure(dir.path(), "languages = [\"en\"]\n", "");
    for (path, text) in themes {
        write(&dir.path().join("themes").join(path), text.as_bytes());
    }
    dir
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// Changes `site.toml` in one place.
fn configure(root: &Path, from: &str, to: &str) {
    let path = root.join("content/site.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "{from}");
    std::fs::write(path, text.replace(from, to)).unwrap();
}

fn build(root: &Path, lang: &str) -> (bool, String) {
    let run = mingchou().args(["--lang", lang, "--root"]).arg(root).arg("build").output().unwrap();
    (run.status.success(), String::from_utf8(run.stderr).unwrap())
}

fn built(root: &Path) -> BTreeMap<String, String> {
    let (good, said) = build(root, "en");
    assert!(good, "{said}");
    let text = |(path, bytes): (String, Vec<u8>)| (path, String::from_utf8_lossy(&bytes).into_owned());
    read_folder(&root.join("public")).into_iter().map(text).collect()
}

/// The files of the example in `docs/themes.md`, by path below `themes/`.
fn example() -> BTreeMap<String, String> {
    let doc = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/themes.md")).unwrap();
    let example = &doc[doc.find("## An example").unwrap()..];
    let blocks = example.split("`themes/").skip(1).map(|part| {
        let (path, rest) = part.split_once("`\n\n```").unwrap();
        let text = rest.split_once('\n').unwrap().1.split("```").next().unwrap();
        (path.to_owned(), text.to_owned())
    });
    blocks.collect()
}

const NAME: &str = "[theme]\nname = \"gov\"\n";

#[test]
fn one_template_one_sentence_and_one_colour_are_replaced_and_nothing_else() {
    let plain = built(county(&[]).path());
    let example = example();
    let mut files: Vec<(&str, &str)> = example.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(files.len(), 3);
    files.push(("gov/README.md", "本局的改动\n"));
    let own = built(county(&files).path());
    let changed: Vec<&str> =
        plain.keys().filter(|path| plain.get(*path) != own.get(*path)).map(String::as_str).collect();
    assert_eq!(changed, ["404.html", "SHA256SUMS.txt", "assets/site.css", "index.html"]);
    assert_eq!(plain.len(), own.len());
    assert!(own["404.html"].contains("<title>走错了</title>\n<p>运城市生态环境局绛县分局</p>"), "{}", own["404.html"]);
    let sentence = "从这里看起";
    assert!(plain["index.html"].contains(sentence) && !own["index.html"].contains(sentence));
    assert_eq!(own["index.html"].replace("先看哪里", sentence), plain["index.html"]);
    let added = format!("{}\n:root {{ --pine: #134b8a; }}\n", plain["assets/site.css"]);
    assert_eq!(own["assets/site.css"], added);
}

#[test]
fn a_theme_of_its_own_name_stands_on_the_built_in_one() {
    let dir = county(&[("blue/assets/own.css", ":root { --pine: #134b8a; }\n")]);
    configure(dir.path(), "name = \"gov\"", "name = \"blue\"");
    let own = built(dir.path());
    let mut plain = built(county(&[]).path());
    assert!(own["assets/site.css"].ends_with("\n:root { --pine: #134b8a; }\n"));
    for path in ["SHA256SUMS.txt", "assets/site.css"] {
        plain.insert(path.to_owned(), own[path].clone());
    }
    assert_eq!(own, plain);
}

#[test]
fn a_copy_of_a_built_in_word_file_may_lack_sentences_and_hold_others() {
    let dir = county(&[("gov/words/zh-CN/frame.toml", "[frame]\nnew-in-a-later-version = \"新\"\nmenu = \"导航\"\n")]);
    assert!(built(dir.path())["index.html"].contains("导航"));
}

/// What `build` says of one wrong file, in both languages, with nothing written.
fn refused(path: &str, text: &str) -> [String; 2] {
    let dir = county(&[(path, text)]);
    let say = |lang| {
        let (good, said) = build(dir.path(), lang);
        assert!(!good, "{said}");
        assert!(!dir.path().join("public").exists());
        said.lines().last().unwrap_or_default().to_owned()
    };
    [say("zh"), say("en")]
}

#[test]
fn what_could_only_be_a_slip_of_the_hand_is_refused_by_name() {
    assert_eq!(
        refused("gov/template/base.html", "x"),
        [
            "主题 gov 用不了：template/base.html 放错了地方，或者名称不能公布；主题里只有 templates/*.html、templates/*.xml、assets/*、words/语言/*.toml，名称用英文字母、数字和短横线。",
            "The theme gov cannot be used: template/base.html stands in the wrong place or has a name that cannot be published; a theme holds templates/*.html, templates/*.xml, assets/* and words/LANGUAGE/*.toml, named in Latin letters, digits and hyphens."
        ]
    );
    assert_eq!(
        refused("gov/words/zh-CN/own.toml", "[home]\nlaed = \"甲\"\n"),
        [
            "主题 gov 用不了：words/zh-CN/own.toml 里的 home.laed 在内置的词句里没有，改了也不会显示；自己的模板要用的新词句请以 own. 开头。",
            "The theme gov cannot be used: words/zh-CN/own.toml names home.laed, which is not among the built-in words and would never be shown; new sentences of your own templates have keys that begin with \"own.\"."
        ]
    );
    assert_eq!(
        refused("gov/words/zh-CN/own.toml", "[home]\nyear = \"{jahr}年\"\n"),
        [
            "主题 gov 用不了：words/zh-CN/own.toml 里的 home.year 用了 {jahr}，内置的这句话没有它可以填的东西。",
            "The theme gov cannot be used: words/zh-CN/own.toml uses {jahr} in home.year, and nothing fills it there."
        ]
    );
    let [zh, en] = refused("gov/words/zh-CN/own.toml", "[home\n");
    assert!(
        zh.starts_with("主题 gov 用不了：words/zh-CN/own.toml 读不懂：TOML parse error at line 1, column 6: "),
        "{zh}"
    );
    assert!(
        en.starts_with(
            "The theme gov cannot be used: words/zh-CN/own.toml cannot be read: TOML parse error at line 1, column 6: "
        ),
        "{en}"
    );
    let [zh, _] = refused(
        "gov/templates/home.html",
        "{% extends \"base.html\" %}{% block main %}{{ t(key=\"home.gone\") }}{% endblock %}",
    );
    assert_eq!(zh, "主题 gov 用不了：home.html: no sentence \"home.gone\" in zh-CN。");
}

#[test]
fn an_unknown_theme_or_language_is_refused() {
    let dir = county(&[]);
    configure(dir.path(), "name = \"gov\"", "name = \"goov\"");
    let (_, said) = build(dir.path(), "zh");
    assert_eq!(said.lines().last(), Some("主题 goov 用不了：没有这个主题：themes/ 下没有这个名称的文件夹。"));
    let dir = county(&[]);
    configure(dir.path(), NAME, &format!("{NAME}languages = [\"fr\"]\n"));
    let (_, said) = build(dir.path(), "en");
    assert_eq!(said.lines().last(), Some("The theme gov cannot be used: the theme has no words in \"fr\"."));
    configure(dir.path(), "\"fr\"", "\"FR\"");
    let (good, said) = build(dir.path(), "en");
    assert!(!good && said.contains("theme.languages"), "{said}");
}

#[test]
fn another_language_is_a_folder_of_its_own_that_leads_back() {
    let dir = county(&[]);
    configure(dir.path(), NAME, &format!("{NAME}languages = [\"en\"]\n"));
    let two = built(dir.path());
    configure(dir.path(), "languages = [\"en\"]", "languages = []");
    let one = built(dir.path());
    let added: Vec<&str> = two.keys().filter(|path| !one.contains_key(*path)).map(String::as_str).collect();
    let files =
        ["en/check/index.html", "en/check/nonce.html", "en/check/seals.js", "en/check/slip.html", "en/check/words.js"];
    assert_eq!(added, [files.as_slice(), &["en/index.html"]].concat());
    for path in ["index.html", "check/index.html", "check/slip.html", "check/nonce.html"] {
        let root = "../".repeat(path.matches('/').count());
        let link = format!("<a lang=\"en\" hreflang=\"en\" href=\"{root}en/{path}\">English</a>");
        assert!(two[path].contains(&link), "{path}");
        let page = &two[&format!("en/{path}")];
        assert!(
            page.contains("<html lang=\"en\"") && page.contains(&format!("href=\"../{root}{path}\">中文</a>")),
            "{path}"
        );
        assert!(!page.contains('⟦'), "{path}");
    }
    assert!(two["objects/index.html"].contains("href=\"../en/index.html\">English</a>"));
    assert!(!one["index.html"].contains("English"));
}

#[cfg(unix)]
#[test]
fn links_in_content_and_in_a_theme_are_refused() {
    let dir = county(&[]);
    let outside = tempfile::tempdir().unwrap();
    let page = outside.path().join("about.md");
    let about = dir.path().join("content/pages/about.md");
    built(dir.path());
    std::fs::rename(&about, &page).unwrap();
    std::os::unix::fs::symlink(&page, &about).unwrap();
    let (good, said) = build(dir.path(), "zh");
    assert!(!good && said.starts_with("错误[MC1100]"), "{said}");
    std::fs::remove_file(&about).unwrap();
    std::fs::copy(&page, &about).unwrap();
    built(dir.path());
    std::fs::create_dir_all(dir.path().join("themes/gov/assets")).unwrap();
    let link = dir.path().join("themes/gov/assets/x.svg");
    std::os::unix::fs::symlink(&page, &link).unwrap();
    let (good, said) = build(dir.path(), "zh");
    assert!(!good);
    let told = format!("主题 gov 用不了：{} 是链接，不是文件；请把文件本身放进主题文件夹。", link.display());
    assert_eq!(said.lines().last(), Some(told.as_str()));
}
