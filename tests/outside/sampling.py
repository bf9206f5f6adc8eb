"""What pages hold, read by Python's own parser; and a small set of pages in which everything that occurs anywhere occurs.

No list of kinds of pages is kept: a page is chosen because it holds, in its part of the site, an element or a class that no page chosen
before it holds. A new kind of page is therefore in the sample from its first day.
"""

import functools
import html.parser


class Page(html.parser.HTMLParser):
    """One page: its ids, its links (where from, what, with which attributes) and what kinds of things stand in it."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.ids, self.links, self.features = [], [], set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        for name in ("id", "name") if tag == "a" else ("id",):
            if named.get(name):
                self.ids.append(named[name])
        for name in ("href", "src", "action", "data", "poster", "srcset"):
            if named.get(name) is not None:
                self.links.append((tag, name, named[name], named))
        for one in (named.get("class") or "").split():
            self.features.add(f"{tag}.{one}")
        for name in ("role", "type", "hidden", "tabindex"):
            if name in named:
                self.features.add(f"{tag}[{name}={named[name]}]")
        if tag == "script":
            self.features.add(f"script {(named.get('src') or '').rpartition('/')[2]}")
        self.features.add(tag)


@functools.cache
def read(path):
    return Page(path.read_text("utf-8"))


def pages(site):
    """Every page, by its path from the root."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def sample(site):
    """Pages that together hold everything that any page holds, most of it first; the home page and 404.html always."""
    features = {}
    for name in pages(site):
        folder, _, file = name.rpartition("/")
        top = f"{folder.partition('/')[0]}/{'index' if file == 'index.html' else 'page'}"
        found = read(site / name).features
        features[name] = found | {f"{folder.partition('/')[0]}/ {one}" for one in found} | {top}
    chosen, left = [], set().union(*features.values())
    for name in ("index.html", "404.html"):
        chosen.append(name)
        left -= features[name]
    while left:
        best = max(sorted(features), key=lambda name: len(features[name] & left))
        chosen.append(best)
        left -= features[best]
    return sorted(chosen)
