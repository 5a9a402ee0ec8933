"""The emulator as a Starlette application: what stands around every decision, in order, and how errors become answers."""

from __future__ import annotations

import importlib
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from emulator.core.errors import EmulatorError
from emulator.core.outgoing import RULES, Rules
from emulator.web import errors
from emulator.web.access_log import AccessLog
from emulator.web.call import TRANSPORT
from emulator.web.decisions import Decisions
from emulator.web.middleware import CALL, Broken, Delivered, Faulty, Headed, Measured, Noted, Sent, Wellformed, call_of
from emulator.web.routing import Rooms, Router
from emulator.web.signing import Signing
from emulator.web.workers import in_own_thread
from emulator.world.emulator import Emulator

if TYPE_CHECKING:
    from emulator.web.commits import Commits


class App(Starlette):
    """The application. Its router is ours: see ``routing`` for what Keycloak's paths ask of one."""

    def __init__(
        self,
        emulator: Emulator,
        rooms: Rooms,
        log: AccessLog | None = None,
        signing: Signing | None = None,
        commits: Commits | None = None,
    ) -> None:
        """``rooms`` have the endpoints; ``commits`` writes what requests change to a journal: without it state lives in memory alone."""
        self.emulator = emulator
        limits = emulator.settings.limits
        self._rules = Rules(limits.outgoing, limits.outgoing_seconds, emulator.trusted)
        self.rooms = rooms
        self.access_log = log or AccessLog(None)
        paths = Router(rooms)
        super().__init__(
            middleware=[
                *([Middleware(Measured, emulator, paths)] if emulator.meters is not None else []),
                Middleware(Broken),
                Middleware(Noted, self.access_log),
                Middleware(Sent, emulator),
                Middleware(Faulty, emulator),
                Middleware(Delivered),
                Middleware(Wellformed, rooms.error_page),
                Middleware(Headed, frozenset(rooms.by_segment), rooms.error_page),
            ],
            # Starlette sends what a handler returns; this one returns nothing, for the answer travels with the call.
            exception_handlers={EmulatorError: self._refuse},  # type: ignore[dict-item]
        )
        self.decisions = Decisions(emulator, paths, signing, commits, self.router)
        self.router = self.decisions  # type: ignore[assignment]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification. The connection is noted before Starlette wraps what sends."""
        RULES.set(self._rules)
        scope[TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
        try:
            await super().__call__(scope, receive, send)
        finally:
            # A call that holds itself holds its realm too, until the collector comes by.
            call = scope.pop(CALL, None)
            if call is not None:
                call.close()

    async def _refuse(self, request: Request, error: Any) -> None:
        """The answer to an error, left with its call."""
        call = call_of(request.scope)
        page = self.rooms.error_page
        if page not in sys.modules and errors.as_page(call, error) is not None:
            # Reading what makes pages takes longer than others should wait.
            await in_own_thread(partial(importlib.import_module, page))
        call.answer = errors.render(call, error, page)
