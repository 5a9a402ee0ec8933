"""Which URI pattern fits a path most closely."""

import pytest

from emulator.authz.path_matcher import best

PATTERNS = ("/*", "/docs/*", "/docs/a", "/docs/{id}/pages", "/docs/{id}", "*.html", "/img/*.png", "/users/{id}/*")


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("/docs/a", "/docs/a"),
        ("/docs/b", "/docs/{id}"),
        ("/docs/b/pages", "/docs/{id}/pages"),
        ("/docs/b/c/d", "/docs/*"),
        ("/docs", "/docs/*"),
        ("/index.html", "*.html"),
        ("/img/x.png", "/img/*.png"),
        ("/other", "/*"),
        ("/users/1/books/2", "/users/{id}/*"),
        ("/img/x.gif", "/*"),
    ],
)
def test_the_closest_pattern_wins(path, pattern):
    assert best(path, ((one, one) for one in PATTERNS)) == pattern


def test_nothing_fits_where_no_pattern_does():
    assert best("/other", (("/docs/*", 1), ("/docs/{id}", 2), ("*.html", 3), ("/plain", 4))) is None
