"""Feeds before feedparser and a strict XML parser; badges before an XML parser and Chromium; object pages of several standings on a
phone and on a laptop."""

import datetime
import pathlib
import re
import shutil
import tempfile
import unittest
import urllib.parse
import xml.etree.ElementTree as tree

import harness
from test_axe import RUN
from test_pages import Browser

ATOM = "{http://www.w3.org/2005/Atom}"
SVG = "{http://www.w3.org/2000/svg}"
BASE = "https://www.example.gov.cn/ssjyg"


def addressed():
    """The demonstration with an address of its own."""
    root = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
    shutil.copytree(harness.ROOT / "content", root / "content")
    config = root / "content" / "site.toml"
    config.write_text(config.read_text("utf-8").replace('base_url = ""', f'base_url = "{BASE}"'), "utf-8")
    harness.program("build", "--root", root, "--out", root / "public")
    return root / "public"


def feeds(site):
    return [site / "feed.xml", *sorted((site / "feeds").glob("*.xml"))]


class Feeds(unittest.TestCase):
    def entries(self, path):
        """The entries of a feed that keeps what RFC 4287 asks for."""
        feed = tree.parse(path).getroot()
        self.assertEqual(feed.tag, ATOM + "feed")
        for name in ("id", "title", "updated"):
            self.assertEqual(len(feed.findall(ATOM + name)), 1, name)
        self.assertTrue(feed.find(f"{ATOM}author/{ATOM}name").text)
        entries = feed.findall(ATOM + "entry")
        for one in (feed, *entries):
            self.assertRegex(one.find(ATOM + "id").text, r"^tag:[a-z0-9.]+,\d{4}:[A-Za-z0-9%/#._-]+$")
            self.assertTrue(one.find(ATOM + "title").text.strip())
            stamp = datetime.datetime.fromisoformat(one.find(ATOM + "updated").text)
            self.assertEqual(stamp.utcoffset(), datetime.timedelta(hours=8))
            self.assertEqual(len(one.findall(f"{ATOM}link[@rel='alternate']")), 1)
        stamps = [entry.find(ATOM + "updated").text for entry in entries]
        self.assertEqual(stamps, sorted(stamps, reverse=True))
        return entries

    def test_every_feed_is_sound_and_every_link_leads_to_a_place(self):
        site, total = harness.demonstration(), 0
        self.assertEqual(len(feeds(site)), 1 + 2 + 5 + 10)
        for path in feeds(site):
            with self.subTest(feed=path.name):
                entries = self.entries(path)
                ids = [entry.find(ATOM + "id").text for entry in entries]
                self.assertEqual(len(ids), len(set(ids)))
                for entry in entries:
                    file, _, mark = entry.find(ATOM + "link").get("href").partition("#")
                    there = (path.parent / file).resolve()
                    self.assertTrue(there.is_file(), file)
                    if mark:
                        self.assertIn(f' id="{mark}"', there.read_text("utf-8"))
                total += len(entries)
        self.assertGreater(total, 200)

    def test_feedparser_reads_them_without_a_complaint(self):
        feedparser = harness.module("feedparser")
        site = addressed()
        for path in feeds(site):
            with self.subTest(feed=path.name):
                found = feedparser.parse(path.read_bytes())
                self.assertFalse(found.bozo, found.get("bozo_exception"))
                self.assertEqual(found.version, "atom10")
                self.assertEqual(len(found.entries), len(self.entries(path)))
                selves = [link.href for link in found.feed.links if link.rel == "self"]
                self.assertEqual(selves, [f"{BASE}/{path.relative_to(site).as_posix()}"])
                for entry in found.entries:
                    self.assertTrue(entry.link.startswith(f"{BASE}/"), entry.link)
                    file = urllib.parse.urlsplit(entry.link).path.removeprefix("/ssjyg/")
                    self.assertTrue((site / file).is_file(), entry.link)
                    self.assertIsNotNone(entry.updated_parsed)

    def test_a_place_to_subscribe_is_named_on_the_pages(self):
        site = harness.demonstration()
        index = (site / "feeds" / "index.html").read_text("utf-8")
        for path in feeds(site):
            self.assertIn(f'href="../{path.relative_to(site).as_posix()}"', index)


class Badges(Browser):
    def test_every_badge_is_sound_and_named_and_holds_nothing_that_acts(self):
        badges = sorted((self.site / "badges").glob("*.svg"))
        self.assertGreater(len(badges), 50)
        for path in badges:
            with self.subTest(badge=path.name):
                root = tree.parse(path).getroot()
                tags = {element.tag for element in root.iter()}
                self.assertLessEqual(tags, {SVG + name for name in ("svg", "title", "desc", "rect", "path", "text")})
                self.assertEqual(root.get("aria-labelledby"), "t d")
                self.assertTrue(root.find(SVG + "title").text and root.find(SVG + "desc").text)
                for element in root.iter():
                    self.assertFalse([name for name in element.attrib if "href" in name or name.startswith("on") or name == "style"])
                self.assertRegex("".join(root.itertext()), r"\d{4}-\d{2}-\d{2}")
                page = (self.site / "objects" / path.name.replace(".svg", ".html")).read_text("utf-8")
                self.assertIn(f'src="../badges/{path.name}"', page)

    def test_the_words_fit_their_place_in_a_browser(self):
        seen = {}
        for path in sorted((self.site / "badges").glob("*.svg")):
            text = re.sub(r"\d{4}-\d\d-\d\d", "", tree.parse(path).getroot().findall(SVG + "text")[1].text)
            seen.setdefault(text, path)
        self.assertGreater(len(seen), 6)
        page = self.page()
        for path in seen.values():
            with self.subTest(badge=path.name):
                page.goto(f"file://{path}")
                boxes = page.evaluate("""[...document.querySelectorAll('text')].map(t => { const b = t.getBBox();
                    return [b.x, b.x + b.width, b.y, b.y + b.height] })""")
                width, height = page.evaluate("[document.documentElement.width.baseVal.value, document.documentElement.height.baseVal.value]")
                self.assertLessEqual(boxes[0][1], boxes[1][0])
                self.assertLessEqual(boxes[1][1], width)
                for box in boxes:
                    self.assertGreaterEqual(box[2], 0)
                    self.assertLessEqual(box[3], height)
                # The estimate comes near to what the type needs, or the words would look squeezed.
                natural = page.evaluate("""[...document.querySelectorAll('text')].map(t => { t.removeAttribute('textLength');
                    return t.getComputedTextLength() })""")
                for given, needed in zip((box[1] - box[0] for box in boxes), natural):
                    self.assertLess(abs(given - needed) / needed, 0.1)


class Standings(Browser):
    def one_of_each(self):
        """A page for every first sentence and mark of a standing, values aside."""
        found = {}
        for path in sorted((self.site / "objects").glob("9114*.html")):
            text = path.read_text("utf-8")
            section = text.partition('<section class="standing ')[2].partition("</section>")[0]
            shape = re.sub(r'<span class="moment">[-\d :]*</span>|\d+|（[^）]*）|示例[^<]*', "", section)
            found.setdefault(shape[:200], path)
        return list(found.values())

    def test_name_and_standing_stand_on_the_first_screen_of_a_phone(self):
        pages = self.one_of_each()
        self.assertGreater(len(pages), 10)
        page = self.page(360)
        for path in pages:
            with self.subTest(page=path.name):
                page.goto(f"file://{path}")
                self.fits(page, 360)
                bottom = page.evaluate("""[document.querySelector('h1'), document.querySelectorAll('.standing p')[1]]
                    .map(e => e.getBoundingClientRect().bottom)""")
                self.assertLess(max(bottom), 640)

    def test_pages_of_every_standing_are_accessible(self):
        axe = (harness.node_package("axe-core") / "axe.min.js").read_text("utf-8")
        for width in (360, 1280):
            page = self.page(width, color_scheme="light")
            for path in (*self.one_of_each()[:8], self.site / "feeds" / "index.html"):
                with self.subTest(page=path.name, width=width):
                    page.goto(f"file://{path}")
                    self.fits(page, width)
                    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
                    page.evaluate(axe)
                    self.assertEqual(page.evaluate(RUN), [])


if __name__ == "__main__":
    unittest.main()
