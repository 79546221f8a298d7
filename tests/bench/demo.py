"""The demo, told as `make demo` tells it: by a process of its own, in a database of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter
from urllib.parse import urlsplit

import psycopg

from tests.bench.figures import Figure

SECONDS = 20
NAME = "bench_demo"


def measure() -> Iterator[Figure]:
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {NAME}")
    environment = {**os.environ, "DATABASE_URL": urlsplit(url)._replace(path=f"/{NAME}").geturl()}
    manage(environment, "migrate")
    started = perf_counter()
    manage(environment, "demo")
    yield Figure("telling the demo, in a process of its own", perf_counter() - started, "s", SECONDS)


def manage(environment: dict[str, str], command: str) -> None:
    subprocess.run([sys.executable, "manage.py", command], env=environment, check=True, stdout=subprocess.DEVNULL)
