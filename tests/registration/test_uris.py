"""URIs as Java reads them."""

import pytest

from emulator.realm.gates import uris


@pytest.mark.parametrize(
    ("text", "scheme", "host", "fragment"),
    [
        ("http://a.test/x?y#z", "http", "a.test", "z"),
        ("http://user@a.test:8080/", "http", "a.test", None),
        ("http://[::1]:3/", "http", "[::1]", None),
        ("http://*", "http", None, None),
        ("http://under_score/", "http", None, None),
        ("custom:x", "custom", None, None),
        ("/relative", None, None, None),
        ("", None, None, None),
        ("a%20b", None, None, None),
        ("http://ä.test/ü", "http", None, None),
    ],
)
def test_what_is_a_uri(text, scheme, host, fragment):
    found = uris.parse(text)
    assert (found.scheme, found.host, found.fragment) == (scheme, host, fragment)


@pytest.mark.parametrize(
    "text", ["http://a b", "%", "a|b", "http://[::1", "http://", "x:", ":x", "1a:x", "http://a/#b#c", "a\nb", "http:///a b"]
)
def test_what_is_none(text):
    with pytest.raises(uris.MalformedUri):
        uris.parse(text)


def test_hosts_of_urls():
    assert uris.url_host("https://me@a.test:1/x") == "a.test"
    assert uris.url_host("file:/x") == ""
    for text in ("app://a.test", "", "nope"):
        with pytest.raises(uris.MalformedUri):
            uris.url_host(text)
