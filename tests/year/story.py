"""The year 2026 of the clerk of a fictional county, command by command. What the lot decides is read from the lists that she prints."""

import csv
import datetime
import pathlib
import shutil

import openpyxl

import county
from cells import Sheet
from clerk import lottery

import biff8

FILES = pathlib.Path(__file__).resolve().parent
FOUND, FILED, CLEAN, GONE = "发现问题已责令整改", "发现问题已立案调查", "未发现问题", "未发现开展本次抽查涉及的经营活动"


def rows(path):
    with open(path, newline="", encoding="utf-8-sig") as text:
        return list(csv.DictReader(text))


def drawn(clerk, draw):
    """Ids and names of what a draw chose, in the order of its list."""
    for place in (clerk.root / "secrets/draws" / draw, clerk.root / "content/draws" / draw):
        if (place / "result.csv").exists():
            return [(row["id"], row["name"]) for row in rows(place / "result.csv")]
    raise AssertionError(f"{draw} has no list")


def team(clerk, draw, object):
    """Certificates of those who visit an object."""
    for place in (clerk.root / "secrets/draws" / draw, clerk.root / "content/draws" / draw):
        if (place / "assign.csv").exists():
            return [row["inspector"] for row in rows(place / "assign.csv") if row["id"] == object]
    raise AssertionError(f"{draw} has no teams")


def commit(clerk, draw, task, period, *more):
    number, _ = lottery(datetime.date.fromisoformat(clerk.now[:10]))
    beacon = f"kl8:{number}:{clerk.now[:10]}T21:30:00+08:00"
    clerk.do("draw", "commit", draw, "--task", task, "--period", period, "--beacon", beacon, *more)


def seal(clerk, draw):
    number, balls = lottery(datetime.date.fromisoformat(clerk.now[:10]))
    clerk.do("draw", "seal", draw, "--beacon", f"kl8:{number}={balls}", "--evidence", "kl8=newspaper-p4")


def todo(clerk):
    """The first of a month: the sheet for the wall and the calendar."""
    clerk.do("todo", "--html", clerk.desk / "待办.html", "--ics", clerk.desk / "待办.ics", ok=(0, 1))
    clerk.did("待办（文字、A4、日历）")


def fill(clerk, draw, visits):
    """Has the workbook of a draw's visits written, fills it in as one does in WPS, by its headings, and reads it in. In: object -> what is typed."""
    book_path = clerk.root / f"secrets/office/results-{draw}.xlsx"
    clerk.do("template", "results", draw, *([] if (clerk.root / "secrets/draws" / draw).exists() else ["--to", book_path]))
    book = openpyxl.load_workbook(book_path)
    for sheet in book:
        heads, known = {}, False
        for line in sheet.iter_rows():
            if line[0].value == "抽取编号":
                heads, known = {cell.value: cell for cell in line}, True
                continue
            if not known or line[0].value != draw:
                continue
            visit = visits.get(line[1].value)
            for heading, cell in heads.items():
                if visit and visit.get(heading):
                    sheet.cell(line[0].row, cell.column, visit[heading])
        # What is not visited yet is not handed in.
        gone = [line[0].row for line in sheet.iter_rows() if line[0].value == draw and line[1].value not in visits]
        for row in reversed(gone):
            sheet.delete_rows(row)
    book.save(book_path)
    clerk.do("import", "results", book_path, "--sheet", "*", *given([]))


def visit(day, decided, phrase, **more):
    """What is typed of a visit into its three sheets."""
    papers = {"现场检查表": "是", "企业签字": "是", "现场检查笔录": "否", "询问笔录": "否"}
    return {"检查日期": day, "检查方式": "现场检查", "认定日期": decided, "检查结果": phrase, "结论": CLEAN, **papers, **more}


def add(clerk, draw, object, day, decided, phrase, *more, ok=(0,)):
    return clerk.do("result", "add", draw, object, "--visited", day, "--determined", decided, "--phrase", phrase, "--rest", "--papers", "规定", *more, ok=ok)


def office_sheet(clerk, name, lines):
    """The four columns in which the squad hands results in: no code, no day, no word of the plan's five."""
    head = ["序号", "抽查事项名称", "抽查对象名称", "抽查结果"]
    table = [[name], head, *[[str(at), county.MAIN, object, result] for at, (object, result) in enumerate(lines, 1)]]
    path = clerk.desk / f"{name}.xls"
    biff8.Book().write(path, [Sheet("结果", table, merges=[(0, 0, 0, 3)])])
    return path


def init(clerk):
    clerk.at("2026-01-05 09:00")
    clerk.do("init", clerk.root, "--answers", FILES / "回答.toml")
    # Only so that the moments of a whole year may be simulated; the clerk of a real bureau leaves this out.
    site = clerk.root / "content/site.toml"
    site.write_text(site.read_text(encoding="utf-8").replace("[bureau]", "demo = true\n\n[bureau]", 1), encoding="utf-8")
    clerk.do("check", ok=(1,))
    clerk.did("建文件夹")
    clerk.do("import", "items", FILES / "事项清单.xlsx", "--accept", "all", "--dry-run", ok=(1,))
    answers = ["valid_from=2026-01-05", "applies-4=joint"]
    clerk.do("import", "items", FILES / "事项清单.xlsx", *given(answers))
    clerk.did("导入事项清单")


def given(answers):
    return ["--accept", "all", "--no-questions", *(word for answer in answers for word in ("--answer", answer))]


def registry(clerk):
    clerk.at("2026-01-12 09:00")
    for name in ("污染源名录.xlsx", "执法人员.xlsx", "住建执法人员.csv"):
        shutil.copy(FILES / name, clerk.desk / name)
    objects, staff, partners = (clerk.desk / name for name in ("污染源名录.xlsx", "执法人员.xlsx", "住建执法人员.csv"))
    clerk.do("import", "objects", objects, "--dry-run", ok=(1,))
    change(objects, lambda sheet: sheet.delete_rows(37))
    clerk.do("import", "objects", objects, *given([]), "--column", "类别=H")
    more = ["--add", "--reason", "市局下发名单", "--evidence", "示环办〔2026〕3号", "--date", "2026-01-12"]
    clerk.do("import", "objects", FILES / "在建项目.xls", "--dry-run", ok=(1,))
    clerk.do("import", "objects", FILES / "在建项目.xls", *given([]), "--column", "主体名称=B", "--column", "单位地址=E", *more)
    clerk.did("导入对象名录库（40家）")
    clerk.do("import", "inspectors", staff, "--dry-run", ok=(1,))
    change(staff, lambda sheet: sheet.__setitem__("K12", "否"))
    clerk.do("import", "inspectors", staff, *given([]))
    clerk.do("import", "inspectors", partners, "--dry-run", ok=(1,))
    partners.write_bytes(partners.read_bytes().decode("gb18030").replace("住建,", "housing,").encode("gb18030"))
    more = ["--add", "--reason", "联合抽查的配合部门", "--evidence", "青建函〔2026〕1号", "--date", "2026-01-12"]
    clerk.do("import", "inspectors", partners, *given([]), *more)
    clerk.did("导入人员名录库（10+3人）")
    # A list that is new has no history, and a firm that is closed in it needs one.
    clerk.append("registry/changes.csv", f"2025-10-31,2026-01-12,{county.credit(60)}001Q,status,正常,关闭,企业注销,青市监注〔2025〕61号")
    # Kinship that staff declared; the workbook that `template` writes for it is no kind of `import`.
    clerk.append("registry/recusals.csv", f"{county.credit(5)}001P,14990100003,relative,2026-01-12")
    clerk.do("check", ok=(1,))


def change(path, how):
    """Opens a workbook of the office and saves it again."""
    book = openpyxl.load_workbook(path)
    how(book.active)
    book.save(path)


PLAN = [
    "year=2026", "visit_time=当季", "methods=现场检查", "credit=未应用信用风险等级分类：上级尚未下发分类结果",
    "class-2026年生活污水处理中心联合抽查=joint",
]


def plan(clerk):
    clerk.at("2026-01-15 09:00")
    clerk.do("import", "tasks", FILES / "抽查计划.xlsx", "--dry-run", ok=(1,))
    clerk.do("import", "tasks", FILES / "抽查计划.xlsx", "--accept", "all", "--answer", "year=2026", "--dry-run", ok=(1,))
    more = ["title=2026年度随机抽查工作计划", "document=示环青发〔2026〕1号", "issued=2026-01-15", "superior=exclude"]
    clerk.do("import", "tasks", FILES / "抽查计划.xlsx", *given(PLAN + more))
    clerk.did("导入年度计划（印发）")


def opening(clerk):
    """The site goes up for the first time, with the plan."""
    clerk.at("2026-01-20 10:00")
    clerk.edit("plans/2026/v1/plan.toml", ("superior_checked", 'published_at = "2026-01-20 10:00"\nsuperior_checked'))
    for page in ("about", "complaints", "limits", "privacy"):
        path = clerk.root / f"content/pages/{page}.md"
        draft = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("待完善"))
        clerk.edit(f"pages/{page}.md", (draft + "\n", ""))
    clerk.edit("site.toml", ('police = ""', 'police = "示公网安备00000000000000号"'))
    clerk.do("log", "key")
    clerk.do("check")
    clerk.publish(whole=True)
    clerk.did("公布计划，网站第一次上传")


def draws(clerk, day, *ones, extra=()):
    """Commitments in the morning, seals in the evening; the site is uploaded after both."""
    clerk.at(f"{day} 10:00")
    for draw, task, period, *more in ones:
        commit(clerk, draw, task, period, *more)
    for draw, task, period in extra:
        clerk.do("draw", "shortfall", draw, "--task", task, "--period", period)
    clerk.publish()
    clerk.at(f"{day} 22:30")
    for draw, *_ in ones:
        seal(clerk, draw)
    clerk.publish()
    for draw, *_ in ones:
        clerk.do("draw", "papers", draw, "--base", clerk.url)
    clerk.did(f"抽取{len(ones)}次并封存，打印" + (f"；不足额{len(extra)}次" if extra else ""))


def reveal(clerk, *draws):
    for draw in draws:
        clerk.do("draw", "reveal", draw)
    # With the list the results that were put aside become public.
    clerk.publish()
    clerk.did(f"揭示{len(draws)}次，结果随之公开")


def close(clerk, quarter):
    """What a round ends with."""
    clerk.do("report", "summary", quarter, "--to", clerk.desk / f"统计表-{quarter}.xlsx")
    clerk.do("report", "platform", quarter, "--to", clerk.desk / f"省平台-{quarter}.zip")
    clerk.do("report", "platform", quarter, "--pushed", clerk.now[:10])
    # What was pushed is a record too: logged before the archive is made, for an archive tells of records that are not.
    clerk.publish()
    clerk.do("archive", quarter)
    clerk.did(f"{quarter}统计表、推送省平台、归档")
