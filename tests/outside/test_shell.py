"""The lines that a draw's page tells its readers to type, typed: each in the draw's folder, each answer compared."""

import html.parser
import re
import shutil
import subprocess
import unittest

import harness


class Lines(html.parser.HTMLParser):
    """Line and answer (None: none is shown), in the order of the list below "verify"."""

    def __init__(self):
        super().__init__()
        self.lines, self.here, self.into = [], False, None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "h2":
            self.here = attributes.get("id") == "verify"
        elif tag == "h3" and self.lines:
            self.here = False
        elif self.here and tag == "li":
            self.lines.append(["", None])
        elif self.here and self.lines and tag == "pre":
            self.into = 0
        elif self.here and self.lines and tag == "code" and attributes.get("class") == "digest":
            self.into, self.lines[-1][1] = 1, ""

    def handle_endtag(self, tag):
        if tag == "pre" or (tag == "code" and self.into == 1):
            self.into = None
        if tag == "ol" and self.lines:
            self.here = False

    def handle_data(self, data):
        if self.here and self.into is not None:
            self.lines[-1][self.into] += data


def lines(page):
    parser = Lines()
    parser.feed(page.read_text(encoding="utf-8"))
    return [(shell, answer) for shell, answer in parser.lines]


def kind(shell):
    """What a line is about: its first words, without what differs from draw to draw."""
    if " | while " in shell:
        return "tickets"
    words = shell.split()
    if words[0] == "sha256sum":
        return f"sha256sum {re.sub('escrow-.*', 'escrow', words[1])}"
    if words[0] != "printf":
        return words[0]
    return {"'%s%s'": "ticket"}.get(words[1]) or ("nonce" if "mingchou/nonce/1" in shell else "seed")


BASE = ["sha256sum commit.txt", "sha256sum roster.csv", "sha256sum excluded.csv", "sha256sum inspectors.csv"]
END = ["mingchou"]
OPENED = ["seed", "ticket", "tickets"]
WANTED = {
    "committed": [*BASE, "certutil", *END],
    "sealed": [*BASE, "certutil", *END],
    "revealed": [*BASE, "sha256sum recusals.csv", "certutil", "nonce", "sha256sum seed.txt", *OPENED, *END],
    "void": [*BASE, "certutil", "nonce", *OPENED, *END],
    "shortfall": ["sha256sum excluded.csv", *END],
}


def state(folder):
    for name, found in [("shortfall.txt", "shortfall"), ("void.txt", "void"), ("seed.txt", "revealed"), ("seal.txt", "sealed")]:
        if (folder / name).exists():
            return found
    return "committed"


class Shell(unittest.TestCase):
    def setUp(self):
        for name in ("bash", "sha256sum", "sort", "tail"):
            harness.tool(name)

    def type(self, shell, folder):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", shell], cwd=folder, capture_output=True, text=True, timeout=300)
        self.assertEqual((done.returncode, done.stderr), (0, ""), shell)
        return done.stdout

    def folders(self):
        folders = sorted(path.parent for path in (harness.demonstration() / "draws").glob("*/index.html"))
        self.assertGreater(len(folders), 25)
        return folders

    def test_which_lines_a_draw_shows(self):
        seen = set()
        for folder in self.folders():
            with self.subTest(draw=folder.name):
                kinds = [kind(shell) for shell, _ in lines(folder / "index.html")]
                once = [name for at, name in enumerate(kinds) if at == 0 or kinds[at - 1] != name]
                self.assertEqual(once, WANTED[state(folder)])
                seen.add(state(folder))
        self.assertEqual(seen, set(WANTED))

    def test_every_line_gives_its_answer(self):
        """Not typed: what only Windows has; the program, which has its own test."""
        typed = 0
        for folder in self.folders():
            for shell, answer in lines(folder / "index.html"):
                if kind(shell) in ("certutil", "mingchou", "tickets"):
                    continue
                with self.subTest(draw=folder.name, line=shell):
                    self.assertIsNotNone(answer)
                    self.assertEqual(self.type(shell, folder).split()[0], answer)
                    typed += 1
        self.assertGreater(typed, 200)

    def test_the_line_of_windows_has_the_answer_of_its_file(self):
        for folder in self.folders():
            for shell, answer in lines(folder / "index.html"):
                if kind(shell) == "certutil":
                    self.assertEqual(shell.split()[-1], "SHA256")
                    self.assertEqual(self.type(f"sha256sum {shell.split()[2]}", folder).split()[0], answer)

    def test_the_line_of_the_program_runs(self):
        for folder in self.folders():
            shown = [shell for shell, _ in lines(folder / "index.html") if kind(shell) == "mingchou"]
            self.assertEqual(shown, ["mingchou verify --draw ."])
            with self.subTest(draw=folder.name):
                harness.program(*shown[0].split()[1:], cwd=folder)

    def test_all_tickets_and_the_selection_of_every_draw(self):
        """`sha256sum` and `sort` alone select what result.csv says, of a void draw what the page says."""
        for folder in self.folders():
            line = [shell for shell, _ in lines(folder / "index.html") if kind(shell) == "tickets"]
            if not line:
                continue
            with self.subTest(draw=folder.name):
                rows = [row.split(" ") for row in self.type(line[0], folder).splitlines()]
                roster = (folder / "roster.csv").read_bytes().decode("utf-8").split("\n")[1:-1]
                self.assertEqual(sorted(row[2] for row in rows), [row.split(",")[0] for row in roster])
                drawn = []
                for quota in (folder / "commit.txt").read_text().splitlines():
                    if quota.startswith("quota "):
                        _, stratum, count = quota.split()
                        found = [row for row in rows if row[0] == stratum][: int(count)]
                        drawn += [(name, stratum, str(rank), ticket) for rank, (_, ticket, name) in enumerate(found, 1)]
                self.assertEqual(sorted(drawn), sorted(self.published(folder)))

    def published(self, folder):
        result = folder / "result.csv"
        if result.exists():
            rows = [row.split(",") for row in result.read_bytes().decode("utf-8").split("\n")[1:-1]]
            return [(name, stratum, rank, ticket) for name, _, stratum, rank, ticket in rows]
        text = (harness.demonstration() / "check" / "sql" / f"{folder.name}-duckdb.txt").read_text(encoding="ascii")
        values = text[text.index("INSERT INTO published VALUES"):].split(";")[0]
        return re.findall(r"\('([^']+)', '([^']+)', '([^']+)', '([^']+)'\)", values)

    def test_a_changed_file_gives_another_answer(self):
        folder = next(folder for folder in self.folders() if state(folder) == "revealed")
        for shell, answer in lines(folder / "index.html"):
            if kind(shell).startswith("sha256sum "):
                copy = harness.scratch() / "changed"
                shutil.rmtree(copy, True)
                shutil.copytree(folder, copy)
                with open(copy / shell.split()[1], "ab") as file:
                    file.write(b" ")
                self.assertNotEqual(self.type(shell, copy).split()[0], answer, shell)


if __name__ == "__main__":
    unittest.main()
