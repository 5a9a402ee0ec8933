"""The page of the testing controls, in a real browser: each part driven as people do."""

import re

import httpx
import pytest

from tests.conftest import SVC, Realm
from tests.login.browser import Browser


@pytest.fixture
def shown(controls_page):
    page = controls_page()
    page.open()
    return page


def token(server, **form):
    return Realm(server, "shop").token(**{"grant_type": "client_credentials", **form})


def log_in(server):
    """A login by the pages, with a wrong password first, and what its tokens are used for."""
    realm = Realm(server, "shop")
    browser, callback = Browser(realm), f"{server.url}/realms/master"
    browser.ask(client_id="svc", redirect_uri=callback).submit(username="alice", password="wrong").post(username="alice", password="wonder")
    code = re.search("code=([^&]+)", browser.location)[1]
    tokens = realm.token(grant_type="authorization_code", code=code, redirect_uri=callback).json()
    realm.userinfo(tokens["access_token"])
    browser.http.close()
    return tokens


def test_a_login_is_one_entry_with_its_refusal_and_its_steps(shown, server):
    log_in(server)
    page = shown.page
    login = page.get_by_role("row", name=re.compile("login .*svc.*alice"))
    login.wait_for()
    assert "the password is wrong" in login.inner_text()
    login.click()
    details = page.get_by_role("region", name="Details")
    assert details.get_by_role("heading", name="login · svc · alice").is_visible()
    table = details.get_by_role("table", name="Requests of this flow")
    table.get_by_role("button", name="userinfo").wait_for()
    assert table.get_by_role("button").all_inner_texts() == ["authorization", "form", "form", "code", "userinfo"]
    details.get_by_role("button", name="code").click()
    details.get_by_text("/realms/shop/protocol/openid-connect/token").wait_for()
    assert page.get_by_role("row", name=re.compile("code POST")).get_attribute("aria-selected") == "true"
    page.get_by_role("button", name="Copy as curl").click()
    command = page.evaluate("navigator.clipboard.readText()")
    assert command.startswith(f"curl -X POST '{server.url}/realms/shop/protocol/openid-connect/token'")
    assert "--data-raw '" in command
    assert "grant_type=authorization_code" in command
    page.get_by_role("button", name="Explain access_token").click()
    page.get_by_text("mapper username of scope profile").click()
    page.get_by_text("oidc-usermodel-attribute-mapper").first.wait_for()


def test_requests_come_by_themselves_and_can_be_searched_and_chosen(shown, server):
    page = shown.page
    page.get_by_text("No requests yet.").wait_for()
    token(server, client_secret="wrong")
    refused = page.get_by_role("row", name=re.compile("client credentials"))
    refused.wait_for()
    assert "refused" in refused.get_by_role("img").get_attribute("aria-label")
    page.locator("#announced", has_text="1 request was refused.").wait_for(state="attached")
    token(server)
    page.get_by_role("row", name=re.compile("service-account-svc")).wait_for()
    page.get_by_label("refused only").check()
    page.get_by_role("row", name=re.compile("service-account-svc")).wait_for(state="detached")
    page.get_by_label("refused only").uncheck()
    page.get_by_role("searchbox").fill("SERVICE-ACCOUNT")
    refused_row = page.get_by_role("row", name=re.compile("401"))
    refused_row.wait_for(state="detached")
    assert page.get_by_role("row", name=re.compile("service-account-svc")).is_visible()
    page.get_by_role("searchbox").fill("")
    refused_row.click()
    page.get_by_text("Why: unauthorized_client").wait_for()
    page.get_by_role("button", name="Forget all").click()
    page.get_by_text("No requests yet.").wait_for()


def test_a_token_is_made_explained_and_compared(shown, server):
    page = shown.page
    shown.go("Tokens")
    page.get_by_label("Client", exact=True).fill("svc")
    page.get_by_label("User", exact=True).fill("alice")
    page.get_by_role("button", name="Make it").click()
    page.get_by_text("✓ Good").wait_for()
    claims = page.get_by_role("table", name="Claims", exact=True)
    assert "expires in" in claims.get_by_role("row", name=re.compile("^exp")).inner_text()
    page.get_by_text("What is not there, and why").click()
    page.get_by_label("Why is a claim missing?").fill("phone_number")
    assert "the scope is optional, and was not asked for" in page.get_by_role("table", name="Claims that are missing").inner_text()
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="+ claim").click()
    page.get_by_label("claim: name").fill("tenant")
    page.get_by_label("claim: value").fill("7")
    first = page.get_by_label("Token", exact=True).input_value()
    page.get_by_role("button", name="Make it").click()
    page.get_by_text("the token was made at will").wait_for()
    page.get_by_text("Compare with another token").click()
    page.get_by_label("Compare with", exact=True).fill(first)
    differences = page.get_by_role("table", name="Differences")
    differences.wait_for()
    assert "tenant\t7" in differences.inner_text()


def test_wrong_tokens_are_made_by_name(shown):
    shown.go("Tokens")
    page = shown.page
    page.get_by_label("What is wrong with it").select_option(label="bad signature")
    page.get_by_role("button", name="Make it").click()
    page.get_by_text("the signature does not fit").wait_for()
    page.get_by_label("What is wrong with it").select_option(label="expired")
    page.get_by_role("button", name="Make it").click()
    page.get_by_text("expired 1 h ago").first.wait_for()
    page.get_by_label("Client", exact=True).fill("nobody")
    page.get_by_role("button", name="Make it").click()
    page.get_by_text("there is no client 'nobody'").wait_for()


def test_users_clients_sessions_and_events(shown, server):
    Realm(server, "shop").login()
    page = shown.page
    shown.go("Users")
    page.get_by_role("cell", name="alice@example.org").wait_for()
    page.get_by_role("button", name="alice", exact=True).click()
    details = page.get_by_role("region", name="Details")
    details.get_by_text("Alice Liddell").wait_for()
    details.get_by_text("As JSON").click()
    details.get_by_text('"Liddell"').wait_for()
    page.keyboard.press("Escape")
    details.wait_for(state="detached")
    assert page.evaluate("document.activeElement.innerText") == "alice"
    shown.go("Clients")
    assert page.get_by_role("table", name="Clients").get_by_role("rowheader").first.inner_text() == "svc"
    page.get_by_role("button", name="svc", exact=True).click()
    details.get_by_role("button", name="Make a token").click()
    assert page.get_by_label("Client", exact=True).input_value() == "svc"
    shown.go("Clients")
    page.get_by_role("searchbox").fill("svc")
    page.get_by_role("row", name=re.compile("account-console")).wait_for(state="detached")
    page.get_by_role("row", name=re.compile("^svc.*s3cret")).wait_for()
    shown.go("Sessions")
    page.get_by_role("row", name=re.compile("^alice svc.*online")).wait_for()
    shown.go("Events")
    page.get_by_role("row", name=re.compile("LOGIN.*svc.*alice")).wait_for()


def test_who_logs_in_at_a_provider_that_is_played(controls_page, server):
    shown = controls_page()
    page = shown.open()
    shown.go("Upstreams")
    page.get_by_text("plays no identity provider").wait_for()
    file = "{realm: club, upstreams: {corp: {personas: {gina: {name: Gina G}}}}, clients: {web: {redirectUris: ['http://app.test/*']}}}"
    httpx.post(f"{server.url}/_emulator/realms", content=file).raise_for_status()
    page.reload()
    page.get_by_label("Realm", exact=True).select_option("club")
    page.get_by_role("table", name="Personas of corp").get_by_role("row", name=re.compile("gina.*Gina G")).wait_for()
    page.get_by_role("button", name="Refuse the next login").click()
    page.get_by_text("The next login at corp is refused").wait_for()
    page.get_by_role("button", name="+ claim").click()
    page.get_by_label("claim: name").fill("email")
    page.get_by_label("claim: value").fill("other@example.org")
    page.get_by_role("button", name="Next to log in").click()
    page.get_by_text("gina is the next who logs in at corp").wait_for()
    page.get_by_label("Client", exact=True).fill("web")
    page.get_by_role("button", name="Log in now").click()
    page.get_by_text("✓ Good").wait_for()
    page.get_by_role("row", name=re.compile("^email other@example.org")).wait_for()


def test_mail_is_read_and_its_links_are_followed(shown, server):
    server.update_realm("shop", resetPasswordAllowed=True)
    browser = Browser(Realm(server, "shop"))
    browser.ask(client_id="svc", redirect_uri=f"{server.url}/realms/master").click("Forgot Password?").submit(username="alice")
    browser.http.close()
    shown.go("Mail")
    page = shown.page
    page.get_by_role("heading", name="Reset password").wait_for()
    frame = page.frame_locator("iframe[title='The mail as it looks']")
    frame.get_by_role("link").first.wait_for()
    link = page.get_by_role("list", name="Links").get_by_role("link").first
    with shown.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    assert "/login-actions/" in opened.value.url


def test_the_clock_is_moved_by_forms(shown, server):
    shown.go("Clock")
    page = shown.page
    page.get_by_role("button", name="+ 1 h").click()
    page.get_by_text("1 h ahead of the machine's time").wait_for()
    page.get_by_role("button", name="Freeze").click()
    page.get_by_role("button", name="Run", exact=True).wait_for()
    assert server.controls("GET", "/clock").json()["frozen"]
    page.get_by_label("Set it to").fill("2031-05-06T07:08:09")
    page.get_by_role("button", name="Set", exact=True).click()
    page.get_by_text("ahead of the machine's time").wait_for()
    page.locator("#time", has_text="2031").wait_for()
    page.get_by_role("button", name="Reset").click()
    page.get_by_text("the machine's time, running").wait_for()


def test_faults_are_made_by_forms(shown, server):
    shown.go("Faults")
    page = shown.page
    page.get_by_label("Endpoint").select_option("jwks")
    page.get_by_role("button", name="Unavailable, with Retry-After").click()
    page.get_by_label("Only so many").fill("1")
    page.get_by_role("button", name="+ header").click()
    page.get_by_label("header: name").fill("X-Why")
    page.get_by_label("header: value").fill("because")
    page.get_by_role("button", name="Add the fault").click()
    page.get_by_role("row", name=re.compile("endpoint jwks, times 1")).wait_for()
    answer = httpx.get(f"{server.url}/realms/shop/protocol/openid-connect/certs")
    assert (answer.status_code, answer.headers["retry-after"], answer.headers["x-why"]) == (503, "1", "because")
    page.get_by_role("button", name="Add the fault").click()
    page.get_by_text("a fault without an effect does nothing").wait_for()
    page.get_by_role("button", name="Remove fault 1").click()
    page.get_by_text("No fault is in force.").wait_for()
    assert server.controls("GET", "/faults").json() == []


def test_the_realm_is_chosen_once_for_all_views(shown, server):
    server.realm("other", clients=[{**SVC, "clientId": "only-here"}])
    page = shown.page
    shown.go("Clients")
    page.get_by_label("Realm", exact=True).focus()
    page.locator("#realm option[value=other]").wait_for(state="attached")
    page.get_by_label("Realm", exact=True).select_option("other")
    page.get_by_role("row", name=re.compile("^only-here")).wait_for()
    shown.go("Users")
    page.get_by_role("row", name=re.compile("service-account-only-here")).wait_for()
    assert page.get_by_role("cell", name="alice@example.org").count() == 0


def test_lists_and_mail_come_by_themselves(shown, server):
    from emulator.mail import mailbox
    from emulator.state.records import Mail

    page, tables = shown.page, server.live.emulator.store.realm("shop")
    shown.go("Sessions")
    page.get_by_text("There are no sessions.").wait_for()
    Realm(server, "shop").login()
    page.get_by_role("row", name=re.compile("^alice svc.*online")).wait_for()
    shown.go("Mail")
    page.get_by_text("The realm has written no mail.").wait_for()
    for number in (1, 2):
        server.live.call(lambda n=number: mailbox.keep(tables, Mail(f"m{n}", "a@x", "b@x", f"Mail {n}", "text", "<p>Dear b</p>", n)))
    page.get_by_role("heading", name="Mail 2").wait_for()
    page.get_by_role("button", name=re.compile("^Mail 1")).click()
    page.get_by_role("heading", name="Mail 1").wait_for()
    page.frame_locator("iframe").get_by_text("Dear b").wait_for()


def test_the_tokens_of_two_requests_are_compared(shown, server):
    realm = Realm(server, "shop")
    realm.login()
    realm.login(scope="openid")
    page = shown.page
    rows = page.get_by_role("row", name=re.compile("password.*alice"))
    rows.nth(1).click()
    page.get_by_role("button", name="Explain access_token").click()
    page.get_by_text("✓ Good").wait_for()
    shown.go("Requests")
    rows.nth(0).click()
    page.get_by_role("button", name="Compare access_token").click()
    differences = page.get_by_role("table", name="Differences")
    differences.get_by_role("row", name=re.compile("claims scope.*openid.*changed")).wait_for()
    assert "header" not in differences.inner_text()
