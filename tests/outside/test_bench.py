"""The benchmarks' own arithmetic, and that a site taken apart can be put together again: whoever changes the frame of a page learns it here and
not in the next measurement."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import harness

sys.path.append(str(harness.ROOT / "benches"))
import frames
import measure
import report

# Every page out of its content file and the layout that Eleventy is given.
TOGETHER = """
import fs from "node:fs";
import path from "node:path";
const [place, site] = process.argv.slice(1);
const { default: layout } = await import(path.join(place, "eleventy/_includes/page.11ty.js"));
const frame = JSON.parse(fs.readFileSync(path.join(place, "eleventy/_data/frame.json"), "utf8"));
let pages = 0;
for (const name of fs.readdirSync(path.join(place, "content"), { recursive: true })) {
  if (!name.endsWith(".html")) continue;
  const text = fs.readFileSync(path.join(place, "content", name), "utf8");
  const end = text.indexOf("\\n---\\n", 4);
  const lines = text.slice(4, end).split("\\n").map((line) => [line.slice(0, line.indexOf(": ")), JSON.parse(line.slice(line.indexOf(": ") + 2))]);
  const page = { ...Object.fromEntries(lines), frame, content: text.slice(end + 5) };
  if (layout(page) !== fs.readFileSync(path.join(site, page.permalink), "utf8")) console.log(`${page.permalink} differs`);
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


class Frames(unittest.TestCase):
    def test_a_site_taken_apart_is_put_together_again(self):
        site = harness.demonstration()
        node = harness.tool("node")
        with tempfile.TemporaryDirectory(dir=harness.scratch()) as folder:
            made = frames.export(site, pathlib.Path(folder) / "sources")
            files = [file for file in site.rglob("*") if file.is_file()]
            self.assertEqual(([], len(files)), (made.misfits, made.pages + made.static))
            self.assertEqual(sum(file.suffix == ".html" for file in files), made.pages)
            said = subprocess.run([node, "--input-type=module", "-e", TOGETHER, made.place, site], capture_output=True, text=True)
            self.assertEqual((f"{made.pages}\n", ""), (said.stdout, said.stderr))


if __name__ == "__main__":
    unittest.main()
