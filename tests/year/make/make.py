"""Writes the files of ../ : `python3 make.py [FOLDER]`. The same bytes every time; none by the program's own writer of workbooks."""

import csv
import io
import pathlib
import sys

import county

import biff8
import ooxml


def comma(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent
    folder.mkdir(parents=True, exist_ok=True)
    ooxml.Book().write(folder / "污染源名录.xlsx", [county.registry()])
    biff8.Book().write(folder / "在建项目.xls", [county.projects()])
    ooxml.Book(wps=True).write(folder / "执法人员.xlsx", [county.inspectors()])
    (folder / "住建执法人员.csv").write_bytes(comma(county.partners()).encode("gb18030"))
    ooxml.Book().write(folder / "事项清单.xlsx", [county.items()])
    ooxml.Book(inline=True).write(folder / "抽查计划.xlsx", [county.plan()])
    ooxml.Book(inline=True).write(folder / "抽查计划-调整.xlsx", [county.plan(second=True)])


if __name__ == "__main__":
    main()
