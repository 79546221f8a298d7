"""Invite people: write to them, write again, withdraw an invitation."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from mentoring.accounts.models import Organisation, User
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.notifications.planning.limits import INVITATIONS_A_DAY
from mentoring.web.integrity import Refused
from programs.invitations import links, queries
from programs.invitations.models import Invitation, Roster
from programs.invitations.roster import Person
from programs.program import admission
from programs.program.models import Membership, Program

# What the activity page says after the actor's name.
SENTENCES = {
    "invitations.sent": "invited people as {role}: {count}",
    "invitations.reminded": "reminded people of their invitation: {count}",
    "invitation.resent": "sent an invitation again",
    "invitation.withdrawn": "withdrew an invitation",
}

LIFETIME = timedelta(days=14)
PAUSE_BETWEEN_SENDS = timedelta(minutes=5)


class Replaced(Exception):
    """The same person has uploaded a newer file since."""


@dataclass(frozen=True)
class Invited:
    """The addresses that were written to, and those that were left alone because of what they already are."""

    sent: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    applicants: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    often: list[str] = field(default_factory=list)  # have got many of these mails today


def invite(program: Program, *, people: Iterable[Person], role: str, by: User, now: datetime) -> Invited:
    """Write to everybody who isn't already a member, an applicant or invited as `role`; renew expired invitations.

    Refused while the program is a draft, once it is closed, and beyond what one person may send in a day.
    """
    wanted = list({person.email: person for person in people}.values())
    with transaction.atomic():
        require_open(program)
        standing = queries.standing(program, [person.email for person in wanted], role=role, now=now)
        left = [person for person in wanted if not standing.of(person.email)]
        often = queries.written_to_enough(program, [person.email for person in left], now=now)
        expired = [pk for email, pk in standing.expired.items() if email not in often]
        fresh = [person for person in left if person.email not in standing.expired and person.email not in often]
        _refuse_a_flood(program, len(fresh) + len(expired), by=by, now=now)
        written = _write(program, fresh, role=role, by=by, now=now)
        renewed = _send_again(expired, now=now)
        _mail(program, [*written, *renewed], by=by, now=now)
        sent = [invitation.email for invitation in [*written, *renewed]]
        if sent:
            record("invitations.sent", program, by=by, program_id=program.pk, now=now, role=role, count=len(sent))
    addresses = {person.email for person in wanted}
    return Invited(
        sent=sent,
        members=sorted(addresses & standing.members),
        applicants=sorted(addresses & standing.applicants - standing.members),
        waiting=sorted(addresses & standing.invited - standing.members - standing.applicants),
        often=sorted(often),
    )


def upload(
    program: Program,
    *,
    file_name: str,
    people: Iterable[Person],
    problems: Iterable[tuple[int, str, str]],
    by: User,
    now: datetime,
) -> Roster:
    """Keep a list until it is confirmed.

    Of the same person's earlier lists that were never confirmed, only the name of the file stays.
    """
    with transaction.atomic():
        Roster.objects.filter(program=program, by=by, sent_at__isnull=True).update(people=[], problems=[])
        return Roster.objects.create(
            program=program,
            by=by,
            file_name=file_name[:200],
            people=[[person.email, person.name, person.role] for person in people],
            problems=[list(problem) for problem in problems],
            created_at=now,
        )


def confirm(roster: Roster, *, by: User, now: datetime) -> int:
    """Invite everybody on the roster, once. A second click changes nothing and returns the same number.

    Raises Replaced if a newer file was uploaded, even at this very moment in another window.
    """
    with transaction.atomic():
        is_first = Roster.objects.filter(pk=roster.pk, sent_at__isnull=True).update(sent_at=now)
        roster.refresh_from_db()
        if not is_first:
            return roster.sent_count
        if queries.has_newer(roster):
            raise Replaced
        for role, people in queries.by_role(queries.people_of(roster)).items():
            roster.sent_count += len(invite(roster.program, people=people, role=role, by=by, now=now).sent)
        roster.people, roster.problems = [], []
        roster.save(update_fields=["sent_count", "people", "problems"])
    return roster.sent_count


def resend(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Send it again, valid for another fourteen days. The links in earlier mails keep working.

    Refused if it was accepted or withdrawn, or was sent less than five minutes ago.
    """
    with transaction.atomic():
        require_open(invitation.program)
        _refuse_a_flood(invitation.program, 1, by=by, now=now)
        if queries.written_to_enough(invitation.program, [invitation.email], now=now):
            raise Refused(f"{invitation.email} has been written to often enough today. Send it again tomorrow.")
        again = _send_again([invitation.pk], now=now, unless_sent_after=now - PAUSE_BETWEEN_SENDS)
        if not again:
            invitation.refresh_from_db()
            raise Refused(_why_not_again(invitation))
        _mail(invitation.program, again, by=by, now=now)
        record("invitation.resent", invitation, by=by, program_id=invitation.program_id, now=now)


def remind_all(program: Program, *, by: User, now: datetime) -> int:
    """Write again to everybody who hasn't answered and wasn't written to in the last three days. Returns how many."""
    with transaction.atomic():
        require_open(program)
        waiting = list(queries.to_remind(program, now=now).select_for_update().values_list("pk", flat=True))
        _refuse_a_flood(program, len(waiting), by=by, now=now)
        again = _send_again(waiting, now=now)
        _mail(program, again, by=by, now=now)
        if again:
            record("invitations.reminded", program, by=by, program_id=program.pk, now=now, count=len(again))
    return len(again)


def withdraw(invitation: Invitation, *, by: User, now: datetime) -> None:
    """Withdraw the invitation; doing it again changes nothing. Refused once it was accepted."""
    with transaction.atomic():
        mine = Invitation.objects.filter(pk=invitation.pk, state=Invitation.State.OPEN)
        changed = mine.update(state=Invitation.State.WITHDRAWN, answered_at=now)
        if changed:
            record("invitation.withdrawn", invitation, by=by, program_id=invitation.program_id, now=now)
    invitation.refresh_from_db()
    if invitation.state == Invitation.State.ACCEPTED:
        raise Refused(f"{invitation.email} has accepted in the meantime. You can decline the application instead.")


def require_open(program: Program) -> None:
    state = admission.state_of(program)
    if state == Program.State.DRAFT:
        raise Refused("This program is still a draft. Open it for enrolment, then invite people.")
    if state == Program.State.CLOSED:
        raise Refused("This program is closed. Nobody can be invited any more.")


def _refuse_a_flood(program: Program, more: int, *, by: User, now: datetime) -> None:
    """Call it with the program locked, so that two windows can't both be the last."""
    before = queries.written_by(by, program, now=now) if more else 0
    if before + more > INVITATIONS_A_DAY:
        raise Refused(
            f"One coordinator can write to {INVITATIONS_A_DAY:,} people a day. You have written to {before:,} within "
            f"the last 24 hours, and these are {more:,} more. Nothing was sent: invite fewer, or the rest tomorrow.",
            field="people",
        )


def link(invitation: Invitation) -> str:
    return settings.SITE_URL + reverse("join", args=[links.token_of(invitation)])


def link_to_hand_over(invitation: Invitation) -> str:
    """For a coordinator to pass on. It doesn't prove the address: whoever signs up with it gets a code by mail."""
    return settings.SITE_URL + reverse("join", args=[links.token_of(invitation, by_mail=False)])


def _write(program: Program, people: list[Person], *, role: str, by: User, now: datetime) -> list[Invitation]:
    """Returns only the rows that this call wrote; if two calls race for an address, only one of them gets it."""
    rows = [
        Invitation(
            program=program,
            email=person.email,
            name=person.name,
            role=role,
            nonce=uuid.uuid4(),
            invited_by=by,
            created_at=now,
            sent_at=now,
            expires_at=now + LIFETIME,
        )
        for person in people
    ]
    Invitation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return list(Invitation.objects.filter(nonce__in=[row.nonce for row in rows]).order_by("pk"))


def _send_again(
    invitation_ids: Collection[int] | Iterable[int], *, now: datetime, unless_sent_after: datetime | None = None
) -> list[Invitation]:
    ids = list(invitation_ids)
    mine = Invitation.objects.filter(pk__in=ids, state=Invitation.State.OPEN).select_for_update()
    if unless_sent_after:
        mine = mine.filter(sent_at__lte=unless_sent_after)
    again = list(mine.order_by("pk"))
    Invitation.objects.filter(pk__in=[row.pk for row in again]).update(
        sent_at=now, sent_count=F("sent_count") + 1, expires_at=now + LIFETIME
    )
    for row in again:
        row.sent_at, row.sent_count, row.expires_at = now, row.sent_count + 1, now + LIFETIME
    return again


def _why_not_again(invitation: Invitation) -> str:
    if invitation.state == Invitation.State.ACCEPTED:
        return f"{invitation.email} has already accepted."
    if invitation.state == Invitation.State.WITHDRAWN:
        return "This invitation was withdrawn. Invite the person anew."
    minutes = int(PAUSE_BETWEEN_SENDS.total_seconds() // 60)
    return f"It was sent less than {minutes} minutes ago. Wait a little before you send it again."


def _mail(program: Program, invitations: list[Invitation], *, by: User, now: datetime) -> None:
    if not invitations:
        return
    same_for_all = {
        "organisation": str(Organisation.objects.first() or ""),
        "program": program.name,
        "purpose": program.purpose,
        "rhythm": queries.rhythm(program),
        "inviter": str(by),
    }
    outbox.write_many(
        "invitation",
        [
            (
                invitation.email,
                {
                    **same_for_all,
                    "name": invitation.name,
                    "role": Membership.Role(invitation.role).label.lower(),
                    "link": link(invitation),
                    "expires_on": invitation.expires_at.astimezone(program.zone).date(),
                    "again": invitation.sent_count > 1,
                },
            )
            for invitation in invitations
        ],
        program_id=program.pk,
        now=now,
    )
