//! Which tables a kind of template has, and a filled row of each. In: nothing. Out: constants. The columns themselves are those that
//! `load` declares.

/// A table of the bureau's folder that can be filled in elsewhere.
pub(crate) struct Form {
    /// Key of its words below `office.table` and `office.column-of`.
    pub(crate) key: &'static str,
    /// Path below `content/`, as `load` declares it.
    pub(crate) path: &'static str,
    /// A row to learn from: English column name and value.
    pub(crate) example: &'static [(&'static str, &'static str)],
}

/// The word of the command → the tables its workbook holds.
pub(crate) const KINDS: [(&str, &[&str]); 21] = [
    ("objects", &["objects"]),
    ("inspectors", &["inspectors"]),
    ("auxiliary", &["auxiliary"]),
    ("recusals", &["recusals"]),
    ("changes", &["changes"]),
    ("items", &["items"]),
    ("laws", &["laws"]),
    ("tasks", &["tasks"]),
    ("results", &["results", "answers", "documents"]),
    ("answers", &["answers"]),
    ("documents", &["documents"]),
    ("followups", &["followups"]),
    ("corrections", &["corrections"]),
    ("events", &["superior", "special", "exempt"]),
    ("superior", &["superior"]),
    ("special", &["special"]),
    ("exempt", &["exempt"]),
    ("replies", &["replies"]),
    ("reasons", &["reasons"]),
    ("pushes", &["pushes"]),
    ("calendar", &["calendar"]),
];

/// Every table, with its example.
pub(crate) const FORMS: [Form; 20] = [
    Form {
        key: "objects",
        path: "registry/objects.csv",
        example: &[
            ("id", "91140826MA0JXC0153"),
            ("name", "示例甲建材厂"),
            ("code", "91140826MA0JXC0153"),
            ("town", "示例镇"),
            ("address", "示例镇示例村东"),
            ("classes", "一般排污单位"),
            ("elements", "废气;废水"),
            ("status", "正常"),
            ("registered", "2026-01-05"),
        ],
    },
    Form {
        key: "inspectors",
        path: "registry/inspectors.csv",
        example: &[
            ("id", "04110900123"),
            ("name", "张示例"),
            ("department", "执法队"),
            ("post", "执法员"),
            ("valid_to", "2028-12-31"),
            ("available", "是"),
            ("registered", "2026-01-05"),
        ],
    },
    Form {
        key: "auxiliary",
        path: "registry/auxiliary.csv",
        example: &[("id", "fz-1"), ("name", "示例监测站"), ("organisation", "示例监测站"), ("expertise", "废水采样")],
    },
    Form {
        key: "recusals",
        path: "registry/recusals.csv",
        example: &[
            ("object", "91140826MA0JXC0153"),
            ("inspector", "04110900123"),
            ("ground", "近亲属"),
            ("from", "2026-01-05"),
        ],
    },
    Form {
        key: "changes",
        path: "registry/changes.csv",
        example: &[
            ("date", "2026-03-02"),
            ("recorded", "2026-03-03"),
            ("subject", "91140826MA0JXC0153"),
            ("field", "status"),
            ("old", "正常"),
            ("new", "停产"),
            ("reason", "企业申请停产"),
            ("evidence", "停产报告〔2026〕3号"),
        ],
    },
    Form {
        key: "items",
        path: "items.csv",
        example: &[
            ("id", "20"),
            ("category", "固定污染源监管"),
            ("name", "排污许可证执行情况的检查"),
            ("scope", "取得排污许可证的单位"),
            ("kind", "一般检查事项"),
            ("methods", "现场检查;书面检查"),
            ("body", "县级生态环境部门"),
            ("bases", "《排污许可管理条例》第二十六条"),
            ("applies", "general;key"),
            ("valid_from", "2026-01-05"),
        ],
    },
    Form {
        key: "laws",
        path: "laws.csv",
        example: &[("name", "排污许可管理条例"), ("valid_from", "2021-03-01"), ("source", "国务院令第736号")],
    },
    Form {
        key: "tasks",
        path: "plans/YYYY/vN/tasks.csv",
        example: &[
            ("task", "general-2026"),
            ("name", "一般排污单位日常监管抽查"),
            ("kind", "不定向"),
            ("items", "1;2"),
            ("class", "一般排污单位"),
            ("scope", "名录库内全部一般排污单位"),
            ("base", "230"),
            ("rate", "5%"),
            ("cycle", "每季度"),
            ("draw_time", "每季度第一个月"),
            ("visit_time", "当季"),
            ("methods", "现场检查"),
            ("initiator", "县生态环境局"),
            ("guide", "市生态环境局"),
            ("basis", "《环境保护法》第二十四条"),
            ("credit", "未应用信用风险分级"),
        ],
    },
    Form {
        key: "results",
        path: "results/YYYY.csv",
        example: &[
            ("draw", "2026q1-general"),
            ("object", "91140826MA0JXC0153"),
            ("visited", "2026-02-10"),
            ("method", "现场检查"),
            ("determined", "2026-02-12"),
            ("published_at", "2026-02-20 10:00"),
            ("result", "未发现问题"),
            ("agency", "县生态环境局"),
        ],
    },
    Form {
        key: "answers",
        path: "results/YYYY-items.csv",
        example: &[
            ("draw", "2026q1-general"),
            ("object", "91140826MA0JXC0153"),
            ("item", "1"),
            ("answer", "未发现问题"),
        ],
    },
    Form {
        key: "documents",
        path: "results/YYYY-documents.csv",
        example: &[
            ("draw", "2026q1-general"),
            ("object", "91140826MA0JXC0153"),
            ("form", "是"),
            ("signed", "是"),
            ("record", "否"),
            ("inquiry", "否"),
        ],
    },
    Form {
        key: "followups",
        path: "results/YYYY-followups.csv",
        example: &[
            ("draw", "2026q1-general"),
            ("object", "91140826MA0JXC0153"),
            ("date", "2026-03-10"),
            ("state", "已整改"),
            ("note", "复查合格"),
            ("published_at", "2026-03-11 09:00"),
        ],
    },
    Form {
        key: "corrections",
        path: "results/YYYY-corrections.csv",
        example: &[
            ("draw", "2026q1-general"),
            ("object", "91140826MA0JXC0153"),
            ("field", "visited"),
            ("old", "2026-02-11"),
            ("new", "2026-02-10"),
            ("reason", "录入时看错日期"),
            ("published_at", "2026-03-01 09:00"),
        ],
    },
    Form {
        key: "superior",
        path: "events/superior.csv",
        example: &[
            ("object", "91140826MA0JXC0153"),
            ("body", "市生态环境局"),
            ("date", "2026-02-10"),
            ("document", "市环检〔2026〕5号"),
            ("result", "未发现问题"),
            ("recorded", "2026-02-12 09:00"),
        ],
    },
    Form {
        key: "special",
        path: "events/special.csv",
        example: &[
            ("object", "91140826MA0JXC0153"),
            ("kind", "行政处罚"),
            ("decided", "2026-02-10"),
            ("document", "县环罚〔2026〕5号"),
            ("recorded", "2026-02-12 09:00"),
        ],
    },
    Form {
        key: "exempt",
        path: "events/exempt.csv",
        example: &[
            ("id", "fsj-2026-001"),
            ("object", "91140826MA0JXC0153"),
            ("visited", "2026-02-10"),
            ("ground", "4"),
            ("method", "现场检查"),
            ("determined", "2026-02-12"),
            ("published_at", "2026-02-20 10:00"),
            ("result", "未发现问题"),
        ],
    },
    Form {
        key: "replies",
        path: "replies.csv",
        example: &[
            ("object", "91140826MA0JXC0153"),
            ("draw", "2026q1-general"),
            ("text", "我厂已经整改，附照片存局。"),
            ("published_at", "2026-03-01 09:00"),
        ],
    },
    Form {
        key: "reasons",
        path: "reasons.csv",
        example: &[
            ("rule", "R13"),
            ("subject", "2026-v1"),
            ("text", "等待县政府批准，公布晚了两天。"),
            ("published_at", "2026-04-20 09:00"),
        ],
    },
    Form {
        key: "pushes",
        path: "pushes.csv",
        example: &[("kind", "结果"), ("subject", "2026q1-general"), ("date", "2026-04-20")],
    },
    Form {
        key: "calendar",
        path: "calendar/YYYY.csv",
        example: &[("date", "2026-10-01"), ("kind", "放假"), ("name", "国庆节"), ("source", "国务院办公厅通知")],
    },
];

/// The form of a key.
pub(crate) fn form(key: &str) -> Option<&'static Form> {
    FORMS.iter().find(|form| form.key == key)
}
