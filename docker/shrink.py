"""Removes from a Debian image with Python what a server does not need. Run while the image is built, never elsewhere."""

import shutil
import sysconfig
from pathlib import Path

STANDARD = Path(sysconfig.get_paths()["stdlib"])
PARTS = ("test", "idlelib", "ensurepip", "tkinter", "turtledemo", "pydoc_data", "lib2to3", "site-packages/pip", "dist-packages/pip")
GLOBS = ("config-*", "turtle.py", "lib-dynload/_tkinter*", "lib-dynload/*test*", "lib-dynload/xxlimited*", "site-packages/pip-*")
SYSTEM = (
    "/usr/share/doc", "/usr/share/man", "/usr/share/info", "/usr/share/locale", "/usr/share/lintian", "/usr/share/python-wheels",
    "/usr/share/bash-completion", "/usr/share/zsh", "/usr/share/pixmaps", "/usr/share/perl5", "/usr/share/bug", "/usr/share/debconf",
    "/usr/share/gcc", "/usr/share/gdb", "/usr/share/polkit-1", "/usr/share/dpkg", "/usr/share/keyrings", "/usr/lib/apt", "/usr/lib/dpkg",
    "/usr/lib/systemd", "/usr/lib/udev", "/usr/lib/valgrind", "/usr/lib/git-core", "/usr/local/share", "/usr/local/include", "/usr/include",
    "/var/cache", "/var/lib/apt", "/var/log", "/etc/apt",
)  # fmt: skip
SYSTEM_GLOBS = (
    "usr/bin/perl*", "usr/lib/*-linux-gnu/perl*", "usr/lib/*-linux-gnu/gconv", "usr/lib/*-linux-gnu/libapt*",
    "usr/lib/*-linux-gnu/libperl*",
    "usr/lib/*-linux-gnu/systemd", "usr/lib/*-linux-gnu/libsystemd*", "usr/lib/*-linux-gnu/libicu*", "usr/lib/*-linux-gnu/*.a",
    "usr/bin/apt*", "usr/bin/dpkg*", "usr/bin/debconf*", "usr/bin/x86_64-linux-gnu-*", "usr/lib/*-linux-gnu/libdb-*",
    "usr/lib/*-linux-gnu/libtcl*", "usr/lib/*-linux-gnu/libtk*", "usr/local/bin/pip*", "usr/local/bin/idle*", "usr/local/bin/pydoc*",
    "usr/local/bin/2to3*", "usr/local/lib/python3*/test", "var/lib/dpkg/info", "var/lib/dpkg/*-old", "usr/share/python-babel-localedata",
    "root/.cache",
)  # fmt: skip


def remove(path: Path) -> None:
    """Removes a file or a folder that may not be there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def main() -> None:
    """Removes everything that is named above, and bytecode of the tests with it."""
    for part in PARTS:
        remove(STANDARD / part)
    for pattern in GLOBS:
        for path in list(STANDARD.glob(pattern)):
            remove(path)
    for name in SYSTEM:
        remove(Path(name))
    for pattern in SYSTEM_GLOBS:
        for path in list(Path("/").glob(pattern)):
            remove(path)
    for name in ("/var/cache", "/var/log"):
        Path(name).mkdir()


if __name__ == "__main__":
    main()
