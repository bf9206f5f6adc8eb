"""The forged sites of tests/attacks/ before the checker in Python: it must refuse what the program refuses, draw by draw, and name
the same things as not checked where it refuses nothing."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import harness
from test_python import command

# What the checker in Python does not look at: a remembered head (it has no --head) and SHA256SUMS.txt.
ELSEWHERE = {": log-head-differs", ": sum-differs"}


def kept():
    """Every site the attack tests made, each with the options of its reader: those that MINGCHOU_ATTACKS names, kept by a run of these tests that
    has just ended, or else made now."""
    folder = os.environ.get("MINGCHOU_ATTACKS")
    if folder is None:
        folder = tempfile.mkdtemp(dir=harness.scratch())
        subprocess.run(["cargo", "test", "--locked", "--quiet", "--test", "suite", "attacks::"], cwd=harness.ROOT, check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, "MINGCHOU_ATTACKS": folder})
    return sorted(pathlib.Path(folder).iterdir(), key=lambda path: int(path.name))


class Attacks(unittest.TestCase):
    def test_the_other_checker_refuses_them_too(self):
        sites = kept()
        self.assertGreater(len(sites), 150)
        for site in sites:
            options = (site / "options.txt").read_text().split("\n")
            options = [option for option in options if option != "--json"]
            own = [] if (site / "site" / "draws").is_dir() else ["--draw"]
            theirs = harness.verdicts(*own, site / "site", *options)
            has_head = "--head" in options
            if has_head:
                at = options.index("--head")
                options = options[:at] + options[at + 2:]
            status, out, _ = command(site / "site", *options, "--json")
            ours = json.loads(out)
            codes = lambda told: {"%s: %s" % (found["draw"], fault["code"]) for found in told for fault in found["faults"]}
            failed = lambda told: {found["draw"] for found in told if found["verdict"] == "failed"}
            whole = {code for code in codes(theirs) if code.startswith(": ")}
            if whole & ELSEWHERE or (has_head and whole):
                continue
            with self.subTest(site=site.name, theirs=sorted(codes(theirs)), ours=sorted(codes(ours))):
                self.assertEqual(status, int(bool(failed(theirs))))
                if not whole:  # a fault of the whole may be told at each draw instead
                    self.assertEqual(failed(ours), failed(theirs))
                if not status:
                    parts = lambda told: sorted((d["draw"], d["verdict"], d["overdue"], sorted(d["not_checked"])) for d in told)
                    self.assertEqual(parts(ours), parts(theirs))


if __name__ == "__main__":
    unittest.main()
