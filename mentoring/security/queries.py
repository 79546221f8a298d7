"""The rows for the page."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from mentoring.accounts.models import User
from mentoring.security.kinds import KINDS
from mentoring.security.models import Event


def events(*, kind: str = "", search: str = "") -> QuerySet[Event]:
    """Newest first, with the account's `email` of today. `search` looks at whom it is about or by, and whence."""
    rows = Event.objects.order_by("-at", "-pk")
    if kind in KINDS:
        rows = rows.filter(what__in=KINDS[kind][1])
    if search := search.strip():
        people = User.objects.filter(Q(name__reads_like=search) | Q(email__icontains=search)).values("pk")
        named = Q(account_name__reads_like=search) | Q(by_name__reads_like=search) | Q(client=search)
        rows = rows.filter(named | Q(account_id__in=people) | Q(by_id__in=people))
    email = User.objects.filter(pk=OuterRef("account_id")).values("email")[:1]
    return rows.annotate(email=Subquery(email))
