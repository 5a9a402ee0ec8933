"""The ASGI application: one dispatcher before all endpoints.

A request is decided synchronously in one piece on the event loop, so it is atomic without locks. What a decision cannot know by itself
it asks for (``core.asking``): what it changed is undone, the work is done in a thread, and it is decided again. Besides, only signatures
are awaited. When nothing else is going on, they are made in place; under load they go to a second process (see ``signing``).
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette

from emulator.core.asking import Unanswered
from emulator.core.clock import monotonic
from emulator.core.errors import AdminError, EmulatorError
from emulator.testing.faults import Fault
from emulator.web import cors, errors, headers, observed, request_line
from emulator.web.access_log import AccessLog
from emulator.web.call import Call
from emulator.web.deliveries import deliver
from emulator.web.issuer import CONTROLS, Frontend
from emulator.web.response import Deferred, Response, json_response
from emulator.web.routing import Match, Rooms, Route, Router
from emulator.web.signing import Signing
from emulator.web.workers import Workers, in_own_thread
from emulator.world.emulator import Emulator

if TYPE_CHECKING:
    from emulator.web.commits import Commits

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MAX_BODY = 10 * 1024 * 1024
THREADS = 2
DELIVERY_SECONDS = 8.0
NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))


class App(Starlette):
    """The emulator as a Starlette application; requests bypass Starlette's own routing."""

    def __init__(
        self,
        emulator: Emulator,
        rooms: Rooms,
        log: AccessLog | None = None,
        signing: Signing | None = None,
        commits: Commits | None = None,
    ) -> None:
        """``rooms`` have the endpoints; ``commits`` writes what requests change to a journal: without it state lives in memory alone."""
        super().__init__()
        self.emulator = emulator
        self._commits = commits
        self.rooms = rooms
        self.router_of_rooms = Router(rooms.by_segment)
        self.frontend = Frontend(emulator.settings)
        self.access_log = log or AccessLog(None)
        self._workers = Workers(THREADS)
        self._signing = signing
        self._running = 0
        self._started = 0

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        started = monotonic()
        self._running += 1
        self._started += 1
        meters = self.emulator.meters
        port = meters.enter(scope) if meters is not None else None
        try:
            body = await _body(receive)
            call = Call(self.emulator, scope, body if body is not None else b"")
            fault = observed.fault_of(call) if self.emulator.faults.rules and not call.scope["path"].startswith(CONTROLS) else None
            if body is None:
                response = Response(413, headers=[("Connection", "close")])
            elif fault is not None:
                response = await self._faulty(call, fault)
            else:
                response = await self._answer(call)
            if call.outbox.deliveries:
                call.log += await deliver(call.outbox.deliveries, DELIVERY_SECONDS)
            if fault is None:
                await _send(send, response, call.method == "HEAD")
            else:
                await _break(send, receive, response, fault)
        finally:
            self._running -= 1
            if port is not None:
                port.active -= 1
        if port is not None and not call.path.startswith(CONTROLS):
            uri = meters.uri(self.router_of_rooms.route_path(call), response.status)
            meters.leave(port, call.method, uri, response.status, started, len(call.body), len(response.body))
        milliseconds = (monotonic() - started) * 1000
        self.access_log.write(call, response, milliseconds)
        if not call.path.startswith(CONTROLS):
            observed.note(call, response, milliseconds)

    async def _faulty(self, call: Call, fault: Fault) -> Response:
        """The answer to a request that meets a fault: late, in the place of the real one, or the real one changed."""
        delay = fault.delay()
        if delay:
            await asyncio.sleep(delay)
        response = Response(0) if fault.reset else observed.instead(fault) or observed.changed(fault, await self._answer(call))
        call.log.append(fault.said())
        return response

    async def _answer(self, call: Call) -> Response:
        raw: bytes = call.scope.get("raw_path") or call.scope["path"].encode()
        refused = request_line.refused(raw, call.scope["query_string"])
        if refused is not None:
            call.log.append(refused[1])
            return refused[0]
        try:
            response = await self._endpoint(call)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the caller gets Keycloak's 500 and the log the traceback
            response = errors.render(call, error, self.rooms.error_page)
        for tell in call.outbox.told:
            tell()
        return self._complete(call, response)

    async def _endpoint(self, call: Call) -> Response:
        """Decides, as often as there is something that has to be asked for first."""
        while True:
            try:
                decided = self._decide(call) if self._commits is None else await self._commits.run(partial(self._decide, call), call)
            except Unanswered as unanswered:
                question = unanswered.question
            else:
                response: Response = await self._finish(decided) if isinstance(decided, Deferred) else decided
                return response
            learn = partial(call.answers.learn, question)
            await (in_own_thread(learn) if question.own_thread else self._workers.run(learn))
            call.rewind()

    def _decide(self, call: Call) -> Any:
        """Runs an endpoint; what it changed is undone when it fails for a reason that Keycloak would roll back for, and when it asks."""
        emulator = self.emulator
        store, ids, vault = emulator.store, emulator.ids, emulator.vault
        mark = call.settled = store.mark()
        touched = len(store.log.touched) if store.log.touched is not None else 0
        ids.replay(call.answers.drawn)
        vault.decide(call.answers)
        try:
            if not self.frontend.enter(call):
                raise errors.not_found("Resource not found")
            decided = self.route(call).handle(call)
            if self._commits is not None:
                emulator.keep_keys(touched)
        except EmulatorError as error:
            if isinstance(error, AdminError):
                store.roll_back(call.settled)
            if call.outbox.event is not None:
                from emulator.context import events

                events.fail(call.context, error)
            store.log.settle()
            raise
        except BaseException:
            store.roll_back(mark)
            raise
        finally:
            vault.decide(None)
            ids.stop()
        store.log.settle()
        return decided

    async def _finish(self, deferred: Deferred) -> Response:
        token = deferred.token
        if self._signing is not None and token is not None and not await self._is_alone():
            signature = self._signing.sign(token.key, token.signing_input)
            if signature is not None:
                token.signature = await signature
        return deferred.finish()

    async def _is_alone(self) -> bool:
        """Whether no other request is under way or has arrived meanwhile: those that have get to start now."""
        if self._running > 1:
            return False
        before = self._started
        await asyncio.sleep(0)
        if self._started != before:
            return False
        if self._signing is not None:
            self._signing.alone()
        return True

    def route(self, call: Call) -> Route:
        """The endpoint of a call; raises AdminError for an unknown realm, path or method."""
        try:
            return self._route(call)
        except AdminError:
            beyond = self.router_of_rooms.beyond(call)
            if beyond is None:
                raise
            return _preflight_route({beyond.method: beyond})

    def _route(self, call: Call) -> Route:
        match = self._match(call.path)
        call.parameters = match.parameters
        name = match.parameters.get("realm")
        if name is None and call.path.startswith("/realms/"):
            name = call.path.split("/", 3)[2]
        if name is not None:
            call.tables = self.emulator.store.realm(name)
            if call.tables is None:
                message = "Realm not found." if call.path.startswith("/admin/") else "Realm does not exist"
                raise AdminError(404, {"error": message}, reason=f"there is no realm '{name}'")
            if call.path.startswith("/realms/"):
                self.frontend.follow_realm(call)
        if not match.methods:
            message = "HTTP 404 Not Found" if name is not None else "Unable to find matching target resource method"
            raise errors.not_found(message)
        route = match.methods.get(call.method) or (match.methods.get("GET") if call.method == "HEAD" else None)
        if route is None and call.method == "OPTIONS":
            return _preflight_route(match.methods)
        if route is None:
            raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"})
        return route

    def _match(self, path: str) -> Match:
        """What a path leads to; nothing where its realm has not turned on what is there."""
        match = self.router_of_rooms.match(path)
        if match.exists is None:
            return match
        tables = self.emulator.store.realm(match.parameters["realm"])
        return match if tables is not None and match.exists(tables) else Match({}, {})

    def _complete(self, call: Call, response: Response) -> Response:
        """What every answer gets: the call's notes, CORS and security headers."""
        response.headers.extend(call.notes)
        if response.status == 404 and call.path and call.path.split("/", 2)[1] not in self.rooms.by_segment:
            return response
        if call.cors.origin is not None and call.method != "OPTIONS":
            if call.cors.refused:
                call.log.append(f"origin {call.cors.origin} is not among the client's web origins")
                secret = any(name == "Cache-Control" and "no-store" in value for name, value in response.headers)
                response = json_response({"error": "Invalid origin"}, 403, list(NO_STORE) if secret else [])
            else:
                response.headers.extend(call.cors.headers())
        if not response.secured:
            return response
        configured = call.tables.realm.browser_security_headers if call.tables is not None else None
        response.headers.extend(headers.security(configured, response.media_type, call.content_type, response.framed, response.frames))
        return response


def _preflight_route(methods: dict[str, Route]) -> Route:
    allowed = next((route.preflight for route in methods.values() if route.preflight), "")

    def answer(call: Call) -> Response:
        if not allowed and "POST" in methods:
            return Response(200, headers=[("Allow", "HEAD, POST, OPTIONS")])
        return Response(200, headers=cors.preflight(call.cors.origin, allowed) if allowed else [])

    return Route("OPTIONS", "", answer)


async def _body(receive: Receive) -> bytes | None:
    """The whole request body; None when it is larger than Keycloak takes."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body if len(body) <= MAX_BODY else None
    chunks = [body]
    size = len(body)
    while message.get("more_body"):
        message = await receive()
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MAX_BODY:
            return None
    return b"".join(chunks)


async def _send(send: Send, response: Response, head: bool) -> None:
    await send({"type": "http.response.start", "status": response.status, "headers": _headers(response)})
    await send({"type": "http.response.body", "body": b"" if head else response.body})


def _headers(response: Response) -> list[tuple[bytes, bytes]]:
    raw = [(b"content-length", str(len(response.body)).encode())]
    if response.media_type:
        raw.append((b"content-type", response.media_type.encode("latin-1")))
    return raw + [(name.encode("latin-1"), value.encode("utf-8")) for name, value in response.headers]


async def _break(send: Send, receive: Receive, response: Response, fault: Fault) -> None:
    """The answer to a request that met a fault, with the connection reset, or cut although more was promised, where it says so."""
    # The connection below uvicorn's ``send``; any other server, which has none, ends such an answer in its own way.
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if not fault.reset and fault.truncate is None:
        await _send(send, response, False)
    elif fault.reset:
        if transport is not None:
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
            await receive()
    else:
        await send({"type": "http.response.start", "status": response.status, "headers": _headers(response)})
        await send({"type": "http.response.body", "body": response.body[: fault.truncate], "more_body": True})
        if transport is not None:
            transport.close()
            await receive()
