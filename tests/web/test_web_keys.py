"""What was signed with a former SECRET_KEY holds for as long as that key stands among the fallbacks."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from mentoring import settings as module
from mentoring.home import setup_token
from mentoring.notifications.answering import links
from mentoring.notifications.planning.models import Mail
from pairings.calendars import tokens as calendars
from programs.drafting import sample_letters
from programs.invitations import actions as invitations
from programs.journey.wording import Wording
from tests.signing_in import miriam  # noqa: F401  # a fixture

OWN_WAY = re.compile(r"\bhmac\b|settings\.SECRET_KEY|(?:Signer|signing\.(?:dumps|loads))\([^)]*\bkey=")
ROOT = Path(module.__file__).parent.parent
pytestmark = pytest.mark.django_db


@pytest.fixture
def another_key(settings):
    """`another_key()` changes the key and keeps the old one; `another_key(old=False)` takes the old one out."""

    def change(*, old: bool = True) -> None:
        former = settings.SECRET_KEY if settings.SECRET_KEY != "another key" else settings.SECRET_KEY_FALLBACKS[0]
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [former] if old else []

    return change


def test_links_in_mails_work_until_the_old_key_is_taken_out(world, client, another_key):
    answer = links.make("meeting", user=world.mentee, object_id=world.touchpoint.pk)
    sent = {
        "answer": reverse("answer", args=[answer]),
        "unsubscribe": reverse("unsubscribe", args=[links.make_unsubscribe("session_late", user=world.mentee)]),
        "calendar": reverse("calendar_feed", args=[calendars.feed_token(world.mentee, 0)]),
        "join": invitations.link(world.invitation),
    }

    def opened() -> dict[str, int]:
        return {name: client.get(link, follow=True).status_code for name, link in sent.items()}

    assert opened() == dict.fromkeys(sent, 200)
    another_key()
    assert opened() == dict.fromkeys(sent, 200)
    another_key(old=False)
    assert opened() == dict.fromkeys(sent, 404)


def test_a_link_to_a_new_password_works_until_the_old_key_is_taken_out(miriam, client, another_key):  # noqa: F811
    client.post(reverse("account_reset_password"), {"email": miriam.email})
    link = re.search(r"http://\S+", Mail.objects.get().text).group(0)

    another_key()
    assert "Choose a new password" in client.get(link, follow=True).content.decode()
    another_key(old=False)
    assert "Choose a new password" not in client.get(link, follow=True).content.decode()


def test_what_else_is_signed_follows_the_keys_too(another_key):
    token, words = setup_token.make(), Wording("Have you met?", "Tell us how it was.")
    letter = sample_letters.key(words)
    another_key()
    assert (setup_token.is_valid(token), sample_letters.read(letter)) == (True, words)
    another_key(old=False)
    assert (setup_token.is_valid(token), sample_letters.read(letter)) == (False, None)


def test_nothing_of_ours_signs_but_djangos_signing_with_its_own_keys():
    """Another way of signing, or a key handed in, would not know of the fallbacks."""
    folders = [ROOT / name for name in ("mentoring", "programs", "pairings", "goals")]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    assert [str(file) for file in files if OWN_WAY.search(file.read_text())] == []
