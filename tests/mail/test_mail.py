"""Messages: their words, the mailbox, and an SMTP server that gets them. Expected words were recorded from Keycloak."""

import pytest

from emulator.mail import delivery, mailbox, messages
from tests.conftest import ALICE, SVC
from tests.login.browser import Browser
from tests.mail.sink import Sink

APP = {**SVC, "clientId": "app", "redirectUris": ["https://app.example.org/*"]}
URL = "https://kc.example.org/link?key=k&client_id=app"


@pytest.fixture
def smtp():
    with Sink() as sink:
        yield sink


@pytest.fixture
def open_browser(server):
    def browser(**representation):
        return Browser(server.realm(users=[ALICE], clients=[APP], resetPasswordAllowed=True, displayName="The Shöp", **representation))

    return browser


def last_mail(server, recipient=""):
    return server.live.call(lambda: mailbox.last(server.live.emulator.store.realm("test"), recipient))


def test_the_mail_of_a_reset(open_browser, server):
    open_browser().ask().click("Forgot Password?").submit(username="alice")
    mail = last_mail(server, "ALICE@example.org")
    (link,) = mailbox.links(mail)
    assert mail.subject == "Reset password"
    assert mail.text == (
        "New credentials for your account at The Shöp have been asked for. Was it you? Then open the link to choose them."
        f"\n\n{link}\n\nThe link is good for 5 minutes.\n\nIf not, everything stays as it is."
    )
    assert mail.html.startswith('<html lang="en" dir="ltr">\n<body>\n<p>New credentials for your account at The Shöp have')
    assert f'<a href="{link}" rel="nofollow">Link to reset credentials</a>' in mail.html
    assert last_mail(server, "bob@example.org") is None


def test_a_mail_reaches_the_realms_server(open_browser, smtp):
    settings = {
        "host": "127.0.0.1", "port": str(smtp.port), "from": "shop@example.org", "fromDisplayName": "Shöp",
        "replyTo": "help@example.org", "envelopeFrom": "bounce@example.org", "auth": "true", "user": "u", "password": "p",
    }  # fmt: skip
    open_browser(smtpServer=settings).ask().click("Forgot Password?").submit(username="alice")
    (mail,) = smtp.mails
    message = mail["message"]
    assert (mail["from"], "auth" in mail) == ("<bounce@example.org>", True)
    assert [str(message[name]) for name in ("From", "Reply-To", "To", "Subject")] == [
        "Shöp <shop@example.org>", "help@example.org", "alice@example.org", "Reset password",
    ]  # fmt: skip
    assert [str(part["Content-Type"]).replace('"', "") for part in message.iter_parts()] == [
        "text/plain; charset=UTF-8",
        "text/html; charset=UTF-8",
    ]
    assert "Link to reset credentials" in message.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    "settings",
    [
        {"host": "127.0.0.1", "port": "1", "from": "a@b.c"},
        {"host": "x", "port": "many", "from": "a@b.c"},
    ],
)
def test_a_server_that_is_away_does_not_stop_the_login(open_browser, server, settings):
    browser = open_browser(smtpServer=settings).ask().click("Forgot Password?").submit(username="alice")
    assert "You should receive an email shortly with further instructions." in browser.text
    assert last_mail(server).recipient == "alice@example.org"


def test_the_language_is_the_users_before_that_of_the_page(server):
    realm = {"internationalizationEnabled": True, "supportedLocales": ["en", "de"], "defaultLocale": "en"}
    browser = Browser(server.realm(users=[ALICE], clients=[APP], resetPasswordAllowed=True, **realm))
    browser.ask(ui_locales="de").click("Passwort vergessen?").submit(username="alice")
    mail = last_mail(server)
    assert (mail.subject, "Der Link gilt 5 Minuten lang." in mail.text) == ("Passwort zurücksetzen", True)
    assert '<html lang="de" dir="ltr">' in mail.html
    browser.http.close()


@pytest.mark.parametrize(
    ("minutes", "english", "german"),
    [
        (0, "0 seconds", "0 Sekunden"),
        (1, "1 minute", "1 Minute"),
        (61, "61 minutes", "61 Minuten"),
        (60, "1 hour", "1 Stunde"),
        (90, "90 minutes", "90 Minuten"),
        (2880, "2 days", "2 Tage"),
    ],
)
def test_lifespans(minutes, english, german):
    assert messages.duration(messages.words({}, "en"), minutes) == english
    assert messages.duration(messages.words({}, "de"), minutes) == german


def test_actions_and_own_texts():
    own = {"localizationTexts": {"en": {"executeActionsSubject": "To do", "requiredAction.UPDATE_EMAIL": "New address"}}}
    made = messages.link("execute-actions", messages.words(own, "en"), "Shop & <i>Co</i>", URL, 720, ["UPDATE_PASSWORD", "UPDATE_EMAIL"])
    assert made.subject == "To do"
    assert "asks you for this: Update Password, New address. Open the link" in made.text
    assert "The link is good for 12 hours." in made.text
    assert f'<a href="{URL}" rel="nofollow">Link to account update</a>' in made.html


def test_events_of_an_account():
    english, german = messages.words({}, "en"), messages.words({}, "de")
    failed = messages.Event("LOGIN_ERROR", 1795449780, "127.0.0.1")
    assert messages.event(english, failed) == messages.Message(
        "Login error",
        "A login to your account failed on 11/23/26, 4:03\u202fPM, from 127.0.0.1. Tell an administrator if it was not yours.",
        '<html lang="en" dir="ltr">\n<body>\n<p>A login to your account failed on 11/23/26, 4:03\u202fPM, from 127.0.0.1. '
        "Tell an administrator if it was not yours.</p>\n</body>\n</html>\n",
    )
    assert messages.event(german, failed).text.startswith("Am 23.11.26, 16:03 ist eine Anmeldung mit Ihrem Konto von 127.0.0.1 aus")
    removed = messages.Event("REMOVE_CREDENTIAL", 1795449780, "::1", "webauthn")
    assert messages.event(english, removed).text.startswith("Your account lost its credential webauthn on 11/23/26")
    locked = messages.event(english, messages.Event("USER_DISABLED_BY_TEMPORARY_LOCKOUT", 0))
    assert "locked for a while, since 1/1/70, 12:00\u202fAM" in locked.html


def test_further_messages():
    said = messages.words({}, "en")
    assert messages.test(said, "Shop").text == "Mail from this realm arrives."
    changed = messages.link("email-update-confirmation", said, "Shop", URL, 5, address="new@x.org")
    assert (changed.subject, "the address new@x.org" in changed.text) == ("Verify new email", True)
    linked = messages.provider_link(said, "Shop", "Hub", "al", URL, 5)
    assert (linked.subject, "Hub account of user al is to be joined to your account at Shop" in linked.text) == ("Link Hub", True)


def test_the_mailbox_is_bounded_and_emptied(server, monkeypatch):
    monkeypatch.setattr(mailbox, "LIMIT", 2)
    server.realm()

    def fill():
        tables = server.live.emulator.store.realm("test")
        context = server.live.emulator.context(tables, server.url, "127.0.0.1")
        for number in range(3):
            delivery.deliver(context, f"{number}@example.org", messages.Message("s", "t", "h"))
        kept = [mail.recipient for mail in mailbox.all_of(tables)]
        mailbox.clear(tables)
        return kept, mailbox.last(tables)

    assert server.live.call(fill) == (["1@example.org", "2@example.org"], None)
