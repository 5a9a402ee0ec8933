"""The same for all four: the site around an ``issuer``, which each makes in its own way, and a browser."""

import shutil

import pytest
import service
from starlette.testclient import TestClient


@pytest.fixture
def site(issuer):
    with TestClient(service.create(issuer)) as client:
        yield client


@pytest.fixture
def address(issuer):
    with service.served(service.create(issuer)) as address:
        yield address


@pytest.fixture
def page():
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("there is no Chromium")
    with playwright.sync_playwright() as driver, driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser:
        yield browser.new_page()
