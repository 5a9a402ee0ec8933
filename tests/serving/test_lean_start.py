"""What a start imports of uvicorn, and what an application in the same process has of it."""

import subprocess
import sys

CODE = """
import sys
import emulator.serving.server
import uvicorn.lifespan.off
print("click" in sys.modules)
from uvicorn import Config, run
print(run.__module__, uvicorn.Server is emulator.serving._uvicorn.Server, Config is emulator.serving._uvicorn.Config)
print(hasattr(uvicorn, "nothing"))
"""


def test_its_command_line_comes_when_somebody_asks_for_it():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["False", "uvicorn.main True True", "False"]
