"""What an organization may be, as Keycloak 26.7.4 answered."""

import pytest

URL = "Organization redirect URL is not valid."


def _domain(name):
    return [{"name": name, "verified": False}]


@pytest.mark.parametrize(
    ("more", "told", "imported"),
    [
        ({"redirectUrl": "not a url"}, {"errorMessage": URL}, None),
        ({"redirectUrl": "/x"}, {"errorMessage": URL}, None),
        ({"redirectUrl": "javascript:alert(1)"}, {"errorMessage": URL}, None),
        ({"domains": _domain("a b")}, {"errorMessage": "Invalid domain format: a b"}, {"errorMessage": "Invalid domain format: a b"}),
        ({"name": None}, {"errorMessage": "Name can not be null"}, {"errorMessage": "Name can not be null"}),
        ({"alias": "a/b"}, {"error": "Character '/' not allowed."}, 201),
        ({"alias": "a b"}, {"error": "Empty Space not allowed."}, 201),
        ({"name": "x" * 256}, None, {"errorMessage": "Database operation failed"}),
    ],
)
def test_what_is_refused(doors, more, told, imported):
    organization = {"name": "n", "alias": "n", **more}
    status, answer = doors.call("POST", "/test/organizations", organization)
    assert status == 400
    assert told in (None, answer)
    realm = {"realm": "other", "enabled": True, "organizationsEnabled": True, "organizations": [organization]}
    status, answer = doors.call("POST", "", realm)
    doors.call("DELETE", "/other")
    assert status == (201 if imported == 201 else 400)
    assert imported in (None, 201, answer)


@pytest.mark.parametrize("name", ["a b", " sp ", "a/b?c"])
def test_a_name_that_is_no_alias(doors, name):
    reason = "Character '/' not allowed." if "/" in name else "Empty Space not allowed."
    expected = (400, {"errorMessage": f"Name cannot be used as alias: {reason}"})
    assert doors.call("POST", "/test/organizations", {"name": name}) == expected


@pytest.mark.parametrize(
    ("second", "status", "told"),
    [
        ({"name": "n", "alias": "b"}, 409, "A organization with the same name already exists."),
        ({"name": "m", "alias": "a"}, 409, "A organization with the same alias already exists"),
        ({"name": "m", "alias": "b", "domains": _domain("x.org")}, 400, "Domain x.org is already linked to organization n in realm other"),
    ],
)
def test_what_two_organizations_of_a_realm_cannot_share(doors, second, status, told):
    first = {"name": "n", "alias": "a", "domains": _domain("x.org")}
    realm = {"realm": "other", "enabled": True, "organizationsEnabled": True, "organizations": [first, second]}
    assert doors.call("POST", "", realm) == (status, {"errorMessage": told})


@pytest.mark.parametrize("more", [{"members": [{"username": "nope"}]}, {"identityProviders": [{"alias": "nope"}]}])
def test_an_import_knows_members_and_providers(doors, more):
    organizations = [{"name": "n", "alias": "n", **more}]
    assert doors.call("POST", "", {"realm": "other", "organizationsEnabled": True, "organizations": organizations})[0] == 400


def test_a_redirect_url_is_checked_when_it_is_changed(doors):
    identifier = doors.make("/organizations", name="n")
    changed = {"name": "n", "alias": "n", "redirectUrl": "not a url"}
    assert doors.call("PUT", f"/test/organizations/{identifier}", changed) == (400, {"errorMessage": URL})
    assert doors.call("PUT", f"/test/organizations/{identifier}", {**changed, "redirectUrl": "https://x.org/y"})[0] == 204
