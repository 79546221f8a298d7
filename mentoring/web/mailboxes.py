"""Email addresses as people type them, as they are kept, and as mail servers take them.

They are kept as they read (“sam@bücher.example”), and sent with their domain in ASCII. What stands before
the “@” has to be ASCII: others reach only servers that all know SMTPUTF8, which nobody can tell beforehand.
"""

from email.utils import formataddr, parseaddr

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from mentoring.web import cleaning

LONGEST = 254
NOT_ASCII = (
    "We can’t send email to this address: before the “@” it needs plain letters without accents, digits, or signs. "
    "Use another address."
)
NOT_A_DOMAIN = "No email can be sent to what stands after the “@”. Check how it’s spelled."


def tidy(text: str) -> str:
    """As it is kept and compared: in lower case, and without letters that nobody sees."""
    address = cleaning.line(text[: 4 * LONGEST]).removeprefix("mailto:").strip().lower()
    local, at, domain = address.rpartition("@")
    try:
        return address if domain.isascii() else f"{local}{at}{idna.uts46_remap(domain)}"
    except UnicodeError:
        return address


def ascii_of(address: str) -> str:
    """As it goes out. Raises UnicodeError where it can't."""
    local, at, domain = address.rpartition("@")
    if not domain.isascii():
        domain = idna.encode(domain, uts46=True).decode("ascii")
    return f"{local}{at}{domain}".encode("ascii").decode("ascii")


def readable(address: str) -> str:
    """The other way round, for what a mail service tells of an address."""
    local, at, domain = address.lower().rpartition("@")
    try:
        return f"{local}{at}{idna.decode(domain)}" if "xn--" in domain else f"{local}{at}{domain}"
    except UnicodeError:
        return address.lower()


def header_of(named: str) -> str:
    """“Mentoring <hello@bücher.example>” as it goes out. Raises UnicodeError where it can't."""
    name, address = parseaddr(named)
    return formataddr((name, ascii_of(address))) if address else named


def check(address: str) -> None:
    """Raise ValidationError for what is no address, or one that no email can be sent to."""
    local, _, domain = address.rpartition("@")
    try:
        plain = ascii_of(f"x@{domain}")
    except UnicodeError:
        raise ValidationError(NOT_A_DOMAIN, code="not_a_domain") from None
    if local and not local.isascii():
        validate_email(plain)
        raise ValidationError(NOT_ASCII, code="not_ascii")
    validate_email(f"{local}{plain[1:]}")


def sendable(text: str) -> str:
    """Tidied; empty if no email can be sent to it."""
    address = tidy(text)
    try:
        check(address)
    except ValidationError:
        return ""
    return address
