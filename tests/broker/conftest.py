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
def open_browser():
    return Browser
