"""The corpus of tests/import: made again to the byte, and read by LibreOffice as the tables it was made from."""

import csv
import io
import pathlib
import subprocess
import sys
import tempfile
import unittest

import harness

CORPUS = harness.ROOT / "tests" / "import"
sys.path.insert(0, str(CORPUS / "make"))

import make
import tables_plan as plan
import tables_registry as registry
import tables_results as results
from cells import Calc, Num, Rich

# Workbooks written here byte by byte, and the sheet that is the first in each.
BOOKS = {
    "objects-two-heads.xlsx": registry.TWO_HEADS,
    "objects-rich.xlsx": registry.RICH,
    "objects-hidden.xlsx": registry.HIDDEN[0],
    "objects-biff8.xls": registry.HIDDEN[0],
    "objects-label.et": registry.TWO_HEADS,
    "inspectors-identity.xlsx": registry.INSPECTORS,
    "items-annex.xlsx": plan.ANNEX,
    "items-annex.et": plan.ANNEX,
    "items-xiaogan.xlsx": plan.XIAOGAN,
    "tasks-seed.xlsx": plan.SEED,
    "tasks-guangzhou.xlsx": plan.GUANGZHOU,
    "tasks-changzhi.xlsx": plan.CHANGZHI,
}


def plain(cell):
    """A cell's text; a number of these tables is whole."""
    if isinstance(cell, Rich):
        return "".join(cell.runs)
    if isinstance(cell, Num):
        return str(int(cell.value))
    if isinstance(cell, Calc):
        return str(cell.value)
    return cell or ""


class Corpus(unittest.TestCase):
    def test_the_same_bytes_come_out_again(self):
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            make.texts(folder)
            make.workbooks(folder)
            made = harness.folder(folder)
        self.assertGreater(len(made), 45)
        for name, data in made.items():
            self.assertEqual((CORPUS / name).read_bytes(), data, name)

    def test_libreoffice_reads_the_tables(self):
        soffice = harness.tool("soffice")
        with tempfile.TemporaryDirectory() as scratch:
            for name, sheet in BOOKS.items():
                # Two files may differ in nothing but their ending.
                out = pathlib.Path(scratch) / name.replace(".", "-")
                form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"
                subprocess.run(
                    [soffice, "--headless", f"-env:UserInstallation=file://{scratch}/profile", "--convert-to", form, "--outdir", out, CORPUS / name],
                    check=True, capture_output=True, timeout=120,
                )
                [made] = out.glob("*.csv")
                rows = list(csv.reader(io.StringIO(made.read_text(encoding="utf-8"), newline="")))
                width = max(len(row) for row in sheet.rows)
                wanted = [[plain(cell) for cell in row] + [""] * (width - len(row)) for row in sheet.rows]
                self.assertEqual([row + [""] * (width - len(row)) for row in rows], wanted, name)


if __name__ == "__main__":
    unittest.main()
