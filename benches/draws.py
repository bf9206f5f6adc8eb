#!/usr/bin/env python3
"""Draws over long rosters: commit, seal, reveal and verify by the program itself, each in turn with its bound, which reads the same
lists with Rust's csv crate on as many threads and computes one SHA-256 compression a row; and the assignment of inspectors alone.

For other scripts: `draws(target, rows, runs)` returns one dictionary a step with the keys `rows`, `step`, `seconds`, `spent` (what the
processors worked, user and system), `times` (of the bound, seconds), `times_spent`, `memory` (bytes at most), all medians; `step` is
`bound`, `commit`, `seal`, `reveal`, `seal and reveal` or `verify`. `assignments(target, sizes, runs)` returns dictionaries with
`visits`, `inspectors`, `seconds`, `spent`, `memory`. `tables(...)` writes both as Markdown. Nothing fails because something was slow."""
import argparse, os, pathlib, shutil, statistics, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent.parent
VALUE = ["--beacon", "ssq:2026129=02-07-11-19-23-30+08", "--evidence", "ssq=https://www.example.com/2026129.html"]
LISTS = ["roster.csv", "excluded.csv", "inspectors.csv"]
SIZES = [(500, 100), (5000, 1000)]


def run(command):
    """Runs a program. Returns seconds that passed, seconds of processors, most bytes of memory, and what it said."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    passed = time.perf_counter() - start
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}:\n{said.decode(errors='replace')}")
    return passed, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, said.decode()


def steps(target, draw):
    """The steps of a draw as commands, in their order."""
    program, secrets, terms = target / "mingchou", draw.with_suffix(".secrets"), draw.with_suffix(".terms")
    alone = lambda step, *more: [program, "draw", "alone", step, "--draw", draw, "--secrets", secrets, *more]
    return {
        "commit": alone("commit", "--terms", terms, "--at", "2026-11-10T10:00:00+08:00"),
        "seal": alone("seal", *VALUE, "--at", "2026-11-11T10:00:00+08:00"),
        "reveal": alone("reveal", "--at", "2026-11-12T10:00:00+08:00"),
        "verify": [program, "--lang", "en", "verify", "--draw", draw],
    }


def undo(draw):
    """Takes everything away that the steps have written."""
    for path in draw.iterdir():
        if path.name not in LISTS:
            path.unlink()
    secrets = draw.with_suffix(".secrets")
    shutil.rmtree(secrets)
    secrets.mkdir()
    (secrets / "recusals.csv").write_text("object,inspector\n", encoding="ascii")


def draws(target, rows, runs, disk=None):
    """See the head of this file. `target`: the folder of the built program and its examples; `disk`: where the lists are put."""
    target = pathlib.Path(target)
    helper = target / "examples" / "draws"
    threads = os.environ.get("RAYON_NUM_THREADS") or os.cpu_count() or 1
    disk = disk or ("/dev/shm" if os.path.isdir("/dev/shm") else None)
    found = []
    for count in rows:
        with tempfile.TemporaryDirectory(dir=disk) as folder:
            draw = pathlib.Path(folder) / "draw"
            run([helper, "make", draw, count])
            got = {}
            for _ in range(runs):
                undo(draw)
                for step, command in steps(target, draw).items():
                    got.setdefault("bound", []).append(run([helper, "bound", draw, threads]))
                    got.setdefault(step, []).append(run(command))
                if "recomputed" not in got["verify"][-1][3]:
                    sys.exit(got["verify"][-1][3])
            got["seal and reveal"] = [
                (a[0] + b[0], a[1] + b[1], max(a[2], b[2])) for a, b in zip(got["seal"], got["reveal"])
            ]
            median = lambda step, at: statistics.median(one[at] for one in got[step])
            for step in ["bound", "commit", "seal", "reveal", "seal and reveal", "verify"]:
                found.append({
                    "rows": count, "step": step, "seconds": median(step, 0), "spent": median(step, 1), "memory": median(step, 2),
                    "times": median(step, 0) / median("bound", 0), "times_spent": median(step, 1) / median("bound", 1),
                })
    return found


def assignments(target, sizes=SIZES, runs=5):
    """Seconds of one assignment of teams of two."""
    helper = pathlib.Path(target) / "examples" / "draws"
    got = {size: [] for size in sizes}
    for _ in range(runs):
        for size in sizes:
            _, spent, memory, said = run([helper, "assign", *size])
            got[size].append((float(said), spent, memory))
    median = lambda size, at: statistics.median(one[at] for one in got[size])
    return [{"visits": size[0], "inspectors": size[1], "seconds": median(size, 0), "spent": median(size, 1), "memory": median(size, 2)}
            for size in sizes]


def tables(of_draws, of_assignments):
    """Both as Markdown."""
    out = ["| rows | step | seconds | × the bound | seconds of processors | × the bound | peak memory, MB |", "|---:|---|---:|---:|---:|---:|---:|"]
    for one in of_draws:
        out.append(f"| {one['rows']:,} | {one['step']} | {one['seconds']:.3f} | {one['times']:.2f} | {one['spent']:.3f} "
                   f"| {one['times_spent']:.2f} | {one['memory'] / 1e6:.0f} |")
    out += ["", "| visits | inspectors | seconds of an assignment | seconds of processors | peak memory, MB |", "|---:|---:|---:|---:|---:|"]
    out += [f"| {one['visits']:,} | {one['inspectors']:,} | {one['seconds']:.3f} | {one['spent']:.3f} | {one['memory'] / 1e6:.0f} |"
            for one in of_assignments]
    return "\n".join(out) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--profile", default="release")
    parser.add_argument("--target", default=os.environ.get("CARGO_TARGET_DIR", HERE / "target"))
    args = parser.parse_args()
    target = pathlib.Path(args.target) / args.profile
    print(tables(draws(target, args.rows, args.runs), assignments(target, runs=args.runs)))


if __name__ == "__main__":
    main()
