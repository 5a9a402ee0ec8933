"""Pushed authorization requests (RFC 9126): which logins use them up, whose name may come with them, and what policies say before."""

import base64
import json
import time

CB = "https://app.example.org/cb"
PREFIX = "urn:ietf:params:oauth:request_uri:"
ALICE = {
    "username": "alice",
    "enabled": True,
    "email": "alice@example.org",
    "emailVerified": True,
    "firstName": "Alice",
    "lastName": "Liddell",
    "credentials": [{"type": "password", "value": "wonder"}],
}
BOB = {**ALICE, "username": "bob", "email": "bob@example.org", "requiredActions": ["UPDATE_PROFILE"]}


def _client(name, **more):
    return {"clientId": name, "secret": "s3cret", "redirectUris": [CB], **more}


def _push(kc, realm, client, **parameters):
    form = {
        "client_id": client,
        "client_secret": "s3cret",
        "redirect_uri": CB,
        "response_type": "code",
        "scope": "openid",
        "state": "st",
        **parameters,
    }
    return kc.post(f"/realms/{realm}/protocol/openid-connect/ext/par/request", form=form).get("request_uri")


def _login(kc, realm, client, uri, user="alice", *, fresh=True):
    if fresh:
        kc.jar.clear()
    answer = kc.authorize(realm, client_id=client, request_uri=uri)
    if answer.status == 302 and "/login-actions/" in answer.location:
        answer = kc.get(answer.location, cookies_on=True)
    if "kc-form-login" in answer.text:
        answer = kc.submit(answer, "kc-form-login", username=user, password="wonder")
    while answer.status == 302 and "/login-actions/" in answer.location:
        answer = kc.get(answer.location, cookies_on=True)
    if "kc-update-profile-form" in answer.text:
        answer = kc.submit(answer, "kc-update-profile-form", username=user, email=f"{user}@example.org", firstName="A", lastName="B")
    if 'name="accept"' in answer.text:
        answer = kc.submit(answer, accept="Yes")
    return answer


def used_again(kc):
    """A login that asks for nothing but a password uses the request up, and one without a question; consent, an action and prompt=none do not."""
    realm = kc.realm(clients=[_client("app"), _client("asks", consentRequired=True)], users=[ALICE, BOB])
    uri = _push(kc, realm, "app")
    _login(kc, realm, "app", uri)
    again = _push(kc, realm, "app")
    for name in (uri, again, again):
        _login(kc, realm, "app", name, fresh=False)
    for client, user in (("asks", "alice"), ("app", "bob")):
        uri = _push(kc, realm, client)
        for _ in range(3):
            _login(kc, realm, client, uri, user)
    _login(kc, realm, "app", _push(kc, realm, "app"))
    uri = _push(kc, realm, "app", prompt="none")
    for fresh in (False, False, True):
        _login(kc, realm, "app", uri, fresh=fresh)


def _object(claims):
    head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({"alg": "none"}, claims))
    return f"{head}.{body}."


def by_another_client(kc):
    """A request object that was pushed is read again for the client that brings its name; what was pushed in a form is its client's."""
    signs = _client("signs", attributes={"request.object.signature.alg": "RS256"})
    realm = kc.realm(clients=[_client("app"), _client("other"), signs], users=[ALICE])
    inside = {"redirect_uri": CB, "response_type": "code", "scope": "openid", "state": "in", "iat": int(time.time())}
    for pushed in ({}, {"request": _object({**inside, "client_id": "app"})}, {"request": _object(inside)}):
        for client in ("other", "signs", "nobody", "app"):
            uri = _push(kc, realm, "app", **pushed)
            kc.jar.clear()
            kc.authorize(realm, client_id=client, request_uri=uri)
            kc.authorize(realm, client_id="app", request_uri=uri)


def _enforce(kc, realm, executor, condition=("any-client", {})):
    path = f"/admin/realms/{realm}/client-policies"
    kc.setup("PUT", f"{path}/policies", {"policies": []})
    kc.setup("PUT", f"{path}/profiles", {"profiles": [{"name": "p", "executors": [{"executor": executor, "configuration": {}}]}]})
    asked = [{"condition": condition[0], "configuration": condition[1]}]
    kc.setup("PUT", f"{path}/policies", {"policies": [{"name": "q", "enabled": True, "conditions": asked, "profiles": ["p"]}]})


def policies_before_anything_else(kc):
    """What client policies say of requests of clients that are not there, and of requests without a redirect URI."""
    off = {"standardFlowEnabled": False}
    realm = kc.realm(clients=[_client("app"), _client("still", **off)], users=[ALICE])
    whole = {"redirect_uri": CB, "response_type": "code", "scope": "openid"}
    attributes = {"attributes": '[{"key":"a","value":"b"}]', "is-negative-logic": "true"}
    for executor in ("secure-par-content", "secure-redirect-uris-enforcer", "reject-request"):
        for condition in (("any-client", {}), ("client-access-type", {"type": ["public"]}), ("client-attributes", attributes)):
            _enforce(kc, realm, executor, condition)
            kc.jar.clear()
            kc.authorize(realm, client_id="nobody", **whole)
            kc.authorize(realm, client_id="nobody", request_uri=f"{PREFIX}unknown")
    _enforce(kc, realm, "secure-redirect-uris-enforcer")
    kc.authorize(realm, client_id="still", request_uri=f"{PREFIX}unknown")
    for client in ("app", "still", "nobody"):
        kc.authorize(realm, client_id=client, redirect_uri="", response_type="code")


def odd_words_of_requests(kc):
    """A name that comes twice, control characters that are escaped twice, and a browser that forgets one cookie of two before it logs out."""
    realm = kc.realm(clients=[_client("app")], users=[ALICE])
    name = _push(kc, realm, "app")
    door = f"/realms/{realm}/protocol/openid-connect"
    for names in ([name, name], [name, "x"]):
        kc.jar.clear()
        kc.get(f"{door}/auth", query=[("client_id", "app"), *(("request_uri", one) for one in names)], cookies_on=True)
    asked = {"client_id": "app", "redirect_uri": CB, "response_type": "code"}
    kc.get(f"{door}/auth", query={**asked, "scope": "openid x%10y%0Az%7f%41%2500", "state": "a%00b%41"})
    kc.jar.clear()
    claims = {"id_token": {"acr": {"essential": True, "values": ["gold"]}}}
    for more in ({"claims": json.dumps(claims)}, {}):
        kc.get(f"{door}/auth", query={**asked, "scope": "openid", **more}, cookies_on=True)
    kc.jar.clear()
    kc.login(realm, "alice", "wonder", **asked, scope="openid")
    del kc.jar["KEYCLOAK_IDENTITY"]
    kc.submit(kc.get(f"{door}/logout", cookies_on=True), confirmLogout="Logout")


def without_a_page(kc):
    """``prompt=none`` where a consent is left to give, pushed and plain."""
    app = {"clientId": "app", "secret": "s3cret", "redirectUris": ["https://app.example.org/cb"]}
    user = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "A", "lastName": "L", "credentials": [{"type": "password", "value": "wonder"}]}
    realm = kc.realm(clients=[app, {**app, "clientId": "asks", "consentRequired": True}], users=[user])
    asked = {"client_id": "app", "response_type": "code", "redirect_uri": "https://app.example.org/cb", "scope": "openid", "state": "s"}
    kc.login(realm, "alice", "wonder", **asked)
    for client in ("app", "asks"):
        sent = {**asked, "client_id": client, "prompt": "none"}
        pushed = kc.post(f"/realms/{realm}/protocol/openid-connect/ext/par/request", form={**sent, "client_secret": "s3cret"})
        kc.authorize(realm, client_id=client, request_uri=pushed.get("request_uri"))
        kc.authorize(realm, **sent)
