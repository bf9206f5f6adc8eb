#!/usr/bin/env python3
"""Seconds the page's checker takes in Chromium for every draw of a published folder: `browser_seconds.py SITE` prints seconds and
number of draws. Files are handed to the page, so that reading a disk and starting a browser do not count."""

import json
import pathlib
import sys

from playwright.sync_api import sync_playwright

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
RUN = """draws => {
    var begun = performance.now(), bad = [], count = 0;
    Object.keys(draws).forEach(function (name) {
        var found = mingchou.examine(draws[name], { name: name });
        count += 1;
        if (found.faults.length) { bad.push(name); }
    });
    return { seconds: (performance.now() - begun) / 1000, count: count, bad: bad };
}"""


def main(site):
    draws = {}
    for folder in sorted((site / "draws").iterdir()):
        if folder.is_dir():
            files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".txt", ".csv")]
            draws[folder.name] = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        page = browser.new_page()
        page.goto((site / "check" / "index.html").as_uri())
        found = page.evaluate(RUN, draws)
        browser.close()
    if found["bad"]:
        sys.exit(f"refused: {json.dumps(found['bad'])}")
    print(f"{found['seconds']:.3f} {found['count']}")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
