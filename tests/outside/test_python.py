"""`check.py.txt`, the checker for journalists: code of its own for the protocol, held against the vectors, against the
program, against random draws made otherwise (draws.py), and against every byte of the good vectors changed.
"""

import ast
import datetime
import functools
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import types
import unittest

import draws
import harness

SCRIPT = harness.ROOT / "themes" / "gov" / "assets" / "check.py.txt"
WORDS = {"fixed": "fixed, not recomputable", "void-unopened": "void, unopened"}
TODAY = datetime.date(2023, 8, 1)
SITES, EACH = 5, 420
NO_LOG = "  not checked: when files were published and whether a draw is missing, for there is no log that can be relied on"


def load():
    module = types.ModuleType("check")
    exec(compile(SCRIPT.read_text(encoding="utf-8"), str(SCRIPT), "exec"), module.__dict__)
    module.drand_ok = functools.lru_cache(maxsize=None)(module.drand_ok)
    module.ed25519_ok = functools.lru_cache(maxsize=None)(module.ed25519_ok)
    return module


CHECK = load()


def judge(files, own=None, today=TODAY, days=None):
    return CHECK.Draw(files, None, own or {}, today, days or {})


def codes(found):
    return [fault.code for fault in found.faults]


def command(*args):
    """The file as a reader runs it. Out: exit status, what it printed, what it complained of."""
    done = subprocess.run([sys.executable, str(SCRIPT), *map(str, args)], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def write(files):
    root = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


class File(unittest.TestCase):
    def test_one_file_for_python_3_8_with_nothing_installed(self):
        module = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))
        names = {name.name for node in ast.walk(module) if isinstance(node, ast.Import) for name in node.names}
        self.assertFalse([node for node in ast.walk(module) if isinstance(node, ast.ImportFrom)])
        self.assertEqual(names - set(sys.stdlib_module_names), set())
        self.assertEqual(names & {"socket", "urllib", "http", "subprocess", "ctypes", "importlib"}, set())
        for name in ("eval", "exec", "open", "compile", "__import__"):
            calls = [n for n in ast.walk(module) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == name]
            self.assertEqual(len(calls), name == "open", name)  # it reads, in one place, and runs nothing

    def test_it_is_published_below_check(self):
        self.assertEqual((harness.demonstration() / "check" / "check.py.txt").read_bytes(), SCRIPT.read_bytes())
        self.assertFalse((harness.demonstration() / "assets" / "check.py.txt").exists())


class Vectors(unittest.TestCase):
    def test_good_folders_get_their_words(self):
        for name, word in harness.GOOD.items():
            with self.subTest(name):
                found = judge(harness.folder(harness.VECTORS / name))
                self.assertEqual((codes(found), found.verdict()), ([], WORDS.get(word, word)))

    def test_refused_folders_are_refused_for_their_reason_alone(self):
        self.assertGreaterEqual(len(harness.refused()), 69)
        for name, code in harness.refused().items():
            with self.subTest(name):
                self.assertEqual(codes(judge(harness.folder(harness.VECTORS / "refuse" / name))), [code])

    def test_a_value_of_ones_own_confirms_or_refutes(self):
        files = harness.folder(harness.VECTORS / "small")
        own = {("ssq", 2023097): "02-07-11-19-23-30+08"}
        self.assertEqual(judge(files, own).verdict(), "verified")
        self.assertIn(("beacon-day", "ssq:2023097 2023-08-22"), judge(files, own).unchecked)
        of = lambda day: judge(files, own, days={("ssq", 2023097): datetime.date(2023, 8, day)})
        self.assertNotIn("beacon-day", [code for code, _ in of(22).unchecked])
        self.assertEqual(codes(of(20)), ["beacon-other-day"])
        self.assertEqual(codes(judge(files, {("ssq", 2023097): "02-07-11-19-23-30+09"})), ["beacon-other-than-yours"])

    def test_overdue_begins_the_day_after(self):
        sealed, committed = harness.folder(harness.VECTORS / "sealed"), harness.folder(harness.VECTORS / "committed")
        for files, last in ((sealed, datetime.date(2023, 10, 31)), (committed, datetime.date(2023, 8, 28))):
            self.assertFalse(judge(files, today=last).overdue)
            self.assertTrue(judge(files, today=last + datetime.timedelta(1)).overdue)

    def test_a_void_before_the_beacon_shows_who_would_have_been_drawn_once_the_values_are_known(self):
        files = harness.folder(harness.VECTORS / "void")
        whole = judge(files)
        files["void.txt"] = re.sub(b"(?m)^(beacon|evidence) .*\n", b"", files["void.txt"].replace(b"stage after-beacon", b"stage before-beacon"))
        self.assertEqual(codes(judge(files)), [])
        self.assertIn(("void-early", ""), judge(files).unchecked)
        drand = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
        own = {("ssq", 2023097): "02-07-11-19-23-30+08", ("drand-quicknet", 1000): drand}
        self.assertEqual([o[0] for o in judge(files, own).drawn], [o[0] for o in whole.drawn])
        self.assertEqual(len(whole.drawn), 5)


class Command(unittest.TestCase):
    def test_exit_status(self):
        self.assertEqual(command(harness.VECTORS / "small")[0], 0)
        self.assertEqual(command(harness.VECTORS / "refuse" / "void-wrong-nonce")[0], 1)
        for wrong in ([], ["/nowhere"], [harness.VECTORS / "small", "--beacon", "ssq:1=2"], [harness.ROOT / "docs"],
                      [harness.VECTORS / "small", "--log-key", "a+b+c"], [harness.VECTORS / "small", "--as-of", "2026-02-30"],
                      [harness.VECTORS / "small", "--wrong"]):
            with self.subTest(wrong):
                status, out, err = command(*wrong)
                self.assertEqual((status, out), (2, ""))
                self.assertIn("error", err)

    def test_a_verdict_is_said_line_by_line(self):
        status, out, _ = command(harness.VECTORS / "small", "--as-of", "2023-08-01")
        self.assertEqual(out.splitlines(), [
            "2023q3-key: recomputed",
            "  drawn: 5",
            "  not checked: that ssq:2023097 had this value; look it up in the news of its day and give it with --beacon",
            NO_LOG,
            "  not checked: the plan record data/plans/2023-v1.csv, which does not stand in this folder",
            "  not checked: the results, which do not stand in this folder",
            "draws: 1, failed: 0",
        ])
        _, out, _ = command(harness.VECTORS / "refuse" / "commit-rate-zero")
        self.assertEqual(out.splitlines(), ["2023q3-key: failed", "  failed: commit.txt:8: 0 is not between 1 and 10000 (rate-range)", NO_LOG, "draws: 1, failed: 1"])
        _, out, _ = command(harness.VECTORS / "refuse" / "seed-crlf")
        self.assertIn("  failed: seed.txt: changed by the host (host-changed)\n", out)

    def test_the_program_reads_what_it_prints_for_programs(self):
        told = json.loads(command(harness.VECTORS / "refuse" / "commit-rate-zero", "--json")[1])
        self.assertEqual(told, [{"draw": "2023q3-key", "verdict": "failed", "overdue": False, "not_checked": [["log", ""]], "drawn": [],
                                 "faults": [{"file": "commit.txt", "line": 8, "code": "rate-range", "detail": "0 is not between 1 and 10000"}]}])


def compare(test, root, spoilt=False):
    """Both checkers on one published folder, draw by draw. Out: the verdicts."""
    day = "2026-12-01"
    theirs = {found["draw"]: found for found in harness.verdicts(root, "--as-of", day) if found["draw"] or not spoilt}
    ours = {found["draw"]: found for found in json.loads(command(root, "--as-of", day, "--json")[1]) if found["draw"] or not spoilt}
    test.assertEqual(ours.keys(), theirs.keys())
    for name, found in ours.items():
        other = theirs[name]
        parts = ["verdict"] if spoilt else ["verdict", "overdue", "drawn", "not_checked"]
        test.assertEqual([found[part] for part in parts], [sorted(other[part]) if part == "not_checked" else other[part] for part in parts],
                         (name, found["faults"], other["faults"]))
    return ours


def spoil(rng, files):
    """One byte of one file flipped, dropped or doubled, or a file gone, copied or doubled."""
    name = rng.choice(sorted(files))
    data, at, how = files[name], rng.randrange(len(files[name])), rng.randrange(8)
    if how == 0:
        return {other: bytes_ for other, bytes_ in files.items() if other != name}
    if how == 1:
        return {**files, rng.choice(["void.txt", "seal.txt", "notes.txt", "substitutions-2.csv", "slips/0.txt"]): data}
    new = {2: data[:at] + data[at + 1:], 3: data[:at] + data[at:at + 1] + data[at:], 4: data.replace(b"\n", b"\r\n")}
    return {**files, name: new.get(how, data[:at] + bytes([data[at] ^ rng.choice([1, 2, 32])]) + data[at + 1:])}


class Agreement(unittest.TestCase):
    def test_the_demonstration_is_read_alike_and_fast(self):
        began = time.perf_counter()
        ours = compare(self, harness.demonstration())
        self.assertLess(time.perf_counter() - began, 5)
        self.assertGreaterEqual(len(ours), 29)
        self.assertEqual(command(harness.demonstration())[0], 0)

    def test_random_draws_are_read_alike(self):
        seen = {}
        for number in range(SITES):
            ours = compare(self, write(draws.site("random %d" % number, EACH)))
            self.assertEqual(len(ours), EACH)
            for found in ours.values():
                self.assertEqual(found["faults"], [])
                seen[found["verdict"]] = seen.get(found["verdict"], 0) + 1
        self.assertGreaterEqual(sum(seen.values()), 2000)
        self.assertEqual(set(seen), {"verified", "recomputed", "committed", "sealed", "fixed, not recomputable", "void", "void, unopened"})

    def test_spoilt_random_draws_are_refused_alike(self):
        ours = compare(self, write(draws.site("spoilt", 300, spoil)), spoilt=True)
        failed = sum(found["verdict"] == "failed" for found in ours.values())
        self.assertGreater(failed, 200)


# Bytes that no rule binds as long as there is no log, as (file, key or column). With a log every one is noticed (test_python_log.py).
FREE = {
    ("seal.txt", "evidence"),  # where a lottery value was read: words for a reader
    ("void.txt", "evidence"),
    ("void.txt", "beacon"),  # another canonical lottery value: named as unchecked, refuted by the reader's own value
    ("void.txt", "note"), ("lost.txt", "note"),  # the bureau's own words
    ("substitutions.csv", "evidence"),  # the document that shows the ground
    ("shortfall.txt", "log"), ("shortfall.txt", "draw"), ("shortfall.txt", "task"), ("shortfall.txt", "period"),
    ("shortfall.txt", "plan"), ("shortfall.txt", "rate"),  # bound by the plan, the folder's name and the log
}


def changes(data):
    for at in range(len(data)):
        for new in (bytes([data[at] ^ 1]), bytes([data[at] ^ 0x20]), b"", data[at:at + 1] * 2):
            yield at, data[:at] + new + data[at + 1:]


class Mutations(unittest.TestCase):
    def test_every_byte_of_the_good_vectors_counts(self):
        tried, done, free = 0, set(), set()
        for name in ("small", "substituted", "sealed", "lost", "void", "void-unopened", "shortfall"):
            files = harness.folder(harness.VECTORS / name)
            for file, data in files.items():
                if (file, data) in done:
                    continue
                done.add((file, data))
                for at, changed in changes(data):
                    tried += 1
                    if changed == data or judge({**files, file: changed}).faults:
                        continue
                    line = data[:at].rsplit(b"\n", 1)[-1]
                    end = data[at:].split(b"\n", 1)[0]
                    row = (line + end).decode("utf-8", "replace")
                    part = row.split(" ")[0] if file.endswith(".txt") else data.split(b"\n")[0].split(b",")[line.count(b",")].decode()
                    free.add((file, part))
        self.assertEqual(free, FREE)
        self.assertGreater(tried, 25000)
        print("mutations: %d, free: %s" % (tried, sorted(free)), file=sys.stderr)

    def test_no_file_of_the_good_vectors_may_be_missing(self):
        for name in harness.GOOD:
            files = harness.folder(harness.VECTORS / name)
            for file in files:
                left = {other: data for other, data in files.items() if other != file}
                after = judge(left)
                with self.subTest((name, file)):
                    # What is left is the folder as it was before, or with a slip less; only the log knows better.
                    earlier = file in ("void.txt", "substitutions.csv") or file.startswith("slips/")
                    self.assertNotEqual(bool(after.faults), earlier)


# ---- Speed: what a county on an old laptop has.

def timed(work):
    began = time.perf_counter()
    return work(), time.perf_counter() - began


class Speed(unittest.TestCase):
    def test_ten_thousand_objects(self):
        roster = [["91140826MA%08d" % n, "厂%d" % n, "fresh" if n % 3 else "seen", ""] for n in range(10000)]
        data = draws.csv_of("id,name,stratum,tag", roster)
        d = types.SimpleNamespace(commit={"quota": [("fresh", 400), ("seen", 100)]})

        def work():
            d.roster = CHECK.read({"roster.csv": data}, "roster.csv", CHECK.table, draws.sha(data))
            return CHECK.select(d, "a" * 64)
        drawn, seconds = timed(work)
        self.assertEqual(len(drawn), 500)
        self.assertLess(seconds, 2)

    def test_a_hundred_objects_and_forty_inspectors(self):
        rng = random.Random(5)
        for slack, slots in ((0, ["object", "any"]), (1, ["object", "any"]), (0, ["tag:air", "object", "any"])):
            people = [["I%02d" % n, "", rng.sample(["air", "water", "noise", "soil"], rng.randint(0, 2)), rng.randint(0, 8)] for n in range(40)]
            drawn = [("o%d" % n, "all", n, "", "", rng.choice(["air", "water", "noise", "soil", ""])) for n in range(100)]
            d = types.SimpleNamespace(commit={"slot": slots, "slack": slack}, inspectors=people, recused=set())
            teams, seconds = timed(lambda: CHECK.assign(d, drawn, "b" * 64))
            self.assertEqual(len(teams), 100)
            self.assertLess(seconds, 2)
            print("assignment: %.2f s" % seconds, file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
