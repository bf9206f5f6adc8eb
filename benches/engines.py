#!/usr/bin/env python3
"""The two halves of a draw on engines and in the program, one size after the other, with one processor and with two; see README.md beside
this file. `rows()` is for other scripts; alone it prints the table."""
import argparse, hashlib, json, os, pathlib, shutil, statistics, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE / "tests" / "outside"))
VENV = HERE / "target" / "outside" / "venv" / "bin"
SEED = hashlib.sha256(b"benches/engines.py").hexdigest()
SIZES = (100_000, 1_000_000, 10_000_000)
RATE, ORDER, PART = 500, ("fresh", "seen"), 1_000_000
ENGINES = ("program", "duckdb", "datafusion", "spark", "postgres")


class Absent(Exception):
    """A contestant that is not here, and why."""


def lists(folder, rows):
    """Writes roster.parquet: two thirds `fresh`, ids of 18 characters in no order."""
    import pyarrow, pyarrow.parquet
    schema = pyarrow.schema([(name, pyarrow.string()) for name in ("id", "name", "stratum", "tag")])
    with pyarrow.parquet.ParquetWriter(folder / "roster.parquet", schema) as writer:
        for first in range(0, rows, PART):
            # A step that shares no factor with the number of rows meets every number once.
            numbers = [n * 7_919 % rows for n in range(first, min(rows, first + PART))]
            columns = ([f"91{n:016}" for n in numbers], [f"示例单位{n}" for n in numbers],
                       ["seen" if n % 3 == 0 else "fresh" for n in numbers], [""] * len(numbers))
            writer.write_table(pyarrow.table([pyarrow.array(column, pyarrow.string()) for column in columns], schema))


def commitment(folder):
    """Around the lines that a freeze has printed."""
    lines = (folder / "commit-lines.txt").read_text(encoding="ascii")
    (folder / "commit.txt").write_text(
        "mingchou/commit/1\nlog lots.example.gov.cn/140826\ndraw bench\ntask t\nclass key\nperiod 2026q4\n"
        f"plan data/plans/2026-v1.csv {'0' * 64}\n{lines}inspectors-sha256 {'1' * 64}\nrecusals-sha256 {'2' * 64}\nslot any\nslot any\n"
        f"slack 1\nnonce-commit bureau {'3' * 64}\nbeacon drand-quicknet 1000 2023-08-23T23:59:24+08:00\n"
        "seal-by 2023-08-30T00:00:00+08:00\nreveal-by 2027-01-31\n", encoding="ascii")


def timed(command, folder, processors, environment=None):
    """Seconds that passed, seconds of processors, peak memory of the largest process in bytes."""
    held = ["taskset", "-c", ",".join(map(str, sorted(os.sched_getaffinity(0))[:processors]))]
    start = time.monotonic()
    with open(folder / "said.txt", "wb") as said:
        child = subprocess.Popen([*held, *map(str, command)], cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                                 env={**os.environ, **(environment or {})})
        _, status, used = os.wait4(child.pid, 0)
    if status != 0:
        raise RuntimeError(f"{command}: {(folder / 'said.txt').read_text(errors='replace')[-2000:]}")
    return time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


class Contestant:
    """Runs both halves in a folder of its own."""

    ending, roster = ".sql", None

    def __init__(self, name, binary, folder, processors):
        self.name, self.binary, self.processors = name, binary, processors
        self.home, self.folder = folder, folder / f"{name}-{processors}"
        self.folder.mkdir()

    def job(self, step):
        known = ["--seed", SEED, "--draw", self.home] if step == "select" else ["--rate", RATE, "--order", ",".join(ORDER)]
        script = self.folder / (step + self.ending)
        command = [self.binary, "draw", "sql", "--engine", self.name, "--step", step, "--roster", self.roster or self.home / "roster.parquet",
                   *known, "--out", script]
        subprocess.run([str(part) for part in command], check=True, capture_output=True)
        return script

    def half(self, step):
        return timed(self.command(self.job(step)), self.folder, self.processors, self.environment())

    def environment(self):
        return {}


class Duck(Contestant):
    def command(self, script):
        return [VENV / "duckdb", "-bail", "-f", script]


class DataFusion(Contestant):
    ending = ".py"

    def command(self, script):
        return [VENV / "python", script]


class Spark(Contestant):
    ending = ".py"

    def command(self, script):
        # The first parts of a sort must not be larger than what a task may hold.
        return [VENV / "spark-submit", "--master", f"local[{self.processors}]", "--driver-memory", "3g", "--conf", "spark.ui.enabled=false",
                "--conf", f"spark.sql.shuffle.partitions={4 * self.processors}", "--conf", "spark.log.level=ERROR",
                "--conf", "spark.sql.files.maxPartitionBytes=16m", "--conf", f"spark.local.dir={self.folder}", script]

    def environment(self):
        return {"PATH": f"{VENV}{os.pathsep}{os.environ['PATH']}", "PYSPARK_PYTHON": str(VENV / "python"), "SPARK_LOCAL_IP": "127.0.0.1"}


class Postgres(Contestant):
    roster = "roster"

    def __init__(self, *args):
        import unittest
        try:
            import databases
            self.server = databases.postgres()
        except (ImportError, AssertionError, unittest.SkipTest) as why:
            raise Absent(str(why).splitlines()[0]) from None
        super().__init__(*args)
        load = self.folder / "load.sql"
        load.write_text("DROP TABLE IF EXISTS roster;\nCREATE UNLOGGED TABLE roster (id text, name text, stratum text, tag text);\n"
                        "\\copy roster FROM '../roster.csv' WITH (FORMAT csv, HEADER)\nVACUUM ANALYZE roster;\n", encoding="ascii")
        code, said = self.server.psql("-X", "-q", "-f", load, folder=self.folder)
        if code != 0:
            raise RuntimeError(said)

    def spent(self):
        """Seconds of processors of all processes of the server that have ended."""
        pid = int((self.server.data / "postmaster.pid").read_text().split("\n")[0])
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

    def half(self, step):
        import databases
        before = self.spent()
        command = [databases.SERVER / "psql", "-h", self.server.place, "-U", "postgres", "-d", "postgres", "-X", "-q", "-f", self.job(step)]
        options = {"PGOPTIONS": f"-c work_mem=512MB -c max_parallel_workers_per_gather={self.processors - 1}"}
        passed, own, _ = timed(command, self.folder, self.processors, options)
        time.sleep(0.2)  # The server takes note of a process's time when it has ended.
        return passed, own + self.spent() - before, None


class Program(Contestant):
    """Its freeze checks and hashes roster.csv, which is given; its selection is that of `import-selection`, which compares besides."""

    def half(self, step):
        if step == "freeze":
            text = (self.home / "commit.txt").read_text(encoding="ascii").split("\n")
            keys = {"log", "draw", "task", "class", "period", "plan", "rate", "slot", "slack", "beacon", "seal-by", "reveal-by"}
            terms = "mingchou/terms/1\n" + "".join(line + "\n" for line in text if line.split(" ")[0] in keys)
            later = terms.replace("drand-quicknet 1000 2023-08-23T23:59:24", "drand-quicknet 60000000 2029-05-10T10:15:04")
            later = later.replace("2023-08-30", "2029-05-11").replace("2027-01-31", "2029-07-30").replace("2026q4", "2029q2")
            draw, secrets = self.folder / "draw", self.folder / "secrets"
            draw.mkdir(), secrets.mkdir(mode=0o700)
            for name in ("roster.csv", "excluded.csv"):
                (draw / name).symlink_to(self.home / name)
            (draw / "inspectors.csv").write_text("id,name,tags,load\nI1,a,,0\nI2,b,,0\n", encoding="ascii")
            (secrets / "recusals.csv").write_text("object,inspector\n", encoding="ascii")
            (self.folder / "terms.txt").write_text(later, encoding="ascii")
            return timed([self.binary, "draw", "alone", "commit", "--draw", draw, "--secrets", secrets, "--terms", "terms.txt", "--dry-run"],
                         self.folder, self.processors, {"RAYON_NUM_THREADS": str(self.processors)})
        command = [self.binary, "draw", "import-selection", self.home, self.home / "result.csv", "--seed", SEED,
                   "--secrets", self.folder / "kept"]
        return timed(command, self.folder, self.processors, {"RAYON_NUM_THREADS": str(self.processors)})


KINDS = {"program": Program, "duckdb": Duck, "datafusion": DataFusion, "spark": Spark, "postgres": Postgres}


def compared(contestant, home):
    """The first result is everybody's; another one ends the run."""
    for name in ("commit-lines.txt", "result.csv"):
        made = contestant.folder / name
        if made.exists() and made.read_bytes() != (home / name).read_bytes():
            raise RuntimeError(f"{contestant.name}: another {name}")


def rows(sizes=SIZES, processors=(1, 2), engines=ENGINES, binary=None, place=None, limit=300, runs=1, say=lambda line: None):
    """One dict a measurement: size, engine, processors, step, seconds, processor_seconds, memory (bytes of the largest process; None
    where the engine is a server), or `why` it is missing. Medians of `runs`. An engine is left out of a size that would take it longer
    than `limit` seconds a half."""
    binary = binary or HERE / "target" / "release" / "mingchou"
    found, slow = [], {}
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=place) as folder:
            home = pathlib.Path(folder)
            lists(home, size)
            first = Duck("duckdb", binary, home, 1)
            first.half("freeze")
            for name in ("roster.csv", "excluded.csv", "commit-lines.txt"):
                shutil.move(first.folder / name, home / name)
            commitment(home)
            first.half("select")
            shutil.move(first.folder / "result.csv", home / "result.csv")
            shutil.rmtree(first.folder)
            for engine in engines:
                for count in processors:
                    where = {"size": size, "engine": engine, "processors": count}
                    expected = slow.get((engine, count), 0)
                    if expected > limit:
                        found.append({**where, "why": f"about {expected:.0f} s"})
                        continue
                    try:
                        measured = {"freeze": [], "select": []}
                        for _ in range(runs):
                            contestant = KINDS[engine](engine, binary, home, count)
                            for step, list_of in measured.items():
                                list_of.append(contestant.half(step))
                            compared(contestant, home)
                            shutil.rmtree(contestant.folder)
                    except Absent as why:
                        found.append({**where, "why": str(why)})
                        continue
                    for step, each in measured.items():
                        middle = [statistics.median(values) if None not in values else None for values in zip(*each)]
                        found.append({**where, "step": step, "seconds": middle[0], "processor_seconds": middle[1], "memory": middle[2]})
                        say(json.dumps(found[-1]))
                    slow[engine, count] = max(row["seconds"] for row in found[-2:]) * 10
    return found


def table(found):
    """The rows as Markdown: an engine a row, a size and a half a column; seconds that passed / of processors, and memory."""
    sizes = sorted({row["size"] for row in found})
    lines = ["| engine | processors | " + " | ".join(f"{size:,}: {step}" for size in sizes for step in ("freeze", "select")) + " |"]
    lines.append("|---" * (2 + 2 * len(sizes)) + "|")
    for engine, count in dict.fromkeys((row["engine"], row["processors"]) for row in found):
        cells = []
        for size in sizes:
            own = [row for row in found if (row["engine"], row["processors"], row["size"]) == (engine, count, size)]
            for step in ("freeze", "select"):
                row = next((row for row in own if row.get("step") == step), None)
                if row is None:
                    cells.append("not run: " + own[0]["why"] if own else "")
                else:
                    memory = f", {row['memory'] / 2**20:,.0f} MiB" if row["memory"] else ""
                    cells.append(f"{row['seconds']:.1f} s / {row['processor_seconds']:.1f} s{memory}")
        lines.append(f"| {engine} | {count} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=pathlib.Path, default=HERE / "target" / "release" / "mingchou")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--processors", default="1,2")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--limit", type=float, default=300, help="seconds that one half of an engine may be expected to take")
    parser.add_argument("--place", type=pathlib.Path, help="folder for the lists, such as a memory disk")
    args = parser.parse_args()
    numbers = lambda text: tuple(int(part) for part in text.split(","))
    found = rows(numbers(args.sizes), numbers(args.processors), args.engines.split(","), args.binary.absolute(), args.place, args.limit,
                 args.runs, lambda line: print(line, file=sys.stderr))
    print(table(found))


if __name__ == "__main__":
    main()
