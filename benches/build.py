#!/usr/bin/env python3
"""Measures builds of a fictional county on a memory disk; see README.md beside this file."""
import argparse, os, pathlib, shutil, statistics, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent.parent


def run(command, env=None):
    """Runs a command. Returns seconds, peak MiB, its output."""
    start = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command} failed:\n{output}")
    return seconds, usage.ru_maxrss / 1024, output


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--objects", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--target", default=os.environ.get("CARGO_TARGET_DIR", HERE / "target"))
    args = parser.parse_args()
    release = pathlib.Path(args.target) / "release"
    program, raw = release / "mingchou", release / "examples" / "raw-write"
    disk = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        root = pathlib.Path(folder) / "county"
        made, _, _ = run([program, "demo", "--objects", args.objects, "--seed", args.seed, root])
        public = root / "public"
        cold, same, full, bound, peak = [], [], [], [], []
        for turn in range(args.runs):
            shutil.rmtree(public, ignore_errors=True)
            shutil.rmtree(root / ".mingchou", ignore_errors=True)
            seconds, memory, text = run([program, "--root", root, "build"])
            cold.append(seconds), peak.append(memory)
            same.append(run([program, "--root", root, "build"])[0])
            full.append(run([program, "--root", root, "build", "--full"])[0])
            copy = pathlib.Path(folder) / "copy"
            bound.append(float(run([raw, public, copy])[2]))
            shutil.rmtree(copy)
        files = [p for p in public.rglob("*") if p.is_file()]
        pages = sum(p.suffix == ".html" for p in files)
        size = sum(p.stat().st_size for p in files)
        print(text.strip())
        print(f"objects {args.objects}, pages {pages}, files {len(files)}, {size / 2**20:.1f} MiB, {os.cpu_count()} cores, {args.runs} runs")
        print(f"demo         {made:7.3f} s")
        for name, values in [("cold", cold), ("unchanged", same), ("full", full), ("raw write", bound)]:
            print(f"{name:12} {statistics.median(values):7.3f} s   (from {min(values):.3f} to {max(values):.3f})")
        print(f"peak memory  {max(peak):7.1f} MiB")


if __name__ == "__main__":
    main()
