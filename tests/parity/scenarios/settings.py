"""Settings of clients and scopes that few know, and requests that are not well formed, at every door that has to do with them."""

import base64
import json

ALICE = {
    "username": "alice",
    "enabled": True,
    "email": "alice@example.org",
    "emailVerified": True,
    "firstName": "Alice",
    "lastName": "Liddell",
    "credentials": [{"type": "password", "value": "wonder"}],
}
CB = "https://app.example.org/cb"
APP = {
    "clientId": "app",
    "secret": "s3cret",
    "redirectUris": [CB, f"{CB}/*", "https://app.example.org/q?code=1"],
    "attributes": {"post.logout.redirect.uris": "+"},
}
ASK = {"client_id": "app", "response_type": "code", "scope": "openid", "state": "s"}


def redirect_uris_with_parameters_of_an_answer(kc):
    """The client may let its redirect URIs bring what an answer is made of: at the doors of a login and of a logout, and nowhere else."""
    admin = {"directAccessGrantsEnabled": True, "publicClient": True}
    for number, flag in enumerate(("true", "TRUE", "false")):
        client = {**APP, "attributes": {**APP["attributes"], "allow.oidc.params.in.redirect.uris": flag}}
        realm = kc.realm(f"parity-params-{number}", clients=[client, {**client, **admin, "clientId": "spa"}], users=[ALICE])
        root = f"/realms/{realm}"
        for uri in ("https://app.example.org/q?code=1", f"{CB}/x?state=1", f"{CB}/x#error=1"):
            kc.jar.clear()
            kc.authorize(realm, **ASK, redirect_uri=uri)
            kc.post(f"{root}/protocol/openid-connect/ext/par/request", form={**ASK, "redirect_uri": uri, "client_secret": "s3cret"})
            kc.get(f"{root}/protocol/openid-connect/logout", query={"client_id": "app", "post_logout_redirect_uri": uri})
            kc.get(f"{root}/protocol/openid-connect/registrations", query={**ASK, "redirect_uri": uri})
            kc.get(f"{root}/protocol/openid-connect/forgot-credentials", query={**ASK, "redirect_uri": uri})
            kc.get(f"{root}/login-actions/reset-credentials", query={"client_id": "app", "redirect_uri": uri})
            user = kc.setup("GET", f"/admin/realms/{realm}/users").get(0, "id")
            kc.put(
                f"/admin/realms/{realm}/users/{user}/execute-actions-email",
                body=["UPDATE_PASSWORD"],
                query={"client_id": "app", "redirect_uri": uri},
                admin=True,
            )
        kc.jar.clear()
        page = kc.submit(
            kc.authorize(realm, **{**ASK, "client_id": "spa"}, redirect_uri=f"{CB}/x?state=1"),
            "kc-form-login",
            username="alice",
            password="wonder",
        )
        kc.token(
            realm, {"grant_type": "authorization_code", "client_id": "spa", "code": page.param("code"), "redirect_uri": f"{CB}/x?state=1"}
        )


TYPES = ("garbage", "/", ";", "a/b/c", "application/x-www-form-urlencoded,text/plain", "application/x-www-form-urlencoded;charset=nope", "APPLICATION/X-WWW-FORM-URLENCODED", "text/plain", "*/*")


def malformed_content_types(kc):
    """What is no media type, or another than that of a form, where clients authenticate."""
    realm = kc.realm(clients=[{**APP, "serviceAccountsEnabled": True}], users=[ALICE], eventsEnabled=True)
    root = f"/realms/{realm}/protocol/openid-connect"
    body = b"client_id=app&client_secret=s3cret&token=x&grant_type=client_credentials&refresh_token=x&scope=openid"
    for kind in TYPES:
        for path in ("token/introspect", "revoke", "ext/par/request"):
            kc.request("POST", f"{root}/{path}", raw=body, headers={"Content-Type": kind})
            kc.request("POST", f"{root}/{path}", raw=body, headers={"Content-Type": kind}, auth=("app", "s3cret"))
    for path in ("token", "logout"):
        kc.request("POST", f"{root}/{path}", raw=body, headers={"Content-Type": TYPES[4]})
    kc.get(f"/admin/realms/{realm}/events", query={"max": "100"}, admin=True)


def _token(header, claims=None):
    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part(header)}.{part(claims or {})}.AAAA"


def tokens_without_an_algorithm(kc):
    """The header of a token says no algorithm, or one that there is not."""
    realm = kc.realm(clients=[{**APP, "directAccessGrantsEnabled": True, "serviceAccountsEnabled": True}], users=[ALICE])
    root = f"/realms/{realm}/protocol/openid-connect"
    secret = {"client_id": "app", "client_secret": "s3cret"}
    for header in ({}, {"alg": None}, {"alg": ""}, {"alg": "none"}, {"alg": "nope"}, {"alg": 1}, {"typ": "JWT", "kid": "x"}, []):
        text = _token(header)
        kc.post(f"{root}/token/introspect", form={**secret, "token": text})
        kc.post(f"{root}/token/introspect", form={**secret, "token": text, "token_type_hint": "refresh_token"})
        kc.post(f"{root}/revoke", form={**secret, "token": text})
        kc.get(f"{root}/userinfo", bearer=text)
        kc.token(realm, {**secret, "grant_type": "refresh_token", "refresh_token": text})
        kc.post(f"{root}/logout", form={**secret, "refresh_token": text})
        kc.get(f"{root}/logout", query={"id_token_hint": text})
        kc.get(f"{root}/auth", query={**ASK, "redirect_uri": CB, "request": text})
        kc.get(f"{root}/auth", query={**ASK, "redirect_uri": CB, "id_token_hint": text})
        kc.token(
            realm,
            {
                "grant_type": "client_credentials",
                "client_assertion": text,
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            },
        )


def keys_at_login_actions(kc):
    """Links of messages with a key that is none, by GET and by POST."""
    realm = kc.realm(clients=[APP], users=[ALICE], resetPasswordAllowed=True, eventsEnabled=True)
    for path in ("reset-credentials", "action-token", "authenticate", "registration", "required-action"):
        for method in ("GET", "POST"):
            for query in (
                {"key": ""},
                {"key": "x"},
                {"key": _token({})},
                {"key": _token({}), "client_id": "app", "tab_id": "t"},
                {"key": "x", "client_id": "app"},
                {"client_id": "app"},
                {},
            ):
                kc.request(method, f"/realms/{realm}/login-actions/{path}", query=query, **({"form": {}} if method == "POST" else {}))
    kc.get(f"/admin/realms/{realm}/events", query={"max": "100"}, admin=True)
