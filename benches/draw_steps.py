"""A draw over a long roster, step by step through the program: commit, seal, reveal, verify. The bound reads the same two lists with the
csv crate on as many threads as there are processors and computes one SHA-256 compression a row. Also the assignment of inspectors alone."""

import os
import shutil

import measure
import report

BOUND, COMMIT, SEAL, REVEAL, VERIFY = "read both lists, one compression a row", "commit", "draw and seal", "draw again and reveal", "verify"
VALUE = ["--beacon", "ssq:2026129=02-07-11-19-23-30+08", "--evidence", "ssq=https://www.example.com/2026129.html"]
LISTS = ["roster.csv", "excluded.csv", "inspectors.csv"]
TEAMS = [(500, 100), (5000, 1000)]


class Draw:
    """A draw's folder with its lists; what its steps write is taken away again before they are repeated."""

    def __init__(self, setup, rows):
        self.setup, self.folder = setup, setup.place / "draw"
        self.secrets, self.terms = self.folder.with_suffix(".secrets"), self.folder.with_suffix(".terms")
        measure.run([setup.example("draws"), "make", self.folder, rows])

    def step(self, name, *more):
        """One step through the program."""
        return self.setup.program("draw", "alone", name, "--draw", self.folder, "--secrets", self.secrets, *more)

    def begin(self):
        """Only the lists are there."""
        for path in self.folder.iterdir():
            if path.name not in LISTS:
                path.unlink()
        shutil.rmtree(self.secrets)
        self.secrets.mkdir(mode=0o700)
        (self.secrets / "recusals.csv").write_text("object,inspector\n", encoding="ascii")

    def commit(self):
        return self.step("commit", "--terms", self.terms, "--at", "2026-11-10T10:00:00+08:00")

    def seal(self):
        """The selection and the teams, sealed."""
        return self.step("seal", *VALUE, "--at", "2026-11-11T10:00:00+08:00")

    def reveal(self):
        """The same computed once more, held against the seal, and published."""
        return self.step("reveal", "--at", "2026-11-12T10:00:00+08:00")

    def verify(self):
        sample = self.setup.program("verify", "--draw", self.folder)
        if "recomputed" not in sample.output:
            raise RuntimeError(sample.output)
        return sample

    def bound(self):
        threads = os.environ.get("RAYON_NUM_THREADS") or os.cpu_count() or 1
        return measure.run([self.setup.example("draws"), "bound", self.folder, threads])

    def up_to(self, *steps):
        """A preparation: as the draw stands after these steps."""
        return lambda: (self.begin(), *(step() for step in steps))


def contest(setup, rows):
    """Every step over a roster of so many rows. Returns figures by name."""
    draw = Draw(setup, rows)
    found = setup.alternate([
        measure.Contestant(BOUND, "bound", draw.bound),
        measure.Contestant(COMMIT, "ours", draw.commit, draw.up_to()),
        measure.Contestant(SEAL, "ours", draw.seal, draw.up_to(draw.commit)),
        measure.Contestant(REVEAL, "ours", draw.reveal, draw.up_to(draw.commit, draw.seal)),
        measure.Contestant(VERIFY, "ours", draw.verify, draw.up_to(draw.commit, draw.seal, draw.reveal)),
    ])
    shutil.rmtree(draw.folder)
    shutil.rmtree(draw.secrets)
    draw.terms.unlink()
    return found


def assignments(setup):
    """The assignment of teams of two alone, by number of visits."""
    found = {}
    for visits, inspectors in TEAMS:
        name = f"{inspectors:,} inspectors"
        turn = lambda visits=visits, inspectors=inspectors: measure.told([setup.example("draws"), "assign", visits, inspectors])
        found[visits] = {"assign": setup.alternate([measure.Contestant(name, "ours", turn)])[name]}
    notes = [f"{visits:,} visits by teams of two out of {inspectors:,} inspectors; one thread, processor seconds." for visits, inspectors in TEAMS]
    return report.gather("Inspectors for a draw", "visits", "assign", {"assign": "ours"}, found, notes=notes)


def tables(setup):
    """Draws at every size, then assignments."""
    found = {}
    for rows in setup.of("draws", [100_000, 1_000_000, 10_000_000], [10_000, 100_000]):
        setup.tell(f"{rows:,} rows")
        found[rows] = contest(setup, rows)
    aims = [report.Aim(f"{name} / bound, at most 2", name, BOUND, 2) for name in (COMMIT, SEAL, REVEAL, VERIFY)]
    notes = ["A twentieth of the class is excluded, nobody was visited before (every row of the roster gets a ticket), about a thousand objects are drawn. Lists lie on the same disk "
             "for everybody.", "The bound stops at reading and hashing: it compares, sorts, selects and writes nothing."]
    return [report.gather("Draws over long rosters", "rows", COMMIT, {COMMIT: "ours", SEAL: "ours", REVEAL: "ours", VERIFY: "ours", BOUND: "bound"}, found,
                          aims=aims, notes=notes), assignments(setup)]
