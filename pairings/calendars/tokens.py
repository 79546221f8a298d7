"""The secret address of a person's calendar feed."""

from django.core import signing

from mentoring.accounts.models import User

SALT = "mentoring.calendar"
Signed = signing.BadSignature


def feed_token(user: User, version: int) -> str:
    """Whoever has it can read the person's planned sessions until one of its two versions is raised.

    `version` is the feed's own; with the other one, all links of the person end. It doesn't expire.
    """
    return signing.dumps([user.pk, version, user.links_version], salt=SALT)


def read_feed_token(token: str) -> tuple[int, int, int]:
    """The person's id, the version of the feed and that of all their links (before there was one: 0). Raises Signed."""
    try:
        user_id, version, *of_links = signing.loads(token, salt=SALT)
        [links_version] = of_links or [0]
        return int(user_id), int(version), int(links_version)
    except (TypeError, ValueError) as error:
        raise Signed from error
