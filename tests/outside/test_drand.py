"""The two checkers of drand signatures, check.py.txt and check-drand.js (in node and duktape), against known answers, malformed
input, each other, and `py_ecc` (PyPI), another implementation of BLS12-381."""

import hashlib
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import harness

ASSETS = harness.ROOT / "themes" / "gov" / "assets"
SCRIPT = ASSETS / "check-drand.js"
HASH = ASSETS / "check-sha256.js"
KNOWN = [
    (1000, "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39"),
    (657413, "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"),
]
ROUND, SIGNATURE = KNOWN[0]
NO_ROUND = [0, -1, -1000, 1000.5, "1000", None, [1000], True]
SAY = 'var say = typeof print === "function" ? print : function (text) { console.log(text); };\n'


def part():
    """The last part of check.py.txt, which stands for itself but for one import."""
    text = (ASSETS / "check.py.txt").read_text(encoding="utf-8")
    begin = text.index("# ---- drand quicknet")
    return "import hashlib\n" + text[begin:text.index("\nif __name__", begin)]


def python(old="", new=""):
    """The names of that part, after one change of its text."""
    names = {}
    exec(compile(part().replace(old, new), "check.py.txt", "exec"), names)
    return names


PLAIN = python()


def script(engine, expression, text=None):
    """What an expression is worth after check-drand.js, through JSON."""
    source = HASH.read_text() + (text or SCRIPT.read_text(encoding="ascii")) + SAY + f"say(JSON.stringify({expression}));\n"
    with tempfile.NamedTemporaryFile("w", suffix=".js") as file:
        file.write(source)
        file.flush()
        done = subprocess.run([harness.tool(engine), file.name], capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{engine}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def asked(engine, cases, text=None):
    """Verdicts of check-drand.js on many pairs of a round and a signature."""
    return script(engine, f"{json.dumps(cases)}.map(function (c) {{ return mingchou.drand(c[0], c[1]); }})", text)


def compressed(point):
    """A point of the first group as a signature writes it."""
    return "%096x" % (point[0] | (5 if point[1] > PLAIN["BLS_P"] // 2 else 4) << 381)


def flipped(signature, bit):
    return "%096x" % (int(signature, 16) ^ (1 << bit))


def not_on_curve():
    return next(x for x in range(1, 100) if PLAIN["bls_root"](x**3 + 4) is None)


def of_any_order():
    """A point of the curve that is not in the group."""
    x = next(x for x in range(1, 100) if PLAIN["bls_root"](x**3 + 4))
    return x, PLAIN["bls_root"](x**3 + 4)


def malformed():
    """What a signature of round 1000 is not."""
    point, p = PLAIN["bls_g1"](SIGNATURE), PLAIN["BLS_P"]
    order3 = (0, 2)
    return {
        "empty": "", "short": SIGNATURE[:-2], "one digit short": SIGNATURE[:-1], "long": SIGNATURE + "00", "double": SIGNATURE * 2,
        "upper case": SIGNATURE.upper(), "space": " " + SIGNATURE[1:], "line end": SIGNATURE + "\n", "line end inside": SIGNATURE[:-1] + "\n",
        "not hex": SIGNATURE[:-1] + "g", "0x": "0x" + SIGNATURE[2:], "sign": "-" + SIGNATURE[1:], "underscore": SIGNATURE[:8] + "_" + SIGNATURE[9:],
        "wide digits": SIGNATURE[:-1] + "\uff19", "nothing": None, "number": 1000, "list": [SIGNATURE], "zeros": "0" * 96, "ones": "f" * 96,
        "infinity": "c" + "0" * 95, "infinity, other sign": "e" + "0" * 95, "infinity with x": "f" + SIGNATURE[1:],
        "uncompressed": "%096x" % point[0], "x = p": "%096x" % (p | 4 << 381), "x = p, other sign": "%096x" % (p | 5 << 381),
        "x all ones": "%096x" % ((1 << 381) - 1 | 4 << 381), "not on curve": "%096x" % (not_on_curve() | 4 << 381),
        "order 3": compressed(order3), "order 3, other sign": compressed((0, p - 2)), "any order": compressed(of_any_order()),
        "signature and order 3": compressed(PLAIN["bls_add"](point, order3)), "negated": compressed((point[0], p - point[1])),
        "doubled": compressed(PLAIN["bls_add"](point, point)),
    }


def foreign():
    """A key pair and a signer of `py_ecc`: key as drand writes it, its halves for check-drand.js, and round -> signature."""
    harness.module("py_ecc")
    from py_ecc.bls.hash_to_curve import hash_to_G1
    from py_ecc.bls.point_compression import compress_G1, compress_G2
    from py_ecc.optimized_bls12_381 import G2, multiply, normalize

    secret = int.from_bytes(hashlib.sha512(b"a key for tests").digest(), "big") % PLAIN["BLS_R"]
    public = multiply(G2, secret)

    def sign(number):
        message = hashlib.sha256(number.to_bytes(8, "big")).digest()
        return "%096x" % compress_G1(multiply(hash_to_G1(message, PLAIN["BLS_DST"], hashlib.sha256), secret))

    coordinates = ["%096x" % int(c) for coordinate in normalize(public) for c in coordinate.coeffs]
    return "%096x%096x" % compress_G2(public), coordinates, sign


def with_key(key, coordinates):
    """Both checkers with another key in the place of quicknet's: drand_ok and the text of check-drand.js."""
    import re

    old = PLAIN["BLS_KEY"]
    text, changed = re.subn(r"(var KEY_HEX = )\[[^]]*\]", lambda m: m[1] + json.dumps(coordinates), SCRIPT.read_text(encoding="ascii"))
    assert changed == 1
    names = python(f'"{old[:96]}"\n    "{old[96:]}"', f'"{key}"')
    assert names["BLS_KEY"] == key
    return names["drand_ok"], text


class Drand(unittest.TestCase):
    def both(self, number, signature):
        """One verdict of all three."""
        verdict = PLAIN["drand_ok"](number, signature)
        self.assertIs(type(verdict), bool)
        for engine in ("node", "duk"):
            self.assertIs(asked(engine, [[number, signature]])[0], verdict, engine)
        return verdict

    def test_known_answers(self):
        for number, signature in KNOWN:
            self.assertTrue(self.both(number, signature))
            self.assertFalse(self.both(number + 1, signature))
            self.assertFalse(self.both(number - 1, signature))
        self.assertFalse(self.both(KNOWN[0][0], KNOWN[1][1]))

    def test_vectors(self):
        for name, expected in (("small-drand", True), ("refuse/seal-drand-signature", False)):
            lines = [line.split(" ") for line in (harness.VECTORS / name / "seal.txt").read_text().splitlines()]
            number = next(int(line[2]) for line in lines if line[:2] == ["beacon", "drand-quicknet"])
            signature = next(line[2] for line in lines if line[:2] == ["evidence", "drand-quicknet"])
            self.assertIs(self.both(number, signature), expected, name)

    def test_every_flipped_bit(self):
        flips = [flipped(SIGNATURE, bit) for bit in range(384)]
        self.assertEqual([bit for bit in range(384) if PLAIN["drand_ok"](ROUND, flips[bit])], [])
        self.assertEqual(asked("node", [[ROUND, flip] for flip in flips]), [False] * 384)
        self.assertEqual(asked("duk", [[ROUND, flip] for flip in flips[::8] + flips[-3:]]), [False] * 51)

    def test_malformed_signatures(self):
        cases = malformed()
        self.assertEqual([name for name in cases if PLAIN["drand_ok"](ROUND, cases[name]) is not False], [])
        for engine in ("node", "duk"):
            said = asked(engine, [[ROUND, case] for case in cases.values()])
            self.assertEqual([name for name, verdict in zip(cases, said) if verdict is not False], [], engine)
        for bytes_not_text in (SIGNATURE.encode(), bytes.fromhex(SIGNATURE)):
            self.assertIs(PLAIN["drand_ok"](ROUND, bytes_not_text), False)

    def test_the_group_check_is_needed(self):
        """A signature plus a point of order 3 satisfies the equation; only the order gives it away."""
        point = PLAIN["bls_add"](PLAIN["bls_g1"](SIGNATURE), (0, 2))
        hashed = PLAIN["bls_hash_to_g1"](hashlib.sha256(ROUND.to_bytes(8, "big")).digest())
        pairs = [((point[0], -point[1]), PLAIN["bls_g2"](PLAIN["BLS_G2"])), (hashed, PLAIN["bls_g2"](PLAIN["BLS_KEY"]))]
        self.assertTrue(PLAIN["bls_product_is_one"](pairs))
        self.assertIsNone(PLAIN["bls_g1"](compressed(point)))
        text, off = SCRIPT.read_text(encoding="ascii"), "if (!inGroup(signature))"
        self.assertEqual(text.count(off), 1)
        case = [[ROUND, compressed(point)]]
        self.assertEqual((asked("node", case), asked("node", case, text.replace(off, "if (false)"))), ([False], [True]))

    def test_no_rounds(self):
        for number in NO_ROUND + [1 << 64, 1 << 70]:
            self.assertIs(PLAIN["drand_ok"](number, SIGNATURE), False, number)
        for engine in ("node", "duk"):
            self.assertEqual(asked(engine, [[number, SIGNATURE] for number in NO_ROUND]), [False] * len(NO_ROUND))
            odd = script(engine, "[NaN, Infinity, undefined, {}, 9007199254740993].map(function (r) { return mingchou.drand(r, '%s'); })" % SIGNATURE)
            self.assertEqual(odd, [False] * 5)
        self.assertIs(PLAIN["drand_ok"](1000.0, SIGNATURE), False)

    def test_hash_to_g1(self):
        """Both against py_ecc, for messages of 0 to 39 bytes and of the length of a round's."""
        harness.module("py_ecc")
        from py_ecc.bls.hash_to_curve import hash_to_G1
        from py_ecc.optimized_bls12_381 import normalize

        messages = [bytes(range(length)) for length in range(40)]
        messages += [hashlib.sha256(number.to_bytes(8, "big")).digest() for number in (1, 2, 1000, 657413, 2**40)]
        expected = []
        for message in messages:
            x, y, *_ = normalize(hash_to_G1(message, PLAIN["BLS_DST"], hashlib.sha256))
            expected.append([int(x), int(y)])
        self.assertEqual([list(PLAIN["bls_hash_to_g1"](message)) for message in messages], expected)
        lists = json.dumps([list(message) for message in messages])
        for engine in ("node", "duk"):
            said = script(engine, f"{lists}.map(mingchou.drandParts.hashToG1)")
            self.assertEqual([[int(c, 16) for c in point] for point in said], expected, engine)

    def test_isogeny_of_the_standard(self):
        """The square of BLS_KERNEL is x_den of RFC 9380, appendix E.2, as py_ecc has it."""
        harness.module("py_ecc")
        from py_ecc.optimized_bls12_381.constants import ISO_11_MAP_COEFFICIENTS

        square = [0] * 11
        for j, a in enumerate(PLAIN["BLS_KERNEL"]):
            for k, b in enumerate(PLAIN["BLS_KERNEL"]):
                square[j + k] = (square[j + k] + a * b) % PLAIN["BLS_P"]
        self.assertEqual(square, [int(a) for a in ISO_11_MAP_COEFFICIENTS[1]])

    def test_foreign_signatures(self):
        """What py_ecc signs, both accept under its key; the neighbour's signature, and quicknet's key, refuse."""
        key, coordinates, sign = foreign()
        ok, text = with_key(key, coordinates)
        rounds = [1, 2, 255, 256, 65536, 999999999, 2**32, 2**40 + 7]
        right = [[number, sign(number)] for number in rounds]
        wrong = [[number, right[j - 1][1]] for j, number in enumerate(rounds)]
        self.assertEqual([ok(*case) for case in right + wrong], [True] * 8 + [False] * 8)
        self.assertEqual(asked("node", right + wrong, text), [True] * 8 + [False] * 8)
        self.assertEqual(asked("duk", right[:2] + wrong[:2], text), [True] * 2 + [False] * 2)
        self.assertEqual([PLAIN["drand_ok"](*case) for case in right] + asked("node", right), [False] * 16)

    def test_second_writing_of_a_signature(self):
        """x + p is the same x, but not canonical; and of the eight settings of the three flags one is right, for either y."""
        key, coordinates, sign = foreign()
        ok, text = with_key(key, coordinates)
        room, low = (1 << 381) - PLAIN["BLS_P"], (1 << 381) - 1
        made = [(number, int(sign(number), 16)) for number in range(1, 40)]
        for flags in (4, 5):
            number, value = next((n, s) for n, s in made if s >> 381 == flags and s & low < room)
            cases = [[number, "%096x" % (value & low | other << 381)] for other in range(8)]
            cases.append([number, "%096x" % (value + PLAIN["BLS_P"])])
            expected = [other == flags for other in range(9)]
            self.assertEqual([ok(*case) for case in cases], expected)
            self.assertEqual(asked("node", cases, text), expected)

    def test_keys_of_the_protocol(self):
        """Both files carry the same two points, they are on the curve, the key is the program's own, and the generator py_ecc's."""
        harness.module("py_ecc")
        from py_ecc.bls.point_compression import compress_G2
        from py_ecc.optimized_bls12_381 import G2

        self.assertEqual(PLAIN["BLS_G2"], "%096x%096x" % compress_G2(G2))
        sources = [path.read_text(encoding="utf-8") for path in sorted((harness.ROOT / "src").rglob("*.rs"))]
        self.assertTrue(any(PLAIN["BLS_KEY"] in text for text in sources))
        for name, constant in (("G2_HEX", "BLS_G2"), ("KEY_HEX", "BLS_KEY")):
            x, y = PLAIN["bls_g2"](PLAIN[constant])
            for number in (*x, *y):
                self.assertIn(f'"{number:096x}"', SCRIPT.read_text().split(f"var {name} = ")[1].split("]")[0])
            cube = PLAIN["bls_mul2"](x, PLAIN["bls_mul2"](x, x))
            self.assertEqual(PLAIN["bls_mul2"](y, y), (cube[0] + 4, cube[1] + 4))

    def test_in_pieces(self):
        """A job gives way after each piece and ends as the whole does."""
        run = """(function () {
            var job = mingchou.drandJob(%d, "%s"), steps = 1;
            while (!job.step(0)) { steps += 1; if (job.result) { throw new Error("early"); } }
            return [steps > 60, job.result, job.step(0), job.result];
        }())"""
        for engine in ("node", "duk"):
            self.assertEqual(script(engine, run % (ROUND, SIGNATURE)), [True, True, True, True])
            self.assertEqual(script(engine, run % (ROUND + 1, SIGNATURE)), [True, False, True, False])

    def test_old_python_and_old_script(self):
        """check-drand.js is ES5 to a parser, and the Python works in the oldest version that stands here from 3.8 on."""
        acorn = harness.node_package("acorn")
        code = "require(process.argv[1]).parse(require('fs').readFileSync(process.argv[2], 'utf8'), { ecmaVersion: 5 });"
        subprocess.run([harness.tool("node"), "-e", code, str(acorn), str(SCRIPT)], check=True)
        for version in ("3.8", "3.9", "3.10", "3.11", "3.12"):
            found = shutil.which(f"python{version}")
            if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
                code = part() + f"\nprint(drand_ok({ROUND}, '{SIGNATURE}'), drand_ok(1, '{SIGNATURE}'))"
                done = subprocess.run([found, "-I", "-c", code], capture_output=True, text=True, check=True)
                self.assertEqual(done.stdout.split(), ["True", "False"])
                return
        harness.missing("a Python from 3.8 to 3.12")

    def test_the_hash_of_the_script(self):
        messages = [bytes(range(length)) for length in (0, 1, 55, 56, 63, 64, 119, 120, 200)]
        said = script("duk", f"{json.dumps([list(m) for m in messages])}.map(mingchou.sha256)")
        self.assertEqual(said, [hashlib.sha256(m).hexdigest() for m in messages])


if __name__ == "__main__":
    unittest.main()
