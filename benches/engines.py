"""The two halves of a draw on engines and in the program, with one processor and with two: freezing a roster, and selecting from it. The
engines run the jobs that `mingchou draw sql` writes, on Parquet or on a table; everybody's files must be the same."""

import hashlib
import importlib.util
import os
import pathlib
import shutil
import time
import unittest

import measure
import report
from setup import PEERS

VENV = PEERS / "venv" / "bin"
SEED = hashlib.sha256(b"benches/engines.py").hexdigest()
PROCESSORS = (1, 2)
RATE, ORDER, PART = 500, ("fresh", "seen"), 1_000_000
STEPS = {"freeze": "A roster is frozen: by the program and by engines", "select": "Selection: by the program and by engines"}


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


def expected(home, name):
    """Where a file stands as everybody must write it. A result lies beside the draw's folder: in it, the draw would have ended."""
    return home.with_name(f"{home.name}-{name}") if name == "result.csv" else home / name


def commitment(folder):
    """Around the lines that a freeze has printed."""
    lines = (folder / "commit-lines.txt").read_text(encoding="ascii")
    (folder / "commit.txt").write_text(
        "mingchou/commit/1\nlog lots.example.gov.cn/140826\ndraw bench\ntask t\nclass key\nperiod 2026q4\n"
        f"plan data/plans/2026-v1.csv {'0' * 64}\n{lines}inspectors-sha256 {'1' * 64}\nrecusals-sha256 {'2' * 64}\nslot any\nslot any\n"
        f"slack 1\nnonce-commit bureau {'3' * 64}\nbeacon drand-quicknet 1000 2023-08-23T23:59:24+08:00\n"
        "seal-by 2023-08-30T00:00:00+08:00\nreveal-by 2027-01-31\n", encoding="ascii")


class Engine:
    """Runs one half in a folder of its own. `home` holds the lists and what everybody must write of them."""

    kind, ending, roster, name = "peer", ".sql", None, ""

    def __init__(self, setup, home, processors, step):
        self.setup, self.home, self.processors, self.step = setup, home, processors, step
        # Beside the draw: a job holds the seed, and the folder of a draw is published.
        self.folder = home.with_name(f"{home.name}-{type(self).__name__}-{processors}-{step}")

    @classmethod
    def needs(cls):
        """Raises if what it runs is not here."""

    @classmethod
    def title(cls, processors):
        """What its row is called."""
        return f"{cls.name}, {processors} processor{'s' if processors > 1 else ''}"

    def prepare(self):
        """A folder with the job that the program writes; not timed."""
        self.folder.mkdir()
        known = ["--seed", SEED, "--draw", self.home] if self.step == "select" else ["--rate", RATE, "--order", ",".join(ORDER)]
        # Not select.py, which Python would take for a module of its own.
        self.script = self.folder / f"job-{self.step}{self.ending}"
        self.setup.program("draw", "sql", "--engine", self.name.lower(), "--step", self.step, "--roster",
                           self.roster or self.home / "roster.parquet", *known, "--out", self.script)

    def run(self):
        return self.held(self.command(), self.environment())

    def held(self, command, environment):
        """Runs a command on so many processors."""
        some = ",".join(map(str, sorted(os.sched_getaffinity(0))[:self.processors]))
        return measure.run(["taskset", "-c", some, *command], cwd=self.folder, env={**self.setup.env, **environment})

    def environment(self):
        return {}

    def command(self):
        raise NotImplementedError

    def after(self):
        """What was written must be what everybody writes."""
        for name in ("commit-lines.txt", "result.csv"):
            made = self.folder / name
            if made.exists() and made.read_bytes() != expected(self.home, name).read_bytes():
                raise RuntimeError(f"{self.title(self.processors)}: another {name}")
        shutil.rmtree(self.folder)

    def contestant(self):
        return measure.Contestant(self.title(self.processors), self.kind, self.run, self.prepare, self.after)


def package(name):
    """A program of the peers' environment."""
    if not (VENV / name).exists():
        raise measure.Absent(f"{name} below {VENV.parent}")
    return VENV / name


class Duck(Engine):
    name = "DuckDB"

    needs = staticmethod(lambda: package("duckdb"))

    def command(self):
        return [package("duckdb"), "-bail", "-f", self.script]


class DataFusion(Engine):
    name, ending = "DataFusion", ".py"

    @classmethod
    def needs(cls):
        if importlib.util.find_spec("datafusion") is None:
            raise measure.Absent("the Python package datafusion")

    def command(self):
        return [package("python"), self.script]


class Spark(Engine):
    name, ending, master, settings = "Spark", ".py", "local[{}]", ()

    needs = staticmethod(lambda: package("spark-submit"))

    def command(self):
        # The first parts of a sort must not be larger than what a task may hold.
        return [package("spark-submit"), "--master", self.master.format(self.processors), "--driver-memory", "3g", "--conf", "spark.ui.enabled=false",
                "--conf", f"spark.sql.shuffle.partitions={4 * self.processors}", "--conf", "spark.log.level=ERROR",
                "--conf", "spark.sql.files.maxPartitionBytes=16m", "--conf", f"spark.local.dir={self.folder}", *self.settings, self.script]

    def environment(self):
        return {"PATH": f"{VENV}{os.pathsep}{os.environ['PATH']}", "PYSPARK_PYTHON": str(VENV / "python"), "SPARK_LOCAL_IP": "127.0.0.1"}


class SparkWorkers(Spark):
    """A cluster on one machine: as many workers as processors, each a process of its own, to which the driver sends code and rows."""

    master = "local-cluster[{},1,2560]"
    # A worker's heap is 1 GiB otherwise, in which ten million rows are not sorted.
    settings = ("--conf", "spark.executor.memory=2g")

    @classmethod
    def title(cls, processors):
        return f"Spark, {processors} worker process{'es' if processors > 1 else ''}"


class Postgres(Engine):
    """A server of its own; its memory is that of many processes that share it, and is not told."""

    name, roster, loaded = "Postgres", "roster", None

    def __init__(self, *args):
        try:
            import databases
            self.databases, self.server = databases, databases.postgres()
        except (ImportError, AssertionError, unittest.SkipTest) as why:
            raise measure.Absent(str(why).splitlines()[0]) from None
        super().__init__(*args)
        if Postgres.loaded != self.home:
            load = self.home / "load.sql"
            load.write_text("DROP TABLE IF EXISTS roster;\nCREATE UNLOGGED TABLE roster (id text, name text, stratum text, tag text);\n"
                            "\\copy roster FROM 'roster.csv' WITH (FORMAT csv, HEADER)\nVACUUM ANALYZE roster;\n", encoding="ascii")
            code, said = self.server.psql("-X", "-q", "-f", load, folder=self.home, timeout=900)
            if code != 0:
                raise RuntimeError(said)
            Postgres.loaded = self.home

    def spent(self):
        """Seconds of processors of all processes of the server that have ended."""
        pid = int((self.server.data / "postmaster.pid").read_text().split("\n")[0])
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

    def command(self):
        return [self.databases.SERVER / "psql", "-h", self.server.place, "-U", "postgres", "-d", "postgres", "-X", "-q", "-f", self.script]

    def environment(self):
        return {"PGOPTIONS": f"-c work_mem=512MB -c max_parallel_workers_per_gather={self.processors - 1}"}

    def run(self):
        before = self.spent()
        sample = super().run()
        time.sleep(0.2)  # The server takes note of a process's time when it has ended.
        return measure.Sample(sample.seconds, sample.processor + self.spent() - before)


class Program(Engine):
    """Its freeze checks and hashes roster.csv, which is given; its selection is that of `import-selection`, which compares besides."""

    name, kind = "mingchou", "ours"

    def prepare(self):
        self.folder.mkdir()
        if self.step == "select":
            return
        text = (self.home / "commit.txt").read_text(encoding="ascii").split("\n")
        keys = {"log", "draw", "task", "class", "period", "plan", "rate", "slot", "slack", "beacon", "seal-by", "reveal-by"}
        terms = "mingchou/terms/1\n" + "".join(line + "\n" for line in text if line.split(" ")[0] in keys)
        later = terms.replace("drand-quicknet 1000 2023-08-23T23:59:24", "drand-quicknet 60000000 2029-05-07T07:09:24")
        later = later.replace("2023-08-30", "2029-05-11").replace("2027-01-31", "2029-07-30").replace("2026q4", "2029q2")
        draw, secrets = self.folder / "draw", self.folder / "secrets"
        draw.mkdir(), secrets.mkdir(mode=0o700)
        for name in ("roster.csv", "excluded.csv"):
            (draw / name).symlink_to(self.home / name)
        (draw / "inspectors.csv").write_text("id,name,tags,load\nI1,a,,0\nI2,b,,0\n", encoding="ascii")
        (secrets / "recusals.csv").write_text("object,inspector\n", encoding="ascii")
        (self.folder / "terms.txt").write_text(later, encoding="ascii")

    def command(self):
        binary = self.setup.built / "mingchou"
        if self.step == "freeze":
            return [binary, "draw", "alone", "commit", "--draw", "draw", "--secrets", "secrets", "--terms", "terms.txt", "--dry-run"]
        return [binary, "draw", "import-selection", self.home, expected(self.home, "result.csv"), "--seed", SEED]

    def environment(self):
        return {"RAYON_NUM_THREADS": str(self.processors)}

    def after(self):
        # A selection that came from outside is kept beside the folder of the draw.
        shutil.rmtree(self.home.with_name(f"{self.home.name}-secrets"), ignore_errors=True)
        super().after()


ENGINES = [Program, Duck, DataFusion, Spark, SparkWorkers, Postgres]


def beginning(setup, home, rows):
    """The lists, and what every engine must write of them, from DuckDB."""
    home.mkdir()
    # A server that is not the superuser reads the lists too.
    home.chmod(0o755)
    lists(home, rows)
    for step, names in (("freeze", ("roster.csv", "excluded.csv", "commit-lines.txt")), ("select", ("result.csv",))):
        first = Duck(setup, home, 1, step)
        first.prepare()
        first.run()
        for name in names:
            shutil.move(first.folder / name, expected(home, name))
        shutil.rmtree(first.folder)
        if step == "freeze":
            commitment(home)


def contest(setup, home, step, counts):
    """Everybody over the lists of a folder, with so many processors. Returns figures by title."""
    here = []
    for kind in ENGINES:
        for processors in counts:
            try:
                kind.needs()
                one = kind(setup, home, processors, step)
                here.append(one)
            except measure.Absent as why:
                setup.missing(kind.name, why)
    return setup.alternate([one.contestant() for one in here])


def tables(setup):
    """Both halves at every size."""
    try:
        import pyarrow  # noqa: F401
        package("duckdb")
    except (ImportError, measure.Absent) as why:
        setup.missing("engines", why)
        return []
    found = {step: {} for step in STEPS}
    usual = [100_000, 1_000_000, 10_000_000] if setup.huge else [10_000, 100_000, 1_000_000]
    sizes = setup.of("engines", usual, [10_000])
    for rows in sizes:
        setup.tell(f"{rows:,} rows")
        home = setup.place / "engines"
        beginning(setup, home, rows)
        for step in STEPS:
            found[step][rows] = contest(setup, home, step, PROCESSORS if rows == sizes[-1] else PROCESSORS[-1:])
        shutil.rmtree(home)
        expected(home, "result.csv").unlink()
        Postgres.loaded = None
    titles = {kind.title(count): kind.kind for kind in ENGINES for count in PROCESSORS}
    notes = ["A command's start counts, and that of a virtual machine for Spark, of another one for each worker process; the server of PostgreSQL runs already, and its table is loaded. Everybody "
             "writes the same bytes, which is checked."]
    return [report.gather(title, "rows", "mingchou, 2 processors", titles, found[step], notes=notes) for step, title in STEPS.items()]
