"""The SQL that the site publishes, in real databases: it says ok of every draw of the demonstration, and differs of a changed one."""

import pathlib
import subprocess
import unittest

import databases
import harness


def texts(kind):
    """Draw and published text, for each draw that has one."""
    found = (harness.demonstration() / "check" / "sql").glob(f"*-{kind}.txt")
    return sorted((path.name.removesuffix(f"-{kind}.txt"), path) for path in found)


def draw_folder(site, draw):
    return pathlib.Path(site) / "draws" / draw


class Published(unittest.TestCase):
    def test_which_draws_have_sql(self):
        known = {}
        for draw in verdicts():
            known.setdefault(draw["verdict"], set()).add(draw["draw"])
        wanted = sorted(known["recomputed"] | known.get("verified", set()) | known["void"])
        self.assertGreater(len(wanted), 20)
        for kind in ("duckdb", "postgres"):
            self.assertEqual([draw for draw, _ in texts(kind)], wanted)

    def test_the_texts_are_ascii(self):
        for kind in ("duckdb", "postgres"):
            for draw, path in texts(kind):
                path.read_bytes().decode("ascii")


def verdicts():
    return harness.verdicts(harness.demonstration())


def changes(folder):
    """What is done to a copy of a revealed draw, by name: each must be told."""
    def edit(name, change):
        def apply(place):
            path = place / name
            text = path.read_bytes().decode("utf-8")
            changed = change(text)
            assert changed != text, name
            path.write_bytes(changed.encode("utf-8"))
        return apply

    def rows(change):
        def apply(text):
            lines = text.split("\n")
            change(lines)
            return "\n".join(lines)
        return apply

    def field(row, column, value):
        def change(lines):
            fields = lines[row].split(",")
            fields[column] = value
            lines[row] = ",".join(fields)
        return rows(change)

    drawn = [line.split(",")[0] for line in (folder / "result.csv").read_text(encoding="utf-8").splitlines()[1:]]
    listed = (folder / "roster.csv").read_text(encoding="utf-8").splitlines()
    other = next(line.split(",")[0] for line in listed[1:] if line.split(",")[0] not in drawn)
    first = next(at for at, line in enumerate(listed) if line.split(",")[0] == drawn[0])
    return {
        "another object drawn": edit("result.csv", lambda text: text.replace(drawn[0], other)),
        "another ticket": edit("result.csv", field(1, 4, "0" * 64)),
        "another rank": edit("result.csv", field(1, 3, "99")),
        "another name drawn": edit("result.csv", field(1, 1, "x")),
        "a row less": edit("result.csv", rows(lambda lines: lines.pop(1))),
        "a row twice": edit("result.csv", rows(lambda lines: lines.insert(1, lines[1]))),
        "rows in another order": edit("result.csv", rows(lambda lines: lines.insert(1, lines.pop(2)))),
        "a name in the list": edit("roster.csv", field(1, 1, "x")),
        "a drawn object struck off the list": edit("roster.csv", rows(lambda lines: lines.pop(first))),
        "an object more in the list": edit("roster.csv", rows(lambda lines: lines.insert(len(lines) - 1, "Z0,z,fresh,"))),
        "another seed": edit("seed.txt", lambda text: text + "memo 1\n"),
        "another commitment": edit("commit.txt", lambda text: text.replace("\nslack 1\n", "\nslack 2\n")),
    }


class Engine:
    """Both databases go through the same."""

    def check(self, folder, file):
        raise NotImplementedError

    def test_every_draw_is_ok(self):
        for draw, path in texts(self.kind):
            with self.subTest(draw=draw):
                folder = draw_folder(harness.demonstration(), draw)
                listed = len((folder / "roster.csv").read_bytes().split(b"\n")) - 2
                quotas = [line.split() for line in (folder / "commit.txt").read_text().splitlines() if line.startswith("quota ")]
                differences, last = self.check(folder, path)
                self.assertEqual(list(differences), [])
                self.assertEqual([str(value) for value in last], ["ok", "0", str(listed), str(sum(int(q[2]) for q in quotas))])

    def test_whatever_is_changed_is_told(self):
        draw = "2026q1-general"
        path = dict(texts(self.kind))[draw]
        for name, change in changes(draw_folder(harness.demonstration(), draw)).items():
            with self.subTest(change=name):
                folder = harness.copy_of(draw_folder(harness.demonstration(), draw))
                change(folder)
                differences, last = self.check(folder, path)
                self.assertEqual(last[0], "differs", name)
                self.assertEqual(int(last[1]), len(differences))
                self.assertGreater(len(differences), 0)

    def test_of_a_void_draw_the_list_of_the_page_is_compared(self):
        draw = next(draw["draw"] for draw in verdicts() if draw["verdict"] == "void")
        path = dict(texts(self.kind))[draw]
        text = path.read_text(encoding="ascii")
        at = text.index("INSERT INTO published VALUES")
        ticket = text[at:].split("'")[7]
        changed = harness.scratch() / f"{draw}-{self.kind}-changed.txt"
        changed.write_text(text.replace(ticket, "f" * 64), encoding="ascii")
        differences, last = self.check(draw_folder(harness.demonstration(), draw), changed)
        self.assertEqual([row[0] for row in differences], ["drawn, but not published", "published, but not drawn"])
        self.assertEqual(last[0], "differs")


class DuckDB(Engine, unittest.TestCase):
    kind = "duckdb"

    def check(self, folder, file):
        return databases.duckdb(folder, file.read_text(encoding="ascii"))

    def test_the_line_on_the_page_runs_it(self):
        """DuckDB's own command, which is of another version than the package."""
        command = harness.PLACE / "venv" / "bin" / "duckdb"
        if not command.exists():
            harness.missing("the command duckdb")
        for draw, path in texts("duckdb"):
            with self.subTest(draw=draw):
                page = (draw_folder(harness.demonstration(), draw) / "index.html").read_text(encoding="utf-8")
                line = f"duckdb -f ../../check/sql/{path.name}"
                self.assertIn(f"<code>{line}</code>", page)
                done = subprocess.run([str(command), *line.split()[1:]], cwd=draw_folder(harness.demonstration(), draw),
                                      stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertRegex(done.stdout, "│ ok +│ +0 │")

    def test_line_ends_of_windows_are_told(self):
        draw, path = texts("duckdb")[0]
        folder = harness.copy_of(draw_folder(harness.demonstration(), draw))
        roster = folder / "roster.csv"
        roster.write_bytes(roster.read_bytes().replace(b"\n", b"\r\n"))
        differences, last = self.check(folder, path)
        self.assertEqual(([row[0] for row in differences], last[0]), (["sha256 of roster.csv"], "differs"))


class PostgreSQL(Engine, unittest.TestCase):
    kind = "postgres"

    def check(self, folder, file):
        return databases.postgres().run(folder, file)

    def test_the_line_on_the_page_runs_it(self):
        draw, path = texts("postgres")[0]
        folder = draw_folder(harness.demonstration(), draw)
        line = f"psql -X -f ../../check/sql/{path.name}"
        self.assertIn(f"<code>{line}</code>", (folder / "index.html").read_text(encoding="utf-8"))
        code, said = databases.postgres().psql(*line.split()[1:], folder=folder)
        self.assertEqual(code, 0, said)
        self.assertRegex(said, r"(?m)^ ok +\| +0 \|")

    def test_nothing_stays_in_the_database(self):
        self.test_the_line_on_the_page_runs_it()
        code, said = databases.postgres().psql("-X", "-c", "\\d", folder="/")
        self.assertEqual((code, said.strip()), (0, "Did not find any relations."))

    def test_a_missing_file_stops_it(self):
        draw, path = texts("postgres")[0]
        folder = harness.copy_of(draw_folder(harness.demonstration(), draw))
        (folder / "roster.csv").unlink()
        code, said = databases.postgres().psql("-X", "-f", path, folder=folder)
        self.assertNotEqual(code, 0)
        self.assertNotIn("ok", said.split())


if __name__ == "__main__":
    unittest.main()
