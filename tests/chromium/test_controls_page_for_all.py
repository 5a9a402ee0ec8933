"""The page of the controls for everybody: keyboard alone, screen readers, colours, narrow windows, many requests, hostile names."""

import json
import re

import httpx
import pytest

from tests.conftest import ALICE, Realm

VIEWS = ["Requests", "Tokens", "Users", "Clients", "Sessions", "Upstreams", "Mail", "Events", "Clock", "Faults"]
HOSTILE = """"><img src=x onerror=alert(1)><script>alert(2)</script>'`${7*7}"""
MANY = 10_000


def fill(server, times=3):
    realm = Realm(server, "shop")
    for _ in range(times):
        realm.userinfo(realm.login(scope="openid")["access_token"])
    realm.token(grant_type="client_credentials", client_secret="wrong")


def test_by_keyboard_alone_from_the_list_to_the_explanation(controls_page, server):
    fill(server)
    shown = controls_page()
    page, press = shown.open(), shown.page.keyboard.press
    page.get_by_role("row", name=re.compile("client credentials")).wait_for()
    press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    press("Enter")
    assert page.evaluate("document.activeElement.id") == "view"
    press("j")
    tree = page.get_by_role("treegrid", name="Requests")

    def active():
        return page.evaluate("document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.innerText ?? ''")

    assert "client credentials" in active()
    press("ArrowDown")
    assert "password" in active()
    press("ArrowRight")
    assert tree.locator("[aria-selected=true]").get_attribute("aria-expanded") == "true"
    press("ArrowRight")
    press("Enter")
    page.get_by_role("button", name="Explain access_token").wait_for()
    page.locator("section[aria-label=Details]:focus").wait_for()
    press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "treegrid"
    press("Enter")
    page.locator("section[aria-label=Details]:focus").wait_for()
    for _ in range(12):
        press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Explain access_token":
            break
    press("Enter")
    page.get_by_text("✓ Good").wait_for()
    shown.go("Requests")
    press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("wrong")
    page.get_by_role("row", name=re.compile("userinfo")).first.wait_for(state="detached")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_view(controls_page, server, axe, scheme):
    fill(server)
    # Its way in: what the page's policy lets nobody else do.
    shown = controls_page(color_scheme=scheme, bypass_csp=True)
    page = shown.open()
    page.evaluate(axe)

    def check(what):
        violations = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
        said = [f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}" for one in violations for node in one["nodes"]]
        assert said == [], what

    for view in VIEWS:
        shown.go(view)
        page.wait_for_load_state("networkidle")
        check(view)
    shown.go("Requests")
    page.get_by_role("row", name=re.compile("password")).first.click()
    page.get_by_role("table", name="Requests of this flow").wait_for()
    check("a flow")
    page.get_by_role("row", name=re.compile("client credentials")).click()
    page.get_by_text("Why:").wait_for()
    check("a request")
    page.goto(f"{server.url}/_emulator#/tokens")
    page.get_by_role("button", name="Make it").click()
    page.get_by_text("✓ Good").wait_for()
    check("an explanation")


def test_the_colours_follow_the_system_or_the_switch(controls_page):
    shown = controls_page(color_scheme="dark")
    page = shown.open()
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.emulate_media(color_scheme="light")
    light = page.evaluate(ground)
    assert dark != light
    page.get_by_role("button", name="Colours: auto").click()
    assert page.evaluate(ground) == light
    page.get_by_role("button", name="Colours: light").click()
    assert page.evaluate(ground) == dark
    page.reload()
    page.get_by_role("button", name="Colours: dark").wait_for()
    assert page.evaluate(ground) == dark


def test_it_fits_a_phone(controls_page, server):
    fill(server)
    shown = controls_page(viewport={"width": 360, "height": 700})
    page = shown.open()
    for view in VIEWS:
        shown.go(view)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, view
    shown.go("Requests")
    page.get_by_role("row", name=re.compile("client credentials")).click()
    page.get_by_text("Why:").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Close the details").click()
    page.get_by_role("row", name=re.compile("client credentials")).wait_for()


def test_ten_thousand_requests_are_neither_all_fetched_nor_all_drawn(controls_page, server):
    from playwright.sync_api import expect

    from emulator.testing.recorder import Exchange

    path = "/realms/shop/protocol/openid-connect/certs"

    def note(count):
        for number in range(count):
            exchange = Exchange(1e9 + number, "GET", path, f"n={number}", {}, b"", 200, (), b'{"keys": []}', "", 1.0, "shop")
            server.live.emulator.recorder.note(exchange)

    server.live.call(lambda: note(MANY))
    shown = controls_page()
    sizes = []
    shown.page.on("response", lambda answer: sizes.append(len(answer.body())) if "/flows" in answer.url else None)
    page = shown.open()
    page.get_by_text("10,000 requests kept").wait_for()
    tree = page.get_by_role("treegrid", name="Requests")
    assert len(tree.get_by_role("row").all()) < 80
    # Two pages of sixty are there from the start, so that scrolling finds the next rows there already.
    expect(tree).to_have_attribute("aria-rowcount", "121")
    server.live.call(lambda: note(1))
    for rows in (122, 182, 242, 302):
        expect(tree).to_have_attribute("aria-rowcount", str(rows))
        tree.evaluate("tree => { tree.scrollTop = tree.scrollHeight; }")
    assert len(tree.get_by_role("row").all()) < 80
    assert max(sizes) < 60_000
    page.get_by_role("searchbox").fill("n=4321")
    page.locator("[role=treegrid][aria-rowcount='2']").wait_for()


def test_names_that_are_markup_are_only_shown(controls_page, server):
    from emulator.mail import mailbox
    from emulator.state.records import Mail

    user = {**ALICE, "username": "mallory", "firstName": HOSTILE[:200], "attributes": {"x": [HOSTILE]}}
    client = {
        "clientId": HOSTILE,
        "name": HOSTILE,
        "secret": HOSTILE,
        "redirectUris": ["*"],
        "serviceAccountsEnabled": True,
    }
    played = {"upstream.corp": json.dumps({HOSTILE: {"name": HOSTILE}})}
    server.realm("bad", users=[user], clients=[client], displayName=HOSTILE, attributes=played)
    hostile = Mail("m1", HOSTILE, HOSTILE, HOSTILE, HOSTILE, f"{HOSTILE}<a href='javascript:alert(6)'>x</a>", 1)
    server.live.call(lambda: mailbox.keep(server.live.emulator.store.realm("bad"), hostile))
    realm = Realm(server, "bad")
    realm.token(grant_type="client_credentials", client_id=HOSTILE, client_secret="no")
    token = realm.token(grant_type="client_credentials", client_id=HOSTILE, client_secret=HOSTILE).json()
    httpx.get(f"{server.url}/realms/bad/<script>alert(4)</script>", headers={"X-Name": "<script>alert(5)</script>"})
    shown = controls_page()
    page = shown.open()
    page.get_by_label("Realm", exact=True).select_option("bad")
    for row in page.get_by_role("treegrid").get_by_role("row").all()[1:]:
        row.click()
        page.get_by_role("region", name="Details").get_by_role("heading").first.wait_for()
    for view in VIEWS[1:]:
        shown.go(view)
        page.wait_for_load_state("networkidle")
    # What the mail tried came to nothing, and Chromium says so.
    assert all("/mail/m1/" in said for said in shown.wrong), shown.wrong
    shown.wrong.clear()
    shown.go("Tokens")
    page.get_by_label("Token", exact=True).fill(token["access_token"])
    page.get_by_text("✓ Good").wait_for()
    assert page.locator("img:not([src$='icon.svg']), main script, a[href^='javascript']").count() == 0
