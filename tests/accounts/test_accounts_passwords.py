"""What a password may be, wherever one is chosen: ASVS 2.1 (docs/security.md says which points are not followed)."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import password_validation
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.management import call_command
from django.urls import reverse

from mentoring.accounts import invited
from mentoring.accounts.models import User
from tests.factories import PASSWORD
from tests.signing_in import errors_of, log_in, prove

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
ADA = "ada@example.net"
TOO_COMMON = ["This password is too common."]
TOO_SHORT = ["This password is too short. It must contain at least 12 characters."]


def sign_up(client, monkeypatch, capsys):
    monkeypatch.setattr(invited, "_asked", [lambda email, now: True])
    session = client.session
    session[invited.SESSION_KEY], session[invited.PROVEN_KEY] = ADA, True
    session.save()
    return reverse("account_signup"), {"name": "Ada Root", "email": ADA, "time_zone": "UTC"}, "password1"


def set_up(client, monkeypatch, capsys):
    call_command("setup_link")
    words = {
        "organisation": "Example",
        "hue": "142",
        "name": "Ada Root",
        "email": ADA,
        "time_zone": "UTC",
    }
    return capsys.readouterr().out.strip(), words, "password"


def account(client):
    user = User.objects.create_user(ADA, PASSWORD, name="Ada Root")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def change(client, monkeypatch, capsys):
    account(client)
    log_in(client, ADA)
    prove(client)
    return reverse("account_change_password"), {"oldpassword": PASSWORD}, "password1"


def first(client, monkeypatch, capsys):
    user = account(client)
    user.set_unusable_password()
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return reverse("account_set_password"), {}, "password1"


def reset(client, monkeypatch, capsys):
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    user = account(client)
    key = default_token_generator.make_token(user)
    page = client.get(reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key]), follow=True)
    return page.request["PATH_INFO"], {}, "password1"


@pytest.fixture(params=[sign_up, set_up, change, first, reset], ids=lambda way: way.__name__)
def choose(request, client, monkeypatch, capsys, db):
    """Choosing a password in one of the ways; gives what is said against it, nothing once it is taken."""
    address, words, field = request.param(client, monkeypatch, capsys)

    def send(password):
        answer = client.post(address, {**words, field: password})
        assert answer.status_code in (302, 422)
        return errors_of(answer) if answer.status_code == 422 else []

    return send


REFUSED = {
    "qwertyuiop123": TOO_COMMON,
    "QwertyUIOP123": TOO_COMMON,
    "abcdefghijk": TOO_SHORT,
    "ab " * 43: ["This password is too long: at most 128 characters fit, and there are 129."],
    ADA: ["The password is too similar to the e-mail address."],
}


def test_breached_short_and_endless_ones_are_refused_in_plain_words(choose):
    assert {password: choose(password) for password in REFUSED} == REFUSED
    users = User.objects.filter(email=ADA)
    assert [password for password in REFUSED for user in users if user.check_password(password)] == []


@pytest.mark.parametrize(
    "password",
    ["mxkqhwvtrzpl", "739104628351", "  two quiet hills  ", "日本語の長い合言葉を一つ書く", "🌲" * 12, "mq7 " * 32],
    ids=["letters", "digits", "spaces", "japanese", "emoji", "128 letters"],
)
def test_any_letters_are_taken_as_they_are(choose, password):
    assert choose(password) == []
    user = User.objects.get(email=ADA)
    assert user.check_password(password)
    assert not user.check_password(password[:-1])
    assert password == password.strip() or not user.check_password(password.strip())


@pytest.mark.parametrize("way", [sign_up, set_up, change, first, reset], ids=lambda way: way.__name__)
def test_the_field_takes_what_is_pasted_whole_and_what_a_manager_fills_in(way, client, monkeypatch, capsys):
    address, _, field = way(client, monkeypatch, capsys)
    attributes = client.get(address).context["form"].fields[field].widget.attrs
    assert attributes["autocomplete"] == "new-password"
    assert attributes.keys() & {"maxlength", "pattern", "onpaste", "readonly"} == set()


def test_no_script_listens_for_pasting():
    assert [path.name for path in (ROOT / "static/js").glob("**/*.js") if '"paste"' in path.read_text()] == []


def test_none_of_the_ten_thousand_most_used_can_be_chosen():
    """Most are too short; the others are in the list."""
    validators = password_validation.get_default_password_validators()
    with gzip.open(CommonPasswordValidator().DEFAULT_PASSWORD_LIST_PATH, "rt") as lines:
        most_used = [line.strip() for line in lines][:10_000]
    assert len(most_used) == 10_000
    taken = []
    for password in most_used:
        try:
            password_validation.validate_password(password, password_validators=validators)
            taken.append(password)
        except password_validation.ValidationError:
            pass
    assert taken == []


START = (
    "import django; django.setup(); "
    "from django.contrib.auth.password_validation import validate_password; validate_password(%r)"
)


@pytest.mark.processes
@pytest.mark.parametrize(
    ("listed", "said"), [("my own town and river", "too common"), ("another", ""), (None, "no file")]
)
def test_a_list_of_ones_own_is_brought_along(tmp_path, listed, said):
    path = tmp_path / "list.txt"
    if listed:
        path.write_text(f"{listed}\n")
    more = {"COMMON_PASSWORDS": str(path), "DJANGO_SETTINGS_MODULE": "mentoring.settings", "SECRET_KEY": "x" * 50}
    ended = subprocess.run(
        [sys.executable, "-c", START % "My own town and river"],
        cwd=ROOT, env={**os.environ, **more}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ended.returncode == (1 if said else 0)
    assert said in ended.stderr
