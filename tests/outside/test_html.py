"""All pages against the Nu Html Checker and html-validate, the sheets and pictures against the former, and every XML file parsed."""

import json
import pathlib
import re
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree

import harness
import sampling

# What the Nu checker says and we do not follow. Everything else it says, warnings too, fails.
NU_KNOWN = {
    r"Resource violates Content Security Policy \(meta tag\): (external stylesheet|external script|image) “[^:”]+” blocked by .*":
        "it reads files of the disk, where 'self' is nothing to it; test_host loads the pages under the policy in a browser",
    r"Attribute “webkitdirectory” not allowed on element “input” at this point\.":
        "every browser has it, no standard of the W3C does; without it a reader picks the files one by one",
}
# html-validate: recommended, document and accessibility rules; what is relaxed, and why.
VALIDATE = {
    "root": True,
    "extends": ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
    "rules": {
        # A hash on our own files would make them unreadable from a disk: there they are of another origin, and hashes need the same one.
        "require-sri": ["error", {"target": "crossorigin"}],
        # An id may begin with a digit in HTML since 2014, and no selector of the sheet names an id.
        "valid-id": ["error", {"relaxed": True}],
        # The place in which a table scrolls is named by the table's caption; in a section the Nu checker asks for a heading as well.
        "prefer-native-element": ["error", {"exclude": ["region"]}],
    },
}


def begun(*command):
    """A process whose output goes to a file: through a pipe html-validate loses the end of a long one. Out: a function that waits for it."""
    said = tempfile.TemporaryFile(dir=harness.scratch())
    process = subprocess.Popen([str(part) for part in command], stdout=said, stderr=subprocess.PIPE)

    def answer():
        with said, process.stderr:
            fault = process.communicate()[1].decode("utf-8", "replace")
            said.seek(0)
            text = said.read().decode("utf-8")
            if not text:
                raise AssertionError(fault)
            return json.loads(text)

    return answer


def nu(*args):
    """Starts the Nu checker. Out: a function that waits for its messages."""
    jar = harness.node_package("vnu-jar") / "build" / "dist" / "vnu.jar"
    java = (harness.tool("java"), "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar)
    answer = begun(*java, "--format", "json", "--stdout", "--exit-zero-always", *args)
    return lambda: unknown(answer()["messages"])


def unknown(messages):
    """Messages that are not known, one line each, without remarks that only belong to another message."""
    lines = []
    for message in messages:
        note = message["type"] == "info" and message.get("subType") != "warning"
        if not note and not any(re.fullmatch(known, message["message"]) for known in NU_KNOWN):
            lines.append(f"{message.get('url')}:{message.get('lastLine')}: {message['message']} {message.get('extract', '')!r}")
    return lines


def validate(*paths):
    """Starts html-validate. Out: a function that waits for its messages, one line each."""
    program = harness.node_package("html-validate") / "bin" / "html-validate.mjs"
    config = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "html-validate.json"
    config.write_text(json.dumps(VALIDATE), "utf-8")
    answer = begun(harness.tool("node"), program, "--config", config, "--formatter", "json", *paths)
    return lambda: [f"{file['filePath']}:{message['line']}: {message['ruleId']}: {message['message']}"
                    for file in answer() for message in file["messages"]]


class Html(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = harness.demonstration()

    def nothing(self, lines):
        if lines:
            self.fail("\n".join([f"{len(lines)} messages", *lines[:20]]))

    def test_no_page_has_a_fault(self):
        """Both at the same time: each keeps one core busy."""
        answers = nu("--skip-non-html", self.site), validate(self.site)
        for name, answer in zip(("the Nu checker", "html-validate"), answers):
            with self.subTest(name):
                self.nothing(answer())

    def test_no_sheet_and_no_picture_has_a_fault(self):
        for kind in ("css", "svg"):
            files = sorted(self.site.rglob(f"*.{kind}"))
            self.assertTrue(files, kind)
            self.nothing(nu(f"--{kind}", *files)())

    def test_both_find_what_is_planted(self):
        text = (self.site / "index.html").read_text("utf-8")
        folder = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
        plants = (
            ("<p><div>a</div></p>", "No “p” element in scope", "close-order"),
            ('<p id="main">a</p>', "Duplicate ID", "no-dup-id"),
            ('<p><img src="a.png"></p>', "An “img” element must have an “alt” attribute", "wcag/h37"),
            ('<p style="color:red">a</p>', "Content Security Policy", "no-inline-style"),
        )
        for number, (plant, _, _) in enumerate(plants):
            (folder / f"{number}.html").write_text(text.replace("</main>", plant + "</main>", 1), "utf-8")
        by_nu, by_other = nu("--skip-non-html", folder), validate(folder)
        for found, names in ((by_nu(), [plant[1] for plant in plants]), (by_other(), [plant[2] for plant in plants])):
            for number, name in enumerate(names):
                self.assertIn(name, " ".join(line for line in found if f"/{number}.html:" in line), plants[number][0])

    def test_xml_is_well_formed(self):
        files = sorted(path for kind in ("xml", "svg") for path in self.site.rglob(f"*.{kind}"))
        self.assertIn("feed.xml", [path.name for path in files])
        for path in files:
            with self.subTest(path.name):
                xml.etree.ElementTree.parse(path)

    def test_feed_and_map_name_pages_that_exist(self):
        county = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch())) / "county"
        harness.program("demo", "--objects", "40", county)
        config = county / "content" / "site.toml"
        base = "https://www.example.gov.cn/inspection/"
        config.write_text(config.read_text("utf-8").replace('base_url = ""', f'base_url = "{base}"'), "utf-8")
        site = county / "public"
        harness.program("--root", county, "build")
        named = {}
        for name, tag in (("sitemap.xml", "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"), ("feed.xml", "{http://www.w3.org/2005/Atom}link")):
            for found in xml.etree.ElementTree.parse(site / name).iter(tag):
                named.setdefault(name, []).append(found.text or found.get("href"))
        for name, addresses in named.items():
            for address in addresses:
                self.assertTrue(address.startswith(base), f"{name}: {address}")
                self.assertTrue((site / address[len(base):].partition("#")[0]).exists(), f"{name}: {address}")
        self.assertEqual(set(named["sitemap.xml"]), {base + name for name in sampling.pages(site) if name != "404.html"})
