"""Records what Keycloak's consoles ask a real Keycloak for: python -m tests.chromium.record_consoles http://localhost:18080.

Of each request the method, the path, the statuses and the rest of the walk at which it was there are kept.
The realm ``walk`` of that server is removed first.
"""

import json
import sys
from pathlib import Path

import httpx

from tests.chromium import account_walk, admin_walk
from tests.chromium.console_browser import Consoles
from tests.real_browser import CHROMIUM, QUIET
from tests.support import admin_token

RECORDED = Path(__file__).with_name("consoles.json")


def walk(chromium, base, expected=None):
    """Goes through both consoles: each request with its statuses, each with its rest, and what the browser complained of.

    At its rests it waits for what was ``expected`` there.
    """
    # Passkeys belong to a name.
    consoles = Consoles(chromium, base.replace("127.0.0.1", "localhost"), expected)
    try:
        for step in (*admin_walk.STEPS, *account_walk.STEPS):
            step(consoles)
    finally:
        consoles.close()
    asked = {request: sorted(statuses) for request, statuses in sorted(consoles.asked.items())}
    return asked, {request: consoles.first.get(request, consoles.rests) for request in asked}, sorted(set(consoles.errors))


def main(base):
    """Writes the recording."""
    from playwright.sync_api import sync_playwright

    httpx.delete(f"{base}/admin/realms/walk", headers={"Authorization": f"Bearer {admin_token(base)}"}, timeout=60)
    with sync_playwright() as driver:
        asked, rests, errors = walk(driver.chromium.launch(executable_path=CHROMIUM, args=QUIET), base)
    requests = {request: {"statuses": statuses, "rest": rests[request]} for request, statuses in asked.items()}
    RECORDED.write_text(json.dumps({"asked": requests, "errors": errors}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
