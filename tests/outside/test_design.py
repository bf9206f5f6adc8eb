"""The design in a real browser: every component in every scheme and size of type, the choice of size with and without script,
shapes of states without colour, zoom, and paper."""

import itertools
import re
import subprocess

import harness
import sampling
import test_axe
from test_pages import Browser

COMPONENTS = "design/index.html"
# Under forced colours axe reads the colours of the sheet, not those that the system puts in their place.
FORCED = test_axe.RUN.replace("preload: false", "preload: false, rules: {'color-contrast': {enabled: false}}")
SCHEMES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "light, high contrast": {"color_scheme": "light", "contrast": "more"},
    "dark, high contrast": {"color_scheme": "dark", "contrast": "more"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
    "forced dark colours": {"color_scheme": "dark", "forced_colors": "active"},
}
SIZES = {"large": 20, "huge": 24}
# States a reader meets side by side; each must have a shape of its own.
APART = ("planned", "committed", "sealed", "revealed", "void", "lost", "shortfall", "on-time", "late", "overdue", "pending",
         "withheld", "met", "broken", "open", "unknown")
# Background of the page, its words, and a link of its own.
COLOURS = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
TYPE = "parseFloat(getComputedStyle(document.documentElement).fontSize)"


class Components(test_axe.Looks):
    def test_every_component_in_every_scheme(self):
        for name, scheme in SCHEMES.items():
            for width in (360, 1280):
                with self.subTest(scheme=name, width=width):
                    page = self.page(width, **scheme)
                    page.goto(f"file://{self.site}/{COMPONENTS}")
                    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
                    self.look(page, width, name, run=FORCED if "forced" in name else test_axe.RUN)

    def test_every_component_in_large_type(self):
        for size, width in itertools.product(SIZES, (360, 1280)):
            with self.subTest(size=size, width=width):
                page = self.page(width, color_scheme="light")
                page.goto(f"file://{self.site}/{COMPONENTS}")
                page.check(f".size-{size}", force=True)
                self.look(page, width, size)

    def test_pages_in_the_dark(self):
        page = self.page(360, color_scheme="dark")
        for name in ("index.html", "draws/2026q2-key/index.html", "objects/91140826ma0e001737.html", "compliance/index.html"):
            with self.subTest(page=name):
                page.goto(f"file://{self.site}/{name}")
                self.look(page, 360, name)

    def test_zoomed_four_times_nothing_scrolls_sideways(self):
        page = self.page(320, color_scheme="light")
        for name in sampling.sample(self.site):
            with self.subTest(page=name):
                page.goto(f"file://{self.site}/{name}")
                self.fits(page, 320)

    def test_states_differ_without_colour(self):
        for name, media in (("forced colours", {"forced_colors": "active"}), ("paper", {"media": "print"})):
            page = self.page(1280, color_scheme="light", device_scale_factor=2, bypass_csp=True)
            page.emulate_media(**media)
            page.goto(f"file://{self.site}/{COMPONENTS}")
            # Black on white, so that no difference is one of colour.
            if name == "paper":
                page.add_style_tag(content=".shape { color: black !important; }")
            seen = {}
            for state in APART:
                picture = page.locator(f".counts .shape.badge-{state}").screenshot()
                self.assertNotIn(picture, seen, f"{name}: {state} looks like {seen.get(picture)}")
                seen[picture] = state


class Size(Browser):
    def colours(self, page):
        return page.evaluate(COLOURS)

    def test_the_choice_needs_no_script(self):
        page = self.page(360, color_scheme="light", java_script_enabled=False)
        page.goto(f"file://{self.site}/index.html")
        for size, pixels in SIZES.items():
            page.check(f".size-{size}", force=True)
            self.assertEqual(page.evaluate(TYPE), pixels)
        page.check(".size-contrast", force=True)
        self.assertEqual(self.colours(page), ["rgb(255, 255, 255)", "rgb(0, 0, 0)"])
        self.assertEqual(page.locator(".size").bounding_box()["width"] <= 360, True)

    def test_the_choice_fits_a_line_of_a_phone(self):
        page = self.page(360)
        page.goto(f"file://{self.site}/index.html")
        tops = page.evaluate("[...document.querySelectorAll('.size label, .size legend')].map(e => Math.round(e.getBoundingClientRect().top / 12))")
        self.assertEqual(len(set(tops)), 1, tops)

    def test_keys_reach_and_change_it(self):
        page = self.page(1280)
        page.goto(f"file://{self.site}/index.html")
        for _ in range(10):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == "size":
                break
        ring = page.evaluate("getComputedStyle(document.activeElement.nextElementSibling).outlineStyle")
        self.assertEqual(ring, "solid")
        page.keyboard.press("ArrowRight")
        self.assertEqual(page.evaluate(TYPE), SIZES["large"])
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        self.assertTrue(page.is_checked(".size-contrast"))

    def test_the_choice_is_remembered_from_page_to_page(self):
        for place in self.places():
            with self.subTest(place=place):
                page = self.page(1280, color_scheme="dark")
                page.goto(f"{place}/index.html")
                page.check(".size-huge", force=True)
                page.check(".size-contrast", force=True)
                page.goto(f"{place}/draws/index.html")
                self.assertEqual(page.evaluate(TYPE), SIZES["huge"])
                self.assertEqual(self.colours(page), ["rgb(0, 0, 0)", "rgb(255, 255, 255)"])
                self.assertTrue(page.is_checked(".size-huge") and page.is_checked(".size-contrast"))
                page.uncheck(".size-contrast", force=True)
                page.check(".size input[value='']", force=True)
                page.goto(f"{place}/index.html")
                self.assertEqual(page.evaluate(TYPE), 16)
                self.assertFalse(page.is_checked(".size-contrast"))

    def test_engines_without_has(self):
        """A copy whose sheet asks for a selector no engine knows stands for engines that do not know :has()."""
        site = harness.copy_of(self.site)
        sheet = site / "assets/site.css"
        old, count = re.subn(r":has\(", ":unknown(", sheet.read_text("utf-8"))
        self.assertGreater(count, 4)
        sheet.write_text(old, "utf-8")
        page = self.page(1280, color_scheme="light")
        page.goto(f"file://{site}/index.html")
        page.check(".size-large", force=True)
        page.check(".size-contrast", force=True)
        self.assertEqual(page.evaluate(TYPE), SIZES["large"])
        self.assertEqual(self.colours(page)[1], "rgb(0, 0, 0)")
        # Without script either, a control that could do nothing is not shown.
        page = self.page(1280, java_script_enabled=False)
        page.goto(f"file://{site}/index.html")
        self.assertFalse(page.locator(".size").is_visible())

    def test_no_words_stand_in_generated_content_of_states(self):
        page = self.page(1280)
        page.goto(f"file://{self.site}/{COMPONENTS}")
        spoken = page.evaluate(
            "[...document.querySelectorAll('.badge, .shape, .verdict, .check-steps li')].flatMap(e => ['::before', '::after']"
            ".map(p => getComputedStyle(e, p).content)).filter(c => c !== 'none' && c !== '\"\"')")
        self.assertEqual(spoken, [])


class Paper(Browser):
    def test_folds_are_printed_and_the_screen_is_not(self):
        page = self.page(1280, java_script_enabled=False)
        page.emulate_media(media="print", color_scheme="dark")
        page.goto(f"file://{self.site}/draws/2026q2-key/index.html")
        self.assertFalse(page.evaluate("document.querySelector('details').open"))
        self.assertTrue(page.evaluate("document.querySelector('details table').checkVisibility()"))
        for part in (".menu", ".size", ".position", ".foot nav", ".print-hint", "#print", ".skip"):
            self.assertFalse(page.locator(part).is_visible(), part)
        for part in (".brand", ".page-end", ".duty"):
            self.assertTrue(page.locator(part).is_visible(), part)
        self.assertEqual(page.evaluate("getComputedStyle(document.querySelector('thead')).display"), "table-header-group")
        self.assertEqual(page.evaluate(COLOURS)[1], "rgb(25, 33, 29)")

    def test_a_printed_page_leads_back_by_its_code(self):
        zbar = harness.tool("zbarimg")
        county = harness.copy_of(harness.ROOT / "content").parent
        (county / "copy").rename(county / "content")
        settings = county / "content/site.toml"
        base = "http://www.example.gov.cn/ztzl/ssjygk/"
        text = settings.read_text("utf-8")
        self.assertIn('base_url = ""', text)
        settings.write_text(text.replace('base_url = ""', f'base_url = "{base}"'), "utf-8")
        harness.program("build", "--root", county, "--out", county / "public")
        for name in ("draws/2026q2-key/index.html", "objects/91140826ma0e001737.html", "pages/about.html"):
            page = self.page(1280, device_scale_factor=4)
            page.goto(f"file://{county}/public/{name}")
            code = page.locator(".page-qr .qr")
            self.assertFalse(code.is_visible(), name)
            page.emulate_media(media="print")
            picture = county / "code.png"
            code.screenshot(path=picture)
            done = subprocess.run([zbar, "-q", "--raw", str(picture)], capture_output=True, text=True)
            self.assertEqual(done.stdout.strip(), base + name)
            self.assertIn(base + name, page.locator(".page-end").inner_text())
