"""API tokens in realm files: the shorthand, tokens in plain text for development, and what is wrong with them."""

import textwrap

import pytest

from emulator.core.errors import RealmFileError
from emulator.realm import files
from tests import wire

DEV = """
    realm: dev
    apiTokens: {prefix: dev_}
    roles: [reader, writer]
    clients:
      svc: {secret: s3cret}
    users:
      alice:
        password: wonder
        roles: [reader, writer, "account:manage-account"]
        apiTokens:
          - {label: all, token: development-token-of-alice}
          - {label: some, token: another-token-of-alice, roles: [reader, "account:manage-account"], scopes: [openid]}
"""


def read(tmp_path, text):
    file = tmp_path / "r.yaml"
    file.write_text(textwrap.dedent(text))
    warnings = []
    try:
        return files.read(file, {}, warnings)[0], [str(one).split("r.yaml", 1)[1] for one in warnings]
    except RealmFileError as error:
        return [str(one).split("r.yaml", 1)[1] for one in error.findings], []


@pytest.mark.parametrize(
    ("written", "attributes"),
    [
        ("true", {"apiTokensEnabled": "true"}),
        ("false", {"apiTokensEnabled": "false"}),
        ("{}", {"apiTokensEnabled": "true"}),
        ("{prefix: x_, maxLifespan: 60, roles: [a, b], scopes: [openid], audience: [svc], client: svc}", {
            "apiTokensEnabled": "true", "apiTokensPrefix": "x_", "apiTokensMaxLifespan": "60", "apiTokensRoles": "a##b",
            "apiTokensScopes": "openid", "apiTokensAudience": "svc", "apiTokensClient": "svc",
        }),
    ],
)  # fmt: skip
def test_the_shorthand_is_realm_attributes(tmp_path, written, attributes):
    realm, warnings = read(
        tmp_path, f"realm: r\nroles: [a, b]\nclients: {{svc: {{secret: s}}}}\napiTokens: {written}\nattributes: {{x: y}}\n"
    )
    assert (realm["attributes"], "apiTokens" in realm, warnings) == ({"x": "y", **attributes}, False, [])


def test_without_it_nothing_is_added(tmp_path):
    assert "attributes" not in read(tmp_path, "realm: r\n")[0]


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("yes", ':2:12: apiTokens: must be true or false, not "yes", did you mean true?'),
        ("[x]", ":2:12: apiTokens: must be true or false, not a list"),
        ("{prefx: a_}", ":2:13: apiTokens.prefx: unknown field, did you mean 'prefix'?"),
        ("{prefix: a-b_}", ":2:13: apiTokens.prefix: must be up to 15 letters and digits and an underscore, like 'shop_', not 'a-b_'"),
        ("{maxLifespan: 0}", ":2:13: apiTokens.maxLifespan: must be a number of seconds up to 3153600000, not '0'"),
        ("{maxLifespan: soon}", ':2:13: apiTokens.maxLifespan: must be a whole number, not "soon"'),
        ("{roles: engineer}", ':2:13: apiTokens.roles: must be a list, not "engineer"; write it in [brackets]'),
    ],
)  # fmt: skip
def test_faults_of_the_rules(tmp_path, written, fault):
    found, _ = read(tmp_path, f"realm: r\napiTokens: {written}\n")
    assert [one.partition(": ")[2] for one in found] == [fault.partition(": ")[2]]


def test_names_of_nothing_are_warned_of(tmp_path):
    _, warnings = read(tmp_path, "realm: r\nroles: [clerk]\nclients: {shop: {secret: s}}\napiTokens: {client: shp, roles: [clrk]}\n")
    assert warnings == [
        ":4:21: apiTokens.client: there is no client 'shp' (no API token is made), did you mean 'shop'?",
        ":4:33: apiTokens.roles: there is no role 'clrk' (no API token has it), did you mean 'clerk'?",
    ]


@pytest.mark.parametrize(
    ("token", "fault"),
    [
        ("{label: x, token: short}", "needs 'token', 16 characters or more without dots and spaces"),
        ("{label: x, token: 'with spaces and long'}", "needs 'token', 16 characters or more without dots and spaces"),
        ("{label: x, token: with.dots.and.quite.long}", "needs 'token', 16 characters or more without dots and spaces"),
        ("{label: x}", "needs 'token', 16 characters or more without dots and spaces"),
        ("{token: 0123456789abcdef}", "needs 'label'"),
        ("{label: x, token: 0123456789abcdef, lable: y}", "unknown field, did you mean 'label'?"),
    ],
)
def test_faults_of_tokens(tmp_path, token, fault):
    found, _ = read(tmp_path, f"realm: r\napiTokens: true\nusers: {{a: {{apiTokens: [{token}]}}}}\n")
    assert [one.rsplit(": ", 1)[1] for one in found] == [fault]


def test_tokens_in_a_realm_without_them_are_a_fault(tmp_path):
    found, _ = read(tmp_path, "realm: r\nusers: {a: {apiTokens: [{label: x, token: 0123456789abcdef}]}}\n")
    assert found == [":2:24: users.a.apiTokens: the realm has no API tokens; turn them on by 'apiTokens: true'"]


def test_tokens_in_plain_text_hold(server, tmp_path):
    document, warnings = read(tmp_path, DEV)
    assert warnings == []
    assert "development-token-of-alice" not in str(document)
    server.live.call(lambda: server.live.emulator.add_realm(document))
    url = f"{server.url}/realms/dev"

    def introspect(token):
        form = {"client_id": "svc", "client_secret": "s3cret", "token": token}
        return wire.post(f"{url}/protocol/openid-connect/token/introspect", data=form).json()

    every, some = introspect("development-token-of-alice"), introspect("another-token-of-alice")
    assert {"reader", "writer"} <= set(every["realm_access"]["roles"])
    assert (some["realm_access"], some["scope"]) == ({"roles": ["reader"]}, "openid")
    headers = {"Accept": "application/json", "Authorization": "Bearer another-token-of-alice"}
    listed = wire.get(f"{url}/account/api-tokens", headers=headers).json()
    assert [(one["label"], one["prefix"], one.get("roles")) for one in listed] == [
        ("all", "deve", None), ("some", "anot", ["reader", "account:manage-account"]),
    ]  # fmt: skip
    assert introspect("development-token-of-alicE") == {"active": False}
