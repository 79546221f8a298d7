"""The compose file and the Dockerfile: exact versions, nothing published needlessly, no more rights than needed."""

import re
from pathlib import Path

import pytest

from mentoring.notifications.sending import delivery
from mentoring.settings import SMTP_OPTIONS

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
EXACT = re.compile(r"^\$\{[A-Z]+_IMAGE:-[\w/]+:v?\d+\.\d+(?:\.\d+)?(?:-[\w-]+)?\}$")


def blocks(text: str) -> dict[str, str]:
    """The services by name, each with what it takes over from an anchor."""
    services = text.partition("\nservices:\n")[2].partition("\nnetworks:\n")[0]
    parts = re.split(r"^  (\w+):.*\n", services, flags=re.MULTILINE)[1:]
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    anchors = dict(re.findall(r"^x-\w+: &(\w+)\n((?:  .*\n)+)", text, re.MULTILINE))

    def whole(block: str) -> str:
        return block + "".join(whole(anchors[name]) for name in re.findall(r"<<: \*(\w+)", block))

    return {name: whole(block) for name, block in found.items()}


SERVICES = blocks(COMPOSE)


def test_all_services_are_looked_at():
    assert SERVICES.keys() == {"migrate", "web", "worker", "beat", "postgres", "redis", "mailpit"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_no_more_rights_than_it_needs(name):
    block = SERVICES[name]
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
        assert re.search(rf"^ +{re.escape(line)}$", block, re.MULTILINE), line
    assert ("cap_add" in block) is (name == "postgres")
    assert bool(re.search(r'^ +user: "\d+"$', block, re.MULTILINE)) is (name != "postgres")


@pytest.mark.parametrize("name", SERVICES)
def test_only_pages_are_published_and_only_to_this_machine(name):
    ports = re.findall(r"^ +ports: (.*)$", SERVICES[name], re.MULTILINE)
    assert ports == {"web": ['["127.0.0.1:8000:8000"]'], "mailpit": ['["127.0.0.1:8025:8025"]']}.get(name, [])
    if name in ("postgres", "redis"):
        assert re.findall(r"^ +networks: (.*)$", SERVICES[name], re.MULTILINE) == ["[servers]"]
    assert re.search(r"^networks:\n  servers:.*\n    internal: true$", COMPOSE, re.MULTILINE)


def test_images_stand_by_their_exact_version_and_can_be_pinned_by_digest():
    images = re.findall(r"^    image: (.*)$", COMPOSE.partition("\nservices:\n")[2], re.MULTILINE)
    assert len(images) == 3
    assert [image for image in images if not EXACT.match(image)] == []
    python = re.search(r"^ARG PYTHON_IMAGE=(\S+)$", DOCKERFILE, re.MULTILINE).group(1)
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["${PYTHON_IMAGE}", "${PYTHON_IMAGE}"]
    assert f'"${{PYTHON_IMAGE:-{python}}}"' in COMPOSE
    assert EXACT.match(f"${{PYTHON_IMAGE:-{python}}}")
    operating = (ROOT / "docs/operating.md").read_text()
    named = re.findall(r"^(\w+_IMAGE)=(\S+)@sha256:…$", operating, re.MULTILINE)
    assert {f"${{{name}:-{image}}}" for name, image in named} == {*images, f"${{PYTHON_IMAGE:-{python}}}"}


def test_valkey_wants_its_password_and_the_application_knows_it():
    assert "requirepass $$VALKEYCLI_AUTH" in SERVICES["redis"]
    assert 'VALKEYCLI_AUTH: "${REDIS_PASSWORD}"' in SERVICES["redis"]
    command = SERVICES["redis"].partition("command:")[2].partition("healthcheck:")[0]
    assert "REDIS_PASSWORD" not in command
    for name in ("migrate", "web", "worker", "beat"):
        assert re.search(
            r"^ +REDIS_URL: redis://:\$\{REDIS_PASSWORD:\?.+\}@redis:6379/0$", SERVICES[name], re.MULTILINE
        )


def test_what_is_in_the_middle_of_something_may_finish_it():
    grace = {name: re.findall(r"^ +stop_grace_period: (\d+)s", block, re.MULTILINE) for name, block in SERVICES.items()}
    assert int(grace["worker"][0]) > delivery.SECONDS + SMTP_OPTIONS["timeout"]
    assert int(grace["web"][0]) > 15  # granian's own patience (mentoring/serving/command.py)


def test_the_sender_is_the_one_that_the_documents_name_and_the_head_says_how_to_begin():
    """`.env` has MAIL_FROM, or the application takes its own default, from SITE_URL."""
    for name in ("web", "worker"):
        assert "MAIL_FROM" not in SERVICES[name]
        assert "env_file: [.env]" in SERVICES[name]
    head = COMPOSE.partition("\nx-")[0]
    for told in ("docker compose exec web python manage.py setup_link", "TRUSTED_PROXIES=1", "MAIL_FROM"):
        assert told in head
