"""The log against Go's `golang.org/x/mod/sumdb`, written by the designers of these forms: what the program publishes it proves,
what is changed it refuses, and the program refuses the same."""

import base64
import functools
import os
import pathlib
import shutil
import subprocess
import unittest

import harness
import logs

GO = pathlib.Path("/usr/lib/go-1.19/bin/go")
PACKAGES = pathlib.Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")


@functools.cache
def checker():
    """go/check.go, compiled once from Debian's packages alone: no module is fetched."""
    if not GO.exists() or not PACKAGES.exists():
        harness.missing("Go with golang.org/x/mod")
    built = harness.scratch() / "check-go"
    env = {**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "GOCACHE": str(harness.scratch() / "go-cache")}
    source = harness.ROOT / "tests" / "outside" / "go" / "check.go"
    subprocess.run([str(GO), "build", "-o", str(built), str(source)], check=True, env=env, cwd=harness.scratch(), timeout=500)
    return built


def ask(*folders):
    done = subprocess.run([str(checker()), *map(str, folders)], capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout.splitlines()


def program_reads(folder):
    """Whether the program takes the log: then it goes on, on its output, to what else a site must hold; else it stops."""
    site, memory = folder.parent / "site", folder.parent / "memory"
    logs.put(folder, site / "log")
    shutil.rmtree(memory, True)
    done = harness.program("log", "monitor", site, "--memory", memory, ok=(0, 1, 3))
    assert bool(done.stdout) != bool(done.stderr), done
    return bool(done.stdout)


def changed(name, bytes_of):
    """A copy of the log in which one file has other bytes."""
    folder = logs.copy()
    path = folder / name
    path.write_bytes(bytes_of(path.read_bytes()))
    return folder


def classes(note):
    """Every kind of place in a checkpoint's file: what it is, and where its first byte stands."""
    lines = note.split(b"\n")
    starts = [sum(len(line) + 1 for line in lines[:at]) for at in range(len(lines))]
    signature = note.index(b" ", starts[4] + 4) + 1
    return {
        "origin": starts[0], "end of the origin": starts[1] - 1, "size": starts[1], "end of the size": starts[2] - 1,
        "root": starts[2], "last of the root": starts[3] - 3, "padding of the root": starts[3] - 2,
        "end of the root": starts[3] - 1, "empty line": starts[3], "dash": starts[4], "space": starts[4] + 3,
        "name": starts[4] + 4, "space before the signature": signature - 1, "key id": signature,
        "signature": signature + 20, "last of the signature": starts[5] - 3, "padding": starts[5] - 2, "last line end": starts[5] - 1,
    }


def without(name, at):
    return changed(name, lambda note: note[:at] + note[at + 1:])


def flipped(name, at):
    return changed(name, lambda note: note[:at] + bytes([note[at] ^ 1]) + note[at + 1:])


def doubled(name, at):
    return changed(name, lambda note: note[:at] + note[at:at + 1] + note[at:])


def entries_with(change):
    def apply(text):
        parts = text.split(b"\n\n")
        change(parts)
        return b"\n\n".join(parts)
    return changed("entries.txt", apply)


def histories():
    """Logs that somebody rewrote."""
    def swap(parts):
        parts[3], parts[4] = parts[4], parts[3]

    yield "an entry changed", changed("entries.txt", lambda text: text.replace(b"\nbytes ", b"\nbytes 1", 1))
    yield "the last entry gone", entries_with(lambda parts: parts.pop(-2))
    yield "an entry twice", entries_with(lambda parts: parts.insert(0, parts[0]))
    yield "two entries swapped", entries_with(swap)
    yield "line ends of Windows", changed("entries.txt", lambda text: text.replace(b"\n", b"\r\n"))
    yield "no last empty line", changed("entries.txt", lambda text: text[:-1])
    yield "rolled back", changed("checkpoint.txt", lambda _: logs.heads(logs.made() / "content" / "log")[0].read_bytes())
    folder = logs.copy()
    first, second = logs.heads(folder)[:2]
    first.write_bytes(second.read_bytes())
    yield "an earlier head under another name", folder
    folder = logs.copy()
    (folder / "checkpoint.txt").unlink()
    yield "no head", folder
    folder = logs.copy()
    (folder / "key.txt").write_bytes((folder / "key.txt").read_bytes().replace(b"+A", b"+B", 1))
    yield "another key", folder


class Go(unittest.TestCase):
    def test_it_proves_the_log(self):
        folder = logs.made() / "content" / "log"
        count = len(logs.entries(folder))
        self.assertGreater(count, 100)
        self.assertEqual(ask(folder), [f"ok {count} {len(logs.DAYS)}"])
        self.assertTrue(program_reads(logs.copy()))

    def test_the_published_copy_is_the_same(self):
        self.assertEqual(ask(harness.demonstration() / "log")[0].split()[0], "ok")

    def test_every_kind_of_place_in_a_checkpoint(self):
        folder = logs.made() / "content" / "log"
        cases = []
        for path in (logs.heads(folder)[0], folder / "checkpoint.txt"):
            name = path.relative_to(folder)
            for what, at in classes(path.read_bytes()).items():
                for how, change in (("flipped", flipped), ("gone", without), ("twice", doubled)):
                    if (what, how) == ("last of the signature", "flipped"):
                        continue  # has its own test
                    cases.append((f"{name}: {what} {how}", change(name, at)))
        self.compare(cases)

    def test_rewritten_histories(self):
        self.compare(list(histories()))

    def test_every_byte_of_the_head(self):
        note = (logs.made() / "content" / "log" / "checkpoint.txt").read_bytes()
        last = classes(note)["last of the signature"]
        said = ask(*[flipped("checkpoint.txt", at) for at in range(len(note)) if at != last])
        self.assertEqual([line for line in said if not line.startswith("refused ")], [])

    def test_the_last_digit_of_a_signature_has_one_spelling_for_the_program(self):
        """68 bytes leave two bits of the last base64 digit unused. Go passes over them, so that one signature has four spellings;
        the program takes only the one that a writer makes, for "every byte counts" is what it promises."""
        note = (logs.made() / "content" / "log" / "checkpoint.txt").read_bytes()
        at = classes(note)["last of the signature"]
        digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        own = digits.index(note[at])
        self.assertEqual(own % 4, 0)
        others = [number for number in range(64) if number != own]
        folders = [changed("checkpoint.txt", lambda note: note[:at] + digits[number:number + 1] + note[at + 1:]) for number in others]
        accepted = [number for number, line in zip(others, ask(*folders)) if line.startswith("ok ")]
        self.assertEqual(accepted, [own + 1, own + 2, own + 3])
        for number, folder in zip(others, folders):
            self.assertFalse(program_reads(folder), number)

    def compare(self, cases):
        said = ask(*[folder for _, folder in cases])
        self.assertEqual(len(said), len(cases))
        for (what, folder), line in zip(cases, said):
            with self.subTest(change=what):
                self.assertRegex(line, "^refused ", what)
                self.assertFalse(program_reads(folder), what)

    def test_a_witness_line_does_not_disturb(self):
        """A line of a key that Go does not know is passed over; the program keeps it too."""
        _, line = logs.witnessed()
        folder = changed("checkpoint.txt", lambda note: note + line.encode() + b"\n")
        self.assertEqual(ask(folder)[0].split()[0], "ok")
        self.assertTrue(program_reads(folder))

    def test_go_signs_and_the_program_reads(self):
        """A log signed by Go with a key of its own spelling: every head again, by another hand."""
        folder = logs.copy()
        seed = bytes(range(32))
        key, secret = spelled(seed)
        (folder / "key.txt").write_text(key + "\n", encoding="ascii")
        for path in logs.heads(folder):
            text = harness.scratch() / "text"
            text.write_bytes(path.read_bytes().split(b"\n\n")[0] + b"\n")
            path.write_bytes(subprocess.run([str(checker()), "sign", secret, str(text)], check=True, capture_output=True).stdout)
        self.assertEqual(ask(folder)[0].split()[0], "ok")
        self.assertTrue(program_reads(folder))


def spelled(seed):
    """Verifier and signer key of the log's origin out of 32 bytes, by the page of signed-note."""
    harness.module("cryptography")
    import hashlib
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    origin = (logs.made() / "content" / "log" / "key.txt").read_text(encoding="ascii").split("+")[0]
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    data = b"\x01" + public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    name = hashlib.sha256(origin.encode() + b"\n" + data).hexdigest()[:8]
    encode = lambda part: base64.b64encode(part).decode()
    return f"{origin}+{name}+{encode(data)}", f"PRIVATE+KEY+{origin}+{name}+{encode(bytes([1]) + seed)}"


if __name__ == "__main__":
    unittest.main()
