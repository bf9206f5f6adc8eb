"""`check.py.txt` and the log: a small site with a log signed here, every fault of entries, checkpoints, records and dates."""

import base64
import hashlib
import json
import re
import sys
import types
import unittest

import draws
import harness
from test_python import CHECK, TODAY, changes, command, write

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
        left = {"log/checkpoint.txt": b"x"}
        self.assertIn(("log/entries.txt", "file-missing"), of_site({**self.files, **left})[0])
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

    def test_both_checkers_refuse_the_same(self):
        """Rules that only one of the two once kept: the same fault codes of the same draws, with a log and without."""
        seal, late, exempt = "draws/2023q3-key/seal.txt", "2023-10-01T09:00:00+08:00", "data/exempt/2023.csv"
        table = "\ufeff对象编号 object,检查日期 visited,不适用情形 ground\nA1,%s,%s\n"
        again = {name.replace("2023q3-key", "2023q3-new"): data for name, data in self.files.items() if name.rsplit("/", 1)[1] in COMMITTED}
        commit = "draws/2023q3-new/commit.txt"
        again[commit] = again[commit].replace(b"draw 2023q3-key", b"draw 2023q3-new").replace(b"task key-2023", b"task other").replace(
            b"beacon ssq 2023097 2023-08-22", b"beacon ssq 2023097 2023-08-20")
        longer = [re.sub("bytes ([0-9]+)", lambda found: "bytes %d" % (int(found[1]) + 1), text) if seal in text else text for text in self.entries]
        slow = [text.replace("2023-08-24T", "2023-08-29T") if seal in text else text for text in self.entries]
        cases = {
            "log-record-differs": (self.files, longer), "log-seal-late": (self.files, slow),
            "exempt-ground": {exempt: table % ("2023-02-28", "10")}, "no-such-day": {exempt: table % ("2023-02-29", "1")},
            "table-column": {exempt: "a,b\n"}, "nonce-commit-reused": again, "beacon-contradicts": again,
        }
        for code, case in cases.items():
            if isinstance(case, dict):
                more = {path: data if isinstance(data, bytes) else data.encode() for path, data in case.items()}
                case = {**self.files, **more}, self.entries + [entry(path, data, late) for path, data in more.items()]
            for site in (logged(*case, [5], {5: BEFORE}), case[0]):
                with self.subTest(code):
                    root = write({**site, "SHA256SUMS.txt": draws.text_of(*("%s  %s" % (draws.sha(data), path) for path, data in site.items()))})
                    theirs = {(d["draw"], f["code"]) for d in harness.verdicts(root, "--as-of", "2023-08-01") for f in d["faults"]}
                    ours = {(d["draw"], f["code"]) for d in json.loads(command(root, "--as-of", "2023-08-01", "--json")[1]) for f in d["faults"]}
                    self.assertEqual(ours, theirs)
                    self.assertEqual(code in {found for _, found in ours}, site is not case[0] or not code.startswith("log-"))

    def test_a_draw_of_another_log(self):
        other = Signer("other.example", 1, b"o" * 32)
        site = logged(self.files, self.entries, signer=other)
        self.assertEqual({code for _, code in of_site(site, options(other, ()))[0]}, {"origin-differs"})


if __name__ == "__main__":
    unittest.main()
