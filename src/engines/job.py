# @ABOUT@
# Run: @RUN@ [FOLDER]     FOLDER, else the present one, is where files are read and written.

import os
import sys

# A job may be called like a module of Python's own, select.py above all: its folder is not looked in.
sys.path[:] = [path for path in sys.path if os.path.abspath(path) != os.path.dirname(os.path.abspath(__file__))]

import hashlib

STEP = "@STEP@"
RATE = @RATE@  # basis points of the whole class
ORDER = @ORDER@  # strata in order of service
COMMITTED = @COMMITTED@  # what the commitment says, where there is one
ROSTER = @ROSTER@
EXCLUDED = @EXCLUDED@
RESULT = @RESULT@
SENTENCES = @SENTENCES@

# Views on the lists: every value a text, NULL as the empty text.
SETUP = [@SETUP@]
FAULTS = r"""@FAULTS@"""
SIZES = "SELECT stratum, count(*) AS size FROM mc_roster GROUP BY stratum"
COUNT = "SELECT count(*) AS n FROM mc_excluded"
ROSTER_LINES = r"""@ROSTER_LINES@"""
EXCLUDED_LINES = r"""@EXCLUDED_LINES@"""
TICKETED = r"""@TICKETED@"""
QUOTA = r"""@QUOTA@"""
DRAWN = r"""@DRAWN@"""
RESULT_LINES = r"""@RESULT_LINES@"""

@ENGINE@

def stop(*lines):
    """Ends the job; nothing is left behind under its final name."""
    for line in lines:
        print(line, file=sys.stderr)
    raise SystemExit(1)


def put(path, blocks):
    """Writes blocks of bytes to a file that others cannot read. Returns their SHA-256."""
    digest = hashlib.sha256()
    part = path + ".part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        for block in blocks:
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, path)
    return digest.hexdigest()


def with_header(header, blocks):
    yield header.encode("ascii") + b"\n"
    yield from blocks


def sound():
    """Stops where a list breaks a rule of protocol sections 2 and 3, with the first thousand faults."""
    found = rows(FAULTS)
    for place, key, codes, detail in found[:1000]:
        words = "; ".join(SENTENCES.get(code, code) for code in codes.split(" "))
        print(f"{place}\t{key!r}\t{codes}\t{words}\t{detail!r}", file=sys.stderr)
    if found:
        more = "more than 1000" if len(found) > 1000 else str(len(found))
        stop(f"{more} faults in the lists: nothing is computed.")


def served():
    """Rows of both lists, and the quotas (protocol section 4), in order of service."""
    sizes = {stratum: int(size) for stratum, size in rows(SIZES)}
    roster, excluded = sum(sizes.values()), int(rows(COUNT)[0][0])
    left = min(roster, -(-(roster + excluded) * RATE // 10000))
    quotas = []
    for stratum in (name for name in ORDER if name in sizes):
        quotas.append((stratum, min(sizes[stratum], left)))
        left -= quotas[-1][1]
    return sizes, roster, excluded, quotas


LISTS = {"roster": ROSTER_LINES, "excluded": EXCLUDED_LINES}


HEADERS = {"roster": "id,name,stratum,tag", "excluded": "id,name,rule,evidence"}


def freeze(folder):
    sound()
    _, roster, excluded, quotas = served()
    counts = {"roster": roster, "excluded": excluded}
    hashes = {name: put(os.path.join(folder, name + ".csv"), with_header(HEADERS[name], blocks(counts[name], LISTS[name]))) for name in LISTS}
    lines = [f"rate {RATE}", f"roster-sha256 {hashes['roster']}", f"roster-rows {roster}",
             f"excluded-sha256 {hashes['excluded']}", f"excluded-rows {excluded}"]
    lines += [f"quota {stratum} {k}" for stratum, k in quotas]
    text = "".join(line + "\n" for line in lines)
    put(os.path.join(folder, "commit-lines.txt"), [text.encode("ascii")])
    print(text, end="")


def bound(k, size):
    """15 digits that about k tickets of this many are below, with eight standard deviations to spare; all tickets are below g."""
    share = k / size
    share += 8 * (share / size) ** 0.5 + 64 / size
    return "g" if share >= 1 else format(int(share * 2**60), "015x")


def selected(sizes, quotas):
    """The lines of result.csv below its header, sorted. Tickets that cannot be drawn are not sorted; where a bound was too low, which
    counting shows, all are."""
    wanted = {stratum: k for stratum, k in quotas if k > 0}
    for bounds in ({s: bound(k, sizes[s]) for s, k in wanted.items()}, dict.fromkeys(wanted, "g")):
        where = " OR ".join(f"(stratum = '{s}' AND ticket < '{b}')" for s, b in bounds.items()) or "1 = 0"
        run(TICKETED.replace("@BOUNDS@", where))
        run(QUOTA.replace("@VALUES@", ", ".join(f"('{s}', {k})" for s, k in wanted.items()) or "('', 0)"))
        run(DRAWN)
        found = [line for block in blocks(sum(wanted.values()), RESULT_LINES) for line in block.decode("utf-8").split("\n")[:-1]]
        counts = {}
        for fields in (line.split(",") for line in found):
            if len(fields) != 5:
                stop("a name holds a comma or a line break: nothing is written. The job of the step freeze tells every fault of a list.")
            stratum = fields[2]
            counts[stratum] = counts.get(stratum, 0) + 1
        if counts == wanted:
            return found
    stop(f"the selection has {counts} rows, wanted are {wanted}")


def as_committed(roster, excluded, quotas):
    """Lines of the commitment that these lists do not have."""
    own = {"roster-rows": roster, "excluded-rows": excluded, "quotas": quotas}
    return [f"{key}: committed {COMMITTED[key]}, computed {own[key]}" for key in own if COMMITTED and COMMITTED[key] != own[key]]


def select(folder):
    sizes, roster, excluded, quotas = served()
    if any(name not in ORDER for name in sizes):
        stop(f"strata {sorted(sizes)} are not those of the order {ORDER}")
    differences = as_committed(roster, excluded, quotas)
    if differences:
        stop(*differences, "these are not the lists of the commitment: nothing is selected.")
    found = selected(sizes, quotas)
    text = "".join(line + "\n" for line in found).encode("utf-8")
    digest = put(os.path.join(folder, RESULT), with_header("id,name,stratum,rank,ticket", [text]))
    print(f"{len(found)} drawn of {roster}, sha256 of {RESULT} {digest}")


def check(folder):
    sound()
    sizes, roster, excluded, quotas = served()
    differences = as_committed(roster, excluded, quotas)
    for name, count in (("roster", roster), ("excluded", excluded)):
        digest = hashlib.sha256()
        for block in with_header(HEADERS[name], blocks(count, LISTS[name])):
            digest.update(block)
        key = name + "-sha256"
        if COMMITTED and COMMITTED[key] != digest.hexdigest():
            differences.append(f"{key}: committed {COMMITTED[key]}, computed {digest.hexdigest()}")
    wanted = selected(sizes, quotas)
    with open(os.path.join(folder, RESULT), "rb") as file:
        published = file.read()
    if published != "".join(line + "\n" for line in ["id,name,stratum,rank,ticket", *wanted]).encode("utf-8"):
        lines = published.decode("utf-8", "replace").split("\n")[1:]
        known, given = set(wanted), set(lines) - {""}
        differences.append(f"{RESULT}: other bytes")
        differences += [f"published, but not drawn: {line}" for line in lines if line and line not in known]
        differences += [f"drawn, but not published: {line}" for line in wanted if line not in given]
    print(*differences, sep="\n", end="\n" if differences else "")
    print("differs" if differences else "ok", len(differences), roster, len(wanted))
    if differences:
        raise SystemExit(1)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "."
    begin()
    for statement in SETUP:
        run(statement)
    {"freeze": freeze, "select": select, "check": check}[STEP](folder)


if __name__ == "__main__":
    main()
