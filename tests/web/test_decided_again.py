"""A decision that is made again leaves behind what one that is made once does."""

import asyncio

import httpx
import pytest

from emulator.configuration.settings import Settings
from emulator.core.errors import AdminError
from emulator.login import brute_force
from emulator.realm.views import User
from emulator.serving.rooms import ROOMS
from emulator.state.journals import Conflict, News
from emulator.web.app import App
from emulator.web.commits import Commits
from emulator.web.response import json_response
from emulator.web.routing import Route
from emulator.world.emulator import Emulator

REALM = {
    "realm": "test", "enabled": True, "bruteForceProtected": True, "failureFactor": 5, "quickLoginCheckMilliSeconds": 0,
    "eventsEnabled": True, "passwordPolicy": "hashAlgorithm(pbkdf2-sha256) and hashIterations(1000)",
    "clients": [{"clientId": "app", "publicClient": True, "directAccessGrantsEnabled": True, "redirectUris": ["*"]}],
    "users": [
        {"username": "bob", "enabled": True, "email": "b@x.org", "firstName": "B", "lastName": "B",
         "credentials": [{"type": "password", "value": "right"}]},
    ],
}  # fmt: skip


class Contested:
    """A shared journal in memory, whose first ``lost`` writes come too late."""

    shared = True

    def __init__(self):
        self.lost, self.version, self.tries = 0, 0, 0

    def news(self, version):
        return News([], self.version)

    def write(self, changes, dropped=()):
        self.tries += 1
        if self.lost:
            self.lost -= 1
            raise Conflict
        self.version += 1
        return self.version

    def close(self):
        pass


class World:
    """An application without a server; ``journal`` is what its requests meet, None for memory alone."""

    def __init__(self, journal):
        self.emulator, self.journal = Emulator(Settings()), journal
        tables = self.emulator.add_realm(REALM)
        self.tables, self.user = tables, tables.users.one("username", "bob")
        hashed = [self.emulator.passwords.hashed(one) for one in self.user["credentials"]]
        tables.users.put(self.user["id"], {**self.user, "credentials": hashed})
        self.told, self.compared = [], []
        self.emulator.passwords.observe = lambda realm, credential, data, valid: self.compared.append(valid)
        self.emulator.webhooks.tell = lambda kind, realm, document: self.told.append(kind)
        self.emulator.webhooks.hooks = [object()]
        self.emulator.webhooks.want = lambda kind, realm: True
        commits = Commits(self.emulator, journal) if journal is not None else None
        if commits is not None:
            commits.start(lambda: None)
        self.app = App(self.emulator, ROOMS, commits=commits)

    def ask(self, *forms, path="/realms/test/protocol/openid-connect/token"):
        async def work():
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
                paths = [path] * len(forms) if isinstance(path, str) else path
                return await asyncio.gather(*(http.post(one, data=form) for one, form in zip(paths, forms * len(paths), strict=False)))

        return asyncio.run(work())

    def login(self, password):
        return {"grant_type": "password", "client_id": "app", "username": "bob", "password": password}

    @property
    def failures(self):
        row = self.tables.login_failures.get(self.user["id"])
        return row.failures if row is not None else 0


@pytest.mark.parametrize("lost", [None, 0, 1, 3])
def test_a_wrong_guess_counts_once(lost):
    world = World(Contested() if lost is not None else None)
    if lost:
        world.journal.lost = lost
    answers = world.ask(world.login("wrong"))
    assert answers[0].status_code == 400
    assert world.failures == 1
    assert [event.type for event in world.tables.events] == ["LOGIN_ERROR"]
    assert world.told == ["event", "request"]
    assert world.compared == [False]
    if lost:
        assert world.journal.tries == lost + 1


def test_wrong_guesses_at_once_count_each():
    world = World(Contested())
    world.journal.lost = 2
    world.ask(*(world.login(f"wrong {number}") for number in range(4)))
    assert world.failures == 4


def test_a_right_one_is_let_in_after_its_hash_was_computed():
    world = World(Contested())
    world.journal.lost = 1
    answer = world.ask(world.login("right"))[0]
    assert answer.status_code == 200
    assert world.compared == [True]
    assert len(list(world.tables.user_sessions)) == 1


@pytest.mark.parametrize("lost", [None, 0, 2])
def test_what_is_settled_before_a_question_stays_once(lost):
    """The endpoint counts a guess, which is to stay, asks somebody, and refuses."""
    world = World(Contested() if lost is not None else None)
    if lost:
        world.journal.lost = lost
    asked, drawn = [], set()

    def handle(call):
        brute_force.failed(call.context, User(world.user))
        call.settle()
        call.log.append("counted")
        drawn.add(call.context.ids.uuid())
        call.answers.ask("somebody", lambda: asked.append(1), own_thread=True)
        call.answers.ask("hash", lambda: asked.append(2))
        call.tables.users.delete(world.user["id"])
        raise AdminError(400, {"error": "no"}, "at last")

    world.app.decisions.router.add(Route("POST", "/realms/{realm}/protocol/asking", handle))
    assert world.ask({}, path="/realms/test/protocol/asking")[0].status_code == 400
    assert (world.failures, asked, len(drawn)) == (1, [1, 2], 1)
    assert world.tables.users.get(world.user["id"]) is not None


@pytest.mark.parametrize("lost", [None, 0, 2])
def test_between_the_parts_of_much_work_others_have_their_turn(lost):
    """What a part changed stays, and is changed once."""
    world = World(Contested() if lost is not None else None)
    order = []

    def much(call):
        def work(part):
            call.tables.document = {**world.tables.document, "parts": [*world.tables.document.get("parts", ()), *part]}
            order.append(part)
            return sum(part)

        return json_response({"sums": call.answers.in_parts("much", range(6), 2, work), "parts": world.tables.document["parts"]})

    def little(call):
        order.append("little")
        return json_response({})

    def broken(call):
        def work(part):
            call.tables.document = {**world.tables.document, "reached": part[0]}
            if part[0] == 1:
                raise AdminError(400, {"error": "no"}, "at last")

        return json_response(call.answers.in_parts("broken", range(3), 1, work))

    for name, handle in (("much", much), ("little", little), ("broken", broken)):
        world.app.decisions.router.add(Route("POST", f"/realms/{{realm}}/protocol/{name}", handle))
    if lost:
        world.journal.lost = lost
    answers = world.ask({}, path=["/realms/test/protocol/much", "/realms/test/protocol/little"])
    assert answers[0].json() == {"sums": [1, 5, 9], "parts": [0, 1, 2, 3, 4, 5]}
    assert order.index("little") < order.index(range(4, 6))
    assert world.ask({}, path="/realms/test/protocol/broken")[0].status_code == 400
    assert world.tables.document["reached"] == 0
