"""Under which URLs the server believes to be reached, as Keycloak 26.7.4 does, by its options and by what a proxy says."""

import pytest

from emulator.configuration.settings import resolve
from emulator.serving.live import LiveServer
from tests.consoles.conftest import JARS, write_jar
from tests.parity.hostnames.cases import STARTS, Player, differences, place, recorded, requests


@pytest.fixture(scope="module")
def consoles(tmp_path_factory):
    """A folder of jars with consoles, since the console's page says what it believes."""
    folder = tmp_path_factory.mktemp("jars")
    for artifact, files in JARS.items():
        write_jar(folder, artifact, files)
    return str(folder)


@pytest.mark.parametrize("start", recorded())
def test_urls_by_options_and_headers(start, consoles, pooled_keys):
    live = LiveServer(settings=resolve({"http-port": "0", "consoles": consoles, **STARTS[start]}, {}))
    live.start()
    try:
        assert differences(recorded()[start], Player(start, *place(live.origin)).play()) == []
    finally:
        live.stop()


def test_every_request_is_recorded():
    names = [name for name, _ in requests()]
    assert [start for start, answers in recorded().items() if list(answers) != names] == []
