"""The two databases that run the published SQL: DuckDB inside this process, a PostgreSQL server started for the tests."""

import atexit
import functools
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

import harness

SERVER = pathlib.Path("/usr/lib/postgresql/15/bin")


def duckdb(folder, text):
    """Runs a published text from inside a draw's folder, each run a database of its own. Returns the differences and the last
    row. DuckDB resolves the names of files against the folder of the process."""
    engine = harness.module("duckdb")
    before = os.getcwd()
    os.chdir(folder)
    try:
        with engine.connect() as connection:
            statements = connection.extract_statements(text)
            for statement in statements[:-2]:
                connection.execute(statement)
            differences = connection.execute(statements[-2]).fetchall()
            return differences, connection.execute(statements[-1]).fetchone()
    finally:
        os.chdir(before)


class Postgres:
    """A server of its own in a folder that goes when the tests end, reachable by a socket in that folder only."""

    def __init__(self):
        if not (SERVER / "initdb").exists():
            harness.missing("PostgreSQL 15")
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="mingchou-postgres-"))
        atexit.register(shutil.rmtree, self.place, True)
        # A server refuses to be root.
        self.user = []
        if os.getuid() == 0:
            try:
                owner = pwd.getpwnam("postgres")
            except KeyError:
                harness.missing("the user postgres")
            os.chown(self.place, owner.pw_uid, owner.pw_gid)
            self.user = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
        self._do("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={self.place} -c fsync=off -c max_connections=10"
        self._do("pg_ctl", "-D", self.data, "-o", options, "-l", self.place / "log", "-w", "start")
        atexit.register(self.stop)

    @property
    def data(self):
        return self.place / "data"

    def _do(self, name, *args):
        command = [*self.user, str(SERVER / name), *map(str, args)]
        done = subprocess.run(command, cwd=self.place, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=120)
        if done.returncode != 0:
            raise AssertionError(f"{name} failed:\n{done.stdout}")

    def stop(self):
        """Stops the server; a second call does nothing."""
        if (self.data / "postmaster.pid").exists():
            self._do("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def psql(self, *args, folder, timeout=120):
        """Runs psql in a folder. Returns its exit code and all it said."""
        command = [str(SERVER / "psql"), "-h", str(self.place), "-U", "postgres", "-d", "postgres", *map(str, args)]
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout)
        return done.returncode, done.stdout + done.stderr

    def run(self, folder, file):
        """Runs a published text from inside a draw's folder. Returns the differences and the last row."""
        code, said = self.psql("-X", "-q", "-A", "-t", "-F", "\t", "-f", file, folder=folder)
        if code != 0:
            raise AssertionError(f"psql: exit {code}\n{said}")
        rows = [line.split("\t") for line in said.splitlines()]
        return rows[:-1], rows[-1]


@functools.cache
def postgres():
    """The server, started at the first use."""
    return Postgres()
