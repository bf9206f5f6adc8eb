"""Tables of figures → Markdown, with the facts of the machine, printed and put between two marks of a document. Pure but for these facts.

Every section of this folder gives tables: rows are contestants, columns are sizes. A time never stands alone: beside it stands how many
times as long as ours it is.
"""

import dataclasses
import os
import pathlib
import platform
import subprocess

FASTEST = "the fastest peer"
BEGIN, END = "<!-- figures: begin, written by benches/run -->", "<!-- figures: end -->"


@dataclasses.dataclass
class Row:
    """A contestant and its figures by size."""

    name: str
    kind: str
    figures: dict


@dataclasses.dataclass
class Aim:
    """A ratio that is to be reached: `over` / `under`, names of rows, the fastest peer or the fastest of several names, at most or at
    least `limit`; without a limit it is there to be known."""

    text: str
    over: str | tuple
    under: str
    limit: float | None = None
    most: bool = True

    def figure(self, rows, size, name):
        """The figure of a row at a size."""
        named = name if isinstance(name, tuple) else (name,)
        wanted = [row for row in rows if (row.kind == "peer" if name == FASTEST else row.name in named)]
        here = [row.figures[size] for row in wanted if size in row.figures]
        return min(here, key=lambda figure: figure.seconds, default=None)

    def ratio(self, rows, size, of="seconds"):
        """The ratio at a size, of times or of processor seconds; nothing where one of the two is not there."""
        pair = [self.figure(rows, size, name) for name in (self.over, self.under)]
        values = [getattr(figure, of) for figure in pair if figure]
        return values[0] / values[1] if len(values) == 2 and all(values) else None

    def said(self, rows, size):
        """The cell of a size."""
        ratio, spent = self.ratio(rows, size), self.ratio(rows, size, "processor")
        if ratio is None:
            return ""
        beside = f" (on processors {spent:.2f})" if spent else ""
        if self.limit is None:
            return f"{ratio:.2f}{beside}"
        return f"{ratio:.2f} {'reached' if self.reached(ratio) else '**missed**'}{beside}"

    def reached(self, ratio):
        """Whether a ratio is what is aimed at."""
        return ratio <= self.limit if self.most else ratio >= self.limit


@dataclasses.dataclass
class Table:
    """One comparison. `unit`: what sizes count. `ours`: the row that every other is compared with. `notes` stand below it."""

    title: str
    unit: str
    sizes: list
    ours: str
    rows: list
    aims: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)

    def row(self, name):
        return next((row for row in self.rows if row.name == name), None)


def gather(title, unit, ours, kinds, found, **rest):
    """A table out of figures by size and name. `kinds`: the kind of every name, in the order of the rows."""
    rows = [Row(name, kind, {size: of[name] for size, of in found.items() if name in of}) for name, kind in kinds.items()]
    return Table(title, unit, list(found), ours, [row for row in rows if row.figures], **rest)


def seconds(value):
    """Seconds with three digits that count."""
    return f"{value:.0f} s" if value >= 100 else f"{value:.1f} s" if value >= 10 else f"{value:.2f} s" if value >= 1 else f"{value * 1000:.3g} ms"


def times(value):
    """A ratio with two digits that count."""
    return f"{value:.0f}×" if value >= 10 else f"{value:.1f}×" if value >= 1 else f"{value:.2f}×"


def growth(row, sizes, size):
    """How many times the time of the next smaller size a size takes, and how many times as large it is."""
    here = [one for one in sizes if one in row.figures]
    if size not in here[1:]:
        return ""
    before = here[here.index(size) - 1]
    return f"{times(row.figures[size].seconds / row.figures[before].seconds)} for {times(size / before)}"


def cells(table, row, size):
    """The cells of a contestant at a size."""
    figure, ours = row.figures[size], table.row(table.ours)
    base = ours.figures.get(size) if ours else None
    spread = f"{seconds(figure.least)} – {seconds(figure.most)}" if figure.turns > 1 else "once"
    return [
        f"{seconds(figure.seconds)} ({spread})", times(figure.seconds / base.seconds) if base else "",
        seconds(figure.processor) if figure.processor else "", f"{figure.peak:.0f} MiB" if figure.peak is not None else "",
        growth(row, table.sizes, size),
    ]


def markdown(table):
    """One table, its aims and its notes."""
    lines = [f"### {table.title}", "", f"| {table.unit} | | time | × ours | on processors | peak memory | growth |",
             "|---:|---|---:|---:|---:|---:|---:|"]
    for size in table.sizes:
        for row in (row for row in table.rows if size in row.figures):
            name = {"ours": f"**{row.name}**", "bound": f"*bound: {row.name}*"}.get(row.kind, row.name)
            lines.append("| " + " | ".join([f"{size:,}", name, *cells(table, row, size)]) + " |")
    aims = [(aim, [aim.said(table.rows, size) for size in table.sizes]) for aim in table.aims]
    aims = [f"| {aim.text} | {' | '.join(said)} |" for aim, said in aims if any(said)]
    if aims:
        lines += ["", "| aim | " + " | ".join(f"{size:,} {table.unit}" for size in table.sizes) + " |", "|---|" + "---:|" * len(table.sizes), *aims]
    return "\n".join(lines + [""] + [f"* {note}" for note in table.notes]).rstrip() + "\n"


def fact(path, key):
    """The value of a key in a file of the kernel."""
    try:
        for line in pathlib.Path(path).read_text().splitlines():
            if line.startswith(key):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return "unknown"


def version(command):
    """The first line a program says of itself, or nothing."""
    try:
        said = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=60).stdout
        return said.splitlines()[0].strip() if said else ""
    except (OSError, subprocess.TimeoutExpired):
        return ""


def machine(versions, disk, load):
    """What must be known of the machine to read its figures. `load`: the average before the run."""
    memory = fact("/proc/meminfo", "MemTotal").split()[0]
    memory = f"{int(memory) / 2**20:.1f} GiB" if memory.isdigit() else memory
    said = [f"{name} {text}" for name, text in versions.items() if text]
    return [
        f"Machine: {fact('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores, {memory} of memory, {platform.system()} {platform.release()}, "
        f"files on {disk}.",
        f"Load of the last minute: {load:.2f} before the run, {os.getloadavg()[0]:.2f} after it (one core in use is 1).",
        "Versions: " + "; ".join(said) + ".",
    ]


def document(tables, facts, absent):
    """Everything of a run."""
    parts = ["\n".join(f"* {line}" for line in facts) + "\n", *map(markdown, tables)]
    if absent:
        parts.append("Not measured:\n\n" + "\n".join(f"* {line}" for line in absent) + "\n")
    return "\n".join(parts)


def put(path, text):
    """Puts the text between the marks of a document."""
    whole = path.read_text(encoding="utf-8")
    if whole.count(BEGIN) != 1 or whole.count(END) != 1 or whole.index(BEGIN) > whole.index(END):
        raise ValueError(f"{path} does not hold the marks {BEGIN} and {END} once each, in this order")
    before, after = whole.split(BEGIN)[0], whole.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")
