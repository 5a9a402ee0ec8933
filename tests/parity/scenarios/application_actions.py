"""Actions that an application asks for (``kc_action``): what becomes of them, and how the redirect and the events tell it."""

ALICE = {"username": "alice", "enabled": True, "email": "alice@example.org", "emailVerified": True, "firstName": "Alice", "lastName": "Liddell",
         "credentials": [{"type": "password", "value": "wonder"}]}

CB = "https://app.example.org/cb"
APP = {"clientId": "app", "secret": "s3cret", "redirectUris": [CB], "implicitFlowEnabled": True}
ASK = {"client_id": "app", "response_type": "code", "redirect_uri": CB, "scope": "openid", "state": "s"}
PROFILE = {"username": "alice", "email": "alice@example.org", "firstName": "A", "lastName": "B"}


def _events(kc, realm):
    kc.get(f"/admin/realms/{realm}/events", query={"direction": "asc"}, admin=True)
    kc.setup("DELETE", f"/admin/realms/{realm}/events")


def _follow(kc, page):
    while page.status in (302, 303) and "/login-actions/" in page.location:
        page = kc.get(page.location, cookies_on=True)
    return page


def at_login(kc):
    """Known, unknown and odd actions, each cancelled if there is something to cancel; the redirect names what was answered last."""
    realm = kc.realm(clients=[APP], users=[ALICE], eventsEnabled=True)
    for action in ("UPDATE_PASSWORD", "nope", "TERMS_AND_CONDITIONS", "VERIFY_PROFILE", "UPDATE_PROFILE:x:y", "", "update_password", "VERIFY_EMAIL", "delete_credential", "delete_credential:nope"):
        kc.jar.clear()
        page = kc.authorize(realm, **ASK, kc_action=action)
        page = _follow(kc, kc.submit(page, "kc-form-login", username="alice", password="wonder"))
        if page.status == 200:
            kc.submit(page, **{"cancel-aia": "true"})
    _events(kc, realm)


def in_a_session(kc):
    """Without a page of the login, and with none at all."""
    realm = kc.realm(clients=[APP], users=[ALICE], eventsEnabled=True)
    kc.login(realm, "alice", "wonder", **ASK)
    for action in ("UPDATE_PASSWORD", "nope", "VERIFY_PROFILE", "idp_link", "VERIFY_EMAIL"):
        for more in ({}, {"prompt": "none"}):
            page = _follow(kc, kc.authorize(realm, **ASK, kc_action=action, **more))
            if page.status == 200:
                kc.submit(page, **{"cancel-aia": "true"})
    _events(kc, realm)


def not_enabled(kc):
    """An action that the realm has switched off, and one that it has on, in several response modes."""
    actions = [{"alias": alias, "name": alias, "providerId": alias, "enabled": alias == "UPDATE_PROFILE", "priority": 30, "config": {}} for alias in ("UPDATE_PASSWORD", "UPDATE_PROFILE")]
    realm = kc.realm(clients=[APP], users=[ALICE], eventsEnabled=True, requiredActions=actions)
    kc.login(realm, "alice", "wonder", **ASK, kc_action="UPDATE_PASSWORD")
    kc.authorize(realm, **ASK, kc_action="UPDATE_PASSWORD", prompt="none")
    page = _follow(kc, kc.authorize(realm, **ASK, kc_action="UPDATE_PROFILE"))
    kc.submit(page, "kc-update-profile-form", **PROFILE)
    for mode in ("fragment", "form_post", "jwt"):
        page = _follow(kc, kc.authorize(realm, **ASK, kc_action="UPDATE_PROFILE", response_mode=mode))
        kc.submit(page, **{"cancel-aia": "true"})
    page = _follow(kc, kc.authorize(realm, **{**ASK, "response_type": "code id_token", "nonce": "n"}, kc_action="UPDATE_PROFILE"))
    kc.submit(page, **{"cancel-aia": "true"})
    _events(kc, realm)


def asked_for_twice(kc):
    """What the user has to do anyway cannot be cancelled, and comes in its own order; passwords that are refused."""
    bob = {**ALICE, "username": "bob", "email": "bob@example.org", "requiredActions": ["UPDATE_PASSWORD", "UPDATE_PROFILE"]}
    realm = kc.realm(clients=[APP], users=[{**ALICE, "requiredActions": ["UPDATE_PROFILE"]}, bob], eventsEnabled=True, passwordPolicy="length(2)")
    page = kc.authorize(realm, **ASK, kc_action="UPDATE_PASSWORD")
    page = _follow(kc, kc.submit(page, "kc-form-login", username="alice", password="wonder"))
    page = kc.submit(page, **{"cancel-aia": "true"})
    page = kc.submit(page, **PROFILE)
    for new, again in (("", ""), ("x1", "x2"), ("x", "x"), ("x1", "x1")):
        page = kc.submit(page, **{"password-new": new, "password-confirm": again})
    kc.jar.clear()
    page = kc.authorize(realm, **ASK, kc_action="UPDATE_PROFILE")
    page = _follow(kc, kc.submit(page, "kc-form-login", username="bob", password="wonder"))
    page = kc.submit(page, **{"password-new": "x1", "password-confirm": "x1"})
    page = kc.submit(page, **{"cancel-aia": "true"})
    kc.submit(page, **{**PROFILE, "username": "bob", "email": "bob@example.org"})
    _events(kc, realm)


def on_their_pages(kc):
    """What is told of actions that users have to do, forms that leave something out, an address that has its own action."""
    on = [{"alias": alias, "name": alias, "providerId": alias, "enabled": True, "priority": 10 + place, "config": {}}
          for place, alias in enumerate(("TERMS_AND_CONDITIONS", "update_user_locale", "CONFIGURE_TOTP", "UPDATE_EMAIL", "UPDATE_PROFILE", "VERIFY_EMAIL", "delete_account"))]
    carl = {**ALICE, "username": "carl", "email": "carl@example.org", "emailVerified": False, "clientRoles": {"account": ["delete-account"]}}
    realm = kc.realm(clients=[APP], users=[ALICE, carl], eventsEnabled=True, requiredActions=on)
    users = {name: kc.get(f"/admin/realms/{realm}/users", query={"username": name, "exact": "true"}, admin=True).get(0, "id") for name in ("alice", "carl")}
    for name, required, forms in (("alice", "TERMS_AND_CONDITIONS", [{}]), ("alice", "update_user_locale", []), ("alice", "CONFIGURE_TOTP", [{}, {"totp": ""}]), ("alice", "UPDATE_EMAIL", [{}, {"email": ""}, {"email": "x"}]),
                                  ("alice", "UPDATE_PROFILE", [{**PROFILE, "email": "other@example.org"}, {**PROFILE, "email": "ALICE@example.org"}]), ("carl", "delete_account", [{}])):
        kc.setup("PUT", f"/admin/realms/{realm}/users/{users[name]}", {"requiredActions": [required]})
        kc.jar.clear()
        page = _follow(kc, kc.login(realm, name, "wonder", **ASK))
        for form in forms:
            page = kc.submit(page, **form)
        kc.get(f"/admin/realms/{realm}/users", query={"username": name, "exact": "true"}, admin=True)
    _events(kc, realm)
