"""The log that the settings ask for."""

from __future__ import annotations

import sys
from pathlib import Path

from emulator.configuration.settings import HOMES, Settings, SettingsError
from emulator.core.log import EVENTS, Form, Handler, Log, plain


def opened(settings: Settings) -> Log:
    """Console, file or both, at the levels that were asked for. Raises SettingsError for a file that cannot be written."""
    chosen = settings.log.split(",")
    handlers, levels = [], _levels(settings.log_level)
    if "console" in chosen or chosen == ["syslog"]:
        form = _form(settings.log_console_output, settings.log_console_format)
        # The line of a request says already why it was refused; who wants events as well names them, or a form with more than the message.
        omits = EVENTS if form is plain and EVENTS not in levels else ""
        handlers.append(Handler(sys.stdout, form, settings.log_console_level.lower(), omits))
    if "file" in chosen:
        path = Path(settings.log_file) if settings.log_file else _usual_file()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            stream = path.open("a", encoding="utf-8")
        except OSError as error:
            raise SettingsError(f"--log-file: cannot write {path}: {error.strerror}") from None
        form = _form(settings.log_file_output, settings.log_file_format)
        handlers.append(Handler(stream, form, settings.log_file_level.lower()))
    return Log(handlers, levels if settings.log_level != "info" else {})


def _form(output: str, pattern: str) -> Form:
    if output != "json" and not pattern:
        return plain
    from emulator.core import log_json, log_pattern
    from emulator.core.clock import Clock

    return log_json.form(Clock().now) if output == "json" else log_pattern.form(pattern, Clock().now)


def _usual_file() -> Path:
    home = next((home for home in reversed(HOMES) if Path(home, "data").is_dir()), HOMES[0])
    return Path(home, "data", "log", "keycloak.log")


def _levels(text: str) -> dict[str, str]:
    pairs = (one.rpartition(":") for one in text.split(","))
    return {category: level.lower() for category, _, level in pairs}
