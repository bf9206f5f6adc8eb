"""`check.py.txt`, the checker for journalists: an implementation of the protocol of its own, held against the vectors, against the
program, against draws of a third hand (draws.py), and against every byte of the good vectors changed.
"""

import ast
import base64
import contextlib
import datetime
import functools
import hashlib
import io
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


def judge(files, own=None, today=TODAY):
    return CHECK.Draw(files, None, own or {}, today)


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
        self.assertEqual(judge(files, {("ssq", 2023097): "02-07-11-19-23-30+08"}).verdict(), "verified")
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

    def test_random_draws_of_a_third_hand_are_read_alike(self):
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


# Bytes that no rule binds as long as there is no log, as (file, key or column). With a log every one is noticed (below).
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


# ---- The log.

class Signer:
    """Ed25519 signing, RFC 8032, with the arithmetic of the checker; test_ed25519 holds it against the vectors of the RFC."""

    def __init__(self, name, kind, seed):
        half = hashlib.sha512(seed).digest()
        self.a = int.from_bytes(half[:32], "little") & (2**254 - 8) | 2**254
        self.prefix, self.name, self.kind = half[32:], name, kind
        self.public = self.point(self.a)
        data = bytes([kind]) + self.public
        self.id = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
        self.vkey = "%s+%s+%s" % (name, self.id.hex(), base64.b64encode(data).decode())

    def point(self, n):
        base = CHECK.ed_point((4 * pow(5, -1, CHECK.ED_P) % CHECK.ED_P).to_bytes(32, "little"))
        x, y, z, _ = CHECK.ed_times(n, base)
        n = pow(z, -1, CHECK.ED_P)
        return (y * n % CHECK.ED_P | (x * n % CHECK.ED_P & 1) << 255).to_bytes(32, "little")

    def sign(self, text):
        r = int.from_bytes(hashlib.sha512(self.prefix + text).digest(), "little") % CHECK.ED_L
        R = self.point(r)
        k = int.from_bytes(hashlib.sha512(R + self.public + text).digest(), "little")
        return R + ((r + k * self.a) % CHECK.ED_L).to_bytes(32, "little")

    def line(self, text, stamp=None):
        if stamp is None:
            blob = self.sign(text.encode())
        else:
            blob = stamp.to_bytes(8, "big") + self.sign(("cosignature/v1\ntime %d\n%s" % (stamp, text)).encode())
        return "\u2014 %s %s\n" % (self.name, base64.b64encode(self.id + blob).decode())


LOG = Signer(draws.ORIGIN, 1, b"l" * 32)
WITNESS = Signer("witness.example/1", 4, b"w" * 32)
EARLY = "2023-08-20T09:00:00+08:00"  # before the beacons of the vector
BEFORE = 1692493200 + 600  # ten minutes later, as seconds


def entry(path, data, when, withdraw=""):
    what = "reason " + withdraw if withdraw else "bytes %d" % len(data)
    return "mingchou/entry/1\n%s %s\nsha256 %s\n%s\ntime %s\n" % ("withdraw" if withdraw else "record", path, draws.sha(data), what, when)


def logged(files, entries, heads=(), seen=(), signer=LOG):
    """Adds a log to a site: `heads`, the sizes of earlier checkpoints; `seen`, {size: seconds} of cosignatures."""
    seen = dict(seen)
    leaves = [text.encode() for text in entries]
    files = {**files, "log/entries.txt": "".join(text + "\n" for text in entries).encode(), "log/key.txt": (signer.vkey + "\n").encode()}
    for size in [*heads, len(leaves)]:
        text = "%s\n%d\n%s\n" % (signer.name, size, base64.b64encode(draws.tree(leaves[:size])).decode())
        lines = signer.line(text) + (WITNESS.line(text, seen[size]) if size in seen else "")
        name = "log/checkpoint.txt" if size == len(leaves) else "log/checkpoints/%d.txt" % size
        files[name] = (text + "\n" + lines).encode()
    return files


COMMITTED = ("commit.txt", "roster.csv", "excluded.csv", "inspectors.csv")
AT = {"seal.txt": "2023-08-24T09:00:00+08:00"}


def small_site():
    """The vector `small` with its plan and results; entries in time order: plan, commitment with lists, seal, reveal, results."""
    folder = harness.folder(harness.VECTORS / "small")
    files = {"draws/2023q3-key/" + name: data for name, data in folder.items()}
    plan = (harness.VECTORS / "small-plan" / "2023-v1.csv").read_bytes()
    files["data/plans/2023-v1.csv"] = plan
    rows = "".join("2023q3-key,%s,,,,,\n" % line.split(",")[0] for line in folder["result.csv"].decode().splitlines()[1:])
    files["data/results/2023.csv"] = (draws.RESULTS + rows).encode()
    order = ["data/plans/2023-v1.csv", *("draws/2023q3-key/" + name for name in COMMITTED), "draws/2023q3-key/seal.txt"]
    order += sorted(files.keys() - set(order))
    when = lambda path: EARLY if order.index(path) < 5 else "2023-08-24T09:00:00+08:00" if path.endswith("seal.txt") else "2023-09-30T09:00:00+08:00"
    return files, [entry(path, files[path], when(path)) for path in order]


def options(key=LOG, witnesses=(WITNESS,)):
    return types.SimpleNamespace(beacon={}, as_of=TODAY, log_key=key and CHECK.key_of(key.vkey, 1),
                                 witness=[CHECK.key_of(witness.vkey, 4) for witness in witnesses])


def of_site(files, own=None):
    found, whole = CHECK.check_site(files, own or options())
    faults = [(fault.file, fault.code) for fault in whole] + [(fault.file, fault.code) for d in found for fault in d.faults]
    return faults, [d.verdict() for d in found], sorted({item for d in found for item in d.unchecked})


class Log(unittest.TestCase):
    def setUp(self):
        self.files, self.entries = small_site()
        self.site = logged(self.files, self.entries, [5, 6], {5: BEFORE})
        self.beacon = ("beacon", "ssq:2023097")

    def refused(self, code, entries=None, files=None, **more):
        site = logged(self.files if files is None else files, self.entries if entries is None else entries, **{"heads": [5], "seen": {5: BEFORE}, **more})
        self.assertEqual({code for _, code in of_site(site)[0]}, {code})

    def test_ed25519(self):
        seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
        signer = Signer("n", 1, seed)
        self.assertEqual(signer.public.hex(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        known = ("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                 "d25bf5f0595bbe24655141438e7a100b")
        self.assertEqual(signer.sign(b"").hex(), known)
        good = bytes.fromhex(known)
        self.assertTrue(CHECK.ed25519_ok(signer.public, b"", good))
        self.assertFalse(CHECK.ed25519_ok(signer.public, b"x", good))
        for at in range(64):
            self.assertFalse(CHECK.ed25519_ok(signer.public, b"", good[:at] + bytes([good[at] ^ 1]) + good[at + 1:]), at)
        larger = good[:32] + (int.from_bytes(good[32:], "little") + CHECK.ED_L).to_bytes(32, "little")
        self.assertFalse(CHECK.ed25519_ok(signer.public, b"", larger))
        self.assertIsNone(CHECK.ed_point(bytes([1]) + bytes(31)))  # of order 1: it would sign everything

    def test_a_good_log_with_key_and_witness_leaves_only_the_lottery_open(self):
        self.assertEqual(of_site(self.site), ([], ["recomputed"], [self.beacon]))
        self.assertEqual(of_site(self.site, options(None, ())), ([], ["recomputed"], [self.beacon, ("date", ""), ("log-key", LOG.name)]))
        late = logged(self.files, self.entries, [5], {5: BEFORE + 10 * 86400})
        self.assertEqual(of_site(late)[2], [self.beacon, ("date-late", "")])

    def test_the_program_says_the_same(self):
        root = write({**self.site, "SHA256SUMS.txt": draws.text_of(*("%s  %s" % (draws.sha(data), path) for path, data in self.site.items()))})
        keys = ("--log-key", LOG.vkey, "--witness", WITNESS.vkey, "--as-of", "2023-08-01")
        theirs = harness.verdicts(root, *keys)
        status, out, _ = command(root, *keys, "--json")
        ours = json.loads(out)
        self.assertEqual([(d["draw"], d["verdict"], d["not_checked"]) for d in ours], [(d["draw"], d["verdict"], d["not_checked"]) for d in theirs])
        self.assertEqual((status, ours[0]["not_checked"]), (0, [list(self.beacon)]))

    def test_every_byte_of_a_logged_site_counts(self):
        own, tried = options(), 0
        for path, data in self.site.items():
            if path.startswith("log/"):
                for at, changed in changes(data):
                    whole, tried = [], tried + 1
                    log = changed != data and CHECK.check_log({**self.site, path: changed}, own, whole)
                    # A cosignature that is wrong is nobody's: it dates nothing.
                    lost = log and path == "log/checkpoints/5.txt" and not log[2]
                    self.assertTrue(whole or lost or changed == data, (path, at))
            else:
                for at, changed in changes(data):
                    whole, tried = [], tried + 1
                    entries, _ = CHECK.entries_of(self.site["log/entries.txt"])
                    if at % 7 == 0:
                        CHECK.check_records({**self.site, path: changed}, entries, CHECK.standing_of(entries), whole)
                        self.assertTrue(whole or changed == data, (path, at))
        print("mutations of a logged site: %d" % tried, file=sys.stderr)

    def test_faults_of_the_log_itself(self):
        other = Signer(draws.ORIGIN, 1, b"x" * 32)
        self.assertIn(("log/key.txt", "log-other-key"), of_site(logged(self.files, self.entries, signer=other))[0])
        self.assertEqual(of_site(self.files)[0], [("log/entries.txt", "file-missing")])
        last = self.entries[-1].split("\n")[1].split(" ")[1]
        self.refused("entry-time", self.entries[:-1] + [entry(last, self.files[last], EARLY)])
        self.refused("entry-draw-twice", self.entries + [entry("draws/2023q3-key/seal.txt", b"x", "2023-10-01T09:00:00+08:00")])
        self.refused("entry-draw-withdrawn", self.entries + [entry(
            "draws/2023q3-key/seal.txt", self.files["draws/2023q3-key/seal.txt"], "2023-10-01T09:00:00+08:00", "error")])
        self.refused("entry-withdraws-nothing", self.entries + [entry("data/x.csv", b"x", "2023-10-01T09:00:00+08:00", "error")])
        self.refused("entry-case", self.entries + [entry("data/results/2023.CSV", b"x", "2023-10-01T09:00:00+08:00")])
        forked = logged(self.files, self.entries, [5])
        forked["log/checkpoints/6.txt"] = logged({}, self.entries[:5] + self.entries[6:7])["log/checkpoint.txt"]
        self.assertEqual(of_site(forked)[0], [("log/checkpoints/6.txt", "checkpoint-root")])

    def test_records_and_files(self):
        later = "2023-10-01T09:00:00+08:00"
        path, data = "data/results/2023.csv", self.files["data/results/2023.csv"]
        old = data.replace(b",,,,,\n", b",2023-09-01,,,,\n")
        kept = "log/records/%s.csv" % draws.sha(old)
        changed = [entry(path, old, "2023-09-30T09:00:00+08:00") if " %s\n" % path in text else text for text in self.entries]
        changed.append(entry(path, data, later))
        self.assertEqual(of_site(logged({**self.files, kept: old}, changed))[0], [])
        self.refused("log-record-gone", changed)
        self.refused("log-older", changed, {**self.files, kept: old + b"x"})
        gone = changed + [entry(path, old, later, "personal-data")]
        self.assertEqual(of_site(logged(self.files, gone))[0], [])
        self.refused("log-withdrawn-there", gone, {**self.files, kept: old})
        self.refused("entry-again", gone + [entry(path, old, later)], {**self.files, path: old})
        self.refused("log-unlogged", files={**self.files, "data/other.csv": b"a\n"})
        self.refused("log-record-differs", files={**self.files, "data/plans/other.csv": b"a"}, entries=self.entries + [entry("data/plans/other.csv", b"b", later)])
        self.refused("host-changed", files={**self.files, "data/plans/other.csv": b"a\r\n"}, entries=self.entries + [entry("data/plans/other.csv", b"a\n", later)])
        self.refused("log-record-withdrawn", files={**self.files, "data/o.csv": b"a"},
                     entries=self.entries + [entry("data/o.csv", b"a", later), entry("data/o.csv", b"a", later, "error")])

    def test_order_and_dates_of_a_draw(self):
        def at(path, when):
            """The entry of a path moved to another time, and to its place among the others."""
            moved = [text if " draws/2023q3-key/%s\n" % path not in text else re.sub("time .*", "time " + when, text) for text in self.entries]
            return sorted(moved, key=lambda text: text.split("time ")[1])
        self.refused("log-commit-late", at("commit.txt", "2023-08-22T21:15:00+08:00"))
        self.refused("log-seal-early", at("seal.txt", "2023-08-23T09:00:00+08:00"))
        self.refused("log-seal-late", at("seal.txt", "2023-08-29T09:00:00+08:00"))
        self.refused("log-plan-later", self.entries[1:5] + self.entries[:1] + self.entries[5:])

    def test_order_of_draws_in_the_log(self):
        """A draw for an earlier period, a second draw of one task and period, and a void one that is replaced."""
        folder = harness.folder(harness.VECTORS / "shortfall")
        later = "2023-10-01T09:00:00+08:00"

        def with_shortfall(name, period, begun):
            short = {"draws/%s/%s" % (name, file): data.replace(b"draw 2023q4-key", b"draw " + name.encode())
                     .replace(b"period 2023q4", b"period " + period.encode()) for file, data in folder.items()}
            new = [entry(path, data, EARLY if begun < 7 else later) for path, data in short.items()]
            site = logged({**self.files, **short}, self.entries[:begun] + new + self.entries[begun:])
            return {(file, code) for file, code in of_site(site)[0]}
        self.assertEqual(with_shortfall("2023q2-key", "2023q2", 1), set())
        self.assertEqual(with_shortfall("2023q4-key", "2023q4", 5), {("shortfall.txt", "log-earlier-open")})
        self.assertEqual(with_shortfall("2023q4-key", "2023q4", len(self.entries)), set())
        self.assertIn(("commit.txt", "log-replaces"), with_shortfall("2023q3-a", "2023q3", 1))
        self.assertIn(("commit.txt", "log-second-draw"), with_shortfall("2023q3-a", "2023q3", 1))
        self.assertIn(("shortfall.txt", "log-second-draw"), with_shortfall("2023q3-z", "2023q3", len(self.entries)))

    def test_a_draw_of_another_log(self):
        other = Signer("other.example", 1, b"o" * 32)
        site = logged(self.files, self.entries, signer=other)
        self.assertEqual({code for _, code in of_site(site, options(other, ()))[0]}, {"origin-differs"})


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
