"""The innermost application: an endpoint is found and decides, and decides again with what it asked for.

A request is decided synchronously in one piece on the event loop, so it is atomic without locks. What a decision cannot know by itself
it asks for (``core.asking``): what it changed is undone, the work is done in a thread, and it is decided again. Besides, only signatures
are awaited. When nothing else is going on, they are made in place; under load they go to a second process (see ``signing``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp, Receive, Scope, Send

from emulator.configuration.features import WORKFLOWS
from emulator.context import events
from emulator.core.asking import Question, Unanswered
from emulator.core.errors import AdminError, EmulatorError, Unforeseen
from emulator.state.table import Change
from emulator.web import cors, errors
from emulator.web.call import Call
from emulator.web.issuer import Frontend
from emulator.web.middleware import call_of
from emulator.web.response import Deferred, Response
from emulator.web.routing import Match, Route, Router
from emulator.web.signing import Signing
from emulator.web.workers import Workers, in_own_thread
from emulator.world.emulator import Emulator

if TYPE_CHECKING:
    from emulator.web.commits import Commits

THREADS = 2
_WELL_KNOWN = "/.well-known/"
_SECURED = ("/realms/", "/admin/realms")
"""Below these paths an answer to a method that nobody knows has the security headers."""
_DEEP = {"error": "invalid_request", "error_description": "Nested too deeply"}


class Decisions:
    """Finds the endpoint of a call and leaves its answer there; raises EmulatorError."""

    def __init__(self, emulator: Emulator, router: Router, signing: Signing | None, commits: Commits | None, lifespan: ASGIApp) -> None:
        """``lifespan`` takes all that is no request."""
        self._lifespan = lifespan
        self.emulator = emulator
        self.router = router
        self.frontend = Frontend(emulator.settings)
        self._commits = commits
        self._workers = Workers(THREADS)
        self._signing = signing
        self._asking = asyncio.Semaphore(emulator.settings.limits.outgoing_threads)
        self._running = 0
        self._started = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification; nothing is sent here."""
        if scope["type"] != "http":
            await self._lifespan(scope, receive, send)
            return
        call = call_of(scope)
        self._running += 1
        self._started += 1
        try:
            call.answer = await self._decided(call)
        except EmulatorError:
            raise
        except RecursionError as error:
            raise AdminError(400, dict(_DEEP), "what was sent, or what is kept, is nested too deeply") from error
        except Exception as error:
            raise Unforeseen from error
        finally:
            self._running -= 1

    async def _decided(self, call: Call) -> Response:
        """Decides, as often as there is something that has to be asked for first."""
        if self._commits is None:
            self.emulator.sweeper.step()
        while True:
            try:
                decided = self._decide(call) if self._commits is None else await self._commits.run(partial(self._decide, call), call.rewind)
            except Unanswered as unanswered:
                question = unanswered.question
            else:
                response: Response = await self._finish(decided) if isinstance(decided, Deferred) else decided
                return response
            await self._learn(call, question)
            call.rewind()

    async def _learn(self, call: Call, question: Question) -> None:
        if question.steps:
            await self._go_through(call, question)
            return
        learn = partial(call.answers.learn, question)
        await (self._asked(learn) if question.own_thread else self._workers.run(learn))

    async def _go_through(self, call: Call, question: Question) -> None:
        """Does the steps of a question; after each the others have their turn."""
        results: list[Any] = []
        changes: list[Change] = []
        try:
            for step in question.steps:
                decide = partial(self._step, step, changes if question.whole else None)
                results.append(decide() if self._commits is None else await self._commits.run(decide))
                await _let_others()
        except Exception as error:  # noqa: BLE001 - it is raised where the answer is asked for
            undo = partial(self.emulator.store.log.undo, changes)
            if changes and self._commits is not None:
                await self._commits.run(undo)
            else:
                undo()
            call.answers.know(question.key, None, error)
        else:
            call.answers.know(question.key, results)

    def _step(self, step: Callable[[], Any], changes: list[Change] | None) -> Any:
        """What a step returns; what it changed is added to the ``changes``."""
        store = self.emulator.store
        mark = store.mark()
        try:
            result = step()
        except BaseException:
            store.roll_back(mark)
            raise
        if changes is not None:
            changes += store.log.since(mark)
        store.log.settle()
        return result

    async def _asked(self, learn: Callable[[], Any]) -> None:
        """Waits for others in a thread of its own, of which there are only so many."""
        async with self._asking:
            await in_own_thread(learn)

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
            decided = self._handled(call, mark)
            if self._commits is not None:
                emulator.keep_keys(touched)
        except EmulatorError as error:
            if error.rolls_back:
                store.roll_back(call.settled)
            if call.outbox.event is not None:
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

    def _handled(self, call: Call, mark: int) -> Any:
        """What the endpoint decides; before it what workflows of the realm have to do by now, behind it what they do because of it."""
        route = self.route(call)
        if not call.in_realm or len(call.tables.workflows) == 0 or WORKFLOWS not in self.emulator.settings.features:
            return route.handle(call)
        from emulator.workflows import engine

        engine.run_due(call.context)
        engine.react(call.context, self.emulator.store.log, mark)
        since = self.emulator.store.mark()
        decided = route.handle(call)
        engine.react(call.context, self.emulator.store.log, since)
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
            beyond = self.router.beyond(call)
            if beyond is None:
                raise
            return _preflight_route({beyond.method: beyond}) if beyond.preflight else beyond

    def _route(self, call: Call) -> Route:
        match = self._match(call)
        call.parameters = match.parameters
        name = match.parameters.get("realm")
        if name is None and call.path.startswith("/realms/"):
            name = call.path.split("/", 3)[2] or None
        if name is not None:
            tables = self.emulator.store.realm(name)
            if tables is None and match.methods and _is_described(call):
                return self._taken(call, match)
            if tables is None:
                message = "Realm not found." if call.path.startswith("/admin/") else "Realm does not exist"
                raise AdminError(404, {"error": message}, reason=f"there is no realm '{name}'")
            call.tables = tables
            if call.path.startswith("/realms/"):
                self.frontend.follow_realm(call)
        if not match.methods:
            if name is not None:
                raise errors.not_found()
            if call.method == "OPTIONS" and not self.router.has_room(call.path):
                return Route("OPTIONS", call.path, _nowhere)
            raise AdminError(404, {"error": "Unable to find matching target resource method"}, late=True)
        return self._taken(call, match)

    def _taken(self, call: Call, match: Match) -> Route:
        """The endpoint for the method; raises AdminError for one that the path has not."""
        route = match.methods.get(call.method) or (match.methods.get("GET") if call.method == "HEAD" else None)
        if route is None and call.method == "OPTIONS":
            return _preflight_route(match.methods)
        if route is None:
            raise AdminError(405, {"error": "HTTP 405 Method Not Allowed"}, late=not call.path.startswith(_SECURED))
        return route

    def _match(self, call: Call) -> Match:
        """What a call's path leads to; nothing where its realm has not turned on what is there."""
        match = self.router.match(call.path, call.answers)
        if match.exists is None:
            return match
        tables = self.emulator.store.realm(match.parameters["realm"])
        return match if tables is not None and match.exists(tables) else Match({}, {})


def _is_described(call: Call) -> bool:
    """Whether it asks for a document about a realm in a way that is answered before its realm is looked for, as observed."""
    return call.path.startswith(_WELL_KNOWN) or (call.method == "OPTIONS" and _WELL_KNOWN in call.path)


async def _let_others() -> None:
    """Whoever has asked meanwhile is answered: a request is read in one round of the loop, and decided in the next."""
    for _ in range(3):
        await asyncio.sleep(0)


def _nowhere(_: Call) -> Response:
    """As observed, what leads nowhere can be asked what it takes."""
    return Response(200, headers=[("Allow", "HEAD, POST, GET, OPTIONS")], secured=False)


def _preflight_route(methods: dict[str, Route]) -> Route:
    allowed = next((route.preflight for route in methods.values() if route.preflight), "")

    def answer(call: Call) -> Response:
        if not allowed and "POST" in methods:
            return Response(200, headers=[("Allow", "HEAD, POST, GET, OPTIONS" if "GET" in methods else "HEAD, POST, OPTIONS")])
        return Response(200, headers=cors.preflight(call.cors.origin, allowed) if allowed else [])

    return Route("OPTIONS", "", answer)
