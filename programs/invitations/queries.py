"""Who is invited, who already has a place in the program, and what an invitation asks of people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Lower

from mentoring.accounts.models import User
from mentoring.activity.models import Entry
from mentoring.notifications.planning.limits import DAY, INVITATIONS_TO_AN_ADDRESS_A_DAY
from mentoring.notifications.planning.models import Mail
from mentoring.web import dates
from programs.invitations.models import Invitation, InvitationQuerySet, Roster
from programs.invitations.roster import Person
from programs.program.models import Membership, Program

FILTERS = {
    "": "All",
    "open": "Waiting",
    "failed": "Email failed",
    "accepted": "Accepted",
    "expired": "Expired",
    "withdrawn": "Withdrawn",
}
REMIND_AFTER = timedelta(days=3)
# An invitation and its newest email are written at the same moment.
_MAIL = Mail.objects.filter(
    program_id=OuterRef("program_id"), created_at=OuterRef("sent_at"), to=OuterRef("email"), kind="invitation"
).order_by("-pk")
_HAS_FAILED = Exists(_MAIL.filter(state=Mail.State.FAILED))


def is_invited(email: str, now: datetime) -> bool:
    """Whether an invitation to this address could be accepted now; that is what lets the address sign up."""
    to_join = Invitation.objects.open(now).exclude(program__state=Program.State.CLOSED)
    return to_join.filter(email__iexact=email).exists()


@dataclass(frozen=True)
class Standing:
    """What some addresses already are in a program, for one role. All addresses are lowercase."""

    members: set[str] = field(default_factory=set)
    applicants: set[str] = field(default_factory=set)
    invited: set[str] = field(default_factory=set)
    expired: dict[str, int] = field(default_factory=dict)  # address → id of its invitation, which can be sent again

    def of(self, email: str) -> str:
        """Why this address needn't be invited, in a few words for the page; empty if it can be."""
        if email in self.members:
            return "already takes part"
        if email in self.applicants:
            return "has already applied"
        return "already invited" if email in self.invited else ""


def standing(program: Program, emails: Collection[str], *, role: str, now: datetime) -> Standing:
    """Three queries, however many addresses. `emails` must be lowercase."""
    among = {"address__in": list(emails)}
    people = Membership.objects.active().filter(program=program, role=role)
    applications = program.applications.waiting().filter(role=role)
    invitations = Invitation.objects.filter(program=program, role=role, state=Invitation.State.OPEN)
    members = people.annotate(address=Lower("user__email")).filter(**among).values_list("address", flat=True)
    applicants = applications.annotate(address=Lower("user__email")).filter(**among)
    found = invitations.annotate(address=Lower("email")).filter(**among).values_list("address", "pk", "expires_at")
    invited = list(found.order_by())
    return Standing(
        members=set(members.order_by()),
        applicants=set(applicants.order_by().values_list("address", flat=True)),
        invited={address for address, _, expires_at in invited if expires_at > now},
        expired={address: pk for address, pk, expires_at in invited if expires_at <= now},
    )


def written_by(coordinator: User, program: Program, *, now: datetime) -> int:
    """How many mails this person has had sent to people they invited or reminded, within the last day."""
    acts = Entry.objects.filter(program_id=program.pk, at__gt=now - DAY, at__lte=now, actor_id=coordinator.pk)
    several = Cast(F("details__count"), IntegerField())
    number = Case(When(verb="invitation.resent", then=Value(1)), default=several)
    writing = acts.filter(verb__in=["invitations.sent", "invitations.reminded", "invitation.resent"])
    return int(writing.aggregate(number=Coalesce(Sum(number), 0))["number"])


def written_to_enough(program: Program, emails: Collection[str], *, now: datetime) -> set[str]:
    """Those of the addresses that the program has invited so often within a day that they get no further mail."""
    mails = Mail.objects.filter(program_id=program.pk, created_at__gt=now - DAY, kind="invitation")
    often = mails.filter(to__in=list(emails)).order_by().values("to").annotate(number=Count("pk"))
    return set(often.filter(number__gte=INVITATIONS_TO_AN_ADDRESS_A_DAY).values_list("to", flat=True))


def people_of(roster: Roster) -> list[Person]:
    return [Person(email, name, role) for email, name, role in roster.people]


def has_newer(roster: Roster) -> bool:
    """Whether the same person has since uploaded another file to the program, which replaces this one."""
    return Roster.objects.filter(program=roster.program_id, by=roster.by_id, pk__gt=roster.pk).exists()


@dataclass(frozen=True)
class DryRun:
    """What confirming the roster would do."""

    to_send: list[Person]
    known: list[tuple[Person, str]]  # not written to again; the words say why


def dry_run(roster: Roster, *, now: datetime) -> DryRun:
    people = people_of(roster)
    to_send: list[Person] = []
    known: list[tuple[Person, str]] = []
    standings = {
        role: standing(roster.program, [person.email for person in group], role=role, now=now)
        for role, group in by_role(people).items()
    }
    for person in people:
        words = standings[person.role].of(person.email)
        if words:
            known.append((person, words))
        else:
            to_send.append(person)
    return DryRun(to_send, known)


def by_role(people: Iterable[Person]) -> dict[str, list[Person]]:
    groups: dict[str, list[Person]] = {}
    for person in people:
        groups.setdefault(person.role, []).append(person)
    return groups


def state_of(invitation: Invitation, mail: Mail | None = None, *, now: datetime) -> str:
    """open, accepted, withdrawn, expired (still open, but out of time), or failed: its newest email was."""
    if invitation.state != Invitation.State.OPEN:
        return invitation.state
    if invitation.expires_at <= now:
        return "expired"
    return "failed" if mail and mail.state == Mail.State.FAILED else "open"


def mails_of(invitations: Iterable[Invitation]) -> dict[int, Mail]:
    """Invitation → its newest email, as long as that is kept; the rows come from `listed`."""
    wanted = {row.pk: row.mail_pk for row in invitations}  # type: ignore[attr-defined]  # annotated
    found = Mail.objects.defer("text", "html").in_bulk([pk for pk in wanted.values() if pk])
    return {row: found[pk] for row, pk in wanted.items() if pk in found}


def listed(program: Program, *, state: str, search: str, now: datetime) -> InvitationQuerySet:
    rows = Invitation.objects.annotate(mail_pk=Subquery(_MAIL.values("pk")[:1]), has_failed=_HAS_FAILED)
    rows = rows.filter(program=program, **_in_state(state, now))
    if search:
        rows = rows.filter(Q(email__icontains=search) | Q(name__reads_like=search))
    return rows.order_by("-sent_at", "-pk")


def _in_state(state: str, now: datetime) -> dict[str, object]:
    if state in {"open", "failed"}:
        return {"state": Invitation.State.OPEN, "expires_at__gt": now, "has_failed": state == "failed"}
    if state == "expired":
        return {"state": Invitation.State.OPEN, "expires_at__lte": now}
    return {"state": state} if state else {}


def counts(program: Program, *, now: datetime) -> dict[str, int]:
    """How many are in each state, in `all`, and `remindable` (a reminder would go to these)."""
    found = dict.fromkeys(("all", "open", "failed", "accepted", "expired", "withdrawn", "remindable"), 0)
    groups = (
        Invitation.objects.filter(program=program)
        .order_by()
        .annotate(is_over=Q(expires_at__lte=now), has_rested=Q(sent_at__lte=now - REMIND_AFTER), has_failed=_HAS_FAILED)
        .values_list("state", "is_over", "has_rested", "has_failed")
        .annotate(n=Count("pk"))
    )
    for state, is_over, has_rested, has_failed, n in groups:
        is_open = state == Invitation.State.OPEN
        found["expired" if is_open and is_over else "failed" if is_open and has_failed else state] += n
        found["all"] += n
        found["remindable"] += n if is_open and has_rested and not is_over else 0
    return found


def to_remind(program: Program, *, now: datetime) -> InvitationQuerySet:
    return Invitation.objects.filter(program=program).open(now).filter(sent_at__lte=now - REMIND_AFTER)


def rhythm(program: Program) -> str:
    return f"{program.session_minutes} minutes {dates.every(program.cadence_days)}"
