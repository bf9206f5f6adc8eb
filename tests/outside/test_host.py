"""The blocks of docs/hosting.md, run: what nginx and Apache answer for every kind of file, and that the site lives under that policy."""

import gzip
import os
import pathlib
import re
import tempfile
import time
import unittest
import xml.etree.ElementTree

import harness
import hosting
import sampling
from test_pages import SCRIPT, Browser, large_void

FIXED = {"x-content-type-options": "nosniff", "referrer-policy": "strict-origin-when-cross-origin", "cache-control": "no-cache"}
WATCH = "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))"


def full(kind):
    """A type as it is sent: text says its charset."""
    text = kind.startswith("text/") or kind in ("application/xml", "image/svg+xml")
    return f"{kind}; charset=utf-8" if text else kind


class Written(unittest.TestCase):
    """The page itself: all blocks say the same."""

    def test_the_table_names_every_ending_of_the_site(self):
        site = harness.demonstration()
        there = {path.suffix[1:] for path in site.rglob("*") if path.is_file()}
        self.assertEqual(there - set(hosting.types()), set())

    def test_every_page_carries_the_policy_but_for_what_only_a_header_can_say(self):
        site = harness.demonstration()
        for name in sampling.pages(site):
            found = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', (site / name).read_text("utf-8"))
            self.assertEqual([f"{policy}; frame-ancestors 'self'" for policy in found], [hosting.policy()], name)

    def test_apache_is_told_the_same(self):
        text = hosting.block(".htaccess")
        self.assertEqual(dict(re.findall(r"(?m)^AddType (\S+) \.(\w+)$", text)), {kind: ending for ending, (kind, _) in hosting.types().items()})
        self.assertIn(f'Content-Security-Policy "{hosting.policy()}"', text)

    def test_iis_is_told_the_same(self):
        tree = xml.etree.ElementTree.fromstring(hosting.block("web.config").encode("utf-8"))
        types = {one.get("fileExtension"): one.get("mimeType") for one in tree.iter("mimeMap")}
        self.assertEqual(types, {f".{ending}": full(kind) for ending, (kind, _) in hosting.types().items()})
        headers = {one.get("name").lower(): one.get("value") for one in tree.find(".//customHeaders").iter("add")}
        self.assertEqual(headers, {"content-security-policy": hosting.policy(), **FIXED})


class Headers(unittest.TestCase):
    """What a server answers; the same for both."""

    make = staticmethod(hosting.nginx)

    @classmethod
    def setUpClass(cls):
        cls.site = harness.copy_of(harness.demonstration())
        for ending in hosting.types():
            (cls.site / f"probe.{ending}").write_bytes("示例，可以压缩的文字。\n".encode() * 200)
        cls.server = cls.make(cls.site)
        cls.addClassCleanup(cls.server.stop)

    def places(self):
        return (self.server.root, self.server.below)

    def guarded(self, answer):
        self.assertEqual(answer.header("content-security-policy"), hosting.policy())
        for name, value in FIXED.items():
            self.assertEqual(answer.header(name), value, name)

    def test_every_ending_has_its_type_its_headers_and_is_compressed_if_it_can_be(self):
        for place in self.places():
            for ending, (kind, squeezed) in hosting.types().items():
                with self.subTest(place=place, ending=ending):
                    path = self.site / f"probe.{ending}"
                    plain = hosting.get(f"{place}/{path.name}")
                    self.assertEqual((plain.status, plain.header("content-encoding"), plain.body), (200, None, path.read_bytes()))
                    small = hosting.get(f"{place}/{path.name}", Accept_Encoding="gzip")
                    self.assertEqual(small.header("content-encoding"), "gzip" if squeezed else None)
                    self.assertEqual(gzip.decompress(small.body) if squeezed else small.body, path.read_bytes())
                    self.assertEqual(small.header("vary"), "Accept-Encoding" if squeezed else None)
                    for answer in (plain, small):
                        self.assertEqual(answer.header("content-type"), full(kind))
                        self.guarded(answer)

    def test_files_of_the_site_arrive_unchanged(self):
        for path in sorted(self.site.rglob("*"))[::40]:
            if path.is_file():
                self.assertEqual(hosting.get(f"{self.server.root}/{path.relative_to(self.site).as_posix()}").body, path.read_bytes(), path)

    def test_what_is_not_there_is_said_with_404_at_any_depth(self):
        for place in self.places():
            for path in ("none.html", "objects/none.html", "a/b/c/none", "draws/2026q2-key/none.csv"):
                answer = hosting.get(f"{place}/{path}")
                self.assertEqual((answer.status, answer.body), (404, (self.site / "404.html").read_bytes()), path)
                self.assertEqual(answer.header("content-type"), "text/html; charset=utf-8")
                self.guarded(answer)

    def test_folders_show_their_page_and_never_their_files(self):
        for place in self.places():
            top = place.partition("://")[2].partition("/")[2]
            moved = hosting.get(f"{place}/objects")
            self.assertEqual(moved.status, 301)
            self.assertTrue(moved.header("location").endswith(f"{'/' + top if top else ''}/objects/"), moved.header("location"))
            self.guarded(moved)
            for path, file in (("", "index.html"), ("objects/", "objects/index.html")):
                self.assertEqual(hosting.get(f"{place}/{path}").body, (self.site / file).read_bytes())
            closed = hosting.get(f"{place}/assets/")
            self.assertEqual(closed.status, 403)
            self.assertNotIn(b"site.css", closed.body)
            self.guarded(closed)

    def test_an_unchanged_file_is_not_sent_again(self):
        for coding in ("identity", "gzip"):
            first = hosting.get(f"{self.server.root}/assets/site.css", Accept_Encoding=coding)
            again = hosting.get(f"{self.server.root}/assets/site.css", Accept_Encoding=coding, If_None_Match=first.header("etag"))
            self.assertEqual((again.status, again.body), (304, b""), coding)
            since = hosting.get(f"{self.server.root}/assets/site.css", Accept_Encoding=coding, If_Modified_Since=first.header("last-modified"))
            self.assertEqual((since.status, since.body), (304, b""), coding)


class ApacheHeaders(Headers):
    make = staticmethod(hosting.apache)

    def places(self):
        return (self.server.root,)

    def test_a_file_that_has_just_arrived_is_not_sent_again(self):
        path = self.server.own / "probe.css"
        soon = time.time() + 3600
        os.utime(path, (soon, soon))
        for coding in ("identity", "gzip"):
            first = hosting.get(f"{self.server.root}/{path.name}", Accept_Encoding=coding)
            self.assertTrue(first.header("etag").startswith('W/"'), first.header("etag"))
            again = hosting.get(f"{self.server.root}/{path.name}", Accept_Encoding=coding, If_None_Match=first.header("etag"))
            self.assertEqual((again.status, again.body), (304, b""), coding)


class Portal(unittest.TestCase):
    def test_the_portal_keeps_its_own_headers(self):
        server = hosting.nginx(harness.demonstration())
        self.addCleanup(server.stop)
        answer = hosting.get(f"http://127.0.0.1:{server.portal_port}/")
        self.assertEqual((answer.header("x-portal"), answer.header("content-security-policy")), ("of-the-portal", None))
        self.assertIsNone(hosting.get(f"{server.below}/").header("x-portal"))
        self.assertTrue(hosting.get(server.below).header("location").endswith(f"/{hosting.FOLDER}/"))

    def test_one_more_header_in_a_location_drops_the_policy_as_the_page_warns(self):
        server = hosting.nginx(harness.demonstration(), "location /assets/ { add_header X-More more; }\n")
        self.addCleanup(server.stop)
        self.assertEqual(hosting.get(f"{server.root}/").header("content-security-policy"), hosting.policy())
        self.assertIsNone(hosting.get(f"{server.root}/assets/site.css").header("content-security-policy"))


class Policy(Browser):
    """Pages in a browser under nginx: whatever meets the policy stands in the console, which fails the test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = hosting.nginx(cls.site)
        cls.addClassCleanup(cls.server.stop)
        cls.county = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "county"
        harness.program("demo", "--objects", "60", cls.county)
        config = cls.county / "content" / "site.toml"
        config.write_text(config.read_text("utf-8").replace('base_url = ""', f'base_url = "http://www.example.gov.cn/{hosting.FOLDER}/"'), "utf-8")
        harness.program("--root", cls.county, "build")
        cls.small = hosting.nginx(cls.county / "public")
        cls.addClassCleanup(cls.small.stop)

    def watched(self, **more):
        page = self.page(360, **more)
        page.add_init_script(WATCH)
        return page

    def test_no_page_meets_the_policy(self):
        for place in (self.server.root, self.server.below):
            page = self.watched()
            for name in sampling.sample(self.site):
                answer = page.goto(f"{place}/{name}")
                self.assertEqual(answer.header_value("content-security-policy"), hosting.policy(), name)

    def test_what_meets_the_policy_is_noticed(self):
        text = (self.site / "index.html").read_text("utf-8")
        for number, plant in enumerate(('<p style="color:red">a</p>', "<script>1</script>", '<img alt="" src="http://127.0.0.2:9/a.png">')):
            (self.server.own / f"planted{number}.html").write_text(text.replace("</main>", f"{plant}</main>"), "utf-8")
            context = self.browser.new_context()
            self.addCleanup(context.close)
            page, said = context.new_page(), []
            page.add_init_script(WATCH)
            page.on("console", lambda message: said.append(message.text))
            page.goto(f"{self.server.root}/planted{number}.html")
            self.assertTrue(any(line.startswith("policy: ") for line in said), (plant, said))

    def test_searching_works(self):
        target = next(name for name in sampling.pages(self.site) if re.fullmatch(r"objects/91\w{16}\.html", name))
        title = re.search("<h1>([^<]+)", (self.site / target).read_text("utf-8")).group(1)
        for place in (self.server.root, self.server.below):
            page = self.watched()
            page.goto(f"{place}/index.html")
            page.locator("main input[type=search]").fill(title)
            page.locator("main input[type=search]").press("Enter")
            page.locator(f'main a[href$="{target}"]').first.click()
            page.wait_for_url(f"{place}/{target}")

    def test_a_draw_is_checked_on_its_page(self):
        page = self.watched()
        page.goto(f"{self.server.below}/draws/2026q3-general/index.html")
        page.click("#check-go")
        self.verdict(page, "good", SCRIPT["verdict"]["recomputed"])

    def test_a_large_draw_is_checked_in_a_worker(self):
        page, workers = self.watched(), []
        page.on("worker", lambda worker: workers.append(worker.url))
        page.goto(f"{self.server.below}/check/index.html")
        page.set_input_files("#pick-files", [str(path) for path in sorted(large_void().iterdir()) if path.suffix in (".txt", ".csv")])
        self.verdict(page, "gone", SCRIPT["verdict"]["void"])
        self.assertEqual(workers, [f"{self.server.below}/assets/check-worker.js"])

    def test_a_slip_is_checked(self):
        leaf = (self.county / "secrets/draws/2026q4-general/leaves.txt").read_text("ascii").splitlines()[1].split(" ")
        text = harness.program("--root", self.county, "draw", "slip", "2026q4-general", "--object", leaf[4]).stdout
        page = self.watched()
        page.goto(f"{self.small.below}/check/slip.html")
        page.fill("#slip-text", text)
        page.click("#slip-form button")
        page.wait_for_selector(".verdict-good")

    def test_a_page_that_is_not_there_looks_like_the_site_and_leads_back(self):
        for path in ("none.html", "a/b/none.html"):
            context = self.browser.new_context()
            self.addCleanup(context.close)
            page = context.new_page()
            lost = []
            page.on("response", lambda answer: lost.append(answer.url) if answer.status >= 400 else None)
            self.assertEqual(page.goto(f"{self.small.below}/{path}").status, 404)
            self.assertEqual(lost, [f"{self.small.below}/{path}"], "the sheet and the mark are found")
            self.assertGreater(page.evaluate("document.styleSheets[0].cssRules.length"), 20)
            page.click("main a")
            self.assertEqual(page.url, f"{self.small.below}/index.html")


if __name__ == "__main__":
    unittest.main()
