"""The mails about sessions to come: each is checked again at the moment it goes out.

The coordinators of a program can read its mails: so none quotes a place, a note or a word of the two.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.answering import links
from mentoring.notifications.planning.kinds import Kind, Letter, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from pairings.calendars import clocks
from pairings.calendars.models import CalendarChoice
from pairings.pair.models import Pairing
from pairings.times import ics as calendars
from pairings.times.models import PlannedSession, TimeProposal
from programs.program.models import Membership

GONE = "The recipient no longer takes part."
ENDED = "The pair had ended before this went out."


def prepare_planned(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    """For an invitation, a new time and a cancellation: the latest is told, an older one is not."""
    found = PlannedSession.objects.with_people().in_bulk({row.payload["planned_session"] for row in notifications})
    members = members_told(notifications)
    by_page = set(
        CalendarChoice.objects.filter(user__in=[row.recipient_id for row in notifications], invitations=False)
        .values_list("user_id", flat=True)
    )  # fmt: skip

    def decide(row: Notification) -> Prepared:
        planned, member = found.get(row.payload["planned_session"]), members.get(row.payload["membership"])
        if planned is None or planned.sequence != row.payload["sequence"]:
            return Suppressed("The session was changed again before this went out.")
        if planned.starts_at <= now:
            return Suppressed("The time of the session had come before this went out.")
        if planned.is_planned and not planned.pairing.is_live:
            return Suppressed(ENDED)
        if member is None:
            return Suppressed(GONE)
        return _planned(planned, member, with_invitation=member.user_id not in by_page)

    return {row.pk: decide(row) for row in notifications}


def prepare_proposed(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    def words(proposal: TimeProposal, member: Membership) -> Prepared:
        if proposal.state != TimeProposal.State.OPEN:
            return Suppressed("The times were answered or taken back before this went out.")
        times = [time for time in proposal.times.all() if time.starts_at > now]
        if not times:
            return Suppressed("All of the times had passed before this went out.")
        answer = address("time_answer", links.make("time", user_id=member.user_id, object_id=proposal.pk))
        partner = proposal.pairing.partner_of(member.user)
        offered = [
            {"label": clocks.when(time.starts_at, member.user, partner), "url": f"{answer}?t={time.pk}"}
            for time in times
        ]
        more = {
            "times": offered,
            "none_url": f"{answer}?t=none",
            "minutes": proposal.minutes,
            "has_note": bool(proposal.note),
        }
        acts = [*((time["label"], time["url"]) for time in offered), ("No time here suits me", f"{answer}?t=none")]
        path = reverse("time_proposal", args=[proposal.pk])
        return letter(proposal.pairing, member, {**more, "page_url": settings.SITE_URL + path}, path, acts)

    return _about_proposals(notifications, words)


def prepare_declined(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    def words(proposal: TimeProposal, member: Membership) -> Prepared:
        if proposal.state != TimeProposal.State.DECLINED:
            return Suppressed("They answered differently before this went out.")
        path = reverse("times_propose", args=[proposal.pairing_id])
        return letter(proposal.pairing, member, {"propose_url": settings.SITE_URL + path}, path)

    return _about_proposals(notifications, words)


def _planned(planned: PlannedSession, member: Membership, *, with_invitation: bool) -> Letter:
    reader, path = member.user, reverse("planned_session", args=[planned.pk])
    partner = planned.pairing.partner_of(reader)
    decline = address("planned_answer", links.make("planned", user_id=reader.pk, object_id=planned.pk))
    more = {
        "when": clocks.when(planned.starts_at, reader, partner),
        "minutes": planned.minutes,
        "is_changed": planned.sequence > 0,
        "has_place": bool(planned.place),
        "has_word": bool(planned.word),
        "is_invited": with_invitation,
        "page_url": settings.SITE_URL + path,
        "decline_url": decline,
        "propose_url": settings.SITE_URL + reverse("times_propose", args=[planned.pairing_id]),
    }
    acts = [("It doesn’t fit", decline)] if planned.is_planned else []
    invitation = calendars.invitation(planned, reader) if with_invitation else None
    return letter(planned.pairing, member, more, path, acts, calendar=invitation)


def _about_proposals(
    notifications: Sequence[Notification], words: Callable[[TimeProposal, Membership], Prepared]
) -> Mapping[int, Prepared]:
    found = TimeProposal.objects.with_people().in_bulk({row.payload["proposal"] for row in notifications})
    members = members_told(notifications)

    def decide(row: Notification) -> Prepared:
        proposal, member = found.get(row.payload["proposal"]), members.get(row.payload["membership"])
        if proposal is None or not proposal.pairing.is_live:
            return Suppressed(ENDED)
        return words(proposal, member) if member else Suppressed(GONE)

    return {row.pk: decide(row) for row in notifications}


def members_told(notifications: Sequence[Notification]) -> dict[int, Membership]:
    ids = {row.payload["membership"] for row in notifications}
    return Membership.objects.active().select_related("user").in_bulk(ids)


def letter(
    pairing: Pairing,
    member: Membership,
    more: Mapping[str, Any],
    path: str,
    acts: Sequence[tuple[str, str]] = (),
    *,
    calendar: Mapping[str, str] | None = None,
) -> Letter:
    partner: User = pairing.partner_of(member.user)
    role = "mentor" if member.role == Membership.Role.MENTOR else "mentee"
    context = {
        "partner": str(partner),
        "partner_first": partner.first_name,
        "why": f"You are {partner.first_name}’s {role} in {pairing.program.name}.",
        **more,
    }
    return Letter(
        context, pairing.program.name, thread=f"pairing-{pairing.pk}", url=path, actions=tuple(acts), calendar=calendar
    )


def address(name: str, token: str) -> str:
    return settings.SITE_URL + reverse(name, args=[token])


def sample(**more: Any) -> dict[str, Any]:
    example = f"{settings.SITE_URL}/example"
    return {
        "partner": "Sam Lee",
        "partner_first": "Sam",
        "program": "Women in Engineering",
        "why": "You are Sam’s mentor in Women in Engineering.",
        "when": "Tue 1 Dec, 15:00 your time (10:00 for Sam)",
        "minutes": 60,
        "page_url": example,
        "decline_url": f"{example}/decline",
        "propose_url": f"{example}/propose",
        **more,
    }


def _sample_proposed() -> dict[str, Any]:
    days = ("Tue 1 Dec, 15:00", "Wed 2 Dec, 09:00", "Thu 3 Dec, 18:00")
    times = [{"label": day, "url": f"{settings.SITE_URL}/example?t={number}"} for number, day in enumerate(days)]
    return sample(times=times, none_url=f"{settings.SITE_URL}/example?t=none", has_note=True)


# Somebody waits for the answer, or would sit there alone: these go at once, above any budget.
KINDS = [
    Kind(
        "time_proposed", "Your partner proposes times", prepare=prepare_proposed, sample=_sample_proposed, service=True
    ),
    Kind("time_declined", "None of your times fits", prepare=prepare_declined, sample=sample, service=True),
    Kind(
        "session_invited",
        "A session is planned or moved",
        prepare=prepare_planned,
        sample=lambda: sample(has_place=True, is_invited=True),
        service=True,
    ),
    Kind(
        "session_cancelled",
        "A planned session is cancelled",
        prepare=prepare_planned,
        sample=lambda: sample(has_word=True),
        service=True,
    ),
]
