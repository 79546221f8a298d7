"""The one process behind `make run` and `make demo`: it checks, prepares, starts, watches and stops everything."""

import os
import signal
import socket
import time
from functools import partial
from pathlib import Path
from types import FrameType
from typing import IO

from mentoring import start
from mentoring.embedded import checks, children, environment, leftovers, presence, probe
from mentoring.embedded.trouble import Trouble
from mentoring.embedded.watch import Part, Watch
from mentoring.serving import counts
from mentoring.serving.command import command

PATIENCE = 120  # seconds until the page must answer


class Stopped(BaseException):
    """Somebody pressed Ctrl-C or sent another signal to end."""


def run(*, demo: bool) -> None:
    """Run until somebody stops it. Raises Trouble if a check fails or a part dies at the start."""
    _listen_to_signals()
    if demo:
        os.environ["DEMO"] = "1"
        os.environ["DATA_DIR"] = os.environ.get("DATA_DIR") or str(environment.ROOT / "var" / "demo")
    folder = checks.folder(environment.data_dir())
    os.chdir(environment.ROOT)
    family = children.Children(folder)
    try:
        with (folder / presence.RUNNER).open("w") as lock:
            _be_the_only_one(lock, folder)
            leftovers.stop(folder)
            _serve(family, folder, demo)
    except Stopped:
        _deaf_to_signals()
        print("\nStopping…", flush=True)
    finally:
        _deaf_to_signals()
        family.stop()


def _serve(family: children.Children, folder: Path, demo: bool) -> None:
    if demo:
        checks.demo(os.environ.get("SITE_URL", ""))
    port = checks.port(os.environ.get("PORT") or "8000")
    web = _web_server(port)
    for name, check in (("DATABASE_URL", checks.database), ("REDIS_URL", checks.broker)):
        if os.environ.get(name):
            check(os.environ[name])
    print("Starting…", flush=True)
    environment.prepare()
    os.environ["SITE_URL"] = environment.address()
    if demo and not os.environ.get("EMAIL_HOST"):
        _start_catcher(family, folder)
    farewell = _prepare(family)
    _start_application(family, folder, web)
    _wait_for_page(family)
    print(_welcome(farewell, folder), flush=True)
    _watch(family)


def _start_catcher(family: children.Children, folder: Path) -> None:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        number = str(any_port.getsockname()[1])
    os.environ.update({"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": number})
    family.start("mail catcher", "-m", "mentoring.embedded.catcher", number, str(folder / "mail"))


def _prepare(family: children.Children) -> str:
    code, said = family.call("-m", "mentoring.embedded.preparation")
    if code == start.WRONG_SETTINGS:
        raise Trouble(said.strip())
    if code:
        raise Trouble("The database can't be prepared; the reason stands above.")
    return said.strip()


def _start_application(family: children.Children, folder: Path, web: list[str]) -> None:
    celery = ("-m", "celery", "-A", "mentoring", "--quiet")
    counts.prepare()
    family.start("web server", *web)
    family.start("worker", *celery, "worker", "-c", "2", "--without-gossip", "--without-mingle", "-l", "warning")
    family.start("beat", *celery, "beat", "-s", str(folder / "beat-schedule"), "--pidfile", "", "-l", "warning")


def _web_server(port: int) -> list[str]:
    try:
        return command(host="127.0.0.1", port=port)
    except ValueError as error:
        raise Trouble(str(error)) from None


def _wait_for_page(family: children.Children) -> None:
    deadline = time.monotonic() + PATIENCE
    while not probe.status("database"):
        _expect_alive(family)
        if time.monotonic() > deadline:
            raise Trouble(f"The page doesn't answer after {PATIENCE} seconds.")
        time.sleep(0.1)


def _watch(family: children.Children) -> None:
    watch = Watch(say=partial(print, flush=True))
    watch.over(*_parts(family))
    while True:
        watch.look()
        time.sleep(0.5)


def _parts(family: children.Children) -> list[Part]:
    return [*environment.servers, *family.running]


def _expect_alive(family: children.Children) -> None:
    """While it starts, a part that ends has a reason that starting it again wouldn't change."""
    for part in _parts(family):
        if how := part.ended():
            raise Trouble(f"The {part.name} has ended by itself ({how}), so everything was stopped.")


def _welcome(farewell: str, folder: Path) -> str:
    lines = ["", f"  {environment.address()}", "", *(f"  {line}" for line in farewell.splitlines())]
    return "\n".join([*lines, "", f"  The data is in {folder}. Ctrl-C stops everything.", ""])


def _be_the_only_one(lock: IO[str], folder: Path) -> None:
    if not presence.alone(lock):
        raise Trouble(f"The application already runs from {folder}: stop it, or set another DATA_DIR and PORT.")


def _listen_to_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    if os.environ.get("MAKELEVEL"):  # make itself may be killed
        children.die_with_parent()


def _deaf_to_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
