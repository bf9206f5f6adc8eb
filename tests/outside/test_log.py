"""The log in a page of Python: Ed25519 by `cryptography`, trees by hashlib, both from the pages of C2SP and RFC 6962 alone."""

import base64
import datetime
import hashlib
import unittest

import harness
import logs


def leaf(data):
    return hashlib.sha256(b"\x00" + data).digest()


def root(leaves):
    """RFC 6962, section 2.1."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()


def key(text, kind):
    """Name, key id and key of `NAME+ID+BASE64`."""
    name, number, data = text.strip().split("+", 2)
    data = base64.b64decode(data, validate=True)
    assert data[0] == kind and len(data) == 33
    found = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    assert found.hex() == number
    return name, found, data[1:]


def note(data):
    """Text, and the signature lines as (name, key id, rest)."""
    text, lines = data.decode("utf-8").rsplit("\n\n", 1)
    signatures = []
    for line in lines.removesuffix("\n").split("\n"):
        dash, name, signature = line.split(" ")
        assert dash == "\u2014"
        signature = base64.b64decode(signature, validate=True)
        signatures.append((name, signature[:4], signature[4:]))
    return text + "\n", signatures


class Log(unittest.TestCase):
    def setUp(self):
        harness.module("cryptography")
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        self.public, self.invalid = Ed25519PublicKey.from_public_bytes, InvalidSignature
        self.folder = logs.made() / "content" / "log"

    def test_every_head_is_signed_and_has_the_root_of_its_entries(self):
        name, number, public = key((self.folder / "key.txt").read_text(encoding="ascii"), 1)
        leaves = [leaf(entry) for entry in logs.entries(self.folder)]
        heads = logs.heads(self.folder)
        self.assertEqual(len(heads), len(logs.DAYS))
        for path in heads:
            text, signatures = note(path.read_bytes())
            self.assertEqual([signature[:2] for signature in signatures], [(name, number)])
            self.public(public).verify(signatures[0][2], text.encode())
            with self.assertRaises(self.invalid):
                self.public(public).verify(signatures[0][2], text.replace("\n", "\n0", 1).encode())
            origin, size, hashed, rest = text.split("\n")
            self.assertEqual((origin, rest), (name, ""))
            self.assertIn(path.name, ("checkpoint.txt", f"{size}.txt"))
            self.assertEqual(base64.b64decode(hashed), root(leaves[: int(size)]))
        self.assertEqual(int(size), len(leaves))

    def test_the_newest_entry_of_each_record_has_the_hash_of_its_file(self):
        out = harness.scratch() / "log-site"
        # Everything was logged after its beacons were known, which a build says in the end; what it wrote is what was logged.
        harness.program("--root", logs.made(), "build", "--out", out, env=logs.SECRET, ok=(1,))
        newest, older = {}, set()
        for entry in logs.entries(self.folder):
            fields = dict(line.split(" ", 1) for line in entry.decode("ascii").splitlines()[1:])
            if fields["record"] in newest:
                older.add(newest[fields["record"]][0])
            newest[fields["record"]] = (fields["sha256"], int(fields["bytes"]))
        self.assertGreaterEqual(len(older), len(logs.DAYS) - 1)
        for record, (digest, size) in newest.items():
            data = (out / record).read_bytes()
            self.assertEqual((hashlib.sha256(data).hexdigest(), len(data)), (digest, size), record)
        for digest in older:
            data = (self.folder / "records" / f"{digest}.csv").read_bytes()
            self.assertEqual(hashlib.sha256(data).hexdigest(), digest)

    def test_a_witness_signs_time_and_head(self):
        spelled, line = logs.witnessed()
        name, number, public = key(spelled, 4)
        text, _ = note((self.folder / "checkpoint.txt").read_bytes())
        _, ((by, of, data),) = note(("x\n\n" + line + "\n").encode())
        self.assertEqual((by, of, len(data)), (name, number, 72))
        seconds = int.from_bytes(data[:8], "big")
        now = datetime.datetime.now(datetime.timezone.utc).timestamp()
        self.assertLess(abs(seconds - now), 3600)
        signed = f"cosignature/v1\ntime {seconds}\n{text}".encode()
        self.public(public).verify(data[8:], signed)
        with self.assertRaises(self.invalid):
            self.public(public).verify(data[8:], signed.replace(b"time ", b"time 1"))


if __name__ == "__main__":
    unittest.main()
