"""Has LibreOffice write some of the tables: `python3 office.py [FOLDER [FILE…]]` after make.py. Its bytes differ from run to run, what they say does not."""

import pathlib
import subprocess
import sys
import tempfile

# What is made, from which file.
FILES = {
    "objects-office.xlsx": "objects-two-heads.xlsx",
    "objects-office.xls": "objects-hidden.xlsx",
    "objects-office.ods": "objects-hidden.xlsx",
    "objects-days.ods": "objects-formulas.xlsx",
    "items-annex.ods": "items-annex.xlsx",
    "items-xiaogan.xls": "items-xiaogan.xlsx",
    "tasks-changzhi.ods": "tasks-changzhi.xlsx",
    "results-variants.xls": "results-variants.xlsx",
}


def write(source, target, scratch):
    """Saves a file in another form under another name."""
    kind = target.suffix[1:]
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{scratch}/profile", "--convert-to", kind, "--outdir", scratch, source],
        check=True, capture_output=True, timeout=120,
    )
    target.write_bytes((pathlib.Path(scratch) / f"{source.stem}.{kind}").read_bytes())


def main():
    own = pathlib.Path(__file__).resolve().parent.parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else own
    wanted = sys.argv[2:]
    with tempfile.TemporaryDirectory() as scratch:
        for target, source in FILES.items():
            if not wanted or target in wanted:
                write(own / source, folder / target, scratch)


if __name__ == "__main__":
    main()
