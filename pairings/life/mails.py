"""The mails that tell a pair of its pause, its return and its end, and coordinators of a person's pause.

Each is true at the moment it goes out. What coordinators write down about an end stays with them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from mentoring.notifications.planning.kinds import Kind, Letter, Prepare, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from pairings.pair.models import Pairing
from pairings.touchpoints.models import Touchpoint
from programs.program.models import Membership

NOT_SO = {
    Pairing.State.ACTIVE: "They were back before this went out.",
    Pairing.State.PAUSED: "The pair was on a pause again before this went out.",
    Pairing.State.ENDED: "The pair had ended before this went out.",
}
GONE = "The recipient no longer takes part."


def prepare(state: Pairing.State) -> Prepare:
    """A `prepare` for news about pairs that are in this state."""

    def run(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
        ids = {row.payload["pairing"] for row in notifications}
        pairings = Pairing.objects.with_people().select_related("paused_for__user", "departure").in_bulk(ids)
        members = _members({row.payload["membership"] for row in notifications})
        following = _next_steps(ids)

        def decide(row: Notification) -> Prepared:
            pairing = pairings.get(row.payload["pairing"])
            member = members.get(row.payload["membership"])
            if pairing is None or pairing.state != state:
                return Suppressed(NOT_SO[Pairing.State(pairing.state)] if pairing else "The pair is gone.")
            if member is None:
                return Suppressed(GONE)
            return _letter(pairing, member, following.get(pairing.pk))

        return {row.pk: decide(row) for row in notifications}

    return run


def prepare_person(notifications: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    members = _members({row.payload[name] for row in notifications for name in ("away", "membership")})
    away = {row.payload["away"] for row in notifications}
    pairs = list(Pairing.objects.filter(paused_for__in=away).with_people())

    def decide(row: Notification) -> Prepared:
        absent, member = members.get(row.payload["away"]), members.get(row.payload["membership"])
        if absent is None or absent.returns_on is None:
            return Suppressed("The person was back before this went out.")
        if member is None:
            return Suppressed(GONE)
        own = [str(pair.partner_of(absent.user)) for pair in pairs if pair.paused_for_id == absent.pk]
        return _absence(absent, member, own)

    return {row.pk: decide(row) for row in notifications}


def _letter(pairing: Pairing, member: Membership, following: Touchpoint | None) -> Letter:
    partner = pairing.partner_of(member.user)
    path = reverse("pair" if pairing.is_live else "ending", args=[pairing.pk])
    departure = getattr(pairing, "departure", None)
    context = {
        "partner": str(partner),
        "partner_first": partner.first_name,
        "away": pairing.paused_for.user.first_name if pairing.paused_for and pairing.paused_for != member else "",
        "returns_on": pairing.returns_on,
        "ended_on": pairing.ended_on,
        "ending": pairing.ending,
        "partner_left": departure is not None and departure.member_id != member.pk,
        "ending_url": settings.SITE_URL + reverse("ending", args=[pairing.pk]),
        "step": following.step.title if following else "",
        "due_on": following.due_on if following else None,
        "pair_url": settings.SITE_URL + path,
        "why": f"You are {partner.first_name}’s {member.get_role_display().lower()} in {pairing.program.name}.",
    }
    return Letter(context, pairing.program.name, thread=f"pairing-{pairing.pk}", url=path)


def _absence(absent: Membership, member: Membership, partners: list[str]) -> Letter:
    themself = absent.pk == member.pk
    program, role = absent.program, absent.get_role_display().lower()
    path = reverse("home") if themself else reverse("person", args=[program.pk, absent.pk])
    context = {
        "person": str(absent.user),
        "themself": themself,
        "role": role,
        "returns_on": absent.returns_on,
        "partners": partners,
        "page_url": settings.SITE_URL + path,
        "why": f"You are a {role} in {program.name}." if themself else f"You coordinate {program.name}.",
    }
    return Letter(context, program.name, url=path)


def _members(ids: set[int]) -> dict[int, Membership]:
    return Membership.objects.active().select_related("user", "program").in_bulk(ids)


def _next_steps(pairings: set[int]) -> dict[int, Touchpoint]:
    """Of each pair the open step that is due first."""
    rows = Touchpoint.objects.open().filter(pairing__in=pairings, step__enabled=True).select_related("step")
    return {one.pairing_id: one for one in rows.order_by("pairing_id", "due_on", "pk").distinct("pairing_id")}


def _sample(**more: Any) -> dict[str, Any]:
    return {
        "partner": "Sam Lee",
        "partner_first": "Sam",
        "program": "Women in Engineering",
        "away": "Sam",
        "returns_on": date(2026, 12, 14),
        "ended_on": date(2026, 12, 1),
        "ending": "planned",
        "partner_left": False,
        "ending_url": f"{settings.SITE_URL}/example",
        "step": "Session",
        "due_on": date(2026, 12, 18),
        "pair_url": f"{settings.SITE_URL}/example",
        "why": "You are Sam’s mentor in Women in Engineering.",
        **more,
    }


def sample_person() -> dict[str, Any]:
    return _sample(
        person="Sam Lee",
        themself=False,
        role="mentee",
        partners=["Miriam Okafor"],
        page_url=f"{settings.SITE_URL}/example",
        why="You coordinate Women in Engineering.",
    )


KINDS = [
    Kind("pairing_paused", "Your pair takes a pause", prepare(Pairing.State.PAUSED), sample=_sample, service=True),
    Kind("pairing_resumed", "Your pair goes on", prepare(Pairing.State.ACTIVE), sample=_sample, service=True),
    Kind("pairing_ended", "Your pair has ended", prepare(Pairing.State.ENDED), sample=_sample, service=True),
    Kind("person_paused", "Somebody takes a pause", prepare_person, sample=sample_person, service=True),
]
