"""Advisories in the OSV format (https://ossf.github.io/osv-schema/), as osv.dev publishes them for each ecosystem."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

BEFORE_ANY = "0"  # as an event: before every version there is, those called 0.0.dev1 too
COMPARED = {"ECOSYSTEM", "SEMVER"}  # ranges of GIT name commits; those that matter here list the versions, too


class NotRead(Exception):
    """What was brought along holds a file that is no advisory."""


@dataclass(frozen=True)
class Advisory:
    id: str
    aliases: tuple[str, ...]
    summary: str
    modified: datetime
    withdrawn: bool
    affected: tuple[dict[str, Any], ...]

    def packages(self) -> set[tuple[str, str]]:
        return {_package(one) for one in self.affected}

    def of(self, ecosystem: str, name: str) -> list[dict[str, Any]]:
        return [one for one in self.affected if _package(one) == (ecosystem, _plain(ecosystem, name))]

    def hits(self, ecosystem: str, name: str, version: str) -> bool:
        return not self.withdrawn and any(_affects(one, version) for one in self.of(ecosystem, name))

    def fixed_in(self, ecosystem: str, name: str) -> list[str]:
        events = (event for one in self.of(ecosystem, name) for row in _ranges(one) for event in row["events"])
        return sorted({event["fixed"] for event in events if "fixed" in event}, key=_order)


def read(path: Path) -> Iterator[Advisory]:
    """From a file, a folder or a zip. Raises NotRead."""
    for name, text in _texts(path):
        try:
            yield _advisory(json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotRead(f"{name} is no advisory in the OSV format ({error!r}).") from error


def _texts(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix in {".json", ".zip"}:
                yield from _texts(file)
    elif path.suffix == ".zip":
        try:
            with zipfile.ZipFile(path) as packed:
                names = [name for name in packed.namelist() if name.endswith(".json")]
                yield from ((f"{path}: {name}", packed.read(name)) for name in names)
        except zipfile.BadZipFile as error:
            raise NotRead(f"{path} is no zip, or only a part of one.") from error
    elif path.is_file():
        yield str(path), path.read_bytes()


def _advisory(row: dict[str, Any]) -> Advisory:
    return Advisory(
        id=row["id"],
        aliases=tuple(row.get("aliases") or ()),
        summary=(row.get("summary") or row.get("details") or "No summary.").strip().split("\n")[0],
        modified=datetime.fromisoformat(row["modified"]),
        withdrawn=bool(row.get("withdrawn")),
        affected=tuple(row.get("affected") or ()),
    )


def _package(affected: dict[str, Any]) -> tuple[str, str]:
    package = affected.get("package") or {}
    ecosystem = package.get("ecosystem", "")
    return ecosystem, _plain(ecosystem, package.get("name", ""))


def _plain(ecosystem: str, name: str) -> str:
    return canonicalize_name(name) if ecosystem == "PyPI" else name


def _ranges(affected: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in affected.get("ranges") or () if row.get("type") in COMPARED]


def _affects(affected: dict[str, Any], version: str) -> bool:
    listed = affected.get("versions") or ()
    return any(_is_same(one, version) for one in listed) or any(_lies_in(version, row) for row in _ranges(affected))


def _is_same(one: str, another: str) -> bool:
    return one == another or bool(_parsed(one) and _parsed(one) == _parsed(another))


def _lies_in(version: str, row: dict[str, Any]) -> bool:
    """“Evaluation” in the specification. A version that can't be compared counts as affected: somebody has to look."""
    at, events = _parsed(version), row["events"]
    if at is None or not all(_is_readable(word) for event in events for word in event.values()):
        return True
    limits = [event["limit"] for event in events if "limit" in event]
    if limits and not any(one == "*" or at < Version(one) for one in limits):
        return False
    affected = False
    for what, word in sorted(_pairs(events), key=lambda pair: _order(pair[1])):
        if what == "introduced" and (word == BEFORE_ANY or at >= Version(word)):
            affected = True
        elif (what == "fixed" and at >= Version(word)) or (what == "last_affected" and at > Version(word)):
            affected = False
    return affected


def _pairs(events: Iterable[dict[str, str]]) -> list[tuple[str, str]]:
    return [pair for event in events for pair in event.items() if pair[0] != "limit"]


def _is_readable(word: str) -> bool:
    return word == "*" or _parsed(word) is not None


def _parsed(word: str) -> Version | None:
    try:
        return Version(word)
    except InvalidVersion:
        return None


def _order(word: str) -> tuple[bool, Version]:
    return word != BEFORE_ANY, _parsed(word) or Version(BEFORE_ANY)
