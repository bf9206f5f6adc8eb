"""Links: linkinator over the site below a folder of nginx, Python's own parser over it on the disk, and what a browser asks for."""

import json
import pathlib
import posixpath
import subprocess
import tempfile
import unittest
import urllib.parse

import harness
import hosting
import sampling
from test_pages import Browser

# Files that no page links: the host shows the first, scripts start the others.
UNLINKED = {"404.html", "assets/check-worker.js", "search/names.js"}


def crawled(address):
    """What linkinator finds from an address on: each link's address, state and the page that holds it."""
    program = harness.node_package("linkinator") / "build" / "src" / "cli.js"
    options = ("--recurse", "--check-css", "--check-fragments", "--redirects", "error", "--concurrency", "20", "--format", "json")
    with tempfile.TemporaryFile(dir=harness.scratch()) as said:
        command = [harness.tool("node"), program, address, *options, "--skip", r"^(?!http://127\.0\.0\.1[:/])"]
        done = subprocess.run(command, stdout=said, stderr=subprocess.PIPE)
        said.seek(0)
        text = said.read()
    if not text:
        raise AssertionError(done.stderr.decode("utf-8", "replace"))
    return json.loads(text)["links"]


def broken(links):
    return sorted(f"{link.get('parent')} -> {link['url']}" for link in links if link["state"] == "BROKEN")


def dead(site):
    """Links on the disk that lead to no file, or to a place that its page does not have."""
    faults = []
    for name in sampling.pages(site):
        for tag, _, target, _ in sampling.read(site / name).links:
            address = urllib.parse.urlsplit(target)
            if address.scheme or address.netloc:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), urllib.parse.unquote(address.path))) if address.path else name
            if address.path.startswith("/") or path.startswith("..") or not (site / path).is_file():
                faults.append(f"{name}: <{tag}> {target}: no such file")
            elif address.fragment and path.endswith(".html") and address.fragment not in sampling.read(site / path).ids:
                faults.append(f"{name}: <{tag}> {target}: no such place")
    return faults


def outward(site):
    """Links that leave the site: page, address, whether it is marked for readers and programs."""
    found = []
    for name in sampling.pages(site):
        for tag, _, target, attributes in sampling.read(site / name).links:
            address = urllib.parse.urlsplit(target)
            if address.netloc or address.scheme not in ("", "tel", "mailto"):
                marked = tag == "a" and "external" in (attributes.get("rel") or "").split() and "out" in (attributes.get("class") or "").split()
                found.append((name, target, marked or (tag == "link" and attributes.get("rel") == "canonical")))
    return found


class Links(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = harness.demonstration()

    def test_no_link_is_dead_below_a_folder_of_a_portal(self):
        server = hosting.nginx(self.site)
        self.addCleanup(server.stop)
        links = crawled(f"{server.below}/")
        self.assertEqual(broken(links)[:20], [])
        reached = {link["url"].partition("#")[0].partition("?")[0] for link in links}
        self.assertEqual({url for url in reached if not url.startswith(f"{server.below}/")}, set(), "links lead out of the folder")
        files = {path.relative_to(self.site).as_posix() for path in self.site.rglob("*") if path.is_file()}
        self.assertEqual(files - {url[len(server.below) + 1:] for url in reached}, UNLINKED)

    def test_no_link_is_dead_on_a_disk(self):
        self.assertEqual(dead(self.site)[:20], [])

    def test_nothing_leads_out_of_the_demonstration(self):
        self.assertEqual(outward(self.site)[:20], [])

    def test_planted_links_are_found(self):
        site = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "site"
        site.mkdir()
        plants = ("none.html", "b.html#none", "#none", "b.html#here", "https://www.example.com/")
        (site / "index.html").write_text("".join(f'<p><a href="{plant}">a</a></p>' for plant in plants), "utf-8")
        (site / "b.html").write_text('<p id="here">b</p>', "utf-8")
        self.assertEqual([fault.split("<a> ")[1] for fault in dead(site)],
                         ["none.html: no such file", "b.html#none: no such place", "#none: no such place"])
        self.assertEqual(outward(site), [("index.html", plants[4], False)])
        server = hosting.nginx(site)
        self.addCleanup(server.stop)
        found = broken(crawled(f"{server.below}/"))
        self.assertEqual({fault.partition(" -> ")[2] for fault in found},
                         {f"{server.below}/#none", f"{server.below}/b.html#none", f"{server.below}/none.html"})

    def test_links_out_are_marked(self):
        county = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "county"
        harness.program("demo", "--objects", "40", county)
        config = county / "content" / "site.toml"
        text = config.read_text("utf-8")
        for key, value in (("mark_url", "https://mark.example.gov.cn/1"), ("fault_url", "https://fault.example.gov.cn/2"),
                           ("base_url", "https://www.example.gov.cn/inspection/")):
            self.assertIn(f'{key} = ""', text)
            text = text.replace(f'{key} = ""', f'{key} = "{value}"')
        config.write_text(text, "utf-8")
        (county / "content/pages/out.md").write_text(
            '+++\ntitle = "站外"\npublished_at = "2026-01-05 09:00"\n+++\n\n[省厅](https://www.example.gov.cn/) <http://www.example.com>\n', "utf-8")
        harness.program("--root", county, "build")
        # A page's own lasting address leads nowhere else.
        found = [link for link in outward(county / "public") if not link[1].startswith("https://www.example.gov.cn/inspection/")]
        self.assertEqual([link for link in found if not link[2]], [])
        for address in ("https://mark.example.gov.cn/1", "https://fault.example.gov.cn/2", "http://www.example.com", "https://www.example.gov.cn/"):
            self.assertIn(address, {target for _, target, _ in found})


class Requests(Browser):
    def test_a_browser_asks_for_nothing_outside_the_folder(self):
        server = hosting.nginx(self.site)
        self.addCleanup(server.stop)
        page = self.page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        for name in sampling.sample(self.site):
            page.goto(f"{server.below}/{name}")
        self.assertGreater(len(asked), 100)
        foreign = [url for url in asked if not url.startswith((f"{server.below}/", "blob:", "data:"))]
        self.assertEqual(foreign, [])


if __name__ == "__main__":
    unittest.main()
