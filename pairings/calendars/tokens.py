"""The secret address of a person's calendar feed."""

from django.core import signing

from mentoring.accounts.models import User

SALT = "mentoring.calendar"
Signed = signing.BadSignature


def feed_token(user: User, version: int) -> str:
    """Whoever has it can read the person's planned sessions until the version is raised. It doesn't expire."""
    return signing.dumps([user.pk, version], salt=SALT)


def read_feed_token(token: str) -> tuple[int, int]:
    """The person's id and the version. Raises Signed."""
    try:
        user_id, version = signing.loads(token, salt=SALT)
        return int(user_id), int(version)
    except (TypeError, ValueError) as error:
        raise Signed from error
