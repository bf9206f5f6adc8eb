"""Handouts in a real browser, alone in a folder: they check themselves, tell when they were changed, ask for nothing, print on one
sheet, and give their files back to the byte to a few lines of foreign Python."""

import functools
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile

import harness
from test_axe import RUN
from test_pages import FAULT, POLICY, SCRIPT, Browser, served

STATES = {"2026q3-general": "recomputed", "2026q4-key": "sealed", "2026q4-special": "committed", "2026q2-general": "void",
          "2025q3-special": "shortfall"}
TONES = {"recomputed": "good", "sealed": "open", "committed": "open", "void": "gone", "shortfall": "open"}
REVEALED = "2026q3-general"
PASTED = {"html", "head", "meta", "title", "body", "table", "tbody", "tr", "th", "td", "p", "h2", "h3", "strong", "br", "a"}
ATTRIBUTES = {"style", "width", "border", "cellspacing", "cellpadding", "lang", "charset"}


@functools.cache
def handouts():
    out = harness.scratch() / "handout"
    harness.program("handout", "--root", harness.ROOT, "--out", out)
    return out


def alone(name, change=None):
    """One file in a folder of its own, under another name, as an attachment store keeps it."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
    data = (handouts() / name).read_bytes()
    if change:
        changed = change(data)
        assert changed != data, name
        data = changed
    (folder / "P020261126.html").write_bytes(data)
    return folder / "P020261126.html"


def published(draw):
    """The files of a draw as the site has them."""
    files = harness.folder(harness.demonstration() / "draws" / draw)
    return {name: data for name, data in files.items() if name.endswith((".txt", ".csv"))}


class Single(Browser):
    def opened(self, path, width=1280, **more):
        """A page, and what it asked for."""
        page = self.page(width, **more)
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path if isinstance(path, str) else path.as_uri())
        return page, asked

    def test_each_kind_of_draw_checks_itself_alone_in_a_folder(self):
        for draw, verdict in STATES.items():
            for width in (360, 1280):
                with self.subTest(draw=draw, width=width):
                    path = alone(f"single/{draw}.html")
                    page, asked = self.opened(path, width)
                    page.click("#check-go")
                    self.verdict(page, TONES[verdict], SCRIPT["verdict"][verdict])
                    page.click("#check-view summary")
                    self.fits(page, width)
                    self.assertEqual(asked, [path.as_uri()])

    def test_every_draw_has_the_verdict_of_the_program(self):
        for found in harness.verdicts(harness.demonstration()):
            with self.subTest(found["draw"]):
                page, _ = self.opened(alone(f"single/{found['draw']}.html"))
                page.click("#check-go")
                self.verdict(page, TONES[found["verdict"]], SCRIPT["verdict"][found["verdict"]])

    def test_a_stricter_host_takes_the_script_and_not_the_content(self):
        path = alone(f"single/{REVEALED}.html")
        address, server = served(path.parent)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        context = self.browser.new_context()
        self.addCleanup(context.close)
        page = context.new_page()
        page.goto(f"{address}/{path.name}")
        self.assertIn("script-src 'self'", POLICY)
        self.assertFalse(page.locator("#check-go").is_visible())
        self.assertTrue(page.locator("main table").first.is_visible())

    def test_a_host_that_changes_line_ends_changes_nothing(self):
        path = alone(f"single/{REVEALED}.html", lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
        page, _ = self.opened(path)
        page.click("#check-go")
        self.verdict(page, "good", SCRIPT["verdict"]["recomputed"])

    def test_one_changed_byte_of_a_list_is_told(self):
        def in_file(name, old, new):
            def change(data):
                start = data.index(f'data-file="{name}"'.encode())
                at = data.index(old.encode(), start)
                return data[:at] + new.encode() + data[at + len(old.encode()):]
            return change

        for name, old, new, code in (("roster.csv", "示例", "示范", "hash-differs"), ("result.csv", "fresh,1,", "fresh,2,", "result-differs"),
                                     ("commit.txt", "slack 1", "slack 2", None)):
            with self.subTest(name):
                page, _ = self.opened(alone(f"single/{REVEALED}.html", in_file(name, old, new)))
                page.click("#check-go")
                text = self.verdict(page, "bad", SCRIPT["verdict"]["failed"])
                if code:
                    self.assertIn(name, text)
                    self.assertIn(FAULT[code], text)

    def test_a_changed_script_does_not_run_and_the_content_stays(self):
        path = alone(f"single/{REVEALED}.html", lambda data: data.replace(b"page.able = function", b"page.able = function ", 1))
        context = self.browser.new_context()
        self.addCleanup(context.close)
        page = context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(path.as_uri())
        self.assertTrue(any("Content Security Policy" in text for text in said), said)
        self.assertFalse(page.locator("#check-go").is_visible())
        self.assertTrue(page.locator("main h1").is_visible())

    def test_each_file_can_be_saved_to_the_byte(self):
        for draw in (REVEALED, "2026q4-general"):
            page, _ = self.opened(alone(f"single/{draw}.html"))
            page.evaluate("document.querySelectorAll('details').forEach(function (d) { d.open = true; })")
            for name, data in published(draw).items():
                with self.subTest(draw=draw, file=name), page.expect_download() as download:
                    page.locator(f'pre[data-file="{name}"]').locator("xpath=..").locator("button").click()
                self.assertEqual(download.value.suggested_filename, name.split("/")[-1])
                self.assertEqual(pathlib.Path(download.value.path()).read_bytes(), data)

    def test_a_link_to_a_file_opens_it(self):
        page, _ = self.opened(alone(f"single/{REVEALED}.html"))
        page.locator('a[href="#file-1"]').first.click()
        self.assertTrue(page.locator("#file-1 pre").is_visible())

    def test_without_script_nothing_is_missing(self):
        for draw in STATES:
            with self.subTest(draw):
                page, asked = self.opened(alone(f"single/{draw}.html"), 360, java_script_enabled=False)
                self.assertFalse(page.locator("#check-go").is_visible())
                self.assertTrue(page.locator("noscript .notice").first.is_visible())
                self.assertEqual(page.locator("pre[data-file]").count(), len(published(draw)))
                text = page.locator("body").text_content()
                for name, data in published(draw).items():
                    self.assertIn(data.decode().rstrip("\n"), text, name)
                self.fits(page, 360)
                self.assertEqual(len(asked), 1)

    def test_the_year_is_complete_alone(self):
        for width in (360, 1280):
            page, asked = self.opened(alone("single/summary.html"), width)
            self.assertGreater(page.locator("main svg").count(), 0)
            rows = (harness.demonstration() / "data/results/2026.csv").read_text("utf-8-sig").splitlines()
            told = [row for row in rows[1:] if row.split(",")[4]]
            self.assertEqual(page.locator("main table").last.locator("tbody tr").count(), len(told))
            self.fits(page, width)
            self.assertEqual(len(asked), 1)


class Looks(Browser):
    NAMES = ("index.html", f"single/{REVEALED}.html", "single/2026q4-key.html", "single/summary.html",
             "notices/2026q4-special-commitment.html", "notices/2026q3-key-result.html")

    def test_axe_finds_nothing_and_nothing_scrolls_sideways(self):
        axe = (harness.node_package("axe-core") / "axe.min.js").read_text("utf-8")
        for width in (360, 1280):
            for name in self.NAMES:
                with self.subTest(name=name, width=width):
                    page = self.page(width, color_scheme="light")
                    page.goto((handouts() / name).as_uri())
                    self.fits(page, width)
                    page.evaluate("document.querySelectorAll('details').forEach(function (d) { d.open = true; })")
                    page.evaluate(axe)
                    self.assertEqual(page.evaluate(RUN), [], name)

    def test_the_index_leads_to_every_file(self):
        page = self.page()
        page.goto((handouts() / "index.html").as_uri())
        named = set(page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))"))
        there = set(harness.folder(handouts())) - {"index.html", "handout.txt", "SHA256SUMS.txt"}
        self.assertEqual(named, there)
        sizes = page.locator("td small").all_inner_texts()
        self.assertEqual(len(sizes), len(there))

    def test_what_is_pasted_is_plain_in_a_browser_s_own_eyes(self):
        page = self.page()
        seen = set()
        for path in sorted((handouts() / "fragments").glob("*.html")):
            page.goto(path.as_uri())
            for tag, attributes in page.evaluate(
                "Array.from(document.querySelectorAll('*')).map(function (e) { return [e.localName, Array.from(e.attributes).map(function (a) { return a.name; })]; })"
            ):
                self.assertIn(tag, PASTED, path.name)
                self.assertLessEqual(set(attributes), ATTRIBUTES, path.name)
                seen.add(tag)
        self.assertLessEqual({"table", "th", "td", "h2", "h3"}, seen)

    def test_copied_from_the_browser_a_table_stays_a_table(self):
        page = self.page()
        page.goto((handouts() / "fragments/plan-2026.html").as_uri())
        table = page.evaluate(
            "(function () { var s = window.getSelection(), b = document.createElement('div'); s.selectAllChildren(document.body);"
            " b.appendChild(s.getRangeAt(0).cloneContents()); return b.querySelectorAll('table tr').length; }())")
        self.assertEqual(table, 6)


class Paper(Browser):
    def sheets(self, name):
        page = self.page()
        page.goto((handouts() / name).as_uri())
        return page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")

    def test_announcements_are_one_sheet_of_a4(self):
        notices = sorted(path.name for path in (handouts() / "notices").glob("2026*.html"))
        short = [name for name in notices if not name.endswith("-result.html")] + ["2026q3-key-result.html", "2026q3-general-result.html"]
        self.assertGreater(len(short), 15)
        for name in short:
            with self.subTest(name):
                self.assertEqual(self.sheets(f"notices/{name}"), 1)

    def test_a_camera_reads_the_fingerprint(self):
        page = self.page()
        commit = hashlib.sha256(published("2026q4-special")["commit.txt"]).hexdigest()
        page.goto((handouts() / "notices/2026q4-special-commitment.html").as_uri())
        picture = harness.scratch() / "notice.png"
        page.screenshot(path=str(picture), full_page=True)
        done = subprocess.run([harness.tool("zbarimg"), "-q", "--raw", str(picture)], capture_output=True, text=True)
        self.assertIn(f"mingchou commitment 2026q4-special {commit}", done.stdout.splitlines())
        self.assertEqual(re.sub(r"\s", "", page.inner_text(".print")), commit)


class Bytes(Browser):
    """The lines of docs/handout.md, as a journalist copies them."""

    def taken(self, path):
        page = (harness.ROOT / "docs/handout.md").read_text("utf-8")
        script = re.search("(?s)```python\n(.*?)```", page).group(1)
        folder = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
        (folder / "take.py").write_text(script, "utf-8")
        done = subprocess.run([sys.executable, folder / "take.py", path, folder / "draw"], capture_output=True, text=True, check=True)
        return folder / "draw", dict(reversed(line.split(" ", 1)) for line in done.stdout.splitlines())

    def test_a_few_lines_of_python_give_every_file_of_every_draw(self):
        sums = dict(reversed(line.split("  ", 1)) for line in (harness.demonstration() / "SHA256SUMS.txt").read_text().splitlines())
        draws = sorted(path.stem for path in (handouts() / "single").glob("2*.html"))
        self.assertGreater(len(draws), 25)
        for draw in draws:
            with self.subTest(draw):
                folder, told = self.taken(handouts() / f"single/{draw}.html")
                self.assertEqual(harness.folder(folder), published(draw))
                self.assertEqual(told, {name: sums[f"draws/{draw}/{name}"] for name in published(draw)})

    def test_a_changed_host_and_the_program_agree(self):
        path = alone(f"single/{REVEALED}.html", lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
        folder, _ = self.taken(path)
        self.assertEqual(harness.folder(folder), published(REVEALED))
        self.assertEqual(harness.verdicts("--draw", folder)[0]["verdict"], "recomputed")
