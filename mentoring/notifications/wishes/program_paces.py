"""The pace that programs set for their mails. This floor knows no program: the programs app registers who knows."""

from collections.abc import Callable, Iterable, Mapping

from mentoring.notifications.wishes.pace import Pace

Provider = Callable[[Iterable[int]], Mapping[int, Pace]]
DEFAULT = Pace()

_provider: Provider | None = None


def register(provider: Provider) -> None:
    """`provider` takes ids of programs and answers with the pace of each, in one query."""
    global _provider
    _provider = provider


def of_programs(ids: Iterable[int]) -> Mapping[int, Pace]:
    """Pace by program id; programs that nobody knows are missing (take DEFAULT)."""
    wanted = set(ids)
    return _provider(wanted) if _provider and wanted else {}
