"""BIFF8 and BIFF5 workbooks in a compound file, byte by byte (MS-XLS, MS-CFB): what .xls and .et hold."""

import struct

from cells import Calc, Num, Rich

STYLES = {"": 15, "rk": 15, "date": 16, "percent": 17, "zh-date": 16}


def record(number, body=b""):
    return struct.pack("<HH", number, len(body)) + body


def text(value, wide=2):
    """A string with its length in one or two bytes, in 16-bit units."""
    units = value.encode("utf-16-le")
    return struct.pack("<H" if wide == 2 else "<B", len(units) // 2) + b"\x01" + units


def xf(format_number, old=False):
    """A cell's format, of which readers want the number format."""
    return record(0xE0, struct.pack("<HHH", 0, format_number, 1) + b"\0" * (10 if old else 14))


def plain(value):
    return "".join(value.runs) if isinstance(value, Rich) else value


class Book:
    """`strings`: `sst` or `label`, the two ways of keeping texts. `old`: BIFF5, whose texts are bytes of the code page."""

    def __init__(self, strings="sst", date1904=False, codepage=1200, old=False):
        self.kept, self.date1904, self.codepage, self.old = "label" if old else strings, date1904, codepage, old
        self.table = []

    def text(self, value, wide=2):
        if not self.old:
            return text(value, wide)
        body = value.encode("gb18030")
        return struct.pack("<H" if wide == 2 else "<B", len(body)) + body

    def begin(self, kind):
        return record(0x809, struct.pack("<HHHH", 0x500, kind, 0x1B5A, 0x7CC) if self.old
                      else struct.pack("<HHHHII", 0x600, kind, 0x1B5A, 0x7CC, 0, 6))

    def cell(self, row, column, value):
        if value is None or value == "":
            return b""
        if isinstance(value, Num):
            head = struct.pack("<HHH", row, column, STYLES[value.style])
            if value.style == "rk":
                return record(0x27E, head + struct.pack("<I", (int(value.value) << 2 & 0xFFFFFFFF) | 2))
            return record(0x203, head + struct.pack("<d", value.value))
        if isinstance(value, Calc):
            head = struct.pack("<HHH", row, column, STYLES[value.style])
            # The formula itself is a number 0; readers take the value that stands beside it.
            tokens = b"\x1e\x00\x00"
            tail = struct.pack("<HIH", 0, 0, len(tokens)) + tokens
            if isinstance(value.value, str):
                shown = b"\x00\x00\x00\x00\x00\x00\xff\xff"
                return record(0x06, head + shown + tail) + record(0x207, text(value.value))
            return record(0x06, head + struct.pack("<d", value.value) + tail)
        value = plain(value)
        head = struct.pack("<HHH", row, column, 15)
        if self.kept == "label":
            return record(0x204, head + self.text(value))
        if value not in self.table:
            self.table.append(value)
        return record(0xFD, head + struct.pack("<I", self.table.index(value)))

    def sheet(self, sheet):
        width = max(len(row) for row in sheet.rows)
        out = self.begin(0x10)
        for column in sheet.hidden_columns:
            out += record(0x7D, struct.pack("<HHHHHH", column, column, 2304, 15, 1, 0))
        out += record(0x200, struct.pack("<HHHHH" if self.old else "<IIHHH", 0, len(sheet.rows), 0, width, 0))
        for row in range(len(sheet.rows)):
            flags = 0x100 | (0x20 if row in sheet.hidden_rows else 0)
            out += record(0x208, struct.pack("<HHHHHHHH", row, 0, width, 255, 0, 0, flags, 15))
        for row, cells in enumerate(sheet.rows):
            out += b"".join(self.cell(row, column, value) for column, value in enumerate(cells))
        if sheet.merges:
            ranges = b"".join(struct.pack("<HHHH", a, c, b, d) for a, b, c, d in sheet.merges)
            out += record(0xE5, struct.pack("<H", len(sheet.merges)) + ranges)
        return out + record(0x23E, struct.pack("<HHHHHHHHH", 0x6B6, 0, 0, 64, 0, 0, 0, 0, 0)) + record(0x0A)

    def strings(self):
        """The string table, cut into records where one is full."""
        parts, body = [], struct.pack("<II", len(self.table), len(self.table))
        for value in self.table:
            item = text(value)
            if len(body) + len(item) > 8200:
                parts.append(body)
                body = b""
            body += item
        parts.append(body)
        return record(0xFC, parts[0]) + b"".join(record(0x3C, part) for part in parts[1:])

    def stream(self, sheets):
        bodies = [self.sheet(sheet) for sheet in sheets]
        head = self.begin(5)
        head += record(0x42, struct.pack("<H", self.codepage))
        head += record(0x22, struct.pack("<H", int(self.date1904)))
        head += record(0x31, struct.pack("<HHHHHBBBB", 220, 0, 0x7FFF, 400, 0, 0, 0, 134, 0) + self.text("宋体", 1))
        formats = b"".join(xf(0, self.old) for _ in range(16)) + xf(14, self.old) + xf(10, self.old)
        head += formats
        tail = (self.strings() if self.kept == "sst" else b"") + record(0x0A)
        names = [self.text(sheet.name, 1) for sheet in sheets]
        at = len(head) + sum(10 + len(name) for name in names) + len(tail)
        for sheet, name, body in zip(sheets, names, bodies):
            head += record(0x85, struct.pack("<IBB", at, int(sheet.hidden), 0) + name)
            at += len(body)
        return head + tail + b"".join(bodies)

    def write(self, path, sheets):
        with open(path, "wb") as out:
            out.write(compound({"Book" if self.old else "Workbook": self.stream(sheets)}))


def compound(streams):
    """A compound file (version 3) with these streams in its root, each padded to the size from which a stream lies in sectors."""
    sectors, starts = [], {}
    chain = []
    for name, body in streams.items():
        body = body.ljust(max(4096, -(-len(body) // 512) * 512), b"\0")
        count = len(body) // 512
        starts[name] = (len(sectors), len(body))
        chain += [len(sectors) + at + 1 for at in range(count - 1)] + [0xFFFFFFFE]
        sectors += [body[at * 512 : at * 512 + 512] for at in range(count)]
    entries = [entry("Root Entry", 5, 0xFFFFFFFE, 0, 1)]
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    for at, name in enumerate(names):
        start, size = starts[name]
        entries.append(entry(name, 2, start, size, 0xFFFFFFFF, at + 2 if at + 1 < len(names) else 0xFFFFFFFF))
    while len(entries) % 4:
        entries.append(b"\0" * 68 + b"\xff" * 12 + b"\0" * 48)
    first_directory = len(sectors)
    count = len(entries) // 4
    directory = b"".join(entries)
    chain += [first_directory + at + 1 for at in range(count - 1)] + [0xFFFFFFFE]
    sectors += [directory[at * 512 : at * 512 + 512] for at in range(count)]
    tables = 1
    while tables * 128 < len(chain) + tables:
        tables += 1
    first_table = len(sectors)
    chain += [0xFFFFFFFD] * tables
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    table = struct.pack(f"<{len(chain)}I", *chain)
    sectors += [table[at * 512 : at * 512 + 512] for at in range(tables)]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, tables, first_directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    listed = [first_table + at for at in range(tables)] + [0xFFFFFFFF] * (109 - tables)
    return head + struct.pack("<109I", *listed) + b"".join(sectors)


def entry(name, kind, start, size, child, right=0xFFFFFFFF):
    units = (name + "\0").encode("utf-16-le")
    body = units.ljust(64, b"\0") + struct.pack("<HBB", len(units), kind, 1)
    body += struct.pack("<III", 0xFFFFFFFF, right, child if kind == 5 else 0xFFFFFFFF)
    return body + b"\0" * 36 + struct.pack("<IQ", start, size)
