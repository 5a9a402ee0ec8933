"""The plugin's settings: by ini option, environment and command line alike; https among them."""

import pytest

PRINTS = """
def test_it(keycloak):
    print("REALMS", *sorted(keycloak._server.realm_names()))
"""
TLS = """
    import ssl
    import urllib.error
    import urllib.request

    import httpx
    import pytest

    def test_trusted(keycloak):
        url = keycloak.realm("gcore").discovery_url
        assert url.startswith("https://127.0.0.1:")
        context = ssl.create_default_context(cafile=keycloak.authority_file)
        with httpx.Client(verify=context) as client:
            assert client.get(url).json()["issuer"] == keycloak.realm("gcore").issuer
            assert client.get(url.replace("127.0.0.1", "localhost")).json()["issuer"].startswith("https://localhost:")
        with httpx.Client() as client, pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            client.get(url)
        token = keycloak.realm("gcore").token(client_id="gcore", username="user@example.org", password="password")
        assert token.claims["iss"] == keycloak.realm("gcore").issuer
"""


@pytest.fixture
def project(pytester, monkeypatch):
    for name in ("KEYCLOAK_REALMS", "KEYCLOAK_TLS", "KEYCLOAK_URL", "KEYCLOAK_SEED"):
        monkeypatch.delenv(name, raising=False)
    return pytester


@pytest.mark.parametrize(
    ("ini", "variable", "options", "expected"),
    [
        ("gcore", None, [], "gcore master"),
        ("gcore", "bvnk layer5", [], "bvnk layer5 master"),
        ("gcore", "bvnk", ["--keycloak-realm", "layer5", "--keycloak-realm=gcore"], "gcore layer5 master"),
        (None, None, [], "master"),
    ],
)
def test_realms_of_the_session(project, monkeypatch, ini, variable, options, expected, run_pytest):
    project.makeini("[pytest]\n" + (f"keycloak_realms = {ini}" if ini else ""))
    project.makepyfile(PRINTS)
    if variable:
        monkeypatch.setenv("KEYCLOAK_REALMS", variable)
    found = run_pytest("-s", "-p", "no:randomly", *options)
    found.assert_outcomes(passed=1)
    found.stdout.fnmatch_lines([f"*REALMS {expected}"])


@pytest.mark.parametrize("way", ["ini", "variable", "option"])
def test_https_with_a_throw_away_authority(project, monkeypatch, way, run_pytest):
    project.makeini("[pytest]\nkeycloak_realms = gcore\nfilterwarnings = error\n" + ("keycloak_tls = true" if way == "ini" else ""))
    project.makepyfile(TLS)
    if way == "variable":
        monkeypatch.setenv("KEYCLOAK_TLS", "1")
    run_pytest("-p", "no:randomly", *(["--keycloak-tls"] if way == "option" else [])).assert_outcomes(passed=1)


def test_without_tls_there_is_no_authority(project, run_pytest):
    project.makepyfile("def test_it(keycloak):\n    assert keycloak.authority_file == '' and keycloak.url.startswith('http://')\n")
    run_pytest("-p", "no:randomly").assert_outcomes(passed=1)


def test_a_value_that_is_neither_true_nor_false(project, run_pytest):
    project.makeini("[pytest]\nkeycloak_tls = perhaps")
    project.makepyfile(PRINTS)
    found = run_pytest("-p", "no:randomly")
    assert found.ret != 0
    found.stdout.fnmatch_lines(["*keycloak_tls is true or false, not 'perhaps'*"])


EDWARDS = """
realm: edwards
defaultSignatureAlgorithm: EdDSA
clients: {api: {secret: s, serviceAccountsEnabled: true}}
components:
  org.keycloak.keys.KeyProvider: [{name: ed, providerId: eddsa-generated, config: {eddsaEllipticCurveKey: [Ed25519]}}]
"""
SEEDED = """
    import pytest

    # RSA keys take long to draw: one token has one, the other realms have another kind.
    OTHER = (
        "realm: other\\nclients: {api: {}}\\ncomponents: {org.keycloak.keys.KeyProvider: "
        "[{name: ec, providerId: ecdsa-generated, config: {ecdsaEllipticCurveKey: [P-256]}}]}\\n"
    )

    def drawn(keycloak, realm, form):
        keycloak.clock.freeze(2_000_000_000)
        with keycloak.at("https://auth.example.org") as site:
            token = site.realm(realm).token(**form)
        client = keycloak.add_realm(OTHER).export()
        return [str(token), client]

    @pytest.mark.keycloak(realm="edwards.yaml")
    def test_a(keycloak):
        print("DRAWN", drawn(keycloak, "edwards", {"client_id": "api", "client_secret": "s"}))

    def test_b(keycloak):
        print("DRAWN", drawn(keycloak, "gcore", {"client_id": "gcore", "username": "user@example.org", "password": "password"}))
"""


def drawn(run_pytest, *options):
    found = run_pytest("-s", *options)
    found.assert_outcomes(passed=2)
    return sorted(line.partition("DRAWN ")[2] for line in found.outlines if "DRAWN " in line)


def test_a_seed_draws_the_same_in_each_run_and_order(project, run_pytest):
    project.makeini("[pytest]\nkeycloak_realms = gcore")
    project.makepyfile(SEEDED)
    project.makefile(".yaml", edwards=EDWARDS)
    first = drawn(run_pytest, "--keycloak-seed", "one", "-p", "no:randomly")
    assert len(first) == 2
    module = next(project.path.glob("test_*.py")).name
    assert drawn(run_pytest, "--keycloak-seed", "one", "-p", "no:randomly", f"{module}::test_b", f"{module}::test_a") == first
    other = drawn(run_pytest, "--keycloak-seed", "two", "-p", "no:randomly")
    assert not set(first) & set(other)
    assert not set(first) & set(drawn(run_pytest, "-p", "no:randomly"))
