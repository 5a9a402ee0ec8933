"""What stands around every decision, as Starlette's middleware: one small class each, in the order of ``STACK``.

The call travels in the scope, and its answer in the call: whoever is inside leaves it there, whoever is outside may still change it, and
``Sent`` sends it. So an answer is one object until it leaves, and nothing has to take messages apart.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import aclosing
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from emulator.core.clock import monotonic
from emulator.core.errors import AdminError
from emulator.testing.faults import Fault
from emulator.web import accept, errors, headers, observed, request_line
from emulator.web.access_log import AccessLog
from emulator.web.call import TRANSPORT, Call
from emulator.web.deliveries import deliver
from emulator.web.issuer import CONTROLS, is_control
from emulator.web.response import Response
from emulator.web.routing import Router
from emulator.world.emulator import Emulator

CALL = "emulator.call"
"""Where the scope of a request has its call."""
MAX_BODY = 10 * 1024 * 1024
DELIVERY_SECONDS = 8.0
NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


def call_of(scope: Scope) -> Call:
    """The call of a request's scope."""
    call: Call = scope[CALL]
    return call


class Measured:
    """Counts requests and their times, where metrics are on."""

    def __init__(self, app: ASGIApp, emulator: Emulator, router: Router) -> None:
        self.app, self.router, self.meters = app, router, emulator.meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        meters = self.meters
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, port = monotonic(), meters.enter(scope)
        try:
            await self.app(scope, receive, send)
        finally:
            port.active -= 1
        call = call_of(scope)
        if not call.path.startswith(CONTROLS):
            uri = meters.uri(self.router.route_path(call), call.answer.status)
            meters.leave(port, call.method, uri, call.answer.status, started, len(call.body), len(call.answer.body))


class Broken:
    """Stays with a connection that a fault broke until it is gone: to return earlier would be an answer that is not complete.

    It waits when the exchange is noted: who sees the end of a connection and asks for the note comes later.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        await self.app(scope, receive, send)
        if scope["type"] == "http" and scope[TRANSPORT] is not None:
            fault = call_of(scope).fault
            if fault is not None and fault.breaks:
                await receive()


class Noted:
    """Writes the access log, and keeps the exchange for tests and people who look."""

    def __init__(self, app: ASGIApp, log: AccessLog) -> None:
        self.app, self.log = app, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = monotonic()
        await self.app(scope, receive, send)
        call, milliseconds = call_of(scope), (monotonic() - started) * 1000
        self.log.write(call, call.answer, milliseconds)
        if not call.path.startswith(CONTROLS):
            observed.note(call, call.answer, milliseconds)


class Sent:
    """Reads the whole request before anything else, and sends the answer when all is done."""

    def __init__(self, app: ASGIApp, emulator: Emulator) -> None:
        self.app, self.emulator = app, emulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        body = await _body(request)
        call = scope[CALL] = Call(self.emulator, request, body if body is not None else b"")
        if body is None:
            call.answer = Response(413, headers=[("Connection", "close")])
        else:
            await self.app(scope, receive, send)
        if call.fault is None:
            await call.answer.sent(head=call.method == "HEAD")(scope, receive, send)
        else:
            await _break(request, send, call.answer, call.fault)


class Delivered:
    """Sends what an answer waits for (mail, logout tokens), after whoever is told of the decision was told."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        await self.app(scope, receive, send)
        if scope["type"] != "http":
            return
        call = call_of(scope)
        for tell in call.outbox.told:
            tell()
        if call.outbox.deliveries:
            call.log += await deliver(call.outbox.deliveries, DELIVERY_SECONDS)


class Faulty:
    """Faults on purpose: an answer that is late, in the place of the real one, or the real one changed."""

    def __init__(self, app: ASGIApp, emulator: Emulator) -> None:
        self.app, self.faults = app, emulator.faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http" or not self.faults.rules or is_control(scope["path"]):
            await self.app(scope, receive, send)
            return
        call = call_of(scope)
        fault = call.fault = observed.fault_of(call)
        if fault is None:
            await self.app(scope, receive, send)
            return
        delay = fault.delay()
        if delay:
            await asyncio.sleep(delay)
        instead = Response(0) if fault.reset else observed.instead(fault)
        if instead is None:
            await self.app(scope, receive, send)
            instead = observed.changed(fault, call.answer)
        call.answer = instead
        call.log.append(fault.said())


class Wellformed:
    """Refuses request lines that no endpoint sees."""

    def __init__(self, app: ASGIApp, error_page: str) -> None:
        """``error_page`` is for ``errors.render``."""
        self.app, self.error_page = app, error_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] == "http":
            raw: bytes = scope.get("raw_path") or scope["path"].encode()
            call = call_of(scope)
            bad_host = request_line.host_refused(scope["headers"], needed=call.connected and scope["http_version"] == "1.1")
            refused = request_line.refused(raw, scope["query_string"]) if not bad_host else (Response(400), bad_host)
            if refused is not None:
                call.answer, reason = refused
                if call.answer.body == request_line.BLOCKED and accept.asks_for_pages(call.headers.get("accept", "")):
                    blocked = AdminError(400, {"error": "unknown_error"}, reason=reason, late=True)
                    call.answer = errors.render(call, blocked, self.error_page)
                else:
                    call.log.append(reason)
                return
        await self.app(scope, receive, send)


class Headed:
    """Gives every answer the call's notes, CORS and security headers."""

    def __init__(self, app: ASGIApp, firsts: frozenset[str], error_page: str) -> None:
        """``firsts`` are the first segments of the paths that lead anywhere, ``error_page`` is for ``errors.render``."""
        self.app, self.firsts, self.error_page = app, firsts, error_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        await self.app(scope, receive, send)
        if scope["type"] != "http":
            return
        call = call_of(scope)
        answer = call.answer
        answer.headers.extend(call.notes)
        if answer.status == 404 and call.path and call.path.split("/", 2)[1] not in self.firsts:
            return
        if call.cors.origin is not None and call.method != "OPTIONS":
            if call.cors.refused:
                call.log.append(f"origin {call.cors.origin} is not among the client's web origins")
                secret = any(name == "Cache-Control" and "no-store" in value for name, value in answer.headers)
                answer = call.answer = errors.render(call, AdminError(403, {"error": "Invalid origin"}), self.error_page)
                answer.headers.extend(NO_STORE if secret else ())
            else:
                answer.headers.extend(call.cors.headers())
        if answer.secured:
            configured = call.tables.realm.browser_security_headers if call.in_realm else None
            own = {name.lower() for name, _ in answer.headers}
            usual = headers.security(configured, answer.media_type, call.content_type, answer.framed, answer.frames)
            answer.headers.extend((name, value) for name, value in usual if name.lower() not in own)


async def _body(request: Request) -> bytes | None:
    """The whole request body; None when it is larger than Keycloak takes, or when its sender has gone."""
    body = bytearray()
    async with aclosing(request.stream()) as chunks:
        try:
            async for chunk in chunks:
                body += chunk
                if len(body) > MAX_BODY:
                    return None
        except ClientDisconnect:
            # Half a request is none: nobody waits for its answer, and it must change nothing.
            return None
    return bytes(body)


async def _break(request: Request, send: Send, answer: Response, fault: Fault) -> None:
    """The answer to a request that met a fault, with the connection reset, or cut although more was promised, where it says so."""
    transport: Any = request.scope[TRANSPORT]
    if not fault.breaks:
        await answer.sent()(request.scope, request.receive, send)
    elif fault.reset:
        if transport is not None:
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
    else:
        await send(answer.start())
        await send({"type": "http.response.body", "body": answer.body[: fault.truncate], "more_body": transport is not None})
        if transport is not None:
            transport.close()
