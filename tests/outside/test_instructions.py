"""Counts instructions (valgrind's callgrind) of fixed work and holds them against benches/instructions.csv. Seconds say too little on a shared
machine; one run of this work differs from the next by less than one in a thousand.

`python3 tests/outside/test_instructions.py --record` writes the figures of now; do so when a growth is meant, or after a gain.
"""

import concurrent.futures
import csv
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import harness
import long_draw

FIGURES = harness.ROOT / "benches" / "instructions.csv"
RECORD = "python3 tests/outside/test_instructions.py --record"
PROFILES = harness.PLACE / "instructions"
# The same tools count the same work up to a few in ten thousand.
TOLERANCE = 0.02
# Another compiler makes other code; of work that nobody changes it makes other code too, and what is compared is the quotient.
LOOSE = 0.15
REFERENCE, HASHING = "reference", "-hashing"
OBJECTS, ROWS = 300, 100_000


def judge(recorded, facts, counted, now):
    """Figures and facts as recorded, as counted now → sentences on what is wrong, and on what is to be known."""
    faults, notes, allowed, scales = [], [], TOLERANCE, {}
    if facts != now:
        others = "; ".join(f"{name}: {facts.get(name, 'none')} then, {now.get(name, 'none')} now" for name in sorted({*facts, *now})
                           if facts.get(name) != now.get(name))
        notes.append(f"Recorded with other tools ({others}): figures are compared as multiples of the reference, and loosely. To record them: {RECORD}")
        allowed = LOOSE
        scales = {name: counted[name] / recorded[name] for name in (REFERENCE, REFERENCE + HASHING) if recorded.get(name) and counted.get(name)}
    for name in sorted({*recorded, *counted}):
        if name not in counted or name not in recorded:
            faults.append(f"{name}: {'no longer counted' if name in recorded else 'not recorded'}. To record it: {RECORD}")
        elif name not in scales:
            scale = scales.get(REFERENCE + HASHING if name.endswith(HASHING) else REFERENCE, 1)
            change = counted[name] / (recorded[name] * scale) - 1
            said = f"{name}: {counted[name]:,} instructions, {recorded[name]:,} recorded, {abs(change):.1%} {'more' if change > 0 else 'fewer'} (allowed: {allowed:.0%})."
            if change > allowed:
                profile = PROFILES / f"{name.removesuffix(HASHING)}.out"
                faults.append(f"{said} Where they go: callgrind_annotate {profile}. If the growth is meant: {RECORD}")
            elif change < -allowed:
                faults.append(f"{said} The gain is kept by recording it: {RECORD}")
    return faults, notes


def read():
    """What is recorded: figures and facts."""
    if not FIGURES.exists():
        return {}, {}
    with open(FIGURES, newline="", encoding="utf-8") as rows:
        found = {row["name"]: row["value"] for row in csv.DictReader(rows)}
    return {name: int(value) for name, value in found.items() if value.isdigit()}, {name: v for name, v in found.items() if not v.isdigit()}


def write(figures, facts):
    """Records figures and facts."""
    with open(FIGURES, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerows([("name", "value"), *sorted(facts.items()), *sorted(figures.items())])


def tools():
    """What decides on counts beside the program's own text."""
    first = lambda *command: subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]
    flags = set(pathlib.Path("/proc/cpuinfo").read_text().split())
    wide = next((name for name in ("avx2", "avx", "sse4_2") if name in flags), "none")
    return {"compiler": first("rustc", "--version"), "valgrind": first("valgrind", "--version"), "processor": f"{platform.machine()} {wide}"}


def built():
    """The program, optimised, with the libraries that the tests have compiled already: only its own code is compiled again. An example, so
    that the program that other tests run stays in its place."""
    command = ["cargo", "build", "--locked", "--quiet", "--example", "counted", "--config", "profile.dev.package.mingchou.opt-level=2"]
    environment = {**os.environ, "CARGO_INCREMENTAL": "0", "CARGO_TARGET_DIR": str(harness.ROOT / "target")}
    subprocess.run(command, cwd=harness.ROOT, env=environment, check=True)
    return harness.ROOT / "target" / "debug" / "examples" / "counted"


def parted(name, total, profile):
    """A total → what hashing takes, and the rest: SHA-256 in its innermost function, because valgrind does not know the processor's own
    instructions for it, so that it weighs several times as much as in seconds; XXH3 as a whole, because it reads the program itself, whose
    size here is mostly that of its symbols."""
    said = subprocess.run(["callgrind_annotate", "--threshold=100", "--auto=no", str(profile)], capture_output=True, text=True, check=True).stdout
    hashing = sum(int(found[1].replace(",", "")) for found in re.finditer(r"^ *([\d,]+) .*(?:sha2::sha256::\S*compress|twox_hash::)", said, re.MULTILINE))
    return {name: total - hashing, name + HASHING: hashing}


class Work:
    """Fixed work in a folder of its own."""

    def __init__(self, program, place):
        self.program, self.place = program, place
        self.county, self.draw = place / "county", place / long_draw.NAME
        self.draw.mkdir()
        for name, data in long_draw.folder(ROWS).items():
            (self.draw / name).write_bytes(data)
        self.plain("demo", "--objects", OBJECTS, "--seed", 1, self.county)
        shutil.copytree(self.county, place / "built")
        self.plain("--root", place / "built", "build")

    def environment(self, name):
        """One thread; nothing of the caller's but where programs are."""
        return {"PATH": os.environ["PATH"], "RAYON_NUM_THREADS": "1", "MINGCHOU_STATE": str(self.place / f"state-{name}"), "LC_ALL": "C.UTF-8"}

    def plain(self, *args):
        """Runs the program as it is."""
        command = [str(self.program), "--lang", "en", *map(str, args)]
        done = subprocess.run(command, env=self.environment("plain"), capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")

    def count(self, name, *args):
        """Runs the program in valgrind. Returns instructions by figure: hashing apart, which would hide the rest."""
        PROFILES.mkdir(parents=True, exist_ok=True)
        log = self.place / f"{name}.log"
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={PROFILES / name}.out", f"--log-file={log}",
                   self.program, *([] if name == REFERENCE else ["--lang", "en"]), *args]
        done = subprocess.run([str(part) for part in command], env=self.environment(name), cwd=self.place, capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"{name}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return parted(name, int(re.search(r"Collected : (\d+)", log.read_text())[1]), PROFILES / f"{name}.out")

    def all(self):
        """Figures by name. A build over a site changes it, so these builds follow one another."""
        builds = lambda: {
            **self.count("build", "--root", self.county, "build"),
            # The tables have no stamps yet after the very first build, and are read once more.
            **self.count("build-unchanged", "--root", self.county, "build"),
            **self.count("build-untouched", "--root", self.county, "build"),
            **self.changed(),
        }
        others = lambda: {
            **self.count(REFERENCE, REFERENCE),
            **self.count("verify-draw", "verify", "--draw", self.draw),
            **self.count("verify-site", "verify", self.place / "built" / "public"),
        }
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            done = [pool.submit(builds), pool.submit(others)]
            return {name: count for future in done for name, count in future.result().items()}

    def changed(self):
        """A build after one result has been changed."""
        table = self.county / "content" / "results" / "2026.csv"
        before = table.read_text(encoding="utf-8")
        table.write_text(before.replace(",未发现问题,", ",未发现开展本次抽查涉及的经营活动,", 1), encoding="utf-8")
        if table.read_text(encoding="utf-8") == before:
            raise AssertionError("no result was changed")
        return self.count("build-one-result", "--root", self.county, "build")


def counts():
    """Figures and facts of now."""
    harness.tool("valgrind")
    program = built()
    with tempfile.TemporaryDirectory(prefix="counted-") as place:
        return Work(program, pathlib.Path(place)).all(), tools()


class Instructions(unittest.TestCase):
    def test_nothing_grows_unnoticed(self):
        counted, now = counts()
        faults, notes = judge(*read(), counted, now)
        print("\n".join([f"{name}: {count:,}" for name, count in sorted(counted.items())] + notes))
        self.assertEqual([], faults)


class Judgement(unittest.TestCase):
    """What is said of figures."""

    FACTS = {"compiler": "a"}

    def judge(self, counted, now=None, recorded=None):
        faults, notes = judge(recorded or {"build": 1000, REFERENCE: 100}, self.FACTS, counted, now or self.FACTS)
        return [fault.split(". ")[0] for fault in faults], notes

    def test_what_stays_is_not_spoken_of(self):
        self.assertEqual(([], []), self.judge({"build": 1019, REFERENCE: 100}))

    def test_growth_and_gain_are_told_with_what_to_do(self):
        faults, _ = judge({"build": 1000}, {}, {"build": 1021}, {})
        self.assertEqual([f"build: 1,021 instructions, 1,000 recorded, 2.1% more (allowed: 2%). Where they go: callgrind_annotate "
                          f"{PROFILES}/build.out. If the growth is meant: {RECORD}"], faults)
        faults, _ = judge({"build": 1000}, {}, {"build": 900}, {})
        self.assertEqual(["build: 900 instructions, 1,000 recorded, 10.0% fewer (allowed: 2%). The gain is kept by recording it: " + RECORD], faults)

    def test_figures_that_stand_on_one_side_only(self):
        said, _ = self.judge({"check": 5, REFERENCE: 100})
        self.assertEqual(["build: no longer counted", "check: not recorded"], said)

    def test_another_compiler_is_measured_by_the_reference(self):
        other = {"compiler": "b"}
        said, notes = self.judge({"build": 1290, REFERENCE: 120}, other)
        self.assertEqual([], said)
        self.assertIn("compiler: a then, b now", notes[0])
        said, _ = self.judge({"build": 1400, REFERENCE: 120}, other)
        self.assertEqual(["build: 1,400 instructions, 1,000 recorded, 16.7% more (allowed: 15%)"], said)


if __name__ == "__main__":
    if sys.argv[1:] != ["--record"]:
        sys.exit(__doc__)
    figures, facts = counts()
    write(figures, facts)
    print("\n".join(f"{name}: {count:,}" for name, count in sorted(figures.items())))
