"""Token exchange version 1 (``--features=token-exchange:v1``), with the fine-grained permissions of version 1 that allow it."""

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
TYPE = "urn:ietf:params:oauth:token-type:"
ACCESS, REFRESH, ID, JWT, SAML = (f"{TYPE}{name}" for name in ("access_token", "refresh_token", "id_token", "jwt", "saml2"))
CLIENT = {"secret": "s", "directAccessGrantsEnabled": True, "serviceAccountsEnabled": True, "redirectUris": ["*"]}


def _user(name, **more):
    person = {"firstName": "F", "lastName": "L", "email": f"{name}@x.org", "emailVerified": True, "enabled": True}
    return {"username": name, **person, "credentials": [{"type": "password", "value": "pw"}], **more}


def _realm(kc, name="", **more):
    clients = [
        {"clientId": "starter", **CLIENT}, {"clientId": "target", **CLIENT}, {"clientId": "other", **CLIENT},
        {"clientId": "pub", **CLIENT, "publicClient": True}, {"clientId": "off", **CLIENT, "enabled": False},
        {"clientId": "asks", **CLIENT, "consentRequired": True},
        {"clientId": "modern", **CLIENT, "attributes": {"standard.token.exchange.enabled": "true"}},
        {"clientId": "starter-aud", **CLIENT, "protocolMappers": [{
            "name": "a", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
            "config": {"included.client.audience": "starter", "access.token.claim": "true"},
        }, {
            "name": "b", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
            "config": {"included.client.audience": "modern", "access.token.claim": "true"},
        }]},
    ]  # fmt: skip
    users = [
        _user("alice"), _user("bob"), _user("gone", enabled=False), _user("todo", requiredActions=["UPDATE_PASSWORD"]),
        _user("chief", clientRoles={"realm-management": ["impersonation"]}),
        _user("boss", clientRoles={"realm-management": ["realm-admin"]}),
    ]  # fmt: skip
    return kc.realm(name, eventsEnabled=True, clients=clients, users=users, **more)


def _clients(kc, realm):
    return {one["clientId"]: one["id"] for one in kc.setup("GET", f"/admin/realms/{realm}/clients").json}


def _place(kc, realm):
    return f"/admin/realms/{realm}/clients/{_clients(kc, realm)['realm-management']}/authz/resource-server"


def _permit(kc, realm, path, scope, clients, name="who"):
    """Enables the permissions of something, and lets clients have the scope; the permission."""
    kc.setup("PUT", f"/admin/realms/{realm}{path}", {"enabled": True})
    permissions = kc.setup("GET", f"/admin/realms/{realm}{path}").json
    ids, place = _clients(kc, realm), _place(kc, realm)
    policy = kc.setup("POST", f"{place}/policy/client", {"name": name, "clients": [ids[one] for one in clients]}).get("id")
    permission = kc.setup("GET", f"{place}/permission/scope/{permissions['scopePermissions'][scope]}").json
    kc.setup(
        "PUT",
        f"{place}/permission/scope/{permission['id']}",
        {
            **permission,
            "policies": [policy],
            "resources": [permissions["resource"]],
            "scopes": [one["id"] for one in kc.setup("GET", f"{place}/permission/{permission['id']}/scopes").json],
        },
    )
    return permission


def _login(kc, realm, client="starter", user="alice", **more):
    form = {"grant_type": "password", "client_id": client, "client_secret": "s", "username": user, "password": "pw", **more}
    kc.setup("GET", f"/admin/realms/{realm}")
    return kc.token(realm, form=form).get("access_token")


def _exchange(kc, realm, client="starter", **form):
    """An exchange, and the event that it leaves."""
    kc.setup("DELETE", f"/admin/realms/{realm}/events")
    secret = {} if client == "pub" else {"client_secret": "s"}
    sent = {"grant_type": GRANT, "client_id": client, **secret, **form}
    answer = kc.token(realm, form={name: value for name, value in sent.items() if value is not None})
    kc.request("GET", f"/admin/realms/{realm}/events", admin=True)
    return answer


def itself(kc):
    """A client exchanges its own token."""
    realm = _realm(kc)
    token = _login(kc, realm, scope="openid")
    _exchange(kc, realm, subject_token=token)
    _exchange(kc, realm, subject_token=token, subject_token_type=ACCESS)
    _exchange(kc, realm, subject_token=token, requested_token_type=ACCESS)
    _exchange(kc, realm, subject_token=token, requested_token_type=REFRESH, scope="email")
    _exchange(kc, realm, subject_token=token, requested_token_type=ACCESS, scope="openid phone")
    _exchange(kc, realm, subject_token=token, audience="starter")
    _exchange(kc, realm, subject_token=token, scope="nope")
    plain = _login(kc, realm)
    _exchange(kc, realm, subject_token=plain)
    _exchange(kc, realm, subject_token=plain, scope="openid")


def refusals(kc):
    """What is refused, and in which words."""
    realm = _realm(kc)
    token = _login(kc, realm)
    for form in (
        {"subject_token": ""}, {"subject_token": "x"}, {"subject_token": "x", "subject_token_type": ID},
        {"subject_token": token, "subject_token_type": ID}, {"subject_token": token, "subject_token_type": "nope"},
        {"subject_token": "x", "subject_token_type": JWT}, {"subject_token": token, "subject_token_type": JWT},
        {"subject_token": token, "requested_token_type": ID}, {"subject_token": token, "requested_token_type": "nope"},
        {"subject_token": token, "audience": "nope"}, {"subject_token": token, "audience": "off"},
        {"subject_token": token, "audience": "asks"}, {"subject_token": token, "audience": "target"},
        {"subject_token": token, "audience": "starter-aud"},
        {"subject_token": token, "subject_issuer": "nope"}, {"subject_token": token, "requested_issuer": "nope"},
        {"subject_token": token, "requested_subject": "nope"}, {"subject_token": token, "requested_subject": "gone"},
        {"subject_token": token, "requested_subject": "bob"}, {"requested_subject": "bob"}, {"requested_subject": "nope"},
        {"audience": "target"}, {"requested_issuer": "nope"},
    ):  # fmt: skip
        _exchange(kc, realm, **form)


def refusals_of_public_clients(kc):
    """A public client exchanges only tokens that it got itself."""
    realm = _realm(kc)
    own, others = _login(kc, realm, "pub"), _login(kc, realm)
    for form in (
        {"subject_token": own}, {"subject_token": others}, {"subject_token": own, "audience": "target"},
        {"subject_token": others, "audience": "target"}, {"requested_subject": "bob"}, {"subject_token": own, "audience": "pub"},
        {"subject_token": own, "requested_subject": "bob"}, {},
    ):  # fmt: skip
        _exchange(kc, realm, "pub", **form)


def of_other_clients(kc):
    """Tokens that another client got: the client has to be in their audience."""
    realm = _realm(kc)
    plain, meant = _login(kc, realm, "other"), _login(kc, realm, "starter-aud")
    _exchange(kc, realm, subject_token=plain)
    _exchange(kc, realm, subject_token=meant)
    _exchange(kc, realm, subject_token=meant, audience="other")
    service = kc.token(realm, form={"grant_type": "client_credentials", "client_id": "starter-aud", "client_secret": "s"})
    _exchange(kc, realm, subject_token=service.get("access_token"))
    _exchange(kc, realm, subject_token=service.get("access_token"), requested_token_type=ACCESS)


def which_version(kc):
    """How the two versions choose between each other: by the client's attribute, and by what version 2 knows nothing of."""
    realm = _realm(kc)
    token, own = _login(kc, realm, "starter-aud"), _login(kc, realm, "modern")
    for form in (
        {"subject_token": token}, {"subject_token": token, "subject_token_type": ACCESS},
        {"subject_token": token, "subject_token_type": ID},
        {"subject_token": token, "subject_token_type": ACCESS, "requested_token_type": REFRESH},
        {"subject_token": token, "subject_token_type": ACCESS, "requested_subject": "bob"},
        {"subject_token": token, "subject_token_type": ACCESS, "requested_issuer": "nope"},
        {"subject_token": token, "subject_token_type": ACCESS, "subject_issuer": "nope"},
        {"subject_token": own}, {"subject_token": own, "requested_token_type": REFRESH},
        {"subject_token": own, "subject_token_type": ACCESS, "audience": "target"}, {"requested_subject": "bob"},
        {"subject_token": own, "subject_token_type": JWT},
    ):  # fmt: skip
        _exchange(kc, realm, "modern", **form)


def to_another_client(kc):
    """An audience that permissions allow to exchange to."""
    realm = _realm(kc)
    ids = _clients(kc, realm)
    _permit(kc, realm, f"/clients/{ids['target']}/management/permissions", "token-exchange", ["starter", "pub"])
    token, others = _login(kc, realm, scope="openid email"), _login(kc, realm, "starter-aud")
    answer = _exchange(kc, realm, subject_token=token, audience="target")
    kc.request(
        "POST",
        f"/realms/{realm}/protocol/openid-connect/token",
        form={
            "grant_type": "refresh_token",
            "client_id": "starter",
            "client_secret": "s",
            "refresh_token": answer.get("refresh_token"),
        },
    )
    kc.request(
        "POST",
        f"/realms/{realm}/protocol/openid-connect/token/introspect",
        form={
            "client_id": "target",
            "client_secret": "s",
            "token": answer.get("access_token"),
        },
    )
    _exchange(kc, realm, subject_token=token, audience="target", requested_token_type=ACCESS, scope="phone")
    _exchange(kc, realm, subject_token=token, audience="target", requested_token_type=ACCESS, scope="openid")
    _exchange(kc, realm, subject_token=token, audience=["target", "starter"])
    _exchange(kc, realm, subject_token=others, audience="target")
    _exchange(kc, realm, "other", subject_token=token, audience="target")
    own = _login(kc, realm, "pub")
    _exchange(kc, realm, "pub", subject_token=own, audience="target")
    _exchange(kc, realm, "pub", subject_token=token, audience="target")
    service = kc.token(realm, form={"grant_type": "client_credentials", "client_id": "starter", "client_secret": "s"})
    _exchange(kc, realm, subject_token=service.get("access_token"), audience="target")
    kc.setup("PUT", f"/admin/realms/{realm}/clients/{ids['target']}/management/permissions", {"enabled": False})
    _exchange(kc, realm, subject_token=token, audience="target")


def impersonation(kc):
    """Tokens of somebody else: by an administrator's token, or by a permission of the client."""
    realm = _realm(kc)
    users = {one["username"]: one["id"] for one in kc.setup("GET", f"/admin/realms/{realm}/users").json}
    chief, boss = _login(kc, realm, user="chief"), _login(kc, realm, user="boss")
    _exchange(kc, realm, subject_token=chief, requested_subject="bob")
    kc.request("GET", f"/admin/realms/{realm}/users/{users['bob']}/sessions", admin=True)
    _exchange(kc, realm, subject_token=chief, requested_subject=users["bob"], requested_token_type=ACCESS, scope="openid")
    _exchange(kc, realm, subject_token=chief, requested_subject="boss")
    _exchange(kc, realm, subject_token=boss, requested_subject="chief", requested_token_type=ACCESS)
    _exchange(kc, realm, subject_token=boss, requested_subject="todo", requested_token_type=ACCESS)
    _exchange(kc, realm, subject_token=boss, requested_subject="bob", audience="target")
    _exchange(kc, realm, "other", subject_token=boss, requested_subject="bob")
    _exchange(kc, realm, "pub", subject_token=boss, requested_subject="bob")
    permission = _permit(kc, realm, "/users-management-permissions", "impersonate", ["starter"])
    assert permission
    _exchange(kc, realm, requested_subject="bob")
    _exchange(kc, realm, requested_subject="bob", requested_token_type=ACCESS, scope="openid")
    _exchange(kc, realm, requested_subject="boss", requested_token_type=ACCESS)
    _exchange(kc, realm, requested_subject="bob", audience="target")
    _exchange(kc, realm, "other", requested_subject="bob")
    _exchange(kc, realm, requested_subject="gone")
    token = _login(kc, realm)
    _exchange(kc, realm, subject_token=token, requested_subject="bob")
    _permit(kc, realm, "/users-management-permissions", "user-impersonated", ["other"], "others")
    _exchange(kc, realm, requested_subject="bob")
    _exchange(kc, realm, subject_token=boss, requested_subject="bob")
