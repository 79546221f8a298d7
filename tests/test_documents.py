"""What a document names is there: files, folders, functions (`path.py:name`), links and make's targets."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
CODE = [path for app in ("goals", "mentoring", "pairings", "programs") for path in (ROOT / app).rglob("*.py")]
TOP = {path.name for path in ROOT.iterdir() if path.name not in {"var", "screens", "staticfiles"}}
QUOTED = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
NAMED = re.compile(r"\b((?:docs|goals|mentoring|pairings|programs|tests)/[\w/-]+\.(?:py|md))\b")
SUFFIX = r"\.(?:css|html|js|md|py|toml|txt|yml)$"


def missing(words: str) -> str:
    """Why words in backticks name something that isn't there; empty where they do, or are no path at all."""
    path, _, name = words.partition(":")
    if " " in path or not (path.split("/")[0] in TOP or re.search(SUFFIX, path)):
        return ""
    pattern = re.sub(r"<[^>]*>|…", "*", path).rstrip("/")
    found = list(ROOT.glob(pattern if "/" in path or path in TOP else f"*/**/{pattern}"))
    if not found:
        return f"{path} is not there"
    defined = rf"^\s*(?:async )?(?:def|class) {name}\b|^{name}\b[^=\n]*="
    if name and not any(re.search(defined, file.read_text(), re.MULTILINE) for file in found):
        return f"{path} has no {name}"
    return ""


def stale(document: Path) -> Iterator[str]:
    text = document.read_text()
    yield from filter(None, map(missing, QUOTED.findall(text)))
    yield from (f"{link} is not there" for link in LINK.findall(text) if not (document.parent / link).exists())
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    asked = set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE))
    yield from (f"make {target} is no target" for target in sorted(asked - targets))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_names_is_there(document):
    assert list(stale(document)) == []


def test_what_code_says_of_other_files_is_true():
    said = {path: {name for name in NAMED.findall(path.read_text()) if not (ROOT / name).exists()} for path in CODE}
    assert {str(path.relative_to(ROOT)): names for path, names in said.items() if names} == {}
    assert len(CODE) > 350


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("pairings/promises/actions.py", ""),
        ("pairings/promises/actions.py:keep", ""),
        ("pairings/promises/actions.py:SENTENCES", ""),
        ("templates/email/<kind>/body.txt", ""),
        ("mails.py", ""),
        ("make test", ""),
        ("/health", ""),
        ("pairings/planner.py", "pairings/planner.py is not there"),
        ("js/drafts.js", "js/drafts.js is not there"),
        ("nowhere.py", "nowhere.py is not there"),
        ("pairings/promises/actions.py:forget", "pairings/promises/actions.py has no forget"),
    ],
)
def test_a_path_that_leads_nowhere_is_found(words, why):
    assert missing(words) == why


def test_documents_name_about_as_much_as_they_did():
    paths = [words for document in DOCUMENTS for words in QUOTED.findall(document.read_text()) if "/" in words]
    assert len(paths) > 100


def rooms_on_the_map() -> dict[str, set[str]]:
    """Folder → the rooms that the map of README.md names in it."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "README.md").read_text().splitlines():
        if head := re.match(r"\| \*\*.*`([\w/]+)/` \|", line):
            rooms = found[head[1]] = set()
        elif found and line.startswith("| "):
            rooms |= set(re.findall(r"`(\w+)`", line.split("|")[2]))
    return found


def test_every_room_is_on_the_map_and_no_other():
    there = {
        folder: {path.parent.name for path in (ROOT / folder).glob("*/__init__.py")} - {"migrations", "templatetags"}
        for folder in rooms_on_the_map()
    }
    assert rooms_on_the_map() == {**there, "mentoring": there["mentoring"] - {"notifications"}}
    assert set(there) == {"programs", "pairings", "goals", "mentoring/notifications", "mentoring"}


def test_rooms_stand_in_the_document_in_the_order_that_is_checked():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    checked = {
        contract["containers"][0]: [room for room in contract["layers"] if not room.startswith("(")]
        for contract in contracts
        if contract["name"].startswith("The rooms of ")
    }
    lines = re.findall(
        r"^\| `([\w.]+)` \| (.* · .*) \|$", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE
    )
    assert {app: rooms.split(" · ") for app, rooms in lines} == checked
