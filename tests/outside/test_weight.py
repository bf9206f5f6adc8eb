"""What a page weighs on the wire: bytes that Chromium, its cache empty, receives from nginx with the rules of docs/hosting.md.

A first visit counts everything, sheet and mark too, in bytes of answers with their headers, as a mobile tariff does; only the list behind
the search box has a limit of its own, for it grows with the county.
"""

import pathlib
import tempfile
import unittest

import harness
import hosting
import sampling
from test_pages import Browser

KB = 1000
HOME, OBJECT, DRAW, LIST = 60 * KB, 30 * KB, 130 * KB, 200 * KB
# No page alone, without sheet and script, may need more than this.
ANY = 40 * KB
COUNTY = 10_000


def squeezed(server, name):
    """Bytes of a file as nginx sends it to a browser, headers aside."""
    return len(hosting.get(f"{server.root}/{name}", Accept_Encoding="gzip").body)


class Weight(Browser):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = hosting.nginx(cls.site)
        cls.addClassCleanup(cls.server.stop)

    def weigh(self, server, name):
        """Loads a page in a browser that has seen nothing. Out: path -> bytes received."""
        context = self.browser.new_context(viewport={"width": 360, "height": 800})
        self.addCleanup(context.close)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        asked, received = {}, {}
        session.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))
        session.on("Network.loadingFinished", lambda event: received.update({event["requestId"]: event["encodedDataLength"]}))
        page.goto(f"{server.root}/{name}")
        page.wait_for_load_state("networkidle")
        self.assertEqual(set(asked), set(received))
        return {url.replace(server.root, ""): int(received[number]) for number, url in asked.items()}

    def limited(self, server, name, limit, kind):
        parts = {path: weight for path, weight in self.weigh(server, name).items() if not path.startswith("/search/")}
        total = sum(parts.values())
        print(f"\n  {kind} {name}: {total / KB:.1f} KB in {len(parts)} answers, at most {limit / KB:.0f}", flush=True)
        self.assertIn(f"/{name}", parts)
        self.assertIn("/assets/site.css", parts)
        self.assertLessEqual(total, limit, sorted(parts.items(), key=lambda part: -part[1]))

    def heaviest(self, pattern):
        """The page of this shape that is heaviest as it is sent, of the twenty heaviest on the disk."""
        found = sorted(self.site.glob(pattern), key=lambda path: (-path.stat().st_size, path.name))[:20]
        return max((path.relative_to(self.site).as_posix() for path in found), key=lambda name: (squeezed(self.server, name), name))

    def test_home(self):
        self.limited(self.server, "index.html", HOME, "home")

    def test_the_heaviest_object(self):
        self.limited(self.server, self.heaviest("objects/91*.html"), OBJECT, "object")

    def test_the_heaviest_draw_with_its_checker(self):
        self.limited(self.server, self.heaviest("draws/*/index.html"), DRAW, "draw")

    def test_no_page_is_heavy(self):
        weights = sorted(((squeezed(self.server, name), name) for name in sampling.pages(self.site)), reverse=True)
        print(f"\n  heaviest page alone: {weights[0][1]}, {weights[0][0] / KB:.1f} KB, at most {ANY / KB:.0f}", flush=True)
        self.assertEqual([one for one in weights if one[0] > ANY], [])


class LargeCounty(unittest.TestCase):
    """The list behind the search box grows with the county."""

    def test_the_search_list_of_a_large_county(self):
        county = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "county"
        harness.program("demo", "--objects", COUNTY, county)
        harness.program("--root", county, "build")
        site = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "site"
        (county / "public" / "search").rename(site)
        server = hosting.nginx(site)
        self.addCleanup(server.stop)
        files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
        weights = {name: squeezed(server, name) for name in files}
        total = sum(weights.values())
        plain = sum((site / name).stat().st_size for name in files)
        print(f"\n  search list of {COUNTY} objects: {total / KB:.1f} KB compressed, {plain / KB:.0f} KB plain, {len(files)} files", flush=True)
        self.assertGreater(plain, 10 * COUNTY, "the list names every object")
        self.assertLessEqual(total, LIST, weights)


if __name__ == "__main__":
    unittest.main()
