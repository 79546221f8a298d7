"""What has to be true of the deployed site. A function is a check: it fails by an assertion, or returns a figure."""

import re
import stat
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.deployed.place import HOST, run
from tests.deployed.site import PASSWORD, Site
from tests.deployed.visitor import Seen, Steady

FIRST, SECOND = "mentoring-web@8001", "mentoring-web@8002"
PARTS = [FIRST, SECOND, "mentoring-worker", "mentoring-beat", "redis-server"]


def what_is_secret_is_readable_for_root_alone(site: Site) -> str:
    file = site.place.at("/etc/mentoring/env")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return oct(stat.S_IMODE(file.stat().st_mode))


def http_leads_to_https_with_the_port(site: Site) -> str:
    done = run(
        "curl",
        "--silent",
        "--head",
        "--header",
        f"Host: {HOST}",
        f"http://127.0.0.1:{site.place.ports[80]}/accounts/login/?next=/",
    )
    place = re.search(r"^location: (\S+)", done.stdout, re.MULTILINE | re.IGNORECASE)
    assert place, done.stdout
    assert place[1] == f"{site.place.site}/accounts/login/?next=/"
    return place[1]


def the_first_administrator_is_set_up_by_the_link(site: Site) -> str:
    answer = site.set_up()
    assert answer.status == 302, answer.data.decode()[:2000]
    home = site.administrator.get("/")
    assert home.status == 200
    assert "Harbor" in home.data.decode()
    return "signed in"


def redirects_keep_the_port(site: Site) -> str:
    stranger = site.visitor()
    leads = stranger.get("/programs/").headers["Location"]
    assert leads.startswith(("/accounts/login/", f"{site.place.site}/accounts/login/")), leads
    out = site.administrator.get("/accounts/logout/")
    assert out.status == 200
    return leads


def links_in_mails_lead_to_the_site(site: Site) -> str:
    stranger = site.visitor()
    answer = stranger.post("/accounts/password/reset/", email="ada@example.org")
    assert answer.status == 302, answer.status
    link = site.mails.link_to("ada@example.org", path="/accounts/password/reset/key/")
    assert link.startswith(site.place.site + "/"), link
    return link.rsplit("/", 2)[0]


def mails_go_over_starttls(site: Site) -> str:
    assert site.mails.secure, "no mail came over TLS"
    assert not site.mails.plain, "a mail came without TLS"
    return f"{site.mails.secure} of {site.mails.secure}"


def health_says_that_each_part_works(site: Site) -> str:
    until = time.monotonic() + 150  # beat comes once a minute
    while True:
        page = site.administrator.get("/health")
        if page.status == 200:
            return "200"
        assert time.monotonic() < until, re.sub(r"<[^>]+>", " ", page.data.decode())[:3000]
        time.sleep(3)


def a_rolling_restart_costs_nothing(site: Site) -> str:
    """Web servers, worker, beat and Redis, one after the other, under four requests a second."""
    before = {part: site.systemd.process(part) for part in PARTS}
    with _steadily(site) as steady:
        for part in PARTS:
            site.systemd.call("restart", part)
            site.wait_for_the_web()
            time.sleep(2)
    assert not {part for part in PARTS if site.systemd.process(part) == before[part]}
    _all_pages(steady.seen)
    return _told(steady.seen)


def a_restart_of_postgresql_costs_nothing_afterwards(site: Site) -> str:
    with _steadily(site) as steady:
        time.sleep(2)
        site.systemd.stop("postgresql")
        down = time.monotonic()
        time.sleep(6)
        site.systemd.start("postgresql")
        up = time.monotonic()
        time.sleep(12)
    while_down = [one for one in steady.seen if down <= one.at < up]
    assert {one.status for one in while_down if one.status != 200} == {503}, Counter(one.status for one in while_down)
    assert all(one.retry_after for one in while_down if one.status == 503)
    after = [one for one in steady.seen if one.at >= up]
    _all_pages(after)
    return f"down: {_told(while_down)}; afterwards: {_told(after)}"


def an_upgrade_costs_nothing(site: Site) -> str:
    with _steadily(site) as steady:
        site.page.follow("Upgrade")
    _all_pages(steady.seen)
    return _told(steady.seen)


def a_process_for_each_core_answers_more(site: Site) -> str:
    """At least 1.4 times as many signed-in pages as one process, on two cores, asked by a program that needs little."""
    site.systemd.stop(SECOND)
    found: dict[str, list[float]] = {"1": [], "2": []}
    for processes in ("1", "2", "2", "1"):  # in turn, because machines are shared
        site.set_environment(WEB_PROCESSES=processes)
        site.systemd.call("restart", FIRST)
        site.wait_for_the_web()
        site.pages_a_second(60)
        found[processes].append(site.pages_a_second(300))
    site.set_environment(WEB_PROCESSES="")
    site.systemd.call("restart", FIRST, SECOND)
    site.wait_for_the_web()
    one, two = sum(found["1"]) / 2, sum(found["2"]) / 2
    told = f"{one:.1f} → {two:.1f} a second, {two / one:.2f} times"
    assert two >= 1.4 * one, told
    return told


def a_backup_is_whole_and_its_owners_alone(site: Site) -> str:
    said = site.page.follow("7. A backup")
    file = site.place.at("/var/lib/mentoring/before.dump")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return said.strip().splitlines()[-1] if said.strip() else f"{file.stat().st_size:,} bytes"


def what_was_restored_is_what_was_saved(site: Site) -> str:
    changed = site.administrator.post(
        "/organisation/", name="Changed since", hue="10", time_zone="UTC", idle_days="longest"
    )
    assert changed.status == 302
    site.page.follow("Restore")
    site.wait_for_the_web()
    text = site.administrator.get("/").data.decode()
    assert "Harbor" in text
    assert "Changed since" not in text
    return "the name of before, on the first page"


def restoring_is_refused_while_the_application_runs(site: Site) -> str:
    done = site.manage("restore", str(site.place.at("/var/lib/mentoring/before.dump")))
    assert done.returncode, done.stdout
    said = (done.stderr or done.stdout).strip()
    assert "Traceback" not in said, said
    assert site.administrator.get("/").status == 200
    return said.splitlines()[0]


def no_token_stands_in_a_log(site: Site) -> str:
    link = site.mails.link_to("ada@example.org", path="/accounts/password/reset/key/")
    token = link.rstrip("/").rsplit("/", 1)[-1]
    site.visitor().get(link.removeprefix(site.place.site))
    logs = [*site.place.at("/var/log").rglob("*.log")]
    assert [log.name for log in logs if token in log.read_text(errors="replace")] == []
    return f"{len(logs)} logs"


def caddy_serves_it_as_well(site: Site) -> str:
    visitor = site.through_caddy()
    page = visitor.get("/accounts/login/")
    assert page.status == 200
    signed_in = visitor.post("/accounts/login/", login="ada@example.org", password=PASSWORD)
    assert signed_in.status == 302, signed_in.status
    assert visitor.get("/").status == 200
    return signed_in.headers["Location"]


@contextmanager
def _steadily(site: Site) -> Iterator[Steady]:
    site.wait_for_the_web()
    with Steady(site.administrator, "/") as steady:
        time.sleep(1)
        yield steady
        time.sleep(1)


def _all_pages(seen: list[Seen]) -> None:
    assert seen
    assert {one.status for one in seen} == {200}, _told(seen)


def _told(seen: list[Seen]) -> str:
    counted = Counter(one.status for one in seen)
    slowest = max((one.seconds for one in seen), default=0)
    return (
        ", ".join(f"{number} × {status}" for status, number in sorted(counted.items())) + f", slowest {slowest:.1f} s"
    )


EVERY = [
    what_is_secret_is_readable_for_root_alone,
    http_leads_to_https_with_the_port,
    the_first_administrator_is_set_up_by_the_link,
    redirects_keep_the_port,
    links_in_mails_lead_to_the_site,
    mails_go_over_starttls,
    health_says_that_each_part_works,
    no_token_stands_in_a_log,
    a_rolling_restart_costs_nothing,
    a_restart_of_postgresql_costs_nothing_afterwards,
    a_backup_is_whole_and_its_owners_alone,
    restoring_is_refused_while_the_application_runs,
    what_was_restored_is_what_was_saved,
    an_upgrade_costs_nothing,
    a_process_for_each_core_answers_more,
    caddy_serves_it_as_well,
]
