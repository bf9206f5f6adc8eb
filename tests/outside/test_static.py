"""The static binary in a root folder that holds nothing else: no library, no shell, no device, no time zone, no locale. What runs there runs on
any desktop of the architecture, however old its system.
"""

import functools
import os
import pathlib
import shutil
import subprocess
import unittest

import harness
from offices import COMMIT, DRAW, SEAL, office


@functools.cache
def binary():
    script = harness.ROOT / "tests/outside/build-static"
    done = subprocess.run(["bash", str(script), "--quick"], check=True, capture_output=True, text=True)
    return harness.ROOT / done.stdout.strip()


@functools.cache
def bare():
    """A root folder with the program and a bureau's folder, nothing else."""
    if os.geteuid() != 0:
        harness.missing("the right to change the root folder")
    root = harness.scratch() / "bare"
    root.mkdir()
    shutil.copy(binary(), root / "mingchou")
    shutil.copytree(office(), root / "bureau")
    return root


def inside(*args, ok=0, env=None):
    root = bare()
    enter = lambda: (os.chroot(root), os.chdir("/"))
    done = subprocess.run(["/mingchou", *args], capture_output=True, text=True, env=env or {}, preexec_fn=enter)
    if done.returncode != ok:
        raise AssertionError(f"{args}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


class Bare(unittest.TestCase):
    def test_it_needs_no_library(self):
        header = subprocess.run([harness.tool("readelf"), "-lW", str(binary())], check=True, capture_output=True, text=True).stdout
        self.assertNotIn("INTERP", header)
        self.assertEqual(sorted(p.name for p in bare().iterdir() if p.name != "state"), ["bureau", "mingchou"])

    def test_a_draw_runs_from_the_nonce_to_the_packed_site(self):
        env = {"MINGCHOU_PASSPHRASE": "six grey herons stand", "MINGCHOU_STATE": "/state", "LANG": "zh_CN.UTF-8"}
        at = lambda *args: inside("--root", "/bureau", *args, env=env)
        at(*COMMIT)
        at("log", "key")
        at("log", "publish", "--at", "2026-02-02T10:05:00+08:00")
        at(*SEAL)
        at("log", "publish", "--at", "2026-02-02T22:35:00+08:00")
        at("draw", "reveal", DRAW, "--at", "2026-03-30T09:00:00+08:00")
        at("log", "publish", "--at", "2026-03-30T09:05:00+08:00")
        self.assertIn("网站已生成到 /bureau/public", at("build"))
        at("pack", "--to", "/site.zip")
        verdicts = harness.verdicts(bare() / "site.zip")
        self.assertEqual([draw["verdict"] for draw in verdicts], ["recomputed"])
        # The same bytes as the program that leans on this machine's libraries.
        shutil.copytree(bare() / "bureau", harness.scratch() / "beside")
        out = pathlib.Path(harness.scratch() / "beside-site")
        harness.program("build", "--root", harness.scratch() / "beside", "--out", out)
        self.assertEqual(harness.folder(bare() / "bureau/public"), harness.folder(out))
        (bare() / "site.zip").unlink()

    def test_a_name_that_nobody_resolves_there_is_said_in_words(self):
        said = inside("--lang", "en", "verify", "http://lots.example.gov.cn/", ok=3)
        self.assertIn("http://lots.example.gov.cn/SHA256SUMS.txt", said)


if __name__ == "__main__":
    unittest.main()
