"""User events of the token endpoint and of logins in a browser."""

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell", "credentials": [{"type": "password", "value": "wonder"}]}
CB = "https://app.example.org/cb"
APP = {"clientId": "app", "secret": "s3cret", "redirectUris": [CB], "directAccessGrantsEnabled": True, "serviceAccountsEnabled": True}
SECRET = {"client_id": "app", "client_secret": "s3cret"}
ASK = {"client_id": "app", "response_type": "code", "redirect_uri": CB, "scope": "openid", "state": "s"}


def _events(kc, realm):
    kc.get(f"/admin/realms/{realm}/events", admin=True)
    kc.setup("DELETE", f"/admin/realms/{realm}/events")


def of_the_token_endpoint(kc):
    realm = kc.realm(eventsEnabled=True, clients=[APP, {**APP, "clientId": "plain", "serviceAccountsEnabled": False}], users=[
        ALICE, {**ALICE, "username": "off", "email": "off@example.org", "enabled": False}, {**ALICE, "username": "todo", "email": "t@example.org", "requiredActions": ["UPDATE_PASSWORD"]}])
    login = {"grant_type": "password", **SECRET, "username": "alice", "password": "wonder"}
    for change in ({}, {"scope": "openid"}, {"password": "no"}, {"username": "nobody"}, {"username": "off"}, {"username": "todo"}, {"client_secret": "no"}, {"client_id": "none"}, {"scope": "nope"}):
        tokens = kc.token(realm, {**login, **change})
        _events(kc, realm)
    tokens = kc.token(realm, {**login, "scope": "openid"})
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    for form in ({"grant_type": "client_credentials"}, {"grant_type": "client_credentials", "client_id": "plain"}, {"grant_type": "refresh_token", "refresh_token": "bad"},
                 {"grant_type": "authorization_code", "code": "bad", "redirect_uri": CB}, {"grant_type": "nope"}, {}):
        kc.token(realm, {**SECRET, **form})
        _events(kc, realm)
    kc.post(f"/realms/{realm}/protocol/openid-connect/logout", form={**SECRET, "refresh_token": tokens.get("refresh_token")})
    _events(kc, realm)


def of_logins(kc):
    realm = kc.realm(eventsEnabled=True, registrationAllowed=True, clients=[APP, {**APP, "clientId": "con", "consentRequired": True}], users=[ALICE])
    page = kc.authorize(realm, **ASK)
    page = kc.submit(page, "kc-form-login", username="alice", password="no")
    _events(kc, realm)
    page = kc.submit(page, "kc-form-login", username="nobody", password="no")
    _events(kc, realm)
    done = kc.submit(page, "kc-form-login", username="alice", password="wonder")
    _events(kc, realm)
    form = {"grant_type": "authorization_code", **SECRET, "code": done.param("code"), "redirect_uri": CB}
    tokens = kc.token(realm, form)
    _events(kc, realm)
    kc.token(realm, form)
    _events(kc, realm)
    kc.authorize(realm, **ASK)
    _events(kc, realm)
    for change in ({"client_id": "none"}, {"redirect_uri": "https://evil.example.org"}, {"response_type": "nope"}):
        kc.authorize(realm, **{**ASK, **change})
        _events(kc, realm)
    kc.get(f"/realms/{realm}/protocol/openid-connect/logout", query={"id_token_hint": tokens.get("id_token"), "post_logout_redirect_uri": CB}, cookies_on=True)
    _events(kc, realm)


def filters(kc):
    realm = kc.realm(eventsEnabled=True, adminEventsEnabled=True, clients=[APP], users=[ALICE])
    for password in ("wonder", "no", "wonder"):
        kc.token(realm, {"grant_type": "password", **SECRET, "username": "alice", "password": password})
    for query in ({"type": ["LOGIN", "LOGIN_ERROR"]}, {"type": "LOGOUT"}, {"client": "app"}, {"client": "none"}, {"user": "none"}, {"max": "1"}, {"first": "1", "max": "1"}, {"direction": "asc", "max": "1"},
                  {"dateFrom": "2020-01-01"}, {"dateTo": "2020-01-01"}, {"dateFrom": "soon"}, {"ipAddress": "10.0.0.1"}):
        kc.get(f"/admin/realms/{realm}/events", query=query, admin=True)
    kc.post(f"/admin/realms/{realm}/users", body={"username": "bob"}, admin=True)
    for query in ({"operationTypes": "CREATE"}, {"operationTypes": "DELETE"}, {"resourceTypes": "USER"}, {"resourcePath": "users/*"}, {"resourcePath": "clients/*"}, {"authUser": "none"}):
        kc.get(f"/admin/realms/{realm}/admin-events", query=query, admin=True)
    kc.put(f"/admin/realms/{realm}/events/config", body={"eventsEnabled": True, "enabledEventTypes": ["LOGIN"], "eventsExpiration": 60}, admin=True)
    kc.get(f"/admin/realms/{realm}/events/config", admin=True)
    kc.delete(f"/admin/realms/{realm}/admin-events", admin=True)
    kc.get(f"/admin/realms/{realm}/admin-events", admin=True)
