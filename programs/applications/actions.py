"""From an invitation to a membership: accept, answer the questions, be approved or declined."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.notifications.inbox import actions as inbox
from mentoring.notifications.planning import outbox
from mentoring.web.integrity import Refused
from programs.applications.models import Answer, Application
from programs.invitations.models import Invitation
from programs.program import admission
from programs.program.models import Membership, Program

# What the activity page says after the actor's name.
SENTENCES = {
    "invitation.accepted": "accepted the invitation",
    "application.submitted": "sent an application",
    "application.changed": "changed an application",
    "application.approved": "approved an application",
    "application.declined": "declined an application",
}

Answers = Mapping[int, Any]  # question id → text, or a list of choices
DRAFT, SUBMITTED = Application.State.DRAFT, Application.State.SUBMITTED
APPROVED, DECLINED = Application.State.APPROVED, Application.State.DECLINED
OPENED_AGAIN = ["invitation", "state", "submitted_at", "decided_at", "decided_by", "decision_message"]


def accept(invitation: Invitation, *, by: User, now: datetime) -> Application:
    """Accept an invitation and return the application that is still to be filled in.

    Accepting again returns the same application. Refused if the invitation isn't open any more, if somebody else has
    accepted it, if the person already takes part in this role, or if the program is closed.
    """
    with transaction.atomic():
        _refuse_if_closed(invitation.program)
        _refuse_if_taking_part(invitation, by)
        still_open = Invitation.objects.filter(pk=invitation.pk).open(now)
        if not still_open.update(state=Invitation.State.ACCEPTED, answered_at=now):
            return _accepted_before(invitation, by)
        application = _application_for(invitation, by, now)
        record("invitation.accepted", invitation, by=by, program_id=invitation.program_id, now=now)
    return application


def save_draft(application: Application, *, answers: Answers, capacity: int | None, by: User, now: datetime) -> None:
    """Keep what has been typed so far. Refused once the application is decided."""
    with transaction.atomic():
        current = _for_update(application)
        _refuse_if_decided(current, "It was not changed.")
        _write_answers(current, answers, capacity)


def submit(application: Application, *, answers: Answers, capacity: int | None = None, by: User, now: datetime) -> None:
    """Hand the application in. The person may do this again until it is decided; then it is Refused.

    The coordinators are told only the first time.
    """
    with transaction.atomic():
        _refuse_if_closed(application.program)
        current = _for_update(application)
        _refuse_if_decided(current, "Your changes were not saved.")
        _write_answers(current, answers, capacity)
        if Application.objects.filter(pk=current.pk, state=DRAFT).update(state=SUBMITTED, submitted_at=now):
            record("application.submitted", current, by=by, program_id=current.program_id, now=now)
            _tell_coordinators(current, by=by, now=now)
        else:
            record("application.changed", current, by=by, program_id=current.program_id, now=now)
    application.refresh_from_db()


def approve(application: Application, *, by: User, now: datetime, message: str = "") -> Membership:
    """Let the applicant take part. Refused if somebody has already decided, or the program is closed."""
    with transaction.atomic():
        _refuse_if_closed(application.program)
        _decide(application, APPROVED, by=by, now=now, message=message)
        membership = _admit(application, now=now)
        _tell_applicant(application, "application_approved", by=by, now=now)
        record("application.approved", application, by=by, program_id=application.program_id, now=now)
    return membership


def decline(application: Application, *, by: User, now: datetime, message: str = "") -> None:
    """Refused if somebody has already decided."""
    with transaction.atomic():
        _decide(application, DECLINED, by=by, now=now, message=message)
        _tell_applicant(application, "application_declined", by=by, now=now)
        record("application.declined", application, by=by, program_id=application.program_id, now=now)


def approve_all(applications: Iterable[Application], *, by: User, now: datetime) -> tuple[int, list[str]]:
    """Approve those that can be approved. Returns how many, and a sentence for each one that was refused."""
    approved, refused = 0, []
    for application in applications:
        try:
            approve(application, by=by, now=now)
            approved += 1
        except Refused as refusal:
            refused.append(f"{application.user}: {refusal.sentence}")
    return approved, refused


def _refuse_if_taking_part(invitation: Invitation, user: User) -> None:
    mine = Membership.objects.active().of(user).filter(program=invitation.program_id, role=invitation.role)
    if mine.exists():
        raise Refused(f"You already take part in {invitation.program} as a {invitation.get_role_display().lower()}.")


def _refuse_if_closed(program: Program) -> None:
    if admission.state_of(program) == Program.State.CLOSED:
        raise Refused(f"{program} is closed. Nobody can join it any more.")


def _accepted_before(invitation: Invitation, user: User) -> Application:
    """The application that the same person got by accepting earlier. Refused for others, with the reason."""
    current = Invitation.objects.get(pk=invitation.pk)
    if current.state == Invitation.State.WITHDRAWN:
        raise Refused("This invitation was withdrawn.")
    if current.state == Invitation.State.OPEN:
        raise Refused("This invitation has expired.")
    try:
        return Application.objects.get(invitation=current, user=user)
    except Application.DoesNotExist as error:
        raise Refused("This invitation was already accepted with another account.") from error


def _application_for(invitation: Invitation, user: User, now: datetime) -> Application:
    """A person has one application per role, so one that was decided earlier is opened again."""
    application, is_new = Application.objects.select_for_update().get_or_create(
        user=user,
        program=invitation.program,
        role=invitation.role,
        defaults={"created_at": now, "invitation": invitation},
    )
    if not is_new:
        _refuse_if_taking_part(invitation, user)  # approved while we waited for the row
        application.invitation = invitation
        if application.state in {APPROVED, DECLINED}:
            application.state = DRAFT
            application.submitted_at = application.decided_at = application.decided_by = None
            application.decision_message = ""
        application.save(update_fields=OPENED_AGAIN)
    return application


def _for_update(application: Application) -> Application:
    return Application.objects.select_for_update(of=("self",)).select_related("program").get(pk=application.pk)


def _refuse_if_decided(application: Application, consequence: str) -> None:
    if application.state in {APPROVED, DECLINED}:
        raise Refused(f"Your application has been decided in the meantime. {consequence}")


def _write_answers(application: Application, answers: Answers, capacity: int | None) -> None:
    given = {question: value for question, value in answers.items() if value not in ("", [], None)}
    application.answers.exclude(question__in=given).delete()
    Answer.objects.bulk_create(
        [Answer(application=application, question_id=question, value=value) for question, value in given.items()],
        update_conflicts=True,
        unique_fields=["application", "question"],
        update_fields=["value"],
    )
    if application.role == Membership.Role.MENTOR:
        application.capacity = capacity
        application.save(update_fields=["capacity"])


def _decide(application: Application, state: Application.State, *, by: User, now: datetime, message: str) -> None:
    waiting = Application.objects.filter(pk=application.pk, state=SUBMITTED)
    decision = {"state": state, "decided_at": now, "decided_by": by, "decision_message": message}
    changed = waiting.update(**decision)
    application.refresh_from_db()
    if not changed:
        raise Refused(_decided_already(application))
    coordinators = Membership.objects.coordinators().filter(program=application.program_id)
    inbox.finish_after_commit(people=coordinators.values_list("user", flat=True), now=now)


def _decided_already(application: Application) -> str:
    if application.state == DRAFT:
        return "This application has not been handed in yet."
    return f"{application.decided_by} already {application.get_state_display().lower()} this."


def _admit(application: Application, *, now: datetime) -> Membership:
    """Somebody who had left gets their old row back; somebody who already has the role keeps it as it is."""
    is_mentor = application.role == Membership.Role.MENTOR
    capacity = (application.capacity or application.program.mentor_capacity) if is_mentor else None
    membership, is_new = Membership.objects.get_or_create(
        user=application.user,
        program=application.program,
        role=application.role,
        defaults={"capacity": capacity, "joined_at": now},
    )
    if not is_new and membership.state == Membership.State.LEFT:
        membership.state, membership.capacity, membership.joined_at = Membership.State.ACTIVE, capacity, now
        membership.save(update_fields=["state", "capacity", "joined_at"])
    return membership


def _tell_coordinators(application: Application, *, by: User, now: datetime) -> None:
    coordinators = Membership.objects.coordinators().filter(program=application.program_id).exclude(user=by)
    for coordinator in coordinators.select_related("user"):
        outbox.tell(
            coordinator.user,
            "application_received",
            by=by,
            key=f"application:{application.pk}:received:{now.timestamp():.0f}:{coordinator.user_id}",
            payload={"application": application.pk},
            program_id=application.program_id,
            now=now,
        )


def _tell_applicant(application: Application, kind: str, *, by: User, now: datetime) -> None:
    outbox.tell(
        application.user,
        kind,
        by=by,
        key=f"application:{application.pk}:{application.state}:{now.timestamp():.0f}",
        payload={"application": application.pk},
        program_id=application.program_id,
        now=now,
    )
