"""Every kind of page against axe-core, which knows the rules of accessible pages, on a phone and on a laptop; nothing scrolls sideways."""

import harness
from test_pages import Browser

WIDTHS = (360, 1280)
PAGES = (
    "index.html", "search.html", "draws/index.html", "draws/2026q2-key/index.html", "draws/2026q4-key/index.html",
    "draws/2026q4-special/index.html", "draws/2026q2-general/index.html", "draws/2026q3-key/changes.html",
    "results/index.html", "objects/index.html",
    "objects/91140826ma0e001737.html", "plans/index.html", "items/index.html", "compliance/index.html", "summary/index.html",
    "exceptions/index.html", "data/index.html", "chance/index.html", "check/index.html", "check/slip.html", "check/nonce.html",
    "log/index.html", "log/2026.html", "log/notice.html", "log/tables/objects.html", "log/tables/results/2025.html",
)
# Without preload axe does not fetch the style sheet a second time, which the policy of the pages forbids.
RUN = "axe.run(document, {preload: false, resultTypes: ['violations']}).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))"


class Axe(Browser):
    def setUp(self):
        self.axe = (harness.node_package("axe-core") / "axe.min.js").read_text("utf-8")

    def look(self, page, width, where):
        self.fits(page, width)
        page.evaluate(self.axe)
        self.assertEqual(page.evaluate(RUN), [], where)

    def opened(self, width):
        return self.page(width, color_scheme="light")

    def test_pages_as_they_stand(self):
        for width in WIDTHS:
            page = self.opened(width)
            for name in PAGES:
                with self.subTest(page=name, width=width):
                    page.goto(f"file://{self.site}/{name}")
                    self.look(page, width, name)

    def test_pages_with_everything_unfolded(self):
        for width in WIDTHS:
            page = self.opened(width)
            for name in PAGES:
                with self.subTest(page=name, width=width):
                    page.goto(f"file://{self.site}/{name}")
                    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
                    self.look(page, width, name)

    def test_draws_after_the_check(self):
        for width in WIDTHS:
            for draw in ("2026q2-key", "2026q4-key", "2026q2-general"):
                with self.subTest(draw=draw, width=width):
                    page = self.opened(width)
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
