"""Sign a person's other browsers out, from where they are."""

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession

from mentoring.accounts.models import User
from mentoring.accounts.noticed import Notice, noticed


def sign_out(row: UserSession) -> None:
    get_adapter().end_sessions([row])
    noticed.send(sender=UserSession, what=Notice.SIGNED_OUT_ELSEWHERE, user=row.user)


def sign_out_others(user: User, *, this: str | None) -> None:
    get_adapter().end_sessions(UserSession.objects.filter(user=user).exclude(session_key=this))
    noticed.send(sender=UserSession, what=Notice.SIGNED_OUT_ELSEWHERE, user=user)
