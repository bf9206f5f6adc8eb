"""What the outside tests share: where the program, the vectors and the foreign tools are, and a built demonstration.

A foreign tool that is missing skips its test with a reason; with MINGCHOU_NO_SKIP=1, as in CI, it fails the test instead.
"""

import atexit
import csv
import functools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLACE = ROOT / "target" / "outside"
VECTORS = ROOT / "tests" / "vectors"
BINARY = pathlib.Path(os.environ.get("MINGCHOU", ROOT / "target" / "debug" / "mingchou"))
GOOD = {
    "small": "recomputed", "small-drand": "verified", "substituted": "recomputed", "committed": "committed",
    "sealed": "sealed", "void": "void", "void-unopened": "void-unopened", "lost": "fixed", "shortfall": "shortfall",
}


def missing(what):
    """Skips the running test, or fails it where nothing may be skipped."""
    if os.environ.get("MINGCHOU_NO_SKIP") == "1":
        raise AssertionError(f"{what} is missing and nothing may be skipped")
    raise unittest.SkipTest(f"{what} is missing")


def tool(name):
    """Path of a foreign program."""
    found = shutil.which(name)
    return found if found else missing(name)


def module(name):
    """A foreign Python package."""
    try:
        return __import__(name)
    except ImportError:
        return missing(f"the Python package {name}")


def node_package(name):
    """Folder of a foreign node package."""
    found = PLACE / "node_modules" / name
    return found if found.is_dir() else missing(f"the node package {name}")


def refused():
    """Folder of vectors/refuse -> the code of the rule that refuses it, for every checker."""
    with open(ROOT / "tests" / "refused.csv", newline="", encoding="utf-8") as rows:
        return {row["folder"]: row["code"] for row in csv.DictReader(rows)}


def folder(path):
    """Files of a draw's folder, by path below it, as bytes."""
    path = pathlib.Path(path)
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


def program(*args, cwd=None, env=None, ok=(0,)):
    """Runs the program; fails the test on an exit code that is not expected."""
    environment = {**os.environ, "MINGCHOU_STATE": str(scratch() / "state"), **(env or {})}
    done = subprocess.run([str(BINARY), "--lang", "en", *map(str, args)], capture_output=True, text=True, cwd=cwd, env=environment)
    if done.returncode not in ok:
        raise AssertionError(f"mingchou {' '.join(map(str, args))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def verdicts(*args, ok=(0, 1)):
    """What `mingchou verify --json` says."""
    return json.loads(program("verify", "--json", *args, ok=ok).stdout)


@functools.cache
def scratch():
    """A folder that goes when the tests end."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="mingchou-outside-"))
    atexit.register(shutil.rmtree, path, True)
    return path


@functools.cache
def demonstration():
    """The published folder of the demonstration county, built once. Tests that change it copy it first."""
    out = scratch() / "demonstration"
    program("build", "--root", ROOT, "--out", out)
    return out


def copy_of(path):
    """A copy a test may change."""
    target = pathlib.Path(tempfile.mkdtemp(dir=scratch())) / "copy"
    shutil.copytree(path, target)
    return target
