"""Which rooms answer which paths: the one place that knows all rooms with endpoints, so that ``web`` need know none of them."""

from __future__ import annotations

from emulator.web.routing import Room, Rooms

ROOT = Room("emulator.protocol.root")

ROOMS = Rooms(
    by_segment={
        "": (ROOT,),
        "realms": (
            Room("emulator.protocol", named=True),
            Room("emulator.browser", named=True),
            Room("emulator.uma", named=True),
            Room("emulator.registration_api", named=True),
            Room("emulator.account", below="account"),
        ),
        "admin": (
            Room("emulator.admin", owners={("admin", "realms"): "realms", ("admin", "serverinfo"): "serverinfo", ("admin",): "console"}),
        ),
        "resources": (Room("emulator.pages.theme_texts"), Room("emulator.pages.theme_resources")),
        "_emulator": (Room("emulator.controls"),),
        ".well-known": (ROOT,),
    },
    error_page="emulator.pages.error_page",
)
"""All rooms with endpoints, by the first segment of the path."""
