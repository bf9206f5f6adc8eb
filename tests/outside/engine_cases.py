"""Rosters for the engines: what is drawn of each, worked out with hashlib alone, and lists that no engine may take."""

import hashlib
import itertools

import draws

SEED = hashlib.sha256("种子".encode()).hexdigest()
# Characters that a table, a shell, a script or a spreadsheet takes for its own.
NAMES = ["示例造纸厂", "it's", "''", "a\\b", "\\.", "\\N", "x\\", "=1+1", "@SUM", "+1", "-1", "#c", " 前后空格 ", "NULL", "null", "None", "😀𠮷",
         "x\u2028y", "x\u2029", "\u0085n", "\u00a0", "`b`", "$x ${HOME} $$", "%s {y} {{z}}", "e\u0301", "é", "；、，", "'; DROP TABLE mc_roster; --",
         "/* x */", "\\u0041\\x41", "<b>&amp;", "|", ";", "0", "true", "1e5", "\U0010ffff", "؀", "ﷺ", "x" * 300]
# Orders that a language, or a reader without regard to case, would have otherwise.
IDS = ["A", "A-1", "A.1", "A1", "A_1", "AZ", "A-B", "b", "B-2", "b.1", "Z", "z-1", "0", "00", "0.0", "9" * 48, "x" + "-" * 46 + "y", "91140826MA0XXXXX1X",
       "91140826ma0xxxxx2x", "91140826MA0XXXXX3", "91140826MA0XXXXX3X1", "K" * 48]


def rows(ids, strata, tags=("",)):
    names, strata, tags = itertools.cycle(NAMES), itertools.cycle(strata), itertools.cycle(tags)
    return [(i, next(names), next(strata), next(tags)) for i in ids]


def numbered(count):
    return ["9114%05dX.%d" % (n * 7919 % 100003, n) for n in range(count)]


class Case:
    def __init__(self, name, roster, excluded, rate, order):
        self.name, self.roster, self.excluded, self.rate, self.order = name, roster, excluded, rate, order

    def lists(self):
        """roster.csv and excluded.csv."""
        lists = []
        for header, rows in (("id,name,stratum,tag", self.roster), ("id,name,rule,evidence", self.excluded)):
            rows = sorted(rows, key=lambda row: row[0].encode())
            lists.append((header + "\n" + "".join(",".join(field or "" for field in row) + "\n" for row in rows)).encode())
        return lists

    def quotas(self):
        left = min(len(self.roster), -(-(len(self.roster) + len(self.excluded)) * self.rate // 10000))
        quotas = []
        for stratum in self.order:
            size = sum(row[2] == stratum for row in self.roster)
            if size:
                quotas.append((stratum, min(size, left)))
                left -= quotas[-1][1]
        return quotas

    def commit_lines(self):
        roster, excluded = self.lists()
        return draws.text_of("rate %d" % self.rate, "roster-sha256 " + draws.sha(roster), "roster-rows %d" % len(self.roster),
                             "excluded-sha256 " + draws.sha(excluded), "excluded-rows %d" % len(self.excluded),
                             *("quota %s %d" % quota for quota in self.quotas()))

    def commit(self):
        """A commitment around these lists; what is not of the selection is any."""
        of = {"fresh": "key", "seen": "key", "all": "special"}.get(self.order[0], "project")
        head = draws.text_of("mingchou/commit/1", "log " + draws.ORIGIN, "draw " + self.name, "task t", "class " + of,
                             "period " + ("2026" if of == "project" else "2026q4"), "plan data/plans/2026-v1.csv " + "0" * 64)
        tail = draws.text_of("inspectors-sha256 " + "1" * 64, "recusals-sha256 " + "2" * 64, "slot any", "slot any", "slack 1",
                             "nonce-commit bureau " + "3" * 64, "beacon drand-quicknet 1000 2023-08-23T23:59:24+08:00",
                             "seal-by 2023-08-30T00:00:00+08:00", "reveal-by 2027-01-31")
        return head + self.commit_lines() + tail

    def result(self):
        drawn = []
        for stratum, k in self.quotas():
            order = sorted((draws.sha(SEED + row[0]), row[0].encode(), row) for row in self.roster if row[2] == stratum)
            drawn += [(row[0], row[1], stratum, str(rank), ticket) for rank, (ticket, _, row) in enumerate(order[:k], 1)]
        drawn.sort(key=lambda row: row[0].encode())
        return ("id,name,stratum,rank,ticket\n" + "".join(",".join(row) + "\n" for row in drawn)).encode()


EXCLUDED = [("E-1", "停产", "closed", "文〔2026〕1号"), ("e.2", "it's \\ #", "other", "x'y\\")]
CASES = [
    Case("nasty", rows(numbered(97), ["fresh", "seen", "fresh"], ["", None, "radiation", "0-a"]), EXCLUDED, 4500, ["fresh", "seen"]),
    Case("ids", rows(IDS, ["seen", "fresh"]), [], 9000, ["fresh", "seen"]),
    Case("many", rows(numbered(5000), ["all"]), EXCLUDED, 500, ["all"]),
    Case("quarters", rows(numbered(60), ["2026q1", "2026q3", "2027q2"]), EXCLUDED, 5000, ["2026q1", "2026q3", "2027q2"]),
    Case("zero", rows(numbered(40), ["seen"] * 3 + ["fresh"]), [], 1000, ["fresh", "seen"]),
    Case("whole", rows(numbered(50), ["fresh", "seen"]), EXCLUDED, 10000, ["fresh", "seen"]),
    Case("one", rows(["A"], ["seen"]), [], 1, ["fresh", "seen"]),
]


def bad():
    """A case that the freeze must refuse, and all that it must say at once: pairs of a code and the id it names."""
    code = "91140826MA0XXXXX1X"
    roster, excluded, wanted = rows(numbered(20), ["fresh"]), [], []

    def add(code, row, other=None):
        (roster if len(row) == 4 and row[2] in ("fresh", "seen", "2026q1") else excluded).append(row)
        if other:
            excluded.append(other)
        wanted.append((code, max(row[0], other[0]) if code == "code-prefix" else row[0]))

    add("case-twin", ("Twin", "x", "fresh", ""), ("tWIN", "y", "closed", "z"))
    add("duplicate-id", ("twice", "x", "fresh", ""), ("twice", "x", "closed", "y"))
    add("code-prefix", (code, "x", "fresh", ""), (code.lower() + "01", "x", "closed", "y"))
    add("strata-class", ("s1", "x", "2026q1", ""))
    add("empty-name", ("n1", None, "fresh", ""))
    add("word", ("w1", "x", "fresh", "Radiation"))
    add("word", ("w2", "x", "fresh", "a" * 33))
    add("rule-code", ("r1", "x", "lazy", "y"))
    add("empty-evidence", ("e1", "x", "closed", None))
    add("forbidden-character", ("e2", "x", "closed", "a\u2067"))
    for bad_id in ["a b", "a\n", "-a", "a-", "a..b", "", "\u00e9", "a" * 49, "a,b", "\uff41"]:
        add("object-id", (bad_id, "x", "fresh", ""))
    characters = [",", '"', "\t", "\n", "\r", "\x01", "\x1f", "\x7f", "\ufeff", "\u200b", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"]
    for n, c in enumerate(characters):
        add("forbidden-character", ("f%d" % n, "x" + c + "y", "fresh", ""))
    return Case("bad", roster, excluded, 500, ["fresh", "seen"]), wanted
