"""Builds a release and checks it; nothing is sent anywhere.

    python -m tools.release --dry-run                   all of it, in a folder that is removed again
    python -m tools.release --dry-run --wheel FILE      with a wheel that is built and tried already
    python -m tools.release --tag v0.1.0 --output DIR   the same checks; what is to be published stays in DIR

It needs what the extra ``dev`` has. ``EMULATOR_BASE`` names a base image for the container, where the registry's cannot be had.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path

from tools.release import contents, versions, workflows
from tools.release.versions import ROOT

SCHEMA = ROOT / "emulator" / "realm" / "realm.schema.json"


class Release:
    """One run: what is said of each step, and whether one has failed."""

    def __init__(self, output: Path, tag: str | None) -> None:
        self.output = output
        self.tag = tag
        self.version = versions.version()
        self.failed = False

    def say(self, step: str, faults: Iterable[str]) -> bool:
        """Says how a step went, a fault a line; returns whether it went well."""
        listed = list(faults)
        print(f"{step}: {'ok' if not listed else 'FAILED'}", flush=True)
        for fault in listed:
            print(f"  {fault}", flush=True)
        self.failed |= bool(listed)
        return not listed

    def run(self, *command: str | Path, **environ: str) -> list[str]:
        """Runs a command in the project's root; returns what it said if it failed, else nothing."""
        done = subprocess.run(
            [str(word) for word in command], cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **environ}
        )
        return (done.stdout + done.stderr).strip().splitlines()[-20:] or ["it failed"] if done.returncode else []

    def texts(self) -> None:
        """Versions, notes, workflows, and what tools have written."""
        changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        if self.say(f"version {self.version}", versions.faults(changelog, self.version, self.tag)):
            server, project = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
            at = f"{server}/{project}/blob/{self.tag}/" if server and project and self.tag else ""
            (self.output / "notes.md").write_text(versions.notes(changelog, self.version, at), encoding="utf-8")
        self.say("workflows and forms", workflows.faults())
        written = ("tests/realm/test_schema_editor.py", "tests/tools/test_third_party.py")
        self.say("schema and notices are current", self.run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *written))
        shutil.copy(SCHEMA, self.output)

    def distributions(self, wheel: Path | None) -> None:
        """Builds and checks sdist and wheel; a wheel that is there already is looked at, not built."""
        dist = self.output / "dist"
        kinds = ("--sdist",) if wheel else ()
        build = self.run(sys.executable, "-m", "build", "--no-isolation", "--outdir", dist, *kinds)
        if not self.say("build of sdist and wheel" if not wheel else "build of the sdist", build):
            return
        (sdist,) = dist.glob("*.tar.gz")
        built = wheel or next(dist.glob("*.whl"))
        self.say(f"{sdist.name}, {sdist.stat().st_size // 1024} KB", contents.sdist_faults(sdist, self.version))
        self.say(f"{built.name}, {built.stat().st_size // 1024} KB", contents.wheel_faults(built, self.version))
        self.say("twine check", self.run(sys.executable, "-m", "twine", "check", "--strict", sdist, built))
        if not wheel:
            self.installed(built)

    def installed(self, wheel: Path) -> None:
        """Installs the wheel where nothing else is, and gets tokens."""
        with tempfile.TemporaryDirectory() as folder:
            venv.create(folder, with_pip=True)
            programs = Path(folder, "bin")
            faults = self.run(programs / "python", "-m", "pip", "install", "--quiet", wheel)
            faults = faults or self.run(programs / "python", "tests/smoke.py", programs / "keycloak-emulator")
        self.say("the wheel installs and gives tokens", faults)

    def image(self) -> None:
        """Builds the image for this machine, where an engine answers."""
        if shutil.which("docker") is None or self.run("docker", "info"):
            print("image: skipped, no Docker engine answers (tests/container/engine.sh starts one)")
            return
        base = os.environ.get("EMULATOR_BASE")
        argument = ("--build-arg", f"PYTHON={base}") if base else ()
        command = (
            "docker",
            "build",
            "--network",
            "host",
            *argument,
            "-t",
            f"keycloak-emulator:{self.version}",
            "-f",
            "docker/Dockerfile",
            ".",
        )
        self.say("image", self.run(*command, DOCKER_BUILDKIT="0"))


def main() -> int:
    """Reads the command line and does the steps; the exit code is 1 if one has failed."""
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dry-run", action="store_true", help="keep nothing")
    parser.add_argument("--tag", help="the tag that is released; the changelog then needs a date")
    parser.add_argument("--output", type=Path, help="a folder that is not there yet, for what is to be published")
    parser.add_argument("--wheel", type=Path, help="a wheel that was built and tried already; the image is left out too")
    arguments = parser.parse_args()
    if arguments.dry_run == (arguments.output is not None):
        parser.error("either --dry-run or --output")
    with tempfile.TemporaryDirectory() as folder:
        output = arguments.output or Path(folder, "output")
        output.mkdir(parents=True)
        release = Release(output.resolve(), arguments.tag)
        release.texts()
        release.distributions(arguments.wheel and arguments.wheel.resolve())
        if arguments.dry_run and not arguments.wheel:
            release.image()
    print("FAILED" if release.failed else "all of it holds; nothing was sent")
    return int(release.failed)


if __name__ == "__main__":
    sys.exit(main())
