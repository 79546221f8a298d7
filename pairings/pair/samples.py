"""Sample values of the mails about a pair, for the preview pages."""

from collections.abc import Callable, Iterable
from typing import Any

from programs.program import letters

EXAMPLE, PROGRAM = letters.EXAMPLE, letters.PROGRAM

Sample = Callable[[], dict[str, Any]]


def of_mentor(**words: Any) -> Sample:
    why = letters.belonging("Sam", "mentor", PROGRAM)
    return _sample(partner="Sam Lee", partner_first="Sam", why=why, **words)


def of_mentee(**words: Any) -> Sample:
    why = letters.belonging("Miriam", "mentee", PROGRAM)
    return _sample(partner="Miriam Okafor", partner_first="Miriam", why=why, **words)


def of_coordinator(**words: Any) -> Sample:
    return _sample(pair="Sam Lee with Miriam Okafor", why=letters.coordinating(PROGRAM), **words)


def of_anybody(**words: Any) -> Sample:
    return _sample(why=letters.taking_part(PROGRAM), **words)


def answers(labels: Iterable[str]) -> list[dict[str, str]]:
    return [{"label": label, "url": EXAMPLE} for label in labels]


def _sample(**words: Any) -> Sample:
    return lambda: {"program": PROGRAM, "page_url": EXAMPLE, **words}
