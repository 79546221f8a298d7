"""`make audit`: looks up what is locked and copied in advisories that were brought along. Connects to nothing.

Ends with 0 where nothing is known, 1 where something is, 2 where it couldn't look.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.supply import advisories, locked

NONE_AT_HAND = """\
No advisories at hand: nothing was checked.
Bring them along, then name the file or its folder: make audit ADVISORIES=FOLDER
docs/operating.md says where they come from (“What is installed”)."""
NEVER = datetime.min.replace(tzinfo=UTC)
Thing = tuple[str, str, str]  # ecosystem, name, version


@dataclass
class Result:
    number: int = 0  # of advisories for an ecosystem that we have something of
    newest: datetime = NEVER
    found: list[tuple[Thing, advisories.Advisory]] = field(default_factory=list)


def things() -> dict[Thing, list[str]]:
    """Each with the locks that name it."""
    known: dict[Thing, list[str]] = {}
    for path in (locked.RUN, locked.SERVER, locked.DEV, locked.BOOTSTRAP):
        for package in locked.packages(path):
            known.setdefault(("PyPI", package.name, package.version), []).append(path.name)
    for copied in locked.copied():
        known[("npm", copied.name, copied.version)] = ["static/vendor"]
    return known


def look_up(known: Iterable[Thing], told: Iterable[advisories.Advisory]) -> Result:
    result, by_name = Result(), {}
    for ecosystem, name, version in known:
        by_name.setdefault((ecosystem, name), []).append((ecosystem, name, version))
    ecosystems = {ecosystem for ecosystem, _ in by_name}
    for advisory in told:
        packages = advisory.packages()
        if ecosystems & {ecosystem for ecosystem, _ in packages}:
            result.number += 1
            result.newest = max(result.newest, advisory.modified)
            ours = (thing for package in packages for thing in by_name.get(package, ()))
            result.found += [(thing, advisory) for thing in ours if advisory.hits(*thing)]
    return result


def report(known: dict[Thing, list[str]], result: Result, *, now: datetime) -> Iterator[str]:
    for thing, advisory in sorted(result.found, key=lambda pair: (pair[0], pair[1].id)):
        ecosystem, name, version = thing
        aliases = f" ({', '.join(advisory.aliases)})" if advisory.aliases else ""
        fixed = ", ".join(advisory.fixed_in(ecosystem, name))
        yield f"{name} {version} ({', '.join(known[thing])}): {advisory.id}{aliases}"
        yield f"  {advisory.summary}"
        yield f"  Fixed in {fixed}." if fixed else "  No fixed version is named."
    days = (now - result.newest).days
    hits = counted(len(result.found), "finding") if result.found else "Nothing is known"
    yield (
        f"{hits} about {counted(len(known), 'package')}, by {counted(result.number, 'advisory', 'advisories')}. "
        f"The newest is of {result.newest:%Y-%m-%d}, {counted(days, 'day')} ago."
    )


def counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def run(path: str, *, now: datetime) -> tuple[int, str]:
    """How it ends, and what it says."""
    if path and not Path(path).exists():
        return 2, f"There is no {path}: nothing was checked."
    known = things()
    try:
        result = look_up(known, advisories.read(Path(path))) if path else Result()
    except advisories.NotRead as error:
        return 2, f"{error}\nNothing was checked."
    if not result.number:
        return 2, NONE_AT_HAND
    return (1 if result.found else 0), "\n".join(report(known, result, now=now))


if __name__ == "__main__":
    code, said = run(sys.argv[1], now=datetime.now(UTC))
    print(said)  # noqa: T201
    sys.exit(code)
