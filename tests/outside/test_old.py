"""Old engines: one that knows no custom properties drops every declaration with var(), and no text may vanish by that.

Chromium gets the sheet without those declarations, and without what Chromium 80 and IE 11 do not know either, and no script; then for every
piece of text the colour is held against the colour behind it.
"""

import re

import harness
import sampling
from test_pages import Browser

# Two colours that differ less than this (of 21) cannot be told apart.
LEAST = 3
# For each element with text of its own: is it shown, where, in which colour, on which colour.
TEXTS = """() => {
  const parse = text => { const part = text.match(/[\\d.]+/g).map(Number); return part.length > 3 ? part : part.concat(1); };
  const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) { layers.push(parse(getComputedStyle(e).backgroundColor)); }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const element = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || element.closest('script, style, [hidden], datalist, title, desc, :disabled, .page-digest')) { continue; }
    const folded = element.closest('details:not([open])');
    if (folded && !element.closest('summary')) { continue; }
    const style = getComputedStyle(element), under = behind(element), ink = over(parse(style.color), under);
    const [a, b] = [light(ink), light(under)].sort((x, y) => y - x);
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const box = range.getBoundingClientRect();
    let solid = 1;
    for (let e = element; e; e = e.parentElement) { solid *= Number(getComputedStyle(e).opacity); }
    found.push({
      text: walk.currentNode.data.trim().slice(0, 40), tag: element.tagName + '.' + element.getAttribute('class'),
      ratio: (a + 0.05) / (b + 0.05), shown: style.visibility === 'visible' && solid > 0.5 && box.width > 0 && box.height > 0,
    });
  }
  return found;
}"""


def declarations(sheet, gone):
    """A sheet without its comments and without the declarations that `gone` says an engine drops. Out: the sheet and their number."""
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    dropped = 0

    def body(match):
        nonlocal dropped
        kept = []
        for declaration in re.findall(r"""(?:[^;"'(]|"[^"]*"|'[^']*'|\((?:[^()]|\([^()]*\))*\))+""", match.group(1)):
            if gone(declaration):
                dropped += 1
            elif declaration.strip():
                kept.append(declaration.strip())
        return "{" + "; ".join(kept) + "}"

    return re.sub(r"\{([^{}]*)\}", body, sheet), dropped


def custom(declaration):
    """Engines that know no custom properties do not know colour schemes either."""
    return "var(" in declaration or declaration.strip().startswith(("--", "color-scheme"))


def modern(declaration):
    """What IE 11 drops besides: values of newer modules."""
    return custom(declaration) or re.search(r"\b(min|max|clamp|env|color-mix|light-dark)\(|:\s*(grid|contents|sticky)\b", declaration) is not None


class Old(Browser):
    def faults(self, sheet, pages, width=360, scheme="light"):
        site = harness.copy_of(self.site)
        (site / "assets" / "site.css").write_text(sheet, "utf-8")
        page = self.page(width, java_script_enabled=False, color_scheme=scheme)
        found, seen = [], 0
        for name in pages:
            page.goto(f"file://{site}/{name}")
            for text in page.evaluate(TEXTS):
                seen += 1
                if text["ratio"] < LEAST or not text["shown"]:
                    found.append((name, text["tag"], text["text"], round(text["ratio"], 2), text["shown"]))
        self.assertGreater(seen, 20 * len(pages))
        return found

    def sheet(self):
        return (self.site / "assets" / "site.css").read_text("utf-8")

    def test_nothing_vanishes_without_custom_properties(self):
        for gone in (custom, modern):
            sheet, dropped = declarations(self.sheet(), gone)
            self.assertGreater(dropped, 50)
            self.assertNotIn("var(", sheet)
            for width, scheme in ((360, "light"), (1280, "light")):
                with self.subTest(gone=gone.__name__, width=width):
                    self.assertEqual(self.faults(sheet, sampling.sample(self.site), width, scheme)[:20], [])

    def test_nothing_vanishes_without_any_sheet(self):
        self.assertEqual(self.faults("", sampling.sample(self.site)), [])

    def test_what_vanishes_is_noticed(self):
        pages = ("index.html",)
        for planted in ("h1 { color: #fff; background: #fff; }", "h1 { visibility: hidden; }", "h1 { display: none; }", "h1 { opacity: 0; }",
                        "h1 { color: #fff; background: none; }"):
            found = self.faults(declarations(self.sheet(), custom)[0] + planted, pages)
            self.assertTrue(any(tag.startswith("H1") for _, tag, *_ in found), (planted, found))

    def test_declarations_are_cut_out_and_nothing_else(self):
        sheet = "a { color: var(--a); content: \";}\"; width: calc(1px + (2px)) } @media (x) { b { --c: d; e: f } } /* { g: var(--h) } */"
        text, dropped = declarations(sheet.replace(";}", ";"), custom)
        self.assertEqual((" ".join(text.split()), dropped),
                         ('a {content: ";"; width: calc(1px + (2px))} @media (x) { b {e: f} }', 2))


if __name__ == "__main__":
    import unittest
    unittest.main()
