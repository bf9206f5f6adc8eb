"""Seconds from the start of a checker to its verdicts on every draw of a county's site: the program, the published Python script, and the
published page in Chromium (by its own clock from the opened page on: a browser's start is no checking)."""

import json
import shutil
import sys

import builds
import measure
import report
from setup import OUTSIDE, SCRIPT

OURS, ONE_THREAD, PYTHON, BROWSER = "mingchou verify", "mingchou verify, one thread", "the published Python script", "the published page in Chromium"


def verdicts(text):
    """How many draws a checker gave a verdict on."""
    found = json.loads(text)
    return len(found if isinstance(found, list) else found["draws"])


def contest(setup, site):
    """Every checker over one site. Returns figures by name and the number of draws."""
    counts = {}

    def counted(name, sample, count):
        counts[name] = count
        if len(set(counts.values())) != 1:
            raise RuntimeError(f"the checkers do not see the same draws: {counts}")
        return sample

    def program(name, **env):
        sample = measure.run([setup.built / "mingchou", "verify", "--json", site], env={**setup.env, **env})
        return counted(name, sample, verdicts(sample.output))

    def python():
        sample = measure.run([sys.executable, SCRIPT, "--json", site], env=setup.env)
        return counted(PYTHON, sample, verdicts(sample.output))

    def browser():
        sample = measure.told([setup.python, OUTSIDE / "browser_seconds.py", site])
        return counted(BROWSER, sample, int(sample.output.split()[1]))

    everybody = [
        measure.Contestant(OURS, "ours", lambda: program(OURS)),
        measure.Contestant(ONE_THREAD, "ours", lambda: program(ONE_THREAD, RAYON_NUM_THREADS="1")),
        measure.Contestant(PYTHON, "peer", python),
    ]
    try:
        import playwright  # noqa: F401
        everybody.append(measure.Contestant(BROWSER, "peer", browser))
    except ImportError:
        setup.missing(BROWSER, "the Python package playwright")
    return setup.alternate(everybody), counts[OURS]


def tables(setup):
    """Every checker at every size of county."""
    found, draws = {}, {}
    for objects in setup.of("verify", [1_000, 10_000, 50_000], [300]):
        setup.tell(f"{objects:,} objects")
        county = builds.County.make(setup, objects)
        found[objects], draws[objects] = contest(setup, county.public)
        shutil.rmtree(county.root)
    return [report.gather(
        "Verification of every draw of a site", "objects", OURS, {OURS: "ours", ONE_THREAD: "ours", PYTHON: "peer", BROWSER: "peer"}, found,
        notes=[f"{objects:,} objects: {count} draws." for objects, count in draws.items()]
        + ["The program and the script also verify the log and the checkpoints; the page computes the draws alone, from files that stand in memory."])]
