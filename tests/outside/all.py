"""Runs the outside tests, all or those named (`test_python`, `test_python.Refused`), and names what was skipped and why. All of them
run a module a process, as many at once as there are processors, the long ones first; what a module prints is shown when it has ended."""

import concurrent.futures
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
# Modules that measure time run when nothing else does.
ALONE = ("test_lighthouse", "test_search")
# Those that take longest begin first, so that none of them is left over at the end.
FIRST = ("test_static", "test_axe", "test_gather", "test_kill", "test_python")


class Timed(unittest.TextTestResult):
    """Says how long each module took, and which of its tests took longest."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.seconds, self.tests = {}, []

    def startTest(self, test):
        self.begun = time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        super().stopTest(test)
        took = time.monotonic() - self.begun
        name = type(test).__module__
        self.seconds[name] = self.seconds.get(name, 0) + took
        self.tests.append((took, test.id()))


def here(names):
    """Runs tests in this process. Out: passed, failed, skipped."""
    loader = unittest.TestLoader()
    result = unittest.TextTestRunner(resultclass=Timed).run(loader.loadTestsFromNames(names))
    for name, seconds in sorted(result.seconds.items()):
        print(f"{name}: {seconds:.0f} s")
    for seconds, name in sorted(result.tests, reverse=True)[:3]:
        if seconds >= 5:
            print(f"  {seconds:.0f} s {name}")
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}")
    # A test with subtests may fail more than once.
    told = [test for test, _ in result.failures + result.errors] + result.unexpectedSuccesses
    bad = len({getattr(test, "test_case", test).id() for test in told})
    return max(result.testsRun - bad - len(result.skipped), 0), bad, len(result.skipped)


class Module:
    """A module in a process of its own. It stays in the group of this one, so that Ctrl-C reaches it and all it has started."""

    running, lock, over = set(), threading.Lock(), False

    def __init__(self, name, place):
        self.name, self.place = name, place

    def run(self):
        """Out: the module, with what it printed, its counts, seconds and seconds of processors."""
        begun = time.monotonic()
        with tempfile.TemporaryFile("w+", errors="replace") as printed:
            with Module.lock:
                if Module.over:
                    raise concurrent.futures.CancelledError
                process = subprocess.Popen(
                    [sys.executable, __file__, self.name], stdout=printed, stderr=subprocess.STDOUT,
                    env={**os.environ, "MINGCHOU_COUNTS": str(self.place / self.name)},
                )
                Module.running.add(process.pid)
            _, _, used = os.wait4(process.pid, 0)
            with Module.lock:
                Module.running.discard(process.pid)
            printed.seek(0)
            self.printed = printed.read()
        self.seconds, self.used = time.monotonic() - begun, used.ru_utime + used.ru_stime
        counts = self.place / self.name
        # A module that died before it could count has failed.
        self.counts = tuple(map(int, counts.read_text().split())) if counts.exists() else (0, 1, 0)
        return self

    @classmethod
    def end_all(cls, grace=5):
        """Lets nothing begin, and ends what has not heard of the interruption."""
        with cls.lock:
            cls.over = True
        until = time.monotonic() + grace
        while cls.running and time.monotonic() < until:
            time.sleep(0.1)
        with cls.lock:
            for pid in cls.running:
                os.kill(pid, signal.SIGTERM)


def everything():
    """Runs all modules. Out: passed, failed, skipped."""
    modules = sorted((file.stem for file in HERE.glob("test_*.py")), key=lambda name: (FIRST + (name,)).index(name))
    total, table = (0, 0, 0), []
    with tempfile.TemporaryDirectory() as place:
        for group, workers in (([m for m in modules if m not in ALONE], os.cpu_count() or 1), (ALONE, 1)):
            with concurrent.futures.ThreadPoolExecutor(workers) as pool:
                try:
                    for done in concurrent.futures.as_completed(pool.submit(Module(m, pathlib.Path(place)).run) for m in group):
                        module = done.result()
                        print(f"== {module.name}\n{module.printed}", flush=True)
                        total = tuple(a + b for a, b in zip(total, module.counts))
                        table.append(module)
                except KeyboardInterrupt:
                    Module.end_all()
                    raise
    print("seconds, seconds of processors, failed")
    for module in sorted(table, key=lambda module: -module.seconds):
        print(f"{module.seconds:7.0f} {module.used:7.0f} {module.counts[1] or '':>4} {module.name}")
    return total


def main(names):
    passed, failed, skipped = here(names) if names else everything()
    if "MINGCHOU_COUNTS" in os.environ:
        pathlib.Path(os.environ["MINGCHOU_COUNTS"]).write_text(f"{passed} {failed} {skipped}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or passed + failed + skipped == 0 else 0


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    # So that a test that is ended clears away what it has begun, as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
