"""A province's overview of many counties: `mingchou gather` over published folders, for the first time and again, beside verifying every site
one after the other."""

import shutil

import measure
import report

FIRST, AGAIN, EACH = "mingchou gather", "mingchou gather, heads of logs remembered", "mingchou verify, one site after the other"
OBJECTS, DAY = 60, "2026-11-20"


def county(setup, number):
    """A county of its own, built. Returns its site."""
    root = setup.place / "counties" / f"{number:03}"
    setup.program("demo", "--objects", OBJECTS, "--seed", number, "--county", f"示例{number}县", "--region", f"{140_000 + number}", root)
    setup.program("--root", root, "build")
    return root / "public"


def contest(setup, sites):
    """Over so many sites. Returns figures by name."""
    out, state = setup.place / "overview", setup.place / "overview-state"

    def gather():
        # Exit 1: something is late or wrong in a county, as in every demonstration.
        return setup.program("gather", *sites, "--out", out, "--state", state, "--as-of", DAY, ok=(0, 1))

    def forget():
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)

    each = 'for site; do "$0" --lang en verify "$site" >/dev/null || exit 3; done'
    found = setup.alternate([
        measure.Contestant(FIRST, "ours", gather, forget),
        measure.Contestant(AGAIN, "ours", gather, lambda: None if state.exists() else gather()),
        measure.Contestant(EACH, "peer", lambda: measure.run(["sh", "-c", each, setup.built / "mingchou", *sites], env=setup.env)),
    ])
    forget()
    return found


def tables(setup):
    """At every number of counties."""
    sizes = setup.of("gather", [10, 40, 120], [3])
    setup.tell(f"{max(sizes)} counties are made")
    sites = [county(setup, number) for number in range(1, max(sizes) + 1)]
    found = {}
    for count in sizes:
        setup.tell(f"{count} counties")
        found[count] = contest(setup, sites[:count])
    size = sum(file.stat().st_size for file in sites[0].rglob("*") if file.is_file()) / measure.MIB
    shutil.rmtree(setup.place / "counties")
    return [report.gather("A portal of portals", "counties", FIRST, {FIRST: "ours", AGAIN: "ours", EACH: "peer"}, found,
                          notes=[f"Counties of {OBJECTS} general objects, each with its own log and {size:.0f} MiB of site, as folders. Every draw and every log is "
                                 "verified, and the overview is written."])]
