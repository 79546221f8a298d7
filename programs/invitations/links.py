"""The link of an invitation: signed and always the same, so that sending it again doesn't break an earlier one."""

from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from programs.invitations.models import Invitation

SALT = "mentoring.invitation"


class Forged(Exception):
    """The link wasn't made here, or a mail program cut it in two."""


@dataclass(frozen=True)
class Link:
    invitation: int
    nonce: UUID
    by_mail: bool


def token_of(invitation: Invitation, *, by_mail: bool = True) -> str:
    """`by_mail=False` is for a link that a coordinator passes on."""
    return signing.Signer(salt=SALT).sign_object([invitation.pk, invitation.nonce.hex, by_mail])


def read(token: str) -> Link:
    """Raises Forged."""
    try:
        pk, nonce, by_mail = signing.Signer(salt=SALT).unsign_object(token)
        return Link(pk, UUID(nonce), bool(by_mail))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Forged from error
