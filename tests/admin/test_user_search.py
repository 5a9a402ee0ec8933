"""Searches for users, as Keycloak 26.7.4 answered."""

import pytest

from tests import wire
from tests.support import http_client

DAY = 86_400_000


@pytest.fixture
def admin(server):
    server.realm(clients=[], users=[{"username": f"u{index}", "createdTimestamp": DAY * index + 5000} for index in range(3)])
    login = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": "admin"}
    token = wire.post(f"{server.url}/realms/master/protocol/openid-connect/token", data=login).json()["access_token"]
    with http_client(base_url=f"{server.url}/admin/realms/test", headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"createdBefore={DAY + 5000}", ["u0", "u1"]),
        (f"createdAfter={DAY + 5000}", ["u1", "u2"]),
        ("createdBefore=1970-01-02", ["u0", "u1"]),
        ("createdAfter=1970-01-03", ["u2"]),
        (f"search=u&createdBefore={DAY}", ["u0"]),
        ("createdBefore=", ["u0", "u1", "u2"]),
        ("enabled=", ["u0", "u1", "u2"]),
        ("username=&exact=true", ["u0", "u1", "u2"]),
        ("search=%22%22", []),
    ],
)
def test_what_a_query_asks_for(admin, query, expected):
    assert [user["username"] for user in admin.get(f"/users?{query}").json()] == expected
    assert admin.get(f"/users/count?{query}").json() == len(expected)


@pytest.mark.parametrize("value", ["x", "-5", "1970-1-2", "1970-13-02", "1970-01-01T00:30:00Z", "99999999999999999999"])
@pytest.mark.parametrize("name", ["createdBefore", "createdAfter"])
def test_a_time_is_a_day_or_milliseconds(admin, name, value):
    refused = admin.get("/users", params={name: value})
    expected = {"error": f"Invalid value for '{name}', expected format is yyyy-MM-dd or an Epoch timestamp"}
    assert (refused.status_code, refused.json()) == (400, expected)


def test_attributes_are_searched_as_a_whole_unless_exact_is_false(admin):
    long = "L" * 300
    profile = admin.get("/users/profile").json()
    permissions = {"view": ["admin", "user"], "edit": ["admin", "user"]}
    profile["attributes"] += [{"name": name, "multivalued": True, "permissions": permissions} for name in ("test", "attr", "long")]
    admin.put("/users/profile", json=profile)
    for number in (1, 2):
        values = {"test": [f"Test{number}", "b"], "attr": ["Common" if number == 1 else "common"], "long": [f"{long}{number}"]}
        admin.post("/users", json={"username": f"user{number}", "email": f"{number}@x.org", "firstName": "Fi", "attributes": values})
    both, first = ["user1", "user2"], ["user1"]
    cases = [
        ("attr:COMMON", both, both, both),
        ("attr:omm", [], [], both),
        ("attr:c*n", [], [], []),
        ("test:te_t1", [], [], first),
        ("attr:", [], [], both),
        ("attr:Common test:TEST1", first, first, first),
        (f"long:{long.lower()}1", first, first, first),
        ("long:LL", [], [], []),
        ("username:ser", both, [], both),
        ("firstName:FI", both, both, both),
        ("email:1@x", first, [], first),
        ("nothing:x", [], [], []),
    ]
    for query, *expected in cases:
        for exact, names in zip((None, "true", "false"), expected, strict=True):
            parameters = {"q": query, **({"exact": exact} if exact else {})}
            assert [user["username"] for user in admin.get("/users", params=parameters).json()] == names, parameters
            assert admin.get("/users/count", params=parameters).json() == len(names), parameters
