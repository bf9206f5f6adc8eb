"""The whole of 2026 as the clerk of a fictional county, by script: from messy files to a packed site that anybody may verify.

`MINGCHOU_YEAR=write` writes `docs/year.md` anew. What she saw is kept in `target/outside/year/transcript.txt`.
"""

import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest
import warnings
import zipfile

import harness

sys.path[:0] = [str(harness.ROOT / "tests/year"), str(harness.ROOT / "tests/year/make"), str(harness.ROOT / "tests/import/make")]
PAGE = harness.ROOT / "docs/year.md"
# What is typed or names a file, and no sentence: a command up to the Chinese that follows it, an option with its value, a file.
TYPED = re.compile(r"mingchou [ -~]*|\b(?:draw|log|result) [a-z]+|--[a-z-]+(?:[ =][!-~]+)?|[!-~]+\.(?:toml|csv|txt|zip|xlsx|html|md)\b(?: \w+:)?")
ENGLISH = re.compile(r"[A-Za-z][a-z]+(?: [A-Za-z]?[a-z]+)+")


@functools.cache
def played():
    """The year, played once. Out: the clerk, with all she typed and saw."""
    harness.module("openpyxl")
    from clerk import Clerk
    import year

    place = harness.scratch() / "year"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    clerk = Clerk(place)
    server = clerk.serve()
    warnings.simplefilter("ignore", UserWarning)
    kept = harness.PLACE / "year"
    kept.mkdir(parents=True, exist_ok=True)
    try:
        for month in year.MONTHS:
            month(clerk)
    finally:
        (kept / "transcript.txt").write_text("\n".join(clerk.transcript), encoding="utf-8")
        server.shutdown()
        server.server_close()
    return clerk


def table(clerk):
    """The table of the year as `docs/year.md` has it."""
    lines = ["| 月份 | 命令 | 做了什么 |", "|---|---:|---|"]
    for month, (count, what) in clerk.months.items():
        lines.append(f"| {month} | {count} | {'；'.join(what)} |")
    lines.append(f"| 合计 | {clerk.typed} | 用编辑器改文件 {clerk.edits} 次；导入时回答问题 {clerk.answers} 个 |")
    return lines


class Year(unittest.TestCase):
    maxDiff = 4000

    def test_no_draw_fails_and_the_log_is_checked_on_the_live_site(self):
        clerk = played()
        found = json.loads(harness.program("verify", "--json", clerk.host, "--as-of", "2026-12-30").stdout)
        verdicts = {draw["draw"]: draw["verdict"] for draw in found}
        quarters = [f"2026q{quarter}-{kind}" for quarter in (1, 2, 4) for kind in ("general", "key", "special")]
        wanted = {name: "recomputed" for name in [*quarters, "2026q3-general-b", "2026q3-key", "2026q3-special", "2026-project", "2026-joint"]}
        # The first special list is empty, so nothing was drawn from it.
        del wanted["2026q1-special"]
        self.assertEqual(verdicts, wanted | {"2026q3-general": "void"})

    def test_the_script_of_the_site_says_the_same(self):
        clerk = played()
        script = clerk.host / "check/check.py.txt"
        done = subprocess.run([sys.executable, str(script), str(clerk.host)], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_host_and_bureau_hold_the_same_bytes_and_nothing_else(self):
        clerk = played()
        sums = (clerk.host / "SHA256SUMS.txt").read_text(encoding="utf-8")
        names = {line.split("  ", 1)[1] for line in sums.splitlines()} | {"SHA256SUMS.txt"}
        self.assertEqual(set(harness.folder(clerk.host)), names)

    def test_a_restored_archive_builds_the_site_it_tells_of(self):
        clerk = played()
        built = (clerk.place / "恢复/public/SHA256SUMS.txt").read_bytes()
        with zipfile.ZipFile(clerk.root / "archives/archive-2026.zip") as archive:
            self.assertEqual(built, archive.read("site/SHA256SUMS.txt"))
            self.assertEqual([name for name in archive.namelist() if name.startswith("secrets")], [])

    def test_tables_keep_the_mark_by_which_spreadsheets_know_them(self):
        content = played().root / "content"
        for name in ("items.csv", "registry/objects.csv", "registry/inspectors.csv", "registry/changes.csv", "results/2026.csv"):
            self.assertEqual((content / name).read_bytes()[:3], b"\xef\xbb\xbf", name)

    def test_an_empty_list_needs_no_record(self):
        said = next(entry for entry in played().transcript if "draw commit 2026q1-special" in entry)
        self.assertIn("错误[MC0739]", said)
        self.assertIn("就不用抽，也不用记", said)

    def test_she_reads_no_personal_number_and_nothing_of_the_machine(self):
        text = "\n".join(played().transcript)
        for number in ("11010519491231002X", "440524188001010014", "1390000"):
            self.assertNotIn(number, text)
        for sign in ("Traceback", "panicked", "RUST_BACKTRACE", "unwrap()", "Some(", "None)", "Err(", "src/", ".rs:", "\ufffd"):
            self.assertNotIn(sign, text)

    def test_she_reads_chinese(self):
        lines = {line for entry in played().transcript for line in entry.splitlines()[1:]}
        self.assertGreater(len(lines), 1000)
        wrong = {line for line in lines if ENGLISH.search(TYPED.sub("", line))}
        self.assertEqual(wrong, set())

    def test_the_page_tells_the_year_as_it_was(self):
        clerk = played()
        rows = table(clerk)
        text = PAGE.read_text(encoding="utf-8")
        if os.environ.get("MINGCHOU_YEAR") == "write":
            kept = [line for line in text.splitlines() if not line.startswith("|")]
            at = kept.index("## 一年的表") + 2
            PAGE.write_text("\n".join([*kept[:at], *rows, "", *kept[at:]]).replace("\n\n\n", "\n\n") + "\n", encoding="utf-8")
            return
        self.assertEqual([line for line in text.splitlines() if line.startswith("|")], rows)

    def test_what_it_cost_her(self):
        clerk = played()
        print(f"\n{clerk.typed} commands, {clerk.seconds:.0f} s in the program, {clerk.answers} questions of imports answered, {clerk.edits} edits by hand,"
              f" {len(clerk.refused)} commands refused or asked back: {', '.join(clerk.refused)}")
        self.assertLess(clerk.edits, 15)


if __name__ == "__main__":
    unittest.main()
