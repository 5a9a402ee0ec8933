"""A browser at a realm with the client ``app`` and the user ``alice``."""

import pytest

from tests.conftest import ALICE, SVC
from tests.login.browser import Browser
from tests.login.certificate_door import door  # noqa: F401 - a fixture

APP = {**SVC, "clientId": "app", "redirectUris": ["https://app.example.org/*"], "attributes": {"post.logout.redirect.uris": "+"}}


@pytest.fixture
def open_browser(server):
    def browser(users=(ALICE,), clients=(APP,), **realm):
        return Browser(server.realm(users=list(users), clients=list(clients), **realm))

    browser.beside = lambda first: Browser(first.realm)
    return browser
