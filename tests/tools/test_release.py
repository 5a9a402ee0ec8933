"""What a release is checked for: versions and notes, what is in the distributions, what workflows and forms name."""

import pytest

from tools.release import contents, versions, workflows

CHANGELOG = """# Changelog

## 0.2.0 (unreleased)

- [New](docs/a.md), [elsewhere](https://there.example/), [here](#x).

### Fixed

- It.

## 0.1.0 (2026-01-02)

First.
"""


def test_a_section_of_the_changelog_is_the_notes_of_its_version():
    assert versions.notes(CHANGELOG, "0.1.0") == "First.\n"
    notes = versions.notes(CHANGELOG, "0.2.0", at="https://code.example/blob/v0.2.0/")
    assert notes.startswith("- [New](https://code.example/blob/v0.2.0/docs/a.md), [elsewhere](https://there.example/), [here](#x).\n")
    assert notes.endswith("### Fixed\n\n- It.\n")


@pytest.mark.parametrize(
    ("text", "name", "tag", "words"),
    [
        (CHANGELOG, "0.2.0", None, []),
        (CHANGELOG, "0.3.0", None, ["no section '## 0.3.0"]),
        (CHANGELOG, "0.1.0", None, ["begins with 0.2.0"]),
        (CHANGELOG, "0.2.0", "v0.2.0", ["has its date"]),
        (CHANGELOG, "0.2.0", "0.2.0", ["the version's is v0.2.0", "has its date"]),
        ("## 1.0.0 (2026-01-02)\n\nAll.", "1.0.0", "v1.0.0", []),
        ("## 1.0.0 (2026-01-02)\n", "1.0.0", "v1.0.0", ["is empty"]),
    ],
)
def test_version_changelog_and_tag_agree(text, name, tag, words):
    faults = list(versions.faults(text, name, tag))
    assert len(faults) == len(words)
    assert all(word in fault for word, fault in zip(words, faults, strict=True))


def test_this_version_has_its_section():
    changelog = (versions.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert list(versions.faults(changelog, versions.version(), None)) == []


def test_what_is_in_a_distribution():
    assert contents.in_wheel(["emulator/a.py", "realms/b.yaml"]) == {"emulator/a.py", "emulator/shipped/b.yaml"}
    assert list(contents.faults(["a", "b", "emulator/tests.py"], ["a"])) == []
    names = ["b", "b", "tests/x.py", "docs/node_modules/y.js", "emulator/__pycache__/z.pyc", "console.jar"]
    faults = list(contents.faults(names, ["a"]))
    assert [fault.split(" ", 1) for fault in faults] == [
        ["b", "is there 2 times"],
        ["a", "is missing"],
        *([name, "should not be there"] for name in names[2:]),
    ]


def test_metadata():
    lines = ["Version: 1", "License-Expression: MIT AND Apache-2.0", *(f"License-File: {name}" for name in contents.NOTICES)]
    assert list(contents.metadata_faults("\n".join(lines), "1")) == []
    assert len(list(contents.metadata_faults("\n".join(lines[:-1]), "2"))) == 2


WORKFLOW = """
name: x
on: push
jobs:
  called: {uses: ./.github/workflows/other.yml}
  build:
    needs: [called, nobody]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: .ci/run --all ${{ github.ref }}/x && python -m tools.release --output release-files/dist
      - uses: docker/build-push-action@v6
        with: {file: docker/Dockerfile, platforms: linux/amd64}
      - run: curl -o /tmp/x https://there.example/y/z "$HOME/a/b" && sh scripts/gone.sh
"""


def test_files_that_a_workflow_names():
    assert list(workflows.named_files(workflows.read(WORKFLOW))) == [
        ".github/workflows/other.yml", "tools/release", ".ci/run", "docker/Dockerfile", "scripts/gone.sh",
    ]  # fmt: skip
    faults = list(workflows.workflow_faults(WORKFLOW, exists=lambda name: name != "scripts/gone.sh"))
    assert faults == ["the job build needs nobody, which is not there", "names scripts/gone.sh, which is not there"]


@pytest.mark.parametrize("text", ["a: [", "- a", "name: x\njobs: {}"])
def test_what_is_no_workflow(text):
    assert len(list(workflows.workflow_faults(text))) == 1


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("[{type: input, id: a, attributes: {label: A}}]", 0),
        ("[{type: markdown, attributes: {value: A}}]", 1),
        ("[{type: text, id: a, attributes: {label: A}}]", 1),
        ("[{type: input, id: a}, {type: input, id: a, attributes: {label: A}}]", 2),
    ],
)
def test_a_form_for_issues(body, count):
    assert len(list(workflows.form_faults(f"name: x\ndescription: y\nbody: {body}"))) == count


def test_our_own_workflows_and_forms():
    assert list(workflows.faults()) == []
