"""Signatures under load: a second process makes most of them, beside the interpreter that answers requests.

Threads would not do: signing releases the interpreter's lock, but the thread that has signed then waits for the lock about as long as
the signature took. The process is started when requests have overlapped for a while, and ends when they no longer do: a server that is
asked one request at a time never has one, and signs in place without any hand-over.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable

from emulator.keys import signer_process
from emulator.keys.key import Key

BEGIN_AFTER = 1500
"""Signatures for requests that overlapped, less those for requests that were alone, after which the process is started: a burst of tests
is over before a process of 20 MiB pays."""
IN_FLIGHT = 10
"""Signatures that wait in the process; enough that it never runs dry while the event loop is elsewhere."""
LONGEST = 8192
"""Bytes of a token that is handed over, so that those in flight always fit into the socket's buffer."""
IDLE = 5.0
"""Seconds without work after which the process ends."""

_Job = tuple[Key, bytes, "asyncio.Future[bytes]"]


class Signing:
    """Signs with RSA keys in a process of its own while that pays; a request never fails for it."""

    def __init__(self) -> None:
        self._possible = hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1
        self._overlapping = 0
        self._process: SigningProcess | None = None

    def alone(self) -> None:
        """Notes that a request was under way by itself."""
        self._overlapping = max(0, self._overlapping - 1)

    def sign(self, key: Key, data: bytes) -> asyncio.Future[bytes] | None:
        """A future of the signature; None when the caller should sign in place. Must be called on the event loop that serves."""
        if self._process is None:
            self._overlapping += 1
            if self._possible and self._overlapping > BEGIN_AFTER:
                self._start()
            return None
        if key.algorithm not in signer_process.ALGORITHMS or len(data) > LONGEST:
            return None
        return self._process.sign(key, data)

    def close(self) -> None:
        """Ends the process, if there is one."""
        if self._process is not None:
            self._process.close()

    def _start(self) -> None:
        try:
            self._process = SigningProcess(self._ended)
        except OSError:
            self._possible = False

    def _ended(self, lost: bool) -> None:
        self._process = None
        self._overlapping = 0
        self._possible = not lost


class SigningProcess:
    """The process and the socket to it. ``ended(lost)`` is called once: ``lost`` when the process ended by itself."""

    def __init__(self, ended: Callable[[bool], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._ended = ended
        self._numbers: dict[int, tuple[int, Key]] = {}
        self._queue: deque[_Job] = deque()
        self._in_flight: deque[_Job] = deque()
        self._buffer = b""
        self._helping = False
        self._used = True
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        with theirs:
            # -P: the program's own folder is not a place to import from.
            command = [sys.executable, "-P", signer_process.__file__, str(theirs.fileno())]
            self._process = subprocess.Popen(  # noqa: S603 - nothing of the command comes from outside
                command, stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(),)
            )
        self._loop.add_reader(self._socket, self._read)
        self._timer = self._loop.call_later(IDLE, self._look)

    def sign(self, key: Key, data: bytes) -> asyncio.Future[bytes]:
        """A future of ``key``'s signature over ``data``."""
        self._used = True
        future: asyncio.Future[bytes] = self._loop.create_future()
        self._queue.append((key, data, future))
        self._fill()
        self._help_later()
        return future

    def close(self, lost: bool = False) -> None:
        """Ends the process; what it has not signed is signed here."""
        self._timer.cancel()
        self._loop.remove_reader(self._socket)
        self._socket.close()
        self._loop.run_in_executor(None, self._process.wait)
        self._ended(lost)
        for job in (*self._in_flight, *self._queue):
            _sign(job)
        self._in_flight.clear()
        self._queue.clear()

    def _fill(self) -> None:
        try:
            while self._queue and len(self._in_flight) < IN_FLIGHT:
                key, data, _ = self._queue[0]
                number, _ = self._numbers.get(id(key)) or self._bring(key)
                self._send(number, data)
                self._in_flight.append(self._queue.popleft())
        except OSError:
            self.close(lost=True)

    def _bring(self, key: Key) -> tuple[int, Key]:
        # The key is kept beside its number, so that its id cannot become another one's.
        found = self._numbers[id(key)] = (len(self._numbers), key)
        self._send(found[0], key.algorithm.encode() + b" " + key.private_der)
        return found

    def _send(self, number: int, data: bytes) -> None:
        self._socket.sendall(signer_process.FRAME.pack(number, len(data)) + data)

    def _help_later(self) -> None:
        if self._queue and not self._helping:
            self._helping = True
            self._loop.call_soon(self._help)

    def _help(self) -> None:
        """Signs one of those that wait for a place: while the process is full, the event loop does its share, one a round."""
        self._helping = False
        if self._queue:
            _sign(self._queue.popleft())
            self._help_later()

    def _read(self) -> None:
        try:
            received = self._socket.recv(1 << 16)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            self.close(lost=True)
            return
        length = signer_process.LENGTH
        buffer = self._buffer + received
        while len(buffer) >= length.size:
            end = length.size + length.unpack_from(buffer)[0]
            if len(buffer) < end:
                break
            future = self._in_flight.popleft()[2]
            if not future.done():
                future.set_result(buffer[length.size : end])
            buffer = buffer[end:]
        self._buffer = buffer
        self._fill()

    def _look(self) -> None:
        if not self._used:
            self.close()
            return
        self._used = False
        self._timer = self._loop.call_later(IDLE, self._look)


def _sign(job: _Job) -> None:
    key, data, future = job
    if future.done():
        return
    try:
        future.set_result(key.sign(data))
    except ValueError as error:
        future.set_exception(error)
