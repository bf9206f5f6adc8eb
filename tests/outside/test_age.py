"""Envelopes and key files against the `age` program: what we encrypt it opens, what it encrypts we take and open."""

import hashlib
import os
import pty
import select
import shutil
import subprocess
import time
import unittest

import harness
from offices import COMMIT, DRAW, ORIGIN, REVEAL, SEAL, office

PASSPHRASE = "six grey herons stand"


def identity(root, name):
    """A holder's key, made by the program `age-keygen`. Out: its file and its public key."""
    path = root / name
    subprocess.run([harness.tool("age-keygen"), "-o", str(path)], check=True, capture_output=True)
    made = subprocess.run([harness.tool("age-keygen"), "-y", str(path)], check=True, capture_output=True, text=True)
    return path, made.stdout.strip()


def age(*args, data=None, ok=True):
    """Runs `age`. Out: what it writes, or its complaint where it must refuse."""
    done = subprocess.run([harness.tool("age"), *map(str, args)], input=data, capture_output=True)
    if (done.returncode == 0) != ok:
        raise AssertionError(f"age {args}: exit {done.returncode} {done.stderr.decode()}")
    return done.stdout if ok else done.stderr.decode()


def at_a_terminal(args, answers):
    """Runs a program that asks for passphrases at a terminal. Out: its exit code and what the terminal showed."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(args[0], [str(arg) for arg in args])
    shown, answers, until = b"", list(answers), time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 0.5)[0]:
            continue
        try:
            some = os.read(terminal, 4096)
        except OSError:
            break
        if not some:
            break
        shown += some
        if answers and shown.rstrip().endswith(b":"):
            time.sleep(0.2)
            os.write(terminal, answers.pop(0).encode() + b"\n")
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode(errors="replace")


def run(root, *args, ok=(0,), env=None):
    return harness.program("--root", root, *args, ok=ok, env=env)


def commit(root, *more, ok=(0,)):
    return run(root, *COMMIT, *more, ok=ok)


def seal(root):
    run(root, *SEAL)


def secrets(root):
    return harness.folder(root / "secrets/draws" / DRAW)


class Envelopes(unittest.TestCase):
    def test_the_bureaus_envelope_is_opened_by_each_holder_with_age(self):
        root = office()
        (city, city_key), (court, court_key) = identity(root, "city.txt"), identity(root, "court.txt")
        stranger, _ = identity(root, "stranger.txt")
        commit(root, "--escrow", f"市局={city_key}", "--escrow", f"法院={court_key}")
        envelope = root / "content/draws" / DRAW / "escrow-bureau.txt"
        kept = secrets(root)
        nonce, salts = kept["nonce-bureau.txt"].decode(), kept["salts.txt"].decode()
        recusals = kept["recusals.csv"].decode().splitlines()[1:]
        self.assertEqual(recusals, ["K1,I1", "K3,I2"])
        lines = ["mingchou/escrow/1", f"draw {DRAW}", "party bureau", f"nonce {nonce.strip()}"]
        lines += [f"salt {salt}" for salt in salts.splitlines()]
        lines += [f"recusal {row.replace(',', ' ')}" for row in recusals]
        for holder in (city, court):
            plain = age("-d", "-i", holder, envelope)
            self.assertEqual(plain.decode(), "\n".join(lines) + "\n")
        # What an auditor checks without us: the nonce is the one that was committed to.
        text = f"mingchou/nonce/1\n{ORIGIN}\n{DRAW}\nbureau\n{nonce}"
        committed = (root / "content/draws" / DRAW / "commit.txt").read_text()
        self.assertIn(f"nonce-commit bureau {hashlib.sha256(text.encode()).hexdigest()}\n", committed)
        self.assertIn(f"escrow bureau {hashlib.sha256(envelope.read_bytes()).hexdigest()}\n", committed)
        self.assertIn("no identity matched", age("-d", "-i", stranger, envelope, ok=False))
        refused = run(root, "draw", "recover", DRAW, "--identity", stranger, ok=(1,))
        self.assertIn(f"error[MC0854]: This identity opens no envelope of {DRAW} (bureau).", refused.stderr)

    def test_a_partys_own_envelope_is_opened_with_age(self):
        root = office()
        holder, key = identity(root, "city.txt")
        folder = root / "party"
        run(root, "draw", "nonce", DRAW, "--party", "discipline", "--to", folder, "--escrow", f"市局={key}")
        nonce = (folder / "nonce-discipline.txt").read_text()
        plain = age("-d", "-i", holder, folder / "escrow-discipline.txt").decode()
        self.assertEqual(plain, f"mingchou/escrow/1\ndraw {DRAW}\nparty discipline\nnonce {nonce}")

    def test_envelopes_made_with_age_are_published_and_opened(self):
        for spelling in ("the nonce's file", "our format"):
            with self.subTest(spelling):
                root = office()
                (city, city_key), (court, court_key) = identity(root, "city.txt"), identity(root, "court.txt")
                folder = root / "party"
                said = run(root, "draw", "nonce", DRAW, "--party", "discipline", "--to", folder).stdout
                party = "discipline:" + said.split()[2]
                nonce = (folder / "nonce-discipline.txt").read_bytes()
                ours = f"mingchou/escrow/1\ndraw {DRAW}\nparty discipline\nnonce ".encode() + nonce
                plain = nonce if spelling == "the nonce's file" else ours
                envelope = folder / "theirs.txt"
                envelope.write_bytes(age("-a", "-r", city_key, "-r", court_key, data=plain))
                binary = folder / "binary.age"
                binary.write_bytes(age("-r", city_key, data=plain))
                bad = commit(root, "--party", party, "--envelope", f"discipline={binary}", ok=(1,)).stderr
                self.assertIn("error[MC0852]: The envelope of discipline cannot be published: it is not in ASCII armour.", bad)
                commit(root, "--party", party, "--envelope", f"discipline={envelope}", "--escrow", f"市局={city_key}")
                published = root / "content/draws" / DRAW / "escrow-discipline.txt"
                self.assertEqual(published.read_bytes(), envelope.read_bytes())
                shutil.rmtree(folder)
                shutil.rmtree(root / "secrets")
                # The court opens the party's envelope, the city both.
                said = run(root, "draw", "recover", DRAW, "--identity", court).stdout
                self.assertIn("This identity does not open the envelope of: bureau.", said)
                self.assertEqual(secrets(root), {"nonce-discipline.txt": nonce})
                run(root, "draw", "recover", DRAW, "--identity", city)
                seal(root)
                before = secrets(root)
                shutil.rmtree(root / "secrets")
                run(root, "draw", "recover", DRAW, "--identity", city)
                self.assertEqual(secrets(root), before)
                run(root, *REVEAL)
                verdict = harness.verdicts("--draw", root / "content/draws" / DRAW)
                self.assertEqual(verdict[0]["verdict"], "recomputed")

    def test_an_identity_file_that_age_locked_with_a_passphrase_opens_the_envelope(self):
        root = office()
        holder, key = identity(root, "city.txt")
        commit(root, "--escrow", f"市局={key}")
        kept = secrets(root)
        for armour in ([], ["-a"]):
            locked = root / f"locked{len(armour)}.age"
            code, shown = at_a_terminal(
                [harness.tool("age"), "-p", *armour, "-o", locked, holder], [PASSPHRASE, PASSPHRASE]
            )
            self.assertEqual(code, 0, shown)
            shutil.rmtree(root / "secrets")
            wrong = {"MINGCHOU_PASSPHRASE": "six grey horses stand"}
            refused = run(root, "draw", "recover", DRAW, "--identity", locked, env=wrong, ok=(2,)).stderr
            self.assertEqual(refused, f"{locked} cannot be opened with this passphrase.\n")
            run(root, "draw", "recover", DRAW, "--identity", locked, env={"MINGCHOU_PASSPHRASE": PASSPHRASE})
            self.assertEqual(secrets(root), kept)
        # At a terminal the program asks by itself.
        shutil.rmtree(root / "secrets")
        args = [harness.BINARY, "--lang", "en", "--root", root, "draw", "recover", DRAW, "--identity", locked]
        code, shown = at_a_terminal(args, [PASSPHRASE])
        self.assertEqual(code, 0, shown)
        self.assertIn("Passphrase of the identity file:", shown)
        self.assertNotIn(PASSPHRASE, shown)
        self.assertEqual(secrets(root), kept)


class KeyFiles(unittest.TestCase):
    def test_the_logs_key_is_opened_with_age_and_one_that_age_locked_is_used(self):
        root = office()
        passphrase = root / "passphrase"
        passphrase.write_text(PASSPHRASE + "\n")
        verifier = run(root, "log", "key", "--passphrase-file", passphrase).stdout.splitlines()[0]
        path = root / "secrets/log/key.age"
        plain = root / "plain.txt"
        code, shown = at_a_terminal([harness.tool("age"), "-d", "-o", plain, path], ["six grey horses stand"])
        self.assertNotEqual(code, 0, shown)
        code, shown = at_a_terminal([harness.tool("age"), "-d", "-o", plain, path], [PASSPHRASE])
        self.assertEqual(code, 0, shown)
        name, key_id = verifier.split("+")[:2]
        self.assertTrue(plain.read_text().startswith(f"PRIVATE+KEY+{name}+{key_id}+"))

        other = "nine dry leaves fell"
        locked = root / "locked.age"
        code, shown = at_a_terminal([harness.tool("age"), "-p", "-o", locked, plain], [other, other])
        self.assertEqual(code, 0, shown)
        path.write_bytes(locked.read_bytes())
        at = ("--at", "2026-02-02T10:00:00+08:00")
        refused = run(root, "log", "publish", *at, "--passphrase-file", passphrase, ok=(2,))
        self.assertNotIn(other, refused.stderr)
        run(root, "log", "publish", *at, env={"MINGCHOU_PASSPHRASE": other})
        self.assertEqual((root / "content/log/key.txt").read_text().strip(), verifier)

    def test_a_witnesss_key_is_opened_with_age(self):
        root = office()
        path, plain = root / "witness.age", root / "plain.txt"
        env = {"MINGCHOU_PASSPHRASE": PASSPHRASE}
        verifier = run(root, "log", "key", "--witness", "witness.example.org", "--to", path, env=env).stdout.splitlines()[0]
        code, shown = at_a_terminal([harness.tool("age"), "-d", "-o", plain, path], [PASSPHRASE])
        self.assertEqual(code, 0, shown)
        name, key_id = verifier.split("+")[:2]
        self.assertTrue(plain.read_text().startswith(f"PRIVATE+KEY+{name}+{key_id}+"))


if __name__ == "__main__":
    unittest.main()
