"""Random small draws as complete published folders, made by a third implementation, which shares no code with the program or the checker:
selection by sorting, assignment by trying all ways over (next place, what is left of each inspector), nothing clever.
"""

import datetime
import functools
import hashlib
import itertools
import random

ORIGIN = "lots.example.gov.cn/140826"
DRAND = (1000, "2023-08-23T23:59:24+08:00",
         "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39")
LOTTERIES = {"kl8": ("21:30:00", range(7), [(20, 80)]), "ssq": ("21:15:00", (1, 3, 6), [(6, 33), (1, 16)]),
             "dlt": ("21:25:00", (0, 2, 5), [(5, 35), (2, 12)])}
CLASSES = {"general": ["fresh", "seen"], "key": ["fresh", "seen"], "special": ["all"], "joint": ["all"],
           "project": ["2026q1", "2026q3", "2027q2"]}
PLAN = "data/plans/2026-v1.csv"
RESULTS = "抽取编号 draw,对象编号 object,检查日期 visited,认定日期 determined,公开时间 published,检查结果 result,不公开理由 withheld\n"


def sha(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def text_of(*rows):
    return "".join(row + "\n" for row in rows).encode()


def csv_of(header, rows):
    return text_of(header, *(",".join(map(str, row)) for row in rows))


def able(slot, tag, tags):
    need = {"any": "", "object": tag}.get(slot, slot[4:])
    return not need or need in tags


def completable(places, room):
    """Whether all places can be filled: `places` is a list of (object, possible inspectors), those of an object together."""

    @functools.lru_cache(maxsize=None)
    def search(at, left, used):
        if at == len(places):
            return True
        o, possible = places[at]
        used = used if at and places[at - 1][0] == o else frozenset()
        return any(left[i] > 0 and i not in used and search(at + 1, left[:i] + (left[i] - 1,) + left[i + 1:], used | {i})
                   for i in possible)
    return search(0, tuple(room), frozenset())


def assignment(drawn, inspectors, recusals, slots, slack, seed_digest):
    """Section 7, by its definition. Out: teams, and the order (e, i) by object."""
    head = sha("mingchou/assign/1\n%s\n" % seed_digest)
    e = {(o, i[0]): hashlib.sha256((head + o + "/" + i[0]).encode()).digest() for o, _ in drawn for i in inspectors}
    numbers = range(len(inspectors))
    places = [(o, slot, [n for n in numbers if (o, inspectors[n][0]) not in recusals and able(slot, tag, inspectors[n][2].split(";"))])
              for o, tag in drawn for slot in slots]
    bare = [(o, tuple(possible)) for o, _, possible in places]
    room = lambda level: [max(0, level - i[3]) for i in inspectors]
    level = next(level for level in itertools.count() if completable(bare, room(level)))
    left, chosen = room(level + slack), []
    for at, (o, _, possible) in enumerate(places):
        for n in sorted(possible, key=lambda n: (e[o, inspectors[n][0]], inspectors[n][0])):
            taken = {who for (other, _, _), who in zip(places, chosen) if other == o}
            rest = [(p, tuple(w for w in q if p != o or w not in taken | {n})) for p, q in bare[at + 1:]]
            after = left[:n] + [left[n] - 1] + left[n + 1:]
            if left[n] > 0 and n not in taken and completable(rest, after):
                chosen.append(n)
                left = after
                break
    names = [inspectors[n][0] for n in chosen]
    return [names[at:at + len(slots)] for at in range(0, len(names), len(slots))], e


def substitutions(rng, drawn, teams, inspectors, recusals, slots, e):
    """A few rows, each the next in (e, i), in one or two files."""
    teams, gone, rows = [list(team) for team in teams], {}, []
    for _ in range(rng.randint(1, 4)):
        n, slot = rng.randrange(len(drawn)), rng.randrange(len(slots))
        (o, tag), old = drawn[n], teams[n][slot]
        if old is None:
            continue
        key = lambda i: (e[o, i], i)
        order = [i[0] for i in inspectors if (o, i[0]) not in recusals and able(slots[slot], tag, i[2].split(";"))
                 and i[0] not in teams[n] and i[0] not in gone.get(o, ())]
        behind = [i for i in order if key(i) > key(old)]
        new = min(behind or order, key=key, default=None)
        rows.append([len(rows), o, slot, old, new or "", rng.choice(["recusal", "leave", "left"]), "绛环函〔2026〕1号"])
        gone.setdefault(o, []).append(old)
        teams[n][slot] = new
    cut = rng.randint(1, len(rows)) if rows else 0
    header = "seq,object,slot,from,to,ground,evidence"
    parts = {"substitutions.csv": rows[:cut], "substitutions-2.csv": rows[cut:]}
    return {name: csv_of(header, part) for name, part in parts.items() if part}


def tree(leaves):
    """RFC 6962, by its definition."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree(leaves[:half]) + tree(leaves[half:])).digest()


def path(leaves, index):
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if index < half:
        return path(leaves[:half], index) + [tree(leaves[half:])]
    return path(leaves[half:], index - half) + [tree(leaves[:half])]


def beacon(rng):
    if rng.random() < 0.05:
        signature = DRAND[2]
        return ("drand-quicknet", DRAND[0], DRAND[1], sha(bytes.fromhex(signature)), signature)
    kind = rng.choice(sorted(LOTTERIES))
    clock, weekdays, sets = LOTTERIES[kind]
    issue = 2026000 + rng.randint(1, 300)
    rng = random.Random("%s %d" % (kind, issue))  # an issue has one day and one value, whichever draws name it
    day = rng.choice([day for day in (datetime.date(2026, 10, 1) + datetime.timedelta(n) for n in range(5)) if day.weekday() in weekdays])
    balls = ["-".join("%02d" % ball for ball in sorted(rng.sample(range(1, top + 1), count))) for count, top in sets]
    return kind, issue, "%sT%s+08:00" % (day, clock), "+".join(balls), "news"


def lists(rng, name, of):
    """Lists that can be served: every object alone finds its team."""
    tags = ["air", "water", "noise"][:rng.randint(1, 3)]
    slots = [rng.choice(["any", "any", "object", "tag:" + tags[0]]) for _ in range(rng.randint(2, 3))]
    inspectors = [["I%02d" % n, "张%d" % n, ";".join(sorted(rng.sample(tags, rng.randint(0, len(tags))))), rng.randint(0, 3)]
                  for n in range(rng.randint(2, 6))]
    ids = ["%s-%d" % (name, n) for n in range(rng.randint(1, 7))]
    roster = [[o, "厂%d" % n, rng.choice(CLASSES[of]), rng.choice(tags + [""])] for n, o in enumerate(ids)]
    excluded = [["%s-x%d" % (name, n), "停产%d" % n, rng.choice(["closed", "yearly-cap"]), "文"] for n in range(rng.randint(0, 3))]
    recusals = {(rng.choice(ids), rng.choice(inspectors)[0]) for _ in range(rng.randint(0, 3))}
    for o, _, _, tag in roster:
        possible = [tuple(n for n, i in enumerate(inspectors) if (o, i[0]) not in recusals and able(slot, tag, i[2].split(";")))
                    for slot in slots]
        if not completable([(o, each) for each in possible], [1] * len(inspectors)):
            return lists(rng, name, of)
    return slots, inspectors, roster, excluded, recusals


def draw(rng, name, plan):
    """One folder. Out: its files, its line of the plan, ids whose being drawn is public. `plan`: hash of the record, known later."""
    of = rng.choice(sorted(CLASSES))
    slots, inspectors, roster, excluded, recusals = lists(rng, name, of)
    rate = rng.choice([1, 500, 2500, 5000, 10000])
    total = left = min(len(roster), -(-(len(roster) + len(excluded)) * rate // 10000))
    quotas = []
    for stratum in CLASSES[of]:
        size = sum(row[2] == stratum for row in roster)
        if size:
            quotas.append((stratum, min(size, left)))
            left -= quotas[-1][1]
    files = {"roster.csv": csv_of("id,name,stratum,tag", roster), "excluded.csv": csv_of("id,name,rule,evidence", excluded),
             "inspectors.csv": csv_of("id,name,tags,load", inspectors)}
    secret = csv_of("object,inspector", sorted(recusals))
    parties = ["bureau", "discipline", "press"][:rng.randint(1, 3)]
    nonces = [(party, "%064x" % rng.getrandbits(256)) for party in parties]
    beacons = list({each[:2]: each for each in (beacon(rng) for _ in range(rng.randint(1, 3)))}.values())
    slack, period = rng.randint(0, 2), "2026" if of in ("project", "joint") else "2026q4"
    last = max(datetime.datetime.fromisoformat(each[2][:19]) for each in beacons)
    files["commit.txt"] = commit = text_of(
        "mingchou/commit/1", "log " + ORIGIN, "draw " + name, "task " + name, "class " + of, "period " + period,
        "plan %s %s" % (PLAN, plan), "rate %d" % rate,
        "roster-sha256 " + sha(files["roster.csv"]), "roster-rows %d" % len(roster),
        "excluded-sha256 " + sha(files["excluded.csv"]), "excluded-rows %d" % len(excluded),
        *("quota %s %d" % quota for quota in quotas),
        "inspectors-sha256 " + sha(files["inspectors.csv"]), "recusals-sha256 " + sha(secret),
        *("slot " + slot for slot in slots), "slack %d" % slack,
        *("nonce-commit %s %s" % (party, sha("mingchou/nonce/1\n%s\n%s\n%s\n%s\n" % (ORIGIN, name, party, nonce))) for party, nonce in nonces),
        *("beacon %s %d %s" % each[:3] for each in beacons),
        "seal-by %s+08:00" % (last + datetime.timedelta(days=9)).isoformat(), "reveal-by 2027-01-31")
    values = ["beacon %s %d %s" % (kind, number, value) for kind, number, _, value, _ in beacons]
    evidence = ["evidence %s %s" % (each[0], each[4]) for each in beacons]
    head = ["draw " + name, "commit " + sha(commit)]
    opened = ["nonce %s %s" % nonce for nonce in nonces]
    seed = text_of("mingchou/seed/1", head[1], *opened, *values)
    S = sha(seed)
    drawn = []
    for stratum, quota in quotas:
        order = sorted((sha(S + row[0]), row[0], row[1], row[3]) for row in roster if row[2] == stratum)
        drawn += [(o, stratum, rank, ticket, title, tag) for rank, (ticket, o, title, tag) in enumerate(order[:quota], 1)]
    pairs = [(o[0], o[5]) for o in drawn]
    teams, e = assignment(pairs, inspectors, recusals, slots, slack, S)
    leaves = [("mingchou/leaf/1 %s %s %d %s %s %064x" % (name, o[1], o[2], o[0], ",".join(team), rng.getrandbits(256))).encode()
              for o, team in zip(drawn, teams)]
    end = rng.choices(["revealed", "sealed", "lost", "void", "committed"], [76, 6, 8, 6, 4])[0]
    line = (name, of, "year" if len(period) == 4 else "quarter", rate)
    if end == "committed":
        return files, line, []
    seal = text_of("mingchou/seal/1", *head, *values, *evidence, "drawn %d" % total, "tree-root " + tree(leaves).hex())
    if end == "void":
        reason = ["mingchou/void/1", *head, "stage after-beacon", "reason other", "note 试, \"验\""]
        gone = rng.randrange(len(parties) + 1)  # the last of them may be missing
        missing = ["missing " + party for party in parties[gone:][:1]]
        shown = [each for each, party in zip(opened, parties) if "missing " + party not in missing]
        files["void.txt"] = text_of(*reason, *values, *evidence, *shown, *missing)
        if rng.random() < 0.5:
            files["seal.txt"] = seal
        return files, line, []
    files["seal.txt"] = seal
    slips = rng.sample(range(total), min(total, 2)) if rng.random() < 0.3 else []
    for n in slips:
        files["slips/%d.txt" % n] = text_of("mingchou/slip/1", "leaf " + leaves[n].decode(), "index %d" % n, "size %d" % total,
                                            *("path " + node.hex() for node in path(leaves, n)))
    if end == "sealed":
        return files, line, [drawn[n][0] for n in slips]
    files["leaves.txt"] = b"".join(leaf + b"\n" for leaf in leaves)
    files["recusals.csv"] = secret
    files["assign.csv"] = csv_of("id,slot,inspector", sorted((o[0], n, who) for o, team in zip(drawn, teams) for n, who in enumerate(team)))
    if end == "lost":
        files["lost.txt"] = text_of("mingchou/lost/1", *head, *opened[1:], "missing " + parties[0], "note 丢失")
    else:
        files["seed.txt"] = seed
        files["result.csv"] = csv_of("id,name,stratum,rank,ticket", sorted((o[0], o[4], o[1], o[2], o[3]) for o in drawn))
        if rng.random() < 0.3:
            files.update(substitutions(rng, pairs, teams, inspectors, recusals, slots, e))
    return files, line, [o[0] for o in drawn]


def site(seed, count, change=None):
    """`count` draws as one published folder, {path: bytes}. `change(rng, files)` may spoil the files of a draw."""
    names = ["d%05d" % n for n in range(count)]
    made = lambda plan: [draw(random.Random("%s %s" % (seed, name)), name, plan) for name in names]
    lines = [line for _, line, _ in made("0" * 64)]  # the plan lists the draws, and the draws name its hash
    files = {PLAN: csv_of("任务编号 task,类别 class,周期 cycle,比例 rate", lines)}
    rows, rng = [], random.Random(seed)
    for name, (folder, _, public) in zip(names, made(sha(files[PLAN]))):
        rows += ["%s,%s,,,,,\n" % (name, o) for o in public]
        folder = change(rng, folder) if change else folder
        files.update({"draws/%s/%s" % (name, file): data for file, data in folder.items()})
    files["data/results/2026.csv"] = (RESULTS + "".join(rows)).encode()
    files["SHA256SUMS.txt"] = text_of(*("%s  %s" % (sha(data), file) for file, data in sorted(files.items())))
    return files
