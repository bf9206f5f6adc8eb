"""Runs job scripts one after another in one process: `engine_jobs.py LIST`, in Python or through spark-submit. LIST is JSON, pairs of
a script and the folder it works in; what each said and how it ended is written beside it as LIST.done."""

import contextlib
import io
import json
import runpy
import sys


def run(script, folder):
    said, code = io.StringIO(), 0
    sys.argv = [script, folder]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as end:
            code = end.code or 0
        except Exception as fault:
            print(type(fault).__name__, fault)
            code = 99
    return code, said.getvalue()


if __name__ == "__main__":
    path = sys.argv[1]
    with open(path, encoding="utf-8") as file:
        jobs = json.load(file)
    with open(path + ".done", "w", encoding="utf-8") as out:
        json.dump([run(*job) for job in jobs], out)
