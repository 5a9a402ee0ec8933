"""Several server processes on one PostgreSQL: what may be used once is accepted once, by whichever was first."""

import html
import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

CALLBACK = "http://localhost/callback"
QUERY = {"client_id": "web", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid"}
AUTH = "/realms/shop/protocol/openid-connect/auth"


class Browser:
    """Somebody who has logged in, and gets a code from whichever server is asked."""

    def __init__(self, server):
        server.http.cookies.clear()
        page = server.http.get(AUTH, params=QUERY)
        action = html.unescape(re.search(r'action="([^"]+)"', page.text)[1]).replace("http://sso.example.org", "")
        cookies = self._header(page)
        server.http.cookies.clear()
        answer = server.http.post(action, data={"username": "alice", "password": "pw"}, headers=cookies)
        assert answer.status_code == 302, answer.text
        self.cookies = self._header(answer)

    @staticmethod
    def _header(answer):
        return {"cookie": "; ".join(f"{one.name}={one.value}" for one in answer.cookies.jar)}

    def code(self, server):
        server.http.cookies.clear()
        answer = server.http.get(AUTH, params=QUERY, headers=self.cookies)
        return httpx.URL(answer.headers["location"]).params["code"]


def exchange(server, code):
    return server.post("token", grant_type="authorization_code", client_id="web", redirect_uri=CALLBACK, code=code)


def all_at_once(pool, ask, servers, what):
    answers = list(pool.map(ask, servers, [what] * len(servers)))
    assert [answer.status_code for answer in answers].count(200) == 1, [answer.text for answer in answers]
    assert {answer.status_code for answer in answers} == {200, 400}


@pytest.mark.parametrize("count", [2, 4])
def test_a_rotated_refresh_token_is_accepted_once(start, database, rounds, count):
    servers = [start("--db", "postgres", "--db-url", database) for _ in range(count)]
    tries = rounds * 5
    with ThreadPoolExecutor(count) as pool:
        for number in range(tries):
            token = servers[number % count].login().json()["refresh_token"]
            all_at_once(pool, type(servers[0]).refresh, servers, token)
    print(f"{count} servers, {tries} refresh tokens, each accepted once")


@pytest.mark.parametrize("count", [2, 4])
def test_a_code_is_accepted_once(start, database, rounds, count):
    servers = [start("--db", "postgres", "--db-url", database) for _ in range(count)]
    tries = rounds * 5
    with ThreadPoolExecutor(count) as pool:
        browser = Browser(servers[0])
        for number in range(tries):
            # A code that is presented twice ends the session, as in Keycloak.
            if number:
                browser = Browser(servers[number % count])
            all_at_once(pool, exchange, servers, browser.code(servers[number % count]))
    print(f"{count} servers, {tries} codes, each accepted once")
