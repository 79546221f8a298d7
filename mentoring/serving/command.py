"""How granian is started. In this one place, for `make run`, containers and units alike."""

import os

HEADER_SECONDS = 10
MOST_PROCESSES = 8  # each has about 100 MB and up to DATABASE_POOL connections; more only if WEB_PROCESSES says so


def command(*, host: str, port: int, processes: int = 0, header_seconds: int = HEADER_SECONDS) -> list[str]:
    """What to hand to Python. Raises ValueError if WEB_PROCESSES is no number."""
    options = {
        "interface": "asginl",
        "http": "1",  # only here does granian limit the time of a header from the first byte on
        "http1-header-read-timeout": header_seconds * 1000,
        "host": host,
        "port": port,
        "workers": processes or _processes(),
        "backpressure": 800,  # connections for each process; with its files, below the usual limit of 1,024
        "workers-kill-timeout": 15,
        "log-level": "warning",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return ["-m", "granian", *flags, "--no-ws", "--respawn-failed-workers", "mentoring.asgi:application"]


def _processes() -> int:
    """As many as WEB_PROCESSES says, or one for each core. Raises ValueError with a sentence."""
    wanted = os.environ.get("WEB_PROCESSES", "").strip()
    if not wanted:
        return min(_cores(), MOST_PROCESSES)
    try:
        return max(1, int(wanted))
    except ValueError:
        raise ValueError(f"WEB_PROCESSES must be a whole number, it is “{wanted}”.") from None


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
