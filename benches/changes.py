#!/usr/bin/env python3
"""Measures how a build grows with what changed; see README.md beside this file."""
import argparse, csv, io, os, pathlib, random, shutil, statistics, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent.parent
SHARES = [("one result", "results", None), ("1 % of results", "results", 0.01), ("10 % of results", "results", 0.1),
          ("one object", "registry", None), ("1 % of objects", "registry", 0.01), ("10 % of objects", "registry", 0.1)]


def run(command):
    """Runs a command on one thread. Returns seconds, seconds of processor in user mode, peak MiB, its output."""
    start = time.perf_counter()
    env = dict(os.environ, RAYON_NUM_THREADS="1")
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command} failed:\n{output}")
    return seconds, usage.ru_utime, usage.ru_maxrss / 1024, output


def edit(root, kind, share, turn):
    """Changes the agency of results, or the name of objects, in as many rows as asked. Returns the number of rows."""
    table, column = {"results": ("results/2026.csv", "检查机关"), "registry": ("registry/objects.csv", "主体名称")}[kind]
    path = root / "content" / table
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    at, body = rows[0].index(column), range(1, len(rows))
    chosen = random.Random(turn).sample(body, 1 if share is None else max(1, round(len(body) * share)))
    for row in chosen:
        rows[row][at] = rows[row][at].split("·")[0] + f"·{turn}"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return len(chosen)


def measure(program, objects=10000, seed=1, runs=5, folder=None):
    """Builds a fictional county, then again after changes of growing size, the kinds taking turns. Returns rows: what changed, rows
    of tables, files written, medians of seconds and of seconds of processor, peak MiB."""
    disk = folder or ("/dev/shm" if os.path.isdir("/dev/shm") else None)
    with tempfile.TemporaryDirectory(dir=disk) as temp:
        root = pathlib.Path(temp) / "county"
        run([program, "demo", "--objects", objects, "--seed", seed, root])
        run([program, "--root", root, "build"])
        found = {}

        def take(name, rows, *args):
            seconds, user, memory, text = run([program, "--lang", "en", "--root", root, *args])
            written = next((line.split()[0] for line in text.splitlines() if line.endswith(" removed.")), "0")
            found.setdefault(name, []).append((rows, written, seconds, user, memory))

        for turn in range(runs):
            take("load and check", 0, "check")
            take("nothing", 0, "build")
            for number, (name, kind, share) in enumerate(SHARES):
                rows = edit(root, kind, share, 100 * turn + number + 1)
                take(name, rows, "build")
            take("everything (--full)", 0, "build", "--full")
            shutil.rmtree(root / "public")
            shutil.rmtree(root / ".mingchou")
            take("into nothing", 0, "build")
    middle = lambda values, at: statistics.median(value[at] for value in values)
    return [(name, v[0][0], v[-1][1], middle(v, 2), middle(v, 3), max(x[4] for x in v)) for name, v in found.items()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objects", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--program", help="default: the release build")
    parser.add_argument("--target", default=os.environ.get("CARGO_TARGET_DIR", HERE / "target"))
    args = parser.parse_args()
    program = args.program or pathlib.Path(args.target) / "release" / "mingchou"
    rows = measure(program, args.objects, args.seed, args.runs)
    full = next(row for row in rows if row[0] == "everything (--full)")
    print(f"{args.objects} objects, one thread, medians of {args.runs}\n")
    print("| changed | rows | files written | seconds | processor | of a full build | peak MiB |\n|---|--:|--:|--:|--:|--:|--:|")
    for name, changed, written, seconds, user, memory in rows:
        print(f"| {name} | {changed} | {written} | {seconds:.2f} | {user:.2f} | {user / full[4]:.0%} | {memory:.0f} |")


if __name__ == "__main__":
    main()
