"""Questions to a running server's testing controls."""

from __future__ import annotations

import contextlib
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from emulator.commands._invocation import FAILURE

_TIMEOUT = 30


def show(server: str, path: str, printed: Callable[[Any], None] | None) -> int:
    """Prints what ``/_emulator/{path}`` answers, with ``printed`` or else as JSON; exit code 1 with the refusal on standard error."""
    url = f"{server.rstrip('/')}/_emulator/{path}"
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT) as answer:  # noqa: S310 - the user's own server
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            said = error.read().decode("utf-8", "replace")
        with contextlib.suppress(ValueError):
            said = json.loads(said).get("error_description") or said
        sys.stderr.write(f"keycloak-emulator: {said}\n")
        return FAILURE
    except (OSError, ValueError) as error:
        sys.stderr.write(f"keycloak-emulator: no answer from {url}: {error}\n")
        return FAILURE
    if printed is None:
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        printed(found)
    return 0
