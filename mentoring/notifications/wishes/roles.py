"""The roles people have in programs. The ground floor knows no program, so the programs app registers a provider."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mentoring.accounts.models import User


@dataclass(frozen=True)
class Role:
    name: str  # "mentor", "mentee" or "coordinator"
    program_id: int
    program: str  # the program's name


Provider = Callable[[User], Sequence[Role]]

_provider: Provider | None = None


def register(provider: Provider) -> None:
    """`provider` returns a person's active roles in open programs, in one query."""
    global _provider
    _provider = provider


def of(user: User) -> Sequence[Role]:
    return _provider(user) if _provider else []
