"""A provider that listens, and browsers that are closed."""

import pytest

from tests.broker.provider import Provider
from tests.login.browser import Browser
from tests.support import listener


@pytest.fixture
def provider():
    upstream = Provider()
    with listener(upstream.answer) as upstream.url:
        yield upstream


@pytest.fixture
def open_browser(server):
    opened = []

    def open_one(realm):
        opened.append(Browser(realm))
        return opened[-1]

    yield open_one
    for one in opened:
        one.http.close()
