"""The mail pace of each program. The ground floor knows no program, so the programs app registers a provider."""

from collections.abc import Callable, Iterable, Mapping

from mentoring.notifications.wishes.pace import Pace

Provider = Callable[[Iterable[int]], Mapping[int, Pace]]
DEFAULT = Pace()

_provider: Provider | None = None


def register(provider: Provider) -> None:
    """`provider` takes program ids and returns the pace of each, in one query."""
    global _provider
    _provider = provider


def of_programs(ids: Iterable[int]) -> Mapping[int, Pace]:
    """Paces by program id. Programs that nobody knows are missing; use DEFAULT for them."""
    wanted = set(ids)
    return _provider(wanted) if _provider and wanted else {}
