"""The deployed site: what the page has set up, the mail server beside it, and who visits."""

import re
import shlex
import shutil
import ssl
import time
from collections import Counter
from pathlib import Path
from subprocess import CompletedProcess

import trustme
import urllib3
from aiosmtpd.controller import Controller

from tests.browser.stack import Catcher
from tests.deployed.answering import Answering
from tests.deployed.page import Page
from tests.deployed.place import HOST, Place, run
from tests.deployed.units import Systemd
from tests.deployed.visitor import Visitor
from tests.ports import free_port

PASSWORD = "a-long-walk-by-the-harbor"


class Mails(Catcher):
    """A mail server that takes nothing without TLS, and counts what came how."""

    def __init__(self) -> None:
        super().__init__()
        self.secure = self.plain = 0

    async def handle_DATA(self, server, session, envelope) -> str:
        self.secure += session.ssl is not None
        self.plain += session.ssl is None
        return await super().handle_DATA(server, session, envelope)


class Site:
    def __init__(self) -> None:
        self.place = Place()
        self.mails = Mails()
        self.systemd = Systemd(self.place)
        self.place.at("/var/log").mkdir(parents=True, exist_ok=True)
        self.answering = Answering(self.place.folder / "systemctl", self.systemd)
        self.page = Page(self.place, self.place.folder / "systemctl")
        self.authority = self._certificates()
        self.administrator = self.visitor()
        self.link = ""

    def deploy(self) -> None:
        """What the page says, in its order, with what Debian's packages do before it."""
        self._debian()
        self.page.follow("1. Packages")
        code = self.place.at("/srv/mentoring")
        self.place.make_ours(
            *(file for name in ("deploy", "nginx", "systemd") for file in (code / "docs" / name).iterdir())
        )
        self.page.follow("2. The database")
        self.set_environment(EMAIL_CA_FILE=str(self.authority))  # ours is nobody else's
        self.page.follow("3. PgBouncer")
        self.page.follow("4. The application")
        self.page.follow("5. nginx")
        self.wait_for_the_web()
        self.link = next(re.finditer(r"https://\S+", self.page.follow("6. The first visit")))[0]

    def set_up(self) -> urllib3.BaseHTTPResponse:
        path = self.link.removeprefix(self.place.site)
        words = {"organisation": "Harbor", "hue": "258", "time_zone": "UTC", "name": "Ada Root"}
        return self.administrator.post(path, **words, email="ada@example.org", password=PASSWORD)

    def visitor(self) -> Visitor:
        return Visitor(self.place.ports[443], self.authority)

    def manage(self, *words: str) -> CompletedProcess[str]:
        """As `manage` on the page, but it may fail."""
        script = f"set +e\n{self.page.functions}\nmanage {shlex.join(words)}"
        return run("bash", "-c", script)

    def set_environment(self, **variables: str) -> None:
        file = self.place.at("/etc/mentoring/env")
        lines = [line for line in file.read_text().splitlines() if line.split("=")[0] not in variables]
        file.write_text("\n".join([*lines, *(f"{name}={value}" for name, value in variables.items()), ""]))

    def wait_for_the_web(self) -> None:
        for port in (self.place.ports[8001], self.place.ports[8002]):
            web = "mentoring-web@" + str(port)
            until = time.monotonic() + 90
            while self.systemd.is_active(web):
                done = run(
                    "curl",
                    "--silent",
                    "--max-time",
                    "5",
                    "--output",
                    "/dev/null",
                    "--write-out",
                    "%{http_code}",
                    "--header",
                    f"Host: {HOST}",
                    f"http://127.0.0.1:{port}/health?only=database,migrations",
                )
                if done.stdout == "200":
                    break
                assert time.monotonic() < until, f"{web} doesn't answer:\n{self.systemd.log(web).read_text()[-3000:]}"
                time.sleep(0.5)

    def pages_a_second(self, pages: int) -> float:
        """The administrator's first page, eight at a time, from one web server without nginx before it."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.administrator.cookies.items())
        headers = (f"Host: {HOST}:{self.place.ports[443]}", "X-Forwarded-Proto: https", f"Cookie: {cookies}")
        words = [word for header in headers for word in ("--header", header)]
        address = f"http://127.0.0.1:{self.place.ports[8001]}/?n=[1-{pages}]"
        begun = time.monotonic()
        done = run(
            "curl",
            "--silent",
            "--parallel",
            "--parallel-max",
            "8",
            *words,
            "--output",
            "/dev/null",
            "--write-out",
            "%{http_code} ",
            address,
        )
        seconds = time.monotonic() - begun
        assert done.stdout.split() == ["200"] * pages, Counter(done.stdout.split())
        return pages / seconds

    def through_caddy(self) -> Visitor:
        port, certificates = free_port(), self.place.at("/etc/ssl/mentoring")
        text = (self.place.at("/srv/mentoring") / "docs/deploy/Caddyfile").read_text()
        text = text.replace(f"\n{HOST} {{", f"\n{HOST}:{port} {{\n\ttls {certificates}/cert.pem {certificates}/key.pem")
        file = self.place.folder / "Caddyfile"
        file.write_text(text.replace("{\n\tservers", "{\n\tadmin off\n\tauto_https disable_redirects\n\tservers", 1))
        self.systemd.spawn("caddy", "root", "caddy", "run", "--config", file, "--adapter", "caddyfile")
        time.sleep(2)
        return Visitor(port, self.authority)

    def take_down(self) -> None:
        self.systemd.stop_all()
        self.mails_server.stop()
        self.place.remove()

    def _debian(self) -> None:
        """What its packages bring: running servers, and nginx's own configuration."""
        nginx = self.place.at("/etc/nginx")
        shutil.copytree("/etc/nginx", nginx, dirs_exist_ok=True, symlinks=False, ignore_dangling_symlinks=True)
        self.place.make_ours(nginx / "nginx.conf")
        text = (nginx / "nginx.conf").read_text().replace("/run/nginx.pid", str(self.place.at("/run/nginx.pid")))
        (nginx / "nginx.conf").write_text(text)
        self.systemd.start("postgresql", "redis-server")

    def _certificates(self) -> Path:
        """An authority of our own, a certificate for the site, one for the mail server."""
        authority = trustme.CA()
        folder = self.place.at("/etc/ssl/mentoring")
        mine = authority.issue_cert(HOST)
        mine.private_key_pem.write_to_path(folder / "key.pem")
        chain = b"".join(blob.bytes() for blob in mine.cert_chain_pems)
        (folder / "cert.pem").write_bytes(chain)
        (folder / "key.pem").chmod(0o600)
        authority.cert_pem.write_to_path(folder / "authority.pem")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost").configure_cert(context)
        self.mails_server = Controller(
            self.mails, hostname="localhost", port=self.place.ports[587], tls_context=context, require_starttls=True
        )
        self.mails_server.start()
        return folder / "authority.pem"
