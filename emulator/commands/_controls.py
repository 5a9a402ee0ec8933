"""Questions to a running server's testing controls."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable
from typing import Any

from emulator.commands._invocation import FAILURE
from emulator.core import fetch

_TIMEOUT = 30
_MOST = 1_000_000_000


def show(server: str, path: str, printed: Callable[[Any], None] | None) -> int:
    """Prints what ``/_emulator/{path}`` answers, with ``printed`` or else as JSON; exit code 1 with the refusal on standard error."""
    url = f"{server.rstrip('/')}/_emulator/{path}"
    try:
        answer = json.loads(fetch.send("GET", url, None, {}, seconds=_TIMEOUT, most=_MOST).body)
    except fetch.FetchError as error:
        said = error.text if error.status else f"no answer from {error}"
        with contextlib.suppress(ValueError):
            said = json.loads(said).get("error_description") or said
        sys.stderr.write(f"keycloak-emulator: {said}\n")
        return FAILURE
    except ValueError as error:
        sys.stderr.write(f"keycloak-emulator: no answer from {url}: {error}\n")
        return FAILURE
    if printed is None:
        print(json.dumps(answer, indent=2, ensure_ascii=False))
    else:
        printed(answer)
    return 0
