"""Takes the pages of a finished site apart into what differs and what does not, and writes them as the sources of other site generators.

In: the folder of a built site, and views of pages. Out: a folder with `content/` (a file a page: a line of JSON as front matter, then the
inside of `<main>` as it is, or nothing where there is a view), `data/` (what many pages share, and the views, many in a file),
`static/` (hard links to every file that is no page), and a Hugo and an Eleventy project over them. A page that does not fit the frame
is named and handed over as a finished file.
"""

import collections
import dataclasses
import os
import pathlib
import re
import shutil

from views import Views, dump, fill, sentences

LAYOUTS = pathlib.Path(__file__).resolve().parent / "layouts"
IN_A_FOLDER = 500
ROOT = "@root@"
TONGUES = "@tongues@"
COLUMN = "".join(rf'<meta name="Column{name}" content="[^"]*">\n' for name in ("Name", "Description", "Keywords", "Type"))
PAGE = re.compile(
    rf"""(?P<top><!DOCTYPE\ html>\n<html\ lang="(?P<lang>[^"]+)">\n<head>\n.*?)
<title>(?P<title>.*?)</title>\n
(?P<site>(?:<meta\ name="Site\w+"\ content="[^"]*">\n)*)
(?P<column>(?:{COLUMN.replace(" ", r"[ ]")})?)
(?P<article>(?:<meta\ name="ArticleTitle"\ content="[^"]*">\n)?)
(?:<meta\ name="PubDate"\ content="(?P<moment>[^"]*)">\n)?
(?P<source>(?:<meta\ name="ContentSource"\ content="[^"]*">\n)?)
(?:<meta\ name="Description"\ content="(?P<about>[^"]*)">\n)?
(?P<links><link\ rel="stylesheet".*?<script\ src="[^"]*assets/size\.js"></script>\n)
(?P<feeds>(?:<link\ rel="alternate"\ type="application/atom\+xml"\ title="[^"]*"\ href="[^"]*">\n)*)
</head>\n<body(?:\ class="(?P<body>[^"]*)")?>\n
(?P<skip>.*?)
(?P<menu><header\ class="head">.*?</header>\n)
(?P<position>(?:<nav\ class="position".*?</nav>\n)?)
<main\ id="main"\ tabindex="-1">\n(?P<main>.*)\n</main>\n
(?P<end>(?:<aside\ class="page-end".*?</aside>\n)?)
(?P<foot><footer\ class="foot">.*?</footer>\n)
(?P<scripts>.*?)\n</body>\n</html>\n""",
    re.DOTALL | re.VERBOSE,
)
FEED = re.compile(r'title="([^"]*)" href="([^"]*)"')
NAV = re.compile(r'(<nav class="tongues".*?</nav>\n)', re.DOTALL)
POSITION = re.compile(r'(<nav class="position"[^>]*>\n<p>.*?</a>)((?: &gt; <a href="[^"]*">.*?</a>)*) &gt; <span aria-current="page">(.*)</span></p>\n</nav>\n')
STEP = re.compile(r' &gt; <a href="([^"]*)">(.*?)</a>')
END = re.compile(
    r'(<aside class="page-end"[^>]*>\n)(?:<div class="page-qr">(.*?)</div>\n)?(<p>[^<]*<code>)([^<]*)(</code>.*?</p>)(.*?)\n</aside>\n', re.DOTALL)


class Misfit(Exception):
    """A page that is not made of the frame."""


@dataclasses.dataclass
class Frames:
    """What many pages share. `parts[lang]` holds the constant texts of a language, `columns` the lines of a column, `menus` the menu of a
    column; the way to the site's root stands in them as a mark."""

    parts: dict = dataclasses.field(default_factory=lambda: collections.defaultdict(dict))
    columns: dict = dataclasses.field(default_factory=dict)
    menus: dict = dataclasses.field(default_factory=dict)

    def constant(self, lang, name, text):
        """Every page of a language must hold the same text here."""
        if self.parts[lang].setdefault(name, text) != text:
            raise Misfit(f"another {name}")

    def number(self, table, text):
        """The number of a text in a table, a new one if it is not there yet."""
        return table.setdefault(text, f"n{len(table)}")


def rooted(text, root):
    """A text with the mark in place of the way to the root, at every address below the site's own."""
    return re.sub(rf'((?:href|src)="){re.escape(root)}(?![a-z]+:)', rf"\1{ROOT}", text)


def split(path, text, frames):
    """One page → its front matter and the inside of `<main>`. `path` is its place below the site's root."""
    found = PAGE.fullmatch(text)
    if not found:
        raise Misfit("no frame")
    part, root = found.groupdict(), "../" * path.count("/")
    lang = part["lang"]
    if "{{" in part["main"]:
        raise Misfit("marks of another template language")
    menu = rooted(NAV.sub("", part["menu"]), root)
    tongues = "".join(NAV.findall(part["menu"]))
    place = part["menu"].index(tongues) if tongues else part["menu"].index('<fieldset class="size">')
    at = len(rooted(part["menu"][:place], root))
    for name in ("top", "site", "skip"):
        frames.constant(lang, name, part[name])
    frames.constant(lang, "links", rooted(part["links"], root))
    frames.constant(lang, "foot", rooted(part["foot"], root))
    page = {
        "url": f"/{path}", "title": part["title"], "tongue": lang, "root": root, "at": path,
        "column": frames.number(frames.columns, part["column"]),
        "menu": frames.number(frames.menus, menu[:at] + TONGUES + menu[at:]),
    }
    if tongues:
        page["tongues"] = tongues
    if part["source"]:
        page["article"] = part["article"].split('content="')[1].removesuffix('">\n')
        frames.constant(lang, "source", part["source"])
    for name in ("moment", "about", "body", "scripts"):
        if part[name]:
            page[name] = part[name]
    if part["feeds"]:
        page["feeds"] = [{"name": name, "href": href} for name, href in FEED.findall(part["feeds"])]
    position(part, page, root, frames)
    end(part, page, path, frames)
    return page, part["main"]


def position(part, page, root, frames):
    """Where a page stands, and whatever of it only this page says."""
    if not part["position"]:
        return
    found = POSITION.fullmatch(part["position"])
    if not found:
        raise Misfit("another position")
    frames.constant(part["lang"], "position", rooted(found[1], root))
    page["here"] = found[3]
    page["trail"] = [{"href": href, "name": name} for href, name in STEP.findall(found[2])]


def end(part, page, path, frames):
    """The end of a page: its address, its code on paper, its digest."""
    if not part["end"]:
        return
    found = END.fullmatch(part["end"])
    if not found or not found[4].endswith(path):
        raise Misfit("another end")
    frames.constant(part["lang"], "end", found[1])
    frames.constant(part["lang"], "address", found[3] + found[4].removesuffix(path))
    frames.constant(part["lang"], "hint", found[5])
    page["end"] = True
    for name, text in (("qr", found[2]), ("digest", found[6])):
        if text:
            page[name] = text


@dataclasses.dataclass
class Export:
    """A site as sources: how many pages were taken apart, which were not and why, how many files stand beside them, how many pages are
    made from their views."""

    place: pathlib.Path
    pages: int = 0
    misfits: list = dataclasses.field(default_factory=list)
    static: int = 0
    made: int = 0


def export(site, place, views=None):
    """Writes the sources of the site below `place`, which must not exist. Pages of `views` are made from these."""
    frames, done, index, views = Frames(), Export(place), [], views or Views()
    (place / "data").mkdir(parents=True)
    blocks = collections.defaultdict(list)
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        path = file.relative_to(site).as_posix()
        try:
            if file.suffix != ".html":
                raise Misfit("no page")
            page, body = split(path, file.read_bytes().decode(), frames)
        except Misfit as why:
            if file.suffix == ".html":
                done.misfits.append(f"{path}: {why}")
            finished(file, place / "static" / path)
            done.static += 1
            continue
        block, name = f"s{done.pages // IN_A_FOLDER:04}", f"p{done.pages:06}"
        if view := views.pages.get(path):
            page.update(layout="object", block=block, name=name)
            blocks[block].append(f"{dump(name)}:{view}")
        write(place / "content" / block / f"{name}.html", page, "" if view else body)
        index.append({"file": f"../content/{block}/{name}.html", "at": path})
        done.pages += 1
        done.made += bool(view)
    for block, found in blocks.items():
        (place / "data" / f"{block}.json").write_text("{" + ",".join(found) + "}", encoding="utf-8")
    (place / "index.json").write_text(dump(index), encoding="utf-8")
    projects(frames, place, views)
    return done


def finished(file, target):
    """A file that is handed over as it is."""
    target.parent.mkdir(parents=True, exist_ok=True)
    os.link(file, target)


def write(file, page, body):
    """A content file; its front matter is of the kind that Hugo takes soonest, JSON, here in one line."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(f"{dump(page)}\n{body}".encode())


def projects(frames, place, views):
    """A project for each generator, with what many pages share as data."""
    shared = {
        "parts": frames.parts, "columns": {number: text for text, number in frames.columns.items()},
        "menus": {number: text for text, number in frames.menus.items()}, "alike": views.alike,
    }
    (place / "data" / "frame.json").write_text(dump(shared), encoding="utf-8")
    words = sentences()
    for project in ("hugo", "eleventy"):
        shutil.copytree(LAYOUTS / project, place / project)
        for file in (place / project).rglob("object.*"):
            file.write_text(fill(file.read_text(encoding="utf-8"), words, file.suffix == ".js"), encoding="utf-8")
