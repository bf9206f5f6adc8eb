"""The clerk at her desk: types commands, reads what they say, fills in workbooks, carries zips to the host. What she saw is kept word by word."""

import http.server
import os
import pathlib
import random
import subprocess
import threading
import time
import zipfile

import harness

PASSPHRASE = "six grey herons stand"
# Which option tells a command the moment; the clerk of a real bureau types none of them.
AT = {"import", "draw", "log", "result"}
AS_OF = {"build", "todo", "check", "report", "archive", "explain", "verify", "pack", "template"}
TIMELESS = {("log", "key"), ("draw", "slip"), ("archive", "restore")}


def lottery(day):
    """The round of 快乐8 of a day, and the numbers this world's paper prints for it."""
    number = f"{day.year}{day.timetuple().tm_yday:03}"
    balls = sorted(random.Random(number).sample(range(1, 81), 20))
    return number, "-".join(f"{ball:02}" for ball in balls)


class Said:
    """What a command said and how it ended."""

    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.text = done.stdout + done.stderr


class Clerk:
    """Counts what is typed and how long the program takes."""

    def __init__(self, place):
        self.place = pathlib.Path(place)
        self.root = self.place / "青溪县"
        self.desk = self.place / "桌面"
        self.host = self.place / "host"
        self.desk.mkdir(parents=True)
        self.host.mkdir()
        self.now, self.month, self.url = None, None, None
        self.typed, self.seconds, self.answers, self.edits = 0, 0.0, 0, 0
        self.months, self.transcript, self.refused = {}, [], []

    # Time and typing

    def at(self, moment):
        """It is this moment (YYYY-MM-DD hh:mm) of the year that is played."""
        self.now = moment
        self.month = moment[:7]
        self.months.setdefault(self.month, [0, []])

    def did(self, what):
        """One thing for the table of the year."""
        self.months[self.month][1].append(what)

    def time_of(self, args):
        names = [arg for arg in args if not str(arg).startswith("-")]
        if tuple(names[:2]) in TIMELESS or "--at" in args or "--as-of" in args:
            return []
        if names[:2] == ["draw", "status"]:
            return ["--as-of", self.now[:10]]
        if names[0] in AT:
            return ["--at", f"{self.now.replace(' ', 'T')}:00+08:00"]
        return ["--as-of", self.now[:10]] if names[0] in AS_OF else []

    def do(self, *args, ok=(0,), root=None, typed=None):
        """Types a command. Fails where it ends otherwise than expected."""
        args = [str(arg) for arg in args]
        where = [] if args[0] == "init" else ["--root", str(root or self.root)]
        env = {**os.environ, "MINGCHOU_STATE": str(self.place / "state"), "MINGCHOU_PASSPHRASE": PASSPHRASE, "NO_COLOR": "1"}
        line = [str(harness.BINARY), "--lang", "zh", *where, *args, *self.time_of(args)]
        begun = time.monotonic()
        done = subprocess.run(line, capture_output=True, text=True, cwd=self.desk, env=env, input=typed)
        self.seconds += time.monotonic() - begun
        said = Said(done)
        self.typed += 1
        self.months[self.month][0] += 1
        self.transcript.append(f"[{self.now}] mingchou {' '.join(args)}\n{said.text}[{said.code}]\n")
        if said.code not in ok:
            raise AssertionError(f"{self.transcript[-1]}expected {ok}")
        if said.code == 0:
            self.answers += args.count("--answer")
        else:
            self.refused.append(f"{args[0]} {args[1] if len(args) > 1 else ''}")
        return said

    def edit(self, path, *changes):
        """Opens a text of content/ in an editor; what is to be replaced must stand there."""
        path = self.root / "content" / path
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            if old not in text:
                raise AssertionError(f"{old} does not stand in {path}")
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        self.edits += 1
        self.transcript.append(f"[{self.now}] (editor) {path.relative_to(self.root)}\n")

    def append(self, path, line):
        """Types one more row at the end of a table of content/."""
        path = self.root / "content" / path
        text = path.read_text(encoding="utf-8")
        path.write_text(text + ("" if text.endswith("\n") else "\n") + line + "\n", encoding="utf-8")
        self.edits += 1
        self.transcript.append(f"[{self.now}] (editor) {path.relative_to(self.root)}\n")

    # The daily round

    def publish(self, whole=False):
        """Log, build, pack what changed, carry it over, compare with the address."""
        self.do("log", "publish")
        self.do("build")
        self.upload(whole)

    def upload(self, whole=False):
        to = self.desk / f"site-{self.typed}.zip"
        since = [] if whole else ["--since", "last"]
        self.do("pack", *since, "--to", to)
        if not to.exists():
            raise AssertionError("nothing was packed although something was published")
        with zipfile.ZipFile(to) as packed:
            packed.extractall(self.host)
        delete = to.with_name(f"{to.stem}-delete.txt")
        if delete.exists():
            for line in delete.read_text(encoding="utf-8-sig").splitlines():
                if line and not line.startswith("# "):
                    (self.host / line).unlink()
        return self.do("verify", self.url, "--packed", "last")

    def serve(self):
        """The host: a folder behind an address of this machine."""
        host = str(self.host)

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *args, **more):
                super().__init__(*args, directory=host, **more)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/"
        return server
