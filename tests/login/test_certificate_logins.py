"""Logins by a client's certificate, in the browser and by the direct grant: answers recorded on Keycloak 26.7.4."""

import html
import re

from cryptography.hazmat.primitives import hashes

from emulator.context.trust import Trust
from tests.login import certificates as made
from tests.login.certificate_door import (
    ANY,
    ATTRIBUTE,
    CANONICAL,
    CANONICAL_DN,
    CANONICAL_ISSUER,
    CN,
    DN,
    FINDS,
    FULL,
    HEX,
    ISSUER_DN,
    LISTS,
    NOBODY,
    PATTERN,
    POLICY,
    PURPOSE,
    REALM,
    SOURCE,
    SUBJECT,
    TIMES,
    TRUST,
    USAGE,
    dated,
    flow,
    step,
)


def source(text):
    return {SOURCE: text}


def by(names):
    return {FINDS: "Custom Attribute Mapper", ATTRIBUTE: names}


IDENTITIES = {
    # certificate, configuration: the identity that events name, whether it is a user's
    "common name": ("full", CN, "alice", True),
    "case of the source": ("full", {SOURCE: "subject's common NAME"}, "alice", True),
    "no configuration": ("full", {"a": "b"}, DN, False),
    "somebody unknown": ("unknown", CN, "nobody", False),
    "address": ("full", source("Subject's e-mail"), "alice@example.org", True),
    "no address": ("bob", source("Subject's e-mail"), None, False),
    "alternative address": ("full", source("Subject's Alternative Name E-mail"), "alice@example.org", True),
    "no alternative address": ("bare", source("Subject's Alternative Name E-mail"), None, False),
    "principal name": ("full", source("Subject's Alternative Name otherName (UPN)"), "alice", True),
    "another other name": ("other", source("Subject's Alternative Name otherName (UPN)"), "bob", True),
    "no other name": ("bare", source("Subject's Alternative Name otherName (UPN)"), None, False),
    "no common name": ("nocn", CN, None, False),
    "part of the subject": ("full", {PATTERN: "cn=(.*?)(?:,|$)"}, "alice", True),
    "two groups": ("full", {PATTERN: "cn=(.*?)(,|$)"}, None, False),
    "no group": ("full", {PATTERN: "cn=.*"}, None, False),
    "an empty pattern": ("full", {PATTERN: ""}, DN, False),
    "no match": ("full", {PATTERN: "zz=(.*)"}, None, False),
    "canonical subject": ("full", CANONICAL, CANONICAL_DN, False),
    "issuer": ("full", source("Match IssuerDN using regular expression"), ISSUER_DN, False),
    "canonical issuer": ("full", {**source("Match IssuerDN using regular expression"), **CANONICAL}, CANONICAL_ISSUER, False),
    "serial number": ("full", source("Certificate Serial Number"), "112394521950", False),
    "serial number of a user": ("full", {**source("Certificate Serial Number"), **by("num")}, "112394521950", True),
    "hexadecimal": ("full", {**source("Certificate Serial Number"), **HEX}, "1a2b3c4d5e", False),
    "hexadecimal, whole bytes": ("bob", {**source("Certificate Serial Number"), **HEX}, "00abcd", False),
    "hexadecimal, no sign": ("stranger", {**source("Certificate Serial Number"), **HEX}, "0080", False),
    "number and issuer": ("full", source("Certificate Serial Number and IssuerDN"), f"112394521950##{ISSUER_DN}", False),
    "number and issuer of a user": (
        "full", {**source("Certificate Serial Number and IssuerDN"), **by("num##ca")}, f"112394521950##{ISSUER_DN}", True,
    ),
    "canonical number and issuer": (
        "full", {**source("Certificate Serial Number and IssuerDN"), **HEX, **CANONICAL}, f"1a2b3c4d5e##{CANONICAL_ISSUER}", False,
    ),
    "thumbprint": ("full", source("SHA-256 Thumbprint"), FULL.fingerprint(hashes.SHA256()).hex(), False),
    "the certificate": ("full", source("Full Certificate in PEM format"), made.encoded(FULL), False),
    "the usual attribute": ("full", {**CN, FINDS: "Custom Attribute Mapper"}, "alice", True),
    "two attributes, one value": ("full", {**CN, **by("usercertificate##num")}, "alice", False),
    "an attribute that is none": ("full", {PATTERN: "E=(.*)", **by("email")}, "alice@example.org", False),
}  # fmt: skip
NO_POLICY = "Certificate Policy validation was expected, but no certificate"
NO_PATH = "No issuer certificate for certificate in certification path found."
EXPIRED = f"certificate with serialnumber '1a 2b 3c 4d 5e' has expired on: {dated(made.NOW - made.DAY / 2)}"
BROKEN = "the regular expression '(((' cannot be used: missing ), unterminated subpattern at position 2"
FAULTS = {
    # certificate, configuration: what the direct grant says, None where the certificate is taken
    "expired": ("expired", TIMES, EXPIRED),
    "not yet": ("future", TIMES, f"certificate with serialnumber '1a 2b 3c 4d 5e' is not valid yet: {dated(made.NOW + made.DAY / 2)}"),
    "times are no matter": ("expired", {}, None),
    "usage": ("critical", {USAGE: "digitalSignature"}, None),
    "usages": (
        "critical", {USAGE: "keyEncipherment, cRLSign"},
        "Key Usage bit 'keyEncipherment' is not set.\nKey Usage bit 'cRLSign' is not set.",
    ),
    "usage, not critical": ("full", {USAGE: "keyEncipherment"}, None),
    "usage, nothing": ("bare", {USAGE: "keyEncipherment"}, "Key usage extension is expected, but unavailable."),
    "usage that there is not": ("critical", {USAGE: "rubbish"}, None),
    "purpose": ("critical", {PURPOSE: "1.3.6.1.5.5.7.3.2"}, None),
    "purposes": ("critical", {PURPOSE: "1.3.6.1.5.5.7.3.2;1.2.3"}, "Extended Key Usage '1.2.3' is missing."),
    "purpose, not critical": ("full", {PURPOSE: "1.2.3"}, None),
    "purpose, nothing": ("bare", {PURPOSE: "1.2.3"}, "Extended key usage extension is expected, but unavailable"),
    "policies": ("full", {POLICY: "1.2.3.4.5,1.2.3.4.6"}, None),
    "all policies": (
        "full", {POLICY: "1.2.3.4.5,1.2.3.9"}, "Certificate Policy check failed: mode = ALL, certificate policy '1.2.3.9' is missing.",
    ),
    "any policy": ("full", {POLICY: "1.2.3.4.5,1.2.3.9", **ANY}, None),
    "not any policy": (
        "full", {POLICY: "1.2.3.8,1.2.3.9", **ANY},
        "Certificate Policy check failed: mode = ANY, found = '1.2.3.4.5,1.2.3.4.6', expected = '1.2.3.8,1.2.3.9'.",
    ),
    "no extensions": (
        "bare", {POLICY: "1.2.3.4.5"}, f"{NO_POLICY} extensions were found",
    ),
    "no policy": (
        "other", {POLICY: "1.2.3.4.5"}, f"{NO_POLICY} policy extensions were found",
    ),
    "trusted": ("full", TRUST, None),
    "not trusted": ("stranger", TRUST, NO_PATH),
    "not asked whether it is": ("stranger", {}, None),
    "trust before time": ("expired", {**TRUST, **TIMES}, "Certification path could not be validated."),
    "trust before usage": ("stranger", {**TRUST, USAGE: "cRLSign"}, NO_PATH),
    "time before usage": ("expired", {**TIMES, USAGE: "cRLSign"}, EXPIRED),
    "usage before purpose": ("bare", {USAGE: "cRLSign", PURPOSE: "1.2.3"}, "Key usage extension is expected, but unavailable."),
    "purpose before policy": ("bare", {PURPOSE: "1.2.3", POLICY: "1.2"}, "Extended key usage extension is expected, but unavailable"),
    "policy before lists": ("bare", {POLICY: "1.2", **LISTS}, f"{NO_POLICY} extensions were found"),
    "a source that there is not": ("full", source("Issuer's Common Name"), "there is no user identity source 'issuer's common name'"),
    "a pattern that is none": ("full", {**SUBJECT, PATTERN: "((("}, BROKEN),
    "a way that there is not": ("full", {FINDS: "zzz"}, 'X509 certificate authentication\'s failed. Reason: "name"'),
    "several users": ("full", {PATTERN: "(Acme)", **by("same")}, 'X509 certificate authentication\'s failed. Reason: "null"'),
}  # fmt: skip
TAKEN_FOR_400 = ("there is no user", "the regular expression")


def test_whom_a_certificate_names(door):
    for label, (certificate, config, identity, is_somebody) in IDENTITIES.items():
        door.set(config)
        status, said = door.grant(certificate)
        events = door.events()
        if is_somebody:
            assert (status, events) == (200, [("LOGIN", None, identity)]), label
        elif identity is None:
            assert (status, said, events) == (401, NOBODY, [("LOGIN_ERROR", "invalid_user_credentials", None)]), label
        else:
            assert (status, said, events) == (400, "Invalid user credentials", [("LOGIN_ERROR", "invalid_user_credentials", identity)]), (
                label
            )


def test_which_certificates_are_let_in(door):
    for label, (certificate, config, fault) in FAULTS.items():
        door.set({**CN, **config} if SOURCE not in config and PATTERN not in config else config)
        status = 400 if fault and fault.startswith(TAKEN_FOR_400) else 401
        assert door.grant(certificate) == ((status, fault) if fault else (200, "alice")), label
        assert door.events() == ([] if fault else [("LOGIN", None, "alice")]), label
    door.set(CN)
    assert door.grant(None) == (401, "X509 client certificate is missing.")
    assert door.grant("off") == (400, "Account disabled")
    door.set({**CN, **TIMES})
    assert door.grant("bob", made.CERTIFICATES["expired"]) == (200, "bob")
    door.server.update_realm("test", authenticatorConfig=[])
    assert door.grant("full") == (401, "Configuration is missing.")
    errors = ["user_not_found", "user_disabled", None, "user_not_found"]
    assert [error for _, error, _ in door.events()] == errors


def test_the_next_page_says_what_is_wrong(door):
    failed = "X509 certificate authentication's failed."
    for certificate, config, said, error in (
        (None, CN, "", None),
        ("nocn", CN, NOBODY, "invalid_user_credentials"),
        ("unknown", CN, f"{failed} Invalid user", "user_not_found"),
        ("off", CN, f"{failed} User is disabled", "user_disabled"),
        ("expired", {**CN, **TIMES}, "Certificate validation's failed. Certificate revoked or incorrect.", None),
        ("full", source("rubbish"), "", None),
        ("full", {**CN, FINDS: "zzz"}, "", None),
        ("full", {PATTERN: "(Acme)", **by("same")}, failed, None),
    ):
        door.set(config)
        browser = door.browser(certificate)
        assert browser.title == "Sign in to your account"
        assert browser.text.partition("Sign in to your account ")[2].startswith(f"{said} Username or email".strip())
        assert [one[1] for one in door.events()] == ([error] if error else [])
    assert "code" in browser.submit(username="bob", password="wonder").sent
    door.server.update_realm("test", authenticatorConfig=[])
    assert "X509 client authentication has not been configured yet" in door.browser("full").text


def press(browser, **button):
    """Posts the page's first form alone."""
    action = html.unescape(re.search(r'<form[^>]*action="([^"]*)"', browser.page.text)[1])
    return browser.send("POST", action, data=button).follow()


def test_the_user_agrees_or_goes_on(door):
    door.set({SOURCE: "Subject's Common Name"})
    browser = door.browser("full")
    assert browser.title == "Sign In"
    assert f"X509 client certificate: {DN} You will be logged in as: alice" in browser.text
    assert "Try Another Way" in browser.text
    press(browser, login="Continue")
    assert "code" in browser.sent
    (event,) = door.admin.get("/events").json()
    assert (
        event["details"] | {"x509_cert_subject_distinguished_name": DN, "x509_cert_issuer_distinguished_name": ISSUER_DN}
        == event["details"]
    )
    assert (event["details"]["x509_cert_serial_number"], event["details"]["username"]) == ("112394521950", "alice")
    assert "Please re-authenticate to continue X509 client" in browser.ask(prompt="login").text
    press(browser, cancel="Ignore")
    assert "test Sign in to your account Username or email Password" in browser.text
    assert "already authenticated as different user" in browser.submit(username="bob", password="wonder").text
    browser = door.browser("full")
    press(browser, cancel="Ignore")
    assert "code" in browser.submit(username="bob", password="wonder").sent
    assert "Please re-authenticate" in browser.ask(prompt="login").text
    assert "X509" not in browser.text
    assert door.browser("full", prompt="none").sent["error"] == "login_required"
    door.set(CN)
    assert "code" in door.browser("full", prompt="none", login_hint="bob").sent
    assert door.browser("unknown", prompt="none").sent["error"] == "login_required"


def test_a_certificate_that_is_required(door):
    steps = flow("browser with certificates", step("auth-x509-client-username-form", "REQUIRED", "x509"))
    door.server.update_realm("test", authenticationFlows=[steps, *REALM["authenticationFlows"][1:]])
    door.set({**CN, **TIMES})
    invalid = "invalid_user_credentials"
    for certificate, events in (
        (None, [(invalid, None)]),
        ("unknown", [("user_not_found", "nobody"), (invalid, "nobody")]),
        ("off", [("user_disabled", "off"), (invalid, "off")]),
        ("expired", [(invalid, None)]),
    ):
        browser = door.browser(certificate)
        assert browser.page.status_code == 400
        assert "Invalid username or password." in browser.text
        assert [(error, username) for _, error, username in door.events()] == events
    assert "code" in door.browser("full").sent


def test_who_is_locked_is_not_let_in(door):
    door.server.update_realm("test", bruteForceProtected=True, failureFactor=1, waitIncrementSeconds=60, maxFailureWaitSeconds=60)
    door.set(CN)
    door.browser(None).submit(username="alice", password="wrong")
    door.events()
    assert "X509 certificate authentication's failed. Invalid user" in door.browser("full").text
    assert door.grant("full") == (400, "Invalid user credentials")
    assert [error for _, error, _ in door.events() if error][:2] == ["user_temporarily_disabled"] * 2


def test_the_handshake_names_people_in_another_order(door, monkeypatch):
    monkeypatch.setattr(door.server.live.emulator, "trust", Trust())
    door.set({})
    door.grant("full")
    door.grant("nocn")
    subject = 'EMAILADDRESS=alice@example.org, CN=alice, OU="R+D", O="Acme, Inc.", C=SE'
    assert [username for _, _, username in door.events()] == [subject, "O=Acme"]
