"""What every section is given: where the programs are, where files may lie, how large and how often."""

import dataclasses
import functools
import os
import pathlib
import sys

import measure

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = ROOT / "target" / "peers"
OUTSIDE = ROOT / "tests" / "outside"
SCRIPT = ROOT / "themes" / "gov" / "assets" / "check.py.txt"
# The databases and the browser are started by what the outside tests use.
sys.path.append(str(OUTSIDE))


@dataclasses.dataclass
class Setup:
    """`built`: folder of the program and of the examples; `place`: folder on the disk that is measured; `rounds`: turns of everybody;
    `patience`: seconds after which a contestant has no further turn; `sizes`: by section, where they were given; `quick`: small ones."""

    built: pathlib.Path
    place: pathlib.Path
    rounds: int = 5
    patience: float = 30
    quick: bool = False
    huge: bool = False
    sizes: dict = dataclasses.field(default_factory=dict)
    absent: list = dataclasses.field(default_factory=list)

    def tell(self, text):
        print(f"    {text}", file=sys.stderr, flush=True)

    def of(self, section, usual, quick):
        """The sizes of a section."""
        return self.sizes.get(section) or (quick if self.quick else usual)

    def example(self, name):
        """A program of this folder."""
        path = self.built / "examples" / name
        if not path.exists():
            raise measure.Absent(f"{path}: cargo build --release --examples")
        return path

    @property
    def env(self):
        """What is remembered of sites that were verified stays within the run."""
        return {"MINGCHOU_STATE": str(self.place / "state")}

    def program(self, *args, ok=(0,)):
        """Runs the program and measures it, away from the themes of this project."""
        return measure.run([self.built / "mingchou", "--lang", "en", *args], cwd=self.place, env=self.env, ok=ok)

    def alternate(self, contestants):
        """Lets contestants take turns. Returns figures by name."""
        found = measure.alternate(contestants, self.rounds, self.patience, self.tell)
        return {name: measure.Figure.of(samples) for name, samples in found.items()}

    def missing(self, name, why):
        """Notes a contestant that is not here."""
        line = f"{name}: {why}"
        if line not in self.absent:
            self.absent.append(line)

    @functools.cached_property
    def python(self):
        """The Python that has the peers' packages."""
        path = PEERS / "venv" / "bin" / "python"
        return path if path.exists() else pathlib.Path(sys.executable)


def memory_disk():
    """Where files are written at the speed of memory, or nothing."""
    return "/dev/shm" if os.path.isdir("/dev/shm") else None
