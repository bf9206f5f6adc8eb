"""Runs one command and writes to a descriptor how long it took and how much memory it had: `launch.py DESCRIPTOR COMMAND …`.

Linux counts what the parent had in memory as the child's until the child becomes another program. So the parent must be small, and this one is.
"""

import os
import sys
import time

start = time.perf_counter()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
code = os.waitstatus_to_exitcode(status)
os.write(int(sys.argv[1]), f"{seconds} {usage.ru_utime + usage.ru_stime} {usage.ru_maxrss / 1024} {code}".encode())
