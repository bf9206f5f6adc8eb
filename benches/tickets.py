#!/usr/bin/env python3
"""Tickets and selection of one roster by everybody who can compute them, in turns; see README.md beside this file. Times are
those a processor has worked, so that a busy machine disturbs them less."""
import argparse, hashlib, heapq, math, os, pathlib, statistics, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE / "tests" / "outside"))
SEED = (HERE / "tests" / "vectors" / "small" / "seed.txt").read_text(encoding="ascii")
S = hashlib.sha256(SEED.encode("ascii")).hexdigest()
RATE = 500


class Absent(Exception):
    """A contestant that is not here, and why."""


def roster(folder, rows):
    """Writes `roster.csv` and `commit.txt` of one stratum. Returns ids and quota."""
    ids = [f"91{row:016}" for row in range(rows)]
    data = "id,name,stratum,tag\n" + "".join(f"{name},x,fresh,\n" for name in ids)
    (folder / "roster.csv").write_text(data, encoding="ascii")
    quota = math.ceil(rows * RATE / 10000)
    new = {"rate": RATE, "roster-sha256": hashlib.sha256(data.encode()).hexdigest(), "roster-rows": rows, "excluded-rows": 0}
    out = []
    for line in (HERE / "tests" / "vectors" / "small" / "commit.txt").read_text(encoding="ascii").splitlines():
        key = line.split()[0]
        if key == "quota":
            line = f"quota fresh {quota}" if " fresh " in line else None
        elif key in new:
            line = f"{key} {new[key]}"
        out += [line] if line else []
    (folder / "commit.txt").write_text("\n".join(out) + "\n", encoding="ascii")
    return ids, quota


class Program:
    name = "this program"

    def __init__(self, args, folder, ids, quota):
        self.command = [args.release / "examples" / "tickets", folder, S]
        if not self.command[0].exists():
            raise Absent("cargo build --release --examples")

    def run(self):
        seconds, *drawn = subprocess.run(self.command, check=True, capture_output=True, text=True).stdout.split()
        return float(seconds), drawn


class Bound:
    name = "one compression a row, nothing else"

    def __init__(self, args, folder, ids, quota):
        self.command = [args.release / "examples" / "raw-sha256", str(len(ids))]
        if not self.command[0].exists():
            raise Absent("cargo build --release --examples")

    def run(self):
        return float(subprocess.run(self.command, check=True, capture_output=True, text=True).stdout), None


class Hashlib:
    name = "Python, hashlib"

    def __init__(self, args, folder, ids, quota):
        self.ids, self.quota = ids, quota

    def run(self):
        start = time.process_time()
        tickets = [(hashlib.sha256((S + name).encode()).digest(), name) for name in self.ids]
        drawn = heapq.nsmallest(self.quota, tickets)
        return time.process_time() - start, [name for _, name in drawn]


class Sampler:
    name = "consistent_sampler (tickets read back as hashes)"

    def __init__(self, args, folder, ids, quota):
        try:
            from consistent_sampler.consistent_sampler import first_fraction
        except ImportError:
            raise Absent("the Python package consistent_sampler") from None
        self.fraction, self.ids, self.quota = first_fraction, ids, quota

    def run(self):
        start = time.process_time()
        tickets = [(int(self.fraction(name, SEED, S)[:1:-1]), name) for name in self.ids]
        drawn = heapq.nsmallest(self.quota, tickets)
        return time.process_time() - start, [name for _, name in drawn]


SQL = "SELECT id FROM (SELECT id, {hash} AS ticket FROM roster) t ORDER BY ticket{bytes}, id{bytes} LIMIT {quota}"


class Duck:
    threads = 1

    clock = staticmethod(time.process_time)

    def __init__(self, args, folder, ids, quota):
        try:
            import duckdb
        except ImportError:
            raise Absent("the Python package duckdb") from None
        self.connection = duckdb.connect(config={"threads": self.threads})
        self.connection.execute(f"CREATE TABLE roster AS SELECT id FROM read_csv('{folder}/roster.csv', all_varchar = true)")
        self.sql = SQL.format(hash=f"sha256('{S}' || id)", bytes="", quota=quota)

    @property
    def name(self):
        return "DuckDB, one thread" if self.threads == 1 else f"DuckDB, {self.threads} threads, time that passes"

    def run(self):
        start = self.clock()
        rows = self.connection.execute(self.sql).fetchall()
        return self.clock() - start, [row[0] for row in rows]


class DuckAll(Duck):
    threads = max(2, os.cpu_count() or 1)
    clock = staticmethod(time.perf_counter)


class Postgres:
    name = "PostgreSQL, one process"

    def __init__(self, args, folder, ids, quota):
        import unittest
        try:
            import databases
            self.server = databases.postgres()
        except (ImportError, AssertionError, unittest.SkipTest) as why:
            raise Absent(str(why).splitlines()[0]) from None
        self.folder = folder
        self.ask("DROP TABLE IF EXISTS roster", "CREATE UNLOGGED TABLE roster (id text, name text, stratum text, tag text)",
                 "\\copy roster FROM 'roster.csv' WITH (FORMAT csv, HEADER)", "VACUUM ANALYZE roster")
        digest = f"encode(sha256(convert_to('{S}' || id, 'UTF8')), 'hex')"
        self.sql = SQL.format(hash=digest, bytes=' COLLATE "C"', quota=quota)

    def ask(self, *statements):
        options = [part for statement in statements for part in ("-c", statement)]
        code, said = self.server.psql("-X", "-q", "-A", "-t", *options, folder=self.folder)
        if code != 0:
            sys.exit(f"psql: {said}")
        return said.split("\n")

    def run(self):
        """The server's process reads its own count of nanoseconds on a processor."""
        spent = "SELECT 'spent ' || split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)"
        said = self.ask("SET max_parallel_workers_per_gather = 0", "SET work_mem = '1GB'", "SELECT pg_sleep(0.01)", spent, self.sql,
                        "SELECT pg_sleep(0.01)", spent)
        before, after = [int(line.split()[1]) for line in said if line.startswith("spent ")]
        return (after - before) / 1e9, [line for line in said if line.startswith("91")]


CONTESTANTS = [Bound, Program, Hashlib, Sampler, Duck, DuckAll, Postgres]


def measure(args, rows, folder):
    """Every contestant in turn, `runs` times. Returns median and best seconds by name, and who is absent."""
    ids, quota = roster(folder, rows)
    here, absent = [], []
    for kind in CONTESTANTS:
        try:
            here.append(kind(args, folder, ids, quota))
        except Absent as why:
            absent.append(f"{kind.__name__}: {why}")
    expected, times = None, {one.name: [] for one in here}
    for _ in range(args.runs):
        for one in here:
            seconds, drawn = one.run()
            times[one.name].append(seconds)
            if drawn is not None:
                expected = expected or drawn
                if drawn != expected or len(drawn) != quota:
                    sys.exit(f"{one.name} selects others")
    return {name: (statistics.median(values), min(values)) for name, values in times.items()}, absent


def processor():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return "a processor without a name"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--target", default=os.environ.get("CARGO_TARGET_DIR", HERE / "target"))
    args = parser.parse_args()
    args.release = pathlib.Path(args.target) / "release"
    found, absent = {}, []
    disk = "/dev/shm" if os.path.isdir("/dev/shm") else None
    for rows in args.rows:
        with tempfile.TemporaryDirectory(dir=disk) as folder:
            found[rows], absent = measure(args, rows, pathlib.Path(folder))
    print(f"{processor()}, {os.cpu_count()} cores; {args.runs} runs in turns; tickets and the smallest 5 %.\n")
    for at, what in enumerate(["median", "best"]):
        print(f"| {what}, million tickets a second | " + " | ".join(f"{rows:,} rows | × the program" for rows in args.rows) + " |")
        print("|---|" + "---:|---:|" * len(args.rows))
        for name in found[args.rows[0]]:
            cells = []
            for rows in args.rows:
                seconds, own = found[rows][name][at], found[rows].get(Program.name)
                cells += [f"{rows / seconds / 1e6:.2f}", f"{own[at] / seconds:.2f}" if own else ""]
            print(f"| {name} | " + " | ".join(cells) + " |")
        print()
    for line in absent:
        print(f"Not measured: {line}")


if __name__ == "__main__":
    main()
