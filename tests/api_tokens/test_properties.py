"""What holds whatever happens: a token never has more than its owner and its own roles, and everything that ends one ends it."""

import pytest

from emulator.core import api_token_text as texts
from emulator.core.ids import Ids
from tests.api_tokens.conftest import ACCOUNT, EXCHANGE, Admin, Tokens
from tests.conftest import ALICE, SVC
from tests.examples import given, settings, st

NAMES = ("a", "b", "c", "all")
ROLES = {"realm": [{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "all", "composites": {"realm": ["a", "b"]}}]}
SUBSETS = st.frozensets(st.sampled_from(NAMES))
OFTEN = settings(max_examples=30)


def effective(names):
    return {*names, *(("a", "b") if "all" in names else ())}


@pytest.fixture
def world(make_realm):
    exchanging = {"standard.token.exchange.enabled": "true"}
    mapper = {"name": "self", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper", "config": {
        "included.client.audience": "svc", "access.token.claim": "true", "introspection.token.claim": "true"}}  # fmt: skip
    alice = {**ALICE, "realmRoles": list(NAMES), "clientRoles": ACCOUNT}
    realm = make_realm(roles=ROLES, users=[alice], clients=[{**SVC, "attributes": exchanging, "protocolMappers": [mapper]}])
    admin = Admin(realm)
    known = {name: admin.send("GET", f"/roles/{name}").json() for name in NAMES}
    return realm, admin, admin.user("alice"), known, Tokens(realm)


def held(answer):
    return set((answer.get("realm_access") or {}).get("roles") or ()) & set(NAMES)


@OFTEN
@given(owner=SUBSETS, wanted=st.none() | SUBSETS, allowed=SUBSETS)
def test_a_token_has_never_more_than_its_owner_itself_and_the_realm_allow(world, owner, wanted, allowed):
    realm, admin, user, known, tokens = world
    rules = admin.send("GET", "").json()["attributes"]
    admin.send("PUT", "", json={"attributes": {**rules, "apiTokensRoles": ""}})
    admin.send("POST", f"/users/{user}/role-mappings/realm", json=list(known.values()))
    shown = tokens.new(**({"roles": sorted(wanted)} if wanted is not None else {}))
    jwt = realm.token(**EXCHANGE, subject_token=shown["token"]).json()["access_token"]
    admin.send("PUT", "", json={"attributes": {**rules, "apiTokensRoles": "##".join(sorted(allowed))}})
    gone = [role for name, role in known.items() if name not in owner]
    admin.send("DELETE", f"/users/{user}/role-mappings/realm", json=gone)
    introspected, exchanged = held(realm.introspect(shown["token"])), held(realm.introspect(jwt))
    assert introspected <= effective(owner)
    assert introspected <= effective(wanted if wanted is not None else NAMES)
    assert not allowed or introspected <= effective(allowed)
    assert exchanged == introspected
    if not allowed and wanted is None:
        assert introspected == effective(owner)
    if not allowed and wanted is not None:
        assert introspected == effective(wanted & effective(owner))
    assert tokens.send("DELETE", f"/{shown['id']}").status_code == 204
    for token in (shown["token"], jwt):
        assert realm.introspect(token) == {"active": False}


@given(seed=st.text(max_size=8), prefix=st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,14}_", fullmatch=True), around=st.text(max_size=20))
def test_a_token_is_known_by_its_form_and_masked_in_any_text(seed, prefix, around):
    ids = Ids()
    ids.restart(seed or "x")
    text = texts.make(ids, prefix)
    public = texts.public(text)
    assert (text.startswith(prefix), texts.is_whole(text), public) == (True, True, text[: len(prefix) + 8])
    inside = f"{around} {text} {around}"
    assert text[len(public) :] not in texts.masked(inside)
    assert texts.masked(inside) == f"{around} {public}******** {around}"
    assert texts.masked_bytes(inside.encode("utf-8", "replace")) == texts.masked(inside).encode("utf-8", "replace")


@given(text=st.text(max_size=200) | st.text("_abcAB01", max_size=200))
def test_any_text_is_read_without_a_fault(text):
    assert texts.masked(text) is not None
    assert isinstance(texts.public(text), str)
    assert texts.is_whole(text) in (True, False)
    assert len(texts.digest(text)) == 64


def test_a_change_of_one_character_is_seen():
    text = texts.make(Ids(), "kce_")
    for index in range(4, len(text)):
        other = "0" if text[index] != "0" else "1"
        assert not texts.is_whole(text[:index] + other + text[index + 1 :])
