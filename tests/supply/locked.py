"""What comes from others, as the locks name it: packages of Python with their hashes, and files in static/vendor."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.vendor import lock as vendor

LOCKS = vendor.ROOT / "requirements"
RUN, SERVER, DEV, BOOTSTRAP = (LOCKS / f"{name}.txt" for name in ("run", "server", "dev", "bootstrap"))


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    hashes: tuple[str, ...]  # SHA-256, one for each file that it is published as


@dataclass(frozen=True)
class Copied:
    """A package of npm of which some files lie in static/vendor."""

    name: str
    version: str
    licence: str
    files: tuple[tuple[str, str], ...]  # path, SHA-256


def packages(path: Path) -> list[Package]:
    return [_package(entry) for entry in _entries(path.read_text())]


def copied() -> list[Copied]:
    hashes = dict(reversed(line.split("  ", 1)) for line in vendor.LOCK.read_text().splitlines())
    found = []
    for row in tomllib.loads(vendor.LIST.read_text())["package"]:
        files = tuple((path, hashes[path]) for path in (f"{row['folder']}/{name}" for name in row["files"]))
        found.append(Copied(row["name"], row["version"], row["licence"], files))
    return [one for one in found if one.files[0][0].startswith("static/")]


def _entries(text: str) -> Iterator[list[str]]:
    """For each package its requirement, then its options; a line that ends with a backslash goes on in the next."""
    whole = text.replace("\\\n", " ")
    for line in whole.splitlines():
        if line.strip() and not line.strip().startswith("#"):
            requirement, *options = line.split(" --hash=")
            yield [requirement.strip(), *(option.strip() for option in options)]


def _package(entry: list[str]) -> Package:
    requirement, *hashes = entry
    wanted = Requirement(requirement)
    [pin] = wanted.specifier
    if pin.operator != "==" or not hashes or any(not one.startswith("sha256:") for one in hashes):
        raise ValueError(f"{requirement} isn't locked to one version by SHA-256.")
    return Package(canonicalize_name(wanted.name), pin.version, tuple(one.removeprefix("sha256:") for one in hashes))
