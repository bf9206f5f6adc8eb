#!/usr/bin/env python3
"""Seconds to verify the whole demonstration site, by every checker that is here; see README.md beside this file."""
import argparse, json, os, pathlib, statistics, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent.parent
SCRIPT = HERE / "themes" / "gov" / "assets" / "check.py.txt"
BROWSER = HERE / "tests" / "outside" / "browser_seconds.py"


def timed(command, read):
    """Seconds of a command, and what `read` makes of its output."""
    start = time.perf_counter()
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return seconds, read(done.stdout)


def draws(text):
    """How many draws a checker gave a verdict on."""
    found = json.loads(text)
    return len(found if isinstance(found, list) else found["draws"])


def own(text):
    """What a browser took by its own clock, from the opened page to the last verdict: a browser's start is no checking."""
    seconds, count = text.split()
    return float(seconds), int(count)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--target", default=os.environ.get("CARGO_TARGET_DIR", HERE / "target"))
    args = parser.parse_args()
    program = pathlib.Path(args.target) / "release" / "mingchou"
    with tempfile.TemporaryDirectory() as folder:
        site = pathlib.Path(folder) / "site"
        subprocess.run([program, "build", "--root", HERE, "--out", site], check=True, capture_output=True)
        checkers = {"this program": lambda: timed([program, "verify", "--json", site], draws)}
        absent = []
        if SCRIPT.exists():
            checkers["Python script"] = lambda: timed([sys.executable, SCRIPT, "--json", site], draws)
        else:
            absent.append(f"Python script: {SCRIPT.relative_to(HERE)} is not there")
        if BROWSER.exists():
            checkers["Chromium"] = lambda: timed([sys.executable, BROWSER, site], own)[1]
        else:
            absent.append(f"Chromium: {BROWSER.relative_to(HERE)} is not there")
        times, counts = {name: [] for name in checkers}, {}
        for _ in range(args.runs):
            for name, run in checkers.items():
                seconds, counts[name] = run()
                times[name].append(seconds)
    if len(set(counts.values())) != 1:
        sys.exit(f"the checkers do not see the same draws: {counts}")
    first = statistics.median(times["this program"])
    print(f"{next(iter(counts.values()))} draws, {os.cpu_count()} cores; medians of {args.runs} runs in turns.\n")
    print("| | seconds | × the program |\n|---|---:|---:|")
    for name, values in times.items():
        print(f"| {name} | {statistics.median(values):.3f} | {statistics.median(values) / first:.1f} |")
    for line in absent:
        print(f"\nNot measured: {line}")


if __name__ == "__main__":
    main()
