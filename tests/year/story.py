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
    """The workbook of a draw's visits, filled in as one does in WPS: by its headings. In: object -> heading -> what is typed."""
    kinds = clerk.root / f"secrets/office/{draw}.xlsx"
    clerk.do("template", "results", draw, "--to", kinds)
    book = openpyxl.load_workbook(kinds)
    for sheet in book:
        for line in sheet.iter_rows():
            pass
    return kinds, book


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


def play(clerk):
    init(clerk)
    registry(clerk)
    plan(clerk)
    opening(clerk)
    draws(
        clerk, "2026-01-21", ("2026q1-general", "general-2026", "2026q1"), ("2026q1-key", "key-2026", "2026q1"),
        ("2026-project", "project-2026", "2026"), extra=[("2026q1-special", "special-2026", "2026q1")],
    )
    import year
    year.rest(clerk)
