"""Whole journeys of the people the site is for, in Chromium on a phone: a citizen, a doubter, a reader on paper, one who sees little, one with
a keyboard, one without script, a journalist, a foreigner. After the first page everybody clicks. Whoever scans the code of a notice is followed
in `test_pages`, all the queries people type in `test_search`."""

import csv
import functools
import html
import io
import pathlib
import re
import subprocess
import tempfile
import urllib.parse
import xml.etree.ElementTree as tree
import zipfile

import harness
from test_axe import RUN, UNFOLD
from test_design import SIZES, TYPE
from test_pages import FAULT, SCRIPT, Browser, served
from test_search import WORDS, settled

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "https://www.example.gov.cn/ssjyg/"
SEALED = "2026q4-general"
# What an eye sees of the focus: a line or a shadow around the element that has it, or around the words of a choice of size.
RING = """() => {
  const shows = e => { const s = getComputedStyle(e); return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; };
  const e = document.activeElement, next = e.nextElementSibling, box = e.getBoundingClientRect();
  return [e.tagName + ' ' + (e.id || e.textContent.trim().slice(0, 20)), shows(e) || (e.name && next && shows(next)) || e.tagName === 'MAIN',
    e === document.body || e.tagName === 'MAIN' || (box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth)];
}"""
# Every line of text that a fold hides from the screen.
# What is folded on the screen; listings of SQL and the badge's code are left to the screen on purpose.
FOLDED = """() => {
  const found = [];
  for (const fold of document.querySelectorAll('details > :not(summary)')) {
    const walk = document.createTreeWalker(fold, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      if (walk.currentNode.parentElement.closest('.verify .verify, .object-badge')) { continue; }
      found.push(...walk.currentNode.data.split('\\n').filter(line => line.trim()));
    }
  }
  return found;
}"""


def table(site, name):
    """Rows of a published table, by the short names of its columns."""
    with open(site / "data" / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    return [dict(zip((column.rpartition(" ")[2] for column in head), row)) for row in rows]


def plain(path):
    """Rows of a file of a draw."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def squeeze(text):
    """A text without blanks and line ends, which paper sets anew."""
    return re.sub(r"\s+", "", text)


@functools.cache
def abroad():
    """The demonstration at an address of its own, with English beside Chinese."""
    county = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
    for part in ("content", "themes"):
        harness.copy_of(harness.ROOT / part).rename(county / part)
    settings = county / "content/site.toml"
    text = settings.read_text("utf-8")
    assert text.count('base_url = ""') == 1 and text.count('languages = ["en"]') == 1
    text = text.replace('base_url = ""', f'base_url = "{BASE}"')
    settings.write_text(text, "utf-8")
    harness.program("build", "--root", county, "--out", county / "site")
    return county / "site"


class Journey(Browser):
    """What travellers know before they set out: nothing but the published tables."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        state = {row["draw"]: row["state"] for row in table(cls.site, "draws")}
        results = [row for year in ("2025", "2026") for row in table(cls.site, f"results/{year}")]
        followed = {(row["draw"], row["object"]) for row in table(cls.site, "followups")}
        # The newest visit of an open draw at which something was found and followed up.
        cls.found = max((row for row in results if state[row["draw"]] == "revealed" and (row["draw"], row["object"]) in followed),
                        key=lambda row: (row["published"], row["object"]))
        cls.draw, cls.name = cls.found["draw"], cls.found["name"]
        cls.part = cls.name.removeprefix("示例")[:4]
        cls.object = next(row for row in table(cls.site, "objects") if row["id"] == cls.found["object"])
        cls.town = cls.object["town"]

    def phone(self, width=360, **more):
        # A browser with a finger takes taps; the policy of the site stays on.
        return self.page(width, **{"color_scheme": "light", "has_touch": True, **more})

    def home(self, place, page=None, name="index.html", **more):
        page = page or self.phone(**more)
        page.goto(f"{place}/{name}")
        return page

    def tap(self, page, selector, name=None):
        """Taps a link that can be seen, and arrives. Out: the heading of the page that came."""
        link = page.locator(selector) if name is None else page.locator(selector, has_text=re.compile(f"^{re.escape(name)}$"))
        before = page.url
        link.first.click()
        page.wait_for_url(lambda url: url != before)
        return page.inner_text("h1")

    def draw_from_home(self, page, draw):
        """Home, all draws, this one."""
        self.tap(page, "main a", "全部抽取")
        return self.tap(page, f"main a[href*='{draw}/']")

    def see(self, page):
        """Called on each page of a journey that somebody else takes in another light."""
        self.fits(page, page.viewport_size["width"])

    def find_the_firm(self, page, see):
        """Part of a name, its result and what follows, the draw, and back."""
        see(page)
        page.fill("#q", self.part)
        settled(page)
        see(page)
        self.assertEqual(self.tap(page, "#hits a", self.name), self.name)
        visit = page.locator(f"#v-{self.draw}")
        text = visit.inner_text()
        for said in (self.found["result"], self.found["visited"], self.found["published"]):
            self.assertIn(said, text)
        later = [row for row in table(self.site, "followups") if (row["draw"], row["object"]) == (self.draw, self.found["object"])]
        for row in later:
            self.assertRegex(text, f"{row['date']} {row['state']}\\s+{row['note']}")
        self.assertIn(later[-1]["state"], page.inner_text(".standing"))
        see(page)
        address, title = page.url, visit.locator(f"a[href*='draws/{self.draw}/']").inner_text()
        self.assertEqual(self.tap(page, f"#v-{self.draw} a[href*='draws/{self.draw}/']"), title)
        row = page.locator("#drawn-table tbody tr", has_text=self.found["object"])
        self.assertEqual(row.count(), 1)
        self.assertIn(self.found["result"], row.inner_text())
        see(page)
        self.assertEqual(self.tap(page, "#drawn-table a", self.name), self.name)
        self.assertEqual(page.url, address)
        page.go_back()
        page.go_back()
        self.assertEqual(page.inner_text("h1"), self.name)
        page.go_back()
        page.locator("#hits a", has_text=self.name).wait_for()
        self.assertEqual(page.input_value("#q"), self.part, "who comes back from a hit finds the hits again")


class Citizen(Journey):
    def test_she_finds_the_firm_its_result_and_the_draw_and_comes_back(self):
        for place in self.places():
            with self.subTest(place=place):
                self.find_the_firm(self.home(place), self.see)

    def test_she_finds_it_in_the_dark_and_in_forced_colours(self):
        """Not in forced dark colours, of which axe reads those of the sheet in their place."""
        axe = (harness.node_package("axe-core") / "axe.min.js").read_text("utf-8")
        for light in ({"color_scheme": "dark"}, {"color_scheme": "light", "forced_colors": "active"}):
            def see(page):
                self.see(page)
                page.evaluate(UNFOLD)
                page.evaluate(axe)
                self.assertEqual(page.evaluate(RUN, ["color-contrast"]), [], page.url)

            with self.subTest(**light):
                self.find_the_firm(self.home(self.address, **light), see)

    def quiet(self, chosen):
        """Objects of the sealed draw of which nothing but lists is published, in groups whose pages should be alike: same town, same kind,
        on the same lists."""
        told = {row[key] for key, names in {"object": ("exempt/2023", "exempt/2025", "exempt/2026", "superior", "drawn", "results/2025", "results/2026"),
                                            "subject": ("changes",)}.items() for name in names for row in table(self.site, name)}
        lists = {}
        for path in sorted(self.site.glob("draws/*/roster.csv")):
            for row in plain(path):
                lists.setdefault(row["id"], []).append((path.parent.name, row["stratum"]))
        told |= {row["id"] for path in self.site.glob("draws/*/excluded.csv") for row in plain(path)}
        groups = {}
        for row in table(self.site, "objects"):
            if row["id"] not in told and (SEALED, "fresh") in lists.get(row["id"], []) and row["source"] == row["id"]:
                kind = (row["town"], row["classes"], row["elements"], row["tag"], bool(row["permit"]), *lists[row["id"]])
                groups.setdefault(kind, []).append(row)
        return [rows for rows in groups.values() if {row["id"] in chosen for row in rows} == {True, False}]

    def faceless(self, page, row):
        """What a page says to an eye and to a machine, without who it is about."""
        text = page.inner_text("main") + "".join(page.evaluate(
            "[...document.querySelectorAll('main *, meta')].map(e => `\\n${e.tagName} ${[...e.attributes].map(a => a.name + '=' + a.value)}`)"))
        for part in ("permit", "id", "name", "registered"):
            if row[part]:
                text = text.replace(row[part], f"<{part}>").replace(row[part].lower(), f"<{part}>")
        return re.sub(r"<registered>(?=\)\[|$)", "<day>", text, flags=re.M)

    def test_a_plant_that_a_sealed_draw_chose_looks_like_one_that_it_did_not(self):
        county = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "county"
        harness.program("demo", county)
        chosen = {leaf.split(" ")[4] for leaf in (county / f"secrets/draws/{SEALED}/leaves.txt").read_text("ascii").splitlines()}
        page, pairs = self.phone(), 0
        for rows in self.quiet(chosen):
            hers, others = [row for row in rows if row["id"] in chosen], [row for row in rows if row["id"] not in chosen]
            texts = []
            for row in (*hers, others[0]):
                self.home(f"file://{self.site}", page)
                page.fill("#q", row["id"])
                settled(page)
                state = page.locator("#hits li").first.locator(".badge, .hit-state").all_inner_texts()
                self.assertEqual(self.tap(page, "#hits a"), row["name"])
                self.assertEqual(page.locator(f"#v-{SEALED}").count(), 0)
                texts.append((row["id"], state, self.faceless(page, row)))
            for ident, state, text in texts[:-1]:
                pairs += 1
                self.assertEqual((state, text), texts[-1][1:], ident)
            self.assertIn("封存", page.inner_text("#rounds-2026"))
        self.assertGreater(pairs, 2)


class Doubter(Journey):
    def test_she_checks_a_draw_by_pressing_a_button(self):
        for place in self.places():
            with self.subTest(place=place):
                page = self.home(place)
                self.draw_from_home(page, self.draw)
                page.click("#check-go")
                self.verdict(page, "good", SCRIPT["verdict"]["recomputed"])
                steps = page.locator(".check-steps .done").all_inner_texts()
                self.assertEqual(len(steps), 6)
                self.assertIn(SCRIPT["phase"]["hash"], steps[0])
                self.assertIn(SCRIPT["phase"]["lists"], steps[1])
                drawn = {row["id"] for row in plain(self.site / "draws" / self.draw / "result.csv")}
                self.assertEqual(set(page.locator(".ball-drawn small").all_inner_texts()), drawn)
                self.fits(page, 360)

    def checked(self, site):
        page = self.home(f"file://{site}")
        self.draw_from_home(page, self.draw)
        page.click("#check-go")
        return page

    def test_a_byte_changed_in_what_the_page_checks_is_named(self):
        site = harness.copy_of(self.site)
        path = site / "draws" / self.draw / "files.js"
        truth = path.read_text("utf-8")
        ident, ticket = next((row["id"], row["ticket"]) for row in plain(path.parent / "result.csv"))
        other = ticket[:-1] + ("0" if ticket[-1] != "0" else "1")
        roster, result = truth.index('"roster.csv": ['), truth.index('"result.csv": [')
        name = self.name[:-1] + "场"
        for what, start, old, new, file, code in (
            ("a name in the list", roster, self.name, name, "roster.csv", "hash-differs"),
            ("a ticket", result, ticket, other, "result.csv", "result-differs"),
            ("a name in the outcome", result, self.name, name, "result.csv", "result-differs"),
        ):
            with self.subTest(what):
                at = truth.index(old, start)
                path.write_text(truth[:at] + new + truth[at + len(old):], "utf-8")
                text = self.verdict(self.checked(site), "bad", SCRIPT["verdict"]["failed"])
                self.assertIn(file, text)
                self.assertIn(FAULT[code], text)

    def test_a_file_for_downloading_that_was_changed_is_named_on_the_page_for_files(self):
        site = harness.copy_of(self.site)
        roster = site / "draws" / self.draw / "roster.csv"
        roster.write_text(roster.read_text("utf-8").replace(self.name, self.name[:-1] + "场"), "utf-8")
        address, server = served(site)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        page = self.home(address)
        self.draw_from_home(page, self.draw)
        place, files = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())), []
        for link in page.locator("#files + ul a").all():
            # As "save link as" does, whatever the browser would show in its window.
            link.evaluate("a => a.setAttribute('download', '')")
            with page.expect_download() as download:
                link.click()
            files.append(place / download.value.suggested_filename)
            download.value.save_as(files[-1])
        self.assertEqual({file.name for file in files}, {file.name for file in roster.parent.iterdir()} - {"files.js", "index.html", "changes.html"})
        self.tap(page, ".menu a", "如何核验")
        page.set_input_files("#pick-files", [str(file) for file in files])
        text = self.verdict(page, "bad", SCRIPT["verdict"]["failed"])
        self.assertIn("roster.csv", text)
        self.assertIn(FAULT["hash-differs"], text)

    def test_lines_swapped_in_the_table_alone_do_not_move_what_the_check_draws(self):
        """The check reads the files, not the table above it; whom it shows are those that the files choose."""
        site = harness.copy_of(self.site)
        path = site / "draws" / self.draw / "index.html"
        text = path.read_text("utf-8")
        rows = re.findall(r"(?m)^<tr><td class=\"n draw-rank\">.*</tr>$", text)
        self.assertGreater(len(rows), 1)
        links = [re.search(r'<th scope="row">.*?</th>', row).group() for row in rows[:2]]
        path.write_text(text.replace(links[0], "\0").replace(links[1], links[0]).replace("\0", links[1]), "utf-8")
        page = self.checked(site)
        self.verdict(page, "good", SCRIPT["verdict"]["recomputed"])
        told = [row.rpartition("<small>")[2].partition("</small>")[0] for row in links]
        self.assertEqual(page.locator("#drawn-table tbody small").all_inner_texts()[:2], told[::-1])
        shown = page.locator(".ball-drawn small").all_inner_texts()
        self.assertLess(shown.index(told[0]), shown.index(told[1]))


class Paper(Journey):
    def printed(self, page):
        """What leaves the printer: the sheets as they look, and all the words in the order of the page."""
        pdf = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "page.pdf"
        page.pdf(path=pdf, format="A4")
        sheets, read = (subprocess.run([harness.tool("pdftotext"), how, str(pdf), "-"], capture_output=True, text=True, check=True).stdout
                        for how in ("-layout", "-raw"))
        return sheets.split("\f")[:-1], squeeze(read)

    def test_object_and_draw_on_paper(self):
        page = self.home(f"file://{abroad()}")
        page.fill("#q", self.part)
        settled(page)
        self.tap(page, "#hits a", self.name)
        for where in (f"objects/{self.found['object'].lower()}.html", f"draws/{self.draw}/index.html"):
            self.assertTrue(page.url.endswith(where))
            sheets, text = self.printed(page)
            self.assertIn(BASE + where, text, "the address of the page")
            folded = page.evaluate(FOLDED)
            self.assertGreater(len(folded), 10)
            self.assertEqual([line for line in folded if squeeze(line) not in text], [], where)
            menu = squeeze("".join(page.locator(".menu a").all_inner_texts()))
            size = squeeze("".join(page.locator(".size legend, .size span").all_inner_texts()))
            for gone in (menu, size, squeeze(page.inner_text(".skip")), "English"):
                self.assertNotIn(gone, text, where)
            if where.startswith("objects"):
                self.tap(page, f"#v-{self.draw} a[href*='draws/']")
        # The draw with the longest tables, which cannot both stand on one sheet.
        longest = max((row for row in table(self.site, "draws") if row["state"] == "revealed"), key=lambda row: int(row["drawn"]) + int(row["excluded"]))
        self.tap(page, ".menu a", "随机抽取")
        self.tap(page, f"main a[href*='/{longest['draw']}/']")
        sheets, _ = self.printed(page)
        # Paper shows whole tickets, of which a line holds the beginning; the second table begins its lines with the objects' numbers.
        tickets = [re.escape(ticket.rstrip("…")) + "[0-9a-f]{0,30}$" for ticket in page.locator("#drawn-table summary").all_text_contents()]
        objects = [f"^ *{ident}" for ident in page.locator("#excluded-table small").all_text_contents()]
        over = 0
        for name, keys in {"drawn": tickets, "excluded": objects}.items():
            heads = r"\s+".join(page.locator(f"#{name}-table th[scope=col]").all_text_contents()[-3:])
            holding = {number: found for number, sheet in enumerate(sheets) if (found := [key for key in keys if re.search(key, sheet, re.M)])}
            self.assertEqual(sum(map(len, holding.values())), len(keys), "each row stands once and whole")
            over += len(holding) > 1
            for number in holding:
                self.assertRegex(sheets[number], heads, f"{name}: each sheet says what its columns hold")
        self.assertGreater(over, 0)


class Eyes(Journey):
    def test_the_largest_type_by_keyboard_goes_along(self):
        for place in self.places():
            with self.subTest(place=place):
                page = self.home(place)
                for _ in range(4):
                    page.keyboard.press("Tab")
                    if page.evaluate("document.activeElement.name") == "size":
                        break
                page.keyboard.press("ArrowRight")
                page.keyboard.press("ArrowRight")
                for tap in (None, lambda: self.draw_from_home(page, self.draw), lambda: self.tap(page, "#drawn-table a", self.name)):
                    if tap:
                        tap()
                    self.assertEqual(page.evaluate(TYPE), SIZES["huge"], page.url)
                    self.assertTrue(page.is_checked(".size-huge"))
                    page.evaluate(UNFOLD)
                    self.fits(page, 360)

    def test_without_script_the_choice_holds_for_the_page(self):
        page = self.home(self.address, java_script_enabled=False)
        for where in (None, lambda: self.draw_from_home(page, self.draw), lambda: self.tap(page, "#drawn-table a", self.name)):
            if where:
                where()
            page.focus(".size input")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
            self.assertEqual(page.evaluate(TYPE), SIZES["huge"])
            self.fits(page, 360)

    def test_zoomed_two_and_four_times(self):
        page = self.home(f"file://{self.site}")
        for where in (None, lambda: self.draw_from_home(page, self.draw), lambda: self.tap(page, "#drawn-table a", self.name)):
            if where:
                where()
            for width in (640, 320):
                page.set_viewport_size({"width": width, "height": 512})
                self.fits(page, width)
                page.evaluate(UNFOLD)
                self.fits(page, width)


class Keyboard(Journey):
    def press(self, page, key="Tab"):
        page.keyboard.press(key)
        if key in ("Tab", "ArrowDown"):
            what, ring, seen = page.evaluate(RING)
            self.assertTrue(ring, f"{page.url}: no sign of focus on {what}")
            self.assertTrue(seen, f"{page.url}: {what} has the focus out of sight")

    def go_on_to(self, page, selector, most):
        for count in range(most):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return count
            self.press(page)
        raise AssertionError(f"{page.url}: {selector} is more than {most} keys away")

    def skip(self, page):
        self.press(page)
        self.assertEqual(page.evaluate("document.activeElement.className"), "skip")
        self.press(page, "Enter")
        page.wait_for_function("document.activeElement.id === 'main'")

    def test_from_the_top_of_home_to_a_checked_draw(self):
        for width in (360, 1280):
            with self.subTest(width=width):
                page = self.home(self.address, width=width)
                self.skip(page)
                self.press(page)
                self.assertEqual(page.evaluate("document.activeElement.id"), "q")
                page.keyboard.type(self.part)
                settled(page)
                for _ in range(page.locator("#hits a").count()):
                    self.press(page, "ArrowDown")
                    if page.evaluate("document.activeElement.textContent") == self.name:
                        break
                self.press(page, "Enter")
                page.wait_for_url("**/objects/*.html")
                self.assertEqual(page.inner_text("h1"), self.name)
                self.skip(page)
                self.go_on_to(page, f"#v-{self.draw} a[href*='draws/{self.draw}/']", 12)
                self.press(page, "Enter")
                page.wait_for_url(f"**/draws/{self.draw}/index.html")
                self.skip(page)
                self.go_on_to(page, "#check-go", 20)
                self.press(page, "Enter")
                self.verdict(page, "good", SCRIPT["verdict"]["recomputed"])


class NoScript(Journey):
    def sound(self, page):
        """Every link of the page leads to something published."""
        for href in page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)"):
            url = urllib.parse.urlsplit(href)
            if url.scheme in ("http", "https") and href.startswith(self.address):
                target = self.site / urllib.parse.unquote(url.path).lstrip("/")
                self.assertTrue(target.is_file(), f"{page.url} -> {href}")
                if url.fragment and target.suffix == ".html":
                    self.assertIn(f'id="{html.escape(urllib.parse.unquote(url.fragment))}"', target.read_text("utf-8"), f"{page.url} -> {href}")

    def test_by_town_and_by_letter_to_the_files_of_a_draw(self):
        letter = next(path.stem for path in sorted(self.site.glob("objects/letter-*.html")) if self.found["object"] in path.read_text("utf-8"))
        for way in (self.town, letter[-1].upper()):
            with self.subTest(way=way):
                page, other = self.home(self.address, java_script_enabled=False), self.phone()
                self.sound(page)
                self.tap(page, "main a", "检查对象")
                self.sound(page)
                self.tap(page, "main a", way)
                self.sound(page)
                self.assertEqual(self.tap(page, "li.hit a", self.name), self.name)
                self.same(page, other)
                self.tap(page, f"#v-{self.draw} a[href*='draws/']")
                self.same(page, other)
                for name in ("result.csv", "seed.txt"):
                    link = page.locator(f"#files + ul a[href='{name}']")
                    link.evaluate("a => a.setAttribute('download', '')")
                    with page.expect_download() as download:
                        link.click()
                    self.assertEqual(pathlib.Path(download.value.path()).read_bytes(), (self.site / "draws" / self.draw / name).read_bytes())

    def same(self, page, other):
        """Without script a page says all it says with it, but for the buttons that need one."""
        self.sound(page)
        self.fits(page, 360)
        other.goto(page.url)
        hidden = "[...document.querySelectorAll('noscript, button')].forEach(e => e.remove()); document.querySelector('main').innerText"
        self.assertEqual(*(re.sub(r"\s+", " ", one.evaluate(hidden)) for one in (page, other)))

    def test_search_says_how_to_browse(self):
        page = self.home(self.address, java_script_enabled=False)
        self.tap(page, ".menu a", "查找")
        told = page.locator("noscript .notice")
        self.assertTrue(told.is_visible())
        self.assertEqual(told.inner_text(), WORDS["no-script"])
        self.sound(page)
        self.tap(page, "main a", "按乡镇")
        self.assertTrue(page.url.endswith("#by-town"))


class Journalist(Journey):
    def test_numbers_of_the_front_page_follow_from_the_package(self):
        page = self.home(self.address)
        figures = {name: int(page.inner_text(f".figure-{name} strong")) for name in ("drawn", "published", "sealed")}
        year = re.search(r"\d{4}", page.inner_text("h2 >> nth=0")).group()
        self.tap(page, ".menu a", "数据下载")
        with page.expect_download() as download:
            page.click("main a[href='data.zip']")
        place = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
        with zipfile.ZipFile(io.BytesIO(pathlib.Path(download.value.path()).read_bytes())) as archive:
            archive.extractall(place / "data")
        draws = {row["draw"]: row for row in table(place, "draws") if row["period"].startswith(year) and row["state"] in ("sealed", "revealed")}
        published = [row for row in table(place, f"results/{year}") if row["draw"] in draws and row["published"] and row["result"]]
        open_sealed = sum(draws[row["draw"]]["state"] == "sealed" for row in published)
        self.assertEqual(figures["drawn"], sum(int(row["drawn"] or row["quota"]) for row in draws.values()))
        self.assertEqual(figures["published"], len(published))
        sealed = sum(int(row["quota"]) for row in draws.values() if row["state"] == "sealed")
        self.assertEqual(figures["sealed"], sealed - open_sealed)

    def test_news_of_the_feed_lead_to_their_pages(self):
        page = self.home(self.address)
        self.tap(page, ".foot a", "订阅")
        link = page.locator("main a[href$='feed.xml']").first
        link.evaluate("a => a.setAttribute('download', '')")
        with page.expect_download() as download:
            link.click()
        entries = tree.parse(download.value.path()).getroot().findall(ATOM + "entry")
        news = next(entry for entry in entries if "个检查结果" in entry.find(ATOM + "title").text)
        # A reader of feeds opens the link that the entry holds, beside the feed.
        page.goto(urllib.parse.urljoin(f"{self.address}/feed.xml", news.find(f"{ATOM}link[@rel='alternate']").get("href")))
        self.assertTrue(news.find(ATOM + "title").text.startswith(page.inner_text("h1") + "："))
        firm = news.find(ATOM + "summary").text
        self.assertIn(firm, page.inner_text("main"))
        self.assertEqual(self.tap(page, "main a", firm), firm)
        self.assertIn(news.find(ATOM + "updated").text[:10], page.inner_text("#visits ~ .lot >> nth=0"))


class Foreigner(Journey):
    def test_to_english_to_checking_and_back(self):
        address, server = served(abroad())
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        for place in (address, f"file://{abroad()}"):
            with self.subTest(place=place):
                page = self.home(place)
                chinese = page.inner_text("h1")
                self.tap(page, ".tongues a", "English")
                self.assertEqual(page.get_attribute("html", "lang"), "en")
                self.fits(page, 360)
                page.fill("#q", self.part)
                page.locator("#find-state", has_text=re.compile(r"^[1-9]\d* found\.$")).wait_for()
                self.assertEqual(self.tap(page, "main a", "How to check"), "Check it yourself")
                self.assertEqual(page.get_attribute("html", "lang"), "en")
                self.fits(page, 360)
                self.tap(page, ".tongues a", "中文")
                self.assertTrue(page.url.endswith("/check/index.html") and "/en/" not in page.url)
                self.assertEqual(page.get_attribute("html", "lang"), "zh-CN")
                self.tap(page, ".tongues a", "English")
                self.tap(page, ".position a", "Home")
                self.assertEqual(self.tap(page, ".tongues a", "中文"), chinese)


del Journey, Browser
