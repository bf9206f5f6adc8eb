"""Writes every file of ../ that no office program has to write: `python3 make.py [FOLDER]`. The same bytes every time."""

import csv
import io
import pathlib
import sys
import zipfile

import biff8
import ooxml
import tables_plan as plan
import tables_registry as registry
import tables_results as results
from cells import Num, Sheet


def comma(rows, end="\n"):
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return out.getvalue()


def sheet(name, rows, **more):
    return Sheet(name, rows, **more)


def texts(folder):
    """CSV files: what differs is encoding, ends of lines and separators."""
    files = {
        "objects-plain.csv": comma(registry.PLAIN).encode(),
        "objects-gb18030.csv": comma(registry.RARE, "\r\n").encode("gb18030"),
        "objects-bom.csv": b"\xef\xbb\xbf" + comma(registry.LINES, "\r\n").encode(),
        "objects-utf16.csv": comma(registry.PLAIN).encode("utf-16"),
        "objects-tabs.csv": comma(registry.PLAIN).replace(",", "\t").encode(),
        "objects-typed.csv": comma(registry.TYPED).encode(),
        "objects-renamed.csv": comma(registry.RENAMED).encode("gb18030"),
        "objects-persons.csv": comma(registry.PERSONS).encode(),
        "objects-days.csv": comma(registry.DAYS).encode("gb18030"),
        "inspectors-gb18030.csv": comma(registry.INSPECTORS_PLAIN, "\r\n").encode("gb18030"),
        "items-declared.csv": comma(plan.DECLARED_ITEMS).encode(),
        "tasks-education.csv": comma(plan.EDUCATION).encode("gb18030"),
        "tasks-jianghan.csv": b"\xef\xbb\xbf" + comma(plan.JIANGHAN, "\r\n").encode(),
        "tasks-shanxi-2021.csv": comma(plan.SHANXI).encode(),
        "tasks-forestry-2019.csv": comma(plan.FORESTRY).encode("gb18030"),
        "tasks-spellings.csv": comma(plan.SPELLINGS).encode(),
        "results-own.csv": comma(results.OWN).encode("gb18030"),
        "results-unknown.csv": comma(results.UNKNOWN).encode(),
        "results-sealed.csv": comma(results.SEALED).encode(),
        "events-special.csv": comma(results.SPECIAL).encode(),
        "events-exempt.csv": comma(results.EXEMPT).encode(),
        "events-unclear.csv": comma(results.UNCLEAR).encode(),
        "empty.csv": b"",
        "not-a-table.pdf": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
        "not-a-table.xls": "<html><head><meta charset=gbk></head><table><tr><td>企业名称</td></tr></table></html>".encode("gbk"),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)


def workbooks(folder):
    """.xlsx part by part, .xls and .et byte by byte."""
    book = ooxml.Book
    book().write(folder / "objects-two-heads.xlsx", [registry.TWO_HEADS])
    book(inline=True).write(folder / "objects-numbers.xlsx", [registry.NUMBERS])
    book().write(folder / "objects-hidden.xlsx", registry.HIDDEN)
    book().write(folder / "objects-rich.xlsx", [registry.RICH])
    book(dimension=False, wps=True).write(folder / "objects-wps.xlsx", [sheet("名录", registry.PLAIN), sheet("Sheet2", [["说明"]])])
    book().write(folder / "objects-formulas.xlsx", [registry.CALCULATED])
    book(date1904=True).write(folder / "objects-1904.xlsx", [registry.SINCE_1904])
    book().write(folder / "inspectors-identity.xlsx", [registry.INSPECTORS])
    book().write(folder / "items-annex.xlsx", [plan.ANNEX])
    book(inline=True, wps=True).write(folder / "items-xiaogan.xlsx", [plan.XIAOGAN])
    book().write(folder / "tasks-seed.xlsx", [plan.SEED])
    book(wps=True).write(folder / "tasks-guangzhou.xlsx", [plan.GUANGZHOU])
    book().write(folder / "tasks-shizhu.xlsx", [plan.SHIZHU])
    book(inline=True).write(folder / "tasks-changzhi.xlsx", [plan.CHANGZHI])
    book().write(folder / "results-variants.xlsx", [results.VARIANTS])
    book().write(folder / "events-superior.xlsx", [results.SUPERIOR])
    old = biff8.Book
    old().write(folder / "objects-biff8.xls", registry.HIDDEN)
    old(strings="label", codepage=936).write(folder / "objects-label.et", [registry.TWO_HEADS])
    old(old=True, codepage=936).write(folder / "objects-biff5.xls", [sheet("名录", registry.PLAIN)])
    old(date1904=True).write(folder / "objects-1904.xls", [registry.SINCE_1904])
    old().write(folder / "objects-numbers.xls", [registry.NUMBERS])
    old().write(folder / "tasks-rushan.xls", [sheet("计划", plan.RUSHAN)])
    old().write(folder / "items-annex.et", [plan.ANNEX])
    with open(folder / "not-open.xlsx", "wb") as out:
        out.write(biff8.compound({"EncryptionInfo": b"\4\0\4\0@\0\0\0", "EncryptedPackage": b"\0" * 64}))
    with zipfile.ZipFile(folder / "not-a-table.docx", "w") as out:
        out.writestr(zipfile.ZipInfo("word/document.xml", (1980, 1, 1, 0, 0, 0)), "<document/>")
    whole = (folder / "objects-two-heads.xlsx").read_bytes()
    (folder / "not-whole.xlsx").write_bytes(whole[: len(whole) // 2])


def main():
    own = pathlib.Path(__file__).resolve().parent.parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else own
    folder.mkdir(parents=True, exist_ok=True)
    texts(folder)
    workbooks(folder)


if __name__ == "__main__":
    main()
