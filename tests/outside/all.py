"""Runs the outside tests, all or those named (`test_python`, `test_python.Refused`), and names what was skipped and why. All of them
run a module a process, as many at once as there are processors: most of their time is a browser's."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
# Modules that measure time run when nothing else does.
ALONE = ("test_lighthouse", "test_search")


class Timed(unittest.TextTestResult):
    """Says how long each module took."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.seconds = {}

    def startTest(self, test):
        self.begun = time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        super().stopTest(test)
        name = type(test).__module__
        self.seconds[name] = self.seconds.get(name, 0) + time.monotonic() - self.begun


def here(names):
    """Runs tests in this process. Out: passed, failed, skipped."""
    loader = unittest.TestLoader()
    result = unittest.TextTestRunner(resultclass=Timed).run(loader.loadTestsFromNames(names))
    for name, seconds in sorted(result.seconds.items()):
        print(f"{name}: {seconds:.0f} s")
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}")
    # A test with subtests may fail more than once.
    told = [test for test, _ in result.failures + result.errors] + result.unexpectedSuccesses
    bad = len({getattr(test, "test_case", test).id() for test in told})
    return max(result.testsRun - bad - len(result.skipped), 0), bad, len(result.skipped)


def apart(module, counts):
    """Runs a module in a process of its own. Out: its name, what it printed, its counts."""
    place = counts / module
    done = subprocess.run(
        [sys.executable, __file__, module], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "MINGCHOU_COUNTS": str(place)},
    )
    numbers = tuple(map(int, place.read_text().split())) if place.exists() else (0, 1, 0)
    return module, done.stdout, numbers


def everything():
    """Runs all modules. Out: passed, failed, skipped."""
    modules = sorted(file.stem for file in HERE.glob("test_*.py"))
    total = (0, 0, 0)
    with tempfile.TemporaryDirectory() as counts:
        for group, workers in (([m for m in modules if m not in ALONE], os.cpu_count() or 1), (ALONE, 1)):
            with concurrent.futures.ThreadPoolExecutor(workers) as pool:
                for done in concurrent.futures.as_completed(pool.submit(apart, m, pathlib.Path(counts)) for m in group):
                    module, printed, numbers = done.result()
                    print(f"== {module}\n{printed}", flush=True)
                    total = tuple(a + b for a, b in zip(total, numbers))
    return total


def main(names):
    passed, failed, skipped = here(names) if names else everything()
    if "MINGCHOU_COUNTS" in os.environ:
        pathlib.Path(os.environ["MINGCHOU_COUNTS"]).write_text(f"{passed} {failed} {skipped}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or passed + failed + skipped == 0 else 0


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    sys.exit(main(sys.argv[1:]))
