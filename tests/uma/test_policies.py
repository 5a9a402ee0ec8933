"""What owners allow others, and the events of permission tokens; expected values are Keycloak's."""

import pytest

from tests import wire
from tests.authz.test_permissions import SERVER, UMA
from tests.conftest import ALICE
from tests.support import admin_client

PASSWORD = ALICE["credentials"][0]["value"]
PEOPLE = {"marta": ["role_a"], "kolo": ["role_b"], "alice": ["role_a", "role_b"], "jim": []}
SCRIPT = "script-folder/name.js"


class Diary:
    """A resource of marta's, and what she allows others."""

    def __init__(self, server):
        self.url = f"{server.url}/realms/test"
        self.admin = admin_client(server.url)
        self.place = f"/clients/{self.admin.get('/clients?clientId=api').json()[0]['id']}/authz/resource-server"
        self.tokens = {name: self.post(grant_type="password", username=name, password=PASSWORD).json()["access_token"] for name in PEOPLE}
        body = {"name": "R", "ownerManagedAccess": True, "owner": "marta", "resource_scopes": ["a", "b"]}
        self.id = self.protection("POST", "/resource_set", body).json()["_id"]

    def post(self, user="", **form):
        headers = {"Authorization": f"Bearer {self.tokens[user]}"} if user else {}
        client = {} if user else {"client_id": "api", "client_secret": "s"}
        return wire.post(f"{self.url}/protocol/openid-connect/token", data={**client, **form}, headers=headers)

    def protection(self, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.tokens['marta']}"}
        return wire.request(method, f"{self.url}/authz/protection{path}", json=body, headers=headers)

    def allowed(self, scope="a"):
        form = {"grant_type": UMA, "audience": "api", "permission": f"{self.id}#{scope}"}
        return {name for name in PEOPLE if self.post(name, **form).status_code == 200}

    def allow(self, **conditions):
        made = self.protection("POST", f"/uma-policy/{self.id}", {"name": "p", "scopes": ["a"], **conditions})
        return made.json().get("id"), made.status_code

    def change(self, policy, **conditions):
        body = {"id": policy, "name": "p", "scopes": ["a"], **conditions}
        return self.protection("PUT", f"/uma-policy/{policy}", body).status_code

    def conditions(self, policy):
        """Types of the policies that a permission consists of, and how many each names."""
        found = self.admin.get(f"{self.place}/policy/{policy}/associatedPolicies").json()
        return sorted((one["type"], self.size(one)) for one in found)

    def size(self, policy):
        kind = policy["type"]
        return 0 if kind == SCRIPT else len(self.admin.get(f"{self.place}/policy/{kind}/{policy['id']}").json()[f"{kind}s"])

    def event(self, user, **form):
        self.admin.delete("/events")
        self.post(user, grant_type=UMA, **form)
        found = [event for event in self.admin.get("/events").json() if event["type"].startswith("PERMISSION")]
        return [(event["type"], event.get("error"), event["details"], "userId" in event, "sessionId" in event) for event in found]


@pytest.fixture
def diary(server):
    people = [
        {**ALICE, "username": name, "email": f"{name}@x.org", "realmRoles": roles, "clientRoles": {"api": ["uma_protection"]}}
        for name, roles in PEOPLE.items()
    ]
    server.realm(
        clients=[{**SERVER, "directAccessGrantsEnabled": True, "redirectUris": ["*"]}],
        users=people,
        roles={"realm": [{"name": "role_a"}, {"name": "role_b"}, {"name": "role_c"}]},
        userManagedAccessAllowed=True,
        eventsEnabled=True,
        enabledEventTypes=["PERMISSION_TOKEN", "PERMISSION_TOKEN_ERROR"],
    )
    diary = Diary(server)
    yield diary
    diary.admin.close()


def test_any_member_of_a_kind_suffices_and_the_owner_may_always(diary):
    two = [("role", 2), ("role", 2)]
    policy, status = diary.allow(roles=["role_a", "role_b"])
    assert (status, diary.conditions(policy), diary.allowed()) == (200, two, {"marta", "kolo", "alice"})
    assert diary.change(policy, roles=["role_b", "role_c"], users=["alice", "jim"]) == 201
    assert diary.conditions(policy) == [*two, ("user", 1), ("user", 1)]
    assert diary.allowed() == {"marta"}
    assert diary.change(policy, users=["jim", "kolo"]) == 201
    assert (diary.conditions(policy), diary.allowed()) == ([("user", 2), ("user", 2)], {"marta", "jim", "kolo"})
    assert diary.allowed("b") == set()


def test_a_permission_goes_with_the_last_of_its_conditions(diary):
    policy, _ = diary.allow(users=["kolo"])
    assert diary.change(policy, roles=["role_b"]) == 201
    assert diary.protection("GET", f"/uma-policy/{policy}").status_code == 404
    assert diary.admin.get(f"{diary.place}/policy").json() == []
    empty, _ = diary.allow()
    assert (diary.change(empty), diary.conditions(empty), diary.allowed()) == (201, [], {"marta"})


def test_a_condition_may_be_a_script_of_the_server(diary):
    policy, status = diary.allow(roles=["role_b"], condition=SCRIPT)
    assert (status, diary.conditions(policy), diary.allowed()) == (200, [("role", 1), (SCRIPT, 0)], {"marta", "kolo", "alice"})
    assert diary.protection("GET", f"/uma-policy/{policy}").json()["condition"] == SCRIPT
    assert diary.change(policy, roles=["role_b"], condition="script-folder/other.js") == 201
    assert diary.conditions(policy) == [("role", 1), (SCRIPT, 0)]
    assert (diary.change(policy, roles=["role_b"]), diary.conditions(policy)) == (201, [("role", 1)])
    for text in ("", "nope", "$evaluation.grant();"):
        assert diary.change(policy, roles=["role_b"], condition=text) == 400


def test_events_of_permission_tokens(diary):
    always = {"auth_method": "oauth_credentials", "grant_type": UMA}
    asked = {**always, "audience": "api", "permission": diary.id}
    failed = "PERMISSION_TOKEN_ERROR"
    unknown, nobody = "Resource with id [nope] does not exist.", "Unknown resource server id: [nope]"
    diary.allow(users=["kolo"])
    cases = [
        ("kolo", {"permission": "nope#a"}, failed, "invalid_request", {**asked, "permission": "nope#a", "reason": unknown}),
        ("jim", {}, failed, "access_denied", {**asked, "reason": "not_authorized"}),
        ("jim", {"audience": "nope"}, failed, "invalid_request", {**asked, "audience": "nope", "reason": nobody}),
        ("kolo", {"response_mode": "decision"}, "PERMISSION_TOKEN", None, asked),
        ("kolo", {"permission": [diary.id, f"{diary.id}#a"], "response_mode": "decision"}, "PERMISSION_TOKEN", None,
         {**asked, "permission": f"{diary.id}|{diary.id}#a"}),
    ]  # fmt: skip
    for user, form, kind, error, details in cases:
        event = diary.event(user, **{"audience": "api", "permission": diary.id, **form})
        assert event == [(kind, error, details, True, False)], form
    said = {**always, "reason": "Ticket verification failed"}
    assert diary.event("kolo", ticket="x") == [(failed, "invalid_permission_ticket", said, False, False)]
    (_, _, details, with_user, with_session) = diary.event("kolo", audience="api", permission=diary.id)[0]
    issued = {"scope", "token_id", "refresh_token_id", "refresh_token_type"}
    assert (details.keys(), with_user, with_session) == (asked.keys() | issued, True, False)
