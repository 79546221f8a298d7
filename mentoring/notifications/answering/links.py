"""Signed links in mails. Each opens one page for one act of one person, without signing in, for 14 days.

A link carries the version that its person's links had when it was made (`User.links_version`). Who reads one compares
the two through `answering.access`, where the person is loaded anyway. Links of before there were versions count as 0.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from mentoring.accounts.models import User

LIFETIME = timedelta(days=14)
UNSUBSCRIBE = "mentoring.unsubscribe"
SNOOZE = "snooze"  # for “remind me later”


@dataclass(frozen=True)
class Link:
    action: str
    user_id: int
    object_id: int
    version: int = 0


@dataclass(frozen=True)
class Unsubscribing:
    user_id: int
    kind: str
    version: int = 0


class Expired(Exception):
    """The link was real, but its 14 days are over."""


class Ended(Exception):
    """The link was real, but its person has ended all links, or has another password since."""


class Forged(Exception):
    """The link wasn't made here, or a mail program has cut it off."""


def make(action: str, *, user: User, object_id: int) -> str:
    return signing.dumps([user.pk, object_id, user.links_version], salt=f"mentoring.link.{action}")


def read(token: str, *, action: str) -> Link:
    """Raises Expired or Forged; whether it has ended is for `answering.access` to say."""
    try:
        user_id, object_id, *version = signing.loads(token, salt=f"mentoring.link.{action}", max_age=LIFETIME)
        return Link(action, int(user_id), int(object_id), *map(int, version))
    except signing.SignatureExpired as error:
        raise Expired from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Forged from error


def make_unsubscribe(kind: str, *, user: User) -> str:
    return signing.dumps([user.pk, kind, user.links_version], salt=UNSUBSCRIBE)


def read_unsubscribe(token: str) -> Unsubscribing:
    """These links don't expire, so that old mails still work. Raises Forged.

    What goes beyond its one kind needs a link that `is_fresh`.
    """
    try:
        user_id, kind, *version = signing.loads(token, salt=UNSUBSCRIBE)
        return Unsubscribing(int(user_id), str(kind), *map(int, version))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Forged from error


def is_fresh(unsubscribe_token: str) -> bool:
    """Whether it is no older than other links get."""
    try:
        signing.loads(unsubscribe_token, salt=UNSUBSCRIBE, max_age=LIFETIME)
    except signing.BadSignature:
        return False
    return True
