"""A log made by the program: a fictional county whose content changes between the publications, and a witness's line."""

import functools
import shutil

import harness

SECRET = {"MINGCHOU_PASSPHRASE": "a-long-passphrase"}
DAYS = ["2026-11-05", "2026-11-06", "2026-11-07", "2026-11-10", "2026-11-12"]


@functools.cache
def made():
    """Folder of the county. Its `content/log` holds key, entries, the head and four earlier ones."""
    root = harness.scratch() / "log" / "county"
    harness.program("demo", "--objects", 40, root)
    for old in (root / "content" / "log", root / "secrets" / "log"):
        shutil.rmtree(old)
    run(root, "key")
    for at, day in enumerate(DAYS):
        if at > 0:
            reasons = root / "content" / "reasons.csv"
            rows = reasons.read_text(encoding="utf-8").splitlines()
            rows[-1] = rows[-1].replace(rows[-1].split(",")[2], f"说明改过{at}次。")
            reasons.write_text("\n".join(rows) + "\n", encoding="utf-8")
        run(root, "publish", "--at", f"{day}T09:00:00+08:00")
    return root


def run(root, *args, **more):
    """Runs `mingchou log …` on the county."""
    return harness.program("--root", root, "log", *args, env={**SECRET, "MINGCHOU_STATE": str(harness.scratch() / "log-state")}, **more)


@functools.cache
def witnessed():
    """The key and the line of a witness who saw the present head."""
    root, place = made(), harness.scratch() / "witness"
    place.mkdir()
    said = run(root, "key", "--witness", "witness.example", "--to", place / "key.age").stdout
    key = next(line for line in said.splitlines() if line.startswith("witness.example+"))
    log = (root / "content" / "log" / "key.txt").read_text(encoding="ascii").strip()
    line = run(root, "witness", root / "content", "--key", place / "key.age", "--memory", place / "memory", "--log-key", log).stdout
    return key, next(part for part in line.splitlines() if part.startswith("\u2014 "))


def copy():
    """A copy of the log's folder that a test may change."""
    return harness.copy_of(made() / "content" / "log")


def entries(folder):
    """The leaves: each entry of five lines with its last line end."""
    parts = (folder / "entries.txt").read_bytes().split(b"\n\n")
    assert parts[-1] == b""
    return [part + b"\n" for part in parts[:-1]]


def heads(folder):
    """Files of all checkpoints, the present one last."""
    earlier = sorted((folder / "checkpoints").glob("*.txt"), key=lambda path: int(path.stem))
    return [*earlier, folder / "checkpoint.txt"]


def put(source, target):
    """Replaces a folder by another."""
    shutil.rmtree(target, True)
    shutil.copytree(source, target)
