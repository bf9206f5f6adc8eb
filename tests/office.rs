//! Workbooks that people fill in: what a spreadsheet reads of them.

use calamine::{Data, Reader, SheetVisible, Xlsx, open_workbook_from_rs};
use mingchou::office::{Block, Book, Cell, Choices, Grid, Head, Look, Sheet, Table, workbook};
use std::io::{Cursor, Read};

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn book() -> Book {
    let head = |heading: &str, choices: Option<&[String]>, refusal: &str| Head {
        heading: heading.to_owned(),
        hint: format!("填{heading}"),
        note: format!("{heading}：说明"),
        required: choices.is_none(),
        choices: choices.map(|words| Choices { words: words.to_vec(), refusal: refusal.to_owned() }),
        ..Head::default()
    };
    let towns: Vec<String> = (1..=90).map(|number| format!("第{number}乡")).collect();
    let columns = vec![
        head("信用代码", None, ""),
        head("是否", Some(&words(&["是", "否"])), "只能填是或否"),
        head("乡镇", Some(&towns), ""),
        head("备注", Some(&words(&["一,二", "三"])), "不对"),
    ];
    let table = Table {
        columns,
        example: Some(words(&["91140826MA0JXC0153", "是"])),
        rows: vec![words(&["=1+1", "否", "第2乡", "0071"]), words(&["123456789012345678"])],
        blank: 2,
        open: 100,
        filter: true,
        ..Table::default()
    };
    let form = Grid {
        rows: vec![
            vec![Cell::label("检查时间"), Cell::value("").over(3)],
            vec![Cell::label("结果"), Cell::value("□未发现问题　□发现问题").over(3).high(4)],
            vec![Cell::value("签名：").over(4).look(Look::Bare)],
        ],
    };
    let first = Sheet {
        name: "填写".to_owned(),
        landscape: true,
        blocks: vec![
            Block::Title("对象登记表".to_owned()),
            Block::Note("灰色一行是示例。".to_owned()),
            Block::Table(table),
        ],
        foot: "甲 & 乙".to_owned(),
        ..Sheet::default()
    };
    let second = Sheet {
        name: "检查单".to_owned(),
        widths: vec![14, 22, 22, 22],
        blocks: vec![Block::Title("现场检查单".to_owned()), Block::Grid(form.clone()), Block::Page, Block::Grid(form)],
        ..Sheet::default()
    };
    Book { title: "登记".to_owned(), sheets: vec![first, second], ..Book::default() }
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_workbook_to_fill_in_reads_back_as_text_and_is_the_same_each_time() {
    let bytes = workbook(&book()).unwrap();
    assert!(bytes == workbook(&book()).unwrap());
    let mut read: Xlsx<_> = open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
    let visible: Vec<(String, bool)> = read
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    assert_eq!(visible, [("填写".to_owned(), true), ("检查单".to_owned(), true), ("词表".to_owned(), false)]);
    let range = read.worksheet_range("填写").unwrap();
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(|cell| cell.to_string()).collect()).collect();
    assert_eq!(rows[0][0], "对象登记表");
    assert_eq!(rows[2], ["填信用代码", "填是否", "填乡镇", "填备注"]);
    assert_eq!(rows[3], ["信用代码", "是否", "乡镇", "备注"]);
    assert_eq!(rows[4], ["示例：91140826MA0JXC0153", "是", "", ""]);
    assert_eq!(rows[5], ["=1+1", "否", "第2乡", "0071"]);
    assert_eq!(rows[6], ["123456789012345678", "", "", ""]);
    assert!(range.used_cells().all(|(_, _, cell)| matches!(cell, Data::String(_))));
    assert!(read.worksheet_formula("填写").unwrap().is_empty());
    let list = read.worksheet_range("词表").unwrap();
    assert_eq!(list.get((89, 0)), Some(&Data::String("第90乡".to_owned())));
}

#[test]
fn drop_downs_print_set_up_and_frozen_head_stand_in_the_workbook() {
    let bytes = workbook(&book()).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<formula1>\"是,否\"</formula1>"), "{sheet}");
    assert!(sheet.contains("<formula1>'词表'!$A$1:$A$90</formula1>"), "a list too long for a cell");
    assert!(sheet.contains("<formula1>'词表'!$B$1:$B$2</formula1>"), "a word with the comma that parts words");
    assert!(
        sheet.contains("sqref=\"B6:B109\""),
        "rows, blank rows and open rows take the drop-down, the example does not"
    );
    assert!(sheet.contains("error=\"只能填是或否\""));
    assert!(sheet.contains("paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\""), "{sheet}");
    assert!(sheet.contains("<pane ySplit=\"4\""), "{sheet}");
    assert!(sheet.contains("&amp;L甲 &amp;&amp; 乙&amp;R&amp;P / &amp;N"), "{sheet}");
    assert!(!sheet.contains("sheetProtection"));
    let form = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(form.contains("<rowBreaks count=\"1\""), "{form}");
    assert!(form.contains("<mergeCell ref=\"B2:D2\"/>"), "{form}");
}

#[test]
fn a_name_no_tab_can_have_is_an_error_not_a_broken_file() {
    let mut book = book();
    book.sheets[0].name = "a/b".to_owned();
    let fault = workbook(&book).unwrap_err();
    assert!(fault.contains("a/b"), "{fault}");
}
