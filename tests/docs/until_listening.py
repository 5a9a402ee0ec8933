"""Runs a server's command and ends it as soon as it listens; what it has said goes to standard output."""

import subprocess
import sys

process = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
for line in process.stdout:
    print(line, end="", flush=True)
    if "Listening on:" in line:
        process.terminate()
sys.exit(0 if process.wait() == 143 else 1)
