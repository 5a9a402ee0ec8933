"""A realm whose users log in by certificates, which a proxy passes on; and how its steps are configured."""

from dataclasses import replace

import pytest

from emulator.context.trust import Trust
from tests.conftest import ALICE
from tests.login import certificates as made
from tests.login.browser import Browser
from tests.support import claims

P = "x509-cert-auth."
SOURCE, FINDS, ATTRIBUTE, PATTERN = (P + name for name in (
    "mapping-source-selection", "mapper-selection", "mapper-selection.user-attribute-name", "regular-expression"
))  # fmt: skip
CANONICAL, HEX = {P + "canonical-dn-enabled": "true"}, {P + "serialnumber-hex-enabled": "true"}
SUBJECT = {PATTERN: "(.*?)(?:$)"}
SILENT = {P + "confirmation-page-disallowed": "true"}
CN = {SOURCE: "Subject's Common Name", **SILENT}
TIMES, TRUST = {P + "timestamp-validation-enabled": "true"}, {P + "revalidate-certificate-enabled": "true"}
USAGE, PURPOSE, POLICY = P + "keyusage", P + "extendedkeyusage", P + "certificate-policy"
ANY = {P + "certificate-policy-mode": "Any"}
LISTS, PLACE, BY_POINT = {P + "crl-checking-enabled": "true"}, P + "crl-relative-path", {P + "crldp-checking-enabled": "true"}
OCSP, RESPONDER = {P + "ocsp-checking-enabled": "true"}, P + "ocsp-responder-uri"
OPEN = {P + "ocsp-fail-open": "true"}
NOBODY = "Unable to extract user identity from specified certificate"
DN = "C=SE,O=Acme\\, Inc.,OU=R\\+D,CN=alice,E=alice@example.org"
ISSUER_DN = "C=SE,O=Tests,CN=Throw-away Authority,E=ca@example.org"
CANONICAL_DN = "1.2.840.113549.1.9.1=#1611616c696365406578616d706c652e6f7267,cn=alice,ou=r\\+d,o=acme\\, inc.,c=se"
CANONICAL_ISSUER = "1.2.840.113549.1.9.1=#160e6361406578616d706c652e6f7267,cn=throw-away authority,o=tests,c=se"
FULL = made.CERTIFICATES["full"]


def dated(moment):
    return moment.strftime("%a %b %d %H:%M:%S UTC %Y")


def step(provider, requirement="ALTERNATIVE", config=None):
    flow = provider == "password"
    named = {"flowAlias" if flow else "authenticator": provider, "requirement": requirement, "authenticatorFlow": flow}
    return {**named, **({"authenticatorConfig": config} if config else {})}


def flow(alias, *steps, top=True):
    executions = [{**one, "priority": place} for place, one in enumerate(steps)]
    return {"alias": alias, "providerId": "basic-flow", "topLevel": top, "builtIn": False, "authenticationExecutions": executions}


def user(name, **attributes):
    known = {"email": f"{name}@example.org", "enabled": name != "off", "attributes": attributes}
    return {**ALICE, "username": name, **known}


REALM = {
    "eventsEnabled": True, "browserFlow": "browser with certificates", "directGrantFlow": "grant by certificate",
    "clients": [{
        "clientId": "app", "secret": "s3cret", "directAccessGrantsEnabled": True, "redirectUris": ["https://app.example.org/*"],
    }],
    "users": [
        user("alice", usercertificate=["alice"], num=["112394521950"], ca=[ISSUER_DN], same=["Acme"]),
        user("bob", same=["Acme"]), user("off"),
    ],
    "authenticatorConfig": [{"alias": "x509", "config": {}}],
    "authenticationFlows": [
        flow("browser with certificates", step("auth-cookie"), step("auth-x509-client-username-form", config="x509"), step("password")),
        flow("password", step("auth-username-password-form", "REQUIRED"), top=False),
        flow("grant by certificate", step("direct-grant-auth-x509-username", "REQUIRED", "x509")),
    ],
}  # fmt: skip


class Door:
    """A realm behind a proxy that passes certificates on."""

    def __init__(self, server, admin):
        self.server, self.admin = server, admin
        self.realm = server.realm(**REALM)
        self.browsers = []

    def set(self, config):
        self.server.update_realm("test", authenticatorConfig=[{"alias": "x509", "config": config}])

    def grant(self, label, *chain):
        form = {"grant_type": "password", "client_id": "app", "client_secret": "s3cret", "scope": "openid"}
        answer = self.realm.http.post("/token", data=form, headers=made.headers(label, *chain))
        said = answer.json()
        return answer.status_code, claims(said["id_token"])["preferred_username"] if answer.status_code == 200 else said[
            "error_description"
        ]

    def browser(self, label, **parameters):
        browser = Browser(self.realm)
        self.browsers.append(browser)
        browser.http.headers.update(made.headers(label))
        return browser.ask(**parameters)

    def events(self):
        found = [(one["type"], one.get("error"), one["details"].get("username")) for one in reversed(self.admin.get("/events").json())]
        self.admin.delete("/events")
        return found


@pytest.fixture
def door(server, admin, monkeypatch, tmp_path):
    emulator = server.live.emulator
    options = {
        "ssl-client-cert": "ssl-client-cert",
        "ssl-cert-chain": "",
        "ssl-cert-chain-prefix": "cert-chain",
        "certificate-chain-length": "3",
    }
    settings = replace(emulator.settings, certificate_lookup="haproxy", certificate_lookup_options=options)
    monkeypatch.setattr(emulator, "settings", settings)
    monkeypatch.setattr(emulator, "trust", Trust(lambda: [made.AUTHORITY], True, [str(tmp_path)]))
    entrance = Door(server, admin)
    yield entrance
    for browser in entrance.browsers:
        browser.http.close()
