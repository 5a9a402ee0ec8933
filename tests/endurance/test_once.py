"""Several server processes on one PostgreSQL: what may be used once is accepted once, by whichever was first."""

from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.mark.parametrize("count", [2, 4])
def test_a_rotated_refresh_token_is_accepted_once(start, database, rounds, count):
    servers = [start("--db", "postgres", "--db-url", database) for _ in range(count)]
    tries = rounds * 5
    with ThreadPoolExecutor(count) as pool:
        for number in range(tries):
            token = servers[number % count].login().json()["refresh_token"]
            answers = list(pool.map(type(servers[0]).refresh, servers, [token] * count))
            accepted = [answer.status_code for answer in answers].count(200)
            assert accepted == 1, [answer.text for answer in answers]
            assert {answer.status_code for answer in answers} == {200, 400}
    print(f"{count} servers, {tries} tokens, each accepted once")
