"""Jobs of `draw sql` on real engines: Spark in local mode, DataFusion and DuckDB on Parquet, a PostgreSQL server. All must give the same
bytes as hashlib, and the program must take what they return; each must refuse lists and results that are wrong."""

import functools
import json
import os
import pathlib

import subprocess
import sys
import unittest

import databases
import draws
import engine_cases
import harness

HERE = pathlib.Path(__file__).resolve().parent
BIN = harness.PLACE / "venv" / "bin"
BAD, FAULTS = engine_cases.bad()
NOBODY = engine_cases.Case("nobody", [], engine_cases.EXCLUDED, 500, ["fresh", "seen"])


def changed(result):
    """What is done to a result, by name: each must be told by a check."""
    lines = result.decode().split("\n")[:-1]
    fields = [line.split(",") for line in lines]
    swapped = [row[:] for row in fields]
    swapped[1][4], swapped[2][4] = swapped[2][4], swapped[1][4]
    text = lambda rows: ("\n".join(",".join(row) for row in rows) + "\n").encode()
    return {"swapped": text(swapped), "missing": text(fields[:-1]), "order": text([fields[0], fields[2], fields[1], *fields[3:]])}


def parquet(case, place, parts=3):
    """Both lists as folders of several files."""
    arrow, writer = harness.module("pyarrow"), harness.module("pyarrow.parquet")
    lists = (("roster", case.roster, "id,name,stratum,tag"), ("excluded", case.excluded, "id,name,rule,evidence"))
    for name, rows, header in lists:
        folder = place / name
        folder.mkdir(parents=True)
        columns = header.split(",")
        for part in range(parts):
            some = rows[part::parts]
            table = arrow.table({column: arrow.array([row[n] for row in some], arrow.string()) for n, column in enumerate(columns)})
            writer.parquet.write_table(table, folder / f"{part}.parquet", row_group_size=7)


@functools.cache
def lists():
    """Folder by case: its lists in Parquet, and a folder of the draw."""
    place = harness.scratch() / "engines"
    for case in [*engine_cases.CASES, BAD, NOBODY]:
        parquet(case, place / case.name)
        if case not in (BAD, NOBODY):
            draw = place / case.name / "draw"
            draw.mkdir()
            (draw / "commit.txt").write_bytes(case.commit())
            for name, text in zip(("roster.csv", "excluded.csv"), case.lists()):
                (draw / name).write_bytes(text)
    return place


class Engine:
    """What all engines go through. Jobs are run once, all together."""

    ending = ".sql"
    cases = engine_cases.CASES

    def roster(self, case, name):
        return str(lists() / case.name / name)

    def job(self, case, step, folder, *more):
        """Writes a job. Out: script and folder."""
        folder.mkdir(parents=True, exist_ok=True)
        script = folder / (step + self.ending)
        known = ["--draw", lists() / case.name / "draw", "--seed", engine_cases.SEED] if step != "freeze" else [
            "--rate", case.rate, "--order", ",".join(case.order)]
        excluded = ["--excluded", self.roster(case, "excluded")] if case.excluded else []
        harness.program("draw", "sql", "--engine", self.engine, "--step", step, "--roster", self.roster(case, "roster"), *excluded,
                        *known, *more, "--out", script)
        return [str(script), str(folder)]

    def planned(self):
        """Name -> job."""
        place = harness.scratch() / "jobs" / self.engine
        jobs = {}
        for case in self.cases:
            for step in ("freeze", "select", "check"):
                jobs[case.name, step] = self.job(case, step, place / case.name)
        for case in (BAD, NOBODY):
            jobs[case.name, "freeze"] = self.job(case, "freeze", place / case.name)
        case = engine_cases.CASES[0]
        for name, result in changed(case.result()).items():
            jobs[name, "check"] = self.job(case, "check", place / ("changed-" + name))
            (place / ("changed-" + name) / "result.csv").write_bytes(result)
        other = engine_cases.Case(case.name, case.roster[:-1], case.excluded, case.rate, case.order)
        self.other(other)
        jobs["other", "select"] = self.job(case, "select", place / "other")
        script = pathlib.Path(jobs["other", "select"][0])
        script.write_text(script.read_text(encoding="utf-8").replace(*self.elsewhere(case)), encoding="utf-8")
        return jobs

    def other(self, case):
        """Lays out a list with a row less than the commitment."""
        if not (lists() / "other").exists():
            parquet(case, lists() / "other")

    def elsewhere(self, case):
        return str(lists() / case.name / "roster"), str(lists() / "other" / "roster")

    done = {}

    @classmethod
    def narrowed(cls, jobs):
        """Changes of scripts that make small lists go the ways of large ones."""

    @classmethod
    def outcome(cls):
        if cls.engine not in cls.done:
            jobs = cls("test_it_needs_no_commitment").planned()
            cls.narrowed(jobs)
            cls.done[cls.engine] = {key: (*said, pathlib.Path(job[1])) for (key, job), said in zip(jobs.items(), cls.run_all(list(jobs.values())))}
        return cls.done[cls.engine]

    def good(self, *key):
        code, said, folder = self.outcome()[key]
        self.assertEqual(code, 0, f"{key}\n{said}")
        return said, folder

    def test_lists_hashes_and_quotas_are_those_of_hashlib(self):
        for case in self.cases:
            with self.subTest(case=case.name):
                said, folder = self.good(case.name, "freeze")
                self.assertEqual([(folder / name).read_bytes() for name in ("roster.csv", "excluded.csv")], case.lists())
                self.assertEqual((folder / "commit-lines.txt").read_bytes(), case.commit_lines())
                for line in case.commit_lines().decode().splitlines():
                    self.assertIn(line, said)

    def test_the_result_is_that_of_hashlib_and_the_program_takes_it(self):
        for case in self.cases:
            with self.subTest(case=case.name):
                _, folder = self.good(case.name, "select")
                self.assertEqual((folder / "result.csv").read_bytes(), case.result())
                draw = harness.copy_of(lists() / case.name / "draw")
                harness.program("draw", "import-selection", draw, folder / "result.csv", "--seed", engine_cases.SEED)
                kept = draw.with_name("copy-secrets") / "selection.csv"
                self.assertEqual((kept.read_bytes(), kept.stat().st_mode & 0o777), (case.result(), 0o600))

    def test_the_check_says_ok(self):
        for case in self.cases:
            with self.subTest(case=case.name):
                said, _ = self.good(case.name, "check")
                self.assertRegex(said, r"(?m)\bok\b[ │|]+0[ │|]+%d[ │|]+%d\b" % (len(case.roster), sum(k for _, k in case.quotas())))

    def test_a_changed_result_differs(self):
        for name in changed(engine_cases.CASES[0].result()):
            with self.subTest(change=name):
                code, said, _ = self.outcome()[name, "check"]
                self.assertNotEqual(code, 0)
                self.assertIn("differs", said)
                if name != "order":
                    self.assertRegex(said, "drawn.{1,2}but not published")

    def test_every_fault_of_the_lists_is_told_at_once(self):
        code, said, folder = self.outcome()["bad", "freeze"]
        self.assertNotEqual(code, 0)
        for fault, key in FAULTS:
            with self.subTest(fault=fault, id=key):
                self.assertTrue(any(fault in line and self.shown(key) in line for line in said.split("\n")), f"{fault} {key!r}\n{said}")
        self.assertEqual([name for name in ("roster.csv", "commit-lines.txt") if (folder / name).exists()], [])

    def shown(self, key):
        return key.split("\n")[0]

    def test_an_empty_list_is_refused(self):
        code, said, folder = self.outcome()["nobody", "freeze"]
        self.assertNotEqual(code, 0)
        self.assertIn("rows-range", said)
        self.assertFalse((folder / "commit-lines.txt").exists())

    def test_a_list_of_another_commitment_selects_nothing(self):
        code, said, folder = self.outcome()["other", "select"]
        self.assertNotEqual(code, 0)
        self.assertIn("these are not the lists of the commitment", said)
        self.assertFalse((folder / "result.csv").exists())

    def test_what_it_writes_is_private(self):
        for step, name in (("freeze", "roster.csv"), ("select", "result.csv")):
            _, folder = self.good("nasty", step)
            self.assertEqual((folder / name).stat().st_mode & 0o777, 0o600)
            self.assertEqual(list(folder.glob("*.part")), [])

    def test_it_needs_no_commitment(self):
        """Rate and order given by hand select the same as a commitment."""
        case = engine_cases.CASES[0]
        job = harness.program("draw", "sql", "--engine", self.engine, "--step", "select", "--roster", self.roster(case, "roster"),
                              "--excluded", self.roster(case, "excluded"), "--seed", engine_cases.SEED, "--rate", case.rate,
                              "--order", ",".join(case.order)).stdout
        self.assertNotIn(case.commit_lines().split(b"\n")[1].split()[1].decode(), job)
        self.assertIn(engine_cases.SEED, job)


class Scripts(Engine):
    """Engines whose jobs are Python."""

    ending = ".py"

    @classmethod
    def run_all(cls, jobs):
        listed = harness.scratch() / f"{cls.engine}.json"
        listed.write_text(json.dumps(jobs), encoding="utf-8")
        command, environment = cls.command()
        done = subprocess.run([*command, str(HERE / "engine_jobs.py"), str(listed)], capture_output=True, text=True, timeout=400,
                              env={**os.environ, **environment})
        if done.returncode != 0:
            raise AssertionError(f"{command}: exit {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return json.loads(pathlib.Path(str(listed) + ".done").read_text(encoding="utf-8"))

    def shown(self, key):
        return repr(key)


# Two threads; `local-cluster[2,1,1024]` starts two workers of their own, which takes a few seconds more.
MASTER = os.environ.get("MINGCHOU_SPARK_MASTER") or "local[2]"


class Spark(Scripts, unittest.TestCase):
    engine = "spark"
    # Each job takes seconds to be planned and compiled, however few its rows.
    cases = engine_cases.CASES[:4]

    @classmethod
    def narrowed(cls, jobs):
        for key, (script, _) in jobs.items():
            if key[0] in ("nasty", "many"):
                text = pathlib.Path(script).read_text(encoding="utf-8")
                assert "PART = 250_000" in text
                pathlib.Path(script).write_text(text.replace("PART = 250_000", "PART = 30" if key[0] == "nasty" else "PART = 900"), encoding="utf-8")

    @classmethod
    def command(cls):
        harness.tool("java")
        submit = BIN / "spark-submit"
        if not submit.exists():
            harness.missing("pyspark")
        settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "3", "spark.sql.files.maxPartitionBytes": "4k",
                    "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.log.level": "ERROR"}
        more = [word for key, value in settings.items() for word in ("--conf", f"{key}={value}")]
        return [str(submit), "--master", MASTER, "--driver-java-options", "-XX:TieredStopAtLevel=1", *more], {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYSPARK_PYTHON": str(BIN / "python"), "SPARK_LOCAL_IP": "127.0.0.1"}


class DataFusion(Scripts, unittest.TestCase):
    engine = "datafusion"

    @classmethod
    def command(cls):
        harness.module("datafusion")
        return [sys.executable], {}

    def test_a_job_may_be_called_like_a_module(self):
        case, folder = engine_cases.CASES[0], harness.scratch() / "datafusion-alone"
        script, _ = self.job(case, "select", folder)
        self.assertTrue(script.endswith("/select.py"))
        done = subprocess.run([sys.executable, script], cwd=folder, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual((folder / "result.csv").read_bytes(), case.result())

    def test_a_name_that_is_no_field_stops_in_words(self):
        case, folder = engine_cases.CASES[0], harness.scratch() / "datafusion-broken"
        parquet(engine_cases.Case("broken", [[row[0], "甲,乙", *row[2:]] for row in case.roster], [], case.rate, case.order), folder / "lists")
        script, _ = self.job(case, "select", folder)
        text = pathlib.Path(script).read_text(encoding="utf-8")
        where = self.roster(case, "roster")
        assert where in text
        pathlib.Path(script).write_text(text.replace(where, str(folder / "lists/roster")), encoding="utf-8")
        done = subprocess.run([sys.executable, script], cwd=folder, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (
            1, "", "a name holds a comma or a line break: nothing is written. The job of the step freeze tells every fault of a list.\n"))
        self.assertEqual(list(folder.glob("result*")), [])


class DuckDB(Engine, unittest.TestCase):
    engine = "duckdb"

    def roster(self, case, name):
        return str(lists() / case.name / name / "*.parquet")

    @classmethod
    def run_all(cls, jobs):
        command = BIN / "duckdb"
        if not command.exists():
            harness.missing("the command duckdb")
        said = []
        for script, folder in jobs:
            done = subprocess.run([str(command), "-batch", "-csv", "-bail", "-f", script], cwd=folder, stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, timeout=60)
            said.append((done.returncode, done.stdout.replace(",", "|") + done.stderr))
        return said

    def shown(self, key):
        return key.split("\n")[0].replace(",", "|")

    def test_a_table_of_a_database_does_as_well(self):
        case, folder = engine_cases.CASES[0], harness.scratch() / "duckdb-table"
        folder.mkdir()
        made = "; ".join(f"CREATE TABLE {name} AS SELECT * FROM read_parquet('{self.roster(case, name)}')" for name in ("roster", "excluded"))
        subprocess.run([str(BIN / "duckdb"), "lists.db", "-c", made], cwd=folder, check=True, timeout=60)
        job = harness.program("draw", "sql", "--engine", "duckdb", "--step", "select", "--roster", "roster", "--excluded", "main.excluded",
                              "--draw", lists() / case.name / "draw", "--seed", engine_cases.SEED).stdout
        (folder / "select.sql").write_text(job, encoding="utf-8")
        subprocess.run([str(BIN / "duckdb"), "lists.db", "-bail", "-f", "select.sql"], cwd=folder, check=True, capture_output=True, timeout=60)
        self.assertEqual((folder / "result.csv").read_bytes(), case.result())


class Alone(unittest.TestCase):
    """A whole draw in a folder of its own, as docs/scale.md tells it: lists frozen by an engine, selected by it, sealed by the program."""

    def test_from_freeze_to_reveal(self):
        case, duckdb = engine_cases.CASES[0], BIN / "duckdb"
        if not duckdb.exists():
            harness.missing("the command duckdb")
        place = harness.scratch() / "alone"
        draw, secrets = place / "draw", place / "draw-secrets"
        draw.mkdir(parents=True)
        secrets.mkdir(mode=0o700)
        lists_of = [word for name in ("roster", "excluded") for word in (f"--{name}", str(lists() / case.name / name / "*.parquet"))]

        def run(step, folder, *more):
            script = place / f"{step}.sql"
            harness.program("draw", "sql", "--engine", "duckdb", "--step", step, *lists_of, *more, "--out", script)
            done = subprocess.run([str(duckdb), "-bail", "-f", str(script)], cwd=folder, capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            return done.stdout

        run("freeze", draw, "--rate", case.rate, "--order", ",".join(case.order))
        lines = (draw / "commit-lines.txt").read_bytes()
        (draw / "commit-lines.txt").unlink()
        (draw / "inspectors.csv").write_text("id,name,tags,load\nI1,甲,0-a;radiation,0\nI2,乙,0-a;radiation,0\nI3,丙,,0\n", encoding="utf-8")
        (secrets / "recusals.csv").write_text("object,inspector\n", encoding="ascii")
        number, time, signature = draws.DRAND
        (place / "terms.txt").write_bytes(draws.text_of(
            "mingchou/terms/1", "log " + draws.ORIGIN, "draw 2023q3-key", "task key-2023", "class key", "period 2023q3",
            "plan data/plans/2023-v1.csv " + "0" * 64, f"rate {case.rate}", "slot object", "slot any", "slack 1",
            f"beacon drand-quicknet {number} {time}", "seal-by 2023-08-30T00:00:00+08:00", "reveal-by 2023-10-31"))
        harness.program("draw", "alone", "commit", "--draw", draw, "--terms", place / "terms.txt", "--at", "2023-08-22T10:00:00+08:00")
        self.assertIn(lines, (draw / "commit.txt").read_bytes())
        value = f"drand-quicknet:{number}={draws.sha(bytes.fromhex(signature))}"
        private = place / "private"
        private.mkdir()
        run("select", private, "--draw", draw, "--beacon", value)
        seal = ["draw", "alone", "seal", "--draw", draw, "--beacon", value, "--evidence", f"drand-quicknet={signature}",
                "--at", "2023-08-24T10:00:00+08:00"]
        harness.program("draw", "import-selection", draw, private / "result.csv", "--beacon", value)
        kept = secrets / "selection.csv"
        right = kept.read_bytes()
        self.assertEqual(right, (private / "result.csv").read_bytes())
        kept.write_bytes(right.replace(b",fresh,1,", b",fresh,2,"))
        self.assertIn("MC1133", harness.program(*seal, ok=(1,)).stderr)
        self.assertFalse((draw / "seal.txt").exists())
        kept.write_bytes(right)
        harness.program(*seal)
        self.assertFalse((draw / "result.csv").exists())
        harness.program("draw", "alone", "reveal", "--draw", draw, "--at", "2023-10-01T10:00:00+08:00")
        self.assertEqual((draw / "result.csv").read_bytes(), right)
        self.assertFalse(kept.exists())
        self.assertEqual([found["verdict"] for found in harness.verdicts("--draw", draw)], ["verified"])
        (place / "check.sql").unlink(missing_ok=True)
        self.assertRegex(run("check", draw, "--draw", draw), r"(?m)\bok +│ +0 │")


class PostgreSQL(Engine, unittest.TestCase):
    engine = "postgres"

    def roster(self, case, name):
        return f"{case.name}.名单_{name}"

    def other(self, case):
        self.load("other", case)

    def elsewhere(self, case):
        return f'"{case.name}"."名单_roster"', '"other"."名单_roster"'

    @staticmethod
    def load(schema, case):
        def literal(value):
            return "NULL" if value is None else "'" + value.replace("'", "''") + "'"
        text = f'SET standard_conforming_strings = on;\nCREATE SCHEMA "{schema}";\n'
        for name, rows, columns in (("roster", case.roster, "id, name, stratum, tag"), ("excluded", case.excluded, "id, name, rule, evidence")):
            text += f'CREATE TABLE "{schema}"."名单_{name}" ({columns.replace(",", " text,")} text);\n'
            values = ",\n".join(f"({', '.join(map(literal, row))})" for row in rows)
            text += f'INSERT INTO "{schema}"."名单_{name}" VALUES\n{values};\n' if rows else ""
        file = harness.scratch() / f"{schema}.load.sql"
        file.write_text(text, encoding="utf-8", newline="")
        code, said = databases.postgres().psql("-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file, folder="/")
        assert code == 0, said

    def planned(self):
        for case in [*engine_cases.CASES, BAD, NOBODY]:
            self.load(case.name, case)
        return super().planned()

    @classmethod
    def run_all(cls, jobs):
        server = databases.postgres()
        return [server.psql("-X", "-q", "-f", script, folder=folder) for script, folder in jobs]

    def test_nothing_stays_in_the_database(self):
        self.outcome()
        code, said = databases.postgres().psql("-X", "-c", "\\d", folder="/")
        self.assertEqual((code, said.strip()), (0, "Did not find any relations."))


class Sources(unittest.TestCase):
    """Where a list may stand, and how a name reaches a job."""

    def job(self, engine, roster, ok=(0,)):
        return harness.program("draw", "sql", "--engine", engine, "--step", "freeze", "--roster", roster, "--rate", "500", "--order", "all", ok=ok)

    def test_a_path_is_quoted_for_its_engine(self):
        path = "/data/it's \"x\" \\ @SETUP@.parquet"
        self.assertIn("read_parquet('/data/it''s \"x\" \\ @SETUP@.parquet')", self.job("duckdb", path).stdout)
        for engine in ("spark", "datafusion"):
            text = self.job(engine, path).stdout
            compile(text, engine, "exec")
            line = next(line for line in text.split("\n") if line.startswith("ROSTER = "))
            self.assertEqual(eval(line.removeprefix("ROSTER = ")), path)

    def test_a_name_cannot_end_its_quotes(self):
        for name in ('x"; DROP TABLE y; --', "x`y", "a.b.c.d", "1x", "a b", "x;y", "", "a..b"):
            for engine in ("duckdb", "postgres", "spark"):
                done = self.job(engine, name, ok=(2,))
                self.assertIn("neither a path nor the name of a table", done.stderr)

    def test_who_reads_what(self):
        self.assertIn("PostgreSQL reads tables", self.job("postgres", "./x.parquet", ok=(2,)).stderr)
        self.assertIn("DataFusion reads Parquet", self.job("datafusion", "roster", ok=(2,)).stderr)
        self.assertIn("main.drawn in DuckDB", self.job("duckdb", "drawn", ok=(2,)).stderr)
        self.assertIn("invisible character", self.job("duckdb", "./x\u200b.parquet", ok=(2,)).stderr)
        self.assertRegex(self.job("spark", "cat.db.名单").stdout, r"FROM `cat`\.`db`\.`名单`")


if __name__ == "__main__":
    unittest.main()
