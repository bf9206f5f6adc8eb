"""Every kind of page against axe-core, which knows the rules of accessible pages: on a phone, on a laptop, and as the readers set their
own devices who see little, no colour or no script. Nothing scrolls sideways."""

import harness
import sampling
from test_pages import Browser

WIDTHS = (360, 1280)
# Without preload axe does not fetch the style sheet a second time, which the policy of the pages forbids.
RUN = """rules => axe.run(document, Object.assign({preload: false, resultTypes: ['violations']}, rules ? {runOnly: rules} : {}))
  .then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))"""
# What can be otherwise where a mode only changes colours.
COLOURS = ["color-contrast", "link-in-text-block"]
# What can be otherwise where it only changes sizes.
SIZES = ["color-contrast", "scrollable-region-focusable", "target-size"]
UNFOLD = "document.querySelectorAll('details').forEach(d => { d.open = true; }); document.querySelectorAll('details').length"
# Mode -> (width, what the browser is told, the rules that can differ; all of them if none is named).
MODES = {
    "laptop": (1280, {}, None),
    "dark": (360, {"color_scheme": "dark"}, COLOURS),
    "dark laptop": (1280, {"color_scheme": "dark"}, COLOURS),
    "forced colours": (1280, {"forced_colors": "active"}, COLOURS),
    "more contrast": (360, {"contrast": "more"}, COLOURS),
    "more contrast, dark": (1280, {"contrast": "more", "color_scheme": "dark"}, COLOURS),
    "twice as large": (640, {"device_scale_factor": 2}, SIZES),
}


class Looks(Browser):
    """How a page is looked at."""

    def setUp(self):
        self.axe = (harness.node_package("axe-core") / "axe.min.js").read_text("utf-8")

    def look(self, page, width, where, rules=None, run=RUN):
        self.fits(page, width)
        page.evaluate(self.axe)
        self.assertEqual(page.evaluate(run, rules), [], where)


class Axe(Looks):
    def opened(self, width, **more):
        return self.page(width, **{"color_scheme": "light", **more})

    def each(self, page, look):
        """Loads a page of every kind and looks at it."""
        for name in sampling.sample(self.site):
            with self.subTest(page=name):
                page.goto(f"file://{self.site}/{name}")
                look(name)

    def test_pages_as_they_stand_and_unfolded(self):
        page = self.opened(360)
        def one(name):
            self.look(page, 360, name)
            if page.evaluate(UNFOLD):
                self.look(page, 360, f"{name}, unfolded")

        self.each(page, one)

    def test_pages_in_every_mode(self):
        for mode, (width, told, rules) in MODES.items():
            page = self.opened(width, **told)
            def one(name):
                page.evaluate(UNFOLD)
                self.look(page, width, f"{name}, {mode}", rules)

            self.each(page, one)

    def test_pages_without_script(self):
        """Scripts are off while the page loads, so that it shows what it has for such readers, and on again for axe."""
        page = self.opened(360)
        session = page.context.new_cdp_session(page)
        shown = 0
        for name in sampling.sample(self.site):
            with self.subTest(page=name):
                session.send("Emulation.setScriptExecutionDisabled", {"value": True})
                page.goto(f"file://{self.site}/{name}")
                session.send("Emulation.setScriptExecutionDisabled", {"value": False})
                shown += page.locator("noscript > *").count()
                page.evaluate(UNFOLD)
                self.look(page, 360, f"{name}, no script")
        self.assertGreater(shown, 3)

    def test_pages_on_paper(self):
        """At the width of a sheet of A4 between its margins."""
        page = self.opened(680)
        page.emulate_media(media="print")
        def one(name):
            self.look(page, 10000, name, COLOURS)

        self.each(page, one)

    def test_pages_in_large_type(self):
        """Half as large again, by the reader's browser; and by the page's own control where it has one."""
        page = self.opened(360)
        def one(name):
            page.evaluate(UNFOLD)
            page.evaluate("document.documentElement.style.fontSize = '150%'")
            self.look(page, 360, f"{name}, by the browser", SIZES)
            page.evaluate("document.documentElement.style.fontSize = ''")
            control = page.locator("header input[type=radio]:not(:checked), .head input[type=radio]:not(:checked)")
            if control.count():
                control.last.check(force=True)
                self.look(page, 360, f"{name}, by the page", SIZES)

        self.each(page, one)

    def test_draws_after_the_check(self):
        for width, scheme in zip(WIDTHS, ("dark", "light")):
            for draw in ("2026q2-key", "2026q4-key", "2026q2-general"):
                with self.subTest(draw=draw, width=width):
                    page = self.opened(width, color_scheme=scheme)
                    page.goto(f"file://{self.site}/draws/{draw}/index.html")
                    page.click("#check-go")
                    page.wait_for_selector(".verdict[id]")
                    page.click("#check-view summary")
                    self.look(page, width, draw)

    def test_a_forged_draw(self):
        site = harness.copy_of(self.site)
        files = site / "draws/2026q2-key/files.js"
        text = files.read_text("utf-8")
        files.write_text(text.replace("91140826MA0E046L0L", "91140826MA0E046L1L", 1), "utf-8")
        for width in WIDTHS:
            with self.subTest(width=width):
                page = self.opened(width)
                page.goto(f"file://{site}/draws/2026q2-key/index.html")
                page.click("#check-go")
                page.wait_for_selector(".verdict-bad")
                self.look(page, width, "forged")


class Paper(Browser):
    def test_the_notice_is_one_page_and_nothing_but_the_notice(self):
        page = self.page()
        page.goto(f"file://{self.site}/log/notice.html")
        pdf = page.pdf(prefer_css_page_size=True)
        self.assertEqual(pdf.count(b"/Type /Page\n"), 1)
        page.emulate_media(media="print")
        for part, shown in ((".slip-notice", True), (".demo", True), (".head", False), (".foot", False), (".summary", False)):
            self.assertEqual(page.locator(part).is_visible(), shown, part)
