"""The time zones people choose from: every city, grouped by region, without the historical names."""

import zoneinfo
from functools import cache

REGIONS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip


@cache
def names() -> tuple[str, ...]:
    cities = (name for name in zoneinfo.available_timezones() if name.partition("/")[0] in REGIONS)
    return (*sorted(cities), "UTC")


@cache
def choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    groups = tuple(
        (region, tuple((name, city(name)) for name in names() if name.startswith(f"{region}/"))) for region in REGIONS
    )
    return (*groups, ("Elsewhere", (("UTC", "UTC"),)))


def is_known(name: str) -> bool:
    return name in zoneinfo.available_timezones()


def city(name: str) -> str:
    """Berlin for Europe/Berlin; Louisville, Kentucky for America/Kentucky/Louisville."""
    return ", ".join(part.replace("_", " ") for part in reversed(name.split("/")[1:])) or name
