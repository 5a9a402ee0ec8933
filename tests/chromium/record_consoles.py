"""Records what Keycloak's consoles ask a real Keycloak for: python -m tests.chromium.record_consoles http://localhost:18080.

Of each request the method, the path and the statuses are kept. The realm ``walk`` of that server is removed first.
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


def walk(chromium, base):
    """Goes through both consoles; what was asked for, by statuses, and what the browser complained of."""
    # Passkeys belong to a name.
    consoles = Consoles(chromium, base.replace("127.0.0.1", "localhost"))
    try:
        for step in (*admin_walk.STEPS, *account_walk.STEPS):
            step(consoles)
    finally:
        consoles.close()
    return {request: sorted(statuses) for request, statuses in sorted(consoles.asked.items())}, sorted(set(consoles.errors))


def main(base):
    """Writes the recording."""
    from playwright.sync_api import sync_playwright

    httpx.delete(f"{base}/admin/realms/walk", headers={"Authorization": f"Bearer {admin_token(base)}"}, timeout=60)
    with sync_playwright() as driver:
        asked, errors = walk(driver.chromium.launch(executable_path=CHROMIUM, args=QUIET), base)
    RECORDED.write_text(json.dumps({"asked": asked, "errors": errors}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
