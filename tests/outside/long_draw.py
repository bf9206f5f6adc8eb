"""A complete revealed draw over a long roster, ten of it drawn, made without the program: capacity never binds in it, so that a team is
whoever has the smallest e."""

import hashlib

from draws import ORIGIN, csv_of, sha, text_of, tree

NAME, DRAWN, INSPECTORS = "2026q4-general", 10, 40
BEACON, EVIDENCE = "ssq 2026129", "https://lottery.example/2026129"
VALUE = "02-07-11-19-23-30+08"
NONCE = "5a" * 32


def folder(rows):
    """Its files by name. `rows` is at least 1,000: ten of them are drawn."""
    roster = csv_of("id,name,stratum,tag", ((f"91{row:016}", f"示例{row}号厂", "fresh", "") for row in range(rows)))
    excluded = csv_of("id,name,rule,evidence", [])
    inspectors = [f"0411{n:07}" for n in range(INSPECTORS)]
    listed = csv_of("id,name,tags,load", ((one, "示例", "", 0) for one in inspectors))
    recusals = csv_of("object,inspector", [])
    rate = DRAWN * 10_000 // rows or 1
    quota = -(-rows * rate // 10_000)
    commit = text_of(
        "mingchou/commit/1", "log " + ORIGIN, "draw " + NAME, "task general", "class general", "period 2026q4",
        "plan data/plans/2026-v1.csv " + "0" * 64, f"rate {rate}", "roster-sha256 " + sha(roster), f"roster-rows {rows}",
        "excluded-sha256 " + sha(excluded), "excluded-rows 0", f"quota fresh {quota}", "inspectors-sha256 " + sha(listed),
        "recusals-sha256 " + sha(recusals), "slot any", "slot any", "slack 9",
        "nonce-commit bureau " + sha(f"mingchou/nonce/1\n{ORIGIN}\n{NAME}\nbureau\n{NONCE}\n"), f"beacon {BEACON} 2026-11-10T21:15:00+08:00",
        "seal-by 2026-11-15T21:15:00+08:00", "reveal-by 2027-01-31")
    value = f"beacon {BEACON} {VALUE}"
    seed = text_of("mingchou/seed/1", "commit " + sha(commit), "nonce bureau " + NONCE, value)
    drawn = sorted((hashlib.sha256(f"{sha(seed)}91{row:016}".encode()).hexdigest(), f"91{row:016}") for row in range(rows))[:quota]
    head = sha(f"mingchou/assign/1\n{sha(seed)}\n")
    teams = [sorted(inspectors, key=lambda one, name=name: hashlib.sha256(f"{head}{name}/{one}".encode()).digest())[:2] for _, name in drawn]
    leaves = [f"mingchou/leaf/1 {NAME} fresh {rank} {name} {','.join(team)} {rank:064x}".encode()
              for rank, ((_, name), team) in enumerate(zip(drawn, teams), 1)]
    seal = text_of("mingchou/seal/1", "draw " + NAME, "commit " + sha(commit), value, f"evidence ssq {EVIDENCE}", f"drawn {quota}",
                   "tree-root " + tree(leaves).hex())
    return {
        "roster.csv": roster, "excluded.csv": excluded, "inspectors.csv": listed, "recusals.csv": recusals, "commit.txt": commit,
        "seed.txt": seed, "seal.txt": seal, "leaves.txt": b"".join(leaf + b"\n" for leaf in leaves),
        "result.csv": csv_of("id,name,stratum,rank,ticket",
                             sorted((name, f"示例{int(name[2:])}号厂", "fresh", rank, ticket) for rank, (ticket, name) in enumerate(drawn, 1))),
        "assign.csv": csv_of("id,slot,inspector", sorted((name, slot, one) for (_, name), team in zip(drawn, teams) for slot, one in enumerate(team))),
    }
