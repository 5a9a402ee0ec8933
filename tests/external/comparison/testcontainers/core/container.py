"""Stands in for a container where there is no registry of images: the same program as a process, on a port of this machine."""

import os
import shlex
import signal
import socket
import subprocess
import time
import urllib.request


class DockerContainer:
    """What the example calls of a container; ``STAND_IN`` is the command that the image would run."""

    def __init__(self, image):
        self.environ = {}

    def with_exposed_ports(self, *ports):
        return self

    def with_env(self, name, value):
        self.environ[name] = value
        return self

    def waiting_for(self, strategy):
        self.path = strategy.path
        return self

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environ = {**os.environ, **self.environ, "SERVER_PORT": str(self.port)}
        self.process = subprocess.Popen(shlex.split(os.environ["STAND_IN"]), env=environ, stdout=subprocess.DEVNULL)
        for _ in range(600):
            assert self.process.poll() is None, "it has ended"
            try:
                urllib.request.urlopen(f"http://localhost:{self.port}{self.path}", timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise TimeoutError(self.path)

    def __exit__(self, *error):
        self.process.kill()
        self.process.wait()

    def get_exposed_port(self, port):
        return self.port

    def get_wrapped_container(self):
        return self

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def unpause(self):
        self.process.send_signal(signal.SIGCONT)
