"""The config file: sessions by server and realm, in the JSON that Keycloak's kcadm writes, readable by its owner only.

Both tools may use one file; what this one does not know in it stays as it is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from kcadm import _json
from kcadm._errors import KcadmError

Config = dict[str, Any]

_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700


def default_path(environ: Mapping[str, str]) -> Path:
    """``~/.keycloak/kcadm.config``."""
    return Path(environ.get("HOME") or os.path.expanduser("~")) / ".keycloak" / "kcadm.config"  # noqa: PTH111 - must not raise


def session(config: Config) -> Config | None:
    """The session with the config's server and realm, or None."""
    server, realm = config.get("serverUrl"), config.get("realm")
    if not isinstance(server, str) or not isinstance(realm, str):
        return None
    found: Config | None = config.get("endpoints", {}).get(server, {}).get(realm)
    return found


def open_session(config: Config) -> Config:
    """The session with the config's server and realm; an empty one is made if there is none."""
    sessions: Config = config.setdefault("endpoints", {}).setdefault(config["serverUrl"], {})
    found: Config = sessions.setdefault(config["realm"], {})
    return found


class File:
    """A config file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Config:
        """What the file says, nothing if it is not there; raises KcadmError if it cannot be read or is no config."""
        try:
            return self._parsed(self.path.read_bytes()) if self.path.is_file() else {}
        except (OSError, ValueError):
            raise KcadmError(f"Failed to load {self.path}") from None

    def save(self, change: Callable[[Config], None]) -> None:
        """Changes what the file says, while nobody else does; raises KcadmError if it cannot be read or written."""
        try:
            self._create()
        except OSError:
            raise KcadmError(f"Failed to create config file: {self.path.absolute()}") from None
        try:
            with self.path.open("r+b") as file:
                _lock(file)
                config = self._parsed(file.read())
                change(config)
                text = _json.pretty(_without_nulls(config)).encode()
                file.seek(0)
                file.write(text)
                file.truncate()
        except (OSError, ValueError):
            raise KcadmError(f"Failed to save {self.path}") from None

    def _create(self) -> None:
        folder = self.path.absolute().parent
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(_PRIVATE_FOLDER)
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, _PRIVATE_FILE))

    @staticmethod
    def _parsed(content: bytes) -> Config:
        if not content:
            return {}
        config = _json.read(content.decode())
        endpoints = config.get("endpoints", {}) if isinstance(config, dict) else None
        realms = list(endpoints.values()) if isinstance(endpoints, dict) else [None]
        if not all(isinstance(sessions, dict) and all(isinstance(one, dict) for one in sessions.values()) for sessions in realms):
            raise ValueError("not a config")
        return dict(config)


class Memory:
    """A config that ends with the command."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def load(self) -> Config:
        """What it says."""
        return self._config

    def save(self, change: Callable[[Config], None]) -> None:
        """Changes what it says."""
        change(self._config)


def _lock(file: IO[bytes]) -> None:
    """Waits until nobody else writes the file; it is free again when it is closed. Windows has no such locks."""
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(file, fcntl.LOCK_EX)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(item) for name, item in value.items() if item is not None}
    return value
