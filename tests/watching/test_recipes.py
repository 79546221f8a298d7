"""The files in docs/ for fail2ban, nginx and Prometheus fit what the application says."""

import json
import re
from pathlib import Path

import pytest
import yaml
from django.urls import URLResolver, get_resolver, reverse

from mentoring.watching import counting, exposition
from mentoring.web import logs
from tests.signing_in import log_in
from tests.web.test_logs import _with_token, lines  # noqa: F401  # a fixture

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILTER = (DOCS / "fail2ban" / "mentoring.conf").read_text()
LOG_FORMAT = (DOCS / "nginx" / "mentoring-log.conf").read_text()
RULES = yaml.safe_load((DOCS / "prometheus" / "mentoring.rules.yml").read_text())
SECRET = {"token", "key", "uidb36"}
# What else stands in our addresses: numbers of rows, and names of ours.
HARMLESS = {
    *("pk", "application_pk", "holiday_pk", "invitation_pk", "mail_pk", "member_pk", "milestone_pk", "resource_pk"),
    *("roster_pk", "number", "version", "step", "rung"),
    *("kind", "moment", "role", "provider_id", "organization_slug"),
}


@pytest.fixture
def raw(lines):  # noqa: F811
    """What stands in the log, line by line as fail2ban reads it."""
    return lambda: [json.dumps(line, ensure_ascii=False) for line in lines()]


def taken_by_fail2ban(line: str) -> str | None:
    """The address in it; <ADDR> is fail2ban's own pattern for one."""
    failregex = re.search(r"^failregex = (.+)$", FILTER, re.M).group(1)
    found = re.match(failregex.replace("<ADDR>", r"(?P<addr>[0-9A-Fa-f:.]+)"), line)
    return found and found["addr"]


def test_fail2ban_takes_the_address_from_each_sign_in_that_failed_and_from_nothing_else(client, miriam, raw):
    client.get('/{"what": "sign_in_failed", "client": "192.0.2.9", "account": null, "event": "security",')
    client.post("/accounts/login/", {"login": miriam.email, "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    client.post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong"}, REMOTE_ADDR="2001:db8::7")
    log_in(client)
    assert [found for line in raw() if (found := taken_by_fail2ban(line))] == ["192.0.2.7", "2001:db8::7"]
    (line,) = [line for line in raw() if "192.0.2.7" in line]
    assert taken_by_fail2ban(f"machine python[7]: {line}") == "192.0.2.7"  # as the journal gives it


def masked(path: str) -> str:
    """As nginx's map does it: the first pattern that fits."""
    pattern, shown = re.search(r'^ +"~(.+)" "(.+)";$', LOG_FORMAT, re.M).groups()
    found = re.search(pattern.replace("(?<mentoring", "(?P<mentoring"), path)
    return re.sub(r"\$(\w+)…", lambda name: found[name[1]] + "…", shown) if found else path


def test_nginx_writes_no_token_of_any_address():
    addresses = [reverse(name, args=["abc:1def:ghi"]) for name in _with_token(get_resolver())]
    addresses.append(reverse("account_reset_password_from_key", kwargs={"uidb36": "abc", "key": "abc-def"}))
    assert len(addresses) > 10
    assert [address for address in addresses if "abc" in masked(address)] == []


@pytest.mark.parametrize(
    "path",
    ["/", "/programs/7/", "/pairs/7/beginning/fit/wish/", "/settings/calendar/reset/", "/accounts/login/", "/join/"],
)
def test_nginx_writes_other_addresses_whole(path):
    assert masked(path) == path == logs.without_tokens(path)


def test_each_address_with_something_new_in_it_is_looked_at():
    assert _parts(get_resolver()) == SECRET | HARMLESS


def _parts(resolver: URLResolver) -> set[str]:
    found = set(resolver.pattern.regex.groupindex)
    for pattern in resolver.url_patterns:
        found |= _parts(pattern) if isinstance(pattern, URLResolver) else set(pattern.pattern.regex.groupindex)
    return found


def test_alerts_ask_about_figures_that_there_are():
    counting.turned_away("GET", 503)
    rules = [rule for group in RULES["groups"] for rule in group["rules"]]
    asked = set(re.findall(r"mentoring_\w+", " ".join(rule["expr"] for rule in rules)))
    counted = {sample.name for family in counting.COUNTED.collect() for sample in family.samples}
    read = {f"mentoring_{name}" for name in (*exposition.FIGURES, "up", "emails_of_a_day", "build_info")}
    assert asked - counted - read - {"mentoring_request_seconds_bucket"} == set()
    assert len(asked) > 7


def test_what_to_do_about_each_alert_is_written_down():
    text = (DOCS / "operating.md").read_text()
    rules = [rule for group in RULES["groups"] for rule in group["rules"]]
    assert [rule["alert"] for rule in rules if f"`{rule['alert']}`" not in text] == []


def test_every_figure_is_written_down():
    text = (DOCS / "operating.md").read_text()
    figures = [*exposition.FIGURES, "requests_total", "request_seconds", "up", "emails_of_a_day", "build_info"]
    assert [name for name in figures if f"`mentoring_{name}" not in text] == []
