"""The pages on which people check draws, in a real browser: from the disk, and from a server with the strictest policy."""

import functools
import hashlib
import http.server
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import tomllib
import unittest

import harness

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
WIDTHS = (360, 768, 1280)
REVEALED = "2026q3-general"
WORDS = tomllib.loads((harness.ROOT / "themes/gov/words/zh-CN/check-page.toml").read_text("utf-8"))
SCRIPT = WORDS["check-script"]
FAULT = tomllib.loads((harness.ROOT / "themes/gov/words/zh-CN/fault.toml").read_text("utf-8"))["fault"]


class Strict(http.server.SimpleHTTPRequestHandler):
    """A server that allows nothing but the site's own script, style and pictures."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args):
        pass


def served(folder):
    """A server of a folder. Out: its address, and how to stop it."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}", server


def pattern(sentence):
    """A sentence whose values may be anything."""
    return re.compile(".+?".join(re.escape(part) for part in re.split(r"\{[a-z_]+\}", sentence)) + "$", re.S)


def large_void(rows=8000):
    """The void draw of the vectors with many more objects: what would have been drawn can be worked out from it."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "void"
    shutil.copytree(harness.VECTORS / "void", folder)
    roster = "id,name,stratum,tag\n" + "".join(f"91140826MA{n:08},示例第{n}号污水处理有限公司,fresh,\n" for n in range(rows))
    excluded = len((folder / "excluded.csv").read_text("utf-8").splitlines()) - 1
    commit = (folder / "commit.txt").read_text("ascii")
    rate = int(re.search("(?m)^rate (.*)$", commit).group(1))
    new = {
        "roster-sha256 .*": f"roster-sha256 {hashlib.sha256(roster.encode()).hexdigest()}",
        "roster-rows .*": f"roster-rows {rows}",
        "quota fresh .*": f"quota fresh {min(rows, -(-(rows + excluded) * rate // 10000))}",
        "quota seen .*\n": "",
    }
    for old, by in new.items():
        commit = re.sub(f"(?m)^{old}", by, commit)
    void = (folder / "void.txt").read_text("utf-8")
    void = re.sub("(?m)^commit .*", f"commit {hashlib.sha256(commit.encode()).hexdigest()}", void)
    for name, text in {"roster.csv": roster, "commit.txt": commit, "void.txt": void}.items():
        (folder / name).write_text(text, "utf-8")
    return folder


class Browser(unittest.TestCase):
    """One Chromium and one served site for the tests of a group."""

    @classmethod
    def setUpClass(cls):
        harness.module("playwright")
        if not pathlib.Path(CHROMIUM).exists():
            harness.missing("Chromium")
        from playwright.sync_api import sync_playwright
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        cls.addClassCleanup(cls.browser.close)
        cls.site = harness.demonstration()
        cls.address, server = served(cls.site)
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)

    def page(self, width=1280, motion="reduce", **more):
        """A page whose errors and foreign requests fail the test."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, reduced_motion=motion, **more)
        page = context.new_page()
        page.set_default_timeout(20000)
        self.addCleanup(context.close)
        problems = []
        page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        own = ("file://", "http://127.0.0.1:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(own) else problems.append(request.url))
        self.addCleanup(lambda: self.assertEqual(problems, []))
        return page

    def places(self):
        return (self.address, f"file://{self.site}")

    def verdict(self, page, tone, sentence):
        """The one sentence: its tone and what it says."""
        page.wait_for_selector(".verdict")
        found = page.locator(".verdict[id]")
        self.assertEqual(found.count(), 1, found.all_inner_texts())
        text = found.inner_text()
        self.assertRegex(text, pattern(sentence))
        self.assertIn(f"verdict-{tone}", found.get_attribute("class"), text)
        return text

    def fits(self, page, width):
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width, page.url)

    def check_draw(self, place, draw, width=1280, motion="reduce"):
        page = self.page(width, motion)
        page.goto(f"{place}/draws/{draw}/index.html")
        page.click("#check-go")
        return page


class Draws(Browser):
    def test_a_revealed_draw_turns_green_everywhere(self):
        for place in self.places():
            for width in WIDTHS:
                with self.subTest(place=place, width=width):
                    page = self.check_draw(place, REVEALED, width)
                    text = self.verdict(page, "good", SCRIPT["verdict"]["recomputed"])
                    rows = len((self.site / "draws" / REVEALED / "result.csv").read_text("utf-8").splitlines()) - 1
                    self.assertIn(f"应抽{rows}家", text)
                    self.assertEqual(page.locator(".ball-drawn").count(), rows)
                    self.assertEqual(page.locator(".balls-cut").count(), 1)
                    self.assertEqual(page.locator(".check-steps .done").count(), 6)
                    page.click("#check-view summary")
                    self.fits(page, width)

    def test_drawn_objects_are_those_of_the_published_result_by_their_ranks(self):
        page = self.check_draw(self.address, REVEALED)
        page.wait_for_selector(".verdict")
        shown = page.locator(".ball-drawn small").all_inner_texts()
        result = (self.site / "draws" / REVEALED / "result.csv").read_text("utf-8").splitlines()[1:]
        rows = sorted((row.split(",") for row in result), key=lambda row: (row[2], int(row[3])))
        self.assertEqual(shown, [row[0] for row in rows])

    def test_the_list_sorts_itself_and_can_be_watched_again(self):
        page = self.check_draw(self.address, REVEALED, motion="no-preference")
        page.wait_for_selector(".ball")
        before = page.locator(".ball small").all_inner_texts()
        self.assertEqual(before, sorted(before), "the list begins in its own order")
        self.assertEqual(page.locator(".verdict").count(), 0)
        self.verdict(page, "good", SCRIPT["verdict"]["recomputed"])
        after = page.locator(".ball small").all_inner_texts()
        self.assertEqual(sorted(after), before)
        self.assertNotEqual(after, before)
        page.wait_for_function("() => { const b = document.querySelector('.verdict').getBoundingClientRect();"
                               " return b.top >= 0 && b.bottom <= innerHeight; }")
        page.click("#check-go")
        self.verdict(page, "good", SCRIPT["verdict"]["recomputed"])

    def test_it_works_with_the_keyboard_alone_and_is_announced(self):
        page = self.page()
        page.goto(f"{self.address}/draws/{REVEALED}/index.html")
        page.focus("#check-go")
        page.keyboard.press("Enter")
        page.wait_for_selector(".verdict")
        live = page.evaluate("document.querySelector('.verdict').parentNode.getAttribute('aria-live')")
        self.assertEqual(live, "assertive")
        page.focus("#check-view summary")
        page.keyboard.press("Enter")
        self.assertTrue(page.locator(".check-compared").is_visible())

    def test_every_draw_of_the_demonstration_has_its_sentence(self):
        tones = {"verified": "good", "recomputed": "good", "committed": "open", "sealed": "open", "void": "gone", "shortfall": "open"}
        seen = set()
        page = self.page()
        for found in harness.verdicts(self.site):
            kind = found["verdict"]
            with self.subTest(draw=found["draw"]):
                page.goto(f"file://{self.site}/draws/{found['draw']}/index.html")
                page.click("#check-go")
                text = self.verdict(page, tones[kind], SCRIPT["verdict"][kind])
                self.assertNotIn("{", text)
                page.click("#check-view summary")
                self.assertNotIn("[check-script", page.inner_text("#check-view"))
                seen.add(kind)
        self.assertLessEqual({"recomputed", "committed", "sealed", "void", "shortfall"}, seen)

    def test_a_void_draw_shows_who_would_have_been_drawn(self):
        void = next(found["draw"] for found in harness.verdicts(self.site) if found["verdict"] == "void")
        page = self.check_draw(self.address, void)
        self.verdict(page, "gone", SCRIPT["verdict"]["void"])
        self.assertIn(SCRIPT["would"], page.locator(".ball-drawn").first.inner_text())

    def forged(self, change):
        """A site whose draw was changed. Out: the page of the draw after the check."""
        site = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
        for part in ("assets", "check", f"draws/{REVEALED}"):
            shutil.copytree(self.site / part, site / part)
        path = site / "draws" / REVEALED / "files.js"
        text = path.read_text("utf-8")
        changed = change(text)
        self.assertNotEqual(text, changed)
        path.write_text(changed, "utf-8")
        page = self.check_draw(f"file://{site}", REVEALED)
        return page

    def test_a_changed_byte_turns_red_and_says_where(self):
        def part(text, name):
            start = text.index(f'"{name}": [')
            return start, text.index("].join", start)

        def swap(name, what, by):
            def change(text):
                start, end = part(text, name)
                inside, count = re.subn(what, by, text[start:end], count=1)
                self.assertEqual(count, 1, name)
                return text[:start] + inside + text[end:]
            return change

        def other_digit(match):
            return match.group(1) + ("0" if match.group(2) != "0" else "1")

        cases = {
            "roster": (swap("roster.csv", "示例", "示范"), "roster.csv", "hash-differs"),
            "excluded": (swap("excluded.csv", "示例", "示范"), "excluded.csv", "hash-differs"),
            "assign": (swap("assign.csv", r"(,0,\d+)(\d)", other_digit), "assign.csv", "assign-differs"),
            "seed": (swap("seed.txt", r"(nonce [a-z]+ [0-9a-f]+)([0-9a-f])", other_digit), "seed.txt", "nonce-commitment"),
            "result": (swap("result.csv", r"(,[0-9a-f]{63})([0-9a-f])", other_digit), "result.csv", "result-differs"),
        }
        for name, (change, file, code) in cases.items():
            with self.subTest(name):
                page = self.forged(change)
                text = self.verdict(page, "bad", SCRIPT["verdict"]["failed"])
                self.assertIn(file, text)
                self.assertIn(FAULT[code], text)
                self.assertEqual(page.locator(".ball").count() > 0, name in ("assign", "result"), "what it should have been")
                self.assertEqual(page.locator(".check-steps .bad").count(), 1)

    def test_the_page_and_the_program_name_the_same_rule(self):
        """The folders that every checker must refuse, picked from the disk."""
        page = self.page()
        page.goto(f"file://{self.site}/check/index.html")
        for name, code in list(sorted(harness.refused().items()))[::7]:
            with self.subTest(name):
                page.evaluate("document.getElementById('check-view').innerHTML = ''")
                self.pick(page, harness.VECTORS / "refuse" / name)
                self.assertIn(FAULT[code], self.verdict(page, "bad", SCRIPT["verdict"]["failed"]))

    def pick(self, page, folder):
        """Picks all files of a draw one by one, without its folder."""
        files = [str(file) for file in sorted(folder.rglob("*")) if file.suffix in (".txt", ".csv")]
        page.set_input_files("#pick-files", files)

    def test_files_picked_from_the_disk_are_checked(self):
        for place in self.places():
            page = self.page(360)
            page.goto(f"{place}/check/index.html")
            self.fits(page, 360)
            self.pick(page, harness.VECTORS / "small-drand")
            self.verdict(page, "good", SCRIPT["verdict"]["verified"])
            self.fits(page, 360)

    def test_a_whole_published_folder_is_checked(self):
        folder = harness.copy_of(self.site / "draws")
        roster = folder / REVEALED / "roster.csv"
        roster.write_text(roster.read_text("utf-8").replace("示例", "示范", 1), "utf-8")
        page = self.page()
        page.goto(f"{self.address}/check/index.html")
        page.set_input_files("#pick-folder", str(folder))
        number = sum(1 for path in folder.iterdir() if (path / "commit.txt").exists() or (path / "shortfall.txt").exists())
        page.wait_for_function("n => document.querySelectorAll('.check-one').length === n && document.querySelectorAll('.verdict[id]').length === n",
                               arg=number, timeout=60000)
        page.wait_for_function("() => document.querySelector('.check-now').textContent.indexOf('1') > 0")
        self.assertEqual(page.locator(".verdict-bad").count(), 1)
        self.assertEqual(page.locator(".check-now").first.inner_text(),
                         SCRIPT["some-bad"].replace("{n}", str(number)).replace("{bad}", "1"))

    def test_every_end_of_a_draw_has_its_sentence(self):
        tones = {"verified": "good", "recomputed": "good", "committed": "open", "sealed": "open", "void": "gone",
                 "void-unopened": "bad", "fixed": "gone", "shortfall": "open"}
        page = self.page()
        page.goto(f"{self.address}/check/index.html")
        for folder, kind in harness.GOOD.items():
            with self.subTest(folder):
                page.evaluate("document.getElementById('check-view').innerHTML = ''")
                self.pick(page, harness.VECTORS / folder)
                text = self.verdict(page, tones[kind], SCRIPT["verdict"][kind])
                self.assertNotIn("{", text)
                late = SCRIPT["verdict"]["overdue"] in page.inner_text("#check-view")
                self.assertEqual(late, kind in ("committed", "sealed"), "these draws are of 2023")

    def test_folders_dropped_from_the_desktop_are_walked(self):
        page = self.page()
        session = page.context.new_cdp_session(page)
        for path, number in ((harness.VECTORS / "sealed", 1), (self.site, len(harness.verdicts(self.site)))):
            page.goto(f"{self.address}/check/index.html")
            box = page.locator("#pick-drop").bounding_box()
            for kind in ("dragEnter", "dragOver", "drop"):
                session.send("Input.dispatchDragEvent", {
                    "type": kind, "x": box["x"] + 20, "y": box["y"] + 20,
                    "data": {"items": [], "files": [str(path)], "dragOperationsMask": 1},
                })
            page.wait_for_function("n => document.querySelectorAll('.check-one').length === n && document.querySelectorAll('.verdict[id]').length === n",
                                   arg=number, timeout=60000)
            self.assertEqual(page.locator(".verdict-bad[id]").count(), 0)

    def test_a_large_draw_is_computed_beside_the_page_where_that_is_allowed(self):
        folder = large_void()
        told = harness.verdicts("--draw", folder)[0]
        self.assertEqual(told["verdict"], "void")
        for place, beside in zip(self.places(), (1, 0)):
            page = self.page(360)
            workers = []
            page.on("worker", lambda worker: workers.append(worker.url))
            page.goto(f"{place}/check/index.html")
            self.pick(page, folder)
            text = self.verdict(page, "gone", SCRIPT["verdict"]["void"])
            self.assertIn(str(len(told["drawn"])), text)
            self.assertEqual(len(workers), beside, place)
            self.assertEqual(page.locator(".balls-gap").count(), 2)
            self.fits(page, 360)

    def test_readers_put_in_the_numbers_they_looked_up(self):
        beacons = re.findall(r"(?m)^beacon (kl8|ssq|dlt) (\d+) (\S+)$", (self.site / "draws" / REVEALED / "seal.txt").read_text("ascii"))
        self.assertEqual(len(beacons), 1)
        page = self.check_draw(self.address, REVEALED, 360)
        page.wait_for_selector(".check-own")
        self.fits(page, 360)
        page.click(".check-own button")
        self.assertTrue(page.locator(".check-own .notice").is_visible())
        first, _, last = beacons[0][2].partition("+")
        shuffled = " ".join(reversed(first.split("-"))) + ("  " + last.replace("-", "，") if last else "")
        page.fill(".check-own input", shuffled)
        page.click(".check-own button")
        page.wait_for_selector(".check-own", state="detached")
        self.verdict(page, "good", SCRIPT["verdict"]["verified"])
        self.assertIn(SCRIPT["own-used"], page.inner_text("#check-view"))
        page.click("#check-go")
        page.wait_for_selector(".check-own")
        other = [f"{int(number) % 30 + 1:02}" for number in first.split("-")]
        page.fill(".check-own input", " ".join(other) + " " + last)
        page.click(".check-own button")
        page.wait_for_selector(".verdict-bad")
        self.assertIn(FAULT["beacon-other-than-yours"], page.inner_text(".verdict"))

    def test_dropped_files_are_checked(self):
        page = self.page()
        page.goto(f"{self.address}/check/index.html")
        files = {name: data.decode("utf-8") for name, data in harness.folder(harness.VECTORS / "small").items() if name.endswith((".txt", ".csv"))}
        page.evaluate("""files => {
          const transfer = new DataTransfer();
          Object.keys(files).forEach(name => transfer.items.add(new File([files[name]], name)));
          document.getElementById('pick').dispatchEvent(new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
        }""", files)
        self.verdict(page, "good", SCRIPT["verdict"]["recomputed"])

    def test_files_without_a_draw_are_told_so(self):
        page = self.page()
        page.goto(f"{self.address}/check/index.html")
        page.set_input_files("#pick-files", str(harness.VECTORS / "small" / "seed.txt"))
        self.assertEqual(page.inner_text("#check-view"), SCRIPT["nothing"])

    def test_without_script_the_pages_are_complete(self):
        page = self.page(360, java_script_enabled=False)
        for path in (f"draws/{REVEALED}/index.html", "check/index.html", "check/slip.html", "check/nonce.html"):
            page.goto(f"{self.address}/{path}")
            self.assertTrue(page.locator("noscript .notice").first.is_visible(), path)
            for hidden in ("#check-go", "#pick", "#slip-form", "#nonce-form", "#nonce-check"):
                for found in page.locator(hidden).all():
                    self.assertFalse(found.is_visible(), f"{path} {hidden}")
            self.fits(page, 360)
        self.assertTrue(page.locator("pre.shell").first.is_visible())


class Slips(Browser):
    """What a drawn object does with its notice, during the embargo and after the reveal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.county = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "county"
        harness.program("demo", "--objects", "60", cls.county)
        cls.site = cls.build("sealed")
        cls.address, server = served(cls.site)
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        leaves = (cls.county / "secrets/draws/2026q4-general/leaves.txt").read_text("ascii").splitlines()
        cls.leaf = leaves[1].split(" ")
        cls.others = [leaf.split(" ")[4] for leaf in leaves if leaf != leaves[1]]
        cls.notice = cls.county / "notice.html"
        harness.program("--root", cls.county, "draw", "slip", "2026q4-general", "--object", cls.leaf[4],
                        "--html", cls.notice, "--base", cls.address)

    @classmethod
    def build(cls, name):
        out = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / name
        harness.program("--root", cls.county, "build", "--out", out)
        return out

    def scanned(self):
        """The address in the code of the printed notice, as a reader of codes sees it."""
        page = self.page(794)
        page.goto(self.notice.as_uri())
        self.fits(page, 794)
        picture = self.county / "notice.png"
        page.screenshot(path=str(picture), full_page=True)
        done = subprocess.run([harness.tool("zbarimg"), "-q", "--raw", str(picture)], capture_output=True, text=True)
        return done.stdout.strip()

    def answer(self, address, width=360):
        page = self.page(width)
        page.goto(address)
        page.wait_for_selector("#slip-view p")
        self.fits(page, width)
        return page, page.inner_text("#slip-view")

    def test_the_code_of_the_notice_leads_to_a_good_slip(self):
        address = self.scanned()
        self.assertTrue(address.startswith(f"{self.address}/check/slip.html#1/2026q4-general/"), address)
        for place in (address, address.replace(self.address, f"file://{self.site}")):
            page, text = self.answer(place)
            self.assertEqual(page.locator(".verdict-good").count(), 1, text)
            for part in (self.leaf[4], *self.leaf[5].split(","), f"第{2}家", "2027-01-31"):
                self.assertIn(part, text)
            for other in self.others:
                self.assertNotIn(other, page.content())
            page.click("#slip-view a")
            self.assertIn("draws/2026q4-general/index.html", page.url)

    def test_a_forged_slip_does_not_match(self):
        good = self.scanned()
        forgeries = {
            "object": good.replace(self.leaf[4], self.others[0]),
            "inspector": re.sub(r"(\d{11}),(\d{11})", r"\2,\1", good),
            "salt": good[:-60] + ("A" if good[-60] != "A" else "B") + good[-59:],
            "place": re.sub(r"/1/(\d+)/([A-Z2-7]+)$", r"/0/\1/\2", good),
            "draw": good.replace("2026q4-general", "2026q4-key"),
            "unknown": good.replace("2026q4-general", "2031q4-general"),
            "revealed": good.replace("2026q4-general", "2026q3-general"),
            "cut": good[:-5],
        }
        for name, address in forgeries.items():
            with self.subTest(name):
                self.assertNotEqual(address, good)
                page, text = self.answer(address)
                self.assertEqual((page.locator(".verdict-bad").count(), page.locator(".verdict-good").count()), (1, 0), text)
                self.assertIn(SCRIPT["slip"]["bad-do"], text)
                self.assertNotIn("[", text)

    def test_a_pasted_slip_is_checked(self):
        text = harness.program("--root", self.county, "draw", "slip", "2026q4-general", "--object", self.leaf[4]).stdout
        page = self.page()
        for pasted in (text, text.replace("\n", "\r\n  "), self.scanned()):
            page.goto(f"{self.address}/check/slip.html")
            page.fill("#slip-text", pasted)
            page.click("#slip-form button")
            page.wait_for_selector(".verdict-good")

    def test_the_lines_for_typing_reach_the_published_root(self):
        for draw in ("2026q4-general", "2026q4-key"):
            folder = self.county / "secrets/draws" / draw
            root = re.search("tree-root (.*)", (self.county / "content/draws" / draw / "seal.txt").read_text("ascii")).group(1)
            for leaf in (folder / "leaves.txt").read_text("ascii").splitlines():
                slip = self.county / "slip.txt"
                slip.write_text(harness.program("--root", self.county, "draw", "slip", draw, "--object", leaf.split(" ")[4]).stdout, "ascii")
                done = subprocess.run(["bash", str(self.site / "check/slip-by-hand.txt"), str(slip)], capture_output=True, text=True)
                self.assertEqual(done.stdout.strip(), root)

    def test_after_the_reveal_the_same_code_says_so(self):
        address = self.scanned()
        county = harness.copy_of(self.county)
        harness.program("--root", county, "draw", "reveal", "2026q4-general", "--at", "2026-11-18T10:00:00+08:00")
        out = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "revealed"
        harness.program("--root", county, "build", "--out", out)
        page, text = self.answer(address.replace(self.address, f"file://{out}"))
        self.assertEqual(page.locator(".verdict-good").count(), 1, text)
        self.assertIn(SCRIPT["slip"]["revealed"], text)


class Nonces(Browser):
    ORIGIN = "lots.example.gov.cn/140826"

    def make(self, page, place, draw="2027q1-key", party="discipline"):
        page.goto(f"{place}/check/nonce.html")
        self.assertEqual(page.input_value("#nonce-origin"), self.ORIGIN)
        page.fill("#nonce-draw", draw)
        page.fill("#nonce-party", party)
        page.click("#nonce-form button[type=submit]")

    def test_the_program_and_the_page_commit_to_the_same(self):
        folder = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
        out = harness.program("draw", "nonce", "2027q1-key", "--party", "discipline", "--origin", self.ORIGIN, "--to", folder, cwd=folder).stdout
        kept = (folder / "nonce-discipline.txt").read_bytes()
        self.assertRegex(kept, rb"^[0-9a-f]{64}\n$")
        page = self.page()
        page.goto(f"{self.address}/check/nonce.html")
        made = page.evaluate("a => mingchou.nonceCommit(...a)", [self.ORIGIN, "2027q1-key", "discipline", kept.decode().strip()])
        self.assertIn(f"nonce-commit discipline {made}\n", out)

    def test_a_nonce_is_made_kept_and_found_again(self):
        for place in self.places():
            for width in WIDTHS:
                with self.subTest(place=place, width=width):
                    self.whole_life(self.page(width), place, width)

    def whole_life(self, page, place, width):
        self.make(page, place)
        nonce, line = page.inner_text("#nonce-secret"), page.inner_text("#nonce-public")
        self.assertRegex(nonce, "^[0-9a-f]{64}$")
        text = f"mingchou/nonce/1\n{self.ORIGIN}\n2027q1-key\ndiscipline\n{nonce}\n"
        digest = subprocess.run(["sha256sum"], input=text, capture_output=True, text=True).stdout[:64]
        self.assertEqual(line, f"nonce-commit discipline {digest}")
        self.assertIn(f"discipline:{digest}", page.inner_text("#nonce-view"))
        with page.expect_download() as download:
            page.click("#nonce-view a")
        self.assertEqual(download.value.suggested_filename, "nonce-discipline.txt")
        self.assertEqual(pathlib.Path(download.value.path()).read_text("ascii"), f"{nonce}\n")
        self.fits(page, width)
        self.find_again(page, nonce, line)

    def find_again(self, page, nonce, line):
        commit = harness.VECTORS.joinpath("small/commit.txt").read_text("ascii")
        commit = re.sub("(?m)^log .*$", f"log {self.ORIGIN}", commit)
        commit = re.sub("(?m)^draw .*$", "draw 2027q1-key", commit)
        other = re.search("(?m)^nonce-commit (.*)$", commit).group(0)
        folder = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
        texts = {"verdict-good": commit.replace(other, f"{other}\n{line}", 1), "verdict-bad": commit, "notice": "id,name\n"}
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text, "ascii")
        for said in (line, nonce):
            page.fill("#nonce-line", said)
            for name in texts:
                page.set_input_files("#nonce-file", str(folder / f"{name}.txt"))
                page.wait_for_selector(f"#nonce-answer .{name}")

    def test_what_cannot_be_committed_is_refused(self):
        page = self.page()
        for draw, party, key in (("2027 q1", "discipline", "bad-draw"), ("2027q1-key", "Bureau", "bad-party"), ("2027q1-key", "bureau", "bad-party")):
            self.make(page, self.address, draw, party)
            self.assertEqual(page.inner_text("#nonce-view"), SCRIPT["nonce"][key])

    def test_without_safe_random_numbers_none_is_made(self):
        page = self.page()
        page.add_init_script("Object.defineProperty(window, 'crypto', {value: undefined});")
        page.goto(f"{self.address}/check/nonce.html")
        self.assertIn(SCRIPT["nonce"]["no-random"], page.inner_text("main"))
        self.assertFalse(page.locator("#nonce-form").is_visible())

    def test_two_nonces_differ(self):
        page = self.page()
        seen = set()
        for _ in range(3):
            self.make(page, self.address)
            seen.add(page.inner_text("#nonce-secret"))
        self.assertEqual(len(seen), 3)


if __name__ == "__main__":
    unittest.main()
