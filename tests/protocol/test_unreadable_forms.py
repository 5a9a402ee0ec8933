"""Forms that nobody can read, where Keycloak 26.7.4 fails: a charset without a name, and parts that are not there."""

from tests import wire
from tests.conftest import SVC

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
BODY = b"client_id=svc&client_secret=s3cret&grant_type=client_credentials&token=x"
WHOLE = b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\nx\r\n--x--\r\n'
OIDC = "protocol/openid-connect"
DOORS = [f"{OIDC}/{door}" for door in (
    "token", "ext/par/request", "logout", "logout/backchannel-logout", "logout/logout-confirm", "revoke", "token/introspect", "userinfo",
    "auth/device", "ext/ciba/auth", "auth",
)]  # fmt: skip


def test_forms_that_nobody_can_read(server):
    server.realm(clients=[SVC])
    for door in (*DOORS, "login-actions/authenticate", "login-actions/consent"):
        for said, body in (
            (f"{FORM}; charset=", BODY), (PARTS, BODY), (PARTS, b""), (PARTS, WHOLE[:40]), ("multipart/form-data; boundary=", WHOLE),
        ):  # fmt: skip
            answer = wire.post(f"{server.url}/realms/test/{door}", content=body, headers={"Content-Type": said})
            assert (answer.status_code, answer.json()["error"]) == (400, "unknown_error"), (door, said)


def test_forms_that_only_look_odd(server):
    server.realm(clients=[SVC])
    for said, body, status in (
        (f'{FORM}; charset=""', BODY, 200), (f"{FORM}; charset=nope", BODY, 200), ("multipart/form-data", BODY, 401), (PARTS, WHOLE, 401),
    ):  # fmt: skip
        answer = wire.post(f"{server.url}/realms/test/{OIDC}/revoke", content=body, headers={"Content-Type": said})
        assert answer.status_code == status, said
