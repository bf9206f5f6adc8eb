"""A province of 120 counties, sixteen of them broken, each in its own way: gathered twice, read as tables, looked at in Chromium, every
link followed. MINGCHOU_COUNTIES=N makes fewer, for a first look."""

import concurrent.futures
import csv
import http.server
import io
import os
import pathlib
import shutil
import tempfile
import threading
import zipfile

import harness
import sampling
from test_axe import Looks
from test_links import dead, outward
from test_pages import WIDTHS, served

COUNTIES = int(os.environ.get("MINGCHOU_COUNTIES", "120"))
DAY = "2026-11-20"
PHONE = "13800138000"
FIRST = 140900
ZEROS = "0" * 64


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """A host that sends everybody on to another one."""

    def do_GET(self):
        self.send_response(302)
        self.send_header("Location", "http://elsewhere.example.gov.cn/")
        self.end_headers()

    def log_message(self, *args):
        pass


def county(place, region, seed, objects=40):
    """A built demonstration with a log of its own. Out: its published folder."""
    folder = place / f"{region}-{seed}"
    harness.program("demo", "--seed", seed, "--objects", objects, "--region", region, "--county", f"第{region}县", folder)
    harness.program("build", "--root", folder)
    return folder / "public"


def zipped(site, target):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(site).as_posix())
    return target


def manifest(site, line):
    with open(site / "SHA256SUMS.txt", "a", encoding="utf-8") as sums:
        sums.write(line)


def missing(site):
    next(site.glob("draws/*/result.csv")).unlink()


def tampered(site):
    roster = next(site.glob("draws/*/roster.csv"))
    text = roster.read_text("utf-8").splitlines(True)
    roster.write_text("".join(text[:1] + text[2:]), "utf-8", newline="\n")


def shrunk(site):
    """Set back to the last head but one, which the county signed as well."""
    sizes = sorted(int(path.stem) for path in (site / "log/checkpoints").glob("*.txt"))
    older = sizes[len(sizes) // 2]
    entries = (site / "log/entries.txt").read_text("ascii").split("\n\n")[:older]
    (site / "log/entries.txt").write_text("".join(f"{entry}\n\n" for entry in entries), "ascii", newline="\n")
    shutil.copy(site / f"log/checkpoints/{older}.txt", site / "log/checkpoint.txt")
    for size in sizes:
        if size >= older:
            (site / f"log/checkpoints/{size}.txt").unlink()


def vanished(site):
    shutil.rmtree(site / "log")


def encoded(site):
    path = site / "SHA256SUMS.txt"
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))


def telephone(site):
    manifest(site, f"{ZEROS}  data/张三 {PHONE}.csv\n")


def markup(site):
    manifest(site, f"{ZEROS}  data/<img src=x onerror=alert(1)>.csv\n")


def climbing(site):
    manifest(site, f"{ZEROS}  ../../../../etc/passwd\n")


# What is done to a county before the second run, and the state it must then have. Those that break the log come first: the run before
# must have seen it whole.
SPOILT = [("failed", missing), ("failed", tampered), ("breach", shrunk), ("breach", vanished), ("failed", encoded),
          ("personal", telephone), ("failed", markup), ("failed", climbing)]


class Province(Looks):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
        cls.regions = [str(FIRST + n) for n in range(COUNTIES)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            made = pool.map(lambda one: county(cls.place, one[1], one[0], 40 + one[0] % 30), enumerate(cls.regions))
            cls.sites = dict(zip(cls.regions, made))
        cls.states, cls.names = {}, {region: f"第{region}县" for region in cls.regions}
        cls.locations = {region: str(site) for region, site in cls.sites.items()}
        for n, region in enumerate(cls.regions):
            if n % 3 == 1:
                cls.locations[region] = str(zipped(cls.sites[region], cls.place / f"{region}.zip"))
        address, server = served(cls.place)
        cls.addClassCleanup(server.server_close)
        cls.addClassCleanup(server.shutdown)
        for n, region in enumerate(cls.regions):
            if n % 10 == 2:
                cls.locations[region] = f"{address}/{cls.sites[region].relative_to(cls.place).as_posix()}/"
        cls.first = cls.gather("before")
        cls.spoil(address)
        cls.second = cls.gather("overview")

    @classmethod
    def gather(cls, out):
        rows = [[cls.locations[region], cls.names[region], region, f"https://q{region}.example.gov.cn/"] for region in cls.regions]
        text = io.StringIO()
        csv.writer(text).writerows([["地址", "名称", "行政区划代码", "网址"], *rows])
        (cls.place / "sites.csv").write_text(text.getvalue(), "utf-8")
        return harness.program("gather", "--list", cls.place / "sites.csv", "--out", cls.place / out, "--state", cls.place / "state",
                               "--as-of", DAY, cwd=cls.place, ok=(0, 1))

    @classmethod
    def spoil(cls, address):
        """Breaks counties at the end of the list; those that are zips or addresses become folders first."""
        left = list(reversed(cls.regions))
        for state, change in SPOILT:
            region = left.pop()
            cls.locations[region] = str(cls.sites[region])
            change(cls.sites[region])
            cls.states[region] = state
        region = left.pop()
        cls.locations[region] = str(county(cls.place, region, 7777))  # another past, signed with the same key
        cls.states[region] = "breach"
        moved = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
        threading.Thread(target=moved.serve_forever, daemon=True).start()
        cls.addClassCleanup(moved.server_close)
        cls.addClassCleanup(moved.shutdown)
        (cls.place / "page").mkdir()
        (cls.place / "page/index.html").write_text("<p>a page</p>", "utf-8")
        bomb = cls.place / "bomb.zip"
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("draws/x/commit.txt", b"\0" * (160 << 20))
        cut = cls.place / "cut.zip"
        cut.write_bytes(zipped(cls.sites[left[-1]], cls.place / "whole.zip").read_bytes()[:-200])
        for place in (f"http://127.0.0.1:{moved.server_port}/", f"{address}/page/", "http://127.0.0.1:1/", str(bomb), str(cut), "nowhere"):
            region = left.pop()
            cls.locations[region], cls.states[region] = place, "unread"
        region = left.pop()
        cls.locations[region], cls.states[region] = str(cls.place / "page"), "breach"  # its log is gone
        cls.names[left.pop()] = '<b onclick="alert(1)">县</b>'
        cls.names[left.pop()] = "=HYPERLINK(1)"

    def table(self, name, out="overview"):
        data = (self.place / out / "data" / name).read_bytes()
        self.assertTrue(data.startswith(b"\xef\xbb\xbf"))
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        return [dict(zip([heading.split()[-1] for heading in rows[0]], row)) for row in rows[1:]]

    def test_broken_counties_are_shown_and_the_others_as_they_are(self):
        before = self.table("counties.csv", "before")
        self.assertEqual({row["state"] for row in before} - {"good", "behind"}, set())
        found = {row["region"]: row for row in self.table("counties.csv")}
        self.assertEqual(list(found), self.regions)
        for region, row in found.items():
            with self.subTest(region=region):
                if region in self.states:
                    self.assertEqual(row["state"], self.states[region], row)
                    self.assertNotEqual(row["reason"], "")
                else:
                    self.assertIn(row["state"], ("good", "behind"), row)
                    self.assertEqual(row["reason"], "")
                    parts = sum(int(row[name]) for name in ("published", "pending", "withheld", "sealed_objects"))
                    self.assertEqual(int(row["drawn"]), parts)
        self.assertEqual(self.second.returncode, 1)
        self.assertIn(f"{COUNTIES} counties, {len(self.states)} with a problem", self.second.stdout)

    def test_numbers_are_those_of_the_counties_own_ledgers(self):
        """Each county counts for itself in data/ledger.csv; what was counted here must be the same."""
        found = self.table("draws.csv")
        for region in self.regions:
            if region in self.states:
                continue
            with open(self.sites[region] / "data/ledger.csv", encoding="utf-8-sig", newline="") as file:
                rows = [dict(zip([key.split()[-1] for key in row], row.values())) for row in csv.DictReader(file)]
            own = {row["draw"]: [row[name] for name in ("published", "pending", "withheld", "sealed")] for row in rows}
            here = {row["draw"]: [row[name] for name in ("published", "pending", "withheld", "sealed_objects")]
                    for row in found if row["region"] == region and row["draw"] in own}
            self.assertEqual(here, own, region)

    def test_nothing_personal_and_no_markup_of_a_stranger_reaches_the_overview(self):
        for path in (self.place / "overview").rglob("*"):
            if path.is_file():
                text = path.read_bytes().decode("utf-8", "replace")
                self.assertNotIn(PHONE, text, path)
                self.assertNotIn("张三", text, path)
                if path.suffix == ".html":
                    self.assertNotIn("<img src=x", text, path)
                    self.assertNotIn("<b ", text, path)
        names = [row["name"] for row in self.table("counties.csv")]
        self.assertIn("'=HYPERLINK(1)", names)

    def test_the_same_again_gives_the_same_bytes(self):
        self.gather("again")
        one, two = (harness.folder(self.place / out) for out in ("overview", "again"))
        self.assertEqual(sorted(one), sorted(two))
        self.assertEqual([path for path in one if one[path] != two[path]], [])

    def test_links(self):
        site = self.place / "overview"
        self.assertEqual(dead(site)[:20], [])
        out = outward(site)
        self.assertGreater(len(out), COUNTIES)
        self.assertEqual([link for link in out if not link[2]][:20], [])
        asked = {f"https://q{region}.example.gov.cn/" for region in self.regions}
        for _, address, _ in out:
            base = "/".join(address.split("/")[:3]) + "/"
            self.assertIn(base, asked)
            region = base[len("https://q"):].split(".")[0]
            rest = address[len(base):]
            if rest:
                self.assertTrue((self.sites[region] / rest).is_file(), address)

    def test_pages_fit_and_pass_axe_at_every_width(self):
        site = self.place / "overview"
        broken = [f"counties/{region}.html" for region in self.states]
        sound = next(region for region in self.regions if region not in self.states)
        names = ["index.html", "exceptions.html", f"counties/{sound}.html", *broken, "en/index.html", "en/exceptions.html",
                 f"en/counties/{sound}.html"]
        for width in WIDTHS:
            page = self.page(width, color_scheme="light")
            for name in names:
                with self.subTest(page=name, width=width):
                    page.goto(f"file://{site}/{name}")
                    self.look(page, width, f"{name} at {width}")
        page = self.page(360, color_scheme="dark")
        for name in sampling.pages(site):
            page.goto(f"file://{site}/{name}")
            self.fits(page, 360)


del Looks
