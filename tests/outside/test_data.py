"""What people download, in programs of others: the package in frictionless, rows in jsonschema, workbooks in openpyxl and in
LibreOffice, tables in DuckDB, the feed as XML, and the lines of the page that put an earlier day together."""

import csv
import functools
import hashlib
import html
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import unittest
import xml.etree.ElementTree as tree
import zipfile

import harness
from test_pages import Browser

ATOM = "{http://www.w3.org/2005/Atom}"


def data():
    return harness.demonstration() / "data"


def rows(path):
    """Headings and rows of a published CSV."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def unguarded(cell):
    """What a workbook holds where the CSV holds this."""
    return cell[1:] if re.match(r"'[=+\-@\t\r]", cell) else cell


def csv_of(group, sheet):
    """The CSV of a sheet."""
    whole = data() / f"{group}.csv"
    return whole if whole.exists() else data() / group / f"{sheet}.csv"


def books():
    return sorted(path for path in data().glob("*.xlsx") if path.stem != "dictionary")


@functools.cache
def package():
    """The archive, unpacked."""
    place = harness.scratch() / "package"
    with zipfile.ZipFile(data() / "data.zip") as archive:
        archive.extractall(place)
    return place


class Package(unittest.TestCase):
    def report(self, place):
        frictionless = harness.module("frictionless")
        report = frictionless.validate(str(place / "datapackage.json"))
        wrong = [
            (task.name, error.type, error.note) for task in report.tasks for error in task.errors
        ]
        return [(error.type, error.note) for error in report.errors] + wrong, report.stats["tasks"]

    def test_the_package_is_valid(self):
        faults, tasks = self.report(package())
        self.assertEqual(faults, [])
        self.assertGreater(tasks, 30)

    def test_spoilt_packages_are_told(self):
        def edit(name, old, new):
            def apply(place):
                path = place / name
                text = path.read_bytes().decode("utf-8")
                assert old in text, old
                path.write_bytes(text.replace(old, new, 1).encode("utf-8"))
            return apply

        first = rows(package() / "answers" / "2026.csv")[1]
        result = rows(package() / "results" / "2026.csv")[1]
        spoils = {
            "constraint-error": edit("results/2026.csv", ",现场检查,", ",空中检查,"),
            "type-error": edit("results/2026.csv", result[2], "2026-13-40"),
            "foreign-key": edit("answers/2026.csv", ",".join(first[:3]), f"{first[0]},91140826MA0E000000,{first[2]}"),
            "primary-key": edit("draws.csv", "2025-project,", "2025-joint,"),
            "incorrect-label": edit("objects.csv", "乡镇 town", "乡 town"),
            "hash-count": edit("laws.csv", "环境保护法", "环境保护"),
        }
        for kind, spoil in spoils.items():
            place = harness.copy_of(package())
            spoil(place)
            faults, _ = self.report(place)
            self.assertIn(kind, {fault[-2] for fault in faults}, (kind, faults))

    def test_what_stands_beside_the_archive_stands_in_it(self):
        for beside, inside in (("datapackage.txt", "datapackage.json"), ("schema.txt", "schema.json"), ("licence.txt", "licence.txt")):
            self.assertEqual((data() / beside).read_bytes(), (package() / inside).read_bytes())


class Schema(unittest.TestCase):
    def test_every_row_fits_its_schema_and_a_spoilt_one_does_not(self):
        jsonschema = harness.module("jsonschema")
        schema = json.loads((data() / "schema.txt").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        counted = 0
        for book in books():
            validator = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{book.stem}", "$defs": schema["$defs"]})
            paths = [data() / f"{book.stem}.csv"] if (data() / f"{book.stem}.csv").exists() else sorted((data() / book.stem).glob("*.csv"))
            for path in paths:
                with open(path, encoding="utf-8-sig", newline="") as file:
                    for row in csv.DictReader(file):
                        faults = [fault.message for fault in validator.iter_errors(row)]
                        self.assertEqual(faults, [], (path, row))
                        counted += 1
                first = next(iter(row))
                for bad in ({**row, "x": ""}, {key: value for key, value in row.items() if key != first}, {**row, first: 7}):
                    self.assertFalse(validator.is_valid(bad), (path, bad))
        self.assertGreater(counted, 1000)


class Workbooks(unittest.TestCase):
    def test_openpyxl_reads_the_rows_of_the_csv(self):
        openpyxl = harness.module("openpyxl")
        sheets = 0
        for path in books():
            book = openpyxl.load_workbook(path)
            self.assertFalse(book.properties.creator or book.properties.lastModifiedBy, path)
            self.assertTrue(book.properties.title, path)
            for sheet in book.worksheets[1:]:
                wanted = rows(csv_of(path.stem, sheet.title))
                width = len(wanted[0])
                found = [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows(max_col=width)]
                self.assertEqual(found, [[unguarded(cell) for cell in row] for row in wanted], (path, sheet.title))
                kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
                formats = {cell.number_format for row in sheet.iter_rows() for cell in row if cell.value is not None}
                self.assertEqual((kinds, formats), ({"s"}, {"@"}), (path, sheet.title))
                self.assertEqual(sheet.freeze_panes, "A2")
                self.assertFalse(sheet.merged_cells.ranges)
                self.assertEqual(bool(sheet.auto_filter.ref), len(wanted) > 1)
                sheets += 1
        self.assertGreater(sheets, 30)

    def test_libreoffice_reads_the_rows_of_the_csv(self):
        soffice = harness.tool("soffice")
        place = harness.scratch() / "libreoffice"
        paths = sorted(data().glob("*.xlsx"))
        form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
        done = subprocess.run(
            [soffice, "--headless", f"-env:UserInstallation=file://{place}/profile", "--convert-to", form, "--outdir", str(place / "out"),
             *map(str, paths)],
            capture_output=True, text=True, timeout=300, check=True,
        )
        self.assertNotIn("Error", done.stdout + done.stderr)
        compared = 0
        for path in paths:
            parts = [part for part in sorted((place / "out").glob(f"{path.stem}-*.csv")) if not part.stem.endswith("-说明")]
            self.assertTrue(parts, path)
            if path.stem == "dictionary":
                continue
            for part in parts:
                with open(part, encoding="utf-8", newline="") as file:
                    found = list(csv.reader(file))
                wanted = rows(csv_of(path.stem, part.stem[len(path.stem) + 1:]))
                self.assertEqual(found, [[unguarded(cell) for cell in row] for row in wanted], part)
                compared += 1
        self.assertGreater(compared, 30)


class Programs(unittest.TestCase):
    def shown(self, page, at):
        """The text of a block of code of a page."""
        blocks = re.findall(r'<pre class="shell"[^>]*><code>(.*?)</code></pre>', (data() / page).read_text(encoding="utf-8"), re.S)
        return html.unescape(blocks[at])

    def test_the_python_lines_of_the_page_run(self):
        done = subprocess.run([sys.executable, "-c", self.shown("index.html", 0)], cwd=harness.demonstration(), capture_output=True, text=True, check=True)
        self.assertEqual(len(done.stdout.splitlines()), len(rows(data() / "objects.csv")) - 1)

    def test_duckdb_reads_all_years_at_once_as_text(self):
        duckdb = harness.module("duckdb")
        line = self.shown("index.html", 1).replace("'data/", f"'{data()}/")
        found = duckdb.sql(line)
        wanted = [rows(path) for path in sorted((data() / "results").glob("*.csv"))]
        self.assertEqual(found.columns, wanted[0][0])
        self.assertEqual(set(map(str, found.types)), {"VARCHAR"})
        cells = sorted(tuple(cell or "" for cell in row) for row in found.fetchall())
        self.assertEqual(cells, sorted(tuple(row) for table in wanted for row in table[1:]))

    def put_together(self, run):
        """Every day that has a head: what the lines of the page put together against a reading of the log's own entries."""
        site = harness.copy_of(harness.demonstration())
        text = (site / "log" / "entries.txt").read_text(encoding="utf-8")
        entries = [dict(line.split(" ", 1) for line in entry.splitlines()[1:]) for entry in text.split("\n\n") if entry.strip()]
        withdrawn = {(entry["withdraw"], entry["sha256"]) for entry in entries if "withdraw" in entry}
        days = sorted({entry["time"][:10] for entry in entries})
        for day in [days[0], days[len(days) // 3], "2025-07-01", "2025-12-31", "2026-01-04", "2026-01-05", days[-1], "2024-01-01"]:
            standing = {}
            for entry in (entry for entry in entries if entry["time"][:10] <= day):
                path = entry.get("record") or entry["withdraw"]
                if not path.startswith("data/"):
                    continue
                if "record" in entry:
                    standing[path] = entry["sha256"]
                elif standing.get(path) == entry["sha256"]:
                    del standing[path]
            run(site, day)
            made = {}
            for path in (site / "as-of").rglob("*.csv"):
                made[path.relative_to(site / "as-of").as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
            self.assertEqual(made, {path: digest for path, digest in standing.items() if (path, digest) not in withdrawn}, day)
            shutil.rmtree(site / "as-of", ignore_errors=True)

    def dated(self, text, day):
        changed = re.sub(r"\d{4}-\d\d-\d\d 23:59", f"{day} 23:59", text)
        self.assertIn(day, changed)
        return changed

    def test_the_shell_lines_put_a_day_together(self):
        def run(site, day):
            done = subprocess.run(["sh", "-eu", "-c", self.dated(self.shown("snapshots.html", 0), day)], cwd=site, capture_output=True, text=True)
            empty = day < "2025"
            self.assertEqual(done.returncode != 0, empty, done.stderr)
            self.assertNotIn("FAILED", done.stdout)

        self.put_together(run)

    def test_the_python_lines_put_a_day_together(self):
        def run(site, day):
            code = self.dated(self.shown("snapshots.html", 1), day)
            subprocess.run([sys.executable, "-c", code], cwd=site, capture_output=True, text=True, check=True)

        self.put_together(run)


class Feed(unittest.TestCase):
    def test_the_feed_is_atom_with_one_entry_for_each_head(self):
        root = tree.fromstring((data() / "changes.xml").read_bytes())
        self.assertEqual(root.tag, f"{ATOM}feed")
        for name in ("title", "id", "updated"):
            self.assertTrue(root.findtext(f"{ATOM}{name}"), name)
        entries = root.findall(f"{ATOM}entry")
        log = harness.demonstration() / "log"
        sizes = sorted([int(path.stem) for path in (log / "checkpoints").glob("*.txt")] + [int((log / "checkpoint.txt").read_text().splitlines()[1])], reverse=True)
        told = [int(entry.findtext(f"{ATOM}id").rsplit("#", 1)[1]) for entry in entries]
        self.assertEqual(told, sizes[:60])
        moments = [entry.findtext(f"{ATOM}updated") for entry in entries]
        self.assertEqual(moments, sorted(moments, reverse=True))
        self.assertEqual(root.findtext(f"{ATOM}updated"), moments[0])
        for entry in entries:
            self.assertTrue(entry.findtext(f"{ATOM}title") and entry.findtext(f"{ATOM}content"))
            for link in entry.findall(f"{ATOM}link"):
                target = (data() / link.get("href").split("#")[0]).resolve()
                self.assertTrue(target.is_file(), link.get("href"))

    def test_rows_of_a_change_add_up_as_sets(self):
        site = harness.demonstration()
        place = {}
        for row in csv.DictReader(io.StringIO((site / "log" / "snapshots.csv").read_text(encoding="utf-8-sig"))):
            if row["存放处 place"]:
                place[row["摘要 sha256"]] = site / row["存放处 place"]
        compared = 0
        for row in csv.DictReader(io.StringIO((site / "log" / "changes.csv").read_text(encoding="utf-8-sig"))):
            if row["变动 kind"] != "changed" or row["原摘要 before"] not in place:
                continue
            old, new = (set(map(tuple, rows(place[row[key]])[1:])) for key in ("原摘要 before", "摘要 sha256"))
            added, removed, changed = (int(row[key]) for key in ("新增行 added", "减少行 removed", "改动行 changed"))
            self.assertEqual((len(new - old), len(old - new)), (added + changed, removed + changed), row)
            compared += 1
        self.assertGreater(compared, 20)


class Pages(Browser):
    """The pages of the data before axe-core, folded and unfolded, on a phone and on a laptop; nothing scrolls sideways."""

    def test_the_pages_are_accessible_and_fit(self):
        axe = (harness.node_package("axe-core") / "axe.min.js").read_text("utf-8")
        run = "axe.run(document, {preload: false, resultTypes: ['violations']}).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))"
        for width in (360, 1280):
            page = self.page(width, color_scheme="light")
            for name in ("index", "dictionary", "snapshots"):
                for unfold in (False, True):
                    with self.subTest(page=name, width=width, unfolded=unfold):
                        page.goto(f"file://{self.site}/data/{name}.html")
                        if unfold:
                            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
                        self.fits(page, width)
                        page.evaluate(axe)
                        self.assertEqual(page.evaluate(run), [])

    def test_the_page_of_downloads_is_short_on_a_phone(self):
        page = self.page(360)
        page.goto(f"file://{self.site}/data/index.html")
        first = page.evaluate("document.querySelector('.data-tables a').getBoundingClientRect().top")
        self.assertLess(first, 1100)
        self.assertLess(page.evaluate("document.documentElement.scrollHeight"), 6500)


if __name__ == "__main__":
    unittest.main()
