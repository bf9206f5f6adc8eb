"""What pages are made of, for generators that make them from data: the views of a built county, and the sentences of the theme.

In: the county's folder, the example `views`, the word files. Out: a view a page as JSON, as small as it can be said: what is absent, false
or an empty list is left out, and parts that are the same on all pages stand apart, once.
"""

import dataclasses
import html
import json
import pathlib
import re
import subprocess
import tomllib

TEMPLATE = "object.html"
WORDS = pathlib.Path(__file__).resolve().parent.parent / "themes" / "gov" / "words" / "zh-CN"
# Finished HTML that our program makes once for all pages.
ALIKE = ("phrases", "foot")
MARK = re.compile(r"@t:([a-z0-9.-]+)@")


@dataclasses.dataclass
class Views:
    """Views as JSON by the path of their page, and what all pages have alike."""

    pages: dict = dataclasses.field(default_factory=dict)
    alike: dict = dataclasses.field(default_factory=dict)


def dump(value):
    """JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def small(value):
    """Without what a template treats like nothing."""
    if isinstance(value, dict):
        return {key: small(inner) for key, inner in value.items() if inner is not None and inner is not False and inner != []}
    return [small(inner) for inner in value] if isinstance(value, list) else value


def views(program, root):
    """The views of the county below `root`, told by the example `program`."""
    found = Views()
    with subprocess.Popen([program, root, TEMPLATE], stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            page = json.loads(line)
            view = page["view"]
            for name in ALIKE:
                part = view.pop(name)
                if found.alike.setdefault(name, part) != part:
                    raise RuntimeError(f"{page['path']}: another {name}")
            found.pages[page["path"]] = dump(small(view))
    if process.returncode:
        raise RuntimeError(f"{program}: exit {process.returncode}")
    return found


def sentences():
    """The sentences of the theme, by key."""
    found = {}

    def walk(prefix, table):
        for key, value in table.items():
            if isinstance(value, dict):
                walk(f"{prefix}{key}.", value)
            else:
                found[prefix + key] = value

    for file in WORDS.glob("*.toml"):
        walk("", tomllib.loads(file.read_text(encoding="utf-8")))
    return found


def fill(text, words, script):
    """A template with its sentences put in, escaped as the program does; in a script also for its strings."""

    def sentence(found):
        said = html.escape(words[found[1]]).replace("&#x27;", "&#39;")
        return re.sub(r"[\\`$]", r"\\\g<0>", said) if script else said

    return MARK.sub(sentence, text)
