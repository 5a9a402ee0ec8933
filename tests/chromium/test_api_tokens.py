"""The page of API tokens in a real browser, with and without scripts."""

import pytest

from tests.conftest import ALICE


@pytest.mark.parametrize("scripts", [True, False])
def test_a_token_is_made_copied_and_revoked(chromium, server, scripts):
    alice = {**ALICE, "clientRoles": {"account": ["manage-account"]}}
    realm = server.realm(users=[alice], attributes={"apiTokensEnabled": "true"})
    context = chromium.new_context(java_script_enabled=scripts, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{realm.issuer}/account/account-security/api-tokens".replace("127.0.0.1", "localhost"))
    page.fill("#username", "alice")
    page.fill("#password", "wonder")
    page.click("#kc-login")
    page.get_by_label("Label").fill("<b>laptop</b>")
    page.get_by_label("account:manage-account", exact=True).check()
    page.get_by_label("Expires after").select_option(label="30 days")
    page.get_by_role("button", name="Create token").click()
    token = page.get_by_label("Your new token").input_value()
    assert token.startswith("kce_")
    assert page.get_by_role("button", name="Copy").is_visible() is scripts
    if scripts:
        page.get_by_role("button", name="Copy").click()
        assert page.evaluate("navigator.clipboard.readText()") == token
    headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
    assert realm.http.get(f"{realm.issuer}/account/api-tokens", headers=headers).json()[0]["label"] == "<b>laptop</b>"
    page.get_by_role("button", name="Revoke <b>laptop</b>").click()
    assert "The token was revoked." in page.inner_text("main")
    assert realm.userinfo(token).status_code == 401
    context.close()
