"""What can't be right is said in one sentence by everything that starts, and nothing is begun by surprise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mentoring.embedded import environment
from mentoring.embedded.trouble import Trouble
from tests.embedded.test_embedded_runner import plain_environment

ROOT = Path(__file__).resolve().parent.parent
SERVERS = {name: os.environ[name] for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SITE_URL")}
CELERY = ("-m", "celery", "-A", "mentoring")
NO_TLS = "EMAIL_TLS must be starttls, tls or off, it is “ssl”.\n"


def started(*command: str, **variables: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=plain_environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=150,
    )
    return done.returncode, done.stdout


@pytest.mark.processes
@pytest.mark.parametrize(
    "command",
    [
        ("manage.py", "migrate"),
        ("manage.py", "sendtestemail", "sam@example.org"),
        ("-m", "mentoring.serving"),
        (*CELERY, "worker"),
        (*CELERY, "beat"),
        (str(Path(sys.executable).parent / "celery"), "-A", "mentoring", "worker"),
    ],
    ids=" ".join,
)
def test_a_setting_that_is_refused_is_one_sentence(command):
    assert started(*command, **SERVERS, EMAIL_TLS="ssl") == (78, NO_TLS)


@pytest.mark.processes
def test_a_mail_server_that_isnt_there_is_one_sentence():
    nowhere = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": "1"}
    assert started("manage.py", "sendtestemail", "sam@example.org", **SERVERS, **nowhere) == (
        1,
        "CommandError: The mail server can’t be used: [Errno 111] Connection refused\n",
    )


@pytest.mark.processes
def test_make_run_says_it_too(tmp_path):
    said = started("-m", "mentoring.embedded", "run", **SERVERS, DATA_DIR=str(tmp_path), PORT="18231", EMAIL_TLS="ssl")
    assert said == (1, f"Starting…\n{NO_TLS}")


@pytest.mark.processes
@pytest.mark.parametrize("command", [("-m", "mentoring.serving"), (*CELERY, "worker")], ids=" ".join)
def test_without_any_setting_it_is_a_sentence_too(command):
    code, said = started(*command)
    assert (code, said.splitlines()) == (
        78,
        [
            "SECRET_KEY, DATABASE_URL, REDIS_URL and SITE_URL are not set. Set all of SECRET_KEY, DATABASE_URL, "
            "REDIS_URL and SITE_URL in the environment (docs/operating.md); make run and make demo alone need none of "
            "them."
        ],
    )


# manage.py without servers in its environment
@pytest.fixture
def variables(monkeypatch, tmp_path):
    """`variables(SECRET_KEY="x")`: these and no others; what would be begun is in the folder it gives."""
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    begun = []
    monkeypatch.setattr(environment, "prepare", lambda: begun.append(True))

    def only(**given: str) -> list[bool]:
        for name in (*environment.OUTSIDE, "SITE_URL", "DATA_DIR"):
            monkeypatch.delenv(name, raising=False)
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return begun

    return only


def installation(folder: Path) -> Path:
    for name in environment.OUTSIDE.values():
        (folder / name).mkdir(parents=True)
    return folder


NEEDED = "With separate servers, set SECRET_KEY, DATABASE_URL, REDIS_URL and SITE_URL, as for the web server."


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"SECRET_KEY": "x"}, "DATABASE_URL, REDIS_URL are"),
        ({"SECRET_KEY": "x", "DATABASE_URL": "postgres:///m"}, "REDIS_URL is"),
        ({"SECRET_KEY": "x", "REDIS_URL": "redis://r"}, "DATABASE_URL is"),
        ({"DATABASE_URL": "postgres:///m", "REDIS_URL": "redis://r"}, "SECRET_KEY is"),
    ],
)
def test_a_forgotten_variable_opens_no_other_database(variables, tmp_path, given, missing):
    installation(tmp_path / "var" / "run")  # somebody has tried the application here before
    begun = variables(**given)
    with pytest.raises(Trouble) as said:
        environment.join()
    assert str(said.value) == (
        f"{missing} not set, but some others are. For an installation of make run, name its folder in DATA_DIR. "
        f"{NEEDED}"
    )
    assert begun == []
    variables(**given, DATA_DIR=str(tmp_path / "var" / "run"))
    environment.join()
    assert begun == [True]


def test_an_empty_database_is_never_begun(variables, tmp_path):
    begun = variables()
    for folder in ({}, {"DATA_DIR": str(tmp_path / "elsewhere")}):
        variables(**folder)
        with pytest.raises(Trouble) as said:
            environment.join()
        there = folder.get("DATA_DIR", tmp_path / "var" / "run")
        assert str(said.value) == (
            f"SECRET_KEY, DATABASE_URL, REDIS_URL are not set, and {there} holds no installation of make run or "
            f"make demo (DATA_DIR names another). {NEEDED}"
        )
    assert (begun, list(tmp_path.iterdir())) == ([], [])


def test_what_make_run_has_begun_is_joined(variables, tmp_path):
    installation(tmp_path / "var" / "run")
    begun = variables()
    environment.join()
    assert begun == [True]


def test_with_separate_servers_nothing_is_joined_or_begun(variables, tmp_path):
    variables(**SERVERS)
    environment.join()
    assert list(tmp_path.iterdir()) == []


def test_make_run_has_an_address_without_any_setting(monkeypatch):
    monkeypatch.setenv("SITE_URL", "")
    monkeypatch.setenv("PORT", "8123")
    assert environment.address() == "http://localhost:8123"
    monkeypatch.setenv("SITE_URL", "https://mentoring.example.org")
    assert environment.address() == "https://mentoring.example.org"
