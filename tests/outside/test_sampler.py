"""Tickets against `consistent_sampler` of R. Rivest (PyPI): with the text of seed.txt as its seed, its hash of an id is our ticket."""

import csv
import hashlib
import unittest

import harness

DRAWS = ["small", "small-drand", "substituted"]


def ticket(sampler, seed, name):
    """The package writes its hash as a fraction of reversed decimal digits; read backwards it is the hash again."""
    number = sampler.first_fraction(name, seed)
    return format(int(number[:1:-1]), "064x")


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Sampler(unittest.TestCase):
    def setUp(self):
        harness.module("consistent_sampler")
        import consistent_sampler.consistent_sampler as inner
        self.sampler = inner

    def compare(self, folder):
        """Every object of the list: the package's ticket is SHA-256( S ‖ id ), and where it was drawn the published one. The
        selection from the package's tickets alone is the published one."""
        seed = (folder / "seed.txt").read_bytes().decode("ascii")
        digest = hashlib.sha256(seed.encode("ascii")).hexdigest()
        published = {row["id"]: row for row in rows(folder / "result.csv")}
        quotas = [line.split()[1:] for line in (folder / "commit.txt").read_text().splitlines() if line.startswith("quota ")]
        theirs = {}
        for row in rows(folder / "roster.csv"):
            found = ticket(self.sampler, seed, row["id"])
            self.assertEqual(found, hashlib.sha256((digest + row["id"]).encode("ascii")).hexdigest(), row["id"])
            theirs.setdefault(row["stratum"], []).append((found, row["id"]))
        drawn = {}
        for stratum, quota in quotas:
            for rank, (found, name) in enumerate(sorted(theirs[stratum])[: int(quota)], 1):
                drawn[name] = (stratum, str(rank), found)
        self.assertEqual(drawn, {name: (row["stratum"], row["rank"], row["ticket"]) for name, row in published.items()})

    def test_vectors(self):
        for name in DRAWS:
            with self.subTest(vector=name):
                self.compare(harness.VECTORS / name)

    def test_every_revealed_draw_of_the_demonstration(self):
        folders = sorted(path.parent for path in (harness.demonstration() / "draws").glob("*/seed.txt"))
        self.assertGreater(len(folders), 20)
        for folder in folders:
            with self.subTest(draw=folder.name):
                self.compare(folder)

    def test_another_seed_gives_another_ticket(self):
        seed = (harness.VECTORS / "small" / "seed.txt").read_text(encoding="ascii")
        name = rows(harness.VECTORS / "small" / "roster.csv")[0]["id"]
        self.assertNotEqual(ticket(self.sampler, seed, name), ticket(self.sampler, seed + "\n", name))


if __name__ == "__main__":
    unittest.main()
