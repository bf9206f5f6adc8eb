"""What is printed around a draw, on paper: sheets of A4 by Chromium, their codes read by zbarimg, workbooks by LibreOffice."""

import hashlib
import re
import subprocess

import harness
from test_pages import Browser

BASE = "https://lots.example.gov.cn/x/"
A4 = (595, 842)


class Papers(Browser):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = harness.scratch() / "papers"
        cls.county = cls.place / "county"
        harness.program("demo", cls.county)

    def papers(self, draw):
        harness.program("--root", self.county, "draw", "papers", draw, "--base", BASE, "--present", "Zhang office")
        return self.county / "secrets" / "draws" / draw / "papers"

    def sheets(self, path):
        """Words of each sheet that leaves the printer; every one is A4."""
        page = self.page()
        page.goto(f"file://{path}")
        pdf = self.place / f"{path.stem}.pdf"
        page.pdf(path=pdf, prefer_css_page_size=True)
        return self.read(pdf), pdf

    def read(self, pdf, turned=False):
        facts = subprocess.run([harness.tool("pdfinfo"), str(pdf)], capture_output=True, text=True, check=True).stdout
        size = re.search(r"Page size: +([\d.]+) x ([\d.]+)", facts)
        wanted = A4[::-1] if turned else A4
        self.assertEqual(tuple(round(float(side)) for side in size.groups()), wanted, pdf)
        text = subprocess.run([harness.tool("pdftotext"), "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
        return text.split("\f")[:-1]

    def codes(self, pdf):
        picture = pdf.with_suffix("")
        subprocess.run([harness.tool("pdftoppm"), "-r", "150", "-gray", "-png", str(pdf), str(picture)], check=True)
        pictures = sorted(picture.parent.glob(f"{picture.name}-*.png"))
        done = subprocess.run([harness.tool("zbarimg"), "-q", "--raw", *map(str, pictures)], capture_output=True, text=True)
        return done.stdout.split()

    def test_sealed_papers_are_whole_sheets_whose_codes_can_be_read(self):
        folder = self.papers("2026q4-key")
        leaves = (folder.parent / "leaves.txt").read_text().splitlines()
        counts = {}
        for path in sorted(folder.glob("*.html")):
            sheets, pdf = self.sheets(path)
            counts[path.name] = len(sheets)
            if path.name != "slips.html":
                last = len(sheets)
                for at, sheet in enumerate(sheets, 1):
                    self.assertIn(f"Page {at} of {last}", sheet, path)
                    self.assertIn("2026q4-key", sheet.rstrip().splitlines()[-1], path)
            if path.name == "record-sealed.html":
                commit = (self.county / "content/draws/2026q4-key/commit.txt").read_bytes()
                self.assertEqual(set(self.codes(pdf)), {hashlib.sha256(commit).hexdigest(), f"{BASE}draws/2026q4-key/index.html"})
            if path.name == "slips.html":
                codes = self.codes(pdf)
                self.assertEqual(len(codes), len(leaves))
                for leaf, code in zip(leaves, codes):
                    self.assertTrue(code.startswith(f"{BASE}check/slip.html#1/2026q4-key/"), code)
                    self.assertIn(leaf.split(" ")[4], code)
        own = [name for name in counts if re.fullmatch(r"form-\d+\.html", name)]
        self.assertEqual(len(own), len(leaves))
        self.assertTrue(all(counts[name] == 2 for name in own), "a form is one sheet, printed on both sides")
        self.assertEqual(counts["forms.html"], 2 * len(own))
        self.assertEqual(counts["slips.html"], len(leaves))
        self.assertEqual(counts["tasks.html"], len(list(folder.glob("tasks-*.xlsx"))))
        self.assertEqual((counts["index.html"], counts["list.html"], counts["record-sealed.html"]), (1, 1, 3))

    def test_each_sheet_of_the_forms_names_its_form(self):
        folder = self.papers("2026-joint")
        sheets, _ = self.sheets(folder / "forms.html")
        feet = [re.search(r"2026-joint-\d\d", sheet.rstrip().splitlines()[-1]).group() for sheet in sheets]
        self.assertEqual(feet, sorted(feet))
        self.assertEqual(len(set(feet)), len(list(folder.glob("form-*.html"))))

    def test_nothing_is_wider_than_the_sheet(self):
        for draw in ("2026q4-key", "2026-project", "2026q4-special"):
            for path in sorted(self.papers(draw).glob("*.html")):
                with self.subTest(path=path):
                    page = self.page(696)
                    page.goto(f"file://{path}")
                    self.fits(page, 696)

    def test_workbooks_print_as_wide_as_the_sheet(self):
        folder = self.papers("2026q4-key")
        out = self.place / "workbooks"
        books = sorted(folder.glob("*.xlsx"))
        subprocess.run(
            [harness.tool("soffice"), "--headless", f"-env:UserInstallation=file://{out}/profile", "--convert-to", "pdf", "--outdir", str(out),
             *map(str, books)],
            capture_output=True, text=True, timeout=300, check=True,
        )
        self.assertTrue(books)
        for book in books:
            with self.subTest(book=book.name):
                is_form = book.name.startswith("form")
                sheets = self.read(out / f"{book.stem}.pdf", turned=not is_form)
                self.assertEqual(len(sheets), 2 if is_form else 1)
                self.assertEqual(sheets[0].count("SECRET."), 1)
