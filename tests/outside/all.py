"""Runs the outside tests, all or those named (`test_python`, `test_python.Refused`), and names what was skipped and why."""

import pathlib
import sys
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent


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


def main(names):
    loader = unittest.TestLoader()
    tests = loader.loadTestsFromNames(names) if names else loader.discover(str(HERE))
    result = unittest.TextTestRunner(resultclass=Timed).run(tests)
    for name, seconds in sorted(result.seconds.items()):
        print(f"{name}: {seconds:.0f} s")
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}")
    bad = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    print(f"{result.testsRun - bad - len(result.skipped)} passed, {bad} failed, {len(result.skipped)} skipped")
    return 1 if bad or result.testsRun == 0 else 0


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    sys.exit(main(sys.argv[1:]))
