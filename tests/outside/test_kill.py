"""The power goes at any moment: every command that writes is killed (SIGKILL) at its first, second, third … call that changes the disk, and
then simply run again. Nothing may be lost, nothing half written, and the folder must end as after a day without a failure.

A call is counted by `strace`, which delivers the signal in its place. All moments are tried with MINGCHOU_KILLS=all; otherwise a sample that is the
same every time.
"""

import os
import pathlib
import random
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

import harness
from offices import COMMIT, DRAW, REVEAL, SEAL, office

# Reading the clock or a file is no moment of its own: only these change what is on the disk.
CHANGES = "write,pwrite64,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,fsync,fdatasync,ftruncate,chmod,fchmod"
SAMPLE = 10
PASSPHRASE = {"MINGCHOU_PASSPHRASE": "six grey herons stand"}
LOG = ("log", "publish", "--at", "2026-02-02T10:05:00+08:00")
IMPORT = (
    "import", "objects", "--add", "--accept", "all", "--no-questions", "--reason", "新建投产", "--evidence", "示例文〔2026〕1号",
    "--at", "2026-01-26T09:00:00+08:00",
)
RESULT = (
    "result", "add", DRAW, "--visited", "2026-02-10", "--method", "现场检查", "--phrase", "未发现问题", "--rest", "--papers", "规定",
    "--determined", "2026-02-12", "--at", "2026-02-12T10:00:00+08:00",
)


def command(root, args):
    return [str(harness.BINARY), "--lang", "en", "--root", str(root), *map(str, args)]


def environment(root):
    return {**os.environ, **PASSPHRASE, "MINGCHOU_STATE": str(root.parent / "state")}


def run(root, *args, ok=(0,)):
    done = subprocess.run(command(root, args), capture_output=True, text=True, env=environment(root))
    if done.returncode not in ok:
        raise AssertionError(f"{args}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def traced(calls, *more):
    return [harness.tool("strace"), "-f", "-qq", "-e", f"trace={calls}", *more]


def killed(root, args, moment):
    """Runs a command that dies in place of one change of the disk: of a kind of call, the first, second, third … of a thread. Out: whether it died."""
    call, number = moment
    strace = traced(call, "-o", os.devnull, "-e", f"inject={call}:signal=KILL:when={number}")
    done = subprocess.run(strace + command(root, args), capture_output=True, text=True, env=environment(root))
    return done.returncode != 0


def moments(root, args):
    """Every change of the disk that an undisturbed run makes, in the order in which it makes them; of threads that do the same, the busiest counts."""
    with tempfile.TemporaryDirectory() as place:
        log = pathlib.Path(place) / "log"
        subprocess.run(traced(CHANGES, "-o", str(log)) + command(root, args), capture_output=True, check=True, env=environment(root))
        counts, found = {}, {}
        for line in log.read_text(errors="replace").splitlines():
            begun = re.match(r"(\d+) +(\w+)\(", line)
            if begun:
                counts[begun.groups()] = number = counts.get(begun.groups(), 0) + 1
                found.setdefault((begun[2], number))
    return list(found)


def tree(root):
    """Every file and folder with what is always the same of it: the bytes, or only the length where random bytes stand in it."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.startswith(".mingchou"):  # what the last build looked at, by its place on this disk
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if path.is_dir():
            found[name] = ("folder", mode if name.startswith("secrets") else None)
        else:
            found[name] = (path.read_bytes(), mode if name.startswith("secrets") else None)
    return found


def lengths(found):
    """The same with lengths for bytes, for what nonces, salts and signatures shape."""
    return {name: (what if what == "folder" else len(what), mode) for name, (what, mode) in found.items()}


def more_objects():
    """A list as the office writes it, with one firm more."""
    path = harness.scratch() / "更多对象.csv"
    rows = "主体名称,统一社会信用代码,乡镇,单位地址,类别,状态,入库日期", "示例六厂,91140826MA0K000138,古绛镇,示例路6号,重点排污单位,正常,2026-01-25"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def first_drawn(root):
    return (root / "secrets/draws" / DRAW / "result.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]


def copy(base):
    target = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "place"
    shutil.copytree(base.parent, target, symlinks=True)
    return target / base.name


def place():
    """A folder for a bureau beside which its machine's memory stands."""
    root = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "bureau"
    shutil.copytree(office(), root)
    return root


class Kills(unittest.TestCase):
    """One base folder a step; from each the step is killed and done again."""

    def steps(self):
        """Names, arguments and what must be the same at the end: the bytes, or only the names and lengths."""
        exact = lambda found: found
        return [
            ("import", lambda _: (*IMPORT, more_objects()), exact),
            ("draw commit", COMMIT, lengths),
            ("log key", ("log", "key"), lengths),
            ("log publish", LOG, lengths),
            ("build", ("build",), exact),
            ("draw seal", SEAL, lengths),
            ("log publish of the seal", ("log", "publish", "--at", "2026-02-02T22:35:00+08:00"), lengths),
            ("result add", lambda root: (*RESULT, first_drawn(root)), exact),
            ("draw reveal", REVEAL, exact),
            ("log publish of the reveal", ("log", "publish", "--at", "2026-03-30T09:05:00+08:00"), lengths),
            ("build of the reveal", ("build",), exact),
        ]

    maxDiff = 2000

    def test_every_step_of_a_draw_survives_the_power_cut(self):
        base = place()
        told = []
        for name, args, same in self.steps():
            args = args(base) if callable(args) else args
            with self.subTest(name):
                told.append(f"{name}: {self.at_all_moments(base, name, args, same)}")
            run(base, *args)
        verdicts = harness.verdicts(base / "public")
        self.assertEqual([draw["verdict"] for draw in verdicts], ["recomputed"])
        print("\n".join(told))

    def at_all_moments(self, base, name, args, same):
        whole = copy(base)
        run(whole, *args)
        wanted, before = same(tree(whole)), tree(base)
        every = moments(copy(base), args)
        chosen = every
        if os.environ.get("MINGCHOU_KILLS") != "all" and len(every) > SAMPLE:
            # The first and the last are always among them: there a step begins, and there it is cleared away.
            chosen = [every[0], *random.Random(name).sample(every[1:-1], SAMPLE), every[-1]]
        outcomes = {}
        for moment in chosen:
            root = copy(base)
            died = killed(root, args, moment)
            if args == ("build",):
                self.is_packed_whole(root, base, whole)
            outcome = self.resumed(root, args, before, died)
            self.assertEqual(same(tree(root)), wanted, f"{name} killed at {moment}: {outcome}")
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
            shutil.rmtree(root.parent)
        counts = ", ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes.items()))
        return f"{len(chosen)} of {len(every)} moments; {counts}"

    def is_packed_whole(self, root, old, new):
        """What the clerk would upload after the power cut is the old site or the new one, never a mixture."""
        def zipped(bureau, ok=(0,)):
            to = bureau.parent / "site.zip"
            run(bureau, "pack", "--to", to, ok=ok)
            return to.read_bytes() if to.exists() else None

        before = zipped(copy(old), (0, 1)) if (old / "public").is_dir() else None
        self.assertIn(zipped(copy(root), (0, 1, 3)), (before, zipped(new)))

    def resumed(self, root, args, before, died):
        """Runs the command again, and names what had become of the killed one."""
        if not died:
            return "ended before it was killed"
        after = tree(root)
        again = run(root, *args, ok=(0, 1, 2))
        said = again.stdout + again.stderr
        for words, outcome in (
            ("has been completed", "completed by the next command"),
            ("interrupted before anything was written", "thrown away by the next command, and done again"),
            ("the old site stands as it was", "thrown away by the next command, and done again"),
        ):
            if words in said:
                return outcome
        if again.returncode:
            return "had been done"
        visible = lambda found: {path: what for path, what in found.items() if not path.split("/")[-1].startswith(".") and "/." not in path}
        return "nothing had been written" if visible(after) == visible(before) else "done again"


if __name__ == "__main__":
    unittest.main()
