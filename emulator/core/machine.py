"""The process and the machine that it runs on, as far as a server tells of them."""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path

_PAGE = "SC_PAGE_SIZE"


def processors() -> int:
    """Processors that the process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory() -> tuple[int, int]:
    """Bytes that the process may use, a container's limit included, and those that it does use."""
    total = os.sysconf(_PAGE) * os.sysconf("SC_PHYS_PAGES")
    limit = _read("/sys/fs/cgroup/memory.max")
    if limit.isdigit():
        total = min(total, int(limit))
    pages = _read("/proc/self/statm").split()
    return total, int(pages[1]) * os.sysconf(_PAGE) if len(pages) > 1 else _most_used()


def _most_used() -> int:
    """The most bytes that the process has used, where the machine does not say how many it uses now."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else used * 1024


def about() -> dict[str, str]:
    """The operating system and the user, under the names of Keycloak's SystemInfoRepresentation."""
    return {
        "osName": platform.system(),
        "osArchitecture": platform.machine(),
        "osVersion": platform.release(),
        "fileEncoding": sys.getfilesystemencoding().upper(),
        "userName": _user(),
        "userDir": str(Path.cwd()),
        "userTimezone": time.tzname[0],
    }


def date(epoch: float) -> str:
    """A time as Java writes dates: ``Thu Nov 26 01:29:06 UTC 2026``."""
    return time.strftime("%a %b %d %H:%M:%S UTC %Y", time.gmtime(epoch))


def _user() -> str:
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        # Containers run as users that have a number only.
        return str(os.getuid()) if hasattr(os, "getuid") else ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
