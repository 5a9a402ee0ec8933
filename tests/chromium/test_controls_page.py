"""The page of the testing controls, in a real browser."""

import pytest

from tests.conftest import ALICE, SVC


@pytest.fixture
def page(chromium, server):
    server.realm("shop", clients=[SVC], users=[ALICE])
    context = chromium.new_context(viewport={"width": 1100, "height": 800})
    found = context.new_page()
    found.set_default_timeout(15_000)
    faults = []
    found.on("pageerror", lambda fault: faults.append(str(fault)))
    found.goto(f"{server.url}/_emulator")
    yield found
    context.close()
    assert not faults


def test_requests_tokens_users_and_the_clock(page, server):
    server.realm("other", clients=[SVC]).token(grant_type="client_credentials", client_secret="wrong")
    refused = page.get_by_role("row", name="unauthorized_client")
    refused.click()
    page.get_by_text("Invalid client or Invalid client credentials").first.wait_for()
    page.get_by_label("realm").select_option("shop")
    page.get_by_role("button", name="users", exact=True).click()
    page.get_by_role("cell", name="alice@example.org").wait_for()
    page.get_by_role("button", name="tokens").click()
    page.get_by_label("client_id").select_option("svc")
    page.get_by_label("username").select_option("alice")
    page.get_by_role("button", name="Mint").click()
    page.get_by_text('"preferred_username": "alice"').wait_for()
    page.get_by_role("button", name="clock").click()
    page.get_by_role("button", name="+ 1 h").click()
    page.get_by_role("button", name="Freeze").click()
    page.get_by_text("(frozen)").first.wait_for()
    assert server.controls("GET", "/clock").json()["offset"] > 3500
    page.get_by_role("button", name="faults").click()
    page.get_by_role("button", name="Add").click()
    page.get_by_text('"endpoint": "jwks"').last.wait_for()
    assert len(server.controls("GET", "/faults").json()) == 1
