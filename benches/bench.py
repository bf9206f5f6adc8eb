#!/usr/bin/env python3
"""Measures the program beside its peers and the bounds of the machine; see README.md beside this file. Started by `bash benches/run`."""

import argparse
import contextlib
import importlib
import importlib.metadata
import os
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

import report
import setup

HERE = pathlib.Path(__file__).resolve().parent
# A section is a module with a function `tables(setup)` that gives a list of `report.Table`.
SECTIONS = {"build": "builds", "tickets": "tickets", "draws": "draw_steps", "engines": "engines", "verify": "verify", "gather": "portals"}
DOCUMENT = setup.ROOT / "docs" / "performance.md"
REPORT = setup.ROOT / "target" / "performance.md"


def arguments():
    parser = argparse.ArgumentParser(prog="bash benches/run", description=__doc__)
    parser.add_argument("--only", choices=SECTIONS, action="append", help="this section alone; may be given several times")
    parser.add_argument("--quick", action="store_true", help="small sizes, two rounds: whether everything works, not how fast it is")
    parser.add_argument("--huge", action="store_true", help="a site of 300,000 objects too")
    parser.add_argument("--rounds", type=int, help="turns of every contestant (5)")
    parser.add_argument("--patience", type=float, default=30, help="seconds after which a contestant has no further turn (30)")
    parser.add_argument("--sizes", action="append", default=[], metavar="SECTION=N,N,N", help="other sizes of a section")
    parser.add_argument("--place", default=setup.memory_disk(), help="folder on the disk to be measured (a memory disk)")
    parser.add_argument("--built", type=pathlib.Path, default=setup.ROOT / "target" / "release", help="folder of the built program and examples")
    parser.add_argument("--report", type=pathlib.Path, default=REPORT, help="file for the tables (target/performance.md)")
    parser.add_argument("--record", action="store_true", help="puts the tables into docs/performance.md as well")
    args = parser.parse_args()
    args.sizes = {name: [int(size) for size in sizes.split(",")] for name, _, sizes in (text.partition("=") for text in args.sizes)}
    unknown = set(args.sizes) - set(SECTIONS)
    if unknown:
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    return args


def versions(built):
    """Of everything that takes part."""
    import builds

    found = {"rustc": report.version(["rustc", "--version"]).removeprefix("rustc "), "Python": sys.version.split()[0]}
    with contextlib.suppress(setup.measure.Absent):
        found["Hugo"] = report.version([builds.hugo(), "version"]).split()[1].split("-")[0]
    with contextlib.suppress(setup.measure.Absent):
        found["Eleventy"] = report.version([*builds.eleventy(), "--version"])
        found["node"] = report.version(["node", "--version"])
    for package in ("duckdb", "consistent_sampler"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    found["chromium"] = report.version(["/usr/bin/chromium", "--version"]).removeprefix("Chromium ").split(" ")[0]
    found["program"] = f"{report.version([built / 'mingchou', '--version']).removeprefix('mingchou ')} ({built.name}), commit {commit()}"
    return found


def commit():
    """What is measured."""
    return report.version(["git", "-C", setup.ROOT, "describe", "--always", "--dirty", "--exclude=*"]) or "unknown"


def clear(place):
    """Takes everything away that a section has left."""
    for path in place.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def main():
    args = arguments()
    if not (args.built / "mingchou").exists():
        sys.exit(f"{args.built / 'mingchou'} is not there: bash benches/run builds it")
    load, begun, found, failed = os.getloadavg()[0], time.monotonic(), [], []
    place = pathlib.Path(tempfile.mkdtemp(prefix="mingchou-bench-", dir=args.place))
    given = setup.Setup(args.built.resolve(), place, args.rounds or (2 if args.quick else 5), args.patience, args.quick, args.huge, args.sizes)
    try:
        for name in args.only or SECTIONS:
            print(f"{name} …", file=sys.stderr, flush=True)
            try:
                found += importlib.import_module(SECTIONS[name]).tables(given)
            except Exception:
                # What the other sections find is not lost.
                traceback.print_exc()
                failed.append(name)
                clear(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    kind = report.version(["stat", "-f", "-c", "%T", args.place or tempfile.gettempdir()])
    facts = report.machine(versions(args.built), kind, load)
    facts.append(f"Up to {given.rounds} turns each in one run of {(time.monotonic() - begun) / 60:.0f} minutes: medians, in brackets the fastest and the slowest.")
    text = report.document(found, facts, given.absent)
    print(text)
    args.report.write_text(text, encoding="utf-8")
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}; see above. Nothing was put into {DOCUMENT}.")
    if args.record:
        report.put(DOCUMENT, text)


if __name__ == "__main__":
    main()
