//! The annual plans of 2025 and 2026 with the five tasks of the county's published plan, at its rates. In: the sizes of the
//! classes. Out: `plan.toml` and `tasks.csv` of each version.

use super::table::Table;
use std::collections::BTreeMap;

/// How many objects each class has, for the planned base.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub(super) general: usize,
    pub(super) key: usize,
    pub(super) projects: usize,
    pub(super) joint: usize,
}

const HEADINGS: [&str; 20] = [
    "任务编号",
    "任务名称",
    "抽查类型",
    "抽查事项",
    "类别",
    "抽查对象范围",
    "抽查基数",
    "抽查比例",
    "抽取数量",
    "频次",
    "抽取时间",
    "检查时间",
    "检查方式",
    "发起主体",
    "指导单位",
    "配合部门",
    "检查依据",
    "信用风险要求",
    "备注",
    "对象组",
];
const BUREAU: &str = "运城市生态环境局绛县分局";
const BASIS: &str = "《绛县生态环境监管“双随机、一公开”实施方案》第四部分";
const CREDIT: &str = "未应用信用风险等级分类：上级尚未下发分类结果";

struct Row {
    class: &'static str,
    class_zh: &'static str,
    items: &'static str,
    base: usize,
    rate: u32,
    yearly: bool,
    draw_time: &'static str,
    visit_time: &'static str,
    partner: &'static str,
}

fn rows(sizes: Sizes, special_rate: u32, joint_time: &'static str, key_items: &'static str) -> Vec<Row> {
    let quarter = |class, class_zh, items, base, rate| Row {
        class,
        class_zh,
        items,
        base,
        rate,
        yearly: false,
        draw_time: "每季度第一个月",
        visit_time: "当季",
        partner: "",
    };
    vec![
        quarter("general", "一般排污单位", "2", sizes.general, 5),
        quarter("key", "重点排污单位", key_items, sizes.key, 25),
        quarter("special", "特殊监管对象", "3", 0, special_rate),
        Row {
            yearly: true,
            draw_time: "计划公布后一次抽取",
            visit_time: "按检查时限",
            ..quarter("project", "在建工程建设项目", "e1", sizes.projects, 100)
        },
        Row {
            yearly: true,
            draw_time: joint_time,
            visit_time: "抽取后两个月内",
            partner: "绛县城乡和住房建设管理局",
            ..quarter("joint", "联合抽查对象", "4", sizes.joint, 100)
        },
    ]
}

fn tasks(year: i32, rows: &[Row]) -> Vec<u8> {
    let mut table = Table::new(&HEADINGS);
    for row in rows {
        let base = if row.base == 0 { String::new() } else { row.base.to_string() };
        let count = if row.base == 0 { 0 } else { (row.base * row.rate as usize).div_ceil(100) };
        table.row(&[
            format!("{}-{year}", row.class),
            format!("{year}年{}随机抽查", row.class_zh),
            "不定向".to_owned(),
            row.items.to_owned(),
            row.class_zh.to_owned(),
            format!("全县{}", row.class_zh),
            base,
            format!("{}%", row.rate),
            if count == 0 { String::new() } else { count.to_string() },
            if row.yearly { "每年" } else { "每季度" }.to_owned(),
            row.draw_time.to_owned(),
            row.visit_time.to_owned(),
            "现场检查".to_owned(),
            BUREAU.to_owned(),
            "运城市生态环境局".to_owned(),
            row.partner.to_owned(),
            BASIS.to_owned(),
            CREDIT.to_owned(),
            String::new(),
            String::new(),
        ]);
    }
    table.bytes()
}

fn head(year: i32, version: u32, number: u32, issued: &str, published: &str, more: &str) -> Vec<u8> {
    let edition = if version == 1 { String::new() } else { format!("（第{version}版）") };
    format!(
        "title = \"{year}年度随机抽查工作计划{edition}\"\ndocument = \"绛环发〔{year}〕{number}号（示例）\"\n\
         issued = \"{issued}\"\npublished_at = \"{published}\"\nsuperior_checked = \"exclude\"\n{more}"
    )
    .into_bytes()
}

/// Files of both years by path below `content/`.
pub(super) fn files(sizes: Sizes) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut put = |year: i32, version: u32, head: Vec<u8>, rows: Vec<Row>| {
        files.insert(format!("plans/{year}/v{version}/plan.toml"), head);
        files.insert(format!("plans/{year}/v{version}/tasks.csv"), tasks(year, &rows));
    };
    let first = head(2025, 1, 3, "2025-02-13", "2025-03-18 09:30", "");
    put(2025, 1, first, rows(sizes, 30, "每年第二季度", "1;5a"));
    let removed = "\n[[removed_items]]\nid = \"5a\"\nreason = \"危险废物经营单位的日常监管改由市局统一安排，本年计划不再单列。\"\n";
    put(2026, 1, head(2026, 1, 2, "2026-01-15", "2026-01-22 10:00", removed), rows(sizes, 30, "每年第二季度", "1"));
    let note =
        "note = \"特殊监管对象抽查比例由30%提高到40%；联合抽查改在第三季度，与住建部门的检查安排一致。\"\n".to_owned();
    let second = head(2026, 2, 9, "2026-06-08", "2026-06-18 15:00", &(note + removed));
    put(2026, 2, second, rows(sizes, 40, "每年第三季度", "1"));
    files
}
