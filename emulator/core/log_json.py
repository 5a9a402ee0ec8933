"""Log lines as JSON, in the shape that Keycloak's have with ``--log-console-output=json``."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from emulator.core.log import Form


def form(now: Callable[[], float], service: str = "keycloak") -> Form:
    """The form; ``now`` gives epoch seconds, ``service`` is what ``service.name`` says."""
    numbers = count(1)
    fixed = {"threadName": "main", "threadId": 1, "mdc": {}, "ndc": "", "hostName": socket.gethostname(), "processName": sys.argv[0]}

    def line(message: str, level: str, category: str) -> str:
        time = datetime.fromtimestamp(now(), UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        said = {
            "timestamp": time,
            "sequence": next(numbers),
            "loggerClassName": "org.jboss.logging.Logger",
            "loggerName": category,
            "level": level,
            "message": message,
            **fixed,
            "processId": os.getpid(),
            "service.name": service,
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    return line
