"""What a test can ask of a token and of the requests: see docs/testing.md."""

import pytest


def test_the_handle_says_what_http_says(keycloak, keycloak_realm):
    from tests import wire

    realm = keycloak_realm
    token = realm.token(client_id="app", client_secret="secret", username="user", password="password")
    told = realm.explain(token)
    url = f"{keycloak.url}/_emulator/realms/{realm.name}/tokens/explain"
    over_http = wire.post(url, json={"token": str(token)}).json()
    assert {**over_http, "now": 0} == {**told, "now": 0}
    with pytest.raises(ValueError, match="neither a JWT nor an opaque token"):
        realm.explain("no token")


def test_flows_of_the_test_alone(keycloak, keycloak_realm):
    with pytest.raises(Exception, match="unauthorized_client"):
        keycloak_realm.token(client_id="app", client_secret="wrong")
    keycloak_realm.token(client_id="app", client_secret="secret")
    assert [flow["refused"] for flow in keycloak.flows()] == [0, 1]
    (refused,) = keycloak.flows(refused="true", search="the secret of client")
    assert refused["steps"][0]["outcome"] == "refused"
    assert [request.error for request in keycloak.requests] == ["invalid_client_credentials", ""]
    with pytest.raises(ValueError, match="there is no filter 'serch', did you mean 'search'"):
        keycloak.flows(serch="x")
