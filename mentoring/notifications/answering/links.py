"""Signed links in mails. Each opens one page for one act of one person, without signing in, for 14 days."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

LIFETIME = timedelta(days=14)
UNSUBSCRIBE = "mentoring.unsubscribe"
SNOOZE = "snooze"  # for “remind me later”


@dataclass(frozen=True)
class Link:
    action: str
    user_id: int
    object_id: int


class Expired(Exception):
    """The link was real, but its 14 days are over."""


class Forged(Exception):
    """The link wasn't made here, or a mail program has cut it off."""


def make(action: str, *, user_id: int, object_id: int) -> str:
    return signing.dumps([user_id, object_id], salt=f"mentoring.link.{action}")


def read(token: str, *, action: str) -> Link:
    """Raises Expired or Forged."""
    try:
        user_id, object_id = signing.loads(token, salt=f"mentoring.link.{action}", max_age=LIFETIME)
        return Link(action, int(user_id), int(object_id))
    except signing.SignatureExpired as error:
        raise Expired from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Forged from error


def make_unsubscribe(kind: str, *, user_id: int) -> str:
    return signing.dumps([user_id, kind], salt=UNSUBSCRIBE)


def read_unsubscribe(token: str) -> tuple[int, str]:
    """The person's id and the kind. These links never expire, so old mails still work. Raises Forged.

    What goes beyond its one kind needs a link that `is_fresh`.
    """
    try:
        user_id, kind = signing.loads(token, salt=UNSUBSCRIBE)
        return int(user_id), str(kind)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Forged from error


def is_fresh(unsubscribe_token: str) -> bool:
    """Whether it is no older than other links get."""
    try:
        signing.loads(unsubscribe_token, salt=UNSUBSCRIBE, max_age=LIFETIME)
    except signing.BadSignature:
        return False
    return True
