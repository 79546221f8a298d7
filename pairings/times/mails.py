"""The mails about coming sessions. They never quote a place, a note or a word of the two."""

from django.conf import settings
from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import Letter
from pairings.calendars import clocks
from pairings.calendars.models import CalendarChoice
from pairings.pair import letters, samples
from pairings.pair.letters import ENDED, HAS_LEFT, PairNotice
from pairings.times import ics as calendars
from pairings.times import invited
from pairings.times.models import PlannedSession, ProposedTime, TimeProposal

CHANGED = "The session was changed again before this went out."


def planned(notice: PairNotice[PlannedSession]) -> Letter | str:
    """For an invitation, a new time and a cancellation; only the latest is told."""
    session = notice.about
    if session.sequence != notice.row.payload["sequence"]:
        return CHANGED
    if session.starts_at <= notice.now:
        return "The time of the session had come before this went out."
    if session.is_planned and not session.pairing.is_live:
        return ENDED
    if not notice.takes_part and (session.is_planned or not _has_it(notice)):
        return HAS_LEFT
    return _planned(notice)


def _planned(notice: PairNotice[PlannedSession]) -> Letter:
    """Who cancels or moves a session themselves hears only that their calendar follows (`is_own`)."""
    session, is_own = notice.about, notice.row.payload.get("for_calendar", False)
    is_invited = notice.reader.pk not in notice.ask(_without_invitations) or _has_it(notice)
    decline = notice.answer_url("planned_answer", "planned", object_id=session.pk)
    return notice.letter(
        reverse("planned_session", args=[session.pk]),
        actions=(("It doesn’t fit", decline),) if session.is_planned and not is_own else (),
        calendar=calendars.invitation(session, notice.reader) if is_invited else None,
        when=clocks.when(session.starts_at, notice.reader, notice.partner),
        minutes=session.minutes,
        is_changed=session.sequence > 0,
        has_place=bool(session.place),
        has_word=bool(session.word),
        is_invited=is_invited,
        in_app=not is_own,
        is_own=is_own,
        is_over=not notice.takes_part or not session.pairing.is_live,
        decline_url=decline,
        propose_url=settings.SITE_URL + _propose(notice),
    )


def _has_it(notice: PairNotice[PlannedSession]) -> bool:
    """Whether an earlier invitation put the session into the reader's calendar, whatever they wish now."""
    return (notice.about.pk, notice.reader.pk) in notice.ask(_who_has)


def proposed(notice: PairNotice[TimeProposal]) -> Letter | str:
    if over := notice.over():
        return over
    if notice.about.state != TimeProposal.State.OPEN:
        return "The times were answered or taken back before this went out."
    times = notice.about.times_after(notice.now)
    return _proposed(notice, times) if times else "All of the times had passed before this went out."


def _proposed(notice: PairNotice[TimeProposal], times: list[ProposedTime]) -> Letter:
    proposal = notice.about
    answer = notice.answer_url("time_answer", "time", object_id=proposal.pk)
    labels = [(time.pk, clocks.when(time.starts_at, notice.reader, notice.partner)) for time in times]
    offered, none_url = letters.choices(answer, "t", labels), f"{answer}?t=none"
    return notice.letter(
        reverse("time_proposal", args=[proposal.pk]),
        actions=(*letters.actions(offered), ("No time here suits me", none_url)),
        times=offered,
        none_url=none_url,
        minutes=proposal.minutes,
        has_note=bool(proposal.note),
    )


def declined(notice: PairNotice[TimeProposal]) -> Letter | str:
    if over := notice.over():
        return over
    if notice.about.state != TimeProposal.State.DECLINED:
        return "They answered differently before this went out."
    return notice.letter(_propose(notice), propose_url=settings.SITE_URL + _propose(notice))


def _propose(notice: PairNotice[PlannedSession] | PairNotice[TimeProposal]) -> str:
    return reverse("times_propose", args=[notice.pairing.pk])


def _sessions(batch: Batch) -> dict[int, PlannedSession]:
    return PlannedSession.objects.with_people().in_bulk(batch.ids("planned_session"))


def _proposals(batch: Batch) -> dict[int, TimeProposal]:
    return TimeProposal.objects.with_people().in_bulk(batch.ids("proposal"))


def _without_invitations(batch: Batch) -> set[int]:
    readers = {row.recipient_id for row in batch.rows}
    return set(CalendarChoice.objects.filter(user__in=readers, invitations=False).values_list("user_id", flat=True))


def _who_has(batch: Batch) -> set[invited.Has]:
    return invited.who_has(batch.ids("planned_session"), {row.recipient_id for row in batch.rows})


DECLINE, PROPOSE = f"{samples.EXAMPLE}/decline", f"{samples.EXAMPLE}/propose"
WHEN = {"when": "Tue 1 Dec, 15:00 your time (10:00 for Sam)", "minutes": 60}
DAYS = enumerate(["Tue 1 Dec, 15:00", "Wed 2 Dec, 09:00", "Thu 3 Dec, 18:00"])
SAMPLE_PROPOSED = samples.of_mentor(
    times=letters.choices(samples.EXAMPLE, "t", DAYS), none_url=f"{samples.EXAMPLE}?t=none", minutes=60, has_note=True
)
SAMPLE_DECLINED = samples.of_mentor(propose_url=PROPOSE)
SAMPLE_INVITED = samples.of_mentor(**WHEN, decline_url=DECLINE, propose_url=PROPOSE, has_place=True, is_invited=True)
SAMPLE_CANCELLED = samples.of_mentor(**WHEN, propose_url=PROPOSE, has_word=True)
PROPOSALS = letters.about("proposal", _proposals)
SESSIONS = letters.about("planned_session", _sessions)
# Somebody is waiting for an answer, or would sit there alone, so these go at once, above any budget.
KINDS = [
    PROPOSALS.kind("time_proposed", "Your partner proposes times", proposed, SAMPLE_PROPOSED, gone=ENDED, service=True),
    PROPOSALS.kind("time_declined", "None of your times fits", declined, SAMPLE_DECLINED, gone=ENDED, service=True),
    SESSIONS.kind(
        "session_invited", "A session is planned or moved", planned, SAMPLE_INVITED, gone=CHANGED, service=True
    ),
    SESSIONS.kind(
        "session_cancelled", "A planned session is cancelled", planned, SAMPLE_CANCELLED, gone=CHANGED, service=True
    ),
]
