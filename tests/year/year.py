"""The months of 2026, in their order."""

import csv
import shutil

import county
from story import (
    CLEAN, FILED, FILES, FOUND, GONE, add, change, close, draws, drawn, fill, given, init, office_sheet, opening, plan, PLAN, registry, reveal, rows, seal,
    commit, team, todo, visit,
)
import ooxml
from cells import Sheet


def january(clerk):
    init(clerk)
    registry(clerk)
    plan(clerk)
    opening(clerk)
    draws(
        clerk, "2026-01-21", ("2026q1-general", "general-2026", "2026q1"), ("2026q1-key", "key-2026", "2026q1"),
        ("2026-project", "project-2026", "2026"),
    )
    # Nobody is on the first special list: there is neither a draw nor a shortfall to record.
    clerk.at("2026-01-22 09:00")
    clerk.do("draw", "commit", "2026q1-special", "--task", "special-2026", "--period", "2026q1", "--beacon", "kl8:2026022:2026-01-22T21:30:00+08:00", ok=(1,))
    clerk.at("2026-01-26 09:00")
    first = drawn(clerk, "2026q1-key")[0][0]
    who = team(clerk, "2026q1-key", first)[0]
    clerk.do("result", "absent", "2026q1-key", first, "--who", who, "--ground", "leave", "--evidence", "leave-2026-07", "--yes")
    clerk.did("一人请假，顺延换人")


def february(clerk):
    clerk.at("2026-02-02 09:00")
    todo(clerk)
    clerk.at("2026-02-12 09:00")
    fill(clerk, "2026q1-general", {id: visit("2026-02-10", "2026-02-12", CLEAN) for id, _ in drawn(clerk, "2026q1-general")})
    clerk.did("一般排污单位结果：填模板导入")
    clerk.at("2026-02-13 16:00")
    first, second = drawn(clerk, "2026q1-key")
    add(clerk, "2026q1-key", first[0], "2026-02-11", "2026-02-13", FILED, "--answer", "1=发现问题")
    sheet = office_sheet(clerk, "第一季度重点排污单位抽查结果", [(second[1], "正常")])
    clerk.do("import", "results", sheet, "--dry-run", ok=(1,))
    clerk.do("import", "results", sheet, *given(["visited=2026-02-11", "determined=2026-02-13", "method=现场检查"]))
    clerk.did("重点排污单位结果：一个录入（立案，三份文书），一个按科室自己的表导入")


def march(clerk):
    clerk.at("2026-03-02 09:00")
    todo(clerk)
    clerk.at("2026-03-06 10:00")
    reveal(clerk, "2026q1-general", "2026q1-key")
    # The squad's own sheet has no column for the papers.
    first, second = (id for id, _ in drawn(clerk, "2026q1-key"))
    clerk.append("results/2026-documents.csv", f"2026q1-key,{second},是,是,否,否")
    clerk.at("2026-03-09 10:00")
    clerk.do("result", "follow", "2026q1-key", first, "整改中", "--date", "2026-03-09")
    clerk.at("2026-03-20 15:00")
    clerk.do("result", "event", "special", first, "--kind", "行政处罚", "--decided", "2026-03-20", "--document", "示环罚〔2026〕5号")
    clerk.do("result", "correct", "2026q1-key", first, "处罚决定书文号", "示环罚〔2026〕5号", "处罚决定日期", "2026-03-20", "罚款额", "20000", "--reason", "处罚决定作出后补记")
    clerk.do("result", "follow", "2026q1-key", first, "已整改", "--date", "2026-03-19")
    general = drawn(clerk, "2026q1-general")[0][0]
    clerk.do("result", "correct", "2026q1-general", general, "检查日期", "2026-02-11", "--reason", "录入时写错了一天")
    clerk.publish()
    clerk.did("行政处罚列入下季度特殊监管名单；后续处理；更正一处")
    clerk.at("2026-03-27 10:00")
    clerk.do("result", "follow", "2026q1-key", first, "已结案", "--date", "2026-03-26")
    close(clerk, "2026q1")


def untouched(clerk):
    """Names of ordinary firms that no draw has reached and that are in business."""
    seen = {name for draw in ("2026q1-general", "2026q2-general") if (clerk.root / "content/draws" / draw).exists() for _, name in drawn(clerk, draw)}
    table = {row["主体名称"]: row for row in rows(clerk.root / "content/registry/objects.csv")}
    names = [f"示例{name}有限公司" for name in county.GENERAL]
    return [name for name in names if name not in seen and table[name]["状态"] == "正常"]


def place(sheet, name):
    """Where a firm stands in the office's list."""
    return next(at for at, row in enumerate(sheet.rows) if row[1:2] == [name])


def one_row(clerk, name, object, **changes):
    """A list of one firm, as an office sends a change: the row of the registry with what is different."""
    known = next(row for row in rows(clerk.root / "content/registry/objects.csv") if object in (row["对象编号"], row["主体名称"]))
    names = {"企业名称": "主体名称", "统一社会信用代码": "统一社会信用代码", "排污许可证编号": "排污许可证编号", "所属乡镇": "乡镇", "单位地址": "单位地址", "状态": "状态"}
    row = {heading: known[column] for heading, column in names.items()} | changes
    path = clerk.desk / f"{name}.xlsx"
    ooxml.Book().write(path, [Sheet("变更", [list(row), list(row.values())])])
    return path


def april(clerk):
    clerk.at("2026-04-01 09:00")
    todo(clerk)
    clerk.at("2026-04-02 09:00")
    # The whole list again: a firm is new, one moved, one is closed.
    sheet = county.registry()
    closed, moved, checked = untouched(clerk)[:3]
    sheet.rows[place(sheet, closed)][8] = "关闭"
    sheet.rows[place(sheet, moved)][5] = "城关镇示例路99号"
    del sheet.rows[36]
    sheet.rows.insert(36, county.line(38, "新塬光伏", 61, "一般排污单位", **{"入库日期": "2026-03-30"}))
    path = clerk.desk / "污染源名录-4月.xlsx"
    ooxml.Book().write(path, [sheet])
    clerk.do("import", "objects", path, "--column", "类别=H", "--dry-run", ok=(1,))
    clerk.do(
        "import", "objects", path, *given(["gone=keep"]), "--column", "类别=H", "--whole", "--reason", "季度核对", "--evidence", "示环青办〔2026〕8号",
        "--date", "2026-04-02",
    )
    clerk.do("result", "event", "superior", checked, "--body", "示例省生态环境厅", "--date", "2026-03-25", "--document", "示环督〔2026〕12号", "--result", CLEAN)
    clerk.do("check")
    clerk.did("名录库更新；登记上级检查")
    draws(
        clerk, "2026-04-08", ("2026q2-general", "general-2026", "2026q2"), ("2026q2-key", "key-2026", "2026q2"),
        ("2026q2-special", "special-2026", "2026q2"),
        ("2026-joint", "joint-2026", "2026", "--slot", "tag:ecology", "--slot", "tag:ecology", "--slot", "tag:housing", "--slot", "tag:housing"),
    )


def may(clerk):
    clerk.at("2026-05-06 09:00")
    todo(clerk)
    clerk.at("2026-05-13 09:00")
    gate, other = (id for id, _ in drawn(clerk, "2026q2-general"))
    add(clerk, "2026q2-general", gate, "2026-05-12", "2026-05-13", GONE)
    add(clerk, "2026q2-general", other, "2026-05-12", "2026-05-13", CLEAN)
    secret, open_ = (id for id, _ in drawn(clerk, "2026q2-key"))
    clerk.do("result", "add", "2026q2-key", secret, "--visited", "2026-05-11", "--determined", "2026-05-13", "--withheld", "商业秘密", "--rest", "--papers", "规定")
    add(clerk, "2026q2-key", open_, "2026-05-11", "2026-05-13", CLEAN)
    special = drawn(clerk, "2026q2-special")[0][0]
    add(clerk, "2026q2-special", special, "2026-05-12", "2026-05-13", CLEAN)
    fill(clerk, "2026-joint", {id: visit("2026-05-12", "2026-05-13", CLEAN) for id, _ in drawn(clerk, "2026-joint")})
    clerk.did("第二季度检查：一家已关闭，一个结果依法不公开；联合检查")
    early(clerk, "2026q2", "2026-05-12", "2026-05-13")


def early(clerk, quarter, day, decided):
    """Projects of a quarter: their slips are opened, for the draw stays sealed until the last is visited."""
    deadlines = {row["对象编号"]: row["检查时限"] for row in rows(clerk.root / "content/registry/objects.csv")}
    due = [id for id, _ in drawn(clerk, "2026-project") if deadlines[id] == quarter]
    for id in due:
        add(clerk, "2026-project", id, day, decided, CLEAN)
    for id in due:
        clerk.do("draw", "slip", "2026-project", "--object", id, "--open")
    clerk.do("result", "publish", "2026-project", *due)
    clerk.publish()
    clerk.did(f"在建项目{len(due)}个，提前公开")


def june(clerk):
    clerk.at("2026-06-01 09:00")
    todo(clerk)
    clerk.at("2026-06-03 10:00")
    reveal(clerk, "2026q2-general", "2026q2-key", "2026q2-special", "2026-joint")
    gate = drawn(clerk, "2026q2-general")[0][0]
    path = one_row(clerk, "关闭", gate, 状态="关闭")
    clerk.do("import", "objects", path, *given([]), "--add", "--reason", "现场检查发现已关闭", "--evidence", "现场检查表2026-31", "--date", "2026-05-12")
    clerk.did("现场发现关闭的一家，揭示后登记名录库")
    clerk.at("2026-06-10 10:00")
    seen = drawn(clerk, "2026q1-general")[0][0]
    clerk.do("result", "exempt", seen, "--visited", "2026-06-08", "--ground", "4", "--method", "现场检查", "--phrase", FOUND, "--determined", "2026-06-10")
    clerk.do("result", "publish", "exempt")
    clerk.do("result", "event", "special", seen, "--kind", "举报查实", "--decided", "2026-06-10", "--document", "示环信〔2026〕17号")
    clerk.publish()
    clerk.did("投诉举报检查一次（不适用双随机），举报查实列入下季度名单")
    clerk.at("2026-06-26 10:00")
    close(clerk, "2026q2")


def july(clerk):
    clerk.at("2026-07-01 09:00")
    todo(clerk)
    clerk.do(
        "import", "tasks", FILES / "抽查计划-调整.xlsx", *given([
            *PLAN, "title=2026年度随机抽查工作计划（7月调整）", "document=示环青发〔2026〕9号", "issued=2026-07-01", "superior=exclude",
            "plan-note=一般排污单位抽查比例由5%提高到10%",
        ]),
    )
    clerk.edit("plans/2026/v2/plan.toml", ("superior_checked", 'published_at = "2026-07-01 09:00"\nsuperior_checked'))
    clerk.publish()
    clerk.did("计划调整为第二版并公布")
    clerk.at("2026-07-06 10:00")
    commit(clerk, "2026q3-general", "general-2026", "2026q3")
    clerk.publish()
    clerk.at("2026-07-06 15:00")
    # A firm that went in June stands in the frozen list.
    clerk.do("draw", "void", "2026q3-general", "--reason", "roster-error", "--note", "名单里有一家6月已停产的单位")
    path = one_row(clerk, "停产", untouched(clerk)[-1], 状态="停产")
    clerk.do("import", "objects", path, *given([]), "--add", "--reason", "停产", "--evidence", "停产报告2026-6", "--date", "2026-06-20")
    clerk.publish()
    clerk.did("发现名单有误，作废一次")
    draws(
        clerk, "2026-07-08", ("2026q3-general-b", "general-2026", "2026q3", "--replaces", "2026q3-general"), ("2026q3-key", "key-2026", "2026q3"),
        ("2026q3-special", "special-2026", "2026q3"),
    )


def august(clerk):
    clerk.at("2026-08-03 09:00")
    todo(clerk)
    clerk.at("2026-08-14 09:00")
    fill(clerk, "2026q3-general-b", {id: visit("2026-08-12", "2026-08-14", CLEAN) for id, _ in drawn(clerk, "2026q3-general-b")})
    for draw in ("2026q3-key", "2026q3-special"):
        for id, _ in drawn(clerk, draw):
            add(clerk, draw, id, "2026-08-13", "2026-08-14", CLEAN)
    clerk.did("第三季度检查结果")
    early(clerk, "2026q3", "2026-08-13", "2026-08-14")


def september(clerk):
    clerk.at("2026-09-01 09:00")
    todo(clerk)
    clerk.at("2026-09-04 10:00")
    reveal(clerk, "2026q3-general-b", "2026q3-key", "2026q3-special")
    left = remaining(clerk)
    clerk.at("2026-09-07 10:00")
    names = untouched(clerk)
    table = [
        ["序号", "企业名称", "检查时间", "不适用情形", "检查方式", "认定日期", "检查结果"],
        ["1", names[0], "2026-09-02", "本部门有专项或重点工作部署的", "现场检查", "2026-09-04", CLEAN],
        ["2", names[1], "2026-09-03", "⑤", "现场检查", "2026-09-04", CLEAN],
    ]
    path = clerk.desk / "专项和突发检查.xlsx"
    ooxml.Book(inline=True).write(path, [Sheet("检查", table)])
    clerk.do("import", "events", path, *given([]))
    clerk.do("result", "publish", "exempt")
    clerk.publish()
    clerk.did("专项检查、突发事件检查各一次，按原表导入")
    clerk.at("2026-09-16 10:00")
    clerk.do("result", "event", "special", left, "--kind", "挂牌督办", "--decided", "2026-09-15", "--document", "示环督〔2026〕40号")
    close(clerk, "2026q3")


def remaining(clerk):
    """A key object that no draw of the year has reached yet: the fourth quarter's must."""
    seen = {id for quarter in (1, 2, 3) for id, _ in drawn(clerk, f"2026q{quarter}-key")}
    return next(f"{county.credit(at)}001P" for at in range(1, 9) if f"{county.credit(at)}001P" not in seen)


def october(clerk):
    clerk.at("2026-10-09 09:00")
    todo(clerk)
    path = clerk.desk / "污染源名录-10月变更.xlsx"
    changed = county.line(39, "晨星电子", 62, "一般排污单位", **{"入库日期": "2026-10-08"})
    moved = county.line(5, "恒达钢铁", 5, "重点排污单位", **{"单位地址": "柳林镇示例路88号"})
    ooxml.Book(wps=True).write(path, [Sheet("变更", [county.HEAD, changed, moved])])
    clerk.do(
        "import", "objects", path, *given([]), "--column", "类别=H", "--add", "--reason", "季度核对", "--evidence", "示环青办〔2026〕31号", "--date", "2026-10-09",
    )
    clerk.do("check")
    clerk.did("名录库更新")
    draws(
        clerk, "2026-10-12", ("2026q4-key", "key-2026", "2026q4"), ("2026q4-general", "general-2026", "2026q4"), ("2026q4-special", "special-2026", "2026q4"),
    )
    special = drawn(clerk, "2026q4-special")[0][0]
    clerk.at("2026-10-13 09:00")
    clerk.do("draw", "substitute", "2026q4-special", "--object", special, "--ground", "merged-visit", "--evidence", "2026q4-key")
    clerk.did("同一单位两次抽中，合并为一次检查")


def november(clerk):
    clerk.at("2026-11-02 09:00")
    todo(clerk)
    clerk.at("2026-11-13 09:00")
    for draw in ("2026q4-key", "2026q4-general", "2026q4-special"):
        for id, _ in drawn(clerk, draw):
            add(clerk, draw, id, "2026-11-11", "2026-11-13", CLEAN)
    clerk.did("第四季度检查结果")
    early(clerk, "2026q4", "2026-11-12", "2026-11-13")


def december(clerk):
    clerk.at("2026-12-01 09:00")
    todo(clerk)
    clerk.at("2026-12-04 10:00")
    reveal(clerk, "2026q4-key", "2026q4-general", "2026q4-special", "2026-project")
    clerk.at("2026-12-28 10:00")
    close(clerk, "2026q4")
    clerk.do("report", "summary", "2026", "--to", clerk.desk / "统计表-2026.xlsx")
    clerk.do("report", "platform", "2026", "--pushed", "2026-12-28")
    clerk.do("explain", "R22")
    clerk.do("explain", "compliance/", "R23")
    clerk.do("explain", "summary/", "2026q3", "实查数")
    clerk.do("draw", "status")
    clerk.did("年度统计表、推送，查几个数字的来历")
    ending(clerk)


def ending(clerk):
    """The last upload of the year, as a release; the archive of the year; what is restored from it gives the same site."""
    clerk.at("2026-12-29 10:00")
    # What the rules find is told as of a day, so it is logged on the day of the release.
    clerk.do("log", "publish")
    # The moments were simulated; the site that stays is a real one.
    clerk.edit("site.toml", ("demo = true\n\n", ""))
    clerk.do("todo", ok=(0, 1))
    clerk.do("check", "--release")
    clerk.do("build", "--release")
    clerk.do("pack", "--preflight")
    clerk.upload()
    clerk.do("verify", clerk.url)
    clerk.did("最后一次上传，上传前检查单全部通过")
    clerk.at("2026-12-30 10:00")
    clerk.do("archive", "2026")
    restored = clerk.place / "恢复"
    clerk.do("archive", "restore", clerk.root / "archives/archive-2026.zip", root=restored)
    clerk.do("build", root=restored)
    clerk.did("全年归档，恢复到新文件夹，生成的网站一样")


MONTHS = (january, february, march, april, may, june, july, august, september, october, november, december)
