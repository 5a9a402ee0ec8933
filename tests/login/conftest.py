"""A browser at a realm with the client ``app`` and the user ``alice``."""

import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import Browser
from tests.login.certificate_door import door  # noqa: F401 - a fixture

APP = {**SVC, "clientId": "app", "redirectUris": ["https://app.example.org/*"], "attributes": {"post.logout.redirect.uris": "+"}}


@pytest.fixture
def open_browser(server):
    opened = []

    def browser(users=(ALICE,), clients=(APP,), **realm):
        opened.append(Browser(server.realm(users=list(users), clients=list(clients), **realm)))
        return opened[-1]

    def another(first):
        opened.append(Browser(first.realm))
        return opened[-1]

    browser.beside = another
    yield browser
    for one in opened:
        one.http.close()
