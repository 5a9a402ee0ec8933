"""Client registration policies: where a client comes from, and what it may ask for."""

import socket
from types import SimpleNamespace

import pytest

from emulator.registration import outside


def details(answer):
    assert answer.status_code == 403
    assert answer.json()["error"] == "insufficient_scope"
    return answer.json()["error_description"].partition(" Details: ")[2]


@pytest.fixture
def names(monkeypatch):
    """Names and addresses that stand for the internet's."""
    book = {}

    def addresses(host, port, **kw):
        if host not in book:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in book[host]]

    def name(address):
        hosts = [host for host, known in book.items() if address in known]
        if not hosts:
            raise socket.herror(1, "Unknown host")
        return hosts[0], [], [address]

    instead = SimpleNamespace(getaddrinfo=addresses, gethostbyaddr=name, inet_aton=socket.inet_aton, SOCK_STREAM=socket.SOCK_STREAM)
    monkeypatch.setattr(outside, "socket", instead)
    return book


def test_nobody_is_trusted_until_somebody_says_so(registry):
    assert details(registry.call("POST", "", None, {})) == "Host not trusted."
    for hosts in (["127.0.0.1"], ["localhost"], ["*.localhost"], ["127.1"]):
        registry.policy("trusted-hosts", trusted_hosts=hosts)
        assert registry.call("POST", "", None, {}).status_code == 201, hosts
    for hosts in (["10.0.0.1"], ["::1"], ["*.test"], ["nowhere.test"], ["no such name"]):
        registry.policy("trusted-hosts", trusted_hosts=hosts)
        assert details(registry.call("POST", "", None, {})) == "Host not trusted.", hosts


def test_names_are_looked_up(registry, names):
    registry.policy("trusted-hosts", trusted_hosts=["ci.company.net"])
    assert details(registry.call("POST", "", None, {})) == "Host not trusted."
    names["ci.company.net"] = ["127.0.0.1"]
    assert registry.call("POST", "", None, {}).status_code == 201
    names["ci.company.net"] = ["10.0.0.1", "127.0.0.1"]
    assert details(registry.call("POST", "", None, {})) == "Host not trusted.", "only the first address counts"


def test_callers_from_elsewhere_are_known_by_their_names(server, registry, names):
    """Behind a proxy, the caller is who the proxy says."""
    from emulator.core.asking import AtOnce
    from emulator.realm.views import Client
    from emulator.registration import policy
    from emulator.registration.policies import REGISTRATION_POLICIES

    def trusted(address, *hosts):
        tables = server.live.emulator.store.realm("test")
        request = policy.Request(tables, address, AtOnce(), {}, Client({}), {"trusted-hosts": list(hosts)})
        try:
            REGISTRATION_POLICIES.get("trusted-hosts").before_view(request)
        except policy.Rejected:
            return False
        return True

    names["build.company.net"] = ["10.0.0.7"]
    assert trusted("10.0.0.7", "*.company.net")
    assert trusted("10.0.0.7", "build.company.net")
    assert not trusted("10.0.0.7", "*.other.net")
    assert not trusted("10.0.0.8", "*.company.net")
    assert trusted("::1", "localhost")
    assert not trusted("", "localhost")
    names["liar.company.net"] = ["10.0.0.9"]
    outside.socket.getaddrinfo = lambda host, port, **kw: [(2, 1, 6, "", ("10.9.9.9", 0))]
    assert not trusted("10.0.0.9", "*.company.net"), "a name has to lead back to the address"


def test_urls_name_trusted_hosts(registry):
    registry.policy("trusted-hosts", trusted_hosts=["127.0.0.1", "*.good.test"])
    assert (
        registry.call("POST", "", None, {"redirect_uris": ["https://app.good.test/cb"], "client_uri": "https://good.test"}).status_code
        == 201
    )
    refused = registry.call("POST", "", None, {"redirect_uris": ["https://good.test.evil.test/cb"]})
    assert details(refused) == "URI doesn't match any trusted host or trusted domain"
    assert details(registry.call("POST", "", None, {"client_uri": "app:x"})) == "URL is malformed"
    assert registry.call("POST", "", None, {"redirect_uris": ["app:x"]}).status_code == 400
    registry.policy("trusted-hosts", client_uris_must_match=["false"])
    assert registry.call("POST", "", None, {"redirect_uris": ["https://evil.test/cb"]}).status_code == 201


def test_anonymous_clients_ask_for_consent_and_get_no_full_scope(registry):
    registry.policy("trusted-hosts", trusted_hosts=["127.0.0.1"])
    client = registry.call("POST", "", None, {}).json()
    place, own = f"/{client['client_id']}", client["registration_access_token"]
    shown = registry.admin.get(f"/clients{place}").json()
    assert (shown["consentRequired"], shown["fullScopeAllowed"]) == (True, False)
    for change, words in (
        ({"consentRequired": False}, "Not permitted to update consentRequired to false"),
        ({"fullScopeAllowed": True}, "Not permitted to enable fullScopeAllowed"),
    ):
        refused = registry.call("PUT", place, own, {"clientId": client["client_id"], **change}, "default")
        assert details(refused) == words
    registry.policy("trusted-hosts", trusted_hosts=[])
    for method in ("GET", "PUT", "DELETE"):
        assert (
            details(registry.call(method, place, own, {"client_id": client["client_id"]} if method == "PUT" else None))
            == "Host not trusted."
        )


def test_a_realm_has_so_many_clients(registry):
    registry.policy("trusted-hosts", trusted_hosts=["127.0.0.1"])
    count = len(registry.admin.get("/clients").json())
    registry.policy("max-clients", max_clients=[str(count + 1)])
    assert registry.call("POST", "", None, {}).status_code == 201
    assert details(registry.call("POST", "", None, {})) == f"It's allowed to have max {count + 1} clients per realm"
    assert registry.register().status_code == 201, "the limit is for anonymous clients"


def test_scopes_and_mappers_that_are_not_allowed(registry):
    words = "Not permitted to use specified clientScope"
    registry.admin.post("/client-scopes", json={"name": "extra", "protocol": "openid-connect"})
    assert details(registry.register(scope="phone extra")) == words
    registry.policy("allowed-client-templates", "authenticated", allowed_client_scopes=["extra"])
    client = registry.register(scope="phone extra").json()
    assert set(client["scope"].split()) == {"phone", "extra"}
    registry.policy("allowed-client-templates", "authenticated", allowed_client_scopes=[])
    kept = {"client_id": client["client_id"], "scope": "extra"}
    assert registry.call("PUT", f"/{client['client_id']}", client["registration_access_token"], kept).status_code == 200
    mapper = {"name": "hard", "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper", "config": {}}
    assert details(registry.register(provider="default", protocolMappers=[mapper])) == "ProtocolMapper type not allowed"
    registry.policy("allowed-protocol-mappers", "authenticated", allowed_protocol_mapper_types=["oidc-hardcoded-claim-mapper"])
    registered = registry.register(provider="default", clientId="app", protocolMappers=[mapper]).json()
    registry.policy("allowed-protocol-mappers", "authenticated", allowed_protocol_mapper_types=[])
    own, same = registered["registrationAccessToken"], {"clientId": "app", "protocolMappers": registered["protocolMappers"]}
    changed = {"clientId": "app", "protocolMappers": [{**registered["protocolMappers"][0], "config": {"claim.value": "x"}}]}
    assert details(registry.call("PUT", "/app", own, changed, "default")) == "ProtocolMapper type not allowed"
    assert registry.call("PUT", "/app", own, same, "default").status_code == 200


def test_clients_wait_for_an_administrator(registry):
    assert registry.add_policy("client-disabled", "authenticated").status_code == 201
    client = registry.register().json()
    assert registry.admin.get(f"/clients/{client['client_id']}").json()["enabled"] is False
    assert registry.call("GET", f"/{client['client_id']}", client["registration_access_token"]).status_code == 401


@pytest.mark.parametrize(
    ("provider", "config", "words"),
    [
        ("nope", {}, {"error": "Invalid provider type or no such provider"}),
        ("max-clients", {}, {"errorMessage": "'Max Clients Per Realm' is required"}),
        ("max-clients", {"max_clients": ["many"]}, {"errorMessage": "'Max Clients Per Realm' should be a number"}),
        ("max-clients", {"max_clients": ["1", "2"]}, {"errorMessage": "'Max Clients Per Realm' should be a single entry"}),
        ("allowed-client-templates", {"allowed_client_scopes": ["a", "b"]}, {"errorMessage": "Client scopes not allowed: [a, b]"}),
        (
            "trusted-hosts",
            {"host_sending_registration_request_must_match": ["false"], "client_uris_must_match": ["false"]},
            {"errorMessage": "At least one of hosts verification or client URIs validation must be enabled"},
        ),
    ],
)
def test_configurations_that_do_not_fit(registry, provider, config, words):
    answer = registry.add_policy(provider, "authenticated", **config)
    assert (answer.status_code, answer.json()) == (400, words)


def test_a_realm_file_brings_its_own_policies(server):
    from tests.registration.conftest import POLICY, Registry

    hosts = {"trusted-hosts": ["127.0.0.1"], "host-sending-registration-request-must-match": ["true"], "client-uris-must-match": ["false"]}
    component = {"name": "Here", "providerId": "trusted-hosts", "subType": "anonymous", "config": hosts}
    server.realm(components={POLICY: [component]})
    registry = Registry(server)
    registered = registry.call("POST", "", None, {"redirect_uris": ["https://anywhere.test/cb"], "scope": "whatever phone"})
    assert (registered.status_code, registered.json()["scope"]) == (201, "phone")
    exported = registry.admin.post("/partial-export").json()["components"][POLICY]
    assert [one["name"] for one in exported] == ["Here"]
    registry.close()
