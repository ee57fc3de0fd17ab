"""Runs a command and writes what it used to file descriptor 3, as JSON: {"cpu": seconds, "memory": bytes, "status": n}.

usage: usage.py COMMAND ARGUMENT...

CPU time is user and system time of the command and all that it started; memory is the largest resident set.
"""

import json
import os
import resource
import subprocess
import sys

status = subprocess.run(sys.argv[1:], close_fds=True).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
scale = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes on macOS, kilobytes elsewhere
usage = {"cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss * scale, "status": status}
os.write(3, json.dumps(usage).encode())
