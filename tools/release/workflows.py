"""What the files in .github name: workflows that call files of the project, forms for issues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tools.release.versions import ROOT

# What the release makes: nothing in the project has this name.
MADE = "release-files"
_WORD = re.compile(r"[^\s'\"=;|&()<>]+")
_MODULE = re.compile(r"python3? -m ((?:tools|tests|emulator|benchmarks)[\w.]*)")
_KINDS = {"markdown", "textarea", "input", "dropdown", "checkboxes"}


class _Loader(yaml.SafeLoader):
    """Reads ``on`` as a text, as GitHub does: YAML 1.1 has it for a truth value."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first not in "oOyYnN"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str) -> Any:
    """A document of YAML. Raises ``yaml.YAMLError``."""
    return yaml.load(text, _Loader)


def named_files(workflow: dict[str, Any]) -> Iterator[str]:
    """The files of the project that a workflow names: in commands, in what it uses, in ``file`` and ``requirements``."""
    for job in workflow["jobs"].values():
        steps = job.get("steps", ())
        for uses in (each["uses"] for each in (job, *steps) if "uses" in each):
            if uses.startswith("./"):
                yield uses.removeprefix("./")
        for step in steps:
            if file := step.get("with", {}).get("file"):
                yield file
            yield from _in_commands(step.get("run", ""))


def _in_commands(commands: str) -> Iterator[str]:
    for module in _MODULE.findall(commands):
        yield module.replace(".", "/")
    for word in _WORD.findall(re.sub(r"\$\{\{.*?\}\}", "$", commands)):
        if "/" in word and not re.search(r"^[-/$~.]*/|^-|[$:*@]", word) and not word.startswith(f"{MADE}/"):
            yield word


def is_there(name: str) -> bool:
    """Whether the project has a file, a folder or a module of this name."""
    return (ROOT / name).exists() or (ROOT / f"{name}.py").exists()


def workflow_faults(text: str, exists: Any = is_there) -> Iterator[str]:
    """What is wrong with a workflow: its YAML, jobs that nobody can run, jobs and files that it names and that are not there."""
    try:
        workflow = read(text)
    except yaml.YAMLError as error:
        yield str(error)
        return
    if not isinstance(workflow, dict) or not {"name", "on", "jobs"} <= set(workflow):
        yield "a workflow has name, on and jobs"
        return
    for name, job in workflow["jobs"].items():
        if "uses" not in job and not {"runs-on", "steps"} <= set(job):
            yield f"the job {name} has neither steps nor another workflow"
        needs = job.get("needs", [])
        for needed in [needs] if isinstance(needs, str) else needs:
            if needed not in workflow["jobs"]:
                yield f"the job {name} needs {needed}, which is not there"
    for file in named_files(workflow):
        if not exists(file):
            yield f"names {file}, which is not there"


def form_faults(text: str) -> Iterator[str]:
    """What is wrong with a form for issues: what GitHub asks of one."""
    try:
        form = read(text)
    except yaml.YAMLError as error:
        yield str(error)
        return
    if not isinstance(form, dict) or not {"name", "description", "body"} <= set(form):
        yield "a form has name, description and body"
        return
    ids = [part["id"] for part in form["body"] if "id" in part]
    if len(ids) != len(set(ids)):
        yield "an id is there twice"
    for part in form["body"]:
        if part.get("type") not in _KINDS:
            yield f"{part.get('type')} is no kind of field"
        elif ("value" if part["type"] == "markdown" else "label") not in part.get("attributes", {}):
            yield f"a field {part['type']} lacks its words"
    if all(part.get("type") == "markdown" for part in form["body"]):
        yield "nothing can be filled in"


def faults(folder: Path = ROOT / ".github") -> Iterator[str]:
    """What is wrong with the files of a folder ``.github``."""
    kinds: Iterable[tuple[str, Any]] = (("workflows/*.yml", workflow_faults), ("ISSUE_TEMPLATE/*.yml", form_faults))
    for pattern, check in kinds:
        files = [file for file in sorted(folder.glob(pattern)) if file.name != "config.yml"]
        if not files:
            yield f"there is no {folder.name}/{pattern}"
        for file in files:
            yield from (f"{file.name}: {fault}" for fault in check(file.read_text(encoding="utf-8")))
