"""Appoint and remove the coordinators of a program."""

from datetime import datetime

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.security import actions as security
from mentoring.security.models import Happening
from mentoring.web.integrity import Refused
from programs.program.models import Membership, Program

# What the activity page says after the actor's name.
SENTENCES = {
    "coordinator.appointed": "appointed {name} as coordinator",
    "coordinator.appointed_themselves": "appointed themselves as coordinator",
    "coordinator.removed": "removed {name} from the coordinators",
}


@transaction.atomic
def appoint(program: Program, *, email: str, by: User, now: datetime) -> Membership:
    """Make the person with this address a coordinator. Refused if they have no account, or already are one.

    Administrators may appoint themselves, and the activity says so.
    """
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise Refused(
            f"Nobody with the address {email.strip()} has an account here yet. "
            "Ask them to sign up first, then appoint them.",
            field="email",
        )
    _lock(program)
    membership, created = Membership.objects.get_or_create(
        user=user, program=program, role=Membership.Role.COORDINATOR, defaults={"joined_at": now}
    )
    if not created:
        if membership.state == Membership.State.ACTIVE:
            raise Refused(f"{user} is already a coordinator of this program.", field="email")
        membership.state = Membership.State.ACTIVE
        membership.joined_at = now
        membership.save(update_fields=["state", "joined_at"])
    verb = "coordinator.appointed_themselves" if user == by else "coordinator.appointed"
    record(verb, membership, by=by, program_id=program.pk, now=now, name=str(user), user=user.pk)
    security.record(Happening.COORDINATOR_APPOINTED, user, by=by, now=now, program=program.name)
    if user != by:
        _tell(membership, by=by, now=now)
    return membership


@transaction.atomic
def remove(membership: Membership, *, by: User, now: datetime) -> None:
    """Remove a coordinator. Refused for the last one, because somebody has to be there for the pairs."""
    _lock(membership.program)
    coordinators = Membership.objects.coordinators().filter(program=membership.program_id)
    if not coordinators.exclude(pk=membership.pk).exists():
        raise Refused(f"{membership.user} is the only coordinator. Appoint somebody else first.")
    if not coordinators.filter(pk=membership.pk).update(state=Membership.State.LEFT):
        raise Refused(f"{membership.user} is no longer a coordinator of this program.")
    record(
        "coordinator.removed",
        membership,
        by=by,
        program_id=membership.program_id,
        now=now,
        name=str(membership.user),
        user=membership.user_id,
    )
    program = membership.program.name
    security.record(Happening.COORDINATOR_REMOVED, membership.user, by=by, now=now, program=program)


def _tell(membership: Membership, *, by: User, now: datetime) -> None:
    outbox.tell(
        membership.user,
        "coordinator_appointed",
        by=by,
        key=f"membership:{membership.pk}:appointed:{now.timestamp():.0f}",
        payload={"membership": membership.pk, "by": by.pk},
        program_id=membership.program_id,
        now=now,
    )


def _lock(program: Program) -> None:
    """One at a time: two coordinators who remove each other at the same moment would leave nobody."""
    Program.objects.select_for_update().get(pk=program.pk)
