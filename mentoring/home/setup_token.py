"""The token of the link for the first visit. The page refuses it once the installation is set up."""

from datetime import timedelta

from django.core import signing

SALT = "mentoring.setup"
LIFETIME = timedelta(days=7)


def make() -> str:
    return signing.dumps("administrator", salt=SALT)


def is_valid(token: str) -> bool:
    try:
        return bool(signing.loads(token, salt=SALT, max_age=LIFETIME) == "administrator")
    except signing.BadSignature:
        return False
