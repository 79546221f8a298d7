"""What matters for security and what neither Django nor allauth has a signal for. Whoever keeps a log of it listens."""

from enum import Enum, auto

from django.dispatch import Signal


class Notice(Enum):
    STARTED_OVER = auto()  # user
    STOPPED = auto()  # email, as it was typed; empty where none was
    OLD_PASSWORD_WRONG = auto()
    PASSKEY_REFUSED = auto()  # user; None where nobody has said yet who they are
    RESET_ASKED = auto()  # user
    LINKS_ENDED = auto()  # user
    SIGNED_OUT_ELSEWHERE = auto()  # user
    PROVIDER_FAILED = auto()  # user, whose address the provider named, or None; why; provider, its name


noticed = Signal()  # what: Notice, and beside it what is named there
