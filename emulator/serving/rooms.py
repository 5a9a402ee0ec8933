"""Which rooms answer which paths: the one place that knows all rooms with endpoints, so that ``web`` need know none of them."""

from __future__ import annotations

from pathlib import Path

from emulator import account, admin, uma
from emulator.web.routing import Rooms

ROOMS = Rooms(
    by_segment={
        "": ("emulator.protocol.root",),
        "realms": ("emulator.protocol", "emulator.browser", "emulator.uma", "emulator.registration_api", "emulator.account"),
        "admin": ("emulator.admin",),
        "resources": ("emulator.pages.theme_texts", "emulator.pages.theme_resources"),
        "_emulator": ("emulator.controls",),
        ".well-known": ("emulator.protocol.root",),
        "welcome-content": ("emulator.protocol.root",),
    },
    error_page="emulator.pages.error_page",
    beyond={"realms": (uma.beyond, account.beyond), "admin": (admin.beyond,)},
    index=Path(__file__).with_name("paths.txt"),
)
"""All rooms with endpoints, by the first segment of the path. ``tools/endpoints.py`` writes their index."""
