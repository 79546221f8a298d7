"""Who takes part, and how many live pairs they have."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet

from mentoring.accounts.models import User
from mentoring.notifications.wishes.roles import Role
from mentoring.postgres.names import ByName
from programs.program.models import Membership, MembershipQuerySet, Program

# By name only, because pairs are defined in an app above this one.
LIVE = ["active", "paused"]


def members(program: Program, *, role: str, search: str) -> MembershipQuerySet:
    """Active members, each with their user and `live_pairs`."""
    pairs = "pairings_as_mentor" if role == Membership.Role.MENTOR else "pairings_as_mentee"
    rows = Membership.objects.active().filter(program=program, role=role).select_related("user")
    if search:
        rows = rows.filter(Q(user__name__reads_like=search) | Q(user__email__icontains=search))
    live = Count(pairs, filter=Q(**{f"{pairs}__state__in": LIVE}))
    return rows.annotate(live_pairs=live).order_by(ByName("user__name"), "pk")


def counts(program: Program) -> dict[str, int]:
    active = Membership.objects.active().filter(program=program)
    return dict(active.order_by().values_list("role").annotate(n=Count("pk")))


def pairs_of(member: Membership) -> QuerySet[Any]:
    """This person's pairs in this program, live ones first. Pairs are defined in an app above this one."""
    mine = Q(mentor__user=member.user_id) | Q(mentee__user=member.user_id)
    newest = (F("ended_on").desc(nulls_first=True), "-started_on")
    return member.program.pairings.filter(mine).with_names().order_by(*newest)


def in_live_pair(membership: Membership) -> bool:
    live = Q(pairings_as_mentor__state__in=LIVE) | Q(pairings_as_mentee__state__in=LIVE)
    return Membership.objects.filter(live, pk=membership.pk).exists()


def roles_of(user: User) -> list[Role]:
    """For mails: the active roles in programs that aren't closed, in one query."""
    mine = Membership.objects.active().of(user).exclude(program__state=Program.State.CLOSED)
    rows = mine.order_by(ByName("program__name"), "role").values_list("role", "program_id", "program__name")
    return [Role(*row) for row in rows]
