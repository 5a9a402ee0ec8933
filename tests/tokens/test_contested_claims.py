"""Claims that several have a say in: mappers of all kinds, each other and the token itself. What the real Keycloak made of them."""

import pytest

from tests.conftest import ALICE, SVC
from tests.support import claims

PLACES = ("access.token.claim", "id.token.claim", "userinfo.token.claim", "introspection.token.claim")
GROUPS, ATTRIBUTE, ROLES, FIXED, RENAMED, GIVEN, OF_CLIENTS, NOTE = (
    f"oidc-{name}-mapper"
    for name in (
        "group-membership",
        "usermodel-attribute",
        "usermodel-realm-role",
        "hardcoded-claim",
        "role-name",
        "hardcoded-role",
        "usermodel-client-role",
        "usersessionmodel-note",
    )
)
TEXTS = {"multivalued": "true", "jsonType.label": "String"}
ANY = "whatever it is without mappers"


def mapper(kind, claim, **config):
    everywhere = dict.fromkeys(PLACES, "true")
    config = {**everywhere, "claim.name": claim, **{name.replace("_", "."): value for name, value in config.items()}}
    name = f"{kind} {claim} {config.get('full.path')}"[-200:]
    return {"name": name, "protocol": "openid-connect", "protocolMapper": kind, "config": config}


def groups(claim, kind="String", full="false"):
    return mapper(GROUPS, claim, jsonType_label=kind, full_path=full)


def attribute(claim):
    return mapper(ATTRIBUTE, claim, user_attribute="nick", **TEXTS)


def roles(claim, several="true"):
    return mapper(ROLES, claim, jsonType_label="String", multivalued=several)


def fixed(claim, value, kind):
    return mapper(FIXED, claim, claim_value=value, jsonType_label=kind)


@pytest.fixture
def log_in(server):
    """Gives the realm and an answer for each of these lists of mappers, which a client of its own has."""

    def log_in(*mappers):
        profile = {"unmanagedAttributePolicy": "ENABLED", "attributes": [{"name": "username"}, {"name": "email"}]}
        alice = {**ALICE, "groups": ["/staff", "/5"], "attributes": {"nick": ["n1", "n2"]}, "realmRoles": ["7"]}
        clients = [{**SVC, "clientId": f"c{n}", "protocolMappers": each, "webOrigins": ["http://o"]} for n, each in enumerate(mappers)]
        realm = server.realm(
            users=[alice], groups=[{"name": "staff", "attributes": {"street": ["9"]}}, {"name": "5"}], roles={"realm": [{"name": "7"}]},
            clients=clients, userProfile=profile,
        )  # fmt: skip
        form = {"grant_type": "password", "client_secret": "s3cret", "username": "alice", "password": "wonder", "scope": "openid address"}
        return realm, [realm.token(**form, client_id=client["clientId"]) for client in clients]

    return log_in


def seen(claims, name):
    return sorted(claims[name], key=str) if isinstance(claims.get(name), list) else claims.get(name)


def test_groups_are_of_the_claims_type(log_in):
    names = {
        "String": ["5", "staff"],
        "": ["5", "staff"],
        "nope": ["5", "staff"],
        "boolean": [False, False],
        "long": [5, None],
        "int": [5, None],
    }
    _, answers = log_in(*([groups("c", kind)] for kind in names), [groups("c", "long", "true")])
    values = [sorted(claims(answer.json()["access_token"])["c"], key=str) for answer in answers]
    assert values == [*names.values(), [None, None]], "a path is no number"


def test_lists_of_one_claim_are_joined(log_in):
    names = ("c", "a.b.c")
    _, answers = log_in(*([groups(name), groups(name, full="true"), attribute(name)] for name in names))
    for name, answer in zip(names, answers, strict=True):
        found = claims(answer.json()["access_token"])
        for part in name.split("."):
            found = found[part]
        assert sorted(found) == ["/5", "/staff", "5", "n1", "n2", "staff"]


def test_an_address_has_nothing_of_groups(log_in):
    assert "address" not in claims(log_in([])[1][0].json()["access_token"])


# The mapper; what its claim is in the access token, the ID token and the refresh token; whether userinfo takes the token.
CASES = [
    (groups("sub"), "[5, staff]", "[5, staff]", "[5, staff]", 200),
    (groups("azp"), "[5, staff]", "[5, staff]", "[5, staff]", 401),
    (groups("azp", "long", "true"), "[null, null]", "[null, null]", "[null, null]", 401),
    (groups("aud"), ["5", "staff"], ["5", "staff"], ANY, 200),
    (fixed("sub", '{"a":["q"]}', "JSON"), '{"a":["q"]}', '{"a":["q"]}', '{"a":["q"]}', 200),
    (fixed("sub", "5", "int"), "5", "5", "5", 200),
    (fixed("aud", "5", "int"), "5", "5", ANY, 200),
    (groups("sid"), ["5", "staff"], ["5", "staff"], ANY, 401),
    (groups("exp"), ANY, ANY, ANY, 200),
    (groups("exp.x"), ANY, ANY, ANY, 200),
    (groups("sub.x"), ANY, ANY, ANY, 200),
    (groups("aud.x"), ANY, ANY, ANY, 200),
    (groups("azp.x"), ANY, ANY, ANY, 200),
    (groups("scope.x"), ANY, ANY, ANY, 200),
    (groups("nbf"), ["5", "staff"], ["5", "staff"], ANY, 401),
    (fixed("nbf", "5", "int"), 5, 5, ANY, 200),
    (fixed("at_hash", "5", "int"), 5, 5, ANY, 200),
    (groups("realm_access"), ["5", "staff"], ["5", "staff"], ANY, 401),
    (groups("realm_access.x"), {"x": ["5", "staff"]}, {"x": ["5", "staff"]}, ANY, 401),
    (fixed("realm_access", '{"roles":["q"]}', "JSON"), {"roles": ["7", "q"]}, {"roles": ["q"]}, ANY, 200),
    (fixed("realm_access.roles", "5", "int"), {"roles": 5}, {"roles": 5}, ANY, 401),
    (groups("resource_access.app"), {}, {"app": ["5", "staff"]}, ANY, 200),
    (groups("resource_access.app.roles"), {"app": {"roles": ["5", "staff"]}}, {"app": {"roles": ["5", "staff"]}}, ANY, 200),
    (groups("allowed-origins"), ["5", "staff"], ["5", "staff"], ANY, 200),
    (fixed("allowed-origins", "5", "int"), 5, 5, ANY, 401),
    (groups("cnf"), ["5", "staff"], ["5", "staff"], ANY, 401),
    (groups("updated_at"), ["5", "staff"], ["5", "staff"], ANY, 401),
    (fixed("updated_at", "5", "int"), 5, 5, ANY, 200),
    (roles("sub"), ["7"], ["7"], ANY, 401),
    (roles("azp"), ["7"], ["7"], ANY, 401),
    (roles("exp"), ["7"], ["7"], ANY, 401),
    (roles("scope"), ["7"], ["7"], ANY, 401),
    (roles("acr"), ["7"], ["7"], ANY, 401),
    (roles("session_state"), ["7"], ["7"], ANY, 200),
    (roles("acr", "false"), "7", "7", ANY, 200),
    (roles("sub", "false"), "7", "7", ANY, 200),
    (roles("realm_access.roles"), {"roles": ["7"]}, {"roles": ["7"]}, ANY, 200),
    (roles("preferred_username"), ["7"], ["7"], ANY, 401),
    (roles("groups"), ["7"], ["7"], ANY, 200),
]  # fmt: skip


def test_claims_that_tokens_have_themselves(log_in):
    realm, (plain, *answers) = log_in([], *([configured] for configured, *_ in CASES))
    for answer, (configured, *expected, status) in zip(answers, CASES, strict=True):
        name = configured["config"]["claim.name"].partition(".")[0]
        for kind, wanted in zip(("access_token", "id_token", "refresh_token"), expected, strict=True):
            claim = seen(claims(answer.json()[kind]), name)
            if wanted is ANY:
                assert type(claim) is type(seen(claims(plain.json()[kind]), name)), (configured, kind)
            else:
                assert claim == wanted, (configured, kind)
        assert realm.userinfo(answer.json()["access_token"]).status_code == status, configured


def test_what_a_mapper_cannot_do_without(log_in, server):
    note, name, new_name = "user.session.note", {"role": "7"}, {"new.role.name": "x"}
    faulty = {
        note: [(NOTE, {}), (NOTE, {note: ""})],
        "role": [(RENAMED, {}), (RENAMED, new_name), (RENAMED, {"role": "", **new_name}), (GIVEN, {}), (GIVEN, {"role": ""})],
        "new.role.name": [(RENAMED, name), (RENAMED, {**name, "new.role.name": ""}), (RENAMED, {"role": "svc.", "new.role.name": ""})],
    }
    rows = [(missing, mapper(kind, "", **config)) for missing, rows in faulty.items() for kind, config in rows]
    fine = [mapper(NOTE, "", **{note: "AUTH_TIME"}), mapper(RENAMED, "", **name, **new_name), mapper(GIVEN, "", role="c0.")]
    realm, (whole, *answers) = log_in(fine, *([configured] for _, configured in rows))
    assert len(server.controls("GET", f"/realms/{realm.name}/sessions").json()) == 1, "what Keycloak ends with a 500 leaves no session"
    assert claims(whole.json()["access_token"])["realm_access"] == {"roles": ["x"]}
    for answer, (missing, configured) in zip(answers, rows, strict=True):
        assert answer.status_code == 400, configured
        assert answer.json()["error_description"].endswith(f"names no {missing}"), configured


def test_a_prefix_names_the_client(log_in):
    prefix = {"usermodel.clientRoleMapping.rolePrefix": "${client_id}/", "multivalued": "true", "jsonType.label": "String"}
    _, (answer,) = log_in([mapper(OF_CLIENTS, "c", **prefix), mapper(GIVEN, "", role="c0.own")])
    assert claims(answer.json()["access_token"])["c"] == ["c0/own"]


def test_an_example_of_an_offline_login(server, admin):
    offline = {**SVC, "clientId": "off", "defaultClientScopes": ["offline_access"]}
    server.realm("examples", clients=[offline, {**SVC, "optionalClientScopes": ["offline_access"]}], users=[ALICE])
    user = admin.get("/../examples/users").json()[0]["id"]
    ids = {client["clientId"]: client["id"] for client in admin.get("/../examples/clients").json()}
    for client, scope, kind in (("off", "", "of"), ("off", "openid", "of"), ("svc", "", "on"), ("svc", "offline_access", "of")):
        path = f"/../examples/clients/{ids[client]}/evaluate-scopes/generate-example-access-token"
        assert admin.get(path, params={"userId": user, "scope": scope}).json()["jti"].startswith(kind), (client, scope)


def test_members_that_the_token_answer_has_itself(server):
    own = (
        "access_token", "refresh_token", "id_token", "expires_in", "refresh_expires_in", "token_type", "session_state",
        "not-before-policy", "scope",
    )  # fmt: skip
    free = ("iss", "sub", "exp", "aud", "typ", "jti", "iat", "nonce", "auth_time", "error")
    mappers = [mapper(FIXED, name, claim_value="x") for name in (*own, *free, "session_state.x")]
    for said in mappers:
        said["config"]["access.tokenResponse.claim"] = "true"
        said["config"].update(dict.fromkeys(PLACES, "false"))
    realm = server.realm(clients=[{**SVC, "protocolMappers": mappers}], users=[ALICE])
    answer = realm.login(scope="openid")
    assert {name: answer[name] for name in free} == dict.fromkeys(free, "x")
    assert [name for name in own if answer.get(name) in (None, "x")] == []
