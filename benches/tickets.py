"""Tickets and the smallest 5 % of them, over ids that stand in memory or in a table already; what is timed are seconds on a processor, except
for DuckDB with several threads. Everybody must select the same ids. The bound is one SHA-256 compression a row and nothing else."""

import hashlib
import heapq
import math
import os
import pathlib
import shutil
import time
import unittest

import measure
import report
from setup import ROOT, Setup

SMALL = ROOT / "tests" / "vectors" / "small"
SEED = (SMALL / "seed.txt").read_text(encoding="ascii")
S = hashlib.sha256(SEED.encode("ascii")).hexdigest()
RATE = 500
OURS, BOUND = "mingchou, one thread", "one SHA-256 compression a row"


def ids(rows):
    """Ids like unified social credit codes, in order."""
    return (f"91{row:016}" for row in range(rows))


def roster(folder, rows):
    """Writes `roster.csv` and `commit.txt` of one stratum. Returns the quota."""
    digest = hashlib.sha256()
    with open(folder / "roster.csv", "wb") as file:
        for start in range(0, rows, 100_000):
            head = "id,name,stratum,tag\n" if start == 0 else ""
            part = (head + "".join(f"91{row:016},x,fresh,\n" for row in range(start, min(start + 100_000, rows)))).encode("ascii")
            digest.update(part)
            file.write(part)
    quota = math.ceil(rows * RATE / 10_000)
    new = {"rate": RATE, "roster-sha256": digest.hexdigest(), "roster-rows": rows, "excluded-rows": 0}
    out = []
    for line in (SMALL / "commit.txt").read_text(encoding="ascii").splitlines():
        key = line.split()[0]
        if key == "quota":
            line = f"quota fresh {quota}" if " fresh " in line else None
        elif key in new:
            line = f"{key} {new[key]}"
        out += [line] if line else []
    (folder / "commit.txt").write_text("\n".join(out) + "\n", encoding="ascii")
    return quota


class Contest:
    """Somebody over one roster. `most`: the largest roster that it is given; `drawn`: the ids of its last turn."""

    name, kind, most = "", "peer", 10**9

    def __init__(self, setup: Setup, folder, rows, quota):
        self.setup, self.folder, self.rows, self.quota, self.drawn = setup, folder, rows, quota, None

    def run(self):
        raise NotImplementedError

    def timed(self, clock, work):
        """Times work that gives the drawn ids."""
        start = clock()
        self.drawn = work()
        return measure.Sample(clock() - start)


class Program(Contest):
    name, kind = OURS, "ours"

    def run(self):
        sample = measure.told([self.setup.example("tickets"), self.folder, S])
        self.drawn = sample.output.split()[1:]
        return sample


class Bound(Contest):
    name, kind = BOUND, "bound"

    def run(self):
        return measure.told([self.setup.example("raw-sha256"), self.rows])


class Python(Contest):
    """Tickets made in this process, the ids standing in memory."""

    most = 1_000_000

    def __init__(self, *args):
        super().__init__(*args)
        if self.rows <= self.most:
            self.ids = list(ids(self.rows))

    def run(self):
        return self.timed(time.process_time, lambda: [name for _, name in heapq.nsmallest(self.quota, self.tickets())])

    def tickets(self):
        raise NotImplementedError


class Hashlib(Python):
    name = "Python, hashlib"

    def tickets(self):
        return [(hashlib.sha256((S + name).encode()).digest(), name) for name in self.ids]


class Sampler(Python):
    name = "consistent_sampler (its fractions read back as hashes)"

    def __init__(self, *args):
        try:
            from consistent_sampler.consistent_sampler import first_fraction
        except ImportError:
            raise measure.Absent("the Python package consistent_sampler") from None
        super().__init__(*args)
        self.fraction = first_fraction

    def tickets(self):
        return [(int(self.fraction(name, SEED, S)[:1:-1]), name) for name in self.ids]


SQL = "SELECT id FROM (SELECT id, {hash} AS ticket FROM roster) t ORDER BY ticket{bytes}, id{bytes} LIMIT {quota}"


class Duck(Contest):
    name, threads, clock = "DuckDB, one thread", 1, staticmethod(time.process_time)

    def __init__(self, *args):
        try:
            import duckdb
        except ImportError:
            raise measure.Absent("the Python package duckdb") from None
        super().__init__(*args)
        self.connection = duckdb.connect(config={"threads": self.threads})
        self.connection.execute(f"CREATE TABLE roster AS SELECT id FROM read_csv('{self.folder}/roster.csv', all_varchar = true)")
        self.sql = SQL.format(hash=f"sha256('{S}' || id)", bytes="", quota=self.quota)

    def run(self):
        return self.timed(self.clock, lambda: [row[0] for row in self.connection.execute(self.sql).fetchall()])


class DuckAll(Duck):
    threads = max(2, os.cpu_count() or 1)
    name, clock = f"DuckDB, {threads} threads (time on the wall)", staticmethod(time.perf_counter)


class Postgres(Contest):
    name = "PostgreSQL, one process"

    def __init__(self, *args):
        super().__init__(*args)
        try:
            import databases
            self.server = databases.postgres()
        except (ImportError, AssertionError, unittest.SkipTest) as why:
            raise measure.Absent(str(why).splitlines()[0]) from None
        self.ask("DROP TABLE IF EXISTS roster", "CREATE UNLOGGED TABLE roster (id text, name text, stratum text, tag text)",
                 "\\copy roster FROM 'roster.csv' WITH (FORMAT csv, HEADER)", "VACUUM ANALYZE roster")
        digest = f"encode(sha256(convert_to('{S}' || id, 'UTF8')), 'hex')"
        self.sql = SQL.format(hash=digest, bytes=' COLLATE "C"', quota=self.quota)

    def ask(self, *statements):
        options = [part for statement in statements for part in ("-c", statement)]
        code, said = self.server.psql("-X", "-q", "-A", "-t", *options, folder=self.folder, timeout=900)
        if code != 0:
            raise RuntimeError(f"psql: {said}")
        return said.split("\n")

    def run(self):
        """The server's process reads its own count of nanoseconds on a processor."""
        spent = "SELECT 'spent ' || split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)"
        said = self.ask("SET max_parallel_workers_per_gather = 0", "SET work_mem = '1GB'", "SELECT pg_sleep(0.01)", spent, self.sql,
                        "SELECT pg_sleep(0.01)", spent)
        before, after = [int(line.split()[1]) for line in said if line.startswith("spent ")]
        self.drawn = [line for line in said if line.startswith("91")]
        return measure.Sample((after - before) / 1e9)


CONTESTANTS = [Program, DuckAll, Duck, Postgres, Hashlib, Sampler, Bound]


def contest(setup, rows, folder):
    """Everybody over a roster of so many rows. Returns figures by name."""
    quota, here = roster(folder, rows), []
    for kind in CONTESTANTS:
        if rows > kind.most:
            continue
        try:
            here.append(kind(setup, folder, rows, quota))
        except measure.Absent as why:
            setup.missing(kind.name, why)
    expected = []

    def same(one):
        """Holds what was selected against what everybody else selected."""
        if one.drawn is not None:
            expected.append(one.drawn)
            if one.drawn != expected[0] or len(one.drawn) != quota:
                raise RuntimeError(f"{one.name} selects others")
            del expected[1:]

    return setup.alternate([measure.Contestant(one.name, one.kind, one.run, after=lambda one=one: same(one)) for one in here])


def tables(setup):
    """Selection at every size."""
    found = {}
    for rows in setup.of("tickets", [100_000, 1_000_000, 10_000_000], [10_000, 100_000]):
        setup.tell(f"{rows:,} rows")
        folder = pathlib.Path(setup.place) / "roster"
        folder.mkdir()
        # A server that is not the superuser reads the roster too.
        folder.chmod(0o755)
        found[rows] = contest(setup, rows, folder)
        shutil.rmtree(folder)
    notes = ["Ids stand in memory or in a table; timed are every ticket and the smallest 5 % in order. Everybody selects the same ids, which is checked.",
             "The bound hashes blocks that stand ready in memory and neither compares nor keeps anything."]
    return [report.gather("Tickets and selection", "rows", OURS, {kind.name: kind.kind for kind in CONTESTANTS}, found, notes=notes,
                          aims=[report.Aim("ours / bound, at most 2", OURS, BOUND, 2)])]
