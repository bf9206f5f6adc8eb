"""Runs commands and takes their measure; lets contestants take turns. The only place of this folder that times a process.

In: commands. Out: samples (seconds, processor seconds, peak memory) and, of several, medians.
"""

import dataclasses
import os
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable

MIB = 2**20
LAUNCH = str(pathlib.Path(__file__).resolve().parent / "launch.py")
# Seconds between two looks at the memory of a group of processes. A process alone is measured by the kernel.
STEP = 0.02


class Absent(Exception):
    """A contestant that is not here, and why."""


@dataclasses.dataclass
class Sample:
    """One turn. `seconds` pass on the wall, `processor` seconds are spent in the program and in the kernel on its behalf; `peak` MiB
    are the most memory that the whole group of processes had at once, `None` where it means nothing."""

    seconds: float
    processor: float | None = None
    peak: float | None = None
    output: str = ""


class Watch(threading.Thread):
    """Adds up the memory of everything that a process started, again and again, while there are several."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.most, self.over = pid, 0.0, threading.Event()

    def run(self):
        while not self.over.wait(STEP):
            members = family(self.pid)[1:]
            if len(members) > 1:
                self.most = max(self.most, sum(map(resident, members)))


def family(pid):
    """A process and all its descendants."""
    found = [pid]
    for one in found:
        for file in pathlib.Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, file.read_text().split())
            except OSError:
                pass  # it has ended
    return found


def resident(pid):
    """MiB of a process now."""
    try:
        return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB
    except OSError:
        return 0.0


def run(command, cwd=None, env=None, ok=(0,)):
    """Runs a command to its end and measures it; raises on an exit code that is not expected."""
    command = [str(part) for part in command]
    told, tell = os.pipe()
    with open(told) as answer:
        process = subprocess.Popen([sys.executable, "-I", "-S", LAUNCH, str(tell), *command], cwd=cwd, env={**os.environ, **(env or {})},
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=[tell],
                                   start_new_session=True)
        os.close(tell)
        watch = Watch(process.pid)
        watch.start()
        try:
            output = process.communicate()[0].decode(errors="replace")
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        watch.over.set()
        watch.join()
        fields = answer.read().split()
    if len(fields) != 4 or int(fields[3]) not in ok:
        raise RuntimeError(f"{' '.join(command)}: exit {fields[-1] if fields else 'unknown'}\n{output[-4000:]}")
    seconds, processor, peak = map(float, fields[:3])
    return Sample(seconds, processor, max(peak, watch.most), output)


def told(command, processor=False, **options):
    """Runs a command that measures itself and prints the seconds first, then, if so, those on processors; its start does not count."""
    sample = run(command, **options)
    fields = sample.output.split()
    return Sample(float(fields[0]), float(fields[1]) if processor else None, output=sample.output)


@dataclasses.dataclass
class Contestant:
    """Somebody who takes part. `kind`: `ours`, `peer` or `bound`. `prepare` is done before every turn and not timed."""

    name: str
    kind: str
    run: Callable[[], Sample]
    prepare: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None


def alternate(contestants, rounds, patience, tell=lambda text: None):
    """Lets contestants take turns, `rounds` times, in another order every time (the same orders in every run). Whoever has used up its
    `patience` in seconds sits out the rounds that are left; everybody has one turn. Returns samples by name."""
    samples, lots = {one.name: [] for one in contestants}, random.Random(1)
    for turn in range(rounds):
        order = list(contestants)
        if turn:
            lots.shuffle(order)
        for one in order:
            spent = sum(sample.seconds for sample in samples[one.name])
            if turn and spent + spent / turn > patience:
                continue
            one.prepare()
            sample = one.run()
            one.after()
            tell(f"{one.name}: {sample.seconds:.3f} s")
            samples[one.name].append(sample)
    return samples


@dataclasses.dataclass
class Figure:
    """What several turns of one contestant come to."""

    seconds: float
    least: float
    most: float
    turns: int
    processor: float | None = None
    peak: float | None = None

    @staticmethod
    def of(samples):
        """The median of the seconds, the largest of the peaks."""
        seconds = [sample.seconds for sample in samples]
        processor = [sample.processor for sample in samples if sample.processor is not None]
        peaks = [sample.peak for sample in samples if sample.peak is not None]
        return Figure(statistics.median(seconds), min(seconds), max(seconds), len(samples),
                      statistics.median(processor) if processor else None, max(peaks) if peaks else None)
