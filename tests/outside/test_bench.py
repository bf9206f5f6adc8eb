"""The benchmarks' own arithmetic, and that a site taken apart can be put together again: whoever changes the frame of a page learns it here and
not in the next measurement."""

import functools
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import harness

sys.path.append(str(harness.ROOT / "benches"))
import frames
import measure
import report
import views

# Every page out of its content file and the functions that Eleventy is given.
TOGETHER = """
import fs from "node:fs";
import path from "node:path";
const [place, site] = process.argv.slice(1);
const { default: framed } = await import(path.join(place, "eleventy/frame.js"));
const { default: object } = await import(path.join(place, "eleventy/object.js"));
const frame = JSON.parse(fs.readFileSync(path.join(place, "data/frame.json"), "utf8"));
let pages = 0;
for (const { file, at } of JSON.parse(fs.readFileSync(path.join(place, "index.json"), "utf8"))) {
  const text = fs.readFileSync(path.join(place, "eleventy", file), "utf8");
  const end = text.indexOf("\\n");
  const page = JSON.parse(text.slice(0, end));
  const view = page.block && JSON.parse(fs.readFileSync(path.join(place, "data", `${page.block}.json`), "utf8"))[page.name];
  const inside = view ? object(page, view, frame.alike) : text.slice(end + 1);
  if (framed(page, inside, frame) !== fs.readFileSync(path.join(site, at), "utf8")) console.log(`${at} differs`);
  pages += 1;
}
console.log(pages);
"""


def sample(seconds, peak=None):
    return measure.Sample(seconds, seconds / 2, peak)


class Measure(unittest.TestCase):
    def test_a_command_is_measured_without_the_memory_of_the_harness(self):
        ballast = bytearray(100 * measure.MIB)
        found = measure.run([sys.executable, "-c", "import time; held = bytearray(30 * 2**20); time.sleep(0.05); print('done')"])
        self.assertEqual("done\n", found.output)
        self.assertGreaterEqual(found.seconds, 0.05)
        self.assertTrue(30 < found.peak < len(ballast) / measure.MIB, found.peak)

    def test_processes_at_once_are_added_up(self):
        one = "import time; held = bytearray(40 * 2**20); time.sleep(0.6)"
        found = measure.run([sys.executable, "-c", f"import subprocess, sys; a = [subprocess.Popen([sys.executable, '-c', {one!r}]) for _ in 'ab']\n"
                                                   "for each in a: each.wait()"])
        self.assertGreater(found.peak, 80)

    def test_a_command_that_fails_ends_the_run(self):
        with self.assertRaisesRegex(RuntimeError, r"exit 3\nwhy"):
            measure.run([sys.executable, "-c", "print('why'); raise SystemExit(3)"])
        with self.assertRaisesRegex(RuntimeError, "no-such-program"):
            measure.run(["no-such-program"])

    def test_turns_alternate_and_patience_ends(self):
        seen = []

        def turn(name, seconds):
            return measure.Contestant(name, "peer", lambda: seen.append(name) or sample(seconds), lambda: seen.append(f"before {name}"))

        found = measure.alternate([turn("a", 1), turn("b", 40)], 4, 30)
        self.assertEqual({"a": 4, "b": 1}, {name: len(samples) for name, samples in found.items()})
        self.assertEqual(["before a", "a", "before b", "b", "before a", "a"], seen[:6])

    def test_medians(self):
        figure = measure.Figure.of([sample(3, 10), sample(1, 30), sample(2)])
        self.assertEqual(measure.Figure(2, 1, 3, 3, 1, 30), figure)
        self.assertEqual(measure.Figure(5, 5, 5, 1), measure.Figure.of([measure.Sample(5)]))


class Report(unittest.TestCase):
    def table(self):
        figure = lambda seconds, peak=None: measure.Figure.of([sample(seconds, peak)])
        found = {10: {"ours": figure(0.5, 20), "theirs": figure(3, 400), "bound": figure(0.25)}, 100: {"ours": figure(5, 20), "bound": figure(2.5)}}
        return report.gather("A title", "rows", "ours", {"ours": "ours", "theirs": "peer", "bound": "bound"}, found,
                             aims=[report.Aim("at least 5", report.FASTEST, "ours", 5, most=False), report.Aim("at most 2", "ours", "bound", 2)], notes=["A note."])

    def test_a_table_in_markdown(self):
        self.assertEqual("""### A title

| rows | | time | × ours | on processors | peak memory | growth |
|---:|---|---:|---:|---:|---:|---:|
| 10 | **ours** | 500 ms (once) | 1.0× | 250 ms | 20 MiB |  |
| 10 | theirs | 3.00 s (once) | 6.0× | 1.50 s | 400 MiB |  |
| 10 | *bound: bound* | 250 ms (once) | 0.50× | 125 ms |  |  |
| 100 | **ours** | 5.00 s (once) | 1.0× | 2.50 s | 20 MiB | 10× for 10× |
| 100 | *bound: bound* | 2.50 s (once) | 0.50× | 1.25 s |  | 10× for 10× |

| aim | 10 rows | 100 rows |
|---|---:|---:|
| at least 5 | 6.00 reached (on processors 6.00) |  |
| at most 2 | 2.00 reached (on processors 2.00) | 2.00 reached (on processors 2.00) |

* A note.
""", report.markdown(self.table()))

    def test_an_aim_that_is_missed_is_said(self):
        aim = report.Aim("at most 1", "ours", "bound", 1)
        self.assertFalse(aim.reached(aim.ratio(self.table().rows, 10)))
        self.assertIsNone(aim.ratio(self.table().rows, 1000))

    def test_an_aim_may_name_several_peers_and_no_limit(self):
        rows = self.table().rows
        self.assertEqual(6, report.Aim("some", ("theirs", "ours"), "bound").ratio(rows, 10) * 3)
        self.assertEqual("6.00 (on processors 6.00)", report.Aim("to be known", ("theirs", "absent"), "ours").said(rows, 10))

    def test_figures_go_between_the_marks_and_nowhere_else(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "page.md"
            path.write_text(f"a\n{report.BEGIN}\nold\n{report.END}\nb\n", encoding="utf-8")
            for _ in range(2):
                report.put(path, "new\n")
                self.assertEqual(f"a\n{report.BEGIN}\n\nnew\n\n{report.END}\nb\n", path.read_text(encoding="utf-8"))
            path.write_text("nothing", encoding="utf-8")
            with self.assertRaises(ValueError):
                report.put(path, "new")

    def test_the_document_has_the_marks(self):
        text = (harness.ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
        self.assertEqual([1, 1], [text.count(report.BEGIN), text.count(report.END)])


# The insides of pages from what standard input tells.
INSIDES = """
import fs from "node:fs";
const { default: object } = await import(process.argv[1]);
const { pages, alike } = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(pages.map((page) => object(page, page.view, alike))));
"""


@functools.cache
def example():
    """The program that tells what pages are made of."""
    subprocess.run(["cargo", "build", "--locked", "--quiet", "--example", "views"], cwd=harness.ROOT, check=True)
    return harness.ROOT / "target" / "debug" / "examples" / "views"


def together(made, site):
    """What is said of a site put together again."""
    done = subprocess.run([harness.tool("node"), "--input-type=module", "-e", TOGETHER, made.place, site], capture_output=True, text=True)
    return done.stdout + done.stderr


class Frames(unittest.TestCase):
    def test_a_site_taken_apart_is_put_together_again(self):
        site = harness.demonstration()
        with tempfile.TemporaryDirectory(dir=harness.scratch()) as folder:
            made = frames.export(site, pathlib.Path(folder) / "sources")
            files = [file for file in site.rglob("*") if file.is_file()]
            self.assertEqual(([], len(files), 0), (made.misfits, made.pages + made.static, made.made))
            self.assertEqual(sum(file.suffix == ".html" for file in files), made.pages)
            self.assertEqual(f"{made.pages}\n", together(made, site))

    def test_pages_of_objects_are_made_from_their_views(self):
        site = harness.demonstration()
        with tempfile.TemporaryDirectory(dir=harness.scratch()) as folder:
            made = frames.export(site, pathlib.Path(folder) / "sources", views.views(example(), harness.ROOT))
            objects = [path for path in (site / "objects").glob("*.html") if path.name[0].isdigit()]
            self.assertEqual(([], len(objects)), (made.misfits, made.made))
            self.assertEqual(f"{made.pages}\n", together(made, site))

    def test_what_an_address_adds_to_the_pages_of_objects(self):
        # A site with an address has another frame, which is not taken apart; here it is the inside that counts.
        with tempfile.TemporaryDirectory(dir=harness.scratch()) as folder:
            root = pathlib.Path(folder) / "county"
            shutil.copytree(harness.ROOT / "content", root / "content")
            config = root / "content" / "site.toml"
            config.write_text(config.read_text("utf-8").replace('base_url = ""', 'base_url = "https://www.example.gov.cn/inspection/"'), "utf-8")
            harness.program("build", "--root", root)
            found = views.views(example(), root)
            pages, wanted = [], []
            for path, view in sorted(found.pages.items()):
                main = re.search(r'<main id="main" tabindex="-1">\n(.*)\n</main>\n', (root / "public" / path).read_text("utf-8"), re.DOTALL)[1]
                pages.append({"root": "../", "at": path, "here": re.search("<h1>(.*?)</h1>", main)[1], "view": json.loads(view)})
                wanted.append(main)
            self.assertIn("shell-wrap", "".join(wanted))
            source = pathlib.Path(folder) / "object.mjs"
            source.write_text(views.fill((frames.LAYOUTS / "eleventy" / "object.js").read_text("utf-8"), views.sentences(), True), "utf-8")
            told = subprocess.run([harness.tool("node"), "--input-type=module", "-e", INSIDES, source], capture_output=True, text=True, check=True,
                                  input=json.dumps({"pages": pages, "alike": found.alike}))
            self.assertEqual(wanted, json.loads(told.stdout))


if __name__ == "__main__":
    unittest.main()
