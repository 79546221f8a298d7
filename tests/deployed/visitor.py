"""A visitor over https, as a browser would come; and many of them at a steady pace."""

import re
import threading
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import urllib3

from tests.deployed.place import HOST

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Visitor:
    """Believes one certificate authority, finds the site on loopback, keeps cookies, follows nothing by itself."""

    def __init__(self, port: int, authority: Path) -> None:
        self.site = f"https://{HOST}:{port}"
        self.cookies: dict[str, str] = {}
        self.pool = urllib3.HTTPSConnectionPool(
            "127.0.0.1",
            port,
            server_hostname=HOST,
            assert_hostname=HOST,
            ca_certs=str(authority),
            maxsize=8,
            retries=False,
            timeout=30,
        )

    def get(self, path: str) -> urllib3.BaseHTTPResponse:
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> urllib3.BaseHTTPResponse:
        token = TOKEN.search(self.get(path).data.decode())
        assert token, f"{path} has no form"
        body = urlencode({**fields, "csrfmiddlewaretoken": token[1]})
        return self._ask("POST", path, body=body, headers={"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(
        self, method: str, path: str, *, body: str = "", headers: dict[str, str] | None = None
    ) -> urllib3.BaseHTTPResponse:
        asked = {
            "Host": urlsplit(self.site).netloc,
            "Referer": self.site + path,
            "Origin": self.site,
            **(headers or {}),
        }
        if self.cookies:
            asked["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.pool.request(method, path, body=body, headers=asked, redirect=False)
        for line in answer.headers.getlist("Set-Cookie"):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer


@dataclass
class Seen:
    at: float
    status: int
    seconds: float
    retry_after: str


@dataclass
class Steady:
    """Asks for a page so many times a second, whether or not the one before has been answered."""

    visitor: Visitor
    path: str
    a_second: float = 4
    seen: list[Seen] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Steady":
        self.clock = threading.Thread(target=self._tick)
        self.clock.start()
        return self

    def __exit__(self, *unused: object) -> None:
        self.stopped.set()
        self.clock.join()
        for thread in self.threads:
            thread.join(70)

    def since(self, moment: float) -> list[Seen]:
        return [one for one in self.seen if one.at >= moment]

    def _tick(self) -> None:
        while not self.stopped.wait(1 / self.a_second):
            thread = threading.Thread(target=self._ask)
            thread.start()
            self.threads.append(thread)

    def _ask(self) -> None:
        begun = time.monotonic()
        try:
            answer = self.visitor.get(self.path)
            status, retry_after = answer.status, answer.headers.get("Retry-After", "")
        except urllib3.exceptions.HTTPError:
            status, retry_after = 0, ""
        self.seen.append(Seen(begun, status, time.monotonic() - begun, retry_after))
