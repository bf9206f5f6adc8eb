//! What the page of a draw says in every state, the list of draws with those that are still to come, and the lists laid
//! beside those of the draw before: a quiet removal must be seen by somebody who only reads.

use crate::county::{county, day, draw_id, minute};
use crate::vector_sites::{pages_in, pages_of, vector, with};
use mingchou::draw::{InspectorRow, RosterRow, Substitution};
use mingchou::model::*;
use mingchou::site::{DrawState, Site};
use std::path::Path;

fn page(folder: &str) -> String {
    page_in(folder, "zh-CN")
}

fn page_in(folder: &str, lang: &str) -> String {
    let id = vector(folder).id;
    plain_days(&pages_in(&with(folder), lang).remove(&format!("draws/{id}/index.html")).unwrap())
}

/// A page without the marks that keep a day on one line.
fn plain_days(page: &str) -> String {
    let mut parts = page.split("<span class=\"moment\">");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |page, part| page + &part.replacen("</span>", "", 1))
}

#[track_caller]
fn says(page: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(page.contains(sentence), "{sentence}\n{page}");
    }
}

/// Words of the steps, in order, each with whether it was taken.
fn steps(page: &str) -> Vec<(String, bool)> {
    let list = page.split("<ol class=\"steps draw-steps\">").nth(1).unwrap().split("</ol>").next().unwrap();
    list.split("<li class=\"")
        .skip(1)
        .map(|step| {
            let word = step.split("<h3>").nth(1).unwrap().split(" <small>").next().unwrap();
            (word.to_owned(), step.starts_with("done"))
        })
        .collect()
}

fn words(steps: &[(String, bool)]) -> Vec<(&str, bool)> {
    steps.iter().map(|(word, done)| (word.as_str(), *done)).collect()
}

const BOX: &str = "名字放进箱子，箱子关上";
const NUMBER: &str = "开出公开号码";
const ENVELOPE: &str = "算出名单，装进信封封好";
const VISIT: &str = "检查人员上门";
const LETTER: &str = "打开信封";
const BOARD: &str = "公布检查结果";

#[test]
fn a_committed_draw_says_which_number_decides_and_how_to_keep_the_commitment() {
    let page = page("committed");
    let taken = [(BOX, true), (NUMBER, false), (ENVELOPE, false), (VISIT, false), (LETTER, false), (BOARD, false)];
    assert_eq!(words(&steps(&page)), taken);
    says(
        &page,
        &[
            "<dt>由什么决定</dt><dd>双色球第2023097期",
            "开出。这个号码现在还不存在。",
            "抽中谁。号码没有开出，谁也不知道，本单位也不知道。",
            "<h2>把承诺抄下来</h2>",
            &format!("<code class=\"draw-digest\">{}</code>", vector("committed").commit_digest.unwrap()),
            "<b>谁知道结果</b> 谁也不知道：决定结果的双色球第2023097期、drand 公开随机数第1000期还没有开出来。",
            "下一步",
        ],
    );
    assert!(!page.contains("id=\"drawn\""), "{page}");
}

#[test]
fn a_sealed_draw_says_what_is_fixed_secret_until_when_and_why() {
    let page = page("sealed");
    let taken = [(BOX, true), (NUMBER, true), (ENVELOPE, true), (VISIT, false), (LETTER, false), (BOARD, false)];
    assert_eq!(words(&steps(&page)), taken);
    let record = vector("sealed");
    let (total, opened) = (record.quota_total(), record.slips.len());
    says(
        &page,
        &[
            &format!("<dt>已经定死的</dt><dd>抽中的{total}个单位和去检查的人。"),
            &format!("<dt>还不知道的</dt><dd>抽中谁、由谁去查。{total}个里已经提前公开{opened}个。"),
            &format!("<dt>到什么时候</dt><dd>最迟{}打开信封。", record.commit.unwrap().reveal_by),
            "<dt>为什么</dt><dd>先知道要来检查，就可能临时应付。规定要求：现场检查开始之前，随机抽查名单必须保密。",
            "<dt>现在就能核对的</dt><dd>名单与指纹是否一致",
            "最后看信封：里面的名单现在还不能看，但是信封的指纹已经公布。",
            "<b>谁知道结果</b> 只有办抽取的人和派去检查的人。",
            "<a href=\"../../check/slip.html\">怎样核对通知单</a>",
        ],
    );
}

#[test]
fn a_revealed_draw_says_how_it_was_made_in_three_sentences_and_keeps_tickets_short() {
    let page = page("small");
    let taken = [(BOX, true), (NUMBER, true), (ENVELOPE, true), (VISIT, true), (LETTER, true), (BOARD, false)];
    assert_eq!(words(&steps(&page)), taken);
    says(
        &page,
        &[
            "<li>先看名单：名单的指纹在开号以前就公布了。名单改一个字，指纹就变，马上看得出来。</li>",
            "<li>再看号码：双色球第2023097期、drand 公开随机数第1000期开出以前谁也不知道，本单位挑不了。</li>",
            "每一层签号最小的抽中，共5个，必须正好是公布的这些。换掉一家，就对不上。</li>",
            "这一类一共7个，6个参加抽取，1个这次不能抽。",
            "计划规定抽70%。7个的70%是4.9，有零头就进一，所以抽5个。",
            "没有抽中的1个不在这里逐个列出，完整名单在文件 roster.csv 里。 <a href=\"roster.csv\">",
            "抽中5个，已公布0个，待公布5个，依法不公开0个",
        ],
    );
    let record = vector("small");
    for drawn in &record.drawn {
        let whole = &drawn.ticket;
        let tail = whole[11..].find(|c: char| c.is_ascii_lowercase()).unwrap();
        let head = &whole[..12 + tail];
        says(&page, &[&format!("<code>{head}…</code></summary><code>{whole}</code></details>")]);
    }
    let sums = page.split("sha256sum -c sums.txt").nth(1).unwrap();
    for (name, bytes) in record.files.iter() {
        says(sums, &[&format!("{}  {name}\n", mingchou::draw::text::sha(&bytes.bytes()))]);
    }
}

#[test]
fn other_ends_say_in_plain_words_what_they_mean() {
    let void = page("void");
    assert_eq!(steps(&void).last().unwrap().0, "宣布作废");
    says(
        &void,
        &[
            "<dt>能不能挑结果</dt><dd>不能。没有人能在两次里挑一个合意的",
            "随机数全部公开了，人人都能算出本来会抽中谁。",
            "<h2 id=\"drawn\">如果没有作废，会抽中谁</h2>",
            "这次抽取不算数，没有人按这份名单检查。",
        ],
    );
    let unopened = page("void-unopened");
    says(
        &unopened,
        &["<dd>这正是最要提防的：也许有人看到结果不合意，才不交出随机数。", "公众算不出本来会抽中谁，那一方也许知道。"],
    );
    assert!(!unopened.contains("id=\"drawn\""), "{unopened}");
    let lost = page("lost");
    assert_eq!(words(&steps(&lost))[4], ("打开信封，但有一个随机数丢了", true));
    says(&lost, &["但是不能证明它是照公式抽出来的。", "缺了一个随机数，不能从头重算。核对的结论会写明这一点。"]);
    assert!(!lost.contains("draw-ticket"), "{lost}");
    let short = page("shortfall");
    assert_eq!(words(&steps(&short)), [("箱子里没有名字", true)]);
    says(&short, &["没有抽，也要公布，免得像是藏起了一次抽取。", "没有抽取，所以没有结果可以重算。"]);
}

#[test]
fn every_end_is_told_in_english_too() {
    for (folder, sentence) in [
        ("committed", "That number does not exist yet."),
        ("sealed", "The rules demand that the list of a random inspection stays secret until inspectors are on site."),
        ("small", "Exchange one and nothing fits."),
        ("void", "Nobody can choose the better of two"),
        ("void-unopened", "That is what one must watch for"),
        ("lost", "nothing shows that the formula made it"),
        ("shortfall", "so that no draw looks hidden"),
    ] {
        says(&page_in(folder, "en"), &[sentence]);
    }
}

#[test]
fn a_kept_deadline_and_a_missed_one_are_told_by_shape_and_word() {
    let with_times = |sealed: Option<&str>, ended: Option<&str>| {
        let mut site = with("small");
        let record = site.draws.values_mut().next().unwrap();
        record.times.sealed = sealed.map(minute);
        record.times.ended = ended.map(minute);
        pages_of(&site).remove("draws/2023q3-key/index.html").unwrap()
    };
    let commit = vector("small").commit.unwrap();
    let after = |days: i64| (commit.reveal_by + chrono::Duration::days(days)).format("%Y-%m-%d 16:00").to_string();
    let seal = commit.seal_by.format("%Y-%m-%d %H:%M").to_string();
    let kept = with_times(Some(&seal), Some(&after(0)));
    assert_eq!(kept.matches("<span class=\"badge badge-met\">按时</span>").count(), 3, "{kept}");
    let late = with_times(Some(&seal), Some(&after(4)));
    assert_eq!(late.matches("<span class=\"badge badge-late\">晚了4天</span>").count(), 1, "{late}");
    let unknown = with_times(None, None);
    assert_eq!(unknown.matches("badge-met").count(), 1, "no time is invented: {unknown}");
    says(&unknown, &["时间未记录"]);
    let mut site = with("sealed");
    site.as_of = commit.reveal_by + chrono::Duration::days(3);
    let overdue = pages_of(&site).remove("draws/2023q3-key/index.html").unwrap();
    says(&overdue, &["<span class=\"badge badge-overdue\">超过期限3天，还没有做</span>"]);
}

/// The rows of the list of draws: id, state, whether late, sentence.
fn rows(site: &Site) -> Vec<(String, String, bool, String)> {
    let page = &pages_of(site)["draws/index.html"];
    let inside = |text: &str, open: &str| text.split(open).nth(1).unwrap().split('<').next().unwrap().to_owned();
    page.split("<ul class=\"draw-list\">")
        .skip(1)
        .flat_map(|group| group.split("</ul>").next().unwrap().split("<li>").skip(1))
        .map(|row| {
            let state = row.split("badge badge-").nth(1).unwrap().split('"').next().unwrap().to_owned();
            let late = row.contains("badge-overdue");
            (inside(row, "<small>"), state, late, inside(row, "<span class=\"draw-line\">"))
        })
        .collect()
}

#[test]
fn draws_that_the_plan_asks_for_stand_in_the_list_before_they_are_made() {
    let mut site = county();
    site.draws.clear();
    site.visits.clear();
    site.as_of = day("2026-07-15");
    let row = |state: &str, late: bool, line: &str| ("key-2026".to_owned(), state.to_owned(), late, line.to_owned());
    let when = "计划写的时间：";
    let all = rows(&site);
    assert_eq!(all.len(), 4);
    assert!(all[0].3.starts_with(&format!("最迟2026-12-31抽取。{when}")), "{all:?}");
    assert_eq!((all[0].1.as_str(), all[0].2, all[1].2), ("planned", false, false));
    assert_eq!(
        all[2..],
        [
            row("planned", true, "期限是2026-06-30，至今没有抽取"),
            row("planned", true, "期限是2026-03-31，至今没有抽取"),
        ]
    );
    let page = &pages_of(&site)["draws/index.html"];
    says(page, &["另有2次计划要抽、已过期限，至今没有抽取。", "过了期限还没有做。"]);
    // A draw that stands takes the place of its row; a void one does not.
    let draws = county().draws.clone();
    let first = draws.values().find(|draw| draw.period == Period::parse("2026q1").unwrap()).unwrap().clone();
    site.draws.insert(first.id.clone(), first.clone());
    let ids = |site: &Site| rows(site).into_iter().map(|(id, state, ..)| format!("{id} {state}")).collect::<Vec<_>>();
    assert_eq!(ids(&site), ["key-2026 planned", "key-2026 planned", "key-2026 planned", "2026q1-key revealed"]);
    site.draws.get_mut(&first.id).unwrap().state = DrawState::Void;
    assert_eq!(ids(&site).len(), 5);
    site.plans.iter_mut().for_each(|plan| plan.published_at = None);
    assert_eq!(ids(&site), ["2026q1-key void"], "a plan that is not public asks for nothing here");
}

/// The front page asks for the same draws as the list: a task that an earlier version of the plan named otherwise is not missing.
#[test]
fn the_front_page_waits_for_the_draws_that_the_list_waits_for() {
    let mut site = county();
    site.as_of = day("2026-08-15");
    site.plans[0].tasks[0].id = mingchou::model::TaskId::parse("key-again").unwrap();
    let listed: Vec<bool> = rows(&site).iter().filter(|row| row.1 == "planned").map(|row| row.2).collect();
    assert_eq!(listed, [false, false], "the third and the fourth quarter");
    let page = &pages_of(&site)["index.html"];
    let board = page.split("<div class=\"board\"").nth(1).unwrap().split("</div>\n</div>").next().unwrap();
    assert_eq!((board.matches("badge-planned").count(), board.matches("badge-overdue").count()), (2, 0), "{board}");
}

#[test]
fn every_state_in_the_list_has_its_sentence() {
    for (folder, sentence) in [
        ("committed", "名单和算法已经定死，等公开号码开出。谁也不知道会抽中谁。"),
        ("sealed", "已经抽好，装在封好的“信封”里。检查之前名单保密。"),
        ("small", "“信封”已经打开，全部公开，任何人都可以重算。"),
        ("void", "这一次不算数，但不撤下，原因写在页面上。"),
        ("void-unopened", "不算数，而且有一方没有交出随机数，没人能知道本来会抽中谁。"),
        ("lost", "名单没有换过，但丢了一个随机数，不能重算。"),
        ("shortfall", "这一期没有可以抽的单位，照实记录。"),
    ] {
        let site = with(folder);
        let state = site.draws.values().next().unwrap().state.as_str();
        let page = &pages_of(&site)["draws/index.html"];
        let legend = page.split("<dl class=\"draw-legend\">").nth(1).unwrap().split("</dl>").next().unwrap();
        let row = legend.split("<div>").find(|row| row.contains(&format!("badge-{state}\""))).unwrap();
        assert!(row.contains("</span> 1</dt>") && row.contains(&format!("<dd>{sentence}</dd>")), "{folder}: {row}");
    }
}

/// The county of the repository.
fn fictional() -> Site {
    let raw = mingchou::load::load(Path::new(env!("CARGO_MANIFEST_DIR")));
    let as_of = raw.config.as_ref().unwrap().value.as_of.unwrap();
    mingchou::check::check(raw, as_of).value.unwrap()
}

const THIRD: &str = "2026q3-general";

/// The short sentence of the draw's page.
fn short(page: &str) -> String {
    let text = page.split("<h2 id=\"changes\">").nth(1).unwrap().split("<p>").nth(1).unwrap();
    text.split('<').next().unwrap().trim().to_owned()
}

#[test]
fn a_planted_quiet_removal_is_seen_by_whoever_reads() {
    let mut site = fictional();
    let honest = pages_of(&site);
    let changes = format!("draws/{THIRD}/changes.html");
    let index = format!("draws/{THIRD}/index.html");
    assert_eq!(short(&honest[&index]), "名单上的单位一家不多、一家不少，13家换了层。");
    assert!(!honest[&changes].contains("没有记载理由"), "{}", honest[&changes]);
    // A firm that was not drawn is taken off the list before the commitment: every hash of the draw still fits.
    let record = site.draws.get_mut(&draw_id(THIRD)).unwrap();
    let friend = record.roster.iter().find(|row| record.drawn.iter().all(|drawn| drawn.object != row.id)).unwrap();
    let (id, name) = (friend.id.clone(), friend.name.clone());
    record.roster = record.roster.iter().filter(|row| row.id != id).cloned().collect();
    let forged = pages_of(&site);
    assert_eq!(short(&forged[&index]), "新增0家，减少1家，13家换了层（1家没有记载理由）。");
    let (page, row) = (&forged[&changes], format!("<small>{id}</small>"));
    assert_eq!(page.matches(&row).count(), 1, "{page}");
    let row = page.split("<tr>").find(|part| part.contains(&row)).unwrap();
    says(
        row,
        &[
            &name,
            "→ 不在名单上",
            "<span class=\"badge badge-late\">没有记载理由</span> 名录库里没有移出或关闭的记录，名单定下那天它还在册。",
        ],
    );
    says(page, &["<h2 id=\"left\">上一次有，这一次没有：1家</h2>"]);
    // It shows in the next draw as well, where the firm comes back.
    says(
        &forged["draws/2026q4-general/changes.html"],
        &["<h2 id=\"added\">上一次没有，这一次新增：1家</h2>", id.as_str()],
    );
    // With a record, the record is named and nothing is marked.
    site.changes.push(Change {
        date: day("2026-06-30"),
        recorded: day("2026-07-01"),
        subject: id.to_string(),
        field: "status".into(),
        old: "正常".into(),
        new: "关闭".into(),
        reason: "企业已注销".into(),
        evidence: "示例关闭1号".into(),
    });
    let recorded = pages_of(&site);
    says(&recorded[&changes], &["2026-06-30状态由“正常”改为“关闭”。理由：企业已注销（示例关闭1号，2026-07-01录入）"]);
    assert!(!recorded[&changes].contains("没有记载理由"), "{}", recorded[&changes]);
}

#[test]
fn a_firm_parked_among_the_seen_and_a_load_made_up_are_named_on_the_draws_page() {
    let mut site = fictional();
    let record = site.draws.get_mut(&draw_id(THIRD)).unwrap();
    let mut rows = record.roster.to_vec();
    let parked = rows.iter_mut().find(|row| row.stratum == "fresh").unwrap();
    parked.stratum = "seen".into();
    let id = parked.id.clone();
    record.roster = rows.into();
    let mut people = record.inspectors.to_vec();
    people[0].load += 50;
    record.inspectors = people.into();
    let pages = pages_of(&site);
    says(
        &pages[&format!("draws/{THIRD}/index.html")],
        &["1家所在的层，与已经公开的抽取不符。", "1名检查人员的已派次数，与已经公开的抽取加起来不相等。"],
    );
    let page = &pages[&format!("draws/{THIRD}/changes.html")];
    let section = page.split("<h2 id=\"misplaced\">").nth(1).unwrap().split("</table>").next().unwrap();
    says(section, &[id.as_str(), "今年已经公开的抽取都没有抽中过它，却放在“查过一次”的层里。"]);
}

#[test]
fn the_first_draw_of_a_kind_has_nothing_to_compare_and_no_page() {
    let mut site = with("small");
    // Loads and visits that no draw of the site explains are told even so.
    assert!(pages_of(&site).contains_key("draws/2023q3-key/changes.html"));
    let record = site.draws.values_mut().next().unwrap();
    record.inspectors = record.inspectors.iter().map(|row| InspectorRow { load: 0, ..row.clone() }).collect();
    record.roster = record.roster.iter().map(|row| RosterRow { stratum: "fresh".into(), ..row.clone() }).collect();
    let pages = pages_of(&site);
    assert!(!pages.contains_key("draws/2023q3-key/changes.html"));
    assert_eq!(short(&pages["draws/2023q3-key/index.html"]), "本站没有更早的同类抽取，没有上一次的名单可比。");
}

#[test]
fn a_slip_tells_who_was_exchanged_once_the_draw_is_open() {
    let mut site = with("small");
    let seals = |site: &Site| pages_of(site).remove("check/seals.js").unwrap();
    assert!(!seals(&site).contains("\"changed\""));
    let record = site.draws.values_mut().next().unwrap();
    let other = record.inspectors.iter().find(|row| !record.drawn[0].team.contains(&row.id)).unwrap().id.clone();
    record.substitutions = vec![Substitution {
        seq: 0,
        object: record.drawn[0].object.clone(),
        slot: 0,
        from: record.drawn[0].team[0].clone(),
        to: Some(other.clone()),
        ground: "leave".into(),
        evidence: "x".into(),
    }];
    record.drawn[0].final_team[0] = other.clone();
    let object = record.drawn[0].object.clone();
    let script = seals(&site);
    let changed = script.split("\"changed\":{").nth(1).unwrap().split('}').next().unwrap();
    assert!(changed.starts_with(&format!("\"{object}\":[")) && changed.contains(other.as_str()), "{changed}");
    site.draws.values_mut().next().unwrap().state = DrawState::Sealed;
    assert!(!seals(&site).contains("\"changed\""), "nothing of a sealed draw");
}

/// A draw that selected thousands is told on several pages, each light enough for a phone.
#[test]
fn a_draw_of_many_rows_goes_on_on_further_pages() {
    let mut site = with("small");
    let (id, mut record) = site.draws.pop_first().unwrap();
    let first = record.drawn[0].clone();
    let many = |n: u32| mingchou::site::Drawn {
        object: ObjectId::parse(&format!("S{n:05}")).unwrap(),
        rank: n,
        name: format!("第{n}号企业"),
        ..first.clone()
    };
    record.drawn = (1..=1301).map(many).collect();
    let excluded = |n: u32| mingchou::draw::ExcludedRow {
        id: ObjectId::parse(&format!("X{n:05}")).unwrap(),
        name: "停产的企业".to_owned(),
        rule: "suspended".to_owned(),
        evidence: "示例1号".to_owned(),
    };
    record.excluded = (1..=700).map(excluded).collect();
    site.draws.insert(id.clone(), record);
    let pages = pages_of(&site);
    let on = |name: &str| &pages[&format!("draws/{id}/{name}.html")];
    let drawn = |page: &str| page.matches("class=\"n draw-rank\"").count();
    assert_eq!(["index", "page-2", "page-5"].map(|name| drawn(on(name))), [300, 300, 101]);
    assert!(!pages.contains_key(&format!("draws/{id}/page-6.html")));
    assert!(on("index").contains("第300号企业") && on("page-2").contains("第301号企业"));
    for (from, to) in [("index", "page-2"), ("page-2", "index"), ("page-5", "page-4")] {
        assert!(on(from).contains(&format!("draws/{id}/{to}.html\"")), "{from} does not lead to {to}");
    }
    assert_eq!(on("index").matches("停产的企业").count(), 200);
    says(on("index"), &["逐个看（700个）", "这里列出前200家，其余500家见 <a href=\"excluded.csv\">excluded.csv</a>"]);
    says(on("page-5"), &["这次抽取共抽中1301家，本页是其中的一部分，次序与抽取页一致。"]);
}

/// The SQL of a void draw names everybody who would have been drawn: where they are thousands it stands in its file alone.
#[test]
fn the_sql_of_a_void_draw_of_many_rows_stands_in_its_file_alone() {
    let (mut site, id) = (with("void"), vector("void").id);
    let of = |site: &Site| {
        let pages = pages_of(site);
        let (page, sql) = (format!("draws/{id}/index.html"), format!("check/sql/{id}-duckdb.txt"));
        (pages[&page].clone(), pages[&sql].clone())
    };
    let insert = "CREATE TEMP TABLE published";
    let (page, sql) = of(&site);
    assert!(page.contains(insert) && sql.contains(insert), "a short one is shown");
    let record = site.draws.get_mut(&id).unwrap();
    let first = record.drawn[0].clone();
    let row = |n: u32| mingchou::site::Drawn {
        object: ObjectId::parse(&format!("S{n:05}")).unwrap(),
        rank: n,
        ..first.clone()
    };
    record.drawn = (1..=1301).map(row).collect();
    let (page, sql) = of(&site);
    assert!(!page.contains(insert), "a long one is not");
    assert!(page.contains(&format!("check/sql/{id}-duckdb.txt\"")), "it is linked");
    assert!(sql.contains(insert) && sql.contains("'S01301'"), "and whole");
}
