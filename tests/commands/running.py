"""Commands for tests: in this process where what they do is the subject, in one of their own where the process is."""

import gc
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from unittest.mock import patch

from emulator.cli import main
from emulator.serving import stopping

COMMAND = [sys.executable, "-m", "emulator"]


def process(*arguments, **environ):
    """A command in a process of its own, ended."""
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=120, env={**os.environ, **environ}, check=False)


def run(*arguments, **environ):
    """The same in this process: exit code and output."""
    with patch.dict(os.environ, environ), redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as errors:
        try:
            code = main(arguments)
        except SystemExit as end:
            code = end.code
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), errors.getvalue())


class _Server:
    """A command that serves, by its output: ``lines`` until it listens, ``rest`` at its end."""

    def __init__(self, *arguments, cwd=None, command="start-dev", listens=True, **environ):
        self.arguments = [command, "--http-port", "0", *arguments]
        self.cwd, self.environ, self.listens = cwd, environ, listens
        self.lines, self.rest = [], []

    def __enter__(self):
        self.start()
        if self.listens:
            self.line = self.wait_for("Listening on: ")
            self.url = re.search(r'Listening on: (http://[^\s"]+?)\.?(?:[\s"]|$)', self.line)[1]
        return self

    def __exit__(self, *error):
        self.stop()
        self.rest = self.output.readlines()
        self.output.close()

    def wait_for(self, text):
        """The next line with this text."""
        for line in self.output:
            self.lines.append(line.rstrip("\n"))
            if text in line:
                return line
        raise AssertionError(f"{text!r} did not come:\n" + "\n".join(self.lines))

    def until(self, condition):
        """Waits for something that the server does."""
        deadline = time.monotonic() + 60
        while not condition():
            assert self.is_running()
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def get(self, path):
        """A JSON answer."""
        with urllib.request.urlopen(self.url + path) as answer:
            return json.load(answer)


class Started(_Server):
    """In a process of its own, ``process``."""

    command = COMMAND

    def start(self):
        environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **self.environ}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.process = subprocess.Popen([*self.command, *self.arguments], **streams, env=environ, cwd=self.cwd)
        self.output = self.process.stdout

    def is_running(self):
        return self.process.poll() is None

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


class Served(_Server):
    """In a thread, to which a signal is told and not sent; its environment, folder and output are this process's until it ends."""

    def start(self):
        reading, writing = os.pipe()
        self.output, self._writer = os.fdopen(reading), os.fdopen(writing, "w")
        self._signals, self._changed, self._threshold = [], ExitStack(), gc.get_threshold()
        signals = self._signals

        class Told(stopping.Signals):
            def __enter__(self):
                signals.append(self)
                return self

            def __exit__(self, *error):
                pass

        for change in (
            patch.dict(os.environ, self.environ), patch.object(stopping, "Signals", Told),
            redirect_stdout(self._writer), redirect_stderr(self._writer), chdir(self.cwd or "."),
        ):  # fmt: skip
            self._changed.enter_context(change)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        with self._writer:
            main(self.arguments)

    def is_running(self):
        return self._thread.is_alive()

    def stop(self):
        for signals in self._signals:
            signals._take(signal.SIGTERM, None)
        self._thread.join(60)
        self._changed.close()
        gc.unfreeze()
        gc.set_threshold(*self._threshold)
